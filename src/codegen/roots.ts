import type { FlowAnalysis } from './structure.ts'
import { type CodeBuilder, EventKind, type EventList } from './wasm/builder.ts'

/**
 * Which reference locals need a shadow-stack slot, and which slot. A local needs one if it is live over a safepoint; it
 * is then stored at every definition. The collector does not move objects, so the local itself stays valid.
 */
export interface RootPlan {
  readonly slots: number
  /** (offset in the body, local, slot) of the stores to insert, in order of offsets */
  readonly stores: readonly { readonly at: number; readonly local: number; readonly slot: number }[]
}

/** The events of a function by the places they belong to. */
export interface FunctionEvents {
  readonly flow: FlowAnalysis
  /** per block */
  readonly blocks: readonly EventList[]
  /** `from * blockCount + to` → events on the edge */
  readonly edges: ReadonlyMap<number, EventList>
  /** per enter block: events of the landing code of its handler */
  readonly caught: ReadonlyMap<number, EventList>
}

class BitSet {
  readonly words: Uint32Array
  constructor(n: number) {
    this.words = new Uint32Array((n + 31) >> 5)
  }
  add(i: number): void {
    this.words[i >> 5] |= 1 << (i & 31)
  }
  delete(i: number): void {
    this.words[i >> 5] &= ~(1 << (i & 31))
  }
  has(i: number): boolean {
    return (this.words[i >> 5] & (1 << (i & 31))) !== 0
  }
  /** Adds all of `other`; tells whether anything was new. */
  union(other: BitSet): boolean {
    let changed = 0
    for (let i = 0; i < this.words.length; i++) {
      const before = this.words[i]
      const after = before | other.words[i]
      this.words[i] = after
      changed |= before ^ this.words[i]
    }
    return changed !== 0
  }
  copy(other: BitSet): void {
    this.words.set(other.words)
  }
  forEach(f: (i: number) => void): void {
    for (let w = 0; w < this.words.length; w++) {
      let bits = this.words[w]
      while (bits !== 0) {
        const low = bits & -bits
        f((w << 5) + 31 - Math.clz32(low))
        bits ^= low
      }
    }
  }
}

/** Plans roots by backward liveness over the recorded events. */
export function planRoots(code: CodeBuilder, ev: FunctionEvents): RootPlan {
  const index = new Map<number, number>()
  for (const l of code.refLocals) index.set(l, index.size)
  const n = index.size
  if (n === 0) return { slots: 0, stores: [] }
  const locals = [...index.keys()]
  const { graph, order, region } = ev.flow
  const count = graph.blocks.length
  const liveIn = Array.from({ length: count }, () => new BitSet(n))
  const live = new BitSet(n)
  const scratch = new BitSet(n)
  const none = new BitSet(n)

  type Visit = (kind: number, local: number, at: number) => void
  const nothing: Visit = () => {}

  /** Walks a list backwards from `live`, keeping `always` live throughout. */
  const walk = (list: EventList, always: BitSet, visit: Visit) => {
    for (let i = list.kinds.length - 1; i >= 0; i--) {
      const kind = list.kinds[i]
      const v = kind === EventKind.safepoint ? -1 : index.get(list.locals[i])!
      visit(kind, v, list.at[i])
      if (kind === EventKind.use) live.add(v)
      else if (kind === EventKind.def && !always.has(v)) live.delete(v)
    }
  }
  const handlerLive = new Map<number, BitSet>()
  const alwaysFor = (block: number): BitSet => {
    const r = region[block]
    return r === null ? none : (handlerLive.get(r.enter) ?? none)
  }
  const edgeList = (from: number, to: number) => ev.edges.get(from * count + to)

  /** Leaves in `live` what is live after the statements of `block`, walking its outgoing edges. */
  const blockOut = (block: number, visit: Visit) => {
    const t = graph.blocks[block]
    const out = new BitSet(n)
    const always = alwaysFor(block)
    const follow = (to: number) => {
      live.copy(liveIn[to])
      live.union(always)
      const list = edgeList(block, to)
      if (list !== undefined) walk(list, always, visit)
      out.union(live)
    }
    switch (t.kind) {
      case 'goto':
        follow(t.to)
        break
      case 'branch':
        follow(t.ifTrue)
        follow(t.otherwise)
        break
      case 'enter': {
        follow(t.handler)
        const caught = ev.caught.get(block)
        if (caught !== undefined) walk(caught, always, visit)
        let h = handlerLive.get(block)
        if (h === undefined) {
          h = new BitSet(n)
          handlerLive.set(block, h)
        }
        h.union(live)
        out.union(live)
        follow(t.body)
        break
      }
      case 'stop':
        break
    }
    out.union(always)
    live.copy(out)
  }

  let changed = true
  while (changed) {
    changed = false
    for (let i = order.length - 1; i >= 0; i--) {
      const b = order[i]
      const t = graph.blocks[b]
      const hb = t.kind === 'enter' ? handlerLive.get(b) : undefined
      if (hb !== undefined) scratch.copy(hb)
      blockOut(b, nothing)
      if (t.kind === 'enter') {
        const now = handlerLive.get(b)!
        if (hb === undefined ? now.words.some((w) => w !== 0) : scratch.union(now)) changed = true
      }
      walk(ev.blocks[b], alwaysFor(b), nothing)
      if (liveIn[b].union(live)) changed = true
    }
  }

  // what is live over a safepoint
  const rooted = new BitSet(n)
  const collect: Visit = (kind) => {
    if (kind === EventKind.safepoint) rooted.union(live)
  }
  const eachBlock = (visit: Visit) => {
    for (const b of order) {
      blockOut(b, visit)
      walk(ev.blocks[b], alwaysFor(b), visit)
    }
  }
  eachBlock(collect)

  // slots: locals that are live together get different ones
  const interference = new Map<number, BitSet>()
  const conflicts = (v: number): BitSet => {
    let s = interference.get(v)
    if (s === undefined) {
      s = new BitSet(n)
      interference.set(v, s)
    }
    return s
  }
  const definitions: { at: number; local: number; v: number }[] = []
  const seen = new Set<number>()
  eachBlock((kind, v, at) => {
    if ((kind !== EventKind.def && kind !== EventKind.weakDef) || !rooted.has(v)) return
    const own = conflicts(v)
    live.forEach((u) => {
      if (u !== v && rooted.has(u)) {
        own.add(u)
        conflicts(u).add(v)
      }
    })
    // several parameters are defined at the same place
    const key = at * n + v
    if (!seen.has(key)) {
      seen.add(key)
      definitions.push({ at, local: locals[v], v })
    }
  })
  const slotOf = new Int32Array(n).fill(-1)
  let slots = 0
  rooted.forEach((v) => {
    const used = new Set<number>()
    interference.get(v)?.forEach((u) => {
      if (slotOf[u] >= 0) used.add(slotOf[u])
    })
    let s = 0
    while (used.has(s)) s++
    slotOf[v] = s
    slots = Math.max(slots, s + 1)
  })
  definitions.sort((a, b) => a.at - b.at)
  return { slots, stores: definitions.map((d) => ({ at: d.at, local: d.local, slot: slotOf[d.v] })) }
}
