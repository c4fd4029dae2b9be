/**
 * Macro expansion. The result of a macro stands in a `hygienic-scope` node that remembers the macro's module, until
 * hygiene.ts resolves its names; `escape` returns to the scope around it.
 */
import { type Ex, Expr, GlobalRef, isExpr, LineNumberNode, type ModuleLike, sym } from '../syntax/index.ts'
import { type LoweringEnv, moduleValue } from './context.ts'
import { scopeModule } from './hygiene.ts'
import { expandQuote } from './quasiquote.ts'

/** Modules of the macros whose results surround the current place, innermost first. */
interface MacroScope {
  readonly module: ModuleLike
  readonly parent: MacroScope | null
}

class Expander {
  readonly #env: LoweringEnv
  readonly #module: ModuleLike
  readonly #recursive: boolean
  readonly #wraps: boolean
  readonly #coreExpr: GlobalRef

  constructor(env: LoweringEnv, module: ModuleLike, recursive: boolean, wraps: boolean) {
    this.#env = env
    this.#module = module
    this.#recursive = recursive
    this.#wraps = wraps
    this.#coreExpr = new GlobalRef(env.core, sym('_expr'))
  }

  expand(e: Ex, scope: MacroScope | null): Ex {
    if (!(e instanceof Expr)) return e
    switch (e.head) {
      case 'inert':
      case 'module':
      case 'toplevel':
      case 'meta':
        return e
      case 'quote':
        if (e.args.length === 1) return this.expand(expandQuote(e.args[0], this.#coreExpr), scope)
        break
      case 'hygienic-scope':
        if (e.args.length >= 2) {
          const inner = { module: scopeModule(e.args[1], this.#env), parent: scope }
          const body = this.expand(e.args[0], inner)
          return body === e.args[0] ? e : new Expr(e.head, [body, ...e.args.slice(1)])
        }
        break
      case 'macrocall':
        return this.#macrocall(e, scope)
      case 'do':
        // `@m(args) do … end`: the function is the macro's first argument
        if (e.args.length === 2 && isExpr(e.args[0], 'macrocall')) {
          const [name, source, ...rest] = e.args[0].args
          return this.expand(new Expr('macrocall', [name, source, e.args[1], ...rest]), scope)
        }
        break
      case 'escape':
        if (scope !== null) scope = scope.parent
        break
    }
    return this.#args(e, scope)
  }

  #args(e: Expr, scope: MacroScope | null): Expr {
    let args: Ex[] | null = null
    for (let i = 0; i < e.args.length; i++) {
      const a = e.args[i]
      const b = this.expand(a, scope)
      if (b === a) continue
      args ??= e.args.slice()
      args[i] = b
    }
    return args === null ? e : new Expr(e.head, args)
  }

  #macrocall(e: Expr, scope: MacroScope | null): Ex {
    const source = e.args[1] instanceof LineNumberNode ? e.args[1] : new LineNumberNode(0, null)
    const r = this.#env.callMacro(e, this.#module, scope?.module ?? this.#module, this.#wraps)
    if (isExpr(r.expr, 'escape') && r.expr.args.length === 1) {
      // the whole result belongs to the caller's scope
      return this.#recursive ? this.expand(r.expr.args[0], scope) : r.expr.args[0]
    }
    const body = this.#recursive ? this.expand(r.expr, { module: r.module, parent: scope }) : r.expr
    return new Expr('hygienic-scope', [body, moduleValue(r.module), source])
  }
}

/**
 * Expands the macro calls in `e` (only the outermost layer unless `recursive`), leaving hygiene marks in place.
 * With `wraps` what a macro throws comes out as a LoadError that names the call's place.
 */
export function expandMacros(
  e: Ex,
  module: ModuleLike,
  env: LoweringEnv,
  recursive: boolean,
  wraps: boolean,
): Ex {
  return new Expander(env, module, recursive, wraps).expand(e, null)
}
