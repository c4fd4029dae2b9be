/**
 * The optimizer: an inferred frame → SSA `IRCode`, in passes.
 *
 * In: finished frames of inference (`InferenceResult`). Out: `OptimizedCode` (IR, cost of inlining, refined effects). Invariants:
 * those of `IRCode`, checked after every pass by `verifyIR` when `Inference.verify` is set; a pass never changes what the
 * code does, and relies only on facts that inference has put into the frame's edges.
 */

export { constructSSA } from './construct.ts'
export { optimize } from './pipeline.ts'
export { verifyIR } from './verify.ts'
