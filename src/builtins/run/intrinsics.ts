import type { Value } from '../../heap/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import { type BuiltinRun, builtin, type Runtime } from '../runtime.ts'
import * as bits from '../tfuncs/bits.ts'

/**
 * Intrinsics on boxed values: what runs when operand types are not known at compile time. The arithmetic is that of
 * constant folding (`tfuncs/bits.ts`).
 */

function primitive(rt: Runtime, name: string, v: Value): DataType {
  const type = rt.heap.typeOf(v)
  if (!type.name.isPrimitive) rt.errors.error(`${name}: value is not a primitive type`)
  return type
}

/** Both operands must be of one primitive type. */
function sameType(rt: Runtime, name: string, a: Value, b: Value): DataType {
  const type = primitive(rt, name, a)
  if (rt.heap.typeOf(b) !== type) rt.errors.error(`${name}: types of a and b must match`)
  return type
}

function get(rt: Runtime, v: Value, type: DataType): bigint {
  return rt.heap.bitsOf(v, type.name.primitiveBits / 8)
}

function width(rt: Runtime, type: DataType): number {
  return type === rt.types.bool ? 1 : type.name.primitiveBits
}

function floatWidth(rt: Runtime, name: string, type: DataType): number {
  const n = type.name.primitiveBits
  if (n !== 16 && n !== 32 && n !== 64)
    rt.errors.error(
      `${name}: runtime floating point intrinsics are not implemented for bit sizes other than 16, 32 and 64`,
    )
  return n
}

const QUIET_NAN: Record<number, bigint> = { 16: 0x7e00n, 32: 0x7fc00000n, 64: 0x7ff8000000000000n }

function fromFloat(rt: Runtime, type: DataType, x: number): Value {
  const n = type.name.primitiveBits
  return rt.heap.fromBits(type, bits.bitsOfFloat(x, n) ?? QUIET_NAN[n])
}

const list: BuiltinRun[] = []

for (const [name, fold] of Object.entries(bits.integerFolds)) {
  const run = (rt: Runtime, [a, b]: readonly Value[]): Value => {
    const type = sameType(rt, name, a, b)
    const r = fold(get(rt, a, type), get(rt, b, type), width(rt, type))
    return r === null ? rt.errors.divide() : rt.heap.fromBits(type, r)
  }
  list.push(builtin(name, 2, 2, run))
  if (/div|rem/.test(name)) list.push(builtin(`checked_${name}`, 2, 2, run))
}
for (const [name, fold] of Object.entries(bits.shiftFolds)) {
  list.push(
    builtin(name, 2, 2, (rt, [a, b]) => {
      const type = primitive(rt, name, a)
      const r = fold(get(rt, a, type), get(rt, b, primitive(rt, name, b)), type.name.primitiveBits)
      return rt.heap.fromBits(type, r as bigint)
    }),
  )
}
for (const [name, fold] of Object.entries(bits.unaryFolds)) {
  list.push(
    builtin(name, 1, 1, (rt, [a]) => {
      const type = primitive(rt, name, a)
      return rt.heap.fromBits(type, fold(get(rt, a, type), width(rt, type)) as bigint)
    }),
  )
}
for (const [name, fold] of Object.entries(bits.comparisonFolds)) {
  list.push(
    builtin(name, 2, 2, (rt, [a, b]) => {
      const type = sameType(rt, name, a, b)
      return rt.heap.boxBool(fold(get(rt, a, type), get(rt, b, type), type.name.primitiveBits))
    }),
  )
}
for (const [name, fold] of Object.entries(bits.overflowFolds)) {
  list.push(
    builtin(name, 2, 2, (rt, [a, b]) => {
      const type = sameType(rt, name, a, b)
      const [r, over] = fold(get(rt, a, type), get(rt, b, type), type.name.primitiveBits)
      return rt.heap.tupleOf([rt.heap.fromBits(type, r), rt.heap.boxBool(over)])
    }),
  )
}

function floats(
  rt: Runtime,
  name: string,
  args: readonly Value[],
): { type: DataType; n: number; x: number[] } {
  const type = primitive(rt, name, args[0])
  const n = floatWidth(rt, name, type)
  for (const a of args)
    if (rt.heap.typeOf(a) !== type) rt.errors.error(`${name}: types of a and b must match`)
  return { type, n, x: args.map((a) => bits.floatOf(get(rt, a, type), n)) }
}

function floatOperation(name: string, count: number, f: (...x: number[]) => number): void {
  const run = (rt: Runtime, args: readonly Value[]): Value => {
    const { type, x } = floats(rt, name, args)
    return fromFloat(rt, type, f(...x))
  }
  list.push(builtin(name, count, count, run))
}
for (const [name, fold] of Object.entries(bits.floatFolds)) {
  floatOperation(name, 2, fold)
  if (name !== 'copysign_float') floatOperation(`${name}_fast`, 2, fold)
}
for (const [name, fold] of Object.entries(bits.floatUnaryFolds)) floatOperation(name, 1, fold)
floatOperation('neg_float_fast', 1, (x) => -x)
floatOperation('sqrt_llvm_fast', 1, Math.sqrt)
for (const suffix of ['', '_fast']) {
  floatOperation(`min_float${suffix}`, 2, Math.min)
  floatOperation(`max_float${suffix}`, 2, Math.max)
}
floatOperation('muladd_float', 3, bits.fusedMultiplyAdd)
floatOperation('fma_float', 3, bits.fusedMultiplyAdd)
for (const [name, fold] of Object.entries(bits.floatComparisons)) {
  const run = (rt: Runtime, args: readonly Value[]): Value => {
    const { x } = floats(rt, name, args)
    return rt.heap.boxBool(fold(x[0], x[1]))
  }
  list.push(builtin(name, 2, 2, run))
  if (name !== 'fpiseq') list.push(builtin(`${name}_fast`, 2, 2, run))
}

// ---- conversions: the target type comes first ---------------------------------------------------------------------

function target(rt: Runtime, name: string, t: Value): DataType {
  const type = rt.heap.isType(t) ? (rt.heap.typeAt(t) as Type) : null
  if (type === null || type.kind !== 'DataType' || !type.name.isPrimitive || !type.isConcrete) {
    return rt.errors.error(`${name}: target type not a leaf primitive type`)
  }
  return type
}

function conversion(
  name: string,
  convert: (rt: Runtime, from: DataType, x: bigint, to: DataType) => bigint,
): void {
  list.push(
    builtin(name, 2, 2, (rt, [t, v]) => {
      const to = target(rt, name, t)
      const from = primitive(rt, name, v)
      return rt.heap.fromBits(to, convert(rt, from, get(rt, v, from), to))
    }),
  )
}

conversion('bitcast', (rt, from, x, to) => {
  if (from.name.primitiveBits !== to.name.primitiveBits)
    rt.errors.error('bitcast: argument size does not match size of target type')
  return x
})
conversion('sext_int', (_rt, from, x, to) =>
  bits.unsigned(bits.signed(x, from.name.primitiveBits), to.name.primitiveBits),
)
conversion('zext_int', (_rt, _from, x) => x)
conversion('trunc_int', (_rt, _from, x, to) => bits.unsigned(x, to.name.primitiveBits))
conversion('sitofp', (_rt, from, x, to) => toFloat(bits.signed(x, from.name.primitiveBits), to))
conversion('uitofp', (_rt, _from, x, to) => toFloat(x, to))
conversion('fptosi', (rt, from, x, to) => toInteger(rt, 'fptosi', from, x, to, true))
conversion('fptoui', (rt, from, x, to) => toInteger(rt, 'fptoui', from, x, to, false))
for (const name of ['fptrunc', 'fpext']) {
  conversion(
    name,
    (rt, from, x, to) =>
      bits.bitsOfFloat(bits.floatOf(x, floatWidth(rt, name, from)), to.name.primitiveBits) ??
      QUIET_NAN[to.name.primitiveBits],
  )
}

function toFloat(x: bigint, to: DataType): bigint {
  return bits.bitsOfFloat(bits.nearestFloat(x, to.name.primitiveBits), to.name.primitiveBits) as bigint
}

/** What the machine gives for values that do not fit is not defined; like WebAssembly's saturating conversion here. */
function toInteger(
  rt: Runtime,
  name: string,
  from: DataType,
  x: bigint,
  to: DataType,
  isSigned: boolean,
): bigint {
  const d = Math.trunc(bits.floatOf(x, floatWidth(rt, name, from)))
  const n = to.name.primitiveBits
  if (Number.isNaN(d)) return 0n
  const least = isSigned ? -(1n << BigInt(n - 1)) : 0n
  const most = isSigned ? (1n << BigInt(n - 1)) - 1n : (1n << BigInt(n)) - 1n
  const i = d === Infinity ? most : d === -Infinity ? least : BigInt(d)
  return bits.unsigned(i < least ? least : i > most ? most : i, n)
}

// ---- pointers -----------------------------------------------------------------------------------------------------

function pointee(rt: Runtime, name: string, p: Value): { type: DataType; address: number } {
  const type = rt.heap.typeOf(p)
  if (!rt.types.isSubtype(type, rt.types.ptr)) rt.errors.error(`${name}: pointer expected`)
  return { type: type.parameters[0] as DataType, address: Number(rt.heap.unboxUInt64(p) & 0xffffffffn) }
}

function elementAddress(rt: Runtime, name: string, p: Value, i: Value): { type: DataType; at: number } {
  const { type, address } = pointee(rt, name, p)
  const { size } = rt.types.elementLayout(type)
  return { type, at: address + (Number(rt.heap.unboxInt64(i)) - 1) * size }
}

function loadAt(rt: Runtime, type: DataType, at: number): Value {
  if (rt.types.elementLayout(type).kind === 'ref') return rt.heap.views.u32[at >>> 2]
  return rt.heap.structs.boxAt(type, at)
}

function storeAt(rt: Runtime, name: string, type: DataType, at: number, v: Value): void {
  if (!rt.heap.isa(v, type)) rt.errors.typeErrorFor(name, type, v)
  if (rt.types.elementLayout(type).kind === 'ref') rt.heap.views.u32[at >>> 2] = v
  else rt.heap.views.u8.copyWithin(at, v, v + (rt.types.layoutOf(type)?.size ?? 0))
}

list.push(
  builtin('pointerref', 3, 3, (rt, [p, i]) => {
    const { type, at } = elementAddress(rt, 'pointerref', p, i)
    return loadAt(rt, type, at)
  }),
  builtin('pointerset', 4, 4, (rt, [p, v, i]) => {
    const { type, at } = elementAddress(rt, 'pointerset', p, i)
    storeAt(rt, 'pointerset', type, at, v)
    return p
  }),
  builtin('atomic_pointerref', 2, 2, (rt, [p]) => {
    const { type, address } = pointee(rt, 'atomic_pointerref', p)
    return loadAt(rt, type, address)
  }),
  builtin('atomic_pointerset', 3, 3, (rt, [p, v]) => {
    const { type, address } = pointee(rt, 'atomic_pointerset', p)
    storeAt(rt, 'atomic_pointerset', type, address, v)
    return p
  }),
  builtin('atomic_fence', 1, 1, (rt) => rt.heap.nothing),
  builtin('add_ptr', 2, 2, (rt, [p, n]) => offsetPointer(rt, 'add_ptr', p, rt.heap.unboxUInt64(n))),
  builtin('sub_ptr', 2, 2, (rt, [p, n]) => offsetPointer(rt, 'sub_ptr', p, -rt.heap.unboxUInt64(n))),
  builtin('have_fma', 1, 1, (rt) => rt.heap.false_),
)

function offsetPointer(rt: Runtime, name: string, p: Value, by: bigint): Value {
  const type = primitive(rt, name, p)
  return rt.heap.fromBits(type, BigInt.asUintN(64, rt.heap.unboxUInt64(p) + by))
}

/** All of Core.Intrinsics that run on boxed values. */
export const intrinsicBuiltins: readonly BuiltinRun[] = list
