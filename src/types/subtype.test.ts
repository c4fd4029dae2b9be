import assert from 'node:assert/strict'
import test from 'node:test'
import { TestTypes } from './testing.ts'

/** Left type, relation, right type: `<:` holds one way only, `==` both ways, `!<:` neither way. */
const facts: readonly (readonly [string, '<:' | '==' | '!<:', string])[] = [
  // names and parameters
  ['Int64', '<:', 'Signed'],
  ['Int64', '!<:', 'Unsigned'],
  ['Union{}', '<:', 'Int64'],
  ['Int64', '<:', 'Any'],
  ['Vector{Int}', '<:', 'AbstractVector'],
  ['Vector{Int}', '!<:', 'Vector{Integer}'],
  ['Vector{Int}', '<:', 'Vector{<:Integer}'],
  ['Vector{Integer}', '<:', 'Vector{>:Int}'],
  ['Array{Int,1}', '==', 'Vector{Int}'],
  ['Ref{Int}', '<:', 'Ref'],
  ['Complex{Int}', '<:', 'Complex'],
  ['Complex{T} where T<:Real', '==', 'Complex'],
  // where
  ['Vector{T} where T', '==', 'Vector{S} where S'],
  ['Vector{<:Signed}', '<:', 'Vector{<:Integer}'],
  ['Vector{T} where Int<:T<:Int', '==', 'Vector{Int}'],
  ['Pair{A,B} where {A,B}', '==', 'Pair{B,A} where {A,B}'],
  ['Pair{A,A} where A', '<:', 'Pair'],
  ['Vector{Vector{T} where T}', '!<:', 'Vector{Vector{T}} where T'],
  ['Vector{Vector{Int}}', '<:', 'Vector{Vector{T}} where T'],
  ['Vector{Vector{Int}}', '<:', 'Vector{<:Vector}'],
  ['Pair{A,Vector{A}} where A', '<:', 'Pair{A,B} where {A,B<:Vector{A}}'],
  ['Dict{Int,Vector{Int}}', '<:', 'Dict{K,<:AbstractVector{K}} where K'],
  ['Ref{Pair{A,B} where B} where A', '!<:', 'Ref{Pair{A,B}} where {A,B}'],
  // unions
  ['Union{Int,String}', '<:', 'Union{Integer,AbstractString}'],
  ['Union{Int,Integer}', '==', 'Integer'],
  ['Tuple{Union{Int,String}}', '==', 'Union{Tuple{Int},Tuple{String}}'],
  ['Vector{Union{Int,String}}', '!<:', 'Union{Vector{Int},Vector{String}}'],
  ['Union{Vector{Int},Vector{String}}', '<:', 'Vector{<:Union{Int,String}}'],
  ['Union{Vector{T},Set{T}} where T', '==', 'Union{Vector,Set}'],
  [
    'Union{Tuple{Int,Int,Int},Tuple{Char,Char,Char}}',
    '<:',
    'Tuple{Union{Int,Char},Union{Int,Char},Union{Int,Char}}',
  ],
  ['Vector{Union{Nothing,Int}}', '<:', 'Vector{Union{Nothing,T}} where T'],
  // tuples
  ['Tuple{Int,Int}', '<:', 'Tuple{Vararg{Int}}'],
  ['Tuple{Int,Int}', '==', 'NTuple{2,Int}'],
  ['Tuple{}', '<:', 'Tuple{Vararg{Int}}'],
  ['Tuple{Int}', '!<:', 'Tuple{Int,Int}'],
  ['Tuple{Vararg{Int}}', '==', 'NTuple{N,Int} where N'],
  ['Tuple{Int,Vararg{Int}}', '<:', 'Tuple{Vararg{Int}}'],
  ['Tuple{Vararg{Union{}}}', '==', 'Tuple{}'],
  ['Tuple{NTuple{2,Int},NTuple{2,Char}}', '<:', 'Tuple{NTuple{N,Int},NTuple{N,Char}} where N'],
  ['Tuple{NTuple{2,Int},NTuple{3,Char}}', '!<:', 'Tuple{NTuple{N,Int},NTuple{N,Char}} where N'],
  ['Tuple{Matrix{Char},Int,Int}', '<:', 'Tuple{Array{T,N},Vararg{Int,N}} where {T,N}'],
  ['Tuple{Matrix{Char},Int}', '!<:', 'Tuple{Array{T,N},Vararg{Int,N}} where {T,N}'],
  // the diagonal rule
  ['Tuple{Int,Int}', '<:', 'Tuple{T,T} where T'],
  ['Tuple{Int,Char}', '!<:', 'Tuple{T,T} where T'],
  ['Tuple{T,T} where T<:Integer', '<:', 'Tuple{Real,Real}'],
  ['Tuple{T} where T', '==', 'Tuple{Any}'],
  ['Tuple{Vector{Real},Int,Float64}', '<:', 'Tuple{Vector{T},T,T} where T'],
  ['Tuple{T,T} where T', '<:', 'Tuple{Any,Any}'],
  ['Tuple{Int,Int8}', '<:', 'Tuple{T,T} where T>:Integer'],
  ['Tuple{DataType,DataType}', '<:', 'Tuple{T,T} where T'],
  ['Tuple{Vararg{T}} where T<:Signed', '<:', 'Tuple{Vararg{Integer}}'],
  ['Tuple{Vararg{Int}}', '<:', 'Tuple{Vararg{T}} where T'],
  // types of types
  ['Type{Int}', '<:', 'DataType'],
  ['Type{Vector}', '<:', 'UnionAll'],
  ['DataType', '<:', 'Type'],
  ['Type{Int}', '!<:', 'Type{Integer}'],
  ['Type{Int}', '<:', 'Type{<:Integer}'],
  ['Type{Union{}}', '==', 'Core.TypeofBottom'],
  ['Type{<:Integer}', '!<:', 'DataType'],
  ['Tuple{Type{Int},Int}', '<:', 'Tuple{Type{T},T} where T'],
  ['DataType', '!<:', 'Type{<:Integer}'],
  ['Vector{Type{Int}}', '!<:', 'Vector{DataType}'],
  // values
  ['Val{1}', '<:', 'Val'],
  ['Val{1}', '!<:', 'Val{true}'],
  ['Val{(1,:a)}', '==', 'Val{(1,:a)}'],
  ['NamedTuple{(:a,),Tuple{Int}}', '<:', 'NamedTuple{(:a,)}'],
  ['NamedTuple{(:a,),Tuple{Int}}', '!<:', 'NamedTuple{(:a,),Tuple{Integer}}'],
]

test('subtyping', () => {
  const t = new TestTypes()
  for (const [a, relation, b] of facts) {
    const x = t.type(a)
    const y = t.type(b)
    const shown = `${a} ${relation} ${b}`
    assert.equal(t.ts.isSubtype(x, y), relation !== '!<:', shown)
    assert.equal(t.ts.isSubtype(y, x), relation === '==', `reverse of ${shown}`)
    assert.equal(t.ts.typesEqual(x, y), relation === '==', shown)
  }
})

test('subtyping gives up on a blow-up with a safe answer', () => {
  const t = new TestTypes()
  const pairs = Array.from({ length: 12 }, (_, i) => `Union{Val{${2 * i}},Val{${2 * i + 1}}}`)
  const left = t.type(`Tuple{${pairs.join(',')}}`)
  const right = t.type(
    `Union{Tuple{${pairs.map((_, i) => `Val{${2 * i}}`).join(',')}},Tuple{${pairs.map((_, i) => `Val{${2 * i + 1}}`).join(',')}}}`,
  )
  assert.equal(t.ts.isSubtype(left, right), false)
})
