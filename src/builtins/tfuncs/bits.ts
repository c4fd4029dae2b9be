/**
 * Arithmetic on bit patterns for constant folding. A pattern is an unsigned bigint of `n` bits. `null`: not folded (it would
 * throw, or the result is not one bit pattern on all machines).
 */
export type Fold = (a: bigint, b: bigint, n: number) => bigint | null

export function signed(x: bigint, n: number): bigint {
  return BigInt.asIntN(n, x)
}

export function unsigned(x: bigint, n: number): bigint {
  return BigInt.asUintN(n, x)
}

function inRangeSigned(x: bigint, n: number): boolean {
  return BigInt.asIntN(n, x) === x
}

function inRangeUnsigned(x: bigint, n: number): boolean {
  return x >= 0n && BigInt.asUintN(n, x) === x
}

/** A shift count at or past the width. */
function tooFar(b: bigint, n: number): boolean {
  return b >= BigInt(n)
}

/** Integer operations giving the operand type. */
export const integerFolds: Readonly<Record<string, Fold>> = {
  add_int: (a, b, n) => unsigned(a + b, n),
  sub_int: (a, b, n) => unsigned(a - b, n),
  mul_int: (a, b, n) => unsigned(a * b, n),
  and_int: (a, b) => a & b,
  or_int: (a, b) => a | b,
  xor_int: (a, b) => a ^ b,
  sdiv_int: (a, b, n) => divide(signed(a, n), signed(b, n), n, true),
  udiv_int: (a, b, n) => divide(a, b, n, false),
  srem_int: (a, b, n) => (b === 0n ? null : unsigned(signed(a, n) % signed(b, n), n)),
  urem_int: (a, b) => (b === 0n ? null : a % b),
  flipsign_int: (a, b, n) => unsigned(signed(b, n) < 0n ? -signed(a, n) : signed(a, n), n),
}

function divide(a: bigint, b: bigint, n: number, isSigned: boolean): bigint | null {
  if (b === 0n) return null
  const q = a / b
  if (isSigned && !inRangeSigned(q, n)) return null
  return unsigned(q, n)
}

/** Shifts: the count may be of another type. */
export const shiftFolds: Readonly<Record<string, Fold>> = {
  shl_int: (a, b, n) => (tooFar(b, n) ? 0n : unsigned(a << b, n)),
  lshr_int: (a, b, n) => (tooFar(b, n) ? 0n : a >> b),
  ashr_int: (a, b, n) => unsigned(signed(a, n) >> (tooFar(b, n) ? BigInt(n - 1) : b), n),
}

export const unaryFolds: Readonly<Record<string, (a: bigint, n: number) => bigint | null>> = {
  neg_int: (a, n) => unsigned(-a, n),
  not_int: (a, n) => unsigned(~a, n),
  bswap_int: (a, n) => {
    let r = 0n
    for (let i = 0; i < n; i += 8) r = (r << 8n) | ((a >> BigInt(i)) & 0xffn)
    return r
  },
  ctpop_int: (a) => {
    let c = 0n
    for (let x = a; x !== 0n; x &= x - 1n) c++
    return c
  },
  ctlz_int: (a, n) => BigInt(n - (a === 0n ? 0 : a.toString(2).length)),
  cttz_int: (a, n) => {
    if (a === 0n) return BigInt(n)
    let c = 0n
    while (((a >> c) & 1n) === 0n) c++
    return c
  },
}

export const comparisonFolds: Readonly<Record<string, (a: bigint, b: bigint, n: number) => boolean>> = {
  eq_int: (a, b) => a === b,
  ne_int: (a, b) => a !== b,
  slt_int: (a, b, n) => signed(a, n) < signed(b, n),
  sle_int: (a, b, n) => signed(a, n) <= signed(b, n),
  ult_int: (a, b) => a < b,
  ule_int: (a, b) => a <= b,
}

/** `checked_*`: the result and whether it overflowed. */
export const overflowFolds: Readonly<Record<string, (a: bigint, b: bigint, n: number) => [bigint, boolean]>> =
  {
    checked_sadd_int: (a, b, n) => overflow(signed(a, n) + signed(b, n), n, true),
    checked_ssub_int: (a, b, n) => overflow(signed(a, n) - signed(b, n), n, true),
    checked_smul_int: (a, b, n) => overflow(signed(a, n) * signed(b, n), n, true),
    checked_uadd_int: (a, b, n) => overflow(a + b, n, false),
    checked_usub_int: (a, b, n) => overflow(a - b, n, false),
    checked_umul_int: (a, b, n) => overflow(a * b, n, false),
  }

function overflow(x: bigint, n: number, isSigned: boolean): [bigint, boolean] {
  return [unsigned(x, n), isSigned ? !inRangeSigned(x, n) : !inRangeUnsigned(x, n)]
}

// ---- floats -------------------------------------------------------------------------------------------------------

const buffer = new DataView(new ArrayBuffer(8))

/** The number with these bits. */
export function floatOf(bits: bigint, n: number): number {
  switch (n) {
    case 16:
      return halfToNumber(Number(bits))
    case 32:
      buffer.setUint32(0, Number(bits), true)
      return buffer.getFloat32(0, true)
    case 64:
      buffer.setBigUint64(0, bits, true)
      return buffer.getFloat64(0, true)
    default:
      throw new Error(`no float of ${n} bits`)
  }
}

/** The bits of `x` rounded to `n` bits; null for NaN, whose payload the machine chooses. */
export function bitsOfFloat(x: number, n: number): bigint | null {
  if (Number.isNaN(x)) return null
  switch (n) {
    case 16:
      return BigInt(numberToHalf(x))
    case 32:
      buffer.setFloat32(0, x, true)
      return BigInt(buffer.getUint32(0, true))
    case 64:
      buffer.setFloat64(0, x, true)
      return buffer.getBigUint64(0, true)
    default:
      throw new Error(`no float of ${n} bits`)
  }
}

function halfToNumber(h: number): number {
  const sign = h & 0x8000 ? -1 : 1
  const e = (h >> 10) & 31
  const m = h & 1023
  if (e === 31) return m === 0 ? sign * Infinity : NaN
  return sign * (e === 0 ? m * 2 ** -24 : (1024 + m) * 2 ** (e - 25))
}

function numberToHalf(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0
  const a = Math.abs(x)
  if (a >= 65520) return sign | 0x7c00
  // the unit in the last place of the result, then round half to even
  const e = a < 2 ** -14 ? -24 : Math.floor(Math.log2(a)) - 10
  let scale = 2 ** e
  let q = a / scale
  if (a >= 2 ** -14 && q >= 2048) {
    scale *= 2
    q = a / scale
  } else if (a >= 2 ** -14 && q < 1024) {
    scale /= 2
    q = a / scale
  }
  const r = roundEven(q) * scale
  if (r >= 65520) return sign | 0x7c00
  if (r < 2 ** -14) return sign | Math.round(r / 2 ** -24)
  let exp = -14
  while (r >= 2 ** (exp + 1)) exp++
  return sign | ((exp + 15) << 10) | (r / 2 ** (exp - 10) - 1024)
}

export function roundEven(x: number): number {
  const f = Math.floor(x)
  const d = x - f
  if (d < 0.5) return f
  if (d > 0.5) return f + 1
  return f % 2 === 0 ? f : f + 1
}

/** A double result rounded once more to a narrower float is right for these operations (enough spare digits). */
export const floatFolds: Readonly<Record<string, (a: number, b: number) => number>> = {
  add_float: (a, b) => a + b,
  sub_float: (a, b) => a - b,
  mul_float: (a, b) => a * b,
  div_float: (a, b) => a / b,
  copysign_float: (a, b) => {
    const negative = b < 0 || Object.is(b, -0)
    return (a < 0 || Object.is(a, -0)) === negative ? a : -a
  },
}

export const floatUnaryFolds: Readonly<Record<string, (a: number) => number>> = {
  neg_float: (a) => -a,
  abs_float: Math.abs,
  ceil_llvm: Math.ceil,
  floor_llvm: Math.floor,
  trunc_llvm: Math.trunc,
  rint_llvm: (a) => {
    const r = Math.abs(a) >= 2 ** 52 ? a : roundEven(a)
    return r === 0 && (a < 0 || Object.is(a, -0)) ? -0 : r
  },
  sqrt_llvm: Math.sqrt,
}

export const floatComparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  eq_float: (a, b) => a === b,
  ne_float: (a, b) => a !== b,
  lt_float: (a, b) => a < b,
  le_float: (a, b) => a <= b,
  fpiseq: (a, b) => Object.is(a, b),
}

/** The float of `n` bits nearest to an integer, rounded once (ties to even). */
export function nearestFloat(x: bigint, n: number): number {
  const negative = x < 0n
  const a = negative ? -x : x
  const precision = n === 64 ? 53 : n === 32 ? 24 : 11
  const length = a === 0n ? 0 : a.toString(2).length
  let r = a
  if (length > precision) {
    const drop = BigInt(length - precision)
    const q = a >> drop
    const rest = a & ((1n << drop) - 1n)
    const half = 1n << (drop - 1n)
    r = (rest > half || (rest === half && (q & 1n) === 1n) ? q + 1n : q) << drop
  }
  return negative ? -Number(r) : Number(r)
}

/** `x·y + z` rounded once, exactly: over rational arithmetic on the operands' integers. */
export function fusedMultiplyAdd(x: number, y: number, z: number): number {
  const direct = x * y + z
  if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(z) || x === 0 || y === 0) return direct
  const [mx, ex] = decompose(x)
  const [my, ey] = decompose(y)
  const [mz, ez] = decompose(z)
  const ep = ex + ey
  const e = z === 0 ? ep : Math.min(ep, ez)
  const sum = ((mx * my) << BigInt(ep - e)) + (z === 0 ? 0n : mz << BigInt(ez - e))
  if (sum === 0n) return direct
  return scale(sum, e)
}

/** x = m · 2^e with an integer m */
function decompose(x: number): [bigint, number] {
  buffer.setFloat64(0, x, true)
  const b = buffer.getBigUint64(0, true)
  const exponent = Number((b >> 52n) & 0x7ffn)
  const fraction = b & 0xfffffffffffffn
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n
  return [b >> 63n === 1n ? -m : m, (exponent === 0 ? 1 : exponent) - 1075]
}

/** m · 2^e rounded once to a double, subnormals included. */
function scale(m: bigint, e: number): number {
  const negative = m < 0n
  let a = negative ? -m : m
  const length = a.toString(2).length
  const drop = Math.max(length - 53, -1074 - e)
  if (drop > 0) {
    const q = a >> BigInt(drop)
    const rest = a & ((1n << BigInt(drop)) - 1n)
    const half = 1n << BigInt(drop - 1)
    a = rest > half || (rest === half && (q & 1n) === 1n) ? q + 1n : q
    e += drop
  }
  let r = Number(a)
  // in two steps, so that neither factor overflows; the product is exact
  const first = Math.max(-1022, Math.min(1023, e))
  r = r * 2 ** first * 2 ** (e - first)
  return negative ? -r : r
}
