import type { BuiltinCall, BuiltinEmitter, FunctionEmitter, Held, OpName } from '../../codegen/index.ts'
import { pushScalar, unboxed } from '../../codegen/index.ts'
import { op, type Scalar, sameScalar, scalarOf } from './operands.ts'

/**
 * Floating-point intrinsics. Float16 is kept as its bits in i32; it is computed in Float64 and rounded once, which has
 * digits enough for these operations to be right.
 */

/** Pushes a float as its own type, Float16 as f64. */
export function pushFloat(e: FunctionEmitter, s: Scalar, h: Held): void {
  pushScalar(e, h)
  if (s.size === 2) e.call('from_half')
}

/** Brings the result back to the type's form. */
function finish(e: FunctionEmitter, s: Scalar): void {
  if (s.size === 2) e.call('to_half')
}

function machine(s: Scalar, name: string): OpName {
  return s.size === 2 ? (`f64_${name}` as OpName) : op(s, name)
}

function floatOperation(name: string, count: 1 | 2): BuiltinEmitter {
  return (e, { args }) => {
    const s = count === 1 ? scalarOf(e, args[0]) : sameScalar(e, args[0], args[1])
    if (s === null || !s.isFloat) return null
    return e.lazy(s.type, () => {
      for (let i = 0; i < count; i++) pushFloat(e, s, args[i])
      e.code.op(machine(s, name))
      finish(e, s)
    })
  }
}

function floatComparison(name: string): BuiltinEmitter {
  return (e, { args: [a, b] }) => {
    const s = sameScalar(e, a, b)
    if (s === null || !s.isFloat) return null
    return e.lazy(e.env.lattice.core.Bool, () => {
      pushFloat(e, s, a)
      pushFloat(e, s, b)
      e.code.op(machine(s, name))
    })
  }
}

/** Sign operations on bits keep the payload of NaN. */
function signOperation(name: 'neg' | 'abs' | 'copysign'): BuiltinEmitter {
  return (e, { args }) => {
    const s = name === 'copysign' ? sameScalar(e, args[0], args[1]) : scalarOf(e, args[0])
    if (s === null || !s.isFloat) return null
    const { code } = e
    return e.lazy(s.type, () => {
      pushScalar(e, args[0])
      if (s.size !== 2) {
        if (name === 'copysign') pushScalar(e, args[1])
        code.op(op(s, name))
        return
      }
      code.i32(name === 'neg' ? 0x8000 : 0x7fff)
      code.op(name === 'neg' ? 'i32_xor' : 'i32_and')
      if (name === 'copysign') {
        pushScalar(e, args[1])
        code.i32(0x8000)
        code.op('i32_and', 'i32_or')
      }
    })
  }
}

/** Equal bits, or both NaN. */
function isEqual(e: FunctionEmitter, { args: [x, y] }: BuiltinCall): Held | null {
  const s = sameScalar(e, x, y)
  if (s === null || !s.isFloat) return null
  const { code } = e
  const a = e.stable(unboxed(e, x))
  const b = e.stable(unboxed(e, y))
  return e.lazy(e.env.lattice.core.Bool, () => {
    for (const h of [a, b]) {
      pushScalar(e, h)
      if (s.wasm === 'f64') code.op('i64_reinterpret_f64')
      else if (s.wasm === 'f32') code.op('i32_reinterpret_f32')
    }
    code.op(s.wasm === 'f64' ? 'i64_eq' : 'i32_eq')
    for (const h of [a, b]) {
      pushFloat(e, s, h)
      pushFloat(e, s, h)
      code.op(machine(s, 'ne'))
    }
    code.op('i32_and', 'i32_or')
  })
}

function multiplyAdd(exact: boolean): BuiltinEmitter {
  return (e, { args: [a, b, c] }) => {
    const s = sameScalar(e, a, b)
    if (s === null || !s.isFloat || sameScalar(e, a, c) === null) return null
    const { code } = e
    return e.lazy(s.type, () => {
      if (exact) {
        for (const x of [a, b, c]) pushFloat(e, s, x)
        e.call(s.wasm === 'f32' ? 'fmaf' : 'fma')
      } else {
        // rounded once where the machine can do that, as Julia's
        const vector = s.wasm === 'f32' ? 'f32x4' : 'f64x2'
        for (const x of [a, b, c]) {
          pushFloat(e, s, x)
          code.op(`${vector}_splat`)
        }
        code.op(`${vector}_relaxed_madd`, `${vector}_first`)
      }
      finish(e, s)
    })
  }
}

export const floatEmitters: Record<string, BuiltinEmitter> = {
  neg_float: signOperation('neg'),
  abs_float: signOperation('abs'),
  copysign_float: signOperation('copysign'),
  neg_float_fast: signOperation('neg'),
  fpiseq: isEqual,
  fma_float: multiplyAdd(true),
  muladd_float: multiplyAdd(false),
  have_fma: (e) => e.bool(false),
}
for (const suffix of ['', '_fast']) {
  for (const [name, instruction] of [
    ['add', 'add'],
    ['sub', 'sub'],
    ['mul', 'mul'],
    ['div', 'div'],
    ['min', 'min'],
    ['max', 'max'],
  ]) {
    floatEmitters[`${name}_float${suffix}`] = floatOperation(instruction, 2)
  }
  for (const name of ['eq', 'ne', 'lt', 'le']) floatEmitters[`${name}_float${suffix}`] = floatComparison(name)
  floatEmitters[`sqrt_llvm${suffix}`] = floatOperation('sqrt', 1)
}
for (const [name, instruction] of [
  ['ceil', 'ceil'],
  ['floor', 'floor'],
  ['trunc', 'trunc'],
  ['rint', 'nearest'],
]) {
  floatEmitters[`${name}_llvm`] = floatOperation(instruction, 1)
}
