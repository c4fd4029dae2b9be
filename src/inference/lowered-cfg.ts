import type { CodeInfo } from '../lowering/index.ts'
import type { Ex } from '../syntax/index.ts'
import {
  EnterNode,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
} from '../syntax/index.ts'
import { BasicBlock, CFG } from './ir.ts'

/** Control flow of lowered code, with what inference and SSA construction both ask of it. */
export interface LoweredFlow {
  readonly cfg: CFG
  /** innermost enclosing `EnterNode`'s statement per statement, -1 outside of any `try` */
  readonly handler: Int32Array
  /** blocks (other than the defining one) that read a statement's value; null: none */
  readonly ssaUsers: (number[] | null)[]
  /** blocks that are the target of a jump back or a catch: where states are joined repeatedly */
  readonly hasLoop: boolean
  /** statements after which nothing but a `throw` comes */
  readonly isThrowing: Uint8Array
}

const cache = new WeakMap<CodeInfo, LoweredFlow>()

/** Flow of `code`; computed once per code object. */
export function lowerFlow(code: CodeInfo): LoweredFlow {
  let f = cache.get(code)
  if (f === undefined) {
    f = compute(code.code)
    cache.set(code, f)
  }
  return f
}

function compute(code: readonly Ex[]): LoweredFlow {
  const n = code.length
  const leader = new Uint8Array(n + 1)
  leader[0] = 1
  // a loop back to the first statement would give the entry block a predecessor: it is legal here, and SSA
  // construction puts an empty entry block in front
  for (let i = 0; i < n; i++) {
    const s = code[i]
    if (s instanceof GotoNode) {
      leader[s.label] = 1
      leader[i + 1] = 1
    } else if (s instanceof GotoIfNot) {
      leader[s.dest] = 1
      leader[i + 1] = 1
    } else if (s instanceof ReturnNode) leader[i + 1] = 1
    else if (s instanceof EnterNode) {
      leader[s.catchDest] = 1
      leader[i + 1] = 1
    }
  }
  const blocks: BasicBlock[] = []
  const blockAt = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    if (leader[i]) blocks.push(new BasicBlock(i, i))
    blockAt[i] = blocks.length - 1
    blocks[blocks.length - 1].end = i + 1
  }
  let hasLoop = false
  const edge = (from: number, to: number): void => {
    if (to >= blocks.length) return
    const s = blocks[from].succs
    if (s.includes(to)) return
    s.push(to)
    blocks[to].preds.push(from)
    if (to <= from) hasLoop = true
  }
  for (let b = 0; b < blocks.length; b++) {
    const last = code[blocks[b].end - 1]
    if (last instanceof GotoNode) edge(b, blockAt[last.label])
    else if (last instanceof GotoIfNot) {
      edge(b, b + 1)
      edge(b, blockAt[last.dest])
    } else if (last instanceof EnterNode) {
      edge(b, b + 1)
      edge(b, blockAt[last.catchDest])
    } else if (!(last instanceof ReturnNode)) edge(b, b + 1)
  }
  const handler = handlers(code, blocks)
  return {
    cfg: new CFG(blocks),
    handler,
    ssaUsers: users(code, blockAt),
    hasLoop,
    isThrowing: throwing(code, handler),
  }
}

/** Outside of `try` only: what is thrown there may well be caught, and the work before it is no rarity. */
function throwing(code: readonly Ex[], handler: Int32Array): Uint8Array {
  const found = new Uint8Array(code.length + 1)
  for (let i = code.length - 1; i >= 0; i--) {
    const s = code[i]
    if (s instanceof GotoIfNot) found[i] = found[i + 1] & found[s.dest]
    else if (s instanceof GotoNode) found[i] = found[s.label]
    else if (s instanceof ReturnNode) found[i] = 0
    else if (isThrowCall(s)) found[i] = handler[i] === -1 ? 1 : 0
    else found[i] = found[i + 1]
  }
  return found
}

function isThrowCall(s: Ex): boolean {
  if (!(s instanceof Expr) || s.head !== 'call') return false
  const f = s.args[0]
  return f instanceof GlobalRef && f.name.name === 'throw'
}

/** Walks the blocks with the stack of open `try`s. The nesting is static, so each block is visited once. */
function handlers(code: readonly Ex[], blocks: readonly BasicBlock[]): Int32Array {
  const at = new Int32Array(code.length).fill(-1)
  if (!code.some((s) => s instanceof EnterNode)) return at
  /** enclosing enter of each enter */
  const outer = new Int32Array(code.length).fill(-1)
  const seen = new Uint8Array(blocks.length)
  const work: [number, number][] = [[0, -1]]
  seen[0] = 1
  while (work.length > 0) {
    const [b, h] = work.pop() as [number, number]
    let cur = h
    const block = blocks[b]
    const go = (to: number, handler: number): void => {
      if (seen[to]) return
      seen[to] = 1
      work.push([to, handler])
    }
    for (let i = block.start; i < block.end; i++) {
      at[i] = cur
      const s = code[i]
      if (s instanceof EnterNode) {
        outer[i] = cur
        const c = blocks.findIndex((x) => x.start === s.catchDest)
        go(c, cur)
        cur = i
      } else if (s instanceof Expr && s.head === 'leave') {
        for (const a of s.args) if (a instanceof SSAValue && cur >= 0) cur = outer[cur]
      }
    }
    for (const t of block.succs) go(t, cur)
  }
  return at
}

function users(code: readonly Ex[], blockAt: Int32Array): (number[] | null)[] {
  const out: (number[] | null)[] = new Array(code.length).fill(null)
  const use = (v: number, b: number): void => {
    if (blockAt[v] === b) return
    const l = out[v]
    if (l === null) out[v] = [b]
    else if (!l.includes(b)) l.push(b)
  }
  for (let i = 0; i < code.length; i++) visit(code[i], blockAt[i])
  function visit(s: Ex, b: number): void {
    if (s instanceof SSAValue) use(s.id, b)
    else if (s instanceof Expr) for (const a of s.args) visit(a, b)
    else if (s instanceof GotoIfNot) visit(s.cond, b)
    else if (s instanceof ReturnNode && s.value !== undefined) visit(s.value, b)
    else if (s instanceof EnterNode && s.scope !== undefined) visit(s.scope, b)
  }
  return out
}

/** Slot that the statement assigns, -1 if none. */
export function assignedSlot(s: Ex): number {
  return s instanceof Expr && s.head === '=' && s.args[0] instanceof SlotNumber ? s.args[0].id : -1
}

/** The right-hand side of an assignment to a slot, else the statement itself. */
export function valuePart(s: Ex): Ex {
  return s instanceof Expr && s.head === '=' && s.args[0] instanceof SlotNumber ? s.args[1] : s
}
