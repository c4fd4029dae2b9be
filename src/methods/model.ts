import type { CodeInfo } from '../lowering/index.ts'
import type { ModuleLike, Sym } from '../syntax/index.ts'
import type { DataType, Type, TypeParam, TypeVar } from '../types/index.ts'
import { arity } from './arity.ts'

/** Worlds run from 1; `WORLD_MAX` means "until further notice". */
export type World = number
export const WORLD_MAX = 0xffffffff

/**
 * Part of an object that stands in an image until it is first asked for: the loaders that fill it in, in the order of
 * the images. A loader runs once; what it asks of the same object meanwhile finds the part as far as it is filled.
 */
export type Loader<T> = (owner: T) => void

/** Runs the loaders of `owner` that wait in `list` and empties it. */
function runLoaders<T>(owner: T, list: Loader<T>[]): void {
  for (const load of list.splice(0)) load(owner)
}

/** A Julia module. `bindings` holds every name the module has touched. */
export class Module implements ModuleLike {
  readonly name: Sym
  parent: Module
  bindings = new Map<Sym, Binding>()
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
  #backedges: Set<CodeInstance> | null = null
  /** backedges that stand in images */
  backedgeLoaders: Loader<Binding>[] | null = null
  address = 0
  constructor(module: Module, name: Sym) {
    this.module = module
    this.name = name
  }

  /** code instances that relied on the value or type of this binding */
  get backedges(): Set<CodeInstance> | null {
    if (this.backedgeLoaders !== null) {
      const loaders = this.backedgeLoaders
      this.backedgeLoaders = null
      runLoaders<Binding>(this, loaders)
    }
    return this.#backedges
  }

  set backedges(set: Set<CodeInstance> | null) {
    this.#backedges = set
  }

  /** Enters a backedge without asking images for the others. */
  addBackedge(caller: CodeInstance): void {
    this.#backedges ??= new Set()
    this.#backedges.add(caller)
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
  #source: CodeInfo | null
  /** reads `source` when it stands in an image */
  sourceLoader: Loader<Method> | null = null
  /** for `@generated`: address of the generator (a callable); 0 otherwise */
  generator = 0
  /** argument i marked @nospecialize: bit i (0 = first argument after the function) */
  nospecialize = 0
  /**
   * argument i is called as a function in the body: bit i, counted as in `nospecialize`. `addMethod` finds it in `source`;
   * -1 means not known: then no argument is taken to be merely passed on.
   */
  calledArgs = -1
  /** the body repeats something; found with `calledArgs` */
  hasLoop = true
  /** keyword sorter's body etc. need none; names of keyword arguments for printing */
  keywordNames: readonly Sym[] = []
  slotNames: readonly string[] = []
  /** worlds in which calls find the method: from `primaryWorld` up to and including `deletedWorld` */
  primaryWorld: World = 1
  deletedWorld: World = WORLD_MAX
  /** the method's place among all, for a stable order: set by `addMethod` */
  table: MethodTable | null = null
  #arity: { readonly min: number; readonly max: number } | null = null
  readonly #specializations = new Map<string, MethodInstance>()
  /** images that hold method instances of this method */
  readonly specializationLoaders: Loader<Method>[] = []
  /** finds one instance in the system image without reading the others, while it has not read them all */
  specializationFinder: ((specTypes: DataType) => MethodInstance | undefined) | null = null
  /** instances whose code relied on exactly this method through `invoke` */
  readonly invokes: MethodInstance[] = []
  isForOpaqueClosure = false
  /** bits from @inline/@noinline/@constprop/@assume_effects stand in `source` */
  recursionRelation = 0
  address = 0
  constructor(init: {
    name: Sym
    module: Module
    sig: Type
    file: string
    line: number
    nargs: number
    isVararg: boolean
    typeVars: readonly TypeVar[]
    source: CodeInfo | null
  }) {
    this.name = init.name
    this.module = init.module
    this.sig = init.sig
    this.file = init.file
    this.line = init.line
    this.nargs = init.nargs
    this.isVararg = init.isVararg
    this.typeVars = init.typeVars
    this.#source = init.source
  }

  /** Numbers of arguments that it takes, the function among them. */
  get arity(): { readonly min: number; readonly max: number } {
    this.#arity ??= arity(this.sig)
    return this.#arity
  }

  /** lowered code; null for builtins and generated functions' stubs */
  get source(): CodeInfo | null {
    const load = this.sourceLoader
    if (load !== null) {
      this.sourceLoader = null
      load(this)
    }
    return this.#source
  }

  set source(code: CodeInfo | null) {
    this.#source = code
  }

  /** method instances by key of their specTypes */
  get specializations(): Map<string, MethodInstance> {
    this.specializationFinder = null
    if (this.specializationLoaders.length > 0) runLoaders<Method>(this, this.specializationLoaders)
    return this.#specializations
  }

  /** The method instance for these types, whose key is `key`, if there is one. */
  specialization(specTypes: Type, key: string): MethodInstance | undefined {
    const known = this.#specializations.get(key)
    if (known !== undefined) return known
    const find = this.specializationFinder
    // only types of this kind are found by identity, and the finder knows the system image only
    if (find === null || this.specializationLoaders.length > 1 || specTypes.kind !== 'DataType') {
      return this.specializations.get(key)
    }
    const found = find(specTypes)
    if (found !== undefined) this.#specializations.set(key, found)
    return found
  }

  /** Enters a new method instance. */
  addSpecialization(mi: MethodInstance, key: string): void {
    this.#specializations.set(key, mi)
  }
}

/** A method (or a top-level thunk: `def` is then its module) with argument types it is compiled for. */
export class MethodInstance {
  readonly def: Method | Module
  readonly specTypes: Type
  /** values of the static parameters: a TypeParam, or the TypeVar itself where unknown */
  readonly sparamVals: readonly TypeParam[]
  readonly #cache: CodeInstance[] = []
  readonly #backedges: Backedge[] = []
  /** images that hold code instances, or backedges, of this method instance */
  readonly cacheLoaders: Loader<MethodInstance>[] = []
  readonly backedgeLoaders: Loader<MethodInstance>[] = []
  /** lowered code of a thunk or the expansion of a generated function */
  uninferred: CodeInfo | null = null
  precompile = false
  address = 0
  constructor(def: Method | Module, specTypes: Type, sparamVals: readonly TypeParam[]) {
    this.def = def
    this.specTypes = specTypes
    this.sparamVals = sparamVals
  }

  /** code, newest first */
  get cache(): CodeInstance[] {
    if (this.cacheLoaders.length > 0) runLoaders<MethodInstance>(this, this.cacheLoaders)
    return this.#cache
  }

  /** who relies on this instance's resolution: walked by invalidation */
  get backedges(): Backedge[] {
    if (this.backedgeLoaders.length > 0) runLoaders<MethodInstance>(this, this.backedgeLoaders)
    return this.#backedges
  }

  /** Enters a backedge, once, without asking images for the others. */
  addBackedge(caller: CodeInstance, invokeSig: Type | null): void {
    const list = this.#backedges
    if (invokeSig === null && list.some((b) => b.caller === caller && b.invokeSig === null)) return
    list.push({ caller, invokeSig })
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
  #inferred: unknown = null
  /** reads `inferred` when it stands in an image */
  inferredLoader: Loader<CodeInstance> | null = null
  /** worth inlining; cost for the inliner */
  inlineCost = 0xffff
  #edges: readonly Edge[] = []
  /** reads `edges` when they stand in an image */
  edgesLoader: Loader<CodeInstance> | null = null
  entry: EntryKind = 'none'
  /** table slot of the boxed entry `(frame, n) → ref`, -1 while not compiled */
  boxedSlot = -1
  /** table slot of the specialized entry, -1 if none */
  specSlot = -1
  /** true when loaded from an image and not yet validated/activated */
  fromImage = false
  /** where its compiled code stands in an image (the room `image/` knows the class), null if it has none */
  imageCode: object | null = null
  address = 0
  constructor(mi: MethodInstance, minWorld: World, maxWorld: World, returnType: Type) {
    this.mi = mi
    this.minWorld = minWorld
    this.maxWorld = maxWorld
    this.returnType = returnType
  }

  /** optimized IR (inference/ir.ts `IRCode`) kept when inlineable or not yet compiled */
  get inferred(): unknown {
    const load = this.inferredLoader
    if (load !== null) {
      this.inferredLoader = null
      load(this)
    }
    return this.#inferred
  }

  set inferred(code: unknown) {
    this.#inferred = code
  }

  get edges(): readonly Edge[] {
    const load = this.edgesLoader
    if (load !== null) {
      this.edgesLoader = null
      load(this)
    }
    return this.#edges
  }

  set edges(edges: readonly Edge[]) {
    this.#edges = edges
  }
}

/** Methods of a table that stand in an image. */
export interface StoredMethods {
  all(): Method[]
  /** what is known of each without reading it; null: read them */
  entries(): IndexEntry[] | null
}

/** What the index of a table needs to know of a method, which may stand in an image. */
export interface IndexEntry {
  /** for the called value and the first arguments: keys of the definitions the method is filed under; null: any value */
  readonly keys: readonly (readonly number[] | null)[]
  /** for each position the number of the one type that is taken there, 0 where that is not so or not known; absent: none is */
  readonly exact?: readonly number[]
  readonly minArguments: number
  readonly maxArguments: number
  method(): Method
}

/** All methods of one generic function (of one TypeName). */
export class MethodTable {
  readonly name: Sym
  module: Module
  readonly #methods: Method[] = []
  #backedges: MatchesBackedge[] = []
  /** methods of this table that stand in images and were not all read yet, in the order of the images */
  readonly stored: StoredMethods[] = []
  /** images that hold backedges of this table */
  readonly backedgeLoaders: Loader<MethodTable>[] = []
  /** world of the last change; images compare it with the world they were built in */
  lastChange: World = 1
  address = 0
  constructor(name: Sym, module: Module) {
    this.name = name
    this.module = module
  }

  /** all methods, which are read from images for that; oldest first */
  get methods(): readonly Method[] {
    if (this.stored.length > 0) {
      const read = this.stored.splice(0).flatMap((s) => s.all())
      this.#methods.unshift(...read)
    }
    return this.#methods
  }

  /** the methods that are not among the `stored` */
  get ownMethods(): readonly Method[] {
    return this.#methods
  }

  get isEmpty(): boolean {
    return this.#methods.length === 0 && this.stored.length === 0
  }

  /** Enters a method without asking images for the others. */
  addMethod(m: Method): void {
    this.#methods.push(m)
  }

  /** callers that relied on the set of matches of a signature (incl. "none") */
  get backedges(): MatchesBackedge[] {
    if (this.backedgeLoaders.length > 0) runLoaders<MethodTable>(this, this.backedgeLoaders)
    return this.#backedges
  }

  /** Enters a backedge without asking images for the others. */
  addBackedge(edge: MatchesBackedge): void {
    this.#backedges.push(edge)
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
