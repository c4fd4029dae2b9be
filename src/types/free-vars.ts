import { DataType, type Type, type TypeParam, TypeVar, UnionAll, UnionType, VarargType } from './model.ts'

const none: readonly TypeVar[] = []

/** The type variables that occur free in `p`. The list is remembered in the type object. */
export function freeVarsOf(p: TypeParam | null): readonly TypeVar[] {
  if (p instanceof DataType) return p.freeVars
  if (p instanceof TypeVar) return [p]
  if (p instanceof UnionAll) {
    if (p.freeVars === null) {
      const inside = freeVarsOf(p.body).filter((v) => v !== p.var)
      p.freeVars = merge(merge(inside, freeVarsOf(p.var.lower)), freeVarsOf(p.var.upper))
    }
    return p.freeVars
  }
  if (p instanceof UnionType) {
    p.freeVars ??= merge(freeVarsOf(p.a), freeVarsOf(p.b))
    return p.freeVars
  }
  if (p instanceof VarargType) {
    p.freeVars ??= merge(freeVarsOf(p.element), freeVarsOf(p.count))
    return p.freeVars
  }
  return none
}

/** The union of the free variables of several parameters. */
export function freeVarsOfAll(params: readonly TypeParam[]): readonly TypeVar[] {
  let result = none
  for (const p of params) result = merge(result, freeVarsOf(p))
  return result
}

function merge(a: readonly TypeVar[], b: readonly TypeVar[]): readonly TypeVar[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const more = b.filter((v) => !a.includes(v))
  return more.length === 0 ? a : [...a, ...more]
}

export function hasFreeTypeVars(p: TypeParam | null): boolean {
  return p instanceof DataType ? p.hasFreeTypeVars : freeVarsOf(p).length > 0
}

/** `v` occurs free in `p`. */
export function hasTypeVar(p: TypeParam | null, v: TypeVar): boolean {
  if (p instanceof DataType && !p.hasFreeTypeVars) return false
  return freeVarsOf(p).includes(v)
}

/** True if `p` is a type: not a variable, a vararg or a plain value. */
export function isType(p: TypeParam | null): p is Type {
  return typeof p === 'object' && p !== null && 'kind' in p && p.kind !== 'TypeVar' && p.kind !== 'Vararg'
}

/** Strips the `where` clauses. */
export function unwrapUnionAll(t: Type): Exclude<Type, UnionAll> {
  while (t instanceof UnionAll) t = t.body
  return t
}

/** The variables of the `where` clauses, outermost first. */
export function unionAllVars(t: Type): TypeVar[] {
  const vars: TypeVar[] = []
  for (; t instanceof UnionAll; t = t.body) vars.push(t.var)
  return vars
}
