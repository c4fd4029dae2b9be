/** What `ccall` can reach: one table, by name. */
import { charFunctions } from './chars.ts'
import type { ForeignEntry } from './declare.ts'
import { fileFunctions } from './files.ts'
import { mathFunctions } from './math.ts'

export { type ForeignEntry, type ForeignType, foreignSignature, fromWasm, toWasm } from './declare.ts'

/** Foreign functions by name. @throws Error when two have one name */
export function foreignTable(): Map<string, ForeignEntry> {
  const table = new Map<string, ForeignEntry>()
  for (const entry of [...charFunctions, ...fileFunctions, ...mathFunctions]) {
    if (table.has(entry.name)) throw new Error(`two foreign functions are called ${entry.name}`)
    table.set(entry.name, entry)
  }
  return table
}
