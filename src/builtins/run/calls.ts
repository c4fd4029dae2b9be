import { type BuiltinRun, builtin } from '../runtime.ts'

/**
 * Questions about calls. What itself calls Julia code (`_apply_iterate`, `invoke`, `_call_latest`, `modifyfield!` …) is
 * WebAssembly, in the kernel, because a task may switch inside; see `session/builtin-entries.ts`.
 */
export const callBuiltins: readonly BuiltinRun[] = [
  builtin('applicable', 1, -1, (rt, args) => {
    const { heap } = rt
    return heap.boxBool(
      rt.applicable(
        args.map((a) => heap.typeOfArgument(a)),
        rt.world(),
      ),
    )
  }),
  builtin('finalizer', 2, 3, (rt, [f, object]) => {
    const { heap, errors, types } = rt
    const type = heap.typeOf(object)
    if (!type.name.isMutable) errors.error(`objects of type ${type.name.name} cannot be finalized`)
    if (type === types.string || type === types.symbol || type === types.module || types.isKind(type)) {
      errors.error(`objects of type ${type.name.name} cannot be finalized`)
    }
    heap.addFinalizer(object, f)
    return heap.nothing
  }),
  builtin('_compute_sparams', 1, -1, (rt, [method, ...args]) => {
    const { heap } = rt
    return heap.svec(rt.staticParameters(heap.methodAt(method), args).map((p) => heap.paramToValue(p)))
  }),
  builtin('current_scope', 0, 0, (rt) => rt.currentScope()),
]
