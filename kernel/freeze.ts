// Turns all that lives into the system image: objects become permanent where they are, their pages are closed.
//
// Nothing moves, so addresses in compiled code, dispatch caches and TypeScript's objects stay good. Frozen objects that
// may come to refer to collected ones (mutable objects with references) are roots, listed in `frozen`.
import {
  DT_LAYOUT, HEADER_TAG, KIND_MEMORY_BITS, KIND_MEMORY_INLINE, KIND_MEMORY_REFS, KIND_MEMORY_UNION, KIND_STRING, KIND_SVEC, KIND_SYMBOL, KIND_WEAKREF,
  LAYOUT_FLAGS, LAYOUT_KIND, LAYOUT_NPTRS, LAYOUTF_MUTABLE, PAGE_CELLS, PAGE_IMAGE, PAGE_LARGE, PAGE_PERMANENT,
  STATE_ALLOC_SINCE_GC, STATE_GC_INTERVAL, TAG_BITS,
  TAG_PERMANENT,
} from '../src/heap/constants'
import { cellBytes, cellsEnd, finishSweep, forgetPages } from './cells'
import { collect } from './gc'
import { pageAddress, pageCount, pageKind, pageMeta, setPageKind } from './pages'
import { closeChunks } from './permanent'
import { addFrozen, clearPins } from './roots'

/** May come to refer to other objects than now. */
function isMutableWithReferences(v: u32): bool {
  const layout = load<u32>(load<u32>(v + HEADER_TAG) & ~TAG_BITS, DT_LAYOUT)
  const kind = load<u32>(layout, LAYOUT_KIND)
  switch (kind) {
    case KIND_STRING:
    case KIND_SYMBOL:
    case KIND_SVEC:
    case KIND_MEMORY_BITS:
    case KIND_MEMORY_UNION:
      return false
    case KIND_WEAKREF:
      return true
    default:
      return (load<u32>(layout, LAYOUT_FLAGS) & LAYOUTF_MUTABLE) != 0 && load<u32>(layout, LAYOUT_NPTRS) != 0
        || kind == KIND_MEMORY_REFS || kind == KIND_MEMORY_INLINE
  }
}

function freezeObject(v: u32): void {
  store<u32>(v + HEADER_TAG, load<u32>(v + HEADER_TAG) | TAG_PERMANENT)
  if (isMutableWithReferences(v)) addFrozen(v)
}

/** Collects, then makes all that is left permanent. No Julia code may be running. */
export function freeze_heap(): void {
  // this collection sets the threshold that sessions begin with
  store<u32>(STATE_GC_INTERVAL, 0)
  collect()
  finishSweep(true)
  closeChunks()
  for (let page: u32 = 1; page < pageCount; page++) {
    const kind = pageKind(page)
    if (kind == PAGE_PERMANENT) setPageKind(page, PAGE_IMAGE)
    else if (kind == PAGE_LARGE) {
      freezeObject(pageAddress(page) + 8)
      const n = pageMeta(page)
      for (let i: u32 = 0; i < n; i++) setPageKind(page + i, PAGE_IMAGE)
    } else if (kind == PAGE_CELLS) {
      const cell = cellBytes(page)
      const end = cellsEnd(page)
      for (let p = pageAddress(page); p < end; p += cell) {
        if (load<u32>(p, 4) != 0) freezeObject(p + 8)
        // dead cells keep their bytes until they are used again: an image wants none of them
        else memory.fill(p, 0, cell)
      }
      setPageKind(page, PAGE_IMAGE)
    }
  }
  forgetPages()
  clearPins()
  store<u32>(STATE_ALLOC_SINCE_GC, 0)
}
