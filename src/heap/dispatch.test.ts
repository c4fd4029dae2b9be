import assert from 'node:assert/strict'
import test from 'node:test'
import { sym } from '../syntax/index.ts'
import { newFunctionType, type Type } from '../types/index.ts'
import { FAIL_ITERATE, STATE_IN_SYNC_CALL } from './constants.ts'
import type { Value } from './kernel.ts'
import { newHeap } from './testing/fixture.ts'
import { addCode } from './testing/wasm-fixture.ts'

/** A function `name` whose code gets its arguments and says what was called. */
function setup() {
  const { heap, types: ts, core } = newHeap()
  const misses: string[] = []
  const code = (f: (args: Value[]) => Value): number =>
    addCode(heap, (frame: number, n: number) =>
      f(Array.from(heap.views.u32.subarray((frame >>> 2) + 1, (frame >>> 2) + n))),
    )
  const define = (name: string): Value =>
    heap.singleton(newFunctionType(ts, sym(name), sym(`#${name}`), core, ts.function))
  heap.hooks.fail = (what) => {
    throw new Error(`fail ${what}`)
  }
  return { heap, ts, core, misses, code, define }
}

test('a miss resolves, a hit does not', () => {
  const { heap, code, define, misses } = setup()
  const f = define('f')
  const slot = code((args) => heap.boxInt64(args.length))
  heap.hooks.resolve = (frame, n) => {
    misses.push(
      Array.from(
        { length: n },
        (_, i) => heap.typeOf(heap.views.u32[(frame >>> 2) + i]).name.name.name,
      ).join(),
    )
    heap.kernel.dispatch_insert(frame, n, slot, 1, 0xffffffff, 0)
    return slot
  }
  const one = heap.boxInt64(1)
  const s = heap.string('s')
  for (const args of [
    [one],
    [one],
    [s],
    [one, s],
    [s, one],
    [one, s],
    [],
    [one, one, one, s, s],
    [one, one, one, s, s],
    [one, one, s, s, s],
  ]) {
    assert.equal(heap.call(f, args), heap.boxInt64(args.length))
  }
  assert.deepEqual(misses, [
    '#f,Int64',
    '#f,String',
    '#f,Int64,String',
    '#f,String,Int64',
    '#f',
    '#f,Int64,Int64,Int64,String,String',
    '#f,Int64,Int64,String,String,String',
  ])
  heap.kernel.dispatch_clear(heap.typeAddressOf(f))
  heap.call(f, [one])
  assert.equal(misses.length, 8)
})

test('arguments that are types are told apart, unless an entry is general', () => {
  const { heap, ts, code, define } = setup()
  const f = define('f')
  let general = 0
  let misses = 0
  const slot = code((args) => args[0])
  heap.hooks.resolve = (frame, n) => {
    misses++
    heap.kernel.dispatch_insert(frame, n, slot, 1, 0xffffffff, general)
    return slot
  }
  const types: Type[] = [ts.int64, ts.string, ts.array, ts.int64]
  for (const t of types) assert.equal(heap.call(f, [heap.typeAddress(t)]), heap.typeAddress(t))
  assert.equal(misses, 3)
  general = 1
  heap.kernel.dispatch_clear_all()
  for (const t of [...types, ts.float64, ts.memory]) heap.call(f, [heap.typeAddress(t)])
  // one entry for DataType, one for UnionAll
  assert.equal(misses, 5)
  assert.equal(heap.kernel.dispatch_size(heap.typeAddressOf(f)), 2)
})

test('called types have entries of their own', () => {
  const { heap, ts, code } = setup()
  const slots = new Map<Value, number>()
  for (const t of [ts.int64, ts.float64]) {
    const v = heap.typeAddress(t)
    slots.set(
      v,
      code(() => v),
    )
  }
  heap.hooks.resolve = (frame, n) => {
    const slot = slots.get(heap.views.u32[frame >>> 2])!
    heap.kernel.dispatch_insert(frame, n, slot, 1, 0xffffffff, 0)
    return slot
  }
  for (let i = 0; i < 2; i++) for (const v of slots.keys()) assert.equal(heap.call(v, [heap.true_]), v)
})

test('entries hold in their worlds only', () => {
  const { heap, code, define } = setup()
  const f = define('f')
  const old = code(() => heap.symbol('old'))
  const fresh = code(() => heap.symbol('new'))
  heap.symbol('old')
  heap.symbol('new')
  heap.latestWorld = 5
  heap.hooks.resolve = (frame, n) => {
    const isOld = heap.worldAge < 5
    const slot = isOld ? old : fresh
    heap.kernel.dispatch_insert(frame, n, slot, isOld ? 1 : 5, isOld ? 4 : 0xffffffff, 0)
    return slot
  }
  const said = (world: number): string => heap.symbolAt(heap.call(f, [], world)).name
  assert.deepEqual([4, 5, 2, 9].map(said), ['old', 'new', 'old', 'new'])
  heap.worldAge = 3
  const frame = heap.pushFrame(f, [])
  assert.equal(heap.symbolAt(heap.kernel.apply_latest(frame, 1) >>> 0).name, 'new')
  assert.equal(heap.worldAge, 3)
  assert.equal(heap.symbolAt(heap.kernel.apply_in_world(2, frame, 1) >>> 0).name, 'old')
  heap.popFrame(frame)
})

test('many entries', () => {
  const { heap, code, define } = setup()
  const f = define('f')
  let misses = 0
  const slot = code((args) => heap.boxInt64(args.length))
  heap.hooks.resolve = (frame, n) => {
    misses++
    heap.kernel.dispatch_insert(frame, n, slot, 1, 0xffffffff, 0)
    return slot
  }
  const values = [
    heap.boxInt64(1),
    heap.string('x'),
    heap.true_,
    heap.nothing,
    heap.symbol('s'),
    heap.boxFloat64(1),
  ]
  for (let round = 0; round < 2; round++) {
    for (const a of values)
      for (const b of values) for (const c of values) for (const d of values) heap.call(f, [a, b, c, d])
  }
  assert.equal(misses, values.length ** 4)
  assert.equal(heap.kernel.dispatch_size(heap.typeAddressOf(f)), values.length ** 4)
})

test('_apply_iterate unpacks tuples, vectors, memories, simple vectors, and iterates the rest', () => {
  const { heap, ts, code, define } = setup()
  const iterate = define('iterate')
  const f = define('collect')
  const seen: Value[][] = []
  const slots = new Map<Value, number>([
    // iterating a Symbol gives its letters as symbols; the state is the index
    [
      iterate,
      code(([x, state]) => {
        const { name } = heap.symbolAt(x)
        const i = state === undefined ? 0 : heap.intAt(state)
        return i < name.length ? heap.tupleOf([heap.symbol(name[i]), heap.boxInt64(i + 1)]) : heap.nothing
      }),
    ],
    [
      f,
      code((args) => {
        seen.push(args)
        return heap.nothing
      }),
    ],
  ])
  heap.hooks.resolve = (frame, n) => {
    const slot = slots.get(heap.views.u32[frame >>> 2])!
    heap.kernel.dispatch_insert(frame, n, slot, 1, 0xffffffff, 0)
    return slot
  }
  const splat = (...xs: Value[]): Value[] => {
    const frame = heap.pushFrame(heap.nothing, [iterate, f, ...xs])
    const sp = heap.kernelParts.sp.value
    heap.kernel.apply_iterate(frame, xs.length + 3)
    assert.equal(heap.kernelParts.sp.value, sp)
    heap.popFrame(frame)
    return seen.pop()!
  }
  const [a, b, c] = [heap.symbol('a'), heap.symbol('b'), heap.symbol('c')]
  const one = heap.boxInt64(1)
  heap.gcStress = true
  assert.deepEqual(splat(), [])
  assert.deepEqual(splat(heap.tupleOf([a, one, heap.true_])), [a, one, heap.true_])
  assert.deepEqual(splat(heap.svec([b, one]), heap.vectorAny([c, a])), [b, one, c, a])
  assert.deepEqual(splat(heap.symbol('abc'), heap.tupleOf([one]), heap.symbol('cc')), [a, b, c, one, c, c])
  assert.deepEqual(splat(heap.emptyTuple, heap.symbol('b')), [b])
  const named = ts.namedTupleOf([sym('x'), sym('y')], ts.tuple([ts.int64, ts.symbol]))
  assert.deepEqual(splat(heap.newStruct(named, [one, c])), [one, c])
  heap.kernel.dispatch_clear_all()
  slots.set(
    iterate,
    code(() => heap.true_),
  )
  assert.throws(() => splat(heap.symbol('abc')), new RegExp(`fail ${FAIL_ITERATE}`))
})

test('exceptions come through calls; sp, world and exception stack are restored', () => {
  const { heap, code, define } = setup()
  const f = define('f')
  const thrown = heap.pin(heap.string('oops'))
  const slot = code(() => heap.throwValue(thrown))
  heap.hooks.resolve = () => slot
  const sp = heap.kernelParts.sp.value
  for (let i = 0; i < 3; i++) {
    try {
      heap.call(f, [], 1)
      assert.fail('must throw')
    } catch (problem) {
      assert.equal(heap.caughtValue(problem), thrown)
    }
    assert.equal(heap.kernelParts.sp.value, sp)
    assert.equal(heap.views.u32[STATE_IN_SYNC_CALL >>> 2], 0)
  }
  const throw_ = heap.kernelParts.imports.throw_ as unknown as (v: number) => void
  heap.hooks.onThrow = (v) => (v === thrown ? heap.symbol('trace') : 0)
  try {
    throw_(thrown)
    assert.fail('must throw')
  } catch (problem) {
    assert.equal(heap.caughtValue(problem), thrown)
  }
  heap.kernel.enter_handler(thrown)
  assert.equal(heap.kernel.current_exception() >>> 0, thrown)
  assert.equal(heap.kernel.exception_depth(), 1)
  heap.kernel.restore_exceptions(0)
  assert.equal(heap.kernel.current_exception(), 0)
})

test('isa and tuple types are answered from caches', () => {
  const { heap, ts } = setup()
  const { kernel } = heap
  const at = (t: Type): Value => heap.typeAddress(t)
  const rows: readonly [Value, Type, boolean][] = [
    [heap.true_, ts.bool, true],
    [heap.true_, ts.int64, false],
    [heap.true_, ts.builtinType('Integer'), true],
    [heap.boxFloat64(1), ts.builtinType('Integer'), false],
    [at(ts.int64), ts.dataType, true],
    [at(ts.array), ts.dataType, false],
    [at(ts.array), ts.unionAllType, true],
    [at(ts.int64), ts.typeOfType(ts.int64), true],
    [at(ts.string), ts.typeOfType(ts.int64), false],
    [at(ts.bottom), ts.type, true],
    [heap.nothing, ts.union([ts.nothing, ts.int64]), true],
  ]
  for (let i = 0; i < 2; i++) {
    for (const [v, t, expected] of rows) assert.equal(kernel.isa(v, at(t)) !== 0, expected)
  }
  const frame = heap.pushFrame(heap.nothing, [heap.true_, heap.string('x'), at(ts.int64)])
  for (let i = 0; i < 2; i++) {
    assert.equal(
      heap.typeAt(kernel.tuple_type(frame + 4, 3) >>> 0),
      ts.tuple([ts.bool, ts.string, ts.dataType]),
    )
  }
  const t = kernel.make_tuple(frame + 4, 3) >>> 0
  assert.deepEqual(
    [0, 1, 2].map((i) => heap.typeOf(heap.getField(t, i))),
    [ts.bool, ts.string, ts.dataType],
  )
  heap.popFrame(frame)
})
