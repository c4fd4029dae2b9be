import { freeVarsOf, freeVarsOfAll, hasTypeVar } from './free-vars.ts'
import {
  BottomType,
  DataType,
  type Type,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from './model.ts'
import type { TypeSystem } from './type-system.ts'

/** What stands for each variable. */
export type Substitution = ReadonlyMap<TypeVar, TypeParam>

/**
 * `p` with the variables of `map` replaced; shares what does not change.
 * With `check`, instantiations made on the way must respect the declared bounds.
 */
export function substitute(ts: TypeSystem, p: TypeParam, map: Substitution, check = false): TypeParam {
  if (p instanceof TypeVar) return map.get(p) ?? p
  const free = freeVarsOf(p)
  if (free.length === 0 || !free.some((v) => map.has(v))) return p
  if (p instanceof DataType) {
    const params = p.parameters.map((q) => substitute(ts, q, map, check))
    if (p.name === ts.tupleName) return check ? ts.tuple(params) : ts.tupleOrBottom(params)
    return ts.instance(p.name, params, check)
  }
  if (p instanceof UnionAll) return substituteInUnionAll(ts, p, map, check)
  if (p instanceof UnionType)
    return ts.simpleUnion([substitute(ts, p.a, map, check), substitute(ts, p.b, map, check)])
  if (p instanceof VarargType) {
    const element = p.element === null ? null : substitute(ts, p.element, map, check)
    const count = p.count === null ? null : substitute(ts, p.count, map, check)
    return ts.varargUnchecked(element, count)
  }
  return p
}

function substituteInUnionAll(ts: TypeSystem, u: UnionAll, map: Substitution, check: boolean): Type {
  let inner = map
  if (map.has(u.var)) {
    const without = new Map(map)
    without.delete(u.var)
    inner = without
  }
  const lower = substitute(ts, u.var.lower, map)
  const upper = substitute(ts, u.var.upper, map)
  let v = u.var
  // A fresh variable when the bounds change, or when a replacement mentions this very variable (capture).
  const captured = freeVarsOfAll([...inner.values()]).includes(v)
  if (lower !== v.lower || upper !== v.upper || captured) {
    v = new TypeVar(v.name, lower, upper)
    inner = new Map(inner).set(u.var, v)
  }
  const body = substitute(ts, u.body, inner, check) as Type
  if (body instanceof BottomType) return body
  return hasTypeVar(body, v) ? new UnionAll(v, body) : body
}
