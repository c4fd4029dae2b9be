import type { ModuleLike, Sym } from '../syntax/index.ts'
import { TypeConstructionError } from './errors.ts'
import { hasTypeVar, unionAllVars, unwrapUnionAll } from './free-vars.ts'
import { substitute } from './instantiate.ts'
import {
  DataType,
  type Type,
  TypeName,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from './model.ts'
import { showType } from './show.ts'
import type { TypeSystem } from './type-system.ts'

/** What a definition says before its supertype and fields are known. */
export interface DefinitionHead {
  readonly name: Sym
  readonly module: ModuleLike
  readonly params: readonly TypeVar[]
}

export interface StructHead extends DefinitionHead {
  readonly fieldNames: readonly Sym[]
  readonly isMutable: boolean
  /** leading fields that every constructor sets; all when absent */
  readonly initialized?: number
  readonly constFields?: readonly boolean[]
  readonly atomicFields?: readonly boolean[]
}

function declare(ts: TypeSystem, head: DefinitionHead): { name: TypeName; primary: DataType } {
  const name = new TypeName(head.name, head.module)
  const free: TypeVar[] = [...head.params]
  const primary = new DataType(name, head.params, free)
  let wrapper: Type = primary
  for (let i = head.params.length - 1; i >= 0; i--) wrapper = new UnionAll(head.params[i], wrapper)
  name.wrapper = wrapper
  if (head.params.length === 0) name.cache.set('', primary)
  void ts
  return { name, primary }
}

/** `struct` or `mutable struct`, without supertype and field types. */
export function newStruct(ts: TypeSystem, head: StructHead): DataType {
  const { name, primary } = declare(ts, head)
  const n = head.fieldNames.length
  if (new Set(head.fieldNames).size !== n) {
    const twice = head.fieldNames.find((f, i) => head.fieldNames.indexOf(f) !== i)!
    throw new TypeConstructionError(`duplicate field name: "${twice.name}" is not unique`)
  }
  name.fieldNames = head.fieldNames
  name.isMutable = head.isMutable
  name.mayBeInline = !head.isMutable
  name.maybeUndefFields = n - Math.min(n, head.initialized ?? n)
  name.constFields = head.constFields ?? []
  name.atomicFields = head.atomicFields ?? []
  ts.classify(primary)
  return primary
}

export function newAbstract(ts: TypeSystem, head: DefinitionHead): DataType {
  const { name, primary } = declare(ts, head)
  name.isAbstract = true
  name.bodyFieldTypes = []
  ts.classify(primary)
  return primary
}

export function newPrimitive(ts: TypeSystem, head: DefinitionHead, bits: number): DataType {
  if (!Number.isInteger(bits) || bits < 1 || bits >= 2 ** 23 || bits % 8 !== 0) {
    throw new TypeConstructionError(`invalid number of bits in primitive type ${head.name.name}`)
  }
  const { name, primary } = declare(ts, head)
  name.isPrimitive = true
  name.mayBeInline = true
  name.primitiveBits = bits
  name.bodyFieldTypes = []
  ts.classify(primary)
  return primary
}

/** The singleton type of a generic function: `typeof(f)`, named `#f`. `superType` is Function, or Builtin. */
export function newFunctionType(
  ts: TypeSystem,
  name: Sym,
  typeName: Sym,
  module: ModuleLike,
  superType: DataType,
): DataType {
  const t = newStruct(ts, { name: typeName, module, params: [], fieldNames: [], isMutable: false })
  t.name.singletonName = name
  setSuper(ts, t, superType, true)
  setBody(ts, t, [])
  return t
}

/** Gives `primary` its supertype. `internal` skips the rules for user definitions. */
export function setSuper(ts: TypeSystem, primary: DataType, superType: TypeParam, internal = false): void {
  if (!internal) {
    const bad = (why: string): never => {
      throw new TypeConstructionError(`invalid subtyping in definition of ${primary.name.name.name}: ${why}`)
    }
    if (!(superType instanceof DataType)) bad('can only subtype data types.')
    else if (superType.name === primary.name) bad('a type cannot subtype itself.')
    else if (superType.name === ts.tupleName) bad('cannot subtype a tuple type.')
    else if (superType.name === ts.namedTupleName) bad('cannot subtype a named tuple type.')
    else if (superType.name === ts.typeTypeName) bad('cannot add subtypes to Type.')
    else if (ts.builtin !== undefined && ts.isSubtype(superType, ts.builtin))
      bad('cannot add subtypes to Core.Builtin.')
    else if (!superType.name.isAbstract) bad('can only subtype abstract types.')
  }
  primary.superType = superType as DataType
  if (primary.name.isAbstract || primary.name.isPrimitive) primary.name.isDefined = true
}

/** Gives `primary` its field types: the definition is complete. */
export function setBody(ts: TypeSystem, primary: DataType, fieldTypes: readonly TypeParam[]): void {
  const { name } = primary
  fieldTypes.forEach((p, i) => {
    if (p instanceof VarargType || !(p instanceof TypeVar || (typeof p === 'object' && 'kind' in p))) {
      throw new TypeConstructionError(
        `invalid type for field ${name.fieldNames[i].name} in definition of ${name.name.name}: ${showType(p)}`,
      )
    }
  })
  name.bodyFieldTypes = fieldTypes
  primary.fieldTypes = fieldTypes
  // An immutable that holds one of its own kind without a reference in between has no finite size. This must be known
  // before anybody asks for the layout.
  if (fieldTypes.some((p) => containsInline(ts, p, name, new Set()))) name.mayBeInline = false
  name.isDefined = true
}

/** Storing a `p` inline would store an instance of `name` inline. */
function containsInline(ts: TypeSystem, p: TypeParam, name: TypeName, seen: Set<TypeParam>): boolean {
  if (seen.has(p)) return false
  seen.add(p)
  if (p instanceof UnionType)
    return containsInline(ts, p.a, name, seen) || containsInline(ts, p.b, name, seen)
  if (p instanceof UnionAll) return containsInline(ts, p.body, name, seen)
  if (!(p instanceof DataType)) return false
  if (p.name === name) return true
  // what is always referred to ends the search: also types known to contain themselves, whose fields go on for ever
  if (!p.name.mayBeInline || p.name.isAbstract || p.name.isPrimitive || p.name.isOpaque) return false
  // parameters may become fields of any type that is laid out inline
  if (p.parameters.some((q) => containsInline(ts, q, name, seen))) return true
  return ts.fieldTypesOf(p).some((q) => containsInline(ts, q, name, seen))
}

/**
 * True if `fresh` repeats the definition `old` (both primary types), so that evaluating it again may keep `old`.
 */
export function equivalentDefinition(ts: TypeSystem, old: Type, fresh: DataType): boolean {
  const was = unwrapUnionAll(old)
  if (!(was instanceof DataType) || was.name.wrapper !== old) return false
  const a = was.name
  const b = fresh.name
  if (
    a.name !== b.name ||
    a.isAbstract !== b.isAbstract ||
    a.isMutable !== b.isMutable ||
    a.isPrimitive !== b.isPrimitive ||
    a.primitiveBits !== b.primitiveBits ||
    a.maybeUndefFields !== b.maybeUndefFields
  )
    return false
  if (a.fieldNames.length !== b.fieldNames.length || a.fieldNames.some((f, i) => f !== b.fieldNames[i]))
    return false
  const flags = (list: readonly boolean[]): string => a.fieldNames.map((_, i) => list[i] === true).join()
  if (flags(a.constFields) !== flags(b.constFields) || flags(a.atomicFields) !== flags(b.atomicFields))
    return false
  const oldVars = unionAllVars(old)
  if (oldVars.length !== fresh.parameters.length) return false
  // compare with the new parameters renamed to the old ones, and the new type standing for the old
  const rename = new Map<TypeVar, TypeParam>()
  for (const [i, v] of fresh.parameters.entries()) rename.set(v as TypeVar, oldVars[i])
  const same = (p: TypeParam, q: TypeParam): boolean => {
    const renamed = substitute(ts, replaceName(ts, q, b, a), rename)
    return p === renamed || ts.typesEqual(closeOver(ts, p, oldVars), closeOver(ts, renamed, oldVars))
  }
  for (let i = 0; i < oldVars.length; i++) {
    const v = fresh.parameters[i] as TypeVar
    if (oldVars[i].name !== v.name || !same(oldVars[i].lower, v.lower) || !same(oldVars[i].upper, v.upper))
      return false
  }
  if (was.superType !== null && fresh.superType !== null && !same(was.superType, fresh.superType))
    return false
  if (a.bodyFieldTypes !== null && b.bodyFieldTypes !== null) {
    return a.bodyFieldTypes.every((p, i) => same(p, b.bodyFieldTypes![i]))
  }
  return true
}

/** `p where vars...`, so that types with the definition's parameters can be compared. */
function closeOver(ts: TypeSystem, p: TypeParam, vars: readonly TypeVar[]): TypeParam {
  // an invariant box around it keeps `T` and `Any` apart
  let t: Type = ts.typeOfType(p)
  for (let i = vars.length - 1; i >= 0; i--) if (hasTypeVar(t, vars[i])) t = new UnionAll(vars[i], t)
  return t
}

/** `p` with every mention of the definition `from` turned into `to`. */
function replaceName(ts: TypeSystem, p: TypeParam, from: TypeName, to: TypeName): TypeParam {
  if (p instanceof DataType) {
    const params = p.parameters.map((q) => replaceName(ts, q, from, to))
    if (p.name === from) return ts.instance(to, params)
    if (params.every((q, i) => q === p.parameters[i])) return p
    return p.name === ts.tupleName ? ts.tuple(params) : ts.instance(p.name, params)
  }
  if (p instanceof UnionAll) {
    const body = replaceName(ts, p.body, from, to) as Type
    return body === p.body ? p : new UnionAll(p.var, body)
  }
  if (p instanceof UnionType)
    return ts.simpleUnion([replaceName(ts, p.a, from, to), replaceName(ts, p.b, from, to)])
  if (p instanceof VarargType && p.element !== null) {
    return ts.varargUnchecked(replaceName(ts, p.element, from, to), p.count)
  }
  return p
}
