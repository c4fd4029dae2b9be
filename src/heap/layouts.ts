import {
  type DataType,
  inlineUnion,
  type Layout,
  type Type,
  type TypeParam,
  type TypeSystem,
} from '../types/index.ts'
import {
  EGAL_BYTES,
  EGAL_ENTRY,
  EGAL_REF,
  EGAL_UNION,
  FIELD_ATOMIC,
  FIELD_CONST,
  FIELD_DECLARED,
  FIELD_ENTRY,
  FIELD_KIND,
  FIELD_KIND_INLINE,
  FIELD_KIND_REF,
  FIELD_KIND_UNION,
  FIELD_OFFSET,
  FIELD_SELECTOR,
  FIELD_SIZE,
  FIELD_TYPE,
  KIND_MEMORY_BITS,
  KIND_MEMORY_INLINE,
  KIND_MEMORY_REFS,
  KIND_MEMORY_UNION,
  KIND_OPAQUE,
  KIND_STRING,
  KIND_STRUCT,
  KIND_SVEC,
  KIND_SYMBOL,
  KIND_TASK,
  KIND_WEAKREF,
  LAYOUT_ALIGNMENT,
  LAYOUT_EGAL,
  LAYOUT_ELEMENT_NPTRS,
  LAYOUT_FIELD_TABLE,
  LAYOUT_FLAGS,
  LAYOUT_KIND,
  LAYOUT_NFIELDS,
  LAYOUT_NPTRS,
  LAYOUT_OFFSETS,
  LAYOUT_PREFIX,
  LAYOUT_SIZE,
  LAYOUT_STRIDE,
  LAYOUTF_BYTEWISE,
  LAYOUTF_MUTABLE,
  MEMBERS_TYPES,
  TASK_SIZE,
} from './constants.ts'
import type { Kernel, Value } from './kernel.ts'

/** Bytes of a Module object: name and parent. */
export const MODULE_SIZE = 16

/**
 * Writes what the collector and the kernel must know of a type: its layout descriptor, comparison table and field
 * table (`docs/internals.md`). They are permanent and hold no references to collected objects.
 */
export class LayoutWriter {
  readonly #kernel: Kernel
  readonly #types: TypeSystem
  readonly #typeAddress: (t: TypeParam) => Value

  constructor(kernel: Kernel, types: TypeSystem, typeAddress: (t: TypeParam) => Value) {
    this.#kernel = kernel
    this.#types = types
    this.#typeAddress = typeAddress
  }

  /** The descriptor of `t`, or 0 for a type that has no instances of known layout (yet). */
  descriptor(t: DataType): number {
    const ts = this.#types
    if (!t.isConcrete) return 0
    if (t === ts.string) return this.#write(t, opaqueShape(KIND_STRING, 8))
    if (t === ts.symbol) return this.#write(t, opaqueShape(KIND_SYMBOL, 8))
    if (t === ts.simpleVector) return this.#write(t, opaqueShape(KIND_SVEC, 8))
    if (t === ts.module)
      return this.#write(t, { ...opaqueShape(KIND_OPAQUE, MODULE_SIZE), pointerOffsets: [0, 8] })
    const layout = ts.layoutOf(t)
    if (layout === undefined) return 0
    const shape: Shape = {
      kind: KIND_STRUCT,
      size: layout.size,
      alignment: layout.alignment,
      pointerOffsets: layout.pointerOffsets,
      stride: 0,
      elementPointers: 0,
      fields: layout.fields.length,
    }
    if (t === ts.task) return this.#write(t, { ...shape, kind: KIND_TASK, size: TASK_SIZE })
    if (t === ts.weakRef) return this.#write(t, { ...shape, kind: KIND_WEAKREF, pointerOffsets: [] })
    if (t === ts.codeInfo) {
      const hidden = codeInfoHiddenOffset(layout)
      return this.#write(t, {
        ...shape,
        size: hidden + 16,
        pointerOffsets: [...layout.pointerOffsets, hidden],
      })
    }
    if (unwrapsTo(ts.genericMemory, t)) {
      const element = ts.elementLayout(t.parameters[1])
      const kind = {
        bits: KIND_MEMORY_BITS,
        ref: KIND_MEMORY_REFS,
        inline: KIND_MEMORY_INLINE,
        union: KIND_MEMORY_UNION,
      }
      return this.#write(t, {
        ...shape,
        kind: kind[element.kind],
        pointerOffsets: element.kind === 'inline' ? element.pointerOffsets : [],
        stride: element.size,
        elementPointers: element.pointerOffsets.length,
      })
    }
    if (isMirrored(ts, t)) return this.#write(t, { ...shape, kind: KIND_OPAQUE })
    return this.#write(t, shape, layout)
  }

  #write(t: DataType, shape: Shape, layout?: Layout): number {
    const { exports, views } = this.#kernel
    const bytes = LAYOUT_PREFIX + LAYOUT_OFFSETS + shape.pointerOffsets.length * 4
    const d = (exports.alloc_static(bytes) >>> 0) + LAYOUT_PREFIX
    const bytewise = layout?.isBits === true && !layout.hasPadding
    const egal = layout === undefined || bytewise || t.name.isMutable ? 0 : this.#egalTable(t, layout)
    const { u32 } = views
    u32[(d + LAYOUT_NFIELDS) >>> 2] = shape.fields
    u32[(d + LAYOUT_FIELD_TABLE) >>> 2] = 0
    u32[(d + LAYOUT_SIZE) >>> 2] = shape.size
    u32[(d + LAYOUT_KIND) >>> 2] = shape.kind
    u32[(d + LAYOUT_ALIGNMENT) >>> 2] = shape.alignment
    u32[(d + LAYOUT_NPTRS) >>> 2] = shape.pointerOffsets.length
    u32[(d + LAYOUT_STRIDE) >>> 2] = shape.stride
    u32[(d + LAYOUT_ELEMENT_NPTRS) >>> 2] = shape.elementPointers
    u32[(d + LAYOUT_FLAGS) >>> 2] =
      (bytewise ? LAYOUTF_BYTEWISE : 0) | (t.name.isMutable || t.name.isOpaque ? LAYOUTF_MUTABLE : 0)
    u32[(d + LAYOUT_EGAL) >>> 2] = egal
    shape.pointerOffsets.forEach((offset, i) => {
      u32[(d + LAYOUT_OFFSETS + i * 4) >>> 2] = offset
    })
    return d
  }

  /** The comparison table of an immutable type that cannot be compared byte by byte. */
  #egalTable(t: DataType, layout: Layout): number {
    const entries: number[][] = []
    this.#egalEntries(t, layout, 0, entries)
    const table = this.#kernel.exports.alloc_static(4 + entries.length * EGAL_ENTRY) >>> 0
    const { u32 } = this.#kernel.views
    u32[table >>> 2] = entries.length
    entries.flat().forEach((word, i) => {
      u32[(table + 4 + i * 4) >>> 2] = word
    })
    return table
  }

  #egalEntries(t: DataType, layout: Layout, base: number, out: number[][]): void {
    if (t.name.isPrimitive) {
      out.push([base, EGAL_BYTES, layout.size, 0])
      return
    }
    const types = this.#types.fieldTypesOf(t)
    layout.fields.forEach((field, i) => {
      const offset = base + field.offset
      if (field.isPointer) out.push([offset, EGAL_REF, 0, 0])
      else if (field.selectorOffset >= 0) {
        out.push([offset, EGAL_UNION, base + field.selectorOffset, this.members(types[i])])
      } else {
        const inner = types[i] as DataType
        const innerLayout = this.#types.layoutOf(inner)!
        if (innerLayout.isBits && !innerLayout.hasPadding) {
          // runs of plain bytes become one entry
          const last = out[out.length - 1]
          if (last !== undefined && last[1] === EGAL_BYTES && last[0] + last[2] === offset)
            last[2] += field.size
          else if (field.size > 0) out.push([offset, EGAL_BYTES, field.size, 0])
        } else this.#egalEntries(inner, innerLayout, offset, out)
      }
    })
  }

  readonly #memberTables = new Map<string, number>()

  /** Table of the members of an inline union, in the order of their selectors. */
  members(t: TypeParam): number {
    const union = inlineUnion(this.#types, t)
    if (union === null) throw new Error('heap: this type is not stored as an inline union')
    const addresses = union.members.map((m) => this.#typeAddress(m))
    const key = addresses.join()
    let table = this.#memberTables.get(key)
    if (table === undefined) {
      table = this.#kernel.exports.alloc_static(MEMBERS_TYPES + addresses.length * 4) >>> 0
      const { u32 } = this.#kernel.views
      u32[table >>> 2] = addresses.length
      u32.set(addresses, (table + MEMBERS_TYPES) >>> 2)
      this.#memberTables.set(key, table)
    }
    return table
  }

  /** Makes the field table and enters it in the descriptor at `d`. */
  fieldTable(t: DataType, d: number): number {
    const layout = this.#types.layoutOf(t)
    if (layout === undefined) return 0
    const types = this.#types.fieldTypesOf(t)
    const rows = layout.fields.map((field, i) => {
      const declared = this.#typeAddress(types[i])
      let kind = FIELD_KIND_INLINE
      let type = declared
      if (field.isPointer) kind = FIELD_KIND_REF
      else if (field.selectorOffset >= 0) {
        kind = FIELD_KIND_UNION
        type = this.members(types[i] as Type)
      }
      if (t.name.constFields[i] === true) kind |= FIELD_CONST
      if (t.name.atomicFields[i] === true) kind |= FIELD_ATOMIC
      return { field, kind, type, declared }
    })
    const table = this.#kernel.exports.alloc_static(Math.max(1, rows.length) * FIELD_ENTRY) >>> 0
    const { u32 } = this.#kernel.views
    rows.forEach(({ field, kind, type, declared }, i) => {
      const e = table + i * FIELD_ENTRY
      u32[(e + FIELD_OFFSET) >>> 2] = field.offset
      u32[(e + FIELD_SIZE) >>> 2] = field.size
      u32[(e + FIELD_KIND) >>> 2] = kind
      u32[(e + FIELD_TYPE) >>> 2] = type
      u32[(e + FIELD_SELECTOR) >>> 2] = Math.max(0, field.selectorOffset)
      u32[(e + FIELD_DECLARED) >>> 2] = declared
    })
    u32[(d + LAYOUT_FIELD_TABLE) >>> 2] = table
    return table
  }
}

interface Shape {
  readonly kind: number
  readonly size: number
  readonly alignment: number
  readonly pointerOffsets: readonly number[]
  readonly stride: number
  readonly elementPointers: number
  readonly fields: number
}

function opaqueShape(kind: number, size: number): Shape {
  return { kind, size, alignment: 8, pointerOffsets: [], stride: 0, elementPointers: 0, fields: 0 }
}

/**
 * CodeInfo objects have two words behind Julia's fields: a reference to the names of the static parameters, and the
 * number of arguments (bit 31: the last one is a Vararg).
 */
export function codeInfoHiddenOffset(layout: Layout): number {
  return (layout.size + 7) & ~7
}

function unwrapsTo(wrapper: Type, t: DataType): boolean {
  let body = wrapper
  while (body.kind === 'UnionAll') body = body.body
  return body.kind === 'DataType' && body.name === t.name
}

/** Types whose objects stand for objects of TypeScript. */
function isMirrored(ts: TypeSystem, t: DataType): boolean {
  return (
    t === ts.dataType ||
    t === ts.typeName ||
    t === ts.typeVarType ||
    t === ts.binding ||
    t === ts.method ||
    t === ts.methodTable ||
    t === ts.methodInstance ||
    t === ts.codeInstance
  )
}
