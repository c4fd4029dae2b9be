# Printf: output formatted as C's printf does it. Numbers are rounded from their exact value, halves to even.
module Printf

export @printf, @sprintf

# ---- what a format says -------------------------------------------------------------------------------------------------

# One specifier, `%-8.3f`. Width and precision are -1 if not given, -2 if an argument (`*`) gives them.
struct Spec
    kind::Char
    left::Bool
    plus::Bool
    space::Bool
    zero::Bool
    hash::Bool
    width::Int
    precision::Int
end
_with(s::Spec; kind = s.kind, left = s.left, zero = s.zero, width = s.width, precision = s.precision) =
    Spec(kind, left, s.plus, s.space, zero, s.hash, width, precision)

# A format read once: the texts between the specifiers (one more than those), and the specifiers.
struct Format{S, T}
    str::S
    texts::Vector{String}
    formats::T
    numarguments::Int
end
Base.:(==)(a::Format, b::Format) = a.str == b.str
Base.hash(f::Format, h::UInt) = hash(f.str, h)
Base.show(io::IO, f::Format) = print(io, "Printf.format\"", escape_string(f.str), "\"")

struct InvalidFormatStringError <: Exception
    message::String
    format::String
    start::Int
    stop::Int
end
function Base.showerror(io::IO, err::InvalidFormatStringError)
    println(io, "InvalidFormatStringError: ", err.message)
    bad = SubString(err.format, err.start, err.stop)
    print(io, "    \"", SubString(err.format, 1, prevind(err.format, err.start)))
    printstyled(io, bad; color = :red)
    println(io, SubString(err.format, nextind(err.format, err.stop)), '"')
    printstyled(io, "    ", " "^err.start, "-"^(length(bad) - 1), "^\n"; color = :red)
end

const _kinds = "diuoxXfFeEgGaAcCspnS"
function Format(fmt::AbstractString)
    s = String(fmt)
    n = ncodeunits(s)
    texts = String[]
    specs = Spec[]
    text = IOBuffer()
    arguments = 0
    i = 1
    while i <= n
        c = s[i]
        next = nextind(s, i)
        if c != '%'
            print(text, c)
            i = next
            continue
        end
        start = i
        i = next
        more() = i <= n ? s[i] : throw(InvalidFormatStringError("Format specifier is incomplete", s, start, prevind(s, i)))
        if more() == '%'
            print(text, '%')
            i += 1
            continue
        end
        left = plus = space = zero = hash = false
        while true
            f = more()
            f == '-' ? (left = true) : f == '+' ? (plus = true) : f == ' ' ? (space = true) :
                f == '0' ? (zero = true) : f == '#' ? (hash = true) : break
            i += 1
        end
        left && (zero = false)
        width = precision = -1
        function number()
            if more() == '*'
                i += 1
                arguments += 1
                return -2
            end
            k = 0
            digits = false
            while isdigit(more())
                k = 10k + (s[i] - '0')
                digits = true
                i += 1
            end
            return digits ? k : -1
        end
        width = number()
        if more() == '.'
            i += 1
            precision = max(number(), more() == '.' ? 0 : -3)
            precision == -1 && (precision = 0)
        end
        # sizes of C's types say nothing here
        while more() in "hlLjztq"
            i += 1
        end
        kind = more()
        kind in _kinds || throw(InvalidFormatStringError("'$kind' is not a valid type specifier", s, start, i))
        i = nextind(s, i)
        arguments += 1
        push!(texts, String(take!(text)))
        push!(specs, Spec(kind == 'i' || kind == 'u' ? 'd' : kind == 'S' ? 's' : kind == 'C' ? 'c' : kind, left, plus, space, zero, hash, width, precision))
    end
    push!(texts, String(take!(text)))
    formats = Tuple(specs)
    return Format{String, typeof(formats)}(s, texts, formats, arguments)
end
Format(f::Format) = f

macro format_str(str)
    return Format(unescape_string(str))
end

# ---- writing --------------------------------------------------------------------------------------------------------------

function format(io::IO, f::Format, args...)
    length(args) == f.numarguments || throw(ArgumentError(
        "mismatch between # of format specifiers and # of arguments: $(f.numarguments) != $(length(args))"))
    print(io, f.texts[1])
    k = 0
    for (i, spec) in enumerate(f.formats)
        s = spec
        if s.width == -2
            w = Int(args[k += 1])
            s = _with(s; width = abs(w), left = s.left || w < 0)
        end
        if s.precision == -2
            p = Int(args[k += 1])
            s = _with(s; precision = p < 0 ? -1 : p)
        end
        _write(io, s, args[k += 1])
        print(io, f.texts[i + 1])
    end
    return nothing
end
format(f::Format, args...) = sprint(format, f, args...)

# Text in its field; the sign and prefix in front stay before zeros that fill it.
function _pad(io::IO, s::Spec, front::String, body::String, zeros::Bool)
    missing_ = s.width - textwidth(front) - textwidth(body)
    if missing_ <= 0
        print(io, front, body)
    elseif s.left
        print(io, front, body, ' '^missing_)
    elseif zeros
        print(io, front, '0'^missing_, body)
    else
        print(io, ' '^missing_, front, body)
    end
    return nothing
end
_sign(s::Spec, negative::Bool) = negative ? "-" : s.plus ? "+" : s.space ? " " : ""

function _write(io::IO, s::Spec, x)
    kind = s.kind
    if kind == 'd' || kind == 'o' || kind == 'x' || kind == 'X'
        _write_integer(io, s, x)
    elseif kind == 's'
        text = s.hash ? repr(x) : string(x)
        _pad(io, s, "", s.precision >= 0 ? first(text, s.precision) : text, false)
    elseif kind == 'c'
        _pad(io, s, "", string(_char(x)), false)
    elseif kind == 'p'
        _pad(io, s, "0x", string(UInt(x), base = 16, pad = 16), false)
    elseif kind == 'n'
        x[] = position(io)
    else
        _write_float(io, s, tofloat(x))
    end
    return nothing
end
_char(x::AbstractChar) = x
_char(x::Integer) = Char(x)
_char(x::AbstractString) = first(x)
_char(x) = Char(x)

_integer(x::Integer) = x
_integer(x::Rational) = Integer(x)
_integer(x) = convert(Integer, x)
function _write_integer(io::IO, s::Spec, x)
    x isa AbstractFloat && return _write_float(io, _with(s; kind = 'f', precision = 0), x)
    n = _integer(x)
    base = s.kind == 'd' ? 10 : s.kind == 'o' ? 8 : 16
    body = n isa Bool ? string(Int(n)) : string(n; base)
    negative = startswith(body, '-')
    negative && (body = body[2:end])
    s.kind == 'X' && (body = uppercase(body))
    prefix = s.hash ? (s.kind == 'o' ? "0" : s.kind == 'x' ? "0x" : s.kind == 'X' ? "0X" : "") : ""
    s.precision > ncodeunits(body) && (body = string('0'^(s.precision - ncodeunits(body)), body))
    _pad(io, s, string(_sign(s, negative), prefix), body, s.zero && s.precision < 0)
    return nothing
end

# what a number is printed as by %e, %f, %g and %a; other packages add methods for their numbers
tofloat(x::AbstractFloat) = x
tofloat(x::Real) = float(x)
tofloat(x) = Float64(x)

function _write_float(io::IO, s::Spec, x::AbstractFloat)
    negative = signbit(x) && !isnan(x)
    if !isfinite(x)
        _pad(io, s, _sign(s, negative), isnan(x) ? "NaN" : "Inf", false)
        return nothing
    end
    upper = isuppercase(s.kind)
    kind = lowercase(s.kind)
    precision = s.precision < 0 ? 6 : s.precision
    a = abs(x)
    if kind == 'f'
        body = _fixed(a, precision, s.hash)
    elseif kind == 'e'
        body = _exponential(a, precision, s.hash)
    elseif kind == 'g'
        body = _general(a, max(precision, 1), s.hash)
    else
        body = _hexadecimal(Float64(a), s.precision, s.hash)
        _pad(io, s, string(_sign(s, negative), upper ? "0X" : "0x"), upper ? uppercase(body) : body, s.zero)
        return nothing
    end
    _pad(io, s, _sign(s, negative), upper ? uppercase(body) : body, s.zero)
    return nothing
end

# ---- exact digits -----------------------------------------------------------------------------------------------------------

# num * 2^pow of a finite number that is not negative.
function _parts(x::Union{Float16, Float32, Float64})
    num, pow, den = Base.decompose(Float64(x))
    return UInt128(num), Int(pow)
end
function _parts(x::AbstractFloat)
    num, pow, den = Base.decompose(x)
    return BigInt(num), Int(pow)
end

# q, or its successor if what was cut off, rest/unit, is more than half or exactly half above an odd q.
function _round_even(q, rest, unit)
    twice = rest + rest
    return twice > unit || (twice == unit && isodd(q)) ? q + one(q) : q
end
# The integer next to x * 10^n.
function _scaled(x::AbstractFloat, n::Int)
    num, pow = _parts(x)
    iszero(num) && return BigInt(0)
    if num isa UInt128 && 0 <= n <= 22 && -126 <= pow < 0
        m = num * UInt128(10)^n
        q = m >> -pow
        return _round_even(q, m - (q << -pow), UInt128(1) << -pow)
    end
    a, b = BigInt(num), BigInt(1)
    n >= 0 ? (a *= BigInt(10)^n) : (b *= BigInt(10)^(-n))
    pow >= 0 ? (a <<= pow) : (b <<= -pow)
    q, r = divrem(a, b)
    return _round_even(q, r, b)
end

function _fixed(x::AbstractFloat, precision::Int, hash::Bool)
    digits = string(_scaled(x, precision); pad = precision + 1)
    n = ncodeunits(digits) - precision
    return precision == 0 ? (hash ? string(digits, '.') : digits) : string(digits[1:n], '.', digits[n + 1:end])
end
# The first `count` digits of x, rounded, and the exponent of the first.
function _leading(x::AbstractFloat, count::Int)
    iszero(x) && return '0'^count, 0
    # a guess that may be one too low or too high
    e = floor(Int, _log10(x))
    while true
        digits = string(_scaled(x, count - 1 - e))
        ncodeunits(digits) == count && return digits, e
        e += ncodeunits(digits) > count ? 1 : -1
    end
end
_log10(x::Union{Float16, Float32, Float64}) = issubnormal(x) ? log10(Float64(x) * 2.0^60) - 18.061799739838872 : log10(Float64(x))
_log10(x::AbstractFloat) = Float64(log10(x))
function _exponential(x::AbstractFloat, precision::Int, hash::Bool)
    digits, e = _leading(x, precision + 1)
    return string(digits[1], precision > 0 || hash ? "." : "", digits[2:end], 'e', e < 0 ? '-' : '+', string(abs(e); pad = 2))
end
function _general(x::AbstractFloat, precision::Int, hash::Bool)
    digits, e = _leading(x, precision)
    if e < -4 || e >= precision
        kept = hash ? digits : _strip_zeros(digits, 1)
        return string(kept[1], ncodeunits(kept) > 1 || hash ? "." : "", kept[2:end], 'e', e < 0 ? '-' : '+', string(abs(e); pad = 2))
    end
    whole, part = e < 0 ? ("0", string('0'^(-e - 1), digits)) : (digits[1:e + 1], digits[e + 2:end])
    hash || (part = _strip_zeros(part, 0))
    return isempty(part) && !hash ? whole : string(whole, '.', part)
end
function _strip_zeros(s::String, least::Int)
    n = ncodeunits(s)
    while n > least && s[n] == '0'
        n -= 1
    end
    return s[1:n]
end
# d.ddd × 2^e in hexadecimal, without the prefix.
function _hexadecimal(x::Float64, precision::Int, hash::Bool)
    iszero(x) && return string('0', precision > 0 || hash ? "." : "", '0'^max(precision, 0), "p+0")
    m, e = frexp(x)
    # 53 bits, the first in front of the point
    bits = UInt64(m * 2.0^53)
    e -= 1
    if 0 <= precision < 13
        drop = 4 * (13 - precision)
        q = bits >> drop
        bits = _round_even(q, bits - (q << drop), UInt64(1) << drop) << drop
        if bits >> 53 != 0
            bits >>= 1
            e += 1
        end
    end
    digits = string(bits & 0x000fffffffffffff; base = 16, pad = 13)
    digits = precision < 0 ? _strip_zeros(digits, 0) : precision <= 13 ? digits[1:precision] : string(digits, '0'^(precision - 13))
    return string(bits >> 52, isempty(digits) && !hash ? "" : ".", digits, 'p', e < 0 ? '-' : '+', abs(e))
end

# ---- macros -----------------------------------------------------------------------------------------------------------------

function _format_literal(name, fmt)
    fmt isa String || throw(ArgumentError("First argument to `$name` after `io` must be a format string"))
    return Format(fmt)
end
macro printf(io_or_fmt, args...)
    if io_or_fmt isa String
        f = _format_literal("@printf", io_or_fmt)
        return esc(:($format(stdout, $f, $(args...))))
    end
    isempty(args) && throw(ArgumentError("@printf: first argument must be a format string"))
    f = _format_literal("@printf", args[1])
    return esc(:($format($io_or_fmt, $f, $(args[2:end]...))))
end
macro sprintf(fmt, args...)
    f = _format_literal("@sprintf", fmt)
    return esc(:($format($f, $(args...))))
end

end
