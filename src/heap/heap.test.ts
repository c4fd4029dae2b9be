import assert from 'node:assert/strict'
import test from 'node:test'
import { sym } from '../syntax/index.ts'
import {
  type DataType,
  newFunctionType,
  newStruct,
  parseType,
  setBody,
  setSuper,
  type Type,
  type TypeParam,
} from '../types/index.ts'
import {
  DT_FLAGS,
  DT_INSTANCE,
  DT_LAYOUT,
  DT_NAME,
  DT_PARAMETERS,
  DT_SUPER,
  DT_TYPES,
  DTF_CONCRETE,
  DTF_ISBITS,
  LAYOUT_KIND,
  LAYOUT_NPTRS,
  LAYOUT_OFFSETS,
  LAYOUT_SIZE,
  LAYOUT_STRIDE,
  TAG_PERMANENT,
} from './constants.ts'
import { newHeap } from './testing/fixture.ts'

const { heap, types: ts, core } = newHeap()

function type(text: string, names: Readonly<Record<string, TypeParam>> = {}): Type {
  return parseType(ts, text, (n) => names[n] ?? (n === 'CPU' ? ts.cpu : ts.builtins.get(n))) as Type
}

function struct(
  name: string,
  fields: Readonly<Record<string, Type>>,
  isMutable = false,
  initialized?: number,
): DataType {
  const t = newStruct(ts, {
    name: sym(name),
    module: core,
    params: [],
    fieldNames: Object.keys(fields).map(sym),
    isMutable,
    initialized,
  })
  setSuper(ts, t, ts.any)
  setBody(ts, t, Object.values(fields))
  return t
}

test('boxes hold what was put in', () => {
  const rows: readonly [unknown, unknown][] = [
    [heap.unboxInt64(heap.boxInt64(-1n << 63n)), -1n << 63n],
    [heap.unboxInt64(heap.boxInt64(1023)), 1023n],
    [heap.unboxInt64(heap.boxInt64(1024)), 1024n],
    [heap.unboxInt64(heap.boxInt64(-512)), -512n],
    [heap.unboxUInt64(heap.boxUInt64(0xffffffffffffffffn)), 0xffffffffffffffffn],
    [heap.unboxInt8(heap.boxInt8(-128)), -128],
    [heap.unboxInt8(heap.boxInt8(127)), 127],
    [heap.unboxUInt8(heap.boxUInt8(255)), 255],
    [heap.unboxInt16(heap.boxInt16(-5)), -5],
    [heap.unboxUInt32(heap.boxUInt32(0xffffffff)), 0xffffffff],
    [heap.unboxInt128(heap.boxInt128(-3n)), -3n],
    [heap.unboxInt128(heap.boxInt128(1n << 100n)), 1n << 100n],
    [heap.unboxFloat16(heap.boxFloat16(1.5)), 1.5],
    [heap.unboxFloat32(heap.boxFloat32(0.1)), Math.fround(0.1)],
    [heap.unboxFloat64(heap.boxFloat64(0.1)), 0.1],
    [heap.unboxChar(heap.boxChar(0x61000000)), 0x61000000],
    [heap.unboxChar(heap.boxChar(0xc3a90000)), 0xc3a90000],
    [heap.unboxBool(heap.true_), true],
    [heap.unboxBool(heap.false_), false],
  ]
  for (const [got, expected] of rows) assert.equal(got, expected)
  assert.equal(heap.boxInt64(7), heap.boxInt64(7n))
  assert.equal(heap.boxChar(0x61000000), heap.boxChar(0x61000000))
  assert.equal(heap.typeOf(heap.boxInt8(-3)), ts.int8)
})

test('strings and symbols', () => {
  for (const s of ['', 'a', 'größe', '\u{1f600}\0x']) assert.equal(heap.stringAt(heap.string(s)), s)
  assert.equal(heap.exactStringAt(heap.string(new Uint8Array([0xff]))), null)
  assert.equal(heap.symbol('größe'), heap.symbol(sym('größe')))
  assert.equal(heap.symbolAt(heap.symbol('x')), sym('x'))
  assert.equal(heap.typeOf(heap.symbol('x')), ts.symbol)
  for (let i = 0; i < 5000; i++) heap.symbol(`name${i}`)
  assert.equal(heap.symbolAt(heap.symbol('name4321')).name, 'name4321')
})

test('a type object holds what Julia reads of it', () => {
  const { u32 } = heap.views
  for (const text of [
    'Int64',
    'Tuple{Int64,String}',
    'Array{Float64,2}',
    'GenericMemory{:not_atomic,Any,CPU}',
    'Ptr{Nothing}',
    'Real',
  ]) {
    const t = type(text) as DataType
    const at = heap.typeAddress(t)
    assert.equal(at % 16, 0)
    assert.equal(heap.typeOf(at), ts.dataType)
    assert.ok(heap.isType(at))
    assert.equal(heap.typeAt(at), t)
    assert.equal(heap.typeNameAt(u32[(at + DT_NAME) >>> 2]), t.name)
    assert.equal(heap.typeAt(u32[(at + DT_SUPER) >>> 2]), ts.superOf(t))
    assert.deepEqual(
      heap.svecAt(u32[(at + DT_PARAMETERS) >>> 2]).map((p) => heap.valueToParam(p)),
      t.parameters,
    )
    assert.deepEqual(
      heap.svecAt(u32[(at + DT_TYPES) >>> 2]).map((p) => heap.typeAt(p)),
      ts.fieldTypesOf(t),
    )
    assert.equal((u32[(at + DT_FLAGS) >>> 2] & DTF_CONCRETE) !== 0, t.isConcrete)
    assert.equal((u32[(at + DT_FLAGS) >>> 2] & DTF_ISBITS) !== 0, ts.isBitsType(t))
  }
  const nothing = heap.typeAddress(ts.nothing)
  assert.equal(heap.views.u32[(nothing + DT_INSTANCE) >>> 2], heap.nothing)
})

test('layout descriptors', () => {
  const word = (t: Type, offset: number): number => {
    const d = heap.views.u32[(heap.typeAddress(t) + DT_LAYOUT) >>> 2]
    return heap.views.u32[(d + offset) >>> 2]
  }
  const rows: readonly [string, number, number, number, number[]][] = [
    // type, kind, size, stride, offsets
    ['Tuple{Int64,String}', 0, 16, 0, [8]],
    ['Array{Any,1}', 0, 24, 0, [8]],
    ['GenericMemory{:not_atomic,Any,CPU}', 5, 16, 4, []],
    ['GenericMemory{:not_atomic,Int32,CPU}', 4, 16, 4, []],
    ['GenericMemory{:not_atomic,Tuple{Int8,String},CPU}', 6, 16, 16, [8]],
    ['GenericMemory{:not_atomic,Union{Nothing,Int64},CPU}', 7, 16, 8, []],
    ['String', 1, 8, 0, []],
    ['Task', 9, 144, 0, [0, 8, 16, 24, 32, 40, 48]],
    ['WeakRef', 10, 8, 0, []],
  ]
  for (const [text, kind, size, stride, offsets] of rows) {
    const t = type(text)
    assert.equal(word(t, LAYOUT_KIND), kind, text)
    assert.equal(word(t, LAYOUT_SIZE), size, text)
    assert.equal(word(t, LAYOUT_STRIDE), stride, text)
    assert.deepEqual(
      Array.from({ length: word(t, LAYOUT_NPTRS) }, (_, i) => word(t, LAYOUT_OFFSETS + i * 4)),
      offsets,
      text,
    )
  }
})

test('structs: fields in, fields out, by TypeScript and by the kernel', () => {
  const Inner = struct('Inner', { a: ts.int8, b: ts.any })
  const t = struct('Outer', {
    x: ts.int64,
    u: ts.union([ts.nothing, ts.int32]),
    i: Inner,
    s: ts.string,
    f: ts.float32,
    b: ts.bool,
  })
  const inner = heap.newStruct(Inner, [heap.boxInt8(-7), heap.string('deep')])
  for (const u of [heap.nothing, heap.boxInt32(77)]) {
    const fields = [heap.boxInt64(1 << 20), u, inner, heap.string('s'), heap.boxFloat32(2.5), heap.true_]
    const v = heap.newStruct(t, fields)
    fields.forEach((x, i) => {
      assert.ok(heap.egal(heap.getField(v, i), x), `field ${i}`)
      assert.ok(heap.egal(heap.kernel.getfield_index(v, i) >>> 0, x), `kernel field ${i}`)
    })
    const frame = heap.pushFrame(heap.nothing, fields)
    const w = heap.kernel.new_structv(heap.typeAddress(t), frame + 4, fields.length) >>> 0
    heap.popFrame(frame)
    assert.ok(heap.egal(v, w))
    assert.equal(heap.objectId(v), heap.objectId(w))
  }
  const index = heap.kernel.field_index(heap.typeAddress(t), heap.symbol('f'))
  assert.equal(index, 4)
})

test('undefined fields', () => {
  const t = struct('Late', { a: ts.any, n: ts.int64 }, true, 0)
  const v = heap.newStruct(t, [])
  assert.equal(heap.isDefinedField(v, 0), false)
  assert.equal(heap.isDefinedField(v, 1), true)
  heap.setField(v, 0, heap.true_)
  assert.equal(heap.getField(v, 0), heap.true_)
})

test('egal', () => {
  const P = struct('P', { x: ts.int64, y: ts.any })
  const M = struct('M', { x: ts.int64 }, true)
  const pair = (x: number, y: number): number => heap.newStruct(P, [heap.boxInt64(x), y])
  const big = 1n << 40n
  const m = heap.newStruct(M, [heap.boxInt64(1)])
  const rows: readonly [number, number, boolean][] = [
    [heap.boxInt64(big), heap.boxInt64(big), true],
    [heap.boxInt64(big), heap.boxUInt64(big), false],
    [heap.boxFloat64(0), heap.boxFloat64(-0), false],
    [heap.boxFloat64(NaN), heap.boxFloat64(NaN), true],
    [heap.string('abc'), heap.string('abc'), true],
    [heap.string('abc'), heap.string('abd'), false],
    [pair(1, heap.string('q')), pair(1, heap.string('q')), true],
    [pair(1, heap.string('q')), pair(2, heap.string('q')), false],
    [m, heap.newStruct(M, [heap.boxInt64(1)]), false],
    [m, m, true],
    [pair(1, m), pair(1, m), true],
    [heap.svec([m, heap.nothing]), heap.svec([m, heap.nothing]), true],
    [heap.svec([m]), heap.svec([m, m]), false],
    [heap.typeAddress(type('Array{T,1} where T')), heap.typeAddress(type('Array{T,1} where T')), true],
    [heap.typeAddress(type('Array{T,1} where T')), heap.typeAddress(type('Array{S,1} where S')), false],
    [heap.typeAddress(type('Array{T,1} where T<:Real')), heap.typeAddress(type('Array{T,1} where T')), false],
    [heap.typeAddress(type('Union{Int8,Nothing}')), heap.typeAddress(type('Union{Nothing,Int8}')), true],
    [
      heap.tupleOf([heap.boxInt8(1), heap.boxFloat64(2)]),
      heap.tupleOf([heap.boxInt8(1), heap.boxFloat64(2)]),
      true,
    ],
  ]
  rows.forEach(([a, b, expected], i) => {
    assert.equal(heap.egal(a, b), expected, `row ${i}`)
    if (expected) assert.equal(heap.objectId(a), heap.objectId(b), `hash of row ${i}`)
  })
})

test('hashes are those of the published algorithms', () => {
  const bytes = new TextEncoder().encode('hello, world')
  const p = heap.kernel.raw_alloc(64) >>> 0
  heap.views.u8.set(bytes, p)
  // MurmurHash3 of "hello, world" with seed 0: x64 128 (second half), x86 32
  assert.equal(BigInt.asUintN(64, heap.kernel.memhash_seed(p, bytes.length, 0)), 0x4cdcbc079642414dn)
  assert.equal(heap.kernel.memhash32_seed(p, bytes.length, 0) >>> 0, 0x149bbb7f)
  for (let n = 0; n < 40; n++) {
    const data = Uint8Array.from({ length: n }, (_, i) => (i * 37 + n) & 255)
    heap.views.u8.set(data, p)
    assert.equal(
      BigInt.asUintN(64, heap.kernel.memhash_seed(p, n, 0xcafe8881)),
      murmur128(data, 0xcafe8881n)[1],
      `n = ${n}`,
    )
  }
})

/** MurmurHash3 x64 128 over BigInt, as its description says. */
function murmur128(data: Uint8Array, seed: bigint): [bigint, bigint] {
  const M = (x: bigint): bigint => BigInt.asUintN(64, x)
  const rot = (x: bigint, r: bigint): bigint => M((x << r) | (x >> (64n - r)))
  const c1 = 0x87c37b91114253d5n
  const c2 = 0x4cf5ad432745937fn
  const mix = (k: bigint): bigint => {
    let x = k
    x = M((x ^ (x >> 33n)) * 0xff51afd7ed558ccdn)
    x = M((x ^ (x >> 33n)) * 0xc4ceb9fe1a85ec53n)
    return x ^ (x >> 33n)
  }
  const word = (at: number, n: number): bigint => {
    let x = 0n
    for (let i = n - 1; i >= 0; i--) x = (x << 8n) | BigInt(data[at + i])
    return x
  }
  let h1 = seed
  let h2 = seed
  let at = 0
  for (; at + 16 <= data.length; at += 16) {
    h1 ^= M(rot(M(word(at, 8) * c1), 31n) * c2)
    h1 = M(M(rot(h1, 27n) + h2) * 5n + 0x52dce729n)
    h2 ^= M(rot(M(word(at + 8, 8) * c2), 33n) * c1)
    h2 = M(M(rot(h2, 31n) + h1) * 5n + 0x38495ab5n)
  }
  const rest = data.length - at
  if (rest > 8) h2 ^= M(rot(M(word(at + 8, rest - 8) * c2), 33n) * c1)
  if (rest > 0) h1 ^= M(rot(M(word(at, Math.min(8, rest)) * c1), 31n) * c2)
  h1 ^= BigInt(data.length)
  h2 ^= BigInt(data.length)
  h1 = M(h1 + h2)
  h2 = M(h2 + h1)
  h1 = mix(h1)
  h2 = mix(h2)
  h1 = M(h1 + h2)
  return [h1, M(h2 + h1)]
}

test('type parameters survive the way to a value and back', () => {
  const params: TypeParam[] = [
    5n,
    1n << 50n,
    true,
    sym('a'),
    ts.int64,
    type('Array{T,1} where T'),
    ts.cpu,
    ts.paramModule(core),
    ts.paramTuple([sym('a'), sym('b')]),
    ts.paramTuple([1n, true]),
    ts.paramBits(ts.int8, new Uint8Array([9])),
    ts.paramTuple([]),
  ]
  for (const p of params) {
    const v = heap.paramToValue(p)
    assert.equal(heap.paramToValue(p), v)
    assert.deepEqual(heap.valueToParam(v), p)
    assert.ok(heap.isParam(v))
  }
  assert.equal(heap.isParam(heap.string('no')), false)
})

test('singletons and functions', () => {
  const f = newFunctionType(ts, sym('f'), sym('#f'), core, ts.function)
  const v = heap.singleton(f)
  assert.equal(heap.typeOf(v), f)
  assert.equal(heap.singleton(f), v)
  assert.equal(heap.newStruct(f, []), v)
})

test('named tuples: fields by name', () => {
  const t = ts.namedTupleOf([sym('p'), sym('q')], ts.tuple([ts.int64, ts.string]))
  const v = heap.newStruct(t, [heap.boxInt64(3), heap.string('z')])
  assert.equal(heap.kernel.field_index(heap.typeAddress(t), heap.symbol('q')), 1)
  assert.equal(heap.stringAt(heap.kernel.getfield_index(v, 1) >>> 0), 'z')
})

test('types are read back from memory alone', () => {
  const other = newHeap()
  const h = other.heap
  const tv = other.types.typeVar('T', other.types.bottom, other.types.number)
  const box = newStruct(other.types, {
    name: sym('Holder'),
    module: other.core,
    params: [tv],
    fieldNames: [sym('item'), sym('next')],
    isMutable: true,
    constFields: [true, false],
  })
  setSuper(other.types, box, other.types.any)
  setBody(other.types, box, [tv, other.types.any])
  const applied = other.types.applyType(box.name.wrapper, [other.types.int64]) as DataType
  const at = h.typeAddress(applied)
  const wrapperAt = h.typeAddress(box.name.wrapper)
  const x = h.newStruct(applied, [h.boxInt64(4), h.nothing])
  for (const [address, object] of h.mirrors) {
    if (
      object === applied ||
      object === box ||
      object === box.name ||
      object === box.name.wrapper ||
      object === tv
    ) {
      h.mirrors.delete(address)
    }
  }
  const again = h.typeAt(at) as DataType
  assert.notEqual(again, applied)
  assert.equal(again.name.name.name, 'Holder')
  assert.deepEqual(
    again.name.fieldNames.map((n) => n.name),
    ['item', 'next'],
  )
  assert.equal(again.name.isMutable, true)
  assert.deepEqual(again.name.constFields, [true, false])
  assert.deepEqual(other.types.fieldTypesOf(again), [other.types.int64, other.types.any])
  assert.equal(h.typeOf(x), again)
  assert.equal(h.typeAddress(again), at)
  assert.equal(h.typeAt(wrapperAt), again.name.wrapper)
  assert.equal(h.typeAddress(again.name.wrapper), wrapperAt)
  assert.equal(h.unboxInt64(h.getField(x, 0)), 4n)
  assert.equal(other.types.applyType(again.name.wrapper, [other.types.int64]), again)
})

test('an image range: permanent objects that are roots', () => {
  const { heap: h, types } = newHeap()
  const at = h.allocateImage(4096)
  h.views.u8.fill(0, at, at + 4096)
  // two objects: a SimpleVector that refers to a young string, and a symbol
  const vector = at + 8
  const { u32, u8 } = h.views
  u32[(vector - 8) >>> 2] = 16
  u32[(vector - 4) >>> 2] = h.typeAddress(types.simpleVector) | TAG_PERMANENT
  u32[vector >>> 2] = 1
  const symbol = vector + 16 + 8
  u32[(symbol - 8) >>> 2] = 16
  u32[(symbol - 4) >>> 2] = h.typeAddress(types.symbol) | TAG_PERMANENT
  const name = new TextEncoder().encode('imaged')
  const p = h.kernel.raw_alloc(16) >>> 0
  u8.set(name, p)
  u32[symbol >>> 2] = h.kernel.memhash32_seed(p, name.length, 0xcafe8881)
  u32[(symbol + 4) >>> 2] = name.length
  u8.set(name, symbol + 8)
  assert.equal(h.findSymbol(name), 0)
  h.adoptSymbol(symbol)
  assert.equal(h.symbol('imaged'), symbol)
  h.views.u32[(vector + 8) >>> 2] = h.string('young')
  h.addRootRange(at, symbol + 16)
  h.gcStress = true
  for (let i = 0; i < 20; i++) h.kernel.alloc(h.typeAddress(types.string), 24)
  assert.equal(h.stringAt(h.svecAt(vector)[0]), 'young')
  assert.ok(h.isPermanent(vector))
})
