import { sym } from '../syntax/index.ts'
import type { BuiltinRow } from './builtin-types.ts'
import { newAbstract, newPrimitive, newStruct, setBody, setSuper } from './definition.ts'
import {
  DataType,
  type ParamBits,
  type Type,
  type TypeParam,
  TypeVar,
  UnionAll,
  VarargType,
} from './model.ts'
import { parseType } from './type-syntax.ts'
import type { TypeSystem } from './type-system.ts'

/** Makes the built-in types from their table: names first, then supertypes and bounds, then fields. */
export function bootstrap(
  ts: TypeSystem,
  rows: readonly BuiltinRow[],
  aliases: readonly (readonly [string, string])[],
): void {
  const primaries = new Map<string, DataType>()
  for (const row of rows) {
    const primary = declareRow(ts, row)
    primaries.set(row.name, primary)
    ts.builtins.set(row.name, primary.name.wrapper)
  }
  ts.any = primaries.get('Any')!
  ts.any.superType = ts.any
  ts.any.name.isDefined = true
  ts.tupleName = primaries.get('Tuple')!.name
  ts.namedTupleName = primaries.get('NamedTuple')!.name
  ts.typeTypeName = primaries.get('Type')!.name
  finishTuple(ts)

  const cpuNames = (name: string): TypeParam | undefined => (name === 'CPU' ? ts.cpu : ts.builtins.get(name))
  const scoped =
    (row: BuiltinRow) =>
    (name: string): TypeParam | undefined => {
      const v = primaries.get(row.name)!.parameters.find((p) => p instanceof TypeVar && p.name.name === name)
      return v ?? cpuNames(name)
    }
  for (const row of rows) {
    const primary = primaries.get(row.name)!
    if (row.name === 'Any' || row.name === 'Tuple') continue
    for (const text of (row.params ?? '').split(' ').filter((p) => p !== '')) {
      const [name, bound] = text.split('<:')
      const v = primary.parameters.find((p) => p instanceof TypeVar && p.name.name === name) as TypeVar
      v.upper = bound === undefined ? ts.any : parseType(ts, bound, scoped(row))
    }
  }
  for (const row of rows) {
    if (row.name === 'Any' || row.name === 'Tuple') continue
    const primary = primaries.get(row.name)!
    let superType = parseType(ts, row.super || 'Any', scoped(row))
    while (superType instanceof UnionAll) superType = superType.body
    setSuper(ts, primary, superType, true)
  }
  assignFields(ts)
  ts.cpu = ts.paramBits(
    ts.applyType(ts.builtinType('AddrSpace'), [ts.paramModule(ts.core)]) as DataType,
    new Uint8Array(1),
  ) as ParamBits
  for (const [name, text] of aliases) ts.builtins.set(name, parseType(ts, text, cpuNames) as Type)
  ts.memory = ts.builtinType('Memory') as UnionAll
  ts.memoryRef = ts.builtinType('MemoryRef') as UnionAll
  ts.vector = ts.builtinType('Vector') as UnionAll
  for (const row of rows) {
    const primary = primaries.get(row.name)!
    if (row.kind === 'abstract' || row.kind === 'primitive' || row.name === 'Tuple') continue
    const fields = fieldList(row).map((f) => parseType(ts, f.type, scoped(row)))
    setBody(ts, primary, fields)
  }
}

interface Field {
  readonly name: string
  readonly type: string
  readonly isConst: boolean
  readonly isAtomic: boolean
}

function fieldList(row: BuiltinRow): Field[] {
  return (row.fields ?? '')
    .split(' ')
    .filter((f) => f !== '')
    .map((f) => {
      const [, flag, name, type] = /^([=@]?)(\w+)::(.*)$/.exec(f)!
      return { name, type, isConst: flag === '=', isAtomic: flag === '@' }
    })
}

function declareRow(ts: TypeSystem, row: BuiltinRow): DataType {
  const isTuple = row.name === 'Tuple'
  // bounds are filled in once all names exist
  const params = isTuple
    ? []
    : (row.params ?? '')
        .split(' ')
        .filter((p) => p !== '')
        .map((p) => new TypeVar(sym(p.split('<:')[0]), ts.bottom, ts.bottom))
  const head = { name: sym(row.name), module: ts.core, params }
  if (row.kind === 'abstract') return newAbstract(ts, head)
  if (row.kind === 'primitive') return newPrimitive(ts, head, row.bits!)
  const fields = fieldList(row)
  const primary = newStruct(ts, {
    ...head,
    fieldNames: fields.map((f) => sym(f.name)),
    isMutable: row.kind !== 'struct',
    initialized: row.minInitialized,
    constFields: fields.map((f) => f.isConst),
    atomicFields: fields.map((f) => f.isAtomic),
  })
  primary.name.isOpaque = row.kind === 'opaque'
  if (REFERRED_TO.has(row.name)) primary.name.mayBeInline = false
  return primary
}

/** Immutable, yet each object is one of a kind that its address stands for: never copied into a field or an element. */
const REFERRED_TO: ReadonlySet<string> = new Set(['UnionAll', 'Union', 'TypeofVararg', 'GlobalRef'])

/** `Tuple` is its own definition: any number of parameters, covariant, `Tuple` meaning `Tuple{Vararg{Any}}`. */
function finishTuple(ts: TypeSystem): void {
  const name = ts.tupleName
  name.cache.clear()
  const any = new DataType(name, [new VarargType(ts.any, null)], [])
  any.superType = ts.any
  any.hasSpellings = true
  name.wrapper = any
  name.bodyFieldTypes = []
  name.isDefined = true
  name.mayBeInline = true
  ts.anyTuple = any
  ts.builtins.set('Tuple', any)
  name.cache.set(paramsKeyOfAnyTuple(ts), any)
  ts.emptyTuple = ts.tuple([])
}

function paramsKeyOfAnyTuple(ts: TypeSystem): string {
  return `*(d${ts.any.id};),`
}

/** Fills the fields of `TypeSystem` that name built-in types. */
function assignFields(ts: TypeSystem): void {
  const dataTypes = {
    dataType: 'DataType',
    unionAllType: 'UnionAll',
    unionType: 'Union',
    typeofBottom: 'TypeofBottom',
    typeofVararg: 'TypeofVararg',
    typeVarType: 'TypeVar',
    symbol: 'Symbol',
    string: 'String',
    nothing: 'Nothing',
    bool: 'Bool',
    char: 'Char',
    int8: 'Int8',
    int16: 'Int16',
    int32: 'Int32',
    int64: 'Int64',
    int128: 'Int128',
    uint8: 'UInt8',
    uint16: 'UInt16',
    uint32: 'UInt32',
    uint64: 'UInt64',
    uint128: 'UInt128',
    float16: 'Float16',
    float32: 'Float32',
    float64: 'Float64',
    number: 'Number',
    simpleVector: 'SimpleVector',
    module: 'Module',
    function: 'Function',
    builtin: 'Builtin',
    intrinsicFunction: 'IntrinsicFunction',
    method: 'Method',
    methodInstance: 'MethodInstance',
    codeInstance: 'CodeInstance',
    codeInfo: 'CodeInfo',
    methodTable: 'MethodTable',
    methodMatch: 'MethodMatch',
    typeName: 'TypeName',
    binding: 'Binding',
    expr: 'Expr',
    task: 'Task',
    box: 'Box',
    weakRef: 'WeakRef',
    abstractString: 'AbstractString',
    exception: 'Exception',
  } as const
  for (const [field, name] of Object.entries(dataTypes)) {
    ts[field as keyof typeof dataTypes] = ts.builtinType(name) as DataType
  }
  const wrappers = {
    type: 'Type',
    array: 'Array',
    abstractArray: 'AbstractArray',
    genericMemory: 'GenericMemory',
    genericMemoryRef: 'GenericMemoryRef',
    ptr: 'Ptr',
    ref: 'Ref',
    namedTuple: 'NamedTuple',
    opaqueClosure: 'OpaqueClosure',
  } as const
  for (const [field, name] of Object.entries(wrappers)) {
    ts[field as keyof typeof wrappers] = ts.builtinType(name) as UnionAll
  }
}
