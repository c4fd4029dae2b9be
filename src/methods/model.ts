import type { CodeInfo } from '../lowering/index.ts'
import type { ModuleLike, Sym } from '../syntax/index.ts'
import type { Type, TypeParam, TypeVar } from '../types/index.ts'

/** Worlds run from 1; `WORLD_MAX` means "until further notice". */
export type World = number
export const WORLD_MAX = 0xffffffff

/** A Julia module. `bindings` holds every name the module has touched. */
export class Module implements ModuleLike {
  readonly name: Sym
  parent: Module
  readonly bindings = new Map<Sym, Binding>()
  /** modules brought in by `using`, last first searched */
  readonly usings: Module[] = []
  isBare: boolean
  /** compiler options (`@compiler_options`, inherited): -1 means inherit */
  compile: -1 | 0 | 1 | 2 | 3 = -1
  optimizeLevel = -1
  infer = -1
  maxMethods = -1
  /** identity of the package image or source it came from */
  uuid: bigint = 0n
  buildId: bigint = 0n
  /** counter for generated names */
  gensymCounter = 0
  istopmod = false
  address = 0
  constructor(name: Sym, parent: Module | null, isBare = false) {
    this.name = name
    this.parent = parent ?? this
    this.isBare = isBare
  }
}

/**
 * A global variable. Its cell is at a fixed `address` in linear memory; the value stands in the first slot
 * (0 = undefined), so compiled code loads it directly. `owner === null`: name touched but not resolved yet.
 */
export class Binding {
  readonly module: Module
  readonly name: Sym
  /** the binding that really holds the value: itself, or the imported one */
  owner: Binding | null = null
  isConst = false
  isExported = false
  isPublic = false
  /** imported explicitly (`import A: f`), so that methods may be added and assignment is an error */
  isImported = false
  isDeprecated = 0
  /** declared type; null: Any / not declared */
  type: Type | null = null
  /** code instances that relied on the value or type of this binding */
  backedges: Set<CodeInstance> | null = null
  address = 0
  constructor(module: Module, name: Sym) {
    this.module = module
    this.name = name
  }
}

let nextId = 1

/** One method definition. */
export class Method {
  readonly id = nextId++
  readonly name: Sym
  module: Module
  readonly sig: Type
  file: string
  line: number
  /** arguments including the function itself */
  readonly nargs: number
  readonly isVararg: boolean
  /** static parameters in order (the variables of `sig`) */
  readonly typeVars: readonly TypeVar[]
  /** lowered code; lazily decoded when it came from an image; null for builtins and generated functions' stubs */
  source: CodeInfo | null
  /** for `@generated`: address of the generator (a callable); 0 otherwise */
  generator = 0
  /** argument i marked @nospecialize: bit i (0 = first argument after the function) */
  nospecialize = 0
  /**
   * argument i is called as a function in the body: bit i, counted as in `nospecialize`. `addMethod` finds it in `source`;
   * -1 means not known: then no argument is taken to be merely passed on.
   */
  calledArgs = -1
  /** keyword sorter's body etc. need none; names of keyword arguments for printing */
  keywordNames: readonly Sym[] = []
  slotNames: readonly string[] = []
  /** worlds in which calls find the method: from `primaryWorld` up to and including `deletedWorld` */
  primaryWorld: World = 1
  deletedWorld: World = WORLD_MAX
  /** the method's place among all, for a stable order: set by `addMethod` */
  table: MethodTable | null = null
  /** method instances by key of their specTypes */
  readonly specializations = new Map<string, MethodInstance>()
  /** instances whose code relied on exactly this method through `invoke` */
  readonly invokes: MethodInstance[] = []
  isForOpaqueClosure = false
  /** bits from @inline/@noinline/@constprop/@assume_effects stand in `source` */
  recursionRelation = 0
  address = 0
  constructor(init: {
    name: Sym; module: Module; sig: Type; file: string; line: number; nargs: number; isVararg: boolean
    typeVars: readonly TypeVar[]; source: CodeInfo | null
  }) {
    this.name = init.name
    this.module = init.module
    this.sig = init.sig
    this.file = init.file
    this.line = init.line
    this.nargs = init.nargs
    this.isVararg = init.isVararg
    this.typeVars = init.typeVars
    this.source = init.source
  }
}

/** A method (or a top-level thunk: `def` is then its module) with argument types it is compiled for. */
export class MethodInstance {
  readonly def: Method | Module
  readonly specTypes: Type
  /** values of the static parameters: a TypeParam, or the TypeVar itself where unknown */
  readonly sparamVals: readonly TypeParam[]
  /** code, newest first */
  readonly cache: CodeInstance[] = []
  /** who relies on this instance's resolution: walked by invalidation */
  readonly backedges: Backedge[] = []
  /** lowered code of a thunk or the expansion of a generated function */
  uninferred: CodeInfo | null = null
  precompile = false
  address = 0
  constructor(def: Method | Module, specTypes: Type, sparamVals: readonly TypeParam[]) {
    this.def = def
    this.specTypes = specTypes
    this.sparamVals = sparamVals
  }
}

/** A way back along an edge: `caller` relied on it; `invokeSig` for an `invoke` with that signature. */
export interface Backedge {
  readonly caller: CodeInstance
  readonly invokeSig: Type | null
}

/** A fact that code relies on. */
export type Edge =
  /** a resolved call (dispatch of `mi.specTypes`, or of `sig`, finds `mi`) */
  | { readonly kind: 'call'; readonly mi: MethodInstance }
  /** these and only these methods match `sig` (none: an empty list), in the order of specificity */
  | { readonly kind: 'matches'; readonly sig: Type; readonly methods: readonly Method[] }
  /** `invoke` with signature `sig` finds `mi` */
  | { readonly kind: 'invoke'; readonly sig: Type; readonly mi: MethodInstance }
  /** the binding has this value (constant; address) or declared type */
  | { readonly kind: 'binding'; readonly binding: Binding; readonly value: number }
  /** expansion of a generated function for `mi` */
  | { readonly kind: 'generated'; readonly mi: MethodInstance }

/** How a code instance can be entered. */
export type EntryKind = 'none' | 'baseline' | 'constant' | 'compiled'

/**
 * What inference (or the baseline compiler: the *guard*, `inferred === null`) found for one method instance in a
 * range of worlds.
 */
export class CodeInstance {
  readonly mi: MethodInstance
  minWorld: World
  maxWorld: World
  /** a type: what the call returns */
  returnType: Type
  /** richer lattice element of the return (inference/lattice.ts), or null */
  returnLattice: unknown = null
  /** address of the constant returned value when entry is 'constant' */
  constant = 0
  exceptionType: Type | null = null
  effects = 0
  /** optimized IR (optimizer/ir.ts `IRCode`) kept when inlineable or not yet compiled; lazily decoded from images */
  inferred: unknown = null
  /** worth inlining; cost for the inliner */
  inlineCost = 0xffff
  edges: readonly Edge[] = []
  entry: EntryKind = 'none'
  /** table slot of the boxed entry `(frame, n) → ref`, -1 while not compiled */
  boxedSlot = -1
  /** table slot of the specialized entry, -1 if none */
  specSlot = -1
  /** true when loaded from an image and not yet validated/activated */
  fromImage = false
  address = 0
  constructor(mi: MethodInstance, minWorld: World, maxWorld: World, returnType: Type) {
    this.mi = mi
    this.minWorld = minWorld
    this.maxWorld = maxWorld
    this.returnType = returnType
  }
}

/** All methods of one generic function (of one TypeName). */
export class MethodTable {
  readonly name: Sym
  module: Module
  readonly methods: Method[] = []
  /** callers that relied on the set of matches of a signature (incl. "none") */
  backedges: MatchesBackedge[] = []
  /** world of the last change; images compare it with the world they were built in */
  lastChange: World = 1
  address = 0
  constructor(name: Sym, module: Module) {
    this.name = name
    this.module = module
  }
}

/** `caller` relied on exactly `methods` matching `sig`. */
export interface MatchesBackedge {
  readonly sig: Type
  readonly methods: readonly Method[]
  readonly caller: CodeInstance
}

/** Resolved method for a call signature. */
export interface MethodMatch {
  /** intersection of the call's types with the method's signature */
  readonly specTypes: Type
  readonly sparams: readonly TypeParam[]
  readonly method: Method
  /** the call's types are entirely covered by the method's signature */
  readonly fullyCovers: boolean
  /** worlds in which the same lookup gives the same answer; absent where the match was not looked up */
  readonly minWorld?: World
  readonly maxWorld?: World
}
