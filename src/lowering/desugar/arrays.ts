/** Array literals: `vect`, `hcat`, `vcat`, `hvcat`, `hvncat` and their typed forms. */
import { type Ex, Expr, isExpr } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import { call, hasParameters, isAssignment, isSplat } from '../surface.ts'
import type { Tree } from '../tree.ts'

function checkElements(c: Ctx, e: Expr, elements: readonly Ex[]): void {
  if (elements.some(isAssignment)) c.fail(`misplaced assignment statement in "${deparse(e)}"`)
}

export function expandVect(c: Ctx, e: Expr): Tree {
  if (hasParameters(e.args)) c.fail('unexpected semicolon in array expression')
  checkElements(c, e, e.args)
  return c.expand(call(c.top('vect'), ...e.args))
}

export function expandHcat(c: Ctx, e: Expr): Tree {
  checkElements(c, e, e.args)
  return c.expand(call(c.top('hcat'), ...e.args))
}

export function expandTypedHcat(c: Ctx, e: Expr): Tree {
  checkElements(c, e, e.args.slice(1))
  return c.expand(call(c.top('typed_hcat'), ...e.args))
}

export function expandVcat(c: Ctx, e: Expr): Tree {
  const typed = e.head === 'typed_vcat'
  const type = typed ? [e.args[0]] : []
  const prefix = typed ? 'typed_' : ''
  const rows = typed ? e.args.slice(1) : e.args
  checkElements(c, e, rows)
  if (hasParameters(rows)) c.fail('unexpected semicolon in array expression')
  if (!rows.some((r) => isExpr(r, 'row'))) return c.expand(call(c.top(`${prefix}vcat`), ...type, ...rows))
  const cells = rows.map((r) => (isExpr(r, 'row') ? r.args : [r]))
  if (cells.some((row) => row.some(isSplat))) {
    // lengths are only known at run time
    return c.expand(call(c.top(`${prefix}hvcat_rows`), ...type, ...cells.map((r) => new Expr('tuple', r))))
  }
  const lengths = new Expr(
    'tuple',
    cells.map((r) => BigInt(r.length)),
  )
  return c.expand(call(c.top(`${prefix}hvcat`), ...type, lengths, ...cells.flat()))
}

const isRow = (e: Ex): boolean => isExpr(e, 'row') || isExpr(e, 'nrow')
const nrowDim = (e: Ex): number => (isExpr(e, 'nrow') ? Number(e.args[0]) : 0)
/** Items of a `row` or `nrow` */
const itemsOf = (e: Expr): Ex[] => (e.head === 'row' ? e.args : e.args.slice(1))

/** `[a b;;; c d]` with any number of `;` */
export function expandNcat(c: Ctx, e: Expr): Tree {
  const typed = e.head === 'typed_ncat'
  const type = typed ? [e.args[0]] : []
  const f = c.top(typed ? 'typed_hvncat' : 'hvncat')
  const dim = Number(e.args[typed ? 1 : 0])
  const items = e.args.slice(typed ? 2 : 1)
  if (!items.some(isRow)) {
    checkElements(c, e, items)
    return c.expand(call(f, ...type, BigInt(dim), ...items))
  }
  const flat: Ex[] = []
  const rowFirst = flattenInto(c, items, flat, null) === true
  checkElements(c, e, flat)
  if (hasParameters(flat)) c.fail('unexpected parameters in array expression')
  if (flat.some(isSplat)) c.fail('Splatting ... in an hvncat with multiple dimensions is not supported')
  const shape = shapeOf(items, dim, rowFirst)
  const alike = shape.slice(1).every((level) => level.every((n) => n === level[0]))
  const spec = alike
    ? new Expr('tuple', dimsOf(items, dim, rowFirst).reverse().map(BigInt))
    : new Expr(
        'tuple',
        shape.reverse().map((level) => new Expr('tuple', level.map(BigInt))),
      )
  return c.expand(call(f, ...type, spec, rowFirst, ...flat))
}

/** Collects elements in order of writing; returns whether rows come first (null: nothing tells). */
function flattenInto(c: Ctx, items: readonly Ex[], out: Ex[], rowFirst: boolean | null): boolean | null {
  const mixed = (): never =>
    c.fail('cannot mix space and ;; separators in an array expression, except to wrap a line')
  for (const x of items) {
    if (!(x instanceof Expr) || !isRow(x)) {
      out.push(x)
      continue
    }
    if (x.head === 'row') {
      if (rowFirst === false) mixed()
      rowFirst = true
    } else if (nrowDim(x) === 2) {
      if (rowFirst === true) mixed()
      rowFirst ??= false
    }
    rowFirst = flattenInto(c, itemsOf(x), out, rowFirst)
  }
  return rowFirst
}

/** The parts of `x` on the next level below separator level `d`. */
function partsAt(x: Ex, d: number): Ex[] {
  if (!(x instanceof Expr) || !isRow(x)) return [x]
  if (x.head === 'row' ? d > 1 : d > nrowDim(x) + 1) return [x]
  return itemsOf(x)
}

/** How many elements each part of each level holds: the whole first, the lowest level last. */
function shapeOf(items: readonly Ex[], d: number, rowFirst: boolean): number[][] {
  if (d === 0 || (!rowFirst && d === 1)) return [[items.length]]
  if (rowFirst && d === 3) return shapeOf(items, 2, rowFirst)
  const below = items.map((x) => shapeOf(partsAt(x, d), d - 1, rowFirst))
  const levels = below[0].map((_, k) => below.flatMap((b) => b[k]))
  return [[levels[0].reduce((a, b) => a + b, 0)], ...levels]
}

/** The dimensions of a literal whose parts are all alike, highest first. */
function dimsOf(items: readonly Ex[], d: number, rowFirst: boolean): number[] {
  const first = items[0]
  if (d < 2 && !isRow(first)) return [items.length]
  if (d === 1) return [itemsOf(first as Expr).length, items.length]
  if (d === 3 && rowFirst) return dimsOf(items, 2, rowFirst)
  const next = isExpr(first, 'nrow') && d === nrowDim(first) + 1 ? itemsOf(first) : [first]
  return [items.length, ...dimsOf(next, d - 1, rowFirst)]
}
