// What the kernel knows of tasks: their entry, the exception stack, the overflow check.
import {
  EXC_ENTRY, FAIL_STACK_OVERFLOW, STATE_CURRENT_TASK, STATE_EXC_DEPTH, STATE_EXC_STACK, STATE_THROW_BACKTRACE,
  TASK_CODE,
} from '../src/heap/constants'
import { apply } from './dispatch'
import { fail, sp } from './imports'
import { raw_alloc, raw_realloc, raw_size } from './raw'

/** Runs the code of the current task: entered through a promising call on the task's own shadow stack. */
export function start_task(): u32 {
  const frame = sp
  sp = frame + 16
  store<u32>(frame, load<u32>(load<u32>(STATE_CURRENT_TASK), TASK_CODE))
  // a stack begins with what its last user left
  store<u32>(frame, 0, 4)
  store<u64>(frame, 0, 8)
  const result = apply(frame, 1)
  sp = frame
  return result
}

export function stack_overflow(): void {
  fail(FAIL_STACK_OVERFLOW, 0, 0)
}

/** Depth of the running task's exception stack: taken where a `try` is entered. */
export function exception_depth(): u32 {
  return load<u32>(STATE_EXC_DEPTH)
}

/** A handler has caught `exception`: it is the current exception until `restore_exceptions`. */
export function enter_handler(exception: u32): void {
  const depth = load<u32>(STATE_EXC_DEPTH)
  let block = load<u32>(STATE_EXC_STACK)
  if (block == 0 || (depth + 1) * EXC_ENTRY > raw_size(block)) {
    block = block == 0 ? raw_alloc(8 * EXC_ENTRY) : raw_realloc(block, depth * 2 * EXC_ENTRY)
    store<u32>(STATE_EXC_STACK, block)
  }
  store<u32>(block + depth * EXC_ENTRY, exception)
  store<u32>(block + depth * EXC_ENTRY, load<u32>(STATE_THROW_BACKTRACE), 4)
  store<u32>(STATE_THROW_BACKTRACE, 0)
  store<u32>(STATE_EXC_DEPTH, depth + 1)
}

/** Back to the depth that `exception_depth` gave (`pop_exception`, or leaving a handler by other ways). */
export function restore_exceptions(depth: u32): void {
  if (depth < load<u32>(STATE_EXC_DEPTH)) store<u32>(STATE_EXC_DEPTH, depth)
}

/** The current exception, or 0. */
export function current_exception(): u32 {
  const depth = load<u32>(STATE_EXC_DEPTH)
  return depth == 0 ? 0 : load<u32>(load<u32>(STATE_EXC_STACK) + (depth - 1) * EXC_ENTRY)
}
