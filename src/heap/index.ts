/**
 * Julia values in linear memory, and the kernel that manages it. In: types, syntax, methods as TypeScript objects.
 * Out: `Heap`, whose methods turn them into values and back, and the constants of the memory layout
 * (`docs/internals.md`). Invariants: a mirrored TypeScript object and its heap object belong to each other one-to-one;
 * TypeScript never starts a collection, so an address is good until the next call into Julia code.
 */

export { BindingField } from './code-objects.ts'
export * from './constants.ts'
export { Heap, type HeapHooks, type HeapImages } from './heap.ts'
export { hasPromiseIntegration, promising, suspending } from './jspi.ts'
export type { Kernel, KernelExports, KernelImport, Value } from './kernel.ts'
export { codeInfoHiddenOffset, MODULE_SIZE } from './layouts.ts'
export { type BlockRun, type HeapSnapshot, type HeapSource, SNAPSHOT_BLOCK } from './snapshot.ts'
export { type TaskHooks, TaskSwitcher } from './tasks.ts'
export { typeHash, typesIdentical } from './type-identity.ts'
export { TypeNameField, typeNameFlags } from './type-objects.ts'
export type { Views } from './views.ts'
