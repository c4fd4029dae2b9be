/** Prints expressions for tests: heads and names bare, lines left out. `f(x) = 1` ==> (= (call f x) (block 1)) */

import { type Ex, Expr, GlobalRef, LineNumberNode, QuoteNode, Sym } from './ast.ts'
import { sexpr } from './sexpr.ts'

/** `ex` as a short s-expression; with `lines`, line numbers are shown as `#3`. */
export function compact(ex: Ex, lines = false): string {
  if (ex instanceof Expr) {
    const args = ex.args.filter((a) => lines || !(a instanceof LineNumberNode))
    return `(${[ex.head, ...args.map((a) => compact(a, lines))].join(' ')})`
  }
  if (ex instanceof Sym)
    return /[\s()"]/.test(ex.name) || ex.name === '' ? `var${JSON.stringify(ex.name)}` : ex.name
  if (ex instanceof QuoteNode) return `'${compact(ex.value, lines)}`
  if (ex instanceof LineNumberNode) return `#${ex.line}`
  if (ex instanceof GlobalRef) return `${ex.module.name.name}.${ex.name.name}`
  return sexpr(ex)
}
