import type { Value } from '../../heap/index.ts'
import type { Runtime, Steps } from '../runtime.ts'

/**
 * How an argument or result of a foreign function crosses between WebAssembly and TypeScript:
 * `value` a heap value (address); `int` an Int64/UInt64 handed over as a JavaScript number (exact up to 2^53);
 * `i64`/`u64` as bigint; `ptr` an address as number (i64 in WebAssembly); smaller integers as numbers, `bool` as
 * boolean; floats as numbers.
 */
export type ForeignType =
  | 'value'
  | 'int'
  | 'i64'
  | 'u64'
  | 'ptr'
  | 'i32'
  | 'u32'
  | 'i16'
  | 'u16'
  | 'i8'
  | 'u8'
  | 'bool'
  | 'f64'
  | 'f32'
  | 'void'

/** What a `ccall` of one name runs. */
export interface ForeignEntry {
  readonly name: string
  readonly params: readonly ForeignType[]
  readonly result: ForeignType
  /**
   * `plain`: runs to its end in TypeScript. `steps`: runs Julia code in the middle; `run` gives steps. `suspending`:
   * `run` gives a promise for which the calling task waits, or undefined.
   */
  readonly kind: 'plain' | 'steps' | 'suspending'
  readonly run: (rt: Runtime, ...args: never[]) => unknown
}

type Arg<T extends ForeignType> = T extends 'i64' | 'u64' ? bigint : T extends 'bool' ? boolean : number
type Args<T extends readonly ForeignType[]> = { [K in keyof T]: Arg<T[K]> }
type Result<T extends ForeignType> = T extends 'void' ? void : Arg<T>

/** Declares a foreign function that runs to its end in TypeScript. */
export function foreign<const P extends readonly ForeignType[], R extends ForeignType>(
  name: string,
  params: P,
  result: R,
  run: (rt: Runtime, ...args: Args<P>) => Result<R>,
): ForeignEntry {
  return { name, params, result, kind: 'plain', run: run as ForeignEntry['run'] }
}

/** Declares a foreign function that calls Julia code on its way. */
export function foreignSteps<const P extends readonly ForeignType[]>(
  name: string,
  params: P,
  run: (rt: Runtime, ...args: Args<P>) => Steps<Value>,
): ForeignEntry {
  return { name, params, result: 'value', kind: 'steps', run: run as ForeignEntry['run'] }
}

/** Declares a foreign function in which the calling task may be suspended. */
export function foreignSuspending<const P extends readonly ForeignType[]>(
  name: string,
  params: P,
  run: (rt: Runtime, ...args: Args<P>) => Promise<void> | undefined,
): ForeignEntry {
  return { name, params, result: 'void', kind: 'suspending', run: run as ForeignEntry['run'] }
}

const WASM_TYPE: Record<Exclude<ForeignType, 'void'>, 'i32' | 'i64' | 'f32' | 'f64'> = {
  value: 'i32',
  int: 'i64',
  i64: 'i64',
  u64: 'i64',
  ptr: 'i64',
  i32: 'i32',
  u32: 'i32',
  i16: 'i32',
  u16: 'i32',
  i8: 'i32',
  u8: 'i32',
  bool: 'i32',
  f64: 'f64',
  f32: 'f32',
}

/** The WebAssembly signature of a foreign function. */
export function foreignSignature(entry: ForeignEntry): {
  params: ('i32' | 'i64' | 'f32' | 'f64')[]
  results: ('i32' | 'i64' | 'f32' | 'f64')[]
} {
  return {
    params: entry.params.map((p) => WASM_TYPE[p as Exclude<ForeignType, 'void'>]),
    results: entry.result === 'void' ? [] : [WASM_TYPE[entry.result]],
  }
}

/** Turns a raw WebAssembly argument into what `run` takes. */
export function fromWasm(type: ForeignType, raw: number | bigint): number | bigint | boolean {
  switch (type) {
    case 'int':
      return Number(raw)
    case 'ptr':
      return Number((raw as bigint) & 0xffffffffn)
    case 'u64':
      return BigInt.asUintN(64, raw as bigint)
    case 'bool':
      return (raw as number) !== 0
    case 'value':
    case 'u32':
      return (raw as number) >>> 0
    case 'u16':
      return (raw as number) & 0xffff
    case 'u8':
      return (raw as number) & 0xff
    case 'i16':
      return ((raw as number) << 16) >> 16
    case 'i8':
      return ((raw as number) << 24) >> 24
    default:
      return raw
  }
}

/** Turns what `run` gave into a raw WebAssembly result. */
export function toWasm(type: ForeignType, value: unknown): number | bigint | undefined {
  switch (type) {
    case 'void':
      return undefined
    case 'int':
    case 'ptr':
      return BigInt(value as number)
    case 'bool':
      return value ? 1 : 0
    default:
      return value as number | bigint
  }
}
