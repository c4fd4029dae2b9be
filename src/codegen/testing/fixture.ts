import { readFileSync } from 'node:fs'
import { Heap, type Value } from '../../heap/index.ts'
import { BasicBlock, CFG, type Const, IRCode, type Lattice, TypeLattice } from '../../inference/index.ts'
import type { CodeInfo } from '../../lowering/index.ts'
import { Binding, CodeInstance, MethodInstance, Module, WORLD_MAX } from '../../methods/index.ts'
import {
  EnterNode,
  type Ex,
  Expr,
  GotoIfNot,
  GotoNode,
  QuoteNode,
  ReturnNode,
  SSAValue,
  type Sym,
  sym,
  ValueRef,
} from '../../syntax/index.ts'
import {
  type DataType,
  newStruct,
  parseType,
  setBody,
  setSuper,
  type Type,
  type TypeParam,
  TypeSystem,
} from '../../types/index.ts'
import { compileBaseline } from '../baseline.ts'
import type { EmitterTable } from '../builtin.ts'
import type { CodegenEnv } from '../env.ts'
import { type LinkTarget, linkModule } from '../link.ts'
import { compileOptimized } from '../optimized.ts'
import { Representations } from '../repr.ts'
import { runtimeFunctions } from '../runtime.ts'

/** One statement with its type. */
export type Typed = readonly [Ex, Lattice]

/**
 * For tests: a kernel, a heap, and a code generator without the rest of a session. Builtins are `ValueRef`s made by
 * `builtin`; runtime functions that a test does not supply throw their name.
 */
export class CodegenFixture {
  readonly core = new Module(sym('Core'), null)
  readonly ts = new TypeSystem(this.core)
  readonly heap: Heap
  readonly names = new Map<string, Type>()
  readonly lattice: TypeLattice
  readonly env: CodegenEnv
  readonly builtinValues = new Map<string, Value>()
  readonly #builtinNames = new Map<Value, string>()
  readonly #bindings = new Map<string, Binding>()
  /** implementations of module `runtime` (and `math`) */
  readonly runtime: Record<string, (...args: never[]) => unknown> = {}
  readonly inUnit = new Set<CodeInstance>()
  readonly compileLater = new Map<CodeInstance, () => void>()
  #nextSlot = 1

  constructor(
    emitters: EmitterTable = { get: () => undefined, isQuiet: () => false },
    math: Record<string, (...args: never[]) => unknown> = {},
  ) {
    const bytes = readFileSync(new URL('../../../build/kernel.wasm', import.meta.url))
    this.heap = Heap.create(new WebAssembly.Module(bytes), this.ts)
    this.lattice = new TypeLattice(this.ts, this.heap)
    Object.assign(this.runtime, math)
    const { heap } = this
    this.env = {
      lattice: this.lattice,
      reprs: new Representations(this.lattice),
      memory: () => heap.views.view,
      constant: (ex: Ex) => heap.pin(heap.exToValue(ex instanceof QuoteNode ? ex.value : ex)),
      symbol: (s: Sym) => heap.symbol(s),
      internSymbol: sym,
      stringAt: (v) => heap.stringAt(v),
      moduleValue: (m) => heap.moduleValue(m),
      binding: (m, name) => this.binding(m as Module, name),
      assignedBinding: (m, name) => this.binding(m as Module, name),
      constantBinding: () => 0,
      constantGlobal: () => 0,
      staticParameter: () => 0,
      checksBounds: true,
      bindingCell: (b) => heap.bindingCell(b),
      methodInstanceValue: (mi) => heap.methodInstanceValue(mi),
      builtinName: (f) => this.#builtinNames.get(f) ?? null,
      builtinId: (name) => [...this.builtinValues.keys()].indexOf(name),
      emitters,
      foreign: () => null,
      codeInstance: (mi) => mi.cache[0],
      inUnit: (ci) => this.inUnit.has(ci),
      moduleOf: () => this.core,
    }
  }

  type(text: string): Type {
    return parseType(this.ts, text, (n) => this.names.get(n) ?? this.ts.builtins.get(n)) as Type
  }

  /** Defines a struct: fields are `name::Type`, separated by `;`. */
  struct(name: string, fields: string, isMutable = false, initialized?: number): DataType {
    const list = fields === '' ? [] : fields.split(';').map((x) => x.trim().split('::'))
    const t = newStruct(this.ts, {
      name: sym(name),
      module: this.core,
      params: [],
      fieldNames: list.map(([n]) => sym(n)),
      isMutable,
      initialized,
    })
    setSuper(this.ts, t, this.ts.any, true)
    this.names.set(name, t)
    setBody(
      this.ts,
      t,
      list.map(([, type]) => this.type(type)),
    )
    return t
  }

  /** A value that stands for the builtin in calls. */
  builtin(name: string): QuoteNode {
    let v = this.builtinValues.get(name)
    if (v === undefined) {
      v = this.heap.symbol(sym(`builtin ${name}`))
      this.builtinValues.set(name, v)
      this.#builtinNames.set(v, name)
    }
    return new QuoteNode(sym(`builtin ${name}`))
  }

  /** A type as a constant operand. */
  typeNode(t: Type): Ex {
    return new ValueRef(this.heap.typeAddress(t))
  }

  quoted(name: string): QuoteNode {
    return new QuoteNode(sym(name))
  }

  literal(v: Value): Ex {
    return new ValueRef(this.heap.pin(v))
  }

  call(name: string, ...args: Ex[]): Expr {
    return new Expr('call', [this.builtin(name), ...args])
  }

  const(v: Value): Const {
    return this.lattice.constant(v)
  }

  binding(m: Module, name: Sym): Binding {
    const key = `${m.name.name}.${name.name}`
    let b = this.#bindings.get(key)
    if (b === undefined) {
      b = new Binding(m, name)
      b.owner = b
      this.#bindings.set(key, b)
    }
    return b
  }

  /** IR by blocks: `SSAValue`s count statements through all blocks. */
  ir(argTypes: readonly Lattice[], blocks: readonly (readonly Typed[])[]): IRCode {
    const stmts: Ex[] = []
    const types: Lattice[] = []
    const list: BasicBlock[] = []
    for (const b of blocks) {
      const start = stmts.length
      for (const [s, t] of b) {
        stmts.push(s)
        types.push(t)
      }
      list.push(new BasicBlock(start, stmts.length))
    }
    list.forEach((b, k) => {
      const last = stmts[b.end - 1]
      const to = (t: number) => {
        b.succs.push(t)
        list[t].preds.push(k)
      }
      if (last instanceof GotoNode) to(last.label)
      else if (last instanceof GotoIfNot) {
        to(k + 1)
        to(last.dest)
      } else if (last instanceof EnterNode) {
        to(k + 1)
        to(last.catchDest)
      } else if (!(last instanceof ReturnNode)) to(k + 1)
    })
    return new IRCode({
      stmts,
      types,
      lines: stmts.map(() => -1),
      flags: stmts.map(() => 0),
      argTypes: [...argTypes],
      spTypes: [],
      lineTable: [],
      cfg: new CFG(list),
      minWorld: 1,
      maxWorld: WORLD_MAX,
    })
  }

  instance(argTypes: readonly Type[], returnType: Type): CodeInstance {
    const mi = new MethodInstance(this.core, this.ts.tuple(argTypes as TypeParam[]), [])
    const ci = new CodeInstance(mi, 1, WORLD_MAX, returnType)
    mi.cache.push(ci)
    return ci
  }

  /** Compiles IR; gives the specialized entry (the boxed one if there is none). */
  optimized(ci: CodeInstance, ir: IRCode): (...args: (number | bigint)[]) => unknown {
    ci.inferred = ir
    this.install(compileOptimized(ci, ir, this.env))
    ci.entry = 'compiled'
    return this.entry(ci, ci.specSlot >= 0 ? 'spec' : 'boxed')
  }

  baseline(ci: CodeInstance, info: CodeInfo): (...values: Value[]) => Value {
    this.install(compileBaseline(info, ci, this.env))
    ci.entry = 'baseline'
    return (...values) => this.boxed(ci, ...values)
  }

  entry(ci: CodeInstance, which: 'boxed' | 'spec'): (...args: (number | bigint)[]) => unknown {
    const slot = which === 'boxed' ? ci.boxedSlot : ci.specSlot
    return this.heap.kernelParts.table.get(slot) as (...args: (number | bigint)[]) => unknown
  }

  /** Calls the boxed entry with boxed arguments. */
  boxed(ci: CodeInstance, ...values: Value[]): Value {
    const { sp } = this.heap.kernelParts
    const frame = sp.value
    values.forEach((v, i) => {
      this.heap.views.u32[(frame >>> 2) + i] = v
    })
    sp.value = frame + ((values.length * 4 + 15) & ~15)
    try {
      return (this.entry(ci, 'boxed')(frame, values.length) as number) >>> 0
    } finally {
      sp.value = frame
    }
  }

  slotOf(ci: CodeInstance, entry: 'boxed' | 'spec'): number {
    if (entry === 'boxed') {
      if (ci.boxedSlot < 0) ci.boxedSlot = this.#nextSlot++
      return ci.boxedSlot
    }
    if (ci.specSlot < 0) ci.specSlot = this.#nextSlot++
    return ci.specSlot
  }

  install(functions: Parameters<typeof linkModule>[0]): void {
    const target: LinkTarget = {
      address: (address) => ({ base: null, offset: address }),
      slot: (ci, entry) => ({ base: null, offset: this.slotOf(ci, entry) }),
      needsStub: (ci, entry) => this.heap.kernelParts.table.get(this.slotOf(ci, entry)) === null,
    }
    const { bytes } = linkModule(functions, target)
    const imports: Record<string, (...args: never[]) => unknown> = {
      compile: (address: number) => {
        for (const [ci, run] of this.compileLater) if (ci.address === address >>> 0) run()
      },
    }
    for (const f of runtimeFunctions()) {
      if (f.module === 'kernel') continue
      imports[f.name] ??= (...args: never[]) => {
        const run = this.runtime[f.name]
        if (run === undefined) throw new Error(`runtime.${f.name} is not supplied`)
        return run(...args)
      }
    }
    const module = new WebAssembly.Module(bytes)
    new WebAssembly.Instance(module, {
      kernel: this.heap.kernelParts.imports as WebAssembly.ModuleImports,
      runtime: imports,
      math: imports,
    })
  }

  int(n: bigint): Value {
    return this.heap.boxInt64(n)
  }
}

export const ssa = (i: number): SSAValue => new SSAValue(i)
