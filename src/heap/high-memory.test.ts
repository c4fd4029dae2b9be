import assert from 'node:assert/strict'
import test from 'node:test'
import { Expr, SSAValue, sym } from '../syntax/index.ts'
import { newFunctionType } from '../types/index.ts'
import { newHeap } from './testing/fixture.ts'
import { addCode } from './testing/wasm-fixture.ts'

test('addresses above 2 GiB are addresses like others', () => {
  const { heap, types: ts, core } = newHeap()
  // takes what is free below, then everything up to beyond 2 GiB; untouched pages cost nothing
  const { kernel } = heap
  while (kernel.raw_alloc(60000) >>> 0 < 62 << 20);
  kernel.raw_alloc(0x84000000)
  // fresh pages for every size class come from above now
  heap.collect()
  const s = heap.pin(heap.string('x'.repeat(40000)))
  assert.ok(s > 0x80000000, `${s}`)
  const e = heap.pin(heap.svec(Array.from({ length: 3000 }, () => heap.true_)))
  assert.ok(e > 0x80000000)
  const big = Array.from({ length: 20000 }, (_, i) => heap.boxInt64((1n << 40n) | BigInt(i)))
  const v = heap.pin(heap.vectorAny(big))
  const last = big[big.length - 1]
  assert.ok(last > 0x80000000, `${last}`)
  heap.collect()
  assert.deepEqual(heap.vectorAt(v), big)
  assert.equal(heap.unboxInt64(last), (1n << 40n) | 19999n)
  assert.equal(heap.typeOf(last), ts.int64)
  assert.ok(heap.egal(last, heap.boxInt64((1n << 40n) | 19999n)))
  assert.equal(heap.objectId(last), heap.objectId(heap.boxInt64((1n << 40n) | 19999n)))
  const tree = new Expr('call', [sym('f'), new SSAValue(3), 'text', 1n << 41n])
  assert.deepEqual(heap.valueToEx(heap.exToValue(tree)), tree)
  const t = ts.tuple([ts.string, ts.tuple([ts.int64, ts.int8]), ts.union([ts.int64, ts.nothing])])
  assert.equal(heap.typeAt(heap.typeAddress(t)), t)
  const f = heap.singleton(newFunctionType(ts, sym('high'), sym('#high'), core, ts.function))
  const slot = addCode(heap, (frame: number) => heap.views.u32[((frame >>> 0) + 4) >>> 2])
  heap.hooks.resolve = (frame, n) => {
    kernel.dispatch_insert(frame, n, slot, 1, 0xffffffff, 0)
    return slot
  }
  for (let i = 0; i < 2; i++) assert.equal(heap.call(f, [last]), last)
  assert.equal(heap.caughtValue(heap.exceptionOf(last)), last)
  for (let i = 0; i < 100_000; i++) kernel.alloc(heap.typeAddress(ts.string), 3000)
  heap.gcStress = true
  for (let i = 0; i < 10; i++) kernel.alloc(heap.typeAddress(ts.string), 3000)
  assert.equal(heap.stringAt(s).length, 40000)
})
