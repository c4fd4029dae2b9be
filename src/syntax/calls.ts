/**
 * What follows an operand without space: calls, indexing, type parameters, fields, adjoints, string macros. And macro
 * calls, whose name may be any part of a path: `A.@m x`, `@A.m x`.
 */

import { concatDimension, concatKind, parseConcatenation } from './arrays.ts'
import { parseAtom } from './atoms.ts'
import { parseDoRest, parseForm, peekForm } from './blocks.ts'
import { parseArguments } from './brackets.ts'
import { parseEq, parseWhere, tooDeep } from './expressions.ts'
import { COLON_QUOTE, INTERIOR, PARENS, POSTFIX, PREFIX, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { IS_CONTEXTUAL, IS_ERROR, IS_NUMBER, IS_RESERVED, IS_WORD_OPERATOR, PROPERTIES } from './operators.ts'
import { END_VALUE, GENERATORS, inSpaces, NORMAL, SPACES, type Stream } from './stream.ts'
import { parseString } from './strings.ts'

/** A syntactic form, or an operand with everything attached to it. */
export function parseCall(s: Stream): void {
  if (peekForm(s)) {
    parseForm(s)
    return
  }
  const mark = s.mark()
  parsePrefix(s)
  parseCallChain(s, mark, false)
}

/** An atom, or `&a`, `::a`, `$a`. */
export function parsePrefix(s: Stream): void {
  const t = s.token()
  const k = s.kind(t)
  if ((k !== K.Dollar && k !== K.Ampersand && k !== K.DoubleColon) || s.dotted(t)) {
    parseAtom(s, true)
    return
  }
  const mark = s.mark()
  const next = s.peek2()
  if (k !== K.DoubleColon && (s.closes(next) || next === K.NewlineWs)) {
    s.take() // (&) ==> &
    return
  }
  s.takeTrivia()
  s.depth += 4
  if (!tooDeep(s)) {
    // &a ==> (& a), ::a ==> (::-pre a)
    if (k !== K.Dollar) parseWhere(s, parseCall)
    // $$a ==> ($ ($ a))
    else parsePrefix(s)
  }
  s.depth -= 4
  s.node(mark, k, k === K.DoubleColon ? PREFIX : 0)
}

function isQuote(k: number): boolean {
  return k === K.DoubleQuote || k === K.TripleQuote || k === K.Backtick || k === K.TripleBacktick
}

/** The suffixes of what begins at `mark`. With `macro` that is the name of a macro, after its `@`. */
export function parseCallChain(s: Stream, mark: number, macro: boolean): void {
  // 2(x) ==> (juxtapose 2 (parens x))
  if (s.peek() === K.LParen && (PROPERTIES[s.lastKind()] & IS_NUMBER) !== 0) return
  /** Entry of the last name in the path: of the macro, if one is called. */
  let name = s.mark() - 1
  /** Text of a macro name with `@` that is followed by more of the path. */
  let atName: { from: number; to: number } | null = null
  let mayNameString = true
  for (;;) {
    const t = s.token()
    const k = s.kind(t)
    const spaced = s.spaced(t)
    const opens = k === K.LParen || k === K.LSquare || k === K.LBrace
    if (!macro && spaced && (opens || isQuote(k)) && (s.context & SPACES) !== 0) return // [f (x)] ==> (hcat f (parens x))
    if (macro && (spaced || !(opens || k === K.Prime || k === K.Dot))) {
      parseSpacedMacroArguments(s, mark, name)
      return
    }
    let nextMayNameString = false
    switch (k) {
      case K.LParen:
        parseCallArguments(s, mark, macro)
        if (macro) {
          nameMacro(s, name)
          macro = false
          atName = null
        }
        break
      case K.LSquare:
        parseIndex(s, mark, macro, name)
        if (macro) {
          macro = false
          atName = null
        }
        break
      case K.LBrace:
        parseCurly(s, mark, macro, name)
        if (macro) {
          macro = false
          atName = null
        }
        break
      case K.Dot: {
        // x .y ==> (. x (error-t) (quote y))
        s.takeForbiddenSpace()
        const dot = s.mark()
        if (atName !== null) {
          // A.@B.x ==> (macrocall (. (. A (quote B)) (error-t) (quote @x)))
          s.report(atName.from, atName.to, '`@` must appear on first or last macro name component')
          s.takeTrivia()
          s.errorNode(dot, 'Unexpected `.` after macro name', TRIVIA)
        } else s.takeTrivia()
        const after = s.peek()
        if (after === K.At) {
          // A.@x a ==> (macrocall (. A (quote @x)) a)
          const from = s.position()
          const field = s.mark()
          s.takeTrivia()
          if (macro) s.errorNode(field, 'repeated `@` in macro module path', TRIVIA)
          macro = true
          parseMacroName(s)
          name = s.mark() - 1
          atName = { from, to: s.position() }
          s.node(field, K.QuoteNode)
          s.node(mark, K.Dot)
        } else {
          name = parseField(s, mark, dot, after, macro, name)
          nextMayNameString =
            after !== K.LParen && after !== K.Colon && after !== K.Dollar && after !== K.Prime
        }
        break
      }
      case K.Prime:
        if (spaced) return
        // f' ==> (call-post f ')
        s.take()
        s.node(mark, K.Call, POSTFIX)
        break
      default:
        if (!isQuote(k) || spaced || !mayNameString || !namesString(s, name)) return
        parseStringMacro(s, mark, k, name)
    }
    mayNameString = nextMayNameString
  }
}

/** f(a; b=1) ==> (call f a (parameters (= b 1))), with its `do` block. */
function parseCallArguments(s: Stream, mark: number, macro: boolean): void {
  // f (a) ==> (call f (error-t) a)
  s.takeForbiddenSpace()
  s.takeTrivia()
  parseArguments(s, K.RParen)
  s.node(mark, macro ? K.MacroCall : K.Call, macro ? PARENS : 0)
  if (s.peek() === K.KwDo) parseDo(s, mark)
}

/** f(x) do y; body end ==> (do (call f x) (tuple y) (block body)) */
function parseDo(s: Stream, mark: number): void {
  s.takeTrivia()
  const context = s.context
  s.context = NORMAL
  s.depth += 10
  if (!tooDeep(s)) parseDoRest(s)
  s.depth -= 10
  s.context = context
  s.node(mark, K.KwDo)
}

function parseIndex(s: Stream, mark: number, macro: boolean, name: number): void {
  const bracket = s.mark()
  s.takeForbiddenSpace()
  s.takeTrivia()
  const context = s.context
  s.context = context | END_VALUE
  const result = parseConcatenation(s, K.RSquare, (context & END_VALUE) !== 0)
  s.context = context
  const kind = concatKind(result)
  const dimension = concatDimension(result)
  if (macro) {
    // @S[a b] ==> (macrocall @S (hcat a b))
    nameMacro(s, name)
    s.node(bracket, kind, 0, dimension)
    s.node(mark, K.MacroCall)
    return
  }
  // a[i,j] ==> (ref a i j), T[a b] ==> (typed_hcat T a b)
  const typed =
    kind === K.Vect
      ? K.Ref
      : kind === K.Hcat
        ? K.TypedHcat
        : kind === K.Vcat
          ? K.TypedVcat
          : kind === K.Comprehension
            ? K.TypedComprehension
            : K.TypedNcat
  s.node(mark, typed, 0, dimension)
}

function parseCurly(s: Stream, mark: number, macro: boolean, name: number): void {
  const brace = s.mark()
  s.takeForbiddenSpace()
  s.takeTrivia()
  parseArguments(s, K.RBrace)
  if (macro) {
    // @S{a} ==> (macrocall @S (braces a))
    nameMacro(s, name)
    s.node(brace, K.Braces)
    s.node(mark, K.MacroCall)
  } else s.node(mark, K.Curly) // S{a,b} ==> (curly S a b)
}

/** What follows the dot of `f.x`; returns the entry of the name, or `name` if there is none. */
function parseField(
  s: Stream,
  mark: number,
  dot: number,
  after: number,
  macro: boolean,
  name: number,
): number {
  if (after === K.LParen) {
    if (macro) {
      // @M.(x) ==> (macrocall (dotcall @M (error-t) x))
      s.invisible(K.Invalid, TRIVIA)
      s.reportFrom(mark, 'dot call syntax not supported for macros')
    }
    // f.(a,b) ==> (dotcall f a b)
    s.takeForbiddenSpace()
    s.takeTrivia()
    parseArguments(s, K.RParen)
    s.node(mark, K.DotCall)
    return name
  }
  if (after === K.Prime) {
    // f.' ==> f (error-t ')
    s.take()
    s.errorNode(dot, "the .' operator for transpose is discontinued", TRIVIA)
    return name
  }
  const field = s.mark()
  if (after === K.Colon) {
    // A.:+ ==> (. A (quote-: +))
    s.takeTrivia()
    s.takeForbiddenSpace()
    parseAtom(s, false)
    s.node(field, K.QuoteNode, COLON_QUOTE)
    s.node(mark, K.Dot)
    return name
  }
  if (after === K.Dollar) {
    // f.$x ==> (. f (inert ($ x)))
    s.takeTrivia()
    parseAtom(s, true)
    s.node(field, K.Dollar)
    const entry = s.mark() - 1
    s.node(field, K.Inert)
    s.node(mark, K.Dot)
    return entry
  }
  // f.x.y ==> (. (. f (quote x)) (quote y))
  parseAtom(s, false)
  const entry = s.mark() - 1
  s.node(field, K.QuoteNode)
  s.node(mark, K.Dot)
  return entry
}

/** True if entry `i` is a name that makes a string macro of a string right after it. */
function namesString(s: Stream, i: number): boolean {
  if (i < 0 || !s.tree.isLeaf(i)) return false
  const lexed = s.tree.lexed[i]
  return lexed === K.Identifier || (PROPERTIES[lexed] & (IS_CONTEXTUAL | IS_WORD_OPERATOR)) !== 0
}

/** x"s"y ==> (macrocall @x_str (string-r "s") "y") */
function parseStringMacro(s: Stream, mark: number, quote: number, name: number): void {
  const isString = quote === K.DoubleQuote || quote === K.TripleQuote
  s.tree.kinds[name] = isString ? K.StringMacroName : K.CmdMacroName
  parseString(s, true)
  const t = s.token()
  const k = s.kind(t)
  if (!s.spaced(t)) {
    const isWord =
      k === K.Identifier || (PROPERTIES[k] & (IS_RESERVED | IS_CONTEXTUAL | IS_WORD_OPERATOR)) !== 0
    if (isWord) s.take(0, K.StringChunk)
    else if ((PROPERTIES[k] & IS_NUMBER) !== 0) s.take()
  }
  s.node(mark, K.MacroCall)
}

/** Arguments of a macro separated by spaces: @m a b ==> (macrocall @m a b) */
function parseSpacedMacroArguments(s: Stream, mark: number, name: number): void {
  nameMacro(s, name)
  const context = s.context
  s.context = inSpaces(context)
  s.depth += 8
  let count = 0
  while (!tooDeep(s)) {
    const k = s.peek()
    if (s.closes(k) || k === K.NewlineWs || (k === K.KwFor && (context & GENERATORS) !== 0)) break
    parseEq(s)
    count++
  }
  if (count === 1 && s.tree.lexed[name] === K.KwDoc && s.peek() === K.NewlineWs) {
    // @doc x\ny ==> (macrocall @doc x y)
    const next = s.peek2()
    if (!s.closes(next) && next !== K.NewlineWs) {
      s.take()
      parseEq(s)
    }
  }
  s.depth -= 8
  s.node(mark, K.MacroCall)
  s.context = context
}

/** The name after an `@`; `nameMacro` marks it when it is known which part of the path is the macro's name. */
export function parseMacroName(s: Stream): void {
  s.takeForbiddenSpace()
  const mark = s.mark()
  s.depth += 4
  if (!tooDeep(s)) parseAtom(s, false)
  s.depth -= 4
  const last = s.lastSignificant()
  if (last >= 0 && s.tree.kinds[last] === K.Parens) {
    s.reportFrom(mark, 'parenthesizing macro names is unnecessary', 'warning')
  } else if (!isMacroName(s, last)) {
    // @[x] y ==> (macrocall (error (vect x)) y)
    s.errorNode(mark, 'invalid macro name')
  }
}

function isMacroName(s: Stream, i: number): boolean {
  if (i < 0) return false
  const k = s.tree.kinds[i]
  return (PROPERTIES[k] & IS_ERROR) === 0 && (s.tree.isLeaf(i) || k === K.VarName)
}

/** Makes the name at entry `i` that of a macro, so that it stands for `@name`. */
export function nameMacro(s: Stream, i: number): void {
  if (i < 0) return
  const { tree } = s
  let k = tree.kinds[i]
  if (!tree.isLeaf(i)) {
    if (k === K.Invalid) return
    if (k === K.VarName || k === K.Parens) {
      i = s.firstChild(i)
      if (i < 0) return
      k = tree.kinds[i]
    }
  } else if (k === K.Invalid) return
  if (isMacroName(s, i)) tree.kinds[i] = K.MacroName
  else {
    const end = tree.ends[i]
    s.report(end, end, 'invalid macro name')
    s.change(i, K.Invalid, tree.flags[i] & (TRIVIA | INTERIOR))
  }
}
