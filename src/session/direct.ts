import type { Value } from '../heap/index.ts'
import type { CodeInfo } from '../lowering/index.ts'
import type { Module } from '../methods/index.ts'
import {
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
  type Sym,
} from '../syntax/index.ts'
import { declareMethod, defineMethod } from './definitions.ts'
import type { Session } from './session.ts'

/**
 * Carries out a top-level form that is a plain definition (methods, types, constants of literals) without compiling it:
 * its thunk calls only builtins and the helpers in Core that lowering itself uses. Loading code consists mostly of
 * such forms, and each would cost a WebAssembly module.
 */
export class DirectExecution {
  readonly #session: Session
  readonly #simple = new WeakMap<CodeInfo, boolean>()

  constructor(session: Session) {
    this.#session = session
  }

  /** May this code be carried out here? */
  covers(code: CodeInfo): boolean {
    let known = this.#simple.get(code)
    if (known === undefined) {
      known = code.code.every((s) => this.#coversStatement(s))
      this.#simple.set(code, known)
    }
    return known
  }

  #coversStatement(s: Ex): boolean {
    if (!(s instanceof Expr)) return isOperand(s) || isControl(s)
    switch (s.head) {
      case '=':
        return (
          (s.args[0] instanceof SlotNumber || s.args[0] instanceof GlobalRef) && this.#coversValue(s.args[1])
        )
      case 'method':
        return (
          s.args.length === 1 ||
          (s.args.length === 3 &&
            isCode(s.args[2]) &&
            !(s.args[0] instanceof SlotNumber || s.args[0] instanceof SSAValue))
        )
      case 'global':
      case 'const':
      case 'meta':
        return true
      default:
        return this.#coversValue(s)
    }
  }

  #coversValue(x: Ex): boolean {
    if (!(x instanceof Expr)) return isOperand(x)
    if (x.head === 'isdefined') return x.args[0] instanceof GlobalRef
    return x.head === 'call' && x.args.slice(1).every(isOperand) && this.#isHelper(x.args[0])
  }

  /** A builtin that TypeScript runs, or one of Core's own functions that definitions lower to. */
  #isHelper(f: Ex): boolean {
    if (!(f instanceof GlobalRef)) return false
    const { methods, heap, builtins, core } = this.#session
    const binding = methods.bindings.peek(f.module as Module, f.name)
    if (binding === null || !binding.isConst) return false
    const builtin = builtins.byValue.get(heap.bindingValue(binding))
    if (builtin !== undefined) return builtin.run !== null && builtin.name !== 'throw'
    return binding.module === core && HELPERS.has(f.name.name)
  }

  /** Runs code that `covers` said yes to. Nothing in it waits; what it calls are leaf functions. */
  run(module: Module, code: CodeInfo): Value {
    const { heap } = this.#session
    const before = heap.worldAge
    heap.worldAge = this.#session.methods.world
    try {
      return heap.withHandles((root) => this.#run(module, code, root))
    } finally {
      heap.worldAge = before
    }
  }

  #run(module: Module, code: CodeInfo, root: (v: Value) => Value): Value {
    const values: Value[] = []
    const slots: Value[] = []
    const operand = (x: Ex): Value => {
      if (x instanceof SSAValue) return values[x.id]
      if (x instanceof SlotNumber) {
        const v = slots[x.id] ?? 0
        return v === 0
          ? this.#session.errors.undefVar(code.slotNames[x.id], this.#session.heap.symbol('local'))
          : v
      }
      return root(this.#constant(x))
    }
    for (let pc = 0; ; ) {
      const s = code.code[pc]
      if (s instanceof ReturnNode)
        return s.value === undefined ? this.#session.heap.nothing : operand(s.value)
      if (s instanceof GotoNode) pc = s.label
      else if (s instanceof GotoIfNot) pc = this.#isTrue(operand(s.cond)) ? pc + 1 : s.dest
      else {
        if (s instanceof NewvarNode) slots[s.slot.id] = 0
        else values[pc] = root(this.#statement(module, s, operand, slots, root))
        pc++
      }
    }
  }

  #isTrue(v: Value): boolean {
    const { heap, errors, types } = this.#session
    if (v !== heap.true_ && v !== heap.false_) return errors.typeErrorFor('if', types.bool, v)
    return v === heap.true_
  }

  #constant(x: Ex): Value {
    const { heap, evaluator } = this.#session
    if (x instanceof GlobalRef) return evaluator.globalValue(x.module as Module, x.name)
    return heap.exToValue(x instanceof QuoteNode ? x.value : x)
  }

  #statement(
    module: Module,
    s: Ex,
    operand: (x: Ex) => Value,
    slots: Value[],
    root: (v: Value) => Value,
  ): Value {
    const session = this.#session
    if (!(s instanceof Expr)) return operand(s)
    switch (s.head) {
      case '=': {
        const v = root(this.#value(s.args[1], operand))
        if (s.args[0] instanceof SlotNumber) slots[s.args[0].id] = v
        else {
          const target = s.args[0] as GlobalRef
          session.setGlobal(session.assignable(target.module as Module, target.name), v)
        }
        return v
      }
      case 'method':
        return this.#method(module, s, operand)
      case 'global':
      case 'const':
        return session.runSteps(session.evaluator.evalForm(module, s, session.location))
      case 'meta':
        return session.heap.nothing
      default:
        return this.#value(s, operand)
    }
  }

  #value(x: Ex, operand: (x: Ex) => Value): Value {
    if (!(x instanceof Expr)) return operand(x)
    const session = this.#session
    if (x.head === 'isdefined') {
      const ref = x.args[0] as GlobalRef
      const b = session.methods.resolveBinding(ref.module as Module, ref.name)
      return session.heap.boxBool(session.heap.bindingValue(b) !== 0)
    }
    const [f, ...args] = x.args.map(operand)
    const builtin = session.builtins.byValue.get(f)
    if (builtin?.run !== null && builtin?.run !== undefined)
      return session.builtins.runOn(session, builtin, args)
    return session.heap.call(f, args)
  }

  #method(module: Module, s: Expr, operand: (x: Ex) => Value): Value {
    const [name] = s.args
    if (s.args.length === 1) {
      const owner = name instanceof GlobalRef ? (name.module as Module) : module
      return declareMethod(this.#session, owner, name instanceof GlobalRef ? name.name : (name as Sym))
    }
    const nameValue = this.#session.heap.exToValue(name instanceof GlobalRef ? name.name : name)
    return defineMethod(this.#session, module, nameValue, operand(s.args[1]), s.args[2] as CodeInfo, 0)
  }
}

/** Functions of Core that definitions lower to; each is a leaf. */
const HELPERS: ReadonlySet<string> = new Set(['Typeof', 'TypeVar', 'UnionAll', 'kwftype', 'struct_name_shim'])

function isCode(x: Ex): x is CodeInfo {
  return typeof x === 'object' && x !== null && 'isCodeInfo' in x
}

function isOperand(x: Ex): boolean {
  return !(x instanceof Expr) && !isControl(x) && !isCode(x)
}

function isControl(x: Ex): boolean {
  return x instanceof ReturnNode || x instanceof GotoNode || x instanceof GotoIfNot || x instanceof NewvarNode
}
