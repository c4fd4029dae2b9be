import { type ModuleLike, Sym, sym } from '../syntax/index.ts'
import { bootstrap } from './bootstrap.ts'
import { builtinAliases, builtinTypes } from './builtin-types.ts'
import { obviouslyDisjoint } from './disjoint.ts'
import { TypeApplicationError, TypeConstructionError } from './errors.ts'
import { freeVarsOfAll, hasFreeTypeVars, hasTypeVar, isType, unwrapUnionAll } from './free-vars.ts'
import { type Substitution, substitute } from './instantiate.ts'
import { type Intersection, intersectWithEnv, typeIntersect } from './intersection.ts'
import { typeJoin } from './join.ts'
import { paramsEgal, paramsKey, typeKey, typeOfTypeKey } from './keys.ts'
import { type ElementLayout, elementLayout, layoutOf } from './layout.ts'
import {
  BottomType,
  DataType,
  type Layout,
  ParamBits,
  ParamModule,
  ParamTuple,
  type ParamValue,
  type Type,
  type TypeName,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from './model.ts'
import { typeMoreSpecific } from './specificity.ts'
import { isSubtypeOf } from './subtype.ts'
import { isSingletonType, makeSimpleUnion, makeUnion } from './union.ts'

/** Longest tuple a known `Vararg` length is expanded to; beyond it something has gone wrong. */
const maxTupleLength = 1_000_000

/**
 * The types of one session: makes them, keeps them unique, and answers questions about them. Built-in types stand
 * in `core` by name, and those the compiler asks for all the time as fields.
 */
export class TypeSystem {
  readonly core: ModuleLike
  /** built-in types and aliases by their name in Core */
  readonly builtins = new Map<string, Type>()
  readonly bottom = new BottomType()
  /** the value `Vararg` */
  readonly varargValue = new VarargType(null, null)

  any!: DataType
  tupleName!: TypeName
  namedTupleName!: TypeName
  typeTypeName!: TypeName
  /** `Tuple`, i.e. `Tuple{Vararg{Any}}` */
  anyTuple!: DataType
  emptyTuple!: DataType
  /** `Type`, i.e. `Type{T} where T` */
  type!: UnionAll
  dataType!: DataType
  unionAllType!: DataType
  unionType!: DataType
  typeofBottom!: DataType
  typeofVararg!: DataType
  typeVarType!: DataType
  symbol!: DataType
  string!: DataType
  nothing!: DataType
  bool!: DataType
  char!: DataType
  int8!: DataType
  int16!: DataType
  int32!: DataType
  int64!: DataType
  int128!: DataType
  uint8!: DataType
  uint16!: DataType
  uint32!: DataType
  uint64!: DataType
  uint128!: DataType
  float16!: DataType
  float32!: DataType
  float64!: DataType
  number!: DataType
  simpleVector!: DataType
  module!: DataType
  function!: DataType
  builtin!: DataType
  intrinsicFunction!: DataType
  method!: DataType
  methodInstance!: DataType
  codeInstance!: DataType
  codeInfo!: DataType
  methodTable!: DataType
  methodMatch!: DataType
  typeName!: DataType
  binding!: DataType
  expr!: DataType
  task!: DataType
  box!: DataType
  weakRef!: DataType
  abstractString!: DataType
  exception!: DataType
  /** wrappers of parametric types */
  array!: UnionAll
  abstractArray!: UnionAll
  genericMemory!: UnionAll
  genericMemoryRef!: UnionAll
  memory!: UnionAll
  memoryRef!: UnionAll
  ptr!: UnionAll
  ref!: UnionAll
  namedTuple!: UnionAll
  opaqueClosure!: UnionAll
  vector!: UnionAll
  /** `Core.CPU` */
  cpu!: ParamBits

  private readonly bitsTable = new Map<string, ParamBits>()
  private readonly tupleTable = new Map<string, ParamTuple>()
  private readonly moduleTable = new Map<ModuleLike, ParamModule>()

  constructor(core: ModuleLike) {
    this.core = core
    bootstrap(this, builtinTypes, builtinAliases)
  }

  /** The built-in type called `name`. */
  builtinType(name: string): Type {
    const t = this.builtins.get(name)
    if (t === undefined) throw new Error(`no built-in type is called ${name}`)
    return t
  }

  // ---- value parameters -----------------------------------------------------------------------------------------

  /** An isbits value as parameter. Bool and Int64 have their plain form. */
  paramBits(type: DataType, bytes: Uint8Array): ParamValue {
    if (type === this.bool) return bytes[0] !== 0
    if (type === this.int64) return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true)
    const key = `${type.id}:${Array.from(bytes).join('.')}`
    let p = this.bitsTable.get(key)
    if (p === undefined) {
      p = new ParamBits(type, bytes.slice())
      this.bitsTable.set(key, p)
    }
    return p
  }

  /** A tuple of values as parameter. */
  paramTuple(elements: readonly ParamValue[]): ParamTuple {
    const key = paramsKey(elements)
    let p = this.tupleTable.get(key)
    if (p === undefined) {
      p = new ParamTuple(elements.slice())
      this.tupleTable.set(key, p)
    }
    return p
  }

  paramModule(module: ModuleLike): ParamModule {
    let p = this.moduleTable.get(module)
    if (p === undefined) {
      p = new ParamModule(module)
      this.moduleTable.set(module, p)
    }
    return p
  }

  /** The type of a value parameter. */
  typeOfParam(p: TypeParam): DataType {
    if (typeof p === 'bigint') return this.int64
    if (typeof p === 'boolean') return this.bool
    if (p instanceof Sym) return this.symbol
    if (p instanceof ParamBits) return p.type
    if (p instanceof ParamModule) return this.module
    if (p instanceof ParamTuple) return this.tuple(p.elements.map((e) => this.typeOfParam(e)))
    if (p instanceof TypeVar) return this.typeVarType
    if (p instanceof VarargType) return this.typeofVararg
    return this.kindOf(p)
  }

  /** `typeof(t)`: DataType, UnionAll, Union or Core.TypeofBottom. */
  kindOf(t: Type): DataType {
    if (t instanceof DataType) return this.dataType
    if (t instanceof UnionAll) return this.unionAllType
    return t instanceof UnionType ? this.unionType : this.typeofBottom
  }

  /** `t` is one of the types that types have. */
  isKind(t: TypeParam): boolean {
    return t === this.dataType || t === this.unionAllType || t === this.unionType || t === this.typeofBottom
  }

  // ---- constructors ---------------------------------------------------------------------------------------------

  /** `wrapper{params...}`; throws `TypeApplicationError` / `TypeConstructionError` as Julia would. */
  applyType(wrapper: TypeParam, params: readonly TypeParam[]): Type | VarargType {
    if (wrapper === this.unionType) {
      for (const p of params) {
        if (!isType(p) && !(p instanceof TypeVar)) throw new TypeApplicationError('Union', '', this.type, p)
      }
      return this.union(params)
    }
    if (wrapper instanceof VarargType) {
      const all = [wrapper.element, wrapper.count].filter((p) => p !== null).concat(params)
      if (all.length > 2) throw new TypeConstructionError('too many parameters for type Vararg')
      return this.vararg(all[0] ?? null, all[1] ?? null)
    }
    if (wrapper === this.anyTuple) return this.tuple(params)
    if (params.length === 0) return wrapper as Type
    const memo =
      wrapper instanceof UnionAll &&
      !params.some((p) => p instanceof UnionAll || p instanceof UnionType || hasFreeTypeVars(p))
        ? paramsKey(params)
        : null
    if (memo !== null) {
      const made = (wrapper as UnionAll).partial?.get(memo)
      if (made !== undefined) return made
    }
    const applied = this.#apply(wrapper as Type, params)
    // a type with a `where` is found again by its identity: calls of it are cached under its address
    if (memo !== null && applied instanceof UnionAll) {
      const generic = wrapper as UnionAll
      generic.partial ??= new Map()
      generic.partial.set(memo, applied)
    }
    return applied
  }

  #apply(wrapper: Type, params: readonly TypeParam[]): Type {
    let t = wrapper
    let map: Map<TypeVar, TypeParam> | null = null
    for (const p of params) {
      if (!(t instanceof UnionAll)) {
        const name = unwrapUnionAll(wrapper)
        throw new TypeConstructionError(
          `too many parameters for type${name instanceof DataType ? ` ${name.name.name.name}` : ''}`,
        )
      }
      if (p instanceof VarargType) throw new TypeApplicationError('Type', t.var.name.name, this.type, p)
      map ??= new Map()
      const body = unwrapUnionAll(t)
      this.checkBound(body instanceof DataType ? body.name.name.name : 'Type', t.var, p, map)
      map.set(t.var, p)
      t = t.body
    }
    return substitute(this, t, map!, true) as Type
  }

  /** Throws unless `p` lies within the bounds of `v`, whose earlier siblings are given in `map`. */
  private checkBound(context: string, v: TypeVar, p: TypeParam, map: Substitution): void {
    if (p instanceof TypeVar || hasFreeTypeVars(p)) return
    const upper = substitute(this, v.upper, map)
    const lower = substitute(this, v.lower, map)
    if (!isType(p)) {
      if (upper !== this.any) throw new TypeApplicationError(context, v.name.name, v, p)
      return
    }
    if (upper !== this.any && !hasFreeTypeVars(upper) && !this.isSubtype(p, upper as Type)) {
      throw new TypeApplicationError(
        context,
        v.name.name,
        upper === v.upper ? v : new TypeVar(v.name, lower, upper),
        p,
      )
    }
    if (lower !== this.bottom && !hasFreeTypeVars(lower) && !this.isSubtype(lower as Type, p)) {
      throw new TypeApplicationError(
        context,
        v.name.name,
        lower === v.lower ? v : new TypeVar(v.name, lower, upper),
        p,
      )
    }
  }

  /**
   * The instantiation of the definition `name`: unique if nothing is free in `params`.
   * @internal `applyType` checks; this does only when told to.
   */
  instance(name: TypeName, params: readonly TypeParam[], check = false): DataType {
    const key = name === this.typeTypeName ? typeOfTypeKey(params[0]) : paramsKey(params)
    const known = name.cache.get(key)
    if (known !== undefined) return known
    const free = freeVarsOfAll(params)
    const primary = unwrapUnionAll(name.wrapper) as DataType
    if (params.length !== primary.parameters.length && name !== this.tupleName) {
      throw new TypeConstructionError(`wrong number of parameters for type ${name.name.name}`)
    }
    if (free.length > 0 && params.every((p, i) => p === primary.parameters[i])) return primary
    if (check && name !== this.tupleName) this.checkParameters(name, params)
    const t = new DataType(name, params, free)
    t.hasSpellings = params.some(hasSpellings)
    if (free.length === 0) {
      // `Type` of two spellings of one type is two types that are equal, not one: a constant must stay what it is
      if (t.hasSpellings && name !== this.tupleName && name !== this.typeTypeName) {
        const same = name.looseCache.find((other) => this.sameParameters(t, other))
        if (same !== undefined) {
          name.cache.set(key, same)
          return same
        }
        name.looseCache.push(t)
      }
      name.cache.set(key, t)
    }
    this.classify(t)
    return t
  }

  private checkParameters(name: TypeName, params: readonly TypeParam[]): void {
    const map = new Map<TypeVar, TypeParam>()
    let t = name.wrapper
    for (const p of params) {
      if (!(t instanceof UnionAll)) return
      this.checkBound(name.name.name, t.var, p, map)
      map.set(t.var, p)
      t = t.body
    }
    if (name === this.namedTupleName) this.checkNamedTuple(params)
  }

  private checkNamedTuple(params: readonly TypeParam[]): void {
    const [names, types] = params
    if (names instanceof TypeVar) return
    if (!(names instanceof ParamTuple))
      throw new TypeApplicationError('NamedTuple', 'names', this.anyTuple, names)
    for (const e of names.elements) {
      if (!(e instanceof Sym)) throw new TypeApplicationError('NamedTuple', 'name', this.symbol, e)
    }
    if (new Set(names.elements).size !== names.elements.length) {
      const seen = new Set<unknown>()
      const twice = names.elements.find((e) => seen.size === seen.add(e).size) as Sym
      throw new TypeConstructionError(`duplicate field name in NamedTuple: "${twice.name}" is not unique`)
    }
    if (types instanceof DataType && types.name === this.tupleName) {
      const last = types.parameters[types.parameters.length - 1]
      if (!(last instanceof VarargType) && types.parameters.length !== names.elements.length) {
        throw new TypeConstructionError('NamedTuple names and field types must have matching lengths')
      }
    }
  }

  private sameParameters(a: DataType, b: DataType): boolean {
    return a.parameters.every((p, i) => {
      const q = b.parameters[i]
      if (paramsEgal(p, q)) return true
      return isType(p) && isType(q) && this.typesEqual(p, q)
    })
  }

  /** Sets the flags that depend on the parameters. @internal */
  classify(t: DataType): void {
    if (t.hasFreeTypeVars || t.name.isAbstract) {
      t.isConcrete = false
    } else if (t.name === this.tupleName) {
      t.isConcrete = t.parameters.every((p) => p instanceof DataType && p.isConcrete)
      t.isDispatchTuple = t.parameters.every((p) => this.isDispatchElement(p))
    } else if (t.name === this.namedTupleName) {
      const [names, types] = t.parameters
      t.isConcrete =
        names instanceof ParamTuple &&
        types instanceof DataType &&
        types.parameters.length === names.elements.length &&
        !types.parameters.some((p) => p instanceof VarargType)
    } else {
      t.isConcrete = true
    }
  }

  /** May be an element of a tuple type that describes exactly the arguments of a call. */
  isDispatchElement(p: TypeParam): boolean {
    if (!(p instanceof DataType)) return false
    if (p.name === this.typeTypeName) return !p.hasFreeTypeVars
    return p === this.typeofBottom || (p.isConcrete && !this.isKind(p))
  }

  /** `Tuple{params...}`; a `Vararg` of known length is expanded. */
  tuple(params: readonly TypeParam[]): DataType {
    const last = params[params.length - 1]
    if (last instanceof VarargType) this.vararg(last.element, last.count)
    const t = this.tupleOrBottom(params)
    if (t instanceof BottomType)
      throw new TypeConstructionError('Tuple field type cannot be Union{}', 'ArgumentError')
    return t
  }

  /** As `tuple`, but a tuple that can have no instance (a field of type `Union{}`, an impossible length) is `Union{}`. */
  tupleOrBottom(params: readonly TypeParam[]): DataType | BottomType {
    const last = params[params.length - 1]
    if (last instanceof VarargType) {
      const head = params.slice(0, -1)
      const element = last.element ?? this.any
      if (
        last.count !== null &&
        !(last.count instanceof TypeVar) &&
        (typeof last.count !== 'bigint' || last.count < 0n)
      ) {
        return this.bottom
      }
      if (typeof last.count === 'bigint') {
        const n = Number(last.count)
        if (n > maxTupleLength) throw new TypeConstructionError(`tuple of ${n} elements is too long`)
        for (let i = 0; i < n; i++) head.push(element)
        params = head
      } else if (element === this.bottom && last.count === null) params = head
      else if (last.element === null) params = [...head, new VarargType(this.any, null)]
    }
    for (let i = 0; i < params.length; i++) {
      const p = params[i]
      if (p === this.bottom) return this.bottom
      if (p instanceof VarargType) {
        if (i < params.length - 1) throw new TypeConstructionError('Vararg may only stand last in a Tuple')
      }
    }
    return this.instance(this.tupleName, params)
  }

  /** `Union{parts...}` in normal form. */
  union(parts: readonly TypeParam[]): Type {
    return makeUnion(this, parts)
  }

  /** A union that drops only identical members: for intermediate results. */
  simpleUnion(parts: readonly TypeParam[]): Type {
    return makeSimpleUnion(this, parts)
  }

  /** `body where v`; `body` itself if it does not mention `v`. */
  unionAll(v: TypeVar, body: Type): Type {
    if (body instanceof VarargType) throw new TypeApplicationError('UnionAll', '', this.type, body)
    if (!hasTypeVar(body, v)) return body
    // `T where T<:X` is X
    if ((body as TypeParam) === v) return v.upper as Type
    return new UnionAll(v, body)
  }

  typeVar(name: string | Sym, lower: TypeParam = this.bottom, upper: TypeParam = this.any): TypeVar {
    return new TypeVar(typeof name === 'string' ? sym(name) : name, lower, upper)
  }

  vararg(element: TypeParam | null, count: TypeParam | null = null): VarargType {
    if (element !== null && !isType(element) && !(element instanceof TypeVar)) {
      throw new TypeApplicationError('Vararg', 'type', this.type, element)
    }
    if (count !== null && !(count instanceof TypeVar)) {
      if (typeof count !== 'bigint') throw new TypeApplicationError('Vararg', 'count', this.int64, count)
      if (count < 0n) throw new TypeConstructionError(`Vararg length is negative: ${count}`)
    }
    return this.varargUnchecked(element, count)
  }

  /** @internal for substitution, which may put anything in */
  varargUnchecked(element: TypeParam | null, count: TypeParam | null): VarargType {
    if (element === null && count === null) return this.varargValue
    return new VarargType(element, count)
  }

  /** `Type{t}`. */
  typeOfType(t: TypeParam): DataType {
    return this.instance(this.typeTypeName, [t])
  }

  /** `NamedTuple{names, types}`. */
  namedTupleOf(names: readonly Sym[], types: DataType): DataType {
    return this.instance(this.namedTupleName, [this.paramTuple(names), types], true)
  }

  /** `t` with variables replaced; bounds are not checked. */
  instantiate<T extends TypeParam>(t: T, map: Substitution): TypeParam {
    return substitute(this, t, map)
  }

  /** Wraps `t` in the `where` clauses of `like`: the inverse of `unwrapUnionAll`. */
  rewrap(t: Type, like: Type): Type {
    const vars: TypeVar[] = []
    for (let u = like; u instanceof UnionAll; u = u.body) vars.push(u.var)
    for (let i = vars.length - 1; i >= 0; i--) t = this.unionAll(vars[i], t)
    return t
  }

  // ---- what a DataType is made of -------------------------------------------------------------------------------

  /** The supertype. */
  superOf(t: DataType): DataType {
    if (t.superType === null) {
      const primary = unwrapUnionAll(t.name.wrapper) as DataType
      if (primary.superType === null) {
        if (t === primary) throw new TypeConstructionError(`${t.name.name.name} has no supertype yet`)
        return this.any
      }
      const s = substitute(this, primary.superType, parameterMap(primary, t)) as DataType
      // `Par{T} <: Cmp{Par{T}}`: with a free variable each instantiation is a new object, and so would be all its supertypes
      t.superType = t.hasFreeTypeVars ? (this.#tieBack(s, t) as DataType) : s
    }
    return t.superType
  }

  /** `p` with the instantiations that are the same as `t` replaced by `t` itself. */
  #tieBack(p: TypeParam, t: DataType): TypeParam {
    if (!(p instanceof DataType) || !p.hasFreeTypeVars) return p
    if (p.name === t.name && paramsEgal(p, t)) return t
    const params = p.parameters.map((q) => this.#tieBack(q, t))
    return params.every((q, i) => q === p.parameters[i]) ? p : this.instance(p.name, params)
  }

  readonly #computingFields = new Set<DataType>()

  /** `fieldTypesOf(t)` is under way: one of the fields mentions `t` itself. */
  isComputingFields(t: DataType): boolean {
    return this.#computingFields.has(t)
  }

  /** Types of the fields (for Tuple its parameters); empty while the definition is not complete. */
  fieldTypesOf(t: DataType): readonly TypeParam[] {
    if (t.fieldTypes !== null) return t.fieldTypes
    let types: readonly TypeParam[]
    if (t.name === this.tupleName) types = t.parameters
    else if (t.name === this.namedTupleName) {
      const tuple = t.parameters[1]
      types = tuple instanceof DataType && tuple.name === this.tupleName ? tuple.parameters : []
    } else {
      const body = t.name.bodyFieldTypes
      if (body === null) return []
      const primary = unwrapUnionAll(t.name.wrapper) as DataType
      const map = parameterMap(primary, t)
      this.#computingFields.add(t)
      try {
        types = body.map((p) => substitute(this, p, map))
      } finally {
        this.#computingFields.delete(t)
      }
    }
    t.fieldTypes = types
    return types
  }

  /** Names of the fields; a tuple has none. */
  fieldNamesOf(t: DataType): readonly Sym[] {
    if (t.name === this.namedTupleName) {
      return t.parameters[0] instanceof ParamTuple ? (t.parameters[0].elements as readonly Sym[]) : []
    }
    return t.name.fieldNames
  }

  layoutOf(t: DataType): Layout | undefined {
    return layoutOf(this, t)
  }

  elementLayout(t: TypeParam): ElementLayout {
    return elementLayout(this, t)
  }

  /** Concrete immutable without fields. */
  isSingleton(t: TypeParam): boolean {
    return isSingletonType(this, t)
  }

  isBitsType(t: TypeParam): boolean {
    return t instanceof DataType && layoutOf(this, t)?.isBits === true
  }

  // ---- relations ------------------------------------------------------------------------------------------------

  isSubtype(a: TypeParam, b: TypeParam): boolean {
    if (a === b || b === this.any || a === this.bottom) return isType(a) || a === b
    if (a instanceof DataType && b instanceof DataType) {
      const quick = this.quickSubtype(a, b)
      if (quick !== null) return quick
    }
    return isSubtypeOf(this, a, b)
  }

  /** Decides the cases that need no search; null if it cannot tell. @internal */
  quickSubtype(a: DataType, b: DataType): boolean | null {
    if (a.hasFreeTypeVars || b.hasFreeTypeVars) return null
    if (a.name === this.typeTypeName || b.name === this.typeTypeName) return null
    if (a.name === b.name) {
      if (a.name === this.tupleName) return this.quickTuple(a, b)
      // both are interned and invariant
      return a.hasSpellings || b.hasSpellings ? null : false
    }
    if (b.isConcrete) return false
    let s = a
    while (s.name !== b.name) {
      if (s === this.any) return false
      s = this.superOf(s)
    }
    if (s === b) return true
    return s.hasSpellings || b.hasSpellings || s.name === this.tupleName ? null : false
  }

  private quickTuple(a: DataType, b: DataType): boolean | null {
    const p = a.parameters
    const q = b.parameters
    if (p.length > 0 && p[p.length - 1] instanceof VarargType) return null
    const last = q[q.length - 1]
    if (last instanceof VarargType) {
      if (last.count !== null || p.length < q.length - 1) return p.length < q.length - 1 ? false : null
    } else if (p.length !== q.length) return false
    let sure = true
    for (let i = 0; i < p.length; i++) {
      const x = p[i]
      const y = last instanceof VarargType && i >= q.length - 1 ? last.element! : q[i]
      if (x === y || y === this.any) continue
      if (!(x instanceof DataType) || !(y instanceof DataType)) {
        sure = false
        continue
      }
      const r = this.quickSubtype(x, y)
      if (r === false) return false
      if (r === null) sure = false
    }
    return sure ? true : null
  }

  /** `a ∩ b`, or somewhat more. */
  typeIntersect(a: Type, b: Type): Type {
    return typeIntersect(this, a, b)
  }

  /** `a ∩ sig` with the values of the variables of `sig`. */
  intersectWithEnv(a: Type, sig: Type): Intersection {
    return intersectWithEnv(this, a, sig)
  }

  /** `a` precedes `b` in the order of methods. */
  typeMoreSpecific(a: Type, b: Type): boolean {
    return typeMoreSpecific(this, a, b)
  }

  typeJoin(a: Type, b: Type): Type {
    return typeJoin(this, a, b)
  }

  /** True only if no value is of both types; quick, so false may mean "not obvious". */
  hasEmptyIntersection(a: Type, b: Type): boolean {
    return obviouslyDisjoint(this, a, b)
  }

  typesEqual(a: TypeParam, b: TypeParam): boolean {
    if (a === b) return true
    if (!isType(a) || !isType(b)) return paramsEgal(a, b)
    if (a instanceof DataType && b instanceof DataType) {
      if (!a.hasFreeTypeVars && !b.hasFreeTypeVars && !a.hasSpellings && !b.hasSpellings) {
        // Type{Union{}} and its kind are the one pair of distinct equal types
        if (a.name !== this.typeTypeName && b.name !== this.typeTypeName) return false
      }
    }
    if (typeKey(a) === typeKey(b)) return true
    return this.isSubtype(a, b) && this.isSubtype(b, a)
  }
}

/** Parameters of the definition → parameters of an instantiation. */
function parameterMap(primary: DataType, t: DataType): Map<TypeVar, TypeParam> {
  const map = new Map<TypeVar, TypeParam>()
  primary.parameters.forEach((v, i) => {
    if (v instanceof TypeVar) map.set(v, t.parameters[i])
  })
  return map
}

function hasSpellings(p: TypeParam): boolean {
  if (p instanceof DataType) return p.hasSpellings
  if (p instanceof VarargType) return true
  return p instanceof UnionAll || p instanceof UnionType
}
