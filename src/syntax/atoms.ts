/** Atoms: names, literals, quotes, brackets, macro calls. */

import { concatDimension, concatKind, parseConcatenation } from './arrays.ts'
import { parseParen } from './brackets.ts'
import { parseCallChain, parseMacroName } from './calls.ts'
import { tooDeep } from './expressions.ts'
import { COLON_QUOTE, RAW, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import {
  IS_CONTEXTUAL,
  IS_ERROR,
  IS_LITERAL,
  IS_OPERATOR,
  IS_RESERVED,
  IS_SYNTACTIC,
  IS_WORD_OPERATOR,
  NAMES,
  PROPERTIES,
} from './operators.ts'
import { END_VALUE, type Stream } from './stream.ts'
import { parseString } from './strings.ts'

/** An atom. With `checkNames`, keywords and syntactic operators are no names; after `:` and `.` they are. */
export function parseAtom(s: Stream, checkNames: boolean): void {
  s.takeSpace()
  const t = s.token()
  const k = s.kind(t)
  const properties = PROPERTIES[k]
  if (k === K.Identifier) s.take()
  else if ((properties & IS_ERROR) !== 0) s.take()
  else if (k === K.Prime) parseChar(s)
  else if (k === K.CharChunk) s.take(0, K.Identifier)
  else if (k === K.Colon) parseQuoted(s)
  else if (k === K.Assign && checkNames && !s.decorated(t)) {
    // = ==> (error =)
    const mark = s.mark()
    s.take()
    s.errorNode(mark, 'unexpected `=`')
  } else if ((properties & IS_WORD_OPERATOR) !== 0)
    s.take(0, K.Identifier) // where = 1 ==> (= where 1)
  else if ((properties & IS_OPERATOR) !== 0) {
    // .+ ==> (. +)
    const mark = s.mark()
    s.take()
    const isName = (properties & IS_SYNTACTIC) === 0 && k !== K.Question
    if (checkNames && !isName) s.errorNode(mark, 'invalid identifier')
  } else if ((properties & (IS_RESERVED | IS_CONTEXTUAL)) !== 0) parseKeyword(s, k, t, checkNames)
  else parseDelimited(s, k, properties, checkNames)
}

/** A keyword in the place of an atom. */
function parseKeyword(s: Stream, k: number, t: number, checkNames: boolean): void {
  const next = s.after(t)
  if (k === K.KwVar && s.kind(next) === K.DoubleQuote && !s.spaced(next)) parseVar(s)
  else if (checkNames && s.closes(k)) {
    // :(end) ==> (quote-: (parens (error-t)))
    const mark = s.mark()
    s.take()
    s.errorNode(mark, 'invalid identifier')
  } else s.take(0, K.Identifier) // :end ==> (quote-: end)
}

function parseDelimited(s: Stream, k: number, properties: number, checkNames: boolean): void {
  const mark = s.mark()
  switch (k) {
    case K.LParen:
      parseParen(s, checkNames)
      return
    case K.LSquare: {
      s.takeTrivia()
      const result = parseConcatenation(s, K.RSquare, (s.context & END_VALUE) !== 0)
      s.node(mark, concatKind(result), 0, concatDimension(result))
      return
    }
    case K.LBrace:
      parseBracesNode(s)
      return
    case K.At:
      // @end x ==> (macrocall @end x)
      s.takeTrivia()
      parseMacroName(s)
      parseCallChain(s, mark, true)
      return
    case K.DoubleQuote:
    case K.TripleQuote:
      parseString(s, false)
      return
    case K.Backtick:
    case K.TripleBacktick:
      // `cmd` ==> (macrocall core_@cmd (cmdstring-r "cmd"))
      s.invisible(K.CoreCmd)
      parseString(s, true)
      s.node(mark, K.MacroCall)
      return
  }
  if ((properties & IS_LITERAL) !== 0) s.take()
  else if (s.closes(k)) {
    // ) ==> (error), and the token stays for those who wait for it
    s.reportNext(k === K.EndMarker ? 'premature end of input' : `unexpected \`${NAMES[k]}\``)
    s.invisible(K.Invalid)
  } else {
    s.take()
    s.errorNode(mark, 'invalid syntax atom')
  }
}

/** {a, b} ==> (braces a b), {a b} ==> (bracescat (row a b)) */
export function parseBracesNode(s: Stream): void {
  const mark = s.mark()
  s.takeTrivia()
  const result = parseConcatenation(s, K.RBrace, (s.context & END_VALUE) !== 0)
  const kind = concatKind(result)
  if (kind === K.Hcat) s.node(mark, K.Row)
  else if (kind === K.Ncat) s.node(mark, K.Nrow, 0, concatDimension(result))
  s.node(mark, kind === K.Vect || kind === K.Comprehension ? K.Braces : K.Bracescat)
}

/** 'a' ==> (char 'a') */
function parseChar(s: Stream): void {
  const mark = s.mark()
  s.takeTrivia()
  const k = s.peek()
  if (k === K.Prime) {
    s.missing('empty character literal')
    s.takeTrivia()
  } else if (k === K.EndMarker) s.missing('unterminated character literal')
  else {
    // The lexer took some quotes for adjoints; what follows such a one is taken for the character: x in'c'
    if (k === K.CharChunk || (PROPERTIES[k] & IS_ERROR) !== 0) s.take()
    else s.take(0, K.CharChunk)
    if (s.peek() === K.Prime) s.takeTrivia()
    else s.missing('unterminated character literal', TRIVIA)
  }
  s.node(mark, K.CharNode)
}

/** `:` before a name or expression it quotes, or `:` itself. */
function parseQuoted(s: Stream): void {
  const t = s.after(s.token())
  const k = s.kind(t)
  const isKeyword = (PROPERTIES[k] & (IS_RESERVED | IS_CONTEXTUAL)) !== 0
  if (s.closes(k) && (!isKeyword || s.spaced(t))) {
    // a[:] ==> (ref a :)
    s.take()
    return
  }
  const mark = s.mark()
  s.takeTrivia()
  if (s.spaced(t)) {
    // : foo ==> (quote-: (error-t) foo)
    const space = s.mark()
    s.takeSpace()
    s.errorNode(space, 'whitespace not allowed after `:` used for quoting', TRIVIA)
  }
  const context = s.context
  s.context = context & ~END_VALUE
  s.depth += 3
  if (!tooDeep(s)) parseAtom(s, false)
  s.depth -= 3
  s.context = context
  s.node(mark, K.QuoteNode, COLON_QUOTE)
}

/** var"x" ==> (var x) */
function parseVar(s: Stream): void {
  const mark = s.mark()
  s.takeTrivia()
  s.takeTrivia()
  if (s.peek() === K.StringChunk) s.take(RAW, K.Identifier)
  else s.invisible(K.Identifier, RAW)
  if (s.peek() === K.DoubleQuote) s.takeTrivia()
  else s.missing('unterminated `var""` identifier', TRIVIA)
  const t = s.token()
  const k = s.kind(t)
  const ends =
    s.spaced(t) ||
    (PROPERTIES[k] & IS_OPERATOR) !== 0 ||
    (k >= K.LSquare && k <= K.RParen) ||
    k === K.Comma ||
    k === K.Semicolon ||
    k === K.At ||
    k === K.EndMarker
  if (!ends) {
    // var"x"y ==> (var x (error-t))
    const suffix = s.mark()
    s.takeTrivia()
    s.errorNode(suffix, 'suffix not allowed after var"..." syntax', TRIVIA)
  }
  s.node(mark, K.VarName)
}
