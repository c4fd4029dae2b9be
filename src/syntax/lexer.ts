/**
 * The lexer: UTF-8 bytes → tokens in flat arrays. Every byte belongs to exactly one token (white space and comments
 * are tokens too), token `i` ends at `ends[i]` and begins where its predecessor ends.
 *
 * State beyond the position is needed in two places only: `'` is an adjoint or begins a character, depending on the
 * token before it; and inside of strings a stack tells where text ends and where an interpolation returns to text.
 */

import {
  ASCII_CLASS,
  Characters,
  DIGIT,
  decode,
  ID_CHAR,
  ID_START,
  INVALID,
  isInvisible,
  NEVER_ID,
  OP_SUFFIX,
  SPACE,
} from './chars.ts'
import * as K from './kinds.ts'
import { lexNumber } from './lex-numbers.ts'
import { lexStringPart, StringStack } from './lex-strings.ts'
import {
  beginsDottableOperator,
  IS_CONTEXTUAL,
  IS_LITERAL,
  IS_WORD_OPERATOR,
  PROPERTIES,
  TAKES_SUFFIX,
  UNICODE_OPERATORS,
  WORDS,
} from './operators.ts'
import { enlarge, HASH_SEED, hashByte, SymbolTable } from './symbols.ts'

/** Token flags. */
export const DOTTED = 1
export const SUFFIXED = 2

const LF = 10
const CR = 13

export class Lexer {
  readonly bytes: Uint8Array
  readonly chars = new Characters()
  readonly names: SymbolTable
  readonly strings = new StringStack()
  /** Position of the next byte to read. */
  pos: number
  /** Start of the current token. */
  start: number
  /** Kind of the previous token, white space included. */
  last = K.EndMarker

  kinds: Uint8Array<ArrayBuffer>
  flags: Uint8Array<ArrayBuffer>
  ends: Int32Array<ArrayBuffer>
  /** Id in `names` of identifiers and of operators whose kind does not say their name; else -1. */
  data: Int32Array<ArrayBuffer>
  count = 0
  atEnd = false

  private readonly keywordIds = new Map<number, number>()

  /** Lexes `bytes` from `pos` on; there is room for `capacity` tokens at first. */
  constructor(bytes: Uint8Array, pos: number, capacity = 256) {
    this.bytes = bytes
    this.kinds = new Uint8Array(capacity)
    this.flags = new Uint8Array(capacity)
    this.ends = new Int32Array(capacity)
    this.data = new Int32Array(capacity)
    this.names = new SymbolTable(bytes)
    this.pos = pos
    this.start = pos
  }

  /** Lexes at least `wanted` more tokens, or up to the end. The last token of a text is `EndMarker`, of no length. */
  more(wanted: number): void {
    const target = this.count + wanted
    while (this.count < target && !this.atEnd) this.next()
  }

  private next(): void {
    this.start = this.pos
    if (this.strings.depth > 0 && lexStringPart(this)) return
    if (this.pos >= this.bytes.length) {
      this.atEnd = true
      this.emit(K.EndMarker, 0, -1)
      return
    }
    this.lexCode(0)
  }

  /** Ends the current token at `pos`. */
  emit(kind: number, flags: number, data: number): void {
    const i = this.count
    if (i === this.kinds.length) this.grow()
    this.kinds[i] = kind
    this.flags[i] = flags
    this.ends[i] = this.pos
    this.data[i] = data
    this.count = i + 1
    this.last = kind
  }

  private grow(): void {
    const size = this.kinds.length * 2
    const kinds = new Uint8Array(size)
    kinds.set(this.kinds)
    this.kinds = kinds
    const flags = new Uint8Array(size)
    flags.set(this.flags)
    this.flags = flags
    this.ends = enlarge(this.ends, size)
    this.data = enlarge(this.data, size)
  }

  /** The byte at `pos + n`, 0 past the end. */
  at(n: number): number {
    const i = this.pos + n
    return i < this.bytes.length ? this.bytes[i] : 0
  }

  /** The character at `pos + n` packed as by `decode`; of length 0 past the end. */
  charAt(n: number): number {
    const i = this.pos + n
    return i < this.bytes.length ? decode(this.bytes, i) : 0
  }

  /** Takes byte `b` if it is next. */
  accept(b: number): boolean {
    if (this.at(0) !== b || this.pos >= this.bytes.length) return false
    this.pos++
    return true
  }

  /** True if a character at `pos + n` may begin an operator that takes a dot. */
  dottableAt(n: number): boolean {
    const c = this.charAt(n)
    return c !== 0 && beginsDottableOperator(c >> 3)
  }

  /** Lexes one token of code. `flags` is `DOTTED` when the dot of a dotted operator has been read. */
  private lexCode(flags: number): void {
    const b = this.bytes[this.pos]
    if (b >= 0x80) {
      this.lexUnicode(flags)
      return
    }
    const cls = ASCII_CLASS[b]
    if ((cls & ID_START) !== 0) {
      this.lexIdentifier()
      return
    }
    if ((cls & SPACE) !== 0) {
      this.lexSpace()
      return
    }
    if ((cls & DIGIT) !== 0) {
      lexNumber(this, false)
      return
    }
    const simple = SINGLE[b]
    this.pos++
    if (simple !== 0) this.emit(simple, 0, -1)
    else this.lexAscii(b, flags)
  }

  private lexAscii(b: number, flags: number): void {
    switch (b) {
      case 0x2e: // .
        this.lexDot()
        return
      case 0x23: // #
        this.lexComment()
        return
      case 0x22: // "
        this.lexQuote(0x22, this.afterName())
        return
      case 0x60: // `
        this.lexQuote(0x60, true)
        return
      case 0x27: // '
        this.lexPrime()
        return
    }
    const kind = this.lexOperator(b, flags !== 0)
    this.operator(kind, flags)
  }

  /** Ends an operator: takes its suffix, and finds its name where the kind does not tell it. */
  operator(kind: number, flags: number): void {
    if (
      this.pos < this.bytes.length &&
      this.bytes[this.pos] >= 0x80 &&
      (PROPERTIES[kind] & TAKES_SUFFIX) !== 0
    ) {
      for (;;) {
        const c = this.charAt(0)
        if (c === 0 || (this.chars.classOf(c >> 3) & OP_SUFFIX) === 0) break
        this.pos += c & 7
        flags |= SUFFIXED
      }
    }
    this.emit(kind, flags, (flags & SUFFIXED) !== 0 || NAMED[kind] === 1 ? this.operatorName(flags) : -1)
  }

  private operatorName(flags: number): number {
    const start = this.start + ((flags & DOTTED) !== 0 ? 1 : 0)
    let hash = HASH_SEED
    for (let i = start; i < this.pos; i++) hash = hashByte(hash, this.bytes[i])
    return this.names.intern(start, this.pos, hash)
  }

  /** Longest operator beginning with byte `b`, which has been read. */
  private lexOperator(b: number, dotted: boolean): number {
    switch (b) {
      case 0x3d: // =
        if (this.accept(0x3d)) {
          this.accept(0x3d)
          return K.OpComparison
        }
        return this.accept(0x3e) ? K.Pair : K.Assign
      case 0x2b: // +
        return this.accept(0x2b) ? K.PlusPlus : this.accept(0x3d) ? K.OpAssign : K.Plus
      case 0x2d: // -
        if (this.accept(0x2d)) return this.accept(0x3e) ? K.LongArrow : K.ErrorInvalidOperator
        if (!dotted && this.accept(0x3e)) return K.Arrow
        return this.accept(0x3d) ? K.OpAssign : K.Minus
      case 0x2a: // *
        return this.accept(0x2a) ? K.ErrorStarStar : this.accept(0x3d) ? K.OpAssign : K.Star
      case 0x2f: // /
        if (this.accept(0x2f)) return this.accept(0x3d) ? K.OpAssign : K.Rational
        return this.accept(0x3d) ? K.OpAssign : K.OpTimes
      case 0x5c: // \
      case 0x25: // %
        return this.accept(0x3d) ? K.OpAssign : K.OpTimes
      case 0x5e: // ^
        return this.accept(0x3d) ? K.OpAssign : K.OpPower
      case 0x3a: // :
        return this.accept(0x3a) ? K.DoubleColon : this.accept(0x3d) ? K.OpAssign : K.Colon
      case 0x7c: // |
        return this.accept(0x3d)
          ? K.OpAssign
          : this.accept(0x3e)
            ? K.PipeRight
            : this.accept(0x7c)
              ? K.OrOr
              : K.OpPlus
      case 0x26: // &
        return this.accept(0x26) ? K.AndAnd : this.accept(0x3d) ? K.OpAssign : K.Ampersand
      case 0x3e: // >
        if (this.accept(0x3e)) {
          this.accept(0x3e)
          return this.accept(0x3d) ? K.OpAssign : K.OpShift
        }
        return this.accept(0x3d) ? K.OpComparison : this.accept(0x3a) ? K.Supertype : K.Greater
      case 0x3c: // <
        return this.lexLess()
      case 0x21: // !
        if (!this.accept(0x3d)) return K.Not
        this.accept(0x3d)
        return K.OpComparison
      case 0x24: // $
        return this.accept(0x3d) ? K.OpAssign : K.Dollar
      case 0x7e: // ~
        return K.Tilde
      case 0x3f: // ?
        return K.Question
      default:
        return K.ErrorUnknownCharacter
    }
  }

  private lexLess(): number {
    if (this.accept(0x3c)) return this.accept(0x3d) ? K.OpAssign : K.OpShift
    if (this.accept(0x3d)) return K.OpComparison
    if (this.accept(0x3a)) return K.Subtype
    if (this.accept(0x7c)) return K.PipeLeft
    if (this.at(0) !== 0x2d || this.at(1) !== 0x2d) return K.Less
    this.pos += 2
    if (this.accept(0x2d)) return K.ErrorInvalidOperator // <---
    this.accept(0x3e) // <-- or <-->
    return K.OpArrow
  }

  /** `.` has been read: a splat, a number, a dotted operator or a plain dot. */
  private lexDot(): void {
    if (this.accept(0x2e)) {
      if (this.accept(0x2e)) this.emit(K.Splat, 0, -1)
      else if (this.dottableAt(0)) {
        this.pos += this.charAt(0) & 7
        this.emit(K.ErrorInvalidOperator, 0, -1)
      } else this.emit(K.DotDot, 0, -1)
      return
    }
    const next = this.charAt(0)
    if (next === 0) this.emit(K.Dot, 0, -1)
    else if ((this.chars.classOf(next >> 3) & DIGIT) !== 0) {
      this.pos = this.start
      lexNumber(this, true)
    } else if (beginsDottableOperator(next >> 3)) this.lexCode(DOTTED)
    else this.emit(K.Dot, 0, -1)
  }

  private lexUnicode(flags: number): void {
    const c = this.charAt(0)
    const code = c >> 3
    const cls = this.chars.classOf(code)
    const known = UNICODE_OPERATORS.get(code)
    if ((cls & SPACE) !== 0) this.lexSpace()
    else if ((cls & ID_START) !== 0 && known !== K.Minus) this.lexIdentifier()
    else {
      this.pos += c & 7
      if (known !== undefined) {
        // ÷= ⊻= −=
        const assigns = (code === 0xf7 || code === 0x22bb || code === 0x2212) && this.accept(0x3d)
        this.operator(assigns ? K.OpAssign : known, flags)
      } else {
        const kind =
          code === INVALID
            ? K.ErrorInvalidUTF8
            : isInvisible(code)
              ? K.ErrorInvisibleChar
              : K.ErrorUnknownCharacter
        this.emit(kind, flags, -1)
      }
    }
  }

  /** White space: runs up to a second line feed, so that two newlines are two tokens. */
  private lexSpace(): void {
    let kind: number = K.Whitespace
    const bytes = this.bytes
    let i = this.pos
    while (i < bytes.length) {
      const b = bytes[i]
      if (b === LF) {
        if (kind === K.NewlineWs) break
        kind = K.NewlineWs
        i++
      } else if (b === 32 || (b >= 9 && b <= CR)) i++
      else if (b >= 0x80) {
        const c = decode(bytes, i)
        if ((this.chars.classOf(c >> 3) & SPACE) === 0) break
        i += c & 7
      } else break
    }
    this.pos = i
    this.emit(kind, 0, -1)
  }

  lexIdentifier(): void {
    const bytes = this.bytes
    const length = bytes.length
    let hash = HASH_SEED
    let i = this.pos
    while (i < length) {
      const b = bytes[i]
      if (b < 0x80) {
        if ((ASCII_CLASS[b] & ID_CHAR) === 0) break
        if (b === 0x21 && i + 1 < length && bytes[i + 1] === 0x3d) break // x!=y
        hash = hashByte(hash, b)
        i++
      } else {
        const c = decode(bytes, i)
        if ((this.chars.classOf(c >> 3) & ID_CHAR) === 0) break
        for (let n = c & 7; n > 0; n--) hash = hashByte(hash, bytes[i++])
      }
    }
    this.pos = i
    const id = this.names.intern(this.start, i, hash)
    let kind: number = K.Identifier
    if (i - this.start <= LONGEST_WORD) {
      const known = this.keywordIds.get(id)
      if (known !== undefined) kind = known
      else {
        kind = WORDS.get(this.names.symbols[id].name) ?? K.Identifier
        this.keywordIds.set(id, kind)
      }
    }
    this.emit(kind, 0, id)
  }

  /** `#` has been read. */
  private lexComment(): void {
    if (this.at(0) !== 0x3d) {
      const bytes = this.bytes
      let valid = true
      let i = this.pos
      while (i < bytes.length) {
        const b = bytes[i]
        if (b === LF) break
        if (b < 0x80) i++
        else {
          const c = decode(bytes, i)
          if (c >> 3 === INVALID) valid = false
          i += c & 7
        }
      }
      this.pos = i
      this.emit(valid ? K.Comment : K.ErrorInvalidUTF8, 0, -1)
      return
    }
    this.lexBlockComment()
  }

  private lexBlockComment(): void {
    this.pos++
    const bidi = new Bidi()
    let valid = true
    let depth = 1
    while (this.pos < this.bytes.length) {
      const b = this.bytes[this.pos]
      if (b === 0x23 && this.at(1) === 0x3d) {
        depth++
        this.pos += 2
      } else if (b === 0x3d && this.at(1) === 0x23) {
        depth--
        this.pos += 2
        if (depth === 0) {
          this.emit(!valid ? K.ErrorInvalidUTF8 : bidi.balanced ? K.Comment : K.ErrorBidiFormatting, 0, -1)
          return
        }
      } else if (b < 0x80) {
        if (b === LF) bidi.newline()
        this.pos++
      } else {
        const c = decode(this.bytes, this.pos)
        if (c >> 3 === INVALID) valid = false
        bidi.update(c >> 3)
        this.pos += c & 7
      }
    }
    this.emit(K.ErrorEofMultiComment, 0, -1)
  }

  /** True right after an identifier or a word that may name a string macro. */
  private afterName(): boolean {
    return this.last === K.Identifier || (PROPERTIES[this.last] & (IS_CONTEXTUAL | IS_WORD_OPERATOR)) !== 0
  }

  private lexQuote(delimiter: number, raw: boolean): void {
    const triple = this.at(0) === delimiter && this.at(1) === delimiter
    if (triple) this.pos += 2
    this.strings.push(delimiter, triple, raw)
    const kind = delimiter === 0x22 ? K.DoubleQuote : K.Backtick
    this.emit(triple ? kind + 1 : kind, 0, -1)
  }

  private lexPrime(): void {
    const last = this.last
    const postfix =
      this.afterName() ||
      (PROPERTIES[last] & IS_LITERAL) !== 0 ||
      last === K.Dot ||
      last === K.RParen ||
      last === K.RSquare ||
      last === K.RBrace ||
      last === K.Prime ||
      last === K.KwEnd
    if (postfix) this.operator(K.Prime, 0)
    else {
      this.strings.push(0x27, false, true)
      this.emit(K.Prime, 0, -1)
    }
  }

  /** True if the next character ends the name of an interpolated variable in a proper way. */
  endsInterpolatedName(): boolean {
    const c = this.charAt(0)
    return c === 0 || (this.chars.classOf(c >> 3) & NEVER_ID) !== 0 || this.beginsOperatorHere(c >> 3)
  }

  private beginsOperatorHere(code: number): boolean {
    return beginsDottableOperator(code) || code === 63 || code === 36 || code === 58 || code === 39
  }
}

/** Checks that bidirectional formatting characters are balanced; a newline resets them. */
export class Bidi {
  private embeddings = 0
  private isolates = 0

  get balanced(): boolean {
    return this.embeddings === 0 && this.isolates === 0
  }

  newline(): void {
    this.embeddings = 0
    this.isolates = 0
  }

  update(c: number): void {
    if (c === LF) this.newline()
    else if (c === 0x202a || c === 0x202b || c === 0x202d || c === 0x202e) this.embeddings++
    else if (c === 0x202c) this.embeddings--
    else if (c >= 0x2066 && c <= 0x2068) this.isolates++
    else if (c === 0x2069) this.isolates--
  }
}

/** Length of the longest keyword. */
const LONGEST_WORD = 10

/** Kinds of the one-byte tokens that need no further look. */
const SINGLE = new Uint8Array(128)
for (const [text, kind] of [
  ['(', K.LParen],
  [')', K.RParen],
  ['[', K.LSquare],
  [']', K.RSquare],
  ['{', K.LBrace],
  ['}', K.RBrace],
  [',', K.Comma],
  [';', K.Semicolon],
  ['@', K.At],
] as const) {
  SINGLE[text.charCodeAt(0)] = kind
}

/** Operator kinds that stand for many names. */
const NAMED = new Uint8Array(K.COUNT)
for (const kind of [
  K.OpAssign,
  K.OpArrow,
  K.OpComparison,
  K.OpColon,
  K.OpPlus,
  K.OpTimes,
  K.OpShift,
  K.OpPower,
  K.PlusMinus,
  K.Radical,
  K.ElementOf,
  K.StarOperator,
  K.NotSign,
]) {
  NAMED[kind] = 1
}
