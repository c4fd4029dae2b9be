import fs from 'node:fs'
import os from 'node:os'
import {
  type FileStatus,
  type Host,
  HostError,
  type OpenFlags,
  type ProcessCommand,
  type ProcessResult,
} from '../builtins/index.ts'

/** The host on Node. `selfCommand`: how to start this program again (for precompilation workers). */
export function createNodeHost(selfCommand: readonly string[] | null): Host {
  return new NodeHost(selfCommand)
}

/** A module of Node that few programs need: loading it costs a tenth of a start, so that it waits for its first use. */
function nodeModule<N extends 'node:child_process' | 'node:crypto' | 'node:tty'>(name: N) {
  return process.getBuiltinModule(name)
}

/** Runs a file system call, turning Node's errors into HostError. */
function attempt<T>(call: () => T): T {
  try {
    return call()
  } catch (problem) {
    throw toHostError(problem)
  }
}

function toHostError(problem: unknown): Error {
  const { code, errno, message } = problem as { code?: string; errno?: number; message?: string }
  // a path with a NUL in it
  if (code === 'ERR_INVALID_ARG_VALUE') return new HostError('EINVAL', 22, message ?? code)
  if (typeof code !== 'string' || typeof errno !== 'number') return problem as Error
  return new HostError(code, Math.abs(errno), message ?? code)
}

function flagBits(flags: OpenFlags): number {
  const c = fs.constants
  let bits = flags.read && flags.write ? c.O_RDWR : flags.write ? c.O_WRONLY : c.O_RDONLY
  if (flags.create) bits |= c.O_CREAT
  if (flags.truncate) bits |= c.O_TRUNC
  if (flags.append) bits |= c.O_APPEND
  if (flags.exclusive) bits |= c.O_EXCL
  return bits
}

function status(s: fs.Stats): FileStatus {
  return {
    device: s.dev,
    inode: s.ino,
    mode: s.mode,
    links: s.nlink,
    uid: s.uid,
    gid: s.gid,
    size: s.size,
    blockSize: s.blksize,
    blocks: s.blocks,
    accessed: s.atimeMs / 1000,
    modified: s.mtimeMs / 1000,
    changed: s.ctimeMs / 1000,
  }
}

function signalNumber(signal: NodeJS.Signals | null | undefined): number {
  return signal ? (os.constants.signals[signal] ?? 0) : 0
}

class NodeHost implements Host {
  readonly platform =
    process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'darwin' : 'linux'
  readonly arch = process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : process.arch
  readonly pid = process.pid
  readonly selfCommand: readonly string[] | null
  /** nanoseconds since 1970 at which the monotonic clock stood at 0 */
  readonly #clockOrigin = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint()

  constructor(selfCommand: readonly string[] | null) {
    this.selfCommand = selfCommand
  }

  env(name: string): string | undefined {
    return process.env[name]
  }
  setEnv(name: string, value: string | undefined): void {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  envNames(): string[] {
    return Object.keys(process.env)
  }
  cwd(): string {
    return attempt(() => process.cwd())
  }
  chdir(path: string): void {
    attempt(() => process.chdir(path))
  }
  homeDirectory(): string {
    return os.homedir()
  }
  temporaryDirectory(): string {
    return os.tmpdir()
  }
  hostName(): string {
    return os.hostname()
  }
  cpuCount(): number {
    return os.availableParallelism()
  }
  totalMemory(): number {
    return os.totalmem()
  }
  freeMemory(): number {
    return os.freemem()
  }
  uptime(): number {
    return os.uptime()
  }

  open(path: string, flags: OpenFlags, mode: number): number {
    return attempt(() => fs.openSync(path, flagBits(flags), mode))
  }
  close(fd: number): void {
    attempt(() => fs.closeSync(fd))
  }
  read(fd: number, into: Uint8Array, position: number | null): number {
    for (;;) {
      try {
        return fs.readSync(fd, into, 0, into.length, position)
      } catch (problem) {
        const code = (problem as { code?: string }).code
        if (code === 'EOF') return 0
        if (code !== 'EAGAIN') throw toHostError(problem)
        // A terminal or pipe in non-blocking mode with nothing to read: give the other side a moment.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      }
    }
  }
  write(fd: number, from: Uint8Array, position: number | null): number {
    let done = 0
    while (done < from.length) {
      try {
        done += fs.writeSync(fd, from, done, from.length - done, position === null ? null : position + done)
      } catch (problem) {
        if ((problem as { code?: string }).code !== 'EAGAIN') throw toHostError(problem)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
      }
    }
    return done
  }
  sync(fd: number): void {
    attempt(() => fs.fsyncSync(fd))
  }
  truncate(fd: number, length: number): void {
    attempt(() => fs.ftruncateSync(fd, length))
  }
  stat(path: string, followLinks: boolean): FileStatus | null {
    return attempt(() => {
      const s = followLinks
        ? fs.statSync(path, { throwIfNoEntry: false })
        : fs.lstatSync(path, { throwIfNoEntry: false })
      return s === undefined ? null : status(s)
    })
  }
  statFd(fd: number): FileStatus {
    return attempt(() => status(fs.fstatSync(fd)))
  }
  readDirectory(path: string): string[] {
    return attempt(() => fs.readdirSync(path))
  }
  makeDirectory(path: string, mode: number): void {
    attempt(() => fs.mkdirSync(path, mode))
  }
  removeDirectory(path: string): void {
    attempt(() => fs.rmdirSync(path))
  }
  unlink(path: string): void {
    attempt(() => fs.unlinkSync(path))
  }
  rename(from: string, to: string): void {
    attempt(() => fs.renameSync(from, to))
  }
  copyFile(from: string, to: string): void {
    attempt(() => fs.copyFileSync(from, to))
  }
  symlink(target: string, path: string): void {
    attempt(() => fs.symlinkSync(target, path))
  }
  hardLink(target: string, path: string): void {
    attempt(() => fs.linkSync(target, path))
  }
  readLink(path: string): string {
    return attempt(() => fs.readlinkSync(path))
  }
  realPath(path: string): string {
    return attempt(() => fs.realpathSync(path))
  }
  chmod(path: string, mode: number): void {
    attempt(() => fs.chmodSync(path, mode))
  }
  setTimes(path: string, accessed: number, modified: number): void {
    attempt(() => fs.utimesSync(path, accessed, modified))
  }
  access(path: string, mode: number): boolean {
    try {
      fs.accessSync(path, mode)
      return true
    } catch {
      return false // the question is answered: not accessible
    }
  }
  isTerminal(fd: number): boolean {
    // most are files and pipes, and the module that can tell more brings Node's networking with it
    try {
      return fs.fstatSync(fd).isCharacterDevice() && nodeModule('node:tty').isatty(fd)
    } catch {
      return false // no such file is open
    }
  }
  terminalSize(fd: number): { rows: number; columns: number } | null {
    const stream = fd === 1 ? process.stdout : fd === 2 ? process.stderr : null
    return stream?.isTTY ? { rows: stream.rows, columns: stream.columns } : null
  }

  now(): number {
    return Number(this.#clockOrigin + process.hrtime.bigint()) / 1e9
  }
  monotonic(): bigint {
    return process.hrtime.bigint()
  }
  zoneOffset(seconds: number): number {
    return -new Date(seconds * 1000).getTimezoneOffset()
  }
  randomBytes(into: Uint8Array): void {
    // every start draws a seed; where the system gives bytes as a file, Node's cryptography need not be loaded for that
    try {
      const fd = fs.openSync('/dev/urandom', 'r')
      try {
        if (fs.readSync(fd, into) === into.length) return
      } finally {
        fs.closeSync(fd)
      }
    } catch (problem) {
      if (!['ENOENT', 'EACCES', 'ENXIO'].includes((problem as NodeJS.ErrnoException).code ?? ''))
        throw problem
    }
    nodeModule('node:crypto').randomFillSync(into)
  }
  sha256(bytes: Uint8Array): Uint8Array {
    return nodeModule('node:crypto').createHash('sha256').update(bytes).digest()
  }

  block(milliseconds: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
  }
  timer(milliseconds: number, callback: () => void): () => void {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  }
  readLater(fd: number, atMost: number, callback: (bytes: Uint8Array | HostError) => void): void {
    const into = new Uint8Array(atMost)
    fs.read(fd, into, 0, atMost, null, (problem, count) => {
      if (problem === null) callback(into.subarray(0, count))
      else if (problem.code === 'EOF') callback(into.subarray(0, 0))
      else callback(toHostError(problem) as HostError)
    })
  }

  exit(code: number): never {
    process.exit(code)
  }
  run(command: ProcessCommand): ProcessResult {
    const [program, ...args] = command.argv
    const done = nodeModule('node:child_process').spawnSync(program, args, {
      env: command.env === null ? process.env : { ...command.env },
      cwd: command.directory ?? undefined,
      input: command.input ?? undefined,
      stdio: [command.input === null ? 'ignore' : 'pipe', stdio(command.stdout), stdio(command.stderr)],
      maxBuffer: 1 << 30,
    })
    if (done.error) throw toHostError(done.error)
    return {
      exitCode: done.status ?? 0,
      signal: signalNumber(done.signal),
      stdout: done.stdout ?? new Uint8Array(),
      stderr: done.stderr ?? new Uint8Array(),
    }
  }
  start(
    command: ProcessCommand,
    done: (result: ProcessResult) => void,
  ): { readonly pid: number; kill(signal: number): void } {
    const [program, ...args] = command.argv
    const child = nodeModule('node:child_process').spawn(program, args, {
      env: command.env === null ? process.env : { ...command.env },
      cwd: command.directory ?? undefined,
      stdio: [command.input === null ? 'ignore' : 'pipe', stdio(command.stdout), stdio(command.stderr)],
    })
    const out: Uint8Array[] = []
    const err: Uint8Array[] = []
    child.stdout?.on('data', (chunk: Uint8Array) => out.push(chunk))
    child.stderr?.on('data', (chunk: Uint8Array) => err.push(chunk))
    child.stdin?.end(command.input)
    child.on('error', (problem) => {
      done({
        exitCode: 127,
        signal: 0,
        stdout: new Uint8Array(),
        stderr: new TextEncoder().encode(problem.message),
      })
    })
    child.on('close', (code, signal) => {
      done({
        exitCode: code ?? 0,
        signal: signalNumber(signal),
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(err),
      })
    })
    return { pid: child.pid ?? -1, kill: (signal) => void child.kill(signal) }
  }
}

function stdio(how: 'inherit' | 'capture' | 'ignore'): 'inherit' | 'pipe' | 'ignore' {
  return how === 'capture' ? 'pipe' : how
}
