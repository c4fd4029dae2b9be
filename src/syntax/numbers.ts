/** Values of numeric literals. Floating point is rounded once, to nearest, ties to even, as `strtod` does. */

import { Literal, type LiteralType } from './ast.ts'

/** An integer literal too wide for any Julia integer of 64 bits: the macro that makes it, and its text. */
export interface WideInteger {
  readonly macro: '@int128_str' | '@uint128_str' | '@big_str'
  readonly text: string
}

const MAX_INT64 = (1n << 63n) - 1n
const MAX_INT128 = (1n << 127n) - 1n

/** Value of a decimal integer with an optional sign; underscores are gone. */
export function decimalInteger(text: string): bigint | WideInteger {
  if (text.length <= 15) return BigInt(Number(text))
  const value = text[0] === '+' ? BigInt(text.slice(1)) : BigInt(text)
  if (value <= MAX_INT64 && value >= -MAX_INT64 - 1n) return value
  if (value <= MAX_INT128 && value >= -MAX_INT128 - 1n) return { macro: '@int128_str', text }
  return { macro: '@big_str', text }
}

const UNSIGNED: readonly LiteralType[] = ['UInt8', 'UInt16', 'UInt32', 'UInt64']

/** Value of a literal with prefix `0x`, `0o` or `0b`, as wide as its digits tell; underscores are gone. */
export function prefixedInteger(text: string): Literal | WideInteger {
  const plain = text[0] === '+' ? text.slice(1) : text
  const digits = plain.length - 2
  const value = BigInt(plain)
  let width: number
  if (plain[1] === 'x') width = widthOf([2, 4, 8, 16, 32], digits)
  else if (plain[1] === 'b') width = widthOf([8, 16, 32, 64, 128], digits)
  else {
    // Octal digits do not fill bytes: the value has to fit as well.
    width = widthOf([3, 6, 11, 22, 43], digits)
    while (width < 5 && value >> BigInt(8 << width) !== 0n) width++
  }
  if (width < 4) return new Literal(UNSIGNED[width], value)
  return { macro: width === 4 ? '@uint128_str' : '@big_str', text }
}

function widthOf(limits: readonly number[], digits: number): number {
  const i = limits.findIndex((limit) => digits <= limit)
  return i < 0 ? limits.length : i
}

/** Value of a decimal or hexadecimal floating point literal without underscores, its sign ASCII. */
export function float64(text: string): number {
  return /^[+-]?0[xX]/.test(text) ? hexFloat(text) : Number(text)
}

/** Value of a literal like `1.5f0`. */
export function float32(text: string): number {
  const decimal = text.replace('f', 'e')
  const wide = Number(decimal)
  const single = Math.fround(wide)
  if (single === wide || !Number.isFinite(wide)) return single
  // Rounding twice goes wrong only if the first result lies exactly between two singles.
  const neighbour = nextSingle(single, wide > single)
  const exceeds = Number.isFinite(neighbour) ? neighbour : Math.sign(wide) * 2 ** 128
  if ((single + exceeds) / 2 !== wide) return single
  const side = compareDecimal(decimal, wide)
  if (side === 0) return single
  const low = Math.min(single, neighbour)
  const high = Math.max(single, neighbour)
  return side < 0 ? low : high
}

const bits = new DataView(new ArrayBuffer(8))

/** The single next to `x`, above it or below. */
function nextSingle(x: number, up: boolean): number {
  if (x === 0) return up ? 2 ** -149 : -(2 ** -149)
  bits.setFloat32(0, x)
  const away = x > 0 === up
  bits.setUint32(0, bits.getUint32(0) + (away ? 1 : -1))
  return bits.getFloat32(0)
}

/** Sign of the difference of a decimal number and a double. */
function compareDecimal(decimal: string, x: number): number {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal)
  if (match === null) throw new Error(`not a decimal number: ${decimal}`)
  const exponent = Number(match[4] ?? 0) - match[3].length
  let left = BigInt(match[2] + match[3]) * (match[1] === '-' ? -1n : 1n)
  let right = 1n
  if (exponent >= 0) left *= 10n ** BigInt(exponent)
  else right = 10n ** BigInt(-exponent)
  const [mantissa, power] = exactParts(x)
  right *= mantissa
  if (power >= 0) right <<= BigInt(power)
  else left <<= BigInt(-power)
  return left < right ? -1 : left > right ? 1 : 0
}

/** `x` as integer times a power of two. */
function exactParts(x: number): [bigint, number] {
  bits.setFloat64(0, x)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const fraction = raw & ((1n << 52n) - 1n)
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n)
  return [x < 0 ? -mantissa : mantissa, Math.max(exponent, 1) - 1075]
}

function hexFloat(text: string): number {
  const match = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/.exec(text)
  if (match === null) throw new Error(`not a hexadecimal floating point number: ${text}`)
  const mantissa = BigInt(`0x0${match[2]}${match[3]}`)
  const magnitude = scale(mantissa, Number(match[4]) - 4 * match[3].length)
  return match[1] === '-' ? -magnitude : magnitude
}

/** `mantissa * 2^power`, rounded once. */
function scale(mantissa: bigint, power: number): number {
  if (mantissa === 0n) return 0
  const length = mantissa.toString(2).length
  // Least power of two the result can express: that of 53 bits, or of the subnormal numbers.
  const unit = Math.max(power + length - 53, -1074)
  if (unit + 53 > 1100) return Number.POSITIVE_INFINITY
  if (unit <= power) return multiply(Number(mantissa << BigInt(Math.min(power - unit, 53))), unit)
  const drop = unit - power
  if (drop > length + 1) return 0
  const kept = mantissa >> BigInt(drop)
  const rest = mantissa - (kept << BigInt(drop))
  const half = 1n << BigInt(drop - 1)
  const up = rest > half || (rest === half && (kept & 1n) === 1n)
  return multiply(Number(up ? kept + 1n : kept), unit)
}

/** Exact product of an integer below 2^54 and a power of two. */
function multiply(x: number, power: number): number {
  const first = Math.max(power, -1000)
  return x * 2 ** first * 2 ** (power - first)
}
