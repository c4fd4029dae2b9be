import type { CodeInfo } from '../lowering/index.ts'
import type { Binding, CodeInstance, MethodInstance, MethodSystem, Module, World } from '../methods/index.ts'
import type { Ex, ModuleLike, Sym } from '../syntax/index.ts'
import type { DataType, Type, TypeParam, TypeSystem, TypeVar, VarargType } from '../types/index.ts'
import type { Lattice, Value } from './elements.ts'
import type { InferenceResult } from './frame.ts'
import type { IRCode } from './ir.ts'
import type { TypeLattice } from './lattice.ts'

/** What inference asks of values in memory. `heap/`'s `Heap` is adapted to it by the session. */
export interface ConstantHeap {
  typeOf(v: Value): DataType
  /** the value is a type (DataType, UnionAll, Union, Union{}) */
  isType(v: Value): boolean
  typeAt(v: Value): Type | TypeVar | VarargType
  typeAddress(t: Type | TypeVar | VarargType): Value
  symbol(s: Sym): Value
  symbolAt(v: Value): Sym
  string(s: string): Value
  svecAt(v: Value): Value[]
  svec(values: readonly Value[]): Value
  moduleValue(m: ModuleLike): Value
  moduleAt(v: Value): ModuleLike
  egal(a: Value, b: Value): boolean
  /** field `i` (from 0), boxed if need be; only when defined */
  getField(v: Value, i: number): Value
  isDefinedField(v: Value, i: number): boolean
  /** a new struct or tuple of an immutable type */
  newStruct(type: DataType, fields: readonly Value[]): Value
  /** the one instance of a singleton type */
  singleton(type: DataType): Value
  /** bits of a value of a primitive type of `size` bytes, as an unsigned number */
  bitsOf(v: Value, size: number): bigint
  /** a value of a primitive type by its bits */
  fromBits(type: DataType, bits: bigint): Value
  paramToValue(p: TypeParam): Value
  valueToParam(v: Value): TypeParam
  /** `v` may stand as a type parameter */
  isParam(v: Value): boolean
  exToValue(ex: Ex): Value
  readonly nothing: Value
  readonly true_: Value
  readonly false_: Value
  /** keeps the value alive for good */
  pin(v: Value): void
}

/** Type function of one builtin or intrinsic; `builtins/tfuncs` holds them all. */
export interface BuiltinInfo {
  readonly name: string
  readonly minArgs: number
  /** -1: any number */
  readonly maxArgs: number
  /** result for arguments (without the function) whose number is right; Bottom: always throws */
  result(lattice: TypeLattice, args: readonly Lattice[]): Lattice
  /** effects of the call, given the result */
  effects(lattice: TypeLattice, args: readonly Lattice[], result: Lattice): number
  /** type of what it throws */
  exception(lattice: TypeLattice, args: readonly Lattice[]): Type
  /** cost of the emitted code in the inliner's units */
  readonly cost: number
}

export interface BuiltinTable {
  lookup(name: string): BuiltinInfo | undefined
  /** `UnionAll(v, body)` with a variable that inference knows; null if it does not */
  closeUnionAll(lattice: TypeLattice, v: Lattice, body: Lattice): Lattice | null
}

/** What the session hands to inference. */
export interface InferenceEnv {
  readonly types: TypeSystem
  readonly methods: MethodSystem
  readonly heap: ConstantHeap
  readonly builtins: BuiltinTable
  readonly core: Module
  /** Name of the builtin or intrinsic that `f` is (`getfield`, `add_int`), null for any other value. */
  builtinName(f: Value): string | null
  /** Value in the binding's cell, 0 while it has none. */
  bindingValue(b: Binding): Value
  /** Body of a generated function for these types; null: the generator failed (then the call is dynamic). */
  expandGenerated(mi: MethodInstance, world: World): CodeInfo | null
  /** Options of a module with inheritance resolved. */
  moduleOptions(m: Module): {
    readonly infer: boolean
    readonly compile: number
    readonly optimizeLevel: number
    readonly maxMethods: number
  }
  /** `--check-bounds`: all bounds are checked, or none; absent: as the code says */
  readonly boundsChecks?: boolean
  /**
   * Code for wider types than those of the calls that reach it is good enough where dispatch would only choose among equals:
   * `ci` exists already, or (while there is no image) everything would be compiled anew. Absent: never.
   */
  entersWide?(ci: CodeInstance | null): boolean
  /** Turns a finished frame into optimised code. Handed in because the optimizer stands behind inference. */
  optimize(result: InferenceResult): OptimizedCode
  /** A finished code instance enters the system (address, image bookkeeping). */
  onCodeInstance?(ci: CodeInstance): void
  /**
   * Carries out a foldable call (effects and arguments were checked): the result, or null if it threw or cannot be
   * run now. Absent: nothing is run while compiling.
   */
  concreteEval?(mi: MethodInstance, args: readonly Value[], world: World): Value | null
}

export interface OptimizedCode {
  readonly ir: IRCode
  /** `INLINE_NEVER` or the cost of inlining */
  readonly inlineCost: number
  /** effects as the optimizer could refine them */
  readonly effects: number
}

export const INLINE_NEVER = 0xffff

/** Inference was asked for something new while it is refused (an image is being written). */
export class InferenceFrozenError extends Error {
  readonly mi: MethodInstance
  /** the calls that led there, outermost first */
  readonly path: readonly MethodInstance[]
  constructor(mi: MethodInstance, path: readonly MethodInstance[], show: (mi: MethodInstance) => string) {
    super(
      `inference is frozen, but ${show(mi)} was asked for` +
        (path.length > 0 ? ` through ${path.map(show).join(' → ')}` : ''),
    )
    this.name = 'InferenceFrozenError'
    this.mi = mi
    this.path = path
  }
}
