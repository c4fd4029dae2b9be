import {
  DT_LAYOUT,
  HEADER_AUX,
  HEADER_TAG,
  type Heap,
  KIND_MEMORY_BITS,
  KIND_MEMORY_INLINE,
  KIND_MEMORY_REFS,
  KIND_MEMORY_UNION,
  KIND_STRING,
  KIND_SVEC,
  KIND_TASK,
  KIND_WEAKREF,
  LAYOUT_KIND,
  LAYOUT_NPTRS,
  LAYOUT_OFFSETS,
  LAYOUT_SIZE,
  LAYOUT_STRIDE,
  MEMORY_DATA,
  MEMORY_LENGTH,
  MEMORY_OWNER,
  MEMORY_PTR,
  STRING_DATA,
  SVEC_DATA,
  TAG_PERMANENT,
  type Value,
} from '../heap/index.ts'
import { DataType, type TypeSystem } from '../types/index.ts'
import type { Decoder } from './bytes.ts'
import type { ImageReader } from './reader.ts'
import type { ImageWriter } from './writer.ts'

/** A value cannot be part of an image; the message is for the user. */
export class UnsavableValueError extends Error {}

/** Words of an object that are not plain bytes. */
interface Slots {
  /** references (a word at the offset) */
  readonly references: readonly number[]
  /** pointers into another object: offset of the 8-byte pointer, and the object */
  readonly interior: readonly { readonly at: number; readonly target: Value; readonly delta: number }[]
  /** foreign pointers: their 8 bytes become zero */
  readonly foreign: readonly number[]
  /** the payload's bytes */
  readonly bytes: Uint8Array
}

/** Inside values of a type: where pointers into other objects and foreign pointers stand. */
interface Pointers {
  /** offsets of `MemoryRef`s stored inline */
  readonly memoryRefs: readonly number[]
  readonly foreign: readonly number[]
}

/** Takes heap objects apart, so that they can be put together elsewhere. */
export class ObjectReader {
  readonly #heap: Heap
  readonly #pointers = new Map<DataType, Pointers>()

  constructor(heap: Heap) {
    this.#heap = heap
  }

  /** @throws UnsavableValueError */
  slots(v: Value): Slots {
    const heap = this.#heap
    const { u32, u8 } = heap.views
    const layout = u32[(heap.typeAddressOf(v) + DT_LAYOUT) >>> 2]
    const kind = u32[(layout + LAYOUT_KIND) >>> 2]
    const plain = (n: number): Slots => ({
      references: [],
      interior: [],
      foreign: [],
      bytes: u8.slice(v, v + n),
    })
    switch (kind) {
      case KIND_STRING:
        return plain(STRING_DATA + u32[v >>> 2] + 1)
      case KIND_SVEC: {
        const n = u32[v >>> 2]
        return {
          ...plain(SVEC_DATA + 4 * n),
          references: Array.from({ length: n }, (_, i) => SVEC_DATA + 4 * i),
        }
      }
      case KIND_MEMORY_BITS:
      case KIND_MEMORY_UNION:
      case KIND_MEMORY_REFS:
      case KIND_MEMORY_INLINE:
        return this.#memory(v, layout, kind)
      case KIND_TASK:
        throw new UnsavableValueError('Task cannot be serialized')
      case KIND_WEAKREF:
        return { ...plain(u32[(layout + LAYOUT_SIZE) >>> 2]), references: [0] }
    }
    const type = heap.typeOf(v)
    const { memoryRefs, foreign } = this.#pointersIn(type)
    return {
      ...plain(u32[(layout + LAYOUT_SIZE) >>> 2]),
      references: this.#offsets(layout),
      foreign,
      interior: memoryRefs.flatMap((at) => this.#interior(v + at, at)),
    }
  }

  #offsets(layout: number): number[] {
    const { u32 } = this.#heap.views
    const from = (layout + LAYOUT_OFFSETS) >>> 2
    return Array.from(u32.subarray(from, from + u32[(layout + LAYOUT_NPTRS) >>> 2]))
  }

  #memory(v: Value, layout: number, kind: number): Slots {
    const heap = this.#heap
    const { u32, u8 } = heap.views
    const n = u32[(v + MEMORY_LENGTH) >>> 2]
    const data = u32[(v + MEMORY_PTR) >>> 2]
    const stride = u32[(layout + LAYOUT_STRIDE) >>> 2]
    const owner = data === v + MEMORY_DATA ? 0 : u32[(v + MEMORY_OWNER) >>> 2]
    if (owner !== 0) {
      return {
        bytes: u8.slice(v, v + MEMORY_OWNER + 8),
        references: [MEMORY_OWNER],
        foreign: [],
        interior: [{ at: MEMORY_PTR, target: owner, delta: data - owner }],
      }
    }
    // bytes that belong to nobody in the heap become the object's own
    const size = n * stride + (kind === KIND_MEMORY_UNION ? n : 0)
    const bytes = new Uint8Array(MEMORY_DATA + size)
    bytes.set(u8.subarray(v, v + 8))
    bytes.set(u8.subarray(data, data + size), MEMORY_DATA)
    const interior: { at: number; target: Value; delta: number }[] = [
      { at: MEMORY_PTR, target: v, delta: MEMORY_DATA },
    ]
    const references: number[] = []
    const foreign: number[] = []
    const element = heap.typeOf(v).parameters[1]
    if (kind === KIND_MEMORY_REFS) for (let i = 0; i < n; i++) references.push(MEMORY_DATA + 4 * i)
    else if (
      element instanceof DataType &&
      (kind === KIND_MEMORY_INLINE ||
        this.#isPointer(element) ||
        this.#pointersIn(element).foreign.length > 0)
    ) {
      const offsets = kind === KIND_MEMORY_INLINE ? this.#offsets(layout) : []
      const inside = this.#pointersIn(element)
      for (let i = 0; i < n; i++) {
        const at = MEMORY_DATA + i * stride
        for (const o of offsets) references.push(at + o)
        for (const o of inside.memoryRefs) interior.push(...this.#interior(data + i * stride + o, at + o))
        for (const o of inside.foreign) foreign.push(at + o)
      }
    }
    return { bytes, references, interior, foreign }
  }

  /** The pointer of the `MemoryRef` at address `p`, which stands at offset `at` of an object. */
  #interior(p: number, at: number): Slots['interior'] {
    const heap = this.#heap
    const { u32 } = heap.views
    const memory = u32[(p + 8) >>> 2]
    if (memory === 0) return []
    const element = heap.types.elementLayout(heap.typeOf(memory).parameters[1])
    // then it holds an index
    if (element.kind === 'union' || element.size === 0) return []
    const data = u32[(memory + MEMORY_PTR) >>> 2]
    const owner = data === memory + MEMORY_DATA ? 0 : u32[(memory + MEMORY_OWNER) >>> 2]
    const pointer = u32[p >>> 2]
    return [
      owner === 0
        ? { at, target: memory, delta: pointer - data + MEMORY_DATA }
        : { at, target: owner, delta: pointer - owner },
    ]
  }

  #isPointer(t: DataType): boolean {
    return isInstanceOf(this.#heap.types, t, this.#heap.types.ptr)
  }

  #pointersIn(type: DataType): Pointers {
    const known = this.#pointers.get(type)
    if (known !== undefined) return known
    const memoryRefs: number[] = []
    const foreign: number[] = []
    const ts = this.#heap.types
    const visit = (t: DataType, base: number): void => {
      if (this.#isPointer(t)) {
        foreign.push(base)
        return
      }
      if (isInstanceOf(ts, t, ts.genericMemoryRef)) {
        memoryRefs.push(base)
        return
      }
      const layout = ts.layoutOf(t)
      if (layout === undefined || layout === null || t.name.isPrimitive) return
      const types = ts.fieldTypesOf(t)
      layout.fields.forEach((f, i) => {
        const inner = types[i]
        if (!f.isPointer && f.selectorOffset < 0 && inner instanceof DataType) visit(inner, base + f.offset)
      })
    }
    visit(type, 0)
    const found = { memoryRefs, foreign }
    this.#pointers.set(type, found)
    return found
  }
}

function isInstanceOf(ts: TypeSystem, t: DataType, wrapper: TypeSystem['ptr']): boolean {
  let body = wrapper.body
  while (body.kind === 'UnionAll') body = body.body
  void ts
  return body.kind === 'DataType' && body.name === t.name
}

/** Collects the heap objects of a package image and gives them their places. */
export class BlobWriter {
  readonly #heap: Heap
  readonly #reader: ObjectReader
  readonly #places = new Map<Value, number>()
  readonly #order: Value[] = []
  readonly #chunks: { offset: number; bytes: Uint8Array }[] = []
  #written = 0
  #end = 0

  constructor(heap: Heap) {
    this.#heap = heap
    this.#reader = new ObjectReader(heap)
  }

  /** Offset of the payload of `v`; it will be part of the blob. */
  place(v: Value): number {
    const known = this.#places.get(v)
    if (known !== undefined) return known
    const { bytes } = this.#reader.slots(v)
    const offset = this.#end + 8
    this.#end = offset + ((bytes.length + 7) & ~7)
    this.#places.set(v, offset)
    this.#order.push(v)
    return offset
  }

  get isDone(): boolean {
    return this.#written === this.#order.length
  }

  get length(): number {
    return this.#end
  }

  get count(): number {
    return this.#order.length
  }

  /** The objects, in the order of their places. */
  get objects(): readonly Value[] {
    return this.#order
  }

  /** Takes the objects apart that were placed since; may place further ones. Appends to `w.out` how to put them together. */
  writePending(w: ImageWriter): void {
    const heap = this.#heap
    for (; this.#written < this.#order.length; this.#written++) {
      const v = this.#order[this.#written]
      const slots = this.#reader.slots(v)
      const { bytes } = slots
      const clear = (at: number, n: number): void => {
        bytes.fill(0, at, at + n)
      }
      const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      w.out.nat(bytes.length)
      w.param(heap.typeOf(v))
      const references = slots.references
        .map((at) => [at, words.getUint32(at, true)])
        .filter(([, x]) => x !== 0)
      for (const [at] of references) clear(at, 4)
      for (const at of slots.foreign) clear(at, 8)
      for (const { at } of slots.interior) clear(at, 8)
      w.out.list(references, ([at, x]) => {
        w.out.nat(at / 4)
        w.value(x)
      })
      w.out.list(slots.interior, ({ at, target, delta }) => {
        w.out.nat(at / 4)
        w.value(target)
        w.out.nat(delta)
      })
      this.#chunks.push({ offset: this.place(v), bytes })
    }
  }

  /** The blob's bytes: payloads at their places, everything that depends on addresses zero. */
  bytes(): Uint8Array {
    const out = new Uint8Array(this.#end)
    for (const { offset, bytes } of this.#chunks) out.set(bytes, offset)
    return out
  }
}

/** Puts the objects of a blob together at `base`, where its bytes stand already. */
export function restoreBlob(reader: ImageReader, base: number, count: number, d: Decoder): void {
  const { heap } = reader.system
  let at = base
  for (let i = 0; i < count; i++) {
    const size = d.nat()
    const type = heap.typeAddress(reader.type(d))
    const v = at + 8
    heap.views.u32[(v + HEADER_AUX) >>> 2] = (size + 7) & ~7
    heap.views.u32[(v + HEADER_TAG) >>> 2] = type | TAG_PERMANENT
    for (let n = d.nat(); n > 0; n--) {
      const slot = (v >>> 2) + d.nat()
      const x = reader.value(d)
      heap.views.u32[slot] = x
    }
    for (let n = d.nat(); n > 0; n--) {
      const slot = (v >>> 2) + d.nat()
      const target = reader.value(d)
      heap.views.u32[slot] = target + d.nat()
    }
    at = v + ((size + 7) & ~7)
  }
}
