import type { DataType, Type, TypeParam, TypeSystem, TypeVar } from '../types/index.ts'
import { hasFreeTypeVars, isType, showType } from '../types/index.ts'
import { CoreTypes } from './core-types.ts'
import type { Lattice, Value } from './elements.ts'
import {
  Conditional,
  Const,
  InterConditional,
  isPlainType,
  PartialOpaque,
  PartialStruct,
  PartialTypeVar,
} from './elements.ts'
import type { ConstantHeap } from './env.ts'
import { flattenUnion, joinTypes } from './limits.ts'

/**
 * The operations of the inference lattice: order (`leq`), join with widening, meet with a type. One per session.
 * Constants are interned by address and pinned, so that `===` on `Const` is the common fast case.
 */
export class TypeLattice {
  readonly ts: TypeSystem
  readonly heap: ConstantHeap
  readonly core: CoreTypes
  readonly any: Type
  readonly bottom: Type
  /** names of builtins, for printing */
  nameOf: (v: Value) => string | null = () => null
  private readonly constants = new Map<Value, Const>()
  private readonly singletonConstants = new Map<DataType, Const | null>()

  constructor(ts: TypeSystem, heap: ConstantHeap) {
    this.ts = ts
    this.heap = heap
    this.core = new CoreTypes(ts)
    this.any = ts.any
    this.bottom = ts.bottom
  }

  // ---- making elements ----------------------------------------------------------------------------------------

  constant(v: Value): Const {
    let c = this.constants.get(v)
    if (c === undefined) {
      this.heap.pin(v)
      c = new Const(v, this.typeOfConstant(v))
      this.constants.set(v, c)
    }
    return c
  }

  /** The type that the constant `v` has; nothing is kept of `v`. */
  typeOfConstant(v: Value): Type {
    return this.heap.isType(v) ? this.typeOfTypeValue(v) : this.heap.typeOf(v)
  }

  private typeOfTypeValue(v: Value): Type {
    const t = this.heap.typeAt(v)
    return t.kind === 'TypeVar' || t.kind === 'Vararg' || this.hasFree(t)
      ? this.heap.typeOf(v)
      : this.ts.typeOfType(t)
  }

  constantType(t: Type): Const {
    return this.constant(this.heap.typeAddress(t))
  }

  constantBool(b: boolean): Const {
    return this.constant(b ? this.heap.true_ : this.heap.false_)
  }

  constantBits(type: DataType, bits: bigint): Const {
    return this.constant(this.heap.fromBits(type, bits))
  }

  constantInt(n: number): Const {
    return this.constant(this.heap.fromBits(this.core.Int64, BigInt.asUintN(64, BigInt(n))))
  }

  get nothing(): Const {
    return this.constant(this.heap.nothing)
  }

  /** A type variable that `_typevar` is known to make. */
  typeVarElement(tv: TypeVar, lowerKnown: boolean, upperKnown: boolean): PartialTypeVar {
    return new PartialTypeVar(tv, lowerKnown, upperKnown, this.core.TypeVar)
  }

  /** A type as an element: `Const` where the type has one value only. */
  fromType(t: Type): Lattice {
    if (t.kind !== 'DataType') return t
    const T = this.typeParameterOfType(t)
    if (T !== null && !this.hasFree(T)) return this.constantType(T)
    const c = this.singletonConstant(t)
    return c ?? t
  }

  /** The instance of a singleton type as a constant, or null. */
  singletonConstant(t: DataType): Const | null {
    let c = this.singletonConstants.get(t)
    if (c === undefined) {
      c = this.isSingleton(t) ? this.constant(this.heap.singleton(t)) : null
      this.singletonConstants.set(t, c)
    }
    return c
  }

  isSingleton(t: Type): t is DataType {
    return this.ts.isSingleton(t)
  }

  /** `T` of `Type{T}` (not a type variable), or null. */
  typeParameterOfType(t: Type): Type | null {
    if (t.kind !== 'DataType' || t.name !== this.core.TypeName) return null
    const p = t.parameters[0]
    return isType(p) ? p : null
  }

  /** A tuple of these elements. */
  tupleOf(elems: readonly Lattice[]): Lattice {
    const params: TypeParam[] = new Array(elems.length)
    let precise = false
    for (let i = 0; i < elems.length; i++) {
      const e = this.widenConditional(elems[i])
      if (isPlainType(e)) {
        if (e.kind === 'Bottom') return this.bottom
        params[i] = e
        if (e.kind === 'DataType' && e.name === this.core.TypeName) precise = true
      } else {
        params[i] = e.kind === 'Const' ? this.heap.typeOf(e.value) : this.widen(e)
        precise = true
      }
    }
    const t = this.ts.tuple(params)
    if (elems.length === 0) return this.fromType(t)
    return precise
      ? new PartialStruct(
          t,
          elems.map((e) => this.widenConditional(e)),
        )
      : this.fromType(t)
  }

  // ---- looking at elements --------------------------------------------------------------------------------------

  /** The smallest type that holds all of `l`. */
  widen(l: Lattice): Type {
    switch (l.kind) {
      case 'Const':
      case 'PartialStruct':
      case 'PartialTypeVar':
      case 'PartialOpaque':
        return l.type
      case 'Conditional':
      case 'InterConditional':
        return this.core.Bool
      default:
        return l
    }
  }

  /** Without what is known only where the element was made. */
  widenConditional(l: Lattice): Lattice {
    if (l.kind === 'Conditional' || l.kind === 'InterConditional') {
      if (l.ifTrue.kind === 'Bottom')
        return l.ifFalse.kind === 'Bottom' ? this.bottom : this.constantBool(false)
      if (l.ifFalse.kind === 'Bottom') return this.constantBool(true)
      return this.core.Bool
    }
    return l
  }

  /** The constant value an element stands for, 0 if not constant. */
  constantValue(l: Lattice): Value {
    if (l.kind === 'Const') return l.value
    if (l.kind === 'Conditional' || l.kind === 'InterConditional') {
      const w = this.widenConditional(l)
      return w.kind === 'Const' ? w.value : 0
    }
    if (l.kind === 'DataType') {
      const f = this.fromType(l)
      return f.kind === 'Const' ? f.value : 0
    }
    return 0
  }

  /** The type a constant stands for, or null. */
  constantAsType(l: Lattice): Type | null {
    if (l.kind === 'Const') {
      if (!this.heap.isType(l.value)) return null
      const t = this.heap.typeAt(l.value)
      return t.kind === 'TypeVar' || t.kind === 'Vararg' ? null : t
    }
    if (l.kind === 'DataType') {
      const T = this.typeParameterOfType(l)
      return T !== null && !this.hasFree(T) ? T : null
    }
    return null
  }

  constantAsInt(l: Lattice): number | null {
    const v = this.constantValue(l)
    if (v === 0 || this.heap.typeOf(v) !== this.core.Int64) return null
    return Number(BigInt.asIntN(64, this.heap.bitsOf(v, 8)))
  }

  hasFree(t: Type): boolean {
    return t.kind === 'DataType' ? t.hasFreeTypeVars : hasFreeTypeVars(t)
  }

  isAny(l: Lattice): boolean {
    return l === this.any
  }

  isBottom(l: Lattice): boolean {
    return l.kind === 'Bottom'
  }

  /** Type of field `i` of `l` (from 0), as far as known; `null` when there is certainly no such field. */
  fieldOf(l: Lattice, i: number): Lattice | null {
    if (l.kind === 'PartialStruct' && i < l.fields.length) return l.fields[i]
    return null
  }

  // ---- order ----------------------------------------------------------------------------------------------------

  /** `a ⊑ b`: whatever is `a` is `b`. */
  leq(a: Lattice, b: Lattice): boolean {
    if (a === b || b === this.any || a.kind === 'Bottom') return true
    if (b.kind === 'Bottom') return false
    if (a.kind === 'Conditional' || a.kind === 'InterConditional') {
      if (b.kind === a.kind)
        return a.slot === b.slot && this.leq(a.ifTrue, b.ifTrue) && this.leq(a.ifFalse, b.ifFalse)
      const w = this.widenConditional(a)
      return this.leq(w, b)
    }
    switch (b.kind) {
      case 'Conditional':
      case 'InterConditional':
        return false
      case 'Const':
        switch (a.kind) {
          case 'Const':
            return this.heap.egal(a.value, b.value)
          case 'DataType': {
            const c = this.fromType(a)
            return c.kind === 'Const' && this.heap.egal(c.value, b.value)
          }
          default:
            return false
        }
      case 'PartialStruct':
        if (a.kind === 'PartialStruct') {
          if (a.type !== b.type && !this.ts.isSubtype(a.type, b.type)) return false
          if (a.fields.length < b.fields.length) return false
          for (let i = 0; i < b.fields.length; i++) if (!this.leq(a.fields[i], b.fields[i])) return false
          return true
        }
        if (a.kind === 'Const') {
          if (this.heap.typeOf(a.value) !== b.type) return false
          for (let i = 0; i < b.fields.length; i++) {
            if (!this.heap.isDefinedField(a.value, i)) return false
            if (!this.leq(this.constant(this.heap.getField(a.value, i)), b.fields[i])) return false
          }
          return true
        }
        return false
      case 'PartialTypeVar':
        return a.kind === 'PartialTypeVar' && a.tv === b.tv
      case 'PartialOpaque':
        return (
          a.kind === 'PartialOpaque' &&
          a.source === b.source &&
          this.ts.isSubtype(a.type, b.type) &&
          this.leq(a.environment, b.environment)
        )
      default:
        return this.typeLeq(this.widen(a), b)
    }
  }

  private typeLeq(a: Type, b: Type): boolean {
    if (a === b) return true
    if (
      a.kind === 'DataType' &&
      b.kind === 'DataType' &&
      a.isConcrete &&
      b.isConcrete &&
      a.name !== b.name &&
      a.name !== this.core.TypeName
    )
      return false
    return this.ts.isSubtype(a, b)
  }

  equal(a: Lattice, b: Lattice): boolean {
    return a === b || (this.leq(a, b) && this.leq(b, a))
  }

  // ---- join -----------------------------------------------------------------------------------------------------

  /** Least upper bound, widened so that repeated joins come to an end. */
  join(a: Lattice, b: Lattice): Lattice {
    if (a === b || b.kind === 'Bottom') return a
    if (a.kind === 'Bottom') return b
    if (a === this.any || b === this.any) return this.any
    if (isConditional(a) || isConditional(b)) {
      const c = this.joinConditionals(a, b)
      if (c !== null) return c
      return this.join(this.widenConditional(a), this.widenConditional(b))
    }
    if (this.leq(a, b)) return b
    if (this.leq(b, a)) return a
    if (a.kind === 'Const' || a.kind === 'PartialStruct') {
      if (b.kind === 'Const' || b.kind === 'PartialStruct') {
        const s = this.joinStructs(a, b)
        if (s !== null) return s
      }
    }
    if (
      a.kind === 'PartialOpaque' &&
      b.kind === 'PartialOpaque' &&
      a.source === b.source &&
      this.ts.typesEqual(a.type, b.type)
    ) {
      return new PartialOpaque(a.type, this.join(a.environment, b.environment), a.source)
    }
    return joinTypes(this.ts, this.widen(a), this.widen(b))
  }

  private joinStructs(a: Const | PartialStruct, b: Const | PartialStruct): Lattice | null {
    const type = a.kind === 'Const' ? this.heap.typeOf(a.value) : a.type
    const typeB = b.kind === 'Const' ? this.heap.typeOf(b.value) : b.type
    if (type !== typeB || type.name.isPrimitive) return null
    if (a.kind === 'Const' && type.name.isMutable) return null
    if (b.kind === 'Const' && type.name.isMutable) return null
    const fieldTypes = this.ts.fieldTypesOf(type)
    const n = Math.min(
      a.kind === 'PartialStruct' ? a.fields.length : fieldTypes.length,
      b.kind === 'PartialStruct' ? b.fields.length : fieldTypes.length,
    )
    if (n === 0) return null
    const fields: Lattice[] = []
    let precise = false
    for (let i = 0; i < n; i++) {
      const x = this.fieldForJoin(a, i)
      const y = this.fieldForJoin(b, i)
      if (x === null || y === null) break
      const declared = fieldTypes[i] as Type
      let f: Lattice
      if (this.equal(x, y)) f = x
      else if (x.kind === 'PartialStruct' || y.kind === 'PartialStruct') f = this.join(x, y)
      else {
        const wx = this.widen(x)
        const wy = this.widen(y)
        f = wx === wy || this.ts.typesEqual(wx, wy) ? wx : declared
      }
      if (!precise && !this.leq(declared, f)) precise = true
      fields.push(f)
    }
    if (!precise)
      return fields.length > minInitialized(type, fieldTypes.length) ? new PartialStruct(type, fields) : type
    return new PartialStruct(type, fields)
  }

  private fieldForJoin(l: Const | PartialStruct, i: number): Lattice | null {
    if (l.kind === 'PartialStruct') return l.fields[i]
    return this.heap.isDefinedField(l.value, i) ? this.constant(this.heap.getField(l.value, i)) : null
  }

  private joinConditionals(a: Lattice, b: Lattice): Lattice | null {
    if (isConditional(a) && isConditional(b)) {
      if (a.kind !== b.kind || a.slot !== b.slot) return null
      return makeConditional(a.kind, a.slot, this.join(a.ifTrue, b.ifTrue), this.join(a.ifFalse, b.ifFalse))
    }
    const c = isConditional(a) ? a : (b as Conditional | InterConditional)
    const other = isConditional(a) ? b : a
    if (other.kind !== 'Const') return null
    // `cond || true`: when true nothing is known of the slot, when false what the conditional says
    if (other.value === this.heap.true_ && c.ifFalse.kind !== 'Bottom') {
      return makeConditional(c.kind, c.slot, this.any, c.ifFalse)
    }
    if (other.value === this.heap.false_ && c.ifTrue.kind !== 'Bottom') {
      return makeConditional(c.kind, c.slot, c.ifTrue, this.any)
    }
    return null
  }

  // ---- meet -----------------------------------------------------------------------------------------------------

  /** What is left of `l` when it is known to be a `t`. */
  meet(l: Lattice, t: Type): Lattice {
    if (t === this.any || l.kind === 'Bottom') return l
    if (t.kind === 'Bottom') return t
    const w = this.widen(l)
    if (this.typeLeq(w, t)) return l
    if (l.kind === 'Const') return this.bottom // one value: it is a `t` or it is not
    if (l.kind === 'PartialStruct' || l.kind === 'PartialTypeVar') {
      const x = this.ts.typeIntersect(w, t)
      return x.kind === 'Bottom' ? this.bottom : l
    }
    if (isConditional(l)) return this.ts.typeIntersect(w, t).kind === 'Bottom' ? this.bottom : l
    if (this.typeLeq(t, w)) return this.fromType(t)
    const x = this.ts.typeIntersect(w, t)
    return x.kind === 'Bottom' ? this.bottom : this.fromType(x)
  }

  /** What is left of `l` when it is known not to be a `t`. */
  subtract(l: Lattice, t: Type): Lattice {
    const w = this.widen(l)
    if (this.typeLeq(w, t)) return this.bottom
    if (w.kind !== 'Union') return l
    const rest = flattenUnion(w).filter((m) => !this.typeLeq(m, t))
    return this.fromType(this.ts.union(rest))
  }

  /** Nothing can be both an `a` and a `b`. */
  disjoint(a: Lattice, b: Lattice): boolean {
    if (a.kind === 'Const' && b.kind === 'Const') return !this.heap.egal(a.value, b.value)
    const x = this.widen(a)
    const y = this.widen(b)
    if (x === y) return false
    return this.ts.hasEmptyIntersection(x, y) || this.ts.typeIntersect(x, y).kind === 'Bottom'
  }

  show(l: Lattice): string {
    switch (l.kind) {
      case 'Const':
        return `Const(${this.showValue(l.value)})`
      case 'PartialStruct':
        return `PartialStruct(${showType(l.type)}, [${l.fields.map((f) => this.show(f)).join(', ')}])`
      case 'Conditional':
      case 'InterConditional':
        return `${l.kind}(_${l.slot + 1}, ${this.show(l.ifTrue)}, ${this.show(l.ifFalse)})`
      case 'PartialTypeVar':
        return `PartialTypeVar(${l.tv.name.name})`
      case 'PartialOpaque':
        return `PartialOpaque(${showType(l.type)})`
      default:
        return showType(l)
    }
  }

  /** A short text for a constant, for IR printing. */
  showValue(v: Value): string {
    const h = this.heap
    if (h.isType(v)) {
      const t = h.typeAt(v)
      return t.kind === 'TypeVar' || t.kind === 'Vararg' ? t.kind : showType(t)
    }
    const t = h.typeOf(v)
    const name = this.nameOf(v)
    if (name !== null) return name
    if (v === h.nothing) return 'nothing'
    if (v === h.true_) return 'true'
    if (v === h.false_) return 'false'
    if (t === this.core.Symbol) return `:${h.symbolAt(v).name}`
    if (t.name.isPrimitive) {
      const size = t.name.primitiveBits / 8
      const bits = h.bitsOf(v, size)
      if (t === this.core.Int64) return String(BigInt.asIntN(64, bits))
      if (t === this.core.Float64) return String(new Float64Array(new BigUint64Array([bits]).buffer)[0])
      return `${showType(t)}(0x${bits.toString(16)})`
    }
    if (t.name.singletonName !== null) return t.name.singletonName.name
    if (this.isSingleton(t)) return `${showType(t)}()`
    return `<${showType(t)}>`
  }
}

function minInitialized(t: DataType, nfields: number): number {
  return nfields - t.name.maybeUndefFields
}

function isConditional(l: Lattice): l is Conditional | InterConditional {
  return l.kind === 'Conditional' || l.kind === 'InterConditional'
}

function makeConditional(
  kind: 'Conditional' | 'InterConditional',
  slot: number,
  then: Lattice,
  otherwise: Lattice,
): Lattice {
  return kind === 'Conditional'
    ? new Conditional(slot, then, otherwise)
    : new InterConditional(slot, then, otherwise)
}
