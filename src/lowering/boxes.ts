/**
 * Decides which captured variables need no `Core.Box`: those assigned at one place that comes before every capture
 * and use. The analysis is local to straight-line code: control flow forgets which variables are set, but a variable
 * never used before it is set stays a candidate.
 */
import { isExpr } from '../syntax/index.ts'
import { type Lambda, LocalVar, Op, type Tree } from './tree.ts'

/** Methods of local functions by the function's variable. */
export type LocalMethods = ReadonlyMap<LocalVar, readonly Op[]>

/** All long `method` nodes of local functions in a lambda's body, inner lambdas excluded. */
export function localMethods(lambda: Lambda): LocalMethods {
  const found = new Map<LocalVar, Op[]>()
  const visit = (t: Tree): void => {
    if (!(t instanceof Op)) return
    const name = t.args[0]
    if (t.head === 'method' && t.args.length > 1 && name instanceof LocalVar) {
      const list = found.get(name)
      if (list === undefined) found.set(name, [t])
      else list.push(t)
    }
    for (const a of t.args) visit(a)
  }
  visit(lambda.body)
  return found
}

/** Clears `captured` of the variables of `lambda` that can be captured by value. */
export function findBoxes(lambda: Lambda, methods: LocalMethods): void {
  // a local that is never assigned is treated as one that is
  for (const v of lambda.locals) {
    if (!v.assigned) v.assigned = true
  }
  const candidates = [...lambda.args, ...lambda.locals].filter((v) => v.captured && v.assignedOnce)
  if (candidates.length > 0) new Analysis(candidates, methods).run(lambda.body)
  for (const v of [...lambda.args, ...lambda.locals]) {
    if (v.assignedOnce && v.neverUndef) v.captured = false
  }
}

class Analysis {
  /** candidates not used so far in the current straight-line code */
  readonly #unused: Set<LocalVar>
  /** candidates assigned in it: safe from uses that follow */
  #live = new Set<LocalVar>()
  readonly #seen = new Set<LocalVar>()
  #declared = new Set<LocalVar>()
  readonly #methods: LocalMethods

  constructor(candidates: readonly LocalVar[], methods: LocalMethods) {
    this.#unused = new Set(candidates)
    this.#methods = methods
  }

  run(body: Tree): void {
    this.#visit(body)
    for (const set of [this.#live, this.#unused]) {
      for (const v of set) if (this.#seen.has(v)) v.neverUndef = true
    }
  }

  #restore(old: Set<LocalVar>): void {
    for (const v of this.#live) if (!old.has(v)) this.#unused.add(v)
    this.#live = old
  }

  /** Control can come from elsewhere: nothing is known to be set. */
  #kill(): void {
    this.#restore(new Set())
  }

  #assign(v: Tree): void {
    if (!(v instanceof LocalVar) || !this.#unused.delete(v)) return
    this.#live.add(v)
    this.#seen.add(v)
  }

  /** Returns whether `t` holds a label, to which control may jump from anywhere. */
  #visit(t: Tree): boolean {
    if (t instanceof LocalVar) {
      // arguments are always set: only a capture counts as use
      if (!t.isArg) this.#unused.delete(t)
      return false
    }
    if (!(t instanceof Op)) {
      if (isExpr(t, 'symboliclabel')) {
        this.#kill()
        return true
      }
      if (isExpr(t, 'symbolicgoto')) this.#kill()
      return false
    }
    switch (t.head) {
      case 'unnecessary':
      case 'isdefined':
      case 'global':
      case 'const':
      case 'decl':
      case 'gc_preserve_begin':
      case 'gc_preserve_end':
      case 'local-def':
      case 'nospecialize':
      case 'return-type':
        return false
      case 'break':
        this.#kill()
        return false
      case 'break-block':
        return this.#visit(t.args[1])
      case 'return': {
        const label = this.#visit(t.args[0])
        this.#kill()
        return label
      }
      case 'local':
        if (t.args[0] instanceof LocalVar && this.#unused.has(t.args[0])) this.#declared.add(t.args[0])
        return false
      case '=': {
        const label = this.#visit(t.args[1])
        this.#assign(t.args[0])
        return label
      }
      case 'if':
      case 'trycatch':
      case 'trycatchelse':
      case 'tryfinally': {
        const before = new Set(this.#live)
        let label = false
        for (const a of t.args) {
          if (this.#visit(a)) label = true
          this.#kill()
        }
        if (label) this.#kill()
        else this.#restore(before)
        return label
      }
      case 'while':
      case 'do-while': {
        const before = new Set(this.#live)
        const declared = new Set(this.#declared)
        const label = this.#each(t.args)
        // variables from outside the loop may be assigned again in the next round
        for (const v of declared) this.#live.delete(v)
        this.#declared = declared
        if (!label) this.#restore(before)
        return label
      }
      case 'method':
        if (t.args.length > 1) this.#method(t)
        return false
      default:
        return this.#each(t.args)
    }
  }

  #each(ts: readonly Tree[]): boolean {
    let label = false
    for (const a of ts) if (this.#visit(a)) label = true
    return label
  }

  /** A closure captures what any method of the same function captures. */
  #method(t: Op): void {
    const name = t.args[0]
    const all = name instanceof LocalVar ? (this.#methods.get(name) ?? [t]) : [t]
    for (const m of all) {
      for (const v of (m.args[2] as Lambda).captures) if (v instanceof LocalVar) this.#unused.delete(v)
    }
    this.#assign(name)
  }
}
