/**
 * The tree between desugaring and linear code. Desugaring turns surface `Expr`s into `Op`s whose names are still
 * `Sym`s; scope analysis replaces every name by what it means (`LocalVar`, `StaticParam`, `GlobalRef`); closure
 * conversion removes captures; linearization flattens the rest. Having a class of its own keeps surface syntax
 * and already lowered trees apart: an `Expr` inside a `Tree` is opaque data.
 */
import type { Ex, LineNumberNode, Sym } from '../syntax/index.ts'

export type Tree = Op | LocalVar | StaticParam | Lambda | Ex

/** An operation of the kernel language; `head` tells which (see desugar/index.ts for the list). */
export class Op {
  head: string
  args: Tree[]
  constructor(head: string, args: Tree[] = []) {
    this.head = head
    this.args = args
  }
}

/** A local variable or argument of one lambda. */
export class LocalVar {
  readonly name: Sym
  readonly isArg: boolean
  /** the lambda whose frame holds it; closure conversion moves variables of hoisted signatures */
  owner: Lambda
  /** used by an inner lambda */
  captured = false
  assigned = false
  /** assigned at exactly one place */
  assignedOnce = false
  /** every use is known to come after an assignment */
  neverUndef = false
  read = false
  called = false
  nospecialize = false
  /** declared type */
  type: Tree | null = null
  constructor(name: Sym, owner: Lambda, isArg: boolean) {
    this.name = name
    this.owner = owner
    this.isArg = isArg
  }
  /** Lives in a `Core.Box`: captured, and not known to be assigned once before every use. */
  get boxed(): boolean {
    return this.assigned && this.captured
  }
}

/** A static parameter of a method. */
export class StaticParam {
  readonly name: Sym
  readonly owner: Lambda
  read = false
  constructor(name: Sym, owner: Lambda) {
    this.name = name
    this.owner = owner
  }
}

/** What an inner lambda can capture. */
export type Captured = LocalVar | StaticParam

/** A method body, opaque closure body or top-level thunk. */
export class Lambda {
  /** argument names; the first is the function itself (none for a top-level thunk) */
  readonly argNames: Sym[]
  readonly sparamNames: Sym[]
  readonly isVararg: boolean
  body: Tree
  parent: Lambda | null = null
  args: LocalVar[] = []
  locals: LocalVar[] = []
  sparams: StaticParam[] = []
  /** variables of enclosing lambdas used here or further in */
  readonly captures = new Set<Captured>()
  /** name shown in backtraces */
  name = ''
  loc: LineNumberNode | null = null
  /** arguments marked `@nospecialize` (true) or `@specialize` (false) */
  marks: readonly (boolean | null)[] = []
  constructor(argNames: Sym[], sparamNames: Sym[], body: Tree, isVararg = false) {
    this.argNames = argNames
    this.sparamNames = sparamNames
    this.body = body
    this.isVararg = isVararg
  }
  /** Only top-level thunks have no arguments: every function has at least itself. */
  get isToplevel(): boolean {
    return this.argNames.length === 0
  }
}

/** True if `t` is an `Op` with that head. */
export function isOp(t: Tree | undefined, head: string): t is Op {
  return t instanceof Op && t.head === head
}
