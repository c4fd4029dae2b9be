# Floats of any precision: sign, exponent and a BigInt significand with exactly `prec` bits. Arithmetic and square roots
# round correctly; the elementary functions are computed in fixed point with guard bits and rounded once.
module MPFR

export BigFloat, setprecision

import Base: *, +, -, /, <, <=, ==, ^, abs, acos, acosh, asin, asinh, atan, atanh, big, cbrt, ceil, cmp, convert, copysign,
    cos, cosh, cospi, div, eps, exp, exp10, exp2, expm1, exponent, factorial, flipsign, float, floatmax, floatmin, floor,
    fma, frexp, hypot, isequal, isfinite, isinf, isinteger, isless, isnan, ldexp, log, log10, log1p, log2, max,
    maxintfloat, min, mod, modf, muladd, nextfloat, one, precision, prevfloat, promote_rule, rem, round, show, sign,
    signbit, significand, sin, sincos, sinh, sinpi, sqrt, string, tan, tanh, trunc, tryparse, typemax, typemin,
    unsafe_trunc, widen, zero, decompose, iszero, isone, print, parse, setprecision, isqrt
using Base: IEEEFloat, BitInteger
using Base.GMP: BigInt, _bitlength

# A number is sign * m * 2^(exp - prec) with m of exactly prec bits; the marks below stand in exp for what has none.
mutable struct BigFloat <: AbstractFloat
    prec::Int
    sign::Int32
    exp::Int
    m::BigInt
    global _raw(prec::Int, sign::Integer, exp::Int, m::BigInt) = new(prec, sign, exp, m)
end
const EXP_ZERO = typemin(Int)
const EXP_INF = typemax(Int) - 1
const EXP_NAN = typemax(Int)
const EXP_MAX = 4611686018427387903
const EXP_MIN = -4611686018427387903

const DEFAULT_PRECISION = Ref{Int}(256)
const DEFAULT_ROUNDING = Ref{Any}(RoundNearest)

_zero(prec::Int, neg::Bool = false) = _raw(prec, neg ? -1 : 1, EXP_ZERO, BigInt())
_inf(prec::Int, neg::Bool = false) = _raw(prec, neg ? -1 : 1, EXP_INF, BigInt())
_nan(prec::Int) = _raw(prec, 1, EXP_NAN, BigInt())
_isnormal(x::BigFloat) = x.exp != EXP_ZERO && x.exp < EXP_INF

# The BigFloat nearest to (neg ? - : +) m * 2^e, where `sticky` says that something nonzero lies below m's last bit.
function _rounded(neg::Bool, m::BigInt, e::Int, prec::Int, sticky::Bool, r)
    iszero(m) && return _zero(prec, neg)
    n = _bitlength(m)
    if n <= prec
        if !sticky
            return _raw(prec, neg ? -1 : 1, e + n, m << (prec - n))
        end
        # room for the digits that are not known: one bit more stands for them
        m = (m << (prec - n + 2)) | BigInt(1)
        e -= prec - n + 2
        n = prec + 2
        sticky = false
    end
    s = n - prec
    q = m >> s
    rest = m - (q << s)
    half = BigInt(1) << (s - 1)
    c = cmp(rest, half)
    exact = iszero(rest) && !sticky
    up = if exact
        false
    elseif r === RoundNearest
        c > 0 || (c == 0 && (sticky || isodd(q)))
    elseif r === RoundToZero
        false
    elseif r === RoundUp
        !neg
    elseif r === RoundDown
        neg
    elseif r === RoundFromZero
        true
    else
        c >= 0
    end
    e += s
    if up
        q = q + BigInt(1)
        if _bitlength(q) > prec
            q = q >> 1
            e += 1
        end
    end
    x = e + prec
    x > EXP_MAX && return _inf(prec, neg)
    x < EXP_MIN && return _zero(prec, neg)
    return _raw(prec, neg ? -1 : 1, x, q)
end
_rounded(neg::Bool, m::BigInt, e::Int, sticky::Bool = false) =
    _rounded(neg, m, e, DEFAULT_PRECISION[], sticky, DEFAULT_ROUNDING[])

# significand as integer, and the exponent of its last bit
_unit_exp(x::BigFloat) = x.exp - x.prec

# ---- precision and rounding -------------------------------------------------------------------------------------------

precision(::Type{BigFloat}; base::Integer = 2) = Base._precision_in_base(DEFAULT_PRECISION[], base)
precision(x::BigFloat; base::Integer = 2) = Base._precision_in_base(x.prec, base)
function setprecision(::Type{BigFloat}, prec::Integer; base::Integer = 2)
    base > 1 || throw(DomainError(base, "`base` cannot be less than 2."))
    p = base == 2 ? Int(prec) : ceil(Int, prec * log2(base))
    p < 1 && throw(DomainError(prec, "`precision` cannot be less than 1."))
    DEFAULT_PRECISION[] = p
    return prec
end
setprecision(prec::Integer; base::Integer = 2) = setprecision(BigFloat, prec; base)
function setprecision(f::Function, ::Type{T}, prec::Integer; kws...) where {T}
    old = DEFAULT_PRECISION[]
    setprecision(T, prec; kws...)
    try
        return f()
    finally
        DEFAULT_PRECISION[] = old
    end
end
setprecision(f::Function, prec::Integer; base::Integer = 2) = setprecision(f, BigFloat, prec; base)
Base.rounding(::Type{BigFloat}) = DEFAULT_ROUNDING[]
Base.rounding(::Type{<:IEEEFloat}) = RoundNearest
Base.setrounding(::Type{BigFloat}, r::RoundingMode) = (DEFAULT_ROUNDING[] = r)
function Base.setrounding(f::Function, ::Type{BigFloat}, r::RoundingMode)
    old = DEFAULT_ROUNDING[]
    DEFAULT_ROUNDING[] = r
    try
        return f()
    finally
        DEFAULT_ROUNDING[] = old
    end
end
function _at_precision(f, prec::Int)
    old = DEFAULT_PRECISION[]
    DEFAULT_PRECISION[] = prec
    try
        return f()
    finally
        DEFAULT_PRECISION[] = old
    end
end

# ---- from other numbers -----------------------------------------------------------------------------------------------

BigFloat(; precision::Integer = DEFAULT_PRECISION[]) = BigFloat(NaN; precision)
BigFloat(x::BigFloat; precision::Integer = x.prec) = precision == x.prec ? x : _reround(x, Int(precision), DEFAULT_ROUNDING[])
BigFloat(x::BigFloat, r::RoundingMode; precision::Integer = DEFAULT_PRECISION[]) = _reround(x, Int(precision), r)
function _reround(x::BigFloat, prec::Int, r)
    _isnormal(x) && return _rounded(x.sign < 0, x.m, _unit_exp(x), prec, false, r)
    return _raw(prec, x.sign, x.exp, x.m)
end
BigFloat(x::Integer, r = DEFAULT_ROUNDING[]; precision::Integer = DEFAULT_PRECISION[]) =
    (b = BigInt(x); _rounded(signbit(b), abs(b), 0, Int(precision), false, r))
BigFloat(x::Bool, r = DEFAULT_ROUNDING[]; precision::Integer = DEFAULT_PRECISION[]) = BigFloat(Int(x), r; precision)
function BigFloat(x::IEEEFloat, r = DEFAULT_ROUNDING[]; precision::Integer = DEFAULT_PRECISION[])
    p = Int(precision)
    isnan(x) && return _nan(p)
    isinf(x) && return _inf(p, x < 0)
    x == 0 && return _zero(p, signbit(x))
    n, e, d = decompose(x)
    return _rounded(d < 0, BigInt(abs(n)), Int(e), p, false, r)
end
function BigFloat(x::Rational, r = DEFAULT_ROUNDING[]; precision::Integer = DEFAULT_PRECISION[])
    iszero(denominator(x)) && return _inf(Int(precision), numerator(x) < 0)
    return _quotient(signbit(x), BigInt(abs(numerator(x))), BigInt(denominator(x)), 0, Int(precision), r)
end
function BigFloat(x::AbstractString, r = DEFAULT_ROUNDING[]; precision::Integer = DEFAULT_PRECISION[])
    v = _parse(x, Int(precision), r)
    v === nothing && throw(ArgumentError("cannot parse $(repr(x)) as BigFloat"))
    return v
end
convert(::Type{BigFloat}, x::BigFloat) = x
promote_rule(::Type{BigFloat}, ::Type{<:Real}) = BigFloat
promote_rule(::Type{BigInt}, ::Type{<:AbstractFloat}) = BigFloat
promote_rule(::Type{BigFloat}, ::Type{<:AbstractFloat}) = BigFloat
big(x::BigFloat) = x
widen(::Type{Float64}) = BigFloat
widen(::Type{BigFloat}) = BigFloat
zero(::Type{BigFloat}) = _zero(DEFAULT_PRECISION[])
one(::Type{BigFloat}) = BigFloat(1)
Base.AbstractFloat(x::BigInt) = BigFloat(x)

# ---- to other numbers -------------------------------------------------------------------------------------------------

function (::Type{T})(x::BigFloat, r::RoundingMode = DEFAULT_ROUNDING[]) where {T <: IEEEFloat}
    isnan(x) && return T(NaN)
    isinf(x) && return x.sign < 0 ? T(-Inf) : T(Inf)
    iszero(x) && return x.sign < 0 ? -zero(T) : zero(T)
    p = precision(T)
    # below the normal range there are fewer bits
    least = exponent(floatmin(T)) - p + 1
    bits = min(p, x.exp - least)
    if bits < 1
        # at most half of the least float
        tiny = nextfloat(zero(T))
        up = r === RoundNearest ? bits == 0 && !ispow2(x.m) : r === RoundUp ? x.sign > 0 : r === RoundDown ? x.sign < 0 : r === RoundFromZero
        v = up ? tiny : zero(T)
        return x.sign < 0 ? -v : v
    end
    y = _reround(x, bits, r)
    y.exp > exponent(floatmax(T)) + 1 && return x.sign < 0 ? T(-Inf) : T(Inf)
    v = ldexp(T(Float64(Int64(y.m))), y.exp - bits)
    return x.sign < 0 ? -v : v
end
function unsafe_trunc(::Type{BigInt}, x::BigFloat)
    _isnormal(x) || return BigInt()
    e = _unit_exp(x)
    v = e >= 0 ? x.m << e : -e >= x.prec ? BigInt() : x.m >> -e
    return x.sign < 0 ? -v : v
end
BigInt(x::BigFloat) = isinteger(x) ? unsafe_trunc(BigInt, x) : throw(InexactError(:BigInt, BigInt, x))
(::Type{T})(x::BigFloat) where {T <: BitInteger} =
    isinteger(x) && typemin(T) <= x <= typemax(T) ? T(unsafe_trunc(BigInt, x)) : throw(InexactError(nameof(T), T, x))
Base.Integer(x::BigFloat) = BigInt(x)
Base.Bool(x::BigFloat) = iszero(x) ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))
round(::Type{T}, x::BigFloat, r::RoundingMode) where {T <: Union{Signed, Unsigned}} = _to_integer(T, x, r)
round(::Type{BigInt}, x::BigFloat, r::RoundingMode) = _to_integer(BigInt, x, r)
round(::Type{Integer}, x::BigFloat, r::RoundingMode) = _to_integer(BigInt, x, r)
function _to_integer(::Type{T}, x::BigFloat, r) where {T}
    isfinite(x) || throw(InexactError(:round, T, x, r))
    v = unsafe_trunc(BigInt, round(x, r))
    T === BigInt || typemin(T) <= v <= typemax(T) || throw(InexactError(:round, T, x, r))
    return T(v)
end
function Base.Rational{BigInt}(x::BigFloat)
    isnan(x) && throw(InexactError(:Rational, Rational{BigInt}, x))
    isinf(x) && return Base.unsafe_rational(BigInt(x.sign), BigInt())
    iszero(x) && return Base.unsafe_rational(BigInt(), BigInt(1))
    z = trailing_zeros(x.m)
    m = x.m >> z
    e = _unit_exp(x) + z
    x.sign < 0 && (m = -m)
    return e >= 0 ? Base.unsafe_rational(m << e, BigInt(1)) : Base.unsafe_rational(m, BigInt(1) << -e)
end
Base.Rational(x::BigFloat) = Rational{BigInt}(x)
function decompose(x::BigFloat)
    isnan(x) && return BigInt(0), 0, 0
    isinf(x) && return BigInt(x.sign), 0, 0
    iszero(x) && return BigInt(0), 0, Int(x.sign)
    return x.m, _unit_exp(x), Int(x.sign)
end

# ---- kinds and order --------------------------------------------------------------------------------------------------

isnan(x::BigFloat) = x.exp == EXP_NAN
isinf(x::BigFloat) = x.exp == EXP_INF
isfinite(x::BigFloat) = x.exp < EXP_INF
iszero(x::BigFloat) = x.exp == EXP_ZERO
isone(x::BigFloat) = x == 1
signbit(x::BigFloat) = x.sign < 0
isinteger(x::BigFloat) = iszero(x) || (_isnormal(x) && (_unit_exp(x) >= 0 || trailing_zeros(x.m) >= -_unit_exp(x)))
sign(x::BigFloat) = isnan(x) || iszero(x) ? x : BigFloat(x.sign)

function _cmp(x::BigFloat, y::BigFloat)
    iszero(x) && iszero(y) && return 0
    iszero(x) && return -Int(y.sign)
    iszero(y) && return Int(x.sign)
    x.sign == y.sign || return x.sign < y.sign ? -1 : 1
    s = Int(x.sign)
    x.exp == y.exp || return x.exp < y.exp ? -s : s
    isinf(x) && return 0
    d = x.prec - y.prec
    c = d >= 0 ? cmp(x.m, y.m << d) : cmp(x.m << -d, y.m)
    return s * c
end
cmp(x::BigFloat, y::BigFloat) = isnan(x) ? (isnan(y) ? 0 : 1) : isnan(y) ? -1 : _cmp(x, y)
_big(x::BigFloat) = x
_big(x::Integer) = (b = BigInt(x); BigFloat(b; precision = max(_bitlength(b), 1)))
_big(x::IEEEFloat) = BigFloat(x; precision = 53)
for (op, test) in ((:(==), :(c == 0)), (:<, :(c < 0)), (:<=, :(c <= 0)))
    @eval function ($op)(x::BigFloat, y::BigFloat)
        (isnan(x) || isnan(y)) && return false
        c = _cmp(x, y)
        return $test
    end
    @eval ($op)(x::BigFloat, y::Union{Integer, IEEEFloat}) = ($op)(x, _big(y))
    @eval ($op)(x::Union{Integer, IEEEFloat}, y::BigFloat) = ($op)(_big(x), y)
end
==(x::BigFloat, y::Rational) = isfinite(x) && Rational{BigInt}(x) == y
==(x::Rational, y::BigFloat) = y == x
max(x::BigFloat, y::BigFloat) = isnan(x) || isnan(y) ? _nan(DEFAULT_PRECISION[]) : x < y || (x == y && signbit(x)) ? y : x
min(x::BigFloat, y::BigFloat) = isnan(x) || isnan(y) ? _nan(DEFAULT_PRECISION[]) : y < x || (x == y && signbit(y)) ? y : x
typemax(::Type{BigFloat}) = _inf(DEFAULT_PRECISION[])
typemin(::Type{BigFloat}) = _inf(DEFAULT_PRECISION[], true)
eps(::Type{BigFloat}) = ldexp(BigFloat(1), 1 - DEFAULT_PRECISION[])
eps(x::BigFloat) = isfinite(x) && !iszero(x) ? ldexp(BigFloat(1), exponent(x) - x.prec + 1) : iszero(x) ? floatmin(BigFloat) : _nan(x.prec)
floatmin(::Type{BigFloat}) = _raw(DEFAULT_PRECISION[], 1, EXP_MIN, BigInt(1) << (DEFAULT_PRECISION[] - 1))
floatmax(::Type{BigFloat}) = _raw(DEFAULT_PRECISION[], 1, EXP_MAX, (BigInt(1) << DEFAULT_PRECISION[]) - BigInt(1))
maxintfloat(::Type{BigFloat}) = BigFloat(2)^DEFAULT_PRECISION[]

# ---- arithmetic -------------------------------------------------------------------------------------------------------

-(x::BigFloat) = isnan(x) ? x : _raw(x.prec, -x.sign, x.exp, x.m)
abs(x::BigFloat) = signbit(x) ? -x : x
copysign(x::BigFloat, y::BigFloat) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigFloat, y::Real) = signbit(x) == signbit(y) ? x : -x
flipsign(x::BigFloat, y::Real) = signbit(y) ? -x : x

+(x::BigFloat, y::BigFloat) = _add(x, y, Int(y.sign))
-(x::BigFloat, y::BigFloat) = _add(x, y, -Int(y.sign))
function _add(x::BigFloat, y::BigFloat, ysign::Int)
    p = DEFAULT_PRECISION[]
    (isnan(x) || isnan(y)) && return _nan(p)
    if isinf(x) || isinf(y)
        isinf(x) && isinf(y) && x.sign != ysign && return _nan(p)
        return isinf(x) ? _inf(p, x.sign < 0) : _inf(p, ysign < 0)
    end
    if iszero(y)
        iszero(x) && return _zero(p, x.sign < 0 && ysign < 0)
        return _reround(x, p, DEFAULT_ROUNDING[])
    elseif iszero(x)
        return _rounded(ysign < 0, y.m, _unit_exp(y))
    end
    # far apart, the smaller only says in which direction to round
    ex, ey = _unit_exp(x), _unit_exp(y)
    gap = x.exp - y.exp
    limit = max(x.prec, y.prec, p) + 4
    if gap > limit
        k = limit + 4
        m = (x.m << k) + BigInt(x.sign == ysign ? 1 : -1)
        return _rounded(x.sign < 0, m, ex - k)
    elseif -gap > limit
        k = limit + 4
        m = (y.m << k) + BigInt(x.sign == ysign ? 1 : -1)
        return _rounded(ysign < 0, m, ey - k)
    end
    e = min(ex, ey)
    a = x.m << (ex - e)
    b = y.m << (ey - e)
    x.sign < 0 && (a = -a)
    ysign < 0 && (b = -b)
    s = a + b
    iszero(s) && return _zero(p, DEFAULT_ROUNDING[] === RoundDown)
    return _rounded(signbit(s), abs(s), e)
end
function *(x::BigFloat, y::BigFloat)
    p = DEFAULT_PRECISION[]
    (isnan(x) || isnan(y)) && return _nan(p)
    neg = (x.sign < 0) != (y.sign < 0)
    if isinf(x) || isinf(y)
        return iszero(x) || iszero(y) ? _nan(p) : _inf(p, neg)
    end
    (iszero(x) || iszero(y)) && return _zero(p, neg)
    return _rounded(neg, x.m * y.m, _unit_exp(x) + _unit_exp(y))
end
function /(x::BigFloat, y::BigFloat)
    p = DEFAULT_PRECISION[]
    (isnan(x) || isnan(y)) && return _nan(p)
    neg = (x.sign < 0) != (y.sign < 0)
    if isinf(x)
        return isinf(y) ? _nan(p) : _inf(p, neg)
    elseif isinf(y)
        return _zero(p, neg)
    elseif iszero(y)
        return iszero(x) ? _nan(p) : _inf(p, neg)
    elseif iszero(x)
        return _zero(p, neg)
    end
    return _quotient(neg, x.m, y.m, _unit_exp(x) - _unit_exp(y), p, DEFAULT_ROUNDING[])
end
# a/b * 2^e
function _quotient(neg::Bool, a::BigInt, b::BigInt, e::Int, prec::Int, r)
    iszero(a) && return _zero(prec, neg)
    s = max(0, prec + 2 + _bitlength(b) - _bitlength(a))
    q, rest = divrem(a << s, b)
    return _rounded(neg, q, e - s, prec, !iszero(rest), r)
end
for op in (:+, :-, :*, :/)
    @eval ($op)(x::BigFloat, y::Union{Integer, IEEEFloat}) = ($op)(x, _big(y))
    @eval ($op)(x::Union{Integer, IEEEFloat}, y::BigFloat) = ($op)(_big(x), y)
end
*(x::Bool, y::BigFloat) = x ? y : copysign(zero(y), y)
*(x::BigFloat, y::Bool) = y * x
+(x::BigFloat, y::Bool) = x + Int(y)
+(x::Bool, y::BigFloat) = Int(x) + y
function fma(x::BigFloat, y::BigFloat, z::BigFloat)
    # the product exactly, then one rounding
    t = _at_precision(() -> x * y, x.prec + y.prec)
    return t + z
end
muladd(x::BigFloat, y::BigFloat, z::BigFloat) = fma(x, y, z)

function rem(x::BigFloat, y::BigFloat)
    (isnan(x) || isnan(y) || isinf(x) || iszero(y)) && return _nan(DEFAULT_PRECISION[])
    (isinf(y) || iszero(x)) && return x
    e = min(_unit_exp(x), _unit_exp(y))
    r = rem(x.m << (_unit_exp(x) - e), y.m << (_unit_exp(y) - e))
    iszero(r) && return _zero(DEFAULT_PRECISION[], signbit(x))
    return _rounded(signbit(x), r, e)
end

# these go by way of the modes below
round(x::BigFloat, r::RoundingMode{:NearestTiesUp}) = (f = floor(x); x - f < BigFloat(0.5) ? copysign(f, x) : copysign(f + 1, x))
function round(x::BigFloat, ::RoundingMode{:NearestTiesAway})
    y = trunc(x)
    return abs(x - y) >= BigFloat(0.5) ? y + copysign(one(x), x) : y
end
round(x::BigFloat, ::RoundingMode{:FromZero}) = signbit(x) ? round(x, RoundDown) : round(x, RoundUp)
function round(x::BigFloat, r::RoundingMode)
    (!_isnormal(x) || _unit_exp(x) >= 0) && return x
    s = -_unit_exp(x)
    q = x.m >> s
    rest = x.m - (q << s)
    iszero(rest) && return x
    c = cmp(rest << 1, BigInt(1) << s)
    neg = x.sign < 0
    up = r === RoundNearest ? c > 0 || (c == 0 && isodd(q)) :
         r === RoundToZero ? false : r === RoundUp ? !neg : r === RoundDown ? neg : r === RoundFromZero ? true :
         r === RoundNearestTiesUp ? c > 0 || (c == 0 && !neg) : c >= 0
    up && (q = q + BigInt(1))
    return _rounded(neg, q, 0, x.prec, false, RoundNearest)
end
modf(x::BigFloat) = isinf(x) ? (_zero(x.prec, signbit(x)), x) : (i = trunc(x); (copysign(x - i, x), i))

function exponent(x::BigFloat)
    _isnormal(x) || throw(DomainError(x, "`x` must be non-zero and finite."))
    return x.exp - 1
end
significand(x::BigFloat) = _isnormal(x) ? _raw(x.prec, x.sign, 1, x.m) : x
frexp(x::BigFloat) = _isnormal(x) ? (_raw(x.prec, x.sign, 0, x.m), x.exp) : (x, 0)
ldexp(x::BigFloat, n::Integer) = _isnormal(x) ? _raw(x.prec, x.sign, x.exp + Int(n), x.m) : x
function nextfloat(x::BigFloat, n::Integer)
    y = x
    for _ in 1:abs(n)
        y = _step(y, n > 0)
    end
    return y
end
nextfloat(x::BigFloat) = _step(x, true)
prevfloat(x::BigFloat) = _step(x, false)
prevfloat(x::BigFloat, n::Integer) = nextfloat(x, -n)
function _step(x::BigFloat, up::Bool)
    isnan(x) && return x
    if iszero(x)
        return _raw(x.prec, up ? 1 : -1, EXP_MIN, BigInt(1) << (x.prec - 1))
    elseif isinf(x)
        (x.sign > 0) == up && return x
        return _raw(x.prec, x.sign, EXP_MAX, (BigInt(1) << x.prec) - BigInt(1))
    end
    if (x.sign > 0) == up
        m = x.m + BigInt(1)
        _bitlength(m) > x.prec && return _raw(x.prec, x.sign, x.exp + 1, m >> 1)
        return _raw(x.prec, x.sign, x.exp, m)
    end
    m = x.m - BigInt(1)
    if _bitlength(m) < x.prec
        return _raw(x.prec, x.sign, x.exp - 1, (m << 1) | BigInt(1))
    end
    return _raw(x.prec, x.sign, x.exp, m)
end

# ---- roots and powers -------------------------------------------------------------------------------------------------

function sqrt(x::BigFloat)
    isnan(x) && return x
    iszero(x) && return x
    x.sign < 0 && throw(DomainError(x, "NaN result for non-NaN input."))
    isinf(x) && return x
    p = DEFAULT_PRECISION[]
    e = _unit_exp(x)
    s = max(0, 2 * p + 4 - x.prec)
    isodd(e - s) && (s += 1)
    m = x.m << s
    q = isqrt(m)
    return _rounded(false, q, (e - s) >> 1, p, q * q != m, DEFAULT_ROUNDING[])
end
function cbrt(x::BigFloat)
    (!_isnormal(x)) && return x
    p = DEFAULT_PRECISION[]
    e = _unit_exp(x)
    s = max(0, 3 * p + 6 - x.prec)
    while mod(e - s, 3) != 0
        s += 1
    end
    m = x.m << s
    # Newton for the integer cube root, from above
    q = BigInt(1) << (div(_bitlength(m), 3) + 1)
    while true
        t = div(2 * q + div(m, q * q), BigInt(3))
        t >= q && break
        q = t
    end
    return _rounded(x.sign < 0, q, div(e - s, 3), p, q * q * q != m, DEFAULT_ROUNDING[])
end
hypot(x::BigFloat, y::BigFloat) = isinf(x) || isinf(y) ? _inf(DEFAULT_PRECISION[]) :
    (r = _at_precision(() -> x * x + y * y, 2 * max(x.prec, y.prec) + 64); sqrt(r))
function ^(x::BigFloat, n::Integer)
    n == 0 && return one(BigFloat)
    p = DEFAULT_PRECISION[]
    guard = 2 * (64 - leading_zeros(abs(Int64(n)))) + 32
    r = _at_precision(p + guard) do
        v = Base.power_by_squaring(x, abs(n))
        return n < 0 ? BigFloat(1) / v : v
    end
    return _reround(r, p, DEFAULT_ROUNDING[])
end
^(x::BigFloat, n::Union{BigInt, UInt64, UInt128, Int128}) = typemin(Int) < n <= typemax(Int) ? x^Int(n) : x^BigFloat(n)
^(x::BigFloat, n::Bool) = n ? x : one(x)
function ^(x::BigFloat, y::BigFloat)
    p = DEFAULT_PRECISION[]
    iszero(y) && return one(BigFloat)
    x == 1 && return x
    (isnan(x) || isnan(y)) && return _nan(p)
    if isinteger(y) && abs(y) < 1_000_000
        return x^Int(unsafe_trunc(BigInt, y))
    end
    x.sign < 0 && !iszero(x) && throw(DomainError(x, "NaN result for non-NaN input."))
    iszero(x) && return y.sign < 0 ? _inf(p) : _zero(p)
    r = _at_precision(() -> exp(y * log(x)), p + 64 + max(0, y.exp) + max(0, ndigits(x.exp, base = 2)))
    return _reround(r, p, DEFAULT_ROUNDING[])
end
^(x::BigFloat, y::IEEEFloat) = x^_big(y)
^(x::Union{IEEEFloat, Integer}, y::BigFloat) = _big(x)^y

# ---- constants, as integers scaled by 2^n -----------------------------------------------------------------------------

# k·atan(1/a) or k·atanh(1/a) by series
function _arc_series(k::Int, a::Int, n::Int, alternating::Bool)
    t = div(BigInt(k) << n, BigInt(a))
    s = t
    a2 = BigInt(a) * BigInt(a)
    i = 1
    neg = alternating
    while true
        t = div(t, a2)
        iszero(t) && return s
        i += 2
        term = div(t, BigInt(i))
        s = neg ? s - term : s + term
        alternating && (neg = !neg)
    end
end
const _scaled_constants = Dict{Symbol, Tuple{Int, BigInt}}()
function _scaled(name::Symbol, n::Int)
    have = get(_scaled_constants, name, nothing)
    if have === nothing || have[1] < n
        g = n + 32
        v = name === :pi ? _arc_series(16, 5, g, true) - _arc_series(4, 239, g, true) :
            _arc_series(18, 26, g, false) - _arc_series(2, 4801, g, false) + _arc_series(8, 8749, g, false)
        have = (n, v >> 32)
        _scaled_constants[name] = have
    end
    return have[2] >> (have[1] - n)
end
_pi_scaled(n::Int) = _scaled(:pi, n)
_ln2_scaled(n::Int) = _scaled(:ln2, n)
_from_scaled(v::BigInt, n::Int, prec::Int = DEFAULT_PRECISION[]) =
    _rounded(signbit(v), abs(v), -n, prec, true, DEFAULT_ROUNDING[])
# x * 2^n, cut off
function _to_scaled(x::BigFloat, n::Int)
    iszero(x) && return BigInt()
    e = _unit_exp(x) + n
    v = e >= 0 ? x.m << e : x.m >> -e
    return x.sign < 0 ? -v : v
end

_big_pi(p) = _from_scaled(_pi_scaled(p + 32), p + 32, Int(p))
_big_e(p) = _at_precision(() -> exp(BigFloat(1)), Int(p))
_big_golden(p) = _at_precision(() -> (1 + sqrt(BigFloat(5; precision = p + 32))) / 2, Int(p))
function _big_catalan(p)
    n = Int(p) + 64
    # π/8·ln(2+√3) + 3/8·Σ 1/((2k+1)²·C(2k,k))
    s = BigInt(1) << n
    c = BigInt(1)
    k = 0
    while true
        k += 1
        c = div(c * (2 * (2 * k - 1)), BigInt(k))
        t = div(BigInt(1) << n, c * (2 * k + 1)^2)
        iszero(t) && break
        s = s + t
    end
    l = _at_precision(() -> log(2 + sqrt(BigFloat(3))), n)
    v = ((_pi_scaled(n) * _to_scaled(l, n)) >> (n + 3)) + ((3 * s) >> 3)
    return _from_scaled(v, n, Int(p))
end
function _big_eulergamma(p)
    # Brent and McMillan: the quotient of two sums over (n^k/k!)², less ln n
    bits = Int(p) + 64
    nn = 8
    while nn * 5.77 < bits
        nn *= 2
    end
    n2 = BigInt(nn) * nn
    a = -_to_scaled(_at_precision(() -> log(BigFloat(nn)), bits + 64), bits)
    b = BigInt(1) << bits
    u, v = a, b
    k = 0
    while true
        k += 1
        b = div(b * n2, BigInt(k) * k)
        a = div(div(a * n2, BigInt(k)) + b, BigInt(k))
        u = u + a
        v = v + b
        iszero(b) && iszero(a) && break
        k > 40 * nn && break
    end
    return _from_scaled(div(u << bits, v), bits, Int(p))
end

# ---- exponential and logarithm ----------------------------------------------------------------------------------------

function exp(x::BigFloat)
    p = DEFAULT_PRECISION[]
    isnan(x) && return x
    isinf(x) && return x.sign > 0 ? _inf(p) : _zero(p)
    iszero(x) && return one(BigFloat)
    x.exp > 62 && return x.sign > 0 ? _inf(p) : _zero(p)
    x.exp < -p - 4 && return one(BigFloat) + x
    n = p + 64 + max(x.exp, 0)
    v = _to_scaled(x, n)
    ln2 = _ln2_scaled(n)
    k = div(v, ln2, RoundNearest)
    r = v - k * ln2
    # halve the argument s times, sum the series, square s times
    s = 8
    w = n + 2 * s
    t = _exp_series(r << s, w)
    for _ in 1:s
        t = (t * t) >> w
    end
    return ldexp(_from_scaled(t, w), Int(k))
end
# exp(r / 2^s) with r << s given at w = n + 2s bits: r·2^s·2^-s… the shift cancels, leaving r/2^s at w bits
function _exp_series(r::BigInt, w::Int)
    one_ = BigInt(1) << w
    s = one_
    t = one_
    i = 0
    while true
        i += 1
        t = div((t * r) >> w, BigInt(i))
        iszero(t) && return s
        t == -1 && return s
        s = s + t
    end
end
exp2(x::BigFloat) = isinteger(x) && abs(x) < 4.0e18 ? ldexp(one(BigFloat), Int(x)) : BigFloat(2)^x
exp10(x::BigFloat) = BigFloat(10)^x
function expm1(x::BigFloat)
    (iszero(x) || isnan(x)) && return x
    p = DEFAULT_PRECISION[]
    r = _at_precision(() -> exp(x) - 1, p + 64 + max(0, -x.exp))
    return _reround(r, p, DEFAULT_ROUNDING[])
end

function log(x::BigFloat)
    p = DEFAULT_PRECISION[]
    isnan(x) && return x
    iszero(x) && return _inf(p, true)
    x.sign < 0 && throw(DomainError(x, "NaN result for non-NaN input."))
    isinf(x) && return x
    x == 1 && return _zero(p)
    # near one the result is small: keep as many significant bits
    near = x.exp == 0 || x.exp == 1 ? (d = _at_precision(() -> x - 1, x.prec + 4); max(0, -d.exp)) : 0
    wp = p + 64 + near
    r = _at_precision(wp) do
        k = x.exp
        f = _raw(x.prec, 1, 0, x.m)
        if f < 0.7071
            f = ldexp(f, 1)
            k -= 1
        end
        # y ← y + 2(f - e^y)/(f + e^y) triples the right bits
        t = Float64(f)
        t = (t - 1.0) / (t + 1.0)
        z = t * t
        y = BigFloat(2.0 * t * (1.0 + z * (0.3333333333333333 + z * (0.2 + z * (0.14285714285714285 + z * 0.1111111111111111)))))
        bits = 24
        while bits < wp
            e = exp(y)
            y = y + 2 * (f - e) / (f + e)
            bits *= 3
        end
        return y + k * _from_scaled(_ln2_scaled(wp + 64), wp + 64)
    end
    return _reround(r, p, DEFAULT_ROUNDING[])
end
function _log_over(x::BigFloat, base::Int)
    p = DEFAULT_PRECISION[]
    r = _at_precision(() -> log(x) / log(BigFloat(base)), p + 64)
    return _reround(r, p, DEFAULT_ROUNDING[])
end
log2(x::BigFloat) = _isnormal(x) && x.sign > 0 && ispow2(x.m) ? BigFloat(x.exp - 1) : _log_over(x, 2)
log10(x::BigFloat) = _log_over(x, 10)
function log1p(x::BigFloat)
    x < -1 && throw(DomainError(x, "NaN result for non-NaN input."))
    (iszero(x) || isnan(x)) && return x
    p = DEFAULT_PRECISION[]
    r = _at_precision(() -> log(1 + x), p + 64 + max(0, -2 * x.exp))
    return _reround(r, p, DEFAULT_ROUNDING[])
end

# ---- circular functions -----------------------------------------------------------------------------------------------

# sin and cos of x as scaled integers with n bits, after reduction to a quarter turn.
function _sincos_scaled(x::BigFloat, n::Int)
    wide = n + max(x.exp, 0) + 32
    v = _to_scaled(x, wide)
    halfpi = _pi_scaled(wide) >> 1
    q = div(v, halfpi, RoundNearest)
    r = (v - q * halfpi) >> (wide - n)
    one_ = BigInt(1) << n
    r2 = (r * r) >> n
    s, c = r, one_
    ts, tc = r, one_
    i = 0
    while true
        i += 2
        tc = -div((tc * r2) >> n, BigInt((i - 1) * i))
        ts = -div((ts * r2) >> n, BigInt(i * (i + 1)))
        c = c + tc
        s = s + ts
        abs(tc) <= 1 && abs(ts) <= 1 && break
    end
    k = Int(mod(q, BigInt(4)))
    return k == 0 ? (s, c) : k == 1 ? (c, -s) : k == 2 ? (-s, -c) : (-c, s)
end
function _sincos(x::BigFloat)
    p = DEFAULT_PRECISION[]
    isnan(x) && return x, x
    isinf(x) && throw(DomainError(x, "NaN result for non-NaN input."))
    iszero(x) && return x, one(BigFloat)
    x.exp < -p && return x, one(BigFloat)
    n = p + 64 + max(0, -x.exp)
    while true
        s, c = _sincos_scaled(x, n)
        # close to a zero of either the significant bits run out: take more
        if _bitlength(abs(s)) > p + 16 && _bitlength(abs(c)) > p + 16
            return _from_scaled(s, n), _from_scaled(c, n)
        end
        n += p + 64
    end
end
sin(x::BigFloat) = _sincos(x)[1]
cos(x::BigFloat) = _sincos(x)[2]
sincos(x::BigFloat) = _sincos(x)
tan(x::BigFloat) = _with_guard(() -> ((s, c) = _sincos(x); s / c))
function _with_guard(f, guard::Int = 64)
    p = DEFAULT_PRECISION[]
    return _reround(_at_precision(f, p + guard), p, DEFAULT_ROUNDING[])
end
sinpi(x::BigFloat) = isinteger(x) ? copysign(zero(x), x) : _with_guard(() -> sin(_big_pi(DEFAULT_PRECISION[]) * rem(x, BigFloat(2))))
cospi(x::BigFloat) = _with_guard(() -> cos(_big_pi(DEFAULT_PRECISION[]) * rem(x, BigFloat(2))))

function atan(x::BigFloat)
    p = DEFAULT_PRECISION[]
    (isnan(x) || iszero(x)) && return x
    isinf(x) && return copysign(ldexp(_big_pi(p), -1), x)
    return _with_guard(64 + max(0, -x.exp)) do
        y = abs(x)
        big_ = y > 1
        big_ && (y = 1 / y)
        k = 0
        # halving the angle brings the argument down
        while !iszero(y) && y.exp > -8
            y = y / (1 + sqrt(1 + y * y))
            k += 1
        end
        n = DEFAULT_PRECISION[] + 32 + max(0, -y.exp)
        v = _to_scaled(y, n)
        v2 = (v * v) >> n
        s = v
        t = v
        i = 1
        while true
            t = -((t * v2) >> n)
            i += 2
            term = div(t, BigInt(i))
            iszero(term) && break
            s = s + term
        end
        a = ldexp(_from_scaled(s, n), k)
        big_ && (a = ldexp(_big_pi(DEFAULT_PRECISION[]), -1) - a)
        return copysign(a, x)
    end
end
function asin(x::BigFloat)
    abs(x) > 1 && throw(DomainError(x, "NaN result for non-NaN input."))
    iszero(x) && return x
    abs(x) == 1 && return copysign(ldexp(_big_pi(DEFAULT_PRECISION[]), -1), x)
    return _with_guard(() -> atan(x / sqrt((1 - x) * (1 + x))))
end
function acos(x::BigFloat)
    abs(x) > 1 && throw(DomainError(x, "NaN result for non-NaN input."))
    x == 1 && return _zero(DEFAULT_PRECISION[])
    return _with_guard(() -> 2 * atan(sqrt((1 - x) / (1 + x))))
end
function atan(y::BigFloat, x::BigFloat)
    (isnan(x) || isnan(y)) && return _nan(DEFAULT_PRECISION[])
    p = DEFAULT_PRECISION[]
    if iszero(y)
        return signbit(x) ? copysign(_big_pi(p), y) : copysign(_zero(p), y)
    elseif iszero(x) || (isinf(y) && !isinf(x))
        return copysign(ldexp(_big_pi(p), -1), y)
    elseif isinf(x)
        isinf(y) && return copysign(x.sign > 0 ? ldexp(_big_pi(p), -2) : 3 * ldexp(_big_pi(p), -2), y)
        return x.sign > 0 ? copysign(_zero(p), y) : copysign(_big_pi(p), y)
    end
    return _with_guard() do
        a = atan(y / x)
        return x.sign > 0 ? a : y.sign < 0 ? a - _big_pi(DEFAULT_PRECISION[]) : a + _big_pi(DEFAULT_PRECISION[])
    end
end
atan(y::BigFloat, x::Real) = atan(y, BigFloat(x))
atan(y::Real, x::BigFloat) = atan(BigFloat(y), x)

function sinh(x::BigFloat)
    (iszero(x) || !isfinite(x)) && return x
    return _with_guard(() -> (e = expm1(x); (e + e / (e + 1)) / 2), 64 + max(0, -x.exp))
end
function cosh(x::BigFloat)
    isinf(x) && return abs(x)
    return _with_guard(() -> (e = exp(x); (e + 1 / e) / 2))
end
function tanh(x::BigFloat)
    iszero(x) && return x
    isinf(x) && return BigFloat(x.sign)
    abs(x) > DEFAULT_PRECISION[] && return BigFloat(x.sign)
    return _with_guard(() -> (e = expm1(2 * x); e / (e + 2)), 64 + max(0, -x.exp))
end
asinh(x::BigFloat) = iszero(x) || !isfinite(x) ? x :
    _with_guard(() -> copysign(log1p(abs(x) + x * x / (1 + sqrt(1 + x * x))), x), 64 + max(0, -x.exp))
function acosh(x::BigFloat)
    x < 1 && throw(DomainError(x, "NaN result for non-NaN input."))
    return _with_guard(() -> (t = x - 1; log1p(t + sqrt(2 * t + t * t))))
end
function atanh(x::BigFloat)
    abs(x) > 1 && throw(DomainError(x, "NaN result for non-NaN input."))
    iszero(x) && return x
    abs(x) == 1 && return _inf(DEFAULT_PRECISION[], signbit(x))
    return _with_guard(() -> log1p(2 * x / (1 - x)) / 2, 64 + max(0, -x.exp))
end

# ---- text -------------------------------------------------------------------------------------------------------------

# n significant decimal digits of |x|, correctly rounded, and the exponent of the first.
function _decimal_digits(x::BigFloat, n::Int)
    e10 = floor(Int, (x.exp - 1) * 0.30102999566398120)
    while true
        k = n - 1 - e10
        e = _unit_exp(x)
        num = x.m
        den = BigInt(1)
        k >= 0 ? (num = num * BigInt(10)^k) : (den = BigInt(10)^-k)
        e >= 0 ? (num = num << e) : (den = den << -e)
        q, r = divrem(num, den)
        c = cmp(r << 1, den)
        (c > 0 || (c == 0 && isodd(q))) && (q = q + BigInt(1))
        s = string(q)
        ncodeunits(s) == n && return s, e10
        e10 += ncodeunits(s) > n ? 1 : -1
    end
end
# Enough digits to read back the same number.
_roundtrip_digits(prec::Int) = 1 + ceil(Int, prec * 0.30102999566398120)

function string(x::BigFloat)
    return _text(x, _roundtrip_digits(x.prec))
end
function _text(x::BigFloat, n::Int)
    isnan(x) && return "NaN"
    isinf(x) && return x.sign < 0 ? "-Inf" : "Inf"
    iszero(x) && return x.sign < 0 ? "-0.0" : "0.0"
    ds, e = _decimal_digits(x, n)
    ds = String(rstrip(ds, '0'))
    sgn = x.sign < 0 ? "-" : ""
    k = ncodeunits(ds)
    if -5 < e < 6
        if e < 0
            return string(sgn, "0.", "0"^(-e - 1), ds)
        elseif k <= e + 1
            return string(sgn, ds, "0"^(e + 1 - k), ".0")
        end
        return string(sgn, ds[1:(e + 1)], ".", ds[(e + 2):end])
    end
    frac = k > 1 ? ds[2:end] : "0"
    ae = string(abs(e))
    return string(sgn, ds[1:1], ".", frac, "e", e < 0 ? "-" : "+", ncodeunits(ae) < 2 ? "0" : "", ae)
end
print(io::IO, x::BigFloat) = print(io, string(x))
function show(io::IO, x::BigFloat)
    if get(io, :compact, false)::Bool
        print(io, _text(x, 6))
    else
        print(io, string(x))
    end
    return nothing
end

tryparse(::Type{BigFloat}, s::AbstractString) = _parse(s, DEFAULT_PRECISION[], DEFAULT_ROUNDING[])
function _parse(text::AbstractString, prec::Int, r)
    s = strip(text)
    neg = startswith(s, '-')
    if neg || startswith(s, '+')
        s = SubString(s, 2)
    end
    low = lowercase(s)
    (low == "inf" || low == "infinity") && return _inf(prec, neg)
    low == "nan" && return _nan(prec)
    hex = startswith(low, "0x")
    mark = hex ? 'p' : 'e'
    body = hex ? SubString(low, 3) : SubString(low, 1)
    exponent_ = 0
    i = findfirst(mark, body)
    if i !== nothing
        ex = tryparse(Int, SubString(body, i + 1))
        ex === nothing && return nothing
        exponent_ = ex
        body = SubString(body, 1, i - 1)
    end
    dot = findfirst('.', body)
    whole = dot === nothing ? body : SubString(body, 1, dot - 1)
    frac = dot === nothing ? "" : SubString(body, dot + 1)
    digits_ = string(whole, frac)
    isempty(digits_) && return nothing
    for c in digits_
        (hex ? isxdigit(c) : isdigit(c)) || return nothing
    end
    m = parse(BigInt, digits_; base = hex ? 16 : 10)
    iszero(m) && return _zero(prec, neg)
    if hex
        return _rounded(neg, m, exponent_ - 4 * ncodeunits(frac), prec, false, r)
    end
    k = exponent_ - ncodeunits(frac)
    k >= 0 && return _rounded(neg, m * BigInt(10)^k, 0, prec, false, r)
    return _quotient(neg, m, BigInt(10)^-k, 0, prec, r)
end

# a Float64 scaled by 2^n as an integer
function _scaled_int(x::Float64, n::Int)
    s, e, d = decompose(x)
    v = e + n >= 0 ? BigInt(s) << (e + n) : BigInt(s) >> -(e + n)
    return d < 0 ? -v : v
end

Base.deepcopy_internal(x::BigFloat, dict::IdDict) = get!(() -> _raw(x.prec, x.sign, x.exp, x.m), dict, x)

end

import .MPFR: BigFloat

import .MPFR: _big_pi, _big_e, _big_golden, _big_catalan, _big_eulergamma, _pi_scaled, _scaled_int
