import type { ProgramOption } from '../builtins/index.ts'
import type { Options } from './options.ts'

const LETTER = { eval: 'e', print: 'E', load: 'L' } as const

/** The settings in the order of the fields of `Base.JLOptions` (base/startup.jl), in its numbering. */
export function programOptions(o: Options): ProgramOption[] {
  return [
    Number(o.quiet),
    { auto: -1, no: 0, yes: 1, short: 2 }[o.banner],
    o.actions.map((a) => LETTER[a.kind] + a.text),
    o.project,
    o.sysimage,
    o.program,
    Number(o.interactive === true),
    { auto: 0, yes: 1, no: 2 }[o.color],
    Number(o.historyFile),
    o.startupFile ? 1 : 2,
    { no: 0, yes: 1, all: 2, min: 3 }[o.compile],
    o.optLevel,
    o.debugLevel,
    { auto: 0, yes: 1, no: 2 }[o.checkBounds],
    { no: 0, yes: 1, error: 2 }[o.depwarn],
    Number(o.warnOverwrite),
    Number(o.inline),
    o.traceCompile,
    { ieee: 2, user: 0, fast: 1 }[o.mathMode],
    { no: 0, yes: 1, existing: 2, strict: 3 }[o.compiledModules],
    { no: 0, yes: 1, existing: 2 }[o.pkgImages],
    1,
    o.output,
    o.args,
  ]
}
