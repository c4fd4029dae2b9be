import { IRCode, type Lattice } from '../inference/index.ts'
import {
  type Backedge,
  type Binding,
  type CodeInstance,
  filedUnder,
  type MatchesBackedge,
  Method,
  type MethodInstance,
  type MethodTable,
  type Module,
  WORLD_MAX,
} from '../methods/index.ts'
import type { DataType, TypeName, TypeVar } from '../types/index.ts'
import { unwrapUnionAll } from '../types/index.ts'
import type { EntityKind } from './tags.ts'
import type { Entity, ImageWriter } from './writer.ts'

/** Flags of a binding, as its object in memory and its record have them. */
export const BindingFlag = {
  isConst: 1,
  isExported: 2,
  isPublic: 4,
  isImported: 8,
  deprecatedShift: 4,
} as const

export function bindingFlags(b: Binding): number {
  return (
    (b.isConst ? BindingFlag.isConst : 0) |
    (b.isExported ? BindingFlag.isExported : 0) |
    (b.isPublic ? BindingFlag.isPublic : 0) |
    (b.isImported ? BindingFlag.isImported : 0) |
    (b.isDeprecated << BindingFlag.deprecatedShift)
  )
}

export const entryNames = ['none', 'baseline', 'constant', 'compiled'] as const

/** What differs between the kinds of images in what a record holds. */
export interface RecordPolicy {
  readonly isSystem: boolean
  keepsMethod(m: Method): boolean
  tableOf(n: TypeName): MethodTable
  keepsInstance(mi: MethodInstance): boolean
  keepsCode(ci: CodeInstance): boolean
  /** offset of the compiled code in the image's code section, -1 if it has none */
  codeOffset(ci: CodeInstance): number
  /** the code instances whose results went into this one */
  reliesOn(ci: CodeInstance): readonly CodeInstance[]
  /** Is the optimized code wanted after this process? */
  keepsInferred(ci: CodeInstance): boolean
}

/** Writes records of TypeScript's objects: what `reader.ts` reads. The two files belong together. */
export class RecordWriter {
  readonly #w: ImageWriter
  readonly #policy: RecordPolicy

  constructor(writer: ImageWriter, policy: RecordPolicy) {
    this.#w = writer
    this.#policy = policy
  }

  record(kind: EntityKind, x: Entity): Uint8Array {
    return this.#w.capture(() => {
      switch (kind) {
        case 'module':
          return this.#module(x as Module)
        case 'table':
          return this.#table(x as MethodTable)
        case 'method':
          return this.#method(x as Method)
        case 'mi':
          return this.#methodInstance(x as MethodInstance)
        case 'ci':
          return this.#codeInstance(x as CodeInstance)
        case 'typeName':
          return this.#typeName(x as TypeName)
      }
    })
  }

  #module(m: Module): void {
    const w = this.#w
    const { out } = w
    w.symbol(m.name)
    w.module(m.parent)
    out.bool(m.isBare)
    out.int(m.compile)
    out.int(m.optimizeLevel)
    out.int(m.infer)
    out.int(m.maxMethods)
    out.big(m.uuid)
    out.big(m.buildId)
    out.nat(m.gensymCounter)
    out.bool(m.istopmod)
    out.list(m.usings, (u) => w.module(u))
    if (this.#policy.isSystem) return
    const names = [...m.bindings.values()].sort((a, b) =>
      a.name.name < b.name.name ? -1 : a.name.name > b.name.name ? 1 : 0,
    )
    out.list(names, (b) => this.binding(b))
  }

  /** The entry of a name in a module of a package. */
  binding(b: Binding): void {
    const w = this.#w
    const { out } = w
    w.symbol(b.name)
    out.u8(bindingFlags(b))
    w.optional(b.owner, (owner) => {
      out.bool(owner === b)
      if (owner !== b) w.binding(owner)
    })
    w.optional(b.type, (t) => w.type(t))
    w.value(b.owner === b ? w.heap.bindingValue(b) : 0)
  }

  #table(t: MethodTable): void {
    const w = this.#w
    const { out } = w
    w.symbol(t.name)
    w.module(t.module)
    out.nat(this.#policy.isSystem ? t.lastChange : 0)
    out.skippable(() =>
      out.list(
        t.methods.filter((m) => this.#policy.keepsMethod(m)),
        (m) => {
          w.method(m)
          if (this.#policy.isSystem) this.#filing(m)
        },
      ),
    )
    // what code of a package relies on is entered again when the code is found valid
    const backedges = this.#policy.isSystem ? t.backedges.filter((e) => this.#policy.keepsCode(e.caller)) : []
    out.skippable(() => out.list(backedges, (e) => this.matchesBackedge(e)))
  }

  /** What a lookup must know before it reads the method: definitions are named by their addresses. */
  #filing(m: Method): void {
    const { heap, out } = this.#w
    out.nat(m.arity.min)
    out.nat(m.arity.max === Infinity ? 0 : m.arity.max)
    out.list(filedUnder(heap.types, m.sig), (names) => {
      out.bool(names !== null)
      if (names === null) return
      out.list(names, (f) => out.int(f.isType ? -heap.typeNameValue(f.name) : heap.typeNameValue(f.name)))
    })
  }

  matchesBackedge(e: MatchesBackedge): void {
    const w = this.#w
    w.type(e.sig)
    w.out.list(e.methods, (m) => w.method(m))
    w.codeInstance(e.caller)
  }

  #method(m: Method): void {
    const w = this.#w
    const { out } = w
    w.symbol(m.name)
    w.module(m.module)
    w.type(m.sig)
    w.text(m.file)
    out.int(m.line)
    out.nat(m.nargs)
    out.bool(m.isVararg)
    w.value(m.generator)
    out.nat(m.nospecialize >>> 0)
    out.int(m.calledArgs)
    out.bool(m.hasLoop)
    out.list(m.keywordNames, (s) => w.symbol(s))
    out.list(m.slotNames, (s) => w.text(s))
    out.nat(this.#policy.isSystem ? m.primaryWorld : 0)
    out.bool(m.isForOpaqueClosure)
    out.nat(m.recursionRelation)
    w.optional(m.table, (t) => w.table(t))
    const source = m.source
    out.bool(source !== null)
    if (source !== null) out.skippable(() => w.codeInfo(source))
    out.skippable(() => {
      out.list(
        [...m.specializations.values()].filter((mi) => this.#policy.keepsInstance(mi)),
        (mi) => w.methodInstance(mi),
      )
    })
  }

  #methodInstance(mi: MethodInstance): void {
    const w = this.#w
    const { out } = w
    out.bool(mi.def instanceof Method)
    if (mi.def instanceof Method) w.method(mi.def)
    else w.module(mi.def)
    w.type(mi.specTypes)
    out.list(mi.sparamVals, (p) => w.param(p))
    out.bool(mi.precompile)
    const code = mi.uninferred
    out.bool(code !== null)
    if (code !== null) out.skippable(() => w.codeInfo(code))
    out.skippable(() =>
      out.list(
        mi.cache.filter((ci) => this.#policy.keepsCode(ci)),
        (ci) => w.codeInstance(ci),
      ),
    )
    if (!this.#policy.isSystem) return
    out.skippable(() =>
      out.list(
        mi.backedges.filter((b) => this.#policy.keepsCode(b.caller)),
        (b) => this.#backedge(b),
      ),
    )
  }

  #backedge(b: Backedge): void {
    this.#w.codeInstance(b.caller)
    this.#w.optional(b.invokeSig, (t) => this.#w.type(t))
  }

  #codeInstance(ci: CodeInstance): void {
    const w = this.#w
    const { out } = w
    w.methodInstance(ci.mi)
    out.nat(this.#policy.isSystem ? ci.minWorld : 0)
    w.type(ci.returnType)
    w.lattice(ci.returnLattice as Lattice | null)
    w.value(ci.constant)
    w.optional(ci.exceptionType, (t) => w.type(t))
    out.nat(ci.effects)
    out.nat(ci.inlineCost)
    out.u8(entryNames.indexOf(ci.entry))
    if (this.#policy.isSystem) {
      out.int(ci.boxedSlot)
      out.int(ci.specSlot)
      out.bool(this.#policy.codeOffset(ci) >= 0)
    } else {
      out.int(this.#policy.codeOffset(ci))
      out.bool(ci.specSlot >= 0)
    }
    out.skippable(() => {
      out.list(ci.edges, (e) => w.edge(e))
      if (!this.#policy.isSystem) out.list(this.#policy.reliesOn(ci), (callee) => w.codeInstance(callee))
    })
    const ir = this.#policy.keepsInferred(ci) && ci.inferred instanceof IRCode ? ci.inferred : null
    out.bool(ir !== null)
    if (ir !== null) out.skippable(() => w.ir(ir))
  }

  /** A definition of a package; those of the system image stand in its memory. */
  #typeName(n: TypeName): void {
    const w = this.#w
    const { out } = w
    const primary = unwrapUnionAll(n.wrapper) as DataType
    w.symbol(n.name)
    w.module(n.module)
    out.list(primary.parameters as TypeVar[], (v) => w.param(v))
    out.bool(n.isAbstract)
    out.bool(n.isMutable)
    out.bool(n.isPrimitive)
    out.bool(n.isDefined)
    out.bool(n.mayBeInline)
    out.nat(n.primitiveBits)
    out.nat(n.maybeUndefFields)
    out.nat(n.maxMethods)
    out.list(n.fieldNames, (f) => w.symbol(f))
    out.list(n.constFields, (f) => out.bool(f))
    out.list(n.atomicFields, (f) => out.bool(f))
    w.optional(n.singletonName, (s) => w.symbol(s))
    w.optional(primary.superType, (t) => w.type(t))
    w.optional(n.bodyFieldTypes, (types) => out.list(types, (t) => w.param(t)))
    // made now if need be, so that packages built upon this one add their methods to the same table
    w.table(this.#policy.tableOf(n))
  }
}

/** The code is good until further notice. */
export function isCurrent(ci: CodeInstance): boolean {
  return ci.maxWorld === WORLD_MAX
}
