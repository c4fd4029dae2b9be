/** `import`, `using`, `export` and `public`. */

import { parseCommaSeparated } from './blocks.ts'
import { nameMacro, parseMacroName, parsePrefix } from './calls.ts'
import { TRIVIA } from './green.ts'
import * as K from './kinds.ts'
import { IS_OPERATOR, PROPERTIES } from './operators.ts'
import type { Stream } from './stream.ts'

/** Names after `export` or `public`. */
export function parseExportedNames(s: Stream): void {
  parseCommaSeparated(s, (inner) => parseName(inner, false))
}

/** import A: x, y as z ==> (import (: (importpath A) (importpath x) (as (importpath y) z))) */
export function parseImports(s: Stream, mark: number, word: number): void {
  s.takeTrivia()
  const first = s.mark()
  const renamed = parseImport(s, word, false)
  const t = s.token()
  const k = s.kind(t)
  const hasModule = k === K.Colon && !s.spaced(t)
  if (hasModule || k === K.Comma) {
    s.takeTrivia()
    // import A as B: x ==> (import (: (error (as (importpath A) B)) (importpath x)))
    if (hasModule && renamed) s.errorNode(first, '`as` before `:` in import/using')
    const item = (inner: Stream): void => {
      parseImport(inner, word, hasModule)
    }
    parseCommaSeparated(s, item)
    if (s.peek() === K.Colon) {
      // import A: x, B: y
      const wrong = s.mark()
      s.takeTrivia()
      parseCommaSeparated(s, item)
      s.errorNode(
        wrong,
        '`:` can only be used when importing a single module. Split imports into multiple lines',
        TRIVIA,
      )
    }
  }
  if (hasModule) s.node(mark, K.Colon)
  s.node(mark, word)
}

/** A path with its new name; true if it has one. */
function parseImport(s: Stream, word: number, hasModule: boolean): boolean {
  const mark = s.mark()
  parsePath(s)
  if (s.peek() !== K.KwAs) return false
  // import A as B ==> (import (as (importpath A) B))
  s.takeTrivia()
  parseName(s, true)
  s.node(mark, K.KwAs)
  if (word === K.KwUsing && !hasModule) {
    s.errorNode(mark, '`using` with `as` renaming requires a `:` and context module')
  }
  return true
}

/** ..A.b ==> (importpath . . A b): dots are part of the path, whatever the lexer made of them. */
function parsePath(s: Stream): void {
  const mark = s.mark()
  s.takeSpace()
  for (let first = true; ; first = false) {
    const t = s.token()
    if (!first && s.spaced(t)) s.reportSpace('space between dots in import path', 'warning')
    const k = s.kind(t)
    if (k === K.Dot) s.take()
    else if (k === K.DotDot || k === K.Splat) {
      s.takeSpaceOnLine()
      s.takeSplit(k === K.DotDot ? 2 : 3, 0, K.Dot)
    } else break
  }
  const start = s.token()
  if (s.dotted(start)) {
    // import .⋆ ==> (import (importpath . ⋆))
    s.takeSpace()
    s.takeSplit(1, 0, s.kind(start))
  } else parseName(s, true)
  for (;;) {
    const t = s.token()
    const k = s.kind(t)
    if (k === K.Dot) {
      // import A.B ==> (import (importpath A B))
      s.takeForbiddenSpace()
      s.takeTrivia()
      parseName(s, true)
    } else if (s.dotted(t)) {
      // import A.== ==> (import (importpath A ==))
      if (s.spaced(t)) s.reportSpace('space between dots in import path', 'warning')
      s.takeSpace()
      s.takeSplit(1, TRIVIA, k)
    } else if (k === K.Splat) {
      // import A... ==> (import (importpath A ..))
      s.takeSpaceOnLine()
      s.takeSplit(1, TRIVIA, K.DotDot)
    } else break
  }
  s.node(mark, K.ImportPath)
}

/** An identifier, operator, `@name` or `$x`. With `quotes`, `:x` and `(:x)` are let pass with a warning. */
function parseName(s: Stream, quotes: boolean): void {
  s.takeSpace()
  if (s.peek() === K.At) {
    // export @a ==> (export @a)
    s.takeTrivia()
    parseMacroName(s)
    nameMacro(s, s.mark() - 1)
    return
  }
  const mark = s.mark()
  const t = s.token()
  if (quotes && s.kind(t) === K.Colon && !s.closes(s.kind(s.after(t)))) {
    s.reportNext('quoting with `:` is not required here', 'warning')
  }
  parsePrefix(s)
  const { tree } = s
  let i = s.mark() - 1
  let parens = false
  const inside = (): void => {
    i = s.firstChild(i)
  }
  if (tree.kinds[i] === K.Parens) {
    inside()
    parens = true
  }
  if (quotes && i >= 0 && tree.kinds[i] === K.QuoteNode) {
    inside()
    if (i >= 0 && tree.kinds[i] === K.Parens) {
      inside()
      parens = true
    }
  }
  if (parens) s.reportFrom(mark, 'parentheses are not required here', 'warning')
  const k = i < 0 ? K.Invalid : tree.kinds[i]
  const fine =
    i >= 0 && tree.isLeaf(i)
      ? k === K.Identifier || ((PROPERTIES[k] & IS_OPERATOR) !== 0 && k !== K.ErrorInvalidOperator)
      : k === K.Dollar || k === K.VarName
  // export (x::T) ==> (export (error (parens (::-i x T))))
  if (!fine) s.errorNode(mark, 'expected identifier')
}
