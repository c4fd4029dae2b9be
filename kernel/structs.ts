// Fields by index, and construction of structs and tuples whose type is known only at run time.
import {
  DT_FLAGS, DT_INSTANCE, DT_NAME, DT_PARAMETERS, DTF_NAMEDTUPLE, FAIL_BOUNDS, FAIL_CONST_FIELD,
  FAIL_NO_FIELD, FAIL_TYPE, FAIL_UNDEF_REF, FIELD_CONST, FIELD_DECLARED, FIELD_ENTRY, FIELD_KIND, FIELD_KIND_INLINE,
  FIELD_KIND_MASK, FIELD_KIND_REF, FIELD_OFFSET, FIELD_SELECTOR, FIELD_SIZE, FIELD_TYPE, LAYOUT_FIELD_TABLE,
  LAYOUT_FLAGS, LAYOUT_NFIELDS, LAYOUT_NPTRS, LAYOUT_OFFSETS, LAYOUT_SIZE, LAYOUTF_MUTABLE, MEMBERS_COUNT, MEMBERS_TYPES, SVEC_DATA, TYPENAME_NAMES,
  WK_EMPTY_SVEC, WK_EMPTY_TUPLE, WK_SVEC,
} from '../src/heap/constants'
import { alloc, alloc_nogc, collectedAround } from './alloc'
import { box_bytes, box_index } from './box'
import { fail, make_field_table } from './imports'
import { layoutOf, typeOf, wellKnown } from './layout'
import { isa, tuple_type } from './types'

/** Field table of a type with layout. */
// @ts-ignore: decorator
@inline
function fieldsOf(type: u32): u32 {
  const table = load<u32>(layoutOf(type) + LAYOUT_FIELD_TABLE)
  return table != 0 ? table : make_field_table(type)
}

/** Number of fields of the value. */
export function nfields(v: u32): u32 {
  return load<u32>(layoutOf(typeOf(v)) + LAYOUT_NFIELDS)
}

/** Index from 0 of the field called `name` (a Symbol), or -1. */
export function field_index(type: u32, name: u32): i32 {
  let names: u32
  let n: u32
  let p: u32
  let step: u32 = 4
  if (load<u32>(type, DT_FLAGS) & DTF_NAMEDTUPLE) {
    // the first parameter is the tuple of the names: references in slots of 8 bytes
    names = load<u32>(load<u32>(type, DT_PARAMETERS), SVEC_DATA)
    n = load<u32>(layoutOf(typeOf(names)) + LAYOUT_NFIELDS)
    p = names
    step = 8
  } else {
    names = load<u32>(load<u32>(type, DT_NAME), TYPENAME_NAMES)
    n = load<u32>(names)
    p = names + SVEC_DATA
  }
  for (let i: u32 = 0; i < n; i++, p += step) if (load<u32>(p) == name) return i as i32
  return -1
}

/** An inline field at `p` whose type holds references, none of which may be undefined once there is a value. */
// @ts-ignore: decorator
@inline
function isUnsetInline(e: u32, p: u32): bool {
  const layout = layoutOf(load<u32>(e, FIELD_TYPE))
  return load<u32>(layout, LAYOUT_NPTRS) != 0 && load<u32>(p + load<u32>(layout, LAYOUT_OFFSETS)) == 0
}

/** Field `i` (from 0); BoundsError if there is none, UndefRefError if it is not defined. */
export function getfield_index(v: u32, i: u32): u32 {
  const type = typeOf(v)
  if (i >= load<u32>(layoutOf(type) + LAYOUT_NFIELDS)) {
    fail(FAIL_BOUNDS, v, box_index(i))
    unreachable()
  }
  const e = fieldsOf(type) + i * FIELD_ENTRY
  const p = v + load<u32>(e, FIELD_OFFSET)
  const kind = load<u32>(e, FIELD_KIND) & FIELD_KIND_MASK
  if (kind == FIELD_KIND_REF) {
    const x = load<u32>(p)
    if (x == 0) {
      fail(FAIL_UNDEF_REF, v, 0)
      unreachable()
    }
    return x
  }
  if (kind == FIELD_KIND_INLINE && isUnsetInline(e, p)) {
    fail(FAIL_UNDEF_REF, v, 0)
    unreachable()
  }
  let inner = load<u32>(e, FIELD_TYPE)
  if (kind != FIELD_KIND_INLINE) inner = load<u32>(inner + ((load<u8>(v + load<u32>(e, FIELD_SELECTOR)) as u32) << 2), MEMBERS_TYPES)
  return box_bytes(inner, p)
}

export function getfield_symbol(v: u32, name: u32): u32 {
  const i = field_index(typeOf(v), name)
  if (i < 0) {
    fail(FAIL_NO_FIELD, v, name)
    unreachable()
  }
  return getfield_index(v, i as u32)
}

/** False only for a field that is a reference, or holds some, and is not defined. */
export function isdefined_index(v: u32, i: u32): u32 {
  const type = typeOf(v)
  if (i >= load<u32>(layoutOf(type) + LAYOUT_NFIELDS)) return 0
  const e = fieldsOf(type) + i * FIELD_ENTRY
  const kind = load<u32>(e, FIELD_KIND) & FIELD_KIND_MASK
  const p = v + load<u32>(e, FIELD_OFFSET)
  if (kind == FIELD_KIND_REF) return load<u32>(p) != 0 ? 1 : 0
  return kind == FIELD_KIND_INLINE && isUnsetInline(e, p) ? 0 : 1
}

/** Stores `x`, which is of the field's type, into the field that entry `e` describes. */
function storeField(v: u32, e: u32, x: u32): void {
  const p = v + load<u32>(e, FIELD_OFFSET)
  const kind = load<u32>(e, FIELD_KIND) & FIELD_KIND_MASK
  if (kind == FIELD_KIND_REF) {
    store<u32>(p, x)
    return
  }
  if (kind == FIELD_KIND_INLINE) {
    const size = load<u32>(e, FIELD_SIZE)
    if (size == 8) store<u64>(p, load<u64>(x))
    else memory.copy(p, x, size)
    return
  }
  const inner = typeOf(x)
  const index = member_index(load<u32>(e, FIELD_TYPE), inner)
  store<u8>(v + load<u32>(e, FIELD_SELECTOR), index as u8)
  memory.copy(p, x, load<u32>(layoutOf(inner), LAYOUT_SIZE))
}

/** Index of `type` among the members of an inline union. */
export function member_index(members: u32, type: u32): u32 {
  const n = load<u32>(members, MEMBERS_COUNT)
  for (let i: u32 = 0; i < n; i++) if (load<u32>(members + (i << 2), MEMBERS_TYPES) == type) return i
  // callers have checked the type
  unreachable()
  return 0
}

/** `setfield!` by index from 0: checks bounds, const fields and the type. */
export function setfield_index(v: u32, i: u32, x: u32): void {
  const type = typeOf(v)
  if (i >= load<u32>(layoutOf(type) + LAYOUT_NFIELDS)) {
    fail(FAIL_BOUNDS, v, box_index(i))
    unreachable()
  }
  const e = fieldsOf(type) + i * FIELD_ENTRY
  if ((load<u32>(layoutOf(type), LAYOUT_FLAGS) & LAYOUTF_MUTABLE) == 0 || load<u32>(e, FIELD_KIND) & FIELD_CONST) {
    fail(FAIL_CONST_FIELD, v, box_index(i))
    unreachable()
  }
  if (!isa(x, load<u32>(e, FIELD_DECLARED))) {
    fail(FAIL_TYPE, x, load<u32>(e, FIELD_DECLARED))
    unreachable()
  }
  storeField(v, e, x)
}

/** Declared type of field `i` of a type with layout. */
export function field_type(type: u32, i: u32): u32 {
  return load<u32>(fieldsOf(type) + i * FIELD_ENTRY, FIELD_DECLARED)
}

/**
 * A new instance of a type with layout from the first `n` fields in the frame, which the caller roots; the rest stays
 * undefined (or zero). The types of the fields are checked.
 */
export function new_structv(type: u32, frame: u32, n: u32): u32 {
  const layout = layoutOf(type)
  const size = load<u32>(layout, LAYOUT_SIZE)
  const instance = load<u32>(type, DT_INSTANCE)
  if (instance != 0) return instance
  const fields = fieldsOf(type)
  for (let i: u32 = 0; i < n; i++) {
    const x = load<u32>(frame + (i << 2))
    const declared = load<u32>(fields + i * FIELD_ENTRY, FIELD_DECLARED)
    if (!isa(x, declared)) {
      fail(FAIL_TYPE, x, declared)
      unreachable()
    }
  }
  const v = alloc(type, size)
  for (let i: u32 = 0; i < n; i++) storeField(v, fields + i * FIELD_ENTRY, load<u32>(frame + (i << 2)))
  return v
}

/** The tuple of the values in the frame, which the caller roots. */
export function make_tuple(frame: u32, n: u32): u32 {
  if (n == 0) return wellKnown(WK_EMPTY_TUPLE)
  const type = tuple_type(frame, n)
  const instance = load<u32>(type, DT_INSTANCE)
  if (instance != 0) return instance
  const v = alloc(type, load<u32>(layoutOf(type), LAYOUT_SIZE))
  let e = fieldsOf(type)
  for (let i: u32 = 0; i < n; i++, e += FIELD_ENTRY) storeField(v, e, load<u32>(frame + (i << 2)))
  return v
}

/** `Core.svec` of the frame. */
export function make_svec(frame: u32, n: u32): u32 {
  const v = new_svec(n)
  memory.copy(v + SVEC_DATA, frame, n << 2)
  return v
}

/** A SimpleVector of `n` undefined elements. */
export function new_svec(n: u32): u32 {
  if (n == 0) return wellKnown(WK_EMPTY_SVEC)
  const v = alloc(wellKnown(WK_SVEC), SVEC_DATA + (n << 2))
  store<u32>(v, n)
  return v
}

/** A copy of an object's fields (`copy` of a mutable struct, `jl_copy_ast`'s shallow part). */
export function shallow_copy(v: u32): u32 {
  const size = load<u32>(layoutOf(typeOf(v)), LAYOUT_SIZE)
  const w = alloc_nogc(typeOf(v), size)
  memory.copy(w, v, size)
  return collectedAround(w)
}
