# The memory of an array of plain data seen as elements of another type.

struct ReinterpretArray{T,N,S,A<:AbstractArray{S},IsReshaped} <: AbstractArray{T,N}
    parent::A
    readable::Bool
    writable::Bool
    global _ReinterpretArray(::Type{T}, a::A, ::Val{N}, ::Val{R}) where {T,S,A<:AbstractArray{S},N,R} =
        new{T,N,S,A,R}(a, _padding_covered(S, T), _padding_covered(T, S))
end
const NonReshapedReinterpretArray{T,N,S,A<:AbstractArray{S,N}} = ReinterpretArray{T,N,S,A,false}
const ReshapedReinterpretArray{T,N,S,A<:AbstractArray{S}} = ReinterpretArray{T,N,S,A,true}

# What is padding in one type would be data in the other.
struct PaddingError <: Exception
    S::Type
    T::Type
end
showerror(io::IO, e::PaddingError) = print(io, "Padding of type ", e.S, " is not compatible with type ", e.T, ".")

# Is every byte of padding in a row of elements of type S padding in the same bytes seen as a row of T?
_padding_covered(::Type{S}, ::Type{T}) where {S,T} =
    sizeof(S) == packed_size(S) || sizeof(T) == 0 || _padding_covered_bytewise(S, T)
@noinline function _padding_covered_bytewise(@nospecialize(S), @nospecialize(T))
    inS, inT = _packed_offsets!(Int[], S, 0), _packed_offsets!(Int[], T, 0)
    for at in 0:(lcm(sizeof(S), sizeof(T)) - 1)
        rem(at, sizeof(S)) in inS || !(rem(at, sizeof(T)) in inT) || return false
    end
    return true
end
@inline _check_readable(a::ReinterpretArray{T,N,S}) where {T,N,S} = a.readable || throw(PaddingError(T, S))
@inline _check_writable(a::ReinterpretArray{T,N,S}) where {T,N,S} = a.writable || throw(PaddingError(T, S))

# Elements can be converted one by one.
_is_elementwise(::Type{T}, ::Type{S}) where {T,S} = sizeof(T) == sizeof(S) && fieldcount(T) + fieldcount(S) == 0

@noinline _throw_not_bits(S, T, which) = throw(ArgumentError(string(
    "cannot reinterpret `", S, "` as `", T, "`, type `", which, "` is not a bits type")))
function _check_bits(S, T)
    isbitstype(T) || _throw_not_bits(S, T, T)
    isbitstype(S) || _throw_not_bits(S, T, S)
    return nothing
end

reinterpret(::Type{T}, a::AbstractArray{T}) where {T} = a
reinterpret(::Type{T}, a::AbstractArray{S,0}) where {T,S} = _reinterpret_0(T, a)
function _reinterpret_0(::Type{T}, a::AbstractArray{S,0}) where {T,S}
    _check_bits(S, T)
    sizeof(T) == sizeof(S) || throw(ArgumentError(string("cannot reinterpret a zero-dimensional `", S, "` array to `", T,
        "` which is of a different size")))
    return _ReinterpretArray(T, a, Val(0), Val(false))
end
function reinterpret(::Type{T}, a::AbstractArray{S,N}) where {T,S,N}
    _check_bits(S, T)
    ax1 = axes(a, 1)
    dim = length(ax1)
    if sizeof(T) == 0 || sizeof(S) == 0
        sizeof(T) == sizeof(S) || throw(ArgumentError(string("cannot reinterpret an array of eltype `", S,
            "` to eltype `", T, "`: ", "only one of them has size zero")))
    else
        if sizeof(T) != sizeof(S)
            first(ax1) == 1 || throw(ArgumentError(string("cannot reinterpret a `", S, "` array to `", T,
                "` when the first axis is ", ax1, ". Try reshaping first.")))
        end
        rem(dim * sizeof(S), sizeof(T)) == 0 || throw(ArgumentError(string("cannot reinterpret an `", S, "` array to `", T,
            "` whose first dimension has size `", dim, "`.\nThe resulting array would have a non-integral first dimension.\n")))
    end
    return _ReinterpretArray(T, a, Val(N), Val(false))
end
reinterpret(::Type{T}, a::ReinterpretArray{S,N,R,A,false}) where {T,S,N,R,A} = reinterpret(T, parent(a))
reinterpret(::Type{T}, a::ReinterpretArray{T,N,R,A,false}) where {T,N,R,A} = a
reinterpret(::Type{T}, a::ReinterpretArray{S,0,R,A,false}) where {T,S,R,A} = reinterpret(T, parent(a))

# `reinterpret(reshape, T, a)`: the first dimension appears or vanishes instead of changing its length.
reinterpret(::typeof(reshape), ::Type{T}, a::AbstractArray{T}) where {T} = a
function reinterpret(::typeof(reshape), ::Type{T}, a::AbstractArray{S,N}) where {T,S,N}
    _check_bits(S, T)
    if sizeof(S) == sizeof(T)
        return _ReinterpretArray(T, a, Val(N), Val(true))
    elseif sizeof(S) > sizeof(T)
        rem(sizeof(S), sizeof(T)) == 0 || throw(ArgumentError(string("`reinterpret(reshape, ", T, ", a)` where `eltype(a)` is ", S,
            " requires that sizeof(", T, ") divides sizeof(", S, ") evenly, got ", sizeof(T), " and ", sizeof(S))))
        return _ReinterpretArray(T, a, Val(N + 1), Val(true))
    end
    rem(sizeof(T), sizeof(S)) == 0 || throw(ArgumentError(string("`reinterpret(reshape, ", T, ", a)` where `eltype(a)` is ", S,
        " requires that sizeof(", S, ") divides sizeof(", T, ") evenly, got ", sizeof(S), " and ", sizeof(T))))
    N > 0 && size(a, 1) == div(sizeof(T), sizeof(S)) || throw(DimensionMismatch(string("`reinterpret(reshape, ", T, ", a)` where `eltype(a)` is ", S,
        " requires that `axes(a, 1)` (got ", axes(a, 1), ") be equal to 1:", div(sizeof(T), sizeof(S)), " (from the ratio of element sizes)")))
    return _ReinterpretArray(T, a, Val(N - 1), Val(true))
end
reinterpret(::typeof(reshape), ::Type{T}, a::ReshapedReinterpretArray) where {T} = reinterpret(reshape, T, parent(a))

parent(a::ReinterpretArray) = a.parent
dataids(a::ReinterpretArray) = dataids(a.parent)
unaliascopy(a::NonReshapedReinterpretArray{T}) where {T} = reinterpret(T, unaliascopy(a.parent))
unaliascopy(a::ReshapedReinterpretArray{T}) where {T} = reinterpret(reshape, T, unaliascopy(a.parent))
elsize(::Type{<:ReinterpretArray{T}}) where {T} = sizeof(T)
IndexStyle(::Type{<:ReinterpretArray{T,N,S,A}}) where {T,N,S,A} = IndexStyle(A)
similar(a::ReinterpretArray, T::Type, d::Dims) = similar(a.parent, T, d)

size(a::NonReshapedReinterpretArray{T,0}) where {T} = ()
function size(a::NonReshapedReinterpretArray{T,N,S}) where {T,N,S}
    psize = size(a.parent)
    n = sizeof(T) == 0 ? psize[1] : div(psize[1] * sizeof(S), sizeof(T))
    return (n, tail(psize)...)
end
function size(a::ReshapedReinterpretArray{T,N,S}) where {T,N,S}
    psize = size(a.parent)
    sizeof(S) > sizeof(T) && return (div(sizeof(S), sizeof(T)), psize...)
    sizeof(S) < sizeof(T) && return tail(psize)
    return psize
end
axes(a::NonReshapedReinterpretArray{T,0}) where {T} = ()
function axes(a::NonReshapedReinterpretArray{T,N,S}) where {T,N,S}
    sizeof(S) == sizeof(T) && return axes(a.parent)
    return (OneTo(size(a)[1]), tail(axes(a.parent))...)
end
function axes(a::ReshapedReinterpretArray{T,N,S}) where {T,N,S}
    paxs = axes(a.parent)
    sizeof(S) > sizeof(T) && return (OneTo(div(sizeof(S), sizeof(T))), paxs...)
    sizeof(S) < sizeof(T) && return tail(paxs)
    return paxs
end
strides(a::ReinterpretArray{T,N,S,<:DenseArray}) where {T,N,S} = size_to_strides(1, size(a)...)
pointer(a::ReinterpretArray{T}, i::Integer=1) where {T} = bitcast(Ptr{T}, pointer(a.parent)) + (i - 1) * sizeof(T)
cconvert(::Type{Ptr{T}}, a::ReinterpretArray) where {T} = a
unsafe_convert(::Type{Ptr{T}}, a::ReinterpretArray) where {T} = bitcast(Ptr{T}, pointer(a.parent))

# ---------------------------------------------------------------------------------------------------------
# elements
#
# Elements of one size without fields are converted one by one. Otherwise the bytes wanted may be spread over several parent elements
# (or be part of one): they are put together in a buffer.

@inline function getindex(a::ReinterpretArray{T,N,S}, i::Int) where {T,N,S}
    _check_readable(a)
    @boundscheck checkbounds(a, i)
    return _reinterpret_get(a, i)
end
@inline function getindex(a::ReinterpretArray{T,1,S}, i::Int) where {T,S}
    _check_readable(a)
    @boundscheck checkbounds(a, i)
    return _reinterpret_get(a, i)
end
@inline function getindex(a::ReinterpretArray{T,N,S}, I::Vararg{Int,N}) where {T,N,S}
    _check_readable(a)
    @boundscheck checkbounds(a, I...)
    _is_elementwise(T, S) && return @inbounds reinterpret(T, a.parent[I...])
    return _reinterpret_get(a, _linear_position(axes(a), I))
end
function getindex(a::ReinterpretArray{T,0,S}) where {T,S}
    _check_readable(a)
    return _is_elementwise(T, S) ? reinterpret(T, a.parent[]) : _reinterpret_get(a, 1)
end
@inline function setindex!(a::ReinterpretArray{T,N,S}, v, i::Int) where {T,N,S}
    _check_writable(a)
    @boundscheck checkbounds(a, i)
    _reinterpret_set!(a, convert(T, v)::T, i)
    return a
end
@inline function setindex!(a::ReinterpretArray{T,1,S}, v, i::Int) where {T,S}
    _check_writable(a)
    @boundscheck checkbounds(a, i)
    _reinterpret_set!(a, convert(T, v)::T, i)
    return a
end
@inline function setindex!(a::ReinterpretArray{T,N,S}, v, I::Vararg{Int,N}) where {T,N,S}
    _check_writable(a)
    @boundscheck checkbounds(a, I...)
    x = convert(T, v)::T
    if _is_elementwise(T, S)
        @inbounds a.parent[I...] = reinterpret(S, x)
    else
        _reinterpret_set!(a, x, _linear_position(axes(a), I))
    end
    return a
end
function setindex!(a::ReinterpretArray{T,0,S}, v) where {T,S}
    _check_writable(a)
    x = convert(T, v)::T
    _is_elementwise(T, S) ? (a.parent[] = reinterpret(S, x)) : _reinterpret_set!(a, x, 1)
    return a
end

_parent_position(p, k) = firstindex(LinearIndices(p)) + k
@inline function _reinterpret_get(a::ReinterpretArray{T,N,S}, i::Int) where {T,N,S}
    p = a.parent
    k = i - firstindex(LinearIndices(a))
    if _is_elementwise(T, S)
        return @inbounds reinterpret(T, p[_parent_position(p, k)])
    end
    from = k * sizeof(T)
    n = sizeof(T)
    buf = RefValue{T}()
    src = RefValue{S}()
    GC.@preserve buf src begin
        bp = bitcast(Ptr{UInt8}, unsafe_convert(Ptr{T}, buf))
        sp = bitcast(Ptr{UInt8}, unsafe_convert(Ptr{S}, src))
        done = 0
        while done < n
            at = from + done
            e = div(at, sizeof(S))
            o = at - e * sizeof(S)
            src[] = @inbounds p[_parent_position(p, e)]
            m = min(sizeof(S) - o, n - done)
            _copy_bytes(bp + done, sp + o, m)
            done += m
        end
    end
    return buf[]
end
@inline function _reinterpret_set!(a::ReinterpretArray{T,N,S}, x::T, i::Int) where {T,N,S}
    p = a.parent
    k = i - firstindex(LinearIndices(a))
    if _is_elementwise(T, S)
        @inbounds p[_parent_position(p, k)] = reinterpret(S, x)
        return a
    end
    from = k * sizeof(T)
    n = sizeof(T)
    buf = RefValue{T}(x)
    dst = RefValue{S}()
    GC.@preserve buf dst begin
        bp = bitcast(Ptr{UInt8}, unsafe_convert(Ptr{T}, buf))
        dp = bitcast(Ptr{UInt8}, unsafe_convert(Ptr{S}, dst))
        done = 0
        while done < n
            at = from + done
            e = div(at, sizeof(S))
            o = at - e * sizeof(S)
            m = min(sizeof(S) - o, n - done)
            dst[] = @inbounds p[_parent_position(p, e)]
            _copy_bytes(dp + o, bp + done, m)
            @inbounds p[_parent_position(p, e)] = dst[]
            done += m
        end
    end
    return a
end
_copy_bytes(d::Ptr{UInt8}, s::Ptr{UInt8}, n::Int) =
    ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), d, s, n % UInt)
