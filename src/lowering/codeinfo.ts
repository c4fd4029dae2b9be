import type { CodeLike, Ex } from '../syntax/index.ts'

/** Where a statement comes from: file, line, and the chain of inlined callers (index into `CodeInfo.lines`, -1: none). */
export interface LineInfo {
  readonly file: string
  readonly line: number
  /** Name shown in a backtrace, e.g. `f` or `macro expansion`. */
  readonly method: string
  readonly inlinedAt: number
}

/** Bits of `CodeInfo.slotFlags`, one byte a slot. */
export const SlotFlag = {
  /** assigned exactly once */
  assignedOnce: 1,
  /** may be read while undefined */
  usedUndef: 2,
  /** read anywhere */
  used: 4,
  /** argument marked `@nospecialize` */
  nospecialize: 8,
  /** called as a function */
  called: 16,
} as const

/**
 * Lowered code of one method body or top-level thunk: Julia's `CodeInfo`.
 *
 * `code[i]` is one statement: a node of `syntax/ast.ts`. `Expr` heads that may occur:
 *   call, `=` (SlotNumber or GlobalRef on the left), new, splatnew, invoke, foreigncall, cfunction, method, global,
 *   const, isdefined, the_exception, leave, pop_exception, static_parameter, copyast, meta, inbounds, boundscheck,
 *   loopinfo, gc_preserve_begin, gc_preserve_end, throw_undef_if_not,
 *   toplevel-only (module, import, using, export, public, thunk, toplevel, struct definition through Core calls).
 * `method` has the arguments [name], or [name or false, signature operand, CodeInfo, captured values…]: `name` is a
 * GlobalRef (or an operand: a method table); the signature is svec(svec(types…), svec(typevars…), QuoteNode(line)).
 * Captured values occur in global methods inside a top-level `let`: whoever defines the method replaces
 * Expr('captured', i) in the CodeInfo by the i-th of them (`spliceCaptures`). In `foreigncall` the return type and
 * the svec of argument types stand in place as constant expressions.
 *
 * Operands of a statement are never nested calls: they are SSAValue, SlotNumber, GlobalRef, QuoteNode, literals,
 * or Expr('static_parameter'|'boundscheck', …).
 */
export class CodeInfo implements CodeLike {
  readonly isCodeInfo = true as const
  code: Ex[]
  /** index into `lines` per statement */
  codeLines: Int32Array
  lines: LineInfo[]
  slotNames: string[]
  slotFlags: Uint8Array
  /** arguments including the function itself; they are the first slots */
  nargs: number
  isVararg: boolean
  /** names of the static parameters, in order */
  spNames: string[] = []
  /** from `@inline` (1), `@noinline` (2), neither (0) */
  inlining: 0 | 1 | 2 = 0
  propagateInbounds = false
  /** `@assume_effects` bits, see inference/effects.ts */
  purity = 0
  /** set by `@nospecializeinfer` */
  nospecializeinfer = false
  /** `@constprop :aggressive` (1) or `:none` (2) */
  constprop: 0 | 1 | 2 = 0

  constructor(init: {
    code: Ex[]
    codeLines: Int32Array
    lines: LineInfo[]
    slotNames: string[]
    slotFlags: Uint8Array
    nargs: number
    isVararg: boolean
  }) {
    this.code = init.code
    this.codeLines = init.codeLines
    this.lines = init.lines
    this.slotNames = init.slotNames
    this.slotFlags = init.slotFlags
    this.nargs = init.nargs
    this.isVararg = init.isVararg
  }
}
