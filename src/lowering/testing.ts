/** A world without a running Julia for tests of lowering: macros are TypeScript functions, modules are bare names. */
import { type Ex, Expr, isExpr, type ModuleLike, parseAll, QuoteNode, Sym, sym } from '../syntax/index.ts'
import { CodeInfo } from './codeinfo.ts'
import type { LoweringEnv } from './context.ts'
import { deparse } from './deparse.ts'
import { type LoweredForm, lower } from './lower.ts'
import { showCodeInfo } from './show.ts'

export function testModule(name: string): ModuleLike {
  const m = { name: sym(name) } as { name: Sym; parent: ModuleLike }
  m.parent = m
  return m
}

export const CORE = testModule('Core')
export const BASE = testModule('Base')
export const MAIN = testModule('Main')

export type TestMacro = (args: Ex[], call: Expr, module: ModuleLike) => Ex

const esc = (e: Ex): Expr => new Expr('escape', [e])
const meta =
  (name: string) =>
  (args: Ex[]): Ex =>
    args.length === 0 ? new Expr('meta', [sym(name)]) : esc(withMeta(args[0], name))

function withMeta(def: Ex, name: string): Ex {
  if (!(def instanceof Expr) || !isExpr(def.args[1], 'block')) return def
  return new Expr(def.head, [
    def.args[0],
    new Expr('block', [new Expr('meta', [sym(name)]), ...def.args[1].args]),
  ])
}

const asKw = (a: Ex): Ex => (isExpr(a, '=') ? new Expr('kw', a.args) : a)

/** Macros whose results lowering knows. */
export const coreMacros: Record<string, TestMacro> = {
  '@inline': meta('inline'),
  '@noinline': meta('noinline'),
  '@propagate_inbounds': meta('propagate_inbounds'),
  '@nospecialize': (args) => new Expr('meta', [sym('nospecialize'), ...args.map(asKw)]),
  '@specialize': (args) => new Expr('meta', [sym('specialize'), ...args]),
  '@inbounds': ([x]) =>
    new Expr('block', [
      new Expr('inbounds', [true]),
      new Expr('local', [new Expr('=', [sym('val'), esc(x)])]),
      new Expr('inbounds', [sym('pop')]),
      sym('val'),
    ]),
  '@boundscheck': ([x]) => esc(new Expr('if', [new Expr('boundscheck'), x])),
  '@isdefined': ([x]) => esc(new Expr('isdefined', [x])),
  '@label': ([x]) => esc(new Expr('symboliclabel', [x])),
  '@goto': ([x]) => esc(new Expr('symbolicgoto', [x])),
  '@locals': () => new Expr('locals'),
  '@generated': ([def]) => {
    if (def === undefined) return new Expr('generated')
    const f = def as Expr
    return esc(
      new Expr(f.head, [
        f.args[0],
        new Expr('block', [
          new Expr('if', [
            new Expr('generated'),
            f.args[1],
            new Expr('block', [new Expr('meta', [sym('generated_only')]), new Expr('return', [null])]),
          ]),
        ]),
      ]),
    )
  },
  '@doc': (args) => esc(args[args.length - 1]),
  '@eval': () => null,
}

/** Lowers text without a system behind it; unknown macros become a tuple of their arguments. */
export class TestWorld {
  readonly macros = new Map<string, { macro: TestMacro; module: ModuleLike }>()
  readonly globals = new Set<string>()
  readonly warnings: string[] = []
  counter = 0
  softScope = false
  strict = true
  /** macros defined by the program being run */
  defined: ((name: string, call: Expr) => Ex | undefined) | null = null

  constructor(macros: Record<string, TestMacro> = {}) {
    for (const [name, macro] of Object.entries(coreMacros)) this.macros.set(name, { macro, module: BASE })
    for (const [name, macro] of Object.entries(macros)) this.macros.set(name, { macro, module: MAIN })
  }

  get env(): LoweringEnv {
    return {
      core: CORE,
      base: BASE,
      softScope: this.softScope,
      nextGensym: () => ++this.counter,
      isGlobalDefined: (_, name) => this.globals.has(name.name),
      warn: (message) => this.warnings.push(message),
      callMacro: (call, module) => {
        const name = macroName(call.args[0])
        const known = this.macros.get(name)
        if (known !== undefined)
          return { expr: known.macro(call.args.slice(2), call, module), module: known.module }
        const result = this.defined?.(name, call)
        if (result !== undefined) return { expr: result, module: MAIN }
        if (this.strict) throw new Error(`no macro ${name}`)
        return { expr: null, module: BASE }
      },
    }
  }

  parse(text: string): Ex[] {
    const { expr, diagnostics } = parseAll(text, { file: 'test.jl', core: CORE })
    if (diagnostics.some((d) => d.level === 'error'))
      throw new Error(`parse error: ${JSON.stringify(diagnostics[0])}`)
    return expr.args
  }

  /** Lowers the only form in `text`. */
  lower(text: string): LoweredForm {
    const forms = this.parse(text).filter(
      (x) => x instanceof Expr || x instanceof Sym || x instanceof QuoteNode || typeof x !== 'object',
    )
    if (forms.length !== 1) throw new Error(`one form expected, got ${forms.length}`)
    return lower(forms[0], MAIN, this.env, { file: 'test.jl', line: 1 })
  }

  show(text: string): string {
    const form = this.lower(text)
    if (form.kind === 'value') return `value ${deparse(form.value)}`
    return form.kind === 'toplevel' ? `toplevel ${deparse(form.expr)}` : showCodeInfo(form.code)
  }
}

function macroName(e: Ex): string {
  if (e instanceof Sym) return e.name
  if (isExpr(e, '.') && e.args[1] instanceof QuoteNode) return macroName(e.args[1].value)
  return (e as { name: Sym }).name.name
}

/** All method bodies in a thunk, in order. */
export function methodBodies(ci: CodeInfo): CodeInfo[] {
  return ci.code.flatMap((s) => (isExpr(s, 'method') && s.args[2] instanceof CodeInfo ? [s.args[2]] : []))
}
