import type { Value } from '../heap/index.ts'
import type { Type } from '../types/index.ts'
import type { Session } from './session.ts'

/** `new T(fields...)` with the fields in a tuple: types are checked. @throws Julia's ArgumentError and TypeError */
export function splatNew(session: Session, typeAt: Value, tuple: Value): Value {
  const { heap, types, errors } = session
  if (!heap.isType(typeAt)) return errors.typeErrorFor('new', types.dataType, typeAt)
  const type = heap.typeAt(typeAt) as Type
  if (type.kind !== 'DataType' || !type.isConcrete) return errors.typeErrorFor('new', types.dataType, typeAt)
  const fields = types.fieldTypesOf(type)
  const given = types.fieldTypesOf(heap.typeOf(tuple)).length
  if (given < fields.length) return errors.argument('new: too few arguments (expected ' + fields.length + ')')
  if (given > fields.length)
    return errors.argument('new: too many arguments (expected ' + fields.length + ')')
  const values = fields.map((declared, i) => {
    const v = heap.getField(tuple, i)
    if (!heap.isa(v, declared as Type)) errors.typeErrorFor('new', declared as Type, v)
    return v
  })
  return heap.newStruct(type, values)
}
