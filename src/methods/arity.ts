import { DataType, type Type, unwrapUnionAll, VarargType } from '../types/index.ts'

/** Numbers of arguments a method or call may have. */
export function arity(sig: Type): { min: number; max: number } {
  const t = unwrapUnionAll(sig)
  if (!(t instanceof DataType)) return { min: 0, max: Infinity }
  const last = t.parameters[t.parameters.length - 1]
  return last instanceof VarargType
    ? { min: t.parameters.length - 1, max: Infinity }
    : { min: t.parameters.length, max: t.parameters.length }
}
