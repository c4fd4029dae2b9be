/**
 * A small interpreter of lowered code for tests of its meaning: control flow, closures, keywords, structs. It knows
 * no types: methods are chosen by the number of arguments.
 */
import {
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  NewvarNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
  ValueRef,
} from '../syntax/index.ts'
import type { CodeInfo } from './codeinfo.ts'
import { lower, spliceCaptures } from './lower.ts'
import { CORE, MAIN, type TestWorld } from './testing.ts'

type Value = unknown

interface Method {
  readonly code: CodeInfo
  readonly sparams: number
  readonly isKw: boolean
}

class Callable {
  readonly name: string
  readonly methods: Method[] = []
  /** methods of its instances */
  readonly ofInstances: Method[] = []
  fields: string[] = []
  constructor(name: string) {
    this.name = name
  }
}

class Instance {
  readonly type: Callable
  readonly fields = new Map<string, Value>()
  constructor(type: Callable, values: readonly Value[]) {
    this.type = type
    type.fields.forEach((f, i) => {
      if (i < values.length) this.fields.set(f, values[i])
    })
  }
}

class Box {
  contents: Value = undefined
}

class Named {
  readonly names: string[]
  readonly values: Value[]
  constructor(names: string[], values: Value[]) {
    this.names = names
    this.values = values
  }
}

class TypeOf {
  readonly value: Value
  readonly kw: boolean
  constructor(value: Value, kw = false) {
    this.value = value
    this.kw = kw
  }
}

/** A thrown Julia value */
class Thrown extends Error {
  readonly value: Value
  constructor(value: Value) {
    super(`thrown: ${String(value)}`)
    this.value = value
  }
}

type Native = (...args: Value[]) => Value

export class Interpreter {
  readonly #world: TestWorld
  readonly #globals = new Map<string, Value>()
  readonly #spliced: Value[] = []
  output = ''

  constructor(world: TestWorld) {
    this.#world = world
    const print: Native = (...xs) => {
      this.output += xs.map((x) => this.#show(x)).join('')
      return null
    }
    const op =
      (f: (a: never, b: never) => Value): Native =>
      (a, b) =>
        f(a as never, b as never)
    const base: Record<string, Value> = {
      print,
      println: (...xs: Value[]) => print(...xs, '\n'),
      '+': (...xs: Value[]) => (xs as bigint[]).reduce((a, b) => a + b),
      '-': op((a: bigint, b: bigint) => (b === undefined ? -a : a - b)),
      '*': op((a: bigint, b: bigint) => a * b),
      '<': op((a: bigint, b: bigint) => a < b),
      '>': op((a: bigint, b: bigint) => a > b),
      '<=': op((a: bigint, b: bigint) => a <= b),
      '==': op((a, b) => a === b),
      '!=': op((a, b) => a !== b),
      '%': op((a: bigint, b: bigint) => a % b),
      '!': (a: Value) => !a,
      not_int: (a: Value) => !a,
      add_int: op((a: bigint, b: bigint) => a + b),
      ':': op((a: bigint, b: bigint) =>
        Array.from({ length: Math.max(0, Number(b - a) + 1) }, (_, i) => a + BigInt(i)),
      ),
      vect: (...xs: Value[]) => xs,
      tuple: (...xs: Value[]) => xs,
      string: (...xs: Value[]) => xs.map((x) => this.#show(x)).join(''),
      iterate: (c: Value, s: Value = 1n) =>
        (c as Value[]).length >= Number(s) ? [(c as Value[])[Number(s) - 1], (s as bigint) + 1n] : null,
      indexed_iterate: (c: Value, i: Value) => [(c as Value[])[Number(i) - 1], (i as bigint) + 1n],
      rest: (c: Value, s: Value = 1n) => (c as Value[]).slice(Number(s) - 1),
      split_rest: (c: Value, n: Value, s: Value = 1n) => {
        const xs = (c as Value[]).slice(Number(s) - 1)
        return [xs.slice(0, xs.length - Number(n)), xs.slice(xs.length - Number(n))]
      },
      getindex: (c: Value, i: Value) => (c as Value[])[Number(i) - 1],
      'setindex!': (c: Value, v: Value, i: Value) => {
        ;(c as Value[])[Number(i) - 1] = v
        return c
      },
      'push!': (c: Value, v: Value) => [c, (c as Value[]).push(v)][0],
      length: (c: Value) => BigInt((c as Value[]).length),
      lastindex: (c: Value) => BigInt((c as Value[]).length),
      rethrow: () => {
        throw new Thrown(this.#exceptions[this.#exceptions.length - 1])
      },
      throw: (x: Value) => {
        throw new Thrown(x)
      },
      error: (x: Value) => {
        throw new Thrown(x)
      },
      convert: (_: Value, x: Value) => x,
      isempty: (x: Value) => (x instanceof Named ? x.names : (x as Value[])).length === 0,
      keys: (x: Value) => (x as Named).names,
      diff_names: (a: Value, b: Value) =>
        (a as string[]).filter((n) => !(b as Sym[]).some((s) => s.name === n)),
      kwerr: (x: Value) => {
        throw new Thrown(`unsupported keyword ${(x as Named).names.join()}`)
      },
      pairs: (x: Value) => x,
      structdiff: (x: Value, names: Value) => {
        const drop = (names as { names: Sym[] }).names.map((s) => s.name)
        const nt = x as Named
        const keep = nt.names.map((_, i) => i).filter((i) => !drop.includes(nt.names[i]))
        return new Named(
          keep.map((i) => nt.names[i]),
          keep.map((i) => nt.values[i]),
        )
      },
      merge: (a: Value, b: Value) =>
        new Named(
          [...(a as Named).names, ...(b as Named).names],
          [...(a as Named).values, ...(b as Named).values],
        ),
      getproperty: (x: Value, f: Value) =>
        x instanceof Named
          ? x.values[x.names.indexOf((f as Sym).name)]
          : (x as Instance).fields.get((f as Sym).name),
      'setproperty!': (x: Value, f: Value, v: Value) =>
        [v, (x as Instance).fields.set((f as Sym).name, v)][0],
      map: (f: Value, xs: Value) => (xs as Value[]).map((x) => this.call(f, [x])),
      collect: (x: Value) => x,
      Generator: (f: Value, xs: Value) => (xs as Value[]).map((x) => this.call(f, [x])),
      Filter: (f: Value, xs: Value) => (xs as Value[]).filter((x) => this.call(f, [x])),
      identity: (x: Value) => x,
      Flatten: (xs: Value) => (xs as Value[][]).flat(),
      materialize: (x: Value) => x,
      broadcasted: (f: Value, ...xs: Value[]) => {
        const n = Math.max(...xs.map((x) => (Array.isArray(x) ? x.length : 1)))
        return Array.from({ length: n }, (_, i) =>
          this.call(
            f,
            xs.map((x) => (Array.isArray(x) ? x[i] : x)),
          ),
        )
      },
    }
    for (const [name, v] of Object.entries(base)) this.#globals.set(name, v)
    this.#globals.set('Main', MAIN)
    this.#globals.set('esc', (x: Value) => new Expr('escape', [x as Ex]))
    this.#globals.set('Expr', (head: Value, ...xs: Value[]) => new Expr((head as Sym).name, xs as Ex[]))
    this.#globals.set('QuoteNode', (x: Value) => new QuoteNode(x as Ex))
    world.defined = (name, call) => {
      const f = this.#globals.get(name)
      if (!(f instanceof Callable)) return undefined
      const [source, ...args] = call.args.slice(1)
      return this.call(f, [source, MAIN, ...args]) as Ex
    }
  }

  #show(x: Value): string {
    if (x === null) return 'nothing'
    if (Array.isArray(x)) return `(${x.map((y) => this.#show(y)).join(', ')})`
    if (x instanceof Sym) return x.name
    if (x instanceof Named)
      return `(${x.names.map((n, i) => `${n} = ${this.#show(x.values[i])}`).join(', ')})`
    return String(x)
  }

  /** Runs a program; returns what it printed. */
  run(text: string): string {
    for (const form of this.#world.parse(text)) {
      if (form instanceof Expr) this.#form(form)
    }
    return this.output
  }

  #form(form: Expr): Value {
    const r = lower(form, MAIN, this.#world.env, { file: 'test.jl', line: 1 })
    if (r.kind === 'value') return this.#operand(r.value, [], [])
    if (r.kind === 'thunk') return this.#execute(r.code, [])
    if (r.expr.head === 'toplevel') for (const a of r.expr.args) if (a instanceof Expr) this.#form(a)
    return null
  }

  // ---- calls ----------------------------------------------------------------------------------------------------

  call(f: Value, args: Value[]): Value {
    if (typeof f === 'function') return (f as Native)(...args)
    const callable = f instanceof Instance ? f.type : f
    if (!(callable instanceof Callable)) throw new Thrown(`not callable: ${this.#show(f)}`)
    return this.#dispatch(
      f instanceof Instance ? callable.ofInstances : callable.methods,
      callable.name,
      [f, ...args],
      false,
    )
  }

  #dispatch(methods: readonly Method[], name: string, all: Value[], isKw: boolean): Value {
    const fits = methods.filter(
      (m) =>
        m.isKw === isKw && (m.code.isVararg ? all.length >= m.code.nargs - 1 : all.length === m.code.nargs),
    )
    const m = fits.findLast((x) => !x.code.isVararg) ?? fits[fits.length - 1]
    if (m === undefined) throw new Thrown(`no method ${name}/${all.length - 1}`)
    const n = m.code.nargs
    const args = m.code.isVararg ? [...all.slice(0, n - 1), all.slice(n - 1)] : all
    return this.#execute(m.code, args)
  }

  #core(name: string, args: Value[]): Value {
    const [a, b] = args
    switch (name) {
      case 'svec':
      case 'tuple':
        return args
      case 'Typeof':
      case 'typeof':
        return new TypeOf(a)
      case 'kwftype':
        return new TypeOf(a instanceof TypeOf ? a.value : a, true)
      case '===':
        return a === b
      case 'isa':
        return false
      case 'typeassert':
        return a
      case 'get_binding_type':
      case 'TypeVar':
      case '_typeof_captured_variable':
      case 'UnionAll':
        return null
      case 'set_binding_type!':
      case '_setsuper!':
      case '_typebody!':
        return null
      case 'Box': {
        const box = new Box()
        if (args.length > 0) box.contents = a
        return box
      }
      case 'isdefined':
        return a instanceof Box ? a.contents !== undefined : (a as Named).names.includes((b as Sym).name)
      case 'setfield!':
        ;(a as Box).contents = args[2]
        return args[2]
      case 'getfield':
        if (a instanceof Box) return a.contents
        if (a instanceof Named) return a.values[a.names.indexOf((b as Sym).name)]
        return Array.isArray(a) ? a[Number(b) - 1] : (a as Instance).fields.get((b as Sym).name)
      case '_structtype': {
        const t = new Callable((b as Sym).name)
        t.fields = (args[3] as Sym[]).map((s) => s.name)
        return t
      }
      case '_equiv_typedef':
        return true
      case 'apply_type':
        if (a instanceof NamedTupleMarker) return { names: b as Sym[] }
        return a instanceof CoreName && a.name === 'Type' ? new TypeOf(b) : a
      case 'NamedTuple':
        return new Named([], [])
      case '_apply_iterate':
        return this.call(b, (args.slice(2) as Value[][]).flat())
      case 'kwcall': {
        const target = (b instanceof Instance ? b.type : b) as Callable
        const methods = b instanceof Instance ? target.ofInstances : target.methods
        const self: Native = (...xs) => this.#core('kwcall', xs)
        return this.#dispatch(methods, target.name, [self, a, b, ...args.slice(2)], true)
      }
      case 'UndefKeywordError':
        return `UndefKeywordError: ${this.#show(a)}`
      case 'throw':
        throw new Thrown(a)
      case 'fieldtype':
        return null
      case '_expr':
        return new Expr((a as Sym).name, args.slice(1) as Ex[])
      default:
        throw new Error(`interpreter: no Core.${name}`)
    }
  }

  // ---- code -----------------------------------------------------------------------------------------------------

  #exceptions: Value[] = []

  #operand(e: Ex, slots: Value[], ssa: Value[]): Value {
    if (e instanceof SlotNumber) {
      const v = slots[e.id]
      if (v === undefined) throw new Thrown('UndefVarError')
      return v
    }
    if (e instanceof SSAValue) return ssa[e.id]
    if (e instanceof GlobalRef) {
      if (e.module === CORE) return new CoreName(e.name.name)
      const v = this.#globals.get(e.name.name)
      return v === undefined ? new Missing(e.name.name) : v
    }
    if (e instanceof Sym) return this.#operand(new GlobalRef(MAIN, e), slots, ssa)
    if (e instanceof QuoteNode) return e.value
    if (e instanceof ValueRef) return this.#spliced[e.address]
    if (e instanceof Expr && e.head === 'static_parameter') return null
    return e
  }

  #force(v: Value): Value {
    if (v instanceof Missing) throw new Thrown(`UndefVarError: ${v.name}`)
    return v
  }

  #execute(ci: CodeInfo, args: Value[]): Value {
    const slots: Value[] = args.slice()
    const ssa: Value[] = []
    const handlers: { dest: number; depth: number; at: number }[] = []
    const depthAt: number[] = []
    let pc = 0
    for (let steps = 0; steps < 100000; steps++) {
      const s = ci.code[pc]
      try {
        if (s instanceof ReturnNode) {
          if (s.value === undefined) throw new Error('interpreter: unreachable code reached')
          if (handlers.length > 0) throw new Error('interpreter: returns inside a handler')
          return this.#force(this.#operand(s.value, slots, ssa))
        }
        if (s instanceof GotoNode) {
          pc = s.label
          continue
        }
        if (s instanceof GotoIfNot) {
          const v = this.#operand(s.cond, slots, ssa)
          if (v === false) {
            pc = s.dest
            continue
          }
          if (v !== true) throw new Thrown(`TypeError: non-boolean ${this.#show(v)}`)
        } else if (s instanceof EnterNode) {
          handlers.push({ dest: s.catchDest, depth: this.#exceptions.length, at: pc })
          depthAt[pc] = this.#exceptions.length
        } else if (s instanceof NewvarNode) slots[s.slot.id] = undefined
        else if (s instanceof Expr && s.head === '=') {
          const v = this.#force(this.#evaluate(s.args[1], slots, ssa))
          const [lhs] = s.args
          if (lhs instanceof SlotNumber) slots[lhs.id] = v
          else this.#globals.set((lhs as GlobalRef).name.name, v)
        } else if (s instanceof Expr && s.head === 'leave') {
          for (const _ of s.args) handlers.pop()
        } else if (s instanceof Expr && s.head === 'pop_exception') {
          this.#exceptions.length = depthAt[(s.args[0] as SSAValue).id]
        } else ssa[pc] = this.#evaluate(s, slots, ssa)
        pc++
      } catch (problem) {
        const h = handlers.pop()
        if (!(problem instanceof Thrown) || h === undefined) throw problem
        this.#exceptions.length = h.depth
        this.#exceptions.push(problem.value)
        pc = h.dest
      }
    }
    throw new Error('interpreter: does not end')
  }

  #evaluate(e: Ex, slots: Value[], ssa: Value[]): Value {
    if (!(e instanceof Expr)) return this.#operand(e, slots, ssa)
    const at = (i: number): Value => this.#force(this.#operand(e.args[i], slots, ssa))
    switch (e.head) {
      case 'call': {
        const f = at(0)
        const args = e.args.slice(1).map((_, i) => at(i + 1))
        return f instanceof CoreName
          ? this.#core(
              f.name,
              args.map((a) => (a instanceof CoreName ? nativeCore(a) : a)),
            )
          : this.#applied(f, args)
      }
      case 'new':
        return new Instance(
          at(0) as Callable,
          e.args.slice(1).map((_, i) => at(i + 1)),
        )
      case 'the_exception':
        return this.#exceptions[this.#exceptions.length - 1]
      case 'isdefined':
        if (e.args[0] instanceof SlotNumber) return slots[e.args[0].id] !== undefined
        return this.#globals.has((e.args[0] as GlobalRef).name.name)
      case 'thunk':
        return this.#execute(e.args[0] as CodeInfo, [])
      case 'method':
        return this.#method(e, slots, ssa)
      case 'static_parameter':
        return null
      case 'copyast':
        return this.#operand(e.args[0], slots, ssa)
      default:
        return null
    }
  }

  #applied(f: Value, args: Value[]): Value {
    // `NamedTuple{names}(values)`
    if (typeof f === 'object' && f !== null && 'names' in f && !(f instanceof Named)) {
      return new Named(
        (f.names as Sym[]).map((s) => s.name),
        args[0] as Value[],
      )
    }
    return this.call(
      f,
      args.map((a) => (a instanceof CoreName ? nativeCore(a) : a)),
    )
  }

  #method(e: Expr, slots: Value[], ssa: Value[]): Value {
    const [name, sig, code, ...captured] = e.args
    if (e.args.length === 1) {
      const key = (name as GlobalRef).name.name
      const old = this.#globals.get(key)
      if (!(old instanceof Callable)) this.#globals.set(key, new Callable(key))
      return this.#globals.get(key)
    }
    const [types, sparams] = this.#operand(sig, slots, ssa) as Value[][]
    const first = types[0]
    const isKw = first instanceof TypeOf && first.kw
    const owner = isKw ? types[2] : first
    const target = (owner instanceof TypeOf ? owner.value : owner) as Callable
    const values = captured.map((x) => {
      this.#spliced.push(this.#operand(x, slots, ssa))
      return new ValueRef(this.#spliced.length - 1)
    })
    const m = { code: spliceCaptures(code as CodeInfo, values), sparams: sparams.length, isKw }
    ;(owner instanceof TypeOf ? target.methods : target.ofInstances).push(m)
    return null
  }
}

class CoreName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}
class Missing {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}
class NamedTupleMarker {}
const namedTupleMarker = new NamedTupleMarker()
const nativeCore = (c: CoreName): Value => (c.name === 'NamedTuple' ? namedTupleMarker : c)
