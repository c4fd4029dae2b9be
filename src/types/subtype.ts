import {
  atTop,
  Binding,
  BudgetExceeded,
  Choices,
  covariant,
  Environment,
  invariant,
  type Position,
} from './environment.ts'
import { freeVarsOf, hasFreeTypeVars, hasTypeVar, isType, unwrapUnionAll } from './free-vars.ts'
import { substitute } from './instantiate.ts'
import { paramsEgal } from './keys.ts'
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

/** Steps after which a comparison gives up and answers "not a subtype". */
const subtypeBudget = 400_000

/** The general algorithm behind `TypeSystem.isSubtype`. */
export function isSubtypeOf(ts: TypeSystem, a: TypeParam, b: TypeParam): boolean {
  return subtypeWithEnv(ts, a, b, 0) !== null
}

/**
 * If `a` is a subtype of `b`: the values that the first `envSize` variables of `b` must have (a variable where a
 * value is not determined). Otherwise null.
 */
export function subtypeWithEnv(
  ts: TypeSystem,
  a: TypeParam,
  b: TypeParam,
  envSize: number,
): TypeParam[] | null {
  const env = new Environment(envSize, subtypeBudget)
  const solver = new SubtypeSolver(ts, env)
  try {
    if (!solver.forAllExists(a, b, atTop)) return null
  } catch (e) {
    if (e instanceof BudgetExceeded) return null
    throw e
  }
  const vars: TypeVar[] = []
  for (let t = b; t instanceof UnionAll && vars.length < envSize; t = t.body) vars.push(t.var)
  return env.envOut.map((v, i) => v ?? vars[i])
}

/** A bound that only one concrete type satisfies from below; `Type{X}` counts, as it has but one instance. */
export function isLeafBound(ts: TypeSystem, p: TypeParam): boolean {
  if (p instanceof BottomType) return true
  if (p instanceof DataType) {
    if (p.name.isAbstract) return p.name === ts.typeTypeName && !(p.parameters[0] instanceof TypeVar)
    return p.isConcrete || (p.hasFreeTypeVars === false && p.isDispatchTuple)
  }
  return !isType(p) && !(p instanceof TypeVar) && !(p instanceof VarargType)
}

/** A diagonal variable is one that Julia's rule may restrict to concrete types: its lower bound tells nothing. */
export function mayBeDiagonal(ts: TypeSystem, v: TypeVar): boolean {
  return isLeafBound(ts, v.lower)
}

/** `v` occurs in `t` within an invariant constructor. */
export function occursInvariantly(ts: TypeSystem, t: TypeParam | null, v: TypeVar, inside = false): boolean {
  if (t === v) return inside
  if (t === null || !hasTypeVar(t, v)) return false
  if (t instanceof DataType) {
    const deeper = inside || t.name !== ts.tupleName
    return t.parameters.some((p) => occursInvariantly(ts, p, v, deeper))
  }
  if (t instanceof UnionAll) {
    return (
      occursInvariantly(ts, t.body, v, inside) ||
      hasTypeVar(t.var.lower, v) ||
      occursInvariantly(ts, t.var.upper, v, inside)
    )
  }
  if (t instanceof UnionType)
    return occursInvariantly(ts, t.a, v, inside) || occursInvariantly(ts, t.b, v, inside)
  if (t instanceof VarargType) {
    return occursInvariantly(ts, t.element, v, inside) || (t.count !== null && hasTypeVar(t.count, v))
  }
  return false
}

/**
 * Decides `∀ left variables ∃ right variables: x <: y` by trying, for every way to pick one member of each union
 * on the left, the ways to pick one on the right. Bounds of the right side's variables narrow as it goes.
 */
export class SubtypeSolver {
  readonly ts: TypeSystem
  readonly env: Environment

  constructor(ts: TypeSystem, env: Environment) {
    this.ts = ts
    this.env = env
  }

  // ---- the search over unions -----------------------------------------------------------------------------------

  forAllExists(x: TypeParam, y: TypeParam, pos: Position): boolean {
    const { env } = this
    env.left.clear()
    let snapshot = env.snapshot()
    for (;;) {
      if (!this.exists(x, y, pos, snapshot)) return false
      if (!env.left.advance()) return true
      snapshot = env.snapshot()
    }
  }

  private exists(
    x: TypeParam,
    y: TypeParam,
    pos: Position,
    snapshot: ReturnType<Environment['snapshot']>,
  ): boolean {
    const { env } = this
    env.right.clear()
    for (;;) {
      env.right.restart()
      env.left.restart()
      if (this.subtype(x, y, pos)) return true
      if (!env.right.advance()) {
        env.restore(snapshot)
        return false
      }
      env.restore(snapshot, false)
    }
  }

  /**
   * A question inside a question. Left unions are decided here and now; right unions too when `y` has any, in a
   * search of its own whose outcome counts as one more decision of the outer search: should the first solution
   * turn out wrong later on, the outer search comes back and walks its own right decisions instead.
   */
  local(x: TypeParam, y: TypeParam, pos: Position, cheap: boolean): boolean {
    const { env, ts } = this
    if (obviouslyInUnion(y, x)) return true
    if (!hasFreeTypeVars(x) && !hasFreeTypeVars(y)) return ts.isSubtype(x, y)
    const left = env.left
    env.left = new Choices()
    try {
      const openBefore = env.right.openDecisions
      if (this.mayDecide(y) && env.right.next() === 0) {
        const right = env.right
        env.right = new Choices()
        let rounds = 0
        let exhausted = true
        let ok = true
        try {
          let snapshot = env.snapshot()
          for (;;) {
            rounds++
            if (!this.exists(x, y, pos, snapshot)) {
              ok = false
              break
            }
            if (env.right.hasMore) exhausted = false
            if (!env.left.advance()) break
            snapshot = env.snapshot()
          }
        } finally {
          env.right = right
        }
        if (exhausted || (cheap && (rounds > 3 || !ok))) env.right.openDecisions = openBefore
        return ok
      }
      for (;;) {
        env.left.restart()
        if (!this.subtype(x, y, pos)) return false
        if (!env.left.advance()) return true
      }
    } finally {
      env.left = left
    }
  }

  /** Comparing with `y` may have to pick a member of a union. */
  private mayDecide(y: TypeParam | null, seen: TypeVar[] = []): boolean {
    if (y === null) return false
    if (y instanceof UnionType) return true
    if (y instanceof UnionAll) return this.mayDecide(y.body, seen) || this.mayDecide(y.var.upper, seen)
    if (y instanceof DataType) return y.parameters.some((p) => this.mayDecide(p, seen))
    if (y instanceof VarargType) return this.mayDecide(y.element, seen)
    if (y instanceof TypeVar) {
      if (seen.includes(y)) return false
      const b = this.env.lookup(y)
      const next = [...seen, y]
      return this.mayDecide(b?.lower ?? y.lower, next) || this.mayDecide(b?.upper ?? y.upper, next)
    }
    return false
  }

  private pickMember(u: UnionType, choices: Choices): TypeParam {
    let t: TypeParam = u
    while (t instanceof UnionType) t = choices.next() === 0 ? t.a : t.b
    return t
  }

  // ---- one question ---------------------------------------------------------------------------------------------

  subtype(x: TypeParam, y: TypeParam, pos: Position): boolean {
    const { ts, env } = this
    env.step()
    const capturing = env.envIndex < env.envSize
    if (x instanceof UnionType) {
      if (x === y) return true
      if (!capturing && obviouslyInUnion(y, x)) return true
      x = this.pickMember(x, env.left)
    }
    if (y instanceof UnionType) {
      if (inUnion(y, x)) return true
      if (x instanceof UnionAll) return this.openLeft(x, y, pos)
      // `T <: Union{…}` with T a variable: first take the union as a whole as a bound of T
      let split = true
      if (x instanceof TypeVar) {
        const b = env.lookup(x)
        split = (b?.exists === true || hasFreeTypeVars(y)) && env.right.next() === 1
      }
      if (split) y = this.pickMember(y as UnionType, env.right)
    }
    if (x instanceof TypeVar) {
      if (y instanceof TypeVar) return this.compareVars(x, y, pos)
      if (y instanceof UnionAll) {
        const b = env.lookup(x)
        if (b === null || !b.exists) return this.openRight(x, y, pos)
      }
      return this.boundAbove(x, y, pos)
    }
    if (y instanceof TypeVar) return this.boundBelow(y, x, pos)
    if (y === ts.any && isType(x) && !hasFreeTypeVars(x)) return true
    if (x === ts.bottom && isType(y) && !hasFreeTypeVars(y)) return true
    if (x instanceof UnionAll || y instanceof UnionAll) {
      if (isType(x) && isType(y) && this.namesExclude(x, y)) return false
      if (x instanceof UnionAll) {
        if (!capturing && (x === y || (y instanceof UnionAll && paramsEgal(x, y)))) return true
        return this.openLeft(x, y, pos)
      }
      const u = y as UnionAll
      if (x === u.body && !capturing) return true
      return this.openRight(x, u, pos)
    }
    if (x instanceof DataType && y instanceof DataType) return this.compareDataTypes(x, y, pos)
    if (x === ts.bottom && isType(y)) return true
    return paramsEgal(x, y)
  }

  /** The definitions alone show that no instance of x is one of y. */
  private namesExclude(x: Type, y: Type): boolean {
    const { ts } = this
    const a = unwrapUnionAll(x)
    const b = unwrapUnionAll(y)
    if (!(a instanceof DataType) || !(b instanceof DataType) || b === ts.any) return false
    if (a.name === ts.typeTypeName || b.name === ts.typeTypeName) return false
    let s = a
    while (s.name !== b.name) {
      if (s === ts.any) return true
      s = ts.superOf(s)
    }
    return false
  }

  private compareDataTypes(x: DataType, y: DataType, pos: Position): boolean {
    const { ts, env } = this
    if (x === y && !(env.envIndex < env.envSize)) return true
    if (y === ts.any) return true
    if (x.name === ts.typeTypeName && y.name !== ts.typeTypeName) {
      const t = x.parameters[0]
      // Type{T}: one instance, of a known kind
      if (t instanceof TypeVar) {
        if (y.name !== ts.typeofBottom.name || ts.isKind(y)) {
          if (y === ts.typeofBottom) return this.subtype(this.env.lookup(t)?.upper ?? t.upper, ts.bottom, pos)
        }
        return false
      }
      if (!isType(t)) return false
      return ts.isSubtype(ts.kindOf(t), y)
    }
    if (y.name === ts.typeTypeName && x.name !== ts.typeTypeName) {
      const t = y.parameters[0]
      if (x === ts.typeofBottom) return this.equal(ts.bottom, t)
      if (!(t instanceof TypeVar) || !ts.isKind(x)) return false
      // a kind lies in Type{T} only if T ranges over all types, as in `Type`
      return this.subtype(ts.type, y, pos)
    }
    let s = x
    while (s.name !== y.name) {
      if (s === ts.any) return false
      s = ts.superOf(s)
    }
    if (s === ts.any) return y === ts.any
    if (s.name === ts.tupleName) return this.compareTuples(s, y, pos)
    env.depth++
    let ok = true
    for (let i = 0; i < s.parameters.length; i++) {
      if (!this.equal(s.parameters[i], y.parameters[i])) {
        ok = false
        break
      }
    }
    env.depth--
    return ok
  }

  /** Both ways round: what an invariant parameter asks. */
  equal(x: TypeParam, y: TypeParam): boolean {
    const { ts, env } = this
    if (x === y || obviouslyEqual(x, y)) return true
    if (!hasFreeTypeVars(x) && !hasFreeTypeVars(y)) return ts.typesEqual(x, y)
    if (x instanceof DataType && y instanceof DataType) {
      if (x.name !== y.name) {
        const kinds =
          (x.name === ts.typeTypeName && y === ts.typeofBottom) ||
          (y.name === ts.typeTypeName && x === ts.typeofBottom)
        if (!kinds) return false
      } else if (x.name === ts.tupleName) {
        if (isIndefinite(x) !== isIndefinite(y) && !hasLengthVar(x) && !hasLengthVar(y)) return false
      } else return x.parameters.every((p, i) => this.equal(p, y.parameters[i]))
    }
    if (x instanceof UnionType && y instanceof UnionType && env.right.next() === 0) {
      // member by member, which often works; otherwise the search comes back for the thorough way
      return this.equal(x.a, y.a) && this.equal(x.b, y.b)
    }
    return this.local(x, y, invariant, false) && this.local(y, x, invariant, false)
  }

  // ---- variables ------------------------------------------------------------------------------------------------

  /** Notes that the variable was met. */
  noteUse(b: Binding | null, pos: Position): void {
    if (b === null || pos === atTop) return
    if (pos === invariant && this.env.depth > b.depth) b.invariantUses = Math.min(2, b.invariantUses + 1)
    else b.covariantUses = Math.min(2, b.covariantUses + 1)
  }

  private compareVars(x: TypeVar, y: TypeVar, pos: Position): boolean {
    if (x === y) return true
    const { env } = this
    const bx = env.lookup(x)
    const by = env.lookup(y)
    if (bx?.exists === true) {
      this.noteUse(by, pos)
      if (by?.exists === true) {
        this.noteUse(bx, pos)
        return this.subtype(bx.lower, by.upper, atTop)
      }
      return this.boundAbove(x, y, pos)
    }
    if (by?.exists === true) {
      this.noteUse(bx, pos)
      return this.boundBelow(y, x, pos)
    }
    // both for all: the bounds must show it
    return (
      this.leftBound(bx === null ? x.upper : bx.upper, y, pos) ||
      this.leftBound(x, by === null ? y.lower : by.lower, pos)
    )
  }

  /** `x <: y` where one of them is the bound of a variable that ranges over everything within it. */
  private leftBound(x: TypeParam, y: TypeParam, pos: Position): boolean {
    const { ts } = this
    if (x === y || (x === ts.bottom && isType(y)) || (y === ts.any && isType(x))) return true
    return this.subtype(x, y, pos)
  }

  /** `v <: a`: narrows the upper bound of an ∃ variable. */
  boundAbove(v: TypeVar, a: TypeParam, pos: Position): boolean {
    const { env, ts } = this
    const b = env.lookup(v)
    if (b === null) return this.leftBound(v.upper, a, pos)
    this.noteUse(b, pos)
    if (!b.exists) return this.leftBound(b.upper, a, pos)
    if (b.upper === a) return true
    if (!this.check(b.lower, a)) return false
    const upper = env.intersecting ? this.meetForIntersection(b, a) : simpleMeet(ts, b.upper, a)
    if (upper !== v && !this.reaches(upper, v)) b.upper = upper
    if (a instanceof TypeVar) {
      const other = env.lookup(a)
      // an ∃ variable can only equal a ∀ variable introduced inside it if that one has no freedom
      if (
        other !== null &&
        !other.exists &&
        inUnion(b.lower, a) &&
        b.depth !== other.depth &&
        env.isOutside(v, a)
      ) {
        return this.leftBound(other.upper, other.lower, pos)
      }
    }
    return true
  }

  /** Replaced by the intersection, which can meet bounds exactly. */
  meetForIntersection(b: Binding, a: TypeParam): TypeParam {
    return simpleMeet(this.ts, b.upper, a)
  }

  /** `a <: v`: raises the lower bound of an ∃ variable. */
  boundBelow(v: TypeVar, a: TypeParam, pos: Position): boolean {
    const { env, ts } = this
    const b = env.lookup(v)
    if (b === null) return this.leftBound(a, v.lower, pos)
    this.noteUse(b, pos)
    if (!b.exists) return this.leftBound(a, b.lower, pos)
    if (b.lower === b.upper) {
      if (b.lower instanceof TypeVar && !isType(a) && !(a instanceof TypeVar))
        return this.boundBelow(b.lower, a, pos)
      if (a instanceof TypeVar && !isType(b.lower) && !(b.lower instanceof TypeVar)) {
        return this.boundAbove(a, b.lower, pos)
      }
    }
    const value = !isType(a) && !(a instanceof TypeVar)
    if (!(b.upper === ts.any && value) && !this.check(a, b.upper)) return false
    const lower = simpleJoin(ts, b.lower, a)
    if (lower === null) return false
    if (lower !== v && !this.reaches(lower, v)) b.lower = lower
    if (a instanceof TypeVar) {
      const other = env.lookup(a)
      if (
        other !== null &&
        !other.exists &&
        b.depth !== other.depth &&
        pos === invariant &&
        env.isOutside(v, a)
      ) {
        return this.leftBound(other.upper, other.lower, pos)
      }
    }
    return true
  }

  /** A side condition between bounds. */
  check(x: TypeParam, y: TypeParam): boolean {
    const { ts } = this
    if (x === y || (x === ts.bottom && isType(y)) || (y === ts.any && isType(x))) return true
    if (!isType(x) && !isType(y) && !(x instanceof TypeVar) && !(y instanceof TypeVar))
      return paramsEgal(x, y)
    return this.local(x, y, atTop, true)
  }

  /** `t` mentions `v` only through unions and bounds, so that using it as a bound of `v` would go in a circle. */
  reaches(t: TypeParam, v: TypeVar, seen: TypeVar[] = []): boolean {
    if (t === v) return true
    if (t instanceof UnionType) return this.reaches(t.a, v, seen) || this.reaches(t.b, v, seen)
    if (!(t instanceof TypeVar) || seen.includes(t)) return false
    const b = this.env.lookup(t)
    if (b === null) return false
    const next = [...seen, t]
    return this.reaches(b.lower, v, next) || this.reaches(b.upper, v, next)
  }

  // ---- where ----------------------------------------------------------------------------------------------------

  private openLeft(x: UnionAll, y: TypeParam, pos: Position): boolean {
    return this.open(x, false, (body) => this.subtype(body, y, pos))
  }

  private openRight(x: TypeParam, y: UnionAll, pos: Position): boolean {
    return this.open(y, true, (body) => this.subtype(x, body, pos))
  }

  private open(u: UnionAll, exists: boolean, compare: (body: Type) => boolean): boolean {
    const { env, ts } = this
    u = renameIfBound(ts, env, u)
    const b = new Binding(u.var, exists, env.depth, env.vars)
    env.vars = b
    try {
      if (exists) env.envIndex++
      let ok = compare(u.body)
      if (exists) {
        env.envIndex--
        if (ok) this.capture(b, u)
      }
      if (ok) ok = this.diagonalHolds(b, u)
      return ok
    } finally {
      // A bound of an outer variable may go on mentioning this one: a variable no longer in scope equals only itself.
      env.vars = b.outer
    }
  }

  /** Records the value found for one of the variables asked for. */
  private capture(b: Binding, u: UnionAll): void {
    const { env, ts } = this
    if (env.envIndex >= env.envSize) return
    let value: TypeParam
    if (b.isLength && b.lower === ts.any) value = ts.varargValue
    else if (b.invariantUses === 0 && b.lower !== ts.bottom) {
      value = isLeafBound(ts, b.lower) ? kindIfType(ts, b.lower) : new TypeVar(u.var.name, ts.bottom, b.lower)
    } else if (b.lower === b.upper) value = b.lower
    else if (b.lower !== ts.bottom) value = b.lower
    else if (b.lower === u.var.lower && b.upper === u.var.upper) value = u.var
    else value = new TypeVar(u.var.name, b.lower, b.upper)
    if (hasFreeTypeVars(value) && !(value instanceof TypeVar)) value = this.closeValue(value, u.var)
    const old = env.envOut[env.envIndex]
    // different values in different branches: unknown
    env.envOut[env.envIndex] = old !== null && !paramsEgal(old, value) ? u.var : value
  }

  /** A value that still mentions variables of the left side is not known exactly: a variable bounded by it. */
  private closeValue(value: TypeParam, v: TypeVar): TypeParam {
    let t = value as Type
    for (const free of freeVarsOf(value)) {
      const b = this.env.lookup(free)
      if (b === null) continue
      t = this.ts.unionAll(free, t)
    }
    return t === value ? value : new TypeVar(v.name, this.ts.bottom, t)
  }

  /**
   * Julia's diagonal rule: a variable that occurs more than once, and only in covariant positions, stands for
   * concrete types. `Tuple{Int,Int} <: Tuple{T,T} where T`, but not `Tuple{Int,String}`.
   */
  private diagonalHolds(b: Binding, u: UnionAll): boolean {
    const { ts, env } = this
    const diagonal = b.covariantUses > 1 && !occursInvariantly(ts, u.body, u.var)
    if (!(b.concrete || (diagonal && mayBeDiagonal(ts, u.var)))) return true
    if (b.concrete && !diagonal && !isLeafBound(ts, b.upper)) return false
    if (b.lower instanceof TypeVar) {
      const other = env.lookup(b.lower)
      if (other !== null) other.concrete = true
      else if (b.lower !== u.var) return false
    } else if (!isLeafBound(ts, b.lower)) return false
    for (let o = b.outer; o !== null; o = o.outer) if (o.lower === u.var) o.concrete = true
    return true
  }

  // ---- tuples ---------------------------------------------------------------------------------------------------

  private compareTuples(x: DataType, y: DataType, pos: Position): boolean {
    const { env } = this
    if (pos === atTop) pos = covariant
    const xs = x.parameters
    const ys = y.parameters
    const xRest = varargOf(x)
    const yRest = varargOf(y)
    const nx = xRest === null ? xs.length : xs.length - 1
    const ny = yRest === null ? ys.length : ys.length - 1
    if (xRest === null) {
      if (yRest === null ? nx !== ny : nx < ny) return false
    } else if (yRest === null) {
      // an unbounded left side never fits; a length variable of the right side may be made to
      if (ny < nx || !(xRest.count instanceof TypeVar) || env.lookup(xRest.count)?.exists !== true)
        return false
      if (!this.equalLength(BigInt(ny - nx), xRest.count)) return false
    }
    let lastX: TypeParam | null = null
    let lastY: TypeParam | null = null
    let repeats = 0
    const steps = xRest !== null && yRest === null ? ny : Math.max(nx, xRest === null ? 0 : ny)
    for (let i = 0; i < steps; i++) {
      const xi = i < nx ? xs[i] : xRest!.element!
      const yi = i < ny ? ys[i] : yRest!.element!
      if (i >= nx && yRest !== null) {
        // the right side asks for more elements than the left is sure to have
        const b = xRest!.count instanceof TypeVar ? env.lookup(xRest!.count) : null
        if (b?.exists !== true) return false
      }
      const sameX = i > nx || (lastX !== null && obviouslyEqual(xi, lastX))
      const sameY = i > ny || (lastY !== null && obviouslyEqual(yi, lastY))
      repeats = sameX && sameY ? repeats + 1 : 1
      // The same pair again tells nothing new. With variables only the third time: that one occurs twice matters.
      // With a union on the left it may: another member is picked.
      const closed = !hasFreeTypeVars(xi) && !hasFreeTypeVars(yi)
      const separate = closed && env.left.depth === 0 && env.right.depth === 0
      const settled = separate ? repeats > 1 : repeats > 2 && !this.mayDecide(xi)
      if (!settled) {
        if (separate) {
          if (!this.ts.isSubtype(xi, yi)) return false
        } else if (!this.subtype(xi, yi, pos)) return false
      }
      lastX = xi
      lastY = yi
    }
    if (xRest !== null && yRest !== null) return this.compareRests(xRest, yRest, BigInt(nx - ny), pos)
    if (yRest !== null && yRest.count !== null) return this.equalLength(BigInt(nx - ny), yRest.count)
    return true
  }

  /** `Vararg{T,N} <: Vararg{S,M}` where M counts `shift` elements more than N. */
  private compareRests(x: VarargType, y: VarargType, shift: bigint, pos: Position): boolean {
    const { ts, env } = this
    const yLength = y.count instanceof TypeVar ? (env.lookup(y.count)?.lower ?? y.count) : y.count
    if (x.count === null && typeof yLength === 'bigint') return false
    const xBinding = x.count instanceof TypeVar ? env.lookup(x.count) : null
    const xEmpty = xBinding?.lower === 0n
    // twice, as for two arguments: the diagonal rule must see that a variable may occur more than once
    if (!xEmpty) {
      if (!this.subtype(x.element!, y.element!, pos)) return false
      if (!this.subtype(x.element!, y.element!, covariant)) return false
    }
    if (y.count === null) return true
    if (x.count === null) {
      const b = y.count instanceof TypeVar ? env.lookup(y.count) : null
      if (b !== null) b.isLength = true
      // "any length" is written as the bound Any
      env.depth++
      const ok = this.subtype(ts.any, y.count, invariant)
      env.depth--
      return ok
    }
    return this.equalLengths(x.count, y.count, shift)
  }

  /** The length variable `count` equals `n`. */
  private equalLength(n: bigint, count: TypeParam): boolean {
    if (n < 0n) return false
    if (typeof count === 'bigint') return count === n
    const b = count instanceof TypeVar ? this.env.lookup(count) : null
    if (b !== null) b.isLength = true
    this.env.depth++
    const ok = this.equal(n, count)
    this.env.depth--
    return ok
  }

  /** `y == x + shift`. */
  private equalLengths(x: TypeParam, y: TypeParam, shift: bigint): boolean {
    const { env, ts } = this
    const known = (p: TypeParam): bigint | null => {
      if (typeof p === 'bigint') return p
      const b = p instanceof TypeVar ? env.lookup(p) : null
      return b !== null && typeof b.lower === 'bigint' ? b.lower : null
    }
    const nx = known(x)
    const ny = known(y)
    if (nx !== null) return this.equalLength(nx + shift, y)
    if (ny !== null) return this.equalLength(ny - shift, x)
    for (const p of [x, y]) {
      const b = p instanceof TypeVar ? env.lookup(p) : null
      if (b !== null) b.isLength = true
    }
    if (shift === 0n) {
      env.depth++
      const ok = this.equal(x, y)
      env.depth--
      return ok
    }
    // N + k has no name: a variable that nothing else has constrained may stand for it
    const b = y instanceof TypeVar ? env.lookup(y) : null
    if (b === null || !b.exists || b.lower !== ts.bottom || b.upper !== ts.any || b.invariantUses > 0)
      return false
    b.lower = ts.any
    b.invariantUses = 1
    return true
  }
}

// ---- helpers shared with the intersection -----------------------------------------------------------------------

/** Opens `u` under a fresh name if its variable is in scope already, or free in what is known of those in scope. */
export function renameIfBound(ts: TypeSystem, env: Environment, u: UnionAll): UnionAll {
  for (let b = env.vars; b !== null; b = b.outer) {
    if (b.var === u.var || hasTypeVar(b.lower, u.var) || hasTypeVar(b.upper, u.var)) {
      const fresh = new TypeVar(u.var.name, u.var.lower, u.var.upper)
      return new UnionAll(fresh, substitute(ts, u.body, new Map([[u.var, fresh]])) as Type)
    }
  }
  return u
}

export function varargOf(t: DataType): VarargType | null {
  const last = t.parameters[t.parameters.length - 1]
  return last instanceof VarargType ? last : null
}

function isIndefinite(t: DataType): boolean {
  const v = varargOf(t)
  return v !== null && v.count === null
}

function hasLengthVar(t: DataType): boolean {
  const v = varargOf(t)
  return v !== null && v.count instanceof TypeVar
}

/** Equal without looking into bounds. */
export function obviouslyEqual(a: TypeParam, b: TypeParam): boolean {
  if (a === b) return true
  if (a instanceof DataType && b instanceof DataType) {
    if (a.name !== b.name || a.parameters.length !== b.parameters.length) return false
    return a.parameters.every((p, i) => obviouslyEqual(p, b.parameters[i]))
  }
  if (a instanceof UnionType && b instanceof UnionType)
    return obviouslyEqual(a.a, b.a) && obviouslyEqual(a.b, b.b)
  if (a instanceof UnionAll && b instanceof UnionAll) {
    return a.var === b.var ? obviouslyEqual(a.body, b.body) : paramsEgal(a, b)
  }
  if (a instanceof VarargType && b instanceof VarargType) {
    const same = (p: TypeParam | null, q: TypeParam | null): boolean =>
      p === null || q === null ? p === q : obviouslyEqual(p, q)
    return same(a.element, b.element) && same(a.count, b.count)
  }
  return paramsEgal(a, b)
}

/** `x` is a member of the union `u`, by its looks. */
function obviouslyInUnion(u: TypeParam, x: TypeParam): boolean {
  if (x === u) return true
  if (u instanceof UnionType) return obviouslyInUnion(u.a, x) || obviouslyInUnion(u.b, x)
  return obviouslyEqual(x, u)
}

export function inUnion(u: TypeParam, x: TypeParam): boolean {
  if (u === x) return true
  return u instanceof UnionType && (inUnion(u.a, x) || inUnion(u.b, x))
}

/** An upper bound below both, or just one of the two where they cannot be met cheaply. */
export function simpleMeet(ts: TypeSystem, a: TypeParam, b: TypeParam): TypeParam {
  if (a === ts.any || b === ts.bottom || obviouslyEqual(a, b)) return b
  if (b === ts.any || a === ts.bottom) return a
  if (!isType(a) || !isType(b)) return a instanceof TypeVar && isType(b) ? a : b
  if (!hasFreeTypeVars(a) && !hasFreeTypeVars(b)) {
    if (ts.isSubtype(a, b)) return a
    if (ts.isSubtype(b, a)) return b
  }
  return b
}

/** The lower bound that covers both; null if a plain value would have to be joined with something else. */
export function simpleJoin(ts: TypeSystem, a: TypeParam, b: TypeParam): TypeParam | null {
  if (a === ts.bottom || b === ts.any || obviouslyEqual(a, b)) return b
  if (b === ts.bottom || a === ts.any) return a
  const typeLike = (p: TypeParam): boolean => isType(p) || p instanceof TypeVar
  if (!typeLike(a) || !typeLike(b)) return typeLike(a) === typeLike(b) ? null : ts.any
  if (inUnion(a, b)) return a
  if (inUnion(b, a)) return b
  const kind = commonKind(ts, a, b)
  if (kind !== null) return kind
  if (!hasFreeTypeVars(a) && !hasFreeTypeVars(b)) return ts.union([a, b])
  return ts.simpleUnion([a, b])
}

/** What a variable stands for where an argument itself is a type: `f(x::T) where T` called with `Int` has `T === DataType`. */
export function kindIfType(ts: TypeSystem, p: TypeParam): TypeParam {
  if (!(p instanceof DataType) || p.name !== ts.typeTypeName) return p
  const [t] = p.parameters
  return isType(t) && !hasFreeTypeVars(t) ? ts.kindOf(t) : p
}

/** `Type{Int}` and `Type{String}` share the kind DataType, which counts as one concrete type. */
function commonKind(ts: TypeSystem, a: TypeParam, b: TypeParam): DataType | null {
  const kind = (p: TypeParam): DataType | null => {
    if (!(p instanceof DataType)) return null
    if (ts.isKind(p)) return p
    const t = p.name === ts.typeTypeName ? p.parameters[0] : null
    return isType(t) ? ts.kindOf(t) : null
  }
  const k = kind(a)
  return k !== null && k === kind(b) ? k : null
}
