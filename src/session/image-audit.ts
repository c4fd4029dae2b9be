import type { CompiledFunction } from '../codegen/index.ts'
import { auditCode, ImageCode, PackageImage } from '../image/index.ts'
import type { CodeInstance, Edge } from '../methods/index.ts'
import { showType } from '../types/index.ts'
import type { Session } from './session.ts'

/** What was written into a package's image, in words that another session can be held to. */
export interface WrittenImage {
  readonly path: string
  /** paths of the images it builds upon, in the order in which they were loaded */
  readonly dependencies: readonly string[]
  /** one line for each code instance, in the order of the records */
  readonly code: readonly string[]
}

/** A code instance in words: what it is for, what it gives, its edges, and the code that its own code enters. */
export function codeInWords(
  session: Session,
  ci: CodeInstance,
  functions: readonly CompiledFunction[],
): string {
  const { inference } = session
  const edge = (e: Edge): string => {
    switch (e.kind) {
      case 'call':
      case 'generated':
        return `${e.kind} ${inference.showInstance(e.mi)}`
      case 'invoke':
        return `invoke ${showType(e.sig)} as ${inference.showInstance(e.mi)}`
      case 'matches':
        return `matches ${showType(e.sig)}: ${e.methods.map((m) => `${showType(m.sig)} at ${m.file}:${m.line}`).join(', ')}`
      case 'binding':
        return `binding ${e.binding.module.name}.${e.binding.name}${e.value === 0 ? '' : ' by value'}`
    }
  }
  const entered: string[] = []
  for (const f of functions) {
    for (const r of f.relocs) {
      if (r.kind === 'slot' || r.kind === 'call')
        entered.push(`${r.entry} ${inference.showInstance(r.target.mi)}`)
    }
  }
  return [
    `${inference.showInstance(ci.mi)} gives ${showType(ci.returnType)} [${ci.entry}]`,
    ...ci.edges.map((e) => `edge ${edge(e)}`),
    ...entered.map((e) => `enters ${e}`),
  ]
    .map(withoutVariableNames)
    .join('\n  ')
}

/** Types that differ only in how their variables are called are one type, shown by the name that was there first. */
function withoutVariableNames(text: string): string {
  const names = new Set<string>()
  for (const [, list, single] of text.matchAll(/ where (?:\{([^}]*)\}|([^\s,(){}[\]]+))/g)) {
    for (const variable of (list ?? single).split(', ')) {
      const parts = variable.split(/[<>]:/)
      names.add(parts.length === 3 ? parts[1] : parts[0])
    }
  }
  return [...names].reduce(
    (t, name, i) =>
      t.replaceAll(new RegExp(`(?<![\\w#])${name.replace(/[^\w]/g, '\\$&')}(?![\\w#])`, 'g'), `_${i}_`),
    text,
  )
}

/**
 * Holds a written image to what its writer had: it is read into a session of its own, where nothing was changed. There
 * every code instance must come back with the same edges and the same callees, every callee must stand in the edges, and
 * nothing may be found invalid. Gives what is wrong.
 */
export function auditImage(written: WrittenImage, reading: Session): string[] {
  const { packages } = reading
  for (const path of [...written.dependencies, written.path]) {
    const image = packages.restore(path)
    if (!(image instanceof PackageImage)) return [`${path} cannot be read: ${image}`]
  }
  const image = [...packages.images.values()].at(-1)
  if (image === undefined) throw new Error('session: no image was loaded')
  const { reader } = image
  const problems: string[] = []
  const count = reader.count('ci')
  if (count !== written.code.length)
    problems.push(`it has ${count} code instances, not ${written.code.length}`)
  const read: [CodeInstance, readonly CompiledFunction[]][] = []
  for (let i = 0; i < count; i++) {
    const ci = reader.entity('ci', i) as CodeInstance
    const functions = ci.imageCode instanceof ImageCode ? ci.imageCode.functions() : []
    const words = codeInWords(reading, ci, functions)
    if (words !== written.code[i])
      problems.push(`it says\n  ${words}\ninstead of\n  ${written.code[i] ?? '(nothing)'}`)
    read.push([ci, functions])
  }
  for (const [ci] of read) {
    // asking for the code of a method instance has it validated
    if (!ci.mi.cache.includes(ci))
      problems.push(`${reading.inference.showInstance(ci.mi)} is not good where nothing was changed`)
  }
  for (const { caller, callee } of auditCode(read)) {
    problems.push(
      `${reading.inference.showInstance(caller.mi)} enters ${reading.inference.showInstance(callee)} without an edge`,
    )
  }
  return problems
}
