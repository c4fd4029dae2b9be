/**
 * Core's builtins, intrinsics and the functions behind `ccall`. Comes in: the heap, types and methods of a session.
 * Goes out: one table by name (type function, effects, emitter, runtime) for inference, codegen and the kernel.
 */
export * from './host.ts'
