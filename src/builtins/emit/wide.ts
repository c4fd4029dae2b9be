import type { FunctionEmitter, Held } from '../../codegen/index.ts'
import { unboxed } from '../../codegen/index.ts'
import type { DataType } from '../../types/index.ts'
import { pushSwapped } from './integers.ts'
import { pushWide, type Scalar } from './operands.ts'

/** 128-bit integers: leaf 0 is the low half, leaf 1 the high half, both i64. */

interface Halves {
  low(): void
  high(): void
}

function halves(e: FunctionEmitter, h: Held): Halves {
  const s = e.stable(unboxed(e, h))
  return { low: () => e.push(s.leaves![0]), high: () => e.push(s.leaves![1]) }
}

export function wideBinary(e: FunctionEmitter, name: string, s: Scalar, x: Held, y: Held): Held | null {
  const { code } = e
  const a = halves(e, x)
  const b = halves(e, y)
  switch (name) {
    case 'and_int':
    case 'or_int':
    case 'xor_int': {
      const instruction = name === 'and_int' ? 'i64_and' : name === 'or_int' ? 'i64_or' : 'i64_xor'
      a.low()
      b.low()
      code.op(instruction)
      a.high()
      b.high()
      code.op(instruction)
      return e.pop(s.type)
    }
    case 'add_int': {
      const low = code.newLocal('i64')
      a.low()
      b.low()
      code.op('i64_add')
      code.tee(low)
      a.high()
      b.high()
      code.op('i64_add')
      code.get(low)
      a.low()
      code.op('i64_lt_u', 'i64_extend_i32_u', 'i64_add')
      return e.pop(s.type)
    }
    case 'sub_int':
      pushDifference(e, a, b)
      return e.pop(s.type)
    case 'mul_int':
      pushProduct(e, a, b)
      return e.pop(s.type)
    case 'flipsign_int': {
      const zero: Halves = { low: () => code.i64(0n), high: () => code.i64(0n) }
      pushDifference(e, zero, a)
      const negated = halves(e, e.pop(s.type))
      const pick = (n: () => void, p: () => void) => {
        n()
        p()
        b.high()
        code.i64(0n)
        code.op('i64_lt_s', 'select')
      }
      pick(negated.low, a.low)
      pick(negated.high, a.high)
      return e.pop(s.type)
    }
    default:
      return null
  }
}

function pushDifference(e: FunctionEmitter, a: Halves, b: Halves): void {
  const { code } = e
  a.low()
  b.low()
  code.op('i64_sub')
  a.high()
  b.high()
  code.op('i64_sub')
  a.low()
  b.low()
  code.op('i64_lt_u', 'i64_extend_i32_u', 'i64_sub')
}

/** Pushes both halves of the product, by 32-bit digits. */
function pushProduct(e: FunctionEmitter, a: Halves, b: Halves): void {
  const { code } = e
  const [al, ah, bl, bh, low, mid, mid2] = [0, 1, 2, 3, 4, 5, 6].map(() => code.newLocal('i64'))
  const split = (push: () => void, l: number, h: number) => {
    push()
    code.i64(0xffffffffn)
    code.op('i64_and')
    code.set(l)
    push()
    code.i64(32n)
    code.op('i64_shr_u')
    code.set(h)
  }
  split(a.low, al, ah)
  split(b.low, bl, bh)
  const product = (x: number, y: number) => {
    code.get(x)
    code.get(y)
    code.op('i64_mul')
  }
  const highPart = (x: number) => {
    code.get(x)
    code.i64(32n)
    code.op('i64_shr_u')
  }
  const lowPart = (x: number) => {
    code.get(x)
    code.i64(0xffffffffn)
    code.op('i64_and')
  }
  product(al, bl)
  code.set(low)
  product(ah, bl)
  highPart(low)
  code.op('i64_add')
  code.set(mid)
  product(al, bh)
  lowPart(mid)
  code.op('i64_add')
  code.set(mid2)
  // low half
  code.get(mid2)
  code.i64(32n)
  code.op('i64_shl')
  lowPart(low)
  code.op('i64_or')
  // high half
  product(ah, bh)
  highPart(mid)
  code.op('i64_add')
  highPart(mid2)
  code.op('i64_add')
  a.low()
  b.high()
  code.op('i64_mul', 'i64_add')
  a.high()
  b.low()
  code.op('i64_mul', 'i64_add')
}

export function wideCompare(e: FunctionEmitter, name: string, x: Held, y: Held): Held | null {
  const { code } = e
  const { Bool } = e.env.lattice.core
  const a = halves(e, x)
  const b = halves(e, y)
  if (name === 'eq_int' || name === 'ne_int') {
    return e.lazy(Bool, () => {
      a.low()
      b.low()
      code.op('i64_xor')
      a.high()
      b.high()
      code.op('i64_xor', 'i64_or', 'i64_eqz')
      if (name === 'ne_int') code.op('i32_eqz')
    })
  }
  const signed = name.startsWith('s')
  return e.lazy(Bool, () => {
    a.low()
    b.low()
    code.op(name.endsWith('e_int') ? 'i64_le_u' : 'i64_lt_u')
    a.high()
    b.high()
    code.op(signed ? 'i64_lt_s' : 'i64_lt_u')
    a.high()
    b.high()
    code.op('i64_eq', 'select')
  })
}

/** A shift by a count of at most 64 bits. */
export function wideShift(e: FunctionEmitter, name: string, s: Scalar, x: Held, c: Scalar, n: Held): Held {
  const { code } = e
  const a = halves(e, x)
  const count = code.newLocal('i64')
  pushWide(e, n, c, false)
  code.set(count)
  const low = code.newLocal('i64')
  const high = code.newLocal('i64')
  const fill = () => {
    if (name === 'ashr_int') {
      a.high()
      code.i64(63n)
      code.op('i64_shr_s')
    } else code.i64(0n)
  }
  const right = name === 'ashr_int' ? 'i64_shr_s' : 'i64_shr_u'
  code.get(count)
  code.i64(128n)
  code.op('i64_ge_u')
  code.if()
  fill()
  code.set(low)
  fill()
  code.set(high)
  code.else()
  code.get(count)
  code.i64(64n)
  code.op('i64_ge_u')
  code.if()
  if (name === 'shl_int') {
    code.i64(0n)
    code.set(low)
    a.low()
    code.get(count)
    code.op('i64_shl')
    code.set(high)
  } else {
    a.high()
    code.get(count)
    code.op(right)
    code.set(low)
    fill()
    code.set(high)
  }
  code.else()
  const carry = (from: () => void, instruction: 'i64_shl' | 'i64_shr_u') => {
    // the bits that cross the middle; none if the count is 0
    code.i64(0n)
    from()
    code.i64(64n)
    code.get(count)
    code.op('i64_sub', instruction)
    code.get(count)
    code.op('i64_eqz', 'select')
  }
  if (name === 'shl_int') {
    a.low()
    code.get(count)
    code.op('i64_shl')
    code.set(low)
    a.high()
    code.get(count)
    code.op('i64_shl')
    carry(a.low, 'i64_shr_u')
    code.op('i64_or')
    code.set(high)
  } else {
    a.low()
    code.get(count)
    code.op('i64_shr_u')
    carry(a.high, 'i64_shl')
    code.op('i64_or')
    code.set(low)
    a.high()
    code.get(count)
    code.op(right)
    code.set(high)
  }
  code.end()
  code.end()
  code.get(low)
  code.get(high)
  return e.pop(s.type)
}

export function wideUnary(e: FunctionEmitter, name: string, s: Scalar, x: Held): Held | null {
  const { code } = e
  const a = halves(e, x)
  switch (name) {
    case 'neg_int':
      pushDifference(e, { low: () => code.i64(0n), high: () => code.i64(0n) }, a)
      return e.pop(s.type)
    case 'not_int':
      for (const half of [a.low, a.high]) {
        half()
        code.i64(-1n)
        code.op('i64_xor')
      }
      return e.pop(s.type)
    case 'ctpop_int':
      a.low()
      code.op('i64_popcnt')
      a.high()
      code.op('i64_popcnt', 'i64_add')
      code.i64(0n)
      return e.pop(s.type)
    case 'ctlz_int':
    case 'cttz_int': {
      const first = name === 'ctlz_int' ? a.high : a.low
      const second = name === 'ctlz_int' ? a.low : a.high
      const instruction = name === 'ctlz_int' ? 'i64_clz' : 'i64_ctz'
      second()
      code.op(instruction)
      code.i64(64n)
      code.op('i64_add')
      first()
      code.op(instruction)
      first()
      code.op('i64_eqz', 'select')
      code.i64(0n)
      return e.pop(s.type)
    }
    case 'bswap_int':
      pushSwapped(e, 8, a.high)
      pushSwapped(e, 8, a.low)
      return e.pop(s.type)
    default:
      return null
  }
}

/** Checked arithmetic by an imported function that gives low half, high half, and whether it overflowed. */
export function wideChecked(e: FunctionEmitter, name: string, tuple: DataType, x: Held, y: Held): Held {
  const a = halves(e, x)
  const b = halves(e, y)
  a.low()
  a.high()
  b.low()
  b.high()
  e.call(name)
  return e.pop(tuple)
}
