// Whole pages for what comes from outside: images.
import { PAGE_PERMANENT } from '../src/heap/constants'
import { acquirePages, pageAddress, pagesFor } from './pages'

/** Address of `bytes` bytes of fresh pages (not cleared) that are never freed; 0: out of memory. */
export function alloc_pages(bytes: u32): u32 {
  const page = acquirePages(pagesFor(bytes), PAGE_PERMANENT)
  return page == 0 ? 0 : pageAddress(page)
}
