# Elementary functions of complex numbers.

function _ssqs(x::T, y::T) where {T <: Real}
    # |x+iy|² with a power of two taken out if the squares would leave the range
    k = 0
    rho = x * x + y * y
    if !isfinite(rho) && (isinf(x) || isinf(y))
        rho = convert(T, Inf)
    elseif isinf(rho) || (rho == 0 && (x != 0 || y != 0)) || rho < nextfloat(zero(T)) / (2 * eps(T)^2)
        m = max(abs(x), abs(y))
        k = m == 0 ? 0 : exponent(m)
        xk, yk = ldexp(x, -k), ldexp(y, -k)
        rho = xk * xk + yk * yk
    end
    return rho, k
end

sqrt(z::Complex) = sqrt(float(z))
function sqrt(z::Complex{<:AbstractFloat})
    x, y = reim(z)
    x == y == 0 && return Complex(zero(x), y)
    rho, k = _ssqs(x, y)
    if isfinite(x)
        rho = ldexp(abs(x), -k) + sqrt(rho)
    end
    if isodd(k)
        k = div(k - 1, 2)
    else
        k = div(k, 2) - 1
        rho += rho
    end
    rho = ldexp(sqrt(rho), k)
    xi, eta = rho, y
    if rho != 0
        isfinite(eta) && (eta = eta / rho / 2)
        if x < 0
            xi = abs(eta)
            eta = copysign(rho, y)
        end
    end
    return Complex(xi, eta)
end

cis(x::Real) = Complex(reverse(sincos(x))...)
function cis(z::Complex)
    v = exp(-imag(z))
    s, c = sincos(real(z))
    return Complex(v * c, v * s)
end
cispi(x::Real) = Complex(reverse(sincospi(x))...)
function cispi(z::Complex)
    v = exp(-(π * imag(z)))
    s, c = sincospi(real(z))
    return Complex(v * c, v * s)
end

log(z::Complex) = log(float(z))
function log(z::Complex{T}) where {T <: AbstractFloat}
    x, y = reim(z)
    ax, ay = abs(x), abs(y)
    if ax < ay
        theta, beta = ax, ay
    else
        theta, beta = ay, ax
    end
    rho, k = _ssqs(x, y)
    # near the unit circle the sum of squares cancels
    if k == 0 && T(0.5) < beta * beta && (beta <= T(1.25) || rho < T(3))
        r = log1p((beta - one(T)) * (beta + one(T)) + theta * theta) / 2
    else
        r = log(rho) / 2 + k * log(T(2))
    end
    return Complex(r, angle(z))
end
log2(z::Complex) = (l = log(z); d = log(oftype(real(l), 2)); Complex(real(l) / d, imag(l) / d))
log10(z::Complex) = (l = log(z); d = log(oftype(real(l), 10)); Complex(real(l) / d, imag(l) / d))
log(b::Complex, x::Number) = log(x) / log(b)
log(b::Complex, x::Complex) = log(x) / log(b)
log(b::T, x::T) where {T <: Complex} = log(x) / log(b)
log(b::Number, x::Complex) = log(x) / log(b)
function log1p(z::Complex{T}) where {T}
    zr, zi = reim(z)
    if isfinite(zr)
        isinf(zi) && return log(z)
        # corrected for the rounding of 1+z, but where the logarithm has its singularity and its branch cut
        u = one(float(T)) + z
        u == 1 && return convert(typeof(u), z)
        return real(u) <= 0 ? log(u) : log(u) * (z / (u - one(u)))
    elseif isnan(zr)
        return Complex(zr, zr)
    elseif isfinite(zi)
        return Complex(oftype(zr, Inf), copysign(zr > 0 ? zero(zr) : convert(typeof(zr), pi), zi))
    end
    return Complex(oftype(zr, Inf), oftype(zi, NaN))
end

exp(z::Complex) = exp(float(z))
function exp(z::Complex{<:AbstractFloat})
    zr, zi = reim(z)
    if isnan(zr)
        return Complex(zr, zi == 0 ? zi : zr)
    elseif !isfinite(zi)
        if zr == Inf
            return Complex(-zr, oftype(zr, NaN))
        elseif zr == -Inf
            return Complex(-zero(zr), copysign(zero(zi), zi))
        end
        return Complex(oftype(zr, NaN), oftype(zi, NaN))
    end
    er = exp(zr)
    iszero(zi) && return Complex(er, zi)
    s, c = sincos(zi)
    return Complex(er * c, er * s)
end
function expm1(z::Complex{T}) where {T <: Real}
    zr, zi = reim(float(z))
    if isnan(zr)
        return Complex(zr, zi == 0 ? zi : zr)
    elseif !isfinite(zi)
        zr == Inf && return Complex(-zr, oftype(zr, NaN))
        zr == -Inf && return Complex(-one(zr), copysign(zero(zi), zi))
        return Complex(oftype(zr, NaN), oftype(zi, NaN))
    end
    erm1 = expm1(zr)
    if zi == 0
        return Complex(erm1, zi)
    end
    er = erm1 + one(erm1)
    if isfinite(er)
        wr = erm1 - 2 * er * (sin(zi / 2))^2
        return Complex(wr, er * sin(zi))
    end
    s, c = sincos(zi)
    return Complex(er * c, er * s)
end
for (f, base) in ((:exp2, 2), (:exp10, 10))
    @eval function ($f)(z::Complex{T}) where {T}
        r = ($f)(float(real(z)))
        s, c = sincos(imag(z) * log(convert(float(T), $base)))
        return Complex(r * c, r * s)
    end
end

# ---- powers -----------------------------------------------------------------------------------------------------------

^(z::Complex{<:AbstractFloat}, p::Integer) =
    p >= 0 ? power_by_squaring(z, p) : power_by_squaring(inv(z), -p)
^(z::Complex{<:Integer}, n::Integer) = power_by_squaring(z, n)
^(z::Complex{<:Rational}, n::Integer) = n >= 0 ? power_by_squaring(z, n) : power_by_squaring(inv(z), -n)
^(z::Complex, n::Integer) = z^Complex(n)
^(z::Complex, p::Bool) = p ? z : one(z)
^(z::Complex{<:AbstractFloat}, p::Bool) = p ? z : one(z)
^(z::Complex{<:Integer}, p::Bool) = p ? z : one(z)
^(z::Complex{<:Rational}, p::Bool) = p ? z : one(z)
^(z::Complex{T}, w::Complex{S}) where {T <: Real, S <: Real} = _cpow(z, w)
^(z::Complex, x::Real) = _cpow(z, x)
^(z::Complex, x::Rational) = _cpow(z, x)
^(x::Real, z::Complex) = _cpow(x, z)
_cpow(z, p) = _cpow(promote(float(z), float(p))...)
# The magnitude and the angle of z^p; where z or p is real, without the detour that would lose signs of zeros.
function _cpow(z::Complex{T}, p::Complex{T}) where {T <: AbstractFloat}
    pr, pi_ = reim(p)
    if isreal(p) && isinteger(pr) && abs(pr) < typemax(Int32)
        return _cpow_int(z, pr)
    elseif isreal(z)
        x = real(z)
        if iszero(x)
            return pr > 0 ? z : Complex(T(NaN), T(NaN))
        elseif isreal(p)
            x > 0 && return Complex(x^pr, flipsign(imag(z), pr))
            magnitude = (-x)^pr
            isfinite(pr) && return magnitude * Complex(cospi(pr), flipsign(sinpi(pr), imag(z)))
            return iszero(magnitude) ? zero(z) : Complex(T(NaN), T(NaN))
        elseif x > 0
            return _cpow_polar(x^pr, pi_ * log(x))
        end
        theta = copysign(T(pi), imag(z))
        return _cpow_polar((-x)^pr * exp(-pi_ * theta), pr * theta + pi_ * log(-x))
    elseif isreal(p)
        return _cpow_polar(abs(z)^pr, pr * angle(z))
    end
    r, theta = abs(z), angle(z)
    return _cpow_polar(r^pr * exp(-pi_ * theta), pr * theta + pi_ * log(r))
end
function _cpow_polar(magnitude::T, angle::T) where {T}
    isfinite(angle) && return magnitude * cis(angle)
    return iszero(magnitude) ? zero(Complex{T}) : Complex(T(NaN), T(NaN))
end
function _cpow_int(z::Complex{T}, pr::T) where {T}
    iszero(pr) && return Complex(one(T), flipsign(copysign(zero(T), pr), imag(z)))
    n = Int(pr)
    if !isreal(z)
        return n < 0 ? power_by_squaring(inv(z), -n) : power_by_squaring(z, n)
    end
    x, y = reim(z)
    if n < 0
        iszero(z) && return Complex(T(NaN), T(NaN))
        re = power_by_squaring(inv(x), -n)
        y = -y
    else
        re = power_by_squaring(x, n)
    end
    return Complex(re, iseven(n) && signbit(x) ? -y : y)
end

# ---- trigonometric and hyperbolic ---------------------------------------------------------------------------------------

function sin(z::Complex{T}) where {T}
    F = float(T)
    zr, zi = reim(z)
    if zr == 0
        return Complex(F(zr), sinh(zi))
    elseif !isfinite(zr)
        if zi == 0 || isinf(zi)
            return Complex(F(NaN), F(zi))
        end
        return Complex(F(NaN), F(NaN))
    end
    s, c = sincos(zr)
    return Complex(s * cosh(zi), c * sinh(zi))
end
function cos(z::Complex{T}) where {T}
    F = float(T)
    zr, zi = reim(z)
    if zr == 0
        return Complex(cosh(zi), isnan(zi) ? F(zr) : -flipsign(F(zr), zi))
    elseif !isfinite(zr)
        if zi == 0
            return Complex(F(NaN), isnan(zr) ? zero(F) : -flipsign(F(zi), zr))
        elseif isinf(zi)
            return Complex(F(Inf), F(NaN))
        end
        return Complex(F(NaN), F(NaN))
    end
    s, c = sincos(zr)
    return Complex(c * cosh(zi), -s * sinh(zi))
end
sincos(z::Complex) = (sin(z), cos(z))
tan(z::Complex) = (w = tanh(Complex(-imag(z), real(z))); Complex(imag(w), -real(w)))
sinh(z::Complex) = (w = sin(Complex(imag(z), real(z))); Complex(imag(w), real(w)))
cosh(z::Complex) = cos(Complex(imag(z), -real(z)))
function tanh(z::Complex{T}) where {T}
    F = float(T)
    x, y = reim(float(z))
    if isnan(x) && y == 0
        return Complex(x, y)
    elseif 4 * abs(x) > asinh(floatmax(F))
        return Complex(copysign(one(F), x), copysign(zero(F), y * (isfinite(y) ? sin(2 * abs(y)) : one(y))))
    end
    t = tan(y)
    beta = one(F) + t * t
    s = sinh(x)
    rho = sqrt(one(F) + s * s)
    isinf(t) && return Complex(rho / s, one(t) / t)
    return Complex(beta * rho * s, t) / (one(F) + beta * s * s)
end
function asin(z::Complex)
    x, y = reim(z)
    if isinf(x) && isinf(y)
        return Complex(copysign(oftype(float(x), pi) / 4, x), float(y))
    elseif isnan(y) && isinf(x)
        return Complex(y, oftype(float(x), Inf))
    end
    if x == 0
        xi = float(x)
    elseif isfinite(x)
        xi = atan(float(x), real(sqrt(1 - z) * sqrt(1 + z)))
    else
        xi = oftype(float(x), pi) / 2 * sign(x)
    end
    return Complex(xi, asinh(copysign(imag(sqrt(conj(1 - z)) * sqrt(1 + z)), y)))
end
function acos(z::Complex)
    z = float(z)
    x, y = reim(z)
    if isinf(x)
        if isinf(y)
            return Complex(x < 0 ? 3 * oftype(x, pi) / 4 : oftype(x, pi) / 4, -y)
        elseif isnan(y)
            return Complex(y, oftype(y, Inf))
        end
        return Complex(x < 0 ? oftype(x, pi) : zero(x), -copysign(x, y))
    elseif isnan(x)
        return Complex(x, isinf(y) ? -y : x)
    elseif isnan(y)
        return Complex(x == 0 ? oftype(x, pi) / 2 : y, y)
    end
    a = sqrt(1 - z)
    b = sqrt(1 + z)
    return Complex(2 * atan(real(a), real(b)), asinh(imag(conj(b) * a)))
end
atan(z::Complex) = (w = atanh(Complex(-imag(z), real(z))); Complex(imag(w), -real(w)))
asinh(z::Complex) = (w = asin(Complex(-imag(z), real(z))); Complex(imag(w), -real(w)))
function acosh(z::Complex)
    z = float(z)
    x, y = reim(z)
    if isnan(x) || isnan(y)
        return isinf(x) || isinf(y) ? Complex(oftype(x, Inf), oftype(x, NaN)) : Complex(oftype(x, NaN), oftype(x, NaN))
    elseif isinf(x) || isinf(y)
        return Complex(oftype(x, Inf), angle(z))
    end
    a = sqrt(z - 1)
    b = sqrt(z + 1)
    return Complex(asinh(real(conj(a) * b)), 2 * atan(imag(a), real(b)))
end
function atanh(z::Complex{T}) where {T}
    z = float(z)
    x, y = reim(z)
    F = typeof(x)
    ax = abs(x)
    big_ = sqrt(floatmax(F)) / 4
    if ax > big_ || abs(y) > big_
        if isnan(y)
            return isinf(x) ? Complex(copysign(zero(F), x), y) : Complex(real(inv(z)), y)
        elseif isinf(y)
            return Complex(copysign(zero(F), x), copysign(F(pi) / 2, y))
        end
        return Complex(real(inv(z)), copysign(F(pi) / 2, y))
    end
    beta = copysign(one(F), x)
    z = Complex(beta * x, -beta * y)
    x, y = reim(z)
    if x == 1
        if y == 0
            xi, eta = F(Inf), y
        else
            ym = abs(y) + 1 / big_
            xi = log(sqrt(sqrt(4 + y * y)) / sqrt(ym))
            eta = copysign(F(pi) / 2 + atan(ym / 2), y) / 2
        end
    else
        ysq = abs(y) < sqrt(floatmin(F)) ? zero(F) : y * y
        xi = x == 0 ? x : log1p(4 * x / ((1 - x)^2 + ysq)) / 4
        eta = angle(Complex((1 - x) * (1 + x) - ysq, 2 * y)) / 2
    end
    return Complex(beta * xi, -beta * eta)
end

for (f, finv) in ((:sec, :cos), (:csc, :sin), (:cot, :tan), (:sech, :cosh), (:csch, :sinh), (:coth, :tanh))
    @eval ($f)(z::Complex) = inv(($finv)(z))
end
for (f, finv) in ((:asec, :acos), (:acsc, :asin), (:acot, :atan), (:asech, :acosh), (:acsch, :asinh), (:acoth, :atanh))
    @eval ($f)(z::Complex) = ($finv)(inv(z))
end
# On whole and half numbers one of sine and cosine is exactly zero: it must not meet an infinity.
function sinpi(z::Complex)
    zr, zi = reim(float(z))
    y = π * zi
    if isinteger(zr)
        h = sinh(y)
        return Complex(copysign(zero(zr), zr), iseven(zr) ? h : -h)
    elseif isinteger(2 * zr)
        h = cosh(y)
        return Complex(isinteger((2 * zr - 1) / 4) ? h : -h, isnan(zi) ? zero(zi) : copysign(zero(zi), zi))
    elseif !isfinite(zr)
        return Complex(oftype(zr, NaN), zi == 0 || isinf(zi) ? zi : oftype(zi, NaN))
    end
    s, c = sincospi(zr)
    return Complex(s * cosh(y), c * sinh(y))
end
function cospi(z::Complex)
    zr, zi = reim(float(z))
    y = π * zi
    if isinteger(zr)
        h = cosh(y)
        s = copysign(zero(zr), zr)
        return Complex(iseven(zr) ? h : -h, isnan(zi) ? s : -flipsign(s, zi))
    elseif isinteger(2 * zr)
        h = sinh(y)
        return Complex(zero(zr), isinteger((2 * zr - 1) / 4) ? -h : h)
    elseif !isfinite(zr)
        zi == 0 && return Complex(oftype(zr, NaN), isnan(zr) ? zero(zi) : -flipsign(zi, zr))
        return Complex(isinf(zi) ? oftype(zr, Inf) : oftype(zr, NaN), oftype(zi, NaN))
    end
    s, c = sincospi(zr)
    return Complex(c * cosh(y), -s * sinh(y))
end
for (f, inverse) in ((:secd, :cosd), (:cscd, :sind), (:cotd, :tand))
    @eval ($f)(z::Complex) = inv(($inverse)(z))
end
sinc(z::Complex) = iszero(z) ? one(float(z)) : sinpi(z) / (π * z)
