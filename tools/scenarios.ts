// Scenarios about package images: several processes, one after the other, in a folder of their own. Each file of
// test/scenarios is one scenario:
//
//   # what it is about
//   === write load/Foo.jl      a file (also: append PATH, delete PATH, touch PATH)
//   === damage Foo half        the package's caches are damaged: half, flip, empty, garbage, tail
//   === run --flag …           Julia code in a new process; a word NAME=value sets a variable of the environment
//   === equal                  Julia code in three processes: without images, then twice with them; all must print the same
//   === prints                 what the run before must print (exactly)
//   === fails REGEX            the run before must end with exit code 1 and say this on stderr
//   === says REGEX             … must say this on stderr
//   === builds Foo Bar         … must have made or replaced these caches, and no others
//   === infers N               … inferred N code instances anew, at most
//   === drops N                … dropped N code instances of images, at least
//
// Every image is made with --strict-freeze: one that would lose code, or that does not come back as it was, is an error.
// A run without `fails` must end with exit code 0; without `builds` it is not looked at which caches were made.
// Usage: node tools/run.mjs tools/scenarios.ts [NAME …]
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const LIMIT_SECONDS = 120

interface Step {
  readonly verb: string
  readonly words: readonly string[]
  readonly text: string
}

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly built: readonly string[]
}

export function parseScenario(text: string): Step[] {
  const parts = text.split(/^=== /m).slice(1)
  return parts.map((part) => {
    const end = part.indexOf('\n')
    const head = end < 0 ? part : part.slice(0, end)
    const [verb, ...words] = head.trim().split(/\s+/)
    return { verb, words, text: end < 0 ? '' : part.slice(end + 1).replace(/\n+$/, '\n') }
  })
}

/** A scenario in its folder. */
class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'juliet-scenario-'))

  constructor() {
    for (const name of ['load', 'depot', 'home']) mkdirSync(join(this.folder, name))
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  write(path: string, text: string, append: boolean): void {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (append) appendFileSync(file, text)
    else writeFileSync(file, text)
  }

  /** Caches: path → what tells whether it was replaced. */
  #caches(): Map<string, string> {
    const folder = join(this.folder, 'depot', 'compiled')
    const files = globSync('**/*.ji', { cwd: folder })
    return new Map(
      files.map((f) => {
        const { ino, mtimeMs } = statSync(join(folder, f))
        return [f, `${ino} ${mtimeMs}`]
      }),
    )
  }

  static #packageOf(cache: string): string {
    const parts = cache.split('/')
    return parts.length > 2 ? parts[parts.length - 2] : basename(cache, '.ji')
  }

  damage(name: string, how: string): void {
    const folder = join(this.folder, 'depot', 'compiled')
    const files = [...this.#caches().keys()].filter((f) => Stage.#packageOf(f) === name)
    if (files.length === 0) throw new Error(`${name} has no cache that could be damaged`)
    for (const file of files.map((f) => join(folder, f))) {
      const bytes = readFileSync(file)
      const at = (part: number): number => Math.floor(bytes.length * part)
      if (how === 'flip') for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) bytes[at(part)] ^= 0xff
      const damaged: Record<string, Uint8Array> = {
        half: bytes.subarray(0, at(0.5)),
        tail: bytes.subarray(0, bytes.length - 16),
        flip: bytes,
        empty: new Uint8Array(),
        garbage: new Uint8Array(bytes.length).fill(0x5a),
      }
      writeFileSync(file, damaged[how] ?? fail(`there is no damage called ${how}`))
    }
  }

  touch(path: string): void {
    const file = join(this.folder, path)
    const later = statSync(file).mtimeMs / 1000 + 5
    utimesSync(file, later, later)
  }

  async run(code: string, words: readonly string[]): Promise<Outcome> {
    const { folder } = this
    const settings = words.filter((w) => /^[A-Z_]+=/.test(w)).map((w) => w.split('=', 2) as [string, string])
    const flags = words.filter((w) => !/^[A-Z_]+=/.test(w))
    const before = this.#caches()
    const child = spawn(
      join(root, 'juliet'),
      ['--startup-file=no', '--color=no', '--strict-freeze', '--statistics', ...flags, '-e', code],
      {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        env: {
          PATH: process.env.PATH,
          HOME: join(folder, 'home'),
          JULIA_LOAD_PATH: `${join(folder, 'load')}:@stdlib`,
          JULIA_DEPOT_PATH: `${join(folder, 'depot')}:`,
          ...Object.fromEntries(settings),
        },
      },
    )
    const out: string[] = []
    const err: string[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    const timer = setTimeout(() => {
      err.push(`killed after ${LIMIT_SECONDS} s\n`)
      // with the processes that it waits for
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, LIMIT_SECONDS * 1000)
    const status = await new Promise<number>((resolve) => child.on('close', (s) => resolve(s ?? 1)))
    clearTimeout(timer)
    const built = [...this.#caches()]
      .filter(([f, mark]) => before.get(f) !== mark)
      .map(([f]) => Stage.#packageOf(f))
    return {
      code: status,
      stdout: out.join('').replaceAll(folder, '<root>'),
      stderr: err.join(''),
      built: [...new Set(built)].sort(),
    }
  }
}

function fail(message: string): never {
  throw new Error(message)
}

/** Carries a scenario out; null, or what went wrong. */
export async function runScenario(file: string): Promise<string | null> {
  const steps = parseScenario(readFileSync(file, 'utf8'))
  const stage = new Stage()
  try {
    let last: Outcome | null = null
    for (const [i, { verb, words, text }] of steps.entries()) {
      const where = `step ${i + 1} (${verb} ${words.join(' ')})`
      const problem = (what: string): string =>
        `${where}: ${what}\n${last?.stderr.trimEnd().split('\n').slice(-15).join('\n') ?? ''}`
      const done = (): Outcome => last ?? fail(`${where}: nothing was run before`)
      switch (verb) {
        case 'write':
        case 'append':
          stage.write(words[0], text, verb === 'append')
          break
        case 'delete':
          rmSync(join(stage.folder, words[0]), { recursive: true })
          break
        case 'touch':
          stage.touch(words[0])
          break
        case 'damage':
          stage.damage(words[0], words[1])
          break
        case 'run':
          last = await stage.run(text, words)
          if (
            last.code !== 0 &&
            !steps
              .slice(i + 1)
              .some((s, k, after) => s.verb === 'fails' && !after.slice(0, k).some((t) => t.verb === 'run'))
          ) {
            return problem(`exit code ${last.code}`)
          }
          break
        case 'equal': {
          const without = await stage.run(text, ['--compiled-modules=no', ...words])
          const building = await stage.run(text, words)
          last = await stage.run(text, words)
          for (const o of [without, building, last])
            if (o.code !== 0) return `${where}: exit code ${o.code}\n${o.stderr}`
          if (building.stdout !== without.stdout)
            return problem(`while building:\n${building.stdout}without images:\n${without.stdout}`)
          if (last.stdout !== without.stdout)
            return problem(`from images:\n${last.stdout}without images:\n${without.stdout}`)
          break
        }
        case 'prints':
          if (done().stdout !== text) return problem(`expected\n${text}got\n${done().stdout}`)
          break
        case 'fails':
          if (done().code !== 1) return problem(`exit code ${done().code}`)
          if (!new RegExp(words.join(' ')).test(done().stderr)) return problem('it does not say that')
          break
        case 'says':
          if (!new RegExp(words.join(' ')).test(done().stderr)) return problem('it does not say that')
          break
        case 'builds':
          if (done().built.join(' ') !== [...words].sort().join(' '))
            return problem(`it built ${done().built.join(' ') || 'nothing'}`)
          break
        case 'infers':
        case 'drops': {
          const line =
            done()
              .stderr.split('\n')
              .find((l) => l.startsWith('{')) ?? fail(`${where}: there are no statistics`)
          const { inferred, droppedCode } = JSON.parse(line) as { inferred: number; droppedCode: number }
          if (verb === 'infers' ? inferred > Number(words[0]) : droppedCode < Number(words[0])) {
            return problem(`${inferred} inferred, ${droppedCode} dropped`)
          }
          break
        }
        default:
          return `${where}: there is no such step`
      }
    }
    return null
  } finally {
    stage.close()
  }
}

export function scenarioFiles(names: readonly string[] = []): string[] {
  const folder = join(root, 'test/scenarios')
  return readdirSync(folder)
    .filter((f) => f.endsWith('.txt') && (names.length === 0 || names.includes(basename(f, '.txt'))))
    .sort()
    .map((f) => join(folder, f))
}

if (import.meta.main) {
  let failed = 0
  for (const file of scenarioFiles(process.argv.slice(2))) {
    const problem = await runScenario(file)
    console.log(
      `${problem === null ? 'ok  ' : 'FAIL'} ${basename(file, '.txt')}${problem === null ? '' : `\n${problem.replace(/^/gm, '     ')}`}`,
    )
    if (problem !== null) failed++
  }
  process.exitCode = failed === 0 ? 0 : 1
}
