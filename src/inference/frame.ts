import type { CodeInfo } from '../lowering/index.ts'
import type { CodeInstance, Edge, Method, MethodInstance, World } from '../methods/index.ts'
import { WORLD_MAX } from '../methods/index.ts'
import type { Type } from '../types/index.ts'
import type { CallInfo, CallResult } from './call-info.ts'
import { Effects } from './effects.ts'
import type { Lattice } from './elements.ts'
import type { SpType } from './ir.ts'
import type { LoweredFlow } from './lowered-cfg.ts'

/** Types of all slots at one point. `undef[i]`: slot `i` may be undefined there. */
export class SlotState {
  readonly types: Lattice[]
  readonly undef: Uint8Array
  constructor(types: Lattice[], undef: Uint8Array) {
    this.types = types
    this.undef = undef
  }
  copy(): SlotState {
    return new SlotState(this.types.slice(), this.undef.slice())
  }
}

/** A slot narrowed in the middle of a block: after statement `pc`, `slot` is a `type`. */
export interface Refinement {
  readonly pc: number
  readonly slot: number
  readonly type: Lattice
}

/** The last evaluation of a call statement, to skip it when nothing it depends on changed. */
export interface Memo {
  readonly args: readonly Lattice[]
  readonly result: CallResult
}

/**
 * Inference of one method instance under way. The driver (`inference.ts`) owns the stack and the cycles of frames;
 * the interpreter (`statements.ts`) works on the states.
 */
export class Frame {
  readonly mi: MethodInstance
  readonly method: Method | null
  readonly code: CodeInfo
  readonly flow: LoweredFlow
  readonly argTypes: Lattice[]
  readonly spTypes: SpType[]
  readonly world: World
  minWorld: World = 1
  maxWorld: World = WORLD_MAX
  /** frame whose call asked for this one, null for a root and when the frame is kept for other callers */
  parent: Frame | null
  /** inferred with better argument types than `mi.specTypes` says */
  readonly isConstProp: boolean
  /** depth of nested constant propagation */
  readonly constDepth: number
  /** the result depends on the chain of callers: limits of recursion decided something */
  contextual = false
  /** index on the driver's stack, -1 when parked or finished */
  depth = -1
  /** union-find link of the cycle this frame belongs to */
  cycleLink: Frame | null = null
  /** (cycle representative) stack depth of the lowest frame of the cycle */
  cycleDepth = -1
  /** (cycle representative) frames done but for the cycle */
  parked: Frame[] = []

  // -- the interpreter's state
  readonly ssaTypes: (Lattice | null)[]
  readonly entryStates: (SlotState | null)[]
  readonly visits: Uint16Array
  readonly queued: Uint8Array
  queue: number[] = []
  resume: { block: number; pc: number; state: SlotState } | null = null
  readonly info: (CallInfo | null)[]
  readonly memo: (Memo | null)[]
  readonly stmtEffects: Int32Array
  readonly refinements = new Map<number, Refinement>()
  /** reachable statements: evaluated at least once */
  readonly reached: Uint8Array
  /** branches: bit 0 the fall-through was taken, bit 1 the jump */
  readonly taken: Uint8Array
  /** slots that are read somewhere where they may be undefined */
  readonly undefUse: Uint8Array
  /** statement stands in an `@inbounds` region; bits 1, 2: in an `@inline`, `@noinline` call-site region */
  readonly inbounds: Uint8Array
  returnType: Lattice
  exceptionType: Type
  effects: number = Effects.total
  /** frames to wake when the return type or the effects change: (frame, statement) */
  readonly dependents: { frame: Frame; pc: number }[] = []
  readonly edges: Edge[] = []
  readonly edgeKeys = new Map<unknown, Edge>()
  /** constant-propagation frames whose results were used: this frame rests on their facts too */
  readonly constCallees = new Set<Frame>()
  /** set when finished and not a constant-propagation frame */
  codeInstance: CodeInstance | null = null
  finished = false
  /** optimised code of a constant-propagation frame, made on demand */
  optimized: import('./env.ts').OptimizedCode | null = null
  /** types behind `ssaTypes` at the fixed point, made by `finish` */
  returnLattice: Lattice | null = null

  constructor(init: {
    mi: MethodInstance
    method: Method | null
    code: CodeInfo
    flow: LoweredFlow
    argTypes: Lattice[]
    spTypes: SpType[]
    world: World
    parent: Frame | null
    isConstProp: boolean
    bottom: Type
  }) {
    this.mi = init.mi
    this.method = init.method
    this.code = init.code
    this.flow = init.flow
    this.argTypes = init.argTypes
    this.spTypes = init.spTypes
    this.world = init.world
    this.parent = init.parent
    this.isConstProp = init.isConstProp
    this.constDepth = (init.parent?.constDepth ?? 0) + (init.isConstProp ? 1 : 0)
    const n = init.code.code.length
    this.ssaTypes = new Array(n).fill(null)
    this.info = new Array(n).fill(null)
    this.memo = new Array(n).fill(null)
    this.stmtEffects = new Int32Array(n)
    this.reached = new Uint8Array(n)
    this.taken = new Uint8Array(n)
    this.undefUse = new Uint8Array(init.code.slotNames.length)
    this.inbounds = regions(init.code)
    const blocks = init.flow.cfg.blocks.length
    this.entryStates = new Array(blocks).fill(null)
    this.visits = new Uint16Array(blocks)
    this.queued = new Uint8Array(blocks)
    this.returnType = init.bottom
    this.exceptionType = init.bottom
  }

  enqueue(block: number): void {
    if (this.queued[block]) return
    this.queued[block] = 1
    this.queue.push(block)
  }

  /** The queued block that comes first: blocks lie roughly in reverse postorder. */
  dequeue(): number {
    const q = this.queue
    let best = 0
    for (let i = 1; i < q.length; i++) if (q[i] < q[best]) best = i
    const b = q[best]
    q[best] = q[q.length - 1]
    q.pop()
    this.queued[b] = 0
    return b
  }

  get hasWork(): boolean {
    return this.queue.length > 0 || this.resume !== null
  }

  addEdge(edge: Edge, key: unknown): void {
    if (this.edgeKeys.has(key)) return
    this.edgeKeys.set(key, edge)
    this.edges.push(edge)
  }

  narrowWorld(min: World, max: World): void {
    if (min > this.minWorld) this.minWorld = min
    if (max < this.maxWorld) this.maxWorld = max
  }

  taint(bits: number): void {
    this.effects &= ~bits
  }
}

const REGION_BIT: Readonly<Record<string, number>> = { inbounds: 1, inline: 2, noinline: 4 }

/** Statements between `inbounds true` and `inbounds pop` (also `inline`, `noinline`), in the order of the code. */
function regions(code: CodeInfo): Uint8Array {
  const out = new Uint8Array(code.code.length)
  const stack: number[] = []
  let cur = 0
  for (let i = 0; i < out.length; i++) {
    const s = code.code[i]
    const bit = typeof s === 'object' && s !== null && 'head' in s ? REGION_BIT[s.head] : undefined
    if (bit !== undefined && typeof s === 'object' && s !== null && 'head' in s) {
      const a = s.args[0]
      if (a === true || a === false) {
        stack.push(cur)
        cur = a ? cur | bit : cur & ~bit
      } else cur = stack.pop() ?? 0
      continue
    }
    out[i] = cur
  }
  return out
}

/** All that the optimizer gets of a finished frame. */
export interface InferenceResult {
  readonly frame: Frame
  readonly returnType: Lattice
  readonly exceptionType: Type
  readonly effects: number
  readonly minWorld: World
  readonly maxWorld: World
  readonly engine: import('./inference.ts').Inference
}
