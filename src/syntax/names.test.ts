import assert from 'node:assert/strict'
import test from 'node:test'
import {
  isIdentifierCharacter,
  isIdentifierStart,
  isOperator,
  isOperatorSuffix,
  isSyntacticOperator,
  isUnaryAndBinaryOperator,
  isUnaryOperator,
  operatorPrecedence,
} from './names.ts'

test('operators', () => {
  for (const name of "+ .+ +₁ .+₁ == .== -> :: . .. ... : <: .<: ~ && .&& ⊕ √ ' = .= := ∈ ! → ≔ ++ //= .>>>=".split(
    ' ',
  )) {
    assert.ok(isOperator(name), name)
  }
  for (const name of ['in', 'isa', 'where', 'f', '', '.:', '=₁', '+x', '.->', '$x', ':₁'])
    assert.ok(!isOperator(name), name)
})

test('unary and syntactic operators', () => {
  for (const name of ['+', '-', '.-', '!', '√', '<:', '~', '.~', '±']) assert.ok(isUnaryOperator(name), name)
  for (const name of ['*', '.<:', '+₁', '&', 'f']) assert.ok(!isUnaryOperator(name), name)
  for (const name of ['+', '.+', '$', '&', '~', '⋆']) assert.ok(isUnaryAndBinaryOperator(name), name)
  for (const name of ['.&', '.~', '!', '*']) assert.ok(!isUnaryAndBinaryOperator(name), name)
  for (const name of ['=', '+=', '.=', '.+=', '&&', '.||', '->', '...', '.', ':='])
    assert.ok(isSyntacticOperator(name), name)
  for (const name of ['+', '~', '::', '≔', ':', 'f']) assert.ok(!isSyntacticOperator(name), name)
})

test('precedence', () => {
  const rows: [string, number][] = [
    ['=', 1],
    ['+=', 1],
    ['~', 1],
    ['=>', 2],
    ['?', 3],
    ['-->', 4],
    ['→', 4],
    ['||', 5],
    ['&&', 6],
    ['<', 7],
    ['in', 7],
    ['.==', 7],
    ['<|', 8],
    ['|>', 9],
    [':', 10],
    ['..', 10],
    ['+', 11],
    ['.-', 11],
    ['$', 11],
    ['*', 12],
    ['*₂', 12],
    ['//', 13],
    ['<<', 14],
    ['^', 15],
    ['::', 16],
    ['.', 17],
    ['f', 0],
    ['!', 0],
    ['√', 0],
    ['->', 0],
  ]
  for (const [name, expected] of rows) assert.equal(operatorPrecedence(name), expected, name)
})

test('characters', () => {
  const code = (c: string): number => c.codePointAt(0)!
  for (const c of 'aZ_éα∂∑🐨∞ℵ€²'.replace('²', '')) assert.ok(isIdentifierStart(code(c)), c)
  for (const c of '1!+ .′²(') assert.ok(!isIdentifierStart(code(c)), c)
  for (const c of '1!′²₁\u0302') assert.ok(isIdentifierCharacter(code(c)), c)
  for (const c of '₁′ᵀ²\u0302') assert.ok(isOperatorSuffix(code(c)), c)
  for (const c of '1a+!') assert.ok(!isOperatorSuffix(code(c)), c)
})
