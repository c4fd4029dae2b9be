// GenericMemory: allocation and copying by kind of element.
import {
  FAIL_MEMORY_SIZE, FAIL_OUT_OF_MEMORY, KIND_MEMORY_REFS, KIND_MEMORY_UNION, LAYOUT_KIND, LAYOUT_STRIDE, MEMORY_DATA,
  MEMORY_LENGTH, MEMORY_OWNER, MEMORY_PTR,
} from '../src/heap/constants'
import { alloc, alloc_nogc } from './alloc'
import { box_int64 } from './box'
import { fail } from './imports'
import { layoutOf, typeOf } from './layout'

function memoryBytes(layout: u32, n: u32): u64 {
  let bytes = (n as u64) * load<u32>(layout, LAYOUT_STRIDE) + MEMORY_DATA
  if (load<u32>(layout, LAYOUT_KIND) == KIND_MEMORY_UNION) bytes += n
  return bytes
}

/** `type(undef, n)`, zeroed. ArgumentError for a length that cannot be. */
export function alloc_memory(type: u32, n: i64): u32 {
  // a number of bytes that no machine of 64 bits could count is an error of the caller
  const stride = max<u64>(load<u32>(layoutOf(type), LAYOUT_STRIDE), 1)
  if (n < 0 || (n as u64) > (i64.MAX_VALUE as u64) / stride) {
    fail(FAIL_MEMORY_SIZE, type, box_int64(n))
    unreachable()
  }
  const bytes = n >= 0x7fffffff && load<u32>(layoutOf(type), LAYOUT_STRIDE) != 0 ? 0xffffffff : memoryBytes(layoutOf(type), n as u32)
  if (bytes >= 0xffe00000 || n > 0xffffffff) {
    fail(FAIL_OUT_OF_MEMORY, 0xffffffff, 0)
    unreachable()
  }
  const m = alloc(type, bytes as u32)
  store<u32>(m, n as u32, MEMORY_LENGTH)
  store<u32>(m, m + MEMORY_DATA, MEMORY_PTR)
  return m
}

/** The same for TypeScript: no safepoint. */
export function alloc_memory_nogc(type: u32, n: u32): u32 {
  const bytes = memoryBytes(layoutOf(type), n)
  if (bytes >= 0xffe00000) {
    fail(FAIL_OUT_OF_MEMORY, 0xffffffff, 0)
    unreachable()
  }
  const m = alloc_nogc(type, bytes as u32)
  store<u32>(m, n, MEMORY_LENGTH)
  store<u32>(m, m + MEMORY_DATA, MEMORY_PTR)
  return m
}

/** A Memory over bytes that lie elsewhere: `owner` (may be 0) keeps them alive. */
export function wrap_memory(type: u32, p: u32, n: u32, owner: u32): u32 {
  const m = alloc(type, MEMORY_OWNER + 8)
  store<u32>(m, n, MEMORY_LENGTH)
  store<u32>(m, p, MEMORY_PTR)
  store<u32>(m, owner, MEMORY_OWNER)
  return m
}

/**
 * Copies `n` elements from element `j` of `from` to element `i` of `to` (indices from 0, in bounds); the two have the
 * same element type and may be the same Memory.
 */
export function memory_copy(to: u32, i: u32, from: u32, j: u32, n: u32): void {
  const layout = layoutOf(typeOf(to))
  const stride = load<u32>(layout, LAYOUT_STRIDE)
  const p = load<u32>(to, MEMORY_PTR)
  const q = load<u32>(from, MEMORY_PTR)
  memory.copy(p + i * stride, q + j * stride, n * stride)
  if (load<u32>(layout, LAYOUT_KIND) == KIND_MEMORY_UNION) {
    const ps = p + load<u32>(to, MEMORY_LENGTH) * stride
    const qs = q + load<u32>(from, MEMORY_LENGTH) * stride
    memory.copy(ps + i, qs + j, n)
  }
}

/** A copy of `n` elements of `m` from index `i` on. The caller roots `m`. */
export function memory_slice(m: u32, i: u32, n: u32): u32 {
  const copy = alloc_memory(typeOf(m), n)
  memory_copy(copy, 0, m, i, n)
  return copy
}
