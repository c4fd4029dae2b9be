import type { CodeInfo } from '../lowering/index.ts'
import { Binding, CodeInstance, Method, MethodInstance, MethodTable, type Module } from '../methods/index.ts'
import { type Ex, type ModuleLike, Sym, sym } from '../syntax/index.ts'
import {
  DataType,
  type ParamValue,
  showType,
  type Type,
  type TypeName,
  type TypeParam,
  type TypeSystem,
  type TypeVar,
  type VarargType,
} from '../types/index.ts'
import { AstValues } from './ast-values.ts'
import { Boxes } from './boxes.ts'
import { CodeObjects } from './code-objects.ts'
import {
  DT_FLAGS,
  DT_LAYOUT,
  DTF_PRIMITIVE,
  FAIL_STACK_OVERFLOW,
  HEADER_AUX,
  HEADER_TAG,
  LAYOUT_SIZE,
  MEMORY_LENGTH,
  MEMORY_PTR,
  ROOT_FINALIZER,
  ROOT_HANDLE,
  ROOT_PIN,
  ROOT_STACK,
  ROOT_TASK,
  ROOT_WELL_KNOWN,
  STATE_CURRENT_TASK,
  STATE_EXC_DEPTH,
  STATE_EXC_STACK,
  STATE_FINALIZERS_DISABLED,
  STATE_GC_COUNT,
  STATE_GC_DISABLED,
  STATE_GC_INTERVAL,
  STATE_GC_STRESS,
  STATE_GC_STRESS_LEFT,
  STATE_GC_THRESHOLD,
  STATE_GC_TIME_US,
  STATE_IN_SYNC_CALL,
  STATE_LATEST_WORLD,
  STATE_PENDING_FINALIZERS,
  STATE_STACK_BASE,
  STATE_STACK_LIMIT,
  STATE_THROW_BACKTRACE,
  STATE_WORLD_AGE,
  STRING_DATA,
  SVEC_DATA,
  SYMBOL_DATA,
  SYMBOL_LENGTH,
  TAG_BITS,
  TAG_IS_TYPE,
  TAG_PERMANENT,
  TASK_EXC_DEPTH,
  TASK_EXC_STACK,
  WELL_KNOWN,
  WK_ANY,
  WK_ARRAY_NAME,
  WK_BOOL,
  WK_BOTTOM,
  WK_CHAR,
  WK_DATATYPE,
  WK_EMPTY_STRING,
  WK_EMPTY_SVEC,
  WK_EMPTY_TUPLE,
  WK_EXPR,
  WK_FALSE,
  WK_FLOAT16,
  WK_FLOAT32,
  WK_FLOAT64,
  WK_INT8,
  WK_INT16,
  WK_INT32,
  WK_INT64,
  WK_INT128,
  WK_MEMORY_ANY,
  WK_MEMORY_NAME,
  WK_MEMORY_UINT8,
  WK_MEMORYREF_NAME,
  WK_MODULE,
  WK_NAMEDTUPLE_NAME,
  WK_NOTHING,
  WK_NOTHING_TYPE,
  WK_PTR_NAME,
  WK_STRING,
  WK_SVEC,
  WK_SYMBOL,
  WK_TASK,
  WK_TRUE,
  WK_TUPLE_NAME,
  WK_TYPE_NAME,
  WK_TYPENAME,
  WK_TYPEOFBOTTOM,
  WK_TYPEOFVARARG,
  WK_TYPEVAR,
  WK_UINT8,
  WK_UINT16,
  WK_UINT32,
  WK_UINT64,
  WK_UINT128,
  WK_UNION,
  WK_UNIONALL,
  WK_VECTOR_ANY,
  WK_VECTOR_UINT8,
  WK_WEAKREF,
} from './constants.ts'
import { instantiateKernel, type Kernel, type KernelExports, type Value } from './kernel.ts'
import { MirrorReader } from './mirrors.ts'
import {
  adoptBuiltinTypes,
  builtinTypeObjects,
  describeSnapshot,
  type HeapSnapshot,
  type HeapSource,
  isInSystemImage,
  restoreMemory,
} from './snapshot.ts'
import { Structs } from './structs.ts'
import { typeHash, typesIdentical } from './type-identity.ts'
import { TypeObjects } from './type-objects.ts'
import type { Views } from './views.ts'

/** What the running system supplies; the session sets these before Julia code runs. */
export interface HeapHooks {
  /** finds code for the call in the frame, enters it in the dispatch cache, gives its slot; throws Julia exceptions */
  resolve(frame: number, n: number): number
  /** the same for `invoke(f, types, args…)`, whose frame is `[invoke, f, types, args…]` */
  resolveInvoke(frame: number, n: number): number
  /** the value that `modifyfield!`, `modifyglobal!` or `memoryrefmodify!`, whose call is in the frame, is to replace */
  modifyRead(frame: number, n: number): Value
  /** replaces it and gives `old => new`; 0 if it is not `old` any more */
  modifyWrite(frame: number, n: number, old: Value, value: Value): Value
  /** throws the Julia exception for one of the FAIL_* conditions */
  fail(what: number, a: Value, b: Value): never
  /** gives what is kept with an exception that is about to be thrown (a backtrace value), or 0 */
  onThrow(exception: Value): Value
  /** a finalizer threw this */
  finalizerFailed(problem: unknown): void
  /** what Julia code gets to see of a problem that arose in TypeScript: a Julia exception where there is one for it */
  translate(problem: unknown): unknown
  /** a suspended task was freed: its address means nothing any more; the heap must not be touched */
  taskDied(task: Value): void
}

/** What loaded images know of the objects that came with them; `image/` implements it. */
export interface HeapImages {
  /** the TypeScript object that stands for the object at `v`; undefined: no image has one there */
  mirrorAt(v: Value): object | undefined
  /** a module of an image got its TypeScript object: enters what the module holds */
  fillModule(m: Module): void
  /** a type name of an image got its TypeScript object: enters its method table */
  fillTypeName(n: TypeName): void
  /** address of the type equal to `t` (which has none yet and no free variables) in an image, or 0 */
  findType(t: DataType): Value
}

const ROOT_NAMES: Readonly<Record<number, string>> = {
  [ROOT_WELL_KNOWN]: 'the well-known values',
  [ROOT_PIN]: 'a pin',
  [ROOT_HANDLE]: 'a handle',
  [ROOT_TASK]: 'the running task',
  [ROOT_STACK]: 'the shadow stack',
  [ROOT_FINALIZER]: 'the list of finalizers',
}

/** Bytes of the shadow stack that TypeScript's own calls and the first task run on. */
const ROOT_STACK_BYTES = 2 << 20
/** kept free above the limit, so that raising the overflow error has room */
export const STACK_RESERVE = 16384

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Julia values in linear memory, seen from TypeScript. Addresses returned here stay valid until the next call into
 * Julia code: TypeScript's own allocations never collect. Hold a value over such a call with `withHandles` or `pin`.
 */
export class Heap extends Boxes {
  readonly types: TypeSystem
  readonly kernelParts: Kernel
  readonly kernel: KernelExports
  readonly exceptionTag: WebAssembly.Tag
  readonly views: Views
  /** address → the TypeScript object that it stands for */
  readonly mirrors = new Map<Value, object>()
  readonly typeObjects: TypeObjects
  readonly structs: Structs
  readonly ast: AstValues
  readonly code: CodeObjects
  readonly #reader: MirrorReader
  readonly #symbols = new Map<Sym, Value>()
  readonly #pinned = new Set<Value>()
  /** slots of `hold` that were released */
  readonly #freeHolds: number[] = []
  /** scratch for bytes on their way into the kernel */
  #scratch = 0
  #scratchBytes = 0

  hooks: HeapHooks = {
    resolve: () => missing('resolve'),
    resolveInvoke: () => missing('resolveInvoke'),
    modifyRead: () => missing('modifyRead'),
    modifyWrite: () => missing('modifyWrite'),
    fail: (what) => missing(`fail(${what})`),
    onThrow: () => 0,
    translate: (problem) => problem,
    taskDied: () => {},
    finalizerFailed: (problem) => {
      throw problem
    },
  }

  /** shadow stack that one synchronous call may use; in proportion to JavaScript's own stack */
  syncStackBytes = 192 << 10

  nothing = 0
  true_ = 0
  false_ = 0
  emptyTuple = 0
  emptySvec = 0
  emptyString = 0

  /** set once a system image is loaded */
  images: HeapImages | null = null
  /** the types each session begins with (see snapshot.ts) */
  readonly #builtinTypes: ReturnType<typeof builtinTypeObjects>

  static create(kernelModule: WebAssembly.Module, types: TypeSystem): Heap {
    return new Heap(kernelModule, types, null)
  }

  /** A heap that begins as the snapshot says. */
  static restore(kernelModule: WebAssembly.Module, types: TypeSystem, source: HeapSource): Heap {
    return new Heap(kernelModule, types, source)
  }

  private constructor(kernelModule: WebAssembly.Module, types: TypeSystem, source: HeapSource | null) {
    super()
    this.types = types
    this.#builtinTypes = builtinTypeObjects(types)
    this.kernelParts = instantiateKernel(
      kernelModule,
      {
        resolve: this.guarded((frame, n) => this.hooks.resolve(frame, n)),
        resolveInvoke: this.guarded((frame, n) => this.hooks.resolveInvoke(frame, n)),
        modifyRead: this.guarded((frame, n) => this.hooks.modifyRead(frame, n)),
        modifyWrite: this.guarded((frame, n, old, value) => this.hooks.modifyWrite(frame, n, old, value)),
        isa: this.guarded((v, t) => this.isaSlow(v, t)),
        subtype: this.guarded((a, b) => types.isSubtype(this.typeAt(a) as Type, this.typeAt(b) as Type)),
        typesEgal: this.guarded((a, b) => typesIdentical(this.typeAt(a), this.typeAt(b))),
        typeHash: this.guarded((t) => BigInt(typeHash(types, this.typeAt(t)))),
        tupleType: this.guarded((frame, n) => this.#tupleType(frame, n)),
        makeFieldTable: this.guarded((t) => this.#makeFieldTable(t)),
        runFinalizers: () => this.runFinalizers(),
        taskDied: (task) => this.hooks.taskDied(task),
        fail: (what, a, b) => this.hooks.fail(what, a, b),
        onThrow: (exception) => this.hooks.onThrow(exception),
      },
      source === null,
    )
    this.kernel = this.kernelParts.exports
    this.exceptionTag = this.kernelParts.exceptionTag
    this.views = this.kernelParts.views
    if (source !== null) {
      restoreMemory(this.kernelParts, source)
      adoptBuiltinTypes(this.kernelParts, this.#builtinTypes, source.snapshot.builtinTypes, this.mirrors)
    }
    this.typeObjects = new TypeObjects(this)
    this.structs = new Structs(this)
    this.ast = new AstValues(this)
    this.code = new CodeObjects(this)
    this.#reader = new MirrorReader(this)
    if (source === null) this.#bootstrap()
    this.nothing = this.wellKnown(WK_NOTHING)
    this.emptyTuple = this.wellKnown(WK_EMPTY_TUPLE)
    this.emptySvec = this.wellKnown(WK_EMPTY_SVEC)
    this.emptyString = this.wellKnown(WK_EMPTY_STRING)
    this.true_ = this.wellKnown(WK_TRUE)
    this.false_ = this.wellKnown(WK_FALSE)
  }

  #bootstrap(): void {
    const ts = this.types
    const anyParameters = [sym('not_atomic'), ts.any, ts.cpu]
    const bytesParameters = [sym('not_atomic'), ts.uint8, ts.cpu]
    const applied = (wrapper: Type, params: readonly TypeParam[]): DataType =>
      ts.applyType(wrapper, params) as DataType
    this.typeObjects.bootstrap([
      [WK_DATATYPE, ts.dataType],
      [WK_UNIONALL, ts.unionAllType],
      [WK_UNION, ts.unionType],
      [WK_TYPEOFBOTTOM, ts.typeofBottom],
      [WK_SYMBOL, ts.symbol],
      [WK_STRING, ts.string],
      [WK_SVEC, ts.simpleVector],
      [WK_BOOL, ts.bool],
      [WK_CHAR, ts.char],
      [WK_INT8, ts.int8],
      [WK_INT16, ts.int16],
      [WK_INT32, ts.int32],
      [WK_INT64, ts.int64],
      [WK_INT128, ts.int128],
      [WK_UINT8, ts.uint8],
      [WK_UINT16, ts.uint16],
      [WK_UINT32, ts.uint32],
      [WK_UINT64, ts.uint64],
      [WK_UINT128, ts.uint128],
      [WK_FLOAT16, ts.float16],
      [WK_FLOAT32, ts.float32],
      [WK_FLOAT64, ts.float64],
      [WK_NOTHING_TYPE, ts.nothing],
      [WK_TASK, ts.task],
      [WK_WEAKREF, ts.weakRef],
      [WK_TYPEOFVARARG, ts.typeofVararg],
      [WK_TYPEVAR, ts.typeVarType],
      [WK_TYPENAME, ts.typeName],
      [WK_MODULE, ts.module],
      [WK_EXPR, ts.expr],
      [WK_ANY, ts.any],
      [WK_VECTOR_ANY, applied(ts.vector, [ts.any])],
      [WK_MEMORY_ANY, applied(ts.genericMemory, anyParameters)],
      [WK_VECTOR_UINT8, applied(ts.vector, [ts.uint8])],
      [WK_MEMORY_UINT8, applied(ts.genericMemory, bytesParameters)],
    ])
    this.singleton(ts.nothing)
    this.singleton(ts.emptyTuple)
    this.setWellKnown(WK_BOTTOM, this.typeAddress(ts.bottom))
    const nameOf = (t: Type): Value => {
      let body = t
      while (body.kind === 'UnionAll') body = body.body
      return this.typeObjects.address((body as DataType).name)
    }
    this.setWellKnown(WK_TUPLE_NAME, this.typeObjects.address(ts.tupleName))
    this.setWellKnown(WK_NAMEDTUPLE_NAME, this.typeObjects.address(ts.namedTupleName))
    this.setWellKnown(WK_TYPE_NAME, this.typeObjects.address(ts.typeTypeName))
    this.setWellKnown(WK_ARRAY_NAME, nameOf(ts.array))
    this.setWellKnown(WK_MEMORY_NAME, nameOf(ts.genericMemory))
    this.setWellKnown(WK_MEMORYREF_NAME, nameOf(ts.genericMemoryRef))
    this.setWellKnown(WK_PTR_NAME, nameOf(ts.ptr))
    const empty = this.kernel.alloc_permanent(ts.string.address, STRING_DATA + 1, 0, 8) >>> 0
    this.setWellKnown(WK_EMPTY_STRING, empty)
    const stack = this.kernel.new_stack(0, ROOT_STACK_BYTES) >>> 0
    const { u32 } = this.views
    u32[STATE_STACK_BASE >>> 2] = stack
    u32[STATE_STACK_LIMIT >>> 2] = stack + ROOT_STACK_BYTES - STACK_RESERVE
    this.kernelParts.sp.value = stack | 0
  }

  /** The basic types exist: the preallocated boxes can be made. Called once by `TypeObjects.bootstrap`. @internal */
  makeBoxes(): void {
    this.kernel.init_boxes()
    this.nothing = this.wellKnown(WK_NOTHING)
    this.emptyTuple = this.wellKnown(WK_EMPTY_TUPLE)
    this.emptySvec = this.wellKnown(WK_EMPTY_SVEC)
    this.true_ = this.wellKnown(WK_TRUE)
    this.false_ = this.wellKnown(WK_FALSE)
  }

  // ---- well-known values ------------------------------------------------------------------------------------------

  wellKnown(index: number): Value {
    return this.views.u32[(WELL_KNOWN >>> 2) + index]
  }

  /** @internal */
  setWellKnown(index: number, v: Value): void {
    this.views.u32[(WELL_KNOWN >>> 2) + index] = v
  }

  // ---- headers ------------------------------------------------------------------------------------------------------

  /** A new object with zeroed payload. Never collects. */
  alloc(type: DataType, bytes: number): Value {
    return this.kernel.alloc_nogc(this.typeObjects.address(type), bytes) >>> 0
  }

  /** `typeof(v)` */
  typeOf(v: Value): DataType {
    const at = (this.views.u32[(v + HEADER_TAG) >>> 2] & ~TAG_BITS) >>> 0
    const t = this.mirrors.get(at)
    if (t instanceof DataType) return t
    if (at === 0) return this.staleReference(v)
    if (!this.isType(at)) throw new Error(`heap: there is no object at ${v}: its header says ${at}`)
    return this.#reader.typeAt(at) as DataType
  }

  /** Reports a reference to memory that was freed: a value was held over a safepoint without being rooted. */
  staleReference(v: Value, holder: Value = 0): never {
    // what the collector was in the middle of cannot be taken up again
    this.gcDisabled = true
    const former = this.kernel.former_type(v) >>> 0
    const name = (t: Value): string =>
      t === 0 || !this.isType(t) ? 'object' : showType(this.typeAt(t) as Type)
    let by = ''
    if (holder in ROOT_NAMES) by = `, held by ${ROOT_NAMES[holder]}`
    else if (holder !== 0) by = `, held by the ${name(this.typeAddressOf(holder))} at ${holder}`
    throw new Error(`heap: the ${name(former)} at ${v} was freed although it is still in use${by}`)
  }

  /** Address of `typeof(v)`. */
  typeAddressOf(v: Value): Value {
    return (this.views.u32[(v + HEADER_TAG) >>> 2] & ~TAG_BITS) >>> 0
  }

  /** `v` is a type: DataType, UnionAll, Union or Union{}. */
  isType(v: Value): boolean {
    return (this.views.u32[(v + HEADER_TAG) >>> 2] & TAG_IS_TYPE) !== 0
  }

  isPermanent(v: Value): boolean {
    return (this.views.u32[(v + HEADER_TAG) >>> 2] & TAG_PERMANENT) !== 0
  }

  /** Bytes of the payload (strings and Memory with their contents, without what they refer to). */
  sizeOfValue(v: Value): number {
    const type = this.typeOf(v)
    const ts = this.types
    const { u32 } = this.views
    if (type === ts.string) return u32[v >>> 2]
    if (type === ts.symbol) return u32[(v + SYMBOL_LENGTH) >>> 2]
    if (type === ts.simpleVector) return 8 + u32[v >>> 2] * 8
    if (this.isMemoryType(type)) {
      const element = ts.elementLayout(type.parameters[1])
      return u32[(v + MEMORY_LENGTH) >>> 2] * (element.kind === 'ref' ? 8 : element.size)
    }
    return this.layoutSizeOf(this.typeObjects.address(type))
  }

  isMemoryType(t: DataType): boolean {
    return t.name.address === this.wellKnown(WK_MEMORY_NAME)
  }

  isArrayType(t: DataType): boolean {
    return t.name.address === this.wellKnown(WK_ARRAY_NAME)
  }

  /** The instance's size that the DataType object at `typeAt` says; 0 without layout. @internal */
  layoutSizeOf(typeAt: Value): number {
    const { u32 } = this.views
    const descriptor = u32[(typeAt + DT_LAYOUT) >>> 2]
    return descriptor === 0 ? 0 : u32[(descriptor + LAYOUT_SIZE) >>> 2]
  }

  /** @internal */
  isPrimitiveTypeObject(typeAt: Value): boolean {
    return (this.views.u32[(typeAt + DT_FLAGS) >>> 2] & DTF_PRIMITIVE) !== 0
  }

  // ---- types ------------------------------------------------------------------------------------------------------

  typeAddress(t: Type | TypeVar | VarargType): Value {
    return this.typeObjects.address(t)
  }

  typeAt(v: Value): Type | TypeVar | VarargType {
    return this.#reader.typeAt(v)
  }

  typeNameValue(n: TypeName): Value {
    return this.typeObjects.address(n)
  }

  typeNameAt(v: Value): TypeName {
    return this.#reader.typeNameAt(v)
  }

  /** A definition is complete: layout, supertype and field types are entered in the type's object. */
  typeDefined(t: DataType): void {
    if (t.address !== 0) this.typeObjects.complete(t)
    this.kernel.clear_type_caches()
  }

  /** SimpleVector of the field types (`T.types`). */
  fieldTypesValue(t: DataType): Value {
    return this.typeObjects.fieldTypes(t)
  }

  /** The one instance of a singleton type. */
  singleton(t: DataType): Value {
    return this.typeObjects.instance(t)
  }

  isa(v: Value, t: Type): boolean {
    if (t === this.types.any) return true
    const type = this.typeOf(v)
    if (type === t) return true
    if (this.isType(v)) return this.kernel.isa(v, this.typeAddress(t)) !== 0
    return this.types.isSubtype(type, t)
  }

  /** @internal the kernel asks this once per (type, type) */
  isaSlow(v: Value, typeAt: Value): boolean {
    const ts = this.types
    const t = this.typeAt(typeAt) as Type
    if (!this.isType(v)) return ts.isSubtype(this.typeOf(v), t)
    if (ts.isSubtype(this.typeOf(v), t)) return true
    return ts.isSubtype(ts.typeOfType(this.typeAt(v) as Type), t)
  }

  /** The type of `v` as an argument: `Type{T}` for a type T, otherwise `typeof(v)`. */
  typeOfArgument(v: Value): DataType {
    return this.isType(v) ? this.types.typeOfType(this.typeAt(v)) : this.typeOf(v)
  }

  #tupleType(frame: number, n: number): Value {
    const types: DataType[] = []
    for (let i = 0; i < n; i++) types.push(this.typeOf(this.views.u32[(frame >>> 2) + i]))
    return this.typeAddress(this.types.tuple(types))
  }

  #makeFieldTable(typeAt: Value): number {
    const t = this.typeAt(typeAt) as DataType
    return this.typeObjects.layouts.fieldTable(t, this.views.u32[(typeAt + DT_LAYOUT) >>> 2])
  }

  /** A type parameter as a value. */
  paramToValue(p: TypeParam): Value {
    return this.typeObjects.paramAddress(p)
  }

  /** A value as a type parameter. Throws for a value that cannot be one. */
  valueToParam(v: Value): TypeParam {
    if (this.isType(v)) return this.typeAt(v)
    const ts = this.types
    const type = this.typeOf(v)
    if (type === ts.typeVarType || type === ts.typeofVararg) return this.typeAt(v)
    if (type === ts.int64) return this.unboxInt64(v)
    if (type === ts.bool) return v === this.true_ || (v !== this.false_ && this.views.u8[v] !== 0)
    if (type === ts.symbol) return this.symbolAt(v)
    if (type === ts.module) return ts.paramModule(this.moduleAt(v))
    if (type.name === ts.tupleName) {
      const elements = type.parameters.map((_, i) => this.valueToParam(this.getField(v, i)) as ParamValue)
      return ts.paramTuple(elements)
    }
    if (ts.isBitsType(type)) {
      const { size } = ts.layoutOf(type)!
      return ts.paramBits(type, this.views.u8.slice(v, v + size))
    }
    throw new Error(`heap: a value of type ${type.name.name.name} cannot be a type parameter`)
  }

  /** `v` may stand as a type parameter. */
  isParam(v: Value): boolean {
    const ts = this.types
    const type = this.typeOf(v)
    if (
      this.isType(v) ||
      type === ts.typeVarType ||
      type === ts.typeofVararg ||
      type === ts.symbol ||
      type === ts.module ||
      ts.isBitsType(type)
    )
      return true
    return this.#isNestedParam(type)
  }

  /** A tuple of symbols, bits and modules, or of such tuples: types inside a tuple are no parameters. */
  #isNestedParam(type: DataType): boolean {
    const ts = this.types
    return (
      type.name === ts.tupleName &&
      type.parameters.every(
        (p) =>
          p === ts.symbol ||
          p === ts.module ||
          (p instanceof DataType && (ts.isBitsType(p) || this.#isNestedParam(p))),
      )
    )
  }

  // ---- symbols and strings ------------------------------------------------------------------------------------------

  symbol(s: Sym | string): Value {
    const name = typeof s === 'string' ? sym(s) : s
    let v = this.#symbols.get(name)
    if (v === undefined) {
      const n = this.#stage(encoder.encode(name.name))
      v = this.kernel.symbol_intern(this.#scratch, n) >>> 0
      this.#symbols.set(name, v)
      this.mirrors.set(v, name)
    }
    return v
  }

  symbolAt(v: Value): Sym {
    const known = this.mirrors.get(v)
    if (known instanceof Sym) return known
    const { u8, u32 } = this.views
    const n = u32[(v + SYMBOL_LENGTH) >>> 2]
    const name = sym(lenientDecoder.decode(u8.subarray(v + SYMBOL_DATA, v + SYMBOL_DATA + n)))
    this.mirrors.set(v, name)
    if (!this.#symbols.has(name)) this.#symbols.set(name, v)
    return name
  }

  /** Copies bytes to the scratch block; gives their number. */
  #stage(bytes: Uint8Array): number {
    if (bytes.length > this.#scratchBytes) {
      this.#scratchBytes = Math.max(256, bytes.length * 2)
      this.#scratch = this.kernel.raw_realloc(this.#scratch, this.#scratchBytes) >>> 0
    }
    this.views.u8.set(bytes, this.#scratch)
    return bytes.length
  }

  string(s: string | Uint8Array): Value {
    const bytes = typeof s === 'string' ? encoder.encode(s) : s
    if (bytes.length === 0) return this.emptyString
    const v = this.alloc(this.types.string, STRING_DATA + bytes.length + 1)
    this.views.u32[v >>> 2] = bytes.length
    this.views.u8.set(bytes, v + STRING_DATA)
    return v
  }

  /** Text of a String; bytes that are not UTF-8 become U+FFFD. */
  stringAt(v: Value): string {
    return lenientDecoder.decode(this.stringBytes(v))
  }

  /** Text of a String, or null if it is not valid UTF-8. */
  exactStringAt(v: Value): string | null {
    try {
      return decoder.decode(this.stringBytes(v))
    } catch {
      return null
    }
  }

  /** View of a String's bytes: do not keep. */
  stringBytes(v: Value): Uint8Array {
    const { u8, u32 } = this.views
    return u8.subarray(v + STRING_DATA, v + STRING_DATA + u32[v >>> 2])
  }

  // ---- structs, tuples, vectors ---------------------------------------------------------------------------------------

  newStruct(type: DataType, fields: readonly Value[]): Value {
    return this.structs.create(type, fields)
  }
  tuple(type: DataType, values: readonly Value[]): Value {
    return this.structs.create(type, values)
  }
  /** The tuple of the values, with its type. */
  tupleOf(values: readonly Value[]): Value {
    return this.structs.create(this.types.tuple(values.map((v) => this.typeOf(v))), values)
  }
  /** Field `i` from 0; 0 if it is not defined. */
  getField(v: Value, i: number): Value {
    return this.structs.field(v, i)
  }
  setField(v: Value, i: number, x: Value): void {
    this.structs.storeField(v, this.typeOf(v), i, x)
  }
  isDefinedField(v: Value, i: number): boolean {
    return this.structs.isDefined(v, i)
  }

  svec(values: readonly Value[]): Value {
    if (values.length === 0) return this.emptySvec
    const v = this.alloc(this.types.simpleVector, SVEC_DATA + values.length * 4)
    const { u32 } = this.views
    u32[v >>> 2] = values.length
    u32.set(values, (v + SVEC_DATA) >>> 2)
    return v
  }
  svecAt(v: Value): Value[] {
    const { u32 } = this.views
    const from = (v + SVEC_DATA) >>> 2
    return Array.from(u32.subarray(from, from + u32[v >>> 2]))
  }

  /** A `Memory` of the given type, zeroed. */
  newMemory(type: DataType, length: number): Value {
    return this.kernel.alloc_memory_nogc(this.typeAddress(type), length) >>> 0
  }

  /** A one-dimensional Array of type `vector` over the whole of `memory`. */
  vectorOver(vector: DataType, memory: Value): Value {
    const v = this.alloc(vector, 24)
    const { u32 } = this.views
    u32[v >>> 2] = u32[(memory + MEMORY_PTR) >>> 2]
    u32[(v + 8) >>> 2] = memory
    u32[(v + 16) >>> 2] = u32[(memory + MEMORY_LENGTH) >>> 2]
    return v
  }

  /** `Any[values...]`; 0 stands for an undefined element. */
  vectorAny(values: readonly Value[]): Value {
    const memory = this.kernel.alloc_memory_nogc(this.wellKnown(WK_MEMORY_ANY), values.length) >>> 0
    this.views.u32.set(values, this.views.u32[(memory + MEMORY_PTR) >>> 2] >>> 2)
    const v = this.kernel.alloc_nogc(this.wellKnown(WK_VECTOR_ANY), 24) >>> 0
    return this.#fillVector(v, memory)
  }

  /** `UInt8[bytes...]` */
  vectorUInt8(bytes: Uint8Array): Value {
    const memory = this.kernel.alloc_memory_nogc(this.wellKnown(WK_MEMORY_UINT8), bytes.length) >>> 0
    this.views.u8.set(bytes, this.views.u32[(memory + MEMORY_PTR) >>> 2])
    const v = this.kernel.alloc_nogc(this.wellKnown(WK_VECTOR_UINT8), 24) >>> 0
    return this.#fillVector(v, memory)
  }

  #fillVector(v: Value, memory: Value): Value {
    const { u32 } = this.views
    u32[v >>> 2] = u32[(memory + MEMORY_PTR) >>> 2]
    u32[(v + 8) >>> 2] = memory
    u32[(v + 16) >>> 2] = u32[(memory + MEMORY_LENGTH) >>> 2]
    return v
  }

  /** Elements of a vector (or Memory) of references; undefined ones are 0. */
  vectorAt(v: Value): Value[] {
    const { u32 } = this.views
    const isMemory = this.isMemoryType(this.typeOf(v))
    const from = (isMemory ? u32[(v + MEMORY_PTR) >>> 2] : u32[v >>> 2]) >>> 2
    const length = isMemory ? u32[(v + MEMORY_LENGTH) >>> 2] : u32[(v + 16) >>> 2]
    return Array.from(u32.subarray(from, from + length))
  }

  /** View of the bytes of a vector of bits: do not keep. */
  vectorBytes(v: Value): Uint8Array {
    const { u32, u8 } = this.views
    const type = this.typeOf(v)
    const { size } = this.types.elementLayout(type.parameters[0])
    return u8.subarray(u32[v >>> 2], u32[v >>> 2] + u32[(v + 16) >>> 2] * size)
  }

  // ---- identity -----------------------------------------------------------------------------------------------------

  egal(a: Value, b: Value): boolean {
    return a === b || this.kernel.egal(a, b) !== 0
  }
  objectId(v: Value): bigint {
    return BigInt.asUintN(64, this.kernel.object_id(v))
  }

  // ---- syntax and code ------------------------------------------------------------------------------------------------

  exToValue(ex: Ex): Value {
    return this.ast.toValue(ex)
  }
  valueToEx(v: Value): Ex {
    return this.ast.toEx(v)
  }
  newExpr(head: string, args: readonly Value[]): Value {
    return this.ast.expr(head, args)
  }
  codeInfoValue(c: CodeInfo): Value {
    return this.ast.codeInfoToValue(c)
  }
  codeInfoAt(v: Value): CodeInfo {
    return this.ast.valueToCodeInfo(v)
  }

  moduleValue(m: ModuleLike): Value {
    return this.code.moduleValue(m as Module)
  }
  moduleAt(v: Value): Module {
    return this.#reader.moduleAt(v)
  }
  /** Address of the binding's object; its first word is the value (0: undefined). */
  bindingCell(b: Binding): Value {
    return this.code.bindingValue(b)
  }
  /** Value of a binding, following an import; 0 if it has none. */
  bindingValue(b: Binding | null): Value {
    return b === null ? 0 : this.code.valueOf(b)
  }
  setBindingValue(b: Binding, v: Value): void {
    this.code.setValueOf(b, v)
  }
  bindingAt(v: Value): Binding {
    return this.#mirror(v, Binding, 'Binding')
  }
  methodTableAt(v: Value): MethodTable {
    return this.#mirror(v, MethodTable, 'MethodTable')
  }
  methodValue(m: Method): Value {
    return this.code.methodValue(m)
  }
  methodAt(v: Value): Method {
    return this.#mirror(v, Method, 'Method')
  }
  methodInstanceValue(mi: MethodInstance): Value {
    return this.code.methodInstanceValue(mi)
  }
  methodInstanceAt(v: Value): MethodInstance {
    return this.#mirror(v, MethodInstance, 'MethodInstance')
  }
  codeInstanceValue(ci: CodeInstance): Value {
    return this.code.codeInstanceValue(ci)
  }
  codeInstanceAt(v: Value): CodeInstance {
    return this.#mirror(v, CodeInstance, 'CodeInstance')
  }
  methodTableValue(mt: MethodTable): Value {
    return this.code.methodTableValue(mt)
  }

  #mirror<T extends object>(v: Value, of: abstract new (...args: never[]) => T, what: string): T {
    const m = this.mirrors.get(v) ?? this.images?.mirrorAt(v)
    if (!(m instanceof of)) throw new Error(`heap: the value at ${v} is not a known ${what}`)
    return m
  }

  // ---- roots ----------------------------------------------------------------------------------------------------------

  /** Keeps `v` alive for good. */
  pin(v: Value): Value {
    if (v !== 0 && !this.#pinned.has(v) && !this.isPermanent(v)) {
      this.#pinned.add(v)
      this.kernel.pin(v)
    }
    return v
  }

  /** Keeps `v` alive until `release` of the number that this gives: what outlives a scope but is not needed for good. */
  hold(v: Value): number {
    const slot = this.#freeHolds.pop()
    if (slot === undefined) return this.kernel.pin(v)
    this.kernel.set_pin(slot, v)
    return slot
  }

  release(hold: number): void {
    this.kernel.set_pin(hold, 0)
    this.#freeHolds.push(hold)
  }

  /** Runs `fn`, inside which `root(v)` keeps values alive; they are released at the end. */
  withHandles<T>(fn: (root: (v: Value) => Value) => T): T {
    const depth = this.kernel.handle_depth()
    try {
      return fn((v) => {
        if (v !== 0) this.kernel.push_handle(v)
        return v
      })
    } finally {
      this.kernel.pop_handles(depth)
    }
  }

  addFinalizer(object: Value, f: Value): void {
    this.kernel.add_finalizer(object, f)
  }

  /**
   * Runs the finalizers that are pending, each in the newest world; no task switch is possible inside. What they throw
   * goes to the hook `finalizerFailed`.
   */
  runFinalizers(): void {
    const { u32 } = this.views
    if (u32[STATE_FINALIZERS_DISABLED >>> 2] !== 0) return
    u32[STATE_FINALIZERS_DISABLED >>> 2] = 1
    const pair = this.kernel.raw_alloc(8) >>> 0
    try {
      while (this.kernel.next_finalizer(pair) !== 0) {
        const words = this.views.u32
        const [object, f] = [words[pair >>> 2], words[(pair >>> 2) + 1]]
        try {
          this.call(f, [object], this.latestWorld)
        } catch (problem) {
          this.hooks.finalizerFailed(problem)
        }
      }
    } finally {
      this.kernel.raw_free(pair)
      this.views.u32[STATE_FINALIZERS_DISABLED >>> 2] = 0
      this.views.u32[STATE_PENDING_FINALIZERS >>> 2] = 0
    }
  }

  /** The exceptions that `task` (0: the running one) is handling, oldest first, each with what `onThrow` gave for it. */
  exceptionStack(task: Value = 0): { exception: Value; backtrace: Value }[] {
    const { u32 } = this.views
    const running = task === 0 || task === u32[STATE_CURRENT_TASK >>> 2]
    const block = u32[(running ? STATE_EXC_STACK : task + TASK_EXC_STACK) >>> 2] >>> 2
    const depth = u32[(running ? STATE_EXC_DEPTH : task + TASK_EXC_DEPTH) >>> 2]
    return Array.from({ length: depth }, (_, i) => ({
      exception: u32[block + 2 * i],
      backtrace: u32[block + 2 * i + 1],
    }))
  }

  /** Collects now. Only when no unrooted value is held anywhere in TypeScript. */
  collect(): void {
    this.kernel.collect()
  }

  /**
   * Collects at every allocation and generic call of Julia code (given a number: at every so many of them), and poisons
   * what is freed.
   */
  set gcStress(every: boolean | number) {
    const { u32 } = this.views
    u32[STATE_GC_STRESS >>> 2] = Number(every)
    u32[STATE_GC_STRESS_LEFT >>> 2] = Number(every)
    if (every) this.kernel.collect()
  }

  /** What the collector has done so far. */
  get collectorStatistics(): { readonly collections: number; readonly seconds: number } {
    const { u32 } = this.views
    return { collections: u32[STATE_GC_COUNT >>> 2], seconds: u32[STATE_GC_TIME_US >>> 2] / 1e6 }
  }

  /** Collects whenever so many bytes were acquired, whatever lives. What stays alive lies closer together for it. */
  set collectionInterval(bytes: number) {
    const { u32 } = this.views
    u32[STATE_GC_INTERVAL >>> 2] = bytes
    u32[STATE_GC_THRESHOLD >>> 2] = bytes
  }

  set gcDisabled(on: boolean) {
    this.views.u32[STATE_GC_DISABLED >>> 2] = on ? 1 : 0
  }

  // ---- running Julia ----------------------------------------------------------------------------------------------------

  get worldAge(): number {
    return this.views.u32[STATE_WORLD_AGE >>> 2]
  }
  set worldAge(w: number) {
    this.views.u32[STATE_WORLD_AGE >>> 2] = w
  }
  get latestWorld(): number {
    return this.views.u32[STATE_LATEST_WORLD >>> 2]
  }
  set latestWorld(w: number) {
    this.views.u32[STATE_LATEST_WORLD >>> 2] = w
  }

  /** Throws `v` as a Julia exception. */
  throwValue(v: Value): never {
    throw this.exceptionOf(v)
  }

  /** keep JavaScript stacks with exceptions that TypeScript throws: for developers */
  traceThrows = false

  /** The JavaScript exception that carries the Julia exception `v`. */
  exceptionOf(v: Value): WebAssembly.Exception {
    const backtrace = this.hooks.onThrow(v)
    this.views.u32[STATE_THROW_BACKTRACE >>> 2] = backtrace
    return new WebAssembly.Exception(this.exceptionTag, [v | 0], { traceStack: this.traceThrows })
  }

  /**
   * `f` as WebAssembly may call it: a problem of the host that Julia code can handle (JavaScript's stack is full) arrives
   * there as a Julia exception, which WebAssembly can catch.
   */
  guarded<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      try {
        return f(...args)
      } catch (problem) {
        // where there is no room even for this, the next caller further down tries again
        throw this.hooks.translate(problem)
      }
    }
  }

  /** What `hooks.onThrow` gave for the exception that is being thrown; 0 once a handler has taken it. */
  get thrownBacktrace(): Value {
    return this.views.u32[STATE_THROW_BACKTRACE >>> 2]
  }

  /** Throws `v` with a backtrace that is known: an exception that was caught before. */
  rethrowValue(v: Value, backtrace: Value): never {
    this.views.u32[STATE_THROW_BACKTRACE >>> 2] = backtrace
    throw new WebAssembly.Exception(this.exceptionTag, [v | 0], { traceStack: this.traceThrows })
  }

  /** The Julia exception that `problem` carries; null if it is something else. */
  caughtValue(problem: unknown): Value | null {
    if (problem instanceof WebAssembly.Exception && problem.is(this.exceptionTag)) {
      return (problem.getArg(this.exceptionTag, 0) as number) >>> 0
    }
    return null
  }

  /**
   * Calls Julia's `f` synchronously: the code cannot switch tasks. `sp`, world and exception stack are as before when
   * this returns or throws. `world` other than null: the call runs in that world.
   */
  call(f: Value, args: readonly Value[], world: number | null = null): Value {
    const frame = this.pushFrame(f, args)
    const before = this.worldAge
    const depth = this.kernel.exception_depth()
    const limit = this.#enterSync(frame)
    if (world !== null) this.worldAge = world
    try {
      return this.kernel.apply(frame, args.length + 1) >>> 0
    } catch (problem) {
      this.kernel.restore_exceptions(depth)
      throw problem
    } finally {
      this.popFrame(frame)
      this.worldAge = before
      const { u32 } = this.views
      u32[STATE_IN_SYNC_CALL >>> 2]--
      u32[STATE_STACK_LIMIT >>> 2] = limit
    }
  }

  /** Synchronous calls run on JavaScript's own stack, which is smaller than a task's: the outermost sets the limit. */
  #enterSync(frame: number): number {
    const { u32 } = this.views
    const limit = u32[STATE_STACK_LIMIT >>> 2]
    if (u32[STATE_IN_SYNC_CALL >>> 2]++ === 0) {
      u32[STATE_STACK_LIMIT >>> 2] = Math.min(limit, frame + this.syncStackBytes)
    }
    return limit
  }

  /**
   * A frame `[f, args…]` on top of the shadow stack, where it is rooted; `popFrame` takes it away. For calls of the
   * kernel's `apply…` functions.
   */
  pushFrame(f: Value, args: readonly Value[]): number {
    const { sp } = this.kernelParts
    const frame = sp.value >>> 0
    const n = args.length + 1
    const top = frame + ((n * 4 + 15) & ~15)
    const { u32 } = this.views
    if (top > u32[STATE_STACK_LIMIT >>> 2]) this.hooks.fail(FAIL_STACK_OVERFLOW, 0, 0)
    u32[frame >>> 2] = f
    u32.set(args, (frame >>> 2) + 1)
    u32.fill(0, (frame >>> 2) + n, top >>> 2)
    sp.value = top | 0
    return frame
  }

  popFrame(frame: number): void {
    this.kernelParts.sp.value = frame | 0
  }

  // ---- images -----------------------------------------------------------------------------------------------------------

  /** Makes everything that lives permanent where it is, and describes it. No Julia code may be running. */
  freeze(): HeapSnapshot {
    for (const t of this.#builtinTypes) if (t.address === 0) this.typeObjects.address(t)
    this.kernel.freeze_heap()
    this.#pinned.clear()
    this.#freeHolds.length = 0
    return describeSnapshot(this.kernelParts, this.#builtinTypes)
  }

  /** Does the object at `v` belong to the system image? */
  isInSystemImage(v: Value): boolean {
    return isInSystemImage(this.kernelParts, v)
  }

  /**
   * Room for an image: `bytes` bytes of whole pages, not cleared, never freed. Its objects have TAG_PERMANENT and their
   * payload's bytes (rounded up to 8) in the aux word, one after the other; a header of zeros is a filler.
   */
  allocateImage(bytes: number): number {
    const at = this.kernel.alloc_pages(bytes) >>> 0
    if (at === 0) throw new Error(`heap: no memory for an image of ${bytes} bytes`)
    return at
  }

  /** The objects in [start, end) of an image may come to refer to collected objects: they are roots from now on. */
  addRootRange(start: number, end: number): void {
    this.kernel.register_root_range(start, end)
  }

  /** Address of the symbol with these bytes, or 0. */
  findSymbol(name: Uint8Array): Value {
    const n = this.#stage(name)
    return this.kernel.symbol_find(this.#scratch, n) >>> 0
  }

  /** A Symbol object that came with an image, whose name `findSymbol` did not find. */
  adoptSymbol(v: Value): void {
    this.kernel.symbol_adopt(v)
  }

  /** `v`, which came with an image, stands for `mirror`. */
  adopt(v: Value, mirror: object & { address: number }): void {
    mirror.address = v
    this.mirrors.set(v, mirror)
  }

  /** Aux word of a permanent object: its payload's bytes. @internal */
  permanentSize(v: Value): number {
    return this.views.u32[(v + HEADER_AUX) >>> 2]
  }
}

function missing(what: string): never {
  throw new Error(`heap: the session has not set the hook ${what}`)
}
