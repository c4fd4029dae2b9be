/** Tells whether the input only ended too early, and in what, for prompts that then ask for more. */

import { type GreenTree, TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { IS_ERROR, PROPERTIES } from './operators.ts'

export type Incomplete = 'none' | 'string' | 'comment' | 'cmd' | 'char' | 'block' | 'other'

/** An error in the tree, with its parent (-1 at the top) and its place among the parent's children, from 1. */
interface FoundError {
  entry: number
  parent: number
  place: number
}

const isError = (tree: GreenTree, i: number): boolean => (PROPERTIES[tree.kinds[i]] & IS_ERROR) !== 0

/** Children that count here: no trivia but errors, and parentheses looked through. */
function childrenOf(tree: GreenTree, i: number): number[] {
  const result: number[] = []
  for (const c of tree.children(i)) {
    if (tree.kinds[c] === K.Tombstone) {
      if (!tree.isLeaf(c)) result.push(...childrenOf(tree, c))
    } else if ((tree.flags[c] & TRIVIA) === 0 || isError(tree, c)) result.push(withoutParens(tree, c))
  }
  return result
}

function withoutParens(tree: GreenTree, i: number): number {
  while (tree.kinds[i] === K.Parens) {
    const inside = childrenOf(tree, i)
    if (inside.length !== 1) break
    i = inside[0]
  }
  return i
}

/** The first error, outermost first; `null` without. */
export function firstError(tree: GreenTree): FoundError | null {
  const stack: FoundError[] = []
  const roots = tree.roots().filter((r) => (tree.flags[r] & TRIVIA) === 0 || isError(tree, r))
  for (const root of roots.reverse()) stack.push({ entry: withoutParens(tree, root), parent: -1, place: 0 })
  for (;;) {
    const found = stack.pop()
    if (found === undefined) return null
    if (isError(tree, found.entry)) return found
    const children = childrenOf(tree, found.entry)
    for (let n = children.length - 1; n >= 0; n--) {
      stack.push({ entry: children[n], parent: found.entry, place: n + 1 })
    }
  }
}

/** What the end of the input cut off. */
export function incompleteTag(tree: GreenTree, bytes: Uint8Array): Incomplete {
  const found = firstError(tree)
  // Position of the last character.
  let length = bytes.length
  while (length > 0 && (bytes[length - 1] & 0xc0) === 0x80) length--
  if (found === null || length === 0) return 'none'
  const { entry, parent, place } = found
  const kind = tree.kinds[entry]
  if (tree.ends[entry] < length) return 'none'
  if (tree.startOf(entry) < length) {
    return kind === K.ErrorEofMultiComment && tree.ends[entry] === length ? 'comment' : 'none'
  }
  if (kind === K.Invalid && childrenOf(tree, entry).some((c) => tree.kinds[c] === K.Invalid)) return 'other'
  if (parent < 0) return 'other'
  switch (tree.kinds[parent]) {
    case K.StringNode:
      return 'string'
    case K.CmdStringNode:
      return 'cmd'
    case K.CharNode:
      return 'char'
    case K.Block:
    case K.QuoteNode:
    case K.KwLet:
    case K.KwTry:
      return 'block'
    case K.KwFor:
    case K.KwWhile:
    case K.KwFunction:
    case K.KwIf:
    case K.KwModule:
    case K.KwStruct:
      return place === 1 ? 'other' : 'block'
    case K.KwDo:
      return place < 3 ? 'other' : 'block'
    default:
      return 'other'
  }
}
