// Boxed entries `(frame, n)` of the builtins that call Julia code: `frame[0]` is the builtin, its arguments follow. They
// are WebAssembly because a task may switch inside the call, which no TypeScript frame may stand in.
import { FAIL_ARGUMENT_COUNT } from '../src/heap/constants'
import { apply_in_world, apply_latest } from './dispatch'
import { fail, resolve_invoke } from './imports'

/** ArgumentError unless the builtin in the frame has at least `least` arguments. */
export function needArguments(frame: u32, n: u32, least: u32): void {
  if (n > least) return
  fail(FAIL_ARGUMENT_COUNT, load<u32>(frame), least)
  unreachable()
}

/** `Core._call_latest(f, args...)`, `Core.invokelatest` */
export function builtin_call_latest(frame: u32, n: u32): u32 {
  needArguments(frame, n, 1)
  return apply_latest(frame + 4, n - 1)
}

/** `Core._call_in_world(world, f, args...)` */
export function builtin_call_in_world(frame: u32, n: u32): u32 {
  needArguments(frame, n, 2)
  return apply_in_world(load<u32>(load<u32>(frame, 4)), frame + 8, n - 2)
}

/** `invoke(f, types, args...)`: the session finds the code; the frame then reads `[invoke, f, f, args...]`. */
export function builtin_invoke(frame: u32, n: u32): u32 {
  const slot = resolve_invoke(frame, n)
  store<u32>(frame, load<u32>(frame, 4), 8)
  return call_indirect<u32>(slot, frame + 8, n - 2)
}
