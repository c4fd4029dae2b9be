import type { TypeLattice, Value } from '../inference/index.ts'
import type { Binding, CodeInstance, MethodInstance, Module } from '../methods/index.ts'
import type { Ex, ModuleLike, Sym } from '../syntax/index.ts'
import type { EmitterTable } from './builtin.ts'
import type { Representations } from './repr.ts'
import type { Signature } from './wasm/opcodes.ts'

/** What `ccall` of a name means: an imported function. */
export interface ForeignFunction {
  readonly module: string
  readonly name: string
  readonly signature: Signature
  /** may collect garbage, run Julia code, or throw */
  readonly safepoint: boolean
}

/** What code generation asks of the running system; `session/` implements it. */
export interface CodegenEnv {
  readonly lattice: TypeLattice
  /** `new Representations(lattice)`, once per session */
  readonly reprs: Representations
  /** linear memory now: never kept over a call */
  memory(): DataView
  /** The heap value of a literal, quoted syntax or other constant operand, kept alive for good. */
  constant(ex: Ex): Value
  symbol(s: Sym): Value
  internSymbol(name: string): Sym
  stringAt(v: Value): string
  moduleValue(m: ModuleLike): Value
  /** The binding that `name` in `module` resolves to now (or the unresolved one). */
  binding(module: ModuleLike, name: Sym): Binding
  /** the module's own binding of a name that code assigns; whether it may is found when it does */
  assignedBinding(module: ModuleLike, name: Sym): Binding
  /** Value of a binding that is constant now, else 0. Callers that depend on it have an edge to it. */
  constantBinding(b: Binding): Value
  /** Value of the constant that `name` means in `module` now, else 0; resolves nothing (types of foreign calls). */
  constantGlobal(module: ModuleLike, name: Sym): Value
  /** Value of static parameter `i` of `mi` if it is known, else 0. */
  staticParameter(mi: MethodInstance, i: number): Value
  /** Address of the binding's object; its first word is the value or 0. */
  bindingCell(b: Binding): Value
  /** Address of the heap object of a method instance. */
  methodInstanceValue(mi: MethodInstance): Value
  /** Name of the builtin or intrinsic that `f` is, null for any other value. */
  builtinName(f: Value): string | null
  /** Number of a builtin for `runtime.builtin_call`; -1: its boxed entry is WebAssembly (it calls Julia), use the generic call. */
  builtinId(name: string): number
  readonly emitters: EmitterTable
  foreign(name: string): ForeignFunction | null
  /** Code to call for `mi` (made if need be; it may not be compiled yet). Its `address` is set. */
  codeInstance(mi: MethodInstance): CodeInstance
  /** The code instance is linked into the same module as the function being compiled. */
  inUnit(ci: CodeInstance): boolean
  /** what a bounds check that nobody decided on means: false under `--check-bounds=no` */
  readonly checksBounds: boolean
  /** Module that a thunk runs in, or that a method belongs to. */
  moduleOf(mi: MethodInstance): Module
}
