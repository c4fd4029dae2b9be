import {
  DataType, isType, type Type, type TypeName, type TypeParam, type TypeSystem, TypeVar, UnionType, unwrapUnionAll,
  VarargType,
} from '../types/index.ts'
import type { Method } from './model.ts'

/** Arguments (after the function) whose types methods are filed under. */
const indexedPositions = [1, 2, 3]

/**
 * The methods of a table, filed under what is certain of the type of each of the first arguments, so that a lookup
 * looks only at methods that may apply. A method that is not certain in a position is *general* there.
 */
export class SignatureIndex {
  private readonly ts: TypeSystem
  private readonly positions = indexedPositions.map(() => ({
    filed: new Map<number, Method[]>(),
    general: [] as Method[],
  }))
  private readonly all: Method[] = []

  constructor(ts: TypeSystem) {
    this.ts = ts
  }

  add(m: Method): void {
    this.all.push(m)
    indexedPositions.forEach((position, i) => {
      const index = this.positions[i]
      const key = this.certain(elementType(this.ts, m.sig, position), m.sig)
      if (key === null) index.general.push(m)
      else {
        const list = index.filed.get(key)
        if (list === undefined) index.filed.set(key, [m])
        else list.push(m)
      }
    })
  }

  /** A set of methods that holds all that can apply to arguments of type `sig`. */
  candidates(sig: Type): readonly Method[] {
    let best: readonly (readonly Method[])[] = [this.all]
    let size = this.all.length
    if (size <= 4) return this.all
    indexedPositions.forEach((position, i) => {
      const keys = this.keysOf(elementType(this.ts, sig, position), sig)
      if (keys === null) return
      const index = this.positions[i]
      const lists = [index.general, ...keys.map((k) => index.filed.get(k) ?? [])]
      const n = lists.reduce((sum, l) => sum + l.length, 0)
      if (n < size) {
        best = lists
        size = n
      }
    })
    return best.length === 1 ? best[0] : best.flat()
  }

  /** The definition all values of parameter type `p` have; for `Type{X}` the definition of X. */
  private certain(p: TypeParam | null, sig: Type): number | null {
    const keys = this.keysOf(p, sig)
    return keys !== null && keys.length === 1 ? keys[0] : null
  }

  private keysOf(p: TypeParam | null, sig: Type): number[] | null {
    const { ts } = this
    if (p instanceof TypeVar) p = p.upper
    if (p === null || !isType(p)) return null
    if (p instanceof UnionType) {
      const a = this.keysOf(p.a, sig)
      const b = a === null ? null : this.keysOf(p.b, sig)
      return a === null || b === null ? null : [...new Set([...a, ...b])]
    }
    const t = unwrapUnionAll(p)
    if (!(t instanceof DataType)) return null
    if (t.name === ts.typeTypeName) return this.typeKey(t.parameters[0])
    // an instance of a kind is a type, which a method on Type{X} may take
    if (ts.isKind(t) || t.name.isAbstract) return null
    return [t.name.id]
  }

  /** `Type{X}` is filed apart from X. */
  private typeKey(x: TypeParam): number[] | null {
    if (!isType(x)) return null
    const t = unwrapUnionAll(x)
    return t instanceof DataType ? [-t.name.id] : null
  }
}

/** Type of argument `i` (0: the function); null when the signature may end before it or is no tuple. */
export function elementType(ts: TypeSystem, sig: Type, i: number): TypeParam | null {
  const t = unwrapUnionAll(sig)
  if (!(t instanceof DataType) || t.name !== ts.tupleName) return null
  const last = t.parameters[t.parameters.length - 1]
  if (last instanceof VarargType && i >= t.parameters.length - 1) return null
  return t.parameters[i] ?? null
}

/** The definitions whose instances the first element of `sig` may be; null if that is not certain. */
export function calleeNames(ts: TypeSystem, sig: Type): TypeName[] | null {
  const names: TypeName[] = []
  const visit = (p: TypeParam | null): boolean => {
    if (p instanceof TypeVar) return visit(p.upper)
    if (p === null || !isType(p)) return false
    if (p instanceof UnionType) return visit(p.a) && visit(p.b)
    const t = unwrapUnionAll(p)
    if (t instanceof UnionType) return visit(t)
    if (!(t instanceof DataType)) return false
    if (t.name === ts.typeTypeName || ts.isKind(t)) {
      names.push(ts.typeTypeName)
      return true
    }
    if (t.name.isAbstract) return false
    names.push(t.name)
    return true
  }
  return visit(elementType(ts, sig, 0)) ? names : null
}
