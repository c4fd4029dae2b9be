// Reading headers, types and layouts.
import {
  DT_LAYOUT, HEADER_TAG, STATE_WORLD_AGE, TAG_BITS, WELL_KNOWN,
} from '../src/heap/constants'

// @ts-ignore: decorator
@inline
export function tagOf(v: u32): u32 {
  return load<u32>(v + HEADER_TAG)
}

// @ts-ignore: decorator
@inline
export function typeOf(v: u32): u32 {
  return load<u32>(v + HEADER_TAG) & ~TAG_BITS
}

// @ts-ignore: decorator
@inline
export function layoutOf(type: u32): u32 {
  return load<u32>(type, DT_LAYOUT)
}

// @ts-ignore: decorator
@inline
export function wellKnown(index: u32): u32 {
  return load<u32>(WELL_KNOWN + (index << 2))
}

// @ts-ignore: decorator
@inline
export function worldAge(): u32 {
  return load<u32>(STATE_WORLD_AGE)
}

// @ts-ignore: decorator
@inline
export function align(n: u32, to: u32): u32 {
  return (n + to - 1) & ~(to - 1)
}
