import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type BlockEmitter,
  emitStructured,
  FlowAnalysis,
  type FlowGraph,
  type Terminator,
} from './structure.ts'
import { CodeBuilder } from './wasm/builder.ts'
import { Op, type Signature, valTypeByte } from './wasm/opcodes.ts'
import { ByteWriter } from './wasm/writer.ts'

/**
 * Runs a graph in WebAssembly: each block reports its number to `step`, which decides about branches (nonzero: `then`)
 * and may throw by giving 2. Gives the blocks in the order they ran.
 */
function run(graph: FlowGraph, decide: (block: number) => number): number[] {
  const signature: Signature = { params: [], results: [] }
  const code = new CodeBuilder(signature)
  const taken = code.newLocal('i32')
  const emitter: BlockEmitter = {
    code,
    body(b) {
      code.i32(b)
      code.out.u8(Op.call)
      code.out.u32(0)
      code.set(taken)
    },
    terminator(b) {
      if (graph.blocks[b].kind === 'branch') code.get(taken)
      else code.op('return')
    },
    edge: () => false,
    caught: () => code.op('drop'),
    entering() {},
  }
  emitStructured(new FlowAnalysis(graph), emitter)
  code.out.u8(Op.end)
  const trace: number[] = []
  const tag = new WebAssembly.Tag({ parameters: ['i32'] })
  const module = new WebAssembly.Module(moduleOf(code))
  const instance = new WebAssembly.Instance(module, {
    e: {
      tag: tag as unknown as WebAssembly.ImportValue,
      step: (b: number) => {
        trace.push(b)
        if (trace.length > 500) throw new WebAssembly.Exception(tag, [0])
        const d = decide(b)
        if (d === 2) throw new WebAssembly.Exception(tag, [b])
        return d
      },
    },
  })
  try {
    ;(instance.exports.main as () => void)()
  } catch (error) {
    if (!(error instanceof WebAssembly.Exception)) throw error
    trace.push(-1)
  }
  return trace
}

function moduleOf(code: CodeBuilder): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  out.bytes(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
  const section = (id: number, write: (w: ByteWriter) => void) => {
    const w = new ByteWriter()
    write(w)
    out.u8(id)
    out.u32(w.length)
    out.bytes(w.finish())
  }
  section(1, (w) => w.bytes(new Uint8Array([3, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 0, 0x60, 1, 0x7f, 0])))
  section(2, (w) => {
    w.u32(2)
    w.name('e')
    w.name('step')
    w.bytes(new Uint8Array([0, 0]))
    w.name('e')
    w.name('tag')
    w.bytes(new Uint8Array([4, 0, 2]))
  })
  section(3, (w) => w.bytes(new Uint8Array([1, 1])))
  section(7, (w) => {
    w.u32(1)
    w.name('main')
    w.bytes(new Uint8Array([0, 1]))
  })
  const body = new ByteWriter()
  body.u32(code.localTypes.length)
  for (const t of code.localTypes) body.bytes(new Uint8Array([1, valTypeByte[t]]))
  body.bytes(code.out.finish())
  section(10, (w) => {
    w.u32(1)
    w.u32(body.length)
    w.bytes(body.finish())
  })
  return out.finish()
}

/** The same by walking the graph. */
function interpret(graph: FlowGraph, decide: (block: number) => number): number[] {
  const trace: number[] = []
  const regions: { enter: number; handler: number }[] = []
  let block = 0
  for (;;) {
    trace.push(block)
    const d = trace.length > 500 ? 2 : decide(block)
    if (d === 2) {
      const r = regions.pop()
      if (r === undefined) return [...trace, -1]
      block = r.handler
      continue
    }
    for (const enter of graph.leaves[block]) {
      while (regions.pop()!.enter !== enter);
    }
    const t = graph.blocks[block]
    if (t.kind === 'stop') return trace
    if (t.kind === 'goto') block = t.to
    else if (t.kind === 'branch') block = d === 1 ? t.ifTrue : t.otherwise
    else {
      regions.push({ enter: block, handler: t.handler })
      block = t.body
    }
  }
}

function check(graph: FlowGraph, seeds: number): void {
  for (let seed = 1; seed <= seeds; seed++) {
    const decide = (throwing: boolean) => {
      let x = seed * 2654435761
      return () => {
        x = (Math.imul(x, 1103515245) + 12345) >>> 0
        const r = (x >>> 16) % 10
        return throwing && r > 7 ? 2 : r & 1
      }
    }
    const throwing = graph.blocks.some((b) => b.kind === 'enter') && seed % 2 === 0
    assert.deepEqual(run(graph, decide(throwing)), interpret(graph, decide(throwing)))
  }
}

test('random graphs, reducible and not, run as they are drawn', () => {
  let x = 12345
  const random = (n: number) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    return (x >>> 8) % n
  }
  for (let k = 0; k < 300; k++) {
    const n = 2 + random(12)
    const blocks: Terminator[] = []
    for (let b = 0; b < n; b++) {
      const target = () => 1 + random(n - 1)
      const r = random(10)
      if (b === n - 1 || r === 0) blocks.push({ kind: 'stop' })
      else if (r < 4) blocks.push({ kind: 'goto', to: target() })
      else blocks.push({ kind: 'branch', ifTrue: target(), otherwise: target() })
    }
    check({ blocks, leaves: blocks.map(() => []) }, 4)
  }
})

const tables: [string, FlowGraph][] = [
  [
    'try with both ways joining',
    {
      blocks: [
        { kind: 'enter', body: 1, handler: 3 },
        { kind: 'branch', ifTrue: 2, otherwise: 2 },
        { kind: 'goto', to: 4 },
        { kind: 'goto', to: 4 },
        { kind: 'stop' },
      ],
      leaves: [[], [], [0], [], []],
    },
  ],
  [
    'code after a leave that only the region reaches is outside the region',
    {
      blocks: [
        { kind: 'enter', body: 1, handler: 3 },
        { kind: 'goto', to: 2 },
        { kind: 'stop' },
        { kind: 'stop' },
      ],
      leaves: [[], [0], [], []],
    },
  ],
  [
    'try inside a loop, with break and continue',
    {
      blocks: [
        { kind: 'goto', to: 1 },
        { kind: 'enter', body: 2, handler: 6 },
        { kind: 'branch', ifTrue: 3, otherwise: 4 },
        { kind: 'goto', to: 1 },
        { kind: 'branch', ifTrue: 5, otherwise: 7 },
        { kind: 'goto', to: 8 },
        { kind: 'goto', to: 1 },
        { kind: 'goto', to: 1 },
        { kind: 'stop' },
      ],
      leaves: [[], [], [], [1], [], [1], [], [1], []],
    },
  ],
  [
    'nested regions left at once',
    {
      blocks: [
        { kind: 'enter', body: 1, handler: 5 },
        { kind: 'enter', body: 2, handler: 4 },
        { kind: 'branch', ifTrue: 3, otherwise: 6 },
        { kind: 'goto', to: 7 },
        { kind: 'goto', to: 8 },
        { kind: 'stop' },
        { kind: 'goto', to: 7 },
        { kind: 'stop' },
        { kind: 'goto', to: 7 },
      ],
      leaves: [[], [], [], [1, 0], [], [], [1, 0], [], [0]],
    },
  ],
  [
    'an irreducible loop inside a region',
    {
      blocks: [
        { kind: 'enter', body: 1, handler: 5 },
        { kind: 'branch', ifTrue: 2, otherwise: 3 },
        { kind: 'goto', to: 3 },
        { kind: 'branch', ifTrue: 2, otherwise: 4 },
        { kind: 'goto', to: 6 },
        { kind: 'goto', to: 6 },
        { kind: 'stop' },
      ],
      leaves: [[], [], [], [], [0], [], []],
    },
  ],
]

for (const [name, graph] of tables) test(name, () => check(graph, 40))
