import type { Value } from '../inference/index.ts'
import type { Type } from '../types/index.ts'
import type { Repr } from './repr.ts'

/** Where one leaf of a value is. */
export type Src =
  | { readonly k: 'local'; readonly index: number }
  | { readonly k: 'i32'; readonly v: number }
  | { readonly k: 'i64'; readonly v: bigint }
  | { readonly k: 'f32'; readonly bits: number }
  | { readonly k: 'f64'; readonly bits: bigint }
  /** a heap address that is kept alive for good */
  | { readonly k: 'value'; readonly address: Value }
  /**
   * Computed when pushed; without effects and free of safepoints. `reads`: the value depends on memory that may change,
   * so it must be pushed before the next effect (the optimized tier sees to that). `keep` says at a point of the code
   * that the object is still needed which the value is read from.
   */
  | { readonly k: 'lazy'; readonly emit: () => void; readonly reads?: boolean; readonly keep?: () => void }

/**
 * How the code generator holds a value: unboxed in leaves, boxed, or both. `repr` follows from the type (or is
 * `boxed`). A value of an unboxed representation may be held by its box alone (`leaves === null`); its leaves are then
 * read from the box, which is immutable. Boxes are made when needed.
 */
export interface Held {
  readonly type: Type
  readonly repr: Repr
  /** null: only boxed */
  readonly leaves: readonly Src[] | null
  /** address of a boxed copy */
  readonly box: Src | null
  /** the value itself if it is a constant, else 0 */
  readonly constant: Value
}

export function localSrc(index: number): Src {
  return { k: 'local', index }
}
