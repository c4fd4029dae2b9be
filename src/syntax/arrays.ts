/**
 * Arrays: `[a, b]`, `[a b; c d]`, `[a ;;; b]`, comprehensions; likewise between braces and after a type.
 *
 * Separators bind the tighter the fewer semicolons they have, and white space tightest. White space has power 0,
 * `n` semicolons have power `-n`, a newline has that of one semicolon.
 */

import { closeBrackets, parseBrackets, parseGenerator, takeClosing } from './brackets.ts'
import { parseEqStar, tooDeep } from './expressions.ts'
import { TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { END_VALUE, GENERATORS, NEWLINES, RANGES, SPACES, type Stream, WHERES } from './stream.ts'

/** Result of `parseConcatenation`: the kind of node to make, and its dimension if that is `Ncat`. */
export type Concat = number
export const concatKind = (c: Concat): number => c & 0xff
export const concatDimension = (c: Concat): number => (c >> 8) - 1
const concat = (kind: number, dimension = -1): Concat => kind | ((dimension + 1) << 8)

/** No separator: the array ends here. */
const NONE = -1_000_000

const MISMATCH = 'cannot mix space and ;; separators in an array expression, except to wrap a line'

/**
 * What stands between `[` or `{`, already taken, and `closer`. `endValue` tells whether `end` is a value around the
 * brackets.
 */
export function parseConcatenation(s: Stream, closer: number, endValue: boolean): Concat {
  const context = s.context
  s.context = (context | RANGES | SPACES | WHERES | GENERATORS) & ~NEWLINES
  s.depth += 12
  const result = tooDeep(s) ? concat(K.Vect) : parseInside(s, closer, endValue)
  s.depth -= 12
  s.context = context
  return result
}

function parseInside(s: Stream, closer: number, endValue: boolean): Concat {
  const mark = s.mark()
  const first = s.kind(s.tokenPastNewlines())
  if (first === closer) return parseVector(s, closer) // [] ==> (vect)
  if (first === K.Semicolon) {
    // [;;] ==> (ncat-2)
    s.takeSpace()
    const separators = new Separators(s)
    separators.take()
    takeClosing(s, closer)
    return concat(K.Ncat, separators.dimension)
  }
  parseEqStar(s)
  const next = s.kind(s.tokenPastNewlines())
  if (next === K.Comma) {
    // [x, y] ==> (vect x y)
    s.takePastNewlines(TRIVIA)
    return parseVector(s, closer)
  }
  if (next !== K.Semicolon && s.closes(next)) return parseVector(s, closer)
  if (next === K.KwFor) {
    // [x for a in as] ==> (comprehension (generator x (= a as)))
    const context = s.context
    s.context = (context | NEWLINES) & ~(SPACES | END_VALUE)
    parseGenerator(s, mark)
    takeClosing(s, closer)
    s.context = context
    return concat(K.Comprehension)
  }
  if (!endValue) s.context &= ~END_VALUE
  return parseRows(s, mark, closer)
}

function parseVector(s: Stream, closer: number): Concat {
  closeBrackets(s, closer, parseBrackets(s, closer), true)
  return concat(K.Vect)
}

/** Reads the separators of one array. */
class Separators {
  /** Dimension and power of the last separator read. */
  dimension = 0
  power = 0
  private readonly stream: Stream
  /** Whether rows or columns come first is settled by the first white space or `;;`. */
  private order: 'unknown' | 'row' | 'column' = 'unknown'

  constructor(stream: Stream) {
    this.stream = stream
  }

  private set(dimension: number, power: number): void {
    this.dimension = dimension
    this.power = power
  }

  end(): void {
    this.set(NONE, NONE)
  }

  /** Takes a separator, if one is next. */
  take(): void {
    const s = this.stream
    if (s.kind(s.tokenPastNewlines()) === K.Semicolon) {
      this.semicolons()
      return
    }
    const t = s.token()
    const k = s.kind(t)
    if (k === K.NewlineWs) {
      s.takeSpace()
      // [a b\n] ==> (hcat a b), [a\nb] ==> (vcat a b)
      if (s.peek() === K.RSquare) this.end()
      else this.set(1, -1)
    } else if (k === K.Comma) {
      // [a; b, c] ==> (vcat a b (error-t) c)
      const mark = s.mark()
      s.takeTrivia()
      s.errorNode(mark, 'unexpected comma in array expression', TRIVIA)
      this.set(1, -1)
    } else if (s.spaced(t) && !s.closes(k)) {
      if (this.order === 'column') {
        // [a ;; b c] ==> (ncat-2 a (row b (error-t) c))
        const mark = s.mark()
        s.takeSpace()
        s.errorNode(mark, MISMATCH, TRIVIA)
      } else this.order = 'row'
      this.set(2, 0)
    } else this.end()
  }

  private semicolons(): void {
    const s = this.stream
    const mark = s.mark()
    s.takeSpace()
    let count = 0
    do {
      if (count > 0) s.takeForbiddenSpace()
      s.takeTrivia()
      count++
    } while (s.peek() === K.Semicolon)
    const newline = s.peek() === K.NewlineWs
    s.takeSpace()
    this.set(count, -count)
    if (count !== 2) return
    if (this.order !== 'row') this.order = 'column'
    // [a b ;;\n c] ==> (hcat a b c)
    else if (newline) this.set(2, 0)
    // [a b ;; c] ==> (ncat-2 (row a b (error-t)) c)
    else s.errorNode(mark, MISMATCH, TRIVIA)
  }
}

/** Rows after the first element of the array, which begins at `mark`. */
function parseRows(s: Stream, mark: number, closer: number): Concat {
  const separators = new Separators(s)
  separators.take()
  let { dimension, power } = separators
  if (power === NONE) {
    takeClosing(s, closer)
    return concat(K.Hcat)
  }
  for (;;) {
    parseRun(s, separators, power)
    if (separators.power === NONE) break
    // [a ; b ;; c] ==> (ncat-2 (nrow-1 a b) c)
    closeRow(s, mark, dimension, power)
    dimension = separators.dimension
    power = separators.power
  }
  takeClosing(s, closer)
  return power === -1 ? concat(K.Vcat) : power === 0 ? concat(K.Hcat) : concat(K.Ncat, dimension)
}

function closeRow(s: Stream, mark: number, dimension: number, power: number): void {
  if (power === 0) s.node(mark, K.Row)
  else s.node(mark, K.Nrow, 0, dimension)
}

/** Elements separated with power `power` or tighter; a separator of this power has just been taken. */
function parseRun(s: Stream, separators: Separators, power: number): void {
  let mark = -1
  let currentDimension = -1
  let current = power
  while (current >= power) {
    // [a ;] ==> (vcat a)
    if (s.closes(s.peek())) {
      separators.end()
      return
    }
    if (current === power) {
      mark = s.mark()
      parseEqStar(s)
      separators.take()
    } else {
      // [a ;; b ; c]: the element before the tighter separator begins the inner run
      parseRun(s, separators, current)
      closeRow(s, mark, currentDimension, current)
    }
    currentDimension = separators.dimension
    current = separators.power
  }
}
