# Moments: milliseconds since the beginning of the calendar, days since then, nanoseconds since midnight.

abstract type Calendar <: AbstractTime end
struct ISOCalendar <: Calendar end
abstract type Instant <: AbstractTime end
struct UTInstant{P <: Period} <: Instant
    periods::P
end
UTM(x) = UTInstant(Millisecond(x))
UTD(x) = UTInstant(Day(x))
abstract type TimeZone end
struct UTC <: TimeZone end

abstract type TimeType <: AbstractTime end
abstract type AbstractDateTime <: TimeType end
struct DateTime <: AbstractDateTime
    instant::UTInstant{Millisecond}
    DateTime(instant::UTInstant{Millisecond}) = new(instant)
end
struct Date <: TimeType
    instant::UTInstant{Day}
    Date(instant::UTInstant{Day}) = new(instant)
end
struct Time <: TimeType
    instant::Nanosecond
    Time(instant::Nanosecond) = new(mod(instant, Nanosecond(86400000000000)))
end

value(dt::TimeType) = dt.instant.periods.value
value(t::Time) = t.instant.value
days(dt::Date) = value(dt)
days(dt::DateTime) = fld(value(dt), 86400000)

argerror(msg::String) = ArgumentError(msg)
argerror() = nothing
function validargs(::Type{DateTime}, y::Int64, m::Int64, d::Int64, h::Int64, mi::Int64, s::Int64, ms::Int64, ampm = nothing)
    0 < m < 13 || return argerror("Month: $m out of range (1:12)")
    0 < d < daysinmonth(y, m) + 1 || return argerror("Day: $d out of range (1:$(daysinmonth(y, m)))")
    -1 < h < 24 || (h == 24 && mi == s == ms == 0) || return argerror("Hour: $h out of range (0:23)")
    -1 < mi < 60 || return argerror("Minute: $mi out of range (0:59)")
    -1 < s < 60 || return argerror("Second: $s out of range (0:59)")
    -1 < ms < 1000 || return argerror("Millisecond: $ms out of range (0:999)")
    return argerror()
end
function validargs(::Type{Date}, y::Int64, m::Int64, d::Int64)
    0 < m < 13 || return argerror("Month: $m out of range (1:12)")
    0 < d < daysinmonth(y, m) + 1 || return argerror("Day: $d out of range (1:$(daysinmonth(y, m)))")
    return argerror()
end
function validargs(::Type{Time}, h::Int64, mi::Int64, s::Int64, ms::Int64, us::Int64, ns::Int64, ampm = nothing)
    -1 < h < 24 || return argerror("Hour: $h out of range (0:23)")
    -1 < mi < 60 || return argerror("Minute: $mi out of range (0:59)")
    -1 < s < 60 || return argerror("Second: $s out of range (0:59)")
    -1 < ms < 1000 || return argerror("Millisecond: $ms out of range (0:999)")
    -1 < us < 1000 || return argerror("Microsecond: $us out of range (0:999)")
    -1 < ns < 1000 || return argerror("Nanosecond: $ns out of range (0:999)")
    return argerror()
end

function DateTime(y::Int64, m::Int64 = 1, d::Int64 = 1, h::Int64 = 0, mi::Int64 = 0, s::Int64 = 0, ms::Int64 = 0, ampm = nothing)
    err = validargs(DateTime, y, m, d, h, mi, s, ms)
    err === nothing || throw(err)
    return DateTime(UTM(ms + 1000 * (s + 60mi + 3600h + 86400 * totaldays(y, m, d))))
end
function Date(y::Int64, m::Int64 = 1, d::Int64 = 1)
    err = validargs(Date, y, m, d)
    err === nothing || throw(err)
    return Date(UTD(totaldays(y, m, d)))
end
function Time(h::Int64, mi::Int64 = 0, s::Int64 = 0, ms::Int64 = 0, us::Int64 = 0, ns::Int64 = 0, ampm = nothing)
    err = validargs(Time, h, mi, s, ms, us, ns)
    err === nothing || throw(err)
    return Time(Nanosecond(ns + 1000us + 1000000ms + 1000000000s + 60000000000mi + 3600000000000h))
end
_int(x) = convert(Int64, x)
DateTime(y, m = 1, d = 1, h = 0, mi = 0, s = 0, ms = 0) = DateTime(_int(y), _int(m), _int(d), _int(h), _int(mi), _int(s), _int(ms))
Date(y, m = 1, d = 1) = Date(_int(y), _int(m), _int(d))
Time(h, mi = 0, s = 0, ms = 0, us = 0, ns = 0) = Time(_int(h), _int(mi), _int(s), _int(ms), _int(us), _int(ns))

# From periods in any order.
function _parts_of(T, defaults::Dict{DataType, Int64}, ps)
    for p in ps
        haskey(defaults, typeof(p)) || throw(ArgumentError("$(typeof(p)) cannot be part of a $T"))
        defaults[typeof(p)] = value(p)
    end
    return defaults
end
function DateTime(p::Period, ps::Period...)
    d = _parts_of(DateTime, Dict{DataType, Int64}(Year => 1, Month => 1, Day => 1, Hour => 0, Minute => 0, Second => 0, Millisecond => 0), (p, ps...))
    return DateTime(d[Year], d[Month], d[Day], d[Hour], d[Minute], d[Second], d[Millisecond])
end
function Date(p::Period, ps::Period...)
    d = _parts_of(Date, Dict{DataType, Int64}(Year => 1, Month => 1, Day => 1), (p, ps...))
    return Date(d[Year], d[Month], d[Day])
end
function Time(p::TimePeriod, ps::TimePeriod...)
    d = _parts_of(Time, Dict{DataType, Int64}(Hour => 0, Minute => 0, Second => 0, Millisecond => 0, Microsecond => 0, Nanosecond => 0), (p, ps...))
    return Time(d[Hour], d[Minute], d[Second], d[Millisecond], d[Microsecond], d[Nanosecond])
end
DateTime(dt::Date, t::Time) = _join(dt, t)
function _join(dt::Date, t::Time)
    (microsecond(t) > 0 || nanosecond(t) > 0) && throw(InexactError(:DateTime, DateTime, t))
    y, m, d = yearmonthday(dt)
    return DateTime(y, m, d, hour(t), minute(t), second(t), millisecond(t))
end

isfinite(::Union{Type{T}, T}) where {T <: TimeType} = true
calendar(dt::DateTime) = ISOCalendar
calendar(dt::Date) = ISOCalendar
eps(::Type{DateTime}) = Millisecond(1)
eps(::Type{Date}) = Day(1)
eps(::Type{Time}) = Nanosecond(1)
eps(::T) where {T <: TimeType} = eps(T)::Period
zero(::Type{DateTime}) = Millisecond(0)
zero(::Type{Date}) = Day(0)
zero(::Type{Time}) = Nanosecond(0)
zero(::T) where {T <: TimeType} = zero(T)::Period
typemax(::Union{DateTime, Type{DateTime}}) = DateTime(146138512, 12, 31, 23, 59, 59)
typemin(::Union{DateTime, Type{DateTime}}) = DateTime(-146138511, 1, 1, 0, 0, 0)
typemax(::Union{Date, Type{Date}}) = Date(252522163911149, 12, 31)
typemin(::Union{Date, Type{Date}}) = Date(-252522163911150, 1, 1)
typemax(::Union{Time, Type{Time}}) = Time(23, 59, 59, 999, 999, 999)
typemin(::Union{Time, Type{Time}}) = Time(0)

promote_rule(::Type{Date}, x::Type{DateTime}) = DateTime
isless(x::T, y::T) where {T <: TimeType} = isless(value(x), value(y))
isless(x::TimeType, y::TimeType) = isless(promote(x, y)...)
==(x::T, y::T) where {T <: TimeType} = value(x) == value(y)
==(x::TimeType, y::TimeType) = ==(promote(x, y)...)
==(x::Time, y::TimeType) = false
==(x::TimeType, y::Time) = false
==(x::Time, y::Time) = value(x) == value(y)
hash(x::Time, h::UInt) = hash(hour(x), hash(minute(x), hash(second(x), hash(millisecond(x), hash(microsecond(x), hash(nanosecond(x), h))))))
Base.length(::TimeType) = 1
Base.iterate(x::TimeType) = (x, nothing)
Base.iterate(::TimeType, ::Any) = nothing
