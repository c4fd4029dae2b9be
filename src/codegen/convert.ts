import { type DataType, type Type, type TypeParam, unionMembers } from '../types/index.ts'
import type { FunctionEmitter } from './emitter.ts'
import { type Held, localSrc, type Src } from './held.ts'
import { type BitsRepr, type GhostRepr, loadOf, type Repr, storeOf, type UnionRepr } from './repr.ts'

/**
 * Changes of representation. Everything here keeps the emitter's discipline: what may allocate leaves its result in a
 * reference local, and `push*` of a *prepared* value is free of safepoints.
 */

/** Pushes the address of a boxed copy. A safepoint, unless `isBoxFree`. */
export function pushBoxed(e: FunctionEmitter, h: Held): void {
  const { code } = e
  if (h.constant !== 0) code.value(h.constant)
  else if (h.box !== null) e.push(h.box)
  else {
    switch (h.repr.kind) {
      case 'ghost':
        code.value(h.repr.value)
        return
      case 'bits':
        boxBits(e, h.repr, h.leaves!)
        return
      case 'union':
        boxUnion(e, h.repr, h.leaves!)
        return
      case 'never':
        code.op('unreachable')
        code.i32(0)
        return
      case 'boxed':
        throw new Error('codegen: a boxed value without its box')
    }
  }
}

/** Boxing does not allocate. */
export function isBoxFree(e: FunctionEmitter, h: Held): boolean {
  return (
    h.constant !== 0 ||
    h.box !== null ||
    h.repr.kind === 'ghost' ||
    h.repr.kind === 'never' ||
    h.type === e.env.lattice.core.Bool
  )
}

/** Boxing reads references, which must then be alive until it is done. */
export function holdsReferences(h: Held): boolean {
  return h.repr.leaves.some((l) => l.ref)
}

function boxBits(e: FunctionEmitter, repr: BitsRepr, leaves: readonly Src[]): void {
  const { code } = e
  const { core, heap } = e.env.lattice
  const { type } = repr
  if (type === core.Bool) {
    code.value(heap.true_)
    code.value(heap.false_)
    e.push(leaves[0])
    code.op('select')
    return
  }
  if (type === core.Int64) {
    e.push(leaves[0])
    e.call('box_int64')
    return
  }
  if (type === core.Char) {
    e.push(leaves[0])
    e.call('box_char')
    return
  }
  e.pushType(type)
  code.i32(repr.size)
  e.call('alloc')
  const box = code.tempRef()
  code.set(box)
  storeLeaves(e, () => code.get(box), 0, repr, leaves)
  code.get(box)
  code.release(box)
}

function storeLeaves(
  e: FunctionEmitter,
  base: () => void,
  offset: number,
  repr: BitsRepr,
  leaves: readonly Src[],
): void {
  repr.leaves.forEach((l, i) => {
    base()
    e.push(leaves[i])
    e.code.mem(storeOf(l), offset + l.offset)
  })
}

function boxUnion(e: FunctionEmitter, repr: UnionRepr, leaves: readonly Src[]): void {
  const { code } = e
  const result = code.tempRef()
  eachMember(e, repr, leaves, (m, own) => {
    if (m.kind === 'ghost') code.value(m.value)
    else boxBits(e, m, own)
    code.set(result)
  })
  code.get(result)
  code.release(result)
}

/** Emits `body` for the active member: a chain of comparisons of the selector. */
export function eachMember(
  e: FunctionEmitter,
  repr: UnionRepr,
  leaves: readonly Src[],
  body: (member: GhostRepr | BitsRepr, leaves: readonly Src[], index: number) => void,
): void {
  const { code } = e
  const last = repr.members.length - 1
  const selector = e.settle(leaves[0], repr.leaves[0])
  repr.members.forEach((m, k) => {
    const own = repr.map[k].map((i) => leaves[i])
    if (k < last) {
      e.push(selector)
      if (k === 0) code.op('i32_eqz')
      else {
        code.i32(k)
        code.op('i32_eq')
      }
      code.if()
      body(m, own, k)
      code.else()
    } else body(m, own, k)
  })
  for (let k = 0; k < last; k++) code.end()
}

/** The value with its leaves at hand. */
export function unboxed(e: FunctionEmitter, h: Held): Held {
  if (h.leaves !== null || h.repr.kind === 'boxed') return h
  const box = h.box
  if (box === null) throw new Error('codegen: a value that is nowhere')
  if (h.repr.kind === 'bits') {
    const reads = box.k === 'lazy' && box.reads === true
    return {
      ...h,
      leaves: h.repr.leaves.map(
        (l): Src => ({
          k: 'lazy',
          reads,
          keep: () => e.keepAlive(box),
          emit: () => {
            e.push(box)
            e.code.mem(loadOf(l), l.offset)
          },
        }),
      ),
    }
  }
  if (h.repr.kind === 'union') return { ...h, leaves: unionFromBox(e, box, h.repr) }
  return { ...h, leaves: [] }
}

/** Pushes the type tag of the object at `box`. */
export function pushTag(e: FunctionEmitter, box: Src): void {
  e.push(box)
  e.code.i32(4)
  e.code.op('i32_sub')
  e.code.mem('i32_load', 0)
  e.code.i32(-16)
  e.code.op('i32_and')
}

function unionFromBox(e: FunctionEmitter, source: Src, repr: UnionRepr): Src[] {
  const { code } = e
  const box = e.settle(source, { type: 'i32', ref: true, offset: 0, size: 4 })
  const locals = repr.leaves.map((l) => e.leafLocal(l))
  clear(e, repr, locals)
  const tag = code.temp('i32')
  pushTag(e, box)
  code.set(tag)
  const last = repr.members.length - 1
  repr.members.forEach((m, k) => {
    if (k < last) {
      code.get(tag)
      e.pushType(m.type)
      code.op('i32_eq')
      code.if()
    }
    code.i32(k)
    code.set(locals[0])
    m.leaves.forEach((l, i) => {
      e.push(box)
      code.mem(loadOf(l), l.offset)
      code.set(locals[repr.map[k][i]])
    })
    if (k < last) code.else()
  })
  for (let k = 0; k < last; k++) code.end()
  code.release(tag)
  return locals.map(localSrc)
}

function clear(e: FunctionEmitter, repr: Repr, locals: readonly number[]): void {
  repr.leaves.forEach((l, i) => {
    e.code.zero(l.type)
    e.code.set(locals[i])
  })
}

/** Position of `type` among the union's members, -1 if it is none. */
export function memberIndex(repr: UnionRepr, type: Type): number {
  return repr.members.findIndex((m) => m.type === type)
}

/**
 * The value in representation `target`, so that `pushPrepared` pushes exactly its leaves without a safepoint. A value
 * that cannot be of the target's type traps.
 */
export function prepare(e: FunctionEmitter, h: Held, target: Repr): Held {
  switch (target.kind) {
    case 'ghost':
      return h.repr.kind === 'ghost' && h.constant === target.value ? h : e.constant(target.value)
    case 'never':
      e.code.op('unreachable')
      return e.never(target.type)
    case 'boxed': {
      if (h.box !== null && h.box.k !== 'lazy') return { ...h, type: target.type, repr: target, leaves: null }
      if (h.constant !== 0)
        return {
          ...h,
          type: target.type,
          repr: target,
          leaves: null,
          box: { k: 'value', address: h.constant },
        }
      pushBoxed(e, h)
      const local = e.code.newRef()
      e.code.set(local)
      return { type: target.type, repr: target, leaves: null, box: localSrc(local), constant: 0 }
    }
    case 'bits':
      return toBits(e, h, target)
    case 'union':
      return toUnion(e, h, target)
  }
}

function toBits(e: FunctionEmitter, h: Held, target: BitsRepr): Held {
  switch (h.repr.kind) {
    case 'bits':
      return h.repr.type === target.type ? unboxed(e, h) : impossible(e, target)
    case 'boxed':
      return unboxed(e, { ...h, type: target.type, repr: target, leaves: null })
    case 'union': {
      const k = memberIndex(h.repr, target.type)
      if (k < 0) return impossible(e, target)
      const leaves = unboxed(e, h).leaves!
      return {
        type: target.type,
        repr: target,
        leaves: h.repr.map[k].map((i) => leaves[i]),
        box: null,
        constant: 0,
      }
    }
    default:
      return impossible(e, target)
  }
}

function impossible(e: FunctionEmitter, target: Repr): Held {
  e.code.op('unreachable')
  return e.ofLeaves(
    target.type,
    target,
    target.leaves.map((l) => e.zeroSrc(l.type)),
  )
}

function toUnion(e: FunctionEmitter, h: Held, target: UnionRepr): Held {
  const { code } = e
  switch (h.repr.kind) {
    case 'union': {
      if (h.repr === target) return unboxed(e, h)
      const source = h.repr
      const leaves = unboxed(e, h).leaves!.map((s, i) => e.settle(s, source.leaves[i]))
      const locals = target.leaves.map((l) => e.leafLocal(l))
      clear(e, target, locals)
      eachMember(e, source, leaves, (m, own) => {
        const k = memberIndex(target, m.type)
        if (k < 0) {
          code.op('unreachable')
          return
        }
        code.i32(k)
        code.set(locals[0])
        own.forEach((s, i) => {
          e.push(s)
          code.set(locals[target.map[k][i]])
        })
      })
      return e.ofLeaves(target.type, target, locals.map(localSrc))
    }
    case 'boxed': {
      if (h.box === null) throw new Error('codegen: a boxed value without its box')
      return e.ofLeaves(target.type, target, unionFromBox(e, h.box, target))
    }
    case 'ghost':
    case 'bits': {
      const k = memberIndex(target, h.repr.type)
      if (k < 0) return impossible(e, target)
      const own = unboxed(e, h).leaves!
      const leaves = target.leaves.map((l) => e.zeroSrc(l.type))
      leaves[0] = { k: 'i32', v: k }
      target.map[k].forEach((at, i) => {
        leaves[at] = own[i]
      })
      return e.ofLeaves(target.type, target, leaves)
    }
    case 'never':
      return impossible(e, target)
  }
}

/** Pushes the leaves of a value that is in its representation (as `prepare` leaves it). */
export function pushPrepared(e: FunctionEmitter, h: Held): void {
  if (h.repr.kind === 'boxed') pushBoxed(e, h)
  else for (const s of unboxed(e, h).leaves!) e.push(s)
}

/** Pushes the value in representation `target`; may be a safepoint before anything is pushed. */
export function pushAs(e: FunctionEmitter, h: Held, target: Repr): void {
  pushPrepared(e, prepare(e, h, target))
}

/** Pushes the only leaf of a value of a scalar type. */
export function pushScalar(e: FunctionEmitter, h: Held): void {
  const u = unboxed(e, h)
  if (u.leaves?.length !== 1) throw new Error(`codegen: not a scalar (${h.repr.kind})`)
  e.push(u.leaves[0])
}

/** The value seen as of the narrower type `type`. */
export function narrow(e: FunctionEmitter, h: Held, type: Type): Held {
  if (h.constant !== 0 || h.repr.kind === 'ghost') return h
  const repr = e.reprs.of(type)
  if (repr.kind === 'ghost') return e.constant(repr.value)
  if (repr.kind === 'never') return e.never(type)
  if (repr.kind === 'boxed') {
    // the type says no more about the representation: an unboxed value stays as it is
    return h.repr.kind === 'boxed' ? { ...h, type, repr } : h
  }
  if (h.repr.kind === 'bits') return h
  const converted = prepare(e, h, repr)
  return h.box !== null && h.repr.kind !== 'union' ? { ...converted, box: h.box } : converted
}

/** Pushes 1 if the value's type is exactly the concrete `type`, else 0. */
export function pushHasType(e: FunctionEmitter, h: Held, type: DataType): void {
  const { code } = e
  switch (h.repr.kind) {
    case 'ghost':
    case 'bits':
      code.i32(e.env.lattice.ts.isSubtype(h.repr.type, type) ? 1 : 0)
      return
    case 'union': {
      const k = memberIndex(h.repr, type)
      if (k < 0) code.i32(0)
      else {
        const leaves = unboxed(e, h).leaves!
        e.push(leaves[0])
        if (k === 0) code.op('i32_eqz')
        else {
          code.i32(k)
          code.op('i32_eq')
        }
      }
      return
    }
    case 'boxed': {
      const repr = e.reprs.of(type)
      if (repr.kind === 'ghost') {
        e.push(h.box!)
        code.value(repr.value)
      } else {
        pushTag(e, h.box!)
        e.pushType(type)
      }
      code.op('i32_eq')
      return
    }
    case 'never':
      code.op('unreachable')
      code.i32(0)
      return
  }
}

/** Pushes `isa(value, type)` as 0 or 1. */
export function pushIsa(e: FunctionEmitter, h: Held, type: Type): void {
  const { code, env } = e
  const { ts } = env.lattice
  if (h.repr.kind === 'never') {
    code.op('unreachable')
    code.i32(0)
    return
  }
  const known = h.repr.kind === 'boxed' ? h.type : h.repr.type
  if (h.repr.kind !== 'union' && ts.isSubtype(known, type)) {
    code.i32(1)
    return
  }
  if (h.repr.kind === 'bits' || (h.repr.kind === 'ghost' && h.constant === 0)) {
    code.i32(0)
    return
  }
  if (h.repr.kind === 'union') {
    pushUnionIsa(e, h, h.repr, type)
    return
  }
  const members = unionMembers(type)
  if (members.length <= 4 && members.every((m) => isTestable(e, m))) {
    members.forEach((m, i) => {
      pushHasType(e, h, m as DataType)
      if (i > 0) code.op('i32_or')
    })
    return
  }
  pushBoxed(e, h)
  e.pushType(type)
  e.call('isa')
}

/** Being of the type is the same as having it as tag. */
function isTestable(e: FunctionEmitter, m: TypeParam): boolean {
  return (
    typeof m === 'object' &&
    'kind' in m &&
    m.kind === 'DataType' &&
    m.isConcrete &&
    !m.hasSpellings &&
    m.name !== e.env.lattice.core.TypeName
  )
}

function pushUnionIsa(e: FunctionEmitter, h: Held, repr: UnionRepr, type: Type): void {
  const { code } = e
  const { ts } = e.env.lattice
  const hits = repr.members.flatMap((m, k) => (ts.isSubtype(m.type, type) ? [k] : []))
  if (hits.length === 0) {
    code.i32(0)
    return
  }
  if (hits.length === repr.members.length) {
    code.i32(1)
    return
  }
  const selector = unboxed(e, h).leaves![0]
  if (hits.length === 1) {
    e.push(selector)
    if (hits[0] === 0) code.op('i32_eqz')
    else {
      code.i32(hits[0])
      code.op('i32_eq')
    }
    return
  }
  if (repr.members.length <= 32) {
    code.i32(hits.reduce((mask, k) => mask | (1 << k), 0))
    e.push(selector)
    code.op('i32_shr_u')
    code.i32(1)
    code.op('i32_and')
    return
  }
  const settled = e.settle(selector, repr.leaves[0])
  hits.forEach((k, i) => {
    e.push(settled)
    code.i32(k)
    code.op('i32_eq')
    if (i > 0) code.op('i32_or')
  })
}

/** The value as of `type`; throws TypeError where it is not. */
export function assertType(e: FunctionEmitter, h: Held, type: Type, context: string): Held {
  const { code, env } = e
  const known = h.repr.kind === 'boxed' || h.repr.kind === 'union' ? h.type : h.repr.type
  if (h.repr.kind === 'never' || env.lattice.ts.isSubtype(known, type)) return h
  const value = e.stable(h)
  const fail = (): void => {
    const boxed = prepare(e, value, e.reprs.boxed(known))
    code.value(env.symbol(env.internSymbol(context)))
    e.pushType(type)
    pushBoxed(e, boxed)
    e.call('type_error')
  }
  if (h.constant !== 0 || h.repr.kind === 'bits' || h.repr.kind === 'ghost') {
    // its type is known to be another one
    fail()
    return e.never(type)
  }
  pushIsa(e, value, type)
  code.op('i32_eqz')
  code.if()
  fail()
  code.end()
  if (env.lattice.ts.hasEmptyIntersection(known, type)) {
    // it always throws
    code.op('unreachable')
    return e.never(type)
  }
  return narrow(e, value, intersectTypes(e, known, type))
}

/** What is known of a value of type `known` once it is of `type`. */
function intersectTypes(e: FunctionEmitter, known: Type, type: Type): Type {
  if (type.kind === 'DataType' && type.isConcrete) return type
  const members = unionMembers(known).filter((m) => e.env.lattice.ts.isSubtype(m, type)) as Type[]
  return known.kind === 'Union' && members.length > 0 ? e.env.lattice.ts.union(members) : type
}
