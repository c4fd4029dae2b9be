import { emitters, foreignSignature } from '../builtins/index.ts'
import { type CodegenEnv, type ForeignFunction, Representations } from '../codegen/index.ts'
import { Method, type Module } from '../methods/index.ts'
import { QuoteNode, sym } from '../syntax/index.ts'
import { hasFreeTypeVars, type TypeParam, TypeVar, VarargType } from '../types/index.ts'
import type { Session } from './session.ts'

/** What code generation asks of the session. */
export function makeCodegenEnv(session: Session): CodegenEnv {
  const { heap, methods, inference } = session
  const foreign = new Map<string, ForeignFunction | null>()
  return {
    lattice: inference.lattice,
    reprs: new Representations(inference.lattice),
    memory: () => heap.views.view,
    constant: (ex) => session.jit.keepConstant(heap.exToValue(ex instanceof QuoteNode ? ex.value : ex)),
    symbol: (s) => heap.symbol(s),
    internSymbol: sym,
    stringAt: (v) => heap.stringAt(v),
    moduleValue: (m) => heap.moduleValue(m),
    // A thunk may itself give the name its meaning (`function map end` in a module that sees Base.map): it looks the
    // name up when it runs.
    binding: (module, name) => {
      const own = methods.bindings.entry(module as Module, name)
      return own.owner !== null || session.jit.compilingThunk
        ? own
        : (methods.resolveBinding(module, name) ?? own)
    },
    assignedBinding: (module, name) => methods.bindings.entry(module as Module, name),
    constantGlobal: (module, name) => {
      const owner = methods.bindings.peek(module as Module, name)
      return owner?.isConst === true ? heap.bindingValue(owner) : 0
    },
    constantBinding: (b) => {
      const owner = b.owner ?? b
      return owner.isConst ? heap.bindingValue(owner) : 0
    },
    staticParameter: (mi, i) => {
      const p = mi.sparamVals[i] as TypeParam | undefined
      // a Vararg stands for a number of arguments that only the call knows
      return p === undefined || p instanceof TypeVar || p instanceof VarargType || hasFreeTypeVars(p)
        ? 0
        : heap.paramToValue(p)
    },
    checksBounds: session.options.checkBounds !== 'no',
    bindingCell: (b) => heap.bindingCell(b),
    methodInstanceValue: (mi) => heap.methodInstanceValue(mi),
    builtinName: (f) => session.builtins.byValue.get(f)?.name ?? null,
    builtinId: (name) => {
      const b = session.builtins.byName.get(name)
      if (b === undefined) throw new Error(`codegen: no builtin is called ${name}`)
      return session.builtins.kernelEntry(b) === null ? b.id : -1
    },
    emitters,
    foreign: (name) => {
      let f = foreign.get(name)
      if (f === undefined) {
        f = foreignFunction(session, name)
        foreign.set(name, f)
      }
      return f
    },
    codeInstance: (mi) => {
      const ci = session.jit.codeInstance(mi)
      heap.codeInstanceValue(ci)
      return ci
    },
    inUnit: () => false,
    moduleOf: (mi) => (mi.def instanceof Method ? mi.def.module : mi.def),
  }
}

/** Kernel functions that `ccall` may name directly, with what they may do. */
export const KERNEL_FOREIGN: Readonly<
  Record<
    string,
    {
      readonly params: ForeignFunction['signature']['params']
      readonly results: ForeignFunction['signature']['results']
      readonly export: string
      readonly safepoint: boolean
    }
  >
> = {
  memmove: { params: ['i32', 'i32', 'i32'], results: ['i32'], export: 'memmove', safepoint: false },
  memcpy: { params: ['i32', 'i32', 'i32'], results: ['i32'], export: 'memmove', safepoint: false },
  memset: { params: ['i32', 'i32', 'i32'], results: ['i32'], export: 'memset', safepoint: false },
  memcmp: { params: ['i32', 'i32', 'i32'], results: ['i32'], export: 'memcmp', safepoint: false },
  memhash_seed: { params: ['i32', 'i32', 'i32'], results: ['i64'], export: 'memhash_seed', safepoint: false },
  jl_object_id: { params: ['i32'], results: ['i64'], export: 'object_id', safepoint: false },
  jl_alloc_string: { params: ['i64'], results: ['i32'], export: 'alloc_string_sized', safepoint: true },
  jl_alloc_genericmemory: {
    params: ['i32', 'i64'],
    results: ['i32'],
    export: 'alloc_memory',
    safepoint: true,
  },
}

function foreignFunction(session: Session, name: string): ForeignFunction | null {
  const kernel = KERNEL_FOREIGN[name]
  if (kernel !== undefined) {
    return {
      module: 'kernel',
      name: kernel.export,
      signature: { params: kernel.params, results: kernel.results },
      safepoint: kernel.safepoint,
    }
  }
  const entry = session.foreign.get(name)
  if (entry === undefined) return null
  return { module: 'foreign', name, signature: foreignSignature(entry), safepoint: true }
}
