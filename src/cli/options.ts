/**
 * Julia's command line: `juliet [switches] -- [programfile] [args...]`. Names, forms and defaults are those of
 * `julia --help`. Hand-written because getopt's optional values (`-O`, `-O3`, `--optimize=3`) and "the first
 * argument that is not a switch is the program" fit none of the usual libraries.
 */

/** What to do, in order: `-e`, `-E`, `-L`. */
export interface CommandLineAction {
  readonly kind: 'eval' | 'print' | 'load'
  readonly text: string
}

export interface Options {
  actions: CommandLineAction[]
  program: string | null
  args: string[]
  interactive: boolean | null
  project: string | null
  sysimage: string | null
  /** folder that holds `base/` and `stdlib/`, if not Juliet's own */
  home: string | null
  startupFile: boolean
  historyFile: boolean
  quiet: boolean
  banner: 'yes' | 'no' | 'short' | 'auto'
  color: 'yes' | 'no' | 'auto'
  compile: 'yes' | 'no' | 'all' | 'min'
  optLevel: number
  debugLevel: number
  checkBounds: 'yes' | 'no' | 'auto'
  inline: boolean
  depwarn: 'yes' | 'no' | 'error'
  warnOverwrite: boolean
  compiledModules: 'yes' | 'no' | 'existing' | 'strict'
  pkgImages: 'yes' | 'no' | 'existing'
  threads: string | null
  /** collect at every so many safepoints; 0: only when it is time */
  gcStress: number
  gcThreads: string | null
  traceCompile: string | null
  traceLoading: boolean
  /** print the optimized code of functions of this name when they are compiled */
  showIR: string | null
  /** write a package image to this path (`--output-ji`); used by the precompilation worker */
  output: string | null
  /** the output is a package image, not a system image */
  outputIncremental: boolean
  strictFreeze: boolean
  /** print what was compiled and loaded, as JSON, at the end */
  statistics: boolean
  mathMode: 'ieee' | 'user' | 'fast'
  heapSizeHint: string | null
  ask: 'help' | 'help-hidden' | 'version' | null
}

/** The command line cannot be understood; the message is what `julia` prints. */
export class UsageError extends Error {}

type Setter = (options: Options, value: string) => void
interface Switch {
  readonly value: 'none' | 'required' | 'optional'
  readonly set: Setter
}

const flag = (set: (o: Options) => void): Switch => ({ value: 'none', set })
const required = (set: Setter): Switch => ({ value: 'required', set })
const optional = (set: Setter): Switch => ({ value: 'optional', set })

function choice<T extends string>(
  name: string,
  choices: readonly T[],
  set: (o: Options, v: T) => void,
): Switch {
  return required((o, v) => {
    const found = choices.find((c) => c === v)
    if (found === undefined)
      throw new UsageError(`juliet: invalid argument to --${name}={${choices.join('|')}} (${v})`)
    set(o, found)
  })
}

function level(name: string, most: number, set: (o: Options, v: number) => void, fallback: number): Switch {
  return optional((o, v) => {
    const n = v === '' ? fallback : Number(v)
    if (!Number.isInteger(n) || n < 0 || n > most)
      throw new UsageError(`juliet: invalid argument to ${name} (${v})`)
    set(o, n)
  })
}

const SWITCHES: Record<string, Switch> = {
  version: flag((o) => {
    o.ask = 'version'
  }),
  help: flag((o) => {
    o.ask = 'help'
  }),
  'help-hidden': flag((o) => {
    o.ask = 'help-hidden'
  }),
  project: optional((o, v) => {
    o.project = v === '' ? '@.' : v
  }),
  sysimage: required((o, v) => {
    o.sysimage = v
  }),
  home: required((o, v) => {
    o.home = v
  }),
  'startup-file': choice('startup-file', ['yes', 'no'], (o, v) => {
    o.startupFile = v === 'yes'
  }),
  'handle-signals': choice('handle-signals', ['yes', 'no'], () => {}),
  'sysimage-native-code': choice('sysimage-native-code', ['yes', 'no'], () => {}),
  'compiled-modules': choice('compiled-modules', ['yes', 'no', 'existing', 'strict'], (o, v) => {
    o.compiledModules = v
  }),
  pkgimages: choice('pkgimages', ['yes', 'no', 'existing'], (o, v) => {
    o.pkgImages = v
  }),
  eval: required((o, v) => {
    o.actions.push({ kind: 'eval', text: v })
  }),
  print: required((o, v) => {
    o.actions.push({ kind: 'print', text: v })
  }),
  load: required((o, v) => {
    o.actions.push({ kind: 'load', text: v })
  }),
  threads: required((o, v) => {
    o.threads = v
  }),
  gcthreads: required((o, v) => {
    o.gcThreads = v
  }),
  'gc-stress': level(
    '--gc-stress',
    1e9,
    (o, v) => {
      o.gcStress = v
    },
    1,
  ),
  interactive: flag((o) => {
    o.interactive = true
  }),
  quiet: flag((o) => {
    o.quiet = true
  }),
  banner: choice('banner', ['yes', 'no', 'short', 'auto'], (o, v) => {
    o.banner = v
  }),
  color: choice('color', ['yes', 'no', 'auto'], (o, v) => {
    o.color = v
  }),
  'history-file': choice('history-file', ['yes', 'no'], (o, v) => {
    o.historyFile = v === 'yes'
  }),
  depwarn: choice('depwarn', ['yes', 'no', 'error'], (o, v) => {
    o.depwarn = v
  }),
  'warn-overwrite': choice('warn-overwrite', ['yes', 'no'], (o, v) => {
    o.warnOverwrite = v === 'yes'
  }),
  'warn-scope': choice('warn-scope', ['yes', 'no'], () => {}),
  optimize: level(
    '-O',
    3,
    (o, v) => {
      o.optLevel = v
    },
    3,
  ),
  'min-optlevel': level('--min-optlevel', 3, () => {}, 0),
  'debug-info': level(
    '-g',
    2,
    (o, v) => {
      o.debugLevel = v
    },
    2,
  ),
  inline: choice('inline', ['yes', 'no'], (o, v) => {
    o.inline = v === 'yes'
  }),
  'check-bounds': choice('check-bounds', ['yes', 'no', 'auto'], (o, v) => {
    o.checkBounds = v
  }),
  compile: choice('compile', ['yes', 'no', 'all', 'min'], (o, v) => {
    o.compile = v
  }),
  'math-mode': choice('math-mode', ['ieee', 'user', 'fast'], (o, v) => {
    o.mathMode = v
  }),
  'heap-size-hint': required((o, v) => {
    o.heapSizeHint = v
  }),
  'trace-compile': required((o, v) => {
    o.traceCompile = v
  }),
  'show-ir': required((o, v) => {
    o.showIR = v
  }),
  'trace-loading': flag((o) => {
    o.traceLoading = true
  }),
  'output-incremental': choice('output-incremental', ['yes', 'no'], (o, v) => {
    o.outputIncremental = v === 'yes'
  }),
  'output-ji': required((o, v) => {
    o.output = v
  }),
  statistics: flag((o) => {
    o.statistics = true
  }),
  'strict-freeze': flag((o) => {
    o.strictFreeze = true
  }),
}

const SHORT: Record<string, string> = {
  v: 'version',
  h: 'help',
  J: 'sysimage',
  H: 'home',
  e: 'eval',
  E: 'print',
  L: 'load',
  t: 'threads',
  i: 'interactive',
  q: 'quiet',
  O: 'optimize',
  g: 'debug-info',
}

/** The options when nothing is given. */
export function defaultOptions(): Options {
  return {
    actions: [],
    program: null,
    args: [],
    interactive: null,
    project: null,
    sysimage: null,
    home: null,
    startupFile: true,
    historyFile: true,
    quiet: false,
    banner: 'auto',
    color: 'auto',
    compile: 'yes',
    optLevel: 2,
    debugLevel: 1,
    checkBounds: 'auto',
    inline: true,
    depwarn: 'no',
    warnOverwrite: false,
    compiledModules: 'yes',
    pkgImages: 'yes',
    threads: null,
    gcStress: 0,
    gcThreads: null,
    traceCompile: null,
    traceLoading: false,
    showIR: null,
    output: null,
    outputIncremental: false,
    strictFreeze: false,
    statistics: false,
    mathMode: 'ieee',
    heapSizeHint: null,
    ask: null,
  }
}

/**
 * Reads the command line (without the program's own name).
 * @throws UsageError for unknown switches and bad values
 */
export function parseOptions(argv: readonly string[]): Options {
  const options = defaultOptions()
  let i = 0
  for (; i < argv.length; i++) {
    const arg = argv[i]
    if (arg === '--') {
      i++
      break
    }
    if (!arg.startsWith('-') || arg === '-') break
    if (arg.startsWith('--')) i = longSwitch(options, argv, i)
    else i = shortSwitches(options, argv, i)
  }
  const rest = argv.slice(i)
  const hasCode = options.actions.some((a) => a.kind !== 'load')
  if (!hasCode && rest.length > 0) options.program = rest.shift() ?? null
  options.args = rest
  return options
}

function longSwitch(options: Options, argv: readonly string[], i: number): number {
  const [, name, , inline] = /^--([^=]*)(=([\s\S]*))?$/.exec(argv[i]) ?? []
  const found = SWITCHES[name]
  if (found === undefined) throw new UsageError(`ERROR: unknown option \`${argv[i]}\``)
  if (found.value === 'none') {
    if (inline !== undefined) throw new UsageError(`ERROR: option \`--${name}\` takes no argument`)
    found.set(options, '')
  } else if (found.value === 'optional' || inline !== undefined) {
    found.set(options, inline ?? '')
  } else {
    if (i + 1 >= argv.length) throw new UsageError(`ERROR: option \`--${name}\` is missing an argument`)
    found.set(options, argv[++i])
  }
  return i
}

function shortSwitches(options: Options, argv: readonly string[], i: number): number {
  const letters = argv[i]
  for (let k = 1; k < letters.length; k++) {
    const name = SHORT[letters[k]]
    if (name === undefined) throw new UsageError(`ERROR: unknown option \`-${letters[k]}\``)
    const found = SWITCHES[name]
    if (found.value === 'none') {
      found.set(options, '')
      continue
    }
    const attached = letters.slice(k + 1)
    if (found.value === 'optional' || attached !== '') found.set(options, attached)
    else if (i + 1 >= argv.length)
      throw new UsageError(`ERROR: option \`-${letters[k]}\` is missing an argument`)
    else found.set(options, argv[++i])
    return i
  }
  return i
}
