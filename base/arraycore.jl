# Memory, MemoryRef and Array: the primitive accessors everything else stands on.
#
# `Memory{T}` is a fixed-length buffer, `MemoryRef{T}` a position in one, and `Array{T,N}` a mutable pair of a
# position (`ref`, its first element) and a size tuple. This file is loaded early, so it uses only intrinsics,
# builtins and the macros of the essentials.

import Core: @new, memoryref, memoryrefnew, memoryrefget, memoryrefset!, memoryref_isassigned, memoryrefoffset

const AbstractVector{T} = AbstractArray{T,1}
const AbstractMatrix{T} = AbstractArray{T,2}
const AbstractVecOrMat{T} = Union{AbstractVector{T}, AbstractMatrix{T}}
const DenseVector{T} = DenseArray{T,1}
const DenseMatrix{T} = DenseArray{T,2}
const DenseVecOrMat{T} = Union{DenseVector{T}, DenseMatrix{T}}
const VecOrMat{T} = Union{Vector{T}, Matrix{T}}

const Dims{N} = NTuple{N,Int}
const DimsInteger{N} = NTuple{N,Integer}
const Indices{N} = NTuple{N,Any}

abstract type AbstractRange{T} <: AbstractArray{T,1} end
abstract type OrdinalRange{T,S} <: AbstractRange{T} end
abstract type AbstractUnitRange{T} <: OrdinalRange{T,T} end

const RangeIndex = Union{Int, AbstractRange{Int}, AbstractUnitRange{Int}}
const DimOrInd = Union{Integer, AbstractUnitRange}
const IntOrInd = Union{Int, AbstractUnitRange}
const DimsOrInds{N} = NTuple{N,DimOrInd}
const NeedsShaping = Union{Tuple{Integer,Vararg{Integer}}, Tuple{Integer,Vararg{Union{Integer,AbstractUnitRange}}}}

# ---------------------------------------------------------------------------------------------------------
# sizes

length(m::GenericMemory) = getfield(m, :length)
size(m::GenericMemory) = (getfield(m, :length),)

size(a::Array) = getfield(a, :size)
size(a::Array, d::Integer) = size(a, Int(d)::Int)
function size(a::Array{T,N}, d::Int) where {T,N}
    d < 1 && error("arraysize: dimension out of range")
    sz = getfield(a, :size)
    return d > N ? 1 : getfield(sz, d, false)
end

# ---------------------------------------------------------------------------------------------------------
# element access by position

# True when `i` is one of 1:n; one unsigned comparison.
@inline _in_length(i::Int, n::Int) = ult_int(bitcast(UInt, sub_int(i, 1)), bitcast(UInt, n))

@inline function setindex!(A::Array{Any}, @nospecialize(x), i::Int)
    @boundscheck _in_length(i, length(A)) || throw_boundserror(A, (i,))
    memoryrefset!(memoryrefnew(getfield(A, :ref), i, false), x, :not_atomic, false)
    return A
end

# A Memory out of bounds reports the position it was derived from, as the builtin does.
@inline function getindex(m::GenericMemory{kind,T}, i::Int) where {kind,T}
    @boundscheck _in_length(i, length(m)) || throw_boundserror(memoryrefnew(m), (i,))
    return memoryrefget(memoryrefnew(memoryrefnew(m), i, false), _access_order(m), false)
end

@inline function setindex!(m::GenericMemory{kind,T}, x, i::Int) where {kind,T}
    @boundscheck _in_length(i, length(m)) || throw_boundserror(memoryrefnew(m), (i,))
    v = x isa T ? x : convert(T, x)::T
    memoryrefset!(memoryrefnew(memoryrefnew(m), i, false), v, _access_order(m), false)
    return m
end

_access_order(m::GenericMemory{:not_atomic}) = :not_atomic
_access_order(m::GenericMemory{:atomic}) = :monotonic

@inline function isassigned(A::Array, i::Int)
    @boundscheck _in_length(i, length(A)) || return false
    return memoryref_isassigned(memoryrefnew(getfield(A, :ref), i, false), :not_atomic, false)
end

@inline function isassigned(m::GenericMemory, i::Int)
    @boundscheck _in_length(i, length(m)) || return false
    return memoryref_isassigned(memoryrefnew(memoryrefnew(m), i, false), _access_order(m), false)
end

@inline function iterate(A::Array, i::Int=1)
    _in_length(i, length(A)) || return nothing
    return (@inbounds(getindex(A, i)), add_int(i, 1))
end

@inline function iterate(m::GenericMemory, i::Int=1)
    _in_length(i, length(m)) || return nothing
    return (@inbounds(getindex(m, i)), add_int(i, 1))
end

firstindex(a::Array) = 1
lastindex(a::Array) = length(a)
firstindex(m::GenericMemory) = 1
lastindex(m::GenericMemory) = length(m)
isempty(a::Array) = length(a) === 0
isempty(m::GenericMemory) = length(m) === 0

# ---------------------------------------------------------------------------------------------------------
# MemoryRef as a reference cell

memoryref(m::GenericMemory, i::Integer) = memoryref(m, Int(i)::Int)
memoryref(r::GenericMemoryRef, i::Integer) = memoryref(r, Int(i)::Int)

parent(r::GenericMemoryRef) = getfield(r, :mem)
memoryindex(r::GenericMemoryRef) = memoryrefoffset(r)

# ---------------------------------------------------------------------------------------------------------
# bulk primitives

# Move `n` elements between buffers of one element type. Offsets are 1-based positions; regions may overlap.
@inline function _copy_elements!(dest::GenericMemory, doff::Int, src::GenericMemory, soff::Int, n::Int)
    ccall(:jl_memory_copyto, Cvoid, (Any, Int, Any, Int, Int), dest, doff, src, soff, n)
    return dest
end

# Forget the references held in `n` elements so that they can be collected. Plain data needs no clearing.
@inline function _clear_elements!(m::GenericMemory{kind,T}, off::Int, n::Int) where {kind,T}
    if !isbitstype(T) && sle_int(1, n)
        ccall(:jl_memory_unset, Cvoid, (Any, Int, Int), m, off, n)
    end
    return m
end

@inline function _unsetindex!(A::Array, i::Int)
    @boundscheck _in_length(i, length(A)) || throw_boundserror(A, (i,))
    r = memoryrefnew(getfield(A, :ref), i, false)
    _clear_elements!(getfield(r, :mem), memoryrefoffset(r), 1)
    return A
end
@inline function _unsetindex!(m::GenericMemory, i::Int)
    @boundscheck _in_length(i, length(m)) || throw_boundserror(memoryrefnew(m), (i,))
    return _clear_elements!(m, i, 1)
end

function unsafe_copyto!(dest::GenericMemoryRef{:not_atomic,T}, src::GenericMemoryRef{:not_atomic,T}, n::Integer) where {T}
    _copy_elements!(getfield(dest, :mem), memoryrefoffset(dest), getfield(src, :mem), memoryrefoffset(src), Int(n))
    return dest
end

# An array of size `dims` over the elements of `m` that start at `ref`; the caller has checked that they fit.
@inline _wrap_memory(ref::MemoryRef{T}, dims::Dims{N}) where {T,N} = @new(Array{T,N}, ref, dims)
