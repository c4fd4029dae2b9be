/**
 * Effects of a statement or a function, packed into the bits of a number. A set bit is something known *not* to happen,
 * so that joining the effects of two pieces of code is `&`, `0` knows nothing and `Effects.total` has every bit.
 *
 * A property with a condition (say: consistent unless the freshly made object is returned) takes two bits: one says
 * that it is not violated outright, the other that the condition is not even needed.
 */
export const EffectBit = {
  /** equal arguments give egal results (or both throw) … */
  consistent: 1 << 0,
  /** … also when the result may be a freshly allocated mutable object */
  consistentIfReturned: 1 << 1,
  /** … also when memory that others may write was read */
  consistentIfMemoryRead: 1 << 2,
  /** nothing that others can observe is changed … */
  effectFree: 1 << 3,
  /** … also when memory reachable from the arguments is written */
  effectFreeIfArgMemory: 1 << 4,
  nothrow: 1 << 5,
  terminates: 1 << 6,
  /** does not touch the current task's state */
  notaskstate: 1 << 7,
  /** reads or writes no mutable memory that others see … */
  inaccessibleMemory: 1 << 8,
  /** … not even memory reachable from the arguments */
  noArgMemory: 1 << 9,
  /** no undefined behaviour … */
  noub: 1 << 10,
  /** … also when the code is inlined under `@inbounds` */
  noubIfInbounds: 1 << 11,
} as const

const B = EffectBit

export const Effects = {
  unknown: 0,
  total: (1 << 12) - 1,
  consistentMask: B.consistent | B.consistentIfReturned | B.consistentIfMemoryRead,
  effectFreeMask: B.effectFree | B.effectFreeIfArgMemory,
  inaccessibleMask: B.inaccessibleMemory | B.noArgMemory,
  noubMask: B.noub | B.noubIfInbounds,
} as const

/** What a throwing, otherwise harmless builtin has. */
export const TOTAL_BUT_THROWS = Effects.total & ~B.nothrow

export function isConsistent(e: number): boolean {
  return (e & Effects.consistentMask) === Effects.consistentMask
}
export function isEffectFree(e: number): boolean {
  return (e & Effects.effectFreeMask) === Effects.effectFreeMask
}
export function isNothrow(e: number): boolean {
  return (e & B.nothrow) !== 0
}
export function isTerminating(e: number): boolean {
  return (e & B.terminates) !== 0
}
export function isNoub(e: number): boolean {
  return (e & Effects.noubMask) === Effects.noubMask
}

/** A call with these effects and constant arguments may be carried out by the compiler. */
export function isFoldable(e: number, underInbounds: boolean): boolean {
  return (
    isConsistent(e) && isEffectFree(e) && isTerminating(e) && (underInbounds ? isNoub(e) : (e & B.noub) !== 0)
  )
}

/** A statement with these effects may be dropped when its value is not used. */
export function isRemovable(e: number): boolean {
  return isEffectFree(e) && isNothrow(e) && isTerminating(e)
}

/** Removable but for throwing: a call whose result is known may be replaced by it if it is also nothrow. */
export function dropBits(e: number, bits: number): number {
  return e & ~bits
}

/** Conditional properties become plain ones or violations once a function's body is known as a whole. */
export function settle(e: number, returnsMutable: boolean): number {
  if ((e & Effects.inaccessibleMask) === Effects.inaccessibleMask) {
    if ((e & B.consistent) !== 0) e |= B.consistentIfMemoryRead
    if ((e & B.effectFree) !== 0) e |= B.effectFreeIfArgMemory
  }
  if ((e & B.consistent) !== 0 && !returnsMutable) e |= B.consistentIfReturned
  return e
}

/** `@assume_effects` bits of `CodeInfo.purity`: Julia's own order. */
export const PurityBit = {
  consistent: 1 << 0,
  effectFree: 1 << 1,
  nothrow: 1 << 2,
  terminatesGlobally: 1 << 3,
  terminatesLocally: 1 << 4,
  notaskstate: 1 << 5,
  inaccessiblememonly: 1 << 6,
  noub: 1 << 7,
  noubIfNoinbounds: 1 << 8,
} as const

/** Applies `@assume_effects` overrides. */
export function override(e: number, purity: number): number {
  if (purity === 0) return e
  if (purity & PurityBit.consistent) e |= Effects.consistentMask
  if (purity & PurityBit.effectFree) e |= Effects.effectFreeMask
  if (purity & PurityBit.nothrow) e |= B.nothrow
  if (purity & PurityBit.terminatesGlobally) e |= B.terminates
  if (purity & PurityBit.notaskstate) e |= B.notaskstate
  if (purity & PurityBit.inaccessiblememonly) e |= Effects.inaccessibleMask
  if (purity & PurityBit.noub) e |= Effects.noubMask
  if (purity & PurityBit.noubIfNoinbounds) e |= B.noub
  return e
}

/** As `Base.infer_effects` prints them: `(+c,+e,!n,+t,+s,+m,+u)`; `?` where a condition is attached. */
export function showEffects(e: number): string {
  const mark = (bit: number, mask: number): string =>
    (e & mask) === mask ? '+' : (e & bit) !== 0 ? '?' : '!'
  return (
    `(${mark(B.consistent, Effects.consistentMask)}c,${mark(B.effectFree, Effects.effectFreeMask)}e,` +
    `${mark(B.nothrow, B.nothrow)}n,${mark(B.terminates, B.terminates)}t,${mark(B.notaskstate, B.notaskstate)}s,` +
    `${mark(B.inaccessibleMemory, Effects.inaccessibleMask)}m,${mark(B.noub, Effects.noubMask)}u)`
  )
}
