import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'
import { exportGlobals } from './wasm-globals.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Compiles the kernel to `build/kernel.wasm` (and its text form when asked for).
 *
 * `src/heap/constants.ts` is shared with TypeScript, which has no integer types: here its constants get the type u32
 * (i32 when negative).
 */
export async function buildKernel(options: { text?: boolean; optimize?: boolean } = {}): Promise<Uint8Array> {
  const files = new Map<string, Uint8Array | string>()
  const argv = [
    'kernel/index.ts',
    '--runtime',
    'stub',
    '--importMemory',
    '--noExportMemory',
    '--importTable',
    '--initialMemory',
    '1024',
    '--maximumMemory',
    '65536',
    '--memoryBase',
    '8192',
    '--uncheckedBehavior',
    'always',
    '--outFile',
    'kernel.wasm',
    '--noAssert',
    '--debug',
  ]
  if (options.optimize !== false) argv.push('-O3')
  if (options.text) argv.push('--textFile', 'kernel.wat')
  const { error, stderr } = await main(argv, {
    readFile(name, base) {
      let text: string
      try {
        text = readFileSync(join(root, base, name), 'utf8')
      } catch {
        return null
      }
      return name.endsWith('heap/constants.ts')
        ? text.replace(
            /^export const (\w+) = (-?)/gm,
            (_, n, minus) => `export const ${n}: ${minus ? 'i32' : 'u32'} = ${minus}`,
          )
        : text
    },
    writeFile(name, contents) {
      files.set(name, contents)
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`${stderr.toString()}\n${error.message}`)
  mkdirSync(join(root, 'build'), { recursive: true })
  const compiled = files.get('kernel.wasm')
  if (!(compiled instanceof Uint8Array)) throw new Error('the AssemblyScript compiler wrote no module')
  // the system image holds the kernel's state with the memory it is about
  const wasm = exportGlobals(compiled)
  files.set('kernel.wasm', wasm)
  for (const [name, contents] of files) writeFileSync(join(root, 'build', name), contents)
  return wasm
}

if (import.meta.main) await buildKernel({ text: process.argv.includes('--text') })
