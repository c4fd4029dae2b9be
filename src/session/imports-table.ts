import {
  type ForeignEntry,
  foreignSignature,
  fromWasm,
  mathImports,
  type Steps,
  toWasm,
} from '../builtins/index.ts'
import { DT_DISPATCH, type Value } from '../heap/index.ts'
import { Method, type Module } from '../methods/index.ts'
import { type Expr, sym } from '../syntax/index.ts'
import { type TypeParam, TypeVar, VarargType } from '../types/index.ts'
import { splatNew } from './construct.ts'
import { declareMethod, defineMethod } from './definitions.ts'
import type { Session } from './session.ts'
import { makeTwoFold, type TwoFold } from './suspending.ts'
import { leb, MAGIC, section, signedLeb, text } from './wasm-bytes.ts'

/** Everything that compiled code may import, by module: `kernel`, `runtime`, `foreign`, `math`. */
export function makeImports(session: Session): WebAssembly.Imports {
  return {
    kernel: session.heap.kernelParts.imports as unknown as WebAssembly.ModuleImports,
    runtime: runtimeImports(session) as unknown as WebAssembly.ModuleImports,
    foreign: foreignImports(session) as unknown as WebAssembly.ModuleImports,
    math: mathImports as unknown as WebAssembly.ModuleImports,
  }
}

type Import = (...args: never[]) => unknown

function runtimeImports(session: Session): Record<string, Import> {
  const { heap, errors } = session
  /** Addresses arrive as signed 32-bit numbers. */
  const unsigned = <A extends number[]>(f: (...args: A) => unknown): Import =>
    heap.guarded((...args: A) => f(...(args.map((a) => a >>> 0) as A))) as Import
  return {
    builtin_call: unsigned((id: number, frame: number, n: number) =>
      session.builtins.run(session, id, frame, n),
    ),
    static_parameter: unsigned((mi: number, i: number, frame: number, n: number) =>
      staticParameter(session, mi, i, frame, n),
    ),
    undefined_variable: unsigned((name: number, scope: number) =>
      errors.undefVar(heap.symbolAt(name).name, scope === 0 ? heap.symbol(sym('local')) : scope),
    ),
    type_error: unsigned((func: number, expected: number, got: number) =>
      errors.typeError(heap.symbolAt(func).name, '', expected, got),
    ),
    memory_bounds_error: (memory: number, index: bigint) =>
      errors.bounds(memory >>> 0, heap.boxInt64(index + 1n)),
    copy_ast: unsigned((v: number) => copyAst(session, v)),
    declare_method: unsigned((module: number, name: number) =>
      declareMethod(session, heap.moduleAt(module) as Module, heap.symbolAt(name)),
    ),
    define_method: unsigned(
      (module: number, name: number, signature: number, code: number, captured: number) =>
        defineMethod(
          session,
          heap.moduleAt(module) as Module,
          name,
          signature,
          heap.codeInfoAt(code),
          captured,
        ),
    ),
    compile: unsigned((ci: number) => session.jit.ensureCompiled(heap.codeInstanceAt(ci))),
    set_global: unsigned((at: number, value: number) => {
      const named = heap.bindingAt(at)
      session.setGlobal(session.assignable(named.module, named.name), value)
    }),
    define_const: unsigned((binding: number, value: number) =>
      session.defineConst(heap.bindingAt(binding), value),
    ),
    get_global: unsigned((at: number) => {
      const binding = heap.bindingAt(at)
      return session.evaluator.globalValue(binding.module, binding.name)
    }),
    is_defined_global: unsigned((at: number) => {
      const binding = heap.bindingAt(at)
      return heap.bindingValue(session.methods.resolveBinding(binding.module, binding.name)) !== 0 ? 1 : 0
    }),
    top_level: unsigned((module: number, form: number) =>
      session.runSteps(
        session.evaluator.evalForm(
          heap.moduleAt(module) as Module,
          heap.valueToEx(form) as Expr,
          session.location,
        ),
      ),
    ),
    invalid_foreign: unsigned((message: number) => errors.error(heap.symbolAt(message).name)),
    missing_foreign: unsigned((name: number) =>
      errors.error(
        `could not load symbol "${heap.symbolAt(name)}": this system has no such foreign function`,
      ),
    ),
    splat_new: unsigned((type: number, tuple: number) => splatNew(session, type, tuple)),
    set_scope: unsigned((scope: number) => session.setScope(scope)),
    divide_error: () => errors.divide(),
  }
}

/** Static parameter `i` of code that is not specialized on it, from the arguments; 0 if it is not determined. */
function staticParameter(session: Session, mi: Value, i: number, frame: number, n: number): Value {
  const { heap } = session
  const { def } = heap.methodInstanceAt(mi)
  if (!(def instanceof Method)) throw new Error('session: a thunk has no static parameters')
  const args: Value[] = []
  for (let k = 0; k < n; k++) args.push(heap.views.u32[(frame >>> 2) + k])
  const p: TypeParam = session.staticParameters(def, args)[i]
  return p instanceof TypeVar || p instanceof VarargType ? 0 : heap.paramToValue(p)
}

/** A deep copy of quoted syntax: Exprs and their argument vectors are new, everything else is shared. */
function copyAst(session: Session, v: Value): Value {
  const { heap, types } = session
  if (heap.typeOf(v) !== types.expr) return v
  const args = heap.vectorAt(heap.getField(v, 1)).map((a) => copyAst(session, a))
  return heap.newExpr(heap.symbolAt(heap.getField(v, 0)).name, args)
}

function foreignImports(session: Session): Record<string, Import> {
  const out: Record<string, Import> = {}
  const twoFold: TwoFold[] = []
  for (const entry of session.foreign.values()) {
    if (entry.kind === 'plain') out[entry.name] = plainForeign(session, entry)
    else
      twoFold.push(entry.kind === 'steps' ? stepsForeign(session, entry) : suspendingForeign(session, entry))
  }
  return { ...out, ...(makeTwoFold(session.heap, twoFold) as unknown as Record<string, Import>) }
}

type Run = (rt: Session, ...args: unknown[]) => unknown
type Raw = number | bigint

/** A foreign function as WebAssembly calls it. */
function plainForeign(session: Session, { params, result, run }: ForeignEntry): Import {
  const body = run as unknown as Run
  return session.heap.guarded((...raw: Raw[]) =>
    toWasm(result, body(session, ...raw.map((r, i) => fromWasm(params[i], r)))),
  )
}

/** A foreign function that calls Julia code on its way: on the stack of a task, so that it may switch. */
function stepsForeign(session: Session, entry: ForeignEntry): TwoFold {
  const begin = (raw: Raw[]): Steps<Value> => {
    const body = entry.run as unknown as (rt: Session, ...args: unknown[]) => Steps<Value>
    return body(session, ...raw.map((r, i) => fromWasm(entry.params[i], r)))
  }
  return {
    name: entry.name,
    ...foreignSignature(entry),
    plain: session.heap.guarded((...raw: Raw[]) => session.runSteps(begin(raw))),
    suspended: session.heap.guarded((...raw: Raw[]) => session.runStepsSuspended(begin(raw))),
  }
}

function suspendingForeign(session: Session, entry: ForeignEntry): TwoFold {
  const body = entry.run as unknown as Run
  const run = (...raw: Raw[]): unknown => body(session, ...raw.map((r, i) => fromWasm(entry.params[i], r)))
  // in a synchronous call these throw a Julia exception, or have nothing to wait for
  return { name: entry.name, ...foreignSignature(entry), plain: run, suspended: run }
}

/**
 * Gives every builtin its slot in the function table, and builtins' types the word that sends all their calls there
 * (see kernel/dispatch.ts).
 */
export function fillFunctionTable(session: Session): void {
  const { heap, jit, builtins } = session
  const { table } = heap.kernelParts
  const own = builtins.list.filter((b) => builtins.kernelEntry(b) === null && !b.isIntrinsic)
  const entries = new WebAssembly.Instance(new WebAssembly.Module(entriesModule(own.map((b) => b.id))), {
    runtime: session.imports.runtime,
    kernel: { memory: heap.views.memory },
  })
  for (const b of builtins.list) {
    if (b.isIntrinsic) continue
    const kernelName = builtins.kernelEntry(b)
    const code = kernelName === null ? entries.exports[`b${b.id}`] : heap.kernel[kernelName]
    if (typeof code !== 'function') throw new Error(`session: the kernel does not export ${kernelName}`)
    b.slot = jit.newSlot()
    table.set(b.slot, code)
    heap.views.u32[(heap.typeAddressOf(b.value) + DT_DISPATCH) >>> 2] = (b.slot << 1) | 1
  }
  const intrinsic = jit.newSlot()
  table.set(intrinsic, entries.exports.intrinsic)
  for (const b of builtins.list) if (b.isIntrinsic) b.slot = intrinsic
  heap.views.u32[(heap.typeAddress(session.types.intrinsicFunction) + DT_DISPATCH) >>> 2] =
    (intrinsic << 1) | 1
}

/**
 * A module with one boxed entry per builtin, `b<id>: (frame, n) → builtin_call(id, frame, n)`, and `intrinsic`, which takes
 * the number from the intrinsic that stands first in the frame.
 */
function entriesModule(ids: readonly number[]): Uint8Array<ArrayBuffer> {
  const bodies = ids.map((id) => [0, 0x41, ...signedLeb(id), 0x20, 0, 0x20, 1, 0x10, 0, 0x0b])
  // the number is the intrinsic's payload: i32.load (i32.load frame)
  bodies.push([0, 0x20, 0, 0x28, 2, 0, 0x28, 2, 0, 0x20, 0, 0x20, 1, 0x10, 0, 0x0b])
  const names = [...ids.map((id) => `b${id}`), 'intrinsic']
  return new Uint8Array([
    ...MAGIC,
    ...section(1, [2, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7f]),
    ...section(2, [
      2,
      ...text('runtime'),
      ...text('builtin_call'),
      0,
      0,
      ...text('kernel'),
      ...text('memory'),
      2,
      0,
      1,
    ]),
    ...section(3, [...leb(bodies.length), ...bodies.flatMap(() => leb(1))]),
    ...section(7, [...leb(names.length), ...names.flatMap((n, i) => [...text(n), 0, ...leb(i + 1)])]),
    ...section(10, [...leb(bodies.length), ...bodies.flatMap((b) => [...leb(b.length), ...b])]),
  ])
}
