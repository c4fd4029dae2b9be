import type {
  BuiltinCall,
  BuiltinEmitter,
  FieldLeaves,
  FunctionEmitter,
  Held,
  Src,
} from '../../codegen/index.ts'
import {
  assertType,
  fieldStorage,
  load,
  loadGlobal,
  localSrc,
  prepare,
  prepareStore,
  pushBoxed,
  pushScalar,
  store,
  unboxed,
} from '../../codegen/index.ts'
import { FAIL_BOUNDS, FAIL_UNDEF_REF } from '../../heap/index.ts'
import { GlobalRef } from '../../syntax/index.ts'
import type { DataType, Layout, Type } from '../../types/index.ts'
import { constantBool, constantInt } from './operands.ts'

/** The concrete type with a layout that the value certainly is of. */
function structOf(e: FunctionEmitter, h: Held): DataType | null {
  const type = h.repr.kind === 'boxed' ? h.type : h.repr.kind === 'bits' ? h.repr.type : null
  if (
    type === null ||
    type.kind !== 'DataType' ||
    !type.isConcrete ||
    type.name.isPrimitive ||
    type.name.isOpaque
  )
    return null
  return e.env.lattice.ts.layoutOf(type) === undefined ? null : type
}

/** Index from 0 of the field that a constant names; -1: none or not constant. */
function fieldIndex(e: FunctionEmitter, type: DataType, field: Held): number {
  const { heap, core, ts } = e.env.lattice
  const i = constantInt(e, field)
  const count = ts.fieldTypesOf(type).length
  if (i !== null) return i >= 1n && i <= BigInt(count) ? Number(i) - 1 : -1
  if (field.constant === 0 || heap.typeOf(field.constant) !== core.Symbol) return -1
  const name = heap.symbolAt(field.constant)
  return ts.fieldNamesOf(type).indexOf(name)
}

function getField(e: FunctionEmitter, call: BuiltinCall): Held | null {
  const [x, field] = call.args
  const type = structOf(e, x)
  if (type === null) return null
  const index = fieldIndex(e, type, field)
  if (index < 0) return dynamicField(e, type, call)
  if (x.repr.kind === 'bits')
    return leavesOfField(e, x, e.reprs.fields(x.repr.type)[index], mayBeUndef(e, type, index))
  // a read that does not say is as atomic as the field
  const order = call.args[2]
  if (order !== undefined && constantBool(e, order) === null && !orderFits(e, type, index, order)) return null
  const { at, storage } = place(e, type, index, x)
  return load(e, at, storage, true)
}

/** The memory order goes with the field's declaration; otherwise the runtime throws. */
function orderFits(e: FunctionEmitter, type: DataType, index: number, order: Held | undefined): boolean {
  const { heap, core } = e.env.lattice
  const atomic = type.name.atomicFields[index] === true
  if (order === undefined || constantBool(e, order) !== null) return !atomic
  if (order.constant === 0 || heap.typeOf(order.constant) !== core.Symbol) return false
  return atomic !== (heap.symbolAt(order.constant).name === 'not_atomic')
}

function mayBeUndef(e: FunctionEmitter, type: DataType, index: number): boolean {
  return index >= e.env.lattice.ts.fieldTypesOf(type).length - type.name.maybeUndefFields
}

function leavesOfField(e: FunctionEmitter, x: Held, f: FieldLeaves, maybeUndef: boolean): Held {
  if (f.repr.kind === 'ghost') return e.constant(f.repr.value)
  const leaves = unboxed(e, x).leaves!
  const own = leaves.slice(f.first, f.first + f.repr.leaves.length)
  if (!f.isPointer) return e.ofLeaves(f.repr.type, f.repr, own)
  const src = e.settle(own[0], f.repr.leaves[0])
  if (maybeUndef) {
    e.push(src)
    e.code.op('i32_eqz')
    e.code.if()
    e.fail(FAIL_UNDEF_REF)
    e.code.end()
  }
  return e.ofBox(f.repr.type, src)
}

/** A field of an object in memory. */
function place(e: FunctionEmitter, type: DataType, index: number, x: Held) {
  const { ts } = e.env.lattice
  const layout = ts.layoutOf(type)!
  const object = prepare(e, x, e.reprs.boxed(type))
  const stable = e.stable(object)
  const base = { push: () => pushBoxed(e, stable), offset: 0, keep: () => e.keepHeld(stable) }
  const storage = fieldStorage(
    e,
    type,
    index,
    ts.fieldTypesOf(type)[index] as Type,
    layout.fields[index],
    base,
  )
  return { at: { ...base, offset: layout.fields[index].offset }, storage }
}

/** A field by an index that is not constant: fields of equal type and distance. */
function dynamicField(e: FunctionEmitter, type: DataType, { args, resultType }: BuiltinCall): Held | null {
  const [x, i] = args
  const { core, ts } = e.env.lattice
  const { code } = e
  if (i.repr.kind !== 'bits' || i.repr.type !== core.Int64 || i.constant !== 0) return null
  const types = ts.fieldTypesOf(type)
  const layout = ts.layoutOf(type)!
  const count = types.length
  if (
    count === 0 ||
    type.name.maybeUndefFields > 0 ||
    !types.every((t) => t === types[0]) ||
    !isRegular(layout)
  )
    return null
  const check = args.length > 2 ? constantBool(e, args[2]) : true
  const index = e.stable(unboxed(e, i))
  const value = e.stable(x)
  if (check !== false) {
    pushScalar(e, index)
    code.i64(1n)
    code.op('i64_sub')
    code.i64(BigInt(count))
    code.op('i64_ge_u')
    code.if()
    const boxed = e.boxedLocal(value)
    const boxedIndex = e.boxedLocal(index)
    e.fail(
      FAIL_BOUNDS,
      () => code.get(boxed),
      () => code.get(boxedIndex),
    )
    code.end()
  }
  if (value.repr.kind === 'bits' && value.leaves !== null) {
    const fields = e.reprs.fields(value.repr.type)
    const repr = fields[0].repr
    if (repr.kind === 'ghost') return e.constant(repr.value)
    const locals = repr.leaves.map((l) => e.leafLocal(l))
    for (let k = 0; k < count; k++) {
      if (k < count - 1) {
        pushScalar(e, index)
        code.i64(BigInt(k + 1))
        code.op('i64_eq')
        code.if()
      }
      repr.leaves.forEach((_, l) => {
        e.push(value.leaves![fields[k].first + l])
        code.set(locals[l])
      })
      if (k < count - 1) code.else()
    }
    for (let k = 1; k < count; k++) code.end()
    const leaves: Src[] = locals.map(localSrc)
    return fields[0].isPointer
      ? e.ofBox(resultType.kind === 'Bottom' ? (types[0] as Type) : (types[0] as Type), leaves[0])
      : e.ofLeaves(repr.type, repr, leaves)
  }
  const object = prepare(e, value, e.reprs.boxed(type))
  const stride = count > 1 ? layout.fields[1].offset - layout.fields[0].offset : 0
  const address = code.newLocal('i32')
  pushBoxed(e, object)
  pushScalar(e, index)
  code.op('i32_wrap_i64')
  code.i32(1)
  code.op('i32_sub')
  code.i32(stride)
  code.op('i32_mul', 'i32_add')
  code.set(address)
  // the address is no reference: it does not keep the object alive
  const keep = () => e.keepHeld(object)
  const push = () => {
    code.get(address)
    keep()
  }
  const at = { push, offset: 0, keep }
  return load(e, at, fieldStorage(e, type, 0, types[0] as Type, layout.fields[0], at))
}

/** Fields lie at equal distances. */
function isRegular(layout: Layout): boolean {
  const { fields } = layout
  if (fields.length < 2) return true
  const stride = fields[1].offset - fields[0].offset
  return fields.every((f, k) => f.offset === k * stride)
}

function setField(e: FunctionEmitter, { args }: BuiltinCall): Held | null {
  const [x, field, value] = args
  const type = structOf(e, x)
  if (type === null || !type.name.isMutable || x.repr.kind !== 'boxed') return null
  const index = fieldIndex(e, type, field)
  if (index < 0 || type.name.constFields[index] === true || !orderFits(e, type, index, args[3])) return null
  const v = e.stable(assertType(e, value, e.env.lattice.ts.fieldTypesOf(type)[index] as Type, 'setfield!'))
  const { at, storage } = place(e, type, index, x)
  const prepared = prepareStore(e, v, storage)
  store(e, at, storage, prepared)
  return v
}

function isDefined(e: FunctionEmitter, { args }: BuiltinCall): Held | null {
  const [x, field] = args
  const type = structOf(e, x)
  if (type === null) return null
  const index = fieldIndex(e, type, field)
  if (index < 0) return null
  const layout = e.env.lattice.ts.layoutOf(type)!
  if (!mayBeUndef(e, type, index)) return e.bool(true)
  const slot = layout.fields[index]
  let offset = 0
  if (!slot.isPointer) {
    if (slot.selectorOffset >= 0) return e.bool(true)
    // a struct held inline is defined when its references are
    const inner = e.env.lattice.ts.layoutOf(e.env.lattice.ts.fieldTypesOf(type)[index] as DataType)!
    if (inner.pointerOffsets.length === 0) return e.bool(true)
    if (x.repr.kind === 'bits') return null
    offset = inner.pointerOffsets[0]
  }
  if (x.repr.kind === 'bits') e.push(unboxed(e, x).leaves![e.reprs.fields(type)[index].first])
  else {
    const { at } = place(e, type, index, x)
    at.push()
    e.code.mem('i32_load', at.offset + offset)
  }
  e.code.i32(0)
  e.code.op('i32_ne')
  return e.pop(e.env.lattice.core.Bool)
}

function fieldCount(e: FunctionEmitter, { args: [x] }: BuiltinCall): Held | null {
  const { core, ts } = e.env.lattice
  const type = structOf(e, x)
  if (type !== null) return constantInt64(e, ts.fieldTypesOf(type).length)
  const boxed = prepare(e, x, e.reprs.boxed(x.type))
  pushBoxed(e, boxed)
  e.call('nfields')
  e.code.op('i64_extend_i32_u')
  return e.pop(core.Int64)
}

function constantInt64(e: FunctionEmitter, n: number): Held {
  const { core } = e.env.lattice
  return e.ofLeaves(core.Int64, e.reprs.of(core.Int64), [{ k: 'i64', v: BigInt(n) }])
}

/** `getglobal(module, name[, order])` with constants. */
function getGlobal(e: FunctionEmitter, { args }: BuiltinCall): Held | null {
  const { heap, core } = e.env.lattice
  const [m, name] = args
  if (args.length > 2 || m.constant === 0 || name.constant === 0) return null
  if (heap.typeOf(m.constant) !== core.Module || heap.typeOf(name.constant) !== core.Symbol) return null
  return loadGlobal(e, new GlobalRef(heap.moduleAt(m.constant), heap.symbolAt(name.constant)))
}

export const fieldEmitters: Record<string, BuiltinEmitter> = {
  getfield: getField,
  'setfield!': setField,
  isdefined: isDefined,
  nfields: fieldCount,
  getglobal: getGlobal,
}
