# Moving to the first or last day of something, or to the next day with a property.

trunc(dt::Date, ::Type{Year}) = Date(UTD(totaldays(year(dt), 1, 1)))
trunc(dt::Date, ::Type{Quarter}) = firstdayofquarter(dt)
trunc(dt::Date, ::Type{Month}) = Date(UTD(totaldays(year(dt), month(dt), 1)))
trunc(dt::Date, ::Type{Day}) = dt
trunc(dt::DateTime, ::Type{Day}) = DateTime(UTM(86400000 * days(dt)))
trunc(dt::DateTime, ::Type{P}) where {P <: Union{Year, Quarter, Month}} = DateTime(trunc(Date(dt), P))
trunc(dt::DateTime, ::Type{Hour}) = dt - Minute(dt) - Second(dt) - Millisecond(dt)
trunc(dt::DateTime, ::Type{Minute}) = dt - Second(dt) - Millisecond(dt)
trunc(dt::DateTime, ::Type{Second}) = dt - Millisecond(dt)
trunc(dt::DateTime, ::Type{Millisecond}) = dt
trunc(t::Time, ::Type{P}) where {P <: TimePeriod} = Time(Nanosecond(value(t) - mod(value(t), _in_nanoseconds(P))))

firstdayofweek(dt::Date) = dt - Day(dayofweek(dt) - 1)
firstdayofweek(dt::DateTime) = DateTime(firstdayofweek(Date(dt)))
lastdayofweek(dt::Date) = dt + Day(7 - dayofweek(dt))
lastdayofweek(dt::DateTime) = DateTime(lastdayofweek(Date(dt)))
firstdayofmonth(dt::Date) = Date(UTD(value(dt) - day(dt) + 1))
firstdayofmonth(dt::DateTime) = DateTime(firstdayofmonth(Date(dt)))
function lastdayofmonth(dt::Date)
    y, m, d = yearmonthday(dt)
    return Date(UTD(value(dt) + daysinmonth(y, m) - d))
end
lastdayofmonth(dt::DateTime) = DateTime(lastdayofmonth(Date(dt)))
firstdayofyear(dt::Date) = Date(UTD(totaldays(year(dt), 1, 1)))
firstdayofyear(dt::DateTime) = DateTime(firstdayofyear(Date(dt)))
lastdayofyear(dt::Date) = Date(UTD(totaldays(year(dt), 12, 31)))
lastdayofyear(dt::DateTime) = DateTime(lastdayofyear(Date(dt)))
firstdayofquarter(dt::Date) = Date(year(dt), 3 * quarterofyear(dt) - 2, 1)
firstdayofquarter(dt::DateTime) = DateTime(firstdayofquarter(Date(dt)))
lastdayofquarter(dt::Date) = lastdayofmonth(Date(year(dt), 3 * quarterofyear(dt), 1))
lastdayofquarter(dt::DateTime) = DateTime(lastdayofquarter(Date(dt)))

function adjust(f::Function, start::T, step::Period, limit::Int) where {T <: TimeType}
    for _ in 1:limit
        f(start) && return start
        start += step
    end
    throw(ArgumentError("Adjustment limit reached: $limit iterations"))
end
adjust(func::Function, start; step::Period = Day(1), limit::Int = 10000) = adjust(func, start, step, limit)
function tonext(dt::TimeType, dow::Int; same::Bool = false)
    same && dayofweek(dt) == dow && return dt
    ahead = mod(dow - dayofweek(dt), 7)
    return dt + Day(ahead == 0 ? 7 : ahead)
end
function toprev(dt::TimeType, dow::Int; same::Bool = false)
    same && dayofweek(dt) == dow && return dt
    back = mod(dayofweek(dt) - dow, 7)
    return dt - Day(back == 0 ? 7 : back)
end
tonext(f::Function, dt::TimeType; step::Period = Day(1), limit::Int = 10000, same::Bool = false) =
    adjust(f, same ? dt : dt + step, step, limit)
toprev(f::Function, dt::TimeType; step::Period = Day(-1), limit::Int = 10000, same::Bool = false) =
    adjust(f, same ? dt : dt + step, step, limit)
function tofirst(dt::TimeType, dow::Int; of::Union{Type{Year}, Type{Month}} = Month)
    start = of <: Month ? firstdayofmonth(dt) : firstdayofyear(dt)
    return tonext(start, dow; same = true)
end
function tolast(dt::TimeType, dow::Int; of::Union{Type{Year}, Type{Month}} = Month)
    stop = of <: Month ? lastdayofmonth(dt) : lastdayofyear(dt)
    return toprev(stop, dow; same = true)
end
# Moments made of parts for which a predicate holds, from a first one on.
# The smallest part that is given says how far the steps go.
DateTime(f::Function, y, m = 1; step::Period = Day(1), limit::Int = 10000) = adjust(f, DateTime(y, m), step, limit)
for (parts, unit) in (((:d,), :Hour), ((:d, :h), :Minute), ((:d, :h, :mi), :Second), ((:d, :h, :mi, :s), :Millisecond))
    @eval DateTime(f::Function, y, m, $(parts...); step::Period = $unit(1), limit::Int = 10000) =
        adjust(f, DateTime(y, m, $(parts...)), step, limit)
end
Date(f::Function, y, m = 1, d = 1; step::Period = Day(1), limit::Int = 10000) = adjust(f, Date(y, m, d), step, limit)
Time(f::Function, h, mi = 0, s = 0; step::Period = Second(1), limit::Int = 10000) = adjust(f, Time(h, mi, s), step, limit)
