# Between kinds of moments, and between moments and numbers.

convert(::Type{DateTime}, dt::Date) = DateTime(UTM(value(dt) * 86400000))
convert(::Type{Date}, dt::DateTime) = Date(UTD(days(dt)))
convert(::Type{Time}, dt::DateTime) = Time(Nanosecond(mod(value(dt), 86400000) * 1000000))
convert(::Type{DateTime}, x::Millisecond) = DateTime(UTInstant(x))
convert(::Type{Millisecond}, dt::DateTime) = Millisecond(value(dt))
convert(::Type{Date}, x::Day) = Date(UTInstant(x))
convert(::Type{Day}, dt::Date) = Day(value(dt))
Date(dt::Date) = dt
Date(dt::DateTime) = convert(Date, dt)
DateTime(dt::DateTime) = dt
DateTime(dt::Date) = convert(DateTime, dt)
Time(t::Time) = t
Time(dt::DateTime) = convert(Time, dt)

const UNIXEPOCH = value(DateTime(1970))
function unix2datetime(x)
    return DateTime(UTM(UNIXEPOCH + round(Int64, Int64(1000) * x)))
end
datetime2unix(dt::DateTime) = (value(dt) - UNIXEPOCH) / 1000.0
function now()
    s = time()
    zone = ccall(:jl_zone_offset, Int32, (Float64,), s)
    return unix2datetime(s) + Minute(zone)
end
now(::Type{UTC}) = unix2datetime(time())
today() = Date(now())
rata2datetime(days) = DateTime(yearmonthday(days)...)
datetime2rata(dt::TimeType) = days(dt)
const JULIANEPOCH = value(DateTime(-4713, 11, 24, 12))
julian2datetime(f) = DateTime(UTM(JULIANEPOCH + round(Int64, 86400000 * f)))
datetime2julian(dt::DateTime) = (value(dt) - JULIANEPOCH) / 86400000.0

# ---- waiting ------------------------------------------------------------------------------------------------------------

seconds(p::Union{Hour, Minute, Second, Day, Week}) = toms(p) ÷ 1000
seconds(p::FixedPeriod) = tons(p) / 1e9
default(::Type{P}) where {P <: Union{Year, Quarter, Month, Week, Day}} = P(1)
default(::Type{P}) where {P <: TimePeriod} = zero(P)
_to_seconds(p::FixedPeriod) = Float64(seconds(p))
Base.sleep(p::FixedPeriod) = sleep(_to_seconds(p))
Base.Timer(timeout::FixedPeriod; interval::FixedPeriod = Second(0)) = Timer(_to_seconds(timeout); interval = _to_seconds(interval))
Base.timedwait(test, timeout::FixedPeriod; pollint::FixedPeriod = Millisecond(100)) =
    timedwait(test, _to_seconds(timeout); pollint = _to_seconds(pollint))

# A compound of what P has a part for.
convert(::Type{P}, c::CompoundPeriod) where {P <: Period} = isempty(c.periods) ? zero(P) : sum(p -> convert(P, p), c.periods)
