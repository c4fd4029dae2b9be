import type { Ex } from '../syntax/index.ts'
import {
  Argument,
  EnterNode,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  Literal,
  PhiCNode,
  PhiNode,
  PiNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import { showType } from '../types/index.ts'
import type { Lattice } from './elements.ts'
import type { IRCode } from './ir.ts'
import { CodeInstanceRef } from './ir.ts'
import type { TypeLattice } from './lattice.ts'

/**
 * IR as text, for tests and for people. SSA values, arguments and blocks are numbered from 1 as Julia prints them:
 *
 *     1 ─ %1 = add_int(_2, 1)::Int64
 *     └──      return %1
 */
export function showIR(ir: IRCode, lattice: TypeLattice | null = null): string {
  const out: string[] = []
  const width = String(ir.cfg.blocks.length).length
  ir.cfg.blocks.forEach((b, k) => {
    for (let i = b.start; i < b.end; i++) {
      const margin = i === b.start ? `${String(k + 1).padEnd(width)} ─ ` : `${' '.repeat(width)}   `
      out.push(margin + showLine(ir, i, lattice))
    }
  })
  return out.join('\n')
}

function showLine(ir: IRCode, i: number, lattice: TypeLattice | null): string {
  const s = ir.stmts[i]
  const text = showStatement(s, lattice)
  if (s instanceof GotoNode || s instanceof GotoIfNot || s instanceof ReturnNode)
    return `${' '.repeat(String(i + 1).length + 4)}${text}`
  return `%${i + 1} = ${text}::${showElement(ir.types[i], lattice)}`
}

function showElement(t: Lattice, lattice: TypeLattice | null): string {
  if (lattice !== null) return lattice.show(t)
  switch (t.kind) {
    case 'Const':
    case 'PartialStruct':
    case 'PartialOpaque':
    case 'PartialTypeVar':
      return `${t.kind}(${showType(t.type)})`
    case 'Conditional':
    case 'InterConditional':
      return 'Bool'
    default:
      return showType(t)
  }
}

export function showStatement(s: Ex, lattice: TypeLattice | null = null): string {
  const op = (x: Ex): string => showOperand(x, lattice)
  if (s instanceof Expr) {
    switch (s.head) {
      case 'call':
        return `${op(s.args[0])}(${s.args.slice(1).map(op).join(', ')})`
      case 'invoke': {
        const r = s.args[0]
        const t = r instanceof CodeInstanceRef ? showType(r.mi.specTypes) : '?'
        return `invoke ${op(s.args[1])}(${s.args.slice(2).map(op).join(', ')}) [${t}]`
      }
      case 'new':
        return `new ${op(s.args[0])}(${s.args.slice(1).map(op).join(', ')})`
      default:
        return `$(${s.head} ${s.args.map(op).join(', ')})`
    }
  }
  if (s instanceof GotoNode) return `goto #${s.label + 1}`
  if (s instanceof GotoIfNot) return `goto #${s.dest + 1} if not ${op(s.cond)}`
  if (s instanceof ReturnNode) return s.value === undefined ? 'unreachable' : `return ${op(s.value)}`
  if (s instanceof PhiNode) {
    return `φ (${s.edges.map((e, k) => `#${e + 1} => ${s.values[k] === undefined ? '#undef' : op(s.values[k] as Ex)}`).join(', ')})`
  }
  if (s instanceof PhiCNode) return `φᶜ (${s.values.map(op).join(', ')})`
  if (s instanceof PiNode) return `π (${op(s.value)}, ${showElement(s.type as Lattice, lattice)})`
  if (s instanceof UpsilonNode) return s.value === undefined ? 'ϒ (#undef)' : `ϒ (${op(s.value)})`
  if (s instanceof EnterNode) return `enter #${s.catchDest + 1}`
  return op(s)
}

export function showOperand(x: Ex, lattice: TypeLattice | null = null): string {
  if (x === null) return 'nothing'
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'number') return Number.isInteger(x) ? x.toFixed(1) : String(x)
  if (typeof x === 'bigint' || typeof x === 'boolean') return String(x)
  if (x instanceof SSAValue) return `%${x.id + 1}`
  if (x instanceof Argument) return `_${x.id + 1}`
  if (x instanceof SlotNumber) return `slot${x.id + 1}`
  if (x instanceof GlobalRef) return `${x.module.name.name}.${x.name.name}`
  if (x instanceof QuoteNode) return `:(${showOperand(x.value, lattice)})`
  if (x instanceof Sym) return `:${x.name}`
  if (x instanceof CodeInstanceRef) return `<${showType(x.mi.specTypes)}>`
  if (x instanceof ValueRef) return lattice === null ? `<value ${x.address}>` : lattice.showValue(x.address)
  if (x instanceof Literal) return `${x.type}(${String(x.value)})`
  if (x instanceof Expr) return showStatement(x, lattice)
  return `<${x.constructor.name}>`
}
