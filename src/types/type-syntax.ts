import { sym } from '../syntax/index.ts'
import { type Type, type TypeParam, TypeVar, VarargType } from './model.ts'
import type { TypeSystem } from './type-system.ts'

/**
 * Reads a type expression in Julia's syntax, for the table of built-in types and for tests:
 * names, `A{…}`, `Union{…}`, `where T`, `where {T<:A, S>:B}`, `A<:T<:B`, `{<:A}`, integers, `true`, `:symbol`,
 * `(…,)` tuples of values.
 */
export function parseType(
  ts: TypeSystem,
  text: string,
  names: (name: string) => TypeParam | undefined,
): TypeParam {
  const tokens = text.match(/<:|>:|[\p{L}_#][\p{L}\p{N}_!#.]*|-?\d+|[{}(),:]/gu) ?? []
  const reader = new Reader(ts, tokens, names)
  const result = reader.type()
  if (reader.at < tokens.length) throw new Error(`unexpected "${tokens[reader.at]}" in type "${text}"`)
  return result
}

class Reader {
  readonly ts: TypeSystem
  readonly tokens: readonly string[]
  readonly names: (name: string) => TypeParam | undefined
  at = 0
  /** variables bound by a `where` whose body stands before it, found by looking ahead */
  scopes: Map<string, TypeVar>[] = []

  constructor(ts: TypeSystem, tokens: readonly string[], names: (name: string) => TypeParam | undefined) {
    this.ts = ts
    this.tokens = tokens
    this.names = names
  }

  type(): TypeParam {
    const start = this.at
    this.skipPrimary()
    if (this.tokens[this.at] !== 'where') {
      this.at = start
      return this.primary()
    }
    // Read the clauses from the last (outermost) inwards, then the body.
    const clauses: number[] = []
    while (this.tokens[this.at] === 'where') {
      this.at++
      clauses.push(this.at)
      if (this.tokens[this.at] === '{') this.skipBraces()
      else this.skipVar()
    }
    const end = this.at
    const vars: TypeVar[] = []
    const depth = this.scopes.length
    for (const c of clauses.reverse()) {
      this.at = c
      if (this.tokens[this.at] === '{') {
        this.at++
        while (this.tokens[this.at] !== '}') {
          vars.push(this.variable())
          if (this.tokens[this.at] === ',') this.at++
        }
      } else vars.push(this.variable())
    }
    this.at = start
    let result = this.primary()
    this.scopes.length = depth
    for (const v of vars.reverse()) result = this.ts.unionAll(v, result as Type)
    this.at = end
    return result
  }

  variable(): TypeVar {
    let lower: TypeParam = this.ts.bottom
    let upper: TypeParam = this.ts.any
    // A<:T<:B has its lower bound first
    let name = this.tokens[this.at]
    const start = this.at
    this.skipPrimary()
    if (this.tokens[this.at] === '<:' && this.isChain()) {
      this.at = start
      lower = this.primary()
      this.at++
      name = this.tokens[this.at++]
      this.at++
      upper = this.primary()
    } else {
      this.at = start + 1
      if (this.tokens[this.at] === '<:') {
        this.at++
        upper = this.primary()
      } else if (this.tokens[this.at] === '>:') {
        this.at++
        lower = this.primary()
      }
    }
    const v = new TypeVar(sym(name), lower, upper)
    this.scopes.push(new Map([[name, v]]))
    return v
  }

  /** after `A <:` comes `T <: B` */
  isChain(): boolean {
    const save = this.at
    this.at++
    this.skipPrimary()
    const chain = this.tokens[this.at] === '<:'
    this.at = save
    return chain
  }

  primary(): TypeParam {
    const token = this.tokens[this.at++]
    if (token === '(') {
      const close = this.closing(this.at - 1)
      if (close > this.at && this.tokens[close - 1] !== ',' && !this.hasTopComma(this.at, close)) {
        const inner = this.type()
        this.at++
        return this.applied(inner)
      }
      const elements: TypeParam[] = []
      while (this.tokens[this.at] !== ')') {
        elements.push(this.type())
        if (this.tokens[this.at] === ',') this.at++
      }
      this.at++
      return this.ts.paramTuple(elements as never)
    }
    if (token === ':') return sym(this.tokens[this.at++])
    if (/^-?\d/.test(token)) return BigInt(token)
    if (token === 'true' || token === 'false') return token === 'true'
    return this.applied(this.lookup(token), token)
  }

  applied(head: TypeParam, name = ''): TypeParam {
    if (this.tokens[this.at] !== '{') return head
    this.at++
    const args: TypeParam[] = []
    const implicit: TypeVar[] = []
    while (this.tokens[this.at] !== '}') {
      const t = this.tokens[this.at]
      if (t === '<:' || t === '>:') {
        this.at++
        const bound = this.type()
        const v = new TypeVar(
          sym('#s'),
          t === '<:' ? this.ts.bottom : bound,
          t === '<:' ? bound : this.ts.any,
        )
        implicit.push(v)
        args.push(v)
      } else args.push(this.type())
      if (this.tokens[this.at] === ',') this.at++
    }
    this.at++
    let result: TypeParam
    if (name === 'Union') result = this.ts.union(args)
    else if (name === 'Vararg') result = this.ts.vararg(args[0], args[1] ?? null)
    else result = this.ts.applyType(head as Type, args)
    for (const v of implicit.reverse()) result = this.ts.unionAll(v, result as Type)
    return result
  }

  lookup(name: string): TypeParam {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const v = this.scopes[i].get(name)
      if (v !== undefined) return v
    }
    if (name === 'Vararg') return new VarargType(null, null)
    const found = this.names(name)
    if (found === undefined) throw new Error(`type expression: ${name} is not known`)
    return found
  }

  skipPrimary(): void {
    const token = this.tokens[this.at]
    if (token === '(') this.at = this.closing(this.at) + 1
    else this.at += token === ':' ? 2 : 1
    if (this.tokens[this.at] === '{') this.skipBraces()
  }

  skipBraces(): void {
    this.at = this.closing(this.at) + 1
  }

  skipVar(): void {
    this.skipPrimary()
    while (this.tokens[this.at] === '<:' || this.tokens[this.at] === '>:') {
      this.at++
      this.skipPrimary()
    }
  }

  closing(open: number): number {
    let depth = 0
    for (let i = open; i < this.tokens.length; i++) {
      const t = this.tokens[i]
      if (t === '{' || t === '(') depth++
      if ((t === '}' || t === ')') && --depth === 0) return i
    }
    throw new Error('type expression: unbalanced brackets')
  }

  hasTopComma(from: number, to: number): boolean {
    let depth = 0
    for (let i = from; i < to; i++) {
      const t = this.tokens[i]
      if (t === '{' || t === '(') depth++
      else if (t === '}' || t === ')') depth--
      else if (t === ',' && depth === 0) return true
    }
    return false
  }
}
