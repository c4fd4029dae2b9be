import type { Host } from '../builtins/index.ts'
import { absolutePath, directoryOf, joinPath } from './files.ts'
import { crc32c, type PackageId, slug, uuidBytes } from './package-id.ts'

/** Language level that names the compiled cache folder, as in Julia: `compiled/v1.11`. */
const CACHE_FOLDER = 'compiled/v1.11'

/**
 * The depots in order. `JULIA_DEPOT_PATH` lists them; an empty entry stands for the default ones (the user's depot
 * only where it is the first entry, as in Julia 1.11, and always the bundled one).
 */
export function depotPath(host: Host, bundled: string): string[] {
  const user = joinPath(host.homeDirectory(), '.juliet')
  const setting = host.env('JULIA_DEPOT_PATH')
  if (setting === undefined) return [user, bundled]
  if (setting === '') return []
  const out: string[] = []
  setting.split(':').forEach((entry, i) => {
    const added =
      entry !== '' ? [absolutePath(host, expandHome(host, entry))] : i === 0 ? [user, bundled] : [bundled]
    for (const depot of added) if (!out.includes(depot)) out.push(depot)
  })
  return out
}

/** The entries of the load path as written: `JULIA_LOAD_PATH`, by default `@`, `@v#.#`, `@stdlib`. */
export function loadPathEntries(host: Host): string[] {
  const standard = ['@', '@v#.#', '@stdlib']
  const setting = host.env('JULIA_LOAD_PATH')
  if (setting === undefined) return standard
  if (setting === '') return []
  return setting.split(':').flatMap((entry) => (entry === '' ? standard : [entry]))
}

function expandHome(host: Host, path: string): string {
  return path === '~' || path.startsWith('~/') ? host.homeDirectory() + path.slice(1) : path
}

/** Folder and file name prefix of the caches of a package: `compiled/v1.11/Name/SLUG_` or `compiled/v1.11/Name`. */
export function cacheEntry(id: PackageId): { readonly folder: string; readonly prefix: string } {
  if (id.uuid === null) return { folder: CACHE_FOLDER, prefix: id.name }
  return { folder: joinPath(CACHE_FOLDER, id.name), prefix: slug(crc32c(uuidBytes(id.uuid))) }
}

/** Makes a folder and those above it that are missing. @throws HostError */
export function makePath(host: Host, path: string): void {
  if (path === '' || host.stat(path, true) !== null) return
  makePath(host, directoryOf(path))
  try {
    host.makeDirectory(path, 0o777)
  } catch (problem) {
    // Another process may have made it in between.
    if (host.stat(path, true) === null) throw problem
  }
}
