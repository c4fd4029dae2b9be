import { eastAsianWidth } from 'get-east-asian-width'
import { type ForeignEntry, foreign } from './declare.ts'
import { int64Vector } from './vectors.ts'

/** General categories in the order of the numbers that `Base.Unicode.category_code` gives. */
const CATEGORIES = [
  'Cn',
  'Lu',
  'Ll',
  'Lt',
  'Lm',
  'Lo',
  'Mn',
  'Mc',
  'Me',
  'Nd',
  'Nl',
  'No',
  'Pc',
  'Pd',
  'Ps',
  'Pe',
  'Pi',
  'Pf',
  'Po',
  'Sm',
  'Sc',
  'Sk',
  'So',
  'Zs',
  'Zl',
  'Zp',
  'Cc',
  'Cf',
  'Cs',
  'Co',
].map((name) => new RegExp(`^\\p{${name}}$`, 'u'))
const UNASSIGNED = 0
const SURROGATE = 28
const NONSPACING = 6
const ENCLOSING = 8
const FORMAT = 27
const CONTROL = 26

const categoryCache = new Map<number, number>()

/** The general category of a code point, by the host's Unicode version. */
function category(code: number): number {
  let found = categoryCache.get(code)
  if (found === undefined) {
    if (code >= 0xd800 && code <= 0xdfff) found = SURROGATE
    else {
      const c = String.fromCodePoint(code)
      found = Math.max(
        UNASSIGNED,
        CATEGORIES.findIndex((r) => r.test(c)),
      )
    }
    categoryCache.set(code, found)
  }
  return found
}

/** Terminal columns of a character: 0 for controls and combining marks, 2 for wide East Asian ones. */
function width(code: number): number {
  if (code < 0x7f) return code < 0x20 ? 0 : 1
  const c = category(code)
  if (c === CONTROL || c === NONSPACING || c === ENCLOSING || c === SURROGATE || c === 24 || c === 25)
    return 0
  if (c === FORMAT) return code === 0xad ? 1 : 0
  if (c === UNASSIGNED) return 0
  if (code >= 0x1160 && code <= 0x11ff) return 0 // medial vowels and final consonants join the syllable before
  return eastAsianWidth(code)
}

/** Upper cases of one character where JavaScript's are of several: the capital ẞ, and letters with iota. */
const SINGLE_UPPER = new Map<number, number>([
  [0xdf, 0x1e9e],
  [0x1fb3, 0x1fbc],
  [0x1fc3, 0x1fcc],
  [0x1ff3, 0x1ffc],
])
for (const from of [0x1f80, 0x1f90, 0x1fa0])
  for (let k = 0; k < 8; k++) SINGLE_UPPER.set(from + k, from + k + 8)
const SINGLE_LOWER = new Map<number, number>([[0x130, 0x69]])

/** A case mapping to exactly one character, else the character itself. */
function mapCase(code: number, single: ReadonlyMap<number, number>, map: (s: string) => string): number {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return code
  const known = single.get(code)
  if (known !== undefined) return known
  const mapped = map(String.fromCodePoint(code))
  const result = mapped.codePointAt(0) as number
  return mapped.length === String.fromCodePoint(result).length ? result : code
}

const LOWERCASE = /^\p{Lowercase}$/u
const UPPERCASE = /^\p{Uppercase}$/u

function has(property: RegExp, code: number): boolean {
  return code <= 0x10ffff && property.test(String.fromCodePoint(code))
}

/** Characters with a title case of their own: the digraphs U+01C4…U+01CC and U+01F1…U+01F3. */
function titleCase(code: number): number {
  if (code >= 0x1c4 && code <= 0x1cc) return code - ((code - 0x1c4) % 3) + 1
  if (code >= 0x1f1 && code <= 0x1f3) return 0x1f2
  return mapCase(code, SINGLE_UPPER, (s) => s.toUpperCase())
}

/** Unicode properties of characters. */
export const charFunctions: readonly ForeignEntry[] = [
  foreign('jl_char_category', ['u32'], 'i32', (_rt, code) => (code > 0x10ffff ? UNASSIGNED : category(code))),
  foreign('jl_char_width', ['u32'], 'i32', (_rt, code) => (code > 0x10ffff ? 1 : width(code))),
  foreign('jl_char_lower', ['u32'], 'u32', (_rt, code) =>
    mapCase(code, SINGLE_LOWER, (s) => s.toLowerCase()),
  ),
  foreign('jl_char_upper', ['u32'], 'u32', (_rt, code) =>
    mapCase(code, SINGLE_UPPER, (s) => s.toUpperCase()),
  ),
  foreign('jl_char_title', ['u32'], 'u32', (_rt, code) => titleCase(code)),
  foreign('jl_char_is_lower', ['u32'], 'bool', (_rt, code) => has(LOWERCASE, code)),
  foreign('jl_char_is_upper', ['u32'], 'bool', (_rt, code) => has(UPPERCASE, code)),
  foreign('jl_string_normalize', ['value', 'value'], 'value', ({ heap }, s, form) =>
    heap.string(heap.stringAt(s).normalize(heap.symbolAt(form).name)),
  ),
  foreign('jl_string_graphemes', ['value'], 'value', (rt, s) => {
    const lengths: bigint[] = []
    const encoder = new TextEncoder()
    for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(
      rt.heap.stringAt(s),
    )) {
      lengths.push(BigInt(encoder.encode(segment).length))
    }
    return int64Vector(rt, lengths)
  }),
]
