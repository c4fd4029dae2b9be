import type { Value } from '../heap/index.ts'
import type { Module } from '../methods/index.ts'

/** A package's name and UUID (as text), as they cross from Julia. */
export interface PackageName {
  readonly name: string
  readonly uuid: string | null
}

/** What came with an image. */
export interface RestoredPackage {
  readonly top: Module
  /** modules whose `__init__` is to run, in order */
  readonly initialized: readonly Module[]
  /** objects that Julia code must put in order */
  readonly reloaded: readonly Value[]
  /** all modules */
  readonly modules: readonly Module[]
}

/** What `Base`'s loading code may ask of the running system; `session/` implements it. */
export interface PackageServices {
  /** a package image is being made in this process */
  readonly isGenerating: boolean
  identify(name: string, from: PackageName | null): PackageName | null
  locate(id: PackageName): string | null
  activeProject(project: string | null): string | null
  expandEntry(entry: string): string | null
  environments(): readonly string[]
  initialLoadPath(): readonly string[]
  initialDepots(): readonly string[]
  initialProject(): string | null
  /** a good cache, with its dependencies in the order in which they are loaded */
  findCache(
    id: PackageName,
    path: string,
  ): { readonly path: string; readonly dependencies: readonly PackageName[] } | null
  /** Loads an image; a string says why it cannot be used. */
  restore(cache: string): RestoredPackage | string
  /** Has another process make the cache; null: the package does not want one. @throws Julia's ErrorException */
  precompile(id: PackageName, path: string): string | null
  /** The package will be evaluated in this process. */
  loadingSource(id: PackageName, path: string): void
  /** The package has been evaluated: it is what the image of this process holds. */
  setOutput(top: Module, id: PackageName, path: string): void
  /** A file is being included. */
  included(path: string): void
  includeDependency(path: string, trackContent: boolean): void
  extensions(
    id: PackageName,
  ): readonly { readonly id: PackageName; readonly path: string; readonly triggers: readonly PackageName[] }[]
  version(folder: string): string | null
  /** a TOML table or value as nested arrays and records */
  preferences(uuid: string | null): unknown
  toml(
    text: string,
  ):
    | { readonly table: unknown }
    | { readonly line: number; readonly column: number; readonly message: string }
  recordPreference(uuid: string, key: string): void
  setModuleUuid(module: Module, uuid: string | null): void
  moduleUuid(module: Module): string
}

/** A value read from TOML, as `Base._preference_value` takes it. */
export type PreferenceValue = Value
