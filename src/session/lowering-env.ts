import type { Value } from '../heap/index.ts'
import type { LoweringEnv } from '../lowering/index.ts'
import type { Module } from '../methods/index.ts'
import {
  type Ex,
  Expr,
  GlobalRef,
  LineNumberNode,
  type ModuleLike,
  QuoteNode,
  Sym,
  ValueRef,
} from '../syntax/index.ts'
import type { Session } from './session.ts'

/** What lowering asks of the session: macros, names, modules. */
export function makeLoweringEnv(session: Session): LoweringEnv {
  const { heap, methods } = session
  return {
    core: session.core,
    get base() {
      return session.base
    },
    softScope: false,
    callMacro: (call, module, scope, wraps) =>
      wraps
        ? wrapErrors(session, call, () => callMacro(session, call, module as Module, scope as Module))
        : callMacro(session, call, module as Module, scope as Module),
    moduleOf: (value) => {
      if (!(value instanceof ValueRef)) return null
      return heap.typeOf(value.address) === session.types.module ? heap.moduleAt(value.address) : null
    },
    nextGensym: (module) => ++(module as Module).gensymCounter,
    isGlobalDefined: (module, name) => heap.bindingValue(methods.bindings.peek(module as Module, name)) !== 0,
    warn: (message, file, line) => session.warn(`┌ Warning: ${message}\n└ @ ${file}:${line}`),
  }
}

/** The value that a macro's name denotes in `scope`. */
function macroValue(session: Session, name: Ex, scope: Module): Value {
  if (name instanceof Sym) return session.evaluator.globalValue(scope, name)
  if (name instanceof GlobalRef) return session.evaluator.globalValue(name.module as Module, name.name)
  if (name instanceof ValueRef) return name.address
  if (name instanceof Expr && name.head === '.' && name.args.length === 2) {
    const owner = macroValue(session, name.args[0], scope)
    const field = name.args[1] instanceof QuoteNode ? name.args[1].value : name.args[1]
    const { heap, types, errors } = session
    if (heap.typeOf(owner) !== types.module) return errors.typeErrorFor('getglobal', types.module, owner)
    return session.evaluator.globalValue(heap.moduleAt(owner) as Module, field as Sym)
  }
  return session.errors.error('invalid macro name')
}

/** What a macro throws, in a LoadError with the place of its call. */
function wrapErrors<T>(session: Session, call: Expr, expand: () => T): T {
  try {
    return expand()
  } catch (problem) {
    const { heap, errors } = session
    const exception = session.isBootstrapping ? null : heap.caughtValue(problem)
    if (exception === null) throw problem
    const backtrace = heap.thrownBacktrace
    const at = call.args[1]
    const place = at instanceof LineNumberNode ? at : new LineNumberNode(0, null)
    const fields = [heap.string(place.file ?? '<macrocall>'), heap.boxInt64(BigInt(place.line)), exception]
    return heap.rethrowValue(heap.newStruct(errors.type('LoadError'), fields), backtrace)
  }
}

function callMacro(
  session: Session,
  call: Expr,
  module: Module,
  scope: Module,
): { expr: Ex; module: ModuleLike } {
  const { heap, methods, types } = session
  const f = macroValue(session, call.args[0], scope)
  const line = call.args[1] instanceof LineNumberNode ? call.args[1] : new LineNumberNode(0, null)
  const args = [
    heap.exToValue(line),
    heap.moduleValue(module),
    ...call.args.slice(2).map((a) => heap.exToValue(a)),
  ]
  const world = methods.world
  const signature = types.tuple([f, ...args].map((a) => heap.typeOfArgument(a)))
  const match = methods.findMethod(signature, world)
  // what the tree takes over as values is pinned one by one
  const result = heap.valueToEx(heap.call(f, args, world))
  return { expr: result, module: match === null ? module : match.method.module }
}
