import type { CodeBuilder, Label } from './wasm/builder.ts'

/** How control leaves a block. */
export type Terminator =
  | { readonly kind: 'goto'; readonly to: number }
  /** goes to `then` if the condition holds */
  | { readonly kind: 'branch'; readonly ifTrue: number; readonly otherwise: number }
  /** returns, throws, or cannot end */
  | { readonly kind: 'stop' }
  /** enters a try region at `body`; an exception inside goes to `handler` */
  | { readonly kind: 'enter'; readonly body: number; readonly handler: number }

/** A control-flow graph; block 0 is the entry. */
export interface FlowGraph {
  readonly blocks: readonly Terminator[]
  /** enter blocks whose regions end on the way out of block b (`leave`), innermost last */
  readonly leaves: readonly (readonly number[])[]
}

/** What the structurer asks of the tier that emits. */
export interface BlockEmitter {
  readonly code: CodeBuilder
  /** The statements of a block, but for its terminator. */
  body(block: number): void
  /** For `branch`: pushes the condition (an i32). For `stop`: emits the return or trap. Otherwise emits nothing. */
  terminator(block: number): void
  /** What must happen on the edge (φ assignments). Returns whether there was anything, when `dry` nothing is emitted. */
  edge(from: number, to: number, dry: boolean): boolean
  /** First thing inside the region's handler: the exception value is on the stack. */
  caught(enterBlock: number): void
  /** Just before the region of `enterBlock` is entered. */
  entering(enterBlock: number): void
}

/** Above this depth of nesting the flat form is used (deep recursion here and in engines). */
const MAX_DEPTH = 1500

/** Successors, exceptional ones included. */
export function successors(t: Terminator): number[] {
  switch (t.kind) {
    case 'goto':
      return [t.to]
    case 'branch':
      return t.ifTrue === t.otherwise ? [t.ifTrue] : [t.ifTrue, t.otherwise]
    case 'stop':
      return []
    case 'enter':
      return [t.body, t.handler]
  }
}

/** @internal The try regions around a point, as a linked list; one object per enter block, so identity is equality. */
export interface Region {
  readonly enter: number
  readonly outer: Region | null
}

/** Analysis of a graph: reverse postorder, dominators, regions. */
export class FlowAnalysis {
  readonly graph: FlowGraph
  readonly order: number[] = []
  /** position in `order`, -1: unreachable */
  readonly number: Int32Array
  readonly idom: Int32Array
  readonly preds: number[][]
  /** regions around the start of each block */
  readonly region: (Region | null)[]
  readonly isLoopHeader: Uint8Array
  irreducible = false

  constructor(graph: FlowGraph) {
    this.graph = graph
    const n = graph.blocks.length
    this.number = new Int32Array(n).fill(-1)
    this.idom = new Int32Array(n).fill(-1)
    this.preds = Array.from({ length: n }, () => [])
    this.region = new Array<Region | null>(n).fill(null)
    this.isLoopHeader = new Uint8Array(n)
    this.#postorder()
    this.#dominators()
    this.#loops()
    this.#regions()
  }

  #postorder(): void {
    const post: number[] = []
    const seen = new Uint8Array(this.graph.blocks.length)
    const stack: { block: number; succs: number[]; next: number }[] = []
    const visit = (block: number) => {
      seen[block] = 1
      // The last successor visited comes first in reverse postorder: for `enter` that must be the body, so that
      // handlers come after their region.
      const t = this.graph.blocks[block]
      const succs = successors(t).reverse()
      stack.push({ block, succs, next: 0 })
    }
    visit(0)
    while (stack.length > 0) {
      const top = stack[stack.length - 1]
      if (top.next < top.succs.length) {
        const s = top.succs[top.next++]
        if (seen[s] === 0) visit(s)
      } else {
        post.push(top.block)
        stack.pop()
      }
    }
    post.reverse()
    for (let i = 0; i < post.length; i++) {
      this.number[post[i]] = i
      this.order.push(post[i])
    }
    for (const b of this.order) for (const s of successors(this.graph.blocks[b])) this.preds[s].push(b)
  }

  /** Cooper, Harvey and Kennedy's iteration over reverse postorder. */
  #dominators(): void {
    const { order, number, idom, preds } = this
    idom[0] = 0
    let changed = true
    while (changed) {
      changed = false
      for (let i = 1; i < order.length; i++) {
        const b = order[i]
        let best = -1
        for (const p of preds[b]) {
          if (idom[p] < 0) continue
          if (best < 0) best = p
          else {
            let x = p
            let y = best
            while (x !== y) {
              while (number[x] > number[y]) x = idom[x]
              while (number[y] > number[x]) y = idom[y]
            }
            best = x
          }
        }
        if (idom[b] !== best) {
          idom[b] = best
          changed = true
        }
      }
    }
  }

  dominates(a: number, b: number): boolean {
    let x = b
    while (this.number[x] > this.number[a]) x = this.idom[x]
    return x === a
  }

  #loops(): void {
    for (const b of this.order) {
      for (const p of this.preds[b]) {
        if (this.number[p] < this.number[b]) continue
        this.isLoopHeader[b] = 1
        if (!this.dominates(b, p)) this.irreducible = true
      }
    }
  }

  #regions(): void {
    const made = new Map<number, Region>()
    const known = new Uint8Array(this.graph.blocks.length)
    known[0] = 1
    for (const b of this.order) {
      if (known[b] === 0) throw new Error(`codegen: block ${b} is reached before its region is known`)
      const t = this.graph.blocks[b]
      let out = this.region[b]
      for (const enter of this.graph.leaves[b]) {
        let r = out
        while (r !== null && r.enter !== enter) r = r.outer
        if (r === null)
          throw new Error(`codegen: block ${b} leaves try region ${enter}, in which it does not stand`)
        out = r.outer
      }
      const flow = (to: number, region: Region | null) => {
        if (known[to] === 0) {
          known[to] = 1
          this.region[to] = region
        } else if (this.region[to] !== region) {
          throw new Error(`codegen: block ${to} is reached inside and outside of a try region`)
        }
      }
      if (t.kind === 'enter') {
        let inner = made.get(b)
        if (inner === undefined) {
          inner = { enter: b, outer: out }
          made.set(b, inner)
        }
        flow(t.body, inner)
        flow(t.handler, out)
      } else for (const s of successors(t)) flow(s, out)
    }
  }
}

/**
 * Emits the graph's blocks as structured control flow. Every block is emitted after all blocks that dominate it.
 * Reducible graphs follow Ramsey, "Beyond Relooper" (ICFP 2022), over the dominator tree; blocks that control
 * reaches by leaving a try region are placed behind the region. Irreducible and very deep graphs become a loop
 * around a `br_table`, one for each try region.
 */
export function emitStructured(analysis: FlowAnalysis, emitter: BlockEmitter): void {
  if (analysis.irreducible) {
    new FlatEmitter(analysis, emitter).run()
    return
  }
  const tree = new TreeEmitter(analysis, emitter)
  if (tree.depth > MAX_DEPTH) new FlatEmitter(analysis, emitter).run()
  else tree.run()
}

class TreeEmitter {
  readonly #a: FlowAnalysis
  readonly #e: BlockEmitter
  /** blocks placed behind a parent, by descending position, each the target of a forward `br` */
  readonly #followers: number[][]
  readonly #placed: Uint8Array
  readonly #labels: (Label | null)[]
  readonly depth: number

  constructor(a: FlowAnalysis, e: BlockEmitter) {
    this.#a = a
    this.#e = e
    const n = a.graph.blocks.length
    this.#followers = Array.from({ length: n }, () => [])
    this.#placed = new Uint8Array(n)
    this.#labels = new Array<Label | null>(n).fill(null)
    const depths = new Int32Array(n)
    let deepest = 0
    for (const b of a.order) {
      if (b === 0) continue
      const up = a.idom[b]
      let parent = up
      const upTerm = a.graph.blocks[up]
      const isBody = upTerm.kind === 'enter' && upTerm.body === b
      if (!isBody) while (a.region[parent] !== a.region[b]) parent = a.idom[parent]
      const forward = a.preds[b].reduce((k, p) => (a.number[p] < a.number[b] ? k + 1 : k), 0)
      const isHandler = upTerm.kind === 'enter' && upTerm.handler === b
      if (forward > 1 || parent !== up || isHandler) {
        this.#followers[parent].push(b)
        this.#placed[b] = 1
      }
      depths[b] = depths[parent] + 1
    }
    for (let b = 0; b < n; b++) {
      const f = this.#followers[b]
      // innermost (first emitted) is the one first in reverse postorder; `pop` takes the outermost
      f.sort((x, y) => a.number[x] - a.number[y])
      if (a.number[b] >= 0) deepest = Math.max(deepest, depths[b] + f.length)
    }
    this.depth = deepest
  }

  run(): void {
    this.#tree(0)
    this.#e.code.op('unreachable')
  }

  #tree(block: number): void {
    const code = this.#e.code
    if (this.#a.isLoopHeader[block] === 1) {
      this.#labels[block] = code.loop()
      this.#within(block, this.#followers[block].length)
      code.end()
      this.#labels[block] = null
    } else this.#within(block, this.#followers[block].length)
  }

  /** Emits `block`, surrounded by blocks for its first `k` followers, each follower behind its own. */
  #within(block: number, k: number): void {
    const code = this.#e.code
    const followers = this.#followers[block]
    const opened: number[] = []
    for (let i = k - 1; i >= 0; i--) {
      this.#labels[followers[i]] = code.block()
      opened.push(followers[i])
    }
    this.#e.body(block)
    this.#leave(block)
    while (opened.length > 0) {
      const next = opened.pop()!
      code.end()
      this.#labels[next] = null
      this.#tree(next)
    }
  }

  #leave(block: number): void {
    const { code } = this.#e
    const t = this.#a.graph.blocks[block]
    switch (t.kind) {
      case 'stop':
        this.#e.terminator(block)
        return
      case 'goto':
        this.#jump(block, t.to)
        return
      case 'branch': {
        this.#e.terminator(block)
        if (t.ifTrue === t.otherwise) {
          code.op('drop')
          this.#jump(block, t.ifTrue)
        } else if (this.#isPlainBranch(block, t.ifTrue)) {
          code.brIf(this.#labels[t.ifTrue]!)
          this.#jump(block, t.otherwise)
        } else if (this.#isPlainBranch(block, t.otherwise)) {
          code.op('i32_eqz')
          code.brIf(this.#labels[t.otherwise]!)
          this.#jump(block, t.ifTrue)
        } else {
          code.if()
          this.#jump(block, t.ifTrue)
          code.end()
          this.#jump(block, t.otherwise)
        }
        return
      }
      case 'enter': {
        this.#e.entering(block)
        const caught = code.block('i32')
        code.tryTable(caught)
        this.#jump(block, t.body)
        code.end()
        code.op('unreachable')
        code.end()
        this.#e.caught(block)
        this.#jump(block, t.handler)
        return
      }
    }
  }

  #isPlainBranch(from: number, to: number): boolean {
    return this.#labels[to] !== null && !this.#e.edge(from, to, true)
  }

  /** Emits the way from `from` to `to`; control does not come back. */
  #jump(from: number, to: number): void {
    this.#e.edge(from, to, false)
    const label = this.#labels[to]
    if (label !== null) this.#e.code.br(label)
    else if (this.#placed[to] === 1)
      throw new Error(`codegen: no label for block ${to} at its predecessor ${from}`)
    else this.#tree(to)
  }
}

class FlatEmitter {
  readonly #a: FlowAnalysis
  readonly #e: BlockEmitter
  readonly #state: number
  /** the dispatch loops that surround the current place, by region */
  readonly #loops = new Map<Region | null, Label>()

  constructor(a: FlowAnalysis, e: BlockEmitter) {
    this.#a = a
    this.#e = e
    this.#state = e.code.newLocal('i32')
  }

  run(): void {
    this.#machine(null)
    this.#e.code.op('unreachable')
  }

  /** One dispatch loop over all blocks whose innermost region is `region`. */
  #machine(region: Region | null): void {
    const { code } = this.#e
    const blocks = this.#a.order.filter((b) => this.#a.region[b] === region)
    const loop = code.loop()
    this.#loops.set(region, loop)
    const labels: Label[] = new Array(blocks.length)
    for (let i = blocks.length - 1; i >= 0; i--) labels[i] = code.block()
    const table: Label[] = []
    for (let i = 0; i < blocks.length; i++) table[this.#a.number[blocks[i]]] = labels[i]
    const fallback = labels[blocks.length - 1]
    for (let i = 0; i < table.length; i++) table[i] ??= fallback
    code.get(this.#state)
    code.brTable(table, fallback)
    for (const b of blocks) {
      code.end()
      this.#e.body(b)
      this.#leave(b)
    }
    code.end()
    this.#loops.delete(region)
  }

  #leave(block: number): void {
    const { code } = this.#e
    const t = this.#a.graph.blocks[block]
    switch (t.kind) {
      case 'stop':
        this.#e.terminator(block)
        return
      case 'goto':
        this.#jump(block, t.to)
        return
      case 'branch':
        this.#e.terminator(block)
        code.if()
        this.#jump(block, t.ifTrue)
        code.end()
        this.#jump(block, t.otherwise)
        return
      case 'enter': {
        this.#e.entering(block)
        const caught = code.block('i32')
        code.tryTable(caught)
        this.#e.edge(block, t.body, false)
        code.i32(this.#a.number[t.body])
        code.set(this.#state)
        this.#machine(this.#a.region[t.body])
        code.end()
        code.op('unreachable')
        code.end()
        this.#e.caught(block)
        this.#jump(block, t.handler)
        return
      }
    }
  }

  #jump(from: number, to: number): void {
    this.#e.edge(from, to, false)
    const { code } = this.#e
    code.i32(this.#a.number[to])
    code.set(this.#state)
    const loop = this.#loops.get(this.#a.region[to])
    if (loop === undefined)
      throw new Error(`codegen: block ${to} lies in a try region that does not surround block ${from}`)
    code.br(loop)
  }
}
