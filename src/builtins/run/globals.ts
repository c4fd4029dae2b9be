import type { Value } from '../../heap/index.ts'
import type { Binding, Module } from '../../methods/index.ts'
import { type BuiltinRun, builtin, type Runtime } from '../runtime.ts'
import { getGlobal, replaceResult } from './fields.ts'

export function bindingArgument(rt: Runtime, func: string, module: Value, name: Value): Binding {
  const { heap, types, errors } = rt
  if (heap.typeOf(module) !== types.module) errors.typeErrorFor(func, types.module, module)
  if (heap.typeOf(name) !== types.symbol) errors.typeErrorFor(func, types.symbol, name)
  const m = heap.moduleAt(module) as Module
  const binding = rt.methods.resolveBinding(m, heap.symbolAt(name))
  if (binding === null)
    return errors.error(`Global ${m.name}.${heap.symbolAt(name)} does not exist and cannot be assigned.`)
  if (binding.module !== m)
    errors.error(
      `cannot assign a value to imported variable ${binding.module.name}.${binding.name} from module ${m.name}`,
    )
  return binding
}

/** Globals: reading, assigning and declaring types of them. */
export const globalBuiltins: readonly BuiltinRun[] = [
  builtin('getglobal', 2, 3, (rt, [module, name]) => getGlobal(rt, module, name)),
  builtin('setglobal!', 3, 4, (rt, [module, name, value]) => {
    rt.setGlobal(bindingArgument(rt, 'setglobal!', module, name), value)
    return value
  }),
  builtin('swapglobal!', 3, 4, (rt, [module, name, value]) => {
    const binding = bindingArgument(rt, 'swapglobal!', module, name)
    const old = rt.heap.bindingValue(binding)
    if (old === 0) rt.errors.undefVar(binding.name.name, module)
    rt.setGlobal(binding, value)
    return old
  }),
  builtin('replaceglobal!', 4, 6, (rt, [module, name, expected, value]) => {
    const binding = bindingArgument(rt, 'replaceglobal!', module, name)
    const old = rt.heap.bindingValue(binding)
    if (old === 0) rt.errors.undefVar(binding.name.name, module)
    const success = rt.heap.egal(old, expected)
    if (success) rt.setGlobal(binding, value)
    return replaceResult(rt, binding.type ?? rt.types.any, old, success)
  }),
  builtin('setglobalonce!', 3, 5, (rt, [module, name, value]) => {
    const binding = bindingArgument(rt, 'setglobalonce!', module, name)
    if (rt.heap.bindingValue(binding) !== 0) return rt.heap.false_
    rt.setGlobal(binding, value)
    return rt.heap.true_
  }),
  builtin('get_binding_type', 2, 2, (rt, [module, name]) => {
    const { heap, types } = rt
    // asked before an assignment: it must not make the name another module's
    const binding = rt.methods.bindings.entry(heap.moduleAt(module) as Module, heap.symbolAt(name)).owner
    if (binding === null || binding.isConst) return heap.typeAddress(types.any)
    return heap.typeAddress(binding.type ?? types.any)
  }),
  builtin('set_binding_type!', 2, 3, (rt, [module, name, type]) => {
    const { heap, types, methods, errors } = rt
    const m = heap.moduleAt(module) as Module
    const binding = methods.bindingForAssignment(m, heap.symbolAt(name), 'declare')
    const declared = type === undefined ? types.any : heap.typeAt(type)
    if (declared.kind === 'TypeVar' || declared.kind === 'Vararg')
      return errors.typeErrorFor('set_binding_type!', types.type, type)
    if (binding.type !== null) {
      if (!types.typesEqual(binding.type, declared)) {
        errors.error(
          `cannot set type for global ${m.name}.${binding.name}. It already has a value or is already set to a different type.`,
        )
      }
    } else if (heap.bindingValue(binding) !== 0 && declared !== types.any) {
      errors.error(
        `cannot set type for global ${m.name}.${binding.name}. It already has a value or is already set to a different type.`,
      )
    } else binding.type = declared
    return heap.nothing
  }),
]
