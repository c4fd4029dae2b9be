# Generators, the traits by which iterators describe themselves, and collecting what they give.

# Named here because the modules of iterators and broadcasting give them methods.
function big end
function enumerate end
function zip end
function peek end
function isdone end
function popfirst! end

abstract type IteratorSize end
struct SizeUnknown <: IteratorSize end
struct HasLength <: IteratorSize end
struct HasShape{N} <: IteratorSize end
struct IsInfinite <: IteratorSize end

IteratorSize(x) = IteratorSize(typeof(x))
IteratorSize(::Type) = HasLength()
IteratorSize(::Type{<:AbstractArray{<:Any,N}}) where {N} = HasShape{N}()
IteratorSize(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
IteratorSize(::Type{Any}) = SizeUnknown()
IteratorSize(::Type{<:SkipMissing}) = SizeUnknown()
IteratorSize(::Type{<:Tuple}) = HasLength()
IteratorSize(::Type{<:Union{Number,AbstractChar,Ref}}) = HasShape{0}()

haslength(iter) = IteratorSize(iter) isa Union{HasShape,HasLength}

abstract type IteratorEltype end
struct EltypeUnknown <: IteratorEltype end
struct HasEltype <: IteratorEltype end

IteratorEltype(x) = IteratorEltype(typeof(x))
IteratorEltype(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
IteratorEltype(::Type) = HasEltype()
IteratorEltype(::Type{Any}) = EltypeUnknown()

# `f` applied to each element of `iter`, lazily; the meaning of `(f(x) for x in iter)`.
struct Generator{I,F}
    f::F
    iter::I
end
Generator(f, I1, I2, Is...) = Generator(a -> f(a...), zip(I1, I2, Is...))
Generator(::Type{T}, iter::I) where {T,I} = Generator{I,Type{T}}(T, iter)
Generator(::Type{T}, I1, I2, Is...) where {T} = Generator(a -> T(a...), zip(I1, I2, Is...))

@inline function iterate(g::Generator, s...)
    y = iterate(g.iter, s...)
    y === nothing && return nothing
    return (g.f(y[1]), y[2])
end
length(g::Generator) = length(g.iter)
size(g::Generator) = size(g.iter)
axes(g::Generator) = axes(g.iter)
ndims(g::Generator) = ndims(g.iter)
keys(g::Generator) = keys(g.iter)
last(g::Generator) = g.f(last(g.iter))
isempty(g::Generator) = isempty(g.iter)
isdone(g::Generator, s...) = isdone(g.iter, s...)
IteratorSize(::Type{Generator{I,F}}) where {I,F} = IteratorSize(I)
IteratorEltype(::Type{Generator{I,T}}) where {I,T} = EltypeUnknown()

# `missing` where it is unknown whether another element follows.
isdone(itr, state...) = missing
isempty(itr) = (d = isdone(itr); d !== missing ? d : iterate(itr) === nothing)
isiterable(T)::Bool = hasmethod(iterate, Tuple{T})

# ---------------------------------------------------------------------------------------------------------
# element types found by inference

# The type that `f` is inferred to return for arguments of these types; world 0 means the running task's. Inference
# folds the call when function and types are known.
_return_type(@nospecialize(f), @nospecialize(argtypes)) =
    (@inline; ccall(:jl_return_type, Any, (Any, Any, UInt), f, argtypes, 0x0000000000000000))

promote_op(f) = _return_type(f, Tuple{})
promote_op(f, ::Type{T}) where {T} = (@inline; _return_type(f, Tuple{T}))
promote_op(f, ::Type{T}, ::Type{S}) where {T,S} = (@inline; _return_type(f, Tuple{T,S}))

# Called only by inference: the union of what the iterator's first and later steps give.
function _iterator_upper_bound(itr)
    y = iterate(itr)
    while y !== nothing
        v = y[1]
        inferencebarrier(true)::Bool && return v
        y = iterate(itr, y[2])
    end
    throw(nothing)
end

# The element type an iterator is known to have without running it.
_found_eltype(itr) = (@inline; IteratorEltype(itr) isa HasEltype ? eltype(itr) : _inferred_eltype(itr))
_inferred_eltype(itr) =
    (@inline; promote_typejoin_union(_return_type(_iterator_upper_bound, Tuple{typeof(itr)})))
_inferred_eltype(g::Generator{<:Any,Type{T}}) where {T} = isconcretetype(T) ? T :
    promote_typejoin_union(_return_type(_iterator_upper_bound, Tuple{typeof(g)}))
macro default_eltype(itr)
    return :(_found_eltype($(esc(itr))))
end

# ---------------------------------------------------------------------------------------------------------
# collect

_similar_shape(itr, ::SizeUnknown) = nothing
_similar_shape(itr, ::HasLength) = length(itr)::Integer
_similar_shape(itr, ::HasShape) = axes(itr)

# Storage for elements of type T in the shape of the iterator, of the kind that collecting `c` gives.
_similar_for(c::AbstractArray, ::Type{T}, itr, ::SizeUnknown, ::Nothing) where {T} = similar(c, T, 0)
_similar_for(c::AbstractArray, ::Type{T}, itr, ::HasLength, len::Integer) where {T} = similar(c, T, Int(len)::Int)
_similar_for(c::AbstractArray, ::Type{T}, itr, ::HasShape, axs) where {T} = similar(c, T, axs)
_similar_for(c, ::Type{T}, itr, isz, shp) where {T} = similar(c, T)

_array_for(::Type{T}, ::SizeUnknown, ::Nothing) where {T} = Vector{T}(undef, 0)
_array_for(::Type{T}, ::HasLength, len::Integer) where {T} = Vector{T}(undef, Int(len))
_array_for(::Type{T}, ::HasShape, axs) where {T} = similar(Array{T}, axs)
_array_for(::Type{T}, itr, isz) where {T} = _array_for(T, isz, _similar_shape(itr, isz))

collect(::Type{T}, itr) where {T} = _collect_as(T, itr, IteratorSize(itr))
_collect_as(::Type{T}, itr, isz::Union{HasLength,HasShape}) where {T} =
    copyto!(_array_for(T, isz, _similar_shape(itr, isz)), itr)
function _collect_as(::Type{T}, itr, isz::SizeUnknown) where {T}
    a = Vector{T}()
    for x in itr
        push!(a, x)
    end
    return a
end
_collect_as(::Type{T}, itr, ::IsInfinite) where {T} = throw(ArgumentError("cannot collect an infinite iterator"))

collect(itr) = _collect(1:1, itr, IteratorEltype(itr), IteratorSize(itr))
collect(A::AbstractArray) = _collect_indices(axes(A), A)
collect_similar(cont, itr) = _collect(cont, itr, IteratorEltype(itr), IteratorSize(itr))

_collect(cont, itr, ::HasEltype, isz::Union{HasLength,HasShape}) =
    copyto!(_similar_for(cont, eltype(itr), itr, isz, _similar_shape(itr, isz)), itr)
function _collect(cont, itr, ::HasEltype, isz::SizeUnknown)
    a = _similar_for(cont, eltype(itr), itr, isz, nothing)
    for x in itr
        push!(a, x)
    end
    return a
end
function _collect(cont, itr, ::IteratorEltype, ::IsInfinite)
    throw(MethodError(_collect, (cont, itr)))
end
_collect_indices(::Tuple{}, A) = copyto!(Array{eltype(A),0}(undef), A)
_collect_indices(indsA::Tuple{Vararg{OneTo}}, A) = copyto!(Array{eltype(A)}(undef, length.(indsA)), A)
_collect_indices(indsA, A) = copyto!(similar(Array{eltype(A)}, length.(indsA)), A)

function collect(itr::Generator)
    isz = IteratorSize(itr.iter)
    et = _found_eltype(itr)
    isz isa SizeUnknown && return grow_to!(Vector{et}(), itr)
    isz isa IsInfinite && throw(MethodError(collect, (itr,)))
    shp = _similar_shape(itr, isz)
    y = iterate(itr)
    y === nothing && return _array_for(et, isz, shp)
    v1, st = y
    dest = _array_for(typeof(v1), isz, shp)
    # what inference knows of the elements bounds the result
    bound = et <: Type ? Type : et
    RT = dest isa AbstractArray ? AbstractArray{<:bound,ndims(dest)} : Any
    return collect_to_with_first!(dest, v1, itr, st)::RT
end

function _collect(c, itr, ::EltypeUnknown, isz::SizeUnknown)
    return grow_to!(_similar_for(c, _found_eltype(itr), itr, isz, nothing), itr)
end
function _collect(c, itr, ::EltypeUnknown, isz::Union{HasLength,HasShape})
    et = _found_eltype(itr)
    shp = _similar_shape(itr, isz)
    y = iterate(itr)
    y === nothing && return _similar_for(c, et, itr, isz, shp)
    v1, st = y
    dest = _similar_for(c, typeof(v1), itr, isz, shp)
    bound = et <: Type ? Type : et
    RT = dest isa AbstractArray ? AbstractArray{<:bound,ndims(dest)} : Any
    return collect_to_with_first!(dest, v1, itr, st)::RT
end

function collect_to_with_first!(dest::AbstractArray, v1, itr, st)
    i1 = first(LinearIndices(dest))
    @inbounds dest[i1] = v1
    return collect_to!(dest, itr, i1 + 1, st)
end
function collect_to_with_first!(dest, v1, itr, st)
    push!(dest, v1)
    return grow_to!(dest, itr, st)
end

# A copy of `dest` that can also hold `el`, with `el` at position i.
function setindex_widen_up_to(dest::AbstractArray{T}, el, i) where {T}
    @inline
    wider = similar(dest, promote_typejoin(T, typeof(el)))
    for k in firstindex(dest):i-1
        @inbounds wider[k] = dest[k]
    end
    @inbounds wider[i] = el
    return wider
end

# Store the rest of `itr` from position `offs`; when an element does not fit, go on in a wider array.
function collect_to!(dest::AbstractArray{T}, itr, offs, st) where {T}
    i = offs
    while true
        y = iterate(itr, st)
        y === nothing && break
        el, st = y
        if el isa T
            @inbounds dest[i] = el
            i += 1
        else
            wider = setindex_widen_up_to(dest, el, i)
            return collect_to!(wider, itr, i + 1, st)
        end
    end
    return dest
end

# The same for containers that grow.
function grow_to!(dest, itr)
    y = iterate(itr)
    y === nothing && return dest
    narrow_dest = empty(dest, typeof(y[1]))
    push!(narrow_dest, y[1])
    return grow_to!(narrow_dest, itr, y[2])
end
function push_widen(dest, el)
    @inline
    wider = sizehint!(empty(dest, promote_typejoin(eltype(dest), typeof(el))), length(dest))
    append!(wider, dest)
    push!(wider, el)
    return wider
end
function grow_to!(dest, itr, st)
    T = eltype(dest)
    while true
        y = iterate(itr, st)
        y === nothing && break
        el, st = y
        if el isa T
            push!(dest, el)
        else
            return grow_to!(push_widen(dest, el), itr, st)
        end
    end
    return dest
end
