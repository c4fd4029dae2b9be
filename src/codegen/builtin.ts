import type { Lattice } from '../inference/index.ts'
import type { Type } from '../types/index.ts'
import type { FunctionEmitter } from './emitter.ts'
import type { Held } from './held.ts'

/** One call of a builtin or intrinsic, as an emitter sees it. */
export interface BuiltinCall {
  /** the arguments, without the function */
  readonly args: readonly Held[]
  /** what inference knows of each argument */
  readonly argTypes: readonly Lattice[]
  /** what inference knows of the result */
  readonly type: Lattice
  /** its widened form */
  readonly resultType: Type
  /** the statement may not throw, as inference proved */
  readonly nothrow: boolean
}

/**
 * Emits a builtin on these operands. Gives the result, or null if this form is not covered: then the call goes to the
 * boxed runtime, and nothing may have been emitted.
 */
export type BuiltinEmitter = (e: FunctionEmitter, call: BuiltinCall) => Held | null

/** The emitters by name; `builtins/emit` is the table. */
export interface EmitterTable {
  get(name: string): BuiltinEmitter | undefined
  /** The builtin writes no memory and calls nothing, so that late loads may be moved over it. */
  isQuiet(name: string): boolean
}
