# Ranges of IEEE floats. `0.0:0.1:1.0` must hit the decimal fractions that a reader expects, so the reference value
# and the step are carried in about twice the precision, and end points that are simple fractions are treated as such.

# An unevaluated sum hi + lo with |lo| at most half an ulp of hi.
struct TwicePrecision{T}
    hi::T
    lo::T
end
TwicePrecision{T}(x::T) where {T} = TwicePrecision{T}(x, zero(T))
TwicePrecision(x::T) where {T<:Number} = TwicePrecision{T}(x, zero(T))
TwicePrecision{T}(x::TwicePrecision{T}) where {T} = x
convert(::Type{T}, x::TwicePrecision) where {T<:Number} = T(x)
TwicePrecision{T}(x::TwicePrecision) where {T} = TwicePrecision{T}(T(x.hi), T(x.lo))
function TwicePrecision{T}(x::Number) where {T}
    hi = T(x)
    return TwicePrecision{T}(hi, T(x - hi))
end
# An integer may have more bits than the mantissa; the difference is taken among integers.
function TwicePrecision{T}(x::Integer) where {T<:IEEEFloat}
    hi = T(x)
    (isfinite(hi) && abs(hi) < maxintfloat(T)) && return TwicePrecision{T}(hi, zero(T))
    abs(hi) > 1.7e38 && return TwicePrecision{T}(hi, zero(T))
    return TwicePrecision{T}(hi, T(Int128(x) - Int128(hi)))
end
function TwicePrecision{T}(fraction::Tuple{Integer,Integer}) where {T<:IEEEFloat}
    n, d = fraction
    return TwicePrecision{T}(n) / TwicePrecision{T}(d)
end

# A high part with its `nb` last bits clear, so that multiplying it by an integer below 2^nb is exact.
twiceprecision(val::T, nb::Integer) where {T<:IEEEFloat} = (hi = truncbits(val, nb); TwicePrecision{T}(hi, val - hi))
twiceprecision(val::TwicePrecision{T}, nb::Integer) where {T<:IEEEFloat} =
    (hi = truncbits(val.hi, nb); TwicePrecision{T}(hi, (val.hi - hi) + val.lo))

truncbits(x::Float64, nb::Integer) = nb >= 64 ? zero(x) : reinterpret(Float64, reinterpret(UInt64, x) & (typemax(UInt64) << nb))
truncbits(x::Float32, nb::Integer) = nb >= 32 ? zero(x) : reinterpret(Float32, reinterpret(UInt32, x) & (typemax(UInt32) << nb))
truncbits(x::Float16, nb::Integer) = nb >= 16 ? zero(x) : reinterpret(Float16, reinterpret(UInt16, x) & (typemax(UInt16) << nb))
truncbits(x, nb) = x

# x + y as a rounded value and what the rounding lost.
canonicalize2(big, little) = (h = big + little; (h, (big - h) + little))
function add12(x::T, y::T) where {T}
    x, y = ifelse(abs(y) > abs(x), (y, x), (x, y))
    return canonicalize2(x, y)
end
add12(x, y) = add12(promote(x, y)...)
function mul12(x::T, y::T) where {T<:AbstractFloat}
    h = x * y
    (iszero(h) | !isfinite(h)) && return (h, h)
    return canonicalize2(h, fma(x, y, -h))
end
mul12(x::T, y::T) where {T} = (p = x * y; (p, zero(p)))
mul12(x, y) = mul12(promote(x, y)...)

zero(::Type{TwicePrecision{T}}) where {T} = TwicePrecision{T}(zero(T), zero(T))
zero(x::TwicePrecision) = zero(typeof(x))
one(::Type{TwicePrecision{T}}) where {T} = TwicePrecision{T}(one(T), zero(T))
eltype(::Type{TwicePrecision{T}}) where {T} = T
promote_rule(::Type{TwicePrecision{R}}, ::Type{TwicePrecision{S}}) where {R,S} = TwicePrecision{promote_type(R, S)}
promote_rule(::Type{TwicePrecision{R}}, ::Type{S}) where {R,S<:Number} = TwicePrecision{promote_type(R, S)}
convert(::Type{TwicePrecision{T}}, x::TwicePrecision{T}) where {T} = x
convert(::Type{TwicePrecision{T}}, x::TwicePrecision) where {T} = TwicePrecision{T}(x)
convert(::Type{TwicePrecision{T}}, x::Number) where {T} = TwicePrecision{T}(x)
(::Type{T})(x::TwicePrecision) where {T<:Number} = (T(x.hi + x.lo))::T
float(x::TwicePrecision{<:AbstractFloat}) = x
float(x::TwicePrecision) = TwicePrecision(float(x.hi), float(x.lo))
oftype(x::TwicePrecision{T}, y) where {T} = TwicePrecision{T}(y)

==(x::TwicePrecision, y::TwicePrecision) = x.hi == y.hi && x.lo == y.lo
-(x::TwicePrecision) = TwicePrecision(-x.hi, -x.lo)

function +(x::TwicePrecision, y::Number)
    hi, lo = add12(x.hi, y)
    return TwicePrecision(canonicalize2(hi, lo + x.lo)...)
end
+(x::Number, y::TwicePrecision) = y + x
function +(x::TwicePrecision{T}, y::TwicePrecision{T}) where {T}
    hi = x.hi + y.hi
    lo = abs(x.hi) > abs(y.hi) ? (((x.hi - hi) + y.hi) + y.lo) + x.lo : (((y.hi - hi) + x.hi) + x.lo) + y.lo
    return TwicePrecision(canonicalize2(hi, lo)...)
end
+(x::TwicePrecision, y::TwicePrecision) = +(promote(x, y)...)
-(x::TwicePrecision, y::TwicePrecision) = x + (-y)
-(x::TwicePrecision, y::Number) = x + (-y)
-(x::Number, y::TwicePrecision) = x + (-y)

function *(x::TwicePrecision, v::Number)
    v == 0 && return TwicePrecision(x.hi * v, x.lo * v)
    return x * TwicePrecision(oftype(x.hi * v, v))
end
function *(x::TwicePrecision{<:IEEEFloat}, v::Integer)
    v == 0 && return TwicePrecision(x.hi * v, x.lo * v)
    nb = v == 1 ? 0 : ceil(Int, log2(abs(Float64(v))))
    u = truncbits(x.hi, nb)
    return TwicePrecision(canonicalize2(u * v, ((x.hi - u) + x.lo) * v)...)
end
*(v::Number, x::TwicePrecision) = x * v
function *(x::TwicePrecision{T}, y::TwicePrecision{T}) where {T}
    hi, lo = mul12(x.hi, y.hi)
    (iszero(hi) | !isfinite(hi)) && return TwicePrecision{T}(hi, hi)
    return TwicePrecision{T}(canonicalize2(hi, (x.hi * y.lo + x.lo * y.hi) + lo)...)
end
*(x::TwicePrecision, y::TwicePrecision) = *(promote(x, y)...)
/(x::TwicePrecision, v::Number) = x / TwicePrecision(oftype(x.hi / v, v))
function /(x::TwicePrecision{T}, y::TwicePrecision{T}) where {T}
    hi = x.hi / y.hi
    (iszero(hi) | !isfinite(hi)) && return TwicePrecision{T}(hi, hi)
    ph, pl = mul12(hi, y.hi)
    lo = ((((x.hi - ph) - pl) + x.lo) - hi * y.lo) / y.hi
    return TwicePrecision{T}(canonicalize2(hi, lo)...)
end
/(x::TwicePrecision, y::TwicePrecision) = /(promote(x, y)...)

# ---------------------------------------------------------------------------------------------------------
# building float ranges

# Bits of the step that must be clear so that (i - offset) * step.hi is exact for every i.
nbitslen(len::Integer, offset::Integer) = top_set_bit(max(offset - 1, len - offset, 1) - 1)
nbitslen(::Type{T}, len, offset) where {T<:IEEEFloat} = len < 2 ? 0 : min(cld(precision(T), 2), nbitslen(len, offset))

# `ref` and `step` are fractions of integers, single floats or hi-lo pairs. Float16 and Float32 use plain Float64.
const _FloatParts = Union{AbstractFloat,Tuple{AbstractFloat,AbstractFloat}}
_as_f64(x::AbstractFloat) = Float64(x)
_as_f64(x::Tuple{AbstractFloat,AbstractFloat}) = Float64(x[1]) + Float64(x[2])
_as_pair(x::AbstractFloat) = TwicePrecision{Float64}(Float64(x), 0.0)
_as_pair(x::Tuple{AbstractFloat,AbstractFloat}) = TwicePrecision{Float64}(x[1], x[2])

steprangelen_hp(::Type{Float64}, ref::Tuple{Integer,Integer}, step::Tuple{Integer,Integer}, nb::Integer, len::Integer, offset::Integer) =
    StepRangeLen{Float64}(TwicePrecision{Float64}(ref), twiceprecision(TwicePrecision{Float64}(step), nb), Int(len), Int(offset))
steprangelen_hp(::Type{T}, ref::Tuple{Integer,Integer}, step::Tuple{Integer,Integer}, nb::Integer, len::Integer, offset::Integer) where {T<:IEEEFloat} =
    StepRangeLen{T}(ref[1] / ref[2], step[1] / step[2], Int(len), Int(offset))
steprangelen_hp(::Type{Float64}, ref::_FloatParts, step::_FloatParts, nb::Integer, len::Integer, offset::Integer) =
    StepRangeLen{Float64}(_as_pair(ref), twiceprecision(_as_pair(step), nb), Int(len), Int(offset))
steprangelen_hp(::Type{T}, ref::_FloatParts, step::_FloatParts, nb::Integer, len::Integer, offset::Integer) where {T<:IEEEFloat} =
    StepRangeLen{T}(_as_f64(ref), _as_f64(step), Int(len), Int(offset))

# The range start_n/den, (start_n+step_n)/den, … referred to its element of least magnitude.
function floatrange(::Type{T}, start_n::Integer, step_n::Integer, len::Integer, den::Integer) where {T}
    if len < 2 || step_n == 0
        return steprangelen_hp(T, (start_n, den), (step_n, den), 0, len, 1)
    end
    least = clamp(round(Int, -start_n / step_n + 1), 1, Int(len))
    return steprangelen_hp(T, (start_n + (least - 1) * step_n, den), (step_n, den), nbitslen(T, len, least), len, least)
end

narrow(::Type{Float64}) = Float32
narrow(::Type{Float32}) = Float16
narrow(::Type{Float16}) = Float16
narrow(::Type{T}) where {T<:AbstractFloat} = Float64

# The fraction n/d of small integers nearest to x, by continued fractions; the caller checks that n/d == x.
function rat(x::AbstractFloat)
    y = x
    n, nprev = 1, 0
    d, dprev = 0, 1
    limit = maxintfloat(narrow(typeof(x)), Int)
    while abs(y) <= limit
        f = trunc(Int, y)
        y -= f
        n, nprev = f * n + nprev, n
        d, dprev = f * d + dprev, d
        max(abs(n), abs(d)) <= Int(limit) || return (nprev, dprev)
        oftype(x, n) / oftype(x, d) == x && break
        y = inv(y)
    end
    return (n, d)
end

# An lcm that wraps instead of throwing; the caller checks that it is a multiple.
_lcm_wrapping(a::T, b::T) where {T<:Integer} = a * div(b, gcd(a, b))
_isbetween(a, x, b) = (a <= x <= b) | (b <= x <= a)

function (:)(start::T, step::T, stop::T) where {T<:IEEEFloat}
    step == 0 && throw(ArgumentError("range step cannot be zero"))
    step_n, step_d = rat(step)
    if step_d != 0 && T(step_n / step_d) == step
        start_n, start_d = rat(start)
        stop_n, stop_d = rat(stop)
        if start_d != 0 && stop_d != 0 && T(start_n / start_d) == start && T(stop_n / stop_d) == stop
            den = _lcm_wrapping(start_d, step_d)
            m = maxintfloat(T, Int)
            if den != 0 && abs(start * den) <= m && abs(step * den) <= m && rem(den, start_d) == 0 && rem(den, step_d) == 0
                first_n = round(Int, start * den)
                by_n = round(Int, step * den)
                len = max(0, div(den * stop_n - stop_d * first_n + by_n * stop_d, by_n * stop_d))
                # wrapped integers would show here
                if _isbetween(start, start + (len - 1) * step, stop + step / 2) && !_isbetween(start, start + len * step, stop)
                    return floatrange(T, first_n, by_n, len, den)
                end
            end
        end
    end
    # no simple fractions: take start and step literally
    span = (stop - start) / step
    if span < 0
        len = 0
    elseif span == 0
        len = 1
    else
        len = round(Int, span) + 1
        reached = start + (len - 1) * step
        len -= (start < stop < reached) + (start > stop > reached)
    end
    return steprangelen_hp(T, start, step, 0, len, 1)
end
(:)(start::T, stop::T) where {T<:IEEEFloat} = (:)(start, one(T), stop)

step(r::StepRangeLen{T,TwicePrecision{T},TwicePrecision{T}}) where {T<:AbstractFloat} = T(r.step)

_range_ssl_promoted(a::T, st::T, len::Integer) where {T<:IEEEFloat} = _float_range_ssl(a, st, len)
range_start_step_length(a::Real, st::IEEEFloat, len::Integer) = _range_ssl_promoted(promote(a, st)..., len)
range_start_step_length(a::AbstractFloat, st::IEEEFloat, len::Integer) = _range_ssl_promoted(promote(a, st)..., len)
range_start_step_length(a::IEEEFloat, st::Real, len::Integer) = _range_ssl_promoted(promote(a, st)..., len)
range_start_step_length(a::IEEEFloat, st::AbstractFloat, len::Integer) = _range_ssl_promoted(promote(a, st)..., len)
range_start_step_length(a::IEEEFloat, st::IEEEFloat, len::Integer) = _range_ssl_promoted(promote(a, st)..., len)
range_start_step_length(a::T, st::T, len::Integer) where {T<:IEEEFloat} = _float_range_ssl(a, st, len)
function _float_range_ssl(a::T, st::T, len::Integer) where {T<:IEEEFloat}
    len = Int(len)
    start_n, start_d = rat(a)
    step_n, step_d = rat(st)
    if start_d != 0 && step_d != 0 && T(start_n / start_d) == a && T(step_n / step_d) == st
        den = _lcm_wrapping(start_d, step_d)
        m = maxintfloat(T, Int)
        if abs(den * a) <= m && abs(den * st) <= m && rem(den, start_d) == 0 && rem(den, step_d) == 0
            return floatrange(T, round(Int, den * a), round(Int, den * st), len, den)
        end
    end
    return steprangelen_hp(T, a, st, 0, len, 1)
end

range_start_stop_length(start::T, stop::T, len::Integer) where {T<:IEEEFloat} = _linspace(start, stop, Int(len))
function _linspace(start::T, stop::T, len::Integer) where {T<:IEEEFloat}
    (isfinite(start) && isfinite(stop)) || throw(ArgumentError(string("start and stop must be finite, got ", start, " and ", stop)))
    len < 2 && return _linspace_short(T, start, stop, len)
    start == stop && return steprangelen_hp(T, start, zero(T), 0, len, 1)
    start_n, start_d = rat(start)
    stop_n, stop_d = rat(stop)
    if start_d != 0 && stop_d != 0
        den = _lcm_wrapping(start_d, stop_d)
        m = maxintfloat(T, Int)
        if den != 0 && abs(den * start) <= m && abs(den * stop) <= m
            first_n = round(Int, den * start)
            last_n = round(Int, den * stop)
            if T(first_n / den) == start && T(last_n / den) == stop
                return _linspace_fraction(T, first_n, last_n, len, den)
            end
        end
    end
    return _linspace_general(start, stop, len)
end
_linspace(::Type{T}, start::Integer, stop::Integer, len::Integer) where {T<:IEEEFloat} =
    _linspace_fraction(T, start, stop, len, one(start))
_linspace(::Type{T}, start::Integer, stop::Integer, len::Integer) where {T<:AbstractFloat} = LinRange{T}(start, stop, len)

# The end points are the fractions start_n/den and stop_n/den.
function _linspace_fraction(::Type{T}, start_n::Integer, stop_n::Integer, len::Integer, den::Integer) where {T<:IEEEFloat}
    len < 2 && return _linspace_short(T, T(start_n / den), T(stop_n / den), len)
    start_n == stop_n && return steprangelen_hp(T, (start_n, den), (zero(start_n), den), 0, len, 1)
    t = -start_n / (Float64(stop_n) - Float64(start_n))
    least = clamp(round(Int, t * (len - 1) + 1), 1, Int(len))
    ref_n = Int128(len - least) * start_n + Int128(least - 1) * stop_n
    ref_d = Int128(len - 1) * den
    return steprangelen_hp(T, (ref_n, ref_d), (Int128(stop_n) - Int128(start_n), ref_d), nbitslen(T, len, least), len, least)
end

function _linspace_short(::Type{T}, start, stop, len::Integer) where {T<:IEEEFloat}
    len >= 0 || throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): negative length")))
    if len == 1 && start != stop
        throw(ArgumentError(string("range(", start, ", stop=", stop, ", length=", len, "): endpoints differ")))
    end
    # first(r) == start and last(r) == stop hold for the empty range too
    T === Float64 && return StepRangeLen{T}(TwicePrecision{T}(start, zero(T)), TwicePrecision{T}(start, -stop), Int(len), 1)
    return StepRangeLen{T}(Float64(start), Float64(start) - Float64(stop), Int(len), 1)
end

function _linspace_general(start::T, stop::T, len::Integer) where {T<:IEEEFloat}
    Δ, factor = stop - start, 1
    if !isfinite(Δ)
        Δ, factor = stop / len - start / len, Int(len)
    end
    least = round(Int, -(start / Δ) / factor * (len - 1) + 1)
    if 1 < least < len
        t = (least - 1) / (len - 1)
        ref = T((1 - t) * start + t * stop)
        st = least - 1 < len - least ? (ref - start) / (least - 1) : (stop - ref) / (len - least)
    elseif least <= 1
        least = 1
        ref = start
        st = (Δ / (len - 1)) * factor
    else
        least = Int(len)
        ref = stop
        st = (Δ / (len - 1)) * factor
    end
    if len == 2 && !isfinite(st)
        return steprangelen_hp(T, start, (-start, stop), 0, len, 1)
    end
    # the step's high part is chosen so that products with the index stay finite and exact, the rest goes to the low part
    m, k = prevfloat(floatmax(T)), max(least - 1, len - least)
    bounded = clamp(st, max(-(m + ref) / k, (-m + ref) / k), min((m - ref) / k, (m + ref) / k))
    nb = nbitslen(T, len, least)
    step_hi = truncbits(bounded, nb)
    a_hi, a_lo = add12((1 - least) * step_hi, ref)
    z_hi, z_lo = add12((len - least) * step_hi, ref)
    a, z = (start - a_hi) - a_lo, (stop - z_hi) - z_lo
    step_lo = (z - a) / (len - 1)
    ref_lo = a - (1 - least) * step_lo
    return steprangelen_hp(T, (ref, ref_lo), (step_hi, step_lo), 0, len, least)
end

# ---------------------------------------------------------------------------------------------------------
# elements

function unsafe_getindex(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}, i::Integer) where {T}
    @inline
    u = Int(i) - r.offset
    hi, lo = add12(r.ref.hi, u * r.step.hi)
    return T(hi + (lo + (u * r.step.lo + r.ref.lo)))
end
function _getindex_hiprec(r::StepRangeLen{<:Any,<:TwicePrecision,<:TwicePrecision}, i::Integer)
    u = Int(i) - r.offset
    hi, lo = add12(r.ref.hi, u * r.step.hi)
    return TwicePrecision(canonicalize2(hi, lo + (u * r.step.lo + r.ref.lo))...)
end
function getindex(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}, s::OrdinalRange{S}) where {T,S<:Integer}
    @boundscheck checkbounds(r, s)
    S === Bool && return _range_by_bools(r, s)
    len = Int(length(s))
    sstep = Int(step(s))
    soffset = max(min(1 + round(Int, (r.offset - Int(first(s))) / sstep), len), 1)
    pos = Int(first(s)) + (isempty(s) ? -sstep : (soffset - 1) * sstep)
    ref = _getindex_hiprec(r, pos)
    st = r.step * sstep
    if sstep < 2
        return StepRangeLen{T}(ref, st, len, soffset)
    end
    return StepRangeLen{T}(ref, twiceprecision(st, nbitslen(T, len, soffset)), len, soffset)
end

_range_quotient(r::StepRangeLen{<:Real,<:TwicePrecision}, x::Real) =
    StepRangeLen{typeof(first(r) / x)}(r.ref / x, twiceprecision(r.step / x, nbitslen(Float64, r.len, r.offset)), length(r), r.offset)
_range_scale(x::Real, r::StepRangeLen{<:Real,<:TwicePrecision}) =
    StepRangeLen{typeof(x * first(r))}(x * r.ref, twiceprecision(x * r.step, nbitslen(Float64, r.len, r.offset)), length(r), r.offset)

# The sum of a float range, in twice the precision until the end.
function sum(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}) where {T}
    l = length(r)
    np, nn = l - r.offset, r.offset - 1
    # Σ (i - offset) is an exact integer
    total = Int128(np) * (np + 1) ÷ 2 - Int128(nn) * (nn + 1) ÷ 2
    hi = r.step * TwicePrecision{T}(Int(total)) + r.ref * l
    return T(hi)
end

-(r::StepRangeLen{T,TwicePrecision{T},TwicePrecision{T},L}) where {T,L} =
    StepRangeLen{T,TwicePrecision{T},TwicePrecision{T},L}(-r.ref, -r.step, r.len, r.offset)
StepRangeLen{T}(r::StepRangeLen{S,<:TwicePrecision}) where {T<:IEEEFloat,S} = _convert_hp(T, r)
_convert_hp(::Type{Float64}, r) = StepRangeLen{Float64}(TwicePrecision{Float64}(r.ref), TwicePrecision{Float64}(r.step), r.len, r.offset)
_convert_hp(::Type{T}, r) where {T} = StepRangeLen{T}(Float64(r.ref), Float64(r.step), r.len, r.offset)
AbstractRange{T}(r::StepRangeLen{S,<:TwicePrecision}) where {T<:IEEEFloat,S} = S === T ? r : _convert_hp(T, r)
AbstractRange{T}(r::OrdinalRange{<:Integer}) where {T<:IEEEFloat} =
    floatrange(T, first(r), step(r), length(r), one(first(r)))
float(r::StepRangeLen{T,<:TwicePrecision}) where {T<:AbstractFloat} = r

# ---------------------------------------------------------------------------------------------------------
# equally spaced on a logarithmic scale

struct LogRange{T<:Real,X} <: AbstractArray{T,1}
    start::T
    stop::T
    len::Int
    extra::Tuple{X,X}
    function LogRange{T}(start::T, stop::T, len::Int) where {T<:Real}
        if T <: Integer
            throw(ArgumentError("LogRange{T} does not support integer types"))
        end
        if iszero(start) || iszero(stop)
            throw(DomainError((start, stop), "LogRange cannot start or stop at zero"))
        elseif start < 0 || stop < 0
            throw(DomainError((start, stop), "LogRange does not accept negative numbers"))
        elseif !isfinite(start) || !isfinite(stop)
            throw(DomainError((start, stop), "LogRange is only defined for finite start & stop"))
        elseif len < 0
            throw(ArgumentError(string("LogRange(", start, ", ", stop, ", ", len, "): can't have negative length")))
        elseif len == 1 && start != stop
            throw(ArgumentError(string("LogRange(", start, ", ", stop, ", ", len, "): endpoints differ, while length is 1")))
        end
        ex = (_wide_log(start) / (len - 1), _wide_log(stop) / (len - 1))
        return new{T,typeof(ex[1])}(start, stop, len, ex)
    end
end
# logarithms are kept with more digits than the elements have
_wide_log(x::Float64) = TwicePrecision(_log_pair(x, 0.0)...)
_wide_log(x::Real) = log(1.0 * x)
_exp_of_wide(x::TwicePrecision{Float64}) = _exp_of_pair(x.hi, x.lo)
_exp_of_wide(x::Number) = exp(x)
function LogRange(start::Real, stop::Real, len::Integer)
    a, b = promote(float(start), float(stop))
    return LogRange{typeof(a)}(a, b, Int(len))
end
size(r::LogRange) = (r.len,)
length(r::LogRange) = r.len
first(r::LogRange) = r.start
last(r::LogRange) = r.stop
IndexStyle(::Type{<:LogRange}) = IndexLinear()
function getindex(r::LogRange{T}, i::Int) where {T}
    @boundscheck checkbounds(r, i)
    i == 1 && return r.start
    i == r.len && return r.stop
    return T(_exp_of_wide((r.len - i) * r.extra[1] + (i - 1) * r.extra[2]))
end
