import assert from 'node:assert/strict'
import test from 'node:test'
import { LoweringError } from './error.ts'
import { TestWorld } from './testing.ts'

/** Invalid code and Julia's words for it. */
const errors: [string, string][] = [
  ['f(x) += 1', 'invalid assignment location "f(x)"'],
  ['1 = 2', 'invalid assignment location "1"'],
  ['[a, b] = 1', 'invalid assignment location "[a, b]"'],
  ['function g(x, x) end', 'function argument name not unique: "x"'],
  ['f(x::T) where {T, T} = 1', 'function static parameter name not unique: "T"'],
  ['f(T) where T = 1', 'function argument and static parameter name not distinct: "T"'],
  ['f(x..., y) = 1', 'invalid "..." on non-final argument'],
  ['f(x = 1, y) = 1', 'optional positional arguments must occur at end'],
  ['f(1) = 1', '"1" is not a valid function argument name'],
  ['f(; a.b) = 1', 'invalid keyword argument syntax "a.b"'],
  ['(; a = 1, a = 2)', 'field name "a" repeated in named tuple'],
  ['f(a = 1, a = 2)', 'keyword argument "a" repeated in call to "f"'],
  ['(a = 1, 2)', 'invalid named tuple element "2"'],
  ['break', 'break or continue outside loop'],
  ['f() = @goto nowhere', 'label "nowhere" referenced but not defined'],
  ['struct S; a; a; end', 'duplicate field name: "a" is not unique'],
  ['struct S; x = 1; end', '"x = 1" inside type definition is reserved'],
  ['struct S{T}; x; S() = new{}(1); end', 'too few type parameters specified in "new{...}"'],
  ['let 1 end', 'invalid let syntax'],
  ['x...', '"..." expression outside call'],
  ['$x', '"$" expression outside quote'],
  ['f() = struct S end', '"struct" expression not at top level'],
  ['f() = (global const x = 1)', '`global const` declaration not allowed inside function'],
  ['let; const x = 1; end', 'unsupported `const` declaration on local variable'],
  ['function f(x); local x; end', 'local variable name "x" conflicts with an argument'],
  ['function f(x::T) where T; T = 1; end', 'local variable name "T" conflicts with a static parameter'],
  ['let; local x; global x; end', 'variable "x" declared both local and global'],
  ['let; x = 1; let; global x = 2; end; end', '`global x`: x is a local variable in its enclosing scope'],
  ['function f(); x::Int = 1; x::Float64 = 2; end', 'multiple type declarations for "x"'],
  ['function f(); local x; g() = (x::Int = 1); end', 'type of "x" declared in inner scope'],
  [
    'function f(); for outer i in 1:2; end; end',
    'no outer local variable declaration exists for "for outer"',
  ],
  ['_ + 1', 'all-underscore identifiers are write-only and their values cannot be used in expressions'],
  [
    'function f(); x::Int = 1; global g(a) = x; end',
    'Global method definition around test.jl:1 needs to be placed at the top level, or use "eval".',
  ],
  ['[x for x in 1:3 if return 1]', '"return" not allowed inside comprehension or generator'],
  ['ccall(:f, Int, (Int,), 1, 2)', 'more arguments than types for ccall'],
  ['ccall(:f, Int, (Int, Int), 1)', 'more types than arguments for ccall'],
  ['macro m(; k) end', 'macros cannot accept keyword arguments'],
  ['function f(g); g(x) = 1; end', 'cannot add method to function argument g'],
  ['a, b..., c... = x', 'multiple "..." on lhs of assignment'],
]

for (const [source, message] of errors) {
  test(`error: ${source}`, () => {
    assert.throws(
      () => new TestWorld().lower(source),
      (e: unknown) => {
        assert.ok(e instanceof LoweringError, String(e))
        assert.equal(e.message.replace(/ around test\.jl:1$/, ''), `syntax: ${message}`)
        return true
      },
    )
  })
}

/** Top-level loops: source, globals that exist, does the REPL run it, names assigned globally, number of warnings. */
const scopes: [string, string[], boolean, string[], number][] = [
  ['for i in 1:2; x = i; end', [], false, [], 0],
  ['for i in 1:2; x = i; end', ['x'], false, [], 1],
  ['for i in 1:2; x = i; end', ['x'], true, ['x'], 0],
  ['for i in 1:2; local x = i; end', ['x'], true, [], 0],
  ['for i in 1:2; global x = i; end', ['x'], false, ['x'], 0],
  ['begin; x = 0; for i in 1:2; x = i; end; end', [], false, ['x'], 1],
  ['begin; x = 0; for i in 1:2; x = i; end; end', [], true, ['x', 'x'], 0],
  ['let; x = 1; end', ['x'], true, [], 0],
  ['while true; let; x = 1; end; end', ['x'], true, [], 0],
  ['try; x = 1; catch; end', ['x'], true, ['x'], 0],
  ['if true; x = 1; end', [], false, ['x'], 0],
  ['function f(); x = 1; end', ['x'], true, [], 0],
]

for (const [source, globals, repl, assigned, warnings] of scopes) {
  test(`scope${repl ? ' in the REPL' : ''}${globals.length > 0 ? ` with global ${globals}` : ''}: ${source}`, () => {
    const world = new TestWorld()
    world.softScope = repl
    for (const g of globals) world.globals.add(g)
    const text = world.show(source)
    assert.deepEqual(
      [...text.matchAll(/ Main\.(\w+) = /g)].map((m) => m[1]),
      assigned,
    )
    assert.equal(world.warnings.length, warnings)
  })
}
