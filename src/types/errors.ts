import type { TypeParam } from './model.ts'
import { showParam } from './show.ts'

/** A type applied to parameters it does not accept: becomes Julia's TypeError. */
export class TypeApplicationError extends Error {
  /** the type being applied, `Vararg`… */
  readonly context: string
  /** which parameter: a variable's name, `count`, … */
  readonly parameter: string
  /** the type it had to be (for a type variable: its bound) */
  readonly expected: TypeParam
  readonly got: TypeParam
  constructor(context: string, parameter: string, expected: TypeParam, got: TypeParam) {
    super(
      `TypeError: in ${context}${parameter ? `, in ${parameter}` : ''}, expected ${showParam(expected)}, got ${showParam(got)}`,
    )
    this.context = context
    this.parameter = parameter
    this.expected = expected
    this.got = got
  }
}

/** A type that cannot be made for another reason: becomes Julia's ErrorException or ArgumentError with this message. */
export class TypeConstructionError extends Error {
  readonly julia: 'ErrorException' | 'ArgumentError'
  constructor(message: string, julia: 'ErrorException' | 'ArgumentError' = 'ErrorException') {
    super(message)
    this.julia = julia
  }
}
