import { sym } from '../syntax/index.ts'
import { newAbstract, newPrimitive, newStruct, setBody, setSuper } from './definition.ts'
import { freeVarsOf } from './free-vars.ts'
import { DataType, type Type, type TypeParam, type TypeVar, UnionAll } from './model.ts'
import { parseType } from './type-syntax.ts'
import { TypeSystem } from './type-system.ts'

/** A type system for tests, that reads types and definitions written in Julia. */
export class TestTypes {
  readonly core = {
    name: sym('Core'),
    get parent() {
      return this
    },
  }
  readonly main = {
    name: sym('Main'),
    get parent() {
      return this
    },
  }
  readonly ts = new TypeSystem(this.core)
  readonly names = new Map<string, TypeParam>()

  constructor() {
    this.names.set('AbstractMatrix', this.ts.builtinType('AbstractMatrix'))
    this.define(`
      abstract type AbstractDict{K, V} end
      mutable struct Dict{K, V} <: AbstractDict{K, V} end
      mutable struct Set{T} end
      struct Pair{A, B} first::A; second::B end
      struct Val{x} end
      struct Complex{T<:Real} <: Number re::T; im::T end
      struct Rational{T<:Integer} <: Real num::T; den::T end
      struct Missing end
      struct Some{T} value::T end
      mutable struct RefValue{T} <: Ref{T} x::T end
      struct UnitRange{T<:Real} <: AbstractVector{T} start::T; stop::T end
    `)
    for (const f of ['sin', 'cos']) {
      const t = newStruct(this.ts, {
        name: sym(`#${f}`),
        module: this.core,
        params: [],
        fieldNames: [],
        isMutable: false,
      })
      t.name.singletonName = sym(f)
      setSuper(this.ts, t, this.ts.function, true)
      setBody(this.ts, t, [])
      this.names.set(`typeof_${f}`, t)
    }
    this.names.set('Dims', this.type('NTuple{N,Int64} where N'))
  }

  /** The type written `text`. */
  type(text: string): Type {
    const plain = text.replace(/typeof\((\w+)\)/g, 'typeof_$1')
    return parseType(this.ts, plain, (n) => this.lookup(n)) as Type
  }

  param(text: string): TypeParam {
    return parseType(this.ts, text, (n) => this.lookup(n))
  }

  private lookup(name: string): TypeParam | undefined {
    return this.names.get(name) ?? this.ts.builtins.get(name.replace(/^Core\./, ''))
  }

  /** Definitions, one a line: `abstract type A{T} <: B end`, `struct S{T} <: A{T} x::T; y end`, `primitive type P 8 end`. */
  define(text: string): void {
    for (const line of text
      .split('\n')
      .map((l) => l.trim())
      .filter((l) => l !== ''))
      this.defineOne(line)
  }

  private defineOne(line: string): void {
    const { ts } = this
    const m = /^(abstract type|primitive type|mutable struct|struct)\s+(\w+)(.*?)\s*end$/.exec(line)
    if (m === null) throw new Error(`cannot read definition: ${line}`)
    const [, kind, name] = m
    let rest = m[3]
    const scope = new Map<string, TypeVar>()
    const read = (t: string): TypeParam =>
      parseType(ts, t.replace(/typeof\((\w+)\)/g, 'typeof_$1'), (n) => scope.get(n) ?? this.lookup(n))
    const params: TypeVar[] = []
    if (rest.startsWith('{')) {
      const close = closing(rest, 0)
      for (const p of splitTop(rest.slice(1, close), ',')) {
        const [, v, bound] = /^\s*(\w+)\s*(?:<:(.*))?$/.exec(p)!
        const tv = ts.typeVar(v, ts.bottom, bound === undefined ? ts.any : read(bound))
        scope.set(v, tv)
        params.push(tv)
      }
      rest = rest.slice(close + 1)
    }
    rest = rest.trim()
    let superText = 'Any'
    if (rest.startsWith('<:')) {
      const s = /^<:\s*(\w+)/.exec(rest)!
      let end = s[0].length
      if (rest[end] === '{') end = closing(rest, end) + 1
      superText = rest.slice(2, end)
      rest = rest.slice(end).trim()
    }
    const head = { name: sym(name), module: this.main, params }
    const fields = rest
      .split(';')
      .map((f) => f.trim())
      .filter((f) => f !== '')
    const primary =
      kind === 'abstract type'
        ? newAbstract(ts, head)
        : kind === 'primitive type'
          ? newPrimitive(ts, head, Number(rest))
          : newStruct(ts, {
              ...head,
              fieldNames: fields.map((f) => sym(f.split('::')[0])),
              isMutable: kind === 'mutable struct',
            })
    this.names.set(name, primary.name.wrapper)
    let superType = read(superText)
    while (superType instanceof UnionAll) superType = superType.body
    setSuper(ts, primary, superType)
    if (kind.endsWith('struct')) {
      setBody(
        ts,
        primary,
        fields.map((f) => (f.includes('::') ? read(f.split('::')[1]) : ts.any)),
      )
    }
    if (freeVarsOf(primary.name.wrapper).length > 0 || !(primary instanceof DataType))
      throw new Error('bad definition')
  }
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if ('{('.includes(text[i])) depth++
    if ('})'.includes(text[i]) && --depth === 0) return i
  }
  throw new Error(`unbalanced: ${text}`)
}

/** Splits at `separator` outside of all brackets. */
export function splitTop(text: string, separator: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if ('{(['.includes(text[i])) depth++
    else if ('})]'.includes(text[i])) depth--
    else if (depth === 0 && text.startsWith(separator, i)) {
      parts.push(text.slice(start, i))
      start = i + separator.length
      i += separator.length - 1
    }
  }
  parts.push(text.slice(start))
  return parts
}
