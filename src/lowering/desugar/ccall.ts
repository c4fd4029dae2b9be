/** `ccall` as `foreigncall`: arguments are converted by `cconvert`, kept alive, and passed by `unsafe_convert`. */
import { type Ex, type Expr, isExpr, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { isSplat } from '../surface.ts'
import { Op, type Tree } from '../tree.ts'

const conventions = new Set(['cdecl', 'stdcall', 'fastcall', 'thiscall', 'llvmcall'])

/**
 * `Expr(:foreigncall, name, returnType, svec(argTypes…), nreq, QuoteNode(convention), args…, roots…)`
 */
export function expandCcall(c: Ctx, args: readonly Ex[]): Tree {
  if (args.length < 3) c.fail('too few arguments to ccall')
  const name = args[0]
  let rest = args.slice(1)
  let convention: Ex = sym('ccall')
  let required: Ex | null = null
  const cc = rest[0]
  if (isExpr(cc, 'cconv')) {
    convention = cc.args[0]
    required = cc.args[1]
    rest = rest.slice(1)
  } else if (cc instanceof Sym && conventions.has(cc.name)) {
    convention = cc
    rest = rest.slice(1)
  }
  const [returnType, types, ...actuals] = rest
  if (!isExpr(types, 'tuple')) {
    c.fail(
      isExpr(returnType, 'tuple')
        ? 'ccall argument types must be a tuple; try "(T,)" and check if you specified a correct return type'
        : 'ccall argument types must be a tuple; try "(T,)"',
    )
  }
  const formals = types.args
  const lastFormal = formals[formals.length - 1]
  const isVararg = isSplat(lastFormal)
  if (formals.slice(0, -1).some(isSplat)) c.fail('only the trailing ccall argument type should have "..."')
  if (isVararg && formals.length === 1) c.fail('C ABI prohibits vararg without one required argument')
  if (!isVararg && actuals.length > formals.length) c.fail('more arguments than types for ccall')
  if (actuals.length < formals.length - (isVararg ? 1 : 0)) c.fail('more types than arguments for ccall')

  const stmts: Tree[] = []
  const argTypes: Tree[] = []
  const values: Tree[] = []
  const roots: Tree[] = []
  actuals.forEach((a, i) => {
    const formal = i < formals.length - (isVararg ? 1 : 0) ? formals[i] : (lastFormal as Expr).args[0]
    const value = c.expand(a)
    if (formal instanceof Sym && formal.name === 'Any') {
      argTypes.push(c.core('Any'))
      values.push(value)
      return
    }
    const root = c.temp()
    stmts.push(new Op('=', [root, new Op('call', [c.top('cconvert'), c.expand(formal), value])]))
    argTypes.push(c.expand(formal))
    values.push(new Op('call', [c.top('unsafe_convert'), c.expand(formal), root]))
    roots.push(root)
  })
  roots.reverse()
  stmts.push(
    new Op('foreigncall', [
      c.expand(name),
      c.expand(returnType),
      new Op('call', [c.core('svec'), ...argTypes]),
      required ?? BigInt(isVararg ? formals.length - 1 : 0),
      new QuoteNode(convention),
      ...values,
      ...roots,
    ]),
  )
  return new Op('block', stmts)
}
