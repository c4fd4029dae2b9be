# BitSet: a sorted set of integers as a bit string. Bit b of word k stands for the number 64 * (offset + k - 1) + b.

mutable struct BitSet <: AbstractSet{Int}
    bits::Vector{UInt64}
    offset::Int
    BitSet() = new(Vector{UInt64}(), 0)
end
BitSet(itr) = union!(BitSet(), itr)
eltype(::Type{BitSet}) = Int
empty(s::BitSet, ::Type{Int}=Int) = BitSet()
emptymutable(s::BitSet, ::Type{Int}=Int) = BitSet()
function copy!(dest::BitSet, src::BitSet)
    dest.bits = copy(src.bits)
    dest.offset = src.offset
    return dest
end
copy(s::BitSet) = copy!(BitSet(), s)
copymutable(s::BitSet) = copy(s)
sizehint!(s::BitSet, n::Integer; first::Bool=false, shrink::Bool=true) = s

_word_of(n::Int) = n >> 6
_bit_of(n::Int) = UInt64(1) << (n & 63)

# Make room for word w (counted from zero in the whole line of integers).
function _reach!(s::BitSet, w::Int)
    if isempty(s.bits)
        s.offset = w
        push!(s.bits, UInt64(0))
    elseif w < s.offset
        grow = s.offset - w
        prepend!(s.bits, zeros(UInt64, grow))
        s.offset = w
    else
        k = w - s.offset + 1
        while length(s.bits) < k
            push!(s.bits, UInt64(0))
        end
    end
    return s
end
function push!(s::BitSet, n::Int)
    w = _word_of(n)
    k = w - s.offset + 1
    if !(1 <= k <= length(s.bits))
        _reach!(s, w)
        k = w - s.offset + 1
    end
    @inbounds s.bits[k] |= _bit_of(n)
    return s
end
push!(s::BitSet, n::Integer) = push!(s, _to_bitset_int(n))
push!(s::BitSet, ns::Integer...) = (for n in ns
    push!(s, n)
end; s)
_to_bitset_int(n::Integer) = Int(n)
@inline function in(n::Int, s::BitSet)
    k = _word_of(n) - s.offset + 1
    1 <= k <= length(s.bits) || return false
    return @inbounds(s.bits[k]) & _bit_of(n) != 0
end
in(n::Integer, s::BitSet) = _is_bitset_int(n) ? in(Int(n), s) : false
in(x::Real, s::BitSet) = isinteger(x) && typemin(Int) <= x <= typemax(Int) && in(Int(x), s)
in(x, s::BitSet) = false
_is_bitset_int(n::Integer) = typemin(Int) <= n <= typemax(Int)
function delete!(s::BitSet, n::Int)
    k = _word_of(n) - s.offset + 1
    if 1 <= k <= length(s.bits)
        @inbounds s.bits[k] &= ~_bit_of(n)
    end
    return s
end
delete!(s::BitSet, n::Integer) = _is_bitset_int(n) ? delete!(s, Int(n)) : s
function delete!(s::BitSet, x)
    x in s && delete!(s, Int(x))
    return s
end
empty!(s::BitSet) = (empty!(s.bits); s.offset = 0; s)
isempty(s::BitSet) = all(iszero, s.bits)
function length(s::BitSet)
    n = 0
    for c in s.bits
        n += count_ones(c)
    end
    return n
end
@inline iterate(s::BitSet) = _next_bit(s, 1, isempty(s.bits) ? UInt64(0) : @inbounds(s.bits[1]))
@inline iterate(s::BitSet, st) = _next_bit(s, st[1], st[2])
@inline function _next_bit(s::BitSet, k::Int, c::UInt64)
    while c == 0
        k += 1
        k > length(s.bits) && return nothing
        @inbounds c = s.bits[k]
    end
    n = ((s.offset + k - 1) << 6) + trailing_zeros(c)
    return (n, (k, c & (c - UInt64(1))))
end
@noinline _throw_bitset_empty() = throw(ArgumentError("collection must be non-empty"))
function first(s::BitSet)
    y = iterate(s)
    y === nothing && _throw_bitset_empty()
    return y[1]
end
function last(s::BitSet)
    k = length(s.bits)
    while k > 0
        c = @inbounds s.bits[k]
        c == 0 || return ((s.offset + k - 1) << 6) + 63 - leading_zeros(c)
        k -= 1
    end
    _throw_bitset_empty()
end
minimum(s::BitSet) = first(s)
maximum(s::BitSet) = last(s)
extrema(s::BitSet) = (first(s), last(s))
issorted(s::BitSet) = true
function pop!(s::BitSet)
    n = last(s)
    delete!(s, n)
    return n
end
pop!(s::BitSet, n::Integer) = n in s ? (delete!(s, n); n) : throw(KeyError(n))
pop!(s::BitSet, n::Integer, default) = n in s ? (delete!(s, n); n) : default
function popfirst!(s::BitSet)
    n = first(s)
    delete!(s, n)
    return n
end

function union!(s::BitSet, r::AbstractUnitRange{<:Integer})
    isempty(r) && return s
    a, z = Int(first(r)), Int(last(r))
    _reach!(s, _word_of(a))
    _reach!(s, _word_of(z))
    for n in a:z
        push!(s, n)
    end
    return s
end
function union!(s::BitSet, t::BitSet)
    isempty(t.bits) && return s
    _reach!(s, t.offset)
    _reach!(s, t.offset + length(t.bits) - 1)
    for k in 1:length(t.bits)
        @inbounds s.bits[t.offset - s.offset + k] |= t.bits[k]
    end
    return s
end
union(s::BitSet, sets...) = union!(copy(s), sets...)
_word_at(s::BitSet, w::Int) = (k = w - s.offset + 1; 1 <= k <= length(s.bits) ? @inbounds(s.bits[k]) : UInt64(0))
function intersect!(s::BitSet, t::BitSet)
    for k in 1:length(s.bits)
        @inbounds s.bits[k] &= _word_at(t, s.offset + k - 1)
    end
    return s
end
intersect!(s::BitSet, itr::AbstractSet) = intersect!(s, BitSet(Iterators.filter(in(s), itr)))
intersect!(s::BitSet, itr) = intersect!(s, BitSet(Iterators.filter(in(s), itr)))
intersect(s::BitSet, sets...) = intersect!(copy(s), sets...)
function setdiff!(s::BitSet, t::BitSet)
    for k in 1:length(s.bits)
        @inbounds s.bits[k] &= ~_word_at(t, s.offset + k - 1)
    end
    return s
end
setdiff(s::BitSet, sets...) = setdiff!(copy(s), sets...)
function symdiff!(s::BitSet, t::BitSet)
    isempty(t.bits) && return s
    _reach!(s, t.offset)
    _reach!(s, t.offset + length(t.bits) - 1)
    for k in 1:length(t.bits)
        @inbounds s.bits[t.offset - s.offset + k] ⊻= t.bits[k]
    end
    return s
end
symdiff!(s::BitSet, itr) = _toggle!(s, itr)
symdiff!(s::BitSet, itr::AbstractSet) = _toggle!(s, itr)
function _toggle!(s::BitSet, itr)
    for n in Set{Int}(itr)
        n in s ? delete!(s, n) : push!(s, n)
    end
    return s
end
symdiff(s::BitSet, sets...) = symdiff!(copy(s), sets...)
function ==(a::BitSet, b::BitSet)
    lo = min(a.offset, b.offset)
    hi = max(a.offset + length(a.bits), b.offset + length(b.bits)) - 1
    for w in lo:hi
        _word_at(a, w) == _word_at(b, w) || return false
    end
    return true
end
function issubset(a::BitSet, b::BitSet)
    for k in 1:length(a.bits)
        @inbounds(a.bits[k]) & ~_word_at(b, a.offset + k - 1) == 0 || return false
    end
    return true
end
isdisjoint(a::BitSet, b::BitSet) = isempty(intersect(a, b))
filter(f, s::BitSet) = BitSet(n for n in s if f(n))
filter!(f, s::BitSet) = (for n in collect(s)
    f(n) || delete!(s, n)
end; s)

function show(io::IO, s::BitSet)
    print(io, "BitSet([")
    n = 0
    for x in s
        n == 0 || print(io, ", ")
        print(io, x)
        n += 1
    end
    print(io, "])")
end
