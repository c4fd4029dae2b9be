import {
  Binding,
  type CodeInstance,
  type Method,
  type MethodInstance,
  type MethodTable,
  Module,
  WORLD_MAX,
} from '../methods/index.ts'
import type { Sym } from '../syntax/index.ts'
import type { DataType, Type, TypeVar } from '../types/index.ts'
import type { Heap } from './heap.ts'
import type { Value } from './kernel.ts'
import { MODULE_SIZE } from './layouts.ts'

/** Offsets of Binding's fields. */
export const BindingField = { value: 0, globalref: 8, owner: 16, type: 24, flags: 32 } as const

/**
 * Objects that stand for TypeScript's modules, bindings, methods, method instances and code instances, with the fields
 * that Julia's reflection reads. They are permanent and scanned; TypeScript's objects are the truth, and `refresh`
 * writes what may change later.
 */
export class CodeObjects {
  readonly #heap: Heap
  readonly #offsets = new Map<DataType, Map<string, number>>()

  constructor(heap: Heap) {
    this.#heap = heap
  }

  #offset(type: DataType, field: string): number {
    let offsets = this.#offsets.get(type)
    if (offsets === undefined) {
      const layout = this.#heap.types.layoutOf(type)!
      offsets = new Map(this.#heap.types.fieldNamesOf(type).map((n, i) => [n.name, layout.fields[i].offset]))
      this.#offsets.set(type, offsets)
    }
    const offset = offsets.get(field)
    if (offset === undefined) throw new Error(`heap: ${type.name.name.name} has no field ${field}`)
    return offset
  }

  /**
   * A permanent object that stands for `mirror`. Those that are not `scanned` are no roots: what is stored in them is
   * permanent or pinned. There are many of them, and every collection would look at each.
   */
  #object(
    type: DataType,
    mirror: { address: number },
    scanned: boolean,
    bytes = this.#heap.types.layoutOf(type)!.size,
  ): Value {
    const heap = this.#heap
    const v = heap.kernel.alloc_permanent(heap.typeAddress(type), bytes, scanned ? 1 : 0, 8) >>> 0
    mirror.address = v
    heap.mirrors.set(v, mirror)
    return v
  }

  #set(type: DataType, v: Value, field: string, x: Value): void {
    this.#heap.views.u32[(v + this.#offset(type, field)) >>> 2] = x
  }

  #set64(type: DataType, v: Value, field: string, x: bigint): void {
    this.#heap.views.u64[(v + this.#offset(type, field)) >>> 3] = x
  }

  #set8(type: DataType, v: Value, field: string, x: number): void {
    this.#heap.views.u8[v + this.#offset(type, field)] = x
  }

  // ---- modules and bindings -----------------------------------------------------------------------------------------

  moduleValue(m: Module): Value {
    if (m.address !== 0) return m.address
    const heap = this.#heap
    const v = this.#object(heap.types.module, m, true, MODULE_SIZE)
    const name = heap.symbol(m.name)
    const parent = m.parent === m || m.parent === undefined ? v : this.moduleValue(m.parent)
    const { u32 } = heap.views
    u32[v >>> 2] = name
    u32[(v + 8) >>> 2] = parent
    return v
  }

  bindingValue(b: Binding): Value {
    return b.address !== 0 ? b.address : this.#object(this.#heap.types.binding, b, true)
  }

  /** The binding that holds the value: the one imported, or `b` itself. */
  #owner(b: Binding): Binding {
    let owner = b
    while (owner.owner !== null && owner.owner !== owner) owner = owner.owner
    return owner
  }

  valueOf(b: Binding): Value {
    const owner = this.#owner(b)
    return owner.address === 0 ? 0 : this.#heap.views.u32[owner.address >>> 2]
  }

  setValueOf(b: Binding, x: Value): void {
    const cell = this.bindingValue(this.#owner(b))
    this.#heap.views.u32[cell >>> 2] = x
  }

  /** The one GlobalRef of a name in a module. */
  globalRefValue(m: Module, name: Sym): Value {
    let b = m.bindings.get(name)
    if (b === undefined) {
      b = new Binding(m, name)
      m.bindings.set(name, b)
    }
    const heap = this.#heap
    const cell = this.bindingValue(b)
    const known = heap.views.u32[(cell + BindingField.globalref) >>> 2]
    if (known !== 0) return known
    const module = this.moduleValue(m)
    const symbol = heap.symbol(name)
    const type = heap.types.builtinType('GlobalRef') as DataType
    const v = heap.kernel.alloc_permanent(heap.typeAddress(type), 24, 1, 8) >>> 0
    const { u32 } = heap.views
    u32[v >>> 2] = module
    u32[(v + 8) >>> 2] = symbol
    u32[(v + 16) >>> 2] = cell
    u32[(cell + BindingField.globalref) >>> 2] = v
    return v
  }

  // ---- methods ------------------------------------------------------------------------------------------------------

  methodTableValue(mt: MethodTable): Value {
    if (mt.address !== 0) return mt.address
    const heap = this.#heap
    const type = heap.types.methodTable
    const v = this.#object(type, mt, true)
    this.#set(type, v, 'name', heap.symbol(mt.name))
    this.#set(type, v, 'module', this.moduleValue(mt.module))
    this.#set(type, v, 'defs', heap.nothing)
    this.#set(type, v, 'leafcache', heap.nothing)
    this.#set(type, v, 'cache', heap.nothing)
    return v
  }

  methodValue(m: Method): Value {
    if (m.address !== 0) return m.address
    const heap = this.#heap
    const type = heap.types.method
    const v = this.#object(type, m, true)
    this.#set(type, v, 'name', heap.symbol(m.name))
    this.#set(type, v, 'module', this.moduleValue(m.module))
    this.#set(type, v, 'file', heap.symbol(m.file))
    this.#set(type, v, 'sig', heap.typeAddress(m.sig))
    this.#set(type, v, 'specializations', heap.emptySvec)
    this.#set(type, v, 'slot_syms', this.#slotSyms(m))
    this.#set(type, v, 'roots', 0)
    this.#set(type, v, 'external_mt', heap.nothing)
    this.refreshMethod(m)
    return v
  }

  /** Names of the arguments, each followed by NUL, as Julia keeps them. */
  #slotSyms(m: Method): Value {
    const names = m.slotNames.length > 0 ? m.slotNames : (m.source?.slotNames ?? [])
    return names.length === 0 ? this.#heap.emptyString : this.#permanentString(`${names.join('\0')}\0`)
  }

  #permanentString(s: string): Value {
    return this.#heap.pin(this.#heap.string(s))
  }

  /** Writes what may change after a method's definition. */
  refreshMethod(m: Method): void {
    if (m.address === 0) return
    const heap = this.#heap
    const type = heap.types.method
    const v = m.address
    const word = (field: string, x: number): void => {
      heap.views.i32[(v + this.#offset(type, field)) >>> 2] = x
    }
    word('line', m.line)
    word('nargs', m.nargs)
    word('called', m.calledArgs)
    word('nospecialize', m.nospecialize)
    word('nkw', m.keywordNames.length)
    this.#set8(type, v, 'isva', m.isVararg ? 1 : 0)
    this.#set8(type, v, 'is_for_opaque_closure', m.isForOpaqueClosure ? 1 : 0)
    this.#set64(type, v, 'primary_world', BigInt(m.primaryWorld))
    this.#set64(type, v, 'deleted_world', worldToJulia(m.deletedWorld))
    if (m.generator !== 0) this.#set(type, v, 'generator', m.generator)
  }

  methodInstanceValue(mi: MethodInstance): Value {
    if (mi.address !== 0) return mi.address
    const heap = this.#heap
    const type = heap.types.methodInstance
    const v = this.#object(type, mi, false)
    const def = mi.def instanceof Module ? this.moduleValue(mi.def) : this.methodValue(mi.def)
    this.#set(type, v, 'def', def)
    this.#set(type, v, 'specTypes', heap.typeAddress(mi.specTypes))
    this.#set(
      type,
      v,
      'sparam_vals',
      heap.typeObjects.permanentSvec(mi.sparamVals.map((p) => heap.paramToValue(p as Type | TypeVar))),
    )
    return v
  }

  codeInstanceValue(ci: CodeInstance): Value {
    if (ci.address !== 0) return ci.address
    const heap = this.#heap
    const type = heap.types.codeInstance
    const v = this.#object(type, ci, false)
    this.#set(type, v, 'def', this.methodInstanceValue(ci.mi))
    this.#set(type, v, 'owner', heap.nothing)
    this.#set(type, v, 'rettype', heap.typeAddress(ci.returnType))
    this.#set(type, v, 'exctype', heap.typeAddress(ci.exceptionType ?? heap.types.any))
    this.refreshCodeInstance(ci)
    return v
  }

  /** Writes what may change later: worlds and the constant. */
  refreshCodeInstance(ci: CodeInstance): void {
    if (ci.address === 0) return
    const type = this.#heap.types.codeInstance
    this.#set64(type, ci.address, 'min_world', BigInt(ci.minWorld))
    this.#set64(type, ci.address, 'max_world', worldToJulia(ci.maxWorld))
    this.#set(type, ci.address, 'rettype_const', this.#heap.pin(ci.constant))
  }
}

/** "Until further notice" is all ones in Julia. */
function worldToJulia(w: number): bigint {
  return w === WORLD_MAX ? 0xffffffffffffffffn : BigInt(w)
}
