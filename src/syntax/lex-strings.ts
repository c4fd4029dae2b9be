/**
 * Text inside of strings, commands and characters. The delimiters, the text between them (one token a line in
 * triple-quoted strings), `$` and escaped newlines are tokens; code inside of `$(…)` is lexed as anywhere else.
 */

import { decode, ID_START, INVALID } from './chars.ts'
import * as K from './kinds.ts'
import { Bidi, type Lexer } from './lexer.ts'

const BACKSLASH = 0x5c
const DOLLAR = 0x24
const LF = 10
const CR = 13
const PRIME = 0x27
const QUOTE = 0x22

/** The strings around the current position, innermost last. */
export class StringStack {
  depth = 0
  private readonly delimiters: number[] = []
  private readonly triples: boolean[] = []
  private readonly raws: boolean[] = []
  /** Open parentheses of the interpolation in each string; 0: in text. */
  private readonly parens: number[] = []

  push(delimiter: number, triple: boolean, raw: boolean): void {
    const i = this.depth++
    this.delimiters[i] = delimiter
    this.triples[i] = triple
    this.raws[i] = raw
    this.parens[i] = 0
  }
  pop(): void {
    this.depth--
  }
  get delimiter(): number {
    return this.delimiters[this.depth - 1]
  }
  get triple(): boolean {
    return this.triples[this.depth - 1]
  }
  get raw(): boolean {
    return this.raws[this.depth - 1]
  }
  get openParens(): number {
    return this.parens[this.depth - 1]
  }
  set openParens(n: number) {
    this.parens[this.depth - 1] = n
  }
}

/** Lexes a token in a string; false if ordinary code is next (inside of an interpolation). */
export function lexStringPart(lex: Lexer): boolean {
  const state = lex.strings
  const b = lex.at(0)
  if (state.openParens > 0) {
    if (b !== 0x28 && b !== 0x29) return false
    state.openParens += b === 0x28 ? 1 : -1
    lex.pos++
    lex.emit(b === 0x28 ? K.LParen : K.RParen, 0, -1)
    return true
  }
  if (lex.pos >= lex.bytes.length) return false
  if (lex.last === K.Dollar) {
    if (b === 0x28) {
      state.openParens = 1
      lex.pos++
      lex.emit(K.LParen, 0, -1)
      return true
    }
    if ((lex.chars.classOf(lex.charAt(0) >> 3) & ID_START) !== 0) {
      lex.lexIdentifier()
      return true
    }
  } else if (lex.last === K.Identifier && !lex.endsInterpolatedName()) {
    lex.pos += lex.charAt(0) & 7
    lex.emit(K.ErrorInvalidInterpolationTerminator, 0, -1)
    return true
  }
  if (!state.raw && b === DOLLAR) {
    lex.pos++
    lex.emit(K.Dollar, 0, -1)
  } else if (!state.raw && b === BACKSLASH && (lex.at(1) === LF || lex.at(1) === CR)) escapedNewline(lex)
  else if (terminates(lex)) closing(lex)
  else chunk(lex)
  return true
}

/** Backslash, newline and the indentation of the next line: no part of the string. */
function escapedNewline(lex: Lexer): void {
  lex.pos += lex.at(1) === CR && lex.at(2) === LF ? 3 : 2
  while (lex.at(0) === 32 || lex.at(0) === 9) lex.pos++
  lex.emit(K.Whitespace, 0, -1)
}

function terminates(lex: Lexer): boolean {
  const d = lex.strings.delimiter
  return lex.at(0) === d && (!lex.strings.triple || (lex.at(1) === d && lex.at(2) === d))
}

function closing(lex: Lexer): void {
  const { delimiter, triple } = lex.strings
  if (delimiter === PRIME && lex.last === K.Prime && lex.at(1) === PRIME) {
    lex.pos++
    lex.emit(K.CharChunk, 0, -1) // '''
    return
  }
  lex.strings.pop()
  lex.pos += triple ? 3 : 1
  const kind = delimiter === PRIME ? K.Prime : delimiter === QUOTE ? K.DoubleQuote : K.Backtick
  lex.emit(triple ? kind + 1 : kind, 0, -1)
}

function chunk(lex: Lexer): void {
  const { delimiter, triple, raw } = lex.strings
  const bytes = lex.bytes
  const bidi = new Bidi()
  let valid = true
  const read = (): void => {
    const b = bytes[lex.pos]
    if (b < 0x80) {
      if (b === LF) bidi.newline()
      lex.pos++
      return
    }
    const c = decode(bytes, lex.pos)
    if (c >> 3 === INVALID) valid = false
    else bidi.update(c >> 3)
    lex.pos += c & 7
  }
  while (lex.pos < bytes.length) {
    const b = bytes[lex.pos]
    if (b === delimiter && terminates(lex)) break
    if (!raw && b === DOLLAR) break
    if (triple && (b === LF || b === CR)) {
      // The lines of a triple-quoted string are tokens of their own, for the sake of their indentation.
      lex.pos++
      if (b === CR && lex.accept(LF)) bidi.newline()
      if (b === LF) bidi.newline()
      break
    }
    if (b !== BACKSLASH) read()
    else if (raw) rawBackslashes(lex, delimiter)
    else {
      const next = lex.at(1)
      if (next === LF || next === CR) {
        if (next === LF || lex.at(2) === LF) bidi.newline()
        break
      }
      lex.pos++
      if (lex.pos < bytes.length) read()
    }
  }
  const kind = !valid
    ? K.ErrorInvalidUTF8
    : delimiter === PRIME
      ? K.CharChunk
      : !bidi.balanced
        ? K.ErrorBidiFormatting
        : delimiter === QUOTE
          ? K.StringChunk
          : K.CmdChunk
  lex.emit(kind, 0, -1)
}

/** In raw strings a backslash matters only before the delimiter: an odd number of them escapes it. */
function rawBackslashes(lex: Lexer, delimiter: number): void {
  let n = 0
  while (lex.at(0) === BACKSLASH) {
    lex.pos++
    n++
  }
  if (n % 2 === 1 && lex.at(0) === delimiter) lex.pos++
}
