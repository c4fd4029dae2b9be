import assert from 'node:assert/strict'
import test from 'node:test'
import { showCodeInfo } from './index.ts'
import { methodBodies, TestWorld } from './testing.ts'

/** Source and its lowered form: the body of the last method if there is one, else the top-level thunk. */
const forms: Record<string, [string, string][]> = {
  calls: [
    [
      'f() = g(1, h(2))',
      `
1 %1 = Main.h(2)
2 %2 = Main.g(1, %1)
3 return %2`,
    ],
    [
      'f(x) = g(x...)',
      `
1 %1 = Core._apply_iterate(Base.iterate, Main.g, x)
2 return %1`,
    ],
    [
      'f(x, y) = g(1, x..., 2; k = y)',
      `
1 %1 = Core.tuple(:k)
2 %2 = Core.apply_type(Core.NamedTuple, %1)
3 %3 = Core.tuple(y)
4 %4 = %2(%3)
5 %5 = Core.tuple(%4, Main.g, 1)
6 %6 = Core.tuple(2)
7 %7 = Core._apply_iterate(Base.iterate, Core.kwcall, %5, x, %6)
8 return %7`,
    ],
    [
      'f(x) = g(; x...)',
      `
1 %1 = Base.NamedTuple()
2 %2 = Base.merge(%1, x)
3 %3 = Base.isempty(%2)
4 goto %7 if not %3
5 %5 = Main.g()
6 return %5
7 %7 = Core.kwcall(%2, Main.g)
8 return %7`,
    ],
    [
      'f(x) = x^2',
      `
1 %1 = Main.^
2 %2 = Core.apply_type(Base.Val, 2)
3 %3 = %2()
4 %4 = Base.literal_pow(%1, x, %3)
5 return %4`,
    ],
    [
      'f(a) = a.b.c',
      `
1 %1 = Base.getproperty(a, :b)
2 %2 = Base.getproperty(%1, :c)
3 return %2`,
    ],
    [
      'f(a, b) = a.(b)',
      `
1 %1 = Base.broadcasted(a, b)
2 %2 = Base.materialize(%1)
3 return %2`,
    ],
    [
      'f() = (a, 1)',
      `
1 %1 = Core.tuple(Main.a, 1)
2 return %1`,
    ],
    [
      'f(x) = (; x, k = 1)',
      `
1 %1 = Core.tuple(:x, :k)
2 %2 = Core.apply_type(Core.NamedTuple, %1)
3 %3 = Core.tuple(x, 1)
4 %4 = %2(%3)
5 return %4`,
    ],
    [
      'f(x) = "<$x>"',
      `
1 %1 = Base.string("<", x, ">")
2 return %1`,
    ],
    [
      'f(a, b, c) = a < b <= c',
      `
1 %1 = Main.<(a, b)
2 goto %5 if not %1
3 %3 = Main.<=(b, c)
4 return %3
5 return false`,
    ],
    [
      'f(x) = x isa Int && !x',
      `
1 %1 = Main.isa(x, Main.Int)
2 goto %5 if not %1
3 %3 = Main.!(x)
4 return %3
5 return false`,
    ],
    [
      'f() = (@isdefined y)',
      `
1 %1 = $(Expr(:isdefined, Main.y))
2 return %1`,
    ],
  ],
  indexing: [
    [
      'f(a) = a[end, begin]',
      `
1 %1 = Base.lastindex(a, 1)
2 %2 = Base.firstindex(a, 2)
3 %3 = Base.getindex(a, %1, %2)
4 return %3`,
    ],
    [
      'f(a, i) = a[i..., end]',
      `
1 %1 = i
2 %2 = Base.length(%1)
3 %3 = Base.+(1, %2)
4 %4 = Base.lastindex(a, %3)
5 %5 = Core.tuple(a)
6 %6 = Core.tuple(%4)
7 %7 = Core._apply_iterate(Base.iterate, Base.getindex, %5, %1, %6)
8 return %7`,
    ],
    [
      'f(a) = a[1] = 2',
      `
1 Base.setindex!(a, 2, 1)
2 return 2`,
    ],
    [
      'f(a) = a.x += 1',
      `
1 %1 = Base.getproperty(a, :x)
2 %2 = Main.+(%1, 1)
3 Base.setproperty!(a, :x, %2)
4 return %2`,
    ],
    [
      'f(a) = a[end] .+= 1',
      `
1 %1 = Base.lastindex(a)
2 %2 = Base.dotview(a, %1)
3 %3 = Main.+
4 %4 = Base.getindex(a, %1)
5 %5 = Base.broadcasted(%3, %4, 1)
6 %6 = Base.materialize!(%2, %5)
7 return %6`,
    ],
    [
      'f(a) = (a .= 0)',
      `
1 %1 = Base.broadcasted(Base.identity, 0)
2 %2 = Base.materialize!(a, %1)
3 return %2`,
    ],
  ],
  arrays: [
    [
      'f(a, b) = [a, b]',
      `
1 %1 = Base.vect(a, b)
2 return %1`,
    ],
    [
      'f(a, b) = [a b; b a]',
      `
1 %1 = Core.tuple(2, 2)
2 %2 = Base.hvcat(%1, a, b, b, a)
3 return %2`,
    ],
    [
      'f(a, b) = [a... b]',
      `
1 %1 = Core.tuple(b)
2 %2 = Core._apply_iterate(Base.iterate, Base.hcat, a, %1)
3 return %2`,
    ],
    [
      'f(a, b) = [a... ; b b]',
      `
1 %1 = Core._apply_iterate(Base.iterate, Core.tuple, a)
2 %2 = Core.tuple(b, b)
3 %3 = Base.hvcat_rows(%1, %2)
4 return %3`,
    ],
    [
      'f() = [1; 2;; 3; 4]',
      `
1 %1 = Core.tuple(2, 2)
2 %2 = Base.hvncat(%1, false, 1, 2, 3, 4)
3 return %2`,
    ],
    [
      'f() = [1 2;;; 3 4]',
      `
1 %1 = Core.tuple(1, 2, 2)
2 %2 = Base.hvncat(%1, true, 1, 2, 3, 4)
3 return %2`,
    ],
    [
      'f() = [1; 2;; 3]',
      `
1 %1 = Core.tuple(2, 1)
2 %2 = Core.tuple(3)
3 %3 = Core.tuple(%1, %2)
4 %4 = Base.hvncat(%3, false, 1, 2, 3)
5 return %4`,
    ],
    [
      'f() = Int[1, 2]',
      `
1 %1 = Base.getindex(Main.Int, 1, 2)
2 return %1`,
    ],
    [
      'f(r) = [x^2 for x in r if x > 1]',
      `
1 #1 = %new(Main.#1#3)
2 %2 = #1
3 #2 = %new(Main.#2#4)
4 %4 = #2
5 %5 = Base.Filter(%4, r)
6 %6 = Base.Generator(%2, %5)
7 %7 = Base.collect(%6)
8 return %7`,
    ],
    [
      'f(r) = Int[x for x in r]',
      `
 1 %1 = r
 2 %2 = Base.IteratorSize(%1)
 3 %3 = Core.isa(%2, Base.SizeUnknown)
 4 %4 = Base._array_for(Main.Int, %1, %2)
 5 %5 = Base.LinearIndices(%4)
 6 @_4 = Base.first(%5)
 7 @_3 = Base.iterate(%1)
 8 %8 = Core.===(@_3, nothing)
 9 %9 = Base.not_int(%8)
10 goto %27 if not %9
11 %11 = @_3
12 x = Core.getfield(%11, 1)
13 %13 = Core.getfield(%11, 2)
14 %14 = x
15 $(Expr(:inbounds, true))
16 goto %19 if not %3
17 Base.push!(%4, %14)
18 goto %20
19 Base.setindex!(%4, %14, @_4)
20 $(Expr(:inbounds, pop))
21 @_4 = Base.add_int(@_4, 1)
22 @_3 = Base.iterate(%1, %13)
23 %23 = Core.===(@_3, nothing)
24 %24 = Base.not_int(%23)
25 goto %27 if not %24
26 goto %11
27 return %4`,
    ],
  ],
  quotes: [
    [
      'f(x) = :(a + $x)',
      `
1 %1 = Core._expr(:call, :+, :a, x)
2 return %1`,
    ],
    [
      'f() = :(a + b)',
      `
1 %1 = $(Expr(:copyast, :(a + b)))
2 return %1`,
    ],
    [
      'f(x) = :(g($(x...)))',
      `
1 %1 = Core._expr
2 %2 = Core.tuple(:call, :g)
3 %3 = Core._apply_iterate(Base.iterate, %1, %2, x)
4 return %3`,
    ],
    [
      'f(x) = :(:($x, $$x))',
      `
1 %1 = Core._expr(:$, :x)
2 %2 = Core._expr(:$, x)
3 %3 = Core._expr(:tuple, %1, %2)
4 %4 = Core._expr(:quote, %3)
5 return %4`,
    ],
    [
      'f() = :sym',
      `
1 return :sym`,
    ],
  ],
  'control flow': [
    [
      'f(x) = if x > 1 && x < 3; 1; elseif x == 5; 2; else; 3; end',
      `
1 %1 = Main.>(x, 1)
2 goto %6 if not %1
3 %3 = Main.<(x, 3)
4 goto %6 if not %3
5 return 1
6 %6 = Main.==(x, 5)
7 goto %9 if not %6
8 return 2
9 return 3`,
    ],
    [
      'f(x) = x ? 1 : 2',
      `
1 goto %3 if not x
2 return 1
3 return 2`,
    ],
    [
      'function f(x); while x < 3 || x == 9; x += 1; end; end',
      `
1 @_3 = @_2
2 %2 = Main.<(@_3, 3)
3 goto %5 if not %2
4 goto %7
5 %5 = Main.==(@_3, 9)
6 goto %9 if not %5
7 @_3 = Main.+(@_3, 1)
8 goto %2
9 return nothing`,
    ],
    [
      'function f(r); for (i, x) in r; g(i, x); end; end',
      `
 1 %1 = r
 2 @_3 = Base.iterate(%1)
 3 %3 = Core.===(@_3, nothing)
 4 %4 = Base.not_int(%3)
 5 goto %20 if not %4
 6 %6 = @_3
 7 %7 = Core.getfield(%6, 1)
 8 %8 = Base.indexed_iterate(%7, 1)
 9 i = Core.getfield(%8, 1)
10 @_4 = Core.getfield(%8, 2)
11 %11 = Base.indexed_iterate(%7, 2, @_4)
12 x = Core.getfield(%11, 1)
13 %13 = Core.getfield(%6, 2)
14 Main.g(i, x)
15 @_3 = Base.iterate(%1, %13)
16 %16 = Core.===(@_3, nothing)
17 %17 = Base.not_int(%16)
18 goto %20 if not %17
19 goto %6
20 return nothing`,
    ],
    [
      'function f(r, s); for i in r, j in s; g(i, j); end; end',
      `
 1 %1 = r
 2 @_4 = Base.iterate(%1)
 3 %3 = Core.===(@_4, nothing)
 4 %4 = Base.not_int(%3)
 5 goto %30 if not %4
 6 %6 = @_4
 7 @_6 = Core.getfield(%6, 1)
 8 %8 = Core.getfield(%6, 2)
 9 %9 = s
10 @_5 = Base.iterate(%9)
11 %11 = Core.===(@_5, nothing)
12 %12 = Base.not_int(%11)
13 goto %25 if not %12
14 %14 = @_6
15 @_8 = %14
16 %16 = @_5
17 j = Core.getfield(%16, 1)
18 %18 = Core.getfield(%16, 2)
19 Main.g(@_8, j)
20 @_5 = Base.iterate(%9, %18)
21 %21 = Core.===(@_5, nothing)
22 %22 = Base.not_int(%21)
23 goto %25 if not %22
24 goto %14
25 @_4 = Base.iterate(%1, %8)
26 %26 = Core.===(@_4, nothing)
27 %27 = Base.not_int(%26)
28 goto %30 if not %27
29 goto %6
30 return nothing`,
    ],
    [
      'f() = try; g(); catch e; h(e); end',
      `
1 %1 = enter %5
2 %2 = Main.g()
3 $(Expr(:leave, %1))
4 return %2
5 e = $(Expr(:the_exception))
6 %6 = Main.h(e)
7 $(Expr(:pop_exception, %1))
8 return %6`,
    ],
    [
      'f() = try; g(); finally; h(); end',
      `
 1 %1 = enter %6
 2 @_3 = -1
 3 @_2 = Main.g()
 4 $(Expr(:leave, %1))
 5 goto %9
 6 Main.h()
 7 Base.rethrow()
 8 $(Expr(:pop_exception, %1))
 9 Main.h()
10 return @_2`,
    ],
    [
      'f(x) = let y = x; y end',
      `
1 %1 = x
2 y = %1
3 return y`,
    ],
    [
      'function f(x)::Int; x; end',
      `
1 %1 = Main.Int
2 @_3 = x
3 %3 = Core.isa(@_3, %1)
4 goto %6 if not %3
5 goto %8
6 %6 = Base.convert(%1, @_3)
7 @_3 = Core.typeassert(%6, %1)
8 return @_3`,
    ],
  ],
  assignments: [
    [
      'function f(x); a, b = x; (b, a); end',
      `
1 %1 = Base.indexed_iterate(x, 1)
2 a = Core.getfield(%1, 1)
3 @_3 = Core.getfield(%1, 2)
4 %4 = Base.indexed_iterate(x, 2, @_3)
5 b = Core.getfield(%4, 1)
6 %6 = Core.tuple(b, a)
7 return %6`,
    ],
    [
      'function f(x); a, b... = x; b; end',
      `
1 %1 = Base.indexed_iterate(x, 1)
2 a = Core.getfield(%1, 1)
3 @_3 = Core.getfield(%1, 2)
4 b = Base.rest(x, @_3)
5 return b`,
    ],
    [
      'function f(a, b); a, b = b, a; a; end',
      `
1 @_4 = @_2
2 @_5 = @_3
3 %3 = @_5
4 %4 = @_4
5 @_4 = %3
6 @_5 = %4
7 return @_4`,
    ],
    [
      'function f(x); (; p, q) = x; p; end',
      `
1 p = Base.getproperty(x, :p)
2 q = Base.getproperty(x, :q)
3 return p`,
    ],
    [
      'function f(); x::Int = g(); x; end',
      `
 1 newvar x
 2 %2 = Main.g()
 3 @_3 = %2
 4 %4 = Core.isa(@_3, Main.Int)
 5 goto %7 if not %4
 6 goto %9
 7 %7 = Base.convert(Main.Int, @_3)
 8 @_3 = Core.typeassert(%7, Main.Int)
 9 x = @_3
10 return x`,
    ],
    [
      'f() = (global x = 1)',
      `
 1 global Main.x
 2 %2 = Core.get_binding_type(Main, :x)
 3 @_2 = 1
 4 %4 = Core.isa(@_2, %2)
 5 goto %7 if not %4
 6 goto %9
 7 %7 = Base.convert(%2, @_2)
 8 @_2 = Core.typeassert(%7, %2)
 9 Main.x = @_2
10 return 1`,
    ],
    [
      'function f(); x = y = g(); end',
      `
1 %1 = Main.g()
2 y = %1
3 x = %1
4 return %1`,
    ],
  ],
  definitions: [
    [
      'x = 1',
      `
1 %1 = Core.get_binding_type(Main, :x)
2 @_1 = 1
3 %3 = Core.isa(@_1, %1)
4 goto %6 if not %3
5 goto %8
6 %6 = Base.convert(%1, @_1)
7 @_1 = Core.typeassert(%6, %1)
8 Main.x = @_1
9 return 1`,
    ],
    [
      'const x = 1',
      `
1 const Main.x
2 Main.x = 1
3 return 1`,
    ],
    [
      'global x::Int = 1',
      `
 1 global Main.x
 2 Core.set_binding_type!(Main, :x, Main.Int)
 3 %3 = Core.get_binding_type(Main, :x)
 4 @_1 = 1
 5 %5 = Core.isa(@_1, %3)
 6 goto %8 if not %5
 7 goto %10
 8 %8 = Base.convert(%3, @_1)
 9 @_1 = Core.typeassert(%8, %3)
10 Main.x = @_1
11 return 1`,
    ],
    [
      'A{T} = Vector{T}',
      `
1 %1 = Core.TypeVar(:T)
2 T = %1
3 %3 = T
4 %4 = Core.apply_type(Main.Vector, T)
5 %5 = Core.UnionAll(%3, %4)
6 const Main.A
7 Main.A = %5
8 return %5`,
    ],
    [
      'abstract type A <: B end',
      `
 1 global Main.A
 2 const Main.A
 3 %3 = Main
 4 %4 = Core.svec()
 5 A = Core._abstracttype(%3, :A, %4)
 6 Core._setsuper!(A, Main.B)
 7 Core._typebody!(A)
 8 %8 = $(Expr(:isdefined, Main.A))
 9 goto %13 if not %8
10 %10 = Core._equiv_typedef(Main.A, A)
11 goto %13 if not %10
12 goto %15
13 %13 = A
14 Main.A = %13
15 return nothing`,
    ],
    [
      'struct S; x::Int; end',
      `
 1 global Main.S
 2 const Main.S
 3 %3 = Main
 4 %4 = Core.svec()
 5 %5 = Core.svec(:x)
 6 %6 = Core.svec()
 7 S = Core._structtype(%3, :S, %4, %5, %6, false, 1)
 8 Core._setsuper!(S, Core.Any)
 9 %9 = $(Expr(:isdefined, Main.S))
10 goto %19 if not %9
11 %11 = Main.S
12 %12 = Core._equiv_typedef(%11, S)
13 goto %16 if not %12
14 S = %11
15 goto %18
16 %16 = S
17 Main.S = %16
18 goto %21
19 %19 = S
20 Main.S = %19
21 %21 = S
22 %22 = Core.svec(Main.Int)
23 Core._typebody!(%21, %22)
24 global Main.S
25 %25 = Core.apply_type(Core.Type, Main.S)
26 %26 = Core.svec(%25, Main.Int)
27 %27 = Core.svec()
28 %28 = Core.svec(%26, %27, $(QuoteNode(#= test.jl:1 =#)))
29 $(Expr(:method, false, %28, CodeInfo(
    1 %1 = %new(Main.S, x)
    2 return %1
)))
30 %30 = Core.===(Core.Any, Main.Int)
31 goto %33 if not %30
32 goto %38
33 %33 = Core.apply_type(Core.Type, Main.S)
34 %34 = Core.svec(%33, Core.Any)
35 %35 = Core.svec()
36 %36 = Core.svec(%34, %35, $(QuoteNode(#= test.jl:1 =#)))
37 $(Expr(:method, false, %36, CodeInfo(
     1 %1 = Main.S
     2 %2 = Core.fieldtype(%1, 1)
     3 @_3 = x
     4 %4 = Core.isa(@_3, %2)
     5 goto %7 if not %4
     6 goto %8
     7 @_3 = Base.convert(%2, @_3)
     8 %8 = @_3
     9 %9 = %new(%1, %8)
    10 return %9
)))
38 return nothing`,
    ],
    [
      'mutable struct M{T}; const a::T; b; end',
      `
 1 global Main.M
 2 const Main.M
 3 newvar @_1
 4 @_2 = Core.TypeVar(:T)
 5 %5 = Main
 6 %6 = Core.svec(@_2)
 7 %7 = Core.svec(:a, :b)
 8 %8 = Core.svec(1, :const)
 9 M = Core._structtype(%5, :M, %6, %7, %8, true, 2)
10 Core._setsuper!(M, Core.Any)
11 %11 = $(Expr(:isdefined, Main.M))
12 goto %25 if not %11
13 %13 = Main.M
14 %14 = Core._equiv_typedef(%13, M)
15 goto %22 if not %14
16 M = %13
17 %17 = Base.getproperty(%13, :body)
18 %18 = Base.getproperty(%17, :parameters)
19 %19 = Base.indexed_iterate(%18, 1)
20 @_2 = Core.getfield(%19, 1)
21 goto %24
22 %22 = M
23 Main.M = %22
24 goto %27
25 %25 = M
26 Main.M = %25
27 %27 = M
28 %28 = Core.svec(@_2, Core.Any)
29 Core._typebody!(%27, %28)
30 global Main.M
31 %31 = Core.TypeVar(:T)
32 @_4 = %31
33 %33 = @_4
34 %34 = Core.apply_type(Main.M, @_4)
35 %35 = Core.apply_type(Core.Type, %34)
36 %36 = Core.UnionAll(%33, %35)
37 %37 = Core.svec(%36, Core.Any, Core.Any)
38 %38 = Core.svec()
39 %39 = Core.svec(%37, %38, $(QuoteNode(#= test.jl:1 =#)))
40 $(Expr(:method, false, %39, CodeInfo(
    1 %1 = Core.fieldtype(#ctor-self#, 1)
    2 @_4 = a
    3 %3 = Core.isa(@_4, %1)
    4 goto %6 if not %3
    5 goto %7
    6 @_4 = Base.convert(%1, @_4)
    7 %7 = @_4
    8 %8 = %new(#ctor-self#, %7, b)
    9 return %8
)))
41 global Main.M
42 $(Expr(:method, Main.M))
43 %43 = Core.TypeVar(:T)
44 %44 = Core.Typeof(Main.M)
45 %45 = Core.svec(%44, %43, Core.Any)
46 %46 = Core.svec(%43)
47 %47 = Core.svec(%45, %46, $(QuoteNode(#= test.jl:1 =#)))
48 $(Expr(:method, Main.M, %47, CodeInfo(
    1 %1 = Core.apply_type(Main.M, $(Expr(:static_parameter, 1)))
    2 %2 = %new(%1, a, b)
    3 return %2
)))
49 return nothing`,
    ],
    [
      'struct P; x; P(x) = new(x + 1); end',
      `
 1 global Main.P
 2 const Main.P
 3 %3 = Main
 4 %4 = Core.svec()
 5 %5 = Core.svec(:x)
 6 %6 = Core.svec()
 7 P = Core._structtype(%3, :P, %4, %5, %6, false, 1)
 8 Core._setsuper!(P, Core.Any)
 9 %9 = $(Expr(:isdefined, Main.P))
10 goto %19 if not %9
11 %11 = Main.P
12 %12 = Core._equiv_typedef(%11, P)
13 goto %16 if not %12
14 P = %11
15 goto %18
16 %16 = P
17 Main.P = %16
18 goto %21
19 %19 = P
20 Main.P = %19
21 %21 = P
22 %22 = Core.svec(Core.Any)
23 Core._typebody!(%21, %22)
24 global Main.P
25 %25 = Core.apply_type(Core.Type, Main.P)
26 %26 = Core.svec(%25, Core.Any)
27 %27 = Core.svec()
28 %28 = Core.svec(%26, %27, $(QuoteNode(#= test.jl:1 =#)))
29 $(Expr(:method, false, %28, CodeInfo(
    1 %1 = Main.P
    2 %2 = Main.+(x, 1)
    3 %3 = %new(%1, %2)
    4 return %3
)))
30 return nothing`,
    ],
    [
      'macro m(x) x end',
      `
1 $(Expr(:method, Main.@m))
2 %2 = Core.Typeof(Main.@m)
3 %3 = Core.svec(%2, Core.LineNumberNode, Core.Module, Core.Any)
4 %4 = Core.svec()
5 %5 = Core.svec(%3, %4, $(QuoteNode(#= test.jl:1 =#)))
6 $(Expr(:method, Main.@m, %5, CodeInfo(
    1 return x
)))
7 return Main.@m`,
    ],
    [
      'f(x::T) where {T <: Real} = T',
      `
1 $(Expr(:method, Main.f))
2 %2 = Core.TypeVar(:T, Main.Real)
3 %3 = Core.Typeof(Main.f)
4 %4 = Core.svec(%3, %2)
5 %5 = Core.svec(%2)
6 %6 = Core.svec(%4, %5, $(QuoteNode(#= test.jl:1 =#)))
7 $(Expr(:method, Main.f, %6, CodeInfo(
    1 return $(Expr(:static_parameter, 1))
)))
8 return Main.f`,
    ],
    [
      'f(x, y = x) = y',
      `
 1 $(Expr(:method, Main.f))
 2 %2 = Core.Typeof(Main.f)
 3 %3 = Core.svec(%2, Core.Any)
 4 %4 = Core.svec()
 5 %5 = Core.svec(%3, %4, $(QuoteNode(#= test.jl:1 =#)))
 6 $(Expr(:method, Main.f, %5, CodeInfo(
    1 %1 = #self#(x, x)
    2 return %1
)))
 7 $(Expr(:method, Main.f))
 8 %8 = Core.Typeof(Main.f)
 9 %9 = Core.svec(%8, Core.Any, Core.Any)
10 %10 = Core.svec()
11 %11 = Core.svec(%9, %10, $(QuoteNode(#= test.jl:1 =#)))
12 $(Expr(:method, Main.f, %11, CodeInfo(
    1 return y
)))
13 return Main.f`,
    ],
    [
      'A.f(x) = x',
      `
1 %1 = Base.getproperty(Main.A, :f)
2 %2 = Core.Typeof(%1)
3 %3 = Core.svec(%2, Core.Any)
4 %4 = Core.svec()
5 %5 = Core.svec(%3, %4, $(QuoteNode(#= test.jl:1 =#)))
6 $(Expr(:method, false, %5, CodeInfo(
    1 return x
)))
7 return nothing`,
    ],
    [
      '(a::A)(x) = x',
      `
1 %1 = Core.svec(Main.A, Core.Any)
2 %2 = Core.svec()
3 %3 = Core.svec(%1, %2, $(QuoteNode(#= test.jl:1 =#)))
4 $(Expr(:method, false, %3, CodeInfo(
    1 return x
)))
5 return nothing`,
    ],
    [
      'f(x...) = x',
      `
1 $(Expr(:method, Main.f))
2 %2 = Core.Typeof(Main.f)
3 %3 = Core.apply_type(Core.Vararg, Core.Any)
4 %4 = Core.svec(%2, %3)
5 %5 = Core.svec()
6 %6 = Core.svec(%4, %5, $(QuoteNode(#= test.jl:1 =#)))
7 $(Expr(:method, Main.f, %6, CodeInfo(
    1 return x
)))
8 return Main.f`,
    ],
  ],
  closures: [
    [
      'f(x) = y -> x + y',
      `
 1 $(Expr(:method, Main.f))
 2 $(Expr(:thunk, CodeInfo(
     1 global Main.#1#2
     2 const Main.#1#2
     3 %3 = Core.TypeVar(:x, Core.Any)
     4 %4 = Main
     5 %5 = Core.svec(%3)
     6 %6 = Core.svec(:x)
     7 %7 = Core.svec()
     8 %8 = Core._structtype(%4, :#1#2, %5, %6, %7, false, 1)
     9 Main.#1#2 = %8
    10 Core._setsuper!(Main.#1#2, Core.Function)
    11 %11 = Main.#1#2
    12 %12 = Core.svec(%3)
    13 Core._typebody!(%11, %12)
    14 return nothing
)))
 3 %3 = Core.svec(Main.#1#2, Core.Any)
 4 %4 = Core.svec()
 5 %5 = Core.svec(%3, %4, $(QuoteNode(#= test.jl:1 =#)))
 6 $(Expr(:method, false, %5, CodeInfo(
    1 %1 = Core.getfield(#self#, :x)
    2 %2 = Main.+(%1, y)
    3 return %2
)))
 7 %7 = Core.Typeof(Main.f)
 8 %8 = Core.svec(%7, Core.Any)
 9 %9 = Core.svec()
10 %10 = Core.svec(%8, %9, $(QuoteNode(#= test.jl:1 =#)))
11 $(Expr(:method, Main.f, %10, CodeInfo(
    1 %1 = Main.#1#2
    2 %2 = Core._typeof_captured_variable(x)
    3 %3 = Core.apply_type(%1, %2)
    4 #1 = %new(%3, x)
    5 return #1
)))
12 return Main.f`,
    ],
    [
      'function f(); n = 0; () -> (n += 1); end',
      `
 1 $(Expr(:method, Main.f))
 2 $(Expr(:thunk, CodeInfo(
     1 global Main.#1#2
     2 const Main.#1#2
     3 %3 = Main
     4 %4 = Core.svec()
     5 %5 = Core.svec(:n)
     6 %6 = Core.svec()
     7 %7 = Core._structtype(%3, :#1#2, %4, %5, %6, false, 1)
     8 Main.#1#2 = %7
     9 Core._setsuper!(Main.#1#2, Core.Function)
    10 %10 = Main.#1#2
    11 %11 = Core.svec(Core.Box)
    12 Core._typebody!(%10, %11)
    13 return nothing
)))
 3 %3 = Core.svec(Main.#1#2)
 4 %4 = Core.svec()
 5 %5 = Core.svec(%3, %4, $(QuoteNode(#= test.jl:1 =#)))
 6 $(Expr(:method, false, %5, CodeInfo(
     1 %1 = Core.getfield(#self#, :n)
     2 %2 = Core.isdefined(%1, :contents)
     3 goto %5 if not %2
     4 goto %7
     5 newvar n
     6 n
     7 %7 = Core.getfield(%1, :contents)
     8 %8 = Main.+(%7, 1)
     9 %9 = Core.getfield(#self#, :n)
    10 Core.setfield!(%9, :contents, %8)
    11 return %8
)))
 7 %7 = Core.Typeof(Main.f)
 8 %8 = Core.svec(%7)
 9 %9 = Core.svec()
10 %10 = Core.svec(%8, %9, $(QuoteNode(#= test.jl:1 =#)))
11 $(Expr(:method, Main.f, %10, CodeInfo(
    1 n = Core.Box()
    2 Core.setfield!(n, :contents, 0)
    3 #1 = %new(Main.#1#2, n)
    4 return #1
)))
12 return Main.f`,
    ],
    [
      'function f(x::T) where T; () -> T; end',
      `
 1 $(Expr(:method, Main.f))
 2 $(Expr(:thunk, CodeInfo(
     1 global Main.#1#2
     2 const Main.#1#2
     3 %3 = Core.TypeVar(:T, Core.Any)
     4 %4 = Main
     5 %5 = Core.svec(%3)
     6 %6 = Core.svec()
     7 %7 = Core.svec()
     8 %8 = Core._structtype(%4, :#1#2, %5, %6, %7, false, 0)
     9 Main.#1#2 = %8
    10 Core._setsuper!(Main.#1#2, Core.Function)
    11 %11 = Main.#1#2
    12 %12 = Core.svec()
    13 Core._typebody!(%11, %12)
    14 return nothing
)))
 3 %3 = Core.TypeVar(:T, Core.Any)
 4 %4 = Core.apply_type(Main.#1#2, %3)
 5 %5 = Core.svec(%4)
 6 %6 = Core.svec(%3)
 7 %7 = Core.svec(%5, %6, $(QuoteNode(#= test.jl:1 =#)))
 8 $(Expr(:method, false, %7, CodeInfo(
    1 return $(Expr(:static_parameter, 1))
)))
 9 %9 = Core.TypeVar(:T)
10 %10 = Core.Typeof(Main.f)
11 %11 = Core.svec(%10, %9)
12 %12 = Core.svec(%9)
13 %13 = Core.svec(%11, %12, $(QuoteNode(#= test.jl:1 =#)))
14 $(Expr(:method, Main.f, %13, CodeInfo(
    1 %1 = Core.apply_type(Main.#1#2, $(Expr(:static_parameter, 1)))
    2 #1 = %new(%1)
    3 return #1
)))
15 return Main.f`,
    ],
    [
      'let x = 1; global g() = x; end',
      `
1 x = 1
2 global Main.g
3 $(Expr(:method, Main.g))
4 %4 = Core.Typeof(Main.g)
5 %5 = Core.svec(%4)
6 %6 = Core.svec()
7 %7 = Core.svec(%5, %6, $(QuoteNode(#= test.jl:1 =#)))
8 $(Expr(:method, Main.g, %7, CodeInfo(
    1 return $(Expr(:captured, 0))
), x))
9 return Main.g`,
    ],
  ],
  'foreign calls': [
    [
      'f(p) = ccall(:strlen, Csize_t, (Cstring,), p)',
      `
1 %1 = Base.cconvert(Main.Cstring, p)
2 %2 = Base.unsafe_convert(Main.Cstring, %1)
3 %3 = $(Expr(:foreigncall, :strlen, Main.Csize_t, Core.svec(Main.Cstring), 0, :ccall, %2, %1))
4 return %3`,
    ],
    [
      'f(a, b) = ccall((:g, "lib"), Cvoid, (Cint, Any, Cint...), a, b, 1, 2)',
      `
1 %1 = Base.cconvert(Main.Cint, a)
2 %2 = Base.cconvert(Main.Cint, 1)
3 %3 = Base.cconvert(Main.Cint, 2)
4 %4 = Base.unsafe_convert(Main.Cint, %1)
5 %5 = Base.unsafe_convert(Main.Cint, %2)
6 %6 = Base.unsafe_convert(Main.Cint, %3)
7 %7 = $(Expr(:foreigncall, Core.tuple(:g, "lib"), Main.Cvoid, Core.svec(Main.Cint, Core.Any, Main.Cint, Main.Cint), 2, :ccall, %4, b, %5, %6, %3, %2, %1))
8 return %7`,
    ],
  ],
}

for (const [group, cases] of Object.entries(forms)) {
  for (const [source, lowered] of cases) {
    test(`${group}: ${source}`, () => {
      const form = new TestWorld().lower(source)
      assert.equal(form.kind, 'thunk')
      if (form.kind !== 'thunk') return
      const bodies = group === 'definitions' || group === 'closures' ? [] : methodBodies(form.code)
      assert.equal(`\n${showCodeInfo(bodies.at(-1) ?? form.code)}`, lowered)
    })
  }
}
