import type { Lattice } from '../inference/index.ts'
import { isConst, StmtFlag } from '../inference/index.ts'
import type { Ex } from '../syntax/index.ts'
import { Argument, Expr, PiNode, SSAValue } from '../syntax/index.ts'
import { constantOperand, flagsOf, PURE_FLAGS } from './operands.ts'
import type { Rewriter } from './rewrite.ts'

/** A statement after simplification: it is the same as an operand, or is written as given. */
export type Simplified =
  | { readonly kind: 'operand'; readonly value: Ex }
  | { readonly kind: 'stmt'; readonly stmt: Ex; readonly type: Lattice; readonly flag: number }

/**
 * Simplifies one statement by the types and definitions of its operands. It is never made to throw less or do less than it
 * did; its type and flags only get better.
 */
export function simplify(r: Rewriter, s: Ex, type: Lattice, flag: number): Simplified {
  if (s instanceof PiNode) return simplifyPi(r, s, type, flag)
  if (s instanceof Expr) {
    if (s.head === 'call') return simplifyCall(r, s, type, flag)
    if (s.head === 'throw_undef_if_not' && s.args[1] === true) return { kind: 'operand', value: null }
  }
  return { kind: 'stmt', stmt: s, type, flag }
}

function simplifyPi(r: Rewriter, s: PiNode, type: Lattice, flag: number): Simplified {
  const L = r.engine.lattice
  const v = s.value
  if (!(v instanceof SSAValue || v instanceof Argument)) return { kind: 'operand', value: v }
  const own = r.typeOf(v)
  if (isConst(type)) return { kind: 'operand', value: constantOperand(L, type.value) }
  if (L.leq(own, type)) return { kind: 'operand', value: v }
  return { kind: 'stmt', stmt: s, type, flag }
}

function simplifyCall(r: Rewriter, s: Expr, type: Lattice, flag: number): Simplified {
  const { engine } = r
  const L = engine.lattice
  const same: Simplified = { kind: 'stmt', stmt: s, type, flag }
  const f = L.constantValue(r.typeOf(s.args[0]))
  if (f === 0) return same
  const name = engine.env.builtinName(f)
  if (name === null) return same
  const b = engine.env.builtins.lookup(name)
  if (b === undefined) return same
  const n = s.args.length - 1
  if (n < b.minArgs || (b.maxArgs >= 0 && n > b.maxArgs)) return same
  if (name === '_apply_iterate') return simplifyApply(r, s, type, flag)
  if (DEPENDS_ON_STATE.has(name)) return same
  const args = s.args.slice(1).map((a) => L.widenConditional(r.typeOf(a)))
  let t = type
  const again = b.result(L, args)
  if (again.kind !== 'Bottom' && L.leq(again, type)) t = again
  const effects = b.effects(L, args, t)
  let fl = flag | flagsOf(effects)
  if (again.kind === 'Bottom') fl &= ~StmtFlag.nothrow
  const out = (value: Ex): Simplified => ({ kind: 'operand', value })
  if (
    isConst(t) &&
    (fl & PURE_FLAGS & ~StmtFlag.consistent & ~StmtFlag.noub) ===
      (PURE_FLAGS & ~StmtFlag.consistent & ~StmtFlag.noub)
  )
    return out(constantOperand(L, t.value))
  switch (name) {
    case 'getfield': {
      const v = fieldValue(r, s)
      if (v !== null) return out(v)
      break
    }
    case 'typeassert': {
      const T = L.constantAsType(args[1])
      if (T !== null && L.leq(args[0], T)) return out(s.args[1])
      break
    }
    case 'ifelse': {
      const c = L.constantValue(args[0])
      if (c === L.heap.true_) return out(s.args[2])
      if (c === L.heap.false_) return out(s.args[3])
      break
    }
    case '===': {
      // a Bool compared with true is itself
      if (L.leq(args[0], L.core.Bool) && L.constantValue(args[1]) === L.heap.true_) return out(s.args[1])
      if (L.leq(args[1], L.core.Bool) && L.constantValue(args[0]) === L.heap.true_) return out(s.args[2])
      break
    }
    case 'not_int': {
      const d = r.definition(s.args[1])
      if (d instanceof Expr && d.head === 'call' && d.args.length === 2 && L.leq(args[0], L.core.Bool)) {
        const g = L.constantValue(r.typeOf(d.args[0]))
        if (g !== 0 && engine.env.builtinName(g) === 'not_int') return out(d.args[1])
      }
      break
    }
    default:
      break
  }
  return { kind: 'stmt', stmt: s, type: t, flag: fl }
}

/** Builtins whose result is not a matter of their arguments alone. */
const DEPENDS_ON_STATE = new Set([
  'getglobal',
  'setglobal!',
  'invoke',
  'invokelatest',
  '_call_latest',
  '_call_in_world',
  '_call_in_world_total',
  'applicable',
  'isdefined',
  'get_binding_type',
  'throw',
  'modifyfield!',
  'memoryrefmodify!',
])

/** `tuple(x...)` of a tuple is the tuple. */
function simplifyApply(r: Rewriter, s: Expr, type: Lattice, flag: number): Simplified {
  const L = r.engine.lattice
  if (s.args.length === 4) {
    const f = L.constantValue(r.typeOf(s.args[2]))
    if (
      f !== 0 &&
      r.engine.env.builtinName(f) === 'tuple' &&
      L.leq(r.typeOf(s.args[3]), L.core.AbstractTuple)
    )
      return { kind: 'operand', value: s.args[3] }
  }
  return { kind: 'stmt', stmt: s, type, flag }
}

/** The operand that `getfield` of a freshly made immutable object gives, or null. */
function fieldValue(r: Rewriter, s: Expr): Ex | null {
  const L = r.engine.lattice
  const d = r.definition(s.args[1])
  if (!(d instanceof Expr)) return null
  const which = L.constantValue(r.typeOf(s.args[2]))
  if (which === 0) return null
  if (d.head === 'call') {
    const f = L.constantValue(r.typeOf(d.args[0]))
    if (f === 0 || r.engine.env.builtinName(f) !== 'tuple') return null
    const n = L.constantAsInt(r.typeOf(s.args[2]))
    return n !== null && n >= 1 && n < d.args.length ? d.args[n] : null
  }
  if (d.head !== 'new') return null
  const T = L.constantAsType(r.typeOf(d.args[0]))
  if (T === null || T.kind !== 'DataType' || !T.isConcrete) return null
  const i = fieldIndexOf(r, T, s.args[2])
  if (i < 0 || i + 1 >= d.args.length) return null
  if (T.name.isMutable && T.name.constFields[i] !== true) return null
  // the field holds the operand itself only if `new` did not have to reject it
  const ft = L.ts.fieldTypesOf(T)[i]
  return typeof ft === 'object' &&
    'kind' in ft &&
    ft.kind !== 'TypeVar' &&
    ft.kind !== 'Vararg' &&
    L.leq(r.typeOf(d.args[i + 1]), ft)
    ? d.args[i + 1]
    : null
}

/** Position of the field that a constant names, -1 if there is none. */
export function fieldIndexOf(
  r: Pick<Rewriter, 'engine' | 'typeOf'>,
  T: Parameters<typeof r.engine.lattice.ts.fieldNamesOf>[0],
  which: Ex,
): number {
  const L = r.engine.lattice
  const v = L.constantValue(r.typeOf(which))
  if (v === 0) return -1
  if (L.heap.typeOf(v) === L.core.Symbol) return L.ts.fieldNamesOf(T).indexOf(L.heap.symbolAt(v))
  const n = L.constantAsInt(r.typeOf(which))
  return n === null || n < 1 || n > L.ts.fieldTypesOf(T).length ? -1 : n - 1
}
