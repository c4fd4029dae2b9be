import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test from 'node:test'
import type { Value } from '../heap/index.ts'
import { createNodeHost } from '../host/index.ts'
import { openSystemImage, saveSystemImage } from './images.ts'
import { Session } from './session.ts'

const home = resolve(import.meta.dirname, '../..')
const kernel = new WebAssembly.Module(readFileSync(join(home, 'build/kernel.wasm')))
const host = createNodeHost(null)
const options = { compile: 'yes', checkBounds: 'auto', inline: true, optLevel: 2, gcStress: 0, home } as const

function evaluate(session: Session, code: string): Value {
  try {
    return session.runSteps(session.evaluator.evalText(session.main, code, 'test'))
  } catch (problem) {
    throw new Error(session.describe(problem))
  }
}

const definitions = `
using Core.Intrinsics
struct Point; x::Int; y::Int; Point(x, y) = new(x, y); end
mutable struct Node{T}; value::T; next::Any; Node{T}(v, n) where {T} = new{T}(v, n); end
const origin = Point(0, 0)
const chain = Node{Int}(1, Node{Int}(2, nothing))
global counter = 41
f(x::Int) = add_int(x, 1)
f(x::Point) = f(getfield(x, :x))
g(x) = f(x)
call_g(p) = g(p)
h(x) = try; throw(x); catch e; e; end
`

test('a session that begins with a system image knows what the one before knew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'juliet-image-'))
  try {
    const path = join(folder, 'system.image')
    const first = new Session(kernel, host, options)
    first.jit.recorder = new Map()
    first.runSteps(first.loadFile(first.core, 'base/boot.jl'))
    first.base = first.main
    evaluate(first, definitions)
    assert.equal(first.heap.unboxInt64(evaluate(first, 'call_g(Point(4, 5))')), 5n)
    first.build = 'build'
    saveSystemImage(first, path)
    // the first session goes on
    assert.equal(first.heap.unboxInt64(evaluate(first, 'call_g(Point(5, 5))')), 6n)

    const second = new Session(kernel, host, options, openSystemImage(host, path, 'build'))
    const compiled = second.statistics.compiledFunctions
    const number = (code: string) => second.heap.unboxInt64(evaluate(second, code))
    assert.equal(number('call_g(Point(6, 5))'), 7n)
    assert.equal(second.statistics.compiledFunctions, compiled, 'nothing had to be compiled again')
    assert.equal(number('counter'), 41n)
    assert.equal(number('getfield(getfield(chain, :next), :value)'), 2n)
    assert.equal(number('h(7)'), 7n)
    assert.equal(second.heap.unboxBool(evaluate(second, 'origin === Point(0, 0)')), true)
    assert.equal(second.heap.unboxBool(evaluate(second, 'Node{Int} === typeof(chain)')), true)
    second.heap.collect()
    // values of the image may come to refer to new ones
    evaluate(second, 'setfield!(getfield(chain, :next), :next, Node{Point}(Point(8, 9), nothing))')
    second.heap.collect()
    assert.equal(number('getfield(getfield(getfield(getfield(chain, :next), :next), :value), :y)'), 9n)
    // methods of the image can be replaced, and what relied on them is compiled again
    evaluate(second, 'f(x::Int) = add_int(x, 100)')
    assert.equal(number('call_g(Point(6, 5))'), 106n)
    evaluate(second, 'f(x::Point) = 3')
    assert.equal(number('call_g(Point(6, 5))'), 3n)
    assert.throws(() => openSystemImage(host, path, 'other'), /another build/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
