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
