# Floating-point numbers: constants, conversion to and from integers, arithmetic, exact order against integers.
# Float16 computes in Float32 and rounds once.

const IEEEFloat = Union{Float16, Float32, Float64}

const Inf16 = bitcast(Float16, 0x7c00)
const NaN16 = bitcast(Float16, 0x7e00)
const Inf32 = bitcast(Float32, 0x7f800000)
const NaN32 = bitcast(Float32, 0x7fc00000)
const Inf64 = bitcast(Float64, 0x7ff0000000000000)
const NaN64 = bitcast(Float64, 0x7ff8000000000000)
const Inf = Inf64
const NaN = NaN64

# ---- the fields of the format ---------------------------------------------------------------------------------------

sign_mask(::Type{Float64}) = 0x8000000000000000
exponent_mask(::Type{Float64}) = 0x7ff0000000000000
exponent_one(::Type{Float64}) = 0x3ff0000000000000
exponent_half(::Type{Float64}) = 0x3fe0000000000000
significand_mask(::Type{Float64}) = 0x000fffffffffffff
sign_mask(::Type{Float32}) = 0x80000000
exponent_mask(::Type{Float32}) = 0x7f800000
exponent_one(::Type{Float32}) = 0x3f800000
exponent_half(::Type{Float32}) = 0x3f000000
significand_mask(::Type{Float32}) = 0x007fffff
sign_mask(::Type{Float16}) = 0x8000
exponent_mask(::Type{Float16}) = 0x7c00
exponent_one(::Type{Float16}) = 0x3c00
exponent_half(::Type{Float16}) = 0x3800
significand_mask(::Type{Float16}) = 0x03ff

significand_bits(::Type{Float64}) = 52
significand_bits(::Type{Float32}) = 23
significand_bits(::Type{Float16}) = 10
exponent_bits(::Type{Float64}) = 11
exponent_bits(::Type{Float32}) = 8
exponent_bits(::Type{Float16}) = 5
exponent_bias(::Type{Float64}) = 1023
exponent_bias(::Type{Float32}) = 127
exponent_bias(::Type{Float16}) = 15
exponent_max(::Type{T}) where {T <: IEEEFloat} = exponent_bias(T)
exponent_raw_max(::Type{T}) where {T <: IEEEFloat} = Int(exponent_mask(T) >> significand_bits(T))

uinttype(::Type{Float64}) = UInt64
uinttype(::Type{Float32}) = UInt32
uinttype(::Type{Float16}) = UInt16
inttype(::Type{Float64}) = Int64
inttype(::Type{Float32}) = Int32
inttype(::Type{Float16}) = Int16
floattype(::Type{UInt64}) = Float64
floattype(::Type{UInt32}) = Float32
floattype(::Type{UInt16}) = Float16
floattype(::Type{Int64}) = Float64
floattype(::Type{Int32}) = Float32
floattype(::Type{Int16}) = Float16

# ---- between float widths -------------------------------------------------------------------------------------------

Float16(x::Float32) = fptrunc(Float16, x)
Float16(x::Float64) = fptrunc(Float16, x)
Float32(x::Float64) = fptrunc(Float32, x)
Float32(x::Float16) = fpext(Float32, x)
Float64(x::Float32) = fpext(Float64, x)
Float64(x::Float16) = fpext(Float64, x)

# ---- from integers --------------------------------------------------------------------------------------------------

for T in (Int8, Int16, Int32, Int64)
    @eval Float64(x::$T) = sitofp(Float64, x)
    @eval Float32(x::$T) = sitofp(Float32, x)
    @eval Float16(x::$T) = sitofp(Float16, x)
end
for T in (UInt8, UInt16, UInt32, UInt64)
    @eval Float64(x::$T) = uitofp(Float64, x)
    @eval Float32(x::$T) = uitofp(Float32, x)
    @eval Float16(x::$T) = uitofp(Float16, x)
end
Float64(x::Bool) = uitofp(Float64, zext_int(UInt32, x))
Float32(x::Bool) = uitofp(Float32, zext_int(UInt32, x))
Float16(x::Bool) = uitofp(Float16, zext_int(UInt32, x))

# 128 bits: the top bits go into the significand; what is below them rounds to even and may carry into the exponent.
function _float_from_wide(::Type{T}, x::UInt128) where {T <: IEEEFloat}
    x == 0 && return T(0)
    U = uinttype(T)
    p = significand_bits(T)
    n = 128 - leading_zeros(x)
    if n <= p + 1
        m = (x << (p + 1 - n)) % U
        return bitcast(T, ((n - 1 + exponent_bias(T)) % U) << p + (m & significand_mask(T)))
    end
    n - 1 > exponent_bias(T) && return bitcast(T, exponent_mask(T))
    s = n - (p + 1)
    m = (x >> s) % U
    low = x & ((UInt128(1) << s) - UInt128(1))
    half = UInt128(1) << (s - 1)
    up = (low > half) | ((low == half) & (m & one(U) == one(U)))
    return bitcast(T, ((n - 1 + exponent_bias(T)) % U) << p + (m & significand_mask(T)) + (up % U))
end
Float64(x::UInt128) = _float_from_wide(Float64, x)
Float32(x::UInt128) = _float_from_wide(Float32, x)
Float16(x::UInt128) = _float_from_wide(Float16, x)
Float64(x::Int128) = x < 0 ? -_float_from_wide(Float64, unsigned(-x)) : _float_from_wide(Float64, unsigned(x))
Float32(x::Int128) = x < 0 ? -_float_from_wide(Float32, unsigned(-x)) : _float_from_wide(Float32, unsigned(x))
Float16(x::Int128) = x < 0 ? -_float_from_wide(Float16, unsigned(-x)) : _float_from_wide(Float16, unsigned(x))

AbstractFloat(x::Bool) = Float64(x)
AbstractFloat(x::BitInteger) = Float64(x)
float(::Type{T}) where {T <: Number} = typeof(float(zero(T)))
float(::Type{T}) where {T <: AbstractFloat} = T
float(x) = AbstractFloat(x)
float(x::AbstractFloat) = x

promote_rule(::Type{Float16}, ::Type{T}) where {T <: BitInteger} = Float16
promote_rule(::Type{Float32}, ::Type{T}) where {T <: BitInteger} = Float32
promote_rule(::Type{Float64}, ::Type{T}) where {T <: BitInteger} = Float64
promote_rule(::Type{Float32}, ::Type{Float16}) = Float32
promote_rule(::Type{Float64}, ::Type{Float16}) = Float64
promote_rule(::Type{Float64}, ::Type{Float32}) = Float64
widen(::Type{Float16}) = Float32
widen(::Type{Float32}) = Float64

# ---- to integers ------------------------------------------------------------------------------------------------------

for T in (Int8, Int16, Int32, Int64)
    for F in (Float32, Float64)
        @eval unsafe_trunc(::Type{$T}, x::$F) = fptosi($T, x)
    end
    @eval unsafe_trunc(::Type{$T}, x::Float16) = fptosi($T, Float32(x))
end
for T in (UInt8, UInt16, UInt32, UInt64)
    for F in (Float32, Float64)
        @eval unsafe_trunc(::Type{$T}, x::$F) = fptoui($T, x)
    end
    @eval unsafe_trunc(::Type{$T}, x::Float16) = fptoui($T, Float32(x))
end
function unsafe_trunc(::Type{UInt128}, x::Float64)
    xu = bitcast(UInt64, x)
    k = Int(xu >> 52) & 0x07ff - 1075
    m = UInt128((xu & 0x000fffffffffffff) | 0x0010000000000000)
    return k >= 0 ? m << k : m >> -k
end
unsafe_trunc(::Type{Int128}, x::Float64) =
    copysign(unsafe_trunc(UInt128, x) % Int128, x)
unsafe_trunc(::Type{T}, x::Union{Float16, Float32}) where {T <: Union{Int128, UInt128}} = unsafe_trunc(T, Float64(x))

zero(::Type{T}) where {T <: IEEEFloat} = T(0)
one(::Type{T}) where {T <: IEEEFloat} = T(1)

# The limits of T as floats: a float strictly between `lo - 1` and `hi + 1` truncates into T.
for T in BitInteger_types
    for F in (Float16, Float32, Float64)
        lo = typemin(T)
        # one past the top: a power of two, exact in F unless it overflows to Inf (which then admits all finite)
        hi_power = T <: Signed ? 8 * Core.sizeof(T) - 1 : 8 * Core.sizeof(T)
        # past F's range the bound is Inf; a power of two is its exponent field
        e = hi_power + exponent_bias(F)
        past = e >= exponent_raw_max(F) ? bitcast(F, exponent_mask(F)) :
               bitcast(F, (e % uinttype(F)) << significand_bits(F))
        flo = T <: Signed ? bitcast(F, bitcast(uinttype(F), past) | sign_mask(F)) : bitcast(F, zero(uinttype(F)))
        # below the least there may be fractions that truncate to it, where F resolves them
        fractions = 8 * Core.sizeof(T) <= significand_bits(F)
        name = QuoteNode(T.name.name)
        if T <: Signed
            if fractions
                @eval _truncates(::Type{$T}, x::$F) = ($flo - one($F) < x) & (x < $past)
            else
                @eval _truncates(::Type{$T}, x::$F) = isfinite(x) & ($flo <= x) & (x < $past)
            end
        else
            @eval _truncates(::Type{$T}, x::$F) = (-one($F) < x) & (x < $past)
        end
        @eval function (::Type{$T})(x::$F)
            if _truncates($T, x) && isinteger(x)
                return unsafe_trunc($T, x)
            end
            throw(InexactError($name, $T, x))
        end
        @eval function round(::Type{$T}, x::$F, r::RoundingMode{:ToZero})
            _truncates($T, x) && return unsafe_trunc($T, x)
            throw(InexactError(:round, $T, x, r))
        end
    end
end
Bool(x::IEEEFloat) = x == 0 ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))

function round(::Type{T}, x::IEEEFloat, r::RoundingMode) where {T <: BitInteger}
    y = round(x, r)
    _truncates(T, y) && return unsafe_trunc(T, y)
    throw(InexactError(:round, T, x, r))
end
rem(x::T, ::Type{I}) where {T <: IEEEFloat, I <: BitInteger} = _wrap_to_int(x, I)
function _wrap_to_int(x::IEEEFloat, ::Type{I}) where {I <: BitInteger}
    isfinite(x) || throw(InexactError(:rem, I, x))
    y = Float64(trunc(x))
    bits = bitcast(UInt64, y)
    e = Int((bits >> 52) & 0x07ff) - 1075
    m = ((bits & 0x000fffffffffffff) | 0x0010000000000000)
    y == 0 && return zero(I)
    w = e >= 128 ? UInt128(0) : e >= 0 ? UInt128(m) << e : UInt128(m >> -e)
    return (y < 0 ? -w : w) % I
end

# ---- arithmetic -------------------------------------------------------------------------------------------------------

-(x::Float64) = neg_float(x)
-(x::Float32) = neg_float(x)
-(x::Float16) = bitcast(Float16, xor_int(bitcast(UInt16, x), 0x8000))
+(x::T, y::T) where {T <: Union{Float32, Float64}} = add_float(x, y)
-(x::T, y::T) where {T <: Union{Float32, Float64}} = sub_float(x, y)
*(x::T, y::T) where {T <: Union{Float32, Float64}} = mul_float(x, y)
/(x::T, y::T) where {T <: Union{Float32, Float64}} = div_float(x, y)
+(x::Float16, y::Float16) = Float16(add_float(Float32(x), Float32(y)))
-(x::Float16, y::Float16) = Float16(sub_float(Float32(x), Float32(y)))
*(x::Float16, y::Float16) = Float16(mul_float(Float32(x), Float32(y)))
/(x::Float16, y::Float16) = Float16(div_float(Float32(x), Float32(y)))
muladd(x::T, y::T, z::T) where {T <: Union{Float32, Float64}} = muladd_float(x, y, z)
muladd(x::Float16, y::Float16, z::Float16) = Float16(muladd_float(Float32(x), Float32(y), Float32(z)))

abs(x::Float64) = abs_float(x)
abs(x::Float32) = abs_float(x)
abs(x::Float16) = bitcast(Float16, and_int(bitcast(UInt16, x), 0x7fff))
signbit(x::Float64) = slt_int(bitcast(Int64, x), 0)
signbit(x::Float32) = slt_int(bitcast(Int32, x), zero(Int32))
signbit(x::Float16) = slt_int(bitcast(Int16, x), zero(Int16))
copysign(x::Float32, y::Float32) = copysign_float(x, y)
copysign(x::Float64, y::Float64) = copysign_float(x, y)
copysign(x::Float16, y::Float16) =
    bitcast(Float16, or_int(and_int(bitcast(UInt16, x), 0x7fff), and_int(bitcast(UInt16, y), 0x8000)))
copysign(x::Float32, y::Real) = copysign(x, Float32(y))
copysign(x::Float64, y::Real) = copysign(x, Float64(y))
copysign(x::Float16, y::Real) = copysign(x, Float16(y))
copysign(x::Float32, y::Float64) = copysign(x, Float32(y))
_flipsign(x::T, y::T) where {T} = bitcast(T, xor_int(bitcast(uinttype(T), x), and_int(bitcast(uinttype(T), y), sign_mask(T))))
flipsign(x::Float64, y::Float64) = _flipsign(x, y)
flipsign(x::Float32, y::Float32) = _flipsign(x, y)
flipsign(x::Float16, y::Float16) = _flipsign(x, y)
flipsign(x::Float64, y::Real) = flipsign(x, Float64(y))
flipsign(x::Float32, y::Real) = flipsign(x, Float32(y))
flipsign(x::Float16, y::Real) = flipsign(x, Float16(y))

# The remainder is exact; Float32 and Float16 lie in Float64 without rounding.
rem(x::Float64, y::Float64) = ccall(:fmod, Float64, (Float64, Float64), x, y)
rem(x::T, y::T) where {T <: Union{Float16, Float32}} = T(rem(Float64(x), Float64(y)))
function mod(x::T, y::T) where {T <: AbstractFloat}
    r = rem(x, y)
    if r == 0
        return copysign(r, y)
    elseif (r > 0) ⊻ (y > 0)
        return r + y
    end
    return r
end

round(x::Float64, ::RoundingMode{:ToZero}) = trunc_llvm(x)
round(x::Float32, ::RoundingMode{:ToZero}) = trunc_llvm(x)
round(x::Float64, ::RoundingMode{:Down}) = floor_llvm(x)
round(x::Float32, ::RoundingMode{:Down}) = floor_llvm(x)
round(x::Float64, ::RoundingMode{:Up}) = ceil_llvm(x)
round(x::Float32, ::RoundingMode{:Up}) = ceil_llvm(x)
round(x::Float64, ::RoundingMode{:Nearest}) = rint_llvm(x)
round(x::Float32, ::RoundingMode{:Nearest}) = rint_llvm(x)
round(x::Float16, r::RoundingMode{:ToZero}) = Float16(round(Float32(x), r))
round(x::Float16, r::RoundingMode{:Down}) = Float16(round(Float32(x), r))
round(x::Float16, r::RoundingMode{:Up}) = Float16(round(Float32(x), r))
round(x::Float16, r::RoundingMode{:Nearest}) = Float16(round(Float32(x), r))

bswap(x::T) where {T <: IEEEFloat} = bitcast(T, bswap_int(bitcast(uinttype(T), x)))

# ---- order ------------------------------------------------------------------------------------------------------------

==(x::T, y::T) where {T <: Union{Float32, Float64}} = eq_float(x, y)
!=(x::T, y::T) where {T <: Union{Float32, Float64}} = ne_float(x, y)
<(x::T, y::T) where {T <: Union{Float32, Float64}} = lt_float(x, y)
<=(x::T, y::T) where {T <: Union{Float32, Float64}} = le_float(x, y)
==(x::Float16, y::Float16) = eq_float(Float32(x), Float32(y))
!=(x::Float16, y::Float16) = ne_float(Float32(x), Float32(y))
<(x::Float16, y::Float16) = lt_float(Float32(x), Float32(y))
<=(x::Float16, y::Float16) = le_float(Float32(x), Float32(y))

isequal(x::T, y::T) where {T <: Union{Float32, Float64}} = fpiseq(x, y)
isequal(x::Float16, y::Float16) = fpiseq(Float32(x), Float32(y))
isequal(x::AbstractFloat, y::AbstractFloat) = (isnan(x) & isnan(y)) | (signequal(x, y) & (x == y))
isequal(x::Real, y::AbstractFloat) = (isnan(x) & isnan(y)) | (signequal(x, y) & (x == y))
isequal(x::AbstractFloat, y::Real) = (isnan(x) & isnan(y)) | (signequal(x, y) & (x == y))
signequal(x, y) = signbit(x) == signbit(y)

# isless puts -0.0 before 0.0 and NaN last: the order of the bit patterns, negatives turned round.
function isless(x::T, y::T) where {T <: IEEEFloat}
    a = _ordered_bits(x)
    b = _ordered_bits(y)
    return (!isnan(x) & isnan(y)) | (!isnan(x) & slt_int(a, b))
end
function _ordered_bits(x::T) where {T <: IEEEFloat}
    i = bitcast(inttype(T), x)
    return ifelse(i < zero(i), xor_int(i, ~bitcast(inttype(T), sign_mask(T))), i)
end

# Against integers too wide for the float: compare as floats; where they tie, as integers.
for T in (Int64, UInt64, Int128, UInt128)
    for F in (Float32, Float64)
        top = F(typemax(T))
        @eval function ==(x::$F, y::$T)
            fy = $F(y)
            return (x == fy) & (fy != $top) & (y == unsafe_trunc($T, fy))
        end
        @eval ==(y::$T, x::$F) = x == y
        @eval function <(x::$T, y::$F)
            fx = $F(x)
            return (fx < y) | ((fx == y) & ((fx == $top) | (x < unsafe_trunc($T, fx))))
        end
        @eval function <=(x::$T, y::$F)
            fx = $F(x)
            return (fx < y) | ((fx == y) & ((fx == $top) | (x <= unsafe_trunc($T, fx))))
        end
        @eval function <(x::$F, y::$T)
            fy = $F(y)
            return (x < fy) | ((x == fy) & (fy < $top) & (unsafe_trunc($T, fy) < y))
        end
        @eval function <=(x::$F, y::$T)
            fy = $F(y)
            return (x < fy) | ((x == fy) & (fy < $top) & (unsafe_trunc($T, fy) <= y))
        end
    end
end
for op in (:(==), :<, :<=)
    @eval $op(x::Float32, y::Union{Int32, UInt32}) = $op(Float64(x), Float64(y))
    @eval $op(x::Union{Int32, UInt32}, y::Float32) = $op(Float64(x), Float64(y))
    @eval $op(x::Float16, y::BitInteger) = $op(Float64(x), y)
    @eval $op(x::BitInteger, y::Float16) = $op(x, Float64(y))
end

min(x::T, y::T) where {T <: IEEEFloat} = isnan(x) | isnan(y) ? x + y : isless(y, x) ? y : x
max(x::T, y::T) where {T <: IEEEFloat} = isnan(x) | isnan(y) ? x + y : isless(x, y) ? y : x
minmax(x::T, y::T) where {T <: IEEEFloat} = min(x, y), max(x, y)

# ---- kinds of values --------------------------------------------------------------------------------------------------

isnan(x::AbstractFloat) = (x != x)::Bool
isnan(x::Number) = false
isfinite(x::AbstractFloat) = !isnan(x - x)
isfinite(x::IEEEFloat) = bitcast(uinttype(typeof(x)), x) & exponent_mask(typeof(x)) != exponent_mask(typeof(x))
isfinite(x::Real) = isfinite(float(x))
isfinite(x::Integer) = true
isinf(x::Real) = !isnan(x) & !isfinite(x)
isinf(x::IEEEFloat) = abs(x) === oftype(x, Inf)
isinteger(x::AbstractFloat) = (x - trunc(x) == 0)::Bool
issubnormal(x::T) where {T <: IEEEFloat} =
    (b = bitcast(uinttype(T), x); (b & exponent_mask(T) == 0) & (b & significand_mask(T) != 0))

# ---- neighbours and limits --------------------------------------------------------------------------------------------

typemin(::Type{T}) where {T <: IEEEFloat} = bitcast(T, exponent_mask(T) | sign_mask(T))
typemax(::Type{T}) where {T <: IEEEFloat} = bitcast(T, exponent_mask(T))
floatmin(::Type{T}) where {T <: IEEEFloat} = bitcast(T, one(uinttype(T)) << significand_bits(T))
floatmax(::Type{T}) where {T <: IEEEFloat} = bitcast(T, exponent_mask(T) - one(uinttype(T)))
floatmin() = floatmin(Float64)
floatmax() = floatmax(Float64)
floatmin(x::T) where {T <: AbstractFloat} = floatmin(T)
floatmax(x::T) where {T <: AbstractFloat} = floatmax(T)
eps(::Type{Float16}) = bitcast(Float16, 0x1400)
eps(::Type{Float32}) = bitcast(Float32, 0x34000000)
eps(::Type{Float64}) = bitcast(Float64, 0x3cb0000000000000)
eps() = eps(Float64)
function eps(x::AbstractFloat)
    isfinite(x) || return oftype(x, NaN)
    a = abs(x)
    return a >= floatmin(x) ? ldexp(eps(typeof(x)), exponent(a)) : nextfloat(zero(x))
end
eps(x::T) where {T <: IEEEFloat} = isfinite(x) ?
    (abs(x) >= floatmin(T) ? ldexp(eps(T), exponent(x)) : nextfloat(zero(T))) : T(NaN)

# d steps along the line of representable numbers.
function nextfloat(f::IEEEFloat, d::Integer)
    F = typeof(f)
    isnan(f) && return f
    fi = _ordered_bits(f)
    I = typeof(fi)
    # on this scale the numbers are consecutive, but -0.0 and 0.0 are two: count them as one
    k = Int128(fi < 0 ? fi + one(I) : fi) + Int128(d)
    limit = Int128(bitcast(I, exponent_mask(F)))
    k = clamp(k, -limit, limit)
    r = bitcast(F, abs(k) % uinttype(F))
    return k < 0 || (k == 0 && signbit(f)) ? -r : r
end
nextfloat(x::AbstractFloat) = nextfloat(x, 1)
prevfloat(x::AbstractFloat, d::Integer) = nextfloat(x, -d)
prevfloat(x::AbstractFloat) = nextfloat(x, -1)

precision(::Type{Float16}; base::Integer = 2) = _precision_in_base(11, base)
precision(::Type{Float32}; base::Integer = 2) = _precision_in_base(24, base)
precision(::Type{Float64}; base::Integer = 2) = _precision_in_base(53, base)
precision(x::T; base::Integer = 2) where {T <: AbstractFloat} = precision(T; base = base)
function _precision_in_base(p::Int, base::Integer)
    base == 2 && return p
    base > 1 || throw(DomainError(base, "`base` cannot be less than 2."))
    return floor(Int, p / log2(base))
end
maxintfloat(::Type{Float64}) = 9007199254740992.0
maxintfloat(::Type{Float32}) = Float32(16777216.0)
maxintfloat(::Type{Float16}) = Float16(2048f0)
maxintfloat(x::T) where {T <: AbstractFloat} = maxintfloat(T)
maxintfloat() = maxintfloat(Float64)
maxintfloat(::Type{S}, ::Type{T}) where {S <: AbstractFloat, T <: Integer} = min(maxintfloat(S), S(typemax(T)))

ispow2(x::AbstractFloat) = !iszero(x) && frexp(x)[1] == 0.5
iseven(x::AbstractFloat) = isinteger(x) && (abs(x) > maxintfloat(x) || iseven(Integer(x)))
isodd(x::AbstractFloat) = isinteger(x) && abs(x) < maxintfloat(x) && isodd(Integer(x))
