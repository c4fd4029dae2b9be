import { CodeInstanceRef, forEachOperand, type IRCode, type Lattice } from '../inference/index.ts'
import { type CodeInstance, Method } from '../methods/index.ts'
import {
  Argument,
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  PhiCNode,
  PhiNode,
  PiNode,
  ReturnNode,
  SSAValue,
  sym,
  UpsilonNode,
} from '../syntax/index.ts'

import { type SpecializedAbi, specializedAbi, specializedEntry } from './abi.ts'
import { BOXED_SIGNATURE } from './baseline.ts'
import { apply, callBuiltin, storeOutgoing } from './calls.ts'
import type { CompiledFunction } from './compiled.ts'
import { construct, isConstructible, makeTuple } from './construct.ts'
import { assertType, narrow, prepare, pushBoxed, pushPrepared, pushScalar, unboxed } from './convert.ts'
import { checkConcrete, emitDynamic, emitIsDefinedGlobal, setGlobal, symbolOf } from './dynamic.ts'
import { FunctionEmitter } from './emitter.ts'
import type { CodegenEnv } from './env.ts'
import { emitForeignCall, foreignCallOf } from './foreign.ts'
import { loadGlobal } from './globals.ts'
import { type Held, localSrc, type Src } from './held.ts'
import { functionName } from './names.ts'
import type { Repr } from './repr.ts'
import { emitStructured, FlowAnalysis, type FlowGraph, type Terminator } from './structure.ts'
import { Tier } from './tier.ts'
import { EventList } from './wasm/builder.ts'

/** The IR's blocks as a flow graph. */
function flowOf(ir: IRCode): FlowGraph {
  const blocks: Terminator[] = []
  const leaves: number[][] = []
  ir.cfg.blocks.forEach((b, k) => {
    const out: number[] = []
    for (let i = b.start; i < b.end; i++) {
      const s = ir.stmts[i]
      if (s instanceof Expr && s.head === 'leave') {
        for (const a of s.args) if (a instanceof SSAValue) out.push(ir.cfg.blockOf(a.id))
      }
    }
    leaves.push(out)
    const last = ir.stmts[b.end - 1]
    if (neverEnds(ir, b.start, b.end)) blocks.push({ kind: 'stop' })
    else if (last instanceof GotoNode) blocks.push({ kind: 'goto', to: last.label })
    else if (last instanceof GotoIfNot) {
      if (typeof last.cond === 'boolean') blocks.push({ kind: 'goto', to: last.cond ? k + 1 : last.dest })
      else blocks.push({ kind: 'branch', ifTrue: k + 1, otherwise: last.dest })
    } else if (last instanceof EnterNode) blocks.push({ kind: 'enter', body: k + 1, handler: last.catchDest })
    else if (last instanceof ReturnNode || k + 1 >= ir.cfg.blocks.length) blocks.push({ kind: 'stop' })
    else blocks.push({ kind: 'goto', to: k + 1 })
  })
  return { blocks, leaves }
}

/** A statement that certainly throws stands in the range. */
function neverEnds(ir: IRCode, start: number, end: number): boolean {
  for (let i = start; i < end; i++)
    if (ir.types[i].kind === 'Bottom' && ir.stmts[i] instanceof Expr) return true
  return false
}

/** One assignment on an edge. */
interface Copy {
  readonly phi: number
  readonly value: Ex
}

class OptimizedTier extends Tier {
  readonly #ir: IRCode
  readonly #ci: CodeInstance
  readonly #env: CodegenEnv
  readonly #abi: SpecializedAbi | null
  readonly #values: (Held | undefined)[]
  readonly #args: Held[] = []
  /** the arguments before trailing ones were gathered into a tuple */
  #given: readonly Held[] = []
  /** uses per statement, and whether they all stand in its own block */
  readonly #uses: Uint32Array
  readonly #usedElsewhere: Uint8Array
  /** blocks whose code ended in a statement that throws */
  readonly #ended: Uint8Array
  /** per upsilon: the φᶜ nodes it feeds */
  readonly #feeds = new Map<number, number[]>()
  /** `from * blocks + to` → φ assignments */
  readonly #copies = new Map<number, Copy[]>()

  constructor(e: FunctionEmitter, ci: CodeInstance, ir: IRCode, abi: SpecializedAbi | null) {
    super(e, flowOf(ir))
    this.#ir = ir
    this.#ci = ci
    this.#env = e.env
    this.#abi = abi
    const n = ir.stmts.length
    this.#values = new Array(n)
    this.#uses = new Uint32Array(n)
    this.#usedElsewhere = new Uint8Array(n)
    this.#ended = new Uint8Array(ir.cfg.blocks.length)
    this.#countUses()
  }

  #countUses(): void {
    const ir = this.#ir
    const count = ir.cfg.blocks.length
    const use = (x: Ex | undefined, block: number) => {
      if (!(x instanceof SSAValue)) return
      this.#uses[x.id]++
      if (ir.cfg.blockOf(x.id) !== block) this.#usedElsewhere[x.id] = 1
    }
    ir.stmts.forEach((s, i) => {
      const block = ir.cfg.blockOf(i)
      if (s instanceof PhiNode) {
        s.edges.forEach((from, k) => {
          const value = s.values[k]
          if (value === undefined) return
          use(value, from)
          const key = from * count + block
          const list = this.#copies.get(key)
          const copy = { phi: i, value }
          if (list === undefined) this.#copies.set(key, [copy])
          else list.push(copy)
        })
      } else if (s instanceof PhiCNode) {
        for (const v of s.values) {
          if (!(v instanceof SSAValue)) continue
          const list = this.#feeds.get(v.id)
          if (list === undefined) this.#feeds.set(v.id, [i])
          else list.push(i)
        }
      } else forEachOperand(s, (x) => use(x, block))
    })
  }

  run(entry: 'spec' | 'boxed'): CompiledFunction {
    this.prologue(() => {
      if (this.#abi !== null) this.#specializedArguments(this.#abi)
      else this.#boxedArguments()
      this.#reserveVariables()
    })
    emitStructured(this.flow, this)
    return this.e.finish(
      {
        name: functionName(this.#ci.mi),
        owner: this.#ci,
        entry,
        refParams: this.#abi?.refParams ?? [],
        lines: this.#ir.lineTable,
      },
      this.events,
    )
  }

  // ---- arguments -------------------------------------------------------------------------------------------------

  #specializedArguments(abi: SpecializedAbi): void {
    let next = 0
    const given = abi.params.map((repr) => {
      const leaves: Src[] = repr.leaves.map((l) => {
        const local = next++
        if (l.ref) this.code.defineParameter(local)
        return localSrc(local)
      })
      return this.e.ofLeaves(repr.type, repr, leaves)
    })
    this.#bindArguments(given)
  }

  #bindArguments(given: readonly Held[]): void {
    this.#given = given
    const { argTypes } = this.#ir
    const def = this.#ci.mi.def
    const isVararg = def instanceof Method && def.isVararg
    const fixed = isVararg ? argTypes.length - 1 : argTypes.length
    for (let i = 0; i < fixed; i++) this.#args.push(this.#refine(given[i] ?? this.e.nothing, argTypes[i]))
    if (isVararg) {
      const type = argTypes[fixed]
      this.#args.push(
        this.#refine(makeTuple(this.e, given.slice(fixed), this.#env.lattice.widen(type)), type),
      )
    }
  }

  /** The caller's frame keeps the arguments alive. */
  #boxedArguments(): void {
    const { code, e } = this
    const { argTypes } = this.#ir
    const { lattice } = this.#env
    const def = this.#ci.mi.def
    const isVararg = def instanceof Method && def.isVararg
    const fixed = isVararg ? argTypes.length - 1 : argTypes.length
    for (let i = 0; i < fixed; i++) {
      const local = code.newLocal('i32')
      code.get(0)
      code.mem('i32_load', i * 4)
      code.set(local)
      this.#args.push(this.#refine(e.ofBox(lattice.any, localSrc(local)), argTypes[i]))
    }
    if (isVararg) {
      code.get(0)
      code.i32(fixed * 4)
      code.op('i32_add')
      code.get(1)
      code.i32(fixed)
      code.op('i32_sub')
      e.call('make_tuple')
      this.#args.push(e.popBoxed(lattice.widen(argTypes[fixed])))
    }
  }

  /** φ and φᶜ nodes have their locals from the start: they are assigned before their block is emitted. */
  #reserveVariables(): void {
    this.#ir.stmts.forEach((s, i) => {
      if (!(s instanceof PhiNode || s instanceof PhiCNode)) return
      const known = this.#constant(this.#ir.types[i])
      if (known !== null) {
        this.#values[i] = known
        return
      }
      const type = this.#env.lattice.widen(this.#ir.types[i])
      const repr = this.e.reprs.of(type)
      if (repr.kind === 'never') this.#values[i] = this.e.never(type)
      else
        this.#values[i] = this.e.ofLeaves(
          type,
          repr,
          repr.leaves.map((l) => localSrc(this.e.leafLocal(l))),
        )
    })
  }

  // ---- operands --------------------------------------------------------------------------------------------------

  #constant(l: Lattice): Held | null {
    const v = this.#env.lattice.constantValue(l)
    return v === 0 ? null : this.e.constant(v)
  }

  /** `h` with what inference knows of it. */
  #refine(h: Held, l: Lattice): Held {
    const known = this.#constant(l)
    if (known !== null) return known
    return narrow(this.e, h, this.#env.lattice.widen(l))
  }

  #operand(x: Ex): Held {
    if (x instanceof SSAValue) {
      const h = this.#values[x.id]
      // a statement of a block that cannot be reached from here
      return h ?? this.e.never()
    }
    if (x instanceof Argument) return this.#args[x.id]
    if (x instanceof GlobalRef) return loadGlobal(this.e, x)
    if (x instanceof Expr) {
      if (x.head === 'boundscheck') return this.e.bool(this.#env.checksBounds)
      if (x.head === 'static_parameter') return this.#staticParameter(Number(x.args[0]))
      throw new Error(`codegen: an operand is an expression of head '${x.head}'`)
    }
    return this.e.constant(this.#env.constant(x))
  }

  #lattice(x: Ex): Lattice {
    if (x instanceof SSAValue) return this.#ir.types[x.id]
    if (x instanceof Argument) return this.#ir.argTypes[x.id]
    const { lattice } = this.#env
    if (x instanceof Expr) {
      if (x.head === 'static_parameter') return this.#ir.spTypes[Number(x.args[0])]?.type ?? lattice.any
      return lattice.any
    }
    if (x instanceof GlobalRef) {
      const v = this.#env.constantBinding(this.#env.binding(x.module, x.name))
      return v === 0 ? lattice.any : lattice.constant(v)
    }
    return lattice.constant(this.#env.constant(x))
  }

  #staticParameter(i: number): Held {
    const { e, code } = this
    const value = this.#env.staticParameter(this.#ci.mi, i)
    if (value !== 0) return e.constant(value)
    this.#pushStaticParameter(i)
    const local = code.newRef()
    code.tee(local)
    code.op('i32_eqz')
    code.if()
    const def = this.#ci.mi.def
    code.value(this.#env.symbol(def instanceof Method ? def.typeVars[i].name : sym(`#${i}`)))
    code.value(this.#env.symbol(sym('static_parameter')))
    e.call('undefined_variable')
    code.end()
    return this.#refine(
      e.ofBox(this.#env.lattice.any, localSrc(local)),
      this.#ir.spTypes[i]?.type ?? this.#env.lattice.any,
    )
  }

  #pushStaticParameter(i: number): void {
    const { code, e } = this
    if (this.#abi !== null) storeOutgoing(e, this.#given)
    code.value(this.#env.methodInstanceValue(this.#ci.mi))
    code.i32(i)
    if (this.#abi !== null) {
      code.get(e.outgoing)
      code.i32(this.#given.length)
    } else {
      code.get(0)
      code.get(1)
    }
    e.call('static_parameter')
  }

  // ---- statements ------------------------------------------------------------------------------------------------

  protected emitBody(block: number): void {
    const b = this.#ir.cfg.blocks[block]
    for (let i = b.start; i < b.end; i++) {
      if (this.#ir.lines[i] >= 0) this.code.line(this.#ir.lines[i])
      const s = this.#ir.stmts[i]
      if (!this.#isQuiet(s)) this.#settlePending(null)
      if (
        s instanceof PhiNode ||
        s instanceof PhiCNode ||
        s instanceof GotoNode ||
        s instanceof GotoIfNot ||
        s instanceof ReturnNode ||
        s instanceof EnterNode
      )
        continue
      const h = this.#statement(s, i)
      if (this.#ir.types[i].kind === 'Bottom' && s instanceof Expr) {
        this.code.op('unreachable')
        this.#ended[block] = 1
        return
      }
      const consumed = this.#consumes(s)
      if (h !== null) this.#define(i, h, consumed)
    }
    // a terminator has settled what was pending; a block that falls through has none
    this.#settlePending(null)
  }

  /** statements whose value is late and reads memory: it must be settled before the next effect */
  readonly #pending = new Set<number>()

  /** The statement neither writes memory nor calls anything. */
  #isQuiet(s: Ex): boolean {
    if (s instanceof PiNode || s instanceof PhiNode || s instanceof PhiCNode || s instanceof SSAValue)
      return true
    if (s instanceof GotoIfNot) {
      this.#settlePending(s.cond)
      return true
    }
    if (!(s instanceof Expr) || s.head !== 'call') return false
    const f = this.#env.lattice.constantValue(this.#lattice(s.args[0]))
    const name = f === 0 ? null : this.#env.builtinName(f)
    return name !== null && this.#env.emitters.isQuiet(name)
  }

  /** Settles late values, but for the one that is used next. */
  #settlePending(but: Ex | null): void {
    for (const i of this.#pending) {
      if (but instanceof SSAValue && but.id === i) continue
      this.#values[i] = this.e.stable(this.#values[i]!)
    }
    this.#pending.clear()
  }

  /** A late value became part of another one. */
  #consumes(s: Ex): boolean {
    let found = false
    forEachOperand(s, (x) => {
      if (x instanceof SSAValue && this.#pending.delete(x.id)) found = true
    })
    return found
  }

  #define(i: number, h: Held, consumed: boolean): void {
    const type = this.#ir.types[i]
    if (type.kind === 'Bottom') {
      this.code.op('unreachable')
      this.#values[i] = this.e.never()
      return
    }
    if (this.#uses[i] === 0) {
      return
    }
    let value = this.#refine(h, type)
    const once = this.#uses[i] === 1 && this.#usedElsewhere[i] === 0
    if (!once) {
      // read a box's few leaves only once
      if (value.leaves === null && value.repr.kind === 'bits' && value.repr.leaves.length <= 4)
        value = unboxed(this.e, value)
      value = this.e.stable(value)
    }
    this.#values[i] = value
    const { leaves, box } = value
    const isLate = (x: Src | null): boolean => x !== null && x.k === 'lazy'
    const late = isLate(box) || (leaves ?? []).some(isLate)
    if (late && (consumed || readsMemory(box) || (leaves ?? []).some(readsMemory))) this.#pending.add(i)
  }

  #statement(s: Ex, i: number): Held | null {
    const { e, code } = this
    if (s instanceof PiNode) return this.#refine(this.#operand(s.value), s.type as Lattice)
    if (s instanceof UpsilonNode) {
      if (s.value !== undefined) {
        for (const phi of this.#feeds.get(i) ?? []) this.#assign([{ phi, value: s.value }])
      }
      return null
    }
    if (!(s instanceof Expr)) return s === null ? e.nothing : this.#operand(s)
    switch (s.head) {
      case 'call':
        return this.#call(s.args, i)
      case 'invoke':
        return this.#invoke(s.args, i)
      case 'new':
        return this.#new(s.args)
      case 'splatnew':
        return this.#splatNew(s.args)
      case 'boundscheck':
      case 'static_parameter':
        return this.#operand(s)
      case 'foreigncall': {
        const call = foreignCallOf(e, this.#ci.mi, this.#ir.stmts, s)
        const target = call.name === null && call.problem === null ? this.#operand(s.args[0]) : null
        return emitForeignCall(
          e,
          call,
          s.args.slice(5).map((a) => this.#operand(a)),
          target,
        )
      }
      case 'the_exception':
        e.call('current_exception')
        return e.popBoxed(this.#env.lattice.any)
      case 'leave':
        for (const a of s.args) if (a instanceof SSAValue) this.leaveRegion(this.#ir.cfg.blockOf(a.id))
        return null
      case 'pop_exception':
        this.popException(this.#ir.cfg.blockOf((s.args[0] as SSAValue).id))
        return null
      case 'isdefined':
        return this.#isDefined(s.args[0])
      case 'throw_undef_if_not': {
        const known = this.#env.lattice.constantValue(this.#lattice(s.args[1]))
        if (known === this.#env.lattice.heap.true_) return null
        this.#pushCondition(s.args[1])
        code.op('i32_eqz')
        code.if()
        code.value(this.#env.symbol(symbolOf(s.args[0])))
        code.i32(0)
        e.call('undefined_variable')
        code.end()
        return null
      }
      case 'gc_preserve_begin':
        for (const a of s.args) if (a instanceof SSAValue) this.#uses[a.id]++
        return null
      case 'gc_preserve_end': {
        const begin = s.args[0]
        const statement = begin instanceof SSAValue ? this.#ir.stmts[begin.id] : null
        if (statement instanceof Expr) for (const a of statement.args) e.keepHeld(this.#operand(a))
        return null
      }
      case '=': {
        const target = s.args[0]
        if (!(target instanceof GlobalRef))
          throw new Error('codegen: typed code assigns to something that is no global')
        const source = s.args[1]
        const value =
          source instanceof Expr ? (this.#statement(source, i) ?? e.nothing) : this.#operand(source)
        setGlobal(e, target, value)
        return value
      }
      case 'meta':
      case 'purity':
      case 'inline':
      case 'noinline':
      case 'loopinfo':
      case 'inbounds':
      case 'aliasscope':
      case 'popaliasscope':
      case 'coverageeffect':
        return null
      default:
        return emitDynamic(e, s, this.#env.moduleOf(this.#ci.mi), (a) => this.#operand(a))
    }
  }

  // ---- calls -----------------------------------------------------------------------------------------------------

  #call(args: readonly Ex[], i: number): Held {
    const { e } = this
    const { lattice } = this.#env
    const f = this.#operand(args[0])
    const values = args.slice(1).map((a) => this.#operand(a))
    const type = this.#ir.types[i]
    const callee = lattice.constantValue(this.#lattice(args[0]))
    const name = callee === 0 ? null : this.#env.builtinName(callee)
    if (name !== null) {
      const emit = this.#env.emitters.get(name)
      if (emit !== undefined) {
        const result = emit(e, {
          args: values,
          argTypes: args.slice(1).map((a) => this.#lattice(a)),
          type,
          resultType: lattice.widen(type),
          nothrow: (this.#ir.flags[i] & NOTHROW) !== 0,
        })
        if (result !== null) return result
      }
      callBuiltin(e, name, f, values)
    } else apply(e, [f, ...values])
    return this.#popBoxed(type)
  }

  /** A boxed result of lattice type `l`. */
  #popBoxed(l: Lattice): Held {
    const { lattice } = this.#env
    if (lattice.constantValue(l) !== 0 || l.kind === 'Bottom') {
      this.code.op('drop')
      return this.#constant(l) ?? this.e.never()
    }
    return this.e.popBoxed(lattice.widen(l))
  }

  #invoke(args: readonly Ex[], i: number): Held {
    const { e, code } = this
    const ref = args[0]
    if (!(ref instanceof CodeInstanceRef)) throw new Error('codegen: invoke without a code instance')
    const ci = ref.ci ?? this.#env.codeInstance(ref.mi)
    const values = args.slice(1).map((a) => this.#operand(a))
    if (ci.entry === 'constant' && ci.constant !== 0) return e.constant(ci.constant)
    const abi = specializedEntry(e.reprs, ci)
    if (abi === null || abi.params.length !== values.length) {
      storeOutgoing(e, values)
      code.get(e.outgoing)
      code.i32(values.length)
      e.callEntry(ci, 'boxed', BOXED_SIGNATURE, [])
      return this.#popBoxed(this.#ir.types[i])
    }
    const prepared = values.map((h, k) => prepare(e, h, abi.params[k]))
    for (const h of prepared) pushPrepared(e, h)
    e.callEntry(ci, 'spec', abi.signature, abi.refParams)
    return e.pop(abi.result.type, abi.result)
  }

  #new(args: readonly Ex[]): Held {
    const { e, code } = this
    const { lattice } = this.#env
    const values = args.slice(1).map((a) => this.#operand(a))
    const type = lattice.constantAsType(this.#lattice(args[0]))
    if (type !== null && isConstructible(e, type)) return construct(e, type, values)
    const target = this.#operand(args[0])
    checkConcrete(e, target)
    storeOutgoing(e, [target, ...values])
    pushBoxed(e, target)
    code.get(e.outgoing)
    code.i32(4)
    code.op('i32_add')
    code.i32(values.length)
    e.call('new_structv')
    return e.popBoxed(lattice.any)
  }

  #splatNew(args: readonly Ex[]): Held {
    const { e } = this
    const { lattice } = this.#env
    const type = lattice.constantAsType(this.#lattice(args[0]))
    const tuple = this.#operand(args[1])
    if (type !== null && isConstructible(e, type) && tuple.repr.kind === 'bits') {
      const source = unboxed(e, tuple)
      const fields = e.reprs.fields(tuple.repr.type)
      const values = fields.map((f) =>
        e.ofLeaves(f.repr.type, f.repr, source.leaves!.slice(f.first, f.first + f.repr.leaves.length)),
      )
      if (values.length <= lattice.ts.fieldTypesOf(type).length) return construct(e, type, values)
    }
    const boxed = prepare(e, tuple, e.reprs.boxed(lattice.any))
    pushBoxed(e, this.#operand(args[0]))
    pushBoxed(e, boxed)
    e.call('splat_new')
    return e.popBoxed(lattice.any)
  }

  #isDefined(x: Ex): Held {
    const { e, code } = this
    if (x instanceof Expr && x.head === 'static_parameter') {
      const i = Number(x.args[0])
      if (this.#env.staticParameter(this.#ci.mi, i) !== 0) return e.bool(true)
      this.#pushStaticParameter(i)
      code.i32(0)
      code.op('i32_ne')
      return e.pop(this.#env.lattice.core.Bool)
    }
    return emitIsDefinedGlobal(e, x, this.#env.moduleOf(this.#ci.mi))
  }

  // ---- control ---------------------------------------------------------------------------------------------------

  #pushCondition(x: Ex): void {
    const { e } = this
    const { heap, core } = this.#env.lattice
    const known = this.#env.lattice.constantValue(this.#lattice(x))
    if (known === heap.true_ || known === heap.false_) {
      this.code.i32(known === heap.true_ ? 1 : 0)
      return
    }
    const h = assertType(e, this.#operand(x), core.Bool, 'if')
    if (h.repr.kind === 'never') {
      this.code.op('unreachable')
      this.code.i32(0)
      return
    }
    pushScalar(e, narrow(e, h, core.Bool))
  }

  protected emitTerminator(block: number): void {
    const { e, code } = this
    if (this.#ended[block] === 1) return
    const last = this.#ir.stmts[this.#ir.cfg.blocks[block].end - 1]
    if (last instanceof GotoIfNot) {
      this.#pushCondition(last.cond)
      return
    }
    if (!(last instanceof ReturnNode) || last.value === undefined) {
      code.op('unreachable')
      return
    }
    const h = this.#refine(this.#operand(last.value), this.#lattice(last.value))
    const target: Repr = this.#abi?.result ?? e.reprs.boxed(this.#env.lattice.any)
    const prepared = prepare(e, h, target)
    pushPrepared(e, prepared)
    e.epilogue()
    code.op('return')
  }

  protected hasEdge(from: number, to: number): boolean {
    const copies = this.#copies.get(from * this.flow.graph.blocks.length + to)
    return (
      copies?.some(
        (c) => this.#values[c.phi]!.repr.leaves.length > 0 && this.#values[c.phi]!.constant === 0,
      ) ?? false
    )
  }

  protected emitEdge(from: number, to: number): void {
    this.#assign(this.#copies.get(from * this.flow.graph.blocks.length + to)!)
  }

  /** Parallel assignment: all values are read before any variable changes. */
  #assign(copies: readonly Copy[]): void {
    const { e, code } = this
    const targets: number[] = []
    const sources: Src[] = []
    for (const c of copies) {
      const phi = this.#values[c.phi]!
      if (phi.constant !== 0 || phi.repr.leaves.length === 0) continue
      const h = prepare(e, this.#operand(c.value), phi.repr)
      const from =
        phi.repr.kind === 'boxed'
          ? [h.constant !== 0 ? ({ k: 'value', address: h.constant } as const) : h.box!]
          : unboxed(e, h).leaves!
      const to = phi.repr.kind === 'boxed' ? [phi.box!] : phi.leaves!
      to.forEach((t, k) => {
        if (t.k !== 'local') throw new Error('codegen: a φ without a local')
        const s = from[k]
        if (s.k === 'local' && s.index === t.index) return
        targets.push(t.index)
        sources.push(s)
      })
    }
    for (const s of sources) e.push(s)
    for (let k = targets.length - 1; k >= 0; k--) code.set(targets[k])
  }

  protected scopeOf(block: number): (() => void) | null {
    const s = this.#ir.stmts[this.#ir.cfg.blocks[block].end - 1]
    if (!(s instanceof EnterNode) || s.scope === undefined) return null
    const scope = prepare(this.e, this.#operand(s.scope), this.e.reprs.boxed(this.#env.lattice.any))
    return () => pushBoxed(this.e, scope)
  }
}

function readsMemory(x: Src | null): boolean {
  return x !== null && x.k === 'lazy' && x.reads === true
}

/** `StmtFlag.nothrow` of inference. */
const NOTHROW = 1 << 5

/** Compiles optimized code: the specialized entry (where there is one) and the boxed entry. */
export function compileOptimized(ci: CodeInstance, ir: IRCode, env: CodegenEnv): CompiledFunction[] {
  const abi = specializedAbi(env.reprs, ci.mi.specTypes, ci.returnType)
  if (abi === null) {
    const e = new FunctionEmitter(env, BOXED_SIGNATURE, ci)
    return [new OptimizedTier(e, ci, ir, null).run('boxed')]
  }
  const e = new FunctionEmitter(env, abi.signature, ci)
  return [new OptimizedTier(e, ci, ir, abi).run('spec'), compileWrapper(ci, abi, env)]
}

/** The boxed entry of a code instance whose calls give a constant (`entry === 'constant'`) without doing anything. */
export function compileConstant(ci: CodeInstance, env: CodegenEnv): CompiledFunction[] {
  if (ci.constant === 0) throw new Error('codegen: a constant code instance without its value')
  const e = new FunctionEmitter(env, BOXED_SIGNATURE, ci)
  e.code.value(ci.constant)
  const flow = new FlowAnalysis({ blocks: [{ kind: 'stop' }], leaves: [[]] })
  return [
    e.finish(
      { name: functionName(ci.mi), owner: ci, entry: 'boxed', refParams: [], lines: [] },
      { flow, blocks: [new EventList()], edges: new Map(), caught: new Map() },
    ),
  ]
}

/** The boxed entry of code that has a specialized one: unboxes the arguments and boxes the result. */
function compileWrapper(ci: CodeInstance, abi: SpecializedAbi, env: CodegenEnv): CompiledFunction {
  const e = new FunctionEmitter(env, BOXED_SIGNATURE, ci)
  const tier = new WrapperTier(e, abi, ci)
  tier.prologue(() => {})
  emitStructured(tier.flow, tier)
  return e.finish(
    { name: functionName(ci.mi), owner: ci, entry: 'boxed', refParams: [], lines: [] },
    tier.events,
  )
}

class WrapperTier extends Tier {
  readonly #abi: SpecializedAbi
  readonly #ci: CodeInstance

  constructor(e: FunctionEmitter, abi: SpecializedAbi, ci: CodeInstance) {
    super(e, { blocks: [{ kind: 'stop' }], leaves: [[]] })
    this.#abi = abi
    this.#ci = ci
  }

  protected emitBody(): void {
    const { e, code } = this
    const prepared = this.#abi.params.map((repr, i) => {
      if (repr.leaves.length === 0) return null
      const local = code.newLocal('i32')
      code.get(0)
      code.mem('i32_load', i * 4)
      code.set(local)
      return prepare(e, e.ofBox(repr.type, localSrc(local)), repr)
    })
    for (const h of prepared) if (h !== null) pushPrepared(e, h)
    e.callEntry(this.#ci, 'spec', this.#abi.signature, this.#abi.refParams)
    const result = e.pop(this.#abi.result.type, this.#abi.result)
    pushBoxed(e, result)
    e.epilogue()
  }

  protected emitTerminator(): void {
    this.code.op('return')
  }

  protected hasEdge(): boolean {
    return false
  }

  protected emitEdge(): void {}

  protected scopeOf(): null {
    return null
  }
}
