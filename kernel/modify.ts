// `modifyfield!`, `modifyglobal!`, `memoryrefmodify!`: replaces a value by what a Julia function makes of it. The places
// themselves are TypeScript's business; the call stands here because a task may switch inside it.
import { FAIL_STACK_OVERFLOW, STATE_STACK_LIMIT } from '../src/heap/constants'
import { apply } from './dispatch'
import { fail, modify_read, modify_write, sp } from './imports'

/** `modifyfield!(x, name, op, v[, order])`, `modifyglobal!(module, name, op, v[, order])` */
export function builtin_modify(frame: u32, n: u32): u32 {
  return modify(frame, n, frame + 12)
}

/** `memoryrefmodify!(ref, op, v, order, boundscheck)` */
export function builtin_modify_memory(frame: u32, n: u32): u32 {
  return modify(frame, n, frame + 8)
}

/** `op` is where the frame has the function, its argument follows. On the shadow stack: `op old v`, then old and new. */
function modify(frame: u32, n: u32, op: u32): u32 {
  const base = sp
  if (base + 20 > load<u32>(STATE_STACK_LIMIT)) {
    fail(FAIL_STACK_OVERFLOW, 0, 0)
    unreachable()
  }
  memory.fill(base, 0, 20)
  sp = base + 20
  for (;;) {
    const old = modify_read(frame, n)
    store<u32>(base, load<u32>(op))
    store<u32>(base, old, 4)
    store<u32>(base, load<u32>(op, 4), 8)
    store<u32>(base, old, 12)
    const value = apply(base, 3)
    store<u32>(base, value, 16)
    // 0: somebody else has changed it meanwhile
    const pair = modify_write(frame, n, old, value)
    if (pair != 0) {
      sp = base
      return pair
    }
  }
  return 0
}
