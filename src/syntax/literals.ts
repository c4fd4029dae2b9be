/** From leaves to values: names, numbers, strings and characters. */

import { type Ex, Expr, Literal, type Sym, sym } from './ast.ts'
import { normalizeName } from './chars.ts'
import { type Diagnostic, showChar, showString } from './diagnostics.ts'
import { type GreenTree, INTERIOR, RAW } from './green.ts'
import * as K from './kinds.ts'
import { decimalInteger, float32, float64, prefixedInteger, type WideInteger } from './numbers.ts'
import { IS_ERROR, PROPERTIES } from './operators.ts'
import { bytesOf, characterCount, charPattern, stringOf, unescapeRaw, unescapeText } from './text.ts'

const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The source text of a leaf. */
export function leafText(tree: GreenTree, i: number): string {
  const from = tree.startOf(i)
  const to = tree.ends[i]
  let text = ''
  for (let at = from; at < to; at++) {
    const b = tree.bytes[at]
    if (b >= 0x80) return lenient.decode(tree.bytes.subarray(from, to))
    text += String.fromCharCode(b)
  }
  return text
}

/** Text of a number, without underscores and with ASCII signs. */
function numberText(tree: GreenTree, i: number): string {
  const text = leafText(tree, i)
  return text.includes('_') || text.includes('−') ? text.replaceAll('_', '').replaceAll('−', '-') : text
}

/** The symbol of an identifier leaf. */
export function identifier(tree: GreenTree, i: number): Sym {
  if ((tree.flags[i] & RAW) !== 0) {
    const bytes = unescapeRaw(tree.bytes, tree.startOf(i), tree.ends[i], 0x22)
    return sym(normalizeName(lenient.decode(bytes)))
  }
  return tree.data[i] >= 0 ? tree.names.symbols[tree.data[i]] : sym(normalizeName(leafText(tree, i)))
}

/** The symbol of a macro name leaf: `@name`, `@name_str`, `@name_cmd`. */
export function macroName(tree: GreenTree, i: number): Sym {
  const plain = tree.data[i] >= 0 && (tree.flags[i] & 1) === 0
  const name = plain ? tree.names.symbols[tree.data[i]].name : normalizeName(leafText(tree, i))
  const kind = tree.kinds[i]
  if (kind === K.StringMacroName) return sym(`@${name}_str`)
  if (kind === K.CmdMacroName) return sym(`@${name}_cmd`)
  return name === '.' ? sym('@__dot__') : sym(`@${name}`)
}

/** Value of a number leaf. */
export function number(tree: GreenTree, i: number): bigint | number | Literal | WideInteger {
  const kind = tree.kinds[i]
  const from = tree.startOf(i)
  const to = tree.ends[i]
  if (kind === K.Integer && to - from <= 9) {
    let value = 0
    let at = from
    while (at < to) {
      const digit = tree.bytes[at] - 48
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      at++
    }
    if (at === to) return BigInt(value)
  }
  const text = numberText(tree, i)
  if (kind === K.Integer) return decimalInteger(text)
  if (kind === K.Float) return float64(text)
  if (kind === K.Float32) return new Literal('Float32', float32(text))
  return prefixedInteger(text)
}

/** Value of a piece of a string or command. */
export function textChunk(tree: GreenTree, i: number): string | Literal {
  const from = tree.startOf(i)
  const to = tree.ends[i]
  if ((tree.flags[i] & RAW) !== 0) {
    return stringOf(unescapeRaw(tree.bytes, from, to, tree.kinds[i] === K.CmdChunk ? 0x60 : 0x22))
  }
  return stringOf(unescapeText(tree.bytes, from, to, () => {}))
}

/** Value of a character. */
export function character(tree: GreenTree, i: number): Literal {
  return new Literal('Char', charPattern(unescapeText(tree.bytes, tree.startOf(i), tree.ends[i], () => {})))
}

/** Pieces of text that stand next to each other, as one. */
export function joinText(pieces: readonly (string | Literal)[]): string | Literal {
  if (pieces.every((p) => typeof p === 'string')) return pieces.join('')
  const parts = pieces.map(bytesOf)
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return stringOf(whole)
}

/** True for values of string pieces. */
export function isText(x: Ex): x is string | Literal {
  return typeof x === 'string' || (x instanceof Literal && x.type === 'Bytes')
}

const TOKEN_ERRORS = new Map<number, string>([
  [K.ErrorEofMultiComment, 'unterminated multi-line comment #= ... =#'],
  [K.ErrorInvalidNumericConstant, 'invalid numeric constant'],
  [K.ErrorHexFloatMustContainP, 'hex float literal must contain `p` or `P`'],
  [
    K.ErrorAmbiguousNumericConstant,
    'ambiguous `.` syntax; add whitespace to clarify (eg `1.+2` might be `1.0+2` or `1 .+ 2`)',
  ],
  [
    K.ErrorAmbiguousNumericDotMultiply,
    'numeric constant cannot be implicitly multiplied because it ends with `.`',
  ],
  [
    K.ErrorInvalidInterpolationTerminator,
    'interpolated variable ends with invalid character; use `$(...)` instead',
  ],
  [K.ErrorNumericOverflow, 'overflow in numeric literal'],
  [K.ErrorInvalidEscapeSequence, 'invalid string escape sequence'],
  [K.ErrorOverLongCharacter, 'character literal contains multiple characters'],
  [K.ErrorInvalidUTF8, 'invalid UTF-8 sequence'],
  [K.ErrorInvisibleChar, 'invisible character'],
  [K.ErrorUnknownCharacter, 'unknown unicode character'],
  [K.ErrorBidiFormatting, 'unbalanced bidirectional unicode formatting'],
  [K.ErrorInvalidOperator, 'invalid operator'],
  [
    K.ErrorStarStar,
    'use `x^y` instead of `x**y` for exponentiation, and `x...` instead of `**x` for splatting',
  ],
])

/** What an error leaf stands for in an expression. */
export function errorLeaf(tree: GreenTree, i: number): Expr {
  const what = TOKEN_ERRORS.get(tree.kinds[i])
  return what === undefined ? new Expr('error') : new Expr('error', [`${what}: \`${leafText(tree, i)}\``])
}

/** Leaves whose text has to be looked at: 1 floating point, 2 characters, 3 strings, 4 errors. */
const CHECKS = new Uint8Array(K.COUNT)
CHECKS[K.Float] = 1
CHECKS[K.Float32] = 1
CHECKS[K.CharChunk] = 2
CHECKS[K.StringChunk] = 3
for (let k = 0; k < K.COUNT; k++) if ((PROPERTIES[k] & IS_ERROR) !== 0 && k !== K.Invalid) CHECKS[k] = 4

/** Reports malformed literals and tokens; a malformed literal becomes an error leaf. */
export function checkLeaves(tree: GreenTree, diagnostics: Diagnostic[]): void {
  const { kinds, flags } = tree
  for (let i = 0; i < tree.length; i++) {
    const check = CHECKS[kinds[i]]
    if (check === 0 || (flags[i] & INTERIOR) !== 0) continue
    const from = tree.startOf(i)
    const to = tree.ends[i]
    const report = (at: number, end: number, message: string, level: 'error' | 'warning' = 'error'): void => {
      diagnostics.push({ from: at, to: end, level, message })
    }
    if (check === 1) checkFloat(tree, i, report)
    else if (check === 2) checkChar(tree, i, report)
    else if (check === 3) {
      if ((flags[i] & RAW) !== 0) continue
      let bad = false
      unescapeText(tree.bytes, from, to, (at, end, message) => {
        report(at, end, message)
        bad = true
      })
      if (bad) kinds[i] = K.ErrorInvalidEscapeSequence
    } else report(from, to, tokenMessage(tree, i))
  }
}

function tokenMessage(tree: GreenTree, i: number): string {
  const kind = tree.kinds[i]
  const what = TOKEN_ERRORS.get(kind)!
  if (kind === K.ErrorInvisibleChar || kind === K.ErrorUnknownCharacter) {
    return `${what} ${showChar(tree.bytes, tree.startOf(i))}`
  }
  if (kind === K.ErrorInvalidUTF8 || kind === K.ErrorBidiFormatting) {
    return `${what} ${showString(tree.bytes.subarray(tree.startOf(i), tree.ends[i]))}`
  }
  return what
}

type Report = (from: number, to: number, message: string, level?: 'error' | 'warning') => void

function checkFloat(tree: GreenTree, i: number, report: Report): void {
  const value = number(tree, i)
  const x = typeof value === 'number' ? value : ((value as Literal).value as number)
  if (!Number.isFinite(x)) {
    report(tree.startOf(i), tree.ends[i], 'overflow in floating point literal')
    tree.kinds[i] = K.ErrorNumericOverflow
  } else if (x === 0) {
    const text = numberText(tree, i)
    const mantissa = /^[+-]?0[xX]/.test(text)
      ? text.replace(/0[xX]/, '').split(/[pP]/)[0]
      : text.split(/[eEf]/)[0]
    if (/[1-9a-fA-F]/.test(mantissa)) {
      report(tree.startOf(i), tree.ends[i], 'underflow to zero in floating point literal', 'warning')
    }
  }
}

function checkChar(tree: GreenTree, i: number, report: Report): void {
  let bad = false
  const bytes = unescapeText(tree.bytes, tree.startOf(i), tree.ends[i], (from, to, message) => {
    report(from, to, message)
    bad = true
  })
  if (bad) tree.kinds[i] = K.ErrorInvalidEscapeSequence
  else if (characterCount(bytes) > 1) {
    report(tree.startOf(i), tree.ends[i], 'character literal contains multiple characters')
    tree.kinds[i] = K.ErrorOverLongCharacter
  }
}
