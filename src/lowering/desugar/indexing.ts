/** Indexing, and what `begin` and `end` mean inside it. */
import { type Ex, Expr } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import {
  assign,
  BEGIN,
  block,
  call,
  contains,
  END,
  expr,
  hasParameters,
  isKw,
  isQuoted,
  isSimpleAtom,
  isSplat,
} from '../surface.ts'
import type { Tree } from '../tree.ts'

interface Position {
  readonly array: Ex
  /** which index, from 1 */
  readonly n: number
  /** values of splatted indices before this one */
  readonly splats: readonly Ex[]
  readonly isLast: boolean
}

/** The value of `end` (or `begin`) at a position. */
function bound(c: Ctx, which: 'end' | 'begin', p: Position): Ex {
  const linear = which === 'end' ? 'lastindex' : 'firstindex'
  if (p.splats.length === 0) {
    return p.isLast && p.n === 1 ? call(c.top(linear), p.array) : call(c.top(linear), p.array, BigInt(p.n))
  }
  const dim = call(
    c.top('+'),
    BigInt(p.n - p.splats.length),
    ...p.splats.map((t) => call(c.top('length'), t)),
  )
  return which === 'end'
    ? call(c.top('lastindex'), p.array, dim)
    : call(c.top('first'), call(c.top('axes'), p.array, dim))
}

/** Replaces `begin` and `end` that belong to this indexing (not to one inside). */
function replaceBounds(c: Ctx, e: Ex, p: Position): Ex {
  if (e === END) return bound(c, 'end', p)
  if (e === BEGIN) return bound(c, 'begin', p)
  if (!(e instanceof Expr) || isQuoted(e)) return e
  if (e.head === 'ref') return new Expr('ref', [replaceBounds(c, e.args[0], p), ...e.args.slice(1)])
  if (e.head === 'kw') return expr('kw', e.args[0], replaceBounds(c, e.args[1], p))
  let args: Ex[] | null = null
  for (let i = 0; i < e.args.length; i++) {
    const b = replaceBounds(c, e.args[i], p)
    if (b === e.args[i]) continue
    args ??= e.args.slice()
    args[i] = b
  }
  return args === null ? e : new Expr(e.head, args)
}

/** The parts of `a[i, …]` after giving meaning to `begin` and `end`; `stmts` must run first. */
export function indexingParts(c: Ctx, e: Expr): { array: Ex; indices: Ex[]; stmts: Ex[] } {
  const [a, ...idxs] = e.args
  const stmts: Ex[] = []
  let array = a
  if (a instanceof Expr && idxs.some((i) => contains(i, (x) => x === END || x === BEGIN))) {
    array = c.temp()
    stmts.push(assign(array, a))
  }
  const anySplat = idxs.some(isSplat)
  const splats: Ex[] = []
  const indices = idxs.map((idx, i) => {
    const replaced = replaceBounds(c, isSplat(idx) ? idx.args[0] : idx, {
      array,
      n: i + 1,
      splats: splats.slice(),
      isLast: i === idxs.length - 1,
    })
    const value = isKw(replaced) ? replaced.args[1] : replaced
    let held = value
    if (anySplat && !isSimpleAtom(value)) {
      held = c.temp()
      stmts.push(assign(held, value))
    }
    if (isSplat(idx)) {
      splats.push(held)
      return expr('...', held)
    }
    return isKw(replaced) ? expr('kw', replaced.args[0], held) : held
  })
  return { array, indices, stmts }
}

export function expandRef(c: Ctx, e: Expr): Tree {
  if (hasParameters(e.args.slice(1))) c.fail('unexpected semicolon in array expression')
  const { array, indices, stmts } = indexingParts(c, e)
  const get = call(c.top('getindex'), array, ...indices)
  return c.expand(stmts.length === 0 ? get : block(...stmts, get))
}
