# Values as bytes and back: kinds, sharing, cycles, own types, methods of one's own.
using Serialization
back(x) = (io = IOBuffer(); serialize(io, x); seekstart(io); deserialize(io))
mutable struct Link
    value::Any
    next::Union{Link, Nothing}
end
struct Pair2{T}
    a::T
    b::T
end
for x in (1, -2.5, 0x07, 'q', "text", :sym, nothing, missing, (1, "a"), (k = 1,), 1:3, [1.5 2.5], Any["s", 3], Dict(:a => [1]),
          Set([4]), big(3)^50, 3 // 4, v"1.2", Int, Vector{Float64}, Union{Int, String}, sin, Base, r"x+"i)
    println(repr(x), " ", isequal(back(x), x) && typeof(back(x)) === typeof(x))
end
l = Link(1, nothing)
l.next = Link(2, l)
m = back(l)
println(m.next.next === m, " ", m.next.value)
v = [1, 2]
w = back([v, v])
println(w[1] === w[2], " ", back(Pair2(1, 2)) === Pair2(1, 2), " ", back(Pair2) === Pair2)
struct Hidden
    text::String
end
Serialization.serialize(s::AbstractSerializer, x::Hidden) = (Serialization.serialize_type(s, Hidden); serialize(s, reverse(x.text)))
Serialization.deserialize(s::AbstractSerializer, ::Type{Hidden}) = Hidden(deserialize(s) * "!")
println(back([Hidden("abc")])[1].text)
