# BitArray: an array of Bool with one bit for each element, the first in the lowest bit of the first 64-bit word.
# Bits past the last element are always zero, so that words can be compared and counted whole.

mutable struct BitArray{N} <: AbstractArray{Bool,N}
    chunks::Vector{UInt64}
    len::Int
    dims::NTuple{N,Int}
    function BitArray{N}(::UndefInitializer, dims::Vararg{Int,N}) where {N}
        return _new_bitarray(Val(N), dims)
    end
    global _raw_bitarray(chunks::Vector{UInt64}, len::Int, dims::NTuple{N,Int}) where {N} = new{N}(chunks, len, dims)
end
function _new_bitarray(::Val{N}, dims::NTuple{N,Int}) where {N}
    n = 1
    for i in 1:N
        dims[i] >= 0 || throw(ArgumentError(string("dimension size must be ≥ 0, got ", dims[i], " for dimension ", i)))
        n *= dims[i]
    end
    nc = num_bit_chunks(n)
    chunks = Vector{UInt64}(undef, nc)
    # the unused bits of the last word must be zero
    nc > 0 && (chunks[nc] = UInt64(0))
    return _raw_bitarray(chunks, n, dims)
end
const BitVector = BitArray{1}
const BitMatrix = BitArray{2}

BitArray(::UndefInitializer, dims::Integer...) = BitArray(undef, map(Int, dims))
BitArray{N}(::UndefInitializer, dims::Integer...) where {N} = BitArray{N}(undef, map(Int, dims))
BitArray(::UndefInitializer, dims::NTuple{N,Int}) where {N} = _new_bitarray(Val(N), dims)
BitArray{N}(::UndefInitializer, dims::NTuple{N,Int}) where {N} = _new_bitarray(Val(N), dims)
BitArray(::UndefInitializer, dims::Tuple{Vararg{Integer}}) = BitArray(undef, map(Int, dims))
BitArray{N}(::UndefInitializer, dims::Tuple{Vararg{Integer}}) where {N} = BitArray{N}(undef, map(Int, dims)::NTuple{N,Int})
BitVector() = BitVector(undef, 0)
BitVector(nt::Tuple{Vararg{Bool}}) = (b = BitVector(undef, length(nt)); _fill_from!(b, nt))

num_bit_chunks(n::Int) = (n + 63) >> 6
_msk_end(n::Int) = n & 63 == 0 ? ~UInt64(0) : (UInt64(1) << (n & 63)) - UInt64(1)

length(B::BitArray) = B.len
size(B::BitArray) = B.dims
size(B::BitVector) = (B.len,)
size(B::BitArray{N}, d::Integer) where {N} = d > N ? 1 : size(B)[d]
isassigned(B::BitArray, i::Int) = 1 <= i <= length(B)
IndexStyle(::Type{<:BitArray}) = IndexLinear()
dataids(B::BitArray) = dataids(B.chunks)
sizeof(B::BitArray) = sizeof(B.chunks)
elsize(::Type{<:BitArray}) = 1
similar(B::BitArray) = BitArray(undef, size(B))
similar(B::BitArray, dims::Int...) = BitArray(undef, dims)
similar(B::BitArray, dims::Dims) = BitArray(undef, dims)
similar(B::BitArray, T::Type{Bool}, dims::Dims) = BitArray(undef, dims)
similar(B::BitArray, T::Type, dims::Dims) = Array{T}(undef, dims)
emptymutable(B::BitVector, ::Type{Bool}) = BitVector()
empty(B::BitVector, ::Type{Bool}=Bool) = BitVector()

function fill!(B::BitArray, x)
    y = convert(Bool, x)::Bool
    isempty(B) && return B
    if y
        fill!(B.chunks, ~UInt64(0))
        B.chunks[end] &= _msk_end(length(B))
    else
        fill!(B.chunks, UInt64(0))
    end
    return B
end
falses(dims::DimOrInd...) = falses(dims)
falses(dims::NTuple{N,Union{Integer,OneTo}}) where {N} = fill!(BitArray(undef, to_shape(map(_dim_length, dims))), false)
falses(dims::NTuple{N,DimOrInd}) where {N} = fill!(similar(BitArray, dims), false)
falses(dims::Tuple{}) = fill!(BitArray(undef, ()), false)
trues(dims::DimOrInd...) = trues(dims)
trues(dims::NTuple{N,Union{Integer,OneTo}}) where {N} = fill!(BitArray(undef, to_shape(map(_dim_length, dims))), true)
trues(dims::NTuple{N,DimOrInd}) where {N} = fill!(similar(BitArray, dims), true)
trues(dims::Tuple{}) = fill!(BitArray(undef, ()), true)
one(x::BitMatrix) = _identity_like(true, x)
zero(B::BitArray) = fill!(similar(B), false)

# ---------------------------------------------------------------------------------------------------------
# elements

@inline unsafe_bitgetindex(chunks::Vector{UInt64}, i::Int) =
    (@inbounds(chunks[((i - 1) >> 6) + 1]) >> ((i - 1) & 63)) & UInt64(1) != UInt64(0)
@inline function unsafe_bitsetindex!(chunks::Vector{UInt64}, x::Bool, i::Int)
    k = ((i - 1) >> 6) + 1
    u = UInt64(1) << ((i - 1) & 63)
    @inbounds c = chunks[k]
    @inbounds chunks[k] = ifelse(x, c | u, c & ~u)
    return nothing
end
@inline function getindex(B::BitArray, i::Int)
    @boundscheck _in_length(i, length(B)) || throw_boundserror(B, (i,))
    return unsafe_bitgetindex(B.chunks, i)
end
@inline function setindex!(B::BitArray, x, i::Int)
    @boundscheck _in_length(i, length(B)) || throw_boundserror(B, (i,))
    unsafe_bitsetindex!(B.chunks, convert(Bool, x)::Bool, i)
    return B
end
@inline function iterate(B::BitArray, i::Int=0)
    i >= length(B) && return nothing
    return (unsafe_bitgetindex(B.chunks, i + 1), i + 1)
end
getindex(B::BitArray, mask::BitArray) = (@boundscheck checkbounds(B, mask); _bit_select(B, mask))
function _bit_select(B, mask)
    X = BitVector(undef, count(mask))
    k = 0
    for i in LogicalIndex{Int}(mask)
        k += 1
        @inbounds X[k] = B[i]
    end
    return X
end

# Iterating a BitArray mask skips whole words of zeros.
@inline function iterate(L::LogicalIndex{Int,<:BitArray})
    L.sum == 0 && return nothing
    return iterate(L, (1, @inbounds(L.mask.chunks[1])))
end
@inline function iterate(L::LogicalIndex{Int,<:BitArray}, s)
    k, c = s
    chunks = L.mask.chunks
    while c == 0
        k += 1
        k > length(chunks) && return nothing
        @inbounds c = chunks[k]
    end
    i = ((k - 1) << 6) + trailing_zeros(c) + 1
    return (i, (k, c & (c - UInt64(1))))
end

# ---------------------------------------------------------------------------------------------------------
# conversion and copying

function _fill_from!(B::BitArray, itr)
    k = 0
    word = UInt64(0)
    chunks = B.chunks
    for x in itr
        word |= UInt64(convert(Bool, x)::Bool) << (k & 63)
        k += 1
        if k & 63 == 0
            @inbounds chunks[k >> 6] = word
            word = UInt64(0)
        end
    end
    k & 63 == 0 || @inbounds(chunks[(k >> 6) + 1] = word)
    return B
end
BitArray(A::AbstractArray{<:Any,N}) where {N} = BitArray{N}(A)
BitArray{N}(A::AbstractArray{T,N}) where {N,T} = _fill_from!(BitArray(undef, convert(Dims{N}, size(A))), A)
BitArray{N}(B::BitArray{N}) where {N} = copy(B)
function BitArray(itr)
    isz = IteratorSize(itr)
    isz isa HasShape && return _fill_from!(BitArray(undef, size(itr)), itr)
    B = BitVector()
    for x in itr
        push!(B, x)
    end
    return B
end
BitArray{N}(itr) where {N} = (IteratorSize(itr) isa HasShape{N} || N == 1) ? BitArray(itr)::BitArray{N} : throw(DimensionMismatch("wrong number of dimensions"))
convert(::Type{T}, a::AbstractArray) where {T<:BitArray} = a isa T ? a : T(a)::T
AbstractArray{Bool}(B::BitArray) = B
Array(B::BitArray{N}) where {N} = Array{Bool,N}(B)
function Array{T,N}(B::BitArray{N}) where {T,N}
    A = Array{T,N}(undef, size(B))
    for i in 1:length(B)
        @inbounds A[i] = convert(T, unsafe_bitgetindex(B.chunks, i))
    end
    return A
end
copy(B::BitArray) = _raw_bitarray(copy(B.chunks), B.len, B.dims)
function copyto!(dest::BitArray, src::BitArray)
    length(src) > length(dest) && throw(BoundsError(dest, length(dest) + 1))
    isempty(src) && return dest
    copy_chunks!(dest.chunks, 1, src.chunks, 1, length(src))
    return dest
end
function copyto!(dest::BitArray, doffs::Integer, src::BitArray, soffs::Integer, n::Integer)
    n == 0 && return dest
    n < 0 && throw(ArgumentError("Number of elements to copy must be non-negative."))
    soffs < 1 && throw(BoundsError(src, soffs))
    doffs < 1 && throw(BoundsError(dest, doffs))
    soffs + n - 1 > length(src) && throw(BoundsError(src, length(src) + 1))
    doffs + n - 1 > length(dest) && throw(BoundsError(dest, length(dest) + 1))
    copy_chunks!(dest.chunks, Int(doffs), src.chunks, Int(soffs), Int(n))
    return dest
end
function copyto!(dest::BitArray, src::AbstractArray)
    length(src) > length(dest) && throw(BoundsError(dest, length(dest) + 1))
    src isa Array && return (for i in 1:length(src)
        @inbounds dest[i] = src[i]
    end; dest)
    i = 0
    for x in unalias(dest, src)
        i += 1
        @inbounds dest[i] = x
    end
    return dest
end

# 64 bits from position p on (1-based), zero past the end.
@inline function _bits_from(chunks::Vector{UInt64}, p::Int)
    k = ((p - 1) >> 6) + 1
    s = (p - 1) & 63
    @inbounds lo = chunks[k] >> s
    (s == 0 || k == length(chunks)) && return lo
    return lo | (@inbounds(chunks[k + 1]) << (64 - s))
end
# Put the low n (≤ 64) bits of w at position p.
@inline function _put_bits!(chunks::Vector{UInt64}, p::Int, w::UInt64, n::Int)
    m = n == 64 ? ~UInt64(0) : (UInt64(1) << n) - UInt64(1)
    w &= m
    k = ((p - 1) >> 6) + 1
    s = (p - 1) & 63
    @inbounds chunks[k] = (chunks[k] & ~(m << s)) | (w << s)
    if s + n > 64
        @inbounds chunks[k + 1] = (chunks[k + 1] & ~(m >> (64 - s))) | (w >> (64 - s))
    end
    return nothing
end
# Move n bits; from the back if the regions overlap that way.
function copy_chunks!(dest::Vector{UInt64}, pd::Int, src::Vector{UInt64}, ps::Int, n::Int)
    n == 0 && return dest
    if dest === src && pd > ps
        left = n
        while left > 0
            m = left & 63
            m == 0 && (m = 64)
            left -= m
            _put_bits!(dest, pd + left, _bits_from(src, ps + left), m)
        end
    else
        done = 0
        while done < n
            m = min(64, n - done)
            _put_bits!(dest, pd + done, _bits_from(src, ps + done), m)
            done += m
        end
    end
    return dest
end

function reshape(B::BitArray{N}, dims::NTuple{N,Int}) where {N}
    return dims == size(B) ? B : _bit_reshape(B, dims)
end
reshape(B::BitArray, dims::Tuple{Vararg{Int}}) = _bit_reshape(B, dims)
function _bit_reshape(B::BitArray, dims::NTuple{N,Int}) where {N}
    prod(dims) == length(B) || throw(DimensionMismatch(string("new dimensions ", dims, " must be consistent with array size ", length(B))))
    return _raw_bitarray(B.chunks, length(B), dims)
end

function getindex(B::BitArray, I::AbstractUnitRange{<:Integer})
    eltype(I) === Bool && return B[LogicalIndex(I)]
    @boundscheck checkbounds(B, I)
    X = BitVector(undef, length(I))
    isempty(I) || copy_chunks!(X.chunks, 1, B.chunks, Int(first(I)), length(I))
    return X
end
getindex(B::BitArray, ::Colon) = _raw_bitarray(copy(B.chunks), B.len, (B.len,))
function setindex!(B::BitArray, X::BitArray, I::AbstractUnitRange{Int})
    @boundscheck checkbounds(B, I)
    setindex_shape_check(X, length(I))
    isempty(I) || copy_chunks!(B.chunks, first(I), X === B ? copy(X.chunks) : X.chunks, 1, length(I))
    return B
end

# ---------------------------------------------------------------------------------------------------------
# growing and shrinking

function push!(B::BitVector, item)
    item = convert(Bool, item)::Bool
    n = length(B)
    (n & 63) == 0 && push!(B.chunks, UInt64(0))
    B.len = n + 1
    B.dims = (n + 1,)
    item && unsafe_bitsetindex!(B.chunks, true, n + 1)
    return B
end
function _bit_resize!(B::BitVector, n::Int)
    nc = num_bit_chunks(n)
    old = length(B.chunks)
    if nc != old
        resize!(B.chunks, nc)
        for k in old+1:nc
            @inbounds B.chunks[k] = UInt64(0)
        end
    end
    B.len = n
    B.dims = (n,)
    nc > 0 && (B.chunks[nc] &= _msk_end(n))
    return B
end
function resize!(B::BitVector, n::Integer)
    n >= 0 || throw(BoundsError(B, n))
    return _bit_resize!(B, Int(n))
end
sizehint!(B::BitVector, sz::Integer; first::Bool=false, shrink::Bool=true) = (sizehint!(B.chunks, num_bit_chunks(Int(sz))); B)
function append!(B::BitVector, items::BitVector)
    n0, n1 = length(B), length(items)
    n1 == 0 && return B
    src = items === B ? copy(items.chunks) : items.chunks
    _bit_resize!(B, n0 + n1)
    copy_chunks!(B.chunks, n0 + 1, src, 1, n1)
    return B
end
append!(B::BitVector, items::AbstractVector{Bool}) = append!(B, BitArray(items))
append!(A::Vector{Bool}, items::BitVector) = append!(A, Array(items))
function prepend!(B::BitVector, items::BitVector)
    n0, n1 = length(B), length(items)
    n1 == 0 && return B
    src = items === B ? copy(items.chunks) : items.chunks
    _bit_resize!(B, n0 + n1)
    copy_chunks!(B.chunks, n1 + 1, B.chunks, 1, n0)
    copy_chunks!(B.chunks, 1, src, 1, n1)
    return B
end
prepend!(B::BitVector, items::AbstractVector{Bool}) = prepend!(B, BitArray(items))
function pop!(B::BitVector)
    isempty(B) && throw(ArgumentError("argument must not be empty"))
    x = B[end]
    _bit_resize!(B, length(B) - 1)
    return x
end
function pushfirst!(B::BitVector, item)
    x = convert(Bool, item)::Bool
    n = length(B)
    _bit_resize!(B, n + 1)
    copy_chunks!(B.chunks, 2, B.chunks, 1, n)
    unsafe_bitsetindex!(B.chunks, x, 1)
    return B
end
function popfirst!(B::BitVector)
    isempty(B) && throw(ArgumentError("argument must not be empty"))
    x = B[1]
    n = length(B)
    copy_chunks!(B.chunks, 1, B.chunks, 2, n - 1)
    _bit_resize!(B, n - 1)
    return x
end
function insert!(B::BitVector, i::Integer, item)
    k = Int(i)
    n = length(B)
    1 <= k <= n + 1 || throw(BoundsError(B, i))
    x = convert(Bool, item)::Bool
    _bit_resize!(B, n + 1)
    copy_chunks!(B.chunks, k + 1, B.chunks, k, n - k + 1)
    unsafe_bitsetindex!(B.chunks, x, k)
    return B
end
function deleteat!(B::BitVector, i::Integer)
    i isa Bool && throw(ArgumentError(string("invalid index ", i, " of type Bool")))
    n = length(B)
    1 <= i <= n || throw(BoundsError(B, i))
    return deleteat!(B, Int(i):Int(i))
end
function deleteat!(B::BitVector, r::AbstractUnitRange{Int})
    n = length(B)
    isempty(r) && return B
    (first(r) >= 1 && last(r) <= n) || throw(BoundsError(B, r))
    copy_chunks!(B.chunks, first(r), B.chunks, last(r) + 1, n - last(r))
    return _bit_resize!(B, n - length(r))
end
function deleteat!(B::BitVector, inds)
    keep = trues(length(B))
    prev = 0
    for i in (inds isa AbstractVector{Bool} ? findall(inds) : inds)
        prev < i || throw(ArgumentError("indices must be unique and sorted"))
        i <= length(B) || throw(BoundsError(B, i))
        keep[i] = false
        prev = i
    end
    C = B[keep]
    B.chunks = C.chunks
    B.len = C.len
    B.dims = C.dims
    return B
end
function splice!(B::BitVector, i::Integer)
    v = B[i]
    deleteat!(B, i)
    return v
end
function splice!(B::BitVector, r::Union{AbstractUnitRange{Int},Integer}, ins::AbstractArray)
    rr = r isa Integer ? (Int(r):Int(r)) : r
    v = r isa Integer ? B[r] : B[rr]
    bits = BitArray(vec(ins))
    n = length(B)
    rest = B[last(rr)+1:n]
    _bit_resize!(B, first(rr) - 1)
    append!(B, bits)
    append!(B, rest)
    return v
end
splice!(B::BitVector, r::AbstractUnitRange{Int}) = (v = B[r]; deleteat!(B, r); v)
empty!(B::BitVector) = _bit_resize!(B, 0)

# ---------------------------------------------------------------------------------------------------------
# word by word

function ==(A::BitArray, B::BitArray)
    size(A) == size(B) || return false
    return A.chunks == B.chunks
end
function _count_dim(::typeof(identity), B::BitArray, ::Colon, init)
    n = 0
    for c in B.chunks
        n += count_ones(c)
    end
    return init + n
end
sum(B::BitArray; dims=:, kw...) = _bit_sum(B, dims; kw...)
_bit_sum(B, ::Colon; init=0) = _count_dim(identity, B, :, init)
_bit_sum(B, dims; kw...) = _named_reduction(identity, add_sum, B, dims; kw...)
_any_dim(::typeof(identity), B::BitArray, ::Colon) = _bit_any(B)
_all_dim(::typeof(identity), B::BitArray, ::Colon) = _bit_all(B)
function _bit_any(B)
    for c in B.chunks
        c == 0 || return true
    end
    return false
end
function _bit_all(B)
    isempty(B) && return true
    n = length(B.chunks)
    for k in 1:n-1
        @inbounds(B.chunks[k]) == ~UInt64(0) || return false
    end
    return @inbounds(B.chunks[n]) == _msk_end(length(B))
end

~(B::BitArray) = _bit_not(B)
!(B::BitArray) = _bit_not(B)
function _bit_not(B::BitArray)
    C = similar(B)
    isempty(B) && return C
    for k in 1:length(B.chunks)
        @inbounds C.chunks[k] = ~B.chunks[k]
    end
    C.chunks[end] &= _msk_end(length(B))
    return C
end
function flipbits!(B::BitArray)
    isempty(B) && return B
    for k in 1:length(B.chunks)
        @inbounds B.chunks[k] = ~B.chunks[k]
    end
    B.chunks[end] &= _msk_end(length(B))
    return B
end
for (f, op) in ((:&, :&), (:|, :|), (:xor, :xor))
    @eval function ($f)(A::BitArray, B::BitArray)
        size(A) == size(B) || throw(DimensionMismatch(string("sizes of A and B must match: ", size(A), " and ", size(B))))
        return _bit_combine($op, A, B)
    end
end

function findnext(pred::typeof(identity), B::BitArray, start::Integer)
    start > 0 || throw(BoundsError(B, start))
    start > length(B) && return nothing
    return _bit_findnext(B, Int(start))
end
function _bit_findnext(B::BitArray, start::Int)
    k = ((start - 1) >> 6) + 1
    c = B.chunks[k] & (~UInt64(0) << ((start - 1) & 63))
    while c == 0
        k += 1
        k > length(B.chunks) && return nothing
        @inbounds c = B.chunks[k]
    end
    return ((k - 1) << 6) + trailing_zeros(c) + 1
end
function findfirst(pred::typeof(identity), B::BitVector)
    isempty(B) && return nothing
    return _bit_findnext(B, 1)
end
function findall(B::BitVector)
    I = Vector{Int}(undef, count(B))
    k = 0
    for i in LogicalIndex{Int}(B)
        @inbounds I[k += 1] = i
    end
    return I
end
function findall(B::BitArray)
    I = Vector{keytype(B)}(undef, count(B))
    C = CartesianIndices(B)
    k = 0
    for i in LogicalIndex{Int}(B)
        @inbounds I[k += 1] = C[i]
    end
    return I
end

function map!(f, dest::BitArray, A::BitArray)
    size(dest) == size(A) || throw(DimensionMismatch("sizes of dest and A must match"))
    for i in 1:length(A)
        @inbounds dest[i] = f(A[i])
    end
    return dest
end
# Functions that work on whole words.
map(::Union{typeof(~),typeof(!)}, A::BitArray) = _bit_not(A)
map(::typeof(identity), A::BitArray) = copy(A)
map(::typeof(zero), A::BitArray) = fill!(similar(A), false)
map(::typeof(one), A::BitArray) = fill!(similar(A), true)
for (F, word) in ((:(Union{typeof(&),typeof(*),typeof(min)}), :&),
                  (:(Union{typeof(|),typeof(max)}), :|),
                  (:(Union{typeof(xor),typeof(!=)}), :xor),
                  (:(Union{typeof(>=),typeof(^)}), :((p, q) -> p | ~q)),
                  (:(typeof(<=)), :((p, q) -> ~p | q)),
                  (:(typeof(==)), :((p, q) -> ~xor(p, q))),
                  (:(typeof(<)), :((p, q) -> ~p & q)),
                  (:(typeof(>)), :((p, q) -> p & ~q)))
    @eval map(::$F, A::BitArray, B::BitArray) = _bit_combine($word, A, B)
end
function _bit_combine(word::F, A::BitArray, B::BitArray) where {F}
    size(A) == size(B) || throw(DimensionMismatch("sizes of A and B must match"))
    C = similar(A)
    isempty(C) && return C
    for k in 1:length(C.chunks)
        @inbounds C.chunks[k] = word(A.chunks[k], B.chunks[k])
    end
    C.chunks[end] &= _msk_end(length(C))
    return C
end
function filter(f, B::BitVector)
    C = BitVector()
    for x in B
        f(x)::Bool && push!(C, x)
    end
    return C
end

vec(B::BitArray) = _raw_bitarray(B.chunks, length(B), (length(B),))
vec(B::BitVector) = B
reverse(B::BitVector) = reverse!(copy(B))
function (<<)(B::BitVector, i::UInt)
    n = length(B)
    i == 0 && return copy(B)
    A = falses(n)
    i < n && copy_chunks!(A.chunks, 1, B.chunks, Int(i) + 1, n - Int(i))
    return A
end
function (>>>)(B::BitVector, i::UInt)
    n = length(B)
    i == 0 && return copy(B)
    A = falses(n)
    i < n && copy_chunks!(A.chunks, Int(i) + 1, B.chunks, 1, n - Int(i))
    return A
end
(>>)(B::BitVector, i::Union{Int,UInt}) = B >>> i
(<<)(B::BitVector, i::Int) = i >= 0 ? B << unsigned(i) : B >>> unsigned(-i)
(>>>)(B::BitVector, i::Int) = i >= 0 ? B >>> unsigned(i) : B << unsigned(-i)
