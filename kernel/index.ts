// The kernel: everything of the runtime that is hot and needs no knowledge of syntax or of the type lattice. It works
// on raw linear memory (imported) and has no memory management of its own language. Exports are the names that emitted
// code imports from module `kernel` and that `src/heap/` calls.
import { initCells } from './cells'
import { initPages } from './pages'
import { STATE_GC_THRESHOLD, STATE_LATEST_WORLD, STATE_WORLD_AGE } from '../src/heap/constants'

/** Once, on fresh memory. */
export function init(): void {
  initPages()
  initCells()
  store<u32>(STATE_GC_THRESHOLD, 32 << 20)
  store<u32>(STATE_WORLD_AGE, 1)
  store<u32>(STATE_LATEST_WORLD, 1)
}

export { alloc, alloc_nogc, gc_bytes, safepoint } from './alloc'
export { former_type } from './cells'
export {
  box_bool, box_bytes, box_char, box_f32, box_f64, box_float16, box_float32, box_float64, box_i128, box_i16, box_i32,
  box_i64, box_i8, box_int128, box_int16, box_int32, box_int64, box_int8, box_uint128, box_uint16, box_uint32,
  box_uint64, box_uint8, init_boxes,
} from './box'
export { memchr, memcmp, memmove, memrchr, memset, strlen } from './bytes'
export {
  apply, apply_in_world, apply_latest, dispatch_clear, dispatch_clear_all, dispatch_find, dispatch_insert,
  dispatch_size,
} from './dispatch'
export { builtin_modify, builtin_modify_memory } from './modify'
export { builtin_call_in_world, builtin_call_latest, builtin_invoke } from './builtins'
export { egal, egal_inline } from './egal'
export { freeze_heap } from './freeze'
export { collect } from './gc'
export {
  int32hash, int64hash, int64to32hash, memhash, memhash32, memhash32_seed, memhash_seed, object_id, symbol_id,
} from './hash'
export { alloc_memory, alloc_memory_nogc, memory_copy, memory_slice, wrap_memory } from './memories'
export { alloc_permanent, alloc_static, register_root_range } from './permanent'
export { alloc_pages } from './space'
export { raw_alloc, raw_calloc, raw_free, raw_realloc, raw_size } from './raw'
export {
  add_finalizer, finalize_now, free_stack, handle_depth, new_stack, next_finalizer, pin, pop_handles, push_handle,
  set_pin,
} from './roots'
export { apply_iterate } from './splat'
export {
  alloc_string, alloc_string_sized, compare_strings, concat_strings, memory_to_string, new_string, string_to_memory,
} from './strings'
export {
  field_index, field_type, getfield_index, getfield_symbol, isdefined_index, make_svec, make_tuple, member_index,
  new_structv, new_svec, nfields, setfield_index, shallow_copy,
} from './structs'
export { string_to_symbol, symbol_adopt, symbol_find, symbol_intern } from './symbols'
export { current_exception, exception_depth, restore_exceptions, enter_handler, stack_overflow, start_task } from './tasks'
export { clear_type_caches, isa, subtype, tuple_type } from './types'
