/**
 * `@generated` functions: `if @generated` in a body splits it into the generator, a function of the argument types,
 * and the ordinary body. The method's body carries
 * `Expr(:meta, :generated, Expr(:new, Core.GeneratedFunctionStub, generator, svec(argnames…), svec(spnames…)))`,
 * which whoever defines the method evaluates.
 */
import { type Ex, Expr, GlobalRef, isExpr, QuoteNode, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { expandQuote } from '../quasiquote.ts'
import { block, call, contains, expr, insertAfterMeta, isFunctionDef, isQuoted, SELF } from '../surface.ts'
import type { Formal } from './formals.ts'
import type { TypeVarSpec } from './types.ts'

const isIfGenerated = (e: Ex): boolean => isExpr(e, 'if') && isExpr(e.args[0], 'generated')

function holdsGenerated(e: Ex): boolean {
  if (!(e instanceof Expr) || isQuoted(e) || isFunctionDef(e as Ex)) return false
  return isIfGenerated(e) || e.args.some(holdsGenerated)
}

function part(e: Ex, generator: boolean): Ex {
  if (!(e instanceof Expr) || isQuoted(e) || isFunctionDef(e as Ex)) return e
  if (isIfGenerated(e)) return generator ? expr('$', e.args[1]) : (e.args[2] ?? null)
  return new Expr(
    e.head,
    e.args.map((a) => part(a, generator)),
  )
}

/** The ordinary body, and the definition of the generator if there is one. */
export function splitGenerated(
  c: Ctx,
  body: Expr,
  typeVars: readonly TypeVarSpec[],
  args: readonly Formal[],
): { body: Expr; generator: Ex | null } {
  if (!contains(body, isIfGenerated) || !holdsGenerated(body)) return { body, generator: null }
  const name = sym(`${c.gensym().name}#${c.counter()}`)
  const spNames = typeVars.map((v) => v.name)
  const argNames = args.map((a) => a.name)
  const formals = [...spNames, ...argNames.map((n) => (n === SELF || n.name === '#unused#' ? c.gensym() : n))]
  const generatorBody = block(expandQuote(part(body, true), new GlobalRef(c.env.core, sym('_expr'))))
  const generator = block(
    expr('global', name),
    expr('function', call(name, ...formals.map((n) => expr('meta', sym('nospecialize'), n))), generatorBody),
  )
  const svec = (names: readonly Ex[]): Ex => call(c.core('svec'), ...names.map((n) => new QuoteNode(n)))
  const stub = expr('new', c.core('GeneratedFunctionStub'), c.global(name), svec(argNames), svec(spNames))
  return {
    body: insertAfterMeta(part(body, false), [expr('meta', sym('generated'), stub)]),
    generator,
  }
}
