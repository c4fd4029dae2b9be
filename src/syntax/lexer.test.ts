/** Tokens: source ==> kinds, white space left out; `.` before a kind marks a dotted operator, `+` a suffixed one. */

import assert from 'node:assert/strict'
import test from 'node:test'
import * as K from './kinds.ts'
import { DOTTED, Lexer, SUFFIXED } from './lexer.ts'
import { SymbolTable } from './symbols.ts'

const KIND_NAMES = new Map(Object.entries(K).map(([name, kind]) => [kind, name]))

function kinds(source: string): string {
  const lexer = new Lexer(new TextEncoder().encode(source), 0)
  lexer.more(10_000)
  const result: string[] = []
  for (let i = 0; i < lexer.count - 1; i++) {
    const dot = (lexer.flags[i] & DOTTED) !== 0 ? '.' : ''
    const suffix = (lexer.flags[i] & SUFFIXED) !== 0 ? '+' : ''
    if (lexer.kinds[i] !== K.Whitespace) result.push(dot + suffix + KIND_NAMES.get(lexer.kinds[i]))
  }
  assert.equal(lexer.ends[lexer.count - 1], lexer.bytes.length)
  return result.join(' ')
}

const ROWS: [string, string][] = [
  ['a!=b', 'Identifier OpComparison Identifier'],
  ['a! = b', 'Identifier Assign Identifier'],
  ['.+ .. ... .&& .=', '.Plus DotDot Splat .AndAnd .Assign'],
  ['+₁ .*′ ≈ₐ', '+Plus .+Star +OpComparison'],
  ['<-- <--> --> -> <--- --', 'OpArrow OpArrow LongArrow Arrow ErrorInvalidOperator ErrorInvalidOperator'],
  ['.-> a', '.Minus Greater Identifier'],
  [
    '>>>= >>> >= >: // //= ÷= ⊻=',
    'OpAssign OpShift OpComparison Supertype Rational OpAssign OpAssign OpAssign',
  ],
  ['$= := :: : ? ~', 'OpAssign OpAssign DoubleColon Colon Question Tilde'],
  ['..+', 'ErrorInvalidOperator'],
  ["a' 'a' a''", 'Identifier Prime Prime CharChunk Prime Identifier Prime Prime'],
  ["(1)' end' [']']", 'LParen Integer RParen Prime KwEnd Prime LSquare Prime CharChunk Prime RSquare'],
  ["'''", 'Prime CharChunk Prime'],
  ['"a$b c"', 'DoubleQuote StringChunk Dollar Identifier StringChunk DoubleQuote'],
  [
    '"$(f("x"))"',
    'DoubleQuote Dollar LParen Identifier LParen DoubleQuote StringChunk DoubleQuote RParen RParen DoubleQuote',
  ],
  ['r"$x\\""', 'Identifier DoubleQuote StringChunk DoubleQuote'],
  ['"""a\nb"""', 'TripleQuote StringChunk StringChunk TripleQuote'],
  ['"a\\\n  b"', 'DoubleQuote StringChunk StringChunk DoubleQuote'],
  ['`a` ```b```', 'Backtick CmdChunk Backtick TripleBacktick CmdChunk TripleBacktick'],
  ['1 .5 1. 1e3 1f0 0x1p3 0x1 0b1 0o7', 'Integer Float Float Float Float32 Float HexInt BinInt OctInt'],
  ['1..2 1...', 'Integer DotDot Integer Integer Splat'],
  [
    '1.+ 1.x 0x1.0 0b2 1.e',
    'ErrorAmbiguousNumericConstant Plus ErrorAmbiguousNumericDotMultiply Identifier ' +
      'ErrorHexFloatMustContainP ErrorInvalidNumericConstant ErrorAmbiguousNumericDotMultiply Identifier',
  ],
  ['1_000 1_ 1__0', 'Integer Integer Identifier Integer Identifier'],
  ['# c\n#= a #= b =# c =# d', 'Comment NewlineWs Comment Identifier'],
  ['#= a', 'ErrorEofMultiComment'],
  ['in isa where outer as', 'In Isa Where KwOuter KwAs'],
  ['endx end', 'Identifier KwEnd'],
  [
    '∈ ∉ √ ¬ ⊕ × ^ ↑ ⋆ ±',
    'ElementOf OpComparison Radical NotSign OpPlus OpTimes OpPower OpPower StarOperator PlusMinus',
  ],
  ['− −= ·', 'Minus OpAssign OpTimes'],
  ['∂x ∑ ℵ₀ x′ 🐨', 'Identifier Identifier Identifier Identifier Identifier'],
  ['\u00a0\ufeffa', 'Identifier'],
]

test('tokens', () => {
  for (const [source, expected] of ROWS) assert.equal(kinds(source), expected, source)
})

test('tokens can be asked for a few at a time', () => {
  const bytes = new TextEncoder().encode('f(x) = "a$(x + 1)b" # c\n'.repeat(50))
  const whole = new Lexer(bytes, 0)
  whole.more(100_000)
  const parts = new Lexer(bytes, 0)
  while (!parts.atEnd) parts.more(1)
  assert.equal(parts.count, whole.count)
  assert.deepEqual(parts.kinds.subarray(0, parts.count), whole.kinds.subarray(0, whole.count))
})

test('a name has one id, and look-alikes one symbol', () => {
  const lexer = new Lexer(new TextEncoder().encode('abc \u03b5 abc \u025b \u00e9 e\u0301'), 0)
  lexer.more(100)
  const ids = Array.from({ length: lexer.count }, (_, i) => lexer.data[i]).filter((id) => id >= 0)
  const symbols = ids.map((id) => lexer.names.symbols[id])
  assert.equal(ids[0], ids[2])
  assert.equal(symbols[1], symbols[3])
  assert.equal(symbols[4], symbols[5])
})

test('the table of names grows', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `n${i}`)
  const lexer = new Lexer(new TextEncoder().encode([...names, ...names].join(' ')), 0)
  lexer.more(100_000)
  assert.ok(lexer.names instanceof SymbolTable)
  assert.deepEqual(
    lexer.names.symbols.map((s) => s.name),
    names,
  )
})
