import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'
import { valueOrErrno } from './filesystem.ts'

function strings({ heap }: Runtime, vector: number): string[] {
  return heap.vectorAt(vector).map((v) => heap.stringAt(v))
}

/** `KEY=value` strings as a record. */
function environment(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((e) => {
      const at = e.indexOf('=')
      return [e.slice(0, at), e.slice(at + 1)]
    }),
  )
}

/** Running programs. */
export const processFunctions: readonly ForeignEntry[] = [
  foreign(
    'jl_process_run',
    ['value', 'value', 'value', 'value', 'i32', 'i32'],
    'value',
    (rt, argv, env, dir, input, out, err) => {
      const { heap, host, errors } = rt
      rt.output.flush()
      return valueOrErrno(rt, () => {
        const directory = heap.stringAt(dir)
        const result = host.run({
          argv: strings(rt, argv),
          env: env === heap.nothing ? null : environment(strings(rt, env)),
          directory: directory === '' ? null : directory,
          input: input === heap.nothing ? null : heap.vectorBytes(input).slice(),
          stdout: out === 1 ? 'capture' : 'inherit',
          stderr: err === 1 ? 'capture' : 'inherit',
        })
        if (result === null) return errors.error('this host cannot run programs')
        return heap.svec([
          heap.boxInt64(BigInt(result.exitCode)),
          heap.boxInt64(BigInt(result.signal)),
          heap.vectorUInt8(result.stdout),
          heap.vectorUInt8(result.stderr),
        ])
      })
    },
  ),
]
