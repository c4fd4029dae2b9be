import { freeVarsOf, isType } from './free-vars.ts'
import { DataType, type Type, type TypeParam, TypeVar, UnionAll, VarargType } from './model.ts'
import { varargOf } from './subtype.ts'
import type { TypeSystem } from './type-system.ts'

/** The smallest type above both that is no new union: what inference widens to. */
export function typeJoin(ts: TypeSystem, a: Type, b: Type): Type {
  if (ts.isSubtype(a, b)) return b
  if (ts.isSubtype(b, a)) return a
  if (a.kind === 'Union') return typeJoin(ts, typeJoin(ts, a.a, a.b), b)
  if (b.kind === 'Union') return typeJoin(ts, a, typeJoin(ts, b.a, b.b))
  if (a instanceof UnionAll) return ts.unionAll(a.var, typeJoin(ts, a.body, b))
  if (b instanceof UnionAll) return ts.unionAll(b.var, typeJoin(ts, a, b.body))
  if (!(a instanceof DataType) || !(b instanceof DataType)) return ts.any
  if (a.name === ts.tupleName && b.name === ts.tupleName) return joinTuples(ts, a, b)
  if (a.name === ts.tupleName || b.name === ts.tupleName) return ts.any
  if (a.name === ts.typeTypeName || b.name === ts.typeTypeName) {
    const isTypeOrKind = (t: DataType): boolean => t.name === ts.typeTypeName || ts.isKind(t)
    return isTypeOrKind(a) && isTypeOrKind(b) ? ts.type : ts.any
  }
  for (let s = b; s !== ts.any; s = ts.superOf(s)) {
    let up = a
    while (up !== ts.any && up.name !== s.name) up = ts.superOf(up)
    if (up === ts.any) continue
    if (up === s || up.parameters.length === 0) return up
    return joinParameters(ts, up, s)
  }
  return ts.any
}

/** Same definition: parameters that agree stay, the others become variables. */
function joinParameters(ts: TypeSystem, a: DataType, b: DataType): Type {
  const vars: TypeVar[] = []
  const params = a.parameters.map((p, i) => {
    const q = b.parameters[i]
    if (p === q || (isType(p) && isType(q) && ts.typesEqual(p, q))) return p
    const declared = (a.name.wrapper as UnionAll).var
    const v = new TypeVar(declared.name, ts.bottom, ts.any)
    vars.push(v)
    return v
  })
  // all parameters differ: the definition itself, with its own bounds
  if (vars.length === params.length) return a.name.wrapper
  let own: Type = a.name.wrapper
  for (let i = 0; i < params.length && own instanceof UnionAll; i++) {
    const p = params[i]
    if (p instanceof TypeVar && vars.includes(p) && freeVarsOf(own.var.upper).length === 0)
      p.upper = own.var.upper
    own = own.body
  }
  let t: Type = ts.instance(a.name, params)
  for (let i = vars.length - 1; i >= 0; i--) t = ts.unionAll(vars[i], t)
  return t
}

function joinTuples(ts: TypeSystem, a: DataType, b: DataType): Type {
  const ra = varargOf(a)
  const rb = varargOf(b)
  const na = a.parameters.length - (ra === null ? 0 : 1)
  const nb = b.parameters.length - (rb === null ? 0 : 1)
  const shorter = Math.min(na, nb)
  const join = (p: TypeParam, q: TypeParam): TypeParam => typeJoin(ts, asType(p), asType(q))
  const params: TypeParam[] = []
  for (let i = 0; i < shorter; i++) params.push(join(a.parameters[i], b.parameters[i]))
  if (ra === null && rb === null && na === nb) return ts.tuple(params)
  const rest: TypeParam[] = [...a.parameters.slice(shorter), ...b.parameters.slice(shorter)]
  const elements = rest.map((p) => (p instanceof VarargType ? p.element! : p))
  return ts.tuple([...params, ts.vararg(elements.reduce(join))])
}

function asType(p: TypeParam): Type {
  return p instanceof TypeVar ? (p.upper as Type) : (p as Type)
}
