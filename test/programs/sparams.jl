# Static parameters that stand for a number of arguments, where the code is not specialized on how many there are; the order
# of a union's members; exit hooks that are younger than the program.
rank(x...) = rank_of(Int8, x)
@noinline rank_of(::Type{T}, dims::NTuple{N,Union{Integer,Base.OneTo}}) where {T,N} = (Array{T,N}, N, N + 1)
println(rank(1, 2), rank(1, 2, 3), rank(1, 2, 3, 4))
println(size(zeros(Int8, 2, 2, 2)), size(zeros(1, 2, 1, 2)), size(ones(2, 3, 4, 5)))
struct Leaf end
struct Branch{T}; kids::Vector{T}; end
println(Union{Leaf, Nothing}, " ", Union{Branch{Int}, Int, Nothing, Leaf}, " ", Union{Missing, Nothing})
println(Union{Set{T}, Vector{T}} where T, " ", Union{String, Int}, " ", Union{Symbol, Nothing, Float64})
atexit(() -> println("first registered, last run"))
@eval late_hook() = println("last registered, first run")
atexit(late_hook)
atexit(code -> println("exit code ", code))
# variables that no argument mentions are counted all the same
unused_first(x::S) where {T, S} = S
println(unused_first(1), " ", first(methods(unused_first)).sig)
unused_used(x) where {T} = T
println(try unused_used(1) catch e; (e.var, e.scope) end)
println(try eval(:(bad_argument(x::1) = x)) catch e; startswith(e.msg, "invalid type for argument x in method definition for bad_argument at ") end)

# a generated function whose argument is taken apart
@generated function takesapart(n, (a, rest)::Tuple)
    x = gensym()
    :(($x, r) = rest; (n, a, $x, r))
end
println(takesapart(1, (2, (3, 4))))
# generators see the types of the very arguments, however many there are
@generated types_of(x...) = :($x)
@generated name_of(::Type{T}, x...) where {T} = :($(string(T)), $(length(x)))
@generated impure(x) = :(y -> x + y)
println(types_of(1, 2, 3), types_of(1, "a"), types_of(), " ", name_of(Float32), name_of(Int, 1, 2, 3, 4))
println(try impure(1) catch e; first(e.msg, 50) end)
