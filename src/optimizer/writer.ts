import type { CallInfo, Lattice, SpType } from '../inference/index.ts'
import {
  BasicBlock,
  CFG,
  IRCode,
  isTerminator,
  mapOperands,
  REMOVABLE,
  StmtFlag,
} from '../inference/index.ts'
import type { LineInfo } from '../lowering/index.ts'
import type { World } from '../methods/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  EnterNode,
  Expr,
  GotoIfNot,
  GotoNode,
  PhiCNode,
  PhiNode,
  ReturnNode,
  SSAValue,
  UpsilonNode,
} from '../syntax/index.ts'

/** IR on its way through the passes: the code, and what inference found about its calls. */
export interface WorkingIR {
  readonly ir: IRCode
  /** per statement; null where there is nothing to know */
  readonly info: (CallInfo | null)[]
}

/**
 * Writes IR block by block, in the order in which the blocks shall lie. Statements get final-looking ids as they are
 * emitted; a φ may name operands that do not exist yet (`resolve` patches them).
 *
 * Blocks are *handles*: jump targets and φ edges name handles, whatever order they are started in. `tailOf` says where a
 * block that was split while being written ends: a φ edge from the block means one from its tail.
 *
 * `finish` drops unreachable blocks, φ entries of edges that are gone, statements whose value nobody uses and that may be
 * dropped, joins blocks that always follow each other, and numbers everything anew.
 */
export class IRWriter {
  readonly stmts: Ex[] = []
  readonly types: Lattice[] = []
  readonly lines: number[] = []
  readonly flags: number[] = []
  readonly info: (CallInfo | null)[] = []
  private readonly order: number[] = []
  private readonly starts: number[] = []
  private readonly tails: number[] = []
  private readonly any: Lattice
  private handles = 0
  private open = -1
  /** position of a block in the layout, where it is not the order of writing */
  readonly rank: number[] = []

  /** `any` is the type given to statements that have no value. */
  constructor(any: Lattice) {
    this.any = any
  }

  newBlock(): number {
    const h = this.handles++
    this.tails[h] = h
    return h
  }

  /** Makes handles `0 … n-1`. */
  reserve(n: number): void {
    while (this.handles < n) this.newBlock()
  }

  start(h: number): void {
    this.order.push(h)
    this.starts.push(this.stmts.length)
    this.open = h
  }

  /** The block being written. */
  get current(): number {
    return this.open
  }

  /** Goes on in block `h` with what belongs to `whole`. */
  split(whole: number, h: number): void {
    this.start(h)
    this.tails[whole] = h
    if (this.rank.length > 0) this.rank[h] = this.rank[whole]
  }

  emit(stmt: Ex, type: Lattice, line: number, flag: number, info: CallInfo | null = null): SSAValue {
    const id = this.stmts.length
    this.stmts.push(stmt)
    this.types.push(type)
    this.lines.push(line)
    this.flags.push(flag)
    this.info.push(info)
    return new SSAValue(id)
  }

  /** The block being written has its terminator. */
  get isClosed(): boolean {
    const n = this.stmts.length
    if (n === 0 || this.starts[this.starts.length - 1] === n) return false
    return isTerminator(this.stmts[n - 1])
  }

  finish(base: {
    argTypes: Lattice[]
    spTypes: SpType[]
    lineTable: LineInfo[]
    minWorld: World
    maxWorld: World
  }): WorkingIR {
    const { stmts } = this
    const nb = this.order.length
    const written = this.order.map((_, i) => i)
    if (this.rank.length > 0) {
      const rank = (i: number): number => this.rank[this.order[i]] ?? this.order[i]
      written.sort((a, b) => rank(a) - rank(b) || a - b)
    }
    const order = written.map((i) => this.order[i])
    const starts = written.map((i) => this.starts[i])
    const ends = written.map((i) => (i + 1 < nb ? this.starts[i + 1] : stmts.length))
    const place = new Int32Array(this.handles).fill(-1)
    order.forEach((h, i) => {
      place[h] = i
    })
    const succs: number[][] = order.map((_, i) => this.successors(i, starts[i], ends[i], place, nb))
    // reachable blocks
    const reach = new Uint8Array(nb)
    const work = [0]
    reach[0] = 1
    while (work.length > 0)
      for (const s of succs[work.pop() as number])
        if (!reach[s]) {
          reach[s] = 1
          work.push(s)
        }
    const preds: number[][] = order.map(() => [])
    for (let i = 0; i < nb; i++)
      if (reach[i]) for (const s of succs[i]) if (!preds[s].includes(i)) preds[s].push(i)
    this.trimPhis(reach, preds, starts, ends, place)
    const forward = this.forwardTrivialPhis(reach, starts, ends)
    const live = this.liveStatements(reach, starts, ends)
    const jumps = this.skipEmptyBlocks({ starts, ends, succs, preds, reach, place, forward, live })
    return this.layout(base, { order, starts, ends, succs, preds, reach, place, forward, live, jumps })
  }

  /** Successors of the i-th written block, as positions. */
  private successors(i: number, start: number, end: number, place: Int32Array, nb: number): number[] {
    if (end === start) return i + 1 < nb ? [i + 1] : []
    const t = this.stmts[end - 1]
    if (t instanceof GotoNode) return [place[t.label]]
    if (t instanceof GotoIfNot) {
      const d = place[t.dest]
      if (t.cond === true) return [i + 1]
      if (t.cond === false) return [d]
      return d === i + 1 ? [d] : [i + 1, d]
    }
    if (t instanceof EnterNode) return [i + 1, place[t.catchDest]]
    if (t instanceof ReturnNode) return []
    return i + 1 < nb ? [i + 1] : []
  }

  private trimPhis(
    reach: Uint8Array,
    preds: readonly number[][],
    starts: readonly number[],
    ends: readonly number[],
    place: Int32Array,
  ): void {
    for (let i = 0; i < starts.length; i++) {
      if (!reach[i]) continue
      for (let k = starts[i]; k < ends[i]; k++) {
        const s = this.stmts[k]
        if (!(s instanceof PhiNode)) continue
        const edges: number[] = []
        const values: (Ex | undefined)[] = []
        s.edges.forEach((e, j) => {
          const p = place[this.tails[e]]
          if (p >= 0 && reach[p] && preds[i].includes(p) && !edges.includes(p)) {
            edges.push(p)
            values.push(s.values[j])
          }
        })
        this.stmts[k] = new PhiNode(edges, values)
      }
    }
  }

  /** φs that can only be one value stand for that value. Returns what each statement's value is to be read as. */
  private forwardTrivialPhis(
    reach: Uint8Array,
    starts: readonly number[],
    ends: readonly number[],
  ): (Ex | undefined)[] {
    const forward: (Ex | undefined)[] = new Array(this.stmts.length).fill(undefined)
    const phis: number[] = []
    for (let i = 0; i < starts.length; i++) {
      if (!reach[i]) continue
      for (let k = starts[i]; k < ends[i]; k++) if (this.stmts[k] instanceof PhiNode) phis.push(k)
    }
    for (let changed = true; changed; ) {
      changed = false
      for (const k of phis) {
        if (forward[k] !== undefined) continue
        const phi = this.stmts[k] as PhiNode
        let only: Ex | undefined
        let trivial = true
        for (const v of phi.values) {
          if (v === undefined) continue
          const r = resolve(forward, v)
          if (r instanceof SSAValue && r.id === k) continue
          if (only === undefined) only = r
          else if (!sameOperand(only, r)) {
            trivial = false
            break
          }
        }
        // with undefined entries the value must dominate the φ, which only a single predecessor or a constant is sure of
        const holes = phi.values.some((v) => v === undefined)
        if (trivial && only !== undefined && (!holes || !(only instanceof SSAValue))) {
          forward[k] = only
          changed = true
        } else if (trivial && only === undefined) {
          forward[k] = null // nothing but undefined: nobody looks at it
          changed = true
        }
      }
    }
    return forward
  }

  /** Statements that do something, and those whose value they need. */
  private liveStatements(reach: Uint8Array, starts: readonly number[], ends: readonly number[]): Uint8Array {
    const live = new Uint8Array(this.stmts.length)
    const work: number[] = []
    const mark = (x: Ex): void => {
      if (x instanceof SSAValue && !live[x.id]) {
        live[x.id] = 1
        work.push(x.id)
      }
    }
    for (let i = 0; i < starts.length; i++) {
      if (!reach[i]) continue
      for (let k = starts[i]; k < ends[i]; k++) {
        const s = this.stmts[k]
        const droppable =
          (this.flags[k] & REMOVABLE) === REMOVABLE && !isTerminator(s) && !(s instanceof UpsilonNode)
        if (!droppable) mark(new SSAValue(k))
      }
    }
    while (work.length > 0) {
      const k = work.pop() as number
      visitOperands(this.stmts[k], mark)
    }
    // a υ lives if its φᶜ does
    const feeding = new Uint8Array(this.stmts.length)
    for (let k = 0; k < this.stmts.length; k++) {
      const s = this.stmts[k]
      if (live[k] && s instanceof PhiCNode)
        for (const v of s.values) if (v instanceof SSAValue) feeding[v.id] = 1
    }
    for (let k = 0; k < this.stmts.length; k++)
      if (this.stmts[k] instanceof UpsilonNode && !feeding[k]) live[k] = 0
    return live
  }

  /**
   * Ways through blocks that do nothing lead on at once. Returns where the conditional jump at the end of each block goes (as
   * a position); `succs`, `preds` and φs are brought up to date.
   */
  private skipEmptyBlocks(g: {
    starts: readonly number[]
    ends: readonly number[]
    succs: number[][]
    preds: number[][]
    reach: Uint8Array
    place: Int32Array
    forward: (Ex | undefined)[]
    live: Uint8Array
  }): Int32Array {
    const nb = g.starts.length
    const jumps = new Int32Array(nb).fill(-1)
    const phisOf = (i: number): number[] => {
      const out: number[] = []
      for (let k = g.starts[i]; k < g.ends[i]; k++)
        if (this.stmts[k] instanceof PhiNode && g.live[k] && g.forward[k] === undefined) out.push(k)
      return out
    }
    for (let i = 0; i < nb; i++) {
      const t = g.ends[i] > g.starts[i] ? this.stmts[g.ends[i] - 1] : null
      if (g.reach[i] && t instanceof GotoIfNot) jumps[i] = g.place[t.dest]
    }
    for (let i = 1; i < nb; i++) {
      if (!g.reach[i] || g.succs[i].length !== 1) continue
      let empty = true
      for (let k = g.starts[i]; k < g.ends[i] && empty; k++)
        if (g.live[k] && g.forward[k] === undefined && !(this.stmts[k] instanceof GotoNode)) empty = false
      const t = g.succs[i][0]
      if (!empty || t === i) continue
      const phis = phisOf(t)
      for (const p of g.preds[i].slice()) {
        const last = g.ends[p] > g.starts[p] ? this.stmts[g.ends[p] - 1] : null
        if (last instanceof EnterNode) continue
        // `leave` falls out of its region into a block of its own
        if (last instanceof Expr) continue
        if (last instanceof GotoIfNot && g.succs[p].length === 2 && jumps[p] !== i) continue
        if (last instanceof GotoIfNot && (g.succs[p].length !== 2 || g.succs[p][0] === i)) continue
        if (g.preds[t].includes(p)) continue
        if (last instanceof GotoIfNot) jumps[p] = t
        g.succs[p] = g.succs[p].map((x) => (x === i ? t : x))
        g.preds[t].push(p)
        g.preds[i].splice(g.preds[i].indexOf(p), 1)
        for (const k of phis) {
          const phi = this.stmts[k] as PhiNode
          const e = phi.edges.indexOf(i)
          this.stmts[k] = new PhiNode([...phi.edges, p], [...phi.values, phi.values[e]])
        }
      }
      if (g.preds[i].length === 0) {
        g.reach[i] = 0
        g.preds[t].splice(g.preds[t].indexOf(i), 1)
        for (const k of phis) {
          const phi = this.stmts[k] as PhiNode
          const e = phi.edges.indexOf(i)
          this.stmts[k] = new PhiNode(
            phi.edges.filter((_, x) => x !== e),
            phi.values.filter((_, x) => x !== e),
          )
        }
      }
    }
    return jumps
  }

  private layout(
    base: { argTypes: Lattice[]; spTypes: SpType[]; lineTable: LineInfo[]; minWorld: World; maxWorld: World },
    g: {
      order: readonly number[]
      starts: readonly number[]
      ends: readonly number[]
      succs: readonly number[][]
      preds: readonly number[][]
      reach: Uint8Array
      place: Int32Array
      forward: (Ex | undefined)[]
      live: Uint8Array
      jumps: Int32Array
    },
  ): WorkingIR {
    const nb = g.order.length
    // a block whose only way on is the one block that only it leads to is joined with it, if that one comes next
    const number = new Int32Array(nb).fill(-1)
    const joined = new Uint8Array(nb)
    let last = -1
    let count = 0
    for (let i = 0; i < nb; i++) {
      if (!g.reach[i]) continue
      if (
        last >= 0 &&
        g.preds[i].length === 1 &&
        g.preds[i][0] === last &&
        g.succs[last].length === 1 &&
        !this.keepsEnd(g.starts[last], g.ends[last])
      ) {
        joined[i] = 1
        number[i] = count - 1
      } else number[i] = count++
      last = i
    }
    const stmts: Ex[] = []
    const types: Lattice[] = []
    const lines: number[] = []
    const flags: number[] = []
    const info: (CallInfo | null)[] = []
    const blocks: BasicBlock[] = []
    const ids = new Int32Array(this.stmts.length).fill(-1)
    const put = (s: Ex, t: Lattice, line: number, flag: number, call: CallInfo | null): void => {
      stmts.push(s)
      types.push(t)
      lines.push(line)
      flags.push(flag)
      info.push(call)
    }
    /** position of the block that is laid out after the i-th */
    const follower = (i: number): number => {
      for (let k = i + 1; k < nb; k++) if (g.reach[k]) return k
      return -1
    }
    for (let i = 0; i < nb; i++) {
      if (!g.reach[i]) continue
      if (!joined[i]) {
        if (blocks.length > 0) this.seal(blocks, stmts.length, put)
        blocks.push(new BasicBlock(stmts.length, stmts.length))
      }
      const next = follower(i)
      for (let k = g.starts[i]; k < g.ends[i]; k++) {
        if (!g.live[k] || g.forward[k] !== undefined) continue
        let s = this.stmts[k]
        if (
          k === g.ends[i] - 1 &&
          (s instanceof GotoNode || s instanceof GotoIfNot) &&
          g.succs[i].length === 1 &&
          !this.mayThrow(k)
        ) {
          const t = g.succs[i][0]
          if (t === next) continue // falls through
          s = new GotoNode(t)
        } else if (s instanceof GotoNode) s = new GotoNode(g.succs[i][0])
        else if (s instanceof GotoIfNot) s = new GotoIfNot(s.cond, g.jumps[i])
        else if (s instanceof EnterNode) s = new EnterNode(g.place[s.catchDest], s.scope)
        ids[k] = stmts.length
        put(s, this.types[k], this.lines[k], this.flags[k], this.info[k])
      }
      // a block that falls through to one that is not laid out next needs a jump
      if (
        g.succs[i].length === 1 &&
        g.succs[i][0] !== next &&
        !(
          stmts.length > 0 &&
          stmts[stmts.length - 1] instanceof GotoNode &&
          this.endsInGoto(g.ends[i], g.starts[i])
        )
      ) {
        put(new GotoNode(g.succs[i][0]), this.any, -1, 0, null)
      }
    }
    if (blocks.length > 0) this.seal(blocks, stmts.length, put)
    // final numbers for targets, φ edges and operands
    const operand = (x: Ex): Ex => {
      const r = resolve(g.forward, x)
      if (!(r instanceof SSAValue)) return r
      if (ids[r.id] < 0) throw new Error(`statement ${r.id} is used but was dropped`)
      return ids[r.id] === r.id ? r : new SSAValue(ids[r.id])
    }
    for (let k = 0; k < stmts.length; k++) {
      let s = stmts[k]
      if (s instanceof GotoNode) s = new GotoNode(number[s.label])
      else if (s instanceof GotoIfNot) s = new GotoIfNot(operand(s.cond), number[s.dest])
      else if (s instanceof EnterNode)
        s = new EnterNode(number[s.catchDest], s.scope === undefined ? undefined : operand(s.scope))
      else if (s instanceof PhiNode)
        s = new PhiNode(
          s.edges.map((e) => number[e]),
          s.values.map((v) => (v === undefined ? undefined : operand(v))),
        )
      else s = mapOperands(s, operand)
      stmts[k] = s
    }
    for (let b = 0; b < blocks.length; b++) {
      const last = stmts[blocks[b].end - 1]
      const edge = (t: number): void => {
        blocks[b].succs.push(t)
        blocks[t].preds.push(b)
      }
      if (last instanceof GotoNode) edge(last.label)
      else if (last instanceof GotoIfNot) {
        edge(b + 1)
        if (last.dest !== b + 1) edge(last.dest)
      } else if (last instanceof EnterNode) {
        edge(b + 1)
        edge(last.catchDest)
      } else if (!(last instanceof ReturnNode) && b + 1 < blocks.length) edge(b + 1)
    }
    return { ir: new IRCode({ stmts, types, lines, flags, ...base, cfg: new CFG(blocks) }), info }
  }

  /** Ends the last block at `end`; an empty one gets a statement, because blocks are not empty. */
  private seal(
    blocks: BasicBlock[],
    end: number,
    put: (s: Ex, t: Lattice, line: number, flag: number, call: CallInfo | null) => void,
  ): void {
    const b = blocks[blocks.length - 1]
    if (b.start === end) {
      put(null, this.any, -1, REMOVABLE, null)
      end++
    }
    b.end = end
  }

  /** The block's last statement stays, although there is only one way on. */
  private keepsEnd(start: number, end: number): boolean {
    if (end === start) return false
    const s = this.stmts[end - 1]
    return s instanceof EnterNode || (s instanceof Expr && s.head === 'leave') || this.mayThrow(end - 1)
  }

  /** A branch on something that need not be a Bool. */
  private mayThrow(k: number): boolean {
    const s = this.stmts[k]
    return s instanceof GotoIfNot && typeof s.cond !== 'boolean' && (this.flags[k] & StmtFlag.nothrow) === 0
  }

  private endsInGoto(end: number, start: number): boolean {
    if (end === start) return false
    const t = this.stmts[end - 1]
    return t instanceof GotoNode || t instanceof GotoIfNot
  }
}

function resolve(forward: readonly (Ex | undefined)[], x: Ex): Ex {
  while (x instanceof SSAValue) {
    const f = forward[x.id]
    if (f === undefined) return x
    x = f
  }
  return x
}

/** Two operands are surely the same value. */
export function sameOperand(a: Ex, b: Ex): boolean {
  if (a === b) return true
  if (a instanceof SSAValue) return b instanceof SSAValue && a.id === b.id
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a.constructor !== b.constructor) return false
  if ('id' in a && 'id' in b) return a.id === b.id
  if ('address' in a && 'address' in b && !(a instanceof Expr))
    return a.address === b.address && a.address !== 0
  return false
}

function visitOperands(s: Ex, f: (x: Ex) => void): void {
  if (s instanceof Expr) for (const a of s.args) a instanceof Expr ? visitOperands(a, f) : f(a)
  else if (s instanceof PhiNode) {
    for (const v of s.values) if (v !== undefined) f(v)
  } else if (s instanceof SSAValue) f(s)
  else
    mapOperands(s, (x) => {
      f(x)
      return x
    })
}
