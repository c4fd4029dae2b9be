import type { MethodInstance, MethodMatch } from '../methods/index.ts'
import type { Type } from '../types/index.ts'
import type { Lattice, Value } from './elements.ts'
import type { BuiltinInfo } from './env.ts'
import type { Frame } from './frame.ts'

/**
 * What inference found about a call, kept per statement for the inliner.
 */
export type CallInfo =
  | { readonly kind: 'builtin'; readonly builtin: BuiltinInfo }
  | { readonly kind: 'matches'; readonly splits: readonly CallSplit[] }
  | { readonly kind: 'invoke'; readonly split: CallSplit }
  /** `_apply_iterate` whose arguments' elements are known: a call of `f` with `elements` */
  | {
      readonly kind: 'apply'
      readonly args: readonly SplatArg[]
      readonly call: CallInfo | null
      readonly callArgs: readonly Lattice[]
    }
  /** carried out by the compiler */
  | { readonly kind: 'folded'; readonly value: Value }

/** One argument of a splatting call: how many elements it spreads to, -1 if not known. */
export interface SplatArg {
  readonly count: number
  readonly type: Lattice
}

/** One combination of members of union-typed arguments. */
export interface CallSplit {
  /** tuple type of the call, function included */
  readonly sig: Type
  readonly argTypes: readonly Lattice[]
  readonly cases: readonly CallCase[]
  /** no call with these types ends in a MethodError */
  readonly covered: boolean
  /** for some of these calls no method is the most specific one */
  readonly ambiguous: boolean
}

export interface CallCase {
  readonly match: MethodMatch
  readonly mi: MethodInstance
  readonly result: Lattice
  readonly effects: number
  readonly exception: Type
  /** frame of constant propagation, if its result is the better one */
  readonly constFrame: Frame | null
}

/** What a call or statement evaluates to. */
export interface CallResult {
  readonly type: Lattice
  readonly exception: Type
  readonly effects: number
  readonly info: CallInfo | null
  /** slot known to be of a narrower type once the statement has completed */
  readonly refineSlot?: number
  readonly refineType?: Lattice
}
