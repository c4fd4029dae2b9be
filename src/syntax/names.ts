/**
 * Questions about names that Julia's runtime answers for printing and for macros: is it an operator, of which
 * precedence, may a character stand in an identifier.
 */

import { classOf, ID_CHAR, ID_START, OP_SUFFIX } from './chars.ts'
import * as K from './kinds.ts'
import {
  IS_SYNTACTIC,
  IS_UNARY,
  IS_UNARY_AND_BINARY,
  IS_UNARY_AND_BINARY_UNDOTTED,
  OPERATORS,
  PREC_ASSIGNMENT,
  PREC_COLON,
  PREC_INVALID,
  PRECEDENCE,
  PROPERTIES,
  UNICODE_OPERATORS,
} from './operators.ts'

/** An operator name taken apart. */
interface OperatorName {
  kind: number
  dotted: boolean
  suffixed: boolean
  /** Without dot and suffix. */
  base: string
}

/** True if `c` may begin an identifier. */
export function isIdentifierStart(c: number): boolean {
  return (classOf(c) & ID_START) !== 0
}

/** True if `c` may stand in an identifier. */
export function isIdentifierCharacter(c: number): boolean {
  return (classOf(c) & ID_CHAR) !== 0
}

/** True if `c` may follow an operator as part of its name. */
export function isOperatorSuffix(c: number): boolean {
  return (classOf(c) & OP_SUFFIX) !== 0
}

function kindOf(name: string): number {
  if (name === '.') return K.Dot
  const ascii = OPERATORS.get(name)
  if (ascii !== undefined) return ascii
  if (name === '−=') return K.OpAssign
  const first = name.codePointAt(0)
  if (first === undefined || name.length > String.fromCodePoint(first).length) return K.EndMarker
  return UNICODE_OPERATORS.get(first) ?? K.EndMarker
}

/** Operators that take no suffix. */
function refusesSuffix(kind: number): boolean {
  const p = PRECEDENCE[kind]
  return (
    p === PREC_ASSIGNMENT ||
    p === PREC_COLON ||
    [
      K.Question,
      K.OrOr,
      K.AndAnd,
      K.DoubleColon,
      K.Dot,
      K.Arrow,
      K.Subtype,
      K.Supertype,
      K.Dollar,
      K.Prime,
      K.Splat,
    ].includes(kind)
  )
}

/** Operators that take no dot. */
function refusesDot(kind: number, base: string): boolean {
  return (
    base === ':=' ||
    base === '$=' ||
    [K.Question, K.Colon, K.DotDot, K.Dollar, K.DoubleColon, K.Dot, K.Arrow, K.Prime, K.Splat].includes(kind)
  )
}

function parseOperator(name: string): OperatorName | null {
  const whole = kindOf(name)
  if (whole !== K.EndMarker) return { kind: whole, dotted: false, suffixed: false, base: name }
  let end = name.length
  while (end > 0) {
    const last = [...name.slice(0, end)].pop()!
    if (!isOperatorSuffix(last.codePointAt(0)!)) break
    end -= last.length
  }
  const suffixed = end < name.length
  const stem = name.slice(0, end)
  for (const dotted of [false, true]) {
    if (dotted && stem[0] !== '.') break
    const base = dotted ? stem.slice(1) : stem
    const kind = kindOf(base)
    if (kind === K.EndMarker || (dotted && refusesDot(kind, base)) || (suffixed && refusesSuffix(kind)))
      continue
    return { kind, dotted, suffixed, base }
  }
  return null
}

/** True for names of operators, with dot or suffix too; words like `in` are none. */
export function isOperator(name: string): boolean {
  return name === ".'" || parseOperator(name) !== null
}

/** True for operators that may stand before their operand. */
export function isUnaryOperator(name: string): boolean {
  const op = parseOperator(name)
  if (op === null || op.suffixed || (PROPERTIES[op.kind] & IS_UNARY) === 0) return false
  return !(op.dotted && (op.kind === K.Subtype || op.kind === K.Supertype))
}

/** True for operators like `+`, both unary and binary. */
export function isUnaryAndBinaryOperator(name: string): boolean {
  const op = parseOperator(name)
  if (op === null || op.suffixed) return false
  const properties = PROPERTIES[op.kind]
  return (
    (properties & IS_UNARY_AND_BINARY) !== 0 ||
    (!op.dotted && (properties & IS_UNARY_AND_BINARY_UNDOTTED) !== 0)
  )
}

/** True for operators that are no functions: assignments, `&&`, `->` and others. */
export function isSyntacticOperator(name: string): boolean {
  const op = parseOperator(name)
  if (op === null || op.suffixed) return false
  // The assignment operators of one Unicode character are functions to Julia.
  return (
    (PROPERTIES[op.kind] & IS_SYNTACTIC) !== 0 &&
    !(op.kind === K.OpAssign && op.base.codePointAt(0)! > 0x2250)
  )
}

/** Precedence of a binary operator, loosest 1; 0 for names that are none. `Base.operator_precedence` */
export function operatorPrecedence(name: string): number {
  if (name === 'in' || name === 'isa') return PRECEDENCE[K.In]
  const op = parseOperator(name)
  if (op === null) return 0
  if (op.kind === K.DoubleColon) return 16
  if (op.kind === K.Dot) return 17
  const p = PRECEDENCE[op.kind]
  return p > PREC_INVALID ? p - 1 : p
}
