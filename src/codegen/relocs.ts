import type { CodeInstance } from '../methods/index.ts'
import type { Signature } from './wasm/opcodes.ts'

/** Which of its two entries a code instance is called by. */
export type Entry = 'boxed' | 'spec'

/**
 * A place in a function body where the linker writes what depends on the module that the function is linked into.
 * The body's bytes do not contain these instructions; `at` is where they are inserted.
 */
export type Reloc =
  /** push the address of a heap object */
  | { readonly at: number; readonly kind: 'value'; readonly address: number }
  /** push the table slot of an entry of a code instance */
  | {
      readonly at: number
      readonly kind: 'slot'
      readonly target: CodeInstance
      readonly entry: Entry
      readonly signature: Signature
      readonly refParams: readonly number[]
    }
  /** `call` an entry of a code instance that is linked into the same module */
  | {
      readonly at: number
      readonly kind: 'call'
      readonly target: CodeInstance
      readonly entry: Entry
      readonly signature: Signature
      readonly refParams: readonly number[]
    }
  /** `call` an imported function */
  | {
      readonly at: number
      readonly kind: 'import'
      readonly module: string
      readonly name: string
      readonly signature: Signature
    }
  /** the index of a function type, as LEB128 */
  | { readonly at: number; readonly kind: 'type'; readonly signature: Signature }
