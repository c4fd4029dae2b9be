import type { BuiltinCall, BuiltinEmitter, FunctionEmitter, Held, OpName } from '../../codegen/index.ts'
import { pushScalar, unboxed } from '../../codegen/index.ts'
import {
  canonical,
  constantInt,
  isNarrow,
  op,
  pushConst,
  pushSigned,
  type Scalar,
  sameScalar,
  scalarOf,
} from './operands.ts'
import { wideBinary, wideChecked, wideCompare, wideShift, wideUnary } from './wide.ts'

/**
 * Integer intrinsics. Integers narrower than 32 bits are kept zero-extended in i32: results are masked, operands of
 * signed operations are sign-extended.
 */

/** Operations that are one instruction; `mask`: the result may stick out of a narrow type. */
const plain: Record<string, { readonly name: string; readonly mask: boolean }> = {
  add_int: { name: 'add', mask: true },
  sub_int: { name: 'sub', mask: true },
  mul_int: { name: 'mul', mask: true },
  and_int: { name: 'and', mask: false },
  or_int: { name: 'or', mask: false },
  xor_int: { name: 'xor', mask: false },
}

function binary(name: string): BuiltinEmitter {
  const { name: instruction, mask } = plain[name]
  return (e, { args: [a, b] }) => {
    const s = sameScalar(e, a, b)
    if (s === null) return null
    if (s.size === 16) return wideBinary(e, name, s, a, b)
    if (!isNarrow(s)) return null
    return e.lazy(s.type, () => {
      pushScalar(e, a)
      pushScalar(e, b)
      e.code.op(op(s, instruction))
      if (mask) canonical(e, s)
    })
  }
}

const comparisons: Record<string, readonly [instruction: string, signed: boolean]> = {
  eq_int: ['eq', false],
  ne_int: ['ne', false],
  slt_int: ['lt_s', true],
  sle_int: ['le_s', true],
  ult_int: ['lt_u', false],
  ule_int: ['le_u', false],
}

function comparison(name: string): BuiltinEmitter {
  const [instruction, signed] = comparisons[name]
  return (e, { args: [a, b] }) => {
    const s = sameScalar(e, a, b)
    if (s === null) return null
    const { Bool } = e.env.lattice.core
    if (s.size === 16) return wideCompare(e, name, a, b)
    if (!isNarrow(s)) return null
    const push = signed ? pushSigned : (_e: FunctionEmitter, _s: Scalar, h: Held) => pushScalar(e, h)
    // comparing with zero is shorter
    if (name === 'eq_int' && constantInt(e, b) === 0n) {
      return e.lazy(Bool, () => {
        pushScalar(e, a)
        e.code.op(op(s, 'eqz'))
      })
    }
    return e.lazy(Bool, () => {
      push(e, s, a)
      push(e, s, b)
      e.code.op(op(s, instruction))
    })
  }
}

/** Division throws DivideError; the check is left out where the divisor is a harmless constant. */
function division(kind: 'div' | 'rem', signed: boolean): BuiltinEmitter {
  return (e, { args: [x, y] }) => {
    const s = sameScalar(e, x, y)
    if (s === null) return null
    const { code } = e
    const d = constantInt(e, y)
    const suffix = signed ? 's' : 'u'
    if (s.size === 16) {
      const a = e.stable(unboxed(e, x))
      const b = e.stable(unboxed(e, y))
      e.push(b.leaves![0])
      e.push(b.leaves![1])
      code.op('i64_or', 'i64_eqz')
      if (signed && kind === 'div') {
        // the smallest number by -1
        e.push(a.leaves![0])
        code.op('i64_eqz', 'i64_extend_i32_u')
        e.push(a.leaves![1])
        code.i64(-0x8000000000000000n)
        code.op('i64_eq', 'i64_extend_i32_u', 'i64_and')
        e.push(b.leaves![0])
        e.push(b.leaves![1])
        code.op('i64_and')
        code.i64(-1n)
        code.op('i64_eq', 'i64_extend_i32_u', 'i64_and', 'i32_wrap_i64', 'i32_or')
      }
      throwIf(e)
      for (const h of [a, b]) for (const l of h.leaves!) e.push(l)
      e.call(`${signed ? 's' : 'u'}${kind}_128`)
      return e.pop(s.type)
    }
    if (!isNarrow(s)) return null
    const push = signed ? pushSigned : (_e: FunctionEmitter, _s: Scalar, h: Held) => pushScalar(e, h)
    const instruction = op(s, `${kind}_${suffix}`)
    const harmless = d !== null && d !== 0n && (!signed || d !== -1n)
    if (harmless) {
      return e.lazy(s.type, () => {
        push(e, s, x)
        push(e, s, y)
        code.op(instruction)
        if (signed) canonical(e, s)
      })
    }
    const a = e.stable(unboxed(e, x))
    const b = e.stable(unboxed(e, y))
    pushScalar(e, b)
    code.op(op(s, 'eqz'))
    if (signed && kind === 'div') {
      pushSigned(e, s, a)
      pushConst(e, s, -(1n << BigInt(s.bits - 1)))
      code.op(op(s, 'eq'))
      pushSigned(e, s, b)
      pushConst(e, s, -1n)
      code.op(op(s, 'eq'), 'i32_and', 'i32_or')
    }
    throwIf(e)
    // rem_s of the smallest number by -1 is 0 in WebAssembly, as it must be
    push(e, s, a)
    push(e, s, b)
    code.op(instruction)
    if (signed) canonical(e, s)
    return e.pop(s.type)
  }
}

function throwIf(e: FunctionEmitter): void {
  e.code.if()
  e.call('divide_error')
  e.code.end()
}

/** Shifts: the count is unsigned, of any integer type, and may be larger than the width. */
function shift(name: 'shl_int' | 'lshr_int' | 'ashr_int'): BuiltinEmitter {
  const instruction = name === 'shl_int' ? 'shl' : name === 'lshr_int' ? 'shr_u' : 'shr_s'
  return (e, { args: [x, n] }) => {
    const s = scalarOf(e, x)
    const c = scalarOf(e, n)
    if (s === null || c === null || c.isFloat) return null
    if (s.size === 16) return c.size === 16 ? null : wideShift(e, name, s, x, c, n)
    if (!isNarrow(s) || !isNarrow(c)) return null
    const { code } = e
    const push =
      name === 'ashr_int' ? pushSigned : (_e: FunctionEmitter, _s: Scalar, h: Held) => pushScalar(e, h)
    const known = constantInt(e, n)
    if (known !== null) {
      let count = BigInt.asUintN(c.bits, known)
      if (count >= BigInt(s.bits)) {
        if (name !== 'ashr_int') return e.ofLeaves(s.type, x.repr, [e.zeroSrc(s.wasm)])
        count = BigInt(s.bits - 1)
      }
      return e.lazy(s.type, () => {
        push(e, s, x)
        pushConst(e, s, count)
        code.op(op(s, instruction))
        if (name !== 'lshr_int') canonical(e, s)
      })
    }
    const count = e.stable(unboxed(e, n))
    const pushCount = () => {
      pushScalar(e, count)
      if (s.wasm === 'i64' && c.wasm === 'i32') code.op('i64_extend_i32_u')
      else if (s.wasm === 'i32' && c.wasm === 'i64') code.op('i32_wrap_i64')
    }
    const pushInRange = () => {
      pushScalar(e, count)
      pushConst(e, c, BigInt(s.bits))
      code.op(op(c, 'lt_u'))
    }
    return e.lazy(s.type, () => {
      push(e, s, x)
      pushCount()
      if (name === 'ashr_int') {
        pushConst(e, s, BigInt(s.bits - 1))
        pushInRange()
        code.op('select')
        code.op(op(s, instruction))
        canonical(e, s)
        return
      }
      code.op(op(s, instruction))
      if (name === 'shl_int') canonical(e, s)
      pushConst(e, s, 0n)
      pushInRange()
      code.op('select')
    })
  }
}

function unary(name: string, emit: (e: FunctionEmitter, s: Scalar, a: Held) => void): BuiltinEmitter {
  return (e, { args: [a] }) => {
    const s = scalarOf(e, a)
    if (s === null) return null
    if (s.size === 16) return wideUnary(e, name, s, a)
    if (!isNarrow(s)) return null
    return e.lazy(s.type, () => emit(e, s, a))
  }
}

function byteSwap(e: FunctionEmitter, { args: [x] }: BuiltinCall): Held | null {
  const s = scalarOf(e, x)
  if (s === null) return null
  if (s.size === 16) return wideUnary(e, 'bswap_int', s, x)
  if (!isNarrow(s)) return null
  if (s.size === 1) return x
  const { code } = e
  const a = e.stable(unboxed(e, x))
  return e.lazy(s.type, () => {
    if (s.size === 2) {
      pushScalar(e, a)
      code.i32(8)
      code.op('i32_shl')
      pushScalar(e, a)
      code.i32(8)
      code.op('i32_shr_u', 'i32_or')
      code.i32(0xffff)
      code.op('i32_and')
    } else pushSwapped(e, s.size, () => pushScalar(e, a))
  })
}

/** Pushes the 4 or 8 bytes that `push` pushes, in reverse order. */
export function pushSwapped(e: FunctionEmitter, size: number, push: () => void): void {
  const { code } = e
  if (size === 4) {
    // rotate the two pairs of bytes
    push()
    code.i32(8)
    code.op('i32_rotl')
    code.i32(0x00ff00ff)
    code.op('i32_and')
    push()
    code.i32(8)
    code.op('i32_rotr')
    code.i32(-0xff0100)
    code.op('i32_and', 'i32_or')
    return
  }
  const half = (low: boolean) => {
    pushSwapped(e, 4, () => {
      push()
      if (!low) {
        code.i64(32n)
        code.op('i64_shr_u')
      }
      code.op('i32_wrap_i64')
    })
    code.op('i64_extend_i32_u')
  }
  half(true)
  code.i64(32n)
  code.op('i64_shl')
  half(false)
  code.op('i64_or')
}

/** `checked_*_int`: the wrapped result and whether it overflowed. */
function checked(operation: 'add' | 'sub' | 'mul', signed: boolean): BuiltinEmitter {
  return (e, { args: [x, y] }) => {
    const s = sameScalar(e, x, y)
    if (s === null) return null
    const { code } = e
    const { core, ts } = e.env.lattice
    const tuple = ts.tuple([s.type, core.Bool])
    if (s.size === 16) return wideChecked(e, `checked_${signed ? 's' : 'u'}${operation}_128`, tuple, x, y)
    if (!isNarrow(s)) return null
    const a = e.stable(unboxed(e, x))
    const b = e.stable(unboxed(e, y))
    if (s.wasm === 'i32') {
      // exact in 64 bits
      const exact = code.newLocal('i64')
      const wide = (h: Held) => {
        if (signed) pushSigned(e, s, h)
        else pushScalar(e, h)
        code.op(signed ? 'i64_extend_i32_s' : 'i64_extend_i32_u')
      }
      wide(a)
      wide(b)
      code.op(`i64_${operation}` as OpName)
      code.set(exact)
      code.get(exact)
      code.op('i32_wrap_i64')
      canonical(e, s)
      code.get(exact)
      if (signed) code.op(s.size === 1 ? 'i64_extend8_s' : s.size === 2 ? 'i64_extend16_s' : 'i64_extend32_s')
      else {
        code.i64((1n << BigInt(s.bits)) - 1n)
        code.op('i64_and')
      }
      code.get(exact)
      code.op('i64_ne')
      return e.pop(tuple)
    }
    const r = code.newLocal('i64')
    pushScalar(e, a)
    pushScalar(e, b)
    code.op(op(s, operation))
    code.tee(r)
    if (operation === 'mul') pushMulOverflow(e, a, b, r, signed)
    else if (signed) {
      // the sign of the result differs from what both operands (of equal effect) have
      pushScalar(e, a)
      if (operation === 'add') {
        code.get(r)
        code.op('i64_xor')
        pushScalar(e, b)
        code.get(r)
        code.op('i64_xor')
      } else {
        pushScalar(e, b)
        code.op('i64_xor')
        pushScalar(e, a)
        code.get(r)
        code.op('i64_xor')
      }
      code.op('i64_and')
      code.i64(0n)
      code.op('i64_lt_s')
    } else if (operation === 'add') {
      code.get(r)
      pushScalar(e, a)
      code.op('i64_lt_u')
    } else {
      pushScalar(e, a)
      pushScalar(e, b)
      code.op('i64_lt_u')
    }
    return e.pop(tuple)
  }
}

/** Pushes whether the 64-bit product `r` of a and b overflowed: cheap for small factors, else by dividing. */
function pushMulOverflow(e: FunctionEmitter, a: Held, b: Held, r: number, signed: boolean): void {
  const { code } = e
  if (signed) {
    for (const h of [a, b]) {
      pushScalar(e, h)
      code.op('i64_extend32_s')
      pushScalar(e, h)
      code.op('i64_eq')
    }
    code.op('i32_and')
    code.if('i32')
    code.i32(0)
    code.else()
    // a == -1: overflows only for the smallest b; the division below would trap on it
    pushScalar(e, a)
    code.i64(-1n)
    code.op('i64_eq')
    code.if('i32')
    pushScalar(e, b)
    code.i64(-0x8000000000000000n)
    code.op('i64_eq')
    code.else()
    pushScalar(e, a)
    code.op('i64_eqz')
    code.if('i32')
    code.i32(0)
    code.else()
    code.get(r)
    pushScalar(e, a)
    code.op('i64_div_s')
    pushScalar(e, b)
    code.op('i64_ne')
    code.end()
    code.end()
    code.end()
    return
  }
  pushScalar(e, a)
  pushScalar(e, b)
  code.op('i64_or')
  code.i64(32n)
  code.op('i64_shr_u', 'i64_eqz')
  code.if('i32')
  code.i32(0)
  code.else()
  pushScalar(e, a)
  code.op('i64_eqz')
  code.if('i32')
  code.i32(0)
  code.else()
  code.get(r)
  pushScalar(e, a)
  code.op('i64_div_u')
  pushScalar(e, b)
  code.op('i64_ne')
  code.end()
  code.end()
}

function flipSign(e: FunctionEmitter, { args: [x, y] }: BuiltinCall): Held | null {
  const s = sameScalar(e, x, y)
  if (s === null) return null
  if (s.size === 16) return wideBinary(e, 'flipsign_int', s, x, y)
  if (!isNarrow(s)) return null
  const { code } = e
  const a = e.stable(unboxed(e, x))
  return e.lazy(s.type, () => {
    pushConst(e, s, 0n)
    pushScalar(e, a)
    code.op(op(s, 'sub'))
    canonical(e, s)
    pushScalar(e, a)
    pushSigned(e, s, y)
    pushConst(e, s, 0n)
    code.op(op(s, 'lt_s'))
    code.op('select')
  })
}

export const integerEmitters: Record<string, BuiltinEmitter> = {
  ...Object.fromEntries(Object.keys(plain).map((name) => [name, binary(name)])),
  ...Object.fromEntries(Object.keys(comparisons).map((name) => [name, comparison(name)])),
  shl_int: shift('shl_int'),
  lshr_int: shift('lshr_int'),
  ashr_int: shift('ashr_int'),
  neg_int: unary('neg_int', (e, s, a) => {
    pushConst(e, s, 0n)
    pushScalar(e, a)
    e.code.op(op(s, 'sub'))
    canonical(e, s)
  }),
  not_int: unary('not_int', (e, s, a) => {
    pushScalar(e, a)
    if (s.type === e.env.lattice.core.Bool) e.code.op('i32_eqz')
    else {
      pushConst(e, s, s.size < 4 ? (1n << BigInt(s.bits)) - 1n : -1n)
      e.code.op(op(s, 'xor'))
    }
  }),
  ctpop_int: unary('ctpop_int', (e, s, a) => {
    pushScalar(e, a)
    e.code.op(op(s, 'popcnt'))
  }),
  ctlz_int: unary('ctlz_int', (e, s, a) => {
    pushScalar(e, a)
    e.code.op(op(s, 'clz'))
    if (s.size < 4) {
      e.code.i32(32 - s.bits)
      e.code.op('i32_sub')
    }
  }),
  cttz_int: unary('cttz_int', (e, s, a) => {
    pushScalar(e, a)
    if (s.size < 4) {
      // a bit just above the number ends the count
      e.code.i32(1 << s.bits)
      e.code.op('i32_or')
    }
    e.code.op(op(s, 'ctz'))
  }),
  bswap_int: byteSwap,
  flipsign_int: flipSign,
}
for (const prefix of ['', 'checked_']) {
  integerEmitters[`${prefix}sdiv_int`] = division('div', true)
  integerEmitters[`${prefix}udiv_int`] = division('div', false)
  integerEmitters[`${prefix}srem_int`] = division('rem', true)
  integerEmitters[`${prefix}urem_int`] = division('rem', false)
}
for (const operation of ['add', 'sub', 'mul'] as const) {
  integerEmitters[`checked_s${operation}_int`] = checked(operation, true)
  integerEmitters[`checked_u${operation}_int`] = checked(operation, false)
}
