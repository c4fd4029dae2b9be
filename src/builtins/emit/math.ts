import * as bits from '../tfuncs/bits.ts'

/** Rounds to Float32 once: the double may hold a result that lies just beside a tie. */
function fmaf(a: number, b: number, c: number): number {
  // the product of two Float32 is exact in Float64
  const product = a * b
  const sum = product + c
  if (!Number.isFinite(sum)) return Math.fround(sum)
  // what the addition lost, exactly
  const t = sum - product
  const lost = product - (sum - t) + (c - t)
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

/**
 * `x·y + z` rounded once: one machine instruction where the engine's relaxed multiply-add is fused, which is asked
 * here; otherwise exact arithmetic.
 */
function machineFma(): (x: number, y: number, z: number) => number {
  // (func (export "f") (param f64 f64 f64) (result f64): splat each, f64x2.relaxed_madd, lane 0
  const body = [
    0, 0x20, 0, 0xfd, 0x14, 0x20, 1, 0xfd, 0x14, 0x20, 2, 0xfd, 0x14, 0xfd, 0x87, 0x02, 0xfd, 0x21, 0, 0x0b,
  ]
  const bytes = new Uint8Array([
    ...[
      0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 1, 0x60, 3, 0x7c, 0x7c, 0x7c, 1, 0x7c, 3, 2, 1, 0, 7, 5, 1, 1,
      0x66, 0, 0,
    ],
    ...[10, body.length + 2, 1, body.length, ...body],
  ])
  const f = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f as (
    x: number,
    y: number,
    z: number,
  ) => number
  const x = 1 + 2 ** -30
  return f(x, x, -(x * x)) === 2 ** -60 ? f : bits.fusedMultiplyAdd
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

type Import = (...args: never[]) => unknown

/** The functions that emitted code imports from module `math`: what WebAssembly has no instruction for. */
export const mathImports: Readonly<Record<string, Import>> = {
  fma: machineFma(),
  fmaf,
  from_half: (x: number) => bits.floatOf(BigInt(x & 0xffff), 16),
  to_half: half,
  s128_to_f64: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, true), 64),
  u128_to_f64: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, false), 64),
  s128_to_f32: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, true), 32),
  u128_to_f32: (l: bigint, h: bigint) => bits.nearestFloat(join(l, h, false), 32),
  f64_to_s128: (x: number) => toInteger(x, true),
  f64_to_u128: (x: number) => toInteger(x, false),
  sdiv_128: divide('div', true),
  udiv_128: divide('div', false),
  srem_128: divide('rem', true),
  urem_128: divide('rem', false),
  checked_sadd_128: asFlag(checked('add', true)),
  checked_uadd_128: asFlag(checked('add', false)),
  checked_ssub_128: asFlag(checked('sub', true)),
  checked_usub_128: asFlag(checked('sub', false)),
  checked_smul_128: asFlag(checked('mul', true)),
  checked_umul_128: asFlag(checked('mul', false)),
}

/** The third result is an i32: a number, not a bigint. */
function asFlag(f: Wide): (...args: bigint[]) => unknown[] {
  return (al, ah, bl, bh) => {
    const [l, h, over] = f(al, ah, bl, bh)
    return [l, h, Number(over)]
  }
}
