import { DataType, type FieldLayout, type Layout, type TypeParam, UnionType } from './model.ts'
import type { TypeSystem } from './type-system.ts'
import { unionMembers } from './union.ts'

/** Longest union stored inline: the selector is one byte. */
const maxUnionMembers = 127
/** Wider primitives (Int128) align as a pointer does, as in Julia 1.11 on 64-bit machines. */
const maxAlignment = 8

const align = (n: number, to: number): number => Math.ceil(n / to) * to

/** Bytes, alignment and members of a union stored inline (no member holds references); null if `t` is none. */
export function inlineUnion(
  ts: TypeSystem,
  t: TypeParam,
): { size: number; alignment: number; members: DataType[] } | null {
  if (!(t instanceof UnionType)) return null
  const members = unionMembers(t)
  if (members.length > maxUnionMembers) return null
  let size = 0
  let alignment = 1
  for (const m of members) {
    const layout = m instanceof DataType ? inlineLayout(ts, m) : undefined
    if (layout === undefined || layout.pointerOffsets.length > 0) return null
    size = Math.max(size, layout.size)
    alignment = Math.max(alignment, layout.alignment)
  }
  return { size, alignment, members: members as DataType[] }
}

/**
 * How instances of `t` lie in memory, with Julia's sizes and offsets; undefined for a type without instances of
 * known layout (abstract, free variables, not yet defined, or opaque).
 */
export function layoutOf(ts: TypeSystem, t: DataType): Layout | undefined {
  if (t.layout !== null) return t.layout
  if (!t.name.isDefined) return undefined
  if (!t.isConcrete || t.name.isOpaque) {
    t.layout = undefined
    return undefined
  }
  if (t.name.isPrimitive) t.layout = primitiveLayout(t)
  else {
    t.layout = structLayout(ts, t, ts.fieldTypesOf(t))
  }
  return t.layout
}

function primitiveLayout(t: DataType): Layout {
  const size = Math.ceil(t.name.primitiveBits / 8)
  let alignment = 1
  while (alignment < size && alignment < maxAlignment) alignment *= 2
  return {
    size,
    alignment,
    fields: [],
    pointerOffsets: [],
    isBits: true,
    hasPadding: false,
    isInlineAllocated: true,
  }
}

function structLayout(ts: TypeSystem, t: DataType, types: readonly TypeParam[]): Layout {
  const fields: FieldLayout[] = []
  const pointerOffsets: number[] = []
  const { isMutable, atomicFields } = t.name
  let offset = 0
  let alignment = 1
  let isBits = !isMutable
  let hasPadding = false
  let lastEnd = 0
  types.forEach((type, i) => {
    const atomic = atomicFields[i] === true
    const inner = type instanceof DataType ? inlineLayout(ts, type) : undefined
    const union = inner === undefined && !atomic ? inlineUnion(ts, type) : null
    if (inner !== undefined) {
      const size = inner.size
      let fieldAlign = inner.alignment
      if (atomic && inner.pointerOffsets.length === 0) {
        // lock-free when a power of two not above 8 bytes; wider atomics are not supported by the memory either way
        let whole = 1
        while (whole < size) whole *= 2
        if (whole <= 8) fieldAlign = Math.max(fieldAlign, whole)
      }
      offset = align(offset, fieldAlign)
      if (offset !== lastEnd) hasPadding = true
      fields.push({ offset, size, isPointer: false, selectorOffset: -1 })
      for (const p of inner.pointerOffsets) pointerOffsets.push(offset + p)
      if (!inner.isBits) isBits = false
      if (inner.hasPadding) hasPadding = true
      alignment = Math.max(alignment, fieldAlign)
      offset += size
    } else if (union !== null) {
      offset = align(offset, union.alignment)
      fields.push({ offset, size: union.size, isPointer: false, selectorOffset: offset + union.size })
      // Such a field is inline, but its struct does not count as isbits; unused bytes of the union are unspecified.
      isBits = false
      hasPadding = true
      alignment = Math.max(alignment, union.alignment)
      offset += union.size + 1
    } else {
      offset = align(offset, 8)
      if (offset !== lastEnd) hasPadding = true
      fields.push({ offset, size: 8, isPointer: true, selectorOffset: -1 })
      pointerOffsets.push(offset)
      isBits = false
      alignment = Math.max(alignment, 8)
      offset += 8
    }
    lastEnd = offset
  })
  const size = align(offset, alignment)
  if (size !== lastEnd) hasPadding = true
  const neverUndef = t.name.maybeUndefFields === 0
  return {
    size,
    alignment,
    fields,
    pointerOffsets,
    isBits,
    hasPadding,
    isInlineAllocated: t.name.mayBeInline && (neverUndef || pointerOffsets.length === 0),
  }
}

/** The layout of `type` if a field or element of that type holds the value itself, not a reference. */
function inlineLayout(ts: TypeSystem, type: DataType): Layout | undefined {
  if (!type.name.mayBeInline || !type.isConcrete) return undefined
  const layout = layoutOf(ts, type)
  return layout?.isInlineAllocated ? layout : undefined
}

/** How `Memory{T}` keeps its elements. */
export interface ElementLayout {
  /** distance between elements in bytes */
  readonly size: number
  readonly alignment: number
  /** bits: inline without references; ref: a u32 each; inline: structs holding references; union: see `inlineUnion` */
  readonly kind: 'bits' | 'ref' | 'inline' | 'union'
  /** offsets of reference slots within one element */
  readonly pointerOffsets: readonly number[]
}

export function elementLayout(ts: TypeSystem, t: TypeParam): ElementLayout {
  if (t instanceof DataType) {
    const layout = inlineLayout(ts, t)
    if (layout !== undefined) {
      const kind = layout.pointerOffsets.length > 0 ? 'inline' : 'bits'
      const size = align(layout.size, layout.alignment)
      return { size, alignment: layout.alignment, kind, pointerOffsets: layout.pointerOffsets }
    }
  }
  const union = inlineUnion(ts, t)
  if (union !== null) {
    return {
      size: align(union.size, union.alignment),
      alignment: union.alignment,
      kind: 'union',
      pointerOffsets: [],
    }
  }
  return { size: 4, alignment: 4, kind: 'ref', pointerOffsets: [0] }
}
