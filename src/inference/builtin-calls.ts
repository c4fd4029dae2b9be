import { Module } from '../methods/index.ts'
import type { Ex } from '../syntax/index.ts'
import { GlobalRef, SlotNumber } from '../syntax/index.ts'
import type { CallResult } from './call-info.ts'
import type { CallArgs } from './calls.ts'
import { EffectBit, Effects, isNothrow, TOTAL_BUT_THROWS } from './effects.ts'
import type { Lattice } from './elements.ts'
import { Conditional, isPlainType } from './elements.ts'
import type { BlockRunner } from './statements.ts'

/** A call of a builtin: its type function from the table, and what it tells about the caller's variables. */
export function builtinCall(run: BlockRunner, name: string, args: CallArgs): CallResult {
  const { engine } = run
  const L = engine.lattice
  const types = args.types.slice(1)
  const n = types.length
  const b = engine.env.builtins.lookup(name)
  if (b !== undefined && !args.vararg && (n < b.minArgs || (b.maxArgs >= 0 && n > b.maxArgs))) {
    return { type: L.bottom, exception: L.any, effects: TOTAL_BUT_THROWS, info: null }
  }
  const special = specialBuiltin(run, name, args)
  if (special !== null) return special
  if (b === undefined) throw new Error(`builtin ${name} has no type function`)
  if (args.vararg) return varargBuiltin(run, name, args)
  const conditional = refine(run, name, args, types)
  const plain = types.map((t) => L.widenConditional(t))
  const result = b.result(L, plain)
  let effects = b.effects(L, plain, result)
  if (result.kind === 'Bottom') effects &= ~EffectBit.nothrow
  const exception = isNothrow(effects) ? L.bottom : b.exception(L, plain)
  const r: CallResult = { type: result, exception, effects, info: { kind: 'builtin', builtin: b } }
  if (conditional !== null && result.kind !== 'Const' && result.kind !== 'Bottom')
    return { ...r, type: conditional }
  if (name === 'typeassert' && args.exprs?.[1] instanceof SlotNumber && result.kind !== 'Bottom') {
    const slot = args.exprs[1].id
    if (!L.leq(types[0], result)) return { ...r, refineSlot: slot, refineType: result }
  }
  return r
}

/** Builtins whose result depends on globals or on methods rather than on the arguments' types alone. */
function specialBuiltin(run: BlockRunner, name: string, args: CallArgs): CallResult | null {
  const { engine, frame } = run
  const L = engine.lattice
  const unknown: CallResult = { type: L.any, exception: L.any, effects: Effects.unknown, info: null }
  switch (name) {
    case 'getglobal': {
      const b = globalOf(run, args, 1)
      return b === null
        ? { ...unknown, effects: TOTAL_BUT_THROWS & ~(Effects.consistentMask | EffectBit.inaccessibleMemory) }
        : engine.globalResult(frame, b)
    }
    case 'setglobal!':
    case 'swapglobal!':
      return { ...unknown, type: name === 'setglobal!' ? (args.types[3] ?? L.any) : L.any }
    case 'isdefined': {
      const b = globalOf(run, args, 1)
      if (b === null || engine.env.bindingValue(b) === 0) return null
      frame.addEdge({ kind: 'binding', binding: b, value: b.isConst ? engine.env.bindingValue(b) : 0 }, b)
      return { type: L.constantBool(true), exception: L.bottom, effects: Effects.total, info: null }
    }
    case 'get_binding_type': {
      const b = globalOf(run, args, 1)
      if (b === null || b.type === null) return { ...unknown, type: L.core.Type }
      frame.addEdge({ kind: 'binding', binding: b, value: 0 }, b)
      return { type: L.constantType(b.type), exception: L.bottom, effects: Effects.total, info: null }
    }
    case 'applicable':
      return applicable(run, args)
    case '_call_latest':
    case 'invokelatest':
    case '_call_in_world':
    case '_call_in_world_total':
      // the callee runs in another world: nothing found here would hold
      return unknown
    case 'modifyfield!':
    case 'modifyglobal!':
    case 'memoryrefmodify!': {
      const t = engine.env.builtins.lookup(name)
      if (t === undefined) return unknown
      if (args.vararg) return unknown
      const n = args.types.length - 1
      if (n < t.minArgs || (t.maxArgs >= 0 && n > t.maxArgs)) return { ...unknown, type: L.bottom }
      return { ...unknown, type: t.result(L, args.types.slice(1)) }
    }
    default:
      return null
  }
}

function globalOf(run: BlockRunner, args: CallArgs, at: number): ReturnType<typeof run.engine.binding> {
  const { engine } = run
  const L = engine.lattice
  if (args.vararg) return null
  const m = L.constantValue(args.types[at] ?? L.any)
  const s = L.constantValue(args.types[at + 1] ?? L.any)
  if (m === 0 || s === 0) return null
  if (L.heap.typeOf(m) !== L.core.Module || L.heap.typeOf(s) !== L.core.Symbol) return null
  const module = L.heap.moduleAt(m)
  if (!(module instanceof Module)) return null
  return engine.binding(new GlobalRef(module, L.heap.symbolAt(s)))
}

/** `applicable(f, args…)`, by the methods there are now. */
function applicable(run: BlockRunner, args: CallArgs): CallResult {
  const { engine, frame } = run
  const L = engine.lattice
  const bool: CallResult = {
    type: L.core.Bool,
    exception: L.bottom,
    effects: Effects.total & ~Effects.consistentMask,
    info: null,
  }
  if (args.vararg || args.types.length < 2) return bool
  const types = args.types.slice(1).map((t) => L.widen(t))
  if (types.some((t) => t.kind === 'Bottom')) return { ...bool, type: L.bottom }
  const sig = engine.env.types.tuple(types)
  const found = engine.env.methods.matchingMethods(sig, frame.world, 4)
  if (found === null) return bool
  frame.narrowWorld(found.minWorld, found.maxWorld)
  const edge = (): void =>
    frame.addEdge({ kind: 'matches', sig, methods: found.matches.map((m) => m.method) }, sig)
  if (found.matches.length === 0) {
    edge()
    return { ...bool, type: L.constantBool(false), effects: Effects.total }
  }
  if (!found.ambiguous && found.matches[found.matches.length - 1].fullyCovers) {
    edge()
    return { ...bool, type: L.constantBool(true), effects: Effects.total }
  }
  return bool
}

/** Builtins called with an unknown number of arguments. */
function varargBuiltin(run: BlockRunner, name: string, args: CallArgs): CallResult {
  const { engine } = run
  const L = engine.lattice
  const ts = engine.env.types
  const unknown: CallResult = { type: L.any, exception: L.any, effects: Effects.unknown, info: null }
  const b = engine.env.builtins.lookup(name)
  if (b === undefined) return unknown
  const types = args.types.slice(1)
  if (name === 'tuple') {
    const ps = types.map((t) => tupleParam(run, t))
    if (ps.slice(0, -1).some((p) => p.kind === 'Bottom')) return { ...unknown, type: L.bottom }
    const last = ps[ps.length - 1]
    const t = ts.tuple([...ps.slice(0, -1), ...(last.kind === 'Bottom' ? [] : [ts.vararg(last)])])
    return { type: t, exception: L.bottom, effects: Effects.total, info: null }
  }
  if (name === 'svec')
    return { type: L.core.SimpleVector, exception: L.bottom, effects: Effects.total, info: null }
  if (name === 'throw') return { type: L.bottom, exception: L.any, effects: TOTAL_BUT_THROWS, info: null }
  return unknown
}

function tupleParam(run: BlockRunner, t: Lattice): ReturnType<typeof run.engine.lattice.widen> {
  const L = run.engine.lattice
  return t.kind === 'Const' ? L.heap.typeOf(t.value) : L.widen(t)
}

// ---- what a test tells about a variable ---------------------------------------------------------------------------

function slotOf(x: Ex | undefined): number {
  return x instanceof SlotNumber ? x.id : -1
}

/** The condition that a Bool-valued builtin expresses about a slot, or null. */
function refine(run: BlockRunner, name: string, args: CallArgs, types: readonly Lattice[]): Lattice | null {
  const { engine } = run
  const L = engine.lattice
  const exprs = args.exprs
  if (exprs === null) return null
  switch (name) {
    case 'isa': {
      const slot = slotOf(exprs[1])
      if (slot < 0) return null
      const T = L.constantAsType(types[1])
      if (T === null) return null
      return conditional(run, slot, L.meet(types[0], T), L.subtract(types[0], T))
    }
    case '===': {
      const a = slotOf(exprs[1])
      const b = slotOf(exprs[2])
      if (a >= 0 && L.constantValue(types[1]) !== 0) return egalTest(run, a, types[0], types[1])
      if (b >= 0 && L.constantValue(types[0]) !== 0) return egalTest(run, b, types[1], types[0])
      // `flag === true` of a condition
      const flipped = boolTest(run, types[0], types[1]) ?? boolTest(run, types[1], types[0])
      if (flipped !== null) return flipped
      if (a >= 0 && isPlainType(types[1])) return conditional(run, a, L.meet(types[0], types[1]), types[0])
      if (b >= 0 && isPlainType(types[0])) return conditional(run, b, L.meet(types[1], types[0]), types[1])
      return null
    }
    case 'not_int': {
      const c = types[0]
      if (c.kind === 'Conditional') return new Conditional(c.slot, c.ifFalse, c.ifTrue)
      // for a caller that knows what this Bool is about
      const slot = slotOf(exprs[1])
      return slot >= 0 && c === L.core.Bool
        ? new Conditional(slot, L.constantBool(false), L.constantBool(true))
        : null
    }
    case 'ifelse':
      return null
    default:
      return null
  }
}

function conditional(run: BlockRunner, slot: number, then: Lattice, otherwise: Lattice): Lattice | null {
  const L = run.engine.lattice
  const now = run.state.types[slot]
  if (then.kind === 'Bottom' || otherwise.kind === 'Bottom') return new Conditional(slot, then, otherwise)
  if (L.leq(now, then) && L.leq(now, otherwise)) return null
  return new Conditional(slot, then, otherwise)
}

/** `slot === constant`. */
function egalTest(run: BlockRunner, slot: number, t: Lattice, c: Lattice): Lattice | null {
  const L = run.engine.lattice
  const v = L.constant(L.constantValue(c))
  const type = L.heap.typeOf(v.value)
  let otherwise = t
  // what is left when it is not this value: only a type with this one value can be taken out
  if (L.isSingleton(type)) otherwise = L.subtract(t, type)
  return conditional(run, slot, L.leq(v, t) ? v : L.bottom, otherwise)
}

function boolTest(run: BlockRunner, c: Lattice, b: Lattice): Lattice | null {
  const L = run.engine.lattice
  if (c.kind !== 'Conditional') return null
  const v = L.constantValue(b)
  if (v === L.heap.true_) return c
  if (v === L.heap.false_) return new Conditional(c.slot, c.ifFalse, c.ifTrue)
  return null
}
