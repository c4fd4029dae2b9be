import type { Reloc } from '../relocs.ts'
import { Op, type OpName, type Signature, type ValType, valTypeByte } from './opcodes.ts'
import { ByteWriter } from './writer.ts'

/** A structured-control label: a target for `br`, valid while its construct is open. */
export interface Label {
  readonly depth: number
}

/** Kinds of `EventList` entries. */
export const EventKind = { use: 0, def: 1, weakDef: 2, safepoint: 3 } as const

/**
 * What happens to reference locals in one stretch of code, in order: the input of root planning. `at` is the offset
 * in the body right behind the instruction.
 */
export class EventList {
  readonly kinds: number[] = []
  readonly locals: number[] = []
  readonly at: number[] = []
  add(kind: number, local: number, at: number): void {
    this.kinds.push(kind)
    this.locals.push(local)
    this.at.push(at)
  }
}

/** Code whose content is known only when the whole function has been emitted; inserted then. */
export interface Deferred {
  readonly at: number
  readonly kind: 'epilogue' | 'restore'
}

/**
 * Writes the instructions of one function. Instructions that depend on where the function is linked (addresses,
 * table slots, function and type indices) are not written: a `Reloc` marks the place, and the linker writes them.
 */
export class CodeBuilder {
  readonly out = new ByteWriter()
  readonly relocs: Reloc[] = []
  /** pairs (offset in `out`, index into the function's line table) */
  readonly lineMarks: number[] = []
  /** all locals, the parameters first */
  readonly localTypes: ValType[]
  readonly paramCount: number
  readonly signature: Signature
  /** parameters and locals that hold references the collector must see */
  readonly refLocals = new Set<number>()
  readonly deferred: Deferred[] = []
  /** where events go; null: not recorded */
  events: EventList | null = null
  /** nesting depth at which a definition certainly happens */
  eventDepth = 0
  #depth = 0
  #free = new Map<ValType, number[]>()
  #freeRefs: number[] = []
  #currentLine = -1

  constructor(signature: Signature) {
    this.signature = signature
    this.localTypes = [...signature.params]
    this.paramCount = signature.params.length
  }

  // ---- locals --------------------------------------------------------------------------------------------------

  /** A local that stays reserved for the whole function. */
  newLocal(type: ValType): number {
    this.localTypes.push(type)
    return this.localTypes.length - 1
  }

  /** A temporary; hand it back with `release`. */
  temp(type: ValType): number {
    return this.#free.get(type)?.pop() ?? this.newLocal(type)
  }

  /** A local for a reference; it is kept alive over safepoints while it will be read. */
  newRef(): number {
    const local = this.newLocal('i32')
    this.refLocals.add(local)
    return local
  }

  tempRef(): number {
    return this.#freeRefs.pop() ?? this.newRef()
  }

  release(...locals: number[]): void {
    for (const local of locals) {
      if (this.refLocals.has(local)) {
        this.#freeRefs.push(local)
        continue
      }
      const type = this.localTypes[local]
      const list = this.#free.get(type)
      if (list === undefined) this.#free.set(type, [local])
      else list.push(local)
    }
  }

  get(local: number): void {
    this.out.u8(Op.local_get)
    this.out.u32(local)
    this.keepAlive(local)
  }

  set(local: number): void {
    this.out.u8(Op.local_set)
    this.out.u32(local)
    this.#defined(local)
  }

  tee(local: number): void {
    this.out.u8(Op.local_tee)
    this.out.u32(local)
    this.#defined(local)
  }

  /** The reference in `local` is needed up to here. */
  keepAlive(local: number): void {
    if (this.events !== null && this.refLocals.has(local))
      this.events.add(EventKind.use, local, this.out.length)
  }

  #defined(local: number): void {
    if (this.events === null || !this.refLocals.has(local)) return
    const kind = this.#depth > this.eventDepth ? EventKind.weakDef : EventKind.def
    this.events.add(kind, local, this.out.length)
  }

  /** A parameter that is a reference counts as defined here. */
  defineParameter(local: number): void {
    this.refLocals.add(local)
    this.#defined(local)
  }

  /** The instruction just emitted may collect garbage. No reference may be on the operand stack below its arguments. */
  safepoint(): void {
    this.events?.add(EventKind.safepoint, -1, this.out.length)
  }

  defer(kind: Deferred['kind']): void {
    this.deferred.push({ at: this.out.length, kind })
  }

  // ---- plain instructions ----------------------------------------------------------------------------------------

  op(...names: OpName[]): void {
    for (const name of names) {
      const code: number = Op[name]
      if (code > 0xffff) {
        this.out.u8(code >> 16)
        this.out.u32(code & 0xffff)
      } else if (code > 0xff) {
        this.out.u8(code >> 8)
        this.out.u32(code & 0xff)
        // the lane
        if (name === 'f32x4_first' || name === 'f64x2_first') this.out.u8(0)
        if (name === 'memory_copy') this.out.u32(0)
        if (name === 'memory_copy' || name === 'memory_fill') this.out.u32(0)
      } else this.out.u8(code)
    }
  }

  i32(value: number): void {
    this.out.u8(Op.i32_const)
    this.out.s32(value)
  }

  i64(value: bigint): void {
    this.out.u8(Op.i64_const)
    this.out.s64(value)
  }

  /** A float constant by its bits, so that NaN payloads survive. */
  f32bits(bits: number): void {
    this.out.u8(Op.f32_const)
    this.out.word32(bits)
  }

  f64bits(bits: bigint): void {
    this.out.u8(Op.f64_const)
    this.out.word64(bits)
  }

  f64(value: number): void {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    this.f64bits(view.getBigUint64(0))
  }

  f32(value: number): void {
    const view = new DataView(new ArrayBuffer(4))
    view.setFloat32(0, value)
    this.f32bits(view.getUint32(0))
  }

  zero(type: ValType): void {
    if (type === 'i32') this.i32(0)
    else if (type === 'i64') this.i64(0n)
    else if (type === 'f32') this.f32bits(0)
    else this.f64bits(0n)
  }

  /** A load or store. Alignment is a hint; natural alignment of the access is given unless `align` says less. */
  mem(name: OpName, offset: number, align = naturalAlignment(name)): void {
    this.out.u8(Op[name])
    this.out.u32(align)
    this.out.u32(offset)
  }

  globalGet(index: number): void {
    this.out.u8(Op.global_get)
    this.out.u32(index)
  }

  globalSet(index: number): void {
    this.out.u8(Op.global_set)
    this.out.u32(index)
  }

  // ---- control -----------------------------------------------------------------------------------------------------

  get depth(): number {
    return this.#depth
  }

  #open(code: number, result: ValType | null): Label {
    this.out.u8(code)
    this.out.u8(result === null ? 0x40 : valTypeByte[result])
    this.#depth++
    return { depth: this.#depth }
  }

  block(result: ValType | null = null): Label {
    return this.#open(Op.block, result)
  }

  loop(): Label {
    return this.#open(Op.loop, null)
  }

  if(result: ValType | null = null): Label {
    return this.#open(Op.if, result)
  }

  else(): void {
    this.out.u8(Op.else)
  }

  end(): void {
    this.#depth--
    this.out.u8(Op.end)
  }

  /** `try_table` with one clause: exceptions of tag 0 go to `handler` with their value. */
  tryTable(handler: Label): Label {
    this.out.u8(Op.try_table)
    this.out.u8(0x40)
    this.out.u32(1)
    this.out.u8(0x00)
    this.out.u32(0)
    // the clause's label is relative to the construct around the try_table
    this.out.u32(this.#depth - handler.depth)
    this.#depth++
    return { depth: this.#depth }
  }

  br(label: Label): void {
    this.out.u8(Op.br)
    this.out.u32(this.#depth - label.depth)
  }

  brIf(label: Label): void {
    this.out.u8(Op.br_if)
    this.out.u32(this.#depth - label.depth)
  }

  brTable(labels: readonly Label[], fallback: Label): void {
    this.out.u8(Op.br_table)
    this.out.u32(labels.length)
    for (const l of labels) this.out.u32(this.#depth - l.depth)
    this.out.u32(this.#depth - fallback.depth)
  }

  // ---- relocated instructions ----------------------------------------------------------------------------------------

  /** Marks that the linker writes an instruction here. */
  reloc(reloc: RelocBody): void {
    this.relocs.push({ ...reloc, at: this.out.length } as Reloc)
  }

  /** Pushes a heap address. */
  value(address: number): void {
    this.reloc({ kind: 'value', address })
  }

  /** Calls through the table; the slot is on the stack. */
  callIndirect(signature: Signature): void {
    this.out.u8(Op.call_indirect)
    this.reloc({ kind: 'type', signature })
    this.out.u32(0)
  }

  /** The following instructions belong to entry `line` of the line table. */
  line(line: number): void {
    if (line === this.#currentLine) return
    this.#currentLine = line
    this.lineMarks.push(this.out.length, line)
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type RelocBody = DistributiveOmit<Reloc, 'at'>

function naturalAlignment(name: OpName): number {
  if (name.includes('8')) return 0
  if (name.includes('16')) return 1
  if (/(load|store)32/.test(name)) return 2
  const type = name.slice(0, 3)
  return type === 'i32' || type === 'f32' ? 2 : 3
}
