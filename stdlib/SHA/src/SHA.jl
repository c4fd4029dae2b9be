# SHA: the secure hash algorithms of FIPS 180-4 and 202, over bytes, strings and streams.
module SHA

export sha1, SHA1_CTX, update!, digest!
export sha224, sha256, sha384, sha512, sha2_224, sha2_256, sha2_384, sha2_512, sha3_224, sha3_256, sha3_384, sha3_512
export SHA224_CTX, SHA256_CTX, SHA384_CTX, SHA512_CTX, SHA2_224_CTX, SHA2_256_CTX, SHA2_384_CTX, SHA2_512_CTX
export SHA3_224_CTX, SHA3_256_CTX, SHA3_384_CTX, SHA3_512_CTX
export HMAC_CTX, hmac_sha1, hmac_sha224, hmac_sha256, hmac_sha384, hmac_sha512
export hmac_sha2_224, hmac_sha2_256, hmac_sha2_384, hmac_sha2_512, hmac_sha3_224, hmac_sha3_256, hmac_sha3_384, hmac_sha3_512

abstract type SHA_CTX end
abstract type SHA2_CTX <: SHA_CTX end
abstract type SHA3_CTX <: SHA_CTX end
Base.eltype(x::SHA_CTX) = eltype(typeof(x))

# ---- constants: fractional parts of roots of the first primes -------------------------------------------------------------

function _primes(n::Int)
    found = Int[]
    k = 2
    while length(found) < n
        all(p -> k % p != 0, found) && push!(found, k)
        k += 1
    end
    return found
end
# floor(n^(1/root) * 2^bits), in whole numbers.
function _root_scaled(n::Int, root::Int, bits::Int)
    target = BigInt(n) << (root * bits)
    lo, hi = BigInt(0), BigInt(n) << bits
    while lo < hi
        mid = (lo + hi + 1) >> 1
        mid^root <= target ? (lo = mid) : (hi = mid - 1)
    end
    return lo
end
_fraction(n::Int, root::Int, bits::Int) = _root_scaled(n, root, bits) & ((BigInt(1) << bits) - 1)
const K256 = UInt32[UInt32(_fraction(p, 3, 32)) for p in _primes(64)]
const K512 = UInt64[UInt64(_fraction(p, 3, 64)) for p in _primes(80)]
const H256 = UInt32[UInt32(_fraction(p, 2, 32)) for p in _primes(8)]
const H512 = UInt64[UInt64(_fraction(p, 2, 64)) for p in _primes(8)]
const H224 = UInt32[UInt32(_fraction(p, 2, 64) & 0xffffffff) for p in _primes(16)[9:16]]
const H384 = UInt64[UInt64(_fraction(p, 2, 64)) for p in _primes(16)[9:16]]
const H1 = UInt32[0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]

# ---- contexts: state, bytes that wait for a full block, bytes so far --------------------------------------------------------

for (name, parent, word, initial, digest) in (
        (:SHA1_CTX, :SHA_CTX, UInt32, :H1, 20), (:SHA2_224_CTX, :SHA2_CTX, UInt32, :H224, 28),
        (:SHA2_256_CTX, :SHA2_CTX, UInt32, :H256, 32), (:SHA2_384_CTX, :SHA2_CTX, UInt64, :H384, 48),
        (:SHA2_512_CTX, :SHA2_CTX, UInt64, :H512, 64))
    block = word === UInt32 ? 64 : 128
    @eval begin
        mutable struct $name <: $parent
            state::Vector{$word}
            bytecount::UInt128
            buffer::Vector{UInt8}
            used::Bool
            $name() = new(copy($initial), 0, zeros(UInt8, $block), false)
        end
        digestlen(::Type{$name}) = $digest
        blocklen(::Type{$name}) = $block
    end
end
for (name, digest) in ((:SHA3_224_CTX, 28), (:SHA3_256_CTX, 32), (:SHA3_384_CTX, 48), (:SHA3_512_CTX, 64))
    @eval begin
        mutable struct $name <: SHA3_CTX
            state::Vector{UInt64}
            bytecount::UInt128
            buffer::Vector{UInt8}
            used::Bool
            $name() = new(zeros(UInt64, 25), 0, zeros(UInt8, $(200 - 2digest)), false)
        end
        digestlen(::Type{$name}) = $digest
        blocklen(::Type{$name}) = $(200 - 2digest)
    end
end
const SHA224_CTX = SHA2_224_CTX
const SHA256_CTX = SHA2_256_CTX
const SHA384_CTX = SHA2_384_CTX
const SHA512_CTX = SHA2_512_CTX
const _Words32 = Union{SHA1_CTX, SHA2_224_CTX, SHA2_256_CTX}
const _Words64 = Union{SHA2_384_CTX, SHA2_512_CTX}
Base.copy(c::T) where {T <: SHA_CTX} = (d = T(); d.state = copy(c.state); d.bytecount = c.bytecount; d.buffer = copy(c.buffer); d.used = c.used; d)
Base.show(io::IO, c::SHA_CTX) = print(io, "SHA state (", nameof(typeof(c)), ")")

function update!(context::T, data, datalen = length(data)) where {T <: SHA_CTX}
    context.used && error("Cannot update CTX after `digest!` has been called on it")
    len = blocklen(T)
    at = Int(context.bytecount % len)
    for k in 1:Int(datalen)
        at += 1
        context.buffer[at] = data[k]
        if at == len
            transform!(context)
            at = 0
        end
    end
    context.bytecount += datalen
    return nothing
end

@inline function _word(::Type{T}, b::Vector{UInt8}, at::Int) where {T}
    w = zero(T)
    for k in 1:sizeof(T)
        w = (w << 8) | b[at + k]
    end
    return w
end
@inline _rotr(x::T, n::Int) where {T} = (x >>> n) | (x << (8 * sizeof(T) - n))

function transform!(c::SHA1_CTX)
    w = Vector{UInt32}(undef, 80)
    for i in 1:16
        w[i] = _word(UInt32, c.buffer, 4 * (i - 1))
    end
    for i in 17:80
        w[i] = _rotr(w[i - 3] ⊻ w[i - 8] ⊻ w[i - 14] ⊻ w[i - 16], 31)
    end
    a, b, d, e, f = c.state
    for i in 1:80
        mixed, k = i <= 20 ? ((b & d) | (~b & e), 0x5a827999) : i <= 40 ? (b ⊻ d ⊻ e, 0x6ed9eba1) :
            i <= 60 ? ((b & d) | (b & e) | (d & e), 0x8f1bbcdc) : (b ⊻ d ⊻ e, 0xca62c1d6)
        t = _rotr(a, 27) + mixed + f + k + w[i]
        f, e, d, b, a = e, d, _rotr(b, 2), a, t
    end
    s = c.state
    s[1] += a
    s[2] += b
    s[3] += d
    s[4] += e
    s[5] += f
    return nothing
end

_sigmas(::Type{UInt32}) = (7, 18, 3, 17, 19, 10, 2, 13, 22, 6, 11, 25)
_sigmas(::Type{UInt64}) = (1, 8, 7, 19, 61, 6, 28, 34, 39, 14, 18, 41)
transform!(c::Union{SHA2_224_CTX, SHA2_256_CTX}) = _transform2!(c.state, c.buffer, K256)
transform!(c::Union{SHA2_384_CTX, SHA2_512_CTX}) = _transform2!(c.state, c.buffer, K512)
function _transform2!(s::Vector{T}, buffer::Vector{UInt8}, K::Vector{T}) where {T}
    r = _sigmas(T)
    n = length(K)
    w = Vector{T}(undef, n)
    for i in 1:16
        w[i] = _word(T, buffer, sizeof(T) * (i - 1))
    end
    for i in 17:n
        x, y = w[i - 15], w[i - 2]
        w[i] = w[i - 16] + (_rotr(x, r[1]) ⊻ _rotr(x, r[2]) ⊻ (x >>> r[3])) + w[i - 7] +
            (_rotr(y, r[4]) ⊻ _rotr(y, r[5]) ⊻ (y >>> r[6]))
    end
    a, b, c, d, e, f, g, h = s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]
    for i in 1:n
        t1 = h + (_rotr(e, r[10]) ⊻ _rotr(e, r[11]) ⊻ _rotr(e, r[12])) + ((e & f) ⊻ (~e & g)) + K[i] + w[i]
        t2 = (_rotr(a, r[7]) ⊻ _rotr(a, r[8]) ⊻ _rotr(a, r[9])) + ((a & b) ⊻ (a & c) ⊻ (b & c))
        h, g, f, e, d, c, b, a = g, f, e, d + t1, c, b, a, t1 + t2
    end
    s[1] += a
    s[2] += b
    s[3] += c
    s[4] += d
    s[5] += e
    s[6] += f
    s[7] += g
    s[8] += h
    return nothing
end

# Keccak's round constants come out of a shift register.
function _keccak_constants()
    out = UInt64[]
    register = 0x01
    for round in 0:23
        c = UInt64(0)
        for j in 0:6
            register & 0x01 == 0x01 && (c |= UInt64(1) << (2^j - 1))
            register = (register << 1) ⊻ (register & 0x80 != 0 ? 0x71 : 0x00)
        end
        push!(out, c)
    end
    return out
end
const _round_constants = _keccak_constants()
# Rotations and places of the ρ and π steps, along their one cycle.
function _keccak_path()
    places, turns = Int[], Int[]
    x, y = 1, 0
    for t in 0:23
        push!(turns, ((t + 1) * (t + 2) ÷ 2) % 64)
        x, y = y, (2x + 3y) % 5
        push!(places, x + 5y + 1)
    end
    return places, turns
end
const _path = _keccak_path()
function transform!(c::SHA3_CTX)
    s = c.state
    n = blocklen(typeof(c)) ÷ 8
    for i in 1:n
        w = UInt64(0)
        for k in 8:-1:1
            w = (w << 8) | c.buffer[8 * (i - 1) + k]
        end
        s[i] ⊻= w
    end
    _keccak!(s)
    return nothing
end
function _keccak!(s::Vector{UInt64})
    places, turns = _path
    col = zeros(UInt64, 5)
    row = zeros(UInt64, 5)
    for round in 1:24
        for x in 1:5
            col[x] = s[x] ⊻ s[x + 5] ⊻ s[x + 10] ⊻ s[x + 15] ⊻ s[x + 20]
        end
        for x in 1:5
            d = col[mod1(x + 4, 5)] ⊻ _rotr(col[mod1(x + 1, 5)], 63)
            for y in 0:5:20
                s[x + y] ⊻= d
            end
        end
        carried = s[2]
        for t in 1:24
            at = places[t]
            s[at], carried = _rotr(carried, 64 - turns[t]), s[at]
        end
        for y in 0:5:20
            for x in 1:5
                row[x] = s[x + y]
            end
            for x in 1:5
                s[x + y] = row[x] ⊻ (~row[mod1(x + 1, 5)] & row[mod1(x + 2, 5)])
            end
        end
        s[1] ⊻= _round_constants[round]
    end
    return nothing
end

# ---- the end ------------------------------------------------------------------------------------------------------------------

function _pad_last!(c::Union{_Words32, _Words64})
    len = blocklen(typeof(c))
    tail = len ÷ 8
    at = Int(c.bytecount % len)
    c.buffer[at + 1] = 0x80
    for k in at + 2:len
        c.buffer[k] = 0x00
    end
    if at + 1 > len - tail
        transform!(c)
        fill!(c.buffer, 0x00)
    end
    bits = c.bytecount * 8
    for k in 0:tail - 1
        c.buffer[len - k] = (bits >> (8k)) % UInt8
    end
    transform!(c)
    return nothing
end
function _pad_last!(c::SHA3_CTX)
    len = blocklen(typeof(c))
    at = Int(c.bytecount % len)
    for k in at + 1:len
        c.buffer[k] = 0x00
    end
    c.buffer[at + 1] ⊻= 0x06
    c.buffer[len] ⊻= 0x80
    transform!(c)
    return nothing
end
_digest_bytes(c::SHA3_CTX) = UInt8[(w >> (8k)) % UInt8 for w in c.state for k in 0:7]
_digest_bytes(c::SHA_CTX) = UInt8[(w >> (8 * (sizeof(w) - k))) % UInt8 for w in c.state for k in 1:sizeof(w)]
function digest!(context::T) where {T <: SHA_CTX}
    if !context.used
        _pad_last!(context)
        context.used = true
    end
    return _digest_bytes(context)[1:digestlen(T)]
end

# ---- keyed hashes -----------------------------------------------------------------------------------------------------------------

struct HMAC_CTX{CTX <: SHA_CTX}
    context::CTX
    outer::Vector{UInt8}
    HMAC_CTX{CTX}(context::CTX, outer::Vector{UInt8}) where {CTX} = new(context, outer)
end
function HMAC_CTX(ctx::CTX, key::AbstractVector{UInt8}, blocksize::Integer = blocklen(CTX)) where {CTX}
    k = collect(UInt8, key)
    if length(k) > blocksize
        c = CTX()
        update!(c, k)
        k = digest!(c)
    end
    append!(k, zeros(UInt8, blocksize - length(k)))
    update!(ctx, k .⊻ 0x36)
    return HMAC_CTX{CTX}(ctx, k .⊻ 0x5c)
end
update!(ctx::HMAC_CTX, data, datalen = length(data)) = update!(ctx.context, data, datalen)
function digest!(ctx::HMAC_CTX{CTX}) where {CTX}
    inner = digest!(ctx.context)
    c = CTX()
    update!(c, ctx.outer)
    update!(c, inner)
    return digest!(c)
end

for (f, ctx) in ((:sha1, :SHA1_CTX), (:sha224, :SHA2_224_CTX), (:sha256, :SHA2_256_CTX), (:sha384, :SHA2_384_CTX),
                 (:sha512, :SHA2_512_CTX), (:sha2_224, :SHA2_224_CTX), (:sha2_256, :SHA2_256_CTX),
                 (:sha2_384, :SHA2_384_CTX), (:sha2_512, :SHA2_512_CTX), (:sha3_224, :SHA3_224_CTX),
                 (:sha3_256, :SHA3_256_CTX), (:sha3_384, :SHA3_384_CTX), (:sha3_512, :SHA3_512_CTX))
    g = Symbol(:hmac_, f)
    @eval begin
        function $f(data::AbstractVector{UInt8})
            c = $ctx()
            update!(c, data)
            return digest!(c)
        end
        $f(data::NTuple{N, UInt8}) where {N} = $f(collect(data))
        $f(str::AbstractString) = $f(Vector{UInt8}(String(str)))
        function $f(io::IO, chunk_size = 4096)
            c = $ctx()
            while !eof(io)
                update!(c, read(io, chunk_size))
            end
            return digest!(c)
        end
        function $g(key::AbstractVector{UInt8}, data::AbstractVector{UInt8})
            c = HMAC_CTX($ctx(), key)
            update!(c, data)
            return digest!(c)
        end
        $g(key::AbstractVector{UInt8}, str::AbstractString) = $g(key, Vector{UInt8}(String(str)))
        $g(key::AbstractVector{UInt8}, io::IO) = $g(key, read(io))
    end
end

end
