# Reshaping: the same elements in other dimensions. Arrays reshape in place (array.jl); others are wrapped.

struct ReshapedArray{T,N,P<:AbstractArray,MI<:Tuple} <: AbstractArray{T,N}
    parent::P
    dims::NTuple{N,Int}
    mi::MI
end
ReshapedArray(parent::AbstractArray{T}, dims::NTuple{N,Int}) where {T,N} =
    ReshapedArray{T,N,typeof(parent),Tuple{}}(parent, dims, ())
const ReshapedArrayLF{T,N,P<:AbstractArray} = ReshapedArray{T,N,P,Tuple{}}

size(A::ReshapedArray) = A.dims
length(A::ReshapedArray) = length(parent(A))
parent(A::ReshapedArray) = A.parent
parentindices(A::ReshapedArray) = map(OneTo, size(parent(A)))
IndexStyle(::Type{<:ReshapedArray{<:Any,<:Any,P}}) where {P} = IndexStyle(P)
similar(A::ReshapedArray, T::Type, dims::Dims) = similar(parent(A), T, dims)
elsize(::Type{<:ReshapedArray{<:Any,<:Any,P}}) where {P} = elsize(P)
dataids(A::ReshapedArray) = dataids(A.parent)
unaliascopy(A::ReshapedArray) = typeof(A)(unaliascopy(A.parent), A.dims, A.mi)
strides(A::ReshapedArray{<:Any,<:Any,<:DenseArray}) = size_to_strides(1, size(A)...)

reshape(parent::AbstractArray, dims::IntOrInd...) = reshape(parent, dims)
reshape(parent::AbstractArray, shape::Tuple{Union{Integer,OneTo},Vararg{Union{Integer,OneTo}}}) = reshape(parent, to_shape(shape))
reshape(parent::AbstractArray, dims::Dims) = _reshape(parent, dims)
reshape(parent::AbstractArray, dims::Tuple{Vararg{Union{Int,Colon}}}) = reshape(parent, _reshape_uncolon(length(parent), dims))
reshape(parent::AbstractArray, dims::Tuple{Integer,Vararg{Integer}}) = reshape(parent, map(Int, dims))
reshape(parent::AbstractArray, dims::Tuple{Vararg{Union{Integer,Colon}}}) =
    reshape(parent, map(d -> d isa Colon ? d : Int(d), dims))
reshape(parent::AbstractArray, dims::Union{Int,Integer,Colon}...) = reshape(parent, dims)
reshape(a::AbstractVector, dims::Tuple{Colon}) = a
reshape(a::Array{<:Any,1}, ::Colon) = a
reshape(a::Array{T}, ::Tuple{}) where {T} = length(a) == 1 ? _wrap_memory(getfield(a, :ref), ()) : _throw_reshape((), length(a))

# the one dimension left open is what remains
function _reshape_uncolon(len, dims)
    n = 0
    known = 1
    for d in dims
        if d isa Colon
            n += 1
        else
            known *= d
        end
    end
    n > 1 && throw(DimensionMismatch(string("new dimensions ", dims, " may have at most one omitted dimension specified by `Colon()`")))
    if known == 0 ? len != 0 : rem(len, known) != 0
        throw(DimensionMismatch(string("array size ", len, " must be divisible by the product of the new dimensions ", dims)))
    end
    rest = known == 0 ? 0 : div(len, known)
    return map(d -> d isa Colon ? rest : d, dims)
end

# A as an N-dimensional array: trailing dimensions are merged, missing ones added.
reshape(A::AbstractArray{T,N}, ::Val{N}) where {T,N} = A
reshape(A::AbstractArray, ndims::Val{N}) where {N} = reshape(A, rdims(ndims, axes(A)))
# the axes of an array as so many, or in place of those given; other kinds of axes add methods
rdims(::Val{N}, ax::Tuple) where {N} = rdims(ntuple(_ -> OneTo(1), Val(N)), ax)
rdims(out::Tuple, ax::Tuple{}) = out
rdims(out::Tuple{}, ax::Tuple{}) = ()
rdims(out::Tuple{}, ax::Tuple{Any,Vararg{Any}}) =
    all(x -> length(x) == 1, ax) ? () : throw(DimensionMismatch("cannot drop dimensions"))
rdims(out::Tuple{Any}, ax::Tuple{Any,Vararg{Any}}) = (OneTo(rdims_trailing(ax...)),)
rdims(out::Tuple{Any,Any,Vararg{Any}}, ax::Tuple{Any,Vararg{Any}}) = (ax[1], rdims(tail(out), tail(ax))...)
rdims_trailing() = 1
rdims_trailing(l, ax...) = length(l) * rdims_trailing(ax...)

@noinline _throw_reshape_parent(dims, n) = throw(DimensionMismatch(string(
    "parent has ", n, " elements, which is incompatible with size ", dims)))
function _reshape(parent::AbstractArray, dims::Dims)
    n = length(parent)
    prod(dims) == n || _throw_reshape_parent(dims, n)
    return ReshapedArray(parent, dims)
end
function _reshape(v::AbstractVector, dims::Dims{1})
    require_one_based_indexing(v)
    n = length(v)
    dims[1] == n || _throw_reshape_parent(dims, n)
    return v
end
function _reshape(R::ReshapedArray, dims::Dims)
    n = length(R)
    prod(dims) == n || _throw_reshape(dims, n)
    return reshape(R.parent, dims)
end
function _reshape(R::ReshapedArray, dims::Dims{1})
    length(R) == dims[1] || _throw_reshape(dims, length(R))
    return reshape(R.parent, dims)
end

@inline function getindex(A::ReshapedArray{T,N}, I::Vararg{Int,N}) where {T,N}
    @boundscheck checkbounds(A, I...)
    return _reshaped_get(IndexStyle(A), A, _linear_position(axes(A), I))
end
@inline function getindex(A::ReshapedArray, i::Int)
    @boundscheck checkbounds(A, i)
    return _reshaped_get(IndexStyle(A), A, i)
end
@inline function getindex(A::ReshapedArray{T,1}, i::Int) where {T}
    @boundscheck checkbounds(A, i)
    return _reshaped_get(IndexStyle(A), A, i)
end
getindex(A::ReshapedArray{T,0}) where {T} = _reshaped_get(IndexStyle(A), A, 1)
@inline _reshaped_get(::IndexLinear, A, i) = (p = parent(A); @inbounds p[i + firstindex(p) - 1])
@inline _reshaped_get(::IndexCartesian, A, i) = (p = parent(A); @inbounds p[_to_subscript_indices(p, i)...])
@inline function setindex!(A::ReshapedArray{T,N}, v, I::Vararg{Int,N}) where {T,N}
    @boundscheck checkbounds(A, I...)
    _reshaped_set!(IndexStyle(A), A, v, _linear_position(axes(A), I))
    return A
end
@inline function setindex!(A::ReshapedArray, v, i::Int)
    @boundscheck checkbounds(A, i)
    _reshaped_set!(IndexStyle(A), A, v, i)
    return A
end
@inline function setindex!(A::ReshapedArray{T,1}, v, i::Int) where {T}
    @boundscheck checkbounds(A, i)
    _reshaped_set!(IndexStyle(A), A, v, i)
    return A
end
setindex!(A::ReshapedArray{T,0}, v) where {T} = (_reshaped_set!(IndexStyle(A), A, v, 1); A)
@inline _reshaped_set!(::IndexLinear, A, v, i) = (p = parent(A); @inbounds p[i + firstindex(p) - 1] = v)
@inline _reshaped_set!(::IndexCartesian, A, v, i) = (p = parent(A); @inbounds p[_to_subscript_indices(p, i)...] = v)

vec(a::AbstractArray) = reshape(a, length(a))
vec(a::AbstractVector) = a

# ---------------------------------------------------------------------------------------------------------
# dropping and adding dimensions of length one

function dropdims(A::AbstractArray; dims)
    return _dropdims(A, dims)
end
_dropdims(A::AbstractArray, dim::Integer) = _dropdims(A, (Int(dim),))
function _dropdims(A::AbstractArray, dims::Dims)
    for i in 1:length(dims)
        1 <= dims[i] <= ndims(A) || throw(ArgumentError("dropped dims must be in range 1:ndims(A)"))
        length(axes(A, dims[i])) == 1 || throw(ArgumentError("dropped dims must all be size 1"))
        for j in 1:i-1
            dims[j] == dims[i] && throw(ArgumentError("dropped dims must be unique"))
        end
    end
    kept = _kept_axes(axes(A), 1, dims)
    return reshape(A, map(to_shape, kept))
end
_dropdims(A::AbstractArray, dims) = _dropdims(A, Tuple(map(Int, dims)))
_kept_axes(::Tuple{}, i, dims) = ()
_kept_axes(ax::Tuple, i, dims) = i in dims ? _kept_axes(tail(ax), i + 1, dims) : (ax[1], _kept_axes(tail(ax), i + 1, dims)...)
