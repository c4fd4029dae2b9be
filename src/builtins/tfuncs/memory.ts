import type { BuiltinInfo, Lattice, TypeLattice } from '../../inference/index.ts'
import type { Type, TypeName, TypeParam } from '../../types/index.ts'
import { hasFreeTypeVars, isType, unwrapUnionAll } from '../../types/index.ts'
import { builtin, EffectBit, Effects, nothrowIf, PURE } from './define.ts'

/** `T` of `GenericMemory{kind,T,A}` or `GenericMemoryRef{kind,T,A}`; Any when not known. */
function elementOf(L: TypeLattice, t: Lattice, names: readonly TypeName[]): Type {
  const w = L.widen(t)
  const b = unwrapUnionAll(w)
  if (b.kind !== 'DataType' || !names.includes(b.name)) return L.any
  const p = b.parameters[1]
  if (typeof p === 'object' && 'kind' in p && p.kind === 'TypeVar')
    return isType(p.upper) && !hasFreeTypeVars(p.upper) ? p.upper : L.any
  if (!isType(p)) return L.any
  const closed = hasFreeTypeVars(p) ? L.ts.rewrap(p, w) : p
  return hasFreeTypeVars(closed) ? L.any : closed
}

function refTo(L: TypeLattice, t: Lattice): Lattice {
  const w = L.widen(t)
  const b = unwrapUnionAll(w)
  if (b.kind !== 'DataType') return L.ts.genericMemoryRef
  if (b.name === L.core.MemoryRefName) return w
  if (b.name !== L.core.MemoryName)
    return L.disjoint(w, L.ts.genericMemory) && L.disjoint(w, L.ts.genericMemoryRef)
      ? L.bottom
      : L.ts.genericMemoryRef
  const r = L.ts.applyType(L.ts.genericMemoryRef, b.parameters as TypeParam[])
  return isType(r) ? L.ts.rewrap(r, w) : L.ts.genericMemoryRef
}

function isRef(L: TypeLattice, t: Lattice): boolean {
  const b = unwrapUnionAll(L.widen(t))
  return b.kind === 'DataType' && b.name === L.core.MemoryRefName
}

function checked(L: TypeLattice, t: Lattice | undefined): 'on' | 'off' | 'caller' {
  if (t === undefined) return 'on'
  const v = L.constantValue(t)
  return v === L.heap.true_ ? 'on' : v === L.heap.false_ ? 'off' : 'caller'
}

function withBounds(e: number, check: 'on' | 'off' | 'caller'): number {
  if (check === 'off') return e & ~Effects.noubMask
  return check === 'caller' ? e & ~EffectBit.noubIfInbounds : e
}

function isNotAtomic(L: TypeLattice, ref: Lattice, order: Lattice | undefined): boolean {
  const b = unwrapUnionAll(L.widen(ref))
  if (b.kind !== 'DataType' || b.name !== L.core.MemoryRefName) return false
  const kind = b.parameters[0]
  if (typeof kind !== 'object' || !('name' in kind) || kind.name !== 'not_atomic') return false
  if (order === undefined) return true
  const v = L.constantValue(order)
  return v !== 0 && L.heap.typeOf(v) === L.core.Symbol && L.heap.symbolAt(v).name === 'not_atomic'
}

function neverUndefined(L: TypeLattice, t: Type): boolean {
  return L.ts.isBitsType(t) || (t.kind === 'Union' && L.ts.elementLayout(t).kind === 'union')
}

const READS = Effects.total & ~(EffectBit.consistentIfMemoryRead | EffectBit.noArgMemory)
const WRITES =
  Effects.total &
  ~(EffectBit.effectFreeIfArgMemory | EffectBit.noArgMemory | EffectBit.consistentIfMemoryRead)

export const memoryBuiltins: readonly BuiltinInfo[] = [
  ...['memoryrefnew', 'memoryref'].map((name) =>
    builtin(name, {
      args: [1, 3],
      result: (L, a) => refTo(L, a[0]),
      cost: 1,
      effects: (L, a) => {
        if (a.length === 1) return nothrowIf(PURE, !L.disjoint(a[0], L.ts.genericMemory) || isRef(L, a[0]))
        const check = checked(L, a[2])
        const e = withBounds(PURE, check)
        return nothrowIf(e, check === 'off' && isRef(L, a[0]) && L.leq(a[1], L.core.Int64))
      },
    }),
  ),
  builtin('memoryrefget', {
    args: [3, 3],
    cost: 20,
    result: (L, a) => L.fromType(elementOf(L, a[0], [L.core.MemoryRefName])),
    effects: (L, a, r) => {
      const check = checked(L, a[2])
      const e = withBounds(READS, check)
      return nothrowIf(e, check === 'off' && isNotAtomic(L, a[0], a[1]) && neverUndefined(L, L.widen(r)))
    },
  }),
  builtin('memoryrefset!', {
    args: [4, 4],
    cost: 20,
    result: (L, a) => (L.disjoint(a[1], elementOf(L, a[0], [L.core.MemoryRefName])) ? L.bottom : a[1]),
    effects: (L, a) => {
      const check = checked(L, a[3])
      const e = withBounds(WRITES, check)
      return nothrowIf(
        e,
        check === 'off' &&
          isNotAtomic(L, a[0], a[2]) &&
          exactElement(L, a[0]) &&
          L.leq(a[1], elementOf(L, a[0], [L.core.MemoryRefName])),
      )
    },
  }),
  builtin('memoryref_isassigned', {
    args: [3, 3],
    cost: 20,
    result: (L) => L.core.Bool,
    effects: (L, a) => {
      const check = checked(L, a[2])
      return nothrowIf(withBounds(READS, check), check === 'off' && isNotAtomic(L, a[0], a[1]))
    },
  }),
  builtin('memoryrefoffset', {
    args: [1, 1],
    cost: 5,
    result: (L) => L.core.Int64,
    effects: (L, a) => nothrowIf(PURE, isRef(L, a[0])),
  }),
  builtin('memoryrefswap!', {
    args: [4, 4],
    cost: 20,
    result: (L, a) => elementOf(L, a[0], [L.core.MemoryRefName]),
    effects: WRITES & ~EffectBit.nothrow,
  }),
  builtin('memoryrefmodify!', { args: [5, 5], cost: 20, result: (L) => L.any, effects: 0 }),
  builtin('memoryrefreplace!', {
    args: [6, 6],
    cost: 20,
    result: (L) => L.any,
    effects: WRITES & ~EffectBit.nothrow,
  }),
  builtin('memoryrefsetonce!', {
    args: [5, 5],
    cost: 20,
    result: (L) => L.core.Bool,
    effects: WRITES & ~EffectBit.nothrow,
  }),
]

/** The element type is exactly known: a store checked against it needs no check at run time. */
function exactElement(L: TypeLattice, ref: Lattice): boolean {
  const w = L.widen(ref)
  return w.kind === 'DataType' && w.name === L.core.MemoryRefName && !w.hasFreeTypeVars
}
