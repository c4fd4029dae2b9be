/** Formal arguments of a function as records. */
import { type Ex, Expr, isExpr, Sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import {
  assign,
  contains,
  expr,
  isAssignment,
  isDecl,
  isKw,
  isSpecializeMeta,
  isSplat,
  isUnderscore,
  isValidName,
  UNUSED,
} from '../surface.ts'

export interface Formal {
  name: Sym
  /** declared type; `Core.Any` if none */
  type: Ex
  isVararg: boolean
  /** default value; undefined if there is none */
  default: Ex | undefined
  /** marked `@nospecialize` (true) or `@specialize` (false) */
  nospecialize: boolean | null
}

/** A required argument that takes one value. */
export const plainFormal = (name: Sym, type: Ex): Formal => ({
  name,
  type,
  isVararg: false,
  default: undefined,
  nospecialize: null,
})

export interface Formals {
  readonly positional: Formal[]
  readonly keywords: Formal[]
  /** `kw...` */
  readonly restKeywords: Formal | null
  /** whether there was a `;` section */
  readonly hasKeywords: boolean
  /** assignments that take destructured arguments apart */
  readonly destructuring: Ex[]
}

/** A default of a positional or keyword argument that is required */
export const isRequired = (f: Formal): boolean => f.default === undefined

/** Parses an argument list whose `parameters` block, if any, comes first. */
export function parseFormals(c: Ctx, args: readonly Ex[]): Formals {
  const first = args[0]
  const semicolon = isExpr(first, 'parameters') ? first.args : []
  const plain = isExpr(first, 'parameters') ? args.slice(1) : args
  // names are needed to pass arguments on to other methods
  const forwarded = semicolon.length > 0 || plain.some((a) => isKw(unmarked(a).arg))
  const destructuring: Ex[] = []
  const positional = plain.map((a) => {
    const { arg, mark } = unmarked(a)
    return { ...formal(c, arg, forwarded, destructuring), nospecialize: mark }
  })
  positional.slice(0, -1).forEach((f) => {
    if (f.isVararg) c.fail('invalid "..." on non-final argument')
  })
  checkDefaultsAtEnd(c, positional)

  let restKeywords: Formal | null = null
  const keywords: Formal[] = []
  semicolon.forEach((a, i) => {
    if (isExpr(a, 'parameters')) c.fail('more than one semicolon in argument list')
    const { arg: x, mark } = unmarked(a)
    if (
      !(
        isKw(x) ||
        isSplat(x) ||
        x instanceof Sym ||
        (isDecl(x) && x.args.length === 2 && x.args[0] instanceof Sym)
      )
    ) {
      c.fail(`invalid keyword argument syntax "${deparse(x)}"`)
    }
    const f = { ...formal(c, x, false, destructuring), nospecialize: mark }
    if (f.isVararg) {
      if (i < semicolon.length - 1) c.fail('invalid "..." on non-final keyword argument')
      restKeywords = f
    } else keywords.push(f)
  })
  return {
    positional,
    keywords,
    restKeywords,
    hasKeywords: semicolon.length > 0,
    // the assignments as a whole have no value
    destructuring: destructuring.length > 0 ? [...destructuring, null] : [],
  }
}

/** An argument without its `@nospecialize`, which may stand around it or around its name. */
function unmarked(a: Ex): { arg: Ex; mark: boolean | null } {
  if (isSpecializeMeta(a)) return { arg: a.args[1], mark: (a.args[0] as Sym).name === 'nospecialize' }
  if (a instanceof Expr && (isKw(a as Ex) || a.head === '...')) {
    const inner = unmarked(a.args[0])
    if (inner.mark !== null)
      return { arg: new Expr(a.head, [inner.arg, ...a.args.slice(1)]), mark: inner.mark }
  }
  return { arg: a, mark: null }
}

function formal(c: Ctx, a: Ex, forwarded: boolean, destructuring: Ex[]): Formal {
  if (isKw(a)) {
    const f = formal(c, a.args[0], forwarded, destructuring)
    f.default = a.args[1]
    return f
  }
  if (isSplat(a)) {
    const f = formal(c, a.args[0], forwarded, destructuring)
    f.isVararg = true
    return f
  }
  const ignored = (): Sym => (forwarded ? c.gensym() : UNUSED)
  const make = (name: Sym, type: Ex): Formal => plainFormal(isUnderscore(name) ? ignored() : name, type)
  if (isDecl(a)) {
    if (a.args.length === 1) return make(ignored(), a.args[0])
    const f = formal(c, a.args[0], forwarded, destructuring)
    f.type = a.args[1]
    return f
  }
  if (a instanceof Sym) {
    if (!isValidName(a)) c.fail(`"${a.name}" is not a valid function argument name`)
    return make(a, c.core('Any'))
  }
  if (isExpr(a, 'tuple')) {
    if (contains(a, (x) => isDecl(x) || isAssignment(x) || isKw(x)) && !isExpr(a.args[0], 'parameters')) {
      c.fail(`invalid argument destructuring syntax "${deparse(a)}"`)
    }
    const name = c.gensym()
    destructuring.push(expr('local', assign(a, name)))
    return make(name, c.core('Any'))
  }
  return c.fail(`"${deparse(a)}" is not a valid function argument name`)
}

function checkDefaultsAtEnd(c: Ctx, formals: readonly Formal[]): void {
  let seen = false
  for (const f of formals) {
    if (f.default !== undefined) seen = true
    else if (seen && !f.isVararg) c.fail('optional positional arguments must occur at end')
  }
}

/** The type expression in the method's signature. */
export function signatureType(c: Ctx, f: Formal): Ex {
  return f.isVararg ? expr('curly', c.core('Vararg'), f.type) : f.type
}

/** Takes any number of values: `x...` or `x::Vararg{T}`. */
export function takesMany(f: Formal | undefined): boolean {
  if (f === undefined) return false
  const t = f.type
  const head = isExpr(t, 'curly') ? t.args[0] : t
  return f.isVararg || (head instanceof Sym && head.name === 'Vararg' && t instanceof Expr)
}
