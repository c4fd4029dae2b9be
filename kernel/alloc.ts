// Allocation: the fast path is a bump in the size class's present run.
import {
  CLASS_CELL, CLASS_CURSOR, CLASS_LIMIT, CLASS_OF, CLASS_SCAN, CLASS_SCAN_END, CLASS_TABLE, FAIL_OUT_OF_MEMORY, PAGE_BYTES, PAGE_LARGE,
  SMALL_LIMIT, STATE_ALLOC_SINCE_GC, STATE_ALLOCATED_BYTES, STATE_FINALIZERS_DISABLED, STATE_GC_DISABLED,
  STATE_GC_STRESS, STATE_GC_STRESS_LEFT, STATE_GC_THRESHOLD, STATE_GC_WANTED, STATE_PENDING_FINALIZERS,
} from '../src/heap/constants'
import { classFor, finishSweep, MEDIUM_LIMIT, refill, unswept, unusedBytes } from './cells'
import { collect } from './gc'
import { fail, run_finalizers, sp } from './imports'
import { acquirePages, findPages, pageAddress, pagesFor, takePages } from './pages'

/**
 * A new object of `type` with `bytes` of zeroed payload. A safepoint: may collect and run finalizers.
 */
export function alloc(type: u32, bytes: u32): u32 {
  if (bytes <= SMALL_LIMIT) {
    const entry = CLASS_TABLE + ((load<u8>(CLASS_OF + ((bytes + 7) >> 3)) as u32) << 5)
    const p = load<u32>(entry, CLASS_CURSOR)
    const next = p + load<u32>(entry, CLASS_CELL)
    if (next <= load<u32>(entry, CLASS_LIMIT)) {
      store<u32>(entry, next, CLASS_CURSOR)
      store<u32>(p, type, 4)
      return p + 8
    }
  }
  return allocSlow(type, bytes, true)
}

/** The same, but never a safepoint: for TypeScript, and for kernel code that holds unrooted references. */
export function alloc_nogc(type: u32, bytes: u32): u32 {
  if (bytes <= SMALL_LIMIT) {
    const entry = CLASS_TABLE + ((load<u8>(CLASS_OF + ((bytes + 7) >> 3)) as u32) << 5)
    const p = load<u32>(entry, CLASS_CURSOR)
    const next = p + load<u32>(entry, CLASS_CELL)
    if (next <= load<u32>(entry, CLASS_LIMIT)) {
      store<u32>(entry, next, CLASS_CURSOR)
      store<u32>(p, type, 4)
      return p + 8
    }
  }
  return allocSlow(type, bytes, false)
}

function account(bytes: u32): void {
  store<u64>(STATE_ALLOCATED_BYTES, load<u64>(STATE_ALLOCATED_BYTES) + bytes)
  const since = load<u32>(STATE_ALLOC_SINCE_GC) as u64 + bytes
  store<u32>(STATE_ALLOC_SINCE_GC, min<u64>(since, 0xffffffff) as u32)
  if (since >= load<u32>(STATE_GC_THRESHOLD)) store<u32>(STATE_GC_WANTED, 1)
}

/**
 * Collects if it is time for it (or will be with the bytes that are coming), and runs the finalizers that became
 * pending. Besides allocations, every generic call is a safepoint, since loops may allocate through TypeScript only.
 */
export function safepoint(coming: u32): void {
  if (load<u32>(STATE_GC_DISABLED)) return
  const stress = load<u32>(STATE_GC_STRESS)
  if (stress != 0) {
    const left = load<u32>(STATE_GC_STRESS_LEFT)
    store<u32>(STATE_GC_STRESS_LEFT, left - 1)
    if (left > 1) return
    store<u32>(STATE_GC_STRESS_LEFT, stress)
  } else if ((load<u32>(STATE_ALLOC_SINCE_GC) as u64) + coming < load<u32>(STATE_GC_THRESHOLD)) return
  collect()
  if (load<u32>(STATE_PENDING_FINALIZERS) != 0 && load<u32>(STATE_FINALIZERS_DISABLED) == 0) run_finalizers()
}

/** A safepoint that `v`, new and not yet rooted by anybody, survives. Gives it back. */
export function collectedAround(v: u32): u32 {
  if (load<u32>(STATE_GC_WANTED) == 0) return v
  const frame = sp
  store<u32>(frame, v)
  sp = frame + 16
  store<u32>(frame, 0, 4)
  store<u64>(frame, 0, 8)
  safepoint(0)
  sp = frame
  return v
}

function allocSlow(type: u32, bytes: u32, mayCollect: bool): u32 {
  if (bytes <= MEDIUM_LIMIT) {
    if (mayCollect) safepoint(0)
    const c = classFor(bytes)
    const entry = CLASS_TABLE + (c << 5)
    // finalizers or a smaller request of the same class may have left room
    if (load<u32>(entry, CLASS_CURSOR) + load<u32>(entry, CLASS_CELL) > load<u32>(entry, CLASS_LIMIT)) {
      let got = refill(c)
      if (got == 0 && mayCollect && load<u32>(STATE_GC_DISABLED) == 0) {
        collect()
        got = refill(c)
      }
      if (got == 0) {
        fail(FAIL_OUT_OF_MEMORY, bytes, 0)
        unreachable()
      }
      account(got)
    }
    const p = load<u32>(entry, CLASS_CURSOR)
    store<u32>(entry, p + load<u32>(entry, CLASS_CELL), CLASS_CURSOR)
    store<u32>(p, type, 4)
    if (load<u32>(STATE_GC_STRESS)) giveBackRun(entry)
    return p + 8
  }
  if (bytes > 0xfff00000) {
    fail(FAIL_OUT_OF_MEMORY, bytes, 0)
    unreachable()
  }
  if (mayCollect) safepoint(bytes)
  const n = pagesFor(bytes + 8)
  let page = findPages(n)
  if (page == 0 && unswept) {
    finishSweep(true)
    page = findPages(n)
  }
  if (page != 0) takePages(page, n, PAGE_LARGE)
  else page = acquirePages(n, PAGE_LARGE)
  if (page == 0 && mayCollect && load<u32>(STATE_GC_DISABLED) == 0) {
    collect()
    finishSweep(true)
    page = acquirePages(n, PAGE_LARGE)
  }
  if (page == 0) {
    fail(FAIL_OUT_OF_MEMORY, bytes, 0)
    unreachable()
  }
  account(n * PAGE_BYTES)
  const base = pageAddress(page)
  memory.fill(base, 0, bytes + 8)
  store<u32>(base, type, 4)
  return base + 8
}

/** Under stress every allocation takes the slow path: what is left of the run is scanned anew next time. */
function giveBackRun(entry: u32): void {
  const rest = load<u32>(entry, CLASS_CURSOR)
  const limit = load<u32>(entry, CLASS_LIMIT)
  store<u32>(entry, 0, CLASS_CURSOR)
  store<u32>(entry, 0, CLASS_LIMIT)
  if (rest >= limit) return
  store<u32>(entry, rest, CLASS_SCAN)
  if (load<u32>(entry, CLASS_SCAN_END) == 0) store<u32>(entry, limit, CLASS_SCAN_END)
  store<u64>(STATE_ALLOCATED_BYTES, load<u64>(STATE_ALLOCATED_BYTES) - (limit - rest))
}

/** Bytes handed out so far, exactly (`Base.gc_bytes`). */
export function gc_bytes(): u64 {
  return load<u64>(STATE_ALLOCATED_BYTES) - unusedBytes()
}
