/** Parentheses, argument lists and generators. */

import { parseAtom } from './atoms.ts'
import { parseBinary, parseEqStar, tooDeep } from './expressions.ts'
import { INTERIOR, PARENS, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { IS_SYNTACTIC, NAMES, PREC_CONDITIONAL, PREC_PIPE_LEFT, PROPERTIES } from './operators.ts'
import { GENERATORS, inBrackets, inSpaces, type Stream } from './stream.ts'

/** What stood between brackets. */
export interface Inside {
  commas: boolean
  /** The first expression is a splat. */
  splat: boolean
  semicolons: number
  expressions: number
  /** Entries of the parts after each `;`: parameters, if the brackets turn out to hold arguments. */
  groups: number[] | null
}

/** Expressions separated by commas and semicolons, up to the closing bracket `closer`. */
export function parseBrackets(s: Stream, closer: number): Inside {
  const context = s.context
  s.context = inBrackets(context)
  s.depth += 12
  const inside: Inside = { commas: false, splat: false, semicolons: 0, expressions: 0, groups: null }
  let group = -1
  while (!tooDeep(s)) {
    s.takeSpace()
    const k = s.peek()
    if (k === closer) break
    if (k === K.Semicolon) {
      // a, b; c, d ==> a b (parameters c d)
      if (group >= 0) endGroup(s, group, inside)
      inside.semicolons++
      group = s.mark()
      s.takeTrivia()
      s.takeSpace()
      continue
    }
    if (s.closes(k)) break
    const mark = s.mark()
    parseEqStar(s)
    if (++inside.expressions === 1) inside.splat = s.lastKind() === K.Splat
    s.takeSpace()
    const next = s.peek()
    if (next === K.Comma) {
      inside.commas = true
      s.takeTrivia()
    } else if (next === K.KwFor)
      parseGenerator(s, mark) // (x for a in as) ==> (parens (generator x (= a as)))
    else if (next !== K.Semicolon && next !== closer) break
  }
  if (group >= 0 && s.mark() !== group) endGroup(s, group, inside)
  s.depth -= 12
  s.context = context
  return inside
}

function endGroup(s: Stream, mark: number, inside: Inside): void {
  s.node(mark, K.Tombstone)
  inside.groups ??= []
  inside.groups.push(s.mark() - 1)
}

/** Takes the closing bracket after `parseBrackets`; its groups become parameters if asked. */
export function closeBrackets(s: Stream, closer: number, inside: Inside, parameters: boolean): void {
  if (parameters && inside.groups !== null)
    for (const entry of inside.groups) s.change(entry, K.Parameters, INTERIOR)
  const context = s.context
  s.context = inBrackets(context)
  takeClosing(s, closer)
  s.context = context
}

/** Arguments up to `closer`, where `for` makes a generator. */
export function parseArguments(s: Stream, closer: number): void {
  const context = s.context
  s.context = context | GENERATORS
  closeBrackets(s, closer, parseBrackets(s, closer), true)
  s.context = context
}

/** Takes the token that closes a bracket or block. If another comes first, what is before it is skipped. */
export function takeClosing(s: Stream, closer: number): void {
  s.takeSpace()
  if (s.peek() === closer) {
    s.takeTrivia()
    return
  }
  const mark = s.mark()
  for (;;) {
    const k = s.peek()
    if (s.closes(k) && k !== K.Comma && k !== K.Semicolon) break
    s.take()
  }
  s.errorNode(mark, `Expected \`${NAMES[closer]}\``, TRIVIA)
  if (s.peek() === closer) s.takeTrivia()
}

/** An expression in parentheses: grouping, a tuple, or a block. `(` is next. */
export function parseParen(s: Stream, checkNames: boolean): void {
  const context = s.context
  s.context = inBrackets(context)
  parseParenInside(s, checkNames)
  s.context = context
}

function parseParenInside(s: Stream, checkNames: boolean): void {
  const mark = s.mark()
  s.takeTrivia()
  const k = s.peek()
  if (k === K.RParen) {
    // () ==> (tuple-p)
    s.takeTrivia()
    s.node(mark, K.Tuple, PARENS)
    return
  }
  if ((PROPERTIES[k] & IS_SYNTACTIC) !== 0) {
    // :(=) ==> (quote-: (parens =))
    parseAtom(s, checkNames)
    takeClosing(s, K.RParen)
    s.node(mark, K.Parens)
    return
  }
  if (!checkNames && k === K.DoubleColon && s.peek2() === K.RParen) {
    // :(::) ==> (quote-: (parens ::))
    s.take()
    s.takeTrivia()
    s.node(mark, K.Parens)
    return
  }
  const semicolonFirst = k === K.Semicolon
  const inside = parseBrackets(s, K.RParen)
  const isTuple =
    inside.commas ||
    (inside.splat && inside.semicolons > 0) ||
    (semicolonFirst && (inside.semicolons === 1 || inside.expressions > 0))
  closeBrackets(s, K.RParen, inside, isTuple)
  // (a, b; c=1) ==> (tuple-p a b (parameters (= c 1)))
  // (; a=1) ==> (tuple-p (parameters (= a 1)))
  if (isTuple) s.node(mark, K.Tuple, PARENS)
  // (a; b) ==> (block-p a b)
  else if (inside.semicolons > 0) s.node(mark, K.Block, PARENS)
  // (a) ==> (parens a)
  else s.node(mark, K.Parens)
}

/** The `for` parts of a generator whose body begins at `mark`. */
export function parseGenerator(s: Stream, mark: number): void {
  while (s.peek() === K.KwFor) {
    // ((x)for x in xs) ==> (generator (parens x) (error-t) (= x xs))
    if (!s.spaced(s.token())) s.missing('Expected space before `for` in generator', TRIVIA)
    s.takeTrivia()
    const iterators = s.mark()
    parseIterations(s)
    if (s.peek() === K.KwIf) {
      // (x for a in as if z) ==> (generator x (filter (= a as) z))
      s.takeTrivia()
      parseBinary(s, PREC_CONDITIONAL)
      s.node(iterators, K.Filter)
    }
  }
  s.node(mark, K.Generator)
}

/** `i = 1:2, j in x`: one iteration, or several as a product. */
export function parseIterations(s: Stream): void {
  const mark = s.mark()
  let count = 1
  parseIteration(s)
  while (s.peek() === K.Comma) {
    s.takeTrivia()
    parseIteration(s)
    count++
  }
  if (count > 1) s.node(mark, K.CartesianIterator)
}

/** True if `=`, `in` or `∈` is next; in generators a newline may stand before it. */
function iterationFollows(s: Stream): boolean {
  let k = s.peek()
  if (k === K.NewlineWs && (s.context & GENERATORS) !== 0) k = s.peek2()
  return k === K.Assign || k === K.In || k === K.ElementOf
}

function parseIteration(s: Stream): void {
  const mark = s.mark()
  const context = s.context
  s.context = inSpaces(context)
  parseBinary(s, PREC_PIPE_LEFT)
  s.context = context
  const last = s.lastEntry()
  if (last >= 0 && s.tree.lexed[last] === K.KwOuter && s.tree.isLeaf(last) && !iterationFollows(s)) {
    // outer i = x ==> (= (outer i) x)
    s.change(last, K.KwOuter, TRIVIA)
    parseBinary(s, PREC_PIPE_LEFT)
    s.node(mark, K.KwOuter)
  }
  if (iterationFollows(s)) {
    // i in x ==> (= i x)
    if ((s.context & GENERATORS) !== 0) s.takeSpace()
    s.takeTrivia()
    parseBinary(s, PREC_PIPE_LEFT)
  } else {
    skipTo(s, 'invalid iteration spec: expected one of `=` `in` or `∈`', 0, (k) => {
      return k === K.Comma || k === K.NewlineWs || s.closes(k)
    })
  }
  s.node(mark, K.Assign)
}

/** Skips tokens up to one that `stops`, as one error. */
export function skipTo(s: Stream, message: string, flags: number, stops: (kind: number) => boolean): void {
  const mark = s.mark()
  for (;;) {
    const k = s.peek()
    if (k === K.EndMarker) {
      s.missing('premature end of input', TRIVIA)
      break
    }
    if (stops(k)) break
    s.take()
  }
  s.errorNode(mark, message, flags)
}
