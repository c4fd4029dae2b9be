/**
 * The `juliet` command: reads the command line, makes a session from the system image or from source, and hands over
 * to `Base._start`, which does what the command line says. Exit codes are Julia's: 1 for an uncaught error.
 */
import { existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Host } from '../builtins/index.ts'
import { createNodeHost } from '../host/index.ts'
import { ImageFormatError, type SystemImage } from '../image/index.ts'
import { type IRCode, showIR } from '../inference/index.ts'
import { Method } from '../methods/index.ts'
import {
  auditImage,
  openSystemImage,
  programBuild,
  Session,
  type SessionOptions,
  saveSystemImage,
} from '../session/index.ts'
import { showType } from '../types/index.ts'
import { setEngineFlags } from './engine-flags.ts'
import { HELP, HIDDEN_HELP } from './help.ts'
import { type Options, parseOptions, UsageError } from './options.ts'
import { programOptions } from './program-options.ts'

const VERSION = 'julia version 1.11.1'

/**
 * Bytes between collections while the system image is made. Nothing moves in a heap: what lives among garbage leaves gaps
 * that every start would read.
 */
const IMAGE_COLLECTION_INTERVAL = 1 << 20

/** V8's limit for the main thread unless `--stack-size` says otherwise. */
const DEFAULT_STACK_KB = 984

/** The folder that holds `base/`, `stdlib/` and the built files. */
function homeFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'base', 'Base.jl'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('juliet: the folder base/ is missing')
    folder = parent
  }
  return folder
}

function kernelBytes(home: string): Uint8Array<ArrayBuffer> {
  for (const file of [
    join(home, 'dist', 'kernel.wasm'),
    join(home, 'build', 'kernel.wasm'),
    join(homeFolder(), 'build', 'kernel.wasm'),
  ]) {
    if (existsSync(file)) return new Uint8Array(readFileSync(file))
  }
  throw new Error("juliet: the kernel is not built; run 'npm run build'")
}

function sessionOptions(options: Options, home: string): SessionOptions {
  const { compile, checkBounds, inline, optLevel } = options
  return { compile, checkBounds, inline, optLevel, gcStress: 0, home }
}

/**
 * The session of this process: begun with the system image if there is one that belongs to this very program, else empty,
 * for Base to be loaded from its sources. `bundle`: identity of the bundled program, if that is what runs.
 */
function makeSession(options: Options, home: string, bundle: string | null): Session {
  const host = createNodeHost(selfCommand(home))
  const kernel = kernelBytes(home)
  // the system image belongs to the bundled program that wrote it
  const build = bundle ?? programBuild(host, kernel, new Uint8Array())
  const mayHaveImage =
    !wantsSystemImage(options) &&
    options.sysimage !== 'none' &&
    (bundle !== null || options.sysimage !== null)
  const image = mayHaveImage
    ? findSystemImage(options.sysimage ?? join(home, 'dist', 'system.image'), host, build)
    : null
  const session = new Session(new WebAssembly.Module(kernel), host, sessionOptions(options, home), image)
  session.build = build
  if (wantsSystemImage(options)) {
    session.jit.recorder = new Map()
    session.heap.collectionInterval = IMAGE_COLLECTION_INTERVAL
  } else if (options.output !== null) session.packages.startRecording()
  session.traceLoading = options.traceLoading
  session.strictFreeze = options.strictFreeze
  return session
}

/** The command that builds the system image: `--output-ji` for no package. */
function wantsSystemImage(options: Options): boolean {
  return options.output !== null && !options.outputIncremental
}

function findSystemImage(path: string, host: Host, build: string): SystemImage | null {
  if (!existsSync(path)) return null
  try {
    return openSystemImage(host, path, build)
  } catch (problem) {
    if (!(problem instanceof ImageFormatError)) throw problem
    console.error(`juliet: ${path} is set aside: ${problem.message}`)
    return null
  }
}

/** How to start this program again: the same Node on the same file. */
function selfCommand(home: string): string[] {
  const file = process.argv[1] ?? join(home, 'dist', 'juliet.cjs')
  return [process.execPath, ...process.execArgv, file]
}

/** `--trace-compile` and `--show-ir`: tell of code when it is compiled. */
function observeCompilation(session: Session, { showIR: shown, traceCompile }: Options): void {
  if (shown === null && traceCompile === null) return
  const trace = traceCompile === 'stderr' ? 2 : traceCompile === null ? null : openSync(traceCompile, 'w')
  session.jit.observer = (ci) => {
    const { def, specTypes } = ci.mi
    if (trace !== null && def instanceof Method) writeSync(trace, `precompile(${showType(specTypes)})\n`)
    if (shown === null || shown !== (def instanceof Method ? def.name.name : 'top-level')) return
    const code =
      ci.inferred === null ? '(not inferred)' : showIR(ci.inferred as IRCode, session.inference.lattice)
    console.error(`${showType(specTypes)} => ${showType(ci.returnType)} [${ci.entry}]\n${code}`)
  }
}

/** Runs the program; gives its exit code. */
async function run(options: Options, bundle: string | null): Promise<number> {
  const home = options.home ?? homeFolder()
  const session = makeSession(options, home, bundle)
  session.programOptions = programOptions(options)
  observeCompilation(session, options)
  const { heap, tasks } = session
  // synchronous calls run on the main thread's stack: see the launcher
  const mainStack = Number(
    process.execArgv.find((a) => a.startsWith('--stack-size='))?.slice(13) ?? DEFAULT_STACK_KB,
  )
  heap.syncStackBytes = Math.floor((heap.syncStackBytes * mainStack) / DEFAULT_STACK_KB)
  const call = (name: string): Promise<number> => tasks.call(session.baseValue(name), [], heap.latestWorld)
  try {
    if (session.image === null) session.bootFromSource()
    if (wantsSystemImage(options)) {
      await call('__init__')
      await call('_load_standard')
      await call('_warm_up')
      saveSystemImage(session, options.output as string)
      return 0
    }
    if (options.gcStress > 0) heap.gcStress = options.gcStress
    await call('__init__')
    // what a system image brings with it
    if (session.image === null) await call('_load_standard')
    const code = heap.unboxInt32(await call('_start'))
    if (code === 0 && options.output !== null) {
      session.output.flush()
      const written = session.packages.save(options.output)
      if (written !== null) {
        const problems = auditImage(written, makeSession({ ...options, output: null }, home, bundle))
        if (problems.length > 0)
          throw new Error(`the image of ${written.path} is wrong:\n${problems.slice(0, 20).join('\n')}`)
      }
    }
    return code
  } catch (problem) {
    session.output.flush()
    console.error(`juliet: ${session.describe(problem)}`)
    return 1
  } finally {
    session.output.flush()
    if (options.statistics) {
      const { validator } = session.packages
      console.error(
        JSON.stringify({
          ...session.statistics,
          compileSeconds: session.jit.seconds,
          inferred: session.inference.stats.frames,
          collections: heap.collectorStatistics.collections,
          collectorSeconds: heap.collectorStatistics.seconds,
          loadedCode: validator.activated,
          droppedCode: validator.dropped.length,
        }),
      )
    }
  }
}

/**
 * The command, with the arguments behind its name. `bundle`: identity of the bundled program (see `programBuild`), null
 * when the sources are run as they are. `setEngineFlags` was called. Ends the process.
 */
export async function main(argv: readonly string[], bundle: string | null = null): Promise<void> {
  let options: Options
  try {
    options = parseOptions(argv)
  } catch (problem) {
    if (!(problem instanceof UsageError)) throw problem
    console.error(problem.message)
    process.exit(1)
  }
  if (options.ask === 'version') console.log(VERSION)
  else if (options.ask === 'help') console.log(HELP)
  else if (options.ask === 'help-hidden') console.log(HIDDEN_HELP)
  else process.exitCode = await run(options, bundle)
  process.exit()
}

if (import.meta.main) {
  setEngineFlags()
  void main(process.argv.slice(2))
}
