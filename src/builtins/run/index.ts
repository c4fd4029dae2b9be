/** The runtime column of the table of builtins: what runs on boxed values, by name. */
import type { BuiltinRun } from '../runtime.ts'
import { callBuiltins } from './calls.ts'
import { fieldBuiltins } from './fields.ts'
import { globalBuiltins } from './globals.ts'
import { intrinsicBuiltins } from './intrinsics.ts'
import { memoryBuiltins } from './memory.ts'
import { typeBuiltins } from './types.ts'
import { valueBuiltins } from './values.ts'

/** Builtins that are values of module Core. */
export const coreBuiltins: readonly BuiltinRun[] = [
  ...valueBuiltins,
  ...fieldBuiltins,
  ...typeBuiltins,
  ...globalBuiltins,
  ...memoryBuiltins,
  ...callBuiltins,
]
export { intrinsicBuiltins }
