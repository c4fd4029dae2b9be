import type { Value } from '../../heap/index.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/**
 * Takes the exception being handled from the stack, for whoever catches it next to put it there again; with it what is
 * kept of its backtrace. @throws ErrorException outside of a handler
 */
function takeHandled(rt: Runtime, what: string): { exception: Value; backtrace: Value } {
  const { kernel } = rt.heap
  const top = rt.heap.exceptionStack().at(-1)
  if (top === undefined) return rt.errors.error(`${what} not allowed outside a catch block`)
  kernel.restore_exceptions(kernel.exception_depth() - 1)
  return top
}

/** Exceptions and where they come from. */
export const errorFunctions: readonly ForeignEntry[] = [
  foreign('jl_rethrow', [], 'void', (rt) => {
    const { exception, backtrace } = takeHandled(rt, 'rethrow()')
    rt.heap.rethrowValue(exception, backtrace)
  }),
  foreign('jl_rethrow_other', ['value'], 'void', (rt, exception) => {
    const { backtrace } = takeHandled(rt, 'rethrow(exc)')
    rt.heap.rethrowValue(exception, backtrace)
  }),
  foreign('jl_backtrace', [], 'value', (rt) => rt.currentBacktrace()),
  foreign('jl_get_backtrace', [], 'value', (rt) =>
    rt.backtraceOf(rt.heap.exceptionStack().at(-1)?.backtrace ?? 0),
  ),
  foreign('jl_get_excstack', ['value', 'bool'], 'value', (rt, task, withBacktraces) => {
    const { heap, tasks } = rt
    const kept = (frames: () => Value): Value => (withBacktraces ? frames() : heap.nothing)
    const failure = tasks.failureOf(task)
    const entries =
      failure === 0
        ? heap.exceptionStack(task).flatMap((e) => [e.exception, kept(() => rt.backtraceOf(e.backtrace))])
        : heap.vectorAt(failure).map((v, i) => (i % 2 === 0 ? v : kept(() => v)))
    return heap.vectorAny(entries)
  }),
  foreign('jl_task_backtrace', ['value'], 'value', ({ heap, tasks }, task) => {
    const failure = tasks.failureOf(task)
    return failure === 0 ? heap.nothing : (heap.vectorAt(failure).at(-1) ?? heap.nothing)
  }),
]
