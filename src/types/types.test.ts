import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { equivalentDefinition } from './definition.ts'
import { TypeApplicationError, TypeConstructionError } from './errors.ts'
import { unwrapUnionAll } from './free-vars.ts'
import type { DataType, Type } from './model.ts'
import { showType } from './show.ts'
import { TestTypes } from './testing.ts'

test('instantiations are unique', () => {
  const t = new TestTypes()
  for (const text of [
    'Vector{Int}',
    'Tuple{Int,Vector{String}}',
    'Vector{Vector{T} where T}',
    'Vector{Union{Int,Nothing}}',
    'Val{(1,:a,true)}',
    'NamedTuple{(:a,:b),Tuple{Int,Any}}',
    'Type{Vector}',
    'Dict{Symbol,Tuple{Vararg{Int}}}',
  ]) {
    const first = t.type(text)
    assert.ok(first === t.type(text), text)
  }
  for (const [a, b] of [
    ['Vector{Vector{T} where T}', 'Vector{Vector{S} where S}'],
    ['Vector{Union{Int,Nothing}}', 'Vector{Union{Nothing,Int}}'],
    ['NTuple{3,Int}', 'Tuple{Int,Int,Int}'],
  ])
    assert.ok(t.type(a) === t.type(b), `${a} in another spelling`)
  assert.ok(t.type('Val{1}') !== t.type('Val{true}'))
  assert.ok(
    t.ts.typesEqual(t.type('Vector{Tuple{T} where T}'), t.type('Vector{Tuple{Any}}')),
    'equal, if not identical',
  )
})

test('supertypes and fields of instantiations', () => {
  const t = new TestTypes()
  const { ts } = t
  assert.equal(showType(ts.superOf(t.type('UnitRange{Int}') as DataType)), 'AbstractVector{Int64}')
  assert.deepEqual(ts.fieldTypesOf(t.type('Pair{Int,String}') as DataType), [ts.int64, ts.string])
  assert.deepEqual(ts.fieldTypesOf(t.type('NamedTuple{(:a,),Tuple{Char}}') as DataType), [ts.char])
  assert.equal(showType(ts.fieldTypesOf(t.type('Vector{Int}') as DataType)[0]), 'MemoryRef{Int64}')
})

test('printing', () => {
  const t = new TestTypes()
  for (const [text, shown] of [
    ['Vector{Int}', 'Vector{Int64}'],
    ['Array{Int,3}', 'Array{Int64, 3}'],
    ['Vector', 'Vector'],
    ['Tuple{Int,Vararg{Any}}', 'Tuple{Int64, Vararg{Any}}'],
    ['Vector{T} where T<:Real', 'Vector{T} where T<:Real'],
    ['Union{Int,Nothing}', 'Union{Nothing, Int64}'],
    ['Tuple', 'Tuple'],
    ['Pair{A,A} where A', 'Pair{A, A} where A'],
    ['Type{Int}', 'Type{Int64}'],
    ['Dict{Symbol}', 'Dict{Symbol}'],
    ['Vector{<:Real}', 'Vector{<:Real}'],
    ['NamedTuple{(:a,),Tuple{Int}}', '@NamedTuple{a::Int64}'],
    ['typeof(sin)', 'typeof(sin)'],
    ['Memory{Int}', 'Memory{Int64}'],
    ['Val{:x}', 'Val{:x}'],
    ['NTuple{N,Int} where N', 'NTuple{N, Int64} where N'],
    ['NTuple', 'NTuple'],
  ])
    assert.equal(showType(t.type(text)), shown)
})

test('applications that are refused', () => {
  const t = new TestTypes()
  assert.throws(() => t.type('Complex{String}'), TypeApplicationError)
  assert.throws(() => t.type('Complex{1}'), TypeApplicationError)
  assert.throws(() => t.type('Vector{Int,Int}'), TypeConstructionError)
  assert.throws(() => t.type('Int64{Int}'), TypeConstructionError)
  assert.throws(() => t.type('Tuple{Int,Vararg{Int,:a}}'), TypeApplicationError)
  assert.throws(() => t.type('NTuple{-1,Int}'), TypeConstructionError)
  assert.throws(() => t.type('Tuple{Union{}}'), TypeConstructionError)
  assert.throws(() => t.type('NamedTuple{(:a,:a),Tuple{Int,Int}}'), TypeConstructionError)
  assert.throws(() => t.define('struct Bad <: Int64 end'), /can only subtype abstract types/)
})

test('layout', () => {
  const t = new TestTypes()
  t.define(`
    struct Bytes a::Int8; b::Int64; c::Int8 end
    struct Nested x::Bytes; y::Int8 end
    struct Empty end
    struct WithEmpty e::Empty; x::Int32 end
    struct Small a::Int8; b::Int16; c::Int32; d::Int8 end
    struct WithString s::String; n::Int8 end
    struct WithUnion u::Union{Int8,Int32}; x::Int8 end
    mutable struct Box2 a::Int8; b::Int64 end
    struct HoldsBox b::Box2; s::WithString end
    struct List next::Union{List,Nothing} end
    struct Abstractly x::Integer end
    primitive type Bits24 24 end
    struct WithBits a::Int8; b::Bits24 end
  `)
  const layouts: readonly (readonly [string, number, readonly number[], boolean, readonly number[]])[] = [
    ['Bytes', 24, [0, 8, 16], true, []],
    ['Nested', 32, [0, 24], true, []],
    ['Empty', 0, [], true, []],
    ['WithEmpty', 4, [0, 0], true, []],
    ['Small', 12, [0, 2, 4, 8], true, []],
    ['WithString', 16, [0, 8], false, [0]],
    ['WithUnion', 8, [0, 5], false, []],
    ['Box2', 16, [0, 8], false, []],
    ['HoldsBox', 24, [0, 8], false, [0, 8]],
    ['List', 8, [0], false, [0]],
    ['Abstractly', 8, [0], false, [0]],
    ['Tuple{Int8,Int16}', 4, [0, 2], true, []],
    ['NTuple{5,UInt8}', 5, [0, 1, 2, 3, 4], true, []],
    ['Complex{Float32}', 8, [0, 4], true, []],
    ['Tuple{Int8,String}', 16, [0, 8], false, [8]],
    ['WithBits', 8, [0, 4], true, []],
    ['MemoryRef{Int}', 16, [0, 8], false, [8]],
    ['Vector{Int}', 24, [0, 16], false, [8]],
    ['NamedTuple{(:a,:b),Tuple{Int8,Int32}}', 8, [0, 4], true, []],
  ]
  for (const [text, size, offsets, isBits, pointers] of layouts) {
    const l = t.ts.layoutOf(t.type(text) as DataType)
    assert.deepEqual(
      [l?.size, l?.fields.map((f) => f.offset), l?.isBits, l?.pointerOffsets],
      [size, offsets, isBits, pointers],
      text,
    )
  }
  assert.equal(t.ts.layoutOf(t.ts.string), undefined)
  const elements: readonly (readonly [string, string, number])[] = [
    ['Int16', 'bits', 2],
    ['String', 'ref', 4],
    ['Any', 'ref', 4],
    ['WithString', 'inline', 16],
    ['Union{Int8,Nothing}', 'union', 1],
    ['Union{Int,String}', 'ref', 4],
    ['Box2', 'ref', 4],
    ['List', 'ref', 4],
    ['Tuple{Int8,Int32}', 'bits', 8],
    ['Bits24', 'bits', 4],
  ]
  for (const [text, kind, size] of elements) {
    const e = t.ts.elementLayout(t.type(text))
    assert.deepEqual([e.kind, e.size], [kind, size], text)
  }
})

test('a definition evaluated again', () => {
  const same = (a: string, b: string): boolean => {
    const t = new TestTypes()
    t.define(a)
    const old = t.type('S')
    t.define(b)
    return equivalentDefinition(t.ts, old, unwrapUnionAll(t.type('S')) as DataType)
  }
  const def = 'struct S{T<:Real} <: Number x::T; next::Union{S{T},Nothing} end'
  assert.ok(same(def, def))
  assert.ok(!same(def, def.replace('Real', 'Integer')))
  assert.ok(!same(def, def.replace('<: Number', '')))
  assert.ok(!same(def, def.replace('x::T', 'x::Int')))
  assert.ok(!same(def, def.replace('x::T', 'y::T')))
  assert.ok(!same(def, `mutable ${def}`))
})

test('join', () => {
  const t = new TestTypes()
  for (const [a, b, join] of [
    ['Int', 'Float64', 'Real'],
    ['Int', 'String', 'Any'],
    ['Vector{Int}', 'Vector{String}', 'Vector'],
    ['Int8', 'Int16', 'Signed'],
    ['Tuple{Int,Int}', 'Tuple{Int,Float64}', 'Tuple{Int,Real}'],
    ['Tuple{Int}', 'Tuple{Int,Int}', 'Tuple{Int,Vararg{Int}}'],
    ['Type{Int}', 'Type{String}', 'Type'],
    ['Vector{Int}', 'Matrix{Int}', 'Array{Int}'],
  ]) {
    const joined = t.ts.typeJoin(t.type(a), t.type(b))
    assert.ok(t.ts.typesEqual(joined, t.type(join)), `${a}, ${b}: ${showType(joined)}`)
  }
})

// ---- laws, on random types --------------------------------------------------------------------------------------

const names = ['Int64', 'Integer', 'Real', 'String', 'Any', 'Nothing', 'Signed']
const { type } = fc.letrec<{ type: string; leaf: string; param: string }>((tie) => ({
  leaf: fc.constantFrom(...names),
  param: fc.oneof({ weight: 3, arbitrary: tie('leaf') }, tie('type'), fc.constantFrom('T', 'S')),
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    tie('param').map((p) => `Vector{${p}}`),
    tie('param').map((p) => `AbstractVector{${p}}`),
    fc.tuple(tie('param'), tie('param')).map(([p, q]) => `Pair{${p},${q}}`),
    fc.array(tie('param'), { maxLength: 3 }).map((ps) => `Tuple{${ps.join(',')}}`),
    tie('param').map((p) => `Tuple{Vararg{${p}}}`),
    fc.tuple(tie('param'), tie('param')).map(([p, q]) => `Tuple{${p},Vararg{${q}}}`),
    fc.tuple(tie('type'), tie('type')).map(([p, q]) => `Union{${p},${q}}`),
    tie('param').map((p) => `Type{${p}}`),
  ),
}))
const bounds = fc.constantFrom('T', 'T<:Real', 'T<:Integer', 'T>:Int64')
/** A closed type: both variables are bound outside. */
const closed = fc.tuple(type, bounds).map(([t, b]) => `(${t}) where {${b}, S}`)
const settings = { seed: 20, numRuns: 400 }

function read(t: TestTypes, ...texts: string[]): Type[] {
  return texts.map((x) => t.type(x))
}

test('laws: reflexive, transitive, and unions are least upper bounds', () => {
  const t = new TestTypes()
  const { ts } = t
  fc.assert(
    fc.property(closed, closed, closed, (a, b, c) => {
      const [x, y, z] = read(t, a, b, c)
      assert.ok(ts.isSubtype(x, x), 'reflexive')
      assert.ok(ts.isSubtype(ts.bottom, x) && ts.isSubtype(x, ts.any), 'bounds')
      const union = ts.union([x, y])
      assert.ok(ts.isSubtype(x, union) && ts.isSubtype(y, union), 'union is above')
      if (ts.isSubtype(x, y) && ts.isSubtype(y, z)) assert.ok(ts.isSubtype(x, z), 'transitive')
    }),
    settings,
  )
})

test('laws: intersection lies above every common subtype, and disjoint types share none', () => {
  const t = new TestTypes()
  const { ts } = t
  const ground = fc.constantFrom(
    'Int64',
    'String',
    'Vector{Int64}',
    'Vector{Real}',
    'Tuple{Int64}',
    'Tuple{Int64,String}',
    'Tuple{}',
    'Pair{Int64,Integer}',
    'Tuple{Int64,Int64}',
    'Vector{Any}',
    'Type{Int64}',
    'DataType',
    'Tuple{Vector{Int64},Int64}',
    'Nothing',
  )
  fc.assert(
    fc.property(closed, closed, ground, (a, b, g) => {
      const [x, y, leaf] = read(t, a, b, g)
      const met = ts.typeIntersect(x, y)
      const both = ts.isSubtype(leaf, x) && ts.isSubtype(leaf, y)
      if (both) assert.ok(ts.isSubtype(leaf, met), `${g} <: ${a} ∩ ${b} = ${showType(met)}`)
      if (both) assert.ok(!ts.hasEmptyIntersection(x, y), 'not disjoint')
    }),
    { ...settings, numRuns: 2000 },
  )
})

test('laws: types below each other are one; joins lie above both, intersections below one of them', () => {
  const t = new TestTypes()
  const { ts } = t
  fc.assert(
    fc.property(closed, closed, (a, b) => {
      const [x, y] = read(t, a, b)
      if (ts.isSubtype(x, y) && ts.isSubtype(y, x)) {
        assert.ok(ts.typesEqual(x, y), 'antisymmetric')
        const vector = ts.builtinType('Vector')
        assert.equal(ts.applyType(vector, [x]), ts.applyType(vector, [y]), 'equal parameters make one type')
      }
      const join = ts.typeJoin(x, y)
      assert.ok(ts.isSubtype(x, join) && ts.isSubtype(y, join), `${showType(join)} is above ${a} and ${b}`)
      const met = ts.typeIntersect(x, y)
      assert.ok(
        ts.isSubtype(met, x) || ts.isSubtype(met, y),
        `${a} ∩ ${b} = ${showType(met)} is below one of them`,
      )
    }),
    settings,
  )
})

test('laws: specificity is a strict order on pairs', () => {
  const t = new TestTypes()
  const { ts } = t
  const signature = fc
    .array(type, { minLength: 1, maxLength: 2 })
    .map((ps) => `(Tuple{${ps.join(',')}}) where {T, S}`)
  fc.assert(
    fc.property(signature, signature, (a, b) => {
      const [x, y] = read(t, a, b)
      assert.ok(!ts.typeMoreSpecific(x, x))
      assert.ok(!(ts.typeMoreSpecific(x, y) && ts.typeMoreSpecific(y, x)), `${a} and ${b}`)
      if (ts.isSubtype(x, y) && !ts.isSubtype(y, x) && !ts.hasEmptyIntersection(x, y)) {
        assert.ok(ts.typeMoreSpecific(x, y), `${a} is a subtype of ${b}`)
      }
    }),
    settings,
  )
})
