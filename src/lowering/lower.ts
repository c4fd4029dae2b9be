/** The passes of lowering in order. */
import {
  EnterNode,
  type Ex,
  Expr,
  GlobalRef,
  GotoIfNot,
  LineNumberNode,
  type ModuleLike,
  ReturnNode,
  Sym,
} from '../syntax/index.ts'
import { convertClosures, convertGeneratedBody } from './closures.ts'
import { CodeInfo } from './codeinfo.ts'
import { Ctx, type LoweringEnv, makeLoc } from './context.ts'
import { expandForm } from './desugar/index.ts'
import { emitCode } from './emit.ts'
import { expandMacros } from './expand.ts'
import { resolveHygiene } from './hygiene.ts'
import { resolveScopes } from './scope.ts'
import { isUnderscore } from './surface.ts'
import { Lambda, Op, type Tree } from './tree.ts'

/** What a top-level form lowers to. */
export type LoweredForm =
  /** a constant or a name: no code needed; a `QuoteNode` stands for the quoted value */
  | { readonly kind: 'value'; readonly value: Ex }
  /** work for the evaluator: module, using, import, export, public, toplevel, `global x` */
  | { readonly kind: 'toplevel'; readonly expr: Expr }
  | { readonly kind: 'thunk'; readonly code: CodeInfo }

export interface SourceLocation {
  readonly file: string
  readonly line: number
}

function isToplevelOnly(e: Expr): boolean {
  switch (e.head) {
    case 'toplevel':
    case 'module':
    case 'import':
    case 'using':
    case 'export':
    case 'public':
    case 'thunk':
      return true
    case 'global':
    case 'const':
      return e.args.every((a) => a instanceof Sym || a instanceof GlobalRef)
    default:
      return false
  }
}

/** Lowers one top-level form to be evaluated in `module`. */
export function lower(ex: Ex, module: ModuleLike, env: LoweringEnv, loc: SourceLocation): LoweredForm {
  const c = new Ctx(env, module, makeLoc(loc.file, loc.line), expandForm)
  let e = ex
  if (e instanceof Expr && !isToplevelOnly(e)) {
    e = resolveHygiene(expandMacros(e, module, env, true, true), module, env)
  }
  if (!(e instanceof Expr)) {
    if (isUnderscore(e)) {
      c.fail('all-underscore identifiers are write-only and their values cannot be used in expressions')
    }
    return { kind: 'value', value: e instanceof LineNumberNode ? null : e }
  }
  if (isToplevelOnly(e)) return { kind: 'toplevel', expr: e }
  if (e.head === 'error' || e.head === 'incomplete') {
    const [message] = e.args
    c.fail(typeof message === 'string' ? message : 'invalid expression')
  }
  const code = lowerThunk(c, e)
  const only = code.code.length === 1 ? code.code[0] : null
  if (only instanceof ReturnNode && only.value !== undefined && isConstant(only.value)) {
    return { kind: 'value', value: only.value }
  }
  return { kind: 'thunk', code }
}

const isConstant = (x: Ex): boolean => !(x instanceof Expr) && !(x instanceof GlobalRef)

function lowerThunk(c: Ctx, e: Expr): CodeInfo {
  const { loc } = c
  const body = c.expand(e)
  const thunk = new Lambda(
    [],
    [],
    new Op('scope', [body instanceof Op && body.head === 'block' ? body : new Op('block', [body])]),
  )
  thunk.name = 'top-level scope'
  thunk.loc = loc
  c.loc = loc
  c.desugared = true
  resolveScopes(c, thunk)
  c.loc = loc
  convertClosures(c, thunk)
  return emitCode(c, thunk)
}

/** Expands macros (all, or only the outermost) and resolves hygiene. What a macro throws comes out as it is unless `wraps`. */
export function macroexpand(
  ex: Ex,
  module: ModuleLike,
  env: LoweringEnv,
  recursive = true,
  wraps = false,
): Ex {
  return resolveHygiene(expandMacros(ex, module, env, recursive, wraps), module, env)
}

/** What a generated function's generator returned, and the method it is for. */
export interface GeneratedBody {
  readonly argNames: readonly Sym[]
  readonly sparamNames: readonly Sym[]
  readonly isVararg: boolean
  readonly body: Ex
}

/** Lowers the expression returned by a generator to the code of the method instance. */
export function lowerGenerated(
  g: GeneratedBody,
  module: ModuleLike,
  env: LoweringEnv,
  loc: SourceLocation,
): CodeInfo {
  const c = new Ctx(env, module, makeLoc(loc.file, loc.line), expandForm)
  // an argument that is taken apart has a name of this kind
  c.reserve(g.argNames)
  const e = macroexpand(g.body, module, env, true, true)
  const stmts: Tree[] = [c.loc, new Op('return', [c.expand(e)])]
  const lambda = new Lambda(
    [...g.argNames],
    [...g.sparamNames],
    new Op('scope', [new Op('block', stmts)]),
    g.isVararg,
  )
  lambda.loc = c.loc
  lambda.name = '@generated body'
  c.desugared = true
  resolveScopes(c, lambda)
  convertGeneratedBody(c, lambda)
  return emitCode(c, lambda)
}

/** A copy of a method's code with captured values (`ValueRef`s) in their places. */
export function spliceCaptures(code: CodeInfo, values: readonly Ex[]): CodeInfo {
  const splice = (e: Ex): Ex => {
    if (e instanceof ReturnNode) return e.value === undefined ? e : new ReturnNode(splice(e.value))
    if (e instanceof GotoIfNot) return new GotoIfNot(splice(e.cond), e.dest)
    if (e instanceof EnterNode) return e.scope === undefined ? e : new EnterNode(e.catchDest, splice(e.scope))
    if (!(e instanceof Expr)) return e
    return e.head === 'captured' ? values[Number(e.args[0])] : new Expr(e.head, e.args.map(splice))
  }
  return Object.assign(new CodeInfo(code), code, { code: code.code.map(splice) })
}
