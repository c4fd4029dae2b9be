import type { CallRequest, Steps } from '../builtins/index.ts'
import type { Value } from '../heap/index.ts'

/** Runs steps to the end with synchronous calls; `call` makes one. Exceptions pass through the steps. */
export function runSync<T>(steps: Steps<T>, call: (request: CallRequest) => Value): T {
  let next = steps.next()
  while (!next.done) {
    let value: Value
    try {
      value = call(next.value)
    } catch (problem) {
      next = steps.throw(problem)
      continue
    }
    next = steps.next(value)
  }
  return next.value
}

/**
 * Runs steps to the end with calls that may suspend; `call` makes one. `first`: what the first step gave, if it was
 * taken already.
 */
export async function runAsync<T>(
  steps: Steps<T>,
  call: (request: CallRequest) => Promise<Value>,
  first?: IteratorResult<CallRequest, T>,
): Promise<T> {
  let next = first ?? steps.next()
  while (!next.done) {
    let value: Value
    try {
      value = await call(next.value)
    } catch (problem) {
      next = steps.throw(problem)
      continue
    }
    next = steps.next(value)
  }
  return next.value
}
