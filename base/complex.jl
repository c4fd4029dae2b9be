# Complex numbers: construction, parts, arithmetic. Functions beyond arithmetic are in mathcomplex.jl.

Complex(x::Real, y::Real) = Complex(promote(x, y)...)
Complex(x::Real) = Complex(x, zero(x))
Complex{T}(x::Real) where {T <: Real} = Complex{T}(x, 0)
Complex{T}(z::Complex) where {T <: Real} = Complex{T}(real(z), imag(z))
Complex(z::Complex) = z
(::Type{T})(z::Complex) where {T <: Real} =
    isreal(z) ? T(real(z))::T : throw(InexactError(nameof(T), T, z))

# The imaginary unit counts in Bool, so that `2im` keeps the type of 2.
const im = Complex(false, true)

promote_rule(::Type{Complex{T}}, ::Type{S}) where {T <: Real, S <: Real} = Complex{promote_type(T, S)}
promote_rule(::Type{Complex{T}}, ::Type{Complex{S}}) where {T <: Real, S <: Real} = Complex{promote_type(T, S)}
widen(::Type{Complex{T}}) where {T} = Complex{widen(T)}
float(::Type{Complex{T}}) where {T <: AbstractFloat} = Complex{T}
float(::Type{Complex{T}}) where {T} = Complex{float(T)}
float(z::Complex{<:AbstractFloat}) = z
float(z::Complex) = Complex(float(real(z)), float(imag(z)))
big(::Type{Complex{T}}) where {T <: Real} = Complex{big(T)}
big(z::Complex{T}) where {T <: Real} = Complex{big(T)}(z)

complex(z::Complex) = z
complex(x::Real) = Complex(x)
complex(x::Real, y::Real) = Complex(x, y)
complex(::Type{T}) where {T <: Real} = Complex{T}
complex(::Type{Complex{T}}) where {T <: Real} = Complex{T}

real(z::Complex) = z.re
imag(z::Complex) = z.im
real(::Type{Complex{T}}) where {T <: Real} = T
real(T::Type) = typeof(real(zero(T)))
isreal(z::Complex) = iszero(imag(z))
isinteger(z::Complex) = isreal(z) & isinteger(real(z))
isfinite(z::Complex) = isfinite(real(z)) & isfinite(imag(z))
isnan(z::Complex) = isnan(real(z)) | isnan(imag(z))
isinf(z::Complex) = isinf(real(z)) | isinf(imag(z))
iszero(z::Complex) = iszero(real(z)) & iszero(imag(z))
isone(z::Complex) = isone(real(z)) & iszero(imag(z))
flipsign(x::Complex, y::Real) = ifelse(signbit(y), -x, x)
zero(::Type{Complex{T}}) where {T <: Real} = Complex(zero(T), zero(T))
one(::Type{Complex{T}}) where {T <: Real} = Complex(one(T), zero(T))

==(z::Complex, w::Complex) = (real(z) == real(w)) & (imag(z) == imag(w))
==(z::Complex, x::Real) = isreal(z) && real(z) == x
==(x::Real, z::Complex) = isreal(z) && real(z) == x
isequal(z::Complex, w::Complex) = isequal(real(z), real(w))::Bool & isequal(imag(z), imag(w))::Bool
isequal(z::Complex, w::Real) = isequal(real(z), w)::Bool & isequal(imag(z), zero(w))::Bool
isequal(x::Real, z::Complex) = isequal(z, x)

const h_imag = 0x32a7a07f3e7cd1f9
function hash(z::Complex, h::UInt)
    # a complex with zero imaginary part hashes as its real part
    return hash(real(z), h ⊻ hash(imag(z), h_imag) ⊻ hash(0, h_imag))
end

conj(z::Complex) = Complex(real(z), -imag(z))
abs(z::Complex) = hypot(real(z), imag(z))
abs2(z::Complex) = real(z) * real(z) + imag(z) * imag(z)
inv(z::Complex) = conj(z) / abs2(z)
inv(z::Complex{<:Integer}) = inv(float(z))
inv(z::Complex{T}) where {T <: Union{Float16, Float32}} = (w = inv(Complex{Float64}(z)); Complex{T}(w))
sign(z::Complex) = iszero(z) ? float(z) : z / abs(z)
angle(z::Complex) = atan(imag(z), real(z))

+(z::Complex) = Complex(+real(z), +imag(z))
-(z::Complex) = Complex(-real(z), -imag(z))
+(z::Complex, w::Complex) = Complex(real(z) + real(w), imag(z) + imag(w))
-(z::Complex, w::Complex) = Complex(real(z) - real(w), imag(z) - imag(w))
*(z::Complex, w::Complex) = Complex(real(z) * real(w) - imag(z) * imag(w), real(z) * imag(w) + imag(z) * real(w))
muladd(z::Complex, w::Complex, x::Complex) =
    Complex(muladd(real(z), real(w), real(x)) - imag(z) * imag(w),
            muladd(real(z), imag(w), muladd(imag(z), real(w), imag(x))))

# With a real operand the other part is left alone, signs of zero included.
+(x::Real, z::Complex) = Complex(x + real(z), imag(z))
+(z::Complex, x::Real) = Complex(x + real(z), imag(z))
function -(x::Real, z::Complex)
    # the part from nothing has the sign that subtraction from a zero of that type gives
    re = x - real(z)
    return Complex(re, -oftype(re, imag(z)))
end
-(z::Complex, x::Real) = Complex(real(z) - x, imag(z))
*(x::Real, z::Complex) = Complex(x * real(z), x * imag(z))
*(z::Complex, x::Real) = Complex(x * real(z), x * imag(z))
+(x::Bool, z::Complex) = Complex(x + real(z), imag(z))
+(z::Complex, x::Bool) = Complex(real(z) + x, imag(z))
+(x::Bool, z::Complex{Bool}) = Complex(x + real(z), imag(z))
+(z::Complex{Bool}, x::Bool) = Complex(real(z) + x, imag(z))
-(x::Bool, z::Complex) = (re = x - real(z); Complex(re, -oftype(re, imag(z))))
-(z::Complex, x::Bool) = Complex(real(z) - x, imag(z))
-(x::Bool, z::Complex{Bool}) = Complex(x - real(z), -imag(z) % Int)
-(z::Complex{Bool}, x::Bool) = Complex(real(z) - x, imag(z))
*(x::Bool, z::Complex) = x ? z : Complex(copysign(zero(real(z)), real(z)), copysign(zero(imag(z)), imag(z)))
*(z::Complex, x::Bool) = x * z
*(x::Bool, z::Complex{Bool}) = Complex(x & real(z), x & imag(z))
*(z::Complex{Bool}, x::Bool) = Complex(x & real(z), x & imag(z))
*(x::Real, z::Complex{Bool}) = Complex(x * real(z), x * imag(z))
*(z::Complex{Bool}, x::Real) = Complex(x * real(z), x * imag(z))
+(x::Real, z::Complex{Bool}) = Complex(x + real(z), imag(z))
+(z::Complex{Bool}, x::Real) = Complex(x + real(z), imag(z))
-(x::Real, z::Complex{Bool}) = (re = x - real(z); Complex(re, -oftype(re, imag(z))))
-(z::Complex{Bool}, x::Real) = Complex(real(z) - x, imag(z))

/(z::Complex, x::Real) = Complex(real(z) / x, imag(z) / x)
/(x::R, z::C) where {R <: Real, C <: Complex} = x * inv(promote_type(R, C)(z))
/(z::Complex{T}, w::Complex{S}) where {T <: Real, S <: Real} = /(promote(z, w)...)

# Smith's division: divide by the larger part first.
function /(a::Complex{T}, b::Complex{T}) where {T <: Real}
    ar, ai = reim(a)
    br, bi = reim(b)
    if isinf(br) | isinf(bi)
        if isfinite(a)
            return complex(zero(T) * sign(ar) * sign(br), -zero(T) * sign(ai) * sign(bi))
        end
        return Complex(T(NaN), T(NaN))
    end
    if abs(br) <= abs(bi)
        r = br / bi
        d = bi + r * br
        return complex((ar * r + ai) / d, (ai * r - ar) / d)
    end
    r = bi / br
    d = br + r * bi
    return complex((ar + ai * r) / d, (ai - ar * r) / d)
end
function /(z::Complex{T}, w::Complex{T}) where {T <: Union{Float16, Float32}}
    # twice the precision has room for the squares
    c, d = reim(widen(w))
    a, b = reim(widen(z))
    if isinf(c) | isinf(d)
        isfinite(z) || return Complex{T}(T(NaN), T(NaN))
        return Complex{T}(T(zero(T) * sign(a) * sign(c)), T(-zero(T) * sign(b) * sign(d)))
    end
    mag = inv(muladd(c, c, d * d))
    re = muladd(a, c, b * d)
    im_ = muladd(b, c, -a * d)
    return Complex{T}(T(re * mag), T(im_ * mag))
end

# Double precision: scale away from overflow and underflow, then Smith's quotient with care for lost products.
function /(z::ComplexF64, w::ComplexF64)
    a, b = reim(z)
    c, d = reim(w)
    if isinf(c) | isinf(d)
        isfinite(z) || return ComplexF64(NaN, NaN)
        return ComplexF64(0.0 * sign(a) * sign(c), -0.0 * sign(b) * sign(d))
    end
    ab = max(abs(a), abs(b))
    cd = max(abs(c), abs(d))
    e = eps(Float64)
    big_scale = 2 / (e * e)
    half_max = 0.5 * floatmax(Float64)
    tiny = 2 * floatmin(Float64) / e
    s = 1.0
    ab >= half_max && (a *= 0.5; b *= 0.5; s *= 2.0)
    cd >= half_max && (c *= 0.5; d *= 0.5; s *= 0.5)
    ab <= tiny && (a *= big_scale; b *= big_scale; s /= big_scale)
    cd <= tiny && (c *= big_scale; d *= big_scale; s *= big_scale)
    if abs(d) <= abs(c)
        p, q = _smith_quotient(a, b, c, d)
    else
        p, q = _smith_quotient(b, a, d, c)
        q = -q
    end
    return ComplexF64(p * s, q * s)
end
function _smith_quotient(a::Float64, b::Float64, c::Float64, d::Float64)
    r = d / c
    t = 1.0 / (c + d * r)
    return _smith_part(a, b, c, d, r, t), _smith_part(b, -a, c, d, r, t)
end
function _smith_part(a::Float64, b::Float64, c::Float64, d::Float64, r::Float64, t::Float64)
    if r != 0
        br = b * r
        return br != 0 ? (a + br) * t : a * t + (b * t) * r
    end
    return (a + d * (b / c)) * t
end
function inv(w::ComplexF64)
    c, d = reim(w)
    (isinf(c) | isinf(d)) && return complex(copysign(0.0, c), flipsign(-0.0, d))
    cd = max(abs(c), abs(d))
    e = eps(Float64)
    big_scale = 2 / (e * e)
    s = 1.0
    cd >= floatmax(Float64) / 2 && (c *= 0.5; d *= 0.5; s = 0.5)
    cd <= 2 * floatmin(Float64) / e && (c *= big_scale; d *= big_scale; s = big_scale)
    if abs(d) <= abs(c)
        p, q = _smith_inverse(c, d)
    else
        q, p = _smith_inverse(-d, -c)
    end
    return ComplexF64(p * s, q * s)
end
function _smith_inverse(c::Float64, d::Float64)
    r = d / c
    z = muladd(d, r, c)
    return 1.0 / z, -r / z
end

# ---- rounding and mapping over the parts ------------------------------------------------------------------------------

round(z::Complex; kwargs...) = round(z, RoundNearest; kwargs...)
function round(z::Complex, rr::RoundingMode, ri::RoundingMode = rr; kwargs...)
    return Complex(round(real(z), rr; kwargs...), round(imag(z), ri; kwargs...))
end
rtoldefault(::Type{Complex{T}}) where {T} = rtoldefault(T)

# ---- text -------------------------------------------------------------------------------------------------------------

function show(io::IO, z::Complex)
    r, i = reim(z)
    compact = get(io, :compact, false)::Bool
    show(io, r)
    if signbit(i) && !isnan(i)
        print(io, compact ? "-" : " - ")
        if isa(i, Signed) && !isa(i, BigInt) && i == typemin(typeof(i))
            show(io, -widen(i))
        else
            show(io, -i)
        end
    else
        print(io, compact ? "+" : " + ")
        show(io, i)
    end
    if !(isa(i, Integer) && !isa(i, Bool) || isa(i, AbstractFloat) && isfinite(i))
        print(io, "*")
    end
    print(io, "im")
    return nothing
end
show(io::IO, z::Complex{Bool}) =
    print(io, z == im ? "im" : "Complex($(z.re),$(z.im))")
read(s::IO, ::Type{Complex{T}}) where {T <: Real} = (r = read(s, T); i = read(s, T); Complex{T}(r, i))
write(s::IO, z::Complex) = write(s, real(z), imag(z))
