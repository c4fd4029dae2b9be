import type { BuiltinInfo, Lattice, TypeLattice, Value } from '../../inference/index.ts'
import { flattenUnion } from '../../inference/index.ts'
import type { DataType, Type, TypeParam } from '../../types/index.ts'
import { hasFreeTypeVars, isType, unwrapUnionAll } from '../../types/index.ts'
import type { Args } from './define.ts'
import { builtin, EffectBit, Effects, nothrowIf, PURE } from './define.ts'
import { typeValued } from './values.ts'

/** Index (from 0) of the field that a name or position selects: -1 no such field, null not known. */
export function fieldIndex(L: TypeLattice, t: DataType, which: Lattice): number | null {
  const v = L.constantValue(which)
  if (v === 0) return null
  const vt = L.heap.typeOf(v)
  if (vt === L.core.Symbol) {
    const i = L.ts.fieldNamesOf(t).indexOf(L.heap.symbolAt(v))
    if (i >= 0) return i
    if (t.name === L.core.NamedTupleName && !t.isConcrete) return null
    return -1
  }
  const n = L.constantAsInt(which)
  if (n === null) return -1
  if (t.name === L.core.TupleName) return tupleIndex(t, n - 1)
  if (t.name === L.core.NamedTupleName && !t.isConcrete) return null
  return n >= 1 && n <= L.ts.fieldTypesOf(t).length ? n - 1 : -1
}

function tupleIndex(t: DataType, i: number): number {
  const ps = t.parameters
  const last = ps[ps.length - 1]
  if (last !== undefined && typeof last === 'object' && 'kind' in last && last.kind === 'Vararg')
    return i >= 0 ? i : -1
  return i >= 0 && i < ps.length ? i : -1
}

/** Declared type of field `i`, closed under the `where`s of `outer`. */
function fieldType(L: TypeLattice, t: DataType, i: number, outer: Type): Type {
  const fts = L.ts.fieldTypesOf(t)
  let p: TypeParam | undefined = fts[Math.min(i, fts.length - 1)]
  if (p !== undefined && typeof p === 'object' && 'kind' in p && p.kind === 'Vararg') p = p.element ?? L.any
  if (p === undefined) return L.any
  if (typeof p === 'object' && 'kind' in p && p.kind === 'TypeVar') {
    const up = p.upper
    return isType(up) && !hasFreeTypeVars(up) ? up : L.any
  }
  if (!isType(p)) return L.any
  if (!hasFreeTypeVars(p)) return p
  const closed = L.ts.rewrap(p, outer)
  return hasFreeTypeVars(closed) ? L.any : closed
}

/** The struct type whose fields `w`'s instances have, null if unknown (abstract). */
function structOf(w: Type): DataType | null {
  const b = unwrapUnionAll(w)
  return b.kind === 'DataType' && !b.name.isAbstract ? b : null
}

function getfield(L: TypeLattice, a: Args): Lattice {
  const [obj, which] = a
  const w = L.widen(obj)
  if (w.kind === 'Union') {
    let r: Lattice = L.bottom
    for (const m of flattenUnion(w)) r = L.join(r, getfield(L, [L.fromType(m), ...a.slice(1)]))
    return r
  }
  if (
    !L.leq(which, L.core.Symbol) &&
    !L.leq(which, L.core.Int64) &&
    L.disjoint(which, L.core.Symbol) &&
    L.disjoint(which, L.core.Int64)
  )
    return L.bottom
  if (obj.kind === 'Const') {
    const r = constantField(L, obj.value, which)
    if (r !== null) return r
  }
  const value = L.constantValue(obj)
  const s = value !== 0 && L.heap.isType(value) ? L.heap.typeOf(value) : structOf(w)
  if (s === null) return L.any
  if (s.name === L.core.TypeName) return L.any
  if (s === L.core.Module) return L.any
  const i = fieldIndex(L, s, which)
  if (i === -1) return L.bottom
  if (obj.kind === 'PartialStruct') {
    if (i !== null && i < obj.fields.length) return obj.fields[i]
    if (i === null && obj.fields.length === L.ts.fieldTypesOf(obj.type).length) {
      let r: Lattice = L.bottom
      for (const f of obj.fields) r = L.join(r, L.widen(f))
      return r
    }
  }
  if (i !== null) return L.fromType(fieldType(L, s, i, w))
  const n = L.ts.fieldTypesOf(s).length
  if (n === 0) return s.name === L.core.NamedTupleName ? L.any : L.bottom
  let r: Lattice = L.bottom
  for (let k = 0; k < n; k++) {
    r = L.join(r, fieldType(L, s, k, w))
    if (r === L.any) break
  }
  return r
}

/** Field of a known object, when it cannot change. */
function constantField(L: TypeLattice, v: Value, which: Lattice): Lattice | null {
  const t = L.heap.typeOf(v)
  if (t === L.core.Module || t === L.core.SimpleVector || t === L.core.String || t === L.core.Symbol)
    return t === L.core.Module ? null : L.bottom
  const i = fieldIndex(L, t, which)
  if (i === null || i < 0) return i === null ? null : L.bottom
  if (t.name.isMutable && t.name.constFields[i] !== true) return null
  if (!L.heap.isDefinedField(v, i)) return t.name.isMutable ? null : L.bottom
  return L.constant(L.heap.getField(v, i))
}

/** What the optional arguments of getfield say on bounds checks: on, off, or as the caller wishes. */
function boundsCheck(L: TypeLattice, a: Args): 'on' | 'off' | 'caller' {
  for (let i = 2; i < a.length; i++) {
    const v = L.constantValue(a[i])
    if (v === L.heap.false_) return 'off'
    if (v === L.heap.true_) return 'on'
    if (v === 0 && L.leq(a[i], L.core.Bool)) return 'caller'
  }
  return 'on'
}

/** Reading this field of this object cannot throw. */
export function getfieldNothrow(
  L: TypeLattice,
  obj: Lattice,
  which: Lattice,
  check: 'on' | 'off' | 'caller',
): boolean {
  const w = L.widen(obj)
  if (w.kind === 'Union') return flattenUnion(w).every((m) => getfieldNothrow(L, L.fromType(m), which, check))
  const s = structOf(w)
  if (s === null || s === L.core.Module || s.name === L.core.TypeName) {
    if (obj.kind === 'Const') {
      const i = fieldIndex(L, L.heap.typeOf(obj.value), which)
      return (
        i !== null &&
        i >= 0 &&
        L.heap.isDefinedField(obj.value, i) &&
        L.heap.typeOf(obj.value) !== L.core.Module
      )
    }
    return false
  }
  const i = fieldIndex(L, s, which)
  const n = L.ts.fieldTypesOf(s).length
  const sure = n - s.name.maybeUndefFields
  if (i === null) {
    if (check === 'on' || !L.leq(which, L.core.Int64)) return false
    return check === 'off' && s.isConcrete && (s.name.maybeUndefFields === 0 || allBits(L, s))
  }
  if (i < 0) return false
  if (s.name === L.core.TupleName) {
    const last = s.parameters[s.parameters.length - 1]
    if (
      typeof last === 'object' &&
      last !== null &&
      'kind' in last &&
      last.kind === 'Vararg' &&
      i >= s.parameters.length - 1
    )
      return check === 'off'
    return true
  }
  if (s.name === L.core.NamedTupleName) return i < n
  if (i < sure) return true
  if (obj.kind === 'PartialStruct' && i < obj.fields.length) return true
  if (obj.kind === 'Const') return !s.name.isMutable && L.heap.isDefinedField(obj.value, i)
  const ft = L.ts.fieldTypesOf(s)[i]
  return isType(ft) && L.ts.isBitsType(ft)
}

function allBits(L: TypeLattice, s: DataType): boolean {
  return L.ts.fieldTypesOf(s).every((p) => isType(p) && L.ts.isBitsType(p))
}

function isImmutableField(L: TypeLattice, obj: Lattice, which: Lattice): boolean {
  const w = L.widen(obj)
  if (w.kind === 'Union') return flattenUnion(w).every((m) => isImmutableField(L, m, which))
  const s = structOf(w)
  if (s === null) return false
  if (s.name === L.core.TypeName) return false
  if (!s.name.isMutable) return true
  const i = fieldIndex(L, s, which)
  return i !== null && i >= 0 && s.name.constFields[i] === true
}

function getfieldEffects(L: TypeLattice, a: Args, r: Lattice): number {
  const [obj, which] = a
  let e: number = Effects.total
  if (L.widen(obj) === L.core.Module || !L.disjoint(obj, L.core.Module)) {
    e &= ~(Effects.consistentMask | EffectBit.inaccessibleMemory | EffectBit.noArgMemory)
  } else if (!isImmutableField(L, obj, which)) {
    if (r.kind !== 'Const') e &= ~(EffectBit.consistentIfMemoryRead | EffectBit.noArgMemory)
  }
  const check = boundsCheck(L, a)
  const index = fieldKnown(L, obj, which)
  if (check === 'off' && !index) e &= ~Effects.noubMask
  else if (check === 'caller' && !index) e &= ~EffectBit.noubIfInbounds
  return nothrowIf(e, r.kind !== 'Bottom' && getfieldNothrow(L, obj, which, check))
}

function fieldKnown(L: TypeLattice, obj: Lattice, which: Lattice): boolean {
  const s = structOf(L.widen(obj))
  if (s === null) return false
  const i = fieldIndex(L, s, which)
  return i !== null && i >= 0 && getfieldNothrow(L, obj, which, 'on')
}

function setfield(L: TypeLattice, a: Args): Lattice {
  const [obj, which, value] = a
  const s = structOf(L.widen(obj))
  if (s === null) return value
  if (!s.name.isMutable && s.name !== L.core.TypeName) return L.bottom
  const i = fieldIndex(L, s, which)
  if (i === -1) return L.bottom
  if (i === null) return value
  if (s.name.constFields[i] === true) return L.bottom
  const ft = fieldType(L, s, i, L.widen(obj))
  return L.disjoint(value, ft) ? L.bottom : value
}

function setfieldNothrow(L: TypeLattice, a: Args): boolean {
  if (a.length > 3) {
    const o = L.constantValue(a[3])
    if (o === 0 || L.heap.typeOf(o) !== L.core.Symbol || L.heap.symbolAt(o).name !== 'not_atomic')
      return false
  }
  const w = L.widen(a[0])
  if (w.kind !== 'DataType' || !w.isConcrete || !w.name.isMutable || L.ts.isKind(w)) return false
  const i = fieldIndex(L, w, a[1])
  if (i === null || i < 0 || w.name.constFields[i] === true || w.name.atomicFields[i] === true) return false
  return L.leq(a[2], L.ts.fieldTypesOf(w)[i] as Type)
}

const WRITES_ARG = Effects.total & ~(EffectBit.effectFreeIfArgMemory | EffectBit.noArgMemory)

/** Field type of the object of a swap/modify/replace, as a plain type. */
function currentField(L: TypeLattice, a: Args): Type {
  return L.widen(getfield(L, [L.widen(a[0]), a[1]]))
}

/** `Pair{T,T}` that modifyfield! returns; Pair is Core's when it is there. */
function pairOf(L: TypeLattice, t: Type): Lattice {
  void t
  return L.any
}

function isdefined(L: TypeLattice, a: Args): Lattice {
  const [obj, which] = a
  const w = L.widen(obj)
  if (w.kind === 'Union') {
    let r: Lattice = L.bottom
    for (const m of flattenUnion(w)) r = L.join(r, isdefined(L, [L.fromType(m), ...a.slice(1)]))
    return r
  }
  if (w === L.core.Module) return L.core.Bool
  const s = structOf(w)
  if (s === null || s.name === L.core.TypeName) return L.core.Bool
  const i = fieldIndex(L, s, which)
  if (i === null) return L.core.Bool
  if (i < 0) return s.isConcrete || s.name === L.core.TupleName ? L.constantBool(false) : L.core.Bool
  if (getfieldNothrow(L, obj, which, 'on')) return L.constantBool(true)
  if (obj.kind === 'Const' && !s.name.isMutable) return L.constantBool(L.heap.isDefinedField(obj.value, i))
  return L.core.Bool
}

function fieldtype(L: TypeLattice, [t, which]: Args): Lattice {
  const T = typeValued(L, t)
  if (T === null) return L.disjoint(t, L.core.Type) ? L.bottom : L.core.Type
  const s = structOf(T.type)
  if (T.type.kind === 'Union') return L.core.Type
  if (s === null) return T.exact ? L.bottom : L.core.Type
  const i = fieldIndex(L, s, which)
  if (i === -1) return L.bottom
  if (i === null) return L.core.Type
  const fts = L.ts.fieldTypesOf(s)
  let p: TypeParam = fts[Math.min(i, fts.length - 1)]
  if (typeof p === 'object' && 'kind' in p && p.kind === 'Vararg') p = p.element ?? L.any
  if (!isType(p)) return L.core.Type
  if (T.exact && T.type.kind === 'DataType' && !hasFreeTypeVars(p)) return L.constantType(p)
  if (T.exact && !hasFreeTypeVars(p)) return L.constantType(p)
  if (!T.exact && s.name !== L.core.TupleName && !hasFreeTypeVars(p) && T.type.kind === 'DataType') {
    return T.type.isConcrete ? L.constantType(p) : L.core.Type
  }
  return L.core.Type
}

export const fieldBuiltins: readonly BuiltinInfo[] = [
  builtin('getfield', { args: [2, 4], result: getfield, effects: getfieldEffects, cost: 1 }),
  builtin('setfield!', {
    args: [3, 4],
    result: setfield,
    effects: (L, a) => nothrowIf(WRITES_ARG, setfieldNothrow(L, a)),
    cost: 3,
  }),
  builtin('swapfield!', {
    args: [3, 4],
    result: currentField,
    effects: WRITES_ARG & ~EffectBit.nothrow & ~EffectBit.consistentIfMemoryRead,
    cost: 3,
  }),
  builtin('modifyfield!', {
    args: [4, 5],
    result: (L, a) => pairOf(L, currentField(L, a)),
    effects: 0,
    cost: 3,
  }),
  builtin('replacefield!', {
    args: [4, 6],
    result: (L, a) => pairOf(L, currentField(L, a)),
    effects: WRITES_ARG & ~EffectBit.nothrow & ~EffectBit.consistentIfMemoryRead,
    cost: 3,
  }),
  builtin('setfieldonce!', {
    args: [3, 5],
    result: (L) => L.core.Bool,
    effects: WRITES_ARG & ~EffectBit.nothrow & ~EffectBit.consistentIfMemoryRead,
    cost: 3,
  }),
  builtin('isdefined', {
    args: [2, 4],
    result: isdefined,
    cost: 1,
    effects: (L, a, r) => {
      const e =
        r.kind === 'Const'
          ? PURE
          : Effects.total & ~(EffectBit.consistentIfMemoryRead | EffectBit.noArgMemory)
      return nothrowIf(e, r.kind === 'Const' || (L.leq(a[1], L.core.Symbol) && a.length === 2))
    },
  }),
  builtin('fieldtype', {
    args: [2, 3],
    result: fieldtype,
    effects: (_L, _a, r) => nothrowIf(PURE, r.kind === 'Const'),
    cost: 0,
  }),
]
