# The calendar: days counted from the first of January of year 1 (which is day 1), and back.

# Days before each month in a year that begins in March.
const _shifted_months = (306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275)
function totaldays(y, m, d)
    z = m < 3 ? y - 1 : y
    return d + _shifted_months[m] + 365z + fld(z, 4) - fld(z, 100) + fld(z, 400) - 306
end
isleapyear(y::Integer) = (y % 4 == 0) && ((y % 100 != 0) || (y % 400 == 0))
const _month_days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
daysinmonth(y, m) = _month_days[m] + (m == 2 && isleapyear(y))

# Year, month and day of a count of days.
function yearmonthday(days)
    z = days + 306
    h = 100z - 25
    a = fld(h, 3652425)
    b = a - fld(a, 4)
    y = fld(100b + h, 36525)
    c = b + z - 365y - fld(y, 4)
    m = div(5c + 456, 153)
    d = c - div(153m - 457, 5)
    return m > 12 ? (y + 1, m - 12, d) : (y, m, d)
end
function yearmonth(days)
    y, m, _ = yearmonthday(days)
    return y, m
end
function monthday(days)
    _, m, d = yearmonthday(days)
    return m, d
end
year(days::Integer) = yearmonthday(days)[1]
month(days::Integer) = yearmonthday(days)[2]
day(days::Integer) = yearmonthday(days)[3]
dayofweek(days) = mod1(days, 7)
dayofyear(y, m, d) = totaldays(y, m, d) - totaldays(y, 1, 1) + 1
daysinyear(y::Integer) = 365 + isleapyear(y)
# ISO weeks: the one with the year's first Thursday is week 1.
function week(days::Integer)
    # the Thursday of the same week tells the year
    thursday = days + 4 - dayofweek(days)
    y = year(thursday)
    return div(thursday - totaldays(y, 1, 1), 7) + 1
end
