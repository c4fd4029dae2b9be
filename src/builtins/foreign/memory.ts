import type { Value } from '../../heap/index.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** Objects by address, arrays' memory, the collector. */
export const memoryFunctions: readonly ForeignEntry[] = [
  foreign('jl_value_ptr', ['value'], 'ptr', (_rt, v) => v),
  foreign('jl_value_from_ptr', ['ptr'], 'value', (_rt, p) => p),
  foreign('jl_svec_len', ['value'], 'int', ({ heap }, v) => heap.views.u32[v >>> 2]),
  foreign(
    'jl_memory_copyto',
    ['value', 'int', 'value', 'int', 'int'],
    'void',
    ({ heap }, to, i, from, j, n) => heap.kernel.memory_copy(to, i - 1, from, j - 1, n),
  ),
  foreign('jl_memory_unset', ['value', 'int', 'int'], 'void', ({ heap, types }, memory, at, n) => {
    const element = types.elementLayout(heap.typeOf(memory).parameters[1])
    if (element.kind !== 'ref' && element.kind !== 'inline') return
    const data = heap.views.u32[(memory + 8) >>> 2]
    heap.views.u8.fill(0, data + (at - 1) * element.size, data + (at - 1 + n) * element.size)
  }),
  foreign('jl_memoryref_pointer', ['value', 'int'], 'ptr', ({ heap, types }, memory, i) => {
    const element = types.elementLayout(heap.typeOf(memory).parameters[1])
    return heap.views.u32[(memory + 8) >>> 2] + (i - 1) * element.size
  }),
  foreign('jl_gc_collect', ['bool'], 'void', ({ heap }) => heap.collect()),
  foreign('jl_gc_enable', ['bool'], 'bool', (rt, on) => rt.enableCollector(on)),
  foreign('jl_gc_new_weakref', ['value'], 'value', ({ heap, types }, v) => {
    const ref: Value = heap.alloc(types.weakRef, 8)
    heap.views.u32[ref >>> 2] = v
    return ref
  }),
]
