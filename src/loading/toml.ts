import { parse, TomlError } from 'smol-toml'

/** A TOML table: strings, numbers, booleans, arrays and tables. */
export type TomlTable = { readonly [key: string]: unknown }

/** A TOML file cannot be read; the message says where and why. */
export class TomlFileError extends Error {}

/** What is wrong with a TOML text, and where: line and column are counted from 1. */
export interface TomlProblem {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Parses TOML text; integers come as `bigint`, floats as `number`, times as `Date` whose text is their TOML form. */
export function readToml(text: string): { readonly table: TomlTable } | TomlProblem {
  try {
    return { table: parse(text, { integersAsBigInt: true }) as TomlTable }
  } catch (problem) {
    if (!(problem instanceof TomlError)) throw problem
    const { line, column } = problem
    return { line, column, message: problem.message.split('\n')[0].replace(/^Invalid TOML document: /, '') }
  }
}

/**
 * Parses TOML text. (The library `smol-toml` is small, has no dependencies, and passes the TOML test suite.)
 * @throws TomlFileError naming `path` and the place
 */
export function parseToml(text: string, path: string): TomlTable {
  const read = readToml(text)
  if ('table' in read) return read.table
  throw new TomlFileError(`Could not parse TOML file ${path}:${read.line}:${read.column}: ${read.message}`)
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
