/** The few pieces of WebAssembly's binary format that small hand-made modules need. */
export function leb(n: number): number[] {
  const out: number[] = []
  for (;;) {
    const byte = n & 0x7f
    n >>>= 7
    if (n === 0) return [...out, byte]
    out.push(byte | 0x80)
  }
}

export function signedLeb(n: number): number[] {
  const out: number[] = []
  for (;;) {
    const byte = n & 0x7f
    n >>= 7
    if ((n === 0 && (byte & 0x40) === 0) || (n === -1 && (byte & 0x40) !== 0)) return [...out, byte]
    out.push(byte | 0x80)
  }
}

export function section(id: number, bytes: number[]): number[] {
  return [id, ...leb(bytes.length), ...bytes]
}

export function text(s: string): number[] {
  const bytes = [...new TextEncoder().encode(s)]
  return [...leb(bytes.length), ...bytes]
}

/** The module's first eight bytes. */
export const MAGIC: readonly number[] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

export const VALUE_TYPE = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const

export const OP = {
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  call: 0x10,
  localGet: 0x20,
  i32Load: 0x28,
  i32Const: 0x41,
  noResult: 0x40,
} as const
