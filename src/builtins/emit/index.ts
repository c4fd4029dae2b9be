/**
 * How builtins and intrinsics are compiled on unboxed operands, by name. An emitter gives null for operands it does not
 * cover; the call then goes to the boxed runtime (`builtins/run`). `mathImports` are the arithmetic functions that
 * emitted code imports from module `math`.
 */
import type { BuiltinEmitter, EmitterTable } from '../../codegen/index.ts'
import { conversionEmitters } from './conversions.ts'
import { fieldEmitters } from './fields.ts'
import { floatEmitters } from './floats.ts'
import { integerEmitters } from './integers.ts'
import { memoryEmitters } from './memory.ts'
import { valueEmitters } from './values.ts'

export { mathImports } from './math.ts'

const table = new Map<string, BuiltinEmitter>(
  Object.entries({
    ...integerEmitters,
    ...floatEmitters,
    ...conversionEmitters,
    ...memoryEmitters,
    ...fieldEmitters,
    ...valueEmitters,
  }),
)

/** builtins that only compute or read, as their emitters emit them */
const quiet: ReadonlySet<string> = new Set([
  ...Object.keys(integerEmitters),
  ...Object.keys(floatEmitters),
  ...Object.keys(conversionEmitters),
  'memoryrefnew',
  'memoryref',
  'memoryrefget',
  'memoryref_isassigned',
  'memoryrefoffset',
  'pointerref',
  'add_ptr',
  'sub_ptr',
  'getfield',
  'isdefined',
  'nfields',
  '===',
  'isa',
  'typeof',
  'ifelse',
  'sizeof',
  '_svec_ref',
])

export const emitters: EmitterTable = { get: (name) => table.get(name), isQuiet: (name) => quiet.has(name) }
