/** Questions about surface syntax that several desugarings ask. */
import {
  type Ex,
  Expr,
  GlobalRef,
  isExpr,
  LineNumberNode,
  QuoteNode,
  SSAValue,
  Sym,
  sym,
} from '../syntax/index.ts'

/** Argument name of ignored arguments; their slot cannot be read. */
export const UNUSED = sym('#unused#')
export const SELF = sym('#self#')
export const CTOR_SELF = sym('#ctor-self#')
export const NEW = sym('new')
export const TYPE = sym('Type')
export const CCALL = sym('ccall')
export const CGLOBAL = sym('cglobal')
export const END = sym('end')
export const BEGIN = sym('begin')

export const expr = (head: string, ...args: Ex[]): Expr => new Expr(head, args)
export const call = (f: Ex, ...args: Ex[]): Expr => new Expr('call', [f, ...args])
export const block = (...args: Ex[]): Expr => new Expr('block', args)
export const assign = (lhs: Ex, rhs: Ex): Expr => new Expr('=', [lhs, rhs])
/** A symbol as data. */
export const quoted = (x: Ex): Ex => (x instanceof Sym || x instanceof Expr ? new QuoteNode(x) : x)

/** Not a compound expression; `GlobalRef`, `QuoteNode` and line nodes count as compound, as in Julia's front end. */
export function isAtom(e: Ex): boolean {
  return !(
    e instanceof Expr ||
    e instanceof GlobalRef ||
    e instanceof QuoteNode ||
    e instanceof LineNumberNode ||
    e instanceof SSAValue
  )
}

/** A value that needs no evaluation. */
export function isSimpleAtom(e: unknown): boolean {
  return !(
    e instanceof Sym ||
    e instanceof Expr ||
    e instanceof GlobalRef ||
    e instanceof QuoteNode ||
    e instanceof LineNumberNode
  )
}

export const isSymbolLike = (e: Ex): e is Sym | SSAValue => e instanceof Sym || e instanceof SSAValue
export const isAssignment = (e: Ex): e is Expr => e instanceof Expr && e.head === '=' && e.args.length === 2
export const isKw = (e: Ex): e is Expr => e instanceof Expr && e.head === 'kw' && e.args.length === 2
export const isSplat = (e: Ex | undefined): e is Expr =>
  e instanceof Expr && e.head === '...' && e.args.length >= 1
export const isDecl = (e: Ex | undefined): e is Expr =>
  e instanceof Expr && e.head === '::' && e.args.length >= 1
export const hasParameters = (args: readonly Ex[]): boolean => isExpr(args[0], 'parameters')

/** Data that evaluation leaves alone. */
export function isQuoted(e: Ex): boolean {
  if (e instanceof QuoteNode || e instanceof GlobalRef || e instanceof LineNumberNode) return true
  if (!(e instanceof Expr)) return false
  switch (e.head) {
    case 'quote':
    case 'inert':
    case 'break':
    case 'meta':
    case 'inbounds':
    case 'inline':
    case 'noinline':
    case 'loopinfo':
      return true
    default:
      return false
  }
}

/** `_`, `__`, …: names that can only be written to. */
export function isUnderscore(e: unknown): e is Sym {
  return e instanceof Sym && /^_+$/.test(e.name)
}

/** Names that cannot be variables. */
export function isValidName(s: Sym): boolean {
  return s !== CCALL && s !== CGLOBAL
}

/** `x` or `x::T` */
export function isSymDecl(e: Ex): boolean {
  return e instanceof Sym || (isDecl(e) && e.args.length === 2 && e.args[0] instanceof Sym)
}

/** `x` of `x::T`, else the expression itself */
export const declVar = (e: Ex): Ex => (isDecl(e) ? e.args[0] : e)

/** A short-form function's left side: `f(x)`, `f(x)::T`, `f(x) where T`. */
export function isEventuallyCall(e: Ex): e is Expr {
  if (!(e instanceof Expr)) return false
  if (e.head === 'call') return true
  return (e.head === 'where' || e.head === '::') && e.args.length > 0 && isEventuallyCall(e.args[0])
}

/** `f`, `A.f`, or a resolved global. */
export function isSymRef(e: Ex): boolean {
  if (e instanceof Sym || e instanceof GlobalRef) return true
  if (!isExpr(e, '.') || e.args.length !== 2) return false
  const [obj, field] = e.args
  return (isAtom(obj) || isSymRef(obj)) && field instanceof QuoteNode && field.value instanceof Sym
}

/** Name of a symbol or resolved global. */
export function identifierName(e: Ex): string | null {
  if (e instanceof Sym) return e.name
  return e instanceof GlobalRef ? e.name.name : null
}

/** True for dotted operators such as `.+` (but not `..` or `...`), also where macro expansion resolved the name. */
export function isDotOp(e: Ex): e is Sym | GlobalRef {
  const name = identifierName(e)
  return name !== null && name.length > 1 && name[0] === '.' && name[1] !== '.'
}
export function undot(op: Sym | GlobalRef): Sym | GlobalRef {
  return op instanceof Sym ? sym(op.name.slice(1)) : new GlobalRef(op.module, sym(op.name.name.slice(1)))
}

/** Evaluation has no effect and the value cannot change by evaluating something else first. */
export function isEffectFree(e: Ex): boolean {
  if (!(e instanceof Expr)) return true
  if (e.head === '.') return e.args.length === 2 && isSymbolLike(e.args[0])
  return isQuoted(e) || e.head === 'copyast'
}

/** Does a subtree (quotes excluded) satisfy `p`? */
export function contains(e: Ex, p: (x: Ex) => boolean): boolean {
  if (p(e)) return true
  return e instanceof Expr && !isQuoted(e) && e.args.some((a) => contains(a, p))
}
export const mentions = (e: Ex, name: Sym): boolean => contains(e, (x) => x === name)

/** A function definition: `function`, `->`, or `f(x) = …`. */
export function isFunctionDef(e: Ex): e is Expr {
  if (!(e instanceof Expr)) return false
  if (e.head === 'function' || e.head === '->') return true
  return e.head === '=' && e.args.length === 2 && isEventuallyCall(e.args[0])
}

/** Declarations among the targets of an assignment (`x`, `x::T`, nested tuples). */
export function lhsDecls(e: Ex): Ex[] {
  if (isSymDecl(e)) return [e]
  if (isSplat(e)) return lhsDecls(e.args[0])
  if (e instanceof Expr && (e.head === 'tuple' || e.head === 'parameters')) return e.args.flatMap(lhsDecls)
  return []
}
export const lhsVars = (e: Ex): Sym[] => lhsDecls(e).map((d) => declVar(d) as Sym)

/** The first element that occurs twice. */
export function firstDuplicate<T>(xs: readonly T[]): T | undefined {
  const seen = new Set<T>()
  for (const x of xs) {
    if (seen.has(x)) return x
    seen.add(x)
  }
  return undefined
}

/** Statements of a block, or the expression as the only statement. */
export const statements = (e: Ex): Ex[] => (isExpr(e, 'block') ? e.args : [e])
export const blockify = (e: Ex): Expr =>
  isExpr(e, 'block') ? (e.args.length === 0 ? block(null) : e) : block(e)

/** Number of leading line and meta nodes. */
export function prologueLength(stmts: readonly Ex[]): number {
  let n = 0
  while (n < stmts.length && (stmts[n] instanceof LineNumberNode || isExpr(stmts[n], 'meta'))) n++
  return n
}

/** The block with `stmts` put after its leading line and meta nodes. */
export function insertAfterMeta(body: Ex, stmts: readonly Ex[]): Expr {
  const b = blockify(body)
  if (stmts.length === 0) return b
  const n = prologueLength(b.args)
  return new Expr('block', [...b.args.slice(0, n), ...stmts, ...b.args.slice(n)])
}

/** `where`s nested as `(x where S) where T` made one: outermost parameters first. */
export function flattenWhere(e: Ex): { body: Ex; params: Ex[] } {
  let params: Ex[] = []
  while (isExpr(e, 'where')) {
    params = [...params, ...e.args.slice(1)]
    e = e.args[0]
  }
  return { body: e, params }
}

/** Replaces names in a type expression; inner functions and scopes are left alone. */
export function replaceNames(e: Ex, names: ReadonlyMap<Sym, Ex>): Ex {
  if (e instanceof Sym) return names.get(e) ?? e
  if (!(e instanceof Expr) || isQuoted(e) || names.size === 0) return e
  if (e.head === '->' || e.head === 'function' || e.head === 'scope') return e
  return new Expr(
    e.head,
    e.args.map((a) => replaceNames(a, names)),
  )
}

/** `@nospecialize x` / `@specialize x` as an argument. */
export function isSpecializeMeta(e: Ex | undefined, one = true): e is Expr {
  if (!isExpr(e, 'meta') || !(e.args[0] instanceof Sym)) return false
  const name = e.args[0].name
  return (name === 'nospecialize' || name === 'specialize') && (!one || e.args.length === 2)
}
