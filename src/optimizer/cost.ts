import type { Inference, InferenceResult, IRCode } from '../inference/index.ts'
import { forEachOperand, INLINE_NEVER } from '../inference/index.ts'
import type { Ex } from '../syntax/index.ts'
import { EnterNode, Expr, GlobalRef, GotoIfNot, GotoNode, ReturnNode } from '../syntax/index.ts'
import { operandType } from './operands.ts'

/** Code that costs more than this is not inlined unless asked for. */
const THRESHOLD = 100
/** A call through dispatch: inlining saves next to nothing around it. */
const DYNAMIC_CALL = 1000
const INVOKE = 20
/**
 * A loop is inlined only where that is asked for. V8 puts its optimized code in place when a function is entered, never
 * inside a running one: a hot loop in a function of its own gets it at the next call, one that is part of its caller
 * perhaps never. (Julia counts 40.)
 */
const LOOP = THRESHOLD + 1
/** Even `@inline` has an end. */
const MAX_STATEMENTS = 4000

/**
 * What inlining this code costs, `INLINE_NEVER` if it is too much or not possible. Code marked `@inline` costs nothing.
 */
export function inlineCost(ir: IRCode, result: InferenceResult, engine: Inference): number {
  const { code } = result.frame
  if (code.inlining === 2 || !canBeInlined(ir)) return INLINE_NEVER
  if (result.frame.mi.def.constructor.name === 'Module') return INLINE_NEVER
  if (code.inlining === 1) return ir.stmts.length > MAX_STATEMENTS ? INLINE_NEVER : 0
  let cost = 0
  for (let i = 0; i < ir.stmts.length; i++) {
    cost += statementCost(ir, i, engine)
    if (cost > THRESHOLD) return INLINE_NEVER
  }
  return cost
}

/** Some code only works where it was written. */
export function canBeInlined(ir: IRCode): boolean {
  for (const s of ir.stmts) {
    if (s instanceof Expr) {
      if (refersToFrame(s)) return false
      continue
    }
    let refers = false
    forEachOperand(s, (x) => {
      refers ||= x instanceof Expr && refersToFrame(x)
    })
    if (refers) return false
  }
  return true
}

function refersToFrame(s: Expr): boolean {
  switch (s.head) {
    case 'static_parameter':
    case 'method':
    case 'cfunction':
    case 'thunk':
    case 'toplevel':
    case 'module':
    case 'const':
    case 'global':
      return true
    default:
      return s.args.some((a) => a instanceof Expr && a.head !== 'boundscheck' && refersToFrame(a))
  }
}

export function statementCost(ir: IRCode, i: number, engine: Inference): number {
  const s = ir.stmts[i]
  const L = engine.lattice
  if (s instanceof GotoNode) return s.label <= ir.cfg.blockOf(i) ? LOOP : 0
  if (s instanceof GotoIfNot) return s.dest <= ir.cfg.blockOf(i) ? LOOP : 1
  if (s instanceof EnterNode) return INLINE_NEVER
  if (s instanceof GlobalRef) return 2
  if (!(s instanceof Expr)) return 0
  switch (s.head) {
    case 'call': {
      if (ir.types[i].kind === 'Bottom') return 0
      const f = s.args[0]
      const v = L.constantValue(operandType(engine, ir.types, ir, f))
      const name = v === 0 ? null : engine.env.builtinName(v)
      if (name === null) return DYNAMIC_CALL
      const b = engine.env.builtins.lookup(name)
      if (b === undefined) return DYNAMIC_CALL
      return b.cost + unknownOperands(ir, s, engine, name)
    }
    case 'invoke':
    case 'foreigncall':
      return ir.types[i].kind === 'Bottom' ? 0 : INVOKE
    case 'copyast':
      return 100
    case 'new':
      return L.widen(ir.types[i]).kind === 'DataType' ? 1 : 20
    case 'splatnew':
      return 20
    default:
      return 0
  }
}

/** Builtins on values of unknown type are calls into the runtime. */
function unknownOperands(ir: IRCode, s: Expr, engine: Inference, name: string): number {
  switch (name) {
    case 'getfield':
    case 'setfield!':
    case 'isdefined':
    case 'nfields':
    case 'sizeof': {
      const w = engine.lattice.widen(operandType(engine, ir.types, ir, s.args[1]))
      return w.kind === 'DataType' && w.isConcrete ? 0 : 20
    }
    case 'apply_type':
      return 20
    default:
      return 0
  }
}

/** The block that statement `i` stands in ends in an error. */
export function endsInError(ir: IRCode, i: number): boolean {
  const b = ir.cfg.blocks[ir.cfg.blockOf(i)]
  const last: Ex = ir.stmts[b.end - 1]
  return last instanceof ReturnNode && last.value === undefined
}
