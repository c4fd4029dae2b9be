# Broadcasting: `f.(args…)` as a lazy tree of calls that is carried out in one loop.
#
# `broadcasted` builds the tree, the arguments' styles decide what kind of container comes out, `instantiate` finds and
# checks the axes, and `copy` or `copyto!` runs the loop. Dimensions of length one stretch.

module Broadcast

import ..Base
import ..Base: copy, copyto!, axes, eltype, similar, getindex, iterate, ndims, size, length, eachindex, show, IndexStyle,
    IteratorSize, IteratorEltype, broadcastable, collect, keys, isempty, Dict, ==
using ..Base: tail, front, OneTo, CartesianIndex, CartesianIndices, IndexLinear, IndexCartesian, HasShape, EltypeUnknown,
    to_shape, unalias, AbstractRange, promote_typejoin, promote_typejoin_union, DimensionMismatch, @propagate_inbounds,
    _return_type, setindex_widen_up_to, AbstractVector, isconcretetype, AbstractDict, Ref, RefValue

export broadcast, broadcast!, BroadcastStyle, broadcast_axes, broadcastable, dotview, @__dot__, BroadcastFunction

# ---------------------------------------------------------------------------------------------------------
# styles

abstract type BroadcastStyle end
struct Unknown <: BroadcastStyle end
BroadcastStyle(::Type{Union{}}, slurp...) = Unknown()

# Tuples and other containers that are not arrays.
struct Style{T} <: BroadcastStyle end

abstract type AbstractArrayStyle{N} <: BroadcastStyle end
struct ArrayStyle{A<:AbstractArray} <: AbstractArrayStyle{Any} end
ArrayStyle{A}(::Val) where {A} = ArrayStyle{A}()
struct DefaultArrayStyle{N} <: AbstractArrayStyle{N} end
DefaultArrayStyle(::Val{N}) where {N} = DefaultArrayStyle{N}()
DefaultArrayStyle{M}(::Val{N}) where {N,M} = DefaultArrayStyle{N}()
# two array types that name no common style
struct ArrayConflict <: AbstractArrayStyle{Any} end
ArrayConflict(::Val) = ArrayConflict()

BroadcastStyle(::Type{<:Tuple}) = Style{Tuple}()
BroadcastStyle(::Type{T}) where {T} = DefaultArrayStyle{ndims(T)}()
BroadcastStyle(::Type{<:AbstractArray{T,N}}) where {T,N} = DefaultArrayStyle{N}()
BroadcastStyle(::Type{T}) where {T<:Base.Number} = DefaultArrayStyle{0}()
BroadcastStyle(::Type{T}) where {T<:Base.AbstractChar} = DefaultArrayStyle{0}()
BroadcastStyle(::Type{<:Ref}) = DefaultArrayStyle{0}()
BroadcastStyle(S::BroadcastStyle) = S

# The style of two arguments together; a method for either order is enough.
BroadcastStyle(::S, ::S) where {S<:BroadcastStyle} = S()
BroadcastStyle(::BroadcastStyle, ::BroadcastStyle) = Unknown()
BroadcastStyle(::Unknown, ::Unknown) = Unknown()
BroadcastStyle(::S, ::Unknown) where {S<:BroadcastStyle} = S()
BroadcastStyle(a::AbstractArrayStyle{0}, b::Style{Tuple}) = b
BroadcastStyle(a::AbstractArrayStyle, ::Style{Tuple}) = a
BroadcastStyle(::A, ::A) where {A<:ArrayStyle} = A()
BroadcastStyle(::ArrayStyle, ::ArrayStyle) = Unknown()
BroadcastStyle(::A, ::A) where {A<:AbstractArrayStyle} = A()
function BroadcastStyle(a::A, b::B) where {A<:AbstractArrayStyle{M},B<:AbstractArrayStyle{N}} where {M,N}
    # styles of one family differ in the number of dimensions
    if Base.typename(A) === Base.typename(B)
        return A(Val(_larger(Val(M), Val(N))))
    end
    return Unknown()
end
BroadcastStyle(a::AbstractArrayStyle, ::DefaultArrayStyle) = a
BroadcastStyle(a::AbstractArrayStyle{Any}, ::DefaultArrayStyle) = a
BroadcastStyle(a::AbstractArrayStyle{N}, ::DefaultArrayStyle{N}) where {N} = a
BroadcastStyle(a::AbstractArrayStyle{M}, ::DefaultArrayStyle{N}) where {M,N} = typeof(a)(Val(_larger(Val(M), Val(N))))
BroadcastStyle(a::DefaultArrayStyle{M}, ::DefaultArrayStyle{N}) where {M,N} = DefaultArrayStyle{_larger(Val(M), Val(N))}()
BroadcastStyle(a::DefaultArrayStyle{N}, ::DefaultArrayStyle{N}) where {N} = a
_larger(::Val{M}, ::Val{N}) where {M,N} = M > N ? M : N
_larger(::Val{Any}, ::Val{N}) where {N} = Any
_larger(::Val{M}, ::Val{Any}) where {M} = Any
_larger(::Val{Any}, ::Val{Any}) = Any

combine_styles() = DefaultArrayStyle{0}()
combine_styles(c) = result_style(BroadcastStyle(typeof(c)))
combine_styles(bc1, bc2) = result_style(combine_styles(bc1), combine_styles(bc2))
@inline combine_styles(c1, c2, cs...) = result_style(combine_styles(c1), combine_styles(c2, cs...))

result_style(s::BroadcastStyle) = s
result_style(s1::S, s2::S) where {S<:BroadcastStyle} = S() === s1 ? s1 : error("inconsistent broadcast style")
result_style(s1, s2) = _result_join(s1, s2, BroadcastStyle(s1, s2), BroadcastStyle(s2, s1))
_result_join(::Any, ::Any, ::Unknown, ::Unknown) = Unknown()
_result_join(::Any, ::Any, ::Unknown, s::BroadcastStyle) = s
_result_join(::Any, ::Any, s::BroadcastStyle, ::Unknown) = s
_result_join(::AbstractArrayStyle, ::AbstractArrayStyle, ::Unknown, ::Unknown) = ArrayConflict()
_result_join(::Any, ::Any, ::S, ::S) where {S<:BroadcastStyle} = S()
_result_join(::Any, ::Any, s::S, t::T) where {S<:BroadcastStyle,T<:BroadcastStyle} = throw(ArgumentError(string(
    "conflicting broadcast rules defined\n  Broadcast.BroadcastStyle(::", S, ", ::", T, ") = ", s,
    "\n  Broadcast.BroadcastStyle(::", T, ", ::", S, ") = ", t,
    "\nOne of these should be undefined (and thus return Broadcast.Unknown).")))

# ---------------------------------------------------------------------------------------------------------
# the lazy tree

struct Broadcasted{Style<:Union{Nothing,BroadcastStyle},Axes,F,Args<:Tuple}
    style::Style
    f::F
    args::Args
    axes::Axes
    function Broadcasted(style::Union{Nothing,BroadcastStyle}, f::F, args::Tuple, axes=nothing) where {F}
        return new{typeof(style),typeof(axes),Core.Typeof(f),typeof(args)}(style, f, args, axes)
    end
    function Broadcasted(f::F, args::Tuple, axes=nothing) where {F}
        style = combine_styles(args...)
        return new{typeof(style),typeof(axes),Core.Typeof(f),typeof(args)}(style, f, args, axes)
    end
    function Broadcasted{Style}(f::F, args::Args, axes=nothing) where {Style<:Union{Nothing,BroadcastStyle},F,Args<:Tuple}
        return new{Style,typeof(axes),Core.Typeof(f),Args}(Style()::Style, f, args, axes)
    end
    function Broadcasted{Style,Axes,F,Args}(f, args, axes) where {Style,Axes,F,Args}
        return new{Style,Axes,F,Args}(Style()::Style, f, args, axes)
    end
end

function Base.convert(::Type{Broadcasted{Nothing}}, bc::Broadcasted)
    return Broadcasted(nothing, bc.f, bc.args, bc.axes)
end
similar(bc::Broadcasted{DefaultArrayStyle{N}}, ::Type{ElType}) where {N,ElType} = similar(Base.Array{ElType}, axes(bc))
similar(bc::Broadcasted{DefaultArrayStyle{N}}, ::Type{Bool}) where {N} = similar(Base.BitArray, axes(bc))
similar(bc::Broadcasted{DefaultArrayStyle{N}}, ::Type{ElType}, dims) where {N,ElType} = similar(Base.Array{ElType}, dims)
similar(bc::Broadcasted{DefaultArrayStyle{N}}, ::Type{Bool}, dims) where {N} = similar(Base.BitArray, dims)
similar(bc::Broadcasted{ArrayConflict}, ::Type{ElType}) where {ElType} = similar(Base.Array{ElType}, axes(bc))
similar(bc::Broadcasted{ArrayConflict}, ::Type{Bool}) = similar(Base.BitArray, axes(bc))
similar(bc::Broadcasted{ArrayConflict}, ::Type{ElType}, dims) where {ElType} = similar(Base.Array{ElType}, dims)
similar(bc::Broadcasted{ArrayConflict}, ::Type{Bool}, dims) = similar(Base.BitArray, dims)

axes(bc::Broadcasted) = _axes(bc, bc.axes)
_axes(::Broadcasted, axes::Tuple) = axes
_axes(bc::Broadcasted, ::Nothing) = combine_axes(bc.args...)
_axes(bc::Broadcasted{<:AbstractArrayStyle{0}}, ::Nothing) = ()
axes(bc::Broadcasted, d::Integer) = d <= ndims(bc) ? axes(bc)[d] : OneTo(1)
BroadcastStyle(::Type{<:Broadcasted{Style}}) where {Style} = Style()
BroadcastStyle(::Type{<:Broadcasted{Nothing}}) = Unknown()
ndims(bc::Broadcasted) = length(axes(bc))
ndims(::Type{<:Broadcasted{<:Any,<:Base.NTuple{N,Any}}}) where {N} = N
ndims(::Type{<:Broadcasted{<:AbstractArrayStyle{N},Nothing}}) where {N} = N
size(bc::Broadcasted) = Base.map(length, axes(bc))
length(bc::Broadcasted) = Base.prod(size(bc))
isempty(bc::Broadcasted) = length(bc) == 0
eltype(bc::Broadcasted) = combine_eltypes(bc.f, bc.args)
IndexStyle(bc::Broadcasted) = IndexStyle(typeof(bc))
IndexStyle(::Type{<:Broadcasted{<:Any,<:Tuple{Any}}}) = IndexLinear()
IndexStyle(::Type{<:Broadcasted{<:Any}}) = IndexCartesian()
eachindex(bc::Broadcasted) = _eachindex(axes(bc))
_eachindex(t::Tuple{Any}) = t[1]
_eachindex(t::Tuple) = CartesianIndices(t)
keys(bc::Broadcasted) = eachindex(bc)
IteratorSize(::Type{T}) where {T<:Broadcasted} = HasShape{ndims(T)}()
IteratorEltype(::Type{<:Broadcasted}) = EltypeUnknown()
function iterate(bc::Broadcasted)
    iter = eachindex(bc)
    return iterate(bc, (iter,))
end
function iterate(bc::Broadcasted, s)
    y = iterate(s...)
    y === nothing && return nothing
    return (bc[y[1]], (s[1], y[2]))
end

# Find the axes, or check those given.
@inline function instantiate(bc::Broadcasted)
    if bc.axes isa Nothing
        ax = combine_axes(bc.args...)
    else
        ax = bc.axes
        check_broadcast_axes(ax, bc.args...)
    end
    return Broadcasted(bc.style, bc.f, bc.args, ax)
end
instantiate(bc::Broadcasted{<:AbstractArrayStyle{0}}) = bc
instantiate(bc::Broadcasted{Style{Tuple}}) = bc
instantiate(x) = x

# One flat call in place of a nested tree.
function flatten(bc::Broadcasted)
    isflat(bc) && return bc
    args = cat_nested(bc)
    f = _make_flat(bc)
    return Broadcasted(bc.style, f, args, bc.axes)
end
isflat(bc::Broadcasted) = _isflat(bc.args)
_isflat(args::Tuple{}) = true
_isflat(args::Tuple) = !(args[1] isa Broadcasted) && _isflat(tail(args))
cat_nested(bc::Broadcasted) = _cat_nested(bc.args)
_cat_nested(::Tuple{}) = ()
_cat_nested(t::Tuple{Broadcasted,Vararg}) = (cat_nested(t[1])..., _cat_nested(tail(t))...)
_cat_nested(t::Tuple) = (t[1], _cat_nested(tail(t))...)
function _make_flat(bc::Broadcasted)
    return (args...) -> _call_flat(bc, args)[1]
end
# the value of the node for the leading arguments, and the arguments left
function _call_flat(bc::Broadcasted, args)
    vals, rest = _take_flat(bc.args, args)
    return (bc.f(vals...), rest)
end
_take_flat(::Tuple{}, args) = ((), args)
function _take_flat(t::Tuple, args)
    v, rest = t[1] isa Broadcasted ? _call_flat(t[1], args) : (args[1], tail(args))
    vs, left = _take_flat(tail(t), rest)
    return ((v, vs...), left)
end

# ---------------------------------------------------------------------------------------------------------
# axes

broadcast_axes(A) = axes(A)

@inline combine_axes(A, B...) = broadcast_shape(axes(A), combine_axes(B...))
@inline combine_axes(A, B) = broadcast_shape(axes(A), axes(B))
combine_axes(A) = axes(A)
combine_axes() = ()

broadcast_shape(shape::Tuple) = shape
broadcast_shape(shape::Tuple, shape1::Tuple, shapes::Tuple...) = broadcast_shape(_bcs(shape, shape1), shapes...)
_bcs(::Tuple{}, ::Tuple{}) = ()
_bcs(::Tuple{}, newshape::Tuple) = newshape
_bcs(shape::Tuple, ::Tuple{}) = shape
@inline _bcs(shape::Tuple, newshape::Tuple) = (_bcs1(shape[1], newshape[1]), _bcs(tail(shape), tail(newshape))...)
# one dimension: equal, or one of them stretches
_bcs1(a::Integer, b::Integer) = a == 1 ? b : (b == 1 ? a : (a == b ? a : _throw_lengths(a, b)))
_bcs1(a::Integer, b) = a == 1 ? b : (first(b) == 1 && last(b) == a ? b : _throw_lengths(a, length(b)))
_bcs1(a, b::Integer) = _bcs1(b, a)
_bcs1(a, b) = _bcsm(b, a) ? _axis_choice(b, a) : _bcsm(a, b) ? _axis_choice(a, b) : _throw_stretch(a, b)
_bcsm(a, b) = a == b || length(b) == 1
_bcsm(a, b::Base.Number) = b == 1
_bcsm(a::Base.Number, b::Base.Number) = a == b || b == 1
_axis_choice(a, b) = a
_axis_choice(a::OneTo, b::OneTo) = OneTo{Base.Int}(a)
@noinline _throw_stretch(a, b) = throw(DimensionMismatch(string(
    "arrays could not be broadcast to a common size: a has axes ", a, " and b has axes ", b)))
@noinline _throw_lengths(a, b) = throw(DimensionMismatch(string(
    "arrays could not be broadcast to a common size; got a dimension with lengths ", a, " and ", b)))

check_broadcast_shape(shp) = nothing
check_broadcast_shape(shp::Tuple, ::Tuple{}) = nothing
check_broadcast_shape(::Tuple{}, ::Tuple{}) = nothing
function check_broadcast_shape(::Tuple{}, Ashp::Tuple)
    Base.any(ax -> length(ax) != 1, Ashp) && throw(DimensionMismatch(
        "cannot broadcast array to have fewer non-singleton dimensions"))
    return nothing
end
function check_broadcast_shape(shp::Tuple, Ashp::Tuple)
    _bcsm(shp[1], Ashp[1]) || throw(DimensionMismatch(string(
        "array could not be broadcast to match destination")))
    return check_broadcast_shape(tail(shp), tail(Ashp))
end
@inline check_broadcast_axes(shp, A) = check_broadcast_shape(shp, axes(A))
check_broadcast_axes(shp, ::Base.Number) = nothing
check_broadcast_axes(shp) = nothing
@inline function check_broadcast_axes(shp, A, B...)
    check_broadcast_axes(shp, A)
    return check_broadcast_axes(shp, B...)
end

# ---------------------------------------------------------------------------------------------------------
# elements

# An array with what is needed to stretch it: which dimensions follow the index, and where the others stay.
struct Extruded{T,K,D}
    x::T
    keeps::K
    defaults::D
end
axes(b::Extruded) = axes(b.x)
ndims(b::Extruded) = ndims(b.x)
extrude(x::AbstractArray) = Extruded(x, newindexer(x)...)
extrude(x::Extruded) = x
extrude(x) = x
newindexer(A) = _newindexer(axes(A))
_newindexer(::Tuple{}) = ((), ())
@inline function _newindexer(ax::Tuple)
    ind1 = ax[1]
    keeps, defaults = _newindexer(tail(ax))
    return ((length(ind1) != 1, keeps...), (Base.Int(first_of(ind1)), defaults...))
end
first_of(r) = Base.first(r)

@inline newindex(arg, I::CartesianIndex) = CartesianIndex(_newindex(axes(arg), I.I))
@inline newindex(arg, I::Integer) = CartesianIndex(_newindex(axes(arg), (I,)))
_newindex(ax::Tuple, ::Tuple{}) = (Base.Int(first_of(ax[1])), _newindex(tail(ax), ())...)
_newindex(::Tuple{}, I::Tuple) = ()
_newindex(::Tuple{}, ::Tuple{}) = ()
@inline _newindex(ax::Tuple, I::Tuple) =
    (Base.ifelse(length(ax[1]) == 1, Base.Int(first_of(ax[1])), I[1]), _newindex(tail(ax), tail(I))...)
@inline newindex(I::CartesianIndex, keep, defaults) = CartesianIndex(_keepindex(I.I, keep, defaults))
@inline newindex(I::CartesianIndex{1}, keep, defaults) = newindex(I.I[1], keep, defaults)
newindex(i::Integer, ::Tuple{}, ::Tuple{}) = CartesianIndex(())
@inline newindex(i::Integer, keep::Tuple{Base.Bool}, defaults) = Base.ifelse(keep[1], i, defaults[1])
@inline newindex(i::Integer, keep::Tuple, defaults) = CartesianIndex(_keepindex((i,), keep, defaults))
_keepindex(I::Tuple, ::Tuple{}, ::Tuple{}) = ()
_keepindex(::Tuple{}, keep::Tuple, defaults::Tuple) = defaults
_keepindex(::Tuple{}, ::Tuple{}, ::Tuple{}) = ()
@inline _keepindex(I::Tuple, keep::Tuple, defaults::Tuple) =
    (Base.ifelse(keep[1], I[1], defaults[1]), _keepindex(tail(I), tail(keep), tail(defaults))...)

@inline function getindex(bc::Broadcasted, I::Union{Integer,CartesianIndex})
    @boundscheck Base.checkbounds_of(axes(bc), I) || Base.throw_boundserror(bc, (I,))
    return @inbounds _broadcast_getindex(bc, I)
end
getindex(bc::Broadcasted, i1::Integer, i2::Integer, I::Integer...) = bc[CartesianIndex((i1, i2, I...))]
getindex(bc::Broadcasted) = bc[CartesianIndex(())]

@propagate_inbounds _broadcast_getindex(A, I) = A[newindex(A, I)]
@propagate_inbounds _broadcast_getindex(A::Union{Ref,AbstractArray{<:Any,0},Base.Number,Base.AbstractChar}, I) = A[]
@propagate_inbounds _broadcast_getindex(::Ref{Type{T}}, I) where {T} = T
@propagate_inbounds _broadcast_getindex(A::Tuple{Any}, I) = A[1]
@propagate_inbounds _broadcast_getindex(A::Tuple, I) = A[_first_number(I)]
_first_number(I::CartesianIndex) = I[1]
_first_number(I::Integer) = I
@propagate_inbounds _broadcast_getindex(b::Extruded, i) = b.x[newindex(i, b.keeps, b.defaults)]
@propagate_inbounds function _broadcast_getindex(bc::Broadcasted, I)
    return bc.f(_getindex(bc.args, I)...)
end
@propagate_inbounds _getindex(args::Tuple{}, I) = ()
@propagate_inbounds _getindex(args::Tuple{Any}, I) = (_broadcast_getindex(args[1], I),)
@propagate_inbounds _getindex(args::Tuple{Any,Any}, I) = (_broadcast_getindex(args[1], I), _broadcast_getindex(args[2], I))
@propagate_inbounds _getindex(args::Tuple, I) = (_broadcast_getindex(args[1], I), _getindex(tail(args), I)...)

# ---------------------------------------------------------------------------------------------------------
# element types

_broadcast_getindex_eltype(bc::Broadcasted) = combine_eltypes(bc.f, bc.args)
_broadcast_getindex_eltype(A) = eltype(A)
_broadcast_getindex_eltype(::Ref{Type{T}}) where {T} = Type{T}
_broadcast_getindex_eltype(x::RefValue{T}) where {T} = T
eltypes(::Tuple{}) = Tuple{}
eltypes(t::Tuple{Any}) = _tuple_of_types(_broadcast_getindex_eltype(t[1]))
eltypes(t::Tuple{Any,Any}) = _tuple_of_types(_broadcast_getindex_eltype(t[1]), _broadcast_getindex_eltype(t[2]))
eltypes(t::Tuple) = _tuple_of_types(Base.map(_broadcast_getindex_eltype, t)...)
# no tuple has an element without a value
_tuple_of_types(Ts...) = Base.any(T -> T === Union{}, Ts) ? Union{} : Tuple{Ts...}
_tuple_of_types(T) = T === Union{} ? Union{} : Tuple{T}
_tuple_of_types(T, S) = (T === Union{} || S === Union{}) ? Union{} : Tuple{T,S}
@inline function combine_eltypes(f, args::Tuple)
    argT = eltypes(args)
    argT === Union{} && return Union{}
    return promote_typejoin_union(_return_type(f, argT))
end

# ---------------------------------------------------------------------------------------------------------
# carrying it out

materialize(bc::Broadcasted) = copy(instantiate(bc))
materialize(x) = x
@inline materialize!(dest, x) = materialize!(dest, instantiate(Broadcasted(Base.identity, (x,), axes(dest))))
@inline materialize!(dest, bc::Broadcasted{<:Any}) = materialize!(combine_styles(dest, bc), dest, bc)
@inline materialize!(::BroadcastStyle, dest, bc::Broadcasted{<:Any}) =
    copyto!(dest, instantiate(Broadcasted(bc.style, bc.f, bc.args, axes(dest))))

copy(bc::Broadcasted{<:AbstractArrayStyle{0}}) = _broadcast_getindex(bc, CartesianIndex(()))
copy(bc::Broadcasted{<:Union{Nothing,Unknown}}) =
    throw(ArgumentError("broadcasting requires an assigned BroadcastStyle"))
@inline function copy(bc::Broadcasted)
    ElType = combine_eltypes(bc.f, bc.args)
    if isconcretetype(ElType)
        return copyto!(similar(bc, ElType), bc)
    end
    # the element type shows only as the elements come
    bc′ = preprocess(nothing, bc)
    iter = eachindex(bc′)
    y = iterate(iter)
    if y === nothing
        return similar(bc′, ElType)
    end
    I, state = y
    val = @inbounds bc′[I]
    dest = similar(bc′, typeof(val))
    @inbounds dest[I] = val
    return copyto_nonleaf!(dest, bc′, iter, state, 1)
end
function copyto_nonleaf!(dest, bc::Broadcasted, iter, state, count)
    T = eltype(dest)
    while true
        y = iterate(iter, state)
        y === nothing && return dest
        I, state = y
        val = @inbounds bc[I]
        if val isa T
            @inbounds dest[I] = val
        else
            # an array that can hold this one too, with all up to here
            wider = similar(bc, promote_typejoin(T, typeof(val)))
            n = 0
            for J in iter
                n == count && break
                n += 1
                @inbounds wider[J] = dest[J]
            end
            @inbounds wider[I] = val
            return copyto_nonleaf!(wider, bc, iter, state, count + 1)
        end
        count += 1
    end
end

@inline copyto!(dest::AbstractArray, bc::Broadcasted) = copyto!(dest, Base.convert(Broadcasted{Nothing}, bc))
@inline function copyto!(dest::AbstractArray, bc::Broadcasted{<:AbstractArrayStyle{0}})
    # one value for all places
    if bc.f isa typeof(Base.identity) && bc.args isa Tuple{Any} && isflat(bc)
        return Base.fill!(dest, bc.args[1][])
    end
    return copyto!(dest, Base.convert(Broadcasted{Nothing}, bc))
end
@inline function copyto!(dest::AbstractArray, bc::Broadcasted{Nothing})
    axes(dest) == axes(bc) || _throw_axes(axes(dest), axes(bc))
    if bc.f isa typeof(Base.identity) && bc.args isa Tuple{AbstractArray}
        A = bc.args[1]
        axes(dest) == axes(A) && return copyto!(dest, A)
    end
    if IndexStyle(dest) isa IndexLinear && _walks_linearly(bc) && _same_axes(axes(dest), bc)
        bc′ = _unalias_args(dest, bc)
        @inbounds for i in eachindex(IndexLinear(), dest)
            dest[i] = _linear_element(bc′, i)
        end
        return dest
    end
    bc′ = preprocess(dest, bc)
    @inbounds for I in eachindex(bc′)
        dest[I] = bc′[I]
    end
    return dest
end
@noinline _throw_axes(a, b) = throw(DimensionMismatch(string("destination axes ", a, " are not compatible with source axes ", b)))

# When no argument stretches and all have linear indices, one counter serves for all of them.
_walks_linearly(bc::Broadcasted) = _all_linear(bc.args)
_all_linear(::Tuple{}) = true
_all_linear(t::Tuple) = _is_linear(t[1]) && _all_linear(tail(t))
_is_linear(x) = false
_is_linear(bc::Broadcasted) = _all_linear(bc.args)
_is_linear(A::AbstractArray) = IndexStyle(A) isa IndexLinear
_is_linear(::Union{Ref,Base.Number,Base.AbstractChar}) = true
_same_axes(ax, bc::Broadcasted) = _same_axes_all(ax, bc.args)
_same_axes(ax, A::AbstractArray) = axes(A) == ax
_same_axes(ax, A::AbstractArray{<:Any,0}) = true
_same_axes(ax, x) = true
_same_axes_all(ax, ::Tuple{}) = true
_same_axes_all(ax, t::Tuple) = _same_axes(ax, t[1]) && _same_axes_all(ax, tail(t))
@propagate_inbounds _linear_element(A::AbstractArray, i) = A[i]
@propagate_inbounds _linear_element(A::AbstractArray{<:Any,0}, i) = A[]
@propagate_inbounds _linear_element(A::Union{Ref,Base.Number,Base.AbstractChar}, i) = A[]
@propagate_inbounds _linear_element(::Ref{Type{T}}, i) where {T} = T
@propagate_inbounds _linear_element(bc::Broadcasted, i) = bc.f(_linear_elements(bc.args, i)...)
@propagate_inbounds _linear_elements(::Tuple{}, i) = ()
@propagate_inbounds _linear_elements(t::Tuple, i) = (_linear_element(t[1], i), _linear_elements(tail(t), i)...)
@inline _unalias_args(dest, bc::Broadcasted) = Broadcasted(bc.style, bc.f, _unalias_all(dest, bc.args), bc.axes)
_unalias_all(dest, ::Tuple{}) = ()
@inline _unalias_all(dest, t::Tuple) = (_unalias_one(dest, t[1]), _unalias_all(dest, tail(t))...)
@inline _unalias_one(dest, bc::Broadcasted) = _unalias_args(dest, bc)
@inline _unalias_one(dest, x) = broadcast_unalias(dest, x)

# Writing where one reads at the same index is harmless, so the destination itself needs no copy.
broadcast_unalias(dest, src) = dest === src ? src : unalias(dest, src)
broadcast_unalias(::Nothing, src) = src
preprocess(dest, x) = extrude(broadcast_unalias(dest, x))
@inline preprocess(dest, bc::Broadcasted) = Broadcasted(bc.style, bc.f, preprocess_args(dest, bc.args), bc.axes)
@inline preprocess_args(dest, args::Tuple) = (preprocess(dest, args[1]), preprocess_args(dest, tail(args))...)
@inline preprocess_args(dest, args::Tuple{Any}) = (preprocess(dest, args[1]),)
preprocess_args(dest, args::Tuple{}) = ()

# ---- tuples

@inline function copy(bc::Broadcasted{Style{Tuple}})
    dim = axes(bc)
    length(dim) == 1 || throw(DimensionMismatch("tuple only supports one dimension"))
    N = _tuple_length_of(bc)
    return N === nothing ? Base.ntuple(k -> @inbounds(_broadcast_getindex(bc, k)), length(dim[1])) :
           Base.ntuple(k -> @inbounds(_broadcast_getindex(bc, k)), N)
end
# The longest tuple among the arguments, as a Val.
_tuple_length_of(bc::Broadcasted) = _longest(bc.args)
_longest(::Tuple{}) = nothing
_longest(t::Tuple) = _join_lengths(_length_of(t[1]), _longest(tail(t)))
_length_of(t::Tuple) = Val(length(t))
_length_of(bc::Broadcasted) = _longest(bc.args)
_length_of(x) = nothing
_join_lengths(::Nothing, ::Nothing) = nothing
_join_lengths(a, ::Nothing) = a
_join_lengths(::Nothing, b) = b
_join_lengths(::Val{A}, ::Val{B}) where {A,B} = A == 1 ? Val(B) : B == 1 ? Val(A) : A == B ? Val(A) : _throw_lengths(A, B)
@inline function copyto!(dest::AbstractArray, bc::Broadcasted{Style{Tuple}})
    return copyto!(dest, Base.convert(Broadcasted{Nothing}, Broadcasted(bc.style, bc.f, bc.args, axes(dest))))
end

# ---- bit arrays: results are gathered into words

function copyto!(dest::Base.BitArray, bc::Broadcasted{Nothing})
    axes(dest) == axes(bc) || _throw_axes(axes(dest), axes(bc))
    if bc.f isa typeof(Base.identity) && bc.args isa Tuple{AbstractArray}
        A = bc.args[1]
        axes(dest) == axes(A) && return copyto!(dest, A)
    end
    bc′ = preprocess(dest, bc)
    chunks = dest.chunks
    word = Base.UInt64(0)
    bit = 0
    k = 1
    @inbounds for I in eachindex(bc′)
        v = bc′[I]
        word |= Base.UInt64(Base.convert(Bool, v)::Bool) << bit
        bit += 1
        if bit == 64
            chunks[k] = word
            k += 1
            word = Base.UInt64(0)
            bit = 0
        end
    end
    if bit != 0
        @inbounds chunks[k] = word
    end
    return dest
end

# ---------------------------------------------------------------------------------------------------------
# what an argument is to broadcasting

broadcastable(x::Union{Base.Symbol,Base.AbstractString,Base.Function,Base.UndefInitializer,Nothing,Base.RoundingMode,
    Base.Missing,Base.Val,Base.Ptr,Base.Pair,Base.IO}) = Ref(x)
broadcastable(::Type{T}) where {T} = RefValue{Type{T}}(T)
broadcastable(x::Union{AbstractArray,Base.Number,Base.AbstractChar,Ref,Tuple,Broadcasted}) = x
broadcastable(x) = collect(x)
broadcastable(::Union{AbstractDict,Base.NamedTuple}) = throw(ArgumentError("broadcasting over dictionaries and `NamedTuple`s is reserved"))

broadcast(f::Tf, As...) where {Tf} = materialize(broadcasted(f, As...))
broadcast!(f::Tf, dest, As::Base.Vararg{Any,N}) where {Tf,N} = (materialize!(dest, broadcasted(f, As...)); dest)

broadcasted(f, args...) = _broadcasted(f, Base.map(broadcastable, args))
@inline _broadcasted(f, args::Tuple) = broadcasted(combine_styles(args...), f, args...)
broadcasted(f) = broadcasted(DefaultArrayStyle{0}(), f)
@inline function broadcasted(f, arg1)
    a = broadcastable(arg1)
    return broadcasted(combine_styles(a), f, a)
end
@inline function broadcasted(f, arg1, arg2)
    a, b = broadcastable(arg1), broadcastable(arg2)
    return broadcasted(combine_styles(a, b), f, a, b)
end
@inline broadcasted(::S, f, args...) where {S<:BroadcastStyle} = Broadcasted{S}(f, args)

@inline function broadcasted_kwsyntax(f, args...; kwargs...)
    isempty(kwargs) && return broadcasted(f, args...)
    return broadcasted((xs...) -> f(xs...; kwargs...), args...)
end

# `x .&& y`, `x .|| y`: the right side is computed only where the left does not decide.
struct AndAnd end
const andand = AndAnd()
broadcasted(::AndAnd, a, bc) = _broadcasted_lazily((x, y) -> x && y(), a, bc)
struct OrOr end
const oror = OrOr()
broadcasted(::OrOr, a, bc) = _broadcasted_lazily((x, y) -> x || y(), a, bc)
function _broadcasted_lazily(f, a, bc::Broadcasted)
    flat = flatten(bc)
    g = flat.f
    return broadcasted((x, ys...) -> f(x, () -> g(ys...)), a, flat.args...)
end
_broadcasted_lazily(f, a, b) = broadcasted((x, y) -> f(x, () -> y), a, b)

# A range shifted or scaled by a number is a range.
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), r::AbstractRange) = r
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r::AbstractRange) = -r
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), r::AbstractRange, x::Base.Number) = Base._range_shift(r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), x::Base.Number, r::AbstractRange) = Base._range_shift(r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), r1::AbstractRange, r2::AbstractRange) = _ranges_or_lazy(+, r1, r2)
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r::AbstractRange, x::Base.Number) = Base._range_shift(r, -x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), x::Base.Number, r::AbstractRange) = Base._range_shift(-r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r1::AbstractRange, r2::AbstractRange) = _ranges_or_lazy(-, r1, r2)
broadcasted(::DefaultArrayStyle{1}, ::typeof(*), x::Base.Number, r::AbstractRange) = Base._range_scale(x, r)
broadcasted(::DefaultArrayStyle{1}, ::typeof(*), r::AbstractRange, x::Base.Number) = Base._range_scale(x, r)
broadcasted(::DefaultArrayStyle{1}, ::typeof(/), r::AbstractRange, x::Base.Number) = Base._range_quotient(r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(\), x::Base.Number, r::AbstractRange) = Base._range_quotient(r, x)
_ranges_or_lazy(op, r1, r2) = length(r1) == length(r2) ? op(r1, r2) : Broadcasted{DefaultArrayStyle{1}}(op, (r1, r2))
for f in (:+, :-)
    @eval broadcasted(::DefaultArrayStyle{N}, ::typeof($f), I::CartesianIndices{N}, j::Ref{<:CartesianIndex{N}}) where {N} =
        Base.CartesianIndices_shift(I, j[], $f)
end
broadcasted(::DefaultArrayStyle{N}, ::typeof(+), j::Ref{<:CartesianIndex{N}}, I::CartesianIndices{N}) where {N} =
    Base.CartesianIndices_shift(I, j[], +)
broadcasted(::DefaultArrayStyle{1}, ::typeof(Base.big), r::Base.UnitRange) = Base.big(r.start):Base.big(r.stop)
broadcasted(::DefaultArrayStyle{1}, ::typeof(Base.big), r::Base.StepRange) = Base.big(r.start):Base.big(r.step):Base.big(r.stop)

# ---------------------------------------------------------------------------------------------------------
# assignment to parts: `A[i] .= x` writes through a view

dotview(args...) = Base.maybeview(args...)
dotgetproperty(args...) = Base.getproperty(args...)

# Broadcasting that keeps zero-dimensional arrays.
broadcast_preserving_zero_d(f, As...) = _preserving(broadcasted(f, As...))
_preserving(bc) = (r = materialize(bc); length(axes(bc)) == 0 ? Base.fill!(similar(bc, typeof(r)), r) : r)
_preserving(bc::AbstractArray) = bc
_preserving(bc::AbstractRange) = bc

# `BroadcastFunction(f)(xs…)` is `f.(xs…)`; written `.f` for operators.
struct BroadcastFunction{F} <: Base.Function
    f::F
end
(op::BroadcastFunction)(x...; kwargs...) = _broadcast_call(op.f, x, kwargs)
_broadcast_call(f, x, kwargs) = isempty(kwargs) ? broadcast(f, x...) : materialize(broadcasted_kwsyntax(f, x...; kwargs...))
show(io::Base.IO, op::BroadcastFunction) = (print(io, BroadcastFunction, "("); show(io, op.f); print(io, ")"))
# The style is told where it decides: in a tree that has its axes.
function show(io::Base.IO, bc::Broadcasted{Style}) where {Style}
    print(io, Broadcasted)
    bc.axes isa Tuple && print(io, "{", Style, "}")
    print(io, "(", bc.f, ", ", bc.args, ")")
    return nothing
end

# ---------------------------------------------------------------------------------------------------------
# `@. ex`: every call and assignment in `ex` becomes a dotted one, except those marked with `$`

function __dot__(x::Base.Expr)
    dotargs = Base.mapany(__dot__, x.args)
    h = x.head
    if h === :call && dottable(x.args[1])
        return Base.Expr(:., dotargs[1], Base.Expr(:tuple, dotargs[2:end]...))
    elseif h === :comparison
        return Base.Expr(:comparison, (iseven(i) && dottable(arg) && arg isa Base.Symbol && Base.isoperator(arg) ?
            Base.Symbol('.', arg) : arg for (i, arg) in Base.pairs(dotargs))...)
    elseif h === :$
        return x.args[1]
    elseif h === :let
        # bindings keep their plain assignment
        return Base.Expr(:let, undot(dotargs[1]), dotargs[2])
    elseif h === :for
        return Base.Expr(:for, undot(dotargs[1]), dotargs[2])
    elseif (h === :(=) || h === :function || h === :macro) && x.args[1] isa Base.Expr && x.args[1].head in (:call, :where)
        return Base.Expr(h, x.args[1], dotargs[2])
    elseif h === :(<:) || h === :(>:)
        tmp = h === :(<:) ? :.<: : :.>:
        return Base.Expr(:call, tmp, dotargs...)
    end
    head = Base.String(h)
    if Base.last(head) == '=' && Base.first(head) != '.' || head == "&&" || head == "||"
        return Base.Expr(Base.Symbol('.', head), dotargs...)
    end
    return Base.Expr(h, dotargs...)
end
__dot__(x) = x
dottable(x) = false
dottable(x::Base.Symbol) = (!Base.isoperator(x) || Base.first(Base.string(x)) != '.' || x === :..) && x !== :(:)
dottable(x::Base.Expr) = x.head !== :$
undot(x) = x
function undot(x::Base.Expr)
    if x.head === :.=
        return Base.Expr(:(=), x.args...)
    elseif x.head === :block
        return Base.Expr(:block, Base.mapany(undot, x.args)...)
    end
    return x
end
macro __dot__(x)
    return Base.esc(__dot__(x))
end

end # module Broadcast

using .Broadcast
using .Broadcast: broadcasted, broadcasted_kwsyntax, materialize, materialize!, broadcast_preserving_zero_d, andand, oror,
    Broadcasted, BroadcastStyle, instantiate, dotgetproperty

mapany(f, itr) = Any[f(x) for x in itr]

checkbounds_of(ax::Tuple, I::CartesianIndex) = checkbounds_indices(Bool, ax, I.I)
checkbounds_of(ax::Tuple{Any}, i::Integer) = checkindex(Bool, ax[1], i)
checkbounds_of(ax::Tuple{}, i::Integer) = i == 1
checkbounds_of(ax::Tuple, i::Integer) = 1 <= i <= prod(map(length, ax))
