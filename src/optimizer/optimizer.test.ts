import assert from 'node:assert/strict'
import test from 'node:test'
import { Fixture } from './testing/fixture.ts'

const DEFINITIONS = `
g(x::Int64) = x + 1
g(x::Float64) = x * 2.0
h(x) = g(x)
@noinline far(x::Int64) = x + 1
near(x) = far(x)
getproperty(x, f::Symbol) = getfield(x, f)
setproperty!(x, f::Symbol, v) = setfield!(x, f, v)
struct R; start::Int64; stop::Int64; end
iterate(r::R) = r.start <= r.stop ? (r.start, r.start) : nothing
iterate(r::R, i::Int64) = i == r.stop ? nothing : (i + 1, i + 1)
function sum(n::Int64)
  s = 0
  for i in R(1, n)
    s = s + i
  end
  s
end
mutable struct M{T}; x::T; end
function local_object(n::Int64)
  m = M(n)
  m.x = m.x + 1
  m.x
end
function counting(n::Int64)
  m = M(0)
  while m.x < n
    m.x = m.x + 1
  end
  m.x
end
escapes(n::Int64) = M(n)
isnothing(x) = x === nothing
k(x) = isnothing(x) ? 0 : x + 1
function protected(x)
  z = 1
  try
    z = 2
    far(x)
    z = 3
  catch
    return z
  end
  z
end
@noinline check(b::Bool) = b ? nothing : throw("no")
@propagate_inbounds function at(t, i::Int64)
  @boundscheck check(i <= 2)
  getfield(t, i, false)
end
unsafe(t) = @inbounds at(t, 1)
safe(t) = at(t, 1)
splat(t) = +(t...)
dead() = 1 < 2 ? 1 : far(1)
`

function fixture(): Fixture {
  const fx = new Fixture()
  fx.run(DEFINITIONS)
  return fx
}

function ir(fx: Fixture, f: string, ...args: string[]): string {
  return fx
    .ir(f, ...args)
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '')
}

test('a small callee is inlined', () => {
  assert.equal(ir(fixture(), 'h', 'Int64'), '1 ─ %1 = add_int(_2, 1)::Int64\n return %1')
})

test('@noinline is bound to its code instance', () => {
  assert.match(ir(fixture(), 'near', 'Int64'), /invoke far\(_2\)/)
})

test('a union is split into tests', () => {
  const text = ir(fixture(), 'h', 'Union{Int64,Float64}')
  assert.match(text, /isa\(_2, (Int64|Float64)\)/)
  assert.match(text, /add_int/)
  assert.match(text, /mul_float/)
  assert.doesNotMatch(text, / g\(/)
})

test('methods of an open type are tried in turn, then dispatch', () => {
  const text = ir(fixture(), 'h', 'Any')
  assert.match(text, /isa\(_2, Int64\)/)
  assert.match(text, /isa\(_2, Float64\)/)
  assert.match(text, /= g\(_2\)/)
})

test('a for loop becomes a loop over its state', () => {
  const text = ir(fixture(), 'sum', 'Int64')
  assert.doesNotMatch(text, /tuple|getfield|===|not_int|new/)
  assert.match(text, /φ/)
})

test('a local mutable object becomes values', () => {
  const fx = fixture()
  assert.equal(ir(fx, 'local_object', 'Int64'), '1 ─ %1 = add_int(_2, 1)::Int64\n return %1')
  const loop = ir(fx, 'counting', 'Int64')
  assert.doesNotMatch(loop, /new|getfield|setfield/)
  assert.match(loop, /φ/)
})

test('an object that is returned stays', () => {
  assert.match(ir(fixture(), 'escapes', 'Int64'), /new M\{Int64\}\(_2\)/)
})

test('a test on a union leads straight to its branch', () => {
  const text = ir(fixture(), 'k', 'Union{Nothing,Int64}')
  assert.doesNotMatch(text, /φ/)
  assert.match(text, /π \(_2, Int64\)/)
})

test('variables of a try body reach the handler', () => {
  const text = ir(fixture(), 'protected', 'Int64')
  assert.match(text, /φᶜ/)
  assert.match(text, /ϒ \(2\)/)
})

test('bounds checks follow @inbounds', () => {
  const fx = fixture()
  assert.doesNotMatch(ir(fx, 'unsafe', 'Tuple{Int64,Int64}'), /check/)
  assert.match(ir(fx, 'unsafe', 'Tuple{Int64,Int64}'), /getfield\(_2, 1/)
  assert.match(ir(fx, 'safe', 'Tuple{Int64,Int64}'), /getfield/)
})

test('splatting a tuple is a plain call', () => {
  const text = ir(fixture(), 'splat', 'Tuple{Int64,Int64}')
  assert.match(text, /add_int/)
  assert.doesNotMatch(text, /_apply_iterate/)
})

test('code that cannot be reached is gone', () => {
  assert.equal(ir(fixture(), 'dead'), '1 ─ return 1')
})
