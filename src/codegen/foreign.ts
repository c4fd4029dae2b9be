import { CodeInstanceRef } from '../inference/index.ts'
import type { CodeInfo } from '../lowering/index.ts'
import type { MethodInstance } from '../methods/index.ts'
import { type Ex, Expr, GlobalRef, QuoteNode, SSAValue, Sym } from '../syntax/index.ts'
import type { DataType, Type, TypeName, TypeParam } from '../types/index.ts'
import { assertType, prepare, pushPrepared, pushScalar } from './convert.ts'
import type { FunctionEmitter } from './emitter.ts'
import type { ForeignFunction } from './env.ts'
import type { Held } from './held.ts'
import type { Signature, ValType } from './wasm/opcodes.ts'

/** A `foreigncall` with its types known. */
interface ForeignCall {
  /** name, or null: the first operand is a function pointer */
  readonly name: string | null
  readonly result: Type
  readonly params: readonly Type[]
  /** why the call cannot be made; it throws when it is reached */
  readonly problem: string | null
}

/** How one C value crosses the border. */
type Passing =
  | { readonly kind: 'ref' }
  | { readonly kind: 'void' }
  | {
      readonly kind: 'scalar'
      readonly wasm: ValType
      readonly type: DataType
      readonly signed: boolean
      readonly size: number
      readonly pointer: boolean
    }

/**
 * Finds the name and the types of a foreign call: these are constant expressions, whose parts may stand in earlier
 * statements.
 */
export function foreignCallOf(
  e: FunctionEmitter,
  mi: MethodInstance,
  code: readonly Ex[],
  x: Expr,
): ForeignCall {
  const types = new TypeEvaluator(e, mi, code)
  try {
    return readForeignCall(e, types, x)
  } catch (problem) {
    if (!(problem instanceof InvalidForeignCall)) throw problem
    return { name: null, result: e.env.lattice.any, params: [], problem: problem.message }
  }
}

/** What a foreign call's types are can only be known when it runs: it throws then. */
class InvalidForeignCall extends Error {}

function readForeignCall(e: FunctionEmitter, types: TypeEvaluator, x: Expr): ForeignCall {
  const result = types.type(x.args[1])
  const params = types.list(x.args[2]).map((p) => {
    if (typeof p !== 'object' || !('kind' in p) || p.kind === 'Vararg' || p.kind === 'TypeVar')
      return e.env.lattice.any
    return p
  })
  return { name: types.name(x.args[0]), result, params, problem: null }
}

/** Evaluates the constant expressions in a foreign call. */
class TypeEvaluator {
  readonly #e: FunctionEmitter
  readonly #mi: MethodInstance
  readonly #code: readonly Ex[]

  constructor(e: FunctionEmitter, mi: MethodInstance, code: readonly Ex[]) {
    this.#e = e
    this.#mi = mi
    this.#code = code
  }

  /** The heap value of a constant expression, 0 if it is none. */
  #value(x: Ex): number {
    const { env } = this.#e
    if (x instanceof SSAValue) return this.#value(this.#code[x.id])
    if (x instanceof GlobalRef) return env.constantGlobal(x.module, x.name)
    if (x instanceof Expr) {
      if (x.head === 'static_parameter') return env.staticParameter(this.#mi, Number(x.args[0]))
      if (x.head === 'call' && this.#isCallOf(x, 'apply_type')) {
        const t = this.#apply(x)
        return t === null ? 0 : env.lattice.heap.paramToValue(t)
      }
      return 0
    }
    if (x instanceof CodeInstanceRef) return 0
    return env.constant(x)
  }

  #isCallOf(x: Expr, name: string): boolean {
    const f = this.#value(x.args[0])
    return f !== 0 && this.#e.env.builtinName(f) === name
  }

  #param(x: Ex): TypeParam | null {
    if (x instanceof SSAValue) return this.#param(this.#code[x.id])
    if (x instanceof Expr && x.head === 'call' && this.#isCallOf(x, 'apply_type')) return this.#apply(x)
    if (x instanceof Expr && x.head === 'static_parameter') {
      const v = this.#value(x)
      // an unknown parameter stands for itself: pointers to it are pointers all the same
      return v === 0
        ? ((this.#mi.sparamVals[Number(x.args[0])] as TypeParam | undefined) ?? null)
        : this.#e.env.lattice.heap.valueToParam(v)
    }
    const v = this.#value(x)
    return v === 0 ? null : this.#e.env.lattice.heap.valueToParam(v)
  }

  #apply(x: Expr): TypeParam | null {
    const parts = x.args.slice(1).map((a) => this.#param(a))
    if (parts.some((p) => p === null)) return null
    const [wrapper, ...params] = parts as TypeParam[]
    return this.#e.env.lattice.ts.applyType(wrapper, params)
  }

  type(x: Ex): Type {
    const p = this.#param(x)
    if (p === null || typeof p !== 'object' || !('kind' in p) || p.kind === 'Vararg') {
      throw new InvalidForeignCall(
        'could not evaluate ccall return type (it might depend on a local variable)',
      )
    }
    return p.kind === 'TypeVar' ? this.#e.env.lattice.any : p
  }

  list(x: Ex): TypeParam[] {
    if (x instanceof SSAValue) return this.list(this.#code[x.id])
    if (x instanceof Expr && x.head === 'call') {
      return x.args.slice(1).map((a) => {
        const p = this.#param(a)
        if (p === null)
          throw new InvalidForeignCall(
            'could not evaluate ccall argument type (it might depend on a local variable)',
          )
        return p
      })
    }
    const { heap } = this.#e.env.lattice
    const v = this.#value(x)
    if (v === 0)
      throw new InvalidForeignCall(
        'could not evaluate ccall argument type (it might depend on a local variable)',
      )
    return heap.svecAt(v).map((t) => heap.valueToParam(t))
  }

  name(x: Ex): string | null {
    if (typeof x === 'string') return x
    if (x instanceof Sym) return x.name
    if (x instanceof QuoteNode && x.value instanceof Sym) return x.value.name
    if (x instanceof Expr && (x.head === 'tuple' || (x.head === 'call' && this.#isCallOf(x, 'tuple')))) {
      return this.name(x.args[x.head === 'tuple' ? 0 : 1])
    }
    if (x instanceof SSAValue) {
      const s = this.#code[x.id]
      return s instanceof Expr && s.head === 'call' && this.#isCallOf(s, 'tuple')
        ? this.name(s.args[1])
        : null
    }
    const v = this.#value(x)
    if (v === 0) return null
    return this.#nameOfValue(v)
  }

  #nameOfValue(v: number): string | null {
    const { heap, core } = this.#e.env.lattice
    const type = heap.typeOf(v)
    if (type === core.Symbol) return heap.symbolAt(v).name
    if (type === core.String) return this.#e.env.stringAt(v)
    if (type.name === core.TupleName) return this.#nameOfValue(heap.getField(v, 0))
    return null
  }
}

function passing(e: FunctionEmitter, type: Type, isResult: boolean): Passing {
  const { core, ts, any } = e.env.lattice
  if (type === core.Nothing || type.kind === 'Bottom') return isResult ? { kind: 'void' } : { kind: 'ref' }
  if (type === any) return { kind: 'ref' }
  if (type.kind === 'DataType') {
    if (type.name === core.PtrName) {
      return { kind: 'scalar', wasm: 'i32', type, signed: false, size: 8, pointer: true }
    }
    if (type.name === refName(e)) {
      // as an argument the pointer that unsafe_convert made; as a result an object
      if (isResult) return { kind: 'ref' }
      return {
        kind: 'scalar',
        wasm: 'i32',
        type: ts.instance(core.PtrName, type.parameters),
        signed: false,
        size: 8,
        pointer: true,
      }
    }
    if (type.name.isPrimitive && type.isConcrete) {
      const leaves = e.reprs.primitiveLeaves(type)
      if (leaves !== null && leaves.length === 1) {
        return {
          kind: 'scalar',
          wasm: leaves[0].type,
          type,
          signed: ts.isSubtype(type, ts.builtinType('Signed')),
          size: leaves[0].size,
          pointer: false,
        }
      }
    }
  }
  return { kind: 'ref' }
}

/** Emits the call. `operands` are the values of `x.args[5…]`: arguments, then roots. */
export function emitForeignCall(
  e: FunctionEmitter,
  call: ForeignCall,
  operands: readonly Held[],
  target: Held | null,
): Held {
  const { code, env } = e
  const refuse = (problem: string): Held => {
    code.value(env.symbol(env.internSymbol(problem)))
    e.call('invalid_foreign')
    return e.never()
  }
  if (call.problem !== null) return refuse(call.problem)
  const args = call.params.map((t) => passing(e, t, false))
  const result = passing(e, call.result, true)
  const natural: Signature = {
    params: args.map((a) => (a.kind === 'scalar' ? a.wasm : 'i32')),
    results: result.kind === 'void' ? [] : [result.kind === 'scalar' ? result.wasm : 'i32'],
  }
  let foreign: ForeignFunction | null = null
  if (call.name !== null) {
    foreign = env.foreign(call.name)
    if (foreign === null) {
      code.value(env.symbol(env.internSymbol(call.name)))
      e.call('missing_foreign')
      return e.never()
    }
    if (foreign.signature.params.length !== args.length) {
      return refuse(
        `ccall: ${call.name} takes ${foreign.signature.params.length} arguments, not ${args.length}`,
      )
    }
  }
  const signature = foreign?.signature ?? natural
  const prepared = args.map((a, i) => {
    const h = operands[i]
    if (a.kind !== 'scalar') return prepare(e, h, e.reprs.boxed(call.params[i]))
    return e.stable(prepare(e, assertType(e, h, a.type, 'ccall'), e.reprs.of(a.type)))
  })
  const pointer = target === null ? null : e.stable(assertType(e, target, target.type, 'ccall'))
  args.forEach((a, i) => {
    pushPrepared(e, prepared[i])
    if (a.kind === 'scalar') {
      const actual: ValType = a.pointer ? 'i64' : a.wasm
      if (a.signed && a.size === 1) code.op('i32_extend8_s')
      else if (a.signed && a.size === 2) code.op('i32_extend16_s')
      adapt(e, actual, signature.params[i], a.signed)
    } else adapt(e, 'i32', signature.params[i], false)
  })
  if (foreign !== null) e.callImport(foreign.module, foreign.name, foreign.signature, foreign.safepoint)
  else {
    pushScalar(e, pointer!)
    code.op('i32_wrap_i64')
    e.callPointer(natural)
  }
  // roots live until here
  for (const h of operands) e.keepHeld(h)
  for (const h of prepared) e.keepHeld(h)
  if (result.kind === 'void') {
    if (signature.results.length > 0) code.op('drop')
    if (call.result.kind === 'Bottom') {
      code.op('unreachable')
      return e.never()
    }
    return e.nothing
  }
  const actual = signature.results[0]
  if (actual === undefined) throw new Error(`ccall: ${call.name} returns nothing, but a value is expected`)
  if (result.kind === 'ref') {
    adapt(e, actual, 'i32', false)
    return e.popBoxed(
      call.result.kind === 'DataType' && call.result.name === refName(e)
        ? refTarget(call.result, env.lattice.any)
        : call.result,
    )
  }
  adapt(e, actual, result.pointer ? 'i64' : result.wasm, result.signed)
  if (result.size === 1 || result.size === 2) {
    code.i32(result.size === 1 ? 0xff : 0xffff)
    code.op('i32_and')
  }
  return e.pop(result.type)
}

function refName(e: FunctionEmitter): TypeName {
  return (e.env.lattice.ts.ref.body as DataType).name
}

function refTarget(ref: DataType, any: Type): Type {
  const p = ref.parameters[0]
  return typeof p === 'object' && 'kind' in p && p.kind !== 'TypeVar' && p.kind !== 'Vararg' ? p : any
}

/** Changes a number on the stack from one wasm type to another. */
function adapt(e: FunctionEmitter, from: ValType, to: ValType, signed: boolean): void {
  if (from === to) return
  if (from === 'i64' && to === 'i32') e.code.op('i32_wrap_i64')
  else if (from === 'i32' && to === 'i64') e.code.op(signed ? 'i64_extend_i32_s' : 'i64_extend_i32_u')
  else throw new Error(`ccall: ${from} where ${to} is expected`)
}

/** A foreign call in lowered code, on boxed values. */
export function boxedForeignCall(
  e: FunctionEmitter,
  mi: MethodInstance,
  info: CodeInfo,
  x: Expr,
  operand: (x: Ex) => Held,
): Held {
  const call = foreignCallOf(e, mi, info.code, x)
  const target = call.name === null && call.problem === null ? operand(x.args[0]) : null
  return emitForeignCall(e, call, x.args.slice(5).map(operand), target)
}
