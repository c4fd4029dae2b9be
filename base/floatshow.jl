# Floats as text: the shortest digits that read back as the same number, laid out as Julia lays them out.

# The digits d (no trailing zeros) and e with |x| = d × 10^e, for finite nonzero x.
function _shortest(x::Float64)
    return _digits_of_scientific(ccall(:jl_float64_shortest, Ref{String}, (Float64,), abs(x)))
end
function _shortest(x::Float32)
    return _digits_of_scientific(ccall(:jl_float32_shortest, Ref{String}, (Float32,), abs(x)))
end
# d.ddde±x
function _digits_of_scientific(s::String)
    d = UInt64(0)
    i = 1
    n = ncodeunits(s)
    places = 0
    after = false
    while i <= n
        c = codeunit(s, i)
        if c == 0x2e
            after = true
        elseif c == 0x65
            break
        else
            d = d * 10 + (c - 0x30)
            after && (places += 1)
        end
        i += 1
    end
    e = 0
    neg = false
    i += 1
    while i <= n
        c = codeunit(s, i)
        if c == 0x2d
            neg = true
        elseif c != 0x2b
            e = e * 10 + Int(c - 0x30)
        end
        i += 1
    end
    e = (neg ? -e : e) - places
    while d != 0 && rem(d, 10) == 0
        d = div(d, 10)
        e += 1
    end
    return d, e
end
# Five digits always tell half-precision numbers apart; take the fewest that do.
function _shortest(x::Float16)
    a = Float64(abs(x))
    h = abs(x)
    k = floor(Int, log10(a))
    for n in 1:5
        e = k - n + 1
        d = e >= 0 ? round(a / exp10(e)) : round(a * exp10(-e))
        v = e >= 0 ? d * exp10(e) : d / exp10(-e)
        if Float16(v) == h
            d = UInt64(d)
            while rem(d, 10) == 0
                d = div(d, 10)
                e += 1
            end
            return d, e
        end
    end
    throw(ErrorException("no short form of a Float16"))
end

# Six digits for compact display.
function _limit_digits(d::UInt64, e::Int)
    while d > 999999
        n = ndigits0z(d) - 6
        p = UInt64(10)^n
        q, r = divrem(d, p)
        twice = 2 * r
        d = q + ((twice > p) | ((twice == p) & isodd(q)))
        e += n
    end
    while d != 0 && rem(d, 10) == 0
        d = div(d, 10)
        e += 1
    end
    return d, e
end

_float_suffix(::Type{Float64}) = ""
_float_suffix(::Type{Float32}) = "32"
_float_suffix(::Type{Float16}) = "16"

# `typed`: as it would be written in source; `f_exponent`: with the exponent mark of Float32.
function _write_float(io::IO, x::T, typed::Bool, compact::Bool, f_exponent::Bool) where {T <: IEEEFloat}
    if isnan(x)
        print(io, "NaN", typed ? _float_suffix(T) : "")
        return nothing
    elseif isinf(x)
        print(io, x < 0 ? "-Inf" : "Inf", typed ? _float_suffix(T) : "")
        return nothing
    end
    half = typed && T === Float16
    half && print(io, "Float16(")
    signbit(x) && print(io, '-')
    if x == 0
        print(io, "0.0", typed && T === Float32 ? "f0" : "")
    else
        d, e = _shortest(x)
        compact && ((d, e) = _limit_digits(d, e))
        s = string(d)
        n = ncodeunits(s)
        point = n + e
        if -4 < point <= (T === Float16 ? 3 : 6)
            if point <= 0
                print(io, "0.")
                for _ in 1:-point
                    print(io, '0')
                end
                print(io, s)
            elseif point >= n
                print(io, s)
                for _ in 1:(point - n)
                    print(io, '0')
                end
                print(io, ".0")
            else
                print(io, SubString(s, 1, point), '.', SubString(s, point + 1, n))
            end
            typed && T === Float32 && print(io, "f0")
        else
            print(io, s[1], '.', n > 1 ? SubString(s, 2, n) : "0", T === Float32 && f_exponent ? 'f' : 'e', point - 1)
        end
    end
    half && print(io, ')')
    return nothing
end

# The type the reader already knows, absent values aside.
_known_type(io::IO) = nonmissingtype(nonnothingtype(get(io, :typeinfo, Any)::Type))
function show(io::IO, x::T) where {T <: IEEEFloat}
    compact = get(io, :compact, false)::Bool
    typed = !compact && _known_type(io) !== T
    _write_float(io, x, typed, compact, true)
    return nothing
end
function print(io::IO, x::T) where {T <: IEEEFloat}
    _write_float(io, x, false, get(io, :compact, false)::Bool, false)
    return nothing
end
function string(x::IEEEFloat)
    io = IOBuffer()
    _write_float(io, x, false, false, false)
    return String(take!(io))
end
