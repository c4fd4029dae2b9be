# Rounding to multiples of a period, counted from the beginning of year 0; weeks begin on Mondays.

const WEEKEPOCH = value(Date(0, 1, 3))
const DATEEPOCH = value(Date(0))
const DATETIMEEPOCH = value(DateTime(0))
_check_step(p::Period) = value(p) < 1 && throw(DomainError(p))

floor(dt::Date, p::Year) = (_check_step(p); y = year(dt); Date(y - mod(y, value(p))))
function floor(dt::Date, p::Month)
    _check_step(p)
    y, m = yearmonth(dt)
    since = 12y + m - 1
    t = since - mod(since, value(p))
    return Date(fld(t, 12), mod(t, 12) + 1)
end
floor(dt::Date, p::Quarter) = floor(dt, Month(p))
function floor(dt::Date, p::Week)
    _check_step(p)
    d = value(dt) - WEEKEPOCH
    return Date(UTD(WEEKEPOCH + d - mod(d, 7 * value(p))))
end
function floor(dt::Date, p::Day)
    _check_step(p)
    d = value(dt) - DATEEPOCH
    return Date(UTD(DATEEPOCH + d - mod(d, value(p))))
end
floor(dt::DateTime, p::DatePeriod) = DateTime(floor(Date(dt), p))
function floor(dt::DateTime, p::TimePeriod)
    _check_step(p)
    ms = value(dt) - DATETIMEEPOCH
    return DateTime(UTM(DATETIMEEPOCH + ms - mod(ms, toms(p))))
end
floor(t::Time, p::TimePeriod) = (_check_step(p); Time(Nanosecond(value(t) - mod(value(t), tons(p)))))
function floor(x::FixedPeriod, precision::T) where {T <: FixedPeriod}
    _check_step(precision)
    x2, p2 = promote(x, precision)
    return T(x2 - mod(x2, p2))
end
# the multiples around x
function floorceil(x, p)
    down = floor(x, p)
    return down, down == x ? down : down + p
end
function floorceil(x::FixedPeriod, precision::T) where {T <: FixedPeriod}
    down = floor(x, precision)
    return down, (x <= down) ? down : down + precision
end
ceil(x::TimeType, p::Period) = floorceil(x, p)[2]
ceil(x::FixedPeriod, p::FixedPeriod) = floorceil(x, p)[2]
function round(x::TimeType, p::Period, r::RoundingMode{:NearestTiesUp})
    down, up = floorceil(x, p)
    return x - down < up - x ? down : up
end
function round(x::FixedPeriod, p::FixedPeriod, r::RoundingMode{:NearestTiesUp})
    down, up = floorceil(x, p)
    a, b = promote(x, down)
    c, d = promote(x, up)
    return a - b < d - c ? down : up
end
round(x::Union{TimeType, FixedPeriod}, p::Period, ::RoundingMode{:Down}) = floor(x, p)
round(x::Union{TimeType, FixedPeriod}, p::Period, ::RoundingMode{:Up}) = ceil(x, p)
round(::Union{TimeType, FixedPeriod}, p::Period, ::RoundingMode) = throw(DomainError(p))
round(x::TimeType, p::Period) = round(x, p, RoundNearestTiesUp)
round(x::FixedPeriod, p::FixedPeriod) = round(x, p, RoundNearestTiesUp)
for f in (:floor, :ceil)
    @eval $f(x::Union{TimeType, FixedPeriod}, ::Type{P}) where {P <: Period} = $f(x, oneunit(P))
end
round(x::Union{TimeType, FixedPeriod}, ::Type{P}, r::RoundingMode = RoundNearestTiesUp) where {P <: Period} = round(x, oneunit(P), r)
