import assert from 'node:assert/strict'
import test from 'node:test'
import { parseOptions, UsageError } from './options.ts'

test('the program and its arguments end the switches', () => {
  const o = parseOptions(['--project=env', '-O3', 'a.jl', '-e', 'x'])
  assert.equal(o.program, 'a.jl')
  assert.deepEqual(o.args, ['-e', 'x'])
  assert.equal(o.project, 'env')
  assert.equal(o.optLevel, 3)
})

test('-e and -E take code, the rest are arguments', () => {
  const o = parseOptions(['-q', '-e', 'a', '-Eb', '-L', 'f.jl', '--', 'x', '-y'])
  assert.deepEqual(o.actions, [
    { kind: 'eval', text: 'a' },
    { kind: 'print', text: 'b' },
    { kind: 'load', text: 'f.jl' },
  ])
  assert.equal(o.program, null)
  assert.deepEqual(o.args, ['x', '-y'])
})

test('optional values stay attached', () => {
  const o = parseOptions(['-O', '--project', 'f.jl'])
  assert.equal(o.optLevel, 3)
  assert.equal(o.project, '@.')
  assert.equal(o.program, 'f.jl')
})

for (const bad of [['--nope'], ['-Z'], ['--check-bounds=maybe'], ['-e'], ['-O9'], ['--quiet=1']]) {
  test(`refuses ${bad.join(' ')}`, () => {
    assert.throws(() => parseOptions(bad), UsageError)
  })
}
