import { ImageFormatError } from './bytes.ts'

/**
 * The file that holds an image: magic, length of the header, header (JSON), then the sections. The header says where
 * each section lies, how long it is, and its digest.
 */

const MAGIC = 'JULIET\r\n\x1a\nIMG1\0\0'
const MAGIC_BYTES = Uint8Array.from(MAGIC, (c) => c.charCodeAt(0))
/** magic, header's length, header's checksum */
const PREFIX = MAGIC_BYTES.length + 4 + 8
/** unit in which a lazy section is read */
const LAZY_PIECE = 1 << 15
/** sections begin at multiples of this */
const ALIGNMENT = 16

export interface SectionPlace {
  readonly name: string
  /** from the end of the header, rounded up */
  readonly offset: number
  readonly length: number
  /** hexadecimal, 128 bits of SHA-256; empty where it is not checked */
  readonly digest: string
}

/** What every header has. */
export interface BaseHeader {
  readonly kind: 'system' | 'package'
  /** of the file format and of everything encoded in it */
  readonly format: number
  readonly sections: readonly SectionPlace[]
}

export const IMAGE_FORMAT = 1

export type Digest = (bytes: Uint8Array) => Uint8Array

export interface Section {
  readonly name: string
  readonly chunks: readonly Uint8Array[]
  /** a digest is computed and checked */
  readonly checked: boolean
}

/**
 * A checksum after J. Fletcher (1982), of 32-bit sums over bytes that wrap around: finds damage, not forgery. Headers have this one
 * because every start checks one, and a host's cryptography takes longer to load than all else that is read there.
 */
function checksum(bytes: Uint8Array): [number, number] {
  let a = 1
  let b = bytes.length
  for (const byte of bytes) {
    a = (a + byte) >>> 0
    b = (b + a) >>> 0
  }
  return [a, b]
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

/** The file as pieces to be written one after the other. `finish` makes the header once sections are placed. */
export function layOutFile(
  sections: readonly Section[],
  digest: Digest,
  finish: (places: readonly SectionPlace[]) => BaseHeader,
): Uint8Array[] {
  const places: SectionPlace[] = []
  const body: Uint8Array[] = []
  let offset = 0
  for (const s of sections) {
    const length = s.chunks.reduce((n, c) => n + c.length, 0)
    const sum = s.checked ? hex(digest(concatenate(s.chunks)).subarray(0, 16)) : ''
    places.push({ name: s.name, offset, length, digest: sum })
    body.push(...s.chunks)
    const padding = -length & (ALIGNMENT - 1)
    if (padding > 0) body.push(new Uint8Array(padding))
    offset += length + padding
  }
  const header = new TextEncoder().encode(JSON.stringify(finish(places)))
  const prefix = new Uint8Array(PREFIX)
  prefix.set(MAGIC_BYTES)
  const prefixView = new DataView(prefix.buffer)
  prefixView.setUint32(MAGIC_BYTES.length, header.length, true)
  checksum(header).forEach((sum, i) => prefixView.setUint32(MAGIC_BYTES.length + 4 + 4 * i, sum, true))
  const used = PREFIX + header.length
  return [prefix, header, new Uint8Array(-used & (ALIGNMENT - 1)), ...body]
}

export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0))
  let at = 0
  for (const c of chunks) {
    out.set(c, at)
    at += c.length
  }
  return out
}

/** Something that bytes can be read from, at any place. */
export interface ByteSource {
  readonly length: number
  /** Fills `into` with the bytes from `position` on. @throws ImageFormatError if there are not that many */
  read(position: number, into: Uint8Array): void
}

/** An image file, opened: its header is read and checked, its sections not yet. */
export class ImageFile {
  readonly source: ByteSource
  readonly header: BaseHeader
  readonly #base: number
  readonly #digest: Digest

  /** @throws ImageFormatError saying what is wrong */
  constructor(source: ByteSource, digest: Digest) {
    this.source = source
    this.#digest = digest
    if (source.length < PREFIX)
      throw new ImageFormatError(source.length === 0 ? 'the file is empty' : 'the file is cut off')
    const prefix = new Uint8Array(PREFIX)
    source.read(0, prefix)
    if (!MAGIC_BYTES.every((b, i) => prefix[i] === b)) throw new ImageFormatError('the file is no image')
    const view = new DataView(prefix.buffer)
    const length = view.getUint32(MAGIC_BYTES.length, true)
    if (PREFIX + length > source.length) throw new ImageFormatError('the file is cut off')
    const header = new Uint8Array(length)
    source.read(PREFIX, header)
    if (checksum(header).some((sum, i) => sum !== view.getUint32(MAGIC_BYTES.length + 4 + 4 * i, true))) {
      throw new ImageFormatError('the header is damaged')
    }
    this.header = JSON.parse(new TextDecoder().decode(header)) as BaseHeader
    if (this.header.format !== IMAGE_FORMAT)
      throw new ImageFormatError(`the image has format ${this.header.format}, not ${IMAGE_FORMAT}`)
    this.#base = (PREFIX + length + ALIGNMENT - 1) & ~(ALIGNMENT - 1)
    const last = this.header.sections[this.header.sections.length - 1]
    if (last !== undefined && this.#base + last.offset + last.length > source.length)
      throw new ImageFormatError('the file is cut off')
  }

  #place(name: string): SectionPlace {
    const place = this.header.sections.find((s) => s.name === name)
    if (place === undefined) throw new ImageFormatError(`the image has no section ${name}`)
    return place
  }

  /** A section's bytes, checked. @throws ImageFormatError */
  section(name: string): Uint8Array<ArrayBuffer> {
    const place = this.#place(name)
    const bytes = new Uint8Array(place.length)
    this.source.read(this.#base + place.offset, bytes)
    if (place.digest !== '' && hex(this.#digest(bytes).subarray(0, 16)) !== place.digest) {
      throw new ImageFormatError(`the section ${name} is damaged`)
    }
    return bytes
  }

  /** A section that is read piece by piece, unchecked: most of a large image is never looked at. */
  lazySection(name: string): LazySection {
    const { length } = this.#place(name)
    return new LazySection(length, (offset, into) => this.readInto(name, offset, into))
  }

  /** Part of a section, unchecked. */
  readInto(name: string, offset: number, into: Uint8Array): void {
    this.source.read(this.#base + this.#place(name).offset + offset, into)
  }
}

/** The bytes of a section of which those are there that `need` was called for. */
export class LazySection {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly #isRead: Uint8Array
  readonly #read: (offset: number, into: Uint8Array) => void

  constructor(length: number, read: (offset: number, into: Uint8Array) => void) {
    this.bytes = new Uint8Array(length)
    this.#isRead = new Uint8Array(Math.ceil(length / LAZY_PIECE))
    this.#read = read
  }

  /** Makes sure of the bytes from `from` up to, not including, `to`. @throws ImageFormatError */
  need(from: number, to: number): void {
    const last = Math.ceil(to / LAZY_PIECE)
    for (let i = Math.floor(from / LAZY_PIECE); i < last; i++) {
      if (this.#isRead[i] === 1) continue
      let end = i + 1
      while (end < last && this.#isRead[end] === 0) end++
      this.#read(i * LAZY_PIECE, this.bytes.subarray(i * LAZY_PIECE, end * LAZY_PIECE))
      this.#isRead.fill(1, i, end)
    }
  }
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read(position, into) {
      if (position + into.length > bytes.length) throw new ImageFormatError('the file is cut off')
      into.set(bytes.subarray(position, position + into.length))
    },
  }
}
