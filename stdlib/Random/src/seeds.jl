# Seeds of any size are brought to 256 bits by hashing.

_bytes(x::T) where {T <: Union{UInt32, UInt64}} = UInt8[(x >> (8k)) % UInt8 for k in 0:sizeof(T) - 1]
function hash_seed(seed::Integer)
    ctx = SHA2_256_CTX()
    negative = signbit(seed)
    n = negative ? ~seed : seed
    while true
        update!(ctx, _bytes((n % UInt32)::UInt32))
        n >>>= 32
        iszero(n) && break
    end
    # so that n and ~n differ
    negative && update!(ctx, (0x01,))
    return digest!(ctx)
end
function hash_seed(seed::Union{AbstractArray{UInt32}, AbstractArray{UInt64}})
    ctx = SHA2_256_CTX()
    for x in seed
        update!(ctx, _bytes(UInt64(x)))
    end
    update!(ctx, (0x10,))
    return digest!(ctx)
end
# Strings are filled up to a multiple of four bytes, the filling telling how much it is.
function hash_seed(str::AbstractString)
    ctx = SHA2_256_CTX()
    s = String(str)
    update!(ctx, codeunits(s))
    fill = 4 - mod(ncodeunits(s), 4)
    for _ in 1:fill
        update!(ctx, (fill % UInt8,))
    end
    update!(ctx, (0x05,))
    return digest!(ctx)
end
function _words64(bytes::Vector{UInt8})
    word(k) = foldr((b, w) -> (w << 8) | b, bytes[8k - 7:8k]; init = UInt64(0))
    return (word(1), word(2), word(3), word(4))
end
