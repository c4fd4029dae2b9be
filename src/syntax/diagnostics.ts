/** Errors and warnings of the parser, and how Julia prints them. */

import { ASCII_CLASS, decode, INVALID, SPACE } from './chars.ts'

export interface Diagnostic {
  /** First byte, 0-based. */
  readonly from: number
  /** One past the last byte; equal to `from` for a place between two bytes. */
  readonly to: number
  readonly level: 'error' | 'warning'
  readonly message: string
}

/** Where the text came from, for printing. */
export interface SourceName {
  readonly text: string | Uint8Array
  readonly file: string | null
  /** Number of the first line. */
  readonly line?: number
}

const utf8 = new TextDecoder()

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}

/**
 * Where the lines of `bytes[from, to)` begin. What ends in a newline has no further line: the end belongs to the last.
 */
export function lineStarts(bytes: Uint8Array, from = 0, to = bytes.length): Int32Array {
  let count = 1
  for (let i = bytes.indexOf(10, from); i >= 0 && i < to - 1; i = bytes.indexOf(10, i + 1)) count++
  const starts = new Int32Array(count)
  starts[0] = from
  let n = 1
  for (let i = bytes.indexOf(10, from); i >= 0 && i < to - 1; i = bytes.indexOf(10, i + 1))
    starts[n++] = i + 1
  return starts
}

/** Index of the line holding byte `at`. */
export function lineAt(starts: Int32Array, at: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle] <= at) low = middle
    else high = middle - 1
  }
  return low
}

function countChars(bytes: Uint8Array, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to; n++) i += decode(bytes, i) & 7
  return n
}

/** Columns that a piece of text takes on a terminal; tabs count as four, as Julia has it. */
function width(text: string): number {
  let w = 0
  for (const c of text) {
    const code = c.codePointAt(0)!
    if (code === 9) w += 4
    else if (code < 32 || code === 127 || /\p{M}|\p{Cf}/u.test(c)) w += 0
    else w += isWide(code) ? 2 : 1
  }
  return w
}

function isWide(c: number): boolean {
  return (
    (c >= 0x1100 && c <= 0x115f) ||
    (c >= 0x2e80 && c <= 0xa4cf) ||
    (c >= 0xac00 && c <= 0xd7a3) ||
    (c >= 0xf900 && c <= 0xfaff) ||
    (c >= 0xfe30 && c <= 0xfe6f) ||
    (c >= 0xff00 && c <= 0xff60) ||
    (c >= 0xffe0 && c <= 0xffe6) ||
    (c >= 0x1f300 && c <= 0x1faff) ||
    (c >= 0x20000 && c <= 0x3fffd)
  )
}

/** White space as wide as `prefix`, with the `#` of the comment in its first column. */
function indentation(prefix: string): string {
  let indent = ''
  for (const c of prefix) {
    const code = c.codePointAt(0)!
    const isSpace = code < 128 && (ASCII_CLASS[code] & SPACE) !== 0
    indent += isSpace ? c : ' '.repeat(width(c))
  }
  if (indent === '') return ''
  return indent[0] === '\t' ? `#${indent}` : `#${indent.slice(1)}`
}

/** The marker of a range on one line: `└──┘`, `╙` for one column, `└` for a place. */
function marker(indent: string, w: number): string {
  if (w === 0) return `${indent}└`
  return w === 1 ? `${indent}╙` : `${indent}└${'─'.repeat(w - 2)}┘`
}

/**
 * Prints a diagnostic as Julia's `ParseError` does:
 *
 *     # Error @ none:1:3
 *     a -- b
 *     # └┘ ── invalid operator
 */
export function formatDiagnostic(d: Diagnostic, source: SourceName): string {
  const bytes = toBytes(source.text)
  const starts = lineStarts(bytes)
  const first = source.line ?? 1
  const line = lineAt(starts, d.from)
  const last = d.to > d.from ? lineAt(starts, d.to - 1) : line
  const textOf = (from: number, to: number): string => utf8.decode(bytes.subarray(from, to))
  const lineEnd = (n: number): number => (n + 1 < starts.length ? starts[n + 1] : bytes.length)
  const where = `${line + first}:${countChars(bytes, starts[line], d.from) + 1}`
  const label = source.file === null ? `line ${where}` : `${source.file}:${where}`
  const head = `# ${d.level === 'error' ? 'Error' : 'Warning'} @ ${label}\n`
  const terminated = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)
  const before = starts[Math.max(0, line - 1)]
  const note = ` ── ${d.message}`
  if (line >= last) {
    const shown = terminated(textOf(before, lineEnd(line)))
    const indent = indentation(textOf(starts[line], d.from))
    return head + shown + marker(indent, width(textOf(d.from, d.to))) + note
  }
  // A range over several lines: a marker above its first line and one below its last.
  const prefix = textOf(starts[line], d.from)
  const w = width(textOf(d.from, lineEnd(line)))
  const indent = indentation(prefix)
  const top = w === 0 ? `${indent}┌` : `${indent}┌${'─'.repeat(w - 1)}`
  let body: string
  if (last - line - 1 <= 2) body = textOf(d.from, d.to)
  else body = `${textOf(d.from, lineEnd(line + 1))}⋮\n${textOf(starts[last - 1], d.to)}`
  const tail = terminated(textOf(d.to, lineEnd(last)))
  const under = width(textOf(starts[last], d.to))
  const bottom = under > 1 ? `#${'─'.repeat(under - 2)}┘` : under === 0 ? '┘' : `${'─'.repeat(under - 1)}┘`
  return `${head}${textOf(before, starts[line])}${top}\n${prefix}${body}${tail}${bottom}${note}`
}

/** The message of Julia's `ParseError`: everything up to the first error. */
export function formatParseError(diagnostics: readonly Diagnostic[], source: SourceName): string {
  const first = diagnostics.findIndex((d) => d.level === 'error')
  const shown = first < 0 ? diagnostics : diagnostics.slice(0, first + 1)
  return `ParseError:\n${shown.map((d) => formatDiagnostic(d, source)).join('\n')}`
}

/** A character as Julia's `repr` shows it in a message. */
export function showChar(bytes: Uint8Array, at: number): string {
  const c = decode(bytes, at)
  if (c >> 3 === INVALID) return `'${escapeBytes(bytes.subarray(at, at + (c & 7)))}'`
  return `'${printable(c >> 3)}'`
}

/** Bytes as Julia's `repr` of a string shows them in a message. */
export function showString(bytes: Uint8Array): string {
  let text = '"'
  for (let i = 0; i < bytes.length; ) {
    const c = decode(bytes, i)
    const length = c & 7
    if (c >> 3 === INVALID) text += escapeBytes(bytes.subarray(i, i + length))
    else if (c >> 3 === 34 || c >> 3 === 36 || c >> 3 === 92) text += `\\${String.fromCharCode(c >> 3)}`
    else text += printable(c >> 3)
    i += length
  }
  return `${text}"`
}

function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => `\\x${b.toString(16).padStart(2, '0')}`).join('')
}

function printable(c: number): string {
  const named = '\\a\\b\\t\\n\\v\\f\\r'
  if (c >= 7 && c <= 13) return named.slice((c - 7) * 2, (c - 7) * 2 + 2)
  if (c === 27) return '\\e'
  if (c === 0) return '\\0'
  if (c < 32 || c === 127) return `\\x${c.toString(16).padStart(2, '0')}`
  const s = String.fromCodePoint(c)
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(s) || (c > 127 && /\p{Zs}/u.test(s))) {
    return c > 0xffff ? `\\U${c.toString(16)}` : `\\u${c.toString(16)}`
  }
  return s
}
