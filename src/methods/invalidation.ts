import type { Binding, CodeInstance, Method, MethodInstance, World } from './model.ts'

/** Why code became invalid. */
export interface InvalidationCause {
  readonly kind: 'method added' | 'method replaced' | 'method deleted' | 'binding changed'
  readonly method: Method | null
  readonly binding: Binding | null
  /** the first world in which the victims are invalid */
  readonly world: World
}

/** A code instance that became invalid, and those that fell with it. */
export interface InvalidationVictim {
  readonly codeInstance: CodeInstance
  readonly victims: InvalidationVictim[]
}

/** One event that made code invalid: what `@snoop_invalidations` shows. */
export interface InvalidationTree {
  readonly cause: InvalidationCause
  readonly victims: InvalidationVictim[]
}

/** Ends the validity of code and of all that relies on it. */
export class Invalidator {
  /** events of this session, oldest first; empty unless `recording` */
  readonly log: InvalidationTree[] = []
  recording = true
  private readonly onInvalidate: (ci: CodeInstance) => void

  constructor(onInvalidate: (ci: CodeInstance) => void) {
    this.onInvalidate = onInvalidate
  }

  /** Runs `visit`, which ends code by `Event.end`; keeps what happened if anything did. */
  event(cause: InvalidationCause, visit: (e: InvalidationEvent) => void): void {
    const tree: InvalidationTree = { cause, victims: [] }
    visit(new InvalidationEvent(tree, this.onInvalidate))
    if (this.recording && tree.victims.length > 0) this.log.push(tree)
  }
}

export class InvalidationEvent {
  private readonly tree: InvalidationTree
  private readonly onInvalidate: (ci: CodeInstance) => void

  constructor(tree: InvalidationTree, onInvalidate: (ci: CodeInstance) => void) {
    this.tree = tree
    this.onInvalidate = onInvalidate
  }

  /** `ci` is not valid any more, nor are its callers. */
  end(ci: CodeInstance): void {
    // an explicit stack: chains of callers may be long
    const work: { ci: CodeInstance; into: InvalidationVictim[] }[] = [{ ci, into: this.tree.victims }]
    const last = this.tree.cause.world - 1
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      if (next.ci.maxWorld <= last) continue
      next.ci.maxWorld = last
      this.onInvalidate(next.ci)
      const victim: InvalidationVictim = { codeInstance: next.ci, victims: [] }
      next.into.push(victim)
      for (const b of takeBackedges(next.ci.mi, () => true)) work.push({ ci: b.caller, into: victim.victims })
    }
  }

  /** Those that relied on calls (or an `invoke`) reaching `mi`, as far as `affects` says. */
  endCallers(
    mi: MethodInstance,
    affects: (invokeSig: MethodInstance['backedges'][number]['invokeSig']) => boolean,
  ): void {
    for (const b of takeBackedges(mi, affects)) this.end(b.caller)
  }
}

/** Removes and gives the backedges that `which` picks, and drops those of code that is invalid already. */
function takeBackedges(
  mi: MethodInstance,
  which: (invokeSig: MethodInstance['backedges'][number]['invokeSig']) => boolean,
): MethodInstance['backedges'] {
  const taken: MethodInstance['backedges'] = []
  const left: MethodInstance['backedges'] = []
  for (const b of mi.backedges) (which(b.invokeSig) ? taken : left).push(b)
  mi.backedges.length = 0
  mi.backedges.push(...left)
  return taken
}
