import type { GlobalRef } from '../syntax/index.ts'
import type { FunctionEmitter } from './emitter.ts'
import { type Held, localSrc } from './held.ts'

/** Reads a global: from the binding's cell, or the slow way where the cell is empty. */
export function loadGlobal(e: FunctionEmitter, x: GlobalRef): Held {
  const { code, env } = e
  const binding = env.binding(x.module, x.name)
  const known = env.constantBinding(binding)
  if (known !== 0) return e.constant(known)
  const owner = binding.owner ?? binding
  const local = code.newRef()
  code.value(env.bindingCell(owner))
  code.mem('i32_load', 0)
  code.tee(local)
  code.op('i32_eqz')
  code.if()
  code.value(env.bindingCell(binding))
  e.call('get_global')
  code.set(local)
  code.end()
  return e.ofBox(owner.type ?? env.lattice.any, localSrc(local))
}
