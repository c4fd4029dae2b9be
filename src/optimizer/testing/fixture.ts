import { readFileSync } from 'node:fs'
import { builtinNames, builtinTypeFunctions } from '../../builtins/tfuncs/index.ts'
import { Heap } from '../../heap/index.ts'
import type { InferenceEnv, IRCode, Value } from '../../inference/index.ts'
import { Inference, showIR } from '../../inference/index.ts'
import { type CodeInfo, lower } from '../../lowering/index.ts'
import type { CodeInstance } from '../../methods/index.ts'
import { MethodSystem, Module } from '../../methods/index.ts'
import type { Ex, Sym } from '../../syntax/index.ts'
import {
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  LineNumberNode,
  NewvarNode,
  parseAll,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  sym,
} from '../../syntax/index.ts'
import type { DataType, Type, TypeParam } from '../../types/index.ts'
import {
  newFunctionType,
  newStruct,
  parseType,
  setBody,
  setSuper,
  TypeSystem,
  type TypeVar,
  unwrapUnionAll,
} from '../../types/index.ts'
import { optimize } from '../pipeline.ts'

/**
 * For tests: a system that can define functions and structs from Julia text (by walking the lowered definitions;
 * nothing is run) and infer them. One module, `Main`, that sees the builtins, intrinsics and built-in types.
 */
export class Fixture {
  readonly core = new Module(sym('Core'), null)
  readonly main = new Module(sym('Main'), null)
  readonly types = new TypeSystem(this.core)
  readonly heap: Heap
  readonly methods: MethodSystem
  readonly inference: Inference
  private readonly builtinNames = new Map<Value, string>()

  constructor() {
    const bytes = readFileSync(new URL('../../../build/kernel.wasm', import.meta.url))
    this.heap = Heap.create(new WebAssembly.Module(bytes), this.types)
    this.methods = new MethodSystem(this.types, this.core)
    for (const [name, type] of this.types.builtins) this.define(this.core, name, this.heap.typeAddress(type))
    this.define(this.core, 'nothing', this.heap.nothing)
    this.define(this.core, 'Vararg', this.heap.typeAddress(this.types.varargValue))
    for (const name of builtinNames()) {
      const t = newFunctionType(this.types, sym(name), sym(`#${name}`), this.core, this.types.builtin)
      const v = this.heap.singleton(t)
      this.builtinNames.set(v, name)
      this.define(this.core, name, v)
    }
    this.methods.useModule(this.main, this.core)
    const env: InferenceEnv = {
      types: this.types,
      methods: this.methods,
      heap: this.heap,
      builtins: builtinTypeFunctions,
      core: this.core,
      builtinName: (f) => this.builtinNames.get(f) ?? null,
      bindingValue: (b) => this.heap.bindingValue(b),
      expandGenerated: () => null,
      moduleOptions: () => ({ infer: true, compile: 1, optimizeLevel: 2, maxMethods: 3 }),
      optimize: (r) => optimize(r, this.inference),
    }
    this.inference = new Inference(env)
    this.inference.verify = true
    this.run(PRELUDE)
  }

  define(m: Module, name: string, v: Value): void {
    const b = this.methods.bindingForAssignment(m, sym(name), 'declare')
    b.isConst = true
    b.isExported = true
    this.heap.setBindingValue(b, v)
  }

  /** Carries out the definitions in `text`. */
  run(text: string): void {
    const { expr } = parseAll(text, { file: 'test.jl', core: this.core })
    for (const e of expr instanceof Expr && expr.head === 'toplevel' ? expr.args : [expr]) {
      if (e instanceof LineNumberNode || e === null) continue
      this.eval(e as Ex)
    }
  }

  private gensym = 0

  private eval(e: Ex): void {
    const form = lower(
      e,
      this.main,
      {
        core: this.core,
        base: this.main,
        softScope: false,
        warn: () => {},
        nextGensym: () => ++this.gensym,
        callMacro: (call: Expr) => this.macro(call),
        isGlobalDefined: (m: Module, name: Sym) => this.methods.resolveBinding(m, name) !== null,
      } as unknown as Parameters<typeof lower>[2],
      { file: 'test.jl', line: 1 },
    )
    if (form.kind === 'thunk') new Evaluator(this, form.code).run()
  }

  /** `@inline`, `@noinline`, `@inbounds`, `@boundscheck` as Base has them. */
  private macro(call: Expr): { expr: Ex; module: Module } {
    const name = call.args[0] as Sym
    const body = call.args[call.args.length - 1]
    const wrap = (ex: Ex): { expr: Ex; module: Module } => ({
      expr: new Expr('escape', [ex]),
      module: this.main,
    })
    switch (name.name) {
      case '@inline':
      case '@noinline':
      case '@propagate_inbounds': {
        const def = body as Expr
        const block = def.args[1] as Expr
        const metas =
          name.name === '@propagate_inbounds' ? ['inline', 'propagate_inbounds'] : [name.name.slice(1)]
        const inner = new Expr('block', [...metas.map((m) => new Expr('meta', [sym(m)])), block])
        return wrap(new Expr(def.head, [def.args[0], inner]))
      }
      case '@inbounds':
        return wrap(
          new Expr('block', [
            new Expr('inbounds', [true]),
            new Expr('local', [new Expr('=', [sym('#val'), body])]),
            new Expr('inbounds', [sym('pop')]),
            sym('#val'),
          ]),
        )
      case '@boundscheck':
        return wrap(new Expr('if', [new Expr('boundscheck', [true]), body]))
      default:
        throw new Error(`the fixture has no macro ${name.name}`)
    }
  }

  type(text: string): Type {
    if (text.startsWith('typeof(')) return this.functionType(text.slice(7, -1))
    const t = parseType(this.types, text, (name) => this.typeNamed(name))
    return t as Type
  }

  private typeNamed(name: string): TypeParam | undefined {
    const known = this.types.builtins.get(name)
    if (known !== undefined) return known
    const b = this.methods.resolveBinding(this.main, sym(name))
    if (b === null) return undefined
    const v = this.heap.bindingValue(b)
    return this.heap.isType(v) ? (this.heap.typeAt(v) as Type) : undefined
  }

  private functionType(f: string): Type {
    const b = this.methods.resolveBinding(this.main, sym(f))
    if (b === null) throw new Error(`${f} is not defined`)
    return this.inference.lattice.widen(this.inference.lattice.constant(this.heap.bindingValue(b.owner ?? b)))
  }

  /** `f` with arguments of these types, inferred. */
  infer(f: string, ...args: string[]): CodeInstance {
    const sig = this.types.tuple([this.functionType(f), ...args.map((a) => this.type(a))])
    const ci = this.inference.inferSignature(sig, this.methods.world)
    if (ci === null) throw new Error(`no method of ${f} for (${args.join(', ')})`)
    return ci
  }

  /** Optimised code as text. */
  ir(f: string, ...args: string[]): string {
    return showIR(this.infer(f, ...args).inferred as IRCode, this.inference.lattice)
  }

  /** Type of the result, as inference shows it. */
  returns(f: string, ...args: string[]): string {
    const ci = this.infer(f, ...args)
    const L = this.inference.lattice
    return L.show((ci.returnLattice as Parameters<typeof L.show>[0] | null) ?? ci.returnType)
  }
}

/** Enough of Base to write tests with. */
const PRELUDE = `
+(a::Int64, b::Int64) = add_int(a, b)
-(a::Int64, b::Int64) = sub_int(a, b)
*(a::Int64, b::Int64) = mul_int(a, b)
<(a::Int64, b::Int64) = slt_int(a, b)
<=(a::Int64, b::Int64) = sle_int(a, b)
==(a::Int64, b::Int64) = eq_int(a, b)
+(a::Float64, b::Float64) = add_float(a, b)
*(a::Float64, b::Float64) = mul_float(a, b)
!(a::Bool) = not_int(a)
`

type Val =
  | { t: 'type'; type: TypeParam }
  | { t: 'value'; value: Value }
  | { t: 'svec'; items: Val[] }
  | { t: 'sym'; sym: Sym }
  | { t: 'ex'; ex: Ex }

/** Walks the lowered code of a definition. */
class Evaluator {
  private readonly fx: Fixture
  private readonly code: CodeInfo
  private readonly ssa: (Val | undefined)[] = []
  private readonly slots: (Val | undefined)[] = []

  constructor(fx: Fixture, code: CodeInfo) {
    this.fx = fx
    this.code = code
  }

  run(): void {
    for (let pc = 0; pc < this.code.code.length; ) {
      const s = this.code.code[pc]
      if (s instanceof ReturnNode) return
      if (s instanceof GotoNode) pc = s.label
      else if (s instanceof GotoIfNot) {
        const c = this.operand(s.cond)
        pc = c.t === 'ex' && c.ex === true ? pc + 1 : s.dest
      } else {
        this.ssa[pc] = this.stmt(s)
        pc++
      }
    }
  }

  private stmt(s: Ex): Val {
    const nothing: Val = { t: 'ex', ex: null }
    if (s instanceof NewvarNode) return nothing
    if (!(s instanceof Expr)) return this.operand(s)
    switch (s.head) {
      case '=': {
        const v = s.args[1] instanceof Expr ? this.stmt(s.args[1]) : this.operand(s.args[1])
        const to = s.args[0]
        if (to instanceof SlotNumber) this.slots[to.id] = v
        else if (to instanceof GlobalRef) this.fx.define(this.fx.main, to.name.name, this.valueOf(v))
        return v
      }
      case 'method':
        return this.method(s)
      case 'isdefined':
        return { t: 'ex', ex: false }
      case 'call':
        return this.call(s)
      case 'global':
      case 'const':
      case 'meta':
        return nothing
      default:
        throw new Error(`the fixture cannot evaluate ${s.head}`)
    }
  }

  private operand(x: Ex): Val {
    if (x instanceof SSAValue) return this.ssa[x.id] as Val
    if (x instanceof SlotNumber) return this.slots[x.id] as Val
    if (x instanceof GlobalRef) {
      const b =
        this.fx.methods.resolveBinding(x.module as Module, x.name) ??
        this.fx.methods.resolveBinding(this.fx.main, x.name)
      if (b === null) return { t: 'sym', sym: x.name }
      return this.wrap(this.fx.heap.bindingValue(b.owner ?? b))
    }
    if (x instanceof QuoteNode)
      return 'name' in (x.value as object) ? { t: 'sym', sym: x.value as Sym } : { t: 'ex', ex: x.value }
    return { t: 'ex', ex: x }
  }

  private wrap(v: Value): Val {
    return this.fx.heap.isType(v) || this.fx.heap.typeOf(v) === this.fx.types.typeofVararg
      ? { t: 'type', type: this.fx.heap.typeAt(v) }
      : { t: 'value', value: v }
  }

  private valueOf(v: Val): Value {
    switch (v.t) {
      case 'type':
        return this.fx.heap.typeAddress(v.type as Type)
      case 'value':
        return v.value
      default:
        throw new Error('the fixture makes no value of this')
    }
  }

  private typeOf(v: Val): TypeParam {
    if (v.t === 'type') return v.type
    if (v.t === 'ex' && typeof v.ex === 'bigint') return v.ex
    if (v.t === 'sym') return v.sym
    throw new Error('not a type')
  }

  private method(s: Expr): Val {
    const { fx } = this
    const target = s.args[0]
    if (s.args.length === 1) {
      const g = target as GlobalRef
      if (
        fx.methods.resolveBinding(fx.main, g.name) === null ||
        (g.module === fx.main && !fx.main.bindings.has(g.name))
      ) {
        const t = newFunctionType(fx.types, g.name, sym(`#${g.name.name}`), fx.main, fx.types.function)
        fx.define(fx.main, g.name.name, fx.heap.singleton(t))
      }
      return this.operand(g)
    }
    const sigv = this.operand(s.args[1])
    if (sigv.t !== 'svec') throw new Error('method without a signature')
    const [args, sparams] = sigv.items
    if (args.t !== 'svec' || sparams.t !== 'svec') throw new Error('method without a signature')
    let sig: Type = fx.types.tuple(args.items.map((a) => this.typeOf(a)))
    for (const v of sparams.items.slice().reverse()) sig = fx.types.unionAll(this.typeOf(v) as TypeVar, sig)
    const code = s.args[2] as unknown as CodeInfo
    const name = target instanceof GlobalRef ? target.name : sym('anonymous')
    fx.methods.addMethod(
      fx.methods.newMethod({
        name,
        module: fx.main,
        sig,
        file: 'test.jl',
        line: 1,
        nargs: code.nargs,
        isVararg: code.isVararg,
        source: code,
      }),
    )
    return { t: 'ex', ex: null }
  }

  private call(s: Expr): Val {
    const { fx } = this
    const callee = s.args[0]
    if (!(callee instanceof GlobalRef)) throw new Error('the fixture calls only globals')
    const a = s.args.slice(1).map((x) => this.operand(x))
    const T = (i: number): Type => this.typeOf(a[i]) as Type
    switch (callee.name.name) {
      case 'svec':
        return { t: 'svec', items: a }
      case 'TypeVar': {
        const up = a.length === 2 ? T(1) : a.length === 3 ? T(2) : fx.types.any
        return {
          t: 'type',
          type: fx.types.typeVar((a[0] as { sym: Sym }).sym, a.length === 3 ? T(1) : fx.types.bottom, up),
        }
      }
      case 'Typeof': {
        const v = a[0]
        if (v.t === 'type') return { t: 'type', type: fx.types.typeOfType(v.type) }
        return { t: 'type', type: fx.heap.typeOf(this.valueOf(v)) }
      }
      case 'apply_type':
        return {
          t: 'type',
          type: fx.types.applyType(
            this.typeOf(a[0]),
            a.slice(1).map((v) => this.typeOf(v)),
          ),
        }
      case 'UnionAll':
        return { t: 'type', type: fx.types.unionAll(this.typeOf(a[0]) as TypeVar, T(1)) }
      case '_structtype': {
        const names = (a[3] as { items: Val[] }).items.map((v) => (v as { sym: Sym }).sym)
        const params = (a[2] as { items: Val[] }).items.map((v) => this.typeOf(v) as TypeVar)
        const mutable = (a[5] as { ex: boolean }).ex
        const t = newStruct(fx.types, {
          name: (a[1] as { sym: Sym }).sym,
          module: fx.main,
          params,
          fieldNames: names,
          isMutable: mutable,
          initialized: Number((a[6] as { ex: bigint }).ex),
          constFields: names.map(() => false),
          atomicFields: names.map(() => false),
        })
        return { t: 'type', type: t.name.wrapper }
      }
      case '===':
        return { t: 'ex', ex: T(0) === T(1) }
      case '_setsuper!':
        setSuper(fx.types, unwrapUnionAll(T(0)) as DataType, T(1))
        return { t: 'ex', ex: null }
      case '_typebody!':
        if (a.length > 1)
          setBody(
            fx.types,
            unwrapUnionAll(T(0)) as DataType,
            (a[1] as { items: Val[] }).items.map((v) => this.typeOf(v)),
          )
        return { t: 'ex', ex: null }
      default:
        throw new Error(`the fixture cannot call ${callee.name.name}`)
    }
  }
}
