/** Linear code made a `CodeInfo`: statements numbered, variables turned into slots, lines into the line table. */
import {
  EnterNode,
  type Ex,
  Expr,
  GotoIfNot,
  GotoNode,
  isExpr,
  Literal,
  NewvarNode,
  QuoteNode,
  ReturnNode,
  SlotNumber,
  SSAValue,
  Sym,
} from '../syntax/index.ts'
import { CodeInfo, type LineInfo, SlotFlag } from './codeinfo.ts'
import type { Ctx } from './context.ts'
import type { Item, Label } from './items.ts'
import { linearize } from './linearize.ts'
import { markUndefined } from './slots.ts'
import { Lambda, LocalVar, Op, StaticParam, type Tree } from './tree.ts'

/** Lowers a converted lambda to code. */
export function emitCode(c: Ctx, lambda: Lambda): CodeInfo {
  return new Emitter(c, new Map()).emit(lambda)
}

/** Makes the code of one top-level form; `done` holds the lambdas inside that were made already. */
class Emitter {
  readonly #c: Ctx
  readonly #done: Map<Lambda, CodeInfo>

  constructor(c: Ctx, done: Map<Lambda, CodeInfo>) {
    this.#c = c
    this.#done = done
  }

  emit(lambda: Lambda): CodeInfo {
    let code = this.#done.get(lambda)
    if (code === undefined) {
      const { items } = linearize(this.#c, lambda)
      code = new BodyEmitter(this.#c, lambda, (inner) => this.emit(inner)).emit(items)
      this.#done.set(lambda, code)
    }
    return code
  }
}

class BodyEmitter {
  readonly #lambda: Lambda
  readonly #emitInner: (l: Lambda) => CodeInfo
  readonly #code: Ex[] = []
  readonly #lineOf: number[] = []
  readonly #lines: LineTable
  readonly #slots = new Map<LocalVar, SlotNumber>()
  readonly #params = new Map<StaticParam, Expr>()
  /** temporaries by id; a temporary of a `finally` block is assigned once in each copy */
  readonly #temps = new Map<number, Ex>()
  readonly #jumps: { at: number; make: () => Ex }[] = []

  constructor(c: Ctx, lambda: Lambda, emitInner: (l: Lambda) => CodeInfo) {
    this.#lambda = lambda
    this.#emitInner = emitInner
    const loc = lambda.loc ?? c.loc
    this.#lines = new LineTable(loc.file ?? c.loc.file ?? 'none', loc.line, lambda.name)
  }

  emit(items: readonly Item[]): CodeInfo {
    const lambda = this.#lambda
    const variables = [...lambda.args, ...lambda.locals]
    for (const [i, v] of variables.entries()) this.#slots.set(v, new SlotNumber(i))
    for (const [i, p] of lambda.sparams.entries())
      this.#params.set(p, new Expr('static_parameter', [BigInt(i)]))
    const info = new CodeInfo({
      code: this.#code,
      codeLines: new Int32Array(0),
      lines: this.#lines.lines,
      slotNames: variables.map((v, i) => (i === 0 && v.isArg ? v.name.name : slotName(v.name))),
      slotFlags: new Uint8Array(variables.length),
      nargs: lambda.args.length,
      isVararg: lambda.isVararg,
    })
    info.spNames = lambda.sparams.map((p) => p.name.name)
    for (const item of items) this.#item(item, info)
    const last = this.#code[this.#code.length - 1]
    if (!(last instanceof ReturnNode || last instanceof GotoNode) || this.#labelAtEnd(items)) {
      this.#push(new ReturnNode(undefined))
    }
    for (const { at, make } of this.#jumps) this.#code[at] = make()
    info.codeLines = Int32Array.from(this.#lineOf)
    this.#flags(info, variables)
    return info
  }

  #labelAtEnd(items: readonly Item[]): boolean {
    return items.some((i) => i.kind === 'label' && i.label.at === this.#code.length)
  }

  #push(stmt: Ex): number {
    this.#code.push(stmt)
    this.#lineOf.push(this.#lines.current)
    return this.#code.length - 1
  }

  #jump(make: () => Ex): number {
    const at = this.#push(null)
    this.#jumps.push({ at, make })
    return at
  }

  #item(item: Item, info: CodeInfo): void {
    switch (item.kind) {
      case 'stmt':
        if (isExpr(item.stmt, 'meta')) {
          const rest = consumeMeta(item.stmt, info)
          if (rest !== null) this.#push(rest)
        } else this.#push(this.#ex(item.stmt))
        break
      case 'temp': {
        const value = this.#ex(item.value)
        this.#temps.set(item.temp.id, isValue(value) ? value : new SSAValue(this.#push(value)))
        break
      }
      case 'label':
        item.label.at = this.#code.length
        break
      case 'line':
        this.#lines.line(item.line.file, item.line.line)
        break
      case 'push':
        this.#lines.push(item.file, item.method)
        break
      case 'pop':
        this.#lines.pop()
        break
      case 'noline':
        break
      case 'goto': {
        const { label } = item
        this.#jump(() => new GotoNode(target(label)))
        break
      }
      case 'gotoifnot': {
        const { label } = item
        const cond = this.#ex(item.cond)
        this.#jump(() => new GotoIfNot(cond, target(label)))
        break
      }
      case 'enter': {
        const { label } = item
        const scope = item.scope === undefined ? undefined : this.#ex(item.scope)
        const at = this.#jump(() => new EnterNode(target(label), scope))
        this.#temps.set(item.temp.id, new SSAValue(at))
        break
      }
      case 'return':
        this.#push(new ReturnNode(this.#ex(item.value)))
        break
      case 'newvar':
        this.#push(new NewvarNode(this.#slot(item.variable)))
        break
    }
  }

  #slot(v: LocalVar): SlotNumber {
    const s = this.#slots.get(v)
    if (s === undefined) throw new Error(`lowering: variable ${v.name.name} belongs to another function`)
    return s
  }

  #ex(t: Tree): Ex {
    if (t instanceof LocalVar) return this.#slot(t)
    if (t instanceof SSAValue) {
      const s = this.#temps.get(t.id)
      if (s === undefined) throw new Error(`lowering: temporary ${t.id} has no value in ${this.#lambda.name}`)
      return s
    }
    if (t instanceof StaticParam) {
      const p = this.#params.get(t)
      if (p === undefined)
        throw new Error(`lowering: static parameter ${t.name.name} belongs to another function`)
      return p
    }
    if (t instanceof Lambda) return this.#emitInner(t)
    if (t instanceof Op)
      return new Expr(
        t.head,
        t.args.map((a) => this.#ex(a)),
      )
    return t
  }

  // ---- slot flags ---------------------------------------------------------------------------------------------

  #flags(info: CodeInfo, variables: readonly LocalVar[]): void {
    const assignments = new Uint32Array(variables.length)
    const { slotFlags } = info
    const read = (e: Ex): void => {
      if (e instanceof SlotNumber) slotFlags[e.id] |= SlotFlag.used
      else if (e instanceof Expr) for (const a of e.args) read(a)
    }
    for (const s of this.#code) {
      if (s instanceof Expr && s.head === '=') {
        if (s.args[0] instanceof SlotNumber) assignments[s.args[0].id]++
        read(s.args[1])
      } else if (s instanceof GotoIfNot) read(s.cond)
      else if (s instanceof ReturnNode) read(s.value ?? null)
      else if (s instanceof EnterNode) read(s.scope ?? null)
      else read(s)
    }
    variables.forEach((v, i) => {
      if (assignments[i] === 1) slotFlags[i] |= SlotFlag.assignedOnce
      if (v.nospecialize) slotFlags[i] |= SlotFlag.nospecialize
      if (v.called) slotFlags[i] |= SlotFlag.called
    })
    markUndefined(info)
  }
}

/** Needs no statement: another temporary, or a literal */
const isValue = (e: Ex): boolean =>
  e === null ||
  typeof e !== 'object' ||
  e instanceof SSAValue ||
  e instanceof Literal ||
  e instanceof QuoteNode

function target(label: Label): number {
  if (label.at < 0) throw new Error('lowering: jump to a label that was never placed')
  return label.at
}

/** Compiler-made names (`#s3`) are empty, names renamed by hygiene (`#3#x`) are plain again. */
function slotName(s: Sym): string {
  const name = s.name
  if (name[0] !== '#' || name === '#unused#') return name
  const second = name.indexOf('#', 1)
  if (second > 0) return name.slice(second + 1)
  return name[1] === 's' ? '' : name
}

/** Moves what a `meta` says about the whole method into `info`; returns what is left of it. */
function consumeMeta(meta: Expr, info: CodeInfo): Expr | null {
  const rest = meta.args.filter((a) => {
    if (isExpr(a, 'purity')) {
      a.args.forEach((bit, i) => {
        if (bit === true) info.purity |= 1 << i
      })
      return false
    }
    switch (a instanceof Sym ? a.name : '') {
      case 'inline':
        info.inlining = 1
        return false
      case 'noinline':
        info.inlining = 2
        return false
      case 'propagate_inbounds':
        info.propagateInbounds = true
        return false
      case 'nospecializeinfer':
        info.nospecializeinfer = true
        return false
      case 'aggressive_constprop':
        info.constprop = 1
        return false
      case 'no_constprop':
        info.constprop = 2
        return false
      default:
        return true
    }
  })
  return rest.length === 0 ? null : new Expr('meta', rest)
}

/** Builds the line table; frames of expanded macros are entries inlined at the place of the call. */
class LineTable {
  readonly lines: LineInfo[] = []
  readonly #index = new Map<string, number>()
  readonly #stack: { current: number; file: string; line: number; method: string; inlinedAt: number }[] = []
  #file: string
  #line: number
  #method: string
  #inlinedAt = -1
  #current = -1

  constructor(file: string, line: number, method: string) {
    this.#file = file
    this.#line = line
    this.#method = method
  }

  /** Index of the present line */
  get current(): number {
    if (this.#current < 0) {
      const key = `${this.#file}\0${this.#line}\0${this.#method}\0${this.#inlinedAt}`
      const old = this.#index.get(key)
      if (old !== undefined) this.#current = old
      else {
        this.#current = this.lines.length
        this.#index.set(key, this.#current)
        this.lines.push({
          file: this.#file,
          line: this.#line,
          method: this.#method,
          inlinedAt: this.#inlinedAt,
        })
      }
    }
    return this.#current
  }

  line(file: string | null, line: number): void {
    if (file !== null) this.#file = file
    this.#line = line
    this.#current = -1
  }

  push(file: string, method: string): void {
    const inlinedAt = this.current
    this.#stack.push({
      current: inlinedAt,
      file: this.#file,
      line: this.#line,
      method: this.#method,
      inlinedAt: this.#inlinedAt,
    })
    this.#file = file
    this.#line = 0
    this.#method = method
    this.#inlinedAt = inlinedAt
    this.#current = -1
  }

  pop(): void {
    const outer = this.#stack.pop()
    if (outer === undefined) return
    this.#file = outer.file
    this.#line = outer.line
    this.#method = outer.method
    this.#inlinedAt = outer.inlinedAt
    this.#current = outer.current
  }
}
