/**
 * Core's builtins, intrinsics and the functions behind `ccall`. Comes in: the heap, types and methods of a session.
 * Goes out: one table by name (type function, effects, emitter, runtime) for inference, codegen and the kernel.
 */

export { emitters, mathImports } from './emit/index.ts'
export { Errors } from './errors.ts'
export { Events } from './events.ts'
export * from './foreign/index.ts'
export * from './host.ts'
export { OutputBuffer } from './output.ts'
export * from './packages.ts'
export { coreBuiltins, intrinsicBuiltins } from './run/index.ts'
export { readModified, writeModified } from './run/modify.ts'
export * from './runtime.ts'
export { builtinTypeFunctions } from './tfuncs/index.ts'
