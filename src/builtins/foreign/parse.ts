import type { Heap, Value } from '../../heap/index.ts'
import type { Module } from '../../methods/index.ts'
import { type Diagnostic, formatParseError, parseAll, parseOne, sym } from '../../syntax/index.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** Remarks as Julia code has them: positions count from 1, the last byte belongs to the range. */
function remarks(heap: Heap, diagnostics: readonly Diagnostic[]): Value {
  const int = (n: number): Value => heap.boxInt64(BigInt(n))
  return heap.svec(
    diagnostics.map((d) =>
      heap.svec([int(d.from + 1), int(d.to), heap.symbol(sym(d.level)), heap.string(d.message)]),
    ),
  )
}

function diagnostic(heap: Heap, remark: Value): Diagnostic {
  const [first, last, level, message] = heap.svecAt(remark)
  return {
    from: Number(heap.unboxInt64(first)) - 1,
    to: Number(heap.unboxInt64(last)),
    level: heap.symbolAt(level).name === 'error' ? 'error' : 'warning',
    message: heap.stringAt(message),
  }
}

/** Parsing and lowering at run time. */
export const parseFunctions: readonly ForeignEntry[] = [
  // svec(expression, offset after it, remarks where it is or ends in an error expression, what is missing)
  foreign(
    'jl_parse_string',
    ['value', 'value', 'int', 'int', 'value'],
    'value',
    ({ heap, core }, text, file, line, offset, rule) => {
      const bytes = heap.stringBytes(text).slice()
      const options = { file: heap.stringAt(file), core, line }
      const { name } = heap.symbolAt(rule)
      const result =
        name === 'all'
          ? { ...parseAll(offset === 0 ? bytes : bytes.subarray(offset), options), pos: bytes.length }
          : parseOne(bytes, offset, { ...options, greedy: name === 'statement' })
      const failed = result.diagnostics.some((d) => d.level === 'error')
      return heap.svec([
        heap.exToValue(result.expr),
        heap.boxInt64(BigInt(result.pos)),
        remarks(heap, failed ? result.diagnostics : []),
        heap.symbol(sym(result.incomplete)),
      ])
    },
  ),
  foreign(
    'jl_format_parse_error',
    ['value', 'value', 'int', 'value'],
    'value',
    ({ heap }, text, file, line, found) => {
      const source = {
        text: heap.stringBytes(text).slice(),
        file: file === heap.nothing ? null : heap.stringAt(file),
        line,
      }
      return heap.string(
        formatParseError(
          heap.svecAt(found).map((r) => diagnostic(heap, r)),
          source,
        ),
      )
    },
  ),
  foreign('jl_expand', ['value', 'value'], 'value', (rt, ex, module) =>
    rt.lower(rt.heap.moduleAt(module) as Module, ex),
  ),
]
