import type { LinkedFunction } from '../codegen/index.ts'
import type { Value } from '../heap/index.ts'
import { Method, type MethodInstance } from '../methods/index.ts'
import type { Session } from './session.ts'

/** One frame as Julia sees it, innermost first in a list. */
export interface Frame {
  readonly func: string
  readonly file: string
  readonly line: number
  /** what the code was compiled for; null for a frame that was inlined */
  readonly mi: MethodInstance | null
  readonly inlined: boolean
}

/** Frames of a trace that are kept: those of a runaway recursion repeat themselves. */
const MOST_FRAMES = 2000

/** Traces kept before those that no exception stack refers to any more are dropped. */
const FIRST_SWEEP = 1024

/** `jit12.name (wasm://wasm/jit12-0a1b2c:wasm-function[3]:0x1bd)`, the name optional */
const WASM_FRAME = /wasm:\/\/wasm\/(.*)-[0-9a-f]+:wasm-function\[(\d+)\]:0x([0-9a-f]+)/

/**
 * Where exceptions come from. Throwing costs one `Error` object, whose stack V8 formats only when it is asked for; the
 * heap knows it by a number, kept in the exception stack. Code offsets become functions and lines through the marks that
 * the linker left.
 */
export class Backtraces {
  readonly #session: Session
  readonly #traces = new Map<number, Trace>()
  #next = 1
  #sweepAt = FIRST_SWEEP
  /** per task: the stacks below the one that runs, each suspended in a call that TypeScript makes for Julia */
  readonly #suspended = new Map<Value, Trace>()

  constructor(session: Session) {
    this.#session = session
  }

  /** Remembers where the running code is; gives the number that stands for it, as a heap value. */
  capture(): Value {
    if (this.#traces.size >= this.#sweepAt) this.#sweep()
    const n = this.#next++
    this.#traces.set(n, this.#here())
    return this.#session.heap.boxInt64(BigInt(n))
  }

  #here(): Trace {
    return { error: stackHere(), below: this.#suspended.get(this.#session.tasks.current) ?? null }
  }

  /**
   * The running task enters a call in which it may be suspended: Julia code run from there has a stack of its own, below
   * which the present one continues. Gives the function to call at the end.
   */
  suspend(): () => void {
    const task = this.#session.tasks.current
    const before = this.#suspended.get(task)
    this.#suspended.set(task, this.#here())
    return () => {
      if (before === undefined) this.#suspended.delete(task)
      else this.#suspended.set(task, before)
    }
  }

  /** A suspended task was freed. */
  forgetTask(task: Value): void {
    this.#suspended.delete(task)
  }

  /** Frames of the running code. */
  current(): Frame[] {
    return this.#frames(this.#here())
  }

  /** Frames for what `capture` gave; none for 0. */
  framesOf(backtrace: Value): Frame[] {
    if (backtrace === 0) return []
    const trace = this.#traces.get(Number(this.#session.heap.unboxInt64(backtrace)))
    return trace === undefined ? [] : this.#frames(trace)
  }

  /** Drops the traces that no exception being handled or thrown refers to. */
  #sweep(): void {
    const { heap, tasks } = this.#session
    const live = new Set<number>()
    const note = (backtrace: Value): void => {
      if (backtrace !== 0) live.add(Number(heap.unboxInt64(backtrace)))
    }
    note(heap.thrownBacktrace)
    for (const task of [0, ...tasks.suspended()]) {
      for (const entry of heap.exceptionStack(task)) note(entry.backtrace)
    }
    for (const n of this.#traces.keys()) if (!live.has(n)) this.#traces.delete(n)
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#traces.size)
  }

  #frames(trace: Trace): Frame[] {
    const frames: Frame[] = []
    for (let t: Trace | null = trace; t !== null; t = t.below) {
      for (const line of (t.error.stack ?? '').split('\n')) {
        const match = WASM_FRAME.exec(line)
        if (match === null) continue
        const f = this.#session.jit.linkedFunction(match[1], Number(match[2]))
        if (f !== null) addFrames(frames, f, Number.parseInt(match[3], 16))
      }
    }
    return frames
  }
}

/** A captured stack, and the one it continues in. */
interface Trace {
  readonly error: Error
  readonly below: Trace | null
}

function stackHere(): Error {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = MOST_FRAMES
  const error = new Error()
  Error.stackTraceLimit = before
  return error
}

/** The Julia frames of one place in compiled code: what was inlined there first. */
function addFrames(frames: Frame[], f: LinkedFunction, offset: number): void {
  let at = -1
  for (let i = 0; i < f.marks.length && f.marks[i] <= offset; i += 2) at = f.marks[i + 1]
  const owner = f.owner?.mi ?? null
  const mi = owner !== null && owner.def instanceof Method ? owner : null
  while (at >= 0 && at < f.lines.length) {
    const { file, line, method, inlinedAt } = f.lines[at]
    const inlined = inlinedAt >= 0
    frames.push({ func: method, file, line, mi: inlined ? null : mi, inlined })
    at = inlinedAt
  }
}
