/** Type expressions: type variables, `where`, `T{…}`; abstract and primitive type definitions. */
import { type Ex, Expr, isExpr, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import { type Ctx, moduleValue } from '../context.ts'
import { deparse } from '../deparse.ts'
import { assign, block, call, expr, hasParameters, isAssignment, replaceNames } from '../surface.ts'
import type { Tree } from '../tree.ts'

/** A type variable with its bounds (null: none given). */
export interface TypeVarSpec {
  readonly name: Sym
  readonly lower: Ex | null | undefined
  readonly upper: Ex | null | undefined
}

/** `T`, `T<:B`, `T>:A`, `A<:T<:B` */
export function typeVarSpec(c: Ctx, e: Ex): TypeVarSpec {
  const name = (x: Ex): Sym => (x instanceof Sym ? x : c.fail(`invalid type parameter name "${deparse(x)}"`))
  if (!(e instanceof Expr)) return { name: name(e), lower: undefined, upper: undefined }
  const [a, b, t, d, u] = e.args
  if (e.head === 'comparison' && e.args.length === 5) {
    const ops = [b, d].map((x) => (x instanceof Sym ? x.name : ''))
    if (ops[0] === '<:' && ops[1] === '<:') return { name: name(t), lower: a, upper: u }
    if (ops[0] === '>:' && ops[1] === '>:') return { name: name(t), lower: u, upper: a }
    c.fail('invalid bounds in "where"')
  }
  if (e.head === '<:' && e.args.length === 2) return { name: name(a), lower: undefined, upper: b }
  if (e.head === '>:' && e.args.length === 2) return { name: name(a), lower: b, upper: undefined }
  return c.fail('invalid variable expression in "where"')
}

/** Constructs the `TypeVar`. `plainName` undoes the renaming of hygiene. */
export function makeTypeVar(c: Ctx, v: TypeVarSpec, plainName = false): Ex {
  const name = plainName ? unmangled(v.name) : v.name
  const bounds: Ex[] = []
  if (v.lower !== undefined) bounds.push(v.lower)
  if (v.upper !== undefined) bounds.push(v.upper)
  else if (v.lower !== undefined) bounds.push(c.core('Any'))
  return call(c.core('TypeVar'), new QuoteNode(name), ...bounds)
}

/** `x` of a name `#12#x` made by hygiene. */
export function unmangled(s: Sym): Sym {
  if (s.name[0] !== '#') return s
  const plain = s.name.slice(s.name.lastIndexOf('#') + 1)
  return plain === '' ? s : sym(plain)
}
/** Keeps the static parameters that `used` or a later parameter mentions. */
export function usedTypeVars(vars: readonly TypeVarSpec[], used: readonly Ex[]): TypeVarSpec[] {
  const occurs = (name: Sym, e: Ex | null | undefined): boolean =>
    e === name || (e instanceof Expr && e.args.some((a) => occurs(name, a)))
  return vars.filter(
    (v, i) =>
      used.some((u) => occurs(v.name, u)) ||
      vars.slice(i + 1).some((w) => occurs(v.name, w.lower) || occurs(v.name, w.upper)),
  )
}

/** Assigns each type variable to a temporary; a bound can mention the variables before it. */
export function bindTypeVars(c: Ctx, vars: readonly TypeVarSpec[]): { stmts: Ex[]; names: Map<Sym, Ex> } {
  const names = new Map<Sym, Ex>()
  const stmts: Ex[] = []
  for (const v of vars) {
    const t = c.temp()
    stmts.push(assign(t, replaceNames(makeTypeVar(c, v), names)))
    names.set(v.name, t)
  }
  return { stmts, names }
}

/** `body where {vars…}` */
export function expandWhere(c: Ctx, e: Expr): Tree {
  const wrap = (vars: readonly Ex[]): Ex => {
    if (vars.length === 0) return e.args[0]
    const v = typeVarSpec(c, vars[0])
    return expr(
      'let',
      assign(v.name, makeTypeVar(c, v)),
      call(c.core('UnionAll'), v.name, wrap(vars.slice(1))),
    )
  }
  return c.expand(wrap(e.args.slice(1)))
}

/** `T{A, <:B}` */
export function expandCurly(c: Ctx, e: Expr): Tree {
  const params = e.args.slice(1)
  if (hasParameters(params)) c.fail(`unexpected semicolon in "${deparse(e)}"`)
  if (params.some(isAssignment)) c.fail(`misplaced assignment statement in "${deparse(e)}"`)
  const vars: Ex[] = []
  const plain = params.map((p) => {
    if (!(p instanceof Expr) || (p.head !== '<:' && p.head !== '>:') || p.args.length !== 1) return p
    const t = c.gensym()
    vars.push(expr(p.head, t, p.args[0]))
    return t
  })
  if (vars.length === 0) return c.expand(call(c.core('apply_type'), e.args[0], ...params))
  return c.expand(expr('where', expr('curly', e.args[0], ...plain), ...vars))
}

/** `A{T} = …`: a constant alias, or a local variable inside a function */
export function expandUnionAllDefinition(c: Ctx, lhs: Expr, rhs: Ex): Tree {
  const [name, ...params] = lhs.args
  if (params.length === 0) c.fail(`empty type parameter list in "${deparse(expr('=', lhs, rhs))}"`)
  const t = c.temp()
  return c.expand(
    block(assign(t, expr('where', rhs, ...params)), expr('const-if-global', name), assign(name, t), t),
  )
}

/** `Name{params…} <: super` */
export interface TypeSignature {
  readonly name: Sym
  readonly params: readonly TypeVarSpec[]
  readonly supertype: Ex
}

export function typeSignature(c: Ctx, e: Ex): TypeSignature {
  let head = e
  let supertype: Ex = c.core('Any')
  if (isExpr(head, '<:') && head.args.length === 2) [head, supertype] = head.args
  let params: Ex[] = []
  if (isExpr(head, 'curly')) {
    params = head.args.slice(1)
    head = head.args[0]
  }
  if (!(head instanceof Sym)) c.fail('invalid type signature')
  return { name: head, params: params.map((p) => typeVarSpec(c, p)), supertype }
}

/** Statements that bind the parameters of a type being defined. */
export function bindParameters(c: Ctx, params: readonly TypeVarSpec[]): Ex[] {
  return [
    ...params.map((p) => expr('local', p.name)),
    ...params.map((p) => assign(p.name, makeTypeVar(c, p, true))),
  ]
}

/** `abstract type` and `primitive type` */
function simpleTypeDefinition(
  c: Ctx,
  sig: TypeSignature,
  kind: string,
  make: string,
  extra: readonly Ex[],
): Tree {
  const { name, params, supertype } = sig
  const global = c.global(name)
  return c.expand(
    block(
      expr('global', name),
      expr('const', name),
      expr(
        'scope',
        block(
          expr('local-def', name),
          ...bindParameters(c, params),
          expr('toplevel-only', `"${kind}" expression`),
          assign(
            name,
            call(
              c.core(make),
              moduleValue(c.module),
              new QuoteNode(name),
              call(c.core('svec'), ...params.map((p) => p.name)),
              ...extra,
            ),
          ),
          call(c.core('_setsuper!'), name, supertype),
          call(c.core('_typebody!'), name),
          expr(
            'if',
            expr('&&', expr('isdefined', global), call(c.core('_equiv_typedef'), global, name)),
            null,
            assign(global, name),
          ),
          null,
        ),
      ),
    ),
  )
}

export function expandAbstract(c: Ctx, e: Expr): Tree {
  return simpleTypeDefinition(c, typeSignature(c, e.args[0]), 'abstract type', '_abstracttype', [])
}

export function expandPrimitive(c: Ctx, e: Expr): Tree {
  return simpleTypeDefinition(c, typeSignature(c, e.args[0]), 'primitive type', '_primitivetype', [e.args[1]])
}
