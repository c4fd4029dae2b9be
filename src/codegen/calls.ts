import type { Type } from '../types/index.ts'
import { isBoxFree, pushBoxed } from './convert.ts'
import type { FunctionEmitter } from './emitter.ts'
import type { Held } from './held.ts'

/**
 * Stores boxed values into the outgoing argument area, in order. Values that need no allocation are stored first, so
 * that they are rooted there while the others are boxed.
 */
export function storeOutgoing(e: FunctionEmitter, values: readonly Held[]): void {
  const { code } = e
  e.reserveOutgoing(values.length)
  for (const free of [true, false]) {
    values.forEach((h, i) => {
      if (isBoxFree(e, h) !== free) return
      code.get(e.outgoing)
      pushBoxed(e, h)
      code.mem('i32_store', i * 4)
    })
  }
}

/** The generic call: the first value is the function. Leaves the boxed result on the stack. */
export function apply(e: FunctionEmitter, values: readonly Held[]): void {
  storeOutgoing(e, values)
  e.code.get(e.outgoing)
  e.code.i32(values.length)
  e.call('apply')
}

/** Calls a builtin's boxed runtime; `f` is the builtin itself. */
export function callBuiltin(e: FunctionEmitter, name: string, f: Held, args: readonly Held[]): void {
  const id = e.env.builtinId(name)
  if (id < 0) {
    apply(e, [f, ...args])
    return
  }
  storeOutgoing(e, [f, ...args])
  e.code.i32(id)
  e.code.get(e.outgoing)
  e.code.i32(args.length + 1)
  e.call('builtin_call')
}

/** Calls a builtin's boxed runtime; the result is of `type`. */
export function builtinResult(
  e: FunctionEmitter,
  name: string,
  f: Held,
  args: readonly Held[],
  type: Type,
): Held {
  callBuiltin(e, name, f, args)
  return e.popBoxed(type)
}
