/** Numeric literals: `1`, `1_000`, `.5`, `1e3`, `1f0`, `0x1p3`, `0b1`, `0o7`, and the malformed ones. */

import { DIGIT, ID_START } from './chars.ts'
import * as K from './kinds.ts'
import type { Lexer } from './lexer.ts'

const isDecimal = (b: number): boolean => b >= 48 && b <= 57
const isBinary = (b: number): boolean => b === 48 || b === 49
const isOctal = (b: number): boolean => b >= 48 && b <= 55
const isHex = (b: number): boolean => isDecimal(b) || (b >= 97 && b <= 102) || (b >= 65 && b <= 70)

const UNDERSCORE = 95
const DOT = 46

/** Takes digits with single underscores between them; true if there was at least one. */
function digits(lex: Lexer, isDigit: (b: number) => boolean): boolean {
  let some = false
  for (;;) {
    const b = lex.at(0)
    if (b === UNDERSCORE ? !isDigit(lex.at(1)) : !isDigit(b)) return some
    lex.pos++
    some = true
  }
}

/** True if an exponent letter at `pos` begins an exponent. */
function exponentFollows(lex: Lexer): boolean {
  const b = lex.at(0)
  if (b !== 101 && b !== 69 && b !== 102) return false
  const next = lex.at(1)
  return isDecimal(next) || next === 43 || next === 45 || unicodeMinus(lex, 1)
}

/** The sign `−` (U+2212). */
function unicodeMinus(lex: Lexer, n: number): boolean {
  return lex.at(n) === 0xe2 && lex.at(n + 1) === 0x88 && lex.at(n + 2) === 0x92
}

function sign(lex: Lexer): void {
  if (lex.at(0) === 43 || lex.at(0) === 45) lex.pos++
  else if (unicodeMinus(lex, 0)) lex.pos += 3
}

/** Letter, sign and digits of an exponent; the kind of the literal, or an error. */
function exponent(lex: Lexer): number {
  const kind = lex.at(0) === 102 ? K.Float32 : K.Float
  lex.pos++
  sign(lex)
  if (!isDecimal(lex.at(0))) return K.ErrorInvalidNumericConstant // 1e+
  while (isDecimal(lex.at(0))) lex.pos++
  if (lex.at(0) === DOT && !lex.dottableAt(1)) {
    lex.pos++
    return K.ErrorInvalidNumericConstant // 1e1.
  }
  return kind
}

/** Lexes the number at `pos`, which is a digit, or a dot before a digit if `leadingDot`. */
export function lexNumber(lex: Lexer, leadingDot: boolean): void {
  lex.emit(numberKind(lex, leadingDot), 0, -1)
}

function numberKind(lex: Lexer, leadingDot: boolean): number {
  const zero = lex.at(0) === 48
  if (leadingDot) lex.pos++
  lex.pos++
  const radix = zero && lex.pos - lex.start === 1 ? lex.at(0) : 0
  if (radix === 120) return hexNumber(lex) // 0x
  if (radix === 98) return prefixedInteger(lex, isBinary, K.BinInt) // 0b
  if (radix === 111) return prefixedInteger(lex, isOctal, K.OctInt) // 0o
  digits(lex, isDecimal)
  if (lex.at(0) === DOT) {
    if (lex.at(1) === DOT) return leadingDot ? K.Float : K.Integer // 1..2
    if (leadingDot) {
      lex.pos++
      return K.ErrorInvalidNumericConstant // .1.
    }
    if (lex.dottableAt(1)) {
      lex.pos++
      return K.ErrorAmbiguousNumericConstant // 1.+
    }
    lex.pos++
    return fraction(lex)
  }
  if (exponentFollows(lex)) return exponent(lex)
  return leadingDot ? K.Float : K.Integer
}

/** What follows `1.` */
function fraction(lex: Lexer): number {
  if (lex.accept(UNDERSCORE)) return K.ErrorInvalidNumericConstant // 1._
  const hadDigits = digits(lex, isDecimal)
  if (exponentFollows(lex)) return exponent(lex)
  const b = lex.at(0)
  if (b === DOT && lex.at(1) !== DOT && !lex.dottableAt(1)) {
    lex.pos++
    return K.ErrorInvalidNumericConstant // 1.1.
  }
  if (!hadDigits && (startsName(lex) || '([{@`"'.includes(String.fromCharCode(b)))) {
    return K.ErrorAmbiguousNumericDotMultiply // 1.( 1.x
  }
  return K.Float
}

function startsName(lex: Lexer): boolean {
  const c = lex.charAt(0)
  return c !== 0 && (lex.chars.classOf(c >> 3) & ID_START) !== 0
}

function prefixedInteger(lex: Lexer, isDigit: (b: number) => boolean, kind: number): number {
  lex.pos++
  return prefixedEnd(lex, digits(lex, isDigit), kind)
}

/** A prefixed integer ends neither without digits nor in letters: `0x`, `0b12`, `0xg`. */
function prefixedEnd(lex: Lexer, hadDigits: boolean, kind: number): number {
  const bad = (): boolean => {
    const c = lex.charAt(0)
    return c !== 0 && (lex.chars.classOf(c >> 3) & (DIGIT | ID_START)) !== 0
  }
  if (hadDigits && !bad()) return kind
  while (bad()) lex.pos += lex.charAt(0) & 7
  return K.ErrorInvalidNumericConstant
}

function hexNumber(lex: Lexer): number {
  lex.pos++
  let hadDigits = digits(lex, isHex)
  let isFloat = false
  if (lex.at(0) === DOT && lex.at(1) !== DOT) {
    lex.pos++
    if (digits(lex, isHex)) hadDigits = true
    isFloat = true
  }
  if (lex.at(0) === 112 || lex.at(0) === 80) {
    lex.pos++
    sign(lex)
    const hadExponent = digits(lex, isDecimal)
    if (!hadExponent || !hadDigits) return K.ErrorInvalidNumericConstant // 0x1p 0x.p0
    return isFloat ? K.Float : prefixedEnd(lex, true, K.Float)
  }
  if (isFloat) return K.ErrorHexFloatMustContainP // 0x1.0
  return prefixedEnd(lex, hadDigits, K.HexInt)
}
