import type { Signature, ValType } from './wasm/opcodes.ts'

/** A function that compiled code imports. */
export interface RuntimeFunction {
  readonly module: 'kernel' | 'runtime' | 'math'
  readonly name: string
  readonly signature: Signature
  /** may collect garbage or run Julia code */
  readonly safepoint: boolean
  /** runs Julia code of unknown depth, or throws: the caller needs the depth check */
  readonly deep: boolean
  /** never returns */
  readonly noreturn: boolean
}

const functions = new Map<string, RuntimeFunction>()

type Trait = 'safepoint' | 'deep' | 'noreturn'

function declare(
  module: 'kernel' | 'runtime' | 'math',
  name: string,
  params: ValType[],
  results: ValType[],
  ...traits: Trait[]
): void {
  functions.set(name, {
    module,
    name,
    signature: { params, results },
    safepoint: traits.length > 0,
    deep: traits.includes('deep'),
    noreturn: traits.includes('noreturn'),
  })
}

// ---- the kernel (kernel/*.ts) --------------------------------------------------------------------------------------
declare('kernel', 'alloc', ['i32', 'i32'], ['i32'], 'safepoint')
declare('kernel', 'apply', ['i32', 'i32'], ['i32'], 'deep')
declare('kernel', 'egal', ['i32', 'i32'], ['i32'])
declare('kernel', 'isa', ['i32', 'i32'], ['i32'])
declare('kernel', 'fail', ['i32', 'i32', 'i32'], [], 'noreturn')
declare('kernel', 'make_tuple', ['i32', 'i32'], ['i32'], 'safepoint')
declare('kernel', 'make_svec', ['i32', 'i32'], ['i32'], 'safepoint')
declare('kernel', 'new_structv', ['i32', 'i32', 'i32'], ['i32'], 'safepoint')
declare('kernel', 'getfield_index', ['i32', 'i32'], ['i32'], 'safepoint')
declare('kernel', 'isdefined_index', ['i32', 'i32'], ['i32'])
declare('kernel', 'nfields', ['i32'], ['i32'])
declare('kernel', 'apply_iterate', ['i32', 'i32'], ['i32'], 'deep')
declare('kernel', 'apply_latest', ['i32', 'i32'], ['i32'], 'deep')
declare('kernel', 'alloc_memory', ['i32', 'i64'], ['i32'], 'safepoint')
declare('kernel', 'object_id', ['i32'], ['i64'])
declare('kernel', 'subtype', ['i32', 'i32'], ['i32'])
declare('kernel', 'box_int64', ['i64'], ['i32'], 'safepoint')
declare('kernel', 'box_char', ['i32'], ['i32'], 'safepoint')
declare('kernel', 'box_bytes', ['i32', 'i32'], ['i32'], 'safepoint')

// ---- the session (TypeScript) ----------------------------------------------------------------------------------------
/** (id of the builtin, frame, n) → value; the frame's first word is the builtin itself */
declare('runtime', 'builtin_call', ['i32', 'i32', 'i32'], ['i32'], 'deep')
/** (method instance, index of the static parameter, frame, n) → value, 0 if undefined: for code not specialized on it */
declare('runtime', 'static_parameter', ['i32', 'i32', 'i32', 'i32'], ['i32'], 'safepoint')
/** UndefVarError(name, scope); scope 0: local */
declare('runtime', 'undefined_variable', ['i32', 'i32'], [], 'noreturn')
/** TypeError(context symbol, expected type, value) */
declare('runtime', 'type_error', ['i32', 'i32', 'i32'], [], 'noreturn')
/** BoundsError: (memory, memory reference or vector, index from 0) */
declare('runtime', 'memory_bounds_error', ['i32', 'i64'], [], 'noreturn')
/** `Expr(:copyast)`: a deep copy of quoted syntax */
declare('runtime', 'copy_ast', ['i32'], ['i32'], 'safepoint')
/** `Expr(:method)` with one argument: the generic function of that name in the module, made if need be */
declare('runtime', 'declare_method', ['i32', 'i32'], ['i32'], 'safepoint')
/**
 * `Expr(:method)` with three and more: (module, name or method table or false, signature svec, CodeInfo, svec of captured
 * values or 0) → the method
 */
declare('runtime', 'define_method', ['i32', 'i32', 'i32', 'i32', 'i32'], ['i32'], 'deep')
/** assignment to a global: (binding, value) */
declare('runtime', 'set_global', ['i32', 'i32'], [], 'deep')
/** `const`: (binding, value) */
declare('runtime', 'define_const', ['i32', 'i32'], [], 'deep')
/** the value of a binding that is not resolved or undefined: resolves it, or throws UndefVarError */
declare('runtime', 'get_global', ['i32'], ['i32'], 'deep')
/** is the binding defined (resolving it)? */
declare('runtime', 'is_defined_global', ['i32'], ['i32'], 'safepoint')
/** any other statement that only top-level code has (module, import, using, export, global …): (module, Expr) → value */
declare('runtime', 'top_level', ['i32', 'i32'], ['i32'], 'deep')
/** (name) a foreign function, or kind of foreign call, that this system does not have: throws */
declare('runtime', 'missing_foreign', ['i32'], [], 'noreturn')
/** (message as a symbol) a foreign call that cannot be made: throws */
declare('runtime', 'invalid_foreign', ['i32'], [], 'noreturn')
/** new T(tuple...) : (type, tuple) */
declare('runtime', 'splat_new', ['i32', 'i32'], ['i32'], 'deep')
/** enters a scope for the running task: (scope value) → the previous scope */
declare('runtime', 'set_scope', ['i32'], ['i32'])

// ---- exceptions: the kernel keeps the task's stack of exceptions being handled ----------------------------------------
declare('kernel', 'throw_', ['i32'], [], 'noreturn')
/** A handler took the exception: pushes it. */
declare('kernel', 'enter_handler', ['i32'], [])
declare('kernel', 'current_exception', [], ['i32'])
/** Back to that depth of the stack. */
declare('kernel', 'restore_exceptions', ['i32'], [])

declare('runtime', 'divide_error', [], [], 'noreturn')

// ---- arithmetic that WebAssembly does not have (builtins/emit/math.ts) -------------------------------------------------
declare('math', 'fma', ['f64', 'f64', 'f64'], ['f64'])
declare('math', 'fmaf', ['f32', 'f32', 'f32'], ['f32'])
/** Float16 bits ↔ f64; the way back rounds once */
declare('math', 'from_half', ['i32'], ['f64'])
declare('math', 'to_half', ['f64'], ['i32'])
for (const name of ['sdiv', 'udiv', 'srem', 'urem']) {
  declare('math', `${name}_128`, ['i64', 'i64', 'i64', 'i64'], ['i64', 'i64'])
}
/** checked arithmetic: low, high, overflow */
for (const name of ['sadd', 'uadd', 'ssub', 'usub', 'smul', 'umul']) {
  declare('math', `checked_${name}_128`, ['i64', 'i64', 'i64', 'i64'], ['i64', 'i64', 'i32'])
}
declare('math', 's128_to_f64', ['i64', 'i64'], ['f64'])
declare('math', 'u128_to_f64', ['i64', 'i64'], ['f64'])
declare('math', 's128_to_f32', ['i64', 'i64'], ['f32'])
declare('math', 'u128_to_f32', ['i64', 'i64'], ['f32'])
declare('math', 'f64_to_s128', ['f64'], ['i64', 'i64'])
declare('math', 'f64_to_u128', ['f64'], ['i64', 'i64'])

export type RuntimeName = string

/** @throws Error for a name that is not declared */
export function runtimeFunction(name: RuntimeName): RuntimeFunction {
  const f = functions.get(name)
  if (f === undefined) throw new Error(`codegen: no runtime function ${name}`)
  return f
}

/** All imports of compiled code: the session checks that it supplies each. */
export function runtimeFunctions(): readonly RuntimeFunction[] {
  return [...functions.values()]
}
