/** Assignment to several targets: `a, b = x`, `a, rest... = x`, `(; p, q) = x`. */
import { type Ex, Expr, isExpr, QuoteNode, SSAValue, Sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import {
  assign,
  block,
  call,
  contains,
  expr,
  hasParameters,
  isAssignment,
  isDecl,
  isEventuallyCall,
  isQuoted,
  isSplat,
  isSymbolLike,
  isUnderscore,
} from '../surface.ts'
import { Op, type Tree } from '../tree.ts'
import { sinkAssignment } from './assignment.ts'

/** Applied to every assignment to a target, for instance to declare it. */
export type Wrap = (assignment: Ex) => Ex

/** A place to hold a value until it is assigned to `target`: functions need a variable they can capture. */
const holder = (c: Ctx, target: Ex): Sym | SSAValue => (isEventuallyCall(target) ? c.gensym() : c.temp())

export function destructureTuple(c: Ctx, targets: readonly Ex[], rhs: Ex, wrap: Wrap): Tree {
  if (targets.filter(isSplat).length > 1) c.fail('multiple "..." on lhs of assignment')
  if (
    isExpr(rhs, 'tuple') &&
    !rhs.args.some(isAssignment) &&
    !hasParameters(rhs.args) &&
    sidesMatch(targets, rhs.args)
  ) {
    return c.expand(assignPairwise(c, targets, rhs.args, wrap))
  }
  return iterateInto(c, targets, rhs, wrap)
}

/** Equal lengths, or a `...` where one side is longer. */
function sidesMatch(l: readonly Ex[], r: readonly Ex[]): boolean {
  for (let i = 0; ; i++) {
    if (i === l.length) return i === r.length
    if (isSplat(l[i])) return true
    if (i === r.length) return false
    if (isSplat(r[i])) return i === r.length - 1
  }
}

/** `(a, b) = (x, y)` without making the tuple. All of the right side is evaluated before anything is assigned. */
function assignPairwise(c: Ctx, targets: readonly Ex[], values: readonly Ex[], wrap: Wrap): Ex {
  const stmts: Ex[] = []
  const after: Ex[] = []
  const elements: Ex[] = []
  const done = (): Ex => block(...stmts, ...after, expr('unnecessary', new Expr('tuple', elements)))

  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]
    if (isSplat(target)) {
      // the rest of the right side, less what the targets behind the slurp take
      const behind = targets.length - i - 1
      let end = values.length
      let tail = 0
      while (tail < behind && end > i && !isSplat(values[end - 1])) {
        end--
        tail++
      }
      const rest = holder(c, target.args[0])
      if (tail === behind) {
        if (rest instanceof Sym) stmts.push(expr('local-def', rest))
        stmts.push(assign(rest, new Expr('tuple', values.slice(i, end))))
        after.push(wrap(assign(target.args[0], rest)))
        elements.push(expr('...', rest))
        const held = targets.slice(i + 1).map((t, k) => {
          const h = holder(c, t)
          if (h instanceof Sym) stmts.push(expr('local-def', h))
          stmts.push(assign(h, values[end + k]))
          after.push(wrap(assign(t, h)))
          return h
        })
        elements.push(...held)
        return done()
      }
      stmts.push(assign(rest, new Expr('tuple', values.slice(i))))
      after.push(wrap(assign(new Expr('tuple', targets.slice(i)), rest)))
      elements.push(expr('...', rest))
      return done()
    }
    const value = values[i]
    if (isSplat(value)) {
      const rest = c.temp()
      stmts.push(assign(rest, value.args[0]))
      after.push(wrap(assign(new Expr('tuple', targets.slice(i)), rest)))
      elements.push(expr('...', rest))
      return done()
    }
    const simple = !(value instanceof Expr) || isQuoted(value)
    const usedLater = (x: Ex): boolean => values.slice(i + 1).some((v) => contains(v, (y) => y === x))
    const isTarget = (x: Ex): boolean => x instanceof Sym && targets.some((t) => contains(t, (y) => y === x))
    if (isSymbolLike(target) && simple && !usedLater(target) && !isTarget(value)) {
      // nothing else sees the target change early
      stmts.push(wrap(assign(target, value)))
      elements.push(value)
      continue
    }
    const held = holder(c, target)
    if (held instanceof Sym) stmts.push(expr('local-def', held))
    stmts.push(assign(held, value))
    after.push(wrap(assign(target, held)))
    elements.push(held)
  }
  return done()
}

/** `a, b… = x` through `indexed_iterate`, `rest` and `split_rest`. */
function iterateInto(c: Ctx, targets: readonly Ex[], rhs: Ex, wrap: Wrap): Tree {
  const n = targets.length
  const stmts: Tree[] = []
  const state = c.gensym()
  if (n > 0) stmts.push(new Op('local', [state]))
  const overwritten = targets.some((t) => (isSplat(t) ? t.args[0] : t) === rhs)
  let source: Ex = rhs
  if (!((rhs instanceof Sym && !overwritten) || rhs instanceof SSAValue)) {
    const last = targets[n - 1]
    source = last !== undefined && isSplat(last) && isEventuallyCall(last.args[0]) ? c.gensym() : c.temp()
    stmts.push(sinkAssignment(source, c.expand(rhs)))
  }
  const after: Ex[] = []
  const hold = (t: Ex): Ex => {
    if (isSymbolLike(t)) return t
    const h = holder(c, t)
    after.push(wrap(assign(t, h)))
    return h
  }
  const put = (t: Ex, v: Ex): Ex =>
    isSymbolLike(t) && targets.includes(t) ? wrap(assign(t, v)) : assign(t, v)
  const putRest = (t: Sym | SSAValue, slurp: Ex, v: Ex): Ex =>
    slurp === t ? wrap(assign(t, v)) : assign(t, v)

  let from = source
  /** index within `from` */
  let i = 1
  for (let k = 0; k < n; k++) {
    const target = targets[k]
    const left = n - k
    const resume: Ex[] = i === 1 ? [] : [state]
    if (isSplat(target)) {
      const slurp = target.args[0]
      const held = hold(slurp) as Sym | SSAValue
      if (left === 1) {
        if (!isUnderscore(held))
          stmts.push(c.expand(putRest(held, slurp, call(c.top('rest'), from, ...resume))))
        break
      }
      const tail = c.temp()
      const both = c.temp()
      stmts.push(
        c.expand(
          block(
            assign(both, call(c.top('split_rest'), from, BigInt(left - 1), ...resume)),
            putRest(held, slurp, call(c.core('getfield'), both, 1n)),
            assign(tail, call(c.core('getfield'), both, 2n)),
          ),
        ),
      )
      from = tail
      i = 1
      continue
    }
    const held = hold(target)
    const step = c.temp()
    const parts: Ex[] = [
      assign(step, call(c.top('indexed_iterate'), from, BigInt(i), ...resume)),
      put(held, call(c.core('getfield'), step, 1n)),
    ]
    if (left > 1) parts.push(assign(state, call(c.core('getfield'), step, 2n)))
    stmts.push(c.expand(block(...parts)))
    i++
  }
  stmts.push(...after.map(c.expand), new Op('unnecessary', [source]))
  return new Op('block', stmts)
}

/** `(; a, b::T) = x` */
export function destructureProperties(c: Ctx, lhs: Expr, rhs: Ex): Tree {
  if (lhs.args.length !== 1) c.fail(`invalid assignment location "${deparse(lhs)}"`)
  const fields = (lhs.args[0] as Expr).args
  const stmts: Tree[] = []
  let source: Ex = rhs
  if (!((rhs instanceof Sym && !fields.includes(rhs)) || rhs instanceof SSAValue)) {
    source = c.temp()
    stmts.push(sinkAssignment(source, c.expand(rhs)))
  }
  for (const f of fields) {
    const name = isDecl(f) && f.args.length === 2 ? f.args[0] : f
    if (!(name instanceof Sym)) c.fail(`invalid assignment location "${deparse(lhs)}"`)
    stmts.push(c.expand(assign(f, call(c.top('getproperty'), source, new QuoteNode(name)))))
  }
  stmts.push(new Op('unnecessary', [source]))
  return new Op('block', stmts)
}
