import assert from 'node:assert/strict'
import test from 'node:test'
import { sym } from '../syntax/index.ts'
import { newFunctionType } from '../types/index.ts'
import { TASK_RESULT, TASK_STATE } from './constants.ts'
import { suspending } from './jspi.ts'
import type { Value } from './kernel.ts'
import { TaskSwitcher } from './tasks.ts'
import { newHeap } from './testing/fixture.ts'
import { addCode } from './testing/wasm-fixture.ts'

/** Tasks whose code is an asynchronous JavaScript function, imported as suspending. */
function setup() {
  const { heap, types: ts, core } = newHeap()
  const slots = new Map<Value, number>()
  const problems: unknown[] = []
  let named = 0
  const define = (body: (args: Value[]) => unknown): Value => {
    const name = `f${named++}`
    const f = heap.singleton(newFunctionType(ts, sym(name), sym(`#${name}`), core, ts.function))
    slots.set(
      f,
      addCode(
        heap,
        suspending(async (frame: number, n: number) => {
          const args = Array.from(heap.views.u32.subarray((frame >>> 2) + 1, (frame >>> 2) + n))
          return (((await body(args)) as Value | undefined) ?? heap.nothing) | 0
        }),
      ),
    )
    return f
  }
  heap.hooks.resolve = (frame) => slots.get(heap.views.u32[frame >>> 2])!
  let done: Value = 0
  const tasks = new TaskSwitcher(heap, {
    taskDone: () => done,
    taskFailed: () => 0,
    toJulia: () => null,
    fatal: (problem) => problems.push(problem),
    deadlock: () => {},
    error: (message) => heap.throwValue(heap.pin(heap.string(message))),
  })
  done = define(async () => {
    await tasks.switchTo(tasks.root)
  })
  return { heap, tasks, define, problems }
}

test('two tasks take turns; sp, world and stacks are each their own', async () => {
  const { heap, tasks, define, problems } = setup()
  const log: string[] = []
  const code = define(async () => {
    for (let i = 0; i < 3; i++) {
      log.push(`task ${i} world ${heap.worldAge}`)
      const frame = heap.pushFrame(heap.true_, [])
      await tasks.switchTo(tasks.root)
      assert.equal(heap.views.u32[frame >>> 2], heap.true_)
      heap.popFrame(frame)
    }
    return heap.symbol('result')
  })
  heap.latestWorld = 9
  const main = define(async () => {
    const t = heap.pin(tasks.create(code, heap.nothing))
    for (let i = 0; i < 4; i++) {
      log.push(`main ${i} world ${heap.worldAge}`)
      const sp = heap.kernelParts.sp.value
      await tasks.switchTo(t)
      assert.equal(heap.kernelParts.sp.value, sp)
      assert.equal(tasks.current, tasks.root)
    }
    assert.equal(heap.views.u8[t + TASK_STATE], 1)
    return heap.views.u32[(t + TASK_RESULT) >>> 2]
  })
  const result = await tasks.call(main, [], 4)
  assert.equal(heap.symbolAt(result).name, 'result')
  assert.deepEqual(log, [
    'main 0 world 4',
    'task 0 world 9',
    'main 1 world 4',
    'task 1 world 9',
    'main 2 world 4',
    'task 2 world 9',
    'main 3 world 4',
  ])
  assert.deepEqual(problems, [])
})

test('an exception ends a task as failed', async () => {
  const { heap, tasks, define, problems } = setup()
  const oops = heap.symbol('oops')
  const code = define(() => heap.throwValue(oops))
  const main = define(async () => {
    const t = heap.pin(tasks.create(code, heap.nothing))
    await tasks.switchTo(t)
    assert.equal(heap.views.u8[t + TASK_STATE], 2)
    return heap.views.u32[(t + TASK_RESULT) >>> 2]
  })
  assert.equal(await tasks.call(main, []), oops)
  assert.deepEqual(problems, [])
})

test('many tasks, collected while suspended', async () => {
  const { heap, tasks, define, problems } = setup()
  const turns: number[] = []
  const code = define(async () => {
    const frame = heap.pushFrame(heap.nothing, [heap.svec([heap.boxInt64(turns.length)])])
    const mine = turns.length
    turns.push(mine)
    await tasks.switchTo(tasks.root)
    const v = heap.views.u32[(frame >>> 2) + 1]
    assert.equal(heap.intAt(heap.svecAt(v)[0]), mine)
    heap.popFrame(frame)
    return heap.boxInt64(mine)
  })
  const main = define(async () => {
    const all = Array.from({ length: 300 }, () => heap.pin(tasks.create(code, heap.nothing)))
    for (const t of all) await tasks.switchTo(t)
    heap.collect()
    for (let i = 0; i < 1000; i++) heap.svec([heap.nothing])
    for (const t of all) await tasks.switchTo(t)
    for (const [i, t] of all.entries()) assert.equal(heap.intAt(heap.views.u32[(t + TASK_RESULT) >>> 2]), i)
  })
  await tasks.call(main, [])
  assert.deepEqual(problems, [])
})

test('a synchronous call cannot switch', async () => {
  const { heap, tasks, define } = setup()
  const idle = define(() => {})
  const main = define(() => {
    const t = heap.pin(tasks.create(idle, heap.nothing))
    try {
      heap.call(syncSwitch(t), [])
    } catch (problem) {
      return heap.caughtValue(problem)!
    }
    return heap.nothing
  })
  const syncSwitch = (t: Value): Value => {
    const f = define(() => {})
    const slot = addCode(heap, () => {
      void tasks.switchTo(t)
      return heap.nothing
    })
    heap.hooks.resolve = () => slot
    return f
  }
  const result = await tasks.call(main, [])
  assert.match(heap.stringAt(result), /task switch not allowed/)
})

test('waiting for events from outside', async () => {
  const { heap, tasks, define } = setup()
  const log: string[] = []
  const main = define(async () => {
    tasks.addSource()
    setTimeout(
      () =>
        tasks.post(() => {
          tasks.removeSource()
          log.push('event')
        }),
      5,
    )
    log.push('wait')
    await tasks.waitEvent()
    log.push('woken')
    return heap.true_
  })
  assert.equal(await tasks.call(main, []), heap.true_)
  assert.deepEqual(log, ['wait', 'event', 'woken'])
})

test('the random state is split off as Julia does', () => {
  const { heap, tasks } = setup()
  const { u64 } = heap.views
  const root = (tasks.root + 56) >>> 3
  u64.set([1n, 2n, 3n, 4n, 5n], root)
  const t = (tasks.create(heap.nothing, heap.nothing) + 56) >>> 3
  assert.deepEqual(Array.from(heap.views.u64.subarray(root, root + 4)), [1n, 2n, 3n, 4n])
  assert.equal(heap.views.u64[root + 4], BigInt.asUintN(64, 5n * 0xd1342543de82ef95n + 1n))
  assert.equal(heap.views.u64[t + 4], heap.views.u64[root + 4])
  assert.notEqual(heap.views.u64[t], 1n)
})
