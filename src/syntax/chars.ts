/**
 * Characters as Julia's lexer sees them: UTF-8 decoding by Julia's rules for malformed input, and the classes of
 * characters that may begin or continue an identifier, continue an operator, or stand as white space.
 *
 * Everything ASCII is answered from one table; the rest is computed from Unicode categories and remembered by the
 * `Characters` object of one parse.
 */

/** Stands for the code point of a malformed character. */
export const INVALID = 0x1fffff

export const ID_START = 1
export const ID_CHAR = 2
export const SPACE = 4
export const OP_SUFFIX = 8
export const DIGIT = 16
/** Never part of an identifier: what may follow an interpolated `$name` in a string. */
export const NEVER_ID = 32

/** Classes of the ASCII characters. */
export const ASCII_CLASS = asciiClasses()

function asciiClasses(): Uint8Array {
  const table = new Uint8Array(128)
  for (let c = 0; c < 128; c++) {
    const letter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95
    const digit = c >= 48 && c <= 57
    if (letter) table[c] = ID_START | ID_CHAR
    else if (digit) table[c] = ID_CHAR | DIGIT
    else if (c === 33) table[c] = ID_CHAR | NEVER_ID
    else if (c === 32 || (c >= 9 && c <= 13)) table[c] = SPACE | NEVER_ID
    else if (c < 32 || c === 127 || c === 96 || '"#%&\'()*,-./:;?@[\\]{}'.includes(String.fromCharCode(c))) {
      table[c] = NEVER_ID
    }
  }
  return table
}

/**
 * Reads the character at `i` of `bytes`, whose length is at least `i + 1`. A malformed character takes its leading
 * byte and the continuation bytes that belong to it, as Julia's `read(io, Char)` does.
 * Returns `codepoint * 8 + length`, with `INVALID` as code point of a malformed character.
 */
export function decode(bytes: Uint8Array, i: number): number {
  const b = bytes[i]
  if (b < 0x80) return b * 8 + 1
  const wanted = b >= 0xf8 || b < 0xc0 ? 1 : b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2
  let length = 1
  let code = wanted === 1 ? INVALID : b & (0xff >> (wanted + 1))
  while (length < wanted) {
    const next = i + length < bytes.length ? bytes[i + length] : 0
    if ((next & 0xc0) !== 0x80) return INVALID * 8 + length
    code = (code << 6) | (next & 0x3f)
    length++
  }
  if (wanted === 1) return INVALID * 8 + 1
  const smallest = wanted === 2 ? 0x80 : wanted === 3 ? 0x800 : 0x10000
  if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) code = INVALID
  return code * 8 + length
}

const START_CATEGORIES = /^[\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{Nl}\p{Sc}]$/u
const OTHER_SYMBOL = /^\p{So}$/u
const CONTINUE_CATEGORIES = /^[\p{Mn}\p{Mc}\p{Me}\p{Nd}\p{Pc}\p{Sk}\p{No}]$/u
const MARK = /^[\p{Mn}\p{Mc}\p{Me}]$/u
const SPACE_SEPARATOR = /^\p{Zs}$/u
const NEVER_CATEGORIES = /^[\p{Z}\p{C}]$/u
const PUNCTUATION = /^[\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}]$/u

/** Code points outside the categories above that begin an identifier, as hexadecimal ranges. */
const START_EXTRA = ranges(
  '2140-2144 223f 22be 22bf 22a4 22a5 2200 2202-2207 220e-2211 221e 221f 222b-2233 22c0-22c3 25f8-25ff 266f ' +
    '27d8 27d9 27c0 27c1 29b0-29b4 2a00-2a06 2a09-2a16 2a1b 2a1c 1d6c1 1d6db 1d6fb 1d715 1d735 1d74f 1d76f ' +
    '1d789 1d7a9 1d7c3 207a-207e 208a-208e 2220-2222 299b-29af 2118 212e 309b 309c 1d7ce-1d7e1',
)
/** Symbols (category So) that do not begin an identifier. */
const START_EXCLUDED = ranges('2190-21ff fffc fffd 233f a6')
const PRIMES = ranges('2032-2037 2057')
const BRACKETS = ranges('27e6-27ef 3008-3011 3014-301b ff08 ff09 ff3b ff3d')
const SUFFIXES = new Set(
  Array.from(
    '²³¹ʰʲʳʷʸˡˢˣᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁᵂᵃᵇᵈᵉᵍᵏᵐᵒᵖᵗᵘᵛᵝᵞᵟᵠᵡᵢᵣᵤᵥᵦᵧᵨᵩᵪᶜᶠᶥᶦᶫᶰᶸᶻᶿ′″‴‵‶‷⁗⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜⱼⱽꛜꜛꜝ',
    (c) => c.codePointAt(0)!,
  ),
)

/** Parses ranges of code points written in hexadecimal, as in `2190 219a-219e`. */
export function ranges(text: string): Set<number> {
  const set = new Set<number>()
  for (const part of text.split(' ')) {
    const [first, last] = part.split('-')
    const end = Number.parseInt(last ?? first, 16)
    for (let c = Number.parseInt(first, 16); c <= end; c++) set.add(c)
  }
  return set
}

function classify(c: number): number {
  const s = String.fromCodePoint(c)
  let cls = 0
  if (c >= 0xa1) {
    const start =
      START_CATEGORIES.test(s) || START_EXTRA.has(c) || (OTHER_SYMBOL.test(s) && !START_EXCLUDED.has(c))
    if (start) cls |= ID_START | ID_CHAR
    else if (CONTINUE_CATEGORIES.test(s) || PRIMES.has(c)) cls |= ID_CHAR
    if (MARK.test(s) || SUFFIXES.has(c)) cls |= OP_SUFFIX
  }
  if (c === 0x85 || c === 0xfeff || (c >= 0xa0 && SPACE_SEPARATOR.test(s))) cls |= SPACE
  if (NEVER_CATEGORIES.test(s) || (c < 0xff && PUNCTUATION.test(s)) || BRACKETS.has(c)) cls |= NEVER_ID
  return cls
}

/** The class bits of code point `c`; `INVALID` is in no class but `NEVER_ID`. */
export function classOf(c: number): number {
  if (c < 128) return ASCII_CLASS[c]
  return c === INVALID ? NEVER_ID : classify(c)
}

/** Classes of characters, remembered for the time of one parse. */
export class Characters {
  private readonly known = new Map<number, number>()

  /** As the function `classOf`. */
  classOf(c: number): number {
    if (c < 128) return ASCII_CLASS[c]
    let cls = this.known.get(c)
    if (cls === undefined) {
      cls = classOf(c)
      this.known.set(c, cls)
    }
    return cls
  }
}

/** Characters that Julia reports as invisible. */
export function isInvisible(c: number): boolean {
  return c === 0xad || (c >= 0x200b && c <= 0x200f) || c === 0x2060 || c === 0x2061
}

const FOLDED = /[\u025b\u00b5\u00b7\u0387\u2212\u210f]/g

/** The name an identifier or operator stands for: Julia's look-alikes folded, then Unicode normal form C. */
export function normalizeName(text: string): string {
  return text.replace(FOLDED, (c) => FOLD_TO[c]).normalize('NFC')
}

const FOLD_TO: Record<string, string> = {
  '\u025b': '\u03b5',
  '\u00b5': '\u03bc',
  '\u00b7': '\u22c5',
  '\u0387': '\u22c5',
  '\u2212': '-',
  '\u210f': '\u0127',
}
