import { MEMORY_LENGTH, MEMORY_PTR, type Value } from '../../heap/index.ts'
import { type DataType, inlineUnion, type Type } from '../../types/index.ts'
import { type BuiltinRun, builtin, type Runtime } from '../runtime.ts'
import { replaceResult } from './fields.ts'

/** A MemoryRef taken apart. */
interface Ref {
  readonly type: DataType
  readonly element: Type
  readonly memory: Value
  readonly length: number
  /** index of the element from 0 */
  readonly index: number
  /** elements without bytes and inline unions: the ref's pointer is the index itself */
  readonly byIndex: boolean
  readonly stride: number
  readonly data: number
}

export function refAt(rt: Runtime, func: string, v: Value): Ref {
  const { heap, types, errors } = rt
  const type = heap.typeOf(v)
  if (!types.isSubtype(type, types.genericMemoryRef))
    return errors.typeErrorFor(func, types.genericMemoryRef, v)
  const { u32 } = heap.views
  return describe(rt, type, u32[(v + 8) >>> 2], u32[v >>> 2])
}

function describe(rt: Runtime, type: DataType, memory: Value, pointer: number): Ref {
  const { u32 } = rt.heap.views
  const element = type.parameters[1] as Type
  const layout = rt.types.elementLayout(element)
  const byIndex = layout.kind === 'union' || layout.size === 0
  const data = u32[(memory + MEMORY_PTR) >>> 2]
  const index = byIndex ? pointer : (pointer - data) / layout.size
  return {
    type,
    element,
    memory,
    length: u32[(memory + MEMORY_LENGTH) >>> 2],
    index,
    byIndex,
    stride: layout.size,
    data,
  }
}

function makeRef(rt: Runtime, ref: Omit<Ref, 'index'>, index: number): Value {
  const v = rt.heap.alloc(ref.type, 16)
  const { u32 } = rt.heap.views
  u32[v >>> 2] = ref.byIndex ? index : ref.data + index * ref.stride
  u32[(v + 8) >>> 2] = ref.memory
  return v
}

/** `memoryrefnew(memory)`, `memoryrefnew(ref, i)`, with or without bounds check. */
function refNew(rt: Runtime, args: readonly Value[]): Value {
  const { heap, types, errors } = rt
  const [base, i, check] = args
  const type = heap.typeOf(base)
  if (heap.isMemoryType(type)) {
    const refType = types.applyType(types.genericMemoryRef, type.parameters) as DataType
    const whole = describe(rt, refType, base, 0)
    if (i === undefined) return makeRef(rt, whole, 0)
    return indexed(rt, whole, 0, i, check, base)
  }
  const ref = refAt(rt, 'memoryrefnew', base)
  if (i === undefined) return base
  if (heap.typeOf(i) !== types.int64) errors.typeErrorFor('memoryrefnew', types.int64, i)
  return indexed(rt, ref, ref.index, i, check, base)
}

function indexed(
  rt: Runtime,
  ref: Ref,
  from: number,
  i: Value,
  check: Value | undefined,
  base: Value,
): Value {
  const at = from + Number(rt.heap.unboxInt64(i)) - 1
  if (check !== rt.heap.false_ && (at < 0 || at >= ref.length)) rt.errors.bounds(base, i)
  return makeRef(rt, ref, at)
}

export function checkIndex(rt: Runtime, ref: Ref, v: Value, check: Value): void {
  if (check === rt.heap.true_ && (ref.index < 0 || ref.index >= ref.length)) {
    rt.errors.bounds(v, rt.heap.boxInt64(1n))
  }
}

/** The element that a ref stands for; 0 if it is not defined. */
export function load(rt: Runtime, ref: Ref): Value {
  const { heap, types } = rt
  const layout = types.elementLayout(ref.element)
  const at = ref.data + ref.index * ref.stride
  if (layout.kind === 'ref') return heap.views.u32[at >>> 2]
  if (layout.kind === 'union') {
    const { members } = inlineUnion(types, ref.element)!
    const which = heap.views.u8[ref.data + ref.length * ref.stride + ref.index]
    return heap.structs.boxAt(members[which], at)
  }
  if (
    layout.kind === 'inline' &&
    heap.views.u32[(at + layout.pointerOffsets[0]) >>> 2] === 0 &&
    hasNoValue(rt, ref, at)
  )
    return 0
  return heap.structs.boxAt(ref.element as DataType, at)
}

/** An inline struct whose references are all undefined was never stored. */
function hasNoValue(rt: Runtime, ref: Ref, at: number): boolean {
  const { u32 } = rt.heap.views
  return rt.types.elementLayout(ref.element).pointerOffsets.every((offset) => u32[(at + offset) >>> 2] === 0)
}

export function store(rt: Runtime, ref: Ref, v: Value): void {
  const { heap, types } = rt
  const layout = types.elementLayout(ref.element)
  const at = ref.data + ref.index * ref.stride
  if (layout.kind === 'ref') {
    heap.views.u32[at >>> 2] = v
    return
  }
  let type = heap.typeOf(v)
  if (layout.kind === 'union') {
    const { members } = inlineUnion(types, ref.element)!
    heap.views.u8[ref.data + ref.length * ref.stride + ref.index] = members.indexOf(type)
  } else type = ref.element as DataType
  const size = types.layoutOf(type)?.size ?? 0
  heap.views.u8.copyWithin(at, v, v + size)
}

export function checkValue(rt: Runtime, func: string, ref: Ref, v: Value): void {
  if (!rt.heap.isa(v, ref.element)) rt.errors.typeErrorFor(func, ref.element, v)
}

/** Memory references: making, moving, loading and storing. */
export const memoryBuiltins: readonly BuiltinRun[] = [
  builtin('memoryrefnew', 1, 3, refNew),
  builtin('memoryrefget', 3, 3, (rt, [r, , check]) => {
    const ref = refAt(rt, 'memoryrefget', r)
    checkIndex(rt, ref, r, check)
    const v = load(rt, ref)
    return v === 0 ? rt.errors.undefRef() : v
  }),
  builtin('memoryrefset!', 4, 4, (rt, [r, v, , check]) => {
    const ref = refAt(rt, 'memoryrefset!', r)
    checkValue(rt, 'memoryrefset!', ref, v)
    checkIndex(rt, ref, r, check)
    store(rt, ref, v)
    return v
  }),
  builtin('memoryrefoffset', 1, 1, (rt, [r]) =>
    rt.heap.boxInt64(BigInt(refAt(rt, 'memoryrefoffset', r).index + 1)),
  ),
  builtin('memoryref_isassigned', 3, 3, (rt, [r, , check]) => {
    const ref = refAt(rt, 'memoryref_isassigned', r)
    if (check === rt.heap.true_ && (ref.index < 0 || ref.index >= ref.length)) return rt.heap.false_
    return rt.heap.boxBool(load(rt, ref) !== 0)
  }),
  builtin('memoryrefswap!', 4, 4, (rt, [r, v, , check]) => {
    const ref = refAt(rt, 'memoryrefswap!', r)
    checkValue(rt, 'memoryrefswap!', ref, v)
    checkIndex(rt, ref, r, check)
    const old = load(rt, ref)
    if (old === 0) rt.errors.undefRef()
    store(rt, ref, v)
    return old
  }),
  builtin('memoryrefreplace!', 6, 6, (rt, [r, expected, v, , , check]) => {
    const ref = refAt(rt, 'memoryrefreplace!', r)
    checkValue(rt, 'memoryrefreplace!', ref, v)
    checkIndex(rt, ref, r, check)
    const old = load(rt, ref)
    if (old === 0) rt.errors.undefRef()
    const success = rt.heap.egal(old, expected)
    if (success) store(rt, ref, v)
    return replaceResult(rt, ref.element, old, success)
  }),
  builtin('memoryrefsetonce!', 5, 5, (rt, [r, v, , , check]) => {
    const ref = refAt(rt, 'memoryrefsetonce!', r)
    checkValue(rt, 'memoryrefsetonce!', ref, v)
    checkIndex(rt, ref, r, check)
    if (load(rt, ref) !== 0) return rt.heap.false_
    store(rt, ref, v)
    return rt.heap.true_
  }),
]
