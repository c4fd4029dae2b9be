import { obviouslyDisjoint } from './disjoint.ts'
import { BudgetExceeded, Environment } from './environment.ts'
import { unionAllVars, unwrapUnionAll } from './free-vars.ts'
import { Intersector } from './intersect.ts'
import {
  DataType,
  type Type,
  type TypeParam,
  type TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from './model.ts'
import { subtypeWithEnv } from './subtype.ts'
import type { TypeSystem } from './type-system.ts'

/** Steps after which an intersection gives up and answers with the second type, which is an upper bound. */
const intersectionBudget = 60_000
/** What `intersectWithEnv` finds. */
export interface Intersection {
  /** covers all values of both types; `Union{}` if there are none */
  readonly type: Type
  /** values of the variables of the second type; the variable itself where unknown */
  readonly env: TypeParam[]
  /** the first type is a subtype of the second */
  readonly isSubtype: boolean
}

/** `a ∩ b`, or a type somewhat larger. */
export function typeIntersect(ts: TypeSystem, a: Type, b: Type): Type {
  return intersectWithEnv(ts, a, b, false).type
}

/** `a ∩ sig` and what that says about the variables of `sig`. */
export function intersectWithEnv(ts: TypeSystem, a: Type, sig: Type, wantEnv = true): Intersection {
  const vars = wantEnv ? unionAllVars(sig) : []
  if (obviouslyDisjoint(ts, a, sig)) return { type: ts.bottom, env: vars, isSubtype: a === ts.bottom }
  const covered = subtypeWithEnv(ts, a, sig, vars.length)
  if (covered !== null) return { type: a, env: covered, isSubtype: true }
  if (ts.isSubtype(sig, a)) return { type: sig, env: vars, isSubtype: false }
  if (a instanceof DataType && sig instanceof DataType && a.isConcrete && sig.isConcrete) {
    return { type: ts.bottom, env: vars, isSubtype: false }
  }
  const env = new Environment(vars.length, intersectionBudget)
  env.intersecting = true
  let type: Type
  try {
    type = new Intersector(ts, env).meetAll(a, sig) as Type
  } catch (e) {
    if (!(e instanceof BudgetExceeded)) throw e
    return { type: sig, env: vars, isSubtype: false }
  }
  const isTuple = (t: Type): boolean => {
    const u = unwrapUnionAll(t)
    return u instanceof DataType && u.name === ts.tupleName
  }
  if (type !== ts.bottom && isTuple(a) && isTuple(sig) && !isTuple(type)) type = mergeTuples(ts, type) ?? sig
  return { type, env: env.envOut.map((v, i) => v ?? vars[i]), isSubtype: false }
}

/** `Union{Tuple{A,B},Tuple{C,D}}` as `Tuple{Union{A,C},Union{B,D}}`; null if the lengths differ. */
function mergeTuples(ts: TypeSystem, t: Type): Type | null {
  const vars: TypeVar[] = []
  let body = t
  for (; body instanceof UnionAll; body = body.body) vars.push(body.var)
  if (!(body instanceof UnionType)) return null
  const parts: DataType[] = []
  const gather = (u: Type): boolean => {
    if (u instanceof UnionType) return gather(u.a) && gather(u.b)
    const inner: TypeVar[] = []
    for (; u instanceof UnionAll; u = u.body) inner.push(u.var)
    if (!(u instanceof DataType) || u.name !== ts.tupleName) return false
    vars.push(...inner)
    parts.push(u)
    return true
  }
  if (!gather(body)) return null
  const n = parts[0].parameters.length
  if (parts.some((p) => p.parameters.length !== n)) return null
  const params: TypeParam[] = []
  for (let i = 0; i < n; i++) {
    const column = parts.map((p) => p.parameters[i])
    if (column.some((c) => c instanceof VarargType)) {
      if (!column.every((c) => c instanceof VarargType && c.count === null)) return null
      params.push(ts.vararg(ts.union(column.map((c) => (c as VarargType).element!))))
    } else params.push(ts.union(column))
  }
  let result: Type = ts.tuple(params)
  for (let i = vars.length - 1; i >= 0; i--) result = ts.unionAll(vars[i], result)
  return result
}
