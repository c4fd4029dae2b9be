# How arrays are indexed: traits, axes, bounds checks and the translation of index arguments.

export CanonicalIndexError

# ---------------------------------------------------------------------------------------------------------
# index styles: does an array find elements by one number or by one number per dimension?

abstract type IndexStyle end
struct IndexLinear <: IndexStyle end
struct IndexCartesian <: IndexStyle end

IndexStyle(A::AbstractArray) = IndexStyle(typeof(A))
IndexStyle(::Type{Union{}}, slurp...) = IndexLinear()
IndexStyle(::Type{<:AbstractArray}) = IndexCartesian()
IndexStyle(::Type{<:Array}) = IndexLinear()
IndexStyle(::Type{<:GenericMemory}) = IndexLinear()
IndexStyle(::Type{<:AbstractRange}) = IndexLinear()

# Traversing several arrays together is linear only if each of them is.
IndexStyle(A::AbstractArray, B::AbstractArray) = IndexStyle(IndexStyle(A), IndexStyle(B))
IndexStyle(A::AbstractArray, B::AbstractArray...) = IndexStyle(IndexStyle(A), IndexStyle(B...))
IndexStyle(::IndexLinear, ::IndexLinear) = IndexLinear()
IndexStyle(::IndexStyle, ::IndexStyle) = IndexCartesian()

# ---------------------------------------------------------------------------------------------------------
# size and axes

ndims(::AbstractArray{T,N}) where {T,N} = N::Int
ndims(::Type{<:AbstractArray{<:Any,N}}) where {N} = N::Int
ndims(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))

eltype(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
eltype(::Type) = Any
eltype(x) = eltype(typeof(x))
eltype(::Type{<:AbstractArray{E}}) where {E} = @isdefined(E) ? E : Any

length(t::AbstractArray) = (@inline; prod(size(t)))
isempty(a::AbstractArray) = length(a) == 0

size(t::AbstractArray{T,N}, d) where {T,N} = d::Integer <= N ? size(t)[d] : 1
size(t::AbstractArray) = throw(MethodError(size, (t,)))
size(x, d1::Integer, d2::Integer, dx::Integer...) = map(d -> size(x, d), (d1, d2, dx...))

function axes(A::AbstractArray{T,N}, d) where {T,N}
    @inline
    return d::Integer <= N ? axes(A)[d] : OneTo(1)
end
axes(A) = (@inline; map(_oneto_unchecked, size(A)))
axes(A::Array{T,1}) where {T} = (@inline; (_oneto_unchecked(length(A)),))

axes1(A::AbstractArray{<:Any,0}) = OneTo(1)
axes1(A::AbstractArray) = (@inline; axes(A)[1])
axes1(iter) = OneTo(length(iter))

has_offset_axes() = false
has_offset_axes(A) = _any_offset(axes(A))
has_offset_axes(A::AbstractVector) = Int(firstindex(A))::Int != 1
has_offset_axes(::Colon) = false
has_offset_axes(::Array) = false
has_offset_axes(::Number) = false
has_offset_axes(A, As...) = has_offset_axes(A) || has_offset_axes(As...)
_any_offset(::Tuple{}) = false
_any_offset(ax::Tuple) = Int(first(ax[1]))::Int != 1 || _any_offset(tail(ax))

function require_one_based_indexing(A...)
    has_offset_axes(A...) && throw(ArgumentError("offset arrays are not supported but got an array with index other than 1"))
    return true
end

firstindex(a::AbstractArray) = (@inline; first(eachindex(IndexLinear(), a)))
firstindex(a, d) = (@inline; first(axes(a, d)))
lastindex(a::AbstractArray) = (@inline; last(eachindex(IndexLinear(), a)))
lastindex(a, d) = (@inline; last(axes(a, d)))

# ---------------------------------------------------------------------------------------------------------
# special axes

# An axis that was selected whole, as by `:`; it indexes to itself. As an index of a view it marks a full dimension.
struct Slice{T<:AbstractUnitRange} <: AbstractUnitRange{Int}
    indices::T
end
Slice(S::Slice) = S
Slice{T}(S::Slice) where {T<:AbstractUnitRange} = Slice{T}(T(S.indices))
axes(S::Slice) = (IdentityUnitRange(S.indices),)
axes1(S::Slice) = IdentityUnitRange(S.indices)
axes(S::Slice{<:OneTo}) = (S.indices,)
axes1(S::Slice{<:OneTo}) = S.indices
first(S::Slice) = first(S.indices)
last(S::Slice) = last(S.indices)
size(S::Slice) = (length(S.indices),)
length(S::Slice) = length(S.indices)
unsafe_indices(S::Slice) = (S,)
getindex(S::Slice, i::Int) = (@inline; @boundscheck checkbounds(S, i); i)
getindex(S::Slice, i::AbstractUnitRange{<:Integer}) = (@inline; @boundscheck checkbounds(S, i); i)
getindex(S::Slice, i::StepRange{<:Integer}) = (@inline; @boundscheck checkbounds(S, i); i)
show(io::IO, r::Slice) = print(io, "Base.Slice(", r.indices, ")")
iterate(S::Slice, s...) = iterate(S.indices, s...)
show_index(io::IO, x::Slice) = show_index(io, x.indices)

# A range whose axis is itself: `r[i] == i`.
struct IdentityUnitRange{T<:AbstractUnitRange} <: AbstractUnitRange{Int}
    indices::T
end
IdentityUnitRange(S::IdentityUnitRange) = S
IdentityUnitRange{T}(S::IdentityUnitRange) where {T<:AbstractUnitRange} = IdentityUnitRange{T}(T(S.indices))
axes(S::IdentityUnitRange) = (S,)
axes1(S::IdentityUnitRange) = S
axes(S::IdentityUnitRange{<:OneTo}) = (S.indices,)
axes1(S::IdentityUnitRange{<:OneTo}) = S.indices
first(S::IdentityUnitRange) = first(S.indices)
last(S::IdentityUnitRange) = last(S.indices)
size(S::IdentityUnitRange) = (length(S.indices),)
length(S::IdentityUnitRange) = length(S.indices)
unsafe_indices(S::IdentityUnitRange) = (S,)
getindex(S::IdentityUnitRange, i::Int) = (@inline; @boundscheck checkbounds(S, i); i)
getindex(S::IdentityUnitRange, i::AbstractUnitRange{<:Integer}) = (@inline; @boundscheck checkbounds(S, i); i)
getindex(S::IdentityUnitRange, i::StepRange{<:Integer}) = (@inline; @boundscheck checkbounds(S, i); i)
show(io::IO, r::IdentityUnitRange) = print(io, "Base.IdentityUnitRange(", r.indices, ")")
iterate(S::IdentityUnitRange, s...) = iterate(S.indices, s...)

# ---------------------------------------------------------------------------------------------------------
# index collections

keys(a::AbstractArray) = CartesianIndices(axes(a))
keys(a::AbstractVector) = LinearIndices(a)
keys(s::IndexStyle, A::AbstractArray, B::AbstractArray...) = eachindex(s, A, B...)

eachindex(A::AbstractArray) = (@inline; eachindex(IndexStyle(A), A))
eachindex(A::AbstractVector) = (@inline; axes1(A))
eachindex(itrs...) = keys(itrs...)
function eachindex(A::AbstractArray, B::AbstractArray)
    @inline
    return eachindex(IndexStyle(A, B), A, B)
end
function eachindex(A::AbstractArray, B::AbstractArray...)
    @inline
    return eachindex(IndexStyle(A, B...), A, B...)
end
eachindex(::IndexLinear, A::AbstractArray) = (@inline; OneTo(length(A)))
eachindex(::IndexLinear, A::AbstractVector) = (@inline; axes1(A))
eachindex(::IndexCartesian, A::AbstractArray) = (@inline; CartesianIndices(axes(A)))
function eachindex(::IndexLinear, A::AbstractArray, B::AbstractArray...)
    @inline
    indsA = eachindex(IndexLinear(), A)
    _all_same_eachindex(IndexLinear(), indsA, B) || _throw_eachindex_mismatch(IndexLinear(), A, B...)
    return indsA
end
function eachindex(::IndexCartesian, A::AbstractArray, B::AbstractArray...)
    @inline
    axsA = axes(A)
    _all_same_axes(axsA, B) || _throw_eachindex_mismatch(IndexCartesian(), A, B...)
    return CartesianIndices(axsA)
end
_all_same_eachindex(style, inds, ::Tuple{}) = true
_all_same_eachindex(style, inds, B::Tuple) =
    eachindex(style, B[1]) == inds && _all_same_eachindex(style, inds, tail(B))
_all_same_axes(ax, ::Tuple{}) = true
_all_same_axes(ax, B::Tuple) = axes(B[1]) == ax && _all_same_axes(ax, tail(B))

@noinline _throw_eachindex_mismatch(::IndexLinear, A...) = throw(DimensionMismatch(
    string("all inputs to eachindex must have the same indices, got ", join(map(x -> eachindex(IndexLinear(), x), A), ", ", " and "))))
@noinline _throw_eachindex_mismatch(::IndexCartesian, A...) = throw(DimensionMismatch(
    string("all inputs to eachindex must have the same axes, got ", join(map(axes, A), ", ", " and "))))

isassigned(a::AbstractArray, i::Integer...) = try
    a[i...]
    true
catch e
    if isa(e, BoundsError) || isa(e, UndefRefError)
        false
    else
        rethrow(e)
    end
end

# ---------------------------------------------------------------------------------------------------------
# bounds checks

# Is the index `i` within the axis `inds`?
checkindex(::Type{Bool}, inds, i) = throw(ArgumentError(string("unable to check bounds for indices of type ", typeof(i))))
checkindex(::Type{Bool}, inds::AbstractUnitRange, i::Real) = (first(inds) <= i) & (i <= last(inds))
@inline function checkindex(::Type{Bool}, inds::OneTo{Int}, i::Int)
    return ult_int(bitcast(UInt, sub_int(i, 1)), bitcast(UInt, last(inds)))
end
checkindex(::Type{Bool}, inds::AbstractUnitRange, ::Colon) = true
checkindex(::Type{Bool}, inds::AbstractUnitRange, ::Slice) = true
checkindex(::Type{Bool}, inds::IdentityUnitRange, i::Real) = checkindex(Bool, inds.indices, i)
function checkindex(::Type{Bool}, inds::AbstractUnitRange, r::AbstractRange)
    return isempty(r) | (checkindex(Bool, inds, first(r)) & checkindex(Bool, inds, last(r)))
end
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractVector{Bool}) = inds == axes1(I)
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray{Bool}) = false
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractRange{Bool}) = inds == axes1(I)
function checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray)
    for i in I
        checkindex(Bool, inds, i) || return false
    end
    return true
end
checkindex(::Type{Bool}, inds::Tuple, I::CartesianIndex) = checkbounds_indices(Bool, inds, (I,))
checkindex(::Type{Bool}, inds::Tuple, I::CartesianIndices) = checkbounds_indices(Bool, inds, I.indices)
function checkindex(::Type{Bool}, inds::Tuple, I::AbstractRange{<:CartesianIndex})
    return isempty(I) || (checkindex(Bool, inds, first(I)) & checkindex(Bool, inds, last(I)))
end
function checkindex(::Type{Bool}, inds::Tuple, I::AbstractArray{<:CartesianIndex})
    for i in I
        checkindex(Bool, inds, i) || return false
    end
    return true
end

# Do the indices `I` fit the axes `inds`? Missing axes count as 1:1; left-over axes must have one element.
checkbounds_indices(::Type{Bool}, ::Tuple{}, ::Tuple{}) = true
checkbounds_indices(::Type{Bool}, inds::Tuple, ::Tuple{}) = (@inline; all(x -> length(x) == 1, inds))
function checkbounds_indices(::Type{Bool}, inds::Tuple, I::Tuple{Any,Vararg})
    @inline
    return checkindex(Bool, _first_axis(inds), I[1])::Bool & checkbounds_indices(Bool, safe_tail(inds), tail(I))
end
_first_axis(::Tuple{}) = OneTo(1)
_first_axis(inds::Tuple) = inds[1]
safe_tail(t::Tuple) = tail(t)
safe_tail(::Tuple{}) = ()

function checkbounds_indices(::Type{Bool}, inds::Tuple, I::Tuple{CartesianIndex,Vararg})
    @inline
    return checkbounds_indices(Bool, inds, (Tuple(I[1])..., tail(I)...))
end
function checkbounds_indices(::Type{Bool}, inds::Tuple, I::Tuple{CartesianIndices,Vararg})
    @inline
    return checkbounds_indices(Bool, inds, (I[1].indices..., tail(I)...))
end
# A collection of Cartesian indices or an N-dimensional mask takes N axes at once.
function checkbounds_indices(::Type{Bool}, inds::Tuple, I::Tuple{AbstractArray{CartesianIndex{N}},Vararg}) where {N}
    @inline
    here, rest = _split_axes(inds, Val(N))
    return checkindex(Bool, here, I[1]) & checkbounds_indices(Bool, rest, tail(I))
end
function checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg}, I::Tuple{AbstractArray{Bool,N},Vararg}) where {N}
    @inline
    return _check_mask(inds, I)
end
function checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple{AbstractArray{Bool,N},Vararg}) where {N}
    @inline
    return _check_mask(inds, I)
end
function _check_mask(inds, I::Tuple{AbstractArray{Bool,N},Vararg}) where {N}
    here, rest = _split_axes(inds, Val(N))
    return (here == axes(I[1])) & checkbounds_indices(Bool, rest, tail(I))
end

# The first N axes and the others; absent ones are 1:1.
_split_axes(inds::Tuple, ::Val{N}) where {N} = _split_axes((), inds, Val(N))
function _split_axes(front::NTuple{M,Any}, rest::Tuple, ::Val{N}) where {M,N}
    M == N && return (front, rest)
    return _split_axes((front..., _first_axis(rest)), safe_tail(rest), Val(N))
end

checkbounds(::Type{Bool}, A::AbstractArray, I...) = (@inline; checkbounds_indices(Bool, axes(A), I))
checkbounds(::Type{Bool}, A::AbstractArray, i) = (@inline; checkindex(Bool, eachindex(IndexLinear(), A), i))
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, i) = (@inline; checkindex(Bool, axes1(A), i))
checkbounds(::Type{Bool}, A::AbstractArray, i::CartesianIndex) = (@inline; checkbounds_indices(Bool, axes(A), (i,)))
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, i::CartesianIndex) = (@inline; checkbounds_indices(Bool, axes(A), (i,)))
checkbounds(::Type{Bool}, A::AbstractArray, i::AbstractArray{<:CartesianIndex}) =
    (@inline; checkbounds_indices(Bool, axes(A), (i,)))
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, i::AbstractArray{<:CartesianIndex}) =
    (@inline; checkbounds_indices(Bool, axes(A), (i,)))
function checkbounds(::Type{Bool}, A::AbstractArray, I::AbstractArray{Bool})
    return ndims(I) == 1 ? eachindex(IndexLinear(), A) == axes1(I) : axes(A) == axes(I)
end
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, I::AbstractArray{Bool}) = axes(A) == axes(I)
checkbounds(::Type{Bool}, A::AbstractArray{<:Any,1}, I::AbstractVector{Bool}) = axes1(A) == axes1(I)
function checkbounds(A::AbstractArray, I...)
    @inline
    checkbounds(Bool, A, I...) || throw_boundserror(A, I)
    return nothing
end

checkbounds(::Type{Bool}, A::Array, i::Int) = (@inline; _in_length(i, length(A)))
checkbounds(::Type{Bool}, A::Array{<:Any,1}, i::Int) = (@inline; _in_length(i, length(A)))

# ---------------------------------------------------------------------------------------------------------
# what an index argument means

to_index(A, i) = to_index(i)
to_index(i::Integer) = convert(Int, i)::Int
to_index(i::Bool) = throw(ArgumentError(string("invalid index: ", limitrepr(i), " of type Bool")))
to_index(I::AbstractArray{Bool}) = LogicalIndex(I)
to_index(I::AbstractArray) = I
to_index(I::AbstractArray{Union{}}) = I
to_index(I::AbstractArray{<:Union{AbstractArray,Colon}}) =
    throw(ArgumentError(string("invalid index: ", limitrepr(I), " of type ", typeof(I))))
to_index(::Colon) = throw(ArgumentError("colons must be converted by to_indices(...)"))
to_index(i) = throw(ArgumentError(string("invalid index: ", limitrepr(i), " of type ", typeof(i))))

limitrepr(x) = repr(x, context = :limit => true)

# The tuple of plain indices (Int, arrays of indices, Slice) that the arguments `I` stand for in `A`.
to_indices(A, I::Tuple{}) = ()
to_indices(A, I::Tuple{Vararg{Int}}) = I
to_indices(A, I::Tuple{Vararg{Integer}}) = (@inline; to_indices(A, (), I))
to_indices(A, I::Tuple{Vararg{Union{Integer,CartesianIndex}}}) = (@inline; to_indices(A, (), I))
to_indices(A, I::Tuple) = (@inline; to_indices(A, axes(A), I))
to_indices(A, I::Tuple{Any}) = (@inline; to_indices(A, (eachindex(IndexLinear(), A),), I))
to_indices(A, I::Tuple{Int}) = I
to_indices(A, I::Tuple{Integer}) = (to_index(A, I[1]),)
to_indices(A, I::Tuple{CartesianIndex}) = to_indices(A, (), I)
to_indices(A, inds, ::Tuple{}) = ()

function to_indices(A, inds, I::Tuple{Any,Vararg})
    @inline
    return (_index_head(A, inds, I[1])..., to_indices(A, _cutdim(inds, I[1]), tail(I))...)
end
# Cartesian indices are spread out into one number per dimension.
function to_indices(A, inds, I::Tuple{CartesianIndex,Vararg})
    @inline
    return to_indices(A, inds, (Tuple(I[1])..., tail(I)...))
end
function to_indices(A, inds, I::Tuple{CartesianIndices,Vararg})
    @inline
    return to_indices(A, inds, (I[1].indices..., tail(I)...))
end
to_indices(A, inds, I::Tuple{CartesianIndices{0},Vararg}) = (I[1], to_indices(A, inds, tail(I))...)

_index_head(A, inds, i) = (@inline; (to_index(A, i),))
_index_head(A, inds, ::Colon) = (@inline; (uncolon(inds),))

uncolon(::Tuple{}) = Slice(OneTo(1))
uncolon(inds::Tuple) = Slice(inds[1])

_cutdim(inds::Tuple, i) = safe_tail(inds)
_cutdim(inds::Tuple, i::CartesianIndex{N}) where {N} = _split_axes(inds, Val(N))[2]
_cutdim(inds::Tuple, i::AbstractArray{CartesianIndex{N}}) where {N} = _split_axes(inds, Val(N))[2]
_cutdim(inds::Tuple, i::AbstractArray{Bool,N}) where {N} = _split_axes(inds, Val(N))[2]
_cutdim(inds::Tuple, i::AbstractArray{Bool,1}) = safe_tail(inds)

# A single mask selects by position over the whole array.
to_indices(A, I::Tuple{AbstractArray{Bool,N}}) where {N} = _mask_indices(IndexStyle(A), A, I[1])
to_indices(A, I::Tuple{AbstractArray{Bool,1}}) = (to_index(A, I[1]),)
_mask_indices(::IndexLinear, A, m) = (LogicalIndex{Int}(m),)
_mask_indices(::IndexCartesian, A, m) = (to_index(A, m),)

# ---------------------------------------------------------------------------------------------------------
# positions: from one number per dimension to one number and back

_to_linear_index(A::AbstractArray, i::Integer) = i
_to_linear_index(A::AbstractVector, i::Integer, I::Integer...) = i
_to_linear_index(A::AbstractArray) = 1
_to_linear_index(A::AbstractArray, I::Integer...) = (@inline; _linear_position(axes(A), I))

# 1 + Σ (iₖ - firstₖ) * Πⱼ₍ⱼ<ₖ₎ lengthⱼ
_linear_position(inds::Tuple, I::Tuple{Vararg{Integer}}) = (@inline; _linear_position(inds, I, 1, 1))
_linear_position(inds::Tuple, ::Tuple{}, stride::Int, acc::Int) = acc
function _linear_position(inds::Tuple{}, I::Tuple{Any,Vararg}, stride::Int, acc::Int)
    @inline
    return _linear_position(inds, tail(I), stride, acc + (Int(I[1]) - 1) * stride)
end
function _linear_position(inds::Tuple{Any,Vararg}, I::Tuple{Any,Vararg}, stride::Int, acc::Int)
    @inline
    ax = inds[1]
    here = acc + (Int(I[1]) - Int(first(ax))) * stride
    return _linear_position(tail(inds), tail(I), stride * length(ax), here)
end

# One number per dimension of `A` for the given ones: split a linear position, drop or add trailing ones.
_to_subscript_indices(A::AbstractArray, i::Integer) = (@inline; _position_to_subscripts(axes(A), i))
_to_subscript_indices(A::AbstractVector, i::Integer) = (i,)
_to_subscript_indices(A::AbstractArray{T,N}) where {T,N} = fill_to_length((), 1, Val(N))
_to_subscript_indices(A::AbstractArray{T,0}) where {T} = ()
_to_subscript_indices(A::AbstractArray{T,0}, i::Integer) where {T} = ()
_to_subscript_indices(A::AbstractArray{T,0}, I::Integer...) where {T} = ()
function _to_subscript_indices(A::AbstractArray{T,N}, I::Integer...) where {T,N}
    @inline
    J, Jrem = _split_tuple(I, Val(N))
    return _fit_subscripts(A, J, Jrem)
end
_fit_subscripts(A::AbstractArray{T,N}, J::NTuple{N,Integer}, ::Tuple{}) where {T,N} = J
_fit_subscripts(A::AbstractArray{T,N}, J::NTuple{N,Integer}, ::Tuple{Any,Vararg}) where {T,N} = J
function _fit_subscripts(A::AbstractArray{T,N}, J::Tuple, ::Tuple{}) where {T,N}
    @inline
    return (front(J)..., last(J), _first_of_axes(_drop_axes(axes(A), J))...)
end
_drop_axes(ax::Tuple, ::Tuple{}) = ax
_drop_axes(ax::Tuple, J::Tuple) = _drop_axes(tail(ax), tail(J))
_first_of_axes(::Tuple{}) = ()
_first_of_axes(ax::Tuple) = (Int(first(ax[1])), _first_of_axes(tail(ax))...)

_position_to_subscripts(inds::Tuple{}, i::Integer) = ()
_position_to_subscripts(inds::Tuple, i::Integer) = (@inline; _split_position(inds, Int(i) - 1))
_split_position(inds::Tuple{Any}, k::Int) = (@inline; (Int(first(inds[1])) + k,))
function _split_position(inds::Tuple{Any,Any,Vararg}, k::Int)
    @inline
    n = length(inds[1])
    q = div(k, n)
    return (Int(first(inds[1])) + (k - q * n), _split_position(tail(inds), q)...)
end

# The tuple with as many copies of `val` behind it as make N elements.
@inline function fill_to_length(t::Tuple, val, ::Val{N}) where {N}
    n = length(t)
    n > N && throw(ArgumentError(string("input tuple of length ", n, ", requested ", N)))
    return (t..., ntuple(Returns(val), Val(N - n))...)
end
