/**
 * Scope analysis: decides for every name whether it is a local variable (and of which scope), a static parameter or
 * a global, and records for each variable how it is used. Changes the tree in place: afterwards it holds no `Sym`
 * names, and `scope` nodes have become blocks that begin with their `local` declarations.
 */
import { Expr, isExpr, LineNumberNode, QuoteNode, Sym } from '../syntax/index.ts'
import type { Ctx } from './context.ts'
import { unmangled } from './desugar/types.ts'
import { isUnderscore, isValidName, UNUSED } from './surface.ts'
import { type Captured, isOp, Lambda, LocalVar, Op, StaticParam, type Tree } from './tree.ts'

const GLOBAL = 'global'
type Binding = LocalVar | StaticParam | typeof GLOBAL

/** One scope: the names declared in it. */
class Frame {
  readonly parent: Frame | null
  readonly lambda: Lambda
  readonly names = new Map<Sym, Binding>()
  /** top-level only: `let`, `function`… inside: assignments never reach globals */
  hard = false
  /** top-level only: assignments reach globals that exist */
  soft = false
  /** names assigned at the top level of the form being lowered */
  implicitGlobals: ReadonlySet<Sym> = new Set()
  /** names whose assignment here is ambiguous */
  warn: Set<Sym> | null = null
  constructor(parent: Frame | null, lambda: Lambda) {
    this.parent = parent
    this.lambda = lambda
  }
}

function lookup(name: Sym, frame: Frame | null): Binding | undefined {
  for (; frame !== null; frame = frame.parent) {
    const b = frame.names.get(name)
    if (b !== undefined) return b
  }
  return undefined
}

/** What a name is for the rule that makes assigned names local: top-level `global` statements do not count. */
function kindForAssignment(name: Sym, frame: Frame | null): Binding | undefined {
  for (; frame !== null; frame = frame.parent) {
    const b = frame.names.get(name)
    if (b === undefined) continue
    const outermost = frame.lambda.isToplevel && (frame.parent === null || frame.parent.parent === null)
    return b === GLOBAL && outermost ? undefined : b
  }
  return undefined
}

/** Names declared and assigned directly in a scope. */
interface Contents {
  readonly globals: Set<Sym>
  readonly locals: Set<Sym>
  readonly localDefs: Set<Sym>
  readonly assigned: Set<Sym>
  hard: boolean
  soft: boolean | null
}

function collect(t: Tree, out: Contents): void {
  if (!(t instanceof Op)) {
    if (isExpr(t, 'softscope')) out.soft = typeof t.args[0] === 'boolean' ? t.args[0] : out.soft
    return
  }
  const name = t.args[0]
  const named = name instanceof Sym && !isUnderscore(name) ? name : null
  switch (t.head) {
    case 'scope':
      return
    case 'hardscope':
      out.hard = true
      return
    case 'local':
      if (named !== null) out.locals.add(named)
      return
    case 'local-def':
      if (named !== null) out.localDefs.add(named)
      return
    case 'global':
      if (named !== null) out.globals.add(named)
      return
    case 'const-if-global':
      if (named !== null) out.assigned.add(named)
      return
    case '=':
      if (named !== null) out.assigned.add(named)
      collect(t.args[1], out)
      return
    case 'method':
      if (named !== null) out.assigned.add(named)
      if (t.args.length > 1) collect(t.args[1], out)
      return
    default:
      for (const a of t.args) collect(a, out)
  }
}

/** Resolves all names below a top-level thunk. */
export function resolveScopes(c: Ctx, thunk: Lambda): void {
  new Scopes(c).thunk(thunk)
}

class Scopes {
  readonly #c: Ctx
  #loc: LineNumberNode
  readonly #lambdas: Lambda[] = []

  constructor(c: Ctx) {
    this.#c = c
    this.#loc = c.loc
  }

  thunk(lambda: Lambda): void {
    const root = this.#lambdaFrame(lambda, null)
    root.soft = this.#c.env.softScope
    lambda.body = this.#resolve(lambda.body, root)
    this.#captureDeclaredTypes()
  }

  #lambdaFrame(lambda: Lambda, outer: Frame | null): Frame {
    this.#lambdas.push(lambda)
    lambda.parent = outer?.lambda ?? null
    const frame = new Frame(outer, lambda)
    for (const s of lambda.sparamNames) {
      const sp = new StaticParam(s, lambda)
      lambda.sparams.push(sp)
      frame.names.set(s, sp)
    }
    for (const a of lambda.argNames) {
      const v = new LocalVar(a, lambda, true)
      v.nospecialize = lambda.marks[lambda.args.length] === true
      lambda.args.push(v)
      if (a !== UNUSED && !isUnderscore(a)) frame.names.set(a, v)
    }
    return frame
  }

  #fail(message: string): never {
    this.#c.fail(message, this.#loc)
  }

  // ---- expressions --------------------------------------------------------------------------------------------

  #all(t: Op, frame: Frame, from = 0): Op {
    for (let i = from; i < t.args.length; i++) t.args[i] = this.#resolve(t.args[i], frame)
    return t
  }

  #resolve(t: Tree, frame: Frame): Tree {
    if (t instanceof Sym) return this.#name(t, frame)
    if (t instanceof Lambda) {
      const inner = this.#lambdaFrame(t, frame)
      t.body = this.#resolve(t.body, inner)
      return t
    }
    if (!(t instanceof Op)) {
      if (t instanceof LineNumberNode)
        this.#loc = t.file === null ? new LineNumberNode(t.line, this.#loc.file) : t
      else if (isExpr(t, 'module')) this.#fail('"module" expression not at top level')
      return t
    }
    switch (t.head) {
      case 'scope':
        return this.#scope(t, frame)
      case '=':
        return this.#assignment(t, frame)
      case 'local':
      case 'local-def':
        this.#checkName(t.args[0])
        return null
      case 'hardscope':
        return null
      case 'global':
        this.#checkName(t.args[0])
        if (t.args[0] instanceof Sym) t.args[0] = this.#c.global(t.args[0])
        return t
      case 'const':
        t.args[0] = this.#target(t.args[0], frame)
        return t
      case 'const-if-global': {
        const x = this.#target(t.args[0], frame)
        return x instanceof LocalVar ? null : new Op('const', [x])
      }
      case 'decl':
        return this.#declaration(t, frame)
      case 'method':
        return this.#method(t, frame)
      case 'break':
        return t
      case 'break-block':
        return this.#all(t, frame, 1)
      case 'require-existing-local': {
        const b = lookup(t.args[0] as Sym, frame)
        if (!(b instanceof LocalVar) && !(b instanceof StaticParam) && b !== GLOBAL) {
          this.#fail('no outer local variable declaration exists for "for outer"')
        }
        return null
      }
      case 'islocal': {
        const b = t.args[0] instanceof Sym ? lookup(t.args[0], frame) : undefined
        return b instanceof LocalVar || b instanceof StaticParam
      }
      case 'isglobal':
        return (
          !(t.args[0] instanceof Sym) || (lookup(t.args[0], frame) === undefined && !isUnderscore(t.args[0]))
        )
      case 'locals':
        return this.#locals(frame)
      case 'call':
        return this.#call(t, frame)
      default:
        return this.#all(t, frame)
    }
  }

  #checkName(name: Tree): void {
    if (name instanceof Sym && !isValidName(name)) this.#fail(`invalid identifier name "${name.name}"`)
  }

  /** A name that is read. */
  #name(s: Sym, frame: Frame): Tree {
    const b = lookup(s, frame)
    if (b instanceof LocalVar || b instanceof StaticParam) {
      b.read = true
      return this.#use(b, frame)
    }
    if (isUnderscore(s)) {
      this.#fail('all-underscore identifiers are write-only and their values cannot be used in expressions')
    }
    if (s === UNUSED) this.#fail('Attempted to use slot marked unused')
    return this.#c.global(s)
  }

  /** A name that is assigned or declared. */
  #target(t: Tree, frame: Frame): Tree {
    if (!(t instanceof Sym)) return t
    const b = lookup(t, frame)
    return b instanceof LocalVar || b instanceof StaticParam ? this.#use(b, frame) : this.#c.global(t)
  }

  /** Notes which lambdas between its owner and here capture a variable. */
  #use(b: Captured, frame: Frame): Captured {
    capture(b, frame.lambda)
    return b
  }

  #call(t: Op, frame: Frame): Tree {
    this.#all(t, frame)
    const f = t.args[0] === this.#c.core('kwcall') ? t.args[2] : t.args[0]
    if (f instanceof LocalVar) f.called = true
    return t
  }

  #assignment(t: Op, frame: Frame): Tree {
    const lhs = t.args[0]
    if (lhs instanceof Sym && frame.lambda.isToplevel) this.#warnAmbiguous(lhs, frame)
    t.args[1] = this.#resolve(t.args[1], frame)
    if (isUnderscore(lhs)) return t.args[1]
    const x = this.#target(lhs, frame)
    if (x instanceof StaticParam)
      this.#fail(`local variable name "${x.name.name}" conflicts with a static parameter`)
    if (x instanceof LocalVar) markAssigned(x)
    t.args[0] = x
    return t
  }

  #warnAmbiguous(name: Sym, frame: Frame | null): void {
    for (; frame !== null; frame = frame.parent) {
      if (frame.warn?.delete(name) !== true) continue
      const n = name.name
      this.#c.env.warn(
        `Assignment to \`${n}\` in soft scope is ambiguous because a global variable by the same name exists: ` +
          `\`${n}\` will be treated as a new local. Disambiguate by using \`local ${n}\` to suppress this warning or ` +
          `\`global ${n}\` to assign to the existing global variable.`,
        this.#loc.file ?? 'none',
        this.#loc.line,
      )
      return
    }
  }

  #declaration(t: Op, frame: Frame): Tree {
    t.args[1] = this.#resolve(t.args[1], frame)
    const x = this.#target(t.args[0], frame)
    t.args[0] = x instanceof Op ? this.#resolve(x, frame) : x
    if (!(x instanceof LocalVar)) return t
    if (x.type !== null) this.#fail(`multiple type declarations for "${x.name.name}"`)
    if (x.owner !== frame.lambda) this.#fail(`type of "${x.name.name}" declared in inner scope`)
    x.type = t.args[1]
    return null
  }

  #method(t: Op, frame: Frame): Tree {
    const name = t.args[0]
    t.args[0] = name instanceof Sym ? this.#target(name, frame) : this.#resolve(name, frame)
    const x = t.args[0]
    if (t.args.length === 1) {
      if (x instanceof LocalVar) markAssigned(x)
      return t
    }
    t.args[1] = this.#resolve(t.args[1], frame)
    const lambda = t.args[2] as Lambda
    t.args[2] = this.#resolve(lambda, frame)
    // static parameters in the signature of a closure are captured too: its type depends on them
    for (const sp of staticParams(t.args[1], new Set())) capture(sp, lambda)
    return t
  }

  /** `Base.@locals` */
  #locals(frame: Frame): Tree {
    const c = this.#c
    const seen = new Map<string, Captured>()
    for (let f: Frame | null = frame; f !== null; f = f.parent) {
      for (const [s, b] of f.names) {
        const plain = unmangled(s).name
        if (b !== GLOBAL && s.name[0] !== '#' && !seen.has(plain)) seen.set(plain, b)
      }
    }
    const dict = c.temp()
    const type = new Op('call', [c.core('apply_type'), c.top('Dict'), c.core('Symbol'), c.core('Any')])
    const stmts: Tree[] = [new Op('=', [dict, new Op('call', [type])])]
    for (const b of seen.values()) {
      b.read = true
      this.#use(b, frame)
      stmts.push(
        new Op('if', [
          new Op('isdefined', [b]),
          new Op('call', [c.top('setindex!'), dict, b, new QuoteNode(b.name)]),
        ]),
      )
    }
    return new Op('block', [...stmts, dict])
  }

  // ---- scopes -------------------------------------------------------------------------------------------------

  #scope(t: Op, outer: Frame): Tree {
    const body = t.args[0]
    const { lambda } = outer
    const toplevel = lambda.isToplevel
    const outermost = toplevel && t === lambda.body
    const found: Contents = {
      globals: new Set(),
      locals: new Set(),
      localDefs: new Set(),
      assigned: new Set(),
      hard: false,
      soft: null,
    }
    collect(body, found)
    const frame = new Frame(outer, lambda)
    frame.hard = toplevel && (outer.hard || found.hard)
    frame.soft = toplevel && !frame.hard && (found.soft ?? outer.soft)
    const undeclared = [...found.assigned].filter((v) => !found.localDefs.has(v) && !found.locals.has(v))
    frame.implicitGlobals = outermost ? new Set(undeclared) : outer.implicitGlobals
    const isExisting = (v: Sym): boolean =>
      outer.implicitGlobals.has(v) || this.#c.env.isGlobalDefined(this.#c.module, v)
    const implicit = outermost
      ? []
      : undeclared.filter((v) => {
          const kind = kindForAssignment(v, outer)
          return (
            (kind === undefined || kind instanceof StaticParam) &&
            !found.globals.has(v) &&
            !(frame.soft && isExisting(v))
          )
        })
    if (!outermost && toplevel && !frame.soft && !frame.hard) {
      const ambiguous = undeclared.filter(
        (v) => lookup(v, outer) === undefined && !found.globals.has(v) && isExisting(v),
      )
      if (ambiguous.length > 0) frame.warn = new Set(ambiguous)
    }
    this.#check(found, implicit, outer, t === lambda.body)

    const declare = (v: Sym, kind: string): Tree => {
      const x = new LocalVar(v, lambda, false)
      if (kind === 'local-def') x.neverUndef = true
      lambda.locals.push(x)
      frame.names.set(v, x)
      return new Op(kind, [x])
    }
    // later declarations come first, as in Julia's slot order
    const names = new Set([...[...found.locals].reverse(), ...implicit.reverse()])
    const declarations = [...names].map((v) => declare(v, 'local'))
    for (const v of [...found.localDefs].reverse())
      if (!names.has(v)) declarations.push(declare(v, 'local-def'))
    for (const v of found.globals) frame.names.set(v, GLOBAL)

    const resolved = this.#resolve(body, frame)
    const stmts = isOp(resolved, 'block') ? resolved.args : [resolved]
    if (declarations.length === 0) return isOp(resolved, 'block') ? resolved : new Op('block', stmts)
    let n = 0
    while (n < stmts.length && isPrologue(stmts[n])) n++
    return new Op('block', [...stmts.slice(0, n), ...declarations, ...stmts.slice(n)])
  }

  #check(found: Contents, implicit: readonly Sym[], outer: Frame, isBody: boolean): void {
    const { lambda } = outer
    for (const v of found.globals) {
      if (found.locals.has(v) || found.localDefs.has(v))
        this.#fail(`variable "${v.name}" declared both local and global`)
      if (lambda.isToplevel && lookup(v, outer) instanceof LocalVar) {
        this.#fail(`\`global ${v.name}\`: ${v.name} is a local variable in its enclosing scope`)
      }
    }
    if (isBody && !lambda.isToplevel) {
      for (const v of found.locals) {
        if (lambda.argNames.includes(v))
          this.#fail(`local variable name "${v.name}" conflicts with an argument`)
      }
    }
    for (const v of [...found.locals, ...implicit]) {
      if (lookup(v, outer) instanceof StaticParam) {
        this.#fail(`local variable name "${v.name}" conflicts with a static parameter`)
      }
    }
  }

  /** An assignment to a captured variable converts to its declared type: what the type mentions is captured too. */
  #captureDeclaredTypes(): void {
    for (let changed = true; changed; ) {
      changed = false
      for (const lambda of this.#lambdas) {
        for (const v of lambda.captures) {
          if (!(v instanceof LocalVar) || v.type === null) continue
          const before = lambda.captures.size
          const own: ReadonlySet<Captured> = ownVariables(v.type)
          for (const x of variables(v.type, new Set())) if (!own.has(x)) capture(x, lambda)
          if (lambda.captures.size > before) changed = true
        }
      }
    }
  }
}

export function isPrologue(t: Tree): boolean {
  return t instanceof LineNumberNode || (t instanceof Expr && t.head === 'meta') || isOp(t, 'nospecialize')
}

function markAssigned(v: LocalVar): void {
  v.assignedOnce = !v.assigned
  v.assigned = true
}

function capture(b: Captured, user: Lambda): void {
  for (let l: Lambda | null = user; l !== null && l !== b.owner; l = l.parent) {
    l.captures.add(b)
    if (b instanceof LocalVar) b.captured = true
  }
}

function staticParams(t: Tree, out: Set<StaticParam>): Set<StaticParam> {
  if (t instanceof StaticParam) out.add(t)
  else if (t instanceof Op) for (const a of t.args) staticParams(a, out)
  return out
}

/** Variables and static parameters mentioned in a tree. */
export function variables(t: Tree, out: Set<Captured>): Set<Captured> {
  if (t instanceof StaticParam || t instanceof LocalVar) out.add(t)
  else if (t instanceof Op) for (const a of t.args) variables(a, out)
  return out
}

/** Variables that a type expression assigns itself, such as the `T` of `Vector{T} where T`. */
export function ownVariables(t: Tree, out = new Set<LocalVar>()): Set<LocalVar> {
  if (t instanceof Op) {
    if (t.head === '=' && t.args[0] instanceof LocalVar) out.add(t.args[0])
    for (const a of t.args) ownVariables(a, out)
  }
  return out
}
