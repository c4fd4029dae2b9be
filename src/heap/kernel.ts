import { Views } from './views.ts'

/** Address of a heap value; 0 is "undefined", never a value. Always non-negative. */
export type Value = number

/**
 * What the kernel exports, as JavaScript sees it. Addresses come back as *signed* 32-bit numbers: `>>> 0` before use.
 */
export interface KernelExports {
  init(): void
  alloc(type: number, bytes: number): number
  alloc_nogc(type: number, bytes: number): number
  gc_bytes(): bigint
  former_type(v: number): number
  init_boxes(): void
  collect(): void
  freeze_heap(): void
  apply(frame: number, n: number): number
  apply_latest(frame: number, n: number): number
  apply_in_world(world: number, frame: number, n: number): number
  apply_iterate(frame: number, n: number): number
  dispatch_find(frame: number, n: number): number
  dispatch_insert(frame: number, n: number, slot: number, first: number, last: number, general: number): void
  dispatch_clear(type: number): void
  dispatch_clear_all(): void
  dispatch_size(type: number): number
  egal(a: number, b: number): number
  object_id(v: number): bigint
  memhash_seed(p: number, n: number, seed: number): bigint
  memhash32_seed(p: number, n: number, seed: number): number
  int64hash(key: bigint): bigint
  symbol_id(p: number, n: number): bigint
  alloc_memory_nogc(type: number, n: number): number
  memory_copy(to: number, i: number, from: number, j: number, n: number): void
  alloc_permanent(tag: number, bytes: number, scanned: number, alignment: number): number
  alloc_static(bytes: number): number
  alloc_pages(bytes: number): number
  register_root_range(start: number, end: number): number
  raw_alloc(bytes: number): number
  raw_calloc(bytes: number): number
  raw_free(p: number): void
  raw_realloc(p: number, bytes: number): number
  raw_size(p: number): number
  add_finalizer(object: number, f: number): void
  finalize_now(object: number): void
  next_finalizer(out: number): number
  pin(v: number): number
  set_pin(slot: number, v: number): void
  push_handle(v: number): number
  handle_depth(): number
  pop_handles(depth: number): void
  new_stack(task: number, bytes: number): number
  free_stack(task: number): void
  symbol_intern(p: number, n: number): number
  symbol_find(p: number, n: number): number
  symbol_adopt(s: number): void
  start_task(): number
  enter_handler(exception: number): void
  current_exception(): number
  exception_depth(): number
  restore_exceptions(depth: number): void
  isa(v: number, type: number): number
  subtype(a: number, b: number): number
  tuple_type(frame: number, n: number): number
  make_tuple(frame: number, n: number): number
  getfield_index(v: number, i: number): number
  setfield_index(v: number, i: number, x: number): void
  field_index(type: number, name: number): number
  new_structv(type: number, frame: number, n: number): number
  clear_type_caches(): void
  [name: string]: unknown
}

/** What the kernel asks of TypeScript. Arguments are addresses (non-negative) or counts. */
export interface KernelHooks {
  resolve(frame: number, n: number): number
  resolveInvoke(frame: number, n: number): number
  modifyRead(frame: number, n: number): Value
  modifyWrite(frame: number, n: number, old: Value, value: Value): Value
  isa(v: Value, type: Value): boolean
  subtype(a: Value, b: Value): boolean
  typesEgal(a: Value, b: Value): boolean
  typeHash(type: Value): bigint
  tupleType(frame: number, n: number): Value
  makeFieldTable(type: Value): number
  runFinalizers(): void
  /** a suspended task was freed; the heap must not be touched */
  taskDied(task: Value): void
  fail(what: number, a: Value, b: Value): never
  /** an exception is about to be thrown: gives a heap value to keep with it (its backtrace), or 0 */
  onThrow(exception: Value): Value
}

/** What a module may be given; a tag is missing in the DOM library's type. */
export type KernelImport = WebAssembly.ImportValue | WebAssembly.Tag

export interface Kernel {
  readonly views: Views
  readonly table: WebAssembly.Table
  readonly sp: WebAssembly.Global<'i32'>
  readonly exceptionTag: WebAssembly.Tag
  readonly exports: KernelExports
  /** everything that emitted code may import from module `kernel` */
  readonly imports: Readonly<Record<string, KernelImport>>
}

const INITIAL_PAGES = 1024
const MAXIMUM_PAGES = 65536
/** table slots to begin with; `session/` grows the table */
const INITIAL_SLOTS = 1024

/** `init` false: memory and variables are about to be restored from a snapshot. */
export function instantiateKernel(module: WebAssembly.Module, hooks: KernelHooks, init = true): Kernel {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES })
  const table = new WebAssembly.Table({ initial: INITIAL_SLOTS, element: 'anyfunc' })
  const sp = new WebAssembly.Global({ value: 'i32', mutable: true }, 0)
  const exceptionTag = new WebAssembly.Tag({ parameters: ['i32'] })
  const views = new Views(memory)
  const fail = (what: number, a: number, b: number): never => hooks.fail(what, a >>> 0, b >>> 0)
  const instance = new WebAssembly.Instance(module, {
    env: { memory, table },
    kernel: {
      sp,
      memory_grown: () => views.refresh(),
      now: () => performance.now(),
      resolve: (frame: number, n: number) => hooks.resolve(frame >>> 0, n),
      resolve_invoke: (frame: number, n: number) => hooks.resolveInvoke(frame >>> 0, n),
      modify_read: (frame: number, n: number) => hooks.modifyRead(frame >>> 0, n),
      modify_write: (frame: number, n: number, old: number, v: number) =>
        hooks.modifyWrite(frame >>> 0, n, old >>> 0, v >>> 0),
      isa_slow: (v: number, t: number) => (hooks.isa(v >>> 0, t >>> 0) ? 1 : 0),
      subtype_slow: (a: number, b: number) => (hooks.subtype(a >>> 0, b >>> 0) ? 1 : 0),
      types_egal: (a: number, b: number) => (hooks.typesEgal(a >>> 0, b >>> 0) ? 1 : 0),
      type_hash: (t: number) => hooks.typeHash(t >>> 0),
      tuple_type_slow: (frame: number, n: number) => hooks.tupleType(frame >>> 0, n),
      make_field_table: (t: number) => hooks.makeFieldTable(t >>> 0),
      task_died: (task: number) => hooks.taskDied(task >>> 0),
      run_finalizers: () => hooks.runFinalizers(),
      fail,
    },
  })
  const exports = instance.exports as unknown as KernelExports
  if (init) exports.init()
  const thrower = new WebAssembly.Instance(new WebAssembly.Module(throwModule()), {
    kernel: {
      exception: exceptionTag as unknown as WebAssembly.ImportValue,
      on_throw: (v: number) => hooks.onThrow(v >>> 0),
      memory,
    },
  })
  const throw_ = thrower.exports.throw_
  return {
    views,
    table,
    sp,
    exceptionTag,
    exports,
    imports: {
      ...(exports as unknown as Record<string, KernelImport>),
      memory,
      table,
      sp,
      exception: exceptionTag,
      throw_,
      fail,
    },
  }
}

/**
 * The module that throws, since AssemblyScript has no exceptions:
 *
 *     (func (export "throw_") (param i32)
 *       (i32.store (i32.const STATE_THROW_BACKTRACE) (call $on_throw (local.get 0)))
 *       (throw $exception (local.get 0)))
 */
function throwModule(): Uint8Array<ArrayBuffer> {
  const text = (s: string): number[] => [s.length, ...new TextEncoder().encode(s)]
  const section = (id: number, bytes: number[]): number[] => [id, bytes.length, ...bytes]
  const name = text('kernel')
  return new Uint8Array([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    // types: 0 = (i32) → (), 1 = (i32) → i32
    ...section(1, [2, 0x60, 1, 0x7f, 0, 0x60, 1, 0x7f, 1, 0x7f]),
    ...section(2, [
      3,
      ...name,
      ...text('memory'),
      2,
      0,
      1,
      ...name,
      ...text('on_throw'),
      0,
      1,
      ...name,
      ...text('exception'),
      4,
      0,
      0,
    ]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('throw_'), 0, 1]),
    ...section(
      10,
      [
        1, 16, 0,
        // i32.const 120 (STATE_THROW_BACKTRACE) as signed LEB
        0x41, 0xf8, 0x00, 0x20, 0, 0x10, 0, 0x36, 2, 0, 0x20, 0, 0x08, 0, 0x0b,
      ],
    ),
  ])
}
