// npm test: builds if need be, checks types, style and rooms, runs the unit tests and the Julia programs in all ways of
// running them. Ends with one line, `N passed, N failed`; exit code 1 if anything failed.
// Usage: node tools/run.mjs tools/test.ts [part …]   parts: check unit source image stress min scenarios (all by default)
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAll, isStale } from './build.ts'
import { runScenario, scenarioFiles } from './scenarios.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = (name: string): string => join(root, 'node_modules/.bin', name)

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const LIMIT_SECONDS = 240

/** Runs a command to its end, or kills it when it takes too long. */
function run(command: string, args: readonly string[], seconds = LIMIT_SECONDS): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: string[] = []
    const err: string[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    const timer = setTimeout(() => {
      err.push(`killed after ${seconds} s\n`)
      child.kill('SIGKILL')
    }, seconds * 1000)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, stdout: out.join(''), stderr: err.join('') })
    })
  })
}

let passed = 0
let failed = 0

function report(name: string, problem: string | null): void {
  if (problem === null) passed++
  else {
    failed++
    console.log(`FAIL ${name}\n${problem.trimEnd().replace(/^/gm, '     ')}`)
  }
}

const tail = (text: string, lines: number): string => text.trimEnd().split('\n').slice(-lines).join('\n')

// ---- static checks -----------------------------------------------------------------------------------------------

async function checks(): Promise<void> {
  const list: [string, string, string[]][] = [
    ['types (tsc)', bin('tsc'), ['--noEmit', '-p', '.']],
    ['lint and format (biome)', bin('biome'), ['check', '--max-diagnostics=20', '.']],
    ['rooms', process.execPath, ['--no-warnings', 'tools/check-rooms.ts']],
  ]
  for (const [name, command, args] of list) {
    const { code, stdout, stderr } = await run(command, args)
    report(name, code === 0 ? null : tail(stdout + stderr, 30))
  }
}

// ---- unit tests --------------------------------------------------------------------------------------------------

async function unitTests(): Promise<void> {
  const files = ['src/**/*.test.ts', 'test/**/*.test.ts'].flatMap((p) => globSync(p, { cwd: root })).sort()
  const { stdout, stderr } = await run(
    process.execPath,
    ['--no-warnings', '--test', '--test-reporter=tap', ...files],
    4 * LIMIT_SECONDS,
  )
  const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)`, 'm').exec(stdout)?.[1] ?? 0)
  const bad = count('fail') + count('cancelled')
  passed += count('pass')
  failed += bad
  if (bad > 0)
    console.log(
      stdout
        .split('\n')
        .filter((l) => /^\s*not ok|error:|expected:|actual:/.test(l))
        .join('\n'),
    )
  if (count('tests') === 0) report('unit tests', tail(stdout + stderr, 20))
}

// ---- Julia programs ----------------------------------------------------------------------------------------------

/** A way to run a program. */
interface Lane {
  readonly name: string
  readonly switches: readonly string[]
  /** only programs that say so in their first line, since each run is slow */
  readonly only: string | null
}

const LANES: readonly Lane[] = [
  { name: 'source', switches: ['--sysimage=none'], only: '# also without the system image' },
  { name: 'image', switches: [], only: null },
  { name: 'stress', switches: ['--gc-stress'], only: null },
  { name: 'min', switches: ['--compile=min'], only: null },
]

/** What differs, line by line, with a little of what surrounds it. */
function firstDifference(expected: string, actual: string): string {
  const [a, b] = [expected.split('\n'), actual.split('\n')]
  const i = a.findIndex((line, k) => line !== b[k])
  const at = i === -1 ? a.length : i
  return `line ${at + 1}\n- ${a[at] ?? '(end)'}\n+ ${b[at] ?? '(end)'}`
}

async function runProgram(lane: Lane, file: string): Promise<void> {
  const name = `${basename(file)} (${lane.name})`
  const expected = readFileSync(file.replace(/\.jl$/, '.out'), 'utf8')
  const wants = /^# exit code (\d+)$/m.exec(readFileSync(file, 'utf8'))
  const { code, stdout, stderr } = await run(join(root, 'juliet'), [
    '--startup-file=no',
    ...lane.switches,
    relative(root, file),
  ])
  if (code !== Number(wants?.[1] ?? 0)) return report(name, `exit code ${code}\n${tail(stderr, 12)}`)
  report(name, stdout === expected ? null : `${firstDifference(expected, stdout)}\n${tail(stderr, 6)}`)
}

async function programs(lanes: readonly Lane[]): Promise<void> {
  const files = globSync('test/programs/*.jl', { cwd: root })
    .sort()
    .map((f) => join(root, f))
  const jobs = lanes.flatMap((lane) =>
    files
      .filter((f) => lane.only === null || readFileSync(f, 'utf8').startsWith(lane.only))
      .map((f) => () => runProgram(lane, f)),
  )
  const worker = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker))
}

// ---- package images ----------------------------------------------------------------------------------------------

async function scenarios(): Promise<void> {
  const files = scenarioFiles()
  const worker = async (): Promise<void> => {
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      const name = `${basename(file)} (scenario)`
      try {
        report(name, await runScenario(file))
      } catch (problem) {
        report(name, String(problem))
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker))
}

// ---- all ---------------------------------------------------------------------------------------------------------

const parts = process.argv.slice(2)
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part)
const start = performance.now()
async function timed(part: string, work: () => Promise<void>): Promise<void> {
  if (!wanted(part)) return
  const before = performance.now()
  await work()
  console.log(`${part}: ${((performance.now() - before) / 1000).toFixed(0)} s`)
}

if (isStale()) {
  try {
    await buildAll()
  } catch (problem) {
    report('build', String(problem))
  }
}
await timed('check', checks)
await timed('unit', unitTests)
for (const lane of LANES) await timed(lane.name, () => programs([lane]))
await timed('scenarios', scenarios)
console.log(`${((performance.now() - start) / 1000).toFixed(0)} s`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
