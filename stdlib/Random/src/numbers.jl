# Drawing numbers, characters, tuples and from ranges.

Sampler(::Type{RNG}, ::Type{T}, n::Repetition) where {RNG <: AbstractRNG, T <: AbstractFloat} = Sampler(RNG, CloseOpen01(T), n)

# what generators without their own way to floats use
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen01{Float16}}) =
    Float16(reinterpret(Float32, (rand(r, UInt10(UInt32)) << 13) | 0x3f800000) - 1)
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen01{Float32}}) = reinterpret(Float32, rand(r, UInt23()) | 0x3f800000) - 1
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen12_64}) = reinterpret(Float64, 0x3ff0000000000000 | rand(r, UInt52()))
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen01_64}) = rand(r, CloseOpen12()) - 1.0
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen01{BigFloat}}) = _big_unit(r)
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen12{BigFloat}}) = _big_unit(r) + 1
function _big_unit(r::AbstractRNG)
    n = precision(BigFloat)
    bits = BigInt(0)
    for _ in 1:cld(n, 64)
        bits = (bits << 64) | rand(r, UInt64)
    end
    bits >>= 64 * cld(n, 64) - n
    return BigFloat(bits) / BigFloat(2)^n
end

rand(r::AbstractRNG, ::SamplerTrivial{UInt10Raw{UInt16}}) = rand(r, UInt16)
rand(r::AbstractRNG, ::SamplerTrivial{UInt23Raw{UInt32}}) = rand(r, UInt32)
rand(r::AbstractRNG, ::SamplerTrivial{UInt52Raw{UInt64}}) = _rand52(r, rng_native_52(r))
_rand52(r::AbstractRNG, ::Type{Float64}) = reinterpret(UInt64, rand(r, CloseOpen12()))
_rand52(r::AbstractRNG, ::Type{UInt64}) = rand(r, UInt64)
rng_native_52(::AbstractRNG) = UInt64
rand(r::AbstractRNG, ::SamplerTrivial{UInt104Raw{UInt128}}) = rand(r, UInt52Raw(UInt128)) << 52 ⊻ rand(r, UInt52Raw(UInt128))
rand(r::AbstractRNG, ::SamplerTrivial{UInt10{UInt16}}) = rand(r, UInt10Raw()) & 0x03ff
rand(r::AbstractRNG, ::SamplerTrivial{UInt23{UInt32}}) = rand(r, UInt23Raw()) & 0x007fffff
rand(r::AbstractRNG, ::SamplerTrivial{UInt52{UInt64}}) = rand(r, UInt52Raw()) & 0x000fffffffffffff
rand(r::AbstractRNG, ::SamplerTrivial{UInt104{UInt128}}) = rand(r, UInt104Raw()) & 0x000000ffffffffffffffffffffffffff
rand(r::AbstractRNG, sp::SamplerTrivial{<:UniformBits{T}}) where {T} = rand(r, uint_default(sp[])) % T

rand(r::AbstractRNG, ::SamplerType{Complex{T}}) where {T <: Real} = complex(rand(r, T), rand(r, T))

# any Unicode scalar value: the surrogates are skipped
function rand(r::AbstractRNG, ::SamplerType{T}) where {T <: AbstractChar}
    c = rand(r, 0x00000000:0x0010f7ff)
    return c < 0xd800 ? T(c) : T(c + 0x800)
end

Sampler(::Type{RNG}, ::Type{Tuple{}}, n::Repetition) where {RNG <: AbstractRNG} = SamplerTag{Tuple{}}(())
function Sampler(::Type{RNG}, ::Type{T}, n::Repetition) where {T <: Tuple, RNG <: AbstractRNG}
    return SamplerTag{T}(map(F -> Sampler(RNG, F, n), fieldtypes(T)))
end
rand(rng::AbstractRNG, sp::SamplerTag{T}) where {T <: Tuple} = map(s -> rand(rng, s), sp.data)::T
function Sampler(::Type{RNG}, ::Type{Pair{A, B}}, n::Repetition) where {RNG <: AbstractRNG, A, B}
    return SamplerTag{Pair{A, B}}((Sampler(RNG, A, n), Sampler(RNG, B, n)))
end
rand(rng::AbstractRNG, sp::SamplerTag{<:Pair}) = rand(rng, sp.data[1]) => rand(rng, sp.data[2])

# ---- ranges of integers -----------------------------------------------------------------------------------------------------

uint_sup(::Type{<:Union{Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32}}) = UInt32
uint_sup(::Type{<:Union{Int64, UInt64}}) = UInt64
uint_sup(::Type{<:Union{Int128, UInt128}}) = UInt128
_empty_collection() = throw(ArgumentError("collection must be non-empty"))

const _UpTo64 = Union{Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64}
Sampler(::Type{<:AbstractRNG}, r::AbstractUnitRange{T}, ::Repetition) where {T <: _UpTo64} = SamplerRangeNDL(r)
Sampler(::Type{<:AbstractRNG}, r::AbstractUnitRange{T}, ::Repetition) where {T <: Union{Int128, UInt128}} = SamplerRangeFast(r)

# The high half of random × length, after Lemire: nearly without division.
struct SamplerRangeNDL{U <: Unsigned, T} <: Sampler{T}
    a::T
    # length, 0 for all of U
    s::U
end
function SamplerRangeNDL(r::AbstractUnitRange{T}) where {T}
    isempty(r) && _empty_collection()
    U = uint_sup(T)
    return SamplerRangeNDL{U, T}(first(r), (last(r) - first(r)) % unsigned(T) % U + one(U))
end
function rand(rng::AbstractRNG, sp::SamplerRangeNDL{U, T}) where {U, T}
    s = sp.s
    x = widen(rand(rng, U))
    m = x * s
    low = m % U
    if low < s
        t = mod(-s, s)
        while low < t
            x = widen(rand(rng, U))
            m = x * s
            low = m % U
        end
    end
    return (s == 0 ? x : m >> (8 * sizeof(U))) % T + sp.a
end

# Masked bits, drawn again until they are in the range.
struct SamplerRangeFast{U <: Unsigned, T <: BitInteger} <: Sampler{T}
    a::T
    bw::UInt
    m::U
    mask::U
end
function SamplerRangeFast(r::AbstractUnitRange{T}) where {T <: BitInteger}
    isempty(r) && _empty_collection()
    U = uint_sup(T)
    m = (last(r) - first(r)) % unsigned(T) % U
    bw = (8 * sizeof(U) - leading_zeros(m)) % UInt
    return SamplerRangeFast{U, T}(first(r), bw, m, bw == 8 * sizeof(U) ? typemax(U) : (one(U) << bw) - one(U))
end
function rand(rng::AbstractRNG, sp::SamplerRangeFast{UInt128, T}) where {T}
    if sp.bw <= 64
        x = rand(rng, LessThan(sp.m % UInt64, Masked(sp.mask % UInt64, uniform(UInt64)))) % UInt128
    else
        x = rand(rng, LessThan(sp.m, Masked(sp.mask, uniform(UInt128))))
    end
    return x % T + sp.a
end

# Big ranges: all words but the highest are free, the highest is at most the range's.
struct SamplerBigInt{S} <: Sampler{BigInt}
    a::BigInt
    m::BigInt
    nlimbs::Int
    high::S
end
function Sampler(::Type{RNG}, r::AbstractUnitRange{BigInt}, N::Repetition) where {RNG <: AbstractRNG}
    isempty(r) && _empty_collection()
    m = last(r) - first(r)
    n = iszero(m) ? 0 : cld(ndigits(m; base = 2), 64)
    top = n == 0 ? UInt64(0) : (m >> (64 * (n - 1))) % UInt64
    return SamplerBigInt(first(r), m, n, Sampler(RNG, UInt64(0):top, N))
end
function rand(rng::AbstractRNG, sp::SamplerBigInt)
    n = sp.nlimbs
    n == 0 && return copy(sp.a)
    limbs = Vector{UInt64}(undef, n - 1)
    while true
        rand!(rng, limbs)
        x = BigInt(rand(rng, sp.high))
        for k in n - 1:-1:1
            x = (x << 64) | limbs[k]
        end
        x <= sp.m && return x + sp.a
    end
end
