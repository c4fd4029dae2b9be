import { STATE_EXC_DEPTH, STATE_WORLD_AGE } from '../heap/index.ts'
import type { FunctionEmitter } from './emitter.ts'
import type { FunctionEvents } from './roots.ts'
import { type BlockEmitter, FlowAnalysis, type FlowGraph } from './structure.ts'
import { type CodeBuilder, EventList } from './wasm/builder.ts'

/** What a handler puts back, in locals set when its region was entered. */
export interface RegionState {
  readonly world: number
  readonly depth: number
  /** the scope that was current outside, -1: the region does not change it */
  scope: number
}

/**
 * What both tiers share: recording of reference events by block and edge, and the frame work of try regions.
 */
export abstract class Tier implements BlockEmitter {
  readonly e: FunctionEmitter
  readonly code: CodeBuilder
  readonly flow: FlowAnalysis
  readonly regions = new Map<number, RegionState>()
  readonly #blocks: EventList[]
  readonly #edges = new Map<number, EventList>()
  readonly #caught = new Map<number, EventList>()

  constructor(e: FunctionEmitter, graph: FlowGraph) {
    this.e = e
    this.code = e.code
    this.flow = new FlowAnalysis(graph)
    this.#blocks = graph.blocks.map(() => new EventList())
  }

  get events(): FunctionEvents {
    return { flow: this.flow, blocks: this.#blocks, edges: this.#edges, caught: this.#caught }
  }

  #record(list: EventList): void {
    this.code.events = list
    this.code.eventDepth = this.code.depth
  }

  /** Parameters and whatever else happens before block 0. */
  prologue(emit: () => void): void {
    this.#record(this.#blocks[0])
    emit()
  }

  body(block: number): void {
    this.#record(this.#blocks[block])
    this.emitBody(block)
  }

  terminator(block: number): void {
    this.#record(this.#blocks[block])
    this.emitTerminator(block)
  }

  edge(from: number, to: number, dry: boolean): boolean {
    if (!this.hasEdge(from, to)) return false
    if (dry) return true
    const key = from * this.flow.graph.blocks.length + to
    const list = this.#edges.get(key) ?? new EventList()
    this.#edges.set(key, list)
    this.#record(list)
    this.emitEdge(from, to)
    return true
  }

  entering(block: number): void {
    this.#record(this.#blocks[block])
    const { code } = this
    const state: RegionState = { world: code.newLocal('i32'), depth: code.newLocal('i32'), scope: -1 }
    this.regions.set(block, state)
    code.i32(0)
    code.mem('i32_load', STATE_WORLD_AGE)
    code.set(state.world)
    code.i32(0)
    code.mem('i32_load', STATE_EXC_DEPTH)
    code.set(state.depth)
    const pushScope = this.scopeOf(block)
    if (pushScope !== null) {
      state.scope = code.newRef()
      pushScope()
      this.e.call('set_scope')
      code.set(state.scope)
    }
  }

  caught(block: number): void {
    const list = new EventList()
    this.#caught.set(block, list)
    this.#record(list)
    const { code, e } = this
    const state = this.regions.get(block)!
    const exception = code.tempRef()
    code.set(exception)
    e.restoreStack()
    code.i32(0)
    code.get(state.world)
    code.mem('i32_store', STATE_WORLD_AGE)
    this.#restoreScope(state)
    code.get(exception)
    e.call('enter_handler')
    code.release(exception)
  }

  #restoreScope(state: RegionState): void {
    if (state.scope < 0) return
    this.code.get(state.scope)
    this.e.call('set_scope')
    this.code.op('drop')
  }

  /** Control leaves the region on a normal way. */
  leaveRegion(block: number): void {
    const state = this.regions.get(block)
    if (state === undefined) throw new Error('codegen: leave of a region that was not entered')
    this.#restoreScope(state)
  }

  /** The handler of the region is done with its exception. */
  popException(block: number): void {
    const state = this.regions.get(block)
    if (state === undefined) throw new Error('codegen: pop_exception of a region that was not entered')
    this.code.get(state.depth)
    this.e.call('restore_exceptions')
  }

  protected abstract emitBody(block: number): void
  protected abstract emitTerminator(block: number): void
  protected abstract hasEdge(from: number, to: number): boolean
  protected abstract emitEdge(from: number, to: number): void
  /** Pushes the scope value that the region of `block` runs in; null: none. */
  protected abstract scopeOf(block: number): (() => void) | null
}
