/** A growing byte buffer with WebAssembly's encodings (LEB128, little-endian floats, names). */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The bytes written so far (a copy). */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  /** A view of bytes `from` until `to`; valid until the next write. */
  view(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to)
  }

  #reserve(n: number): void {
    if (this.#length + n <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + n))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  bytes(data: Uint8Array): void {
    this.#reserve(data.length)
    this.#bytes.set(data, this.#length)
    this.#length += data.length
  }

  /** Unsigned LEB128, 32 bits. */
  u32(value: number): void {
    this.#reserve(5)
    let v = value >>> 0
    while (v > 0x7f) {
      this.#bytes[this.#length++] = (v & 0x7f) | 0x80
      v >>>= 7
    }
    this.#bytes[this.#length++] = v
  }

  /** Signed LEB128, 32 bits. */
  s32(value: number): void {
    this.#reserve(5)
    let v = value | 0
    for (;;) {
      const low = v & 0x7f
      v >>= 7
      if ((v === 0 && (low & 0x40) === 0) || (v === -1 && (low & 0x40) !== 0)) {
        this.#bytes[this.#length++] = low
        return
      }
      this.#bytes[this.#length++] = low | 0x80
    }
  }

  /** Signed LEB128, 64 bits. */
  s64(value: bigint): void {
    let v = BigInt.asIntN(64, value)
    if (v >= -0x80000000n && v <= 0x7fffffffn) {
      this.s32(Number(v))
      return
    }
    this.#reserve(10)
    for (;;) {
      const low = Number(v & 0x7fn)
      v >>= 7n
      if ((v === 0n && (low & 0x40) === 0) || (v === -1n && (low & 0x40) !== 0)) {
        this.#bytes[this.#length++] = low
        return
      }
      this.#bytes[this.#length++] = low | 0x80
    }
  }

  /** Fixed 32-bit little-endian word (float constants by their bits). */
  word32(bits: number): void {
    this.#reserve(4)
    for (let i = 0; i < 4; i++) this.#bytes[this.#length++] = (bits >>> (8 * i)) & 0xff
  }

  /** Fixed 64-bit little-endian word. */
  word64(bits: bigint): void {
    this.word32(Number(BigInt.asUintN(32, bits)))
    this.word32(Number(BigInt.asUintN(32, bits >> 32n)))
  }

  /** Length-prefixed UTF-8. */
  name(text: string): void {
    const data = new TextEncoder().encode(text)
    this.u32(data.length)
    this.bytes(data)
  }
}
