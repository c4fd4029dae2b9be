# What a moment says: its fields, the weekday, its place in month, quarter and year; names of days and months.

hour(dt::DateTime) = mod(fld(value(dt), 3600000), 24)
minute(dt::DateTime) = mod(fld(value(dt), 60000), 60)
second(dt::DateTime) = mod(fld(value(dt), 1000), 60)
millisecond(dt::DateTime) = mod(value(dt), 1000)
hour(t::Time) = mod(fld(value(t), 3600000000000), 24)
minute(t::Time) = mod(fld(value(t), 60000000000), 60)
second(t::Time) = mod(fld(value(t), 1000000000), 60)
millisecond(t::Time) = mod(fld(value(t), 1000000), 1000)
microsecond(t::Time) = mod(fld(value(t), 1000), 1000)
nanosecond(t::Time) = mod(value(t), 1000)
const _DayType = Union{Date, DateTime}
year(dt::_DayType) = year(days(dt))
month(dt::_DayType) = month(days(dt))
day(dt::_DayType) = day(days(dt))
dayofmonth(dt::_DayType) = day(dt)
week(dt::_DayType) = week(days(dt))
yearmonth(dt::_DayType) = yearmonth(days(dt))
monthday(dt::_DayType) = monthday(days(dt))
yearmonthday(dt::_DayType) = yearmonthday(days(dt))
for (f, T) in ((:year, :Year), (:month, :Month), (:week, :Week), (:day, :Day), (:quarterofyear, :Quarter))
    @eval $T(dt::_DayType) = $T($f(dt))
end
for (f, T) in ((:hour, :Hour), (:minute, :Minute), (:second, :Second), (:millisecond, :Millisecond))
    @eval $T(dt::Union{DateTime, Time}) = $T($f(dt))
end
Microsecond(t::Time) = Microsecond(microsecond(t))
Nanosecond(t::Time) = Nanosecond(nanosecond(t))

dayofweek(dt::_DayType) = dayofweek(days(dt))
const Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday = 1, 2, 3, 4, 5, 6, 7
const Mon, Tue, Wed, Thu, Fri, Sat, Sun = 1, 2, 3, 4, 5, 6, 7
const January, February, March, April, May, June, July, August, September, October, November, December = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
const Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Oct, Nov, Dec = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12

struct DateLocale
    months::Vector{String}
    months_abbr::Vector{String}
    days_of_week::Vector{String}
    days_of_week_abbr::Vector{String}
    month_value::Dict{String, Int64}
    month_abbr_value::Dict{String, Int64}
    day_of_week_value::Dict{String, Int64}
    day_of_week_abbr_value::Dict{String, Int64}
end
_numbers(names) = Dict{String, Int64}(lowercase(n) => i for (i, n) in enumerate(names))
DateLocale(months::Vector, months_abbr::Vector, days::Vector, days_abbr::Vector) =
    DateLocale(months, months_abbr, days, days_abbr, _numbers(months), _numbers(months_abbr), _numbers(days), _numbers(days_abbr))
const ENGLISH = DateLocale(
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
const LOCALES = Dict{String, DateLocale}("english" => ENGLISH)
_locale(l::AbstractString) = LOCALES[l]
_locale(l::DateLocale) = l
dayname(day::Integer; locale = "english") = _locale(locale).days_of_week[day]
dayabbr(day::Integer; locale = "english") = _locale(locale).days_of_week_abbr[day]
dayname(dt::TimeType; locale = "english") = dayname(dayofweek(dt); locale)
dayabbr(dt::TimeType; locale = "english") = dayabbr(dayofweek(dt); locale)
monthname(month::Integer; locale = "english") = _locale(locale).months[month]
monthabbr(month::Integer; locale = "english") = _locale(locale).months_abbr[month]
monthname(dt::TimeType; locale = "english") = monthname(month(dt); locale)
monthabbr(dt::TimeType; locale = "english") = monthabbr(month(dt); locale)

ismonday(dt::TimeType) = dayofweek(dt) == Monday
istuesday(dt::TimeType) = dayofweek(dt) == Tuesday
iswednesday(dt::TimeType) = dayofweek(dt) == Wednesday
isthursday(dt::TimeType) = dayofweek(dt) == Thursday
isfriday(dt::TimeType) = dayofweek(dt) == Friday
issaturday(dt::TimeType) = dayofweek(dt) == Saturday
issunday(dt::TimeType) = dayofweek(dt) == Sunday

dayofweekofmonth(dt::TimeType) = div(day(dt) - 1, 7) + 1
daysofweekinmonth(dt::TimeType) = div(daysinmonth(dt) - mod(day(dt) - 1, 7) - 1, 7) + 1
daysinmonth(dt::TimeType) = daysinmonth(yearmonth(dt)...)
isleapyear(dt::TimeType) = isleapyear(year(dt))
daysinyear(dt::TimeType) = daysinyear(year(dt))
dayofyear(dt::TimeType) = dayofyear(yearmonthday(dt)...)
quarterofyear(dt::TimeType) = div(month(dt) - 1, 3) + 1
dayofquarter(dt::TimeType) = Int(days(dt) - totaldays(year(dt), 3 * quarterofyear(dt) - 2, 1) + 1)
