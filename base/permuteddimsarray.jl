# Permuting dimensions: lazily, as a wrapper, and by copying.

# `perm` says which dimension of the parent each dimension is; `iperm` is the inverse.
struct PermutedDimsArray{T,N,perm,iperm,AA<:AbstractArray} <: AbstractArray{T,N}
    parent::AA
    function PermutedDimsArray{T,N,perm,iperm,AA}(data::AA) where {T,N,perm,iperm,AA<:AbstractArray}
        (isa(perm, NTuple{N,Int}) && isa(iperm, NTuple{N,Int})) || error("perm and iperm must both be NTuple{", N, ",Int}")
        isperm(perm) || throw(ArgumentError(string(perm, " is not a valid permutation of dimensions 1:", N)))
        all(map(d -> iperm[perm[d]] == d, ntuple(identity, Val(N)))) || throw(ArgumentError(string(perm, " and ", iperm, " must be inverses")))
        return new(data)
    end
end
function PermutedDimsArray(data::AbstractArray{T,N}, perm) where {T,N}
    length(perm) == N || throw(ArgumentError(string(perm, " is not a valid permutation of dimensions 1:", N)))
    p = Tuple(map(Int, perm))
    iperm = Tuple(invperm(p))
    return PermutedDimsArray{T,N,p,iperm,typeof(data)}(data)
end
parent(A::PermutedDimsArray) = A.parent
size(A::PermutedDimsArray{T,N,perm}) where {T,N,perm} = genperm(size(parent(A)), perm)
axes(A::PermutedDimsArray{T,N,perm}) where {T,N,perm} = genperm(axes(parent(A)), perm)
similar(A::PermutedDimsArray, T::Type, dims::Dims) = similar(parent(A), T, dims)
strides(A::PermutedDimsArray{T,N,perm}) where {T,N,perm} = genperm(strides(parent(A)), perm)
elsize(::Type{<:PermutedDimsArray{<:Any,<:Any,<:Any,<:Any,P}}) where {P} = elsize(P)
dataids(A::PermutedDimsArray) = dataids(A.parent)
unaliascopy(A::PermutedDimsArray) = typeof(A)(unaliascopy(A.parent))
IndexStyle(::Type{<:PermutedDimsArray}) = IndexCartesian()
@inline genperm(I::NTuple{N,Any}, perm::Dims{N}) where {N} = ntuple(d -> I[perm[d]], Val(N))
genperm(I, perm::AbstractVector{Int}) = genperm(I, (perm...,))
@inline function getindex(A::PermutedDimsArray{T,N,perm,iperm}, I::Vararg{Int,N}) where {T,N,perm,iperm}
    @boundscheck checkbounds(A, I...)
    return @inbounds getindex(A.parent, genperm(I, iperm)...)
end
@inline function setindex!(A::PermutedDimsArray{T,N,perm,iperm}, val, I::Vararg{Int,N}) where {T,N,perm,iperm}
    @boundscheck checkbounds(A, I...)
    @inbounds setindex!(A.parent, val, genperm(I, iperm)...)
    return A
end
isassigned(A::PermutedDimsArray{T,N,perm,iperm}, I::Vararg{Int,N}) where {T,N,perm,iperm} =
    checkbounds(Bool, A, I...) && isassigned(A.parent, genperm(I, iperm)...)

function permutedims(A::AbstractArray, perm)
    length(perm) == ndims(A) || throw(ArgumentError(string("no valid permutation of dimensions")))
    isperm(perm) || throw(ArgumentError(string("no valid permutation of dimensions")))
    p = Tuple(map(Int, perm))
    dest = similar(A, genperm(axes(A), p))
    return _permute_into!(dest, A, p)
end
permutedims(A::AbstractMatrix) = permutedims(A, (2, 1))
permutedims(v::AbstractVector) = reshape(copy(v), (1, length(v)))
function permutedims!(dest, src::AbstractArray, perm)
    axes(dest) == genperm(axes(src), Tuple(perm)) || throw(DimensionMismatch("dimensions of the destination do not match the permutation"))
    return _permute_into!(dest, src, Tuple(map(Int, perm)))
end
function _permute_into!(dest::AbstractArray{<:Any,N}, src::AbstractArray{<:Any,N}, p::NTuple{N,Int}) where {N}
    for I in CartesianIndices(dest)
        @inbounds dest[I] = src[CartesianIndex(_scatter_perm(I.I, p))]
    end
    return dest
end
function _permute_into!(dest::AbstractMatrix, src::AbstractMatrix, p::NTuple{2,Int})
    p == (1, 2) && return copyto!(dest, src)
    for i in axes(src, 1), j in axes(src, 2)
        @inbounds dest[j, i] = src[i, j]
    end
    return dest
end
# place the numbers of `I` where `p` says they come from
_scatter_perm(I::NTuple{N,Int}, p::NTuple{N,Int}) where {N} = ntuple(d -> I[_find_in(p, d)], Val(N))
function _find_in(p, d)
    for k in 1:length(p)
        p[k] == d && return k
    end
    return 0
end
