import type { Host } from '../builtins/index.ts'
import {
  type ByteSource,
  ImageFile,
  ImageFormatError,
  isKept,
  SystemImage,
  writeSystemImage,
} from '../image/index.ts'
import type { Session } from './session.ts'

/**
 * Identity of this program for images: an image is used only by the very build that wrote it, because compiled code leans
 * on the kernel's layout, the numbers of builtins and the like.
 */
export function programBuild(host: Host, kernelBytes: Uint8Array, programBytes: Uint8Array): string {
  const sum = host.sha256(kernelBytes)
  const both = new Uint8Array(64)
  both.set(sum)
  both.set(host.sha256(programBytes), 32)
  return Array.from(host.sha256(both).subarray(0, 8), (b) => b.toString(16).padStart(2, '0')).join('')
}

/** Writes pieces to a file: to a temporary name, synced, then renamed, so that nobody ever sees half of it. */
export function writeFileAtomically(host: Host, path: string, chunks: readonly Uint8Array[]): void {
  const temporary = `${path}.${host.pid}.tmp`
  const fd = host.open(
    temporary,
    { read: false, write: true, create: true, truncate: true, append: false, exclusive: false },
    0o644,
  )
  try {
    for (const chunk of chunks) {
      for (let done = 0; done < chunk.length; ) done += host.write(fd, chunk.subarray(done), null)
    }
    host.sync(fd)
  } finally {
    host.close(fd)
  }
  host.rename(temporary, path)
}

/** A file that is read piece by piece; it stays open. @throws HostError, ImageFormatError */
export function fileSource(host: Host, path: string): ByteSource & { close(): void } {
  const fd = host.open(
    path,
    { read: true, write: false, create: false, truncate: false, append: false, exclusive: false },
    0,
  )
  return {
    length: host.statFd(fd).size,
    close: () => host.close(fd),
    read(position, into) {
      for (let done = 0; done < into.length; ) {
        const n = host.read(fd, into.subarray(done), position + done)
        if (n === 0) throw new ImageFormatError('the file is cut off')
        done += n
      }
    },
  }
}

/** Opens a system image. @throws HostError, ImageFormatError */
export function openSystemImage(host: Host, path: string, build: string): SystemImage {
  return new SystemImage(new ImageFile(fileSource(host, path), (bytes) => host.sha256(bytes)), build)
}

/** Writes the session as a system image; no Julia code may be running. Needs `jit.recorder` from the start. */
export function saveSystemImage(session: Session, path: string): void {
  const { heap, methods, jit, host, build } = session
  if (jit.recorder === null)
    throw new Error('session: compiled code was not recorded, so there is no image to write')
  jit.closeCompiled(isKept)
  const chunks = writeSystemImage({
    heap,
    methods,
    build,
    compiled: jit.recorder,
    dispatch: jit.cachedIn,
    state: () => session.imageState(),
    digest: (bytes) => host.sha256(bytes),
    slotOf: (ci, entry) => jit.slotOf(ci, entry),
  })
  writeFileAtomically(host, path, chunks)
}

/** The last step of a session that begins with a system image: its compiled code takes its places. */
export function beginFromImage(session: Session, image: SystemImage): void {
  const { jit, builtins } = session
  const { slots, builtinSlots } = image.header.session
  for (const b of builtins.list) {
    if (b.slot >= 0 && builtinSlots[b.name] !== b.slot)
      throw new ImageFormatError(`the system image has ${b.name} in another place`)
  }
  jit.slotCount = slots
  new WebAssembly.Instance(image.wasmModule(), session.imports)
  jit.linked.set('system', () => image.linkedFunctions())
}
