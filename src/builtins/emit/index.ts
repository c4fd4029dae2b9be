/**
 * How builtins and intrinsics are compiled on unboxed operands, by name. An emitter gives null for operands it does not
 * cover; the call then goes to the boxed runtime (`builtins/run`). `mathImports` are the arithmetic functions that
 * emitted code imports from module `math`.
 */
import type { BuiltinEmitter, EmitterTable } from '../../codegen/index.ts'
import { coreBuiltins, intrinsicBuiltins } from '../run/index.ts'
import { conversionEmitters } from './conversions.ts'
import { fieldEmitters } from './fields.ts'
import { floatEmitters } from './floats.ts'
import { integerEmitters } from './integers.ts'
import { memoryEmitters } from './memory.ts'
import { valueEmitters } from './values.ts'

export { mathImports } from './math.ts'

/** How many arguments a builtin takes: at least, and at most (-1: any number). The kernel's own have no runtime here. */
const arity = new Map<string, readonly [number, number]>([
  ...[...coreBuiltins, ...intrinsicBuiltins].map((b) => [b.name, [b.least, b.most]] as const),
  ['_apply_iterate', [2, -1]],
  ['_call_latest', [1, -1]],
  ['invokelatest', [1, -1]],
])

/** Emitters see only calls with as many arguments as the builtin takes; the runtime says what is wrong with others. */
function counted(name: string, emit: BuiltinEmitter): BuiltinEmitter {
  const [least, most] = arity.get(name) ?? [0, -1]
  return (e, call) => {
    const n = call.args.length
    return n < least || (most >= 0 && n > most) ? null : emit(e, call)
  }
}

const table = new Map<string, BuiltinEmitter>(
  Object.entries({
    ...integerEmitters,
    ...floatEmitters,
    ...conversionEmitters,
    ...memoryEmitters,
    ...fieldEmitters,
    ...valueEmitters,
  }).map(([name, emit]) => [name, counted(name, emit)]),
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
