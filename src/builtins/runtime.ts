import type { Heap, TaskSwitcher, Value } from '../heap/index.ts'
import type { Binding, Method, MethodSystem, Module, World } from '../methods/index.ts'
import type { Sym } from '../syntax/index.ts'
import type { DataType, Type, TypeParam, TypeSystem } from '../types/index.ts'
import type { Errors } from './errors.ts'
import type { Events } from './events.ts'
import type { Host } from './host.ts'
import type { OutputBuffer } from './output.ts'
import type { PackageServices } from './packages.ts'

/**
 * A computation that may call Julia code in the middle. It yields a request and is resumed with the call's result (or
 * with the Julia exception thrown into it). The runner decides how the call is made: directly (synchronous), or
 * through JSPI so that the called code may switch tasks. One mechanism serves both.
 */
export type Steps<T> = Generator<CallRequest, T, Value>

export interface CallRequest {
  readonly f: Value
  readonly args: readonly Value[]
  /** run in this world; null: the world of the running task */
  readonly world: World | null
}

/** What the functions in this room may use of the running system; `session/` implements it. */
export interface Runtime {
  readonly heap: Heap
  readonly types: TypeSystem
  readonly methods: MethodSystem
  readonly core: Module
  readonly host: Host
  readonly errors: Errors
  readonly output: OutputBuffer
  readonly tasks: TaskSwitcher
  readonly events: Events
  readonly packages: PackageServices
  /** Core and Base are being made: definitions may do what users may not */
  readonly isBootstrapping: boolean
  /** world age of the running task */
  world(): World
  /** Calls Julia synchronously: no task switch is possible inside. */
  call(f: Value, args: readonly Value[]): Value
  /** The type that Core's constant `name` names. @throws Error when there is none */
  coreType(name: string): DataType
  /** Does some method apply to these argument types (function first)? */
  applicable(types: readonly Type[], world: World): boolean
  /** Values of the static parameters of `method` called with these arguments (function first). */
  staticParameters(method: Method, args: readonly Value[]): readonly TypeParam[]
  /** Assigns a global: checks const and declared type, records the change. @throws Julia exceptions */
  setGlobal(binding: Binding, value: Value): void
  /** the running task's scope (ScopedValues), or nothing */
  currentScope(): Value
  /** a fresh number for `gensym` */
  nextGensym(): number
  /** A module that no name is bound to, with parent Main. */
  newAnonymousModule(name: Sym, standardImports: boolean, defaultNames: boolean): Module
  /** `Core.eval(module, ex)`: `ex` is a heap value. */
  evalIn(module: Module, ex: Value): Steps<Value>
  /** Evaluates the forms of a file's text one by one; exceptions come out wrapped in LoadErrors. */
  includeText(module: Module, text: Uint8Array, file: string, mapExpr: Value): Steps<Value>
  /** what the command line says, in the order of the fields of `Base.JLOptions` */
  readonly programOptions: readonly ProgramOption[]
  /** folder of `base/` and `stdlib/` */
  readonly homeFolder: string
  /** time spent in inference and code generation so far */
  readonly compileSeconds: number
  /** number of the last error of a system call (`Libc.errno`) */
  errno: number
  /** Evaluates a file of Base, given by its path from `base/`. */
  loadBaseFile(module: Module, path: string): Steps<Value>
  /** Macro expansion of a heap value. */
  macroexpand(module: Module, ex: Value, recursive: boolean): Value
  /** The lowered form of a heap value, as `Meta.lower` gives it: Expr(:thunk, CodeInfo), a value, or Expr(:error). */
  lower(module: Module, ex: Value): Value
  /** name of the builtin or intrinsic that `f` is; null for other values */
  builtinName(f: Value): string | null
  /** Inferred type of calls `f(::argTypes...)`, over all methods they may reach. */
  inferReturnType(f: Value, argTypes: Type, world: World): Type
  /** Inferred type of calls with this signature (function first). */
  inferSignature(sig: Type, world: World): Type
  /** Optimized code of `method` for these argument types: svec(CodeInfo, types of its statements, return type). */
  typedCode(method: Method, spec: Type, world: World): Value
  /** Compiles for a signature (function first); false if no one method takes it. */
  precompile(sig: Type): boolean
  /** `new T(fields...)` from a type and a tuple. */
  splatNew(type: Value, fields: Value): Value
  /** Turns the collector on or off; gives how it was. */
  enableCollector(on: boolean): boolean
  /** Frames of the running code, as `Base.backtrace` gives them. */
  currentBacktrace(): Value
  /** Frames of an exception, from what is kept with it in the exception stack. */
  backtraceOf(kept: Value): Value
  /** Runs steps to their end with synchronous calls. */
  runSteps<T>(steps: Steps<T>): T
}

/** A setting of the command line, as a value that has a Julia counterpart. */
export type ProgramOption = string | number | boolean | null | readonly string[]

/** A Core builtin's runtime: arguments do not include the function itself. */
export interface BuiltinRun {
  readonly name: string
  readonly least: number
  /** -1: any number */
  readonly most: number
  run(rt: Runtime, args: readonly Value[]): Value
}

/** Declares one builtin's runtime. */
export function builtin(
  name: string,
  least: number,
  most: number,
  run: (rt: Runtime, args: readonly Value[]) => Value,
): BuiltinRun {
  return { name, least, most, run }
}
