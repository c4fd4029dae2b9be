import type { Type, TypeParam } from '../types/index.ts'
import { unwrapUnionAll } from '../types/index.ts'
import type { CallResult, SplatArg } from './call-info.ts'
import type { CallArgs } from './calls.ts'
import { abstractCall, methodCall, signatureOf, unknownCall } from './calls.ts'
import { EffectBit, Effects, TOTAL_BUT_THROWS } from './effects.ts'
import type { Lattice } from './elements.ts'
import { flattenUnion, MAX_TUPLE_LENGTH } from './limits.ts'
import type { BlockRunner } from './statements.ts'
import { tupleElements } from './statements.ts'

/** Combinations of union-typed splatted arguments looked at one by one. */
const MAX_APPLY_UNION = 4

/** `_apply_iterate(iterate, f, args…)`: `f(args...)`. */
export function abstractApply(run: BlockRunner, pc: number, args: CallArgs): CallResult {
  const { engine } = run
  const L = engine.lattice
  if (args.vararg || args.types.length < 3) return unknownCall(run)
  const iterate = args.types[1]
  const f = args.types[2]
  let combos: Lattice[][] = [args.types.slice(3)]
  for (let i = 0; i < combos[0].length; i++) {
    const t = args.types[3 + i]
    if (t.kind !== 'Union') continue
    const members = flattenUnion(t)
    if (combos.length * members.length > MAX_APPLY_UNION) continue
    combos = combos.flatMap((c) => members.map((m) => c.map((x, k) => (k === i ? L.fromType(m) : x))))
  }
  let type: Lattice = L.bottom
  let effects: number = Effects.total
  let exception: Type = L.bottom
  let info: CallResult['info'] = null
  for (const combo of combos) {
    const elems: Lattice[] = []
    let vararg = false
    let extra: number = Effects.total
    const parts: SplatArg[] = []
    for (const a of combo) {
      const s = splat(run, pc, iterate, a)
      if (s === null) return unknownCall(run)
      extra &= s.effects
      parts.push({ count: s.vararg ? -1 : s.elements.length, type: a })
      if (vararg) {
        // after a part of unknown length everything falls into one repeated element
        let rest = elems[elems.length - 1]
        for (const e of s.elements) rest = L.join(rest, e)
        elems[elems.length - 1] = L.widen(rest)
      } else {
        for (const e of s.elements) elems.push(e)
        vararg = s.vararg
      }
    }
    if (elems.length > MAX_TUPLE_LENGTH * 8) return unknownCall(run)
    const call = abstractCall(run, pc, { types: [f, ...elems], exprs: null, vararg })
    type = L.join(type, L.widenConditional(call.type))
    effects &= call.effects & extra
    exception = L.widen(L.join(exception, call.exception))
    if (extra !== Effects.total) exception = L.any
    if (combos.length === 1 && !vararg)
      info = { kind: 'apply', args: parts, call: call.info, callArgs: [f, ...elems] }
    if (type === L.any && effects === 0) break
  }
  return { type, exception, effects, info }
}

interface Splat {
  readonly elements: Lattice[]
  /** the last element stands for any number */
  readonly vararg: boolean
  readonly effects: number
}

/** The elements that one splatted argument gives; null: unknown. */
function splat(run: BlockRunner, pc: number, iterate: Lattice, arg: Lattice): Splat | null {
  const { engine } = run
  const L = engine.lattice
  const a = L.widenConditional(arg)
  const exact = tupleElements(engine, a)
  if (exact !== null) return { elements: exact, vararg: false, effects: Effects.total }
  const w = L.widen(a)
  if (a.kind === 'Const' && w === L.core.SimpleVector) {
    return {
      elements: L.heap.svecAt(a.value).map((v) => L.constant(v)),
      vararg: false,
      effects: Effects.total,
    }
  }
  if (w === L.core.SimpleVector)
    return { elements: [L.any], vararg: true, effects: Effects.total & ~EffectBit.nothrow }
  const body = unwrapUnionAll(w)
  if (body.kind === 'DataType' && body.name === L.core.TupleName)
    return tupleWithTail(run, w, body.parameters)
  if (
    a.kind === 'PartialStruct' &&
    a.type.name === L.core.NamedTupleName &&
    a.fields.length === L.ts.fieldTypesOf(a.type).length
  ) {
    return { elements: a.fields.slice(), vararg: false, effects: Effects.total }
  }
  if (
    body.kind === 'DataType' &&
    body.name === L.core.NamedTupleName &&
    w.kind === 'DataType' &&
    w.isConcrete
  ) {
    return {
      elements: L.ts.fieldTypesOf(w).map((t) => L.fromType(t as Type)),
      vararg: false,
      effects: Effects.total,
    }
  }
  return iterated(run, pc, iterate, a)
}

function tupleWithTail(run: BlockRunner, w: Type, params: readonly TypeParam[]): Splat | null {
  const { engine } = run
  const L = engine.lattice
  const ts = engine.env.types
  const out: Lattice[] = []
  const close = (p: TypeParam): Lattice => {
    if (typeof p !== 'object' || !('kind' in p)) return L.any
    if (p.kind === 'TypeVar')
      return typeof p.upper === 'object' &&
        'kind' in p.upper &&
        p.upper.kind === 'DataType' &&
        !p.upper.hasFreeTypeVars
        ? p.upper
        : L.any
    if (p.kind === 'Vararg') return L.any
    return L.fromType(L.hasFree(p) ? ts.rewrap(p, w) : p)
  }
  for (const p of params) {
    if (typeof p === 'object' && 'kind' in p && p.kind === 'Vararg') {
      out.push(L.widen(p.element === null ? L.any : close(p.element)))
      return { elements: out, vararg: true, effects: Effects.total }
    }
    out.push(close(p))
  }
  return { elements: out, vararg: false, effects: Effects.total }
}

/** Runs the iteration protocol abstractly: exactly while states are constant, then to a fixed point. */
function iterated(run: BlockRunner, pc: number, iterate: Lattice, itr: Lattice): Splat | null {
  const { engine } = run
  const L = engine.lattice
  const w = L.widen(itr)
  if (w === L.any || w.kind === 'Bottom')
    return w.kind === 'Bottom' ? { elements: [], vararg: false, effects: TOTAL_BUT_THROWS } : null
  let effects: number = Effects.total
  const step = (state: Lattice | null): Lattice => {
    const r = abstractCall(run, pc, {
      types: state === null ? [iterate, itr] : [iterate, itr, state],
      exprs: null,
      vararg: false,
    })
    effects &= r.effects
    return L.widenConditional(r.type)
  }
  const elements: Lattice[] = []
  let next = step(null)
  // as long as the protocol says for certain that there is one more
  for (let n = 0; n < MAX_TUPLE_LENGTH; n++) {
    if (next.kind === 'Bottom') return { elements: [L.bottom], vararg: false, effects }
    if (L.leq(next, L.core.Nothing)) return { elements, vararg: false, effects }
    const pair = L.disjoint(next, L.core.Nothing) ? tupleElements(engine, next) : null
    if (pair === null || pair.length !== 2) break
    elements.push(pair[0])
    next = step(pair[1])
  }
  let value: Lattice = L.bottom
  let state: Lattice = L.bottom
  for (let n = 0; n < MAX_TUPLE_LENGTH; n++) {
    const pair = L.subtract(next, L.core.Nothing)
    if (pair.kind === 'Bottom') break
    const elems = tupleElements(engine, L.widen(pair))
    if (elems === null || elems.length !== 2)
      return { elements: [...elements, L.any], vararg: true, effects: Effects.unknown }
    const v = L.join(value, elems[0])
    const s = L.join(state, L.widen(elems[1]))
    if (L.leq(v, value) && L.leq(s, state)) break
    value = L.widen(v)
    state = L.widen(s)
    if (n === MAX_TUPLE_LENGTH - 1)
      return { elements: [...elements, L.any], vararg: true, effects: Effects.unknown }
    next = step(state)
  }
  return { elements: [...elements, value], vararg: true, effects: effects & ~EffectBit.terminates }
}

/** `invoke(f, Tuple{…}, args…)`: the one method that those types select. */
export function abstractInvoke(run: BlockRunner, pc: number, args: CallArgs): CallResult {
  const { engine, frame } = run
  const L = engine.lattice
  const ts = engine.env.types
  if (args.vararg || args.types.length < 3) return unknownCall(run)
  const T = L.constantAsType(args.types[2])
  if (T === null) return unknownCall(run)
  const body = unwrapUnionAll(T)
  if (body.kind !== 'DataType' || body.name !== L.core.TupleName)
    return { ...unknownCall(run), type: L.bottom }
  const f = args.types[1]
  const v = L.constantValue(f)
  if (v !== 0 && engine.env.builtinName(v) !== null) {
    return abstractCall(run, pc, { types: [f, ...args.types.slice(3)], exprs: null, vararg: false })
  }
  const ft = L.widen(f)
  const sig = ts.rewrap(ts.tuple([ft, ...body.parameters]), T)
  const argTypes = [f, ...args.types.slice(3)]
  const given = signatureOf(run, argTypes, false)
  if (given === null) return { ...unknownCall(run), type: L.bottom }
  const found = engine.env.methods.findInvoked(sig, frame.world)
  if (found === null) return unknownCall(run)
  if (!ts.isSubtype(given, sig)) {
    if (ts.typeIntersect(given, sig).kind === 'Bottom')
      return { type: L.bottom, exception: L.any, effects: TOTAL_BUT_THROWS, info: null }
  }
  const match = engine.env.methods.matchFor(found.method, given)
  if (match === null) return unknownCall(run)
  const c = methodCall(run, pc, match, argTypes, false, sig)
  if (c === null) return unknownCall(run)
  const covers = ts.isSubtype(given, sig) && match.fullyCovers
  return {
    type: L.widenConditional(c.result),
    exception: covers ? c.exception : L.any,
    effects: covers ? c.effects : c.effects & ~EffectBit.nothrow,
    info: { kind: 'invoke', split: { sig: given, argTypes, cases: [c], covered: covers, ambiguous: false } },
  }
}
