import { type DataType, inlineUnion, type Type } from '../types/index.ts'
import type { Heap } from './heap.ts'
import type { Value } from './kernel.ts'

/**
 * Structs and tuples from TypeScript: construction and fields by index from 0, whatever their layout. Nothing here
 * checks types: callers have.
 */
export class Structs {
  readonly #heap: Heap

  constructor(heap: Heap) {
    this.#heap = heap
  }

  /** A new instance of a concrete struct or tuple type; fields that are missing or 0 stay undefined. */
  create(type: DataType, fields: readonly Value[]): Value {
    const heap = this.#heap
    if (heap.types.isSingleton(type)) return heap.singleton(type)
    const layout = heap.types.layoutOf(type)
    if (layout === undefined) throw new Error(`heap: ${type.name.name.name} has no instances with fields`)
    const v = heap.alloc(type, layout.size)
    for (let i = 0; i < fields.length; i++) if (fields[i] !== 0) this.storeField(v, type, i, fields[i])
    return v
  }

  /** Field `i`, boxed if it lies inline; 0 if it is not defined. */
  field(v: Value, i: number): Value {
    const heap = this.#heap
    const type = heap.typeOf(v)
    const layout = heap.types.layoutOf(type)
    const field = layout?.fields[i]
    if (field === undefined) throw new Error(`heap: ${type.name.name.name} has no field ${i + 1}`)
    if (field.isPointer) return heap.views.u32[(v + field.offset) >>> 2]
    if (layout!.pointerOffsets.length > 0 && !this.isDefined(v, i)) return 0
    const declared = heap.types.fieldTypesOf(type)[i] as Type
    let inner = declared as DataType
    if (field.selectorOffset >= 0) {
      inner = inlineUnion(heap.types, declared)!.members[heap.views.u8[v + field.selectorOffset]]
    }
    return this.boxAt(inner, v + field.offset)
  }

  /** Stores `x`, a value of the field's type, or 0 to make a reference field undefined. */
  storeField(v: Value, type: DataType, i: number, x: Value): void {
    const heap = this.#heap
    const field = heap.types.layoutOf(type)!.fields[i]
    if (field.isPointer) {
      heap.views.u32[(v + field.offset) >>> 2] = x
      return
    }
    const { u8 } = heap.views
    let { size } = field
    if (field.selectorOffset >= 0) {
      const { members } = inlineUnion(heap.types, heap.types.fieldTypesOf(type)[i])!
      const which = members.indexOf(heap.typeOf(x))
      if (which < 0)
        throw new Error(`heap: field ${i + 1} of ${type.name.name.name} cannot hold such a value`)
      u8[v + field.selectorOffset] = which
      size = heap.types.layoutOf(members[which])!.size
    }
    u8.copyWithin(v + field.offset, x, x + size)
  }

  /** True unless it is a field without value: a reference, or a struct that holds references. */
  isDefined(v: Value, i: number): boolean {
    const heap = this.#heap
    const type = heap.typeOf(v)
    const field = heap.types.layoutOf(type)?.fields[i]
    if (field === undefined) return false
    let { offset } = field
    if (!field.isPointer) {
      if (field.selectorOffset >= 0) return true
      const inner = heap.types.layoutOf(heap.types.fieldTypesOf(type)[i] as DataType)!
      if (inner.pointerOffsets.length === 0) return true
      offset += inner.pointerOffsets[0]
    }
    return heap.views.u32[(v + offset) >>> 2] !== 0
  }

  /** The value of an immutable type whose bytes lie at `p`. */
  boxAt(type: DataType, p: number): Value {
    const heap = this.#heap
    const ts = heap.types
    const { views } = heap
    switch (type) {
      case ts.int64:
        return heap.boxInt64(views.view.getBigInt64(p, true))
      case ts.bool:
        return views.u8[p] !== 0 ? heap.true_ : heap.false_
      case ts.int8:
        return heap.boxInt8(views.i8[p])
      case ts.uint8:
        return heap.boxUInt8(views.u8[p])
      case ts.char:
        return heap.boxChar(views.view.getUint32(p, true))
    }
    if (ts.isSingleton(type)) return heap.singleton(type)
    const { size } = ts.layoutOf(type)!
    const v = heap.alloc(type, size)
    heap.views.u8.copyWithin(v, p, p + size)
    return v
  }
}
