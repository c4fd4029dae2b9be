import assert from 'node:assert/strict'
import test from 'node:test'
import { Literal } from './ast.ts'
import { decimalInteger, float32, float64, prefixedInteger } from './numbers.ts'

test('decimal integers become as wide as they need to be', () => {
  assert.equal(decimalInteger('9223372036854775807'), 9223372036854775807n)
  assert.equal(decimalInteger('-9223372036854775808'), -9223372036854775808n)
  assert.equal(decimalInteger('+12'), 12n)
  const macro = (text: string): string => (decimalInteger(text) as { macro: string }).macro
  assert.equal(macro('9223372036854775808'), '@int128_str')
  assert.equal(macro('170141183460469231731687303715884105727'), '@int128_str')
  assert.equal(macro('170141183460469231731687303715884105728'), '@big_str')
})

test('prefixed integers are as wide as their digits', () => {
  const rows: [string, string][] = [
    ['0xff', 'UInt8'],
    ['0x0ff', 'UInt16'],
    ['0x00000', 'UInt32'],
    ['0x123456789', 'UInt64'],
    ['0b11111111', 'UInt8'],
    ['0b000000000', 'UInt16'],
    ['0o377', 'UInt8'],
    ['0o400', 'UInt16'],
    ['0o0000', 'UInt16'],
    ['0o177777', 'UInt16'],
    ['0o200000', 'UInt32'],
    ['0o1777777777777777777777', 'UInt64'],
  ]
  for (const [text, type] of rows) assert.equal((prefixedInteger(text) as Literal).type, type, text)
  assert.equal((prefixedInteger(`0x${'0'.repeat(17)}`) as { macro: string }).macro, '@uint128_str')
  assert.equal((prefixedInteger(`0x${'f'.repeat(33)}`) as { macro: string }).macro, '@big_str')
  assert.equal((prefixedInteger('0o2000000000000000000000') as { macro: string }).macro, '@uint128_str')
  assert.ok(prefixedInteger('+0x10') instanceof Literal)
})

test('floating point is rounded once', () => {
  const rows: [string, number][] = [
    ['1.5', 1.5],
    ['-0.0', -0],
    ['1e400', Number.POSITIVE_INFINITY],
    ['0x1p0', 1],
    ['0x.8p1', 1],
    ['-0x1.8p-1', -0.75],
    ['0x1.fffffffffffff8p0', 2],
    ['0x1.00000000000008p0', 1],
    ['0x1.000000000000081p0', 1 + 2 ** -52],
    ['0x1p-1074', 5e-324],
    ['0x1p-1075', 0],
    ['0x1.8p-1075', 5e-324],
    ['0x1p1023', 2 ** 1023],
    ['0x1p1024', Number.POSITIVE_INFINITY],
    ['0x1.fffffffffffffp1023', Number.MAX_VALUE],
    ['0x0.0000000000000000000000001p1000', 2 ** 900],
  ]
  for (const [text, value] of rows) assert.ok(Object.is(float64(text), value), `${text} ${float64(text)}`)
})

test('singles are not rounded twice', () => {
  assert.equal(float32('1.5f2'), 150)
  assert.equal(float32('1f39'), Number.POSITIVE_INFINITY)
  // Halfway between two singles as a double, but above or below it in decimal.
  assert.equal(float32('1.00000005960464477539062500000000001f0'), Math.fround(1 + 2 ** -23))
  assert.equal(float32('1.0000000596046447753906249999999999f0'), 1)
  assert.equal(float32('1.000000059604644775390625f0'), 1)
  assert.equal(float32('-1.00000005960464477539062500000000001f0'), Math.fround(-1 - 2 ** -23))
})
