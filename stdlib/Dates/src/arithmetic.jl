# Adding and taking away.

(+)(x::TimeType) = x
(-)(x::T, y::T) where {T <: Union{Date, DateTime}} = x.instant.periods - y.instant.periods
(-)(x::Time, y::Time) = x.instant - y.instant
(+)(dt::Date, t::Time) = DateTime(dt, t)
(+)(t::Time, dt::Date) = DateTime(dt, t)

# Months and years keep the day, or take the month's last one.
function _add_months(y::Int64, m::Int64, d::Int64, n::Int64)
    total = 12y + m - 1 + n
    ny, nm = fld(total, 12), mod(total, 12) + 1
    return ny, nm, min(d, daysinmonth(ny, nm))
end
function _shift(dt::Date, n::Int64)
    return Date(_add_months(yearmonthday(dt)..., n)...)
end
function _shift(dt::DateTime, n::Int64)
    y, m, d = _add_months(yearmonthday(dt)..., n)
    return DateTime(UTM(mod(value(dt), 86400000) + 86400000 * totaldays(y, m, d)))
end
(+)(dt::_DayType, p::OtherPeriod) = _shift(dt, _months(p))
(-)(dt::_DayType, p::OtherPeriod) = _shift(dt, -_months(p))
(+)(dt::Date, p::Week) = Date(UTD(value(dt) + 7value(p)))
(-)(dt::Date, p::Week) = Date(UTD(value(dt) - 7value(p)))
(+)(dt::Date, p::Day) = Date(UTD(value(dt) + value(p)))
(-)(dt::Date, p::Day) = Date(UTD(value(dt) - value(p)))
(+)(dt::DateTime, p::FixedPeriod) = DateTime(UTM(value(dt) + toms(p)))
(-)(dt::DateTime, p::FixedPeriod) = DateTime(UTM(value(dt) - toms(p)))
(+)(t::Time, p::TimePeriod) = Time(Nanosecond(value(t) + tons(p)))
(-)(t::Time, p::TimePeriod) = Time(Nanosecond(value(t) - tons(p)))
(+)(p::Period, dt::TimeType) = dt + p
# what is added together is added as one, whatever the order it is written in
(+)(dt::TimeType, p::Period, q::Period, more::Period...) = (+)(dt + (p + q), more...)
(+)(r::AbstractRange{<:TimeType}, p::Period) = (first(r) + p):step(r):(last(r) + p)
(+)(p::Period, r::AbstractRange{<:TimeType}) = r + p
(-)(r::AbstractRange{<:TimeType}, p::Period) = (first(r) - p):step(r):(last(r) - p)

# The largest unit first.
(+)(dt::TimeType, c::CompoundPeriod) = foldl(+, c.periods; init = dt)
(+)(c::CompoundPeriod, dt::TimeType) = dt + c
(-)(dt::TimeType, c::CompoundPeriod) = foldl(-, c.periods; init = dt)
