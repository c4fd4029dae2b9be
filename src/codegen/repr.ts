import type { TypeLattice, Value } from '../inference/index.ts'
import type { DataType, Type, TypeParam } from '../types/index.ts'
import { unionMembers } from '../types/index.ts'
import type { OpName, ValType } from './wasm/opcodes.ts'

/** A value made of more leaves than this is kept boxed. */
export const MAX_LEAVES = 16

/** One scalar part of an unboxed value. */
export interface Leaf {
  readonly type: ValType
  /** the leaf is a reference to a heap object (0: undefined) */
  readonly ref: boolean
  /** byte offset in the value's memory layout */
  readonly offset: number
  /** bytes in memory: 1, 2, 4 or 8. Integers narrower than their wasm type are kept zero-extended. */
  readonly size: number
}

/** Nothing to keep: the type has one value. */
export interface GhostRepr {
  readonly kind: 'ghost'
  readonly type: Type
  readonly leaves: readonly []
  readonly value: Value
}
/** A concrete immutable type kept as its scalar parts, in memory order. */
export interface BitsRepr {
  readonly kind: 'bits'
  readonly type: DataType
  readonly leaves: readonly Leaf[]
  readonly size: number
}
/** Leaf 0 is the selector: the index of the active member; the others are shared by members. */
export interface UnionRepr {
  readonly kind: 'union'
  readonly type: Type
  readonly leaves: readonly Leaf[]
  readonly members: readonly (GhostRepr | BitsRepr)[]
  /** per member: the union's leaf for each of its leaves */
  readonly map: readonly (readonly number[])[]
}
/** A reference. */
export interface BoxedRepr {
  readonly kind: 'boxed'
  readonly type: Type
  readonly leaves: readonly Leaf[]
}
/** No value can exist. */
export interface NeverRepr {
  readonly kind: 'never'
  readonly type: Type
  readonly leaves: readonly []
}

export type Repr = GhostRepr | BitsRepr | UnionRepr | BoxedRepr | NeverRepr

const refLeaf: Leaf = { type: 'i32', ref: true, offset: 0, size: 4 }
const boxedLeaves: readonly Leaf[] = [refLeaf]

/** How one field of an unboxed struct is found among the struct's leaves. */
export interface FieldLeaves {
  readonly repr: Repr
  readonly first: number
  readonly offset: number
  /** the field is a reference slot */
  readonly isPointer: boolean
}

/**
 * Computes how values of a type are kept in locals, passed and returned: by the type alone, so that callers and
 * callees agree.
 */
export class Representations {
  readonly lattice: TypeLattice
  readonly #cache = new Map<Type, Repr>()
  readonly #fields = new Map<DataType, readonly FieldLeaves[]>()

  constructor(lattice: TypeLattice) {
    this.lattice = lattice
  }

  boxed(type: Type): BoxedRepr {
    return { kind: 'boxed', type, leaves: boxedLeaves }
  }

  of(type: Type): Repr {
    let repr = this.#cache.get(type)
    if (repr === undefined) {
      repr = this.#compute(type)
      this.#cache.set(type, repr)
    }
    return repr
  }

  #compute(type: Type): Repr {
    if (type.kind === 'Bottom') return { kind: 'never', type, leaves: [] }
    if (type.kind === 'DataType') {
      const value = this.lattice.constantValue(type)
      if (value !== 0) return { kind: 'ghost', type, leaves: [], value }
      const leaves = this.#leaves(type)
      if (leaves !== null && leaves.length <= MAX_LEAVES) {
        return { kind: 'bits', type, leaves, size: this.lattice.ts.layoutOf(type)!.size }
      }
    } else if (type.kind === 'Union') {
      const union = this.#union(type)
      if (union !== null) return union
    }
    return this.boxed(type)
  }

  #union(type: Type): UnionRepr | null {
    const members: (GhostRepr | BitsRepr)[] = []
    for (const m of unionMembers(type)) {
      if (!isDataType(m) || !m.isConcrete) return null
      const r = this.of(m)
      if (r.kind !== 'bits' && r.kind !== 'ghost') return null
      members.push(r)
    }
    if (members.length > 127) return null
    const leaves: Leaf[] = [{ type: 'i32', ref: false, offset: -1, size: 1 }]
    const map = members.map((m) => {
      const used = new Set<number>()
      return m.leaves.map((l) => {
        let k = leaves.findIndex((u, i) => i > 0 && !used.has(i) && u.type === l.type && u.ref === l.ref)
        if (k < 0) {
          k = leaves.length
          leaves.push({ type: l.type, ref: l.ref, offset: -1, size: 0 })
        }
        used.add(k)
        return k
      })
    })
    if (leaves.length > MAX_LEAVES) return null
    return { kind: 'union', type, leaves, members, map }
  }

  /** Leaves of a concrete immutable inline type, null if it cannot be kept unboxed. */
  #leaves(type: DataType): Leaf[] | null {
    if (!type.isConcrete || type.name.isMutable || type.name.isOpaque) return null
    const layout = this.lattice.ts.layoutOf(type)
    if (layout === undefined || !layout.isInlineAllocated) return null
    if (type.name.isPrimitive) return this.primitiveLeaves(type)
    const leaves: Leaf[] = []
    const fieldTypes = this.lattice.ts.fieldTypesOf(type)
    for (let i = 0; i < layout.fields.length; i++) {
      const field = layout.fields[i]
      if (field.selectorOffset >= 0) return null
      if (field.isPointer) leaves.push({ ...refLeaf, offset: field.offset })
      else {
        const inner = this.#leaves(fieldTypes[i] as DataType)
        if (inner === null) return null
        for (const l of inner) leaves.push({ ...l, offset: l.offset + field.offset })
      }
      if (leaves.length > MAX_LEAVES) return null
    }
    return leaves
  }

  primitiveLeaves(type: DataType): Leaf[] | null {
    const { core } = this.lattice
    const size = this.lattice.ts.layoutOf(type)!.size
    if (type === core.Float64) return [{ type: 'f64', ref: false, offset: 0, size: 8 }]
    if (type === core.Float32) return [{ type: 'f32', ref: false, offset: 0, size: 4 }]
    switch (size) {
      case 1:
      case 2:
      case 4:
        return [{ type: 'i32', ref: false, offset: 0, size }]
      case 8:
        return [{ type: 'i64', ref: false, offset: 0, size }]
      case 16:
        return [
          { type: 'i64', ref: false, offset: 0, size: 8 },
          { type: 'i64', ref: false, offset: 8, size: 8 },
        ]
      default:
        return null
    }
  }

  /** Where each field of an unboxed struct stands among its leaves. */
  fields(type: DataType): readonly FieldLeaves[] {
    let fields = this.#fields.get(type)
    if (fields === undefined) {
      const layout = this.lattice.ts.layoutOf(type)
      if (layout === undefined) throw new Error('codegen: fields of a type without layout')
      const types = this.lattice.ts.fieldTypesOf(type)
      let first = 0
      fields = layout.fields.map((f, i) => {
        const fieldType = types[i] as Type
        const repr = f.isPointer ? this.boxed(fieldType) : this.of(fieldType)
        const entry = { repr, first, offset: f.offset, isPointer: f.isPointer }
        first += repr.leaves.length
        return entry
      })
      this.#fields.set(type, fields)
    }
    return fields
  }
}

function isDataType(t: TypeParam): t is DataType {
  return typeof t === 'object' && 'kind' in t && t.kind === 'DataType'
}

/** The instruction that reads a leaf from memory in canonical form. */
export function loadOf(leaf: Leaf): OpName {
  switch (leaf.type) {
    case 'i32':
      return leaf.size === 1 ? 'i32_load8_u' : leaf.size === 2 ? 'i32_load16_u' : 'i32_load'
    case 'i64':
      return 'i64_load'
    case 'f32':
      return 'f32_load'
    case 'f64':
      return 'f64_load'
  }
}

/** The instruction that writes a leaf. References are written as 32 bits; the slot's upper half is always zero. */
export function storeOf(leaf: Leaf): OpName {
  switch (leaf.type) {
    case 'i32':
      return leaf.size === 1 ? 'i32_store8' : leaf.size === 2 ? 'i32_store16' : 'i32_store'
    case 'i64':
      return 'i64_store'
    case 'f32':
      return 'f32_store'
    case 'f64':
      return 'f64_store'
  }
}
