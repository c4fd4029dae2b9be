// What keeps objects alive from outside the heap: pins, handles, task stacks; and the lists of finalizers.
import { FINAL_ENTRY, PAGE_BYTES, PAGE_SHIFT, PAGE_STACK } from '../src/heap/constants'
import { acquirePages, pageAddress, pagesFor, releasePages } from './pages'
import { raw_alloc, raw_realloc } from './raw'

// ---- pins: slots of a growing table; a free slot holds 0 ------------------------------------------------------------

export let pins: u32 = 0
export let pinCount: u32 = 0
let pinRoom: u32 = 0

/** Keeps `v` alive until `unpin` of the slot that is returned. */
export function pin(v: u32): u32 {
  if (pinCount == pinRoom) {
    pinRoom = pinRoom == 0 ? 256 : pinRoom << 1
    pins = pins == 0 ? raw_alloc(pinRoom << 2) : raw_realloc(pins, pinRoom << 2)
  }
  store<u32>(pins + (pinCount << 2), v)
  return pinCount++
}

export function set_pin(slot: u32, v: u32): void {
  store<u32>(pins + (slot << 2), v)
}

// ---- handles of TypeScript: a stack ---------------------------------------------------------------------------------

export let handles: u32 = 0
export let handleTop: u32 = 0
let handleRoom: u32 = 0

export function push_handle(v: u32): u32 {
  if (handleTop == handleRoom) {
    handleRoom = handleRoom == 0 ? 256 : handleRoom << 1
    handles = handles == 0 ? raw_alloc(handleRoom << 2) : raw_realloc(handles, handleRoom << 2)
  }
  store<u32>(handles + (handleTop << 2), v)
  return handleTop++
}

export function handle_depth(): u32 {
  return handleTop
}

export function pop_handles(depth: u32): void {
  handleTop = depth
}

// ---- shadow stacks: {task, base, pages} --------------------------------------------------------------------------------

export let stacks: u32 = 0
export let stackCount: u32 = 0
let stackRoom: u32 = 0
/** freed stacks of the usual size wait here for the next task */
let spare: u32 = 0
let spareCount: u32 = 0
const SPARE_MAX: u32 = 64
let usualPages: u32 = 0

/** A shadow stack for `task`, at least `bytes` long. Gives its base; 0: out of memory. */
export function new_stack(task: u32, bytes: u32): u32 {
  const n = pagesFor(bytes)
  if (usualPages == 0) usualPages = n
  let base: u32 = 0
  if (n == usualPages && spare != 0) {
    base = spare
    spare = load<u32>(base)
    spareCount--
  } else {
    const page = acquirePages(n, PAGE_STACK)
    if (page == 0) return 0
    base = pageAddress(page)
  }
  if (stackCount == stackRoom) {
    stackRoom = stackRoom == 0 ? 64 : stackRoom << 1
    stacks = stacks == 0 ? raw_alloc(stackRoom * 12) : raw_realloc(stacks, stackRoom * 12)
  }
  const e = stacks + stackCount * 12
  stackCount++
  store<u32>(e, task)
  store<u32>(e, base, 4)
  store<u32>(e, n, 8)
  return base
}

export function freeStackAt(index: u32): void {
  const e = stacks + index * 12
  const base = load<u32>(e, 4)
  const n = load<u32>(e, 8)
  if (n == usualPages && spareCount < SPARE_MAX) {
    store<u32>(base, spare)
    spare = base
    spareCount++
  } else releasePages(base >> PAGE_SHIFT, n)
  stackCount--
  memory.copy(e, stacks + stackCount * 12, 12)
}

/** The task has ended: its stack goes back. */
export function free_stack(task: u32): void {
  for (let i: u32 = 0; i < stackCount; i++) {
    if (load<u32>(stacks + i * 12) == task) {
      freeStackAt(i)
      return
    }
  }
}

// ---- finalizers: {object, function}; those of dead objects move to the pending list -----------------------------------

export let finalizers: u32 = 0
export let finalizerCount: u32 = 0
let finalizerRoom: u32 = 0

export function add_finalizer(object: u32, f: u32): void {
  if (finalizerCount == finalizerRoom) {
    finalizerRoom = finalizerRoom == 0 ? 64 : finalizerRoom << 1
    finalizers =
      finalizers == 0 ? raw_alloc(finalizerRoom * FINAL_ENTRY) : raw_realloc(finalizers, finalizerRoom * FINAL_ENTRY)
  }
  const e = finalizers + finalizerCount * FINAL_ENTRY
  store<u32>(e, object)
  store<u32>(e, f, 4)
  finalizerCount++
}

export function setFinalizerCount(n: u32): void {
  finalizerCount = n
}

export let pending: u32 = 0
export let pendingCount: u32 = 0
let pendingRoom: u32 = 0

export function addPending(object: u32, f: u32): void {
  if (pendingCount == pendingRoom) {
    pendingRoom = pendingRoom == 0 ? 64 : pendingRoom << 1
    pending = pending == 0 ? raw_alloc(pendingRoom * FINAL_ENTRY) : raw_realloc(pending, pendingRoom * FINAL_ENTRY)
  }
  const e = pending + pendingCount * FINAL_ENTRY
  store<u32>(e, object)
  store<u32>(e, f, 4)
  pendingCount++
}

/**
 * Takes one pending finalizer: stores {object, function} at `out`. The caller roots them. False: none left.
 * The last one found is run first, as finalizers run in the reverse order of their registration.
 */
export function next_finalizer(out: u32): u32 {
  if (pendingCount == 0) return 0
  pendingCount--
  store<u64>(out, load<u64>(pending + pendingCount * FINAL_ENTRY))
  return 1
}

/** Makes the finalizers of `object` (all finalizers if 0) pending at once: `finalize(x)` and the end of the process. */
export function finalize_now(object: u32): void {
  let kept: u32 = 0
  for (let i: u32 = 0; i < finalizerCount; i++) {
    const e = finalizers + i * FINAL_ENTRY
    if (object == 0 || load<u32>(e) == object) addPending(load<u32>(e), load<u32>(e, 4))
    else {
      if (kept != i) store<u64>(finalizers + kept * FINAL_ENTRY, load<u64>(e))
      kept++
    }
  }
  finalizerCount = kept
}

/** Everything pinned has become permanent. */
export function clearPins(): void {
  pinCount = 0
}

// ---- frozen objects that are roots (see freeze.ts) --------------------------------------------------------------------

export let frozen: u32 = 0
export let frozenCount: u32 = 0
let frozenRoom: u32 = 0

export function addFrozen(v: u32): void {
  if (frozenCount == frozenRoom) {
    frozenRoom = frozenRoom == 0 ? 4096 : frozenRoom << 1
    frozen = frozen == 0 ? raw_alloc(frozenRoom << 2) : raw_realloc(frozen, frozenRoom << 2)
  }
  store<u32>(frozen + (frozenCount++ << 2), v)
}
