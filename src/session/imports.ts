import type { Module } from '../methods/index.ts'
import { type Ex, Expr, isExpr, type Sym, sym } from '../syntax/index.ts'

/** One path of a `using`/`import` statement: dots in front count levels up. */
export interface ImportPath {
  /** 0: absolute; 1: `.A`; 2: `..A` */
  readonly up: number
  readonly names: readonly Sym[]
  readonly as: Sym | null
}

/** `import A.B: c as d, e` or `using A, B`. */
export interface ImportStatement {
  readonly kind: 'using' | 'import'
  /** the module in front of the colon; null without one */
  readonly from: ImportPath | null
  readonly paths: readonly ImportPath[]
}

/** Reads the Expr of a `using` or `import`. @throws Error for a malformed one */
export function readImport(ex: Expr): ImportStatement {
  const kind = ex.head === 'using' ? 'using' : 'import'
  const first = ex.args[0]
  if (isExpr(first, ':')) {
    return { kind, from: readPath(first.args[0]), paths: first.args.slice(1).map(readPath) }
  }
  return { kind, from: null, paths: ex.args.map(readPath) }
}

function readPath(ex: Ex): ImportPath {
  if (isExpr(ex, 'as')) return { ...readPath(ex.args[0]), as: ex.args[1] as Sym }
  if (!isExpr(ex, '.')) throw new Error(`malformed import path`)
  const names = ex.args as Sym[]
  let up = 0
  while (up < names.length && names[up] === DOT) up++
  return { up, names: names.slice(up), as: null }
}

const DOT = sym('.')

/** The module `up` levels above: one dot is the module itself. */
export function moduleUp(module: Module, up: number): Module {
  let m = module
  for (let i = 1; i < up; i++) m = m.parent
  return m
}

/** `A.B.c` as Julia prints it in messages. */
export function showPath(path: ImportPath): string {
  return '.'.repeat(path.up) + path.names.map((n) => n.name).join('.')
}

export { Expr }
