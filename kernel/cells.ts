// Objects up to half a page: pages of equal cells, handed out in runs of adjacent free cells.
//
// A cell is free when its tag word is 0. After a collection every page is *unswept*: a cell without mark is dead then.
// Pages are swept when their size class needs room (allocation walks from run to run, clearing a run before it is
// used, so allocated memory is always zero), or all at once before the next collection.
//
//   class entry (32 bytes at CLASS_TABLE): cursor, limit of the present run; cell size; first page still to be
//   scanned; position and end of the scan in the page being scanned
import {
  CLASS_CELL, CLASS_COUNT, CLASS_CURSOR, CLASS_LIMIT, CLASS_OF, CLASS_SCAN, CLASS_SCAN_END, CLASS_SWEEP, CLASS_TABLE,
  HEADER_AUX, HEADER_TAG, PAGE_BYTES, PAGE_CELLS, PAGE_META, PAGE_SHIFT, SMALL_LIMIT, STATE_GC_STRESS, TAG_BITS,
  TAG_MARK,
} from '../src/heap/constants'
import {
  acquirePages, findPages, pageAddress, pageCount, pageKind, pageMeta, releasePages, setPageMeta, takePages,
} from './pages'

const SWEPT: u32 = 0x100
const CLASS_MASK: u32 = 0xff
/** largest payload that lives in a cell */
export const MEDIUM_LIMIT: u32 = 32760
/** byte that fills freed memory under stress */
const POISON: u8 = 0xdb
/**
 * Under stress a freed cell is not used again for so many collections: its tag is 0 and its aux word says of which type
 * it was (`formerType`), with the collections left in the low bits. So a stale reference meets no new object there.
 */
const QUARANTINE: u32 = 15

let classes: u32 = 0
/** pages may still hold dead objects of the last collection */
export let unswept: bool = false

function addClass(cell: u32): void {
  const entry = CLASS_TABLE + (classes << 5)
  store<u32>(entry, cell, CLASS_CELL)
  // every step of 8 bytes that fits and is not yet covered
  let step: u32 = classes == 0 ? 0 : (load<u32>(entry - 32, CLASS_CELL) - 8 + 8) >> 3
  const last = min<u32>(cell - 8, SMALL_LIMIT) >> 3
  for (; step <= last; step++) store<u8>(CLASS_OF + step, classes as u8)
  classes++
}

export function initCells(): void {
  let cell: u32 = 16
  while (cell < 64) {
    addClass(cell)
    cell += 8
  }
  let step: u32 = 16
  while (cell < 1024) {
    for (let i = 0; i < 4; i++) {
      addClass(cell)
      cell += step
    }
    step <<= 1
  }
  addClass(1024)
  addClass(1280)
  addClass(1536)
  addClass(2048)
  // a page divided by 24, 18, 14, 10, 8, 6, 5, 4, 3, 2
  addClass(2720)
  addClass(3640)
  addClass(4680)
  addClass(6552)
  addClass(8192)
  addClass(10920)
  addClass(13104)
  addClass(16384)
  addClass(21840)
  addClass(32768)
  assert(classes <= CLASS_COUNT)
}

/** The class of cells for a payload of `bytes`, at most MEDIUM_LIMIT. */
export function classFor(bytes: u32): u32 {
  if (bytes <= SMALL_LIMIT) return load<u8>(CLASS_OF + ((bytes + 7) >> 3))
  let c = load<u8>(CLASS_OF + (SMALL_LIMIT >> 3)) as u32
  while (load<u32>(CLASS_TABLE + (c << 5), CLASS_CELL) - 8 < bytes) c++
  return c
}

// @ts-ignore: decorator
@inline
export function cellBytes(page: u32): u32 {
  return load<u32>(CLASS_TABLE + ((pageMeta(page) & CLASS_MASK) << 5), CLASS_CELL)
}

// @ts-ignore: decorator
@inline
function pageEnd(base: u32, cell: u32): u32 {
  return base + (PAGE_BYTES / cell) * cell
}

// @ts-ignore: decorator
@inline
function dead(pos: u32, swept: u32): bool {
  return swept == 0 ? (load<u32>(pos, 4) & TAG_MARK) == 0 : load<u64>(pos) == 0
}

/** Type of the object that lay at `v` until it was freed under stress; 0: not known any more. */
export function former_type(v: u32): u32 {
  return load<u32>(v + HEADER_TAG) == 0 ? load<u32>(v + HEADER_AUX) & ~QUARANTINE : 0
}

function clear(from: u32, to: u32): void {
  if (to - from > 128) memory.fill(from, 0, to - from)
  else for (; from < to; from += 8) store<u64>(from, 0)
}

/**
 * Moves the class on to its next run of free cells. False: none left in its pages.
 */
function nextRun(entry: u32): bool {
  const cell = load<u32>(entry, CLASS_CELL)
  let pos = load<u32>(entry, CLASS_SCAN)
  let end = load<u32>(entry, CLASS_SCAN_END)
  while (true) {
    if (pos < end) {
      const page = pos >> PAGE_SHIFT
      const swept = pageMeta(page) & SWEPT
      while (pos < end) {
        if (dead(pos, swept)) {
          const start = pos
          // under stress a run is given back after every allocation: one cell is enough
          do pos += cell
          while (pos < end && dead(pos, swept) && load<u32>(STATE_GC_STRESS) == 0)
          clear(start, pos)
          store<u32>(entry, start, CLASS_CURSOR)
          store<u32>(entry, pos, CLASS_LIMIT)
          store<u32>(entry, pos, CLASS_SCAN)
          store<u32>(entry, end, CLASS_SCAN_END)
          return true
        }
        if (swept == 0) store<u32>(pos, load<u32>(pos, 4) & ~TAG_MARK, 4)
        pos += cell
      }
      setPageMeta(page, pageMeta(page) | SWEPT)
    }
    const page = load<u32>(entry, CLASS_SWEEP)
    if (page == 0) {
      store<u32>(entry, 0, CLASS_SCAN)
      store<u32>(entry, 0, CLASS_SCAN_END)
      return false
    }
    store<u32>(entry, pageMeta(page) >> 16, CLASS_SWEEP)
    pos = pageAddress(page)
    end = pageEnd(pos, cell)
  }
}

/** Bytes that the class may now hand out without asking again; 0: memory is exhausted. */
export function refill(c: u32): u32 {
  const entry = CLASS_TABLE + (c << 5)
  if (!nextRun(entry)) {
    let page = findPages(1)
    if (page == 0 && unswept) {
      finishSweep(true)
      if (nextRun(entry)) return load<u32>(entry, CLASS_LIMIT) - load<u32>(entry, CLASS_CURSOR)
      page = findPages(1)
    }
    if (page != 0) takePages(page, 1, PAGE_CELLS)
    else {
      page = acquirePages(1, PAGE_CELLS)
      if (page == 0) return 0
    }
    setPageMeta(page, c | SWEPT)
    const base = pageAddress(page)
    const end = pageEnd(base, load<u32>(entry, CLASS_CELL))
    memory.fill(base, 0, PAGE_BYTES)
    store<u32>(entry, base, CLASS_CURSOR)
    store<u32>(entry, end, CLASS_LIMIT)
  }
  return load<u32>(entry, CLASS_LIMIT) - load<u32>(entry, CLASS_CURSOR)
}

/** Frees a cell under stress, or lets the time of one run out that was freed before. True: it may be used. */
function quarantine(pos: u32, tag: u32, cell: u32): bool {
  if (tag != 0) {
    store<u32>(pos, (tag & ~TAG_BITS) | QUARANTINE)
    store<u32>(pos, 0, 4)
    memory.fill(pos + 8, POISON, cell - 8)
    return false
  }
  const aux = load<u32>(pos)
  if ((aux & QUARANTINE) > 1) {
    store<u32>(pos, aux - 1)
    return false
  }
  if (aux != 0) store<u32>(pos, 0)
  return true
}

/** Makes a freed large object unrecognizable. */
export function poisonLarge(at: u32, bytes: u32): void {
  store<u64>(at, 0)
  memory.fill(at + 8, POISON, bytes - 8)
}

/** Frees the dead cells from `pos` on. True: none in the page lives (only asked of whole pages). */
function sweepFrom(pos: u32, end: u32, cell: u32): bool {
  const poison = load<u32>(STATE_GC_STRESS) != 0
  let empty = true
  for (; pos < end; pos += cell) {
    const tag = load<u32>(pos, 4)
    if (tag & TAG_MARK) {
      store<u32>(pos, tag & ~TAG_MARK, 4)
      empty = false
    } else if (poison) {
      if (!quarantine(pos, tag, cell)) empty = false
    } else store<u32>(pos, 0, 4)
  }
  return empty
}

/**
 * Sweeps all that is still unswept. `keep`: pages with free cells stay on their class's list for allocation; before a
 * collection the lists are made anew anyway.
 */
export function finishSweep(keep: bool): void {
  if (!unswept) return
  unswept = false
  for (let c: u32 = 0; c < classes; c++) {
    const entry = CLASS_TABLE + (c << 5)
    const cell = load<u32>(entry, CLASS_CELL)
    const pos = load<u32>(entry, CLASS_SCAN)
    const end = load<u32>(entry, CLASS_SCAN_END)
    if (pos < end) {
      const page = pos >> PAGE_SHIFT
      if ((pageMeta(page) & SWEPT) == 0) {
        sweepFrom(pos, end, cell)
        setPageMeta(page, pageMeta(page) | SWEPT)
      }
    }
    let page = load<u32>(entry, CLASS_SWEEP)
    let kept: u32 = 0
    while (page != 0) {
      const next = pageMeta(page) >> 16
      const base = pageAddress(page)
      if ((pageMeta(page) & SWEPT) == 0 && sweepFrom(base, pageEnd(base, cell), cell)) {
        releasePages(page, 1)
      } else {
        setPageMeta(page, c | SWEPT | (kept << 16))
        kept = page
      }
      page = next
    }
    store<u32>(entry, keep ? kept : 0, CLASS_SWEEP)
  }
}

/** Bytes given to allocation but not yet used: the rests of the present runs. */
export function unusedBytes(): u32 {
  let bytes: u32 = 0
  for (let c: u32 = 0; c < classes; c++) {
    const entry = CLASS_TABLE + (c << 5)
    bytes += load<u32>(entry, CLASS_LIMIT) - load<u32>(entry, CLASS_CURSOR)
  }
  return bytes
}

/** Gives up the present runs (their cells are free: tag 0). Under stress every allocation does this. */
export function dropRuns(): void {
  for (let c: u32 = 0; c < classes; c++) {
    const entry = CLASS_TABLE + (c << 5)
    store<u32>(entry, 0, CLASS_CURSOR)
    store<u32>(entry, 0, CLASS_LIMIT)
  }
}

/** After marking: every page of cells is unswept and on its class's list. */
export function relistPages(): void {
  for (let c: u32 = 0; c < classes; c++) {
    const entry = CLASS_TABLE + (c << 5)
    store<u32>(entry, 0, CLASS_SWEEP)
    store<u32>(entry, 0, CLASS_SCAN)
    store<u32>(entry, 0, CLASS_SCAN_END)
  }
  for (let page = pageCount - 1; page > 0; page--) {
    if (pageKind(page) != PAGE_CELLS) continue
    const c = pageMeta(page) & CLASS_MASK
    const entry = CLASS_TABLE + (c << 5)
    store<u32>(PAGE_META + (page << 2), c | (load<u32>(entry, CLASS_SWEEP) << 16))
    store<u32>(entry, page, CLASS_SWEEP)
  }
  unswept = true
}

/** No page belongs to a class any more: what is allocated from now on begins on fresh pages. */
export function forgetPages(): void {
  dropRuns()
  for (let c: u32 = 0; c < classes; c++) {
    const entry = CLASS_TABLE + (c << 5)
    store<u32>(entry, 0, CLASS_SWEEP)
    store<u32>(entry, 0, CLASS_SCAN)
    store<u32>(entry, 0, CLASS_SCAN_END)
  }
  unswept = false
}

/** End of the cells of a page. */
export function cellsEnd(page: u32): u32 {
  return pageEnd(pageAddress(page), cellBytes(page))
}
