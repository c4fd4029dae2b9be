import type { DataType, TypeSystem } from '../types/index.ts'
import {
  SMALL_INT_MAX,
  SMALL_INT_MIN,
  WK_BOXES_CHAR,
  WK_BOXES_INT8,
  WK_BOXES_INT64,
  WK_BOXES_UINT8,
} from './constants.ts'
import type { KernelExports, Value } from './kernel.ts'
import type { Views } from './views.ts'

/** Primitive values into boxes and out of them: a part of `Heap`. */
export abstract class Boxes {
  abstract readonly types: TypeSystem
  abstract readonly kernel: KernelExports
  abstract readonly views: Views
  abstract true_: Value
  abstract false_: Value
  abstract alloc(type: DataType, bytes: number): Value
  abstract wellKnown(index: number): Value
  abstract singleton(t: DataType): Value
  abstract typeAddress(t: DataType): Value

  readonly #permanentInts = new Map<bigint, Value>()

  boxBool(x: boolean): Value {
    return x ? this.true_ : this.false_
  }
  boxInt8(x: number): Value {
    return this.wellKnown(WK_BOXES_INT8) + ((x & 255) ^ 128) * 16
  }
  boxUInt8(x: number): Value {
    return this.wellKnown(WK_BOXES_UINT8) + (x & 255) * 16
  }
  boxInt16(x: number): Value {
    return this.#box32(this.types.int16, x & 0xffff, 2)
  }
  boxUInt16(x: number): Value {
    return this.#box32(this.types.uint16, x & 0xffff, 2)
  }
  boxInt32(x: number): Value {
    return this.#box32(this.types.int32, x, 4)
  }
  boxUInt32(x: number): Value {
    return this.#box32(this.types.uint32, x, 4)
  }
  #box32(type: DataType, x: number, bytes: number): Value {
    const v = this.alloc(type, bytes)
    this.views.u32[v >>> 2] = x
    return v
  }
  boxInt64(x: bigint | number): Value {
    if (x >= SMALL_INT_MIN && x <= SMALL_INT_MAX) {
      return this.wellKnown(WK_BOXES_INT64) + (Number(x) - SMALL_INT_MIN) * 16
    }
    const v = this.alloc(this.types.int64, 8)
    this.views.i64[v >>> 3] = BigInt(x)
    return v
  }
  boxUInt64(x: bigint): Value {
    const v = this.alloc(this.types.uint64, 8)
    this.views.u64[v >>> 3] = x
    return v
  }
  boxInt128(x: bigint): Value {
    return this.#box128(this.types.int128, x)
  }
  boxUInt128(x: bigint): Value {
    return this.#box128(this.types.uint128, x)
  }
  #box128(type: DataType, x: bigint): Value {
    const v = this.alloc(type, 16)
    this.views.u64[v >>> 3] = BigInt.asUintN(64, x)
    this.views.u64[(v >>> 3) + 1] = BigInt.asUintN(64, x >> 64n)
    return v
  }
  /** from the nearest Float16 to `x` */
  boxFloat16(x: number): Value {
    const v = this.alloc(this.types.float16, 2)
    this.views.view.setFloat16(v, x, true)
    return v
  }
  boxFloat32(x: number): Value {
    const v = this.alloc(this.types.float32, 4)
    this.views.f32[v >>> 2] = x
    return v
  }
  boxFloat64(x: number): Value {
    const v = this.alloc(this.types.float64, 8)
    this.views.f64[v >>> 3] = x
    return v
  }
  /** `x` is Julia's bit pattern: the UTF-8 bytes from the top */
  boxChar(x: number): Value {
    if ((x & 0x80ffffff) === 0) return this.wellKnown(WK_BOXES_CHAR) + (x >>> 24) * 16
    return this.#box32(this.types.char, x, 4)
  }
  /** a pointer of the given Ptr type */
  boxPointer(type: DataType, p: number): Value {
    return this.fromBits(type, BigInt(p))
  }

  unboxBool(v: Value): boolean {
    return this.views.u8[v] !== 0
  }
  unboxInt8(v: Value): number {
    return this.views.i8[v]
  }
  unboxUInt8(v: Value): number {
    return this.views.u8[v]
  }
  unboxInt16(v: Value): number {
    return this.views.view.getInt16(v, true)
  }
  unboxUInt16(v: Value): number {
    return this.views.u16[v >>> 1]
  }
  unboxInt32(v: Value): number {
    return this.views.i32[v >>> 2]
  }
  unboxUInt32(v: Value): number {
    return this.views.u32[v >>> 2]
  }
  unboxInt64(v: Value): bigint {
    return this.views.i64[v >>> 3]
  }
  unboxUInt64(v: Value): bigint {
    return this.views.u64[v >>> 3]
  }
  unboxInt128(v: Value): bigint {
    return BigInt.asIntN(128, this.unboxUInt128(v))
  }
  unboxUInt128(v: Value): bigint {
    return (this.views.u64[(v >>> 3) + 1] << 64n) | this.views.u64[v >>> 3]
  }
  unboxFloat16(v: Value): number {
    return this.views.view.getFloat16(v, true)
  }
  unboxFloat32(v: Value): number {
    return this.views.f32[v >>> 2]
  }
  unboxFloat64(v: Value): number {
    return this.views.f64[v >>> 3]
  }
  unboxChar(v: Value): number {
    return this.views.u32[v >>> 2]
  }
  /** An Int64 as a number; throws when it is not exactly one. */
  intAt(v: Value): number {
    const x = this.unboxInt64(v)
    const n = Number(x)
    if (!Number.isSafeInteger(n)) throw new Error(`heap: ${x} is too large to be counted with`)
    return n
  }

  /** Bits of a value of a primitive type of `size` bytes, as an unsigned number. */
  bitsOf(v: Value, size: number): bigint {
    const { u8 } = this.views
    let x = 0n
    for (let i = size - 1; i >= 0; i--) x = (x << 8n) | BigInt(u8[v + i])
    return x
  }

  /** A value of a primitive type by its bits. */
  fromBits(type: DataType, bits: bigint): Value {
    const { size } = this.types.layoutOf(type)!
    const ts = this.types
    if (type === ts.int64) return this.boxInt64(BigInt.asIntN(64, bits))
    if (type === ts.bool) return this.boxBool((bits & 1n) !== 0n)
    if (type === ts.int8) return this.boxInt8(Number(bits & 255n))
    if (type === ts.uint8) return this.boxUInt8(Number(bits & 255n))
    if (type === ts.char) return this.boxChar(Number(bits & 0xffffffffn))
    const v = this.alloc(type, size)
    const { u8 } = this.views
    for (let i = 0; i < size; i++) u8[v + i] = Number((bits >> BigInt(i * 8)) & 255n)
    return v
  }

  /** @internal an Int64 in permanent memory */
  permanentInt64(x: bigint): Value {
    if (x >= SMALL_INT_MIN && x <= SMALL_INT_MAX) return this.boxInt64(x)
    let v = this.#permanentInts.get(x)
    if (v === undefined) {
      v = this.kernel.alloc_permanent(this.types.int64.address, 8, 0, 8) >>> 0
      this.views.i64[v >>> 3] = x
      this.#permanentInts.set(x, v)
    }
    return v
  }

  /** @internal an isbits value in permanent memory */
  permanentBits(type: DataType, bytes: Uint8Array): Value {
    if (this.types.isSingleton(type)) return this.singleton(type)
    const v = this.kernel.alloc_permanent(this.typeAddress(type), bytes.length, 0, 8) >>> 0
    this.views.u8.set(bytes, v)
    return v
  }
}
