import type { Module } from '../methods/index.ts'
import { type Ex, Expr, isExpr, Sym, sym } from '../syntax/index.ts'

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

/** Reads the Expr of a `using` or `import`; null if it is malformed. */
export function readImport(ex: Expr): ImportStatement | null {
  const kind = ex.head === 'using' ? 'using' : 'import'
  const first = ex.args[0]
  const list = isExpr(first, ':') ? first.args : ex.args
  const read = list.map(readPath)
  if (read.length === 0 || read.includes(null)) return null
  const paths = read as ImportPath[]
  return isExpr(first, ':') ? { kind, from: paths[0], paths: paths.slice(1) } : { kind, from: null, paths }
}

function readPath(ex: Ex): ImportPath | null {
  if (isExpr(ex, 'as')) {
    const path = readPath(ex.args[0])
    return path === null || !(ex.args[1] instanceof Sym) ? null : { ...path, as: ex.args[1] }
  }
  if (!isExpr(ex, '.') || ex.args.length === 0 || !ex.args.every((name) => name instanceof Sym)) return null
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
