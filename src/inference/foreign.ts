import type { Ex } from '../syntax/index.ts'
import { Expr, GlobalRef, QuoteNode, SSAValue, Sym, ValueRef } from '../syntax/index.ts'
import type { Type, TypeParam } from '../types/index.ts'
import { freeVarsOf, isType } from '../types/index.ts'
import type { Frame } from './frame.ts'
import type { Inference } from './inference.ts'

/**
 * The type that an operand of `foreigncall` spells out: constants, static parameters and `apply_type`s of them. An
 * unknown static parameter stands for itself. Null if it is none of these.
 */
export function foreignType(engine: Inference, frame: Frame, x: Ex): TypeParam | null {
  const { heap } = engine.lattice
  if (x instanceof SSAValue) return foreignType(engine, frame, frame.code.code[x.id])
  if (x instanceof Expr) {
    if (x.head === 'static_parameter') return frame.mi.sparamVals[Number(x.args[0])] ?? null
    if (x.head !== 'call') return null
    const f = constantOf(engine, x.args[0])
    if (f === 0 || engine.env.builtinName(f) !== 'apply_type') return null
    const parts: TypeParam[] = []
    for (const a of x.args.slice(1)) {
      const p = foreignType(engine, frame, a)
      if (p === null) return null
      parts.push(p)
    }
    return engine.env.types.applyType(parts[0], parts.slice(1))
  }
  const v = constantOf(engine, x)
  return v === 0 ? null : heap.valueToParam(v)
}

/** Value of a constant operand, 0 if it is none. */
function constantOf(engine: Inference, x: Ex): number {
  if (x instanceof GlobalRef) {
    const b = engine.binding(x)
    return b !== null && b.isConst ? engine.env.bindingValue(b) : 0
  }
  if (x instanceof ValueRef) return x.address
  if (x instanceof SSAValue || (typeof x === 'object' && x !== null && 'id' in x && !(x instanceof Sym)))
    return 0
  return engine.lattice.constantValue(engine.literal(x))
}

/** A type without free variables that holds all that `p` may stand for. */
export function closedType(engine: Inference, p: TypeParam | null): Type {
  const { any, ts } = engine.lattice
  if (p === null || !isType(p)) return any
  let t: Type = p
  for (const v of freeVarsOf(p)) t = ts.unionAll(v, t)
  return t
}

/** Name of the function a `foreigncall` calls, null if it is not fixed. */
export function foreignName(x: Ex): string | null {
  if (typeof x === 'string') return x
  if (x instanceof Sym) return x.name
  if (x instanceof QuoteNode) return foreignName(x.value)
  return null
}
