/** String and command literals: text, interpolations, and the indentation of triple-quoted strings. */

import { parseAtom } from './atoms.ts'
import { closeBrackets, parseBrackets } from './brackets.ts'
import { RAW, TRIPLE, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { IS_CONTEXTUAL, IS_RESERVED, IS_WORD_OPERATOR, PROPERTIES } from './operators.ts'
import type { Stream } from './stream.ts'

const LF = 10
const CR = 13

/** Finds the indentation common to the lines of a triple-quoted string, and takes it away. */
class Indentation {
  /** Place and length of the common indentation; the place is -1 before the first line. */
  private at = -1
  private length = 0
  /** Empty entries before the lines, to receive the indentation. */
  private readonly places: number[] = []

  /** A line begins with something that is no text (an interpolation) or ends the string: no indentation. */
  none(at: number): void {
    this.at = at
    this.length = 0
  }

  /** The text of a line, from `from` to `to`. */
  line(s: Stream, from: number, to: number): void {
    const { bytes } = s.tree
    if (this.at < 0) {
      let i = from
      while (i < to && (bytes[i] === 32 || bytes[i] === 9)) i++
      this.at = from
      this.length = i - from
    } else {
      let n = 0
      while (n < to - from && n < this.length && bytes[from + n] === bytes[this.at + n]) n++
      this.length = n
    }
    this.places.push(s.invisible(K.Tombstone))
  }

  /** Makes white space of the indentation; returns how many pieces of text vanished by that. */
  remove(s: Stream): number {
    if (this.length === 0) return 0
    const { tree } = s
    let emptied = 0
    for (const place of this.places) {
      s.change(place, K.Whitespace, TRIVIA)
      tree.ends[place] += this.length
      if (tree.ends[place] === tree.ends[place + 1]) {
        s.change(place + 1, K.Tombstone, 0)
        emptied++
      }
    }
    return emptied
  }
}

/** True if the bytes are one newline. */
function isNewline(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from === 1) return bytes[from] === LF || bytes[from] === CR
  return to - from === 2 && bytes[from] === CR && bytes[from + 1] === LF
}

/** A string, the delimiter of which is next. In raw strings backslashes and `$` stand for themselves. */
export function parseString(s: Stream, raw: boolean): void {
  const mark = s.mark()
  const delimiter = s.peek()
  const triple = delimiter === K.TripleQuote || delimiter === K.TripleBacktick
  const isCommand = delimiter === K.Backtick || delimiter === K.TripleBacktick
  const chunkKind = isCommand ? K.CmdChunk : K.StringChunk
  const flags = raw ? RAW : 0
  const { bytes } = s.tree
  const indentation = triple ? new Indentation() : null
  s.takeTrivia()
  let first = true
  let pieces = 0
  let atLineStart = false
  for (;;) {
    const t = s.token()
    const k = s.kind(t)
    if (k === K.Dollar) {
      // """\n$x\n a""" ==> (string-s x "\n" " a")
      if (atLineStart) indentation!.none(s.tokenStart(t))
      parseInterpolation(s)
      first = false
      atLineStart = false
      pieces++
    } else if (k === chunkKind) {
      const from = s.tokenStart(t)
      const to = s.tokenEnd(t)
      if (indentation !== null && first && isNewline(bytes, from, to)) {
        // """\nx""" ==> (string-s "x")
        s.takeTrivia()
        atLineStart = true
      } else {
        if (indentation !== null) {
          const b = bytes[from]
          if (atLineStart && b !== LF && b !== CR) indentation.line(s, from, to)
          const last = bytes[to - 1]
          atLineStart = last === LF || last === CR
        }
        s.take(flags)
        pieces++
      }
      first = false
    } else if (
      k === K.ErrorInvalidInterpolationTerminator ||
      k === K.ErrorBidiFormatting ||
      k === K.ErrorInvalidUTF8
    ) {
      s.take()
      pieces++
    } else break
  }
  const closed = s.peek() === delimiter
  // """\n x\n y\n""" ==> (string-s " x\n" " y\n")
  if (indentation !== null) {
    if (atLineStart && closed) indentation.none(0)
    pieces -= indentation.remove(s)
  }
  if (closed) {
    // "" ==> (string "")
    if (pieces === 0) s.invisible(chunkKind, flags)
    s.takeTrivia()
  } else s.missing('unterminated string literal', TRIVIA)
  s.node(mark, isCommand ? K.CmdStringNode : K.StringNode, flags | (triple ? TRIPLE : 0))
}

/** `$name` or `$(expression)` */
function parseInterpolation(s: Stream): void {
  s.takeTrivia()
  const k = s.peek()
  if (k === K.LParen) {
    // "$(x)" ==> (string (parens x))
    const mark = s.mark()
    s.takeTrivia()
    const inside = parseBrackets(s, K.RParen)
    closeBrackets(s, K.RParen, inside, false)
    const last = s.lastSignificant()
    const isGenerator = last >= mark && s.tree.kinds[last] === K.Generator
    if (inside.commas || inside.semicolons > 0 || inside.expressions !== 1 || isGenerator) {
      s.errorNode(mark, 'invalid interpolation syntax')
    }
    s.node(mark, K.Parens)
  } else if (k === K.KwVar) s.take(0, K.Identifier)
  else if (k === K.Identifier || (PROPERTIES[k] & (IS_RESERVED | IS_CONTEXTUAL | IS_WORD_OPERATOR)) !== 0) {
    // "$in" ==> (string in)
    parseAtom(s, true)
  } else s.missing('identifier or parenthesized expression expected after $ in string')
}
