import type { Value } from '../../heap/index.ts'
import { sym } from '../../syntax/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import { type BuiltinRun, builtin, type Runtime } from '../runtime.ts'

/** The 0-based index of the field that `key` (a Symbol or Int) names in `type`. Throws Julia's errors. */
function fieldIndex(rt: Runtime, object: Value, type: DataType, key: Value, func: string): number {
  const { heap, types, errors } = rt
  const keyType = heap.typeOf(key)
  if (keyType === types.symbol) {
    const name = heap.symbolAt(key)
    const index = types.fieldNamesOf(type).indexOf(name)
    if (index < 0) errors.noField(type, name.name)
    return index
  }
  if (keyType !== types.int64) errors.typeErrorFor(func, types.symbol, key)
  const index = heap.unboxInt64(key)
  const count = types.fieldTypesOf(type).length
  if (index < 1n || index > BigInt(count)) errors.bounds(object, key)
  return Number(index) - 1
}

function getfield(rt: Runtime, object: Value, key: Value, order?: Value): Value {
  const type = rt.heap.typeOf(object)
  if (type === rt.types.module) return getGlobal(rt, object, key)
  const index = fieldIndex(rt, object, type, key, 'getfield')
  checkOrder(rt, 'getfield', type, index, order, READ_ORDERS)
  const value = rt.heap.getField(object, index)
  return value === 0 ? rt.errors.undefRef() : value
}

function getGlobal(rt: Runtime, module: Value, name: Value): Value {
  const { heap, types, errors } = rt
  if (heap.typeOf(module) !== types.module) errors.typeErrorFor('getglobal', types.module, module)
  if (heap.typeOf(name) !== types.symbol) errors.typeErrorFor('getglobal', types.symbol, name)
  const symbol = heap.symbolAt(name)
  const binding = rt.methods.resolveBinding(heap.moduleAt(module), symbol)
  const value = heap.bindingValue(binding)
  return value === 0 ? errors.undefVar(symbol.name, module) : value
}

const READ_ORDERS = ['not_atomic', 'unordered', 'monotonic', 'acquire', 'sequentially_consistent']
const WRITE_ORDERS = ['not_atomic', 'unordered', 'monotonic', 'release', 'sequentially_consistent']
const BOTH_ORDERS = [...WRITE_ORDERS, 'acquire', 'acquire_release']

/** The memory order goes with the field's declaration, and with what is done. */
function checkOrder(
  rt: Runtime,
  func: string,
  type: DataType,
  index: number,
  order: Value | undefined,
  allowed: readonly string[],
): void {
  const { heap, types, errors } = rt
  let name = 'not_atomic'
  // a read that does not say is as atomic as the field
  if (order === undefined && allowed === READ_ORDERS) return
  if (order !== undefined && order !== heap.true_ && order !== heap.false_) {
    if (heap.typeOf(order) !== types.symbol) errors.typeErrorFor(func, types.symbol, order)
    ;({ name } = heap.symbolAt(order))
    if (!allowed.includes(name)) errors.concurrency('invalid atomic ordering')
  }
  const atomic = type.name.atomicFields[index] === true
  if (atomic === (name !== 'not_atomic')) return
  const done = allowed === READ_ORDERS ? 'accessed' : 'written'
  errors.concurrency(
    atomic
      ? `${func}: atomic field cannot be ${done} non-atomically`
      : `${func}: non-atomic field cannot be ${done} atomically`,
  )
}

/** Checks that field `index` of a mutable `object` may be set to `value`; throws Julia's errors. */
function checkSettable(
  rt: Runtime,
  object: Value,
  type: DataType,
  index: number,
  value: Value | null,
  func: string,
): void {
  const { types, errors, heap } = rt
  if (!type.name.isMutable) {
    errors.error(`${func}: immutable struct of type ${type.name.name} cannot be changed`)
  }
  if (type.name.constFields[index]) {
    const field = types.fieldNamesOf(type)[index]
    errors.error(`${func}: const field .${field} of type ${type.name.name} cannot be changed`)
  }
  const declared = types.fieldTypesOf(type)[index] as Type
  if (value !== null && !heap.isa(value, declared)) errors.typeErrorFor(func, declared, value)
}

function setfield(
  rt: Runtime,
  func: string,
  object: Value,
  key: Value,
  value: Value | null,
  order: Value | undefined,
  orders = BOTH_ORDERS,
): number {
  const type = rt.heap.typeOf(object)
  if (type === rt.types.module) rt.errors.error('cannot assign variables in other modules')
  const index = fieldIndex(rt, object, type, key, func)
  checkSettable(rt, object, type, index, value, func)
  checkOrder(rt, func, type, index, order, orders)
  return index
}

/** Field access: getfield, setfield! and their atomic kin, nfields, isdefined, fieldtype. */
export const fieldBuiltins: readonly BuiltinRun[] = [
  builtin('getfield', 2, 4, (rt, [object, key, order]) => getfield(rt, object, key, order)),
  builtin('setfield!', 3, 4, (rt, [object, key, value, order]) => {
    rt.heap.setField(object, setfield(rt, 'setfield!', object, key, value, order, WRITE_ORDERS), value)
    return value
  }),
  builtin('swapfield!', 3, 4, (rt, [object, key, value, order]) => {
    const index = setfield(rt, 'swapfield!', object, key, value, order)
    const old = rt.heap.getField(object, index)
    if (old === 0) rt.errors.undefRef()
    rt.heap.setField(object, index, value)
    return old
  }),
  builtin('replacefield!', 4, 6, (rt, [object, key, expected, value, order]) => {
    const { heap } = rt
    const index = setfield(rt, 'replacefield!', object, key, value, order)
    const old = heap.getField(object, index)
    if (old === 0) rt.errors.undefRef()
    const success = heap.egal(old, expected)
    if (success) heap.setField(object, index, value)
    const fieldType = rt.types.fieldTypesOf(heap.typeOf(object))[index]
    return replaceResult(rt, fieldType as Type, old, success)
  }),
  builtin('setfieldonce!', 3, 5, (rt, [object, key, value, order]) => {
    const index = setfield(rt, 'setfieldonce!', object, key, value, order)
    if (rt.heap.getField(object, index) !== 0) return rt.heap.false_
    rt.heap.setField(object, index, value)
    return rt.heap.true_
  }),
  builtin('nfields', 1, 1, (rt, [object]) =>
    rt.heap.boxInt64(BigInt(rt.types.fieldTypesOf(rt.heap.typeOf(object)).length)),
  ),
  builtin('isdefined', 2, 3, (rt, [object, key]) => {
    const { heap, types, errors } = rt
    const type = heap.typeOf(object)
    if (type === types.module) {
      if (heap.typeOf(key) !== types.symbol) errors.typeErrorFor('isdefined', types.symbol, key)
      const binding = rt.methods.resolveBinding(heap.moduleAt(object), heap.symbolAt(key))
      return heap.boxBool(heap.bindingValue(binding) !== 0)
    }
    if (heap.typeOf(key) === types.symbol) {
      const index = types.fieldNamesOf(type).indexOf(heap.symbolAt(key))
      return heap.boxBool(index >= 0 && heap.isDefinedField(object, index))
    }
    if (heap.typeOf(key) !== types.int64) errors.typeErrorFor('isdefined', types.symbol, key)
    const index = heap.unboxInt64(key)
    const count = BigInt(types.fieldTypesOf(type).length)
    return heap.boxBool(index >= 1n && index <= count && heap.isDefinedField(object, Number(index) - 1))
  }),
]

/** The named tuple `(old, success)` that replacefield! and its kin give, of Julia's type for `fieldType`. */
export function replaceResult(rt: Runtime, fieldType: Type, old: Value, success: boolean): Value {
  const { heap, types } = rt
  const type = types.namedTupleOf([sym('old'), sym('success')], types.tuple([fieldType, types.bool]))
  return heap.newStruct(type, [old, heap.boxBool(success)])
}

export { getGlobal, setfield }
