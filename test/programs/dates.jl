# Dates: reading and writing moments, sums of periods, rounding; and what goes wrong.
using Dates

message(f) = try f() catch e; sprint(showerror, e) end
println(message(() -> Date("abc")))
println(message(() -> Date("2024-01-02x")))
println(message(() -> Date("2024-01-32")))
println(message(() -> Date("2024/01/02", "yyyy-mm-dd")))
println(Dates.format(DateTime(2024, 3, 4, 5, 6, 7, 89), "yyyy-mm-dd HH:MM:SS.sss"), " ", Dates.format(Date(1999), "YY yy zzz"))

# what is added together is added as one
println(Date(2014, 1, 29) + Day(1) + Month(1), " ", Date(2014, 1, 29) + Month(1) + Day(1))
println(Year(2) * 0.5, " ", (Date(2024):Day(1):Date(2024, 1, 3)) + Week(1), " ", [Year(1), Year(3)] / Year(2))
println(convert(Second, Minute(1) + Second(30)), " ", DateTime(x -> hour(x) == 12, 2014, 5, 21))
println(round(DateTime(2024, 2, 28, 23, 30), Day, RoundUp), " ", round(Date(2024, 7, 17), Month))
println(message(() -> round(Date(2024), Day, RoundToZero)))
println(timedwait(() -> true, Second(1)))
