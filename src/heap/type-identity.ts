import { Sym } from '../syntax/index.ts'
import {
  BottomType,
  DataType,
  ParamBits,
  ParamModule,
  ParamTuple,
  type TypeParam,
  type TypeSystem,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from '../types/index.ts'

/** Bound variables of two types that stand for each other, innermost first. */
interface Pairs {
  readonly a: TypeVar
  readonly b: TypeVar
  readonly next: Pairs | null
}

/**
 * Julia's `===` of types: the same structure, with the same names of bound variables. (Equality of types, `==`, is a
 * question for `TypeSystem.typesEqual`.)
 */
export function typesIdentical(
  a: TypeParam | null,
  b: TypeParam | null,
  bound: Pairs | null = null,
): boolean {
  if (a === b && bound === null) return true
  if (a === null || b === null) return a === b
  if (a instanceof TypeVar || b instanceof TypeVar) {
    for (let p = bound; p !== null; p = p.next) if (p.a === a || p.b === b) return p.a === a && p.b === b
    return a === b
  }
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  if (a instanceof DataType && b instanceof DataType) {
    if (a === b) return true
    if (a.name !== b.name || a.parameters.length !== b.parameters.length) return false
    if (!a.hasFreeTypeVars && !b.hasFreeTypeVars) return false
    return a.parameters.every((p, i) => typesIdentical(p, b.parameters[i], bound))
  }
  if (a instanceof UnionAll && b instanceof UnionAll) {
    return (
      a.var.name === b.var.name &&
      typesIdentical(a.var.lower, b.var.lower, bound) &&
      typesIdentical(a.var.upper, b.var.upper, bound) &&
      typesIdentical(a.body, b.body, { a: a.var, b: b.var, next: bound })
    )
  }
  if (a instanceof UnionType && b instanceof UnionType) {
    return typesIdentical(a.a, b.a, bound) && typesIdentical(a.b, b.b, bound)
  }
  if (a instanceof VarargType && b instanceof VarargType) {
    return typesIdentical(a.element, b.element, bound) && typesIdentical(a.count, b.count, bound)
  }
  return a === b
}

/** A 32-bit hash that does not depend on the order in which types were made. Identical types have equal hashes. */
export function typeHash(ts: TypeSystem, p: TypeParam | null): number {
  if (p instanceof DataType) {
    if (p.hash === 0) p.hash = hashDataType(ts, p) | 1
    return p.hash >>> 0
  }
  if (p === null) return 0x3c6ef372
  if (p instanceof UnionAll) return mix(mix(0x1f83d9ab, stringHash(p.var.name.name)), typeHash(ts, p.body))
  if (p instanceof UnionType) return mix(mix(0x5be0cd19, typeHash(ts, p.a)), typeHash(ts, p.b))
  if (p instanceof VarargType) return mix(mix(0x510e527f, typeHash(ts, p.element)), typeHash(ts, p.count))
  if (p instanceof TypeVar) return mix(0x9b05688c, stringHash(p.name.name))
  if (p instanceof BottomType) return 0x6a09e667
  if (p instanceof Sym) return mix(0xbb67ae85, stringHash(p.name))
  if (p instanceof ParamModule) return mix(0xa54ff53a, stringHash(p.module.name.name))
  if (p instanceof ParamTuple) return p.elements.reduce((h, e) => mix(h, typeHash(ts, e)), 0x428a2f98)
  if (p instanceof ParamBits) return p.bytes.reduce((h, byte) => mix(h, byte), typeHash(ts, p.type))
  return stringHash(String(p))
}

function hashDataType(ts: TypeSystem, t: DataType): number {
  let h = stringHash(t.name.name.name)
  h = mix(h, stringHash(t.name.module.name.name))
  return t.parameters.reduce((hash, p) => mix(hash, typeHash(ts, p)), h)
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ b, 0x85ebca6b)
  h = Math.imul((h ^ (h >>> 13)) + b, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** FNV-1a over UTF-16 units. */
function stringHash(s: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193)
  return h >>> 0
}
