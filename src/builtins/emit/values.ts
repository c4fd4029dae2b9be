import type { BuiltinCall, BuiltinEmitter, FunctionEmitter, Held, Repr, Src } from '../../codegen/index.ts'
import {
  assertType,
  eachMember,
  localSrc,
  makeTuple,
  prepare,
  pushBoxed,
  pushHasType,
  pushIsa,
  pushPrepared,
  pushScalar,
  pushTag,
  storeOutgoing,
  unboxed,
} from '../../codegen/index.ts'
import { STRING_LENGTH, SVEC_DATA, SVEC_LENGTH } from '../../heap/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import { constantBool } from './operands.ts'

// ---- identity -------------------------------------------------------------------------------------------------------

/** Objects of the type are equal only if they are the same object. */
function hasIdentity(e: FunctionEmitter, type: Type): boolean {
  const { core } = e.env.lattice
  return (
    type.kind === 'DataType' &&
    type.isConcrete &&
    (type === core.Symbol ||
      (type.name.isMutable &&
        !type.name.isOpaque &&
        type.name !== core.DataType.name &&
        type.name !== core.TypeVar.name))
  )
}

function typeOf(h: Held): Type {
  return h.repr.kind === 'boxed' || h.repr.kind === 'union' ? h.type : h.repr.type
}

function identical(e: FunctionEmitter, { args: [a, b] }: BuiltinCall): Held | null {
  const { core } = e.env.lattice
  const { code } = e
  if (a.repr.kind === 'bits' && b.repr.kind === 'bits') {
    if (a.repr.type !== b.repr.type) return e.bool(false)
    const x = e.stable(unboxed(e, a))
    const y = e.stable(unboxed(e, b))
    const repr = a.repr
    return e.lazy(core.Bool, () => pushEqualLeaves(e, repr, x.leaves!, y.leaves!))
  }
  for (const [x, y] of [
    [a, b],
    [b, a],
  ]) {
    // a singleton is recognised by its type
    if (x.repr.kind === 'ghost' && isInstanceType(e, x.repr.type)) {
      const type = x.repr.type as DataType
      const other = e.stable(y)
      pushHasType(e, other, type)
      return e.pop(core.Bool)
    }
  }
  if (a.repr.kind === 'union' || b.repr.kind === 'union') {
    const [u, other] = a.repr.kind === 'union' ? [a, b] : [b, a]
    if (u.repr.kind === 'union' && other.repr.kind === 'bits')
      return unionIdentical(e, u, u.repr.kind === 'union' ? u.repr : null, other)
  }
  const x = prepare(e, a, e.reprs.boxed(typeOf(a)))
  const y = prepare(e, b, e.reprs.boxed(typeOf(b)))
  pushBoxed(e, x)
  pushBoxed(e, y)
  if (hasIdentity(e, typeOf(a)) || hasIdentity(e, typeOf(b))) code.op('i32_eq')
  else e.call('egal')
  return e.pop(core.Bool)
}

/** A type of instances (not `Type{T}`), so that tags tell. */
function isInstanceType(e: FunctionEmitter, type: Type): boolean {
  return (
    type.kind === 'DataType' &&
    type.isConcrete &&
    type.name !== e.env.lattice.core.TypeName &&
    e.env.lattice.isSingleton(type)
  )
}

function unionIdentical(
  e: FunctionEmitter,
  u: Held,
  repr: Extract<Repr, { kind: 'union' }> | null,
  other: Held,
): Held {
  const { core } = e.env.lattice
  const { code } = e
  if (repr === null || other.repr.kind !== 'bits') throw new Error('codegen: a union was expected')
  const bits = other.repr
  const k = repr.members.findIndex((m) => m.type === bits.type)
  if (k < 0) return e.bool(false)
  const x = e.stable(unboxed(e, u))
  const y = e.stable(unboxed(e, other))
  return e.lazy(core.Bool, () => {
    e.push(x.leaves![0])
    code.i32(k)
    code.op('i32_eq')
    pushEqualLeaves(
      e,
      bits,
      repr.map[k].map((i) => x.leaves![i]),
      y.leaves!,
    )
    code.op('i32_and')
  })
}

/** Pushes whether all leaves are egal. */
function pushEqualLeaves(e: FunctionEmitter, repr: Repr, a: readonly Src[], b: readonly Src[]): void {
  const { code } = e
  if (repr.leaves.length === 0) code.i32(1)
  repr.leaves.forEach((l, i) => {
    if (l.ref) pushEqualRefs(e, a[i], b[i])
    else {
      for (const s of [a[i], b[i]]) {
        e.push(s)
        if (l.type === 'f64') code.op('i64_reinterpret_f64')
        else if (l.type === 'f32') code.op('i32_reinterpret_f32')
      }
      code.op(l.type === 'f64' || l.type === 'i64' ? 'i64_eq' : 'i32_eq')
    }
    if (i > 0) code.op('i32_and')
  })
}

/** References inside immutable values may be undefined. */
function pushEqualRefs(e: FunctionEmitter, a: Src, b: Src): void {
  const { code } = e
  e.push(a)
  e.push(b)
  code.op('i32_eq')
  code.if('i32')
  code.i32(1)
  code.else()
  e.push(a)
  code.op('i32_eqz')
  e.push(b)
  code.op('i32_eqz', 'i32_or')
  code.if('i32')
  code.i32(0)
  code.else()
  e.push(a)
  e.push(b)
  e.call('egal')
  code.end()
  code.end()
}

// ---- types ------------------------------------------------------------------------------------------------------------

function isa(e: FunctionEmitter, { args: [x], argTypes }: BuiltinCall): Held | null {
  const type = e.env.lattice.constantAsType(argTypes[1])
  if (type === null) return null
  const value = e.stable(x)
  pushIsa(e, value, type)
  return e.pop(e.env.lattice.core.Bool)
}

function typeAssert(e: FunctionEmitter, { args: [x], argTypes }: BuiltinCall): Held | null {
  const type = e.env.lattice.constantAsType(argTypes[1])
  return type === null ? null : assertType(e, x, type, 'typeassert')
}

function typeOfValue(e: FunctionEmitter, { args: [x], resultType }: BuiltinCall): Held | null {
  const { code, env } = e
  const { heap } = env.lattice
  switch (x.repr.kind) {
    case 'never':
      return x
    case 'bits':
      return e.constant(e.typeAddress(x.repr.type))
    case 'ghost':
      return e.constant(e.typeAddress(heap.typeOf(x.repr.value)))
    case 'boxed':
      pushTag(e, e.stable(x).box!)
      // types are permanent: nothing keeps them alive
      return e.popBoxed(resultType)
    case 'union': {
      const value = e.stable(unboxed(e, x))
      const local = code.newRef()
      eachMember(e, x.repr, value.leaves!, (m) => {
        e.pushType(m.type)
        code.set(local)
      })
      return e.ofBox(resultType, localSrc(local))
    }
  }
}

function subtype(e: FunctionEmitter, { args: [a, b] }: BuiltinCall): Held | null {
  const isTypeValue = (h: Held): boolean => e.env.lattice.ts.isSubtype(typeOf(h), e.env.lattice.core.Type)
  if (!isTypeValue(a) || !isTypeValue(b)) return null
  pushBoxed(e, a)
  pushBoxed(e, b)
  e.call('subtype')
  return e.pop(e.env.lattice.core.Bool)
}

// ---- choice, tuples, calls ------------------------------------------------------------------------------------------------

function ifElse(e: FunctionEmitter, { args: [c, x, y], resultType }: BuiltinCall): Held | null {
  const { core } = e.env.lattice
  if (c.repr.kind !== 'bits' || c.repr.type !== core.Bool) return null
  const known = constantBool(e, c)
  if (known !== null) return known ? x : y
  const repr = e.reprs.of(resultType)
  if (repr.kind === 'ghost' || repr.kind === 'never')
    return repr.kind === 'ghost' ? e.constant(repr.value) : null
  const { code } = e
  const a = e.stable(prepare(e, x, repr))
  const b = e.stable(prepare(e, y, repr))
  const leaves = (h: Held): readonly Src[] =>
    repr.kind === 'boxed'
      ? [h.constant !== 0 ? { k: 'value', address: h.constant } : h.box!]
      : unboxed(e, h).leaves!
  const condition = repr.leaves.length === 1 ? c : e.stable(unboxed(e, c))
  const from = leaves(a)
  const to = leaves(b)
  const pick = (i: number) => {
    e.push(from[i])
    e.push(to[i])
    pushScalar(e, condition)
    code.op('select')
  }
  if (repr.leaves.length === 1 && repr.kind === 'bits') return e.lazy(resultType, () => pick(0))
  for (let i = 0; i < repr.leaves.length; i++) pick(i)
  return e.pop(resultType, repr)
}

function svec(e: FunctionEmitter, { args }: BuiltinCall): Held {
  storeOutgoing(e, args)
  e.code.get(e.outgoing)
  e.code.i32(args.length)
  e.call('make_svec')
  return e.popBoxed(e.env.lattice.core.SimpleVector)
}

/** `_svec_ref(v, i)` with a bounds check. */
function svecRef(e: FunctionEmitter, { args: [v, i], resultType }: BuiltinCall): Held | null {
  const { core } = e.env.lattice
  if (typeOf(v) !== core.SimpleVector || i.repr.kind !== 'bits' || i.repr.type !== core.Int64) return null
  const { code } = e
  const vector = prepare(e, v, e.reprs.boxed(core.SimpleVector))
  const index = e.stable(unboxed(e, i))
  const local = code.newRef()
  pushScalar(e, index)
  code.i64(1n)
  code.op('i64_sub')
  pushBoxed(e, vector)
  code.mem('i64_load', SVEC_LENGTH)
  code.op('i64_ge_u')
  code.if()
  pushBoxed(e, vector)
  pushScalar(e, index)
  code.i64(1n)
  code.op('i64_sub')
  e.call('memory_bounds_error')
  code.end()
  pushBoxed(e, vector)
  pushScalar(e, index)
  code.op('i32_wrap_i64')
  code.i32(2)
  code.op('i32_shl', 'i32_add')
  code.mem('i32_load', SVEC_DATA - 4)
  code.set(local)
  return e.ofBox(resultType, localSrc(local))
}

function sizeOf(e: FunctionEmitter, { args: [x] }: BuiltinCall): Held | null {
  const { core } = e.env.lattice
  if (typeOf(x) !== core.String) return null
  const s = prepare(e, x, e.reprs.boxed(core.String))
  pushBoxed(e, s)
  e.code.mem('i64_load', STRING_LENGTH)
  return e.pop(core.Int64)
}

function throwValue(e: FunctionEmitter, { args: [x] }: BuiltinCall): Held {
  pushPrepared(e, prepare(e, x, e.reprs.boxed(typeOf(x))))
  e.call('throw_')
  return e.never()
}

/** Core._apply_iterate(iterate, f, args...) */
function applyIterate(e: FunctionEmitter, { args, resultType }: BuiltinCall): Held {
  storeOutgoing(e, [e.nothing, ...args])
  e.code.get(e.outgoing)
  e.code.i32(args.length + 1)
  e.call('apply_iterate')
  return e.popBoxed(resultType)
}

/** Core._call_latest(f, args...) */
function callLatest(e: FunctionEmitter, { args, resultType }: BuiltinCall): Held {
  storeOutgoing(e, args)
  e.code.get(e.outgoing)
  e.code.i32(args.length)
  e.call('apply_latest')
  return e.popBoxed(resultType)
}

export const valueEmitters: Record<string, BuiltinEmitter> = {
  '===': identical,
  isa,
  typeassert: typeAssert,
  typeof: typeOfValue,
  '<:': subtype,
  ifelse: ifElse,
  tuple: (e, { args, resultType }) => makeTuple(e, args, resultType),
  svec,
  _svec_ref: svecRef,
  sizeof: sizeOf,
  throw: throwValue,
  _apply_iterate: applyIterate,
  _call_latest: callLatest,
  invokelatest: callLatest,
  donotdelete: (e) => e.nothing,
  compilerbarrier: (_e, { args }) => args[1] ?? null,
}
