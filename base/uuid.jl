# Identities of packages: UUIDs, and digests of trees.

struct UUID
    value::UInt128
end
UUID(u::NTuple{2,UInt64}) = UUID((UInt128(u[1]) << 64) | UInt128(u[2]))
UUID(u::NTuple{4,UInt32}) = UUID((UInt128(u[1]) << 96) | (UInt128(u[2]) << 64) | (UInt128(u[3]) << 32) | UInt128(u[4]))
UUID(u::UUID) = u

function tryparse(::Type{UUID}, s::AbstractString)
    ncodeunits(s) == 36 || return nothing
    value = UInt128(0)
    for (i, c) in enumerate(s)
        if i in (9, 14, 19, 24)
            c === '-' || return nothing
            continue
        end
        d = '0' <= c <= '9' ? c - '0' : 'a' <= c <= 'f' ? c - 'a' + 10 : 'A' <= c <= 'F' ? c - 'A' + 10 : -1
        d < 0 && return nothing
        value = (value << 4) | UInt128(d)
    end
    return UUID(value)
end
function parse(::Type{UUID}, s::AbstractString)
    u = tryparse(UUID, s)
    u === nothing && throw(ArgumentError("Malformed UUID string: $(repr(s))"))
    return u
end
UUID(s::AbstractString) = parse(UUID, s)

convert(::Type{NTuple{2,UInt64}}, u::UUID) = ((u.value >> 64) % UInt64, u.value % UInt64)
UInt128(u::UUID) = u.value
broadcastable(u::UUID) = Ref(u)
isless(a::UUID, b::UUID) = isless(a.value, b.value)
hash(u::UUID, h::UInt) = hash(u.value, hash(:UUID, h))

function string(u::UUID)
    digits = string(u.value; base = 16, pad = 32)
    return string(digits[1:8], '-', digits[9:12], '-', digits[13:16], '-', digits[17:20], '-', digits[21:32])
end
print(io::IO, u::UUID) = print(io, string(u))
show(io::IO, u::UUID) = print(io, UUID, "(\"", u, "\")")

struct SHA1
    bytes::NTuple{20,UInt8}
end
function SHA1(bytes::Vector{UInt8})
    length(bytes) == 20 || throw(ArgumentError("wrong number of bytes for SHA1 hash: $(length(bytes))"))
    return SHA1(ntuple(i -> bytes[i], Val(20)))
end
SHA1(s::AbstractString) = SHA1(hex2bytes(s))
parse(::Type{SHA1}, s::AbstractString) = SHA1(s)
string(hash::SHA1) = bytes2hex(hash.bytes)
print(io::IO, hash::SHA1) = print(io, string(hash))
show(io::IO, hash::SHA1) = print(io, "SHA1(\"", hash, "\")")
isless(a::SHA1, b::SHA1) = isless(a.bytes, b.bytes)
hash(a::SHA1, h::UInt) = hash(a.bytes, h)
