// npm run build: the kernel, the bundled program, the system image, and images of the standard libraries that are not in
// it, in dist/ and build/. With `--without-stdlib` these are left to be made when they are first used.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildKernel } from './build-kernel.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')

/** What `juliet` starts: turns V8's cache of compiled JavaScript on before the program itself is loaded. */
const ENTRY = `import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
enableCompileCache(fileURLToPath(new URL('cache', import.meta.url)))
const { main } = await import('./main.mjs')
await main(process.argv.slice(2))
`

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`)
  return result
}

/** Bundles the program into `dist/main.mjs`, with `dist/juliet.mjs` in front of it. */
export async function buildProgram(): Promise<void> {
  mkdirSync(dist, { recursive: true })
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')], outfile: join(dist, 'main.mjs'),
    bundle: true, platform: 'node', format: 'esm', target: 'es2024', sourcemap: 'linked', legalComments: 'none', logLevel: 'warning',
  })
  writeFileSync(join(dist, 'juliet.mjs'), ENTRY)
}

/** Caches of the standard libraries, in the depot that comes with the program. */
async function buildLibraries(): Promise<void> {
  const names = readdirSync(join(root, 'stdlib')).filter((name) => existsSync(join(root, 'stdlib', name, 'src', `${name}.jl`))).sort()
  const done = spawnSync(join(root, 'juliet'), ['--startup-file=no', '-e', `import ${names.join(', ')}`], {
    stdio: 'inherit', env: { ...process.env, JULIA_DEPOT_PATH: dist, JULIA_LOAD_PATH: '@stdlib' },
  })
  if (done.status !== 0) throw new Error(`the standard libraries could not be built (exit code ${done.status})`)
}

export async function buildAll(withLibraries = true): Promise<void> {
  await step('kernel', () => buildKernel())
  mkdirSync(dist, { recursive: true })
  copyFileSync(join(root, 'build/kernel.wasm'), join(dist, 'kernel.wasm'))
  await step('program', buildProgram)
  const imageTool = join(root, 'tools/build-sysimage.ts')
  if (existsSync(imageTool)) {
    const { buildSystemImage } = (await import(imageTool)) as { buildSystemImage: () => Promise<void> }
    await step('system image', buildSystemImage)
    rmSync(join(dist, 'compiled'), { recursive: true, force: true })
    if (withLibraries) await step('standard libraries', buildLibraries)
  }
  const size = (file: string) => `${(statSync(join(dist, file)).size / 1024).toFixed(0)} KiB`
  console.log(`dist: kernel ${size('kernel.wasm')}, program ${size('main.mjs')}`)
}

/** Is anything that goes into dist/ newer than it? */
export function isStale(): boolean {
  const built = join(root, 'dist/system.image')
  if (!existsSync(built)) return true
  const time = statSync(built).mtimeMs
  const inputs = ['src/**/*.ts', 'kernel/**/*.ts', 'base/**/*.jl', 'stdlib/**/*.jl', 'package.json'].flatMap((p) => globSync(p, { cwd: root }))
  return inputs.some((f) => statSync(join(root, f)).mtimeMs > time)
}

if (import.meta.main) await buildAll(!process.argv.includes('--without-stdlib'))
