macro twice(ex)
    quote
        $(esc(ex))
        $(esc(ex))
    end
end
n = 0
@twice n += 1
println(n)
macro hygienic()
    quote
        n = 100
        n
    end
end
println(@hygienic(), " ", n)
macro show_source(ex)
    string(ex)
end
println(@show_source a + b * f(x))
ex = :(1 + 2 * x)
println(ex, " ", ex.head, " ", ex.args[1], " ", length(ex.args), " ", eval(:(1 + 2)), " ", typeof(ex))
x = 10
println(eval(ex), " ", :(y = $x), " ", Meta.parse("f(a, b...)"), " ", Expr(:call, :+, 1, 2))
dump(:(a.b))
for op in (:plus, :minus)
    @eval $op(a, b) = $(op === :plus ? :(a + b) : :(a - b))
end
println(plus(5, 3), minus(5, 3))
macro unroll(n, body)
    Expr(:block, (esc(body) for _ in 1:n)...)
end
k = 1
@unroll 3 k *= 2
println(k)
println(@macroexpand(@twice f()) isa Expr, " ", :a isa Symbol, " ", Symbol("x", 1), " ", QuoteNode(:q))
@generated function tuple_sum(t::Tuple)
    isempty(t.parameters) && return :(0)
    terms = [:(t[$i]) for i in 1:length(t.parameters)]
    :(+($(terms...)))
end
println(tuple_sum((1, 2, 3)), " ", tuple_sum((1.5, 2)))
macro vars(names...)
    Expr(:block, (:($(esc(n)) = $(string(n))) for n in names)...)
end
@vars p q
println(p, q)
println(Meta.isexpr(ex, :call), " ", string(:(if a; b else c end)) isa String, " ", :(a[1]), " ", :([1, 2]), " ", :(a && b || c))
module Inner
macro local_call()
    :(helper())
end
helper() = "inner helper"
export @local_call
end
using .Inner
println(@local_call)
t = @timed 1 + 1
println(t.value, " ", @elapsed(nothing) >= 0)
@static if true
    println("static")
end
# what a macro throws names the place of the call, unless somebody only asked for the expansion
macro failing(x) error("no ", x) end
println(try eval(Expr(:macrocall, Symbol("@failing"), LineNumberNode(7, :here), 1)) catch e; (typeof(e), e.file, e.line, e.error) end)
println(try macroexpand(Main, :(@failing 2)) catch e; e end)
println(try eval(:(@not_there)) catch e; (typeof(e), typeof(e.error)) end)
# malformed expressions are errors like others
for ex in (Expr(:quote), Expr(:foo, :a, 1), Expr(:kw, :a, 1))
    println(try eval(ex) catch e; first(split(e.msg, " around")) end)
end
# dotted operators and parameters of aliases in what a macro gives back
macro given(x) x end
println(@given(1 .+ 2), " ", @given([1] .< [2] .< [3]), " ", @given(2 .^ -2), " ", @given([1, 2] .* 3 .+ 1), " ", @given(.-[1]))
macro alias() quote LocalAlias{T} = Tuple{T}; LocalAlias end end
println(@alias() == (Tuple{T} where T))
println(Meta.lower(Main, :(1 = 2)), " ", Meta.lower(Main, Meta.parse("x...")), " ", try eval(:(f(x, x) = 1)) catch e; e.msg end)
first_of, between..., last_of = (x = 1, y = 2, z = 3, w = 4)
println(first_of, between, last_of)
