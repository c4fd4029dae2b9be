import type { Module } from '../../methods/index.ts'
import { type ForeignEntry, foreign, foreignSteps } from './declare.ts'

/** Evaluating text, and the program as a whole. */
export const evaluateFunctions: readonly ForeignEntry[] = [
  foreignSteps(
    'jl_include_string',
    ['value', 'value', 'value', 'value'],
    (rt, module, text, file, mapExpr) => {
      const { heap } = rt
      const f = mapExpr === heap.nothing ? 0 : mapExpr
      return rt.includeText(
        heap.moduleAt(module) as Module,
        heap.stringBytes(text).slice(),
        heap.stringAt(file),
        f,
      )
    },
  ),
  foreign('jl_exit', ['i32'], 'void', (rt, code) => {
    rt.output.flush()
    rt.host.exit(code)
  }),
  foreign('jl_bindir', [], 'value', ({ heap, homeFolder }) => heap.string(homeFolder)),
  foreign('jl_stdlib_dir', [], 'value', ({ heap, homeFolder }) => heap.string(`${homeFolder}/stdlib`)),
  foreign('jl_options', [], 'value', ({ heap, programOptions }) =>
    heap.svec(
      programOptions.map((o) => {
        if (o === null) return heap.nothing
        if (typeof o === 'boolean') return heap.boxBool(o)
        if (typeof o === 'number') return heap.boxInt64(BigInt(o))
        return typeof o === 'string' ? heap.string(o) : heap.svec(o.map((s) => heap.string(s)))
      }),
    ),
  ),
]
