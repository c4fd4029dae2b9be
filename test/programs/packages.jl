# What packages lean on beyond the exported names
struct Chain{T}
    rest::Chain{T}
    value::T
    Chain{T}() where {T} = new()
    Chain{T}(rest, value) where {T} = new(rest, value)
end
struct Held{T<:Real}
    chain::Chain{T}
    n::Int
end
h = Held(Chain{Float64}(Chain{Float64}(), 1.5), 2)
println(h.chain.value, " ", isdefined(h.chain.rest, :rest), " ", h.n)

"for a key of the dictionary"
lookup(d::Dict{K}, s::T) where {K,T<:Dict{K}} = 1
println(@doc(lookup))

module Old
add(x, y) = x + y
@deprecate plus(x, y) add(x, y)
@deprecate plus3(x) plus(x, 3) false
Base.@deprecate_binding Number3 Int
end
println(Old.plus(1, 2), " ", Old.plus3(1), " ", Old.Number3, " ", Base.isexported(Old, :plus), Base.isexported(Old, :plus3),
    Base.isdeprecated(Old, :Number3), Base.isdeprecated(Old, :add))

struct Meters
    n::Float64
end
Base.:+(a::Meters, b::Meters) = Meters(a.n + b.n)
Base.FastMath.add_fast(a::Meters, b::Meters) = Meters(-1)
f(a, b) = @fastmath a + b
println(f(Meters(1), Meters(2)), " ", f(1.5, 2), " ", @fastmath(2.0^3))
v = [1.0, 2.0]
@fastmath v[end] *= 4
println(v)

a = big(5)
Base.GMP.MPZ.mul!(a, big(10)^20)
Base.GMP.MPZ.add_ui!(a, 7)
println(a, " ", Base.uabs(typemin(Int8)))
println(Base.dict_with_eltype((K, V) -> Dict{K,V}, [1 => "a"], Pair{Int,String}))
println(size(reshape(ones(2, 3, 4), Val(2))), " ", Core.Compiler.return_type(+, Tuple{Int,Float64}))
struct Backwards <: Base.Ordering end
Base.lt(::Backwards, a, b) = b < a
println(sort([2, 3, 1]; order = Backwards()))
