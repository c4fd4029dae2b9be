import type {
  CallCase,
  CallInfo,
  CallSplit,
  Inference,
  InferenceResult,
  Lattice,
  Value,
} from '../inference/index.ts'
import { INLINE_NEVER, IRCode, isConst, isRemovable, StmtFlag } from '../inference/index.ts'
import type { CodeInstance, MethodInstance } from '../methods/index.ts'
import { Method } from '../methods/index.ts'
import { hasFreeTypeVars, isType, VarargType } from '../types/index.ts'
import { canBeInlined } from './cost.ts'
import { flagsOf } from './operands.ts'

/** Combinations of types a call is split into. */
const MAX_BRANCHES = 4
/** Statements a function may grow to by inlining. */
const MAX_GROWTH = 5000

/** Where one branch of a call goes. */
export type Target =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'inline'; readonly ir: IRCode; readonly isVararg: boolean; readonly type: Lattice }
  | {
      readonly kind: 'invoke'
      readonly mi: MethodInstance
      readonly ci: CodeInstance | null
      readonly type: Lattice
      readonly flag: number
    }
  | { readonly kind: 'dispatch' }

export interface Branch {
  /** types of the arguments (function first) that this branch is for */
  readonly types: readonly Lattice[]
  readonly target: Target
}

export interface CallPlan {
  readonly branches: readonly Branch[]
  /** the branches are all that can happen */
  readonly complete: boolean
}

/** What to do with a call of a generic function; null: leave it to dispatch. */
export function planCall(
  engine: Inference,
  result: InferenceResult,
  info: Extract<CallInfo, { kind: 'matches' | 'invoke' }>,
  flag: number,
  mayInline: boolean,
): CallPlan | null {
  const splits = info.kind === 'invoke' ? [info.split] : info.splits
  let complete = true
  const branches: Branch[] = []
  for (const split of splits) {
    if (!split.covered) complete = false
    // which method runs, if any, depends on the exact types
    if (split.ambiguous) continue
    for (const c of split.cases) {
      if (branches.length === MAX_BRANCHES) return null
      const types =
        splits.length === 1 && split.cases.length === 1 && split.covered ? [] : branchTypes(engine, split, c)
      if (types === null) return null
      branches.push({ types, target: targetOf(engine, result, c, flag, mayInline) })
    }
  }
  if (branches.length === 0) return null
  if (branches.length === 1 && branches[0].target.kind === 'dispatch') return null
  if (branches.every((b) => b.target.kind === 'dispatch')) return null
  // an invoke checks its arguments itself
  if (info.kind === 'invoke' && !complete) return null
  return { branches, complete }
}

/** Types by which arguments are told apart; null if they cannot be tested for. */
function branchTypes(engine: Inference, split: CallSplit, c: CallCase): Lattice[] | null {
  const L = engine.lattice
  if (split.cases.length === 1 && split.covered)
    return split.argTypes.map((t) => (isConst(t) ? t : L.widen(t)))
  const t = c.match.specTypes
  if (t.kind !== 'DataType' || t.parameters.length !== split.argTypes.length) return null
  const out: Lattice[] = []
  for (let i = 0; i < t.parameters.length; i++) {
    const p = t.parameters[i]
    if (!isType(p) || hasFreeTypeVars(p)) return null
    out.push(p)
  }
  return out
}

function targetOf(
  engine: Inference,
  result: InferenceResult,
  c: CallCase,
  flag: number,
  mayInline: boolean,
): Target {
  const { mi } = c
  const method = mi.def
  if (!(method instanceof Method)) return { kind: 'dispatch' }
  // the match's types may be wider than what the method takes (a variable ties arguments together): they are no test for it
  if (!c.match.fullyCovers && !engine.env.types.isSubtype(c.match.specTypes, method.sig))
    return { kind: 'dispatch' }
  if (isConst(c.result) && isRemovable(c.effects)) return { kind: 'constant', value: c.result.value }
  const world = result.frame.world
  const ci = engine.cached(mi, world)
  const forced = (flag & StmtFlag.inline) !== 0
  if (mayInline && (flag & StmtFlag.noinline) === 0) {
    if (c.constFrame !== null && c.constFrame.finished) {
      const o = engine.optimizedConst(c.constFrame)
      // what was decided while it was optimised holds for whoever takes the code over
      for (const [key, edge] of c.constFrame.edgeKeys) result.frame.addEdge(edge, key)
      if (o.inlineCost !== INLINE_NEVER || (forced && canBeInlined(o.ir))) {
        return { kind: 'inline', ir: o.ir, isVararg: method.isVararg, type: c.result }
      }
    }
    if (
      ci !== null &&
      ci.inferred instanceof IRCode &&
      (ci.inlineCost !== INLINE_NEVER || (forced && canBeInlined(ci.inferred)))
    ) {
      if (ci.inferred.stmts.length <= MAX_GROWTH)
        return { kind: 'inline', ir: ci.inferred, isVararg: method.isVararg, type: c.result }
    }
  }
  if (engine.isInferenceOff(mi)) return { kind: 'dispatch' }
  // what is called is the instance that dispatch would call too
  const match = engine.env.methods.matchFor(method, mi.specTypes)
  const target = match === null ? mi : engine.env.methods.specialize(engine.env.methods.compileable(match))
  // types that are not known: dispatch finds code for those that come, which is what a loop needs. What is done once
  // is done as well by code for any types, if there is such code
  if (
    !engine.env.methods.isCompileable(target) &&
    (method.hasLoop || engine.env.entersWide?.(engine.cached(target, world)) !== true)
  )
    return { kind: 'dispatch' }
  // a static parameter that is not settled (or mentions a variable) has its value only in the dispatched call
  if (target.sparamVals.some((p) => hasFreeTypeVars(p) || p instanceof VarargType))
    return { kind: 'dispatch' }
  // a generator needs the exact types, and must have given code for them
  if (method.generator !== 0 && target.uninferred === null && engine.cached(target, world) === null)
    return { kind: 'dispatch' }
  // other code than the call's own types led to: its edge says that it is entered, not that dispatch finds it
  if (target !== mi)
    result.frame.addEdge({ kind: 'invoke', sig: method.sig, mi: target }, `i${target.specTypes.id}:method`)
  return {
    kind: 'invoke',
    mi: target,
    ci: target === mi ? ci : engine.cached(target, world),
    type: c.result,
    flag: flagsOf(c.effects),
  }
}
