import { FAIL_STACK_OVERFLOW, STATE_STACK_LIMIT } from '../heap/index.ts'
import type { Value } from '../inference/index.ts'
import type { LineInfo } from '../lowering/index.ts'
import type { CodeInstance } from '../methods/index.ts'
import type { Type } from '../types/index.ts'
import type { CompiledFunction } from './compiled.ts'
import { encodeLocals } from './compiled.ts'
import { pushBoxed } from './convert.ts'
import type { CodegenEnv } from './env.ts'
import { type Held, localSrc, type Src } from './held.ts'
import { SP_GLOBAL } from './link.ts'
import type { Entry, Reloc } from './relocs.ts'
import type { Leaf, Repr, Representations } from './repr.ts'
import { type FunctionEvents, planRoots, type RootPlan } from './roots.ts'
import { type RuntimeName, runtimeFunction } from './runtime.ts'
import { CodeBuilder } from './wasm/builder.ts'
import { Op, type Signature, type ValType } from './wasm/opcodes.ts'
import { ByteWriter } from './wasm/writer.ts'

/** Frames up to this many bytes are zeroed by plain stores. */
const INLINE_ZERO_BYTES = 96

/**
 * Emits one function: instructions, the shadow-stack frame, calls into the runtime, constants. How values change their
 * representation is in `convert.ts`, how they are read from and written to memory in `access.ts`.
 *
 * Discipline: no reference stays on the operand stack over a safepoint. What must survive one is in a reference local
 * (`code.newRef`), which root planning sees.
 */
export class FunctionEmitter {
  readonly env: CodegenEnv
  readonly reprs: Representations
  readonly code: CodeBuilder
  readonly owner: CodeInstance
  /** base of this function's frame, and where calls put their outgoing arguments; set by the prologue */
  readonly fp: number
  readonly outgoing: number
  #top: number
  #outWords = 0
  #deep = false

  constructor(env: CodegenEnv, signature: Signature, owner: CodeInstance) {
    this.owner = owner
    this.env = env
    this.reprs = env.reprs
    this.code = new CodeBuilder(signature)
    this.fp = this.code.newLocal('i32')
    this.outgoing = this.code.newLocal('i32')
    this.#top = this.code.newLocal('i32')
  }

  // ---- runtime calls ---------------------------------------------------------------------------------------------

  /** Calls an imported function; its arguments are on the stack. */
  call(name: RuntimeName): void {
    const f = runtimeFunction(name)
    this.code.reloc({ kind: 'import', module: f.module, name: f.name, signature: f.signature })
    if (f.deep || f.noreturn) this.#deep = true
    if (f.safepoint) this.code.safepoint()
    if (f.noreturn) this.code.op('unreachable')
  }

  /** Calls any imported function that may do anything. */
  callImport(module: string, name: string, signature: Signature, safepoint: boolean): void {
    this.code.reloc({ kind: 'import', module, name, signature })
    if (safepoint) {
      this.#deep = true
      this.code.safepoint()
    }
  }

  /** Calls an entry of a code instance; the arguments are on the stack. */
  callEntry(target: CodeInstance, entry: Entry, signature: Signature, refParams: readonly number[]): void {
    if (target === this.owner || this.env.inUnit(target))
      this.code.reloc({ kind: 'call', target, entry, signature, refParams })
    else {
      this.code.reloc({ kind: 'slot', target, entry, signature, refParams })
      this.code.callIndirect(signature)
    }
    this.#deep = true
    this.code.safepoint()
  }

  /** Calls a C function pointer, which is a table slot and lies on the stack. */
  callPointer(signature: Signature): void {
    this.code.callIndirect(signature)
    this.#deep = true
    this.code.safepoint()
  }

  /** Reserves `n` words of the outgoing argument area; they start at local `outgoing`. */
  reserveOutgoing(n: number): void {
    this.#outWords = Math.max(this.#outWords, n)
  }

  /** Throws `kernel.fail(what, a, b)`. */
  fail(what: number, a: () => void = () => this.code.i32(0), b: () => void = () => this.code.i32(0)): void {
    this.code.i32(what)
    a()
    b()
    this.call('fail')
  }

  // ---- sources ---------------------------------------------------------------------------------------------------

  push(s: Src): void {
    const { code } = this
    switch (s.k) {
      case 'local':
        code.get(s.index)
        return
      case 'i32':
        code.i32(s.v)
        return
      case 'i64':
        code.i64(s.v)
        return
      case 'f32':
        code.f32bits(s.bits)
        return
      case 'f64':
        code.f64bits(s.bits)
        return
      case 'value':
        code.value(s.address)
        return
      case 'lazy':
        s.emit()
        return
    }
  }

  zeroSrc(type: ValType): Src {
    switch (type) {
      case 'i32':
        return { k: 'i32', v: 0 }
      case 'i64':
        return { k: 'i64', v: 0n }
      case 'f32':
        return { k: 'f32', bits: 0 }
      case 'f64':
        return { k: 'f64', bits: 0n }
    }
  }

  /** A new local fit for the leaf. */
  leafLocal(leaf: Leaf): number {
    return leaf.ref ? this.code.newRef() : this.code.newLocal(leaf.type)
  }

  /** `src` as something that may be pushed many times: lazy values go to a local. */
  settle(src: Src, leaf: Leaf): Src {
    if (src.k !== 'lazy') return src
    const local = this.leafLocal(leaf)
    src.emit()
    this.code.set(local)
    return localSrc(local)
  }

  /** The object that `src` is, or is read from, is needed up to here. */
  keepAlive(src: Src): void {
    if (src.k === 'local') this.code.keepAlive(src.index)
    else if (src.k === 'lazy') src.keep?.()
  }

  /** The objects that `h` is made of, or is read from, are needed up to here. */
  keepHeld(h: Held): void {
    for (const s of h.leaves ?? []) this.keepAlive(s)
    if (h.box !== null) this.keepAlive(h.box)
  }

  /** All lazy leaves go to locals. */
  stable(h: Held): Held {
    const leaves = h.leaves?.map((s, i) => this.settle(s, h.repr.leaves[i])) ?? null
    const box = h.box === null ? null : this.settle(h.box, { type: 'i32', ref: true, offset: 0, size: 4 })
    return { ...h, leaves, box }
  }

  // ---- constants -------------------------------------------------------------------------------------------------

  /** The value at `address`, which lives as long as this code. */
  constant(address: Value): Held {
    const { lattice } = this.env
    const type = lattice.typeOfConstant(address)
    const repr = this.reprs.of(type)
    const box: Src = { k: 'value', address }
    if (repr.kind === 'bits') {
      return {
        type,
        repr,
        leaves: repr.leaves.map((l) => this.#constantLeaf(address, l)),
        box,
        constant: address,
      }
    }
    return { type, repr, leaves: repr.kind === 'ghost' ? [] : null, box, constant: address }
  }

  #constantLeaf(address: Value, leaf: Leaf): Src {
    const m = this.env.memory()
    const at = address + leaf.offset
    if (leaf.ref) {
      const target = m.getUint32(at, true)
      return target === 0 ? { k: 'i32', v: 0 } : { k: 'value', address: target }
    }
    switch (leaf.type) {
      case 'i32':
        return {
          k: 'i32',
          v:
            leaf.size === 1 ? m.getUint8(at) : leaf.size === 2 ? m.getUint16(at, true) : m.getInt32(at, true),
        }
      case 'i64':
        return { k: 'i64', v: m.getBigInt64(at, true) }
      case 'f32':
        return { k: 'f32', bits: m.getUint32(at, true) }
      case 'f64':
        return { k: 'f64', bits: m.getBigUint64(at, true) }
    }
  }

  typeAddress(t: Type): Value {
    return this.env.lattice.heap.typeAddress(t)
  }

  pushType(t: Type): void {
    this.code.value(this.typeAddress(t))
  }

  get nothing(): Held {
    return this.constant(this.env.lattice.heap.nothing)
  }

  bool(value: boolean): Held {
    const { heap } = this.env.lattice
    return this.constant(value ? heap.true_ : heap.false_)
  }

  // ---- results ---------------------------------------------------------------------------------------------------

  /** Takes a value of representation `repr` from the operand stack into new locals. */
  pop(type: Type, repr: Repr = this.reprs.of(type)): Held {
    if (repr.kind === 'never') {
      this.code.op('unreachable')
      return this.never(type)
    }
    if (repr.kind === 'ghost') return this.constant(repr.value)
    const locals = repr.leaves.map((l) => this.leafLocal(l))
    for (let i = locals.length - 1; i >= 0; i--) this.code.set(locals[i])
    return this.ofLeaves(type, repr, locals.map(localSrc))
  }

  ofLeaves(type: Type, repr: Repr, leaves: readonly Src[]): Held {
    if (repr.kind === 'boxed') return { type, repr, leaves: null, box: leaves[0], constant: 0 }
    if (repr.kind === 'ghost') return this.constant(repr.value)
    return { type, repr, leaves, box: null, constant: 0 }
  }

  /** A boxed value of static type `type` in a reference local (or other source). */
  ofBox(type: Type, box: Src): Held {
    const repr = this.reprs.of(type)
    if (repr.kind === 'ghost') return this.constant(repr.value)
    return { type, repr, leaves: null, box, constant: 0 }
  }

  /** Takes a boxed value of static type `type` from the operand stack. */
  popBoxed(type: Type): Held {
    const repr = this.reprs.of(type)
    if (repr.kind === 'never') {
      this.code.op('unreachable')
      return this.never(type)
    }
    if (repr.kind === 'ghost') {
      this.code.op('drop')
      return this.constant(repr.value)
    }
    const local = this.code.newRef()
    this.code.set(local)
    return this.ofBox(type, localSrc(local))
  }

  /** A single-leaf value that is computed where it is used: see `Src` for what `emit` may do. */
  lazy(type: Type, emit: () => void): Held {
    const repr = this.reprs.of(type)
    if (repr.kind === 'ghost') return this.constant(repr.value)
    if (repr.leaves.length !== 1) throw new Error('codegen: a lazy value must have one leaf')
    return this.ofLeaves(type, repr, [{ k: 'lazy', emit }])
  }

  /** The value of code that never comes to an end. */
  never(type: Type = this.env.lattice.bottom): Held {
    const repr = this.reprs.of(this.env.lattice.bottom)
    return { type, repr, leaves: [], box: null, constant: 0 }
  }

  /** A new reference local with the boxed value. A safepoint. */
  boxedLocal(h: Held): number {
    const local = this.code.newRef()
    pushBoxed(this, h)
    this.code.set(local)
    return local
  }

  // ---- the end ---------------------------------------------------------------------------------------------------

  /** Before a return: takes the frame away. */
  epilogue(): void {
    this.code.defer('epilogue')
  }

  /** In a handler: the frames of functions that were left by the exception are gone. */
  restoreStack(): void {
    this.code.defer('restore')
  }

  finish(
    info: Pick<CompiledFunction, 'name' | 'owner' | 'entry' | 'refParams'> & { lines: readonly LineInfo[] },
    events: FunctionEvents,
  ): CompiledFunction {
    const { code } = this
    code.out.u8(Op.end)
    const plan = planRoots(code, events)
    const rootBytes = plan.slots * 4
    const used = rootBytes + this.#outWords * 4
    const needsFrame = used > 0 || this.#deep
    // V8's frame of this function, roughly; the shadow stack is given a quarter of it beside what it really needs
    const native = 96 + 8 * Math.min(code.localTypes.length, 200)
    const frameBytes = needsFrame ? (used + Math.max(16, native >> 2) + 15) & ~15 : 0
    const { body, relocs, lineMarks } = this.#splice(plan, needsFrame, frameBytes, rootBytes)
    return {
      ...info,
      signature: code.signature,
      locals: encodeLocals(code.localTypes, code.paramCount),
      body,
      relocs,
      lineMarks,
    }
  }

  #prologue(frameBytes: number, rootBytes: number): CodeBuilder {
    const p = new CodeBuilder(this.code.signature)
    p.globalGet(SP_GLOBAL)
    p.tee(this.fp)
    p.i32(frameBytes)
    p.op('i32_add')
    p.tee(this.#top)
    p.globalSet(SP_GLOBAL)
    p.get(this.#top)
    p.i32(0)
    p.mem('i32_load', STATE_STACK_LIMIT)
    p.op('i32_gt_u')
    p.if()
    p.get(this.fp)
    p.globalSet(SP_GLOBAL)
    p.i32(FAIL_STACK_OVERFLOW)
    p.i32(0)
    p.i32(0)
    const fail = runtimeFunction('fail')
    p.reloc({ kind: 'import', module: fail.module, name: fail.name, signature: fail.signature })
    p.op('unreachable')
    p.end()
    if (frameBytes <= INLINE_ZERO_BYTES) {
      for (let at = 0; at < frameBytes; at += 8) {
        p.get(this.fp)
        p.i64(0n)
        p.mem('i64_store', at, 2)
      }
    } else {
      p.get(this.fp)
      p.i32(0)
      p.i32(frameBytes)
      p.op('memory_fill')
    }
    if (this.#outWords > 0) {
      p.get(this.fp)
      p.i32(rootBytes)
      p.op('i32_add')
      p.set(this.outgoing)
    }
    return p
  }

  /** Puts prologue, root stores and deferred code into the body. */
  #splice(plan: RootPlan, needsFrame: boolean, frameBytes: number, rootBytes: number) {
    const { code } = this
    const body = code.out.finish()
    const out = new ByteWriter()
    const relocs: Reloc[] = []
    const lineMarks: number[] = []
    if (needsFrame) {
      const p = this.#prologue(frameBytes, rootBytes)
      relocs.push(...p.relocs)
      out.bytes(p.out.finish())
    }
    const inserts: { at: number; write: () => void }[] = plan.stores.map((s) => ({
      at: s.at,
      write: () => {
        out.u8(Op.local_get)
        out.u32(this.fp)
        out.u8(Op.local_get)
        out.u32(s.local)
        out.u8(Op.i32_store)
        out.u32(2)
        out.u32(s.slot * 4)
      },
    }))
    if (needsFrame) {
      for (const d of code.deferred) {
        inserts.push({
          at: d.at,
          write: () => {
            out.u8(Op.local_get)
            out.u32(d.kind === 'epilogue' ? this.fp : this.#top)
            out.u8(Op.global_set)
            out.u32(SP_GLOBAL)
          },
        })
      }
    }
    inserts.sort((a, b) => a.at - b.at)
    let from = 0
    let reloc = 0
    let mark = 0
    const copyTo = (to: number) => {
      while (reloc < code.relocs.length && code.relocs[reloc].at < to) {
        const r = code.relocs[reloc++]
        relocs.push({ ...r, at: out.length + r.at - from })
      }
      while (mark < code.lineMarks.length && code.lineMarks[mark] <= to) {
        lineMarks.push(out.length + code.lineMarks[mark] - from, code.lineMarks[mark + 1])
        mark += 2
      }
      out.bytes(body.subarray(from, to))
      from = to
    }
    for (const i of inserts) {
      copyTo(i.at)
      i.write()
    }
    copyTo(body.length)
    while (reloc < code.relocs.length) {
      const r = code.relocs[reloc++]
      relocs.push({ ...r, at: out.length + r.at - from })
    }
    return { body: out.finish(), relocs, lineMarks }
  }
}
