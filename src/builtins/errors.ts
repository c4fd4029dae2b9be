import type { Heap, Value } from '../heap/index.ts'
import type { Module, World } from '../methods/index.ts'
import { sym } from '../syntax/index.ts'
import { type DataType, showType, type Type } from '../types/index.ts'

/**
 * Makes and throws Julia's exceptions from TypeScript. The exception types are found in Core by name when first
 * needed, since Core's Julia code defines most of them.
 */
export class Errors {
  readonly #heap: Heap
  readonly #core: Module
  readonly #found = new Map<string, DataType>()

  constructor(heap: Heap, core: Module) {
    this.#heap = heap
    this.#core = core
  }

  /** The struct type called `name` in Core (or in Base, for those that Base defines and Core shows). */
  type(name: string): DataType {
    let type = this.#found.get(name)
    if (type === undefined) {
      const value = this.#heap.bindingValue(this.#core.bindings.get(sym(name)) ?? null)
      if (value === 0)
        throw new Error(`Core.${name} is not defined yet, but an exception of that type is to be thrown`)
      type = this.#heap.typeAt(value) as DataType
      this.#found.set(name, type)
    }
    return type
  }

  #throw(name: string, fields: readonly Value[], detail: string | (() => string) = ''): never {
    if (!this.#found.has(name) && this.#heap.bindingValue(this.#core.bindings.get(sym(name)) ?? null) === 0) {
      throw new Error(
        `${name}(${typeof detail === 'string' ? detail : detail()}), thrown before Core.${name} is defined`,
      )
    }
    return this.#heap.throwValue(this.#heap.newStruct(this.type(name), fields))
  }

  error(message: string): never {
    return this.#throw('ErrorException', [this.#heap.string(message)], message)
  }
  argument(message: string): never {
    return this.#throw('ArgumentError', [this.#heap.string(message)], message)
  }
  concurrency(message: string): never {
    return this.#throw('ConcurrencyViolationError', [this.#heap.string(message)], message)
  }
  typeError(func: string, context: string, expected: Value, got: Value): never {
    return this.#throw(
      'TypeError',
      [this.#heap.symbol(sym(func)), this.#heap.string(context), expected, got],
      func,
    )
  }
  typeErrorFor(func: string, expected: Type, got: Value): never {
    return this.typeError(func, '', this.#heap.typeAddress(expected), got)
  }
  bounds(collection: Value, index: Value): never {
    return this.#throw('BoundsError', [collection, index])
  }
  undefRef(): never {
    return this.#throw('UndefRefError', [])
  }
  undefVar(name: string, scope: Value): never {
    return this.#throw('UndefVarError', [this.#heap.symbol(sym(name)), scope], name)
  }
  undefKeyword(name: string): never {
    return this.#throw('UndefKeywordError', [this.#heap.symbol(sym(name))])
  }
  method(f: Value, args: readonly Value[], world: World): never {
    const heap = this.#heap
    const detail = (): string => [f, ...args].map((a) => showType(heap.typeOfArgument(a))).join(', ')
    return this.#throw('MethodError', [f, heap.tupleOf(args), heap.boxUInt64(BigInt(world))], detail)
  }
  divide(): never {
    return this.#throw('DivideError', [])
  }
  inexact(func: string, target: Type, value: Value): never {
    const heap = this.#heap
    return this.#throw('InexactError', [
      heap.symbol(sym(func)),
      heap.tupleOf([heap.typeAddress(target), value]),
    ])
  }
  overflow(message: string): never {
    return this.#throw('OverflowError', [this.#heap.string(message)])
  }
  tooFewArguments(name: string, expected: number): never {
    return this.argument(`${name}: too few arguments (expected ${expected})`)
  }
  tooManyArguments(name: string, expected: number): never {
    return this.argument(`${name}: too many arguments (expected ${expected})`)
  }
  noField(type: DataType, field: string): never {
    return this.error(`type ${type.name.name.name} has no field ${field}`)
  }
}
