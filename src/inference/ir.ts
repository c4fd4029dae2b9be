import type { LineInfo } from '../lowering/index.ts'
import type { CodeInstance, MethodInstance, World } from '../methods/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  EnterNode,
  Expr,
  GotoIfNot,
  GotoNode,
  PhiCNode,
  PhiNode,
  PiNode,
  ReturnNode,
  SSAValue,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import type { Lattice } from './elements.ts'

/**
 * Typed code in SSA form. Statement `i` defines `SSAValue(i)` of type `types[i]`.
 *
 * Invariants (checked by `optimizer/verify.ts`):
 *  - blocks lie in order, cover all statements, and are not empty; block 0 is the entry and has no predecessors
 *    that are not back edges;
 *  - jump targets (`GotoNode.label`, `GotoIfNot.dest`, `EnterNode.catchDest`) and `PhiNode.edges` are *block numbers*;
 *  - φ and φᶜ nodes stand at the head of their block; a φ has one entry per (reachable) predecessor; an `undefined`
 *    entry of a φ is an undefined value that nobody looks at;
 *  - a terminator (goto, gotoifnot, return, enter) ends its block; a block without one falls through to the next;
 *  - an operand is an `SSAValue`, an `Argument`, a constant (plain literal, `Literal`, `QuoteNode`, `ValueRef`, `Sym`
 *    never bare), or `Expr('static_parameter'|'boundscheck')`; never a nested call and never a slot. A bare
 *    `GlobalRef` is a statement of its own (a load that may throw);
 *  - a `leave` names its enter statements as `SSAValue`s.
 */
export class IRCode {
  stmts: Ex[]
  types: Lattice[]
  /** index into `lineTable`, -1: none */
  lines: number[]
  /** `StmtFlag` bits */
  flags: number[]
  argTypes: Lattice[]
  /** what is known of each static parameter: `Const` or `PartialTypeVar`/type */
  spTypes: SpType[]
  lineTable: LineInfo[]
  cfg: CFG
  minWorld: World
  maxWorld: World
  constructor(init: {
    stmts: Ex[]
    types: Lattice[]
    lines: number[]
    flags: number[]
    argTypes: Lattice[]
    spTypes: SpType[]
    lineTable: LineInfo[]
    cfg: CFG
    minWorld: World
    maxWorld: World
  }) {
    this.stmts = init.stmts
    this.types = init.types
    this.lines = init.lines
    this.flags = init.flags
    this.argTypes = init.argTypes
    this.spTypes = init.spTypes
    this.lineTable = init.lineTable
    this.cfg = init.cfg
    this.minWorld = init.minWorld
    this.maxWorld = init.maxWorld
  }
}

/** Type of a static parameter's value, and whether reading it may find it undefined. */
export interface SpType {
  readonly type: Lattice
  readonly maybeUndef: boolean
}

/** Bits of `IRCode.flags`. The effects of a statement, and hints of call sites. */
export const StmtFlag = {
  /** stands in an `@inbounds` region */
  inbounds: 1 << 0,
  inline: 1 << 1,
  noinline: 1 << 2,
  consistent: 1 << 3,
  effectFree: 1 << 4,
  nothrow: 1 << 5,
  terminates: 1 << 6,
  noub: 1 << 7,
  /** its type became better since the uses' types were computed */
  refined: 1 << 8,
  /** effect free when the written object does not escape (setfield! of a local) */
  effectFreeIfArgMemory: 1 << 9,
} as const

/** A statement with these may be dropped when nobody uses its value. */
export const REMOVABLE = StmtFlag.effectFree | StmtFlag.nothrow | StmtFlag.terminates

export class BasicBlock {
  /** first statement, and the one after the last */
  start: number
  end: number
  preds: number[] = []
  succs: number[] = []
  constructor(start: number, end: number) {
    this.start = start
    this.end = end
  }
}

export class CFG {
  readonly blocks: BasicBlock[]
  private stmtToBlock: Int32Array | null = null
  constructor(blocks: BasicBlock[]) {
    this.blocks = blocks
  }
  /** The block of statement `i`. */
  blockOf(i: number): number {
    return this.blockMap()[i]
  }
  /** block number per statement (computed once; a new CFG is made whenever statements move) */
  blockMap(): Int32Array {
    if (this.stmtToBlock === null) {
      const n = this.blocks.length === 0 ? 0 : this.blocks[this.blocks.length - 1].end
      const map = new Int32Array(n)
      for (let k = 0; k < this.blocks.length; k++) map.fill(k, this.blocks[k].start, this.blocks[k].end)
      this.stmtToBlock = map
    }
    return this.stmtToBlock
  }
}

/**
 * First argument of `Expr('invoke', [CodeInstanceRef, f, args…])`: the code called. `ci` may not be compiled yet, or (in
 * a cycle of functions that call each other) not finished: then only `mi` is set and the code generator looks `ci` up.
 * It stands where a `ValueRef` may; test for this class first.
 */
export class CodeInstanceRef extends ValueRef {
  readonly mi: MethodInstance
  ci: CodeInstance | null
  constructor(mi: MethodInstance, ci: CodeInstance | null) {
    super(0)
    this.mi = mi
    this.ci = ci
  }
}

/** The statement ends its block. */
export function isTerminator(s: Ex): boolean {
  return s instanceof GotoNode || s instanceof GotoIfNot || s instanceof ReturnNode || s instanceof EnterNode
}

/** Control never reaches what follows the statement in the block. */
export function isUnconditionalEnd(s: Ex): boolean {
  return s instanceof GotoNode || s instanceof ReturnNode
}

/** Calls `f` with each operand of a statement (φ values included, holes left out). */
export function forEachOperand(s: Ex, f: (operand: Ex) => void): void {
  if (s instanceof Expr) {
    for (let i = 0; i < s.args.length; i++) {
      const a = s.args[i]
      if (a instanceof Expr) forEachOperand(a, f)
      else f(a)
    }
  } else if (s instanceof SSAValue) f(s)
  else if (s instanceof PhiNode) {
    for (const v of s.values) if (v !== undefined) f(v)
  } else if (s instanceof PiNode) f(s.value)
  else if (s instanceof GotoIfNot) f(s.cond)
  else if (s instanceof ReturnNode) {
    if (s.value !== undefined) f(s.value)
  } else if (s instanceof PhiCNode) for (const v of s.values) f(v)
  else if (s instanceof UpsilonNode) {
    if (s.value !== undefined) f(s.value)
  } else if (s instanceof EnterNode) {
    if (s.scope !== undefined) f(s.scope)
  } else f(s)
}

/** A statement with every operand replaced by `f(operand)`. Makes a new node; statements are never changed in place. */
export function mapOperands(s: Ex, f: (operand: Ex) => Ex): Ex {
  if (s instanceof Expr) {
    const args = new Array<Ex>(s.args.length)
    for (let i = 0; i < args.length; i++) {
      const a = s.args[i]
      args[i] = a instanceof Expr ? mapOperands(a, f) : f(a)
    }
    return new Expr(s.head, args)
  }
  if (s instanceof PhiNode)
    return new PhiNode(
      s.edges.slice(),
      s.values.map((v) => (v === undefined ? undefined : f(v))),
    )
  if (s instanceof PiNode) return new PiNode(f(s.value), s.type)
  if (s instanceof GotoIfNot) return new GotoIfNot(f(s.cond), s.dest)
  if (s instanceof ReturnNode) return s.value === undefined ? s : new ReturnNode(f(s.value))
  if (s instanceof PhiCNode) return new PhiCNode(s.values.map(f))
  if (s instanceof UpsilonNode) return s.value === undefined ? s : new UpsilonNode(f(s.value))
  if (s instanceof EnterNode) return s.scope === undefined ? s : new EnterNode(s.catchDest, f(s.scope))
  if (s instanceof GotoNode) return s
  return f(s)
}
