# SubString: a view of consecutive characters of a string, sharing its bytes.

struct SubString{T <: AbstractString} <: AbstractString
    string::T
    offset::Int
    ncodeunits::Int

    function SubString{T}(s::T, i::Int, j::Int) where {T <: AbstractString}
        i ≤ j || return new(s, 0, 0)
        @boundscheck begin
            checkbounds(s, i:j)
            isvalid(s, i) || string_index_err(s, i)
            isvalid(s, j) || string_index_err(s, j)
        end
        return new(s, i - 1, nextind(s, j) - i)
    end
    # from a byte offset and a number of bytes that are known to be right
    SubString{T}(s::T, offset::Int, n::Int, ::Val{:unchecked}) where {T <: AbstractString} = new(s, offset, n)
end

@propagate_inbounds SubString(s::T, i::Int, j::Int) where {T <: AbstractString} = SubString{T}(s, i, j)
@propagate_inbounds SubString(s::T, i::Int, j::Int, v::Val{:unchecked}) where {T <: AbstractString} = SubString{T}(s, i, j, v)
@propagate_inbounds SubString(s::AbstractString, i::Integer, j::Integer = lastindex(s)) = SubString(s, Int(i), Int(j))
@propagate_inbounds SubString(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, first(r), last(r))
@propagate_inbounds function SubString(s::SubString, i::Int, j::Int)
    @boundscheck i ≤ j && checkbounds(s, i:j)
    return SubString(s.string, s.offset + i, s.offset + j)
end
SubString(s::AbstractString) = SubString(s, 1, lastindex(s)::Int)
SubString{T}(s::T) where {T <: AbstractString} = SubString{T}(s, 1, lastindex(s)::Int)

@propagate_inbounds view(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, r)
@propagate_inbounds maybeview(s::AbstractString, r::AbstractUnitRange{<:Integer}) = view(s, r)
@propagate_inbounds maybeview(s::AbstractString, args...) = getindex(s, args...)

convert(::Type{SubString{S}}, s::AbstractString) where {S <: AbstractString} = SubString(convert(S, s))::SubString{S}
convert(::Type{T}, s::T) where {T <: SubString} = s

function String(s::SubString{String})
    n = s.ncodeunits
    t = _string_n(n)
    n > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(t), pointer(s.string, s.offset + 1), n % UInt)
    return t
end
Symbol(s::SubString{String}) = Symbol(String(s))

ncodeunits(s::SubString) = s.ncodeunits
codeunit(s::SubString) = codeunit(s.string)::Type{<:Union{UInt8, UInt16, UInt32}}
sizeof(s::SubString{String}) = s.ncodeunits
pointer(s::SubString{String}) = pointer(s.string) + s.offset
pointer(s::SubString{String}, i::Integer) = pointer(s.string) + s.offset + (Int(i) - 1)
unsafe_convert(::Type{Ptr{UInt8}}, s::SubString{String}) = pointer(s)

@propagate_inbounds function codeunit(s::SubString, i::Integer)
    @boundscheck checkbounds(s, i)
    return @inbounds codeunit(s.string, s.offset + i)
end
function iterate(s::SubString, i::Integer = firstindex(s))
    i == ncodeunits(s) + 1 && return nothing
    @boundscheck checkbounds(s, i)
    r = iterate(s.string, s.offset + Int(i))
    r === nothing && return nothing
    c, j = r
    return c, j - s.offset
end
@propagate_inbounds function getindex(s::SubString, i::Int)
    @boundscheck checkbounds(s, i)
    return getindex(s.string, s.offset + Int(i))
end
@propagate_inbounds function getindex(s::SubString{String}, i::Int)
    @boundscheck checkbounds(s, i)
    return getindex(s.string, s.offset + i)
end
isvalid(s::SubString, i::Integer) = (1 <= i <= s.ncodeunits) && isvalid(s.string, s.offset + Int(i))
isvalid(s::SubString{String}, i::Int) = (1 <= i <= s.ncodeunits) && isvalid(s.string, s.offset + i)
thisind(s::SubString{String}, i::Int) =
    i === 0 || i === s.ncodeunits + 1 ? i :
    1 <= i <= s.ncodeunits ? thisind(s.string, s.offset + i) - s.offset : throw(BoundsError(s, i))
nextind(s::SubString{String}, i::Int) =
    i === 0 ? 1 : 1 <= i <= s.ncodeunits ? nextind(s.string, s.offset + i) - s.offset : throw(BoundsError(s, i))

parent(s::SubString) = s.string
parentindices(s::SubString) = (s.offset + 1:thisind(s.string, s.offset + s.ncodeunits),)

function ==(a::Union{String, SubString{String}}, b::Union{String, SubString{String}})
    n = sizeof(a)
    return n == sizeof(b) &&
        ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(a), pointer(b), n % UInt) === Int32(0)
end
function cmp(a::SubString{String}, b::SubString{String})
    c = ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(a), pointer(b), min(sizeof(a), sizeof(b)) % UInt)
    return c < 0 ? -1 : c > 0 ? +1 : cmp(sizeof(a), sizeof(b))
end
hash(s::SubString{String}, h::UInt) = _hash_bytes(pointer(s), sizeof(s), h, s)
Vector{UInt8}(s::SubString{String}) = Vector{UInt8}(String(s))

# Are the bytes of the whole string UTF-8?
function isvalid(s::Union{String, SubString{String}})
    for c in s
        isvalid(c) || return false
    end
    return true
end
isvalid(s::AbstractString) = all(isvalid, s)
isvalid(::Type{String}, s::Union{String, SubString{String}}) = isvalid(s)
isvalid(::Type{T}, s::AbstractString) where {T <: AbstractString} = isvalid(s)
isvalid(::Type{String}, v::AbstractVector{UInt8}) = isvalid(String(copyto!(Vector{UInt8}(undef, length(v)), v)))
