// Boxes of primitive values; the most frequent ones exist once for all.
import {
  PAGE_BYTES, SMALL_INT_MAX, SMALL_INT_MIN, WK_BOOL, WK_BOXES_CHAR, WK_BOXES_INT64, WK_BOXES_INT8, WK_BOXES_UINT8, WK_CHAR,
  WK_FALSE, WK_FLOAT16, WK_FLOAT32, WK_FLOAT64, WK_INT128, WK_INT16, WK_INT32, WK_INT64, WK_INT8, WK_TRUE, WK_UINT128,
  WK_UINT16, WK_UINT32, WK_UINT64, WK_UINT8, WELL_KNOWN, DT_INSTANCE, LAYOUT_SIZE,
} from '../src/heap/constants'
import { alloc, alloc_nogc, collectedAround } from './alloc'
import { layoutOf, wellKnown } from './layout'
import { alloc_permanent, reservePermanent } from './permanent'

/** payload 8 bytes + header */
const BOX: u32 = 16

function row(type: u32, first: i32, count: i32, size: u32, shift: u32): u32 {
  let start: u32 = 0
  for (let i = 0; i < count; i++) {
    const v = alloc_permanent(type, 8, 0, 8)
    if (i == 0) start = v
    const x: i64 = (first + i) as i64
    if (size == 8) store<i64>(v, x)
    else if (size == 4) store<u32>(v, (x as u32) << shift)
    else store<u8>(v, x as u8)
  }
  return start
}

/** Makes the preallocated boxes; the well-known types must be set. */
export function init_boxes(): void {
  reservePermanent(PAGE_BYTES)
  store<u32>(WELL_KNOWN + (WK_BOXES_INT64 << 2), row(wellKnown(WK_INT64), SMALL_INT_MIN, SMALL_INT_MAX - SMALL_INT_MIN + 1, 8, 0))
  store<u32>(WELL_KNOWN + (WK_BOXES_INT8 << 2), row(wellKnown(WK_INT8), -128, 256, 1, 0))
  store<u32>(WELL_KNOWN + (WK_BOXES_UINT8 << 2), row(wellKnown(WK_UINT8), 0, 256, 1, 0))
  store<u32>(WELL_KNOWN + (WK_BOXES_CHAR << 2), row(wellKnown(WK_CHAR), 0, 128, 4, 24))
  const falsehood = row(wellKnown(WK_BOOL), 0, 2, 1, 0)
  store<u32>(WELL_KNOWN + (WK_FALSE << 2), falsehood)
  store<u32>(WELL_KNOWN + (WK_TRUE << 2), falsehood + BOX)
}

export function box_bool(x: u32): u32 {
  return wellKnown(x & 1 ? WK_TRUE : WK_FALSE)
}

export function box_int8(x: i32): u32 {
  return wellKnown(WK_BOXES_INT8) + (((x << 24) >> 24) + 128) * BOX
}

export function box_uint8(x: u32): u32 {
  return wellKnown(WK_BOXES_UINT8) + (x & 255) * BOX
}

export function box_int16(x: i32): u32 {
  return box_i16(wellKnown(WK_INT16), x)
}

export function box_uint16(x: u32): u32 {
  return box_i16(wellKnown(WK_UINT16), x)
}

export function box_int32(x: i32): u32 {
  return box_i32(wellKnown(WK_INT32), x)
}

export function box_uint32(x: u32): u32 {
  return box_i32(wellKnown(WK_UINT32), x)
}

export function box_int64(x: i64): u32 {
  if (x >= SMALL_INT_MIN && x <= (SMALL_INT_MAX as i64)) {
    return wellKnown(WK_BOXES_INT64) + ((x as i32) - SMALL_INT_MIN) * BOX
  }
  const v = alloc(wellKnown(WK_INT64), 8)
  store<i64>(v, x)
  return v
}

/** Index `i` (from 0) as Julia counts, for an error about a value that nobody roots: no safepoint. */
export function box_index(i: u32): u32 {
  const v = alloc_nogc(wellKnown(WK_INT64), 8)
  store<i64>(v, (i as i32 as i64) + 1)
  return v
}

export function box_uint64(x: u64): u32 {
  return box_i64(wellKnown(WK_UINT64), x)
}

export function box_int128(lo: u64, hi: u64): u32 {
  return box_i128(wellKnown(WK_INT128), lo, hi)
}

export function box_uint128(lo: u64, hi: u64): u32 {
  return box_i128(wellKnown(WK_UINT128), lo, hi)
}

/** `x` is the bits of a Float16 */
export function box_float16(x: u32): u32 {
  return box_i16(wellKnown(WK_FLOAT16), x)
}

export function box_float32(x: f32): u32 {
  const v = alloc(wellKnown(WK_FLOAT32), 4)
  store<f32>(v, x)
  return v
}

export function box_float64(x: f64): u32 {
  const v = alloc(wellKnown(WK_FLOAT64), 8)
  store<f64>(v, x)
  return v
}

/** `x` is Julia's bit pattern of a Char: UTF-8 bytes from the top */
export function box_char(x: u32): u32 {
  if ((x & 0x80ffffff) == 0) return wellKnown(WK_BOXES_CHAR) + (x >> 24) * BOX
  return box_i32(wellKnown(WK_CHAR), x)
}

// any primitive type of that size

export function box_i8(type: u32, x: u32): u32 {
  const v = alloc(type, 1)
  store<u8>(v, x as u8)
  return v
}

export function box_i16(type: u32, x: u32): u32 {
  const v = alloc(type, 2)
  store<u16>(v, x as u16)
  return v
}

export function box_i32(type: u32, x: u32): u32 {
  const v = alloc(type, 4)
  store<u32>(v, x)
  return v
}

export function box_i64(type: u32, x: u64): u32 {
  const v = alloc(type, 8)
  store<u64>(v, x)
  return v
}

export function box_i128(type: u32, lo: u64, hi: u64): u32 {
  const v = alloc(type, 16)
  store<u64>(v, lo)
  store<u64>(v, hi, 8)
  return v
}

export function box_f32(type: u32, x: f32): u32 {
  const v = alloc(type, 4)
  store<f32>(v, x)
  return v
}

export function box_f64(type: u32, x: f64): u32 {
  const v = alloc(type, 8)
  store<f64>(v, x)
  return v
}

/**
 * A value of an immutable type with layout from its bytes at `p`, which may lie inside a collected object that nobody
 * roots: the safepoint comes after the copy is made.
 */
export function box_bytes(type: u32, p: u32): u32 {
  const size = load<u32>(layoutOf(type), LAYOUT_SIZE)
  if (size == 0) {
    const instance = load<u32>(type, DT_INSTANCE)
    if (instance != 0) return instance
  }
  if (size == 1) {
    if (type == wellKnown(WK_BOOL)) return box_bool(load<u8>(p))
    if (type == wellKnown(WK_UINT8)) return box_uint8(load<u8>(p))
    if (type == wellKnown(WK_INT8)) return box_int8(load<i8>(p))
  } else if (type == wellKnown(WK_INT64)) return box_int64(load<i64>(p))
  else if (type == wellKnown(WK_CHAR)) return box_char(load<u32>(p))
  const v = alloc_nogc(type, size)
  if (size == 8) store<u64>(v, load<u64>(p))
  else memory.copy(v, p, size)
  return collectedAround(v)
}
