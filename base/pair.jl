# Pairs: `a => b`.

Pair{A, B}(a, b) where {A, B} = Pair{A, B}(convert(A, a)::A, convert(B, b)::B)
Pair{A, B}(p::Pair) where {A, B} = Pair{A, B}(p.first, p.second)

getindex(p::Pair, i::Int) = getfield(p, i)
getindex(p::Pair, i::Real) = getfield(p, convert(Int, i))
iterate(p::Pair, i::Int = 1) = i > 2 ? nothing : (getfield(p, i), i + 1)
indexed_iterate(p::Pair, i::Int, state = 1) = (@_inline_meta; (getfield(p, i), i + 1))
length(p::Pair) = 2
first(p::Pair) = p.first
last(p::Pair) = p.second
firstindex(p::Pair) = 1
lastindex(p::Pair) = 2
keys(p::Pair) = OneTo(2)
eltype(p::Type{Pair{A, B}}) where {A, B} = Union{A, B}
isempty(p::Pair) = false
reverse(p::Pair) = Pair(p.second, p.first)

==(p::Pair, q::Pair) = (p.first == q.first) & (p.second == q.second)
isequal(p::Pair, q::Pair) = isequal(p.first, q.first) & isequal(p.second, q.second)
isless(p::Pair, q::Pair) = ifelse(!isequal(p.first, q.first), isless(p.first, q.first), isless(p.second, q.second))
hash(p::Pair, h::UInt) = hash(p.second, hash(p.first, h))

convert(::Type{Pair{A, B}}, x::Pair{A, B}) where {A, B} = x
convert(::Type{Pair{A, B}}, x::Pair) where {A, B} = Pair{A, B}(convert(A, x.first), convert(B, x.second))::Pair{A, B}
promote_rule(::Type{Pair{A1, B1}}, ::Type{Pair{A2, B2}}) where {A1, B1, A2, B2} =
    Pair{promote_type(A1, A2), promote_type(B1, B2)}
