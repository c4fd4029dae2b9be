/**
 * Expressions, from assignment down to declarations. Binary operators are parsed by precedence climbing over the
 * classes of `operators.ts`; what does not fit a table (chains, `?:`, ranges, prefix operators, juxtaposition) has
 * its own function.
 *
 * Above each branch stands an example: source ==> the tree, with `-i` for infix, `-pre` for prefix and `-post` for
 * postfix calls.
 */

import { parseAtom, parseBracesNode } from './atoms.ts'
import { closeBrackets, parseBrackets } from './brackets.ts'
import { parseCall, parseCallChain } from './calls.ts'
import { INFIX, INTERIOR, PARENS, PREFIX, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import {
  BEGINS_FORM,
  IS_BLOCK_FORM,
  IS_LITERAL,
  IS_NUMBER,
  IS_OPERATOR,
  IS_SYNTACTIC,
  IS_UNARY,
  IS_UNARY_AND_BINARY,
  IS_UNARY_AND_BINARY_UNDOTTED,
  IS_WORD_OPERATOR,
  NAMES,
  PREC_AND,
  PREC_ARROW,
  PREC_ASSIGNMENT,
  PREC_COLON,
  PREC_COMPARISON,
  PREC_CONDITIONAL,
  PREC_INVALID,
  PREC_OR,
  PREC_PAIR,
  PREC_PIPE_LEFT,
  PREC_PIPE_RIGHT,
  PREC_PLUS,
  PREC_POWER,
  PREC_RATIONAL,
  PREC_SHIFT,
  PREC_TIMES,
  PRECEDENCE,
  PROPERTIES,
} from './operators.ts'
import { END_VALUE, RANGES, SPACES, type Stream, WHERES } from './stream.ts'

/**
 * Deepest nesting, counted in calls of this parser: productions that recur add about as many as they lead through.
 * What is nested deeper is reported as an error, before the stack runs out.
 */
const DEEPEST = 4000

/** True if nesting went too deep: the rest of the text is then skipped. */
export function tooDeep(s: Stream): boolean {
  if (s.depth <= DEEPEST) return false
  if (s.peek() !== K.EndMarker) {
    const mark = s.mark()
    while (s.peek() !== K.EndMarker) s.take()
    s.errorNode(mark, 'expression nested too deeply')
  }
  return true
}

/** An expression where commas make tuples, as in a statement: `a, b = c, d`. */
export function parseEq(s: Stream): void {
  parseAssignment(s, true)
}

/** An expression where commas are punctuation, as in an argument list. */
export function parseEqStar(s: Stream): void {
  // A single name or literal before a delimiter needs no look at all precedences.
  const t = s.token()
  const k = s.kind(t)
  if (k === K.Identifier || (PROPERTIES[k] & IS_LITERAL) !== 0) {
    const next = s.kind(s.after(t))
    if (next === K.Comma || next === K.RParen || next === K.RBrace || next === K.RSquare) {
      s.take()
      return
    }
  }
  parseAssignment(s, false)
}

function parseAssignment(s: Stream, commas: boolean): void {
  s.depth += 5
  if (!tooDeep(s)) {
    const mark = s.mark()
    if (commas) parseComma(s, true)
    else parseBinary(s, PREC_PAIR)
    parseAssignmentRest(s, mark, commas)
  }
  s.depth -= 5
}

/** The operator and right side of an assignment whose left side begins at `mark`, if there is one. */
export function parseAssignmentRest(s: Stream, mark: number, commas: boolean): void {
  const t = s.token()
  const k = s.kind(t)
  if (PRECEDENCE[k] !== PREC_ASSIGNMENT) return
  const dotted = s.dotted(t)
  if (k === K.Tilde) {
    // [a ~b] ==> (hcat a (call-pre ~ b))
    if ((s.context & SPACES) !== 0 && s.spaced(t) && !s.spaced(s.after(t))) return
    // a ~ b ==> (call-i a ~ b)
    s.take()
    s.takeSpace()
    parseAssignment(s, commas)
    s.node(mark, dotted ? K.DotCall : K.Call, INFIX)
    return
  }
  // a .+= b ==> (.+= a b)
  const data = s.tokenData(t)
  s.takeTrivia()
  s.takeSpace()
  parseAssignment(s, commas)
  s.node(mark, k, dotted ? 1 : 0, data)
}

/** Expressions with commas between them; their number of commas. With `tuple` they become a tuple. */
export function parseComma(s: Stream, tuple: boolean): number {
  const mark = s.mark()
  let commas = 0
  parseBinary(s, PREC_PAIR)
  while (s.peek() === K.Comma) {
    s.takeTrivia()
    commas++
    // x, = xs ==> (= (tuple x) xs)
    const t = s.token()
    if (s.kind(t) === K.Assign && !s.decorated(t)) continue
    parseBinary(s, PREC_PAIR)
  }
  if (tuple && commas > 0) s.node(mark, K.Tuple)
  return commas
}

/** After a range no second one may follow, but `...` may: between the classes of `:` and of `|>`. */
const AFTER_RANGE = PREC_COLON - 0.5

/** Operands and the binary operators between them whose precedence is at least `min`. */
export function parseBinary(s: Stream, min: number): void {
  s.depth += 3
  const mark = s.mark()
  if (tooDeep(s)) {
    s.depth -= 3
    return
  }
  parseOperand(s)
  // An operator that binds tighter than one already taken at this level belongs to no one.
  let max = PREC_POWER - 1
  for (;;) {
    const t = s.token()
    const k = s.kind(t)
    const p = PRECEDENCE[k]
    if (k === K.Splat) {
      // x:y... ==> (... (call-i x : y))
      if (min > PREC_COLON || max < AFTER_RANGE) break
      s.takeTrivia()
      s.node(mark, K.Splat)
      max = PREC_COLON - 1
      continue
    }
    if (p < min || p > max) break
    const next = parseInfix(s, mark, t, k, p)
    if (next < 0) break
    max = next
  }
  s.depth -= 3
}

/**
 * The operator at token `t` and what follows it. Returns the tightest class of operators that may come next at this
 * level, or -1 if the token turned out to be no operator here.
 */
function parseInfix(s: Stream, mark: number, t: number, k: number, p: number): number {
  switch (p) {
    case PREC_PLUS:
    case PREC_TIMES:
      return parseChained(s, mark, t, k, p)
    case PREC_COMPARISON:
      parseComparisons(s, mark)
      return p - 1
    case PREC_COLON:
      return parseRange(s, mark, t, k)
    case PREC_RATIONAL:
    case PREC_SHIFT:
    case PREC_PIPE_RIGHT:
    case PREC_INVALID:
      // x // y // z ==> (call-i (call-i x // y) // z)
      parseCallOfOperator(s, mark, t, p + 1)
      return p
    case PREC_PIPE_LEFT:
    case PREC_PAIR:
      // x => y => z ==> (call-i x => (call-i y => z))
      parseCallOfOperator(s, mark, t, p)
      return p - 1
    case PREC_ARROW:
      if (k !== K.LongArrow || s.decorated(t)) {
        // x → y ==> (call-i x → y)
        parseCallOfOperator(s, mark, t, p)
        return p - 1
      }
      // x --> y ==> (--> x y)
      s.takeTrivia()
      parseBinary(s, p)
      s.node(mark, k)
      return p - 1
    case PREC_OR:
    case PREC_AND: {
      // x .&& y ==> (.&& x y)
      const dotted = s.dotted(t)
      s.takeTrivia()
      parseBinary(s, p)
      s.node(mark, k, dotted ? 1 : 0)
      return p - 1
    }
    case PREC_CONDITIONAL:
      parseConditional(s, mark)
      return p - 1
    default:
      return -1
  }
}

function parseCallOfOperator(s: Stream, mark: number, t: number, min: number): void {
  const dotted = s.dotted(t)
  s.take()
  parseBinary(s, min)
  s.node(mark, dotted ? K.DotCall : K.Call, INFIX)
}

/** True if the operator at `t` stands before an operand in an array: the `+` of `[x +y]`. */
function standsBeforeOperand(s: Stream, t: number): boolean {
  if ((s.context & SPACES) === 0 || !s.spaced(t) || s.suffixed(t)) return false
  const properties = PROPERTIES[s.kind(t)]
  const both =
    (properties & IS_UNARY_AND_BINARY) !== 0 ||
    ((properties & IS_UNARY_AND_BINARY_UNDOTTED) !== 0 && !s.dotted(t))
  return both && !s.spaced(s.after(t))
}

/** Sums and products: `a + b + c` is one call, `a - b - c` are two. */
function parseChained(s: Stream, mark: number, t: number, k: number, p: number): number {
  if (standsBeforeOperand(s, t)) return -1
  const dotted = s.dotted(t)
  const chains = (k === K.Plus || k === K.PlusPlus || k === K.Star) && !s.decorated(t)
  s.take()
  parseBinary(s, p + 1)
  while (chains) {
    // a + b + c ==> (call-i a + b c)
    const next = s.token()
    if (s.kind(next) !== k || s.decorated(next) || standsBeforeOperand(s, next)) break
    s.takeTrivia()
    parseBinary(s, p + 1)
  }
  s.node(mark, dotted ? K.DotCall : K.Call, INFIX)
  return p
}

/** One comparison or a chain of them, the left operand of which begins at `mark`. */
function parseComparisons(s: Stream, mark: number): void {
  const first = s.token()
  const kind = s.kind(first)
  const dotted = s.dotted(first)
  let count = 0
  let operator = -1
  while (PRECEDENCE[s.peek()] === PREC_COMPARISON) {
    operator = s.take()
    count++
    parseBinary(s, PREC_PIPE_LEFT)
  }
  if (count > 1) {
    // x < y .< z ==> (comparison x < y (. <) z)
    s.node(mark, K.Comparison)
  } else if ((kind === K.Subtype || kind === K.Supertype) && !dotted) {
    // x <: y ==> (<: x y)
    s.tree.flags[operator] |= TRIVIA
    s.node(mark, kind)
  } else {
    // x in y ==> (call-i x in y)
    s.node(mark, dotted ? K.DotCall : K.Call, INFIX)
  }
}

/** Ranges and the other operators of their class, which do not chain. */
function parseRange(s: Stream, mark: number, t: number, k: number): number {
  if (k !== K.Colon) {
    // a .. b ==> (call-i a .. b)
    parseCallOfOperator(s, mark, t, PREC_INVALID)
    return AFTER_RANGE
  }
  if ((s.context & RANGES) === 0) return -1
  let colons = 0
  while (s.peek() === K.Colon) {
    const colon = s.token()
    const after = s.after(colon)
    // [1 :a] ==> (hcat 1 (quote-: a))
    if ((s.context & SPACES) !== 0 && s.spaced(colon) && !s.spaced(after)) break
    const follower = s.kind(after)
    if ((follower === K.Less || follower === K.Greater) && !s.spaced(after)) {
      // a :> b ==> (call-i a (error : >) b)
      s.takeSpaceOnLine()
      const wrong = s.mark()
      s.take()
      s.take()
      const name = NAMES[follower]
      s.errorNode(wrong, `Invalid \`:${name}\` found, maybe replace with \`${name}:\``)
      parseBinary(s, PREC_INVALID)
      s.node(mark, K.Call, INFIX)
      break
    }
    colons++
    s.take(colons === 1 ? 0 : TRIVIA)
    const newline = s.peek() === K.NewlineWs
    if (s.closes(s.peek())) {
      // 1: } ==> (call-i 1 : (error))
      s.missing('missing last argument in range expression')
      s.node(mark, K.Call, INFIX)
      s.reportNext('found unexpected closing token')
      return PREC_COLON - 1
    }
    if (newline) {
      // 1:\n2 ==> (call-i 1 : (error))
      s.reportSpace('line break after `:` in range expression')
      s.invisible(K.Invalid)
      s.node(mark, K.Call, INFIX)
      return PREC_COLON - 1
    }
    parseBinary(s, PREC_INVALID)
    if (colons === 2) {
      // a:b:c:d ==> (call-i (call-i a : b c) : d)
      s.node(mark, K.Call, INFIX)
      colons = 0
    }
  }
  if (colons > 0) s.node(mark, K.Call, INFIX)
  return AFTER_RANGE
}

/** `? b : c`, the condition of which begins at `mark`. */
function parseConditional(s: Stream, mark: number): void {
  // a? b : c ==> (? a (error-t) b c)
  if (!s.spaced(s.token())) s.missing('space required before `?` operator', TRIVIA)
  s.takeTrivia()
  if (!s.spaced(s.token())) s.missing('space required after `?` operator', TRIVIA)
  const context = s.context
  s.context = context & ~RANGES
  parseEqStar(s)
  s.context = context
  if (!s.spaced(s.token())) s.missing('space required before `:` in `?` expression', TRIVIA)
  if (s.peek() === K.Colon) s.takeTrivia()
  else s.missing('`:` expected in `?` expression', TRIVIA)
  const t = s.tokenPastNewlines()
  if (!s.spaced(t)) s.missing('space required after `:` in `?` expression', TRIVIA)
  const k = s.kind(t)
  if (
    s.closes(k) &&
    (k === K.KwElse || k === K.KwElseif || k === K.KwEnd || k === K.KwCatch || k === K.KwFinally)
  ) {
    // x ? true elseif ==> (if x true (error-t) (error-t)): the word belongs to the code around
    s.missing(`unexpected \`${NAMES[k]}\``, TRIVIA)
    s.node(mark, K.KwIf)
    return
  }
  // a ? b : c ==> (? a b c)
  parseEqStar(s)
  s.node(mark, K.Ternary)
}

function isTypeOperator(s: Stream, t: number): boolean {
  const k = s.kind(t)
  return (k === K.Subtype || k === K.Supertype) && !s.dotted(t)
}

/** An operand of binary operators: `<: T` or a juxtaposition, with its `where`. */
function parseOperand(s: Stream): void {
  const t = s.tokenPastNewlines()
  if (!isTypeOperator(s, t)) {
    parseWhere(s, parseJuxtaposition)
    return
  }
  s.takeSpace()
  const next = s.peek2()
  if (s.closes(next) || next === K.NewlineWs || next === K.Assign)
    s.take() // (<:) ==> <:
  else if (next === K.LBrace || next === K.LParen) parseWhere(s, parseJuxtaposition)
  else {
    // <: A where B ==> (<:-pre (where A B))
    const mark = s.mark()
    const kind = s.kind(t)
    s.takeTrivia()
    s.depth += 1
    if (!tooDeep(s)) parseOperand(s)
    s.depth -= 1
    s.node(mark, kind, PREFIX)
  }
}

/** Something parsed by `parse`, with the `where` clauses that follow it. */
export function parseWhere(s: Stream, parse: (s: Stream) => void): void {
  const mark = s.mark()
  parse(s)
  if (s.peek() === K.Where && (s.context & WHERES) !== 0) parseWhereClauses(s, mark)
}

/** `where` clauses of what begins at `mark`. */
export function parseWhereClauses(s: Stream, mark: number): void {
  const context = s.context
  s.context = context & ~WHERES
  while (s.peek() === K.Where) {
    s.takeTrivia()
    s.takeSpace()
    // x where {T,S} ==> (where x (braces T S))
    if (s.peek() === K.LBrace) parseBracesNode(s)
    // x where T<:S ==> (where x (<: T S))
    else parseBinary(s, PREC_COMPARISON)
    s.node(mark, K.Where)
  }
  s.context = context
}

/** True if what follows multiplies what was just parsed: `2x`, `(a)b`. */
function juxtaposes(s: Stream): boolean {
  const t = s.token()
  const k = s.kind(t)
  const properties = PROPERTIES[k]
  if (((properties & IS_OPERATOR) !== 0 && k !== K.Radical) || s.closes(k) || s.spaced(t)) return false
  const before = s.lastKind()
  const beforeProperties = PROPERTIES[before]
  if ((beforeProperties & IS_NUMBER) === 0) {
    // f(2)2 and x@y are none
    if ((properties & IS_NUMBER) !== 0 || k === K.At) return false
    if ((beforeProperties & IS_BLOCK_FORM) !== 0 || (beforeProperties & BEGINS_FORM) !== 0) return false
    if (before === K.Dollar || before === K.Ampersand || before === K.DoubleColon) return false
  }
  if (before === K.StringNode || k === K.DoubleQuote || k === K.TripleQuote) {
    // "a"x ==> (juxtapose (string "a") (error-t) x)
    s.missing('cannot juxtapose string literal', TRIVIA)
    return true
  }
  return !beginsForm(s, k)
}

/** True for words that begin a form here. */
export function beginsForm(s: Stream, kind: number): boolean {
  return (PROPERTIES[kind] & BEGINS_FORM) !== 0 && !(kind === K.KwBegin && (s.context & END_VALUE) !== 0)
}

/** Factors next to each other: `2x`, `(2)(3)x`. */
export function parseJuxtaposition(s: Stream): void {
  const mark = s.mark()
  parseUnary(s)
  if (!juxtaposes(s)) return
  do {
    if (s.peek() === K.Radical) parseUnary(s)
    else parseFactor(s)
  } while (juxtaposes(s))
  s.node(mark, K.Juxtapose)
}

/** Prefix operators, signed numbers, and calls of operators like functions. */
export function parseUnary(s: Stream): void {
  s.takeSpace()
  const t = s.token()
  const k = s.kind(t)
  const properties = PROPERTIES[k]
  if (
    (properties & IS_OPERATOR) === 0 ||
    (properties & (IS_WORD_OPERATOR | IS_SYNTACTIC)) !== 0 ||
    k === K.Colon ||
    k === K.Prime ||
    (isSyntacticUnary(k) && !s.dotted(t))
  ) {
    parseFactor(s)
    return
  }
  s.depth += 2
  if (!tooDeep(s)) parseOperatorFirst(s, t, k)
  s.depth -= 2
}

function isSyntacticUnary(k: number): boolean {
  return k === K.Dollar || k === K.Ampersand || k === K.DoubleColon
}

function parseOperatorFirst(s: Stream, t: number, k: number): void {
  const mark = s.mark()
  const t2 = s.after(t)
  const k2 = s.kind(t2)
  if ((k === K.Minus || k === K.Plus) && !s.decorated(t) && !s.spaced(t2)) {
    const signed =
      k2 === K.Integer ||
      k2 === K.Float ||
      k2 === K.Float32 ||
      (k === K.Plus && (k2 === K.BinInt || k2 === K.HexInt || k2 === K.OctInt))
    if (signed) {
      const k3 = s.kind(s.after(t2))
      if (PRECEDENCE[k3] === PREC_POWER || k3 === K.LSquare || k3 === K.LBrace) {
        // -2^x ==> (call-pre - (call-i 2 ^ x))
        s.take()
        parseFactor(s)
        s.node(mark, K.Call, PREFIX)
      } else s.takeSigned(k2) // -2 ==> -2
      return
    }
  }
  const unary = isUnaryOperator(s, t)
  if (s.closes(k2) || k2 === K.NewlineWs || k2 === K.Assign)
    parseAtom(s, true) // (+) ==> +
  else if (k2 === K.LBrace || (!unary && k2 === K.LParen))
    parseFactor(s) // *(x) ==> (call * x)
  else if (k2 === K.LParen) parseOperatorParen(s, mark, t, t2, k)
  else {
    const dotted = s.dotted(t)
    const operator = s.take()
    // /x ==> (call-pre (error /) x)
    if (!unary) s.errorNode(mark, 'not a unary operator')
    parseUnary(s)
    if ((k === K.Subtype || k === K.Supertype) && !dotted) {
      s.tree.flags[operator] |= TRIVIA
      s.node(mark, k, PREFIX)
    } else s.node(mark, dotted ? K.DotCall : K.Call, PREFIX) // -x ==> (call-pre - x)
  }
}

function isUnaryOperator(s: Stream, t: number): boolean {
  const k = s.kind(t)
  if ((PROPERTIES[k] & IS_UNARY) === 0 || s.suffixed(t)) return false
  return !((k === K.Subtype || k === K.Supertype) && s.dotted(t))
}

/**
 * `+(…)`: a call with arguments if the parentheses hold a comma, a splat or parameters, and otherwise a prefix
 * operator before a parenthesized operand, which binds weaker than `^`.
 */
function parseOperatorParen(s: Stream, mark: number, t: number, t2: number, k: number): void {
  const dotted = s.dotted(t)
  const typeOperator = (k === K.Subtype || k === K.Supertype) && !dotted
  const spaced = s.spaced(t2)
  const operator = s.take()
  let space = -1
  const spaceFrom = s.position()
  if (spaced) {
    const spaceMark = s.mark()
    s.takeSpace()
    s.node(spaceMark, K.Tombstone)
    space = s.mark() - 1
  }
  const spaceTo = s.position()
  const paren = s.mark()
  s.takeTrivia()
  const semicolonFirst = s.kind(s.tokenPastNewlines()) === K.Semicolon
  const inside = parseBrackets(s, K.RParen)
  const isCall =
    inside.commas ||
    inside.splat ||
    (semicolonFirst && (inside.expressions > 0 || inside.semicolons === 1)) ||
    (inside.semicolons === 0 && inside.expressions === 0)
  closeBrackets(s, K.RParen, inside, isCall)
  if (isCall) {
    if (space >= 0) {
      // + (a,b) ==> (call + (error) a b)
      s.change(space, K.Invalid, INTERIOR)
      s.report(spaceFrom, spaceTo, 'whitespace not allowed between prefix function call and argument list')
    }
    if (typeOperator) {
      // <:(a,) ==> (<: a)
      s.node(mark, k)
      s.tree.flags[operator] |= TRIVIA
    } else s.node(mark, K.Call) // +(a,b)^2 ==> (call-i (call + a b) ^ 2)
    parseCallChain(s, mark, false)
    parseFactorRest(s, mark)
    return
  }
  // +(a;b) ==> (call-pre + (block-p a b))
  if (inside.semicolons > 0) s.node(paren, K.Block, PARENS)
  else s.node(paren, K.Parens)
  // +(a)(x)^2 ==> (call-pre + (call-i (call (parens a) x) ^ 2))
  parseCallChain(s, paren, false)
  parseFactorRest(s, paren)
  if (typeOperator) {
    s.node(mark, k, PREFIX)
    s.tree.flags[operator] |= TRIVIA
  } else s.node(mark, dotted ? K.DotCall : K.Call, PREFIX)
}

/** A call with its declarations and power. */
export function parseFactor(s: Stream): void {
  const mark = s.mark()
  parseCall(s)
  parseFactorRest(s, mark)
}

/** `::`, `->` and `^` after what begins at `mark`. */
function parseFactorRest(s: Stream, mark: number): void {
  let k = s.peek()
  if (k === K.DoubleColon || k === K.Arrow) {
    parseDeclarations(s, mark)
    k = s.peek()
  }
  if (PRECEDENCE[k] === PREC_POWER) parsePower(s, mark)
}

/** `^` and its right side: x^y^z ==> (call-i x ^ (call-i y ^ z)) */
function parsePower(s: Stream, mark: number): void {
  const dotted = s.dotted(s.token())
  s.take()
  const right = s.mark()
  s.depth += 5
  if (!tooDeep(s)) {
    parseJuxtaposition(s)
    if (PRECEDENCE[s.peek()] === PREC_POWER) parsePower(s, right)
  }
  s.depth -= 5
  s.node(mark, dotted ? K.DotCall : K.Call, INFIX)
}

function parseDeclarations(s: Stream, mark: number): void {
  while (s.peek() === K.DoubleColon) {
    // a::b::c ==> (::-i (::-i a b) c)
    s.takeTrivia()
    parseWhere(s, parseCall)
    s.node(mark, K.DoubleColon, INFIX)
  }
  if (s.peek() === K.Arrow) {
    // a::b -> c = d ==> (-> (::-i a b) (= c d)): tight to the left, loose to the right
    s.takeTrivia()
    parseEqStar(s)
    s.node(mark, K.Arrow)
  }
}
