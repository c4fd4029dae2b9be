import { FAIL_UNDEF_REF } from '../heap/index.ts'
import type { DataType, FieldLayout, Type } from '../types/index.ts'
import { inlineUnion } from '../types/index.ts'
import { eachMember, prepare, pushPrepared, unboxed } from './convert.ts'
import type { FunctionEmitter } from './emitter.ts'
import { type Held, localSrc, type Src } from './held.ts'
import { loadOf, storeOf, type UnionRepr } from './repr.ts'
import type { OpName } from './wasm/opcodes.ts'

/**
 * An address in memory: `push` may be called many times, `offset` is added to it. The object in which the address lies
 * must be live wherever it is pushed: `push` reads the object's reference, or says that it is needed.
 */
export interface Address {
  readonly push: () => void
  readonly offset: number
  /** says that the object is needed up to here, for values that are read through the address later */
  readonly keep?: () => void
}

/** How a value lies at an address. */
export type Storage =
  /** a reference (32 bits) */
  | { readonly kind: 'ref'; readonly type: Type; readonly maybeUndef: boolean }
  /** the value itself */
  | { readonly kind: 'inline'; readonly type: DataType }
  /** an isbits union; the selector byte is at `selector` */
  | { readonly kind: 'union'; readonly type: Type; readonly selector: Address }

/** Storage of a field of a struct at `base`. */
export function fieldStorage(
  e: FunctionEmitter,
  struct: DataType,
  index: number,
  type: Type,
  field: FieldLayout,
  base: Address,
): Storage {
  if (field.isPointer) {
    const fields = e.env.lattice.ts.layoutOf(struct)!.fields.length
    return { kind: 'ref', type, maybeUndef: index >= fields - struct.name.maybeUndefFields }
  }
  if (field.selectorOffset >= 0) {
    return { kind: 'union', type, selector: { push: base.push, offset: base.offset + field.selectorOffset } }
  }
  return { kind: 'inline', type: type as DataType }
}

/**
 * Reads a value. A safepoint only for types that are not kept unboxed. With `late`, plain loads happen when the value is
 * pushed (see `Src`): the caller knows that nothing is written in between, and `at.push` may then still be called.
 */
export function load(e: FunctionEmitter, at: Address, s: Storage, late = false): Held {
  const { code } = e
  if (s.kind === 'ref') {
    const repr = e.reprs.of(s.type)
    if (repr.kind === 'ghost' && !s.maybeUndef) return e.constant(repr.value)
    if (late && !s.maybeUndef) return e.ofBox(s.type, lateLoad(e, at, 0, 'i32_load'))
    const local = code.newRef()
    at.push()
    code.mem('i32_load', at.offset)
    if (s.maybeUndef) {
      code.tee(local)
      code.op('i32_eqz')
      code.if()
      e.fail(FAIL_UNDEF_REF)
      code.end()
    } else code.set(local)
    return e.ofBox(s.type, localSrc(local))
  }
  const repr = e.reprs.of(s.type)
  if (repr.kind === 'ghost') return e.constant(repr.value)
  if (s.kind === 'inline') {
    if (repr.kind === 'bits' && late) {
      return e.ofLeaves(
        s.type,
        repr,
        repr.leaves.map((l) => lateLoad(e, at, l.offset, loadOf(l))),
      )
    }
    if (repr.kind === 'bits') {
      const locals = repr.leaves.map((l) => {
        const local = e.leafLocal(l)
        at.push()
        code.mem(loadOf(l), at.offset + l.offset)
        code.set(local)
        return local
      })
      return e.ofLeaves(s.type, repr, locals.map(localSrc))
    }
    e.pushType(s.type)
    pushAddress(e, at)
    e.call('box_bytes')
    return e.popBoxed(s.type)
  }
  if (repr.kind === 'union') return loadUnion(e, at, s.selector, repr)
  // a union whose members are not all kept unboxed: box the active one
  const members = inlineUnion(e.env.lattice.ts, s.type)!.members
  const local = code.newRef()
  members.forEach((m, k) => {
    if (k < members.length - 1) {
      s.selector.push()
      code.mem('i32_load8_u', s.selector.offset)
      code.i32(k)
      code.op('i32_eq')
      code.if()
    }
    e.pushType(m)
    pushAddress(e, at)
    e.call('box_bytes')
    code.set(local)
    if (k < members.length - 1) code.else()
  })
  for (let k = 1; k < members.length; k++) code.end()
  return e.ofBox(s.type, localSrc(local))
}

function lateLoad(e: FunctionEmitter, at: Address, offset: number, instruction: OpName): Src {
  return {
    k: 'lazy',
    reads: true,
    ...(at.keep === undefined ? {} : { keep: at.keep }),
    emit: () => {
      at.push()
      e.code.mem(instruction, at.offset + offset)
    },
  }
}

function loadUnion(e: FunctionEmitter, at: Address, selector: Address, repr: UnionRepr): Held {
  const { code } = e
  const locals = repr.leaves.map((l) => e.leafLocal(l))
  selector.push()
  code.mem('i32_load8_u', selector.offset)
  code.set(locals[0])
  for (let i = 1; i < locals.length; i++) {
    code.zero(repr.leaves[i].type)
    code.set(locals[i])
  }
  eachMember(e, repr, locals.map(localSrc), (m, _own, k) => {
    m.leaves.forEach((l, i) => {
      at.push()
      code.mem(loadOf(l), at.offset + l.offset)
      code.set(locals[repr.map[k][i]])
    })
  })
  return e.ofLeaves(repr.type, repr, locals.map(localSrc))
}

export function pushAddress(e: FunctionEmitter, at: Address): void {
  at.push()
  if (at.offset !== 0) {
    e.code.i32(at.offset)
    e.code.op('i32_add')
  }
}

/**
 * Makes `h` ready to be stored: afterwards `store` is free of safepoints. Do this before computing addresses inside
 * objects.
 */
export function prepareStore(e: FunctionEmitter, h: Held, s: Storage): Held {
  if (s.kind === 'ref') return prepare(e, h, e.reprs.boxed(s.type))
  const repr = e.reprs.of(s.type)
  // types that are not kept unboxed are copied out of their box
  return e.stable(prepare(e, h, repr))
}

/** Writes a prepared value. */
export function store(e: FunctionEmitter, at: Address, s: Storage, h: Held): void {
  const { code } = e
  if (s.kind === 'ref') {
    at.push()
    pushPrepared(e, h)
    code.mem('i32_store', at.offset)
    return
  }
  if (s.kind === 'inline') {
    storeInline(e, at, h, s.type)
    return
  }
  if (h.repr.kind === 'union') {
    const leaves = unboxed(e, h).leaves!
    s.selector.push()
    e.push(leaves[0])
    code.mem('i32_store8', s.selector.offset)
    eachMember(e, h.repr, leaves, (m, own) => {
      m.leaves.forEach((l, i) => {
        at.push()
        e.push(own[i])
        code.mem(storeOf(l), at.offset + l.offset)
      })
    })
    return
  }
  // boxed: find the member by the tag
  const members = inlineUnion(e.env.lattice.ts, s.type)!.members
  const box = h.box!
  members.forEach((m, k) => {
    if (k < members.length - 1) {
      e.push(box)
      code.i32(4)
      code.op('i32_sub')
      code.mem('i32_load', 0)
      code.i32(-16)
      code.op('i32_and')
      e.pushType(m)
      code.op('i32_eq')
      code.if()
    }
    s.selector.push()
    code.i32(k)
    code.mem('i32_store8', s.selector.offset)
    copyBytes(e, at, () => e.push(box), e.env.lattice.ts.layoutOf(m)!.size)
    if (k < members.length - 1) code.else()
  })
  for (let k = 1; k < members.length; k++) code.end()
}

function storeInline(e: FunctionEmitter, at: Address, h: Held, type: DataType): void {
  if (h.repr.kind === 'ghost' || h.repr.kind === 'never') return
  if (h.repr.kind === 'bits') {
    const leaves = unboxed(e, h).leaves!
    h.repr.leaves.forEach((l, i) => {
      at.push()
      e.push(leaves[i])
      e.code.mem(storeOf(l), at.offset + l.offset)
    })
    return
  }
  copyBytes(e, at, () => e.push(h.box!), e.env.lattice.ts.layoutOf(type)!.size)
}

function copyBytes(e: FunctionEmitter, to: Address, from: () => void, size: number): void {
  if (size === 0) return
  pushAddress(e, to)
  from()
  e.code.i32(size)
  e.code.op('memory_copy')
}
