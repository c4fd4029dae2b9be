/**
 * The parser's view of the tokens (`peek…`, white space skipped) and of the tree it builds (`take…`, `node`).
 *
 * The parser reads tokens in order and appends each to the tree; a node is closed by naming the entry at which its
 * subtree begins (a mark). What a construct means in its place is in `context`, a set of bits that productions
 * save, change and restore.
 */

import type { Diagnostic } from './diagnostics.ts'
import { GreenTree, INTERIOR, RAW, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { DOTTED, Lexer, SUFFIXED } from './lexer.ts'
import { IS_CLOSING, IS_LITERAL, PROPERTIES } from './operators.ts'

// Bits of the context.
/** `:` makes ranges; not so between `?` and `:`. */
export const RANGES = 1
/** `x -y` are two expressions, as in `[x -y]` and `@m x -y`. */
export const SPACES = 2
/** `for` ends an expression and makes a generator of it. */
export const GENERATORS = 4
/** `end` is a value (in `a[end]`). */
export const END_VALUE = 8
/** Newlines are white space (in parentheses). */
export const NEWLINES = 16
/** `where` belongs to the expression at hand. */
export const WHERES = 32

export const NORMAL = RANGES | WHERES
/** The context right inside of any brackets, given the one outside of them. */
export const inBrackets = (context: number): number => (context & ~SPACES) | RANGES | WHERES | NEWLINES
/** The context of arguments separated by spaces, given the one around them. */
export const inSpaces = (context: number): number => (context | SPACES) & ~NEWLINES

/** Tokens kept lexed beyond the current one. */
const LOOKAHEAD = 32

export class Stream {
  readonly lexer: Lexer
  readonly tree: GreenTree
  readonly diagnostics: Diagnostic[] = []
  context = NORMAL
  /** First token not yet in the tree. */
  private next = 0
  /** First token from `next` on that is neither white space nor comment (it may be a newline). */
  private current = 0
  /** Nesting of productions, to refuse what would overflow the stack. */
  depth = 0

  /** With `whole`, all of the text is going to be parsed. */
  constructor(bytes: Uint8Array, start: number, whole = false) {
    const expected = whole ? (bytes.length >> 2) + 64 : 128
    this.lexer = new Lexer(bytes, start, expected)
    this.tree = new GreenTree(bytes, start, this.lexer.names, expected * 2)
    this.lexer.more(LOOKAHEAD)
    this.current = this.skip(0)
  }

  // ---- looking ahead --------------------------------------------------------------------------------------------

  private skip(i: number): number {
    for (;;) {
      if (i >= this.lexer.count) this.lexer.more(LOOKAHEAD)
      const k = this.lexer.kinds[i]
      if (k !== K.Whitespace && k !== K.Comment) return i
      i++
    }
  }

  private skipNewlines(i: number): number {
    for (;;) {
      if (i >= this.lexer.count) this.lexer.more(LOOKAHEAD)
      const k = this.lexer.kinds[i]
      if (k !== K.Whitespace && k !== K.Comment && k !== K.NewlineWs) return i
      i++
    }
  }

  /** Index of the next token, for the questions below; newlines count unless the context says otherwise. */
  token(): number {
    const i = this.current
    return this.lexer.kinds[i] === K.NewlineWs && (this.context & NEWLINES) !== 0 ? this.skipNewlines(i) : i
  }

  /** Index of the next token that is no newline either. */
  tokenPastNewlines(): number {
    return this.skipNewlines(this.current)
  }

  /** Index of the token after token `i`. */
  after(i: number): number {
    if (this.lexer.kinds[i] === K.EndMarker) return i
    return (this.context & NEWLINES) !== 0 ? this.skipNewlines(i + 1) : this.skip(i + 1)
  }

  /** Index of the token after token `i`; newlines count in any context. */
  afterOnLine(i: number): number {
    return this.lexer.kinds[i] === K.EndMarker ? i : this.skip(i + 1)
  }

  kind(i: number): number {
    return this.lexer.kinds[i]
  }

  /** Kind of the next token. */
  peek(): number {
    return this.lexer.kinds[this.token()]
  }

  /** Kind of the second next token. */
  peek2(): number {
    return this.lexer.kinds[this.after(this.token())]
  }

  dotted(i: number): boolean {
    return (this.lexer.flags[i] & DOTTED) !== 0
  }

  suffixed(i: number): boolean {
    return (this.lexer.flags[i] & SUFFIXED) !== 0
  }

  /** True if token `i` has a dot or a suffix. */
  decorated(i: number): boolean {
    return this.lexer.flags[i] !== 0
  }

  /** True if white space, a comment or a newline stands before token `i`. */
  spaced(i: number): boolean {
    const k = this.lexer.kinds[i]
    if (k >= K.Whitespace && k <= K.Comment) return true
    if (i === 0) return false
    const before = this.lexer.kinds[i - 1]
    return before >= K.Whitespace && before <= K.Comment
  }

  /** First byte of token `i`. */
  tokenStart(i: number): number {
    return i === 0 ? this.tree.start : this.lexer.ends[i - 1]
  }

  tokenEnd(i: number): number {
    return this.lexer.ends[i]
  }

  /** Data of token `i`: a name's id. */
  tokenData(i: number): number {
    return this.lexer.data[i]
  }

  /** True for kinds that end an expression here. */
  closes(kind: number): boolean {
    return (PROPERTIES[kind] & IS_CLOSING) !== 0 || (kind === K.KwEnd && (this.context & END_VALUE) === 0)
  }

  // ---- taking tokens --------------------------------------------------------------------------------------------

  /** Where the next entry of the tree will stand. */
  mark(): number {
    return this.tree.length
  }

  /** Byte position of what is not yet in the tree. */
  position(): number {
    return this.tokenStart(this.next)
  }

  private append(i: number, kind: number, flags: number): void {
    const lexed = this.lexer.kinds[i]
    this.tree.push(kind, lexed, flags | this.lexer.flags[i], 1, this.lexer.ends[i], this.lexer.data[i])
  }

  /** Appends all tokens before token `i`: white space and comments, usually. */
  private takeUpTo(i: number): void {
    for (let t = this.next; t < i; t++) {
      const k = this.lexer.kinds[t]
      this.append(t, k, k >= K.Whitespace && k <= K.Comment ? TRIVIA : 0)
    }
    this.next = i
    this.current = this.skip(i)
  }

  /** Takes the next token, as kind `kind` if given; returns its entry. */
  take(flags = 0, kind = -1): number {
    return this.takeToken(this.token(), flags, kind)
  }

  /** Takes the next token, newlines before it being white space. */
  takePastNewlines(flags = 0): number {
    return this.takeToken(this.tokenPastNewlines(), flags, -1)
  }

  private takeToken(i: number, flags: number, kind: number): number {
    this.takeUpTo(i)
    const lexed = this.lexer.kinds[i]
    if (lexed === K.EndMarker) return this.tree.length - 1
    const trivia = lexed >= K.Whitespace && lexed <= K.Comment
    this.append(i, trivia || kind < 0 ? lexed : kind, trivia ? flags | TRIVIA : flags)
    this.next = i + 1
    this.current = this.skip(i + 1)
    return this.tree.length - 1
  }

  /** Takes a token that only punctuates. */
  takeTrivia(): void {
    this.takeToken(this.token(), TRIVIA, -1)
  }

  /** Takes white space, comments and newlines. */
  takeSpace(): void {
    if (this.next !== this.current || this.lexer.kinds[this.current] === K.NewlineWs) {
      this.takeUpTo(this.tokenPastNewlines())
    }
  }

  /** Takes white space and comments up to a newline. */
  takeSpaceOnLine(): void {
    if (this.next !== this.current) this.takeUpTo(this.current)
  }

  /** Takes white space that must not be there. */
  takeForbiddenSpace(): void {
    if (!this.spaced(this.token())) return
    const mark = this.mark()
    this.takeSpaceOnLine()
    this.errorNode(mark, 'whitespace is not allowed here', TRIVIA)
  }

  /** Takes the next token, whose first `n` bytes are dots that stand alone here (`..`, `...`, `.+` in imports). */
  takeSplit(n: number, dotFlags: number, restKind: number): void {
    const i = this.next
    const start = this.tokenStart(i)
    const end = this.lexer.ends[i]
    for (let d = 1; d <= n; d++) this.tree.push(K.Dot, K.Dot, dotFlags, 1, start + d, -1)
    if (start + n < end)
      this.tree.push(restKind, restKind, this.lexer.flags[i] & ~DOTTED, 1, end, this.lexer.data[i])
    this.next = i + 1
    this.current = this.skip(i + 1)
  }

  /** Takes a sign and the number after it as one token. */
  takeSigned(kind: number): void {
    const i = this.next
    this.tree.push(kind, kind, 0, 1, this.lexer.ends[i + 1], -1)
    this.next = i + 2
    this.current = this.skip(i + 2)
  }

  /** Appends a leaf without text. */
  invisible(kind: number, flags = 0): number {
    return this.tree.push(kind, kind, flags, 1, this.position(), -1)
  }

  /** Appends an error without text, at the current position. */
  missing(message: string, flags = 0): void {
    const at = this.position()
    this.invisible(K.Invalid, flags)
    this.report(at, at, message)
  }

  // ---- building nodes -------------------------------------------------------------------------------------------

  /** Closes the node that begins at `mark`. */
  node(mark: number, kind: number, flags = 0, data = -1): void {
    this.tree.push(kind, kind, flags | INTERIOR, this.tree.length - mark + 1, this.position(), data)
  }

  /** Closes an error node that begins at `mark`. */
  errorNode(mark: number, message: string, flags = 0): void {
    const tree = this.tree
    const from = mark === 0 ? tree.start : tree.ends[mark - 1]
    this.report(from, this.position(), message)
    this.node(mark, K.Invalid, flags)
  }

  /** Last entry that is no white space, looking through parentheses. */
  lastEntry(): number {
    return this.unparenthesized(this.lastSignificant())
  }

  /** Last entry that is no trivia. */
  lastSignificant(): number {
    const { kinds, flags } = this.tree
    let i = this.tree.length - 1
    while (i >= 0 && ((flags[i] & (TRIVIA | INTERIOR)) === TRIVIA || kinds[i] === K.Tombstone)) i--
    return i
  }

  /** What stands in the parentheses of entry `i`, if it is such. */
  private unparenthesized(i: number): number {
    while (i >= 0 && this.tree.kinds[i] === K.Parens) {
      let inner = i - 1
      const first = i - this.tree.sizes[i] + 1
      while (inner >= first && (this.tree.flags[inner] & (TRIVIA | INTERIOR)) === TRIVIA) inner--
      if (inner < first) return inner < 0 ? i : inner
      i = inner
    }
    return i
  }

  /** Kind of the last entry that is no white space, looking through parentheses. */
  lastKind(): number {
    const i = this.lastEntry()
    return i < 0 ? K.EndMarker : this.tree.kinds[i]
  }

  /** First child of entry `i` that is no trivia; -1 without. */
  firstChild(i: number): number {
    return this.tree.significantChildren(i)[0] ?? -1
  }

  /** Changes kind or flags of an entry. */
  change(i: number, kind: number, flags: number): void {
    this.tree.kinds[i] = kind
    this.tree.flags[i] = flags
  }

  // ---- diagnostics ----------------------------------------------------------------------------------------------

  report(from: number, to: number, message: string, level: 'error' | 'warning' = 'error'): void {
    this.diagnostics.push({ from, to, level, message })
  }

  /** Reports a problem at the next token. */
  reportNext(message: string, level: 'error' | 'warning' = 'error'): void {
    const i = this.tokenPastNewlines()
    this.report(this.tokenStart(i), this.tokenEnd(i), message, level)
  }

  /** Reports a problem with the white space before the next token. */
  reportSpace(message: string, level: 'error' | 'warning' = 'error'): void {
    const i = this.tokenPastNewlines()
    const last = Math.max(this.next, i - 1)
    this.report(this.tokenStart(this.next), this.tokenEnd(last), message, level)
  }

  /** Reports a problem with what stands from `mark` on, without white space around it. */
  reportFrom(mark: number, message: string, level: 'error' | 'warning' = 'error'): void {
    const { tree } = this
    let first = mark
    let last = tree.length - 1
    const isSpace = (i: number): boolean =>
      tree.isLeaf(i) && tree.kinds[i] >= K.Whitespace && tree.kinds[i] <= K.Comment
    while (first < last && isSpace(first)) first++
    while (last > first && isSpace(last)) last--
    this.report(
      first === 0 ? tree.start : tree.ends[first - 1],
      tree.ends[last] ?? tree.start,
      message,
      level,
    )
  }

  /** True if the entry is a literal, string chunks included. */
  isLiteral(i: number): boolean {
    return (PROPERTIES[this.tree.kinds[i]] & IS_LITERAL) !== 0
  }
}

export { RAW }
