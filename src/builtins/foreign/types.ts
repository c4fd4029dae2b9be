import type { Value } from '../../heap/index.ts'
import { DataType, hasFreeTypeVars, type Type, TypeVar } from '../../types/index.ts'
import { constructing } from '../run/types.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'

function typeAt(rt: Runtime, func: string, v: Value): Type {
  if (!rt.heap.isType(v)) return rt.errors.typeErrorFor(func, rt.types.type, v)
  return rt.heap.typeAt(v) as Type
}

/** The struct type of an operand with its field `i` (from 1) in range, else BoundsError. */
function fieldArgument(rt: Runtime, t: Value, i: number): { type: DataType; index: number } {
  const type = typeAt(rt, 'fieldtype', t)
  if (!(type instanceof DataType) || i < 1 || i > rt.types.fieldTypesOf(type).length) {
    return rt.errors.bounds(t, rt.heap.boxInt64(BigInt(i)))
  }
  return { type, index: i - 1 }
}

/** Questions about types and their construction. */
export const typeFunctions: readonly ForeignEntry[] = [
  foreign('jl_type_unionall', ['value', 'value'], 'value', (rt, v, body) => {
    const { heap, types, errors } = rt
    const variable = heap.typeOf(v) === types.typeVarType ? (heap.typeAt(v) as TypeVar) : null
    if (variable === null) return errors.typeErrorFor('UnionAll', types.typeVarType, v)
    const t = heap.valueToParam(body)
    if (!heap.isType(body) && !(t instanceof TypeVar))
      return errors.typeErrorFor('UnionAll', types.type, body)
    return constructing(rt, () => heap.paramToValue(types.unionAll(variable, t as Type)))
  }),
  foreign('jl_types_equal', ['value', 'value'], 'bool', (rt, a, b) =>
    rt.types.typesEqual(rt.heap.valueToParam(a), rt.heap.valueToParam(b)),
  ),
  foreign('jl_type_morespecific', ['value', 'value'], 'bool', (rt, a, b) =>
    rt.types.typeMoreSpecific(typeAt(rt, 'morespecific', a), typeAt(rt, 'morespecific', b)),
  ),
  foreign('jl_type_intersection', ['value', 'value'], 'value', (rt, a, b) =>
    rt.heap.typeAddress(
      rt.types.typeIntersect(typeAt(rt, 'typeintersect', a), typeAt(rt, 'typeintersect', b)),
    ),
  ),
  foreign('jl_has_free_typevars', ['value'], 'bool', ({ heap, types }, v) => {
    const isParam =
      heap.isType(v) || heap.typeOf(v) === types.typeVarType || heap.typeOf(v) === types.typeofVararg
    return isParam && hasFreeTypeVars(heap.valueToParam(v))
  }),
  foreign(
    'jl_is_inline_allocated',
    ['value'],
    'bool',
    ({ heap, types }, v) => heap.isType(v) && types.elementLayout(heap.valueToParam(v)).kind !== 'ref',
  ),
  foreign('jl_is_dispatch_tuple', ['value'], 'bool', ({ heap }, v) => {
    const t = heap.isType(v) ? heap.typeAt(v) : null
    return t instanceof DataType && t.isDispatchTuple
  }),
  foreign('jl_elsize', ['value'], 'int', ({ heap, types }, v) => {
    const element = types.elementLayout(heap.valueToParam(v))
    return element.kind === 'ref' ? 8 : element.size
  }),
  foreign('jl_get_field_offset', ['value', 'int'], 'int', (rt, t, i) => {
    const { type, index } = fieldArgument(rt, t, i)
    const layout = rt.types.layoutOf(type)
    return layout === undefined
      ? rt.errors.argument('type does not have a definite layout')
      : layout.fields[index].offset
  }),
  foreign('jl_field_isconst', ['value', 'int'], 'bool', (rt, t, i) => {
    const { type, index } = fieldArgument(rt, t, i)
    return !type.name.isMutable || type.name.constFields[index] === true
  }),
  foreign('jl_field_isatomic', ['value', 'int'], 'bool', (rt, t, i) => {
    const { type, index } = fieldArgument(rt, t, i)
    return type.name.atomicFields[index] === true
  }),
  foreign('jl_new_structt', ['value', 'value'], 'value', (rt, t, fields) => rt.splatNew(t, fields)),
]
