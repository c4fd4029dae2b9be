/** Opaque closures, `@cfunction`, `GC.@preserve`. */
import { type Ex, Expr, QuoteNode } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { assign, block, call, expr } from '../surface.ts'
import { Op, type Tree } from '../tree.ts'

/**
 * `Expr(:opaque_closure, argtype, rt_lb, rt_ub, function)`, where the types may be missing or `nothing`: an ordinary
 * closure, which Base wraps with its types and the world it was made in.
 */
export function expandOpaqueClosure(c: Ctx, e: Expr): Tree {
  const fn = e.args[e.args.length - 1]
  if (!(fn instanceof Expr) || (fn.head !== '->' && fn.head !== 'function'))
    return c.fail('invalid opaque closure')
  const [argType, lower, upper] = e.args.length >= 4 ? e.args : [null, null, null]
  return c.expand(call(c.top('_opaque_closure'), argType, lower, upper, fn))
}

/** `Expr(:cfunction, type, f, rt, argtypes, cc)`: only `f` is evaluated like an argument. */
export function expandCfunction(c: Ctx, e: Expr): Tree {
  return new Op(
    'cfunction',
    e.args.map((a) => (a instanceof QuoteNode ? a : c.expand(a))),
  )
}

/** `Expr(:gc_preserve, body, vars…)` */
export function expandGcPreserve(c: Ctx, e: Expr): Tree {
  const token = c.temp()
  const result = c.temp()
  const stmts: Ex[] = [
    assign(token, new Expr('gc_preserve_begin', e.args.slice(1))),
    assign(result, e.args[0]),
    expr('gc_preserve_end', token),
    result,
  ]
  return c.expand(block(...stmts))
}
