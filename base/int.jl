# Integers of fixed width: arithmetic, bits, order. Everything wraps; `checked.jl` has what does not.

const BitSigned32 = Union{Int8, Int16, Int32}
const BitUnsigned32 = Union{UInt8, UInt16, UInt32}
const BitInteger32 = Union{BitSigned32, BitUnsigned32}
const BitSigned64_types = (Int8, Int16, Int32, Int64)
const BitUnsigned64_types = (UInt8, UInt16, UInt32, UInt64)
const BitInteger64_types = (Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64)
const BitSigned_types = (Int8, Int16, Int32, Int64, Int128)
const BitUnsigned_types = (UInt8, UInt16, UInt32, UInt64, UInt128)
const BitInteger_types = (Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128)
const BitSigned64 = Union{Int8, Int16, Int32, Int64}
const BitUnsigned64 = Union{UInt8, UInt16, UInt32, UInt64}
const BitInteger64 = Union{BitSigned64, BitUnsigned64}
const BitSigned = Union{Int8, Int16, Int32, Int64, Int128}
const BitUnsigned = Union{UInt8, UInt16, UInt32, UInt64, UInt128}
const BitInteger = Union{BitSigned, BitUnsigned}

# ---- order --------------------------------------------------------------------------------------------------------

==(x::T, y::T) where {T <: BitInteger} = eq_int(x, y)
!=(x::T, y::T) where {T <: BitInteger} = ne_int(x, y)
<(x::T, y::T) where {T <: BitSigned} = slt_int(x, y)
<=(x::T, y::T) where {T <: BitSigned} = sle_int(x, y)
<(x::T, y::T) where {T <: BitUnsigned} = ult_int(x, y)
<=(x::T, y::T) where {T <: BitUnsigned} = ule_int(x, y)

# signed against unsigned: a negative is below everything
==(x::BitSigned, y::BitUnsigned) = (x >= 0) & (unsigned(x) == y)
==(x::BitUnsigned, y::BitSigned) = (y >= 0) & (x == unsigned(y))
<(x::BitSigned, y::BitUnsigned) = (x < 0) | (unsigned(x) < y)
<(x::BitUnsigned, y::BitSigned) = (y >= 0) & (x < unsigned(y))
<=(x::BitSigned, y::BitUnsigned) = (x < 0) | (unsigned(x) <= y)
<=(x::BitUnsigned, y::BitSigned) = (y >= 0) & (x <= unsigned(y))

isless(x::Real, y::Real) = x < y
isless(x::AbstractFloat, y::AbstractFloat) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x::Real, y::AbstractFloat) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x::AbstractFloat, y::Real) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
signless(x::Real, y::Real) = signbit(x) & !signbit(y)
isequal(x::Number, y::Number) = x == y

# ---- arithmetic ---------------------------------------------------------------------------------------------------

+(x::T, y::T) where {T <: BitInteger} = add_int(x, y)
-(x::T, y::T) where {T <: BitInteger} = sub_int(x, y)
*(x::T, y::T) where {T <: BitInteger} = mul_int(x, y)
-(x::BitInteger) = neg_int(x)
+(x::Number) = x
*(x::Number) = x
+(x::Integer) = x
-(x::Integer) = zero(x) - x
/(x::T, y::T) where {T <: Integer} = (@_inline_meta; float(x) / float(y))
/(x::Integer, y::Integer) = float(x) / float(y)
inv(x::Integer) = float(one(x)) / float(x)

muladd(x::T, y::T, z::T) where {T <: BitInteger} = add_int(mul_int(x, y), z)
fma(x::Integer, y::Integer, z::Integer) = x * y + z
# Of different types: both are taken modulo the common type, so that Int8(-1) is added to a UInt8 without an error.
for f in (:+, :-, :*, :&, :|, :xor)
    @eval function ($f)(x::BitInteger, y::BitInteger)
        T = promote_type(typeof(x), typeof(y))
        return ($f)(x % T, y % T)
    end
end

isodd(n::Number) = isreal(n) && isodd(real(n))
isodd(n::Real) = isinteger(n) && !iszero(rem(Integer(n), 2))
iseven(n::Number) = isreal(n) && iseven(real(n))
iseven(n::Real) = isinteger(n) && iszero(rem(Integer(n), 2))
isodd(n::Integer) = !iseven(n)
iseven(n::Integer) = iszero(rem(n, 2))
isodd(n::BitInteger) = not_int(eq_int(and_int(n, one(n)), zero(n)))
iseven(n::BitInteger) = eq_int(and_int(n, one(n)), zero(n))

signbit(x::Integer) = x < 0
signbit(x::Unsigned) = false
sign(x::Number) = iszero(x) ? x / abs(oneunit(x)) : x / abs(x)
sign(x::Real) = ifelse(x < zero(x), oftype(one(x), -1), ifelse(x > zero(x), one(x), typeof(one(x))(x)))
sign(x::Unsigned) = ifelse(x > zero(x), one(x), oftype(one(x), x))

flipsign(x::T, y::T) where {T <: BitSigned} = flipsign_int(x, y)
flipsign(x::BitSigned, y::BitSigned) = flipsign_int(promote(x, y)...) % typeof(x)
flipsign(x::Signed, y::Float16) = flipsign(x, bitcast(Int16, y))
flipsign(x::Signed, y::Float32) = flipsign(x, bitcast(Int32, y))
flipsign(x::Signed, y::Float64) = flipsign(x, bitcast(Int64, y))
flipsign(x::Real, y::Real) = ifelse(signbit(y), -x, +x)
(&)(x::Integer) = x
(|)(x::Integer) = x
xor(x::Integer) = x
copysign(x::Signed, y::Signed) = flipsign(x, x ⊻ y)
copysign(x::Signed, y::Float16) = copysign(x, bitcast(Int16, y))
copysign(x::Signed, y::Float32) = copysign(x, bitcast(Int32, y))
copysign(x::Signed, y::Float64) = copysign(x, bitcast(Int64, y))
copysign(x::Signed, y::Real) = copysign(x, -oftype(x, signbit(y)))
copysign(x::Real, y::Real) = ifelse(signbit(x) != signbit(y), -x, +x)
copysign(x::Unsigned, y::Real) = copysign(signed(x), y)

abs(x::Real) = ifelse(signbit(x), -x, x)
abs(x::Unsigned) = x
abs(x::Signed) = flipsign(x, x)
# the absolute value as a type that holds it, also that of the least number
uabs(x::Integer) = abs(x)
uabs(x::BitSigned) = unsigned(abs(x))
abs2(x::Number) = abs(x)^2
abs2(x::Real) = x * x

unsigned(::Type{Bool}) = UInt
unsigned(::Type{Int8}) = UInt8
unsigned(::Type{Int16}) = UInt16
unsigned(::Type{Int32}) = UInt32
unsigned(::Type{Int64}) = UInt64
unsigned(::Type{Int128}) = UInt128
unsigned(::Type{T}) where {T <: Unsigned} = T
signed(::Type{Bool}) = Int
signed(::Type{UInt8}) = Int8
signed(::Type{UInt16}) = Int16
signed(::Type{UInt32}) = Int32
signed(::Type{UInt64}) = Int64
signed(::Type{UInt128}) = Int128
signed(::Type{T}) where {T <: Signed} = T
unsigned(x) = x % typeof(convert(Unsigned, zero(x)))
unsigned(x::BitSigned) = bitcast(unsigned(typeof(x)), x)
unsigned(x::Unsigned) = x
unsigned(x::Bool) = UInt(x)
signed(x) = x % typeof(convert(Signed, zero(x)))
signed(x::BitUnsigned) = bitcast(signed(typeof(x)), x)
signed(x::Signed) = x
signed(x::Bool) = Int(x)

# ---- division -----------------------------------------------------------------------------------------------------

div(x::T, y::T) where {T <: BitSigned} = checked_sdiv_int(x, y)
rem(x::T, y::T) where {T <: BitSigned} = checked_srem_int(x, y)
div(x::T, y::T) where {T <: BitUnsigned} = checked_udiv_int(x, y)
rem(x::T, y::T) where {T <: BitUnsigned} = checked_urem_int(x, y)
function mod(x::T, y::T) where {T <: Integer}
    y == -1 && return T(0)
    return x - fld(x, y) * y
end
mod(x::T, y::T) where {T <: BitUnsigned} = rem(x, y)
function mod(x::T, y::T) where {T <: BitSigned}
    # the remainder has x's sign; a nonzero one of the other sign than y moves up by y
    y == -1 && return T(0)
    r = rem(x, y)
    return ifelse((r != 0) & ((r < 0) != (y < 0)), r + y, r)
end
mod(x::BitSigned, y::Unsigned) = rem(y + unsigned(rem(x, y)), y)
mod(x::Unsigned, y::Signed) = rem(y + signed(rem(x, y)), y)

# of mixed signedness: the result has the type of the first
div(x::BitSigned, y::Unsigned) = flipsign(signed(div(unsigned(abs(x)), y)), x)
div(x::Unsigned, y::BitSigned) = unsigned(flipsign(signed(div(x, unsigned(abs(y)))), y))
rem(x::BitSigned, y::Unsigned) = flipsign(signed(rem(unsigned(abs(x)), y)), x)
rem(x::Unsigned, y::BitSigned) = rem(x, unsigned(abs(y)))

# ---- bits ---------------------------------------------------------------------------------------------------------

(~)(x::BitInteger) = not_int(x)
(&)(x::T, y::T) where {T <: BitInteger} = and_int(x, y)
(|)(x::T, y::T) where {T <: BitInteger} = or_int(x, y)
xor(x::T, y::T) where {T <: BitInteger} = xor_int(x, y)

>>(x::BitSigned, y::BitUnsigned) = ashr_int(x, y)
>>(x::BitUnsigned, y::BitUnsigned) = lshr_int(x, y)
<<(x::BitInteger, y::BitUnsigned) = shl_int(x, y)
>>>(x::BitInteger, y::BitUnsigned) = lshr_int(x, y)
# a negative count shifts the other way
@inline >>(x::BitInteger, y::Int) = ifelse(0 <= y, x >> unsigned(y), x << unsigned(-y))
@inline <<(x::BitInteger, y::Int) = ifelse(0 <= y, x << unsigned(y), x >> unsigned(-y))
@inline >>>(x::BitInteger, y::Int) = ifelse(0 <= y, x >>> unsigned(y), x << unsigned(-y))

>>(x::Integer, y::Integer) = typemin(Int) <= y <= typemax(Int) ? x >> (y % Int) :
                             (y > 0 ? (x < 0 ? oftype(x, -1) : zero(x)) : zero(x))
<<(x::Integer, y::Integer) = typemin(Int) <= y <= typemax(Int) ? x << (y % Int) :
                             (y > 0 ? zero(x) : (x < 0 ? oftype(x, -1) : zero(x)))
>>>(x::Integer, y::Integer) = typemin(Int) <= y <= typemax(Int) ? x >>> (y % Int) : zero(x)
>>(x::Integer, y::Int) = 0 <= y ? x >> unsigned(y) : x << unsigned(-y)
<<(x::Integer, y::Int) = 0 <= y ? x << unsigned(y) : x >> unsigned(-y)
>>>(x::Integer, y::Int) = 0 <= y ? x >>> unsigned(y) : x << unsigned(-y)

bswap(x::Union{Int8, UInt8}) = x
bswap(x::Union{Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128}) = bswap_int(x)
count_ones(x::BitInteger) = (@_inline_meta; ctpop_int(x) % Int)
leading_zeros(x::BitInteger) = (@_inline_meta; ctlz_int(x) % Int)
trailing_zeros(x::BitInteger) = (@_inline_meta; cttz_int(x) % Int)
count_zeros(x::Integer) = count_ones(~x)
leading_ones(x::Integer) = leading_zeros(~x)
trailing_ones(x::Integer) = trailing_zeros(~x)
top_set_bit(x::BitInteger) = 8 * sizeof(x) - leading_zeros(x)
function top_set_bit(x::Integer)
    x < 0 && throw(DomainError(x, "top_set_bit requires a non-negative argument"))
    return ndigits0z(x, 2)
end

# `bitrotate(x, k)`: k places towards the high end, those that fall off come back at the low end.
bitrotate(x::T, k::Integer) where {T <: BitInteger} =
    (x << ((sizeof(T) << 3 - 1) & k)) | (x >>> ((sizeof(T) << 3 - 1) & -k))

function bitreverse(x::BitInteger)
    y = unsigned(x)
    r = zero(y)
    for _ in 1:(8 * sizeof(x))
        r = (r << 1) | (y & one(y))
        y >>>= 1
    end
    return r % typeof(x)
end
function bitreverse(x::Union{Int64, UInt64})
    z = unsigned(x)
    z = ((z >>> 1) & 0x5555555555555555) | ((z & 0x5555555555555555) << 1)
    z = ((z >>> 2) & 0x3333333333333333) | ((z & 0x3333333333333333) << 2)
    z = ((z >>> 4) & 0x0f0f0f0f0f0f0f0f) | ((z & 0x0f0f0f0f0f0f0f0f) << 4)
    return bswap(z) % typeof(x)
end

# ---- truncating to a type -------------------------------------------------------------------------------------------

rem(x::Integer, ::Type{Integer}) = x
rem(x::Integer, ::Type{Bool}) = (x & 1) != 0
rem(x::Signed, ::Type{Signed}) = x
rem(x::Unsigned, ::Type{Unsigned}) = x
rem(x::Signed, ::Type{Unsigned}) = unsigned(x)
rem(x::Unsigned, ::Type{Signed}) = signed(x)
rem(x::T, ::Type{T}) where {T <: Integer} = x
rem(x::Bool, ::Type{Bool}) = x
rem(x::Integer, T::Type{<:Integer}) = convert(T, x)
mod(x::Integer, ::Type{T}) where {T <: Integer} = rem(x, T)
unsafe_trunc(::Type{T}, x::Integer) where {T <: Integer} = rem(x, T)
@inline trunc(::Type{T}, x::Integer) where {T <: Integer} = convert(T, x)
@inline floor(::Type{T}, x::Integer) where {T <: Integer} = convert(T, x)
@inline ceil(::Type{T}, x::Integer) where {T <: Integer} = convert(T, x)
@inline round(::Type{T}, x::Integer) where {T <: Integer} = convert(T, x)
trunc(x::Integer) = x
round(x::Integer) = x
floor(x::Integer) = x
ceil(x::Integer) = x
isinteger(x::Integer) = true

# ---- limits, widening, mixed types ----------------------------------------------------------------------------------

typemin(::Type{T}) where {T <: BitUnsigned} = zero(T)
typemax(::Type{T}) where {T <: BitUnsigned} = ~zero(T)
typemin(::Type{T}) where {T <: BitSigned} = shl_int(one(T), (sizeof(T) << 3 - 1) % UInt)
typemax(::Type{T}) where {T <: BitSigned} = ~typemin(T)
typemin(x) = typemin(typeof(x))
typemax(x) = typemax(typeof(x))

widen(::Type{Int8}) = Int16
widen(::Type{Int16}) = Int32
widen(::Type{Int32}) = Int64
widen(::Type{Int64}) = Int128
widen(::Type{UInt8}) = UInt16
widen(::Type{UInt16}) = UInt32
widen(::Type{UInt32}) = UInt64
widen(::Type{UInt64}) = UInt128
widen(::Type{T}) where {T} = throw(MethodError(widen, (T,)))
widen(x::T) where {T} = convert(widen(T), x)
widemul(x::Number, y::Number) = widen(x) * widen(y)
widemul(x::Bool, y::Bool) = x * y
widemul(x::Bool, y::Number) = x * y
widemul(x::Number, y::Bool) = x * y
