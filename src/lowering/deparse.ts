/** Julia source of a surface expression, as short as error messages need it. */
import {
  type Ex,
  Expr,
  GlobalRef,
  LineNumberNode,
  Literal,
  QuoteNode,
  SSAValue,
  Sym,
} from '../syntax/index.ts'

const infix = new Set([
  '=',
  '+=',
  '-=',
  '*=',
  '/=',
  '^=',
  '|=',
  '&=',
  '÷=',
  '%=',
  '//=',
  '\\=',
  '<<=',
  '>>=',
  '>>>=',
  '⊻=',
  ':=',
  '.=',
  '->',
  '&&',
  '||',
  '::',
  '<:',
  '>:',
  '-->',
  '.&&',
  '.||',
])
const infixCalls = /^(\.?[-+*/\\^%÷<>=!≤≥≠≡≢∈∉⊆&|⊻~:|√→]+|in|isa)$/

const list = (xs: readonly Ex[], sep = ', '): string => xs.map(deparse).join(sep)

function argList(args: readonly Ex[]): string {
  const first = args[0]
  if (first instanceof Expr && first.head === 'parameters') {
    const rest = list(args.slice(1))
    return `${rest}; ${list(first.args)}`
  }
  return list(args)
}

export function deparse(e: Ex): string {
  if (e === null) return 'nothing'
  if (typeof e === 'string') return JSON.stringify(e)
  if (typeof e === 'number') return Number.isInteger(e) ? `${e}.0` : String(e)
  if (typeof e === 'bigint' || typeof e === 'boolean') return String(e)
  if (e instanceof Sym) return e.name
  if (e instanceof Literal) return String(e.value)
  if (e instanceof GlobalRef) return `${e.module.name.name}.${e.name.name}`
  if (e instanceof QuoteNode) return e.value instanceof Sym ? `:${e.value.name}` : `:(${deparse(e.value)})`
  if (e instanceof LineNumberNode) return `#= ${e.file ?? 'none'}:${e.line} =#`
  if (e instanceof SSAValue) return `%${e.id}`
  if (e instanceof Expr) return deparseExpr(e)
  return '#<julia value>'
}

/** Operations within operations stand in parentheses. */
const operand = (e: Ex): string => (isOperation(e) ? `(${deparse(e)})` : deparse(e))

function isOperation(e: Ex): boolean {
  if (!(e instanceof Expr)) return false
  const [f] = e.args
  return e.head === 'call'
    ? f instanceof Sym && infixCalls.test(f.name) && e.args.length === 3
    : infix.has(e.head) && e.args.length === 2 && e.head !== '::'
}

function deparseExpr(e: Expr): string {
  const [a, b, c] = e.args
  if (infix.has(e.head) && e.args.length === 2) {
    const space = e.head === '::' || e.head === '<:' || e.head === '>:' ? '' : ' '
    return `${operand(a)}${space}${e.head}${space}${operand(b)}`
  }
  switch (e.head) {
    case 'call': {
      if (a instanceof Sym && infixCalls.test(a.name)) {
        const space = a.name === ':' ? '' : ' '
        if (e.args.length === 3) return `${operand(b)}${space}${a.name}${space}${operand(c)}`
        if (e.args.length === 2) return `${a.name}${operand(b)}`
      }
      return `${deparse(a)}(${argList(e.args.slice(1))})`
    }
    case 'tuple':
      return e.args.length === 1 ? `(${deparse(a)},)` : `(${argList(e.args)})`
    case 'vect':
      return `[${list(e.args)}]`
    case 'braces':
      return `{${list(e.args)}}`
    case 'vcat':
      return `[${list(e.args, '; ')}]`
    case 'hcat':
      return `[${list(e.args, ' ')}]`
    case 'row':
      return list(e.args, ' ')
    case 'ref':
      return `${deparse(a)}[${list(e.args.slice(1))}]`
    case 'curly':
      return `${deparse(a)}{${argList(e.args.slice(1))}}`
    case '::':
      return `::${deparse(a)}`
    case '...':
      return `${deparse(a)}...`
    case '$':
      return `$(${deparse(a)})`
    case '&':
      return `&${deparse(a)}`
    case '.':
      if (e.args.length === 1) return `.${deparse(a)}`
      if (b instanceof QuoteNode) return `${deparse(a)}.${deparse(b.value)}`
      return `${deparse(a)}.${deparse(b)}`
    case 'where':
      return e.args.length === 2
        ? `${deparse(a)} where ${deparse(b)}`
        : `${deparse(a)} where {${list(e.args.slice(1))}}`
    case 'kw':
      return `${deparse(a)} = ${deparse(b)}`
    case 'parameters':
      return `; ${list(e.args)}`
    case 'quote':
    case 'inert':
      return `:(${deparse(a)})`
    case 'comparison':
      return list(e.args, ' ')
    case 'block':
      return `begin\n${e.args
        .filter((x) => !(x instanceof LineNumberNode))
        .map((x) => `    ${deparse(x)}`)
        .join('\n')}\nend`
    case 'generator':
      return `(${deparse(a)} for ${list(e.args.slice(1))})`
    case 'comprehension':
      return `[${deparse(a).replace(/^\(|\)$/g, '')}]`
    case 'local':
    case 'global':
    case 'const':
    case 'return':
      return `${e.head} ${list(e.args)}`
    case 'macrocall':
      return list(
        e.args.filter((x) => !(x instanceof LineNumberNode)),
        ' ',
      )
    case 'string':
      return `"${e.args.map((x) => (typeof x === 'string' ? x : `$(${deparse(x)})`)).join('')}"`
    default:
      return plainList(e)
  }
}

/** A head that has no syntax: as a list, `(head arg …)`. */
function plainList(e: Ex): string {
  if (e instanceof Expr) return `(${[e.head, ...e.args.map(plainList)].join(' ')})`
  if (typeof e === 'string') return e
  return e === null ? '(null)' : deparse(e)
}
