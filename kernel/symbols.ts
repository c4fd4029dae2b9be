// The symbol table: open addressing over permanent Symbol objects.
//
// The table can be rebuilt from nothing when an image brings symbols along: `symbol_adopt`.
import {
  STRING_DATA, SYMBOL_DATA, SYMBOL_LENGTH, TAG_BITS, WK_SYMBOL,
} from '../src/heap/constants'
import { memhash32 } from './hash'
import { wellKnown } from './layout'
import { alloc_permanent } from './permanent'
import { raw_calloc, raw_free } from './raw'

let table: u32 = 0
let mask: u32 = 0
let count: u32 = 0

function grow(): void {
  const old = table
  const oldRoom: u32 = table == 0 ? 0 : mask + 1
  const room: u32 = oldRoom == 0 ? 4096 : oldRoom << 1
  table = raw_calloc(room << 2)
  mask = room - 1
  for (let i: u32 = 0; i < oldRoom; i++) {
    const s = load<u32>(old + (i << 2))
    if (s != 0) insert(s)
  }
  raw_free(old)
}

function insert(s: u32): void {
  let i = load<u32>(s) & mask
  while (load<u32>(table + (i << 2)) != 0) i = (i + 1) & mask
  store<u32>(table + (i << 2), s)
}

/** The symbol with these bytes, or 0. */
export function symbol_find(p: u32, n: u32): u32 {
  if (table == 0) return 0
  const h = memhash32(p, n)
  let i = h & mask
  while (true) {
    const s = load<u32>(table + (i << 2))
    if (s == 0) return 0
    if (load<u32>(s) == h && load<u32>(s, SYMBOL_LENGTH) == n && memory.compare(s + SYMBOL_DATA, p, n) == 0) return s
    i = (i + 1) & mask
  }
}

/** The symbol with these bytes; made if there is none. */
export function symbol_intern(p: u32, n: u32): u32 {
  const had = symbol_find(p, n)
  if (had != 0) return had
  const s = alloc_permanent(wellKnown(WK_SYMBOL), SYMBOL_DATA + n + 1, 0, 8)
  store<u32>(s, memhash32(p, n))
  store<u32>(s, n, SYMBOL_LENGTH)
  memory.copy(s + SYMBOL_DATA, p, n)
  symbol_adopt(s)
  return s
}

/** Enters an existing Symbol object (of an image) whose name is not in the table yet. */
export function symbol_adopt(s: u32): void {
  if ((count + 1) * 2 > (table == 0 ? 0 : mask + 1)) grow()
  count++
  insert(s)
}

/** `Symbol(::String)` */
export function string_to_symbol(s: u32): u32 {
  return symbol_intern(s + STRING_DATA, load<u32>(s))
}
