import type { CallInfo, Frame, Inference, InferenceResult, Lattice, SlotState } from '../inference/index.ts'
import { assignedSlot, Effects, foreignType, isConst, StmtFlag } from '../inference/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  Argument,
  EnterNode,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  NewvarNode,
  PhiCNode,
  PhiNode,
  PiNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import type { DominatorTree } from './dominators.ts'
import { dominanceFrontiers, dominators, iteratedFrontier } from './dominators.ts'
import { constantOperand, flagsOf, PURE_FLAGS } from './operands.ts'
import type { WorkingIR } from './writer.ts'
import { IRWriter } from './writer.ts'

/** Statements about names and modules, which whoever carries them out reads as syntax. */
const NAMES_ONLY: ReadonlySet<string> = new Set([
  'global',
  'const',
  'module',
  'import',
  'using',
  'export',
  'public',
  'toplevel',
  'thunk',
  'error',
  'incomplete',
  'meta',
])

/**
 * Inferred lowered code → SSA. Slots become values: φs where definitions meet (on the iterated dominance frontier, where the
 * slot is live), π where inference knows more after a branch, υ/φᶜ for slots that a `try` body changes and its handler
 * reads. A slot that may be read undefined has a Bool companion, and a check before each such read.
 */
export function constructSSA(result: InferenceResult): WorkingIR {
  return new Constructor(result.frame, result.engine, result).run()
}

class Constructor {
  private readonly frame: Frame
  private readonly engine: Inference
  private readonly result: InferenceResult
  private readonly code: readonly Ex[]
  /** reachable lowered blocks in order; index here is the block's handle minus `shift` */
  private readonly blocks: number[] = []
  /** handle of lowered block b, -1 if unreachable */
  private readonly handle: Int32Array
  private readonly writer: IRWriter
  private readonly succs: number[][] = []
  private readonly preds: number[][] = []
  /** statements of a block after this one never run */
  private readonly cutAt: number[] = []
  private readonly vars: Variables
  /** variables at the end of each handle's block */
  private readonly endValues: ((Ex | undefined)[] | null)[] = []
  private readonly ssa: (Ex | undefined)[]
  private readonly phis: { id: number; variable: number; block: number }[] = []
  private readonly phiCs: Map<number, { variable: number; id: number; upsilons: Ex[] }[]> = new Map()
  private readonly entryHandle: number
  private current: (Ex | undefined)[] = []
  /** handle of the block being written */
  private open = 0

  constructor(frame: Frame, engine: Inference, result: InferenceResult) {
    this.frame = frame
    this.engine = engine
    this.writer = new IRWriter(engine.lattice.any)
    this.result = result
    this.code = frame.code.code
    const lowered = frame.flow.cfg.blocks
    this.handle = new Int32Array(lowered.length).fill(-1)
    // an entry block of its own, because lowered code may jump back to its first statement
    this.entryHandle = 0
    for (let b = 0; b < lowered.length; b++) {
      if (frame.entryStates[b] !== null && frame.reached[lowered[b].start]) {
        this.handle[b] = this.blocks.length + 1
        this.blocks.push(b)
      }
    }
    this.ssa = new Array(this.code.length).fill(undefined)
    this.flow()
    this.vars = new Variables(frame)
  }

  run(): WorkingIR {
    const { writer, frame } = this
    const n = this.blocks.length + 1
    writer.reserve(n)
    const tree = dominators(this.succs, this.preds)
    const live = this.liveness()
    const phiBlocks = this.placePhis(tree, live)
    this.catchVariables(live)
    writer.start(this.entryHandle)
    this.current = this.initialValues()
    this.endValues[0] = this.current
    // The layout is the order of the code; but a block can only be written after its dominator.
    for (let h = 0; h < n; h++) writer.rank[h] = h
    const order = this.order(tree)
    for (const h of order) this.writeBlock(h, tree, phiBlocks[h], live[h])
    this.fillPhis()
    return writer.finish({
      argTypes: frame.argTypes.slice(),
      spTypes: frame.spTypes,
      lineTable: frame.code.lines.slice(),
      minWorld: this.result.minWorld,
      maxWorld: this.result.maxWorld,
    })
  }

  // ---- control flow -----------------------------------------------------------------------------------------------

  /** Edges among the reachable blocks, as far as inference found them taken. */
  private flow(): void {
    const { frame } = this
    const lowered = frame.flow.cfg
    this.succs.push(this.blocks.length > 0 ? [1] : [])
    this.cutAt.push(-1)
    for (const b of this.blocks) {
      const block = lowered.blocks[b]
      let cut = block.end
      for (let i = block.start; i < block.end; i++) {
        const dead = !frame.reached[i] || frame.ssaTypes[i]?.kind === 'Bottom'
        if (dead) {
          cut = i
          break
        }
      }
      this.cutAt.push(cut)
      const out: number[] = []
      const edge = (t: number): void => {
        const h = this.handle[t]
        if (h >= 0 && !out.includes(h)) out.push(h)
      }
      if (cut === block.end) {
        const last = this.code[block.end - 1]
        if (last instanceof GotoNode) edge(lowered.blockOf(last.label))
        else if (last instanceof GotoIfNot) {
          const t = frame.taken[block.end - 1]
          if (t & 1) edge(b + 1)
          if (t & 2) edge(lowered.blockOf(last.dest))
        } else if (last instanceof EnterNode) {
          edge(b + 1)
          edge(lowered.blockOf(last.catchDest))
        } else if (!(last instanceof ReturnNode)) edge(b + 1)
      }
      this.succs.push(out)
    }
    for (let i = 0; i < this.succs.length; i++) this.preds.push([])
    this.succs.forEach((ss, i) => {
      for (const s of ss) this.preds[s].push(i)
    })
  }

  /** Blocks in code order, but each after its dominator. */
  private order(tree: DominatorTree): number[] {
    const out: number[] = []
    const done = new Uint8Array(this.succs.length)
    done[0] = 1
    const visit = (h: number): void => {
      if (done[h] || tree.position[h] < 0) return
      const d = tree.idom[h]
      if (d >= 0 && !done[d]) visit(d)
      done[h] = 1
      out.push(h)
    }
    for (let h = 1; h < this.succs.length; h++) visit(h)
    return out
  }

  // ---- which variables live where -----------------------------------------------------------------------------------

  /** Variables live on entry to each block. */
  private liveness(): Uint8Array[] {
    const n = this.succs.length
    const nv = this.vars.count
    const uses: Uint8Array[] = []
    const defs: Uint8Array[] = []
    for (let h = 0; h < n; h++) {
      const use = new Uint8Array(nv)
      const def = new Uint8Array(nv)
      uses.push(use)
      defs.push(def)
      if (h === 0) continue
      const block = this.frame.flow.cfg.blocks[this.blocks[h - 1]]
      const end = Math.min(this.cutAt[h] + 1, block.end)
      for (let i = block.start; i < end; i++) {
        const s = this.code[i]
        const k = assignedSlot(s)
        this.forSlots(k >= 0 ? (s as Expr).args[1] : s, (slot) => {
          for (const v of this.vars.of(slot)) if (!def[v]) use[v] = 1
        })
        if (k >= 0) for (const v of this.vars.of(k)) def[v] = 1
        if (s instanceof NewvarNode) for (const v of this.vars.of(s.slot.id)) def[v] = 1
      }
    }
    const live = uses.map((u) => u.slice())
    const work: number[] = []
    for (let h = 0; h < n; h++) work.push(h)
    const queued = new Uint8Array(n).fill(1)
    while (work.length > 0) {
      const h = work.pop() as number
      queued[h] = 0
      const mine = live[h]
      let changed = false
      for (const s of this.succs[h]) {
        const theirs = live[s]
        for (let v = 0; v < nv; v++)
          if (theirs[v] && !mine[v] && !defs[h][v]) {
            mine[v] = 1
            changed = true
          }
      }
      if (!changed) continue
      for (const p of this.preds[h]) {
        if (queued[p]) continue
        queued[p] = 1
        work.push(p)
      }
    }
    return live
  }

  private forSlots(s: Ex, f: (slot: number) => void): void {
    if (s instanceof SlotNumber) f(s.id)
    else if (s instanceof Expr) for (const a of s.args) this.forSlots(a, f)
    else if (s instanceof GotoIfNot) this.forSlots(s.cond, f)
    else if (s instanceof ReturnNode) {
      if (s.value !== undefined) this.forSlots(s.value, f)
    } else if (s instanceof EnterNode && s.scope !== undefined) this.forSlots(s.scope, f)
  }

  private placePhis(tree: DominatorTree, live: readonly Uint8Array[]): number[][] {
    const df = dominanceFrontiers(tree, this.preds)
    const at: number[][] = this.succs.map(() => [])
    const defs: Set<number>[] = []
    for (let v = 0; v < this.vars.count; v++) defs.push(new Set([0]))
    for (let h = 1; h < this.succs.length; h++) {
      const block = this.frame.flow.cfg.blocks[this.blocks[h - 1]]
      for (let i = block.start; i < block.end; i++) {
        const s = this.code[i]
        const k = s instanceof NewvarNode ? s.slot.id : assignedSlot(s)
        if (k >= 0) for (const v of this.vars.of(k)) defs[v].add(h)
        if (s instanceof EnterNode) {
          // the handler's φᶜ is a definition too
          const c = this.handle[this.frame.flow.cfg.blockOf(s.catchDest)]
          if (c >= 0) for (const v of this.changedIn(i)) if (live[c][v]) defs[v].add(c)
        }
      }
    }
    for (let v = 0; v < this.vars.count; v++) {
      if (defs[v].size === 1) continue
      for (const b of iteratedFrontier(df, defs[v], (x) => live[x][v] === 1)) at[b].push(v)
    }
    return at
  }

  private readonly changed = new Map<number, Set<number>>()

  /** Variables assigned within the `try` that statement `enter` opens. */
  private changedIn(enter: number): Set<number> {
    let set = this.changed.get(enter)
    if (set !== undefined) return set
    set = new Set()
    const handler = this.frame.flow.handler
    for (let i = 0; i < this.code.length; i++) {
      let h = handler[i]
      if (h < 0 || !this.frame.reached[i]) continue
      const s = this.code[i]
      const k = s instanceof NewvarNode ? s.slot.id : assignedSlot(s)
      if (k < 0) continue
      while (h >= 0 && h !== enter) h = handler[h]
      if (h === enter) for (const v of this.vars.of(k)) set.add(v)
    }
    this.changed.set(enter, set)
    return set
  }

  private catchVariables(live: readonly Uint8Array[]): void {
    for (let i = 0; i < this.code.length; i++) {
      const s = this.code[i]
      if (!(s instanceof EnterNode) || !this.frame.reached[i]) continue
      const c = this.handle[this.frame.flow.cfg.blockOf(s.catchDest)]
      if (c < 0) continue
      const list: { variable: number; id: number; upsilons: Ex[] }[] = []
      for (const v of this.changedIn(i)) if (live[c][v]) list.push({ variable: v, id: -1, upsilons: [] })
      this.phiCs.set(i, list)
    }
  }

  private initialValues(): (Ex | undefined)[] {
    const values: (Ex | undefined)[] = new Array(this.vars.count).fill(undefined)
    for (let slot = 0; slot < this.frame.code.slotNames.length; slot++) {
      const isArg = slot < this.frame.argTypes.length
      for (const v of this.vars.of(slot))
        values[v] = this.vars.isCompanion(v) ? isArg : isArg ? this.argument(slot) : undefined
    }
    return values
  }

  private argument(slot: number): Ex {
    const t = this.frame.argTypes[slot]
    return isConst(t) ? constantOperand(this.engine.lattice, t.value) : new Argument(slot)
  }

  // ---- writing ------------------------------------------------------------------------------------------------------

  private writeBlock(h: number, tree: DominatorTree, phis: readonly number[], live: Uint8Array): void {
    const { writer, frame, engine } = this
    const L = engine.lattice
    const lowered = this.blocks[h - 1]
    const block = frame.flow.cfg.blocks[lowered]
    const entry = frame.entryStates[lowered] as SlotState
    writer.start(h)
    this.open = h
    const cur = (this.endValues[tree.idom[h]] as (Ex | undefined)[]).slice()
    this.current = cur
    const line = frame.code.codeLines[block.start] ?? -1
    for (const v of phis) {
      const slot = this.vars.slotOf(v)
      const type = this.vars.isCompanion(v) ? L.core.Bool : L.widenConditional(entry.types[slot])
      if (!this.vars.isCompanion(v) && type.kind === 'Bottom') {
        cur[v] = undefined
        continue
      }
      const id = writer.emit(new PhiNode([], []), type, line, PURE_FLAGS)
      this.phis.push({ id: id.id, variable: v, block: h })
      cur[v] = id
    }
    const enter = this.enterOf(lowered)
    if (enter >= 0) {
      for (const p of this.phiCs.get(enter) ?? []) {
        const slot = this.vars.slotOf(p.variable)
        const type = this.vars.isCompanion(p.variable) ? L.core.Bool : L.widenConditional(entry.types[slot])
        if (!this.vars.isCompanion(p.variable) && type.kind === 'Bottom') {
          cur[p.variable] = undefined
          continue
        }
        const id = writer.emit(new PhiCNode(p.upsilons), type, line, PURE_FLAGS)
        p.id = id.id
        cur[p.variable] = id
      }
    }
    // what inference knows here beyond the value's own type
    for (let v = 0; v < this.vars.count; v++) {
      if (!live[v] || this.vars.isCompanion(v) || cur[v] === undefined) continue
      this.narrow(v, L.widenConditional(entry.types[this.vars.slotOf(v)]), line)
    }
    const cut = this.cutAt[h]
    for (let i = block.start; i < block.end; i++) {
      const s = this.code[i]
      const ln = frame.code.codeLines[i] ?? -1
      if (
        s instanceof GotoNode ||
        s instanceof GotoIfNot ||
        s instanceof ReturnNode ||
        s instanceof EnterNode
      )
        this.terminator(i, s, ln, h)
      else this.statement(i, s, ln)
      if (i === cut) {
        if (!writer.isClosed) writer.emit(new ReturnNode(undefined), L.bottom, ln, 0)
        break
      }
    }
    const out = this.succs[h]
    if (!writer.isClosed) {
      if (out.length === 1) writer.emit(new GotoNode(out[0]), L.any, -1, 0)
      else if (out.length === 0) writer.emit(new ReturnNode(undefined), L.bottom, -1, 0)
    }
    this.endValues[h] = cur
  }

  /** Emits a π if the variable is known to be of a narrower type than its value. */
  private narrow(v: number, t: Lattice, line: number): void {
    const { engine, writer } = this
    const L = engine.lattice
    const value = this.current[v]
    if (value === undefined || t.kind === 'Bottom') return
    if (!(value instanceof SSAValue || value instanceof Argument)) return
    const own = this.typeOf(value)
    if (own === t || L.leq(own, t)) return
    if (!L.leq(t, own)) return
    if (isConst(t)) {
      this.current[v] = constantOperand(L, t.value)
      return
    }
    this.current[v] = writer.emit(new PiNode(value, t), t, line, PURE_FLAGS)
  }

  private typeOf(x: Ex): Lattice {
    const { engine, frame, writer } = this
    if (x instanceof SSAValue) return writer.types[x.id]
    if (x instanceof Argument) return frame.argTypes[x.id]
    return engine.literal(x)
  }

  private enterOf(lowered: number): number {
    const start = this.frame.flow.cfg.blocks[lowered].start
    for (const p of this.frame.flow.cfg.blocks[lowered].preds) {
      const k = this.frame.flow.cfg.blocks[p].end - 1
      const s = this.code[k]
      if (s instanceof EnterNode && s.catchDest === start) return k
    }
    return -1
  }

  private terminator(i: number, s: Ex, line: number, h: number): void {
    const { writer, engine, frame } = this
    const L = engine.lattice
    if (s instanceof GotoNode) {
      writer.emit(new GotoNode(this.handle[frame.flow.cfg.blockOf(s.label)]), L.any, line, 0)
    } else if (s instanceof ReturnNode) {
      const v = s.value === undefined ? undefined : this.operand(s.value, line)
      writer.emit(new ReturnNode(v), L.any, line, 0)
    } else if (s instanceof EnterNode) {
      this.upsilons(i, null, line)
      const scope = s.scope === undefined ? undefined : this.operand(s.scope, line)
      const c = this.handle[frame.flow.cfg.blockOf(s.catchDest)]
      this.ssa[i] = writer.emit(new EnterNode(c, scope), L.any, line, 0)
    } else if (s instanceof GotoIfNot) {
      const t = frame.taken[i]
      const cond = this.operand(s.cond, line)
      const flag = (frame.stmtEffects[i] & Effects.total) === Effects.total ? PURE_FLAGS : 0
      const dest = this.handle[frame.flow.cfg.blockOf(s.dest)]
      if (t === 3) writer.emit(new GotoIfNot(cond, dest), L.any, line, flag)
      else if (t === 0) {
        // the condition is never a Bool: the branch throws
        writer.emit(new GotoIfNot(cond, h), L.any, line, 0)
        writer.split(h, writer.newBlock())
        writer.emit(new ReturnNode(undefined), L.bottom, line, 0)
      } else
        writer.emit(new GotoNode(t === 2 ? dest : this.handle[frame.flow.cfg.blockOf(i + 1)]), L.any, line, 0)
    }
  }

  private statement(i: number, s: Ex, line: number): void {
    const { frame, engine } = this
    const L = engine.lattice
    if (s instanceof NewvarNode) {
      for (const v of this.vars.of(s.slot.id)) this.current[v] = this.vars.isCompanion(v) ? false : undefined
      this.upsilons(i, s.slot.id, line)
      return
    }
    const slot = assignedSlot(s)
    const rhs = slot >= 0 ? (s as Expr).args[1] : s
    const value = this.expression(i, rhs, line)
    this.ssa[i] = value
    if (slot >= 0) {
      for (const v of this.vars.of(slot)) this.current[v] = this.vars.isCompanion(v) ? true : value
      if (this.vars.of(slot).length > 0) this.upsilons(i, slot, line)
    }
    const r = frame.refinements.get(i)
    if (r !== undefined) {
      const [v] = this.vars.of(r.slot)
      if (v !== undefined) this.narrow(v, L.widenConditional(r.type), line)
    }
  }

  /** Stores variables for the handlers around statement `i`: `slot` after an assignment, all of an enter's before it. */
  private upsilons(i: number, slot: number | null, line: number): void {
    const { writer, engine } = this
    const handler = this.frame.flow.handler
    const put = (p: { variable: number; upsilons: Ex[] }): void => {
      p.upsilons.push(writer.emit(new UpsilonNode(this.current[p.variable]), engine.lattice.any, line, 0))
    }
    if (slot === null) {
      for (const p of this.phiCs.get(i) ?? []) put(p)
      return
    }
    for (let h = handler[i]; h >= 0; h = handler[h]) {
      for (const p of this.phiCs.get(h) ?? []) if (this.vars.slotOf(p.variable) === slot) put(p)
    }
  }

  /** Writes what computes `x` and returns the operand for its value. */
  private expression(i: number, x: Ex, line: number): Ex {
    const { frame, engine, writer } = this
    const L = engine.lattice
    const type = L.widenConditional(frame.ssaTypes[i] ?? L.bottom)
    if (!(x instanceof Expr) && !(x instanceof GlobalRef)) return this.operand(x, line)
    let flag = flagsOf(frame.stmtEffects[i])
    if (frame.inbounds[i] & 1) flag |= StmtFlag.inbounds
    if (frame.inbounds[i] & 2) flag |= StmtFlag.inline
    if (frame.inbounds[i] & 4) flag |= StmtFlag.noinline
    if (x instanceof GlobalRef) {
      if (isConst(type) && (flag & PURE_FLAGS) === PURE_FLAGS) return constantOperand(L, type.value)
      return writer.emit(x, type, line, flag)
    }
    switch (x.head) {
      case 'meta':
      case 'inbounds':
      case 'inline':
      case 'noinline':
      case 'loopinfo':
      case 'aliasscope':
      case 'popaliasscope':
      case 'coverage':
        return null
      case 'isdefined':
        return this.isdefined(i, x, type, line, flag)
      case 'static_parameter':
        if (isConst(type)) return constantOperand(L, type.value)
        return writer.emit(x, type, line, flag)
      case 'boundscheck':
        return writer.emit(x, type, line, PURE_FLAGS)
      default:
        break
    }
    const args: Ex[] = x.args.map((a, k) => this.argumentOperand(x, a, k, line))
    const done =
      isConst(type) &&
      (flag & (StmtFlag.effectFree | StmtFlag.nothrow | StmtFlag.terminates)) ===
        (StmtFlag.effectFree | StmtFlag.nothrow | StmtFlag.terminates)
    if (done && isConst(type)) return constantOperand(L, type.value)
    const info: CallInfo | null = x.head === 'call' ? frame.info[i] : null
    const v = writer.emit(new Expr(x.head, args), type, line, flag, info)
    // what follows is outside of the region: it must not share a block with what is inside
    if (x.head === 'leave') writer.split(this.open, writer.newBlock())
    return isConst(type) ? constantOperand(L, type.value) : v
  }

  /** Operand `k` of statement `x`: names that a statement is about stay names. */
  private argumentOperand(x: Expr, a: Ex, k: number, line: number): Ex {
    if (x.head === '=' && k === 0) return a // the global that is assigned
    if (typeof a === 'object' && a !== null && 'isCodeInfo' in a) return a
    if (x.head === 'foreigncall' && (k === 0 || k === 4)) return a // name and calling convention
    if (x.head === 'foreigncall' && k === 1) return this.foreignType(a) ?? this.operand(a, line)
    if (x.head === 'foreigncall' && k === 2) return this.foreignTypes(a) ?? this.operand(a, line)
    if (x.head === 'foreigncall' && k === 3) return a
    if (x.head === 'method' && k === 0) return a
    if (x.head === 'throw_undef_if_not' && k === 0) return a
    if (NAMES_ONLY.has(x.head)) return a
    return this.operand(a, line)
  }

  /** A type in a `foreigncall`, resolved here: the code may be inlined where its static parameters mean nothing. */
  private foreignType(a: Ex): Ex | null {
    const p = foreignType(this.engine, this.frame, a)
    return p === null
      ? null
      : new ValueRef(this.engine.lattice.constant(this.engine.lattice.heap.paramToValue(p)).value)
  }

  private foreignTypes(a: Ex): Ex | null {
    const list = a instanceof SSAValue ? this.code[a.id] : a
    if (!(list instanceof Expr) || list.head !== 'call') return null
    const types = list.args.slice(1).map((t) => this.foreignType(t))
    const svec = this.engine.builtinValue('svec')
    return types.includes(null) || svec === 0
      ? null
      : new Expr('call', [new ValueRef(svec), ...(types as Ex[])])
  }

  private isdefined(i: number, x: Expr, type: Lattice, line: number, flag: number): Ex {
    const { engine, writer } = this
    if (isConst(type)) return constantOperand(engine.lattice, type.value)
    const a = x.args[0]
    if (a instanceof SlotNumber) {
      const c = this.vars.companion(a.id)
      if (c < 0) throw new Error(`no companion for slot ${a.id} tested by statement ${i}`)
      return this.current[c] ?? false
    }
    return writer.emit(x, type, line, flag)
  }

  /** An operand of lowered code as one of SSA code. */
  private operand(x: Ex, line: number): Ex {
    const { engine, frame, writer } = this
    const L = engine.lattice
    if (x instanceof SSAValue) {
      const v = this.ssa[x.id]
      // a value of unreachable code: nobody will look at it
      return v === undefined ? null : v
    }
    if (x instanceof SlotNumber) {
      const c = this.vars.companion(x.id)
      if (c >= 0) {
        const defined = this.current[c] ?? false
        if (defined !== true) {
          writer.emit(
            new Expr('throw_undef_if_not', [new QuoteNode(sym(frame.code.slotNames[x.id])), defined]),
            L.any,
            line,
            0,
          )
        }
      }
      const [v] = this.vars.of(x.id)
      if (v === undefined) return x.id < frame.argTypes.length ? this.argument(x.id) : null
      return this.current[v] ?? null
    }
    if (x instanceof GlobalRef) {
      const b = engine.binding(x)
      if (b !== null && b.isConst) {
        const value = engine.env.bindingValue(b)
        if (value !== 0) return constantOperand(L, value)
      }
      const r = engine.globalResult(frame, b)
      return writer.emit(x, r.type, line, flagsOf(r.effects))
    }
    if (x instanceof Expr) {
      if (x.head === 'static_parameter') {
        const sp = frame.spTypes[Number(x.args[0])]
        return isConst(sp.type) ? constantOperand(L, sp.type.value) : x
      }
      if (x.head === 'boundscheck') return x
      return this.nested(x, line)
    }
    return x
  }

  /** Lowered code should not nest; what does is written as a statement of unknown effects. */
  private nested(x: Expr, line: number): Ex {
    const { writer, engine } = this
    return writer.emit(
      new Expr(
        x.head,
        x.args.map((a) => this.operand(a, line)),
      ),
      engine.lattice.any,
      line,
      0,
    )
  }

  private fillPhis(): void {
    const { writer } = this
    for (const p of this.phis) {
      const edges: number[] = []
      const values: (Ex | undefined)[] = []
      for (const q of this.preds[p.block]) {
        const end = this.endValues[q]
        if (end === null || end === undefined) continue
        edges.push(q)
        // `null` is the literal nothing: only `undefined` means that the variable has no value
        const value = end[p.variable]
        values.push(value !== undefined ? value : this.vars.isCompanion(p.variable) ? false : undefined)
      }
      writer.stmts[p.id] = new PhiNode(edges, values)
    }
  }
}

/** Numbers the variables of SSA construction: one per slot that is assigned, and a companion where it may be undefined. */
class Variables {
  readonly count: number
  private readonly bySlot: readonly (readonly number[])[]
  private readonly slots: readonly number[]
  private readonly companions: Uint8Array

  constructor(frame: Frame) {
    const n = frame.code.slotNames.length
    const assigned = new Uint8Array(n)
    // an argument that is known better somewhere gets π nodes there
    for (let i = 0; i < frame.argTypes.length; i++) {
      if (frame.entryStates.some((s) => s !== null && s.types[i] !== frame.argTypes[i])) assigned[i] = 1
    }
    for (const r of frame.refinements.values()) assigned[r.slot] = 1
    frame.code.code.forEach((s, i) => {
      const k = s instanceof NewvarNode ? s.slot.id : assignedSlot(s)
      if (k >= 0 && frame.reached[i]) assigned[k] = 1
    })
    const bySlot: number[][] = []
    const slots: number[] = []
    const companions: number[] = []
    for (let s = 0; s < n; s++) {
      const own: number[] = []
      const isArg = s < frame.argTypes.length
      if (assigned[s] || (!isArg && frame.undefUse[s])) {
        own.push(slots.length)
        slots.push(s)
        companions.push(0)
      }
      if (frame.undefUse[s]) {
        own.push(slots.length)
        slots.push(s)
        companions.push(1)
      }
      bySlot.push(own)
    }
    this.bySlot = bySlot
    this.slots = slots
    this.companions = Uint8Array.from(companions)
    this.count = slots.length
  }

  of(slot: number): readonly number[] {
    return this.bySlot[slot]
  }

  slotOf(v: number): number {
    return this.slots[v]
  }

  isCompanion(v: number): boolean {
    return this.companions[v] === 1
  }

  companion(slot: number): number {
    const own = this.bySlot[slot]
    const last = own[own.length - 1]
    return last !== undefined && this.companions[last] === 1 ? last : -1
  }
}
