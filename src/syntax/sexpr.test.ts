import assert from 'node:assert/strict'
import test from 'node:test'
import { CORE_MODULE, parseOne } from './parse.ts'
import { sexpr } from './sexpr.ts'

const ROWS: [string, string][] = [
  ['f(x, 1)', '(:call, :f, :x, 1)'],
  ['()', '(:tuple,)'],
  ['a == b', '(:call, :(==), :a, :b)'],
  ['(a; b)', '(:block,\n  :a,\n  :(#= none:1 =#),\n  :b\n)'],
  ['a.b', '(:., :a, (:quote, #QuoteNode\n    :b\n  ))'],
  ['@m x', '(:macrocall, Symbol("@m"), :(#= none:1 =#), :x)'],
  ['`c`', '(:macrocall, :(Core.var"@cmd"), :(#= none:1 =#), "c")'],
  ['return', '(:return, nothing)'],
  ['0x0f', '0x0f'],
  ["'\\n'", "'\\n'"],
  ['"a\\$\\n"', '"a\\$\\n"'],
  ['1e10', '1.0e10'],
  ['100000.0', '100000.0'],
  ['1f0', '1.0f0'],
  ['true', 'true'],
]

test('trees print as Meta.show_sexpr prints them', () => {
  for (const [source, expected] of ROWS) {
    const { expr } = parseOne(source, 0, { file: 'none', core: CORE_MODULE, greedy: true })
    assert.equal(sexpr(expr), expected, source)
  }
})
