import type { Host } from '../builtins/index.ts'
import { absolutePath, directoryOf, isDirectory, isFile, joinPath, readText } from './files.ts'
import { type PackageId, uuidText, versionSlug } from './package-id.ts'
import { arrayAt, parseToml, stringAt, type TomlTable, tableAt } from './toml.ts'

/**
 * Environments as the manual's chapter "Code Loading" defines them: a project environment (a folder with
 * Project.toml and perhaps Manifest.toml) says which package a name means and where it is; a package directory
 * (any other folder) offers `Name.jl`, `Name/src/Name.jl` or `Name.jl/src/Name.jl` under their own names.
 */

/** What one environment knows of a package it can locate. */
export interface LocatedPackage {
  readonly id: PackageId
  /** entry file */
  readonly path: string
  /** the environment that located it */
  readonly environment: string
}

/** One entry of a manifest. */
interface ManifestEntry {
  readonly name: string
  readonly uuid: string | null
  readonly path: string | null
  readonly treeHash: string | null
  /** names → uuid of direct dependencies; null uuid: look the name up in the manifest */
  readonly deps: ReadonlyMap<string, string | null>
  readonly weakdeps: ReadonlyMap<string, string | null>
  /** extension name → names of the triggers */
  readonly extensions: ReadonlyMap<string, readonly string[]>
}

interface Project {
  readonly file: string
  readonly name: string | null
  readonly uuid: string | null
  readonly deps: ReadonlyMap<string, string>
  readonly weakdeps: ReadonlyMap<string, string>
  readonly extensions: ReadonlyMap<string, readonly string[]>
  readonly entryFile: string | null
  readonly manifestFile: string | null
}

/** An extension: loads when its parent and all triggers are loaded. */
export interface Extension {
  readonly id: PackageId
  readonly parent: PackageId
  readonly triggers: readonly PackageId[]
  readonly path: string
}

export class Environments {
  readonly #host: Host
  readonly #stdlib: string
  readonly #parsed = new Map<string, { readonly stamp: string; readonly table: TomlTable }>()

  /** `stdlib`: the folder of the standard library (a package directory). */
  constructor(host: Host, stdlib: string) {
    this.#host = host
    this.#stdlib = stdlib
  }

  /** Reads and parses a TOML file, again only when it changed. */
  read(path: string): TomlTable {
    const status = this.#host.stat(path, true)
    const stamp = status === null ? '' : `${status.inode} ${status.size} ${status.modified}`
    const known = this.#parsed.get(path)
    if (known?.stamp === stamp) return known.table
    const table = status === null ? {} : parseToml(readText(this.#host, path), path)
    this.#parsed.set(path, { stamp, table })
    return table
  }

  /** Environments for load path entries (`@`, `@v#.#`, `@stdlib`, `@name`, paths), in order, without doubles. */
  expand(entries: readonly string[], activeProject: string | null, depots: readonly string[]): string[] {
    const out: string[] = []
    for (const entry of entries) {
      const env = this.#expandOne(entry, activeProject, depots)
      if (env !== null && !out.includes(env)) out.push(env)
    }
    return out
  }

  #expandOne(entry: string, activeProject: string | null, depots: readonly string[]): string | null {
    if (entry === '@')
      return activeProject === null ? null : (this.projectFileOf(activeProject) ?? activeProject)
    if (entry === '@stdlib') return this.#stdlib
    if (entry === '@.' || entry === '') return this.#projectAbove(this.#host.cwd())
    if (entry.startsWith('@')) {
      const name = entry.slice(1).replace('#.#', '1.11').replaceAll('#', '1')
      for (const depot of depots) {
        const dir = joinPath(depot, 'environments', name)
        const file = this.projectFileOf(dir)
        if (file !== null) return file
      }
      return null
    }
    const path = absolutePath(
      this.#host,
      entry.startsWith('~/') ? this.#host.homeDirectory() + entry.slice(1) : entry,
    )
    return this.projectFileOf(path) ?? path
  }

  #projectAbove(directory: string): string | null {
    for (let dir = directory; ; dir = directoryOf(dir)) {
      const file = this.projectFileOf(dir)
      if (file !== null || dir === '/' || dir === '') return file
    }
  }

  /** `dir/JuliaProject.toml` or `dir/Project.toml`, or the path itself if it is such a file. */
  projectFileOf(path: string): string | null {
    if (/(^|\/)(Julia)?Project\.toml$/.test(path)) return isFile(this.#host, path) ? path : null
    for (const name of ['JuliaProject.toml', 'Project.toml']) {
      const file = joinPath(path, name)
      if (isFile(this.#host, file)) return file
    }
    return null
  }

  #project(file: string): Project {
    const t = this.read(file)
    return {
      file,
      name: stringAt(t, 'name'),
      uuid: stringAt(t, 'uuid')?.toLowerCase() ?? null,
      deps: stringMap(tableAt(t, 'deps')),
      weakdeps: stringMap(tableAt(t, 'weakdeps')),
      extensions: extensionMap(tableAt(t, 'extensions')),
      entryFile: stringAt(t, 'entryfile') ?? stringAt(t, 'path'),
      manifestFile: this.#manifestOf(file, stringAt(t, 'manifest')),
    }
  }

  #manifestOf(projectFile: string, named: string | null): string | null {
    const dir = directoryOf(projectFile)
    const names =
      named !== null
        ? [named]
        : ['JuliaManifest-v1.11.toml', 'Manifest-v1.11.toml', 'JuliaManifest.toml', 'Manifest.toml']
    for (const name of names) {
      const file = joinPath(dir, name)
      if (isFile(this.#host, file)) return file
    }
    return null
  }

  #manifest(file: string): readonly ManifestEntry[] {
    const t = this.read(file)
    const packages = t.manifest_format === undefined ? t : (tableAt(t, 'deps') ?? {})
    const out: ManifestEntry[] = []
    for (const [name, entries] of Object.entries(packages)) {
      if (!Array.isArray(entries)) continue
      for (const entry of entries as TomlTable[]) {
        out.push({
          name,
          uuid: stringAt(entry, 'uuid')?.toLowerCase() ?? null,
          path: stringAt(entry, 'path'),
          treeHash: stringAt(entry, 'git-tree-sha1'),
          deps: namesOrMap(entry.deps),
          weakdeps: namesOrMap(entry.weakdeps),
          extensions: extensionMap(tableAt(entry, 'extensions')),
        })
      }
    }
    return out
  }

  /** What `name` means when `from` (null: Main or the REPL) asks for it in these environments. */
  identify(name: string, from: PackageId | null, environments: readonly string[]): PackageId | null {
    if (from !== null && from.uuid !== null) return this.#identifyFrom(name, from, environments)
    for (const env of environments) {
      const found = this.#identifyTop(name, env)
      if (found !== null) return found
    }
    return null
  }

  #identifyTop(name: string, env: string): PackageId | null {
    if (env.endsWith('.toml')) {
      const project = this.#project(env)
      if (project.name === name && project.uuid !== null) return { name, uuid: project.uuid }
      const uuid = project.deps.get(name)
      return uuid === undefined ? null : { name, uuid }
    }
    return this.#inDirectory(env, name)?.id ?? null
  }

  #identifyFrom(name: string, from: PackageId, environments: readonly string[]): PackageId | null {
    if (name === from.name) return from
    for (const env of environments) {
      const deps = this.#depsOf(env, from)
      if (deps === null) continue
      const uuid = deps.get(name)
      if (uuid !== undefined) return { name, uuid }
      return null
    }
    return null
  }

  /** Direct (and weak, which extensions may name) dependencies of `id` in `env`; null if `env` does not know `id`. */
  #depsOf(env: string, id: PackageId): ReadonlyMap<string, string> | null {
    if (!env.endsWith('.toml')) {
      const found = this.#inDirectory(env, id.name)
      if (found === null || found.project === null || found.id.uuid !== id.uuid)
        return this.#extensionDeps(env, id)
      return new Map([...found.project.weakdeps, ...found.project.deps])
    }
    const project = this.#project(env)
    if (project.uuid === id.uuid) return new Map([...project.weakdeps, ...project.deps])
    if (project.manifestFile === null) return null
    const manifest = this.#manifest(project.manifestFile)
    const entry = manifest.find((e) => e.uuid === id.uuid)
    const names = entry ? [...entry.weakdeps, ...entry.deps] : extensionNames(manifest, id)
    if (names === null) return this.#projectExtensionDeps(project, id)
    const out = new Map<string, string>()
    for (const [name, uuid] of names) {
      const known = uuid ?? manifest.find((e) => e.name === name)?.uuid
      if (known) out.set(name, known)
    }
    return out
  }

  #projectExtensionDeps(project: Project, id: PackageId): ReadonlyMap<string, string> | null {
    if (!project.extensions.has(id.name) || project.uuid === null || project.name === null) return null
    return new Map([...project.weakdeps, ...project.deps, [project.name, project.uuid]])
  }

  #extensionDeps(env: string, id: PackageId): ReadonlyMap<string, string> | null {
    if (!isDirectory(this.#host, env)) return null
    for (const name of this.#host.readDirectory(env)) {
      const file = this.projectFileOf(joinPath(env, name))
      if (file === null) continue
      const deps = this.#projectExtensionDeps(this.#project(file), id)
      if (deps !== null) return deps
    }
    return null
  }

  /** The entry file of an identified package, from the first environment that knows it. */
  locate(id: PackageId, environments: readonly string[], depots: readonly string[]): LocatedPackage | null {
    for (const env of environments) {
      const path = env.endsWith('.toml')
        ? this.#locateInProject(id, env, depots)
        : this.#locateInDirectory(id, env)
      if (path !== null) return { id, path, environment: env }
    }
    // Standard libraries are found even where the load path does not name them, as dependencies of others.
    const path = id.uuid === null ? null : this.#locateInDirectory(id, this.#stdlib)
    return path === null ? null : { id, path, environment: this.#stdlib }
  }

  #locateInDirectory(id: PackageId, env: string): string | null {
    const found = this.#inDirectory(env, id.name)
    return found !== null && found.id.uuid === id.uuid ? found.path : null
  }

  #locateInProject(id: PackageId, env: string, depots: readonly string[]): string | null {
    if (id.uuid === null) return null
    const project = this.#project(env)
    const dir = directoryOf(env)
    if (project.uuid === id.uuid && project.name === id.name) {
      return joinPath(dir, project.entryFile ?? `src/${id.name}.jl`)
    }
    if (project.manifestFile === null) return null
    const entry = this.#manifest(project.manifestFile).find((e) => e.uuid === id.uuid)
    if (entry === undefined) return null
    if (entry.path !== null)
      return this.#entryOf(joinPath(directoryOf(project.manifestFile), entry.path), id.name)
    if (entry.treeHash === null) return this.#locateInDirectory(id, this.#stdlib)
    for (const length of [5, 4]) {
      for (const depot of depots) {
        const path = this.#entryOf(
          joinPath(depot, 'packages', id.name, versionSlug(id.uuid, entry.treeHash, length)),
          id.name,
        )
        if (isFile(this.#host, path)) return path
      }
    }
    return null
  }

  #entryOf(path: string, name: string): string {
    if (isFile(this.#host, path)) return path
    const file = this.projectFileOf(path)
    const entry = file === null ? null : this.#project(file).entryFile
    return absolutePath(this.#host, joinPath(path, entry ?? `src/${name}.jl`))
  }

  /** A package of that name in a package directory, with its own project file if it has one. */
  #inDirectory(env: string, name: string): { id: PackageId; path: string; project: Project | null } | null {
    const single = joinPath(env, `${name}.jl`)
    if (isFile(this.#host, single)) return { id: { name, uuid: null }, path: single, project: null }
    for (const folder of [name, `${name}.jl`]) {
      const dir = joinPath(env, folder)
      const path = joinPath(dir, 'src', `${name}.jl`)
      if (!isFile(this.#host, path)) continue
      const file = this.projectFileOf(dir)
      const project = file === null ? null : this.#project(file)
      return { id: { name, uuid: project?.uuid ?? null }, path, project }
    }
    return null
  }

  /** The extensions a package declares, with their triggers identified. */
  extensionsOf(located: LocatedPackage): Extension[] {
    const dir = directoryOf(directoryOf(located.path))
    const file = this.projectFileOf(dir)
    if (file === null || located.id.uuid === null) return []
    const project = this.#project(file)
    if (project.uuid !== located.id.uuid) return []
    const out: Extension[] = []
    for (const [name, triggers] of project.extensions) {
      const ids = triggers.map(
        (t): PackageId => ({ name: t, uuid: project.weakdeps.get(t) ?? project.deps.get(t) ?? null }),
      )
      const path = [joinPath(dir, 'ext', `${name}.jl`), joinPath(dir, 'ext', name, `${name}.jl`)].find((p) =>
        isFile(this.#host, p),
      )
      if (path === undefined) continue
      out.push({
        id: { name, uuid: extensionUuid(located.id.uuid, name, this.#host) },
        parent: located.id,
        triggers: ids,
        path,
      })
    }
    return out
  }

  /** The name that some environment gives a package with this UUID. */
  nameOf(uuid: string, environments: readonly string[]): string | null {
    for (const env of environments) {
      if (!env.endsWith('.toml')) continue
      const project = this.#project(env)
      if (project.uuid === uuid) return project.name
      for (const [name, u] of [...project.deps, ...project.weakdeps]) if (u === uuid) return name
      if (project.manifestFile === null) continue
      const entry = this.#manifest(project.manifestFile).find((e) => e.uuid === uuid)
      if (entry !== undefined) return entry.name
    }
    return null
  }

  /** `[preferences]` tables that concern a package, from the environments, later ones overridden by earlier. */
  preferencesOf(id: PackageId, environments: readonly string[]): TomlTable {
    let out: TomlTable = {}
    for (const env of [...environments].reverse()) {
      if (!env.endsWith('.toml')) continue
      const project = this.#project(env)
      const known =
        project.uuid === id.uuid || [...project.deps, ...project.weakdeps].some(([, u]) => u === id.uuid)
      if (!known && stringAt(tableAt(this.read(env), 'extras') ?? {}, id.name) !== id.uuid) continue
      const dir = directoryOf(env)
      for (const source of [
        tableAt(this.read(env), 'preferences'),
        this.read(joinPath(dir, 'LocalPreferences.toml')),
        this.read(joinPath(dir, 'JuliaLocalPreferences.toml')),
      ]) {
        const own = source === null ? null : tableAt(source, id.name)
        if (own === null) continue
        const cleared = new Set(arrayAt(own, '__clear__') ?? [])
        const kept = Object.entries(out).filter(([key]) => !cleared.has(key))
        out = Object.fromEntries([...kept, ...Object.entries(own).filter(([key]) => key !== '__clear__')])
      }
    }
    return out
  }
}

/** An extension's UUID: derived from its parent's and its name, stable, and different for every pair. */
function extensionUuid(parent: string, name: string, host: Host): string {
  const digest = host.sha256(new TextEncoder().encode(`juliet extension\0${parent}\0${name}`)).slice(0, 16)
  digest[6] = (digest[6] & 0x0f) | 0x80 // RFC 9562: version 8, custom
  digest[8] = (digest[8] & 0x3f) | 0x80
  return uuidText([...digest].reduce((n, byte) => (n << 8n) | BigInt(byte), 0n))
}

function stringMap(table: TomlTable | null): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(table ?? {}))
    if (typeof value === 'string') out.set(key, value.toLowerCase())
  return out
}

function namesOrMap(value: unknown): Map<string, string | null> {
  if (Array.isArray(value)) return new Map(value.filter((v) => typeof v === 'string').map((v) => [v, null]))
  return typeof value === 'object' && value !== null ? stringMap(value as TomlTable) : new Map()
}

function extensionMap(table: TomlTable | null): Map<string, readonly string[]> {
  const out = new Map<string, readonly string[]>()
  for (const name of Object.keys(table ?? {})) {
    const value = (table as TomlTable)[name]
    out.set(
      name,
      typeof value === 'string' ? [value] : ((arrayAt(table as TomlTable, name) ?? []) as string[]),
    )
  }
  return out
}

/** If `id` is an extension of a package in the manifest: what it may load (parent, its deps and weak deps). */
function extensionNames(manifest: readonly ManifestEntry[], id: PackageId): [string, string | null][] | null {
  for (const entry of manifest) {
    if (entry.extensions.has(id.name)) return [...entry.weakdeps, ...entry.deps, [entry.name, entry.uuid]]
  }
  return null
}
