import { Sym } from '../syntax/index.ts'
import {
  BottomType,
  DataType,
  ParamBits,
  ParamModule,
  ParamTuple,
  type Type,
  TypeName,
  type TypeParam,
  type TypeSystem,
  TypeVar,
  UnionAll,
  UnionType,
  unwrapUnionAll,
  VarargType,
} from '../types/index.ts'
import {
  DT_FLAGS,
  DT_HASH,
  DT_ID,
  DT_INSTANCE,
  DT_LAYOUT,
  DT_NAME,
  DT_PARAMETERS,
  DT_SIZE,
  DT_SUPER,
  DT_TYPES,
  DTF_ABSTRACT,
  DTF_CONCRETE,
  DTF_FREE_VARS,
  DTF_INLINE,
  DTF_ISBITS,
  DTF_KIND,
  DTF_MUTABLE,
  DTF_NAMEDTUPLE,
  DTF_PRIMITIVE,
  DTF_TUPLE,
  HEADER_TAG,
  SVEC_DATA,
  TAG_IS_TYPE,
  TAG_PERMANENT,
  WELL_KNOWN,
  WK_EMPTY_SVEC,
  WK_EMPTY_TUPLE,
  WK_NOTHING,
} from './constants.ts'
import type { Heap } from './heap.ts'
import type { Value } from './kernel.ts'
import { LayoutWriter } from './layouts.ts'
import { typeHash } from './type-identity.ts'

/** What this file makes objects for. */
export type TypeLike = Type | TypeVar | VarargType | TypeName

/** Field types are entered at once only for types nested less deeply than this: `f::A{A{T}}` in `A{T}` has no end. */
const EAGER_DEPTH = 4

/** Offsets of TypeName's fields. */
export const TypeNameField = {
  name: 0,
  module: 8,
  names: 16,
  atomicFields: 24,
  constFields: 32,
  wrapper: 40,
  typeofWrapper: 48,
  cache: 56,
  linearCache: 64,
  methodTable: 72,
  partial: 80,
  hash: 88,
  uninitialized: 96,
  flags: 100,
  maxMethods: 101,
} as const

/**
 * Types as values: gives every type its one object in permanent memory, with all it refers to.
 *
 * An object is allocated before what it refers to exists, and filled afterwards (types are cyclic); `address` returns
 * only when everything reachable is filled, so Julia code never sees a half-made type. What is not known yet because a
 * definition is still going on (supertype, fields, layout) is entered by `complete`.
 */
export class TypeObjects {
  readonly #heap: Heap
  readonly #types: TypeSystem
  readonly layouts: LayoutWriter
  #queue: TypeLike[] = []
  #draining = false
  /** types whose definition was not complete when they were filled */
  readonly #incomplete = new Set<DataType>()

  constructor(heap: Heap) {
    this.#heap = heap
    this.#types = heap.types
    this.layouts = new LayoutWriter(heap.kernelParts, heap.types, (t) => this.paramAddress(t))
  }

  /** Allocates the objects that everything else needs, in an order that works. */
  bootstrap(wellKnown: readonly (readonly [index: number, type: DataType])[]): void {
    const ts = this.#types
    this.#draining = true
    const dataType = this.#allocate(ts.dataType, DT_SIZE, 0, 16)
    this.#heap.views.u32[(dataType + HEADER_TAG) >>> 2] = dataType | TAG_PERMANENT | TAG_IS_TYPE
    for (const [index, type] of wellKnown) this.#heap.setWellKnown(index, this.address(type))
    const empty = this.#heap.kernel.alloc_permanent(ts.simpleVector.address, SVEC_DATA, 0, 8) >>> 0
    this.#heap.setWellKnown(WK_EMPTY_SVEC, empty)
    this.#heap.makeBoxes()
    this.#draining = false
    this.#drain()
  }

  /** The object of `t`. */
  address(t: TypeLike): Value {
    if (t.address === 0) {
      if (t instanceof DataType && !t.hasFreeTypeVars && this.#adoptFromImage(t)) return t.address
      this.#declare(t)
      this.#drain()
    } else if (this.#incomplete.size > 0 && t instanceof DataType && this.#incomplete.has(t)) this.complete(t)
    return t.address
  }

  /** An image may have brought the object of a type that TypeScript made anew. */
  #adoptFromImage(t: DataType): boolean {
    const heap = this.#heap
    const v = heap.images?.findType(t) ?? 0
    // reading the candidates may itself have given `t` its object
    if (v === 0 || t.address !== 0) return t.address !== 0
    heap.adopt(v, t)
    t.instance = heap.views.u32[(v + DT_INSTANCE) >>> 2]
    return true
  }

  /** The value of any type parameter, as a permanent object. */
  paramAddress(p: TypeParam): Value {
    if (typeof p === 'bigint') return this.#heap.permanentInt64(p)
    if (typeof p === 'boolean') return p ? this.#heap.true_ : this.#heap.false_
    if (p instanceof Sym) return this.#heap.symbol(p)
    if (p instanceof ParamModule) return this.#heap.moduleValue(p.module)
    if (p instanceof ParamBits) {
      if (p.address === 0) {
        p.address = this.#heap.permanentBits(p.type, p.bytes)
      }
      return p.address
    }
    if (p instanceof ParamTuple) {
      if (p.address === 0) p.address = this.#paramTuple(p)
      return p.address
    }
    return this.address(p)
  }

  #paramTuple(p: ParamTuple): Value {
    const type = this.#types.typeOfParam(p) as DataType
    const values = p.elements.map((e) => this.paramAddress(e))
    const typeAddress = this.address(type)
    if (this.#types.isSingleton(type)) return this.instance(type)
    const layout = this.#types.layoutOf(type)!
    const v = this.#heap.kernel.alloc_permanent(typeAddress, layout.size, 0, 8) >>> 0
    for (const [i, x] of values.entries()) this.#heap.structs.storeField(v, type, i, x)
    return v
  }

  #declare(t: TypeLike): void {
    const ts = this.#types
    if (t instanceof DataType) this.#allocate(t, DT_SIZE, ts.dataType.address, 16)
    else if (t instanceof UnionAll) this.#allocate(t, 16, this.address(ts.unionAllType), 16)
    else if (t instanceof UnionType) this.#allocate(t, 16, this.address(ts.unionType), 16)
    else if (t instanceof BottomType) this.#allocate(t, 0, this.address(ts.typeofBottom), 16)
    else if (t instanceof TypeVar) this.#allocate(t, 24, this.address(ts.typeVarType), 16)
    else if (t instanceof VarargType) this.#allocate(t, 16, this.address(ts.typeofVararg), 16)
    else this.#allocate(t, this.#types.layoutOf(ts.typeName)!.size, this.address(ts.typeName), 16, 1)
  }

  #allocate(t: TypeLike, bytes: number, tag: number, alignment: number, scanned = 0): Value {
    const isType = !(t instanceof TypeVar || t instanceof VarargType || t instanceof TypeName)
    const v =
      this.#heap.kernel.alloc_permanent(tag | (isType ? TAG_IS_TYPE : 0), bytes, scanned, alignment) >>> 0
    t.address = v
    this.#heap.mirrors.set(v, t)
    this.#queue.push(t)
    return v
  }

  #drain(): void {
    if (this.#draining) return
    this.#draining = true
    try {
      for (let t = this.#queue.pop(); t !== undefined; t = this.#queue.pop()) this.#fill(t)
    } finally {
      this.#draining = false
    }
  }

  #fill(t: TypeLike): void {
    if (t instanceof DataType) this.#fillDataType(t)
    else if (t instanceof UnionAll) this.#fillPair(t.address, this.address(t.var), this.address(t.body))
    else if (t instanceof UnionType) this.#fillPair(t.address, this.address(t.a), this.address(t.b))
    else if (t instanceof TypeVar) {
      const name = this.#heap.symbol(t.name)
      this.#fillPair(t.address, name, this.paramAddress(t.lower))
      const upper = this.paramAddress(t.upper)
      this.#heap.views.u32[(t.address + 16) >>> 2] = upper
    } else if (t instanceof VarargType) {
      this.#fillPair(
        t.address,
        t.element === null ? 0 : this.paramAddress(t.element),
        t.count === null ? 0 : this.paramAddress(t.count),
      )
    } else if (t instanceof TypeName) this.#fillTypeName(t)
  }

  #fillPair(at: Value, a: Value, b: Value): void {
    const { u32 } = this.#heap.views
    u32[at >>> 2] = a
    u32[(at + 8) >>> 2] = b
  }

  #fillDataType(t: DataType): void {
    const { name } = t
    const typeName = this.address(name)
    const parameters = this.permanentSvec(t.parameters.map((p) => this.paramAddress(p)))
    const { u32 } = this.#heap.views
    const at = t.address
    u32[(at + DT_NAME) >>> 2] = typeName
    u32[(at + DT_PARAMETERS) >>> 2] = parameters
    u32[(at + DT_HASH) >>> 2] = typeHash(this.#types, t)
    u32[(at + DT_ID) >>> 2] = t.id
    u32[(at + DT_FLAGS) >>> 2] = this.#baseFlags(t)
    this.complete(t)
  }

  #baseFlags(t: DataType): number {
    const ts = this.#types
    const { name } = t
    return (
      (t.isConcrete ? DTF_CONCRETE : 0) |
      (name.isMutable ? DTF_MUTABLE : 0) |
      (name.isAbstract ? DTF_ABSTRACT : 0) |
      (t.hasFreeTypeVars ? DTF_FREE_VARS : 0) |
      (name.isPrimitive ? DTF_PRIMITIVE : 0) |
      (ts.isKind(t) ? DTF_KIND : 0) |
      (name === ts.tupleName ? DTF_TUPLE : 0) |
      (name === ts.namedTupleName ? DTF_NAMEDTUPLE : 0)
    )
  }

  /**
   * Enters supertype, field types, layout and instance once the definition has them. Called again by the session when
   * a definition is finished (`heap.typeDefined`).
   */
  complete(t: DataType): void {
    const ts = this.#types
    const { name } = t
    if (!name.isDefined) {
      this.#incomplete.add(t)
      return
    }
    this.#incomplete.delete(t)
    const at = t.address
    const superType = this.address(ts.superOf(t))
    this.#heap.views.u32[(at + DT_SUPER) >>> 2] = superType
    // Types with free variables are not unique: those of the fields of one would be made again and again.
    if (this.#mayFillFieldTypes(t)) this.fieldTypes(t)
    const descriptor = this.layouts.descriptor(t)
    const layout = ts.layoutOf(t)
    const { u32 } = this.#heap.views
    u32[(at + DT_LAYOUT) >>> 2] = descriptor
    u32[(at + DT_FLAGS) >>> 2] =
      this.#baseFlags(t) | (layout?.isBits ? DTF_ISBITS : 0) | (layout?.isInlineAllocated ? DTF_INLINE : 0)
    if (layout !== undefined && ts.isSingleton(t)) this.instance(t)
  }

  #mayFillFieldTypes(t: DataType): boolean {
    if (t.hasFreeTypeVars && unwrapUnionAll(t.name.wrapper) !== t) return false
    return isOnlyShallowlyNested(t, EAGER_DEPTH)
  }

  /** The svec of `t`'s field types, entered in its object. */
  fieldTypes(t: DataType): Value {
    const at = this.address(t)
    const known = this.#heap.views.u32[(at + DT_TYPES) >>> 2]
    if (known !== 0) return known
    const ts = this.#types
    const types =
      t.name === ts.tupleName
        ? this.#heap.views.u32[(at + DT_PARAMETERS) >>> 2]
        : this.permanentSvec(ts.fieldTypesOf(t).map((p) => this.paramAddress(p)))
    this.#heap.views.u32[(at + DT_TYPES) >>> 2] = types
    return types
  }

  /** The one instance of a singleton type. */
  instance(t: DataType): Value {
    if (t.instance !== 0) return t.instance
    const ts = this.#types
    const at = this.address(t)
    if (t.instance !== 0) return t.instance
    const v =
      t === ts.typeofBottom ? this.address(ts.bottom) : this.#heap.kernel.alloc_permanent(at, 0, 0, 8) >>> 0
    t.instance = v
    this.#heap.views.u32[(at + DT_INSTANCE) >>> 2] = v
    if (t === ts.nothing) this.#heap.setWellKnown(WK_NOTHING, v)
    if (t === ts.emptyTuple) this.#heap.setWellKnown(WK_EMPTY_TUPLE, v)
    return v
  }

  #fillTypeName(n: TypeName): void {
    const heap = this.#heap
    const name = heap.symbol(n.name)
    const module = heap.moduleValue(n.module)
    const names = this.permanentSvec(n.fieldNames.map((f) => heap.symbol(f)))
    const wrapper = this.address(n.wrapper)
    const constFields = this.#bitmap(n.constFields)
    const atomicFields = this.#bitmap(n.atomicFields)
    const { u32, u8 } = heap.views
    const at = n.address
    u32[(at + TypeNameField.name) >>> 2] = name
    u32[(at + TypeNameField.module) >>> 2] = module
    u32[(at + TypeNameField.names) >>> 2] = names
    u32[(at + TypeNameField.wrapper) >>> 2] = wrapper
    u32[(at + TypeNameField.constFields) >>> 2] = constFields
    u32[(at + TypeNameField.atomicFields) >>> 2] = atomicFields
    u32[(at + TypeNameField.cache) >>> 2] = u32[(WELL_KNOWN + WK_EMPTY_SVEC * 4) >>> 2]
    u32[(at + TypeNameField.linearCache) >>> 2] = u32[(WELL_KNOWN + WK_EMPTY_SVEC * 4) >>> 2]
    u32[(at + TypeNameField.hash) >>> 2] = u32[(name + 0) >>> 2]
    u32[(at + TypeNameField.uninitialized) >>> 2] = n.maybeUndefFields
    u8[at + TypeNameField.flags] = typeNameFlags(n)
    u8[at + TypeNameField.maxMethods] = n.maxMethods
  }

  /** Bits in words, as `TypeName.constfields` points to; 0 if none is set. */
  #bitmap(flags: readonly boolean[]): number {
    if (!flags.some((f) => f)) return 0
    const p = this.#heap.kernel.alloc_static(Math.ceil(flags.length / 32) * 4) >>> 0
    const { u8 } = this.#heap.views
    flags.forEach((f, i) => {
      if (f) u8[p + (i >> 3)] |= 1 << (i & 7)
    })
    return p
  }

  /** A SimpleVector of permanent values in permanent memory. */
  permanentSvec(values: readonly Value[]): Value {
    if (values.length === 0) return this.#heap.wellKnown(WK_EMPTY_SVEC)
    const bytes = SVEC_DATA + values.length * 4
    const v = this.#heap.kernel.alloc_permanent(this.#types.simpleVector.address, bytes, 0, 8) >>> 0
    const { u32 } = this.#heap.views
    u32[v >>> 2] = values.length
    u32.set(values, (v + SVEC_DATA) >>> 2)
    return v
  }
}

/** `TypeName.flags`, as Julia has them. */
export function typeNameFlags(n: TypeName): number {
  return (n.isAbstract ? 1 : 0) | (n.isMutable ? 2 : 0) | (n.mayBeInline ? 4 : 0)
}

/** True unless types are nested in `p`'s parameters more than `depth` deep. */
function isOnlyShallowlyNested(p: TypeParam, depth: number): boolean {
  if (depth === 0) return false
  if (p instanceof DataType) return p.parameters.every((q) => isOnlyShallowlyNested(q, depth - 1))
  if (p instanceof UnionAll) return isOnlyShallowlyNested(p.body, depth - 1)
  if (p instanceof UnionType) return isOnlyShallowlyNested(p.a, depth) && isOnlyShallowlyNested(p.b, depth)
  if (p instanceof VarargType) return p.element === null || isOnlyShallowlyNested(p.element, depth)
  return true
}
