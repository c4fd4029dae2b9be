import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { sym } from '../syntax/index.ts'
import { newFunctionType, type Type } from '../types/index.ts'
import { TestTypes } from '../types/testing.ts'
import { arity } from './arity.ts'
import { type Method, MethodSystem, Module, type World } from './index.ts'
import { entryOf, SignatureIndex } from './signature-index.ts'

const ARGUMENTS = [
  'Any',
  'Number',
  'Real',
  'Integer',
  'Int',
  'String',
  'Union{Int, String}',
  'Union{Real, Char}',
  'Type',
  'Type{Int}',
  'Val',
  'Val{1}',
  'Val{2}',
  'Type{Val{1}}',
  'Type{Vector}',
  'Type{<:Vector}',
  'Tuple{Int, Int}',
  'Vector',
  'Vector{Int}',
  'Vector{<:Real}',
  'Tuple{Int, Any}',
  'Tuple{Vararg{Int}}',
  'Vararg{Any}',
  'Vararg{Int}',
]
const ACTUAL = [
  'Int',
  'String',
  'Char',
  'Float64',
  'Type{Int}',
  'Type{String}',
  'Vector{Int}',
  'Vector{String}',
  'Tuple{Int, Int}',
]
const WHERES = ['T, T', 'Vector{T}, T', 'T, Vararg{T}', 'Type{T}, T']

const params = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.nat(ARGUMENTS.length - 1), { maxLength: 3 }).map((at) => {
      const names = at.map((i) => ARGUMENTS[i])
      // a Vararg stands last
      const first = names.findIndex((n) => n.startsWith('Vararg'))
      return { args: (first < 0 ? names : names.slice(0, first + 1)).join(', '), where: '' }
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...WHERES).map((args) => ({ args, where: ' where T' })) },
)
/** Types of calls that inference asks about: not exact. */
const ABSTRACT = [
  ...ACTUAL,
  'Val',
  'Val{1}',
  'Val{2}',
  'Type{Val{1}}',
  'Type{Vector{Int}}',
  'Any',
  'Integer',
  'Union{Int, String}',
  'Type',
  'DataType',
  'Type{<:Real}',
  'Type{Vector}',
  'Vector',
  'Vararg{Int}',
]
const call = fc.array(fc.constantFrom(...ACTUAL), { maxLength: 3 }).map((names) => names.join(', '))
const step = fc.oneof(
  fc.record({ kind: fc.constant('define' as const), params }),
  fc.record({ kind: fc.constant('delete' as const), which: fc.nat(30) }),
  fc.record({ kind: fc.constant('call' as const), args: call }),
)

class Model {
  readonly t = new TestTypes()
  readonly main = new Module(sym('Main'), null)
  readonly methods = new MethodSystem(this.t.ts, new Module(sym('Core'), null))
  readonly all: Method[] = []

  constructor() {
    this.t.names.set(
      'typeof_f',
      newFunctionType(this.t.ts, sym('f'), sym('#f'), this.t.main, this.t.ts.function),
    )
  }

  sig(args: string, where = ''): Type {
    return this.t.type(`Tuple{typeof(f)${args === '' ? '' : `, ${args}`}}${where}`)
  }

  define(args: string, where: string): void {
    const m = this.methods.newMethod({
      name: sym('f'),
      module: this.main,
      sig: this.sig(args, where),
      file: 'test',
      line: 1,
      nargs: 1,
      isVararg: false,
      source: null,
    })
    this.methods.addMethod(m)
    this.all.push(m)
  }

  /** The answer from the definition alone: the applicable method that comes before all other applicable ones. */
  expected(args: Type, world: World): Method | null {
    const { ts } = this.t
    const applicable = this.all.filter(
      (m) => m.primaryWorld <= world && world <= m.deletedWorld && ts.isSubtype(args, m.sig),
    )
    return (
      applicable.find((m) => applicable.every((o) => o === m || ts.typeMoreSpecific(m.sig, o.sig))) ?? null
    )
  }
}

test('dispatch: the chosen method comes before all others that apply, whatever was defined, deleted and asked before', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 24 }), (steps) => {
      const model = new Model()
      const asked: { args: Type; world: World; answer: Method | null }[] = []
      for (const s of steps) {
        if (s.kind === 'define') model.define(s.params.args, s.params.where)
        else if (s.kind === 'delete') {
          const alive = model.all.filter((m) => m.deletedWorld > model.methods.world)
          if (alive.length > 0) model.methods.deleteMethod(alive[s.which % alive.length])
        } else {
          const args = model.sig(s.args)
          const { world } = model.methods
          const answer = model.methods.findMethod(args)?.method ?? null
          const expected = model.expected(args, world)
          // where the order of methods is no order of all applicable ones, the lookup may know better than "none"
          if (expected !== null) assert.equal(answer, expected)
          if (answer !== null) {
            const better = model.all.filter(
              (m) =>
                m !== answer &&
                m.primaryWorld <= world &&
                world <= m.deletedWorld &&
                model.t.ts.isSubtype(args, m.sig) &&
                model.t.ts.typeMoreSpecific(m.sig, answer.sig),
            )
            assert.deepEqual(better, [])
          }
          assert.equal(model.methods.findMethod(args)?.method ?? null, answer, 'asked again')
          asked.push({ args, world, answer })
        }
      }
      // old worlds answer as they did then
      for (const a of asked) assert.equal(model.methods.findMethod(a.args, a.world)?.method ?? null, a.answer)
    }),
    { numRuns: 150, seed: 20261123 },
  )
})

test('index: every method that may take calls of a type is a candidate for it', () => {
  const wide = fc.array(fc.constantFrom(...ABSTRACT), { maxLength: 4 }).map((names) => {
    const first = names.findIndex((n) => n.startsWith('Vararg'))
    return (first < 0 ? names : names.slice(0, first + 1)).join(', ')
  })
  fc.assert(
    fc.property(
      fc.array(params, { minLength: 8, maxLength: 30 }),
      fc.array(wide, { minLength: 5, maxLength: 15 }),
      (defined, calls) => {
        const model = new Model()
        const index = new SignatureIndex(model.t.ts)
        for (const p of defined) {
          model.define(p.args, p.where)
          index.add(entryOf(model.t.ts, model.all[model.all.length - 1]))
        }
        for (const args of calls) {
          const sig = model.sig(args)
          const found = index.candidates(sig)
          // looking at all methods finds nothing else, and in the same order
          const taking = (list: readonly Method[]): Method[] =>
            list.filter((m) => model.t.ts.typeIntersect(sig, m.sig) !== model.t.ts.bottom)
          assert.deepEqual(
            taking(found),
            taking(model.all).filter((m) => matchesArity(m, sig)),
          )
        }
      },
    ),
    { numRuns: 150, seed: 20261123 },
  )
})

/** Calls of type `sig` may have as many arguments as the method takes. */
function matchesArity(m: Method, sig: Type): boolean {
  const { min, max } = arity(sig)
  return m.arity.min <= max && m.arity.max >= min
}
