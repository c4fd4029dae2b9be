import type { DataType, Type, TypeParam, TypeVar } from '../types/index.ts'

/** Address of a heap value. */
export type Value = number

/**
 * Elements of the inference lattice that say more than a type does. A plain `Type` is an element as well. The
 * classes are immutable; `Const` is interned by `TypeLattice.constant`.
 */

/** Exactly the value at `value` (kept alive by whoever made the element, see `TypeLattice.constant`). */
export class Const {
  readonly kind = 'Const' as const
  readonly value: Value
  /** `typeof` of the value, or `Type{T}` for a type: what `widen` gives */
  readonly type: Type
  constructor(value: Value, type: Type) {
    this.value = value
    this.type = type
  }
}

/** A struct or tuple of (concrete) `type` of whose leading fields more is known; later fields may be undefined. */
export class PartialStruct {
  readonly kind = 'PartialStruct' as const
  readonly type: DataType
  readonly fields: readonly Lattice[]
  constructor(type: DataType, fields: readonly Lattice[]) {
    this.type = type
    this.fields = fields
  }
}

/** A Bool: if true, the variable in `slot` is of `then`, otherwise of `otherwise`. Bottom: cannot happen. */
export class Conditional {
  readonly kind = 'Conditional' as const
  readonly slot: number
  readonly ifTrue: Lattice
  readonly ifFalse: Lattice
  constructor(slot: number, ifTrue: Lattice, ifFalse: Lattice) {
    this.slot = slot
    this.ifTrue = ifTrue
    this.ifFalse = ifFalse
  }
}

/** A `Conditional` about argument `slot` of a function, as that function's result. */
export class InterConditional {
  readonly kind = 'InterConditional' as const
  readonly slot: number
  readonly ifTrue: Lattice
  readonly ifFalse: Lattice
  constructor(slot: number, ifTrue: Lattice, ifFalse: Lattice) {
    this.slot = slot
    this.ifTrue = ifTrue
    this.ifFalse = ifFalse
  }
}

/** The value is a type variable that inference tracks by the mirror `tv` it made for it. */
export class PartialTypeVar {
  readonly kind = 'PartialTypeVar' as const
  readonly tv: TypeVar
  readonly lowerKnown: boolean
  readonly upperKnown: boolean
  /** the type TypeVar */
  readonly type: DataType
  constructor(tv: TypeVar, lowerKnown: boolean, upperKnown: boolean, type: DataType) {
    this.tv = tv
    this.lowerKnown = lowerKnown
    this.upperKnown = upperKnown
    this.type = type
  }
}

/** An opaque closure of type `type` whose method and captured environment are known. */
export class PartialOpaque {
  readonly kind = 'PartialOpaque' as const
  readonly type: Type
  readonly environment: Lattice
  /** the closure's `Method` (opaque here) */
  readonly source: unknown
  constructor(type: Type, environment: Lattice, source: unknown) {
    this.type = type
    this.environment = environment
    this.source = source
  }
}

/** What inference knows of a value. */
export type Lattice =
  | Type
  | Const
  | PartialStruct
  | Conditional
  | InterConditional
  | PartialTypeVar
  | PartialOpaque

/** A lattice element, or a tuple's trailing `Vararg` in an argument list. */
export type ArgType = Lattice | Extract<TypeParam, { kind: 'Vararg' }>

export function isConst(l: Lattice): l is Const {
  return l.kind === 'Const'
}

/** The element is a plain type. */
export function isPlainType(l: Lattice): l is Type {
  switch (l.kind) {
    case 'DataType':
    case 'Union':
    case 'UnionAll':
    case 'Bottom':
      return true
    default:
      return false
  }
}
