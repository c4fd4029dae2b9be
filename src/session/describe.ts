import type { Value } from '../heap/index.ts'
import { showType, type Type } from '../types/index.ts'
import type { Session } from './session.ts'

/** A value as text without running Julia code: for problems met before Base can show them. */
export function describeValue(session: Session, v: Value, depth = 2): string {
  const { heap, types } = session
  if (v === 0) return '#undef'
  if (heap.isType(v)) return showType(heap.typeAt(v) as Type)
  const type = heap.typeOf(v)
  if (type === types.string) return JSON.stringify(heap.stringAt(v))
  if (type === types.symbol) return `:${heap.symbolAt(v)}`
  if (type === types.int64) return String(heap.unboxInt64(v))
  if (type === types.uint64) return String(heap.unboxUInt64(v))
  if (type === types.float64) return String(heap.unboxFloat64(v))
  if (type === types.bool) return String(heap.unboxBool(v))
  if (type === types.module) return heap.moduleAt(v).name.name
  if (type === types.nothing) return 'nothing'
  if (type === types.expr && depth > 0) {
    const args = heap.vectorAt(heap.getField(v, 1)).map((a) => describeValue(session, a, depth - 1))
    return `Expr(${[describeValue(session, heap.getField(v, 0)), ...args].join(', ')})`
  }
  const count = types.fieldTypesOf(type).length
  if (depth === 0 || type.name.isOpaque || count === 0) return `${showType(type)}()`
  const fields: string[] = []
  for (let i = 0; i < Math.min(count, 8); i++)
    fields.push(describeValue(session, heap.getField(v, i), depth - 1))
  return `${showType(type)}(${fields.join(', ')})`
}
