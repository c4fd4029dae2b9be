# The names and conversions of foreign calls, and pointers.

const Cchar = Int8
const Cuchar = UInt8
const Cshort = Int16
const Cushort = UInt16
const Cint = Int32
const Cuint = UInt32
const Clong = Int64
const Culong = UInt64
const Clonglong = Int64
const Culonglong = UInt64
const Cptrdiff_t = Int
const Csize_t = UInt
const Cssize_t = Int
const Cintmax_t = Int64
const Cuintmax_t = UInt64
const Cwchar_t = Int32
const Cfloat = Float32
const Cdouble = Float64
primitive type Cstring 64 end
primitive type Cwstring 64 end

# What a foreign call does to an argument of declared type T: first `cconvert` (the result stays alive during the
# call), then `unsafe_convert` to the bits passed.
cconvert(T::Type, x) = x isa T ? x : convert(T, x)
cconvert(::Type{<:Ptr}, x) = x
cconvert(::Type{Ptr{P}}, x::Ptr) where {P} = bitcast(Ptr{P}, x)
unsafe_convert(::Type{T}, x::T) where {T} = x
unsafe_convert(::Type{T}, x::T) where {T <: Ptr} = x
unsafe_convert(::Type{Ptr{T}}, x::Ptr) where {T} = bitcast(Ptr{T}, x)

const C_NULL = bitcast(Ptr{Cvoid}, 0)

Ptr{T}(x::Union{Int, UInt}) where {T} = bitcast(Ptr{T}, x)
Ptr{T}(x::Ptr) where {T} = bitcast(Ptr{T}, x)
Ptr{T}() where {T} = bitcast(Ptr{T}, 0)
convert(::Type{Ptr{T}}, x::Ptr{T}) where {T} = x
convert(::Type{Ptr{T}}, x::Ptr) where {T} = bitcast(Ptr{T}, x)
convert(::Type{Ptr{T}}, x::UInt) where {T} = bitcast(Ptr{T}, x)
convert(::Type{T}, x::Ptr) where {T <: Union{Int, UInt}} = bitcast(T, x)
(::Type{UInt})(x::Ptr) = bitcast(UInt, x)
(::Type{Int})(x::Ptr) = bitcast(Int, x)
eltype(::Type{Ptr{T}}) where {T} = T

==(x::Ptr, y::Ptr) = bitcast(UInt, x) === bitcast(UInt, y)
isless(x::Ptr{T}, y::Ptr{T}) where {T} = ult_int(bitcast(UInt, x), bitcast(UInt, y))
<(x::Ptr, y::Ptr) = ult_int(bitcast(UInt, x), bitcast(UInt, y))
-(x::Ptr, y::Ptr) = bitcast(UInt, x) - bitcast(UInt, y)
+(x::Ptr{T}, y::Integer) where {T} = bitcast(Ptr{T}, add_int(bitcast(UInt, x), y % UInt))
-(x::Ptr{T}, y::Integer) where {T} = bitcast(Ptr{T}, sub_int(bitcast(UInt, x), y % UInt))
+(x::Integer, y::Ptr) = y + x

unsafe_load(p::Ptr, i::Integer = 1) = pointerref(p, Int(i), 1)
unsafe_store!(p::Ptr{Any}, @nospecialize(x), i::Integer = 1) = pointerset(p, x, Int(i), 1)
unsafe_store!(p::Ptr{T}, x, i::Integer = 1) where {T} = pointerset(p, convert(T, x), Int(i), 1)

unsafe_convert(::Type{Ptr{UInt8}}, s::String) = ccall(:jl_string_ptr, Ptr{UInt8}, (Any,), s)
unsafe_convert(::Type{Ptr{Int8}}, s::String) = ccall(:jl_string_ptr, Ptr{Int8}, (Any,), s)
unsafe_convert(::Type{Ptr{Cvoid}}, s::String) = ccall(:jl_string_ptr, Ptr{Cvoid}, (Any,), s)
unsafe_convert(::Type{Ptr{UInt8}}, s::Symbol) = ccall(:jl_symbol_name, Ptr{UInt8}, (Any,), s)
cconvert(::Type{Cstring}, s::String) = s
cconvert(::Type{Cstring}, s::Symbol) = s
cconvert(::Type{Cstring}, s::AbstractString) = String(s)
unsafe_convert(::Type{Cstring}, s::Union{String, Symbol}) = bitcast(Cstring, unsafe_convert(Ptr{UInt8}, s))
unsafe_convert(::Type{Cstring}, p::Ptr) = bitcast(Cstring, p)

pointer(s::String) = unsafe_convert(Ptr{UInt8}, s)
pointer(s::String, i::Integer) = pointer(s) + Int(i)::Int - 1

# The address of a memory's or array's data.
unsafe_convert(::Type{Ptr{T}}, m::Core.GenericMemory) where {T} = bitcast(Ptr{T}, getfield(m, :ptr))
unsafe_convert(::Type{Ptr{T}}, r::Core.GenericMemoryRef) where {T} = bitcast(Ptr{T}, getfield(r, :ptr_or_offset))
unsafe_convert(::Type{Ptr{T}}, a::Array) where {T} = bitcast(Ptr{T}, getfield(getfield(a, :ref), :ptr_or_offset))
cconvert(::Type{<:Ptr}, a::Array) = a
pointer(a::Array{T}) where {T} = unsafe_convert(Ptr{T}, a)
pointer(a::Array{T}, i::Integer) where {T} = unsafe_convert(Ptr{T}, a) + (Int(i) - 1) * elsize(a)
pointer(m::Core.GenericMemory{K, T}) where {K, T} = unsafe_convert(Ptr{T}, m)
pointer(m::Core.GenericMemory{K, T}, i::Integer) where {K, T} = unsafe_convert(Ptr{T}, m) + (Int(i) - 1) * elsize(m)

# Objects as addresses. The object must stay reachable while the address is in use.
function pointer_from_objref(@nospecialize(x))
    ismutable(x) || error("pointer_from_objref cannot be used on immutable objects")
    return ccall(:jl_value_ptr, Ptr{Cvoid}, (Any,), x)
end
unsafe_pointer_to_objref(p::Ptr) = ccall(:jl_value_from_ptr, Any, (Ptr{Cvoid},), p)

memcpy(dst::Ptr, src::Ptr, n::Integer) = ccall(:memcpy, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), dst, src, n)
memmove(dst::Ptr, src::Ptr, n::Integer) = ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), dst, src, n)
memset(p::Ptr, v::Integer, n::Integer) = ccall(:memset, Ptr{Cvoid}, (Ptr{Cvoid}, Cint, Csize_t), p, v, n)
memcmp(a::Ptr, b::Ptr, n::Integer) = ccall(:memcmp, Cint, (Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), a, b, n)

function unsafe_copyto!(dest::Ptr{T}, src::Ptr{T}, n) where {T}
    memmove(dest, src, n * aligned_sizeof(T))
    return dest
end

