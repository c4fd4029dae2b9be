import assert from 'node:assert/strict'
import test from 'node:test'
import { Expr, isExpr, LineNumberNode, sym } from '../syntax/index.ts'
import { lowerGenerated, showCodeInfo } from './index.ts'
import { Interpreter } from './interpret.ts'
import { MAIN, methodBodies, TestWorld } from './testing.ts'

/** Programs and what they print. */
const programs: Record<string, [string, string]> = {
  'optional arguments see earlier ones': [
    'f(x, y = x + 1, z = x + y) = (x, y, z); println(f(1), f(1, 5), f(1, 5, 9))',
    '(1, 2, 3)(1, 5, 6)(1, 5, 9)\n',
  ],
  keywords: [
    'f(x; a = 1, b = a + x, rest...) = (x, a, b, rest)\nprintln(f(1), f(1; b = 7), f(1; c = 4, a = 2))',
    '(1, 1, 2, ())(1, 1, 7, ())(1, 2, 3, (c = 4))\n',
  ],
  'required keyword': [
    'f(; k) = k\nprintln(f(k = 3))\ntry; f(); catch e; println(e); end',
    '3\nUndefKeywordError: k\n',
  ],
  'unknown keyword': ['f(; k = 1) = k\ntry; f(z = 1); catch e; println(e); end', 'unsupported keyword z\n'],
  'keywords and optional arguments': [
    'f(x, y = 2; k = x + y) = (x, y, k)\nprintln(f(1), f(1; k = 0), f(1, 5), f(1, 5, k = 9))',
    '(1, 2, 3)(1, 2, 0)(1, 5, 6)(1, 5, 9)\n',
  ],
  'local function with keywords': [
    'function g(n)\n h(x; k = n) = x + k\n h(1) + h(1; k = 10)\nend\nprintln(g(5))',
    '17\n',
  ],
  'varargs and splats': [
    'f(a, b...) = (a, b)\nxs = [2, 3]\nprintln(f(1), f(1, xs..., 4))',
    '(1, ())(1, (2, 3, 4))\n',
  ],
  'closures capture by value': ['add(n) = x -> x + n\nf = add(3)\nprintln(f(4), add(1)(1))', '72\n'],
  'closures share boxes': [
    'function counter()\n n = 0\n inc() = (n += 1)\n get() = n\n (inc, get)\nend\ni, g = counter()\ni(); i()\nprintln(g())',
    '2\n',
  ],
  'recursive closure': [
    'function outer(n)\n fact(k) = k < 2 ? 1 : k * fact(k - 1)\n fact(n)\nend\nprintln(outer(5))',
    '120\n',
  ],
  'mutually recursive closures': [
    'function parity(n)\n ev(k) = k == 0 ? true : od(k - 1)\n od(k) = k == 0 ? false : ev(k - 1)\n ev(n)\nend\nprintln(parity(4), parity(7))',
    'truefalse\n',
  ],
  'several methods of a closure': [
    'function g(a)\n h(x) = x + a\n h(x, y) = x + y + a\n h(1) + h(1, 2)\nend\nprintln(g(10))',
    '24\n',
  ],
  'fresh variables in each iteration': [
    'function g()\n fs = []\n for i in 1:3\n  push!(fs, () -> i)\n end\n map(f -> f(), fs)\nend\nprintln(g())',
    '(1, 2, 3)\n',
  ],
  'assigned argument captured': ['function g(x)\n f = () -> x\n x = x + 1\n f()\nend\nprintln(g(1))', '2\n'],
  'global method capturing a let': [
    'let n = 0\n global bump() = (n += 1)\n global peek() = n\nend\nbump(); bump()\nprintln(peek())',
    '2\n',
  ],
  'global method capturing a value': ['let n = 42\n global answer() = n\nend\nprintln(answer())', '42\n'],
  'nested capture': ['f(a) = b -> c -> a + b + c\nprintln(f(1)(2)(3))', '6\n'],
  'finally on every exit': [
    'function f(xs)\n for x in xs\n  try\n   x == 1 && continue\n   x == 3 && break\n   print(x)\n  finally\n   print("f")\n  end\n end\n println()\nend\nf(0:4)',
    '0ff2ff\n',
  ],
  'return through finally': [
    'function f(x)\n try\n  x && return "r"\n  error("e")\n catch e\n  return e\n finally\n  print("F")\n end\nend\nprintln(f(true), f(false))',
    'FFre\n',
  ],
  'nested finally': [
    'function f()\n try\n  try\n   return 1\n  finally\n   print("a")\n  end\n finally\n  print("b")\n end\nend\nprintln(f())',
    'ab1\n',
  ],
  'finally overrides return': [
    'function f()\n try\n  return 1\n finally\n  return 2\n end\nend\nprintln(f())',
    '2\n',
  ],
  'exception passes finally': [
    'function f()\n try\n  error("x")\n finally\n  print("F")\n end\nend\ntry; f(); catch e; println(e); end',
    'Fx\n',
  ],
  'try as value with else': [
    'g(b) = try\n b ? error("E") : 1\ncatch\n 2\nelse\n 3\nend\nprintln(g(true), g(false))',
    '23\n',
  ],
  'loop inside finally inside loop': [
    'for i in 1:2\n try\n  for j in 1:3\n   j == 2 && break\n   print(i, j)\n  end\n finally\n  for k in 1:1\n   print("k")\n  end\n end\nend\nprintln()',
    '11k21k\n',
  ],
  'return from catch pops the exception': [
    'function f()\n for i in 1:2\n  try\n   error(i)\n  catch e\n   i == 2 && return e\n  end\n end\nend\nprintln(f())',
    '2\n',
  ],
  'goto out of try': [
    'function f()\n i = 0\n @label top\n i += 1\n try\n  i < 3 && @goto top\n catch\n end\n i\nend\nprintln(f())',
    '3\n',
  ],
  'while with compound condition': [
    'function f()\n i = 0\n while i < 10 && (i < 3 || i == 5)\n  i += 1\n end\n i\nend\nprintln(f())',
    '3\n',
  ],
  'chained comparison': ['f(a, b, c) = a < b <= c\nprintln(f(1, 2, 2), f(1, 1, 2))', 'truefalse\n'],
  'short circuits as values': [
    'f(x) = x > 1 && x\ng(x) = x > 1 || "no"\nprintln(f(2), f(1), g(2), g(1))',
    '2falsetrueno\n',
  ],
  destructuring: [
    'function f()\n a, (b, c...), d = 1, (2, 3, 4), 5\n x, y... = (1, 2, 3)\n p..., q = (1, 2, 3)\n (a, b, c, d, x, y, p, q)\nend\nprintln(f())',
    '(1, 2, (3, 4), 5, 1, (2, 3), (1, 2), 3)\n',
  ],
  swap: ['function f(a, b)\n a, b = b, a\n (a, b)\nend\nprintln(f(1, 2))', '(2, 1)\n'],
  'slurp of a tuple literal': [
    'function f()\n a, b..., c = 1, 2, 3, 4\n (a, b, c)\nend\nprintln(f())',
    '(1, (2, 3), 4)\n',
  ],
  'property destructuring': ['(; a, b) = (b = 1, a = 2)\nprintln(a, b)', '21\n'],
  'argument destructuring': ['f((a, b), c) = (a, b, c)\nprintln(f((1, 2), 3))', '(1, 2, 3)\n'],
  structs: ['mutable struct P\n x\n y\nend\np = P(1, 2)\np.x = 5\np.y += 1\nprintln(p.x, p.y)', '53\n'],
  'inner constructors': ['struct Q\n x\n Q(a, b) = new(a + b)\nend\nprintln(Q(1, 2).x)', '3\n'],
  'named tuples': ['x = 1\nprintln((; x, y = 2), (a = 1,))', '(x = 1, y = 2)(a = 1)\n'],
  comprehensions: [
    'println([i * i for i in 1:3], [i for i in 1:5 if i % 2 == 1], [(i, j) for i in 1:2 for j in 1:i])',
    '(1, 4, 9)(1, 3, 5)((1, 1), (2, 1), (2, 2))\n',
  ],
  'do blocks': ['r = map([1, 2]) do x\n x + 1\nend\nprintln(r)', '(2, 3)\n'],
  broadcast: ['f(x) = x + 1\nprintln(f.([1, 2]) .* 2)', '(4, 6)\n'],
  'loop variables are local': ['i = 10\nfor i in 1:2 end\nprintln(i)', '10\n'],
  'for outer': ['function f()\n i = 0\n for outer i in 1:3 end\n i\nend\nprintln(f())', '3\n'],
  'let shadows': ['function f(x)\n let x = x + 1\n  x\n end + x\nend\nprintln(f(1))', '3\n'],
  'string interpolation': ['x = 3\nprintln("a$(x)b$x")', 'a3b3\n'],
  isdefined: [
    'function f(b)\n if b\n  y = 1\n end\n @isdefined(y)\nend\nprintln(f(true), f(false))',
    'truefalse\n',
  ],
  'undefined captured variable': [
    'function f()\n g() = z\n h = try; g(); catch; "undef"; end\n z = 1\n (h, g())\nend\nprintln(f())',
    '(undef, 1)\n',
  ],
  'assignment is an expression': [
    'function f()\n a = b = 3\n c = (d = a + b) + 1\n (a, b, c, d)\nend\nprintln(f())',
    '(3, 3, 7, 6)\n',
  ],
  'evaluation order': [
    'log = []\nt(x) = (push!(log, x); x)\nfunction f()\n a = [1, 2, 3]\n a[t(1)] = t(2)\n t(3) + t(4)\nend\nf()\nprintln(log)',
    '(2, 1, 3, 4)\n',
  ],
  'update of an element evaluates the index once': [
    'n = [0]\nfunction i()\n n[1] += 1\n 1\nend\na = [5]\na[i()] += 2\nprintln(a, n)',
    '(7)(1)\n',
  ],
  'end in indices': ['a = [1, 2, 3]\nprintln(a[end], a[end - 1])', '32\n'],
  'goto in a loop': [
    'function f()\n n = 0\n for i in 1:3\n  for j in 1:3\n   j == 2 && @goto next\n   n += 1\n  end\n  @label next\n end\n n\nend\nprintln(f())',
    '3\n',
  ],
  'callable objects': ['struct Adder\n n\nend\n(a::Adder)(x) = a.n + x\nprintln(Adder(2)(3))', '5\n'],
  'variables of the same name captured from two scopes': [
    'function f(x)\n let y = x\n  let x = 10\n   g = () -> x + y\n   g()\n  end\n end\nend\nprintln(f(1))',
    '11\n',
  ],
}

/** Programs with macros */
Object.assign(programs, {
  'hygiene: own temporaries': [
    'macro twice(x)\n quote\n  t = $(esc(x))\n  t + t\n end\nend\nt = 1\nprintln(@twice(t + 1), t)',
    '41\n',
  ],
  'hygiene: nested expansions do not mix': [
    'macro m1(ex) :(let t = 1; $(esc(ex)) + t end) end\nmacro m2(ex) :(let t = 10; $(esc(ex)) + t end) end\nt = 100\n' +
      'println(@m1(@m2(t)), " ", @m2(@m1(t)), " ", @m1(@m1(@m1(t))))',
    '111 111 103\n',
  ],
  'hygiene: macro inside a result': [
    'macro inner(x) :(let t = 5; $(esc(x)) + t end) end\nmacro outer() :(let t = 1; @inner(t) end) end\nprintln(@outer())',
    '6\n',
  ],
  'hygiene: both sides': [
    'macro both(a, b) quote x = $(esc(a)); y = $(esc(b)); (x, y) end end\nx, y = 1, 2\n' +
      'println(@both(@both(x, y), @both(y, x)), " ", (x, y))',
    '((1, 2), (2, 1)) (1, 2)\n',
  ],
  'hygiene: macros define functions': [
    'macro def(n, v) quote $(esc(n))(x; k = $v) = x + k end end\n@def foo 3\nprintln(foo(1), foo(1; k = 0))',
    '41\n',
  ],
  'hygiene: closures in results': [
    'macro thunk(x) :(() -> $(esc(x))) end\nfunction f(y)\n g = @thunk(y + 1)\n g()\nend\nprintln(f(1))',
    '2\n',
  ],
  'hygiene: macros define macros': [
    'macro defmacro(name, val)\n esc(:(macro $name() $val end))\nend\n@defmacro made 99\nprintln(@made)',
    '99\n',
  ],
  'hygiene: recursive macro': [
    'macro rec(k) k == 0 ? :(0) : :($k + @rec($(k - 1))) end\nprintln(@rec 3)',
    '6\n',
  ],
  'hygiene: loops and comprehensions': [
    'macro total(xs) quote local s = 0; for x in $(esc(xs)); s += x; end; s end end\nmacro sq(xs) :([x * x for x in $(esc(xs))]) end\n' +
      'x = 7\nprintln(@total([1, 2, x]), @sq([x]), x)',
    '10(49)7\n',
  ],
  'hygiene: keyword names stay': [
    'f(; a = 1) = a\nmacro m(v) :(f(a = $(esc(v)))) end\nprintln(@m(4))',
    '4\n',
  ],
  'hygiene: local declared by a result': ['macro m() quote local z = 3; z + 1 end end\nprintln(@m())', '4\n'],
  'hygiene: labels are fresh': [
    'macro skip() quote\n @goto done\n println("never")\n @label done\n nothing\nend end\nfunction f()\n @skip\n @skip\n 1\nend\nprintln(f())',
    '1\n',
  ],
  'hygiene: try and let': [
    'macro safe(x) quote try; $(esc(x)); catch e; (e, $(esc(:e))); end end end\ne = "outer"\nprintln(@safe(error("in")))',
    '(in, outer)\n',
  ],
  'hygiene: struct in a result': [
    'macro st(n) quote struct $(esc(n)); v; end end end\n@st Foo\nprintln(Foo(3).v)',
    '3\n',
  ],
  'hygiene: do blocks on macros': [
    'macro app(f, x) :($(esc(f))($(esc(x)))) end\nr = @app(3) do x\n x + 1\nend\nprintln(r)',
    '4\n',
  ],
})

for (const [name, [source, output]] of Object.entries(programs)) {
  test(name, () => {
    assert.equal(new Interpreter(new TestWorld()).run(source), output)
  })
}

test('the body of a generated function is lowered with the names of its method', () => {
  const world = new TestWorld()
  const g = {
    argNames: [sym('#self#'), sym('x')],
    sparamNames: [sym('T')],
    isVararg: false,
    body: world.parse('y = x + N; T(y)').find((e) => isExpr(e, 'toplevel') || isExpr(e, 'block')) ?? null,
  }
  const body = new Expr('block', (g.body as Expr).args)
  const code = lowerGenerated({ ...g, body }, MAIN, world.env, { file: 'g.jl', line: 3 })
  assert.equal(
    showCodeInfo(code),
    '1 y = Main.+(x, Main.N)\n2 %2 = $(Expr(:static_parameter, 1))(y)\n3 return %2',
  )
  assert.deepEqual([code.nargs, code.spNames, code.lines[0].file], [2, ['T'], 'g.jl'])
})

test('a generated body cannot hold closures', () => {
  const world = new TestWorld()
  const [body] = world.parse('() -> x').filter((e) => e instanceof Expr)
  const g = { argNames: [sym('#self#'), sym('x')], sparamNames: [], isVararg: false, body }
  assert.throws(() => lowerGenerated(g, MAIN, world.env, { file: 'g.jl', line: 1 }), /not pure/)
})

test('lines and frames of expanded macros', () => {
  const world = new TestWorld({
    '@m': () => new Expr('block', [new LineNumberNode(7, 'macros.jl'), new Expr('call', [sym('g')])]),
  })
  const form = world.lower('function f(x)\n  h(x)\n  @m\nend')
  assert.ok(form.kind === 'thunk')
  const [code] = methodBodies(form.code)
  const where = (i: number): string => {
    const l = code.lines[code.codeLines[i]]
    const outer =
      l.inlinedAt < 0 ? '' : ` in ${code.lines[l.inlinedAt].method}:${code.lines[l.inlinedAt].line}`
    return `${l.method} ${l.file}:${l.line}${outer}`
  }
  assert.equal(where(0), 'f test.jl:2')
  assert.equal(where(1), 'macro expansion macros.jl:7 in f:3')
})
