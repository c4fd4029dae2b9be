import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { after } from 'node:test'
import type { Value } from '../heap/index.ts'
import { createNodeHost } from '../host/index.ts'
import {
  ImageFile,
  ImageFormatError,
  memorySource,
  PackageImage,
  readPackageSections,
  writePackageImage,
} from '../image/index.ts'
import type { Module } from '../methods/index.ts'
import { sym } from '../syntax/index.ts'
import { auditImage, codeInWords } from './image-audit.ts'
import { openSystemImage, saveSystemImage } from './images.ts'
import { Session } from './session.ts'

// Packages made and loaded upon a system image of Core alone, without files: the protocol, not the search for caches.

const home = resolve(import.meta.dirname, '../..')
const kernel = new WebAssembly.Module(readFileSync(join(home, 'build/kernel.wasm')))
const host = createNodeHost(null)
const options = { compile: 'yes', checkBounds: 'auto', inline: true, optLevel: 2, gcStress: 0, home } as const
const folder = mkdtempSync(join(tmpdir(), 'juliet-packages-'))
after(() => rmSync(folder, { recursive: true }))

const systemPath = join(folder, 'system.image')
const first = new Session(kernel, host, options)
first.jit.recorder = new Map()
first.runSteps(first.loadFile(first.core, 'base/boot.jl'))
first.base = first.main
first.build = 'test'
evaluate(first, 'using Core.Intrinsics\nlib(x) = add_int(x, 1)\nlate() = 1')
saveSystemImage(first, systemPath)

function begin(): Session {
  const session = new Session(kernel, host, options, openSystemImage(host, systemPath, 'test'))
  session.build = 'test'
  return session
}

function evaluate(session: Session, code: string): Value {
  try {
    return session.runSteps(session.evaluator.evalText(session.main, code, 'test'))
  } catch (problem) {
    throw new Error(session.describe(problem))
  }
}

const digest = (b: Uint8Array) => host.sha256(b)

interface Built {
  readonly bytes: Uint8Array
  /** its code instances in words, for the audit */
  readonly code: readonly string[]
}

/** Evaluates a package on top of others and writes its image. */
function makeImage(
  name: string,
  source: string,
  dependencies: readonly Uint8Array[] = [],
  workload = '',
  prepare: (top: Module) => void = () => {},
  needsReload: (session: Session) => () => boolean = () => () => false,
): Built {
  const session = begin()
  session.packages.startRecording()
  for (const d of dependencies) load(session, d)
  evaluate(session, source)
  const top = session.heap.moduleAt(session.evaluator.globalValue(session.main, sym(name))) as Module
  top.parent = top
  prepare(top)
  if (workload !== '') evaluate(session, workload)
  const { recorder, images } = session.packages
  assert.ok(recorder !== null && session.jit.recorder !== null)
  const { heap, origins } = session
  const list = [...images.values()]
  session.freeze()
  const compiled = session.jit.recorder
  const { chunks, written } = writePackageImage({
    heap,
    top,
    tableOf: (n) => session.methods.tableOf(n),
    needsReload: needsReload(session),
    initialized: [],
    methods: recorder.methods,
    code: [...new Set([...recorder.code, ...session.jit.recorder.keys()])],
    compiled,
    dependencies: list.map((i) => i.reader),
    origins,
    digest,
    dependencyPlace: (v) => {
      const image = list.find((i) => i.holds(v))
      return image === undefined ? null : { image: image.reader, offset: v - image.start }
    },
    header: {
      build: 'test',
      system: 'system',
      name,
      uuid: null,
      flags: '',
      sources: [],
      includeDependencies: [],
      preferences: { names: [], hash: '' },
      dependencies: list.map(({ header }) => ({ name: header.name, uuid: null, id: header.id })),
    },
  })
  return {
    bytes: Buffer.concat(chunks),
    code: written.map((ci) => codeInWords(session, ci, compiled.get(ci) ?? [])),
  }
}

function build(...args: Parameters<typeof makeImage>): Uint8Array {
  return makeImage(...args).bytes
}

function load(session: Session, bytes: Uint8Array): PackageImage {
  const sections = readPackageSections(new ImageFile(memorySource(bytes), digest))
  const { heap, types, methods, inference, origins, jit, packages } = session
  const dependencies = sections.header.dependencies.map((d) => {
    const image = packages.images.get(d.name)
    assert.equal(image?.header.id, d.id)
    return (image as PackageImage).reader
  })
  try {
    const image = new PackageImage(
      sections,
      { heap, types, methods, lattice: inference.lattice, origins },
      dependencies,
      (reader) => {
        packages.validator.loading = reader
        reader.validate = (list) => packages.validator.select(list)
        reader.specialized = (ci) => void jit.slotOf(ci, 'spec')
      },
    )
    packages.images.set(sections.header.name, image)
    heap.latestWorld = methods.world
    session.define(session.main, sections.header.name, heap.moduleValue(image.top))
    return image
  } finally {
    packages.validator.loading = null
  }
}

const number = (session: Session, code: string) => session.heap.unboxInt64(evaluate(session, code))

const shapes = `
module Shapes
using Core.Intrinsics
using Main: lib
struct Pair{A,B}; a::A; b::B; Pair(a::A, b::B) where {A,B} = new{A,B}(a, b); end
mutable struct Cell; value::Any; Cell(x) = new(x); end
const unit = Pair(1, :x)
const shared = Cell(unit)
const cells = getfield(Core, :svec)(shared, shared, "text")
global state = 5
area(p) = lib(getfield(p, :a))
twice(p) = add_int(area(p), area(p))
(c::Cell)(x) = add_int(getfield(c, :value), x)
end`
const workload = 'getfield(Shapes, :twice)(getfield(Shapes, :unit))'

test('a package comes back from its image: values, identities, types, methods and code', () => {
  const image = build('Shapes', shapes, [], workload)
  const session = begin()
  load(session, image)
  const compiled = session.statistics.compiledFunctions
  const S = (name: string) => `getfield(Shapes, :${name})`
  assert.equal(number(session, `${S('twice')}(${S('unit')})`), 4n)
  assert.equal(session.statistics.compiledFunctions, compiled, 'no code was made anew')
  const holds = (code: string) => assert.equal(session.heap.unboxBool(evaluate(session, code)), true, code)
  holds(`${S('unit')} === getfield(${S('shared')}, :value)`)
  holds(`${S('Pair')}(1, :x) === ${S('unit')}`)
  holds(`typeof(${S('unit')}) === ${S('Pair')}{Int, Symbol}`)
  assert.equal(number(session, S('state')), 5n)
  assert.equal(number(session, `setfield!(${S('shared')}, :value, 40); ${S('shared')}(2)`), 42n)
  session.heap.collect()
  assert.equal(number(session, `${S('shared')}(2)`), 42n)
})

test('equal inputs give equal bytes', () => {
  assert.deepEqual(build('Shapes', shapes, [], workload), build('Shapes', shapes, [], workload))
})

test('a package built upon another shares its objects and code', () => {
  const below = build('Shapes', shapes, [], workload)
  const user =
    'module User\nusing Main: Shapes\nconst cell = getfield(Shapes, :shared)\nf(p) = getfield(Shapes, :twice)(p)\nend'
  const image = build('User', user, [below], 'getfield(User, :f)(getfield(Shapes, :unit))')
  const session = begin()
  load(session, below)
  load(session, image)
  assert.equal(
    session.heap.unboxBool(evaluate(session, 'getfield(User, :cell) === getfield(Shapes, :shared)')),
    true,
  )
  assert.equal(number(session, 'getfield(User, :f)(getfield(Shapes, :unit))'), 4n)
})

for (const [how, compile] of [
  ['default', -1],
  ['compile=min', 3],
] as const) {
  test(`a method replaced before an image is loaded is seen by its code (${how})`, () => {
    const source = 'module Guarded\nusing Main: late\ngetval() = late()\nend'
    const image = build('Guarded', source, [], 'getfield(Guarded, :getval)()', (top) => {
      top.compile = compile
    })
    const session = begin()
    evaluate(session, 'late() = 2')
    load(session, image)
    assert.equal(number(session, 'getfield(Guarded, :getval)()'), 2n)
    const untouched = begin()
    load(untouched, image)
    assert.equal(number(untouched, 'getfield(Guarded, :getval)()'), 1n)
    evaluate(untouched, 'late() = 3')
    assert.equal(number(untouched, 'getfield(Guarded, :getval)()'), 3n)
  })
}

test('what falls is recorded with its cause', () => {
  const image = build('Shapes', shapes, [], workload)
  const session = begin()
  evaluate(session, 'lib(x) = 10')
  load(session, image)
  assert.equal(number(session, `${workload}`), 20n)
  const fallen = session.packages.validator.dropped
  assert.ok(
    fallen.some((d) => d.cause.kind === 'call' || d.cause.kind === 'matches'),
    'the edge that broke',
  )
  assert.ok(
    fallen.some((d) => d.victims.length > 0 || d.cause.kind === 'callee'),
    'the code that leaned on it',
  )
})

test('strict: inference is refused while an image is being written, with the name of what was asked for', () => {
  const session = begin()
  session.strictFreeze = true
  evaluate(session, 'fresh(x) = lib(x)\nouter(x) = fresh(x)')
  session.freeze()
  assert.throws(
    () => number(session, 'outer(1)'),
    /inference is frozen, but outer: Tuple\{typeof\(outer\), Int64\} was asked for/,
  )
  assert.throws(() => evaluate(session, 'other() = 1'), /while an image is being written/)
  session.thaw()
  assert.equal(number(session, 'outer(1)'), 2n)
})

test('otherwise what was not foreseen runs by its guard, which is said, and is inferred after the thaw', () => {
  const session = begin()
  const said: string[] = []
  session.warn = (message) => void said.push(message)
  evaluate(session, 'fresh(x) = lib(x)')
  session.freeze()
  const { frames } = session.inference.stats
  assert.equal(number(session, 'fresh(1)'), 2n)
  assert.equal(session.inference.stats.frames, frames)
  assert.match(said.join('\n'), /inference is frozen, but fresh/)
  session.thaw()
})

test('strict: what the writer itself would ask for fails the build', () => {
  const source = `${shapes}\nfresh(x) = lib(x)`
  assert.throws(
    () =>
      build(
        'Shapes',
        source,
        [],
        workload,
        () => {},
        (session) => {
          session.strictFreeze = true
          return () => session.heap.unboxBool(evaluate(session, 'lib(1) === fresh(1)'))
        },
      ),
    /inference is frozen, but fresh/,
  )
})

test('the audit reads the written image and holds it to what the writer had', () => {
  const path = join(folder, 'Shapes.image')
  const audit = ({ bytes, code }: Built): string[] => {
    writeFileSync(path, bytes)
    return auditImage({ path, dependencies: [], code }, begin())
  }
  const good = makeImage('Shapes', shapes, [], workload)
  assert.ok(good.code.some((c) => c.startsWith('twice: ') && c.includes('edge call area')))
  assert.deepEqual(audit(good), [])
  assert.match(audit({ ...good, code: good.code.slice(1) }).join('\n'), /code instances, not/)
  const altered = good.code.map((c) => c.replace('edge call area', 'edge call volume'))
  assert.match(audit({ ...good, code: altered }).join('\n'), /instead of/)
  // an edge is lost before the image is written: callers claim to be good where they are not
  const turns =
    'module Turns\nusing Core.Intrinsics\nping(n) = slt_int(n, 1) ? 0 : pong(sub_int(n, 1))\npong(n) = try; slt_int(n, 1) ? 1 : ping(sub_int(n, 1)); catch; 2; end\nend'
  const play = 'getfield(Turns, :ping)(5)'
  assert.deepEqual(audit(makeImage('Turns', turns, [], play)), [])
  const lost = makeImage(
    'Turns',
    turns,
    [],
    play,
    () => {},
    (session) => {
      for (const ci of session.packages.recorder?.code ?? [])
        ci.edges = ci.edges.filter((e) => e.kind !== 'call')
      return () => false
    },
  )
  assert.match(audit(lost).join('\n'), /enters .* without an edge/)
})

test('damage anywhere is noticed before anything is loaded', () => {
  const image = build('Shapes', shapes, [], workload)
  const damaged: [string, Uint8Array][] = [
    ['empty', new Uint8Array()],
    ['half', image.subarray(0, image.length >> 1)],
    ['no end', image.subarray(0, image.length - 40)],
    ['garbage', new Uint8Array(image.length).fill(0x5a)],
  ]
  for (const part of [0.02, 0.25, 0.5, 0.75]) {
    const copy = Uint8Array.from(image)
    copy[Math.floor(copy.length * part)] ^= 0xff
    damaged.push([`a byte at ${part}`, copy])
  }
  for (const [what, bytes] of damaged) {
    assert.throws(
      () => readPackageSections(new ImageFile(memorySource(bytes), digest)),
      ImageFormatError,
      what,
    )
  }
})
