import { Module } from '../methods/index.ts'
import type { Sym } from '../syntax/index.ts'
import {
  DataType,
  type Type,
  TypeName,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from '../types/index.ts'
import { DT_INSTANCE, DT_NAME, DT_PARAMETERS, DT_SUPER, DT_TYPES } from './constants.ts'
import type { Heap } from './heap.ts'
import type { Value } from './kernel.ts'
import { TypeNameField } from './type-objects.ts'

/** Bits of `TypeName.flags`. */
const FLAG_ABSTRACT = 1
const FLAG_MUTABLE = 2
const FLAG_MAY_BE_INLINE = 4

/**
 * From heap objects back to TypeScript: reads types, type names and modules that came into memory without passing
 * through TypeScript (an image was loaded). What has a mirror already is found in `heap.mirrors`.
 */
export class MirrorReader {
  readonly #heap: Heap

  constructor(heap: Heap) {
    this.#heap = heap
  }

  #ref(v: Value, offset: number): Value {
    return this.#heap.views.u32[(v + offset) >>> 2]
  }

  /** The type, type variable or Vararg at `v`. */
  typeAt(v: Value): Type | TypeVar | VarargType {
    const known = this.#heap.mirrors.get(v)
    if (known !== undefined) {
      if (known instanceof TypeName || known instanceof Module || !('kind' in known)) {
        throw new Error(`heap: the value at ${v} is not a type`)
      }
      return known as Type | TypeVar | VarargType
    }
    const ts = this.#heap.types
    const kind = this.#heap.typeOf(v)
    if (kind === ts.dataType) return this.#dataType(v)
    if (kind === ts.unionAllType) {
      const variable = this.typeAt(this.#ref(v, 0)) as TypeVar
      const again = this.#heap.mirrors.get(v)
      if (again !== undefined) return again as UnionAll
      return this.#register(v, new UnionAll(variable, this.typeAt(this.#ref(v, 8)) as Type))
    }
    if (kind === ts.unionType) {
      return this.#register(
        v,
        new UnionType(this.typeAt(this.#ref(v, 0)) as Type, this.typeAt(this.#ref(v, 8)) as Type),
      )
    }
    if (kind === ts.typeofBottom) return this.#register(v, ts.bottom)
    if (kind === ts.typeVarType) {
      // bounds may mention the variable's own users: it is registered before they are read
      const variable = this.#register(v, new TypeVar(this.#heap.symbolAt(this.#ref(v, 0)), ts.bottom, ts.any))
      variable.lower = this.#param(this.#ref(v, 8))
      variable.upper = this.#param(this.#ref(v, 16))
      return variable
    }
    if (kind === ts.typeofVararg) {
      const element = this.#ref(v, 0)
      const count = this.#ref(v, 8)
      if (element === 0 && count === 0) return this.#register(v, ts.varargValue)
      return this.#register(
        v,
        new VarargType(element === 0 ? null : this.#param(element), count === 0 ? null : this.#param(count)),
      )
    }
    throw new Error(`heap: the value at ${v} is no type`)
  }

  #param(v: Value): TypeParam {
    return this.#heap.valueToParam(v)
  }

  #register<T extends Type | TypeVar | VarargType>(v: Value, t: T): T {
    this.#heap.mirrors.set(v, t)
    if (t.address === 0) t.address = v
    return t
  }

  #dataType(v: Value): DataType {
    const ts = this.#heap.types
    const name = this.typeNameAt(this.#ref(v, DT_NAME))
    // reading the name may have read this very type as the definition's primary type
    const again = this.#heap.mirrors.get(v)
    if (again instanceof DataType) return again
    const params = this.#heap.svecAt(this.#ref(v, DT_PARAMETERS)).map((p) => this.#param(p))
    const t = this.#register(v, name === ts.tupleName ? ts.tuple(params) : ts.instance(name, params))
    if (t.address === v && t.instance === 0) t.instance = this.#ref(v, DT_INSTANCE)
    return t
  }

  typeNameAt(v: Value): TypeName {
    const known = this.#heap.mirrors.get(v)
    if (known instanceof TypeName) return known
    const heap = this.#heap
    const ts = heap.types
    const n = new TypeName(
      heap.symbolAt(this.#ref(v, TypeNameField.name)),
      this.moduleAt(this.#ref(v, TypeNameField.module)),
    )
    n.address = v
    n.indexKey = v
    heap.mirrors.set(v, n)
    const flags = heap.views.u8[v + TypeNameField.flags]
    n.isAbstract = (flags & FLAG_ABSTRACT) !== 0
    n.isMutable = (flags & FLAG_MUTABLE) !== 0
    n.mayBeInline = (flags & FLAG_MAY_BE_INLINE) !== 0
    n.fieldNames = heap.svecAt(this.#ref(v, TypeNameField.names)).map((f) => heap.symbolAt(f))
    n.maybeUndefFields = this.#ref(v, TypeNameField.uninitialized)
    n.maxMethods = heap.views.u8[v + TypeNameField.maxMethods]
    n.constFields = this.#bits(this.#ref(v, TypeNameField.constFields), n.fieldNames.length)
    n.atomicFields = this.#bits(this.#ref(v, TypeNameField.atomicFields), n.fieldNames.length)
    // the wrapper: `where` clauses around the primary type, whose parameters are the clauses' variables
    const vars: TypeVar[] = []
    let at = this.#ref(v, TypeNameField.wrapper)
    const clauses: Value[] = []
    while (heap.typeOf(at) === ts.unionAllType) {
      clauses.push(at)
      vars.push(this.typeAt(this.#ref(at, 0)) as TypeVar)
      at = this.#ref(at, 8)
    }
    const primary = this.#register(at, new DataType(n, vars, vars))
    let wrapper: Type = primary
    for (let i = vars.length - 1; i >= 0; i--)
      wrapper = this.#register(clauses[i], new UnionAll(vars[i], wrapper))
    n.wrapper = wrapper
    if (vars.length === 0) n.cache.set('', primary)
    const size = heap.layoutSizeOf(at)
    n.isPrimitive = heap.isPrimitiveTypeObject(at)
    if (n.isPrimitive) n.primitiveBits = size * 8
    const superAt = this.#ref(at, DT_SUPER)
    if (superAt !== 0) primary.superType = this.typeAt(superAt) as DataType
    const typesAt = this.#ref(at, DT_TYPES)
    if (typesAt !== 0) {
      n.bodyFieldTypes = heap.svecAt(typesAt).map((p) => this.#param(p))
      primary.fieldTypes = n.bodyFieldTypes
    }
    n.isDefined = superAt !== 0
    ts.classify(primary)
    primary.instance = this.#ref(at, DT_INSTANCE)
    heap.images?.fillTypeName(n)
    return n
  }

  #bits(p: number, n: number): boolean[] {
    const out: boolean[] = []
    if (p === 0) return out
    const { u8 } = this.#heap.views
    for (let i = 0; i < n; i++) out.push((u8[p + (i >> 3)] & (1 << (i & 7))) !== 0)
    return out
  }

  moduleAt(v: Value): Module {
    const known = this.#heap.mirrors.get(v)
    if (known instanceof Module) return known
    const parentAt = this.#ref(v, 8)
    const name: Sym = this.#heap.symbolAt(this.#ref(v, 0))
    const m = new Module(name, parentAt === v || parentAt === 0 ? null : this.moduleAt(parentAt))
    m.address = v
    this.#heap.mirrors.set(v, m)
    this.#heap.images?.fillModule(m)
    return m
  }
}
