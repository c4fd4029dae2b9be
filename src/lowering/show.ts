/** Readable text of lowered code, in the manner of `@code_lowered` but with statement numbers as jump targets. */
import {
  Argument,
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  LineNumberNode,
  Literal,
  NewvarNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
} from '../syntax/index.ts'
import { CodeInfo } from './codeinfo.ts'
import { deparse } from './deparse.ts'

const slotText = (ci: CodeInfo, i: number): string => {
  const name = ci.slotNames[i]
  const unique = name !== '' && ci.slotNames.indexOf(name) === ci.slotNames.lastIndexOf(name)
  return unique ? name : `@_${i + 1}`
}

function operand(ci: CodeInfo, e: Ex): string {
  if (e === null) return 'nothing'
  if (e instanceof SlotNumber) return slotText(ci, e.id)
  if (e instanceof SSAValue) return `%${e.id + 1}`
  if (e instanceof Argument) return `_${e.id + 1}`
  if (e instanceof GlobalRef) {
    return e.module.name === e.name ? e.name.name : `${e.module.name.name}.${e.name.name}`
  }
  if (e instanceof QuoteNode) {
    const v = e.value
    if (v instanceof Sym) return `:${v.name}`
    if (v instanceof LineNumberNode) return `$(QuoteNode(${deparse(v)}))`
    return v instanceof Expr ? `:(${deparse(v)})` : `$(QuoteNode(${deparse(v)}))`
  }
  if (e instanceof CodeInfo) return `CodeInfo(\n${indent(showCodeInfo(e))}\n)`
  if (e instanceof Literal) return `${e.type}(${String(e.value)})`
  if (e instanceof Expr) return expression(ci, e)
  return deparse(e)
}

function expression(ci: CodeInfo, e: Expr): string {
  const args = e.args.map((a) => operand(ci, a))
  if (e.head === 'call') return `${args[0]}(${args.slice(1).join(', ')})`
  if (e.head === '=') return `${args[0]} = ${args[1]}`
  if (e.head === 'new') return `%new(${args.join(', ')})`
  if (e.head === 'static_parameter') return `$(Expr(:static_parameter, ${Number(e.args[0]) + 1}))`
  if (e.head === 'global' || e.head === 'const') return `${e.head} ${args[0]}`
  return args.length === 0 ? `$(Expr(:${e.head}))` : `$(Expr(:${e.head}, ${args.join(', ')}))`
}

const indent = (s: string): string =>
  s
    .split('\n')
    .map((l) => `    ${l}`)
    .join('\n')

export function showStatement(ci: CodeInfo, s: Ex): string {
  if (s instanceof GotoNode) return `goto %${s.label + 1}`
  if (s instanceof GotoIfNot) return `goto %${s.dest + 1} if not ${operand(ci, s.cond)}`
  if (s instanceof ReturnNode) return s.value === undefined ? 'unreachable' : `return ${operand(ci, s.value)}`
  if (s instanceof EnterNode) {
    return s.scope === undefined
      ? `enter %${s.catchDest + 1}`
      : `enter %${s.catchDest + 1} with scope ${operand(ci, s.scope)}`
  }
  if (s instanceof NewvarNode) return `newvar ${slotText(ci, s.slot.id)}`
  return operand(ci, s)
}

export function showCodeInfo(ci: CodeInfo): string {
  const used = new Set<number>()
  const note = (e: Ex | undefined): void => {
    if (e instanceof SSAValue) used.add(e.id)
    else if (e instanceof Expr) for (const a of e.args) note(a)
    else if (e instanceof GotoIfNot) note(e.cond)
    else if (e instanceof ReturnNode) note(e.value)
    else if (e instanceof EnterNode) note(e.scope)
  }
  for (const s of ci.code) note(s)
  const width = String(ci.code.length).length
  return ci.code
    .map((s, i) => {
      const n = String(i + 1).padStart(width)
      return `${n} ${used.has(i) ? `%${i + 1} = ` : ''}${showStatement(ci, s)}`
    })
    .join('\n')
}
