# MersenneTwister: dSFMT with the exponent 19937 (Saito and Matsumoto), which makes floats from [1, 2) two at a time.

const _twister_words = 191
const _twister_ahead = 117
# The recursion's state: 191 pairs of words in a ring, the oldest at `at`, and the carried pair.
mutable struct DSFMT_state
    const words::Vector{UInt64}
    at::Int
    carry0::UInt64
    carry1::UInt64
end
DSFMT_state() = DSFMT_state(zeros(UInt64, 2 * _twister_words), 0, 0, 0)
copy(s::DSFMT_state) = DSFMT_state(copy(s.words), s.at, s.carry0, s.carry1)
==(a::DSFMT_state, b::DSFMT_state) = _in_order(a) == _in_order(b) && (a.carry0, a.carry1) == (b.carry0, b.carry1)
hash(s::DSFMT_state, h::UInt) = hash(_in_order(s), hash((s.carry0, s.carry1), h))
_in_order(s::DSFMT_state) = vcat(s.words[2 * s.at + 1:end], s.words[1:2 * s.at])

# The next two floats, as bits.
@inline function _next_pair!(s::DSFMT_state)
    w = s.words
    i = 2 * s.at
    k = s.at + _twister_ahead
    j = 2 * (k >= _twister_words ? k - _twister_words : k)
    @inbounds a0, a1, b0, b1 = w[i + 1], w[i + 2], w[j + 1], w[j + 2]
    c0 = (a0 << 19) ⊻ (s.carry1 >> 32) ⊻ (s.carry1 << 32) ⊻ b0
    c1 = (a1 << 19) ⊻ (s.carry0 >> 32) ⊻ (s.carry0 << 32) ⊻ b1
    r0 = (c0 >> 12) ⊻ (c0 & 0x000ffafffffffb3f) ⊻ a0
    r1 = (c1 >> 12) ⊻ (c1 & 0x000ffdfffc90fffd) ⊻ a1
    @inbounds w[i + 1] = r0
    @inbounds w[i + 2] = r1
    s.carry0 = c0
    s.carry1 = c1
    s.at = s.at + 1 == _twister_words ? 0 : s.at + 1
    return r0, r1
end
function _fill_words!(s::DSFMT_state, p::Ptr{UInt64}, n::Int)
    for k in 1:2:n
        a, b = _next_pair!(s)
        unsafe_store!(p, a, k)
        unsafe_store!(p, b, k + 1)
    end
end

function _initialize!(s::DSFMT_state, key::Vector{UInt32})
    n = 4 * (_twister_words + 1)
    lag = 11
    mid = (n - lag) ÷ 2
    p = fill(0x8b8b8b8b, n)
    mix1(x::UInt32) = (x ⊻ (x >> 27)) * UInt32(1664525)
    mix2(x::UInt32) = (x ⊻ (x >> 27)) * UInt32(1566083941)
    at(i) = mod(i, n) + 1
    r = mix1(p[at(0)] ⊻ p[at(mid)] ⊻ p[at(n - 1)])
    p[at(mid)] += r
    r += length(key) % UInt32
    p[at(mid + lag)] += r
    p[at(0)] = r
    i = 1
    for j in 0:max(length(key) + 1, n) - 2
        r = mix1(p[at(i)] ⊻ p[at(i + mid)] ⊻ p[at(i + n - 1)])
        p[at(i + mid)] += r
        r += (j < length(key) ? key[j + 1] : UInt32(0)) + i % UInt32
        p[at(i + mid + lag)] += r
        p[at(i)] = r
        i = mod(i + 1, n)
    end
    for _ in 1:n
        r = mix2(p[at(i)] + p[at(i + mid)] + p[at(i + n - 1)])
        p[at(i + mid)] ⊻= r
        r -= i % UInt32
        p[at(i + mid + lag)] ⊻= r
        p[at(i)] = r
        i = mod(i + 1, n)
    end
    word(k) = UInt64(p[2k - 1]) | (UInt64(p[2k]) << 32)
    for k in 1:2 * _twister_words
        s.words[k] = (word(k) & 0x000fffffffffffff) | 0x3ff0000000000000
    end
    s.at = 0
    s.carry0 = word(2 * _twister_words + 1)
    s.carry1 = word(2 * _twister_words + 2)
    # the period is as long as it should be only with odd parity here
    check = ((s.carry0 ⊻ 0x90014964b32f4329) & 0x3d84e1ac0dc82880) ⊻ ((s.carry1 ⊻ 0x3b8d12ac548a7c7a) & 0x0000000000000001)
    isodd(count_ones(check)) || (s.carry1 ⊻= 1)
    return s
end

const _float_cache = 1002
const _int_cache_bytes = 8016
mutable struct MersenneTwister <: AbstractRNG
    seed::Any
    state::DSFMT_state
    vals::Vector{Float64}
    ints::Vector{UInt128}
    # next float, and bytes left of the integers
    idxF::Int
    idxI::Int
    # floats made so far, and before the caches were filled: for show
    adv::Int64
    adv_vals::Int64
    adv_ints::Int64
    MersenneTwister(seed = nothing) =
        seed!(new(nothing, DSFMT_state(), zeros(_float_cache), zeros(UInt128, 501), _float_cache, 0, 0, -1, -1), seed)
    MersenneTwister(m::MersenneTwister) = new(m.seed, copy(m.state), copy(m.vals), copy(m.ints), m.idxF, m.idxI, m.adv, m.adv_vals, m.adv_ints)
end
copy(m::MersenneTwister) = MersenneTwister(m)
function copy!(dst::MersenneTwister, src::MersenneTwister)
    for f in fieldnames(MersenneTwister)
        x = getfield(src, f)
        setfield!(dst, f, x isa Union{Array, DSFMT_state} ? copy(x) : x)
    end
    return dst
end
_parts(r::MersenneTwister) = (r.seed, r.state, r.vals, r.ints, r.idxF, r.idxI)
==(a::MersenneTwister, b::MersenneTwister) = isequal(_parts(a), _parts(b))
hash(r::MersenneTwister, h::UInt) = foldr(hash, _parts(r); init = h)
function show(io::IO, r::MersenneTwister)
    print(io, MersenneTwister, "(", repr(r.seed))
    if r.adv != 0
        print(io, ", (0, ", r.adv)
        (r.adv_vals != -1 || r.adv_ints != -1) && print(io, ", ", max(r.adv_vals, 0), ", ", r.adv_vals == -1 ? 0 : r.idxF)
        r.adv_ints != -1 && print(io, ", ", r.adv_ints, ", ", (_int_cache_bytes - r.idxI) ÷ 8)
        print(io, ")")
    end
    print(io, ")")
end
rng_native_52(::MersenneTwister) = Float64

seed!(r::MersenneTwister) = seed!(r, rand(RandomDevice(), UInt128))
function seed!(r::MersenneTwister, seed::Union{Integer, AbstractVector{UInt32}, AbstractVector{UInt64}, AbstractString})
    r.seed = deepcopy(seed)
    _initialize!(r.state, UInt32[w for x in _words64(hash_seed(seed)) for w in (x % UInt32, (x >> 32) % UInt32)])
    fill!(r.vals, 0.0)
    fill!(r.ints, UInt128(0))
    r.idxF = _float_cache
    r.idxI = 0
    r.adv = 0
    r.adv_vals = r.adv_ints = -1
    return r
end

function _fill_words!(r::MersenneTwister, p::Ptr, n::Int)
    r.adv += n
    _fill_words!(r.state, Ptr{UInt64}(p), n)
end
@noinline function _refill_floats!(r::MersenneTwister)
    r.adv_vals = r.adv
    vals = r.vals
    GC.@preserve vals _fill_words!(r, pointer(vals), length(vals))
    r.idxF = 0
    return nothing
end
@inline function _pop_float!(r::MersenneTwister)
    r.idxF == _float_cache && _refill_floats!(r)
    r.idxF += 1
    return @inbounds r.vals[r.idxF]
end
# Both of the next two come from one filling.
_reserve2(r::MersenneTwister) = (r.idxF > _float_cache - 2 && _refill_floats!(r); nothing)
_pop_bits!(r::MersenneTwister) = reinterpret(UInt64, _pop_float!(r))

rand(r::MersenneTwister, ::SamplerTrivial{CloseOpen12_64}) = _pop_float!(r)
rand(r::MersenneTwister, ::SamplerTrivial{UInt52Raw{UInt64}}) = _pop_bits!(r)
function rand(r::MersenneTwister, ::SamplerTrivial{UInt2x52Raw{UInt128}})
    _reserve2(r)
    high = UInt128(_pop_bits!(r))
    return high << 64 | _pop_bits!(r)
end
function rand(r::MersenneTwister, ::SamplerTrivial{UInt104Raw{UInt128}})
    _reserve2(r)
    high = UInt128(_pop_bits!(r))
    return high << 52 ⊻ _pop_bits!(r)
end

# Whole words: of 52 random bits each, every fifth pair gives the twelve that are missing in four others.
@noinline function _refill_ints!(r::MersenneTwister)
    r.adv_ints = r.adv
    ints = r.ints
    resize!(ints, 627)
    GC.@preserve ints _fill_words!(r, pointer(ints), 2 * 627)
    n = 0
    for k in 502:626
        u = ints[k]
        for shift in (48, 36, 24, 12)
            ints[n += 1] ⊻= u << shift
        end
    end
    ints[501] ⊻= ints[627] << 48
    resize!(ints, 501)
    r.idxI = _int_cache_bytes
    return nothing
end
for T in (Int64, UInt64)
    @eval function rand(r::MersenneTwister, ::SamplerType{$T})
        r.idxI < 8 && _refill_ints!(r)
        r.idxI -= 8
        return (r.ints[1 + r.idxI >> 4] >> (64 * ((r.idxI >> 3) & 1))) % $T
    end
end
for T in (Int128, UInt128)
    @eval function rand(r::MersenneTwister, ::SamplerType{$T})
        r.idxI < 16 && _refill_ints!(r)
        k = r.idxI >> 4
        r.idxI = (k << 4) - 16
        return r.ints[k] % $T
    end
end
for T in (Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32)
    @eval rand(r::MersenneTwister, ::SamplerType{$T}) = rand(r, UInt52Raw()) % $T
end

# ---- arrays -------------------------------------------------------------------------------------------------------------------

# n floats from [1, 2): short runs from the cache, long ones made in place but for the last two or three.
function _floats!(r::MersenneTwister, p::Ptr{Float64}, n::Int)
    most = (n - 2) ÷ 2 * 2
    i = 0
    if most >= 2 * _twister_words
        _fill_words!(r, p, most)
        i = most
    end
    while i < n
        i += 1
        unsafe_store!(p, _pop_float!(r), i)
    end
end
function rand!(r::MersenneTwister, A::Array{Float64}, I::SamplerTrivial{<:FloatInterval_64})
    GC.@preserve A _floats!(r, pointer(A), length(A))
    I[] isa CloseOpen01 && (A .-= 1.0)
    return A
end
for (T, keep, set) in ((Float16, 0x03ff03ff03ff03ff03ff03ff03ff03ff, 0x3c003c003c003c003c003c003c003c00),
                       (Float32, 0x007fffff007fffff007fffff007fffff, 0x3f8000003f8000003f8000003f800000))
    @eval function rand!(r::MersenneTwister, A::Array{$T}, ::SamplerTrivial{CloseOpen12{$T}})
        n = length(A)
        wide = n * $(sizeof(T)) ÷ 16
        GC.@preserve A begin
            p = Ptr{UInt128}(pointer(A))
            _floats!(r, Ptr{Float64}(p), 2 * wide)
            for i in 1:wide
                u = unsafe_load(p, i)
                u ⊻= u << 26
                unsafe_store!(p, (u & $keep) | $set, i)
            end
        end
        for i in 16 * wide ÷ $(sizeof(T)) + 1:n
            A[i] = rand(r, $T) + one($T)
        end
        return A
    end
    @eval function rand!(r::MersenneTwister, A::Array{$T}, ::SamplerTrivial{CloseOpen01{$T}})
        rand!(r, A, SamplerTrivial(CloseOpen12($T)))
        for i in eachindex(A)
            A[i] = Float32(A[i]) - 1.0f0
        end
        return A
    end
end
# As the cache of integers, but the words that complete others stand in front; they are made again afterwards.
function _wide_words!(r::MersenneTwister, p::Ptr{UInt128}, n::Int)
    fresh = n
    while true
        _floats!(r, Ptr{Float64}(p), 2 * fresh)
        n < 5 && break
        fresh = 0
        while n - fresh >= 5
            u = unsafe_load(p, fresh += 1)
            for shift in (48, 36, 24, 12)
                unsafe_store!(p, unsafe_load(p, n) ⊻ (u << shift), n)
                n -= 1
            end
        end
    end
    n > 0 || return nothing
    u = rand(r, UInt2x52Raw())
    for i in 1:n
        unsafe_store!(p, unsafe_load(p, i) ⊻ (u << (12 * i)), i)
    end
    return nothing
end
for T in (Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128)
    @eval function rand!(r::MersenneTwister, A::Array{$T}, ::SamplerType{$T})
        n = length(A)
        wide = n * $(sizeof(T)) ÷ 16
        GC.@preserve A _wide_words!(r, Ptr{UInt128}(pointer(A)), wide)
        for i in 16 * wide ÷ $(sizeof(T)) + 1:n
            A[i] = rand(r, $T)
        end
        return A
    end
end
function rand!(r::MersenneTwister, A::Array{Bool}, ::SamplerType{Bool})
    n = length(A)
    wide = n ÷ 16
    if wide == 0
        bits = rand(r, UInt52Raw())
    else
        GC.@preserve A begin
            p = Ptr{UInt128}(pointer(A))
            _floats!(r, Ptr{Float64}(p), 2 * wide)
            x = unsafe_load(p) % UInt64
            bits = x ⊻ x >> 17
            for i in 1:wide
                u = unsafe_load(p, i)
                unsafe_store!(p, (u ⊻ u << 5) & 0x01010101010101010101010101010101, i)
            end
        end
    end
    for i in 16 * wide + 1:n
        A[i] = bits % Bool
        bits >>= 1
    end
    return A
end
