/**
 * Type functions of the builtins and intrinsics: what a call gives, for arguments known as lattice elements; its effects;
 * folding of constants; and the inliner's cost. One column of the table of builtins (see `builtins/table.ts`).
 */
import type { BuiltinInfo, BuiltinTable } from '../../inference/index.ts'
import { applyTypeBuiltins, closeUnionAll } from './apply-type.ts'
import { fieldBuiltins } from './fields.ts'
import { intrinsics } from './intrinsics.ts'
import { memoryBuiltins } from './memory.ts'
import { valueBuiltins } from './values.ts'

const table = new Map<string, BuiltinInfo>()
for (const list of [valueBuiltins, applyTypeBuiltins, fieldBuiltins, memoryBuiltins, intrinsics]) {
  for (const b of list) {
    if (table.has(b.name)) throw new Error(`two type functions for ${b.name}`)
    table.set(b.name, b)
  }
}

/** The type functions of all builtins and intrinsics. */
export const builtinTypeFunctions: BuiltinTable = { lookup: (name) => table.get(name), closeUnionAll }

/** Names in the table, sorted. */
export function builtinNames(): string[] {
  return [...table.keys()].sort()
}
