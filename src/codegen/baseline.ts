import { STATE_LATEST_WORLD, STATE_WORLD_AGE } from '../heap/index.ts'
import type { CodeInfo } from '../lowering/index.ts'
import { type CodeInstance, Method, type MethodInstance } from '../methods/index.ts'
import {
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  NewvarNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  type Sym,
  sym,
} from '../syntax/index.ts'
import { apply, callBuiltin, storeOutgoing } from './calls.ts'
import type { CompiledFunction } from './compiled.ts'
import { pushBoxed } from './convert.ts'
import { checkConcrete, emitDynamic, emitIsDefinedGlobal, setGlobal, symbolOf } from './dynamic.ts'
import { FunctionEmitter } from './emitter.ts'
import type { CodegenEnv } from './env.ts'
import { boxedForeignCall } from './foreign.ts'
import { loadGlobal } from './globals.ts'
import { type Held, localSrc } from './held.ts'
import { functionName } from './names.ts'
import { emitStructured, type FlowGraph, type Terminator } from './structure.ts'
import { Tier } from './tier.ts'
import type { Signature } from './wasm/opcodes.ts'

export const BOXED_SIGNATURE: Signature = { params: ['i32', 'i32'], results: ['i32'] }

/** Blocks of lowered code: jump targets are statements there. */
class Blocks implements FlowGraph {
  readonly blocks: Terminator[] = []
  readonly leaves: number[][] = []
  /** first statement per block, and the end */
  readonly starts: number[] = []

  constructor(code: readonly Ex[]) {
    const n = code.length
    const leader = new Uint8Array(n + 1)
    leader[0] = 1
    code.forEach((s, i) => {
      if (s instanceof GotoNode) {
        leader[s.label] = 1
        leader[i + 1] = 1
      } else if (s instanceof GotoIfNot) {
        leader[s.dest] = 1
        leader[i + 1] = 1
      } else if (s instanceof EnterNode) {
        leader[s.catchDest] = 1
        leader[i + 1] = 1
      } else if (s instanceof ReturnNode || (s instanceof Expr && s.head === 'leave')) leader[i + 1] = 1
    })
    const blockOf = new Int32Array(n + 1)
    for (let i = 0; i < n; i++) {
      if (leader[i] === 1) this.starts.push(i)
      blockOf[i] = this.starts.length - 1
    }
    const count = this.starts.length
    this.starts.push(n)
    const target = (i: number): number => {
      if (i >= n) throw new Error('codegen: lowered code runs off its end')
      return blockOf[i]
    }
    for (let b = 0; b < count; b++) {
      const end = this.starts[b + 1]
      const last = code[end - 1]
      const leaves: number[] = []
      if (last instanceof GotoNode) this.blocks.push({ kind: 'goto', to: target(last.label) })
      else if (last instanceof GotoIfNot)
        this.blocks.push({ kind: 'branch', ifTrue: target(end), otherwise: target(last.dest) })
      else if (last instanceof ReturnNode) this.blocks.push({ kind: 'stop' })
      else if (last instanceof EnterNode)
        this.blocks.push({ kind: 'enter', body: target(end), handler: target(last.catchDest) })
      else {
        if (last instanceof Expr && last.head === 'leave') {
          for (const a of last.args) if (a instanceof SSAValue) leaves.push(blockOf[a.id])
        }
        this.blocks.push({ kind: 'goto', to: target(end) })
      }
      this.leaves.push(leaves)
    }
  }
}

/** Statements that say something to the compiler only. */
const noValue: ReadonlySet<string> = new Set([
  'meta',
  'inbounds',
  'loopinfo',
  'line',
  'aliasscope',
  'popaliasscope',
  'coverageeffect',
  'inline',
  'noinline',
  'purity',
  'softscope',
])
const definitions: ReadonlySet<string> = new Set([
  'method',
  'global',
  'const',
  'thunk',
  'toplevel',
  'module',
  'using',
  'import',
])

/**
 * A top-level form's statements each run in the newest world, so that it may call what it defines. A form that loops
 * and defines nothing runs whole in one world: such a one is worth inferring.
 */
export function followsWorld(thunk: CodeInfo): boolean {
  let loops = false
  for (const [i, s] of thunk.code.entries()) {
    if (s instanceof Expr && definitions.has(s.head)) return true
    if ((s instanceof GotoNode && s.label <= i) || (s instanceof GotoIfNot && s.dest <= i)) loops = true
  }
  return !loops
}

/** The baseline tier: every value boxed, every call generic. */
class BaselineTier extends Tier {
  readonly #info: CodeInfo
  readonly #mi: MethodInstance
  readonly #blocks: Blocks
  readonly #slots: number[] = []
  readonly #ssa: number[]
  readonly #env: CodegenEnv
  readonly #followsWorld: boolean
  readonly #name: string

  constructor(e: FunctionEmitter, info: CodeInfo, mi: MethodInstance, name: string) {
    const blocks = new Blocks(info.code)
    super(e, blocks)
    this.#blocks = blocks
    this.#info = info
    this.#mi = mi
    this.#env = e.env
    this.#followsWorld = !(mi.def instanceof Method) && followsWorld(info)
    this.#name = name
    this.#ssa = new Array<number>(info.code.length).fill(-1)
  }

  run(owner: CodeInstance): CompiledFunction {
    this.prologue(() => this.#arguments())
    emitStructured(this.flow, this)
    return this.e.finish(
      { name: this.#name, owner, entry: 'boxed', refParams: [], lines: this.#info.lines },
      this.events,
    )
  }

  #arguments(): void {
    const { code, e } = this
    const { nargs, isVararg, slotNames } = this.#info
    const assigned = new Set<number>()
    for (const s of this.#info.code) {
      if (s instanceof Expr && s.head === '=' && s.args[0] instanceof SlotNumber) assigned.add(s.args[0].id)
      else if (s instanceof NewvarNode) assigned.add(s.slot.id)
    }
    const fixed = isVararg ? nargs - 1 : nargs
    for (let i = 0; i < slotNames.length; i++) {
      // an argument that is never assigned is kept alive by the caller's frame
      const local = i < fixed && !assigned.has(i) ? code.newLocal('i32') : code.newRef()
      this.#slots.push(local)
      if (i < fixed) {
        code.get(0)
        code.mem('i32_load', 4 * i)
        code.set(local)
      } else if (i < nargs) {
        code.get(0)
        code.i32(4 * fixed)
        code.op('i32_add')
        code.get(1)
        code.i32(fixed)
        code.op('i32_sub')
        e.call('make_tuple')
        code.set(local)
      } else if (this.flow.isLoopHeader[0] === 1) {
        code.i32(0)
        code.set(local)
      }
    }
  }

  // ---- operands --------------------------------------------------------------------------------------------------

  #operand(x: Ex): Held {
    const { e, code } = this
    const any = this.#env.lattice.any
    if (x instanceof SSAValue) {
      const local = this.#ssa[x.id]
      if (local < 0) return e.nothing
      return e.ofBox(any, localSrc(local))
    }
    if (x instanceof SlotNumber) {
      const local = this.#slots[x.id]
      if (x.id >= this.#info.nargs) {
        code.get(local)
        code.op('i32_eqz')
        code.if()
        this.#undefined(sym(this.#info.slotNames[x.id]))
        code.end()
      }
      // a later assignment in the same statement's evaluation cannot happen: operands are read when it runs
      return e.ofBox(any, localSrc(local))
    }
    if (x instanceof GlobalRef) return loadGlobal(e, x)
    if (x instanceof Expr) {
      switch (x.head) {
        case 'static_parameter':
          return this.#staticParameter(x.args[0])
        case 'boundscheck':
          return e.bool(this.#env.checksBounds)
        default:
          return this.#evaluate(x)
      }
    }
    return e.constant(this.#env.constant(x))
  }

  #undefined(name: Sym): void {
    this.code.value(this.#env.symbol(name))
    this.code.i32(0)
    this.e.call('undefined_variable')
  }

  #staticParameter(index: Ex): Held {
    const { e, code } = this
    const i = staticIndex(index)
    const value = this.#mi.sparamVals[i]
    const known = value === undefined ? 0 : this.#env.staticParameter(this.#mi, i)
    if (known !== 0) return e.constant(known)
    this.#pushStaticParameter(i)
    const local = code.newRef()
    code.tee(local)
    code.op('i32_eqz')
    code.if()
    const def = this.#mi.def
    const name = def instanceof Method ? def.typeVars[i].name : sym(`#${i}`)
    code.value(this.#env.symbol(name))
    code.value(this.#env.symbol(sym('static_parameter')))
    e.call('undefined_variable')
    code.end()
    return e.ofBox(this.#env.lattice.any, localSrc(local))
  }

  #pushStaticParameter(i: number): void {
    const { code } = this
    code.value(this.#env.methodInstanceValue(this.#mi))
    code.i32(i)
    code.get(0)
    code.get(1)
    this.e.call('static_parameter')
  }

  // ---- statements ------------------------------------------------------------------------------------------------

  protected emitBody(block: number): void {
    const { code } = this.#info
    const end = this.#blocks.starts[block + 1]
    for (let i = this.#blocks.starts[block]; i < end; i++) {
      this.code.line(this.#info.codeLines[i])
      this.#statement(code[i], i)
    }
  }

  #statement(s: Ex, i: number): void {
    const { code } = this
    if (s instanceof GotoNode || s instanceof GotoIfNot || s instanceof ReturnNode || s instanceof EnterNode)
      return
    if (s instanceof NewvarNode) {
      code.i32(0)
      code.set(this.#slots[s.slot.id])
      return
    }
    if (this.#followsWorld && s instanceof Expr) {
      code.i32(0)
      code.i32(0)
      code.mem('i32_load', STATE_LATEST_WORLD)
      code.mem('i32_store', STATE_WORLD_AGE)
    }
    if (s instanceof Expr && s.head === '=') {
      const value = this.#value(s.args[1])
      this.#assign(s.args[0], value)
      this.#define(i, value)
      return
    }
    this.#define(i, this.#value(s))
  }

  #value(s: Ex): Held {
    return s instanceof Expr ? this.#evaluate(s) : this.#operand(s)
  }

  #assign(target: Ex, value: Held): void {
    const { code, e } = this
    if (target instanceof SlotNumber) {
      pushBoxed(e, value)
      code.set(this.#slots[target.id])
    } else if (target instanceof GlobalRef) setGlobal(e, target, value)
    else throw new Error('codegen: assignment to neither a slot nor a global')
  }

  #uses: Uint8Array | null = null

  /** The statement's value is read by some other statement. */
  #isUsed(i: number): boolean {
    if (this.#uses === null) {
      const uses = new Uint8Array(this.#info.code.length)
      const visit = (x: Ex | undefined): void => {
        if (x instanceof SSAValue) uses[x.id] = 1
        else if (x instanceof Expr) for (const a of x.args) visit(a)
        else if (x instanceof GotoIfNot) visit(x.cond)
        else if (x instanceof ReturnNode) visit(x.value)
        else if (x instanceof EnterNode) visit(x.scope)
      }
      for (const s of this.#info.code) visit(s)
      this.#uses = uses
    }
    return this.#uses[i] === 1
  }

  #define(i: number, value: Held): void {
    if (!this.#isUsed(i)) return
    const local = this.code.newRef()
    pushBoxed(this.e, value)
    this.code.set(local)
    this.#ssa[i] = local
  }

  /** Any expression; its value is boxed. */
  #evaluate(x: Expr): Held {
    const { e, code } = this
    const any = this.#env.lattice.any
    switch (x.head) {
      case 'call':
        return this.#call(x.args)
      case 'static_parameter':
      case 'boundscheck':
        return this.#operand(x)
      case 'new': {
        const values = x.args.map((a) => this.#operand(a))
        checkConcrete(e, values[0])
        storeOutgoing(e, values)
        pushBoxed(e, values[0])
        code.get(e.outgoing)
        code.i32(4)
        code.op('i32_add')
        code.i32(values.length - 1)
        e.call('new_structv')
        return e.popBoxed(any)
      }
      case 'splatnew': {
        pushBoxed(e, this.#operand(x.args[0]))
        pushBoxed(e, this.#operand(x.args[1]))
        e.call('splat_new')
        return e.popBoxed(any)
      }
      case 'foreigncall':
        return boxedForeignCall(e, this.#mi, this.#info, x, (a) => this.#operand(a))
      case 'the_exception':
        e.call('current_exception')
        return e.popBoxed(any)
      case 'leave':
        for (const a of x.args) if (a instanceof SSAValue) this.leaveRegion(this.#blockOf(a.id))
        return e.nothing
      case 'pop_exception':
        this.popException(this.#blockOf((x.args[0] as SSAValue).id))
        return e.nothing
      case 'isdefined':
        return this.#isDefined(x.args[0])
      case 'throw_undef_if_not': {
        this.#pushTruth(this.#operand(x.args[1]))
        code.op('i32_eqz')
        code.if()
        this.#undefined(symbolOf(x.args[0]))
        code.end()
        return e.nothing
      }
      case 'gc_preserve_begin': {
        for (const a of x.args) this.#operand(a)
        return e.nothing
      }
      case 'gc_preserve_end': {
        const begin = x.args[0]
        const statement = begin instanceof SSAValue ? this.#info.code[begin.id] : null
        if (statement instanceof Expr) {
          for (const a of statement.args) {
            if (a instanceof SSAValue && this.#ssa[a.id] >= 0) code.keepAlive(this.#ssa[a.id])
            else if (a instanceof SlotNumber) code.keepAlive(this.#slots[a.id])
          }
        }
        return e.nothing
      }
      default:
        if (noValue.has(x.head)) return e.nothing
        return emitDynamic(e, x, this.#env.moduleOf(this.#mi), (a) => this.#operand(a))
    }
  }

  #blockOf(statement: number): number {
    const { starts } = this.#blocks
    let low = 0
    let high = starts.length - 1
    while (high - low > 1) {
      const mid = (low + high) >> 1
      if (starts[mid] <= statement) low = mid
      else high = mid
    }
    return low
  }

  #call(args: readonly Ex[]): Held {
    const { e } = this
    const values = args.map((a) => this.#operand(a))
    const builtin = this.#builtin(args[0], values[0])
    if (builtin !== null) callBuiltin(e, builtin, values[0], values.slice(1))
    else apply(e, values)
    return e.popBoxed(this.#env.lattice.any)
  }

  /** Name of the builtin that a callee certainly is. */
  #builtin(f: Ex, held: Held): string | null {
    if (held.constant !== 0) return this.#env.builtinName(held.constant)
    if (!(f instanceof GlobalRef)) return null
    const value = this.#env.constantBinding(this.#env.binding(f.module, f.name))
    return value === 0 ? null : this.#env.builtinName(value)
  }

  #isDefined(x: Ex): Held {
    const { e, code } = this
    const bool = (push: () => void): Held => {
      const { heap, core } = this.#env.lattice
      const local = code.newLocal('i32')
      code.value(heap.true_)
      code.value(heap.false_)
      push()
      code.op('select')
      code.set(local)
      return { type: core.Bool, repr: e.reprs.of(core.Bool), leaves: null, box: localSrc(local), constant: 0 }
    }
    if (x instanceof SlotNumber) {
      return bool(() => {
        code.get(this.#slots[x.id])
        code.i32(0)
        code.op('i32_ne')
      })
    }
    if (x instanceof Expr && x.head === 'static_parameter') {
      const i = staticIndex(x.args[0])
      if (this.#env.staticParameter(this.#mi, i) !== 0) return e.bool(true)
      return bool(() => {
        this.#pushStaticParameter(i)
        code.i32(0)
        code.op('i32_ne')
      })
    }
    return emitIsDefinedGlobal(e, x, this.#env.moduleOf(this.#mi))
  }

  // ---- control ---------------------------------------------------------------------------------------------------

  /** Pushes 1 for true and 0 for false; anything else is a TypeError. */
  #pushTruth(h: Held): void {
    const { code, e } = this
    const { heap, core } = this.#env.lattice
    if (h.constant !== 0 && (h.constant === heap.true_ || h.constant === heap.false_)) {
      code.i32(h.constant === heap.true_ ? 1 : 0)
      return
    }
    const value = code.tempRef()
    pushBoxed(e, h)
    code.tee(value)
    code.value(heap.true_)
    code.op('i32_eq')
    code.get(value)
    code.value(heap.false_)
    code.op('i32_eq')
    code.op('i32_or', 'i32_eqz')
    code.if()
    code.value(this.#env.symbol(sym('if')))
    e.pushType(core.Bool)
    code.get(value)
    e.call('type_error')
    code.end()
    code.get(value)
    code.value(heap.true_)
    code.op('i32_eq')
    code.release(value)
  }

  protected emitTerminator(block: number): void {
    const s = this.#info.code[this.#blocks.starts[block + 1] - 1]
    if (s instanceof GotoIfNot) {
      this.#pushTruth(this.#operand(s.cond))
      return
    }
    if (s instanceof ReturnNode) {
      if (s.value === undefined) {
        this.code.op('unreachable')
        return
      }
      const value = this.#value(s.value)
      pushBoxed(this.e, value)
      this.e.epilogue()
      this.code.op('return')
      return
    }
    throw new Error('codegen: a block ends without a terminator')
  }

  protected hasEdge(): boolean {
    return false
  }

  protected emitEdge(): void {}

  protected scopeOf(block: number): (() => void) | null {
    const s = this.#info.code[this.#blocks.starts[block + 1] - 1]
    if (!(s instanceof EnterNode) || s.scope === undefined) return null
    const scope = this.#operand(s.scope)
    return () => pushBoxed(this.e, scope)
  }
}

function staticIndex(x: Ex): number {
  if (typeof x !== 'bigint' && typeof x !== 'number')
    throw new Error('codegen: static parameter without index')
  return Number(x)
}

/** Compiles lowered code to a boxed entry; every value in it is boxed. */
export function compileBaseline(info: CodeInfo, owner: CodeInstance, env: CodegenEnv): CompiledFunction[] {
  const e = new FunctionEmitter(env, BOXED_SIGNATURE, owner)
  return [new BaselineTier(e, info, owner.mi, functionName(owner.mi)).run(owner)]
}
