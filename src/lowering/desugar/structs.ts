/** `struct` definitions: the type object, its inner constructors with `new`, and default constructors. */
import { type Ex, Expr, GlobalRef, isExpr, LineNumberNode, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import { type Ctx, moduleValue } from '../context.ts'
import { deparse } from '../deparse.ts'
import {
  assign,
  block,
  CTOR_SELF,
  call,
  declVar,
  expr,
  firstDuplicate,
  flattenWhere,
  isAssignment,
  isDecl,
  isEffectFree,
  isEventuallyCall,
  isKw,
  isQuoted,
  isSplat,
  isUnderscore,
  mentions,
  NEW,
  quoted,
  TYPE,
} from '../surface.ts'
import type { Tree } from '../tree.ts'
import { convertToDeclared } from './convert.ts'
import { bindParameters, type TypeSignature, type TypeVarSpec, typeSignature, typeVarSpec } from './types.ts'

interface Field {
  readonly name: Sym
  readonly type: Ex
  /** `const`, `atomic` */
  readonly attributes: readonly string[]
}

/** What constructors need to know of the type they belong to. */
interface StructInfo {
  readonly name: Sym
  readonly params: readonly TypeVarSpec[]
  readonly fields: readonly Field[]
}

/** A field, perhaps under `const` or `atomic` */
const isFieldDecl = (e: Ex): boolean =>
  e instanceof Sym ||
  (isDecl(e) && !isEventuallyCall(e)) ||
  ((isExpr(e, 'const') || isExpr(e, 'atomic')) && e.args.length === 1 && isFieldDecl(e.args[0]))

export function expandStruct(c: Ctx, e: Expr): Tree {
  const [mutable, head, bodyEx] = e.args
  const sig = typeSignature(c, head)
  const items = flattenBlocks((bodyEx as Expr).args)
  for (const x of items) {
    if (isAssignment(x) && isFieldDecl(x.args[0]))
      c.fail(`"${deparse(x)}" inside type definition is reserved`)
  }
  const fields = items.filter(isFieldDecl).map((x) => parseField(c, x))
  const inner = items.filter(
    (x) => !isFieldDecl(x) && !(isEffectFree(x) || typeof x === 'string' || isExpr(x, 'string')),
  )
  const dup = firstDuplicate(fields.map((f) => f.name))
  if (dup !== undefined) c.fail(`duplicate field name: "${dup.name}" is not unique`)
  const loc = items[0] instanceof LineNumberNode ? [items[0]] : []
  const info: StructInfo = { name: sig.name, params: sig.params, fields }
  const constructors = inner.length > 0 ? inner : defaultInner(c, info, loc)
  const initialized = Math.min(fields.length, ...inner.map(fewestInitialized))
  return c.expand(
    block(
      expr('global', sig.name),
      expr('const', sig.name),
      definition(c, sig, fields, mutable === true, initialized),
      expr(
        'scope',
        block(
          expr('hardscope'),
          expr('global', sig.name),
          ...constructors.map((x) => rewriteConstructor(c, info, x)),
        ),
      ),
      ...(inner.length === 0 && paramsOccur(info)
        ? [expr('scope', block(expr('global', sig.name), defaultOuter(c, info, loc)))]
        : []),
      null,
    ),
  )
}

function flattenBlocks(xs: readonly Ex[]): Ex[] {
  return xs.flatMap((x) => (isExpr(x, 'block') ? flattenBlocks(x.args) : [x]))
}

function parseField(c: Ctx, x: Ex): Field {
  const attributes: string[] = []
  while (x instanceof Expr && (x.head === 'const' || x.head === 'atomic')) {
    attributes.push(x.head)
    x = x.args[0]
  }
  const name = declVar(x)
  if (!(name instanceof Sym)) return c.fail(`field name "${deparse(name)}" is not a symbol`)
  return { name, type: isDecl(x) ? x.args[1] : c.core('Any'), attributes }
}

/** Code that makes the type object and binds it, unless an equivalent one is bound already. */
function definition(
  c: Ctx,
  sig: TypeSignature,
  fields: readonly Field[],
  mutable: boolean,
  initialized: number,
): Ex {
  const { name, params } = sig
  const global = c.global(name)
  const svec = (xs: readonly Ex[]): Ex => call(c.core('svec'), ...xs)
  const attributes = fields.flatMap((f, i) => f.attributes.flatMap((a) => [BigInt(i + 1), quoted(sym(a))]))
  const prev = c.temp()
  // with an equivalent old type, its parameters take the place of the new ones
  const oldBody = params.reduce((t: Ex) => expr('.', t, new QuoteNode(sym('body'))), prev)
  const takeOld = block(
    assign(name, prev),
    ...(params.length === 0
      ? []
      : [
          assign(
            new Expr(
              'tuple',
              params.map((p) => p.name),
            ),
            expr('.', oldBody, new QuoteNode(sym('parameters'))),
          ),
        ]),
  )
  return expr(
    'scope',
    block(
      expr('hardscope'),
      expr('local-def', name),
      ...bindParameters(c, params),
      expr('toplevel-only', '"struct" expression', global),
      assign(
        name,
        call(
          c.core('_structtype'),
          moduleValue(c.module),
          quoted(name),
          svec(params.map((p) => p.name)),
          svec(fields.map((f) => quoted(f.name))),
          svec(attributes),
          mutable,
          BigInt(initialized),
        ),
      ),
      call(c.core('_setsuper!'), name, sig.supertype),
      expr(
        'if',
        expr('isdefined', global),
        block(
          assign(prev, global),
          expr(
            'if',
            call(c.core('_equiv_typedef'), prev, name),
            takeOld,
            // the assignment raises the error for a redefinition
            assign(global, name),
          ),
        ),
        assign(global, name),
      ),
      call(c.core('_typebody!'), name, svec(fields.map((f) => fieldType(c, f.type, name)))),
      null,
    ),
  )
}

/** `M.Name` inside the fields of `Name` may mean the very type being defined. */
function fieldType(c: Ctx, e: Ex, name: Sym): Ex {
  if (!(e instanceof Expr) || isQuoted(e)) return e
  const f = e.args[1]
  if (e.head === '.' && e.args.length === 2 && f instanceof QuoteNode && f.value === name) {
    return call(c.core('struct_name_shim'), e.args[0], f, moduleValue(c.module), name)
  }
  return new Expr(
    e.head,
    e.args.map((a) => fieldType(c, a, name)),
  )
}

/** The smallest number of fields any `new` in the constructors sets. */
function fewestInitialized(e: Ex): number {
  if (!(e instanceof Expr)) return Number.POSITIVE_INFINITY
  const below = Math.min(Number.POSITIVE_INFINITY, ...e.args.map(fewestInitialized))
  return isNewCall(e) ? Math.min(e.args.length - 1, below) : below
}

const isNewCall = (e: Ex): boolean =>
  isExpr(e, 'call') && (e.args[0] === NEW || (isExpr(e.args[0], 'curly') && e.args[0].args[0] === NEW))

// ---- default constructors -------------------------------------------------------------------------------------

/** Field names as argument names: fresh ones where a field's type mentions a field's name. */
function argumentNames(c: Ctx, fields: readonly Field[]): Sym[] {
  const clash = fields.some((f) => fields.some((g) => mentions(g.type, f.name)))
  return fields.map((f) => (clash || isUnderscore(f.name) ? c.gensym() : f.name))
}

const withWheres = (e: Ex, params: readonly TypeVarSpec[]): Ex =>
  params.length === 0 ? e : expr('where', e, ...params.map(whereParam))

function whereParam(p: TypeVarSpec): Ex {
  if (p.lower !== undefined && p.upper !== undefined) {
    return expr('comparison', p.lower, sym('<:'), p.name, sym('<:'), p.upper)
  }
  if (p.upper !== undefined) return expr('<:', p.name, p.upper)
  return p.lower !== undefined ? expr('>:', p.name, p.lower) : p.name
}

function defaultInner(c: Ctx, s: StructInfo, loc: readonly Ex[]): Ex[] {
  const names = argumentNames(c, s.fields)
  const any = c.core('Any')
  const untyped = s.fields.every((f) => f.type === any)
  const exact = expr(
    'function',
    call(s.name, ...names.map((n, i) => (s.fields[i].type === any ? n : expr('::', n, s.fields[i].type)))),
    block(...loc, expr('new', c.global(s.name), ...names)),
  )
  const self = s.params.length === 0 ? s.name : expr('curly', s.name, ...s.params.map((p) => p.name))
  const converting = expr(
    'function',
    call(expr('::', CTOR_SELF, withWheres(expr('curly', c.core('Type'), self), s.params)), ...names),
    block(...loc, call(NEW, ...names)),
  )
  if (s.params.length > 0) return [converting]
  if (untyped) return [exact]
  // only if some declared type turns out not to be `Any`
  const allAny = s.fields.map((f) => call(c.core('==='), any, f.type)).reduce((a, b) => expr('&&', a, b))
  return [exact, expr('if', allAny, block(), converting)]
}

function defaultOuter(c: Ctx, s: StructInfo, loc: readonly Ex[]): Ex {
  const names = argumentNames(c, s.fields)
  const any = c.core('Any')
  return expr(
    'function',
    withWheres(
      call(s.name, ...names.map((n, i) => (s.fields[i].type === any ? n : expr('::', n, s.fields[i].type)))),
      s.params,
    ),
    block(...loc, expr('new', expr('curly', s.name, ...s.params.map((p) => p.name)), ...names)),
  )
}

/** Every parameter occurs in a field's type, or in a bound of a parameter that does: it can be found from arguments. */
function paramsOccur(s: StructInfo): boolean {
  if (s.params.length === 0) return false
  const roots: Ex[] = s.fields.map((f) => f.type)
  for (const p of s.params.toReversed()) {
    if (!roots.some((r) => mentions(r, p.name))) return false
    for (const b of [p.lower, p.upper]) if (b !== undefined) roots.push(b)
  }
  return true
}

// ---- inner constructors ---------------------------------------------------------------------------------------

/** How `new` is to be read inside a definition. */
interface NewContext {
  /** type arguments of the constructor's own name, as in `X{T}(…)` */
  readonly typeArgs: readonly Ex[]
  readonly sparams: readonly Sym[]
  /** the called object is the type being constructed */
  readonly selfType: boolean
}

/** Gives meaning to `new` in every function defined in the struct's body. */
function rewriteConstructor(c: Ctx, s: StructInfo, e: Ex): Ex {
  if (!(e instanceof Expr) || isQuoted(e)) return e
  const isDefinition = (e.head === 'function' || e.head === '=') && e.args.length === 2
  const ctx = isDefinition ? constructorContext(c, s, e.args[0]) : null
  if (ctx === null)
    return new Expr(
      e.head,
      e.args.map((a) => rewriteConstructor(c, s, a)),
    )
  return expr('function', ctx.signature, rewriteNew(c, s, e.args[1], ctx))
}

function constructorContext(c: Ctx, s: StructInfo, sig: Ex): (NewContext & { signature: Ex }) | null {
  const { body, params } = flattenWhere(sig)
  const target = isDecl(body) && body.args.length === 2 ? body.args[0] : body
  if (!isExpr(target, 'call')) return null
  const sparams = params.map((p) => typeVarSpec(c, p).name)
  const callee = target.args[0]
  if (isDecl(callee)) {
    // `(self::Type{X{T}} where T)(…)` is a constructor of X; any other callable object must say `new{…}`
    const { body: t, params: own } = flattenWhere(callee.args[callee.args.length - 1])
    const isType =
      isExpr(t, 'curly') &&
      t.args.length === 2 &&
      (t.args[0] === TYPE || (t.args[0] instanceof GlobalRef && t.args[0].name === TYPE))
    const made = isType ? t.args[1] : null
    const name = isExpr(made, 'curly') ? made.args[0] : made
    if (name !== s.name) return { signature: sig, typeArgs: [], sparams, selfType: false }
    const names = own.map((p) => typeVarSpec(c, p).name)
    return {
      signature: sig,
      typeArgs: isExpr(made, 'curly') ? made.args.slice(1) : [],
      sparams: [...sparams, ...names],
      selfType: callee.args[0] === CTOR_SELF,
    }
  }
  const name = isExpr(callee, 'curly') ? callee.args[0] : callee
  const typeArgs = isExpr(callee, 'curly') ? callee.args.slice(1) : []
  if (name !== s.name) return { signature: sig, typeArgs: [], sparams, selfType: false }
  // name the type in the signature, so that `new` can use the very type called
  const self = expr('::', CTOR_SELF, expr('curly', c.core('Type'), callee))
  const replaced = replaceCallee(sig, new Expr('call', [self, ...target.args.slice(1)]))
  return { signature: replaced, typeArgs, sparams, selfType: true }
}

function replaceCallee(sig: Ex, newCall: Expr): Ex {
  const e = sig as Expr
  return e.head === 'call'
    ? newCall
    : new Expr(e.head, [replaceCallee(e.args[0], newCall), ...e.args.slice(1)])
}

function rewriteNew(c: Ctx, s: StructInfo, e: Ex, ctx: NewContext): Ex {
  if (!(e instanceof Expr) || isQuoted(e)) return e
  if (e.head === 'call' && e.args.length > 0) {
    const f = e.args[0]
    const args = (): Ex[] => e.args.slice(1).map((a) => rewriteNew(c, s, a, ctx))
    if (f === NEW) return newCall(c, s, ctx.typeArgs, ctx, args(), ctx.selfType)
    if (isExpr(f, 'curly') && f.args[0] === NEW) return newCall(c, s, f.args.slice(1), ctx, args(), false)
  }
  return new Expr(
    e.head,
    e.args.map((a) => rewriteNew(c, s, a, ctx)),
  )
}

/** `new(args…)` or `new{typeArgs…}(args…)` with the conversions to the fields' types. */
function newCall(
  c: Ctx,
  s: StructInfo,
  typeArgs: readonly Ex[],
  ctx: NewContext,
  args: readonly Ex[],
  selfType: boolean,
): Ex {
  const { fields, params } = s
  if (args.some((a) => isKw(a) || isExpr(a, 'parameters'))) c.fail('"new" does not accept keyword arguments')
  const given = typeArgs.filter((a) => !isSplat(a)).length
  if (given === typeArgs.length && params.length > given)
    c.fail('too few type parameters specified in "new{...}"')
  if (given > params.length) c.fail('too many type parameters specified in "new{...}"')
  const global = c.global(s.name)
  const type: Ex = typeArgs.length === 0 ? global : selfType ? CTOR_SELF : expr('curly', global, ...typeArgs)
  const stmts: Ex[] = []
  let held: Ex = type
  if (!(type instanceof Sym)) {
    held = c.temp()
    stmts.push(assign(held, type))
  }
  const paramNames = params.map((p) => p.name)
  const sameParams = typeArgs.length === paramNames.length && typeArgs.every((a, i) => a === paramNames[i])
  const converted = (value: Ex, i: number): Ex => {
    const t = fields[i].type
    if (t === c.core('Any')) return value
    // a plain parameter can be used as it is; anything else is asked of the type itself
    const direct =
      !selfType && sameParams && t instanceof Sym && paramNames.includes(t) && ctx.sparams.includes(t)
    return convertToDeclared(c, value, direct ? t : call(c.core('fieldtype'), held, BigInt(i + 1)), false)
  }
  const throwNew = (what: string): Ex =>
    call(
      c.core('throw'),
      call(c.top('ArgumentError'), `new: too ${what} arguments (expected ${fields.length})`),
    )
  const n = BigInt(fields.length)
  if (args.filter((a) => !isSplat(a)).length > fields.length) return throwNew('many')
  if (!args.some(isSplat)) return block(...stmts, expr('new', held, ...args.map(converted)))
  if (fields.every((f) => f.type === c.core('Any'))) {
    return expr('splatnew', type, call(c.core('tuple'), ...args))
  }
  const tuple = c.temp()
  const count = c.temp()
  return block(
    ...stmts,
    assign(tuple, call(c.core('tuple'), ...args)),
    assign(count, call(c.core('nfields'), tuple)),
    expr('if', call(c.top('ult_int'), count, n), throwNew('few')),
    expr('if', call(c.top('ult_int'), n, count), throwNew('many')),
    expr(
      'new',
      held,
      ...fields.map((_, i) => converted(call(c.core('getfield'), tuple, BigInt(i + 1), false), i)),
    ),
  )
}
