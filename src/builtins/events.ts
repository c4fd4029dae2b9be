import type { TaskSwitcher } from '../heap/index.ts'
import type { Host } from './host.ts'

/** `setTimeout` takes no more than this; a longer timer goes in stages. */
const LONGEST_WAIT = 0x7fffffff

/**
 * What happens outside of the program, as Julia sees it: events are numbers, handed out one by one; whoever started
 * something got the number with which its end will be reported.
 */
export class Events {
  readonly #host: Host
  readonly #tasks: TaskSwitcher
  readonly #timers = new Map<number, () => void>()
  readonly #happened: number[] = []
  #next = 1

  constructor(host: Host, tasks: TaskSwitcher) {
    this.#host = host
    this.#tasks = tasks
  }

  /** A number for something that is under way outside; `report` or `abandon` ends it. */
  begin(): number {
    this.#tasks.addSource()
    return this.#next++
  }

  /** From a callback of the host: it has happened. */
  report(id: number): void {
    this.#tasks.removeSource()
    this.#tasks.post(() => this.#happened.push(id))
  }

  /** Nobody wants to know any more. */
  abandon(): void {
    this.#tasks.removeSource()
  }

  /** The next event that has happened, or 0. */
  next(): number {
    if (this.#tasks.hasEvents) this.#tasks.handleEvents()
    return this.#happened.shift() ?? 0
  }

  startTimer(seconds: number): number {
    const id = this.begin()
    this.#arm(id, this.#host.now() + seconds)
    return id
  }

  #arm(id: number, due: number): void {
    const wait = Math.min(Math.max(0, Math.ceil((due - this.#host.now()) * 1000)), LONGEST_WAIT)
    this.#timers.set(id, this.#host.timer(wait, () => {
      if (wait === LONGEST_WAIT) return this.#arm(id, due)
      this.#timers.delete(id)
      this.report(id)
    }))
  }

  stopTimer(id: number): void {
    const cancel = this.#timers.get(id)
    if (cancel === undefined) return
    cancel()
    this.#timers.delete(id)
    this.abandon()
  }
}
