// Developer's aid: boots a session from source, file by file, and reports how far it gets.
import { readFileSync } from 'node:fs'

Error.stackTraceLimit = 60

import { join, resolve } from 'node:path'
import { createNodeHost } from '../src/host/index.ts'
import { Session } from '../src/session/index.ts'

const root = resolve(import.meta.dirname, '..')
const kernel = new WebAssembly.Module(readFileSync(join(root, 'build/kernel.wasm')))
const infer = !process.argv.includes('--baseline')
const session = new Session(kernel, createNodeHost(null), {
  compile: infer ? 'yes' : 'min',
  checkBounds: 'auto',
  inline: true,
  optLevel: 2,
  gcStress: 0,
  home: root,
})
session.heap.traceThrows = process.argv.includes('--trace')
if (process.argv.includes('--keep-going')) {
  session.evaluator.keepGoing = (problem) => console.error(session.describe(problem))
}
if (process.argv.includes('--locations')) {
  let location = session.location
  Object.defineProperty(session, 'location', {
    get: () => location,
    set: (next) => {
      location = next
      console.error(`at ${next.file}:${next.line}`)
    },
  })
}
const started = performance.now()
try {
  session.bootFromSource()
} catch (problem) {
  console.error(session.describe(problem))
}
session.output.flush()
console.error(`${((performance.now() - started) / 1000).toFixed(2)} s`, session.statistics)
const code = process.argv.find((a) => a.startsWith('-e='))?.slice(3)
if (code !== undefined) {
  try {
    session.runSteps(session.evaluator.evalText(session.main, code, 'none'))
  } catch (problem) {
    console.error(session.describe(problem))
  }
  session.output.flush()
}
