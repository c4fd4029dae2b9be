import type { Value } from '../../heap/index.ts'
import type { Sym } from '../../syntax/index.ts'
import {
  DataType,
  equivalentDefinition,
  newAbstract,
  newPrimitive,
  newStruct,
  setBody,
  setSuper,
  type Type,
  TypeApplicationError,
  TypeConstructionError,
  type TypeParam,
  TypeVar,
  UnionAll,
  unwrapUnionAll,
  VarargType,
} from '../../types/index.ts'
import { type BuiltinRun, builtin, type Runtime } from '../runtime.ts'
import { typeArgument } from './values.ts'

/** Runs a type construction, turning the type system's refusals into Julia's exceptions. */
export function constructing<T>(rt: Runtime, run: () => T): T {
  try {
    return run()
  } catch (problem) {
    if (problem instanceof TypeApplicationError) {
      return rt.errors.typeError(
        problem.context,
        problem.parameter,
        paramValue(rt, problem.expected),
        paramValue(rt, problem.got),
      )
    }
    if (problem instanceof TypeConstructionError) {
      return problem.julia === 'ArgumentError'
        ? rt.errors.argument(problem.message)
        : rt.errors.error(problem.message)
    }
    throw problem
  }
}

function paramValue(rt: Runtime, p: TypeParam): Value {
  return rt.heap.paramToValue(p)
}

function applyType(rt: Runtime, [wrapper, ...params]: readonly Value[]): Value {
  const { heap, types, errors } = rt
  const w = heap.isType(wrapper) || heap.typeOf(wrapper) === types.typeofVararg ? heap.typeAt(wrapper) : null
  if (w === null || w instanceof TypeVar)
    return errors.typeErrorFor('Type{...} expression', types.unionAllType, wrapper)
  if (!(w instanceof UnionAll || w === types.unionType || w instanceof VarargType || w === types.anyTuple)) {
    // a type with nothing to apply: `Int{}` is Int, `Int{1}` an error
    if (params.length === 0) return wrapper
    if (w instanceof DataType && w.name !== types.tupleName) {
      return errors.typeErrorFor('Type{...} expression', types.unionAllType, wrapper)
    }
  }
  for (const p of params) {
    if (heap.isParam(p)) continue
    const expected = heap.isa(p, types.number) ? types.int64 : types.type
    return errors.typeError(
      w === types.anyTuple ? 'Tuple' : w === types.unionType ? 'Union' : 'Type',
      'parameter',
      heap.typeAddress(expected),
      p,
    )
  }
  return constructing(rt, () =>
    heap.paramToValue(
      types.applyType(
        w,
        params.map((p) => heap.valueToParam(p)),
      ),
    ),
  )
}

/** `fieldtype(T, name or index)`, over unions and where clauses too. */
function fieldType(rt: Runtime, t: Value, key: Value): Value {
  const { heap, types, errors } = rt
  let type = typeArgument(rt, 'fieldtype', t)
  if (type.kind === 'Union') {
    const a = heap.typeAt(fieldType(rt, heap.typeAddress(type.a), key))
    const b = heap.typeAt(fieldType(rt, heap.typeAddress(type.b), key))
    return heap.typeAddress(types.union([a, b]))
  }
  const whole = type
  while (type.kind === 'UnionAll') type = type.body
  if (type.kind !== 'DataType' || type.name.isAbstract) {
    return errors.typeErrorFor('fieldtype', types.dataType, t)
  }
  const fields = types.fieldTypesOf(type)
  let index: number
  if (heap.typeOf(key) === types.symbol) {
    const name = heap.symbolAt(key)
    index = types.fieldNamesOf(type).indexOf(name)
    if (index < 0) return errors.noField(type, name.name)
  } else {
    if (heap.typeOf(key) !== types.int64) errors.typeErrorFor('fieldtype', types.int64, key)
    const at = heap.unboxInt64(key)
    const last = fields[fields.length - 1]
    if (last instanceof VarargType) {
      if (at < 1n) errors.bounds(t, key)
      index = Number(at) - 1
      if (index >= fields.length - 1) return heap.paramToValue(last.element ?? types.any)
    } else {
      if (at < 1n || at > BigInt(fields.length)) errors.bounds(t, key)
      index = Number(at) - 1
    }
  }
  return heap.paramToValue(types.rewrap(fields[index] as Type, whole))
}

// ---- definitions: what `struct`, `abstract type` and `primitive type` lower to -----------------------------------

function typeVars(rt: Runtime, v: Value): TypeVar[] {
  return rt.heap.svecAt(v).map((p) => rt.heap.typeAt(p) as TypeVar)
}

function symbols(rt: Runtime, v: Value): Sym[] {
  return rt.heap.svecAt(v).map((s) => rt.heap.symbolAt(s))
}

function wrapperOf(rt: Runtime, v: Value): DataType {
  const t = rt.heap.typeAt(v)
  let body = t
  while (body instanceof UnionAll) body = body.body
  if (!(body instanceof DataType)) throw new Error('a type definition was expected')
  return body
}

/** Types: application, variables, fields' types, and the steps of type definitions. */
export const typeBuiltins: readonly BuiltinRun[] = [
  builtin('apply_type', 1, -1, applyType),
  builtin('fieldtype', 2, 3, (rt, [t, key]) => fieldType(rt, t, key)),
  builtin('_typevar', 3, 3, (rt, [name, lower, upper]) => {
    const { heap, types, errors } = rt
    if (heap.typeOf(name) !== types.symbol) errors.typeErrorFor('TypeVar', types.symbol, name)
    const low = heap.valueToParam(lower)
    const high = heap.valueToParam(upper)
    return heap.typeAddress(new TypeVar(heap.symbolAt(name), low, high))
  }),
  builtin('_abstracttype', 3, 3, (rt, [module, name, params]) => {
    const { heap, types } = rt
    const t = newAbstract(types, {
      name: heap.symbolAt(name),
      module: heap.moduleAt(module),
      params: typeVars(rt, params),
    })
    return heap.typeAddress(t.name.wrapper)
  }),
  builtin('_primitivetype', 4, 4, (rt, [module, name, params, bits]) => {
    const { heap, types, errors } = rt
    if (heap.typeOf(bits) !== types.int64) errors.typeErrorFor('primitivetype', types.int64, bits)
    const n = Number(heap.unboxInt64(bits))
    const head = { name: heap.symbolAt(name), module: heap.moduleAt(module), params: typeVars(rt, params) }
    return constructing(rt, () => heap.typeAddress(newPrimitive(types, head, n).name.wrapper))
  }),
  builtin('_structtype', 7, 7, (rt, [module, name, params, fields, attributes, mutable, ninit]) => {
    const { heap, types } = rt
    const names = symbols(rt, fields)
    const { constFields, atomicFields } = fieldAttributes(rt, names, attributes)
    return constructing(rt, () =>
      heap.typeAddress(
        newStruct(types, {
          name: heap.symbolAt(name),
          module: heap.moduleAt(module),
          params: typeVars(rt, params),
          fieldNames: names,
          constFields,
          atomicFields,
          isMutable: mutable === heap.true_,
          initialized: Number(heap.unboxInt64(ninit)),
        }).name.wrapper,
      ),
    )
  }),
  builtin('_setsuper!', 2, 2, (rt, [t, sup]) => {
    const { heap, types } = rt
    const type = wrapperOf(rt, t)
    constructing(rt, () => setSuper(types, type, heap.valueToParam(sup), rt.isBootstrapping))
    if (type.name.isDefined) heap.typeDefined(type)
    return heap.nothing
  }),
  builtin('_typebody!', 1, 2, (rt, [t, fields]) => {
    const { heap, types, errors } = rt
    const type = wrapperOf(rt, t)
    if (fields === undefined) {
      // an abstract or primitive type is complete without
      heap.typeDefined(type)
      return heap.nothing
    }
    const values = heap.svecAt(fields)
    for (const f of values) {
      if (!heap.isType(f) && heap.typeOf(f) !== types.typeVarType && heap.typeOf(f) !== types.typeofVararg) {
        errors.typeError(type.name.name.name, 'type definition', heap.typeAddress(types.type), f)
      }
    }
    constructing(rt, () =>
      setBody(
        types,
        type,
        values.map((f) => heap.valueToParam(f)),
      ),
    )
    heap.typeDefined(type)
    return heap.nothing
  }),
  builtin('_equiv_typedef', 2, 2, (rt, [a, b]) => {
    const { heap, types } = rt
    if (!heap.isType(a) || !heap.isType(b)) return heap.false_
    const fresh = unwrapUnionAll(heap.typeAt(b) as Type)
    return heap.boxBool(
      fresh instanceof DataType && equivalentDefinition(types, heap.typeAt(a) as Type, fresh),
    )
  }),
]

/** Attributes come as svec(index, :const or :atomic, …) pairs, indices from 1. */
function fieldAttributes(rt: Runtime, names: readonly Sym[], attributes: Value) {
  const { heap } = rt
  const constFields = names.map(() => false)
  const atomicFields = names.map(() => false)
  const list = heap.svecAt(attributes)
  for (let i = 0; i + 1 < list.length; i += 2) {
    const at = Number(heap.unboxInt64(list[i])) - 1
    const what = heap.symbolAt(list[i + 1]).name
    if (what === 'const') constFields[at] = true
    else if (what === 'atomic') atomicFields[at] = true
    else throw new Error(`_structtype: invalid field attribute ${what}`)
  }
  return { constFields, atomicFields }
}
