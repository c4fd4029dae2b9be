# Views: part of an array, sharing its memory.

const ViewIndex = Union{Real,AbstractArray}
const ScalarIndex = Real

# `L` tells whether the elements lie at equal distances in the parent, so that one multiply-add finds them:
# position `offset1 + stride1 * i` of the parent.
struct SubArray{T,N,P,I,L} <: AbstractArray{T,N}
    parent::P
    indices::I
    offset1::Int
    stride1::Int
    function SubArray{T,N,P,I,L}(parent, indices, offset1, stride1) where {T,N,P,I,L}
        @inline
        return new(parent, indices, offset1, stride1)
    end
end
SubArray(parent::AbstractArray, indices::Tuple) =
    (@inline; SubArray(IndexStyle(viewindexing(indices), IndexStyle(parent)), parent, ensure_indexable(indices), index_dimsum(indices...)))
function SubArray(::IndexCartesian, parent::P, indices::I, ::NTuple{N,Any}) where {P,I,N}
    @inline
    return SubArray{eltype(P),N,P,I,false}(parent, indices, 0, 0)
end
function SubArray(::IndexLinear, parent::P, indices::I, ::NTuple{N,Any}) where {P,I,N}
    @inline
    stride1 = compute_stride1(parent, indices)
    return SubArray{eltype(P),N,P,I,true}(parent, indices, compute_offset1(parent, stride1, indices), stride1)
end

# Masks are turned into index vectors once, since views index them at random.
ensure_indexable(I::Tuple{}) = ()
ensure_indexable(I::Tuple) = (@inline; (_indexable(I[1]), ensure_indexable(tail(I))...))
_indexable(i) = i
_indexable(i::LogicalIndex) = collect(i)

# Which index tuples keep elements at equal distances: leading full dimensions, then one range, then numbers.
viewindexing(::Tuple{}) = IndexLinear()
viewindexing(I::Tuple{ScalarIndex}) = IndexLinear()
viewindexing(I::Tuple{ScalarIndex,Vararg}) = (@inline; viewindexing(tail(I)))
viewindexing(I::Tuple{Slice}) = IndexLinear()
viewindexing(I::Tuple{Slice,Slice,Vararg}) = (@inline; viewindexing(tail(I)))
viewindexing(I::Tuple{AbstractRange}) = IndexLinear()
viewindexing(I::Tuple{Slice,ScalarIndex,Vararg}) = (@inline; _rest_scalar(tail(I)))
viewindexing(I::Tuple{AbstractRange,ScalarIndex,Vararg}) = (@inline; _rest_scalar(tail(I)))
viewindexing(I::Tuple{Slice,AbstractUnitRange,Vararg}) = (@inline; _rest_scalar(tail(tail(I))))
viewindexing(I::Tuple{Slice,Slice,ScalarIndex,Vararg}) = (@inline; _rest_scalar(tail(tail(I))))
viewindexing(I::Tuple{AbstractArray,Vararg}) = IndexCartesian()
viewindexing(I::Tuple{AbstractRange,Any,Vararg}) = IndexCartesian()
viewindexing(I::Tuple{Slice,Any,Vararg}) = IndexCartesian()
_rest_scalar(::Tuple{}) = IndexLinear()
_rest_scalar(I::Tuple{ScalarIndex,Vararg}) = _rest_scalar(tail(I))
_rest_scalar(I::Tuple) = IndexCartesian()

size(V::SubArray) = (@inline; map(length, axes(V)))
axes(V::SubArray) = (@inline; index_shape(V.indices...))
parent(V::SubArray) = V.parent
parentindices(V::SubArray) = V.indices
parentindices(a::AbstractArray) = map(r -> first(r):last(r), axes(a))
IndexStyle(::Type{<:SubArray{T,N,P,I,true}}) where {T,N,P,I} = IndexLinear()
IndexStyle(::Type{<:SubArray}) = IndexCartesian()
similar(V::SubArray, T::Type, dims::Dims) = similar(V.parent, T, dims)
sizeof(V::SubArray) = length(V) * sizeof(eltype(V))
copy(V::SubArray) = V.parent[V.indices...]
elsize(::Type{<:SubArray{<:Any,<:Any,P}}) where {P} = elsize(P)

# ---------------------------------------------------------------------------------------------------------
# making views

function view(A::AbstractArray{<:Any,N}, I::Vararg{Any,M}) where {N,M}
    @inline
    J = map(i -> unalias(A, i), to_indices(A, I))
    @boundscheck checkbounds(A, J...)
    # with fewer indices than dimensions the last one runs over what is left
    return unsafe_view(_view_parent(A, index_ndims(J...)), J...)
end
_view_parent(A::AbstractArray{<:Any,N}, ::NTuple{N,Bool}) where {N} = A
_view_parent(A::AbstractArray, ::NTuple{M,Bool}) where {M} = reshape(A, Val(M))
view(A::AbstractArray{<:Any,0}) = unsafe_view(A)
view(r::AbstractRange, s::AbstractRange{<:Integer}) = r[s]
view(r::AbstractRange, ::Colon) = r
unsafe_view(A::AbstractArray, I...) = (@inline; SubArray(A, I))
# a view of a view indexes the first array
unsafe_view(V::SubArray, I::Vararg{ViewIndex,N}) where {N} = (@inline; _maybe_reindex(V, I))
_maybe_reindex(V, I) = _all_reindexable(I) ? SubArray(V.parent, reindex(V.indices, I)) : SubArray(V, I)
_all_reindexable(::Tuple{}) = true
_all_reindexable(I::Tuple) = !(I[1] isa AbstractArray{<:AbstractCartesianIndex}) && _all_reindexable(tail(I))

# The parent's indices for the view's indices `sub`.
reindex(::Tuple{}, ::Tuple{}) = ()
@propagate_inbounds reindex(idxs::Tuple{Slice,Vararg}, sub::Tuple{Any,Vararg}) = (sub[1], reindex(tail(idxs), tail(sub))...)
@propagate_inbounds reindex(idxs::Tuple{ScalarIndex,Vararg}, sub::Tuple) = (idxs[1], reindex(tail(idxs), sub)...)
@propagate_inbounds reindex(idxs::Tuple{AbstractVector,Vararg}, sub::Tuple{Any,Vararg}) =
    (maybeview(idxs[1], sub[1]), reindex(tail(idxs), tail(sub))...)
@propagate_inbounds reindex(idxs::Tuple{AbstractArray{<:Any,N},Vararg}, sub::Tuple{Any,Vararg}) where {N} = _reindex_many(idxs, sub, Val(N))
@inline function _reindex_many(idxs, sub, ::Val{N}) where {N}
    here, rest = _split_tuple(sub, Val(N))
    return (@inbounds(idxs[1][here...]), reindex(tail(idxs), rest)...)
end

# ---------------------------------------------------------------------------------------------------------
# elements

@inline function getindex(V::SubArray{T,N}, I::Vararg{Int,N}) where {T,N}
    @boundscheck checkbounds(V, I...)
    return @inbounds V.parent[reindex(V.indices, I)...]
end
@inline function setindex!(V::SubArray{T,N}, x, I::Vararg{Int,N}) where {T,N}
    @boundscheck checkbounds(V, I...)
    @inbounds V.parent[reindex(V.indices, I)...] = x
    return V
end
const FastSubArray{T,N,P,I} = SubArray{T,N,P,I,true}
# nothing is strided over: the first index is a unit range or a full dimension
const FastContiguousSubArray{T,N,P,I<:Union{Tuple{Union{Slice,AbstractUnitRange},Vararg{Any}},Tuple{Vararg{ScalarIndex}}}} = SubArray{T,N,P,I,true}
@inline function getindex(V::FastSubArray, i::Int)
    @boundscheck checkbounds(V, i)
    return @inbounds V.parent[V.offset1 + V.stride1 * i]
end
@inline function getindex(V::SubArray{T,1,P,I,true}, i::Int) where {T,P,I}
    @boundscheck checkbounds(V, i)
    return @inbounds V.parent[V.offset1 + V.stride1 * i]
end
@inline function setindex!(V::FastSubArray, x, i::Int)
    @boundscheck checkbounds(V, i)
    @inbounds V.parent[V.offset1 + V.stride1 * i] = x
    return V
end
@inline function setindex!(V::SubArray{T,1,P,I,true}, x, i::Int) where {T,P,I}
    @boundscheck checkbounds(V, i)
    @inbounds V.parent[V.offset1 + V.stride1 * i] = x
    return V
end
function isassigned(V::SubArray{T,N}, I::Vararg{Int,N}) where {T,N}
    checkbounds(Bool, V, I...) || return false
    return @inbounds isassigned(V.parent, reindex(V.indices, I)...)
end
function isassigned(V::FastSubArray, i::Int)
    checkbounds(Bool, V, i) || return false
    return @inbounds isassigned(V.parent, V.offset1 + V.stride1 * i)
end
function isassigned(V::SubArray{T,1,P,I,true}, i::Int) where {T,P,I}
    checkbounds(Bool, V, i) || return false
    return @inbounds isassigned(V.parent, V.offset1 + V.stride1 * i)
end

# The parent's distance between successive elements: that of the first dimension indexed by a range.
compute_stride1(parent::AbstractArray, I::Tuple) = (@inline; _stride1(1, axes(parent), I))
_stride1(s, inds, ::Tuple{}) = s
_stride1(s, inds, I::Tuple{ScalarIndex,Vararg}) = (@inline; _stride1(s * length(_first_axis(inds)), safe_tail(inds), tail(I)))
_stride1(s, inds, I::Tuple{AbstractRange,Vararg}) = s * step(I[1])
_stride1(s, inds, I::Tuple{Slice,Vararg}) = s
_stride1(s, inds, I::Tuple{Any,Vararg}) = throw(ArgumentError(string("invalid strided index type ", typeof(I[1]))))
# The parent's position before that of the first element, less one stride.
function compute_offset1(parent::AbstractArray, stride1::Int, I::Tuple)
    @inline
    firsts = map(_first_position, I)
    pos = length(I) == 1 ? firsts[1] : _linear_position(_axes_for(parent, I), firsts)
    return pos - stride1 * _first_of_view(I)
end
_axes_for(parent, I) = axes(parent)
_first_position(i::ScalarIndex) = Int(i)
_first_position(i::AbstractArray) = Int(first(i))
# a vector view counts from 1 unless its own axis says otherwise
_first_of_view(I::Tuple) = _axis_start(index_shape(I...))
_axis_start(::Tuple{}) = 1
_axis_start(ax::Tuple{Any}) = Int(first(ax[1]))
_axis_start(ax::Tuple) = 1
first_index(V::FastSubArray) = V.offset1 + V.stride1 * firstindex(V)

strides(V::SubArray) = (@inline; _view_strides(V.indices, _parent_strides(V.parent)))
_parent_strides(p) = strides(p)
_view_strides(::Tuple{}, ::Tuple) = ()
_view_strides(I::Tuple{ScalarIndex,Vararg}, st::Tuple) = _view_strides(tail(I), tail(st))
_view_strides(I::Tuple{Slice,Vararg}, st::Tuple) = (st[1], _view_strides(tail(I), tail(st))...)
_view_strides(I::Tuple{AbstractRange,Vararg}, st::Tuple) = (step(I[1]) * st[1], _view_strides(tail(I), tail(st))...)
_view_strides(I::Tuple{Any,Vararg}, st::Tuple) =
    throw(ArgumentError(string("strides is invalid for SubArrays with indices of type ", typeof(I[1]))))
stride(V::SubArray, d::Integer) = (d <= ndims(V) ? strides(V)[d] : strides(V)[end] * size(V)[end])

dataids(A::SubArray) = (dataids(A.parent)..., _splat_dataids(A.indices)...)
_splat_dataids(::Tuple{}) = ()
_splat_dataids(t::Tuple) = (dataids(t[1])..., _splat_dataids(tail(t))...)
unaliascopy(A::SubArray) = typeof(A)(unaliascopy(A.parent), map(unaliascopy, A.indices), A.offset1, A.stride1)
unaliascopy(r::AbstractRange) = r
unaliascopy(x::Real) = x
function mightalias(A::SubArray, B::SubArray)
    isbits(A) && return false
    # parts of one array with disjoint ranges do not meet
    if A.parent === B.parent && _same_shape_ranges(A.indices, B.indices)
        return _ranges_meet(A.indices, B.indices)
    end
    return !_isdisjoint(dataids(A.parent), dataids(B.parent)) ||
           !_isdisjoint(dataids(A.parent), _splat_dataids(B.indices)) ||
           !_isdisjoint(dataids(B.parent), _splat_dataids(A.indices))
end
_same_shape_ranges(a::Tuple, b::Tuple) = length(a) == length(b) && all(x -> x isa Union{Real,AbstractUnitRange}, a) &&
    all(x -> x isa Union{Real,AbstractUnitRange}, b)
_ranges_meet(::Tuple{}, ::Tuple{}) = true
_ranges_meet(a::Tuple, b::Tuple) = _meet(a[1], b[1]) && _ranges_meet(tail(a), tail(b))
_meet(a, b) = max(first(a), first(b)) <= min(last(a), last(b))

function pointer(V::FastSubArray, i::Integer=1)
    return pointer(V.parent, V.offset1 + V.stride1 * Int(i))
end
pointer(V::SubArray{<:Any,<:Any,<:Array,<:Tuple,false}, i::Integer=1) = pointer(V.parent, 1 + _cartesian_offset(V) + _view_offset(V, i))
_cartesian_offset(V) = _linear_position(axes(V.parent), map(_first_position, V.indices)) - 1
function _view_offset(V, i)
    I = CartesianIndices(V)[i]
    return sum(map((k, s, a) -> (k - first(a)) * s, I.I, strides(V), axes(V)))
end
cconvert(::Type{Ptr{T}}, V::SubArray) where {T} = V
unsafe_convert(::Type{Ptr{T}}, V::SubArray{T}) where {T} = pointer(V)

# ---------------------------------------------------------------------------------------------------------
# strided arrays: those whose elements lie at fixed distances in memory

const StridedFastContiguousSubArray{T,N,A<:DenseArray} = FastContiguousSubArray{T,N,A}
const StridedSubArray{T,N,A<:DenseArray,I<:Tuple{Vararg{Union{RangeIndex,AbstractCartesianIndex,Slice}}}} = SubArray{T,N,A,I}
const StridedArray{T,N} = Union{DenseArray{T,N},StridedSubArray{T,N}}
const StridedVector{T} = StridedArray{T,1}
const StridedMatrix{T} = StridedArray{T,2}
const StridedVecOrMat{T} = Union{StridedVector{T},StridedMatrix{T}}

# ---------------------------------------------------------------------------------------------------------
# `@view` and `@views`

# A view where that makes sense, else the element itself.
@propagate_inbounds maybeview(A, args...) = getindex(A, args...)
@propagate_inbounds maybeview(A::AbstractArray, args...) = view(A, args...)
@propagate_inbounds maybeview(A::AbstractArray, args::Union{Number,AbstractCartesianIndex}...) = getindex(A, args...)
@propagate_inbounds maybeview(A) = getindex(A)
@propagate_inbounds maybeview(A::AbstractArray) = view(A)

# `A[…]` with `begin` and `end` inside spelled out as calls on A, whose value is put in a variable first if needed.
function replace_ref_begin_end!(ex)
    new, _ = _spell_ends(ex, nothing)
    return new
end
# `within` is (array symbol, position, count) of the innermost index expression around
function _spell_ends(@nospecialize(ex), within)
    if ex === :end && within !== nothing
        A, n, N = within
        return (N == 1 ? :($(GlobalRef(Base, :lastindex))($A)) : :($(GlobalRef(Base, :lastindex))($A, $n)), true)
    elseif ex === :begin && within !== nothing
        A, n, N = within
        return (N == 1 ? :($(GlobalRef(Base, :firstindex))($A)) : :($(GlobalRef(Base, :firstindex))($A, $n)), true)
    elseif ex isa Expr && ex.head !== :quote
        if ex.head === :ref
            used_outer = false
            A, u = _spell_ends(ex.args[1], within)
            used_outer |= u
            S = A isa Symbol ? A : gensym(:S)
            used = false
            args = Any[]
            N = length(ex.args) - 1
            for i in 2:length(ex.args)
                a, w = _spell_ends(ex.args[i], (S, i - 1, N))
                used |= w
                push!(args, a)
            end
            if used && S !== A
                return (Expr(:let, Expr(:(=), S, A), Expr(:block, Expr(:ref, S, args...))), used_outer)
            end
            return (Expr(:ref, A, args...), used_outer)
        end
        used = false
        args = Any[]
        for x in ex.args
            a, w = _spell_ends(x, within)
            used |= w
            push!(args, a)
        end
        return (Expr(ex.head, args...), used)
    end
    return (ex, false)
end

macro view(ex)
    Meta.isexpr(ex, :ref) || throw(ArgumentError("Invalid use of @view macro: argument must be a reference expression A[...]."))
    ex = replace_ref_begin_end!(ex)
    return esc(_as_view(ex, :view))
end
function _as_view(ex, f)
    if ex.head === :let
        body = ex.args[2].args[end]
        return Expr(:let, ex.args[1], Expr(:block, Expr(:call, GlobalRef(Base, f), body.args...)))
    end
    return Expr(:call, GlobalRef(Base, f), ex.args...)
end

macro views(x)
    return esc(_views(replace_ref_begin_end!(x)))
end
_views(x) = x
function _views(ex::Expr)
    if ex.head in (:(=), :(.=))
        # the assigned place stays a place; its parts may hold views
        lhs = ex.args[1]
        left = Meta.isexpr(lhs, :ref) ? Expr(:ref, _views(lhs.args[1]), mapany(_views, lhs.args[2:end])...) :
            Meta.isexpr(lhs, :let) ? lhs : lhs
        return Expr(ex.head, left, _views(ex.args[2]))
    elseif ex.head === :ref
        return Expr(:call, maybeview, mapany(_views, ex.args)...)
    elseif ex.head === :quote
        return ex
    end
    h = String(ex.head)
    if length(h) > 1 && last(h) == '=' && !(h in ("==", "!=", "<=", ">=", "===", "!==")) && Meta.isexpr(ex.args[1], :ref)
        # A[i…] op= v with each part evaluated once
        lhs = ex.args[1]
        A = gensym(:A)
        I = Any[gensym(:i) for _ in 2:length(lhs.args)]
        dotted = first(h) == '.'
        op = Symbol(dotted ? chop(h; head=1) : chop(h))
        value = Expr(:call, maybeview, A, I...)
        rhs = _views(ex.args[2])
        combined = dotted ? Expr(:call, Symbol('.', op), value, rhs) :
            (op === :&& || op === :||) ? Expr(op, value, rhs) : Expr(:call, op, value, rhs)
        binds = Any[Expr(:(=), A, _views(lhs.args[1]))]
        for (s, i) in zip(I, lhs.args[2:end])
            push!(binds, Expr(:(=), s, _views(i)))
        end
        return Expr(:let, Expr(:block, binds...), Expr(:block, Expr(dotted ? :(.=) : :(=), Expr(:ref, A, I...), combined)))
    end
    return Expr(ex.head, mapany(_views, ex.args)...)
end
