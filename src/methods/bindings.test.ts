import assert from 'node:assert/strict'
import test from 'node:test'
import { sym } from '../syntax/index.ts'
import { BindingError, Bindings, Module } from './index.ts'

function setup() {
  const a = new Module(sym('A'), null)
  const b = new Module(sym('B'), null)
  const main = new Module(sym('Main'), null)
  const bindings = new Bindings()
  const warnings: string[] = []
  bindings.warn = (m) => warnings.push(m)
  return { a, b, main, bindings, warnings, x: sym('x'), y: sym('y') }
}

test('a name means nothing until something gives it meaning', () => {
  const { bindings, main, x } = setup()
  assert.equal(bindings.resolve(main, x), null)
  const b = bindings.forAssignment(main, x)
  assert.equal(bindings.resolve(main, x), b)
})

test('using makes exported names visible, and the first use settles the meaning', () => {
  const { bindings, a, b, main, x, y } = setup()
  const ax = bindings.forAssignment(a, x)
  bindings.forAssignment(a, y)
  bindings.export(a, x, true)
  bindings.export(a, y, false)
  bindings.useModule(main, a)
  assert.equal(bindings.resolve(main, x), ax)
  assert.equal(bindings.resolve(main, y), null, 'public is not exported')
  bindings.forAssignment(b, x)
  bindings.export(b, x, true)
  bindings.useModule(main, b)
  assert.equal(bindings.resolve(main, x), ax)
  assert.throws(() => bindings.forAssignment(main, x), BindingError)
  assert.throws(() => bindings.forMethodDefinition(main, x), /must be explicitly imported/)
})

test('assignment before use shadows', () => {
  const { bindings, a, main, x } = setup()
  bindings.forAssignment(a, x)
  bindings.export(a, x, true)
  bindings.useModule(main, a)
  const own = bindings.forAssignment(main, x)
  assert.equal(bindings.resolve(main, x), own)
})

test('two modules that export different things of one name', () => {
  const { bindings, a, b, main, x, warnings } = setup()
  bindings.forAssignment(a, x)
  bindings.forAssignment(b, x)
  bindings.export(a, x, true)
  bindings.export(b, x, true)
  bindings.useModule(main, a)
  bindings.useModule(main, b)
  assert.equal(bindings.resolve(main, x), null)
  assert.deepEqual(warnings, ['both B and A export "x"; uses of it in module Main must be qualified'])
})

test('names exported again', () => {
  const { bindings, a, b, main, x } = setup()
  const ax = bindings.forAssignment(a, x)
  bindings.export(a, x, true)
  bindings.useModule(b, a)
  bindings.export(b, x, true)
  bindings.useModule(main, b)
  assert.equal(bindings.resolve(main, x), ax)
})

test('modules that use each other', () => {
  const { bindings, a, b, x } = setup()
  bindings.export(a, x, true)
  bindings.export(b, x, true)
  bindings.useModule(a, b)
  bindings.useModule(b, a)
  assert.equal(bindings.resolve(a, x), null)
})

test('import by name', () => {
  const { bindings, a, main, x, y, warnings } = setup()
  const ax = bindings.forAssignment(a, x)
  bindings.importName(main, a, x, y, 'import')
  assert.equal(bindings.resolve(main, y), ax)
  assert.equal(bindings.forMethodDefinition(main, y), ax)
  bindings.importName(main, a, y, y, 'import')
  assert.deepEqual(warnings, ['could not import A.y into Main'])
  bindings.forAssignment(main, x)
  bindings.importName(main, a, x, x, 'import')
  assert.equal(warnings[1], 'import of A.x into Main conflicts with an existing identifier; ignored.')
})
