import type { Binding } from '../methods/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  EnterNode,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  NewvarNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
} from '../syntax/index.ts'
import type { DataType, Type } from '../types/index.ts'
import type { CallResult } from './call-info.ts'
import { evalCall, returnTypeOf } from './calls.ts'
import { EffectBit, Effects, TOTAL_BUT_THROWS } from './effects.ts'
import type { Lattice } from './elements.ts'
import { type Conditional, InterConditional, isPlainType, PartialStruct } from './elements.ts'
import { closedType, foreignName, foreignType } from './foreign.ts'
import type { Frame, SlotState } from './frame.ts'
import type { Inference } from './inference.ts'
import { SUSPEND } from './inference.ts'
import { assignedSlot } from './lowered-cfg.ts'

/** A slot's type is joined this often at one block before it is widened to a plain type, and then to `Any`. */
const PATIENCE = 40

/**
 * Abstract interpretation of one frame: runs queued blocks until none is left (`true`), or until a call needs a frame
 * that does not exist yet (`false`; the engine has it in `request`). May be called again either way.
 */
export function stepFrame(engine: Inference, frame: Frame): boolean {
  while (true) {
    let block: number
    let pc: number
    let state: SlotState
    const resume = frame.resume
    if (resume !== null) {
      ;({ block, pc, state } = resume)
      frame.resume = null
    } else {
      if (frame.queue.length === 0) return true
      block = frame.dequeue()
      state = (frame.entryStates[block] as SlotState).copy()
      pc = frame.flow.cfg.blocks[block].start
      const h = frame.flow.handler[pc]
      if (h >= 0) mergeInto(engine, frame, handlerBlock(frame, h), state)
    }
    const runner = new BlockRunner(engine, frame, block, state)
    try {
      runner.run(pc)
    } catch (e) {
      if (e !== SUSPEND) throw e
      frame.resume = { block, pc: runner.pc, state }
      return false
    }
  }
}

function handlerBlock(frame: Frame, enter: number): number {
  const e = frame.code.code[enter] as EnterNode
  return frame.flow.cfg.blockOf(e.catchDest)
}

/** Joins `state` into the entry of `block`; queues the block if that changed anything. */
export function mergeInto(engine: Inference, frame: Frame, block: number, state: SlotState): void {
  const old = frame.entryStates[block]
  if (old === null) {
    frame.entryStates[block] = state.copy()
    frame.enqueue(block)
    return
  }
  let changed = false
  const L = engine.lattice
  const tired = frame.visits[block]
  for (let i = 0; i < state.types.length; i++) {
    const a = old.types[i]
    const b = state.types[i]
    if (a !== b && !L.leq(b, a)) {
      let j = L.join(a, b)
      if (tired > PATIENCE) j = tired > 2 * PATIENCE ? L.any : L.widen(j)
      old.types[i] = j
      changed = true
    }
    if (state.undef[i] && !old.undef[i]) {
      old.undef[i] = 1
      changed = true
    }
  }
  if (changed) {
    frame.visits[block]++
    frame.enqueue(block)
  }
}

export class BlockRunner {
  readonly engine: Inference
  readonly frame: Frame
  readonly block: number
  readonly state: SlotState
  pc = 0

  constructor(engine: Inference, frame: Frame, block: number, state: SlotState) {
    this.engine = engine
    this.frame = frame
    this.block = block
    this.state = state
  }

  run(start: number): void {
    const { frame, engine } = this
    const code = frame.code.code
    const b = frame.flow.cfg.blocks[this.block]
    for (let pc = start; pc < b.end; pc++) {
      this.pc = pc
      const s = code[pc]
      if (s instanceof GotoNode) {
        frame.reached[pc] = 1
        mergeInto(engine, frame, frame.flow.cfg.blockOf(s.label), this.state)
        return
      }
      if (s instanceof GotoIfNot) {
        this.branch(s)
        return
      }
      if (s instanceof ReturnNode) {
        this.return(s)
        return
      }
      if (s instanceof EnterNode) {
        frame.reached[pc] = 1
        if (s.scope !== undefined) this.operand(s.scope)
        this.setSSA(pc, engine.lattice.any)
        mergeInto(engine, frame, frame.flow.cfg.blockOf(s.catchDest), this.state)
        mergeInto(engine, frame, this.block + 1, this.state)
        return
      }
      if (!this.statement(pc, s)) return
    }
    if (b.end < code.length) mergeInto(engine, frame, this.block + 1, this.state)
  }

  /** False: control does not get past the statement. */
  private statement(pc: number, s: Ex): boolean {
    const { frame, engine } = this
    const L = engine.lattice
    if (s instanceof NewvarNode) {
      frame.reached[pc] = 1
      this.assign(s.slot.id, L.bottom, true)
      this.setSSA(pc, L.nothing)
      return true
    }
    const slot = assignedSlot(s)
    const rhs = slot >= 0 ? (s as Expr).args[1] : s
    const r = this.evaluate(pc, rhs)
    frame.reached[pc] = 1
    this.record(pc, r)
    if (slot >= 0) {
      this.setSSA(pc, r.type)
      if (r.type.kind === 'Bottom') return false
      let t: Lattice = r.type
      // a condition about the very variable that is overwritten says nothing any more
      if (t.kind === 'Conditional' && t.slot === slot) t = L.widenConditional(t)
      this.assign(slot, t, false)
      return true
    }
    this.setSSA(pc, r.type)
    if (r.type.kind === 'Bottom') return false
    if (r.refineSlot !== undefined && r.refineType !== undefined) {
      frame.refinements.set(pc, { pc, slot: r.refineSlot, type: r.refineType })
      this.state.types[r.refineSlot] = r.refineType
    } else frame.refinements.delete(pc)
    return true
  }

  /** Effects and exceptions of statement `pc` become those of the frame. */
  private record(pc: number, r: CallResult): void {
    const { frame, engine } = this
    frame.info[pc] = r.info
    let e = r.effects
    frame.stmtEffects[pc] = e
    if (frame.flow.handler[pc] >= 0)
      e |= EffectBit.nothrow // caught here
    else if ((e & EffectBit.nothrow) === 0) {
      const x = r.exception
      if (!engine.lattice.leq(x, frame.exceptionType)) {
        frame.exceptionType = engine.lattice.widen(engine.lattice.join(frame.exceptionType, x))
        engine.wake(frame)
      }
    }
    this.mergeEffects(e)
  }

  private mergeEffects(e: number): void {
    const merged = this.frame.effects & e
    if (merged !== this.frame.effects) {
      this.frame.effects = merged
      this.engine.wake(this.frame)
    }
  }

  private setSSA(pc: number, t: Lattice): void {
    const { frame } = this
    const old = frame.ssaTypes[pc]
    if (old === t) return
    if (old !== null) {
      if (this.engine.lattice.equal(old, t)) return
      // results of calls need not grow steadily; make sure that they settle
      if (frame.visits[this.block] > PATIENCE) t = this.engine.lattice.join(old, t)
    }
    frame.ssaTypes[pc] = t
    const users = frame.flow.ssaUsers[pc]
    if (users !== null) for (const u of users) if (frame.entryStates[u] !== null) frame.enqueue(u)
  }

  private assign(slot: number, t: Lattice, undef: boolean): void {
    const { frame, state, engine } = this
    const types = state.types
    types[slot] = t
    state.undef[slot] = undef ? 1 : 0
    for (let i = 0; i < types.length; i++) {
      const x = types[i]
      if (x.kind === 'Conditional' && x.slot === slot && i !== slot)
        types[i] = engine.lattice.widenConditional(x)
    }
    const h = frame.flow.handler[this.pc]
    if (h >= 0) mergeInto(engine, frame, handlerBlock(frame, h), state)
  }

  // ---- control flow ---------------------------------------------------------------------------------------------

  private branch(s: GotoIfNot): void {
    const { engine, frame, pc } = this
    const L = engine.lattice
    frame.reached[pc] = 1
    const c = this.operand(s.cond)
    if (c.kind === 'Bottom') return
    const dest = frame.flow.cfg.blockOf(s.dest)
    const v = L.constantValue(c)
    let e: number = Effects.total
    if (!L.leq(c, L.core.Bool)) e = TOTAL_BUT_THROWS
    frame.stmtEffects[pc] = e
    if (e !== Effects.total && frame.flow.handler[pc] < 0) {
      this.mergeEffects(e)
      frame.exceptionType = L.any
    }
    if (v === L.heap.true_) {
      frame.taken[pc] |= 1
      mergeInto(engine, frame, this.block + 1, this.state)
      return
    }
    if (v === L.heap.false_) {
      frame.taken[pc] |= 2
      mergeInto(engine, frame, dest, this.state)
      return
    }
    if (c.kind !== 'Conditional' && L.disjoint(c, L.core.Bool)) return
    frame.taken[pc] = 3
    let then = this.state
    let otherwise = this.state
    if (c.kind === 'Conditional' && this.conditionHolds(s.cond, c)) {
      then = this.refined(c.slot, c.ifTrue)
      otherwise = this.refined(c.slot, c.ifFalse)
    } else if (s.cond instanceof SlotNumber) {
      then = this.refined(s.cond.id, L.constantBool(true))
      otherwise = this.refined(s.cond.id, L.constantBool(false))
    }
    mergeInto(engine, frame, this.block + 1, then)
    mergeInto(engine, frame, dest, otherwise)
  }

  /** The slot that a condition is about has not been written since the condition was computed. */
  conditionHolds(cond: Ex, c: Conditional): boolean {
    if (cond instanceof SlotNumber) return true
    if (!(cond instanceof SSAValue)) return false
    if (this.frame.flow.cfg.blockOf(cond.id) !== this.block) return false
    return !this.writtenSince(cond.id, c.slot)
  }

  writtenSince(from: number, slot: number): boolean {
    const code = this.frame.code.code
    for (let i = from; i < this.pc; i++) {
      const s = code[i]
      if (assignedSlot(s) === slot || (s instanceof NewvarNode && s.slot.id === slot)) return true
    }
    return false
  }

  private refined(slot: number, t: Lattice): SlotState {
    const L = this.engine.lattice
    const old = this.state.types[slot]
    if (t === old || !L.leq(t, old)) return this.state
    const s = this.state.copy()
    s.types[slot] = t
    s.undef[slot] = 0
    return s
  }

  private return(s: ReturnNode): void {
    const { engine, frame, pc } = this
    const L = engine.lattice
    frame.reached[pc] = 1
    if (s.value === undefined) return
    let t = this.operand(s.value)
    if (t.kind === 'Bottom') return
    t = this.returnElement(t, s.value)
    if (!L.leq(t, frame.returnType)) {
      frame.returnType = L.join(frame.returnType, t)
      engine.wake(frame)
    }
  }

  /** What a caller may know of the result: conditions about local variables become conditions about arguments. */
  private returnElement(t: Lattice, value: Ex): Lattice {
    const { engine, frame } = this
    const L = engine.lattice
    if (t.kind === 'Conditional') {
      if (
        t.slot < frame.code.nargs &&
        !engine.slotIsAssigned(frame.code, t.slot) &&
        !(frame.code.isVararg && t.slot === frame.code.nargs - 1) &&
        this.conditionHolds(value, t)
      ) {
        return new InterConditional(t.slot, t.ifTrue, t.ifFalse)
      }
      return L.widenConditional(t)
    }
    if (t.kind === 'Const' && (t.value === L.heap.true_ || t.value === L.heap.false_)) {
      // `true` returned where an argument is known better than it was passed
      let found = -1
      const n = frame.code.isVararg ? frame.code.nargs - 1 : frame.code.nargs
      for (let i = 1; i < n; i++) {
        const arg = frame.argTypes[i]
        const now = this.state.types[i]
        if (arg === now || engine.slotIsAssigned(frame.code, i) || L.leq(arg, now)) continue
        if (found >= 0) return t
        found = i
      }
      if (found > 0) {
        const now = this.state.types[found]
        return t.value === L.heap.true_
          ? new InterConditional(found, now, L.bottom)
          : new InterConditional(found, L.bottom, now)
      }
    }
    return t
  }

  // ---- expressions ----------------------------------------------------------------------------------------------

  /** The element an operand stands for. Reading an undefined slot is noted as an exception. */
  operand(x: Ex): Lattice {
    const L = this.engine.lattice
    if (x instanceof SSAValue) return this.frame.ssaTypes[x.id] ?? L.bottom
    if (x instanceof SlotNumber) {
      if (this.state.undef[x.id]) {
        this.frame.undefUse[x.id] = 1
        this.mayThrow()
      }
      return this.state.types[x.id]
    }
    if (x instanceof GlobalRef) {
      const r = this.global(x)
      this.recordOperand(r)
      return r.type
    }
    if (x instanceof Expr) {
      const r = this.evaluate(this.pc, x)
      this.recordOperand(r)
      return r.type
    }
    return this.engine.literal(x)
  }

  private mayThrow(): void {
    this.recordOperand({
      type: this.engine.lattice.any,
      exception: this.engine.undefVarError(),
      effects: TOTAL_BUT_THROWS,
      info: null,
    })
  }

  /** An operand's own effects (an undefined variable, a global) belong to the statement. */
  private recordOperand(r: CallResult): void {
    const { frame, pc } = this
    let e = r.effects
    if (frame.flow.handler[pc] >= 0) e |= EffectBit.nothrow
    else if ((e & EffectBit.nothrow) === 0) {
      const L = this.engine.lattice
      if (!L.leq(r.exception, frame.exceptionType)) {
        frame.exceptionType = L.widen(L.join(frame.exceptionType, r.exception))
        this.engine.wake(frame)
      }
    }
    this.mergeEffects(e)
  }

  evaluate(pc: number, x: Ex): CallResult {
    const L = this.engine.lattice
    if (x instanceof Expr) return this.evaluateExpr(pc, x)
    if (x instanceof GlobalRef) return this.global(x)
    if (x instanceof SlotNumber) {
      const undef = this.state.undef[x.id] !== 0
      if (undef) this.frame.undefUse[x.id] = 1
      const t = this.state.types[x.id]
      return {
        type: t,
        exception: undef ? this.engine.undefVarError() : L.bottom,
        effects: undef ? TOTAL_BUT_THROWS : Effects.total,
        info: null,
      }
    }
    return this.pure(this.operand(x))
  }

  private pure(type: Lattice): CallResult {
    return { type, exception: this.engine.lattice.bottom, effects: Effects.total, info: null }
  }

  private unknown(type: Lattice): CallResult {
    return { type, exception: this.engine.lattice.any, effects: Effects.unknown, info: null }
  }

  private evaluateExpr(pc: number, x: Expr): CallResult {
    const L = this.engine.lattice
    switch (x.head) {
      case 'call':
        return this.call(pc, x)
      case 'new':
        return this.construct(x)
      case 'splatnew':
        return this.splatnew(x)
      case '=': {
        // to a global
        const r = this.evaluate(pc, x.args[1])
        this.recordOperand(r)
        return { type: r.type, exception: L.any, effects: GLOBAL_WRITE, info: null }
      }
      case 'foreigncall':
        return this.foreigncall(pc, x)
      case 'static_parameter': {
        const sp = this.frame.spTypes[Number(x.args[0])]
        if (sp === undefined)
          throw new Error(`static parameter ${String(x.args[0])} of a method that has none`)
        return {
          type: sp.type,
          exception: sp.maybeUndef ? this.engine.undefVarError() : L.bottom,
          effects: sp.maybeUndef ? TOTAL_BUT_THROWS : Effects.total,
          info: null,
        }
      }
      case 'boundscheck':
        // its value depends on the caller: with @inbounds behaviour may be undefined
        return {
          type: L.core.Bool,
          exception: L.bottom,
          effects: Effects.total & ~EffectBit.noubIfInbounds,
          info: null,
        }
      case 'isdefined':
        return this.isdefined(x)
      case 'copyast': {
        const t = this.operand(x.args[0])
        return {
          type: L.widen(t),
          exception: L.bottom,
          effects: Effects.total & ~EffectBit.consistentIfReturned,
          info: null,
        }
      }
      case 'the_exception':
        return {
          type: L.any,
          exception: L.bottom,
          effects: Effects.total & ~Effects.consistentMask,
          info: null,
        }
      case 'meta':
      case 'inbounds':
      case 'inline':
      case 'noinline':
      case 'loopinfo':
      case 'aliasscope':
      case 'popaliasscope':
      case 'coverage':
        return this.pure(L.nothing)
      case 'leave':
      case 'pop_exception':
        return {
          type: L.nothing,
          exception: L.bottom,
          effects: Effects.total & ~Effects.effectFreeMask,
          info: null,
        }
      case 'gc_preserve_begin':
        for (const a of x.args) this.operand(a)
        return {
          type: L.any,
          exception: L.bottom,
          effects: Effects.total & ~Effects.effectFreeMask,
          info: null,
        }
      case 'gc_preserve_end':
        return {
          type: L.nothing,
          exception: L.bottom,
          effects: Effects.total & ~Effects.effectFreeMask,
          info: null,
        }
      case 'throw_undef_if_not': {
        const c = this.operand(x.args[1])
        const v = L.constantValue(c)
        if (v === L.heap.true_) return this.pure(L.nothing)
        return {
          type: v === L.heap.false_ ? L.bottom : L.nothing,
          exception: this.engine.undefVarError(),
          effects: TOTAL_BUT_THROWS,
          info: null,
        }
      }
      case 'cfunction': {
        const t = L.constantAsType(this.operand(x.args[0]))
        return this.unknown(t ?? L.any)
      }
      case 'method':
        if (x.args.length > 1)
          for (const a of x.args.slice(1))
            if (!(typeof a === 'object' && a !== null && 'isCodeInfo' in a)) this.operand(a)
        return this.unknown(L.any)
      default:
        // top-level only, and forms that just evaluate their operands
        return this.unknown(L.any)
    }
  }

  private call(pc: number, x: Expr): CallResult {
    const args = new Array<Lattice>(x.args.length)
    for (let i = 0; i < args.length; i++) {
      const t = this.operand(x.args[i])
      if (t.kind === 'Bottom')
        return { type: t, exception: this.engine.lattice.bottom, effects: Effects.total, info: null }
      args[i] = t
    }
    return evalCall(this, pc, x.args, args)
  }

  /** The statement defining an operand, when it stands in this block and is not an assignment. */
  definition(x: Ex): { pc: number; stmt: Ex } | null {
    if (!(x instanceof SSAValue) || this.frame.flow.cfg.blockOf(x.id) !== this.block) return null
    return { pc: x.id, stmt: this.frame.code.code[x.id] }
  }

  private global(g: GlobalRef): CallResult {
    const b = this.engine.binding(g)
    return this.engine.globalResult(this.frame, b)
  }

  private isdefined(x: Expr): CallResult {
    const L = this.engine.lattice
    const a = x.args[0]
    let t: Lattice = L.core.Bool
    let effects: number = Effects.total
    if (a instanceof SlotNumber) {
      const undef = this.state.undef[a.id] !== 0
      if (undef) this.frame.undefUse[a.id] = 1
      if (!undef) t = L.constantBool(true)
      else if (this.state.types[a.id].kind === 'Bottom') t = L.constantBool(false)
    } else if (a instanceof GlobalRef || a instanceof Sym) {
      const b: Binding | null = a instanceof GlobalRef ? this.engine.binding(a) : null
      if (b !== null && this.engine.env.bindingValue(b) !== 0) {
        t = L.constantBool(true)
        this.frame.addEdge(
          { kind: 'binding', binding: b, value: b.isConst ? this.engine.env.bindingValue(b) : 0 },
          b,
        )
      } else effects &= ~Effects.consistentMask
    } else if (a instanceof Expr && a.head === 'static_parameter') {
      const sp = this.frame.spTypes[Number(a.args[0])]
      if (sp !== undefined && !sp.maybeUndef) t = L.constantBool(true)
    }
    return { type: t, exception: L.bottom, effects, info: null }
  }

  // ---- construction ---------------------------------------------------------------------------------------------

  private construct(x: Expr): CallResult {
    const fields = new Array<Lattice>(x.args.length - 1)
    const target = this.operand(x.args[0])
    for (let i = 1; i < x.args.length; i++) {
      const t = this.operand(x.args[i])
      if (t.kind === 'Bottom') return this.pure(t)
      fields[i - 1] = t
    }
    return newElement(this.engine, target, fields)
  }

  private splatnew(x: Expr): CallResult {
    const L = this.engine.lattice
    const target = this.operand(x.args[0])
    const tuple = this.operand(x.args[1])
    const elems = tupleElements(this.engine, tuple)
    if (elems !== null) return newElement(this.engine, target, elems)
    const T = this.engine.instanceOf(target)
    return {
      type: T.type,
      exception: L.any,
      effects: TOTAL_BUT_THROWS & ~EffectBit.consistentIfReturned,
      info: null,
    }
  }

  private foreigncall(pc: number, x: Expr): CallResult {
    const L = this.engine.lattice
    const args: Lattice[] = []
    for (let i = 5; i < x.args.length; i++) {
      const t = this.operand(x.args[i])
      if (t.kind === 'Bottom') return this.pure(t)
      args.push(t)
    }
    if (foreignName(x.args[0]) === 'jl_return_type' && args.length >= 2) {
      const r = returnTypeOf(this, pc, args[0], args[1])
      if (r !== null) return r
    }
    let p = foreignType(this.engine, this.frame, x.args[1])
    // a returned `Ref{T}` stands for a reference to a T
    if (
      p !== null &&
      typeof p === 'object' &&
      'kind' in p &&
      p.kind === 'DataType' &&
      p.name === this.engine.refName
    )
      p = p.parameters[0]
    const t = closedType(this.engine, p)
    return {
      type: L.fromType(t),
      exception: L.any,
      effects: this.engine.foreignEffects(foreignPurity(x)),
      info: null,
    }
  }
}

const GLOBAL_WRITE =
  Effects.total &
  ~(Effects.effectFreeMask | Effects.consistentMask | EffectBit.nothrow | Effects.inaccessibleMask)

/** `@assume_effects` on a ccall stands in the calling convention operand: `QuoteNode((:ccall, bits))`. */
function foreignPurity(x: Expr): number {
  const cc = x.args[4]
  if (
    cc instanceof QuoteNode &&
    cc.value instanceof Expr &&
    cc.value.head === 'tuple' &&
    cc.value.args.length > 1
  ) {
    return Number(cc.value.args[1])
  }
  return 0
}

/** Elements of a tuple of known length, or null. */
export function tupleElements(engine: Inference, t: Lattice): Lattice[] | null {
  const L = engine.lattice
  if (t.kind === 'PartialStruct') {
    if (t.type.name !== L.core.TupleName) return null
    return t.fields.slice()
  }
  if (t.kind === 'Const') {
    const type = L.heap.typeOf(t.value)
    if (type.name !== L.core.TupleName) return null
    return type.parameters.map((_, i) => L.constant(L.heap.getField(t.value, i)))
  }
  if (t.kind === 'DataType' && t.name === L.core.TupleName) {
    const out: Lattice[] = []
    for (const p of t.parameters) {
      if (typeof p !== 'object' || !('kind' in p) || p.kind === 'Vararg' || p.kind === 'TypeVar') return null
      out.push(L.fromType(p))
    }
    return out
  }
  return null
}

/** Result of `new(T, fields…)`. */
export function newElement(engine: Inference, target: Lattice, fields: readonly Lattice[]): CallResult {
  const L = engine.lattice
  const T = engine.instanceOf(target)
  const type = T.type
  let effects: number = Effects.total
  if (type.kind !== 'DataType' || !type.isConcrete) {
    const mutable = type.kind === 'DataType' ? type.name.isMutable : true
    if (mutable) effects &= ~EffectBit.consistentIfReturned
    return { type, exception: L.any, effects: effects & ~EffectBit.nothrow, info: null }
  }
  const declared = L.ts.fieldTypesOf(type)
  if (fields.length > declared.length)
    return { type: L.bottom, exception: L.any, effects: TOTAL_BUT_THROWS, info: null }
  let nothrow = T.exact
  const known: Lattice[] = []
  let precise = false
  let allConst = true
  for (let i = 0; i < fields.length; i++) {
    const d = declared[i] as Type
    const f = L.widenConditional(fields[i])
    if (!L.leq(f, d)) {
      nothrow = false
      if (L.disjoint(f, d)) return { type: L.bottom, exception: L.any, effects: TOTAL_BUT_THROWS, info: null }
    }
    const m = L.meet(f, d)
    const fixed = !type.name.isMutable || type.name.constFields[i] === true
    if (m.kind !== 'Const') allConst = false
    if (fixed && (!isPlainType(m) || (m !== d && !L.leq(d, m)))) {
      precise = true
      known.push(m)
    } else known.push(fixed ? m : d)
  }
  if (!nothrow) effects &= ~EffectBit.nothrow
  if (type.name.isMutable) effects &= ~EffectBit.consistentIfReturned
  const exception = nothrow ? L.bottom : L.any
  let result: Lattice
  if (
    fields.length === declared.length &&
    allConst &&
    nothrow &&
    !type.name.isMutable &&
    fields.length > 0 &&
    isBits(engine, type)
  ) {
    result = L.constant(
      L.heap.newStruct(
        type,
        known.map((k) => (k.kind === 'Const' ? k.value : 0)),
      ),
    )
  } else if (precise || fields.length > declared.length - type.name.maybeUndefFields) {
    result = new PartialStruct(type, known)
  } else result = L.fromType(type)
  return { type: result, exception, effects, info: null }
}

function isBits(engine: Inference, t: DataType): boolean {
  return engine.env.types.layoutOf(t)?.isBits === true
}
