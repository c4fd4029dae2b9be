# Ranges of moments: steps of months are taken from the start each time, so that the day does not wander.

const StepPeriods = Union{Period, CompoundPeriod}
(:)(a::T, b::T) where {T <: Date} = (:)(a, Day(1), b)
(:)(start::T, step::StepPeriods, stop::T) where {T <: TimeType} = StepRange{T, typeof(step)}(start, step, stop)

# How many steps fit: a guess from the mean lengths, corrected.
function len(a::T, b::T, c) where {T <: TimeType}
    lo, hi = minmax(a, b)
    sign_ = a <= b ? 1 : -1
    i = _guess(lo, hi, c) - 1
    i = max(i, 0)
    v = lo + c * i
    while v <= hi
        i += 1
        v = lo + c * i
    end
    return i - 1
end
_guess(a::Time, b::Time, c) = floor(Int64, (value(b) - value(a)) / abs(tons(c)))
_guess(a::Date, b::Date, c) = floor(Int64, (value(b) - value(a)) / abs(days(c)))
_guess(a::Date, b::Date, c::CompoundPeriod) = floor(Int64, (value(b) - value(a)) * 86400000.0 / abs(toms(c)))
_guess(a, b, c) = floor(Int64, (value(b) - value(a)) / abs(toms(c)))
# A time that steps over midnight is beyond the end.
function len(a::Time, b::Time, c)
    return fld(abs(value(b) - value(a)), abs(tons(c)))
end
_positive(step) = toms(step) > 0
function Base.steprange_last(start::T, step, stop) where {T <: TimeType}
    iszero(toms(step)) && throw(ArgumentError("step cannot be zero"))
    stop == start && return stop
    up = _positive(step)
    if (stop > start) != up
        # empty
        return up ? start - _smallest(T) : start + _smallest(T)
    end
    n = up ? len(start, stop, step) : _len_down(start, stop, step)
    return start + step * n
end
_smallest(::Type{Date}) = Day(1)
_smallest(::Type{DateTime}) = Millisecond(1)
_smallest(::Type{Time}) = Nanosecond(1)
function _len_down(start, stop, step)
    i = max(0, _guess(stop, start, step) - 1)
    while start + step * (i + 1) >= stop
        i += 1
    end
    return i
end
_len_down(start::Time, stop::Time, step) = fld(value(start) - value(stop), abs(tons(step)))
function Base.length(r::StepRange{<:TimeType})
    n = r.start == r.stop ? 1 : (r.stop > r.start) != _positive(r.step) ? 0 :
        (_positive(r.step) ? len(r.start, r.stop, r.step) : _len_down(r.start, r.stop, r.step)) + 1
    return Int64(n)
end
Base.isempty(r::StepRange{<:TimeType}) = r.start != r.stop && (r.stop > r.start) != _positive(r.step)
function Base.iterate(r::StepRange{<:TimeType}, i::Int64 = 0)
    i >= length(r) && return nothing
    return r.start + r.step * i, i + 1
end
function Base.getindex(r::StepRange{<:TimeType}, i::Integer)
    @boundscheck 1 <= i <= length(r) || throw(BoundsError(r, i))
    return r.start + r.step * (Int64(i) - 1)
end
Base.getindex(r::StepRange{<:TimeType}, s::AbstractUnitRange{<:Integer}) = isempty(s) ? (r[1]:r.step:(r[1] - r.step)) : r[first(s)]:r.step:r[last(s)]
Base.reverse(r::StepRange{<:TimeType}) = last(r):(-r.step):first(r)
Base.in(x::T, r::StepRange{T}) where {T <: TimeType} = !isempty(r) && any(==(x), r)
Base.first(r::StepRange{<:TimeType}) = r.start
Base.minimum(r::StepRange{<:TimeType}) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : min(first(r), last(r))
Base.maximum(r::StepRange{<:TimeType}) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : max(first(r), last(r))
Base.range(start::TimeType; step::Union{Nothing, StepPeriods} = nothing, length::Union{Nothing, Integer} = nothing, stop = nothing) =
    stop !== nothing ? (start:step:stop) : (start:step:(start + step * (length - 1)))
