/** Opaque closures, `@cfunction`, `GC.@preserve`. */
import { type Ex, Expr, QuoteNode } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { assign, block, expr } from '../surface.ts'
import { isOp, type Lambda, Op, type Tree } from '../tree.ts'

/** The first `method` with a body below `t`. */
function findMethod(t: Tree): Op | null {
  if (!(t instanceof Op)) return null
  if (t.head === 'method' && t.args.length === 3) return t
  for (const a of t.args) {
    const m = findMethod(a)
    if (m !== null) return m
  }
  return null
}

/**
 * `Expr(:opaque_closure, argtype, rt_lb, rt_ub, function)` (each type may be `nothing`), as
 * `Op('opaque-closure', [argtype, rt_lb, rt_ub, isva, nargs, QuoteNode(line), Lambda])`.
 */
export function expandOpaqueClosure(c: Ctx, e: Expr): Tree {
  const fn = e.args[e.args.length - 1]
  const [argType, lower, upper] = e.args.length >= 4 ? e.args : [null, null, null]
  const method = findMethod(c.expand(fn))
  if (method === null) return c.fail('invalid opaque closure')
  const lambda = method.args[2] as Lambda
  const signature = method.args[1] as Op
  const inits = (signature.args[0] as Op).args
  const types = (signature.args[1] as Op).args.slice(1)
  const tvars = (signature.args[2] as Op).args
  const any = c.core('Any')
  if (argType !== null && types.some((t) => t !== any && !(isOp(t, 'call') && t.args[2] === any))) {
    c.fail('Opaque closure argument type may not be specified both in the method signature and separately')
  }
  const own = tvars.reduceRight<Tree>(
    (t, v) => new Op('call', [c.core('UnionAll'), v, t]),
    new Op('call', [c.core('apply_type'), c.core('Tuple'), ...types]),
  )
  const argTuple = argType !== null ? c.expand(argType) : new Op('block', [...inits, own])
  return new Op('opaque-closure', [
    argTuple,
    lower === null ? new Op('call', [c.core('apply_type'), c.core('Union')]) : c.expand(lower),
    upper === null ? any : c.expand(upper),
    lambda.isVararg,
    BigInt(types.length),
    signature.args[3],
    lambda,
  ])
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
