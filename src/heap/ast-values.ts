import { CodeInfo, type LineInfo, SlotFlag } from '../lowering/index.ts'
import type { Module } from '../methods/index.ts'
import {
  Argument,
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  GotoNode,
  LineNumberNode,
  Literal,
  type LiteralType,
  NewvarNode,
  PhiCNode,
  PhiNode,
  PiNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
  sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import type { DataType, Type } from '../types/index.ts'
import { WK_EXPR } from './constants.ts'
import type { Heap } from './heap.ts'
import type { Value } from './kernel.ts'
import { codeInfoHiddenOffset } from './layouts.ts'

/** Julia's bits of `CodeInfo.slotflags`, beside ours. The last one is our own. */
const slotBits = [
  [SlotFlag.used, 0x08],
  [SlotFlag.assignedOnce, 0x10],
  [SlotFlag.usedUndef, 0x20],
  [SlotFlag.nospecialize, 0x40],
] as const

const VARARG_BIT = 0x80000000

/**
 * Syntax trees and lowered code between TypeScript and the heap: `Ex` ↔ Expr, QuoteNode, SSAValue, CodeInfo… .
 *
 * TypeScript counts statements, slots and arguments from 0, Julia from 1. Values without a node class stand in a tree
 * as `ValueRef`; those made here are pinned, since nothing tells when a tree is dropped.
 */
export class AstValues {
  readonly #heap: Heap
  readonly #node: Readonly<Record<NodeName, DataType>>
  readonly #readers: Map<DataType, (v: Value) => Ex>
  readonly #codeInfo: CodeInfoFields

  constructor(heap: Heap) {
    this.#heap = heap
    const ts = heap.types
    const named = {} as Record<NodeName, DataType>
    for (const name of nodeNames) named[name] = ts.builtinType(name) as DataType
    this.#node = named
    this.#codeInfo = codeInfoFields(heap)
    const n = named
    const ref = (v: Value, offset: number): Value => heap.views.u32[(v + offset) >>> 2]
    const index = (v: Value, offset: number): number => Number(heap.views.i64[(v + offset) >>> 3]) - 1
    const ex = (v: Value): Ex => this.toEx(v)
    const optional = (v: Value): Ex | undefined => (v === 0 ? undefined : this.toEx(v))
    const literal = (type: LiteralType, read: (v: Value) => bigint | number) => (v: Value) =>
      new Literal(type, read(v))
    this.#readers = new Map<DataType, (v: Value) => Ex>([
      [ts.symbol, (v) => heap.symbolAt(v)],
      [ts.int64, (v) => heap.unboxInt64(v)],
      [ts.float64, (v) => heap.unboxFloat64(v)],
      [ts.bool, (v) => heap.unboxBool(v)],
      [ts.nothing, () => null],
      [ts.string, (v) => heap.exactStringAt(v) ?? new Literal('Bytes', heap.stringBytes(v).slice())],
      [ts.int8, literal('Int8', (v) => BigInt(heap.unboxInt8(v)))],
      [ts.int16, literal('Int16', (v) => BigInt(heap.unboxInt16(v)))],
      [ts.int32, literal('Int32', (v) => BigInt(heap.unboxInt32(v)))],
      [ts.int128, literal('Int128', (v) => heap.unboxInt128(v))],
      [ts.uint8, literal('UInt8', (v) => BigInt(heap.unboxUInt8(v)))],
      [ts.uint16, literal('UInt16', (v) => BigInt(heap.unboxUInt16(v)))],
      [ts.uint32, literal('UInt32', (v) => BigInt(heap.unboxUInt32(v)))],
      [ts.uint64, literal('UInt64', (v) => heap.unboxUInt64(v))],
      [ts.uint128, literal('UInt128', (v) => heap.unboxUInt128(v))],
      [ts.float16, literal('Float16', (v) => heap.unboxFloat16(v))],
      [ts.float32, literal('Float32', (v) => heap.unboxFloat32(v))],
      [ts.char, literal('Char', (v) => heap.unboxChar(v))],
      [ts.expr, (v) => new Expr(heap.symbolAt(ref(v, 0)).name, heap.vectorAt(ref(v, 8)).map(ex))],
      [ts.codeInfo, (v) => this.valueToCodeInfo(v)],
      [
        n.LineNumberNode,
        (v) => {
          const file = ref(v, 8)
          const name =
            heap.typeOf(file) === ts.symbol
              ? heap.symbolAt(file).name
              : heap.typeOf(file) === ts.string
                ? heap.stringAt(file)
                : null
          return new LineNumberNode(Number(heap.views.i64[v >>> 3]), name)
        },
      ],
      [n.QuoteNode, (v) => new QuoteNode(ex(ref(v, 0)))],
      [n.GlobalRef, (v) => new GlobalRef(heap.moduleAt(ref(v, 0)), heap.symbolAt(ref(v, 8)))],
      [n.SSAValue, (v) => new SSAValue(index(v, 0))],
      [n.SlotNumber, (v) => new SlotNumber(index(v, 0))],
      [n.Argument, (v) => new Argument(index(v, 0))],
      [n.GotoNode, (v) => new GotoNode(index(v, 0))],
      [n.GotoIfNot, (v) => new GotoIfNot(ex(ref(v, 0)), index(v, 8))],
      [n.ReturnNode, (v) => new ReturnNode(optional(ref(v, 0)))],
      [n.EnterNode, (v) => new EnterNode(index(v, 0), optional(ref(v, 8)))],
      // its slot lies inline, as a SlotNumber is plain bits
      [n.NewvarNode, (v) => new NewvarNode(new SlotNumber(index(v, 0)))],
      [
        n.PhiNode,
        (v) =>
          new PhiNode(
            this.#int32s(ref(v, 0)).map((edge) => edge - 1),
            heap.vectorAt(ref(v, 8)).map(optional),
          ),
      ],
      [
        n.PiNode,
        (v) => new PiNode(ex(ref(v, 0)), heap.isType(ref(v, 8)) ? heap.typeAt(ref(v, 8)) : ex(ref(v, 8))),
      ],
      [n.PhiCNode, (v) => new PhiCNode(heap.vectorAt(ref(v, 0)).map(ex))],
      [n.UpsilonNode, (v) => new UpsilonNode(optional(ref(v, 0)))],
    ])
  }

  // ---- to the heap ----------------------------------------------------------------------------------------------------

  toValue(x: Ex): Value {
    const heap = this.#heap
    switch (typeof x) {
      case 'bigint':
        return heap.boxInt64(BigInt.asIntN(64, x))
      case 'number':
        return heap.boxFloat64(x)
      case 'boolean':
        return heap.boxBool(x)
      case 'string':
        return heap.string(x)
    }
    if (x === null) return heap.nothing
    if (x instanceof Sym) return heap.symbol(x)
    if (x instanceof Expr)
      return this.expr(
        x.head,
        x.args.map((a) => this.toValue(a)),
      )
    if (x instanceof ValueRef) return x.address
    if (x instanceof Literal) return this.#literal(x)
    const n = this.#node
    if (x instanceof LineNumberNode) {
      const v = heap.alloc(n.LineNumberNode, 16)
      const file = x.file === null ? heap.nothing : heap.symbol(x.file)
      heap.views.i64[v >>> 3] = BigInt(x.line)
      heap.views.u32[(v + 8) >>> 2] = file
      return v
    }
    if (x instanceof QuoteNode) return this.#one(n.QuoteNode, this.toValue(x.value))
    if (x instanceof GlobalRef) return heap.code.globalRefValue(x.module as Module, x.name)
    if (x instanceof SSAValue) return this.#counted(n.SSAValue, x.id)
    if (x instanceof SlotNumber) return this.#counted(n.SlotNumber, x.id)
    if (x instanceof Argument) return this.#counted(n.Argument, x.id)
    if (x instanceof GotoNode) return this.#counted(n.GotoNode, x.label)
    if (x instanceof GotoIfNot) {
      const cond = this.toValue(x.cond)
      const v = this.#one(n.GotoIfNot, cond)
      heap.views.i64[(v + 8) >>> 3] = BigInt(x.dest + 1)
      return v
    }
    if (x instanceof ReturnNode)
      return this.#one(n.ReturnNode, x.value === undefined ? 0 : this.toValue(x.value))
    if (x instanceof EnterNode) {
      const scope = x.scope === undefined ? 0 : this.toValue(x.scope)
      const v = this.#counted(n.EnterNode, x.catchDest)
      heap.views.u32[(v + 8) >>> 2] = scope
      return v
    }
    if (x instanceof NewvarNode) return this.#counted(n.NewvarNode, x.slot.id)
    if (x instanceof PhiNode) {
      const edges = this.int32Vector(x.edges.map((edge) => edge + 1))
      const values = heap.vectorAny(Array.from(x.values, (e) => (e === undefined ? 0 : this.toValue(e))))
      return this.#two(n.PhiNode, edges, values)
    }
    if (x instanceof PiNode) {
      const type = x.type as Type | Ex
      const isType =
        typeof type === 'object' && type !== null && 'kind' in type && heap.types.isSubtype !== undefined
      return this.#two(
        n.PiNode,
        this.toValue(x.value),
        isType ? heap.typeAddress(type as Type) : this.toValue(type as Ex),
      )
    }
    if (x instanceof PhiCNode)
      return this.#one(n.PhiCNode, heap.vectorAny(x.values.map((e) => this.toValue(e))))
    if (x instanceof UpsilonNode)
      return this.#one(n.UpsilonNode, x.value === undefined ? 0 : this.toValue(x.value))
    if (x instanceof CodeInfo) return this.codeInfoToValue(x)
    throw new Error(`heap: no value for a node of class ${(x as object).constructor.name}`)
  }

  expr(head: string, args: readonly Value[]): Value {
    const heap = this.#heap
    const symbol = heap.symbol(head)
    const vector = heap.vectorAny(args)
    const v = heap.kernel.alloc_nogc(heap.wellKnown(WK_EXPR), 16) >>> 0
    const { u32 } = heap.views
    u32[v >>> 2] = symbol
    u32[(v + 8) >>> 2] = vector
    return v
  }

  #one(type: DataType, x: Value): Value {
    const v = this.#heap.alloc(type, Math.max(8, this.#heap.types.layoutOf(type)!.size))
    this.#heap.views.u32[v >>> 2] = x
    return v
  }

  #two(type: DataType, x: Value, y: Value): Value {
    const v = this.#heap.alloc(type, 16)
    this.#heap.views.u32[v >>> 2] = x
    this.#heap.views.u32[(v + 8) >>> 2] = y
    return v
  }

  /** A node whose first field is an index. */
  #counted(type: DataType, i: number): Value {
    const v = this.#heap.alloc(type, this.#heap.types.layoutOf(type)!.size)
    this.#heap.views.i64[v >>> 3] = BigInt(i + 1)
    return v
  }

  #literal(x: Literal): Value {
    const heap = this.#heap
    const big = (): bigint => x.value as bigint
    const small = (): number => Number(x.value)
    switch (x.type) {
      case 'Int8':
        return heap.boxInt8(small())
      case 'Int16':
        return heap.boxInt16(small())
      case 'Int32':
        return heap.boxInt32(small())
      case 'Int128':
        return heap.boxInt128(big())
      case 'UInt8':
        return heap.boxUInt8(small())
      case 'UInt16':
        return heap.boxUInt16(small())
      case 'UInt32':
        return heap.boxUInt32(small())
      case 'UInt64':
        return heap.boxUInt64(big())
      case 'UInt128':
        return heap.boxUInt128(big())
      case 'Float16':
        return heap.boxFloat16(small())
      case 'Float32':
        return heap.boxFloat32(small())
      case 'Char':
        return heap.boxChar(small())
      case 'Bytes':
        return heap.string(x.value as Uint8Array)
      case 'BigInt':
        throw new Error('heap: a BigInt literal must reach evaluation as a call of @big_str')
    }
  }

  int32Vector(values: ArrayLike<number>): Value {
    const heap = this.#heap
    const { memory, vector } = this.#bitsVector(heap.types.int32, values.length)
    const from = heap.views.u32[vector >>> 2] >>> 2
    heap.views.i32.set(values, from)
    void memory
    return vector
  }

  #bitsVector(element: DataType, length: number): { memory: Value; vector: Value } {
    const heap = this.#heap
    const ts = heap.types
    const memory = heap.newMemory(ts.applyType(ts.memory, [element]) as DataType, length)
    return { memory, vector: heap.vectorOver(ts.applyType(ts.vector, [element]) as DataType, memory) }
  }

  #int32s(v: Value): number[] {
    const bytes = this.#heap.vectorBytes(v)
    return Array.from(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2))
  }

  // ---- from the heap --------------------------------------------------------------------------------------------------

  toEx(v: Value): Ex {
    // an element of `args` that was never set
    if (v === 0) return new Expr('error', ['undefined reference in AST'])
    const read = this.#readers.get(this.#heap.typeOf(v))
    if (read !== undefined) return read(v)
    this.#heap.pin(v)
    return new ValueRef(v)
  }

  // ---- CodeInfo -------------------------------------------------------------------------------------------------------

  codeInfoToValue(c: CodeInfo): Value {
    const heap = this.#heap
    const ts = heap.types
    const f = this.#codeInfo
    const n = c.code.length
    const code = heap.vectorAny(c.code.map((x) => this.toValue(x)))
    const codelocs = this.int32Vector(Array.from(c.codeLines, (i) => i + 1))
    const lines = heap.vectorAny(c.lines.map((l) => this.#lineInfo(l)))
    const flags = this.#bitsVector(ts.uint32, n).vector
    const names = c.slotNames.map((s) => heap.symbol(s))
    const slotnames = heap.newMemory(ts.applyType(ts.memory, [ts.symbol]) as DataType, names.length)
    heap.views.u32.set(names, heap.views.u32[(slotnames + 8) >>> 2] >>> 2)
    const slotnamesVector = heap.vectorOver(ts.applyType(ts.vector, [ts.symbol]) as DataType, slotnames)
    const slotflags = heap.vectorUInt8(Uint8Array.from(c.slotFlags, toJuliaSlotFlags))
    const count = heap.boxInt64(n)
    const spNames = heap.svec(c.spNames.map((s) => heap.symbol(s)))
    const v = heap.alloc(ts.codeInfo, f.hidden + 16)
    const { u32, u8, u16, u64 } = heap.views
    const set = (offset: number, x: Value): void => {
      u32[(v + offset) >>> 2] = x
    }
    set(f.code, code)
    set(f.codelocs, codelocs)
    set(f.ssavaluetypes, count)
    set(f.ssaflags, flags)
    set(f.linetable, lines)
    set(f.slotnames, slotnamesVector)
    set(f.slotflags, slotflags)
    for (const offset of [f.slottypes, f.parent, f.method_for_inference_limit_heuristics, f.edges])
      set(offset, heap.nothing)
    set(f.rettype, heap.typeAddress(ts.any))
    u64[(v + f.min_world) >>> 3] = 1n
    u64[(v + f.max_world) >>> 3] = 0xffffffffffffffffn
    u8[v + f.propagate_inbounds] = c.propagateInbounds ? 1 : 0
    u8[v + f.nospecializeinfer] = c.nospecializeinfer ? 1 : 0
    u8[v + f.inlining] = c.inlining
    u8[v + f.constprop] = c.constprop
    u16[(v + f.purity) >>> 1] = c.purity
    u16[(v + f.inlining_cost) >>> 1] = 0xffff
    set(f.hidden, spNames)
    u32[(v + f.hidden + 8) >>> 2] = (c.nargs | (c.isVararg ? VARARG_BIT : 0)) >>> 0
    return v
  }

  #lineInfo(l: LineInfo): Value {
    const heap = this.#heap
    const module = heap.moduleValue(heap.types.core)
    const method = heap.symbol(l.method)
    const file = heap.symbol(l.file)
    const line = heap.boxInt32(l.line)
    const inlinedAt = heap.boxInt32(l.inlinedAt + 1)
    return heap.newStruct(this.#node.LineInfoNode, [module, method, file, line, inlinedAt])
  }

  valueToCodeInfo(v: Value): CodeInfo {
    const heap = this.#heap
    const ts = heap.types
    const f = this.#codeInfo
    const ref = (offset: number): Value => heap.views.u32[(v + offset) >>> 2]
    const lineTable = ref(f.linetable)
    const lines =
      lineTable === 0 || lineTable === heap.nothing
        ? []
        : heap.vectorAt(lineTable).map((l) => this.#toLineInfo(l))
    const argumentsWord = ref(f.hidden + 8)
    const c = new CodeInfo({
      code: heap.vectorAt(ref(f.code)).map((x) => this.toEx(x)),
      codeLines: Int32Array.from(this.#int32s(ref(f.codelocs)), (i) => i - 1),
      lines,
      slotNames: heap.vectorAt(ref(f.slotnames)).map((s) => heap.symbolAt(s).name),
      slotFlags: Uint8Array.from(heap.vectorBytes(ref(f.slotflags)), fromJuliaSlotFlags),
      nargs: argumentsWord & 0x7fffffff,
      isVararg: (argumentsWord & VARARG_BIT) !== 0,
    })
    const names = ref(f.hidden)
    if (names !== 0) c.spNames = heap.svecAt(names).map((s) => heap.symbolAt(s).name)
    const { u8, u16 } = heap.views
    c.propagateInbounds = u8[v + f.propagate_inbounds] !== 0
    c.nospecializeinfer = u8[v + f.nospecializeinfer] !== 0
    c.inlining = u8[v + f.inlining] as 0 | 1 | 2
    c.constprop = u8[v + f.constprop] as 0 | 1 | 2
    c.purity = u16[(v + f.purity) >>> 1]
    void ts
    return c
  }

  #toLineInfo(v: Value): LineInfo {
    const heap = this.#heap
    const type = this.#node.LineInfoNode
    const fields = heap.types.layoutOf(type)!.fields
    const method = heap.getField(v, 1)
    return {
      method: heap.typeOf(method) === heap.types.symbol ? heap.symbolAt(method).name : '',
      file: heap.symbolAt(heap.getField(v, 2)).name,
      line: heap.views.i32[(v + fields[3].offset) >>> 2],
      inlinedAt: heap.views.i32[(v + fields[4].offset) >>> 2] - 1,
    }
  }
}

const nodeNames = [
  'LineNumberNode',
  'LineInfoNode',
  'QuoteNode',
  'GlobalRef',
  'SSAValue',
  'SlotNumber',
  'Argument',
  'GotoNode',
  'GotoIfNot',
  'ReturnNode',
  'EnterNode',
  'NewvarNode',
  'PhiNode',
  'PiNode',
  'PhiCNode',
  'UpsilonNode',
] as const
type NodeName = (typeof nodeNames)[number]

const codeInfoFieldNames = [
  'code',
  'codelocs',
  'ssavaluetypes',
  'ssaflags',
  'linetable',
  'slotnames',
  'slotflags',
  'slottypes',
  'rettype',
  'parent',
  'method_for_inference_limit_heuristics',
  'edges',
  'min_world',
  'max_world',
  'propagate_inbounds',
  'nospecializeinfer',
  'inlining',
  'constprop',
  'purity',
  'inlining_cost',
] as const
type CodeInfoFields = Readonly<Record<(typeof codeInfoFieldNames)[number] | 'hidden', number>>

/** Offsets of CodeInfo's fields by name. */
function codeInfoFields(heap: Heap): CodeInfoFields {
  const type = heap.types.codeInfo
  const layout = heap.types.layoutOf(type)!
  const names = heap.types.fieldNamesOf(type)
  const out: Record<string, number> = { hidden: codeInfoHiddenOffset(layout) }
  for (const name of codeInfoFieldNames) out[name] = layout.fields[names.indexOf(sym(name))].offset
  return out as CodeInfoFields
}

function toJuliaSlotFlags(flags: number): number {
  let out = 0
  for (const [ours, julia] of slotBits) if (flags & ours) out |= julia
  return out
}

function fromJuliaSlotFlags(flags: number): number {
  let out = 0
  for (const [ours, julia] of slotBits) if (flags & julia) out |= ours
  return out
}
