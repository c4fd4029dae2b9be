import {
  DataType,
  type Type,
  TypeName,
  type TypeParam,
  type TypeSystem,
  TypeVar,
  UnionAll,
  UnionType,
  VarargType,
} from '../types/index.ts'
import {
  DT_INSTANCE,
  FIRST_PAGE,
  PAGE_BYTES,
  PAGE_FREE,
  PAGE_IMAGE,
  PAGE_KINDS,
  PAGE_STACK,
} from './constants.ts'
import type { Kernel } from './kernel.ts'

/** Unit in which a snapshot counts memory. Much of a heap's pages is room not used yet: blocks of zeros are left out. */
export const SNAPSHOT_BLOCK = 4096

/** So many blocks of zeros between others are not worth a run of their own. */
const SHORTEST_GAP = 4

/** Adjacent blocks of linear memory. */
export interface BlockRun {
  readonly first: number
  readonly count: number
}

/**
 * The state of a heap in which no Julia code runs: what a system image begins with. The bytes of `runs` stay in linear
 * memory; whoever writes the image copies them from there.
 */
export interface HeapSnapshot {
  /** pages that linear memory had */
  readonly pages: number
  readonly runs: readonly BlockRun[]
  /** the kernel's own variables by export name; 64-bit ones as text */
  readonly globals: readonly (readonly [name: string, value: number | string])[]
  readonly stackPointer: number
  /** addresses of the built-in types, in the order of `builtinTypeObjects` */
  readonly builtinTypes: readonly number[]
}

/** A snapshot whose bytes can be had. */
export interface HeapSource {
  readonly snapshot: HeapSnapshot
  /** Copies the blocks of `run` into `into`. */
  readBlocks(run: BlockRun, into: Uint8Array): void
}

type TypeObject = Type | TypeVar | VarargType | TypeName

/**
 * The types, variables and names that every session makes for itself before anything else, always in the same order:
 * their TypeScript objects are matched with the objects in a snapshot by their places in this list.
 */
export function builtinTypeObjects(ts: TypeSystem): TypeObject[] {
  const seen = new Set<TypeObject>()
  const visit = (p: TypeParam | TypeName | null): void => {
    if (p === null || typeof p !== 'object') return
    if (p instanceof DataType) {
      if (seen.has(p)) return
      seen.add(p)
      seen.add(p.name)
      visit(p.name.wrapper)
      for (const q of p.parameters) visit(q)
    } else if (p instanceof UnionAll) {
      if (seen.has(p)) return
      seen.add(p)
      visit(p.var)
      visit(p.body)
    } else if (p instanceof UnionType) {
      if (seen.has(p)) return
      seen.add(p)
      visit(p.a)
      visit(p.b)
    } else if (p instanceof TypeVar) {
      if (seen.has(p)) return
      seen.add(p)
      visit(p.lower)
      visit(p.upper)
    } else if (p instanceof VarargType) {
      if (seen.has(p)) return
      seen.add(p)
      visit(p.element)
      visit(p.count)
    }
  }
  seen.add(ts.bottom)
  seen.add(ts.varargValue)
  for (const t of ts.builtins.values()) visit(t)
  visit(ts.emptyTuple)
  return [...seen]
}

/** Describes the heap as it is now: `freeze_heap` has been called, and nothing was allocated since. */
export function describeSnapshot(kernel: Kernel, builtins: readonly TypeObject[]): HeapSnapshot {
  const { views, exports, sp } = kernel
  const pages = views.u8.length / PAGE_BYTES
  const blocks = PAGE_BYTES / SNAPSHOT_BLOCK
  // what the kernel itself keeps is written whole: a new kernel may have other bytes there than zeros
  const runs: { first: number; count: number }[] = [{ first: 0, count: FIRST_PAGE * blocks }]
  for (let page = FIRST_PAGE; page < pages; page++) {
    const kind = views.u8[PAGE_KINDS + page]
    if (kind === PAGE_FREE || kind === PAGE_STACK) continue
    for (let block = page * blocks; block < (page + 1) * blocks; block++) {
      if (isZero(views.u32, block)) continue
      const last = runs[runs.length - 1]
      if (block - (last.first + last.count) < SHORTEST_GAP) last.count = block + 1 - last.first
      else runs.push({ first: block, count: 1 })
    }
  }
  const globals: [string, number | string][] = []
  for (const [name, global] of Object.entries(exports)) {
    if (!name.startsWith('global:')) continue
    const { value } = global as WebAssembly.Global
    globals.push([name, typeof value === 'bigint' ? String(value) : (value as number)])
  }
  return { pages, runs, globals, stackPointer: sp.value, builtinTypes: builtins.map((t) => t.address) }
}

function isZero(words: Uint32Array, block: number): boolean {
  const start = (block * SNAPSHOT_BLOCK) >>> 2
  for (let i = start; i < start + SNAPSHOT_BLOCK / 4; i++) if (words[i] !== 0) return false
  return true
}

/** Makes a fresh kernel's memory and state those of the snapshot. */
export function restoreMemory(kernel: Kernel, source: HeapSource): void {
  const { snapshot } = source
  const { views, exports, sp } = kernel
  const missing = snapshot.pages - views.u8.length / PAGE_BYTES
  if (missing > 0) views.memory.grow(missing)
  views.refresh()
  for (const run of snapshot.runs) {
    source.readBlocks(
      run,
      views.u8.subarray(run.first * SNAPSHOT_BLOCK, (run.first + run.count) * SNAPSHOT_BLOCK),
    )
  }
  for (const [name, value] of snapshot.globals) {
    const global = exports[name]
    if (!(global instanceof WebAssembly.Global)) throw new Error(`heap: the kernel has no variable ${name}`)
    global.value = typeof value === 'string' ? BigInt(value) : value
  }
  sp.value = snapshot.stackPointer
}

/** Enters the addresses of the built-in types. */
export function adoptBuiltinTypes(
  kernel: Kernel,
  builtins: readonly TypeObject[],
  addresses: readonly number[],
  mirrors: Map<number, object>,
): void {
  if (builtins.length !== addresses.length) throw new Error('heap: the snapshot has other built-in types')
  const { u32 } = kernel.views
  for (const [i, t] of builtins.entries()) {
    t.address = addresses[i]
    if (t.address === 0) continue
    mirrors.set(t.address, t)
    if (t instanceof DataType) t.instance = u32[(t.address + DT_INSTANCE) >>> 2]
    else if (t instanceof TypeName) t.indexKey = t.address
  }
}

/** The address belongs to the system image. */
export function isInSystemImage(kernel: Kernel, v: number): boolean {
  return v !== 0 && kernel.views.u8[PAGE_KINDS + (v >>> 16)] === PAGE_IMAGE
}
