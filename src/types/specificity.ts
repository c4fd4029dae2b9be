import { obviouslyDisjoint } from './disjoint.ts'
import { hasFreeTypeVars, hasTypeVar, isType } from './free-vars.ts'
import { paramsEgal } from './keys.ts'
import { DataType, type Type, type TypeParam, TypeVar, UnionAll, UnionType, VarargType } from './model.ts'
import { isLeafBound, mayBeDiagonal, occursInvariantly, varargOf } from './subtype.ts'
import type { TypeSystem } from './type-system.ts'

/** Variables of the `where`s opened so far, with how often each occurs (0, 1, or 2 for "more"). */
interface Scope {
  readonly var: TypeVar
  readonly uses: number
  /** by the diagonal rule the variable stands for concrete types only */
  readonly diagonal: boolean
  readonly outer: Scope | null
}

/**
 * `a` comes before `b` in the order of methods: a proper subtype, or, where neither contains the other, the one
 * whose elements are nowhere less and somewhere more specific.
 */
export function typeMoreSpecific(ts: TypeSystem, a: Type, b: Type): boolean {
  if (a === b) return false
  if (obviouslyDisjoint(ts, a, b, true)) return false
  if (hasFreeTypeVars(a) || hasFreeTypeVars(b)) return false
  if (ts.isSubtype(b, a)) return false
  if (ts.isSubtype(a, b)) return true
  return new Specificity(ts).before(a, b, false, null)
}

class Specificity {
  readonly ts: TypeSystem

  constructor(ts: TypeSystem) {
    this.ts = ts
  }

  /** `a` is more specific than `b`; `inv`: both stand in an invariant position. */
  before(a: TypeParam, b: TypeParam, inv: boolean, scope: Scope | null): boolean {
    const { ts } = this
    if (a === b) return false
    if (isTuple(ts, a) && isTuple(ts, b)) return this.tupleBefore(a, b, inv, scope)
    if (!inv) {
      if (a === ts.bottom) return true
      if (b === ts.bottom) return false
    }
    if (a instanceof UnionAll) {
      return this.before(a.body, b, inv, enter(ts, a, scope))
    }
    if (b instanceof UnionAll) return this.before(a, b.body, inv, enter(ts, b, scope))
    if (a instanceof UnionType) {
      // some part of `a` has to be more specific, and `a` must not contain `b`
      if (this.below(b, a, scope)) return false
      if (!this.before(a.a, b, inv, scope) && !this.before(a.b, b, inv, scope)) return false
      if (b instanceof UnionType) return !this.before(b.a, a, inv, scope) && !this.before(b.b, a, inv, scope)
      return true
    }
    if (a instanceof DataType && a.name === ts.typeTypeName && !inv) {
      const t = a.parameters[0]
      if (t instanceof TypeVar) {
        if (ts.isKind(b) && !this.below(ts.any, t.upper, scope)) return true
      } else if (
        isType(t) &&
        !hasFreeTypeVars(t) &&
        isType(b) &&
        !hasFreeTypeVars(b) &&
        ts.isSubtype(ts.kindOf(t), b)
      ) {
        if (t === ts.bottom) return true
        if (!(b instanceof DataType && b.name === ts.typeTypeName)) return true
      }
    }
    if (b instanceof UnionType) {
      if (this.before(a, b.a, inv, scope) || this.before(a, b.b, inv, scope))
        return !this.before(b, a, inv, scope)
      return false
    }
    if (!inv) {
      if (a === ts.any) return false
      if (b === ts.any && !(a instanceof TypeVar)) return true
    }
    if (a instanceof DataType && b instanceof DataType) return this.dataTypeBefore(a, b, inv, scope)
    if (a instanceof TypeVar) return this.varBefore(a, b, inv, scope)
    if (b instanceof TypeVar) return this.beforeVar(a, b, inv, scope)
    return false
  }

  private dataTypeBefore(a: DataType, b: DataType, inv: boolean, scope: Scope | null): boolean {
    const { ts } = this
    if (a === ts.typeofBottom && (ts.isKind(b) || b.name === ts.typeTypeName)) return true
    let s = a
    while (s.name !== b.name) {
      if (inv || s === ts.any) return false
      s = ts.superOf(s)
      if (s === ts.any) return false
    }
    if (s !== a) {
      if (s.name !== ts.typeTypeName) return true
      const t = b.parameters[0]
      if (t instanceof TypeVar && this.below(ts.any, t.upper, scope)) return true
    }
    return this.parametersBefore(s.parameters, b.parameters, scope)
  }

  /** Invariant parameters: count where each side says more; a repeated variable beats a count. */
  private parametersBefore(as: readonly TypeParam[], bs: readonly TypeParam[], scope: Scope | null): boolean {
    const { ts } = this
    let scoreA = 0
    let scoreB = 0
    let valueA = false
    let valueB = false
    let diagonalA = false
    let diagonalB = false
    for (let i = 0; i < as.length; i++) {
      const a = as[i]
      const b = bs[i]
      const freeA = hasFreeTypeVars(a)
      const freeB = hasFreeTypeVars(b)
      if (!freeA && !freeB && !ts.typesEqual(a, b)) return false
      if (this.before(a, b, true, scope) && (a instanceof TypeVar || !freeA || freeB)) scoreA++
      else if (this.before(b, a, true, scope) && (b instanceof TypeVar || !freeB || freeA)) scoreB++
      else if (this.equal(a, b, scope)) {
        if (!freeA && freeB) scoreA++
        else if (freeA && !freeB) scoreB++
      }
      if (b instanceof TypeVar && !(a instanceof TypeVar) && !isType(a)) valueA = true
      else if (a instanceof TypeVar && !(b instanceof TypeVar) && !isType(b)) valueB = true
      diagonalA ||= repeats(as, i)
      diagonalB ||= repeats(bs, i)
    }
    // a repeated variable, and a value for a variable, each say more than the counts
    if (diagonalA && !diagonalB) return valueB ? false : scoreA >= scoreB
    if (diagonalB && !diagonalA) return valueA ? scoreA > scoreB : false
    return scoreA > scoreB
  }

  private varBefore(a: TypeVar, b: TypeParam, inv: boolean, scope: Scope | null): boolean {
    const { ts } = this
    if (b instanceof TypeVar) {
      return (
        (this.before(a.upper, b.upper, false, scope) && !this.below(a.lower, b.lower, scope, true)) ||
        (this.before(a.upper, b.upper, false, scope) && a.lower === b.lower) ||
        (this.equal(a.upper, b.upper, scope) && this.before(b.lower, a.lower, false, scope))
      )
    }
    if (!isType(b)) return false
    if (inv) {
      if (a.upper === ts.bottom) return true
      if (!hasFreeTypeVars(b)) return false
      if (this.equal(a.upper, b, scope)) return usesOf(a, scope) >= 2
    } else if (b === ts.any && a.upper === ts.any && usesOf(a, scope) >= 2) return true
    return this.before(a.upper, b, false, scope)
  }

  private beforeVar(a: TypeParam, b: TypeVar, inv: boolean, scope: Scope | null): boolean {
    const { ts } = this
    if (!isType(a)) return true
    if (!inv) return this.before(a, b.upper, false, scope)
    if (b.upper === ts.bottom) return false
    if (hasFreeTypeVars(a)) {
      if (this.before(a, b.upper, false, scope)) return true
      return this.equal(a, b.upper, scope) && usesOf(b, scope) < 2
    }
    if (obviouslyDisjoint(ts, a, b.upper, true)) return false
    return !this.before(b.upper, a, false, scope)
  }

  // ---- tuples ---------------------------------------------------------------------------------------------------

  private tupleBefore(a: DataType, b: DataType, inv: boolean, scope: Scope | null): boolean {
    const restA = varargOf(a)
    const restB = varargOf(b)
    // a length variable facing a tuple of fixed length is that length
    if (restA !== null && restA.count instanceof TypeVar && restB === null) {
      const fixed = this.withLength(a, restA.count, b.parameters.length, scope)
      if (fixed !== null && this.fixedBefore(fixed, b, scope)) return true
    }
    if (restB !== null && restB.count instanceof TypeVar && restA === null) {
      const fixed = this.withLength(b, restB.count, a.parameters.length, scope)
      if (fixed !== null && this.fixedBefore(fixed, a, scope)) return false
    }
    return this.elementsBefore(a, b, inv, scope)
  }

  /** `t`, closed over the scope, with its length variable set so that it has `n` elements. */
  private withLength(t: DataType, count: TypeVar, n: number, scope: Scope | null): Type | null {
    const { ts } = this
    const length = n - (t.parameters.length - 1)
    if (length < 0) return null
    let fixed = ts.instantiate(t, new Map([[count, BigInt(length)]])) as Type
    for (let s = scope; s !== null; s = s.outer) if (s.var !== count) fixed = ts.unionAll(s.var, fixed)
    return fixed
  }

  private fixedBefore(fixed: Type, other: DataType, scope: Scope | null): boolean {
    let closed: Type = other
    for (let s = scope; s !== null; s = s.outer) closed = this.ts.unionAll(s.var, closed)
    return typeMoreSpecific(this.ts, fixed, closed)
  }

  private elementsBefore(a: DataType, b: DataType, inv: boolean, scope: Scope | null): boolean {
    const restA = varargOf(a)
    const restB = varargOf(b)
    const na = a.parameters.length
    const nb = b.parameters.length
    if (nb === 0) return false
    if (na === 0) return true
    let some = false
    let diagonalA = false
    let diagonalB = false
    for (let i = 0; ; i++) {
      if (i >= na && i >= nb) break
      if ((i >= na && restA === null) || (i >= nb && restB === null)) break
      const p = elementAt(a, i)
      const q = elementAt(b, i)
      diagonalA ||= p instanceof TypeVar && usesOf(p, scope) > 1
      diagonalB ||= q instanceof TypeVar && usesOf(q, scope) > 1
      const more = this.before(p, q, inv, scope)
      const same = !more && this.equal(p, q, scope)
      if (!more && !same && !this.below(p, q, scope)) {
        // `Tuple{Array{T,N}, Vararg{Int,N}}` stays before tuples that it beats so far, which keeps the order transitive
        return some && restA?.count instanceof TypeVar && usesOf(restA.count, scope) > 1
      }
      if (
        same &&
        i === na - 1 &&
        na === nb &&
        restA === null &&
        restB !== null &&
        p instanceof TypeVar &&
        q instanceof TypeVar &&
        !diagonalA &&
        diagonalB
      )
        return false
      if (more) some = true
    }
    if (some) return true
    if (restA === null && restB !== null) return true
    if (restA !== null && restB !== null && na > nb) return true
    if (restA !== null && restB === null) return false
    return diagonalA && !diagonalB
  }

  // ---- subtyping with open variables ----------------------------------------------------------------------------

  /** `x <: y`, closed over the scope; with `strict`, not also the other way round. */
  private below(x: TypeParam, y: TypeParam, scope: Scope | null, strict = false): boolean {
    // concrete types alone lie below a diagonal variable
    if (y instanceof TypeVar && !(x instanceof TypeVar) && isDiagonal(y, scope) && !isLeafBound(this.ts, x))
      return false
    const cx = this.close(x, scope)
    const cy = this.close(y, scope)
    if (!isType(cx) || !isType(cy)) return paramsEgal(cx, cy)
    if (hasFreeTypeVars(cx) || hasFreeTypeVars(cy)) return false
    return this.ts.isSubtype(cx, cy) && (!strict || !this.ts.isSubtype(cy, cx))
  }

  private equal(x: TypeParam, y: TypeParam, scope: Scope | null): boolean {
    if (x === y) return true
    const isTypeLike = (p: TypeParam): boolean => isType(p) || p instanceof TypeVar
    if (!isTypeLike(x) || !isTypeLike(y)) return paramsEgal(x, y)
    return this.below(x, y, scope) && this.below(y, x, scope)
  }

  private close(p: TypeParam, scope: Scope | null): TypeParam {
    for (let s = scope; s !== null; s = s.outer) {
      if (p === s.var) p = s.var.upper
      else if (isType(p)) p = this.ts.unionAll(s.var, p)
    }
    return p
  }
}

function isTuple(ts: TypeSystem, t: TypeParam): t is DataType {
  return t instanceof DataType && t.name === ts.tupleName
}

function elementAt(t: DataType, i: number): TypeParam {
  const p = t.parameters[Math.min(i, t.parameters.length - 1)]
  return p instanceof VarargType ? p.element! : p
}

function enter(ts: TypeSystem, u: UnionAll, outer: Scope | null): Scope {
  const uses = countUses(u.body, u.var)
  const diagonal = uses > 1 && mayBeDiagonal(ts, u.var) && !occursInvariantly(ts, u.body, u.var)
  return { var: u.var, uses, diagonal, outer }
}

function isDiagonal(p: TypeParam, scope: Scope | null): boolean {
  for (let s = scope; s !== null; s = s.outer) if (s.var === p) return s.diagonal
  return false
}

function usesOf(v: TypeVar, scope: Scope | null): number {
  for (let s = scope; s !== null; s = s.outer) if (s.var === v) return s.uses
  return 0
}

/** Occurrences of `v`, at most 2; a Vararg stands for several. */
function countUses(t: TypeParam | null, v: TypeVar): number {
  if (t === v) return 1
  if (t === null || !hasTypeVar(t, v)) return 0
  if (t instanceof UnionType) return Math.max(countUses(t.a, v), countUses(t.b, v))
  if (t instanceof UnionAll) return countUses(t.body, v)
  if (t instanceof VarargType) return Math.min(2, countUses(t.element, v) * 2 + countUses(t.count, v))
  if (t instanceof DataType)
    return Math.min(
      2,
      t.parameters.reduce((n, p) => n + countUses(p, v), 0),
    )
  return 0
}

/** Parameter `i` is a variable that occurs again further on. */
function repeats(params: readonly TypeParam[], i: number): boolean {
  const v = params[i]
  return v instanceof TypeVar && params.slice(i + 1).some((p) => hasTypeVar(p, v))
}
