import type { DataType, Type, TypeParam, TypeSystem } from '../types/index.ts'
import { isType } from '../types/index.ts'

/**
 * Widening: keeps types that inference invents within a finite set, so that joins and recursive signatures come to an
 * end. Every function here returns a supertype of what it was given.
 */

/** A join of types may have so many members … */
export const MAX_UNION_MEMBERS = 4
/** … and so much nesting of unions and `where`s in it. */
export const MAX_UNION_NESTING = 3
/** Joins that had to be widened keep types nested this deep. */
const MAX_JOIN_DEPTH = 4
/** Tuples longer than this lose their length. */
export const MAX_TUPLE_LENGTH = 32
/** Nesting of type parameters that a widened signature may keep beyond what it is compared with. */
const MAX_NEW_DEPTH = 3

export function flattenUnion(t: Type, out: Type[] = []): Type[] {
  if (t.kind === 'Union') {
    flattenUnion(t.a, out)
    flattenUnion(t.b, out)
  } else if (t.kind !== 'Bottom') out.push(t)
  return out
}

export function unionLength(t: Type): number {
  return t.kind === 'Union' ? unionLength(t.a) + unionLength(t.b) : 1
}

/** Depth of unions and quantifiers inside `t`. */
export function unionNesting(t: TypeParam): number {
  if (typeof t !== 'object' || !('kind' in t)) return 0
  switch (t.kind) {
    case 'Union':
      return 1 + Math.max(unionNesting(t.a), unionNesting(t.b))
    case 'UnionAll':
      return 1 + unionNesting(t.body)
    case 'DataType': {
      let n = 0
      for (const p of t.parameters) n = Math.max(n, unionNesting(p))
      return n
    }
    case 'Vararg':
      return t.element === null ? 0 : unionNesting(t.element)
    default:
      return 0
  }
}

/** Nesting of parameters: `Int` 0, `Vector{Int}` 1. */
export function typeDepth(t: TypeParam): number {
  if (typeof t !== 'object' || !('kind' in t)) return 0
  switch (t.kind) {
    case 'Union':
      return Math.max(typeDepth(t.a), typeDepth(t.b))
    case 'UnionAll':
      return Math.max(typeDepth(t.body), typeDepth(t.var.upper))
    case 'DataType': {
      let n = -1
      for (const p of t.parameters) n = Math.max(n, typeDepth(p))
      return n + 1
    }
    case 'Vararg':
      return t.element === null ? 0 : typeDepth(t.element)
    default:
      return 0
  }
}

/** Number of nodes of a type. */
export function typeSize(t: TypeParam): number {
  if (typeof t !== 'object' || !('kind' in t)) return 1
  switch (t.kind) {
    case 'Union':
      return typeSize(t.a) + typeSize(t.b)
    case 'UnionAll':
      return 1 + typeSize(t.body)
    case 'DataType': {
      let n = 1
      for (const p of t.parameters) n += typeSize(p)
      return n
    }
    case 'Vararg':
      return t.element === null ? 1 : 1 + typeSize(t.element)
    default:
      return 1
  }
}

/** Join of two plain types, of which neither is a subtype of the other. */
export function joinTypes(ts: TypeSystem, a: Type, b: Type): Type {
  const u = ts.union([a, b])
  if (u.kind !== 'Union') return u
  if (unionLength(u) <= MAX_UNION_MEMBERS && unionNesting(u) <= MAX_UNION_NESTING) return u
  return coarsen(ts, u)
}

/** Too large a union: members of one family become one type; if that is not enough, their nearest common supertype. */
function coarsen(ts: TypeSystem, u: Type): Type {
  const members = flattenUnion(u)
  const merged: Type[] = []
  const families: (object | null)[] = []
  for (const m of members) {
    const name = familyOf(m)
    const k = name === null ? -1 : families.indexOf(name)
    if (k < 0) {
      merged.push(m)
      families.push(name)
    } else merged[k] = mergeFamily(ts, merged[k], m)
  }
  const r = truncate(ts, ts.union(merged), MAX_JOIN_DEPTH)
  if (unionLength(r) <= MAX_UNION_MEMBERS && unionNesting(r) <= MAX_UNION_NESTING) return r
  let j: Type = merged[0]
  for (let i = 1; i < merged.length; i++) j = ts.typeJoin(j, merged[i])
  return unionNesting(j) <= MAX_UNION_NESTING + 1 ? truncate(ts, j, MAX_JOIN_DEPTH) : ts.any
}

/** `t` with what stands deeper than `depth` replaced by plain wrappers: a join must not nest ever deeper. */
function truncate(ts: TypeSystem, t: Type, depth: number): Type {
  if (typeDepth(t) <= depth) return t
  if (t.kind === 'Union') return ts.union(flattenUnion(t).map((m) => truncate(ts, m, depth)))
  if (depth > 0 && t.kind === 'DataType' && t.name === ts.tupleName) {
    return ts.tuple(
      t.parameters.map((p) => {
        if (isVararg(p))
          return p.element !== null && isType(p.element)
            ? ts.vararg(truncate(ts, p.element, depth - 1), p.count)
            : p
        return isType(p) ? truncate(ts, p, depth - 1) : p
      }),
    )
  }
  return wrapperOf(t) ?? ts.any
}

function familyOf(t: Type): object | null {
  let b: Type = t
  while (b.kind === 'UnionAll') b = b.body
  return b.kind === 'DataType' ? b.name : null
}

function mergeFamily(ts: TypeSystem, a: Type, b: Type): Type {
  if (ts.isSubtype(a, b)) return b
  if (ts.isSubtype(b, a)) return a
  const j = ts.typeJoin(a, b)
  return unionNesting(j) <= MAX_UNION_NESTING ? j : (wrapperOf(a) ?? ts.any)
}

function wrapperOf(t: Type): Type | null {
  let b: Type = t
  while (b.kind === 'UnionAll') b = b.body
  return b.kind === 'DataType' ? b.name.wrapper : null
}

/**
 * The signature of a recursive call, widened where it grew against the signature `before` of the same method in
 * the chain of callers. Parameter by parameter: what occurs somewhere in `before`, or is no deeper and no larger than what
 * stood there, stays; the rest loses its parameters.
 */
export function limitSignature(ts: TypeSystem, sig: Type, before: Type, methodSig: Type): Type {
  if (sig.kind !== 'DataType' || before.kind === 'Bottom') return widenWhole(sig, before, methodSig)
  let old: Type = before
  while (old.kind === 'UnionAll') old = old.body
  if (old.kind !== 'DataType') return sig
  const params = sig.parameters
  const depthBefore = typeDepth(old)
  const sizeBefore = typeSize(old)
  let changed = false
  let out: TypeParam[] = []
  for (let i = 0; i < params.length; i++) {
    const p = params[i]
    const o = i < old.parameters.length ? old.parameters[i] : null
    const l = limitParam(ts, p, o, old, depthBefore, sizeBefore)
    if (l !== p) changed = true
    out.push(l)
  }
  // a tuple that grew in length: everything past the old length becomes a Vararg
  const limit = Math.max(old.parameters.length, declaredLength(methodSig))
  if (out.length > limit && out.length > 3) {
    const rest: Type[] = []
    for (let i = limit; i < out.length; i++) rest.push(elementOf(ts, out[i]))
    out = out.slice(0, limit)
    const tail = rest.reduce((x, y) => ts.typeJoin(x, y))
    const last = out[limit - 1]
    if (isVararg(last)) out[limit - 1] = ts.vararg(ts.typeJoin(elementOf(ts, last), tail), null)
    else out.push(ts.vararg(tail, null))
    changed = true
  }
  return changed ? ts.tuple(out) : sig
}

function declaredLength(sig: Type): number {
  let b: Type = sig
  while (b.kind === 'UnionAll') b = b.body
  return b.kind === 'DataType' ? b.parameters.length : 0
}

function elementOf(ts: TypeSystem, p: TypeParam): Type {
  if (isVararg(p)) return p.element === null ? ts.any : asType(ts, p.element)
  return asType(ts, p)
}

function asType(ts: TypeSystem, p: TypeParam): Type {
  return isType(p) ? p : ts.any
}

function isVararg(p: TypeParam): p is Extract<TypeParam, { kind: 'Vararg' }> {
  return typeof p === 'object' && 'kind' in p && p.kind === 'Vararg'
}

function limitParam(
  ts: TypeSystem,
  p: TypeParam,
  old: TypeParam | null,
  whole: DataType,
  depth: number,
  size: number,
): TypeParam {
  if (isVararg(p)) {
    if (p.element === null) return p
    const oldElement = old !== null && isVararg(old) ? old.element : old
    const e = limitParam(ts, p.element, oldElement, whole, depth, size)
    return e === p.element ? p : ts.vararg(e, p.count)
  }
  if (!isType(p)) return p
  const d = typeDepth(p)
  if (d === 0) return p
  if (old !== null && (p === old || (d <= typeDepth(old) && typeSize(p) <= typeSize(old)))) return p
  if (occursIn(ts, p, whole)) return p
  if (d <= depth - 1 && typeSize(p) < size && d <= MAX_NEW_DEPTH) return p
  return widenParam(ts, p)
}

/** `Vector{Vector{Int}}` → `Vector`, `Type{Foo{…}}` → `Type{<:Foo}`. */
export function widenParam(ts: TypeSystem, t: Type): Type {
  switch (t.kind) {
    case 'UnionAll': {
      const w = wrapperOf(t)
      return w ?? ts.any
    }
    case 'Union': {
      const parts = flattenUnion(t).map((m) => widenParam(ts, m))
      return parts.length > MAX_UNION_MEMBERS ? parts.reduce((a, b) => ts.typeJoin(a, b)) : ts.union(parts)
    }
    case 'DataType': {
      const w = t.name.wrapper
      const inner = t.parameters.length === 1 ? t.parameters[0] : null
      if (t.name === ts.typeTypeName) {
        if (inner !== null && isType(inner) && inner.kind !== 'Bottom') {
          const v = ts.typeVar('T', ts.bottom, widenParam(ts, inner))
          return ts.unionAll(v, ts.typeOfType(v))
        }
        return w
      }
      return w
    }
    default:
      return t
  }
}

function widenWhole(sig: Type, before: Type, methodSig: Type): Type {
  return typeSize(sig) > typeSize(before) + typeSize(methodSig) ? methodSig : sig
}

/** `t` stands somewhere within `whole`. */
function occursIn(ts: TypeSystem, t: Type, whole: TypeParam): boolean {
  if (t === whole) return true
  if (typeof whole !== 'object' || !('kind' in whole)) return false
  switch (whole.kind) {
    case 'DataType':
      for (const p of whole.parameters) if (occursIn(ts, t, p)) return true
      return false
    case 'Union':
      return occursIn(ts, t, whole.a) || occursIn(ts, t, whole.b)
    case 'UnionAll':
      return occursIn(ts, t, whole.body)
    case 'Vararg':
      return whole.element !== null && occursIn(ts, t, whole.element)
    default:
      return false
  }
}

/** A signature with the recursion's whole family of arguments: what the method accepts at all. */
export function hardLimit(ts: TypeSystem, sig: Type, methodSig: Type): Type {
  const wide: TypeParam[] = []
  if (sig.kind !== 'DataType') return methodSig
  for (const p of sig.parameters) {
    if (isVararg(p)) wide.push(ts.vararg(ts.any, null))
    else wide.push(isType(p) && typeDepth(p) > 0 ? widenParam(ts, p) : p)
  }
  return ts.typeIntersect(ts.tuple(wide), methodSig)
}
