/**
 * Generic functions, names and worlds. In: methods, modules' statements about names, edges of compiled code. Out: the
 * method for a call, the matches inference works with, method instances, and notice of what became invalid.
 * Every change to methods makes a new world; code is valid in a range of worlds that only ever shrinks.
 */
export { BindingError, Bindings, type BindingValues } from './bindings.ts'
export type { InvalidationCause, InvalidationTree, InvalidationVictim } from './invalidation.ts'
export type { Matches } from './lookup.ts'
export * from './model.ts'
export { filedUnder } from './signature-index.ts'
export { type MethodListener, MethodSystem } from './system.ts'
