import { type Heap, type KernelImport, STATE_IN_SYNC_CALL, suspending } from '../heap/index.ts'
import { leb, MAGIC, OP, section, text, VALUE_TYPE } from './wasm-bytes.ts'

type ValueType = keyof typeof VALUE_TYPE
type Code = (...args: (number | bigint)[]) => unknown

/** A function for compiled code that has two bodies, one for each kind of WebAssembly stack it may be called on. */
export interface TwoFold {
  readonly name: string
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  /** inside a synchronous call from TypeScript: must not suspend */
  readonly plain: Code
  /** on the stack of a task: where it gives a promise, the stack is suspended until that settles */
  readonly suspended: Code
}

/**
 * Makes functions to import from `TwoFold`s. V8 lets a suspending import be called only where a promising call is at
 * the stack's bottom, so a small module looks which kind of stack it is on:
 *
 *     (func (param …) (result …)
 *       (if (i32.load (STATE_IN_SYNC_CALL)) (then (call $plain …)) (else (call $suspended …))))
 */
export function makeTwoFold(heap: Heap, functions: readonly TwoFold[]): Record<string, KernelImport> {
  const types = functions.map((f) => [
    0x60,
    ...leb(f.params.length),
    ...f.params.map((t) => VALUE_TYPE[t]),
    ...leb(f.results.length),
    ...f.results.map((t) => VALUE_TYPE[t]),
  ])
  const imports = functions.flatMap((f, i) => [
    [...text('plain'), ...text(f.name), 0, ...leb(i)],
    [...text('suspended'), ...text(f.name), 0, ...leb(i)],
  ])
  imports.push([...text('kernel'), ...text('memory'), 2, 0, 1])
  const bodies = functions.map((f, i) => {
    const args = f.params.flatMap((_, k) => [OP.localGet, ...leb(k)])
    const result = f.results.length === 0 ? OP.noResult : VALUE_TYPE[f.results[0]]
    return [
      0,
      OP.i32Const,
      0,
      OP.i32Load,
      2,
      ...leb(STATE_IN_SYNC_CALL),
      OP.if,
      result,
      ...args,
      OP.call,
      ...leb(2 * i),
      OP.else,
      ...args,
      OP.call,
      ...leb(2 * i + 1),
      OP.end,
      OP.end,
    ]
  })
  const first = 2 * functions.length
  const bytes = new Uint8Array([
    ...MAGIC,
    ...section(1, [...leb(types.length), ...types.flat()]),
    ...section(2, [...leb(imports.length), ...imports.flat()]),
    ...section(3, [...leb(functions.length), ...functions.flatMap((_, i) => leb(i))]),
    ...section(7, [
      ...leb(functions.length),
      ...functions.flatMap((f, i) => [...text(f.name), 0, ...leb(first + i)]),
    ]),
    ...section(10, [...leb(bodies.length), ...bodies.flatMap((b) => [...leb(b.length), ...b])]),
  ])
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    kernel: { memory: heap.views.memory },
    plain: Object.fromEntries(functions.map((f) => [f.name, f.plain as WebAssembly.ImportValue])),
    suspended: Object.fromEntries(
      functions.map((f) => [
        f.name,
        suspending(f.suspended as (...a: number[]) => unknown) as WebAssembly.ImportValue,
      ]),
    ),
  })
  return instance.exports as unknown as Record<string, KernelImport>
}
