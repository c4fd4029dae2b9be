/** Calls: plain, splatted, with keywords, infix forms that are calls, named tuples. */
import { type Ex, Expr, isExpr, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import {
  assign,
  block,
  CCALL,
  CGLOBAL,
  call,
  expr,
  firstDuplicate,
  hasParameters,
  identifierName,
  isAssignment,
  isDotOp,
  isEffectFree,
  isKw,
  isSplat,
  isSymRef,
  quoted,
  undot,
} from '../surface.ts'
import { Op, type Tree } from '../tree.ts'
import { expandBroadcast } from './broadcast.ts'
import { expandCcall } from './ccall.ts'

export function expandCall(c: Ctx, e: Expr): Tree {
  const f = e.args[0]
  const args = e.args.slice(1)
  if (args.length === 0) return new Op('call', [c.expand(f)])
  if (isDotOp(f)) return expandBroadcast(c, null, expr('.', undot(f), new Expr('tuple', args)))
  if (isExpr(f, '.') && f.args.length === 1) {
    return expandBroadcast(c, null, expr('.', f.args[0], new Expr('tuple', args)))
  }
  if (f === CCALL) return expandCcall(c, args)
  if (args.some(isKw)) return expandKwCall(c, f, args)
  if (isExpr(args[0], 'parameters')) {
    return args[0].args.length === 0 ? expandCall(c, call(f, ...args.slice(1))) : expandKwCall(c, f, args)
  }
  if (args.some(isSplat)) return c.expand(splatCall(c, f, args))
  if (args.length === 2 && typeof args[1] === 'bigint' && identifierName(f) === '^') {
    return c.expand(call(c.top('literal_pow'), f, args[0], valLiteral(c, args[1])))
  }
  if (f === CGLOBAL || identifierName(f) === 'cglobal') return new Op('call', [f, ...args.map(c.expand)])
  return new Op('call', e.args.map(c.expand))
}

/** `Val(x)` as `literal_pow` takes it */
export function valLiteral(c: Ctx, x: Ex): Ex {
  return call(call(c.core('apply_type'), c.top('Val'), x))
}

/** `f(a, xs..., b)` as `_apply_iterate(iterate, f, (a,), xs, (b,))` */
function splatCall(c: Ctx, f: Ex, args: readonly Ex[]): Ex {
  const parts: Ex[] = []
  let run: Ex[] = []
  const flush = (): void => {
    if (run.length > 0) parts.push(call(c.core('tuple'), ...run))
    run = []
  }
  for (const a of args) {
    if (isSplat(a) && a.args.length === 1) {
      flush()
      parts.push(a.args[0])
    } else run.push(a)
  }
  flush()
  return call(c.core('_apply_iterate'), c.top('iterate'), f, ...parts)
}

/**
 * An expression whose arguments can be evaluated twice: those with effects move to temporaries.
 * Returns the statements to run first.
 */
export function withoutSideEffects(c: Ctx, e: Ex): { expr: Ex; stmts: Ex[] } {
  if (!(e instanceof Expr)) return { expr: e, stmts: [] }
  const stmts: Ex[] = []
  const hold = (x: Ex): Ex => {
    if (isEffectFree(x)) return x
    if (x instanceof Expr && (x.head === '...' || x.head === '&')) return new Expr(x.head, [hold(x.args[0])])
    if (isKw(x)) return expr('kw', x.args[0], hold(x.args[1]))
    if (isExpr(x, 'parameters')) return new Expr('parameters', x.args.map(hold))
    const t = c.temp()
    stmts.push(assign(t, x))
    return t
  }
  if (e.head === 'let') return { expr: hold(e), stmts }
  return { expr: new Expr(e.head, e.args.map(hold)), stmts }
}

function expandKwCall(c: Ctx, f: Ex, args: readonly Ex[]): Tree {
  const semicolon = isExpr(args[0], 'parameters') ? args[0].args : []
  const plain = hasParameters(args) ? args.slice(1) : args
  const { expr: held, stmts } = withoutSideEffects(c, call(f, ...plain))
  const [fn, ...rest] = (held as Expr).args
  const kws = [...rest.filter(isKw), ...semicolon]
  const positional = rest.filter((a) => !isKw(a))
  const callee = isSymRef(fn) ? fn : c.temp()
  if (callee !== fn) stmts.push(assign(callee, fn))
  const bag = c.temp()
  stmts.push(
    assign(
      bag,
      namedTuple(c, kws, {
        duplicate: (name) => `keyword argument "${name}" repeated in call to "${deparse(f)}"`,
        value: 'keyword argument',
        syntax: 'keyword argument syntax',
        isCall: true,
      }),
    ),
  )
  const withKw = call(c.core('kwcall'), bag, callee, ...positional)
  stmts.push(
    kws.every(isSplat)
      ? expr('if', call(c.top('isempty'), bag), call(callee, ...positional), withKw)
      : withKw,
  )
  return c.expand(block(...stmts))
}

interface NamedTupleWords {
  duplicate(name: string): string
  value: string
  syntax: string
  isCall: boolean
}

const namedTupleWords: NamedTupleWords = {
  duplicate: (name) => `field name "${name}" repeated in named tuple`,
  value: 'named tuple field',
  syntax: 'named tuple element',
  isCall: false,
}

/** `(; a = 1, x.b, c, k => v, rest...)` as a surface expression */
export function namedTuple(c: Ctx, elements: readonly Ex[], words = namedTupleWords): Ex {
  const literalName = (x: Ex): Sym | null => {
    if (x instanceof Sym) return x
    if ((isAssignment(x) || isKw(x)) && x.args[0] instanceof Sym) return x.args[0]
    return fieldName(x)
  }
  const dup = firstDuplicate(elements.map(literalName).filter((n) => n !== null))
  if (dup !== undefined) c.fail(words.duplicate(dup.name))

  let acc: Ex | null = null
  let names: Ex[] = []
  let values: Ex[] = []
  const tuple = (ns: Ex[], vs: Ex[]): Ex =>
    call(expr('curly', c.core('NamedTuple'), new Expr('tuple', ns)), call(c.core('tuple'), ...vs))
  const merge = (next: Ex): void => {
    acc = acc === null ? next : call(c.top('merge'), acc, next)
  }
  const flush = (): void => {
    if (names.length > 0) merge(tuple(names, values))
    names = []
    values = []
  }
  const value = (x: Ex): Ex => {
    if (isSplat(x)) c.fail(`"..." expression cannot be used as ${words.value} value`)
    return x
  }
  for (const el of elements) {
    const field = fieldName(el)
    if (isAssignment(el) || isKw(el)) {
      const name = el.args[0]
      if (!(name instanceof Sym)) c.fail(`invalid ${words.value} name "${deparse(name)}"`)
      names.push(quoted(name))
      values.push(value(el.args[1]))
    } else if (el instanceof Sym) {
      names.push(quoted(el))
      values.push(el)
    } else if (field !== null) {
      names.push(quoted(field))
      values.push(el)
    } else if (isExpr(el, 'call') && el.args.length === 3 && identifierName(el.args[0]) === '=>') {
      flush()
      merge(tuple([el.args[1]], [value(el.args[2])]))
    } else if (isSplat(el)) {
      flush()
      acc ??= call(c.top('NamedTuple'))
      merge(el.args[0])
    } else if (words.isCall && isExpr(el, 'parameters')) {
      c.fail('more than one semicolon in argument list')
    } else c.fail(`invalid ${words.syntax} "${deparse(el)}"`)
  }
  flush()
  return acc ?? call(c.core('NamedTuple'))
}

/** `b` of `a.b` */
function fieldName(e: Ex): Sym | null {
  if (!isExpr(e, '.') || e.args.length !== 2) return null
  const f = e.args[1]
  return f instanceof QuoteNode && f.value instanceof Sym ? f.value : null
}

export function expandTuple(c: Ctx, e: Expr): Tree {
  const first = e.args[0]
  if (isExpr(first, 'parameters')) {
    if (e.args.length > 1) c.fail('unexpected semicolon in tuple')
    return c.expand(namedTuple(c, first.args))
  }
  if (e.args.some(isAssignment)) return c.expand(namedTuple(c, e.args))
  return c.expand(call(c.core('tuple'), ...e.args))
}

/** `f(args…) do x … end` */
export function expandDo(c: Ctx, e: Expr): Tree {
  const [target, fn] = e.args
  const [f, ...args] = (target as Expr).args
  const n = hasParameters(args) ? 1 : 0
  return c.expand(new Expr((target as Expr).head, [f, ...args.slice(0, n), fn, ...args.slice(n)]))
}

/** `<:`, `>:`, `-->` as expression heads */
export const expandOperatorHead = (c: Ctx, e: Expr): Tree => c.expand(call(sym(e.head), ...e.args))

/** String interpolation */
export function expandString(c: Ctx, e: Expr): Tree {
  const parts = e.args.map((a) =>
    isExpr(a, 'string') && a.args.length === 1 && typeof a.args[0] === 'string' ? a.args[0] : a,
  )
  return c.expand(call(c.top('string'), ...parts))
}

/** `a < b <= c`: operands are evaluated once and in order */
export function comparisonChain(c: Ctx, items: readonly Ex[]): Ex {
  // items: operand, operator, operand, operator, …
  let left = items[0]
  let result: Ex | null = null
  let scalars: Ex | null = null
  const flushScalars = (): void => {
    if (scalars !== null) result = result === null ? scalars : call(sym('.&'), result, scalars)
    scalars = null
  }
  let pending: { temp: Ex; from: Ex } | null = null
  for (let i = 1; i + 1 < items.length; i += 2) {
    const op = items[i]
    const operand = pending === null ? items[i + 1] : pending.temp
    pending = null
    const last = i + 2 >= items.length
    const stmts: Ex[] = []
    let right = operand
    if (!last && operand instanceof Expr) {
      right = c.temp()
      stmts.push(assign(right, operand))
    }
    if (!isDotOp(op) && !last && isDotOp(items[i + 2]) && items[i + 3] instanceof Expr) {
      // the next comparison is eager: its operand must be evaluated even if this one is false
      pending = { temp: c.temp(), from: items[i + 3] }
      stmts.push(assign(pending.temp, pending.from))
    }
    const test = call(op, left, right)
    const clause = stmts.length === 0 ? test : block(...stmts, test)
    if (isDotOp(op)) {
      flushScalars()
      result = result === null ? clause : call(sym('.&'), result, clause)
    } else scalars = scalars === null ? clause : expr('&&', scalars, clause)
    left = right
  }
  flushScalars()
  return result ?? true
}
