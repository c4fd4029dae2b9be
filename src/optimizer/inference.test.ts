import assert from 'node:assert/strict'
import test from 'node:test'
import { Fixture } from './testing/fixture.ts'

const DEFINITIONS = `
g(x::Int64) = x + 1
g(x::Float64) = x * 2.0
h(x) = g(x)
fact(n::Int64) = n <= 1 ? 1 : n * fact(n - 1)
even(n::Int64) = n == 0 ? true : odd(n - 1)
odd(n::Int64) = n == 0 ? false : even(n - 1)
isnothing(x) = x === nothing
orzero(x) = isnothing(x) ? 0 : x
bytypeof(x) = typeof(x) === Int64 ? x : 0
notflipped(x) = !isa(x, Int64) ? 0 : x
asserted(x) = (typeassert(x, Int64); x)
struct P{T}; a::T; b::Int64; end
pa(x) = getfield(P(x, 2), :a)
pb(x) = getfield(P(x, 2), :b)
tail(x, ys...) = ys
second(x...) = getfield(tail(x...), 1)
count(xs...) = nfields(xs)
callcount(a, b) = count(a, b, a)
grow(x) = grow((x,))
growvec(x) = growvec(P(x, 1))
maybe(x) = (if x < 3; y = 2; end; y)
caught(x::Int64) = try; g(x); catch; "no"; end
inv(x) = invoke(g, Tuple{Int64}, x)
app(x) = applicable(g, x)
mapt(f) = ()
mapt(f, x, ys...) = (f(x), mapt(f, ys...)...)
function loop(n::Int64)
  s = 0
  while s < n
    s = g(s)
  end
  s
end
function widening(n::Int64)
  x = 1
  while n < x
    x = "a"
  end
  x
end
function nested(n::Int64)
  x = ()
  while n < 3
    x = (x,)
  end
  x
end
typevalue(x) = P{typeof(x)}
bounded(::Type{T}) where {T} = T
elem(p::P{T}) where {T} = T
undefined() = (local z; z)
throws(x) = throw(x)
constcond() = 1 < 2 ? 1 : "never"
`

const RETURNS: readonly (readonly [f: string, args: readonly string[], result: string])[] = [
  ['g', ['Int64'], 'Int64'],
  ['h', ['Union{Int64,Float64}'], 'Union{Float64, Int64}'],
  ['h', ['Any'], 'Union{Float64, Int64}'],
  ['fact', ['Int64'], 'Int64'],
  ['even', ['Int64'], 'Bool'],
  ['orzero', ['Union{Nothing,Int64}'], 'Int64'],
  ['bytypeof', ['Any'], 'Any'], // as in Julia: only `isa` and `===` with values tell about a variable
  ['notflipped', ['Any'], 'Int64'],
  ['asserted', ['Any'], 'Int64'],
  ['pa', ['Float64'], 'Float64'],
  ['pb', ['Float64'], 'Const(2)'],
  ['second', ['Int64', 'Float64'], 'Float64'],
  ['callcount', ['Int64', 'Any'], 'Const(3)'],
  ['grow', ['Int64'], 'Union{}'],
  ['growvec', ['Int64'], 'Union{}'],
  ['maybe', ['Int64'], 'Const(2)'],
  ['caught', ['Int64'], 'Union{Int64, String}'],
  ['inv', ['Int64'], 'Int64'],
  ['app', ['Int64'], 'Const(true)'],
  ['app', ['String'], 'Const(false)'],
  ['mapt', ['typeof(g)', 'Int64', 'Float64'], 'Tuple{Int64, Float64}'],
  ['loop', ['Int64'], 'Int64'],
  ['widening', ['Int64'], 'Int64'],
  ['typevalue', ['Int64'], 'Const(P{Int64})'],
  ['bounded', ['Type{Int64}'], 'Const(Int64)'],
  ['elem', ['P{Float64}'], 'Const(Float64)'],
  ['undefined', [], 'Union{}'],
  ['throws', ['Int64'], 'Union{}'],
  ['constcond', [], 'Const(1)'],
]

test('return types', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  for (const [f, args, result] of RETURNS) {
    assert.equal(fx.returns(f, ...args), result, `${f}(${args.join(', ')})`)
  }
})

test('inference ends on types that grow', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  assert.match(fx.returns('nested', 'Int64'), /Tuple/)
})

test('edges name every callee', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  const ci = fx.infer('h', 'Int64')
  const calls = ci.edges
    .filter((e) => e.kind === 'call')
    .map((e) => (e.kind === 'call' ? fx.inference.showInstance(e.mi) : ''))
  assert.ok(calls.some((c) => c.startsWith('g:')))
  const open = fx.infer('h', 'Any')
  assert.ok(open.edges.some((e) => e.kind === 'matches' && e.methods.length === 2))
})

test('a redefinition ends the code that relied on the old method', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  const before = fx.infer('h', 'Int64')
  fx.run('g(x::Int64) = "new"')
  assert.ok(before.maxWorld < fx.methods.world)
  assert.match(fx.returns('h', 'Int64'), /String|Const/)
})

test('a constant that code folded is an edge', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  fx.define(fx.main, 'limit', fx.heap.boxInt64(7n))
  fx.run('getlimit() = limit')
  const ci = fx.infer('getlimit')
  assert.equal(fx.returns('getlimit'), 'Const(7)')
  assert.ok(ci.edges.some((e) => e.kind === 'binding' && e.binding.name.name === 'limit'))
})

test('frozen inference refuses what is new and names the way', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  fx.infer('fact', 'Int64')
  fx.inference.frozen = true
  assert.doesNotThrow(() => fx.infer('fact', 'Int64'))
  assert.throws(
    () => fx.infer('even', 'Int64'),
    (e: Error) => e.name === 'InferenceFrozenError' && e.message.includes('even'),
  )
})

test('mutual recursion is one cycle with one result', () => {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  const even = fx.infer('even', 'Int64')
  const odd = fx.infer('odd', 'Int64')
  assert.equal(even.returnType, odd.returnType)
  assert.equal(even.minWorld, odd.minWorld)
})
