/**
 * Julia's surface and lowered syntax as TypeScript values. The same node classes serve the parser's output, macro
 * expansion, lowered code and inferred code, as in Julia itself, so that a node printed anywhere is the `Expr` a
 * Julia user knows.
 *
 * Literals are plain JavaScript values where one fits exactly:
 *   bigint → Int64, number → Float64, boolean → Bool, string → String, null → nothing.
 * All other literals are `Literal`; any other Julia value in a tree (spliced by a macro or by `eval`) is `ValueRef`.
 *
 * Indices in nodes (statements, slots, arguments) count from 0; Julia-facing printing and conversion add 1.
 */

/** What syntax needs to know of a module: the room `methods/` implements it. */
export interface ModuleLike {
  readonly name: Sym
  readonly parent: ModuleLike
}

/** An interned symbol: two symbols with the same name are the same object. Made by `sym`. */
export class Sym {
  readonly name: string
  /** Address of the Symbol in linear memory, 0 while it has none. Owned by `heap/`. */
  address = 0
  /** @internal use `sym` */
  constructor(name: string) {
    this.name = name
  }
  toString(): string {
    return this.name
  }
}

const table = new Map<string, Sym>()

/**
 * The symbol called `name`. The table is shared by all sessions of a process: names carry no state but
 * `address`, which a session resets when it starts (see `heap/symbols.ts`).
 */
export function sym(name: string): Sym {
  let s = table.get(name)
  if (s === undefined) {
    s = new Sym(name)
    table.set(name, s)
  }
  return s
}

/** All symbols made so far; the heap uses it to forget addresses when a new session starts. */
export function allSymbols(): Iterable<Sym> {
  return table.values()
}

/** Names of the literal types a `Literal` may carry. */
export type LiteralType =
  | 'Int8'
  | 'Int16'
  | 'Int32'
  | 'Int128'
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'UInt128'
  | 'BigInt'
  | 'Float16'
  | 'Float32'
  | 'Char'
  | 'Bytes'

/**
 * A literal without an exact plain JavaScript value. `value`: bigint for integer types and BigInt, number for
 * Float16/Float32, for Char the 32-bit pattern Julia's `Char` holds (UTF-8 bytes left-aligned) as number, for
 * Bytes (a String that is not valid UTF-8) its bytes.
 */
export class Literal {
  readonly type: LiteralType
  readonly value: bigint | number | Uint8Array
  constructor(type: LiteralType, value: bigint | number | Uint8Array) {
    this.type = type
    this.value = value
  }
}

/** A Julia heap value standing in a tree; `address` is kept alive by whoever holds the tree (`heap.pin`). */
export class ValueRef {
  readonly address: number
  constructor(address: number) {
    this.address = address
  }
}

/** `Expr(head, args...)`. Mutable, as in Julia. */
export class Expr {
  head: string
  args: Ex[]
  constructor(head: string, args: Ex[] = []) {
    this.head = head
    this.args = args
  }
}

export class LineNumberNode {
  readonly line: number
  readonly file: string | null
  constructor(line: number, file: string | null) {
    this.line = line
    this.file = file
  }
}

export class QuoteNode {
  readonly value: Ex
  constructor(value: Ex) {
    this.value = value
  }
}

export class GlobalRef {
  readonly module: ModuleLike
  readonly name: Sym
  constructor(module: ModuleLike, name: Sym) {
    this.module = module
    this.name = name
  }
}

// ---- nodes that appear only in lowered or inferred code -------------------------------------------------------

/** The value of statement `id`. */
export class SSAValue {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}

/** Local variable slot; slot 0 is the function itself, then the arguments, then locals. */
export class SlotNumber {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}

/** Argument `id` in SSA form (0 is the function itself). */
export class Argument {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}

export class GotoNode {
  readonly label: number
  constructor(label: number) {
    this.label = label
  }
}

/** Jumps to `dest` when `cond` is false. */
export class GotoIfNot {
  readonly cond: Ex
  readonly dest: number
  constructor(cond: Ex, dest: number) {
    this.cond = cond
    this.dest = dest
  }
}

/** Returns `value`; `undefined` means that this point is unreachable. */
export class ReturnNode {
  readonly value: Ex | undefined
  constructor(value: Ex | undefined) {
    this.value = value
  }
}

/** Enters a `try`; on an exception control goes to `catchDest`. `Expr('leave', [SSAValue of the enter…])` leaves. */
export class EnterNode {
  readonly catchDest: number
  readonly scope: Ex | undefined
  constructor(catchDest: number, scope: Ex | undefined = undefined) {
    this.catchDest = catchDest
    this.scope = scope
  }
}

/** Marks a slot undefined again (start of a loop body or a scope). */
export class NewvarNode {
  readonly slot: SlotNumber
  constructor(slot: SlotNumber) {
    this.slot = slot
  }
}

/** φ: the value from the predecessor whose last statement is `edges[i]`. A hole in `values` is undefined. */
export class PhiNode {
  edges: number[]
  values: (Ex | undefined)[]
  constructor(edges: number[], values: (Ex | undefined)[]) {
    this.edges = edges
    this.values = values
  }
}

/** A value narrowed to `type` (a lattice element of `inference/`, opaque here). */
export class PiNode {
  readonly value: Ex
  readonly type: unknown
  constructor(value: Ex, type: unknown) {
    this.value = value
    this.type = type
  }
}

/** φ at the head of a catch block, fed by `UpsilonNode`s. */
export class PhiCNode {
  values: Ex[]
  constructor(values: Ex[]) {
    this.values = values
  }
}

/** Stores a value for a `PhiCNode`; without value the variable is undefined from here on. */
export class UpsilonNode {
  readonly value: Ex | undefined
  constructor(value: Ex | undefined) {
    this.value = value
  }
}

/** Lowered code standing in a tree (the body of a method definition): `lowering/codeinfo.ts` implements it. */
export interface CodeLike {
  readonly isCodeInfo: true
}

/** Any syntax tree. */
export type Ex =
  | Expr
  | Sym
  | LineNumberNode
  | QuoteNode
  | GlobalRef
  | Literal
  | ValueRef
  | bigint
  | number
  | boolean
  | string
  | null
  | SSAValue
  | SlotNumber
  | Argument
  | GotoNode
  | GotoIfNot
  | ReturnNode
  | EnterNode
  | NewvarNode
  | PhiNode
  | PiNode
  | PhiCNode
  | UpsilonNode
  | CodeLike

/** True if `e` is an `Expr` with that head. */
export function isExpr(e: unknown, head: string): e is Expr {
  return e instanceof Expr && e.head === head
}
