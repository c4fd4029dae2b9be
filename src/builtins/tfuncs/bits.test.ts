import assert from 'node:assert/strict'
import test from 'node:test'
import {
  bitsOfFloat,
  comparisonFolds,
  floatOf,
  floatUnaryFolds,
  integerFolds,
  overflowFolds,
  shiftFolds,
  unaryFolds,
  unsigned,
} from './bits.ts'

const u = (x: bigint, n: number): bigint => unsigned(x, n)

test('integers wrap at their width', () => {
  for (const n of [8, 16, 32, 64, 128]) {
    const max = (1n << BigInt(n - 1)) - 1n
    assert.equal(integerFolds.add_int(u(max, n), 1n, n), u(-max - 1n, n), `add ${n}`)
    assert.equal(integerFolds.mul_int(u(-1n, n), u(-1n, n), n), 1n)
    assert.equal(integerFolds.sdiv_int(u(-7n, n), 2n, n), u(-3n, n))
    assert.equal(integerFolds.srem_int(u(-7n, n), 2n, n), u(-1n, n))
    assert.equal(integerFolds.sdiv_int(u(-max - 1n, n), u(-1n, n), n), null)
    assert.equal(integerFolds.udiv_int(1n, 0n, n), null)
    assert.deepEqual(overflowFolds.checked_sadd_int(u(max, n), 1n, n), [u(max + 1n, n), true])
    assert.deepEqual(overflowFolds.checked_usub_int(0n, 1n, n), [u(-1n, n), true])
    assert.equal(comparisonFolds.slt_int(u(-1n, n), 0n, n), true)
    assert.equal(comparisonFolds.ult_int(u(-1n, n), 0n, n), false)
  }
})

test('shifts past the width', () => {
  assert.equal(shiftFolds.shl_int(1n, 64n, 64), 0n)
  assert.equal(shiftFolds.lshr_int(u(-1n, 8), 8n, 8), 0n)
  assert.equal(shiftFolds.ashr_int(u(-2n, 32), 99n, 32), u(-1n, 32))
})

test('counting bits', () => {
  assert.equal(unaryFolds.ctlz_int(1n, 64), 63n)
  assert.equal(unaryFolds.ctlz_int(0n, 32), 32n)
  assert.equal(unaryFolds.cttz_int(8n, 64), 3n)
  assert.equal(unaryFolds.ctpop_int(0xffn, 64), 8n)
  assert.equal(unaryFolds.bswap_int(0x0102n, 16), 0x0201n)
})

test('floats of every width survive their bits', () => {
  for (const x of [0, -0, 1, -1.5, 0.1, 65504, 1e-7, Infinity, -Infinity, 2 ** -24, 2 ** -14, 1000.25]) {
    for (const n of [16, 32, 64]) {
      const b = bitsOfFloat(x, n)
      assert.notEqual(b, null)
      assert.equal(bitsOfFloat(floatOf(b as bigint, n), n), b, `${x} in ${n} bits`)
    }
  }
  assert.equal(bitsOfFloat(1, 16), 0x3c00n)
  assert.equal(bitsOfFloat(65520, 16), 0x7c00n)
  assert.equal(bitsOfFloat(2049, 16), 0x6800n)
  assert.equal(bitsOfFloat(Number.NaN, 64), null)
})

test('rounding to even', () => {
  assert.equal(floatUnaryFolds.rint_llvm(2.5), 2)
  assert.equal(floatUnaryFolds.rint_llvm(-0.5), -0)
  assert.equal(floatUnaryFolds.rint_llvm(3.5), 4)
})
