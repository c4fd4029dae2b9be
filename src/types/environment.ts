import type { TypeParam, TypeVar } from './model.ts'

/** Where in a type a comparison takes place: at the top, in a covariant position (Tuple), in an invariant one. */
export type Position = 0 | 1 | 2
export const atTop: Position = 0
export const covariant: Position = 1
export const invariant: Position = 2

/** What is known of one type variable while two types are compared. */
export class Binding {
  readonly var: TypeVar
  lower: TypeParam
  upper: TypeParam
  /** stands for "there is a type such that"; otherwise for "for all types" */
  exists: boolean
  /** occurrences seen in covariant and invariant position; counting stops at 2 */
  covariantUses = 0
  invariantUses = 0
  /** only concrete types will do */
  concrete = false
  /** stands for the length of a Vararg */
  isLength = false
  /** nesting of invariant constructors where the variable was introduced */
  depth: number
  readonly outer: Binding | null

  // ---- for intersection only ----
  /** what stands under the variable's `where` */
  body: TypeParam | null = null
  /** how a constraint narrows the variable; see `intersect.ts` */
  constraint: 'both' | 'bounds' | 'equal' | 'none' = 'none'
  /** variables whose `where` moved outside of this one's */
  inner: TypeVar[] = []
  /** the environment grew too deep to be exact */
  limited = false

  constructor(v: TypeVar, exists: boolean, depth: number, outer: Binding | null) {
    this.var = v
    this.lower = v.lower
    this.upper = v.upper
    this.exists = exists
    this.depth = depth
    this.outer = outer
  }
}

/** A copy of everything that may have to be undone. */
export interface Snapshot {
  readonly values: readonly unknown[]
  readonly envOut: readonly (TypeParam | null)[]
}

/**
 * The decisions which member of each union to look at, in the order unions are met: a path in a binary tree, that
 * `advance` moves to the next leaf.
 */
export class Choices {
  private path: number[] = []
  depth = 0
  private used = 0
  private open = 0

  /** 0: take the first part, 1: the rest. */
  next(): number {
    if (this.depth >= this.used) this.path[this.used++] = 0
    const choice = this.path[this.depth++]
    if (choice === 0) this.open = this.depth
    return choice
  }

  /** Starts a walk along the present path. */
  restart(): void {
    this.depth = 0
    this.open = 0
  }

  /** Forgets all decisions. */
  clear(): void {
    this.used = 0
    this.restart()
  }

  /** True if the last walk passed a decision that can still be taken otherwise. */
  get hasMore(): boolean {
    return this.open > 0
  }

  /** Goes to the next path; false if there is none. */
  advance(): boolean {
    if (this.open === 0) return false
    this.used = this.open
    this.path[this.used - 1] = 1
    return true
  }

  save(): readonly number[] {
    return [this.depth, this.open, this.used, ...this.path.slice(0, this.used)]
  }

  load(saved: readonly number[]): void {
    this.depth = saved[0]
    this.open = saved[1]
    this.used = saved[2]
    this.path = saved.slice(3)
  }

  /** Makes later `advance`s start over at this open decision count. */
  set openDecisions(n: number) {
    this.open = n
  }

  get openDecisions(): number {
    return this.open
  }
}

/** Thrown inside a comparison that takes too long; whoever started it gives a safe answer. */
export class BudgetExceeded extends Error {}

/** The variables in scope and the state of the search. */
export class Environment {
  vars: Binding | null = null
  left = new Choices()
  right = new Choices()
  /** invariant constructors around the present position */
  depth = 0
  /** values found for the outermost variables of the right side */
  envOut: (TypeParam | null)[]
  envSize: number
  envIndex = 0
  /** an intersection is being computed: bounds may not be decided for good */
  intersecting = false
  steps = 0
  readonly budget: number

  constructor(envSize: number, budget: number) {
    this.envSize = envSize
    this.envOut = new Array(envSize).fill(null)
    this.budget = budget
  }

  lookup(v: TypeVar): Binding | null {
    for (let b = this.vars; b !== null; b = b.outer) if (b.var === v) return b
    return null
  }

  /** True if `outerVar` was introduced outside of `innerVar`. */
  isOutside(outerVar: TypeVar, innerVar: TypeVar): boolean {
    for (let b = this.vars; b !== null; b = b.outer) {
      if (b.var === innerVar) return true
      if (b.var === outerVar) return false
    }
    return false
  }

  step(): void {
    if (++this.steps > this.budget) throw new BudgetExceeded()
  }

  snapshot(): Snapshot {
    const values: unknown[] = []
    for (let b = this.vars; b !== null; b = b.outer) {
      values.push(b.lower, b.upper, b.covariantUses, b.invariantUses, b.isLength, b.inner.slice(), b.concrete)
    }
    return { values, envOut: this.envOut.slice() }
  }

  restore(s: Snapshot, withOut = true): void {
    let i = 0
    for (let b = this.vars; b !== null; b = b.outer) {
      b.lower = s.values[i] as TypeParam
      b.upper = s.values[i + 1] as TypeParam
      b.covariantUses = s.values[i + 2] as number
      b.invariantUses = s.values[i + 3] as number
      b.isLength = s.values[i + 4] as boolean
      b.inner = (s.values[i + 5] as TypeVar[]).slice()
      b.concrete = s.values[i + 6] as boolean
      i += 7
    }
    if (withOut) this.envOut = s.envOut.slice()
  }
}
