import type { Module } from '../../methods/index.ts'
import { parseAll, parseOne } from '../../syntax/index.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** Parsing and lowering at run time. */
export const parseFunctions: readonly ForeignEntry[] = [
  foreign('jl_parse_string', ['value', 'value', 'int', 'int', 'value'], 'value', ({ heap, core }, text, file, line, offset, rule) => {
    const bytes = heap.stringBytes(text).slice()
    const options = { file: heap.stringAt(file), core, line }
    const { name } = heap.symbolAt(rule)
    if (name === 'all') {
      const { expr } = parseAll(offset === 0 ? bytes : bytes.subarray(offset), options)
      return heap.svec([heap.exToValue(expr), heap.boxInt64(BigInt(bytes.length))])
    }
    const { expr, pos } = parseOne(bytes, offset, { ...options, greedy: name === 'statement' })
    return heap.svec([heap.exToValue(expr), heap.boxInt64(BigInt(pos))])
  }),
  foreign('jl_expand', ['value', 'value'], 'value', (rt, ex, module) => rt.lower(rt.heap.moduleAt(module) as Module, ex)),
]
