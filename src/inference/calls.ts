import type { MethodMatch } from '../methods/index.ts'
import { Method } from '../methods/index.ts'
import type { Ex } from '../syntax/index.ts'
import { SlotNumber } from '../syntax/index.ts'
import type { Type, TypeParam } from '../types/index.ts'
import { isType, typeKey } from '../types/index.ts'
import { abstractApply, abstractInvoke } from './apply.ts'
import { builtinCall } from './builtin-calls.ts'
import type { CallCase, CallInfo, CallResult, CallSplit } from './call-info.ts'
import { tryConcrete, tryConstProp } from './constprop.ts'
import { EffectBit, Effects, isEffectFree, isTerminating } from './effects.ts'
import type { Lattice } from './elements.ts'
import { Conditional, isPlainType } from './elements.ts'
import type { Frame } from './frame.ts'
import { MAX_METHODS } from './inference.ts'
import { flattenUnion, hardLimit, limitSignature, unionLength } from './limits.ts'
import type { BlockRunner } from './statements.ts'

/** Combinations of union members that a call is split into. */
const MAX_UNION_SPLIT = 4
/** The same method this often on the chain of callers: its arguments are widened to what it is declared for. */
const MAX_RECURSION = 24

/** Arguments of a call: their elements, and their operands where there are such. */
export interface CallArgs {
  readonly types: readonly Lattice[]
  /** null for a call that inference makes up (iterate of a splat) */
  readonly exprs: readonly Ex[] | null
  /** the last element is repeated any number of times */
  readonly vararg: boolean
  /** at most so many methods are looked at; -1: all, until nothing is known of the result. Undefined: as many as the function says. */
  readonly limit?: number
}

/** A call statement. Skipped if its arguments are what they were last time and nothing it used has changed. */
export function evalCall(run: BlockRunner, pc: number, exprs: readonly Ex[], types: Lattice[]): CallResult {
  const { frame } = run
  const memo = frame.memo[pc]
  if (memo !== null && sameElements(memo.args, types)) return memo.result
  const result = abstractCall(run, pc, { types, exprs, vararg: false })
  frame.memo[pc] = { args: types, result }
  return result
}

function sameElements(a: readonly Lattice[], b: readonly Lattice[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Any call, by what is known of the function. */
export function abstractCall(run: BlockRunner, pc: number, args: CallArgs): CallResult {
  const { engine } = run
  const L = engine.lattice
  const f = args.types[0]
  const v = L.constantValue(f)
  if (v !== 0) {
    const name = engine.env.builtinName(v)
    if (name !== null) {
      switch (name) {
        case '_apply_iterate':
          return abstractApply(run, pc, args)
        case 'invoke':
          return abstractInvoke(run, pc, args)
        default:
          return builtinCall(run, name, args)
      }
    }
  } else {
    const w = L.widen(f)
    // some builtin, nobody knows which
    if (w.kind === 'DataType' && (w === L.core.IntrinsicFunction || w === L.core.Builtin))
      return unknownCall(run)
  }
  if (args.types.length === 3 && v !== 0 && L.constantAsType(f) === L.core.UnionAll) {
    // `T where v` with a variable made here: no method would know which variable that is
    const t = engine.env.builtins.closeUnionAll(L, args.types[1], args.types[2])
    if (t !== null) return { type: t, exception: L.bottom, effects: Effects.total, info: null }
  }
  return genericCall(run, pc, args)
}

/** What `f` called with arguments of the types in tuple type `types` returns, as a constant type: for `promote_op` and the like. */
export function returnTypeOf(run: BlockRunner, pc: number, f: Lattice, types: Lattice): CallResult | null {
  const L = run.engine.lattice
  const T = L.constantAsType(types)
  if (T === null || T.kind !== 'DataType' || T.name !== L.core.TupleName) return null
  // of a function that is not known the run asks: the answer is about that very function
  const w = L.widen(f)
  if (L.constantValue(f) === 0 && (w.kind !== 'DataType' || !w.isConcrete)) return null
  const args: Lattice[] = [f]
  for (const p of T.parameters) {
    if (!isType(p) || L.hasFree(p)) return null
    args.push(L.fromType(p))
  }
  // the answer shows in element types, so it must not hang on the limit of the function that asks
  const r = abstractCall(run, pc, { types: args, exprs: null, vararg: false, limit: -1 })
  return { type: L.constantType(L.widen(r.type)), exception: L.bottom, effects: Effects.total, info: null }
}

export function unknownCall(run: BlockRunner): CallResult {
  const L = run.engine.lattice
  return { type: L.any, exception: L.any, effects: Effects.unknown, info: null }
}

/** A call of a generic function: all methods that may apply, each combination of union members by itself. */
export function genericCall(run: BlockRunner, pc: number, args: CallArgs): CallResult {
  const { engine, frame } = run
  // Messages of errors are rarely wanted, and what makes them (printing) is a large part of Base. As long as the function
  // has no effects so far, the call is looked at all the same, lest it be what spoils them.
  if (frame.flow.isThrowing[pc] === 1 && !(isTerminating(frame.effects) && isEffectFree(frame.effects)))
    return unknownCall(run)
  const L = engine.lattice
  const splits = splitUnions(run, args)
  const done: CallSplit[] = []
  let type: Lattice = L.bottom
  let exception: Type = L.bottom
  let effects: number = Effects.total
  const splitArg = splits.length > 1 ? splitPosition(args.types) : -1
  const limit = args.limit ?? maxMethods(run, args)
  for (const argTypes of splits) {
    const sig = signatureOf(run, argTypes, args.vararg)
    if (sig === null) continue // an argument of type Union{}: cannot happen
    const found = engine.matchingMethods(sig, frame.world, limit)
    if (found === null) return unknownCall(run)
    frame.narrowWorld(found.minWorld, found.maxWorld)
    const covered =
      found.matches.length > 0 && found.matches[found.matches.length - 1].fullyCovers && !found.ambiguous
    const single = found.matches.length === 1 && covered && sig.kind === 'DataType' && sig.isDispatchTuple
    if (!single) {
      frame.addEdge({ kind: 'matches', sig, methods: found.matches.map((m: MethodMatch) => m.method) }, sig)
    }
    const cases: CallCase[] = []
    for (const m of found.matches) {
      const c = methodCall(run, pc, m, argTypes, args.vararg)
      if (c === null) return unknownCall(run)
      cases.push(c)
      let t = c.result
      t = forCaller(run, t, args, argTypes, splitArg)
      type = L.join(type, t)
      exception = L.widen(L.join(exception, c.exception))
      effects &= c.effects
      if (args.limit === -1 && type === L.any) return unknownCall(run)
    }
    if (!covered) {
      effects &= ~EffectBit.nothrow
      exception = L.any
    }
    done.push({ sig, argTypes, cases, covered, ambiguous: found.ambiguous })
  }
  const info: CallInfo = { kind: 'matches', splits: done }
  return { type, exception, effects, info }
}

/** One method of a call: its method instance inferred, and once more with constants where that may help. */
export function methodCall(
  run: BlockRunner,
  pc: number,
  match: MethodMatch,
  argTypes: readonly Lattice[],
  vararg: boolean,
  /** the signature of an `invoke`; null: an ordinary call, which dispatch resolves */
  invoked: Type | null = null,
): CallCase | null {
  const { engine, frame } = run
  const L = engine.lattice
  const limited = limitRecursion(run, match)
  if (limited === null) return null
  const mi = engine.env.methods.specialize(limited)
  if (engine.isInferenceOff(mi)) {
    return { match, mi, result: L.any, effects: Effects.unknown, exception: L.any, constFrame: null }
  }
  const e = engine.edge(frame, pc, mi)
  if (invoked === null) frame.addEdge({ kind: 'call', mi }, mi)
  else frame.addEdge({ kind: 'invoke', sig: invoked, mi }, `i${mi.specTypes.id}:${typeKey(invoked)}`)
  let result = e.type
  let { effects, exception } = e
  let constFrame: Frame | null = null
  if (!vararg) {
    const value = tryConcrete(run, mi, e, argTypes)
    if (value !== 0) {
      return {
        match,
        mi,
        result: L.constant(value),
        effects: Effects.total,
        exception: L.bottom,
        constFrame: null,
      }
    }
    const better = tryConstProp(run, pc, mi, e, argTypes)
    if (better !== null) {
      if (L.leq(better.type, result)) result = better.type
      effects |= better.effects
      exception = better.exception
      constFrame = better.frame
      if (constFrame !== null) frame.constCallees.add(constFrame)
    }
  }
  return { match, mi, result, effects, exception, constFrame }
}

// ---- what the caller learns -------------------------------------------------------------------------------------

/** Conditions about the callee's arguments become conditions about the caller's slots. */
function forCaller(
  run: BlockRunner,
  t: Lattice,
  args: CallArgs,
  argTypes: readonly Lattice[],
  splitArg: number,
): Lattice {
  const L = run.engine.lattice
  const slotOf = (i: number): number => {
    const x = args.exprs?.[i]
    return x instanceof SlotNumber ? x.id : -1
  }
  if (t.kind === 'InterConditional') {
    const about = args.types[t.slot]
    const operand = args.exprs?.[t.slot]
    if (
      about !== undefined &&
      about.kind === 'Conditional' &&
      operand !== undefined &&
      run.conditionHolds(operand, about)
    ) {
      // the callee says something on a Bool that itself says something on a variable
      const when = (b: Lattice): Lattice => {
        if (b.kind === 'Bottom') return b
        if (b.kind === 'Const') return b.value === L.heap.true_ ? about.ifTrue : about.ifFalse
        return L.join(about.ifTrue, about.ifFalse)
      }
      return new Conditional(about.slot, when(t.ifTrue), when(t.ifFalse))
    }
    const slot = slotOf(t.slot)
    if (slot < 0) return L.widenConditional(t)
    const now = argTypes[t.slot]
    return new Conditional(slot, narrower(run, now, t.ifTrue), narrower(run, now, t.ifFalse))
  }
  if (splitArg > 0 && t.kind !== 'Bottom') {
    // one union-typed variable: a Bool result that is constant for a member tells which member it is
    const slot = slotOf(splitArg)
    if (slot >= 0 && t.kind === 'Const' && (t.value === L.heap.true_ || t.value === L.heap.false_)) {
      const member = argTypes[splitArg]
      return t.value === L.heap.true_
        ? new Conditional(slot, member, L.bottom)
        : new Conditional(slot, L.bottom, member)
    }
    if (slot >= 0 && t === L.core.Bool) return new Conditional(slot, argTypes[splitArg], argTypes[splitArg])
  }
  return t
}

function narrower(run: BlockRunner, now: Lattice, t: Lattice): Lattice {
  const L = run.engine.lattice
  if (t.kind === 'Bottom' || L.leq(t, now)) return t
  return isPlainType(t) ? L.meet(now, t) : now
}

// ---- signatures -------------------------------------------------------------------------------------------------

/** The tuple type of a call; null if no value has it. */
export function signatureOf(run: BlockRunner, types: readonly Lattice[], vararg: boolean): Type | null {
  const { engine } = run
  const ts = engine.env.types
  const params: TypeParam[] = new Array(types.length)
  for (let i = 0; i < types.length; i++) {
    const w = engine.lattice.widen(types[i])
    if (w.kind === 'Bottom') {
      if (vararg && i === types.length - 1) return ts.tuple(params.slice(0, i))
      return null
    }
    params[i] = w
  }
  if (vararg) params[types.length - 1] = ts.vararg(params[types.length - 1] as Type)
  return ts.tuple(params)
}

function splitUnions(run: BlockRunner, args: CallArgs): Lattice[][] {
  const L = run.engine.lattice
  let n = 1
  const last = args.vararg ? args.types.length - 1 : args.types.length
  for (let i = 0; i < last; i++) {
    const t = args.types[i]
    if (t.kind === 'Union') {
      n *= unionLength(t)
      if (n > MAX_UNION_SPLIT) return [args.types.slice()]
    }
  }
  let out: Lattice[][] = [args.types.slice()]
  if (n === 1) return out
  for (let i = 0; i < last; i++) {
    const t = args.types[i]
    if (t.kind !== 'Union') continue
    const members = flattenUnion(t)
    const next: Lattice[][] = []
    for (const combo of out) {
      for (const m of members) {
        const c = combo.slice()
        c[i] = L.fromType(m)
        next.push(c)
      }
    }
    out = next
  }
  return out
}

/** The one argument of union type, -1 if there are several. */
function splitPosition(types: readonly Lattice[]): number {
  let k = -1
  for (let i = 0; i < types.length; i++) {
    if (types[i].kind !== 'Union') continue
    if (k >= 0) return -1
    k = i
  }
  return k
}

function maxMethods(run: BlockRunner, args: CallArgs): number {
  const { engine, frame } = run
  const f = engine.lattice.widen(args.types[0])
  if (f.kind === 'DataType' && f.name.maxMethods > 0) return f.name.maxMethods
  const own = frame.mi.def instanceof Method ? frame.mi.def.module : frame.mi.def
  const m = engine.env.moduleOptions(own).maxMethods
  return m > 0 ? m : MAX_METHODS
}

// ---- recursion --------------------------------------------------------------------------------------------------

/**
 * Keeps recursion within a finite set of signatures: when the call from this method to that one already stands on
 * the chain of callers, the new signature must not be more complex than the one there.
 */
function limitRecursion(run: BlockRunner, match: MethodMatch): MethodMatch | null {
  const { engine, frame } = run
  const method = match.method
  let count = 0
  let compare: Frame | null = null
  for (let f: Frame | null = frame; f !== null; f = f.parent) {
    if (f.method !== method) continue
    count++
    if (f.mi.specTypes === match.specTypes) return match // the very same: a cycle, not growth
    if (compare === null && f.parent !== null && f.parent.method === frame.method) compare = f
  }
  if (compare === null && count < MAX_RECURSION) return match
  const ts = engine.env.types
  const declared = method.recursionRelation
  if (declared !== 0 && count < MAX_RECURSION) return match
  const sig = match.specTypes
  const before = compare?.mi.specTypes ?? method.sig
  let limited =
    count >= MAX_RECURSION ? hardLimit(ts, sig, method.sig) : limitSignature(ts, sig, before, method.sig)
  if (limited === sig) return match
  if (limited.kind === 'Bottom') return match
  frame.contextual = true
  // a widened signature may leave the method's own: stay within it
  if (!ts.isSubtype(limited, method.sig)) limited = ts.typeIntersect(limited, method.sig)
  const w = engine.env.methods.matchFor(method, limited)
  if (w === null) return match
  return w
}
