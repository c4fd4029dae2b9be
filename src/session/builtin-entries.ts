import { type BuiltinRun, coreBuiltins, intrinsicBuiltins, type Runtime } from '../builtins/index.ts'
import type { Heap, Value } from '../heap/index.ts'
import type { Module } from '../methods/index.ts'
import { sym } from '../syntax/index.ts'
import { type DataType, newFunctionType } from '../types/index.ts'

/**
 * Builtins whose work is WebAssembly: they call Julia code, inside of which a task may switch, so no TypeScript frame
 * may stand between. Name → export of the kernel with the boxed signature `(frame, n) → value`, which finds the
 * builtin's own arguments in the frame.
 */
const KERNEL_BUILTINS: Readonly<Record<string, string>> = {
  _apply_iterate: 'apply_iterate',
  _call_latest: 'builtin_call_latest',
  invokelatest: 'builtin_call_latest',
  'modifyfield!': 'builtin_modify',
  'modifyglobal!': 'builtin_modify',
  'memoryrefmodify!': 'builtin_modify_memory',
  _call_in_world: 'builtin_call_in_world',
  _call_in_world_total: 'builtin_call_in_world',
  invoke: 'builtin_invoke',
}

/** A builtin as a value: the singleton it is, its number, and the table slot of its boxed entry. */
export interface BuiltinValue {
  readonly name: string
  readonly id: number
  readonly value: Value
  readonly isIntrinsic: boolean
  slot: number
  readonly run: BuiltinRun | null
}

/** All builtins and intrinsics of a session, by name, by number and by value. */
export class BuiltinValues {
  readonly byName = new Map<string, BuiltinValue>()
  readonly byValue = new Map<Value, BuiltinValue>()
  readonly list: BuiltinValue[] = []

  /**
   * Makes the values and binds them in Core and Core.Intrinsics through `define`; or finds them with `existing`, where an
   * image brought them.
   */
  static create(
    heap: Heap,
    core: Module,
    intrinsics: Module,
    define: (m: Module, name: string, v: Value) => void,
    existing: ((m: Module, name: string) => Value) | null = null,
  ): BuiltinValues {
    const all = new BuiltinValues()
    if (existing !== null) {
      all.#find(core, intrinsics, existing)
      return all
    }
    for (const run of coreBuiltins) all.#core(heap, core, run.name, run, define)
    for (const name of Object.keys(KERNEL_BUILTINS)) {
      if (!all.byName.has(name)) all.#core(heap, core, name, null, define)
    }
    for (const name of EMITTED_ONLY) if (!all.byName.has(name)) all.#core(heap, core, name, null, define)
    for (const run of intrinsicBuiltins) {
      const id = all.list.length
      const value = heap.alloc(heap.types.intrinsicFunction, 4)
      heap.views.u32[value >>> 2] = id
      heap.pin(value)
      all.#add({ name: run.name, id, value, isIntrinsic: true, slot: -1, run })
      define(intrinsics, run.name, value)
    }
    return all
  }

  #find(core: Module, intrinsics: Module, existing: (m: Module, name: string) => Value): void {
    const add = (m: Module, name: string, run: BuiltinRun | null, isIntrinsic: boolean): void => {
      const value = existing(m, name)
      if (value === 0) throw new Error(`session: the system image has no ${m.name}.${name}`)
      this.#add({ name, id: this.list.length, value, isIntrinsic, slot: -1, run })
    }
    for (const run of coreBuiltins) add(core, run.name, run, false)
    for (const name of [...Object.keys(KERNEL_BUILTINS), ...EMITTED_ONLY]) {
      if (!this.byName.has(name)) add(core, name, null, false)
    }
    for (const run of intrinsicBuiltins) add(intrinsics, run.name, run, true)
  }

  #core(
    heap: Heap,
    core: Module,
    name: string,
    run: BuiltinRun | null,
    define: (m: Module, name: string, v: Value) => void,
  ): void {
    const type: DataType = newFunctionType(heap.types, sym(name), sym(`#${name}`), core, heap.types.builtin)
    const value = heap.singleton(type)
    this.#add({ name, id: this.list.length, value, isIntrinsic: false, slot: -1, run })
    define(core, name, value)
  }

  #add(b: BuiltinValue): void {
    this.list.push(b)
    this.byName.set(b.name, b)
    this.byValue.set(b.value, b)
  }

  /** Name of the kernel's entry for a builtin that is WebAssembly, or null. */
  kernelEntry(b: BuiltinValue): string | null {
    return KERNEL_BUILTINS[b.name] ?? null
  }

  /** Runs builtin `id` on the arguments in the frame (the builtin itself stands first). */
  run(rt: Runtime, id: number, frame: number, n: number): Value {
    const b = this.list[id]
    const { run } = b
    if (run === null) return rt.errors.error(`the builtin ${b.name} cannot be called through a value yet`)
    const args: Value[] = []
    const { u32 } = rt.heap.views
    for (let i = 1; i < n; i++) args.push(u32[(frame >>> 2) + i])
    return this.runOn(rt, b, args)
  }

  /** Runs a builtin that has a TypeScript runtime. */
  runOn(rt: Runtime, b: BuiltinValue, args: readonly Value[]): Value {
    const run = b.run as BuiltinRun
    if (args.length < run.least) return rt.errors.tooFewArguments(b.name, run.least)
    if (run.most >= 0 && args.length > run.most) return rt.errors.tooManyArguments(b.name, run.most)
    return run.run(rt, args)
  }
}

/** Builtins that have no boxed runtime yet: compiled calls of them work where the emitter covers the operands. */
const EMITTED_ONLY = ['throw_methoderror', 'intrinsic_call']
