import assert from 'node:assert/strict'
import test from 'node:test'
import { STATE_GC_STRESS, type Value } from '../heap/index.ts'
import { CodeInfo } from '../lowering/index.ts'
import {
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  NewvarNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  sym,
} from '../syntax/index.ts'
import { CodegenFixture, ssa } from './testing/fixture.ts'

const f = new CodegenFixture()
const { heap, ts } = f

/** builtins of these tests, on boxed values */
const table: Record<string, (args: Value[]) => Value> = {
  add: ([a, b]) => heap.boxInt64(heap.unboxInt64(a) + heap.unboxInt64(b)),
  less: ([a, b]) => (heap.unboxInt64(a) < heap.unboxInt64(b) ? heap.true_ : heap.false_),
  pair: (args) => heap.tupleOf(args),
  throw: ([v]) => heap.throwValue(v),
}
for (const name of Object.keys(table)) f.builtin(name)
f.runtime.builtin_call = (id: number, frame: number, n: number) => {
  const name = [...f.builtinValues.keys()][id]
  const args: Value[] = []
  for (let i = 1; i < n; i++) args.push(heap.views.u32[(frame >>> 2) + i])
  return table[name](args)
}
f.runtime.undefined_variable = (name: number) => {
  throw new Error(`UndefVarError ${heap.symbolAt(name >>> 0).name}`)
}
f.runtime.type_error = () => {
  throw new Error('TypeError')
}

const slot = (i: number): SlotNumber => new SlotNumber(i)
const set = (i: number, x: Ex): Expr => new Expr('=', [slot(i), x])
const int = (n: number): Value => heap.boxInt64(BigInt(n) + 100000n)

/** Compiles lowered code with `nargs` arguments; gives a function on boxed values that runs under stress. */
function compile(code: Ex[], nargs: number, slots: number, isVararg = false) {
  const info = new CodeInfo({
    code,
    codeLines: new Int32Array(code.length),
    lines: [{ file: 'f.jl', line: 1, method: 'f', inlinedAt: -1 }],
    slotNames: Array.from({ length: slots }, (_, i) => `s${i}`),
    slotFlags: new Uint8Array(slots),
    nargs,
    isVararg,
  })
  const ci = f.instance([], ts.any)
  const run = f.baseline(ci, info)
  return (...values: Value[]): Value => {
    heap.views.u32[STATE_GC_STRESS >>> 2] = 1
    try {
      return run(...values)
    } finally {
      heap.views.u32[STATE_GC_STRESS >>> 2] = 0
    }
  }
}

test('a loop over slots', () => {
  // i = 0; acc = x; while i < 10; acc = (acc, i); i = i + 1; end; acc
  const run = compile(
    [
      set(1, 0n),
      set(2, slot(0)),
      f.call('less', slot(1), 10n),
      new GotoIfNot(ssa(2), 8),
      set(2, f.call('pair', slot(2), slot(1))),
      f.call('add', slot(1), 1n),
      set(1, ssa(5)),
      new GotoNode(2),
      new ReturnNode(slot(2)),
    ],
    1,
    3,
  )
  let v = run(heap.string('end'))
  for (let i = 9; i >= 0; i--) {
    assert.equal(heap.unboxInt64(heap.getField(v, 1)), BigInt(i))
    v = heap.getField(v, 0)
  }
  assert.equal(heap.stringAt(v), 'end')
})

test('try, catch, and the exception stack', () => {
  // try; x; throw(x) if b; :fine; catch e; (e, x); end
  const run = compile(
    [
      set(2, slot(1)),
      new EnterNode(6),
      new GotoIfNot(slot(0), 5),
      f.call('throw', slot(1)),
      new ReturnNode(null),
      new GotoNode(10),
      new Expr('the_exception'),
      f.call('pair', ssa(6), slot(2)),
      new Expr('pop_exception', [ssa(1)]),
      new ReturnNode(ssa(7)),
      new Expr('leave', [ssa(1)]),
      new ReturnNode(new QuoteNode(sym('fine'))),
    ],
    2,
    3,
  )
  const r = run(heap.true_, int(5))
  assert.equal(heap.unboxInt64(heap.getField(r, 0)), 100005n)
  assert.equal(heap.unboxInt64(heap.getField(r, 1)), 100005n)
  assert.equal(run(heap.false_, int(5)), heap.symbol(sym('fine')))
  assert.equal(heap.kernel.current_exception(), 0)
})

test('undefined variables, booleans, varargs, globals', () => {
  const undefinedSlot = compile(
    [new NewvarNode(slot(1)), new GotoIfNot(slot(0), 3), set(1, 1n), new ReturnNode(slot(1))],
    1,
    2,
  )
  assert.equal(heap.unboxInt64(undefinedSlot(heap.true_)), 1n)
  assert.throws(() => undefinedSlot(heap.false_), /UndefVarError s1/)
  assert.throws(() => undefinedSlot(int(1)), /TypeError/)
  const rest = compile([f.call('pair', slot(0), slot(1)), new ReturnNode(ssa(0))], 2, 2, true)
  const r = rest(int(1), int(2), int(3))
  assert.equal(heap.unboxInt64(heap.getField(heap.getField(r, 1), 1)), 100003n)
  const global = compile([new ReturnNode(new GlobalRef(f.core, sym('g')))], 0, 0)
  f.runtime.get_global = () => {
    throw new Error('get_global')
  }
  assert.throws(() => global(), /get_global/)
  const cell = heap.bindingCell(f.binding(f.core, sym('g')))
  heap.views.u32[cell >>> 2] = int(9)
  assert.equal(heap.unboxInt64(global()), 100009n)
})
