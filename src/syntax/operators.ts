/**
 * Operators: their kinds, precedence classes and properties. ASCII operators have their own table; operators of one
 * Unicode character are listed by class.
 */

import { ranges } from './chars.ts'
import * as K from './kinds.ts'

/** Precedence classes of binary operators, loosest first. 0: not a binary operator of the table. */
export const PREC_NONE = 0
export const PREC_ASSIGNMENT = 1
export const PREC_PAIR = 2
export const PREC_CONDITIONAL = 3
export const PREC_ARROW = 4
export const PREC_OR = 5
export const PREC_AND = 6
export const PREC_COMPARISON = 7
export const PREC_PIPE_LEFT = 8
export const PREC_PIPE_RIGHT = 9
export const PREC_COLON = 10
/** `a--b`, `a**b`: no operators, but parsed as such to go on after the error. */
export const PREC_INVALID = 11
export const PREC_PLUS = 12
export const PREC_TIMES = 13
export const PREC_RATIONAL = 14
export const PREC_SHIFT = 15
export const PREC_POWER = 16

/** Precedence class of each kind. */
export const PRECEDENCE = new Uint8Array(K.COUNT)

// Properties of kinds, as bits.
export const IS_OPERATOR = 1
/** Reserved in every place. */
export const IS_RESERVED = 2
/** A keyword only in some places. */
export const IS_CONTEXTUAL = 4
/** `in`, `isa`, `where` */
export const IS_WORD_OPERATOR = 8
/** An operator that is no function: it cannot be a name outside of quotes. */
export const IS_SYNTACTIC = 16
/** May stand before its operand (if not suffixed). */
export const IS_UNARY = 32
/** Like `+`: in `[a +b]` it stands before its operand, in `[a + b]` between two. */
export const IS_UNARY_AND_BINARY = 64
export const IS_LITERAL = 128
export const IS_NUMBER = 256
export const IS_ERROR = 512
/** Ends an expression: `)`, `,`, `else` … (`end` too, but not inside of `[]`). */
export const IS_CLOSING = 1024
/** Introduces a syntactic form. */
export const BEGINS_FORM = 2048
/** Node kinds of forms that end in `end`, after which no juxtaposition follows. */
export const IS_BLOCK_FORM = 4096
/** The lexer appends sub- and superscripts to it. */
export const TAKES_SUFFIX = 8192
/** Same as `IS_UNARY_AND_BINARY`, but only without a dot. */
export const IS_UNARY_AND_BINARY_UNDOTTED = 16384

/** Property bits of each kind. */
export const PROPERTIES = new Uint16Array(K.COUNT)

/** How each kind is written, or its name where it stands for many texts. */
export const NAMES: string[] = Object.entries(K).reduce<string[]>((names, [name, kind]) => {
  if (name !== 'COUNT') names[kind] = name
  return names
}, [])

/** Kinds of the ASCII operators (and `⊻= ÷=`), as the lexer finds them after the longest match. */
export const OPERATORS = new Map<string, number>()

/** Kinds of the operators of one character outside ASCII. */
export const UNICODE_OPERATORS = new Map<number, number>()

/** Words with a kind of their own. */
export const WORDS = new Map<string, number>()

function define(kinds: readonly number[], properties: number, precedence = PREC_NONE): void {
  for (const k of kinds) {
    PROPERTIES[k] |= properties
    if (precedence !== PREC_NONE) PRECEDENCE[k] = precedence
  }
}

function spell(kind: number, text: string): void {
  NAMES[kind] = text
}

function operators(kind: number, precedence: number, ascii: string, unicode = ''): void {
  define([kind], IS_OPERATOR, precedence)
  const names = ascii === '' ? [] : ascii.split(' ')
  for (const name of names) OPERATORS.set(name, kind)
  if (names.length === 1 && !kindIsClass(kind)) spell(kind, names[0])
  if (unicode !== '') for (const c of ranges(unicode)) UNICODE_OPERATORS.set(c, kind)
}

function kindIsClass(kind: number): boolean {
  return NAMES[kind].startsWith('Op')
}

const words = (text: string): number[] =>
  text.split(' ').map((word) => {
    const kind = (K as Record<string, number>)[`Kw${word[0].toUpperCase()}${word.slice(1)}`]
    spell(kind, word)
    WORDS.set(word, kind)
    return kind
  })

// ---- words ----------------------------------------------------------------------------------------------------

const initial = words(
  'begin while if for try return break continue function macro quote let local global const do struct module ' +
    'baremodule using import export',
)
define(initial, IS_RESERVED | BEGINS_FORM)
define(words('catch finally else elseif end'), IS_RESERVED)
define(words('abstract as doc mutable outer primitive public type var'), IS_CONTEXTUAL)
WORDS.set('in', K.In)
WORDS.set('isa', K.Isa)
WORDS.set('where', K.Where)
WORDS.set('true', K.True)
WORDS.set('false', K.False)

define([K.KwElse, K.KwElseif, K.KwCatch, K.KwFinally], IS_CLOSING)
define([K.Comma, K.RParen, K.RSquare, K.RBrace, K.Semicolon, K.EndMarker], IS_CLOSING)
define([
  K.Block,
  K.QuoteNode,
  K.KwIf,
  K.KwFor,
  K.KwWhile,
  K.KwLet,
  K.KwFunction,
  K.KwMacro,
  K.KwAbstract,
  K.KwPrimitive,
  K.KwStruct,
  K.KwTry,
  K.KwModule,
], IS_BLOCK_FORM)

// ---- literals and delimiters ----------------------------------------------------------------------------------

define([K.Integer, K.BinInt, K.HexInt, K.OctInt, K.Float, K.Float32], IS_LITERAL | IS_NUMBER)
define([K.StringChunk, K.CharChunk, K.CmdChunk, K.True, K.False], IS_LITERAL)
for (const [kind, text] of [
  [K.True, 'true'],
  [K.False, 'false'],
  [K.LSquare, '['],
  [K.RSquare, ']'],
  [K.LBrace, '{'],
  [K.RBrace, '}'],
  [K.LParen, '('],
  [K.RParen, ')'],
  [K.DoubleQuote, '"'],
  [K.TripleQuote, '"""'],
  [K.Backtick, '`'],
  [K.TripleBacktick, '```'],
  [K.At, '@'],
  [K.Comma, ','],
  [K.Semicolon, ';'],
] as const) {
  spell(kind, text)
}
for (let k = K.ErrorEofMultiComment; k <= K.Invalid; k++) define([k], IS_ERROR)

// ---- operators ------------------------------------------------------------------------------------------------

operators(K.Assign, PREC_ASSIGNMENT, '=')
operators(
  K.OpAssign,
  PREC_ASSIGNMENT,
  '+= -= *= /= //= |= ^= ÷= %= <<= >>= >>>= \\= &= := $= ⊻=',
  '2254-2255 2a74',
)
operators(K.Tilde, PREC_ASSIGNMENT, '~')
operators(K.Pair, PREC_PAIR, '=>')
operators(K.Question, PREC_CONDITIONAL, '?')
operators(K.LongArrow, PREC_ARROW, '-->')
operators(
  K.OpArrow,
  PREC_ARROW,
  '<-- <-->',
  '2190 2192 2194 219a-219e 21a0 21a2-21a4 21a6 21a9-21ac 21ae 21b6-21b7 21ba-21bd 21c0-21c1 21c4 21c6-21c7 21c9 ' +
    '21cb-21d0 21d2 21d4 21da-21dd 21e0 21e2 21f4 21f6-21ff 27f5-27f7 27f9-27ff 2900-2907 290c-2911 2914-2918 ' +
    '291d-2920 2944-2948 294a-294b 294e 2950 2952-2953 2956-2957 295a-295b 295e-295f 2962 2964 2966-296d 2970 ' +
    '2977 297a 29f4 2b30-2b44 2b47-2b4c ffe9 ffeb',
)
operators(K.OrOr, PREC_OR, '||')
operators(K.AndAnd, PREC_AND, '&&')
operators(K.Subtype, PREC_COMPARISON, '<:')
operators(K.Supertype, PREC_COMPARISON, '>:')
operators(K.Less, PREC_COMPARISON, '<')
operators(K.Greater, PREC_COMPARISON, '>')
operators(
  K.OpComparison,
  PREC_COMPARISON,
  '>= <= == === != !==',
  '2209-220d 221d 2225-2226 2237 223a-223b 223d-223e 2241-224e 2250-2253 2256-228b 228f-2292 229c 22a2-22a3 22a9 ' +
    '22ac 22ae 22b0-22b7 22cd 22d0-22d1 22d5-22ed 22f2-22ff 27c2 27c8-27c9 27d2 29b7 29c0-29c1 29e1 29e3-29e5 ' +
    '2a66-2a67 2a6a-2a73 2a75-2ad9 2aea-2aeb 2af7-2afa',
)
operators(K.ElementOf, PREC_COMPARISON, '', '2208')
define([K.In, K.Isa], IS_OPERATOR | IS_WORD_OPERATOR, PREC_COMPARISON)
operators(K.PipeLeft, PREC_PIPE_LEFT, '<|')
operators(K.PipeRight, PREC_PIPE_RIGHT, '|>')
operators(K.Colon, PREC_COLON, ':')
operators(K.DotDot, PREC_COLON, '..')
operators(K.OpColon, PREC_COLON, '', '2026 205d 22ee-22f1')
define([K.ErrorInvalidOperator, K.ErrorStarStar], IS_OPERATOR | IS_ERROR, PREC_INVALID)
operators(K.Dollar, PREC_PLUS, '$')
operators(K.Plus, PREC_PLUS, '+')
operators(K.Minus, PREC_PLUS, '-', '2212')
operators(K.PlusPlus, PREC_PLUS, '++')
operators(
  K.OpPlus,
  PREC_PLUS,
  '|',
  'a6 2214 2228 222a 2238 224f 228e 2294-2296 229e-229f 22bb 22bd 22ce 22d3 27c7 29fa-29fb 2a08 2a22-2a2e ' +
    '2a39-2a3a 2a41-2a42 2a45 2a4a 2a4c 2a4f-2a50 2a52 2a54 2a56-2a57 2a5b 2a5d 2a61-2a63',
)
operators(K.PlusMinus, PREC_PLUS, '', 'b1 2213')
operators(K.Star, PREC_TIMES, '*')
operators(K.Ampersand, PREC_TIMES, '&')
operators(
  K.OpTimes,
  PREC_TIMES,
  '/ % \\ ÷',
  'b7 387 d7 f7 214b 2217-2219 2224 2227 2229 2240 228d 2293 2297-229b 22a0-22a1 22bc 22c4-22c5 22c7 22c9-22cc ' +
    '22cf 22d2 233f 25b7 27d1 27d5-27d7 29b8 29bc 29be-29bf 29f6-29f7 2a07 2a1d 2a1f 2a30-2a38 2a3b-2a3d 2a40 ' +
    '2a43-2a44 2a4b 2a4d-2a4e 2a51 2a53 2a55 2a58 2a5a 2a5c 2a5e-2a60 2adb',
)
operators(K.StarOperator, PREC_TIMES, '', '22c6')
operators(K.Rational, PREC_RATIONAL, '//')
operators(K.OpShift, PREC_SHIFT, '<< >> >>>')
operators(
  K.OpPower,
  PREC_POWER,
  '^',
  '2191 2193 21f5 27f0-27f1 2908-290b 2912-2913 2949 294c-294d 294f 2951 2954-2955 2958-2959 295c-295d 2960-2961 ' +
    '2963 2965 296e-296f ffea ffec',
)
operators(K.DoubleColon, PREC_NONE, '::')
operators(K.Dot, PREC_NONE, '.')
operators(K.Splat, PREC_NONE, '...')
operators(K.Not, PREC_NONE, '!')
operators(K.Prime, PREC_NONE, "'")
operators(K.Arrow, PREC_NONE, '->')
operators(K.NotSign, PREC_NONE, '', 'ac')
operators(K.Radical, PREC_NONE, '', '221a-221c')
define([K.Where], IS_OPERATOR | IS_WORD_OPERATOR)
spell(K.In, 'in')
spell(K.Isa, 'isa')
spell(K.Where, 'where')
spell(K.ErrorStarStar, '**')
spell(K.Pair, '=>')
// NB: dots of `..` and `.` are part of these tokens, not a broadcasting dot.
OPERATORS.delete('.')

define([K.AndAnd, K.OrOr, K.Dot, K.Splat, K.Arrow, K.Assign, K.OpAssign], IS_SYNTACTIC)
define([
  K.Plus,
  K.Minus,
  K.Not,
  K.Tilde,
  K.NotSign,
  K.Radical,
  K.StarOperator,
  K.PlusMinus,
  K.Subtype,
  K.Supertype,
], IS_UNARY)
define([K.Plus, K.Minus, K.StarOperator, K.PlusMinus], IS_UNARY_AND_BINARY)
define([K.Dollar, K.Ampersand, K.Tilde], IS_UNARY_AND_BINARY_UNDOTTED)

for (let k = 0; k < K.COUNT; k++) {
  if ((PROPERTIES[k] & IS_OPERATOR) !== 0) PROPERTIES[k] |= TAKES_SUFFIX
}
for (const k of [
  K.Splat,
  K.Assign,
  K.OpAssign,
  K.Tilde,
  K.Question,
  K.Subtype,
  K.Supertype,
  K.AndAnd,
  K.OrOr,
  K.In,
  K.Isa,
  K.Colon,
  K.DotDot,
  K.Dollar,
  K.DoubleColon,
  K.Where,
  K.Dot,
  K.Not,
  K.Arrow,
  K.NotSign,
  K.Radical,
]) {
  PROPERTIES[k] &= ~TAKES_SUFFIX
}

/** True for characters that begin an operator (`.` excepted, `'` included). */
export function beginsOperator(c: number): boolean {
  return c < 128 ? ASCII_OPERATOR_START[c] === 1 : UNICODE_OPERATORS.has(c)
}

/** True for characters that begin an operator which may have a dot before it. */
export function beginsDottableOperator(c: number): boolean {
  return c !== 63 && c !== 36 && c !== 58 && c !== 39 && beginsOperator(c)
}

const ASCII_OPERATOR_START = new Uint8Array(128)
for (const c of "=+-*/|^%<>\\&:~$?!'") ASCII_OPERATOR_START[c.charCodeAt(0)] = 1
