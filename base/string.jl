# String: immutable UTF-8 bytes. Indices are byte positions of characters' first bytes; bytes that are not valid UTF-8
# are characters too, one for each maximal run that could begin one.

AbstractString(s::AbstractString) = s
String(s::AbstractString) = print_to_string(s)
convert(::Type{String}, s::String) = s
convert(::Type{String}, s::AbstractString) = String(s)::String
convert(::Type{T}, s::T) where {T <: AbstractString} = s
convert(::Type{T}, s::AbstractString) where {T <: AbstractString} = T(s)::T
convert(::Type{Symbol}, s::AbstractString) = Symbol(s)
Symbol(s::AbstractString) = Symbol(String(s))

# A new string of n bytes, to be filled before anybody else sees it.
_string_n(n::Integer) = ccall(:jl_alloc_string, Ref{String}, (Int,), n)

pointer(s::String) = ccall(:jl_string_ptr, Ptr{UInt8}, (Any,), s)
pointer(s::String, i::Integer) = pointer(s) + Int(i) - 1
unsafe_convert(::Type{Ptr{UInt8}}, s::String) = pointer(s)
unsafe_convert(::Type{Ptr{Int8}}, s::String) = bitcast(Ptr{Int8}, pointer(s))
unsafe_convert(::Type{Ptr{Cvoid}}, s::String) = bitcast(Ptr{Cvoid}, pointer(s))

codeunit(s::String) = UInt8
codeunit(s::AbstractString) = codeunit(s)::Type{<:Union{UInt8, UInt16, UInt32}}
ncodeunits(s::String) = Core.sizeof(s)
sizeof(s::AbstractString) = ncodeunits(s)::Int * Core.sizeof(codeunit(s)::Type{<:Union{UInt8, UInt16, UInt32}})

@propagate_inbounds function codeunit(s::String, i::Integer)
    @boundscheck checkbounds(s, i)
    return pointerref(ccall(:jl_string_ptr, Ptr{UInt8}, (Any,), s), Int(i), 1)
end
@propagate_inbounds codeunit(s::AbstractString, i::Integer) = throw(MethodError(codeunit, (s, i)))
_byte(s::String, i::Int) = (@_inline_meta; pointerref(ccall(:jl_string_ptr, Ptr{UInt8}, (Any,), s), i, 1))

firstindex(s::AbstractString) = 1
lastindex(s::AbstractString) = thisind(s, ncodeunits(s)::Int)
isempty(s::AbstractString) = iszero(ncodeunits(s)::Int)
eltype(::Type{<:AbstractString}) = Char
eachindex(s::AbstractString) = keys(s)
endof(s::AbstractString) = lastindex(s)
broadcastable(s::AbstractString) = Ref(s)

Vector{T}(s::AbstractString) where {T <: AbstractChar} = collect(T, s)

struct StringIndexError <: Exception
    string::AbstractString
    index::Int
end
# The characters around the index, which is inside one.
function showerror(io::IO, ex::StringIndexError)
    s = ex.string
    print(io, "StringIndexError: invalid index [", ex.index, "]")
    firstindex(s) <= ex.index <= ncodeunits(s) || return nothing
    before = thisind(s, ex.index)
    after = nextind(s, before)
    if after <= ncodeunits(s)
        print(io, ", valid nearby indices [", before, "]=>'", escape_string(s[before:before]), "', [", after, "]=>'",
              escape_string(s[after:after]), "'")
    else
        print(io, ", valid nearby index [", before, "]=>'", escape_string(s[before:before]), "'")
    end
    return nothing
end
string_index_err(s::AbstractString, i::Integer) = (@_noinline_meta; throw(StringIndexError(s, Int(i))))

checkbounds(::Type{Bool}, s::AbstractString, i::Integer) = 1 <= i <= ncodeunits(s)::Int
checkbounds(::Type{Bool}, s::AbstractString, r::AbstractRange{<:Integer}) =
    isempty(r) || (1 <= minimum(r) && maximum(r) <= ncodeunits(s)::Int)
checkbounds(::Type{Bool}, s::AbstractString, I::AbstractArray{<:Real}) = all(i -> checkbounds(Bool, s, i), I)
checkbounds(::Type{Bool}, s::AbstractString, I::AbstractArray{<:Integer}) = all(i -> checkbounds(Bool, s, i), I)
checkbounds(s::AbstractString, I::Union{Integer, AbstractArray}) =
    checkbounds(Bool, s, I) ? nothing : throw(BoundsError(s, I))

# ---- UTF-8 ------------------------------------------------------------------------------------------------------

_is_continuation(b::UInt8) = and_int(b, 0xc0) === 0x80

# Last index of the character that begins at byte i with byte b: at most what its first byte announces.
function _char_end(s::String, i::Int, b::UInt8, n::Int)
    b < 0xc0 && return i
    b >= 0xf8 && return i
    i < n && _is_continuation(_byte(s, i + 1)) || return i
    b < 0xe0 && return i + 1
    i + 1 < n && _is_continuation(_byte(s, i + 2)) || return i + 1
    b < 0xf0 && return i + 2
    i + 2 < n && _is_continuation(_byte(s, i + 3)) || return i + 2
    return i + 3
end

# First index of the character that byte i belongs to.
function thisind(s::String, i::Int)
    n = ncodeunits(s)
    (i === 0) | (i === n + 1) && return i
    1 <= i <= n || throw(BoundsError(s, i))
    _is_continuation(_byte(s, i)) || return i
    j = i - 1
    while j >= 1 && j >= i - 3
        b = _byte(s, j)
        _is_continuation(b) || return _char_end(s, j, b, n) >= i ? j : i
        j -= 1
    end
    return i
end
function nextind(s::String, i::Int)
    n = ncodeunits(s)
    i === 0 && return 1
    1 <= i <= n || throw(BoundsError(s, i))
    b = _byte(s, i)
    b < 0x80 && return i + 1
    j = _is_continuation(b) ? thisind(s, i) : i
    return _char_end(s, j, _byte(s, j), n) + 1
end

isvalid(s::String, i::Int) = checkbounds(Bool, s, i) && thisind(s, i) === i
isvalid(s::AbstractString, i::Integer) = i isa Int ? throw(MethodError(isvalid, (s, i))) : isvalid(s, Int(i))

@inline function iterate(s::String, i::Int = 1)
    n = ncodeunits(s)
    (bitcast(UInt, i) - UInt(1)) < bitcast(UInt, n) || return nothing
    b = _byte(s, i)
    u = shl_int(zext_int(UInt32, b), 0x18)
    (b < 0x80) | (b < 0xc0) && return bitcast(Char, u), i + 1
    return _iterate_multi(s, i, n, u, b)
end
@noinline function _iterate_multi(s::String, i::Int, n::Int, u::UInt32, b::UInt8)
    last = _char_end(s, i, b, n)
    shift = 0x00000010
    j = i + 1
    while j <= last
        u = or_int(u, shl_int(zext_int(UInt32, _byte(s, j)), shift))
        shift -= 0x00000008
        j += 1
    end
    return bitcast(Char, u), last + 1
end

@propagate_inbounds function getindex(s::String, i::Int)
    @boundscheck checkbounds(s, i)
    b = _byte(s, i)
    u = shl_int(zext_int(UInt32, b), 0x18)
    b < 0x80 && return bitcast(Char, u)
    return _getindex_multi(s, i, u, b)
end
@noinline function _getindex_multi(s::String, i::Int, u::UInt32, b::UInt8)
    if b < 0xc0
        thisind(s, i) === i || string_index_err(s, i)
        return bitcast(Char, u)
    end
    return first(_iterate_multi(s, i, ncodeunits(s), u, b))
end

getindex(s::AbstractString, i::Integer) = s[Int(i)]
getindex(s::AbstractString, i::Colon) = s
getindex(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, Int(first(r)), Int(last(r)))
getindex(s::AbstractString, v::AbstractVector{<:Integer}) = sprint(io -> (for i in v; print(io, s[i]); end))
getindex(s::AbstractString, v::AbstractVector{Bool}) =
    throw(ArgumentError("logical indexing not supported for strings"))
function getindex(s::AbstractString, i::Int)
    @boundscheck checkbounds(s, i)
    isvalid(s, i) || string_index_err(s, i)
    return first(iterate(s, i)::Tuple)
end
get(s::AbstractString, i::Integer, default) = checkbounds(Bool, s, i) ? s[i] : default

getindex(s::String, r::AbstractUnitRange{<:Integer}) = s[Int(first(r)):Int(last(r))]
function getindex(s::String, r::UnitRange{Int})
    isempty(r) && return ""
    i, j = first(r), last(r)
    @boundscheck checkbounds(s, r)
    isvalid(s, i) || string_index_err(s, i)
    isvalid(s, j) || string_index_err(s, j)
    return _substring_bytes(s, i, nextind(s, j) - i)
end
# A new string of n bytes of s from byte i on.
function _substring_bytes(s::String, i::Int, n::Int)
    t = _string_n(n)
    ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(t), pointer(s, i), n % UInt)
    return t
end

function length(s::String)
    n = ncodeunits(s)
    c = 0
    i = 1
    while i <= n
        b = _byte(s, i)
        i = b < 0xc0 ? i + 1 : _char_end(s, i, b, n) + 1
        c += 1
    end
    return c
end
length(s::String, i::Int, j::Int) = _length_between(s, i, j)
length(s::AbstractString) = _length_between(s, 1, ncodeunits(s)::Int)
length(s::AbstractString, i::Integer, j::Integer) = _length_between(s, Int(i), Int(j))
function _length_between(s::AbstractString, i::Int, j::Int)
    @boundscheck begin
        0 < i <= ncodeunits(s)::Int + 1 || throw(BoundsError(s, i))
        0 <= j < ncodeunits(s)::Int + 1 || throw(BoundsError(s, j))
    end
    n = 0
    k = i
    while k <= j
        n += isvalid(s, k)
        k += 1
    end
    return n
end

# ---- positions ----------------------------------------------------------------------------------------------------

thisind(s::AbstractString, i::Integer) = thisind(s, Int(i))
function thisind(s::AbstractString, i::Int)
    z = ncodeunits(s)::Int + 1
    i === z && return i
    0 <= i <= z || throw(BoundsError(s, i))
    while 1 < i && !(isvalid(s, i)::Bool)
        i -= 1
    end
    return i
end

prevind(s::AbstractString, i::Integer, n::Integer) = prevind(s, Int(i), Int(n))
prevind(s::AbstractString, i::Integer) = prevind(s, Int(i))
prevind(s::AbstractString, i::Int) = prevind(s, i, 1)
function prevind(s::AbstractString, i::Int, n::Int)
    n < 0 && throw(ArgumentError("n cannot be negative: $n"))
    z = ncodeunits(s)::Int + 1
    0 < i <= z || throw(BoundsError(s, i))
    n === 0 && return thisind(s, i) === i ? i : string_index_err(s, i)
    while n > 0 && 1 < i
        i -= 1
        n -= isvalid(s, i)::Bool
    end
    return i - n
end

nextind(s::AbstractString, i::Integer, n::Integer) = nextind(s, Int(i), Int(n))
nextind(s::AbstractString, i::Integer) = nextind(s, Int(i))
nextind(s::AbstractString, i::Int) = nextind(s, i, 1)
function nextind(s::AbstractString, i::Int, n::Int)
    n < 0 && throw(ArgumentError("n cannot be negative: $n"))
    z = ncodeunits(s)::Int
    0 <= i <= z || throw(BoundsError(s, i))
    n === 0 && return thisind(s, i) === i ? i : string_index_err(s, i)
    while n > 0 && i < z
        i += 1
        n -= isvalid(s, i)::Bool
    end
    return i + n
end

struct EachStringIndex{T <: AbstractString}
    s::T
end
keys(s::AbstractString) = EachStringIndex(s)
length(e::EachStringIndex) = length(e.s)
first(::EachStringIndex) = 1
last(e::EachStringIndex) = lastindex(e.s)
iterate(e::EachStringIndex, state = firstindex(e.s)) = state > ncodeunits(e.s) ? nothing : (state, nextind(e.s, state))
eltype(::Type{<:EachStringIndex}) = Int

# ---- comparison ---------------------------------------------------------------------------------------------------

function cmp(a::String, b::String)
    al, bl = sizeof(a), sizeof(b)
    c = ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(a), pointer(b), min(al, bl) % UInt)
    return c < 0 ? -1 : c > 0 ? +1 : cmp(al, bl)
end
function cmp(a::AbstractString, b::AbstractString)
    a === b && return 0
    x, y = iterate(a), iterate(b)
    while x !== nothing && y !== nothing
        c, i = x
        d, j = y
        c == d || return ifelse(c < d, -1, 1)
        x, y = iterate(a, i), iterate(b, j)
    end
    return x === nothing ? (y === nothing ? 0 : -1) : 1
end
function ==(a::String, b::String)
    n = sizeof(a)
    return n === sizeof(b) &&
        ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(a), pointer(b), n % UInt) === Int32(0)
end
==(a::AbstractString, b::AbstractString) = cmp(a, b) == 0
isequal(a::AbstractString, b::AbstractString) = a == b
isless(a::AbstractString, b::AbstractString) = cmp(a, b) < 0
cmp(a::Symbol, b::Symbol) = cmp(String(a), String(b))
isless(a::Symbol, b::Symbol) = cmp(a, b) < 0
typemin(::Type{String}) = ""
typemin(::String) = typemin(String)

# ---- bytes --------------------------------------------------------------------------------------------------------

struct CodeUnits{T, S <: AbstractString} <: DenseVector{T}
    s::S
    CodeUnits(s::S) where {S <: AbstractString} = new{codeunit(s), S}(s)
end
codeunits(s::AbstractString) = CodeUnits(s)
length(s::CodeUnits) = ncodeunits(s.s)
size(s::CodeUnits) = (length(s),)
sizeof(s::CodeUnits{T}) where {T} = ncodeunits(s.s) * sizeof(T)
elsize(::Type{<:CodeUnits{T}}) where {T} = sizeof(T)
@propagate_inbounds getindex(s::CodeUnits, i::Int) = codeunit(s.s, i)
IndexStyle(::Type{<:CodeUnits}) = IndexLinear()
@inline iterate(s::CodeUnits, i = 1) = (i % UInt) - 1 < length(s) ? (@inbounds s[i], i + 1) : nothing
unsafe_convert(::Type{Ptr{T}}, s::CodeUnits{T}) where {T} = unsafe_convert(Ptr{T}, s.s)
Vector{Char}(s::AbstractString) = collect(s)
Vector{UInt8}(s::CodeUnits{UInt8, String}) = Vector{UInt8}(s.s)

function Vector{UInt8}(s::String)
    n = ncodeunits(s)
    a = Vector{UInt8}(undef, n)
    n > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(a), pointer(s), n % UInt)
    return a
end
Vector{UInt8}(s::AbstractString) = Vector{UInt8}(String(s))
Array{UInt8}(s::AbstractString) = Vector{UInt8}(s)

# The bytes become the string's; the vector is emptied, as String(::Vector{UInt8}) promises.
function String(v::Vector{UInt8})
    n = length(v)
    s = _string_n(n)
    n > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(s), pointer(v), n % UInt)
    n > 0 && resize!(v, 0)
    return s
end
String(v::AbstractVector{UInt8}) = String(copyto!(Vector{UInt8}(undef, length(v)), v))
String(s::CodeUnits{UInt8, String}) = s.s
unsafe_string(p::Ptr{UInt8}, n::Integer) = ccall(:jl_pchar_to_string, Ref{String}, (Ptr{UInt8}, Int), p, n)
unsafe_string(p::Ptr{Int8}, n::Integer) = unsafe_string(bitcast(Ptr{UInt8}, p), n)
unsafe_string(s::Cstring) = unsafe_string(bitcast(Ptr{UInt8}, s))
function unsafe_string(p::Union{Ptr{UInt8}, Ptr{Int8}})
    p == C_NULL && throw(ArgumentError("cannot convert NULL to string"))
    n = 0
    q = bitcast(Ptr{UInt8}, p)
    while pointerref(q, n + 1, 1) !== 0x00
        n += 1
    end
    return unsafe_string(q, n)
end

function isascii(s::String)
    n = ncodeunits(s)
    i = 1
    while i <= n
        _byte(s, i) < 0x80 || return false
        i += 1
    end
    return true
end
isascii(s::AbstractString) = all(isascii, s)

iterate(s::AbstractString, i::Integer) = iterate(s, Int(i))
in(c::AbstractChar, s::AbstractString) = any(==(c), s)
hash(s::String, h::UInt) = _hash_bytes(pointer(s), sizeof(s), h, s)
hash(s::AbstractString, h::UInt) = hash(String(s), h)
function _hash_bytes(p::Ptr{UInt8}, n::Int, h::UInt, owner)
    seed = h + memhash_seed
    return ccall(:memhash_seed, UInt, (Ptr{UInt8}, UInt, UInt32), p, n % UInt, seed % UInt32) + seed
end
const memhash_seed = 0x71e729fd56419c81
