// Questions about types that the kernel answers from caches; TypeScript answers the first time.
import {
  DT_FLAGS, DT_PARAMETERS, DTF_CONCRETE, SVEC_DATA, TAG_BITS, TAG_IS_TYPE, WK_ANY, WK_DATATYPE,
} from '../src/heap/constants'
import { isa_slow, subtype_slow, tuple_type_slow } from './imports'
import { tagOf, typeOf, wellKnown } from './layout'
import { raw_calloc, raw_free } from './raw'

/** direct-mapped cache of pairs: {left, right, answer, 0} */
const PAIRS: u32 = 8192
let isaCache: u32 = 0
let subtypeCache: u32 = 0

// @ts-ignore: decorator
@inline
function pairIndex(a: u32, b: u32): u32 {
  const h = (rotl<u32>(a, 13) ^ b) * 0x9e3779b1
  return (h >> 19) << 4
}

/** `isa(v, type)` */
export function isa(v: u32, type: u32): u32 {
  const tag = tagOf(v)
  const inner = tag & ~TAG_BITS
  if (inner == type || type == wellKnown(WK_ANY)) return 1
  if ((tag & TAG_IS_TYPE) == 0 && isConcrete(type)) return 0
  // the answer depends on the value itself only where that is a type
  const left = tag & TAG_IS_TYPE ? v | 1 : inner
  if (isaCache == 0) isaCache = raw_calloc(PAIRS << 4)
  const e = isaCache + pairIndex(left, type)
  if (load<u32>(e) == left && load<u32>(e, 4) == type) return load<u32>(e, 8)
  const answer = isa_slow(v, type)
  store<u32>(e, left)
  store<u32>(e, type, 4)
  store<u32>(e, answer, 8)
  return answer
}

// @ts-ignore: decorator
@inline
function isConcrete(type: u32): bool {
  return typeOf(type) == wellKnown(WK_DATATYPE) && (load<u32>(type, DT_FLAGS) & DTF_CONCRETE) != 0
}

/** `a <: b` */
export function subtype(a: u32, b: u32): u32 {
  if (a == b || b == wellKnown(WK_ANY)) return 1
  if (subtypeCache == 0) subtypeCache = raw_calloc(PAIRS << 4)
  const e = subtypeCache + pairIndex(a, b)
  if (load<u32>(e) == a && load<u32>(e, 4) == b) return load<u32>(e, 8)
  const answer = subtype_slow(a, b)
  store<u32>(e, a)
  store<u32>(e, b, 4)
  store<u32>(e, answer, 8)
  return answer
}

/** Forgets cached answers (a definition was completed that they may have depended on). */
export function clear_type_caches(): void {
  if (isaCache != 0) memory.fill(isaCache, 0, PAIRS << 4)
  if (subtypeCache != 0) memory.fill(subtypeCache, 0, PAIRS << 4)
}

// ---- tuple types: open addressing over Tuple types, keyed by their parameters ------------------------------------------

let tuples: u32 = 0
let tupleMask: u32 = 0
let tupleCount: u32 = 0

function hashFrame(frame: u32, n: u32): u32 {
  let h = n
  for (let i: u32 = 0; i < n; i++) h = (rotl<u32>(h, 5) ^ typeOf(load<u32>(frame + (i << 2)))) * 0x9e3779b1
  return h ^ (h >> 15)
}

function growTuples(): void {
  const old = tuples
  const room: u32 = tuples == 0 ? 0 : tupleMask + 1
  const wider: u32 = room == 0 ? 256 : room << 1
  tuples = raw_calloc(wider << 3)
  tupleMask = wider - 1
  for (let i: u32 = 0; i < room; i++) {
    const h = load<u32>(old + (i << 3))
    const t = load<u32>(old + (i << 3), 4)
    if (t != 0) putTuple(h, t)
  }
  raw_free(old)
}

function putTuple(h: u32, type: u32): void {
  let i = h & tupleMask
  while (load<u32>(tuples + (i << 3), 4) != 0) i = (i + 1) & tupleMask
  store<u32>(tuples + (i << 3), h)
  store<u32>(tuples + (i << 3), type, 4)
}

/** `typeof((frame[0], …, frame[n-1]))` */
export function tuple_type(frame: u32, n: u32): u32 {
  const h = hashFrame(frame, n)
  if (tuples != 0) {
    let i = h & tupleMask
    for (;;) {
      const type = load<u32>(tuples + (i << 3), 4)
      if (type == 0) break
      if (load<u32>(tuples + (i << 3)) == h) {
        const params = load<u32>(type, DT_PARAMETERS)
        if (load<u32>(params) == n) {
          let k: u32 = 0
          while (k < n && load<u32>(params + SVEC_DATA + (k << 2)) == typeOf(load<u32>(frame + (k << 2)))) k++
          if (k == n) return type
        }
      }
      i = (i + 1) & tupleMask
    }
  }
  const type = tuple_type_slow(frame, n)
  if ((tupleCount + 1) * 2 > (tuples == 0 ? 0 : tupleMask + 1)) growTuples()
  tupleCount++
  putTuple(h, type)
  return type
}
