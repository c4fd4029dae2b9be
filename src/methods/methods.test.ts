import assert from 'node:assert/strict'
import test from 'node:test'
import { sym } from '../syntax/index.ts'
import { newFunctionType, type Type } from '../types/index.ts'
import { TestTypes } from '../types/testing.ts'
import {
  CodeInstance,
  type Edge,
  type Method,
  type MethodInstance,
  MethodSystem,
  Module,
  WORLD_MAX,
} from './index.ts'

/** A system with functions whose methods are known by a label. */
class World {
  readonly t = new TestTypes()
  readonly core = new Module(sym('Core'), null)
  readonly main = new Module(sym('Main'), null)
  readonly methods = new MethodSystem(this.t.ts, this.core)

  /** Declares functions, so that `typeof(f)` can be written. */
  functions(...names: string[]): void {
    for (const name of names) {
      const t = newFunctionType(this.t.ts, sym(name), sym(`#${name}`), this.t.main, this.t.ts.function)
      this.t.names.set(`typeof_${name}`, t)
    }
  }

  sig(f: string, args: string, where = ''): Type {
    return this.t.type(`Tuple{typeof(${f})${args === '' ? '' : `, ${args}`}}${where}`)
  }

  /** `f(args) where …`, labelled. */
  define(f: string, args: string, label: string, where = ''): Method {
    const sig = this.sig(f, args, where)
    const m = this.methods.newMethod({
      name: sym(label),
      module: this.main,
      sig,
      file: 'test',
      line: 1,
      nargs: 1,
      isVararg: false,
      source: null,
    })
    this.methods.addMethod(m)
    return m
  }

  call(f: string, args: string, world?: number): string {
    return this.methods.findMethod(this.sig(f, args), world)?.method.name.name ?? 'none'
  }

  matches(f: string, args: string, limit = -1): string {
    const found = this.methods.matchingMethods(this.sig(f, args), undefined, limit)
    if (found === null) return 'too many'
    return found.matches.map((m) => m.method.name.name).join(' ') + (found.ambiguous ? ' ambiguous' : '')
  }

  instance(f: string, args: string): MethodInstance {
    return this.methods.specialize(this.methods.findMethod(this.sig(f, args))!)
  }

  /** Finished code for `mi` that relies on `edges`. */
  code(mi: MethodInstance, edges: readonly Edge[] = []): CodeInstance {
    const ci = new CodeInstance(mi, 1, WORLD_MAX, this.t.ts.any)
    ci.edges = edges
    mi.cache.push(ci)
    this.methods.storeEdges(ci)
    return ci
  }
}

const cases: {
  readonly name: string
  readonly methods: readonly (readonly [args: string, label: string, where?: string])[]
  readonly calls: readonly (readonly [args: string, label: string])[]
}[] = [
  {
    name: 'two arguments, ambiguous',
    methods: [
      ['Int, Any', 'left'],
      ['Any, Int', 'right'],
    ],
    calls: [
      ['Int, Char', 'left'],
      ['Char, Int', 'right'],
      ['Int, Int', 'none'],
      ['Char, Char', 'none'],
    ],
  },
  {
    name: 'ambiguity resolved',
    methods: [
      ['Int, Any', 'left'],
      ['Any, Int', 'right'],
      ['Int, Int', 'both'],
    ],
    calls: [
      ['Int, Int', 'both'],
      ['Int, Char', 'left'],
    ],
  },
  {
    name: 'abstract numbers',
    methods: [
      ['Integer, Real', 'IR'],
      ['Real, Integer', 'RI'],
      ['Number, Number', 'NN'],
    ],
    calls: [
      ['Int, Float64', 'IR'],
      ['Float64, Int', 'RI'],
      ['Int, Int', 'none'],
      ['Complex{Int}, Int', 'NN'],
    ],
  },
  {
    name: 'diagonal',
    methods: [
      ['T, T', 'same', ' where T'],
      ['Int, Any', 'int'],
    ],
    calls: [
      ['Char, Char', 'same'],
      ['Int, Char', 'int'],
      ['Int, Int', 'none'],
    ],
  },
  {
    name: 'diagonal before general',
    methods: [
      ['T, T', 'same', ' where T<:Number'],
      ['Number, Number', 'general'],
      ['Int, Int', 'int'],
    ],
    calls: [
      ['Float64, Float64', 'same'],
      ['Float64, Int', 'general'],
      ['Int, Int', 'int'],
    ],
  },
  {
    name: 'varargs',
    methods: [
      ['Any, Vararg{Any}', 'some'],
      ['Vararg{Int}', 'ints'],
    ],
    calls: [
      ['Int', 'ints'],
      ['Int, Int', 'ints'],
      ['Int, Char', 'some'],
      ['', 'ints'],
      ['Char', 'some'],
    ],
  },
  {
    name: 'fixed before vararg',
    methods: [
      ['Any', 'one'],
      ['Any, Any', 'two'],
      ['Vararg{Any}', 'any'],
    ],
    calls: [
      ['Int', 'one'],
      ['Int, Int', 'two'],
      ['Int, Int, Int', 'any'],
      ['', 'any'],
    ],
  },
  {
    name: 'unions',
    methods: [
      ['Union{Int, String}', 'IS'],
      ['Union{Int, Char}', 'IC'],
    ],
    calls: [
      ['String', 'IS'],
      ['Char', 'IC'],
      ['Int', 'none'],
    ],
  },
  {
    name: 'union before supertype',
    methods: [
      ['Union{Int8, Int16}', 'small'],
      ['Integer', 'integer'],
      ['Any', 'any'],
    ],
    calls: [
      ['Int8', 'small'],
      ['Int', 'integer'],
      ['String', 'any'],
    ],
  },
  {
    name: 'types as arguments',
    methods: [
      ['Type{Int}', 'int'],
      ['Type{T}', 'integer', ' where T<:Integer'],
      ['Type{T}', 'number', ' where T<:Number'],
      ['Type', 'type'],
      ['DataType', 'datatype'],
      ['Any', 'any'],
      ['Type{Union{}}', 'bottom'],
    ],
    calls: [
      ['Type{Int}', 'int'],
      ['Type{Int8}', 'integer'],
      ['Type{Float64}', 'number'],
      ['Type{String}', 'datatype'],
      ['Type{Vector}', 'type'],
      ['Int', 'any'],
      ['Type{Union{}}', 'bottom'],
      ['Core.TypeofBottom', 'bottom'],
    ],
  },
  {
    name: 'array element types',
    methods: [
      ['AbstractArray', 'array'],
      ['AbstractVector{T}', 'vector', ' where T'],
      ['Vector{T}', 'reals', ' where T<:Real'],
      ['Vector{Int}', 'ints'],
      ['Array{T,N}', 'n', ' where {T<:AbstractFloat, N}'],
    ],
    calls: [
      ['Vector{Int}', 'ints'],
      ['Vector{Int8}', 'reals'],
      ['Vector{String}', 'vector'],
      ['Matrix{String}', 'array'],
      ['Matrix{Float64}', 'n'],
      ['UnitRange{Int}', 'vector'],
    ],
  },
  {
    name: 'conversion',
    methods: [
      ['Type{T}, T', 'same', ' where T'],
      ['Type{T}, Any', 'general', ' where T<:Number'],
      ['Type{Any}, Any', 'any'],
    ],
    calls: [
      ['Type{String}, String', 'same'],
      ['Type{Int}, Int', 'general'],
      ['Type{Int}, Float64', 'general'],
      ['Type{Any}, Int', 'any'],
      ['Type{Number}, Int', 'general'],
    ],
  },
  {
    name: 'values',
    methods: [
      ['Val{1}', 'one'],
      ['Val{N}', 'n', ' where N'],
      ['Val{true}', 'yes'],
    ],
    calls: [
      ['Val{1}', 'one'],
      ['Val{2}', 'n'],
      ['Val{true}', 'yes'],
    ],
  },
  {
    name: 'lengths',
    methods: [
      ['NTuple{N,Int}, Vararg{Int,N}', 'tied', ' where N'],
      ['Tuple, Vararg{Any}', 'free'],
    ],
    calls: [
      ['Tuple{Int,Int}, Int, Int', 'tied'],
      ['Tuple{Int,Int}, Int', 'free'],
      ['Tuple{}', 'tied'],
    ],
  },
]

for (const c of cases) {
  test(`dispatch: ${c.name}`, () => {
    // the order of definition must not matter
    for (const methods of [c.methods, [...c.methods].reverse()]) {
      const w = new World()
      w.functions('f')
      for (const [args, label, where] of methods) w.define('f', args, label, where)
      for (const [args, label] of c.calls) assert.equal(w.call('f', args), label, `f(${args})`)
    }
  })
}

test('matches of abstract calls, most specific first', () => {
  const w = new World()
  w.functions('f')
  w.define('f', 'Any', 'any')
  w.define('f', 'Integer', 'integer')
  w.define('f', 'Int', 'int')
  w.define('f', 'String', 'string')
  assert.equal(w.matches('f', 'Real'), 'int integer any')
  assert.equal(w.matches('f', 'Int'), 'int')
  assert.equal(w.matches('f', 'Signed'), 'int integer')
  assert.equal(w.matches('f', 'Union{Int, String}').split(' ').sort().join(' '), 'any int string')
  assert.equal(w.matches('f', 'Any', 3), 'too many')
  assert.equal(w.matches('f', 'Real', 3), 'int integer any')
  w.functions('g')
  w.define('g', 'Int, Any', 'left')
  w.define('g', 'Any, Int', 'right')
  assert.match(w.matches('g', 'Integer, Integer'), /ambiguous/)
  assert.equal(w.matches('g', 'String, Int'), 'right')
})

test('static parameters', () => {
  const w = new World()
  w.functions('f')
  w.define('f', 'AbstractArray{T,N}, S', 'f', ' where {T, N, S<:Real}')
  const match = w.methods.findMethod(w.sig('f', 'Matrix{Int}, Float64'))!
  const { ts } = w.t
  assert.deepEqual(match.sparams, [ts.int64, 2n, ts.float64])
})

test('replacing a method makes a world; older worlds keep the old one', () => {
  const w = new World()
  w.functions('f')
  w.define('f', 'Int', 'old')
  const before = w.methods.world
  w.define('f', 'Int', 'new')
  assert.equal(w.call('f', 'Int'), 'new')
  assert.equal(w.call('f', 'Int', before), 'old')
  assert.equal(w.call('f', 'Int', before - 1), 'none')
  const found = w.methods.matchingMethods(w.sig('f', 'Int'), before)!
  assert.deepEqual([found.minWorld, found.maxWorld], [before, before])
})

test('deleting a method brings back what it hid', () => {
  const w = new World()
  w.functions('f')
  w.define('f', 'Any', 'any')
  const m = w.define('f', 'Int', 'int')
  assert.equal(w.call('f', 'Int'), 'int')
  w.methods.deleteMethod(m)
  assert.equal(w.call('f', 'Int'), 'any')
})

test('callable objects and types', () => {
  const w = new World()
  w.t.define('struct Poly <: Function c end')
  w.t.define('abstract type Shape end')
  w.t.define('struct Circle <: Shape end')
  const add = (sig: string, label: string): void => {
    w.methods.addMethod(
      w.methods.newMethod({
        name: sym(label),
        module: w.main,
        sig: w.t.type(sig),
        file: '',
        line: 0,
        nargs: 2,
        isVararg: false,
        source: null,
      }),
    )
  }
  add('Tuple{Poly, Any}', 'poly')
  add('Tuple{Shape, Int}', 'shape')
  add('Tuple{Type{Circle}}', 'circle')
  add('Tuple{Type{T}, Int} where T<:Shape', 'any shape')
  add('Tuple{Function, String}', 'function')
  const call = (sig: string) => w.methods.findMethod(w.t.type(sig))?.method.name.name ?? 'none'
  assert.equal(call('Tuple{Poly, Int}'), 'poly')
  assert.equal(call('Tuple{Circle, Int}'), 'shape')
  assert.equal(call('Tuple{Type{Circle}}'), 'circle')
  assert.equal(call('Tuple{Type{Circle}, Int}'), 'any shape')
  assert.equal(call('Tuple{typeof(sin), String}'), 'function')
})

test('invalidation: callers fall when a method takes their calls', () => {
  const w = new World()
  w.functions('f', 'g', 'h')
  w.define('f', 'Any', 'f')
  w.define('g', 'Any', 'g')
  w.define('h', 'Any', 'h')
  const f = w.code(w.instance('f', 'Int'))
  const g = w.code(w.instance('g', 'Int'), [{ kind: 'call', mi: f.mi }])
  const h = w.code(w.instance('h', 'Int'), [{ kind: 'call', mi: g.mi }])
  const other = w.code(w.instance('g', 'String'), [{ kind: 'call', mi: w.instance('f', 'String') }])
  w.define('f', 'String, Any', 'unrelated')
  assert.equal(h.maxWorld, WORLD_MAX)
  const before = w.methods.world
  const seen: CodeInstance[] = []
  w.methods.listeners.push({ onInvalidate: (ci) => seen.push(ci) })
  w.define('f', 'Integer', 'narrower')
  assert.equal(g.maxWorld, before)
  assert.equal(h.maxWorld, before)
  assert.equal(other.maxWorld, WORLD_MAX)
  assert.deepEqual(seen, [g, h])
  const [tree] = w.methods.invalidation.log
  assert.equal(tree.cause.method?.name.name, 'narrower')
  assert.equal(tree.victims[0].codeInstance, g)
  assert.equal(tree.victims[0].victims[0].codeInstance, h)
})

test('invalidation: a wider method changes nothing for calls that others take', () => {
  const w = new World()
  w.functions('f', 'g')
  w.define('f', 'Int', 'int')
  const g = w.define('g', 'Any', 'g')
  const ci = w.code(w.instance('g', 'Int'), [
    { kind: 'call', mi: w.instance('f', 'Int') },
    {
      kind: 'matches',
      sig: w.sig('f', 'Int'),
      methods: w.methods.matchingMethods(w.sig('f', 'Int'))!.matches.map((m) => m.method),
    },
  ])
  w.define('f', 'Any', 'any')
  assert.equal(ci.maxWorld, WORLD_MAX)
  w.define('g', 'Any', 'again')
  assert.notEqual(ci.maxWorld, WORLD_MAX, 'its own method is replaced')
  assert.notEqual(g.deletedWorld, WORLD_MAX)
})

test('invalidation: "no method matches" ends when one does', () => {
  const w = new World()
  w.functions('f', 'g')
  w.define('g', 'Any', 'g')
  const ci = w.code(w.instance('g', 'Int'), [{ kind: 'matches', sig: w.sig('f', 'Int'), methods: [] }])
  w.define('f', 'String', 'string')
  assert.equal(ci.maxWorld, WORLD_MAX)
  w.define('f', 'Int', 'int')
  assert.equal(ci.maxWorld, w.methods.world - 1)
})

test('invalidation: deleting a method ends what matched it', () => {
  const w = new World()
  w.functions('f', 'g')
  w.define('f', 'Any', 'any')
  const m = w.define('f', 'Int', 'int')
  w.define('g', 'Any', 'g')
  const matched = w.code(w.instance('g', 'Int'), [
    {
      kind: 'matches',
      sig: w.sig('f', 'Real'),
      methods: w.methods.matchingMethods(w.sig('f', 'Real'))!.matches.map((x) => x.method),
    },
  ])
  w.methods.deleteMethod(m)
  assert.notEqual(matched.maxWorld, WORLD_MAX)
})

test('invalidation: invoke is touched only where its signature is taken over', () => {
  const w = new World()
  w.functions('f', 'g')
  w.define('f', 'Any', 'any')
  w.define('g', 'Any', 'g')
  const any = w.methods.specialize({ ...w.methods.findMethod(w.sig('f', 'Int'))! })
  const ci = w.code(w.instance('g', 'Int'), [{ kind: 'invoke', sig: w.sig('f', 'Any'), mi: any }])
  w.define('f', 'Int', 'int')
  assert.equal(ci.maxWorld, WORLD_MAX)
  w.define('f', 'Any', 'other')
  assert.notEqual(ci.maxWorld, WORLD_MAX)
})

test('bindings: code ends with the value it relied on', () => {
  const w = new World()
  w.functions('g')
  w.define('g', 'Any', 'g')
  const b = w.methods.bindingForAssignment(w.main, sym('x'))
  const ci = w.code(w.instance('g', 'Int'), [{ kind: 'binding', binding: b, value: 8 }])
  w.methods.invalidateBinding(b)
  assert.notEqual(ci.maxWorld, WORLD_MAX)
})

test('compilation types: arguments only passed on are not specialized', () => {
  const w = new World()
  const { ts } = w.t
  w.functions('f', 'g')
  const plain = w.define('f', 'Any, Any', 'f')
  const wide = (f: string, args: string): string =>
    w.methods.compileable(w.methods.findMethod(w.sig(f, args))!).specTypes === w.sig(f, args)
      ? 'exact'
      : 'wide'
  assert.equal(wide('f', 'Type{Int}, typeof(g)'), 'exact', 'nothing known of the body')
  plain.calledArgs = 2
  assert.equal(wide('f', 'Int, typeof(g)'), 'exact', 'called')
  assert.equal(wide('f', 'typeof(g), Int'), 'wide', 'passed on')
  assert.equal(wide('f', 'Type{Int}, Int'), 'wide', 'passed on')
  w.define('g', 'Vararg{Any}', 'g')
  assert.equal(wide('g', 'Int, Int'), 'exact')
  const many = w.methods.compileable(w.methods.findMethod(w.sig('g', 'Int, String, Int, Char'))!)
  assert.equal(ts.typesEqual(many.specTypes, w.sig('g', 'Int, Vararg{Any}')), true)
})
