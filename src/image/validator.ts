import type { Heap } from '../heap/index.ts'
import {
  type CodeInstance,
  type Edge,
  Method,
  type MethodInstance,
  type MethodSystem,
  type MethodTable,
  WORLD_MAX,
} from '../methods/index.ts'
import type { Type } from '../types/index.ts'
import type { ImageReader } from './reader.ts'

/** Why code of an image is not used. */
export interface DropCause {
  readonly kind: 'call' | 'matches' | 'invoke' | 'binding' | 'generated' | 'callee'
  readonly edge: Edge | null
  /** the code instance that fell before, for `callee` */
  readonly callee: CodeInstance | null
}

/** Code of an image that was dropped, and what fell with it. */
export interface DroppedCode {
  readonly codeInstance: CodeInstance
  readonly cause: DropCause
  readonly victims: DroppedCode[]
}

type State = 'valid' | 'dropped' | 'pending'

/**
 * Decides whether code that came with images is true in this session. An edge is looked at only if something it is about
 * was changed by somebody that the image was not built with: an image that is no dependency of it, or the session.
 */
export class Validator {
  readonly #methods: MethodSystem
  readonly #heap: Heap
  readonly #originOf: (ci: CodeInstance) => ImageReader | null
  /** who changed a table since the image that brought it: images, or null for the session */
  readonly #changes = new Map<MethodTable, Set<ImageReader | null>>()
  readonly #states = new Map<CodeInstance, State>()
  readonly #closures = new Map<ImageReader, Set<ImageReader | null>>()
  /** the image that is being loaded: changes are its own */
  loading: ImageReader | null = null
  readonly dropped: DroppedCode[] = []
  /** code instances of package images that were found valid and are in use */
  activated = 0

  constructor(methods: MethodSystem, heap: Heap, originOf: (ci: CodeInstance) => ImageReader | null) {
    this.#methods = methods
    this.#heap = heap
    this.#originOf = originOf
    const note = (table: MethodTable): void => {
      const who = this.#changes.get(table)
      if (who === undefined) this.#changes.set(table, new Set([this.loading]))
      else who.add(this.loading)
    }
    methods.listeners.push({ onMethodAdded: note, onMethodDeleted: note })
  }

  /** Those of `list` that hold now; they are activated. */
  select(list: readonly CodeInstance[]): CodeInstance[] {
    for (const ci of list) if (!this.#states.has(ci)) this.#validate(ci)
    return list.filter((ci) => this.#states.get(ci) === 'valid')
  }

  /** An image and all it was built with. */
  #closure(image: ImageReader): Set<ImageReader | null> {
    let set = this.#closures.get(image)
    if (set === undefined) {
      set = new Set<ImageReader | null>()
      const add = (r: ImageReader): void => {
        if (set?.has(r)) return
        set?.add(r)
        for (const d of r.dependencies) add(d)
      }
      add(image)
      this.#closures.set(image, set)
    }
    return set
  }

  /** Was nothing that calls of this type can find changed by strangers? */
  #isUntouched(image: ImageReader, sig: Type): boolean {
    if (this.#changes.size === 0) return true
    const closure = this.#closure(image)
    const tables = this.#methods.tablesForCall(sig) ?? [...this.#changes.keys()]
    return tables.every((t) => {
      for (const who of this.#changes.get(t) ?? []) if (!closure.has(who)) return false
      return true
    })
  }

  #validate(root: CodeInstance): void {
    const visited: CodeInstance[] = []
    const users = new Map<CodeInstance, CodeInstance[]>()
    const causes = new Map<CodeInstance, DropCause>()
    const world = this.#methods.world
    const work = [root]
    this.#states.set(root, 'pending')
    for (let ci = work.pop(); ci !== undefined; ci = work.pop()) {
      visited.push(ci)
      const image = this.#originOf(ci)
      if (image === null) throw new Error('image: code to be validated belongs to no image')
      const broken = ci.edges.find((e) => !this.#holds(image, e, world))
      if (broken !== undefined) {
        causes.set(ci, { kind: broken.kind, edge: broken, callee: null })
        continue
      }
      for (const callee of image.reliesOn.get(ci) ?? []) {
        const state =
          callee.fromImage || this.#states.has(callee) ? this.#states.get(callee) : this.#stateOfLive(callee)
        if (state === 'dropped' || callee.maxWorld < world) {
          causes.set(ci, { kind: 'callee', edge: null, callee })
          break
        }
        if (state === 'valid') continue
        const list = users.get(callee)
        if (list === undefined) users.set(callee, [ci])
        else list.push(ci)
        if (state === undefined) {
          this.#states.set(callee, 'pending')
          work.push(callee)
        }
      }
    }
    this.#drop(causes, users)
    for (const ci of visited) if (this.#states.get(ci) === 'pending') this.#activate(ci)
  }

  #stateOfLive(ci: CodeInstance): State {
    return ci.maxWorld === WORLD_MAX ? 'valid' : 'dropped'
  }

  /** What has a cause falls, and what leans on it. */
  #drop(
    causes: ReadonlyMap<CodeInstance, DropCause>,
    users: ReadonlyMap<CodeInstance, readonly CodeInstance[]>,
  ): void {
    const work: { ci: CodeInstance; cause: DropCause; into: DroppedCode[] }[] = []
    for (const [ci, cause] of causes) work.push({ ci, cause, into: this.dropped })
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      if (this.#states.get(next.ci) === 'dropped') continue
      this.#states.set(next.ci, 'dropped')
      next.ci.maxWorld = 0
      const fallen: DroppedCode = { codeInstance: next.ci, cause: next.cause, victims: [] }
      next.into.push(fallen)
      for (const user of users.get(next.ci) ?? []) {
        work.push({ ci: user, cause: { kind: 'callee', edge: null, callee: next.ci }, into: fallen.victims })
      }
    }
  }

  #activate(ci: CodeInstance): void {
    this.activated++
    this.#states.set(ci, 'valid')
    ci.fromImage = false
    this.#methods.storeEdges(ci)
  }

  #holds(image: ImageReader, e: Edge, world: number): boolean {
    switch (e.kind) {
      case 'call':
        return this.#isUntouched(image, e.mi.specTypes) || this.#finds(e.mi.specTypes, e.mi, world)
      case 'invoke':
        return this.#isUntouched(image, e.sig) || this.#methods.findInvoked(e.sig, world)?.method === e.mi.def
      case 'generated':
        return e.mi.def instanceof Method && e.mi.def.deletedWorld === WORLD_MAX
      case 'matches': {
        if (this.#isUntouched(image, e.sig)) return true
        const found = this.#methods.matchingMethods(e.sig, world)
        return (
          found !== null &&
          found.matches.length === e.methods.length &&
          found.matches.every((m, i) => m.method === e.methods[i])
        )
      }
      case 'binding': {
        if (e.value === 0) return true
        const now = this.#heap.bindingValue(e.binding)
        return now === e.value || (now !== 0 && this.#heap.egal(now, e.value))
      }
    }
  }

  #finds(sig: Type, mi: MethodInstance, world: number): boolean {
    if (!(mi.def instanceof Method) || mi.def.deletedWorld !== WORLD_MAX) return false
    const found = this.#methods.matchingMethods(sig, world)
    return (
      found !== null &&
      found.matches[0]?.method === mi.def &&
      (found.matches.length === 1 || found.matches[0].fullyCovers)
    )
  }
}
