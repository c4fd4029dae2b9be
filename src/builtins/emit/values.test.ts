import assert from 'node:assert/strict'
import test from 'node:test'
import { CodegenFixture, ssa, type Typed } from '../../codegen/testing/fixture.ts'
import { STATE_GC_STRESS, type Value } from '../../heap/index.ts'
import { CodeInstanceRef, type Lattice } from '../../inference/index.ts'
import {
  Argument,
  EnterNode,
  type Ex,
  Expr,
  GotoIfNot,
  GotoNode,
  PhiCNode,
  PhiNode,
  PiNode,
  ReturnNode,
  sym,
  UpsilonNode,
} from '../../syntax/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import { emitters, mathImports } from './index.ts'

const f = new CodegenFixture(emitters, mathImports)
const { ts, heap } = f
const none: Lattice = ts.nothing
const arg = (i: number): Argument => new Argument(i)
const ret = (x: Ex): Typed => [new ReturnNode(x), none]

/** Compiles blocks for these argument types; gives a function on boxed values, run under GC stress. */
function compile(argTypes: readonly Type[], result: Type, blocks: readonly (readonly Typed[])[]) {
  const ci = f.instance(argTypes, result)
  f.optimized(ci, f.ir(argTypes, blocks))
  return Object.assign(
    (...values: Value[]) => {
      const before = heap.views.u32[STATE_GC_STRESS >>> 2]
      heap.views.u32[STATE_GC_STRESS >>> 2] = 1
      try {
        return f.boxed(ci, ...values)
      } finally {
        heap.views.u32[STATE_GC_STRESS >>> 2] = before
      }
    },
    { ci },
  )
}

const int = (n: number): Value => heap.boxInt64(BigInt(n))
const big = (n: number): Value => heap.boxInt64(BigInt(n) + 1000000n)

f.struct('Point', 'x::Int64; y::Float64')
f.struct('Named', 'name::Any; point::Point')
f.struct('Cell', 'value::Any; count::Int64', true)
f.struct('Partial', 'a::Any; b::Any', true, 1)
f.struct('Choice', 'u::Union{Nothing,Int64}', true)
const point = f.type('Point')
const named = f.type('Named')
const cell = f.type('Cell')

test('structs are built and taken apart without allocation', () => {
  const make = compile([ts.int64, ts.float64], point, [
    [[new Expr('new', [f.typeNode(point), arg(0), arg(1)]), point], ret(ssa(0))],
  ])
  const p = make(int(3), heap.boxFloat64(2.5))
  assert.equal(heap.typeOf(p), point)
  assert.equal(heap.unboxInt64(heap.getField(p, 0)), 3n)
  assert.equal(heap.unboxFloat64(heap.getField(p, 1)), 2.5)
  const x = compile([point], ts.int64, [[[f.call('getfield', arg(0), f.quoted('x')), ts.int64], ret(ssa(0))]])
  assert.equal(heap.unboxInt64(x(p)), 3n)
})

test('structs with references keep them alive', () => {
  const make = compile([ts.any, ts.int64], named, [
    [
      [new Expr('new', [f.typeNode(point), arg(1), f.literal(heap.boxFloat64(1))]), point],
      [f.call('tuple', arg(0), arg(0)), f.type('Tuple{Any,Any}')],
      [new Expr('new', [f.typeNode(named), ssa(1), ssa(0)]), named],
      ret(ssa(2)),
    ],
  ])
  const v = make(heap.string('hello'), big(7))
  assert.equal(heap.stringAt(heap.getField(heap.getField(v, 0), 1)), 'hello')
  assert.equal(heap.unboxInt64(heap.getField(heap.getField(v, 1), 0)), 1000007n)
})

test('mutable structs', () => {
  const run = compile([ts.any], cell, [
    [
      [new Expr('new', [f.typeNode(cell), arg(0), 5n]), cell],
      [f.call('getfield', ssa(0), f.quoted('count')), ts.int64],
      [f.call('add_int', ssa(1), 1n), ts.int64],
      [f.call('setfield!', ssa(0), f.quoted('count'), ssa(2)), ts.int64],
      [f.call('setfield!', ssa(0), f.quoted('value'), ssa(2)), ts.int64],
      ret(ssa(0)),
    ],
  ])
  const v = run(heap.string('x'))
  assert.equal(heap.unboxInt64(heap.getField(v, 1)), 6n)
  assert.equal(heap.unboxInt64(heap.getField(v, 0)), 6n)
})

test('undefined fields', () => {
  const partial = f.type('Partial')
  const defined = compile([ts.any], ts.bool, [
    [
      [new Expr('new', [f.typeNode(partial), arg(0)]), partial],
      [f.call('isdefined', ssa(0), f.quoted('b')), ts.bool],
      ret(ssa(1)),
    ],
  ])
  assert.equal(defined(int(1)), heap.false_)
  const read = compile([ts.any], ts.any, [
    [
      [new Expr('new', [f.typeNode(partial), arg(0)]), partial],
      [f.call('getfield', ssa(0), f.quoted('b')), ts.any],
      ret(ssa(1)),
    ],
  ])
  heap.hooks.fail = (what) => {
    throw new Error(`fail ${what}`)
  }
  assert.throws(() => read(int(1)), /fail 2/)
})

test('unions', () => {
  const u = f.type('Union{Nothing,Int64}')
  const three = f.type('Union{Nothing,Int64,Float64}')
  const inc = compile([u], u, [
    [
      [f.call('===', arg(0), null), ts.bool],
      [new GotoIfNot(ssa(0), 2), none],
    ],
    [ret(null)],
    [[new PiNode(arg(0), ts.int64), ts.int64], [f.call('add_int', ssa(3), 1n), ts.int64], ret(ssa(4))],
  ])
  assert.equal(inc(heap.nothing), heap.nothing)
  assert.equal(heap.unboxInt64(inc(big(4))), 1000005n)
  const widen = compile([u], three, [[ret(arg(0))]])
  assert.equal(heap.unboxInt64(widen(big(4))), 1000004n)
  assert.equal(widen(heap.nothing), heap.nothing)
  const pick = compile([ts.bool, ts.int64, ts.float64], three, [
    [[new GotoIfNot(arg(0), 2), none]],
    [[new GotoNode(3), none]],
    [[new GotoNode(3), none]],
    [[new PhiNode([1, 2], [arg(1), arg(2)]), three], ret(ssa(3))],
  ])
  assert.equal(heap.unboxInt64(pick(heap.true_, big(1), heap.boxFloat64(0.5))), 1000001n)
  assert.equal(heap.unboxFloat64(pick(heap.false_, big(1), heap.boxFloat64(0.5))), 0.5)
  const isFloat = compile([three], ts.bool, [
    [[f.call('isa', arg(0), f.typeNode(ts.float64)), ts.bool], ret(ssa(0))],
  ])
  assert.equal(isFloat(heap.boxFloat64(0.5)), heap.true_)
  assert.equal(isFloat(heap.nothing), heap.false_)
  const isNumber = compile([three], ts.bool, [
    [[f.call('isa', arg(0), f.typeNode(f.type('Real'))), ts.bool], ret(ssa(0))],
  ])
  assert.equal(isNumber(big(1)), heap.true_)
  assert.equal(isNumber(heap.nothing), heap.false_)
  // stored inline with a selector byte
  const choice = f.type('Choice')
  const keep = compile([u], u, [
    [
      [new Expr('new', [f.typeNode(choice), arg(0)]), choice],
      [f.call('getfield', ssa(0), f.quoted('u')), u],
      ret(ssa(1)),
    ],
  ])
  assert.equal(heap.unboxInt64(keep(big(9))), 1000009n)
  assert.equal(keep(heap.nothing), heap.nothing)
  // from a boxed value
  const unbox = compile([ts.any], u, [[[new PiNode(arg(0), u), u], ret(ssa(0))]])
  assert.equal(heap.unboxInt64(unbox(big(9))), 1000009n)
})

test('calls: specialized, through a stub, boxed', () => {
  const twice = f.instance([ts.int64, ts.any], f.type('Tuple{Int64,Any}'))
  const ir = f.ir(
    [ts.int64, ts.any],
    [
      [
        [f.call('mul_int', arg(0), 2n), ts.int64],
        [f.call('tuple', ssa(0), arg(1)), f.type('Tuple{Int64,Any}')],
        ret(ssa(1)),
      ],
    ],
  )
  twice.inferred = ir
  heap.codeInstanceValue(twice)
  let compiled = 0
  f.compileLater.set(twice, () => {
    compiled++
    f.optimized(twice, ir)
  })
  const ref = new CodeInstanceRef(twice.mi, twice)
  const call = compile([ts.int64, ts.any], f.type('Tuple{Int64,Any}'), [
    [
      [new Expr('new', [f.typeNode(cell), arg(1), arg(0)]), cell],
      [new Expr('invoke', [ref, arg(0), ssa(0)]), f.type('Tuple{Int64,Any}')],
      [new Expr('invoke', [ref, arg(0), ssa(1)]), f.type('Tuple{Int64,Any}')],
      ret(ssa(2)),
    ],
  ])
  for (let k = 1; k < 3; k++) {
    const r = call(big(k), heap.string('s'))
    assert.equal(heap.unboxInt64(heap.getField(r, 0)), BigInt(2000000 + 2 * k))
    const inner = heap.getField(r, 1)
    assert.equal(heap.stringAt(heap.getField(heap.getField(inner, 1), 0)), 's')
  }
  assert.equal(compiled, 1)
})

test('generic calls, exceptions', () => {
  const thrown = compile([ts.any], ts.any, [
    [[new EnterNode(3), none]],
    [
      [new UpsilonNode(arg(0)), none],
      [f.call('isa', arg(0), f.typeNode(ts.int64)), ts.bool],
      [new GotoIfNot(ssa(2), 4), none],
    ],
    [[new Expr('call', [f.builtin('throw'), arg(0)]), ts.bottom]],
    [
      [new PhiCNode([ssa(1)]), ts.any],
      [new Expr('the_exception'), ts.any],
      [f.call('tuple', ssa(6), ssa(5)), f.type('Tuple{Any,Any}')],
      [new Expr('pop_exception', [ssa(0)]), none],
      ret(ssa(7)),
    ],
    [[new Expr('leave', [ssa(0)]), none], ret(f.quoted('fine'))],
  ])
  const r = thrown(big(1))
  assert.equal(heap.unboxInt64(heap.getField(r, 0)), 1000001n)
  assert.equal(heap.unboxInt64(heap.getField(r, 1)), 1000001n)
  assert.equal(thrown(heap.nothing), heap.symbol(sym('fine')))
  const uncaught = compile([ts.any], ts.bottom, [
    [
      [f.call('throw', arg(0)), ts.bottom],
      [new ReturnNode(undefined), none],
    ],
  ])
  const sp = heap.kernelParts.sp.value
  assert.throws(
    () => uncaught(big(1)),
    (e) => e instanceof WebAssembly.Exception && heap.typeOf(e.getArg(heap.exceptionTag, 0)) === ts.int64,
  )
  assert.equal(heap.kernelParts.sp.value, sp)
})

test('values survive in loops with allocation', () => {
  // a linked list of n cells, then its sum
  const run = compile([ts.int64], ts.any, [
    [[new GotoNode(1), none]],
    [
      [new PhiNode([0, 2], [null, ssa(5)]), ts.any],
      [new PhiNode([0, 2], [1n, ssa(6)]), ts.int64],
      [f.call('sle_int', ssa(2), arg(0)), ts.bool],
      [new GotoIfNot(ssa(3), 3), none],
    ],
    [
      [new Expr('new', [f.typeNode(cell), ssa(1), ssa(2)]), cell],
      [f.call('add_int', ssa(2), 1n), ts.int64],
      [new GotoNode(1), none],
    ],
    [ret(ssa(1))],
  ])
  let v = run(int(50))
  let n = 0
  for (; v !== heap.nothing; v = heap.getField(v, 0)) {
    assert.equal(heap.typeOf(v), cell)
    n++
  }
  assert.equal(n, 50)
})

test('memory references', () => {
  for (const [name, values] of [
    ['Int64', [big(1), big(2), big(3)]],
    ['Any', [big(1), heap.string('two'), heap.nothing]],
    [
      'Point',
      [0, 1, 2].map((i) => heap.newStruct(f.type('Point') as DataType, [big(i), heap.boxFloat64(i)])),
    ],
    [
      'Named',
      [0, 1, 2].map((i) =>
        heap.newStruct(f.type('Named') as DataType, [
          heap.string('n'),
          heap.newStruct(f.type('Point') as DataType, [big(i), heap.boxFloat64(i)]),
        ]),
      ),
    ],
    ['Union{Nothing,Int64}', [big(1), heap.nothing, big(3)]],
    ['Nothing', [heap.nothing, heap.nothing, heap.nothing]],
  ] as [string, Value[]][]) {
    const element = f.type(name)
    const memory = ts.applyType(ts.genericMemory, [sym('not_atomic'), element, ts.cpu]) as DataType
    const ref = ts.applyType(ts.genericMemoryRef, [sym('not_atomic'), element, ts.cpu]) as DataType
    const address = heap.kernel.alloc_memory_nogc(heap.typeAddress(memory), 3) >>> 0
    const order = f.quoted('not_atomic')
    const set = compile([memory, ts.int64, element], element, [
      [
        [f.call('memoryrefnew', arg(0)), ref],
        [f.call('memoryrefnew', ssa(0), arg(1), true), ref],
        [f.call('memoryrefset!', ssa(1), arg(2), order, false), element],
        ret(ssa(2)),
      ],
    ])
    const get = compile([memory, ts.int64], element, [
      [
        [f.call('memoryrefnew', arg(0)), ref],
        [f.call('memoryrefnew', ssa(0), arg(1), true), ref],
        [f.call('memoryrefget', ssa(1), order, false), element],
        ret(ssa(2)),
      ],
    ])
    const offset = compile([memory, ts.int64], ts.int64, [
      [
        [f.call('memoryrefnew', arg(0)), ref],
        [f.call('memoryrefnew', ssa(0), arg(1), true), ref],
        [f.call('memoryrefoffset', ssa(1)), ts.int64],
        ret(ssa(2)),
      ],
    ])
    for (const v of values) heap.pin(v)
    heap.pin(address)
    for (const [i, v] of values.entries()) set(address, int(i + 1), v)
    for (const [i, v] of values.entries()) assert.ok(heap.egal(get(address, int(i + 1)), v), `${name} ${i}`)
    assert.equal(heap.unboxInt64(offset(address, int(2))), 2n)
    f.runtime.memory_bounds_error = () => {
      throw new Error('BoundsError')
    }
    for (const i of [0, 4, -1]) assert.throws(() => get(address, int(i)), /BoundsError/)
    if (name === 'Any') {
      const empty = heap.pin(heap.kernel.alloc_memory_nogc(heap.typeAddress(memory), 1) >>> 0)
      assert.throws(() => get(empty, int(1)), /fail 2/)
    }
  }
})

test('identity', () => {
  const table: [Type, Type, Value, Value, boolean][] = [
    [ts.int64, ts.int64, big(1), big(1), true],
    [ts.float64, ts.float64, heap.boxFloat64(NaN), heap.boxFloat64(NaN), true],
    [ts.float64, ts.float64, heap.boxFloat64(0), heap.boxFloat64(-0), false],
    [ts.any, ts.any, big(1), big(1), true],
    [ts.any, ts.int64, big(1), big(1), true],
    [ts.any, ts.nothing, heap.nothing, heap.nothing, true],
    [ts.any, ts.nothing, big(1), heap.nothing, false],
    [ts.string, ts.string, heap.string('a'), heap.string('a'), true],
    [f.type('Union{Nothing,Int64}'), ts.int64, big(2), big(2), true],
    [f.type('Union{Nothing,Int64}'), ts.int64, heap.nothing, big(2), false],
  ]
  for (const [ta, tb, a, b, expected] of table) {
    const run = compile([ta, tb], ts.bool, [[[f.call('===', arg(0), arg(1)), ts.bool], ret(ssa(0))]])
    assert.equal(run(a, b), expected ? heap.true_ : heap.false_)
  }
})

test('ifelse, typeof, typeassert', () => {
  const choose = compile([ts.bool, ts.any, ts.int64], ts.any, [
    [[f.call('ifelse', arg(0), arg(1), arg(2)), ts.any], ret(ssa(0))],
  ])
  assert.equal(heap.unboxInt64(choose(heap.false_, heap.nothing, big(3))), 1000003n)
  const kind = compile([ts.any], ts.any, [[[f.call('typeof', arg(0)), ts.any], ret(ssa(0))]])
  assert.equal(kind(big(1)), heap.typeAddress(ts.int64))
  const assertInt = compile([ts.any], ts.int64, [
    [[f.call('typeassert', arg(0), f.typeNode(ts.int64)), ts.int64], ret(ssa(0))],
  ])
  assert.equal(heap.unboxInt64(assertInt(big(1))), 1000001n)
  f.runtime.type_error = () => {
    throw new Error('TypeError')
  }
  assert.throws(() => assertInt(heap.nothing), /TypeError/)
})
