/**
 * Closure conversion: after it no lambda uses another's variables. A local function becomes a struct type defined
 * at the top level, with a field for every captured variable; its methods take the struct as their first argument.
 * Captured variables that can change, or be used before they are set, are kept in a `Core.Box`.
 */
import {
  Expr,
  GlobalRef,
  isExpr,
  type ModuleLike,
  QuoteNode,
  SSAValue,
  type Sym,
  sym,
} from '../syntax/index.ts'
import { findBoxes, type LocalMethods, localMethods } from './boxes.ts'
import { type Ctx, moduleValue } from './context.ts'
import { isPrologue, ownVariables } from './scope.ts'
import { isQuoted, isSimpleAtom } from './surface.ts'
import { type Captured, isOp, Lambda, LocalVar, Op, StaticParam, type Tree } from './tree.ts'

const op = (head: string, ...args: Tree[]): Op => new Op(head, args)
const call = (f: Tree, ...args: Tree[]): Op => new Op('call', [f, ...args])

/** A set of globals. */
class Globals<T> {
  readonly #modules = new Map<ModuleLike, Map<Sym, T>>()
  get(g: GlobalRef): T | undefined {
    return this.#modules.get(g.module)?.get(g.name)
  }
  set(g: GlobalRef, value: T): void {
    let names = this.#modules.get(g.module)
    if (names === undefined) {
      names = new Map()
      this.#modules.set(g.module, names)
    }
    names.set(g.name, value)
  }
}

/** Statements moved to the top level, in front of the statement being converted. */
interface Lifted {
  readonly types: Tree[]
  readonly methods: Tree[]
}

/** How the lambda being converted reaches the variables it captures. */
type Access = (v: LocalVar) => Tree

/** State of converting one lambda's body. */
interface Frame {
  readonly lambda: Lambda
  readonly access: Access
  readonly methods: LocalMethods
  /** names of closure types of local functions */
  readonly typeNames: Map<LocalVar, Sym>
  /** local functions whose closure has been made */
  readonly made: Set<LocalVar>
  readonly declared: Globals<boolean>
}

/** Converts a top-level thunk and everything in it. */
export function convertClosures(c: Ctx, thunk: Lambda): void {
  new Converter(c, thunk).convertThunk()
}

/**
 * Converts the body of a generated function. It is lowered where no new types can be defined, so it cannot hold
 * closures.
 */
export function convertGeneratedBody(c: Ctx, lambda: Lambda): void {
  new Converter(c, lambda).convertBody()
}

class Converter {
  readonly #c: Ctx
  readonly #thunk: Lambda
  /** globals of this form declared `const`: they have no declared type to convert to */
  readonly #constants = new Globals<boolean>()
  #lifted: Lifted = { types: [], methods: [] }

  constructor(c: Ctx, thunk: Lambda) {
    this.#c = c
    this.#thunk = thunk
  }

  convertThunk(): void {
    const frame = this.#frame(this.#thunk, () => {
      throw new Error('a top-level thunk captures nothing')
    })
    this.#thunk.body = this.#toplevel(this.#thunk.body, frame)
  }

  convertBody(): void {
    this.#convertLambda(this.#thunk, () => {
      throw new Error('the body of a generated function captures nothing')
    }, [])
    if (this.#lifted.types.length + this.#lifted.methods.length > 0) {
      this.#c.fail(
        'The function body AST defined by this @generated function is not pure. ' +
          'This likely means it contains a closure, a comprehension or a generator.',
      )
    }
  }

  #frame(lambda: Lambda, access: Access): Frame {
    const methods = localMethods(lambda)
    findBoxes(lambda, methods)
    return { lambda, access, methods, typeNames: new Map(), made: new Set(), declared: new Globals() }
  }

  /** Converts a statement of the top level; what it lifts goes right before it. */
  #toplevel(t: Tree, f: Frame): Tree {
    if (t instanceof Op && topLevelHeads.has(t.head))
      return new Op(
        t.head,
        t.args.map((a) => this.#toplevel(a, f)),
      )
    const outer = this.#lifted
    this.#lifted = { types: [], methods: [] }
    const converted = this.#convert(t, f)
    const { types, methods } = this.#lifted
    this.#lifted = outer
    return types.length + methods.length === 0
      ? converted
      : new Op('block', [...types, ...methods, converted])
  }

  #all(t: Op, f: Frame): Op {
    return new Op(
      t.head,
      t.args.map((a) => this.#convert(a, f)),
    )
  }

  #convert(t: Tree, f: Frame): Tree {
    if (t instanceof LocalVar) return this.#read(t, f)
    if (!(t instanceof Op)) {
      if (isExpr(t, 'toplevel-only') && t.args[1] instanceof GlobalRef) f.declared.set(t.args[1], true)
      return t
    }
    switch (t.head) {
      case '=':
        return this.#assign(t.args[0], this.#convert(t.args[1], f), f)
      case 'local-def':
      case 'local': {
        const v = t.args[0] as LocalVar
        if (v.boxed) return op('=', v, call(this.#c.core('Box')))
        return v.neverUndef || t.head === 'local-def' ? null : op('newvar', v)
      }
      case 'const':
        if (t.args[0] instanceof GlobalRef) this.#constants.set(t.args[0], true)
        return t
      case 'const-if-global':
        this.#constants.set(t.args[0] as GlobalRef, true)
        return op('const', t.args[0])
      case 'global':
      case 'break':
      case 'nospecialize':
        return t
      case 'isdefined':
        return this.#isDefined(t, f)
      case 'decl':
        return this.#declaration(t, f)
      case 'method':
        return this.#method(t, f)
      default:
        return this.#all(t, f)
    }
  }

  // ---- variables ----------------------------------------------------------------------------------------------

  /** Where a variable lives, without opening its box. */
  #place(v: LocalVar, f: Frame): Tree {
    return v.owner === f.lambda ? v : f.access(v)
  }

  #read(v: LocalVar, f: Frame): Tree {
    const place = this.#place(v, f)
    return v.boxed ? this.#contents(v, place, f) : place
  }

  /** The value in a box; an undefined one is reported under the variable's name. */
  #contents(v: LocalVar, box: Tree, f: Frame): Tree {
    const c = this.#c
    const contents = new QuoteNode(sym('contents'))
    const stmts: Tree[] = []
    let place = box
    if (!(box instanceof LocalVar)) {
      place = c.temp()
      stmts.push(op('=', place, box))
    }
    const undef = new LocalVar(v.name, f.lambda, false)
    f.lambda.locals.push(undef)
    stmts.push(
      op('if', call(c.core('isdefined'), place, contents), null, op('block', op('newvar', undef), undef)),
    )
    const value = call(c.core('getfield'), place, contents)
    stmts.push(v.type === null ? value : call(c.core('typeassert'), value, this.#declaredType(v.type, f)))
    return new Op('block', stmts)
  }

  /** A declared type, evaluated where it is used: variables that it makes for itself are made anew. */
  #declaredType(type: Tree, f: Frame): Tree {
    const fresh = new Map<LocalVar, LocalVar>()
    for (const v of ownVariables(type)) {
      const copy = new LocalVar(v.name, f.lambda, false)
      copy.assigned = true
      f.lambda.locals.push(copy)
      fresh.set(v, copy)
    }
    return this.#convert(substitute(type, fresh), f)
  }

  #isDefined(t: Op, f: Frame): Tree {
    const v = t.args[0]
    if (!(v instanceof LocalVar)) return t
    if (v.boxed) return call(this.#c.core('isdefined'), this.#place(v, f), new QuoteNode(sym('contents')))
    return v.owner === f.lambda ? t : true
  }

  #assign(target: Tree, rhs: Tree, f: Frame): Tree {
    const c = this.#c
    if (target instanceof SSAValue) return op('=', target, rhs)
    if (target instanceof LocalVar && !target.boxed && target.type === null) return op('=', target, rhs)
    // the value of an assignment is its right side, unconverted
    const stmts: Tree[] = []
    let value = rhs
    if (!(isLeaf(rhs) || isOp(rhs, 'the_exception'))) {
      value = c.temp()
      stmts.push(op('=', value, rhs))
    }
    if (target instanceof GlobalRef) {
      const type = call(c.core('get_binding_type'), moduleValue(target.module), new QuoteNode(target.name))
      const isConst = this.#constants.get(target) === true
      stmts.push(op('=', target, isConst ? value : this.#convertTo(value, type, true, f)))
    } else if (target instanceof LocalVar) {
      const converted =
        target.type === null ? value : this.#convertTo(value, this.#declaredType(target.type, f), true, f)
      stmts.push(
        target.boxed
          ? call(c.core('setfield!'), this.#place(target, f), new QuoteNode(sym('contents')), converted)
          : op('=', target, converted),
      )
    } else c.fail('invalid assignment location')
    stmts.push(value)
    return new Op('block', stmts)
  }

  /** `value` converted to a declared type, in a slot so that inference can tell the cases apart. */
  #convertTo(value: Tree, type: Tree, check: boolean, f: Frame): Tree {
    const c = this.#c
    if (type === c.core('Any')) return value
    const slot = new LocalVar(c.gensym(), f.lambda, false)
    slot.assigned = true
    slot.neverUndef = true
    f.lambda.locals.push(slot)
    const stmts: Tree[] = []
    let t = type
    if (!(isLeaf(type) || type instanceof GlobalRef || type instanceof QuoteNode)) {
      t = c.temp()
      stmts.push(op('=', t, type))
    }
    const converted = call(c.top('convert'), t, slot)
    stmts.push(
      op('=', slot, value),
      op(
        'if',
        call(c.core('isa'), slot, t),
        null,
        op('=', slot, check ? call(c.core('typeassert'), converted, t) : converted),
      ),
      slot,
    )
    return new Op('block', stmts)
  }

  /** `x::T` of a global; locals have their type noted already. */
  #declaration(t: Op, f: Frame): Tree {
    const [x, type] = t.args
    const converted = this.#convert(type, f)
    if (x instanceof GlobalRef) {
      this.#constants.set(x, false)
      return op(
        'block',
        new Expr('toplevel-only', [`type declaration for global "${x.name.name}"`]),
        call(this.#c.core('set_binding_type!'), moduleValue(x.module), new QuoteNode(x.name), converted),
        null,
      )
    }
    return call(this.#c.core('typeassert'), this.#convert(x, f), converted)
  }

  // ---- functions ----------------------------------------------------------------------------------------------

  #method(t: Op, f: Frame): Tree {
    const name = t.args[0]
    if (name instanceof LocalVar) return this.#localMethod(t, name, f)
    if (t.args.length === 1) {
      const g = name as GlobalRef
      if (f.declared.get(g) === true) return t
      f.declared.set(g, true)
      // types of closures may mention the function: define it before them
      this.#lifted.methods.push(t)
      return op('unnecessary', g)
    }
    const lambda = t.args[2] as Lambda
    const signature = this.#convert(this.#renameTypes(t.args[1], f), f) as Op
    const captured = this.#order(
      [...lambda.captures].filter((v) => v instanceof LocalVar),
      f.lambda,
    )
    // a global method inside a top-level `let`: captured values are spliced into its code when it is defined
    const access: Access = (v) => new Expr('captured', [BigInt(captured.indexOf(v))])
    this.#convertLambda(lambda, access, [])
    return new Op('method', [name, signature, lambda, ...captured.map((v) => this.#place(v, f))])
  }

  /** Converts a method's body; `params` are the captured static parameters it gets besides its own. */
  #convertLambda(lambda: Lambda, access: Access, params: readonly StaticParam[]): void {
    const inner = this.#frame(lambda, access)
    const boxes = lambda.args.filter((a) => a.boxed).map((a) => op('=', a, call(this.#c.core('Box'), a)))
    const body = this.#convert(lambda.body, inner)
    const stmts = isOp(body, 'block') ? body.args : [body]
    let n = 0
    while (n < stmts.length && isPrologue(stmts[n])) n++
    lambda.body = new Op('block', [...stmts.slice(0, n), ...boxes, ...stmts.slice(n)])
    for (const p of params) if (!lambda.sparams.includes(p)) lambda.sparams.push(p)
  }

  /** Captured variables in Julia's order: of the innermost lambda first, in order of its arguments and locals. */
  #order(vars: readonly LocalVar[], from: Lambda): LocalVar[] {
    const out: LocalVar[] = []
    const set = new Set(vars)
    for (let l: Lambda | null = from; l !== null; l = l.parent) {
      for (const v of l.args) if (set.has(v)) out.push(v)
      for (const v of l.locals) if (set.has(v)) out.push(v)
    }
    return out
  }

  /** In a signature, the type of a local function is its closure type. */
  #renameTypes(t: Tree, f: Frame): Tree {
    if (!(t instanceof Op)) return t
    if (t.head === 'call' && t.args[0] === this.#c.core('Typeof') && t.args[1] instanceof LocalVar) {
      const name = f.typeNames.get(t.args[1])
      if (name !== undefined) return this.#c.global(name)
    }
    return new Op(
      t.head,
      t.args.map((a) => this.#renameTypes(a, f)),
    )
  }

  #localMethod(t: Op, name: LocalVar, f: Frame): Tree {
    const c = this.#c
    if (name.isArg) c.fail(`cannot add method to function argument ${name.name.name}`)
    if (name.name.name[0] === '@') c.fail('macro definition not allowed inside a local scope')
    const long = t.args.length > 1
    const all = f.methods.get(name) ?? []
    const exists = f.made.has(name)
    // named even if it is only declared so far: signatures of other functions may mention it
    const typeName = this.#typeName(name, f)
    if (!long && (exists || all.length > 0)) return null

    const lambdas = (long ? [t, ...all.filter((m) => m !== t)] : all).map((m) => m.args[2] as Lambda)
    const vars: LocalVar[] = []
    const params = new Set<StaticParam>()
    for (const l of lambdas) {
      const locals: LocalVar[] = []
      for (const v of l.captures) {
        if (v instanceof StaticParam) params.add(v)
        else locals.push(v)
      }
      for (const v of this.#order(locals, f.lambda)) if (!vars.includes(v)) vars.push(v)
    }
    const closure: Closure = {
      type: c.global(typeName),
      params: [...params].sort((a, b) => (a.name.name < b.name.name ? -1 : 1)),
      vars,
      fields: this.#fieldNames(vars),
    }
    let value: Tree = null
    if (!exists) {
      f.made.add(name)
      this.#lifted.types.push(op('thunk', this.#closureType(closure)))
      value = this.#assign(name, this.#makeClosure(closure, f), f)
    }
    if (long) this.#closureMethod(t, name, closure, f)
    return value
  }

  #typeName(name: LocalVar, f: Frame): Sym {
    let s = f.typeNames.get(name)
    if (s === undefined) {
      const n = name.name.name
      s = sym(`${n[0] === '#' ? '' : '#'}${n}#${this.#c.counter()}`)
      f.typeNames.set(name, s)
    }
    return s
  }

  /** Variables of different scopes can have the same name; fields cannot. */
  #fieldNames(vars: readonly LocalVar[]): ReadonlyMap<LocalVar, Sym> {
    const taken = new Set<Sym>()
    const fields = new Map<LocalVar, Sym>()
    for (const v of vars) {
      let s = v.name
      for (let k = 1; taken.has(s); k++) s = sym(`#${k}#${v.name.name}`)
      taken.add(s)
      fields.set(v, s)
    }
    return fields
  }

  /** The thunk that defines a closure's type: type parameters for static parameters and for unboxed variables. */
  #closureType(k: Closure): Lambda {
    const c = this.#c
    const fields = k.vars.map((v) => k.fields.get(v) as Sym)
    const stmts: Tree[] = [op('global', k.type), op('const', k.type)]
    const typeVar = (name: Sym): Tree => {
      const t = c.temp()
      stmts.push(op('=', t, call(c.core('TypeVar'), new QuoteNode(name), c.core('Any'))))
      return t
    }
    const params: Tree[] = k.params.map((p) => typeVar(p.name))
    const types = k.vars.map((v, i) => {
      if (v.boxed) return c.core('Box')
      const t = typeVar(fields[i])
      params.push(t)
      return t
    })
    const svec = (xs: readonly Tree[]): Tree => call(c.core('svec'), ...xs)
    const s = c.temp()
    stmts.push(
      op(
        '=',
        s,
        call(
          c.core('_structtype'),
          moduleValue(c.module),
          new QuoteNode(k.type.name),
          svec(params),
          svec(fields.map((n) => new QuoteNode(n))),
          svec([]),
          false,
          BigInt(fields.length),
        ),
      ),
      op('=', k.type, s),
      call(c.core('_setsuper!'), k.type, c.core('Function')),
      call(c.core('_typebody!'), k.type, svec(types)),
      op('return', null),
    )
    const thunk = new Lambda([], [], new Op('block', stmts))
    thunk.name = 'top-level scope'
    return thunk
  }

  /** `new(ClosureType{…}, captured…)` */
  #makeClosure(k: Closure, f: Frame): Tree {
    const c = this.#c
    const values = k.vars.map((v) => this.#place(v, f))
    const args: Tree[] = [...k.params]
    k.vars.forEach((v, i) => {
      if (!v.boxed) args.push(call(c.core('_typeof_captured_variable'), values[i]))
    })
    const type = args.length === 0 ? k.type : call(c.core('apply_type'), k.type, ...args)
    return op('new', type, ...values)
  }

  /** Adds a method of a closure, at the top level. */
  #closureMethod(t: Op, name: LocalVar, k: Closure, f: Frame): void {
    const c = this.#c
    const lambda = t.args[2] as Lambda
    const out = this.#lifted.methods
    this.#moveSignatureLocals(t, name, f)
    const temps = new Map<StaticParam, Tree>()
    for (const p of k.params) {
      const v = c.temp()
      out.push(op('=', v, call(c.core('TypeVar'), new QuoteNode(p.name), c.core('Any'))))
      temps.set(p, v)
    }
    const closureType = temps.size === 0 ? k.type : call(c.core('apply_type'), k.type, ...temps.values())
    const [inits, types, sparams, loc] = (substitute(this.#renameTypes(t.args[1], f), temps) as Op).args as [
      Op,
      Op,
      Op,
      Tree,
    ]
    const isSorter = isOp(types.args[0], 'call') && types.args[0].args[0] === c.core('kwftype')
    const self = isSorter ? 2 : 0
    const argTypes = types.args.map((x, i) => (i === self ? closureType : x))
    if (isSorter) argTypes[0] = call(c.core('kwftype'), closureType)
    const toplevel: Frame = { ...f, lambda: this.#thunk }
    const signature = this.#convert(
      new Op('signature', [
        inits,
        new Op('types', argTypes),
        new Op('sparams', [...sparams.args, ...temps.values()]),
        loc,
      ]),
      toplevel,
    )
    const me = lambda.args[self]
    const access: Access = (v) => call(c.core('getfield'), me, new QuoteNode(k.fields.get(v) as Sym))
    this.#convertLambda(lambda, access, k.params)
    out.push(new Op('method', [false, signature, lambda]))
  }

  /**
   * Variables that a signature makes for itself (`Vector{<:T}`) move with it to the top level. Other local variables
   * have no value there.
   */
  #moveSignatureLocals(t: Op, name: LocalVar, f: Frame): void {
    if (f.lambda.isToplevel) return
    const signature = t.args[1]
    const used = new Set<LocalVar>()
    const assigned = new Set<Tree>()
    walk(signature, (x) => {
      if (x instanceof LocalVar && x !== name) used.add(x)
      if (x instanceof Op && (x.head === '=' || x.head === 'method')) assigned.add(x.args[0])
    })
    for (const v of used) {
      if (f.typeNames.has(v)) continue
      if (!assigned.has(v) || occursOutside(f.lambda.body, v, signature)) {
        this.#c.fail(`local variable ${v.name.name} cannot be used in closure declaration`)
      }
      f.lambda.locals = f.lambda.locals.filter((x) => x !== v)
      v.owner = this.#thunk
      this.#thunk.locals.push(v)
    }
  }
}

/** What a local function's closure type is made of. */
interface Closure {
  readonly type: GlobalRef
  readonly params: readonly StaticParam[]
  readonly vars: readonly LocalVar[]
  readonly fields: ReadonlyMap<LocalVar, Sym>
}

const topLevelHeads = new Set(['block', 'if', 'trycatch', 'trycatchelse', 'tryfinally'])

/** A value that can be used twice */
const isLeaf = (t: Tree): boolean =>
  !(t instanceof Op || t instanceof LocalVar || t instanceof StaticParam || t instanceof Lambda) &&
  isSimpleAtom(t) &&
  !isQuoted(t)

function substitute(t: Tree, names: ReadonlyMap<Captured, Tree>): Tree {
  if (t instanceof StaticParam || t instanceof LocalVar) return names.get(t) ?? t
  if (!(t instanceof Op) || names.size === 0) return t
  return new Op(
    t.head,
    t.args.map((a) => substitute(a, names)),
  )
}

function walk(t: Tree, visit: (x: Tree) => void): void {
  visit(t)
  if (t instanceof Op) for (const a of t.args) walk(a, visit)
}

/** Is `v` used in `body` apart from its declaration and from `except`? */
function occursOutside(body: Tree, v: LocalVar, except: Tree): boolean {
  if (body === v) return true
  if (body instanceof Lambda) return body.captures.has(v)
  if (!(body instanceof Op) || body === except || body.head === 'local' || body.head === 'local-def')
    return false
  return body.args.some((a) => occursOutside(a, v, except))
}
