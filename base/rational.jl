# Rational numbers: fractions in lowest terms with a nonnegative denominator; 1//0 is infinity.

unsafe_rational(num::T, den::T) where {T <: Integer} = unsafe_rational(T, num, den)
unsafe_rational(num::Integer, den::Integer) = unsafe_rational(promote(num, den)...)

__throw_rational_argerror_zero(T) =
    (@_noinline_meta; throw(ArgumentError(LazyString("invalid rational: zero(", T, ")//zero(", T, ")"))))
__throw_rational_argerror_typemin(T) = (@_noinline_meta; throw(ArgumentError(
    LazyString("invalid rational: denominator can't be typemin(", T, ")"))))

function checked_den(::Type{T}, num::T, den::T) where {T <: Integer}
    if signbit(den)
        den = checked_neg(den)
        num = checked_neg(num)
    end
    return unsafe_rational(T, num, den)
end
checked_den(num::T, den::T) where {T <: Integer} = checked_den(T, num, den)
checked_den(num::Integer, den::Integer) = checked_den(promote(num, den)...)

divgcd(x::T, y::T) where {T <: Integer} = (g = gcd(x, y); (div(x, g), div(y, g)))
divgcd(x::Integer, y::Integer) = divgcd(promote(x, y)...)

function Rational{T}(num::Integer, den::Integer) where {T <: Integer}
    iszero(den) && iszero(num) && __throw_rational_argerror_zero(T)
    if T <: BitSigned && den == typemin(T) && isodd(num)
        __throw_rational_argerror_typemin(T)
    end
    n, d = divgcd(promote(num, den)...)
    return checked_den(T, T(n), T(d))
end
Rational(n::T, d::T) where {T <: Integer} = Rational{T}(n, d)
Rational(n::Integer, d::Integer) = Rational(promote(n, d)...)
Rational(n::Integer) = unsafe_rational(n, one(n))
Rational{T}(x::Integer) where {T <: Integer} = unsafe_rational(T, T(x), T(1))
Rational{T}(x::Rational) where {T <: Integer} = unsafe_rational(T, convert(T, x.num), convert(T, x.den))
Rational{T}(x::Rational{T}) where {T <: Integer} = x
Rational(x::Rational) = x

//(n::Integer, d::Integer) = Rational(n, d)
function //(x::Rational, y::Integer)
    xn, yn = divgcd(promote(x.num, y)...)
    return checked_den(xn, checked_mul(x.den, yn))
end
function //(x::Integer, y::Rational)
    xn, yn = divgcd(promote(x, y.num)...)
    return checked_den(checked_mul(xn, y.den), yn)
end
function //(x::Rational, y::Rational)
    xn, yn = divgcd(promote(x.num, y.num)...)
    xd, yd = divgcd(promote(x.den, y.den)...)
    return checked_den(checked_mul(xn, yd), checked_mul(xd, yn))
end
//(x::Complex, y::Real) = complex(real(x) // y, imag(x) // y)
//(x::Number, y::Complex) = x * conj(y) // abs2(y)
//(X::AbstractArray, y::Number) = X .// y

numerator(x::Integer) = x
numerator(x::Rational) = x.num
denominator(x::Integer) = one(x)
denominator(x::Rational) = x.den
denominator(z::Complex) = lcm(denominator(real(z)), denominator(imag(z)))
function numerator(z::Complex)
    d = denominator(z)
    part(x) = numerator(x) * div(d, denominator(x))
    return Complex(part(real(z)), part(imag(z)))
end

# ---- conversion -----------------------------------------------------------------------------------------------------

Rational(x::Float64) = Rational{Int64}(x)
Rational(x::Float32) = Rational{Int}(x)
Rational(x::Float16) = Rational{Int}(x)
Rational(x::AbstractFloat) = Rational{BigInt}(x)

# Exact: the float's significand over a power of two.
function Rational{T}(x::AbstractFloat) where {T <: Integer}
    x == 0 && return zero(Rational{T})
    isfinite(x) || return isnan(x) ? throw(InexactError(:Rational, Rational{T}, x)) :
                          unsafe_rational(T, x < 0 ? -one(T) : one(T), zero(T))
    s, p, d = decompose(x)
    n = s * d
    if p >= 0
        big_n = shift_exact(T, n, p)
        return unsafe_rational(T, big_n, one(T))
    end
    k = min(trailing_zeros(n), -p)
    n >>= k
    p += k
    num = convert(T, n)
    # the denominator 2^-p must fit
    if hastypemax(T) && -p >= 8 * sizeof(T) - 1
        throw(InexactError(:Rational, Rational{T}, x))
    end
    return unsafe_rational(T, num, one(T) << -p)
end
function shift_exact(::Type{T}, n, p) where {T}
    r = big(n) << p
    return convert(T, r)
end
Rational{T}(x::Complex) where {T <: Integer} = Rational{T}(real_only(Rational{T}, x))
function real_only(::Type{T}, x::Complex) where {T}
    isreal(x) || throw(InexactError(nameof(T), T, x))
    return real(x)
end

Bool(x::Rational) = x == 0 ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))
(::Type{T})(x::Rational) where {T <: Integer} =
    isinteger(x) ? convert(T, x.num)::T : throw(InexactError(nameof(T), T, x))
Integer(x::Rational) = isinteger(x) ? x.num : throw(InexactError(:Integer, Integer, x))
AbstractFloat(x::Rational) = (float(x.num) / float(x.den))::AbstractFloat
function (::Type{T})(x::Rational{S}) where {T <: AbstractFloat, S}
    P = promote_type(T, S)
    return convert(T, convert(P, x.num) / convert(P, x.den))::T
end
# Float16 needs more room in between
Float16(x::Rational{<:Union{Int16, Int32, Int64, UInt16, UInt32, UInt64}}) = Float16(Float32(x))
float(::Type{Rational{T}}) where {T <: Integer} = float(T)

promote_rule(::Type{Rational{T}}, ::Type{S}) where {T <: Integer, S <: Integer} = Rational{promote_type(T, S)}
promote_rule(::Type{Rational{T}}, ::Type{Rational{S}}) where {T <: Integer, S <: Integer} = Rational{promote_type(T, S)}
promote_rule(::Type{Rational{T}}, ::Type{S}) where {T <: Integer, S <: AbstractFloat} = promote_type(T, S)
widen(::Type{Rational{T}}) where {T} = Rational{widen(T)}

# The simplest fraction within `tol` of x: walk the Stern–Brocot tree by its continued fraction.
rationalize(x::AbstractFloat; kvs...) = rationalize(Int, x; kvs...)
rationalize(x::AbstractFloat, tol::Real) = rationalize(Int, x; tol = tol)
rationalize(::Type{T}, x::AbstractFloat; tol::Real = eps(x)) where {T <: Integer} = _rationalize(T, x, tol)
rationalize(::Type{T}, x::AbstractFloat, tol::Real) where {T <: Integer} = _rationalize(T, x, tol)
rationalize(::Type{T}, x::Rational; tol::Real = 0) where {T <: Integer} = _rationalize(T, x, tol)
rationalize(x::Rational; kvs...) = x
rationalize(x::Integer; kvs...) = Rational(x)
rationalize(::Type{T}, z::Complex; kvs...) where {T <: Integer} =
    Complex(rationalize(T, real(z); kvs...), rationalize(T, imag(z); kvs...))
rationalize(z::Complex; kvs...) = Complex(rationalize(real(z); kvs...), rationalize(imag(z); kvs...))
rationalize(::Type{T}, x::Integer; kvs...) where {T <: Integer} = Rational{T}(x)
function _rationalize(::Type{T}, x::Union{AbstractFloat, Rational}, tol::Real) where {T <: Integer}
    tol < 0 && throw(ArgumentError("negative tolerance $tol"))
    T <: Unsigned && x < 0 && throw(OverflowError("cannot negate unsigned number"))
    isnan(x) && return T(x) // one(T)
    isinf(x) && return unsafe_rational(T, x < 0 ? -one(T) : one(T), zero(T))
    p, q = (x < 0 ? -one(T) : one(T)), zero(T)
    pp, qq = zero(T), one(T)
    x = abs(x)
    a = trunc(x)
    r = x - a
    y = one(x)
    tolx = oftype(x, tol)
    nt, t, tt = tolx, zero(tolx), tolx
    ia = np = nq = zero(T)
    # convergents p/q of the continued fraction, until one is within the tolerance or overflows T
    while r > nt
        over = false
        ia_ok = !hastypemax(T) || a <= typemax(T)
        if ia_ok
            ia = convert(T, a)
            np, o1 = _muladd_overflow(ia, p, pp)
            nq, o2 = _muladd_overflow(ia, q, qq)
            over = o1 | o2
        end
        if !ia_ok || over
            return Rational{T}(p, q)
        end
        p, pp = np, p
        q, qq = nq, q
        x, y = y, r
        a, r = divrem(x, y)
        t, tt = nt, t
        nt = a * t + tt
    end
    # between the last two convergents, the smallest step that still lies within
    last = nt == 0 ? a : cld(x - tt, y + t)
    # one that T does not have would be too fine
    hastypemax(T) && !(typemin(T) <= last <= typemax(T)) && return Rational{T}(p, q)
    i = convert(T, last)
    np, o1 = _muladd_overflow(i, p, pp)
    nq, o2 = _muladd_overflow(i, q, qq)
    (o1 | o2) && return Rational{T}(p, q)
    return Rational{T}(np, nq)
end
function _muladd_overflow(a::T, b::T, c::T) where {T <: Integer}
    m, o1 = _mul_overflow(a, b)
    s, o2 = T <: BitInteger ? Checked.add_with_overflow(m, c) : (m + c, false)
    return s, o1 | o2
end

# ---- properties -----------------------------------------------------------------------------------------------------

zero(::Type{Rational{T}}) where {T} = unsafe_rational(T, zero(T), one(T))
one(::Type{Rational{T}}) where {T} = unsafe_rational(T, one(T), one(T))
typemin(::Type{Rational{T}}) where {T <: Signed} = unsafe_rational(T, -one(T), zero(T))
typemin(::Type{Rational{T}}) where {T <: Integer} = unsafe_rational(T, zero(T), one(T))
typemax(::Type{Rational{T}}) where {T <: Integer} = unsafe_rational(T, one(T), zero(T))
isinteger(x::Rational) = x.den == 1
ispow2(x::Rational) = ispow2(x.num) & ispow2(x.den)
isfinite(x::Rational) = !iszero(x.den)
isnan(x::Rational) = false
isinf(x::Rational) = iszero(x.den)
iszero(x::Rational) = iszero(x.num)
isone(x::Rational) = isone(x.num) & isone(x.den)
signbit(x::Rational) = signbit(x.num)
sign(x::Rational) = oftype(x, sign(x.num))
copysign(x::Rational, y::Real) = unsafe_rational(copysign(x.num, y), x.den)
flipsign(x::Rational, y::Real) = unsafe_rational(flipsign(x.num, y), x.den)
abs(x::Rational) = unsafe_rational(checked_abs(x.num), x.den)
inv(x::Rational) = checked_den(x.den, x.num)

# ---- arithmetic -----------------------------------------------------------------------------------------------------

-(x::Rational) = unsafe_rational(-x.num, x.den)
function -(x::Rational{T}) where {T <: BitSigned}
    x.num == typemin(T) && throw(OverflowError("rational numerator is typemin($T)"))
    return unsafe_rational(T, -x.num, x.den)
end
function -(x::Rational{T}) where {T <: Unsigned}
    x.num != zero(T) && throw(OverflowError("cannot negate unsigned number"))
    return x
end

for (op, chop) in ((:+, :checked_add), (:-, :checked_sub), (:rem, :rem), (:mod, :mod))
    @eval begin
        function ($op)(x::Rational, y::Rational)
            # over the common denominator, with the shared factor taken out once
            if iszero(x.den) && x.den == y.den
                return _infinite_op($op, x, y)
            end
            xd, yd = divgcd(promote(x.den, y.den)...)
            return Rational(($chop)(checked_mul(x.num, yd), checked_mul(y.num, xd)), checked_mul(x.den, yd))
        end
        function ($op)(x::Rational, y::Integer)
            return _keep_lowest($op, ($chop)(x.num, checked_mul(x.den, y)), x.den)
        end
        function ($op)(y::Integer, x::Rational)
            return _keep_lowest($op, ($chop)(checked_mul(x.den, y), x.num), x.den)
        end
    end
end
_keep_lowest(::Union{typeof(+), typeof(-)}, n, d) = unsafe_rational(n, d)
_keep_lowest(op, n, d) = Rational(n, d)
function _infinite_op(op, x::Rational, y::Rational)
    T = promote_type(typeof(x.num), typeof(y.num))
    n = op(T(x.num), T(y.num))
    return n == 0 ? __throw_rational_argerror_zero(T) : unsafe_rational(T, T(sign(n)), zero(T))
end

function *(x::Rational, y::Rational)
    xn, yd = divgcd(promote(x.num, y.den)...)
    xd, yn = divgcd(promote(x.den, y.num)...)
    return unsafe_rational(checked_mul(xn, yn), checked_mul(xd, yd))
end
function *(x::Rational, y::Integer)
    xd, yn = divgcd(promote(x.den, y)...)
    return unsafe_rational(checked_mul(x.num, yn), xd)
end
function *(y::Integer, x::Rational)
    xd, yn = divgcd(promote(x.den, y)...)
    return unsafe_rational(checked_mul(yn, x.num), xd)
end
# infinities: only zero has no product with them
/(x::Rational, y::Union{Rational, Integer}) = x // y
/(x::Integer, y::Rational) = x // y
/(x::Rational, y::Complex{<:Union{Integer, Rational}}) = x // y

fma(x::Rational, y::Rational, z::Rational) = x * y + z
muladd(x::Rational, y::Rational, z::Rational) = x * y + z

^(x::Rational, n::Integer) = n >= 0 ? power_by_squaring(x, n) : power_by_squaring(inv(x), -n)
^(x::T, y::Rational) where {T <: AbstractFloat} = x^convert(T, y)
^(x::Complex{T}, y::Rational) where {T <: AbstractFloat} = x^convert(T, y)
^(x::Number, y::Rational) = x^float(y)
^(x::Rational, y::Rational) = float(x)^float(y)
^(x::Rational, y::AbstractFloat) = float(x)^y

# ---- order ----------------------------------------------------------------------------------------------------------

==(x::Rational, y::Rational) = (x.den == y.den) & (x.num == y.num)
==(x::Rational, y::Integer) = (x.den == 1) & (x.num == y)
==(x::Integer, y::Rational) = y == x
function ==(x::AbstractFloat, q::Rational)
    isfinite(x) || return isinf(q) && x == q.num / zero(x)
    # only a power of two divides evenly
    return count_ones(q.den) == 1 && Rational{BigInt}(x) == q
end
==(q::Rational, x::AbstractFloat) = x == q

for op in (:<, :<=, :cmp)
    @eval function ($op)(x::Rational, y::Rational)
        if iszero(x.den) || iszero(y.den)
            # infinities order by sign
            return ($op)(iszero(x.den) ? sign(x.num) * 2 : 0 * sign(x.num), iszero(y.den) ? sign(y.num) * 2 : 0 * sign(y.num))
        end
        x.den == y.den && return ($op)(x.num, y.num)
        return ($op)(widemul(x.num, y.den), widemul(x.den, y.num))
    end
    @eval ($op)(x::Rational, y::Integer) = iszero(x.den) ? ($op)(sign(x.num), 0) : ($op)(x.num, widemul(x.den, y))
    @eval ($op)(x::Integer, y::Rational) = iszero(y.den) ? ($op)(0, sign(y.num)) : ($op)(widemul(x, y.den), y.num)
end
isless(x::Rational, y::Rational) = x < y
function <(x::Rational, y::AbstractFloat)
    isfinite(y) || return isnan(y) ? false : y > 0 && !(isinf(x) && x.num > 0)
    isinf(x) && return x.num < 0
    return x < Rational{BigInt}(y)
end
function <(x::AbstractFloat, y::Rational)
    isfinite(x) || return isnan(x) ? false : x < 0 && !(isinf(y) && y.num < 0)
    isinf(y) && return y.num > 0
    return Rational{BigInt}(x) < y
end
<=(x::Rational, y::AbstractFloat) = (x < y) | (x == y)
<=(x::AbstractFloat, y::Rational) = (x < y) | (x == y)

# ---- division and rounding --------------------------------------------------------------------------------------------

div(x::Rational, y::Integer, r::RoundingMode) = div(x.num, checked_mul(x.den, y), r)
div(x::Integer, y::Rational, r::RoundingMode) = div(checked_mul(x, y.den), y.num, r)
function div(x::Rational, y::Rational, r::RoundingMode)
    xn, yn = divgcd(promote(x.num, y.num)...)
    xd, yd = divgcd(promote(x.den, y.den)...)
    return div(checked_mul(xn, yd), checked_mul(xd, yn), r)
end

round(x::Rational, r::RoundingMode) = round(typeof(x), x, r)
function round(::Type{T}, x::Rational{S}, r::RoundingMode) where {T, S}
    iszero(denominator(x)) && T <: Integer && throw(DivideError())
    iszero(denominator(x)) && return convert(T, copysign(unsafe_rational(one(S), zero(S)), numerator(x)))
    return convert(T, div(numerator(x), denominator(x), r))
end
function round(::Type{T}, x::Rational{Bool}, ::RoundingMode) where {T}
    iszero(denominator(x)) && T <: Integer && throw(DivideError())
    return convert(T, x)
end

gcd(x::Rational) = abs(x)
lcm(x::Rational) = abs(x)
gcd(x::Rational, y::Rational) = unsafe_rational(gcd(x.num, y.num), lcm(x.den, y.den))
lcm(x::Rational, y::Rational) = unsafe_rational(lcm(x.num, y.num), gcd(x.den, y.den))
function gcdx(x::Rational, y::Rational)
    c = gcd(x, y)
    if iszero(c.num)
        a, b = one(c.num), c.num
    elseif iszero(c.den)
        a = ifelse(iszero(x.den), one(c.den), c.den)
        b = ifelse(iszero(y.den), one(c.den), c.den)
    else
        idiv(x, c) = div(x.num, c.num) * div(c.den, x.den)
        _, a, b = gcdx(idiv(x, c), idiv(y, c))
    end
    return c, a, b
end

# ---- text -------------------------------------------------------------------------------------------------------------

function show(io::IO, x::Rational)
    show(io, numerator(x))
    # among rationals a whole number needs no denominator
    isone(denominator(x)) && _known_type(io) <: Rational && return nothing
    print(io, "//")
    show(io, denominator(x))
    return nothing
end
function read(s::IO, ::Type{Rational{T}}) where {T <: Integer}
    r = read(s, T)
    i = read(s, T)
    return r // i
end
write(s::IO, z::Rational) = write(s, numerator(z), denominator(z))

# x as s * 2^p / d with integers: what hashing and exact conversion share.
decompose(x::Rational) = (x.num, 0, x.den)
