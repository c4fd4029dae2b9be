import type { DataType, Type, TypeName, TypeSystem } from '../types/index.ts'

/** The types that inference itself must know, looked up once. */
export class CoreTypes {
  readonly Bool: DataType
  readonly Int64: DataType
  readonly Int32: DataType
  readonly UInt8: DataType
  readonly Float16: DataType
  readonly Float32: DataType
  readonly Float64: DataType
  readonly Char: DataType
  readonly Nothing: DataType
  readonly String: DataType
  readonly Symbol: DataType
  readonly SimpleVector: DataType
  readonly DataType: DataType
  readonly UnionAll: DataType
  readonly Union: DataType
  readonly TypeofBottom: DataType
  readonly TypeofVararg: DataType
  readonly TypeVar: DataType
  readonly Module: DataType
  readonly Function: DataType
  readonly Builtin: DataType
  readonly IntrinsicFunction: DataType
  readonly Method: DataType
  readonly Box: DataType
  readonly Expr: DataType
  readonly QuoteNode: DataType
  readonly Task: DataType
  readonly Exception: DataType
  /** `Type` (a UnionAll) */
  readonly Type: Type
  readonly AbstractTuple: Type
  /** names, to test a type's family quickly */
  readonly TypeName: TypeName
  readonly TupleName: TypeName
  readonly NamedTupleName: TypeName
  readonly PtrName: TypeName
  readonly MemoryName: TypeName
  readonly MemoryRefName: TypeName
  readonly ArrayName: TypeName
  readonly OpaqueClosureName: TypeName
  constructor(ts: TypeSystem) {
    const dt = (name: string): DataType => {
      const t = ts.builtinType(name)
      if (t.kind !== 'DataType') throw new Error(`core type ${name} has parameters`)
      return t
    }
    this.Bool = dt('Bool')
    this.Int64 = dt('Int64')
    this.Int32 = dt('Int32')
    this.UInt8 = dt('UInt8')
    this.Float16 = dt('Float16')
    this.Float32 = dt('Float32')
    this.Float64 = dt('Float64')
    this.Char = dt('Char')
    this.Nothing = dt('Nothing')
    this.String = dt('String')
    this.Symbol = dt('Symbol')
    this.SimpleVector = dt('SimpleVector')
    this.DataType = dt('DataType')
    this.UnionAll = dt('UnionAll')
    this.Union = dt('Union')
    this.TypeofBottom = dt('TypeofBottom')
    this.TypeofVararg = dt('TypeofVararg')
    this.TypeVar = dt('TypeVar')
    this.Module = dt('Module')
    this.Function = dt('Function')
    this.Builtin = dt('Builtin')
    this.IntrinsicFunction = dt('IntrinsicFunction')
    this.Method = dt('Method')
    this.Box = dt('Box')
    this.Expr = dt('Expr')
    this.QuoteNode = dt('QuoteNode')
    this.Task = dt('Task')
    this.Exception = dt('Exception')
    this.Type = ts.builtinType('Type')
    this.AbstractTuple = ts.builtinType('Tuple')
    this.TypeName = nameOf(ts.builtinType('Type'))
    this.TupleName = nameOf(ts.builtinType('Tuple'))
    this.NamedTupleName = nameOf(ts.builtinType('NamedTuple'))
    this.PtrName = nameOf(ts.builtinType('Ptr'))
    this.MemoryName = nameOf(ts.builtinType('GenericMemory'))
    this.MemoryRefName = nameOf(ts.builtinType('GenericMemoryRef'))
    this.ArrayName = nameOf(ts.builtinType('Array'))
    this.OpaqueClosureName = nameOf(ts.builtinType('OpaqueClosure'))
  }
}

/** The `TypeName` under the `where`s of a type. */
export function nameOf(t: Type): TypeName {
  let b: Type = t
  while (b.kind === 'UnionAll') b = b.body
  if (b.kind !== 'DataType') throw new Error('a type without a name')
  return b.name
}
