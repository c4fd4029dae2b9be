/**
 * Julia's types: what they are, how they are made and kept unique, how they relate, how their instances lie in
 * memory. In: definitions and type applications. Out: `Type` objects, answers of `TypeSystem`. A type without free
 * variables that is a `DataType` is unique (`===`); nothing here knows of values, methods or the heap.
 */
export * from './definition.ts'
export * from './errors.ts'
export {
  freeVarsOf,
  hasFreeTypeVars,
  hasTypeVar,
  isType,
  unionAllVars,
  unwrapUnionAll,
} from './free-vars.ts'
export type { Substitution } from './instantiate.ts'
export type { Intersection } from './intersection.ts'
export { paramsEgal, paramsKey, typeKey } from './keys.ts'
export type { ElementLayout } from './layout.ts'
export { inlineUnion } from './layout.ts'
export * from './model.ts'
export { showParam, showType } from './show.ts'
export { subtypeWithEnv } from './subtype.ts'
export { parseType } from './type-syntax.ts'
export { TypeSystem } from './type-system.ts'
export { unionMembers } from './union.ts'
