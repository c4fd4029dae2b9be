import type { Value } from '../../heap/index.ts'
import { type Host, HostError } from '../host.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'
import { orErrno, writeStatus } from './files.ts'

const ENOENT = 2

/** Declares a function of paths that gives 0 or minus the errno. */
function onPaths(name: string, count: 1 | 2, run: (host: Host, a: string, b: string) => void): ForeignEntry {
  if (count === 1) {
    return foreign(name, ['value'], 'int', ({ host, heap }, a) =>
      orErrno(() => {
        run(host, heap.stringAt(a), '')
        return 0
      }),
    )
  }
  return foreign(name, ['value', 'value'], 'int', ({ host, heap }, a, b) =>
    orErrno(() => {
      run(host, heap.stringAt(a), heap.stringAt(b))
      return 0
    }),
  )
}

/** The value that `make` gives, or minus the errno as an Int64. */
export function valueOrErrno({ heap }: Runtime, make: () => Value): Value {
  try {
    return make()
  } catch (problem) {
    if (problem instanceof HostError) return heap.boxInt64(BigInt(-problem.errno))
    throw problem
  }
}

/** The file system by paths. */
export const filesystemFunctions: readonly ForeignEntry[] = [
  foreign('jl_fs_stat', ['value', 'bool', 'ptr'], 'int', (rt, path, follow, out) =>
    orErrno(() => {
      const status = rt.host.stat(rt.heap.stringAt(path), follow)
      if (status === null) return -ENOENT
      writeStatus(rt, out, status)
      return 0
    }),
  ),
  foreign('jl_fs_readdir', ['value'], 'value', (rt, path) =>
    valueOrErrno(rt, () => {
      const names = rt.host.readDirectory(rt.heap.stringAt(path))
      return rt.heap.vectorAny(names.map((name) => rt.heap.string(name)))
    }),
  ),
  foreign('jl_fs_mkdir', ['value', 'i32'], 'int', ({ host, heap }, path, mode) =>
    orErrno(() => {
      host.makeDirectory(heap.stringAt(path), mode)
      return 0
    }),
  ),
  foreign('jl_fs_chmod', ['value', 'i32'], 'int', ({ host, heap }, path, mode) =>
    orErrno(() => {
      host.chmod(heap.stringAt(path), mode)
      return 0
    }),
  ),
  foreign('jl_fs_utime', ['value', 'f64', 'f64'], 'int', ({ host, heap }, path, accessed, modified) =>
    orErrno(() => {
      host.setTimes(heap.stringAt(path), accessed, modified)
      return 0
    }),
  ),
  onPaths('jl_fs_rmdir', 1, (host, path) => host.removeDirectory(path)),
  onPaths('jl_fs_unlink', 1, (host, path) => host.unlink(path)),
  onPaths('jl_fs_chdir', 1, (host, path) => host.chdir(path)),
  onPaths('jl_fs_rename', 2, (host, from, to) => host.rename(from, to)),
  onPaths('jl_fs_copyfile', 2, (host, from, to) => host.copyFile(from, to)),
  onPaths('jl_fs_symlink', 2, (host, target, path) => host.symlink(target, path)),
  onPaths('jl_fs_link', 2, (host, target, path) => host.hardLink(target, path)),
  foreign('jl_fs_readlink', ['value'], 'value', (rt, path) =>
    valueOrErrno(rt, () => rt.heap.string(rt.host.readLink(rt.heap.stringAt(path)))),
  ),
  foreign('jl_fs_realpath', ['value'], 'value', (rt, path) =>
    valueOrErrno(rt, () => rt.heap.string(rt.host.realPath(rt.heap.stringAt(path)))),
  ),
  foreign('jl_fs_access', ['value', 'i32'], 'bool', ({ host, heap }, path, mode) =>
    host.access(heap.stringAt(path), mode),
  ),
  foreign('jl_fs_cwd', [], 'value', ({ host, heap }) => heap.string(host.cwd())),
  foreign('jl_fs_tmpdir', [], 'value', ({ host, heap }) => heap.string(host.temporaryDirectory())),
  foreign('jl_homedir', [], 'value', ({ host, heap }) => heap.string(host.homeDirectory())),
]
