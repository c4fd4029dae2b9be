/**
 * Names occurring in one source text, interned by their bytes: the hash of a name is computed while it is lexed, and
 * the JavaScript string of a name is made once, however often it occurs.
 */

import type { Sym } from './ast.ts'
import { sym } from './ast.ts'
import { normalizeName } from './chars.ts'

const utf8 = new TextDecoder()

export class SymbolTable {
  private readonly bytes: Uint8Array
  /** Symbol of each id. */
  readonly symbols: Sym[] = []
  private slots = new Int32Array(1024).fill(-1)
  private hashes = new Int32Array(512)
  /** First occurrence of each name. */
  private starts = new Int32Array(512)
  private lengths = new Int32Array(512)

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Id of the name in `bytes[start, end)` whose bytes hash to `hash` (see `HASH_SEED`, `hashByte`). */
  intern(start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1
    const length = end - start
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const id = this.slots[slot]
      if (id < 0) return this.add(slot, start, length, hash)
      if (
        this.hashes[id] === hash &&
        this.lengths[id] === length &&
        this.same(this.starts[id], start, length)
      ) {
        return id
      }
      slot = (slot + 1) & mask
    }
  }

  private same(a: number, b: number, length: number): boolean {
    const bytes = this.bytes
    for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false
    return true
  }

  private add(slot: number, start: number, length: number, hash: number): number {
    const id = this.symbols.length
    if (id === this.hashes.length) {
      this.grow()
      return this.intern(start, start + length, hash)
    }
    this.symbols.push(sym(this.name(start, start + length)))
    this.hashes[id] = hash
    this.starts[id] = start
    this.lengths[id] = length
    this.slots[slot] = id
    return id
  }

  private grow(): void {
    const size = this.hashes.length * 2
    this.hashes = enlarge(this.hashes, size)
    this.starts = enlarge(this.starts, size)
    this.lengths = enlarge(this.lengths, size)
    this.slots = new Int32Array(size * 2).fill(-1)
    const mask = this.slots.length - 1
    for (let id = 0; id < this.symbols.length; id++) {
      let slot = (this.hashes[id] ^ (this.hashes[id] >>> 15)) & mask
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask
      this.slots[slot] = id
    }
  }

  private name(start: number, end: number): string {
    let text = ''
    for (let i = start; i < end; i++) {
      const b = this.bytes[i]
      if (b >= 0x80) return normalizeName(utf8.decode(this.bytes.subarray(start, end)))
      text += String.fromCharCode(b)
    }
    return text
  }
}

export const HASH_SEED = 0x2f6e2b1

/** The hash of a name followed by byte `b`. */
export function hashByte(hash: number, b: number): number {
  return Math.imul(hash ^ b, 0x01000193)
}

/** A copy of `array` with room for `size` elements. */
export function enlarge(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(size)
  copy.set(array)
  return copy
}
