# Functions of integers: divisors, powers, digits, text in any base.

# ---- divisors -------------------------------------------------------------------------------------------------------

function gcd(a::T, b::T) where {T <: Integer}
    while b != 0
        t = b
        b = rem(a, b)
        a = t
    end
    return checked_abs(a)
end
# Stein's algorithm: halving and subtracting, on magnitudes.
function gcd(a::T, b::T) where {T <: BitInteger}
    a == 0 && return checked_abs(b)
    b == 0 && return checked_abs(a)
    za = trailing_zeros(a)
    zb = trailing_zeros(b)
    k = min(za, zb)
    u = unsigned(abs(a >> za))
    v = unsigned(abs(b >> zb))
    while u != v
        if u > v
            u, v = v, u
        end
        v -= u
        v >>= trailing_zeros(v)
    end
    r = u << k
    r > unsigned(typemax(T)) && throw(OverflowError("gcd($a, $b) overflows"))
    return r % T
end
function lcm(a::T, b::T) where {T <: Integer}
    # dividing first keeps the product small
    a == 0 && return a
    b == 0 && return b
    return checked_abs(checked_mul(a, div(b, gcd(b, a))))
end
gcd(a::Integer) = checked_abs(a)
lcm(a::Integer) = checked_abs(a)
gcd(a::Real, b::Real) = gcd(promote(a, b)...)
# an unsigned type has no place for a negative number, but for its magnitude
gcd(a::Unsigned, b::Signed) = gcd(promote(a, unsigned(abs(b)))...)
gcd(a::Signed, b::Unsigned) = gcd(promote(unsigned(abs(a)), b)...)
lcm(a::Real, b::Real) = lcm(promote(a, b)...)
gcd(a::Real, b::Real, c::Real...) = gcd(a, gcd(b, c...))
lcm(a::Real, b::Real, c::Real...) = lcm(a, lcm(b, c...))
gcd(a::T, b::T) where {T <: Real} = throw(MethodError(gcd, (a, b)))
lcm(a::T, b::T) where {T <: Real} = throw(MethodError(lcm, (a, b)))
gcd(abc::AbstractArray{<:Real}) = reduce(gcd, abc; init = zero(eltype(abc)))
lcm(abc::AbstractArray{<:Real}) = reduce(lcm, abc; init = one(eltype(abc)))

# (d, u, v) with u*a + v*b == d == gcd(a, b).
function gcdx(a::Integer, b::Integer)
    T = promote_type(typeof(a), typeof(b))
    a == b == 0 && return (zero(T), one(T), zero(T))
    s0, s1 = one(T), zero(T)
    t0, t1 = s1, s0
    x, y = convert(T, a), convert(T, b)
    while y != 0
        q = div(x, y)
        x, y = y, rem(x, y)
        s0, s1 = s1, s0 - q * s1
        t0, t1 = t1, t0 - q * t1
    end
    return x < 0 ? (-x, -s0, -t0) : (x, s0, t0)
end
gcdx(a::Real, b::Real) = gcdx(promote(a, b)...)
gcdx(a::T, b::T) where {T <: Real} = throw(MethodError(gcdx, (a, b)))
gcdx(a::Real) = (gcd(a), signbit(a) ? -one(a) : one(a))
function gcdx(a::Real, b::Real, cs::Real...)
    d, u, v = gcdx(a, b)
    d2, rest... = gcdx(d, cs...)
    return d2, rest[1] * u, rest[1] * v, tail(rest)...
end

function invmod(n::Integer, m::Integer)
    iszero(m) && throw(DomainError(m, "`m` must not be 0."))
    if n isa Signed && hastypemax(typeof(n)) && m isa Unsigned
        # keep the values: go to a type that has both
        T = widen(promote_type(typeof(n), typeof(m)))
        return oftype(m, invmod(T(n), T(m)))
    end
    g, x, y = gcdx(n, m)
    g != 1 && throw(DomainError((n, m), LazyString("Greatest common divisor is ", g, ".")))
    # x may have been computed in an unsigned type, where a negative value has wrapped
    if !(n isa Unsigned) && !(m isa Unsigned)
        r = mod(x, m)
    else
        T = typeof(x)
        r = x > typemax(T) >>> 1 ? m - mod(zero(x) - x, m) : mod(x, m)
        r == m && (r = zero(r))
    end
    # for a negative modulus the result has its sign
    return (r < 0) != (m < 0) && r != 0 ? r + m : r
end
hastypemax(::Type{<:BitInteger}) = true
hastypemax(::Type{<:Integer}) = false

# The inverse modulo 2^bits, by Newton's iteration: each step doubles the right bits.
function invmod(n::T) where {T <: BitInteger}
    isodd(n) || throw(DomainError(n, "Argument must be odd."))
    x = (3 * n ⊻ 2) % T
    for _ in 1:7
        x *= (2 % T) - n * x
    end
    return x
end
invmod(n::Integer, ::Type{T}) where {T <: BitInteger} = invmod(n % T)

# ---- powers ---------------------------------------------------------------------------------------------------------

throw_domerr_powbysq(::Any, p) = (@_noinline_meta; throw(DomainError(p, LazyString(
    "Cannot raise an integer x to a negative power ", p, ".\nMake x or ", p, " a float by adding a zero decimal ",
    "(e.g., 2.0^", p, " or 2^", float(p), " instead of 2^", p, ") or write 1/x^", -p, ", float(x)^", p,
    ", x^float(", p, ") or (x//1)^", p, "."))))
throw_domerr_powbysq(::AbstractArray, p) = (@_noinline_meta; throw(DomainError(p, LazyString(
    "Cannot raise an integer matrix x to a negative power ", p,
    ".\nMake x a float matrix by adding a zero decimal (e.g., [2.0 1.0;1.0 0.0]^", p,
    " instead of [2 1;1 0]^", p, ") or write float(x)^", p, " or Rational.(x)^", p, "."))))

function power_by_squaring(x_, p::Integer; mul = *)
    @_terminates_locally_meta
    x = to_power_type(x_)
    if p == 1
        return copy(x)
    elseif p == 0
        return one(x)
    elseif p == 2
        return mul(x, x)
    elseif p < 0
        isone(x) && return copy(x)
        isone(-x) && return iseven(p) ? one(x) : copy(x)
        throw_domerr_powbysq(x, p)
    end
    # skip the trailing zeros of p first, so that the product starts with a power of x
    t = trailing_zeros(p) + 1
    p >>= t
    while (t -= 1) > 0
        x = mul(x, x)
    end
    y = x
    while p > 0
        t = trailing_zeros(p) + 1
        p >>= t
        while (t -= 1) >= 0
            x = mul(x, x)
        end
        y = mul(y, x)
    end
    return y
end
power_by_squaring(x::Bool, p::Unsigned) = ((p == 0) | x)
function power_by_squaring(x::Bool, p::Integer)
    p < 0 && !x && throw_domerr_powbysq(x, p)
    return (p == 0) | x
end
# The type that products of x have.
to_power_type(x) = convert(promote_op(*, typeof(x), typeof(x)), x)
to_power_type(x::Number) = oftype(x * x, x)
to_power_type(x::BitInteger) = x

^(x::T, p::T) where {T <: Integer} = power_by_squaring(x, p)
^(x::Number, p::Integer) = power_by_squaring(x, p)
^(x::Integer, p::Bool) = ifelse(p, x, one(x))

# `x^2` with a literal exponent is literal_pow(^, x, Val(2)): small powers become products.
@inline literal_pow(f::typeof(^), x, ::Val{p}) where {p} = f(x, p)
const HWReal = Union{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float32, Float64}
const HWNumber = Union{HWReal}
@inline literal_pow(::typeof(^), x::HWReal, ::Val{0}) = one(x)
@inline literal_pow(::typeof(^), x::HWReal, ::Val{1}) = x
@inline literal_pow(::typeof(^), x::HWReal, ::Val{2}) = x * x
@inline literal_pow(::typeof(^), x::HWReal, ::Val{3}) = x * x * x
@inline literal_pow(::typeof(^), x::Union{Float32, Float64}, ::Val{-1}) = inv(x)
@inline literal_pow(::typeof(^), x::Union{Float32, Float64}, ::Val{-2}) = (i = inv(x); i * i)
# a negative literal inverts first, so that integers give floats
@inline function literal_pow(f::typeof(^), x::Number, ::Val{p}) where {p}
    if p < 0
        if x isa BitInteger64
            return f(Float64(x), p)
        end
        return f(inv(x), -p)
    end
    return f(x, p)
end
@inline literal_pow(::typeof(^), x::BitInteger64, ::Val{-1}) = inv(x)
@inline literal_pow(::typeof(^), x::BitInteger64, ::Val{-2}) = (i = inv(x); i * i)

function powermod(x::Integer, p::Integer, m::T) where {T <: Integer}
    p == 0 && return mod(one(m), m)
    # avoid overflow when negating: exponents reduce to the inverse's
    if p < 0
        return powermod(invmod(x, m), p isa BitSigned ? unsigned(-p) : -p, m)
    end
    m == 1 && return zero(m)
    b = oftype(m, mod(x, m))
    r = mod(one(m), m)
    # the exponent's bits from the top
    i = ndigits0z(p, 2) - 1
    while i >= 0
        r = oftype(m, mod(widemul(r, r), m))
        if isodd(p >> i)
            r = oftype(m, mod(widemul(r, b), m))
        end
        i -= 1
    end
    return r
end
powermod(x::Integer, p::Integer, m::Union{Int128, UInt128}) = oftype(m, powermod(x, p, big(m)))

_nextpow2(x::Unsigned) = oneunit(x) << (top_set_bit(x - oneunit(x)))
_nextpow2(x::Integer) = reinterpret_signed(typeof(x), x < 0 ? -_nextpow2(unsigned(-x)) : _nextpow2(unsigned(x)))
reinterpret_signed(::Type{T}, x) where {T} = x % T
_prevpow2(x::Unsigned) = one(x) << unsigned(top_set_bit(x) - 1)
_prevpow2(x::Integer) = reinterpret_signed(typeof(x), x < 0 ? -_prevpow2(unsigned(-x)) : _prevpow2(unsigned(x)))
ispow2(x::Number) = isreal(x) && ispow2(real(x))
ispow2(x::Integer) = x > 0 && count_ones(x) == 1

function nextpow(a::Real, x::Real)
    x <= 0 && throw(DomainError(x, "`x` must be positive."))
    a <= 1 && throw(DomainError(a, "`a` must be greater than 1."))
    a == 2 && isa(x, Integer) && return x <= 1 ? one(x) : _nextpow2(x)
    n = ceil(Integer, log(a, x))
    # the logarithm may be off by one
    p = a^(n - 1)
    return p >= typeof(p)(x) ? p : a^n
end
function prevpow(a::T, x::Real) where {T <: Real}
    x < 1 && throw(DomainError(x, "`x` must be ≥ 1."))
    a == 2 && isa(x, Integer) && return _prevpow2(x)
    a <= 1 && throw(DomainError(a, "`a` must be greater than 1."))
    n = floor(Integer, log(a, x))
    if a isa Integer
        p = a^n
        while p > x
            n -= 1
            p = a^n
        end
        w = widemul(p, a)
        return w <= x ? oftype(p, w) : p
    end
    p = a^(n + 1)
    return p <= x ? p : a^n
end

# The least integer ≥ x that is a product of powers of the factors.
function nextprod(factors::Union{Tuple{Vararg{Integer}}, AbstractArray{<:Integer, 1}}, x::Real)
    x > typemax(Int) && throw(ArgumentError("unsafe for x > typemax(Int), got $x"))
    best = typemax(Int)
    fs = Int[f for f in factors]
    target = max(1, ceil(Int, x))
    function search(i, product)
        if product >= target
            product < best && (best = product)
            return nothing
        end
        i > length(fs) && return nothing
        while product < best
            search(i + 1, product)
            product > typemax(Int) ÷ fs[i] && break
            product *= fs[i]
            if product >= target
                product < best && (best = product)
                break
            end
        end
        return nothing
    end
    search(1, 1)
    return best
end

function isqrt(n::Integer)
    n < 0 && throw(DomainError(n, "isqrt requires a non-negative argument"))
    n == 0 && return n
    s = oftype(n, floor(BigInt, sqrt(BigFloat(n))))
    return s
end
function isqrt(n::T) where {T <: BitInteger}
    n < 0 && throw(DomainError(n, "isqrt requires a non-negative argument"))
    s = unsafe_trunc(unsigned(T), floor(sqrt(Float64(n))))
    u = unsigned(n)
    # the float square root may be off in the last places: Newton, then settle
    if sizeof(T) > 4 && s > 0
        s = (s + div(u, s)) >> 1
    end
    while s > div(u, max(s, one(s)))
        s -= one(s)
    end
    while s + one(s) <= div(u, s + one(s))
        s += one(s)
    end
    return s % T
end

# ---- factorials -----------------------------------------------------------------------------------------------------

const _factorials = Memory{Int64}(undef, 20)
function _fill_factorials!()
    p = 1
    i = 1
    while i <= 20
        p = p * i
        Core.memoryrefset!(Core.memoryrefnew(Core.memoryrefnew(_factorials), i, false), p, :not_atomic, false)
        i = i + 1
    end
    return nothing
end
_fill_factorials!()
function factorial(n::Union{Int64, UInt64})
    n < 0 && throw(DomainError(n, "`n` must not be negative."))
    n > 20 && throw(OverflowError(
        "$n is too large to look up in the table; consider using `factorial(big($n))` instead"))
    n == 0 && return one(n)
    return oftype(n, _factorials[Int(n)])
end
function factorial(n::Union{Int128, UInt128})
    n < 0 && throw(DomainError(n, "`n` must not be negative."))
    limit = n isa Int128 ? 33 : 34
    n > limit && throw(OverflowError(
        "$n is too large to look up in the table; consider using `factorial(big($n))` instead"))
    f = one(n)
    for i in 2:n
        f *= i
    end
    return f
end
factorial(n::Union{Int8, UInt8, Int16, UInt16, Int32, UInt32}) = factorial(Int64(n))
factorial(n::Integer) = (n < 0 && throw(DomainError(n, "`n` must be nonnegative.")); _factorial_loop(n))
function _factorial_loop(n::T) where {T <: Integer}
    f = one(n * n)
    for i in one(n):n
        f *= i
    end
    return f
end

# The number of ways to choose k of n.
function binomial(n::T, k::T) where {T <: Integer}
    n0, k0 = n, k
    k < 0 && return zero(T)
    sgn = one(T)
    if n < 0
        n = -n + k - one(T)
        isodd(k) && (sgn = -sgn)
    end
    k > n && return zero(T)
    (k == 0 || k == n) && return sgn
    k == 1 && return sgn * n
    if k > (n >> 1)
        k = n - k
        # as many steps as k says
        k == 1 && return sgn * n
    end
    if !hastypemax(T) && k > typemax(Int)
        throw(OverflowError("Computing the binomial coefficient requires too much memory."))
    end
    x = nn = n - k + one(T)
    nn += one(T)
    rr = T(2)
    while rr <= k
        g = gcd(nn, rr)
        # x is divisible by rr/g: multiply the rest, watching for overflow
        y = div(x, div(rr, g))
        x, over = _mul_overflow(y, div(nn, g))
        over && throw(OverflowError("binomial($n0, $k0) overflows"))
        rr += one(T)
        nn += one(T)
    end
    return copysign(x, sgn)
end
_mul_overflow(x::T, y::T) where {T <: BitInteger} = Checked.mul_with_overflow(x, y)
_mul_overflow(x, y) = (x * y, false)
binomial(n::Integer, k::Integer) = binomial(promote(n, k)...)
function binomial(x::Number, k::Integer)
    k < 0 && return zero(x) / one(k)
    out = one(x) / one(k)
    for i in 1:k
        out *= (x - k + i) / i
    end
    return out
end
