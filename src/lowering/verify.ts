/** Checks what `CodeInfo` promises; for tests and tools. */
import {
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
  ValueRef,
} from '../syntax/index.ts'
import { CodeInfo } from './codeinfo.ts'

const heads = new Set([
  'call',
  '=',
  'new',
  'splatnew',
  'invoke',
  'foreigncall',
  'cfunction',
  'method',
  'global',
  'const',
  'isdefined',
  'the_exception',
  'leave',
  'pop_exception',
  'static_parameter',
  'copyast',
  'meta',
  'inbounds',
  'boundscheck',
  'loopinfo',
  'gc_preserve_begin',
  'gc_preserve_end',
  'throw_undef_if_not',
  'module',
  'import',
  'using',
  'export',
  'public',
  'thunk',
  'toplevel',
  'inline',
  'noinline',
  'purity',
  'aliasscope',
  'popaliasscope',
])

/** Problems in the code and in the code inside it. */
export function verify(ci: CodeInfo): string[] {
  const problems: string[] = []
  const { code } = ci
  const say = (i: number, what: string): void => {
    problems.push(`statement ${i + 1}: ${what}`)
  }
  const inside = (i: number, target: number): void => {
    if (!(target >= 0 && target < code.length)) say(i, `jumps to ${target + 1}, outside the code`)
  }
  const operand = (i: number, e: Ex | undefined): void => {
    if (e === undefined) say(i, 'operand missing')
    else if (e instanceof SSAValue) {
      if (!(e.id >= 0 && e.id < code.length)) say(i, `uses %${e.id + 1}, outside the code`)
    } else if (e instanceof SlotNumber) {
      if (!(e.id >= 0 && e.id < ci.slotNames.length)) say(i, `uses slot ${e.id}, outside the frame`)
    } else if (e instanceof Expr) {
      if (e.head === 'static_parameter') {
        if (!(Number(e.args[0]) < ci.spNames.length))
          say(i, `static parameter ${e.args[0]} of ${ci.spNames.length}`)
      } else if (e.head !== 'boundscheck' && e.head !== 'captured') say(i, `operand of head ${e.head}`)
    } else if (
      !(
        e instanceof GlobalRef ||
        e instanceof QuoteNode ||
        e instanceof Literal ||
        e instanceof ValueRef ||
        e === null ||
        typeof e !== 'object'
      )
    )
      say(i, `operand is a ${e instanceof Sym ? `name: ${e.name}` : e.constructor.name}`)
  }
  const value = (i: number, e: Ex): void => {
    if (!(e instanceof Expr)) {
      operand(i, e)
      return
    }
    if (!heads.has(e.head) && e.head !== 'captured') {
      say(i, `unknown head ${e.head}`)
      return
    }
    switch (e.head) {
      case 'call':
      case 'new':
      case 'splatnew':
      case 'gc_preserve_begin':
      case 'leave':
      case 'pop_exception':
      case 'gc_preserve_end':
        // the tuple naming a foreign function stays in place
        e.args.forEach((a) => {
          if (
            !(
              a instanceof Expr &&
              a.head === 'call' &&
              e.args[0] instanceof GlobalRef &&
              e.args[0].name.name === 'cglobal'
            )
          )
            operand(i, a)
        })
        break
      case 'method':
        operand(i, e.args[0])
        if (e.args.length === 1) break
        operand(i, e.args[1])
        if (!(e.args[2] instanceof CodeInfo)) say(i, 'method without code')
        for (const a of e.args.slice(3)) operand(i, a)
        break
      case 'foreigncall':
        for (const a of e.args.slice(5)) operand(i, a)
        break
      case 'static_parameter':
        operand(i, e)
        break
    }
    for (const a of e.args)
      if (a instanceof CodeInfo) problems.push(...verify(a).map((p) => `in statement ${i + 1}: ${p}`))
  }
  code.forEach((s, i) => {
    if (s instanceof GotoNode) inside(i, s.label)
    else if (s instanceof GotoIfNot) {
      operand(i, s.cond)
      inside(i, s.dest)
    } else if (s instanceof EnterNode) inside(i, s.catchDest)
    else if (s instanceof ReturnNode) {
      if (s.value !== undefined) operand(i, s.value)
    } else if (s instanceof NewvarNode) operand(i, s.slot)
    else if (s instanceof LineNumberNode) say(i, 'line node')
    else if (s instanceof Expr && s.head === '=') {
      const [lhs, rhs] = s.args
      if (!(lhs instanceof SlotNumber || lhs instanceof GlobalRef)) say(i, 'assignment to something odd')
      else if (lhs instanceof GlobalRef) operand(i, rhs)
      value(i, rhs)
    } else value(i, s)
  })
  const last = code[code.length - 1]
  if (!(last instanceof ReturnNode || last instanceof GotoNode)) problems.push('control runs off the end')
  if (ci.codeLines.length !== code.length) problems.push('lines and statements differ in number')
  return problems
}
