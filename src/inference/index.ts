/**
 * Type inference: abstract interpretation of lowered code.
 *
 * In: method instances (`methods/`), lowered code (`lowering/`), constants (`heap/`, through `ConstantHeap`), type functions of
 * builtins (through `BuiltinTable`). Out: `CodeInstance`s with return type, effects, edges and optimised `IRCode`. The
 * optimizer is handed in (`InferenceEnv.optimize`).
 *
 * Invariants: every fact that a result rests on stands in the code instance's edges, or narrows its world range.
 * Inference always ends: joins are widened, recursive signatures are limited, constant propagation is bounded.
 */

export * from './call-info.ts'
export { CoreTypes } from './core-types.ts'
export * from './effects.ts'
export * from './elements.ts'
export * from './env.ts'
export { foreignType } from './foreign.ts'
export type { InferenceResult, Refinement, SlotState } from './frame.ts'
export { Frame } from './frame.ts'
export type { EdgeResult } from './inference.ts'
export { Inference } from './inference.ts'
export * from './ir.ts'
export { TypeLattice } from './lattice.ts'
export { flattenUnion, joinTypes, typeDepth, typeSize, unionLength } from './limits.ts'
export type { LoweredFlow } from './lowered-cfg.ts'
export { assignedSlot, lowerFlow } from './lowered-cfg.ts'
export { showIR, showOperand, showStatement } from './show-ir.ts'
