# Char: 32 bits that hold the UTF-8 bytes of one character, first byte on top, so that any byte sequence a String may
# contain, valid or not, has a Char, and comparing Chars compares their bytes.

Char(c::Char) = c
AbstractChar(c::AbstractChar) = c
(::Type{T})(c::AbstractChar) where {T <: Number} = T(codepoint(c))
(::Type{AbstractChar})(x::Number) = Char(x)
(::Type{T})(x::AbstractChar) where {T <: AbstractChar} = T(codepoint(x))
Char(x::Number) = Char(UInt32(x))

struct CodePointError{T <: Integer} <: Exception
    code::T
end
code_point_err(u::UInt32) = (@_noinline_meta; throw(CodePointError(u)))

struct InvalidCharError{T <: AbstractChar} <: Exception
    char::T
end
invalid_char(c::AbstractChar) = (@_noinline_meta; throw(InvalidCharError(c)))

function Char(u::UInt32)
    u < 0x00000080 && return bitcast(Char, shl_int(u, 0x18))
    u < 0x00200000 || code_point_err(u)
    tail1 = and_int(u, 0x0000003f)
    tail2 = shl_int(and_int(u, 0x00000fc0), 0x02)
    if u < 0x00000800
        return bitcast(Char, shl_int(or_int(or_int(0x0000c080, tail1), tail2), 0x10))
    end
    tail3 = shl_int(and_int(u, 0x0003f000), 0x04)
    if u < 0x00010000
        return bitcast(Char, shl_int(or_int(or_int(0x00e08080, tail1), or_int(tail2, tail3)), 0x08))
    end
    tail4 = shl_int(and_int(u, 0x001c0000), 0x06)
    return bitcast(Char, or_int(or_int(0xf0808080, tail1), or_int(tail2, or_int(tail3, tail4))))
end

# The number of code units the character takes in UTF-8.
ncodeunits(c::Char) = _write_length(bitcast(UInt32, c))
function _write_length(u::UInt32)
    and_int(u, 0x00ffffff) === 0x00000000 && return 1
    and_int(u, 0x0000ffff) === 0x00000000 && return 2
    and_int(u, 0x000000ff) === 0x00000000 && return 3
    return 4
end

# Malformed: the bytes are no UTF-8 pattern. Overlong: they are, but a shorter one exists.
function ismalformed(c::Char)
    u = bitcast(UInt32, c)
    lead = leading_ones(u)
    lead === 0 && return and_int(u, 0x00ffffff) !== 0x00000000
    (lead === 1) | (lead > 4) && return true
    # after the first byte exactly lead-1 continuation bytes, then nothing
    used = lead === 2 ? 0x00ff0000 : lead === 3 ? 0x00ffff00 : 0x00ffffff
    and_int(u, xor_int(used, 0x00ffffff)) === 0x00000000 || return true
    return and_int(and_int(u, 0x00c0c0c0), used) !== and_int(0x00808080, used)
end
ismalformed(c::AbstractChar) = false

function isoverlong(c::Char)
    u = bitcast(UInt32, c)
    top = lshr_int(u, 0x18)
    (top == 0x000000c0) | (top == 0x000000c1) && return true
    ((top == 0x000000e0) & (and_int(u, 0x00e00000) == 0x00800000)) && return true
    return (top == 0x000000f0) & (and_int(u, 0x00f00000) == 0x00800000)
end
isoverlong(c::AbstractChar) = false

codepoint(c::Char) = UInt32(c)
function UInt32(c::Char)
    u = bitcast(UInt32, c)
    u < 0x80000000 && return lshr_int(u, 0x18)
    ismalformed(c) | isoverlong(c) && invalid_char(c)
    return decode_overlong(c)
end

# The number the bits encode, valid or not: what UInt32(c) gives for good characters.
function decode_overlong(c::Char)
    u = bitcast(UInt32, c)
    lead = leading_ones(u)
    t = trailing_zeros(u) & 56
    u = and_int(u, lshr_int(0xffffffff, lead % UInt32))
    u = lshr_int(u, t % UInt32)
    return or_int(or_int(and_int(u, 0x0000007f), lshr_int(and_int(u, 0x00007f00), 0x02)),
                  or_int(lshr_int(and_int(u, 0x007f0000), 0x04), lshr_int(and_int(u, 0x7f000000), 0x06)))
end

convert(::Type{AbstractChar}, x::Number) = Char(x)
convert(::Type{T}, x::Number) where {T <: AbstractChar} = T(x)
convert(::Type{T}, x::AbstractChar) where {T <: Number} = T(x)
convert(::Type{T}, c::AbstractChar) where {T <: AbstractChar} = T(c)
convert(::Type{T}, c::T) where {T <: AbstractChar} = c
rem(x::AbstractChar, ::Type{T}) where {T <: Number} = rem(codepoint(x), T)

typemax(::Type{Char}) = bitcast(Char, typemax(UInt32))
typemin(::Type{Char}) = bitcast(Char, typemin(UInt32))
size(c::AbstractChar) = ()
size(c::AbstractChar, d::Integer) = d < 1 ? throw(BoundsError()) : 1
ndims(c::AbstractChar) = 0
ndims(::Type{<:AbstractChar}) = 0
length(c::AbstractChar) = 1
firstindex(c::AbstractChar) = 1
lastindex(c::AbstractChar) = 1
getindex(c::AbstractChar) = c
getindex(c::AbstractChar, i::Integer) = i == 1 ? c : throw(BoundsError())
getindex(c::AbstractChar, I::Integer...) = all(x -> x == 1, I) ? c : throw(BoundsError())
first(c::AbstractChar) = c
last(c::AbstractChar) = c
eltype(::Type{T}) where {T <: AbstractChar} = T
keys(c::AbstractChar) = OneTo(1)
iterate(c::AbstractChar, done = false) = done ? nothing : (c, true)
isempty(c::AbstractChar) = false
in(x::AbstractChar, y::AbstractChar) = x == y
axes(c::AbstractChar) = ()

==(x::Char, y::Char) = bitcast(UInt32, x) == bitcast(UInt32, y)
isless(x::Char, y::Char) = bitcast(UInt32, x) < bitcast(UInt32, y)
==(x::AbstractChar, y::AbstractChar) = Char(x) == Char(y)
isless(x::AbstractChar, y::AbstractChar) = isless(Char(x), Char(y))
isequal(x::AbstractChar, y::AbstractChar) = x == y
widen(::Type{T}) where {T <: AbstractChar} = T
hash(x::AbstractChar, h::UInt) = hash(Char(x), h)

-(x::AbstractChar, y::AbstractChar) = Int(x) - Int(y)
-(x::T, y::Integer) where {T <: AbstractChar} = T(Int32(x) - Int32(y))
+(x::T, y::Integer) where {T <: AbstractChar} = T(Int32(x) + Int32(y))
+(x::Integer, y::AbstractChar) = y + x

bswap(x::Char) = bitcast(Char, bswap_int(bitcast(UInt32, x)))
broadcastable(x::AbstractChar) = Ref(x)
# Unicode scalar values: no surrogates, nothing above U+10FFFF.
function isvalid(c::Char)
    ismalformed(c) | isoverlong(c) && return false
    u = decode_overlong(c)
    return (u < 0x0000d800) | (0x0000e000 <= u <= 0x0010ffff)
end
isvalid(c::AbstractChar) = isvalid(Char(c))
isvalid(::Type{T}, c::AbstractChar) where {T <: AbstractChar} = isvalid(T(c))
isvalid(::Type{<:AbstractChar}, u::Integer) = (0 <= u < 0xd800) | (0xe000 <= u <= 0x10ffff)

isascii(c::Char) = bitcast(UInt32, c) < 0x80000000
isascii(c::AbstractChar) = UInt32(c) < 0x00000080
