println([1, 2.5], " ", Any[1, "a", :b, nothing], " ", [1 2; 3 4], " ", Int[], " ", [[1]], " ", (1,), " ", (), " ", [nothing], " ", ["a"], " ", ['c'])
println(Dict(1 => "a"), " ", Set([1]), " ", 1:3, " ", 1:2:5, " ", :sym, " ", 'c', " ", "str", " ", 1 // 2, " ", 1im, " ", true, " ", nothing, " ", missing)
show("a\"b"); println()
show('x'); show(:sym); show(Symbol("a b")); println()
show(stdout, MIME("text/plain"), [1, 2, 3]); println()
show(stdout, MIME("text/plain"), [1 2; 30 4]); println()
show(stdout, MIME("text/plain"), Dict("k" => 1)); println()
show(stdout, MIME("text/plain"), (a = 1, b = [1, 2])); println()
show(stdout, MIME("text/plain"), "text"); println()
show(stdout, MIME("text/plain"), 1 => [2]); println()
struct S; a::Int; b::String; c::Vector{Float64}; end
println(S(1, "x", [1.0]), " ", [S(1, "y", [])], " ", repr(S(2, "z", [2])))
display(1.0)
display([1.0, NaN, -Inf])
display(Any[1, "two", 3.0])
display(["a" "b"; "c" "d"])
display(1:3)
display(:(x + 1))
println(typeof(println), " ", sin, " ", Int, " ", Base, " ", Main, " ", +, " ", String, " ", Base.Iterators)
println(:(x.y), " | ", :(x[i]), " | ", :([a, b]), " | ", :("a$b"), " | ", :(!x), " | ", :(-x), " | ", :(a => b))
println(UInt8(1), " ", 0x10, " ", [0x01, 0xff], " ", 1.0f0, " ", [1.0f0], " ", Float16(1.5), " ", Int8[1, 2], " ", big(1), " ", [big(1)], " ", 'é', " ", ["é"])
print("no newline"); print('\n'); print(1, 2, 3, '\n')
println(); println("a", "b"); println("tab\there")
println([true, false], " ", [1, missing], " ", Union{Int, Nothing}[1, nothing], " ", [:a, :b], " ", [1.0, 2.0], " ", [1e10, 1.0], " ", [0.1, 100.0])
println(string([1, 2]), " ", string((1, "a")), " ", string("a", 1, nothing), " ", summary([1, 2]), " ", summary("abc"))
@show 1 + 1
x = [1, 2]
@show x length(x)
println(collect(1:50))
# dump of types, parts of tuples, what is exported
struct DumpedImmutable; a; b::Int; end
mutable struct DumpedMutable{T}; a::T; const b::Int; end
foreach(dump, (Int, Integer, Any, DumpedImmutable, DumpedMutable{Int}, Union{Int, String}))
dump(DumpedMutable)
dump(collect(1:3)); dump(string.(1:21))
println(:(export a, @b, +), " ", (1, 'a', :b)[2:3], " ", typeof((1, 'a', :b)[2:3]))
println(Base.infer_return_type(t -> t[2:3], (Tuple{Int, Char, Symbol},)))
println(try Meta.parse("x = )") catch e; sprint(showerror, e) end)
let ex = Meta.parse("f(", raise = false)
    println(ex.head, " ", typeof(ex.args[1]), " ", ex.args[1].detail.incomplete_tag, " ", Base.incomplete_tag(ex))
end
for ex in (:((x,; y = 1)), :((;)), Expr(:call, :-, Expr(:parameters, :x)), :(±1), :($(1 + 2im) - $(1 // 2)), :((a::b) where T), :(&f(x)),
           Expr(:using, :Foo), :(import A: (..), b as c), Expr(:line, 4, :f), :(function ==(a, b) end), :(function f(x::T)::T where T end))
    println(Base.remove_linenums!(ex))
end
import LinearAlgebra
println(LinearAlgebra, " ", parentmodule(LinearAlgebra), " ", LinearAlgebra.Diagonal)
