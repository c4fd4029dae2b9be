// Untagged memory that is freed by hand: tables of the kernel, task stacks' bookkeeping, and `Libc.malloc`.
//
//   a-8  u32 power of two of the block, or the number of pages with bit 31 set
//   a-4  u32 0
//   a    bytes
import { PAGE_RAW, PAGE_SHIFT } from '../src/heap/constants'
import { acquirePages, pageAddress, pagesFor, releasePages } from './pages'

const LARGE: u32 = 0x80000000
/** heads of the free lists for blocks of 16 … 32768 bytes */
let f4: u32 = 0, f5: u32 = 0, f6: u32 = 0, f7: u32 = 0, f8: u32 = 0, f9: u32 = 0
let f10: u32 = 0, f11: u32 = 0, f12: u32 = 0, f13: u32 = 0, f14: u32 = 0, f15: u32 = 0
let chunk: u32 = 0
let chunkEnd: u32 = 0

function head(power: u32): u32 {
  switch (power) {
    case 4: return f4
    case 5: return f5
    case 6: return f6
    case 7: return f7
    case 8: return f8
    case 9: return f9
    case 10: return f10
    case 11: return f11
    case 12: return f12
    case 13: return f13
    case 14: return f14
    default: return f15
  }
}

function setHead(power: u32, p: u32): void {
  switch (power) {
    case 4: f4 = p; break
    case 5: f5 = p; break
    case 6: f6 = p; break
    case 7: f7 = p; break
    case 8: f8 = p; break
    case 9: f9 = p; break
    case 10: f10 = p; break
    case 11: f11 = p; break
    case 12: f12 = p; break
    case 13: f13 = p; break
    case 14: f14 = p; break
    default: f15 = p; break
  }
}

/** `bytes` bytes, 8-aligned, not cleared; 0 when memory is exhausted. */
export function raw_alloc(bytes: u32): u32 {
  if (bytes > 32760) {
    if (bytes > 0xffff0000) return 0
    const n = pagesFor(bytes + 8)
    const page = acquirePages(n, PAGE_RAW)
    if (page == 0) return 0
    const p = pageAddress(page)
    store<u32>(p, n | LARGE)
    store<u32>(p, 0, 4)
    return p + 8
  }
  const power: u32 = bytes <= 8 ? 4 : 32 - clz<u32>(bytes + 7)
  let p = head(power)
  if (p != 0) {
    setHead(power, load<u32>(p, 8))
  } else {
    const size: u32 = 1 << power
    if (chunkEnd - chunk < size) {
      // the rest of the chunk is cut into blocks for the free lists
      while (chunkEnd - chunk >= 16) {
        const rest = 31 - clz<u32>(chunkEnd - chunk)
        store<u32>(chunk, head(rest), 8)
        setHead(rest, chunk)
        chunk += 1 << rest
      }
      const page = acquirePages(1, PAGE_RAW)
      if (page == 0) {
        chunk = chunkEnd = 0
        return 0
      }
      chunk = pageAddress(page)
      chunkEnd = chunk + 65536
    }
    p = chunk
    chunk += size
  }
  store<u32>(p, power)
  store<u32>(p, 0, 4)
  return p + 8
}

export function raw_calloc(bytes: u32): u32 {
  const p = raw_alloc(bytes)
  if (p != 0) memory.fill(p, 0, bytes)
  return p
}

/** Number of bytes that a block can hold. */
export function raw_size(p: u32): u32 {
  const mark = load<u32>(p - 8)
  return (mark & LARGE ? (mark & ~LARGE) << PAGE_SHIFT : 1 << mark) - 8
}

export function raw_free(p: u32): void {
  if (p == 0) return
  const mark = load<u32>(p - 8)
  if (mark & LARGE) {
    releasePages((p - 8) >> PAGE_SHIFT, mark & ~LARGE)
    return
  }
  store<u32>(p, head(mark))
  setHead(mark, p - 8)
}

export function raw_realloc(p: u32, bytes: u32): u32 {
  if (p == 0) return raw_alloc(bytes)
  const had = raw_size(p)
  if (bytes <= had && (bytes > 32760 || had < 64 || bytes > had >> 2)) return p
  const q = raw_alloc(bytes)
  if (q == 0) return 0
  memory.copy(q, p, min<u32>(had, bytes))
  raw_free(p)
  return q
}
