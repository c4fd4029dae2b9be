/**
 * Linearization: a lambda's body becomes a list of statements with temporaries, labels and jumps. Control leaves
 * `try` blocks only through `leave`, and passes every `finally` on its way: the finally block is entered with a tag
 * that says where to go on afterwards.
 */
import { type Ex, Expr, GlobalRef, isExpr, LineNumberNode, SSAValue, Sym, sym } from '../syntax/index.ts'
import type { Ctx } from './context.ts'
import { deparse } from './deparse.ts'
import {
  type BreakTarget,
  type Exit,
  exceptionToken,
  type Item,
  Label,
  leftHandlers,
  type Nest,
  nest,
  type Target,
  tokensOf,
} from './items.ts'
import { withoutNewvars } from './newvars.ts'
import { isOp, Lambda, LocalVar, Op, StaticParam, type Tree } from './tree.ts'

/** The `finally` block that exits must pass through. */
interface Finally extends Target {
  readonly tag: LocalVar
  readonly exits: Exit[]
}

/** Implicit return of the last value, or a `return` statement. */
type Tail = false | 'implicit' | 'explicit'

/** A linear body, still with its variables and labels. */
export interface LinearBody {
  readonly items: Item[]
  readonly lambda: Lambda
}

export function linearize(c: Ctx, lambda: Lambda): LinearBody {
  return new Linearizer(c, lambda).run()
}

class Linearizer {
  readonly #c: Ctx
  readonly #lambda: Lambda
  readonly #items: Item[] = []
  readonly #gotos: { at: number; name: Sym; handlers: Nest | null; catches: Nest | null }[] = []
  readonly #labels = new Map<Sym, Target>()
  readonly #labelOf = new Map<Sym, Label>()
  /** slots that take the place of arguments that are assigned */
  readonly #argSlots = new Map<LocalVar, LocalVar>()
  #breaks: BreakTarget | null = null
  #handlers: Nest | null = null
  #catches: Nest | null = null
  #finally: Finally | null = null
  #returnType: Tree | null = null
  #file: string | null = null
  #loc: LineNumberNode
  #constError: LineNumberNode | null = null

  constructor(c: Ctx, lambda: Lambda) {
    this.#c = c
    this.#lambda = lambda
    this.#loc = lambda.loc ?? c.loc
  }

  run(): LinearBody {
    const lambda = this.#lambda
    for (const a of lambda.args) {
      if (!a.assigned) continue
      const slot = new LocalVar(a.name, lambda, false)
      slot.assigned = true
      slot.neverUndef = true
      lambda.locals.push(slot)
      this.#argSlots.set(a, slot)
    }
    this.#compile(lambda.body, true, 'implicit')
    this.#placeGotos()
    if (this.#constError !== null) {
      this.#c.fail('`global const` declaration not allowed inside function', this.#constError)
    }
    const items = withoutNewvars(this.#items)
    let n = 0
    while (n < items.length && (items[n].kind === 'line' || isMeta(items[n]))) n++
    const copies: Item[] = [...this.#argSlots].map(([a, slot]) => ({
      kind: 'stmt',
      stmt: new Op('=', [slot, a]),
    }))
    items.splice(n, 0, ...copies)
    return { items, lambda }
  }

  // ---- emitting -----------------------------------------------------------------------------------------------

  #stmt(stmt: Tree): void {
    this.#items.push({ kind: 'stmt', stmt })
  }

  /** Puts a value into a new temporary. */
  #hold(value: Tree): SSAValue {
    const temp = this.#c.temp()
    this.#items.push({ kind: 'temp', temp, value })
    return temp
  }

  #goto(label: Label): void {
    this.#items.push({ kind: 'goto', label })
  }

  #mark(label: Label): void {
    this.#items.push({ kind: 'label', label })
  }

  #newLabel(): Label {
    const label = new Label()
    this.#mark(label)
    return label
  }

  #slot(): LocalVar {
    const v = new LocalVar(this.#c.gensym(), this.#lambda, false)
    v.assigned = true
    v.neverUndef = true
    this.#lambda.locals.push(v)
    return v
  }

  #fail(message: string): never {
    this.#c.fail(message, this.#loc)
  }

  // ---- values -------------------------------------------------------------------------------------------------

  #isBuiltinRef(t: Tree): boolean {
    return t instanceof GlobalRef && (t === this.#c.core(t.name.name) || t === this.#c.top(t.name.name))
  }

  /** Can stand as an operand whatever is evaluated around it. */
  #isStable(t: Tree): boolean {
    if (t instanceof Op || t instanceof Lambda || t instanceof LocalVar) return false
    if (t instanceof GlobalRef) return this.#isBuiltinRef(t)
    return !(t instanceof Expr) || t.head === 'captured'
  }

  #isOperand(t: Tree): boolean {
    return t instanceof LocalVar || t instanceof GlobalRef || this.#isStable(t)
  }

  /** Operands of a call, evaluated from left to right. */
  #operands(ts: readonly Tree[]): Tree[] {
    // if no operand has effects, all can be read at the call itself
    const simple = ts.every((t) => this.#isOperand(t))
    return ts.map((t, i) => {
      const value = this.#value(t)
      if (simple || this.#isStable(value)) return value
      if (value instanceof LocalVar && value.isArg) return value
      const isVariable = t instanceof LocalVar || t instanceof GlobalRef
      if (isVariable && (i === 0 || i === ts.length - 1)) return value
      return this.#hold(value)
    })
  }

  /** The value of `t`, as something that can stand on the right of an assignment. */
  #value(t: Tree): Tree {
    return this.#compile(t, true, false) ?? null
  }

  #operand(t: Tree): Tree {
    const value = this.#value(t)
    return this.#isOperand(value) ? value : this.#hold(value)
  }

  #assign(target: Tree, value: Tree): void {
    if (target instanceof SSAValue) {
      this.#items.push({ kind: 'temp', temp: target, value })
      return
    }
    const direct =
      this.#isOperand(value) ||
      (target instanceof LocalVar && value instanceof Op && assignable.has(value.head)) ||
      (target instanceof LocalVar && value instanceof Expr && value.head === 'copyast')
    this.#stmt(new Op('=', [target, direct ? value : this.#hold(value)]))
  }

  // ---- leaving handlers ---------------------------------------------------------------------------------------

  /** Leaves handlers from `from` out to `to`, and pops the exceptions being handled. */
  #unwind(handlers: Nest | null, catches: Nest | null): Tree[] {
    const out: Tree[] = []
    const pop = exceptionToken(this.#catches, catches)
    if (pop === null) this.#fail('Attempt to jump into catch block')
    if (pop !== undefined) out.push(new Op('pop_exception', [pop]))
    const tokens = leftHandlers(this.#handlers, handlers)
    if (tokens === null) this.#fail('Attempt to jump into catch block')
    if (tokens.length > 0) out.push(new Op('leave', tokens))
    return out
  }

  #return(value: Tree, tail: Tail): Tree | undefined {
    if (this.#handlers === null) {
      this.#returnNow(value, tail)
      return undefined
    }
    let held = value
    const fin = this.#finally
    if (!(this.#isStable(value) && (!(value instanceof SSAValue) || fin === null))) {
      if (fin === null) held = this.#hold(value)
      else {
        held = this.#slot()
        this.#assign(held, value)
      }
    }
    if (fin === null) {
      this.#stmt(new Op('leave', tokensOf(this.#handlers)))
      this.#returnNow(held, tail)
    } else this.#enterFinally({ kind: 'return', value: held })
    return held
  }

  #returnNow(value: Tree, tail: Tail): void {
    const keep = (x: Tree): Tree =>
      (this.#catches === null ? this.#isOperand(x) || x instanceof Lambda : this.#isStable(x))
        ? x
        : this.#hold(x)
    let x = keep(value)
    // an implicit return has no line of its own
    if (tail !== 'explicit') this.#items.push({ kind: 'noline' })
    if (this.#returnType !== null) x = keep(this.#value(this.#converted(x, this.#returnType)))
    const pop = exceptionToken(this.#catches, null)
    if (pop !== undefined && pop !== null) this.#stmt(new Op('pop_exception', [pop]))
    this.#items.push({ kind: 'return', value: x })
  }

  /** A return value converted to the declared return type. */
  #converted(value: Tree, type: Tree): Tree {
    const c = this.#c
    if (type === c.core('Any')) return value
    const call = (f: Tree, ...args: Tree[]): Tree => new Op('call', [f, ...args])
    const slot = this.#slot()
    return new Op('block', [
      new Op('=', [slot, value]),
      new Op('if', [
        call(c.core('isa'), slot, type),
        null,
        new Op('=', [slot, call(c.core('typeassert'), call(c.top('convert'), type, slot), type)]),
      ]),
      slot,
    ])
  }

  /** Goes to the finally block, to do `exit` after it. */
  #enterFinally(exit: Exit): void {
    const fin = this.#finally as Finally
    fin.exits.push(exit)
    this.#stmt(new Op('=', [fin.tag, BigInt(fin.exits.length)]))
    for (const s of this.#unwind(fin.handlers, fin.catches)) this.#stmt(s)
    this.#goto(fin.label)
  }

  #jump(target: Target): void {
    const fin = this.#finally
    if (
      fin !== null &&
      (fin.handlers?.depth ?? 0) >= (target.handlers?.depth ?? 0) &&
      isInside(fin, target)
    ) {
      this.#enterFinally({ kind: 'break', target })
      return
    }
    for (const s of this.#unwind(target.handlers, target.catches)) this.#stmt(s)
    this.#goto(target.label)
  }

  // ---- the walk -----------------------------------------------------------------------------------------------

  /**
   * Emits code for `t`. With `value` returns what stands for its value (undefined if control does not get past);
   * with `tail` the value is returned from the function.
   */
  #compile(t: Tree, value: boolean, tail: Tail): Tree | undefined {
    if (!(t instanceof Op)) return this.#leaf(t, value, tail)
    switch (t.head) {
      case 'block':
        return this.#block(t.args, value, tail)
      case 'unit':
        return this.#block(t.args, value, tail)
      case '=':
        return this.#assignment(t, value, tail)
      case 'if':
        return this.#if(t, value, tail)
      case 'return':
        this.#compile(t.args[0], true, 'explicit')
        return undefined
      case 'unnecessary':
        return value ? this.#compile(t.args[0], value, tail) : undefined
      case 'while':
        return this.#while(t, value, tail)
      case 'do-while':
        return this.#doWhile(t, value, tail)
      case 'break-block': {
        const label = new Label()
        const outer = this.#breaks
        this.#breaks = { name: t.args[0], label, handlers: this.#handlers, catches: this.#catches, outer }
        this.#compile(t.args[1], false, false)
        this.#breaks = outer
        this.#mark(label)
        return value ? this.#leaf(null, value, tail) : undefined
      }
      case 'break': {
        let target = this.#breaks
        while (target !== null && target.name !== t.args[0]) target = target.outer
        if (target === null) this.#fail('break or continue outside loop')
        this.#jump(target)
        return undefined
      }
      case '&&':
      case '||':
        // conditions elsewhere than in `if` and loops were turned into `if`s
        return this.#compile(new Op('if', [t, true, false]), value, tail)
      case 'trycatch':
      case 'trycatchelse':
        return this.#tryCatch(t, value, tail)
      case 'tryfinally':
        return this.#tryFinally(t, value, tail)
      case 'newvar':
        this.#newvar(t.args[0] as LocalVar)
        return undefined
      case 'global':
        if (value && tail === false) this.#fail('misplaced "global" declaration')
        this.#stmt(t)
        return this.#nothing(value, tail)
      case 'const':
        if (t.args[0] instanceof LocalVar) {
          const { file, line } = this.#loc
          this.#fail(`unsupported \`const\` declaration on local variable around ${file ?? 'none'}:${line}`)
        }
        if (this.#lambda.isToplevel) this.#stmt(t)
        else this.#constError ??= this.#loc
        return this.#nothing(value, tail)
      case 'local':
      case 'local-def':
        return this.#nothing(value, tail)
      case 'nospecialize':
        this.#nospecialize(t)
        return this.#nothing(value, tail)
      case 'return-type':
        this.#returnType = t.args[0]
        return undefined
      case 'method':
        return this.#method(t, value, tail)
      case 'signature':
        return this.#signature(t)
      case 'thunk':
        this.#checkToplevel('"thunk" expression')
        this.#stmt(t)
        return this.#nothing(value, tail)
      case 'call':
      case 'new':
      case 'splatnew':
      case 'foreigncall':
      case 'cfunction':
      case 'gc_preserve_begin':
      case 'invoke':
        return this.#result(this.#evaluated(t), value, tail)
      case 'gc_preserve_end':
        this.#stmt(t)
        return this.#nothing(value, tail)
      case 'isdefined':
      case 'throw_undef_if_not':
      case 'the_exception':
        return this.#result(t, value, tail)
      default:
        return this.#fail(`invalid syntax ${deparse(surface(t))}`)
    }
  }

  /** A computed value: returned, handed on, or computed for its effect. */
  #result(t: Tree, value: boolean, tail: Tail): Tree | undefined {
    if (tail !== false) return this.#return(t, tail)
    if (value) return t
    this.#stmt(t)
    return undefined
  }

  #nothing(value: boolean, tail: Tail): Tree | undefined {
    if (tail !== false) return this.#return(null, tail)
    return value ? null : undefined
  }

  #leaf(t: Tree, value: boolean, tail: Tail): Tree | undefined {
    if (t instanceof LineNumberNode) {
      this.#loc = t.file === null ? new LineNumberNode(t.line, this.#loc.file) : t
      this.#items.push({ kind: 'line', line: t })
      return this.#nothing(value, tail)
    }
    if (t instanceof Expr && !valueHeads.has(t.head)) return this.#effect(t, value, tail)
    let x = t
    if (t instanceof LocalVar) x = this.#argSlots.get(t) ?? t
    if (tail !== false) return this.#return(x, tail)
    if (value) return x
    // reading a variable checks that it is defined
    if (x instanceof LocalVar || x instanceof GlobalRef || x instanceof StaticParam) this.#stmt(x)
    return undefined
  }

  /** An `Expr` that stands for itself. */
  #effect(t: Expr, value: boolean, tail: Tail): Tree | undefined {
    switch (t.head) {
      case 'meta':
        this.#meta(t)
        return this.#nothing(value, tail)
      case 'inbounds':
      case 'loopinfo':
      case 'inline':
      case 'noinline':
      case 'purity':
      case 'aliasscope':
      case 'popaliasscope':
        this.#stmt(t)
        return this.#nothing(value, tail)
      case 'softscope':
        return this.#nothing(value, tail)
      case 'toplevel-only':
        this.#checkToplevel(String(t.args[0]))
        return this.#nothing(value, tail)
      case 'symboliclabel': {
        const name = t.args[0] as Sym
        if (this.#labels.has(name)) this.#fail(`label "${name.name}" defined multiple times`)
        const label = this.#labelNamed(name)
        this.#mark(label)
        this.#labels.set(name, { label, handlers: this.#handlers, catches: this.#catches })
        if (value && tail === false) this.#fail('misplaced label')
        return this.#nothing(value, tail)
      }
      case 'symbolicgoto': {
        const name = t.args[0] as Sym
        this.#gotos.push({ at: this.#items.length, name, handlers: this.#handlers, catches: this.#catches })
        this.#goto(this.#labelNamed(name))
        return undefined
      }
      case 'toplevel': {
        this.#checkToplevel('"toplevel" expression')
        return this.#result(this.#hold(t), value, tail)
      }
      case 'module':
      case 'using':
      case 'import':
      case 'export':
      case 'public':
        this.#checkToplevel(`"${t.head}" expression`)
        this.#stmt(t)
        return this.#nothing(value, tail)
      default:
        return this.#fail(`invalid syntax ${deparse(surface(t))}`)
    }
  }

  #labelNamed(name: Sym): Label {
    let l = this.#labelOf.get(name)
    if (l === undefined) {
      l = new Label()
      this.#labelOf.set(name, l)
    }
    return l
  }

  #checkToplevel(what: string): void {
    if (!this.#lambda.isToplevel) this.#fail(`${what} not at top level`)
  }

  #block(ts: readonly Tree[], value: boolean, tail: Tail): Tree | undefined {
    if (ts.length === 0) return this.#nothing(value, tail)
    // code of another file is an expanded macro
    const outer = this.#file
    const first = ts.find((x) => !(isExpr(x, 'meta') || isOp(x, 'nospecialize')))
    const file = first instanceof LineNumberNode && first.file !== null ? first.file : outer
    const expanded = file !== outer && outer !== null && ts !== blockArgs(this.#lambda.body)
    this.#file = file
    if (expanded) this.#items.push({ kind: 'push', file: file as string, method: 'macro expansion' })
    let last = ts.length - 1
    // lines and loop information behind the last expression do not change its value
    while (last > 0 && (ts[last] instanceof LineNumberNode || isExpr(ts[last], 'loopinfo'))) last--
    for (let i = 0; i < last; i++) this.#compile(ts[i], false, false)
    let result = this.#compile(ts[last], value, tail)
    if (expanded && tail === false && value && result !== undefined && !this.#isStable(result))
      result = this.#hold(result)
    if (tail === false || this.#items[this.#items.length - 1]?.kind !== 'return') {
      for (let i = last + 1; i < ts.length; i++) this.#compile(ts[i], false, false)
    }
    if (expanded) this.#items.push({ kind: 'pop' })
    this.#file = outer
    return result
  }

  #assignment(t: Op, value: boolean, tail: Tail): Tree | undefined {
    const rhs = this.#compile(t.args[1], true, false)
    const lhs = t.args[0]
    const target = lhs instanceof LocalVar ? (this.#argSlots.get(lhs) ?? lhs) : lhs
    if (rhs === undefined) {
      // control never gets here, but the variable stays assigned at one place
      if (!(target instanceof SSAValue)) this.#assign(target, null)
      else this.#items.push({ kind: 'temp', temp: target, value: null })
      return undefined
    }
    if (!value) {
      this.#assign(target, rhs)
      return undefined
    }
    const held = this.#isStable(rhs) || rhs instanceof LocalVar ? rhs : this.#hold(rhs)
    this.#assign(target, held)
    return tail !== false ? this.#return(held, tail) : held
  }

  /** Emits jumps to `otherwise` unless the condition holds. Returns where those jumps are still to be pointed. */
  #condition(t: Tree, otherwise: Label): void {
    let cond = t
    if (isOp(cond, 'block')) {
      const stmts = flattenBlock(cond)
      for (const s of stmts.slice(0, -1)) this.#compile(s, false, false)
      cond = stmts.length === 0 ? null : stmts[stmts.length - 1]
    }
    const branch = (clause: Tree, label: Label): void => {
      this.#items.push({ kind: 'gotoifnot', cond: this.#operand(clause), label })
    }
    if (isOp(cond, '||')) {
      const body = new Label()
      for (const clause of cond.args.slice(0, -1)) {
        const next = new Label()
        branch(clause, next)
        this.#goto(body)
        this.#mark(next)
      }
      branch(cond.args[cond.args.length - 1], otherwise)
      this.#mark(body)
    } else for (const clause of isOp(cond, '&&') ? cond.args : [cond]) branch(clause, otherwise)
  }

  #if(t: Op, value: boolean, tail: Tail): Tree | undefined {
    const [cond, then, otherwise = null] = t.args
    const hasElse = t.args.length > 2
    const elseLabel = new Label()
    const end = new Label()
    this.#condition(cond, elseLabel)
    const slot = value && tail === false ? this.#slot() : null
    const v1 = this.#compile(then, value, tail)
    if (slot !== null) this.#assign(slot, v1 ?? null)
    if (tail === false && (hasElse || slot !== null)) {
      this.#items.push({ kind: 'noline' })
      this.#goto(end)
    }
    this.#mark(elseLabel)
    if (hasElse) {
      const v2 = this.#compile(otherwise, value, tail)
      if (slot !== null) this.#assign(slot, v2 ?? null)
    } else if (slot !== null) this.#assign(slot, null)
    else if (tail !== false) this.#return(null, tail)
    if (tail === false) this.#mark(end)
    return slot ?? undefined
  }

  #while(t: Op, value: boolean, tail: Tail): Tree | undefined {
    const end = new Label()
    const top = this.#newLabel()
    this.#condition(t.args[0], end)
    this.#compile(t.args[1], false, false)
    this.#goto(top)
    this.#mark(end)
    return value ? this.#leaf(null, value, tail) : undefined
  }

  #doWhile(t: Op, value: boolean, tail: Tail): Tree | undefined {
    const end = new Label()
    const top = this.#newLabel()
    this.#compile(t.args[0], false, false)
    this.#items.push({ kind: 'gotoifnot', cond: this.#operand(t.args[1]), label: end })
    this.#goto(top)
    this.#mark(end)
    return value ? this.#leaf(null, value, tail) : undefined
  }

  #enter(handler: Label, scope: Tree | undefined): SSAValue {
    const temp = this.#c.temp()
    const operand = scope === undefined ? undefined : this.#operand(scope)
    this.#items.push({ kind: 'enter', temp, label: handler, scope: operand })
    this.#handlers = nest(temp, this.#handlers)
    return temp
  }

  #tryCatch(t: Op, value: boolean, tail: Tail): Tree | undefined {
    const [body, handler, otherwise] = t.args
    const catchLabel = new Label()
    const end = new Label()
    const elseLabel = otherwise === undefined ? null : new Label()
    const outer = this.#handlers
    const token = this.#enter(catchLabel, undefined)
    const slot = value && tail === false ? this.#slot() : null
    const v1 = this.#compile(body, value, false)
    if (slot !== null && v1 !== undefined) this.#assign(slot, v1)
    if (tail !== false && elseLabel === null) {
      if (v1 !== undefined) this.#return(v1, tail)
    } else {
      if (tail !== false && v1 !== undefined && !this.#isStable(v1)) this.#stmt(v1)
      this.#stmt(new Op('leave', [token]))
      this.#goto(elseLabel ?? end)
    }
    this.#handlers = outer
    if (elseLabel !== null) {
      this.#mark(elseLabel)
      const v3 = this.#compile(otherwise, value, tail)
      if (slot !== null) this.#assign(slot, v3 ?? null)
      if (tail === false) this.#goto(end)
    }
    this.#mark(catchLabel)
    const outerCatches = this.#catches
    this.#catches = nest(token, outerCatches)
    const v2 = this.#compile(handler, value, tail)
    if (slot !== null) this.#assign(slot, v2 ?? null)
    if (tail === false) {
      this.#stmt(new Op('pop_exception', [token]))
      this.#mark(end)
    }
    this.#catches = outerCatches
    return slot ?? undefined
  }

  #tryFinally(t: Op, value: boolean, tail: Tail): Tree | undefined {
    const c = this.#c
    const [body, final, scope] = t.args
    const catchLabel = new Label()
    const end = new Label()
    const outer = this.#handlers
    const outerCatches = this.#catches
    const outerFinally = this.#finally
    const token = this.#enter(catchLabel, scope)
    const rethrow = new Op('call', [c.top('rethrow')])
    const leaveOut = (): void => {
      this.#stmt(new Op('leave', [token]))
      this.#goto(end)
      this.#handlers = outer
      this.#mark(catchLabel)
      this.#catches = nest(token, outerCatches)
    }
    const slot = value ? this.#slot() : null

    if (isTrivial(final)) {
      const v = this.#compile(body, value, false)
      if (slot !== null && v !== undefined) this.#assign(slot, v)
      leaveOut()
      this.#stmt(rethrow)
      // never reached: keeps the end of the handler regular
      this.#stmt(new Op('pop_exception', [token]))
      this.#catches = outerCatches
      this.#mark(end)
    } else {
      const fin: Finally = {
        label: end,
        handlers: outer,
        catches: outerCatches,
        tag: this.#slot(),
        exits: [],
      }
      this.#finally = fin
      this.#stmt(new Op('=', [fin.tag, -1n]))
      const v = this.#compile(body, value, false)
      if (slot !== null && v !== undefined) this.#assign(slot, v)
      leaveOut()
      // through an exception: run the block, then throw on
      this.#finally = outerFinally
      this.#compile(final, false, false)
      this.#stmt(rethrow)
      this.#stmt(new Op('pop_exception', [token]))
      this.#catches = outerCatches
      this.#mark(end)
      this.#compile(final, false, false)
      fin.exits.toReversed().forEach((exit, i) => {
        const skip = new Label()
        const test = new Op('call', [c.core('==='), fin.tag, BigInt(fin.exits.length - i)])
        this.#items.push({ kind: 'gotoifnot', cond: this.#hold(test), label: skip })
        if (exit.kind === 'return') this.#return(exit.value, 'explicit')
        else this.#jump(exit.target)
        this.#mark(skip)
      })
    }
    if (tail !== false) return this.#return(slot, tail)
    return slot ?? undefined
  }

  #newvar(v: LocalVar): void {
    // one that was moved to the top level with a signature
    if (v.owner !== this.#lambda) return
    const before = this.#items[this.#items.length - 1]
    if (before?.kind === 'newvar' && before.variable === v) return
    this.#items.push({ kind: 'newvar', variable: v })
  }

  /** `@nospecialize` as a statement: the variables named, or all arguments that do not say otherwise. */
  #nospecialize(t: Op): void {
    const { args, marks } = this.#lambda
    const [on, ...vars] = t.args
    const chosen = vars.length === 0 ? args.filter((_, i) => i > 0 && marks[i] !== false) : vars
    for (const v of chosen) if (v instanceof LocalVar) v.nospecialize = on === true
  }

  #meta(t: Expr): void {
    const [kind] = t.args
    const name = kind instanceof Sym ? kind.name : ''
    if (name === 'push_loc') {
      const method = t.args[2] instanceof Sym ? t.args[2].name : 'macro expansion'
      this.#items.push({ kind: 'push', file: String(t.args[1] ?? 'none'), method })
    } else if (name === 'pop_loc') this.#items.push({ kind: 'pop' })
    else this.#stmt(t)
  }

  // ---- calls and definitions ----------------------------------------------------------------------------------

  /** The operation with its operands evaluated. */
  #evaluated(t: Op): Op {
    const { head, args } = t
    switch (head) {
      case 'foreigncall':
        // types and convention are constant expressions: they stay in place
        return new Op(head, [
          ...(isTupleCall(args[0], this.#c) ? [args[0]] : this.#operands([args[0]])),
          ...args.slice(1, 5),
          ...this.#operands(args.slice(5)),
        ])
      case 'cfunction':
        return new Op(head, [args[0], ...this.#operands([args[1]]), ...args.slice(2)])
      case 'call': {
        const f = args[0]
        if (
          (f instanceof Sym || f instanceof GlobalRef) &&
          (f instanceof Sym ? f : f.name).name === 'cglobal' &&
          args.length > 1
        ) {
          const first = isTupleCall(args[1], this.#c) ? [args[1]] : this.#operands([args[1]])
          return new Op(head, [f, ...first, ...this.#operands(args.slice(2))])
        }
        return new Op(head, this.#operands(args))
      }
      default:
        return new Op(head, this.#operands(args))
    }
  }

  #signature(t: Op): Tree {
    const [inits, types, sparams, loc] = t.args as [Op, Op, Op, Tree]
    const svec = (xs: readonly Tree[]): Tree => new Op('call', [this.#c.core('svec'), ...xs])
    this.#compile(inits, false, false)
    return this.#value(svec([svec(types.args), svec(sparams.args), loc]))
  }

  #method(t: Op, value: boolean, tail: Tail): Tree | undefined {
    if (!this.#lambda.isToplevel) {
      this.#c.fail(
        `Global method definition around ${this.#loc.file ?? 'none'}:${this.#loc.line} ` +
          'needs to be placed at the top level, or use "eval".',
        this.#loc,
      )
    }
    if (t.args.length === 1) return this.#result(t, value, tail)
    const [name, signature, lambda, ...captured] = t.args
    const target = name instanceof Op ? this.#operand(name) : name
    const sig = this.#operand(signature)
    this.#stmt(new Op('method', [target, sig, lambda, ...captured]))
    return this.#nothing(value, tail)
  }

  // ---- afterwards ---------------------------------------------------------------------------------------------

  /** Points `@goto`s at their labels: now the handlers around every label are known. */
  #placeGotos(): void {
    for (const g of this.#gotos.toReversed()) {
      const target = this.#labels.get(g.name)
      if (target === undefined) this.#fail(`label "${g.name.name}" referenced but not defined`)
      this.#handlers = g.handlers
      this.#catches = g.catches
      const tokens = leftHandlers(g.handlers, target.handlers)
      if (tokens === null) this.#fail(`cannot goto label "${g.name.name}" inside try/catch block`)
      const stmts: Item[] = this.#unwind(target.handlers, target.catches).map((stmt) => ({
        kind: 'stmt',
        stmt,
      }))
      this.#items.splice(g.at, 0, ...stmts)
    }
  }
}

/** Heads that can stand on the right of `slot = …` */
const assignable = new Set([
  'new',
  'splatnew',
  'the_exception',
  'isdefined',
  'call',
  'invoke',
  'foreigncall',
  'cfunction',
  'gc_preserve_begin',
])

/** `Expr`s that are values */
/** A tree as it was written, for messages. */
function surface(t: Tree): Ex {
  if (t instanceof LocalVar || t instanceof StaticParam || t instanceof GlobalRef) return t.name
  if (t instanceof Op) return new Expr(t.head, t.args.map(surface))
  return t instanceof Lambda ? sym('#<lambda>') : t
}

const valueHeads = new Set(['copyast', 'boundscheck', 'captured', 'static_parameter'])

const isMeta = (item: Item): boolean => item.kind === 'stmt' && isExpr(item.stmt, 'meta')

const blockArgs = (t: Tree): readonly Tree[] | null => (isOp(t, 'block') ? t.args : null)

function flattenBlock(t: Op, out: Tree[] = []): Tree[] {
  for (const a of t.args) {
    if (isOp(a, 'block')) flattenBlock(a, out)
    else out.push(a)
  }
  return out
}

/** Is the finally block between here and the target? */
function isInside(fin: Finally, target: Target): boolean {
  // its own handlers are those around the block: a target with the same ones or fewer lies outside
  return leftHandlers(fin.handlers, target.handlers) !== null
}

/** A block without effect, as `finally` block */
function isTrivial(t: Tree): boolean {
  if (isOp(t, 'block')) return t.args.every(isTrivial)
  return (
    t === null ||
    t instanceof LineNumberNode ||
    !(t instanceof Op || t instanceof Expr || t instanceof GlobalRef || t instanceof LocalVar)
  )
}

function isTupleCall(t: Tree, c: Ctx): boolean {
  return isOp(t, 'call') && t.args[0] === c.core('tuple')
}
