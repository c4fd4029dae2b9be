// The generic call: argument types → dispatch cache of the function's type → code.
//
// A cache belongs to the type of the called value (DT_DISPATCH of its DataType object). It is an open-addressing table
// of entries of 32 bytes:
//
//   0 hash   4 n (0: free)   8 slot   12 first world   16 last world   20 the first three keys, or (n > 3) address of all
//
// The key of an argument is its type; the key of an argument that is itself a type is that type (its address + 1), so
// `f(Int)` and `f(String)` are told apart. A builtin has no cache: its type's word holds `slot << 1 | 1`, the one entry
// for all arguments. An entry may be *general* in some such arguments: its key is then the kind
// (DataType, UnionAll…). General entries are looked for only when the exact keys miss.
import {
  CACHE_COUNT, CACHE_ENTRIES, CACHE_ENTRY, CACHE_MASK, DT_DISPATCH, STATE_GC_WANTED, STATE_LATEST_WORLD, STATE_WORLD_AGE, TAG_BITS,
  TAG_IS_TYPE,
} from '../src/heap/constants'
import { safepoint } from './alloc'
import { resolve } from './imports'
import { tagOf, typeOf, worldAge } from './layout'
import { raw_alloc, raw_calloc, raw_free, raw_realloc } from './raw'

const INLINE_KEYS: u32 = 3

// @ts-ignore: decorator
@inline
function keyOf(v: u32): u32 {
  const tag = tagOf(v)
  return tag & TAG_IS_TYPE ? v | 1 : tag & ~TAG_BITS
}

// @ts-ignore: decorator
@inline
function generalKeyOf(v: u32): u32 {
  return typeOf(v)
}

// @ts-ignore: decorator
@inline
function step(h: u32, key: u32): u32 {
  return (rotl<u32>(h, 5) ^ key) * 0x9e3779b1
}

// @ts-ignore: decorator
@inline
function finish(h: u32): u32 {
  return h ^ (h >> 15)
}

function hashExact(frame: u32, n: u32): u32 {
  let h = n
  const end = frame + (n << 2)
  for (let p = frame; p < end; p += 4) h = step(h, keyOf(load<u32>(p)))
  return finish(h)
}

/** Slot of the entry for the arguments' exact keys in world `world`, or -1. */
// @ts-ignore: decorator
@inline
function findExact(cache: u32, frame: u32, n: u32, world: u32): i32 {
  const h = hashExact(frame, n)
  const mask = load<u32>(cache, CACHE_MASK)
  let i = h & mask
  while (true) {
    const e = cache + CACHE_ENTRIES + (i << 5)
    const en = load<u32>(e, 4)
    if (en == 0) return -1
    if (load<u32>(e) == h && en == n && load<u32>(e, 12) <= world && world <= load<u32>(e, 16)) {
      const keys = n <= INLINE_KEYS ? e + 20 : load<u32>(e, 20)
      let k: u32 = 0
      while (k < n << 2 && load<u32>(keys + k) == keyOf(load<u32>(frame + k))) k += 4
      if (k == n << 2) return load<i32>(e, 8)
    }
    i = (i + 1) & mask
  }
}

/** The same for the entry that is general in all arguments that are types. Entries general in some are rare and missed. */
function findGeneral(cache: u32, frame: u32, n: u32, world: u32): i32 {
  // the called value, if it is a type, is never general: its methods are its own
  const h = generalHash(frame, n)
  const mask = load<u32>(cache, CACHE_MASK)
  let i = h & mask
  while (true) {
    const e = cache + CACHE_ENTRIES + (i << 5)
    const en = load<u32>(e, 4)
    if (en == 0) return -1
    if (load<u32>(e) == h && en == n && load<u32>(e, 12) <= world && world <= load<u32>(e, 16)) {
      const keys = n <= INLINE_KEYS ? e + 20 : load<u32>(e, 20)
      let k: u32 = 4
      if (load<u32>(keys) == keyOf(load<u32>(frame))) {
        while (k < n << 2 && load<u32>(keys + k) == generalKeyOf(load<u32>(frame + k))) k += 4
        if (k == n << 2) return load<i32>(e, 8)
      }
    }
    i = (i + 1) & mask
  }
}

function generalHash(frame: u32, n: u32): u32 {
  let h = step(n, keyOf(load<u32>(frame)))
  const end = frame + (n << 2)
  for (let p = frame + 4; p < end; p += 4) h = step(h, generalKeyOf(load<u32>(p)))
  return finish(h)
}

function hasTypeArgument(frame: u32, n: u32): bool {
  for (let p = frame + 4; p < frame + (n << 2); p += 4) if (tagOf(load<u32>(p)) & TAG_IS_TYPE) return true
  return false
}

function slowSlot(cache: u32, frame: u32, n: u32): u32 {
  if (cache != 0 && hasTypeArgument(frame, n)) {
    const slot = findGeneral(cache, frame, n, worldAge())
    if (slot >= 0) return slot
  }
  return resolve(frame, n)
}

/** Calls `frame[0]` with the arguments `frame[1]` … `frame[n-1]`; the caller roots the frame. */
export function apply(frame: u32, n: u32): u32 {
  if (load<u32>(STATE_GC_WANTED)) safepoint(0)
  const cache = load<u32>(typeOf(load<u32>(frame)), DT_DISPATCH)
  if (cache & 1) return call_indirect<u32>(cache >> 1, frame, n)
  if (cache != 0) {
    const slot = findExact(cache, frame, n, worldAge())
    if (slot >= 0) return call_indirect<u32>(slot as u32, frame, n)
  }
  return call_indirect<u32>(slowSlot(cache, frame, n), frame, n)
}

/** The slot that `apply` would call now, found in the cache; -1 if it is not there. */
export function dispatch_find(frame: u32, n: u32): i32 {
  const cache = load<u32>(typeOf(load<u32>(frame)), DT_DISPATCH)
  if (cache == 0) return -1
  if (cache & 1) return cache >> 1
  const slot = findExact(cache, frame, n, worldAge())
  if (slot >= 0 || !hasTypeArgument(frame, n)) return slot
  return findGeneral(cache, frame, n, worldAge())
}

/** `invokelatest`: the call runs in the newest world. Whoever catches an exception restores his own world. */
export function apply_latest(frame: u32, n: u32): u32 {
  const world = worldAge()
  store<u32>(STATE_WORLD_AGE, load<u32>(STATE_LATEST_WORLD))
  const result = apply(frame, n)
  store<u32>(STATE_WORLD_AGE, world)
  return result
}

/** `Base.invoke_in_world` */
export function apply_in_world(world: u32, frame: u32, n: u32): u32 {
  const before = worldAge()
  store<u32>(STATE_WORLD_AGE, min<u32>(world, load<u32>(STATE_LATEST_WORLD)))
  const result = apply(frame, n)
  store<u32>(STATE_WORLD_AGE, before)
  return result
}

// ---- filling and clearing, from TypeScript --------------------------------------------------------------------------

/** types that have a cache */
let owners: u32 = 0
let ownerCount: u32 = 0
let ownerRoom: u32 = 0

function addOwner(type: u32): void {
  if (ownerCount == ownerRoom) {
    ownerRoom = ownerRoom == 0 ? 1024 : ownerRoom << 1
    owners = owners == 0 ? raw_alloc(ownerRoom << 2) : raw_realloc(owners, ownerRoom << 2)
  }
  store<u32>(owners + (ownerCount++ << 2), type)
}

function newCache(room: u32): u32 {
  const cache = raw_calloc(CACHE_ENTRIES + room * CACHE_ENTRY)
  store<u32>(cache, room - 1, CACHE_MASK)
  return cache
}

function place(cache: u32, e: u32): void {
  const mask = load<u32>(cache, CACHE_MASK)
  let i = load<u32>(e) & mask
  while (load<u32>(cache + CACHE_ENTRIES + (i << 5), 4) != 0) i = (i + 1) & mask
  memory.copy(cache + CACHE_ENTRIES + (i << 5), e, CACHE_ENTRY)
  store<u32>(cache, load<u32>(cache, CACHE_COUNT) + 1, CACHE_COUNT)
}

function roomForOne(type: u32): u32 {
  const old = load<u32>(type, DT_DISPATCH)
  if (old == 0) {
    addOwner(type)
    const cache = newCache(4)
    store<u32>(type, cache, DT_DISPATCH)
    return cache
  }
  const room = load<u32>(old, CACHE_MASK) + 1
  if ((load<u32>(old, CACHE_COUNT) + 1) * 4 <= room * 3) return old
  const cache = newCache(room << 1)
  for (let i: u32 = 0; i < room; i++) {
    const e = old + CACHE_ENTRIES + (i << 5)
    if (load<u32>(e, 4) != 0) place(cache, e)
  }
  raw_free(old)
  store<u32>(type, cache, DT_DISPATCH)
  return cache
}

/**
 * Enters a slot for calls like the one in the frame, in the worlds from `first` to `last`. `general`: the entry holds
 * for all arguments of the same kind where the frame's argument is a type (but not for other called types).
 */
export function dispatch_insert(frame: u32, n: u32, slot: u32, first: u32, last: u32, general: u32): void {
  const type = typeOf(load<u32>(frame))
  const cache = roomForOne(type)
  const h = general ? generalHash(frame, n) : hashExact(frame, n)
  const mask = load<u32>(cache, CACHE_MASK)
  let i = h & mask
  while (load<u32>(cache + CACHE_ENTRIES + (i << 5), 4) != 0) i = (i + 1) & mask
  const e = cache + CACHE_ENTRIES + (i << 5)
  store<u32>(e, h)
  store<u32>(e, n, 4)
  store<u32>(e, slot, 8)
  store<u32>(e, first, 12)
  store<u32>(e, last, 16)
  let keys = e + 20
  if (n > INLINE_KEYS) {
    keys = raw_alloc(n << 2)
    store<u32>(e, keys, 20)
  }
  for (let k: u32 = 0; k < n; k++) {
    const v = load<u32>(frame + (k << 2))
    store<u32>(keys + (k << 2), general && k > 0 ? generalKeyOf(v) : keyOf(v))
  }
  store<u32>(cache, load<u32>(cache, CACHE_COUNT) + 1, CACHE_COUNT)
}

/** Forgets all entries of one called type: its methods have changed. */
export function dispatch_clear(type: u32): void {
  const cache = load<u32>(type, DT_DISPATCH)
  if (cache == 0 || cache & 1) return
  const room = load<u32>(cache, CACHE_MASK) + 1
  for (let i: u32 = 0; i < room; i++) {
    const e = cache + CACHE_ENTRIES + (i << 5)
    if (load<u32>(e, 4) > INLINE_KEYS) raw_free(load<u32>(e, 20))
  }
  memory.fill(cache + CACHE_ENTRIES, 0, room * CACHE_ENTRY)
  store<u32>(cache, 0, CACHE_COUNT)
}

export function dispatch_clear_all(): void {
  for (let i: u32 = 0; i < ownerCount; i++) dispatch_clear(load<u32>(owners + (i << 2)))
}

/** Number of entries, for statistics and tests. */
export function dispatch_size(type: u32): u32 {
  const cache = load<u32>(type, DT_DISPATCH)
  return cache == 0 || cache & 1 ? 0 : load<u32>(cache, CACHE_COUNT)
}
