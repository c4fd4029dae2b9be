import type { TaskSwitcher } from '../heap/index.ts'
import type { Host } from './host.ts'

/** `setTimeout` takes no more than this; a longer timer goes in stages. */
const LONGEST_WAIT = 0x7fffffff

/** Longest time for which events of the host are not looked for while tasks run. */
const TURN_SECONDS = 0.005

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
  #lastTurn = 0

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

  /**
   * Lets the host report what has happened, now and then, where tasks keep each other busy and nobody waits: gives a
   * promise to wait for, or undefined when it is too early.
   */
  turn(): Promise<void> | undefined {
    if (!this.#tasks.isExpecting || this.#tasks.hasEvents) return undefined
    const now = this.#host.now()
    if (now - this.#lastTurn < TURN_SECONDS) return undefined
    return new Promise((resolve) => {
      this.#host.timer(0, () => {
        this.#lastTurn = this.#host.now()
        resolve()
      })
    })
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
    this.#timers.set(
      id,
      this.#host.timer(wait, () => {
        if (wait === LONGEST_WAIT) return this.#arm(id, due)
        this.#timers.delete(id)
        this.report(id)
      }),
    )
  }

  stopTimer(id: number): void {
    const cancel = this.#timers.get(id)
    if (cancel === undefined) return
    cancel()
    this.#timers.delete(id)
    this.abandon()
  }
}
