import type { Value } from '../../heap/index.ts'
import { type Method, type MethodMatch, type MethodTable, WORLD_MAX } from '../../methods/index.ts'
import { sym } from '../../syntax/index.ts'
import type { Type } from '../../types/index.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'
import { vectorOf } from './vectors.ts'

function tupleAt(rt: Runtime, v: Value): Type {
  if (!rt.heap.isType(v)) return rt.errors.typeErrorFor('methods', rt.types.type, v)
  return rt.heap.typeAt(v) as Type
}

function worldOf(world: bigint): number {
  return world >= BigInt(WORLD_MAX) ? WORLD_MAX : Number(world)
}

function matchValue(rt: Runtime, m: MethodMatch): Value {
  const { heap } = rt
  return heap.newStruct(rt.types.methodMatch, [
    heap.typeAddress(m.specTypes),
    heap.svec(m.sparams.map((p) => heap.paramToValue(p))),
    heap.methodValue(m.method),
    heap.boxBool(m.fullyCovers),
  ])
}

function liveMethods(table: MethodTable): Method[] {
  return table.methods.filter((m) => m.deletedWorld === WORLD_MAX)
}

/** Methods and dispatch, as reflection asks about them. */
export const methodFunctions: readonly ForeignEntry[] = [
  foreign('jl_get_world_counter', [], 'int', (rt) => rt.methods.world),
  foreign('jl_get_tls_world_age', [], 'int', (rt) => rt.world()),
  foreign(
    'jl_matching_methods',
    ['value', 'value', 'int', 'bool', 'u64'],
    'value',
    (rt, t, _mt, limit, _ambig, world) => {
      const found = rt.methods.matchingMethods(tupleAt(rt, t), worldOf(world), limit)
      return found === null ? rt.heap.nothing : rt.heap.vectorAny(found.matches.map((m) => matchValue(rt, m)))
    },
  ),
  foreign('jl_gf_invoke_lookup', ['value', 'value', 'u64'], 'value', (rt, t, _mt, world) => {
    const found = rt.methods.findInvoked(tupleAt(rt, t), worldOf(world))
    return found === null ? rt.heap.nothing : rt.heap.methodValue(found.method)
  }),
  foreign('jl_method_table_methods', ['value'], 'value', (rt, mt) => {
    const table = rt.heap.mirrors.get(mt) as MethodTable
    return rt.heap.vectorAny(liveMethods(table).map((m) => rt.heap.methodValue(m)))
  }),
  foreign('jl_method_table_disable', ['value'], 'void', (rt, m) =>
    rt.methods.deleteMethod(rt.heap.methodAt(m)),
  ),
  foreign('jl_method_argnames', ['value'], 'value', (rt, m) => {
    const method = rt.heap.methodAt(m)
    return vectorOf(
      rt,
      rt.types.symbol,
      method.slotNames.slice(0, method.nargs).map((n) => rt.heap.symbol(sym(n))),
    )
  }),
  foreign('jl_method_kwnames', ['value'], 'value', (rt, m) => {
    const { keywordNames } = rt.heap.methodAt(m)
    return keywordNames.length === 0
      ? rt.heap.nothing
      : vectorOf(
          rt,
          rt.types.symbol,
          keywordNames.map((n) => rt.heap.symbol(n)),
        )
  }),
  foreign('jl_method_code_lowered', ['value'], 'value', (rt, m) => {
    const { source } = rt.heap.methodAt(m)
    return source === null ? rt.errors.error('the method has no lowered code') : rt.heap.codeInfoValue(source)
  }),
  foreign('jl_intrinsic_name', ['value'], 'value', (rt, f) =>
    rt.heap.symbol(sym(rt.builtinName(f) ?? 'unknown')),
  ),
  foreign('jl_return_type', ['value', 'value', 'u64'], 'value', (rt, f, argTypes, world) =>
    rt.heap.typeAddress(
      rt.inferReturnType(f, tupleAt(rt, argTypes), world === 0n ? rt.world() : worldOf(world)),
    ),
  ),
  foreign('jl_infer_return_type', ['value', 'value', 'value', 'u64'], 'value', (rt, _m, spec, _sp, world) =>
    rt.heap.typeAddress(rt.inferSignature(tupleAt(rt, spec), worldOf(world))),
  ),
  foreign('jl_code_typed', ['value', 'value', 'u64'], 'value', (rt, m, spec, world) =>
    rt.typedCode(rt.heap.methodAt(m), tupleAt(rt, spec), worldOf(world)),
  ),
  foreign('jl_set_max_methods', ['value', 'i32'], 'void', (rt, t, n) => {
    const type = rt.heap.typeAt(t)
    if (type.kind === 'DataType') type.name.maxMethods = n
  }),
  foreign('jl_compile_hint', ['value'], 'bool', (rt, sig) => rt.precompile(tupleAt(rt, sig))),
]
