import { DT_FLAGS, DTF_CONCRETE, FAIL_NOT_CONCRETE } from '../heap/index.ts'
import type { Module } from '../methods/index.ts'
import { type Ex, type Expr, GlobalRef, QuoteNode, Sym } from '../syntax/index.ts'
import { storeOutgoing } from './calls.ts'
import { prepare, pushBoxed, pushTag } from './convert.ts'
import type { FunctionEmitter } from './emitter.ts'
import type { Held } from './held.ts'

/** Makes sure that a value is a type of which there are instances; both tiers need it for `new`. */
export function checkConcrete(e: FunctionEmitter, type: Held): void {
  const { code, env } = e
  const boxed = prepare(e, type, e.reprs.boxed(env.lattice.any))
  const push = () => pushBoxed(e, boxed)
  const good = code.block()
  if (boxed.box === null || boxed.box.k === 'value') {
    push()
    code.i32(4)
    code.op('i32_sub')
    code.mem('i32_load', 0)
    code.i32(-16)
    code.op('i32_and')
  } else pushTag(e, boxed.box)
  e.pushType(env.lattice.core.DataType)
  code.op('i32_eq')
  code.if()
  push()
  code.mem('i32_load', DT_FLAGS)
  code.i32(DTF_CONCRETE)
  code.op('i32_and')
  code.brIf(good)
  code.end()
  e.fail(FAIL_NOT_CONCRETE, push)
  code.end()
}

/** `isdefined` of a global. */
export function emitIsDefinedGlobal(e: FunctionEmitter, x: Ex, scope: Module): Held {
  const { env } = e
  const module = x instanceof GlobalRef ? x.module : scope
  const name =
    x instanceof GlobalRef
      ? x.name
      : x instanceof Sym
        ? x
        : x instanceof QuoteNode && x.value instanceof Sym
          ? x.value
          : null
  if (name === null) throw new Error('codegen: isdefined of something that is no variable')
  const binding = env.binding(module, name)
  if (env.constantBinding(binding) !== 0) return e.bool(true)
  e.code.value(env.bindingCell(binding))
  e.call('is_defined_global')
  return e.pop(env.lattice.core.Bool)
}

/** Assignment to a global variable. */
export function setGlobal(e: FunctionEmitter, target: GlobalRef, value: Held): void {
  const { code, env } = e
  const boxed = prepare(e, value, e.reprs.boxed(env.lattice.any))
  code.value(env.bindingCell(env.assignedBinding(target.module, target.name)))
  pushBoxed(e, boxed)
  e.call('set_global')
}

/** Statements that the session carries out, given whole. */
const topLevel: ReadonlySet<string> = new Set([
  'module',
  'import',
  'using',
  'export',
  'public',
  'thunk',
  'toplevel',
  'global',
  'const',
  'error',
  'incomplete',
])

/**
 * Expressions that both tiers leave to the runtime: definitions and other top-level statements, quoted syntax, opaque
 * closures. @throws Error for a head that is none of these
 */
export function emitDynamic(e: FunctionEmitter, x: Expr, scope: Module, operand: (x: Ex) => Held): Held {
  const { code, env } = e
  const { any } = env.lattice
  switch (x.head) {
    case 'method':
      return emitMethod(e, x, scope, operand)
    case 'copyast':
      pushBoxed(e, operand(x.args[0]))
      e.call('copy_ast')
      return e.popBoxed(any)
    case 'cfunction':
      code.value(
        env.symbol(env.internSymbol('@cfunction: no foreign code can call Julia functions on this system')),
      )
      e.call('invalid_foreign')
      return e.never()
  }
  if (!topLevel.has(x.head)) throw new Error(`codegen: code has an expression of head '${x.head}'`)
  code.value(env.moduleValue(scope))
  code.value(env.constant(new QuoteNode(x)))
  e.call('top_level')
  return e.popBoxed(any)
}

/** `Expr(:method)`: declares a generic function, or defines a method. */
function emitMethod(e: FunctionEmitter, x: Expr, scope: Module, operand: (x: Ex) => Held): Held {
  const { code, env } = e
  const { any } = env.lattice
  const name = x.args[0]
  if (x.args.length === 1) {
    code.value(env.moduleValue(name instanceof GlobalRef ? name.module : scope))
    code.value(env.symbol(symbolOf(name)))
    e.call('declare_method')
    return e.popBoxed(any)
  }
  const boxed = (h: Held): Held => prepare(e, h, e.reprs.boxed(any))
  // the first part is a name, false, or a method table given by a variable
  const isName = name instanceof GlobalRef || name instanceof Sym || name === false || name === null
  const table = isName ? e.constant(env.constant(new QuoteNode(name))) : boxed(operand(name))
  const signature = boxed(operand(x.args[1]))
  const source = x.args[2]
  const body = isCode(source) ? e.constant(env.constant(new QuoteNode(source))) : boxed(operand(source))
  let captured: number | null = null
  if (x.args.length > 3) {
    const values = x.args.slice(3).map((a) => operand(a))
    storeOutgoing(e, values)
    code.get(e.outgoing)
    code.i32(values.length)
    e.call('make_svec')
    captured = code.newRef()
    code.set(captured)
  }
  code.value(env.moduleValue(scope))
  pushBoxed(e, table)
  pushBoxed(e, signature)
  pushBoxed(e, body)
  if (captured === null) code.i32(0)
  else code.get(captured)
  e.call('define_method')
  return e.popBoxed(any)
}

function isCode(x: Ex): boolean {
  return typeof x === 'object' && x !== null && 'isCodeInfo' in x
}

export function symbolOf(x: Ex): Sym {
  if (x instanceof Sym) return x
  if (x instanceof QuoteNode && x.value instanceof Sym) return x.value
  if (x instanceof GlobalRef) return x.name
  throw new Error('codegen: a name was expected')
}
