// npm run build: the kernel, the bundled program, and the system image, in dist/ and build/.
import { copyFileSync, existsSync, globSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
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

export async function buildAll(): Promise<void> {
  await step('kernel', () => buildKernel())
  mkdirSync(dist, { recursive: true })
  copyFileSync(join(root, 'build/kernel.wasm'), join(dist, 'kernel.wasm'))
  await step('program', buildProgram)
  const imageTool = join(root, 'tools/build-sysimage.ts')
  if (existsSync(imageTool)) {
    const { buildSystemImage } = (await import(imageTool)) as { buildSystemImage: () => Promise<void> }
    await step('system image', buildSystemImage)
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

if (import.meta.main) await buildAll()
