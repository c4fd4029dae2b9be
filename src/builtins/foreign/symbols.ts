import { STRING_DATA, SYMBOL_DATA, type Value } from '../../heap/index.ts'
import { sym } from '../../syntax/index.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'

function nameOf(rt: Runtime, v: Value): string {
  return rt.heap.typeOf(v) === rt.types.symbol ? rt.heap.symbolAt(v).name : rt.heap.stringAt(v)
}

/** Symbols and the bytes of strings. */
export const symbolFunctions: readonly ForeignEntry[] = [
  foreign('jl_string_to_symbol', ['value'], 'value', (rt, s) => {
    if (rt.heap.stringBytes(s).includes(0)) rt.errors.argument('Symbol name may not contain \\0')
    return rt.heap.symbol(rt.heap.stringAt(s))
  }),
  foreign('jl_symbol_n', ['ptr', 'int'], 'value', ({ heap }, p, n) =>
    heap.symbol(new TextDecoder().decode(heap.views.u8.subarray(p, p + n))),
  ),
  foreign('jl_symbol_join', ['value', 'value'], 'value', (rt, a, b) =>
    rt.heap.symbol(nameOf(rt, a) + nameOf(rt, b)),
  ),
  foreign('jl_symbol_string', ['value'], 'value', ({ heap }, s) => heap.string(heap.symbolAt(s).name)),
  foreign('jl_symbol_name', ['value'], 'ptr', (_rt, s) => s + SYMBOL_DATA),
  foreign('jl_gensym', [], 'value', (rt) => rt.heap.symbol(sym(`##${rt.nextGensym()}`))),
  foreign('jl_tagged_gensym', ['value'], 'value', (rt, s) =>
    rt.heap.symbol(sym(`##${nameOf(rt, s)}#${rt.nextGensym()}`)),
  ),
  foreign('jl_string_ptr', ['value'], 'ptr', (_rt, s) => s + STRING_DATA),
  foreign('jl_pchar_to_string', ['ptr', 'int'], 'value', ({ heap }, p, n) =>
    heap.string(heap.views.u8.slice(p, p + n)),
  ),
  foreign('jl_memchr', ['ptr', 'u8', 'int'], 'int', ({ heap }, p, byte, n) =>
    heap.views.u8.subarray(p, p + n).indexOf(byte),
  ),
]
