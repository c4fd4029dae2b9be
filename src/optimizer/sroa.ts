import type { Inference, IRCode, Lattice } from '../inference/index.ts'
import { isConst, StmtFlag } from '../inference/index.ts'
import type { Ex } from '../syntax/index.ts'
import { EnterNode, Expr, PhiNode, PiNode, SSAValue } from '../syntax/index.ts'
import type { DataType } from '../types/index.ts'
import { isType } from '../types/index.ts'
import type { DominatorTree } from './dominators.ts'
import { dominanceFrontiers, dominates, dominators, iteratedFrontier } from './dominators.ts'
import { constantOperand, operandType } from './operands.ts'
import { fieldIndexOf } from './simplify.ts'

/** Changes to IR that the next rewriting pass carries out. New φs have ids after those of the code's statements. */
export interface Edits {
  /** φs to put at the head of a block */
  readonly heads: Map<number, { readonly id: number; phi: PhiNode; readonly type: Lattice }[]>
  /** what to read instead of a statement's value; the statement goes */
  readonly replace: (Ex | undefined)[]
  /** statements to write at the end of another block instead of where they stand: by block, and the block by statement */
  readonly hoisted: Map<number, number[]>
  readonly moved: Map<number, number>
  count: number
}

export function newEdits(ir: IRCode): Edits {
  return {
    heads: new Map(),
    replace: new Array(ir.stmts.length).fill(undefined),
    hoisted: new Map(),
    moved: new Map(),
    count: 0,
  }
}

/** How many φs a single lifted access may need. */
const MAX_WEB = 32

/**
 * Scalar replacement of aggregates: an access to an object that reaches it through φs becomes a φ of the accessed parts; a mutable
 * object that never leaves the function becomes one value per field. Null if there is nothing to do.
 */
export function scalarReplacement(ir: IRCode, engine: Inference): Edits | null {
  return new Sroa(ir, engine).run()
}

class Sroa {
  private readonly ir: IRCode
  private readonly engine: Inference
  private readonly edits: Edits
  private next: number
  private tree: DominatorTree | null = null
  private frontiers: number[][] | null = null

  constructor(ir: IRCode, engine: Inference) {
    this.ir = ir
    this.engine = engine
    this.next = ir.stmts.length
    this.edits = newEdits(ir)
  }

  run(): Edits | null {
    const { ir } = this
    if (ir.cfg.blocks.length > 0) {
      this.mutables()
      if (ir.cfg.blocks.length > 1) this.throughPhis()
    }
    return this.edits.count === 0 ? null : this.edits
  }

  private typeOf(x: Ex): Lattice {
    return operandType(this.engine, this.ir.types, this.ir, x)
  }

  private builtinName(f: Ex): string | null {
    const v = this.engine.lattice.constantValue(this.typeOf(f))
    return v === 0 ? null : this.engine.env.builtinName(v)
  }

  private newPhi(block: number, type: Lattice): { id: number; phi: PhiNode; type: Lattice } {
    const p = { id: this.next++, phi: new PhiNode([], []), type }
    const l = this.edits.heads.get(block)
    if (l === undefined) this.edits.heads.set(block, [p])
    else l.push(p)
    return p
  }

  // ---- accesses through φs ------------------------------------------------------------------------------------------

  private throughPhis(): void {
    const { ir } = this
    for (let i = 0; i < ir.stmts.length; i++) {
      const s = ir.stmts[i]
      if (
        !(s instanceof Expr) ||
        s.head !== 'call' ||
        s.args.length < 3 ||
        this.edits.replace[i] !== undefined
      )
        continue
      let x = s.args[1]
      let which = s.args[2]
      if (!(x instanceof SSAValue) && which instanceof SSAValue) [x, which] = [which, x]
      if (!(x instanceof SSAValue) || !isConst(this.typeOf(which))) continue
      const root = this.strip(x)
      if (!(root instanceof SSAValue) || !(ir.stmts[root.id] instanceof PhiNode)) continue
      const name = this.builtinName(s.args[0])
      if (name === 'getfield') {
        if (s.args[1] !== x) continue
        this.liftField(i, x, root.id, which)
      } else if (name === 'isa' || name === '===') {
        if (name === 'isa' && s.args[1] !== x) continue
        this.liftTest(i, root.id, name, which)
      }
    }
  }

  private strip(x: Ex): Ex {
    for (let n = 0; x instanceof SSAValue && n < 50; n++) {
      const s = this.ir.stmts[x.id]
      if (!(s instanceof PiNode)) return x
      x = s.value
    }
    return x
  }

  /** `getfield(φ(new…, new…), which)` → φ of the fields. */
  private liftField(at: number, x: Ex, phi: number, which: Ex): void {
    const L = this.engine.lattice
    const wanted = L.widen(this.typeOf(x))
    const web = this.web(phi, (leaf) => {
      const v = this.fieldOfLeaf(leaf, which)
      if (v !== undefined) return v
      // a value that cannot be here, as the π before the access knows
      return L.disjoint(this.typeOf(leaf), wanted) ? null : undefined
    })
    if (web === null) return
    this.commit(at, phi, web, this.ir.types[at])
  }

  private fieldOfLeaf(leaf: Ex, which: Ex): { value: Ex } | undefined {
    const L = this.engine.lattice
    const t = this.typeOf(leaf)
    if (isConst(t)) {
      const type = L.heap.typeOf(t.value)
      if (type.name.isMutable) return undefined
      const i = fieldIndexOf(this.view, type, which)
      if (i < 0 || !L.heap.isDefinedField(t.value, i)) return undefined
      return { value: constantOperand(L, L.constant(L.heap.getField(t.value, i)).value) }
    }
    const root = this.strip(leaf)
    if (!(root instanceof SSAValue)) return undefined
    const d = this.ir.stmts[root.id]
    if (!(d instanceof Expr)) return undefined
    if (d.head === 'call' && this.builtinName(d.args[0]) === 'tuple') {
      const n = L.constantAsInt(this.typeOf(which))
      return n !== null && n >= 1 && n < d.args.length ? { value: d.args[n] } : undefined
    }
    if (d.head === 'new') {
      const T = L.constantAsType(this.typeOf(d.args[0]))
      if (T === null || T.kind !== 'DataType' || !T.isConcrete || T.name.isMutable) return undefined
      const i = fieldIndexOf(this.view, T, which)
      if (i < 0 || i + 1 >= d.args.length) return undefined
      const ft = L.ts.fieldTypesOf(T)[i]
      return isType(ft) && L.leq(this.typeOf(d.args[i + 1]), ft) ? { value: d.args[i + 1] } : undefined
    }
    return undefined
  }

  private get view(): { engine: Inference; typeOf: (x: Ex) => Lattice } {
    return { engine: this.engine, typeOf: (x) => this.typeOf(x) }
  }

  /** `isa(φ(…), T)` and `φ(…) === c` → φ of constants, if each entry decides it. */
  private liftTest(at: number, phi: number, name: string, which: Ex): void {
    const L = this.engine.lattice
    const b = this.engine.env.builtins.lookup(name)
    if (b === undefined) return
    const w = this.typeOf(which)
    const web = this.web(phi, (leaf) => {
      const r = b.result(L, [L.widenConditional(this.typeOf(leaf)), w])
      const v = L.constantValue(r)
      return v === 0 ? undefined : { value: v === L.heap.true_ }
    })
    if (web === null) return
    this.commit(at, phi, web, L.core.Bool)
  }

  /**
   * The φs that lead to `phi`, with the answer for each entry that is no φ: null for an entry that does not count. Null
   * as a whole if some entry has no answer.
   */
  private web(
    phi: number,
    answer: (leaf: Ex) => { value: Ex } | null | undefined,
  ): Map<number, ({ value: Ex } | { phi: number } | null)[]> | null {
    const out = new Map<number, ({ value: Ex } | { phi: number } | null)[]>()
    const work = [phi]
    out.set(phi, [])
    while (work.length > 0) {
      const p = work.pop() as number
      const node = this.ir.stmts[p] as PhiNode
      const entries: ({ value: Ex } | { phi: number } | null)[] = []
      for (const v of node.values) {
        if (v === undefined) {
          entries.push(null)
          continue
        }
        const direct = answer(v)
        if (direct !== undefined) {
          entries.push(direct)
          continue
        }
        const root = this.strip(v)
        if (!(root instanceof SSAValue) || !(this.ir.stmts[root.id] instanceof PhiNode)) return null
        entries.push({ phi: root.id })
        if (!out.has(root.id)) {
          if (out.size >= MAX_WEB) return null
          out.set(root.id, [])
          work.push(root.id)
        }
      }
      out.set(p, entries)
    }
    return out
  }

  private commit(
    at: number,
    phi: number,
    web: Map<number, ({ value: Ex } | { phi: number } | null)[]>,
    type: Lattice,
  ): void {
    const L = this.engine.lattice
    const made = new Map<number, { id: number; phi: PhiNode; type: Lattice } | null>()
    const plain = isConst(type) ? L.widen(type) : type
    for (const p of web.keys()) {
      made.set(p, this.newPhi(this.ir.cfg.blockOf(p), p === phi ? plain : L.any))
    }
    for (const [p, entries] of web) {
      const node = this.ir.stmts[p] as PhiNode
      const own = made.get(p)
      if (own === null || own === undefined) continue
      own.phi = new PhiNode(
        node.edges.slice(),
        entries.map((e) =>
          e === null
            ? undefined
            : 'value' in e
              ? e.value
              : new SSAValue((made.get(e.phi) as { id: number }).id),
        ),
      )
    }
    // the types of the inner φs: a join over their entries, to a fixed point
    this.typeWeb(web, made)
    const top = made.get(phi) as { id: number }
    this.edits.replace[at] = new SSAValue(top.id)
    this.edits.count++
  }

  private typeWeb(
    web: Map<number, ({ value: Ex } | { phi: number } | null)[]>,
    made: Map<number, { id: number; phi: PhiNode; type: Lattice } | null>,
  ): void {
    const L = this.engine.lattice
    const types = new Map<number, Lattice>()
    for (const p of web.keys()) types.set(p, L.bottom)
    for (let n = 0, changed = true; changed && n < 20; n++) {
      changed = false
      for (const [p, entries] of web) {
        let t = types.get(p) as Lattice
        for (const e of entries) {
          if (e === null) continue
          const x = 'value' in e ? L.widenConditional(this.typeOf(e.value)) : (types.get(e.phi) as Lattice)
          if (!L.leq(x, t)) t = L.join(t, x)
        }
        if (t !== types.get(p)) {
          types.set(p, t)
          changed = true
        }
      }
      if (changed && n === 19) return
    }
    for (const [p, m] of made) {
      const t = types.get(p) as Lattice
      if (m !== null && t.kind !== 'Bottom') (m as { type: Lattice }).type = isConst(t) ? L.widen(t) : t
    }
  }

  // ---- mutable objects ----------------------------------------------------------------------------------------------

  private mutables(): void {
    const { ir } = this
    const L = this.engine.lattice
    const candidates = new Map<number, DataType>()
    for (let i = 0; i < ir.stmts.length; i++) {
      const s = ir.stmts[i]
      if (!(s instanceof Expr) || s.head !== 'new' || (ir.flags[i] & StmtFlag.nothrow) === 0) continue
      const T = L.constantAsType(this.typeOf(s.args[0]))
      if (
        T !== null &&
        T.kind === 'DataType' &&
        T.isConcrete &&
        T.name.isMutable &&
        L.ts.fieldTypesOf(T).length > 0
      )
        candidates.set(i, T)
    }
    if (candidates.size === 0) return
    const uses = this.uses(candidates)
    const hasTry = ir.stmts.some((s) => s instanceof EnterNode)
    for (const [i, T] of candidates) {
      const list = uses.get(i)
      if (list !== null && list !== undefined) this.replaceObject(i, T, list, hasTry)
    }
  }

  /** Accesses to each candidate by statement; null if it is used in any other way. */
  private uses(candidates: Map<number, DataType>): Map<number, number[] | null> {
    const { ir } = this
    const out = new Map<number, number[] | null>()
    for (const i of candidates.keys()) out.set(i, [])
    const escapes = (x: Ex): void => {
      if (x instanceof SSAValue && out.has(x.id)) out.set(x.id, null)
      else if (x instanceof Expr) x.args.forEach(escapes)
    }
    for (let i = 0; i < ir.stmts.length; i++) {
      const s = ir.stmts[i]
      if (
        s instanceof Expr &&
        s.head === 'call' &&
        s.args[1] instanceof SSAValue &&
        candidates.has(s.args[1].id)
      ) {
        const obj = s.args[1].id
        const T = candidates.get(obj) as DataType
        const name = this.builtinName(s.args[0])
        const ok =
          (name === 'getfield' && s.args.length <= 5) ||
          (name === 'setfield!' && s.args.length === 4 && (ir.flags[i] & StmtFlag.nothrow) !== 0)
        const field = ok ? fieldIndexOf(this.view, T, s.args[2]) : -1
        if (field >= 0 && T.name.atomicFields[field] !== true) {
          out.get(obj)?.push(i)
          for (let k = 3; k < s.args.length; k++) escapes(s.args[k])
        } else {
          escapes(s.args[1])
          for (let k = 2; k < s.args.length; k++) escapes(s.args[k])
        }
        continue
      }
      if (s instanceof Expr) s.args.forEach(escapes)
      else if (s instanceof SSAValue) escapes(s)
      else if (typeof s === 'object' && s !== null) {
        if ('values' in s) for (const v of s.values) v !== undefined && escapes(v)
        else if ('value' in s && s.value !== undefined) escapes(s.value as Ex)
        else if ('cond' in s) escapes(s.cond)
        else if ('scope' in s && s.scope !== undefined) escapes(s.scope)
      }
    }
    return out
  }

  private replaceObject(at: number, T: DataType, accesses: readonly number[], hasTry: boolean): void {
    const { ir } = this
    const L = this.engine.lattice
    const home = ir.cfg.blockOf(at)
    if (hasTry && accesses.some((a) => ir.cfg.blockOf(a) !== home)) return
    const made = ir.stmts[at] as Expr
    const plan: [number, Ex][] = []
    const phis: { block: number; p: { id: number; phi: PhiNode; type: Lattice } }[] = []
    const fields = L.ts.fieldTypesOf(T)
    for (let f = 0; f < fields.length; f++) {
      const own = accesses.filter((a) => fieldIndexOf(this.view, T, (ir.stmts[a] as Expr).args[2]) === f)
      if (own.length === 0) continue
      const initial: Ex | undefined = f + 1 < made.args.length ? made.args[f + 1] : undefined
      const type = isType(fields[f]) ? (fields[f] as Lattice) : L.any
      // per block: the accesses in order
      const stores = own.filter((a) => this.isStore(a))
      const storeBlocks = new Set(stores.map((a) => ir.cfg.blockOf(a)))
      const atHead = new Map<number, { id: number; phi: PhiNode; type: Lattice }>()
      if (storeBlocks.size > 1 || (storeBlocks.size === 1 && !storeBlocks.has(home))) {
        storeBlocks.add(home)
        for (const b of iteratedFrontier(
          this.df(),
          storeBlocks,
          (x) => x !== home && dominates(this.dom(), home, x),
        )) {
          const p = this.newPhi(b, type)
          atHead.set(b, p)
          phis.push({ block: b, p })
        }
      }
      const before = (block: number, index: number): Ex | undefined => {
        let last: Ex | undefined
        let found = false
        for (const a of stores) {
          if (ir.cfg.blockOf(a) === block && a < index && (block !== home || a > at)) {
            last = (ir.stmts[a] as Expr).args[3]
            found = true
          }
        }
        if (found) return last
        if (block === home && index > at) return initial
        const h = atHead.get(block)
        if (h !== undefined) return new SSAValue(h.id)
        const d = this.dom().idom[block]
        return d < 0 ? undefined : before(d, Infinity)
      }
      for (const [b, p] of atHead) {
        const preds = ir.cfg.blocks[b].preds
        p.phi = new PhiNode(
          preds.slice(),
          preds.map((q) => before(q, Infinity)),
        )
      }
      for (const a of own) {
        if (this.isStore(a)) plan.push([a, (ir.stmts[a] as Expr).args[3]])
        else {
          const v = before(ir.cfg.blockOf(a), a)
          // read of a field that was never set: leave the object alone
          if (v === undefined || this.mayBeUndefined(v, atHead)) {
            this.withdraw(phis)
            return
          }
          plan.push([a, v])
        }
      }
    }
    for (const [a, v] of plan) {
      this.edits.replace[a] = v
      this.edits.count++
    }
  }

  private isStore(a: number): boolean {
    return this.builtinName((this.ir.stmts[a] as Expr).args[0]) === 'setfield!'
  }

  /** A φ of the new ones has an entry without a value. */
  private mayBeUndefined(v: Ex, own: Map<number, { id: number; phi: PhiNode }>): boolean {
    if (!(v instanceof SSAValue)) return false
    const byId = new Map([...own.values()].map((p) => [p.id, p]))
    const seen = new Set<number>()
    const work = [v.id]
    while (work.length > 0) {
      const id = work.pop() as number
      const p = byId.get(id)
      if (p === undefined || seen.has(id)) continue
      seen.add(id)
      for (const x of p.phi.values) {
        if (x === undefined) return true
        if (x instanceof SSAValue) work.push(x.id)
      }
    }
    return false
  }

  private withdraw(phis: readonly { block: number; p: { id: number } }[]): void {
    for (const { block, p } of phis) {
      const l = this.edits.heads.get(block)
      if (l === undefined) continue
      const k = l.findIndex((x) => x.id === p.id)
      if (k >= 0) l.splice(k, 1)
    }
  }

  private dom(): DominatorTree {
    this.tree ??= dominators(
      this.ir.cfg.blocks.map((b) => b.succs),
      this.ir.cfg.blocks.map((b) => b.preds),
    )
    return this.tree
  }

  private df(): number[][] {
    this.frontiers ??= dominanceFrontiers(
      this.dom(),
      this.ir.cfg.blocks.map((b) => b.preds),
    )
    return this.frontiers
  }
}
