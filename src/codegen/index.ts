/**
 * Code generation: lowered code (baseline tier) or optimized SSA code (optimized tier) → WebAssembly.
 *
 * In: `CodeInfo` or `IRCode` of a code instance, and `CodegenEnv` (addresses of values, bindings, emitters of builtins).
 * Out: `CompiledFunction`s, position independent; `linkModule` makes a module of them, for the JIT or for an image.
 *
 * Invariants: representations, and with them signatures, follow from types alone (`repr.ts`, `abi.ts`). Every reference
 * that is live over a safepoint stands in the function's shadow-stack frame (`roots.ts`). Integers narrower than 32
 * bits are kept zero-extended in i32. Nothing here depends on where a function will be linked.
 */

export { type SpecializedAbi, specializedAbi, specializedEntry } from './abi.ts'
export { type Address, fieldStorage, load, prepareStore, pushAddress, type Storage, store } from './access.ts'
export { compileBaseline, followsWorld } from './baseline.ts'
export type { BuiltinCall, BuiltinEmitter, EmitterTable } from './builtin.ts'
export { apply, builtinResult, callBuiltin, storeOutgoing } from './calls.ts'
export type { CompiledFunction } from './compiled.ts'
export { construct, isConstructible, makeTuple } from './construct.ts'
export * from './convert.ts'
export { FunctionEmitter } from './emitter.ts'
export type { CodegenEnv, ForeignFunction } from './env.ts'
export { loadGlobal } from './globals.ts'
export { type Held, localSrc, type Src } from './held.ts'
export { type LinkedFunction, type LinkedModule, type LinkTarget, linkModule, type Place } from './link.ts'
export { compileConstant, compileOptimized } from './optimized.ts'
export type { Entry, Reloc } from './relocs.ts'
export * from './repr.ts'
export { type RuntimeFunction, runtimeFunction, runtimeFunctions } from './runtime.ts'
export { CodeBuilder } from './wasm/builder.ts'
export { Op, type OpName, type Signature, type ValType } from './wasm/opcodes.ts'
