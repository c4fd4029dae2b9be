// What the kernel needs from outside: the shared shadow-stack pointer and the functions of the running session.
// All are supplied by `src/heap/kernel.ts`; the ones that need compilation or types are set by the session.

/** Top of the running task's shadow stack; grows upward. */
@external('kernel', 'sp')
export declare let sp: u32

/** Linear memory has grown: TypeScript refreshes its views. */
@external('kernel', 'memory_grown')
export declare function memory_grown(): void

/** Milliseconds, for statistics. */
@external('kernel', 'now')
export declare function now(): f64

/** Finds the code for a call that missed in the dispatch cache; enters it there; gives its table slot, or throws. */
@external('kernel', 'resolve')
export declare function resolve(frame: u32, n: u32): u32

/** `invoke(f, types, args…)`: finds the code for the frame `[invoke, f, types, args…]`; gives its table slot, or throws. */
@external('kernel', 'resolve_invoke')
export declare function resolve_invoke(frame: u32, n: u32): u32

/**
 * The value to be replaced by `modifyfield!` and its kin, whose frame is given, or Julia's exception; and its replacement:
 * gives `old => new`, or 0 if the place holds something else than `old` by now.
 */
@external('kernel', 'modify_read')
export declare function modify_read(frame: u32, n: u32): u32
@external('kernel', 'modify_write')
export declare function modify_write(frame: u32, n: u32, old: u32, value: u32): u32

/** `isa(value, type)` by the full algorithm. */
@external('kernel', 'isa_slow')
export declare function isa_slow(value: u32, type: u32): u32

/** `a <: b` by the full algorithm. */
@external('kernel', 'subtype_slow')
export declare function subtype_slow(a: u32, b: u32): u32

/** `===` of two values that are types, type variables or Varargs, of the same kind. */
@external('kernel', 'types_egal')
export declare function types_egal(a: u32, b: u32): u32

/** Hash of a type or Vararg, equal for identical ones; the same in every process. */
@external('kernel', 'type_hash')
export declare function type_hash(type: u32): u64

/** The concrete Tuple type of the values in the frame. */
@external('kernel', 'tuple_type_slow')
export declare function tuple_type_slow(frame: u32, n: u32): u32

/** Makes the field table of a DataType with a layout and gives its address. */
@external('kernel', 'make_field_table')
export declare function make_field_table(type: u32): u32

/** A task that had not ended is dead, and its stack with it. Called in the middle of a collection. */
@external('kernel', 'task_died')
export declare function task_died(task: u32): void

/** Finalizers are pending: run them. Called from an allocation. */
@external('kernel', 'run_finalizers')
export declare function run_finalizers(): void

/**
 * Throws a Julia exception; does not return. `what` is one of the FAIL_* constants, the rest depends on it.
 */
@external('kernel', 'fail')
export declare function fail(what: u32, a: u32, b: u32): void
