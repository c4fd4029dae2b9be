import assert from 'node:assert/strict'
import test from 'node:test'
import {
  MEMORY_PTR,
  STATE_GC_COUNT,
  STATE_LIVE_BYTES,
  STATE_PENDING_FINALIZERS,
  WK_MEMORY_ANY,
} from './constants.ts'
import type { Heap } from './heap.ts'
import type { Value } from './kernel.ts'
import { newHeap } from './testing/fixture.ts'

/** A small generator of pseudo-random numbers: tests repeat. */
function random(seed: number): (below: number) => number {
  let s = seed
  return (below) => {
    s = (Math.imul(s, 1103515245) + 12345) & 0x7fffffff
    return (s >>> 8) % below
  }
}

/** A node of the model: what the heap object holds. */
interface Node {
  readonly kind: 'svec' | 'memory' | 'string' | 'int' | 'box'
  readonly children: (Node | null)[]
  readonly text: string
  at: Value
}

/** Allocates like compiled code does: may collect. */
function make(heap: Heap, node: Node, root: (v: Value) => Value): Value {
  const { kernel } = heap
  switch (node.kind) {
    case 'int': {
      const v = kernel.alloc(heap.typeAddress(heap.types.int64), 8) >>> 0
      heap.views.i64[v >>> 3] = BigInt(node.text)
      return root(v)
    }
    case 'string': {
      const bytes = new TextEncoder().encode(node.text)
      const v = kernel.alloc(heap.typeAddress(heap.types.string), 9 + bytes.length) >>> 0
      heap.views.u32[v >>> 2] = bytes.length
      heap.views.u8.set(bytes, v + 8)
      return root(v)
    }
    case 'box': {
      const v = kernel.alloc(heap.typeAddress(heap.types.box), 8) >>> 0
      heap.views.u32[v >>> 2] = node.children[0]?.at ?? 0
      return root(v)
    }
    case 'svec': {
      const v = kernel.alloc(heap.typeAddress(heap.types.simpleVector), 8 + 4 * node.children.length) >>> 0
      heap.views.u32[v >>> 2] = node.children.length
      node.children.forEach((c, i) => {
        heap.views.u32[(v + 8 + 4 * i) >>> 2] = c?.at ?? 0
      })
      return root(v)
    }
    case 'memory': {
      const alloc = kernel.alloc_memory as (t: number, n: bigint) => number
      const v = alloc(heap.wellKnown(WK_MEMORY_ANY), BigInt(node.children.length)) >>> 0
      node.children.forEach((c, i) => {
        heap.views.u32[(heap.views.u32[(v + MEMORY_PTR) >>> 2] >>> 2) + i] = c?.at ?? 0
      })
      return root(v)
    }
  }
}

function check(heap: Heap, node: Node, seen: Set<Node>): void {
  if (seen.has(node)) return
  seen.add(node)
  const type = heap.typeOf(node.at).name.name.name
  let children: Value[] = []
  switch (node.kind) {
    case 'int':
      assert.equal(type, 'Int64')
      assert.equal(heap.unboxInt64(node.at), BigInt(node.text))
      break
    case 'string':
      assert.equal(type, 'String')
      assert.equal(heap.stringAt(node.at), node.text)
      break
    case 'box':
      assert.equal(type, 'Box')
      children = [heap.views.u32[node.at >>> 2]]
      break
    case 'svec':
      assert.equal(type, 'SimpleVector')
      children = heap.svecAt(node.at)
      break
    case 'memory':
      assert.equal(type, 'GenericMemory')
      children = heap.vectorAt(node.at)
      break
  }
  assert.deepEqual(
    children,
    node.children.map((c) => c?.at ?? 0),
  )
  for (const c of node.children) if (c !== null) check(heap, c, seen)
}

/** Random graphs grow and lose roots while collections happen; the heap must always equal the model. */
function churn(heap: Heap, seed: number, steps: number, bigEvery: number): void {
  const rand = random(seed)
  const roots: (Node | null)[] = Array.from({ length: 40 }, () => null)
  const slots = roots.map(() => heap.kernel.pin(0))
  for (let step = 0; step < steps; step++) {
    heap.withHandles((root) => {
      const pick = (): Node | null => roots[rand(roots.length)]
      const kind = (['svec', 'memory', 'string', 'int', 'box'] as const)[rand(5)]
      const size = step % bigEvery === bigEvery - 1 ? 9000 + rand(12000) : rand(20)
      const node: Node = {
        kind,
        children:
          kind === 'svec' || kind === 'memory'
            ? Array.from({ length: size }, (_, i) => (i < 50 ? pick() : null))
            : kind === 'box'
              ? [pick()]
              : [],
        text: kind === 'int' ? String(rand(1e9)) : 'é'.repeat(size),
        at: 0,
      }
      node.at = make(heap, node, root)
      const slot = rand(roots.length)
      roots[slot] = node
      heap.kernel.set_pin(slots[slot], node.at)
      if (rand(4) === 0) {
        const gone = rand(roots.length)
        roots[gone] = null
        heap.kernel.set_pin(slots[gone], 0)
      }
      // a write that makes cycles
      const target = pick()
      if (target !== null && target.children.length > 0 && target.children.length < 30) {
        const i = rand(target.children.length)
        const to = pick()
        target.children[i] = to
        const at =
          target.kind === 'svec'
            ? target.at + 8 + 4 * i
            : target.kind === 'box'
              ? target.at
              : heap.views.u32[(target.at + MEMORY_PTR) >>> 2] + 4 * i
        heap.views.u32[at >>> 2] = to?.at ?? 0
      }
    })
    if (step % 100 === 99) {
      const seen = new Set<Node>()
      for (const r of roots) if (r !== null) check(heap, r, seen)
    }
  }
}

test('random graphs under stress: a collection at every allocation', () => {
  const { heap } = newHeap()
  heap.gcStress = true
  churn(heap, 7, 1200, 97)
  assert.ok(heap.views.u32[STATE_GC_COUNT >>> 2] >= 1200)
})

test('random graphs with collections now and then', () => {
  const { heap } = newHeap()
  for (let round = 0; round < 5; round++) {
    churn(heap, round + 100, 1500, 61)
    heap.collect()
    churn(heap, round + 500, 600, 1000)
  }
})

test('memory is used again', () => {
  const { heap } = newHeap()
  const string = heap.typeAddress(heap.types.string)
  const before = heap.views.u8.length
  for (let i = 0; i < 400_000; i++) heap.kernel.alloc(string, 1000)
  for (let i = 0; i < 200; i++) heap.kernel.alloc(string, 5_000_000)
  assert.ok(heap.views.u8.length <= before + (64 << 20), `${heap.views.u8.length} bytes`)
  assert.ok(heap.views.u32[STATE_GC_COUNT >>> 2] > 5)
})

test('freed pages serve other sizes', () => {
  const { heap } = newHeap()
  const string = heap.typeAddress(heap.types.string)
  for (const bytes of [24, 200, 1000, 5000, 20000, 70000, 1 << 20, 40]) {
    for (let total = 0; total < 60 << 20; total += bytes + 8) heap.kernel.alloc(string, bytes)
  }
  assert.ok(heap.views.u8.length <= 200 << 20, `${heap.views.u8.length} bytes`)
})

test('fresh memory is zero', () => {
  const { heap } = newHeap()
  const { kernel } = heap
  const string = heap.typeAddress(heap.types.string)
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 20000; i++) {
      const bytes = (i * 37) % 3000
      const v = kernel.alloc(string, bytes) >>> 0
      const { u8 } = heap.views
      for (let k = 0; k < bytes; k += 7) assert.equal(u8[v + k], 0)
      u8.fill(0xee, v + 8, v + bytes)
      heap.views.u32[v >>> 2] = 0
    }
    heap.collect()
  }
})

test('a deep list is marked without recursion', () => {
  const { heap } = newHeap()
  let head = heap.nothing
  for (let i = 0; i < 300_000; i++) head = heap.svec([head])
  heap.pin(head)
  heap.collect()
  let n = 0
  for (let v = head; v !== heap.nothing; v = heap.svecAt(v)[0]) n++
  assert.equal(n, 300_000)
  assert.ok(heap.views.view.getBigUint64(STATE_LIVE_BYTES, true) > 300_000n * 20n)
})

test('weak references', () => {
  const { heap } = newHeap()
  const keep = heap.pin(heap.svec([heap.true_]))
  const weak = (v: Value): Value => heap.pin(heap.newStruct(heap.types.weakRef, [v]))
  const live = weak(keep)
  const dead = weak(heap.svec([heap.false_]))
  const permanent = weak(heap.true_)
  heap.collect()
  assert.equal(heap.getField(live, 0), keep)
  assert.equal(heap.getField(dead, 0), heap.nothing)
  assert.equal(heap.getField(permanent, 0), heap.true_)
})

test('finalizers of dead objects become pending, once, last first', () => {
  const { heap } = newHeap()
  const object = (n: number): Value => heap.svec([heap.boxInt64(n)])
  const kept = heap.pin(object(0))
  for (const [v, f] of [
    [kept, 'kept'],
    [object(1), 'one'],
    [object(2), 'two'],
  ] as const)
    heap.addFinalizer(v, heap.symbol(f))
  heap.collect()
  assert.equal(heap.views.u32[STATE_PENDING_FINALIZERS >>> 2], 2)
  const out = heap.kernel.raw_alloc(8) >>> 0
  const ran: string[] = []
  while (heap.kernel.next_finalizer(out) !== 0) {
    const { u32 } = heap.views
    const [v, f] = [u32[out >>> 2], u32[(out >>> 2) + 1]]
    ran.push(`${heap.symbolAt(f).name}:${heap.unboxInt64(heap.svecAt(v)[0])}`)
  }
  assert.deepEqual(ran, ['two:2', 'one:1'])
  heap.collect()
  assert.equal(heap.kernel.next_finalizer(out), 0)
  heap.kernel.finalize_now(kept)
  assert.equal(heap.kernel.next_finalizer(out), 1)
  assert.equal(heap.kernel.next_finalizer(out), 0)
})

test('a Memory over foreign bytes keeps their owner', () => {
  const { heap } = newHeap()
  const wrap = heap.kernel.string_to_memory as (s: number) => number
  const m = heap.pin(wrap(heap.string('some bytes')) >>> 0)
  heap.gcStress = true
  for (let i = 0; i < 100; i++) heap.kernel.alloc(heap.typeAddress(heap.types.string), 24)
  const back = heap.kernel.memory_to_string as (m: number, n: number) => number
  assert.equal(heap.stringAt(back(m, 10) >>> 0), 'some bytes')
  assert.equal(heap.stringAt(back(m, 4) >>> 0), 'some')
})
