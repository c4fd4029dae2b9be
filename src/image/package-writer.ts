import type { CompiledFunction } from '../codegen/index.ts'
import type { Heap } from '../heap/index.ts'
import {
  type CodeInstance,
  Method,
  type MethodInstance,
  type MethodTable,
  type Module,
  WORLD_MAX,
} from '../methods/index.ts'
import type { TypeName } from '../types/index.ts'
import { BlobWriter } from './blob.ts'
import {
  type BaseHeader,
  type Digest,
  IMAGE_FORMAT,
  layOutFile,
  type Section,
  type SectionPlace,
} from './file.ts'
import type { ImageReader, RecordOrigin } from './reader.ts'
import { isCurrent, RecordWriter } from './records.ts'
import { recordSection, stringSection, typeSection } from './system-writer.ts'
import type { EntityKind } from './tags.ts'
import { type Entity, ImageWriter } from './writer.ts'

/** A file that went into an image. */
export interface SourceFile {
  readonly path: string
  /** hexadecimal digest of the content; null: only the time counts, or the file was missing */
  readonly hash: string | null
  /** seconds since 1970, where it counts */
  readonly modified: number | null
}

/** What the header of a package image says before anything else is read. */
export interface PackageHeader extends BaseHeader {
  readonly kind: 'package'
  readonly build: string
  /** identity of the system image that it builds upon */
  readonly system: string
  /** identity of this image: equal inputs give equal identities */
  readonly id: string
  readonly name: string
  readonly uuid: string | null
  /** options that code depends on */
  readonly flags: string
  /** in the order in which the image names them */
  readonly dependencies: readonly {
    readonly name: string
    readonly uuid: string | null
    readonly id: string
  }[]
  readonly sources: readonly SourceFile[]
  readonly includeDependencies: readonly SourceFile[]
  /** names of the preferences that were read while building, and the digest of their values */
  readonly preferences: { readonly names: readonly string[]; readonly hash: string }
  /** bytes and number of the heap objects */
  readonly blob: { readonly bytes: number; readonly objects: number }
}

/** What the session gives for writing a package's image. */
export interface PackageInput {
  readonly heap: Heap
  readonly header: Omit<PackageHeader, 'kind' | 'format' | 'sections' | 'id' | 'blob'>
  readonly digest: Digest
  readonly top: Module
  /** modules with `__init__`, in the order in which these run */
  readonly initialized: readonly Module[]
  tableOf(n: TypeName): MethodTable
  /** Must Julia code put the object in order where it is loaded, because its addresses have changed? */
  needsReload(v: number): boolean
  /** methods defined in this process, in order */
  readonly methods: readonly Method[]
  /** code instances made in this process, in order */
  readonly code: readonly CodeInstance[]
  readonly compiled: ReadonlyMap<CodeInstance, readonly CompiledFunction[]>
  /** in the order of `header.dependencies` */
  readonly dependencies: readonly ImageReader[]
  readonly origins: WeakMap<object, RecordOrigin>
  /** where a heap object of a dependency stands; null: it belongs to none */
  dependencyPlace(v: number): { readonly image: ImageReader; readonly offset: number } | null
}

export interface WrittenPackage {
  readonly chunks: Uint8Array[]
  readonly header: PackageHeader
  /** the code instances of the image, in the order of their records */
  readonly written: readonly CodeInstance[]
}

/** Writes the image of a package from a session in which nothing runs any more and nothing changes. */
export function writePackageImage(input: PackageInput): WrittenPackage {
  return new PackageWriter(input).write()
}

class PackageWriter {
  readonly #input: PackageInput
  readonly #blob: BlobWriter
  readonly #w: ImageWriter
  readonly #records: RecordWriter
  readonly #bytes: Record<EntityKind, Uint8Array[]> = {
    module: [],
    table: [],
    method: [],
    mi: [],
    ci: [],
    typeName: [],
  }
  readonly #kept: Set<CodeInstance>
  readonly #codeOffsets = new Map<CodeInstance, number>()
  readonly #codeChunks: Uint8Array[] = []
  #codeEnd = 0

  constructor(input: PackageInput) {
    this.#input = input
    this.#blob = new BlobWriter(input.heap)
    this.#kept = new Set(input.code.filter((ci) => isKept(ci) && this.#isOwn(ci)))
    this.#w = new ImageWriter(input.heap, {
      isSystem: false,
      foreignRecord: (x) => this.#foreignRecord(x),
      blobPlace: (v) => {
        const place = input.dependencyPlace(v)
        if (place === null) return { dependency: 0, offset: this.#blob.place(v) }
        return { dependency: this.#position(place.image), offset: place.offset }
      },
    })
    this.#records = new RecordWriter(this.#w, {
      isSystem: false,
      tableOf: (n) => input.tableOf(n),
      keepsMethod: (m) => m.deletedWorld === WORLD_MAX,
      keepsInstance: (mi) => mi.cache.some((ci) => this.#kept.has(ci)),
      keepsCode: (ci) => this.#kept.has(ci),
      codeOffset: (ci) => this.#code(ci),
      reliesOn: (ci) => calleesOf(ci),
      keepsInferred: (ci) => ci.inlineCost !== 0xffff || !input.compiled.has(ci),
    })
  }

  #position(image: ImageReader): number {
    const at = this.#input.dependencies.indexOf(image)
    if (at < 0) throw new Error('image: something belongs to an image that is no dependency')
    return at + 1
  }

  #foreignRecord(x: Entity): { readonly dependency: number; readonly index: number } | null {
    const origin = this.#input.origins.get(x)
    return origin === undefined ? null : { dependency: this.#position(origin.image), index: origin.index }
  }

  #isOwn(x: Method | MethodInstance | CodeInstance): boolean {
    return !this.#input.origins.has(x) && !(x.address !== 0 && this.#input.heap.isInSystemImage(x.address))
  }

  /** Offset of the compiled functions of `ci` in the code section; they are written when first asked for. */
  #code(ci: CodeInstance): number {
    const known = this.#codeOffsets.get(ci)
    if (known !== undefined) return known
    const functions = this.#input.compiled.get(ci)
    if (functions === undefined) return -1
    const offset = this.#codeEnd
    this.#codeOffsets.set(ci, offset)
    const w = this.#w
    // the code of another code instance may be asked for meanwhile, so the place is taken when the bytes are there
    const bytes = w.capture(() => w.out.list(functions, (f) => w.compiledFunction(f)))
    this.#codeChunks.push(bytes)
    this.#codeEnd += bytes.length
    return offset
  }

  write(): WrittenPackage {
    const { input, w } = { input: this.#input, w: this.#w }
    const roots = w.capture(() => this.#roots())
    const layout: Uint8Array[] = []
    const modules: Module[] = []
    const written: CodeInstance[] = []
    do {
      for (let next = w.pending.shift(); next !== undefined; next = w.pending.shift()) {
        if (next.kind === 'module') modules.push(next.entity as Module)
        if (next.kind === 'ci') written[next.index] = next.entity as CodeInstance
        this.#bytes[next.kind][next.index] = this.#records.record(next.kind, next.entity)
      }
      if (!this.#blob.isDone) layout.push(w.capture(() => this.#blob.writePending(w)))
    } while (w.pending.length > 0 || !this.#blob.isDone)
    const reload = w.capture(() => {
      w.out.list(
        this.#blob.objects.filter((v) => input.needsReload(v)),
        (v) => w.value(v),
      )
      w.out.list(modules, (m) => w.module(m))
    })
    const sections: Section[] = [
      { name: 'reload', chunks: [reload], checked: true },
      { name: 'roots', chunks: [roots], checked: true },
      { name: 'blob', chunks: [this.#blob.bytes()], checked: true },
      { name: 'blobLayout', chunks: layout, checked: true },
      { name: 'code', chunks: this.#codeChunks, checked: true },
      { name: 'strings', chunks: [stringSection(w.strings)], checked: true },
      { name: 'records', chunks: [recordSection(this.#bytes)], checked: true },
      { name: 'types', chunks: [typeSection(w.typeNodes)], checked: true },
    ]
    let header: PackageHeader | null = null
    const chunks = layOutFile(sections, input.digest, (places) => {
      header = this.#header(places)
      return header
    })
    if (header === null) throw new Error('image: the file has no header')
    return { chunks, header, written }
  }

  #header(sections: readonly SectionPlace[]): PackageHeader {
    const { header, digest } = this.#input
    const base = {
      ...header,
      kind: 'package' as const,
      format: IMAGE_FORMAT,
      sections,
      blob: { bytes: this.#blob.length, objects: this.#blob.count },
    }
    const sum = digest(new TextEncoder().encode(JSON.stringify(base)))
    return { ...base, id: Array.from(sum.subarray(0, 16), (b) => b.toString(16).padStart(2, '0')).join('') }
  }

  /** What loading begins with. */
  #roots(): void {
    const { input, w } = { input: this.#input, w: this.#w }
    const { out } = w
    w.module(input.top)
    out.list(input.initialized, (m) => w.module(m))
    const current = input.methods.filter((m) => m.deletedWorld === WORLD_MAX && !input.origins.has(m))
    // methods of functions that this image does not bring along
    const external = current.filter(
      (m) => m.table !== null && (input.origins.has(m.table) || input.heap.isInSystemImage(m.table.address)),
    )
    out.list(external, (m) => w.method(m))
    const byMethod = new Map<Method, MethodInstance[]>()
    const byInstance = new Map<MethodInstance, CodeInstance[]>()
    for (const ci of this.#kept) {
      const { mi } = ci
      if (!this.#isOwn(mi)) {
        const list = byInstance.get(mi)
        if (list === undefined) byInstance.set(mi, [ci])
        else list.push(ci)
      } else if (mi.def instanceof Method && !this.#isOwn(mi.def)) {
        const list = byMethod.get(mi.def)
        if (list === undefined) byMethod.set(mi.def, [mi])
        else if (!list.includes(mi)) list.push(mi)
      }
    }
    out.list([...byMethod], ([m, list]) => {
      w.method(m)
      out.skippable(() => out.list(list, (mi) => w.methodInstance(mi)))
    })
    out.list([...byInstance], ([mi, list]) => {
      w.methodInstance(mi)
      out.skippable(() => out.list(list, (ci) => w.codeInstance(ci)))
    })
  }
}

/** Good until further notice, and of a method that is. */
export function isKept(ci: CodeInstance): boolean {
  return isCurrent(ci) && ci.mi.def instanceof Method && ci.mi.def.deletedWorld === WORLD_MAX
}

/** The code instances whose results went into `ci`. */
export function calleesOf(ci: CodeInstance): CodeInstance[] {
  const out = new Set<CodeInstance>()
  for (const e of ci.edges) {
    if (e.kind !== 'call' && e.kind !== 'invoke' && e.kind !== 'generated') continue
    const callee = e.mi.cache.find((c) => isCurrent(c) && isInferred(c))
    if (callee !== undefined && callee !== ci) out.add(callee)
  }
  return [...out]
}

export function isInferred(ci: CodeInstance): boolean {
  return (
    ci.entry === 'constant' || ci.entry === 'compiled' || ci.inferredLoader !== null || ci.inferred !== null
  )
}
