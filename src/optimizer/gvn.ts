import type { Inference, IRCode, Lattice } from '../inference/index.ts'
import { isTerminator, StmtFlag } from '../inference/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  Argument,
  EnterNode,
  Expr,
  GlobalRef,
  PhiCNode,
  PhiNode,
  PiNode,
  SSAValue,
  ValueRef,
} from '../syntax/index.ts'
import type { DominatorTree } from './dominators.ts'
import { dominates, dominators } from './dominators.ts'
import { operandType } from './operands.ts'
import type { Edits } from './sroa.ts'
import { newEdits } from './sroa.ts'

const PURE = StmtFlag.consistent | StmtFlag.effectFree | StmtFlag.nothrow | StmtFlag.terminates
/** What may be computed although its result is not needed in the end. */
const SPECULATIVE = StmtFlag.effectFree | StmtFlag.nothrow | StmtFlag.terminates
/** Builtins dearer than this are not moved out of loops they may not be reached in. */
const MAX_SPECULATED_COST = 5

/**
 * Value numbering and loop-invariant code motion. A pure statement that repeats one that dominates it stands for that one; a
 * cheap pure statement whose operands do not change in a loop moves before it, and so do reads of fields of mutable
 * objects if nothing in the loop may write a field. Null if there is nothing to do.
 */
export function numberValues(ir: IRCode, engine: Inference): Edits | null {
  return new Gvn(ir, engine).run()
}

class Gvn {
  private readonly ir: IRCode
  private readonly engine: Inference
  private readonly edits: Edits
  private readonly tree: DominatorTree
  private readonly map: Int32Array

  constructor(ir: IRCode, engine: Inference) {
    this.ir = ir
    this.engine = engine
    this.edits = newEdits(ir)
    this.tree = dominators(
      ir.cfg.blocks.map((b) => b.succs),
      ir.cfg.blocks.map((b) => b.preds),
    )
    this.map = ir.cfg.blockMap()
  }

  run(): Edits | null {
    this.number()
    this.hoist()
    return this.edits.count === 0 ? null : this.edits
  }

  // ---- equal values ---------------------------------------------------------------------------------------------------

  private number(): void {
    const { ir, tree, edits } = this
    const known = new Map<string, number[]>()
    for (const b of tree.order) {
      const block = ir.cfg.blocks[b]
      for (let i = block.start; i < block.end; i++) {
        const key = this.key(i, b)
        if (key === null) continue
        const same = known.get(key)
        if (same === undefined) {
          known.set(key, [i])
          continue
        }
        const earlier = same.find((j) => (this.map[j] === b ? j < i : dominates(tree, this.map[j], b)))
        if (earlier === undefined) same.push(i)
        else {
          edits.replace[i] = new SSAValue(earlier)
          edits.count++
        }
      }
    }
  }

  /** What the statement computes, as text; null if it may not be shared. */
  private key(i: number, block: number): string | null {
    const { ir } = this
    const s = ir.stmts[i]
    if (s instanceof PhiNode) {
      // φs of one block with the same entries
      let k = `φ${block}`
      for (let e = 0; e < s.edges.length; e++) {
        const v = s.values[e]
        const o = v === undefined ? '?' : this.operandKey(v)
        if (o === null) return null
        k += `,${s.edges[e]}:${o}`
      }
      return k
    }
    if (!(s instanceof Expr) || (ir.flags[i] & PURE) !== PURE) return null
    if (s.head === 'call') {
      const name = this.builtinName(s.args[0])
      if (name === null || UNSHARED.has(name)) return null
      if (name === 'getfield' && !this.readsImmutable(s)) return null
      return this.argsKey(name, s.args, 1)
    }
    if (s.head === 'new') {
      const t = ir.types[i]
      const w = this.engine.lattice.widen(t)
      return w.kind === 'DataType' && !w.name.isMutable ? this.argsKey('new', s.args, 0) : null
    }
    return null
  }

  private argsKey(name: string, args: readonly Ex[], from: number): string | null {
    let k = name
    for (let i = from; i < args.length; i++) {
      const o = this.operandKey(args[i])
      if (o === null) return null
      k += `,${o}`
    }
    return k
  }

  private operandKey(x: Ex): string | null {
    let v = x
    while (v instanceof SSAValue) {
      const r = this.edits.replace[v.id]
      if (r === undefined) return `%${v.id}`
      v = r
    }
    if (v instanceof Argument) return `_${v.id}`
    if (v === null) return 'n'
    switch (typeof v) {
      case 'boolean':
      case 'bigint':
        return String(v)
      case 'number':
        return Object.is(v, -0) ? '-0.' : `${v}.`
      case 'string':
        return null
    }
    if (v instanceof ValueRef) return v.address === 0 ? null : `@${v.address}`
    if (v instanceof Expr || v instanceof GlobalRef) return null
    const c = this.engine.lattice.constantValue(this.typeOf(v))
    return c === 0 ? null : `@${c}`
  }

  private builtinName(f: Ex): string | null {
    const v = this.engine.lattice.constantValue(this.typeOf(f))
    return v === 0 ? null : this.engine.env.builtinName(v)
  }

  private typeOf(x: Ex): Lattice {
    return operandType(this.engine, this.ir.types, this.ir, x)
  }

  private readsImmutable(s: Expr): boolean {
    const w = this.engine.lattice.widen(this.typeOf(s.args[1]))
    return w.kind === 'DataType' && w.isConcrete && !w.name.isMutable
  }

  // ---- loops ------------------------------------------------------------------------------------------------------------

  private hoist(): void {
    const { ir, tree } = this
    // outer loops first: their headers come first in reverse postorder
    for (const h of tree.order) {
      const latches = ir.cfg.blocks[h].preds.filter((p) => tree.position[p] >= 0 && dominates(tree, h, p))
      if (latches.length === 0) continue
      const before = tree.idom[h]
      if (before < 0) continue
      const body = this.loopBody(h, latches)
      if (body.has(before)) continue
      this.hoistFrom(body, before)
    }
  }

  private loopBody(h: number, latches: readonly number[]): Set<number> {
    const body = new Set([h])
    const work = latches.filter((l) => !body.has(l))
    for (const l of work) body.add(l)
    while (work.length > 0) {
      for (const p of this.ir.cfg.blocks[work.pop() as number].preds) {
        if (body.has(p)) continue
        body.add(p)
        work.push(p)
      }
    }
    return body
  }

  private hoistFrom(body: ReadonlySet<number>, before: number): void {
    const { ir, tree, edits } = this
    const fieldsStay = this.fieldsStay(body)
    const moved = edits.moved
    const ready = (x: Ex): boolean => {
      if (x instanceof SSAValue) {
        let v: Ex = x
        while (v instanceof SSAValue && edits.replace[v.id] !== undefined) v = edits.replace[v.id] as Ex
        if (!(v instanceof SSAValue)) return ready(v)
        const at = moved.get(v.id)
        return dominates(tree, at ?? this.map[v.id], before)
      }
      return !(x instanceof Expr || x instanceof GlobalRef)
    }
    for (const b of tree.order) {
      if (!body.has(b)) continue
      const block = ir.cfg.blocks[b]
      for (let i = block.start; i < block.end; i++) {
        if (moved.has(i) || edits.replace[i] !== undefined) continue
        if (!this.isMovable(i, fieldsStay)) continue
        const s = ir.stmts[i]
        const operands = s instanceof PiNode ? [s.value] : (s as Expr).args
        if (!operands.every(ready)) continue
        moved.set(i, before)
        const list = edits.hoisted.get(before)
        if (list === undefined) edits.hoisted.set(before, [i])
        else list.push(i)
        edits.count++
      }
    }
  }

  private isMovable(i: number, fieldsStay: boolean): boolean {
    const { ir } = this
    const s = ir.stmts[i]
    // a π holds only behind its test
    if (
      !(s instanceof Expr) ||
      s.head !== 'call' ||
      (ir.flags[i] & SPECULATIVE) !== SPECULATIVE ||
      ir.types[i].kind === 'Bottom'
    )
      return false
    const name = this.builtinName(s.args[0])
    if (name === null || UNSHARED.has(name)) return false
    const b = this.engine.env.builtins.lookup(name)
    if (b === undefined || b.cost > MAX_SPECULATED_COST) return false
    if (name === 'getfield') {
      if ((ir.flags[i] & StmtFlag.noub) === 0 || s.args.length > 3) return false
      return this.readsImmutable(s) || fieldsStay
    }
    return (ir.flags[i] & PURE) === PURE
  }

  /** Nothing in these blocks may write a field of an object that was there before. */
  private fieldsStay(body: ReadonlySet<number>): boolean {
    const { ir } = this
    for (const b of body) {
      const block = ir.cfg.blocks[b]
      for (let i = block.start; i < block.end; i++) {
        const s = ir.stmts[i]
        if (s instanceof EnterNode) return false
        if (isTerminator(s) || s instanceof PhiNode || s instanceof PhiCNode || s instanceof PiNode) continue
        if (!(s instanceof Expr)) continue
        if ((ir.flags[i] & StmtFlag.effectFree) !== 0) continue
        if (ir.types[i].kind === 'Bottom') continue // it does not come back into the loop
        // elements of a Memory are no fields
        if (s.head === 'call' && this.builtinName(s.args[0]) === 'memoryrefset!') continue
        return false
      }
    }
    return true
  }
}

/** Builtins that look at memory or state that `consistent` does not speak of, or whose result is a new object. */
const UNSHARED = new Set([
  '_typevar',
  '_expr',
  'svec',
  'compilerbarrier',
  'donotdelete',
  'memoryrefget',
  'memoryref_isassigned',
  'isdefined',
  'getglobal',
  'current_scope',
])
