/** Control flow: conditions, loops, `let`, `try`. */
import { type Ex, Expr, isExpr, SSAValue, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import {
  assign,
  block,
  call,
  declVar,
  expr,
  isEventuallyCall,
  isQuoted,
  isSymbolLike,
  isSymDecl,
  isUnderscore,
  lhsVars,
  mentions,
} from '../surface.ts'
import { Op, type Tree } from '../tree.ts'
import { assignedName } from './assignment.ts'

/** Labels of the two exits of a loop */
export const LOOP_EXIT = sym('loop-exit')
export const LOOP_CONT = sym('loop-cont')

function flatten(head: string, e: Ex, out: Ex[] = []): Ex[] {
  if (isExpr(e, head)) for (const a of e.args) flatten(head, a, out)
  else out.push(e)
  return out
}

/** `a && b` as a value */
export function expandAnd(c: Ctx, e: Expr): Tree {
  const xs = flatten('&&', e)
  if (xs.length === 0) return true
  return xs
    .slice(0, -1)
    .reduceRight<Tree>(
      (rest, x) => new Op('if', [expandCondition(c, x), rest, false]),
      c.expand(xs[xs.length - 1]),
    )
}

/** `a || b` as a value */
export function expandOr(c: Ctx, e: Expr): Tree {
  const xs = flatten('||', e)
  if (xs.length === 0) return false
  const build = (i: number): Tree => {
    const x = xs[i]
    if (i === xs.length - 1) return c.expand(x)
    if (isSymbolLike(x)) return new Op('if', [x, x, build(i + 1)])
    const t = c.temp()
    return new Op('block', [new Op('=', [t, c.expand(x)]), new Op('if', [t, t, build(i + 1)])])
  }
  return build(0)
}

/** A condition keeps `&&` and `||` of its own, which become jumps. */
export function expandCondition(c: Ctx, e: Ex): Tree {
  if (isExpr(e, 'block') && e.args.length > 0) {
    const last = e.args[e.args.length - 1]
    if (isExpr(last, '&&') || isExpr(last, '||')) {
      return new Op('block', [...e.args.slice(0, -1).map(c.expand), expandCondition(c, last)])
    }
    return c.expand(e)
  }
  if (isExpr(e, '&&') || isExpr(e, '||')) {
    const clauses = flatten(e.head, e)
    if (clauses.length === 0) return e.head === '&&'
    return new Op(e.head, clauses.map(c.expand))
  }
  return c.expand(e)
}

export function expandIf(c: Ctx, e: Expr): Tree {
  if (e.args.length < 2 || e.args.length > 3) c.fail(`invalid "${e.head}" form`)
  return new Op('if', [expandCondition(c, e.args[0]), ...e.args.slice(1).map(c.expand)])
}

export function expandWhile(c: Ctx, e: Expr): Tree {
  return new Op('break-block', [
    LOOP_EXIT,
    new Op('while', [
      expandCondition(c, e.args[0]),
      new Op('break-block', [LOOP_CONT, new Op('scope', [asBlock(c.expand(e.args[1]))])]),
    ]),
  ])
}

const asBlock = (t: Tree): Tree => (t instanceof Op && t.head === 'block' ? t : new Op('block', [t]))

/** `for` as calls of `iterate`; several ranges nest, and one `break` leaves them all. */
export function expandFor(c: Ctx, e: Expr): Tree {
  const ranges = isExpr(e.args[0], 'block') ? e.args[0].args : [e.args[0]]
  const clauses = ranges.map((r) => {
    if (!(r instanceof Expr) || r.args.length !== 2) c.fail('invalid iteration specification')
    const outer = isExpr(r.args[0], 'outer')
    return { outer, lhs: outer ? (r.args[0] as Expr).args[0] : r.args[0], iterable: r.args[1] }
  })
  // variables of the outer ranges are copied, so that the body cannot disturb the iteration
  const copied = [
    ...new Set(
      clauses
        .slice(0, -1)
        .filter((x) => !x.outer)
        .flatMap((x) => lhsVars(x.lhs)),
    ),
  ].filter((v) => !isUnderscore(v))
  const nest = (i: number): Ex => {
    if (i === clauses.length) return e.args[1]
    const { outer, lhs, iterable } = clauses[i]
    const coll = c.temp()
    const state = c.temp()
    const next = c.gensym()
    const step = c.temp()
    const inner = block(
      ...(outer ? [] : lhsVars(lhs).map((v) => expr('local', v))),
      // one temporary: the target may be a pattern with effects
      assign(step, next),
      assignElementOf(c, lhs, call(c.core('getfield'), step, 1n)),
      assign(state, call(c.core('getfield'), step, 2n)),
      nest(i + 1),
    )
    const body =
      i === clauses.length - 1
        ? expr('break-block', LOOP_CONT, expr('soft-let', block(...copied.map((v) => assign(v, v))), inner))
        : expr('scope', inner)
    const more = call(c.top('not_int'), call(c.core('==='), next, null))
    return block(
      assign(coll, iterable),
      expr('local', next),
      assign(next, call(c.top('iterate'), coll)),
      ...(outer ? [expr('require-existing-local', declVar(lhs))] : []),
      expr(
        'if',
        more,
        expr('do-while', block(body, assign(next, call(c.top('iterate'), coll, state))), more),
      ),
    )
  }
  return c.expand(expr('break-block', LOOP_EXIT, nest(0)))
}

/** Function targets (`for f(x) in …`) need a variable their body can capture. */
function assignElementOf(c: Ctx, lhs: Ex, value: Ex): Ex {
  if (!isEventuallyCall(lhs)) return assign(lhs, value)
  const v = c.gensym()
  return block(expr('local-def', v), assign(v, value), assign(lhs, v))
}

/** Heads that only desugaring makes and whose arguments are surface syntax */
export function expandBreakBlock(c: Ctx, e: Expr): Tree {
  return new Op('break-block', [e.args[0], c.expand(e.args[1])])
}

export function expandLet(c: Ctx, e: Expr, hard = true): Tree {
  if (e.args.length !== 2) c.fail('invalid let syntax')
  const binds = isExpr(e.args[0], 'block') ? e.args[0].args : [e.args[0]]
  const mark: Ex[] = hard ? [expr('hardscope')] : []
  const scope = (...stmts: Ex[]): Ex => expr('scope', block(...mark, ...stmts))
  if (binds.length === 0) return c.expand(scope(e.args[1]))
  const bind = (inner: Ex, b: Ex): Ex => {
    if (isSymDecl(b)) return scope(expr('local', b), inner)
    if (!isExpr(b, '=') || b.args.length !== 2) return c.fail('invalid let syntax')
    const [lhs, rhs] = b.args
    if (isEventuallyCall(lhs)) {
      const name = assignedName(lhs)
      if (!(name instanceof Sym)) return c.fail('invalid let syntax')
      // a recursive function captures itself
      return scope(expr(mentions(rhs, name) ? 'local' : 'local-def', name), b, inner)
    }
    const t = c.temp()
    if (isSymDecl(lhs)) {
      return block(assign(t, rhs), scope(expr('local-def', lhs), assign(declVar(lhs), t), inner))
    }
    if (isExpr(lhs, 'tuple')) {
      return block(
        assign(t, rhs),
        scope(...lhsVars(lhs).map((v) => expr('local-def', v)), assign(lhs, t), inner),
      )
    }
    return c.fail('invalid let syntax')
  }
  return c.expand(binds.reduceRight(bind, e.args[1]))
}

/** Labels jumped to and defined below `e` */
function labels(e: Ex, head: string, out: Set<Ex>): Set<Ex> {
  if (!(e instanceof Expr) || isQuoted(e)) return out
  if (e.head === head) out.add(e.args[0])
  else for (const a of e.args) labels(a, head, out)
  return out
}

/** `Expr(:try, block, variable or false, catch block or false, finally block or false, else block)` */
export function expandTry(c: Ctx, e: Expr): Tree {
  const [body, variable, handler, final, otherwise] = e.args
  if (e.args.length < 3 || e.args.length > 5) c.fail('invalid "try" form')
  if (e.args.length > 3 && final !== false) {
    const defined = labels(body, 'symboliclabel', new Set())
    for (const l of labels(body, 'symbolicgoto', new Set())) {
      if (!defined.has(l)) c.fail('goto from a try/finally block is not permitted')
    }
    const protectedPart =
      handler === false && e.args.length === 4
        ? expr('scope', body)
        : new Expr('try', [body, variable, handler, false, ...(otherwise === undefined ? [] : [otherwise])])
    return c.expand(expr('tryfinally', protectedPart, expr('scope', final)))
  }
  const catchBody =
    variable instanceof Sym || variable instanceof SSAValue
      ? expr('scope', block(assign(variable, expr('the_exception')), handler))
      : expr('scope', handler)
  const parts = [expr('scope', body), expr('scope', catchBody)]
  return otherwise === undefined
    ? c.expand(expr('trycatch', ...parts))
    : c.expand(expr('trycatchelse', ...parts, expr('scope', otherwise)))
}
