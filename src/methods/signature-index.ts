import {
  DataType,
  isType,
  type Type,
  type TypeName,
  type TypeParam,
  type TypeSystem,
  TypeVar,
  UnionType,
  unwrapUnionAll,
  VarargType,
} from '../types/index.ts'
import { arity } from './arity.ts'
import type { IndexEntry, Method } from './model.ts'

/** The called value and the arguments whose types methods are filed under. */
const POSITIONS = 4
/** Methods that are looked at one by one rather than searched. */
const FEW = 4

/** A definition that values of a parameter belong to; with `isType`, those values are types, as for `Type{X}`. */
export interface Filed {
  readonly name: TypeName
  readonly isType: boolean
}

/** For each position, the definitions one of which a value there surely belongs to, perhaps by inheriting; or null. */
export function filedUnder(ts: TypeSystem, sig: Type): (readonly Filed[] | null)[] {
  const out: (readonly Filed[] | null)[] = []
  for (let i = 0; i < POSITIONS; i++) out.push(definitionsOf(ts, elementType(ts, sig, i)))
  return out
}

export function keyOf(f: Filed): number {
  return f.isType ? -f.name.indexKey : f.name.indexKey
}

/** The entry of a method that is there. */
export function entryOf(ts: TypeSystem, m: Method): IndexEntry {
  return {
    keys: filedUnder(ts, m.sig).map((names) => names?.map(keyOf) ?? null),
    exact: exactTypes(ts, m.sig),
    minArguments: m.arity.min,
    maxArguments: m.arity.max,
    method: () => m,
  }
}

function definitionsOf(ts: TypeSystem, p: TypeParam | null): readonly Filed[] | null {
  if (p instanceof TypeVar) return definitionsOf(ts, p.upper)
  if (p === null || !isType(p)) return null
  const t = unwrapUnionAll(p)
  if (t instanceof UnionType) return both(definitionsOf(ts, t.a), definitionsOf(ts, t.b))
  if (!(t instanceof DataType) || t === ts.any) return null
  if (t.name === ts.typeTypeName) return typeDefinitions(ts, t.parameters[0])
  // an instance of a kind is a type, which a method for `Type{X}` may take
  if (ts.isKind(t)) return null
  return [{ name: t.name, isType: false }]
}

/** For `Type{x}`. */
function typeDefinitions(ts: TypeSystem, x: TypeParam): readonly Filed[] | null {
  if (x instanceof TypeVar) return typeDefinitions(ts, x.upper)
  if (!isType(x)) return null
  const t = unwrapUnionAll(x)
  if (t instanceof UnionType) return both(typeDefinitions(ts, t.a), typeDefinitions(ts, t.b))
  return t instanceof DataType && t !== ts.any ? [{ name: t.name, isType: true }] : null
}

function both(a: readonly Filed[] | null, b: readonly Filed[] | null): readonly Filed[] | null {
  return a === null || b === null ? null : [...a, ...b]
}

/**
 * For each position the number of the type there if values have either exactly this type (for `Type{X}`: are X) or are
 * none of what another such type takes; 0 otherwise.
 */
function exactTypes(ts: TypeSystem, sig: Type): number[] {
  const out: number[] = []
  for (let i = 0; i < POSITIONS; i++) {
    const p = elementType(ts, sig, i)
    const isExact =
      p instanceof DataType &&
      !p.hasFreeTypeVars &&
      !p.hasSpellings &&
      !ts.isKind(p) &&
      (p.name === ts.typeTypeName ? p.parameters[0] instanceof DataType : p.isConcrete)
    out.push(isExact ? p.id : 0)
  }
  return out
}

interface Placed {
  readonly entry: IndexEntry
  /** place among all, by which candidates are ordered */
  readonly order: number
}

/**
 * The methods of a table, filed under what is certain of the types of the first arguments, so that a lookup looks only
 * at methods that may apply, and only these are read from an image. A method may be filed under an abstract type: it is
 * looked at for arguments of all types that inherit from that. One for any value is *general* in its position.
 */
export class SignatureIndex {
  private readonly ts: TypeSystem
  private readonly positions = Array.from({ length: POSITIONS }, () => ({
    filed: new Map<number, Placed[]>(),
    /** methods for exactly one type: by its definition, and by its number */
    exactFiled: new Map<number, Placed[]>(),
    exact: new Map<number, Placed[]>(),
    general: [] as Placed[],
  }))
  private readonly all: Placed[] = []
  /** keys under which methods for a definition and for what it inherits from are filed */
  private readonly chains = new Map<number, ReadonlySet<number>>()

  constructor(ts: TypeSystem) {
    this.ts = ts
  }

  add(entry: IndexEntry): void {
    const placed = { entry, order: this.all.length }
    this.all.push(placed)
    this.positions.forEach((index, i) => {
      const keys = entry.keys[i]
      const exact = entry.exact?.[i] ?? 0
      if (keys === null) index.general.push(placed)
      for (const key of new Set(keys)) enter(exact === 0 ? index.filed : index.exactFiled, key, placed)
      if (exact !== 0) enter(index.exact, exact, placed)
    })
  }

  /** Methods among which are all that can apply to arguments of type `sig`, in the order in which they were added. */
  candidates(sig: Type): Method[] {
    if (this.all.length <= FEW) return this.all.map((placed) => placed.entry.method())
    const wanted = this.acceptedKeys(sig)
    const types = exactTypes(this.ts, sig)
    let lists: (readonly Placed[])[] = [this.all]
    let size = this.all.length
    wanted.forEach((keys, i) => {
      if (keys === null || size <= FEW) return
      const index = this.positions[i]
      const own: (readonly Placed[])[] = [index.general]
      let n = index.general.length
      const take = (list: readonly Placed[] | undefined): void => {
        if (list === undefined) return
        own.push(list)
        n += list.length
      }
      for (const key of keys) {
        take(index.filed.get(key))
        if (types[i] === 0) take(index.exactFiled.get(key))
      }
      if (types[i] !== 0) take(index.exact.get(types[i]))
      if (n >= size) return
      lists = own
      size = n
    })
    const { min, max } = arity(sig)
    const found: Placed[] = []
    for (const list of lists) {
      for (const placed of list) {
        const { entry } = placed
        if (entry.minArguments > max || entry.maxArguments < min) continue
        if (mayTake(entry, wanted, types)) found.push(placed)
      }
    }
    if (lists.length > 1) found.sort((a, b) => a.order - b.order)
    const methods: Method[] = []
    let last = -1
    for (const { entry, order } of found) {
      // a method for a union may be filed twice
      if (order !== last) methods.push(entry.method())
      last = order
    }
    return methods
  }

  /** For each position, the keys of methods that may take what `sig` has there; null: all. */
  private acceptedKeys(sig: Type): (ReadonlySet<number> | null)[] {
    const { ts } = this
    return filedUnder(ts, sig).map((names, i) => {
      if (names === null) return null
      const sets: ReadonlySet<number>[] = []
      for (const f of names) {
        // of an abstract type's values, methods for any type that inherits from it may take some
        const isExact = f.isType ? elementIsExactType(ts, sig, i) : !f.name.isAbstract
        const chain = isExact ? this.chain(f) : null
        if (chain === null) return null
        sets.push(chain)
      }
      return sets.length === 1 ? sets[0] : new Set(sets.flatMap((s) => [...s]))
    })
  }

  /** Null for a definition that is not complete. */
  private chain(f: Filed): ReadonlySet<number> | null {
    const key = keyOf(f)
    const known = this.chains.get(key)
    if (known !== undefined) return known
    const chain = new Set<number>()
    let t = unwrapUnionAll(f.name.wrapper) as DataType
    while (t !== this.ts.any) {
      chain.add(keyOf({ name: t.name, isType: f.isType }))
      if ((unwrapUnionAll(t.name.wrapper) as DataType).superType === null) return null
      t = this.ts.superOf(t)
    }
    this.chains.set(key, chain)
    return chain
  }
}

/** `Type{X}` at this position, with X itself and not any type below it: methods for `Type{Y}` need Y to be X or above. */
function elementIsExactType(ts: TypeSystem, sig: Type, i: number): boolean {
  const p = elementType(ts, sig, i)
  if (!(p instanceof DataType) || p.name !== ts.typeTypeName) return false
  const x = p.parameters[0]
  return !(x instanceof TypeVar) && isType(x) && unwrapUnionAll(x) instanceof DataType
}

function enter(map: Map<number, Placed[]>, key: number, placed: Placed): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [placed])
  else list.push(placed)
}

function mayTake(
  entry: IndexEntry,
  wanted: readonly (ReadonlySet<number> | null)[],
  types: readonly number[],
): boolean {
  for (let i = 0; i < POSITIONS; i++) {
    const exact = entry.exact?.[i] ?? 0
    if (exact !== 0 && types[i] !== 0 && exact !== types[i]) return false
    const keys = entry.keys[i]
    const set = wanted[i]
    if (keys !== null && set !== null && !keys.some((k) => set.has(k))) return false
  }
  return true
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
