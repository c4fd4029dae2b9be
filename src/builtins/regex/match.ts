import { otherCases } from './charset.ts'
import { assertions, Op, type Program } from './program.ts'

/** Options of one search, as PCRE2 numbers them. */
export const ANCHORED = 0x80000000
export const ENDANCHORED = 0x20000000
export const NOTEMPTY = 0x4
export const NOTEMPTY_ATSTART = 0x8

/** Kinds of entries on the backtracking stack; each entry is four words. */
const ALTERNATIVE = 0
const RESTORE_SLOT = 1
const RESTORE_REGISTER = 2
const GREEDY_RUN = 3
const LAZY_RUN = 4
const RESTORE_KEEP = 5
const ENTRY = 4

const NEWLINE = 10
const START = assertions.indexOf('start')
const END = assertions.indexOf('end')
const END_OR_NEWLINE = assertions.indexOf('endOrNewline')
const LINE_START = assertions.indexOf('lineStart')
const LINE_END = assertions.indexOf('lineEnd')

/** Backtracking gives up after this many steps in one search, as PCRE does. */
const STEP_LIMIT = 50_000_000

/**
 * Runs programs over UTF-8 bytes by backtracking with a stack of its own. Bytes that are no UTF-8 match nothing but
 * may stand before and after matches.
 */
export class Matcher {
  readonly #program: Program
  #stack = new Int32Array(256 * ENTRY)
  #top = 0
  #slots: Int32Array
  #registers: Int32Array
  #text: Uint8Array = new Uint8Array()
  /** where the text stands in `#text` */
  #from = 0
  #to = 0
  #searchStart = 0
  #keep = -1
  #options = 0
  #steps = 0

  constructor(program: Program) {
    this.#program = program
    this.#slots = new Int32Array(2 * (program.groups + 1))
    this.#registers = new Int32Array(program.registers)
  }

  /**
   * Looks for the first match in `text[from, to)` at or after `start`. The result holds begin and end of the match and
   * of each group, as offsets from `from`, -1 for groups that took no part; null if there is no match.
   */
  search(text: Uint8Array, from: number, to: number, start: number, options: number): Int32Array | null {
    this.#text = text
    this.#from = from
    this.#to = to
    this.#searchStart = from + start
    this.#options = options
    this.#steps = 0
    const { firstBytes, isAnchored } = this.#program
    const isFixed = (options & ANCHORED) !== 0
    for (let at = from + start; at <= to; at++) {
      if (at > from && at < to && (text[at] & 0xc0) === 0x80 && !isFixed) continue
      if (isAnchored && at > from) return null
      if (firstBytes !== null && !isFixed) {
        while (at < to && firstBytes[text[at]] === 0) at++
        if (at >= to) return null
        if ((text[at] & 0xc0) === 0x80) continue
      }
      this.#slots.fill(-1)
      this.#top = 0
      this.#keep = -1
      const end = this.#run(0, at, 0)
      if (end >= 0) {
        const slots = this.#slots
        slots[0] = this.#keep >= 0 ? this.#keep : at
        slots[1] = end
        return slots.map((s) => (s < 0 ? -1 : s - from))
      }
      if (isFixed) return null
    }
    return null
  }

  #push(kind: number, a: number, b: number, c: number): void {
    if (this.#top + ENTRY > this.#stack.length) {
      const bigger = new Int32Array(2 * this.#stack.length)
      bigger.set(this.#stack)
      this.#stack = bigger
    }
    const s = this.#stack
    const t = this.#top
    s[t] = kind
    s[t + 1] = a
    s[t + 2] = b
    s[t + 3] = c
    this.#top = t + ENTRY
  }

  /** Undoes changes down to `base` without trying alternatives. */
  #unwind(base: number): void {
    const s = this.#stack
    while (this.#top > base) {
      this.#top -= ENTRY
      this.#restore(s, this.#top)
    }
  }

  #restore(s: Int32Array, t: number): void {
    if (s[t] === RESTORE_SLOT) this.#slots[s[t + 1]] = s[t + 2]
    else if (s[t] === RESTORE_REGISTER) this.#registers[s[t + 1]] = s[t + 2]
    else if (s[t] === RESTORE_KEEP) this.#keep = s[t + 1]
  }

  /** Drops the alternatives above `base`, keeping what undoes changes. */
  #commit(base: number): void {
    const s = this.#stack
    let to = base
    for (let t = base; t < this.#top; t += ENTRY) {
      const kind = s[t]
      if (kind === RESTORE_SLOT || kind === RESTORE_REGISTER || kind === RESTORE_KEEP) {
        s.copyWithin(to, t, t + ENTRY)
        to += ENTRY
      }
    }
    this.#top = to
  }

  #setSlot(i: number, value: number): void {
    this.#push(RESTORE_SLOT, i, this.#slots[i], 0)
    this.#slots[i] = value
  }

  #setRegister(i: number, value: number): void {
    this.#push(RESTORE_REGISTER, i, this.#registers[i], 0)
    this.#registers[i] = value
  }

  /** Code point at `at`, -1 if there is none; `#width` is set to its bytes. */
  #width = 0
  #decode(at: number): number {
    const text = this.#text
    const to = this.#to
    const b = text[at]
    if (at >= to) return -1
    if (b < 0x80) {
      this.#width = 1
      return b
    }
    if (b < 0xc2 || b > 0xf4) return -1
    const n = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4
    if (at + n > to) return -1
    let code = b & (0x7f >> n)
    for (let k = 1; k < n; k++) {
      const c = text[at + k]
      if ((c & 0xc0) !== 0x80) return -1
      code = (code << 6) | (c & 0x3f)
    }
    if (
      (n === 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) ||
      (n === 4 && (code < 0x10000 || code > 0x10ffff))
    )
      return -1
    this.#width = n
    return code
  }

  /** Begin of the character before `at`, -1 at the start. */
  #before(at: number): number {
    if (at <= this.#from) return -1
    let k = at - 1
    while (k > this.#from && (this.#text[k] & 0xc0) === 0x80) k--
    return k
  }

  /** End of the longest run of the set from `at` on, at most `most` characters; `#count` is set. */
  #count = 0
  #runEnd(setIndex: number, at: number, most: number): number {
    const set = this.#program.sets[setIndex]
    const { ascii } = set
    const text = this.#text
    const to = this.#to
    let n = 0
    let p = at
    while (n < most && p < to) {
      const b = text[p]
      if (b < 128) {
        if (ascii[b] === 0) break
        p++
      } else {
        const code = this.#decode(p)
        if (code < 0 || !set.has(code)) break
        p += this.#width
      }
      n++
    }
    this.#count = n
    return p
  }

  #isWord(at: number, setIndex: number): boolean {
    if (at < this.#from) return false
    const code = this.#decode(at)
    return code >= 0 && this.#program.sets[setIndex].has(code)
  }

  #asserts(what: number, at: number): boolean {
    switch (what) {
      case START:
        return at === this.#from
      case END:
        return at === this.#to
      case END_OR_NEWLINE:
        return at === this.#to || (at === this.#to - 1 && this.#text[at] === NEWLINE)
      case LINE_START:
        return at === this.#from || (this.#text[at - 1] === NEWLINE && at < this.#to)
      case LINE_END:
        return at === this.#to || this.#text[at] === NEWLINE
      default:
        return at === this.#searchStart
    }
  }

  /** End of the same text as group `g` has, from `at` on; -1 if it does not stand there. */
  #sameAs(g: number, at: number, isCaseless: boolean): number {
    const from = this.#slots[2 * g]
    const to = this.#slots[2 * g + 1]
    const text = this.#text
    let p = at
    if (!isCaseless) {
      if (p + (to - from) > this.#to) return -1
      for (let k = from; k < to; k++) if (text[k] !== text[p++]) return -1
      return p
    }
    for (let k = from; k < to; ) {
      const a = this.#decode(k)
      k += this.#width
      const b = this.#decode(p)
      if (a < 0 || b < 0 || (a !== b && !otherCases(a).includes(b))) return -1
      p += this.#width
    }
    return p
  }

  /** Runs from `pc` until `match` or `done`; gives the position there, or -1 after all alternatives have failed. */
  #run(pc: number, at: number, depth: number): number {
    const { code, literals, sets } = this.#program
    const base = this.#top
    const first = at
    if (depth > 500) throw new Error('regex: nested too deeply')
    for (;;) {
      let ok = true
      if (++this.#steps > STEP_LIMIT) throw new MatchLimit()
      switch (code[pc]) {
        case Op.match: {
          const isEmpty = at === first
          if (isEmpty && (this.#options & NOTEMPTY) !== 0) ok = false
          else if (isEmpty && (this.#options & NOTEMPTY_ATSTART) !== 0 && at === this.#searchStart) ok = false
          else if ((this.#options & ENDANCHORED) !== 0 && at !== this.#to) ok = false
          else return at
          break
        }
        case Op.done:
          return at
        case Op.bytes: {
          const n = code[pc + 2]
          const from = code[pc + 1]
          if (at + n > this.#to) ok = false
          else {
            const text = this.#text
            for (let k = 0; k < n; k++) {
              if (text[at + k] !== literals[from + k]) {
                ok = false
                break
              }
            }
            at += n
            pc += 3
          }
          break
        }
        case Op.set: {
          const c = at < this.#to ? this.#text[at] : 255
          if (c < 128) {
            ok = sets[code[pc + 1]].ascii[c] !== 0
            at++
          } else {
            const u = this.#decode(at)
            ok = u >= 0 && sets[code[pc + 1]].has(u)
            at += this.#width
          }
          pc += 2
          break
        }
        case Op.jump:
          pc = code[pc + 1]
          break
        case Op.split:
          this.#push(ALTERNATIVE, code[pc + 2], at, 0)
          pc = code[pc + 1]
          break
        case Op.save:
          this.#setSlot(code[pc + 1], at)
          pc += 2
          break
        case Op.assert:
          ok = this.#asserts(code[pc + 1], at)
          pc += 2
          break
        case Op.wordEdge: {
          const set = code[pc + 1]
          const isEdge = this.#isWord(this.#before(at), set) !== (at < this.#to && this.#isWord(at, set))
          ok = isEdge !== (code[pc + 2] !== 0)
          pc += 3
          break
        }
        case Op.look: {
          const mark = this.#top
          const found = this.#run(pc + 3, at, depth + 1) >= 0
          ok = found !== (code[pc + 1] !== 0)
          if (code[pc + 1] !== 0) this.#unwind(mark)
          else this.#commit(mark)
          pc = code[pc + 2]
          break
        }
        case Op.atomic: {
          const mark = this.#top
          const end = this.#run(pc + 2, at, depth + 1)
          ok = end >= 0
          this.#commit(mark)
          at = end
          pc = code[pc + 1]
          break
        }
        case Op.call: {
          const slots = this.#slots.slice()
          const mark = this.#top
          const end = this.#run(code[pc + 1], at, depth + 1)
          ok = end >= 0
          this.#unwind(mark)
          this.#slots.set(slots)
          at = end
          pc += 2
          break
        }
        case Op.back: {
          for (let n = code[pc + 1]; n > 0 && at >= 0; n--) at = this.#before(at)
          ok = at >= 0
          pc += 2
          break
        }
        case Op.backref: {
          const n = code[pc + 2]
          ok = false
          for (let k = 0; k < n; k++) {
            const g = code[pc + 3 + k]
            if (this.#slots[2 * g + 1] < 0 || this.#slots[2 * g] < 0) continue
            const end = this.#sameAs(g, at, code[pc + 1] !== 0)
            ok = end >= 0
            if (ok) at = end
            break
          }
          pc += 3 + n
          break
        }
        case Op.keep:
          this.#push(RESTORE_KEEP, this.#keep, 0, 0)
          this.#keep = at
          pc += 1
          break
        case Op.runGreedy:
        case Op.runPossessive: {
          const least = code[pc + 2]
          const end = this.#runEnd(code[pc + 1], at, code[pc + 3])
          ok = this.#count >= least
          if (ok && code[pc] === Op.runGreedy && this.#count > least) {
            let lowest = at
            if (least > 0) lowest = this.#runEnd(code[pc + 1], at, least)
            this.#push(GREEDY_RUN, pc + 4, lowest, end)
          }
          at = end
          pc += 4
          break
        }
        case Op.runLazy: {
          const least = code[pc + 2]
          const end = this.#runEnd(code[pc + 1], at, least)
          ok = this.#count >= least
          if (ok && code[pc + 3] > least) this.#push(LAZY_RUN, pc, end, least)
          at = end
          pc += 4
          break
        }
        case Op.resetCounter:
          this.#setRegister(code[pc + 1], 0)
          pc += 2
          break
        case Op.loop: {
          const counter = code[pc + 1]
          const n = this.#registers[counter]
          const body = pc + 6
          const exit = code[pc + 5]
          if (n < code[pc + 2]) {
            this.#setRegister(counter, n + 1)
            pc = body
          } else if (n >= code[pc + 3]) pc = exit
          else if (code[pc + 4] !== 0) {
            // once more only if going on fails
            this.#push(ALTERNATIVE, pc, at, n + 1)
            pc = exit
          } else {
            this.#push(ALTERNATIVE, exit, at, 0)
            this.#setRegister(counter, n + 1)
            pc = body
          }
          break
        }
        case Op.mark:
          this.#setRegister(code[pc + 1], at)
          pc += 2
          break
        case Op.moved:
          // an iteration that took nothing ends the loop
          if (this.#registers[code[pc + 1]] === at && this.#registers[code[pc + 2]] >= code[pc + 3])
            pc = code[pc + 4]
          else pc += 5
          break
        case Op.ifGroup: {
          const n = code[pc + 1]
          let isSet = false
          for (let k = 0; k < n; k++) if (this.#slots[2 * code[pc + 2 + k] + 1] >= 0) isSet = true
          pc = isSet ? pc + 3 + n : code[pc + 2 + n]
          break
        }
        default:
          ok = false
      }
      if (ok) continue
      // back to the last choice
      for (;;) {
        if (this.#top <= base) return -1
        const s = this.#stack
        const t = this.#top - ENTRY
        const kind = s[t]
        if (kind === ALTERNATIVE) {
          this.#top = t
          pc = s[t + 1]
          at = s[t + 2]
          if (s[t + 3] > 0) {
            // a lazy loop goes round: its counter is one more, and the body follows
            const n = s[t + 3]
            this.#setRegister(code[pc + 1], n)
            pc += 6
          }
          break
        }
        if (kind === GREEDY_RUN) {
          // one character less
          let end = s[t + 3] - 1
          while (end > s[t + 2] && (this.#text[end] & 0xc0) === 0x80) end--
          if (end > s[t + 2]) s[t + 3] = end
          else this.#top = t
          pc = s[t + 1]
          at = end
          break
        }
        if (kind === LAZY_RUN) {
          // one character more
          const run = s[t + 1]
          const end = this.#runEnd(code[run + 1], s[t + 2], 1)
          if (this.#count === 1) {
            const n = s[t + 3] + 1
            if (n >= code[run + 3]) this.#top = t
            else {
              s[t + 2] = end
              s[t + 3] = n
            }
            pc = run + 4
            at = end
            break
          }
          this.#top = t
          continue
        }
        this.#top = t
        this.#restore(s, t)
      }
    }
  }
}

/** The search took too many steps. */
export class MatchLimit extends Error {}
