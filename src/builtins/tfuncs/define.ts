import type { BuiltinInfo, Lattice, TypeLattice } from '../../inference/index.ts'
import { EffectBit, Effects } from '../../inference/index.ts'
import type { Type } from '../../types/index.ts'

export type Args = readonly Lattice[]

/** One row of the table of builtins as far as inference goes. */
export interface Definition {
  /** number of arguments, `[min, max]`, max -1 for any */
  readonly args: readonly [number, number]
  readonly result: (L: TypeLattice, a: Args) => Lattice
  /** effects, or a function of the call; default: nothing but that it may throw */
  readonly effects?: number | ((L: TypeLattice, a: Args, result: Lattice) => number)
  readonly cost: number
}

export const PURE = Effects.total
export const PURE_THROWS = Effects.total & ~EffectBit.nothrow
/** makes a new mutable object */
export const ALLOCATES = Effects.total & ~EffectBit.consistentIfReturned
export const UNKNOWN = Effects.unknown

export function builtin(name: string, d: Definition): BuiltinInfo {
  const effects = d.effects ?? PURE_THROWS
  return {
    name,
    minArgs: d.args[0],
    maxArgs: d.args[1],
    cost: d.cost,
    result: d.result,
    effects: typeof effects === 'number' ? () => effects : effects,
    exception: (L: TypeLattice): Type => L.any,
  }
}

export function nothrowIf(effects: number, ok: boolean): number {
  return ok ? effects | EffectBit.nothrow : effects & ~EffectBit.nothrow
}

export { EffectBit, Effects }
