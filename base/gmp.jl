# Integers of any size: sign and magnitude, the magnitude in 32-bit limbs, least first, in ordinary Julia memory (so
# that they live in images like everything else). Small operands are worked on here; the host's big integers take over
# multiplication, division and text where operands are long.
function big end
function rounding end
function setrounding end
function setprecision end

module GMP

export BigInt

import Base: *, +, -, /, <, <<, >>, >>>, <=, ==, &, |, xor, ~, ^, abs, cmp, count_ones, div, rem, mod, fld, cld, divrem,
    gcd, gcdx, invmod, iseven, isodd, isone, iszero, isqrt, isless, ndigits0z, powermod, string, show, sqrt, sum,
    trailing_zeros, trailing_ones, tryparse_internal, top_set_bit, unsafe_trunc, widen, signed, unsigned,
    signbit, sign, flipsign, copysign, convert, promote_rule, typemin, zero, one, ispow2, binomial, factorial, big,
    float, trunc, round
using Base: BitSigned, BitUnsigned, BitInteger, IEEEFloat, uinttype, significand_bits, significand_mask, exponent_mask,
    exponent_bias
import Core.Intrinsics: bitcast

const Limbs = Memory{UInt32}

mutable struct BigInt <: Signed
    # negative for a negative number; its size is the number of limbs in use
    size::Int
    d::Limbs
    # the magnitude in the first n limbs of d, with leading zero limbs dropped
    global function _make(neg::Bool, d::Limbs, n::Int)
        while n > 0 && (@inbounds d[n]) == 0x00000000
            n -= 1
        end
        return new(neg ? -n : n, d)
    end
end

_len(x::BigInt) = abs(x.size)
_neg(x::BigInt) = x.size < 0
const _no_limbs = Limbs(undef, 0)

# ---- magnitudes -------------------------------------------------------------------------------------------------------

function _mag_cmp(a::Limbs, na::Int, b::Limbs, nb::Int)
    na == nb || return na < nb ? -1 : 1
    i = na
    while i > 0
        x = @inbounds a[i]
        y = @inbounds b[i]
        x == y || return x < y ? -1 : 1
        i -= 1
    end
    return 0
end

# a + b, na ≥ nb
function _mag_add(a::Limbs, na::Int, b::Limbs, nb::Int)
    r = Limbs(undef, na + 1)
    carry = UInt64(0)
    i = 1
    @inbounds while i <= nb
        carry += UInt64(a[i]) + UInt64(b[i])
        r[i] = carry % UInt32
        carry >>= 32
        i += 1
    end
    @inbounds while i <= na
        carry += UInt64(a[i])
        r[i] = carry % UInt32
        carry >>= 32
        i += 1
    end
    @inbounds r[na + 1] = carry % UInt32
    return r
end
# a - b, a ≥ b
function _mag_sub(a::Limbs, na::Int, b::Limbs, nb::Int)
    r = Limbs(undef, na)
    borrow = Int64(0)
    i = 1
    @inbounds while i <= na
        t = Int64(a[i]) - (i <= nb ? Int64(b[i]) : Int64(0)) + borrow
        r[i] = t % UInt32
        borrow = t >> 32
        i += 1
    end
    return r
end
function _mag_mul(a::Limbs, na::Int, b::Limbs, nb::Int)
    r = Limbs(undef, na + nb)
    if na * nb > 1600
        ccall(:jl_bigint_mul, Cvoid, (Any, Any, Int, Any, Int), r, a, na, b, nb)
        return r
    end
    i = 1
    @inbounds while i <= na + nb
        r[i] = 0x00000000
        i += 1
    end
    i = 1
    @inbounds while i <= na
        x = UInt64(a[i])
        carry = UInt64(0)
        j = 1
        while j <= nb
            # x*y + r + carry fits: (2³²-1)² + 2(2³²-1) = 2⁶⁴-1
            t = x * UInt64(b[j]) + UInt64(r[i + j - 1]) + carry
            r[i + j - 1] = t % UInt32
            carry = t >> 32
            j += 1
        end
        r[i + nb] = carry % UInt32
        i += 1
    end
    return r
end
# quotient of a by one limb, and the remainder
function _mag_divrem1(a::Limbs, na::Int, b::UInt32)
    q = Limbs(undef, na)
    r = UInt64(0)
    d = UInt64(b)
    i = na
    @inbounds while i > 0
        r = (r << 32) | UInt64(a[i])
        t = div(r, d)
        q[i] = t % UInt32
        r -= t * d
        i -= 1
    end
    return q, r % UInt32
end
# quotient (na-nb+1 limbs) and remainder (nb limbs) of a by b, na ≥ nb ≥ 2: long division, a limb of quotient at a time,
# each guessed from the leading limbs and corrected at most twice.
function _mag_divrem(a::Limbs, na::Int, b::Limbs, nb::Int)
    q = Limbs(undef, na - nb + 1)
    r = Limbs(undef, nb)
    if nb > 24 && na - nb > 24
        ccall(:jl_bigint_divrem, Cvoid, (Any, Any, Any, Int, Any, Int), q, r, a, na, b, nb)
        return q, r
    end
    s = leading_zeros(@inbounds b[nb])
    u = _mag_shl(a, na, s)
    v = _mag_shl(b, nb, s)
    vtop = UInt64(@inbounds v[nb])
    vnext = UInt64(@inbounds v[nb - 1])
    j = na - nb + 1
    @inbounds while j >= 1
        num = (UInt64(u[j + nb]) << 32) | UInt64(u[j + nb - 1])
        qhat = div(num, vtop)
        rhat = num - qhat * vtop
        while qhat > 0x00000000ffffffff || (rhat <= 0x00000000ffffffff && qhat * vnext > (rhat << 32) | UInt64(u[j + nb - 2]))
            qhat -= 0x0000000000000001
            rhat += vtop
            rhat > 0x00000000ffffffff && qhat <= 0x00000000ffffffff && break
        end
        carry = UInt64(0)
        borrow = Int64(0)
        i = 1
        while i <= nb
            carry += qhat * UInt64(v[i])
            t = Int64(u[i + j - 1]) - Int64(carry & 0x00000000ffffffff) + borrow
            u[i + j - 1] = t % UInt32
            borrow = t >> 32
            carry >>= 32
            i += 1
        end
        t = Int64(u[j + nb]) - Int64(carry) + borrow
        u[j + nb] = t % UInt32
        if t < 0
            # one too many: add the divisor back
            qhat -= 0x0000000000000001
            carry = UInt64(0)
            i = 1
            while i <= nb
                carry += UInt64(u[i + j - 1]) + UInt64(v[i])
                u[i + j - 1] = carry % UInt32
                carry >>= 32
                i += 1
            end
            u[j + nb] = (UInt64(u[j + nb]) + carry) % UInt32
        end
        q[j] = qhat % UInt32
        j -= 1
    end
    # undo the shift
    i = 1
    @inbounds while i <= nb
        lo = UInt64(u[i]) >> s
        hi = s == 0 ? UInt64(0) : UInt64(u[i + 1]) << (32 - s)
        r[i] = (lo | hi) % UInt32
        i += 1
    end
    return q, r
end
# a shifted left by s < 32 bits, in one limb more
function _mag_shl(a::Limbs, na::Int, s::Int)
    r = Limbs(undef, na + 1)
    carry = UInt64(0)
    i = 1
    @inbounds while i <= na
        t = (UInt64(a[i]) << s) | carry
        r[i] = t % UInt32
        carry = t >> 32
        i += 1
    end
    @inbounds r[na + 1] = carry % UInt32
    return r
end

# ---- from other numbers -----------------------------------------------------------------------------------------------

function _from_u64(neg::Bool, u::UInt64)
    d = Limbs(undef, 2)
    @inbounds d[1] = u % UInt32
    @inbounds d[2] = (u >> 32) % UInt32
    return _make(neg, d, 2)
end
BigInt(x::BigInt) = x
BigInt(x::Bool) = _from_u64(false, UInt64(x))
BigInt(x::Union{UInt8, UInt16, UInt32, UInt64}) = _from_u64(false, UInt64(x))
BigInt(x::Union{Int8, Int16, Int32, Int64}) = _from_u64(x < 0, UInt64(unsigned(abs(Int64(x)))))
function _from_u128(neg::Bool, u::UInt128)
    d = Limbs(undef, 4)
    for i in 1:4
        @inbounds d[i] = (u >> (32 * (i - 1))) % UInt32
    end
    return _make(neg, d, 4)
end
BigInt(x::UInt128) = _from_u128(false, x)
BigInt(x::Int128) = _from_u128(x < 0, unsigned(abs(x)))
BigInt(x::Integer) = convert(BigInt, Int128(x))
# GMP's way to ask for room for so many bits; room is made where it is needed
BigInt(; nbits::Integer = 0) = _make(false, _no_limbs, 0)
function BigInt(x::IEEEFloat)
    isinteger(x) || throw(InexactError(:BigInt, BigInt, x))
    return unsafe_trunc(BigInt, x)
end
function unsafe_trunc(::Type{BigInt}, x::IEEEFloat)
    y = Float64(trunc(x))
    y == 0 && return BigInt(0)
    m, e = significand(y), exponent(y)
    i = unsafe_trunc(Int64, ldexp(m, 52))
    return e >= 52 ? BigInt(i) << (e - 52) : BigInt(i >> (52 - e) + (i < 0 && (i >> (52 - e)) << (52 - e) != i))
end
function Base.round(::Type{BigInt}, x::IEEEFloat, r::RoundingMode{:ToZero})
    isfinite(x) || throw(InexactError(:trunc, BigInt, x))
    return unsafe_trunc(BigInt, x)
end
function Base.round(::Type{BigInt}, x::IEEEFloat, r::RoundingMode)
    isfinite(x) || throw(InexactError(:round, BigInt, x, r))
    return unsafe_trunc(BigInt, round(x, r))
end
convert(::Type{BigInt}, x::BigInt) = x
Base.Signed(x::BigInt) = x
Base.Integer(x::BigInt) = x
Base.Unsigned(x::BigInt) = throw(MethodError(Unsigned, (x,)))

big(::Type{<:Integer}) = BigInt
big(::Type{T}) where {T <: AbstractFloat} = Base.MPFR.BigFloat
big(::Type{<:Rational}) = Rational{BigInt}
big(n::Integer) = convert(BigInt, n)
big(x::AbstractFloat) = convert(Base.MPFR.BigFloat, x)
big(q::Rational) = Base.unsafe_rational(big(numerator(q)), big(denominator(q)))
widen(::Type{BigInt}) = BigInt
widen(::Type{Int128}) = BigInt
widen(::Type{UInt128}) = BigInt
promote_rule(::Type{BigInt}, ::Type{<:Integer}) = BigInt
promote_rule(::Type{BigInt}, ::Type{Bool}) = BigInt
zero(::Type{BigInt}) = BigInt()
one(::Type{BigInt}) = _from_u64(false, UInt64(1))
signed(x::BigInt) = x

# ---- to other numbers -------------------------------------------------------------------------------------------------

_limb(x::BigInt, i::Int) = i <= _len(x) ? (@inbounds x.d[i]) : 0x00000000
_low64(x::BigInt) = UInt64(_limb(x, 1)) | (UInt64(_limb(x, 2)) << 32)
_low128(x::BigInt) = UInt128(_low64(x)) | (UInt128(UInt64(_limb(x, 3)) | (UInt64(_limb(x, 4)) << 32)) << 64)
Base.rem(x::BigInt, ::Type{Bool}) = isodd(x)
function Base.rem(x::BigInt, ::Type{T}) where {T <: BitInteger}
    if sizeof(T) <= 8
        u = _low64(x)
        return (_neg(x) ? -u : u) % T
    end
    u = _low128(x)
    return (_neg(x) ? -u : u) % T
end
Base.rem(x::Integer, ::Type{BigInt}) = BigInt(x)
Base.rem(x::BigInt, ::Type{BigInt}) = x
function (::Type{T})(x::BigInt) where {T <: BitInteger}
    n = _bitlength(x)
    if n <= 8 * sizeof(T)
        v = x % T
        # sign and magnitude survived?
        (v < 0) == _neg(x) && (n < 8 * sizeof(T) || T <: Unsigned || (v == typemin(T) && ispow2(abs(x)))) && return v
    end
    throw(InexactError(nameof(T), T, x))
end
# the narrow types by way of the machine word, whose name a failure then bears
(::Type{T})(x::BigInt) where {T <: Union{Int8, Int16, Int32}} = T(Int64(x))
(::Type{T})(x::BigInt) where {T <: Union{UInt8, UInt16, UInt32}} = T(UInt64(x))
Base.Bool(x::BigInt) = iszero(x) ? false : isone(x) ? true : throw(InexactError(:Bool, Bool, x))

_bitlength(x::BigInt) = (n = _len(x); n == 0 ? 0 : 32 * n - leading_zeros(@inbounds x.d[n]))
top_set_bit(x::BigInt) = x.size < 0 ? throw(DomainError(x, "top_set_bit only supports negative arguments when they have type BitSigned.")) : _bitlength(x)

# Round to nearest, ties to even, from the top bits and whether any bit below them is set.
function (::Type{T})(x::BigInt) where {T <: IEEEFloat}
    n = _bitlength(x)
    n <= 128 && return (v = T(_low128(x)); _neg(x) ? -v : v)
    n - 1 > exponent_bias(T) && return _neg(x) ? T(-Inf) : T(Inf)
    s = n - 100
    top = abs(x) >> s
    u = _low128(top)
    trailing_zeros(x) < s && (u |= UInt128(1))
    w = ldexp(Base._float_from_wide(T, u), s)
    return _neg(x) ? -w : w
end
Base.AbstractFloat(x::BigInt) = Base.MPFR.BigFloat(x)
float(::Type{BigInt}) = Base.MPFR.BigFloat

# ---- order ------------------------------------------------------------------------------------------------------------

function cmp(x::BigInt, y::BigInt)
    x.size == y.size || return x.size < y.size ? -1 : 1
    c = _mag_cmp(x.d, _len(x), y.d, _len(y))
    return _neg(x) ? -c : c
end
cmp(x::BigInt, y::Integer) = cmp(x, BigInt(y))
cmp(x::Integer, y::BigInt) = cmp(BigInt(x), y)
==(x::BigInt, y::BigInt) = cmp(x, y) == 0
==(x::BigInt, y::Integer) = cmp(x, BigInt(y)) == 0
==(x::Integer, y::BigInt) = cmp(BigInt(x), y) == 0
<(x::BigInt, y::BigInt) = cmp(x, y) < 0
<=(x::BigInt, y::BigInt) = cmp(x, y) <= 0
<(x::BigInt, y::Integer) = cmp(x, BigInt(y)) < 0
<(x::Integer, y::BigInt) = cmp(BigInt(x), y) < 0
<=(x::BigInt, y::Integer) = cmp(x, BigInt(y)) <= 0
<=(x::Integer, y::BigInt) = cmp(BigInt(x), y) <= 0
# against floats exactly
function cmp(x::BigInt, y::IEEEFloat)
    isnan(y) && return -1
    isinf(y) && return y > 0 ? -1 : 1
    t = unsafe_trunc(BigInt, y)
    c = cmp(x, t)
    c == 0 || return c
    f = y - trunc(y)
    return f > 0 ? -1 : f < 0 ? 1 : 0
end
cmp(x::IEEEFloat, y::BigInt) = isnan(x) ? 1 : -cmp(y, x)
==(x::BigInt, y::IEEEFloat) = !isnan(y) && cmp(x, y) == 0
==(x::IEEEFloat, y::BigInt) = y == x
<(x::BigInt, y::IEEEFloat) = !isnan(y) && cmp(x, y) < 0
<(x::IEEEFloat, y::BigInt) = !isnan(x) && cmp(y, x) > 0
<=(x::BigInt, y::IEEEFloat) = !isnan(y) && cmp(x, y) <= 0
<=(x::IEEEFloat, y::BigInt) = !isnan(x) && cmp(y, x) >= 0

signbit(x::BigInt) = x.size < 0
iszero(x::BigInt) = x.size == 0
isone(x::BigInt) = x.size == 1 && (@inbounds x.d[1]) == 0x00000001
iseven(x::BigInt) = _limb(x, 1) & 0x00000001 == 0
isodd(x::BigInt) = !iseven(x)
sign(x::BigInt) = BigInt(cmp(x.size, 0))
abs(x::BigInt) = x.size < 0 ? _make(false, x.d, _len(x)) : x
flipsign(x::BigInt, y::Integer) = signbit(y) ? -x : x
copysign(x::BigInt, y::Real) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigInt, y::Signed) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigInt, y::Float16) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigInt, y::Float32) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigInt, y::Float64) = signbit(x) == signbit(y) ? x : -x

# ---- arithmetic -------------------------------------------------------------------------------------------------------

-(x::BigInt) = _make(x.size > 0, x.d, _len(x))
+(x::BigInt, y::BigInt) = _add(x, y, _neg(y))
-(x::BigInt, y::BigInt) = _add(x, y, !_neg(y))
function _add(x::BigInt, y::BigInt, yneg::Bool)
    nx, ny = _len(x), _len(y)
    if _neg(x) == yneg
        return nx >= ny ? _make(yneg, _mag_add(x.d, nx, y.d, ny), nx + 1) : _make(yneg, _mag_add(y.d, ny, x.d, nx), ny + 1)
    end
    c = _mag_cmp(x.d, nx, y.d, ny)
    c == 0 && return BigInt()
    return c > 0 ? _make(_neg(x), _mag_sub(x.d, nx, y.d, ny), nx) : _make(yneg, _mag_sub(y.d, ny, x.d, nx), ny)
end
function *(x::BigInt, y::BigInt)
    nx, ny = _len(x), _len(y)
    (nx == 0 || ny == 0) && return BigInt()
    return _make(_neg(x) != _neg(y), _mag_mul(x.d, nx, y.d, ny), nx + ny)
end
+(x::BigInt, y::Union{BitInteger, Bool}) = x + BigInt(y)
+(x::Union{BitInteger, Bool}, y::BigInt) = BigInt(x) + y
-(x::BigInt, y::Union{BitInteger, Bool}) = x - BigInt(y)
-(x::Union{BitInteger, Bool}, y::BigInt) = BigInt(x) - y
*(x::BigInt, y::Union{BitInteger, Bool}) = x * BigInt(y)
*(x::Union{BitInteger, Bool}, y::BigInt) = BigInt(x) * y
/(x::BigInt, y::BigInt) = float(x) / float(y)
Base.fma(x::BigInt, y::BigInt, z::BigInt) = x * y + z

# Quotient towards zero; the remainder has x's sign.
function divrem(x::BigInt, y::BigInt, ::RoundingMode{:ToZero} = RoundToZero)
    nx, ny = _len(x), _len(y)
    ny == 0 && throw(DivideError())
    _mag_cmp(x.d, nx, y.d, ny) < 0 && return BigInt(), x
    qneg = _neg(x) != _neg(y)
    if ny == 1
        q, r = _mag_divrem1(x.d, nx, @inbounds y.d[1])
        return _make(qneg, q, nx), _from_u64(_neg(x), UInt64(r))
    end
    q, r = _mag_divrem(x.d, nx, y.d, ny)
    return _make(qneg, q, nx - ny + 1), _make(_neg(x), r, ny)
end
div(x::BigInt, y::BigInt) = divrem(x, y)[1]
rem(x::BigInt, y::BigInt) = divrem(x, y)[2]
div(x::BigInt, y::BigInt, ::RoundingMode{:ToZero}) = divrem(x, y)[1]
function div(x::BigInt, y::BigInt, ::RoundingMode{:Down})
    q, r = divrem(x, y)
    return !iszero(r) && _neg(r) != _neg(y) ? q - BigInt(1) : q
end
function div(x::BigInt, y::BigInt, ::RoundingMode{:Up})
    q, r = divrem(x, y)
    return !iszero(r) && _neg(r) == _neg(y) ? q + BigInt(1) : q
end
function mod(x::BigInt, y::BigInt)
    r = rem(x, y)
    return !iszero(r) && _neg(r) != _neg(y) ? r + y : r
end

function gcd(a::BigInt, b::BigInt)
    a, b = abs(a), abs(b)
    while !iszero(b)
        if _len(b) <= 2
            # the rest fits in machine words
            v = _low64(b)
            u = _low64(rem(a, b))
            while u != 0
                u, v = rem(v, u), u
            end
            return _from_u64(false, v)
        end
        a, b = b, rem(a, b)
    end
    return a
end
Base.lcm(a::BigInt, b::BigInt) = iszero(a) || iszero(b) ? BigInt() : abs(div(a, gcd(a, b)) * b)

^(x::BigInt, y::BigInt) = _bigint_pow(x, y)
^(x::BigInt, y::Bool) = y ? x : one(x)
^(x::BigInt, y::Integer) = _bigint_pow(x, y)
^(x::Integer, y::BigInt) = _bigint_pow(BigInt(x), y)
^(x::Bool, y::BigInt) = Base.power_by_squaring(x, y)
function _bigint_pow(x::BigInt, y::Integer)
    if y < 0
        isone(x) && return x
        x == -1 && return isodd(y) ? x : -x
        Base.throw_domerr_powbysq(x, y)
    end
    y == 0 && return one(BigInt)
    y == 1 && return x
    (iszero(x) || isone(x)) && return x
    x == -1 && return isodd(y) ? x : -x
    y > typemax(Int32) && throw(OutOfMemoryError())
    n = Int(y)
    # powers of two are shifts
    if ispow2(abs(x))
        r = one(BigInt) << (trailing_zeros(x) * n)
        return _neg(x) && isodd(n) ? -r : r
    end
    r = one(BigInt)
    while true
        isodd(n) && (r = r * x)
        n >>= 1
        n == 0 && return r
        x = x * x
    end
end
function powermod(x::BigInt, p::BigInt, m::BigInt)
    if p < 0
        x = invmod(x, m)
        p = -p
    end
    b = mod(x, m)
    r = mod(one(BigInt), m)
    n = _bitlength(p)
    for i in (n - 1):-1:0
        r = mod(r * r, m)
        isodd(p >> i) && (r = mod(r * b, m))
    end
    return r
end
powermod(x::Integer, p::Integer, m::BigInt) = powermod(big(x), big(p), m)

function isqrt(x::BigInt)
    _neg(x) && throw(DomainError(x, "isqrt requires a non-negative argument"))
    iszero(x) && return x
    # Newton from above: decreasing until it stops
    s = one(BigInt) << ((_bitlength(x) + 1) >> 1)
    while true
        t = (s + div(x, s)) >> 1
        t >= s && return s
        s = t
    end
end
sqrt(x::BigInt) = sqrt(Base.MPFR.BigFloat(x))

function factorial(x::BigInt)
    _neg(x) && throw(DomainError(x, "`n` must not be negative."))
    n = Int(x)
    # halving the range keeps the factors of a product of like size
    return n < 2 ? one(BigInt) : _range_product(2, n)
end
function _range_product(a::Int, b::Int)
    if b - a < 8
        r = BigInt(a)
        for i in (a + 1):b
            r = r * BigInt(i)
        end
        return r
    end
    m = (a + b) >> 1
    return _range_product(a, m) * _range_product(m + 1, b)
end

# ---- bits: as if in two's complement without end ------------------------------------------------------------------------

function <<(x::BigInt, c::UInt)
    (c == 0 || iszero(x)) && return x
    n = _len(x)
    k = Int(c >> 5)
    t = _mag_shl(x.d, n, Int(c & 0x1f))
    r = Limbs(undef, n + 1 + k)
    i = 1
    @inbounds while i <= k
        r[i] = 0x00000000
        i += 1
    end
    i = 1
    @inbounds while i <= n + 1
        r[i + k] = t[i]
        i += 1
    end
    return _make(_neg(x), r, n + 1 + k)
end
function >>(x::BigInt, c::UInt)
    (c == 0 || iszero(x)) && return x
    n = _len(x)
    k = c >> 5 > n ? n : Int(c >> 5)
    s = Int(c & 0x1f)
    lost = _neg(x) && UInt(trailing_zeros(x)) < c
    if k >= n
        return _neg(x) ? BigInt(-1) : BigInt()
    end
    m = n - k
    r = Limbs(undef, m)
    i = 1
    @inbounds while i <= m
        lo = UInt64(x.d[i + k]) >> s
        hi = s == 0 || i + k + 1 > n ? UInt64(0) : UInt64(x.d[i + k + 1]) << (32 - s)
        r[i] = (lo | hi) % UInt32
        i += 1
    end
    y = _make(_neg(x), r, m)
    return lost ? y - BigInt(1) : y
end
>>>(x::BigInt, c::UInt) = x >> c
function trailing_zeros(x::BigInt)
    iszero(x) && throw(DomainError(x, "`x` must be non-zero."))
    i = 1
    while (@inbounds x.d[i]) == 0x00000000
        i += 1
    end
    return 32 * (i - 1) + trailing_zeros(@inbounds x.d[i])
end
trailing_ones(x::BigInt) = x == -1 ? throw(DomainError(x, "`x` must not be equal to -1.")) : trailing_zeros(~x)
function count_ones(x::BigInt)
    _neg(x) && throw(DomainError(x, "`x` cannot be negative."))
    c = 0
    for i in 1:_len(x)
        c += count_ones(@inbounds x.d[i])
    end
    return c
end
Base._nextpow2(x::BigInt) = x.size < 0 ? -Base._nextpow2(-x) : iszero(x) ? x : one(x) << _bitlength(x - BigInt(1))
Base._prevpow2(x::BigInt) = x.size < 0 ? -Base._prevpow2(-x) : iszero(x) ? x : one(x) << (_bitlength(x) - 1)
ispow2(x::BigInt) = x.size > 0 && trailing_zeros(x) == _bitlength(x) - 1
~(x::BigInt) = -x - BigInt(1)

# n limbs of the two's complement of x
function _twos(x::BigInt, n::Int)
    r = Limbs(undef, n)
    if _neg(x)
        carry = UInt64(1)
        for i in 1:n
            t = UInt64(~_limb(x, i)) + carry
            @inbounds r[i] = t % UInt32
            carry = t >> 32
        end
    else
        for i in 1:n
            @inbounds r[i] = _limb(x, i)
        end
    end
    return r
end
function _bitop(op::F, x::BigInt, y::BigInt) where {F}
    n = max(_len(x), _len(y)) + 1
    a = _twos(x, n)
    b = _twos(y, n)
    for i in 1:n
        @inbounds a[i] = op(a[i], b[i])
    end
    (@inbounds a[n]) & 0x80000000 == 0x00000000 && return _make(false, a, n)
    # negative: back to a magnitude
    carry = UInt64(1)
    for i in 1:n
        t = UInt64(~(@inbounds a[i])) + carry
        @inbounds a[i] = t % UInt32
        carry = t >> 32
    end
    return _make(true, a, n)
end
(&)(x::BigInt, y::BigInt) = _bitop(&, x, y)
(|)(x::BigInt, y::BigInt) = _bitop(|, x, y)
xor(x::BigInt, y::BigInt) = _bitop(xor, x, y)

# ---- text -------------------------------------------------------------------------------------------------------------

show(io::IO, x::BigInt) = print(io, string(x))
function string(x::BigInt; base::Integer = 10, pad::Integer = 1)
    2 <= abs(base) <= 62 || throw(ArgumentError("base must satisfy 2 ≤ base ≤ 62, got $base"))
    base < 0 && return Base._string_any_base(x, Int(base), Int(pad))
    s = _magnitude_text(x, Int(base))
    n = Int(pad) - ncodeunits(s)
    n > 0 && (s = "0"^n * s)
    return _neg(x) ? "-" * s : s
end
function _magnitude_text(x::BigInt, base::Int)
    iszero(x) && return "0"
    if _len(x) > 40
        return ccall(:jl_bigint_tostring, Ref{String}, (Any, Int, Int), x.d, _len(x), base)
    end
    table = base <= 36 ? Base._digit_chars_low : Base._digit_chars
    # as many digits at a time as a limb holds
    chunk = UInt32(base)
    k = 1
    while UInt64(chunk) * base <= typemax(UInt32)
        chunk *= UInt32(base)
        k += 1
    end
    bytes = UInt8[]
    d = x.d
    n = _len(x)
    while n > 0
        d, r = _mag_divrem1(d, n, chunk)
        while n > 0 && (@inbounds d[n]) == 0x00000000
            n -= 1
        end
        for _ in 1:k
            n == 0 && r == 0 && break
            q = div(r, UInt32(base))
            push!(bytes, codeunit(table, Int(r - q * UInt32(base)) + 1))
            r = q
        end
    end
    return String(reverse!(bytes))
end
function ndigits0z(x::BigInt, b::Integer = 10)
    b < 2 && return Base._ndigits_negbase(x, b)
    iszero(x) && return 0
    b == 2 && return _bitlength(x)
    b <= 62 && return ncodeunits(_magnitude_text(x, Int(b)))
    n = 0
    y = abs(x)
    while !iszero(y)
        y = div(y, BigInt(b))
        n += 1
    end
    return n
end

function tryparse_internal(::Type{BigInt}, s::AbstractString, startpos::Int, endpos::Int, base_::Integer, raise::Bool)
    sgn, base, i = Base._parse_prelude(true, s, Int(base_), startpos, endpos)
    if i == 0
        raise && throw(ArgumentError("input string is empty or only contains whitespace"))
        return nothing
    end
    a = Base._letter_start(base)
    text = rstrip(SubString(s, i, endpos))
    bad = isempty(text)
    for c in text
        Base._digit_value(c, a) < base || (bad = true)
    end
    if bad
        raise && throw(ArgumentError("invalid BigInt: $(repr(SubString(s, startpos, endpos)))"))
        return nothing
    end
    str, off, n = Base._float_range(text)
    d = Limbs(undef, div(n * (8 * sizeof(Int) - leading_zeros(base)), 32) + 2)
    if n > 300
        ccall(:jl_bigint_parse, Cvoid, (Any, Any, Int, Int, Int), d, str, off, n, base)
        return _make(sgn < 0, d, length(d))
    end
    len = 0
    for k in 1:n
        carry = UInt64(Base._digit_value(Char(codeunit(str, off + k)), a))
        for j in 1:len
            carry += UInt64(@inbounds d[j]) * UInt64(base)
            @inbounds d[j] = carry % UInt32
            carry >>= 32
        end
        if carry != 0
            len += 1
            @inbounds d[len] = carry % UInt32
        end
    end
    return _make(sgn < 0, d, len)
end

# what a foreign function would get (none that takes one is here: the call says so)
Base.cconvert(::Type{Ref{BigInt}}, x::BigInt) = x
Base.unsafe_convert(::Type{Ref{BigInt}}, x::BigInt) = convert(Ptr{BigInt}, pointer_from_objref(x))

Base.deepcopy_internal(x::BigInt, dict::IdDict) = get!(() -> _make(_neg(x), copy(x.d), _len(x)), dict, x)

end

import .GMP: BigInt
