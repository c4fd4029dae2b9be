import { parse, TomlError } from 'smol-toml'

/** A TOML table: strings, numbers, booleans, arrays and tables. */
export type TomlTable = { readonly [key: string]: unknown }

/** A TOML file cannot be read; the message says where and why. */
export class TomlFileError extends Error {}

/**
 * Parses TOML text. (The library `smol-toml` is small, has no dependencies, and passes the TOML test suite.)
 * @throws TomlFileError naming `path` and the place
 */
export function parseToml(text: string, path: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' }) as TomlTable
  } catch (problem) {
    if (problem instanceof TomlError) {
      throw new TomlFileError(`Could not parse TOML file ${path}:${problem.line}:${problem.column}: ${problem.message}`)
    }
    throw problem
  }
}

export function tableAt(table: TomlTable, key: string): TomlTable | null {
  const value = table[key]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as TomlTable) : null
}

export function stringAt(table: TomlTable, key: string): string | null {
  const value = table[key]
  return typeof value === 'string' ? value : null
}

export function arrayAt(table: TomlTable, key: string): readonly unknown[] | null {
  const value = table[key]
  return Array.isArray(value) ? value : null
}
