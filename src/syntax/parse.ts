/** The parser's entry points: whole files and single statements. */

import { type Ex, Expr, LineNumberNode, type ModuleLike, type Sym, sym } from './ast.ts'
import { parseAtom } from './atoms.ts'
import { parseStatements, parseToplevel } from './blocks.ts'
import { type Diagnostic, formatParseError, lineAt, lineStarts } from './diagnostics.ts'
import type { GreenTree } from './green.ts'
import { firstError, type Incomplete, incompleteTag } from './incomplete.ts'
import * as K from './kinds.ts'
import { checkLeaves } from './literals.ts'
import { IS_ERROR, PROPERTIES } from './operators.ts'
import { Stream } from './stream.ts'
import { ExprBuilder } from './to-expr.ts'

export interface ParseOptions {
  /** Name of the file, for line numbers and messages. */
  file: string | null
  /** The module Core: docstrings, commands and wide integers refer to it. */
  core: ModuleLike
  /** Number of the first line; 1 by default. */
  line?: number
}

export interface ParseResult {
  /** All problems found, by position. */
  diagnostics: Diagnostic[]
  /** What is missing if the input only ended too early, else `none`. */
  incomplete: Incomplete
}

/** A module to stand for Core where no session is at hand. */
export const CORE_MODULE: ModuleLike = {
  name: sym('Core') as Sym,
  get parent(): ModuleLike {
    return CORE_MODULE
  },
}

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}

const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((d) => d.level === 'error')

/** Checks the literals and sorts the diagnostics. */
function finish(s: Stream): void {
  checkLeaves(s.tree, s.diagnostics)
  s.diagnostics.sort((a, b) => a.from - b.from)
}

/** The error expression of Julia's parser: `error`, or `incomplete`, with the message. */
function errorExpr(s: Stream, tag: Incomplete, options: ParseOptions): Expr {
  // Lines and columns count from where parsing began, and what was not read is not shown.
  const { bytes, start, end } = s.tree
  const text = bytes.subarray(
    start,
    s.diagnostics.reduce((last, d) => Math.max(last, d.to), end),
  )
  const shifted = s.diagnostics.map((d) => ({ ...d, from: d.from - start, to: d.to - start }))
  const message = formatParseError(shifted, { text, file: options.file, line: options.line })
  return new Expr(tag === 'none' ? 'error' : 'incomplete', [message])
}

/** The green tree of a whole text. */
export function parseTree(text: string | Uint8Array): { tree: GreenTree; diagnostics: Diagnostic[] } {
  const s = new Stream(toBytes(text), 0, true)
  parseToplevel(s)
  finish(s)
  return { tree: s.tree, diagnostics: s.diagnostics }
}

/**
 * Parses a whole file, as `Meta.parseall`: a `toplevel` expression of statements with their lines. At the first
 * statement with an error the expression ends in an `error` or `incomplete` one.
 */
export function parseAll(text: string | Uint8Array, options: ParseOptions): ParseResult & { expr: Expr } {
  const bytes = toBytes(text)
  const s = new Stream(bytes, 0, true)
  parseToplevel(s)
  finish(s)
  const { tree, diagnostics } = s
  const builder = new ExprBuilder(tree, { file: options.file, core: options.core, line: options.line ?? 1 })
  const root = tree.length - 1
  if (!hasErrors(diagnostics)) {
    return { expr: builder.build(0, root) as Expr, diagnostics, incomplete: 'none' }
  }
  const incomplete = incompleteTag(tree, bytes)
  const args: Ex[] = []
  for (const child of tree.significantChildren(root)) {
    const first = child - tree.sizes[child] + 1
    if (containsError(tree, first, child)) break
    args.push(builder.line(tree.startOf(child)), builder.build(first, child))
  }
  const starts = lineStarts(bytes)
  const error = firstError(tree)
  const line = lineAt(starts, error === null ? 0 : tree.startOf(error.entry)) + (options.line ?? 1)
  args.push(new LineNumberNode(line, options.file), errorExpr(s, incomplete, options))
  return { expr: new Expr('toplevel', args), diagnostics, incomplete }
}

function containsError(tree: GreenTree, from: number, to: number): boolean {
  for (let i = from; i <= to; i++) if ((PROPERTIES[tree.kinds[i]] & IS_ERROR) !== 0) return true
  return false
}

/**
 * Parses one statement (or with `greedy: false` one atom) at byte `pos`, as `Meta.parse(text, pos)`; the new position
 * is after it, and for statements after the white space that follows. `null` if there is none.
 */
export function parseOne(
  text: string | Uint8Array,
  pos: number,
  options: ParseOptions & { greedy: boolean },
): ParseResult & { expr: Ex; pos: number } {
  const bytes = toBytes(text)
  const s = new Stream(bytes, pos)
  s.takeSpace()
  if (s.peek() === K.EndMarker) {
    return { expr: null, pos: s.position(), diagnostics: [], incomplete: 'none' }
  }
  // What was skipped is no part of the statement.
  const skipped = s.mark()
  if (options.greedy) parseStatements(s)
  else parseAtom(s, true)
  const last = s.mark() - 1
  if (options.greedy) s.takeSpace()
  finish(s)
  const { tree, diagnostics } = s
  if (hasErrors(diagnostics)) {
    const incomplete = incompleteTag(tree, bytes)
    return { expr: errorExpr(s, incomplete, options), pos: s.position(), diagnostics, incomplete }
  }
  const builder = new ExprBuilder(tree, { file: options.file, core: options.core, line: options.line ?? 1 })
  return { expr: builder.build(skipped, last), pos: s.position(), diagnostics, incomplete: 'none' }
}
