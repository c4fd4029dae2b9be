import type { CallInfo, Inference, InferenceResult, IRCode, Lattice } from '../inference/index.ts'
import {
  CodeInstanceRef,
  isConst,
  isPlainType,
  isTerminator,
  mapOperands,
  REMOVABLE,
  StmtFlag,
} from '../inference/index.ts'
import type { LineInfo } from '../lowering/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  Argument,
  EnterNode,
  Expr,
  GotoIfNot,
  GotoNode,
  PhiCNode,
  PhiNode,
  PiNode,
  ReturnNode,
  SSAValue,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import type { CallPlan, Target } from './call-plan.ts'
import { planCall } from './call-plan.ts'
import { constantOperand, PURE_FLAGS } from './operands.ts'
import { simplify } from './simplify.ts'
import type { Edits } from './sroa.ts'
import type { WorkingIR } from './writer.ts'
import { IRWriter } from './writer.ts'

/** A pass met code whose shape it does not handle; the code before the pass is kept. */
export class Bailout extends Error {}

/** How the values of one body of code are read in the code being written. */
interface Scope {
  readonly values: (Ex | undefined)[]
  /** arguments; null: the function's own */
  readonly args: readonly Ex[] | null
  /** what `boundscheck` is: fixed by the caller that inlines, or still open */
  readonly boundscheck: Ex | null
}

/**
 * The pass that rewrites calls: by what inference knows they are folded, inlined, split by the members of unions, or
 * bound to a code instance; and every statement on the way is simplified with what is known by then (`simplify.ts`).
 */
export class Rewriter {
  readonly engine: Inference
  readonly result: InferenceResult
  readonly writer: IRWriter
  private readonly old: WorkingIR
  private readonly own: Scope
  private readonly patches: (() => void)[] = []
  private readonly lineTable: LineInfo[]
  /** old block being written */
  private whole = 0
  private readonly mayInline: boolean

  private readonly edits: Edits | null

  constructor(
    old: WorkingIR,
    result: InferenceResult,
    engine: Inference,
    mayInline: boolean,
    edits: Edits | null = null,
  ) {
    this.old = old
    this.edits = edits
    this.result = result
    this.engine = engine
    this.mayInline = mayInline
    this.writer = new IRWriter(engine.lattice.any)
    this.own = { values: new Array(old.ir.stmts.length).fill(undefined), args: null, boundscheck: null }
    this.lineTable = old.ir.lineTable.slice()
  }

  run(): WorkingIR {
    const { ir, info } = this.old
    const { writer, own } = this
    writer.reserve(ir.cfg.blocks.length)
    ir.cfg.blocks.forEach((b, k) => {
      writer.start(k)
      this.whole = k
      for (const p of this.edits?.heads.get(k) ?? []) this.insertPhi(p.id, p.phi, p.type)
      for (let i = b.start; i < b.end; i++) {
        const instead = this.edits?.replace[i]
        if (instead !== undefined) {
          own.values[i] = this.operand(own, instead)
          continue
        }
        if (this.edits?.moved.has(i)) continue
        if (isTerminator(ir.stmts[i])) this.writeHoisted(k)
        own.values[i] = this.statement(own, ir, i, ir.lines[i], info[i], (h) => h)
        if (writer.isClosed) break
      }
      if (!writer.isClosed) this.writeHoisted(k)
    })
    for (const p of this.patches) p()
    return writer.finish({
      argTypes: ir.argTypes,
      spTypes: ir.spTypes,
      lineTable: this.lineTable,
      minWorld: ir.minWorld,
      maxWorld: ir.maxWorld,
    })
  }

  /** Statements moved to the end of block `k`. */
  private writeHoisted(k: number): void {
    const { ir, info } = this.old
    const list = this.edits?.hoisted.get(k)
    if (list === undefined) return
    this.edits?.hoisted.delete(k)
    for (const i of list) this.own.values[i] = this.statement(this.own, ir, i, ir.lines[i], info[i], (h) => h)
  }

  private insertPhi(id: number, phi: PhiNode, type: Lattice): void {
    const { writer, own } = this
    const v = writer.emit(phi, type, -1, PURE_FLAGS)
    own.values[id] = v
    this.patches.push(() => {
      writer.stmts[v.id] = new PhiNode(
        phi.edges.slice(),
        phi.values.map((x) => (x === undefined ? undefined : this.lateOperand(own, x))),
      )
    })
  }

  typeOf(x: Ex): Lattice {
    if (x instanceof SSAValue) return this.writer.types[x.id]
    if (x instanceof Argument) return this.old.ir.argTypes[x.id]
    if (x instanceof Expr) {
      if (x.head === 'static_parameter') return this.old.ir.spTypes[Number(x.args[0])].type
      return x.head === 'boundscheck' ? this.engine.lattice.core.Bool : this.engine.lattice.any
    }
    return this.engine.literal(x)
  }

  /** The statement (of the code being written) that defines an operand, seen through π. */
  definition(x: Ex): Ex | null {
    let n = 0
    while (x instanceof SSAValue) {
      const s = this.writer.stmts[x.id]
      if (!(s instanceof PiNode) || n++ > 50) return s
      x = s.value
    }
    return null
  }

  private operand(scope: Scope, x: Ex): Ex {
    if (x instanceof SSAValue) {
      const v = scope.values[x.id]
      if (v !== undefined) return v
      // a statement moved to an earlier block may name one that stands for a yet earlier one
      const instead = scope === this.own ? this.edits?.replace[x.id] : undefined
      if (instead === undefined) throw new Bailout('a value is used before the block that defines it')
      return this.operand(scope, instead)
    }
    if (x instanceof Argument) return scope.args === null ? x : scope.args[x.id]
    return x
  }

  private resolveChecks(scope: Scope, s: Expr): Expr {
    if (scope.boundscheck === null || !s.args.some((a) => a instanceof Expr && a.head === 'boundscheck'))
      return s
    return new Expr(
      s.head,
      s.args.map((a) => (a instanceof Expr && a.head === 'boundscheck' ? (scope.boundscheck as Ex) : a)),
    )
  }

  /** Writes old statement `i`; returns the operand for its value. `block` maps its block numbers to handles. */
  private statement(
    scope: Scope,
    ir: IRCode,
    i: number,
    line: number,
    info: CallInfo | null,
    block: (b: number) => number,
  ): Ex {
    const { writer, engine } = this
    const L = engine.lattice
    const s = ir.stmts[i]
    const type = ir.types[i]
    const flag = ir.flags[i]
    if (s instanceof PhiNode) {
      const id = writer.emit(s, type, line, flag)
      this.patches.push(() => {
        writer.stmts[id.id] = new PhiNode(
          s.edges.map(block),
          s.values.map((v) => (v === undefined ? undefined : this.lateOperand(scope, v))),
        )
      })
      return id
    }
    if (s instanceof PhiCNode) {
      const id = writer.emit(s, type, line, flag)
      this.patches.push(() => {
        writer.stmts[id.id] = new PhiCNode(
          s.values
            .filter((v) => !(v instanceof SSAValue) || scope.values[v.id] !== undefined)
            .map((v) => this.operand(scope, v)),
        )
      })
      return id
    }
    if (s instanceof GotoNode) return writer.emit(new GotoNode(block(s.label)), type, line, flag)
    if (s instanceof EnterNode) {
      return writer.emit(
        new EnterNode(block(s.catchDest), s.scope === undefined ? undefined : this.operand(scope, s.scope)),
        type,
        line,
        flag,
      )
    }
    if (s instanceof GotoIfNot) {
      const cond = this.operand(scope, s.cond)
      const v = L.constantValue(this.typeOf(cond))
      const known: Ex = v === L.heap.true_ ? true : v === L.heap.false_ ? false : cond
      return writer.emit(
        new GotoIfNot(known, block(s.dest)),
        type,
        line,
        L.leq(this.typeOf(cond), L.core.Bool) ? PURE_FLAGS : flag,
      )
    }
    if (s instanceof UpsilonNode || s instanceof ReturnNode)
      return writer.emit(
        mapOperands(s, (x) => this.operand(scope, x)),
        type,
        line,
        flag,
      )
    if (!(s instanceof Expr) && !(s instanceof PiNode)) {
      if (
        s === null ||
        typeof s !== 'object' ||
        s instanceof SSAValue ||
        s instanceof Argument ||
        s instanceof ValueRef
      )
        return this.operand(scope, s)
      return writer.emit(s, type, line, flag)
    }
    if (s instanceof Expr && s.head === 'boundscheck')
      return scope.boundscheck ?? writer.emit(s, type, line, flag)
    let mapped = mapOperands(s, (x) => this.operand(scope, x))
    if (mapped instanceof Expr) mapped = this.resolveChecks(scope, mapped)
    if (info !== null && mapped instanceof Expr && mapped.head === 'call')
      return this.call(mapped, type, line, flag, info)
    return this.put(mapped, type, line, flag, info)
  }

  private lateOperand(scope: Scope, v: Ex): Ex | undefined {
    if (v instanceof SSAValue) return scope.values[v.id] // undefined: of code that is gone, the edge is too
    return this.operand(scope, v)
  }

  /** Simplifies and writes a statement whose operands are those of the new code. */
  put(s: Ex, type: Lattice, line: number, flag: number, info: CallInfo | null = null): Ex {
    const r = simplify(this, s, type, flag)
    if (r.kind === 'operand') return r.value
    const t = r.type
    if (isConst(t) && (r.flag & REMOVABLE) === REMOVABLE) return constantOperand(this.engine.lattice, t.value)
    const id = this.writer.emit(r.stmt, t, line, r.flag, info)
    return isConst(t) ? constantOperand(this.engine.lattice, t.value) : id
  }

  // ---- calls ------------------------------------------------------------------------------------------------------

  private call(s: Expr, type: Lattice, line: number, flag: number, info: CallInfo): Ex {
    switch (info.kind) {
      case 'builtin':
        return this.put(s, type, line, flag, info)
      case 'folded':
        return constantOperand(this.engine.lattice, info.value)
      case 'apply':
        return this.apply(s, type, line, flag, info)
      case 'matches':
      case 'invoke': {
        const plan = planCall(this.engine, this.result, info, flag, this.mayInline)
        if (plan === null) return this.put(s, type, line, flag, info.kind === 'matches' ? info : null)
        const args = info.kind === 'invoke' ? [s.args[1], ...s.args.slice(3)] : s.args
        return this.carryOut(plan, s, args, type, line, flag)
      }
    }
  }

  /** A splatting call of known length becomes a plain call. */
  private apply(
    s: Expr,
    type: Lattice,
    line: number,
    flag: number,
    info: Extract<CallInfo, { kind: 'apply' }>,
  ): Ex {
    const { engine } = this
    const L = engine.lattice
    const getfield = engine.builtinValue('getfield')
    const args: Ex[] = [s.args[2]]
    let n = 0
    for (const part of info.args) {
      const x = s.args[3 + n++]
      const w = L.widen(this.typeOf(x))
      const isSvec = w === L.core.SimpleVector
      const isTuple =
        w.kind === 'DataType' && (w.name === L.core.TupleName || w.name === L.core.NamedTupleName)
      if (part.count < 0 || !(isTuple || (isSvec && isConst(part.type))) || getfield === 0)
        return this.put(s, type, line, flag)
      if (isSvec && isConst(part.type))
        for (const v of L.heap.svecAt(part.type.value)) args.push(constantOperand(L, L.constant(v).value))
      else {
        for (let i = 0; i < part.count; i++) {
          const known = info.callArgs[args.length]
          args.push(
            this.put(new Expr('call', [new ValueRef(getfield), x, BigInt(i + 1)]), known, line, PURE_FLAGS),
          )
        }
      }
    }
    const direct = new Expr('call', args)
    return info.call === null
      ? this.put(direct, type, line, flag)
      : this.call(direct, type, line, flag, info.call)
  }

  private carryOut(
    plan: CallPlan,
    s: Expr,
    args: readonly Ex[],
    type: Lattice,
    line: number,
    flag: number,
  ): Ex {
    if (plan.branches.length === 1 && plan.complete) {
      const v = this.target(plan.branches[0].target, s, args, type, line, flag, null)
      return this.refined(v, type, line)
    }
    return this.split(plan, s, args, type, line, flag)
  }

  /** One way the call may go. Undefined operand result: it never returns (the block is closed). */
  private target(
    t: Target,
    s: Expr,
    args: readonly Ex[],
    type: Lattice,
    line: number,
    flag: number,
    narrowed: readonly Lattice[] | null,
  ): Ex {
    const L = this.engine.lattice
    switch (t.kind) {
      case 'constant':
        return constantOperand(L, t.value)
      case 'inline': {
        const own = narrowed === null ? args : this.narrow(args, narrowed, line)
        return this.inline(t, own, line, flag)
      }
      case 'invoke': {
        const own = narrowed === null ? args : this.narrow(args, narrowed, line)
        const stmt = new Expr('invoke', [new CodeInstanceRef(t.mi, t.ci), ...own])
        return this.put(stmt, L.leq(t.type, type) ? t.type : type, line, t.flag | (flag & StmtFlag.inbounds))
      }
      case 'dispatch': {
        const own = narrowed === null ? s.args : new Expr('call', [...this.narrow(args, narrowed, line)]).args
        return this.put(new Expr('call', narrowed === null ? s.args : own), type, line, flag)
      }
    }
  }

  private narrow(args: readonly Ex[], types: readonly Lattice[], line: number): Ex[] {
    const L = this.engine.lattice
    return args.map((a, i) => {
      const t = types[i]
      const now = this.typeOf(a)
      if (t === undefined || !isPlainType(t) || L.leq(now, t) || !L.leq(t, now)) return a
      return this.put(new PiNode(a, t), t, line, PURE_FLAGS)
    })
  }

  /** A value whose call inference knows to give a narrower type than what the value shows. */
  private refined(v: Ex, type: Lattice, line: number): Ex {
    const L = this.engine.lattice
    if (this.writer.isClosed || !(v instanceof SSAValue || v instanceof Argument)) return v
    if (isConst(type)) return constantOperand(L, type.value)
    const own = this.typeOf(v)
    if (type.kind === 'Bottom' || L.leq(own, type) || !L.leq(type, own)) return v
    return this.writer.emit(new PiNode(v, type), type, line, PURE_FLAGS)
  }

  /** Tests the arguments' types one combination after the other. */
  private split(plan: CallPlan, s: Expr, args: readonly Ex[], type: Lattice, line: number, flag: number): Ex {
    const { writer, engine } = this
    const L = engine.lattice
    const isa = engine.builtinValue('isa')
    const cont = writer.newBlock()
    const edges: number[] = []
    const values: Ex[] = []
    const leave = (v: Ex): void => {
      if (writer.isClosed) return
      edges.push(writer.current)
      values.push(v)
      writer.emit(new GotoNode(cont), L.any, line, 0)
    }
    // a branch that needs no test is the last one
    let isComplete = false
    for (const [k, b] of plan.branches.entries()) {
      const next = writer.newBlock()
      let isTested = false
      if (k < plan.branches.length - 1 || !plan.complete) {
        for (const [i, t] of b.types.entries()) {
          const have = this.typeOf(args[i])
          const want = L.widen(t)
          if (L.leq(have, want)) continue
          const c = this.put(
            new Expr('call', [new ValueRef(isa), args[i], new ValueRef(L.constantType(want).value)]),
            L.core.Bool,
            line,
            PURE_FLAGS,
          )
          if (c === true) continue
          writer.emit(new GotoIfNot(c, next), L.any, line, PURE_FLAGS)
          this.startInner(writer.newBlock())
          isTested = true
          if (c === false) break
        }
      }
      // the φ behind names the block this is written in: it must not be the one that `split` renames
      if (k === 0 && !isTested) this.startInner(writer.newBlock())
      leave(this.target(b.target, s, args, type, line, flag, b.types))
      this.startInner(next)
      if (!isTested) {
        isComplete = true
        break
      }
    }
    if (isComplete) writer.emit(new ReturnNode(undefined), L.bottom, line, 0)
    else leave(this.put(s, type, line, flag))
    if (edges.length === 0) {
      // no way out: the rest of the block is dead
      if (!writer.isClosed) writer.emit(new ReturnNode(undefined), L.bottom, line, 0)
      return null
    }
    writer.split(this.whole, cont)
    const phi = writer.emit(
      new PhiNode(edges, values),
      isConst(type) ? L.widen(type) : type,
      line,
      PURE_FLAGS,
    )
    return isConst(type) ? constantOperand(L, type.value) : phi
  }

  private startInner(h: number): void {
    this.writer.start(h)
  }

  /** Writes the callee's code in place of the call. */
  private inline(
    t: Extract<Target, { kind: 'inline' }>,
    args: readonly Ex[],
    line: number,
    flag: number,
  ): Ex {
    const { writer, engine } = this
    const L = engine.lattice
    const { ir } = t
    const n = ir.argTypes.length
    let own = args.slice()
    if (t.isVararg) {
      const rest = args.slice(n - 1)
      const types = rest.map((a) => this.typeOf(a))
      const tuple = this.put(
        new Expr('call', [new ValueRef(engine.builtinValue('tuple')), ...rest]),
        L.tupleOf(types),
        line,
        PURE_FLAGS,
      )
      own = [...args.slice(0, n - 1), tuple]
    }
    own = own.map((a, i) => {
      const want = ir.argTypes[i]
      const have = this.typeOf(a)
      if (!isPlainType(want) || L.leq(have, want) || !L.leq(want, have)) return a
      return this.put(new PiNode(a, want), want, line, PURE_FLAGS)
    })
    const inbounds = (flag & StmtFlag.inbounds) !== 0
    const scope: Scope = {
      values: new Array(ir.stmts.length).fill(undefined),
      args: own,
      boundscheck:
        this.engine.env.boundsChecks ??
        (inbounds ? false : this.result.frame.code.propagateInbounds ? null : true),
    }
    const lineOf = this.lineMapper(ir, line)
    const blocks = ir.cfg.blocks
    if (blocks.length === 1) {
      for (let i = 0; i < ir.stmts.length; i++) {
        const s = ir.stmts[i]
        if (s instanceof ReturnNode) {
          if (s.value !== undefined) return this.operand(scope, s.value)
          writer.emit(s, L.bottom, line, 0)
          return null
        }
        scope.values[i] = this.statement(scope, ir, i, lineOf(ir.lines[i]), null, (b) => b)
        if (writer.isClosed) return null
      }
      throw new Bailout('code without an end')
    }
    const handles = blocks.map(() => writer.newBlock())
    const cont = writer.newBlock()
    const edges: number[] = []
    const values: (() => Ex | undefined)[] = []
    const types: Lattice[] = []
    blocks.forEach((b, k) => {
      writer.start(handles[k])
      for (let i = b.start; i < b.end; i++) {
        const s = ir.stmts[i]
        if (s instanceof ReturnNode && s.value !== undefined) {
          const v = this.operand(scope, s.value)
          edges.push(handles[k])
          values.push(() => v)
          types.push(this.typeOf(v))
          writer.emit(new GotoNode(cont), L.any, line, 0)
        } else scope.values[i] = this.statement(scope, ir, i, lineOf(ir.lines[i]), null, (h) => handles[h])
        if (writer.isClosed) break
      }
    })
    if (edges.length === 0) return null
    writer.split(this.whole, cont)
    if (edges.length === 1) return values[0]() as Ex
    let type: Lattice = L.bottom
    for (const x of types) type = L.join(type, x)
    if (!L.leq(type, t.type)) type = t.type
    const phi = writer.emit(
      new PhiNode(
        edges,
        values.map((v) => v()),
      ),
      isConst(type) ? L.widen(type) : type,
      line,
      PURE_FLAGS,
    )
    return isConst(type) ? constantOperand(L, type.value) : phi
  }

  /** Lines of inlined code: the callee's, with the call as the place they are inlined at. */
  private lineMapper(ir: IRCode, at: number): (line: number) => number {
    const map = new Map<number, number>()
    const table = this.lineTable
    const own = (l: number): number => {
      if (l < 0) return at
      let m = map.get(l)
      if (m === undefined) {
        const e = ir.lineTable[l]
        const inlinedAt = e.inlinedAt < 0 ? at : own(e.inlinedAt)
        m = table.length
        table.push({ file: e.file, line: e.line, method: e.method, inlinedAt })
        map.set(l, m)
      }
      return m
    }
    return own
  }
}
