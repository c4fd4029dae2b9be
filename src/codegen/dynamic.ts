import { DT_FLAGS, DTF_CONCRETE, FAIL_NOT_CONCRETE } from '../heap/index.ts'
import type { Module } from '../methods/index.ts'
import { type Ex, GlobalRef, QuoteNode, Sym } from '../syntax/index.ts'
import { prepare, pushBoxed, pushTag } from './convert.ts'
import type { FunctionEmitter } from './emitter.ts'
import type { Held } from './held.ts'

/** Makes sure that a value is a type of which there are instances; both tiers need it for `new`. */
export function checkConcrete(e: FunctionEmitter, type: Held): void {
  const { code, env } = e
  const boxed = prepare(e, type, e.reprs.boxed(env.lattice.any))
  const push = () => pushBoxed(e, boxed)
  const good = code.block()
  if (boxed.box === null || boxed.box.k === 'value') {
    push()
    code.i32(4)
    code.op('i32_sub')
    code.mem('i32_load', 0)
    code.i32(-16)
    code.op('i32_and')
  } else pushTag(e, boxed.box)
  e.pushType(env.lattice.core.DataType)
  code.op('i32_eq')
  code.if()
  push()
  code.mem('i32_load', DT_FLAGS)
  code.i32(DTF_CONCRETE)
  code.op('i32_and')
  code.brIf(good)
  code.end()
  e.fail(FAIL_NOT_CONCRETE, push)
  code.end()
}

/** `isdefined` of a global. */
export function emitIsDefinedGlobal(e: FunctionEmitter, x: Ex, scope: Module): Held {
  const { env } = e
  const module = x instanceof GlobalRef ? x.module : scope
  const name =
    x instanceof GlobalRef
      ? x.name
      : x instanceof Sym
        ? x
        : x instanceof QuoteNode && x.value instanceof Sym
          ? x.value
          : null
  if (name === null) throw new Error('codegen: isdefined of something that is no variable')
  const binding = env.binding(module, name)
  if (env.constantBinding(binding) !== 0) return e.bool(true)
  e.code.value(env.bindingCell(binding))
  e.call('is_defined_global')
  return e.pop(env.lattice.core.Bool)
}
