// `===`.
import {
  DT_FLAGS, DTF_FREE_VARS, EGAL_BYTES, EGAL_ENTRY, EGAL_REF, KIND_STRING, KIND_SVEC,
  LAYOUT_EGAL, LAYOUT_FLAGS, LAYOUT_KIND, LAYOUT_SIZE, LAYOUTF_BYTEWISE, LAYOUTF_MUTABLE, MEMBERS_TYPES, STRING_DATA,
  SVEC_DATA, TAG_BITS, TAG_IS_TYPE, WK_DATATYPE, WK_TYPEOFVARARG,
} from '../src/heap/constants'
import { types_egal } from './imports'
import { layoutOf, tagOf, wellKnown } from './layout'

// @ts-ignore: decorator
@inline
export function egal(a: u32, b: u32): u32 {
  if (a == b) return 1
  const tag = tagOf(a)
  if (((tag ^ tagOf(b)) & ~TAG_BITS) != 0) return 0
  return egalSameType(a, b, tag)
}

function egalSameType(a: u32, b: u32, tag: u32): u32 {
  const type = tag & ~TAG_BITS
  if (tag & TAG_IS_TYPE) {
    // instantiations without free variables are unique
    if (type == wellKnown(WK_DATATYPE) && ((load<u32>(a, DT_FLAGS) & load<u32>(b, DT_FLAGS)) & DTF_FREE_VARS) == 0) return 0
    return types_egal(a, b)
  }
  if (type == wellKnown(WK_TYPEOFVARARG)) return types_egal(a, b)
  const layout = layoutOf(type)
  const kind = load<u32>(layout, LAYOUT_KIND)
  if (kind == KIND_STRING) {
    const n = load<u32>(a)
    return n == load<u32>(b) && memory.compare(a + STRING_DATA, b + STRING_DATA, n) == 0 ? 1 : 0
  }
  if (kind == KIND_SVEC) {
    const n = load<u32>(a)
    if (n != load<u32>(b)) return 0
    for (let p: u32 = SVEC_DATA; p < SVEC_DATA + (n << 2); p += 4) {
      const x = load<u32>(a + p)
      const y = load<u32>(b + p)
      if (x != y && (x == 0 || y == 0 || !egal(x, y))) return 0
    }
    return 1
  }
  if (load<u32>(layout, LAYOUT_FLAGS) & LAYOUTF_MUTABLE) return 0
  return egal_inline(layout, a, b)
}

/** Compares two immutable values of one layout that lie at `a` and `b` (boxed or inside others). */
export function egal_inline(layout: u32, a: u32, b: u32): u32 {
  if (load<u32>(layout, LAYOUT_FLAGS) & LAYOUTF_BYTEWISE) {
    const size = load<u32>(layout, LAYOUT_SIZE)
    if (size == 8) return load<u64>(a) == load<u64>(b) ? 1 : 0
    return memory.compare(a, b, size) == 0 ? 1 : 0
  }
  let e = load<u32>(layout, LAYOUT_EGAL)
  const end = e + 4 + load<u32>(e) * EGAL_ENTRY
  for (e += 4; e < end; e += EGAL_ENTRY) {
    const offset = load<u32>(e)
    const p = a + offset
    const q = b + offset
    const kind = load<u32>(e, 4)
    if (kind == EGAL_BYTES) {
      if (memory.compare(p, q, load<u32>(e, 8)) != 0) return 0
    } else if (kind == EGAL_REF) {
      const x = load<u32>(p)
      const y = load<u32>(q)
      if (x != y && (x == 0 || y == 0 || !egal(x, y))) return 0
    } else {
      const selector = load<u32>(e, 8)
      const which: u32 = load<u8>(a + selector)
      if (which != load<u8>(b + selector)) return 0
      const member = load<u32>(load<u32>(e, 12) + (which << 2), MEMBERS_TYPES)
      if (!egal_inline(layoutOf(member), p, q)) return 0
    }
  }
  return 1
}
