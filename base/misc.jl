# Small things that belong to no other chapter: byte order, sizes of object graphs, memory at an address.

# ---- byte order: this platform is little-endian ---------------------------------------------------------------------

const ENDIAN_BOM = 0x04030201
hton(x) = bswap(x)
ntoh(x) = bswap(x)
htol(x) = x
ltoh(x) = x

# WebAssembly always computes with subnormal numbers.
get_zero_subnormals() = false
set_zero_subnormals(yes::Bool) = !yes

# ---- memory at an address -------------------------------------------------------------------------------------------

# An array over memory that somebody else owns; it must outlive the array.
function unsafe_wrap(::Union{Type{Array}, Type{Array{T}}, Type{Array{T, N}}}, p::Ptr{T}, dims::NTuple{N, Int};
                     own::Bool = false) where {T, N}
    own && throw(ArgumentError("unsafe_wrap cannot take ownership of memory here"))
    n = 1
    for d in dims
        n *= d
    end
    mem = ccall(:jl_ptr_to_genericmemory, Ref{Memory{T}}, (Any, Ptr{Cvoid}, Int), Memory{T}, p, n)
    return wrap(Array, mem, dims)
end
unsafe_wrap(::Type{Vector{UInt8}}, s::String) = unsafe_wrap(Array, pointer(s), (ncodeunits(s),))
unsafe_wrap(::Type{A}, p::Ptr{T}, d::Integer; own::Bool = false) where {A <: Array, T} =
    unsafe_wrap(Array, p, (Int(d),); own)
unsafe_wrap(::Type{A}, p::Ptr{T}, dims::Tuple{Vararg{Integer}}; own::Bool = false) where {A <: Array, T} =
    unsafe_wrap(Array, p, map(Int, dims); own)

# Has f(o) called once o is not reachable any more, or at the end of the process.
function finalizer(@nospecialize(f), @nospecialize(o))
    Core.finalizer(f, o)
    return o
end
function show(io::IO, v::Core.SimpleVector)
    print(io, "svec(")
    for i in 1:length(v)
        i > 1 && print(io, ", ")
        isassigned(v, i) ? show(io, v[i]) : print(io, "#undef")
    end
    print(io, ")")
    return nothing
end
getindex(v::Core.SimpleVector, I::AbstractArray) = Core.svec(Any[v[i] for i in I]...)
isstored(A::AbstractArray, I...) = (checkbounds(A, I...); true)

finalize(@nospecialize(o)) = ccall(:jl_finalize, Cvoid, (Any,), o)

# ---- sizes ----------------------------------------------------------------------------------------------------------

# The bytes of all objects reachable from `obj`, each counted once.
function summarysize(obj; exclude = Union{DataType, Core.TypeName, Core.MethodInstance}, chargeall = Union{Core.TypeofBottom})
    seen = IdDict{Any, Nothing}()
    total = 0
    stack = Any[obj]
    while !isempty(stack)
        x = pop!(stack)
        # values without identity are part of what holds them, but the first is counted by itself
        haskey(seen, x) && continue
        seen[x] = nothing
        total += _own_size(x)
        _push_parts!(stack, x, exclude)
    end
    return total
end
_own_size(x::String) = sizeof(Int) + Core.sizeof(x)
_own_size(x::Symbol) = 0
_own_size(x::Core.SimpleVector) = sizeof(Int) * (1 + length(x))
_own_size(x::Module) = 0
_own_size(x::Function) = Core.sizeof(x)
_own_size(x::DataType) = 0
_own_size(x::Core.GenericMemory) = 16 + length(x) * elsize(typeof(x))
_own_size(@nospecialize(x)) = isa(x, Type) ? 0 : Core.sizeof(x)
function _push_parts!(stack, @nospecialize(x), @nospecialize(exclude))
    (x isa String || x isa Symbol || x isa Module || x isa Type) && return nothing
    if x isa Core.GenericMemory
        T = eltype(x)
        (isbitstype(T) || isbitsunion(T)) && return nothing
        for i in 1:length(x)
            isassigned(x, i) || continue
            e = x[i]
            e isa exclude || isbits(e) && allocatedinline(T) || push!(stack, e)
        end
        return nothing
    end
    if x isa Core.SimpleVector
        for i in 1:length(x)
            isassigned(x, i) && !(x[i] isa exclude) && push!(stack, x[i])
        end
        return nothing
    end
    T = typeof(x)
    for i in 1:nfields(x)
        isdefined(x, i) || continue
        v = getfield(x, i)
        F = fieldtype(T, i)
        v isa exclude && continue
        # an inlined field is in its holder's size already; only what it refers to is left to count
        if allocatedinline(F)
            isbits(v) || _push_parts!(stack, v, exclude)
        else
            push!(stack, v)
        end
    end
    return nothing
end

# The upper bound of a type's idx-th parameter.
function parameter_upper_bound(t::UnionAll, idx)
    return rewrap_unionall((unwrap_unionall(t)::DataType).parameters[idx], t)
end
