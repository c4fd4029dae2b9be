/** Where line numbers stand in expressions: source ==> expression with `#line`. */

import assert from 'node:assert/strict'
import test from 'node:test'
import { LineNumberNode } from './ast.ts'
import { compact } from './compact.ts'
import { CORE_MODULE, parseAll, parseOne } from './parse.ts'

const STATEMENTS: [string, string][] = [
  ['begin\n  a\n\n  b\nend', '(block #2 a #4 b)'],
  ['begin end', '(block #1)'],
  ['(a;\n b)', '(block a #2 b)'],
  ['(;;)', '(block)'],
  [
    'if a\n  b\nelseif c\n  d\nelse\n  e\nend',
    '(if a (block #2 b) (elseif (block #3 c) (block #4 d) (block #6 e)))',
  ],
  ['while a\n  b\nend', '(while a (block #2 b #3))'],
  ['for i in x\n\nend', '(for (= i x) (block #1 #3))'],
  ['f(x) = x', '(= (call f x) (block #1 x))'],
  ['f(x) =\n  x', '(= (call f x) (block #1 x))'],
  ['f(x) = begin\n  x\nend', '(= (call f x) (block #1 #2 x))'],
  ['x -> (\n y; z)', '(-> x (block #1 y #2 z))'],
  ['function f(x)\n  x\nend', '(function (call f x) (block #1 #2 x))'],
  ['function f() end', '(function (call f) (block #1 #1))'],
  ['macro m()\n  1\nend', '(macro (call m) (block #1 #2 1))'],
  ['module A\n\nx\nend', '(module true A (block #1 #3 x))'],
  ['struct A\n  x\n  y\nend', '(struct false A (block #2 x #3 y))'],
  ['let a = 1,\n    b = 2\n  c\nend', '(let (block (= a 1) (= b 2)) (block #3 c))'],
  ['let\n  a\nend', '(let (block) (block #2 a))'],
  ['try\n a\ncatch e\n b\nfinally\n c\nend', '(try (block #2 a) e (block #4 b) (block #6 c))'],
  ['f(x) do y\n  z\nend', '(do (call f x) (-> (tuple y) (block #2 z)))'],
  ['f(a,\n  @m b)', '(call f a (macrocall @m #2 b))'],
  ['"doc"\nf', '(macrocall Core.@doc #1 "doc" f)'],
  ['`a`', '(macrocall Core.@cmd #1 "a")'],
  ['quote\n  a\nend', '(quote (block #2 a))'],
  ['begin\n  # c\n  a # d\nend', '(block #3 a)'],
]

test('statements', () => {
  for (const [source, expected] of STATEMENTS) {
    const { expr } = parseOne(source, 0, { file: 'f.jl', core: CORE_MODULE, greedy: true })
    assert.equal(compact(expr, true), expected, source)
  }
})

test('files', () => {
  const rows: [string, string][] = [
    ['', '(toplevel #1)'],
    ['a\n\nb', '(toplevel #1 a #3 b)'],
    ['\n# c\na; b\n', '(toplevel #1 (toplevel a b))'],
    ['a\r\nb\r\n', '(toplevel #1 a #2 b)'],
  ]
  for (const [source, expected] of rows) {
    assert.equal(compact(parseAll(source, { file: null, core: CORE_MODULE }).expr, true), expected, source)
  }
})

test('the first line has the number asked for, the file is named', () => {
  const { expr } = parseAll('\na', { file: 'f.jl', core: CORE_MODULE, line: 10 })
  assert.deepEqual(expr.args[0], new LineNumberNode(11, 'f.jl'))
})

test('lines of one statement count from where it begins', () => {
  const { expr } = parseOne('a\n@m', 2, { file: null, core: CORE_MODULE, greedy: true })
  assert.equal(compact(expr, true), '(macrocall @m #1)')
})
