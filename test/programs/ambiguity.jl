# Calls that no method is best for, in compiled code and through values; what replaces a field by what a function gives.
f(x::Int, y) = "left"
f(x, y::Int) = "right"
caller(x, y) = f(x, y)
through(g, args...) = g(args...)
attempt(thunk) = try
    thunk()
catch e
    e isa MethodError && occursin("is ambiguous", sprint(showerror, e)) ? "ambiguous" : typeof(e)
end
println(caller(1, 'a'), " ", caller('a', 1), " ", attempt(() -> caller(1, 2)), " ", attempt(() -> through(f, 1, 2)))
f(x::Int, y::Int) = "both"
println(caller(1, 2), " ", through(f, 1, 2))

mutable struct Plain
    n::Int
    s::String
end
mutable struct Shared
    @atomic n::Int
end
p = Plain(1, "a")
println(modifyfield!(p, :n, +, 4), " ", p.n, " ", through(modifyfield!, p, :s, *, "b"), " ", p.s)
println(attempt(() -> modifyfield!(p, :n, (old, new) -> new, "no")), " ", p.n)
s = Shared(1)
println((@atomic s.n += 2), " ", (@atomic s.n max 10), " ", (@atomicswap s.n = 5), " ", (@atomicreplace s.n 5 => 6), " ", s.n)
println(attempt(() -> s.n = 3), " ", attempt(() -> getfield(p, :n, :acquire)), " ", attempt(() -> getfield(s, :n, :not_atomic)))

# An argument that is a type itself: its variable stands for the kind.
kind(x::T) where {T} = T
println(kind(Int), " ", kind(Vector), " ", kind(Union{Int, String}), " ", kind(1))

abstract type Compared{T} end
struct Own{T} <: Compared{Own{T}} end
println(supertype(Own{Int}), " ", Own{Int} <: Compared{Own{Int}}, " ", Own <: Compared, " ", Own{Int} <: Compared{Own{Char}})

struct Box{T}
    v::T
end
const Boxes{T} = Box{Vector{T}}
println(Boxes, " ", Boxes{Int}([1]), " ", Box{Int}, " ", Pair{A, B} where {B, A}, " ", AbstractArray{<:Real, N} where N)

@generated fails(x) = error("no code for ", x)
uses(x) = x > 0 ? 1 : fails(x)
println(uses(1), " ", attempt(() -> uses(-1)))
