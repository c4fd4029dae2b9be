// The part of `npm run bench` about types and dispatch: calls through the dispatch cache, lookups that no cache answers,
// subtype queries as building the system image asks them, and tables that grow.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createNodeHost } from '../src/host/index.ts'
import { MethodSystem, Module } from '../src/methods/index.ts'
import { Session } from '../src/session/index.ts'
import { sym } from '../src/syntax/index.ts'
import { newFunctionType, type Type, type TypeParam } from '../src/types/index.ts'
import { TestTypes } from '../src/types/testing.ts'

const rate = (n: number, milliseconds: number): string =>
  `${((milliseconds * 1e6) / n).toFixed(0).padStart(8)} ns each ${Math.round((n / milliseconds) * 1000)
    .toLocaleString('en')
    .padStart(12)} a second`

/** Calls and definitions in Julia: `text` is what `bench/dispatch.jl` printed. */
export function reportDispatch(text: string): void {
  console.log('\ndispatch')
  for (const line of text.trim().split('\n')) {
    const [name, count, seconds] = line.split('\t')
    console.log(`  ${name.padEnd(24)}${rate(Number(count), Number(seconds) * 1000)}`)
  }
}

/** A generic function with methods for `n` types that inherit from one of ten, for each of these and for all. */
function functionWith(n: number): {
  methods: MethodSystem
  define: (text: string) => void
  calls: Type[]
  seconds: number
} {
  const t = new TestTypes()
  const main = new Module(sym('Main'), null)
  const methods = new MethodSystem(t.ts, new Module(sym('Core'), null))
  t.names.set('typeof_f', newFunctionType(t.ts, sym('f'), sym('#f'), t.main, t.ts.function))
  const define = (args: string): void => {
    const sig = t.type(`Tuple{typeof(f), ${args}}`)
    methods.addMethod(
      methods.newMethod({
        name: sym('f'),
        module: main,
        sig,
        file: 'bench',
        line: 1,
        nargs: 3,
        isVararg: false,
        source: null,
      }),
    )
  }
  const names = Array.from({ length: n }, (_, i) => `S${i}`)
  for (let i = 0; i < 10; i++) t.define(`abstract type A${i} end`)
  names.forEach((name, i) => t.define(`struct ${name} <: A${i % 10} end`))
  const signatures = names.map((name, i) => (i % 2 === 0 ? `Type{${name}}, Any` : `${name}, A${i % 7}`))
  const start = performance.now()
  signatures.forEach(define)
  const seconds = (performance.now() - start) / 1000
  define('Any, Any')
  for (let i = 0; i < 10; i++) define(`A${i}, Any`)
  const calls = names
    .flatMap((name, i) => [`Type{${name}}, Int`, `${name}, ${names[(i + 7) % n]}`, `Int, ${name}`])
    .map((args) => t.type(`Tuple{typeof(f), ${args}}`))
  return { methods, define, calls, seconds }
}

/** Every call is asked about for the first time since a method was added: no cache has the answer. */
function benchLookups(n: number): void {
  const f = functionWith(n)
  let asked = 0
  let spent = 0
  for (let round = 0; round < 5 || spent < 300; round++) {
    f.define(`Val{${round}}, Int`)
    const start = performance.now()
    for (const call of f.calls)
      if (f.methods.findMethod(call) === null) throw new Error('a call has no method')
    spent += performance.now() - start
    asked += f.calls.length
  }
  console.log(`  ${`${n} methods: lookups`.padEnd(24)}${rate(asked, spent)}`)
  console.log(`  ${`${n} methods: definitions`.padEnd(24)}${rate(n, f.seconds * 1000)}`)
}

/** Boots from source, keeps a part of the subtype queries on the way, and asks them again. */
function benchSubtypes(root: string): void {
  const kernel = new WebAssembly.Module(readFileSync(join(root, 'build/kernel.wasm')))
  const session = new Session(kernel, createNodeHost(null), {
    compile: 'yes',
    checkBounds: 'auto',
    inline: true,
    optLevel: 2,
    gcStress: 0,
    home: root,
  })
  const { types } = session
  const ask = types.isSubtype.bind(types)
  const pairs: { a: TypeParam; b: TypeParam; answer: boolean }[] = []
  let queries = 0
  types.isSubtype = (a, b) => {
    const answer = ask(a, b)
    // every 31st that is more than a look at identity
    if (a !== b && b !== types.any && queries++ % 31 === 0) pairs.push({ a, b, answer })
    return answer
  }
  session.bootFromSource()
  Reflect.deleteProperty(types, 'isSubtype')
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    for (const { a, b, answer } of pairs)
      if (types.isSubtype(a, b) !== answer) throw new Error('a query is answered otherwise the second time')
    best = Math.min(best, performance.now() - start)
  }
  console.log(
    `  subtype queries of the system image's build (${pairs.length} of ${queries.toLocaleString('en')}, asked again)`,
  )
  console.log(`  ${''.padEnd(24)}${rate(pairs.length, best)}`)
}

/** Types and methods, as TypeScript has them. */
export function benchTypes(root: string): void {
  for (const n of [100, 200, 1000, 10_000]) benchLookups(n)
  benchSubtypes(root)
}
