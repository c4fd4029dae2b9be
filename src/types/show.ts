import { Sym } from '../syntax/index.ts'
import { hasTypeVar } from './free-vars.ts'
import {
  DataType,
  ParamBits,
  ParamModule,
  ParamTuple,
  type Type,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from './model.ts'

/** Names for types that Julia prints by alias: `Array{T,1}` is `Vector{T}`. The variables are the alias's parameters. */
const arrayAliases: Readonly<Record<string, readonly [string, string]>> = {
  Array: ['Vector', 'Matrix'],
  DenseArray: ['DenseVector', 'DenseMatrix'],
  AbstractArray: ['AbstractVector', 'AbstractMatrix'],
}

/** `t` as Julia prints it. */
export function showType(t: TypeParam): string {
  return showParam(t)
}

/** As `showType`, for anything that may be a parameter. */
export function showParam(p: TypeParam): string {
  if (p instanceof DataType) return showDataType(p, new Set())
  if (p instanceof TypeVar) return p.name.name
  if (p instanceof UnionAll) return showUnionAll(p)
  if (p instanceof UnionType) {
    const parts: string[] = []
    let rest: Type = p
    for (; rest instanceof UnionType; rest = rest.b) parts.push(showParam(rest.a))
    parts.push(showParam(rest))
    return `Union{${parts.join(', ')}}`
  }
  if (p instanceof VarargType) {
    if (p.element === null) return 'Vararg'
    return p.count === null
      ? `Vararg{${showParam(p.element)}}`
      : `Vararg{${showParam(p.element)}, ${showParam(p.count)}}`
  }
  if (typeof p === 'bigint' || typeof p === 'boolean') return String(p)
  if (p instanceof Sym)
    return /^[\p{L}_][\p{L}\p{N}_!]*$/u.test(p.name) ? `:${p.name}` : `Symbol(${JSON.stringify(p.name)})`
  if (p instanceof ParamModule) return p.module.name.name
  if (p instanceof ParamTuple) {
    const parts = p.elements.map(showParam)
    return `(${parts.join(', ')}${parts.length === 1 ? ',' : ''})`
  }
  if (p instanceof ParamBits) return showBits(p)
  return 'Union{}'
}

/** Numbers print as Julia literals, other bits as their type applied to hexadecimal bytes. */
function showBits(p: ParamBits): string {
  const view = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.byteLength)
  let unsigned = 0n
  for (let i = p.bytes.length - 1; i >= 0; i--) unsigned = (unsigned << 8n) | BigInt(p.bytes[i])
  const name = p.type.name.name.name
  if (/^UInt\d+$/.test(name)) return `0x${unsigned.toString(16).padStart(p.bytes.length * 2, '0')}`
  if (/^Int\d+$/.test(name)) return String(BigInt.asIntN(p.bytes.length * 8, unsigned))
  if (name === 'Float64') return showFloat(view.getFloat64(0, true))
  if (name === 'Float32') return `${showFloat(view.getFloat32(0, true)).replace('e', 'f')}${''}`
  return `${showParam(p.type)}(0x${unsigned.toString(16).padStart(p.bytes.length * 2, '0')})`
}

function showFloat(x: number): string {
  if (Number.isNaN(x)) return 'NaN'
  if (!Number.isFinite(x)) return x > 0 ? 'Inf' : '-Inf'
  return Number.isInteger(x) && Math.abs(x) < 1e21
    ? `${Object.is(x, -0) ? '-0' : x}.0`
    : String(x).replace('e+', 'e')
}

function typeNameOf(t: DataType): string {
  const { name, singletonName, module } = t.name
  if (singletonName !== null) return `typeof(${singletonName.name})`
  const quoted = /^[\p{L}_][\p{L}\p{N}_!]*$/u.test(name.name) ? name.name : `var"${name.name}"`
  return module.name.name === 'Core' && coreQualified.has(name.name) ? `Core.${quoted}` : quoted
}

/** Types of Core that are not visible unqualified. */
const coreQualified = new Set([
  'TypeName',
  'TypeofBottom',
  'TypeofVararg',
  'SimpleVector',
  'Box',
  'Builtin',
  'IntrinsicFunction',
  'Binding',
  'MethodTable',
  'MethodInstance',
  'CodeInstance',
  'CodeInfo',
  'OpaqueClosure',
  'SSAValue',
  'SlotNumber',
  'Argument',
  'GotoNode',
  'GotoIfNot',
  'ReturnNode',
  'EnterNode',
  'NewvarNode',
  'PhiNode',
  'PiNode',
  'PhiCNode',
  'UpsilonNode',
  'Const',
  'PartialStruct',
  'InterConditional',
  'MethodMatch',
  'PartialOpaque',
  'LineInfoNode',
  'LLVMPtr',
  'AddrSpace',
])

/** `elided`: variables that print as `<:bound` in place. */
function showDataType(t: DataType, elided: ReadonlySet<TypeVar>): string {
  const name = t.name.name.name
  const core = t.name.module.name.name === 'Core'
  const param = (p: TypeParam): string =>
    p instanceof TypeVar && elided.has(p) ? showBounds(p, '') : showNested(p)
  if (core && name === 'Tuple') {
    const n = t.parameters.length
    if (n === 0) return 'Tuple{}'
    // long runs of one type print as NTuple
    const same =
      n > 3 && t.parameters.every((p) => p === t.parameters[0]) && !(t.parameters[0] instanceof VarargType)
    if (same) return `NTuple{${n}, ${param(t.parameters[0])}}`
    if (n === 1 && t.parameters[0] instanceof VarargType) {
      const { element, count } = t.parameters[0]
      if (element !== null && count === null && showParam(element) === 'Any') return 'Tuple'
      if (element !== null && count !== null) return `NTuple{${param(count)}, ${param(element)}}`
    }
    return `Tuple{${t.parameters.map(param).join(', ')}}`
  }
  if (core && name === 'NamedTuple' && t.parameters[0] instanceof ParamTuple) {
    const types = t.parameters[1]
    if (types instanceof DataType && types.parameters.length === t.parameters[0].elements.length) {
      const fields = t.parameters[0].elements.map((f, i) => {
        const type = showParam(types.parameters[i])
        return `${(f as Sym).name}${type === 'Any' ? '' : `::${type}`}`
      })
      return `@NamedTuple{${fields.join(', ')}}`
    }
  }
  if (t.parameters.length === 0) return typeNameOf(t)
  if (core && (name === 'GenericMemory' || name === 'GenericMemoryRef') && t.parameters[0] instanceof Sym) {
    const kind = t.parameters[0].name
    if (t.parameters[2] instanceof ParamBits && (kind === 'not_atomic' || kind === 'atomic')) {
      const alias = `${kind === 'atomic' ? 'Atomic' : ''}${name.slice('Generic'.length)}`
      return `${alias}{${param(t.parameters[1])}}`
    }
  }
  const aliases = core ? arrayAliases[name] : undefined
  const dims = t.parameters[1]
  if (aliases !== undefined && (dims === 1n || dims === 2n)) {
    return `${aliases[Number(dims) - 1]}{${param(t.parameters[0])}}`
  }
  return `${typeNameOf(t)}{${t.parameters.map(param).join(', ')}}`
}

/** A `where` type standing as a parameter needs no parentheses in Julia. */
function showNested(p: TypeParam): string {
  return showParam(p)
}

function showUnionAll(t: UnionAll): string {
  const vars: TypeVar[] = []
  let body: Type = t
  for (; body instanceof UnionAll; body = body.body) vars.push(body.var)
  if (!(body instanceof DataType)) return `${showParam(body)}${showWhere(vars)}`
  // trailing parameters that are exactly the quantified variables with their declared bounds are left out
  const declared = declaredVars(body.name.wrapper)
  const core = body.name.module.name.name === 'Core'
  const dims = body.parameters[1]
  const aliased = core && arrayAliases[body.name.name.name] !== undefined && (dims === 1n || dims === 2n)
  if (aliased && vars.length === 1 && body.parameters[0] === vars[0] && isFullRange(vars[0])) {
    return arrayAliases[body.name.name.name][Number(dims) - 1]
  }
  if (body.name.name.name === 'Tuple' && core && vars.length === 2 && isNTuplePattern(body, vars))
    return 'NTuple'
  if (!aliased && body.name.name.name !== 'Tuple') {
    let dropped = 0
    let params = body.parameters.length
    while (dropped < vars.length && params > 0) {
      const v = vars[vars.length - 1 - dropped]
      const d = declared[params - 1]
      if (body.parameters[params - 1] !== v || d === undefined) break
      if (showParam(d.lower) !== showParam(v.lower) || showParam(d.upper) !== showParam(v.upper)) break
      if (body.parameters.slice(0, params - 1).some((p) => hasTypeVar(p, v))) break
      if (vars.some((w) => w !== v && (hasTypeVar(w.lower, v) || hasTypeVar(w.upper, v)))) break
      dropped++
      params--
    }
    if (dropped > 0) {
      const kept = vars.slice(0, vars.length - dropped)
      if (params === 0 && kept.length === 0) return typeNameOf(body)
      if (params > 0) return finish(body, body.parameters.slice(0, params), kept)
    }
  }
  return finish(body, null, vars)
}

/** Prints variables that occur once, directly as a parameter, in place (`Vector{<:Real}`), the others by `where`. */
function finish(body: DataType, params: readonly TypeParam[] | null, vars: readonly TypeVar[]): string {
  const list = params ?? body.parameters
  const elided = new Set<TypeVar>()
  for (let i = vars.length - 1; i >= 0; i--) {
    const v = vars[i]
    const uses = list.filter((p) => hasTypeVar(p, v)).length
    const direct = list.some((p) => p === v)
    const inBounds = vars.some((w) => w !== v && (hasTypeVar(w.lower, v) || hasTypeVar(w.upper, v)))
    if (!(v.name.name.startsWith('#') || false) || uses !== 1 || !direct || inBounds) break
    elided.add(v)
  }
  const rest = vars.filter((v) => !elided.has(v))
  const text =
    params === null
      ? showDataType(body, elided)
      : `${typeNameOf(body)}{${params.map((p) => (p instanceof TypeVar && elided.has(p) ? showBounds(p, '') : showParam(p))).join(', ')}}`
  return `${text}${showWhere(rest)}`
}

function declaredVars(wrapper: Type): TypeVar[] {
  const vars: TypeVar[] = []
  for (let t = wrapper; t instanceof UnionAll; t = t.body) vars.push(t.var)
  return vars
}

function isFullRange(v: TypeVar): boolean {
  return showParam(v.lower) === 'Union{}' && showParam(v.upper) === 'Any'
}

function isNTuplePattern(body: DataType, vars: readonly TypeVar[]): boolean {
  const p = body.parameters[0]
  if (body.parameters.length !== 1 || !(p instanceof VarargType)) return false
  return p.count === vars[0] && p.element === vars[1] && isFullRange(vars[0]) && isFullRange(vars[1])
}

function showBounds(v: TypeVar, name: string): string {
  const lower = showParam(v.lower)
  const upper = showParam(v.upper)
  if (lower === 'Union{}') return upper === 'Any' ? name || '<:Any' : `${name}<:${upper}`
  if (upper === 'Any') return `${name}>:${lower}`
  return `${lower}<:${name || '_'}<:${upper}`
}

function showWhere(vars: readonly TypeVar[]): string {
  if (vars.length === 0) return ''
  if (vars.length === 1) return ` where ${showBounds(vars[0], vars[0].name.name)}`
  return ` where {${vars.map((v) => showBounds(v, v.name.name)).join(', ')}}`
}
