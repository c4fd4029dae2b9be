import {
  STATE_CURRENT_TASK,
  STATE_EXC_DEPTH,
  STATE_EXC_STACK,
  STATE_IN_SYNC_CALL,
  STATE_LATEST_WORLD,
  STATE_STACK_BASE,
  STATE_STACK_LIMIT,
  STATE_WORLD_AGE,
  TASK_CODE,
  TASK_DONENOTIFY,
  TASK_EXC_DEPTH,
  TASK_EXC_STACK,
  TASK_EXCEPTION,
  TASK_ID,
  TASK_ISEXCEPTION,
  TASK_NEXT,
  TASK_PHASE,
  TASK_QUEUE,
  TASK_RESULT,
  TASK_RNG,
  TASK_SCOPE,
  TASK_SIZE,
  TASK_SP,
  TASK_STACK_BASE,
  TASK_STACK_LIMIT,
  TASK_STATE,
  TASK_STICKY,
  TASK_STORAGE,
  TASK_WORLD,
} from './constants.ts'
import { type Heap, STACK_RESERVE } from './heap.ts'
import { promising, suspending } from './jspi.ts'
import type { KernelImport, Value } from './kernel.ts'

/** `Task._state` */
const RUNNABLE = 0
const DONE = 1
const FAILED = 2

/** TASK_PHASE: has the task been entered, may it be resumed? */
const PHASE_NEW = 0
const PHASE_STARTED = 1
const PHASE_OVER = 2

/** Shadow stack of a task that does not ask for another size. */
const TASK_STACK_BYTES = 256 << 10

/** With more suspended tasks than this, new ones get a small stack: the address space has to do for tens of thousands. */
const MANY_TASKS = 2048
const SMALL_STACK_BYTES = 64 << 10

/** What the session supplies. */
export interface TaskHooks {
  /** the Julia function that a finished task calls with itself; it notifies waiters and switches away for good */
  taskDone(): Value
  /**
   * The running task ended with the exception that is being thrown: gives what to keep of it and of those that it was
   * handling, a heap value (see `failureOf`).
   */
  taskFailed(task: Value, exception: Value): Value
  /** the Julia exception that stands for a problem which is none (V8's stack overflow); null: it is fatal */
  toJulia(problem: unknown): Value | null
  /** something went wrong that no Julia code can handle */
  fatal(problem: unknown): void
  /** every task waits and nothing outside can wake one; may throw a Julia exception into the waiting task */
  deadlock(): void
  /** throws a Julia ErrorException */
  error(message: string): never
}

/**
 * Tasks over JavaScript Promise Integration. Each task runs inside a promising call on its own native stack and its own
 * shadow stack; `switchTo` suspends the running one until somebody switches back to it. Which task is next is decided
 * by Julia code (`Base`'s scheduler).
 *
 * The state block always describes the running task; `#save` and `#load` move it to and from the Task objects. Between
 * the switch and the moment V8 resumes the other stack, only microtasks run, and none of them runs Julia code.
 */
export class TaskSwitcher {
  readonly #heap: Heap
  readonly #hooks: TaskHooks
  readonly #startTask: () => Promise<number>
  readonly #apply: (frame: number, n: number) => Promise<number>
  /** suspended tasks: what resumes them */
  readonly #resume = new Map<Value, () => void>()
  #events: (() => void)[] = []
  #wake: (() => void) | null = null
  /** timers, reads… under way outside, each of which will post an event */
  #sources = 0
  #nextId = 1
  readonly root: Value

  constructor(heap: Heap, hooks: TaskHooks) {
    this.#heap = heap
    this.#hooks = hooks
    const { start_task, apply } = heap.kernel
    this.#startTask = promising(start_task)
    this.#apply = promising(apply)
    this.root = this.#makeRoot()
  }

  /** The functions that suspend, to be imported by emitted code (directly: no JavaScript frame may be in between). */
  get imports(): Readonly<Record<string, KernelImport>> {
    return {
      switch_task: suspending((to: number) => this.switchTo(to >>> 0)),
      wait_event: suspending(() => this.waitEvent()),
    }
  }

  /** The scope (scoped values) of the running task: a heap value, `nothing` at first. */
  get scope(): Value {
    return this.#heap.views.u32[(this.current + TASK_SCOPE) >>> 2]
  }

  set scope(v: Value) {
    this.#heap.views.u32[(this.current + TASK_SCOPE) >>> 2] = v
  }

  /** What `taskFailed` gave for a task that has failed: its exceptions, oldest first, each with its frames. 0 for others. */
  failureOf(task: Value): Value {
    return this.#heap.views.u32[(task + TASK_EXCEPTION) >>> 2]
  }

  /** A suspended task was freed: nobody can switch to it any more. */
  forget(task: Value): void {
    this.#resume.delete(task)
  }

  /** Tasks that were started and wait to be switched to. */
  suspended(): Iterable<Value> {
    return this.#resume.keys()
  }

  get current(): Value {
    return this.#heap.views.u32[STATE_CURRENT_TASK >>> 2]
  }

  #makeRoot(): Value {
    const task = this.#heap.pin(this.#allocate(this.#heap.nothing, this.#heap.nothing))
    const { u32 } = this.#heap.views
    u32[STATE_CURRENT_TASK >>> 2] = task
    u32[(task + TASK_PHASE) >>> 2] = PHASE_STARTED
    return task
  }

  /** A task that will run `code()`; it inherits scope and a split of the random state. Its stack comes when it starts. */
  create(code: Value, doneNotify: Value, stackBytes = 0): Value {
    const heap = this.#heap
    const task = this.#allocate(code, doneNotify)
    const { u32 } = heap.views
    const parent = this.current
    u32[(task + TASK_SCOPE) >>> 2] = u32[(parent + TASK_SCOPE) >>> 2]
    // the size asked for waits here until the stack is made
    u32[(task + TASK_STACK_LIMIT) >>> 2] = stackBytes
    this.#splitRandom(task, parent)
    return task
  }

  #allocate(code: Value, doneNotify: Value): Value {
    const heap = this.#heap
    const task = heap.alloc(heap.types.task, TASK_SIZE)
    const { u32, u8 } = heap.views
    const { nothing } = heap
    for (const field of [TASK_NEXT, TASK_QUEUE, TASK_STORAGE, TASK_RESULT, TASK_SCOPE])
      u32[(task + field) >>> 2] = nothing
    u32[(task + TASK_DONENOTIFY) >>> 2] = doneNotify
    u32[(task + TASK_CODE) >>> 2] = code
    u8[task + TASK_STICKY] = 1
    u32[(task + TASK_ID) >>> 2] = this.#nextId++
    return task
  }

  /** Gives a new task its own random stream, and moves the parent's on, as Julia does (a SplitMix-like step). */
  #splitRandom(task: Value, parent: Value): void {
    const { u64 } = this.#heap.views
    const to = (task + TASK_RNG) >>> 3
    const from = (parent + TASK_RNG) >>> 3
    const word = (x: bigint): bigint => BigInt.asUintN(64, x)
    const position = u64[from + 4]
    const next = word(position * 0xd1342543de82ef95n + 1n)
    u64[from + 4] = next
    u64[to + 4] = next
    for (let i = 0; i < 4; i++) {
      const [flip, factor] = splitConstants[i]
      let c = u64[from + i]
      c = word(c + word(position ^ flip) * (2n * c + 1n))
      c ^= c >> ((c >> 59n) + 5n)
      c = word(c * factor)
      u64[to + i] = c ^ (c >> 43n)
    }
  }

  // ---- switching ------------------------------------------------------------------------------------------------------

  /** Suspends the running task and runs `to`. Resolves when somebody switches back. */
  switchTo(to: Value): Promise<void> | undefined {
    const from = this.current
    if (to === from) return undefined
    const { u32, u8 } = this.#heap.views
    if (u32[STATE_IN_SYNC_CALL >>> 2] > 0) {
      this.#hooks.error('task switch not allowed from inside staged nor pure functions')
    }
    if (u32[(to + TASK_PHASE) >>> 2] === PHASE_OVER) this.#hooks.error('attempt to switch to exited task')
    this.#save(from)
    if (u8[from + TASK_STATE] !== RUNNABLE) this.#end(from)
    const isNew = u32[(to + TASK_PHASE) >>> 2] === PHASE_NEW
    if (isNew) this.#prepare(to)
    this.#load(to)
    if (isNew) queueMicrotask(() => void this.#run(to))
    else {
      const resume = this.#resume.get(to)
      if (resume === undefined) throw new Error('tasks: the task is not suspended')
      this.#resume.delete(to)
      resume()
    }
    return new Promise((resolve) => {
      // a task that is over is never resumed
      if (this.#heap.views.u32[(from + TASK_PHASE) >>> 2] !== PHASE_OVER) this.#resume.set(from, resolve)
    })
  }

  #save(task: Value): void {
    const heap = this.#heap
    const { u32 } = heap.views
    const move = (to: number, from: number): void => {
      u32[(task + to) >>> 2] = u32[from >>> 2]
    }
    u32[(task + TASK_SP) >>> 2] = heap.kernelParts.sp.value
    move(TASK_STACK_BASE, STATE_STACK_BASE)
    move(TASK_STACK_LIMIT, STATE_STACK_LIMIT)
    move(TASK_WORLD, STATE_WORLD_AGE)
    move(TASK_EXC_STACK, STATE_EXC_STACK)
    move(TASK_EXC_DEPTH, STATE_EXC_DEPTH)
  }

  #load(task: Value): void {
    const heap = this.#heap
    const { u32 } = heap.views
    const move = (to: number, from: number): void => {
      u32[to >>> 2] = u32[(task + from) >>> 2]
    }
    u32[STATE_CURRENT_TASK >>> 2] = task
    heap.kernelParts.sp.value = u32[(task + TASK_SP) >>> 2] | 0
    move(STATE_STACK_BASE, TASK_STACK_BASE)
    move(STATE_STACK_LIMIT, TASK_STACK_LIMIT)
    move(STATE_WORLD_AGE, TASK_WORLD)
    move(STATE_EXC_STACK, TASK_EXC_STACK)
    move(STATE_EXC_DEPTH, TASK_EXC_DEPTH)
  }

  /** Gives a new task its stack. */
  #prepare(task: Value): void {
    const heap = this.#heap
    const asked = heap.views.u32[(task + TASK_STACK_LIMIT) >>> 2]
    const bytes = Math.max(asked, this.#resume.size < MANY_TASKS ? TASK_STACK_BYTES : SMALL_STACK_BYTES)
    const base = heap.kernel.new_stack(task, bytes) >>> 0
    if (base === 0) this.#hooks.error('no memory for the stack of a task')
    const { u32 } = heap.views
    u32[(task + TASK_STACK_BASE) >>> 2] = base
    u32[(task + TASK_SP) >>> 2] = base
    u32[(task + TASK_STACK_LIMIT) >>> 2] = base + bytes - STACK_RESERVE
    u32[(task + TASK_WORLD) >>> 2] = u32[STATE_LATEST_WORLD >>> 2]
    u32[(task + TASK_PHASE) >>> 2] = PHASE_STARTED
  }

  /** The task will not run again: its stacks go back. The state block must not point into them any more. */
  #end(task: Value): void {
    const { kernel, views } = this.#heap
    kernel.raw_free(views.u32[(task + TASK_EXC_STACK) >>> 2])
    for (const field of [TASK_SP, TASK_STACK_BASE, TASK_STACK_LIMIT, TASK_EXC_STACK, TASK_EXC_DEPTH]) {
      views.u32[(task + field) >>> 2] = 0
    }
    views.u32[(task + TASK_PHASE) >>> 2] = PHASE_OVER
    kernel.free_stack(task)
  }

  /** Runs a started task to its end. */
  async #run(task: Value): Promise<void> {
    try {
      let result: Value
      let state = DONE
      try {
        const { u8, u32 } = this.#heap.views
        // an exception was scheduled for it before it began
        if (u8[task + TASK_ISEXCEPTION] !== 0) throw this.#heap.exceptionOf(u32[(task + TASK_RESULT) >>> 2])
        result = (await this.#startTask()) >>> 0
      } catch (problem) {
        const exception = this.#heap.caughtValue(problem) ?? this.#hooks.toJulia(problem)
        if (exception === null) throw problem
        result = exception
        state = FAILED
        const kept = this.#hooks.taskFailed(task, exception)
        this.#heap.views.u32[(task + TASK_EXCEPTION) >>> 2] = kept
      }
      const heap = this.#heap
      const done = this.#hooks.taskDone()
      const { u32, u8 } = heap.views
      u32[(task + TASK_RESULT) >>> 2] = result
      u8[task + TASK_ISEXCEPTION] = state === FAILED ? 1 : 0
      u8[task + TASK_STATE] = state
      // the hook runs on the task's stack from its beginning, in the newest world
      const frame = u32[(task + TASK_STACK_BASE) >>> 2]
      u32[frame >>> 2] = done
      u32[(frame >>> 2) + 1] = task
      u32[(frame >>> 2) + 2] = 0
      u32[(frame >>> 2) + 3] = 0
      heap.kernelParts.sp.value = (frame + 16) | 0
      u32[STATE_WORLD_AGE >>> 2] = u32[STATE_LATEST_WORLD >>> 2]
      await this.#apply(frame, 2)
      throw new Error('tasks: a finished task did not switch away')
    } catch (problem) {
      this.#hooks.fatal(problem)
    }
  }

  // ---- calls from TypeScript that may suspend -----------------------------------------------------------------------------

  /**
   * Calls Julia's `f` so that it may switch tasks. Only while no Julia code runs: at top level, or from a suspended
   * import of the running task. `world` other than null: the call runs in that world. Where the call throws, the exceptions
   * that it was handling stay on the task's stack: they are what the new one was caused by.
   */
  async call(f: Value, args: readonly Value[], world: number | null = null): Promise<Value> {
    const heap = this.#heap
    const frame = heap.pushFrame(f, args)
    const before = heap.worldAge
    if (world !== null) heap.worldAge = world
    try {
      return (await this.#apply(frame, args.length + 1)) >>> 0
    } finally {
      heap.popFrame(frame)
      heap.worldAge = before
    }
  }

  // ---- events from outside ----------------------------------------------------------------------------------------------

  /** Something outside (a timer, a read) is under way and will `post`. */
  addSource(): void {
    this.#sources++
  }

  removeSource(): void {
    this.#sources--
  }

  /** From a callback of the host: `handle` runs as soon as a task waits for events; it may call Julia synchronously. */
  post(handle: () => void): void {
    this.#events.push(handle)
    this.#wake?.()
  }

  /** Something is under way outside. */
  get isExpecting(): boolean {
    return this.#sources > 0
  }

  get hasEvents(): boolean {
    return this.#events.length > 0
  }

  /** Handles the events that have come, without waiting. */
  handleEvents(): void {
    const events = this.#events
    this.#events = []
    for (const handle of events) handle()
  }

  /** Waits until an event has come and was handled. The running task stays the current one meanwhile. */
  waitEvent(): Promise<void> | undefined {
    if (this.#events.length > 0) {
      this.handleEvents()
      return undefined
    }
    if (this.#heap.views.u32[STATE_IN_SYNC_CALL >>> 2] > 0) {
      this.#hooks.error('waiting is not allowed from inside staged nor pure functions')
    }
    if (this.#sources === 0) {
      this.#hooks.deadlock()
      if (this.#events.length === 0 && this.#sources === 0) return undefined
    }
    return this.#waitForEvent()
  }

  async #waitForEvent(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#wake = null
    this.handleEvents()
  }
}

/** (xor, odd factor) for each of the four words of the generator's state */
const splitConstants = [
  [0x214c146c88e47cb7n, 0xaef17502108ef2d9n],
  [0xa66d8cc21285aafan, 0xf34026eeb86766afn],
  [0x68c7ef2d7b1a54d4n, 0x38fd70ad58dd9fbbn],
  [0xb053a7d7aa238c61n, 0x6677f9b93ab0c04dn],
] as const
