import type { Inference, InferenceResult, OptimizedCode } from '../inference/index.ts'
import { Module } from '../methods/index.ts'
import { constructSSA } from './construct.ts'
import { inlineCost } from './cost.ts'
import { numberValues } from './gvn.ts'
import { Bailout, Rewriter } from './rewrite.ts'
import { scalarReplacement } from './sroa.ts'
import { threadJumps } from './thread.ts'
import { verifyIR } from './verify.ts'
import type { WorkingIR } from './writer.ts'

/** Optimises what inference found about one method instance. */
export function optimize(result: InferenceResult, engine: Inference): OptimizedCode {
  let w = constructSSA(result)
  if (engine.verify) verifyIR(w.ir, 'construction')
  const pass = (name: string, run: (w: WorkingIR) => WorkingIR): void => {
    try {
      w = run(w)
    } catch (e) {
      if (e instanceof Bailout) return
      throw e
    }
    if (engine.verify) verifyIR(w.ir, name)
  }
  const def = result.frame.mi.def
  const level = engine.env.moduleOptions(def instanceof Module ? def : def.module).optimizeLevel
  pass('rewriting', (x) => new Rewriter(x, result, engine, level > 0).run())
  for (let round = 0; round < 3; round++) {
    const edits = scalarReplacement(w.ir, engine)
    if (edits === null) break
    pass('scalar replacement', (x) => new Rewriter(x, result, engine, false, edits).run())
  }
  for (let round = 0; round < 3; round++) {
    const threaded = threadJumps(w, engine)
    if (threaded === null) break
    pass('jump threading', () => threaded)
  }
  if (level > 1) {
    const edits = numberValues(w.ir, engine)
    if (edits !== null) pass('value numbering', (x) => new Rewriter(x, result, engine, false, edits).run())
  }
  return { ir: w.ir, inlineCost: inlineCost(w.ir, result, engine), effects: result.effects }
}
