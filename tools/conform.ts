// Developer's aid: runs many Julia programs in one booted session each batch, comparing standard output with NAME.out.
//   node tools/conform.ts --eval FILE [--baseline] [--trace]       runs one file, prints what it prints
//   node tools/conform.ts [--baseline] [--home FOLDER] [--only TEXT] [--show N] FOLDER_OR_FILE…
// Faster than one process a program, and less faithful: programs of a batch share Base. The real check is the
// conformance driver with the juliet command.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createNodeHost } from '../src/host/index.ts'
import { Session } from '../src/session/index.ts'

const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const option = (name: string): string | null => {
  const i = args.indexOf(name)
  return i < 0 ? null : args.splice(i, 2)[1]
}
const flag = (name: string): boolean => {
  const i = args.indexOf(name)
  if (i >= 0) args.splice(i, 1)
  return i >= 0
}

// Where base/ is read from: another folder than this one while somebody changes that.
const home = resolve(option('--home') ?? root)

const evalFile = option('--eval')
if (evalFile !== null) worker([resolve(evalFile)])
else if (flag('--worker')) worker()
else parent()

function programs(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((n) => {
      const child = join(path, n)
      return statSync(child).isDirectory()
        ? programs(child)
        : n.endsWith('.jl') && existsSync(child.replace(/\.jl$/, '.out'))
          ? [child]
          : []
    })
}

/** Reads paths from standard input, one a line; prints one JSON line a program. */
function worker(single: string[] | null = null): void {
  const baseline = flag('--baseline')
  const trace = flag('--trace')
  const paths = single ?? readFileSync(0, 'utf8').split('\n').filter(Boolean)
  const host = createNodeHost(null)
  const kernel = new WebAssembly.Module(readFileSync(join(root, 'build/kernel.wasm')))
  const session = new Session(kernel, host, {
    compile: baseline ? 'min' : 'yes',
    checkBounds: 'auto',
    inline: true,
    optLevel: 2,
    gcStress: 0,
    home,
  })
  session.bootFromSource()
  session.runSteps(session.evaluator.evalText(session.main, 'Base.reinit_stdio()', 'none'))
  session.output.flush()
  session.heap.traceThrows = trace
  if (trace) Error.stackTraceLimit = 80
  for (const path of paths) {
    if (single === null) console.log(JSON.stringify({ start: path }))
    const chunks: Uint8Array[] = []
    const write = host.write.bind(host)
    if (single === null)
      host.write = (fd, bytes, position) => {
        if (fd === 1) chunks.push(bytes.slice())
        else if (fd !== 2) return write(fd, bytes, position)
        return bytes.length
      }
    let problem = ''
    try {
      // the same module object for each program, since compiled code knows it, with nothing in it
      const { main } = session
      main.bindings.clear()
      main.usings.length = 0
      session.define(main, 'Main', session.heap.moduleValue(main))
      session.define(main, 'Core', session.heap.moduleValue(session.core))
      session.methods.useModule(main, session.core)
      if (session.base !== null) {
        session.methods.useModule(main, session.base)
        session.define(main, 'Base', session.heap.moduleValue(session.base))
      }
      process.chdir(join(path, '..'))
      session.runSteps(
        session.evaluator.evalText(
          main,
          'eval(x) = Core.eval(Main, x); include(x) = Base.include(Main, x)',
          'none',
        ),
      )
      session.runSteps(session.evaluator.evalText(main, readFileSync(path), path))
    } catch (e) {
      problem = session.describe(e)
    }
    session.output.flush()
    host.write = write
    if (single !== null) console.log(problem)
    else console.log(JSON.stringify({ path, out: Buffer.concat(chunks).toString(), problem }))
  }
}

function parent(): void {
  const baseline = flag('--baseline')
  const only = option('--only')
  const show = Number(option('--show') ?? 10)
  const list = option('--list')
  void list
  const queue = args.flatMap((a) => programs(resolve(a))).filter((p) => only === null || p.includes(only))
  let passed = 0
  const failures: string[] = []
  const judge = (path: string, out: string, problem: string): void => {
    const expected = readFileSync(path.replace(/\.jl$/, '.out'), 'utf8')
    if (problem === '' && out === expected) {
      passed++
      return
    }
    const a = expected.split('\n')
    const b = out.split('\n')
    const i = a.findIndex((line, k) => line !== b[k])
    const why =
      problem !== ''
        ? problem.split('\n').slice(0, 4).join(' | ').slice(0, 400)
        : `line ${i + 1}: expected ${JSON.stringify(a[i])}, got ${JSON.stringify(b[i])}`
    failures.push(path)
    if (failures.length <= show) console.log(`FAIL ${path.split('/').slice(-2).join('/')}: ${why}`)
  }
  const next = (): void => {
    if (queue.length === 0) {
      console.log(`${passed} passed, ${failures.length} failed`)
      return
    }
    const batch = queue.splice(0, queue.length)
    const child = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--max-old-space-size=4000',
        import.meta.filename,
        '--worker',
        '--home',
        home,
        ...(baseline ? ['--baseline'] : []),
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    )
    child.stdin.end(batch.join('\n'))
    let rest = ''
    let errors = ''
    let current = ''
    const done = new Set<string>()
    let timer = setTimeout(() => child.kill('SIGKILL'), 90000)
    child.stderr.on('data', (c) => {
      errors = (errors + c).slice(-2000)
    })
    child.stdout.on('data', (c) => {
      rest += c
      for (let i = rest.indexOf('\n'); i >= 0; i = rest.indexOf('\n')) {
        const line = rest.slice(0, i)
        rest = rest.slice(i + 1)
        clearTimeout(timer)
        timer = setTimeout(() => child.kill('SIGKILL'), 20000)
        let m: { start?: string; path?: string; out: string; problem: string }
        try {
          m = JSON.parse(line)
        } catch {
          continue
        }
        if (m.start !== undefined) current = m.start
        else if (m.path !== undefined) {
          done.add(m.path)
          judge(m.path, m.out, m.problem)
        }
      }
    })
    child.on('close', () => {
      clearTimeout(timer)
      const left = batch.filter((p) => !done.has(p))
      if (left.length > 0 && current !== '' && !done.has(current)) {
        judge(current, '', `crashed or timed out ${errors.slice(-300)}`)
        queue.push(...left.filter((p) => p !== current))
      } else if (left.length > 0) {
        console.log(`the worker stopped before its first program: ${errors}`)
        return
      }
      next()
    })
  }
  next()
}
