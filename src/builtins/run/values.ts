import type { Value } from '../../heap/index.ts'
import { type Type, type TypeParam, TypeVar } from '../../types/index.ts'
import { type BuiltinRun, builtin, type Runtime } from '../runtime.ts'

/** The type that `v` is, or a TypeError from `func`. */
export function typeArgument(rt: Runtime, func: string, v: Value): Type {
  if (!rt.heap.isType(v)) return rt.errors.typeErrorFor(func, rt.types.type, v)
  return rt.heap.typeAt(v) as Type
}

/** A type, type variable or Vararg; other values as value parameters. */
export function typeParamOf(rt: Runtime, v: Value): TypeParam {
  return rt.heap.valueToParam(v)
}

function sizeOf(rt: Runtime, v: Value): bigint {
  const { heap, types, errors } = rt
  if (heap.isType(v)) {
    const t = heap.typeAt(v) as Type
    if (t.kind === 'Union') {
      const element = types.elementLayout(t)
      if (element.kind === 'union') return BigInt(element.size)
    }
    if (t.kind !== 'DataType')
      return errors.error('Argument is an abstract type and does not have a definite size.')
    if (t.name.isAbstract) return errors.error(`Abstract type ${t.name.name} does not have a definite size.`)
    if (!t.isConcrete)
      return errors.error(`Argument is an incomplete ${t.name.name} type and does not have a definite size.`)
    const layout = types.layoutOf(t)
    if (layout === undefined || t.name.isOpaque || heap.isMemoryType(t)) {
      return errors.error(`Type ${t.name.name} does not have a definite size.`)
    }
    return BigInt(layout.size)
  }
  return BigInt(heap.sizeOfValue(v))
}

/** Identity, types of values, tuples and the like. */
export const valueBuiltins: readonly BuiltinRun[] = [
  builtin('===', 2, 2, (rt, [a, b]) => rt.heap.boxBool(rt.heap.egal(a, b))),
  builtin('typeof', 1, 1, (rt, [v]) => rt.heap.typeAddress(rt.heap.typeOf(v))),
  builtin('sizeof', 1, 1, (rt, [v]) => rt.heap.boxInt64(sizeOf(rt, v))),
  builtin('isa', 2, 2, (rt, [v, t]) => rt.heap.boxBool(rt.heap.isa(v, typeArgument(rt, 'isa', t)))),
  builtin('<:', 2, 2, (rt, [a, b]) => {
    const x = subtypeArgument(rt, a)
    const y = subtypeArgument(rt, b)
    return rt.heap.boxBool(rt.types.isSubtype(x, y))
  }),
  builtin('typeassert', 2, 2, (rt, [v, t]) => {
    const type = typeArgument(rt, 'typeassert', t)
    return rt.heap.isa(v, type) ? v : rt.errors.typeError('typeassert', '', t, v)
  }),
  builtin('ifelse', 3, 3, (rt, [c, a, b]) => {
    const { heap, errors, types } = rt
    if (c !== heap.true_ && c !== heap.false_) errors.typeErrorFor('ifelse', types.bool, c)
    return c === heap.true_ ? a : b
  }),
  builtin('tuple', 0, -1, (rt, args) => rt.heap.tupleOf(args)),
  builtin('svec', 0, -1, (rt, args) => rt.heap.svec(args)),
  builtin('_svec_ref', 2, 2, (rt, [v, i]) => {
    const { heap, errors, types } = rt
    if (heap.typeOf(v) !== types.simpleVector) errors.typeErrorFor('_svec_ref', types.simpleVector, v)
    const elements = heap.svecAt(v)
    const at = heap.unboxInt64(i)
    if (at < 1n || at > BigInt(elements.length)) errors.bounds(v, i)
    const element = elements[Number(at) - 1]
    return element === 0 ? errors.undefRef() : element
  }),
  builtin('_expr', 1, -1, (rt, args) => {
    const { heap, errors, types } = rt
    if (heap.typeOf(args[0]) !== types.symbol) errors.typeErrorFor('Expr', types.symbol, args[0])
    return heap.newExpr(heap.symbolAt(args[0]).name, args.slice(1))
  }),
  builtin('throw', 1, 1, (rt, [v]) => rt.heap.throwValue(v)),
  builtin('donotdelete', 0, -1, (rt) => rt.heap.nothing),
  builtin('compilerbarrier', 2, 2, (rt, [kind, v]) => {
    const { heap, errors, types } = rt
    if (heap.typeOf(kind) !== types.symbol) errors.typeErrorFor('compilerbarrier', types.symbol, kind)
    const name = heap.symbolAt(kind).name
    if (name !== 'type' && name !== 'const' && name !== 'conditional') {
      errors.argument(
        `The first argument of \`compilerbarrier\` must be either of \`:type\`, \`:const\` or \`:conditional\`.`,
      )
    }
    return v
  }),
]

function subtypeArgument(rt: Runtime, v: Value): TypeParam {
  if (rt.heap.isType(v)) return rt.heap.typeAt(v)
  const p = rt.heap.typeOf(v) === rt.types.typeVarType ? rt.heap.typeAt(v) : null
  if (p instanceof TypeVar) return p
  return rt.errors.typeErrorFor('<:', rt.types.type, v)
}
