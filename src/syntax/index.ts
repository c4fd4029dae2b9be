/**
 * The syntax room: Julia source text → tokens → lossless green tree → `Expr`.
 *
 * In: text as string or UTF-8 bytes (any bytes: malformed input gives diagnostics, never an exception).
 * Out: trees of `ast.ts`, the same that Julia 1.11's `Meta.parse` gives, and diagnostics in byte positions from 0.
 *
 * Invariants: the green tree holds every byte of the text (`greenText`); an `Expr` is made only of trees or
 * statements without errors; the parser keeps no state between calls.
 */

export * from './ast.ts'
export { compact } from './compact.ts'
export { type Diagnostic, formatDiagnostic, formatParseError, type SourceName } from './diagnostics.ts'
export { GreenTree, greenText } from './green.ts'
export type { Incomplete } from './incomplete.ts'
export * from './names.ts'
export { CORE_MODULE, type ParseOptions, type ParseResult, parseAll, parseOne, parseTree } from './parse.ts'
export { sexpr, showSymbol } from './sexpr.ts'
