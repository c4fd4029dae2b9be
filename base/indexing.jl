# Indexing by ranges, arrays, masks and colons: reading a selection, writing to one, and deciding its shape.

# ---------------------------------------------------------------------------------------------------------
# masks

# The true positions of a mask, as an index array of T: Int for linear positions, else CartesianIndex.
struct LogicalIndex{T,A<:AbstractArray{Bool}} <: AbstractArray{T,1}
    mask::A
    sum::Int
    LogicalIndex{T,A}(mask::A) where {T,A<:AbstractArray{Bool}} = new(mask, count(mask))
end
LogicalIndex(mask::AbstractVector{Bool}) = LogicalIndex{Int,typeof(mask)}(mask)
LogicalIndex(mask::AbstractArray{Bool,N}) where {N} = LogicalIndex{CartesianIndex{N},typeof(mask)}(mask)
LogicalIndex{Int}(mask::AbstractArray) = LogicalIndex{Int,typeof(mask)}(mask)
size(L::LogicalIndex) = (L.sum,)
show_index(io::IO, L::LogicalIndex) = show_index(io, L.mask)
length(L::LogicalIndex) = L.sum
collect(L::LogicalIndex) = [i for i in L]
show(io::IO, r::LogicalIndex) = print(io, collect(r))
print_array(io::IO, X::LogicalIndex) = print_array(io, collect(X))
getindex(L::LogicalIndex, i::Int) = collect(L)[i]
IndexStyle(::Type{<:LogicalIndex}) = IndexLinear()

# Positions are walked linearly for Int and by Cartesian index otherwise; `left` true values are still to come.
@inline function iterate(L::LogicalIndex{Int,<:AbstractArray{Bool}})
    L.sum == 0 && return nothing
    return iterate(L, (firstindex(L.mask) - 1, L.sum))
end
@inline function iterate(L::LogicalIndex{Int,<:AbstractArray{Bool}}, (i, left))
    left == 0 && return nothing
    while true
        i += 1
        @inbounds(L.mask[i]) && return (i, (i, left - 1))
    end
end
@inline function iterate(L::LogicalIndex{<:CartesianIndex})
    L.sum == 0 && return nothing
    ks = CartesianIndices(L.mask)
    y = iterate(ks)
    while y !== nothing
        @inbounds(L.mask[y[1]]) && return (y[1], (ks, y[2], L.sum - 1))
        y = iterate(ks, y[2])
    end
    return nothing
end
@inline function iterate(L::LogicalIndex{<:CartesianIndex}, (ks, st, left))
    left == 0 && return nothing
    y = iterate(ks, st)
    while y !== nothing
        @inbounds(L.mask[y[1]]) && return (y[1], (ks, y[2], left - 1))
        y = iterate(ks, y[2])
    end
    return nothing
end

checkbounds(::Type{Bool}, A::AbstractArray, I::LogicalIndex) = checkbounds(Bool, A, I.mask)
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, I::LogicalIndex) = checkbounds(Bool, A, I.mask)
checkbounds(::Type{Bool}, A::AbstractArray, I::LogicalIndex{<:CartesianIndex}) = checkbounds(Bool, A, I.mask)
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, I::LogicalIndex{<:CartesianIndex}) = checkbounds(Bool, A, I.mask)
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::LogicalIndex) = checkindex(Bool, inds, I.mask)
checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple{LogicalIndex,Vararg}) =
    checkbounds_indices(Bool, inds, (I[1].mask, tail(I)...))
checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg}, I::Tuple{LogicalIndex,Vararg}) =
    checkbounds_indices(Bool, inds, (I[1].mask, tail(I)...))
checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple{LogicalIndex{CartesianIndex{N}},Vararg}) where {N} =
    checkbounds_indices(Bool, inds, (I[1].mask, tail(I)...))
checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg}, I::Tuple{LogicalIndex{CartesianIndex{N}},Vararg}) where {N} =
    checkbounds_indices(Bool, inds, (I[1].mask, tail(I)...))
_cutdim(inds::Tuple, i::LogicalIndex{CartesianIndex{N}}) where {N} = _split_axes(inds, Val(N))[2]

# How many dimensions of the indexed array the indices name.
index_ndims(i1, I...) = (index_lengths_of(i1)..., index_ndims(I...)...)
index_ndims() = ()
index_lengths_of(::CartesianIndex{N}) where {N} = ntuple(Returns(true), Val(N))
index_lengths_of(::AbstractArray{CartesianIndex{N}}) where {N} = ntuple(Returns(true), Val(N))
index_lengths_of(i) = (true,)

# The number of dimensions that the index adds to the result.
index_dimsum(i1, I...) = (ntuple(Returns(true), Val(_index_rank(i1)))..., index_dimsum(I...)...)
index_dimsum() = ()
_index_rank(::Real) = 0
_index_rank(::CartesianIndex) = 0
_index_rank(::Colon) = 1
_index_rank(::AbstractArray{T,N}) where {T,N} = N

# The axes of `A[I...]`: those of the non-scalar indices.
index_shape() = ()
index_shape(::Real, rest...) = (@inline; index_shape(rest...))
index_shape(A::AbstractArray, rest...) = (@inline; (axes(A)..., index_shape(rest...)...))
index_lengths() = ()
index_lengths(::Real, rest...) = (@inline; (1, index_lengths(rest...)...))
index_lengths(A::AbstractArray, rest...) = (@inline; (length(A), index_lengths(rest...)...))

# ---------------------------------------------------------------------------------------------------------
# reading

@inline function _getindex(style::IndexStyle, A::AbstractArray, I::Union{Real,AbstractArray}...)
    @boundscheck checkbounds(A, I...)
    return _unsafe_getindex(style, _maybe_reshape(style, A, I...), I...)
end
# Several indices into fewer dimensions than the array has: the last one runs over what is left.
_maybe_reshape(::IndexLinear, A::AbstractArray, I...) = A
_maybe_reshape(::IndexCartesian, A::AbstractVector, I...) = A
_maybe_reshape(::IndexCartesian, A::AbstractArray, I...) = _maybe_reshape_parent(A, index_ndims(I...))
_maybe_reshape_parent(A::AbstractArray, ::NTuple{1,Bool}) = reshape(A, Val(1))
_maybe_reshape_parent(A::AbstractArray{<:Any,1}, ::NTuple{1,Bool}) = A
_maybe_reshape_parent(A::AbstractArray{<:Any,N}, ::NTuple{N,Bool}) where {N} = A
_maybe_reshape_parent(A::AbstractArray, ::NTuple{N,Bool}) where {N} = reshape(A, Val(N))

function _unsafe_getindex(::IndexStyle, A::AbstractArray, I::Vararg{Union{Real,AbstractArray},N}) where {N}
    shape = index_shape(I...)
    dest = similar(A, shape)
    map(length, axes(dest)) == map(length, shape) || throw_checksize_error(dest, shape)
    return _gather!(dest, A, I)
end
@noinline throw_checksize_error(A, sz) =
    throw(DimensionMismatch(string("output array is the wrong size; expected ", map(length, sz), ", got ", size(A))))

# Fill `dest` in order with the elements of `src` at the product of the indices, the first index running fastest.
function _gather!(dest::AbstractArray, src::AbstractArray, I::Tuple)
    if IndexStyle(dest) isa IndexLinear
        _gather_from!(dest, firstindex(dest), src, I, ())
    else
        D = eachindex(dest)
        y = iterate(D)
        for idx in Iterators.product(I...)
            y === nothing && break
            @inbounds dest[y[1]] = src[idx...]
            y = iterate(D, y[2])
        end
    end
    return dest
end
# `fixed` are the indices already chosen for the later dimensions; the position in `dest` is passed along.
@inline function _gather_from!(dest, k::Int, src, I::Tuple{Any}, fixed::Tuple)
    @inbounds for i in I[1]
        dest[k] = src[i, fixed...]
        k += 1
    end
    return k
end
@inline function _gather_from!(dest, k::Int, src, I::Tuple{Any,Any,Vararg}, fixed::Tuple)
    for i in last(I)
        k = _gather_from!(dest, k, src, front(I), (i, fixed...))
    end
    return k
end
_gather_from!(dest, k::Int, src, I::Tuple{}, fixed::Tuple) = (@inbounds(dest[k] = src[]); k + 1)

# ---------------------------------------------------------------------------------------------------------
# writing

@inline function _setindex!(style::IndexStyle, A::AbstractArray, x, I::Union{Real,AbstractArray}...)
    @boundscheck checkbounds(A, I...)
    _unsafe_setindex!(style, _maybe_reshape(style, A, I...), x, I...)
    return A
end
function _unsafe_setindex!(::IndexStyle, A::AbstractArray, x, I::Vararg{Union{Real,AbstractArray},N}) where {N}
    values_ = _assigned_values(unalias(A, x))
    J = map(i -> unalias(A, i), I)
    setindex_shape_check(values_, index_lengths(I...)...)
    y = iterate(values_)
    _scatter_from!(A, values_, y, J, ())
    return A
end
_assigned_values(X::AbstractArray) = X
_assigned_values(x) = throw(ArgumentError(
    "indexed assignment with a single value to possibly many locations is not supported; perhaps use broadcasting `.=` instead?"))

@inline function _scatter_from!(A, X, y, I::Tuple{Any}, fixed::Tuple)
    for i in I[1]
        y === nothing && return y
        @inbounds A[i, fixed...] = y[1]
        y = iterate(X, y[2])
    end
    return y
end
@inline function _scatter_from!(A, X, y, I::Tuple{Any,Any,Vararg}, fixed::Tuple)
    for i in last(I)
        y = _scatter_from!(A, X, y, front(I), (i, fixed...))
    end
    return y
end
function _scatter_from!(A, X, y, I::Tuple{}, fixed::Tuple)
    y === nothing && return y
    @inbounds A[] = y[1]
    return iterate(X, y[2])
end

# Do the dimensions of X fit the selection, apart from dimensions of length one?
setindex_shape_check(X::AbstractArray) = length(X) == 1 || throw_setindex_mismatch(X, ())
setindex_shape_check(X::AbstractArray, i::Integer) = length(X) == i || throw_setindex_mismatch(X, (i,))
setindex_shape_check(X::AbstractArray{<:Any,1}, i::Integer) = length(X) == i || throw_setindex_mismatch(X, (i,))
setindex_shape_check(X::AbstractArray{<:Any,0}, i::Integer...) =
    prod(i) == 1 || throw_setindex_mismatch(X, i)
function setindex_shape_check(X::AbstractArray, I::Integer...)
    want = _without_ones(I)
    have = _without_ones(size(X))
    (want == have || (length(X) == prod(I) && _same_with_tail(size(X), I))) || throw_setindex_mismatch(X, I)
    return nothing
end
_without_ones(t::Tuple) = filter(x -> x != 1, collect(Int, t))
# a leading run of dimensions may be merged into one only if nothing is left to compare
function _same_with_tail(sz::Tuple, I::Tuple)
    return length(sz) == 1 && length(_without_ones(I)) <= 1
end
throw_setindex_mismatch(X, I) = length(I) == 1 ?
    throw(DimensionMismatch(string("tried to assign ", length(X), " elements to ", I[1], " destinations"))) :
    throw(DimensionMismatch(string("tried to assign ", dims2string(size(X)), " array to ", dims2string(I), " destination")))

# ---------------------------------------------------------------------------------------------------------
# mask assignment without an index list: A[mask] = values

function setindex!(A::Array, x, mask::AbstractArray{Bool})
    @boundscheck checkbounds(A, mask)
    X = _assigned_values(unalias(A, x))
    length(X) == (n = count(mask)) || throw(DimensionMismatch(string("tried to assign ", length(X), " elements to ", n, " destinations")))
    y = iterate(X)
    i = 0
    for b in mask
        i += 1
        if b
            y === nothing && break
            @inbounds A[i] = y[1]
            y = iterate(X, y[2])
        end
    end
    return A
end
setindex!(A::Array, x, mask::AbstractRange{Bool}) = (A[LogicalIndex(mask)] = x; A)

# ---------------------------------------------------------------------------------------------------------
# selecting along one dimension

function selectdim(A::AbstractArray, d::Integer, i)
    d >= 1 || throw(ArgumentError("dimension must be ≥ 1"))
    nd = ndims(A)
    d > nd && (i == 1 || throw(BoundsError(A, (ntuple(Returns(Colon()), d - 1)..., i))))
    return view(A, setindex(_colons(Val(nd)), i, d)...)
end
_colons(::Val{N}) where {N} = ntuple(Returns(:), Val(N))

isassigned(a::AbstractArray{<:Any,N}, i::CartesianIndex) where {N} = isassigned(a, Tuple(i)...)
isassigned(r::AbstractRange, i::Integer) = firstindex(r) <= i <= lastindex(r)
