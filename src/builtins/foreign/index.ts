/** What `ccall` can reach: one table, by name. */
import { charFunctions } from './chars.ts'
import type { ForeignEntry } from './declare.ts'
import { errnoFunctions } from './errno.ts'
import { errorFunctions } from './errors.ts'
import { evaluateFunctions } from './evaluate.ts'
import { fileFunctions } from './files.ts'
import { filesystemFunctions } from './filesystem.ts'
import { loadingFunctions } from './loading.ts'
import { machineFunctions } from './machine.ts'
import { mathFunctions } from './math.ts'
import { memoryFunctions } from './memory.ts'
import { methodFunctions } from './methods.ts'
import { moduleFunctions } from './modules.ts'
import { nameFunctions } from './names.ts'
import { numberFunctions } from './numbers.ts'
import { objectFunctions } from './objects.ts'
import { parseFunctions } from './parse.ts'
import { processFunctions } from './process.ts'
import { regexFunctions } from './regex.ts'
import { symbolFunctions } from './symbols.ts'
import { taskFunctions } from './tasks.ts'
import { typeFunctions } from './types.ts'

export { type ForeignEntry, type ForeignType, foreignSignature, fromWasm, toWasm } from './declare.ts'

const LISTS: readonly (readonly ForeignEntry[])[] = [
  charFunctions,
  errnoFunctions,
  errorFunctions,
  evaluateFunctions,
  fileFunctions,
  filesystemFunctions,
  loadingFunctions,
  machineFunctions,
  mathFunctions,
  memoryFunctions,
  methodFunctions,
  moduleFunctions,
  nameFunctions,
  numberFunctions,
  objectFunctions,
  parseFunctions,
  processFunctions,
  regexFunctions,
  symbolFunctions,
  taskFunctions,
  typeFunctions,
]

/** Foreign functions by name. @throws Error when two have one name */
export function foreignTable(): Map<string, ForeignEntry> {
  const table = new Map<string, ForeignEntry>()
  for (const list of LISTS) {
    for (const entry of list) {
      if (table.has(entry.name)) throw new Error(`two foreign functions are called ${entry.name}`)
      table.set(entry.name, entry)
    }
  }
  return table
}
