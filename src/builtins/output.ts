import type { Host } from './host.ts'

const NEWLINE = 10

/** Output to the standard streams is gathered up to this many bytes. */
const CAPACITY = 1 << 16

/**
 * Collects what goes to standard output, so that many small prints cost one host call. It is flushed when full,
 * before anything goes to another descriptor or is read from the terminal, while waiting, and at the end.
 */
export class OutputBuffer {
  readonly #host: Host
  readonly #bytes = new Uint8Array(CAPACITY)
  #used = 0
  /** a terminal gets whole lines at once */
  readonly #byLines: boolean

  constructor(host: Host) {
    this.#host = host
    this.#byLines = host.isTerminal(1)
  }

  /** Takes all bytes. @throws HostError when the stream does not take them */
  write(fd: number, bytes: Uint8Array): number {
    if (fd !== 1) {
      this.flush()
      return this.#host.write(fd, bytes, null)
    }
    if (this.#used + bytes.length > CAPACITY) this.flush()
    if (bytes.length > CAPACITY) return this.#host.write(1, bytes, null)
    this.#bytes.set(bytes, this.#used)
    this.#used += bytes.length
    if (this.#byLines && bytes.includes(NEWLINE)) this.flush()
    return bytes.length
  }

  flush(): void {
    if (this.#used === 0) return
    const n = this.#used
    this.#used = 0
    this.#host.write(1, this.#bytes.subarray(0, n), null)
  }
}
