import assert from 'node:assert/strict'
import test from 'node:test'
import { CodeInfo } from '../lowering/index.ts'
import { Binding, Method, MethodInstance } from '../methods/index.ts'
import {
  Argument,
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  LineNumberNode,
  Literal,
  NewvarNode,
  PhiCNode,
  PhiNode,
  PiNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import { newHeap } from './testing/fixture.ts'

const { heap, types: ts, core } = newHeap()

const code = new CodeInfo({
  code: [
    new Expr('=', [
      new SlotNumber(2),
      new Expr('call', [new GlobalRef(core, sym('+')), new SlotNumber(1), 1n]),
    ]),
    new GotoIfNot(new SSAValue(0), 3),
    new ReturnNode(new SlotNumber(2)),
    new ReturnNode(undefined),
  ],
  codeLines: Int32Array.from([0, 0, 1, -1]),
  lines: [
    { file: 'a.jl', line: 3, method: 'f', inlinedAt: -1 },
    { file: 'a.jl', line: 4, method: 'macro expansion', inlinedAt: 0 },
  ],
  slotNames: ['#self#', 'x', 'y'],
  slotFlags: Uint8Array.from([0, 4, 7]),
  nargs: 2,
  isVararg: true,
})
code.spNames = ['T']
code.inlining = 2
code.propagateInbounds = true
code.purity = 300

const trees: Ex[] = [
  1n,
  -1n,
  1n << 62n,
  0.5,
  -0,
  true,
  false,
  'text',
  '',
  null,
  sym('s'),
  new Literal('Int8', -3n),
  new Literal('UInt8', 200n),
  new Literal('Int16', -300n),
  new Literal('UInt16', 60000n),
  new Literal('Int32', -3n),
  new Literal('UInt32', 0xffffffffn),
  new Literal('UInt64', 1n << 63n),
  new Literal('Int128', -(1n << 100n)),
  new Literal('UInt128', 1n << 127n),
  new Literal('Float16', 0.5),
  new Literal('Float32', 0.25),
  new Literal('Char', 0x61000000),
  new Literal('Char', 0xf09f9880),
  new Literal('Bytes', Uint8Array.from([0xff, 0x41])),
  new LineNumberNode(7, 'file.jl'),
  new LineNumberNode(7, null),
  new QuoteNode(sym('q')),
  new QuoteNode(new Expr('a')),
  new GlobalRef(core, sym('Int')),
  new SSAValue(0),
  new SlotNumber(3),
  new Argument(1),
  new GotoNode(4),
  new GotoIfNot(new SSAValue(1), 0),
  new ReturnNode(null),
  new ReturnNode(undefined),
  new EnterNode(5),
  new EnterNode(-1, new SSAValue(2)),
  new NewvarNode(new SlotNumber(1)),
  new PhiNode([0, 3], [1n, undefined]),
  new PiNode(new SSAValue(1), ts.int64),
  new PhiCNode([new SSAValue(1)]),
  new UpsilonNode(undefined),
  new UpsilonNode(2n),
  new Expr('call', [sym('f'), new Expr('block', [1n, new Expr('tuple')]), 'x', null]),
  code,
  new Expr('thunk', [code]),
]

test('trees survive the way to the heap and back', () => {
  for (const tree of trees) assert.deepEqual(heap.valueToEx(heap.exToValue(tree)), tree)
})

test('nodes are Julia values with indices from 1', () => {
  const ssa = heap.exToValue(new SSAValue(0))
  assert.equal(heap.typeOf(ssa).name.name.name, 'SSAValue')
  assert.equal(heap.unboxInt64(heap.getField(ssa, 0)), 1n)
  const phi = heap.exToValue(new PhiNode([0], [1n]))
  assert.deepEqual(Array.from(new Int32Array(heap.vectorBytes(heap.getField(phi, 0)).slice().buffer)), [1])
  const expr = heap.exToValue(new Expr('call', [sym('f'), 2n]))
  assert.equal(heap.symbolAt(heap.getField(expr, 0)).name, 'call')
  assert.deepEqual(heap.vectorAt(heap.getField(expr, 1)), [heap.symbol('f'), heap.boxInt64(2)])
})

test('other values stand as references, and stay alive', () => {
  const v = heap.svec([heap.string('kept')])
  const back = heap.valueToEx(v) as ValueRef
  assert.ok(back instanceof ValueRef)
  heap.collect()
  assert.equal(heap.stringAt(heap.svecAt(back.address)[0]), 'kept')
})

test('a GlobalRef is unique', () => {
  const ref = new GlobalRef(core, sym('unique'))
  assert.equal(heap.exToValue(ref), heap.exToValue(new GlobalRef(core, sym('unique'))))
})

test('bindings, methods and instances', () => {
  const b = new Binding(core, sym('b'))
  core.bindings.set(b.name, b)
  assert.equal(heap.bindingValue(b), 0)
  heap.setBindingValue(b, heap.true_)
  assert.equal(heap.bindingValue(b), heap.true_)
  assert.equal(heap.bindingAt(heap.bindingCell(b)), b)
  const alias = new Binding(core, sym('c'))
  alias.owner = b
  assert.equal(heap.bindingValue(alias), heap.true_)
  const m = new Method({
    name: sym('f'),
    module: core,
    sig: ts.tuple([ts.any, ts.int64]),
    file: 'f.jl',
    line: 12,
    nargs: 2,
    isVararg: false,
    typeVars: [],
    source: code,
  })
  const v = heap.methodValue(m)
  assert.equal(heap.methodAt(v), m)
  const names = ts.fieldNamesOf(ts.method).map((n) => n.name)
  const field = (name: string): number => heap.getField(v, names.indexOf(name))
  assert.equal(heap.symbolAt(field('name')).name, 'f')
  assert.equal(heap.unboxInt32(field('line')), 12)
  assert.equal(heap.unboxInt32(field('nargs')), 2)
  assert.equal(heap.typeAt(field('sig')), m.sig)
  assert.equal(heap.stringAt(field('slot_syms')), '#self#\0x\0y\0')
  assert.equal(heap.unboxUInt64(field('deleted_world')), 0xffffffffffffffffn)
  const mi = new MethodInstance(m, ts.tuple([ts.any, ts.int64]), [ts.int64, 3n])
  const miAt = heap.methodInstanceValue(mi)
  assert.equal(heap.methodInstanceAt(miAt), mi)
  assert.equal(heap.getField(miAt, 0), v)
  assert.deepEqual(
    heap.svecAt(heap.getField(miAt, 2)).map((p) => heap.valueToParam(p)),
    [ts.int64, 3n],
  )
})
