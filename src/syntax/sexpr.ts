/** Prints trees as Julia's `Meta.show_sexpr` does. */

import { type Ex, Expr, GlobalRef, LineNumberNode, Literal, QuoteNode, Sym } from './ast.ts'
import { showString } from './diagnostics.ts'
import { isIdentifierCharacter, isIdentifierStart, isOperator } from './names.ts'

const utf8 = new TextEncoder()

/** `ex` as Julia's `Meta.show_sexpr` prints it. */
export function sexpr(ex: Ex): string {
  return print(ex, 0)
}

function print(ex: Ex, indent: number): string {
  const inner = indent + 2
  if (ex instanceof Expr) {
    const block = ex.head === 'block'
    const separator = block ? `,\n${' '.repeat(inner)}` : ', '
    const parts = ex.args.map((a) => separator + print(a, inner)).join('')
    const end = ex.args.length === 0 ? ',)' : block ? `\n${' '.repeat(indent)})` : ')'
    return `(${showSymbol(ex.head)}${parts}${end}`
  }
  if (ex instanceof QuoteNode) {
    return `(:quote, #QuoteNode\n${' '.repeat(inner)}${print(ex.value, inner)}\n${' '.repeat(indent)})`
  }
  if (ex instanceof Sym) return showSymbol(ex.name)
  if (ex instanceof LineNumberNode) return `:(#= ${ex.file ?? ''}:${ex.line} =#)`.replace('#= :', '#= line ')
  if (ex instanceof GlobalRef) {
    const name = isIdentifier(ex.name.name) ? ex.name.name : `var${showString(utf8.encode(ex.name.name))}`
    return `:(${ex.module.name.name}.${name})`
  }
  if (ex instanceof Literal) return showLiteral(ex)
  if (typeof ex === 'string') return showString(utf8.encode(ex))
  if (typeof ex === 'number') return showFloat(ex, 'e', '.0')
  if (ex === null) return 'nothing'
  if (typeof ex === 'bigint' || typeof ex === 'boolean') return String(ex)
  return Object.prototype.toString.call(ex)
}

/** A float in Julia's notation. */
function showFloat(x: number, exponentLetter: string, whole: string): string {
  if (Object.is(x, -0)) return `-0${whole}`
  const size = Math.abs(x)
  if (x === 0) return `0${whole}`
  if (!Number.isFinite(x)) return x > 0 ? 'Inf' : x < 0 ? '-Inf' : 'NaN'
  if (size >= 1e-5 && size < 1e6) {
    const text = String(x)
    return /e/.test(text) ? exponential(x, exponentLetter) : /\./.test(text) ? text : text + whole
  }
  return exponential(x, exponentLetter)
}

function exponential(x: number, letter: string): string {
  const [mantissa, exponent] = x.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}${letter}${Number(exponent)}`
}

function showLiteral(ex: Literal): string {
  switch (ex.type) {
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
    case 'UInt64':
    case 'UInt128':
      return `0x${(ex.value as bigint).toString(16).padStart(Number(ex.type.slice(4)) / 4, '0')}`
    case 'Float32': {
      const x = ex.value as number
      let text = String(x)
      for (let digits = 1; digits < 10; digits++) {
        const short = Number(x.toPrecision(digits))
        if (Math.fround(short) === x) {
          text = showFloat(short, 'f', '.0')
          break
        }
      }
      return text.includes('f') ? text : `${text}f0`
    }
    case 'Char': {
      const pattern = ex.value as number
      const bytes = new Uint8Array([
        pattern >>> 24,
        (pattern >>> 16) & 255,
        (pattern >>> 8) & 255,
        pattern & 255,
      ])
      let length = 4
      while (length > 1 && bytes[length - 1] === 0) length--
      const text = showString(bytes.subarray(0, length)).slice(1, -1)
      return `'${text === '\\"' ? '"' : text === '\\$' ? '$' : text === "'" ? "\\'" : text}'`
    }
    case 'Bytes':
      return showString(ex.value as Uint8Array)
    default:
      return String(ex.value)
  }
}

/** A symbol as Julia's `repr` prints it. */
export function showSymbol(name: string): string {
  if (name === '(' || name === ')') return `Symbol(${JSON.stringify(name)})`
  if (isIdentifier(name)) return `:${name}`
  if (isOperator(name) && name !== "'") return BARE_COLON.has(name) ? `:(${name})` : `:${name}`
  return `Symbol(${showString(utf8.encode(name))})`
}

/** Operators that need parentheses after a colon. */
const BARE_COLON = new Set([':', '=', '==', '===', '=>', '::', ':='])

function isIdentifier(name: string): boolean {
  if (name === '' || name === 'true' || name === 'false') return false
  let first = true
  for (const c of name) {
    const code = c.codePointAt(0)!
    if (!(first ? isIdentifierStart(code) : isIdentifierCharacter(code))) return false
    first = false
  }
  return true
}
