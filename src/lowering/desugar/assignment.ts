/** Assignments to names, properties, elements, typed variables; updates (`+=`); declarations. */
import { type Ex, Expr, GlobalRef, isExpr, SSAValue, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import {
  assign,
  block,
  call,
  declVar,
  expr,
  hasParameters,
  isAssignment,
  isAtom,
  isDecl,
  isEventuallyCall,
  isFunctionDef,
  isQuoted,
  isSymbolLike,
  isSymDecl,
  isUnderscore,
  isValidName,
  lhsDecls,
  lhsVars,
} from '../surface.ts'
import { isOp, Op, type Tree } from '../tree.ts'
import { withoutSideEffects } from './calls.ts'
import { convertToDeclared } from './convert.ts'
import { destructureProperties, destructureTuple } from './destructure.ts'
import { expandFunction } from './functions.ts'
import { indexingParts } from './indexing.ts'
import { expandUnionAllDefinition } from './types.ts'

/** `lhs = rhs` where `rhs` is desugared: the assignment moves into the last statement of a block. */
export function sinkAssignment(lhs: Tree, rhs: Tree): Tree {
  if (!isOp(rhs, 'block') || rhs.args.length === 0) return new Op('=', [lhs, rhs])
  const last = rhs.args.length - 1
  return new Op('block', [...rhs.args.slice(0, last), new Op('=', [lhs, rhs.args[last]])])
}

const isFunctionTarget = (lhs: Ex): boolean =>
  lhs instanceof Expr &&
  (lhs.head === 'call' || lhs.head === 'where' || (lhs.head === '::' && isExpr(lhs.args[0], 'call')))

export function expandAssignment(c: Ctx, e: Expr): Tree {
  const [lhs, rhs] = e.args
  if (isFunctionTarget(lhs)) return expandFunction(c, new Expr('function', e.args))
  if (isExpr(lhs, 'curly')) return expandUnionAllDefinition(c, lhs, rhs)
  if (isAssignment(rhs)) return expandChain(c, lhs, rhs)
  if (lhs instanceof GlobalRef || lhs instanceof SSAValue || (lhs instanceof Sym && isValidName(lhs))) {
    return sinkAssignment(lhs, c.expand(rhs))
  }
  if (!(lhs instanceof Expr)) return badTarget(c, lhs)
  switch (lhs.head) {
    case '.':
      return assignProperty(c, lhs, rhs)
    case 'tuple':
      return hasParameters(lhs.args)
        ? destructureProperties(c, lhs, rhs)
        : destructureTuple(c, lhs.args, rhs, (x) => x)
    case 'ref':
      return assignElement(c, lhs, rhs)
    case '::': {
      if (lhs.args.length < 2) return badTarget(c, lhs)
      const { expr: x, stmts } = withoutSideEffects(c, lhs.args[0])
      return c.expand(block(...stmts, expr('decl', x, lhs.args[1]), assign(x, rhs)))
    }
    case 'typed_hcat':
      return c.fail('invalid spacing in left side of indexed assignment')
    case 'typed_vcat':
    case 'typed_ncat':
      return c.fail('unexpected ";" in left side of indexed assignment')
    case 'vcat':
    case 'ncat':
      return c.fail('use "(a, b) = ..." to assign multiple values')
    default:
      return badTarget(c, lhs)
  }
}

const badTarget = (c: Ctx, lhs: Ex): never => c.fail(`invalid assignment location "${deparse(lhs)}"`)

/** `a = b = x`: `x` is evaluated once, then assigned from right to left */
function expandChain(c: Ctx, first: Ex, rest: Expr): Tree {
  const targets = [first]
  let rhs: Ex = rest
  while (isAssignment(rhs) && !isFunctionTarget(rhs.args[0])) {
    targets.push(rhs.args[0])
    rhs = rhs.args[1]
  }
  targets.reverse()
  const stmts: Ex[] = []
  let value: Ex = rhs
  if (!isSymbolLike(rhs)) {
    value = c.temp()
    stmts.push(assign(value, isAssignment(rhs) ? new Expr('function', rhs.args) : rhs))
  }
  for (const t of targets) stmts.push(assign(t, value))
  return c.expand(block(...stmts, expr('unnecessary', value)))
}

function assignProperty(c: Ctx, lhs: Expr, rhs: Ex): Tree {
  const [obj, field] = lhs.args
  if (isExpr(field, 'tuple') && field.args.length === 1) {
    c.fail(`invalid syntax "${deparse(obj)}.(${deparse(field.args[0])}) = ..."`)
  }
  const stmts: Tree[] = []
  const hold = (x: Ex, keep: boolean): Ex => {
    if (keep) return x
    const t = c.temp()
    stmts.push(sinkAssignment(t, c.expand(x)))
    return t
  }
  const a = hold(obj, isSymbolLike(obj))
  const b = hold(field, isAtom(field) || isSymbolLike(field) || isQuoted(field))
  const r = hold(rhs, isSymbolLike(rhs) || isAtom(rhs))
  stmts.push(new Op('call', [c.top('setproperty!'), a, b, r]), new Op('unnecessary', [r]))
  return new Op('block', stmts)
}

function assignElement(c: Ctx, lhs: Expr, rhs: Ex): Tree {
  if (hasParameters(lhs.args.slice(1))) c.fail('unexpected semicolon in array expression')
  const { array, indices, stmts } = indexingParts(c, lhs)
  const out: Tree[] = stmts.map(c.expand)
  let value = rhs
  if (!isAtom(rhs) && !(rhs instanceof SSAValue) && !isQuoted(rhs)) {
    value = c.temp()
    out.push(sinkAssignment(value, c.expand(rhs)))
  }
  out.push(c.expand(call(c.top('setindex!'), array, value, ...indices)), new Op('unnecessary', [value]))
  return new Op('block', out)
}

/** `lhs op= rhs`, `lhs .op= rhs` */
export function expandUpdate(c: Ctx, e: Expr): Tree {
  const op = sym(e.head.slice(0, -1))
  const opAssign = e.head[0] === '.' ? '.=' : '='
  let [lhs, rhs] = e.args
  const stmts: Ex[] = []
  let type: Ex | null = null
  if (isExpr(lhs, 'ref')) {
    const parts = indexingParts(c, lhs)
    stmts.push(...parts.stmts)
    lhs = expr('ref', parts.array, ...parts.indices)
  } else if (isExpr(lhs, '::') && lhs.args.length === 2) {
    type = lhs.args[1]
    const held = withoutSideEffects(c, lhs.args[0])
    stmts.push(...held.stmts)
    lhs = held.expr
  } else if (lhs instanceof Expr && opAssign === '=' && !updatable.has(lhs.head)) {
    badTarget(c, lhs)
  }
  const held = withoutSideEffects(c, lhs)
  stmts.push(...held.stmts)
  let target = held.expr
  if (
    opAssign === '.=' &&
    target instanceof Expr &&
    target.head !== 'ref' &&
    !(target.head === '.' && target.args.length === 2)
  ) {
    const t = c.temp()
    stmts.push(assign(t, target))
    target = t
  }
  if (isExpr(lhs, 'tuple') && target instanceof Expr) {
    lhs.args.forEach((x, i) => {
      const held1 = (target as Expr).args[i]
      if (held1 instanceof SSAValue && !(x instanceof SSAValue)) {
        c.fail(`invalid multiple assignment location "${deparse(x)}"`)
      }
    })
  }
  const old = type === null ? target : expr('::', target, type)
  return c.expand(block(...stmts, expr(opAssign, target, call(op, old, rhs))))
}
const updatable = new Set(['.', 'tuple', 'vcat', 'ncat', 'typed_hcat', 'typed_vcat', 'typed_ncat'])

// ---- declarations ---------------------------------------------------------------------------------------------

/** `local` and `global` with types and initial values */
export function expandDeclaration(c: Ctx, e: Expr): Tree {
  const kind = e.head
  const one = e.args[0]
  if (e.args.length === 1 && (one instanceof Sym || one instanceof GlobalRef)) return new Op(kind, [one])
  if (e.args.length === 1 && isExpr(one, 'const')) return c.expand(expr('const', new Expr(kind, one.args)))
  const decls: Ex[] = []
  const assigns: Ex[] = []
  for (const x of e.args) {
    if (x instanceof Expr && (isFunctionDef(x) || assignmentLike(x))) {
      for (const d of lhsDecls(assignedName(x.args[0]))) decls.push(new Expr(kind, [d]))
      assigns.push(new Expr(x.head, [withoutTypes(x.args[0]), ...x.args.slice(1)]))
    } else if (isDecl(x) && x.args.length === 2) {
      decls.push(new Expr(kind, [declVar(x)]), new Expr('decl', x.args))
    } else if (x instanceof Sym || x instanceof GlobalRef) decls.push(new Expr(kind, [x]))
    else c.fail(`invalid syntax in "${kind}" declaration`)
  }
  if (assigns.length === 0) assigns.push(null)
  return c.expand(block(...decls, ...assigns))
}

const assignmentLike = (x: Expr): boolean => x.args.length === 2 && (x.head === '=' || isUpdateHead(x.head))
export const isUpdateHead = (h: string): boolean => h.length > 1 && h.endsWith('=') && updateHeads.has(h)
export const updateHeads = new Set([
  '+=',
  '-=',
  '*=',
  '/=',
  '//=',
  '\\=',
  '^=',
  '÷=',
  '%=',
  '|=',
  '&=',
  '$=',
  '⊻=',
  '<<=',
  '>>=',
  '>>>=',
  '.+=',
  '.-=',
  '.*=',
  './=',
  './/=',
  '.\\=',
  '.^=',
  '.÷=',
  '.%=',
  '.|=',
  '.&=',
  '.⊻=',
  '.<<=',
  '.>>=',
  '.>>>=',
  '.=',
])

/** The name a (possibly function-defining) left side assigns. */
export function assignedName(e: Ex): Ex {
  if (!(e instanceof Expr)) return e
  if (
    e.head === 'call' ||
    e.head === 'curly' ||
    e.head === 'where' ||
    (e.head === '::' && isEventuallyCall(e))
  ) {
    return assignedName(e.args[0])
  }
  return e
}

/** Left side without its type declarations */
function withoutTypes(e: Ex): Ex {
  if (isEventuallyCall(e)) return e
  if (isDecl(e)) return declVar(e)
  return isExpr(e, 'tuple') ? new Expr('tuple', e.args.map(withoutTypes)) : e
}

/** `const x = v` */
export function expandConst(c: Ctx, e: Expr): Tree {
  const arg = e.args[0]
  if (arg instanceof Sym || arg instanceof GlobalRef) return new Op('const', [arg])
  if (isExpr(arg, 'global') || isExpr(arg, 'local')) {
    if (arg.args.length !== 1 || !isAssignment(arg.args[0])) c.fail('expected assignment after "const"')
    const stmts: Tree[] = []
    for (const v of lhsVars(assignedName(arg.args[0].args[0]))) stmts.push(new Op(arg.head, [v]))
    stmts.push(expandConst(c, expr('const', arg.args[0])))
    return new Op('block', stmts)
  }
  if (!isAssignment(arg)) c.fail('expected assignment after "const"')
  const [lhs, rhs] = arg.args
  if (isEventuallyCall(lhs)) return c.expand(arg)
  if (isExpr(lhs, 'curly')) return expandUnionAllDefinition(c, lhs, rhs)
  const names = lhsVars(lhs).filter((v) => !isUnderscore(v))
  if (names.length === 0 && !isSymDecl(lhs) && !isExpr(lhs, 'tuple')) badTarget(c, lhs)
  if (isDecl(lhs)) {
    const t = c.temp()
    const name = declVar(lhs)
    return c.expand(
      block(assign(t, convertToDeclared(c, rhs, lhs.args[1], true)), expr('const', name), assign(name, t)),
    )
  }
  if (lhsDecls(lhs).some((d) => isDecl(d))) {
    // typed targets: check them as locals first, then make the constants from those
    const value = c.temp()
    return c.expand(
      block(
        assign(value, rhs),
        expr(
          'scope',
          block(
            expr('hardscope'),
            expr('local', assign(lhs, value)),
            ...names.flatMap((v) => [expr('const', c.global(v)), assign(c.global(v), v)]),
            value,
          ),
        ),
      ),
    )
  }
  return c.expand(block(...names.map((v) => expr('const', v)), arg))
}
