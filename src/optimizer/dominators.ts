/**
 * Dominator tree and dominance frontiers of a flow graph given by successor lists; node 0 is the entry. (The iterative
 * algorithm of Cooper, Harvey and Kennedy.)
 */
export interface DominatorTree {
  /** immediate dominator, -1 for the entry and for unreachable nodes */
  readonly idom: Int32Array
  /** reachable nodes in reverse postorder */
  readonly order: readonly number[]
  /** position in `order`, -1 if unreachable */
  readonly position: Int32Array
}

export function dominators(
  succs: readonly (readonly number[])[],
  preds: readonly (readonly number[])[],
): DominatorTree {
  const n = succs.length
  const order = reversePostorder(succs)
  const position = new Int32Array(n).fill(-1)
  order.forEach((b, i) => {
    position[b] = i
  })
  const idom = new Int32Array(n).fill(-1)
  if (n === 0) return { idom, order, position }
  idom[0] = 0
  for (let changed = true; changed; ) {
    changed = false
    for (let k = 1; k < order.length; k++) {
      const b = order[k]
      let d = -1
      for (const p of preds[b]) {
        if (position[p] < 0 || idom[p] < 0) continue
        d = d < 0 ? p : meet(d, p)
      }
      if (d !== idom[b]) {
        idom[b] = d
        changed = true
      }
    }
  }
  idom[0] = -1
  return { idom, order, position }

  function meet(a: number, b: number): number {
    while (a !== b) {
      while (position[a] > position[b]) a = idom[a]
      while (position[b] > position[a]) b = idom[b]
    }
    return a
  }
}

export function reversePostorder(succs: readonly (readonly number[])[]): number[] {
  const n = succs.length
  if (n === 0) return []
  const out: number[] = []
  const seen = new Uint8Array(n)
  const next = new Int32Array(n)
  const stack = [0]
  seen[0] = 1
  while (stack.length > 0) {
    const b = stack[stack.length - 1]
    if (next[b] < succs[b].length) {
      const s = succs[b][next[b]++]
      if (!seen[s]) {
        seen[s] = 1
        stack.push(s)
      }
    } else {
      out.push(b)
      stack.pop()
    }
  }
  return out.reverse()
}

/** Per node, the nodes where its dominance ends. */
export function dominanceFrontiers(tree: DominatorTree, preds: readonly (readonly number[])[]): number[][] {
  const df: number[][] = preds.map(() => [])
  for (const b of tree.order) {
    const ps = preds[b].filter((p) => tree.position[p] >= 0)
    if (ps.length < 2 && !(b === 0 && ps.length > 0)) continue
    for (const p of ps) {
      let r = p
      while (r !== tree.idom[b] && r >= 0) {
        if (!df[r].includes(b)) df[r].push(b)
        r = tree.idom[r]
      }
    }
  }
  return df
}

/** `a` dominates `b` (or is it). */
export function dominates(tree: DominatorTree, a: number, b: number): boolean {
  let x = b
  while (x !== a && x >= 0 && tree.position[x] > tree.position[a]) x = tree.idom[x]
  return x === a
}

/** Nodes where φs for a variable defined in `defs` are needed, among those where it is live on entry. */
export function iteratedFrontier(
  df: readonly (readonly number[])[],
  defs: Iterable<number>,
  liveIn: (b: number) => boolean,
): number[] {
  const out: number[] = []
  const has = new Set<number>()
  const work = [...defs]
  const queued = new Set(work)
  while (work.length > 0) {
    const b = work.pop() as number
    for (const f of df[b]) {
      if (has.has(f) || !liveIn(f)) continue
      has.add(f)
      out.push(f)
      if (!queued.has(f)) {
        queued.add(f)
        work.push(f)
      }
    }
  }
  return out.sort((a, b) => a - b)
}
