# Conversion: `convert(T, x)` gives x as a T, where that is the same value in another representation. It is what
# assignment to a typed place calls. Types add methods for themselves.

convert(::Type{Any}, @nospecialize(x)) = (@_inline_meta; x)
convert(::Type{T}, x::T) where {T} = (@_inline_meta; x)
convert(::Type{Type}, x::Type) = x
convert(::Type{Union{}}, x) = throw(MethodError(convert, (Union{}, x)))
convert(::Type{T}, x::T) where {T <: Tuple} = x
convert(::Type{T}, x::T) where {T <: Number} = x
convert(::Type{T}, x::Number) where {T <: Number} = T(x)::T
convert(::Type{Tuple}, x::Tuple) = x
convert(::Type{Tuple{}}, ::Tuple{}) = ()
convert(::Type{Tuple{}}, x::Tuple) = throw(MethodError(convert, (Tuple{}, x)))

# Tuples convert element by element; the lengths must agree.
function convert(::Type{T}, x::Tuple) where {T <: Tuple}
    _tuple_lengths_agree(T, x) || throw(MethodError(convert, (T, x)))
    return _convert_elements(T, 1, x...)
end
function _tuple_lengths_agree(@nospecialize(T), @nospecialize(x))
    u = unwrap_unionall(T)
    isa(u, DataType) || return true
    n = length(u.parameters)
    if n > 0 && isvarargtype(u.parameters[n])
        va = u.parameters[n]
        if isdefined(va, :N) && isa(va.N, Int)
            return nfields(x) === n - 1 + va.N
        end
        return nfields(x) >= n - 1
    end
    return nfields(x) === n
end
_convert_elements(::Type{T}, i::Int) where {T} = ()
function _convert_elements(::Type{T}, i::Int, x1, xs...) where {T}
    @_inline_meta
    return (convert(fieldtype(T, i), x1), _convert_elements(T, i + 1, xs...)...)
end

# `oftype(x, y)`: y converted to x's type.
oftype(x, y) = (@_inline_meta; y isa typeof(x) ? y : convert(typeof(x), y)::typeof(x))

# The bits of x as a T of the same size.
reinterpret(::Type{T}, x) where {T} = _reinterpret_value(T, x)
function _reinterpret_value(::Type{Out}, x::In) where {Out, In}
    @_inline_meta
    if isprimitivetype(Out) && isprimitivetype(In)
        Core.sizeof(Out) === Core.sizeof(In) || error("bitcast: argument size does not match size of target type")
        return bitcast(Out, x)
    end
    return _reinterpret_struct(Out, x)
end
function _reinterpret_struct(::Type{Out}, x::In) where {Out, In}
    isbitstype(Out) || throw(ArgumentError("Target type for `reinterpret` must be isbits. Got $Out"))
    isbitstype(In) || throw(ArgumentError("Source type for `reinterpret` must be isbits. Got $In"))
    inp = packed_size(In)
    outp = packed_size(Out)
    inp == outp || throw(ArgumentError(
        "Packed sizes of types $Out and $In do not match; got $outp and $inp, respectively."))
    src = Memory{In}(undef, 1)
    src[1] = x
    dst = Memory{Out}(undef, 1)
    GC.@preserve src dst begin
        if Core.sizeof(In) == inp && Core.sizeof(Out) == outp
            memcpy(pointer(dst), pointer(src), inp)
        else
            _copy_packed!(Ptr{UInt8}(pointer(dst)), Out, Ptr{UInt8}(pointer(src)), In)
        end
    end
    return dst[1]
end
# Bytes of T without padding.
function packed_size(::Type{T}) where {T}
    isprimitivetype(T) && return Core.sizeof(T)
    n = 0
    for i in 1:fieldcount(T)
        n += packed_size(fieldtype(T, i))
    end
    return n
end
# Offsets of the padding-free bytes of T, in order.
function _packed_offsets!(out, ::Type{T}, at::Int) where {T}
    if isprimitivetype(T)
        for k in 0:(Core.sizeof(T) - 1)
            push!(out, at + k)
        end
    else
        for i in 1:fieldcount(T)
            _packed_offsets!(out, fieldtype(T, i), at + Int(fieldoffset(T, i)))
        end
    end
    return out
end
function _copy_packed!(dst::Ptr{UInt8}, @nospecialize(Out), src::Ptr{UInt8}, @nospecialize(In))
    from = _packed_offsets!(Int[], In, 0)
    to = _packed_offsets!(Int[], Out, 0)
    for k in 1:length(from)
        unsafe_store!(dst + to[k], unsafe_load(src + from[k]))
    end
    return nothing
end
