/** Whatever the input: no exception, no loss of a byte, and the same answer for text and bytes. Bounded and seeded. */

import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { compact } from './compact.ts'
import { formatDiagnostic } from './diagnostics.ts'
import { greenText } from './green.ts'
import { CORE_MODULE, parseAll, parseOne, parseTree } from './parse.ts'

const options = { file: 'f.jl', core: CORE_MODULE }

function check(bytes: Uint8Array): void {
  const { tree, diagnostics } = parseTree(bytes)
  assert.deepEqual(greenText(tree), bytes)
  for (const d of diagnostics) {
    assert.ok(d.from >= 0 && d.from <= d.to && d.to <= bytes.length, d.message)
    formatDiagnostic(d, { text: bytes, file: null })
  }
  parseAll(bytes, options)
  const one = parseOne(bytes, 0, { ...options, greedy: true })
  assert.ok(one.pos <= bytes.length)
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const TOKENS = (
  'a x! 1 2.5 0x1f 1e3 "s" "$x" "$(x + 1)" \'c\' `cmd` r"x"i true end begin quote if else elseif for while let try ' +
  'catch finally function macro struct mutable abstract primitive type module baremodule using import export public ' +
  'as outer do return break continue global local const where in isa var"q" ( ) [ ] { } , ; : :: . .. ... = += .= ' +
  "== === != < <= <: >: => -> --> → + - ++ * / // \\ ^ ⊕ .+ .* && || .&& ! ~ ¬ √ $ & ' ? | |> <| << @ @m @. # " +
  '#=x=# """ ` -- ** ≔ ;; ;;; α ∈ \\n'
)
  .split(' ')
  .map((t) => (t === '\\n' ? '\n' : t))

const PROGRAMS = [
  'function f(x::T; y = 1)::Int where {T <: Real}\n  "doc"\n  for i in 1:10, j = x\n    @show i => j\n  end\nend\n',
  'x = [1 2; 3 4][end, begin:end-1]\ny = """\n  a $(x[1])\n    b\n  """\n',
  'module M\nimport A.B: c as d, @e\nusing ..X\nexport f, +\nstruct S{T} <: B\n  a::T\n  const b\nend\nend\n',
  'try\n  f.(x; y...) .+= g(x) do z; z^2 end\ncatch e\n  e isa E ? rethrow() : nothing\nelse\n  1\nfinally\n  2\nend\n',
  "a' * 'c' ∈ b && (x -> begin x end)(3) || [i for i in 1:3 if isodd(i)]\n",
]

const runs = { numRuns: 300, seed: 20240611 }

test('random bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), check), runs)
})

test('random text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (s) => check(encode(s))),
    runs,
  )
})

test('token soup', () => {
  const soup = fc.array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom('', ' ', '\n', '  # c\n')), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(soup, (parts) => check(encode(parts.map((p) => p[0] + p[1]).join('')))),
    { ...runs, numRuns: 1500 },
  )
})

test('programs with pieces removed, doubled or replaced', () => {
  const mutation = fc.record({
    program: fc.constantFrom(...PROGRAMS),
    from: fc.nat(400),
    length: fc.nat(12),
    insert: fc.oneof(fc.constant(''), fc.constantFrom(...TOKENS), fc.string({ maxLength: 3 })),
  })
  fc.assert(
    fc.property(mutation, ({ program, from, length, insert }) => {
      const at = from % program.length
      check(encode(program.slice(0, at) + insert + program.slice(at + length)))
      check(encode(program.slice(0, at)))
    }),
    { ...runs, numRuns: 600 },
  )
})

test('text and its bytes parse alike', () => {
  for (const program of PROGRAMS) {
    const fromText = parseAll(program, options)
    assert.deepEqual(fromText.diagnostics, [])
    assert.equal(compact(parseAll(encode(program), options).expr, true), compact(fromText.expr, true))
  }
})

test('deep nesting is an error, not an overflow', () => {
  const n = 20_000
  const deep = [
    '('.repeat(n),
    '['.repeat(n),
    '{'.repeat(n),
    'f('.repeat(n),
    '-'.repeat(n),
    '- '.repeat(n),
    '!'.repeat(n),
    'a = '.repeat(n),
    'a => '.repeat(n),
    'a || '.repeat(n),
    'a ? '.repeat(n),
    'a -> '.repeat(n),
    'a^'.repeat(n),
    'begin '.repeat(n),
    'if a '.repeat(n),
    'function f() '.repeat(n),
    ':'.repeat(n),
    ':('.repeat(n),
    '$'.repeat(n),
    '&'.repeat(n),
    '::'.repeat(n),
    '<:'.repeat(n),
    '"$('.repeat(n),
    '@m '.repeat(n),
    '@'.repeat(n),
    'x.'.repeat(n),
    'x where '.repeat(n),
    'a::'.repeat(n),
    '√'.repeat(n),
    '[x for x in '.repeat(n),
    'let x = '.repeat(n),
    'x['.repeat(n),
    'return '.repeat(n),
    'quote '.repeat(n),
    'a '.repeat(n),
    'a;'.repeat(n),
    '@m('.repeat(n),
    'import '.repeat(n),
    '2 ? 3 : '.repeat(n),
    'elseif a '.repeat(n),
    `if a\n${'elseif b\n'.repeat(n)}end`,
    'x, '.repeat(n),
    'const '.repeat(n),
    'f() do '.repeat(n),
    "'".repeat(n),
    'try '.repeat(n),
    'module A '.repeat(n),
    'macro '.repeat(n),
    '+('.repeat(n),
  ]
  for (const text of deep) {
    const bytes = encode(text)
    assert.equal(greenText(parseTree(bytes).tree).length, bytes.length, text.slice(0, 20))
    parseAll(bytes, options)
  }
})
