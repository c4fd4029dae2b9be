// Space that is never freed: types, symbols, modules, methods, bindings and what images bring along.
//
// An object here has TAG_PERMANENT in its tag, and its aux word holds the payload's bytes rounded up to 8, so a range
// of objects can be walked. Objects of the `scan` space may refer to collected objects and are roots; those of the
// other space refer to permanent objects only.
import {
  HEADER_AUX, HEADER_TAG, PAGE_BYTES, PAGE_PERMANENT, STATE_ALLOCATED_BYTES, TAG_PERMANENT,
} from '../src/heap/constants'
import { align } from './layout'
import { acquirePages, pageAddress, pagesFor } from './pages'
import { raw_alloc, raw_realloc } from './raw'

let quiet: u32 = 0
let quietEnd: u32 = 0
let scan: u32 = 0
let scanEnd: u32 = 0

/** ranges {start, end} whose objects are roots; the last chunk of the scan space has its end at `scan` */
export let ranges: u32 = 0
export let rangeCount: u32 = 0
let rangeRoom: u32 = 0
/** index of the range that is the open chunk of the scan space, or -1 */
let openRange: i32 = -1

/** From now on the objects in [start, end) are roots. Gives the range's index. */
export function register_root_range(start: u32, end: u32): u32 {
  if (rangeCount == rangeRoom) {
    rangeRoom = rangeRoom == 0 ? 64 : rangeRoom << 1
    ranges = ranges == 0 ? raw_alloc(rangeRoom << 3) : raw_realloc(ranges, rangeRoom << 3)
  }
  store<u32>(ranges + (rangeCount << 3), start)
  store<u32>(ranges + (rangeCount << 3), end, 4)
  return rangeCount++
}

/** The open chunk ends where allocation stands; called before the ranges are walked. */
export function closeOpenRange(): void {
  if (openRange >= 0) store<u32>(ranges + (openRange << 3), scan, 4)
}

/**
 * A permanent object with zeroed payload. `scanned`: it may come to refer to collected objects. `alignment` is 8 or 16.
 */
export function alloc_permanent(tag: u32, bytes: u32, scanned: u32, alignment: u32): u32 {
  const size = align(bytes, 8)
  // one header, the payload, and at worst a filler header in front
  const need = size + 16
  let p = scanned ? scan : quiet
  const end = scanned ? scanEnd : quietEnd
  if (end - p < need) {
    const n = max<u32>(pagesFor(need), 4)
    const page = acquirePages(n, PAGE_PERMANENT)
    if (page == 0) return 0
    p = pageAddress(page)
    memory.fill(p, 0, n * PAGE_BYTES)
    if (scanned) {
      closeOpenRange()
      scanEnd = p + n * PAGE_BYTES
      openRange = register_root_range(p, p) as i32
    } else quietEnd = p + n * PAGE_BYTES
  }
  // a filler is a header with tag 0 and aux 0
  if (alignment == 16 && ((p + 8) & 15) != 0) p += 8
  const a = p + 8
  store<u32>(a + HEADER_AUX, size)
  store<u32>(a + HEADER_TAG, tag | TAG_PERMANENT)
  if (scanned) scan = a + size
  else quiet = a + size
  return a
}

/** The next `bytes` of objects without scan will lie in one piece. */
export function reservePermanent(bytes: u32): void {
  if (quietEnd - quiet >= bytes) return
  const n = pagesFor(bytes)
  quiet = pageAddress(acquirePages(n, PAGE_PERMANENT))
  quietEnd = quiet + n * PAGE_BYTES
  memory.fill(quiet, 0, n * PAGE_BYTES)
}

let arena: u32 = 0
let arenaEnd: u32 = 0
/** Untagged bytes that are never freed, zeroed: layout descriptors and their tables. */
export function alloc_static(bytes: u32): u32 {
  const size = align(bytes, 16)
  if (arenaEnd - arena < size) {
    const n = max<u32>(pagesFor(size), 2)
    const page = acquirePages(n, PAGE_PERMANENT)
    if (page == 0) return 0
    arena = pageAddress(page)
    arenaEnd = arena + n * PAGE_BYTES
    memory.fill(arena, 0, n * PAGE_BYTES)
  }
  const p = arena
  arena += size
  return p
}

/** What is allocated from now on begins on fresh pages. */
export function closeChunks(): void {
  closeOpenRange()
  openRange = -1
  quiet = quietEnd = scan = scanEnd = arena = arenaEnd = 0
}
