/**
 * `:( … )` and `quote … end` as code that builds the quoted tree. A quote without interpolation is one `copyast`;
 * otherwise every expression on the way to a `$` becomes a call of `Core._expr`.
 */
import { type Ex, Expr, GlobalRef, Literal, QuoteNode, sym, ValueRef } from '../syntax/index.ts'
import { call } from './surface.ts'

export function expandQuote(e: Ex, coreExpr: GlobalRef): Ex {
  return build(e, 0, coreExpr)
}

function hasInterpolation(e: Ex): boolean {
  if (e instanceof QuoteNode) return hasInterpolation(e.value)
  return e instanceof Expr && (e.head === '$' || e.args.some(hasInterpolation))
}

/** `depth` counts the quotes around `e` inside the outermost one: `$` belongs to the innermost. */
function build(e: Ex, depth: number, coreExpr: GlobalRef): Ex {
  if (e instanceof QuoteNode && hasInterpolation(e)) {
    // the name in `M.$name` is quoted syntax
    return call(new GlobalRef(coreExpr.module, sym('QuoteNode')), build(e.value, depth, coreExpr))
  }
  if (!(e instanceof Expr)) return isData(e) ? new QuoteNode(e) : e
  if (e.head === '$' && depth === 0 && e.args.length === 1) return e.args[0]
  if (!hasInterpolation(e)) return new Expr('copyast', [new QuoteNode(e)])
  const inner = e.head === 'quote' ? depth + 1 : e.head === '$' ? depth - 1 : depth
  const args: Ex[] = [new QuoteNode(sym(e.head))]
  for (const a of e.args) {
    // an interpolation may stand for several arguments: `$(xs...)`, or `$(a, b)` left by an outer quote
    if (a instanceof Expr && a.head === '$' && inner === 0) args.push(...a.args)
    else args.push(build(a, inner, coreExpr))
  }
  return call(coreExpr, ...args)
}

/** Nodes that would mean something else if they stood in code as they are. */
function isData(e: Ex): boolean {
  return typeof e === 'object' && e !== null && !(e instanceof Literal || e instanceof ValueRef)
}
