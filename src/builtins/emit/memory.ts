import type {
  Address,
  BuiltinCall,
  BuiltinEmitter,
  FunctionEmitter,
  Held,
  Src,
  Storage,
} from '../../codegen/index.ts'
import { assertType, load, localSrc, prepareStore, pushScalar, store, unboxed } from '../../codegen/index.ts'
import { FAIL_UNDEF_REF, MEMORY_LENGTH, MEMORY_PTR } from '../../heap/index.ts'
import type { DataType, Type, TypeParam } from '../../types/index.ts'
import { constantBool, constantInt } from './operands.ts'

/** What is known of a `GenericMemoryRef{kind,T,space}`. */
interface RefType {
  readonly type: DataType
  readonly element: Type
  readonly kind: 'bits' | 'ref' | 'inline' | 'union'
  readonly stride: number
  /** the ref's pointer is the index itself (inline unions, elements without bytes) */
  readonly byIndex: boolean
  readonly firstPointer: number
}

function isType(p: TypeParam): p is Type {
  return typeof p === 'object' && 'kind' in p && p.kind !== 'TypeVar' && p.kind !== 'Vararg'
}

function refType(e: FunctionEmitter, type: Type): RefType | null {
  const { core, ts } = e.env.lattice
  if (
    type.kind !== 'DataType' ||
    !type.isConcrete ||
    type.hasFreeTypeVars ||
    type.name !== core.MemoryRefName
  )
    return null
  const element = type.parameters[1]
  if (!isType(element)) return null
  const layout = ts.elementLayout(element)
  const byIndex = layout.kind === 'union' || layout.size === 0
  return {
    type,
    element,
    kind: layout.kind,
    stride: layout.size,
    byIndex,
    firstPointer: layout.pointerOffsets[0] ?? -1,
  }
}

interface Ref {
  readonly ref: RefType
  readonly held: Held
  readonly pointer: Src
  readonly memory: Src
}

/** The ref with its leaves in locals, to be pushed many times. */
function settled(e: FunctionEmitter, r: Ref): Ref {
  const held = e.stable(r.held)
  return { ref: r.ref, held, pointer: held.leaves![0], memory: held.leaves![1] }
}

/** A MemoryRef in leaves: 64-bit pointer (or index) and memory. */
function refOf(e: FunctionEmitter, h: Held): Ref | null {
  if (h.repr.kind !== 'bits') return null
  const ref = refType(e, h.repr.type)
  if (ref === null) return null
  // only the leaves that are needed are read: a late one that is used several times is settled by `settled`
  const held = unboxed(e, h)
  return { ref, held, pointer: held.leaves![0], memory: held.leaves![1] }
}

function pushLength(e: FunctionEmitter, memory: Src): void {
  e.push(memory)
  e.code.mem('i64_load', MEMORY_LENGTH)
}

function pushData(e: FunctionEmitter, memory: Src): void {
  e.push(memory)
  e.code.mem('i64_load', MEMORY_PTR)
}

/** Pushes the index from 0 of the element that the ref stands for. */
function pushIndex(e: FunctionEmitter, ref: RefType, pointer: Src, memory: Src): void {
  const { code } = e
  e.push(pointer)
  if (ref.byIndex) return
  pushData(e, memory)
  code.op('i64_sub')
  if (ref.stride === 1) return
  const shift = Math.log2(ref.stride)
  code.i64(BigInt(Number.isInteger(shift) ? shift : ref.stride))
  code.op(Number.isInteger(shift) ? 'i64_shr_u' : 'i64_div_u')
}

/** `memoryrefnew(memory)`, `memoryrefnew(ref)`, `memoryrefnew(ref or memory, i[, boundscheck])`. */
function memoryRefNew(e: FunctionEmitter, { args }: BuiltinCall): Held | null {
  const { core, ts } = e.env.lattice
  const [base, i, check] = args
  let from: Ref | null = refOf(e, base)
  if (from === null) {
    const type = base.repr.kind === 'boxed' ? base.type : null
    if (
      type === null ||
      type.kind !== 'DataType' ||
      !type.isConcrete ||
      type.name !== core.MemoryName ||
      base.box === null
    )
      return null
    const t = ts.applyType(ts.genericMemoryRef, type.parameters)
    if (t.kind !== 'DataType') return null
    const ref = refType(e, t)
    const repr = e.reprs.of(t)
    if (ref === null || repr.kind !== 'bits') return null
    if (i !== undefined && !isInt(e, i)) return null
    const memory = e.stable(base).box!
    const local = e.code.newLocal('i64')
    if (ref.byIndex) e.code.i64(0n)
    else pushData(e, memory)
    e.code.set(local)
    const leaves = [localSrc(local), memory]
    from = { ref, held: e.ofLeaves(t, repr, leaves), pointer: leaves[0], memory }
  }
  if (i === undefined) return from.held
  if (!isInt(e, i)) return null
  const { code } = e
  const unchecked = constantBool(e, check) === false
  if (!unchecked) from = settled(e, from)
  const { ref, held, pointer, memory } = from
  const index = unchecked ? unboxed(e, i) : e.stable(unboxed(e, i))
  if (!unchecked) {
    const checks = check !== undefined && constantBool(e, check) === null ? check : null
    if (checks !== null) {
      pushScalar(e, checks)
      code.if()
    }
    pushIndex(e, ref, pointer, memory)
    pushScalar(e, index)
    code.op('i64_add')
    code.i64(1n)
    code.op('i64_sub')
    pushLength(e, memory)
    code.op('i64_ge_u')
    code.if()
    boundsError(e, held, base, () => pushScalar(e, index))
    code.end()
    if (checks !== null) code.end()
  }
  const known = constantInt(e, i)
  const moved: Src = {
    k: 'lazy',
    reads: pointer.k === 'lazy' && pointer.reads === true,
    keep: () => e.keepAlive(pointer),
    emit: () => {
      e.push(pointer)
      if (known !== null) {
        const by = (known - 1n) * BigInt(ref.byIndex ? 1 : ref.stride)
        if (by !== 0n) {
          code.i64(by)
          code.op('i64_add')
        }
        return
      }
      pushScalar(e, index)
      code.i64(1n)
      code.op('i64_sub')
      if (!ref.byIndex && ref.stride !== 1) {
        const shift = Math.log2(ref.stride)
        code.i64(BigInt(Number.isInteger(shift) ? shift : ref.stride))
        code.op(Number.isInteger(shift) ? 'i64_shl' : 'i64_mul')
      }
      code.op('i64_add')
    },
  }
  return e.ofLeaves(held.type, held.repr, [moved, memory])
}

function isInt(e: FunctionEmitter, h: Held): boolean {
  return h.repr.kind === 'bits' && h.repr.type === e.env.lattice.core.Int64
}

/** BoundsError(ref or memory, i) */
function boundsError(e: FunctionEmitter, ref: Held, base: Held, index: () => void): void {
  const { code } = e
  const collection = base.repr.kind === 'boxed' ? base : ref
  const boxed = e.boxedLocal(collection)
  code.get(boxed)
  index()
  code.i64(1n)
  code.op('i64_sub')
  e.call('memory_bounds_error')
}

/** Checks that the ref stands for an element, where the argument asks for it. */
function checkBounds(e: FunctionEmitter, r: Ref, check: Held | undefined): void {
  const { code } = e
  if (check === undefined || constantBool(e, check) === false) return
  const dynamic = constantBool(e, check) === null
  if (dynamic) {
    pushScalar(e, check)
    code.if()
  }
  pushIndex(e, r.ref, r.pointer, r.memory)
  pushLength(e, r.memory)
  code.op('i64_ge_u')
  code.if()
  boundsError(e, r.held, r.held, () => code.i64(1n))
  code.end()
  if (dynamic) code.end()
}

/** Where the element is, and how it lies there. */
function element(e: FunctionEmitter, r: Ref): { at: Address; storage: Storage } {
  const { code } = e
  const { ref, pointer, memory } = r
  // addresses inside the memory do not keep it alive
  const keep = () => e.keepAlive(memory)
  const within = (local: number): Address => {
    const push = () => {
      code.get(local)
      keep()
    }
    return { push, offset: 0, keep }
  }
  if (ref.kind === 'union') {
    const at = code.newLocal('i32')
    pushData(e, memory)
    e.push(pointer)
    code.i64(BigInt(ref.stride))
    code.op('i64_mul', 'i64_add', 'i32_wrap_i64')
    code.set(at)
    const selector = code.newLocal('i32')
    pushData(e, memory)
    pushLength(e, memory)
    code.i64(BigInt(ref.stride))
    code.op('i64_mul', 'i64_add')
    e.push(pointer)
    code.op('i64_add', 'i32_wrap_i64')
    code.set(selector)
    return { at: within(at), storage: { kind: 'union', type: ref.element, selector: within(selector) } }
  }
  if (ref.stride === 0)
    return {
      at: { push: () => code.i32(0), offset: 0 },
      storage: { kind: 'inline', type: ref.element as DataType },
    }
  const local = code.newLocal('i32')
  e.push(pointer)
  code.op('i32_wrap_i64')
  code.set(local)
  const at = within(local)
  if (ref.kind === 'ref') return { at, storage: { kind: 'ref', type: ref.element, maybeUndef: true } }
  return { at, storage: { kind: 'inline', type: ref.element as DataType } }
}

function memoryRefGet(e: FunctionEmitter, { args: [h, , check] }: BuiltinCall): Held | null {
  let r = refOf(e, h)
  if (r === null) return null
  if (r.ref.kind === 'union' || constantBool(e, check) !== false) r = settled(e, r)
  checkBounds(e, r, check)
  const { at, storage } = element(e, r)
  if (r.ref.kind === 'inline') {
    at.push()
    e.code.mem('i32_load', r.ref.firstPointer)
    e.code.op('i32_eqz')
    e.code.if()
    e.fail(FAIL_UNDEF_REF)
    e.code.end()
  }
  return load(e, at, storage, true)
}

function memoryRefSet(e: FunctionEmitter, { args: [h, value, , check] }: BuiltinCall): Held | null {
  let r = refOf(e, h)
  if (r === null) return null
  if (r.ref.kind === 'union' || constantBool(e, check) !== false) r = settled(e, r)
  const v = e.stable(assertType(e, value, r.ref.element, 'memoryrefset!'))
  checkBounds(e, r, check)
  const storageType: Storage =
    r.ref.kind === 'ref'
      ? { kind: 'ref', type: r.ref.element, maybeUndef: false }
      : r.ref.kind === 'union'
        ? { kind: 'union', type: r.ref.element, selector: { push: () => {}, offset: 0 } }
        : { kind: 'inline', type: r.ref.element as DataType }
  const prepared = prepareStore(e, v, storageType)
  const { at, storage } = element(e, r)
  store(e, at, storage, prepared)
  return v
}

function isAssigned(e: FunctionEmitter, { args: [h, , check] }: BuiltinCall): Held | null {
  const found = refOf(e, h)
  if (found === null) return null
  const r = settled(e, found)
  const { code } = e
  const { Bool } = e.env.lattice.core
  const result = code.newLocal('i32')
  const inBounds = () => {
    pushIndex(e, r.ref, r.pointer, r.memory)
    pushLength(e, r.memory)
    code.op('i64_lt_u')
    if (check !== undefined && constantBool(e, check) === null) {
      pushScalar(e, check)
      code.op('i32_eqz', 'i32_or')
    }
  }
  const checked = constantBool(e, check) !== false
  const pointer = r.ref.kind === 'ref' ? 0 : r.ref.kind === 'inline' ? r.ref.firstPointer : -1
  if (pointer < 0) {
    if (!checked) return e.bool(true)
    inBounds()
    return e.pop(Bool)
  }
  const defined = () => {
    element(e, r).at.push()
    code.mem('i32_load', pointer)
    code.i32(0)
    code.op('i32_ne')
  }
  if (!checked) {
    defined()
    return e.pop(Bool)
  }
  code.i32(0)
  code.set(result)
  inBounds()
  code.if()
  defined()
  code.set(result)
  code.end()
  return e.ofLeaves(Bool, e.reprs.of(Bool), [localSrc(result)])
}

function refOffset(e: FunctionEmitter, { args: [h] }: BuiltinCall): Held | null {
  const r = refOf(e, h)
  if (r === null) return null
  pushIndex(e, r.ref, r.pointer, r.memory)
  e.code.i64(1n)
  e.code.op('i64_add')
  return e.pop(e.env.lattice.core.Int64)
}

// ---- pointers -------------------------------------------------------------------------------------------------------

/** Element of a `Ptr{T}`, null if T is not known or lies in a way that only the runtime handles. */
function pointee(e: FunctionEmitter, p: Held): { storage: Storage; stride: number } | null {
  const { core, ts } = e.env.lattice
  if (p.repr.kind !== 'bits' || p.repr.type.name !== core.PtrName) return null
  const t = p.repr.type.parameters[0]
  if (!isType(t)) return null
  const layout = ts.elementLayout(t)
  if (layout.kind === 'union') return null
  const storage: Storage =
    layout.kind === 'ref'
      ? { kind: 'ref', type: t, maybeUndef: true }
      : { kind: 'inline', type: t as DataType }
  return { storage, stride: layout.size }
}

function pointerAddress(e: FunctionEmitter, p: Held, i: Held | null, stride: number): Address {
  const { code } = e
  const local = code.newLocal('i32')
  pushScalar(e, p)
  code.op('i32_wrap_i64')
  const known = i === null ? 1n : constantInt(e, i)
  if (known === null) {
    pushScalar(e, i!)
    code.op('i32_wrap_i64')
    code.i32(1)
    code.op('i32_sub')
    code.i32(stride)
    code.op('i32_mul', 'i32_add')
  } else if (known !== 1n) {
    code.i32(Number(BigInt.asIntN(32, (known - 1n) * BigInt(stride))))
    code.op('i32_add')
  }
  code.set(local)
  return { push: () => code.get(local), offset: 0 }
}

function pointerRef(e: FunctionEmitter, { args: [p, i] }: BuiltinCall): Held | null {
  const target = pointee(e, p)
  if (target === null || (i !== undefined && !isInt(e, i))) return null
  return load(e, pointerAddress(e, p, i, target.stride), target.storage)
}

function pointerSet(e: FunctionEmitter, { args: [p, value, i] }: BuiltinCall): Held | null {
  const target = pointee(e, p)
  if (target === null || (i !== undefined && !isInt(e, i))) return null
  const pointer = e.stable(unboxed(e, p))
  const index = i === undefined ? null : e.stable(unboxed(e, i))
  const prepared = prepareStore(e, assertType(e, value, target.storage.type, 'pointerset'), target.storage)
  store(e, pointerAddress(e, pointer, index, target.stride), target.storage, prepared)
  return pointer
}

function offsetPointer(name: 'i64_add' | 'i64_sub'): BuiltinEmitter {
  return (e, { args: [p, n] }) => {
    const { core } = e.env.lattice
    if (p.repr.kind !== 'bits' || p.repr.type.name !== core.PtrName) return null
    if (n.repr.kind !== 'bits' || n.repr.leaves.length !== 1 || n.repr.leaves[0].type !== 'i64') return null
    return e.lazy(p.repr.type, () => {
      pushScalar(e, p)
      pushScalar(e, n)
      e.code.op(name)
    })
  }
}

export const memoryEmitters: Record<string, BuiltinEmitter> = {
  memoryrefnew: memoryRefNew,
  memoryref: memoryRefNew,
  memoryrefget: memoryRefGet,
  'memoryrefset!': memoryRefSet,
  memoryref_isassigned: isAssigned,
  memoryrefoffset: refOffset,
  pointerref: pointerRef,
  pointerset: pointerSet,
  atomic_pointerref: (e, call) => pointerRef(e, { ...call, args: [call.args[0]] }),
  atomic_pointerset: (e, { args: [p, value], ...rest }) => pointerSet(e, { ...rest, args: [p, value] }),
  add_ptr: offsetPointer('i64_add'),
  sub_ptr: offsetPointer('i64_sub'),
  atomic_fence: (e) => e.nothing,
}
