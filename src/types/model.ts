import type { ModuleLike, Sym } from '../syntax/index.ts'

/**
 * Julia's types as TypeScript objects. They are the truth; a type gets a permanent object in linear memory
 * (`address`) the first time it is needed as a value (see `heap/`), and types found in a loaded image are
 * mirrored into these classes on demand.
 *
 * Interning: an instantiated `DataType` without free type variables is unique: `===` is identity. `UnionAll`,
 * `Union` and types with free variables are not interned; compare them with `typesEqual`.
 */

/** Anything that may stand where Julia expects a type. */
export type Type = DataType | UnionAll | UnionType | BottomType

/** Anything that may be a parameter of a type application. */
export type TypeParam = Type | TypeVar | VarargType | ParamValue

/**
 * A value parameter: bigint is Int64, boolean Bool, Sym a Symbol; any other isbits value (or tuple of symbols and
 * isbits values) is `ParamBits` / `ParamTuple`. Structural equality is Julia's `===`; see `paramKey`.
 */
export type ParamValue = bigint | boolean | Sym | ParamBits | ParamTuple | ParamModule

let nextId = 1

/** An isbits value of `type`, by its bytes (layout as in memory). Interned by (type, bytes): identity is equality. */
export class ParamBits {
  readonly type: DataType
  readonly bytes: Uint8Array
  /** address of the boxed value, 0 while it has none; owned by `heap/` */
  address = 0
  /** @internal use `TypeSystem.paramBits` */
  constructor(type: DataType, bytes: Uint8Array) {
    this.type = type
    this.bytes = bytes
  }
}

/** A tuple used as a parameter, e.g. the names of a NamedTuple. Interned by elements: identity is equality. */
export class ParamTuple {
  readonly elements: readonly ParamValue[]
  address = 0
  /** @internal use `TypeSystem.paramTuple` */
  constructor(elements: readonly ParamValue[]) {
    this.elements = elements
  }
}

/** A module used as a parameter, e.g. `AddrSpace{Core}`. Interned by module: identity is equality. */
export class ParamModule {
  readonly id = nextId++
  readonly module: ModuleLike
  /** @internal use `TypeSystem.paramModule` */
  constructor(module: ModuleLike) {
    this.module = module
  }
}

/** What the definitions `struct`, `abstract type`, `primitive type` make: shared by all instantiations. */
export class TypeName {
  readonly id = nextId++
  /** what methods are filed under: odd, but for what stands in the system image its address, so that the image can name it */
  indexKey = 2 * this.id + 1
  readonly name: Sym
  module: ModuleLike
  /** `Vector` for `Vector{Int}`: the DataType itself or the UnionAll over its parameters. Set once defined. */
  wrapper!: Type
  fieldNames: readonly Sym[] = []
  isAbstract = false
  isMutable = false
  isPrimitive = false
  /** instances are objects whose inside only the runtime knows (String, Symbol, SimpleVector, Module) */
  isOpaque = false
  /** the definition is complete: supertype and fields are known */
  isDefined = false
  /** immutable, and no instance contains one of its own type */
  mayBeInline = false
  /** Number of trailing fields that `new` may leave undefined. */
  maybeUndefFields = 0
  /** per field, for mutable structs: declared `const` / `@atomic` */
  constFields: readonly boolean[] = []
  atomicFields: readonly boolean[] = []
  /** Field types in terms of the wrapper's type variables; null until `_typebody!`. */
  bodyFieldTypes: readonly TypeParam[] | null = null
  /** Size in bits for primitive types. */
  primitiveBits = 0
  /** Instantiations by key of parameters: the intern table. @internal */
  readonly cache = new Map<string, DataType>()
  /** Instantiations whose parameters have several spellings (`where`, `Union`): searched by equality. @internal */
  readonly looseCache: DataType[] = []
  /** The methods callable on instances (`methods/` owns the class); all Type objects share one table, as in Julia. */
  methodTable: unknown = null
  /** for functions: the name of the global constant holding the singleton, e.g. `#f` for `f` → `f` */
  singletonName: Sym | null = null
  maxMethods = 0
  address = 0
  constructor(name: Sym, module: ModuleLike) {
    this.name = name
    this.module = module
  }
}

export class DataType {
  readonly kind = 'DataType' as const
  readonly id = nextId++
  readonly name: TypeName
  readonly parameters: readonly TypeParam[]
  /** @internal computed on demand by `superOf`; set by definition for wrappers */
  superType: DataType | null
  /** @internal computed on demand by `fieldTypesOf` */
  fieldTypes: readonly TypeParam[] | null = null
  /** @internal computed on demand by `layoutOf`; null: not computed, undefined: has none */
  layout: Layout | null | undefined = null
  /** no free type variables in the parameters */
  readonly hasFreeTypeVars: boolean
  /** the variables that occur free in the parameters */
  readonly freeVars: readonly TypeVar[]
  /** Julia's isconcretetype: may be the `typeof` of a value */
  isConcrete = false
  /** dispatch tuple: a Tuple type of concrete element types (or Type{…} kinds) */
  isDispatchTuple = false
  /** equal types may be spelled otherwise: a `where` or `Union` stands somewhere in the parameters */
  hasSpellings = false
  hash = 0
  /** address of the singleton instance, 0 if none yet made; owned by `heap/` */
  instance = 0
  address = 0
  /** @internal use `TypeSystem` */
  constructor(name: TypeName, parameters: readonly TypeParam[], freeVars: readonly TypeVar[]) {
    this.name = name
    this.parameters = parameters
    this.superType = null
    this.freeVars = freeVars
    this.hasFreeTypeVars = freeVars.length > 0
  }
}

/** `body where var`. */
export class UnionAll {
  readonly kind = 'UnionAll' as const
  readonly id = nextId++
  /** @internal memo of `freeVarsOf` */
  freeVars: readonly TypeVar[] | null = null
  /** @internal memo of `typeKey` when nothing is free */
  key: string | null = null
  /** @internal `applyType` with fewer parameters than there are variables: made once for the same parameters */
  partial: Map<string, Type> | null = null
  readonly var: TypeVar
  readonly body: Type
  address = 0
  constructor(v: TypeVar, body: Type) {
    this.var = v
    this.body = body
  }
}

/** `Union{a, b}`; longer unions nest in `b`, in Julia's normal order. */
export class UnionType {
  readonly kind = 'Union' as const
  readonly id = nextId++
  /** @internal memo of `freeVarsOf` */
  freeVars: readonly TypeVar[] | null = null
  /** @internal memo of `typeKey` when nothing is free */
  key: string | null = null
  readonly a: Type
  readonly b: Type
  address = 0
  constructor(a: Type, b: Type) {
    this.a = a
    this.b = b
  }
}

/** `Union{}`; there is one per type system. */
export class BottomType {
  readonly kind = 'Bottom' as const
  readonly id = nextId++
  address = 0
}

/** A type variable with bounds. Identity matters. May stand free inside `Type` trees (as in Julia). */
export class TypeVar {
  readonly kind = 'TypeVar' as const
  readonly id = nextId++
  readonly name: Sym
  lower: TypeParam
  upper: TypeParam
  address = 0
  constructor(name: Sym, lower: TypeParam, upper: TypeParam) {
    this.name = name
    this.lower = lower
    this.upper = upper
  }
}

/** `Vararg{T,N}` as last element of a tuple; `null` where a part is not given. */
export class VarargType {
  readonly kind = 'Vararg' as const
  readonly id = nextId++
  /** @internal memo of `freeVarsOf` */
  freeVars: readonly TypeVar[] | null = null
  readonly element: TypeParam | null
  readonly count: TypeParam | null
  address = 0
  constructor(element: TypeParam | null, count: TypeParam | null) {
    this.element = element
    this.count = count
  }
}

/** How one field lies in its struct. */
export interface FieldLayout {
  readonly offset: number
  /** bytes, without the selector byte of an inline union */
  readonly size: number
  /** the field is a reference (8-byte slot, address in the low 4 bytes, 0 = undefined) */
  readonly isPointer: boolean
  /** inline isbits union: the selector byte (index of the member in the flattened union) is at this offset; else -1 */
  readonly selectorOffset: number
}

/** How instances lie in memory: Julia's own sizes, offsets and alignments. */
export interface Layout {
  readonly size: number
  readonly alignment: number
  readonly fields: readonly FieldLayout[]
  /** byte offsets of all references, those in inlined structs included */
  readonly pointerOffsets: readonly number[]
  /** Julia's isbitstype: immutable, and nothing but bits (no references, no unions) */
  readonly isBits: boolean
  /** contains padding or is otherwise not comparable byte by byte */
  readonly hasPadding: boolean
  /** stored inline in fields and arrays (immutable, all fields known) */
  readonly isInlineAllocated: boolean
}
