import type { LineInfo } from '../lowering/index.ts'
import type { CodeInstance } from '../methods/index.ts'
import { type CompiledFunction, finishFunction } from './compiled.ts'
import type { Entry, Reloc } from './relocs.ts'
import { CodeBuilder } from './wasm/builder.ts'
import { Op, type Signature, signatureKey, type ValType, valTypeByte } from './wasm/opcodes.ts'
import { ByteWriter } from './wasm/writer.ts'

/** A number known when the module is instantiated: `offset` plus the value of an imported global. */
export interface Place {
  /** null: absolute */
  readonly base: { readonly module: string; readonly name: string } | null
  readonly offset: number
}

/**
 * Where things are, for one link. For the JIT every place is absolute; in an image, places are relative to the bases
 * of the image that owns the thing.
 */
export interface LinkTarget {
  address(heapAddress: number): Place
  slot(target: CodeInstance, entry: Entry): Place
  /** The slot may still be empty: the module must put a stub there that has the callee compiled first. */
  needsStub(target: CodeInstance, entry: Entry): boolean
}

/** Code offsets of one linked function, for backtraces: `marks` are pairs (offset in the module, index of `lines`). */
export interface LinkedFunction {
  readonly index: number
  readonly name: string
  readonly owner: CodeInstance | null
  readonly start: number
  readonly end: number
  readonly marks: readonly number[]
  readonly lines: readonly LineInfo[]
}

export interface LinkedModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly functions: readonly LinkedFunction[]
  /** globals imported as bases */
  readonly bases: readonly { readonly module: string; readonly name: string }[]
}

/** Imports that every module has, at index 0 of their kind. */
export const SP_GLOBAL = 0
export const EXCEPTION_SIGNATURE: Signature = { params: ['i32'], results: [] }

/**
 * Links functions into one module. Functions with an owner are put into the owner's table slots when the module is
 * instantiated. The module imports `kernel.memory`, `kernel.table`, `kernel.sp`, `kernel.exception`, and the functions its
 * code names. `name` is the module's name in stack traces.
 */
export function linkModule(
  functions: readonly CompiledFunction[],
  target: LinkTarget,
  name = '',
): LinkedModule {
  return new Linker(functions, target, name).link()
}

class Linker {
  readonly #functions: CompiledFunction[]
  readonly #target: LinkTarget
  readonly #types = new Map<string, number>()
  readonly #typeList: Signature[] = []
  readonly #imports = new Map<string, number>()
  readonly #importList: { module: string; name: string; type: number }[] = []
  readonly #bases = new Map<string, number>()
  readonly #baseList: { module: string; name: string }[] = []
  readonly #byOwner = new Map<CodeInstance, { boxed: number; spec: number }>()

  readonly #name: string

  constructor(functions: readonly CompiledFunction[], target: LinkTarget, name: string) {
    this.#name = name
    this.#functions = [...functions]
    this.#target = target
  }

  link(): LinkedModule {
    this.#type(EXCEPTION_SIGNATURE)
    this.#addStubs()
    // Imported functions come first in the index space: collect them all before writing bodies.
    for (const f of this.#functions) {
      this.#type(f.signature)
      for (const r of f.relocs) {
        if (r.kind === 'import') this.#import(r.module, r.name, r.signature)
        else if (r.kind === 'type') this.#type(r.signature)
        else if (r.kind === 'value') this.#place(this.#target.address(r.address))
        else if (r.kind === 'slot') this.#place(this.#target.slot(r.target, r.entry))
      }
    }
    const firstIndex = this.#importList.length
    this.#functions.forEach((f, i) => {
      if (f.owner !== null && !this.#isStub(i)) {
        const e = this.#byOwner.get(f.owner) ?? { boxed: -1, spec: -1 }
        e[f.entry] = firstIndex + i
        this.#byOwner.set(f.owner, e)
      }
    })
    const elements: { place: Place; index: number }[] = []
    this.#functions.forEach((f, i) => {
      if (f.owner !== null)
        elements.push({ place: this.#target.slot(f.owner, f.entry), index: firstIndex + i })
    })
    for (const e of elements) this.#place(e.place)

    const out = new ByteWriter()
    out.bytes(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
    const code = this.#code()
    section(out, 1, (w) => {
      w.u32(this.#typeList.length)
      for (const t of this.#typeList) {
        w.u8(0x60)
        vector(w, t.params)
        vector(w, t.results)
      }
    })
    section(out, 2, (w) => this.#importSection(w))
    section(out, 3, (w) => {
      w.u32(this.#functions.length)
      for (const f of this.#functions) w.u32(this.#type(f.signature))
    })
    if (elements.length > 0) {
      section(out, 9, (w) => {
        w.u32(elements.length)
        for (const { place, index } of elements) {
          w.u32(0)
          this.#constant(w, place)
          w.u8(Op.end)
          w.u32(1)
          w.u32(index)
        }
      })
    }
    const linked: LinkedFunction[] = []
    const sizes = new ByteWriter()
    sizes.u32(code.length)
    let length = sizes.length
    for (const c of code) length += lebSize(c.bytes.length) + c.bytes.length
    out.u8(10)
    out.u32(length)
    out.bytes(sizes.finish())
    code.forEach((c, i) => {
      out.u32(c.bytes.length)
      const start = out.length
      out.bytes(c.bytes)
      const f = this.#functions[i]
      const marks = c.marks.map((m, k) => (k % 2 === 0 ? m + start : m))
      linked.push({
        index: firstIndex + i,
        name: f.name,
        owner: f.owner,
        start,
        end: out.length,
        marks,
        lines: f.lines,
      })
    })
    section(out, 0, (w) => {
      w.name('name')
      if (this.#name !== '') section(w, 0, (names) => names.name(this.#name))
      section(w, 1, (names) => {
        names.u32(this.#functions.length)
        this.#functions.forEach((f, i) => {
          names.u32(firstIndex + i)
          names.name(f.name)
        })
      })
    })
    return { bytes: out.finish(), functions: linked, bases: this.#baseList }
  }

  // ---- stubs -------------------------------------------------------------------------------------------------------

  readonly #stubIndices = new Set<number>()

  #isStub(i: number): boolean {
    return this.#stubIndices.has(i)
  }

  /** For each callee that may not be compiled yet, a function that has it compiled and goes on into it. */
  #addStubs(): void {
    const present = new Set<string>()
    const ids = new Map<CodeInstance, number>()
    const keyOf = (ci: CodeInstance, entry: Entry) => {
      let id = ids.get(ci)
      if (id === undefined) {
        id = ids.size
        ids.set(ci, id)
      }
      return `${id} ${entry}`
    }
    for (const f of this.#functions) if (f.owner !== null) present.add(keyOf(f.owner, f.entry))
    for (const f of [...this.#functions]) {
      for (const r of f.relocs) {
        if (r.kind !== 'slot' && r.kind !== 'call') continue
        const key = keyOf(r.target, r.entry)
        if (present.has(key)) continue
        present.add(key)
        if (r.kind === 'call')
          throw new Error(`link: ${f.name} calls a function directly that is not in its unit`)
        if (!this.#target.needsStub(r.target, r.entry)) continue
        this.#stubIndices.add(this.#functions.length)
        this.#functions.push(compileStub(r))
      }
    }
  }

  // ---- index spaces --------------------------------------------------------------------------------------------------

  #type(s: Signature): number {
    const key = signatureKey(s)
    let index = this.#types.get(key)
    if (index === undefined) {
      index = this.#typeList.length
      this.#typeList.push(s)
      this.#types.set(key, index)
    }
    return index
  }

  #import(module: string, name: string, signature: Signature): number {
    const key = `${module}.${name}`
    let index = this.#imports.get(key)
    const type = this.#type(signature)
    if (index === undefined) {
      index = this.#importList.length
      this.#importList.push({ module, name, type })
      this.#imports.set(key, index)
    } else if (this.#importList[index].type !== type) {
      throw new Error(`link: import ${key} is used with different signatures`)
    }
    return index
  }

  #place(p: Place): number {
    if (p.base === null) return -1
    const key = `${p.base.module}.${p.base.name}`
    let index = this.#bases.get(key)
    if (index === undefined) {
      index = this.#baseList.length + 1
      this.#baseList.push(p.base)
      this.#bases.set(key, index)
    }
    return index
  }

  #constant(w: ByteWriter, p: Place): void {
    const base = this.#place(p)
    if (base < 0) {
      w.u8(Op.i32_const)
      w.s32(p.offset)
      return
    }
    w.u8(Op.global_get)
    w.u32(base)
    if (p.offset !== 0) {
      w.u8(Op.i32_const)
      w.s32(p.offset)
      w.u8(Op.i32_add)
    }
  }

  #importSection(w: ByteWriter): void {
    w.u32(4 + this.#baseList.length + this.#importList.length)
    for (const f of this.#importList) {
      w.name(f.module)
      w.name(f.name)
      w.u8(0)
      w.u32(f.type)
    }
    w.name('kernel')
    w.name('memory')
    w.u8(2)
    w.u8(0)
    w.u32(0)
    w.name('kernel')
    w.name('table')
    w.u8(1)
    w.u8(0x70)
    w.u8(0)
    w.u32(0)
    w.name('kernel')
    w.name('sp')
    w.u8(3)
    w.u8(valTypeByte.i32)
    w.u8(1)
    w.name('kernel')
    w.name('exception')
    w.u8(4)
    w.u8(0)
    w.u32(this.#type(EXCEPTION_SIGNATURE))
    for (const b of this.#baseList) {
      w.name(b.module)
      w.name(b.name)
      w.u8(3)
      w.u8(valTypeByte.i32)
      w.u8(0)
    }
  }

  // ---- bodies ----------------------------------------------------------------------------------------------------------

  #code(): { bytes: Uint8Array; marks: number[] }[] {
    return this.#functions.map((f) => {
      const w = new ByteWriter()
      w.bytes(f.locals)
      const marks: number[] = []
      let from = 0
      let mark = 0
      const copyTo = (to: number) => {
        // marks at `to` itself belong to what comes after the relocated instruction only if nothing is relocated there
        while (mark < f.lineMarks.length && f.lineMarks[mark] <= to) {
          marks.push(w.length + f.lineMarks[mark] - from, f.lineMarks[mark + 1])
          mark += 2
        }
        w.bytes(f.body.subarray(from, to))
        from = to
      }
      for (const r of f.relocs) {
        copyTo(r.at)
        this.#writeReloc(w, f, r)
      }
      copyTo(f.body.length)
      return { bytes: w.finish(), marks }
    })
  }

  #writeReloc(w: ByteWriter, f: CompiledFunction, r: Reloc): void {
    switch (r.kind) {
      case 'value':
        this.#constant(w, this.#target.address(r.address))
        return
      case 'slot':
        this.#constant(w, this.#target.slot(r.target, r.entry))
        return
      case 'call': {
        const index = this.#byOwner.get(r.target)?.[r.entry] ?? -1
        if (index < 0) throw new Error(`link: ${f.name} calls a function directly that is not in its unit`)
        w.u8(Op.call)
        w.u32(index)
        return
      }
      case 'import':
        w.u8(Op.call)
        w.u32(this.#import(r.module, r.name, r.signature))
        return
      case 'type':
        w.u32(this.#type(r.signature))
        return
    }
  }
}

/**
 * `(params…)`: has the callee compiled, then calls it through its slot. References among the parameters are kept in
 * a frame meanwhile, since compiling may run Julia code. A boxed entry's arguments are rooted by its caller.
 */
function compileStub(r: Extract<Reloc, { kind: 'slot' }>): CompiledFunction {
  if (r.target.address === 0) throw new Error('link: a stub for a code instance that has no heap object')
  const code = new CodeBuilder(r.signature)
  const refs = r.entry === 'spec' ? r.refParams : []
  const fp = code.newLocal('i32')
  const frameBytes = (refs.length * 4 + 15) & ~15
  if (frameBytes > 0) {
    code.globalGet(SP_GLOBAL)
    code.tee(fp)
    code.i32(frameBytes)
    code.op('i32_add')
    code.globalSet(SP_GLOBAL)
    refs.forEach((p, i) => {
      code.get(fp)
      code.get(p)
      code.mem('i32_store', i * 4)
    })
    for (let i = refs.length; i < frameBytes / 4; i++) {
      code.get(fp)
      code.i32(0)
      code.mem('i32_store', i * 4)
    }
  }
  code.reloc({ kind: 'value', address: r.target.address })
  code.reloc({
    kind: 'import',
    module: 'runtime',
    name: 'compile',
    signature: { params: ['i32'], results: [] },
  })
  if (frameBytes > 0) {
    code.get(fp)
    code.globalSet(SP_GLOBAL)
  }
  for (let i = 0; i < r.signature.params.length; i++) code.get(i)
  code.reloc({ ...r })
  code.callIndirect(r.signature)
  return finishFunction(code, {
    name: 'compile stub',
    owner: r.target,
    entry: r.entry,
    refParams: r.refParams,
    lines: [],
  })
}

function section(out: ByteWriter, id: number, write: (w: ByteWriter) => void): void {
  const w = new ByteWriter()
  write(w)
  out.u8(id)
  out.u32(w.length)
  out.bytes(w.finish())
}

function vector(w: ByteWriter, types: readonly ValType[]): void {
  w.u32(types.length)
  for (const t of types) w.u8(valTypeByte[t])
}

function lebSize(n: number): number {
  let size = 1
  for (let v = n >>> 7; v !== 0; v >>>= 7) size++
  return size
}
