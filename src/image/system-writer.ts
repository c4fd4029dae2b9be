import { type CompiledFunction, type Entry, type LinkedFunction, linkModule } from '../codegen/index.ts'
import {
  BindingField,
  type BlockRun,
  DT_HASH,
  type Heap,
  type HeapSnapshot,
  SNAPSHOT_BLOCK,
  TypeNameField,
  typeNameFlags,
  type Value,
} from '../heap/index.ts'
import {
  type Binding,
  type CodeInstance,
  Method,
  type MethodSystem,
  MethodTable,
  Module,
  WORLD_MAX,
} from '../methods/index.ts'
import { DataType, TypeName, unwrapUnionAll } from '../types/index.ts'
import { Encoder } from './bytes.ts'
import { type BaseHeader, type Digest, IMAGE_FORMAT, layOutFile, type Section } from './file.ts'
import { bindingFlags, isCurrent, RecordWriter } from './records.ts'
import { type EntityKind, entityKinds } from './tags.ts'
import { type Entity, ImageWriter } from './writer.ts'

/** Bit of `TypeName.flags` in a system image: the method table's name is the name of the one instance. */
export const TYPENAME_SINGLETON = 8

export interface SystemHeader extends BaseHeader {
  readonly kind: 'system'
  /** of the program that wrote it: only the same build may load it */
  readonly build: string
  /** identity of this very image: what package images built upon it name */
  readonly id: string
  readonly snapshot: HeapSnapshot
  readonly session: SystemState
  readonly tables: { readonly type: number; readonly shared: number }
}

/** What a session must know besides its objects. */
export interface SystemState {
  readonly world: number
  readonly slots: number
  readonly gensyms: number
  readonly core: Value
  readonly main: Value
  readonly base: Value
  readonly intrinsics: Value
  /** table slots of builtins by name, to see that they are where compiled code has them */
  readonly builtinSlots: Readonly<Record<string, number>>
}

/** What the session gives for writing its system image. */
export interface SystemInput {
  readonly heap: Heap
  readonly methods: MethodSystem
  readonly build: string
  readonly state: () => SystemState
  readonly digest: Digest
  /** compiled code kept for the image */
  readonly compiled: ReadonlyMap<CodeInstance, readonly CompiledFunction[]>
  slotOf(ci: CodeInstance, entry: Entry): number
  /** types of called values whose dispatch caches hold entries that depend on a table or code instance */
  readonly dispatch: ReadonlyMap<MethodTable | CodeInstance, ReadonlySet<Value>>
}

/**
 * Writes the system image of a session in which nothing runs any more: memory as it is, and a record for each object of
 * TypeScript. The session can go on afterwards.
 */
export function writeSystemImage(input: SystemInput): Uint8Array[] {
  return new SystemWriter(input).write()
}

/** The callers of bindings, and where those of each begin, counted from 1. */
interface BindingEdges {
  readonly bytes: Uint8Array
  readonly places: ReadonlyMap<Binding, number>
}

class SystemWriter {
  readonly #input: SystemInput
  readonly #heap: Heap
  readonly #w: ImageWriter
  readonly #records: RecordWriter
  readonly #bytes: Record<EntityKind, Uint8Array[]> = {
    module: [],
    table: [],
    method: [],
    mi: [],
    ci: [],
    typeName: [],
  }
  readonly #doneModules = new Set<Module>()
  readonly #bindings: { address: Value; module: Value; symbol: Value; binding: Binding }[] = []

  constructor(input: SystemInput) {
    this.#input = input
    this.#heap = input.heap
    this.#w = new ImageWriter(input.heap, {
      isSystem: true,
      foreignRecord: () => null,
      blobPlace: () => {
        throw new Error('image: a system image has no blob')
      },
    })
    this.#records = new RecordWriter(this.#w, {
      isSystem: true,
      tableOf: (n) => input.methods.tableOf(n),
      keepsMethod: (m) => m.deletedWorld === WORLD_MAX,
      keepsInstance: (mi) => mi.def instanceof Method && mi.def.deletedWorld === WORLD_MAX,
      keepsCode: (ci) => isCurrent(ci) && ci.mi.def instanceof Method,
      codeOffset: (ci) => (input.compiled.has(ci) ? 0 : -1),
      reliesOn: () => [],
      keepsInferred: (ci) => ci.entry === 'none' || ci.inlineCost !== 0xffff,
    })
  }

  write(): Uint8Array[] {
    const { methods } = this.#input
    const w = this.#w
    // entries get their slots now, so that records can name them
    for (const [ci, functions] of this.#input.compiled)
      for (const f of functions) this.#input.slotOf(ci, f.entry)
    for (const table of methods.tables) w.recordIndex('table', table)
    const code = [...this.#input.compiled].filter(([ci]) => isCurrent(ci) && ci.mi.def instanceof Method)
    for (const [ci, functions] of code) {
      w.recordIndex('ci', ci)
      for (const f of functions) {
        for (const r of f.relocs) if (r.kind === 'slot' || r.kind === 'call') w.recordIndex('ci', r.target)
      }
    }
    const openEdges = w.capture(() => {
      w.out.list(
        methods.openEdges.filter((e) => isCurrent(e.caller)),
        (e) => this.#records.matchesBackedge(e),
      )
    })
    this.#closure()
    const dispatch = this.#dispatch()
    // callers may bring further modules, whose names have edges too
    let known: number
    let bindingEdges: BindingEdges
    do {
      known = this.#bindings.length
      bindingEdges = this.#bindingEdges()
      this.#closure()
    } while (this.#bindings.length !== known)
    this.#finishTypeNames()
    const linked = this.#link(code)
    const lines = this.#lines(linked.functions)
    const addresses = this.#addresses()
    const bindings = this.#bindingRows(bindingEdges.places)
    const types = this.#typeRows()
    const records = this.#recordSection()
    const strings = this.#stringSection()
    const noTypes = new Encoder()
    noTypes.u32(0)
    noTypes.u32(0)
    const state = this.#input.state()
    const tables = {
      type: w.recordIndex('table', methods.typeTable),
      shared: w.recordIndex('table', methods.sharedTable),
    }
    const snapshot = this.#heap.freeze()
    const { u8 } = this.#heap.views
    const memory = snapshot.runs.map((run: BlockRun) =>
      u8.subarray(run.first * SNAPSHOT_BLOCK, (run.first + run.count) * SNAPSHOT_BLOCK),
    )
    const sections: Section[] = [
      { name: 'memory', chunks: memory, checked: false },
      { name: 'wasm', chunks: [linked.bytes], checked: false },
      { name: 'strings', chunks: [strings], checked: false },
      { name: 'records', chunks: [records], checked: false },
      { name: 'types', chunks: [noTypes.finish()], checked: false },
      { name: 'addresses', chunks: [addresses], checked: false },
      ...bindings.map((bytes, i) => ({
        name: ['bindings', 'moduleBindings'][i],
        chunks: [bytes],
        checked: false,
      })),
      ...types.map((bytes, i) => ({
        name: ['typeTable', 'spelledTypes'][i],
        chunks: [bytes],
        checked: false,
      })),
      { name: 'dispatch', chunks: [dispatch], checked: false },
      { name: 'bindingEdges', chunks: [bindingEdges.bytes], checked: false },
      { name: 'openEdges', chunks: [openEdges], checked: false },
      { name: 'lines', chunks: [lines], checked: false },
    ]
    const id = this.#identity(sections)
    return layOutFile(
      sections,
      this.#input.digest,
      (places): SystemHeader => ({
        kind: 'system',
        format: IMAGE_FORMAT,
        build: this.#input.build,
        id,
        sections: places,
        snapshot,
        session: state,
        tables,
      }),
    )
  }

  #identity(sections: readonly Section[]): string {
    let sum = new Uint8Array(32)
    for (const s of sections) {
      for (const chunk of s.chunks) {
        const part = this.#input.digest(chunk)
        const both = new Uint8Array(64)
        both.set(sum)
        both.set(part, 32)
        sum = this.#input.digest(both) as Uint8Array<ArrayBuffer>
      }
    }
    return Array.from(sum.subarray(0, 16), (b) => b.toString(16).padStart(2, '0')).join('')
  }

  /** Writes records until none is missing; reaching a module enters its names, which may reach further modules. */
  #closure(): void {
    const w = this.#w
    for (;;) {
      for (let next = w.pending.pop(); next !== undefined; next = w.pending.pop()) {
        this.#bytes[next.kind][next.index] =
          next.kind === 'typeName' ? new Uint8Array(0) : this.#records.record(next.kind, next.entity)
      }
      for (const x of [...this.#heap.mirrors.values()]) if (x instanceof Module) this.#module(x)
      if (w.pending.length === 0) return
    }
  }

  #module(m: Module): void {
    if (this.#doneModules.has(m)) return
    this.#doneModules.add(m)
    const heap = this.#heap
    this.#w.recordIndex('module', m)
    const module = heap.moduleValue(m)
    for (const b of m.bindings.values()) {
      const address = heap.bindingCell(b)
      const symbol = heap.symbol(b.name)
      const owner = b.owner === null ? 0 : heap.bindingCell(b.owner)
      const type = b.type === null ? 0 : heap.typeAddress(b.type)
      const { u32, u8 } = heap.views
      u32[(address + BindingField.owner) >>> 2] = owner
      u32[(address + BindingField.type) >>> 2] = type
      u8[address + BindingField.flags] = bindingFlags(b)
      this.#bindings.push({ address, module, symbol, binding: b })
      if (b.owner !== null && b.owner !== b) this.#module(b.owner.module)
    }
  }

  #dispatch(): Uint8Array {
    const w = this.#w
    const kept = [...this.#input.dispatch].filter(
      ([cause]) => cause instanceof MethodTable || (isCurrent(cause) && cause.mi.def instanceof Method),
    )
    return w.capture(() =>
      w.out.list(kept, ([cause, types]) => {
        w.out.bool(cause instanceof MethodTable)
        if (cause instanceof MethodTable) w.table(cause)
        else w.codeInstance(cause)
        w.out.list([...types], (t) => w.out.nat(t))
      }),
    )
  }

  /** The callers of each binding that has any, and where they stand, counted from 1. */
  #bindingEdges(): BindingEdges {
    const w = this.#w
    const places = new Map<Binding, number>()
    const bytes = w.capture(() => {
      for (const { binding } of this.#bindings) {
        const callers = [...(binding.backedges ?? [])].filter(
          (ci) => isCurrent(ci) && ci.mi.def instanceof Method,
        )
        if (callers.length === 0) continue
        places.set(binding, w.out.length + 1)
        w.out.list(callers, (ci) => w.codeInstance(ci))
      }
    })
    return { bytes, places }
  }

  /** Method tables and names of instances are entered in the objects of type names, from which they will be read. */
  #finishTypeNames(): void {
    const heap = this.#heap
    const { methods } = this.#input
    for (const n of [...heap.mirrors.values()]) {
      if (!(n instanceof TypeName)) continue
      // the definition went on after the object was made
      const primary = unwrapUnionAll(n.wrapper) as DataType
      if (n.isDefined && n.bodyFieldTypes !== null && primary !== heap.types.anyTuple)
        heap.fieldTypesValue(primary)
      heap.views.u8[n.address + TypeNameField.flags] = typeNameFlags(n)
      heap.views.u8[n.address + TypeNameField.maxMethods] = n.maxMethods
      heap.views.u32[(n.address + TypeNameField.uninitialized) >>> 2] = n.maybeUndefFields
      if (n.singletonName !== null && n.methodTable === null) methods.tableOf(n)
      if (n.methodTable === null) continue
      const table = heap.methodTableValue(n.methodTable as MethodTable)
      this.#w.recordIndex('table', n.methodTable as MethodTable)
      heap.views.u32[(n.address + TypeNameField.methodTable) >>> 2] = table
      if (n.singletonName !== null) heap.views.u8[n.address + TypeNameField.flags] |= TYPENAME_SINGLETON
    }
    this.#closure()
  }

  #link(code: readonly (readonly [CodeInstance, readonly CompiledFunction[]])[]) {
    const present = new Set(code.map(([ci]) => ci))
    return linkModule(
      code.flatMap(([, functions]) => functions),
      {
        address: (offset) => ({ base: null, offset }),
        slot: (ci, entry) => ({ base: null, offset: this.#input.slotOf(ci, entry) }),
        needsStub: (ci) => {
          if (present.has(ci)) return false
          this.#heap.codeInstanceValue(ci)
          return true
        },
      },
      'system',
    )
  }

  #lines(functions: readonly LinkedFunction[]): Uint8Array {
    const w = this.#w
    return w.capture(() =>
      w.out.list(functions, (f) => {
        w.out.nat(f.index)
        w.text(f.name)
        w.out.nat(f.start)
        w.out.nat(f.end)
        w.optional(f.owner, (ci) => w.codeInstance(ci))
        w.out.skippable(() => {
          w.out.list(f.marks, (m) => w.out.int(m))
          w.lines(f.lines)
        })
      }),
    )
  }

  /** Rows (address, kind and index), sorted. */
  #addresses(): Uint8Array {
    const rows: [number, number][] = []
    entityKinds.forEach((kind, k) => {
      for (const [x, index] of this.#w.own[kind] as Map<Entity, number>)
        rows.push([x.address, k * 0x10000000 + index])
    })
    return sortedRows(rows)
  }

  #bindingRows(edges: ReadonlyMap<Binding, number>): Uint8Array[] {
    const byAddress = sortedRows(
      this.#bindings.map((b) => [b.address, b.module, b.symbol, edges.get(b.binding) ?? 0]),
    )
    const byModule = sortedRows(this.#bindings.map((b) => [b.module, b.symbol, b.address]))
    return [byAddress, byModule]
  }

  /** Where to find types by hash, and those that may be spelled otherwise by name. */
  #typeRows(): Uint8Array[] {
    const heap = this.#heap
    const rows: number[][] = []
    const spelled: number[][] = []
    for (const [address, t] of heap.mirrors) {
      if (!(t instanceof DataType) || t.hasFreeTypeVars || unwrapUnionAll(t.name.wrapper) === t) continue
      if (t.hasSpellings && t.name !== heap.types.tupleName) spelled.push([t.name.address, address])
      else rows.push([heap.views.u32[(address + DT_HASH) >>> 2], address])
    }
    return [sortedRows(rows), sortedRows(spelled)]
  }

  #recordSection(): Uint8Array {
    return recordSection(this.#bytes)
  }

  #stringSection(): Uint8Array {
    return stringSection(this.#w.strings)
  }
}

/** Rows of words, sorted by the first words. */
function sortedRows(rows: readonly (readonly number[])[]): Uint8Array {
  const sorted = [...rows].sort((a, b) => {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i]
    return 0
  })
  const out = new Uint32Array(sorted.length * (sorted[0]?.length ?? 1))
  sorted.forEach((row, i) => out.set(row, i * row.length))
  return new Uint8Array(out.buffer)
}

/** For each kind: number, offsets; then the records themselves. */
export function recordSection(bytes: Record<EntityKind, readonly Uint8Array[]>): Uint8Array {
  const e = new Encoder()
  let at = 0
  for (const kind of entityKinds) at += 4 * (bytes[kind].length + 2)
  for (const kind of entityKinds) {
    e.u32(bytes[kind].length)
    for (const record of bytes[kind]) {
      e.u32(at)
      at += record.length
    }
    e.u32(at)
  }
  for (const kind of entityKinds) for (const record of bytes[kind]) e.raw(record)
  return e.finish()
}

/** Number, offsets (one more), bytes. */
export function stringSection(strings: ReadonlyMap<string, number>): Uint8Array {
  const encoded = [...strings.keys()].map((s) => new TextEncoder().encode(s))
  const e = new Encoder()
  e.u32(encoded.length)
  let at = 0
  for (const s of encoded) {
    e.u32(at)
    at += s.length
  }
  e.u32(at)
  for (const s of encoded) e.raw(s)
  return e.finish()
}

/** Number, offsets (one more, from the section's beginning), nodes. */
export function typeSection(nodes: readonly Uint8Array[]): Uint8Array {
  const e = new Encoder()
  e.u32(nodes.length)
  let at = 4 * (nodes.length + 2)
  for (const n of nodes) {
    e.u32(at)
    at += n.length
  }
  e.u32(at)
  for (const n of nodes) e.raw(n)
  return e.finish()
}
