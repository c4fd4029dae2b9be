import type { LinkedFunction } from '../codegen/index.ts'
import {
  BindingField,
  type BlockRun,
  DT_NAME,
  type Heap,
  type HeapImages,
  type HeapSource,
  SNAPSHOT_BLOCK,
  TypeNameField,
  typeHash,
  type Value,
} from '../heap/index.ts'
import type { TypeLattice } from '../inference/index.ts'
import { Binding, type CodeInstance, type MethodTable, type Module } from '../methods/index.ts'
import type { Sym } from '../syntax/index.ts'
import type { DataType, TypeName } from '../types/index.ts'
import { Decoder, ImageFormatError } from './bytes.ts'
import type { ImageFile } from './file.ts'
import { applyBindingFlags, ImageReader, LazyBindings, type ReaderSystem } from './reader.ts'
import { type SystemHeader, TYPENAME_SINGLETON } from './system-writer.ts'
import { entityKinds } from './tags.ts'

/**
 * A system image being used: answers what the heap asks about the objects that came with it. Nothing is read before it
 * is asked for.
 */
export class SystemImage implements HeapImages {
  readonly header: SystemHeader
  readonly #file: ImageFile
  #reader: ImageReader | null = null
  #heap: Heap | null = null
  #lattice: TypeLattice | null = null
  readonly #addresses: Rows
  readonly #bindings: Rows
  readonly #moduleBindings: Rows
  readonly #typeTable: Rows
  readonly #spelledTypes: Rows
  #bindingEdges: Uint8Array | null = null
  #dispatch: Map<MethodTable | CodeInstance, readonly Value[]> | null = null

  /** @throws ImageFormatError if this is not a system image of program build `build` */
  constructor(file: ImageFile, build: string) {
    this.#file = file
    if (file.header.kind !== 'system') throw new ImageFormatError('this is not a system image')
    this.header = file.header as SystemHeader
    if (this.header.build !== build)
      throw new ImageFormatError('the system image belongs to another build of this program')
    this.#addresses = new Rows(file.section('addresses'), 2)
    this.#bindings = new Rows(file.section('bindings'), 4)
    this.#moduleBindings = new Rows(file.section('moduleBindings'), 3)
    this.#typeTable = new Rows(file.section('typeTable'), 2)
    this.#spelledTypes = new Rows(file.section('spelledTypes'), 2)
  }

  /** The memory to begin with. */
  heapSource(): HeapSource {
    let offset = 0
    const offsets = new Map<BlockRun, number>()
    for (const run of this.header.snapshot.runs) {
      offsets.set(run, offset)
      offset += run.count * SNAPSHOT_BLOCK
    }
    return {
      snapshot: this.header.snapshot,
      readBlocks: (run, into) => this.#file.readInto('memory', offsets.get(run) ?? 0, into),
    }
  }

  /** Joins the image with the system that begins with it. */
  attach(system: Omit<ReaderSystem, 'lattice'>): ImageReader {
    const image = this
    const records = this.#file.lazySection('records')
    const reader = new ImageReader(
      {
        ...system,
        get lattice() {
          if (image.#lattice === null) throw new Error('image: inferred code was read before inference began')
          return image.#lattice
        },
      },
      {
        isSystem: true,
        strings: this.#file.section('strings'),
        records: records.bytes,
        needRecords: (from, to) => records.need(from, to),
        types: this.#file.section('types'),
        code: new Uint8Array(0),
      },
      [],
    )
    this.#reader = reader
    this.#heap = system.heap
    system.heap.images = this
    const { methods } = system
    methods.world = this.header.session.world
    this.#adoptTable(methods.typeTable, this.header.tables.type)
    this.#adoptTable(methods.sharedTable, this.header.tables.shared)
    methods.tablesLoader = () => {
      for (let i = 0; i < reader.count('table'); i++) reader.entity('table', i)
    }
    methods.openEdgesLoader = () => {
      const d = new Decoder(this.#file.section('openEdges'))
      for (const e of d.list(() => reader.matchesBackedge(d))) methods.openEdges.push(e)
    }
    return reader
  }

  /** Inference is made after the heap is joined: its lattice comes later. */
  attachLattice(lattice: TypeLattice): void {
    this.#lattice = lattice
  }

  #adoptTable(t: MethodTable, index: number): void {
    this.reader.fillSystemTable(t, index)
  }

  get reader(): ImageReader {
    if (this.#reader === null) throw new Error('image: the system image is not attached')
    return this.#reader
  }

  get #heapOf(): Heap {
    if (this.#heap === null) throw new Error('image: the system image is not attached')
    return this.#heap
  }

  /** The object that TypeScript made itself stands for the one in the image. */
  adoptModule(m: Module, address: Value): void {
    this.#heapOf.adopt(address, m)
    this.fillModule(m)
  }

  /** The compiled code of all functions: instantiating it fills their table slots. */
  wasmModule(): WebAssembly.Module {
    return new WebAssembly.Module(this.#file.section('wasm'))
  }

  /** Functions of the compiled code, for backtraces. */
  linkedFunctions(): LinkedFunction[] {
    const d = new Decoder(this.#file.section('lines'))
    const { reader } = this
    return d.list(() => {
      const head = { index: d.nat(), name: reader.text(d), start: d.nat(), end: d.nat() }
      const ownerAt = d.bool() ? d.nat() : 0
      const rest = d.skippable()
      return new LazyLinked(head, ownerAt === 0 ? null : ((ownerAt - 1) / 2) * 8, rest, reader)
    })
  }

  // ---- what the heap asks -----------------------------------------------------------------------------------------

  mirrorAt(v: Value): object | undefined {
    const row = this.#addresses.find(v)
    if (row >= 0) {
      const word = this.#addresses.word(row, 1)
      const kind = entityKinds[word >>> 28]
      if (kind === 'module' || kind === 'typeName') return undefined
      const x = this.reader.entity(kind, word & 0x0fffffff)
      this.#heapOf.adopt(v, x)
      return x
    }
    const binding = this.#bindings.find(v)
    return binding < 0 ? undefined : this.#binding(binding)
  }

  /** The entry that a row of `bindings` is about. */
  #binding(row: number): Binding {
    const heap = this.#heapOf
    const [address, module, symbol, edges] = [0, 1, 2, 3].map((column) => this.#bindings.word(row, column))
    const m = heap.moduleAt(module)
    const known = heap.mirrors.get(address)
    if (known !== undefined) return known as Binding
    const b = new Binding(m, heap.symbolAt(symbol))
    heap.adopt(address, b)
    m.bindings.set(b.name, b)
    const { u32, u8 } = heap.views
    const owner = u32[(address + BindingField.owner) >>> 2]
    const type = u32[(address + BindingField.type) >>> 2]
    applyBindingFlags(b, u8[address + BindingField.flags])
    if (owner !== 0) b.owner = owner === address ? b : heap.bindingAt(owner)
    if (type !== 0) b.type = heap.typeAt(type) as Binding['type']
    if (edges > 0) {
      b.backedgeLoaders = [
        (owner) => {
          this.#bindingEdges ??= this.#file.section('bindingEdges')
          const d = new Decoder(this.#bindingEdges, edges - 1)
          d.list(() => owner.addBackedge(this.reader.codeInstance(d)))
        },
      ]
    }
    return b
  }

  fillModule(m: Module): void {
    const row = this.#addresses.find(m.address)
    if (row < 0) return
    m.bindings = new SystemBindings(this, m)
    this.reader.fillSystemModule(m, this.#addresses.word(row, 1) & 0x0fffffff)
  }

  /** The entry for a name in a module. */
  bindingOf(m: Module, name: Sym): Binding | undefined {
    const heap = this.#heapOf
    const symbol = heap.symbol(name)
    const row = this.#moduleBindings.find(m.address, symbol)
    return row < 0 ? undefined : this.#binding(this.#bindings.find(this.#moduleBindings.word(row, 2)))
  }

  allBindingsOf(m: Module): void {
    const heap = this.#heapOf
    for (let row = this.#moduleBindings.first(m.address); row < this.#moduleBindings.count; row++) {
      if (this.#moduleBindings.word(row, 0) !== m.address) return
      const address = this.#moduleBindings.word(row, 2)
      if (!heap.mirrors.has(address)) this.#binding(this.#bindings.find(address))
    }
  }

  fillTypeName(n: TypeName): void {
    const { u32, u8 } = this.#heapOf.views
    const table = u32[(n.address + TypeNameField.methodTable) >>> 2]
    if (table === 0) return
    const t = this.#heapOf.methodTableAt(table)
    n.methodTable = t
    if (u8[n.address + TypeNameField.flags] & TYPENAME_SINGLETON) n.singletonName = t.name
  }

  findType(t: DataType): Value {
    const { name } = t
    if (name.address === 0) return 0
    const heap = this.#heapOf
    if (t.hasSpellings && name !== heap.types.tupleName) {
      for (let row = this.#spelledTypes.first(name.address); row < this.#spelledTypes.count; row++) {
        if (this.#spelledTypes.word(row, 0) !== name.address) break
        heap.typeAt(this.#spelledTypes.word(row, 1))
        if (t.address !== 0) return t.address
      }
      return 0
    }
    const hash = typeHash(heap.types, t)
    for (let row = this.#typeTable.first(hash); row < this.#typeTable.count; row++) {
      if (this.#typeTable.word(row, 0) !== hash) break
      const candidate = this.#typeTable.word(row, 1)
      if (heap.views.u32[(candidate + DT_NAME) >>> 2] !== name.address) continue
      // reading an equal type gives back `t`, now with its object
      heap.typeAt(candidate)
      if (t.address !== 0) return t.address
    }
    return 0
  }

  /** Types of called values whose dispatch caches depend on `cause`, as saved; told once. */
  takeDispatchTypes(cause: MethodTable | CodeInstance): readonly Value[] {
    if (!this.#heapOf.isInSystemImage(cause.address)) return []
    if (this.#dispatch === null) {
      const d = new Decoder(this.#file.section('dispatch'))
      const { reader } = this
      this.#dispatch = new Map(
        d.list(() => {
          const owner = d.bool() ? reader.table(d) : reader.codeInstance(d)
          return [owner, d.list(() => d.nat())]
        }),
      )
    }
    const types = this.#dispatch.get(cause) ?? []
    this.#dispatch.delete(cause)
    return types
  }
}

class SystemBindings extends LazyBindings {
  readonly #image: SystemImage
  readonly #module: Module
  constructor(image: SystemImage, module: Module) {
    super()
    this.#image = image
    this.#module = module
  }
  protected override find(name: Sym): Binding | undefined {
    return this.#image.bindingOf(this.#module, name)
  }
  protected override findAll(): void {
    this.#image.allBindingsOf(this.#module)
  }
}

/** A linked function whose line table is read when a backtrace needs it. */
class LazyLinked implements LinkedFunction {
  readonly index: number
  readonly name: string
  readonly start: number
  readonly end: number
  readonly #owner: Value | null
  readonly #reader: ImageReader
  readonly #rest: Decoder
  #read: { readonly marks: number[]; readonly lines: LinkedFunction['lines'] } | null = null

  constructor(
    head: { index: number; name: string; start: number; end: number },
    owner: Value | null,
    rest: Decoder,
    reader: ImageReader,
  ) {
    this.index = head.index
    this.name = head.name
    this.start = head.start
    this.end = head.end
    this.#owner = owner
    this.#rest = rest
    this.#reader = reader
  }

  get owner(): CodeInstance | null {
    return this.#owner === null ? null : this.#reader.system.heap.codeInstanceAt(this.#owner)
  }
  #tables() {
    this.#read ??= { marks: this.#rest.list(() => this.#rest.int()), lines: this.#reader.lines(this.#rest) }
    return this.#read
  }
  get marks(): readonly number[] {
    return this.#tables().marks
  }
  get lines(): LinkedFunction['lines'] {
    return this.#tables().lines
  }
}

/** Rows of words sorted by their first words. */
class Rows {
  readonly #words: Uint32Array
  readonly #width: number
  readonly count: number

  constructor(bytes: Uint8Array, width: number) {
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)
    this.#width = width
    this.count = this.#words.length / width
  }

  word(row: number, column: number): number {
    return this.#words[row * this.#width + column]
  }

  /** The first row whose words are not less than the given ones. */
  first(a: number, b = 0): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const mid = (low + high) >>> 1
      const x = this.word(mid, 0)
      if (x < a || (x === a && this.word(mid, 1) < b)) low = mid + 1
      else high = mid
    }
    return low
  }

  /** The row that begins with `a` (and, if given, `b`), or -1. */
  find(a: number, b = 0): number {
    const row = this.first(a, b)
    return row < this.count && this.word(row, 0) === a && (b === 0 || this.word(row, 1) === b) ? row : -1
  }
}
