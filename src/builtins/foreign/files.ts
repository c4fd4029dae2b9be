import { type FileStatus, HostError, type OpenFlags } from '../host.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'

/** Runs a host call; a failure becomes minus its errno, as libuv's functions give it. */
export function orErrno(call: () => number): number {
  try {
    return call()
  } catch (problem) {
    if (problem instanceof HostError) return -problem.errno
    throw problem
  }
}

/** Bits of the `flags` argument of `jl_fd_open`: read 1, write 2, create 4, truncate 8, append 16, exclusive 32. */
function openFlags(bits: number): OpenFlags {
  return {
    read: (bits & 1) !== 0,
    write: (bits & 2) !== 0,
    create: (bits & 4) !== 0,
    truncate: (bits & 8) !== 0,
    append: (bits & 16) !== 0,
    exclusive: (bits & 32) !== 0,
  }
}

/** Fields of a status as Float64: device, inode, mode, links, uid, gid, size, block size, blocks, modified, changed. */
export function writeStatus({ heap }: Runtime, out: number, s: FileStatus): void {
  const fields = [
    s.device,
    s.inode,
    s.mode,
    s.links,
    s.uid,
    s.gid,
    s.size,
    s.blockSize,
    s.blocks,
    s.modified,
    s.changed,
  ]
  heap.views.f64.set(fields, out >>> 3)
}

function bytesAt(rt: Runtime, p: number, n: number): Uint8Array {
  return rt.heap.views.u8.subarray(p, p + n)
}

/** Descriptors: reading and writing. Output to 1 is collected; see `OutputBuffer`. */
export const fileFunctions: readonly ForeignEntry[] = [
  foreign('jl_fd_isatty', ['int'], 'bool', ({ host }, fd) => host.isTerminal(fd)),
  foreign('jl_fd_write', ['int', 'ptr', 'int'], 'int', (rt, fd, p, n) =>
    orErrno(() => rt.output.write(fd, bytesAt(rt, p, n))),
  ),
  foreign('jl_fd_write_byte', ['int', 'u8'], 'int', (rt, fd, byte) =>
    orErrno(() => rt.output.write(fd, Uint8Array.of(byte))),
  ),
  foreign('jl_fd_flush', ['int'], 'void', (rt) => rt.output.flush()),
  foreign('jl_fd_read', ['int', 'ptr', 'int'], 'int', (rt, fd, p, n) => {
    if (fd === 0) rt.output.flush()
    return orErrno(() => rt.host.read(fd, bytesAt(rt, p, n), null))
  }),
  foreign('jl_fd_open', ['value', 'i32', 'i32'], 'int', ({ host, heap }, path, flags, mode) =>
    orErrno(() => host.open(heap.stringAt(path), openFlags(flags), mode)),
  ),
  foreign('jl_fd_close', ['int'], 'int', ({ host }, fd) =>
    orErrno(() => {
      host.close(fd)
      return 0
    }),
  ),
  // a negative position: where the descriptor stands
  foreign('jl_fd_pread', ['int', 'ptr', 'int', 'int'], 'int', (rt, fd, p, n, at) =>
    orErrno(() => rt.host.read(fd, bytesAt(rt, p, n), at < 0 ? null : at)),
  ),
  foreign('jl_fd_pwrite', ['int', 'ptr', 'int', 'int'], 'int', (rt, fd, p, n, at) =>
    orErrno(() => rt.host.write(fd, bytesAt(rt, p, n), at < 0 ? null : at)),
  ),
  foreign('jl_fd_truncate', ['int', 'int'], 'int', ({ host }, fd, length) =>
    orErrno(() => {
      host.truncate(fd, length)
      return 0
    }),
  ),
  foreign('jl_fd_stat', ['int', 'ptr'], 'int', (rt, fd, out) =>
    orErrno(() => {
      writeStatus(rt, out, rt.host.statFd(fd))
      return 0
    }),
  ),
]
