import type { CompiledFunction, Entry, Reloc, Signature } from '../codegen/index.ts'
import type { Heap, Value } from '../heap/index.ts'
import { CodeInstanceRef, type IRCode, type Lattice } from '../inference/index.ts'
import { CodeInfo, type LineInfo } from '../lowering/index.ts'
import type {
  Binding,
  CodeInstance,
  Edge,
  Method,
  MethodInstance,
  MethodTable,
  Module,
} from '../methods/index.ts'
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
  type ModuleLike,
  NewvarNode,
  PhiCNode,
  PhiNode,
  PiNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
  UpsilonNode,
  ValueRef,
} from '../syntax/index.ts'
import {
  BottomType,
  DataType,
  ParamBits,
  ParamModule,
  ParamTuple,
  type Type,
  type TypeName,
  type TypeParam,
  TypeVar,
  UnionAll,
  UnionType,
  unwrapUnionAll,
  VarargType,
} from '../types/index.ts'
import { Encoder } from './bytes.ts'
import {
  EdgeTag,
  type EntityKind,
  ExTag,
  entryKinds,
  LatticeTag,
  literalTypes,
  ParamTag,
  RelocTag,
  TypeNodeTag,
  ValueTag,
  valTypes,
} from './tags.ts'

/** An object that stands in an image as a record. */
export type Entity = Module | MethodTable | Method | MethodInstance | CodeInstance | TypeName

/** Which image a thing belongs to; what a writer asks of whoever collects. */
export interface Placement {
  /** the image is the system image: everything has its address */
  readonly isSystem: boolean
  /** position among the dependencies (from 1) and number of a record that came with another package image; null: none */
  foreignRecord(x: Entity): { readonly dependency: number; readonly index: number } | null
  /** the place of a heap object of this image or of a dependency: position (0: this image) and offset */
  blobPlace(v: Value): { readonly dependency: number; readonly offset: number }
}

/**
 * Writes what images hold of TypeScript's objects. Every method appends one thing to `out`; things with identity are
 * written as references, and their records follow when somebody takes them from `pending`.
 */
export class ImageWriter {
  readonly heap: Heap
  readonly placement: Placement
  out = new Encoder()
  readonly strings = new Map<string, number>()
  /** records of this image, by kind */
  readonly own: Record<EntityKind, Map<Entity, number>> = {
    module: new Map(),
    table: new Map(),
    method: new Map(),
    mi: new Map(),
    ci: new Map(),
    typeName: new Map(),
  }
  /** own records not yet written */
  readonly pending: { kind: EntityKind; entity: Entity; index: number }[] = []
  /** nodes of types, in the order in which they were first needed: a node refers only to earlier ones */
  readonly typeNodes: Uint8Array[] = []
  readonly #typeIndex = new Map<Type | TypeVar | VarargType, number>()

  constructor(heap: Heap, placement: Placement) {
    this.heap = heap
    this.placement = placement
  }

  /** Runs `write` with a fresh output; gives its bytes. */
  capture(write: () => void): Uint8Array {
    const before = this.out
    this.out = new Encoder()
    try {
      write()
      return this.out.finish()
    } finally {
      this.out = before
    }
  }

  #isSystem(address: number): boolean {
    return this.placement.isSystem || (address !== 0 && this.heap.isInSystemImage(address))
  }

  // ---- texts and symbols ----------------------------------------------------------------------------------------

  text(s: string): void {
    this.out.nat(this.stringIndex(s))
  }

  stringIndex(s: string): number {
    let i = this.strings.get(s)
    if (i === undefined) {
      i = this.strings.size
      this.strings.set(s, i)
    }
    return i
  }

  symbol(s: Sym): void {
    const v = this.heap.symbol(s)
    if (this.#isSystem(v)) this.out.nat((v / 8) * 2 + 1)
    else this.out.nat(this.stringIndex(s.name) * 2)
  }

  // ---- entities ---------------------------------------------------------------------------------------------------

  /** Address of the object that stands for `x` in memory, made for the system image. */
  #addressOf(kind: EntityKind, x: Entity): Value {
    if (!this.placement.isSystem) return x.address
    const { heap } = this
    switch (kind) {
      case 'module':
        return heap.moduleValue(x as Module)
      case 'table':
        return heap.methodTableValue(x as MethodTable)
      case 'method':
        return heap.methodValue(x as Method)
      case 'mi':
        return heap.methodInstanceValue(x as MethodInstance)
      case 'ci':
        return heap.codeInstanceValue(x as CodeInstance)
      case 'typeName':
        return heap.typeNameValue(x as TypeName)
    }
  }

  #entity(kind: EntityKind, x: Entity): void {
    const address = this.#addressOf(kind, x)
    if (this.#isSystem(address)) {
      this.out.nat((address / 8) * 2 + 1)
      if (this.placement.isSystem) this.recordIndex(kind, x)
      return
    }
    const foreign = this.placement.foreignRecord(x)
    this.out.nat((foreign?.dependency ?? 0) * 2)
    this.out.nat(foreign?.index ?? this.recordIndex(kind, x))
  }

  /** Number of the record of `x` in this image; it will be written. */
  recordIndex(kind: EntityKind, x: Entity): number {
    const map = this.own[kind]
    let index = map.get(x)
    if (index === undefined) {
      index = map.size
      map.set(x, index)
      this.pending.push({ kind, entity: x, index })
    }
    return index
  }

  module(m: ModuleLike): void {
    this.#entity('module', m as Module)
  }
  table(t: MethodTable): void {
    this.#entity('table', t)
  }
  method(m: Method): void {
    this.#entity('method', m)
  }
  methodInstance(mi: MethodInstance): void {
    this.#entity('mi', mi)
  }
  codeInstance(ci: CodeInstance): void {
    this.#entity('ci', ci)
  }
  typeName(n: TypeName): void {
    this.#entity('typeName', n)
  }
  binding(b: Binding): void {
    this.module(b.module)
    this.symbol(b.name)
  }

  /** A module, or null. */
  optional<T>(x: T | null, write: (x: T) => void): void {
    this.out.bool(x !== null)
    if (x !== null) write(x)
  }

  // ---- types --------------------------------------------------------------------------------------------------------

  type(t: Type): void {
    this.param(t)
  }

  param(p: TypeParam): void {
    const { out } = this
    const head = (tag: number, rest = 0): void => out.nat(rest * 8 + tag)
    if (typeof p === 'bigint') {
      head(ParamTag.int)
      out.big(p)
    } else if (typeof p === 'boolean') head(ParamTag.bool, p ? 1 : 0)
    else if (p instanceof Sym) {
      head(ParamTag.symbol)
      this.symbol(p)
    } else if (p instanceof ParamBits) {
      head(ParamTag.bits)
      this.param(p.type)
      out.bytes(p.bytes)
    } else if (p instanceof ParamTuple) {
      head(ParamTag.other, 0)
      out.list(p.elements, (e) => this.param(e))
    } else if (p instanceof ParamModule) {
      head(ParamTag.other, 1)
      this.module(p.module)
    } else {
      const address = this.#typeAddress(p)
      if (this.#isSystem(address)) head(ParamTag.system, address / 8)
      else head(ParamTag.node, this.typeNode(p))
    }
  }

  #typeAddress(p: Type | TypeVar | VarargType): Value {
    if (this.placement.isSystem || p instanceof BottomType) return this.heap.typeAddress(p)
    // the system image may have a type that this process has not met in memory
    if (p instanceof DataType && !p.hasFreeTypeVars) return this.heap.typeAddress(p)
    return p.address
  }

  /** Number of the node for a type that is not in the system image. */
  typeNode(p: Type | TypeVar | VarargType): number {
    const known = this.#typeIndex.get(p)
    if (known !== undefined) return known
    const bytes = this.capture(() => {
      const { out } = this
      if (p instanceof DataType) {
        out.u8(TypeNodeTag.dataType)
        this.typeName(p.name)
        out.list(p.parameters, (q) => this.param(q))
      } else if (p instanceof UnionAll && wrappedName(p) !== null) {
        out.u8(TypeNodeTag.wrapper)
        this.typeName(wrappedName(p) as TypeName)
      } else if (p instanceof UnionAll) {
        out.u8(TypeNodeTag.unionAll)
        this.param(p.var)
        this.param(p.body)
      } else if (p instanceof UnionType) {
        out.u8(TypeNodeTag.union)
        this.param(p.a)
        this.param(p.b)
      } else if (p instanceof TypeVar) {
        out.u8(TypeNodeTag.typeVar)
        this.symbol(p.name)
        this.param(p.lower)
        this.param(p.upper)
      } else if (p instanceof VarargType) {
        out.u8(TypeNodeTag.vararg)
        this.optional(p.element, (e) => this.param(e))
        this.optional(p.count, (c) => this.param(c))
      } else throw new Error('image: Union{} is in every system image')
    })
    const index = this.typeNodes.length
    this.typeNodes.push(bytes)
    this.#typeIndex.set(p, index)
    return index
  }

  lattice(l: Lattice | null): void {
    const { out } = this
    if (l === null) return out.u8(LatticeTag.none)
    switch (l.kind) {
      case 'Const':
        out.u8(LatticeTag.constant)
        this.value(l.value)
        return
      case 'PartialStruct':
        out.u8(LatticeTag.partialStruct)
        this.type(l.type)
        out.list(l.fields, (f) => this.lattice(f))
        return
      case 'Conditional':
      case 'InterConditional':
        out.u8(l.kind === 'Conditional' ? LatticeTag.conditional : LatticeTag.interConditional)
        out.int(l.slot)
        this.lattice(l.ifTrue)
        this.lattice(l.ifFalse)
        return
      case 'PartialTypeVar':
        out.u8(LatticeTag.partialTypeVar)
        this.param(l.tv)
        out.bool(l.lowerKnown)
        out.bool(l.upperKnown)
        return
      case 'PartialOpaque':
        out.u8(LatticeTag.partialOpaque)
        this.type(l.type)
        this.lattice(l.environment)
        this.method(l.source as Method)
        return
      default:
        out.u8(LatticeTag.type)
        this.param(l as TypeParam)
    }
  }

  // ---- values -----------------------------------------------------------------------------------------------------------

  /** A reference to a heap value. */
  value(v: Value): void {
    const { out, heap } = this
    const head = (tag: number, rest = 0): void => out.nat(rest * 8 + tag)
    if (v === 0) return head(ValueTag.none)
    if (this.#isSystem(v)) return head(ValueTag.system, v / 8)
    if (this.mirrored(v)) return
    const { dependency, offset } = this.placement.blobPlace(v)
    if (dependency === 0) head(ValueTag.own, offset / 8)
    else {
      head(ValueTag.dependency, dependency)
      out.nat(offset / 8)
    }
  }

  /** Writes a value that stands for an object of TypeScript (or is a type's one instance) by naming that; false: it does not. */
  private mirrored(v: Value): boolean {
    const { out, heap } = this
    const ts = heap.types
    const named = (what: number): void => out.nat(what * 8 + ValueTag.named)
    const type = heap.typeOf(v)
    if (heap.isType(v) || type === ts.typeVarType || type === ts.typeofVararg) {
      named(0)
      this.param(heap.typeAt(v))
    } else if (type === ts.symbol) {
      named(1)
      this.symbol(heap.symbolAt(v))
    } else if (type === ts.module) {
      named(2)
      this.module(heap.moduleAt(v))
    } else if (type === ts.binding) {
      named(3)
      this.binding(heap.bindingAt(v))
    } else if (type === ts.builtinType('GlobalRef')) {
      named(4)
      const ref = heap.valueToEx(v) as GlobalRef
      this.module(ref.module)
      this.symbol(ref.name)
    } else if (type === ts.method) {
      named(5)
      this.method(heap.methodAt(v))
    } else if (type === ts.methodInstance) {
      named(6)
      this.methodInstance(heap.methodInstanceAt(v))
    } else if (type === ts.codeInstance) {
      named(7)
      this.codeInstance(heap.codeInstanceAt(v))
    } else if (type === ts.methodTable) {
      named(8)
      this.table(heap.methodTableAt(v))
    } else if (type === ts.typeName) {
      named(9)
      this.typeName(heap.typeNameAt(v))
    } else if (type.instance === v) {
      named(10)
      this.type(type)
    } else return false
    return true
  }

  /** `v` is written by name rather than as bytes. */
  isNamed(v: Value): boolean {
    const { heap } = this
    const ts = heap.types
    const type = heap.typeOf(v)
    return (
      heap.isType(v) ||
      type.instance === v ||
      type === ts.typeVarType ||
      type === ts.typeofVararg ||
      type === ts.symbol ||
      type === ts.module ||
      type === ts.binding ||
      type === ts.builtinType('GlobalRef') ||
      type === ts.method ||
      type === ts.methodInstance ||
      type === ts.codeInstance ||
      type === ts.methodTable ||
      type === ts.typeName
    )
  }

  // ---- syntax and code --------------------------------------------------------------------------------------------

  ex(x: Ex | undefined): void {
    const { out } = this
    if (x === undefined) return out.u8(ExTag.undefined)
    if (x === null) return out.u8(ExTag.nothing)
    switch (typeof x) {
      case 'bigint':
        out.u8(ExTag.int)
        return out.big(x)
      case 'number':
        out.u8(ExTag.float)
        return out.f64(x)
      case 'boolean':
        return out.u8(x ? ExTag.true : ExTag.false)
      case 'string':
        out.u8(ExTag.string)
        return this.text(x)
    }
    const index = (tag: number, i: number): void => {
      out.u8(tag)
      out.int(i)
    }
    if (x instanceof Expr) {
      out.u8(ExTag.expr)
      this.text(x.head)
      out.list(x.args, (a) => this.ex(a))
    } else if (x instanceof Sym) {
      out.u8(ExTag.symbol)
      this.symbol(x)
    } else if (x instanceof SSAValue) index(ExTag.ssa, x.id)
    else if (x instanceof SlotNumber) index(ExTag.slot, x.id)
    else if (x instanceof Argument) index(ExTag.argument, x.id)
    else if (x instanceof GlobalRef) {
      out.u8(ExTag.globalRef)
      this.module(x.module)
      this.symbol(x.name)
    } else if (x instanceof CodeInstanceRef) {
      out.u8(ExTag.codeInstance)
      this.methodInstance(x.mi)
      this.optional(x.ci, (ci) => this.codeInstance(ci))
    } else if (x instanceof ValueRef) {
      out.u8(ExTag.value)
      this.value(x.address)
    } else if (x instanceof QuoteNode) {
      out.u8(ExTag.quote)
      this.ex(x.value)
    } else if (x instanceof LineNumberNode) {
      out.u8(ExTag.line)
      out.int(x.line)
      this.optional(x.file, (f) => this.text(f))
    } else if (x instanceof Literal) this.#literal(x)
    else if (x instanceof GotoNode) index(ExTag.goto, x.label)
    else if (x instanceof GotoIfNot) {
      index(ExTag.gotoIfNot, x.dest)
      this.ex(x.cond)
    } else if (x instanceof ReturnNode) {
      out.u8(ExTag.return)
      this.ex(x.value)
    } else if (x instanceof EnterNode) {
      index(ExTag.enter, x.catchDest)
      this.ex(x.scope)
    } else if (x instanceof NewvarNode) index(ExTag.newvar, x.slot.id)
    else if (x instanceof PhiNode) {
      out.u8(ExTag.phi)
      out.list(x.edges, (e) => out.int(e))
      out.nat(x.values.length)
      for (let i = 0; i < x.values.length; i++) this.ex(x.values[i])
    } else if (x instanceof PiNode) {
      out.u8(ExTag.pi)
      this.ex(x.value)
      this.lattice(x.type as Lattice)
    } else if (x instanceof PhiCNode) {
      out.u8(ExTag.phiC)
      out.list(x.values, (e) => this.ex(e))
    } else if (x instanceof UpsilonNode) {
      out.u8(ExTag.upsilon)
      this.ex(x.value)
    } else if (x instanceof CodeInfo) {
      out.u8(ExTag.codeInfo)
      this.codeInfo(x)
    } else if (isTypeLike(x)) {
      out.u8(ExTag.type)
      this.param(x)
    } else throw new Error(`image: no form for a node of class ${(x as object).constructor.name}`)
  }

  #literal(x: Literal): void {
    const { out } = this
    out.u8(ExTag.literal)
    out.u8(literalTypes.indexOf(x.type))
    if (typeof x.value === 'bigint') {
      out.u8(0)
      out.big(x.value)
    } else if (typeof x.value === 'number') {
      out.u8(1)
      out.f64(x.value)
    } else {
      out.u8(2)
      out.bytes(x.value)
    }
  }

  lines(lines: readonly LineInfo[]): void {
    const { out } = this
    out.list(lines, (l) => {
      this.text(l.file)
      out.int(l.line)
      this.text(l.method)
      out.int(l.inlinedAt)
    })
  }

  codeInfo(c: CodeInfo): void {
    const { out } = this
    out.list(c.code, (x) => this.ex(x))
    for (const l of c.codeLines) out.int(l)
    this.lines(c.lines)
    out.list(c.slotNames, (s) => this.text(s))
    out.raw(c.slotFlags)
    out.nat(c.nargs)
    out.bool(c.isVararg)
    out.list(c.spNames, (s) => this.text(s))
    out.u8(c.inlining)
    out.bool(c.propagateInbounds)
    out.nat(c.purity)
    out.bool(c.nospecializeinfer)
    out.u8(c.constprop)
  }

  ir(ir: IRCode): void {
    const { out } = this
    out.nat(ir.stmts.length)
    for (let i = 0; i < ir.stmts.length; i++) {
      this.ex(ir.stmts[i])
      this.lattice(ir.types[i])
      out.int(ir.lines[i])
      out.nat(ir.flags[i])
    }
    out.list(ir.argTypes, (t) => this.lattice(t))
    out.list(ir.spTypes, (s) => {
      this.lattice(s.type)
      out.bool(s.maybeUndef)
    })
    this.lines(ir.lineTable)
    out.list(ir.cfg.blocks, (b) => {
      out.nat(b.start)
      out.nat(b.end)
      out.list(b.preds, (p) => out.nat(p))
      out.list(b.succs, (s) => out.nat(s))
    })
    out.nat(this.placement.isSystem ? ir.minWorld : 0)
  }

  edge(e: Edge): void {
    const { out } = this
    out.u8(EdgeTag[e.kind])
    switch (e.kind) {
      case 'call':
      case 'generated':
        this.methodInstance(e.mi)
        return
      case 'matches':
        this.type(e.sig)
        out.list(e.methods, (m) => this.method(m))
        return
      case 'invoke':
        this.type(e.sig)
        this.methodInstance(e.mi)
        return
      case 'binding':
        this.binding(e.binding)
        this.value(e.value)
    }
  }

  // ---- compiled code ----------------------------------------------------------------------------------------------

  signature(s: Signature): void {
    const { out } = this
    out.list(s.params, (p) => out.u8(valTypes.indexOf(p)))
    out.list(s.results, (p) => out.u8(valTypes.indexOf(p)))
  }

  #entry(e: Entry): void {
    this.out.u8(entryKinds.indexOf(e))
  }

  compiledFunction(f: CompiledFunction): void {
    const { out } = this
    this.text(f.name)
    this.optional(f.owner, (ci) => this.codeInstance(ci))
    this.#entry(f.entry)
    this.signature(f.signature)
    out.list(f.refParams, (p) => out.nat(p))
    out.bytes(f.locals)
    out.bytes(f.body)
    out.list(f.relocs, (r) => this.#reloc(r))
    out.list(f.lineMarks, (m) => out.int(m))
    this.lines(f.lines)
  }

  #reloc(r: Reloc): void {
    const { out } = this
    out.u8(RelocTag[r.kind])
    out.nat(r.at)
    switch (r.kind) {
      case 'value':
        this.value(r.address)
        return
      case 'slot':
      case 'call':
        this.codeInstance(r.target)
        this.#entry(r.entry)
        this.signature(r.signature)
        out.list(r.refParams, (p) => out.nat(p))
        return
      case 'import':
        this.text(r.module)
        this.text(r.name)
        this.signature(r.signature)
        return
      case 'type':
        this.signature(r.signature)
    }
  }
}

/** The definition whose wrapper `p` is, or null. */
function wrappedName(p: UnionAll): TypeName | null {
  const body = unwrapUnionAll(p)
  return body instanceof DataType && body.name.wrapper === p ? body.name : null
}

function isTypeLike(x: unknown): x is Type | TypeVar | VarargType {
  return (
    x instanceof DataType ||
    x instanceof UnionAll ||
    x instanceof UnionType ||
    x instanceof BottomType ||
    x instanceof TypeVar ||
    x instanceof VarargType
  )
}
