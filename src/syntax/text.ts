/** Text of string and character literals: escapes, raw strings, UTF-8. */

import { Literal } from './ast.ts'
import { decode } from './chars.ts'

const BACKSLASH = 0x5c
const LF = 10
const CR = 13

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The string that the bytes encode, or a `Bytes` literal if they are not UTF-8. */
export function stringOf(bytes: Uint8Array): string | Literal {
  if (bytes.length <= 24) {
    let text = ''
    let i = 0
    while (i < bytes.length && bytes[i] < 0x80) text += String.fromCharCode(bytes[i++])
    if (i === bytes.length) return text
  }
  try {
    return strict.decode(bytes)
  } catch {
    return new Literal('Bytes', bytes.slice())
  }
}

/** Bytes of a string or `Bytes` literal. */
export function bytesOf(text: string | Literal): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : (text.value as Uint8Array)
}

/** Called with each malformed escape: its place and what is wrong. */
export type EscapeReport = (from: number, to: number, message: string) => void

/** A growing piece of text. */
class Output {
  bytes: Uint8Array
  length = 0
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }
  push(b: number): void {
    this.bytes[this.length++] = b
  }
  /** Appends the UTF-8 form of `c`, which may be a surrogate: Julia's strings can hold them. */
  pushChar(c: number): void {
    if (c < 0x80) this.push(c)
    else if (c < 0x800) {
      this.push(0xc0 | (c >> 6))
      this.push(0x80 | (c & 63))
    } else if (c < 0x10000) {
      this.push(0xe0 | (c >> 12))
      this.push(0x80 | ((c >> 6) & 63))
      this.push(0x80 | (c & 63))
    } else {
      this.push(0xf0 | (c >> 18))
      this.push(0x80 | ((c >> 12) & 63))
      this.push(0x80 | ((c >> 6) & 63))
      this.push(0x80 | (c & 63))
    }
  }
  result(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

/** Escapes of one letter, by byte. */
const SIMPLE = new Int16Array(128).fill(-1)
for (const [letter, code] of [
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['e', 27],
  ['b', 8],
  ['f', 12],
  ['v', 11],
  ['a', 7],
] as const) {
  SIMPLE[letter.charCodeAt(0)] = code
}
for (const c of '\\\'"$`') SIMPLE[c.charCodeAt(0)] = c.charCodeAt(0)

function hexDigit(b: number): number {
  if (b >= 48 && b <= 57) return b - 48
  if (b >= 97 && b <= 102) return b - 87
  if (b >= 65 && b <= 70) return b - 55
  return -1
}

/** The text between quotes at `[from, to)`, escapes replaced and newlines made `\n`. */
export function unescapeText(source: Uint8Array, from: number, to: number, report: EscapeReport): Uint8Array {
  let plain = true
  for (let i = from; i < to && plain; i++) plain = source[i] !== BACKSLASH && source[i] !== CR
  if (plain) return source.subarray(from, to)
  const out = new Output(to - from)
  let i = from
  while (i < to) {
    const b = source[i]
    if (b === CR) {
      if (i + 1 < to && source[i + 1] === LF) i++
      out.push(LF)
      i++
    } else if (b !== BACKSLASH) {
      out.push(b)
      i++
    } else i = unescapeOne(source, i, to, out, report)
  }
  return out.result()
}

/** Reads the escape at `start`; returns the place after it. */
function unescapeOne(
  source: Uint8Array,
  start: number,
  to: number,
  out: Output,
  report: EscapeReport,
): number {
  let i = start + 1
  if (i >= to) {
    report(start, to, 'invalid escape sequence')
    return i
  }
  const c = source[i++]
  if (c === 120 || c === 117 || c === 85) {
    // \xhh \uhhhh \Uhhhhhhhh
    const most = c === 120 ? 2 : c === 117 ? 4 : 8
    let value = 0
    let count = 0
    for (; count < most && i < to; count++, i++) {
      const digit = hexDigit(source[i])
      if (digit < 0) break
      value = value * 16 + digit
    }
    if (count === 0 || value > 0x10ffff) {
      report(start, i, c === 120 ? 'invalid hex escape sequence' : 'invalid unicode escape sequence')
    } else if (c === 120) out.push(value)
    else out.pushChar(value)
    return i
  }
  if (c >= 48 && c <= 55) {
    // \ooo
    let value = c - 48
    for (let count = 1; count < 3 && i < to && source[i] >= 48 && source[i] <= 55; count++) {
      value = value * 8 + source[i++] - 48
    }
    if (value > 255) report(start, i, 'invalid octal escape sequence')
    else out.push(value)
    return i
  }
  const simple = c < 128 ? SIMPLE[c] : -1
  if (simple >= 0) out.push(simple)
  else report(start, i, 'invalid escape sequence')
  return i
}

/**
 * The text of a raw string at `[from, to)`: backslashes count only before the delimiter, where two stand for one
 * and one protects the delimiter.
 */
export function unescapeRaw(source: Uint8Array, from: number, to: number, delimiter: number): Uint8Array {
  let plain = true
  for (let i = from; i < to && plain; i++) plain = source[i] !== BACKSLASH && source[i] !== CR
  if (plain) return source.subarray(from, to)
  const out = new Output(to - from)
  let i = from
  while (i < to) {
    const b = source[i]
    if (b === CR) {
      if (i + 1 < to && source[i + 1] === LF) i++
      out.push(LF)
      i++
      continue
    }
    if (b !== BACKSLASH) {
      out.push(b)
      i++
      continue
    }
    const start = i
    while (i < to && source[i] === BACKSLASH) i++
    const count = i - start
    const kept = i >= to || source[i] === delimiter ? count >> 1 : count
    for (let n = 0; n < kept; n++) out.push(BACKSLASH)
    if (i < to) out.push(source[i++])
  }
  return out.result()
}

/** Number of characters in `bytes`, malformed ones counted as Julia reads them. */
export function characterCount(bytes: Uint8Array): number {
  let count = 0
  for (let i = 0; i < bytes.length; count++) i += characterLength(bytes, i)
  return count
}

/** Bytes of the character at `i`, as Julia reads it: surrogates are characters, overlong forms too. */
function characterLength(bytes: Uint8Array, i: number): number {
  return decode(bytes, i) & 7
}

/** The pattern Julia's `Char` holds for the first character in `bytes`: its bytes, left-aligned. */
export function charPattern(bytes: Uint8Array): number {
  const length = bytes.length === 0 ? 0 : characterLength(bytes, 0)
  let pattern = 0
  for (let n = 0; n < 4; n++) pattern = pattern * 256 + (n < length ? bytes[n] : 0)
  return pattern
}
