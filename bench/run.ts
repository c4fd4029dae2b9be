// npm run bench: Julia on Juliet beside the same loops in hand-written TypeScript, cold start beside Node's own, and the
// speed of the parser. Ratios are Juliet's time over the other's: below 1 Juliet is faster.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parser as lezer } from '@plutojl/lezer-julia'
import { Language, Parser } from 'web-tree-sitter'
import { CORE_MODULE, parseAll, parseTree } from '../src/syntax/index.ts'
import { buildAll, isStale } from '../tools/build.ts'
import { best, kernels } from './kernels.ts'
import { benchTypes, reportDispatch } from './types.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const juliet = join(root, 'juliet')

function output(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (done.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status}\n${done.stderr}`)
  return done.stdout
}

/** Best wall time of several fresh processes, in milliseconds. */
function coldStart(command: string, args: readonly string[], runs = 7): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    output(command, args)
    least = Math.min(least, performance.now() - start)
  }
  return least
}

const milliseconds = (s: number): string => `${(s * 1000).toFixed(2)} ms`.padStart(12)
const close = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

function benchKernels(): void {
  const julia = new Map<string, { seconds: number; result: number }>()
  for (const line of output(juliet, ['--startup-file=no', 'bench/kernels.jl']).trim().split('\n')) {
    const [name, seconds, result] = line.split('\t')
    julia.set(name, { seconds: Number(seconds), result: Number(result) })
  }
  console.log('kernel            Julia       TypeScript    ratio')
  for (const kernel of kernels) {
    const mine = julia.get(kernel.name)
    if (mine === undefined) throw new Error(`bench/kernels.jl did not run ${kernel.name}`)
    const other = best(kernel)
    if (!close(mine.result, other.result))
      throw new Error(`${kernel.name}: ${mine.result} in Julia, ${other.result} in TypeScript`)
    const ratio = (mine.seconds / other.seconds).toFixed(2).padStart(8)
    console.log(
      `${kernel.name.padEnd(12)}${milliseconds(mine.seconds)} ${milliseconds(other.seconds)} ${ratio}`,
    )
  }
}

function benchStart(): void {
  const node = coldStart(process.execPath, ['-e', '0'])
  const hello = coldStart(juliet, ['--startup-file=no', '-e', 'println(sum(1:10))'])
  console.log(
    `\ncold start: node -e 0 ${node.toFixed(0)} ms; juliet -e 'println(sum(1:10))' ${hello.toFixed(0)} ms; ` +
      `${(hello - node).toFixed(0)} ms more`,
  )
}

/** tree-sitter's parser for Julia, in the WebAssembly build that its package brings. */
async function treeSitter(): Promise<Parser> {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(
    await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-julia/tree-sitter-julia.wasm'))),
  )
  return parser
}

/** Parsing Base: to expressions, to the lossless tree alone, and with the parsers that editors use. */
async function benchParser(): Promise<void> {
  const texts = globSync('base/*.jl', { cwd: root })
    .sort()
    .map((f) => readFileSync(join(root, f), 'utf8'))
  const megabytes = texts.reduce((n, t) => n + Buffer.byteLength(t), 0) / 1024 / 1024
  console.log(`\nparsing base/, ${megabytes.toFixed(2)} MiB`)
  const measure = (what: string, parse: (text: string) => void): void => {
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      for (const text of texts) parse(text)
      least = Math.min(least, performance.now() - start)
    }
    console.log(
      `  ${what.padEnd(32)} ${least.toFixed(0).padStart(5)} ms  ${(megabytes / (least / 1000)).toFixed(1).padStart(5)} MiB/s`,
    )
  }
  measure('Juliet, to expressions', (text) => parseAll(text, { file: null, core: CORE_MODULE }))
  measure('Juliet, to the tree', (text) => parseTree(text))
  measure('lezer-julia, to its tree', (text) => lezer.parse(text))
  const sitter = await treeSitter()
  measure('tree-sitter-julia, to its tree', (text) => {
    const tree = sitter.parse(text)
    if (tree === null) throw new Error('tree-sitter was stopped')
    tree.delete()
  })
}

if (isStale() && !process.argv.includes('--as-built')) await buildAll()
// `npm run bench -- parser` runs that part alone
const parts = process.argv.slice(2).filter((arg) => !arg.startsWith('-'))
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part)
if (wanted('kernels')) benchKernels()
if (wanted('start')) benchStart()
if (wanted('parser')) await benchParser()
if (wanted('types')) {
  reportDispatch(output(juliet, ['--startup-file=no', 'bench/dispatch.jl']))
  benchTypes(root)
}
