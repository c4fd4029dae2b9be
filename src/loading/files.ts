import type { Host } from '../builtins/index.ts'

/** Joins path parts as POSIX does: an absolute part starts anew. */
export function joinPath(...parts: readonly string[]): string {
  let path = ''
  for (const part of parts) {
    if (part === '') continue
    if (part.startsWith('/')) path = part
    else path = path === '' || path.endsWith('/') ? path + part : `${path}/${part}`
  }
  return path
}

/** Resolves `.` and `..` and doubled slashes by text alone. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/')
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && out.length > 0 && out[out.length - 1] !== '..') out.pop()
    else if (part !== '..' || !absolute) out.push(part)
  }
  const text = out.join('/')
  return absolute ? `/${text}` : text === '' ? '.' : text
}

export function absolutePath(host: Host, path: string): string {
  return normalizePath(joinPath(host.cwd(), path))
}

export function directoryOf(path: string): string {
  const at = path.lastIndexOf('/')
  return at < 0 ? '' : at === 0 ? '/' : path.slice(0, at)
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Does a regular file stand there? */
export function isFile(host: Host, path: string): boolean {
  return ((host.stat(path, true)?.mode ?? 0) & 0o170000) === 0o100000
}

export function isDirectory(host: Host, path: string): boolean {
  return ((host.stat(path, true)?.mode ?? 0) & 0o170000) === 0o040000
}

/** All bytes of a file. @throws HostError */
export function readBytes(host: Host, path: string): Uint8Array {
  const fd = host.open(path, READ_ONLY, 0)
  try {
    const bytes = new Uint8Array(host.statFd(fd).size)
    let filled = 0
    while (filled < bytes.length) {
      const n = host.read(fd, bytes.subarray(filled), null)
      if (n === 0) return bytes.slice(0, filled)
      filled += n
    }
    return bytes
  } finally {
    host.close(fd)
  }
}

const READ_ONLY = {
  read: true,
  write: false,
  create: false,
  truncate: false,
  append: false,
  exclusive: false,
}

/** A file's text as UTF-8. @throws HostError */
export function readText(host: Host, path: string): string {
  return new TextDecoder().decode(readBytes(host, path))
}
