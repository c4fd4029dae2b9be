/**
 * What Juliet needs of the machine it runs on. `host/node.ts` and `host/browser.ts` implement it; nothing else in
 * `src/` touches files, clocks, environment or processes. Calls are synchronous: a task that must wait uses the
 * asynchronous ones (`readLater`, `timer`), which the runtime joins to task switching.
 */
export interface Host {
  readonly platform: 'linux' | 'darwin' | 'windows' | 'browser'
  readonly arch: string
  readonly pid: number

  // environment
  env(name: string): string | undefined
  setEnv(name: string, value: string | undefined): void
  envNames(): string[]
  cwd(): string
  chdir(path: string): void
  homeDirectory(): string
  temporaryDirectory(): string
  hostName(): string
  cpuCount(): number
  totalMemory(): number
  freeMemory(): number
  /** seconds since the machine started */
  uptime(): number

  // files; `fd` as in POSIX. Failures throw HostError.
  open(path: string, flags: OpenFlags, mode: number): number
  close(fd: number): void
  /** Reads up to `into.length` bytes at the file's position, or at `position` if not null; 0 means end of file. */
  read(fd: number, into: Uint8Array, position: number | null): number
  write(fd: number, from: Uint8Array, position: number | null): number
  sync(fd: number): void
  truncate(fd: number, length: number): void
  stat(path: string, followLinks: boolean): FileStatus | null
  statFd(fd: number): FileStatus
  readDirectory(path: string): string[]
  makeDirectory(path: string, mode: number): void
  removeDirectory(path: string): void
  unlink(path: string): void
  rename(from: string, to: string): void
  copyFile(from: string, to: string): void
  symlink(target: string, path: string): void
  hardLink(target: string, path: string): void
  readLink(path: string): string
  realPath(path: string): string
  chmod(path: string, mode: number): void
  setTimes(path: string, accessed: number, modified: number): void
  access(path: string, mode: number): boolean
  isTerminal(fd: number): boolean
  terminalSize(fd: number): { rows: number; columns: number } | null

  // time and chance
  /** seconds since 1970 */
  now(): number
  /** nanoseconds of a clock that never goes back */
  monotonic(): bigint
  /** minutes to add to UTC for local time at that second */
  zoneOffset(seconds: number): number
  randomBytes(into: Uint8Array): void
  sha256(bytes: Uint8Array): Uint8Array

  // waiting
  /** Does nothing for a time, keeping everything else waiting too. */
  block(milliseconds: number): void
  /** Calls back once after `milliseconds`; gives a function that cancels. The process stays alive meanwhile. */
  timer(milliseconds: number, callback: () => void): () => void
  /** Waits until `fd` has bytes, then calls back with them (empty: end of file) or an error. */
  readLater(fd: number, atMost: number, callback: (bytes: Uint8Array | HostError) => void): void

  // processes
  exit(code: number): never
  /** Runs a program to its end. `null` where the host has no processes. */
  run(command: ProcessCommand): ProcessResult | null
  /** Starts a program; calls back with its exit. `null` where the host has no processes. */
  start(
    command: ProcessCommand,
    done: (result: ProcessResult) => void,
  ): { readonly pid: number; kill(signal: number): void } | null
  /** command line that starts this very program again, for precompilation workers; null if it cannot */
  readonly selfCommand: readonly string[] | null
}

export interface OpenFlags {
  readonly read: boolean
  readonly write: boolean
  readonly create: boolean
  readonly truncate: boolean
  readonly append: boolean
  /** fail if it exists */
  readonly exclusive: boolean
}

export interface FileStatus {
  readonly device: number
  readonly inode: number
  /** file type and permission bits as in POSIX st_mode */
  readonly mode: number
  readonly links: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly blockSize: number
  readonly blocks: number
  /** seconds since 1970 */
  readonly accessed: number
  readonly modified: number
  readonly changed: number
}

export interface ProcessCommand {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>> | null
  readonly directory: string | null
  readonly input: Uint8Array | null
  /** file descriptors to inherit for stdout, stderr, or 'capture' */
  readonly stdout: 'inherit' | 'capture' | 'ignore'
  readonly stderr: 'inherit' | 'capture' | 'ignore'
}

export interface ProcessResult {
  readonly exitCode: number
  readonly signal: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

/** An operating system call failed: `code` as in POSIX ("ENOENT"), `errno` its (positive) Linux number. */
export class HostError extends Error {
  readonly code: string
  readonly errno: number
  constructor(code: string, errno: number, message: string) {
    super(message)
    this.code = code
    this.errno = errno
  }
}
