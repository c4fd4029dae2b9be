# Reading numbers from text.

# ---- integers -------------------------------------------------------------------------------------------------------

# The value of c as a digit; `a` is what lower-case letters start at. Past the largest base: no digit.
function _digit_value(c::Char, a::Int)
    # by the bytes, as a malformed character has no code point
    isascii(c) || return 127
    u = UInt32(c)
    if 0x30 <= u <= 0x39
        return Int(u - 0x30)
    elseif 0x41 <= u <= 0x5a
        return Int(u - 0x41) + 10
    elseif 0x61 <= u <= 0x7a
        return Int(u - 0x61) + a
    end
    return 127
end

function parse(::Type{T}, c::AbstractChar; base::Integer = 10) where {T <: Integer}
    a = _letter_start(base)
    d = _digit_value(Char(c), a)
    d < base || throw(ArgumentError("invalid base $base digit $(repr(c))"))
    return convert(T, d)
end
function _letter_start(base)
    2 <= base <= 62 || throw(ArgumentError("invalid base: base must be 2 ≤ base ≤ 62, got $base"))
    return base <= 36 ? 10 : 36
end

# Sign, base and start of the digits; base 10 with a prefix 0b, 0o, 0x reads as that base if none was asked for.
function _parse_prelude(signed::Bool, s::AbstractString, base::Int, startpos::Int, endpos::Int)
    c, i, j = _next_nonspace(s, startpos, endpos)
    j == 0 && return 0, 0, 0
    sgn = 1
    if signed && (c == '-' || c == '+')
        c == '-' && (sgn = -1)
        i > endpos && return sgn, base == 0 ? 10 : base, i
        c, i = iterate(s, i)::Tuple{Char, Int}
        j = prevind(s, i)
    end
    start = j
    if base == 0
        base = 10
        if c == '0' && i <= endpos
            c2, i2 = iterate(s, i)::Tuple{Char, Int}
            nb = c2 == 'b' ? 2 : c2 == 'o' ? 8 : c2 == 'x' ? 16 : 0
            if nb != 0
                base = nb
                start = i2
            end
        end
    end
    return sgn, base, start
end
function _next_nonspace(s::AbstractString, i::Int, endpos::Int)
    while i <= endpos
        c, n = iterate(s, i)::Tuple{AbstractChar, Int}
        isspace(c) || return Char(c), n, i
        i = n
    end
    return ' ', i, 0
end

# The integer in s[startpos:endpos], or nothing. With `raise`, what is wrong is thrown.
function tryparse_internal(::Type{T}, s::AbstractString, startpos::Int, endpos::Int, base_::Integer, raise::Bool) where {T <: Integer}
    sgn, base, i = _parse_prelude(T <: Signed || !(T <: BitInteger), s, Int(base_), startpos, endpos)
    if sgn == 0 && base == 0 && i == 0
        raise && throw(ArgumentError("input string is empty or only contains whitespace"))
        return nothing
    end
    a = _letter_start(base)
    if i > endpos
        raise && throw(ArgumentError("premature end of integer: $(repr(SubString(s, startpos, endpos)))"))
        return nothing
    end
    return _parse_digits(T, s, startpos, endpos, base, a, sgn, i, raise)
end
function _parse_digits(::Type{T}, s, startpos::Int, endpos::Int, base::Int, a::Int, sgn::Int, i::Int, raise::Bool) where {T}
    n = zero(T)
    b = convert(T, base)
    ndig = 0
    while i <= endpos
        c, next = iterate(s, i)::Tuple{AbstractChar, Int}
        d = _digit_value(Char(c), a)
        if d >= base
            isspace(c) && ndig > 0 && return _parse_tail(s, startpos, endpos, next, raise) ? n : nothing
            raise && throw(ArgumentError("invalid base $base digit $(repr(c)) in $(repr(SubString(s, startpos, endpos)))"))
            return nothing
        end
        n, over1 = _mul_overflow(n, b)
        n, over2 = _signed_step(n, d, sgn)
        if over1 | over2
            raise && throw(OverflowError("overflow parsing $(repr(SubString(s, startpos, endpos)))"))
            return nothing
        end
        ndig += 1
        i = next
    end
    if ndig == 0
        raise && throw(ArgumentError("premature end of integer: $(repr(SubString(s, startpos, endpos)))"))
        return nothing
    end
    return n
end
function _signed_step(n::T, d::Int, sgn::Int) where {T <: BitInteger}
    return sgn < 0 ? Checked.sub_with_overflow(n, d % T) : Checked.add_with_overflow(n, d % T)
end
_signed_step(n, d::Int, sgn::Int) = (n + sgn * d, false)
# After the digits only white space may come.
function _parse_tail(s, startpos, endpos, i, raise)
    while i <= endpos
        c, i = iterate(s, i)::Tuple{AbstractChar, Int}
        if !isspace(c)
            raise && throw(ArgumentError("extra characters after whitespace in $(repr(SubString(s, startpos, endpos)))"))
            return false
        end
    end
    return true
end

function tryparse_internal(::Type{Bool}, s::AbstractString, startpos::Int, endpos::Int, base_::Integer, raise::Bool)
    if isempty(s)
        raise && throw(ArgumentError("input string is empty"))
        return nothing
    end
    c, i, j = _next_nonspace(s, startpos, endpos)
    if j == 0
        raise && throw(ArgumentError("input string only contains whitespace"))
        return nothing
    end
    text = strip(SubString(s, startpos, endpos))
    text == "true" && return true
    text == "false" && return false
    # zeros before the digit do not count
    digits = lstrip(text, '0')
    digits == "1" && return true
    isempty(digits) && return false
    raise && throw(ArgumentError("invalid Bool representation: $(repr(SubString(s, startpos, endpos)))"))
    return nothing
end

_check_base(base) = 2 <= base <= 62 ? base : throw(ArgumentError("invalid base: base must be 2 ≤ base ≤ 62, got $base"))
function tryparse(::Type{T}, s::AbstractString; base::Union{Nothing, Integer} = nothing) where {T <: Integer}
    return tryparse_internal(T, s, firstindex(s), lastindex(s), base === nothing ? 0 : _check_base(base), false)
end
function parse(::Type{T}, s::AbstractString; base::Union{Nothing, Integer} = nothing) where {T <: Integer}
    v = tryparse_internal(T, s, firstindex(s), lastindex(s), base === nothing ? 0 : _check_base(base), true)
    return convert(T, v)
end
tryparse(::Type{Union{}}, slurp...; kwargs...) = error("cannot parse a value as Union{}")
parse(::Type{Union{}}, slurp...; kwargs...) = error("cannot parse a value as Union{}")

# ---- floats -----------------------------------------------------------------------------------------------------------

# The library reads the whole of a byte range, rounding correctly; it gives nothing if the range is not a number.
function _float_range(s::AbstractString)
    return _float_range(String(s))
end
_float_range(s::String) = (s, 0, ncodeunits(s))
_float_range(s::SubString{String}) = (s.string, s.offset, s.ncodeunits)

function tryparse(::Type{Float64}, s::AbstractString)
    str, off, n = _float_range(s)
    return ccall(:jl_try_substrtod, Any, (Any, Int, Int), str, off, n)::Union{Float64, Nothing}
end
function tryparse(::Type{Float32}, s::AbstractString)
    str, off, n = _float_range(s)
    return ccall(:jl_try_substrtof, Any, (Any, Int, Int), str, off, n)::Union{Float32, Nothing}
end
function tryparse(::Type{Float16}, s::AbstractString)
    v = tryparse(Float32, s)
    return v === nothing ? nothing : convert(Float16, v)
end
function parse(::Type{T}, s::AbstractString) where {T <: AbstractFloat}
    v = tryparse(T, s)
    v === nothing && throw(ArgumentError("cannot parse $(repr(s)) as $T"))
    return v
end
parse(::Type{T}, s::AbstractString) where {T <: Real} = _parse_or_throw(T, s)
function _parse_or_throw(::Type{T}, s) where {T}
    v = tryparse(T, s)
    v === nothing && throw(ArgumentError("cannot parse $(repr(s)) as $T"))
    return v
end

# ---- rationals and complex numbers ------------------------------------------------------------------------------------

function tryparse(::Type{Rational{T}}, s::AbstractString) where {T <: Integer}
    parts = split(s, "//"; limit = 2)
    n = tryparse(T, parts[1])
    n === nothing && return nothing
    length(parts) == 1 && return Rational{T}(n)
    d = tryparse(T, parts[2])
    return d === nothing ? nothing : Rational{T}(n, d)
end

# `a`, `bi`, `a ± bi`, with i, j or im for the unit.
function tryparse(::Type{Complex{T}}, str::AbstractString) where {T <: Real}
    s = strip(str)
    isempty(s) && return nothing
    unit = endswith(s, "im") ? 2 : endswith(s, "i") || endswith(s, "j") ? 1 : 0
    # "inf" ends in f; "-i" alone is no number here
    if unit == 0
        re = tryparse(T, s)
        return re === nothing ? nothing : Complex{T}(re, zero(T))
    end
    body = rstrip(chop(s; tail = unit))
    endswith(body, '*') && (body = rstrip(chop(body)))
    # the last sign that does not belong to an exponent splits the parts
    i = lastindex(body)
    at = 0
    while i > firstindex(body)
        c = body[i]
        if (c == '+' || c == '-')
            p = body[prevind(body, i)]
            if !(p == 'e' || p == 'E' || p == 'f' || p == 'p' || p == 'P')
                at = i
                break
            end
        end
        i = prevind(body, i)
    end
    if at == 0
        im_ = tryparse(T, body)
        return im_ === nothing ? nothing : Complex{T}(zero(T), im_)
    end
    re = tryparse(T, rstrip(SubString(body, firstindex(body), prevind(body, at))))
    rest = lstrip(SubString(body, nextind(body, at)))
    im_ = tryparse(T, rest)
    (re === nothing || im_ === nothing) && return nothing
    return Complex{T}(re, body[at] == '-' ? -im_ : im_)
end
function parse(::Type{T}, s::AbstractString) where {T <: Complex}
    v = tryparse(T, s)
    v === nothing && throw(ArgumentError("expected a complex number, got $(repr(s))"))
    return v
end

# ---- literals that the parser leaves to macros --------------------------------------------------------------------------

import Core: @int128_str, @uint128_str, @big_str
macro int128_str(s)
    return parse(Int128, s)
end
macro uint128_str(s)
    return parse(UInt128, s)
end
macro big_str(s)
    text = filter(!=('_'), s)
    # underscores must stand between digits
    if occursin("__", s) || startswith(s, '_') || endswith(s, '_')
        msg = "invalid number format $s for BigInt or BigFloat"
        return :(throw(ArgumentError($msg)))
    end
    n = tryparse(BigInt, text)
    n === nothing || return n
    x = tryparse(BigFloat, text)
    x === nothing || return x
    msg = "invalid number format $s for BigInt or BigFloat"
    return :(throw(ArgumentError($msg)))
end
