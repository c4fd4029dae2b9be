/** Statements, blocks, and the forms that words introduce. */

import { parseIterations, skipTo, takeClosing } from './brackets.ts'
import { parsePrefix } from './calls.ts'
import { parseFunction } from './definitions.ts'
import {
  beginsForm,
  parseAssignmentRest,
  parseBinary,
  parseComma,
  parseEq,
  parseEqStar,
  tooDeep,
} from './expressions.ts'
import { BARE, MUTABLE, SEMICOLONS, TRIVIA } from './green.ts'
import { parseExportedNames, parseImports } from './imports.ts'
import * as K from './kinds.ts'
import {
  IS_CONTEXTUAL,
  IS_RESERVED,
  NAMES,
  PREC_ASSIGNMENT,
  PREC_COLON,
  PREC_COMPARISON,
  PREC_CONDITIONAL,
  PRECEDENCE,
  PROPERTIES,
} from './operators.ts'
import { END_VALUE, inSpaces, NORMAL, type Stream } from './stream.ts'

type Production = (s: Stream) => void

/**
 * Items separated by delimiters, up to a token that ends them. Empty items are left out. `lines`: newlines are
 * delimiters too and block words end the list; otherwise a newline ends it.
 * Returns whether there was a delimiter, or nothing at all.
 */
function parseList(s: Stream, item: Production, lines: boolean): boolean {
  const delimits = (k: number): boolean => k === K.Semicolon || (lines && k === K.NewlineWs)
  const ends = (k: number): boolean =>
    lines
      ? k === K.KwEnd || k === K.KwElse || k === K.KwElseif || k === K.KwCatch || k === K.KwFinally
      : k === K.NewlineWs
  s.takeSpace()
  const first = s.peek()
  if (ends(first)) return true
  if (!delimits(first)) item(s)
  let delimiters = 0
  while (delimits(s.peek())) {
    s.takeTrivia()
    delimiters++
    const k = s.peek()
    if (k === K.EndMarker || ends(k)) break
    if (!delimits(k)) item(s)
  }
  return delimiters > 0
}

/** All statements of a file: a \n b ==> (toplevel a b) */
export function parseToplevel(s: Stream): void {
  const mark = s.mark()
  while (s.kind(s.tokenPastNewlines()) !== K.EndMarker) parseStatements(s)
  s.takeSpace()
  s.node(mark, K.Toplevel)
}

/** The statements of a line: a; b ==> (toplevel-; a b) */
export function parseStatements(s: Stream): void {
  const mark = s.mark()
  const several = parseList(s, parsePublic, false)
  const junk = s.mark()
  while (s.peek() !== K.EndMarker && s.peek() !== K.NewlineWs) s.take()
  // x y ==> x (error-t y)
  if (s.mark() !== junk) s.errorNode(junk, 'extra tokens after end of expression', TRIVIA)
  if (several) s.node(mark, K.Toplevel, SEMICOLONS)
}

/** A statement of a module or file, where `public` may be a keyword. */
function parsePublic(s: Stream): void {
  if (s.peek() === K.KwPublic) {
    const next = s.peek2()
    if (next !== K.LParen && next !== K.Assign && next !== K.LSquare) {
      parseForm(s)
      return
    }
    // public = 4 ==> (= public 4)
    s.reportNext('using public as an identifier is deprecated', 'warning')
  }
  parseDocumented(s)
}

/** A statement with its docstring: "doc" f ==> (doc (string "doc") f) */
export function parseDocumented(s: Stream): void {
  const mark = s.mark()
  parseEq(s)
  if (s.lastKind() !== K.StringNode) return
  const k = s.peek()
  if (s.closes(k)) return
  if (k === K.NewlineWs) {
    // One newline may stand between, not two.
    const next = s.peek2()
    if (s.closes(next) || next === K.NewlineWs) return
    s.takeTrivia()
  }
  parseEq(s)
  s.node(mark, K.Doc)
}

/** a; b ==> (block a b) */
export function parseBlock(s: Stream, item: Production = parseEq): void {
  const mark = s.mark()
  parseList(s, item, true)
  s.node(mark, K.Block)
}

/** True if the next words begin a syntactic form. */
export function peekForm(s: Stream): boolean {
  const t = s.token()
  const k = s.kind(t)
  if (beginsForm(s, k)) return true
  if ((PROPERTIES[k] & IS_CONTEXTUAL) === 0) return false
  const next = s.kind(s.afterOnLine(t))
  return (
    (k === K.KwMutable && next === K.KwStruct) ||
    ((k === K.KwPrimitive || k === K.KwAbstract) && next === K.KwType)
  )
}

/** The form that the next word introduces. */
export function parseForm(s: Stream): void {
  const context = s.context
  s.context = NORMAL
  s.depth += 12
  s.takeSpace()
  if (!tooDeep(s)) parseWord(s, s.mark(), s.peek())
  s.depth -= 12
  s.context = context
}

function end(s: Stream, mark: number, kind: number, flags = 0): void {
  takeClosing(s, K.KwEnd)
  s.node(mark, kind, flags)
}

function parseWord(s: Stream, mark: number, word: number): void {
  switch (word) {
    case K.KwBegin:
    case K.KwQuote:
      // quote a; b end ==> (quote (block a b))
      s.takeTrivia()
      parseList(s, parseDocumented, true)
      end(s, mark, K.Block)
      if (word === K.KwQuote) s.node(mark, K.QuoteNode)
      return
    case K.KwWhile:
      // while cond body end ==> (while cond (block body))
      s.takeTrivia()
      parseBinary(s, PREC_CONDITIONAL)
      parseBlock(s)
      end(s, mark, word)
      return
    case K.KwFor:
      // for x in xs, y in ys end ==> (for (cartesian_iterator (= x xs) (= y ys)) (block))
      s.takeTrivia()
      parseIterations(s)
      parseBlock(s)
      end(s, mark, word)
      return
    case K.KwLet:
      parseLet(s, mark)
      return
    case K.KwIf:
      parseIf(s, mark)
      return
    case K.KwGlobal:
    case K.KwLocal:
    case K.KwConst:
      parseDeclaration(s, mark, word)
      return
    case K.KwFunction:
    case K.KwMacro:
      parseFunction(s, mark, word)
      return
    case K.KwAbstract:
      // abstract type A <: B end ==> (abstract (<: A B))
      s.takeTrivia()
      s.takeTrivia()
      parseTypeName(s)
      takeSemicolons(s)
      end(s, mark, word)
      return
    case K.KwStruct:
    case K.KwMutable:
      // mutable struct A; a; const b end ==> (struct-mut A (block a (const b)))
      if (word === K.KwMutable) s.takeTrivia()
      s.takeTrivia()
      parseTypeName(s)
      parseBlock(s, parseStructField)
      end(s, mark, K.KwStruct, word === K.KwMutable ? MUTABLE : 0)
      return
    case K.KwPrimitive:
      // primitive type A <: B 32 end ==> (primitive (<: A B) 32)
      s.takeTrivia()
      s.takeTrivia()
      s.context = inSpaces(s.context)
      parseTypeName(s)
      parseBinary(s, PREC_CONDITIONAL)
      s.context = NORMAL
      takeSemicolons(s)
      end(s, mark, word)
      return
    case K.KwTry:
      parseTry(s, mark)
      return
    case K.KwReturn: {
      // return x, y ==> (return (tuple x y))
      s.takeTrivia()
      const k = s.peek()
      if (k !== K.NewlineWs && !s.closes(k)) parseEq(s)
      s.node(mark, word)
      return
    }
    case K.KwBreak:
    case K.KwContinue:
      parseJump(s, mark, word)
      return
    case K.KwModule:
    case K.KwBaremodule:
      // baremodule A end ==> (module-bare A (block))
      s.takeTrivia()
      if ((PROPERTIES[s.peek()] & IS_RESERVED) !== 0) {
        const name = s.mark()
        s.take()
        s.errorNode(name, 'Invalid module name')
      } else parsePrefix(s)
      parseBlock(s, parsePublic)
      end(s, mark, K.KwModule, word === K.KwBaremodule ? BARE : 0)
      return
    case K.KwExport:
    case K.KwPublic:
      // export a, @b ==> (export a @b)
      s.takeTrivia()
      parseExportedNames(s)
      s.node(mark, word)
      return
    case K.KwImport:
    case K.KwUsing:
      parseImports(s, mark, word)
      return
    default:
      // A `do` without a call.
      s.takeTrivia()
      s.errorNode(mark, 'invalid `do` syntax', TRIVIA)
  }
}

function takeSemicolons(s: Stream): void {
  while (s.peek() === K.Semicolon || s.peek() === K.NewlineWs) s.takeTrivia()
}

/** let x = 1, y; body end ==> (let (block (= x 1) y) (block body)) */
function parseLet(s: Stream, mark: number): void {
  s.takeTrivia()
  const bindings = s.mark()
  if (s.peek() !== K.NewlineWs && s.peek() !== K.Semicolon) parseCommaSeparated(s, parseEqStar)
  s.node(bindings, K.Block)
  const k = s.peek()
  if (k === K.NewlineWs || k === K.Semicolon) s.takeTrivia()
  else if (k !== K.KwEnd) {
    skipTo(
      s,
      'let variables should end in `;` or newline',
      TRIVIA,
      (stop) => s.closes(stop) || stop === K.NewlineWs,
    )
  }
  parseBlock(s)
  end(s, mark, K.KwLet)
}

/** Items with commas between them. */
export function parseCommaSeparated(s: Stream, item: Production): void {
  item(s)
  while (s.peek() === K.Comma) {
    s.takeTrivia()
    item(s)
  }
}

/** if a; x elseif b; y else z end ==> (if a (block x) (elseif b (block y) (block z))) */
function parseIf(s: Stream, mark: number): void {
  /** Where the `elseif` nodes begin, each inside of the one before. */
  const branches: number[] = []
  let word: number = K.KwIf
  let recovered = false
  for (;;) {
    if (!recovered) s.takeTrivia()
    const k = s.peek()
    if (k === K.NewlineWs || k === K.KwEnd) {
      // if end ==> (if (error) (block))
      const condition = s.mark()
      s.takeSpace()
      s.errorNode(condition, `missing condition in \`${NAMES[word]}\``)
    } else parseBinary(s, PREC_CONDITIONAL)
    parseBlock(s)
    s.takeSpace()
    const next = s.peek()
    recovered = false
    if (next === K.KwElse) {
      const wrong = s.mark()
      s.takeTrivia()
      if (s.peek() !== K.KwIf) {
        parseBlock(s)
        break
      }
      // else if b ==> (error-t) (elseif b …)
      s.takeTrivia()
      s.errorNode(wrong, 'use `elseif` instead of `else if`', TRIVIA)
      recovered = true
    } else if (next !== K.KwElseif) break
    branches.push(s.mark())
    word = K.KwElseif
  }
  for (let i = branches.length - 1; i >= 0; i--) s.node(branches[i], K.KwElseif)
  end(s, mark, K.KwIf)
}

/** global x, y = 1, 2 ==> (global (= (tuple x y) (tuple 1 2))); also local and const, and const with either */
function parseDeclaration(s: Stream, mark: number, word: number): void {
  s.takeTrivia()
  const second = s.peek()
  const both = word === K.KwConst ? second === K.KwLocal || second === K.KwGlobal : second === K.KwConst
  const inner = s.mark()
  if (both) s.takeTrivia()
  const assigned = parseDeclared(s)
  const needsValue = 'expected assignment after `const`'
  if (both) s.node(inner, second)
  if (word === K.KwConst) {
    s.node(mark, word)
    // const x ==> (error (const x))
    if (!assigned) s.errorNode(mark, needsValue)
  } else {
    if (both && !assigned) s.errorNode(mark, needsValue)
    s.node(mark, word)
  }
}

/** Names declared, or an assignment to them; true if there is a plain assignment. */
function parseDeclared(s: Stream): boolean {
  const mark = s.mark()
  const commas = parseComma(s, false)
  const t = s.token()
  const k = s.kind(t)
  if (PRECEDENCE[k] === PREC_ASSIGNMENT) {
    const plain = k === K.Assign && !s.dotted(t)
    if (commas > 0) s.node(mark, K.Tuple)
    parseAssignmentRest(s, mark, true)
    return plain
  }
  return false
}

/** Name, parameters and supertype of a type definition. */
function parseTypeName(s: Stream): void {
  const k = s.peek()
  if ((PROPERTIES[k] & IS_RESERVED) === 0) {
    parseBinary(s, PREC_COMPARISON)
    return
  }
  // struct try end ==> (struct (error try) (block))
  const mark = s.mark()
  s.take()
  s.errorNode(mark, `Invalid type name \`${NAMES[k]}\``)
}

function parseStructField(s: Stream): void {
  const mark = s.mark()
  const isConst = s.peek() === K.KwConst
  if (isConst) s.takeTrivia()
  parseEq(s)
  if (isConst) s.node(mark, K.KwConst)
}

/** try a catch e; b else c finally d end ==> (try (block a) (catch e (block b)) (else (block c)) (finally (block d))) */
function parseTry(s: Stream, mark: number): void {
  s.takeTrivia()
  parseBlock(s)
  s.takeSpace()
  let hasCatch = s.peek() === K.KwCatch
  if (hasCatch) parseCatch(s)
  s.takeSpace()
  if (s.peek() === K.KwElse) {
    const clause = s.mark()
    s.takeTrivia()
    parseBlock(s)
    if (!hasCatch) s.errorNode(clause, 'Expected `catch` before `else`')
    s.node(clause, K.KwElse)
  }
  s.takeSpace()
  const hasFinally = s.peek() === K.KwFinally
  if (hasFinally) {
    const clause = s.mark()
    s.takeTrivia()
    parseBlock(s)
    s.node(clause, K.KwFinally)
  }
  s.takeSpace()
  if (!hasCatch && s.peek() === K.KwCatch) {
    // try a finally b catch e; c end: out of the order in which they run, but allowed
    const clause = s.mark()
    parseCatch(s)
    s.reportFrom(clause, '`catch` after `finally` will execute out of order', 'warning')
    if (!hasFinally) hasCatch = true
  }
  const incomplete = !hasCatch && !hasFinally
  if (incomplete) s.invisible(K.Invalid, TRIVIA)
  end(s, mark, K.KwTry)
  if (incomplete) s.reportFrom(mark, 'try without catch or finally')
}

function parseCatch(s: Stream): void {
  const mark = s.mark()
  s.takeTrivia()
  const k = s.peek()
  if (k === K.NewlineWs || k === K.Semicolon || s.closes(k)) s.invisible(K.False)
  else {
    const name = s.mark()
    parseEqStar(s)
    const kind = s.lastKind()
    if (kind !== K.Identifier && kind !== K.VarName && kind !== K.Dollar) {
      s.errorNode(name, 'a variable name is expected after `catch`')
    }
  }
  parseBlock(s)
  s.node(mark, K.KwCatch)
}

function parseJump(s: Stream, mark: number, word: number): void {
  s.takeTrivia()
  s.node(mark, word)
  const k = s.peek()
  const fine =
    k === K.NewlineWs ||
    k === K.Semicolon ||
    k === K.RParen ||
    k === K.Colon ||
    k === K.EndMarker ||
    (k === K.KwEnd && (s.context & END_VALUE) === 0)
  if (fine) return
  skipTo(s, `unexpected token after ${NAMES[word]}`, TRIVIA, (stop) => s.closes(stop) || stop === K.NewlineWs)
}

/** Arguments and body of a `do` block: do x, y; body end ==> (tuple x y) (block body) */
export function parseDoRest(s: Stream): void {
  const mark = s.mark()
  const k = s.peek()
  if (k === K.NewlineWs || k === K.Semicolon) s.takeTrivia()
  else parseCommaSeparated(s, (inner) => parseBinary(inner, PREC_COLON))
  s.node(mark, K.Tuple)
  parseBlock(s)
  takeClosing(s, K.KwEnd)
}
