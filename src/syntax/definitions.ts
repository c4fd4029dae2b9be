/** `function` and `macro` definitions. */

import { parseBlock } from './blocks.ts'
import { closeBrackets, parseBrackets, takeClosing } from './brackets.ts'
import { parseCall, parseCallChain, parsePrefix } from './calls.ts'
import { beginsForm, parseWhereClauses } from './expressions.ts'
import { INFIX, PARENS, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { IS_RESERVED, PROPERTIES } from './operators.ts'
import type { Stream } from './stream.ts'

/** function f(x) body end ==> (function (call f x) (block body)) */
export function parseFunction(s: Stream, mark: number, word: number): void {
  s.takeTrivia()
  s.takeSpace()
  if (parseSignature(s, word === K.KwFunction)) {
    parseBlock(s)
    takeClosing(s, K.KwEnd)
  } else s.takePastNewlines(TRIVIA) // function f end ==> (function f)
  s.node(mark, word)
}

/** True if entry `i`, without return type, `where` and parentheses, is a call. */
function isCallInside(s: Stream, i: number): boolean {
  const { tree } = s
  while (i >= 0) {
    const k = tree.kinds[i]
    if (tree.isLeaf(i)) return false
    if (k === K.Call) return true
    const inside = k === K.Where || k === K.Parens || (k === K.DoubleColon && (tree.flags[i] & INFIX) !== 0)
    if (!inside) return false
    i = s.firstChild(i)
  }
  return false
}

/** The signature; true if a body follows. */
function parseSignature(s: Stream, isFunction: boolean): boolean {
  const mark = s.mark()
  let anonymous = false
  let isCall = false
  let needsCall = true
  if (!isFunction) {
    // macro f() end ==> (macro (call f) (block))
    parsePrefix(s)
    if (isWord(s, (k) => beginsForm(s, k))) s.errorNode(mark, 'invalid macro name')
  } else {
    if (s.peek() !== K.LParen) parsePrefix(s)
    else {
      // Parentheses first: arguments of an anonymous function, a name in parentheses, or the whole signature.
      s.takeTrivia()
      const empty = s.kind(s.tokenPastNewlines()) === K.RParen
      const inside = parseBrackets(s, K.RParen)
      isCall = isCallInside(s, s.lastEntry())
      const next = s.peek2()
      needsCall = next === K.LParen || next === K.Dot
      anonymous = !needsCall && !isCall
      closeBrackets(s, K.RParen, inside, anonymous)
      // function (x, y) end ==> (function (tuple-p x y) (block))
      // function (f::T)(x) end ==> (function (call (parens (::-i f T)) x) (block))
      s.node(mark, anonymous || empty ? K.Tuple : K.Parens, PARENS)
    }
    if (!anonymous && isWord(s, (k) => (PROPERTIES[k] & IS_RESERVED) !== 0)) {
      // function begin() end ==> (function (call (error begin)) (block))
      s.errorNode(mark, 'invalid function name')
    }
  }
  if (s.kind(s.tokenPastNewlines()) === K.KwEnd && !anonymous && !isCall) return false
  if (needsCall) {
    // function A.f{T}(x) end ==> (function (call (curly (. A (quote f)) T) x) (block))
    parseCallChain(s, mark, false)
    if (s.lastKind() !== K.Call) {
      s.errorNode(mark, `Invalid signature in ${isFunction ? 'function' : 'macro'} definition`)
    }
  }
  if (isFunction && s.peek() === K.DoubleColon) {
    // function f()::T end ==> (function (::-i (call f) T) (block))
    s.takeTrivia()
    parseCall(s)
    s.node(mark, K.DoubleColon, INFIX)
  }
  // function f() where {T} end ==> (function (where (call f) (braces T)) (block))
  if (s.peek() === K.Where) parseWhereClauses(s, mark)
  return true
}

/** True if the last entry was lexed as a word for which `test` holds. */
function isWord(s: Stream, test: (kind: number) => boolean): boolean {
  const i = s.lastEntry()
  return i >= 0 && s.tree.isLeaf(i) && test(s.tree.lexed[i])
}
