/**
 * Hygiene: gives meaning to the names in macro results. Inside a `hygienic-scope` a name that the result itself
 * binds (declares, assigns, takes as argument…) is renamed to a fresh one; any other name means a global of the
 * macro's module; an `escape` puts its content back into the scope around. Labels get fresh names per expansion.
 */
import { type Ex, Expr, GlobalRef, isExpr, type ModuleLike, Sym, sym } from '../syntax/index.ts'
import {
  BEGIN,
  CCALL,
  CGLOBAL,
  END,
  isAssignment,
  isDecl,
  isEventuallyCall,
  isFunctionDef,
  isQuoted,
  isSpecializeMeta,
  kwNames,
  letBinds,
  NEW,
  positionalNames,
  typeVarName,
} from './binders.ts'
import type { LoweringEnv } from './context.ts'
import { LoweringError } from './error.ts'

/** What the names bound by an expansion became; inner bindings shadow outer ones. */
interface Env {
  readonly names: ReadonlyMap<Sym, Ex>
  readonly outer: Env | null
}

function lookup(name: Sym, env: Env | null): Ex | undefined {
  for (; env !== null; env = env.outer) {
    const x = env.names.get(name)
    if (x !== undefined) return x
  }
  return undefined
}

/** One `hygienic-scope`; `outerEnv` is the environment around it, to which `escape` returns. */
interface Scope {
  readonly module: ModuleLike
  readonly labels: Map<Sym, Sym>
  readonly outerEnv: Env | null
  readonly parent: Scope | null
}

/** The module named by the second argument of a `hygienic-scope`. */
export function scopeModule(e: Ex, env: LoweringEnv): ModuleLike {
  if (e instanceof GlobalRef && e.module.name === e.name) return e.module
  const m = env.moduleOf?.(e)
  if (m === null || m === undefined) throw new LoweringError('invalid module in hygienic-scope', 'none', 0)
  return m
}

/** Resolves all hygiene marks in `e`. */
export function resolveHygiene(e: Ex, module: ModuleLike, env: LoweringEnv): Ex {
  return new Resolver(module, env).outside(e)
}

class Resolver {
  readonly #module: ModuleLike
  readonly #env: LoweringEnv

  constructor(module: ModuleLike, env: LoweringEnv) {
    this.#module = module
    this.#env = env
  }

  /** Code outside every macro result: only looks for scopes. */
  outside(e: Ex): Ex {
    if (!(e instanceof Expr) || e.head === 'inert' || e.head === 'module') return e
    if (e.head === 'hygienic-scope') return this.#enter(e, null, null)
    let args: Ex[] | null = null
    for (let i = 0; i < e.args.length; i++) {
      const b = this.outside(e.args[i])
      if (b === e.args[i]) continue
      args ??= e.args.slice()
      args[i] = b
    }
    return args === null ? e : new Expr(e.head, args)
  }

  #enter(e: Expr, env: Env | null, parent: Scope | null): Ex {
    const scope = {
      module: scopeModule(e.args[1], this.#env),
      labels: new Map<Sym, Sym>(),
      outerEnv: env,
      parent,
    }
    const body = e.args[0]
    // names bound by the code around are not visible: a macro's own module gives meaning to free names
    return this.#within(body, this.#bind(body, null, true), scope, false)
  }

  #fresh(name: Sym): Sym {
    return sym(`#${this.#env.nextGensym(this.#module)}#${name.name}`)
  }

  /** The environment inside `e`: extended if `e` binds names (or is the whole result). */
  #bind(e: Ex, env: Env | null, outermost: boolean): Env | null {
    if (!(e instanceof Expr)) return env
    const intro = introducedNames(e)
    if (intro === null && !outermost) return env
    const globals = new Set<Sym>()
    declaredNames(e, 'global', true, globals)
    const renamed = new Set<Sym>()
    declaredNames(e, 'local', true, renamed)
    assignedNames(e, true, renamed)
    for (const n of intro?.renamed ?? []) renamed.add(n)
    const names = new Map<Sym, Ex>()
    for (const n of keywordNames(e)) if (!globals.has(n)) names.set(n, n)
    for (const n of renamed) {
      if (!globals.has(n) && !names.has(n) && lookup(n, env) === undefined) names.set(n, this.#fresh(n))
    }
    for (const n of intro?.kept ?? []) names.set(n, n)
    return names.size === 0 ? env : { names, outer: env }
  }

  #inner(e: Ex, env: Env | null, scope: Scope, inArg: boolean): Ex {
    // the parts of a `let` are in different environments
    return this.#within(e, isExpr(e, 'let') ? env : this.#bind(e, env, false), scope, inArg)
  }

  #all(e: Expr, env: Env | null, scope: Scope, inArg: boolean): Expr {
    return new Expr(
      e.head,
      e.args.map((a) => this.#inner(a, env, scope, inArg)),
    )
  }

  #within(e: Ex, env: Env | null, scope: Scope, inArg: boolean): Ex {
    if (e instanceof Sym) {
      if (e === END || e === BEGIN || e === CCALL || e === CGLOBAL) return e
      return lookup(e, env) ?? new GlobalRef(scope.module, e)
    }
    if (!(e instanceof Expr)) return e
    switch (e.head) {
      case 'quote':
      case 'inert':
      case 'macrocall':
      case 'break':
      case 'module':
      case 'copyast':
        return e
      case 'using':
      case 'import':
      case 'export':
      case 'public':
      case 'inbounds':
      case 'boundscheck':
      case 'loopinfo':
      case 'inline':
      case 'noinline':
      case 'purity':
        return new Expr(e.head, e.args.map(unescaped))
      case 'meta':
        if (isSpecializeMeta(e as Ex, false)) {
          return new Expr('meta', [e.args[0], ...e.args.slice(1).map((a) => this.#marked(a, env, scope))])
        }
        return new Expr(e.head, e.args.map(unescaped))
      case 'escape':
        if (scope.parent === null) return this.outside(e.args[0])
        return this.#inner(e.args[0], scope.outerEnv, scope.parent, inArg)
      case 'hygienic-scope':
        return this.#enter(e, env, scope)
      case 'symbolicgoto':
      case 'symboliclabel':
        return new Expr(e.head, [this.#label(e.args[0], scope)])
      case 'global':
        return new Expr(
          'global',
          e.args.map((a) =>
            isAssignment(a)
              ? new Expr('=', [
                  this.#globalTarget(a.args[0], env, scope),
                  this.#inner(a.args[1], env, scope, inArg),
                ])
              : this.#globalTarget(a, env, scope),
          ),
        )
      case 'struct':
        return new Expr('struct', [
          e.args[0],
          this.#within(e.args[1], env, scope, inArg),
          new Expr(
            'block',
            (e.args[2] as Expr).args.map((f) => this.#field(f, env, scope)),
          ),
        ])
      case 'parameters':
        return new Expr(
          'parameters',
          e.args.map((a) =>
            // `f(; x)` means `f(; x = x)`
            this.#within(!inArg && a instanceof Sym ? new Expr('kw', [a, a]) : a, env, scope, false),
          ),
        )
      case '->':
        return new Expr('->', [
          this.#arrowArgs(e.args[0], env, scope),
          ...e.args.slice(1).map((a) => this.#inner(a, env, scope, false)),
        ])
      case '=':
      case 'function':
        if (e.args[0] instanceof Expr && (e.head === 'function' || isEventuallyCall(e.args[0]))) {
          return new Expr(e.head, [
            this.#signature(e.args[0], env, scope, inArg),
            ...e.args.slice(1).map((a) => this.#inner(a, env, scope, false)),
          ])
        }
        return this.#all(e, env, scope, inArg)
      case 'kw':
        if (e.args.length < 2) return e
        return new Expr('kw', [
          this.#keyword(e.args[0], env, scope, inArg),
          this.#inner(e.args[1], env, scope, inArg),
        ])
      case 'tuple':
        // names of a named tuple are data
        return new Expr(
          'tuple',
          e.args.map((a) =>
            isAssignment(a)
              ? new Expr('=', [unescaped(a.args[0]), this.#inner(a.args[1], env, scope, inArg)])
              : this.#inner(a, env, scope, inArg),
          ),
        )
      case 'let': {
        const inside = this.#bind(e, env, false)
        const binds = letBinds(e).map((b) =>
          isAssignment(b) && !isEventuallyCall(b.args[0])
            ? new Expr('=', [
                this.#within(b.args[0], inside, scope, inArg),
                this.#inner(b.args[1], env, scope, inArg),
              ])
            : this.#inner(b, inside, scope, inArg),
        )
        return new Expr('let', [new Expr('block', binds), this.#inner(e.args[1], inside, scope, inArg)])
      }
      default:
        return this.#all(e, env, scope, inArg)
    }
  }

  /**
   * The argument that `@nospecialize` marks belongs to the code that called the macro, although the macro does not
   * escape it.
   */
  #marked(e: Ex, env: Env | null, scope: Scope): Ex {
    let name = e
    while (name instanceof Expr && name.head !== 'escape') name = name.args[0]
    if (name instanceof Sym && lookup(name, env) !== undefined) return this.#within(e, env, scope, true)
    if (isExpr(name, 'escape')) return this.#within(e, env, scope, true)
    return scope.parent === null ? this.outside(e) : this.#inner(e, scope.outerEnv, scope.parent, true)
  }

  #label(name: Ex, scope: Scope): Ex {
    if (!(name instanceof Sym)) return unescaped(name)
    let l = scope.labels.get(name)
    if (l === undefined) {
      l = this.#fresh(name)
      scope.labels.set(name, l)
    }
    return l
  }

  /** Names declared `global` keep their name: they belong to the module where the code runs. */
  #globalTarget(e: Ex, env: Env | null, scope: Scope): Ex {
    if (e instanceof Sym) return e
    if (isExpr(e, 'escape')) {
      return scope.parent === null
        ? this.outside(e.args[0])
        : this.#globalTarget(e.args[0], scope.outerEnv, scope.parent)
    }
    if (isDecl(e)) {
      return new Expr('::', [
        this.#globalTarget(e.args[0], env, scope),
        ...e.args.slice(1).map((t) => this.#inner(t, env, scope, false)),
      ])
    }
    if (isExpr(e, 'tuple'))
      return new Expr(
        'tuple',
        e.args.map((a) => this.#globalTarget(a, env, scope)),
      )
    return this.#inner(e, env, scope, false)
  }

  #field(f: Ex, env: Env | null, scope: Scope): Ex {
    if (!(f instanceof Expr)) return f
    if (f.head === '::')
      return new Expr('::', [
        unescaped(f.args[0]),
        ...f.args.slice(1).map((t) => this.#inner(t, env, scope, false)),
      ])
    if (f.head === 'const' || f.head === 'atomic')
      return new Expr(
        f.head,
        f.args.map((a) => this.#field(a, env, scope)),
      )
    if (f.head === 'hygienic-scope' || f.head === 'escape') {
      const inside = unescaped(f.args[0])
      if (inside instanceof Sym) return inside
    }
    if (f.head === 'block')
      return new Expr(
        'block',
        f.args.map((a) => this.#field(a, env, scope)),
      )
    return this.#inner(f, env, scope, false)
  }

  #keyword(name: Ex, env: Env | null, scope: Scope, inArg: boolean): Ex {
    if (isDecl(name)) {
      return new Expr('::', [
        this.#keyword(name.args[0], env, scope, inArg),
        ...name.args.slice(1).map((t) => this.#within(t, env, scope, inArg)),
      ])
    }
    return inArg ? this.#within(name, env, scope, true) : unescaped(name)
  }

  /** Left side of a function definition: only inside the argument list are names arguments. */
  #signature(e: Ex, env: Env | null, scope: Scope, inArg: boolean): Ex {
    if (e instanceof Expr) {
      const others = (from: number): Ex[] => e.args.slice(from).map((a) => this.#inner(a, env, scope, inArg))
      if (e.head === 'where' || (e.head === '::' && e.args.length === 2)) {
        return new Expr(e.head, [this.#signature(e.args[0], env, scope, inArg), ...others(1)])
      }
      if (e.head === 'call') {
        return new Expr('call', [
          this.#inner(e.args[0], env, scope, inArg),
          ...e.args.slice(1).map((a) => this.#formal(a, env, scope)),
        ])
      }
      if (e.head === 'tuple' || e.head === '...' || e.head === 'block') return this.#arrowArgs(e, env, scope)
    }
    return this.#inner(e, env, scope, inArg)
  }

  #arrowArgs(e: Ex, env: Env | null, scope: Scope): Ex {
    if (isExpr(e, 'where')) {
      return new Expr('where', [
        this.#arrowArgs(e.args[0], env, scope),
        ...e.args.slice(1).map((a) => this.#inner(a, env, scope, false)),
      ])
    }
    if (isExpr(e, 'tuple') || isExpr(e, 'block')) {
      return new Expr(
        e.head,
        e.args.map((a) => this.#formal(a, env, scope)),
      )
    }
    return this.#inner(e, env, scope, true)
  }

  #formal(a: Ex, env: Env | null, scope: Scope): Ex {
    if (isExpr(a, 'parameters')) {
      return new Expr(
        'parameters',
        a.args.map((k) => this.#within(k, env, scope, false)),
      )
    }
    if (isAssignment(a))
      return new Expr(
        '=',
        a.args.map((x) => this.#inner(x, env, scope, true)),
      )
    return this.#inner(a, env, scope, true)
  }
}

export const unescaped = (e: Ex): Ex => (isExpr(e, 'escape') ? e.args[0] : e)

// ---- which names does a form bind? ----------------------------------------------------------------------------

interface Introduced {
  /** bound inside the form: renamed */
  renamed: Sym[]
  /** bound outside it (type names): kept */
  kept: Sym[]
}

/** Names a binding form introduces for its inside, or null if `e` is no binding form. */
function introducedNames(e: Expr): Introduced | null {
  const [a, b] = e.args
  switch (e.head) {
    case 'function':
    case '->':
      return { renamed: signatureNames(a, e.head === '->'), kept: [] }
    case '=':
      if (isExpr(a, 'curly'))
        return {
          renamed: a.args
            .slice(1)
            .map(typeVarName)
            .filter((v) => v !== null),
          kept: [],
        }
      return isEventuallyCall(a) ? { renamed: signatureNames(a, false), kept: [] } : null
    case 'macro':
      return isExpr(a, 'call') ? { renamed: positionalNames(a.args.slice(1)), kept: [] } : null
    case 'let': {
      const renamed: Sym[] = []
      for (const bind of letBinds(e)) targetNames(isAssignment(bind) ? bind.args[0] : bind, renamed)
      return { renamed, kept: [] }
    }
    case 'try':
      return { renamed: b instanceof Sym ? [b] : [], kept: [] }
    case 'struct':
      return typeNames(b, [NEW])
    case 'abstract':
    case 'primitive':
      return typeNames(a, [])
    default:
      return null
  }
}

function typeNames(spec: Ex, kept: Sym[]): Introduced {
  let s = unescaped(spec)
  const renamed: Sym[] = []
  while (s instanceof Expr) {
    if (s.head === 'curly') {
      for (const v of s.args.slice(1)) {
        const name = typeVarName(v)
        if (name !== null) renamed.push(name)
      }
    }
    s = unescaped(s.args[0])
  }
  if (s instanceof Sym) kept.push(s)
  return { renamed, kept }
}

function signatureNames(sig: Ex, arrow: boolean): Sym[] {
  const names: Sym[] = []
  const typeVars = (vars: readonly Ex[]): void => {
    for (const v of vars) {
      const name = typeVarName(v)
      if (name !== null) names.push(name)
    }
  }
  let s = sig
  while (s instanceof Expr && (s.head === 'where' || (!arrow && s.head === '::' && s.args.length === 2))) {
    if (s.head === 'where') typeVars(s.args.slice(1))
    s = s.args[0]
  }
  if (isExpr(s, 'call')) {
    const f = s.args[0]
    if (isExpr(f, 'curly')) typeVars(f.args.slice(1))
    if (isDecl(f) && f.args.length === 2 && f.args[0] instanceof Sym) names.push(f.args[0])
    names.push(...positionalNames(s.args.slice(1)))
  } else if (isExpr(s, 'tuple') || isExpr(s, 'block')) {
    names.push(...positionalNames(s.args))
  } else {
    names.push(...positionalNames([s]))
  }
  return names
}

function keywordNames(e: Expr): Sym[] {
  if (!isFunctionDef(e as Ex)) return []
  let s = e.args[0]
  while (s instanceof Expr && (s.head === 'where' || s.head === '::')) s = s.args[0]
  if (isExpr(s, 'call')) return kwNames(s.args.slice(1))
  return isExpr(s, 'tuple') ? kwNames(s.args) : []
}

/** The names assigned by `lhs = …` (of a function definition: the function). */
function targetNames(lhs: Ex, out: Sym[]): void {
  if (lhs instanceof Sym) out.push(lhs)
  else if (lhs instanceof Expr) {
    if (lhs.head === 'tuple' || lhs.head === 'parameters') for (const x of lhs.args) targetNames(x, out)
    else if (['call', '=', 'curly', '::', 'where', '...', 'kw'].includes(lhs.head))
      targetNames(lhs.args[0], out)
  }
}

/** Continues in those escapes under a nested scope that come back to the present scope. */
function resumeOnEscape(e: Ex, depth: number, visit: (x: Ex) => void): void {
  if (!(e instanceof Expr) || isQuoted(e)) return
  if (e.head === 'lambda' || e.head === 'module' || e.head === 'toplevel') return
  if (e.head === 'hygienic-scope') resumeOnEscape(e.args[0], depth + 1, visit)
  else if (e.head === 'escape') {
    if (depth === 0) visit(e.args[0])
    else resumeOnEscape(e.args[0], depth - 1, visit)
  } else for (const a of e.args) resumeOnEscape(a, depth, visit)
}

/** Names declared `local` or `global` in `e`, inner functions excluded. */
function declaredNames(e: Ex, kind: 'local' | 'global', outer: boolean, out: Set<Sym>): void {
  if (!(e instanceof Expr) || isQuoted(e) || e.head === 'escape') return
  if (e.head === 'hygienic-scope') resumeOnEscape(e.args[0], 0, (x) => declaredNames(x, kind, outer, out))
  else if (e.head === kind) {
    const names: Sym[] = []
    for (const a of e.args) targetNames(isAssignment(a) ? a.args[0] : a, names)
    for (const n of names) out.add(n)
  } else if (outer || !isFunctionDef(e as Ex)) for (const a of e.args) declaredNames(a, kind, false, out)
}

/** Names assigned in `e`; of an inner function only its name. */
function assignedNames(e: Ex, outer: boolean, out: Set<Sym>): void {
  if (!(e instanceof Expr) || isQuoted(e) || e.head === 'escape') return
  const definition = isFunctionDef(e as Ex)
  if (e.head === 'hygienic-scope') resumeOnEscape(e.args[0], 0, (x) => assignedNames(x, outer, out))
  else if (!outer && definition) {
    if (e.head === '->' || isExpr(e.args[0], 'tuple')) return
    const names: Sym[] = []
    let f: Ex = e.args[0]
    while (f instanceof Expr && (f.head === 'where' || f.head === '::' || f.head === 'call')) f = f.args[0]
    targetNames(f, names)
    for (const n of names) out.add(n)
  } else if (e.head === '=' && !definition) {
    const names: Sym[] = []
    targetNames(e.args[0], names)
    for (const n of names) out.add(n)
    if (e.args.length > 1) assignedNames(e.args[1], false, out)
  } else if (e.head === 'tuple') {
    for (const a of e.args) assignedNames(isAssignment(a) ? a.args[1] : a, false, out)
  } else {
    for (const a of e.args) assignedNames(a, false, out)
  }
}
