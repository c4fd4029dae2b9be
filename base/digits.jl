# Digits of integers in any base, and their text.

# The number of digits of a nonzero x, 0 for zero.
function ndigits0z(x::Integer, b::Integer = 10)
    if b < -1
        return _ndigits_negbase(x, b)
    end
    b > 1 || throw(DomainError(b, "The base must not be in `[-1, 0, 1]`."))
    return _ndigits_posbase(x, b)
end
function _ndigits_posbase(x::Integer, b::Integer)
    x == 0 && return 0
    # magnitudes as unsigned, so that typemin has one
    u = x isa BitSigned ? unsigned(abs(x)) : abs(x)
    b == 2 && u isa BitInteger && return top_set_bit(u)
    if u isa BitInteger
        n = 0
        bb = b % typeof(u)
        bb == b || return 1
        while u > 0
            u = div(u, bb)
            n += 1
        end
        return n
    end
    n = 0
    while u > 0
        u = div(u, b)
        n += 1
    end
    return n
end
function _ndigits_negbase(x::Integer, b::Integer)
    d = 0
    y = x isa Unsigned ? big(x) : x
    while y != 0
        y = cld(y, b)
        d += 1
    end
    return d
end
ndigits(x::Integer; base::Integer = 10, pad::Integer = 1) = max(pad, ndigits0z(x, base))

# Digits, least first.
function digits(T::Type{<:Integer}, n::Integer; base::Integer = 10, pad::Integer = 1)
    return digits!(zeros(T, ndigits(n, base = base, pad = pad)), n, base = base)
end
digits(n::Integer; base::Integer = 10, pad::Integer = 1) =
    digits(typeof(base), n, base = base, pad = pad)
function digits!(a::AbstractVector{T}, n::Integer; base::Integer = 10) where {T <: Integer}
    2 <= abs(base) || throw(DomainError(base, "base must be ≥ 2 or ≤ -2"))
    hastypemax(T) && abs(base) - 1 > typemax(T) &&
        throw(ArgumentError("type $T too small for base $base"))
    isempty(a) && return a
    # quotients by a negative base change their sign
    base < 0 && n isa BitUnsigned && return digits!(a, signed(widen(n)); base)
    if base > 0
        if n isa BitInteger && ispow2(base) && n >= 0
            k = trailing_zeros(base)
            for i in eachindex(a)
                a[i] = (n & (base - 1)) % T
                n >>>= k
            end
        else
            for i in eachindex(a)
                n, d = divrem(n, base)
                a[i] = d
            end
        end
    else
        for i in eachindex(a)
            # the digit is the remainder in 0 … |base|-1
            d = mod(n, -base)
            a[i] = d
            n = div(n - d, base)
        end
    end
    return a
end
hastypemax(::Type{Bool}) = true

# ---- text -----------------------------------------------------------------------------------------------------------

const _digit_chars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const _digit_chars_low = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Bytes of `u` in base b (2 … 62), at least `pad` digits, with a minus sign in front if `neg`.
function _integer_text(u::Unsigned, b::Int, pad::Int, neg::Bool)
    n = max(_ndigits_posbase(u, b), pad)
    # in this order: a method for Int and Bool is nothing that printing should go through
    len = neg + n
    s = _string_n(len)
    p = pointer(s)
    neg && unsafe_store!(p, 0x2d)
    table = b <= 36 ? _digit_chars_low : _digit_chars
    bb = b % typeof(u)
    i = len
    GC.@preserve s begin
        while i > neg
            q = div(u, bb)
            d = (u - q * bb) % Int
            unsafe_store!(p, codeunit(table, d + 1), i)
            u = q
            i -= 1
        end
    end
    return s
end

function string(n::Integer; base::Integer = 10, pad::Integer = 1)
    pad = (min(max(pad, typemin(Int)), typemax(Int)) % Int)::Int
    if n isa BitInteger && 2 <= base <= 62
        u = n isa Bool ? UInt(n) : uabs(n)
        # narrow words divide faster
        v = u isa UInt128 && u <= typemax(UInt64) ? u % UInt64 : u
        return v isa UInt128 ? _integer_text(v, Int(base), pad, n < 0) :
               _integer_text(UInt64(v), Int(base), pad, n < 0)
    end
    return _string_any_base(n, Int(base), pad)
end
string(b::Bool) = b ? "true" : "false"
function _string_any_base(n::Integer, b::Int, pad::Int)
    2 <= abs(b) <= 62 || throw(DomainError(b, "base must satisfy 2 ≤ abs(base) ≤ 62"))
    table = abs(b) <= 36 ? _digit_chars_low : _digit_chars
    ds = digits(Int, n < 0 && b > 0 ? -n : n; base = b, pad = max(pad, n == 0 ? 1 : 0))
    bytes = UInt8[]
    b > 0 && n < 0 && push!(bytes, 0x2d)
    for d in Iterators.reverse(ds)
        push!(bytes, codeunit(table, d + 1))
    end
    return String(bytes)
end

bin(x::Unsigned, pad::Int, neg::Bool) = _integer_text(x, 2, pad, neg)
oct(x::Unsigned, pad::Int, neg::Bool) = _integer_text(x, 8, pad, neg)
dec(x::Unsigned, pad::Int, neg::Bool) = _integer_text(x, 10, pad, neg)
hex(x::Unsigned, pad::Int, neg::Bool) = _integer_text(x, 16, pad, neg)

# The bits of a value as zeros and ones, highest first.
function bitstring(x::T) where {T}
    isprimitivetype(T) || throw(ArgumentError("$T not a primitive type"))
    n = 8 * sizeof(T)
    u = _bits_of(x)
    s = _string_n(n)
    p = pointer(s)
    GC.@preserve s for i in 1:n
        unsafe_store!(p, ((u >>> (n - i)) & one(u)) % UInt8 + 0x30, i)
    end
    return s
end
_bits_of(x) = sizeof(x) == 1 ? bitcast(UInt8, x) : sizeof(x) == 2 ? bitcast(UInt16, x) :
              sizeof(x) == 4 ? bitcast(UInt32, x) : sizeof(x) == 8 ? bitcast(UInt64, x) : bitcast(UInt128, x)
