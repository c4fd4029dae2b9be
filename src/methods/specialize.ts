import type { CodeInfo } from '../lowering/index.ts'
import { Expr, GotoIfNot, GotoNode, SlotNumber } from '../syntax/index.ts'
import {
  DataType,
  hasFreeTypeVars,
  isType,
  type Type,
  type TypeParam,
  type TypeSystem,
  TypeVar,
  unwrapUnionAll,
  VarargType,
} from '../types/index.ts'
import type { Method } from './model.ts'

/** Trailing arguments of a vararg method that are told apart; further ones are taken together. */
const maxSpecializedVarargs = 2

/** Arguments that the body calls: bit i for the i-th after the function. */
export function calledArguments(code: CodeInfo): number {
  let called = 0
  const note = (x: unknown): void => {
    if (x instanceof SlotNumber && x.id > 0 && x.id <= 31 && x.id < code.nargs) called |= 1 << (x.id - 1)
  }
  const visit = (ex: unknown): void => {
    if (!(ex instanceof Expr)) return
    if (ex.head === '=') {
      visit(ex.args[1])
      return
    }
    if (ex.head !== 'call') return
    note(ex.args[0])
    // `f(xs...)` calls its third argument
    const f = ex.args[0]
    if (typeof f === 'object' && f !== null && 'name' in f && String(f.name) === '_apply_iterate')
      note(ex.args[2])
  }
  for (const statement of code.code) visit(statement)
  return called
}

/** Some statement goes back to an earlier one. */
export function hasLoop(code: CodeInfo): boolean {
  return code.code.some(
    (s, i) => (s instanceof GotoNode && s.label <= i + 1) || (s instanceof GotoIfNot && s.dest <= i + 1),
  )
}

/**
 * The argument types to compile `method` for when it is called with arguments of exactly the types `types`: wider
 * where Julia does not specialize. These are `@nospecialize` arguments; types and functions that the method only
 * passes on; and the further arguments of a long Vararg.
 */
export function compilationTypes(ts: TypeSystem, method: Method, types: DataType): Type {
  // a generator is to see the types of the very arguments
  if (method.generator !== 0) return types
  const declared = unwrapUnionAll(method.sig)
  if (!(declared instanceof DataType)) return types
  const own = declared.parameters
  const rest = own[own.length - 1]
  const fixed = rest instanceof VarargType ? own.length - 1 : own.length
  const declaredAt = (i: number): TypeParam => (i < fixed ? own[i] : ((rest as VarargType).element ?? ts.any))
  const params = types.parameters.map((p, i) => (i === 0 ? p : widen(ts, method, i, p, declaredAt(i))))
  if (rest instanceof VarargType && rest.count === null && params.length > fixed + maxSpecializedVarargs) {
    const keep = fixed + maxSpecializedVarargs
    const tail = params.slice(keep - 1)
    const bound = boundOf(ts, rest.element ?? ts.any)
    const same = tail.every((p) => p === tail[0])
    const element = same ? tail[0] : (bound ?? ts.any)
    params.length = keep - 1
    params.push(ts.vararg(element))
  }
  if (params.length === types.parameters.length && params.every((p, i) => p === types.parameters[i]))
    return types
  const wide = ts.tuple(params)
  // a variable of the signature may tie arguments together: then only the exact types fit
  return ts.isSubtype(wide, method.sig) ? wide : types
}

function widen(ts: TypeSystem, method: Method, i: number, p: TypeParam, declared: TypeParam): TypeParam {
  const bit = i <= 31 ? 1 << (i - 1) : 0
  const bound = boundOf(ts, declared)
  if ((method.nospecialize & bit) !== 0) return bound ?? p
  if (!(p instanceof DataType) || (declared instanceof TypeVar && bound === null)) return p
  if (isCalled(method, i) || bound === null) return p
  if (p.name === ts.typeTypeName) return bound === ts.any || ts.typesEqual(bound, ts.type) ? ts.type : p
  const general = bound === ts.any || bound === ts.function
  return general && declared === bound && ts.isSubtype(p, ts.function) && isFunctionLike(ts, p)
    ? ts.function
    : p
}

/** The method's body may call argument `i`. */
function isCalled(method: Method, i: number): boolean {
  return method.calledArgs === -1 || (method.calledArgs & (i <= 31 ? 1 << (i - 1) : 0)) !== 0
}

/** A generic function or closure, as opposed to a type that merely may be called. */
function isFunctionLike(ts: TypeSystem, p: DataType): boolean {
  return !ts.isSubtype(p, ts.builtin)
}

/**
 * Dispatch could have chosen `types` to compile `method` for: every argument has one exact type, or is one of those that
 * are not told apart. Code for wider types runs only where it was asked for, since it is slower: a call whose argument
 * types are not known goes to dispatch, and so to code for the types that it meets.
 */
export function isCompileable(ts: TypeSystem, method: Method, types: Type): boolean {
  const declared = unwrapUnionAll(method.sig)
  if (!(types instanceof DataType) || !(declared instanceof DataType)) return false
  const own = declared.parameters
  const rest = own[own.length - 1]
  const fixed = rest instanceof VarargType ? own.length - 1 : own.length
  return types.parameters.every((p, i) => {
    if (p instanceof VarargType) return i === fixed + maxSpecializedVarargs - 1
    if (!isType(p)) return false
    if (i > 0) {
      const bound = boundOf(ts, i < fixed ? own[i] : ((rest as VarargType).element ?? ts.any))
      if (i <= 31 && (method.nospecialize & (1 << (i - 1))) !== 0 && bound !== null) return p === bound
      if (p === ts.type || p === ts.function)
        return bound !== null && (p === bound || bound === ts.any) && !isCalled(method, i)
      if (ts.isKind(p)) return p === bound
    }
    return p instanceof DataType && (p.isConcrete || (p.name === ts.typeTypeName && !hasFreeTypeVars(p)))
  })
}

/** The type all arguments of a parameter have; null if that depends on variables. */
function boundOf(ts: TypeSystem, declared: TypeParam): Type | null {
  if (declared instanceof TypeVar) return null
  if (!isType(declared) || hasFreeTypeVars(declared)) return null
  void ts
  return declared
}
