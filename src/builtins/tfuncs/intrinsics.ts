import type { BuiltinInfo, Lattice, TypeLattice } from '../../inference/index.ts'
import type { DataType } from '../../types/index.ts'
import { isType, unwrapUnionAll } from '../../types/index.ts'
import * as bits from './bits.ts'
import type { Args } from './define.ts'
import { builtin, EffectBit, nothrowIf, PURE, UNKNOWN } from './define.ts'
import { typeValued } from './values.ts'

/** The primitive type of a value, null if it is not known to be of one. */
function primitive(L: TypeLattice, t: Lattice): DataType | null {
  const w = L.widen(t)
  return w.kind === 'DataType' && w.isConcrete && w.name.isPrimitive ? w : null
}

function constantBits(L: TypeLattice, t: Lattice, type: DataType): bigint | null {
  const v = L.constantValue(t)
  return v === 0 || L.heap.isType(v) ? null : L.heap.bitsOf(v, type.name.primitiveBits / 8)
}

/** Result type of an operation that gives what it takes. */
function sameType(L: TypeLattice, a: Args): Lattice {
  const t = primitive(L, a[0])
  if (t !== null) return t
  const w = L.widen(a[0])
  return w.kind === 'DataType' && w.isConcrete ? L.bottom : w
}

function sameArgs(L: TypeLattice, a: Args): boolean {
  const t = primitive(L, a[0])
  if (t === null) return false
  for (let i = 1; i < a.length; i++) if (primitive(L, a[i]) !== t) return false
  return true
}

const sameEffects = (L: TypeLattice, a: Args): number => nothrowIf(PURE, sameArgs(L, a))

function floatWidth(L: TypeLattice, t: DataType): number {
  return t === L.core.Float64 ? 64 : t === L.core.Float32 ? 32 : t === L.core.Float16 ? 16 : 0
}

function fromFloat(L: TypeLattice, t: DataType, x: number): Lattice {
  const b = bits.bitsOfFloat(x, t.name.primitiveBits)
  return b === null ? t : L.constantBits(t, b)
}

const out: BuiltinInfo[] = []

for (const [name, fold] of Object.entries(bits.integerFolds)) {
  const divides = name.includes('div') || name.includes('rem')
  const result = (L: TypeLattice, a: Args): Lattice => {
    const t = primitive(L, a[0])
    if (t !== null && primitive(L, a[1]) === t) {
      const x = constantBits(L, a[0], t)
      const y = constantBits(L, a[1], t)
      if (x !== null && y !== null) {
        const r = fold(x, y, t.name.primitiveBits)
        if (r !== null) return L.constantBits(t, r)
        if (divides) return t
      }
    }
    return sameType(L, a)
  }
  const def = {
    args: [2, 2] as [number, number],
    result,
    effects: divides
      ? (L: TypeLattice, a: Args) =>
          nothrowIf(PURE, divisionIsSafe(L, a, name.includes('sdiv') || name.includes('srem')))
      : sameEffects,
    cost: divides ? 30 : name === 'mul_int' ? 3 : 1,
  }
  out.push(builtin(name, def))
  if (divides) out.push(builtin(`checked_${name}`, def))
}

function divisionIsSafe(L: TypeLattice, a: Args, isSigned: boolean): boolean {
  if (!sameArgs(L, a)) return false
  const t = primitive(L, a[0]) as DataType
  const d = constantBits(L, a[1], t)
  if (d === null || d === 0n) return false
  return !isSigned || bits.signed(d, t.name.primitiveBits) !== -1n
}

for (const [name, fold] of Object.entries(bits.shiftFolds)) {
  out.push(
    builtin(name, {
      args: [2, 2],
      cost: 1,
      result: (L, a) => {
        const t = primitive(L, a[0])
        const s = primitive(L, a[1])
        if (t !== null && s !== null) {
          const x = constantBits(L, a[0], t)
          const y = constantBits(L, a[1], s)
          const r = x !== null && y !== null ? fold(x, y, t.name.primitiveBits) : null
          if (r !== null) return L.constantBits(t, r)
        }
        return sameType(L, a)
      },
      effects: (L, a) => nothrowIf(PURE, primitive(L, a[0]) !== null && primitive(L, a[1]) !== null),
    }),
  )
}

for (const [name, fold] of Object.entries(bits.unaryFolds)) {
  out.push(
    builtin(name, {
      args: [1, 1],
      cost: name.startsWith('ct') ? 2 : 1,
      result: (L, a) => {
        const t = primitive(L, a[0])
        if (t !== null) {
          const x = constantBits(L, a[0], t)
          if (x !== null) {
            // a Bool has one bit that counts
            const n = t === L.core.Bool ? 1 : t.name.primitiveBits
            const r = fold(x, n)
            if (r !== null) return L.constantBits(t, r)
          }
        }
        return sameType(L, a)
      },
      effects: sameEffects,
    }),
  )
}

for (const [name, fold] of Object.entries(bits.comparisonFolds)) {
  out.push(
    builtin(name, {
      args: [2, 2],
      cost: 1,
      effects: sameEffects,
      result: (L, a) => {
        const t = primitive(L, a[0])
        if (t !== null && primitive(L, a[1]) === t) {
          const x = constantBits(L, a[0], t)
          const y = constantBits(L, a[1], t)
          if (x !== null && y !== null) return L.constantBool(fold(x, y, t.name.primitiveBits))
        }
        return L.core.Bool
      },
    }),
  )
}

for (const [name, fold] of Object.entries(bits.overflowFolds)) {
  out.push(
    builtin(name, {
      args: [2, 2],
      cost: name.includes('mul') ? 5 : 2,
      effects: sameEffects,
      result: (L, a) => {
        const t = primitive(L, a[0])
        if (t === null) return L.core.AbstractTuple
        const pair = L.ts.tuple([t, L.core.Bool])
        const x = constantBits(L, a[0], t)
        const y = primitive(L, a[1]) === t ? constantBits(L, a[1], t) : null
        if (x === null || y === null) return pair
        const [r, over] = fold(x, y, t.name.primitiveBits)
        return L.tupleOf([L.constantBits(t, r), L.constantBool(over)])
      },
    }),
  )
}

for (const [name, fold] of Object.entries(bits.floatFolds)) {
  const def = (canFold: boolean): Parameters<typeof builtin>[1] => ({
    args: [2, 2],
    cost: name === 'div_float' ? 10 : name === 'mul_float' ? 2 : 1,
    effects: sameEffects,
    result: (L, a) => {
      const t = primitive(L, a[0])
      const n = t === null ? 0 : floatWidth(L, t)
      if (canFold && t !== null && n > 0 && primitive(L, a[1]) === t) {
        const x = constantBits(L, a[0], t)
        const y = constantBits(L, a[1], t)
        if (x !== null && y !== null) return fromFloat(L, t, fold(bits.floatOf(x, n), bits.floatOf(y, n)))
      }
      return sameType(L, a)
    },
  })
  out.push(builtin(name, def(true)))
  if (name !== 'copysign_float') out.push(builtin(`${name}_fast`, def(false)))
}

for (const [name, fold] of Object.entries(bits.floatUnaryFolds)) {
  out.push(
    builtin(name, {
      args: [1, 1],
      cost: name === 'sqrt_llvm' ? 20 : name.endsWith('_llvm') ? 10 : 1,
      effects: sameEffects,
      result: (L, a) => {
        const t = primitive(L, a[0])
        const n = t === null ? 0 : floatWidth(L, t)
        if (t !== null && n > 0) {
          const x = constantBits(L, a[0], t)
          if (x !== null) return fromFloat(L, t, fold(bits.floatOf(x, n)))
        }
        return sameType(L, a)
      },
    }),
  )
}
for (const name of ['neg_float_fast', 'sqrt_llvm_fast'])
  out.push(builtin(name, { args: [1, 1], cost: 5, result: sameType, effects: sameEffects }))
for (const name of ['min_float', 'max_float', 'min_float_fast', 'max_float_fast']) {
  out.push(builtin(name, { args: [2, 2], cost: 1, result: sameType, effects: sameEffects }))
}
for (const name of ['fma_float', 'muladd_float'])
  out.push(builtin(name, { args: [3, 3], cost: 5, result: sameType, effects: sameEffects }))

for (const [name, fold] of Object.entries(bits.floatComparisons)) {
  const result = (L: TypeLattice, a: Args): Lattice => {
    const t = primitive(L, a[0])
    const n = t === null ? 0 : floatWidth(L, t)
    if (t !== null && n > 0 && primitive(L, a[1]) === t) {
      const x = constantBits(L, a[0], t)
      const y = constantBits(L, a[1], t)
      if (x !== null && y !== null) return L.constantBool(fold(bits.floatOf(x, n), bits.floatOf(y, n)))
    }
    return L.core.Bool
  }
  out.push(builtin(name, { args: [2, 2], cost: 1, result, effects: sameEffects }))
  if (name !== 'fpiseq')
    out.push(builtin(`${name}_fast`, { args: [2, 2], cost: 1, result, effects: sameEffects }))
}

// ---- conversions: the target type comes first ---------------------------------------------------------------------

type Convert = (L: TypeLattice, from: DataType, x: bigint, to: DataType) => bigint | null

function conversion(
  name: string,
  fits: (from: number, to: number) => boolean,
  convert: Convert,
  cost = 1,
): void {
  out.push(
    builtin(name, {
      args: [2, 2],
      cost,
      result: (L, a) => {
        const T = typeValued(L, a[0])
        if (T === null) return L.disjoint(a[0], L.core.Type) ? L.bottom : L.any
        if (!T.exact) return T.type
        const to = T.type
        const from = primitive(L, a[1])
        if (to.kind !== 'DataType' || !to.isConcrete)
          return to.kind === 'DataType' && to.name.isAbstract ? L.bottom : to
        if (!to.name.isPrimitive) return L.bottom
        if (from !== null && fits(from.name.primitiveBits, to.name.primitiveBits)) {
          const x = constantBits(L, a[1], from)
          const r = x === null ? null : convert(L, from, x, to)
          if (r !== null) return L.constantBits(to, r)
        }
        return to
      },
      effects: (L, a) => {
        const T = typeValued(L, a[0])
        const from = primitive(L, a[1])
        const ok =
          T !== null &&
          T.exact &&
          T.type.kind === 'DataType' &&
          T.type.isConcrete &&
          T.type.name.isPrimitive &&
          from !== null &&
          fits(from.name.primitiveBits, T.type.name.primitiveBits)
        return nothrowIf(PURE, ok)
      },
    }),
  )
}

const any2 = (): boolean => true
conversion(
  'bitcast',
  (f, t) => f === t,
  (_L, _f, x) => x,
  0,
)
conversion(
  'sext_int',
  (f, t) => f < t,
  (_L, f, x, to) => bits.unsigned(bits.signed(x, f.name.primitiveBits), to.name.primitiveBits),
)
conversion(
  'zext_int',
  (f, t) => f < t,
  (_L, _f, x) => x,
)
conversion(
  'trunc_int',
  (f, t) => f > t,
  (_L, _f, x, to) => bits.unsigned(x, to.name.primitiveBits),
)
conversion('sitofp', any2, (L, f, x, to) => fromInteger(L, bits.signed(x, f.name.primitiveBits), to))
conversion('uitofp', any2, (L, _f, x, to) => fromInteger(L, x, to))
conversion('fptosi', any2, (L, f, x, to) => toInteger(L, f, x, to, true))
conversion('fptoui', any2, (L, f, x, to) => toInteger(L, f, x, to, false))
conversion(
  'fptrunc',
  (f, t) => f > t,
  (L, f, x, to) =>
    floatWidth(L, f) > 0 ? bits.bitsOfFloat(bits.floatOf(x, floatWidth(L, f)), to.name.primitiveBits) : null,
)
conversion(
  'fpext',
  (f, t) => f < t,
  (L, f, x, to) =>
    floatWidth(L, f) > 0 ? bits.bitsOfFloat(bits.floatOf(x, floatWidth(L, f)), to.name.primitiveBits) : null,
)

function fromInteger(L: TypeLattice, x: bigint, to: DataType): bigint | null {
  const n = floatWidth(L, to)
  if (n === 0) return null
  const d = Number(x)
  // rounding twice may differ from rounding once
  if (n < 64 && BigInt(d) !== x) return null
  return bits.bitsOfFloat(d, n)
}

function toInteger(L: TypeLattice, f: DataType, x: bigint, to: DataType, isSigned: boolean): bigint | null {
  const n = floatWidth(L, f)
  if (n === 0) return null
  const d = Math.trunc(bits.floatOf(x, n))
  if (!Number.isFinite(d)) return null
  const i = BigInt(d)
  const w = to.name.primitiveBits
  const fits = isSigned ? BigInt.asIntN(w, i) === i : i >= 0n && BigInt.asUintN(w, i) === i
  return fits ? bits.unsigned(i, w) : null
}

// ---- pointers -------------------------------------------------------------------------------------------------------

function pointee(L: TypeLattice, p: Lattice): Lattice {
  const w = L.widen(p)
  const b = unwrapUnionAll(w)
  if (b.kind !== 'DataType' || b.name !== L.core.PtrName) return L.disjoint(w, L.ts.ptr) ? L.bottom : L.any
  const t = b.parameters[0]
  if (!isType(t)) return L.any
  return w.kind === 'DataType' ? L.fromType(t) : L.any
}

out.push(
  builtin('pointerref', { args: [3, 3], cost: 4, result: (L, a) => pointee(L, a[0]), effects: UNKNOWN }),
  builtin('pointerset', { args: [4, 4], cost: 5, result: (_L, a) => a[0], effects: UNKNOWN }),
  builtin('add_ptr', {
    args: [2, 2],
    cost: 1,
    result: (L, a) => primitive(L, a[0]) ?? L.any,
    effects: (L, a) => nothrowIf(PURE, primitive(L, a[0]) !== null && primitive(L, a[1]) !== null),
  }),
  builtin('sub_ptr', {
    args: [2, 2],
    cost: 1,
    result: (L, a) => primitive(L, a[0]) ?? L.any,
    effects: (L, a) => nothrowIf(PURE, primitive(L, a[0]) !== null && primitive(L, a[1]) !== null),
  }),
  builtin('atomic_fence', { args: [1, 1], cost: 4, result: (L) => L.nothing, effects: UNKNOWN }),
  builtin('atomic_pointerref', {
    args: [2, 2],
    cost: 4,
    result: (L, a) => pointee(L, a[0]),
    effects: UNKNOWN,
  }),
  builtin('atomic_pointerset', { args: [3, 3], cost: 5, result: (_L, a) => a[0], effects: UNKNOWN }),
  builtin('atomic_pointerswap', {
    args: [3, 3],
    cost: 5,
    result: (L, a) => pointee(L, a[0]),
    effects: UNKNOWN,
  }),
  builtin('atomic_pointermodify', { args: [4, 4], cost: 5, result: (L) => L.any, effects: UNKNOWN }),
  builtin('atomic_pointerreplace', { args: [5, 5], cost: 5, result: (L) => L.any, effects: UNKNOWN }),
  builtin('cglobal', {
    args: [1, 2],
    cost: 5,
    effects: UNKNOWN,
    result: (L, a) => {
      const T = a.length > 1 ? typeValued(L, a[1]) : null
      const p = a.length === 1 ? L.core.Nothing : T?.exact ? T.type : null
      if (p === null) return L.ts.ptr
      const t = L.ts.applyType(L.ts.ptr, [p])
      return isType(t) ? t : L.ts.ptr
    },
  }),
  builtin('have_fma', {
    args: [1, 1],
    cost: 1,
    result: (L) => L.core.Bool,
    effects: PURE & ~EffectBit.consistent,
  }),
  builtin('llvmcall', { args: [3, -1], cost: 10, result: (L) => L.any, effects: UNKNOWN }),
)

/** All of `Core.Intrinsics`. */
export const intrinsics: readonly BuiltinInfo[] = out
