// Hashes: MurmurHash3 for bytes (what Julia's `memhash` is), mixing of integers, and `objectid`.
import {
  DT_HASH, EGAL_BYTES, EGAL_ENTRY, EGAL_REF, KIND_STRING, KIND_SVEC, KIND_SYMBOL, LAYOUT_EGAL,
  LAYOUT_FLAGS, LAYOUT_KIND, LAYOUT_SIZE, LAYOUTF_BYTEWISE, LAYOUTF_MUTABLE, MEMBERS_TYPES, STRING_DATA, SVEC_DATA,
  SYMBOL_DATA, SYMBOL_LENGTH, TAG_BITS, TAG_IS_TYPE, WK_DATATYPE, WK_MODULE,
  WK_TYPENAME, WK_TYPEOFVARARG,
} from '../src/heap/constants'
import { type_hash } from './imports'
import { layoutOf, tagOf, wellKnown } from './layout'

// @ts-ignore: decorator
@inline
function finalMix64(k: u64): u64 {
  k ^= k >> 33
  k *= 0xff51afd7ed558ccd
  k ^= k >> 33
  k *= 0xc4ceb9fe1a85ec53
  return k ^ (k >> 33)
}

/** The second half of MurmurHash3 x64 128 of the bytes. */
export function memhash_seed(p: u32, n: u32, seed: u32): u64 {
  const c1: u64 = 0x87c37b91114253d5
  const c2: u64 = 0x4cf5ad432745937f
  let h1: u64 = seed
  let h2: u64 = seed
  const length = n
  for (; n >= 16; n -= 16, p += 16) {
    h1 ^= rotl<u64>(load<u64>(p) * c1, 31) * c2
    h1 = (rotl<u64>(h1, 27) + h2) * 5 + 0x52dce729
    h2 ^= rotl<u64>(load<u64>(p, 8) * c2, 33) * c1
    h2 = (rotl<u64>(h2, 31) + h1) * 5 + 0x38495ab5
  }
  let k1: u64 = 0
  let k2: u64 = 0
  for (let i: u32 = n; i > 8; i--) k2 = (k2 << 8) | load<u8>(p + i - 1)
  for (let i: u32 = min<u32>(n, 8); i > 0; i--) k1 = (k1 << 8) | load<u8>(p + i - 1)
  if (n > 8) h2 ^= rotl<u64>(k2 * c2, 33) * c1
  if (n > 0) h1 ^= rotl<u64>(k1 * c1, 31) * c2
  h1 ^= length
  h2 ^= length
  h1 += h2
  h2 += h1
  h1 = finalMix64(h1)
  h2 = finalMix64(h2)
  return h2 + h1 + h2
}

export function memhash(p: u32, n: u32): u64 {
  return memhash_seed(p, n, 0xcafe8881)
}

/** MurmurHash3 x86 32 of the bytes. */
export function memhash32_seed(p: u32, n: u32, seed: u32): u32 {
  const c1: u32 = 0xcc9e2d51
  const c2: u32 = 0x1b873593
  let h = seed
  const length = n
  for (; n >= 4; n -= 4, p += 4) {
    h ^= rotl<u32>(load<u32>(p) * c1, 15) * c2
    h = rotl<u32>(h, 13) * 5 + 0xe6546b64
  }
  let k: u32 = 0
  for (let i: u32 = n; i > 0; i--) k = (k << 8) | load<u8>(p + i - 1)
  if (n > 0) h ^= rotl<u32>(k * c1, 15) * c2
  h ^= length
  h ^= h >> 16
  h *= 0x85ebca6b
  h ^= h >> 13
  h *= 0xc2b2ae35
  return h ^ (h >> 16)
}

export function memhash32(p: u32, n: u32): u32 {
  return memhash32_seed(p, n, 0xcafe8881)
}

/** Wang's mix of 64 bits. */
export function int64hash(key: u64): u64 {
  key = ~key + (key << 21)
  key ^= key >> 24
  key = key + (key << 3) + (key << 8)
  key ^= key >> 14
  key = key + (key << 2) + (key << 4)
  key ^= key >> 28
  return key + (key << 31)
}

/** Wang's mix of 64 bits to 32. */
export function int64to32hash(key: u64): u32 {
  key = ~key + (key << 18)
  key ^= key >> 31
  key *= 21
  key ^= key >> 11
  key += key << 6
  key ^= key >> 22
  return key as u32
}

/** Jenkins' mix of 32 bits. */
export function int32hash(a: u32): u32 {
  a = a + 0x7ed55d16 + (a << 12)
  a = a ^ 0xc761c23c ^ (a >> 19)
  a = a + 0x165667b1 + (a << 5)
  a = (a + 0xd3a2646c) ^ (a << 9)
  a = a + 0xfd7046c5 + (a << 3)
  a = a ^ 0xb55a4f09 ^ (a >> 16)
  return a
}

// @ts-ignore: decorator
@inline
function mix(a: u64, b: u64): u64 {
  return int64hash(a ^ bswap<u64>(b))
}

/** `hash` and `objectid` of a symbol, from its name's bytes. */
export function symbol_id(p: u32, n: u32): u64 {
  const h = memhash(p, n) ^ 0xaaaaaaaaaaaaaaaa
  return int64hash(-h)
}

/** Julia's `objectid`: equal for values that are `===`. */
export function object_id(v: u32): u64 {
  const tag = tagOf(v)
  const type = tag & ~TAG_BITS
  if (tag & TAG_IS_TYPE) return int64hash(type == wellKnown(WK_DATATYPE) ? load<u32>(v, DT_HASH) : type_hash(v))
  if (type == wellKnown(WK_TYPEOFVARARG)) return int64hash(type_hash(v))
  const layout = layoutOf(type)
  const kind = load<u32>(layout, LAYOUT_KIND)
  if (kind == KIND_SYMBOL) return symbol_id(v + SYMBOL_DATA, load<u32>(v, SYMBOL_LENGTH))
  if (kind == KIND_STRING) return memhash_seed(v + STRING_DATA, load<u32>(v), 0xedc3b677)
  if (kind == KIND_SVEC) {
    const n = load<u32>(v)
    let h: u64 = 0x23cdab2f00000000 | n
    for (let i: u32 = 0; i < n; i++) {
      const x = load<u32>(v + SVEC_DATA + (i << 2))
      h = mix(h, x == 0 ? 0 : object_id(x))
    }
    return h
  }
  if (type == wellKnown(WK_MODULE)) {
    const name = load<u32>(v)
    return symbol_id(name + SYMBOL_DATA, load<u32>(name, SYMBOL_LENGTH))
  }
  if (type == wellKnown(WK_TYPENAME)) {
    const name = load<u32>(v)
    return ~symbol_id(name + SYMBOL_DATA, load<u32>(name, SYMBOL_LENGTH))
  }
  if (load<u32>(layout, LAYOUT_FLAGS) & LAYOUTF_MUTABLE) return int64hash(v)
  return inlineId(layout, v, load<u32>(type, DT_HASH))
}

function inlineId(layout: u32, p: u32, h: u64): u64 {
  if (load<u32>(layout, LAYOUT_FLAGS) & LAYOUTF_BYTEWISE) return mix(h, bitsId(p, load<u32>(layout, LAYOUT_SIZE)))
  let e = load<u32>(layout, LAYOUT_EGAL)
  const end = e + 4 + load<u32>(e) * EGAL_ENTRY
  for (e += 4; e < end; e += EGAL_ENTRY) {
    const at = p + load<u32>(e)
    const kind = load<u32>(e, 4)
    if (kind == EGAL_BYTES) h = mix(h, bitsId(at, load<u32>(e, 8)))
    else if (kind == EGAL_REF) {
      const x = load<u32>(at)
      h = mix(h, x == 0 ? 0 : object_id(x))
    } else {
      const which: u32 = load<u8>(p + load<u32>(e, 8))
      const member = load<u32>(load<u32>(e, 12) + (which << 2), MEMBERS_TYPES)
      h = inlineId(layoutOf(member), at, mix(h, load<u32>(member, DT_HASH)))
    }
  }
  return h
}

function bitsId(p: u32, n: u32): u64 {
  switch (n) {
    case 1: return int64hash(load<u8>(p))
    case 2: return int64hash(load<u16>(p))
    case 4: return int64hash(load<u32>(p))
    case 8: return int64hash(load<u64>(p))
    default: return memhash_seed(p, n, 0xedc3b677)
  }
}
