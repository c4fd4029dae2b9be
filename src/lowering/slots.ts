import {
  EnterNode,
  type Ex,
  Expr,
  GotoIfNot,
  GotoNode,
  NewvarNode,
  ReturnNode,
  SlotNumber,
} from '../syntax/index.ts'
import { type CodeInfo, SlotFlag } from './codeinfo.ts'

/** Sets `usedUndef` for slots that some path may read before they are assigned. */
export function markUndefined(info: CodeInfo): void {
  const { code, slotFlags, nargs } = info
  const nslots = slotFlags.length
  let any = false
  for (let i = nargs; i < nslots; i++) if (slotFlags[i] & SlotFlag.used) any = true
  if (!any) return
  new Definedness(code, nslots, nargs).run((slot) => {
    slotFlags[slot] |= SlotFlag.usedUndef
  })
}

/** Forward analysis: the set of slots that are surely assigned at the start of each block. */
class Definedness {
  readonly #code: readonly Ex[]
  readonly #words: number
  readonly #nargs: number
  /** states by statement index, only at leaders */
  readonly #atLeader = new Map<number, Uint32Array>()
  readonly #leaders: Uint8Array

  constructor(code: readonly Ex[], nslots: number, nargs: number) {
    this.#code = code
    this.#words = (nslots + 31) >>> 5
    this.#nargs = nargs
    this.#leaders = new Uint8Array(code.length + 1)
    code.forEach((s, i) => {
      if (s instanceof GotoNode) this.#leaders[s.label] = 1
      else if (s instanceof GotoIfNot) this.#leaders[s.dest] = 1
      else if (s instanceof EnterNode) this.#leaders[s.catchDest] = 1
      if (
        s instanceof GotoNode ||
        s instanceof GotoIfNot ||
        s instanceof EnterNode ||
        s instanceof ReturnNode
      ) {
        this.#leaders[i + 1] = 1
      }
    })
  }

  run(report: (slot: number) => void): void {
    const start = new Uint32Array(this.#words)
    for (let i = 0; i < this.#nargs; i++) start[i >>> 5] |= 1 << (i & 31)
    const work: number[] = [0]
    this.#atLeader.set(0, start)
    while (work.length > 0) {
      this.#walk(work.pop() as number, (to) => work.push(to), null)
    }
    for (const leader of this.#atLeader.keys()) this.#walk(leader, () => {}, report)
  }

  /** Runs through one block; `changed` hears of successors whose state shrank. */
  #walk(leader: number, changed: (to: number) => void, report: ((slot: number) => void) | null): void {
    const state = (this.#atLeader.get(leader) as Uint32Array).slice()
    const read = (e: Ex | undefined): void => {
      if (e instanceof SlotNumber) {
        if (report !== null && !(state[e.id >>> 5] & (1 << (e.id & 31)))) report(e.id)
      } else if (e instanceof Expr && e.head !== 'isdefined') for (const a of e.args) read(a)
    }
    const flow = (to: number): void => {
      if (report === null && this.#merge(to, state)) changed(to)
    }
    for (let i = leader; i < this.#code.length; i++) {
      if (i !== leader && this.#leaders[i]) {
        flow(i)
        return
      }
      const s = this.#code[i]
      if (s instanceof Expr && s.head === '=' && s.args[0] instanceof SlotNumber) {
        read(s.args[1])
        const { id } = s.args[0]
        state[id >>> 5] |= 1 << (id & 31)
      } else if (s instanceof NewvarNode) {
        state[s.slot.id >>> 5] &= ~(1 << (s.slot.id & 31))
      } else if (s instanceof GotoNode) {
        flow(s.label)
        return
      } else if (s instanceof GotoIfNot) {
        read(s.cond)
        flow(s.dest)
        flow(i + 1)
        return
      } else if (s instanceof ReturnNode) {
        read(s.value)
        return
      } else if (s instanceof EnterNode) {
        read(s.scope)
        flow(i + 1)
        // variables made undefined in the protected code are so in the handler too
        for (let k = i + 1; k < s.catchDest; k++) {
          const n = this.#code[k]
          if (n instanceof NewvarNode) state[n.slot.id >>> 5] &= ~(1 << (n.slot.id & 31))
        }
        flow(s.catchDest)
        return
      } else read(s)
    }
  }

  #merge(to: number, state: Uint32Array): boolean {
    const old = this.#atLeader.get(to)
    if (old === undefined) {
      this.#atLeader.set(to, state.slice())
      return true
    }
    let changed = false
    for (let w = 0; w < this.#words; w++) {
      const met = old[w] & state[w]
      if (met >>> 0 !== old[w]) {
        old[w] = met
        changed = true
      }
    }
    return changed
  }
}
