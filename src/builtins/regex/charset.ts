/** Sets of characters: what a class, an escape or a case-insensitive letter matches. */

/** A test of code points of 128 and more. */
type HighTest = (code: number) => boolean

export class CharSet {
  /** 1 for the ASCII characters in the set */
  readonly ascii = new Uint8Array(128)
  readonly #ranges: number[] = []
  readonly #tests: HighTest[] = []
  #negated = false
  #caseless = false
  readonly #cache = new Map<number, boolean>()

  addRange(from: number, to: number): this {
    for (let c = from; c <= Math.min(to, 127); c++) this.ascii[c] = 1
    if (to >= 128) this.#ranges.push(Math.max(from, 128), to)
    return this
  }

  add(code: number): this {
    return this.addRange(code, code)
  }

  /** Adds what `other` holds, or with `isNegated` what it does not. */
  addSet(other: CharSet, isNegated = false): this {
    for (let c = 0; c < 128; c++) if ((other.ascii[c] !== 0) !== isNegated) this.ascii[c] = 1
    this.#tests.push((code) => other.has(code) !== isNegated)
    return this
  }

  addTest(test: HighTest): this {
    for (let c = 0; c < 128; c++) if (test(c)) this.ascii[c] = 1
    this.#tests.push(test)
    return this
  }

  /** Adds the other cases of all characters. */
  foldCase(): this {
    for (let c = 0x41; c <= 0x5a; c++) {
      if (this.ascii[c] !== 0 || this.ascii[c + 32] !== 0) this.ascii[c] = this.ascii[c + 32] = 1
    }
    // the two letters outside of ASCII whose other cases are inside
    for (const [code, letter] of [
      [0x17f, 0x73],
      [0x212a, 0x6b],
    ]) {
      if (this.#hasExactly(code)) this.ascii[letter] = this.ascii[letter - 32] = 1
    }
    this.#caseless = true
    return this
  }

  negate(): this {
    for (let c = 0; c < 128; c++) this.ascii[c] ^= 1
    this.#negated = !this.#negated
    return this
  }

  has(code: number): boolean {
    if (code < 128) return this.ascii[code] !== 0
    let known = this.#cache.get(code)
    if (known === undefined) {
      known = this.#hasHigh(code) !== this.#negated
      this.#cache.set(code, known)
    }
    return known
  }

  #hasHigh(code: number): boolean {
    if (this.#hasExactly(code)) return true
    return (
      this.#caseless &&
      otherCases(code).some((c) => (c < 128 ? (this.ascii[c] !== 0) !== this.#negated : this.#hasExactly(c)))
    )
  }

  #hasExactly(code: number): boolean {
    const r = this.#ranges
    for (let i = 0; i < r.length; i += 2) if (code >= r[i] && code <= r[i + 1]) return true
    return this.#tests.some((t) => t(code))
  }
}

/** Characters whose cases are more than a pair. */
const CASE_ORBITS: readonly (readonly number[])[] = [
  [0x73, 0x53, 0x17f],
  [0x6b, 0x4b, 0x212a],
  [0xe5, 0xc5, 0x212b],
  [0xb5, 0x3bc, 0x39c],
  [0x3c3, 0x3c2, 0x3a3],
  [0x3b2, 0x3d0, 0x392],
  [0x3b5, 0x3f5, 0x395],
  [0x3b8, 0x3d1, 0x3f4, 0x398],
  [0x3ba, 0x3f0, 0x39a],
  [0x3c0, 0x3d6, 0x3a0],
  [0x3c1, 0x3f1, 0x3a1],
  [0x3c6, 0x3d5, 0x3a6],
  [0x3c9, 0x2126, 0x3a9],
  [0x1e61, 0x1e9b, 0x1e60],
  [0x3b9, 0x345, 0x1fbe, 0x399],
  [0xdf, 0x1e9e],
  [0x1c4, 0x1c5, 0x1c6],
  [0x1c7, 0x1c8, 0x1c9],
  [0x1ca, 0x1cb, 0x1cc],
  [0x1f1, 0x1f2, 0x1f3],
]

/** The other characters that are the same but for their case. */
export function otherCases(code: number): number[] {
  const orbit = CASE_ORBITS.find((o) => o.includes(code))
  if (orbit !== undefined) return orbit.filter((c) => c !== code)
  const text = String.fromCodePoint(code)
  const found: number[] = []
  for (const mapped of [text.toLowerCase(), text.toUpperCase()]) {
    const c = mapped.codePointAt(0) as number
    if (c !== code && mapped.length === String.fromCodePoint(c).length && !found.includes(c)) found.push(c)
  }
  return found
}

const properties = new Map<string, CharSet>()

/** The characters with a Unicode property: a general category (`L`, `Lu`), a script (`Greek`), or one of PCRE's own. */
export function propertySet(name: string): CharSet | null {
  const known = properties.get(name)
  if (known !== undefined) return known
  const set = makeProperty(name)
  if (set !== null) properties.set(name, set)
  return set
}

const SPACES = [9, 10, 11, 12, 13, 0x85]

function makeProperty(name: string): CharSet | null {
  switch (name) {
    case 'Any':
      return new CharSet().addRange(0, 0x10ffff)
    case 'L&':
      return test('[\\p{Lu}\\p{Ll}\\p{Lt}]')
    case 'Xan':
      return test('[\\p{L}\\p{N}]')
    case 'Xwd':
      return test('[\\p{L}\\p{N}_]')
    case 'Xsp':
    case 'Xps': {
      const set = test('\\p{Z}')
      for (const c of SPACES) set.add(c)
      return set
    }
  }
  for (const source of [`\\p{${name}}`, `\\p{Script=${name}}`]) {
    try {
      return test(source)
    } catch (problem) {
      // RegExp tells us that the host has no such property
      if (!(problem instanceof SyntaxError)) throw problem
    }
  }
  return null
}

function test(source: string): CharSet {
  const pattern = new RegExp(`^${source}$`, 'u')
  return new CharSet().addTest((code) =>
    code >= 0xd800 && code <= 0xdfff ? false : pattern.test(String.fromCodePoint(code)),
  )
}

/** `\d`, `\w`, `\s` with Unicode's meaning or ASCII's. */
export function escapeSet(letter: 'd' | 'w' | 's' | 'h' | 'v', isUnicode: boolean): CharSet {
  switch (letter) {
    case 'h': {
      const set = new CharSet().add(9).add(0x20).add(0xa0).add(0x1680).add(0x180e).addRange(0x2000, 0x200a)
      return set.add(0x202f).add(0x205f).add(0x3000)
    }
    case 'v':
      return new CharSet().addRange(10, 13).add(0x85).add(0x2028).add(0x2029)
    case 'd':
      return isUnicode ? (propertySet('Nd') as CharSet) : new CharSet().addRange(0x30, 0x39)
    case 'w':
      return isUnicode
        ? (propertySet('Xwd') as CharSet)
        : new CharSet().addRange(0x30, 0x39).addRange(0x41, 0x5a).add(0x5f).addRange(0x61, 0x7a)
    case 's':
      return isUnicode ? (propertySet('Xps') as CharSet) : new CharSet().addRange(9, 13).add(0x20)
  }
}

/** `[:name:]`; null if there is no such class. */
export function posixSet(name: string, isUnicode: boolean): CharSet | null {
  const ascii = (...ranges: number[]): CharSet => {
    const set = new CharSet()
    for (let i = 0; i < ranges.length; i += 2) set.addRange(ranges[i], ranges[i + 1])
    return set
  }
  const either = (property: string, ...ranges: number[]): CharSet =>
    isUnicode ? (propertySet(property) as CharSet) : ascii(...ranges)
  switch (name) {
    case 'alpha':
      return either('L', 0x41, 0x5a, 0x61, 0x7a)
    case 'lower':
      return either('Ll', 0x61, 0x7a)
    case 'upper':
      return either('Lu', 0x41, 0x5a)
    case 'alnum':
      return either('Xan', 0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a)
    case 'digit':
      return either('Nd', 0x30, 0x39)
    case 'word':
      return escapeSet('w', isUnicode)
    case 'space':
      return escapeSet('s', isUnicode)
    case 'blank':
      return isUnicode ? escapeSet('h', true) : ascii(9, 9, 0x20, 0x20)
    case 'cntrl':
      return either('Cc', 0, 0x1f, 0x7f, 0x7f)
    case 'xdigit':
      return ascii(0x30, 0x39, 0x41, 0x46, 0x61, 0x66)
    case 'ascii':
      return ascii(0, 0x7f)
    case 'punct': {
      const set = ascii(0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e)
      return isUnicode ? set.addSet(propertySet('P') as CharSet) : set
    }
    case 'graph':
      return isUnicode
        ? new CharSet().addSet(test('[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}]'))
        : ascii(0x21, 0x7e)
    case 'print':
      return isUnicode
        ? new CharSet().addSet(test('[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Zs}]'))
        : ascii(0x20, 0x7e)
    default:
      return null
  }
}
