import assert from 'node:assert/strict'
import test from 'node:test'
import { compileOptimized } from '../../codegen/index.ts'
import { CodegenFixture, ssa } from '../../codegen/testing/fixture.ts'
import { Argument, GotoIfNot, GotoNode, PhiNode, ReturnNode } from '../../syntax/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import * as bits from '../tfuncs/bits.ts'
import { emitters, mathImports } from './index.ts'

const f = new CodegenFixture(emitters, {
  ...mathImports,
  divide_error: () => {
    throw new Error('DivideError')
  },
})
const { ts } = f
const nothing = ts.nothing

/** Compiles `name(args…)` on arguments of these types. */
function compile(name: string, types: readonly DataType[], result: Type, leading: readonly Type[] = []) {
  const ci = f.instance(types, result)
  const args = types.map((_, i) => new Argument(i))
  const call = f.call(name, ...leading.map((t) => f.typeNode(t)), ...args)
  return f.optimized(
    ci,
    f.ir(types, [
      [
        [call, result],
        [new ReturnNode(ssa(0)), nothing],
      ],
    ]),
  )
}

const integers: [DataType, number][] = [
  [ts.int8, 8],
  [ts.uint16, 16],
  [ts.int16, 16],
  [ts.int32, 32],
  [ts.uint32, 32],
  [ts.int64, 64],
  [ts.uint64, 64],
  [ts.int128, 128],
]

/** JavaScript arguments for a bit pattern. */
function leaves(x: bigint, n: number): (number | bigint)[] {
  if (n <= 32) return [Number(BigInt.asIntN(32, x))]
  if (n === 64) return [BigInt.asIntN(64, x)]
  return [BigInt.asIntN(64, x), BigInt.asIntN(64, x >> 64n)]
}

function pattern(r: unknown, n: number): bigint {
  if (Array.isArray(r)) return BigInt.asUintN(64, r[0]) | (BigInt.asUintN(64, r[1]) << 64n)
  return BigInt.asUintN(n === 64 ? 64 : 32, BigInt(r as number | bigint))
}

let seed = 1n
function random(n: number): bigint {
  seed = BigInt.asUintN(128, seed * 0x2360ed051fc65da44385df649fccf645n + 0x5851f42d4c957f2d14057b7ef767814fn)
  const x = seed >> 3n
  const special = [
    0n,
    1n,
    2n,
    (1n << BigInt(n)) - 1n,
    1n << BigInt(n - 1),
    (1n << BigInt(n - 1)) - 1n,
    7n,
    1n << BigInt(n >> 1),
  ]
  return Number(x & 7n) < 3
    ? special[Number((x >> 3n) & 7n)]
    : BigInt.asUintN(n, (x >> 5n) >> BigInt(Number((x >> 100n) & 63n) % n))
}

const ROUNDS = 60

test('integer operations agree with constant folding', () => {
  for (const [name, fold] of Object.entries(bits.integerFolds)) {
    for (const [type, n] of integers) {
      const run = compile(name, [type, type], type)
      for (let k = 0; k < ROUNDS; k++) {
        const a = random(n)
        const b = random(n)
        const expected = fold(a, b, n)
        if (expected === null)
          assert.throws(() => run(...leaves(a, n), ...leaves(b, n)), /DivideError/, `${name} ${n} ${a} ${b}`)
        else
          assert.equal(pattern(run(...leaves(a, n), ...leaves(b, n)), n), expected, `${name} ${n} ${a} ${b}`)
      }
    }
  }
})

test('shifts by counts of any size', () => {
  for (const [name, fold] of Object.entries(bits.shiftFolds)) {
    for (const [type, n] of integers) {
      for (const [countType, c] of [
        [ts.uint64, 64],
        [ts.uint8, 8],
        [ts.int32, 32],
      ] as [DataType, number][]) {
        const run = compile(name, [type, countType], type)
        for (let k = 0; k < ROUNDS; k++) {
          const a = random(n)
          const b = k % 3 === 0 ? random(c) : random(8) % 140n
          assert.equal(
            pattern(run(...leaves(a, n), ...leaves(b, c)), n),
            fold(a, b, n),
            `${name} ${n} ${a} ${b}`,
          )
        }
      }
    }
  }
})

test('unary operations and comparisons', () => {
  for (const [name, fold] of Object.entries(bits.unaryFolds)) {
    for (const [type, n] of integers) {
      const run = compile(name, [type], type)
      for (let k = 0; k < ROUNDS; k++) {
        const a = random(n)
        assert.equal(pattern(run(...leaves(a, n)), n), fold(a, n), `${name} ${n} ${a}`)
      }
    }
  }
  for (const [name, fold] of Object.entries(bits.comparisonFolds)) {
    for (const [type, n] of integers) {
      const run = compile(name, [type, type], ts.bool)
      for (let k = 0; k < ROUNDS; k++) {
        const a = random(n)
        const b = k % 4 === 0 ? a : random(n)
        assert.equal(run(...leaves(a, n), ...leaves(b, n)), fold(a, b, n) ? 1 : 0, `${name} ${n} ${a} ${b}`)
      }
    }
  }
})

test('checked arithmetic', () => {
  for (const [name, fold] of Object.entries(bits.overflowFolds)) {
    for (const [type, n] of integers) {
      const run = compile(name, [type, type], ts.tuple([type, ts.bool]))
      for (let k = 0; k < ROUNDS * 2; k++) {
        const a = random(n)
        const b = random(n)
        const r = run(...leaves(a, n), ...leaves(b, n)) as (number | bigint)[]
        const [value, over] = fold(a, b, n)
        const got = n === 128 ? pattern(r, 128) : pattern(r[0], n)
        assert.deepEqual([got, Number(r[r.length - 1]) === 1], [value, over], `${name} ${n} ${a} ${b}`)
      }
    }
  }
})

test('integer conversions', () => {
  for (const [from, n] of integers) {
    for (const [to, m] of integers) {
      const name = m > n ? ['sext_int', 'zext_int'] : m < n ? ['trunc_int'] : ['bitcast']
      for (const c of name) {
        const run = compile(c, [from], to, [to])
        for (let k = 0; k < 20; k++) {
          const a = random(n)
          const expected = c === 'sext_int' ? bits.unsigned(bits.signed(a, n), m) : bits.unsigned(a, m)
          assert.equal(pattern(run(...leaves(a, n)), m), expected, `${c} ${n} ${m} ${a}`)
        }
      }
    }
  }
})

test('floats', () => {
  const numbers = [
    0,
    -0,
    1,
    -1.5,
    2.5,
    0.5,
    3.5,
    1e300,
    -1e-300,
    Infinity,
    -Infinity,
    NaN,
    2 ** 53 + 2,
    65504,
    65520,
  ]
  for (const [name, fold] of Object.entries({ ...bits.floatFolds })) {
    const run = compile(name, [ts.float64, ts.float64], ts.float64)
    const run32 = compile(name, [ts.float32, ts.float32], ts.float32)
    const run16 = compile(name, [ts.float16, ts.float16], ts.float16)
    for (const a of numbers) {
      for (const b of numbers) {
        assert.ok(Object.is(run(a, b), fold(a, b)), `${name} ${a} ${b}`)
        const [x, y] = [Math.fround(a), Math.fround(b)]
        assert.ok(Object.is(run32(x, y), Math.fround(fold(x, y))), `${name} ${x} ${y}`)
        const half = (z: number) => Number(bits.bitsOfFloat(z, 16) ?? 0x7e00n)
        const [p, q] = [half(a), half(b)]
        const r = fold(bits.floatOf(BigInt(p), 16), bits.floatOf(BigInt(q), 16))
        assert.ok(
          Object.is(bits.floatOf(BigInt(run16(p, q) as number), 16), bits.floatOf(BigInt(half(r)), 16)),
          `${name} ${p} ${q}`,
        )
      }
    }
  }
  for (const [name, fold] of Object.entries(bits.floatComparisons)) {
    const run = compile(name, [ts.float64, ts.float64], ts.bool)
    for (const a of numbers)
      for (const b of numbers) assert.equal(run(a, b), fold(a, b) ? 1 : 0, `${name} ${a} ${b}`)
  }
  const toInt = compile('fptosi', [ts.float64], ts.int64, [ts.int64])
  assert.equal(toInt(-3.7), -3n)
  const fromInt = compile('sitofp', [ts.int128], ts.float64, [ts.float64])
  assert.equal(fromInt(-1n, -1n), -1)
  const fmaf = compile('fma_float', [ts.float32, ts.float32, ts.float32], ts.float32)
  assert.equal(fmaf(2, 3, 4), 10)
})

test('a loop over numbers has no frame and no calls', () => {
  // sum of 1…n
  const ci = f.instance([ts.int64], ts.int64)
  const ir = f.ir(
    [ts.int64],
    [
      [[new GotoNode(1), nothing]],
      [
        [new PhiNode([0, 2], [0n, ssa(6)]), ts.int64],
        [new PhiNode([0, 2], [1n, ssa(5)]), ts.int64],
        [f.call('sle_int', ssa(2), new Argument(0)), ts.bool],
        [new GotoIfNot(ssa(3), 3), nothing],
      ],
      [
        [f.call('add_int', ssa(2), 1n), ts.int64],
        [f.call('add_int', ssa(1), ssa(2)), ts.int64],
        [new GotoNode(1), nothing],
      ],
      [[new ReturnNode(ssa(1)), nothing]],
    ],
  )
  const [spec] = compileOptimized(ci, ir, f.env)
  // only the function's own type: no imports, no addresses
  assert.deepEqual(spec.relocs, [])
  assert.ok(spec.body.length < 60, `${spec.body.length} bytes`)
  const run = f.optimized(ci, ir)
  assert.equal(run(100n), 5050n)
  assert.equal(f.heap.unboxInt64(f.boxed(ci, f.int(10n))), 55n)
})
