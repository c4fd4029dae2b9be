import type { ValType } from '../codegen/index.ts'
import type { LiteralType } from '../syntax/index.ts'

/** Numbers that stand for kinds of things in images. A change here is a change of format. */

/** Kinds of records. */
export type EntityKind = 'module' | 'table' | 'method' | 'mi' | 'ci' | 'typeName'
export const entityKinds: readonly EntityKind[] = ['module', 'table', 'method', 'mi', 'ci', 'typeName']

export const ParamTag = {
  none: 0,
  system: 1,
  node: 2,
  int: 3,
  bool: 4,
  symbol: 5,
  bits: 6,
  other: 7,
} as const
export const TypeNodeTag = { dataType: 0, unionAll: 1, union: 2, typeVar: 3, vararg: 4, wrapper: 5 } as const
export const LatticeTag = {
  none: 0,
  type: 1,
  constant: 2,
  partialStruct: 3,
  conditional: 4,
  interConditional: 5,
  partialTypeVar: 6,
  partialOpaque: 7,
} as const
export const ValueTag = { none: 0, system: 1, own: 2, dependency: 3, named: 4 } as const
export const ExTag = {
  undefined: 0,
  nothing: 1,
  int: 2,
  float: 3,
  true: 4,
  false: 5,
  string: 6,
  expr: 7,
  symbol: 8,
  ssa: 9,
  slot: 10,
  argument: 11,
  globalRef: 12,
  codeInstance: 13,
  value: 14,
  quote: 15,
  line: 16,
  literal: 17,
  goto: 18,
  gotoIfNot: 19,
  return: 20,
  enter: 21,
  newvar: 22,
  phi: 23,
  pi: 24,
  phiC: 25,
  upsilon: 26,
  codeInfo: 27,
  type: 28,
} as const
export const EdgeTag = { call: 0, matches: 1, invoke: 2, binding: 3, generated: 4 } as const
export const RelocTag = { value: 0, slot: 1, call: 2, import: 3, type: 4 } as const
export const entryKinds = ['boxed', 'spec'] as const
export const valTypes: readonly ValType[] = ['i32', 'i64', 'f32', 'f64']
export const literalTypes: readonly LiteralType[] = [
  'Int8',
  'Int16',
  'Int32',
  'Int128',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'UInt128',
  'BigInt',
  'Float16',
  'Float32',
  'Char',
  'Bytes',
]
