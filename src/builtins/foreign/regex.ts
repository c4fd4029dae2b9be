import type { Heap } from '../../heap/index.ts'
import { MatchLimit, Regex, RegexError } from '../regex/index.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** Compiled patterns of one system, by number. */
interface Patterns {
  readonly list: Regex[]
  readonly byText: Map<string, number>
}

const systems = new WeakMap<Heap, Patterns>()

function patternsOf(heap: Heap): Patterns {
  let found = systems.get(heap)
  if (found === undefined) {
    found = { list: [], byText: new Map() }
    systems.set(heap, found)
  }
  return found
}

/** Regular expressions (in Julia: the PCRE2 library). */
export const regexFunctions: readonly ForeignEntry[] = [
  // the pattern's number, or a tuple of message and offset
  foreign('jl_regex_compile', ['value', 'u32'], 'value', ({ heap }, source, options) => {
    const patterns = patternsOf(heap)
    const text = heap.stringAt(source)
    const key = `${options}:${text}`
    let number = patterns.byText.get(key)
    if (number === undefined) {
      try {
        number = patterns.list.push(new Regex(text, options)) - 1
      } catch (problem) {
        if (!(problem instanceof RegexError)) throw problem
        return heap.tupleOf([heap.string(problem.message), heap.boxInt64(BigInt(problem.offset))])
      }
      patterns.byText.set(key, number)
    }
    return heap.boxInt64(BigInt(number))
  }),
  foreign('jl_regex_groups', ['int'], 'int', ({ heap }, number) => patternsOf(heap).list[number].groups),
  // svec: name, index, name, index…
  foreign('jl_regex_names', ['int'], 'value', ({ heap }, number) =>
    heap.svec(
      patternsOf(heap).list[number].names.flatMap(([name, index]) => [
        heap.string(name),
        heap.boxInt64(BigInt(index)),
      ]),
    ),
  ),
  // 1: found, offsets are written to `out` as pairs of Int64; 0: not found; -1: too many steps
  foreign(
    'jl_regex_search',
    ['int', 'ptr', 'int', 'int', 'u32', 'ptr'],
    'int',
    ({ heap }, number, text, n, start, options, out) => {
      try {
        const found = patternsOf(heap).list[number].search(heap.views.u8, text, text + n, start, options)
        if (found === null) return 0
        for (let i = 0; i < found.length; i++) heap.views.i64[(out >>> 3) + i] = BigInt(found[i])
        return 1
      } catch (problem) {
        if (problem instanceof MatchLimit) return -1
        throw problem
      }
    },
  ),
]
