# Hashing. Equal values (`isequal`) have equal hashes, whatever their types; the order in which dictionaries and sets
# iterate follows from these functions, so their results are part of what programs can see.

hash(x::Any) = hash(x, zero(UInt))
hash(w::WeakRef, h::UInt) = hash(w.value, h)
# anything without a method of its own is hashed by identity
hash(@nospecialize(x), h::UInt) = hash_uint(3h - objectid(x))
hash(x::Symbol) = objectid(x)

# A bijective mixing of 64 bits (Thomas Wang's).
@inline function hash_64_64(n::UInt64)
    a = ~n + (n << 21)
    a = a ⊻ (a >> 24)
    a = a + (a << 3) + (a << 8)
    a = a ⊻ (a >> 14)
    a = a + (a << 2) + (a << 4)
    a = a ⊻ (a >> 28)
    return a + (a << 31)
end
@inline function hash_64_32(n::UInt64)
    a = ~n + (n << 18)
    a = a ⊻ (a >> 31)
    a = a * 21
    a = a ⊻ (a >> 11)
    a = a + (a << 6)
    a = a ⊻ (a >> 22)
    return a % UInt32
end
@inline function hash_32_32(n::UInt32)
    a = n + 0x7ed55d16 + (n << 12)
    a = a ⊻ 0xc761c23c ⊻ (a >> 19)
    a = a + 0x165667b1 + (a << 5)
    a = a + 0xd3a2646c ⊻ (a << 9)
    a = a + 0xfd7046c5 + (a << 3)
    return a ⊻ 0xb55a4f09 ⊻ (a >> 16)
end
hash_uint64(x::UInt64) = hash_64_64(x)
hash_uint(x::UInt) = hash_64_64(x)

# ---------------------------------------------------------------------------------------------------------
# numbers

hash(x::Int64, h::UInt) = hash_uint64(bitcast(UInt64, x)) - 3h
hash(x::UInt64, h::UInt) = hash_uint64(x) - 3h
hash(x::Union{Bool,Int8,UInt8,Int16,UInt16,Int32,UInt32}, h::UInt) = hash(Int64(x), h)

const _hash_of_nan = hash_uint64(bitcast(UInt64, NaN))
function hash(x::Float64, h::UInt)
    if -9.223372036854775808e18 <= x < 9.223372036854775808e18
        i = fptosi(Int64, x)
        # isequal: minus zero is not the integer zero
        isequal(i, x) && return hash(i, h)
    elseif 0.0 <= x < 1.8446744073709551616e19
        u = fptoui(UInt64, x)
        isequal(u, x) && return hash(u, h)
    elseif x != x
        return _hash_of_nan ⊻ h
    end
    return hash_uint64(bitcast(UInt64, x)) - 3h
end
hash(x::Float32, h::UInt) = hash(Float64(x), h)
hash(x::Float16, h::UInt) = hash(Float64(x), h)

# Any other real, as num * 2^pow / den. Values that an Int64, UInt64 or Float64 can hold hash as those do.
function hash(x::Real, h::UInt)
    num, pow, den = decompose(x)
    if den == 0
        num == 0 && return hash(NaN, h)
        return hash(num > 0 ? Inf : -Inf, h)
    end
    num == 0 && return hash(den > 0 ? 0.0 : -0.0, h)
    if den < 0
        num, den = -num, -den
    end
    z = trailing_zeros(num)
    if z != 0
        num >>= z
        pow += z
    end
    z = trailing_zeros(den)
    if z != 0
        den >>= z
        pow -= z
    end
    if den == 1
        top = ndigits0z(abs(num), 2) + pow
        if -1074 <= pow
            if 0 <= pow
                top <= 63 && return hash(Int64(num) << Int(pow), h)
                top <= 64 && !signbit(num) && return hash(UInt64(num) << Int(pow), h)
            end
            top <= 1024 && top - pow <= 53 && return hash(ldexp(Float64(num), Int(pow)), h)
        end
    else
        h = hash_integer(den, h)
    end
    return hash_integer(num, hash_integer(pow, h))
end

# 64 bits at a time, from the low end.
function hash_integer(n::Integer, h::UInt)
    h ⊻= hash_uint((n % UInt) ⊻ h)
    n = abs(n)
    n = n >>> 64
    while n != 0
        h ⊻= hash_uint((n % UInt) ⊻ h)
        n = n >>> 64
    end
    return h
end

decompose(x::Integer) = (x, 0, 1)
function decompose(x::Float16)::NTuple{3,Int}
    return decompose(Float64(x))
end
decompose(x::Float32)::NTuple{3,Int} = decompose(Float64(x))
function decompose(x::Float64)::Tuple{Int64,Int,Int}
    isnan(x) && return (0, 0, 0)
    isinf(x) && return (ifelse(x < 0, -1, 1), 0, 0)
    n = bitcast(UInt64, x)
    s = (n & 0x000fffffffffffff) % Int64
    e = ((n & 0x7ff0000000000000) >> 52) % Int
    s |= Int64(e != 0) << 52
    d = ifelse(signbit(x), -1, 1)
    return (s, e - 1075 + (e == 0), d)
end

hash(x::Char, h::UInt) = hash_uint64(((bitcast(UInt32, x) + UInt64(0xd4d64234)) << 32) ⊻ UInt64(h))

# ---------------------------------------------------------------------------------------------------------
# syntax

hash(x::Expr, h::UInt) = hash(x.args, hash(x.head, h + 0x83c7900696d26dc6))
hash(x::QuoteNode, h::UInt) = hash(x.value, h + 0x2c97bf8b3de87020)

# ---------------------------------------------------------------------------------------------------------
# arrays: by shape and elements, so that every array type with equal content agrees

const hash_abstractarray_seed = 0x7e2d6fb6448beb77
function hash(A::AbstractArray, h::UInt)
    h += hash_abstractarray_seed
    h = hash(map(first, axes(A)), h)
    h = hash(map(last, axes(A)), h)
    if length(A) < 8192
        for x in A
            h = hash(x, h)
        end
        return h
    end
    # Large arrays are sampled: from the end backwards in Fibonacci steps, which grow every 4096 samples, and always on
    # to an element that differs from the last, so that runs of equal elements are crossed quickly.
    ks = keys(A)
    position = LinearIndices(ks)
    from_position = vec(ks)
    k = last(ks)
    skip, before = 1, 1
    n = 0
    lo = firstindex(position)
    while true
        n += 1
        elt = A[k]
        h = hash(k => elt, h)
        p = position[k]
        p < skip + lo && break
        k = from_position[p - skip]
        if rem(n, 4096) == 0
            skip, before = skip + before, skip
        end
        k = findprev(!isequal(elt), A, k)
        k === nothing && break
    end
    return h
end
