import { hasFreeTypeVars, isType, unwrapUnionAll } from './free-vars.ts'
import { typeKey } from './keys.ts'
import { layoutOf } from './layout.ts'
import {
  type BottomType,
  DataType,
  type Type,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
} from './model.ts'
import { showParam } from './show.ts'
import type { TypeSystem } from './type-system.ts'

/** The members of a union, in order; a type that is no union is its only member. */
export function unionMembers(t: TypeParam): TypeParam[] {
  const out: TypeParam[] = []
  collect(t, out)
  return out
}

function collect(t: TypeParam, out: TypeParam[]): void {
  if (t instanceof UnionType) {
    collect(t.a as TypeParam, out)
    collect(t.b as TypeParam, out)
  } else if (!isType(t) || t.kind !== 'Bottom') out.push(t)
}

/**
 * `Union{…}` in normal form: nested unions flattened, members that another member covers dropped, the rest in
 * Julia's order (singletons, isbits, other types, then `where` types and variables; each by the name of its module, then its own).
 */
export function makeUnion(ts: TypeSystem, parts: readonly TypeParam[]): Type {
  const members: TypeParam[] = []
  for (const p of parts) collect(p, members)
  return buildUnion(ts, dropCovered(ts, members))
}

/** As `makeUnion`, but drops only members that are identical to another: cheap, and never asks for subtyping. */
export function makeSimpleUnion(ts: TypeSystem, parts: readonly TypeParam[]): Type {
  const members: TypeParam[] = []
  for (const p of parts) collect(p, members)
  const seen = new Set<string>()
  const kept = members.filter((m) => {
    const key = typeKey(m)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  return buildUnion(ts, kept.includes(ts.any) ? [ts.any] : kept)
}

function dropCovered(ts: TypeSystem, members: TypeParam[]): TypeParam[] {
  if (members.length <= 1) return members
  const kept: TypeParam[] = []
  outer: for (let i = 0; i < members.length; i++) {
    const m = members[i]
    for (let j = 0; j < members.length; j++) {
      if (i === j) continue
      const other = members[j]
      // of two that cover each other the first stays
      if (covers(ts, other, m) && (j < i || !covers(ts, m, other))) continue outer
    }
    kept.push(m)
  }
  return kept
}

function covers(ts: TypeSystem, big: TypeParam, small: TypeParam): boolean {
  if (big === small || big === ts.any) return true
  if (hasFreeTypeVars(big) || hasFreeTypeVars(small)) return typeKey(big) === typeKey(small)
  if (big instanceof DataType && big.isConcrete) return false
  return ts.isSubtype(small as Type, big as Type)
}

function buildUnion(ts: TypeSystem, members: TypeParam[]): Type | BottomType {
  if (members.length === 0) return ts.bottom
  if (members.length > 1) members.sort((a, b) => compareMembers(ts, a, b))
  // a union of free variables alone is legal inside a `where`
  let result = members[members.length - 1] as Type
  for (let i = members.length - 2; i >= 0; i--) result = new UnionType(members[i] as Type, result)
  return result
}

function rank(ts: TypeSystem, m: TypeParam): number {
  if (m instanceof DataType) {
    const content = contentOf(ts, m)
    return content === 'nothing' ? 0 : content === 'bits' ? 1 : 2
  }
  return m instanceof UnionAll ? 3 : m instanceof TypeVar ? 4 : 5
}

/**
 * What instances consist of. Layouts are not asked for: the union whose members are put in order may be a field of
 * the very type looked at, which then holds a reference.
 */
function contentOf(ts: TypeSystem, t: TypeParam): 'nothing' | 'bits' | 'references' {
  if (!(t instanceof DataType) || t.hasFreeTypeVars || !t.isConcrete || !t.name.isDefined) return 'references'
  if (t.name.isMutable || t.name.isOpaque || ts.isComputingFields(t)) return 'references'
  if (t.name.isPrimitive) return t.name.primitiveBits === 0 ? 'nothing' : 'bits'
  if (!t.name.mayBeInline) return 'references'
  let content: 'nothing' | 'bits' = 'nothing'
  for (const f of ts.fieldTypesOf(t)) {
    const inner = contentOf(ts, f)
    if (inner === 'references') return inner
    if (inner === 'bits') content = inner
  }
  return content
}

/** Concrete immutable struct without fields: it has one instance. */
export function isSingletonType(ts: TypeSystem, t: TypeParam): boolean {
  if (!(t instanceof DataType) || !t.isConcrete || t.name.isMutable || !t.name.isDefined) return false
  if (t.name.isPrimitive) return t.name.primitiveBits === 0
  if (!t.name.mayBeInline) return false
  const layout = layoutOf(ts, t)
  return (
    layout !== undefined &&
    layout.size === 0 &&
    layout.pointerOffsets.length === 0 &&
    layout.isInlineAllocated
  )
}

function compareMembers(ts: TypeSystem, a: TypeParam, b: TypeParam): number {
  const ra = rank(ts, a)
  const rb = rank(ts, b)
  if (ra !== rb) return ra - rb
  for (const name of [moduleName, sortName]) {
    const na = name(a)
    const nb = name(b)
    if (na !== nb) return na < nb ? -1 : 1
  }
  const sa = showParam(a)
  const sb = showParam(b)
  return sa < sb ? -1 : sa > sb ? 1 : 0
}

function moduleName(m: TypeParam): string {
  const u = isType(m) ? unwrapUnionAll(m) : m
  return u instanceof DataType ? u.name.module.name.name : ''
}

function sortName(m: TypeParam): string {
  if (m instanceof TypeVar) return m.name.name
  const u = isType(m) ? unwrapUnionAll(m) : m
  return u instanceof DataType ? u.name.name.name : ''
}
