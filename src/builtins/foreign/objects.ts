import {
  MEMORY_LENGTH,
  MEMORY_PTR,
  STATE_GC_COUNT,
  STATE_GC_TIME_US,
  STATE_LIVE_BYTES,
} from '../../heap/index.ts'
import type { DataType } from '../../types/index.ts'
import { type ForeignEntry, foreign } from './declare.ts'

const MEMORY_DATA = 16

/** Objects made and changed without their constructors, finalizers, the collector's numbers. */
export const objectFunctions: readonly ForeignEntry[] = [
  foreign('jl_new_struct_uninit', ['value'], 'value', ({ heap }, type) =>
    heap.newStruct(heap.typeAt(type) as DataType, []),
  ),
  foreign('jl_set_nth_field', ['value', 'int', 'value'], 'void', ({ heap }, object, i, value) =>
    heap.setField(object, i, value),
  ),
  foreign('jl_ptr_to_genericmemory', ['value', 'ptr', 'int'], 'value', ({ heap, errors }, type, p, n) => {
    if (n < 0) errors.argument('invalid GenericMemory size: too large for system address width')
    const memory = heap.alloc(heap.typeAt(type) as DataType, MEMORY_DATA + 8)
    heap.views.u32[(memory + MEMORY_LENGTH) >>> 2] = n
    heap.views.u32[(memory + MEMORY_PTR) >>> 2] = p
    return memory
  }),
  foreign('jl_finalize', ['value'], 'void', ({ heap }, object) => {
    heap.kernel.finalize_now(object)
    heap.runFinalizers()
  }),
  foreign('jl_gc_total_bytes', [], 'i64', ({ heap }) => heap.kernel.gc_bytes()),
  foreign('jl_gc_live_bytes', [], 'i64', ({ heap }) => heap.views.u64[STATE_LIVE_BYTES >>> 3]),
  foreign(
    'jl_gc_total_hrtime',
    [],
    'i64',
    ({ heap }) => BigInt(heap.views.u32[STATE_GC_TIME_US >>> 2]) * 1000n,
  ),
  foreign('jl_gc_count', [], 'i64', ({ heap }) => BigInt(heap.views.u32[STATE_GC_COUNT >>> 2])),
  // objects are not counted one by one
  foreign('jl_gc_total_objects', [], 'i64', () => 0n),
  foreign('jl_compile_hrtime', [], 'i64', (rt) => BigInt(Math.round(rt.compileSeconds * 1e9))),
]
