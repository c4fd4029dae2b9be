import type { LineInfo } from '../lowering/index.ts'
import type { CodeInstance } from '../methods/index.ts'
import type { Entry, Reloc } from './relocs.ts'
import type { CodeBuilder } from './wasm/builder.ts'
import { Op, type Signature, type ValType, valTypeByte } from './wasm/opcodes.ts'
import { ByteWriter } from './wasm/writer.ts'

/** The code of one function, independent of where it is linked. */
export interface CompiledFunction {
  /** Julia name, for stack traces */
  readonly name: string
  /** the code instance whose entry this is, null for a helper that only its unit calls */
  readonly owner: CodeInstance | null
  readonly entry: Entry
  readonly signature: Signature
  /** parameters that are references */
  readonly refParams: readonly number[]
  /** declarations of locals, encoded */
  readonly locals: Uint8Array
  /** instructions without the relocated ones, with the final `end` */
  readonly body: Uint8Array
  readonly relocs: readonly Reloc[]
  /** pairs (offset in body, index into `lines`) */
  readonly lineMarks: readonly number[]
  readonly lines: readonly LineInfo[]
}

/** Closes a builder into a `CompiledFunction`. */
export function finishFunction(
  code: CodeBuilder,
  info: Pick<CompiledFunction, 'name' | 'owner' | 'entry' | 'refParams' | 'lines'>,
): CompiledFunction {
  code.out.u8(Op.end)
  const body = code.out.finish()
  return {
    ...info,
    signature: code.signature,
    locals: encodeLocals(code.localTypes, code.paramCount),
    body,
    relocs: code.relocs,
    lineMarks: code.lineMarks,
  }
}

export function encodeLocals(types: readonly ValType[], paramCount: number): Uint8Array {
  const runs: [number, ValType][] = []
  for (let i = paramCount; i < types.length; i++) {
    const last = runs[runs.length - 1]
    if (last !== undefined && last[1] === types[i]) last[0]++
    else runs.push([1, types[i]])
  }
  const w = new ByteWriter()
  w.u32(runs.length)
  for (const [count, type] of runs) {
    w.u32(count)
    w.u8(valTypeByte[type])
  }
  return w.finish()
}
