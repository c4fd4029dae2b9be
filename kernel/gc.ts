// The collector: marks from the roots with an explicit stack, then leaves the pages to be swept on demand.
import {
  DT_LAYOUT, EXC_ENTRY, FAIL_STALE_REFERENCE, FINAL_ENTRY, HEADER_AUX, HEADER_TAG, KIND_MEMORY_BITS, KIND_MEMORY_INLINE, KIND_MEMORY_REFS,
  KIND_MEMORY_UNION, KIND_STRING, KIND_SVEC, KIND_SYMBOL, KIND_TASK, KIND_WEAKREF, LAYOUT_KIND, LAYOUT_NPTRS,
  LAYOUT_OFFSETS, LAYOUT_SIZE, LAYOUT_STRIDE, MEMORY_DATA, MEMORY_LENGTH, MEMORY_OWNER, MEMORY_PTR, PAGE_BYTES, PAGE_LARGE,
  ROOT_FINALIZER, ROOT_HANDLE, ROOT_PIN, ROOT_STACK, ROOT_TASK, ROOT_WELL_KNOWN,
  STATE_ALLOC_SINCE_GC, STATE_CURRENT_TASK, STATE_EXC_DEPTH, STATE_EXC_STACK, STATE_EXCEPTION, STATE_GC_COUNT,
  STATE_GC_INTERVAL, STATE_GC_STRESS, STATE_GC_THRESHOLD, STATE_GC_TIME_US, STATE_GC_WANTED, STATE_LIVE_BYTES, STATE_PENDING_FINALIZERS,
  STATE_STACK_BASE, STATE_THROW_BACKTRACE, SVEC_DATA, TAG_BITS, TAG_MARK, TAG_PERMANENT, TASK_EXC_DEPTH,
  TASK_EXC_STACK, TASK_EXCEPTION, TASK_SP, TASK_STACK_BASE, WELL_KNOWN, WELL_KNOWN_COUNT, WK_NOTHING,
} from '../src/heap/constants'
import { dropRuns, finishSweep, poisonLarge, relistPages } from './cells'
import { fail, now, sp, task_died } from './imports'
import { wellKnown } from './layout'
import { pageAddress, pageCount, pageKind, pageMeta, releasePages } from './pages'
import { closeOpenRange, rangeCount, ranges } from './permanent'
import { raw_alloc, raw_free, raw_realloc } from './raw'
import {
  addPending, finalizerCount, finalizers, freeStackAt, frozen, frozenCount, handles, handleTop, pendingCount, pending, pinCount, pins,
  setFinalizerCount, stackCount, stacks,
} from './roots'

// ---- the mark stack -------------------------------------------------------------------------------------------------

let stack: u32 = 0
let stackTop: u32 = 0
let stackEnd: u32 = 0

function growMarkStack(): void {
  const used = stackTop - stack
  const room = stackEnd == stack ? 65528 : (stackEnd - stack) << 1
  stack = stack == 0 ? raw_alloc(room) : raw_realloc(stack, room)
  // nothing can be saved when there is no memory to remember what is still to be marked
  if (stack == 0) unreachable()
  stackTop = stack + used
  stackEnd = stack + room
}

let weak: u32 = 0
let weakCount: u32 = 0
let weakRoom: u32 = 0

function addWeak(v: u32): void {
  if (weakCount == weakRoom) {
    weakRoom = weakRoom == 0 ? 256 : weakRoom << 1
    weak = weak == 0 ? raw_alloc(weakRoom << 2) : raw_realloc(weak, weakRoom << 2)
  }
  store<u32>(weak + (weakCount++ << 2), v)
}

/** What is being traced, for the report of a stale reference: an object, or one of the ROOT_* kinds. */
let holder: u32 = 0

/** A reference to nothing: an error of the system, which only stress makes sure to find. */
function stale(v: u32): void {
  if (load<u32>(STATE_GC_STRESS)) fail(FAIL_STALE_REFERENCE, v, holder)
}

// @ts-ignore: decorator
@inline
function mark(v: u32): void {
  if (v == 0) return
  const tag = load<u32>(v + HEADER_TAG)
  if (tag & (TAG_MARK | TAG_PERMANENT)) return
  if (tag == 0) {
    stale(v)
    return
  }
  store<u32>(v + HEADER_TAG, tag | TAG_MARK)
  if (stackTop == stackEnd) growMarkStack()
  store<u32>(stackTop, v)
  stackTop += 4
}

// @ts-ignore: decorator
@inline
function isLive(v: u32): bool {
  return (load<u32>(v + HEADER_TAG) & (TAG_MARK | TAG_PERMANENT)) != 0
}

function markWords(from: u32, to: u32): void {
  for (; from < to; from += 4) mark(load<u32>(from))
}

/** Marks an entry range whose every `EXC_ENTRY` holds two references. */
function markExceptions(block: u32, depth: u32): void {
  if (block != 0) markWords(block, block + depth * EXC_ENTRY)
}

/** bytes of the objects marked so far */
let liveBytes: u64 = 0

/** Marks what `v` refers to. */
function trace(v: u32): void {
  holder = v
  const layout = load<u32>((load<u32>(v + HEADER_TAG) & ~TAG_BITS), DT_LAYOUT)
  const kind = load<u32>(layout, LAYOUT_KIND)
  switch (kind) {
    case KIND_STRING:
      liveBytes += load<u64>(v) + 17
      return
    case KIND_SYMBOL:
      return
    case KIND_SVEC: {
      const n = load<u32>(v)
      liveBytes += (n << 2) + 16
      markWords(v + SVEC_DATA, v + SVEC_DATA + (n << 2))
      return
    }
    case KIND_MEMORY_BITS:
    case KIND_MEMORY_UNION:
    case KIND_MEMORY_REFS:
    case KIND_MEMORY_INLINE: {
      const data = load<u32>(v, MEMORY_PTR)
      const n = load<u32>(v, MEMORY_LENGTH)
      if (data != v + MEMORY_DATA) {
        // the bytes belong to another value, which keeps what they refer to alive
        mark(load<u32>(v, MEMORY_OWNER))
        liveBytes += 32
        return
      }
      const stride = load<u32>(layout, LAYOUT_STRIDE)
      liveBytes += (n as u64) * stride + 24
      if (kind == KIND_MEMORY_REFS) markWords(data, data + (n << 2))
      else if (kind == KIND_MEMORY_INLINE) {
        const nptrs = load<u32>(layout, LAYOUT_NPTRS)
        for (let i: u32 = 0, p = data; i < n; i++, p += stride) {
          for (let k: u32 = 0; k < nptrs; k++) mark(load<u32>(p + load<u32>(layout + (k << 2), LAYOUT_OFFSETS)))
        }
      }
      return
    }
    case KIND_WEAKREF:
      liveBytes += 16
      addWeak(v)
      return
    case KIND_TASK:
      markExceptions(load<u32>(v, TASK_EXC_STACK), load<u32>(v, TASK_EXC_DEPTH))
      mark(load<u32>(v, TASK_EXCEPTION))
      // the running task's stack is marked up to the present `sp`, its own record is stale
      if (load<u32>(STATE_CURRENT_TASK) != v) markWords(load<u32>(v, TASK_STACK_BASE), load<u32>(v, TASK_SP))
      break
    default:
      break
  }
  liveBytes += load<u32>(layout, LAYOUT_SIZE) + 8
  const nptrs = load<u32>(layout, LAYOUT_NPTRS)
  for (let k: u32 = 0; k < nptrs; k++) mark(load<u32>(v + load<u32>(layout + (k << 2), LAYOUT_OFFSETS)))
}

function drain(): void {
  while (stackTop != stack) {
    stackTop -= 4
    trace(load<u32>(stackTop))
  }
}

// ---- a collection -----------------------------------------------------------------------------------------------------

function markRoots(): void {
  holder = ROOT_WELL_KNOWN
  for (let i: u32 = 0; i < WELL_KNOWN_COUNT; i++) mark(load<u32>(WELL_KNOWN + (i << 2)))
  holder = ROOT_PIN
  markWords(pins, pins + (pinCount << 2))
  holder = ROOT_HANDLE
  markWords(handles, handles + (handleTop << 2))
  holder = ROOT_TASK
  mark(load<u32>(STATE_CURRENT_TASK))
  mark(load<u32>(STATE_EXCEPTION))
  mark(load<u32>(STATE_THROW_BACKTRACE))
  markExceptions(load<u32>(STATE_EXC_STACK), load<u32>(STATE_EXC_DEPTH))
  holder = ROOT_STACK
  markWords(load<u32>(STATE_STACK_BASE), sp)
  holder = ROOT_FINALIZER
  markWords(pending, pending + pendingCount * FINAL_ENTRY)
  for (let i: u32 = 0; i < frozenCount; i++) trace(load<u32>(frozen + (i << 2)))
  drain()
  closeOpenRange()
  for (let i: u32 = 0; i < rangeCount; i++) {
    let p = load<u32>(ranges + (i << 3))
    const end = load<u32>(ranges + (i << 3), 4)
    while (p < end) {
      const v = p + 8
      const tag = load<u32>(v + HEADER_TAG)
      if (tag != 0) trace(v)
      p = v + load<u32>(v + HEADER_AUX)
    }
    drain()
  }
}

/** Finalizers of dead objects become pending; the objects live on until these have run. */
function findDeadFinalizable(): void {
  let kept: u32 = 0
  const first = pendingCount
  for (let i: u32 = 0; i < finalizerCount; i++) {
    const e = finalizers + i * FINAL_ENTRY
    const object = load<u32>(e)
    if (isLive(object)) {
      if (kept != i) store<u64>(finalizers + kept * FINAL_ENTRY, load<u64>(e))
      kept++
    } else addPending(object, load<u32>(e, 4))
  }
  setFinalizerCount(kept)
  for (let i: u32 = 0; i < kept; i++) mark(load<u32>(finalizers + i * FINAL_ENTRY, 4))
  markWords(pending + first * FINAL_ENTRY, pending + pendingCount * FINAL_ENTRY)
  drain()
}

function clearWeak(): void {
  const nothing = wellKnown(WK_NOTHING)
  for (let i: u32 = 0; i < weakCount; i++) {
    const ref = load<u32>(weak + (i << 2))
    const v = load<u32>(ref)
    if (v != 0 && !isLive(v)) store<u32>(ref, nothing)
  }
  weakCount = 0
}

/** Stacks whose task object is dead. */
function freeDeadStacks(): void {
  let i: u32 = 0
  while (i < stackCount) {
    const task = load<u32>(stacks + i * 12)
    if (task == 0 || isLive(task)) i++
    else {
      raw_free(load<u32>(task, TASK_EXC_STACK))
      task_died(task)
      freeStackAt(i)
    }
  }
}

function sweepLarge(): void {
  for (let page: u32 = 0; page < pageCount; page++) {
    if (pageKind(page) != PAGE_LARGE) continue
    const cell = pageAddress(page)
    const tag = load<u32>(cell, 4)
    if (tag & TAG_MARK) store<u32>(cell, tag & ~TAG_MARK, 4)
    else {
      if (load<u32>(STATE_GC_STRESS)) poisonLarge(cell, pageMeta(page) * PAGE_BYTES)
      releasePages(page, pageMeta(page))
    }
  }
}

/** Collects now. Only at a safepoint: everything live is reachable from the roots. */
export function collect(): void {
  const t0 = now()
  finishSweep(false)
  dropRuns()
  liveBytes = 0
  if (stack == 0) growMarkStack()
  markRoots()
  drain()
  findDeadFinalizable()
  clearWeak()
  freeDeadStacks()
  sweepLarge()
  relistPages()
  if (load<u32>(STATE_GC_STRESS)) finishSweep(true)
  store<u32>(STATE_PENDING_FINALIZERS, pendingCount)
  store<u64>(STATE_LIVE_BYTES, liveBytes)
  const interval = load<u32>(STATE_GC_INTERVAL)
  const room = interval != 0 ? interval : max<u64>(32 << 20, liveBytes)
  store<u32>(STATE_GC_THRESHOLD, min<u64>(room, 1 << 30) as u32)
  store<u32>(STATE_ALLOC_SINCE_GC, 0)
  // under stress every generic call asks, and counts
  store<u32>(STATE_GC_WANTED, load<u32>(STATE_GC_STRESS) != 0 ? 1 : 0)
  store<u32>(STATE_GC_COUNT, load<u32>(STATE_GC_COUNT) + 1)
  store<u32>(STATE_GC_TIME_US, load<u32>(STATE_GC_TIME_US) + ((now() - t0) * 1000) as u32)
}
