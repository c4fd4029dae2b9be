# Mathematical functions of real numbers. Float64 is computed; Float32 and Float16 are computed in Float64 and rounded,
# integers and rationals go through `float`.

for f in (:sin, :cos, :sincos, :tan, :sinh, :cosh, :tanh, :asin, :acos, :atan, :asinh, :acosh, :atanh, :sec, :csc, :cot,
          :asec, :acsc, :acot, :sech, :csch, :coth, :asech, :acsch, :acoth, :sinpi, :cospi, :sincospi, :tanpi, :sinc,
          :cosc, :log, :log2, :log10, :log1p, :exponent, :exp, :exp2, :exp10, :expm1, :cbrt, :fourthroot, :sqrt, :hypot,
          :ldexp, :frexp, :clamp!, :modf, :mod2pi, :rem2pi, :evalpoly, :significand, :rad2deg, :deg2rad, :sind, :cosd,
          :tand, :sincosd, :secd, :cscd, :cotd, :asind, :acosd, :atand, :asecd, :acscd, :acotd)
    @eval function $f end
end

module Math

export sin, cos, sincos, tan, sinh, cosh, tanh, asin, acos, atan, asinh, acosh, atanh, sec, csc, cot, asec, acsc, acot,
    sech, csch, coth, asech, acsch, acoth, sinpi, cospi, sincospi, tanpi, sinc, cosc, cosd, cotd, cscd, secd, sind,
    tand, sincosd, acosd, acotd, acscd, asecd, asind, atand, rad2deg, deg2rad, log, log2, log10, log1p, exponent, exp,
    exp2, exp10, expm1, cbrt, fourthroot, sqrt, hypot, max, min, minmax, ldexp, frexp, clamp, clamp!, modf, ^, mod2pi,
    rem2pi, @evalpoly, evalpoly, significand

import Base: sin, cos, sincos, tan, sinh, cosh, tanh, asin, acos, atan, asinh, acosh, atanh, sec, csc, cot, asec, acsc,
    acot, sech, csch, coth, asech, acsch, acoth, sinpi, cospi, sincospi, tanpi, sinc, cosc, log, log2, log10, log1p,
    exponent, exp, exp2, exp10, expm1, cbrt, fourthroot, sqrt, hypot, ldexp, frexp, clamp, clamp!, modf, ^, mod2pi,
    rem2pi, evalpoly, significand, rad2deg, deg2rad, max, min, minmax, sind, cosd, tand, sincosd, secd,
    cscd, cotd, asind, acosd, atand, asecd, acscd, acotd

using Base: IEEEFloat, BitInteger, BitInteger64, uinttype, significand_bits, significand_mask, exponent_mask,
    exponent_bias, exponent_bits, sign_mask, exponent_half, exponent_one, inttype, exponent_raw_max
import Core.Intrinsics: sqrt_llvm, bitcast

# ---- errors -----------------------------------------------------------------------------------------------------------

throw_complex_domainerror(f::Symbol, x) = (Base.@_noinline_meta; throw(DomainError(x, LazyString(
    f, " was called with a negative real argument but will only return a complex result if called with a complex ",
    "argument. Try ", f, "(Complex(x))."))))
throw_complex_domainerror_neg1(f::Symbol, x) = (Base.@_noinline_meta; throw(DomainError(x, LazyString(
    f, " was called with a real argument < -1 but will only return a complex result if called with a complex ",
    "argument. Try ", f, "(Complex(x))."))))
throw_exp_domainerror(x) = (Base.@_noinline_meta; throw(DomainError(x, LazyString(
    "Exponentiation yielding a complex result requires a complex argument.\nReplace x^y with (x+0im)^y, ",
    "Complex(x)^y, or similar."))))
throw_domain(x, msg) = (Base.@_noinline_meta; throw(DomainError(x, msg)))

# ---- functions of one argument ------------------------------------------------------------------------------------------

# Where the argument is in the domain: `elementary.jl` has these.
for f in (:sin, :cos, :sincos, :tan, :asin, :acos, :atan, :atan2, :sinh, :cosh, :tanh, :asinh, :acosh, :atanh, :exp,
          :exp2, :exp10, :expm1, :log, :log2, :log10, :log1p, :cbrt, :pow,
          :sinpi_kernel, :sinpi_kernel_unfused, :cospi_kernel)
    @eval function $(Symbol(:_, f)) end
end

for (f, msg) in ((:sin, "sin(x) is only defined for finite x."), (:cos, "cos(x) is only defined for finite x."),
                 (:tan, "tan(x) is only defined for finite x."))
    raw = Symbol(:_, f)
    @eval ($f)(x::Float64) = isinf(x) ? throw_domain(x, $msg) : $raw(x)
end
asin(x::Float64) = abs(x) > 1 ? throw_domain(x, "asin(x) is not defined for |x| > 1.") : _asin(x)
acos(x::Float64) = abs(x) > 1 ? throw_domain(x, "acos(x) not defined for |x| > 1") : _acos(x)
acosh(x::Float64) = x < 1 ? throw_domain(x, "acosh(x) is only defined for x ≥ 1.") : _acosh(x)
atanh(x::Float64) = abs(x) > 1 ? throw_domain(x, "atanh(x) is only defined for |x| ≤ 1.") : _atanh(x)
for f in (:atan, :sinh, :cosh, :tanh, :asinh, :exp, :exp2, :exp10, :expm1, :cbrt)
    raw = Symbol(:_, f)
    @eval ($f)(x::Float64) = $raw(x)
end
for f in (:log, :log2, :log10)
    raw = Symbol(:_, f)
    @eval ($f)(x::Float64) = x < 0 ? throw_complex_domainerror($(QuoteNode(f)), x) : $raw(x)
end
log1p(x::Float64) = x < -1 ? throw_complex_domainerror_neg1(:log1p, x) : _log1p(x)
sqrt(x::Float64) = x < 0 ? throw_complex_domainerror(:sqrt, x) : sqrt_llvm(x)
sqrt(x::Float32) = x < 0 ? throw_complex_domainerror(:sqrt, x) : sqrt_llvm(x)
sqrt(x::Float16) = Float16(sqrt(Float32(x)))
sqrt(x::Real) = sqrt(float(x))
fourthroot(x::Number) = sqrt(sqrt(x))
function fourthroot(x::Float64)
    x < 0 && throw_complex_domainerror(:fourthroot, x)
    return sqrt(sqrt(x))
end

for f in (:sin, :cos, :tan, :asin, :acos, :atan, :sinh, :cosh, :tanh, :asinh, :acosh, :atanh, :exp, :exp2, :exp10,
          :expm1, :log, :log2, :log10, :log1p, :cbrt)
    @eval begin
        ($f)(x::T) where {T <: Union{Float16, Float32}} = T(($f)(Float64(x)))
        function ($f)(x::Real)
            xf = float(x)
            xf === x && throw(MethodError($f, (x,)))
            return ($f)(xf)
        end
    end
end
sincos(x::Float64) = isinf(x) ? throw_domain(x, "sincos(x) is only defined for finite x.") : _sincos(x)
sincos(x::T) where {T <: Union{Float16, Float32}} = ((s, c) = sincos(Float64(x)); (T(s), T(c)))
sincos(x::Real) = sincos(float(x))
sincos(x) = (sin(x), cos(x))
exp10(x) = 10^x
exp2(x::Integer) = exp2(float(x))

log(b::T, x::T) where {T <: Number} = log(x) / log(b)
log(b::Number, x::Number) = log(promote(b, x)...)

atan(y::Float64, x::Float64) = _atan2(y, x)
atan(y::T, x::T) where {T <: Union{Float16, Float32}} = T(atan(Float64(y), Float64(x)))
atan(y::Real, x::Real) = atan(promote(float(y), float(x))...)

# ---- reciprocals and inverses -------------------------------------------------------------------------------------------

for (f, inverse) in ((:sec, :cos), (:csc, :sin), (:cot, :tan), (:sech, :cosh), (:csch, :sinh), (:coth, :tanh),
                     (:secd, :cosd), (:cscd, :sind), (:cotd, :tand))
    @eval ($f)(z::Real) = inv(($inverse)(float(z)))
end
for (f, inverse) in ((:asec, :acos), (:acsc, :asin), (:acot, :atan), (:asech, :acosh), (:acsch, :asinh),
                     (:acoth, :atanh))
    @eval ($f)(z::Real) = ($inverse)(inv(float(z)))
end

# ---- degrees and half turns ---------------------------------------------------------------------------------------------

rad2deg(z::AbstractFloat) = z * (180 / oftype(z, pi))
deg2rad(z::AbstractFloat) = z * (oftype(z, pi) / 180)
rad2deg(z::Real) = rad2deg(float(z))
deg2rad(z::Real) = deg2rad(float(z))
rad2deg(z::Number) = (z / pi) * 180
deg2rad(z::Number) = (z * pi) / 180

# x*y as high and low parts
@inline function two_mul(x::Float64, y::Float64)
    p = x * y
    return p, fma(x, y, -p)
end

# sin and cos of hi + lo, |lo| far below |hi|.
_sin_extended(hi::Float64, lo::Float64) = (s = _sin(hi); s + lo * _cos(hi))
_cos_extended(hi::Float64, lo::Float64) = (c = _cos(hi); c - lo * _sin(hi))

const pi_hi = 3.141592653589793
const pi_lo = 1.2246467991473532e-16
function _times_pi(x::Float64)
    p, e = two_mul(x, pi_hi)
    return p, e + x * pi_lo
end
const degree_hi = 0.017453292519943295
const degree_lo = 2.9486522708701687e-19
function _degrees(x::Float64)
    p, e = two_mul(x, degree_hi)
    return p, e + x * degree_lo
end

# |x| in half turns: the quadrant and what is left of at most a quarter of a half turn.
@inline function _half_turns(x::Float64)
    n = round(2 * x)
    return Base.unsafe_trunc(Int, n) & 3, muladd(-0.5, n, x)
end
function sinpi(x::Float64)
    a = abs(x)
    isfinite(a) || return isnan(a) ? a : throw_domain(a, "`sinpi(x)` is only defined for finite `x`.")
    a >= 9.007199254740992e15 && return copysign(0.0, x)
    q, r = _half_turns(a)
    v = isodd(q) ? _cospi_kernel(r) : _sinpi_kernel(r)
    q >= 2 && (v = 0.0 - v)
    return signbit(x) ? -v : v
end
function cospi(x::Float64)
    a = abs(x)
    isfinite(a) || return isnan(a) ? a : throw_domain(a, "`cospi(x)` is only defined for finite `x`.")
    a >= 9.007199254740992e15 && return 1.0
    q, r = _half_turns(a)
    v = isodd(q) ? _sinpi_kernel_unfused(r) : _cospi_kernel(r)
    return q == 1 || q == 2 ? 0.0 - v : v
end
function sincospi(x::Float64)
    a = abs(x)
    isfinite(a) || return isnan(a) ? (a, a) : throw_domain(a, "`sincospi(x)` is only defined for finite `x`.")
    return sinpi(x), cospi(x)
end
function tanpi(x::Float64)
    a = abs(x)
    isfinite(a) || return isnan(a) ? a : throw_domain(a, "`tanpi(x)` is only defined for finite `x`.")
    a >= 9.007199254740992e15 && return copysign(0.0, x)
    return sinpi(x) / cospi(x)
end
sincospi(x::T) where {T <: Union{Float16, Float32}} = (T(sinpi(Float64(x))), T(cospi(Float64(x))))
sincospi(x::Real) = sincospi(float(x))
sincospi(x::AbstractFloat) = (sinpi(x), cospi(x))
sincospi(x) = (sinpi(x), cospi(x))
sinpi(x::Integer) = x >= 0 ? zero(float(x)) : -zero(float(x))
cospi(x::Integer) = isodd(x) ? -one(float(x)) : one(float(x))
sincospi(x::Integer) = (sinpi(x), cospi(x))
tanpi(x::Integer) = x >= 0 ? (isodd(x) ? -zero(float(x)) : zero(float(x))) : (isodd(x) ? zero(float(x)) : -zero(float(x)))

sinc(x::Number) = _sinc(float(x))
sinc(x::Integer) = iszero(x) ? one(x) : zero(x)
_sinc(x::Number) = iszero(x) ? one(x) : isinf(x) ? zero(x) : sinpi(x) / (pi * x)
function cosc(x::Number)
    xf = float(x)
    iszero(xf) && return -xf
    isinf(xf) && return zero(xf)
    if abs(xf) < 0.3
        # the closed form cancels near zero: sum the derivative's series
        y = (oftype(xf, pi) * xf)^2
        term = -oftype(xf, pi) * oftype(xf, pi) * xf / 3
        s = term
        k = 1
        while abs(term) > eps(real(typeof(xf))) * abs(s)
            term *= -y * (k + 1) / (k * (2 * k + 2) * (2 * k + 3))
            s += term
            k += 1
            k > 50 && break
        end
        return s
    end
    return ((pi * xf) * cospi(xf) - sinpi(xf)) / ((pi * xf) * xf)
end

function sind(x::Float64)
    isinf(x) && throw_domain(x, "`x` cannot be infinite.")
    isnan(x) && return x
    r = rem(x, 360.0)
    a = abs(r)
    r == 0 && return copysign(0.0, x)
    if a < 45
        return _sin_extended(_degrees(r)...)
    elseif a <= 135
        return copysign(_cos_extended(_degrees(90.0 - a)...), r)
    elseif a == 180
        return copysign(0.0, r)
    elseif a < 225
        return _sin_extended(_degrees((180.0 - a) * sign(r))...)
    elseif a <= 315
        return -copysign(_cos_extended(_degrees(270.0 - a)...), r)
    end
    return _sin_extended(_degrees(r - copysign(360.0, r))...)
end
function cosd(x::Float64)
    isinf(x) && throw_domain(x, "`x` cannot be infinite.")
    isnan(x) && return x
    a = abs(rem(x, 360.0))
    if a <= 45
        return _cos_extended(_degrees(a)...)
    elseif a < 135
        return a == 90 ? 0.0 : _sin_extended(_degrees(90.0 - a)...)
    elseif a <= 225
        return -_cos_extended(_degrees(180.0 - a)...)
    elseif a < 315
        return a == 270 ? 0.0 : _sin_extended(_degrees(a - 270.0)...)
    end
    return _cos_extended(_degrees(360.0 - a)...)
end
function tand(x::Float64)
    return sind(x) / cosd(x)
end
for f in (:sind, :cosd, :tand)
    @eval ($f)(x::T) where {T <: Union{Float16, Float32}} = T(($f)(Float64(x)))
    @eval ($f)(x::Real) = ($f)(float(x))
    @eval ($f)(z::Number) = $(Symbol(chop(string(f))))(deg2rad(z))
end
sincosd(x) = (sind(x), cosd(x))
sincosd(::Missing) = (missing, missing)
for (fd, f) in ((:asind, :asin), (:acosd, :acos), (:atand, :atan), (:asecd, :asec), (:acscd, :acsc), (:acotd, :acot))
    @eval ($fd)(y) = rad2deg(($f)(y))
end
atand(y, x) = rad2deg(atan(y, x))

# ---- reduction by 2π --------------------------------------------------------------------------------------------------

# x - 2πk exactly enough: in integers, with as many bits of π as x has before its point plus a double's worth after.
function rem2pi(x::Float64, r::RoundingMode)
    isfinite(x) || return NaN
    a = abs(x)
    if r === RoundNearest
        a < pi_hi && return x
    elseif r === RoundToZero
        a < 2 * pi_hi && return x
    elseif r === RoundDown
        0 <= x < 2 * pi_hi && return x
    elseif r === RoundUp
        -2 * pi_hi < x <= 0 && return x
    end
    bits = max(exponent(x), 0) + 200
    scaled = Base._scaled_int(x, bits)
    twopi = Base._pi_scaled(bits) << 1
    k = div(scaled, twopi, r)
    return Float64(BigFloat(scaled - k * twopi) / BigFloat(big(2)^bits))
end
rem2pi(x::T, r::RoundingMode) where {T <: Union{Float16, Float32}} = T(rem2pi(Float64(x), r))
rem2pi(x::Integer, r::RoundingMode) = rem2pi(Float64(x), r)
rem2pi(x::Real, r::RoundingMode) = rem2pi(float(x), r)
mod2pi(x) = rem2pi(x, RoundDown)

# ---- hypotenuse -------------------------------------------------------------------------------------------------------

hypot(x::Number) = abs(float(x))
hypot(x::Number, y::Number) = _hypot(promote(float(x), y)...)
hypot(x::Number, y::Number, xs::Number...) = _hypot_many(promote(float(x), y, xs...))
_hypot(x, y) = _hypot(abs(x), abs(y))
function _hypot(x::T, y::T) where {T <: AbstractFloat}
    (isinf(x) || isinf(y)) && return T(Inf)
    ax, ay = abs(x), abs(y)
    ax < ay && ((ax, ay) = (ay, ax))
    (isnan(ax) || isnan(ay)) && return T(NaN)
    (ay == 0 || ay <= ax * sqrt(eps(T) / 2)) && return ax
    scale = one(T)
    if ax > sqrt(floatmax(T) / 2)
        scale = floatmin(T)
        ax *= scale
        ay *= scale
        scale = inv(scale)
    elseif ay < sqrt(floatmin(T))
        scale = eps(T) * floatmin(T)
        up = inv(sqrt(scale))
        ax *= up
        ay *= up
        scale = inv(up)
    end
    h = sqrt(muladd(ax, ax, ay * ay))
    h = _hypot_refine(h, ax, ay)
    return h * scale
end
_hypot(x::T, y::T) where {T <: Union{Float16, Float32}} = T(sqrt(muladd(Float64(x), Float64(x), Float64(y) * Float64(y))))
_hypot(x::Complex, y::Complex) = _hypot(abs(x), abs(y))
_hypot_refine(h, ax, ay) = h
# One Newton step on h² = ax² + ay² with the squares' rounding errors in hand.
function _hypot_refine(h::Float64, ax::Float64, ay::Float64)
    hh, he = two_mul(h, h)
    xx, xe = two_mul(ax, ax)
    yy, ye = two_mul(ay, ay)
    return h - (((hh - xx) - yy) + (he - xe - ye)) / (2 * h)
end
function _hypot_many(xs::Tuple)
    m = maximum(map(abs, xs))
    (isnan(m) || any(isinf, xs)) && return any(isinf, xs) ? oftype(m, Inf) : m
    iszero(m) && return m
    return m * sqrt(sum(map(x -> abs2(x / m), xs)))
end

# ---- parts of a float ---------------------------------------------------------------------------------------------------

function exponent(x::T) where {T <: IEEEFloat}
    xs = bitcast(uinttype(T), x) & ~sign_mask(T)
    xs >= exponent_mask(T) && throw_domain(x, "Cannot be NaN or Inf.")
    k = Int(xs >> significand_bits(T))
    if k == 0
        xs == 0 && throw_domain(x, "Cannot be ±0.0.")
        m = leading_zeros(xs) - exponent_bits(T)
        k = 1 - m
    end
    return k - exponent_bias(T)
end
exponent(x::Real) = frexp(float(x))[2] - 1
function significand(x::T) where {T <: IEEEFloat}
    xu = bitcast(uinttype(T), x)
    xs = xu & ~sign_mask(T)
    (xs >= exponent_mask(T) || xs == 0) && return x
    if xs <= significand_mask(T)
        m = unsigned(leading_zeros(xs) - exponent_bits(T))
        xs <<= m
        xu = xs | (xu & sign_mask(T))
    end
    return bitcast(T, (xu & ~exponent_mask(T)) | exponent_one(T))
end
significand(x::Real) = significand(float(x))
function frexp(x::T) where {T <: IEEEFloat}
    xu = bitcast(uinttype(T), x)
    xs = xu & ~sign_mask(T)
    (xs >= exponent_mask(T) || xs == 0) && return x, 0
    k = Int(xs >> significand_bits(T))
    if k == 0
        m = leading_zeros(xs) - exponent_bits(T)
        xs <<= unsigned(m)
        xu = xs | (xu & sign_mask(T))
        k = 1 - m
    end
    k -= exponent_bias(T) - 1
    return bitcast(T, (xu & ~exponent_mask(T)) | exponent_half(T)), k
end
frexp(x::Real) = frexp(float(x))

# x * 2^e with one rounding, whatever e is.
function ldexp(x::T, e::Integer) where {T <: IEEEFloat}
    xu = bitcast(uinttype(T), x)
    xs = xu & ~sign_mask(T)
    (xs >= exponent_mask(T) || xs == 0) && return x
    k = Int(xs >> significand_bits(T))
    if k == 0
        m = leading_zeros(xs) - exponent_bits(T)
        xs <<= unsigned(m)
        xu = xs | (xu & sign_mask(T))
        k = 1 - m
    end
    # past any float either way
    e > 10000 && return flipsign(T(Inf), x)
    e < -10000 && return flipsign(T(0.0), x)
    k += Int(e)
    k >= exponent_raw_max(T) && return flipsign(T(Inf), x)
    if k > 0
        return bitcast(T, (xu & ~exponent_mask(T)) | ((k % uinttype(T)) << significand_bits(T)))
    end
    # subnormal: set a small normal exponent and multiply once
    k <= -significand_bits(T) - 1 && return flipsign(T(0.0), x)
    k += significand_bits(T) + 1
    z = T(2.0)^(-significand_bits(T) - 1)
    return z * bitcast(T, (xu & ~exponent_mask(T)) | ((k % uinttype(T)) << significand_bits(T)))
end
ldexp(x::Real, e::Integer) = ldexp(float(x), e)

modf(x) = isinf(x) ? (flipsign(zero(x), x), x) : (rem(x, one(x)), trunc(x))
modf(x::T) where {T <: IEEEFloat} = isinf(x) ? (copysign(zero(T), x), x) : (i = trunc(x); (copysign(x - i, x), i))

# ---- powers -----------------------------------------------------------------------------------------------------------

function ^(x::Float64, y::Float64)
    yi = y > 9.0e18 || y < -9.0e18 || isnan(y) ? 0 : Base.unsafe_trunc(Int64, y)
    if y == yi && -4096 <= yi <= 24576
        return _pow_int(x, yi)
    end
    x < 0 && y != yi && isfinite(y) && abs(y) < 4.5e15 && throw_exp_domainerror(x)
    x == 1 && return 1.0
    isinf(y) && abs(x) == 1 && return 1.0
    return _pow(x, y)
end
^(x::T, y::T) where {T <: Union{Float16, Float32}} = T(Float64(x)^Float64(y))
^(x::Float64, n::Integer) = _pow_integer(x, n)
^(x::T, n::Integer) where {T <: Union{Float16, Float32}} = T(_pow_integer(Float64(x), n))
^(x::Float64, n::Bool) = n ? x : one(x)
^(x::Float32, n::Bool) = n ? x : one(x)
^(x::Float16, n::Bool) = n ? x : one(x)
_pow_integer(x::Float64, n::Integer) = typemin(Int) < n <= typemax(Int) ? _pow_int(x, Int(n)) : x^float(n)

# By squaring, with the rounding errors of the products carried along.
function _pow_int(x::Float64, n::Int)
    n == 0 && return 1.0
    n == 1 && return x
    n == 2 && return x * x
    n == 3 && return x * x * x
    if !(-4096 <= n <= 24576)
        # so many steps would lose the carried part: through the logarithm, on the magnitude
        r = _pow(abs(x), Float64(n))
        return x < 0 && isodd(n) ? -r : r
    end
    b, blo = x, 0.0
    if n < 0
        r = 1.0 / x
        n == -1 && return r
        n == -2 && return r * r
        if isfinite(x) && isfinite(r)
            blo = -r * fma(x, r, -1.0)
        end
        b = r
        n = -n
    end
    y, ylo = 1.0, 0.0
    while n > 1
        if isodd(n)
            err = muladd(y, blo, b * ylo)
            y, ylo = two_mul(b, y)
            ylo += err
        end
        err = b * 2 * blo
        b, blo = two_mul(b, b)
        blo += err
        n >>>= 1
    end
    err = muladd(y, blo, b * ylo)
    return isfinite(b) && isfinite(err) ? muladd(b, y, err) : b * y
end

# ---- polynomials --------------------------------------------------------------------------------------------------------

# p[1] + p[2]x + p[3]x² …, by Horner's rule.
evalpoly(x, p::Tuple) = _horner(x, p)
_horner(x, p::Tuple{Any}) = p[1]
_horner(x, p::Tuple) = muladd(x, _horner(x, Base.tail(p)), p[1])
function evalpoly(x, p::AbstractVector)
    Base.require_one_based_indexing(p)
    n = length(p)
    y = p[n]
    for i in (n - 1):-1:1
        y = muladd(x, y, p[i])
    end
    return y
end
macro evalpoly(x, p...)
    return Expr(:call, GlobalRef(@__MODULE__, :evalpoly), esc(x), Expr(:tuple, map(esc, p)...))
end
macro horner(x, p...)
    return Expr(:call, GlobalRef(Base, :evalpoly), esc(x), Expr(:tuple, map(esc, p)...))
end

clamp!(x::AbstractArray, lo, hi) = map!(v -> clamp(v, lo, hi), x, x)

end

using .Math: @evalpoly, @horner
const √ = sqrt
const ∛ = cbrt
const ∜ = fourthroot
