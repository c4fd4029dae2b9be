import type { CallRequest } from '../builtins/index.ts'
import {
  type CodegenEnv, compileBaseline, compileOptimized, type CompiledFunction, type Entry, type LinkedFunction,
  linkModule, type LinkTarget,
} from '../codegen/index.ts'
import type { Value } from '../heap/index.ts'
import type { IRCode } from '../inference/index.ts'
import type { CodeInfo } from '../lowering/index.ts'
import { CodeInstance, MethodInstance, type Module, WORLD_MAX } from '../methods/index.ts'
import { GotoIfNot, GotoNode } from '../syntax/index.ts'
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
  /** linked functions by module name, for backtraces */
  readonly linked = new Map<string, readonly LinkedFunction[]>()
  readonly #compiling = new Set<CodeInstance>()

  constructor(session: Session, env: CodegenEnv, firstSlot: number) {
    this.#session = session
    this.env = env
    this.#nextSlot = firstSlot
  }

  /** A new slot of the function table. */
  newSlot(): number {
    const { table } = this.#session.heap
    const slot = this.#nextSlot++
    if (slot >= table.length) table.grow(Math.max(1024, table.length))
    return slot
  }

  get slotCount(): number {
    return this.#nextSlot
  }

  set slotCount(n: number) {
    const { table } = this.#session.heap
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
      const inferred = session.inference.infer(mi, world)
      if (inferred !== null) return inferred
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
    if (ci.entry === 'none' && !this.#compiling.has(ci)) {
      this.#compiling.add(ci)
      try {
        this.#compile(ci)
      } finally {
        this.#compiling.delete(ci)
      }
    }
    return slot
  }

  #compile(ci: CodeInstance): void {
    const session = this.#session
    if (ci.inferred !== null) {
      const functions = compileOptimized(ci, ci.inferred as IRCode, this.env)
      this.#install(functions)
      ci.entry = 'compiled'
      session.statistics.compiledFunctions++
      return
    }
    const code = session.lowered(ci.mi)
    const functions = compileBaseline(code, ci, this.env)
    this.#install(functions)
    ci.entry = 'baseline'
    session.statistics.baselineFunctions++
  }

  readonly #target: LinkTarget = {
    address: (address) => ({ base: null, offset: address }),
    slot: (ci, entry) => ({ base: null, offset: this.slotOf(ci, entry) }),
    needsStub: (ci, entry) => this.#session.heap.table.get(this.slotOf(ci, entry)) === null,
  }

  /** Links functions into a module and instantiates it: their slots are filled. */
  #install(functions: readonly CompiledFunction[]): void {
    const name = `jit${this.#moduleCount++}`
    const linked = linkModule(functions, this.#target, name)
    const module = new WebAssembly.Module(linked.bytes)
    new WebAssembly.Instance(module, this.#session.imports)
    this.linked.set(name, linked.functions)
  }

  /** Compiles a top-level thunk; running it is the request that this gives. */
  thunk(module: Module, code: CodeInfo): CallRequest {
    const { types, heap } = this.#session
    const mi = new MethodInstance(module, types.emptyTuple, [])
    mi.uninferred = code
    let ci: CodeInstance | null = null
    if (hasLoop(code) && this.#session.mayInfer(mi)) ci = this.#session.inference.infer(mi, this.#session.compileWorld())
    if (ci === null) ci = new CodeInstance(mi, 1, WORLD_MAX, types.any)
    const slot = this.ensureCompiled(ci)
    return { slot, f: heap.nothing, args: [], world: this.#session.methods.world }
  }

  /** Slot for the call `frame[0](frame[1], …)`, entered into the dispatch cache. @throws Julia's MethodError */
  resolve(frame: number, n: number): number {
    const { heap } = this.#session
    const args: Value[] = []
    for (let i = 0; i < n; i++) args.push(heap.u32[(frame >> 2) + i])
    return this.resolveCall(args)
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
    const mi = methods.specialize(match)
    const ci = this.codeInstanceIn(mi, world)
    const slot = this.ensureCompiled(ci)
    const min = Math.max(ci.minWorld, match.minWorld ?? 1)
    const max = Math.min(ci.maxWorld, match.maxWorld ?? WORLD_MAX)
    heap.dispatchInsert(args, slot, min, max)
    return slot
  }

  /** As `codeInstance`, in a given world. */
  codeInstanceIn(mi: MethodInstance, world: number): CodeInstance {
    return this.#session.inWorld(world, () => this.codeInstance(mi))
  }
}

/** A backward jump: then the thunk is worth inferring. */
function hasLoop(code: CodeInfo): boolean {
  return code.code.some((s, i) =>
    (s instanceof GotoNode && s.label <= i) || (s instanceof GotoIfNot && s.dest <= i))
}

