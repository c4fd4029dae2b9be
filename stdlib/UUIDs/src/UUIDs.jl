# UUIDs: universally unique identifiers, from time, chance and names.
module UUIDs

using Random
import SHA

export UUID, uuid1, uuid4, uuid5, uuid7, uuid_version
import Base: UUID

uuid_version(u::UUID) = Int((u.value >> 76) & 0xf)

# The standard's own name spaces.
const namespace_dns = UUID(0x6ba7b8109dad11d180b400c04fd430c8)
const namespace_url = UUID(0x6ba7b8119dad11d180b400c04fd430c8)
const namespace_oid = UUID(0x6ba7b8129dad11d180b400c04fd430c8)
const namespace_x500 = UUID(0x6ba7b8149dad11d180b400c04fd430c8)

_with_version(u::UInt128, version::Int) =
    (u & 0xffffffffffff0fff3fffffffffffffff) | (UInt128(version) << 76) | 0x00000000000000008000000000000000

# 100 ns steps since 15 October 1582, and a random node.
function uuid1(rng::AbstractRNG = Random.RandomDevice())
    u = rand(rng, UInt128)
    # a random node is marked as such
    u = (u & 0x00000000000000003fffffffffffffff) | 0x00000000000010000000010000000000
    timestamp = round(UInt64, time() * 1e7) + 0x01b21dd213814000
    u |= UInt128(timestamp & 0x00000000ffffffff) << 96
    u |= UInt128((timestamp >> 32) & 0xffff) << 80
    u |= UInt128((timestamp >> 48) & 0x0fff) << 64
    return UUID(u)
end
uuid4(rng::AbstractRNG = Random.RandomDevice()) = UUID(_with_version(rand(rng, UInt128), 4))
function uuid5(ns::UUID, name::String)
    bytes = UInt8[(ns.value >> (8 * (15 - k))) % UInt8 for k in 0:15]
    append!(bytes, codeunits(Base.Unicode.normalize(name)))
    hash = SHA.sha1(bytes)
    v = foldl((w, b) -> (w << 8) | b, hash[1:16]; init = UInt128(0))
    return UUID(_with_version(v, 5))
end
uuid5(ns::UUID, name::AbstractString) = uuid5(ns, String(name))
# Milliseconds since 1970 on top: later ones sort after earlier ones.
function uuid7(rng::AbstractRNG = Random.RandomDevice())
    u = rand(rng, UInt128) & 0x0000000000000fff3fffffffffffffff
    u |= UInt128(round(UInt64, time() * 1000)) << 80
    return UUID(_with_version(u, 7))
end

end
