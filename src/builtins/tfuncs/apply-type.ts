import type { BuiltinInfo, Lattice, TypeLattice } from '../../inference/index.ts'
import type { Type, TypeParam, TypeVar, UnionAll, VarargType } from '../../types/index.ts'
import { hasFreeTypeVars, isType, TypeApplicationError, TypeConstructionError } from '../../types/index.ts'
import type { Args } from './define.ts'
import { builtin, nothrowIf, PURE } from './define.ts'
import { typeValued } from './values.ts'

/**
 * `apply_type(head, params…)`. Known parameters give the type itself; a parameter of which only a bound is known
 * becomes a type variable: `Array{Type{<:Real}, 1}` → `Type{Array{T,1}} where T<:Real`.
 */
function applyType(L: TypeLattice, args: Args): Lattice {
  const head = args[0]
  const wrapper = headOf(L, head)
  if (wrapper === null)
    return L.disjoint(head, L.core.Type) && L.disjoint(head, L.core.TypeofVararg)
      ? L.bottom
      : isVarargHead(L, head)
        ? L.core.TypeofVararg
        : L.any
  const vars: TypeVar[] = []
  const params: TypeParam[] = []
  let open = false
  for (let i = 1; i < args.length; i++) {
    const a = args[i]
    if (a.kind === 'PartialTypeVar') {
      params.push(a.tv)
      open = true
      continue
    }
    const free = freeTypeIn(L, a)
    if (free !== null) {
      params.push(free)
      open = true
      continue
    }
    const p = paramOf(L, a)
    if (p !== null) {
      params.push(p)
      continue
    }
    const t = typeValued(L, a)
    if (t === null && !L.disjoint(a, L.core.TypeVar))
      return wrapper.kind === 'Vararg' ? L.core.TypeofVararg : L.core.Type
    const v = L.ts.typeVar(
      `_${i}`,
      L.bottom,
      tighter(L, t === null ? L.any : t.type, declaredUpper(wrapper, i)),
    )
    vars.push(v)
    params.push(v)
  }
  let t: TypeParam
  try {
    t = L.ts.applyType(wrapper, params)
  } catch (e) {
    if (e instanceof TypeApplicationError || e instanceof TypeConstructionError)
      return vars.length === 0 ? L.bottom : wrapper.kind === 'Vararg' ? L.core.TypeofVararg : L.core.Type
    throw e
  }
  if (!isType(t))
    return vars.length === 0 && !open ? L.constant(L.heap.typeAddress(t as VarargType)) : L.core.TypeofVararg
  if (vars.length === 0) {
    // a type with variables of this very function in it: known as a type, but not a constant that code may hold
    if (open && hasFreeTypeVars(t)) return L.ts.typeOfType(t)
    return L.constantType(t)
  }
  if (open) return L.core.Type
  let r: Type = L.ts.typeOfType(t)
  for (let i = vars.length - 1; i >= 0; i--) r = L.ts.unionAll(vars[i], r)
  return r
}

/** What the i-th parameter is declared to be a subtype of, where that mentions no other one. */
function declaredUpper(wrapper: TypeParam, i: number): Type | null {
  let t = wrapper
  for (let n = 1; n < i && isUnionAll(t); n++) t = t.body
  return isUnionAll(t) && isType(t.var.upper) && !hasFreeTypeVars(t.var.upper) ? t.var.upper : null
}

const isUnionAll = (t: TypeParam): t is UnionAll =>
  typeof t === 'object' && 'kind' in t && t.kind === 'UnionAll'

const tighter = (L: TypeLattice, known: Type, declared: Type | null): Type =>
  declared !== null && L.ts.isSubtype(declared, known) ? declared : known

function headOf(L: TypeLattice, head: Lattice): Type | Extract<TypeParam, { kind: 'Vararg' }> | null {
  const t = L.constantAsType(head)
  if (t !== null) return t
  if (
    head.kind === 'Const' &&
    L.heap.isType(head.value) === false &&
    L.heap.typeOf(head.value) === L.core.TypeofVararg
  ) {
    const v = L.heap.typeAt(head.value)
    return v.kind === 'Vararg' ? v : null
  }
  return null
}

function isVarargHead(L: TypeLattice, head: Lattice): boolean {
  return L.leq(head, L.core.TypeofVararg)
}

/** `Type{T}` whose T mentions a variable made by `_typevar` in this function. */
function freeTypeIn(L: TypeLattice, a: Lattice): Type | null {
  if (a.kind !== 'DataType') return null
  const p = L.typeParameterOfType(a)
  return p !== null && hasFreeTypeVars(p) ? p : null
}

/** A constant as a type parameter, or null. */
function paramOf(L: TypeLattice, a: Lattice): TypeParam | null {
  const t = L.constantAsType(a)
  if (t !== null) return t
  const v = L.constantValue(a)
  if (v !== 0) {
    const type = L.heap.typeOf(v)
    if (type === L.core.TypeVar) return null
    if (
      type === L.core.TypeofVararg ||
      type === L.core.Symbol ||
      type === L.core.Module ||
      L.ts.isBitsType(type) ||
      type.name === L.core.TupleName
    ) {
      return L.heap.isParam(v) ? L.heap.valueToParam(v) : null
    }
    return null
  }
  return a.kind === 'PartialStruct'
    ? constantTuple(L, a.type.name === L.core.TupleName ? a.fields : null)
    : null
}

/** A tuple whose elements are all constant, as a parameter (the names of a NamedTuple). */
function constantTuple(L: TypeLattice, fields: readonly Lattice[] | null): TypeParam | null {
  if (fields === null) return null
  const values: number[] = []
  const types: Type[] = []
  for (const f of fields) {
    const v = L.constantValue(f)
    if (v === 0 || L.heap.isType(v)) return null
    values.push(v)
    types.push(L.heap.typeOf(v))
  }
  const tuple = L.heap.newStruct(L.ts.tuple(types), values)
  return L.heap.isParam(tuple) ? L.heap.valueToParam(tuple) : null
}

/** `UnionAll(v, body)` with a variable that `_typevar` made in this function: the closed type. */
export function closeUnionAll(L: TypeLattice, v: Lattice, body: Lattice): Lattice | null {
  if (v.kind !== 'PartialTypeVar') return null
  const inner = freeTypeIn(L, body) ?? L.constantAsType(body)
  if (inner === null) return null
  const t = L.ts.unionAll(v.tv, inner)
  if (!v.lowerKnown || !v.upperKnown) return null
  return hasFreeTypeVars(t) ? L.ts.typeOfType(t) : L.constantType(t)
}

export const applyTypeBuiltins: readonly BuiltinInfo[] = [
  builtin('apply_type', {
    args: [1, -1],
    result: applyType,
    cost: 10,
    effects: (L, _a, r) =>
      nothrowIf(PURE, r.kind === 'Const' || (r.kind === 'DataType' && L.typeParameterOfType(r) !== null)),
  }),
]
