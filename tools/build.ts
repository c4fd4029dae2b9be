// npm run build: the kernel, the bundled program, the system image, and images of the standard libraries that are not in
// it, in dist/ and build/. With `--without-stdlib` these are left to be made when they are first used.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { createNodeHost } from '../src/host/index.ts'
import { programBuild } from '../src/session/index.ts'
import { buildKernel } from './build-kernel.ts'
import { buildSystemImage } from './build-sysimage.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')

/** CommonJS, because Node's loader of ES modules costs 25 ms more at each start. */
const BUNDLE = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'es2024',
  legalComments: 'none',
  logLevel: 'warning',
} as const
/** `import.meta` as CommonJS has it. */
const META = { 'import.meta.main': 'false', 'import.meta.dirname': '__dirname' }

/** A program that defines, compiles and prints as most do: what V8 compiles for it is what starts are spared. */
const TYPICAL = `
struct Point; x::Float64; y::Float64; end
Base.:+(a::Point, b::Point) = Point(a.x + b.x, a.y + b.y)
total = sum([Point(i, 2i) for i in 1:3 if isodd(i)]; init=Point(0, 0))
println(total, " ", join(sort(collect(keys(Dict("a" => 1, "b" => 2)))), ","), map(x -> x / 2, (1, 2)))
try error("shown") catch e; showerror(devnull, e) end
`

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`)
  return result
}

/** Bundles the program into `dist/main.cjs`, with `dist/juliet.cjs` in front of it. Needs the kernel. */
export async function buildProgram(): Promise<void> {
  mkdirSync(dist, { recursive: true })
  // what V8 compiled of earlier bundles
  rmSync(join(dist, 'cache'), { recursive: true, force: true })
  await build({
    ...BUNDLE,
    entryPoints: [join(root, 'src/cli/main.ts')],
    outfile: join(dist, 'main.cjs'),
    define: META,
    sourcemap: 'linked',
  })
  const identity = programBuild(
    createNodeHost(null),
    readFileSync(join(dist, 'kernel.wasm')),
    readFileSync(join(dist, 'main.cjs')),
  )
  const define = { ...META, PROGRAM_BUILD: JSON.stringify(identity) }
  await build({
    ...BUNDLE,
    entryPoints: [join(root, 'src/cli/launch.ts')],
    outfile: join(dist, 'juliet.cjs'),
    define,
  })
}

/** Runs a program with what was built. */
function runJuliet(args: readonly string[], stdio: 'inherit' | 'ignore', env: NodeJS.ProcessEnv = {}): void {
  const done = spawnSync(join(root, 'juliet'), ['--startup-file=no', ...args], {
    stdio,
    env: { ...process.env, ...env },
  })
  if (done.status !== 0) throw new Error(`juliet ${args.join(' ')} failed (exit code ${done.status})`)
}

/** Caches of the standard libraries, in the depot that comes with the program. */
async function buildLibraries(): Promise<void> {
  const names = readdirSync(join(root, 'stdlib'))
    .filter((name) => existsSync(join(root, 'stdlib', name, 'src', `${name}.jl`)))
    .sort()
  runJuliet(['-e', `import ${names.join(', ')}`], 'inherit', {
    JULIA_DEPOT_PATH: dist,
    JULIA_LOAD_PATH: '@stdlib',
  })
}

export async function buildAll(withLibraries = true): Promise<void> {
  await step('kernel', () => buildKernel())
  mkdirSync(dist, { recursive: true })
  copyFileSync(join(root, 'build/kernel.wasm'), join(dist, 'kernel.wasm'))
  await step('program', buildProgram)
  await step('system image', buildSystemImage)
  await step('first run', async () => runJuliet(['-e', TYPICAL], 'ignore'))
  rmSync(join(dist, 'compiled'), { recursive: true, force: true })
  if (withLibraries) await step('standard libraries', buildLibraries)
  const size = (file: string) => `${(statSync(join(dist, file)).size / 1024).toFixed(0)} KiB`
  console.log(`dist: kernel ${size('kernel.wasm')}, program ${size('main.cjs')}`)
}

/** Is anything that goes into dist/ newer than it? */
export function isStale(): boolean {
  const built = join(root, 'dist/system.image')
  if (!existsSync(built)) return true
  const time = statSync(built).mtimeMs
  const inputs = ['src/**/*.ts', 'kernel/**/*.ts', 'base/**/*.jl', 'stdlib/**/*.jl', 'package.json'].flatMap(
    (p) => globSync(p, { cwd: root }),
  )
  return inputs.some((f) => statSync(join(root, f)).mtimeMs > time)
}

if (import.meta.main) await buildAll(!process.argv.includes('--without-stdlib'))
