import { CharSet, escapeSet, otherCases, posixSet, propertySet } from './charset.ts'

/** What a pattern means. Positions and lengths of the text are in bytes of UTF-8, characters are code points. */
export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly body: Node }
  | {
      readonly kind: 'repeat'
      readonly body: Node
      readonly min: number
      readonly max: number
      readonly mode: 'greedy' | 'lazy' | 'possessive'
    }
  | { readonly kind: 'backref'; readonly groups: readonly number[]; readonly caseless: boolean }
  | { readonly kind: 'assert'; readonly what: Assertion; readonly word: CharSet | null }
  | { readonly kind: 'keep' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'call'; readonly group: number }
  | {
      readonly kind: 'condition'
      readonly test: { readonly groups: readonly number[] } | Node
      readonly yes: Node
      readonly no: Node
    }

/** start and end of the text or of a line, the end before a last newline, where matching began, edges of words */
export type Assertion =
  | 'start'
  | 'end'
  | 'endOrNewline'
  | 'lineStart'
  | 'lineEnd'
  | 'searchStart'
  | 'wordEdge'
  | 'notWordEdge'

/** The pattern cannot be used; `offset` in characters of the pattern. */
export class RegexError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** PCRE2's compile options that mean something here. */
export const CASELESS = 0x8
export const DOTALL = 0x20
export const EXTENDED = 0x80
export const MULTILINE = 0x400
export const UNICODE_CLASSES = 0x20000
export const UNGREEDY = 0x40000

interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly x: boolean
  readonly U: boolean
  readonly n: boolean
}

export interface Pattern {
  readonly root: Node
  /** number of capturing groups */
  readonly groups: number
  /** names of groups in order of their numbers; a name may stand for several */
  readonly names: readonly (readonly [name: string, index: number])[]
}

const EMPTY: Node = { kind: 'empty' }
const INFINITY = 0x7fffffff
const NEWLINE_SET = new CharSet().add(10)
const NOT_NEWLINE = new CharSet().addSet(NEWLINE_SET).negate()
const ANY = new CharSet().addRange(0, 0x10ffff)

/** Reads PCRE's syntax. */
export function parsePattern(source: string, options: number): Pattern {
  return new Parser(source, options).parse()
}

class Parser {
  readonly #s: readonly string[]
  readonly #isUnicode: boolean
  #i = 0
  #flags: Flags
  #groups = 0
  readonly #names: [string, number][] = []
  readonly #totalGroups: number
  readonly #allNames: ReadonlyMap<string, number[]>

  constructor(source: string, options: number, scan = true) {
    this.#s = [...source]
    this.#isUnicode = (options & UNICODE_CLASSES) !== 0
    this.#flags = {
      i: (options & CASELESS) !== 0,
      m: (options & MULTILINE) !== 0,
      s: (options & DOTALL) !== 0,
      x: (options & EXTENDED) !== 0,
      U: (options & UNGREEDY) !== 0,
      n: false,
    }
    // references may go forward: a first pass counts groups and finds their names
    const names = new Map<string, number[]>()
    let total = 99999
    if (scan) {
      const first = new Parser(source, options, false)
      first.parse()
      total = first.#groups
      for (const [name, index] of first.#names) names.set(name, [...(names.get(name) ?? []), index])
    }
    this.#totalGroups = total
    this.#allNames = names
  }

  get #isScan(): boolean {
    return this.#totalGroups === 99999
  }

  parse(): Pattern {
    const root = this.#choice()
    if (this.#i < this.#s.length) this.#fail('unmatched closing parenthesis')
    return { root, groups: this.#groups, names: this.#names }
  }

  #fail(message: string, at = this.#i): never {
    throw new RegexError(message, at)
  }

  #peek(): string {
    return this.#s[this.#i] ?? ''
  }

  #take(text: string): boolean {
    for (let k = 0; k < text.length; k++) if (this.#s[this.#i + k] !== text[k]) return false
    this.#i += text.length
    return true
  }

  // ---- branches, sequences, quantifiers -----------------------------------------------------------------------------------

  /** Branches up to a closing parenthesis or the end. Flags set inside hold up to there. */
  #choice(resetGroups = false): Node {
    const before = this.#flags
    const branches: Node[] = []
    const first = this.#groups
    let most = first
    for (;;) {
      branches.push(this.#sequence())
      most = Math.max(most, this.#groups)
      if (!this.#take('|')) break
      if (resetGroups) this.#groups = first
    }
    this.#groups = most
    this.#flags = before
    return branches.length === 1 ? branches[0] : { kind: 'choice', branches }
  }

  #sequence(): Node {
    const parts: Node[] = []
    for (;;) {
      this.#skipBlanks()
      const c = this.#peek()
      if (c === '' || c === '|' || c === ')') break
      if (this.#take('\\Q')) {
        let last: Node | null = null
        while (this.#i < this.#s.length && !this.#take('\\E')) {
          if (last !== null) parts.push(last)
          last = this.#literal(this.#s[this.#i++].codePointAt(0) as number)
        }
        if (last !== null) parts.push(this.#quantified(last))
        continue
      }
      if (this.#take('\\E')) continue
      const atom = this.#atom()
      if (atom !== null) parts.push(this.#quantified(atom))
    }
    if (parts.length === 0) return EMPTY
    return parts.length === 1 ? parts[0] : { kind: 'sequence', parts }
  }

  /** White space and comments, where the x flag allows them. */
  #skipBlanks(): void {
    for (;;) {
      if (this.#flags.x && /^[ \t\n\v\f\r\x85\u200e\u200f\u2028\u2029]$/.test(this.#peek())) this.#i++
      else if (this.#flags.x && this.#peek() === '#') {
        while (this.#i < this.#s.length && this.#s[this.#i] !== '\n') this.#i++
      } else if (this.#peek() === '(' && this.#s[this.#i + 1] === '?' && this.#s[this.#i + 2] === '#') {
        const open = this.#i
        while (this.#peek() !== ')') {
          if (this.#peek() === '') this.#fail('missing ) after (?# comment', open)
          this.#i++
        }
        this.#i++
      } else return
    }
  }

  #quantified(atom: Node): Node {
    let node = atom
    for (;;) {
      this.#skipBlanks()
      const bounds = this.#bounds()
      if (bounds === null) return node
      if (node.kind === 'assert' && node !== atom) this.#fail('quantifier does not follow a repeatable item')
      const mode = this.#take('+') ? 'possessive' : this.#take('?') !== this.#flags.U ? 'lazy' : 'greedy'
      node = { kind: 'repeat', body: node, min: bounds[0], max: bounds[1], mode }
      return node
    }
  }

  #bounds(): [number, number] | null {
    if (this.#take('*')) return [0, INFINITY]
    if (this.#take('+')) return [1, INFINITY]
    if (this.#take('?')) return [0, 1]
    if (this.#peek() !== '{') return null
    const found = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#s.slice(this.#i, this.#i + 16).join(''))
    if (found === null) return null
    this.#i += found[0].length
    const min = Number(found[1])
    const max = found[2] === undefined ? min : found[3] === '' ? INFINITY : Number(found[3])
    if (min > 65535 || (max !== INFINITY && max > 65535)) this.#fail('number too big in {} quantifier')
    if (max < min) this.#fail('numbers out of order in {} quantifier')
    return [min, max]
  }

  // ---- atoms ------------------------------------------------------------------------------------------------------------

  #literal(code: number): Node {
    if (this.#flags.i && otherCases(code).length > 0)
      return { kind: 'set', set: new CharSet().add(code).foldCase() }
    return { kind: 'char', code }
  }

  #assert(what: Assertion): Node {
    const isWord = what === 'wordEdge' || what === 'notWordEdge'
    return { kind: 'assert', what, word: isWord ? escapeSet('w', this.#isUnicode) : null }
  }

  /** One item; null for what matches nothing by itself, as flag settings. */
  #atom(): Node | null {
    const c = this.#s[this.#i++]
    switch (c) {
      case '.':
        return { kind: 'set', set: this.#flags.s ? ANY : NOT_NEWLINE }
      case '^':
        return this.#assert(this.#flags.m ? 'lineStart' : 'start')
      case '$':
        return this.#assert(this.#flags.m ? 'lineEnd' : 'endOrNewline')
      case '[':
        return this.#class()
      case '(':
        return this.#group()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        return this.#fail('quantifier does not follow a repeatable item', this.#i - 1)
      default:
        return this.#literal(c.codePointAt(0) as number)
    }
  }

  #name(close: string): string {
    let name = ''
    while (this.#peek() !== close) {
      if (this.#peek() === '') this.#fail('syntax error in subpattern name (missing terminator?)')
      name += this.#s[this.#i++]
    }
    this.#i++
    if (name === '') this.#fail('subpattern name expected')
    if (/^\d/.test(name)) this.#fail('subpattern name must start with a non-digit')
    return name
  }

  #close(): void {
    if (!this.#take(')')) this.#fail('missing closing parenthesis')
  }

  #capture(name: string | null): Node {
    const index = ++this.#groups
    if (name !== null) {
      const taken = this.#names.find(([n]) => n === name)
      if (taken !== undefined && taken[1] !== index) {
        this.#fail('two named subpatterns have the same name (PCRE2_DUPNAMES not set)')
      }
      if (taken === undefined) this.#names.push([name, index])
    }
    const body = this.#choice()
    this.#close()
    return { kind: 'group', index, body }
  }

  #wrapped(make: (body: Node) => Node, resetGroups = false): Node {
    const body = this.#choice(resetGroups)
    this.#close()
    return make(body)
  }

  #group(): Node | null {
    if (this.#peek() === '*') return this.#verb()
    if (!this.#take('?')) return this.#flags.n ? this.#wrapped((b) => b) : this.#capture(null)
    if (this.#take(':')) return this.#wrapped((b) => ({ kind: 'sequence', parts: [b] }))
    if (this.#take('|')) return this.#wrapped((b) => ({ kind: 'sequence', parts: [b] }), true)
    if (this.#take('>')) return this.#wrapped((body) => ({ kind: 'atomic', body }))
    if (this.#take('='))
      return this.#wrapped((body) => ({ kind: 'look', behind: false, negative: false, body }))
    if (this.#take('!'))
      return this.#wrapped((body) => ({ kind: 'look', behind: false, negative: true, body }))
    if (this.#take('<='))
      return this.#wrapped((body) => ({ kind: 'look', behind: true, negative: false, body }))
    if (this.#take('<!'))
      return this.#wrapped((body) => ({ kind: 'look', behind: true, negative: true, body }))
    if (this.#take('P<') || this.#take('<')) return this.#capture(this.#name('>'))
    if (this.#take("'")) return this.#capture(this.#name("'"))
    if (this.#take('P=')) return this.#namedBackref(this.#name(')'))
    if (this.#take('P>') || this.#take('&')) return this.#call(this.#named(this.#name(')'))[0])
    if (this.#take('R)') || this.#take('0)')) return { kind: 'call', group: 0 }
    if (this.#take('(')) return this.#condition()
    const relative = /^([+-]?)(\d+)\)/.exec(this.#s.slice(this.#i, this.#i + 12).join(''))
    if (relative !== null) {
      this.#i += relative[0].length
      const n = Number(relative[2])
      return this.#call(
        relative[1] === '+' ? this.#groups + n : relative[1] === '-' ? this.#groups - n + 1 : n,
      )
    }
    return this.#settings()
  }

  /** `(?i-s)` up to the end of the group, or `(?i:…)`. */
  #settings(): Node | null {
    const before = this.#flags
    let flags = { ...before }
    let on = true
    if (this.#take('^')) flags = { ...flags, i: false, m: false, s: false, x: false, n: false }
    for (;;) {
      const c = this.#s[this.#i++]
      if (c === '-') on = false
      else if (c === 'i' || c === 'm' || c === 's' || c === 'x' || c === 'U' || c === 'n')
        flags = { ...flags, [c]: on }
      else if (c === 'J') continue
      else if (c === ')') {
        this.#flags = flags
        return null
      } else if (c === ':') {
        this.#flags = flags
        const body = this.#choice()
        this.#flags = before
        this.#close()
        return { kind: 'sequence', parts: [body] }
      } else this.#fail('unrecognized character after (? or (?-', this.#i - 1)
    }
  }

  #verb(): Node | null {
    const text = this.#s.slice(this.#i, this.#i + 40).join('')
    const found = /^\*([A-Z_]*)\)/.exec(text)
    if (found === null) return this.#fail('(*VERB) not recognized or malformed')
    this.#i += found[0].length
    switch (found[1]) {
      case 'UTF':
      case 'UTF8':
      case 'UCP':
        return null
      case 'F':
      case 'FAIL':
        return { kind: 'fail' }
      default:
        return this.#fail(`(*${found[1]}) is not supported by this system`)
    }
  }

  #condition(): Node {
    let test: { groups: number[] } | Node
    const number = /^([+-]?)(\d+)\)/.exec(this.#s.slice(this.#i, this.#i + 12).join(''))
    if (number !== null) {
      this.#i += number[0].length
      const n = Number(number[2])
      const index = number[1] === '+' ? this.#groups + n : number[1] === '-' ? this.#groups - n + 1 : n
      if (index < 1 || index > this.#totalGroups) this.#fail('reference to non-existent subpattern')
      test = { groups: [index] }
    } else if (this.#take('<')) {
      const name = this.#name('>')
      this.#close()
      test = { groups: this.#named(name) }
    } else if (this.#take("'")) {
      const name = this.#name("'")
      this.#close()
      test = { groups: this.#named(name) }
    } else if (this.#take('DEFINE)')) test = { kind: 'fail' }
    else if (this.#peek() === '?') {
      const look = this.#group()
      if (look === null || look.kind !== 'look') return this.#fail('assertion expected after (?( or (?(?C)')
      test = look
    } else test = { groups: this.#named(this.#name(')')) }
    const yes = this.#sequence()
    const no = this.#take('|') ? this.#sequence() : EMPTY
    if (this.#peek() === '|') this.#fail('conditional subpattern contains more than two branches')
    this.#close()
    return { kind: 'condition', test, yes, no }
  }

  #named(name: string): number[] {
    const found = this.#allNames.get(name)
    if (found !== undefined) return found
    return this.#isScan ? [1] : this.#fail('reference to non-existent subpattern')
  }

  #call(group: number): Node {
    if (group > this.#totalGroups || group < 0) this.#fail('reference to non-existent subpattern')
    return { kind: 'call', group }
  }

  #backref(index: number): Node {
    if (index > this.#totalGroups || index < 1) this.#fail('reference to non-existent subpattern')
    return { kind: 'backref', groups: [index], caseless: this.#flags.i }
  }

  #namedBackref(name: string): Node {
    return { kind: 'backref', groups: this.#named(name), caseless: this.#flags.i }
  }

  // ---- escapes ------------------------------------------------------------------------------------------------------------

  #escape(): Node | null {
    const c = this.#s[this.#i++]
    switch (c) {
      case undefined:
        return this.#fail('\\ at end of pattern')
      case 'b':
        return this.#assert('wordEdge')
      case 'B':
        return this.#assert('notWordEdge')
      case 'A':
        return this.#assert('start')
      case 'z':
        return this.#assert('end')
      case 'Z':
        return this.#assert('endOrNewline')
      case 'G':
        return this.#assert('searchStart')
      case 'K':
        return { kind: 'keep' }
      case 'N':
        return { kind: 'set', set: NOT_NEWLINE }
      case 'R': {
        const crlf: Node = {
          kind: 'sequence',
          parts: [
            { kind: 'char', code: 13 },
            { kind: 'char', code: 10 },
          ],
        }
        return {
          kind: 'atomic',
          body: { kind: 'choice', branches: [crlf, { kind: 'set', set: escapeSet('v', true) }] },
        }
      }
      case 'X': {
        const mark = new CharSet().addSet(propertySet('M') as CharSet).add(0x200d)
        return {
          kind: 'atomic',
          body: {
            kind: 'sequence',
            parts: [
              { kind: 'set', set: ANY },
              { kind: 'repeat', body: { kind: 'set', set: mark }, min: 0, max: INFINITY, mode: 'possessive' },
            ],
          },
        }
      }
      case 'g':
        return this.#groupReference()
      case 'k': {
        const open = this.#s[this.#i++]
        const close = { '<': '>', "'": "'", '{': '}' }[open]
        if (close === undefined)
          return this.#fail('\\k is not followed by a braced, angle-bracketed, or quoted name')
        return this.#namedBackref(this.#name(close))
      }
    }
    const set = this.#escapedSet(c)
    if (set !== null) return { kind: 'set', set }
    if (c >= '1' && c <= '9') {
      const digits = /^\d+/.exec(this.#s.slice(this.#i - 1, this.#i + 4).join(''))?.[0] ?? c
      const n = Number(digits)
      if (n < 10 || (n <= this.#totalGroups && !this.#isScan) || (this.#isScan && n < 10)) {
        this.#i += digits.length - 1
        return this.#backref(n)
      }
      if (c >= '8') {
        this.#i += digits.length - 1
        return this.#isScan ? EMPTY : this.#backref(n)
      }
      this.#i--
      return this.#literal(this.#octal(3))
    }
    return this.#literal(this.#escapedCode(c))
  }

  #groupReference(): Node {
    const text = this.#s.slice(this.#i, this.#i + 40).join('')
    const number = /^(?:\{([+-]?)(\d+)\}|([+-]?)(\d+))/.exec(text)
    if (number !== null) {
      this.#i += number[0].length
      const sign = number[1] ?? number[3]
      const n = Number(number[2] ?? number[4])
      return this.#backref(sign === '-' ? this.#groups - n + 1 : sign === '+' ? this.#groups + n : n)
    }
    if (this.#take('{')) return this.#namedBackref(this.#name('}'))
    const open = this.#s[this.#i]
    if (open === '<' || open === "'") {
      this.#i++
      const close = open === '<' ? '>' : "'"
      const called = /^[+-]?\d+/.exec(this.#s.slice(this.#i, this.#i + 8).join(''))
      if (called === null) return this.#call(this.#named(this.#name(close))[0])
      this.#i += called[0].length
      if (!this.#take(close))
        this.#fail(
          '\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number',
        )
      const n = Number(called[0])
      return this.#call(
        called[0].startsWith('-') ? this.#groups + n + 1 : called[0].startsWith('+') ? this.#groups + n : n,
      )
    }
    return this.#fail('a numbered reference must not be zero')
  }

  /** The set behind `\d` and its like, and `\p`; null if the letter is none. */
  #escapedSet(c: string): CharSet | null {
    const lower = c.toLowerCase()
    if (c === 'p' || c === 'P') return this.#property(c === 'P')
    if (!'dwshv'.includes(lower) || c.length !== 1) return null
    const set = escapeSet(lower as 'd', this.#isUnicode)
    return c === lower ? set : new CharSet().addSet(set, true)
  }

  #property(isNegated: boolean): CharSet {
    let name: string
    if (this.#take('{')) {
      name = ''
      while (this.#peek() !== '}') {
        if (this.#peek() === '') this.#fail('malformed \\P or \\p sequence')
        name += this.#s[this.#i++]
      }
      this.#i++
    } else name = this.#s[this.#i++] ?? this.#fail('malformed \\P or \\p sequence')
    let negated = isNegated
    if (name.startsWith('^')) {
      negated = !negated
      name = name.slice(1)
    }
    const set = propertySet(name) ?? this.#fail('unknown property after \\P or \\p')
    return negated ? new CharSet().addSet(set, true) : set
  }

  #octal(most: number): number {
    let n = 0
    for (let k = 0; k < most && /^[0-7]$/.test(this.#peek()); k++) n = n * 8 + Number(this.#s[this.#i++])
    return n
  }

  #hex(count: number): number | null {
    const digits = this.#s.slice(this.#i, this.#i + count).join('')
    if (!new RegExp(`^[0-9a-fA-F]{${count}}$`).test(digits)) return null
    this.#i += count
    return Number.parseInt(digits, 16)
  }

  /** The character that an escape stands for, in and out of classes. */
  #escapedCode(c: string): number {
    switch (c) {
      case 'a':
        return 7
      case 'e':
        return 27
      case 'f':
        return 12
      case 'n':
        return 10
      case 'r':
        return 13
      case 't':
        return 9
      case '0':
        return this.#octal(2)
      case 'o': {
        if (!this.#take('{')) this.#fail('missing opening brace after \\o')
        const n = this.#octal(12)
        if (!this.#take('}')) this.#fail('non-octal character in \\o{} (closing brace missing?)')
        return n
      }
      case 'x': // two digits, or the letter (PCRE2_ALT_BSUX)
        return this.#hex(2) ?? 0x78
      case 'u':
        return this.#hex(4) ?? 0x75
      case 'c': {
        const letter = this.#s[this.#i++] ?? this.#fail('\\c at end of pattern')
        return (letter.toUpperCase().codePointAt(0) as number) ^ 0x40
      }
    }
    if (/^[a-zA-Z]$/.test(c) && c !== 'U') this.#fail('unrecognized character follows \\', this.#i - 1)
    return c.codePointAt(0) as number
  }

  // ---- classes ----------------------------------------------------------------------------------------------------------

  #class(): Node {
    const set = new CharSet()
    const isNegated = this.#take('^')
    let isFirst = true
    for (;;) {
      if (this.#i >= this.#s.length) this.#fail('missing terminating ] for character class', this.#s.length)
      if (this.#peek() === ']' && !isFirst) break
      isFirst = false
      if (this.#take('\\E')) continue
      if (this.#take('\\Q')) {
        while (this.#i < this.#s.length && !(this.#peek() === '\\' && this.#s[this.#i + 1] === 'E'))
          set.add(this.#s[this.#i++].codePointAt(0) as number)
        continue
      }
      const from = this.#classItem(set)
      if (from === null) continue
      if (this.#peek() !== '-' || this.#s[this.#i + 1] === ']' || this.#i + 1 >= this.#s.length) {
        set.add(from)
        continue
      }
      const dash = this.#i++
      const to = this.#classItem(set)
      if (to === null) set.add(from).add(0x2d)
      else if (to < from) this.#fail('range out of order in character class', dash + 1)
      else set.addRange(from, to)
    }
    this.#i++
    if (this.#flags.i) set.foldCase()
    return { kind: 'set', set: isNegated ? set.negate() : set }
  }

  /** One member of a class: a character, or null when it was a set that has been added. */
  #classItem(set: CharSet): number | null {
    const c = this.#s[this.#i++]
    if (c === '[' && /^[:.=]$/.test(this.#peek())) {
      const text = this.#s.slice(this.#i, this.#i + 16).join('')
      const found = /^:(\^?)([a-z]*):\]/.exec(text)
      if (found !== null) {
        const posix = posixSet(found[2], this.#isUnicode) ?? this.#fail('unknown POSIX class name')
        set.addSet(posix, found[1] !== '')
        this.#i += found[0].length
        return null
      }
    }
    if (c !== '\\') return c.codePointAt(0) as number
    const e = this.#s[this.#i++]
    if (e === undefined) return this.#fail('\\ at end of pattern')
    if (e === 'b') return 8
    const escaped = this.#escapedSet(e)
    if (escaped !== null) {
      set.addSet(escaped)
      return null
    }
    if (e === 'N' || e === 'R' || e === 'X' || e === 'B')
      this.#fail('escape sequence is invalid in character class')
    if (e >= '1' && e <= '7') {
      this.#i--
      return this.#octal(3)
    }
    return this.#escapedCode(e)
  }
}
