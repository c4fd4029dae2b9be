import { Sym } from '../syntax/index.ts'
import { freeVarsOf } from './free-vars.ts'
import {
  BottomType,
  DataType,
  ParamBits,
  ParamModule,
  type ParamTuple,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from './model.ts'

/**
 * A string that is equal for structurally equal parameters: bound variables are renamed by depth, free variables
 * are told apart by identity, interned types stand by id. Equal keys imply equal types; the converse holds for
 * types without `where` and `Union`.
 */
export function typeKey(p: TypeParam): string {
  return keyIn(p, null)
}

/** Bound variables, innermost first. */
interface Scope {
  readonly var: TypeVar
  readonly depth: number
  readonly next: Scope | null
}

function keyIn(p: TypeParam, scope: Scope | null): string {
  if (p instanceof DataType) {
    if (!p.hasFreeTypeVars) return `d${p.id}`
    let s = `n${p.name.id}{`
    for (const q of p.parameters) s += `${keyIn(q, scope)},`
    return `${s}}`
  }
  if (p instanceof TypeVar) {
    for (let s = scope; s !== null; s = s.next) if (s.var === p) return `#${s.depth}`
    return `v${p.id}`
  }
  if (p instanceof UnionAll) {
    if (p.key !== null) return p.key
    const inner = { var: p.var, depth: scope === null ? 0 : scope.depth + 1, next: scope }
    // A closed type has one key wherever it stands, so its own depths count from zero.
    const closed = freeVarsOf(p).length === 0
    const s = closed ? { var: p.var, depth: 0, next: null } : inner
    const key = `w${keyIn(p.var.lower, scope)}:${keyIn(p.var.upper, scope)}(${keyIn(p.body, s)})`
    if (closed) p.key = key
    return key
  }
  if (p instanceof UnionType) {
    if (p.key !== null) return p.key
    const parts: string[] = []
    let rest: TypeParam = p
    for (; rest instanceof UnionType; rest = rest.b) parts.push(keyIn(rest.a, scope))
    parts.push(keyIn(rest, scope))
    const key = `u(${parts.sort().join('|')})`
    if (freeVarsOf(p).length === 0) p.key = key
    return key
  }
  if (p instanceof VarargType) {
    return `*(${p.element === null ? '' : keyIn(p.element, scope)};${p.count === null ? '' : keyIn(p.count, scope)})`
  }
  if (p instanceof BottomType) return '0'
  return valueKey(p)
}

function valueKey(p: bigint | boolean | Sym | ParamBits | ParamTuple | ParamModule): string {
  if (typeof p === 'bigint') return `i${p}`
  if (typeof p === 'boolean') return p ? 't' : 'f'
  if (p instanceof Sym) return `s${p.name.length}:${p.name}`
  if (p instanceof ParamModule) return `m${p.id}`
  if (p instanceof ParamBits) return `b${p.type.id}:${Array.from(p.bytes).join('.')}`
  return `(${p.elements.map(valueKey).join(',')})`
}

/** The key of a list of parameters: what instantiations are interned by. */
export function paramsKey(params: readonly TypeParam[]): string {
  let s = ''
  for (const p of params)
    s += p instanceof DataType && !p.hasFreeTypeVars ? `d${p.id},` : `${keyIn(p, null)},`
  return s
}

/**
 * The key of `Type{p}`. Types that differ in the names of variables alone are equal, but they print differently: code
 * for one of them as a constant must not run for the other.
 */
export function typeOfTypeKey(p: TypeParam): string {
  const key = paramsKey([p])
  return p instanceof UnionAll || p instanceof UnionType ? `${key}${variableNames(p)}` : key
}

function variableNames(p: TypeParam | null): string {
  if (p instanceof UnionAll) {
    return `${p.var.name.name}<${variableNames(p.var.lower)}:${variableNames(p.var.upper)}>${variableNames(p.body)}`
  }
  if (p instanceof UnionType) return variableNames(p.a) + variableNames(p.b)
  if (p instanceof VarargType) return variableNames(p.element)
  return p instanceof DataType && p.hasFreeTypeVars ? p.parameters.map(variableNames).join('') : ''
}

/** Julia's `===` on parameters. */
export function paramsEgal(a: TypeParam | null, b: TypeParam | null): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== typeof b || typeof a !== 'object' || typeof b !== 'object')
    return false
  if (a instanceof TypeVar || b instanceof TypeVar || a instanceof Sym || b instanceof Sym) return false
  if (a instanceof DataType && b instanceof DataType) {
    if (a.name !== b.name || a.parameters.length !== b.parameters.length) return false
    if (!a.hasFreeTypeVars && !b.hasFreeTypeVars) return false
    return a.parameters.every((p, i) => paramsEgal(p, b.parameters[i]))
  }
  if (a.constructor !== b.constructor) return false
  return typeKey(a) === typeKey(b)
}
