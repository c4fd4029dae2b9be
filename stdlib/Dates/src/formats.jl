# Text: the ISO forms in which moments are printed, and formats for reading and writing.

# ---- printing ---------------------------------------------------------------------------------------------------------------

_year_text(y::Int64) = y < 0 ? string('-', lpad(-y, 4, '0')) : lpad(y, 4, '0')
_two(n) = lpad(n, 2, '0')
function _print_date(io::IO, dt)
    y, m, d = yearmonthday(dt)
    print(io, _year_text(y), '-', _two(m), '-', _two(d))
end
print(io::IO, dt::Date) = _print_date(io, dt)
function print(io::IO, dt::DateTime)
    _print_date(io, dt)
    print(io, 'T', _two(hour(dt)), ':', _two(minute(dt)), ':', _two(second(dt)))
    ms = millisecond(dt)
    ms == 0 || print(io, '.', lpad(ms, 3, '0'))
end
function print(io::IO, t::Time)
    print(io, _two(hour(t)), ':', _two(minute(t)), ':', _two(second(t)))
    part = mod(value(t), 1000000000)
    part == 0 || print(io, '.', rstrip(lpad(part, 9, '0'), '0'))
    return nothing
end
string(dt::TimeType) = sprint(print, dt)
show(io::IO, ::MIME"text/plain", dt::Union{Date, DateTime}) = print(io, dt)
show(io::IO, ::MIME"text/plain", t::Time) = print(io, t)
Base.typeinfo_implicit(::Type{Date}) = true
Base.typeinfo_implicit(::Type{DateTime}) = true
for T in _ranks
    @eval Base.typeinfo_implicit(::Type{$T}) = true
end
show(io::IO, dt::Union{Date, DateTime}) = print(io, typeof(dt), "(\"", dt, "\")")
function show(io::IO, t::Time)
    parts = (hour(t), minute(t), second(t), millisecond(t), microsecond(t), nanosecond(t))
    n = something(findlast(!=(0), parts), 1)
    print(io, Time, "(", join(parts[1:n], ", "), ")")
end

# ---- formats ----------------------------------------------------------------------------------------------------------------

# One letter with how often it stood, or text in between.
struct DatePart
    letter::Char
    width::Int
    # another field follows at once: its digits must be left for it
    fixed::Bool
end
struct Delim
    text::String
end
show(io::IO, p::DatePart) = print(io, "DatePart(", p.letter^p.width, ")")
show(io::IO, d::Delim) = print(io, "Delim(", d.text, ")")
struct DateFormat{S, T <: Tuple}
    tokens::T
    locale::DateLocale
end
const _letters = "yYmudHIMSsUepE"
function DateFormat(f::AbstractString, locale::Union{DateLocale, AbstractString} = ENGLISH)
    tokens = Any[]
    text = IOBuffer()
    flush_text() = (t = String(take!(text)); isempty(t) || push!(tokens, Delim(t)))
    chars = collect(f)
    i = 1
    while i <= length(chars)
        c = chars[i]
        if c == '\\' && i < length(chars)
            print(text, chars[i + 1])
            i += 2
        elseif c in _letters
            flush_text()
            n = 1
            while i + n <= length(chars) && chars[i + n] == c
                n += 1
            end
            push!(tokens, DatePart(c, n, i + n <= length(chars) && chars[i + n] in _letters))
            i += n
        else
            print(text, c)
            i += 1
        end
    end
    flush_text()
    parts = Tuple(tokens)
    return DateFormat{Symbol(f), typeof(parts)}(parts, _locale(locale))
end
show(io::IO, df::DateFormat{S}) where {S} = print(io, "dateformat\"", S, '"')
broadcastable(x::DateFormat) = Ref(x)
macro dateformat_str(str)
    return DateFormat(str)
end
const ISODateTimeFormat = DateFormat("yyyy-mm-dd\\THH:MM:SS.s")
const ISODateFormat = DateFormat("yyyy-mm-dd")
const ISOTimeFormat = DateFormat("HH:MM:SS.s")
const RFC1123Format = DateFormat("e, dd u yyyy HH:MM:SS")
default_format(::Type{DateTime}) = ISODateTimeFormat
default_format(::Type{Date}) = ISODateFormat
default_format(::Type{Time}) = ISOTimeFormat

# ---- writing ----------------------------------------------------------------------------------------------------------------

format(io::IO, dt::TimeType, fmt::DateFormat) = foreach(t -> _format_token(io, t, dt, fmt.locale), fmt.tokens)
format(dt::TimeType, fmt::DateFormat) = sprint(format, dt, fmt)
format(dt::TimeType, f::AbstractString; locale = ENGLISH) = format(dt, DateFormat(f, locale))
_format_token(io, t::Delim, dt, locale) = print(io, t.text)
function _format_token(io, t::DatePart, dt, locale)
    c, w = t.letter, t.width
    if c == 'y'
        # as many digits as letters, the last ones
        print(io, last(string(year(dt); pad = w), w))
    elseif c == 'Y'
        print(io, string(year(dt); pad = w))
    elseif c == 'm'
        print(io, lpad(month(dt), w, '0'))
    elseif c == 'd'
        print(io, lpad(day(dt), w, '0'))
    elseif c == 'H'
        print(io, lpad(hour(dt), w, '0'))
    elseif c == 'I'
        h = mod(hour(dt), 12)
        print(io, lpad(h == 0 ? 12 : h, w, '0'))
    elseif c == 'M'
        print(io, lpad(minute(dt), w, '0'))
    elseif c == 'S'
        print(io, lpad(second(dt), w, '0'))
    elseif c == 's'
        print(io, rpad(rstrip(lpad(millisecond(dt), 3, '0'), '0'), w, '0'))
    elseif c == 'p'
        print(io, hour(dt) < 12 ? "AM" : "PM")
    elseif c == 'u'
        print(io, locale.months_abbr[month(dt)])
    elseif c == 'U'
        print(io, locale.months[month(dt)])
    elseif c == 'e'
        print(io, locale.days_of_week_abbr[dayofweek(dt)])
    elseif c == 'E'
        print(io, locale.days_of_week[dayofweek(dt)])
    end
    return nothing
end

# ---- reading ----------------------------------------------------------------------------------------------------------------

# Fields that the text gave, by letter; nothing if it does not fit: then the position where it does not, and which token of the
# format was to be read there (past the last one: none was).
function _read_fields(str::String, fmt::DateFormat)
    fields = Dict{Char, Int64}()
    pos = 1
    n = ncodeunits(str)
    for (k, t) in enumerate(fmt.tokens)
        # what is missing at the end takes its default, once something was read
        pos > n && return isempty(fields) ? nothing : fields, pos, k
        start = pos
        if t isa Delim
            startswith(SubString(str, pos), t.text) || return nothing, pos, k
            pos += ncodeunits(t.text)
            continue
        end
        c = t.letter
        if c in "uUeE"
            table = c == 'u' ? fmt.locale.month_abbr_value : c == 'U' ? fmt.locale.month_value :
                c == 'e' ? fmt.locale.day_of_week_abbr_value : fmt.locale.day_of_week_value
            stop = pos
            letters = 0
            while stop <= n && isletter(str[stop]) && !(t.fixed && letters == t.width)
                stop = nextind(str, stop)
                letters += 1
            end
            word = lowercase(str[pos:prevind(str, stop)])
            haskey(table, word) || return nothing, pos, k
            c in "uU" && (fields['m'] = table[word])
            pos = stop
        elseif c == 'p'
            pos + 1 <= n || return nothing, pos, k
            half = uppercase(str[pos:pos + 1])
            half in ("AM", "PM") || return nothing, pos, k
            fields['p'] = half == "PM"
            pos += 2
        else
            negative = c in "yY" && str[pos] == '-'
            negative && (pos += 1)
            v = Int64(0)
            count = 0
            while pos <= n && isdigit(str[pos]) && !(t.fixed && count == t.width)
                v = 10v + (str[pos] - '0')
                pos += 1
                count += 1
            end
            count == 0 && return nothing, start, k
            if c == 's'
                # digits behind the point
                count > 9 && return nothing, start, k
                fields['s'] = v * Int64(10)^(9 - count)
            else
                fields[c == 'Y' ? 'y' : c == 'I' ? 'I' : c] = negative ? -v : v
            end
        end
    end
    return pos > n ? fields : nothing, pos, length(fmt.tokens) + 1
end
function _hour(f)
    h = get(f, 'H', get(f, 'I', Int64(0)))
    haskey(f, 'p') && (h = mod(h, 12) + (f['p'] == 1 ? 12 : 0))
    return h
end
function _build(::Type{Date}, f)
    args = (get(f, 'y', Int64(1)), get(f, 'm', Int64(1)), get(f, 'd', Int64(1)))
    return validargs(Date, args...), args
end
function _build(::Type{DateTime}, f)
    ns = get(f, 's', Int64(0))
    ns % 1000000 == 0 || return ArgumentError("sub-millisecond digits"), ()
    args = (get(f, 'y', Int64(1)), get(f, 'm', Int64(1)), get(f, 'd', Int64(1)), _hour(f), get(f, 'M', Int64(0)), get(f, 'S', Int64(0)), ns ÷ 1000000)
    return validargs(DateTime, args...), args
end
function _build(::Type{Time}, f)
    ns = get(f, 's', Int64(0))
    args = (_hour(f), get(f, 'M', Int64(0)), get(f, 'S', Int64(0)), ns ÷ 1000000, ns ÷ 1000 % 1000, ns % 1000)
    return validargs(Time, args...), args
end
function tryparse(::Type{T}, str::AbstractString, df::DateFormat = default_format(T)) where {T <: TimeType}
    fields = _read_fields(String(str), df)[1]
    fields === nothing && return nothing
    err, args = _build(T, fields)
    return err === nothing ? T(args...) : nothing
end
function parse(::Type{T}, str::AbstractString, df::DateFormat = default_format(T)) where {T <: TimeType}
    s = String(str)
    isempty(s) && throw(ArgumentError("Cannot parse an empty string as a $T"))
    fields, pos, k = _read_fields(s, df)
    if fields === nothing
        k > length(df.tokens) && throw(ArgumentError("Found extra characters at the end of date time string"))
        throw(ArgumentError("Unable to parse date time. Expected directive $(df.tokens[k]) at char $pos"))
    end
    err, args = _build(T, fields)
    err === nothing || throw(err)
    return T(args...)
end
for T in (:DateTime, :Date, :Time)
    @eval begin
        $T(str::AbstractString, fmt::AbstractString; locale = ENGLISH) = parse($T, str, DateFormat(fmt, locale))
        $T(str::AbstractString, df::DateFormat = default_format($T)) = parse($T, str, df)
    end
end
