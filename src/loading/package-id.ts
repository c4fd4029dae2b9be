/** A package's identity: UUID (lower case, with hyphens; null for packages without one) and name. Julia's `PkgId`. */
export interface PackageId {
  readonly name: string
  readonly uuid: string | null
}

/** Key for maps: equal exactly for equal identities. */
export function packageKey(id: PackageId): string {
  return `${id.uuid ?? ''}:${id.name}`
}

/** As Julia prints a PkgId in messages: `Name [uuid]`, or the name alone without one. */
export function showPackageId(id: PackageId): string {
  return id.uuid === null ? id.name : `${id.name} [${id.uuid}]`
}

/** The 128 bits of a UUID as a number. @throws Error when the text is no UUID */
export function uuidBits(uuid: string): bigint {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid))
    throw new Error(`Malformed UUID string: "${uuid}"`)
  return BigInt(`0x${uuid.replaceAll('-', '')}`)
}

/** The UUID with these 128 bits, as text. */
export function uuidText(bits: bigint): string {
  const h = bits.toString(16).padStart(32, '0')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`
}

const SLUG_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A short file name part for a 32-bit number: base 62, least significant digit first, as Julia's depots use. */
export function slug(x: number, length = 5): string {
  let rest = x >>> 0
  let out = ''
  for (let i = 0; i < length; i++) {
    out += SLUG_CHARS[rest % 62]
    rest = Math.floor(rest / 62)
  }
  return out
}

const CRC_TABLE = makeCrcTable()

function makeCrcTable(): Uint32Array {
  // CRC-32C (Castagnoli), reflected polynomial 0x82F63B78: RFC 3720, appendix B.4.
  const table = new Uint32Array(256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
    table[n] = c >>> 0
  }
  return table
}

/** CRC-32C of bytes, continuing from `crc`. */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  let c = ~crc >>> 0
  for (const b of bytes) c = CRC_TABLE[(c ^ b) & 0xff] ^ (c >>> 8)
  return ~c >>> 0
}

/** Bytes of a UUID as Julia holds it in memory: a UInt128, least significant byte first. */
export function uuidBytes(uuid: string): Uint8Array {
  const bytes = new Uint8Array(16)
  let bits = uuidBits(uuid)
  for (let i = 0; i < 16; i++) {
    bytes[i] = Number(bits & 0xffn)
    bits >>= 8n
  }
  return bytes
}

/** The folder name of an installed version: `packages/Name/SLUG`, from UUID and git tree hash. */
export function versionSlug(uuid: string, treeHash: string, length = 5): string {
  const tree = new Uint8Array(treeHash.length / 2)
  for (let i = 0; i < tree.length; i++) tree[i] = Number.parseInt(treeHash.slice(2 * i, 2 * i + 2), 16)
  return slug(crc32c(tree, crc32c(uuidBytes(uuid))), length)
}
