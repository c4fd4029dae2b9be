// Strings: allocation, joining, and the sharing of bytes between strings and Memory{UInt8}.
import {
  FAIL_OUT_OF_MEMORY, MEMORY_DATA, MEMORY_LENGTH, MEMORY_OWNER, MEMORY_PTR, STRING_DATA, WK_EMPTY_STRING,
  WK_MEMORY_UINT8, WK_STRING,
} from '../src/heap/constants'
import { alloc } from './alloc'
import { fail } from './imports'
import { wellKnown } from './layout'

/** An uninitialised (zeroed) string of `n` bytes. */
export function alloc_string(n: u32): u32 {
  if (n > 0xffe00000) {
    fail(FAIL_OUT_OF_MEMORY, n, 0)
    unreachable()
  }
  const s = alloc(wellKnown(WK_STRING), STRING_DATA + n + 1)
  store<u32>(s, n)
  return s
}

/** The same for a size that Julia code asks for. */
export function alloc_string_sized(n: u64): u32 {
  if (n > 0xffe00000) {
    fail(FAIL_OUT_OF_MEMORY, 0xffffffff, 0)
    unreachable()
  }
  return alloc_string(n as u32)
}

/** A string of the `n` bytes at `p`, which must not move with a collection (rooted or outside the heap). */
export function new_string(p: u32, n: u32): u32 {
  if (n == 0) return wellKnown(WK_EMPTY_STRING)
  const s = alloc_string(n)
  memory.copy(s + STRING_DATA, p, n)
  return s
}

/** All strings of the frame joined; every element is a String. The caller roots the frame. */
export function concat_strings(frame: u32, n: u32): u32 {
  let total: u32 = 0
  for (let i: u32 = 0; i < n; i++) total += load<u32>(load<u32>(frame + (i << 2)))
  const s = alloc_string(total)
  let p = s + STRING_DATA
  for (let i: u32 = 0; i < n; i++) {
    const part = load<u32>(frame + (i << 2))
    memory.copy(p, part + STRING_DATA, load<u32>(part))
    p += load<u32>(part)
  }
  return s
}

/** A Memory{UInt8} over the string's own bytes. */
export function string_to_memory(s: u32): u32 {
  const m = alloc(wellKnown(WK_MEMORY_UINT8), MEMORY_OWNER + 8)
  store<u32>(m, load<u32>(s), MEMORY_LENGTH)
  store<u32>(m, s + STRING_DATA, MEMORY_PTR)
  store<u32>(m, s, MEMORY_OWNER)
  return m
}

/**
 * The string of the first `n` bytes of a Memory{UInt8}. A Memory that `string_to_memory` made over a whole string gives
 * that string back (its user has promised not to write any more).
 */
export function memory_to_string(m: u32, n: u32): u32 {
  const p = load<u32>(m, MEMORY_PTR)
  if (p != m + MEMORY_DATA) {
    const owner = load<u32>(m, MEMORY_OWNER)
    if (owner != 0 && p == owner + STRING_DATA && load<u32>(owner) == n) return owner
  }
  return new_string(p, n)
}

/** Three-way comparison of two strings by bytes: negative, 0, positive. */
export function compare_strings(a: u32, b: u32): i32 {
  const n = load<u32>(a)
  const m = load<u32>(b)
  const order = memory.compare(a + STRING_DATA, b + STRING_DATA, min<u32>(n, m))
  return order != 0 ? order : n < m ? -1 : n > m ? 1 : 0
}
