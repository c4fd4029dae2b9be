/**
 * Lowering: surface `Expr` → `CodeInfo`.
 *
 * In comes one top-level form with the module it is evaluated in and a `LoweringEnv`, through which lowering calls
 * macros and asks which globals exist. Out comes a `LoweredForm`: a value, work for the evaluator, or the code of a
 * top-level thunk that holds the code of all methods it defines.
 *
 * Passes: expand.ts and hygiene.ts (macros) → desugar/ (surface forms to a small kernel) → scope.ts (names) →
 * boxes.ts and closures.ts (no captures) → linearize.ts (statements) → emit.ts and slots.ts (numbering).
 *
 * Invariants of the result: every name is a slot, a static parameter or a `GlobalRef`; operands are never nested
 * calls; helpers that lowering itself uses are globals of Base (of Core before there is a Base); a module as a value
 * is the `GlobalRef` of its own name. Lowering has no state between calls but the module's counter of names.
 */
export * from './codeinfo.ts'
export { type LoweringEnv, moduleValue } from './context.ts'
export { deparse } from './deparse.ts'
export { LoweringError } from './error.ts'
export {
  type GeneratedBody,
  type LoweredForm,
  lower,
  lowerGenerated,
  macroexpand,
  type SourceLocation,
  spliceCaptures,
} from './lower.ts'
export { showCodeInfo } from './show.ts'
