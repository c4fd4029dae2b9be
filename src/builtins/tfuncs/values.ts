import type { BuiltinInfo, Lattice, TypeLattice } from '../../inference/index.ts'
import { flattenUnion } from '../../inference/index.ts'
import type { Type } from '../../types/index.ts'
import { hasFreeTypeVars, isType, unwrapUnionAll } from '../../types/index.ts'
import type { Args } from './define.ts'
import { ALLOCATES, builtin, EffectBit, Effects, nothrowIf, PURE, PURE_THROWS, UNKNOWN } from './define.ts'

/** The type a type-valued element stands for, with whether it is exactly that one or some subtype of it. */
export function typeValued(L: TypeLattice, t: Lattice): { type: Type; exact: boolean } | null {
  const exact = L.constantAsType(t)
  if (exact !== null) return { type: exact, exact: true }
  const w = L.widen(t)
  const body = unwrapUnionAll(w)
  if (body.kind !== 'DataType' || body.name !== L.core.TypeName) return null
  const p = body.parameters[0]
  if (typeof p === 'object' && 'kind' in p && p.kind === 'TypeVar') {
    return { type: isType(p.upper) && !hasFreeTypeVars(p.upper) ? p.upper : L.any, exact: false }
  }
  if (!isType(p)) return null
  return { type: L.ts.rewrap(p, w), exact: false }
}

function isType_(L: TypeLattice, t: Lattice): boolean {
  return L.leq(t, L.core.Type)
}

function egal(L: TypeLattice, [a, b]: Args): Lattice {
  if (a.kind === 'Const' && b.kind === 'Const') return L.constantBool(L.heap.egal(a.value, b.value))
  if (L.disjoint(a, b)) return L.constantBool(false)
  const x = L.constantValue(a)
  const y = L.constantValue(b)
  if (x !== 0 && y !== 0) return L.constantBool(L.heap.egal(x, y))
  if (a.kind === 'PartialStruct' || b.kind === 'PartialStruct') {
    if (differInField(L, a, b)) return L.constantBool(false)
  }
  return L.core.Bool
}

function differInField(L: TypeLattice, a: Lattice, b: Lattice): boolean {
  const p = a.kind === 'PartialStruct' ? a : b
  const o = p === a ? b : a
  if (p.kind !== 'PartialStruct') return false
  for (let i = 0; i < p.fields.length; i++) {
    let f: Lattice | null = null
    if (o.kind === 'PartialStruct' && i < o.fields.length) f = o.fields[i]
    else if (o.kind === 'Const' && L.heap.typeOf(o.value) === p.type && L.heap.isDefinedField(o.value, i))
      f = L.constant(L.heap.getField(o.value, i))
    if (f !== null && L.disjoint(f, p.fields[i])) return true
  }
  return false
}

function isa(L: TypeLattice, [x, t]: Args): Lattice {
  const T = typeValued(L, t)
  if (T === null) return isType_(L, t) || !L.disjoint(t, L.core.Type) ? L.core.Bool : L.bottom
  if (T.exact) {
    if (L.leq(x, T.type)) return L.constantBool(true)
    if (x.kind === 'Const' || L.disjoint(x, T.type)) return L.constantBool(false)
    return L.core.Bool
  }
  return L.disjoint(x, T.type) ? L.constantBool(false) : L.core.Bool
}

function subtype(L: TypeLattice, [a, b]: Args): Lattice {
  const A = typeValued(L, a)
  const B = typeValued(L, b)
  if (A === null || B === null) return L.core.Bool
  if (B.exact) {
    const yes = L.ts.isSubtype(A.type, B.type)
    if (A.exact) return L.constantBool(yes)
    if (yes) return L.constantBool(true)
    if (L.disjoint(A.type, B.type) && A.type.kind === 'DataType' && A.type.isConcrete) return L.core.Bool
  }
  return L.core.Bool
}

function typeOf(L: TypeLattice, [x]: Args): Lattice {
  if (x.kind === 'Const') return L.constantType(L.heap.typeOf(x.value))
  const w = L.widen(x)
  return typeOfType(L, w)
}

function typeOfType(L: TypeLattice, w: Type): Lattice {
  const ts = L.ts
  if (w.kind === 'Bottom') return w
  if (w.kind === 'DataType') {
    const p = L.typeParameterOfType(w)
    if (p !== null && !hasFreeTypeVars(p)) return L.constantType(ts.kindOf(p))
    if (w.isConcrete && !ts.isKind(w)) return L.constantType(w)
    if (ts.isKind(w)) return L.constantType(w)
    if (w.name === L.core.TypeName) return L.core.DataType
  }
  if (w.kind === 'Union') {
    const parts = flattenUnion(w)
    if (parts.length <= 4) {
      let t: Lattice = L.bottom
      for (const p of parts) t = L.join(t, typeOfType(L, p))
      return t
    }
  }
  const body = unwrapUnionAll(w)
  if (body.kind === 'DataType' && body.name === L.core.TypeName) return L.core.DataType
  if (w === L.any) return L.core.DataType
  const v = ts.typeVar('T', L.bottom, w)
  return ts.unionAll(v, ts.typeOfType(v))
}

function typeassert(L: TypeLattice, [x, t]: Args): Lattice {
  const T = typeValued(L, t)
  if (T === null) return L.disjoint(t, L.core.Type) ? L.bottom : x
  return L.meet(x, T.type)
}

function ifelse(L: TypeLattice, [c, a, b]: Args): Lattice {
  const v = L.constantValue(c)
  if (v === L.heap.true_) return a
  if (v === L.heap.false_) return b
  if (L.disjoint(c, L.core.Bool)) return L.bottom
  return L.join(a, b)
}

function sizeOf(L: TypeLattice, [x]: Args): Lattice {
  const T = typeValued(L, x)
  const t = T === null ? L.widen(x) : T.type
  // of a type, the size of its instances: known only if the type is
  if (T === null ? !L.disjoint(t, L.core.Type) : !T.exact) return L.core.Int64
  if (t.kind === 'DataType' && t.isConcrete) {
    const layout = L.ts.layoutOf(t)
    if (layout !== undefined && !isVariableSize(L, t)) return L.constantInt(layout.size)
  }
  return L.core.Int64
}

function isVariableSize(L: TypeLattice, t: Type): boolean {
  return (
    t.kind === 'DataType' &&
    (t === L.core.String || t === L.core.Symbol || t === L.core.SimpleVector || t.name === L.core.MemoryName)
  )
}

function nfields(L: TypeLattice, [x]: Args): Lattice {
  if (x.kind === 'Const') return L.constantInt(L.ts.fieldTypesOf(L.heap.typeOf(x.value)).length)
  const w = L.widen(x)
  if (w.kind === 'DataType' && w.isConcrete) return L.constantInt(L.ts.fieldTypesOf(w).length)
  const body = unwrapUnionAll(w)
  if (body.kind === 'DataType' && body.name === L.core.TupleName) {
    const last = body.parameters[body.parameters.length - 1]
    if (!(typeof last === 'object' && 'kind' in last && last.kind === 'Vararg'))
      return L.constantInt(body.parameters.length)
  }
  return L.core.Int64
}

function typevar(L: TypeLattice, [name, lower, upper]: Args): Lattice {
  const n = L.constantValue(name)
  const lo = typeValued(L, lower)
  const up = typeValued(L, upper)
  if (n === 0 || L.heap.typeOf(n) !== L.core.Symbol || lo === null || up === null) return L.core.TypeVar
  const tv = L.ts.typeVar(L.heap.symbolAt(n), lo.type, up.type)
  return L.typeVarElement(tv, lo.exact, up.exact)
}

/** Builtins that look at values and types. */
export const valueBuiltins: readonly BuiltinInfo[] = [
  builtin('===', { args: [2, 2], result: egal, effects: PURE, cost: 1 }),
  builtin('isa', {
    args: [2, 2],
    result: isa,
    effects: (L, a) => nothrowIf(PURE, isType_(L, a[1])),
    cost: 1,
  }),
  builtin('<:', {
    args: [2, 2],
    result: subtype,
    effects: (L, a) => nothrowIf(PURE, isType_(L, a[0]) && isType_(L, a[1])),
    cost: 10,
  }),
  builtin('typeof', { args: [1, 1], result: typeOf, effects: PURE, cost: 1 }),
  builtin('typeassert', {
    args: [2, 2],
    result: typeassert,
    cost: 4,
    effects: (L, a) => {
      const T = typeValued(L, a[1])
      return nothrowIf(PURE, T?.exact === true && L.leq(a[0], T.type))
    },
  }),
  builtin('ifelse', {
    args: [3, 3],
    result: ifelse,
    effects: (L, a) => nothrowIf(PURE, L.leq(a[0], L.core.Bool)),
    cost: 1,
  }),
  builtin('sizeof', {
    args: [1, 1],
    result: sizeOf,
    cost: 1,
    effects: (L, a, r) => nothrowIf(PURE, r.kind === 'Const' || L.leq(a[0], L.core.String)),
  }),
  builtin('nfields', { args: [1, 1], result: nfields, effects: PURE, cost: 1 }),
  builtin('tuple', { args: [0, -1], result: (L, a) => L.tupleOf(a), effects: PURE, cost: 1 }),
  builtin('svec', { args: [0, -1], result: (L) => L.core.SimpleVector, effects: PURE, cost: 20 }),
  builtin('_svec_ref', {
    args: [2, 2],
    cost: 5,
    effects: (_L, _a, r) => nothrowIf(PURE, r.kind === 'Const'),
    result: (L, [s, i]) => {
      const n = L.constantAsInt(i)
      if (s.kind !== 'Const' || n === null || L.heap.typeOf(s.value) !== L.core.SimpleVector) return L.any
      const elems = L.heap.svecAt(s.value)
      return n >= 1 && n <= elems.length && elems[n - 1] !== 0 ? L.constant(elems[n - 1]) : L.bottom
    },
  }),
  builtin('throw', { args: [1, 1], result: (L) => L.bottom, effects: PURE_THROWS, cost: 0 }),
  builtin('throw_methoderror', { args: [1, -1], result: (L) => L.bottom, effects: PURE_THROWS, cost: 0 }),
  builtin('_typevar', {
    args: [3, 3],
    result: typevar,
    effects: (L, a) => nothrowIf(ALLOCATES, typevar(L, a).kind === 'PartialTypeVar'),
    cost: 100,
  }),
  builtin('_expr', {
    args: [1, -1],
    result: (L) => L.core.Expr,
    effects: (L, a) => nothrowIf(ALLOCATES, L.leq(a[0], L.core.Symbol)),
    cost: 100,
  }),
  builtin('donotdelete', {
    args: [0, -1],
    result: (L) => L.nothing,
    effects: Effects.total & ~Effects.effectFreeMask,
    cost: 0,
  }),
  builtin('compilerbarrier', {
    args: [2, 2],
    cost: 0,
    effects: Effects.total & ~Effects.consistentMask,
    result: (L, [setting, x]) => {
      const s = L.constantValue(setting)
      if (s === 0 || L.heap.typeOf(s) !== L.core.Symbol) return L.any
      switch (L.heap.symbolAt(s).name) {
        case 'const':
          return L.widen(x)
        case 'conditional':
          return x
        default:
          return L.any
      }
    },
  }),
  builtin('finalizer', {
    args: [2, 4],
    result: (L) => L.nothing,
    effects: Effects.total & ~Effects.effectFreeMask & ~EffectBit.nothrow,
    cost: 100,
  }),
  builtin('current_scope', {
    args: [0, 0],
    result: (L) => L.any,
    cost: 10,
    effects: Effects.total & ~(Effects.consistentMask | EffectBit.notaskstate),
  }),
  // defining types and bindings: only at top level
  ...['_abstracttype', '_structtype', '_primitivetype'].map((n) =>
    builtin(n, { args: [3, 9], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  ),
  ...['_setsuper!', '_typebody!'].map((n) =>
    builtin(n, { args: [2, 3], result: (L) => L.nothing, effects: UNKNOWN, cost: 1000 }),
  ),
  builtin('_equiv_typedef', { args: [2, 2], result: (L) => L.core.Bool, effects: UNKNOWN, cost: 1000 }),
  builtin('_compute_sparams', {
    args: [1, -1],
    result: (L) => L.core.SimpleVector,
    effects: UNKNOWN,
    cost: 1000,
  }),
  builtin('get_binding_type', { args: [2, 2], result: (L) => L.core.Type, effects: UNKNOWN, cost: 100 }),
  builtin('set_binding_type!', { args: [2, 3], result: (L) => L.nothing, effects: UNKNOWN, cost: 1000 }),
  builtin('getglobal', { args: [2, 3], result: (L) => L.any, effects: UNKNOWN, cost: 100 }),
  builtin('setglobal!', { args: [3, 4], result: (_L, a) => a[2], effects: UNKNOWN, cost: 100 }),
  builtin('swapglobal!', { args: [3, 4], result: (L) => L.any, effects: UNKNOWN, cost: 100 }),
  builtin('modifyglobal!', { args: [4, 5], result: (L) => L.any, effects: UNKNOWN, cost: 100 }),
  builtin('replaceglobal!', { args: [4, 6], result: (L) => L.any, effects: UNKNOWN, cost: 100 }),
  builtin('setglobalonce!', { args: [3, 5], result: (L) => L.core.Bool, effects: UNKNOWN, cost: 100 }),
  // calls in disguise: handled by the interpreter, here for completeness and for the cost
  builtin('_apply_iterate', { args: [2, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  builtin('invoke', { args: [2, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  builtin('invokelatest', { args: [1, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  builtin('_call_latest', { args: [1, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  builtin('_call_in_world', { args: [2, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  builtin('_call_in_world_total', { args: [2, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
  builtin('applicable', { args: [1, -1], result: (L) => L.core.Bool, effects: UNKNOWN, cost: 1000 }),
  builtin('intrinsic_call', { args: [1, -1], result: (L) => L.any, effects: UNKNOWN, cost: 1000 }),
]
