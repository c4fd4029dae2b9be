// npm start: sets up what is missing, then shows what a package image saves. The example package runs in fresh
// processes: without images, building its image, and from the image, which must infer nothing anew.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAll, isStale } from './build.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const PROGRAM = 'using Epidemic; print(describe(SIR(0.4, 0.1)))'

interface Run {
  readonly seconds: number
  readonly output: string
  readonly statistics: { compileSeconds: number; inferred: number; loadedCode: number; droppedCode: number }
}

function run(work: string, flags: readonly string[]): Run {
  const start = performance.now()
  const done = spawnSync(
    join(root, 'juliet'),
    ['--startup-file=no', '--statistics', ...flags, '-e', PROGRAM],
    {
      cwd: work,
      encoding: 'utf8',
      env: {
        ...process.env,
        JULIA_LOAD_PATH: `${join(work, 'load')}:@stdlib`,
        JULIA_DEPOT_PATH: `${join(work, 'depot')}:`,
      },
    },
  )
  const seconds = (performance.now() - start) / 1000
  if (done.status !== 0) {
    console.error(done.stderr)
    throw new Error(`the example ended with exit code ${done.status}`)
  }
  const json = done.stderr.split('\n').find((line) => line.startsWith('{'))
  if (json === undefined) throw new Error(`the example printed no statistics:\n${done.stderr}`)
  return { seconds, output: done.stdout, statistics: JSON.parse(json) }
}

if (isStale()) await buildAll()
const work = mkdtempSync(join(tmpdir(), 'juliet-'))
try {
  mkdirSync(join(work, 'load'))
  mkdirSync(join(work, 'depot'))
  cpSync(join(root, 'example'), join(work, 'load', 'Epidemic'), { recursive: true })
  console.log('Example package: Epidemic (example/). Each line is a process of its own.\n')
  const without = run(work, ['--compiled-modules=no'])
  const building = run(work, [])
  const from = run(work, [])
  const line = (what: string, r: Run): void => {
    const { inferred, loadedCode, droppedCode } = r.statistics
    console.log(
      `  ${what.padEnd(28)} ${r.seconds.toFixed(2).padStart(6)} s   code instances: ${loadedCode} loaded and valid, ` +
        `${droppedCode} dropped, ${inferred} inferred anew`,
    )
  }
  line('without image', without)
  line('building the image, first run', building)
  line('from the image', from)
  if (from.statistics.inferred > 0)
    throw new Error(`from the image: ${from.statistics.inferred} code instances were inferred anew`)
  if (from.output !== without.output)
    throw new Error(`from the image: ${from.output}, without: ${without.output}`)
  console.log(`\nThe peak of infections, from all three: ${from.output}`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
