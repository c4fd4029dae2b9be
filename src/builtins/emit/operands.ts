import type { FunctionEmitter, Held, OpName, ValType } from '../../codegen/index.ts'
import { pushScalar, unboxed } from '../../codegen/index.ts'
import type { DataType } from '../../types/index.ts'

/** A primitive type as the machine sees it. */
export interface Scalar {
  readonly type: DataType
  /** bytes */
  readonly size: number
  readonly bits: number
  /** wasm type of the leaf; 128-bit numbers have two leaves of i64 */
  readonly wasm: ValType
  readonly isFloat: boolean
}

/** The primitive type that the value certainly is of, null if it is not known or not kept in leaves. */
export function scalarOf(e: FunctionEmitter, h: Held): Scalar | null {
  return h.repr.kind === 'bits' ? scalarType(e, h.repr.type) : null
}

export function scalarType(e: FunctionEmitter, type: DataType): Scalar | null {
  if (!type.name.isPrimitive) return null
  const repr = e.reprs.of(type)
  if (repr.kind !== 'bits') return null
  const { core } = e.env.lattice
  const wasm = repr.leaves[0].type
  const isFloat = wasm === 'f32' || wasm === 'f64' || type === core.Float16
  return { type, size: repr.size, bits: repr.size * 8, wasm, isFloat }
}

/** Both operands are of the same primitive type: that type. */
export function sameScalar(e: FunctionEmitter, a: Held, b: Held): Scalar | null {
  const s = scalarOf(e, a)
  return s !== null && b.repr.kind === 'bits' && b.repr.type === s.type ? s : null
}

/** An integer of at most 64 bits in one leaf (floats are taken by their bits nowhere here). */
export function isNarrow(s: Scalar): boolean {
  return s.size <= 8 && (s.wasm === 'i32' || s.wasm === 'i64')
}

/** Instruction `name` for the scalar's wasm type, e.g. `i32_add`. */
export function op(s: Scalar, name: string): OpName {
  return `${s.wasm}_${name}` as OpName
}

export function pushConst(e: FunctionEmitter, s: Scalar, value: bigint): void {
  if (s.wasm === 'i64') e.code.i64(value)
  else e.code.i32(Number(BigInt.asIntN(32, value)))
}

/** Brings the i32 on the stack to canonical form: zero-extended from the type's width. */
export function canonical(e: FunctionEmitter, s: Scalar): void {
  if (s.type === e.env.lattice.core.Bool) {
    e.code.i32(1)
    e.code.op('i32_and')
  } else if (s.size < 4) {
    e.code.i32(s.size === 1 ? 0xff : 0xffff)
    e.code.op('i32_and')
  }
}

/** Sign-extends the i32 on the stack from the type's width. */
export function signExtend(e: FunctionEmitter, s: Scalar): void {
  if (s.size === 1) e.code.op('i32_extend8_s')
  else if (s.size === 2) e.code.op('i32_extend16_s')
}

export function pushSigned(e: FunctionEmitter, s: Scalar, h: Held): void {
  pushScalar(e, h)
  signExtend(e, s)
}

/** The value of a constant integer, sign-extended; null if it is not constant. */
export function constantInt(e: FunctionEmitter, h: Held): bigint | null {
  if (h.constant === 0) return null
  const s = scalarOf(e, h)
  if (s === null || !isNarrow(s)) return null
  return BigInt.asIntN(s.bits, e.env.lattice.heap.bitsOf(h.constant, s.size))
}

/** The value of a constant Bool, null if it is not constant. */
export function constantBool(e: FunctionEmitter, h: Held | undefined): boolean | null {
  if (h === undefined || h.constant === 0) return null
  const { heap } = e.env.lattice
  return h.constant === heap.true_ ? true : h.constant === heap.false_ ? false : null
}

/** Pushes leaf `i` of an unboxed value. */
export function pushLeaf(e: FunctionEmitter, h: Held, i: number): void {
  e.push(unboxed(e, h).leaves![i])
}

/** Pushes an integer of at most 64 bits as i64, zero- or sign-extended. */
export function pushWide(e: FunctionEmitter, h: Held, s: Scalar, isSigned: boolean): void {
  pushScalar(e, h)
  if (s.wasm === 'i64') return
  if (isSigned) signExtend(e, s)
  e.code.op(isSigned ? 'i64_extend_i32_s' : 'i64_extend_i32_u')
}
