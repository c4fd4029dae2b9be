/** What linear code is made of before it is numbered, and the nests of exception handlers that jumps leave. */
import type { LineNumberNode, SSAValue } from '../syntax/index.ts'
import type { LocalVar, Tree } from './tree.ts'

/** Place in the code. */
export class Label {
  /** index of the statement behind it, once the code is compact */
  at = -1
}

/** What stands in the code besides statements, until it is made compact. */
export type Item =
  | { readonly kind: 'stmt'; stmt: Tree }
  | { readonly kind: 'temp'; readonly temp: SSAValue; readonly value: Tree }
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'line'; readonly line: LineNumberNode }
  | { readonly kind: 'push'; readonly file: string; readonly method: string }
  | { readonly kind: 'pop' }
  /** the next statement belongs to no line */
  | { readonly kind: 'noline' }
  | { readonly kind: 'goto'; readonly label: Label }
  | { readonly kind: 'gotoifnot'; readonly cond: Tree; label: Label }
  | {
      readonly kind: 'enter'
      readonly temp: SSAValue
      readonly label: Label
      readonly scope: Tree | undefined
    }
  | { readonly kind: 'return'; readonly value: Tree }
  | { readonly kind: 'newvar'; readonly variable: LocalVar }

/** A linked list, compared by identity: a place's nest of handlers. */
export interface Nest {
  readonly token: SSAValue
  readonly outer: Nest | null
  readonly depth: number
}

export const nest = (token: SSAValue, outer: Nest | null): Nest => ({
  token,
  outer,
  depth: (outer?.depth ?? 0) + 1,
})

/** A place to jump to, with the handlers around it. */
export interface Target {
  readonly label: Label
  readonly handlers: Nest | null
  readonly catches: Nest | null
}

export interface BreakTarget extends Target {
  readonly name: Tree
  readonly outer: BreakTarget | null
}

export type Exit =
  | { readonly kind: 'return'; readonly value: Tree }
  | { readonly kind: 'break'; readonly target: Target }

/** Tokens of all handlers, innermost first */
export function tokensOf(from: Nest | null): SSAValue[] {
  const out: SSAValue[] = []
  for (let n = from; n !== null; n = n.outer) out.push(n.token)
  return out
}

/** Tokens of the handlers inside `to`; null if `from` is not inside `to`. */
export function leftHandlers(from: Nest | null, to: Nest | null): SSAValue[] | null {
  const out: SSAValue[] = []
  let n = from
  for (; n !== null && n !== to; n = n.outer) out.push(n.token)
  return n === to ? out : null
}

/** The token that restores the exceptions being handled at `to`: undefined if nothing changes, null if impossible. */
export function exceptionToken(from: Nest | null, to: Nest | null): SSAValue | undefined | null {
  if (from === to) return undefined
  for (let n = from; n !== null; n = n.outer) if (n.outer === to) return n.token
  return null
}
