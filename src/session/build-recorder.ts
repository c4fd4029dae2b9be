import type { PackageName } from '../builtins/index.ts'
import type { SourceFile } from '../image/index.ts'
import type { CodeInstance, Method, Module } from '../methods/index.ts'

/** What a process that makes a package image must remember of its work. */
export class BuildRecorder {
  /** methods defined, in order */
  readonly methods: Method[] = []
  /** code instances made by inference, in order */
  readonly code: CodeInstance[] = []
  /** modules with `__init__`, in the order in which these would have run */
  readonly initialized: Module[] = []
  /** files included, the package's own first, with what they held then */
  readonly sources: SourceFile[] = []
  readonly includeDependencies: SourceFile[] = []
  /** preferences read while building */
  readonly preferences = new Set<string>()
  /** the package, once it has been evaluated */
  output: { readonly top: Module; readonly id: PackageName; readonly path: string } | null = null
}
