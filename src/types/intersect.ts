import { obviouslyDisjoint } from './disjoint.ts'
import {
  atTop,
  Binding,
  BudgetExceeded,
  Choices,
  covariant,
  invariant,
  type Position,
} from './environment.ts'
import { hasFreeTypeVars, hasTypeVar, isType, unionAllVars, unwrapUnionAll } from './free-vars.ts'
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
import {
  inUnion,
  isLeafBound,
  kindIfType,
  mayBeDiagonal,
  obviouslyEqual,
  occursInvariantly,
  renameIfBound,
  SubtypeSolver,
  simpleJoin,
  subtypeWithEnv,
  varargOf,
} from './subtype.ts'
import type { TypeSystem } from './type-system.ts'

/** Members that a result found by trying choices may have: joining more takes time with the square of their number. */
const maxMembers = 64

/** More variables in scope than this, and results are no longer refined. */
const maxVariables = 120

/**
 * Computes intersections in the same environment that subtyping uses. Each `where` is opened, its variable's
 * bounds narrowed while the bodies are intersected, and then closed over the result or replaced by the one value
 * left for it. How a covariant occurrence narrows a variable depends on all its occurrences, so a body may be
 * gone through twice: `constraint` says which way.
 *
 *     none    not known yet: covariant occurrences stand for the upper bound
 *     bounds  occurs covariantly only: each occurrence narrows the upper bound
 *     equal   occurs invariantly too: the invariant occurrence decides, others must fit below
 */
export class Intersector extends SubtypeSolver {
  /** Tries every choice of right-side union members and joins what comes out. */
  meetAll(x: TypeParam, y: TypeParam): TypeParam {
    const { env, ts } = this
    env.right.clear()
    const before = env.snapshot()
    let result = this.meet(x, y, atTop)
    let rounds = 0
    while (env.right.advance()) {
      env.step()
      if (++rounds > 2000) throw new BudgetExceeded()
      const reached = result === ts.bottom ? null : this.bounds()
      env.restore(before, false)
      env.right.restart()
      const next = this.meet(x, y, atTop)
      if (next === ts.bottom) {
        if (reached !== null) this.setBounds(reached)
      } else if (reached !== null) this.joinBounds(reached)
      result = this.join(result, next)
      if (members(result) > maxMembers) throw new BudgetExceeded()
    }
    return result
  }

  private bounds(): { lower: TypeParam; upper: TypeParam; cov: number; inv: number }[] {
    const list = []
    for (let b = this.env.vars; b !== null; b = b.outer) {
      list.push({ lower: b.lower, upper: b.upper, cov: b.covariantUses, inv: b.invariantUses })
    }
    return list
  }

  private setBounds(list: ReturnType<Intersector['bounds']>): void {
    let i = 0
    for (let b = this.env.vars; b !== null; b = b.outer, i++) {
      b.lower = list[i].lower
      b.upper = list[i].upper
      b.covariantUses = list[i].cov
      b.invariantUses = list[i].inv
    }
  }

  /** A variable that took different bounds in two branches has bounds that allow both. */
  private joinBounds(list: ReturnType<Intersector['bounds']>): void {
    const { ts } = this
    let i = 0
    for (let b = this.env.vars; b !== null; b = b.outer, i++) {
      const other = list[i]
      if (!obviouslyEqual(b.lower, other.lower)) b.lower = this.commonLower(b.lower, other.lower)
      if (!obviouslyEqual(b.upper, other.upper)) b.upper = simpleJoin(ts, b.upper, other.upper) ?? ts.any
      b.covariantUses = Math.max(b.covariantUses, other.cov)
      b.invariantUses = Math.max(b.invariantUses, other.inv)
    }
  }

  private commonLower(a: TypeParam, b: TypeParam): TypeParam {
    if (inUnion(a, b)) return b
    if (inUnion(b, a)) return a
    if (!hasFreeTypeVars(a) && !hasFreeTypeVars(b) && isType(a) && isType(b)) {
      if (this.ts.isSubtype(a, b)) return a
      if (this.ts.isSubtype(b, a)) return b
    }
    return this.ts.bottom
  }

  private join(a: TypeParam, b: TypeParam): TypeParam {
    const { ts } = this
    if (a === ts.bottom) return b
    if (b === ts.bottom) return a
    return ts.union([a, b])
  }

  /** An intersection in a search of its own, at the given depth: for bounds. */
  aside(x: TypeParam, y: TypeParam, depth: number): TypeParam {
    const { env, ts } = this
    if (x === ts.any && !(y instanceof TypeVar)) return y
    if (y === ts.any && !(x instanceof TypeVar)) return x
    if (obviouslyEqual(x, y)) return x
    const { right, depth: saved } = env
    env.right = new Choices()
    env.depth = depth
    try {
      return this.meetAll(x, y)
    } finally {
      env.right = right
      env.depth = saved
    }
  }

  /** `x <: y` as things stand, in a search of its own. May narrow bounds. */
  private holds(x: TypeParam, y: TypeParam): boolean {
    const { env } = this
    const { left, right } = env
    env.left = new Choices()
    env.right = new Choices()
    try {
      return this.forAllExists(x, y, atTop)
    } finally {
      env.left = left
      env.right = right
    }
  }

  /** As `holds`, with every variable free to be chosen. */
  private couldHold(x: TypeParam, y: TypeParam): boolean {
    const was: boolean[] = []
    for (let b = this.env.vars; b !== null; b = b.outer) {
      was.push(b.exists)
      b.exists = true
    }
    try {
      return this.holds(x, y)
    } finally {
      let i = 0
      for (let b = this.env.vars; b !== null; b = b.outer) b.exists = was[i++]
    }
  }

  /** As `couldHold`, leaving no trace. */
  private wouldHold(x: TypeParam, y: TypeParam): boolean {
    const snapshot = this.env.snapshot()
    try {
      return this.couldHold(x, y)
    } finally {
      this.env.restore(snapshot)
    }
  }

  override meetForIntersection(b: Binding, a: TypeParam): TypeParam {
    return this.aside(a, b.upper, b.depth)
  }

  // ---- one intersection -----------------------------------------------------------------------------------------

  meet(x: TypeParam, y: TypeParam, pos: Position): TypeParam {
    const { env, ts } = this
    env.step()
    if (x === y) return y
    if (x instanceof TypeVar) {
      if (y instanceof TypeVar) return this.meetVars(x, y, pos)
      this.noteUse(env.lookup(x), pos)
      return this.meetVar(x, y, false, pos)
    }
    if (y instanceof TypeVar) {
      this.noteUse(env.lookup(y), pos)
      return this.meetVar(y, x, true, pos)
    }
    if (!hasFreeTypeVars(x) && !hasFreeTypeVars(y)) {
      if (pos === invariant) return ts.typesEqual(x, y) ? y : ts.bottom
      if (obviouslyDisjoint(ts, x, y)) return ts.bottom
      if (!(env.envIndex < env.envSize) || !(y instanceof UnionAll)) {
        const below = this.ordered(x, y)
        if (below !== null) return below
      }
    }
    if (x instanceof UnionType) {
      if (inUnion(x, y)) return y
      return this.meetUnion(y, x, false, pos)
    }
    if (y instanceof UnionType) {
      if (inUnion(y, x)) return x
      if (x instanceof UnionAll && (hasFreeTypeVars(x) || hasFreeTypeVars(y)))
        return this.meetWhere(y, x, false, pos)
      return this.meetUnion(x, y, true, pos)
    }
    if (y === ts.any) return x
    if (x === ts.any) return y
    if (x instanceof UnionAll) {
      if (y instanceof UnionAll) return this.meetTwoWheres(x, y, pos)
      return this.meetWhere(y, x, false, pos)
    }
    if (y instanceof UnionAll) return this.meetWhere(x, y, true, pos)
    if (x instanceof DataType && y instanceof DataType) return this.meetDataTypes(x, y, pos)
    if (x instanceof BottomType || y instanceof BottomType) return ts.bottom
    return paramsEgal(x, y) ? y : ts.bottom
  }

  /** closed types that are not below each other: each choice would ask about them again */
  private readonly unordered = new Map<TypeParam, Set<TypeParam>>()

  /** The one of two closed types that is below the other; null if neither is. */
  private ordered(x: TypeParam, y: TypeParam): TypeParam | null {
    const { ts } = this
    let row = this.unordered.get(x)
    if (row?.has(y) === true) return null
    if (ts.isSubtype(x, y)) return x
    if (ts.isSubtype(y, x)) return y
    if (row === undefined) {
      row = new Set()
      this.unordered.set(x, row)
    }
    row.add(y)
    return null
  }

  /** `u` on the right if `onRight`. In invariant position, or without variables, parts are joined on the spot. */
  private meetUnion(x: TypeParam, u: UnionType, onRight: boolean, pos: Position): TypeParam {
    const { env } = this
    if (pos === invariant || (!hasFreeTypeVars(x) && !hasFreeTypeVars(u))) {
      const before = env.snapshot()
      const a = onRight ? this.aside(x, u.a, env.depth) : this.aside(u.a, x, env.depth)
      const reached = a === this.ts.bottom ? null : this.bounds()
      env.restore(before)
      const b = onRight ? this.aside(x, u.b, env.depth) : this.aside(u.b, x, env.depth)
      if (reached !== null) b === this.ts.bottom ? this.setBounds(reached) : this.joinBounds(reached)
      return this.join(a, b)
    }
    let t: TypeParam = u
    while (t instanceof UnionType) t = env.right.next() === 0 ? t.a : t.b
    return onRight ? this.meet(x, t, pos) : this.meet(t, x, pos)
  }

  private meetDataTypes(x: DataType, y: DataType, pos: Position): TypeParam {
    const { ts } = this
    if (pos !== invariant && (x.name === ts.typeTypeName) !== (y.name === ts.typeTypeName)) {
      return x.name === ts.typeTypeName ? this.meetTypeAndKind(x, y) : this.meetTypeAndKind(y, x)
    }
    if (x.name === y.name) {
      if (x.name === ts.tupleName) return this.meetTuples(x, y, pos === atTop ? covariant : pos)
      if (x.parameters.length === 0) return x
      const params: TypeParam[] = []
      for (let i = 0; i < x.parameters.length; i++) {
        const p = this.meetInvariant(x.parameters[i], y.parameters[i])
        if (p === null) return ts.bottom
        params.push(p)
      }
      return ts.instance(x.name, params)
    }
    if (pos === invariant) return ts.bottom
    return this.meetWithAncestor(x, y, false, pos) ?? this.meetWithAncestor(y, x, true, pos) ?? ts.bottom
  }

  /** `sub ∩ sup` where `sub`'s definition is declared below `sup`'s; null if it is not. */
  private meetWithAncestor(sub: DataType, sup: DataType, onRight: boolean, pos: Position): TypeParam | null {
    const { ts } = this
    let s = sub
    while (s.name !== sup.name) {
      if (s === ts.any) return null
      s = ts.superOf(s)
    }
    const met = onRight ? this.meet(sup, s, pos) : this.meet(s, sup, pos)
    if (met === ts.bottom) return ts.bottom
    if (sub.parameters.length === 0 || s.parameters.length === 0 || !sub.hasFreeTypeVars) return sub
    // which parameters of the definition make its ancestor be `met`?
    const wrapper = sub.name.wrapper
    let pattern = unwrapUnionAll(wrapper) as DataType
    while (pattern.name !== sup.name) pattern = ts.superOf(pattern)
    const vars = unionAllVars(wrapper)
    let closed: Type = pattern
    for (let i = vars.length - 1; i >= 0; i--) closed = new UnionAll(vars[i], closed)
    const values = subtypeWithEnv(ts, met, closed, vars.length)
    if (values === null) return sub
    const params = sub.parameters.map((p, i) => {
      const v = values[i]
      if (v instanceof VarargType || !hasTypeVar(pattern, vars[i])) return p
      if (v === vars[i]) return p
      if (v instanceof TypeVar && this.env.lookup(v) === null) return p
      return v
    })
    return ts.instance(sub.name, params)
  }

  private meetTypeAndKind(t: DataType, other: DataType): TypeParam {
    const { ts } = this
    const p = t.parameters[0]
    if (!(p instanceof TypeVar)) return isType(p) && ts.kindOf(p) === other ? t : ts.bottom
    if (!ts.isKind(other)) return ts.bottom
    const b = this.env.lookup(p)
    const upper = b?.upper ?? p.upper
    const lower = b?.lower ?? p.lower
    if (other === ts.typeofBottom && lower === ts.bottom) return ts.typeOfType(ts.bottom)
    if (upper === ts.any) return other
    return t
  }

  /** Null if the parameters cannot be equal. */
  private meetInvariant(x: TypeParam, y: TypeParam): TypeParam | null {
    const { env, ts } = this
    if (!hasFreeTypeVars(x) && !hasFreeTypeVars(y)) return ts.typesEqual(x, y) ? y : null
    env.depth++
    const met = this.meet(x, y, invariant)
    env.depth--
    if (x instanceof TypeVar && y instanceof TypeVar && (met instanceof TypeVar || !isType(met))) return met
    if (met === ts.bottom) {
      // empty is right only if both may be empty
      const snapshot = env.snapshot()
      const bottoms = this.couldHold(x, ts.bottom) && this.couldHold(y, ts.bottom)
      if (!bottoms) env.restore(snapshot)
      return bottoms ? ts.bottom : null
    }
    // Inside: a variable from outside cannot be what a `where` in here quantifies over.
    const snapshot = env.snapshot()
    env.depth++
    const ok = this.couldHold(x, y) && this.couldHold(y, x)
    env.depth--
    env.restore(snapshot)
    return ok ? met : null
  }

  // ---- tuples ---------------------------------------------------------------------------------------------------

  private meetTuples(x: DataType, y: DataType, pos: Position): TypeParam {
    const { ts } = this
    const xRest = varargOf(x)
    const yRest = varargOf(y)
    const nx = x.parameters.length - (xRest === null ? 0 : 1)
    const ny = y.parameters.length - (yRest === null ? 0 : 1)
    if (xRest === null) {
      if (yRest === null ? nx !== ny : nx < ny) return ts.bottom
      if (yRest !== null && !this.meetLength(yRest, nx - ny)) return ts.bottom
    } else if (yRest === null) {
      if (ny < nx || !this.meetLength(xRest, ny - nx)) return ts.bottom
    }
    const n = Math.max(nx, ny)
    const params: TypeParam[] = []
    for (let i = 0; i < n; i++) {
      const p = i < nx ? x.parameters[i] : xRest!.element!
      const q = i < ny ? y.parameters[i] : yRest!.element!
      const met = this.meet(p, q, pos)
      if (met === ts.bottom) return ts.bottom
      params.push(met)
    }
    if (xRest !== null && yRest !== null) {
      const rest = this.meetRests(xRest, yRest, ny - nx, pos)
      if (rest === null) return ts.bottom
      if (rest !== 'empty') params.push(rest)
    }
    return ts.tupleOrBottom(params)
  }

  /** The length of `rest`, if it is a variable, is `n`. */
  private meetLength(rest: VarargType, n: number): boolean {
    const { env, ts } = this
    const count = rest.count
    if (!(count instanceof TypeVar)) return count === null || count === BigInt(n)
    const b = env.lookup(count)
    if (b !== null) b.isLength = true
    env.depth++
    this.noteUse(b, invariant)
    const met = this.meetVar(count, BigInt(n), true, invariant)
    env.depth--
    return met !== ts.bottom
  }

  /** The rests of two tuples; `shift` elements of the left rest (negative: of the right) are matched already. `null`: impossible. */
  private meetRests(x: VarargType, y: VarargType, shift: number, pos: Position): VarargType | 'empty' | null {
    const { env, ts } = this
    const xBefore = Math.max(0, shift)
    const yBefore = Math.max(0, -shift)
    const element = this.meetRestElements(x, xBefore === 0, y, yBefore === 0, pos)
    if (element === ts.bottom) {
      // no more elements then: lengths are what they must be for that
      return this.meetLength(x, xBefore) && this.meetLength(y, yBefore) ? 'empty' : null
    }
    const xKnown = this.knownLength(x)
    const yKnown = this.knownLength(y)
    if (xKnown !== null || yKnown !== null) {
      const more = xKnown !== null ? xKnown - xBefore : yKnown! - yBefore
      if (more < 0 || !this.meetLength(x, more + xBefore) || !this.meetLength(y, more + yBefore)) return null
      return ts.varargUnchecked(element, BigInt(more))
    }
    for (const c of [x.count, y.count]) {
      const b = c instanceof TypeVar ? env.lookup(c) : null
      if (b !== null) b.isLength = true
    }
    if (x.count !== null && y.count !== null) {
      if (shift !== 0) return ts.vararg(element)
      env.depth++
      const count = this.meet(x.count, y.count, invariant)
      env.depth--
      return count === ts.bottom ? null : ts.varargUnchecked(element, count)
    }
    // a length that one side leaves open is the other's, if no elements were matched against it before
    const own = x.count ?? y.count
    const consumed = x.count !== null ? xBefore > 0 : yBefore > 0
    return own === null || consumed ? ts.vararg(element) : ts.varargUnchecked(element, own)
  }

  /**
   * The element types of two rests. There may be no such elements at all: what they say of a variable must not
   * narrow it for its other occurrences. `xFresh`: no element was matched against this rest before.
   */
  private meetRestElements(
    x: VarargType,
    xFresh: boolean,
    y: VarargType,
    yFresh: boolean,
    pos: Position,
  ): TypeParam {
    const { env, ts } = this
    const before = this.bounds()
    let element = this.meet(x.element!, y.element!, pos)
    // once more, as for two arguments
    if (element !== ts.bottom && (hasFreeTypeVars(x.element) || hasFreeTypeVars(y.element))) {
      element = this.meet(x.element!, y.element!, pos)
    }
    if (element === ts.bottom) {
      this.setBounds(before)
      return element
    }
    const found = new Map<TypeVar, TypeParam>()
    let i = 0
    for (let b = env.vars; b !== null; b = b.outer) {
      const { lower, upper } = before[i++]
      if (b.lower === lower && b.upper === upper) continue
      const here = (xFresh ? occurrences(x.element, b.var) : 0) + (yFresh ? occurrences(y.element, b.var) : 0)
      if (occurrences(b.body, b.var) <= here) continue
      found.set(b.var, b.upper)
      b.lower = lower
      b.upper = upper
    }
    return found.size === 0 ? element : substitute(ts, element, found)
  }

  /** The length of a rest, if it is settled. */
  private knownLength(rest: VarargType): number | null {
    const b = rest.count instanceof TypeVar ? this.env.lookup(rest.count) : null
    const n = b === null ? rest.count : b.lower
    return typeof n === 'bigint' ? Number(n) : null
  }

  // ---- variables ------------------------------------------------------------------------------------------------

  private meetVars(x: TypeVar, y: TypeVar, pos: Position): TypeParam {
    const { env, ts } = this
    const bx = env.lookup(x)
    const by = env.lookup(y)
    this.noteUse(bx, pos)
    this.noteUse(by, pos)
    if (pos !== invariant) {
      if (bx !== null && by !== null && bx.concrete && !by.concrete) return this.meetVar(x, y, false, pos)
      return this.meetVar(y, x, true, pos)
    }
    const xl = bx?.lower ?? x.lower
    const xu = bx?.upper ?? x.upper
    const yl = by?.lower ?? y.lower
    const yu = by?.upper ?? y.upper
    if (this.reaches(xl, y) || this.reaches(xu, y) || this.reaches(yl, x) || this.reaches(yu, x)) return y
    const depth = Math.min(bx?.depth ?? 0, by?.depth ?? Number.MAX_SAFE_INTEGER)
    if (!isType(xl) && !(xl instanceof TypeVar)) {
      // x stands for a plain value
      return by === null ? (paramsEgal(yl, xl) ? xl : ts.bottom) : this.setValue(by, xl)
    }
    if (!isType(yl) && !(yl instanceof TypeVar)) {
      return bx === null ? (paramsEgal(yl, xl) ? yl : ts.bottom) : this.setValue(bx, yl)
    }
    const upper = this.aside(xu, yu, depth)
    const lower = simpleJoin(ts, xl, yl)
    if (lower === null) return ts.bottom
    if (!this.wouldHold(lower, upper)) return ts.bottom
    if (by !== null) {
      by.lower = lower
      if (!this.reaches(upper, y)) by.upper = upper
      if (bx?.isLength) by.isLength = true
    }
    if (bx !== null && !this.reaches(y, x)) {
      bx.lower = y
      bx.upper = y
    }
    return y
  }

  /** A plain value for a variable. */
  private setValue(b: Binding, value: TypeParam): TypeParam {
    const { ts } = this
    if (b.lower === ts.bottom && b.upper === ts.any) {
      b.lower = value
      b.upper = value
      return value
    }
    return paramsEgal(b.lower, value) ? value : ts.bottom
  }

  /** Variable ∩ type; the variable stands on the right if `onRight`. */
  private meetVar(v: TypeVar, a: TypeParam, onRight: boolean, pos: Position): TypeParam {
    const { env, ts } = this
    const b = env.lookup(v)
    if (b === null) return onRight ? this.aside(a, v.upper, env.depth) : this.aside(v.upper, a, env.depth)
    if (this.reaches(b.lower, v) || this.reaches(b.upper, v)) return a
    if (b.lower === b.upper && b.lower instanceof TypeVar) {
      return onRight ? this.meet(a, b.lower, pos) : this.meet(b.lower, a, pos)
    }
    if (!isType(a) && !(a instanceof TypeVar)) return this.setValue(b, a)
    if (!isType(b.lower) && !(b.lower instanceof TypeVar)) return ts.bottom
    if (pos === invariant) return this.meetVarInvariant(b, a, onRight)
    const upperMet = (): TypeParam =>
      onRight ? this.aside(a, b.upper, b.depth) : this.aside(b.upper, a, b.depth)
    if (b.constraint === 'none' && !b.concrete) {
      if (!(b.upper instanceof TypeVar) && !(a instanceof TypeVar) && this.wouldHold(b.upper, a)) return v
      return onRight ? this.meet(a, b.upper, pos) : this.meet(b.upper, a, pos)
    }
    if (b.concrete || b.constraint === 'bounds') {
      const upper = upperMet()
      if (upper === ts.bottom) return ts.bottom
      if (b.lower !== ts.bottom && !this.wouldHold(b.lower, a)) return ts.bottom
      this.narrow(b, upper)
      return v
    }
    if (b.constraint === 'equal') {
      if (!(b.upper === ts.any) && !this.holdsNow(a, b.upper)) {
        // not all of `a` fits: what does is the intersection, unless the variable is one type exactly
        const met = upperMet()
        return met
      }
      // only of an exact type is it known that the variable must hold it: less may come where `a` has subtypes
      if (isType(a) && !hasFreeTypeVars(a) && !isLeafBound(ts, a)) {
        return !(b.upper instanceof TypeVar) && this.wouldHold(b.upper, a) ? v : upperMet()
      }
      const lower = simpleJoin(ts, b.lower, a)
      if (lower === null) return ts.bottom
      if (!this.reaches(lower, v)) b.lower = lower
      return a
    }
    const upper = upperMet()
    if (upper === ts.bottom) return ts.bottom
    this.narrow(b, upper)
    return v
  }

  private holdsNow(x: TypeParam, y: TypeParam): boolean {
    const snapshot = this.env.snapshot()
    if (this.holds(x, y)) return true
    this.env.restore(snapshot)
    return false
  }

  private meetVarInvariant(b: Binding, a: TypeParam, onRight: boolean): TypeParam {
    const { ts } = this
    let value: TypeParam
    if (!hasFreeTypeVars(a)) {
      if (!this.wouldHold(b.lower, a) || !this.wouldHold(a, b.upper)) return ts.bottom
      // what the bounds say about other variables counts
      if (hasFreeTypeVars(b.upper)) this.couldHold(a, b.upper)
      if (hasFreeTypeVars(b.lower)) this.couldHold(b.lower, a)
      value = a
    } else {
      value = onRight ? this.aside(a, b.upper, b.depth) : this.aside(b.upper, a, b.depth)
      // a `where` of the bound that closed over what stands for a's variables has narrowed them; that `a` itself is meant stays
      if (value !== ts.bottom && !hasFreeTypeVars(value) && this.couldHold(a, b.upper)) value = a
      if (!this.wouldHold(b.lower, value)) return ts.bottom
    }
    if (value !== b.var) {
      if (hasFreeTypeVars(value) && this.impossibleValue(value, b)) return ts.bottom
      b.lower = value
      b.upper = value
    }
    return value
  }

  /** `T == Ref{T}` has no solution. */
  private impossibleValue(value: TypeParam, b: Binding): boolean {
    if (occursInside(value, b.var, false)) return true
    for (let o = this.env.vars; o !== null; o = o.outer) {
      if (o.lower === b.var && o.upper === b.var && occursInside(value, o.var, false)) return true
    }
    return false
  }

  private narrow(b: Binding, upper: TypeParam): void {
    if (upper === b.var || this.reaches(upper, b.var)) return
    if (hasTypeVar(upper, b.var)) return
    b.upper = upper
  }

  // ---- where ----------------------------------------------------------------------------------------------------

  private meetTwoWheres(x: UnionAll, y: UnionAll, pos: Position): TypeParam {
    const { env } = this
    const before = env.snapshot()
    const a = this.meetWhere(y, x, false, pos)
    if (!(a instanceof UnionAll)) return a
    const reached = env.snapshot()
    env.restore(before)
    const b = this.meetWhere(x, y, true, pos)
    if (!(b instanceof UnionAll)) return b
    env.restore(reached)
    return a
  }

  /** `t ∩ u`, with `u` on the right if `onRight`. */
  private meetWhere(t: TypeParam, u: UnionAll, onRight: boolean, pos: Position): TypeParam {
    const { env, ts } = this
    u = renameIfBound(ts, env, u)
    const b = new Binding(u.var, onRight, env.depth, env.vars)
    let count = 0
    for (let o = env.vars; o !== null; o = o.outer) count++
    if (count > maxVariables) {
      if (env.vars !== null) env.vars.limited = true
      return t
    }
    b.body = u.body
    const before = env.snapshot()
    const noInvariant = !occursInvariantly(ts, u.body, u.var)
    if (mayBeDiagonal(ts, u.var) && noInvariant && alwaysOccurs(ts, u.body, u.var)) b.constraint = 'bounds'
    let result = this.openAndMeet(t, u, b, onRight, pos)
    if (b.limited) {
      if (env.vars !== null) env.vars.limited = true
      return result
    }
    if (result === ts.bottom) return result
    const first = b.constraint
    if (b.concrete || b.invariantUses > 1 || (b.invariantUses > 0 && b.covariantUses > 0)) {
      b.constraint = b.concrete ? 'bounds' : 'equal'
    } else if (u.var.lower !== ts.bottom) b.constraint = 'equal'
    else if (b.covariantUses > 0 && noInvariant) b.constraint = 'bounds'
    if (first !== b.constraint || b.concrete) {
      // Bounds found the first time stay for "equal": an invariant occurrence has fixed the variable already.
      const keep = b.constraint === 'equal' && first === 'none'
      if (!keep) {
        b.lower = u.var.lower
        b.upper = u.var.upper
      }
      env.restore(before, b.constraint !== 'equal')
      b.covariantUses = 0
      b.invariantUses = 0
      b.inner = []
      result = this.openAndMeet(t, u, b, onRight, pos)
    }
    return result
  }

  private openAndMeet(t: TypeParam, u: UnionAll, b: Binding, onRight: boolean, pos: Position): TypeParam {
    const { env, ts } = this
    env.vars = b
    let result: TypeParam
    try {
      if (onRight) {
        env.envIndex++
        try {
          result = this.meet(t, u.body, pos)
        } finally {
          env.envIndex--
        }
      } else result = this.meet(u.body, t, pos)
      // the diagonal rule: only concrete types will do for such a variable
      if (result !== ts.bottom) {
        const diagonal = b.covariantUses > 1 && !occursInvariantly(ts, u.body, u.var)
        if ((b.concrete || (diagonal && mayBeDiagonal(ts, u.var))) && !this.canBeConcrete(b))
          result = ts.bottom
        else if (diagonal && mayBeDiagonal(ts, u.var)) b.concrete = true
      }
    } finally {
      env.vars = b.outer
    }
    if (result === ts.bottom) return result
    if (b.upper === ts.bottom && b.covariantUses > 0) return ts.bottom
    if (hasTypeVar(b.lower, u.var) || hasTypeVar(b.upper, u.var)) return ts.bottom
    return this.close(result, b, u)
  }

  /** A variable restricted to concrete types has a value left. */
  private canBeConcrete(b: Binding): boolean {
    const { ts } = this
    if (b.lower instanceof TypeVar) {
      const other = this.env.lookup(b.lower)
      if (other !== null) other.concrete = true
      return true
    }
    if (isLeafBound(ts, b.lower)) return true
    return !(b.lower instanceof DataType || b.lower instanceof UnionType || b.lower instanceof UnionAll)
  }

  /** The variable of `u` leaves scope: put its value in place, or a `where` around. */
  private close(result: TypeParam, b: Binding, u: UnionAll): TypeParam {
    const { env, ts } = this
    let value: TypeParam | null = null
    let v = b.var
    if (!isType(b.upper) && !(b.upper instanceof TypeVar)) value = b.upper
    else if (obviouslyEqual(b.lower, b.upper)) value = b.upper
    else if (isLeafBound(ts, b.upper) && !occursInvariantly(ts, u.body, u.var) && b.upper !== ts.bottom)
      value = b.upper
    else if (
      !hasFreeTypeVars(b.lower) &&
      !hasFreeTypeVars(b.upper) &&
      b.lower !== ts.bottom &&
      b.upper !== ts.any &&
      isType(b.lower) &&
      ts.isSubtype(b.upper, b.lower)
    )
      value = b.upper
    if (value === null) value = this.outerEqual(b)
    if (b.isLength && value !== null && typeof value !== 'bigint' && !(value instanceof TypeVar))
      return ts.bottom
    if (value === null && (b.lower !== b.var.lower || b.upper !== b.var.upper)) {
      if (!this.boundsAgree(b)) return ts.bottom
      v = new TypeVar(b.var.name, b.lower, b.upper)
    }
    // what other variables are known to be must not mention this one any more
    let wrap = true
    for (let o = env.vars; o !== null; o = o.outer) {
      if (hasTypeVar(o.lower, b.var)) {
        if (b.lower === o.var) return ts.bottom
        if (value !== null) o.lower = substitute(ts, o.lower, new Map([[b.var, value]]))
        else if (o.lower === b.var) o.lower = b.lower
        else if (this.movesOutside(o, b)) {
          o.lower = substitute(ts, o.lower, new Map([[b.var, v]]))
          if (wrap) o.inner.unshift(...b.inner, v)
          wrap = false
        } else o.lower = closeOver(ts, o.lower, b.var, v)
      }
      if (hasTypeVar(o.upper, b.var)) {
        if (value !== null) {
          const replaced = substitute(ts, o.upper, new Map([[b.var, value]]))
          if (replaced === ts.bottom) return ts.bottom
          o.upper = replaced
        } else if (o.upper === b.var) o.upper = b.upper
        else if (!wrap || this.movesOutside(o, b)) {
          o.upper = substitute(ts, o.upper, new Map([[b.var, v]]))
          if (wrap) o.inner.unshift(...b.inner, v)
          wrap = false
        } else o.upper = closeOver(ts, o.upper, b.var, v)
      }
    }
    let closed = result
    if (hasTypeVar(closed, b.var)) {
      if (value !== null) closed = substitute(ts, closed, new Map([[b.var, value]]))
      else if (v !== b.var) closed = substitute(ts, closed, new Map([[b.var, v]]))
    }
    if (closed === ts.bottom) return closed
    if (wrap) {
      if (value === null && hasTypeVar(closed, v)) closed = ts.unionAll(v, closed as Type)
      for (let i = b.inner.length - 1; i >= 0; i--) {
        if (hasTypeVar(closed, b.inner[i])) closed = ts.unionAll(b.inner[i], closed as Type)
      }
    }
    if (b.exists && env.envIndex < env.envSize) this.record(b, value, v)
    return closed
  }

  /**
   * An outer variable that was found to equal `b`'s: it stays, with the bounds found for `b`. (With a `where` for `b` put
   * around what is known so far, the two would part.)
   */
  private outerEqual(b: Binding): TypeVar | null {
    for (let o = this.env.vars; o !== null; o = o.outer) {
      if (o.lower !== b.var || o.upper !== b.var || o.depth !== b.depth) continue
      if (hasTypeVar(b.lower, o.var) || hasTypeVar(b.upper, o.var)) return null
      o.lower = b.lower
      o.upper = b.upper
      return o.var
    }
    return null
  }

  private boundsAgree(b: Binding): boolean {
    const { ts } = this
    if (b.lower === ts.bottom || b.upper === ts.any || hasFreeTypeVars(b.lower) || hasFreeTypeVars(b.upper))
      return true
    return ts.isSubtype(b.lower, b.upper)
  }

  /** An outer variable equals a type that mentions this one: the `where` has to move outside of it. */
  private movesOutside(o: Binding, b: Binding): boolean {
    return (
      o.depth === b.depth &&
      !hasTypeVar(b.lower, o.var) &&
      !hasTypeVar(b.upper, o.var) &&
      hasTypeVar(o.upper, b.var) &&
      hasTypeVar(o.lower, b.var)
    )
  }

  private record(b: Binding, value: TypeParam | null, v: TypeVar): void {
    const { env, ts } = this
    const old = env.envOut[env.envIndex]
    const unknown = value === null || (!isLeafBound(ts, value) && b.invariantUses === 0)
    const found = unknown ? v : b.invariantUses === 0 ? kindIfType(ts, value) : value
    env.envOut[env.envIndex] =
      old !== null && !(old instanceof TypeVar) && !paramsEgal(old, found) ? b.var : found
  }
}

function closeOver(ts: TypeSystem, t: TypeParam, v: TypeVar, renamed: TypeVar): TypeParam {
  const body = v === renamed ? t : substitute(ts, t, new Map([[v, renamed]]))
  return isType(body) ? ts.unionAll(renamed, body) : body
}

/** How often `v` occurs in `t`. */
function occurrences(t: TypeParam | null, v: TypeVar): number {
  if (t === v) return 1
  if (t === null || !hasTypeVar(t, v)) return 0
  if (t instanceof UnionType) return occurrences(t.a, v) + occurrences(t.b, v)
  if (t instanceof VarargType) return occurrences(t.element, v) + occurrences(t.count, v)
  if (t instanceof UnionAll)
    return occurrences(t.body, v) + occurrences(t.var.lower, v) + occurrences(t.var.upper, v)
  return t instanceof DataType ? t.parameters.reduce((n, p) => n + occurrences(p, v), 0) : 0
}

/** `v` occurs in `t` below a type constructor. */
function occursInside(t: TypeParam | null, v: TypeVar, inside: boolean): boolean {
  if (t === v) return inside
  if (t === null || !hasTypeVar(t, v)) return false
  if (t instanceof UnionType) return occursInside(t.a, v, inside) || occursInside(t.b, v, inside)
  if (t instanceof UnionAll) return occursInside(t.body, v, inside) || hasTypeVar(t.var.upper, v)
  return true
}

/** `v` occurs covariantly in every instance of `t` (not only in one member of a union, nor in a Vararg). */
function alwaysOccurs(ts: TypeSystem, t: TypeParam, v: TypeVar): boolean {
  if (t === v) return true
  if (!hasTypeVar(t, v)) return false
  if (t instanceof UnionAll) return alwaysOccurs(ts, t.body, v)
  if (t instanceof UnionType) return alwaysOccurs(ts, t.a, v) && alwaysOccurs(ts, t.b, v)
  if (t instanceof DataType && t.name === ts.tupleName)
    return t.parameters.some((p) => alwaysOccurs(ts, p, v))
  return false
}

function members(t: TypeParam): number {
  let n = 1
  for (; t instanceof UnionType; t = t.b) n++
  return n
}
