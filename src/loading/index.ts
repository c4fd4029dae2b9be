/**
 * Which package a name means and where it is; where its caches lie. In: the host's files and environment variables, as
 * the manual's chapter "Code Loading" has them. Out: identities, paths, environments. Nothing here evaluates code.
 */
export { cacheEntry, depotPath, loadPathEntries, makePath } from './depots.ts'
export { Environments, type Extension, type LocatedPackage } from './environments.ts'
export * from './files.ts'
export * from './package-id.ts'
export { parseToml, readToml, type TomlTable } from './toml.ts'
