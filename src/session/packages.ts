import type { Host, PackageName, PackageServices } from '../builtins/index.ts'
import type { CompiledFunction } from '../codegen/index.ts'
import {
  auditCode,
  hex,
  ImageFile,
  ImageFormatError,
  isKept,
  type PackageHeader,
  PackageImage,
  type ReaderSystem,
  readPackageSections,
  type SourceFile,
  Validator,
  writePackageImage,
} from '../image/index.ts'
import {
  absolutePath,
  cacheEntry,
  crc32c,
  depotPath,
  directoryOf,
  Environments,
  isDirectory,
  isFile,
  joinPath,
  loadPathEntries,
  makePath,
  packageKey,
  readBytes,
  readToml,
  showPackageId,
  slug,
  uuidBits,
  uuidText,
} from '../loading/index.ts'
import type { CodeInstance, Module } from '../methods/index.ts'
import type { DataType } from '../types/index.ts'
import { BuildRecorder } from './build-recorder.ts'
import { codeInWords, type WrittenImage } from './image-audit.ts'
import { fileSource, writeFileAtomically } from './images.ts'
import type { Session } from './session.ts'

/** Options that compiled code depends on. */
interface CacheFlags {
  readonly checkBounds: string
  readonly inline: boolean
  readonly debug: number
  readonly pkgImages: boolean
  readonly optimize: number
}

/** Exit code by which the process that makes a cache says that the package does not want one. */
const NOT_PRECOMPILABLE = 125
/** names, UUIDs and image identities of what the parent has loaded, which its worker must use as well */
const CONCRETE_DEPENDENCIES = 'JULIET_CONCRETE_DEPENDENCIES'
/** names and keys of the packages that this process and those it works for are making caches of, outermost first */
const UNDER_CONSTRUCTION = 'JULIET_UNDER_CONSTRUCTION'

type Verdict = { readonly header: PackageHeader } | { readonly reason: string }

/** Finds packages, chooses and loads their images, and has images made. */
export class Packages implements PackageServices {
  readonly #session: Session
  readonly #host: Host
  readonly #environments: Environments
  /** set in a process that makes an image */
  recorder: BuildRecorder | null = null
  readonly validator: Validator
  readonly images = new Map<string, PackageImage>()
  readonly #paths = new Map<PackageImage, string>()
  readonly #fromSource = new Set<string>()
  /** headers read, by path and state of the file */
  readonly #headers = new Map<string, { readonly stamp: string; readonly header: PackageHeader | string }>()
  /** why candidates were set aside: `--trace-loading` */
  readonly trace: string[] = []

  constructor(session: Session) {
    this.#session = session
    this.#host = session.host
    this.#environments = new Environments(session.host, joinPath(session.homeFolder, 'stdlib'))
    this.validator = new Validator(
      session.methods,
      session.heap,
      (ci) => session.origins.get(ci)?.image ?? null,
    )
  }

  /** From now on everything that an image must know is remembered. */
  startRecording(): void {
    const recorder = new BuildRecorder()
    this.recorder = recorder
    this.#session.jit.recorder = new Map()
    this.#session.methods.listeners.push({ onMethodAdded: (_, method) => recorder.methods.push(method) })
  }

  get isGenerating(): boolean {
    return this.recorder !== null
  }

  // ---- environments -----------------------------------------------------------------------------------------------

  #strings(name: string): string[] {
    const { heap } = this.#session
    return heap.vectorAt(this.#session.baseValue(name)).map((v) => heap.stringAt(v))
  }

  #depots(): string[] {
    return this.#strings('DEPOT_PATH')
  }

  #project: string | null = null

  activeProject(project: string | null): string | null {
    this.#project = project
    if (project !== null) return this.#projectFile(project)
    return (
      this.#environments.expand(
        this.#strings('LOAD_PATH').filter((e) => e.startsWith('@v')),
        null,
        this.#depots(),
      )[0] ?? null
    )
  }

  #projectFile(project: string): string {
    const path = absolutePath(this.#host, project)
    return (
      this.#environments.projectFileOf(path) ??
      (path.endsWith('.toml') ? path : joinPath(path, 'Project.toml'))
    )
  }

  #setting(): string | null {
    const { heap } = this.#session
    const ref = this.#session.baseValue('ACTIVE_PROJECT')
    const v = heap.getField(ref, 0)
    return v === 0 || v === heap.nothing ? null : heap.stringAt(v)
  }

  expandEntry(entry: string): string | null {
    return this.#environments.expand([entry], this.#setting(), this.#depots())[0] ?? null
  }

  environments(): readonly string[] {
    return this.#environments.expand(this.#strings('LOAD_PATH'), this.#setting(), this.#depots())
  }

  initialLoadPath(): readonly string[] {
    return loadPathEntries(this.#host)
  }

  initialDepots(): readonly string[] {
    // caches of the standard libraries come with the program
    return depotPath(this.#host, joinPath(this.#session.homeFolder, 'dist'))
  }

  initialProject(): string | null {
    const option = this.#session.programOptions[3]
    const project = typeof option === 'string' ? option : this.#host.env('JULIA_PROJECT')
    if (project === undefined || project === '') return null
    if (project === '@.' || project === '@') return this.#environments.expand(['@.'], null, [])[0] ?? null
    return absolutePath(this.#host, project)
  }

  identify(name: string, from: PackageName | null): PackageName | null {
    return this.#environments.identify(name, from, this.environments())
  }

  /** entry files of the extensions of packages that are loaded */
  readonly #extensionPaths = new Map<string, string>()

  locate(id: PackageName): string | null {
    const extension = this.#extensionPaths.get(packageKey(id))
    if (extension !== undefined) return extension
    return this.#environments.locate(id, this.environments(), this.#depots())?.path ?? null
  }

  extensions(id: PackageName) {
    const located = this.#environments.locate(id, this.environments(), this.#depots())
    if (located === null) return []
    const found = this.#environments.extensionsOf(located)
    for (const e of found) this.#extensionPaths.set(packageKey(e.id), e.path)
    return found.map((e) => ({ id: e.id, path: e.path, triggers: [...e.triggers, e.parent] }))
  }

  version(folder: string): string | null {
    const file = this.#environments.projectFileOf(folder)
    const version = file === null ? null : this.#environments.read(file).version
    return typeof version === 'string' ? version : null
  }

  preferences(uuid: string | null): unknown {
    if (uuid === null) return {}
    return this.#environments.preferencesOf({ name: this.#nameOf(uuid), uuid }, this.environments())
  }

  toml(text: string): ReturnType<PackageServices['toml']> {
    return readToml(text)
  }

  /** The name that the environments, or what is loaded, give a UUID. */
  #nameOf(uuid: string): string {
    for (const image of this.images.values()) if (image.header.uuid === uuid) return image.header.name
    return this.recorder?.output?.id.name ?? this.#environments.nameOf(uuid, this.environments()) ?? ''
  }

  recordPreference(_uuid: string, key: string): void {
    this.recorder?.preferences.add(key)
  }

  #preferencesHash(id: PackageName, names: readonly string[]): string {
    if (names.length === 0) return ''
    const all = this.#environments.preferencesOf(id, this.environments())
    const values = [...names].sort().map((n) => [n, n in all ? all[n] : null])
    return this.#hash(
      new TextEncoder().encode(JSON.stringify(values, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))),
    )
  }

  setModuleUuid(module: Module, uuid: string | null): void {
    module.uuid = uuid === null ? 0n : uuidBits(uuid)
  }

  moduleUuid(module: Module): string {
    return uuidText(module.uuid)
  }

  // ---- choosing a cache ---------------------------------------------------------------------------------------------

  #hash(bytes: Uint8Array): string {
    return hex(this.#host.sha256(bytes).subarray(0, 16))
  }

  get #flags(): CacheFlags {
    const { checkBounds, inline, optLevel } = this.#session.options
    const debug = this.#session.programOptions[12]
    const pkgImages = this.#session.programOptions[20]
    return {
      checkBounds,
      inline,
      debug: typeof debug === 'number' ? debug : 1,
      pkgImages: pkgImages !== 0,
      optimize: optLevel,
    }
  }

  #candidates(id: PackageName): string[] {
    const { folder, prefix } = cacheEntry(id)
    const out: { path: string; modified: number }[] = []
    for (const depot of this.#depots()) {
      const dir = joinPath(depot, folder)
      if (!isDirectory(this.#host, dir)) continue
      for (const name of this.#host.readDirectory(dir)) {
        if (!name.endsWith('.ji')) continue
        if (id.uuid === null ? name !== `${prefix}.ji` : !name.startsWith(`${prefix}_`)) continue
        const path = joinPath(dir, name)
        out.push({ path, modified: this.#host.stat(path, true)?.modified ?? 0 })
      }
    }
    return out.sort((a, b) => b.modified - a.modified).map((c) => c.path)
  }

  /** The header of a cache file, or what is wrong with it. */
  #header(path: string): PackageHeader | string {
    const status = this.#host.stat(path, true)
    if (status === null) return 'the file is gone'
    const stamp = `${status.inode} ${status.size} ${status.modified}`
    const known = this.#headers.get(path)
    if (known?.stamp === stamp) return known.header
    let header: PackageHeader | string
    try {
      const source = fileSource(this.#host, path)
      try {
        const file = new ImageFile(source, (b) => this.#host.sha256(b))
        header =
          file.header.kind === 'package' ? (file.header as PackageHeader) : 'the file is no package image'
      } finally {
        source.close()
      }
    } catch (problem) {
      if (!(problem instanceof ImageFormatError)) throw problem
      header = problem.message
    }
    this.#headers.set(path, { stamp, header })
    return header
  }

  #note(path: string, reason: string): void {
    this.trace.push(`${path}: ${reason}`)
    if (this.#session.traceLoading) this.#session.warn(`loading: ${path} is set aside: ${reason}`)
  }

  findCache(
    id: PackageName,
    path: string,
  ): { readonly path: string; readonly dependencies: readonly PackageName[] } | null {
    if (this.#session.image === null) return null
    const memo = new Map<string, string | null>()
    const found = this.#find(id, path, this.#concrete().get(packageKey(id)) ?? null, memo)
    if (found === null) return null
    const header = this.#header(found)
    if (typeof header === 'string') return null
    return { path: found, dependencies: header.dependencies }
  }

  /** A good cache of a package, with identity `wanted` if that is not null. */
  #find(
    id: PackageName,
    path: string,
    wanted: string | null,
    memo: Map<string, string | null>,
  ): string | null {
    const key = `${packageKey(id)} ${wanted ?? ''}`
    const known = memo.get(key)
    if (known !== undefined) return known
    memo.set(key, null)
    for (const candidate of this.#candidates(id)) {
      const verdict = this.#judge(candidate, id, path, wanted, memo)
      if ('header' in verdict) {
        memo.set(key, candidate)
        return candidate
      }
      this.#note(candidate, verdict.reason)
    }
    return null
  }

  #judge(
    candidate: string,
    id: PackageName,
    path: string,
    wanted: string | null,
    memo: Map<string, string | null>,
  ): Verdict {
    const header = this.#header(candidate)
    if (typeof header === 'string') return { reason: header }
    const { session: s } = { session: this.#session }
    if (header.build !== s.build) return { reason: 'it was made by another build of this program' }
    if (header.system !== s.image?.header.id) return { reason: 'it was made with another system image' }
    if (header.name !== id.name || header.uuid !== id.uuid)
      return { reason: `it holds ${showPackageId(header)}` }
    if (wanted !== null && header.id !== wanted) return { reason: 'it is another image than the one wanted' }
    const flags = JSON.parse(header.flags) as CacheFlags
    const own = this.#flags
    if (
      flags.checkBounds !== own.checkBounds ||
      flags.inline !== own.inline ||
      flags.debug !== own.debug ||
      flags.pkgImages !== own.pkgImages ||
      flags.optimize < own.optimize
    ) {
      return { reason: `it was made with other options (${header.flags})` }
    }
    // what the parent has loaded is used as it is, whatever became of its sources
    if (this.#concrete().get(packageKey(id)) !== header.id) {
      const stale = this.#staleness(header, path)
      if (stale !== null) return { reason: stale }
      if (header.preferences.hash !== this.#preferencesHash(id, header.preferences.names)) {
        return { reason: 'its preferences have changed' }
      }
    }
    for (const d of header.dependencies) {
      const image = this.images.get(packageKey(d))
      if (image !== undefined) {
        if (image.header.id !== d.id) return { reason: `another image of ${showPackageId(d)} is loaded` }
        continue
      }
      if (this.#fromSource.has(packageKey(d))) return { reason: `${showPackageId(d)} was loaded from source` }
      const located = this.locate(d)
      if (located === null) return { reason: `${showPackageId(d)} is not there any more` }
      if (this.#find(d, located, d.id, memo) === null)
        return { reason: `no image of ${showPackageId(d)} that it was made with is good` }
    }
    return { header }
  }

  #staleness(header: PackageHeader, path: string): string | null {
    const [main] = header.sources
    if (main === undefined || this.#installedPath(main.path) !== path) return `it is for ${main?.path}`
    for (const f of [...header.sources, ...header.includeDependencies]) {
      const now = this.#state(this.#installedPath(f.path), f.hash !== null)
      if (now.hash !== f.hash || (f.modified !== null && now.modified !== f.modified))
        return `${f.path} has changed`
    }
    return null
  }

  /** Files that come with the program are named without regard to where it is installed. */
  #portablePath(path: string): string {
    const prefix = `${this.#session.homeFolder}/`
    return path.startsWith(prefix) ? `@/${path.slice(prefix.length)}` : path
  }

  #installedPath(path: string): string {
    return path.startsWith('@/') ? `${this.#session.homeFolder}${path.slice(1)}` : path
  }

  /** What a file is now: its content's digest, or its time. */
  #state(path: string, content: boolean): SourceFile {
    if (isDirectory(this.#host, path)) {
      const names = [...this.#host.readDirectory(path)].sort()
      return {
        path,
        hash: content ? this.#hash(new TextEncoder().encode(names.join('\0'))) : null,
        modified: content ? null : this.#time(path),
      }
    }
    if (!isFile(this.#host, path)) return { path, hash: null, modified: null }
    return content
      ? { path, hash: this.#hash(readBytes(this.#host, path)), modified: null }
      : { path, hash: null, modified: this.#time(path) }
  }

  #time(path: string): number {
    return this.#host.stat(path, true)?.modified ?? 0
  }

  #underConstruction(): readonly (readonly [string, string])[] {
    const text = this.isGenerating ? this.#host.env(UNDER_CONSTRUCTION) : undefined
    return JSON.parse(text ?? '[]') as [string, string][]
  }

  #concreteMap: Map<string, string> | null = null

  #concrete(): Map<string, string> {
    if (this.#concreteMap === null) {
      const text = this.isGenerating ? this.#host.env(CONCRETE_DEPENDENCIES) : undefined
      this.#concreteMap = new Map(JSON.parse(text ?? '[]') as [string, string][])
    }
    return this.#concreteMap
  }

  // ---- loading --------------------------------------------------------------------------------------------------------

  restore(cache: string): PackageImage | string {
    const { session, validator } = { session: this.#session, validator: this.validator }
    try {
      const source = fileSource(this.#host, cache)
      try {
        const sections = readPackageSections(new ImageFile(source, (b) => this.#host.sha256(b)))
        const { header } = sections
        const dependencies = header.dependencies.map((d) => {
          const image = this.images.get(packageKey(d))
          if (image?.header.id !== d.id)
            throw new ImageFormatError(`${showPackageId(d)} is not the image it was made with`)
          return image.reader
        })
        const { heap, types, methods, inference, origins, jit } = session
        const system: ReaderSystem = { heap, types, methods, lattice: inference.lattice, origins }
        try {
          const image = new PackageImage(sections, system, dependencies, (reader) => {
            validator.loading = reader
            reader.validate = (list) => validator.select(list)
            reader.specialized = (ci) => void jit.slotOf(ci, 'spec')
          })
          this.images.set(packageKey(header), image)
          this.#paths.set(image, cache)
          heap.latestWorld = methods.world
          return image
        } finally {
          validator.loading = null
        }
      } finally {
        source.close()
      }
    } catch (problem) {
      if (!(problem instanceof ImageFormatError)) throw problem
      this.#note(cache, problem.message)
      this.#headers.set(cache, { stamp: this.#stamp(cache), header: problem.message })
      return problem.message
    }
  }

  #stamp(path: string): string {
    const status = this.#host.stat(path, true)
    return status === null ? '' : `${status.inode} ${status.size} ${status.modified}`
  }

  loadingSource(id: PackageName, _path: string): void {
    this.#fromSource.add(packageKey(id))
    // an image must not rest on what no later process will find in an image
    if (this.isGenerating) {
      this.#session.errors.error(
        `${showPackageId(id)} has no cache, which a package that is being cached needs`,
      )
    }
  }

  // ---- making caches --------------------------------------------------------------------------------------------------

  included(path: string): void {
    const { recorder } = this
    if (recorder === null || recorder.sources.some((s) => s.path === path)) return
    recorder.sources.push(this.#state(path, true))
  }

  includeDependency(path: string, trackContent: boolean): void {
    const { recorder } = this
    if (recorder === null || recorder.includeDependencies.some((s) => s.path === path)) return
    recorder.includeDependencies.push(this.#state(path, trackContent))
  }

  setOutput(top: Module, id: PackageName, path: string): void {
    if (this.recorder === null) throw new Error('session: this process makes no image')
    this.recorder.output = { top, id, path }
  }

  precompile(id: PackageName, path: string): string | null {
    const { session, host } = { session: this.#session, host: this.#host }
    // without a system image to build upon, or another process to do it, packages are loaded from their sources
    if (host.selfCommand === null || session.image === null) return null
    const depot = this.#depots()[0]
    if (depot === undefined) return session.errors.error('no depot to write caches to: DEPOT_PATH is empty')
    const building = this.#underConstruction()
    // whoever has the lock waits for this process
    if (building.some(([key]) => key === packageKey(id))) {
      return session.errors.error(
        `circular dependency: ${[...building.map(([, name]) => name), id.name].join(' -> ')}`,
      )
    }
    const { folder, prefix } = cacheEntry(id)
    const dir = joinPath(depot, folder)
    makePath(host, dir)
    const lock = joinPath(dir, `${prefix}.pidfile`)
    this.#lock(lock)
    try {
      // another process may have made it while this one waited
      const there = this.findCache(id, path)
      if (there !== null && there.path.startsWith(dir)) return there.path
      const temporary = joinPath(dir, `jl_${host.pid}_${prefix}`)
      const result = this.#runWorker(id, path, temporary)
      if (result !== 0 && host.stat(temporary, false) !== null) host.unlink(temporary)
      if (result === NOT_PRECOMPILABLE) return null
      if (result !== 0)
        return session.errors.error(`Failed to precompile ${this.#shown(id)} to "${temporary}".`)
      const header = this.#header(temporary)
      this.#headers.delete(temporary)
      if (typeof header === 'string')
        return session.errors.error(`the new cache of ${this.#shown(id)} is damaged: ${header}`)
      const key = crc32c(
        new TextEncoder().encode(`${this.#setting() ?? ''}\0${header.flags}\0${header.preferences.hash}`),
      )
      const final = joinPath(dir, id.uuid === null ? `${prefix}.ji` : `${prefix}_${slug(key)}.ji`)
      host.rename(temporary, final)
      return final
    } finally {
      if (host.stat(lock, false) !== null) host.unlink(lock)
    }
  }

  #shown(id: PackageName): string {
    return id.uuid === null ? `${id.name} [top-level]` : showPackageId(id)
  }

  /** Waits until no other process holds the lock file, then takes it. */
  #lock(path: string): void {
    const host = this.#host
    for (;;) {
      try {
        const fd = host.open(
          path,
          { read: false, write: true, create: true, truncate: false, append: false, exclusive: true },
          0o644,
        )
        host.write(fd, new TextEncoder().encode(String(host.pid)), null)
        host.close(fd)
        return
      } catch (problem) {
        if ((problem as { code?: string }).code !== 'EEXIST') throw problem
      }
      const owner = isFile(host, path) ? new TextDecoder().decode(readBytes(host, path)).trim() : ''
      if (owner !== '' && host.platform === 'linux' && host.stat(`/proc/${owner}`, true) === null) {
        if (isFile(host, path)) host.unlink(path)
        continue
      }
      host.run({
        argv: ['sleep', '0.05'],
        env: null,
        directory: null,
        input: null,
        stdout: 'ignore',
        stderr: 'ignore',
      })
    }
  }

  #runWorker(id: PackageName, path: string, output: string): number {
    const { session, host } = { session: this.#session, host: this.#host }
    const f = this.#flags
    const pkg =
      id.uuid === null
        ? `Base.PkgId(${quoted(id.name)})`
        : `Base.PkgId(Base.UUID(${quoted(id.uuid)}), ${quoted(id.name)})`
    const env: Record<string, string> = {}
    for (const name of host.envNames()) env[name] = host.env(name) ?? ''
    env.JULIA_LOAD_PATH = this.#strings('LOAD_PATH')
      .map((e) => this.#absoluteEntry(e))
      .join(':')
    env.JULIA_DEPOT_PATH = this.#depots().join(':')
    env.JULIA_PROJECT = this.#setting() ?? ''
    const concrete = new Map(this.#concrete())
    for (const [key, image] of this.images) concrete.set(key, image.header.id)
    env[CONCRETE_DEPENDENCIES] = JSON.stringify([...concrete])
    env[UNDER_CONSTRUCTION] = JSON.stringify([...this.#underConstruction(), [packageKey(id), id.name]])
    const done = host.run({
      argv: [
        ...(host.selfCommand ?? []),
        '--startup-file=no',
        '--history-file=no',
        '--color=no',
        '--output-ji',
        output,
        '--output-incremental=yes',
        `--check-bounds=${f.checkBounds}`,
        `--inline=${f.inline ? 'yes' : 'no'}`,
        `-O${f.optimize}`,
        `-g${f.debug}`,
        `--pkgimages=${f.pkgImages ? 'yes' : 'no'}`,
        ...(session.strictFreeze ? ['--strict-freeze'] : []),
        ...(session.traceLoading ? ['--trace-loading'] : []),
        '-e',
        `Base.include_package_for_output(${pkg}, ${quoted(path)})`,
      ],
      env,
      directory: null,
      input: null,
      stdout: 'inherit',
      stderr: 'inherit',
    })
    if (done === null) return session.errors.error('this host has no processes, so it cannot make caches')
    return done.exitCode
  }

  #absoluteEntry(entry: string): string {
    return entry === '' || entry.startsWith('@') ? entry : absolutePath(this.#host, entry)
  }

  /**
   * Writes the image of the package that this process has evaluated; no Julia code may be running. In strict mode it gives
   * what was written, for `auditImage`.
   */
  save(path: string): WrittenImage | null {
    const { session, recorder } = { session: this.#session, recorder: this.recorder }
    if (recorder === null || recorder.output === null)
      throw new Error('session: no package was evaluated for output')
    const { heap, methods, jit, host } = session
    const compiled = jit.recorder
    if (compiled === null || session.image === null)
      throw new Error('session: compiled code was not recorded')
    // quiesce: from here on no user code runs
    heap.runFinalizers()
    jit.closeCompiled((ci) => isKept(ci) && ci.imageCode === null && !session.origins.has(ci))
    session.freeze()
    try {
      const { top, id } = recorder.output
      const images = [...this.images.values()]
      const names = [...recorder.preferences].sort()
      const code = [...new Set([...recorder.code, ...compiled.keys()])]
      this.#audit(compiled)
      const { chunks, written } = writePackageImage({
        heap,
        top,
        tableOf: (n) => methods.tableOf(n),
        needsReload: this.#reloadTest(),
        initialized: recorder.initialized,
        methods: recorder.methods,
        code,
        compiled,
        dependencies: images.map((i) => i.reader),
        origins: session.origins,
        digest: (b) => host.sha256(b),
        dependencyPlace: (v) => {
          const image = images.find((i) => i.holds(v))
          return image === undefined ? null : { image: image.reader, offset: v - image.start }
        },
        header: {
          build: session.build,
          system: session.image.header.id,
          name: id.name,
          uuid: id.uuid,
          flags: JSON.stringify(this.#flags),
          sources: recorder.sources.map((f) => ({ ...f, path: this.#portablePath(f.path) })),
          includeDependencies: recorder.includeDependencies.map((f) => ({
            ...f,
            path: this.#portablePath(f.path),
          })),
          dependencies: images.map(({ header }) => ({ name: header.name, uuid: header.uuid, id: header.id })),
          preferences: { names, hash: this.#preferencesHash(id, names) },
        },
      })
      makePath(host, directoryOf(path))
      writeFileAtomically(host, path, chunks)
      if (!session.strictFreeze) return null
      return {
        path,
        dependencies: images.map((i) => this.#paths.get(i) as string),
        code: written.map((ci) => codeInWords(session, ci, compiled.get(ci) ?? [])),
      }
    } finally {
      session.thaw()
    }
  }

  /** Whether `Base._reloaded` has a method for a value: it keeps something that follows from addresses. */
  #reloadTest(): (v: number) => boolean {
    const { heap, types, methods } = this.#session
    const f = heap.typeOf(this.#session.baseValue('_reloaded'))
    const known = new Map<DataType, boolean>()
    return (v) => {
      const type = heap.typeOf(v)
      let needs = known.get(type)
      if (needs === undefined) {
        needs = type.name.isMutable && methods.findMethod(types.tuple([f, type])) !== null
        known.set(type, needs)
      }
      return needs
    }
  }

  /** Code that names callees without an edge to them would be believed where it is not true: it is left out. */
  #audit(compiled: Map<CodeInstance, readonly CompiledFunction[]>): void {
    const { session } = { session: this.#session }
    const own = [...compiled].filter(
      ([ci]) => isKept(ci) && ci.imageCode === null && !session.origins.has(ci),
    )
    const uncovered = auditCode(own)
    if (uncovered.length === 0) return
    const lines = uncovered.map(
      ({ caller, callee }) =>
        `  ${session.inference.showInstance(caller.mi)} → ${session.inference.showInstance(callee)}`,
    )
    const message = `code calls what it has no edge to:\n${lines.join('\n')}`
    if (session.strictFreeze) throw new Error(`image: ${message}`)
    session.warn(`┌ Warning: left out of the image: ${message}\n└ @ Juliet`)
    for (const { caller } of uncovered) {
      caller.maxWorld = 0
      compiled.delete(caller)
    }
  }
}

function quoted(s: string): string {
  return `"${s.replace(/[\\"$]/g, (c) => `\\${c}`)}"`
}
