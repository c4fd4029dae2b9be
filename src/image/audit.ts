import type { CompiledFunction } from '../codegen/index.ts'
import type { CodeInstance, MethodInstance } from '../methods/index.ts'
import { calleesOf } from './package-writer.ts'

/** A callee that compiled code names although nothing ties the code's validity to it. */
export interface UncoveredCall {
  readonly caller: CodeInstance
  readonly callee: MethodInstance
}

/**
 * Every callee that code enters directly must stand in its edges, or in those of the code whose results (or body) went
 * into it: otherwise the image would claim to be valid where it is not. Gives the calls that break this.
 */
export function auditCode(
  code: Iterable<readonly [CodeInstance, readonly CompiledFunction[]]>,
): UncoveredCall[] {
  const found: UncoveredCall[] = []
  for (const [ci, functions] of code) {
    const named = new Set<MethodInstance>()
    for (const f of functions) {
      for (const r of f.relocs) {
        if ((r.kind === 'slot' || r.kind === 'call') && r.target.mi !== ci.mi) named.add(r.target.mi)
      }
    }
    if (named.size === 0) continue
    const covered = coveredBy(ci)
    for (const callee of named) if (!covered.has(callee)) found.push({ caller: ci, callee })
  }
  return found
}

/** The method instances in the edges of `ci` and, through these, of all it leans on. */
function coveredBy(ci: CodeInstance): Set<MethodInstance> {
  const covered = new Set<MethodInstance>()
  const seen = new Set<CodeInstance>([ci])
  const work = [ci]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    for (const e of next.edges) if ('mi' in e) covered.add(e.mi)
    for (const callee of calleesOf(next)) {
      if (seen.has(callee)) continue
      seen.add(callee)
      work.push(callee)
    }
  }
  return covered
}
