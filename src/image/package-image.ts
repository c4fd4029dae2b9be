import type { Value } from '../heap/index.ts'
import type { Module } from '../methods/index.ts'
import { restoreBlob } from './blob.ts'
import { Decoder, ImageFormatError } from './bytes.ts'
import type { ImageFile } from './file.ts'
import type { PackageHeader } from './package-writer.ts'
import { type ImageParts, ImageReader, type ReaderSystem } from './reader.ts'

/** The sections of a package image, read and checked: nothing of it is in the session yet. */
export interface PackageSections {
  readonly header: PackageHeader
  readonly parts: ImageParts
  readonly roots: Uint8Array
  readonly reload: Uint8Array
  readonly blob: Uint8Array
  readonly blobLayout: Uint8Array
}

/** @throws ImageFormatError for anything but an undamaged package image */
export function readPackageSections(file: ImageFile): PackageSections {
  if (file.header.kind !== 'package') throw new ImageFormatError('this is not a package image')
  return {
    header: file.header as PackageHeader,
    parts: {
      isSystem: false,
      strings: file.section('strings'),
      records: file.section('records'),
      types: file.section('types'),
      code: file.section('code'),
    },
    roots: file.section('roots'),
    reload: file.section('reload'),
    blob: file.section('blob'),
    blobLayout: file.section('blobLayout'),
  }
}

/** A package image in a session. */
export class PackageImage {
  readonly header: PackageHeader
  readonly reader: ImageReader
  readonly top: Module
  /** modules whose `__init__` runs, in order */
  readonly initialized: readonly Module[]
  /** objects that Julia code must put in order (`Base._reloaded`) */
  readonly reloaded: readonly Value[]
  /** all modules of the image, the package's own first */
  readonly modules: readonly Module[]
  /** heap objects of the image: [start, end) */
  readonly start: Value
  readonly end: Value

  /**
   * Brings an image into the session: its heap objects, its methods (in a new world), its code instances, which are
   * validated when they are first asked for. `dependencies` in the header's order. Runs no Julia code.
   */
  constructor(
    sections: PackageSections,
    system: ReaderSystem,
    dependencies: readonly ImageReader[],
    configure: (reader: ImageReader) => void,
  ) {
    const { heap, methods } = system
    const { header } = sections
    this.header = header
    const reader = new ImageReader(system, sections.parts, dependencies)
    this.reader = reader
    methods.world++
    reader.world = methods.world
    configure(reader)
    const { bytes, objects } = header.blob
    this.start = bytes === 0 ? 0 : heap.allocateImage(bytes)
    this.end = this.start + bytes
    reader.blobBase = this.start
    if (bytes > 0) {
      heap.views.u8.set(sections.blob, this.start)
      restoreBlob(reader, this.start, objects, new Decoder(sections.blobLayout))
      heap.addRootRange(this.start, this.end)
    }
    const r = new Decoder(sections.reload)
    this.reloaded = r.list(() => reader.value(r))
    this.modules = r.list(() => reader.module(r))
    const d = new Decoder(sections.roots)
    this.top = reader.module(d)
    this.initialized = d.list(() => reader.module(d))
    for (const m of d.list(() => reader.method(d))) methods.addMethod(m, reader.world)
    d.list(() => {
      const method = reader.method(d)
      const instances = d.skippable()
      method.specializationLoaders.push(() => {
        for (const _ of instances.list(() => reader.methodInstance(instances))) void _
      })
    })
    d.list(() => {
      const mi = reader.methodInstance(d)
      const code = d.skippable()
      mi.cacheLoaders.push((owner) =>
        reader.enterCode(
          owner,
          code.list(() => reader.codeInstance(code)),
        ),
      )
    })
  }

  /** Does the heap object at `v` belong to the image? */
  holds(v: Value): boolean {
    return this.start <= v && v < this.end
  }
}
