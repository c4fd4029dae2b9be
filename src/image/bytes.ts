/** Writes the compact binary form of images: little-endian, integers as LEB128. */
export class Encoder {
  #bytes = new Uint8Array(1024)
  length = 0
  #view = new DataView(this.#bytes.buffer)

  #room(n: number): void {
    if (this.length + n <= this.#bytes.length) return
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + n))
    bigger.set(this.#bytes)
    this.#bytes = bigger
    this.#view = new DataView(bigger.buffer)
  }

  u8(x: number): void {
    this.#room(1)
    this.#bytes[this.length++] = x
  }

  bool(x: boolean): void {
    this.u8(x ? 1 : 0)
  }

  /** A natural number below 2^53. */
  nat(x: number): void {
    this.#room(8)
    while (x >= 0x80) {
      this.#bytes[this.length++] = (x % 0x80) | 0x80
      x = Math.floor(x / 0x80)
    }
    this.#bytes[this.length++] = x
  }

  /** An integer of at most 52 bits with sign. */
  int(x: number): void {
    this.nat(x < 0 ? -2 * x - 1 : 2 * x)
  }

  /** Any integer: sign and length, then its bytes. */
  big(x: bigint): void {
    let rest = x < 0n ? -x : x
    const bytes: number[] = []
    for (; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn))
    this.nat(bytes.length * 2 + (x < 0n ? 1 : 0))
    for (const b of bytes) this.u8(b)
  }

  f64(x: number): void {
    this.#room(8)
    this.#view.setFloat64(this.length, x, true)
    this.length += 8
  }

  /** Four bytes, at any place. */
  u32(x: number): void {
    this.#room(4)
    this.#view.setUint32(this.length, x, true)
    this.length += 4
  }

  /** Changes four bytes already written. */
  patchU32(at: number, x: number): void {
    this.#view.setUint32(at, x, true)
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  bytes(bytes: Uint8Array): void {
    this.nat(bytes.length)
    this.raw(bytes)
  }

  text(s: string): void {
    this.bytes(textEncoder.encode(s))
  }

  list<T>(items: readonly T[], write: (item: T, i: number) => void): void {
    this.nat(items.length)
    items.forEach(write)
  }

  /** What `write` writes, preceded by its length in four bytes, so that a reader can pass over it. */
  skippable(write: () => void): void {
    const at = this.length
    this.u32(0)
    write()
    this.patchU32(at, this.length - at - 4)
  }

  /** Zeros up to a multiple of `n`. */
  align(n: number): void {
    while (this.length % n !== 0) this.u8(0)
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length)
  }
}

const textEncoder = new TextEncoder()
const textDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The bytes of an image are not what they should be. */
export class ImageFormatError extends Error {}

/** Reads what `Encoder` wrote. @throws ImageFormatError past the end */
export class Decoder {
  readonly source: Uint8Array
  readonly #view: DataView
  at: number
  readonly end: number

  constructor(source: Uint8Array, at = 0, end = source.length) {
    this.source = source
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength)
    this.at = at
    this.end = end
  }

  #take(n: number): number {
    const { at } = this
    if (at + n > this.end) throw new ImageFormatError('an image ends too early')
    this.at = at + n
    return at
  }

  u8(): number {
    return this.source[this.#take(1)]
  }

  bool(): boolean {
    return this.u8() !== 0
  }

  nat(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.u8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }

  int(): number {
    const n = this.nat()
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2
  }

  big(): bigint {
    const head = this.nat()
    let value = 0n
    const n = head >>> 1
    const from = this.#take(n)
    for (let i = n - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.source[from + i])
    return head & 1 ? -value : value
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  /** A view of the next `n` bytes. */
  raw(n: number): Uint8Array {
    const from = this.#take(n)
    return this.source.subarray(from, from + n)
  }

  bytes(): Uint8Array {
    return this.raw(this.nat())
  }

  text(): string {
    return textDecoder.decode(this.bytes())
  }

  list<T>(read: (i: number) => T): T[] {
    const n = this.nat()
    const out: T[] = []
    for (let i = 0; i < n; i++) out.push(read(i))
    return out
  }

  /** A decoder for what was written by `skippable`; this one goes on behind it. */
  skippable(): Decoder {
    const n = this.u32()
    const from = this.#take(n)
    return new Decoder(this.source, from, from + n)
  }

  align(n: number): void {
    while (this.at % n !== 0) this.u8()
  }

  get done(): boolean {
    return this.at >= this.end
  }
}
