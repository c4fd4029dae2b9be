import type { DataType, Type } from '../types/index.ts'
import { fieldStorage, prepareStore, type Storage, store } from './access.ts'
import { storeOutgoing } from './calls.ts'
import { assertType, prepare, unboxed } from './convert.ts'
import type { FunctionEmitter } from './emitter.ts'
import { type Held, localSrc, type Src } from './held.ts'

/** The type has a known layout and instances can be made of it. */
export function isConstructible(e: FunctionEmitter, type: Type): type is DataType {
  return (
    type.kind === 'DataType' &&
    type.isConcrete &&
    !type.name.isPrimitive &&
    !type.name.isOpaque &&
    e.env.lattice.ts.layoutOf(type) !== undefined &&
    type.name !== e.env.lattice.core.MemoryName
  )
}

/**
 * A new instance of a constructible type. Values for trailing fields may be missing: references are then undefined,
 * bits are zero. Immutable types are not allocated.
 */
export function construct(
  e: FunctionEmitter,
  type: DataType,
  values: readonly Held[],
  context = 'new',
): Held {
  const { ts } = e.env.lattice
  const layout = ts.layoutOf(type)!
  const types = ts.fieldTypesOf(type)
  const checked = values.map((h, i) => assertType(e, h, types[i] as Type, context))
  const repr = e.reprs.of(type)
  if (repr.kind === 'ghost') return e.constant(repr.value)
  if (repr.kind === 'bits') {
    const leaves: Src[] = repr.leaves.map((l) => e.zeroSrc(l.type))
    const fields = e.reprs.fields(type)
    checked.forEach((h, i) => {
      const f = fields[i]
      const p = unboxed(e, prepare(e, h, f.repr))
      if (f.isPointer) leaves[f.first] = p.constant !== 0 ? { k: 'value', address: p.constant } : p.box!
      else
        p.leaves!.forEach((s, k) => {
          leaves[f.first + k] = s
        })
    })
    return e.stable(e.ofLeaves(type, repr, leaves))
  }
  const box = e.code.newRef()
  const base = { push: () => e.code.get(box), offset: 0 }
  const stores: [Storage, number, Held][] = checked.map((h, i) => {
    const s = fieldStorage(e, type, i, types[i] as Type, layout.fields[i], base)
    return [s, layout.fields[i].offset, prepareStore(e, h, s)]
  })
  e.pushType(type)
  e.code.i32(layout.size)
  e.call('alloc')
  e.code.set(box)
  for (const [s, offset, h] of stores) store(e, { push: base.push, offset }, s, h)
  return e.ofBox(type, localSrc(box))
}

/** The tuple of `values`; `type` is what is known of its type. */
export function makeTuple(e: FunctionEmitter, values: readonly Held[], type: Type): Held {
  if (isConstructible(e, type) && type.parameters.length === values.length)
    return construct(e, type, values, 'tuple')
  storeOutgoing(e, values)
  e.code.get(e.outgoing)
  e.code.i32(values.length)
  e.call('make_tuple')
  return e.popBoxed(type)
}
