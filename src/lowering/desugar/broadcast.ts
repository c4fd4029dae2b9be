/** Dot calls: nested ones fuse into one `broadcasted` tree that is materialized once. */
import { type Ex, Expr, isExpr, QuoteNode } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import { block, call, hasParameters, identifierName, isAtom, isDotOp, isKw, undot } from '../surface.ts'
import type { Tree } from '../tree.ts'
import { comparisonChain, valLiteral } from './calls.ts'
import { indexingParts } from './indexing.ts'

/** The lazy `broadcasted(f, args…)` of a dot call, with dot calls among the arguments nested; null if `e` is none. */
function fused(c: Ctx, e: Ex): Ex | null {
  if (!(e instanceof Expr)) return null
  switch (e.head) {
    case '.': {
      if (e.args.length !== 2) return null
      const [f, x] = e.args
      if (isExpr(x, 'tuple')) return fusedCall(c, f, x.args)
      return null
    }
    case 'call': {
      const [f, ...args] = e.args
      if (args.length === 0) return null
      if (isDotOp(f)) return fusedCall(c, undot(f), args)
      if (isExpr(f, '.') && f.args.length === 1) return fusedCall(c, f.args[0], args)
      return null
    }
    case 'comparison':
      return fused(c, comparisonChain(c, e.args))
    case '.&&':
      return lazy(c, c.top('andand'), e.args)
    case '.||':
      return lazy(c, c.top('oror'), e.args)
    default:
      return null
  }
}

function fusedCall(c: Ctx, f: Ex, args: readonly Ex[]): Ex {
  if (args.length === 2 && typeof args[1] === 'bigint' && identifierName(f) === '^') {
    return lazy(c, c.top('literal_pow'), [f, args[0], valLiteral(c, args[1])])
  }
  return lazy(c, f, args)
}

function lazy(c: Ctx, f: Ex, args: readonly Ex[]): Ex {
  const semicolon = isExpr(args[0], 'parameters') ? args[0].args : []
  const plain = hasParameters(args) ? args.slice(1) : args
  const kws = [...plain.filter(isKw), ...semicolon]
  const positional = plain.filter((a) => !isKw(a)).map((a) => inner(c, a))
  return kws.length === 0
    ? call(c.top('broadcasted'), f, ...positional)
    : call(c.top('broadcasted_kwsyntax'), new Expr('parameters', kws), f, ...positional)
}

/** An argument of a fused call. */
function inner(c: Ctx, e: Ex): Ex {
  const f = fused(c, e)
  if (f !== null) return f
  // a comparison chain may be no dot call itself, but hold some
  return isExpr(e, 'comparison') ? comparisonChain(c, e.args) : e
}

/** `rhs` (a dot form), or `lhs .= rhs` */
export function expandBroadcast(c: Ctx, lhs: Ex | null, rhs: Ex): Tree {
  const lazyRhs = fused(c, rhs)
  if (lhs === null) {
    if (lazyRhs !== null) return c.expand(call(c.top('materialize'), lazyRhs))
    return isExpr(rhs, '.') ? expandField(c, rhs) : c.expand(rhs)
  }
  const target = destination(c, lhs)
  return c.expand(
    call(c.top('materialize!'), target, lazyRhs ?? call(c.top('broadcasted'), c.top('identity'), rhs)),
  )
}

/** Where `lhs .= …` writes: a view of `a[i]`, the property of `a.b`. */
function destination(c: Ctx, lhs: Ex): Ex {
  if (isExpr(lhs, 'ref')) {
    const { array, indices, stmts } = indexingParts(c, lhs)
    return block(...stmts, call(c.top('dotview'), array, ...indices))
  }
  if (isExpr(lhs, '.') && lhs.args.length === 2)
    return call(c.top('dotgetproperty'), lhs.args[0], lhs.args[1])
  return lhs
}

function quotedIn(field: Ex): Ex {
  if (field instanceof QuoteNode) return field.value
  if (isExpr(field, 'copyast')) return quotedIn(field.args[0])
  return isExpr(field, 'quote') || isExpr(field, 'inert') ? field.args[0] : null
}

const brackets = new Set(['vect', 'hcat', 'vcat', 'ncat', 'braces', 'bracescat'])

/** `a.b` */
function expandField(c: Ctx, e: Expr): Tree {
  const [obj, field] = e.args
  const quoted = quotedIn(field)
  if (quoted instanceof Expr && brackets.has(quoted.head))
    c.fail(`invalid syntax "${deparse(obj)}.${deparse(quoted)}"`)
  if (isAtom(field) || field instanceof QuoteNode || isExpr(field, 'quote') || isExpr(field, '$')) {
    return c.expand(call(c.top('getproperty'), obj, field))
  }
  if (field instanceof Expr && !['inert', 'copyast'].includes(field.head))
    c.fail(`invalid syntax "${deparse(e)}"`)
  return c.expand(call(c.top('getproperty'), obj, field))
}

/** The head `.`: `a.b`, `f.(x)`, or `(.op)` alone */
export function expandDot(c: Ctx, e: Expr): Tree {
  if (e.args.length === 1) return c.expand(call(c.top('BroadcastFunction'), e.args[0]))
  return expandBroadcast(c, null, e)
}
