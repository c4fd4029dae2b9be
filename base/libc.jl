# What programs see of the C library and of the system's errors, and the exception for failed file operations.

module Libc

# The system's message for an error number.
strerror(e::Integer) = ccall(:jl_strerror, Ref{String}, (Int32,), e)
strerror() = strerror(errno())
errno() = ccall(:jl_errno, Int32, ())
errno(e::Integer) = ccall(:jl_set_errno, Cvoid, (Int32,), e)

time() = ccall(:jl_clock_now, Float64, ())
getpid() = ccall(:jl_getpid, Int32, ())
gethostname() = ccall(:jl_hostname, Ref{String}, ())
systemsleep(s::Real) = ccall(:jl_systemsleep, Cvoid, (Float64,), Float64(s))
flush_cstdio() = nothing
free(p) = nothing

# A moment in fields, local or universal, as in C.
mutable struct TmStruct
    sec::Int32
    min::Int32
    hour::Int32
    mday::Int32
    month::Int32
    year::Int32
    wday::Int32
    yday::Int32
    isdst::Int32
    _1::Int64
    _2::Int64
end
function TmStruct(t::Real)
    seconds = Base.floor(Int64, t)
    zone = Int64(ccall(:jl_zone_offset, Int32, (Float64,), Float64(t))) * 60
    days, rest = Base.fldmod(seconds + zone, 86400)
    y, m, d = _civil(days)
    yday = days - _days_before(y, 1, 1)
    return TmStruct(rest % 60, (rest ÷ 60) % 60, rest ÷ 3600, d, m - 1, y - 1900, Base.mod(days + 4, 7), yday, 0, zone, 0)
end
# Days since 1970 of a date of the proleptic Gregorian calendar, and back (years begin in March inside).
function _days_before(y::Int64, m::Int64, d::Int64)
    y -= m <= 2
    era = Base.fld(y, 400)
    yoe = y - era * 400
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) ÷ 5 + d - 1
    return era * 146097 + yoe * 365 + yoe ÷ 4 - yoe ÷ 100 + doy - 719468
end
function _civil(days::Int64)
    z = days + 719468
    era = Base.fld(z, 146097)
    doe = z - era * 146097
    yoe = (doe - doe ÷ 1460 + doe ÷ 36524 - doe ÷ 146096) ÷ 365
    doy = doe - (365 * yoe + yoe ÷ 4 - yoe ÷ 100)
    mp = (5 * doy + 2) ÷ 153
    d = doy - (153 * mp + 2) ÷ 5 + 1
    m = mp < 10 ? mp + 3 : mp - 9
    return yoe + era * 400 + (m <= 2), m, d
end
time(tm::TmStruct) = Float64(_days_before(Int64(tm.year) + 1900, Int64(tm.month) + 1, Int64(tm.mday)) * 86400 +
    Int64(tm.hour) * 3600 + Int64(tm.min) * 60 + Int64(tm.sec) - tm._1)

const _weekdays = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
const _months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December")
_two(n) = Base.string(n, pad = 2)
function strftime(fmt::AbstractString, tm::TmStruct)
    out = Base.IOBuffer()
    chars = Base.Iterators.Stateful(fmt)
    for c in chars
        if c != '%'
            Base.print(out, c)
            continue
        end
        Base.isempty(chars) && (Base.print(out, '%'); break)
        _format_field(out, Base.popfirst!(chars), tm)
    end
    return Base.takestring!(out)
end
strftime(t::Real) = strftime("%c", t)
strftime(fmt::AbstractString, t::Real) = strftime(fmt, TmStruct(t))
function _format_field(io, c::AbstractChar, tm::TmStruct)
    again(f) = Base.print(io, strftime(f, tm))
    hour12 = tm.hour % 12 == 0 ? 12 : tm.hour % 12
    c == 'Y' ? Base.print(io, tm.year + 1900) :
    c == 'm' ? Base.print(io, _two(tm.month + 1)) :
    c == 'd' ? Base.print(io, _two(tm.mday)) :
    c == 'e' ? Base.print(io, Base.lpad(tm.mday, 2)) :
    c == 'H' ? Base.print(io, _two(tm.hour)) :
    c == 'I' ? Base.print(io, _two(hour12)) :
    c == 'M' ? Base.print(io, _two(tm.min)) :
    c == 'S' ? Base.print(io, _two(tm.sec)) :
    c == 'y' ? Base.print(io, _two(Base.mod(tm.year, 100))) :
    c == 'j' ? Base.print(io, Base.string(tm.yday + 1, pad = 3)) :
    c == 'p' ? Base.print(io, tm.hour < 12 ? "AM" : "PM") :
    c == 'A' ? Base.print(io, _weekdays[tm.wday + 1]) :
    c == 'a' ? Base.print(io, Base.first(_weekdays[tm.wday + 1], 3)) :
    c == 'B' ? Base.print(io, _months[tm.month + 1]) :
    c == 'b' || c == 'h' ? Base.print(io, Base.first(_months[tm.month + 1], 3)) :
    c == 'n' ? Base.print(io, '\n') : c == 't' ? Base.print(io, '\t') : c == '%' ? Base.print(io, '%') :
    c == 'F' ? again("%Y-%m-%d") : c == 'T' ? again("%H:%M:%S") : c == 'R' ? again("%H:%M") :
    c == 'D' || c == 'x' ? again("%m/%d/%y") : c == 'X' ? again("%H:%M:%S") : c == 'c' ? again("%a %b %e %H:%M:%S %Y") :
    c == 'r' ? again("%I:%M:%S %p") :
    c == 'z' ? (m = tm._1 ÷ 60; Base.print(io, m < 0 ? '-' : '+', _two(Base.abs(m) ÷ 60), _two(Base.abs(m) % 60))) :
    Base.print(io, '%', c)
    return nothing
end

end

# A file or stream operation failed; `code` is minus the system's error number.
struct IOError <: Exception
    msg::AbstractString
    code::Int32
end
IOError(msg::AbstractString, code::Integer) = IOError(msg, Int32(code))
showerror(io::IO, e::IOError) = print(io, "IOError: ", e.msg)

struverror(code::Integer) = ccall(:jl_uv_strerror, Ref{String}, (Int32,), code)
uverrorname(code::Integer) = ccall(:jl_uv_err_name, Ref{String}, (Int32,), code)
_UVError(prefix, code::Integer) = IOError(string(prefix, ": ", struverror(code), " (", uverrorname(code), ")"), code)
_UVError(prefix, code::Integer, extra) =
    IOError(string(prefix, ": ", struverror(code), " (", uverrorname(code), ") ", extra), code)
uv_error(prefix, code::Integer) = code < 0 ? throw(_UVError(prefix, code)) : nothing

const UV_ENOENT = -2
const UV_EEXIST = -17
const UV_EINVAL = -22
const UV_ENOTEMPTY = -39

import .Libc: getpid, gethostname
