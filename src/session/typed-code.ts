import type { Value } from '../heap/index.ts'
import { type CFG, CodeInstanceRef, IRCode, type Lattice } from '../inference/index.ts'
import { CodeInfo } from '../lowering/index.ts'
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
  SlotNumber,
  sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import type { Session } from './session.ts'

/**
 * Optimized code as `code_typed` gives it: svec(CodeInfo, types of the statements, return type). Jumps lead to
 * statements, arguments are slots, an `invoke` names its method instance.
 */
export function typedCode(session: Session, ci: CodeInstance): Value {
  const { heap } = session
  const returns = heap.typeAddress(ci.returnType)
  if (!(ci.inferred instanceof IRCode)) {
    if (ci.constant === 0) return session.errors.error('the code of this method instance was not kept')
    const code = codeInfo(session, ci, [new ReturnNode(new ValueRef(ci.constant))], [-1], [])
    return heap.svec([heap.codeInfoValue(code), heap.svec([heap.typeAddress(session.types.any)]), returns])
  }
  const ir = ci.inferred
  const convert = new Converter(session, ir.cfg)
  const code = codeInfo(
    session,
    ci,
    ir.stmts.map((s) => convert.statement(s)),
    ir.lines,
    ir.lineTable,
  )
  const types = ir.types.map((t) => heap.typeAddress(session.inference.lattice.widen(t)))
  return heap.svec([heap.codeInfoValue(code), heap.svec(types), returns])
}

function codeInfo(
  session: Session,
  ci: CodeInstance,
  code: Ex[],
  lines: readonly number[],
  table: CodeInfo['lines'],
): CodeInfo {
  const { def } = ci.mi
  const source = def instanceof Method ? session.lowered(ci.mi) : null
  const nargs = source?.nargs ?? 0
  return new CodeInfo({
    code,
    codeLines: Int32Array.from(lines),
    lines: table,
    slotNames: source?.slotNames.slice(0, nargs) ?? [],
    slotFlags: source?.slotFlags.slice(0, nargs) ?? new Uint8Array(0),
    nargs,
    isVararg: source?.isVararg ?? false,
  })
}

/** Builtins that lowered code calls as Core's; Base's code calls the others by their bare names. */
const WRITTEN_IN_CORE: ReadonlySet<string> = new Set([
  'tuple',
  'svec',
  'apply_type',
  'typeassert',
  'ifelse',
  '_apply_iterate',
])

class Converter {
  readonly #session: Session
  readonly #cfg: CFG

  constructor(session: Session, cfg: CFG) {
    this.#session = session
    this.#cfg = cfg
  }

  statement(s: Ex): Ex {
    if (s instanceof GotoNode) return new GotoNode(this.#first(s.label))
    if (s instanceof GotoIfNot) return new GotoIfNot(this.#operand(s.cond), this.#first(s.dest))
    if (s instanceof ReturnNode) return s.value === undefined ? s : new ReturnNode(this.#operand(s.value))
    if (s instanceof EnterNode) {
      return new EnterNode(
        this.#first(s.catchDest),
        s.scope === undefined ? undefined : this.#operand(s.scope),
      )
    }
    if (s instanceof PhiNode) {
      const edges = s.edges.map((block) => this.#cfg.blocks[block].end - 1)
      return new PhiNode(
        edges,
        s.values.map((v) => (v === undefined ? v : this.#operand(v))),
      )
    }
    if (s instanceof PhiCNode) return new PhiCNode(s.values.map((v) => this.#operand(v)))
    if (s instanceof PiNode)
      return new PiNode(this.#operand(s.value), this.#session.inference.lattice.widen(s.type as Lattice))
    if (s instanceof UpsilonNode) return s.value === undefined ? s : new UpsilonNode(this.#operand(s.value))
    return this.#operand(s)
  }

  #first(block: number): number {
    return this.#cfg.blocks[block].start
  }

  #operand(x: Ex): Ex {
    if (x instanceof Argument) return new SlotNumber(x.id)
    if (x instanceof CodeInstanceRef) return new ValueRef(this.#session.heap.methodInstanceValue(x.mi))
    if (x instanceof Expr) {
      const args = x.args.map((a) => this.#operand(a))
      if (x.head === 'call') args[0] = this.#callee(args[0])
      return new Expr(x.head, args)
    }
    return x
  }

  /** A builtin by the name that code calls it by. */
  #callee(f: Ex): Ex {
    const { core, base } = this.#session
    const name = f instanceof ValueRef ? this.#session.builtinName(f.address) : null
    return name === null
      ? f
      : new GlobalRef(base === null || WRITTEN_IN_CORE.has(name) ? core : base, sym(name))
  }
}
