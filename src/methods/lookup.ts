import { DataType, type Type, type TypeSystem } from '../types/index.ts'
import { arity } from './arity.ts'
import { type Method, type MethodMatch, WORLD_MAX, type World } from './model.ts'

/** What `matchingMethods` finds. */
export interface Matches {
  /** most specific first; none that another one covers */
  readonly matches: MethodMatch[]
  /** worlds in which the answer is the same */
  readonly minWorld: World
  readonly maxWorld: World
  /** for some arguments no single method is the most specific */
  readonly ambiguous: boolean
}

/** Compares methods, remembering the outcome: signatures never change. */
export class MethodOrder {
  private readonly ts: TypeSystem
  private readonly known = new WeakMap<Method, Map<Method, boolean>>()

  constructor(ts: TypeSystem) {
    this.ts = ts
  }

  moreSpecific(a: Method, b: Method): boolean {
    let row = this.known.get(a)
    if (row === undefined) {
      row = new Map()
      this.known.set(a, row)
    }
    let answer = row.get(b)
    if (answer === undefined) {
      answer = this.ts.typeMoreSpecific(a.sig, b.sig)
      row.set(b, answer)
    }
    return answer
  }
}

/** `method` for calls of type `sig`; null if it takes none of them. */
export function matchMethod(ts: TypeSystem, method: Method, sig: Type): MethodMatch | null {
  const met = ts.intersectWithEnv(sig, method.sig)
  if (met.type === ts.bottom) return null
  return { specTypes: met.type, sparams: met.env, method, fullyCovers: met.isSubtype }
}

/**
 * The methods among `candidates` that calls of type `sig` may reach in `world`; null if they are more than
 * `limit` (-1: no limit).
 */
export function lookup(
  ts: TypeSystem,
  order: MethodOrder,
  candidates: Iterable<Method>,
  sig: Type,
  world: World,
  limit: number,
): Matches | null {
  let minWorld = 1
  let maxWorld = WORLD_MAX
  const found: MethodMatch[] = []
  const wanted = arity(sig)
  let leaves = 0
  for (const m of candidates) {
    const takes = m.arity
    if (takes.min > wanted.max || takes.max < wanted.min) continue
    if (ts.hasEmptyIntersection(sig, m.sig)) continue
    const match = matchMethod(ts, m, sig)
    if (match === null) continue
    // the intersection may be more than empty where exact types are not taken after all: then nothing of them is
    if (!match.fullyCovers && sig instanceof DataType && sig.isDispatchTuple) continue
    if (m.primaryWorld > world) maxWorld = Math.min(maxWorld, m.primaryWorld - 1)
    else if (m.deletedWorld < world) minWorld = Math.max(minWorld, m.deletedWorld + 1)
    else {
      minWorld = Math.max(minWorld, m.primaryWorld)
      maxWorld = Math.min(maxWorld, m.deletedWorld)
      found.push(match)
      // methods for exact types never give way to others: that many there are at least
      if (m.sig instanceof DataType && m.sig.isDispatchTuple && limit >= 0 && ++leaves > limit) return null
    }
  }
  // where nothing else decides, the newest comes first
  if (found.length > 1) found.sort((a, b) => b.method.primaryWorld - a.method.primaryWorld)
  const kept = dropCovered(ts, order, found)
  if (limit >= 0 && kept.length > limit) return null
  const matches = sortBySpecificity(order, kept).map((m) => ({ ...m, minWorld, maxWorld }))
  return { matches, minWorld, maxWorld, ambiguous: isAmbiguous(ts, order, matches, found) }
}

/** Leaves out methods that never run because a more specific one takes all the calls they could. */
function dropCovered(ts: TypeSystem, order: MethodOrder, found: MethodMatch[]): MethodMatch[] {
  if (found.length <= 1) return found
  return found.filter(
    (m) =>
      !found.some(
        (other) =>
          other !== m &&
          (other.fullyCovers || ts.isSubtype(m.specTypes, other.method.sig)) &&
          order.moreSpecific(other.method, m.method),
      ),
  )
}

function sortBySpecificity(order: MethodOrder, list: readonly MethodMatch[]): MethodMatch[] {
  const rest = [...list]
  // wider matches last where nothing else decides, so that the covering one ends the list
  rest.sort((a, b) => Number(a.fullyCovers) - Number(b.fullyCovers))
  const sorted: MethodMatch[] = []
  while (rest.length > 0) {
    let i = rest.findIndex((m) => !rest.some((o) => o !== m && order.moreSpecific(o.method, m.method)))
    if (i < 0) i = 0
    sorted.push(rest.splice(i, 1)[0])
  }
  return sorted
}

/** Two of the methods share calls, neither precedes the other, and no third one takes those calls from both. */
function isAmbiguous(
  ts: TypeSystem,
  order: MethodOrder,
  kept: readonly MethodMatch[],
  found: readonly MethodMatch[],
): boolean {
  for (let i = 0; i < kept.length; i++) {
    for (let j = i + 1; j < kept.length; j++) {
      const a = kept[i]
      const b = kept[j]
      if (order.moreSpecific(a.method, b.method) || order.moreSpecific(b.method, a.method)) continue
      const shared = ts.typeIntersect(a.specTypes, b.specTypes)
      if (shared === ts.bottom) continue
      const resolved = found.some(
        (c) =>
          c !== a &&
          c !== b &&
          order.moreSpecific(c.method, a.method) &&
          order.moreSpecific(c.method, b.method) &&
          ts.isSubtype(shared, c.method.sig),
      )
      if (!resolved) return true
    }
  }
  return false
}
