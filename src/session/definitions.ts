import type { Value } from '../heap/index.ts'
import { type CodeInfo, SlotFlag, spliceCaptures } from '../lowering/index.ts'
import { BindingError, type Method, type Module } from '../methods/index.ts'
import { Expr, LineNumberNode, QuoteNode, Sym, sym, ValueRef } from '../syntax/index.ts'
import {
  DataType,
  hasTypeVar,
  newFunctionType,
  type Type,
  type TypeParam,
  TypeVar,
  UnionAll,
  unwrapUnionAll,
} from '../types/index.ts'
import type { Session } from './session.ts'

/** Runs `body`, turning refusals of the binding rules into Julia's ErrorException. */
export function binding<T>(session: Session, body: () => T): T {
  try {
    return body()
  } catch (problem) {
    if (problem instanceof BindingError) return session.errors.error(problem.message)
    throw problem
  }
}

/** `function name end`: the generic function that `name` means in `module`, made if need be. */
export function declareMethod(session: Session, module: Module, name: Sym): Value {
  const { heap, types } = session
  const b = binding(session, () => session.methods.bindingForMethod(module, name))
  const known = heap.bindingValue(b)
  if (known !== 0) {
    const type = heap.typeOf(known)
    if (!heap.isType(known) && !types.isSubtype(type, types.function) && !types.isSingleton(type)) {
      return session.errors.error(`cannot define function ${name}; it already has a value`)
    }
    return known
  }
  const type = newFunctionType(types, name, sym(`#${name}`), module, types.function)
  const f = heap.singleton(type)
  b.isConst = true
  heap.setBindingValue(b, f)
  return f
}

/**
 * `Expr(:method, name, signature, code)`: `signature` is `svec(svec(types...), svec(typevars...), line node)`; `captured` is
 * 0 or an svec of the values that the code takes from around it. Gives the method.
 */
export function defineMethod(
  session: Session,
  module: Module,
  nameOrTable: Value,
  signature: Value,
  code: CodeInfo,
  captured: Value,
): Value {
  const { heap, types, methods, errors } = session
  const [argTypes, typeVars, location] = heap.svecAt(signature)
  const params = heap.svecAt(argTypes).map((t, i) => argumentType(session, t, i, nameOrTable, code, location))
  let sig: Type = types.tuple(params)
  const vars = heap.svecAt(typeVars).map((v) => heap.typeAt(v) as TypeVar)
  const unused = new Set<TypeVar>()
  for (let i = vars.length - 1; i >= 0; i--) {
    // an unused variable stays: the code counts static parameters
    const isUsed = hasTypeVar(sig, vars[i])
    if (!isUsed) unused.add(vars[i])
    sig = isUsed ? types.unionAll(vars[i], sig) : new UnionAll(vars[i], sig)
  }
  const callee = calleeType(session, params[0])
  let source = code
  if (captured !== 0) {
    source = spliceCaptures(
      source,
      heap.svecAt(captured).map((v) => new ValueRef(heap.pin(v))),
    )
  }
  const line = locationOf(session, location)
  const name = functionName(session, callee, nameOrTable)
  if (
    callee !== null &&
    !session.isBootstrapping &&
    types.isSubtype(callee, types.builtin) &&
    callee !== types.builtin
  ) {
    errors.error(`cannot add methods to a builtin function`)
  }
  const method = methods.newMethod({
    name,
    module,
    sig,
    file: line.file ?? 'none',
    line: line.line,
    nargs: source.nargs,
    isVararg: source.isVararg,
    source,
  })
  method.slotNames = source.slotNames
  method.nospecialize = nospecializeBits(source)
  attachGenerator(session, method, source)
  method.keywordNames = keywordNames(source)
  for (const v of vars) if (unused.has(v)) unusedTypeVar(session, v, method)
  methods.addMethod(method)
  return heap.methodValue(method)
}

function argumentType(
  session: Session,
  t: Value,
  i: number,
  name: Value,
  code: CodeInfo,
  location: Value,
): TypeParam {
  const { heap, types, errors } = session
  if (heap.isType(t) || heap.typeOf(t) === types.typeVarType || heap.typeOf(t) === types.typeofVararg) {
    return heap.valueToParam(t)
  }
  const argument = code.slotNames[i] ?? '#unused#'
  const which = argument.startsWith('#') ? `number ${i}` : argument
  const method = heap.typeOf(name) === types.symbol ? heap.symbolAt(name).name : 'anonymous'
  const { file, line } = locationOf(session, location)
  return errors.argument(
    `invalid type for argument ${which} in method definition for ${method} at ${file ?? 'none'}:${line}`,
  )
}

/** The definition that the first parameter of a signature belongs to, if it is one. */
function calleeType(session: Session, p: TypeParam): DataType | null {
  let t = p instanceof TypeVar ? p.upper : p
  if (typeof t === 'object' && 'kind' in t && t.kind === 'UnionAll') t = unwrapUnionAll(t)
  if (!(t instanceof DataType)) return null
  if (t.name === session.types.typeTypeName) {
    const [of] = t.parameters
    return of instanceof TypeVar ? null : t
  }
  return t
}

/** The name that a method is shown with: that of the function, or of the type for constructors and callable objects. */
function functionName(session: Session, callee: DataType | null, given: Value): Sym {
  const { heap, types } = session
  if (callee !== null) {
    if (callee.name === types.typeTypeName) {
      const of = unwrapUnionAll(callee.parameters[0] as Type)
      return of instanceof DataType ? of.name.name : sym('Type')
    }
    return callee.name.singletonName ?? callee.name.name
  }
  return heap.typeOf(given) === types.symbol ? heap.symbolAt(given) : sym('anonymous')
}

function locationOf(session: Session, v: Value): LineNumberNode {
  const ex = session.heap.valueToEx(v)
  const node = ex instanceof QuoteNode ? ex.value : ex
  return node instanceof LineNumberNode ? node : new LineNumberNode(0, null)
}

function nospecializeBits(source: CodeInfo): number {
  let bits = 0
  for (let i = 1; i < source.nargs && i <= 32; i++) {
    if (source.slotFlags[i] & SlotFlag.nospecialize) bits |= 1 << (i - 1)
  }
  return bits
}

/** A `@generated` body carries its generator in `Expr(:meta, :generated, …)`. */
function attachGenerator(session: Session, method: Method, source: CodeInfo): void {
  for (const s of source.code) {
    if (
      !(s instanceof Expr) ||
      s.head !== 'meta' ||
      !(s.args[0] instanceof Sym) ||
      s.args[0].name !== 'generated'
    )
      continue
    method.generator = session.heap.pin(session.generatorValue(method.module, s.args[1]))
    return
  }
}

/** The keywords that the body of a function with keywords takes in front of its arguments, after itself. */
function keywordNames(source: CodeInfo): Sym[] {
  for (const s of source.code) {
    if (!(s instanceof Expr) || s.head !== 'meta' || !(s.args[0] instanceof Sym) || s.args[0].name !== 'nkw')
      continue
    return source.slotNames.slice(1, 1 + Number(s.args[1])).map((name) => sym(name))
  }
  return []
}

function unusedTypeVar(session: Session, v: TypeVar, method: Method): void {
  session.warn(
    `WARNING: method definition for ${method.name} at ${method.file}:${method.line} declares type variable ${v.name} ` +
      'but does not use it.',
  )
}
