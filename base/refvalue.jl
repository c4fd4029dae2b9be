# References: `Ref(x)` holds one value that can be replaced.

mutable struct RefValue{T} <: Ref{T}
    x::T
    RefValue{T}() where {T} = new()
    RefValue{T}(x) where {T} = new(x)
end
RefValue(x::T) where {T} = RefValue{T}(x)

# One element of an array, as a reference.
struct RefArray{T, A <: AbstractArray{T}, R} <: Ref{T}
    x::A
    i::Int
    roots::R
    RefArray{T, A, R}(x, i, roots = nothing) where {T, A <: AbstractArray{T}, R} = new(x, i, roots)
end
RefArray(x::AbstractArray{T}, i::Int = 1, roots = nothing) where {T} = RefArray{T, typeof(x), typeof(roots)}(x, i, roots)

Ref(x::Any) = RefValue(x)
Ref{T}() where {T} = RefValue{T}()
Ref{T}(x) where {T} = RefValue{T}(x)
Ref(x::Ref) = x
Ref(x::Ptr{T}, i::Integer) where {T} = x + (i - 1) * aligned_sizeof(T)
Ref(x::AbstractArray, i::Integer) = RefArray(x, Int(i))
Ref{T}(x::Ref{T}) where {T} = x
RefValue{T}(x::RefValue{T}) where {T} = x
convert(::Type{Ref{T}}, x::Ref{T}) where {T} = x
convert(::Type{Ref{T}}, x) where {T} = RefValue{T}(x)::RefValue{T}

getindex(r::RefValue) = r.x
setindex!(r::RefValue, x) = (r.x = x; r)
getindex(r::RefArray) = r.x[r.i]
setindex!(r::RefArray, x) = (r.x[r.i] = x; r)

isassigned(r::RefValue) = isdefined(r, :x)
isassigned(r::RefArray) = isassigned(r.x, r.i)

eltype(::Type{<:Ref{T}}) where {T} = T
size(x::Ref) = ()
axes(x::Ref) = ()
length(x::Ref) = 1
isempty(x::Ref) = false
ndims(x::Ref) = 0
ndims(::Type{<:Ref}) = 0
iterate(r::Ref) = (r[], nothing)
iterate(r::Ref, s) = nothing

getindex(m::Core.GenericMemoryRef) = Core.memoryrefget(m, _memory_order(m), @_boundscheck)
function setindex!(m::Core.GenericMemoryRef{kind, T}, v) where {kind, T}
    Core.memoryrefset!(m, v isa T ? v : convert(T, v)::T, _memory_order(m), @_boundscheck)
    return m
end
_memory_order(::Core.GenericMemoryRef{:not_atomic}) = :not_atomic
_memory_order(::Core.GenericMemoryRef{:atomic}) = :monotonic
isassigned(m::Core.GenericMemoryRef) = Core.memoryref_isassigned(m, _memory_order(m), @_boundscheck)

# Passed to foreign code: the address of the value.
cconvert(::Type{Ptr{P}}, r::Ref{P}) where {P} = r
cconvert(::Type{Ref{P}}, r::Ref) where {P} = r
cconvert(::Type{Ref{P}}, x) where {P} = RefValue{P}(x)
unsafe_convert(::Type{Ref{T}}, r::Ref{T}) where {T} = unsafe_convert(Ptr{T}, r)
function unsafe_convert(::Type{Ptr{T}}, r::RefValue{T}) where {T}
    isbitstype(T) || isconcretetype(T) && ismutabletype(T) || throw(ArgumentError(
        "cannot take the address of a reference to $T"))
    return isbitstype(T) ? bitcast(Ptr{T}, ccall(:jl_value_ptr, Ptr{Cvoid}, (Any,), r)) :
           bitcast(Ptr{T}, ccall(:jl_value_ptr, Ptr{Cvoid}, (Any,), r.x))
end
unsafe_convert(::Type{Ptr{Cvoid}}, r::RefValue{T}) where {T} = bitcast(Ptr{Cvoid}, unsafe_convert(Ptr{T}, r))
