# Dates: dates, times and periods of the proleptic Gregorian calendar.
module Dates

import Base: ==, <, +, -, *, /, div, fld, mod, rem, gcd, lcm, isless, isequal, isfinite, hash, show, print, string, convert, promote_rule, zero,
    oneunit, one, iszero, sign, abs, round, floor, ceil, trunc, length, step, eps, typemax, typemin, parse, tryparse, isnan,
    first, last, broadcastable, eltype, (:), fldmod, divrem

export Period, DatePeriod, TimePeriod, Year, Quarter, Month, Week, Day, Hour, Minute, Second, Millisecond, Microsecond,
    Nanosecond, TimeZone, UTC, TimeType, DateTime, Date, Time, year, yearmonth, yearmonthday, quarterofyear, month, monthday, week,
    day, hour, minute, second, millisecond, microsecond, nanosecond, now, today, unix2datetime, datetime2unix, julian2datetime,
    datetime2julian, rata2datetime, datetime2rata, dayofmonth, dayofweek, dayabbr, dayname, dayofweekofmonth, daysofweekinmonth,
    dayofyear, daysinmonth, daysinyear, isleapyear, monthabbr, monthname, dayofquarter, firstdayofweek, lastdayofweek,
    firstdayofmonth, lastdayofmonth, firstdayofyear, lastdayofyear, firstdayofquarter, lastdayofquarter, adjust, tonext, toprev,
    tofirst, tolast, canonicalize, DateFormat, @dateformat_str, ISODateTimeFormat, ISODateFormat, ISOTimeFormat, RFC1123Format,
    Mon, Tue, Wed, Thu, Fri, Sat, Sun, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, Jan, Feb, Mar, Apr, May, Jun,
    Jul, Aug, Sep, Oct, Nov, Dec, January, February, March, April, June, July, August, September, October, November, December

include("periods.jl")
include("calendar.jl")
include("types.jl")
include("queries.jl")
include("arithmetic.jl")
include("ranges.jl")
include("adjusters.jl")
include("rounding.jl")
include("conversions.jl")
include("formats.jl")

end
