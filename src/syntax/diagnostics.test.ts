/** Errors: what is reported where, how it is printed, and what is only incomplete. */

import assert from 'node:assert/strict'
import test from 'node:test'
import { Expr } from './ast.ts'
import { compact } from './compact.ts'
import { formatDiagnostic } from './diagnostics.ts'
import type { Incomplete } from './incomplete.ts'
import { CORE_MODULE, parseAll, parseOne } from './parse.ts'

const options = { file: 'f.jl', core: CORE_MODULE }

/** Source, and the first error as `from-to message`. */
const ERRORS: [string, string][] = [
  ['a b', '1-3 extra tokens after end of expression'],
  [')', '0-1 unexpected `)`'],
  ['f(1,,2)', '4-6 Expected `)`'],
  ['[1, 2)', '5-5 Expected `]`'],
  ['(1', '2-2 Expected `)`'],
  ['begin', '5-5 premature end of input'],
  ['if x', '4-4 premature end of input'],
  ['if\nend', '2-3 missing condition in `if`'],
  ['if a else if b end', '5-12 use `elseif` instead of `else if`'],
  ['a? b : c', '1-1 space required before `?` operator'],
  ['a ? b: c', '5-5 space required before `:` in `?` expression'],
  ['a ? b c', '5-5 `:` expected in `?` expression'],
  ['x [1]', '1-2 whitespace is not allowed here'],
  ['f (x)', '1-2 whitespace is not allowed here'],
  ['@ m', '1-2 whitespace is not allowed here'],
  ['a--b', '1-3 invalid operator'],
  ['a ** b', '2-4 use `x^y` instead of `x**y` for exponentiation, and `x...` instead of `**x` for splatting'],
  ['/x', '0-1 not a unary operator'],
  ['+ (a, b)', '1-2 whitespace not allowed between prefix function call and argument list'],
  ['x = = 1', '4-5 unexpected `=`'],
  ['const x', '0-7 expected assignment after `const`'],
  ['try a end', '0-9 try without catch or finally'],
  ['"a', '2-2 unterminated string literal'],
  ["'a", '2-2 unterminated character literal'],
  ["''", '1-1 empty character literal'],
  ["'ab'", '1-3 character literal contains multiple characters'],
  [String.raw`"\q"`, '1-3 invalid escape sequence'],
  [String.raw`"\xg"`, '1-3 invalid hex escape sequence'],
  [String.raw`"\U110000"`, '1-9 invalid unicode escape sequence'],
  [String.raw`'\777'`, '1-5 invalid octal escape sequence'],
  ['"$(a, b)"', '2-8 invalid interpolation syntax'],
  ['"$1"', '2-2 identifier or parenthesized expression expected after $ in string'],
  ['"a"b', '3-3 cannot juxtapose string literal'],
  ['1__0x', ''],
  ['0x', '0-2 invalid numeric constant'],
  ['0xg', '0-3 invalid numeric constant'],
  ['1.2.3', '0-4 invalid numeric constant'],
  ['1.+2', '0-2 ambiguous `.` syntax; add whitespace to clarify (eg `1.+2` might be `1.0+2` or `1 .+ 2`)'],
  ['1.x', '0-2 numeric constant cannot be implicitly multiplied because it ends with `.`'],
  ['0x1.8', '0-5 hex float literal must contain `p` or `P`'],
  ['1e999', '0-5 overflow in floating point literal'],
  ['#= a', '0-4 unterminated multi-line comment #= ... =#'],
  ['a\u200bb', "1-4 invisible character '\\u200b'"],
  ['\u297b', "0-3 unknown unicode character '⥻'"],
  ['"\u202a"', '1-4 unbalanced bidirectional unicode formatting "\\u202a"'],
  ['import A as B: x', '6-14 `as` before `:` in import/using'],
  ['using A as B', '5-12 `using` with `as` renaming requires a `:` and context module'],
  ['export 1', '7-8 expected identifier'],
  ['function 1() end', '9-10 Invalid signature in function definition'],
  ['struct try end', '6-10 Invalid type name `try`'],
  ['module do end', '6-9 Invalid module name'],
  ['for i 1:3 end', '5-9 invalid iteration spec: expected one of `=` `in` or `∈`'],
  ['var"a"b', '6-7 suffix not allowed after var"..." syntax'],
  ['x.(', '3-3 Expected `)`'],
  ["a.'", "1-3 the .' operator for transpose is discontinued"],
  ['@m.(x)', '0-3 dot call syntax not supported for macros'],
  ['do x end', '0-2 invalid `do` syntax'],
  ['1:', '2-2 missing last argument in range expression'],
  ['a :> b', '2-4 Invalid `:>` found, maybe replace with `>:`'],
  ['[a ;; b c]', '7-8 cannot mix space and ;; separators in an array expression, except to wrap a line'],
]

test('errors', () => {
  for (const [source, expected] of ERRORS) {
    const error = parseAll(source, options).diagnostics.find((d) => d.level === 'error')
    const got = error === undefined ? '' : `${error.from}-${error.to} ${error.message}`
    assert.equal(got, expected, source)
  }
})

test('warnings', () => {
  const rows: [string, string][] = [
    ['public = 1', '0-6 using public as an identifier is deprecated'],
    ['@(a) b', '1-4 parenthesizing macro names is unnecessary'],
    ['import A.:+', '9-10 quoting with `:` is not required here'],
    ['import . .A', '8-9 space between dots in import path'],
    ['1e-999', '0-6 underflow to zero in floating point literal'],
    ['try finally catch; a end', '12-20 `catch` after `finally` will execute out of order'],
  ]
  for (const [source, expected] of rows) {
    const { diagnostics } = parseAll(source, options)
    assert.deepEqual(
      diagnostics.map((d) => `${d.level} ${d.from}-${d.to} ${d.message}`),
      [`warning ${expected}`],
      source,
    )
  }
})

test('malformed bytes are errors, not exceptions', () => {
  const { diagnostics } = parseAll(new Uint8Array([0x61, 0xf5, 0x62]), options)
  assert.equal(diagnostics[0].message, 'invalid UTF-8 sequence "\\xf5"')
})

test('diagnostics print their lines with a marker', () => {
  const print = (text: string): string[] =>
    parseAll(text, options).diagnostics.map((d) => formatDiagnostic(d, { text, file: 'f.jl' }))
  assert.deepEqual(print('a -- b'), ['# Error @ f.jl:1:3\na -- b\n# └┘ ── invalid operator'])
  assert.deepEqual(print('x\ny = "a'), [
    '# Error @ f.jl:2:7\nx\ny = "a\n#     └ ── unterminated string literal',
  ])
  assert.deepEqual(print('\tα + * 2'), ['# Error @ f.jl:1:6\n\tα + * 2\n#\t    ╙ ── not a unary operator'])
  assert.deepEqual(print('try\na\nend'), [
    '# Error @ f.jl:1:1\n┌──\ntry\na\nend\n#─┘ ── try without catch or finally',
  ])
})

test('an expression ends at the first error', () => {
  const { expr } = parseAll('a\nb\n[x,\ny)', options)
  assert.equal(compact(new Expr(expr.head, expr.args.slice(0, 5)), true), '(toplevel #1 a #2 b #4)')
  assert.deepEqual(
    expr.args[5],
    new Expr('error', ['ParseError:\n# Error @ f.jl:4:2\n[x,\ny)\n#└ ── Expected `]`']),
  )
})

test('incomplete input', () => {
  const rows: [string, Incomplete][] = [
    ['"', 'string'],
    ['"$x', 'string'],
    ['#=', 'comment'],
    ["'a", 'char'],
    ['`', 'cmd'],
    ['f(', 'other'],
    ['[1,', 'other'],
    ['begin', 'block'],
    ['begin\n', 'block'],
    ['let x', 'other'],
    ['for', 'other'],
    ['for i in x', 'block'],
    ['function f()', 'block'],
    ['f() do', 'other'],
    ['f() do x', 'block'],
    ['module M', 'block'],
    ['struct', 'other'],
    ['struct S', 'block'],
    ['if', 'other'],
    ['if x', 'block'],
    ['try', 'block'],
    ['try x catch', 'block'],
    ['using', 'other'],
    ['x = ', 'other'],
    ['a ? b :', 'other'],
    ['x.', 'block'],
    ['a b', 'none'],
    [')', 'none'],
    ['(x]', 'none'],
    ['x', 'none'],
    ['', 'none'],
  ]
  for (const [source, expected] of rows) {
    const result = parseOne(source, 0, { ...options, greedy: true })
    assert.equal(result.incomplete, expected, source)
    if (expected !== 'none') assert.equal((result.expr as Expr).head, 'incomplete', source)
  }
})

test('statements and atoms one by one', () => {
  const rows: [string, number, boolean, string, number][] = [
    ['x = 1\ny', 0, true, '(= x 1)', 6],
    ['x = 1\ny', 6, true, 'y', 7],
    [' x #= c =# ', 0, true, 'x', 11],
    ['f(x) + 1', 0, false, 'f', 1],
    ['é + 1', 0, false, 'é', 2],
    ['é + 1', 2, false, '+', 4],
    ['  # c', 0, true, 'nothing', 5],
    ['', 0, true, 'nothing', 0],
  ]
  for (const [source, from, greedy, expected, pos] of rows) {
    const result = parseOne(source, from, { ...options, greedy })
    assert.deepEqual([compact(result.expr), result.pos], [expected, pos], source)
  }
})
