import { type ModuleLike, type Sym, sym } from '../syntax/index.ts'
import {
  DataType,
  hasFreeTypeVars,
  type Type,
  type TypeName,
  type TypeSystem,
  typeKey,
  unionAllVars,
  unwrapUnionAll,
} from '../types/index.ts'
import { Bindings } from './bindings.ts'
import { type InvalidationEvent, Invalidator } from './invalidation.ts'
import { lookup, type Matches, MethodOrder, matchMethod } from './lookup.ts'
import {
  type Binding,
  type CodeInstance,
  Method,
  MethodInstance,
  type MethodMatch,
  MethodTable,
  Module,
  WORLD_MAX,
  type World,
} from './model.ts'
import { calleeNames, entryOf, SignatureIndex } from './signature-index.ts'
import { calledArguments, compilationTypes, hasLoop, isCompileable } from './specialize.ts'

/** Part of the system that wants to know of changes. */
export interface MethodListener {
  /** `ci` must not be entered any more in worlds after its `maxWorld` */
  onInvalidate?(ci: CodeInstance): void
  /** calls through `table` may now go elsewhere: dispatch caches of its functions are stale */
  onMethodAdded?(table: MethodTable, method: Method): void
  onMethodDeleted?(table: MethodTable, method: Method): void
}

/** A table, its index, and lookups by exact types already made in the present world. */
interface TableState {
  readonly index: SignatureIndex
  readonly exact: Map<number, MethodMatch | null>
  /** answers of `matchingMethods` by type and limit */
  readonly matches: Map<string, Matches | null>
  /** the answers take this many changes of the shared table into account */
  sharedChanges: number
}

/**
 * Generic functions: definition and lookup of methods, specializations, the world counter, the edges code relies
 * on and their invalidation; and, in `bindings`, what names mean in modules.
 */
export class MethodSystem {
  readonly types: TypeSystem
  readonly bindings = new Bindings()
  readonly order: MethodOrder
  readonly invalidation: Invalidator
  readonly listeners: MethodListener[] = []
  /** an image is being written: nothing may be defined, no world may begin */
  frozen = false
  /** the latest world */
  world: World = 1
  /** methods callable on any type object */
  readonly typeTable: MethodTable
  /** methods of callable objects that are no functions, and those declared for abstract types */
  readonly sharedTable: MethodTable
  readonly #tables: MethodTable[] = []
  /** enters the tables that stand in images and were not needed yet */
  tablesLoader: (() => void) | null = null
  /** enters the open edges that stand in images */
  openEdgesLoader: (() => void) | null = null
  private readonly states = new WeakMap<MethodTable, TableState>()
  #sharedChanges = 0
  /** `matches` edges whose callee is not certain: looked at on every change */
  readonly openEdges: { sig: Type; methods: readonly Method[]; caller: CodeInstance }[] = []

  constructor(types: TypeSystem, core: Module) {
    this.types = types
    this.order = new MethodOrder(types)
    this.invalidation = new Invalidator((ci) => {
      for (const l of this.listeners) l.onInvalidate?.(ci)
    })
    this.typeTable = this.newTable(sym('Type'), core)
    this.sharedTable = this.newTable(sym('nonfunction'), core)
    types.typeTypeName.methodTable = this.typeTable
    for (const kind of [types.dataType, types.unionAllType, types.unionType, types.typeofBottom]) {
      kind.name.methodTable = this.typeTable
    }
  }

  // ---- tables ---------------------------------------------------------------------------------------------------

  /** every table, in order */
  get tables(): readonly MethodTable[] {
    const load = this.tablesLoader
    if (load !== null) {
      this.tablesLoader = null
      load()
    }
    return this.#tables
  }

  private newTable(name: Sym, module: ModuleLike): MethodTable {
    const table = new MethodTable(name, module as Module)
    this.#tables.push(table)
    return table
  }

  /** The table of methods callable on instances of a definition. */
  tableOf(name: TypeName): MethodTable {
    if (name.methodTable === null) {
      const t = unwrapUnionAll(name.wrapper) as DataType
      const own = !name.isAbstract && this.inheritsFunction(t)
      name.methodTable = own ? this.newTable(name.singletonName ?? name.name, name.module) : this.sharedTable
    }
    return name.methodTable as MethodTable
  }

  private inheritsFunction(t: DataType): boolean {
    const { types } = this
    for (let s = t; s !== types.any; s = types.superOf(s)) if (s === types.function) return true
    return false
  }

  /** Enters a table that was made elsewhere (read from an image). */
  adoptTable(table: MethodTable): void {
    this.#tables.push(table)
  }

  /** Index and caches of a table; made when first asked for, from what images say of the methods they hold. */
  private stateOf(table: MethodTable): TableState {
    let state = this.states.get(table)
    if (state === undefined) {
      const index = new SignatureIndex(this.types)
      state = { index, exact: new Map(), matches: new Map(), sharedChanges: this.#sharedChanges }
      this.states.set(table, state)
      const stored = table.stored.map((s) => s.entries())
      if (stored.includes(null)) for (const m of table.methods) index.add(entryOf(this.types, m))
      else {
        for (const entry of stored.flat()) index.add(entry!)
        for (const m of table.ownMethods) index.add(entryOf(this.types, m))
      }
    }
    if (state.sharedChanges !== this.#sharedChanges) {
      state.exact.clear()
      state.matches.clear()
      state.sharedChanges = this.#sharedChanges
    }
    return state
  }

  /** The table a method with this signature belongs to. */
  tableForSignature(sig: Type): MethodTable {
    const names = calleeNames(this.types, sig)
    if (names === null) return this.sharedTable
    const first = this.tableOf(names[0])
    return names.every((n) => this.tableOf(n) === first) ? first : this.sharedTable
  }

  /** The tables that calls of type `sig` look into; null: any. */
  tablesForCall(sig: Type): MethodTable[] | null {
    const names = calleeNames(this.types, sig)
    if (names === null) return null
    const tables = new Set(names.map((n) => this.tableOf(n)))
    tables.add(this.sharedTable)
    return [...tables]
  }

  private *candidates(sig: Type): Iterable<Method> {
    for (const table of this.tablesForCall(sig) ?? this.tables) {
      if (!table.isEmpty) yield* this.stateOf(table).index.candidates(sig)
    }
  }

  // ---- definition -----------------------------------------------------------------------------------------------

  /**
   * Adds a method in a new world; one with an equal signature is replaced. Gives the method replaced, or null.
   * With `world`, the method is entered for that world (the counter must have reached it): for images.
   */
  addMethod(method: Method, world: World | null = null): Method | null {
    if (this.frozen)
      throw new Error(`methods: ${method.name} cannot be defined while an image is being written`)
    const table = this.tableForSignature(method.sig)
    const state = this.stateOf(table)
    if (world === null) this.world++
    method.primaryWorld = world ?? this.world
    method.deletedWorld = WORLD_MAX
    method.table = table
    if (method.calledArgs === -1 && method.source !== null) {
      method.calledArgs = calledArguments(method.source)
      method.hasLoop = hasLoop(method.source)
    }
    const replaced = this.findEqual(state, method)
    if (replaced !== null) replaced.deletedWorld = method.primaryWorld - 1
    table.addMethod(method)
    state.index.add(entryOf(this.types, method))
    this.clearExact(table)
    table.lastChange = method.primaryWorld
    this.invalidateFor(method, replaced, table)
    for (const l of this.listeners) l.onMethodAdded?.(table, method)
    return replaced
  }

  private findEqual(state: TableState, method: Method): Method | null {
    const { types } = this
    const key = typeKey(method.sig)
    for (const m of state.index.candidates(method.sig)) {
      if (m === method || m.deletedWorld !== WORLD_MAX) continue
      if (typeKey(m.sig) === key) return m
      if (types.hasEmptyIntersection(m.sig, method.sig)) continue
      if (types.typesEqual(m.sig, method.sig)) return m
    }
    return null
  }

  /** Removes a method in a new world. */
  deleteMethod(method: Method): void {
    if (this.frozen)
      throw new Error(`methods: ${method.name} cannot be deleted while an image is being written`)
    if (method.deletedWorld !== WORLD_MAX) throw new Error(`method ${method.name.name} is deleted already`)
    const table = method.table!
    this.world++
    method.deletedWorld = this.world - 1
    this.clearExact(table)
    table.lastChange = this.world
    this.invalidation.event({ kind: 'method deleted', method, binding: null, world: this.world }, (event) => {
      this.endSpecializations(method, event)
      this.endMatches(event, (edge) => edge.methods.includes(method), table)
    })
    for (const l of this.listeners) l.onMethodDeleted?.(table, method)
  }

  /** Forgets answers that a change of this table may have changed: all calls may reach the shared one. */
  private clearExact(table: MethodTable): void {
    if (table === this.sharedTable) this.#sharedChanges++
    const state = this.states.get(table)
    state?.exact.clear()
    state?.matches.clear()
  }

  // ---- lookup ---------------------------------------------------------------------------------------------------

  /**
   * The method for a call with arguments of exactly these types (the function's type first); null if there is none
   * or no most specific one.
   */
  findMethod(args: Type, world: World = this.world): MethodMatch | null {
    const exact = args instanceof DataType && args.isDispatchTuple ? this.exactTable(args) : null
    if (exact !== null) {
      const known = exact.get((args as DataType).id)
      if (known !== undefined && known !== null && known.minWorld! <= world && world <= known.maxWorld!)
        return known
      if (known === null && world === this.world) return null
    }
    const found = this.lookup(args, world, -1)!
    const best = found.matches[0]
    const single = best !== undefined && found.matches.length === 1 && best.fullyCovers && !found.ambiguous
    const answer = single ? best : null
    if (exact !== null && world === this.world) exact.set((args as DataType).id, answer)
    return answer
  }

  /**
   * The method that `invoke` with this signature runs: the most specific of those that take all such calls, whatever
   * others may take some of them. Null if there is none, or not one.
   */
  findInvoked(sig: Type, world: World = this.world): MethodMatch | null {
    if (sig instanceof DataType && sig.isDispatchTuple) return this.findMethod(sig, world)
    const covering = this.lookup(sig, world, -1)!.matches.filter((m) => m.fullyCovers)
    if (covering.length <= 1) return covering[0] ?? null
    const [first, ...others] = covering
    return others.every((o) => this.order.moreSpecific(first.method, o.method)) ? first : null
  }

  private exactTable(args: DataType): Map<number, MethodMatch | null> | null {
    const names = calleeNames(this.types, args)
    return names === null || names.length !== 1 ? null : this.stateOf(this.tableOf(names[0])).exact
  }

  /**
   * The methods that calls of type `sig` may reach, most specific first; null if more than `limit` (-1: no limit).
   */
  matchingMethods(sig: Type, world: World = this.world, limit = -1): Matches | null {
    const names = sig instanceof DataType ? calleeNames(this.types, sig) : null
    if (names === null || names.length !== 1) return this.lookup(sig, world, limit)
    const { matches } = this.stateOf(this.tableOf(names[0]))
    const key = `${(sig as DataType).id} ${limit}`
    const known = matches.get(key)
    if (known !== undefined) {
      if (known !== null ? known.minWorld <= world && world <= known.maxWorld : world === this.world)
        return known
    }
    const found = this.lookup(sig, world, limit)
    if (world === this.world) matches.set(key, found)
    return found
  }

  private lookup(sig: Type, world: World, limit: number): Matches | null {
    if (calleeNames(this.types, sig) === null && limit >= 0) return null
    return lookup(this.types, this.order, this.candidates(sig), sig, world, limit)
  }

  /** `method` for calls of type `sig`; null if it takes none of them. */
  matchFor(method: Method, sig: Type): MethodMatch | null {
    return matchMethod(this.types, method, sig)
  }

  /** Worlds in which `mi`'s method may be called: all that its unspecialized code relies on. */
  validWorlds(mi: MethodInstance, world: World): { min: World; max: World } {
    void world
    if (mi.def instanceof Module) return { min: 1, max: WORLD_MAX }
    return { min: mi.def.primaryWorld, max: mi.def.deletedWorld }
  }

  // ---- specialization -------------------------------------------------------------------------------------------

  /** The method instance for the types of a match, made when first asked for. */
  specialize(match: MethodMatch): MethodInstance {
    const { method, specTypes } = match
    const key = typeKey(specTypes)
    let mi = method.specialization(specTypes, key)
    if (mi === undefined) {
      mi = new MethodInstance(method, specTypes, match.sparams)
      method.addSpecialization(mi, key)
    }
    return mi
  }

  /**
   * The match to compile for when dispatch has found `match`: its types widened where Julia does not specialize.
   * Inference works with the exact match; what dispatch enters into its caches, and `invoke`s, with this one.
   */
  compileable(match: MethodMatch): MethodMatch {
    const { types } = this
    if (!(match.specTypes instanceof DataType)) return match
    const wide = compilationTypes(types, match.method, match.specTypes)
    // types as arguments may have free variables (parts of a type with a `where`)
    if (wide === match.specTypes || hasFreeTypeVars(wide)) return match
    const widened = matchMethod(types, match.method, wide)
    if (widened === null) return match
    // what the exact types settle must not get lost: static parameters stay known
    if (widened.sparams.some((p, i) => p !== match.sparams[i])) return match
    return { ...widened, minWorld: match.minWorld, maxWorld: match.maxWorld }
  }

  /** Code for `mi`'s types is what dispatch would enter for some call. */
  isCompileable(mi: MethodInstance): boolean {
    return mi.def instanceof Method && isCompileable(this.types, mi.def, mi.specTypes)
  }

  /** Code of `mi` that is valid in `world`. */
  codeFor(mi: MethodInstance, world: World = this.world): CodeInstance | null {
    return mi.cache.find((ci) => ci.minWorld <= world && world <= ci.maxWorld) ?? null
  }

  // ---- edges ----------------------------------------------------------------------------------------------------

  /** Registers the ways back along the edges of finished code. */
  storeEdges(ci: CodeInstance): void {
    for (const edge of ci.edges) {
      switch (edge.kind) {
        case 'call':
        case 'generated':
          edge.mi.addBackedge(ci, null)
          break
        case 'invoke':
          edge.mi.addBackedge(ci, edge.sig)
          break
        case 'matches': {
          const entry = { sig: edge.sig, methods: edge.methods, caller: ci }
          const tables = this.tablesForCall(edge.sig)
          if (tables === null) this.openEdges.push(entry)
          else for (const t of tables) t.addBackedge(entry)
          break
        }
        case 'binding':
          edge.binding.addBackedge(ci)
      }
    }
  }

  private invalidateFor(method: Method, replaced: Method | null, table: MethodTable): void {
    const kind = replaced === null ? 'method added' : 'method replaced'
    this.invalidation.event({ kind, method, binding: null, world: method.primaryWorld }, (event) => {
      if (replaced !== null) {
        this.endSpecializations(replaced, event)
        this.endMatches(event, (edge) => edge.methods.includes(replaced), table)
        return
      }
      this.endOvertaken(method, event)
      this.endMatches(event, (edge) => this.changesMatches(method, edge), table)
    })
  }

  /** All code of a method that is gone, and the callers of that. */
  private endSpecializations(method: Method, event: InvalidationEvent): void {
    for (const mi of method.specializations.values()) {
      for (const ci of mi.cache) event.end(ci)
      event.endCallers(mi, () => true)
    }
  }

  /** Callers of other methods whose calls the new method takes, or makes ambiguous. */
  private endOvertaken(method: Method, event: InvalidationEvent): void {
    const { types, order } = this
    for (const other of this.candidates(method.sig)) {
      if (other === method || other.deletedWorld < method.primaryWorld) continue
      if (types.hasEmptyIntersection(other.sig, method.sig)) continue
      // asked first where the answer may spare reading an image
      let precedes: boolean | null =
        other.specializationLoaders.length > 0 ? order.moreSpecific(other, method) : null
      if (precedes === true) continue
      for (const mi of other.specializations.values()) {
        if (mi.backedges.length === 0 || types.hasEmptyIntersection(mi.specTypes, method.sig)) continue
        precedes ??= order.moreSpecific(other, method)
        if (precedes) break
        if (types.typeIntersect(mi.specTypes, method.sig) === types.bottom) continue
        event.endCallers(
          mi,
          (invokeSig) =>
            invokeSig === null ||
            (types.isSubtype(invokeSig, method.sig) && order.moreSpecific(method, other)),
        )
      }
    }
  }

  private changesMatches(method: Method, edge: { sig: Type; methods: readonly Method[] }): boolean {
    const { types, order } = this
    if (types.hasEmptyIntersection(edge.sig, method.sig)) return false
    const shared = types.typeIntersect(edge.sig, method.sig)
    if (shared === types.bottom) return false
    return !edge.methods.some((m) => order.moreSpecific(m, method) && types.isSubtype(shared, m.sig))
  }

  private endMatches(
    event: InvalidationEvent,
    affects: (edge: { sig: Type; methods: readonly Method[] }) => boolean,
    changed: MethodTable,
  ): void {
    const sweep = (list: { sig: Type; methods: readonly Method[]; caller: CodeInstance }[]): void => {
      const ended: CodeInstance[] = []
      let kept = 0
      for (const edge of list) {
        if (edge.caller.maxWorld < this.world - 1) continue
        if (edge.caller.maxWorld === WORLD_MAX && affects(edge)) ended.push(edge.caller)
        else list[kept++] = edge
      }
      list.length = kept
      for (const ci of ended) event.end(ci)
    }
    sweep(changed.backedges)
    const load = this.openEdgesLoader
    this.openEdgesLoader = null
    load?.()
    sweep(this.openEdges)
  }

  /** The value or declared type of a binding that code relied on has changed: a new world. */
  invalidateBinding(binding: Binding): void {
    const { backedges } = binding
    if (backedges === null || backedges.size === 0) return
    this.world++
    binding.backedges = null
    this.invalidation.event(
      { kind: 'binding changed', method: null, binding, world: this.world },
      (event) => {
        for (const ci of backedges) event.end(ci)
      },
    )
  }

  // ---- names (see `bindings`) -----------------------------------------------------------------------------------

  /** The binding that `name` means in `module`; null if nothing yet. */
  resolveBinding(module: ModuleLike, name: Sym): Binding | null {
    return this.bindings.resolve(module as Module, name)
  }

  bindingForAssignment(module: ModuleLike, name: Sym, how: 'assign' | 'declare' = 'assign'): Binding {
    return this.bindings.forAssignment(module as Module, name, how)
  }

  bindingForMethod(module: ModuleLike, name: Sym): Binding {
    return this.bindings.forMethodDefinition(module as Module, name)
  }

  importName(into: Module, from: Module, name: Sym, asName: Sym, kind: 'using' | 'import'): void {
    this.bindings.importName(into, from, name, asName, kind)
  }

  useModule(into: Module, from: Module): void {
    this.bindings.useModule(into, from)
  }

  export(module: Module, name: Sym, exported: boolean): void {
    this.bindings.export(module, name, exported)
  }

  /** A method from its parts; `sig` is a tuple type, perhaps within `where`s, whose variables are the static parameters. */
  newMethod(init: Omit<ConstructorParameters<typeof Method>[0], 'typeVars'>): Method {
    return new Method({ ...init, typeVars: unionAllVars(init.sig) })
  }
}
