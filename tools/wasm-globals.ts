// Makes the mutable globals of a WebAssembly module visible: adds the export `global:<index>` for each. The module's own
// language cannot export them all, and a system image must hold them.

/** @throws Error for a module with initializers this does not know */
export function exportGlobals(module: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = 8
  const u32 = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++]
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }
  let imported = 0
  const mutable: number[] = []
  const sections: { id: number; from: number; to: number }[] = []
  while (at < module.length) {
    const id = module[at++]
    const length = u32()
    const section = { id, from: at, to: at + length }
    sections.push(section)
    if (id === 2) {
      for (let n = u32(); n > 0; n--) {
        for (let name = 0; name < 2; name++) at += u32()
        const kind = module[at++]
        if (kind === 0) u32()
        else if (kind === 3) {
          at += 2
          imported++
        } else {
          if (kind === 1) at++
          const flags = u32()
          u32()
          if (flags & 1) u32()
        }
      }
    } else if (id === 6) {
      const n = u32()
      for (let i = 0; i < n; i++) {
        at++
        if (module[at++] === 1) mutable.push(imported + i)
        skipInitializer()
      }
    }
    at = section.to
  }

  function skipInitializer(): void {
    const op = module[at++]
    if (op === 0x41 || op === 0x42 || op === 0x23) while (module[at++] >= 0x80);
    else if (op === 0x43) at += 4
    else if (op === 0x44) at += 8
    else throw new Error(`a global's initializer begins with ${op}`)
    if (module[at++] !== 0x0b) throw new Error("a global's initializer has more than one instruction")
  }

  const out: number[] = [...module.subarray(0, 8)]
  const leb = (n: number): number[] => (n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...leb(n >>> 7)])
  const added = mutable.map((i) => {
    const name = new TextEncoder().encode(`global:${i}`)
    return [...leb(name.length), ...name, 3, ...leb(i)]
  })
  for (const { id, from, to } of sections) {
    out.push(id)
    if (id === 7) {
      at = from
      const count = u32()
      const body = [...leb(count + added.length), ...module.subarray(at, to), ...added.flat()]
      out.push(...leb(body.length), ...body)
    } else {
      out.push(...leb(to - from))
      for (let i = from; i < to; i++) out.push(module[i])
    }
  }
  return new Uint8Array(out)
}
