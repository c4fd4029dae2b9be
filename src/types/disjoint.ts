import { isType, unwrapUnionAll } from './free-vars.ts'
import { paramsEgal } from './keys.ts'
import { DataType, type Type, type TypeParam, TypeVar, UnionAll, UnionType, VarargType } from './model.ts'
import { varargOf } from './subtype.ts'
import type { TypeSystem } from './type-system.ts'

/**
 * True if no value can be of both types, as far as names, arity and fixed parameters show. A quick test: false
 * says nothing. `forSpecificity` leaves declared supertypes of differing definitions undecided, since the order of
 * methods must not depend on them.
 */
export function obviouslyDisjoint(
  ts: TypeSystem,
  a: TypeParam,
  b: TypeParam,
  forSpecificity = false,
): boolean {
  if (a === b || a === ts.any || b === ts.any) return false
  if (forSpecificity && a === ts.typeofBottom) return false
  if (a instanceof UnionAll) a = unwrapUnionAll(a)
  if (b instanceof UnionAll) b = unwrapUnionAll(b)
  if (a instanceof UnionType) {
    return obviouslyDisjoint(ts, a.a, b, forSpecificity) && obviouslyDisjoint(ts, a.b, b, forSpecificity)
  }
  if (b instanceof UnionType) {
    return obviouslyDisjoint(ts, a, b.a, forSpecificity) && obviouslyDisjoint(ts, a, b.b, forSpecificity)
  }
  if (a === ts.bottom || b === ts.bottom) return true
  if (!(a instanceof DataType) || !(b instanceof DataType)) return false
  if (a.isConcrete && b.isConcrete && !a.hasSpellings && !b.hasSpellings && !ts.isKind(a) && !ts.isKind(b))
    return a !== b
  let x = a
  let y = b
  if (x.name !== y.name) {
    const up = ancestor(ts, x, y)
    if (up !== null) x = up
    else {
      const other = ancestor(ts, y, x)
      if (other === null) return true
      y = other
    }
    if (forSpecificity) return false
  }
  const isTuple = x.name === ts.tupleName
  let n = x.parameters.length
  if (isTuple) {
    const vx = varargOf(x) !== null
    const vy = varargOf(y) !== null
    const nx = x.parameters.length - (vx ? 1 : 0)
    const ny = y.parameters.length - (vy ? 1 : 0)
    if ((!vx && !vy && nx !== ny) || (vx && !vy && ny < nx) || (vy && !vx && nx < ny)) return true
    n = Math.max(nx, ny)
  }
  for (let i = 0; i < n; i++) {
    const p = elementAt(x, i)
    const q = elementAt(y, i)
    if (p === null || q === null || p instanceof TypeVar || q instanceof TypeVar) continue
    if (isType(p)) {
      if (isType(q)) {
        if (
          isTuple ? obviouslyDisjoint(ts, p, q, forSpecificity) : invariantDisjoint(ts, p, q, forSpecificity)
        )
          return true
      } else if (p !== ts.any) return true
    } else if (isType(q)) {
      if (q !== ts.any) return true
    } else if (!paramsEgal(p, q)) return true
  }
  return false
}

/** Parameters that must be equal; bottom equals only itself. */
function invariantDisjoint(ts: TypeSystem, p: Type, q: Type, forSpecificity: boolean): boolean {
  if (p === ts.bottom || q === ts.bottom) return p !== q && p instanceof DataType && q instanceof DataType
  return obviouslyDisjoint(ts, p, q, forSpecificity)
}

/** The supertype of `t` made from the same definition as `like`. */
function ancestor(ts: TypeSystem, t: DataType, like: DataType): DataType | null {
  let s = t
  while (s.name !== like.name) {
    if (s === ts.any) return null
    s = ts.superOf(s)
  }
  return s
}

function elementAt(t: DataType, i: number): TypeParam | null {
  const n = t.parameters.length
  const p = t.parameters[Math.min(i, n - 1)]
  if (p instanceof VarargType) return p.element
  return i < n ? p : null
}
