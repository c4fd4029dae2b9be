import * as bits from '../tfuncs/bits.ts'

/** Rounds to Float32 once: the double may hold a result that lies just beside a tie. */
function fmaf(a: number, b: number, c: number): number {
  // the product of two Float32 is exact in Float64
  const product = a * b
  const sum = product + c
  if (!Number.isFinite(sum)) return Math.fround(sum)
  // what the addition lost, exactly
  const t = sum - product
  const lost = (product - (sum - t)) + (c - t)
  if (lost === 0) return Math.fround(sum)
  // round to odd, then to Float32
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, sum)
  let raw = view.getBigInt64(0)
  if ((raw & 1n) === 0n) {
    raw += lost > 0 === sum > 0 ? 1n : -1n
    view.setBigInt64(0, raw)
  }
  return Math.fround(view.getFloat64(0))
}

const S = 128

function join(low: bigint, high: bigint, signed: boolean): bigint {
  const x = (BigInt.asUintN(64, high) << 64n) | BigInt.asUintN(64, low)
  return signed ? BigInt.asIntN(S, x) : x
}

function split(x: bigint): [bigint, bigint] {
  return [BigInt.asIntN(64, x), BigInt.asIntN(64, x >> 64n)]
}

type Wide = (al: bigint, ah: bigint, bl: bigint, bh: bigint) => bigint[]

function divide(kind: 'div' | 'rem', signed: boolean): Wide {
  return (al, ah, bl, bh) => {
    const a = join(al, ah, signed)
    const b = join(bl, bh, signed)
    return split(kind === 'div' ? a / b : a % b)
  }
}

function checked(operation: 'add' | 'sub' | 'mul', signed: boolean): Wide {
  const fold = bits.overflowFolds[`checked_${signed ? 's' : 'u'}${operation}_int`]
  return (al, ah, bl, bh) => {
    const [r, over] = fold(join(al, ah, false), join(bl, bh, false), S)
    return [...split(r), over ? 1n : 0n]
  }
}

function toInteger(x: number, signed: boolean): [bigint, bigint] {
  if (Number.isNaN(x)) return [0n, 0n]
  const least = signed ? -(1n << 127n) : 0n
  const most = signed ? (1n << 127n) - 1n : (1n << 128n) - 1n
  const i = x === Infinity ? most : x === -Infinity ? least : BigInt(Math.trunc(x))
  return split(i < least ? least : i > most ? most : i)
}

function half(x: number): number {
  return Number(bits.bitsOfFloat(x, 16) ?? 0x7e00n)
}

/** The functions that emitted code imports from module `math`: what WebAssembly has no instruction for. */
export function mathImports(): Record<string, (...args: never[]) => unknown> {
  const out: Record<string, (...args: never[]) => unknown> = {
    fma: (a: number, b: number, c: number) => bits.fusedMultiplyAdd(a, b, c),
    fmaf,
    from_half: (x: number) => bits.floatOf(BigInt(x & 0xffff), 16),
    to_half: half,
    s128_to_f64: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, true), 64),
    u128_to_f64: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, false), 64),
    s128_to_f32: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, true), 32),
    u128_to_f32: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, false), 32),
    f64_to_s128: (x: number) => toInteger(x, true),
    f64_to_u128: (x: number) => toInteger(x, false),
  }
  for (const kind of ['div', 'rem'] as const) {
    out[`s${kind}_128`] = divide(kind, true)
    out[`u${kind}_128`] = divide(kind, false)
  }
  for (const operation of ['add', 'sub', 'mul'] as const) {
    out[`checked_s${operation}_128`] = asFlag(checked(operation, true))
    out[`checked_u${operation}_128`] = asFlag(checked(operation, false))
  }
  return out
}

/** The third result is an i32: a number, not a bigint. */
function asFlag(f: Wide): (...args: bigint[]) => unknown[] {
  return (al, ah, bl, bh) => {
    const [l, h, over] = f(al, ah, bl, bh)
    return [l, h, Number(over)]
  }
}
