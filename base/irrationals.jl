# Numbers known exactly but written in no finite way: π, ℯ and their kin. They round when they meet other numbers.

show(io::IO, x::Irrational{sym}) where {sym} = print(io, sym)
function show(io::IO, ::MIME"text/plain", x::Irrational{sym}) where {sym}
    if get(io, :compact, false)::Bool
        print(io, sym)
    else
        print(io, sym, " = ", string(Float64(x))[1:min(end, 15)], "...")
    end
    return nothing
end

promote_rule(::Type{<:AbstractIrrational}, ::Type{Float16}) = Float16
promote_rule(::Type{<:AbstractIrrational}, ::Type{Float32}) = Float32
promote_rule(::Type{<:AbstractIrrational}, ::Type{<:AbstractIrrational}) = Float64
promote_rule(::Type{<:AbstractIrrational}, ::Type{T}) where {T <: Real} = promote_type(Float64, T)
promote_rule(::Type{S}, ::Type{T}) where {S <: AbstractIrrational, T <: Number} = promote_type(promote_type(S, real(T)), T)

AbstractFloat(x::AbstractIrrational) = Float64(x)::Float64
Float16(x::AbstractIrrational) = Float16(Float32(x)::Float32)
Complex{T}(x::AbstractIrrational) where {T <: Real} = Complex{T}(T(x))
(::Type{T})(x::AbstractIrrational) where {T <: Integer} = throw(InexactError(nameof(T), T, x))
float(::Type{<:AbstractIrrational}) = Float64
Rational{T}(x::AbstractIrrational) where {T <: Integer} = rationalize(T, x)
Rational{BigInt}(x::AbstractIrrational) =
    throw(ArgumentError("Cannot convert an AbstractIrrational to a Rational{BigInt}: use rationalize(BigInt, x) instead"))
rationalize(::Type{T}, x::AbstractIrrational; tol::Real = 0) where {T <: Integer} = _rationalize(T, big(x), big(tol))
rationalize(x::AbstractIrrational; kvs...) = rationalize(Int, x; kvs...)

# On which side of the number its nearest float lies decides directed rounding.
function (::Type{T})(x::AbstractIrrational, r::RoundingMode) where {T <: Union{Float16, Float32, Float64}}
    f = T(x)
    b = BigFloat(x)
    if r === RoundDown || (r === RoundToZero && b > 0)
        return big(f) > b ? prevfloat(f) : f
    elseif r === RoundUp || r === RoundFromZero
        return big(f) < b ? nextfloat(f) : f
    end
    return f
end

==(::Irrational{s}, ::Irrational{s}) where {s} = true
==(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) == Float64(y)
==(x::AbstractIrrational, y::Real) = false
==(x::Real, y::AbstractIrrational) = false
<(::Irrational{s}, ::Irrational{s}) where {s} = false
<(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) != Float64(y) ? Float64(x) < Float64(y) : big(x) < big(y)
<=(::Irrational{s}, ::Irrational{s}) where {s} = true
<=(x::AbstractIrrational, y::AbstractIrrational) = x == y || x < y
for T in (Float16, Float32, Float64)
    @eval <(x::AbstractIrrational, y::$T) = ($T)(x, RoundUp) <= y
    @eval <(x::$T, y::AbstractIrrational) = x <= ($T)(y, RoundDown)
end
<(x::AbstractIrrational, y::Rational) = big(x) < big(y)
<(x::Rational, y::AbstractIrrational) = big(x) < big(y)
<=(x::AbstractIrrational, y::AbstractFloat) = x < y
<=(x::AbstractFloat, y::AbstractIrrational) = x < y
<=(x::AbstractIrrational, y::Rational) = x < y
<=(x::Rational, y::AbstractIrrational) = x < y

isfinite(::AbstractIrrational) = true
isinteger(::AbstractIrrational) = false
iszero(::AbstractIrrational) = false
isone(::AbstractIrrational) = false
signbit(x::AbstractIrrational) = Float64(x) < 0
hash(x::Irrational, h::UInt) = 3 * objectid(x) - h
widen(::Type{T}) where {T <: Irrational} = T
zero(::AbstractIrrational) = false
zero(::Type{<:AbstractIrrational}) = false
one(::AbstractIrrational) = true
one(::Type{<:AbstractIrrational}) = true
sign(x::AbstractIrrational) = ifelse(signbit(x), -1.0, 1.0)
-(x::AbstractIrrational) = -Float64(x)
for op in (:+, :-, :*, :/, :^)
    @eval $op(x::AbstractIrrational, y::AbstractIrrational) = $op(Float64(x), Float64(y))
end
*(x::Bool, y::AbstractIrrational) = ifelse(x, Float64(y), 0.0)
round(x::AbstractIrrational, r::RoundingMode) = round(float(x), r)

# `@irrational name value`: the constant with its value as a float; `@irrational name value def` names the function
# or constant that gives it as BigFloat.
macro irrational(sym, val, def = nothing)
    qsym = QuoteNode(sym)
    esym = esc(sym)
    T = Expr(:curly, GlobalRef(Base, :Irrational), qsym)
    big_def = def === nothing ? nothing :
        :($(GlobalRef(Base, :BigFloat))(::$T, r::$(GlobalRef(Base, :RoundingMode)) = $(GlobalRef(Base, :RoundNearest));
            precision = $(GlobalRef(Base, :precision))($(GlobalRef(Base, :BigFloat)))) = $(esc(def))(precision))
    return quote
        const $esym = $T()
        $big_def
        $(GlobalRef(Base, :Float64))(::$T) = $(Float64(val))
        $(GlobalRef(Base, :Float32))(::$T) = $(Float32(val))
        $esym
    end
end

big(x::AbstractIrrational) = BigFloat(x)
big(::Type{<:AbstractIrrational}) = BigFloat

# Mathematical constants by name.
module MathConstants

import Base: @irrational, _big_pi, _big_e, _big_golden, _big_eulergamma, _big_catalan

export pi, π, catalan, eulergamma, golden, γ, φ, e, ℯ

@irrational π 3.14159265358979323846 _big_pi
@irrational ℯ 2.71828182845904523536 _big_e
@irrational γ 0.57721566490153286061 _big_eulergamma
@irrational φ 1.61803398874989484820 _big_golden
@irrational catalan 0.91596559417721901505 _big_catalan

const pi = π
const e = ℯ
const eulergamma = γ
const golden = φ

end

import .MathConstants: pi, π, ℯ

^(::Irrational{:ℯ}, x::Real) = exp(x)
^(::Irrational{:ℯ}, x::Number) = exp(x)
^(::Irrational{:ℯ}, x::Integer) = exp(x)
^(::Irrational{:ℯ}, x::Rational) = exp(x)
^(::Irrational{:ℯ}, x::Complex) = exp(x)
^(::Irrational{:ℯ}, x::AbstractIrrational) = exp(x)
literal_pow(::typeof(^), ::Irrational{:ℯ}, ::Val{p}) where {p} = exp(p)
log(::Irrational{:ℯ}) = 1
log(::Irrational{:ℯ}, x::Number) = log(x)
log(::Irrational{:ℯ}, ::Irrational{:ℯ}) = 1.0
log(::Irrational{:ℯ}, x::Complex) = log(x)
sin(::Irrational{:π}) = 0.0
cos(::Irrational{:π}) = -1.0
sincos(::Irrational{:π}) = (0.0, -1.0)
tan(::Irrational{:π}) = -0.0
