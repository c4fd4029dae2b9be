# Rounding real numbers: to integers in every mode, to digits, to types.
# A type of numbers defines `round(x, r::RoundingMode)`; the other names and the keywords are made from it.

for (name, mode) in ((:trunc, :RoundToZero), (:floor, :RoundDown), (:ceil, :RoundUp))
    @eval begin
        ($name)(x; kws...) = round(x, $mode; kws...)
        ($name)(x::IEEEFloat) = round(x, $mode)
        ($name)(::Type{T}, x; kws...) where {T} = round(T, x, $mode; kws...)
        ($name)(::Type{T}, x::IEEEFloat) where {T} = round(T, x, $mode)
    end
end
round(x::Real; kws...) = round(x, RoundNearest; kws...)
round(x::IEEEFloat) = round(x, RoundNearest)
round(::Type{T}, x; kws...) where {T} = round(T, x, RoundNearest; kws...)
round(::Type{T}, x::IEEEFloat) where {T} = round(T, x, RoundNearest)

# ---- modes the hardware does not have -------------------------------------------------------------------------------

function round(x::AbstractFloat, ::RoundingMode{:NearestTiesUp})
    f = floor(x)
    return x - f < oftype(x, 0.5) ? copysign(f, x) : copysign(f + one(x), x)
end
function round(x::AbstractFloat, ::RoundingMode{:NearestTiesAway})
    y = trunc(x)
    return ifelse(abs(x - y) >= oftype(x, 0.5), y + copysign(one(x), x), y)
end
round(x::AbstractFloat, ::RoundingMode{:FromZero}) = signbit(x) ? round(x, RoundDown) : round(x, RoundUp)
round(x::Integer, ::RoundingMode) = x

# ---- to a type: round, then convert, which checks ---------------------------------------------------------------------

round(::Type{T}, x::Real, r::RoundingMode) where {T} = convert(T, round(x, r))
round(::Type{T}, x::Integer, r::RoundingMode) where {T <: Integer} = convert(T, x)
round(::Type{Bool}, x::AbstractFloat, r::RoundingMode) = convert(Bool, round(x, r))
round(::Type{Integer}, x::IEEEFloat, r::RoundingMode) = round(Int, x, r)
round(::Type{Signed}, x::IEEEFloat, r::RoundingMode) = round(Int, x, r)
round(::Type{Unsigned}, x::IEEEFloat, r::RoundingMode) = round(UInt, x, r)

# ---- to digits --------------------------------------------------------------------------------------------------------

# Keyword calls of any real number come here; without keywords the positional methods above are meant.
function Core.kwcall(kw::NamedTuple, ::typeof(round), x::Real, r::RoundingMode)
    isempty(kw) && return round(x, r)
    for k in keys(kw)
        k === :digits || k === :sigdigits || k === :base || throw(MethodError(Core.kwcall, (kw, round, x, r)))
    end
    return _round_keywords(x, r, get(kw, :digits, nothing), get(kw, :sigdigits, nothing), get(kw, :base, nothing))
end
Core.kwcall(kw::NamedTuple, ::typeof(round), ::Type{T}, x::Real, r::RoundingMode) where {T} =
    isempty(kw) ? round(T, x, r) : convert(T, Core.kwcall(kw, round, x, r))

function _round_keywords(x, r::RoundingMode, digits, sigdigits, base)
    if digits === nothing && sigdigits === nothing
        base === nothing || throw(ArgumentError(
            "`round` cannot use `base` argument without `digits` or `sigdigits` arguments."))
        return round(x, r)
    end
    b = base === nothing ? 10 : Int(base)
    if digits !== nothing
        sigdigits === nothing || throw(ArgumentError(
            "`round` cannot use both `digits` and `sigdigits` arguments."))
        return _round_digits(x, r, Int(digits), b)
    end
    return _round_sigdigits(x, r, Int(sigdigits), b)
end

_round_digits(x::Real, r::RoundingMode, digits::Int, base::Int) = _round_digits(float(x), r, digits, base)
function _round_digits(x::AbstractFloat, r::RoundingMode, digits::Int, base::Int)
    isfinite(x) || return x
    if digits >= 0
        invstep = oftype(x, base)^digits
        isfinite(invstep) || return x
        y = _round_invstep(x, invstep, r)
    else
        step = oftype(x, base)^(-digits)
        y = _round_step(x, step, r)
        return isfinite(y) ? y : zero(x)
    end
    return isfinite(y) ? y : x
end
_round_invstep(x, invstep, r) = (y = round(x * invstep, r) / invstep; y)
_round_step(x, step, r) = round(x / step, r) * step

# hidigit: the place of the leading digit, counted from 1 at the ones.
function hidigit(x::Integer, base::Integer)
    iszero(x) && return 0
    return ndigits0z(x, base)
end
function hidigit(x::AbstractFloat, base::Integer)
    iszero(x) && return 0
    if base == 10
        return 1 + floor(Int, log10(abs(x)))
    elseif base == 2
        return 1 + exponent(x)
    end
    return 1 + floor(Int, log(base, abs(x)))
end
hidigit(x::Real, base::Integer) = hidigit(float(x), base)

function _round_sigdigits(x::Real, r::RoundingMode, sigdigits::Int, base::Int)
    sigdigits >= 1 || throw(DomainError(sigdigits, "`sigdigits` cannot be less than 1."))
    isfinite(x) || return float(x)
    iszero(x) && return float(x)
    return _round_digits(x, r, sigdigits - hidigit(x, base), base)
end
