import type { Inference, InferenceResult, OptimizedCode } from '../inference/index.ts'
import { constructSSA } from './construct.ts'
import { inlineCost } from './cost.ts'
import { verifyIR } from './verify.ts'

/** Optimises what inference found about one method instance. */
export function optimize(result: InferenceResult, engine: Inference): OptimizedCode {
  const w = constructSSA(result)
  if (engine.verify) verifyIR(w.ir, 'construction')
  return { ir: w.ir, inlineCost: inlineCost(w.ir, result, engine), effects: result.effects }
}
