/** Generators and comprehensions. */
import { type Ex, Expr, isExpr, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import {
  assign,
  block,
  call,
  contains,
  expr,
  identifierName,
  isDotOp,
  isFunctionDef,
  isUnderscore,
  lhsVars,
  mentions,
} from '../surface.ts'
import type { Tree } from '../tree.ts'

/** The function of the element that a generator applies, given its ranges. */
function elementFunction(
  c: Ctx,
  body: Ex,
  ranges: readonly Expr[],
  flat: boolean,
  outerVars: readonly Sym[],
): Ex {
  const targets = ranges.map((r) => r.args[0])
  const only = targets.length === 1 ? targets[0] : null
  const arg = only instanceof Sym ? only : c.gensym()
  const vars = lhsVars(new Expr('tuple', targets))
  if (body === arg) return c.top('identity')
  if (
    only === arg &&
    isUnderscore(arg) &&
    isExpr(body, 'call') &&
    body.args.length === 2 &&
    body.args[1] === arg &&
    !isDotOp(body.args[0]) &&
    !mentions(body.args[0], arg)
  ) {
    return body.args[0]
  }
  const unpack: Ex[] =
    only === arg
      ? []
      : [...vars.map((v) => expr('local', v)), assign(only ?? new Expr('tuple', targets), arg)]
  let inner = body
  if (flat && isExpr(body, 'generator')) inner = generator(c, body, false, union(outerVars, vars))
  else if (flat && isExpr(body, 'flatten'))
    inner = generator(c, body.args[0] as Expr, true, union(outerVars, vars))
  else if (outerVars.length > 0) {
    // the element's closure gets variables of its own, as every iteration does
    inner = expr('let', block(...outerVars.filter((v) => !isUnderscore(v)).map((v) => assign(v, v))), body)
  }
  return expr('->', new Expr('tuple', [arg]), block(...unpack, inner))
}

const union = (a: readonly Sym[], b: readonly Sym[]): Sym[] => [...new Set([...a, ...b])]

/** A `generator` node as a call of `Generator`, under `Flatten` if it is nested. */
function generator(c: Ctx, e: Expr, flat: boolean, outerVars: readonly Sym[]): Ex {
  const [body, first, ...more] = e.args
  const filter = isExpr(first, 'filter') ? first : null
  const ranges = (filter === null ? [first, ...more] : filter.args.slice(1)).map((r) => {
    if (!isExpr(r, '=') || r.args.length !== 2) c.fail('invalid iteration specification')
    return r
  })
  let iter: Ex =
    ranges.length === 1 ? ranges[0].args[1] : call(c.top('product'), ...ranges.map((r) => r.args[1]))
  if (filter !== null)
    iter = call(c.top('Filter'), elementFunction(c, filter.args[0], ranges, false, []), iter)
  const gen = call(c.top('Generator'), elementFunction(c, body, ranges, flat, outerVars), iter)
  return flat ? call(c.top('Flatten'), gen) : gen
}

function checkNoReturn(c: Ctx, e: Ex): void {
  const has = (x: Ex): boolean =>
    x instanceof Expr && !isFunctionDef(x as Ex) && (x.head === 'return' || x.args.some(has))
  if (has(e)) c.fail('"return" not allowed inside comprehension or generator')
}

export function expandGenerator(c: Ctx, e: Expr): Tree {
  checkNoReturn(c, e)
  return c.expand(generator(c, e, false, []))
}

export function expandFlatten(c: Ctx, e: Expr): Tree {
  checkNoReturn(c, e)
  return c.expand(generator(c, e.args[0] as Expr, true, []))
}

export function expandComprehension(c: Ctx, e: Expr): Tree {
  // macros may still make the form without an inner generator
  const g = e.args.length > 1 ? new Expr('generator', e.args) : e.args[0]
  checkColons(c, g)
  return c.expand(call(c.top('collect'), g))
}

function checkColons(c: Ctx, g: Ex): void {
  if (isExpr(g, 'generator') && g.args.slice(1).some((x) => identifierName(x) === ':')) {
    c.fail('comprehension syntax with `:` ranges has been removed')
  }
}

/** `T[x for …]`: plain ranges become loops right here, which saves the compiler a closure. */
export function expandTypedComprehension(c: Ctx, e: Expr): Tree {
  const [type, g] = e.args
  checkColons(c, g)
  if (isExpr(g, 'generator')) {
    const ranges = g.args.slice(1)
    if (ranges.every((r): r is Expr => isExpr(r, '='))) return c.expand(loops(c, type, g.args[0], ranges))
  }
  return c.expand(call(c.top('collect'), type, g))
}

function loops(c: Ctx, type: Ex, body: Ex, ranges: readonly Expr[]): Ex {
  checkNoReturn(c, body)
  const jumps = (x: Ex): boolean =>
    x instanceof Expr &&
    x.head !== 'for' &&
    x.head !== 'while' &&
    (x.head === 'break' || x.head === 'continue' || x.args.some(jumps))
  if (contains(body, jumps)) c.fail('break or continue outside loop')
  const result = c.temp()
  const index = c.gensym()
  const element = c.temp()
  const size = c.temp()
  const sizeUnknown = c.temp()
  const iters = ranges.map(() => c.temp())
  const product = c.temp()
  const whole = ranges.length === 1 ? iters[0] : product
  const store = block(
    assign(element, body),
    expr('inbounds', true),
    expr(
      'if',
      sizeUnknown,
      call(c.top('push!'), result, element),
      call(c.top('setindex!'), result, element, index),
    ),
    expr('inbounds', sym('pop')),
    assign(index, call(c.top('add_int'), index, 1n)),
  )
  // the first range varies fastest
  const nest = ranges.reduce((inner: Ex, r, i) => expr('for', assign(r.args[0], iters[i]), inner), store)
  return expr(
    'scope',
    block(
      expr('local', index),
      ...ranges.map((r, i) => assign(iters[i], r.args[1])),
      ...(ranges.length === 1 ? [] : [assign(product, call(c.top('product'), ...iters))]),
      assign(size, call(c.top('IteratorSize'), whole)),
      assign(sizeUnknown, call(c.core('isa'), size, c.top('SizeUnknown'))),
      assign(result, call(c.top('_array_for'), type, whole, size)),
      assign(index, call(c.top('first'), call(c.top('LinearIndices'), result))),
      nest,
      result,
    ),
  )
}
