import { CharSet } from './charset.ts'
import { type Assertion, type Node, type Pattern, RegexError } from './syntax.ts'

/** Instructions; operands follow in the code. */
export const Op = {
  /** the match is complete */
  match: 0,
  /** end of the part that `look`, `atomic` or `call` runs */
  done: 1,
  /** bytes: offset in the literals, count */
  bytes: 2,
  set: 3,
  jump: 4,
  /** first choice, second choice */
  split: 5,
  save: 6,
  /** what */
  assert: 7,
  /** set of word characters, is negated */
  wordEdge: 8,
  /** negative, where to go on; the body follows */
  look: 9,
  /** where to go on; the body follows */
  atomic: 10,
  /** characters */
  back: 11,
  /** is caseless, count, groups… */
  backref: 12,
  keep: 13,
  fail: 14,
  /** start of the group's body, its first and last slot */
  call: 15,
  /** greedy run of a set: set, least, most */
  runGreedy: 16,
  runLazy: 17,
  runPossessive: 18,
  /** counter := 0 */
  resetCounter: 19,
  /** counter, least, most, isLazy, exit: decides whether the body (which follows) runs again */
  loop: 20,
  /** register := position */
  mark: 21,
  /** register: goes on only if the position has moved since the mark, else to the target */
  moved: 22,
  /** count, groups…, else target: go on if one of the groups is set */
  ifGroup: 23,
} as const

export const assertions: readonly Assertion[] = [
  'start',
  'end',
  'endOrNewline',
  'lineStart',
  'lineEnd',
  'searchStart',
]

export interface Program {
  readonly code: Int32Array
  readonly literals: Uint8Array
  readonly sets: readonly CharSet[]
  readonly groups: number
  /** counters and marks of loops */
  readonly registers: number
  readonly names: readonly (readonly [string, number])[]
  /** bytes that a match can begin with; null: any, or it may be empty */
  readonly firstBytes: Uint8Array | null
  /** can match only at the start of the text */
  readonly isAnchored: boolean
}

const encoder = new TextEncoder()

export function compileProgram(pattern: Pattern): Program {
  return new Compiler(pattern).compile()
}

class Compiler {
  readonly #pattern: Pattern
  readonly #code: number[] = []
  readonly #literals: number[] = []
  readonly #sets: CharSet[] = []
  readonly #calls: [at: number, group: number][] = []
  #registers = 0

  constructor(pattern: Pattern) {
    this.#pattern = pattern
  }

  compile(): Program {
    const { root, groups, names } = this.#pattern
    this.#node(root)
    this.#emit(Op.match)
    // bodies of groups that are called stand once more, behind the program, each with its own end
    const bodies = new Map<number, number>()
    for (let k = 0; k < this.#calls.length; k++) {
      const [at, group] = this.#calls[k]
      let body = bodies.get(group)
      if (body === undefined) {
        body = this.#code.length
        bodies.set(group, body)
        this.#node(group === 0 ? root : this.#findGroup(root, group))
        this.#emit(Op.done)
      }
      this.#code[at] = body
    }
    return {
      code: Int32Array.from(this.#code),
      literals: Uint8Array.from(this.#literals),
      sets: this.#sets,
      groups,
      names,
      registers: this.#registers,
      firstBytes: firstBytes(root),
      isAnchored: startsAnchored(root),
    }
  }

  #findGroup(node: Node, index: number): Node {
    const found = findGroup(node, index)
    if (found === null) throw new RegexError('reference to non-existent subpattern', 0)
    return found
  }

  #emit(...words: number[]): number {
    const at = this.#code.length
    this.#code.push(...words)
    return at
  }

  #set(set: CharSet): number {
    const known = this.#sets.indexOf(set)
    return known >= 0 ? known : this.#sets.push(set) - 1
  }

  #node(node: Node): void {
    switch (node.kind) {
      case 'empty':
        return
      case 'char': {
        const bytes = encoder.encode(String.fromCodePoint(node.code))
        this.#emit(Op.bytes, this.#literals.length, bytes.length)
        this.#literals.push(...bytes)
        return
      }
      case 'set':
        this.#emit(Op.set, this.#set(node.set))
        return
      case 'sequence':
        this.#sequence(node.parts)
        return
      case 'choice':
        this.#choice(node.branches)
        return
      case 'group':
        this.#emit(Op.save, 2 * node.index)
        this.#node(node.body)
        this.#emit(Op.save, 2 * node.index + 1)
        return
      case 'atomic': {
        const at = this.#emit(Op.atomic, 0)
        this.#node(node.body)
        this.#emit(Op.done)
        this.#code[at + 1] = this.#code.length
        return
      }
      case 'look': {
        const at = this.#emit(Op.look, node.negative ? 1 : 0, 0)
        if (node.behind) this.#behind(node.body)
        else this.#node(node.body)
        this.#emit(Op.done)
        this.#code[at + 2] = this.#code.length
        return
      }
      case 'repeat':
        this.#repeat(node)
        return
      case 'backref':
        this.#emit(Op.backref, node.caseless ? 1 : 0, node.groups.length, ...node.groups)
        return
      case 'assert':
        if (node.word !== null)
          this.#emit(Op.wordEdge, this.#set(node.word), node.what === 'notWordEdge' ? 1 : 0)
        else this.#emit(Op.assert, assertions.indexOf(node.what))
        return
      case 'keep':
        this.#emit(Op.keep)
        return
      case 'fail':
        this.#emit(Op.fail)
        return
      case 'call':
        this.#calls.push([this.#emit(Op.call, 0) + 1, node.group])
        return
      case 'condition':
        this.#condition(node)
        return
    }
  }

  #sequence(parts: readonly Node[]): void {
    let text = ''
    const flush = (): void => {
      if (text === '') return
      const bytes = encoder.encode(text)
      this.#emit(Op.bytes, this.#literals.length, bytes.length)
      this.#literals.push(...bytes)
      text = ''
    }
    for (const part of parts) {
      if (part.kind === 'char' && (part.code < 0xd800 || part.code > 0xdfff))
        text += String.fromCodePoint(part.code)
      else {
        flush()
        this.#node(part)
      }
    }
    flush()
  }

  #choice(branches: readonly Node[]): void {
    const ends: number[] = []
    branches.forEach((branch, i) => {
      if (i === branches.length - 1) return this.#node(branch)
      const split = this.#emit(Op.split, 0, 0)
      this.#code[split + 1] = this.#code.length
      this.#node(branch)
      ends.push(this.#emit(Op.jump, 0) + 1)
      this.#code[split + 2] = this.#code.length
    })
    for (const end of ends) this.#code[end] = this.#code.length
  }

  /** Looks behind: each branch has one length, by which it steps back first. */
  #behind(body: Node): void {
    const branches = body.kind === 'choice' ? body.branches : [body]
    this.#choice(
      branches.map((branch) => {
        const length = fixedLength(branch)
        if (length === null) throw new RegexError('lookbehind assertion is not fixed length', 0)
        return {
          kind: 'sequence',
          parts: [{ kind: 'repeat', body: { kind: 'empty' }, min: length, max: -1, mode: 'greedy' }, branch],
        }
      }),
    )
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>): void {
    const { body, min, max, mode } = node
    if (max === -1) {
      this.#emit(Op.back, min)
      return
    }
    if (max === 0) return
    if (mode === 'possessive' && !isOneCharacter(body)) {
      this.#node({ kind: 'atomic', body: { ...node, mode: 'greedy' } })
      return
    }
    const set = oneCharacterSet(body)
    if (set !== null) {
      const op = mode === 'greedy' ? Op.runGreedy : mode === 'lazy' ? Op.runLazy : Op.runPossessive
      this.#emit(op, this.#set(set), min, max)
      return
    }
    if (min === 0 && max === 1) {
      const split = this.#emit(Op.split, 0, 0)
      const inside = this.#code.length
      this.#node(body)
      this.#code[split + (mode === 'lazy' ? 2 : 1)] = inside
      this.#code[split + (mode === 'lazy' ? 1 : 2)] = this.#code.length
      return
    }
    const counter = this.#registers++
    const mark = this.#registers++
    this.#emit(Op.resetCounter, counter)
    const loop = this.#emit(Op.loop, counter, min, max, mode === 'lazy' ? 1 : 0, 0)
    this.#emit(Op.mark, mark)
    this.#node(body)
    const moved = this.#emit(Op.moved, mark, counter, min, 0)
    this.#emit(Op.jump, loop)
    this.#code[loop + 5] = this.#code.length
    this.#code[moved + 4] = this.#code.length
  }

  #condition(node: Extract<Node, { kind: 'condition' }>): void {
    const { test } = node
    if ('groups' in test) {
      const at = this.#emit(Op.ifGroup, test.groups.length, ...test.groups, 0)
      const target = at + 2 + test.groups.length
      this.#node(node.yes)
      const end = this.#emit(Op.jump, 0) + 1
      this.#code[target] = this.#code.length
      this.#node(node.no)
      this.#code[end] = this.#code.length
      return
    }
    if (test.kind === 'fail') return this.#node(node.no)
    if (test.kind !== 'look') throw new RegexError('assertion expected after (?( or (?(?C)', 0)
    // the test, or its opposite and the other branch
    this.#choice([
      { kind: 'sequence', parts: [test, node.yes] },
      { kind: 'sequence', parts: [{ ...test, negative: !test.negative }, node.no] },
    ])
  }
}

function findGroup(node: Node, index: number): Node | null {
  switch (node.kind) {
    case 'group':
      return node.index === index ? node : findGroup(node.body, index)
    case 'atomic':
    case 'look':
    case 'repeat':
      return findGroup(node.body, index)
    case 'sequence':
      return node.parts.map((p) => findGroup(p, index)).find((n) => n !== null) ?? null
    case 'choice':
      return node.branches.map((p) => findGroup(p, index)).find((n) => n !== null) ?? null
    case 'condition':
      return findGroup(node.yes, index) ?? findGroup(node.no, index)
    default:
      return null
  }
}

function isOneCharacter(node: Node): boolean {
  return node.kind === 'set' || node.kind === 'char'
}

const single = new Map<number, CharSet>()

function oneCharacterSet(node: Node): CharSet | null {
  if (node.kind === 'set') return node.set
  if (node.kind === 'sequence' && node.parts.length === 1) return oneCharacterSet(node.parts[0])
  return node.kind === 'char' ? charSet(node.code) : null
}

function charSet(code: number): CharSet {
  let set = single.get(code)
  if (set === undefined) {
    set = new CharSet().add(code)
    single.set(code, set)
  }
  return set
}

/** Number of characters that the node always matches; null if that varies. */
function fixedLength(node: Node): number | null {
  switch (node.kind) {
    case 'empty':
    case 'look':
    case 'assert':
    case 'keep':
    case 'fail':
      return 0
    case 'char':
    case 'set':
      return 1
    case 'group':
    case 'atomic':
      return fixedLength(node.body)
    case 'repeat': {
      const length = fixedLength(node.body)
      return length === null || node.min !== node.max ? null : length * node.min
    }
    case 'sequence': {
      let sum = 0
      for (const part of node.parts) {
        const length = fixedLength(part)
        if (length === null) return null
        sum += length
      }
      return sum
    }
    case 'choice': {
      const lengths = node.branches.map(fixedLength)
      return lengths.every((l) => l === lengths[0]) ? lengths[0] : null
    }
    default:
      return null
  }
}

/** Does the node match only at the start of the text? */
function startsAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'assert':
      return node.what === 'start'
    case 'group':
    case 'atomic':
      return startsAnchored(node.body)
    case 'sequence':
      return node.parts.length > 0 && startsAnchored(node.parts[0])
    case 'choice':
      return node.branches.every(startsAnchored)
    default:
      return false
  }
}

/** 1 for each byte that a match may begin with; null if it may be empty or that is not known. */
function firstBytes(root: Node): Uint8Array | null {
  const bytes = new Uint8Array(256)
  return addFirst(root, bytes) ? null : bytes
}

/** Adds what `node` may begin with; true if it may match without taking a character. */
function addFirst(node: Node, bytes: Uint8Array): boolean {
  switch (node.kind) {
    case 'char':
      bytes[encoder.encode(String.fromCodePoint(node.code))[0]] = 1
      return false
    case 'set':
      for (let c = 0; c < 128; c++) if (node.set.ascii[c] !== 0) bytes[c] = 1
      bytes.fill(1, 128)
      return false
    case 'group':
    case 'atomic':
      return addFirst(node.body, bytes)
    case 'sequence':
      return node.parts.every((part) => addFirst(part, bytes))
    case 'choice':
      return node.branches.map((branch) => addFirst(branch, bytes)).some((empty) => empty)
    case 'repeat': {
      const mayBeEmpty = addFirst(node.body, bytes)
      return mayBeEmpty || node.min === 0
    }
    case 'fail':
      return false
    default:
      return true
  }
}
