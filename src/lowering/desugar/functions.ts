/** Function definitions: `function`, `f(x) = …`, `->`, macros; optional arguments become methods that fill them in. */
import { type Ex, Expr, GlobalRef, isExpr, LineNumberNode, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import {
  assign,
  block,
  call,
  contains,
  expr,
  firstDuplicate,
  flattenWhere,
  hasParameters,
  insertAfterMeta,
  isDecl,
  isDotOp,
  isSplat,
  isSymRef,
  isValidName,
  prologueLength,
  replaceNames,
  SELF,
  UNUSED,
  undot,
} from '../surface.ts'
import { Lambda, Op, type Tree } from '../tree.ts'
import { type Formal, parseFormals, plainFormal, signatureType, takesMany } from './formals.ts'
import { splitGenerated } from './generated.ts'
import { keywordMethods } from './keywords.ts'
import { bindTypeVars, type TypeVarSpec, typeVarSpec, usedTypeVars } from './types.ts'

/** One function definition after its signature was taken apart. */
export interface FunctionDef {
  /** what methods are added to: a name, `A.f`, an overlay; null for `(f::T)(…)` */
  readonly name: Ex | null
  readonly typeVars: readonly TypeVarSpec[]
  /** positional arguments, the function itself first */
  readonly args: readonly Formal[]
  readonly body: Expr
  readonly returnType: Ex | null
  /** name shown in backtraces, if not that of the function */
  readonly shownAs?: string
}

const isArgumentList = (e: Ex): boolean =>
  e instanceof Expr &&
  (e.head === 'tuple' ||
    e.head === 'block' ||
    e.head === '...' ||
    (e.head === 'where' && isArgumentList(e.args[0])))

export function expandFunction(c: Ctx, e: Expr): Tree {
  if (isArgumentList(e.args[0])) return expandArrow(c, e)
  const { body: unwhered, params } = flattenWhere(e.args[0])
  if (params.length > 0 && !isExpr(unwhered, 'call') && !isExpr(unwhered, '::')) {
    c.fail(`invalid assignment location "${deparse(e.args[0])}"`)
  }
  let sig = unwhered
  let returnType: Ex | null = null
  if (isDecl(sig) && sig.args.length === 2 && (e.args.length > 1 || isExpr(sig.args[0], 'call')))
    [sig, returnType] = sig.args
  if (e.args.length === 1 && (sig instanceof Sym || sig instanceof GlobalRef)) {
    if (sig instanceof Sym && !isValidName(sig)) c.fail(`invalid function name "${sig.name}"`)
    return new Op('method', [sig])
  }
  if (!isExpr(sig, 'call')) return c.fail(`invalid assignment location "${deparse(sig)}"`)
  return defineFunction(c, sig.args[0], sig.args.slice(1), params, returnType, e.args[1])
}

/** Defines the methods of `name(args…) where {params…}`. */
export function defineFunction(
  c: Ctx,
  callee: Ex,
  args: readonly Ex[],
  params: readonly Ex[],
  returnType: Ex | null,
  body: Ex,
): Tree {
  const typeVars = params.map((p) => typeVarSpec(c, p))
  const formals = parseFormals(c, args)
  const name = isDotOp(callee) ? undot(callee) : callee
  if (isDotOp(callee)) c.fail(`invalid function name "${deparse(callee)}"`)
  const target = isExpr(name, 'overlay') ? name.args[1] : name
  const self = selfArgument(c, target, name, formals.destructuring)
  const hasName = !isDecl(name) && !isExpr(name, 'curly') && !isExpr(name, 'where')
  const def: FunctionDef = {
    name: hasName ? name : null,
    typeVars,
    args: [self, ...formals.positional],
    body: insertAfterMeta(body, formals.destructuring),
    returnType,
  }
  return formals.hasKeywords ? keywordMethods(c, def, formals) : defineMethods(c, def)
}

/** The called object as the first argument: `f`, or `x::T` of `(x::T)(…)`. */
function selfArgument(c: Ctx, target: Ex, name: Ex, destructuring: Ex[]): Formal {
  if (!isDecl(target)) return plainFormal(SELF, call(c.core('Typeof'), target))
  if (target.args.length === 1) return plainFormal(SELF, target.args[0])
  const [self, type] = target.args
  if (self instanceof Sym) return plainFormal(self, type)
  if (!isExpr(self, 'tuple')) c.fail(`invalid function name "${deparse(name)}"`)
  const held = c.gensym()
  destructuring.unshift(expr('local', assign(self, held)))
  if (destructuring.length === 1) destructuring.push(null)
  return plainFormal(held, type)
}

/** Methods for a definition without keywords. */
export function defineMethods(c: Ctx, def: FunctionDef): Tree {
  const optional = def.args.filter((a) => a.default !== undefined && !a.isVararg)
  const vararg = def.args[def.args.length - 1]
  const hasVarargDefault = vararg.isVararg && vararg.default !== undefined
  if (optional.length === 0 && !hasVarargDefault) return defineMethod(c, def)
  const required = def.args.filter((a) => a.default === undefined && !a.isVararg)
  const filled = hasVarargDefault ? [...optional, vararg] : optional
  const defaults = filled.map((a) => a.default as Ex)
  if (defaults.slice(0, -1).some(isSplat)) {
    c.fail('invalid "..." in non-final positional argument default value')
  }
  const prologue = withoutGenerated(def.body.args.slice(0, prologueLength(def.body.args)))
  const stmts: Tree[] = []
  for (let n = 0; n < filled.length; n++) {
    const passed = [...required, ...filled.slice(0, n)].map(plain)
    const absent = filled.slice(n)
    const values = defaults.slice(n)
    const atoms = new Set<Ex>()
    for (const a of absent) {
      collectAtoms(a.name, atoms)
      collectAtoms(a.type, atoms)
    }
    atoms.delete(c.core('Any'))
    // a default that mentions an argument not passed yet must be computed one method further
    const dependent = values.some((v) => contains(v, (x) => atoms.has(x)))
    const body = block(
      ...prologue,
      call(...(passed.map((a) => a.name) as [Ex, ...Ex[]]), ...(dependent ? values.slice(0, 1) : values)),
    )
    const typeVars = usedTypeVars(
      def.typeVars,
      passed.map((a) => a.type),
    )
    stmts.push(
      defineMethod(c, {
        name: def.name,
        typeVars,
        args: passed,
        body,
        returnType: null,
        shownAs: def.shownAs,
      }),
    )
  }
  const all = [
    ...required,
    ...optional.map(plain),
    ...def.args.filter((a) => a.isVararg).map((a) => ({ ...a, default: undefined })),
  ]
  stmts.push(defineMethod(c, { ...def, args: all }))
  return new Op('block', stmts)
}

const plain = (a: Formal): Formal => ({ ...a, default: undefined })

function collectAtoms(e: Ex, out: Set<Ex>): void {
  if (e instanceof Expr) for (const a of e.args) collectAtoms(a, out)
  else if (e instanceof Sym || e instanceof GlobalRef) out.add(e)
}

export const withoutGenerated = (stmts: readonly Ex[]): Ex[] =>
  stmts.filter(
    (s) => !(isExpr(s, 'meta') && s.args[0] instanceof Sym && s.args[0].name.startsWith('generated')),
  )

/** Takes the line of the definition out of a body that begins with it. */
function takeLocation(body: Expr): { loc: LineNumberNode; body: Expr } {
  const n = prologueLength(body.args)
  const lines = body.args.slice(0, n).filter((s) => s instanceof LineNumberNode)
  const loc = lines[0] ?? body.args.find((s) => s instanceof LineNumberNode) ?? new LineNumberNode(0, 'none')
  if (lines.length <= 1) return { loc, body }
  const at = body.args.indexOf(loc)
  return {
    loc,
    body: new Expr(
      'block',
      body.args.filter((_, i) => i !== at),
    ),
  }
}

/** One method, all arguments required. */
export function defineMethod(c: Ctx, def: FunctionDef): Tree {
  const { name, typeVars, args } = def
  checkNames(c, def)
  const { loc, body: located } = takeLocation(def.body)
  const overlay = isExpr(name, 'overlay')
  const { body, generator } = splitGenerated(c, located, typeVars, args)

  const { stmts, names } = bindTypeVars(c, typeVars)
  const types = args.map((a) => c.expand(replaceNames(signatureType(c, a), names)))
  const signature = new Op('signature', [
    new Op('block', stmts.map(c.expand)),
    new Op('types', types),
    new Op(
      'sparams',
      typeVars.map((v) => names.get(v.name) as Tree),
    ),
    new QuoteNode(loc),
  ])

  const lambda = new Lambda(
    args.map((a) => a.name),
    typeVars.map((v) => v.name),
    bodyScope(c, body, def.returnType),
    takesMany(args[args.length - 1]),
  )
  lambda.loc = loc
  lambda.marks = args.map((a) => a.nospecialize)
  lambda.name = def.shownAs ?? displayName(name)

  const target: Tree =
    name instanceof Sym || name instanceof GlobalRef
      ? name
      : overlay
        ? c.expand((name as Expr).args[0])
        : false
  const method = new Op('method', [target, signature, lambda])
  const before = generator === null ? [] : [c.expand(generator)]
  if (name instanceof Sym || name instanceof GlobalRef) {
    return new Op('block', [...before, new Op('method', [name]), method, new Op('unnecessary', [name])])
  }
  return before.length === 0 ? method : new Op('block', [...before, method])
}

function displayName(name: Ex | null): string {
  if (name instanceof Sym || name instanceof GlobalRef)
    return name instanceof Sym ? name.name : name.name.name
  if (isExpr(name as Ex, 'overlay')) return displayName((name as Expr).args[1])
  if (isExpr(name as Ex, '.')) {
    const f = (name as Expr).args[1]
    if (f instanceof QuoteNode && f.value instanceof Sym) return f.value.name
  }
  return ''
}

function checkNames(c: Ctx, def: FunctionDef): void {
  const { name } = def
  const names = def.args.map((a) => a.name).filter((n) => n !== UNUSED)
  const params = def.typeVars.map((v) => v.name)
  const dupArg = firstDuplicate(names)
  if (dupArg !== undefined) c.fail(`function argument name not unique: "${dupArg.name}"`)
  const dupParam = firstDuplicate(params)
  if (dupParam !== undefined) c.fail(`function static parameter name not unique: "${dupParam.name}"`)
  const both = names.find((n) => params.includes(n))
  if (both !== undefined) c.fail(`function argument and static parameter name not distinct: "${both.name}"`)
  if (
    name !== null &&
    !isExpr(name, 'overlay') &&
    (!isSymRef(name) || (name instanceof Sym && !isValidName(name)))
  ) {
    c.fail(`invalid function name "${deparse(name)}"`)
  }
}

/** A function body in a scope of its own, with the return type evaluated at its start. */
function bodyScope(c: Ctx, body: Expr, returnType: Ex | null): Tree {
  if (returnType === null) return new Op('scope', [new Op('block', body.args.map(c.expand))])
  const n = prologueLength(body.args)
  const t = c.temp()
  return new Op('scope', [
    new Op('block', [
      ...body.args.slice(0, n).map(c.expand),
      c.expand(assign(t, returnType)),
      new Op('return-type', [t]),
      ...body.args.slice(n).map(c.expand),
    ]),
  ])
}

/** Arguments on the left of `->`: `x`, `(x, y)`, `(x; k = 1)` as tuple or block. */
export function arrowArguments(c: Ctx, e: Ex): Ex[] {
  if (!(e instanceof Expr) || (e.head !== 'tuple' && e.head !== 'block')) {
    return [asArgument(e)]
  }
  const items = e.args.filter((a) => !(a instanceof LineNumberNode))
  if (e.head === 'tuple') {
    return items.map((a) =>
      isExpr(a, 'parameters') ? new Expr('parameters', a.args.map(asArgument)) : asArgument(a),
    )
  }
  // `(x; y) ->` reads as a block: what follows the first item are keywords
  if (items.length === 0) return []
  const [first, ...rest] = items
  const kws = rest.flatMap((a) => (isExpr(a, 'tuple') ? a.args : [a])).map(asArgument)
  const head = isExpr(first, 'tuple') ? first.args.map(asArgument) : [asArgument(first)]
  if (hasParameters(rest)) c.fail('more than one semicolon in argument list')
  return kws.length === 0 ? head : [new Expr('parameters', kws), ...head]
}

const asArgument = (a: Ex): Ex => (isExpr(a, '=') ? new Expr('kw', a.args) : a)

export function expandArrow(c: Ctx, e: Expr): Tree {
  const { body: args, params } = flattenWhere(e.args[0])
  let list = args
  let returnType: Ex | null = null
  // `(x)::T -> …`
  if (e.head === 'function' && isDecl(list) && list.args.length === 2 && isExpr(list.args[0], 'tuple')) {
    ;[list, returnType] = list.args
  }
  const name = sym(`#${c.counter()}`)
  return new Op('block', [
    new Op('local', [name]),
    defineFunction(c, name, arrowArguments(c, list), params, returnType, e.args[1]),
  ])
}

/** `macro m(args…) … end`: a function that also takes where it is called */
export function expandMacro(c: Ctx, e: Expr): Tree {
  const sig = e.args[0]
  const isName = (x: Ex): boolean => x instanceof Sym || x instanceof GlobalRef || isSymRef(x)
  if (e.args.length === 1 && isName(sig)) return c.expand(expr('function', macroName(sig)))
  if (!isExpr(sig, 'call') || !isName(sig.args[0])) return c.fail('invalid macro definition')
  let args = sig.args.slice(1)
  if (isExpr(args[0], 'parameters') && args[0].args.length === 0) args = args.slice(1)
  if (hasParameters(args)) c.fail('macros cannot accept keyword arguments')
  return c.expand(
    new Expr('function', [
      call(
        macroName(sig.args[0]),
        expr('::', sym('__source__'), c.core('LineNumberNode')),
        expr('::', sym('__module__'), c.core('Module')),
        ...args.map((a) => (a instanceof Sym ? expr('meta', sym('nospecialize'), a) : a)),
      ),
      ...e.args.slice(1),
    ]),
  )
}

function macroName(e: Ex): Ex {
  if (e instanceof Sym) return sym(`@${e.name}`)
  if (e instanceof GlobalRef) return new GlobalRef(e.module, sym(`@${e.name.name}`))
  const [mod, name] = (e as Expr).args
  return new Expr('.', [mod, new QuoteNode(sym(`@${((name as QuoteNode).value as Sym).name}`))])
}
