// C's byte functions.

export function memmove(to: u32, from: u32, n: u32): u32 {
  memory.copy(to, from, n)
  return to
}

export function memset(p: u32, byte: u32, n: u32): u32 {
  memory.fill(p, byte as u8, n)
  return p
}

export function memcmp(a: u32, b: u32, n: u32): i32 {
  return memory.compare(a, b, n)
}

/** Address of the first such byte, or 0. */
export function memchr(p: u32, byte: u32, n: u32): u32 {
  const end = p + n
  const pattern: u64 = 0x0101010101010101 * ((byte & 255) as u64)
  while (p < end && (p & 7) != 0) {
    if (load<u8>(p) == (byte & 255)) return p
    p++
  }
  // a byte of x is zero where this finds a high bit
  while (p + 8 <= end) {
    const x = load<u64>(p) ^ pattern
    if (((x - 0x0101010101010101) & ~x & 0x8080808080808080) != 0) break
    p += 8
  }
  for (; p < end; p++) if (load<u8>(p) == (byte & 255)) return p
  return 0
}

/** Address of the last such byte, or 0. */
export function memrchr(p: u32, byte: u32, n: u32): u32 {
  for (let q = p + n; q > p; q--) if (load<u8>(q - 1) == (byte & 255)) return q - 1
  return 0
}

export function strlen(p: u32): u32 {
  let q = p
  while (load<u8>(q) != 0) q++
  return q - p
}
