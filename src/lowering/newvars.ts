import type { Item } from './items.ts'
import { isOp, LocalVar, Op, type Tree } from './tree.ts'

/** Drops `newvar`s of variables that are assigned before any jump: nothing can see them undefined. */
export function withoutNewvars(items: readonly Item[]): Item[] {
  let pending = new Map<LocalVar, number>()
  const dropped = new Set<LocalVar>()
  const forgetTested = (t: Tree): void => {
    if (!(t instanceof Op)) return
    if (t.head === 'isdefined' && t.args[0] instanceof LocalVar) pending.delete(t.args[0])
    for (const a of t.args) forgetTested(a)
  }
  items.forEach((item, i) => {
    switch (item.kind) {
      case 'newvar':
        pending.set(item.variable, i)
        break
      case 'goto':
      case 'gotoifnot':
      case 'enter':
        pending = new Map()
        break
      case 'temp':
        forgetTested(item.value)
        break
      case 'stmt': {
        forgetTested(item.stmt)
        const v = isOp(item.stmt, '=') ? item.stmt.args[0] : null
        if (v instanceof LocalVar && pending.delete(v)) dropped.add(v)
        break
      }
    }
  })
  return items.filter((item) => !(item.kind === 'newvar' && dropped.has(item.variable)))
}
