import type { Heap } from '../heap.ts'

/**
 * For tests: puts a JavaScript function into the table as if it were compiled code with the boxed convention
 * `(frame, n) → value`. `imported` may also be a suspending function.
 */
export function addCode(heap: Heap, imported: unknown): number {
  const text = (s: string): number[] => [s.length, ...new TextEncoder().encode(s)]
  const section = (id: number, bytes: number[]): number[] => [id, bytes.length, ...bytes]
  // (func (export "f") (param i32 i32) (result i32) (call $imported (local.get 0) (local.get 1)))
  const bytes = new Uint8Array([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f]),
    ...section(2, [1, ...text('m'), ...text('f'), 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('f'), 0, 1]),
    ...section(10, [1, 8, 0, 0x20, 0, 0x20, 1, 0x10, 0, 0x0b]),
  ])
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    m: { f: imported as () => void },
  })
  const { table } = heap.kernelParts
  return table.grow(1, instance.exports.f as WebAssembly.ExportValue)
}
