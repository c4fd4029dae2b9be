import { type Ex, SSAValue } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { assign, block, call, expr, isAtom, isQuoted } from '../surface.ts'

/**
 * `rhs` converted to a declared type: unchanged if it already is one, so that inference can split unions. `check`
 * also asserts that `convert` kept its promise.
 */
export function convertToDeclared(c: Ctx, rhs: Ex, type: Ex, check: boolean): Ex {
  if (type === c.core('Any')) return rhs
  const stmts: Ex[] = []
  const slot = c.gensym()
  let t = type
  if (!isAtom(type) && !(type instanceof SSAValue) && !isQuoted(type)) {
    t = c.temp()
    stmts.push(assign(t, type))
  }
  const converted = call(c.top('convert'), t, slot)
  stmts.push(
    expr('local-def', slot),
    assign(slot, rhs),
    expr(
      'if',
      call(c.core('isa'), slot, t),
      null,
      assign(slot, check ? call(c.core('typeassert'), converted, t) : converted),
    ),
    slot,
  )
  return block(...stmts)
}
