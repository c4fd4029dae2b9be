import type { MethodInstance } from '../methods/index.ts'
import { Method } from '../methods/index.ts'
import { isEffectFree, isFoldable, isNothrow } from './effects.ts'
import type { Lattice, Value } from './elements.ts'
import { INLINE_NEVER } from './env.ts'
import type { Frame } from './frame.ts'
import type { EdgeResult } from './inference.ts'
import type { TypeLattice } from './lattice.ts'
import type { BlockRunner } from './statements.ts'

/** Nesting of constant propagation within constant propagation. */
const MAX_CONST_DEPTH = 24
/** Statements of a callee that is tried although it is not (yet) known to be inlineable. */
const SMALL_CODE = 40

/**
 * The value of a call that the compiler may carry out: all arguments constant, and the callee's effects such that
 * running it now is as good as running it then. 0 if it is not so.
 */
export function tryConcrete(
  run: BlockRunner,
  mi: MethodInstance,
  e: EdgeResult,
  argTypes: readonly Lattice[],
): Value {
  const { engine, frame } = run
  const evaluate = engine.env.concreteEval
  if (evaluate === undefined || engine.frozen) return 0
  if (
    !isFoldable(e.effects, (frame.inbounds[run.pc] & 1) !== 0) ||
    e.type.kind === 'Const' ||
    e.type.kind === 'Bottom'
  )
    return 0
  if (e.ci === null) return 0
  const values: Value[] = []
  for (const t of argTypes) {
    const v = engine.lattice.constantValue(t)
    if (v === 0) return 0
    values.push(v)
  }
  return evaluate.call(engine.env, mi, values, frame.world) ?? 0
}

/** Infers the callee once more with what is known of the arguments beyond their types, if that promises anything. */
export function tryConstProp(
  run: BlockRunner,
  pc: number,
  mi: MethodInstance,
  e: EdgeResult,
  argTypes: readonly Lattice[],
): EdgeResult | null {
  const { engine, frame } = run
  const L = engine.lattice
  const method = mi.def
  if (!(method instanceof Method)) return null
  const source = method.generator !== 0 ? mi.uninferred : (mi.uninferred ?? method.source)
  if (source === null || source.constprop === 2 || e.type.kind === 'Bottom') return null
  if (frame.constDepth >= MAX_CONST_DEPTH) {
    frame.contextual = true
    return null
  }
  // nothing to gain: the result is known, and the call can go
  if (e.type.kind === 'Const' && isEffectFree(e.effects) && isNothrow(e.effects)) return null
  const slots = engine.slotTypesForCall(
    mi,
    argTypes.map((t) => L.widenConditional(t)),
  )
  if (slots === null) return null
  const plain = engine.argumentTypes(mi, source)
  let gain = false
  for (let i = 0; i < slots.length; i++) {
    const s = slots[i]
    if (s.kind === 'Bottom') return null
    if (!L.leq(s, plain[i])) {
      slots[i] = plain[i] // the method's own signature knows better
      continue
    }
    if (!L.leq(plain[i], s) && isTelling(L, s)) gain = true
  }
  if (!gain) return null
  if (source.constprop !== 1 && !isWorthwhile(source.code.length, source.inlining, e)) return null
  // recursion with constants would unroll
  for (let f: Frame | null = frame; f !== null; f = f.parent) {
    if (f.mi === mi || (f.method === method && f.isConstProp && source.constprop !== 1)) {
      frame.contextual = true
      return null
    }
  }
  return engine.constEdge(frame, pc, mi, slots)
}

/** Whether code may turn out differently for this very argument. What mutable values (and strings) hold is not looked at. */
function isTelling(L: TypeLattice, a: Lattice): boolean {
  if (a.kind !== 'Const') return true
  const type = L.heap.typeOf(a.value)
  return !type.name.isMutable || type === L.core.Symbol || L.heap.isType(a.value)
}

function isWorthwhile(statements: number, inlining: number, e: EdgeResult): boolean {
  if (inlining === 1) return true
  if (e.ci !== null) return e.ci.inlineCost !== INLINE_NEVER || statements <= SMALL_CODE
  return statements <= SMALL_CODE
}
