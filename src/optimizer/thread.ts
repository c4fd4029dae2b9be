import type { Inference, IRCode } from '../inference/index.ts'
import { forEachOperand, mapOperands } from '../inference/index.ts'
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
} from '../syntax/index.ts'
import type { DominatorTree } from './dominators.ts'
import { dominates, dominators } from './dominators.ts'
import { PURE_FLAGS } from './operands.ts'
import type { WorkingIR } from './writer.ts'
import { IRWriter } from './writer.ts'

/** A block that only joins ways and at once parts them again, by a φ that says which way each came. */
interface Junction {
  readonly block: number
  /** per entry of the φs: the branch falls through */
  readonly falls: Map<number, boolean>
  readonly onFall: number
  readonly onJump: number
  readonly phis: readonly number[]
}

/**
 * Jump threading: where a branch depends on a φ of constants only, each way that leads there goes on directly. (What a `for` loop
 * looks like once `iterate` is inlined.) Null if there is no such place.
 */
export function threadJumps(w: WorkingIR, engine: Inference): WorkingIR | null {
  const { ir } = w
  if (!ir.stmts.some((s) => s instanceof PhiNode)) return null
  const tree = dominators(
    ir.cfg.blocks.map((b) => b.succs),
    ir.cfg.blocks.map((b) => b.preds),
  )
  const candidates: Junction[] = []
  const taken = new Set<number>()
  for (let b = 1; b < ir.cfg.blocks.length; b++) {
    const j = junctionAt(ir, engine, b)
    if (j === null) continue
    const block = ir.cfg.blocks[b]
    if (taken.has(b) || block.preds.some((p) => taken.has(p)) || block.succs.some((s) => taken.has(s)))
      continue
    candidates.push(j)
    taken.add(b)
  }
  if (candidates.length === 0) return null
  const chosen = usable(ir, tree, candidates)
  return chosen.length === 0 ? null : write(w, engine, tree, chosen)
}

function junctionAt(ir: IRCode, engine: Inference, b: number): Junction | null {
  const block = ir.cfg.blocks[b]
  const branch = ir.stmts[block.end - 1]
  if (!(branch instanceof GotoIfNot) || !(branch.cond instanceof SSAValue) || block.preds.length < 2)
    return null
  if (branch.dest === b + 1 || branch.dest === b || block.succs.includes(b)) return null
  const phis: number[] = []
  let cond: SSAValue = branch.cond
  let negate = false
  for (let i = block.start; i < block.end - 1; i++) {
    const s = ir.stmts[i]
    if (s instanceof PhiNode) phis.push(i)
    else if (!isNegation(s, engine)) return null
  }
  for (let n = 0; n < 8; n++) {
    const s = ir.stmts[cond.id]
    if (s instanceof PhiNode) break
    if (
      !isNegation(s, engine) ||
      !(s instanceof Expr) ||
      !(s.args[1] instanceof SSAValue) ||
      ir.cfg.blockOf(cond.id) !== b
    )
      return null
    cond = s.args[1]
    negate = !negate
  }
  const phi = ir.stmts[cond.id]
  if (!(phi instanceof PhiNode) || ir.cfg.blockOf(cond.id) !== b) return null
  const falls = new Map<number, boolean>()
  for (let k = 0; k < phi.edges.length; k++) {
    const v = phi.values[k]
    if (typeof v !== 'boolean') return null
    falls.set(phi.edges[k], v !== negate)
  }
  // an exception's way into a block cannot be sent elsewhere
  for (const p of block.preds) if (ir.stmts[ir.cfg.blocks[p].end - 1] instanceof EnterNode) return null
  return { block: b, falls, onFall: b + 1, onJump: branch.dest, phis }
}

function isNegation(s: Ex, engine: Inference): boolean {
  if (!(s instanceof Expr) || s.head !== 'call' || s.args.length !== 2) return false
  const f = s.args[0]
  return (
    typeof f === 'object' &&
    f !== null &&
    'address' in f &&
    engine.env.builtinName(f.address as number) === 'not_int'
  )
}

/** Those whose φs are used only where it is clear which way was taken; negations must not be used elsewhere at all. */
function usable(ir: IRCode, tree: DominatorTree, all: readonly Junction[]): Junction[] {
  const at = new Map(all.map((j) => [j.block, j]))
  const map = ir.cfg.blockMap()
  const bad = new Set<number>()
  const check = (x: Ex, user: number): void => {
    if (!(x instanceof SSAValue)) return
    const home = map[x.id]
    const j = at.get(home)
    if (j === undefined || user === home) return
    if (!(ir.stmts[x.id] instanceof PhiNode)) bad.add(home)
    else if (side(ir, tree, j, user) === null) bad.add(home)
  }
  for (let i = 0; i < ir.stmts.length; i++) {
    const s = ir.stmts[i]
    if (s instanceof PhiNode) {
      s.values.forEach((v, k) => {
        // on an edge out of the junction itself: decided by where the edge goes
        if (v instanceof SSAValue && s.edges[k] !== map[v.id]) check(v, s.edges[k])
      })
    } else forEachOperand(s, (x) => check(x, map[i]))
  }
  return all.filter((j) => !bad.has(j.block))
}

/** The way that leads to `user`: true the fall-through, false the jump, null either. */
function side(ir: IRCode, tree: DominatorTree, j: Junction, user: number): boolean | null {
  if (ir.cfg.blocks[j.onFall].preds.length === 1 && dominates(tree, j.onFall, user)) return true
  if (ir.cfg.blocks[j.onJump].preds.length === 1 && dominates(tree, j.onJump, user)) return false
  return null
}

function write(w: WorkingIR, engine: Inference, tree: DominatorTree, chosen: readonly Junction[]): WorkingIR {
  const { ir, info } = w
  const writer = new IRWriter(engine.lattice.any)
  const n = ir.cfg.blocks.length
  writer.reserve(n)
  const at = new Map(chosen.map((j) => [j.block, j]))
  const map = ir.cfg.blockMap()
  /** the two copies of a junction: handle by side */
  const copies = new Map<number, { onFall: number; onJump: number }>()
  for (const j of chosen) copies.set(j.block, { onFall: writer.newBlock(), onJump: writer.newBlock() })
  const values: (Ex | undefined)[] = new Array(ir.stmts.length).fill(undefined)
  const thenValue: (Ex | undefined)[] = new Array(ir.stmts.length).fill(undefined)
  const otherwiseValue: (Ex | undefined)[] = new Array(ir.stmts.length).fill(undefined)
  const patches: (() => void)[] = []

  /** where an edge from block `from` to block `to` leads now */
  const target = (from: number, to: number): number => {
    const j = at.get(to)
    if (j === undefined) return to
    const c = copies.get(to) as { onFall: number; onJump: number }
    return j.falls.get(from) === true ? c.onFall : c.onJump
  }
  const operand = (x: Ex, user: number): Ex => {
    if (!(x instanceof SSAValue)) return x
    const j = at.get(map[x.id])
    if (j === undefined) return known(values[x.id])
    return known((side(ir, tree, j, user) === true ? thenValue : otherwiseValue)[x.id])
  }
  /** on the edge from `from` into block `to` */
  const edgeOperand = (x: Ex, from: number, to: number): Ex => {
    if (x instanceof SSAValue && map[x.id] === from) {
      const j = at.get(from)
      if (j !== undefined) return known((to === j.onFall ? thenValue : otherwiseValue)[x.id])
    }
    return operand(x, from)
  }
  const edgeHandle = (from: number, to: number): number => {
    const j = at.get(from)
    if (j === undefined) return from
    const c = copies.get(from) as { onFall: number; onJump: number }
    return to === j.onFall ? c.onFall : c.onJump
  }

  for (let b = 0; b < n; b++) {
    const block = ir.cfg.blocks[b]
    const j = at.get(b)
    if (j !== undefined) {
      const c = copies.get(b) as { onFall: number; onJump: number }
      // the copy that the block before falls into comes first
      const fallsIn = b > 0 && block.preds.includes(b - 1) && j.falls.get(b - 1) === false
      for (const isThen of fallsIn ? [false, true] : [true, false]) {
        writer.start(isThen ? c.onFall : c.onJump)
        for (const p of j.phis) {
          const phi = ir.stmts[p] as PhiNode
          const id = writer.emit(phi, ir.types[p], ir.lines[p], ir.flags[p])
          ;(isThen ? thenValue : otherwiseValue)[p] = id
          patches.push(() => {
            const keep = phi.edges.map((e, k) => [e, k]).filter(([e]) => (j.falls.get(e) === true) === isThen)
            writer.stmts[id.id] = new PhiNode(
              keep.map(([e]) => edgeHandle(e, b)),
              keep.map(([e, k]) =>
                phi.values[k] === undefined ? undefined : edgeOperand(phi.values[k] as Ex, e, b),
              ),
            )
          })
        }
        writer.emit(new GotoNode(isThen ? j.onFall : j.onJump), engine.lattice.any, -1, 0)
      }
      continue
    }
    writer.start(b)
    for (let i = block.start; i < block.end; i++) {
      const s = ir.stmts[i]
      let out: Ex
      if (s instanceof PhiNode) {
        const id = writer.emit(s, ir.types[i], ir.lines[i], ir.flags[i], info[i])
        values[i] = id
        patches.push(() => {
          writer.stmts[id.id] = new PhiNode(
            s.edges.map((e) => edgeHandle(e, b)),
            s.values.map((v, k) => (v === undefined ? undefined : edgeOperand(v, s.edges[k], b))),
          )
        })
        continue
      }
      if (s instanceof PhiCNode) {
        const id = writer.emit(s, ir.types[i], ir.lines[i], ir.flags[i], info[i])
        values[i] = id
        patches.push(() => {
          writer.stmts[id.id] = new PhiCNode(s.values.map((v) => operand(v, b)))
        })
        continue
      }
      if (s instanceof GotoNode) out = new GotoNode(target(b, s.label))
      else if (s instanceof GotoIfNot) {
        const falls = target(b, b + 1)
        out = new GotoIfNot(operand(s.cond, b), target(b, s.dest))
        writer.emit(out, ir.types[i], ir.lines[i], ir.flags[i])
        // the copy of a junction behind may not be the one that follows
        if (falls !== b + 1) {
          writer.split(b, writer.newBlock())
          writer.emit(new GotoNode(falls), engine.lattice.any, -1, 0)
        }
        continue
      } else if (s instanceof EnterNode)
        out = new EnterNode(s.catchDest, s.scope === undefined ? undefined : operand(s.scope, b))
      else out = mapOperands(s, (x) => operand(x, b))
      values[i] = writer.emit(out, ir.types[i], ir.lines[i], ir.flags[i], info[i])
    }
    const last = ir.stmts[block.end - 1]
    if (
      !(
        last instanceof GotoNode ||
        last instanceof GotoIfNot ||
        last instanceof ReturnNode ||
        last instanceof EnterNode
      ) &&
      at.has(b + 1)
    ) {
      writer.emit(new GotoNode(target(b, b + 1)), engine.lattice.any, -1, PURE_FLAGS)
    }
  }
  for (const p of patches) p()
  return writer.finish({
    argTypes: ir.argTypes,
    spTypes: ir.spTypes,
    lineTable: ir.lineTable,
    minWorld: ir.minWorld,
    maxWorld: ir.maxWorld,
  })
}

/** A value that must be there; `null` is one (the literal nothing). */
function known(x: Ex | undefined): Ex {
  if (x === undefined) throw new Error('jump threading lost a value')
  return x
}
