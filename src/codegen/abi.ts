import type { CodeInstance } from '../methods/index.ts'
import type { Type, TypeParam } from '../types/index.ts'
import type { Repr, Representations } from './repr.ts'
import type { Signature, ValType } from './wasm/opcodes.ts'

/** Signature of a specialized entry. */
export interface SpecializedAbi {
  readonly signature: Signature
  /** wasm parameters that are references */
  readonly refParams: readonly number[]
  /** per argument, the function included; ghosts take no parameter */
  readonly params: readonly Repr[]
  readonly result: Repr
}

/** More parameters than this: only the boxed entry. */
const MAX_PARAMETERS = 200

/**
 * How code for these argument types is called; null when it has a boxed entry only (the number of arguments is open, or
 * the types have variables).
 */
export function specializedAbi(
  reprs: Representations,
  specTypes: Type,
  returnType: Type,
): SpecializedAbi | null {
  if (specTypes.kind !== 'DataType') return null
  const wasm: ValType[] = []
  const refParams: number[] = []
  const params: Repr[] = []
  for (const p of specTypes.parameters) {
    if (!isType(p)) return null
    const repr = reprs.of(p)
    if (repr.kind === 'never') return null
    params.push(repr)
    for (const l of repr.leaves) {
      if (l.ref) refParams.push(wasm.length)
      wasm.push(l.type)
    }
  }
  if (wasm.length > MAX_PARAMETERS) return null
  const result = reprs.of(returnType)
  return { signature: { params: wasm, results: result.leaves.map((l) => l.type) }, refParams, params, result }
}

function isType(p: TypeParam): p is Type {
  return typeof p === 'object' && 'kind' in p && p.kind !== 'TypeVar' && p.kind !== 'Vararg'
}

/** The specialized entry of a code instance, null if calls must use the boxed one. */
export function specializedEntry(reprs: Representations, ci: CodeInstance): SpecializedAbi | null {
  if (ci.entry === 'baseline' || ci.entry === 'constant') return null
  if (ci.inferred === null && ci.specSlot < 0) return null
  return specializedAbi(reprs, ci.mi.specTypes, ci.returnType)
}
