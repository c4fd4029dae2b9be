import type { IRCode } from '../inference/index.ts'
import { forEachOperand, isTerminator } from '../inference/index.ts'
import {
  Argument,
  EnterNode,
  Expr,
  GotoIfNot,
  GotoNode,
  PhiCNode,
  PhiNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  UpsilonNode,
} from '../syntax/index.ts'
import { dominates, dominators } from './dominators.ts'

/** Checks the invariants of `IRCode`; throws an error that names the pass and the first violation. */
export function verifyIR(ir: IRCode, pass: string): void {
  const { stmts, cfg } = ir
  const fail = (what: string, i: number): never => {
    throw new Error(`IR is broken after ${pass}: ${what} (statement ${i + 1})`)
  }
  if (
    ir.types.length !== stmts.length ||
    ir.lines.length !== stmts.length ||
    ir.flags.length !== stmts.length
  )
    fail('arrays differ in length', 0)
  let at = 0
  cfg.blocks.forEach((b, k) => {
    if (b.start !== at) fail(`block ${k + 1} does not begin where the one before ends`, b.start)
    if (b.end <= b.start) fail(`block ${k + 1} is empty`, b.start)
    at = b.end
  })
  if (at !== stmts.length) fail('blocks do not cover the statements', at)
  const tree = dominators(
    cfg.blocks.map((b) => b.succs),
    cfg.blocks.map((b) => b.preds),
  )
  cfg.blocks.forEach((b, k) => {
    if (tree.position[k] < 0) fail(`block ${k + 1} is unreachable`, b.start)
    let head = true
    for (let i = b.start; i < b.end; i++) {
      const s = stmts[i]
      if (isTerminator(s) && i !== b.end - 1) fail('a terminator within a block', i)
      if (s instanceof Expr && s.head === 'leave' && i !== b.end - 1) fail('a leave within a block', i)
      const phi = s instanceof PhiNode || s instanceof PhiCNode
      if (phi && !head) fail('a φ behind other statements', i)
      if (!phi) head = false
      if (s instanceof PhiNode) {
        for (const p of b.preds) if (!s.edges.includes(p)) fail(`φ without an entry for block ${p + 1}`, i)
        for (const e of s.edges)
          if (!b.preds.includes(e)) fail(`φ with an entry for block ${e + 1}, which does not lead here`, i)
        s.values.forEach((v, j) => {
          if (v instanceof SSAValue) {
            if (!stmts[v.id] && v.id >= stmts.length) fail('φ of a value that is not there', i)
            if (!dominates(tree, cfg.blockOf(v.id), s.edges[j]))
              fail(`φ operand %${v.id + 1} does not reach the edge from block ${s.edges[j] + 1}`, i)
          }
        })
        continue
      }
      if (s instanceof PhiCNode) {
        for (const v of s.values)
          if (!(v instanceof SSAValue && stmts[v.id] instanceof UpsilonNode))
            fail('φᶜ of something that is no υ', i)
        continue
      }
      forEachOperand(s, (v) => {
        if (v instanceof SlotNumber) fail('a slot', i)
        if (v instanceof Argument && v.id >= ir.argTypes.length)
          fail(`argument ${v.id + 1} of ${ir.argTypes.length}`, i)
        if (v instanceof SSAValue) {
          if (v.id >= stmts.length) fail(`a value %${v.id + 1} that is not there`, i)
          const d = cfg.blockOf(v.id)
          if (d === k ? v.id >= i : !dominates(tree, d, k)) fail(`%${v.id + 1} does not dominate its use`, i)
        }
      })
    }
    const last = stmts[b.end - 1]
    const targets =
      last instanceof GotoNode
        ? [last.label]
        : last instanceof GotoIfNot
          ? [k + 1, last.dest]
          : last instanceof EnterNode
            ? [k + 1, last.catchDest]
            : last instanceof ReturnNode
              ? []
              : [k + 1]
    for (const t of targets) {
      if (t >= cfg.blocks.length) fail('control runs off the end', b.end - 1)
      if (!b.succs.includes(t)) fail(`edge from block ${k + 1} to ${t + 1} is missing`, b.end - 1)
    }
    for (const t of b.succs)
      if (!targets.includes(t)) fail(`a superfluous edge from block ${k + 1} to ${t + 1}`, b.end - 1)
  })
}
