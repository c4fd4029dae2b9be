import assert from 'node:assert/strict'
import test from 'node:test'
import { Decoder, Encoder, ImageFormatError } from './bytes.ts'

test('numbers, text and lists come back', () => {
  const e = new Encoder()
  const nats = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER]
  const ints = [0, -1, 1, -64, 64, 2 ** 33, -(2 ** 33)]
  const bigs = [0n, 1n, -1n, 255n, 256n, -(1n << 127n), (1n << 128n) - 1n]
  nats.forEach((n) => e.nat(n))
  ints.forEach((n) => e.int(n))
  bigs.forEach((n) => e.big(n))
  e.f64(-0)
  e.f64(Number.NaN)
  e.text('grüße 🙂')
  e.skippable(() => e.list(['a', 'b'], (s) => e.text(s)))
  e.align(8)
  e.u32(0xdeadbeef)
  const d = new Decoder(e.finish())
  assert.deepEqual(
    nats.map(() => d.nat()),
    nats,
  )
  assert.deepEqual(
    ints.map(() => d.int()),
    ints,
  )
  assert.deepEqual(
    bigs.map(() => d.big()),
    bigs,
  )
  assert.ok(Object.is(d.f64(), -0))
  assert.ok(Number.isNaN(d.f64()))
  assert.equal(d.text(), 'grüße 🙂')
  const inner = d.skippable()
  d.align(8)
  assert.equal(d.u32(), 0xdeadbeef)
  assert.ok(d.done)
  assert.deepEqual(
    inner.list(() => inner.text()),
    ['a', 'b'],
  )
  assert.ok(inner.done)
})

test('reading past the end is noticed', () => {
  const e = new Encoder()
  e.text('abc')
  const d = new Decoder(e.finish().slice(0, 2))
  assert.throws(() => d.text(), ImageFormatError)
})
