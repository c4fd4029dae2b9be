import type { Value } from '../../heap/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import type { Runtime } from '../runtime.ts'

/** `T[values...]` for an element type that is stored by reference. */
export function vectorOf(rt: Runtime, element: Type, values: readonly Value[]): Value {
  const { heap, types } = rt
  const memory = heap.newMemory(types.applyType(types.memory, [element]) as DataType, values.length)
  const v = heap.vectorOver(types.applyType(types.vector, [element]) as DataType, memory)
  heap.views.u32.set(values, heap.views.u32[v >>> 2] >>> 2)
  return v
}

/** `Int64[values...]` */
export function int64Vector(rt: Runtime, values: readonly bigint[]): Value {
  const { heap, types } = rt
  const memory = heap.newMemory(types.applyType(types.memory, [types.int64]) as DataType, values.length)
  const v = heap.vectorOver(types.applyType(types.vector, [types.int64]) as DataType, memory)
  values.forEach((x, i) => {
    heap.views.i64[(heap.views.u32[v >>> 2] >>> 3) + i] = x
  })
  return v
}
