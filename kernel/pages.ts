// Linear memory as pages of 64 KiB: which are in use and what for.
//
//   page 0        state block, well-known values, size classes
//   page 1        PAGE_KINDS: one byte per page
//   pages 2…5     PAGE_META: one word per page
//   from page 8   given out here
import {
  FIRST_PAGE, PAGE_BYTES, PAGE_FREE, PAGE_KINDS, PAGE_LARGE, PAGE_LARGE_REST, PAGE_META, PAGE_SHIFT,
} from '../src/heap/constants'
import { memory_grown } from './imports'

/** number of pages that exist */
export let pageCount: u32 = 0
/** pages that exist and are free */
export let freePages: u32 = 0
/** no free page lies below this one */
let freeHint: u32 = FIRST_PAGE

// @ts-ignore: decorator
@inline
export function pageKind(page: u32): u32 {
  return load<u8>(PAGE_KINDS + page)
}

// @ts-ignore: decorator
@inline
export function setPageKind(page: u32, kind: u32): void {
  store<u8>(PAGE_KINDS + page, kind as u8)
}

// @ts-ignore: decorator
@inline
export function pageMeta(page: u32): u32 {
  return load<u32>(PAGE_META + (page << 2))
}

// @ts-ignore: decorator
@inline
export function setPageMeta(page: u32, meta: u32): void {
  store<u32>(PAGE_META + (page << 2), meta)
}

export function initPages(): void {
  pageCount = memory.size() as u32
  freePages = pageCount - FIRST_PAGE
}

/** Looks for `n` adjacent free pages; 0 if there are none. */
export function findPages(n: u32): u32 {
  if (freePages < n) return 0
  let page = freeHint
  while (page < pageCount && pageKind(page) != PAGE_FREE) page++
  freeHint = page
  if (n == 1) return page < pageCount ? page : 0
  let run: u32 = 0
  for (; page < pageCount; page++) {
    if (pageKind(page) == PAGE_FREE) {
      if (++run == n) return page - n + 1
    } else run = 0
  }
  return 0
}

/** Makes memory larger by at least `n` pages. False: there is no more. */
export function growPages(n: u32): bool {
  let more = max<u32>(max<u32>(n, 16), pageCount >> 3)
  // the very last page is never used: its end would be address 0
  if (pageCount + more > 65535) more = n
  if (pageCount + more > 65535) return false
  if (memory.grow(more as i32) < 0) {
    more = n
    if (memory.grow(more as i32) < 0) return false
  }
  pageCount += more
  freePages += more
  memory_grown()
  return true
}

/** Takes pages that `findPages` found into use. */
export function takePages(page: u32, n: u32, kind: u32): void {
  freePages -= n
  setPageKind(page, kind)
  setPageMeta(page, n)
  const rest: u32 = kind == PAGE_LARGE ? PAGE_LARGE_REST : kind
  for (let i: u32 = 1; i < n; i++) setPageKind(page + i, rest)
}

/** `n` adjacent pages that exist or can be had; their bytes are not cleared. 0: out of memory. */
export function acquirePages(n: u32, kind: u32): u32 {
  let page = findPages(n)
  if (page == 0) {
    if (!growPages(n)) return 0
    page = findPages(n)
    if (page == 0) return 0
  }
  takePages(page, n, kind)
  return page
}

export function releasePages(page: u32, n: u32): void {
  memory.fill(PAGE_KINDS + page, PAGE_FREE as u8, n)
  freePages += n
  if (page < freeHint) freeHint = page
}

// @ts-ignore: decorator
@inline
export function pageAddress(page: u32): u32 {
  return page << PAGE_SHIFT
}

// @ts-ignore: decorator
@inline
export function pagesFor(bytes: u32): u32 {
  return ((bytes as u64 + PAGE_BYTES - 1) >> PAGE_SHIFT) as u32
}
