/**
 * Regular expressions with PCRE's syntax and meaning, over UTF-8. Comes in: a pattern and options. Goes out: a `Regex`
 * that searches bytes. Invariants: a Regex keeps nothing of the texts it searched.
 */
import { Matcher } from './match.ts'
import { compileProgram } from './program.ts'
import { parsePattern } from './syntax.ts'

export { MatchLimit } from './match.ts'
export { RegexError } from './syntax.ts'

export class Regex {
  readonly groups: number
  readonly names: readonly (readonly [name: string, index: number])[]
  readonly #matcher: Matcher

  constructor(pattern: string, options: number) {
    const program = compileProgram(parsePattern(pattern, options))
    this.groups = program.groups
    this.names = program.names
    this.#matcher = new Matcher(program)
  }

  /** See `Matcher.search`. */
  search(text: Uint8Array, from: number, to: number, start: number, options: number): Int32Array | null {
    return this.#matcher.search(text, from, to, start, options)
  }
}
