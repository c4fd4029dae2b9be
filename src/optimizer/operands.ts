import type { Inference, IRCode, Lattice, TypeLattice } from '../inference/index.ts'
import { EffectBit, Effects, StmtFlag } from '../inference/index.ts'
import type { Ex } from '../syntax/index.ts'
import { Argument, Expr, GlobalRef, SSAValue, ValueRef } from '../syntax/index.ts'

/** `StmtFlag`s for a statement with these effects. */
export function flagsOf(effects: number): number {
  let f = 0
  if ((effects & Effects.consistentMask) === Effects.consistentMask) f |= StmtFlag.consistent
  if ((effects & Effects.effectFreeMask) === Effects.effectFreeMask) f |= StmtFlag.effectFree
  else if (effects & EffectBit.effectFree) f |= StmtFlag.effectFreeIfArgMemory
  if (effects & EffectBit.nothrow) f |= StmtFlag.nothrow
  if (effects & EffectBit.terminates) f |= StmtFlag.terminates
  if ((effects & Effects.noubMask) === Effects.noubMask) f |= StmtFlag.noub
  return f
}

export const PURE_FLAGS = flagsOf(Effects.total)

/** A constant as an operand: a plain literal where one fits, else a reference to the value. */
export function constantOperand(L: TypeLattice, value: number): Ex {
  const h = L.heap
  if (value === h.nothing) return null
  if (value === h.true_) return true
  if (value === h.false_) return false
  if (!h.isType(value)) {
    const t = h.typeOf(value)
    if (t === L.core.Int64) return BigInt.asIntN(64, h.bitsOf(value, 8))
    if (t === L.core.Float64) {
      const b = h.bitsOf(value, 8)
      const x = new Float64Array(new BigUint64Array([b]).buffer)[0]
      // a NaN's payload would not survive as a JavaScript number
      if (!Number.isNaN(x)) return x
    }
  }
  return new ValueRef(value)
}

/** What is known of an operand. `types` are those of the statements it may refer to. */
export function operandType(
  engine: Inference,
  types: readonly Lattice[],
  ir: Pick<IRCode, 'argTypes' | 'spTypes'>,
  x: Ex,
): Lattice {
  if (x instanceof SSAValue) return types[x.id]
  if (x instanceof Argument) return ir.argTypes[x.id]
  if (x instanceof Expr) {
    if (x.head === 'static_parameter') return ir.spTypes[Number(x.args[0])].type
    if (x.head === 'boundscheck') return engine.lattice.core.Bool
    return engine.lattice.any
  }
  if (x instanceof GlobalRef) return engine.lattice.any
  return engine.literal(x)
}

/** The operand is a constant: it has no definition that must be kept. */
export function isConstantOperand(x: Ex): boolean {
  return !(x instanceof SSAValue || x instanceof Argument || x instanceof Expr || x instanceof GlobalRef)
}
