import { TASK_PHASE } from '../../heap/index.ts'
import { type ForeignEntry, foreign, foreignSuspending } from './declare.ts'

/** Tasks and events; which task runs next is decided in Julia. */
export const taskFunctions: readonly ForeignEntry[] = [
  foreign('jl_new_task', ['value', 'value', 'int'], 'value', ({ tasks }, f, completion, stack) =>
    tasks.create(f, completion, stack),
  ),
  foreign('jl_get_current_task', [], 'value', ({ tasks }) => tasks.current),
  foreign(
    'jl_is_task_started',
    ['value'],
    'bool',
    ({ heap }, task) => heap.views.u32[(task + TASK_PHASE) >>> 2] !== 0,
  ),
  foreignSuspending('jl_switch_to', ['value'], ({ tasks }, task) => tasks.switchTo(task)),
  foreignSuspending('jl_wait_event', [], (rt) => {
    rt.output.flush()
    return rt.tasks.waitEvent()
  }),
  foreignSuspending('jl_poll_events', [], ({ events }) => events.turn()),
  foreign('jl_next_event', [], 'int', ({ events }) => events.next()),
  foreign('jl_timer_start', ['f64'], 'int', ({ events }, seconds) => events.startTimer(seconds)),
  foreign('jl_timer_stop', ['int'], 'void', ({ events }, id) => events.stopTimer(id)),
]
