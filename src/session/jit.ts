import type { CallRequest } from '../builtins/index.ts'
import {
  type CodegenEnv,
  type CompiledFunction,
  compileBaseline,
  compileConstant,
  compileOptimized,
  type Entry,
  followsWorld,
  type LinkedFunction,
  type LinkTarget,
  linkModule,
} from '../codegen/index.ts'
import { DT_DISPATCH, type Value } from '../heap/index.ts'
import { ImageCode, SYSTEM_CODE } from '../image/index.ts'
import { InferenceFrozenError, type IRCode } from '../inference/index.ts'
import type { CodeInfo } from '../lowering/index.ts'
import {
  CodeInstance,
  Method,
  MethodInstance,
  type MethodTable,
  type Module,
  WORLD_MAX,
} from '../methods/index.ts'
import { sym } from '../syntax/index.ts'
import { type DataType, newFunctionType, type Type, unwrapUnionAll } from '../types/index.ts'
import type { Session } from './session.ts'

/**
 * Compiles code instances when they are first called, and puts them into the function table. One module per unit of
 * compilation; a callee that is not compiled yet is reached through a stub that asks for it.
 */
export class Jit {
  readonly #session: Session
  readonly env: CodegenEnv
  #nextSlot: number
  #moduleCount = 0
  /** linked functions by module name, for backtraces; those of an image are made when first asked for */
  readonly linked = new Map<string, readonly LinkedFunction[] | (() => readonly LinkedFunction[])>()
  /** compiled functions are kept here for an image that will be written */
  recorder: Map<CodeInstance, readonly CompiledFunction[]> | null = null
  /** is told of everything that gets compiled */
  observer: ((ci: CodeInstance) => void) | null = null
  /** the top-level form being compiled, with what holds its constants until it has run; null while other code is compiled */
  #form: { readonly ci: CodeInstance; readonly holds: number[] } | null = null
  readonly #compiling = new Set<CodeInstance>()
  /** code instances whose entries stand in the table (a slot may also hold a stub that asks for them) */
  readonly #installed = new Set<CodeInstance>()
  readonly #thunkFunction: Value
  readonly #thunkType: Value
  /** types of called values whose dispatch caches hold entries that come from a table, or lead to a code instance */
  readonly cachedIn = new Map<MethodTable | CodeInstance, Set<Value>>()

  constructor(session: Session, env: CodegenEnv, firstSlot: number) {
    this.#session = session
    this.env = env
    this.#nextSlot = firstSlot
    const { types, heap, core } = session
    const type = newFunctionType(types, sym('top-level scope'), sym('#top-level scope'), core, types.function)
    this.#thunkFunction = heap.singleton(type)
    this.#thunkType = heap.typeAddress(type)
  }

  /** The code being compiled is a top-level form that has not run yet. */
  get compilingThunk(): boolean {
    return this.#form !== null
  }

  /** `v` is part of the code being compiled: it lives as long as that may run. Gives `v`. */
  keepConstant(v: Value): Value {
    const { heap } = this.#session
    if (this.#form === null) return heap.pin(v)
    this.#form.holds.push(heap.hold(v))
    return v
  }

  /** A new slot of the function table. */
  newSlot(): number {
    const { table } = this.#session.heap.kernelParts
    const slot = this.#nextSlot++
    if (slot >= table.length) table.grow(Math.max(1024, table.length))
    return slot
  }

  get slotCount(): number {
    return this.#nextSlot
  }

  set slotCount(n: number) {
    const { table } = this.#session.heap.kernelParts
    if (n > table.length) table.grow(n - table.length + 1024)
    this.#nextSlot = n
  }

  /** The slot of an entry, given to it when first asked for; it may still be empty. */
  slotOf(ci: CodeInstance, entry: Entry): number {
    if (entry === 'boxed') {
      if (ci.boxedSlot < 0) ci.boxedSlot = this.newSlot()
      return ci.boxedSlot
    }
    if (ci.specSlot < 0) ci.specSlot = this.newSlot()
    return ci.specSlot
  }

  /** The code to run for `mi` in the current world: inferred if its module allows that, else its guard. */
  codeInstance(mi: MethodInstance): CodeInstance {
    const session = this.#session
    const world = session.compileWorld()
    const known = mi.cache.find((ci) => ci.minWorld <= world && world <= ci.maxWorld && !ci.fromImage)
    if (known !== undefined) return known
    if (session.mayInfer(mi)) {
      // a generator that throws does so here, where it is called
      if (mi.def instanceof Method && mi.def.generator !== 0)
        mi.uninferred ??= session.expandGenerated(mi, world)
      try {
        return session.inference.infer(mi, world)
      } catch (problem) {
        // an image is being written: what was not foreseen gets its guard, and is not part of the image
        if (!(problem instanceof InferenceFrozenError) || session.strictFreeze) throw problem
        session.warn(`┌ Warning: ${problem.message}\n└ @ Juliet`)
      }
    }
    return this.#guard(mi, world)
  }

  /** The guard: a code instance without inferred code, entered through the baseline tier. */
  #guard(mi: MethodInstance, world: number): CodeInstance {
    const { methods, types } = this.#session
    const bounds = methods.validWorlds(mi, world)
    const ci = new CodeInstance(mi, bounds.min, bounds.max, types.any)
    mi.cache.unshift(ci)
    return ci
  }

  /** Compiles `ci` unless that is done; gives its boxed slot. */
  ensureCompiled(ci: CodeInstance): number {
    const slot = this.slotOf(ci, 'boxed')
    if (!this.#installed.has(ci) && !this.#compiling.has(ci)) {
      this.#compiling.add(ci)
      // compiling a form may run generated functions, whose code is no part of it
      const form = this.#form
      if (form?.ci !== ci) this.#form = null
      try {
        this.#compile(ci)
        this.#installed.add(ci)
      } finally {
        this.#form = form
        this.#compiling.delete(ci)
      }
    }
    return slot
  }

  #compile(ci: CodeInstance): void {
    const session = this.#session
    const { imageCode } = ci
    if (imageCode === SYSTEM_CODE) return
    if (imageCode instanceof ImageCode) {
      this.#install(ci, imageCode.functions())
      return
    }
    this.observer?.(ci)
    if (ci.entry === 'constant') {
      this.#install(ci, compileConstant(ci, this.env))
      return
    }
    if (ci.inferred !== null) {
      const functions = compileOptimized(ci, ci.inferred as IRCode, this.env)
      this.#install(ci, functions)
      ci.entry = 'compiled'
      session.statistics.compiledFunctions++
      return
    }
    const code = session.lowered(ci.mi)
    const functions = compileBaseline(code, ci, this.env)
    this.#install(ci, functions)
    ci.entry = 'baseline'
    session.statistics.baselineFunctions++
  }

  readonly #target: LinkTarget = {
    address: (address) => ({ base: null, offset: address }),
    slot: (ci, entry) => ({ base: null, offset: this.slotOf(ci, entry) }),
    needsStub: (ci, entry) => {
      const { heap } = this.#session
      if (heap.kernelParts.table.get(this.slotOf(ci, entry)) !== null) return false
      // the stub names the code instance by its object, which code of an image has only now
      heap.codeInstanceValue(ci)
      return true
    },
  }

  /** Links functions into a module and instantiates it: their slots are filled. */
  #install(ci: CodeInstance, functions: readonly CompiledFunction[]): void {
    this.recorder?.set(ci, functions)
    const name = `jit${this.#moduleCount++}`
    const linked = linkModule(functions, this.#target, name)
    const module = new WebAssembly.Module(linked.bytes)
    new WebAssembly.Instance(module, this.#session.imports)
    this.linked.set(name, linked.functions)
  }

  /** The function number `index` of the module called `name` in JavaScript's stack traces; null for other code. */
  linkedFunction(name: string, index: number): LinkedFunction | null {
    let functions = this.linked.get(name)
    if (functions === undefined) return null
    if (typeof functions === 'function') {
      functions = functions()
      this.linked.set(name, functions)
    }
    if (functions.length === 0) return null
    const found = functions[index - functions[0].index]
    return found?.index === index ? found : (functions.find((f) => f.index === index) ?? null)
  }

  /** Compiles a top-level thunk; running it is the request that this gives. `release` is to be called when it has run. */
  thunk(module: Module, code: CodeInfo): { request: CallRequest; release: () => void } {
    const { types, heap } = this.#session
    const holds: number[] = []
    const release = (): void => {
      for (const hold of holds.splice(0)) heap.release(hold)
    }
    const mi = new MethodInstance(module, types.emptyTuple, [])
    mi.uninferred = code
    let ci: CodeInstance | null = null
    if (!followsWorld(code) && this.#session.mayInfer(mi)) {
      // it will run in the newest world, whatever the world of the code that evaluates it
      ci = this.#session.inference.infer(mi, this.#session.methods.world)
    }
    if (ci === null) ci = new CodeInstance(mi, 1, WORLD_MAX, types.any)
    const outer = this.#form
    this.#form = { ci, holds }
    let slot: number
    try {
      const instance = ci
      slot = this.#session.inWorld(this.#session.methods.world, () => this.ensureCompiled(instance))
    } catch (problem) {
      release()
      throw problem
    } finally {
      this.#form = outer
    }
    // the thunk is what the one function object for thunks runs at its next call, which comes at once
    heap.views.u32[(this.#thunkType + DT_DISPATCH) >>> 2] = (slot << 1) | 1
    return { request: { f: this.#thunkFunction, args: [], world: this.#session.methods.world }, release }
  }

  /** seconds spent in finding, inferring and compiling code */
  seconds = 0
  #isTiming = false

  #timed<T>(work: () => T): T {
    if (this.#isTiming) return work()
    this.#isTiming = true
    const { host } = this.#session
    const start = host.monotonic()
    try {
      return work()
    } finally {
      this.#isTiming = false
      this.seconds += Number(host.monotonic() - start) / 1e9
    }
  }

  /** Slot for the call `frame[0](frame[1], …)`, entered into the dispatch cache. @throws Julia's MethodError */
  resolve(frame: number, n: number): number {
    const { heap } = this.#session
    const args: Value[] = []
    for (let i = 0; i < n; i++) args.push(heap.views.u32[(frame >>> 2) + i])
    return this.#timed(() => this.resolveCall(args))
  }

  resolveCall(args: readonly Value[]): number {
    const session = this.#session
    const { heap, methods, types } = session
    const builtin = session.builtinEntry(args[0])
    if (builtin >= 0) return builtin
    const world = session.world()
    const argTypes = args.map((a) => heap.typeOfArgument(a))
    const match = methods.findMethod(types.tuple(argTypes), world)
    if (match === null) return session.errors.method(args[0], args.slice(1), world)
    const { method } = match
    const mi = methods.specialize(methods.compileable(match))
    const ci = this.codeInstanceIn(mi, world)
    const slot = this.ensureCompiled(ci)
    const min = Math.max(ci.minWorld, match.minWorld ?? 1)
    const max = Math.min(ci.maxWorld, match.maxWorld ?? WORLD_MAX)
    this.#enter(args, slot, min, max, [method.table, ci])
    return slot
  }

  /** Enters a slot in the dispatch cache of the called value's type, for arguments of these types. */
  #enter(
    args: readonly Value[],
    slot: number,
    min: number,
    max: number,
    causes: readonly (MethodTable | CodeInstance | null)[],
  ): void {
    const { heap } = this.#session
    const frame = heap.pushFrame(args[0], args.slice(1))
    heap.kernel.dispatch_insert(frame, args.length, slot, min, max, 0)
    heap.popFrame(frame)
    const called = heap.typeAddressOf(args[0])
    for (const cause of causes) {
      if (cause === null) continue
      const set = this.cachedIn.get(cause)
      if (set === undefined) this.cachedIn.set(cause, new Set([called]))
      else set.add(called)
    }
  }

  /** What was cached because of a method table, or of a code instance, holds no more. */
  forgetDispatch(cause: MethodTable | CodeInstance): void {
    const { heap, image } = this.#session
    for (const type of this.cachedIn.get(cause) ?? []) heap.kernel.dispatch_clear(type)
    this.cachedIn.delete(cause)
    for (const type of image?.takeDispatchTypes(cause) ?? []) heap.kernel.dispatch_clear(type)
  }

  /**
   * Everything that will be part of an image is inferred and compiled before the image is begun: callees of compiled
   * code are compiled until nothing new appears. Modules that are not to be compiled are left to their guards.
   */
  closeCompiled(isWanted: (ci: CodeInstance) => boolean): void {
    const { recorder: compiled } = this
    const session = this.#session
    if (compiled === null) throw new Error('session: compiled code was not recorded')
    const seen = new Set<CodeInstance>()
    for (let grown = true; grown; ) {
      grown = false
      for (const ci of [...compiled.keys()]) {
        if (seen.has(ci)) continue
        seen.add(ci)
        grown = true
        for (const f of compiled.get(ci) ?? []) {
          for (const r of f.relocs) {
            if (r.kind !== 'slot' && r.kind !== 'call') continue
            // no task runs, so no task's world is meant
            if (!compiled.has(r.target) && isWanted(r.target))
              session.inWorld(session.methods.world, () => this.ensureCompiled(r.target))
          }
        }
      }
    }
  }

  /** Slot for `invoke(f, types, args…)`; the frame is `[invoke, f, types, args…]`. */
  resolveInvoke(frame: number, n: number): number {
    const { heap, types, methods, errors } = this.#session
    if (n < 3) return errors.tooFewArguments('invoke', 2)
    const at = frame >>> 2
    const f = heap.views.u32[at + 1]
    const given = heap.views.u32[at + 2]
    const args: Value[] = []
    for (let i = 3; i < n; i++) args.push(heap.views.u32[at + i])
    if (!heap.isType(given)) return errors.typeErrorFor('invoke', types.type, given)
    const tuple = heap.typeAt(given) as Type
    if (!types.isSubtype(tuple, types.anyTuple))
      return errors.typeErrorFor('invoke', types.typeOfType(types.anyTuple), given)
    const body = unwrapUnionAll(tuple) as DataType
    const sig = types.rewrap(types.tuple([heap.typeOfArgument(f), ...body.parameters]), tuple)
    const actual = types.tuple([f, ...args].map((a) => heap.typeOfArgument(a)))
    if (!types.isSubtype(actual, sig)) {
      const expected = types.rewrap(types.tuple(body.parameters), tuple)
      return errors.typeError('invoke', '', heap.typeAddress(expected), heap.tupleOf(args))
    }
    const world = this.#session.world()
    const found = methods.findInvoked(sig, world)
    if (found === null) return errors.method(f, args, world)
    const match = methods.matchFor(found.method, actual)
    if (match === null) return errors.method(f, args, world)
    return this.ensureCompiled(this.codeInstanceIn(methods.specialize(methods.compileable(match)), world))
  }

  /** As `codeInstance`, in a given world. */
  codeInstanceIn(mi: MethodInstance, world: number): CodeInstance {
    return this.#session.inWorld(world, () => this.codeInstance(mi))
  }
}
