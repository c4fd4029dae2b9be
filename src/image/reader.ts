import type { CompiledFunction, Entry, Reloc, Signature } from '../codegen/index.ts'
import type { Heap, Value } from '../heap/index.ts'
import {
  BasicBlock,
  CFG,
  CodeInstanceRef,
  Conditional,
  InterConditional,
  IRCode,
  type Lattice,
  PartialOpaque,
  PartialStruct,
  type TypeLattice,
} from '../inference/index.ts'
import { CodeInfo, type LineInfo } from '../lowering/index.ts'
import {
  Binding,
  CodeInstance,
  type Edge,
  type IndexEntry,
  type MatchesBackedge,
  Method,
  MethodInstance,
  type MethodSystem,
  MethodTable,
  Module,
  WORLD_MAX,
} from '../methods/index.ts'
import {
  Argument,
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  LineNumberNode,
  Literal,
  NewvarNode,
  PhiCNode,
  PhiNode,
  PiNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  type Sym,
  sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import {
  DataType,
  type ParamValue,
  type Type,
  TypeName,
  type TypeParam,
  type TypeSystem,
  TypeVar,
  typeKey,
  UnionAll,
  UnionType,
  unionAllVars,
  VarargType,
} from '../types/index.ts'
import { Decoder, ImageFormatError } from './bytes.ts'
import { BindingFlag, entryNames } from './records.ts'
import {
  EdgeTag,
  type EntityKind,
  ExTag,
  entityKinds,
  entryKinds,
  LatticeTag,
  literalTypes,
  ParamTag,
  RelocTag,
  TypeNodeTag,
  ValueTag,
  valTypes,
} from './tags.ts'
import type { Entity } from './writer.ts'

/** The system that images are read into. */
export interface ReaderSystem {
  readonly heap: Heap
  readonly types: TypeSystem
  readonly methods: MethodSystem
  readonly lattice: TypeLattice
  /** where objects that came with package images have their records */
  readonly origins: WeakMap<object, RecordOrigin>
}

/** The place of an object's record. */
export interface RecordOrigin {
  readonly image: ImageReader
  readonly kind: EntityKind
  readonly index: number
}

/** Where the parts of an image stand. */
export interface ImageParts {
  readonly isSystem: boolean
  /** offsets (count + 1 words) and bytes of the texts */
  readonly strings: Uint8Array
  /** for each kind in the order of `entityKinds`: number, offsets; then all records */
  readonly records: Uint8Array
  /** reads these bytes of `records`, where they are not all there from the start */
  readonly needRecords?: (from: number, to: number) => void
  /** number, offsets, nodes */
  readonly types: Uint8Array
  readonly code: Uint8Array
}

/** Field of a method instance's object that holds its types. */
const SPEC_TYPES = 1

/**
 * Reads what `ImageWriter` and `RecordWriter` wrote, each thing when it is first asked for. One for each loaded image.
 */
export class ImageReader {
  readonly system: ReaderSystem
  readonly parts: ImageParts
  /** dependencies by position; this image itself is at 0, the system image has no position */
  readonly dependencies: readonly ImageReader[]
  /** where the image's own heap objects begin in memory */
  blobBase = 0
  /** the code of this image that is good to use among what one of its method instances has (package images) */
  validate: (list: readonly CodeInstance[]) => readonly CodeInstance[] = (list) => list
  /** the code instances that one of this image relied on when it was made; there once its edges are read */
  readonly reliesOn = new Map<CodeInstance, readonly CodeInstance[]>()
  /** a code instance has a specialized entry: it gets its table slot, by which callers see that */
  specialized: (ci: CodeInstance) => void = () => {}
  /** the world in which the image's methods can be called (package images) */
  world = 1
  readonly #strings: (string | undefined)[] = []
  readonly #stringOffsets: Uint32Array
  readonly #stringBytes: Uint8Array
  readonly #records: Record<
    EntityKind,
    { readonly offsets: Uint32Array; readonly read: (Entity | undefined)[] }
  >
  readonly #typeNodes: (Type | TypeVar | VarargType | undefined)[] = []
  readonly #typeOffsets: Uint32Array

  constructor(system: ReaderSystem, parts: ImageParts, dependencies: readonly ImageReader[]) {
    this.system = system
    this.parts = parts
    this.dependencies = [this, ...dependencies]
    const count = words(parts.strings, 0, 1)[0]
    this.#stringOffsets = words(parts.strings, 4, count + 1)
    this.#stringBytes = parts.strings.subarray(4 * (count + 2))
    const records = {} as Record<EntityKind, { offsets: Uint32Array; read: (Entity | undefined)[] }>
    let at = 0
    for (const kind of entityKinds) {
      parts.needRecords?.(at, at + 4)
      const n = words(parts.records, at, 1)[0]
      parts.needRecords?.(at + 4, at + 4 * (n + 2))
      records[kind] = { offsets: words(parts.records, at + 4, n + 1), read: [] }
      at += 4 * (n + 2)
    }
    this.#records = records
    this.#typeOffsets = words(parts.types, 4, words(parts.types, 0, 1)[0] + 1)
  }

  count(kind: EntityKind): number {
    return this.#records[kind].offsets.length - 1
  }

  // ---- texts ------------------------------------------------------------------------------------------------------

  string(i: number): string {
    let s = this.#strings[i]
    if (s === undefined) {
      s = textDecoder.decode(this.#stringBytes.subarray(this.#stringOffsets[i], this.#stringOffsets[i + 1]))
      this.#strings[i] = s
    }
    return s
  }

  text(d: Decoder): string {
    return this.string(d.nat())
  }

  symbol(d: Decoder): Sym {
    const head = d.nat()
    return head % 2 === 1 ? this.system.heap.symbolAt(((head - 1) / 2) * 8) : sym(this.string(head / 2))
  }

  // ---- entities -----------------------------------------------------------------------------------------------------

  /** Record `index` of this image as an object, the same one each time. */
  entity(kind: EntityKind, index: number): Entity {
    const records = this.#records[kind]
    return records.read[index] ?? this.#readRecord(kind, index)
  }

  /** The object of a record if it was read already. */
  known(kind: EntityKind, index: number): Entity | undefined {
    return this.#records[kind].read[index]
  }

  /** An object made by others stands for a record (two images may have the same method instance). */
  unify(kind: EntityKind, index: number, x: Entity): void {
    this.#records[kind].read[index] = x
  }

  /** Images built upon this one will name the object by its record. The first image that has it stands for it. */
  #register(kind: EntityKind, index: number, x: Entity): void {
    const { origins } = this.system
    if (!this.parts.isSystem && !origins.has(x)) origins.set(x, { image: this, kind, index })
  }

  #decoder(kind: EntityKind, index: number): Decoder {
    const { offsets } = this.#records[kind]
    if (index >= offsets.length - 1) throw new ImageFormatError(`an image has no ${kind} ${index}`)
    this.parts.needRecords?.(offsets[index], offsets[index + 1])
    return new Decoder(this.parts.records, offsets[index], offsets[index + 1])
  }

  #readRecord(kind: EntityKind, index: number): Entity {
    const d = this.#decoder(kind, index)
    switch (kind) {
      case 'module':
        return this.#readModule(d, index)
      case 'table':
        return this.#readTable(d, index)
      case 'method':
        return this.#readMethod(d, index)
      case 'mi':
        return this.#readMethodInstance(d, index)
      case 'ci':
        return this.#readCodeInstance(d, index)
      case 'typeName':
        return this.#readTypeName(d, index)
    }
  }

  #reference(kind: EntityKind, d: Decoder): Entity {
    const head = d.nat()
    if (head % 2 === 1) {
      const { heap } = this.system
      const at = ((head - 1) / 2) * 8
      switch (kind) {
        case 'module':
          return heap.moduleAt(at)
        case 'table':
          return heap.methodTableAt(at)
        case 'method':
          return heap.methodAt(at)
        case 'mi':
          return heap.methodInstanceAt(at)
        case 'ci':
          return heap.codeInstanceAt(at)
        case 'typeName':
          return heap.typeNameAt(at)
      }
    }
    return this.dependencies[head / 2].entity(kind, d.nat())
  }

  module(d: Decoder): Module {
    return this.#reference('module', d) as Module
  }
  table(d: Decoder): MethodTable {
    return this.#reference('table', d) as MethodTable
  }
  method(d: Decoder): Method {
    return this.#reference('method', d) as Method
  }
  methodInstance(d: Decoder): MethodInstance {
    return this.#reference('mi', d) as MethodInstance
  }
  codeInstance(d: Decoder): CodeInstance {
    return this.#reference('ci', d) as CodeInstance
  }
  typeName(d: Decoder): TypeName {
    return this.#reference('typeName', d) as TypeName
  }
  binding(d: Decoder): Binding {
    const module = this.module(d)
    return this.system.methods.bindings.entry(module, this.symbol(d))
  }

  optional<T>(d: Decoder, read: (d: Decoder) => T): T | null {
    return d.bool() ? read(d) : null
  }

  // ---- records --------------------------------------------------------------------------------------------------------

  #readModule(d: Decoder, index: number): Module {
    const name = this.symbol(d)
    const own = this.#records.module
    // the parent may be the module itself
    const at = d.at
    const head = d.nat()
    const isOwn = head === 0 && d.nat() === index
    d.at = at
    const m = new Module(name, null)
    own.read[index] = m
    this.#register('module', index, m)
    if (isOwn) this.module(d)
    else m.parent = this.module(d)
    this.fillModuleFrom(m, d)
    m.bindings = new PackageBindings(
      this,
      m,
      d.list(() => this.#bindingEntry(d)),
    )
    return m
  }

  /** What follows name and parent in a module's record. */
  fillModuleFrom(m: Module, d: Decoder): void {
    m.isBare = d.bool()
    m.compile = d.int() as Module['compile']
    m.optimizeLevel = d.int()
    m.infer = d.int()
    m.maxMethods = d.int()
    m.uuid = d.big()
    m.buildId = d.big()
    m.gensymCounter = d.nat()
    m.istopmod = d.bool()
    const n = d.nat()
    for (let i = 0; i < n; i++) m.usings.push(this.module(d))
  }

  /** Enters what the record of a module of the system image says, whose object was made from memory. */
  fillSystemModule(m: Module, index: number): void {
    this.#records.module.read[index] = m
    const d = this.#decoder('module', index)
    this.symbol(d)
    this.module(d)
    this.fillModuleFrom(m, d)
  }

  /** Name and place of one entry of a module; it is read when asked for. */
  #bindingEntry(d: Decoder): [Sym, number] {
    const name = this.symbol(d)
    const at = d.at
    d.u8()
    if (d.bool() && !d.bool()) this.#skipBinding(d)
    if (d.bool()) this.skipParam(d)
    this.skipValue(d)
    return [name, at]
  }

  #skipBinding(d: Decoder): void {
    if (d.nat() % 2 === 0) d.nat()
    d.nat()
  }

  skipParam(d: Decoder): void {
    const head = d.nat()
    switch (head % 8) {
      case ParamTag.int:
        d.big()
        return
      case ParamTag.symbol:
        d.nat()
        return
      case ParamTag.bits:
        this.skipParam(d)
        d.bytes()
        return
      case ParamTag.other:
        if (head >= 8) {
          if (d.nat() % 2 === 0) d.nat()
        } else d.list(() => this.skipParam(d))
    }
  }

  skipValue(d: Decoder): void {
    const head = d.nat()
    const entity = (): void => {
      if (d.nat() % 2 === 0) d.nat()
    }
    if (head % 8 === ValueTag.dependency) d.nat()
    if (head % 8 !== ValueTag.named) return
    switch (Math.floor(head / 8)) {
      case 0:
      case 10:
        return this.skipParam(d)
      case 1:
        d.nat()
        return
      case 3:
      case 4:
        entity()
        d.nat()
        return
      default:
        entity()
    }
  }

  /** The entry of a name in a package's module. */
  readBinding(m: Module, name: Sym, at: number): Binding {
    const d = new Decoder(this.parts.records, at)
    const b = new Binding(m, name)
    m.bindings.set(name, b)
    applyBindingFlags(b, d.u8())
    if (d.bool()) b.owner = d.bool() ? b : this.binding(d)
    b.type = this.optional(d, () => this.type(d))
    const value = this.value(d)
    if (value !== 0) this.system.heap.setBindingValue(b, value)
    return b
  }

  #readTable(d: Decoder, index: number): MethodTable {
    const name = this.symbol(d)
    const t = new MethodTable(name, this.module(d))
    this.#records.table.read[index] = t
    this.#register('table', index, t)
    this.fillTable(t, d)
    this.system.methods.adoptTable(t)
    return t
  }

  fillTable(t: MethodTable, d: Decoder): void {
    t.lastChange = Math.max(d.nat(), this.parts.isSystem ? 1 : this.world)
    const methods = d.skippable()
    const backedges = d.skippable()
    const { isSystem } = this.parts
    let read: Method[] | null = null
    const from = methods.at
    t.stored.push({
      all: () => {
        if (read === null) {
          methods.at = from
          read = methods.list(() => (isSystem ? this.#filedMethod(methods).method() : this.method(methods)))
        }
        return read
      },
      entries: () => {
        methods.at = from
        return isSystem ? methods.list(() => this.#filedMethod(methods)) : null
      },
    })
    t.backedgeLoaders.push((table) => {
      backedges.list(() => table.backedges.push(this.matchesBackedge(backedges)))
    })
  }

  /** A method of a table of the system image, which says what it is filed under, so that it need not be read for that. */
  #filedMethod(d: Decoder): IndexEntry {
    const at = ((d.nat() - 1) / 2) * 8
    const minArguments = d.nat()
    const most = d.nat()
    const keys = d.list(() => (d.bool() ? d.list(() => d.int()) : null))
    const { heap } = this.system
    return { keys, minArguments, maxArguments: most === 0 ? Infinity : most, method: () => heap.methodAt(at) }
  }

  /** Enters what the record of a table says into a table that was made by the system itself. */
  fillSystemTable(t: MethodTable, index: number): void {
    this.#records.table.read[index] = t
    const d = this.#decoder('table', index)
    this.symbol(d)
    this.module(d)
    this.fillTable(t, d)
  }

  matchesBackedge(d: Decoder): MatchesBackedge {
    return { sig: this.type(d), methods: d.list(() => this.method(d)), caller: this.codeInstance(d) }
  }

  #readMethod(d: Decoder, index: number): Method {
    const name = this.symbol(d)
    const module = this.module(d)
    const sig = this.type(d)
    const m = new Method({
      name,
      module,
      sig,
      file: this.text(d),
      line: d.int(),
      nargs: d.nat(),
      isVararg: d.bool(),
      typeVars: unionAllVars(sig),
      source: null,
    })
    this.#records.method.read[index] = m
    this.#register('method', index, m)
    m.generator = this.value(d)
    m.nospecialize = d.nat() | 0
    m.calledArgs = d.int()
    m.hasLoop = d.bool()
    m.keywordNames = d.list(() => this.symbol(d))
    m.slotNames = d.list(() => this.text(d))
    const world = d.nat()
    m.primaryWorld = this.parts.isSystem ? world : this.world
    m.isForOpaqueClosure = d.bool()
    m.recursionRelation = d.nat()
    m.table = this.optional(d, () => this.table(d))
    if (d.bool()) {
      const source = d.skippable()
      m.sourceLoader = (method) => {
        method.source = this.codeInfo(source)
      }
    }
    const instances = d.skippable()
    if (this.parts.isSystem) this.#lazyInstances(m, instances)
    else {
      m.specializationLoaders.push((method) => {
        for (const mi of instances.list(() => this.methodInstance(instances))) {
          method.addSpecialization(mi, typeKey(mi.specTypes))
        }
      })
    }
    return m
  }

  /** Method instances of the system image are objects: one is found by the address of its types. */
  #lazyInstances(m: Method, instances: Decoder): void {
    const { heap } = this.system
    let addresses: Value[] | null = null
    const all = (): Value[] => {
      addresses ??= instances.list(() => ((instances.nat() - 1) / 2) * 8)
      return addresses
    }
    let byTypes: Map<Value, Value> | null = null
    m.specializationFinder = (specTypes) => {
      byTypes ??= new Map(all().map((at) => [heap.getField(at, SPEC_TYPES), at]))
      // a type made here knows its object only when that was asked for
      const at = byTypes.get(
        specTypes.address !== 0 ? specTypes.address : (heap.images?.findType(specTypes) ?? 0),
      )
      return at === undefined ? undefined : heap.methodInstanceAt(at)
    }
    m.specializationLoaders.push((method) => {
      for (const at of all()) {
        const mi = heap.methodInstanceAt(at)
        method.addSpecialization(mi, typeKey(mi.specTypes))
      }
    })
  }

  #readMethodInstance(d: Decoder, index: number): MethodInstance {
    const def = d.bool() ? this.method(d) : this.module(d)
    const specTypes = this.type(d)
    const sparams = d.list(() => this.param(d))
    const isOwnDefinition = this.parts.isSystem
    let mi: MethodInstance | undefined
    if (!isOwnDefinition && def instanceof Method) {
      // another image, or this process, may have the same one
      mi = def.specialization(specTypes, typeKey(specTypes))
      const again = this.#records.mi.read[index]
      if (again !== undefined) return again as MethodInstance
    }
    if (mi === undefined) {
      mi = new MethodInstance(def, specTypes, sparams)
      if (!isOwnDefinition && def instanceof Method) def.addSpecialization(mi, typeKey(specTypes))
    }
    this.#records.mi.read[index] = mi
    this.#register('mi', index, mi)
    const precompile = d.bool()
    mi.precompile ||= precompile
    if (d.bool()) {
      const code = d.skippable()
      mi.uninferred ??= this.codeInfo(code)
    }
    const cache = d.skippable()
    mi.cacheLoaders.push((owner) =>
      this.enterCode(
        owner,
        cache.list(() => this.codeInstance(cache)),
      ),
    )
    if (this.parts.isSystem) {
      const backedges = d.skippable()
      mi.backedgeLoaders.push((owner) => {
        backedges.list(() => {
          const caller = this.codeInstance(backedges)
          owner.addBackedge(
            caller,
            this.optional(backedges, () => this.type(backedges)),
          )
        })
      })
    }
    return mi
  }

  #readCodeInstance(d: Decoder, index: number): CodeInstance {
    const mi = this.methodInstance(d)
    const minWorld = d.nat()
    const ci = new CodeInstance(mi, minWorld, WORLD_MAX, this.type(d))
    this.#records.ci.read[index] = ci
    this.#register('ci', index, ci)
    ci.returnLattice = this.lattice(d)
    ci.constant = this.value(d)
    ci.exceptionType = this.optional(d, () => this.type(d))
    ci.effects = d.nat()
    ci.inlineCost = d.nat()
    ci.entry = entryNames[d.u8()]
    if (this.parts.isSystem) {
      ci.boxedSlot = d.int()
      ci.specSlot = d.int()
      if (d.bool()) ci.imageCode = SYSTEM_CODE
    } else {
      const offset = d.int()
      const hasSpecialized = d.bool()
      ci.imageCode = offset < 0 ? null : new ImageCode(this, offset)
      if (offset >= 0 && hasSpecialized) this.specialized(ci)
    }
    const edges = d.skippable()
    ci.edgesLoader = (owner) => {
      owner.edges = edges.list(() => this.edge(edges))
      if (!this.parts.isSystem)
        this.reliesOn.set(
          owner,
          edges.list(() => this.codeInstance(edges)),
        )
    }
    if (d.bool()) {
      const ir = d.skippable()
      ci.inferredLoader = (owner) => {
        owner.inferred = this.ir(ir)
      }
    }
    if (!this.parts.isSystem) {
      ci.minWorld = this.world
      ci.fromImage = true
    }
    return ci
  }

  /** Enters code of this image in the cache of its method instance, as far as it is good. */
  enterCode(mi: MethodInstance, list: readonly CodeInstance[]): void {
    for (const ci of this.validate(list)) if (!mi.cache.includes(ci)) mi.cache.push(ci)
  }

  #readTypeName(d: Decoder, index: number): TypeName {
    const ts = this.system.types
    const n = new TypeName(this.symbol(d), this.module(d))
    const vars = d.list(() => this.param(d) as TypeVar)
    this.#records.typeName.read[index] = n
    this.#register('typeName', index, n)
    const primary = new DataType(n, vars, vars)
    let wrapper: Type = primary
    for (let i = vars.length - 1; i >= 0; i--) wrapper = new UnionAll(vars[i], wrapper)
    n.wrapper = wrapper
    if (vars.length === 0) n.cache.set('', primary)
    n.isAbstract = d.bool()
    n.isMutable = d.bool()
    n.isPrimitive = d.bool()
    const isDefined = d.bool()
    n.mayBeInline = d.bool()
    n.primitiveBits = d.nat()
    n.maybeUndefFields = d.nat()
    n.maxMethods = d.nat()
    n.fieldNames = d.list(() => this.symbol(d))
    n.constFields = d.list(() => d.bool())
    n.atomicFields = d.list(() => d.bool())
    n.singletonName = this.optional(d, () => this.symbol(d))
    ts.classify(primary)
    primary.superType = this.optional(d, () => this.type(d) as DataType)
    n.bodyFieldTypes = this.optional(d, () => d.list(() => this.param(d)))
    primary.fieldTypes = n.bodyFieldTypes
    n.isDefined = isDefined
    n.methodTable = this.table(d)
    if (primary.address !== 0) this.system.heap.typeDefined(primary)
    return n
  }

  // ---- types ------------------------------------------------------------------------------------------------------------

  type(d: Decoder): Type {
    return this.param(d) as Type
  }

  param(d: Decoder): TypeParam {
    const { heap, types } = this.system
    const head = d.nat()
    const rest = Math.floor(head / 8)
    switch (head % 8) {
      case ParamTag.system:
        return heap.typeAt(rest * 8)
      case ParamTag.node:
        return this.typeNode(rest)
      case ParamTag.int:
        return d.big()
      case ParamTag.bool:
        return rest !== 0
      case ParamTag.symbol:
        return this.symbol(d)
      case ParamTag.bits: {
        const type = this.param(d) as DataType
        return types.paramBits(type, d.bytes())
      }
      case ParamTag.other:
        return rest === 1
          ? types.paramModule(this.module(d))
          : types.paramTuple(d.list(() => this.param(d) as ParamValue))
      default:
        throw new ImageFormatError('an image has a type parameter of unknown form')
    }
  }

  typeNode(i: number): Type | TypeVar | VarargType {
    const known = this.#typeNodes[i]
    if (known !== undefined) return known
    const d = new Decoder(this.parts.types, this.#typeOffsets[i], this.#typeOffsets[i + 1])
    const t = this.#readTypeNode(d)
    this.#typeNodes[i] ??= t
    return this.#typeNodes[i]
  }

  #readTypeNode(d: Decoder): Type | TypeVar | VarargType {
    const ts = this.system.types
    switch (d.u8()) {
      case TypeNodeTag.dataType: {
        const name = this.typeName(d)
        const params = d.list(() => this.param(d))
        return name === ts.tupleName ? ts.tuple(params) : ts.instance(name, params)
      }
      case TypeNodeTag.unionAll: {
        const variable = this.param(d) as TypeVar
        return new UnionAll(variable, this.type(d))
      }
      case TypeNodeTag.union:
        return new UnionType(this.type(d), this.type(d))
      case TypeNodeTag.typeVar:
        return new TypeVar(this.symbol(d), this.param(d), this.param(d))
      case TypeNodeTag.vararg: {
        const element = this.optional(d, () => this.param(d))
        return new VarargType(
          element,
          this.optional(d, () => this.param(d)),
        )
      }
      case TypeNodeTag.wrapper:
        return this.typeName(d).wrapper
      default:
        throw new ImageFormatError('an image has a type of unknown form')
    }
  }

  lattice(d: Decoder): Lattice | null {
    const { lattice } = this.system
    switch (d.u8()) {
      case LatticeTag.none:
        return null
      case LatticeTag.type:
        return this.type(d)
      case LatticeTag.constant:
        return lattice.constant(this.value(d))
      case LatticeTag.partialStruct: {
        const type = this.type(d) as DataType
        return new PartialStruct(
          type,
          d.list(() => this.lattice(d) as Lattice),
        )
      }
      case LatticeTag.conditional:
        return new Conditional(d.int(), this.lattice(d) as Lattice, this.lattice(d) as Lattice)
      case LatticeTag.interConditional:
        return new InterConditional(d.int(), this.lattice(d) as Lattice, this.lattice(d) as Lattice)
      case LatticeTag.partialTypeVar:
        return lattice.typeVarElement(this.param(d) as TypeVar, d.bool(), d.bool())
      case LatticeTag.partialOpaque: {
        const type = this.type(d)
        const environment = this.lattice(d) as Lattice
        return new PartialOpaque(type, environment, this.method(d))
      }
      default:
        throw new ImageFormatError('an image has a lattice element of unknown form')
    }
  }

  // ---- values -------------------------------------------------------------------------------------------------------------

  value(d: Decoder): Value {
    const head = d.nat()
    const rest = Math.floor(head / 8)
    switch (head % 8) {
      case ValueTag.none:
        return 0
      case ValueTag.system:
        return rest * 8
      case ValueTag.own:
        return this.blobBase + rest * 8
      case ValueTag.dependency:
        return this.dependencies[rest].blobBase + d.nat() * 8
      case ValueTag.named:
        return this.#namedValue(d, rest)
      default:
        throw new ImageFormatError('an image has a value of unknown form')
    }
  }

  #namedValue(d: Decoder, what: number): Value {
    const { heap } = this.system
    switch (what) {
      case 0:
        return heap.paramToValue(this.param(d))
      case 1:
        return heap.symbol(this.symbol(d))
      case 2:
        return heap.moduleValue(this.module(d))
      case 3:
        return heap.bindingCell(this.binding(d))
      case 4: {
        const module = this.module(d)
        return heap.exToValue(new GlobalRef(module, this.symbol(d)))
      }
      case 5:
        return heap.methodValue(this.method(d))
      case 6:
        return heap.methodInstanceValue(this.methodInstance(d))
      case 7:
        return heap.codeInstanceValue(this.codeInstance(d))
      case 8:
        return heap.methodTableValue(this.table(d))
      case 9:
        return heap.typeNameValue(this.typeName(d))
      case 10:
        return heap.singleton(this.type(d) as DataType)
      default:
        throw new ImageFormatError('an image names a value of unknown kind')
    }
  }

  // ---- syntax and code ------------------------------------------------------------------------------------------------

  ex(d: Decoder): Ex {
    return this.optionalEx(d) as Ex
  }

  optionalEx(d: Decoder): Ex | undefined {
    const tag = d.u8()
    switch (tag) {
      case ExTag.undefined:
        return undefined
      case ExTag.nothing:
        return null
      case ExTag.int:
        return d.big()
      case ExTag.float:
        return d.f64()
      case ExTag.true:
        return true
      case ExTag.false:
        return false
      case ExTag.string:
        return this.text(d)
      case ExTag.expr: {
        const head = this.text(d)
        return new Expr(
          head,
          d.list(() => this.ex(d)),
        )
      }
      case ExTag.symbol:
        return this.symbol(d)
      case ExTag.ssa:
        return new SSAValue(d.int()) as unknown as Ex
      case ExTag.slot:
        return new SlotNumber(d.int()) as unknown as Ex
      case ExTag.argument:
        return new Argument(d.int()) as unknown as Ex
      case ExTag.globalRef: {
        const module = this.module(d)
        return new GlobalRef(module, this.symbol(d))
      }
      case ExTag.codeInstance: {
        const mi = this.methodInstance(d)
        return new CodeInstanceRef(
          mi,
          this.optional(d, () => this.codeInstance(d)),
        )
      }
      case ExTag.value:
        return new ValueRef(this.value(d))
      case ExTag.quote:
        return new QuoteNode(this.ex(d))
      case ExTag.line:
        return new LineNumberNode(
          d.int(),
          this.optional(d, () => this.text(d)),
        )
      case ExTag.literal: {
        const type = literalTypes[d.u8()]
        const form = d.u8()
        return new Literal(type, form === 0 ? d.big() : form === 1 ? d.f64() : d.bytes().slice())
      }
      case ExTag.goto:
        return new GotoNode(d.int()) as unknown as Ex
      case ExTag.gotoIfNot: {
        const dest = d.int()
        return new GotoIfNot(this.ex(d), dest) as unknown as Ex
      }
      case ExTag.return:
        return new ReturnNode(this.optionalEx(d)) as unknown as Ex
      case ExTag.enter: {
        const dest = d.int()
        return new EnterNode(dest, this.optionalEx(d)) as unknown as Ex
      }
      case ExTag.newvar:
        return new NewvarNode(new SlotNumber(d.int())) as unknown as Ex
      case ExTag.phi: {
        const edges = d.list(() => d.int())
        return new PhiNode(
          edges,
          d.list(() => this.optionalEx(d)),
        ) as unknown as Ex
      }
      case ExTag.pi: {
        const value = this.ex(d)
        return new PiNode(value, this.lattice(d)) as unknown as Ex
      }
      case ExTag.phiC:
        return new PhiCNode(d.list(() => this.ex(d))) as unknown as Ex
      case ExTag.upsilon:
        return new UpsilonNode(this.optionalEx(d)) as unknown as Ex
      case ExTag.codeInfo:
        return this.codeInfo(d) as unknown as Ex
      case ExTag.type:
        return this.param(d) as unknown as Ex
      default:
        throw new ImageFormatError(`an image has a syntax node of unknown form ${tag}`)
    }
  }

  lines(d: Decoder): LineInfo[] {
    return d.list(() => ({ file: this.text(d), line: d.int(), method: this.text(d), inlinedAt: d.int() }))
  }

  codeInfo(d: Decoder): CodeInfo {
    const code = d.list(() => this.ex(d))
    const codeLines = Int32Array.from(code, () => d.int())
    const lines = this.lines(d)
    const slotNames = d.list(() => this.text(d))
    const slotFlags = d.raw(slotNames.length).slice()
    const c = new CodeInfo({
      code,
      codeLines,
      lines,
      slotNames,
      slotFlags,
      nargs: d.nat(),
      isVararg: d.bool(),
    })
    c.spNames = d.list(() => this.text(d))
    c.inlining = d.u8() as 0 | 1 | 2
    c.propagateInbounds = d.bool()
    c.purity = d.nat()
    c.nospecializeinfer = d.bool()
    c.constprop = d.u8() as 0 | 1 | 2
    return c
  }

  ir(d: Decoder): IRCode {
    const n = d.nat()
    const stmts: Ex[] = []
    const types: Lattice[] = []
    const lines: number[] = []
    const flags: number[] = []
    for (let i = 0; i < n; i++) {
      stmts.push(this.ex(d))
      types.push(this.lattice(d) as Lattice)
      lines.push(d.int())
      flags.push(d.nat())
    }
    const argTypes = d.list(() => this.lattice(d) as Lattice)
    const spTypes = d.list(() => ({ type: this.lattice(d) as Lattice, maybeUndef: d.bool() }))
    const lineTable = this.lines(d)
    const cfg = new CFG(
      d.list(() => {
        const b = new BasicBlock(d.nat(), d.nat())
        b.preds = d.list(() => d.nat())
        b.succs = d.list(() => d.nat())
        return b
      }),
    )
    const minWorld = Math.max(d.nat(), this.parts.isSystem ? 1 : this.world)
    return new IRCode({
      stmts,
      types,
      lines,
      flags,
      argTypes,
      spTypes,
      lineTable,
      cfg,
      minWorld,
      maxWorld: WORLD_MAX,
    })
  }

  edge(d: Decoder): Edge {
    const tag = d.u8()
    switch (tag) {
      case EdgeTag.call:
        return { kind: 'call', mi: this.methodInstance(d) }
      case EdgeTag.generated:
        return { kind: 'generated', mi: this.methodInstance(d) }
      case EdgeTag.matches:
        return { kind: 'matches', sig: this.type(d), methods: d.list(() => this.method(d)) }
      case EdgeTag.invoke:
        return { kind: 'invoke', sig: this.type(d), mi: this.methodInstance(d) }
      case EdgeTag.binding:
        return { kind: 'binding', binding: this.binding(d), value: this.value(d) }
      default:
        throw new ImageFormatError('an image has an edge of unknown kind')
    }
  }

  // ---- compiled code ----------------------------------------------------------------------------------------------------

  signature(d: Decoder): Signature {
    return { params: d.list(() => valTypes[d.u8()]), results: d.list(() => valTypes[d.u8()]) }
  }

  /** The functions of a code instance, from their place in the code section. */
  compiledFunctions(offset: number): CompiledFunction[] {
    const d = new Decoder(this.parts.code, offset)
    return d.list(() => this.#compiledFunction(d))
  }

  #compiledFunction(d: Decoder): CompiledFunction {
    return {
      name: this.text(d),
      owner: this.optional(d, () => this.codeInstance(d)),
      entry: entryKinds[d.u8()],
      signature: this.signature(d),
      refParams: d.list(() => d.nat()),
      locals: d.bytes(),
      body: d.bytes(),
      relocs: d.list(() => this.#reloc(d)),
      lineMarks: d.list(() => d.int()),
      lines: this.lines(d),
    }
  }

  #reloc(d: Decoder): Reloc {
    const tag = d.u8()
    const at = d.nat()
    switch (tag) {
      case RelocTag.value:
        return { at, kind: 'value', address: this.value(d) }
      case RelocTag.slot:
      case RelocTag.call: {
        const target = this.codeInstance(d)
        // a stub names the code instance by its object
        this.system.heap.codeInstanceValue(target)
        const entry: Entry = entryKinds[d.u8()]
        return {
          at,
          kind: tag === RelocTag.slot ? 'slot' : 'call',
          target,
          entry,
          signature: this.signature(d),
          refParams: d.list(() => d.nat()),
        }
      }
      case RelocTag.import:
        return { at, kind: 'import', module: this.text(d), name: this.text(d), signature: this.signature(d) }
      case RelocTag.type:
        return { at, kind: 'type', signature: this.signature(d) }
      default:
        throw new ImageFormatError('an image has a relocation of unknown kind')
    }
  }
}

/** `imageCode` of what stands in the WebAssembly module of the system image: its slots are filled already. */
export const SYSTEM_CODE: object = Object.freeze({})

/** Where the compiled functions of a code instance stand. */
export class ImageCode {
  readonly image: ImageReader
  readonly offset: number
  constructor(image: ImageReader, offset: number) {
    this.image = image
    this.offset = offset
  }

  functions(): CompiledFunction[] {
    return this.image.compiledFunctions(this.offset)
  }
}

export function applyBindingFlags(b: Binding, flags: number): void {
  b.isConst = (flags & BindingFlag.isConst) !== 0
  b.isExported = (flags & BindingFlag.isExported) !== 0
  b.isPublic = (flags & BindingFlag.isPublic) !== 0
  b.isImported = (flags & BindingFlag.isImported) !== 0
  b.isDeprecated = flags >> BindingFlag.deprecatedShift
}

/** The names of a module that came with an image: an entry is read when it is asked for. */
export abstract class LazyBindings extends Map<Sym, Binding> {
  #complete = false

  /** Reads the entry for `name` if the image has one that was not read yet. */
  protected abstract find(name: Sym): Binding | undefined
  protected abstract findAll(): void

  override get(name: Sym): Binding | undefined {
    const known = super.get(name)
    return known !== undefined || this.#complete ? known : this.find(name)
  }

  override has(name: Sym): boolean {
    return this.get(name) !== undefined
  }

  /** Has the entry been read, or made, already? */
  protected isRead(name: Sym): boolean {
    return super.has(name)
  }

  #completeAll(): void {
    if (this.#complete) return
    this.findAll()
    this.#complete = true
  }

  override get size(): number {
    this.#completeAll()
    return super.size
  }
  override keys(): MapIterator<Sym> {
    this.#completeAll()
    return super.keys()
  }
  override values(): MapIterator<Binding> {
    this.#completeAll()
    return super.values()
  }
  override entries(): MapIterator<[Sym, Binding]> {
    this.#completeAll()
    return super.entries()
  }
  override [Symbol.iterator](): MapIterator<[Sym, Binding]> {
    return this.entries()
  }
  override forEach(f: (b: Binding, name: Sym, map: Map<Sym, Binding>) => void): void {
    this.#completeAll()
    super.forEach(f)
  }
}

class PackageBindings extends LazyBindings {
  readonly #reader: ImageReader
  readonly #module: Module
  readonly #places: Map<Sym, number>

  constructor(reader: ImageReader, module: Module, places: readonly (readonly [Sym, number])[]) {
    super()
    this.#reader = reader
    this.#module = module
    this.#places = new Map(places)
  }

  protected override find(name: Sym): Binding | undefined {
    const at = this.#places.get(name)
    return at === undefined ? undefined : this.#reader.readBinding(this.#module, name, at)
  }

  protected override findAll(): void {
    for (const [name, at] of this.#places)
      if (!this.isRead(name)) this.#reader.readBinding(this.#module, name, at)
  }
}

function words(bytes: Uint8Array, at: number, n: number): Uint32Array {
  const from = bytes.byteOffset + at
  if (from % 4 === 0) return new Uint32Array(bytes.buffer, from, n)
  return new Uint32Array(bytes.slice(at, at + 4 * n).buffer)
}

const textDecoder = new TextDecoder('utf-8', { ignoreBOM: true })
