import type { Value } from '../../heap/index.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** The digits of a Float32 that read back as the same Float32, in JavaScript's exponential form. */
function shortestFloat32(x: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = x.toExponential(digits)
    if (Math.fround(Number(text)) === x) return text
  }
  return x.toExponential(8)
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)(?:[pP]([+-]?\d+))?$/
const SPECIAL = /^([+-]?)(inf(?:inity)?|nan)$/i

/** The number that a numeral spells, rounded once by `round`; null if it spells none. */
export function parseFloatText(text: string, round: (x: number) => number): number | null {
  const special = SPECIAL.exec(text)
  if (special !== null) {
    const x = special[2].toLowerCase() === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY
    return special[1] === '-' ? -x : x
  }
  if (DECIMAL.test(text)) {
    const x = round(Number(text))
    const isZeroNumeral = !/[1-9]/.test(text.replace(/[eE].*$/, ''))
    return !Number.isFinite(x) || (x === 0 && !isZeroNumeral) ? null : x
  }
  const hex = HEXADECIMAL.exec(text)
  if (hex === null || hex[2] + hex[3] === '' || (hex[4] === undefined && hex[3] !== '')) return null
  const digits = BigInt(`0x${hex[2]}${hex[3] === '' ? '' : hex[3]}`)
  const x = scaled(digits, Number(hex[4] ?? 0) - 4 * hex[3].length)
  return round(hex[1] === '-' ? -x : x)
}

/** m · 2^e rounded to the nearest double, ties to even. */
function scaled(m: bigint, e: number): number {
  if (m === 0n) return 0
  const length = m.toString(2).length
  const drop = Math.max(length - 53, -1074 - e)
  if (drop <= 0) return Number(m) * 2 ** e
  const q = m >> BigInt(drop)
  const rest = m & ((1n << BigInt(drop)) - 1n)
  const half = 1n << BigInt(drop - 1)
  const rounded = rest > half || (rest === half && (q & 1n) === 1n) ? q + 1n : q
  return Number(rounded) * 2 ** Math.max(-1022, e + drop) * 2 ** Math.min(0, e + drop + 1022)
}

function substring(rt: Runtime, s: Value, offset: number, n: number): string {
  return new TextDecoder().decode(rt.heap.stringBytes(s).subarray(offset, offset + n)).trim()
}

// ---- big integers: limbs in Memory{UInt32}, least first -------------------------------------------------------------

function limbs(rt: Runtime, memory: Value, n: number): bigint {
  const { u32 } = rt.heap.views
  const at = u32[(memory + 8) >>> 2] >>> 2
  if (n === 0) return 0n
  let hex = ''
  for (let i = n - 1; i >= 0; i--) hex += u32[at + i].toString(16).padStart(8, '0')
  return BigInt(`0x${hex}`)
}

function setLimbs(rt: Runtime, memory: Value, x: bigint, n: number): void {
  const { u32 } = rt.heap.views
  const at = u32[(memory + 8) >>> 2] >>> 2
  const hex = x.toString(16).padStart(n * 8, '0')
  for (let i = 0; i < n; i++) {
    const end = hex.length - 8 * i
    u32[at + i] = Number.parseInt(hex.slice(Math.max(0, end - 8), end), 16)
  }
}

function memoryLength(rt: Runtime, memory: Value): number {
  return rt.heap.views.u32[memory >>> 2]
}

const DIGITS_SMALL = '0123456789abcdefghijklmnopqrstuvwxyz'
const DIGITS_LARGE = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function bigToString(x: bigint, base: number): string {
  if (base <= 36) return x.toString(base)
  if (x === 0n) return '0'
  let out = ''
  for (let rest = x; rest > 0n; rest /= BigInt(base)) out = DIGITS_LARGE[Number(rest % BigInt(base))] + out
  return out
}

function parseBig(text: string, base: number): bigint {
  if (base === 10) return BigInt(text)
  if (base === 16) return BigInt(`0x${text}`)
  if (base === 2) return BigInt(`0b${text}`)
  if (base === 8) return BigInt(`0o${text}`)
  let x = 0n
  for (const c of text) {
    const digit = base <= 36 ? DIGITS_SMALL.indexOf(c.toLowerCase()) : DIGITS_LARGE.indexOf(c)
    x = x * BigInt(base) + BigInt(digit)
  }
  return x
}

/** Numerals to numbers and back; arithmetic of big integers. */
export const numberFunctions: readonly ForeignEntry[] = [
  foreign('jl_try_substrtod', ['value', 'int', 'int'], 'value', (rt, s, offset, n) => {
    const x = parseFloatText(substring(rt, s, offset, n), (y) => y)
    return x === null ? rt.heap.nothing : rt.heap.boxFloat64(x)
  }),
  foreign('jl_try_substrtof', ['value', 'int', 'int'], 'value', (rt, s, offset, n) => {
    const x = parseFloatText(substring(rt, s, offset, n), Math.fround)
    return x === null ? rt.heap.nothing : rt.heap.boxFloat32(x)
  }),
  foreign('jl_float64_shortest', ['f64'], 'value', (rt, x) => rt.heap.string(x.toExponential())),
  foreign('jl_float32_shortest', ['f32'], 'value', (rt, x) => rt.heap.string(shortestFloat32(x))),
  foreign('jl_random_float64', [], 'f64', (rt) => {
    const bytes = new Uint8Array(8)
    rt.host.randomBytes(bytes)
    return Number(new DataView(bytes.buffer).getBigUint64(0) >> 11n) * 2 ** -53
  }),
  foreign('jl_bigint_mul', ['value', 'value', 'int', 'value', 'int'], 'void', (rt, r, a, na, b, nb) =>
    setLimbs(rt, r, limbs(rt, a, na) * limbs(rt, b, nb), na + nb),
  ),
  foreign(
    'jl_bigint_divrem',
    ['value', 'value', 'value', 'int', 'value', 'int'],
    'void',
    (rt, q, r, a, na, b, nb) => {
      const x = limbs(rt, a, na)
      const y = limbs(rt, b, nb)
      setLimbs(rt, q, x / y, na - nb + 1)
      setLimbs(rt, r, x % y, nb)
    },
  ),
  foreign('jl_bigint_tostring', ['value', 'int', 'int'], 'value', (rt, a, n, base) =>
    rt.heap.string(bigToString(limbs(rt, a, n), base)),
  ),
  foreign('jl_bigint_parse', ['value', 'value', 'int', 'int', 'int'], 'void', (rt, r, s, offset, n, base) => {
    const text = new TextDecoder().decode(rt.heap.stringBytes(s).subarray(offset, offset + n))
    setLimbs(rt, r, parseBig(text, base), memoryLength(rt, r))
  }),
]
