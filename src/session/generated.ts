import type { Value } from '../heap/index.ts'
import { type CodeInfo, LoweringError, lowerGenerated } from '../lowering/index.ts'
import type { Method, MethodInstance, Module, World } from '../methods/index.ts'
import { type Ex, Expr, GlobalRef, QuoteNode, type Sym } from '../syntax/index.ts'
import { type DataType, type TypeParam, TypeVar, unwrapUnionAll, VarargType } from '../types/index.ts'
import type { Session } from './session.ts'

/** Fields of Core.GeneratedFunctionStub. */
const GENERATOR = 0
const ARGUMENT_NAMES = 1
const PARAMETER_NAMES = 2

/**
 * The stub that a `@generated` body's meta describes: `Expr(:new, GeneratedFunctionStub, generator, svec(names…),
 * svec(names…))`, whose parts are globals and quoted names.
 */
export function generatorStub(session: Session, module: Module, ex: Ex): Value {
  if (!(ex instanceof Expr) || ex.head !== 'new') {
    return session.errors.error(
      'generated functions whose generator is not made by @generated are not supported by this system',
    )
  }
  const [type, generator, argNames, spNames] = ex.args.map((a) => constantValue(session, module, a))
  return session.heap.newStruct(session.heap.typeAt(type) as DataType, [generator, argNames, spNames])
}

function constantValue(session: Session, module: Module, ex: Ex): Value {
  const { heap } = session
  if (ex instanceof GlobalRef) return session.evaluator.globalValue(ex.module as Module, ex.name)
  if (ex instanceof QuoteNode) return heap.exToValue(ex.value)
  if (ex instanceof Expr && ex.head === 'call')
    return heap.svec(ex.args.slice(1).map((a) => constantValue(session, module, a)))
  return heap.exToValue(ex)
}

/** Runs the generator for the types of `mi` in `world`, and lowers what it returns. @throws Julia exceptions */
export function expandGenerated(session: Session, mi: MethodInstance, world: World): CodeInfo {
  const { heap } = session
  const method = mi.def as Method
  const stub = method.generator
  const argNames = symbolsOf(session, heap.getField(stub, ARGUMENT_NAMES))
  const sparamNames = symbolsOf(session, heap.getField(stub, PARAMETER_NAMES))
  const args = [
    ...mi.sparamVals.map((p) => heap.paramToValue(p as TypeParam)),
    ...argumentTypes(session, mi, argNames.length, method.isVararg),
  ]
  const result = session.callInWorld(heap.getField(stub, GENERATOR), args, world)
  if (heap.typeOf(result) === session.types.codeInfo) return heap.codeInfoAt(result)
  const body = heap.valueToEx(result)
  const place = { file: method.file, line: method.line }
  try {
    return lowerGenerated(
      { argNames, sparamNames, isVararg: method.isVararg, body },
      method.module,
      session.evaluator.lowering,
      place,
    )
  } catch (problem) {
    if (problem instanceof LoweringError) return session.errors.error(problem.message)
    throw problem
  }
}

function symbolsOf(session: Session, svec: Value): Sym[] {
  return session.heap.svecAt(svec).map((s) => session.heap.symbolAt(s))
}

/** The types of the arguments as the generator sees them; those of a vararg come as one tuple. */
function argumentTypes(session: Session, mi: MethodInstance, count: number, isVararg: boolean): Value[] {
  const { heap, types } = session
  const tuple = unwrapUnionAll(mi.specTypes) as DataType
  const all = tuple.parameters.map((p) => {
    if (p instanceof VarargType) return heap.typeAddress(types.any)
    return heap.paramToValue(p instanceof TypeVar ? p.upper : types.rewrap(p as DataType, mi.specTypes))
  })
  if (!isVararg) return all
  return [...all.slice(0, count - 1), heap.tupleOf(all.slice(count - 1))]
}
