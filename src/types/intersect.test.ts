import assert from 'node:assert/strict'
import test from 'node:test'
import { showType } from './show.ts'
import { TestTypes } from './testing.ts'

/** Two types and their intersection. */
const facts: readonly (readonly [string, string, string])[] = [
  ['Int64', 'Integer', 'Int64'],
  ['Int64', 'String', 'Union{}'],
  ['Integer', 'Signed', 'Signed'],
  ['Vector{Int}', 'Vector{String}', 'Union{}'],
  ['Vector{<:Real}', 'Vector{>:Int}', 'Vector{T} where Int<:T<:Real'],
  ['Tuple{Any,Int}', 'Tuple{String,Any}', 'Tuple{String,Int}'],
  ['Tuple{Int}', 'Tuple{Int,Int}', 'Union{}'],
  ['Tuple{Vararg{Int}}', 'Tuple{Vararg{String}}', 'Tuple{}'],
  ['Tuple{Int,Vararg{Any}}', 'Tuple{Any,String}', 'Tuple{Int,String}'],
  ['Tuple{T,T} where T', 'Tuple{Any,Float64}', 'Tuple{Float64,Float64}'],
  ['Tuple{T,T} where T', 'Tuple{Int,String}', 'Union{}'],
  ['Tuple{Vector{T},T} where T', 'Tuple{Vector{Int},Any}', 'Tuple{Vector{Int},Int}'],
  ['Tuple{Type{T},T} where T', 'Tuple{Type{Int},Any}', 'Tuple{Type{Int},Int}'],
  ['Tuple{Vector{T},Vector{T}} where T', 'Tuple{Vector{Int},Vector{Char}}', 'Union{}'],
  ['Pair{A,A} where A', 'Pair{Int,B} where B', 'Pair{Int,Int}'],
  ['Pair{A,Vector{A}} where A', 'Pair{Char}', 'Pair{Char,Vector{Char}}'],
  ['AbstractVector{Int}', 'UnitRange', 'UnitRange{Int}'],
  ['AbstractVector{String}', 'UnitRange', 'Union{}'],
  ['Dict', 'AbstractDict{String,Int}', 'Dict{String,Int}'],
  ['Array{T,1} where T<:Real', 'Array{Int,N} where N', 'Vector{Int}'],
  [
    'Tuple{AbstractArray{T,N},Vararg{Int,N}} where {T,N}',
    'Tuple{Matrix{Char},Vararg{Any}}',
    'Tuple{Matrix{Char},Int,Int}',
  ],
  ['Tuple{Val{N},NTuple{N,Int}} where N', 'Tuple{Val{2},Any}', 'Tuple{Val{2},Tuple{Int,Int}}'],
  ['Union{Int,String}', 'Union{String,Char}', 'String'],
  ['Type', 'DataType', 'DataType'],
  ['Type{Int}', 'UnionAll', 'Union{}'],
  ['Type{Pair{A,B}} where {A,B}', 'Type{F} where F<:(Pair{<:Signed})', 'Type{Pair{A,B}} where {A<:Signed,B}'],
  ['Type{F} where F<:(Pair{<:Signed})', 'Type{Pair{A,B}} where {A,B}', 'Type{Pair{A,B}} where {A<:Signed,B}'],
  ['Pair{S,T} where {T,S<:T}', 'Pair{Integer,Int}', 'Union{}'],
  ['Pair{S,T} where {T,S<:T}', 'Pair{Int,Real}', 'Pair{Int,Real}'],
  ['Ref{Complex{X}} where X', 'Ref{T} where T<:Complex', 'Ref{Complex{X}} where X<:Real'],
]

test('intersection', () => {
  const t = new TestTypes()
  for (const [a, b, both] of facts) {
    const x = t.type(a)
    const y = t.type(b)
    const want = t.type(both)
    for (const met of [t.ts.typeIntersect(x, y), t.ts.typeIntersect(y, x)]) {
      assert.ok(t.ts.typesEqual(met, want), `${a} ∩ ${b}: ${showType(met)}, not ${both}`)
    }
  }
})

test('intersection with the values of variables', () => {
  const t = new TestTypes()
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['Tuple{Vector{Int},Int}', 'Tuple{Vector{T},S} where {T,S<:Real}', ['Int64', 'Int64']],
    ['Tuple{Matrix{Char}}', 'Tuple{AbstractArray{T,N}} where {T,N}', ['Char', '2']],
    ['Tuple{Int,Int,Int}', 'Tuple{Vararg{T,N}} where {T,N}', ['Int64', '3']],
    ['Tuple{Type{Int},Any}', 'Tuple{Type{T},T} where T', ['Int64']],
    ['Tuple{Vector{Int},Any}', 'Tuple{AbstractVector{T},T} where T', ['Int64']],
    ['Tuple{Any}', 'Tuple{Vector{T}} where T', ['T']],
    ['Tuple{Type{Complex{X}} where X}', 'Tuple{Type{T}} where T<:Complex', ['Complex{X}']],
  ]
  for (const [a, sig, values] of cases) {
    const { env } = t.ts.intersectWithEnv(t.type(a), t.type(sig))
    assert.deepEqual(env.map(showType), values, `${a} in ${sig}`)
  }
})

/** The first is the more specific; with `~` neither is. */
const order: readonly (readonly [string, '>' | '~', string])[] = [
  ['Tuple{Int}', '>', 'Tuple{Integer}'],
  ['Tuple{Int,Any}', '~', 'Tuple{Any,Int}'],
  ['Tuple{T,T} where T', '>', 'Tuple{Any,Any}'],
  ['Tuple{Int,Any}', '~', 'Tuple{T,T} where T'],
  ['Tuple{Any}', '>', 'Tuple{Vararg{Any}}'],
  ['Tuple{Int,Int}', '>', 'Tuple{T,T} where T'],
  ['Tuple{Type{Int}}', '>', 'Tuple{DataType}'],
  ['Tuple{DataType}', '>', 'Tuple{Type}'],
  ['Tuple{Type{T}} where T<:Integer', '>', 'Tuple{Type}'],
  ['Tuple{Vector{Int}}', '>', 'Tuple{AbstractArray}'],
  ['Tuple{Vector}', '>', 'Tuple{AbstractArray{Int}}'],
  ['Tuple{Union{Int,String}}', '>', 'Tuple{Any}'],
  ['Tuple{Union{Int,String}}', '~', 'Tuple{Union{Int,Char}}'],
  ['Tuple{Integer,Integer}', '>', 'Tuple{T,T} where T<:Number'],
  ['Tuple{Array{T,1}} where T', '>', 'Tuple{Array}'],
  ['Tuple{Type{Union{}}}', '>', 'Tuple{Type{T}} where T<:Integer'],
]

test('specificity', () => {
  const t = new TestTypes()
  for (const [a, relation, b] of order) {
    const x = t.type(a)
    const y = t.type(b)
    assert.equal(t.ts.typeMoreSpecific(x, y), relation === '>', `${a} before ${b}`)
    assert.equal(t.ts.typeMoreSpecific(y, x), false, `${b} before ${a}`)
  }
})

test('families of types on which trying every choice would take for ever: the answer is sound', () => {
  const t = new TestTypes()
  const { ts } = t
  const tuple = (n: number, element: string): string =>
    `Tuple{${Array.from({ length: n }, () => element).join(',')}}`
  for (const n of [7, 20]) {
    const families = [
      [
        `${tuple(n, 'Union{Vector{T},Nothing,Missing,T}')} where T`,
        `${tuple(n, 'Union{Vector{S},Nothing,S}')} where S`,
      ],
      [tuple(n, '(Union{Vector{T},Set{T}} where T)'), tuple(n, 'Union{(Vector{T} where T<:Real),Nothing}')],
      [
        tuple(n, 'Union{Int,Nothing,Vector{Int}}'),
        `Union{${tuple(n, 'Nothing')},${tuple(n, 'Vector{Int}')}}`,
      ],
    ]
    for (const [a, b] of families) {
      const [x, y] = [t.type(a), t.type(b)]
      const met = [ts.typeIntersect(x, y), ts.typeIntersect(y, x)]
      for (const element of ['Nothing', 'Vector{Int}', 'Int']) {
        const leaf = t.type(tuple(n, element))
        if (!ts.isSubtype(leaf, x) || !ts.isSubtype(leaf, y)) continue
        for (const m of met) assert.ok(ts.isSubtype(leaf, m), `${element}s are in both`)
      }
      assert.ok(!(ts.typeMoreSpecific(x, y) && ts.typeMoreSpecific(y, x)))
    }
  }
})
