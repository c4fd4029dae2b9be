/**
 * The green tree: what the parser made of the tokens, without losing a byte. Entries stand in post-order in flat
 * arrays: an interior entry follows the entries of its subtree, and `sizes[i]` counts the entries of the subtree
 * that ends in `i`. A leaf ends at byte `ends[i]` and begins where the entry before it ends, so positions need
 * no second array.
 */

import type { Sym } from './ast.ts'
import { sym } from './ast.ts'
import * as K from './kinds.ts'
import { IS_OPERATOR, NAMES, PROPERTIES } from './operators.ts'
import type { SymbolTable } from './symbols.ts'

// Flags of entries. The first two are those of tokens.
export const DOTTED = 1
export const SUFFIXED = 2
/** White space, comments, keywords, punctuation: of no meaning of their own. */
export const TRIVIA = 4
export const INTERIOR = 8
/** Form of a call: `a + b`, `+a`, `a'`; without a flag `f(a)`. */
export const INFIX = 16
export const PREFIX = 32
export const POSTFIX = 64
/** A tuple, block or macro call written with parentheses. */
export const PARENS = 128
/** A raw string: backslashes stand for themselves. */
export const RAW = 256
export const TRIPLE = 512
/** `:x`, not `quote x end` */
export const COLON_QUOTE = 1024
/** `a; b` at top level */
export const SEMICOLONS = 2048
export const MUTABLE = 4096
export const BARE = 8192

/** Symbols of the operators that are a kind of their own. */
const SPELLED = NAMES.map((name, kind) => ((PROPERTIES[kind] & IS_OPERATOR) !== 0 ? sym(name) : undefined))

export class GreenTree {
  readonly bytes: Uint8Array
  /** Where the text of the tree begins in `bytes`. */
  readonly start: number
  readonly names: SymbolTable
  kinds: Uint8Array<ArrayBuffer>
  /** Kind the lexer gave to a leaf. */
  lexed: Uint8Array<ArrayBuffer>
  flags: Uint16Array<ArrayBuffer>
  sizes: Int32Array<ArrayBuffer>
  ends: Int32Array<ArrayBuffer>
  /** Name of a leaf (id in `names`), operator of an assignment node, dimension of a concatenation; else -1. */
  data: Int32Array<ArrayBuffer>
  length = 0

  constructor(bytes: Uint8Array, start: number, names: SymbolTable, capacity: number) {
    this.bytes = bytes
    this.kinds = new Uint8Array(capacity)
    this.lexed = new Uint8Array(capacity)
    this.flags = new Uint16Array(capacity)
    this.sizes = new Int32Array(capacity)
    this.ends = new Int32Array(capacity)
    this.data = new Int32Array(capacity)
    this.start = start
    this.names = names
  }

  /** Appends an entry whose subtree has `size` entries, itself included. */
  push(kind: number, lexed: number, flags: number, size: number, end: number, data: number): number {
    const i = this.length
    if (i === this.kinds.length) this.grow()
    this.kinds[i] = kind
    this.lexed[i] = lexed
    this.flags[i] = flags
    this.sizes[i] = size
    this.ends[i] = end
    this.data[i] = data
    this.length = i + 1
    return i
  }

  private grow(): void {
    const size = this.kinds.length * 2
    const kinds = new Uint8Array(size)
    kinds.set(this.kinds)
    this.kinds = kinds
    const lexed = new Uint8Array(size)
    lexed.set(this.lexed)
    this.lexed = lexed
    const flags = new Uint16Array(size)
    flags.set(this.flags)
    this.flags = flags
    const copy = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(size)
      to.set(from)
      return to
    }
    this.sizes = copy(this.sizes)
    this.ends = copy(this.ends)
    this.data = copy(this.data)
  }

  /** End of the text in the tree. */
  get end(): number {
    return this.length === 0 ? this.start : this.ends[this.length - 1]
  }

  /** First byte of entry `i`. */
  startOf(i: number): number {
    const first = i - this.sizes[i]
    return first < 0 ? this.start : this.ends[first]
  }

  /** True if `i` is a token rather than a node. */
  isLeaf(i: number): boolean {
    return (this.flags[i] & INTERIOR) === 0
  }

  /** Children of entry `i`, in order, trivia included. */
  children(i: number): number[] {
    const result: number[] = []
    if (this.isLeaf(i)) return result
    const first = i - this.sizes[i] + 1
    for (let c = i - 1; c >= first; c -= this.sizes[c]) result.push(c)
    return result.reverse()
  }

  /** Children that count, `Tombstone` nodes replaced by theirs. */
  significantChildren(i: number): number[] {
    const result: number[] = []
    for (const c of this.children(i)) {
      if (this.kinds[c] === K.Tombstone) {
        if (!this.isLeaf(c)) result.push(...this.significantChildren(c))
      } else if ((this.flags[c] & TRIVIA) === 0) result.push(c)
    }
    return result
  }

  /** The symbol a leaf or an assignment node names, with its dot if it has one. */
  symbolOf(i: number): Sym {
    const plain = this.plainSymbolOf(i)
    return (this.flags[i] & DOTTED) === 0 ? plain : sym(`.${plain.name}`)
  }

  /** The symbol a leaf or an assignment node names, without dot. */
  plainSymbolOf(i: number): Sym {
    const id = this.data[i]
    return id >= 0 ? this.names.symbols[id] : (SPELLED[this.lexed[i]] ?? sym(NAMES[this.lexed[i]]))
  }

  /** Roots of the forest: one, unless parsing ended early. */
  roots(): number[] {
    const result: number[] = []
    for (let c = this.length - 1; c >= 0; c -= this.sizes[c]) result.push(c)
    return result.reverse()
  }
}

/** The text the tree was made from, put together again from its leaves: byte for byte the input. */
export function greenText(tree: GreenTree): Uint8Array {
  const result = new Uint8Array(tree.end - tree.start)
  let at = 0
  for (let i = 0; i < tree.length; i++) {
    if (!tree.isLeaf(i)) continue
    const piece = tree.bytes.subarray(tree.startOf(i), tree.ends[i])
    result.set(piece, at)
    at += piece.length
  }
  return result.subarray(0, at)
}
