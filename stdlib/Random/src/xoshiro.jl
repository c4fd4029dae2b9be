# Xoshiro256++ (Blackman and Vigna): as an object, and as the stream that every task has.

mutable struct Xoshiro <: AbstractRNG
    s0::UInt64
    s1::UInt64
    s2::UInt64
    s3::UInt64
    # of no use to the generator itself; it splits streams
    s4::UInt64
    Xoshiro(s0::Integer, s1::Integer, s2::Integer, s3::Integer, s4::Integer) = new(s0, s1, s2, s3, s4)
    Xoshiro(s0::Integer, s1::Integer, s2::Integer, s3::Integer) = setstate!(new(), (UInt64(s0), UInt64(s1), UInt64(s2), UInt64(s3)))
    Xoshiro(seed = nothing) = seed!(new(), seed)
end
struct TaskLocalRNG <: AbstractRNG end
TaskLocalRNG(::Nothing) = TaskLocalRNG()
const _Xoshiros = Union{TaskLocalRNG, Xoshiro}

@inline default_rng() = TaskLocalRNG()
const GLOBAL_RNG = TaskLocalRNG()

@inline getstate(x::Xoshiro) = (x.s0, x.s1, x.s2, x.s3, x.s4)
@inline function getstate(::TaskLocalRNG)
    t = current_task()
    return (getfield(t, :rngState0), getfield(t, :rngState1), getfield(t, :rngState2), getfield(t, :rngState3),
            getfield(t, :rngState4))
end
@inline function _setstate!(x::Xoshiro, s0::UInt64, s1::UInt64, s2::UInt64, s3::UInt64)
    x.s0 = s0
    x.s1 = s1
    x.s2 = s2
    x.s3 = s3
    return x
end
@inline function _setstate!(x::TaskLocalRNG, s0::UInt64, s1::UInt64, s2::UInt64, s3::UInt64)
    t = current_task()
    setfield!(t, :rngState0, s0)
    setfield!(t, :rngState1, s1)
    setfield!(t, :rngState2, s2)
    setfield!(t, :rngState3, s3)
    return x
end
_setsplit!(x::Xoshiro, s4::UInt64) = (x.s4 = s4; x)
_setsplit!(x::TaskLocalRNG, s4::UInt64) = (setfield!(current_task(), :rngState4, s4); x)
function setstate!(x::_Xoshiros, (s0, s1, s2, s3, s4)::NTuple{5, UInt64})
    _setstate!(x, s0, s1, s2, s3)
    return _setsplit!(x, s4)
end
setstate!(x::_Xoshiros, (s0, s1, s2, s3)::NTuple{4, UInt64}) = setstate!(x, (s0, s1, s2, s3, s0 + 3s1 + 5s2 + 7s3))

copy(rng::Xoshiro) = Xoshiro(getstate(rng)...)
copy(rng::TaskLocalRNG) = Xoshiro(getstate(rng)...)
copy!(dst::_Xoshiros, src::_Xoshiros) = setstate!(dst, getstate(src))
==(a::_Xoshiros, b::_Xoshiros) = getstate(a) == getstate(b)
hash(x::_Xoshiros, h::UInt) = hash(getstate(x), h + 0x49a62c2dda6fa9be % UInt)
show(io::IO, rng::Xoshiro) = print(io, "Xoshiro(", join(map(repr, getstate(rng)), ", "), ")")
show(io::IO, ::TaskLocalRNG) = print(io, "TaskLocalRNG()")

function seed!(rng::_Xoshiros)
    d = RandomDevice()
    return setstate!(rng, (rand(d, UInt64), rand(d, UInt64), rand(d, UInt64), rand(d, UInt64)))
end
seed!(rng::Xoshiro, seed::Union{Integer, AbstractVector{UInt32}, AbstractVector{UInt64}, AbstractString}) =
    setstate!(rng, _words64(hash_seed(seed)))

# Test sets begin again from the last seed.
const _last_seed = :__RANDOM_LAST_SEED
function seed!(rng::TaskLocalRNG, seed::Union{Integer, AbstractVector{UInt32}, AbstractVector{UInt64}, AbstractString})
    setstate!(rng, _words64(hash_seed(seed)))
    task_local_storage(_last_seed, copy(rng))
    return rng
end
function _restart_from_seed!(rng::TaskLocalRNG)
    state = get(task_local_storage(), _last_seed, nothing)
    state isa Xoshiro && copy!(rng, state)
    return rng
end

@inline _rotl(x::UInt64, n::Int) = (x << n) | (x >> (64 - n))
@inline _output(s0::UInt64, s3::UInt64) = _rotl(s0 + s3, 23) + s0
@inline function _next(s0::UInt64, s1::UInt64, s2::UInt64, s3::UInt64)
    t = s1 << 17
    s2 ⊻= s0
    s3 ⊻= s1
    s1 ⊻= s2
    s0 ⊻= s3
    return s0, s1, s2 ⊻ t, _rotl(s3, 45)
end
@inline function rand(rng::_Xoshiros, ::SamplerType{UInt64})
    s0, s1, s2, s3 = getstate(rng)
    r = _output(s0, s3)
    _setstate!(rng, _next(s0, s1, s2, s3)...)
    return r
end
@inline function rand(rng::_Xoshiros, ::SamplerType{UInt128})
    high = rand(rng, UInt64)
    low = rand(rng, UInt64)
    return low + UInt128(high) << 64
end
@inline rand(rng::_Xoshiros, ::SamplerType{Int128}) = rand(rng, UInt128) % Int128
# smaller ones take the upper bits
for T in (Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64)
    @eval @inline rand(rng::_Xoshiros, ::SamplerType{$T}) = (rand(rng, UInt64) >>> $(64 - 8 * sizeof(T))) % $T
end
rng_native_52(::_Xoshiros) = UInt64
rand(r::_Xoshiros, ::SamplerTrivial{UInt52Raw{UInt64}}) = rand(r, UInt64) >>> 12
rand(r::_Xoshiros, ::SamplerTrivial{UInt52{UInt64}}) = rand(r, UInt64) >>> 12
rand(r::_Xoshiros, ::SamplerTrivial{UInt104{UInt128}}) = rand(r, UInt104Raw())
rand(r::_Xoshiros, ::SamplerTrivial{CloseOpen01{Float16}}) = Float16(Float32(rand(r, UInt16) >>> 5) * Float32(0x1.0p-11))
rand(r::_Xoshiros, ::SamplerTrivial{CloseOpen01{Float32}}) = Float32(rand(r, UInt32) >>> 8) * Float32(0x1.0p-24)
rand(r::_Xoshiros, ::SamplerTrivial{CloseOpen01_64}) = Float64(rand(r, UInt64) >>> 11) * 0x1.0p-53

# ---- arrays at once ---------------------------------------------------------------------------------------------------------

# Arrays of 64 bytes and more (640 for Bool) come from eight generators side by side, seeded from this one; what is left
# over comes from this one itself.
const _lanes = 8
function _fork(rng::_Xoshiros)
    s0, s1, s2, s3 = (Memory{UInt64}(undef, _lanes) for _ in 1:4)
    for (s, factor) in ((s0, 0x02011ce34bce797f), (s1, 0x5a94851fb48a6e05), (s2, 0x3688cf5d48899fa7), (s3, 0x867b4bb4c42e5661))
        for i in 1:_lanes
            s[i] = factor * rand(rng, UInt64)
        end
    end
    return s0, s1, s2, s3
end

# Eight bytes of the array from one output.
struct _Bits end
struct _Doubles end
struct _Singles end
@inline _shape(x::UInt64, ::_Bits) = x
@inline _shape(x::UInt64, ::_Doubles) = reinterpret(UInt64, Float64(x >>> 11) * 0x1.0p-53)
@inline function _shape(x::UInt64, ::_Singles)
    high = Float32((x >>> 40) % UInt32) * Float32(0x1.0p-24)
    low = Float32((x % UInt32) >>> 8) * Float32(0x1.0p-24)
    return (UInt64(reinterpret(UInt32, high)) << 32) | UInt64(reinterpret(UInt32, low))
end

function _fill_words!(rng::_Xoshiros, p::Ptr{UInt8}, len::Int, how)
    q = Ptr{UInt64}(p)
    if len >= 64
        s0, s1, s2, s3 = _fork(rng)
        while len >= 8 * _lanes
            @inbounds for i in 1:_lanes
                unsafe_store!(q, _shape(_output(s0[i], s3[i]), how), i)
                s0[i], s1[i], s2[i], s3[i] = _next(s0[i], s1[i], s2[i], s3[i])
            end
            q += 8 * _lanes
            len -= 8 * _lanes
        end
    end
    len == 0 && return nothing
    a, b, c, d = getstate(rng)
    while len >= 8
        unsafe_store!(q, _shape(_output(a, d), how))
        a, b, c, d = _next(a, b, c, d)
        q += 8
        len -= 8
    end
    if len > 0
        last = _shape(_output(a, d), how)
        a, b, c, d = _next(a, b, c, d)
        _store_part(Ptr{UInt8}(q), last, len)
    end
    _setstate!(rng, a, b, c, d)
    return nothing
end
function _store_part(p::Ptr{UInt8}, word::UInt64, n::Int)
    for k in 1:n
        unsafe_store!(p, (word >> (8 * (k - 1))) % UInt8, k)
    end
end

# One output gives 64 truth values: bit k of each of its bytes makes eight of them.
const _low_bits = 0x0101010101010101
function _fill_bools!(rng::_Xoshiros, p::Ptr{UInt8}, len::Int)
    q = Ptr{UInt64}(p)
    if len >= 640
        s0, s1, s2, s3 = _fork(rng)
        while len >= 64 * _lanes
            @inbounds for i in 1:_lanes
                x = _output(s0[i], s3[i])
                for k in 0:7
                    unsafe_store!(q, (x >> k) & _low_bits, i + _lanes * k)
                end
                s0[i], s1[i], s2[i], s3[i] = _next(s0[i], s1[i], s2[i], s3[i])
            end
            q += 64 * _lanes
            len -= 64 * _lanes
        end
    end
    len == 0 && return nothing
    a, b, c, d = getstate(rng)
    while len >= 8
        x = _output(a, d)
        k = 0
        while len >= 8 && k < 8
            unsafe_store!(q, (x >> k) & _low_bits)
            q += 8
            len -= 8
            k += 1
        end
        a, b, c, d = _next(a, b, c, d)
    end
    if len > 0
        _store_part(Ptr{UInt8}(q), _output(a, d) & _low_bits, len)
        a, b, c, d = _next(a, b, c, d)
    end
    _setstate!(rng, a, b, c, d)
    return nothing
end

function rand!(rng::_Xoshiros, dst::Array{Float32}, ::SamplerTrivial{CloseOpen01{Float32}})
    GC.@preserve dst _fill_words!(rng, Ptr{UInt8}(pointer(dst)), 4 * length(dst), _Singles())
    return dst
end
function rand!(rng::_Xoshiros, dst::Array{Float64}, ::SamplerTrivial{CloseOpen01_64})
    GC.@preserve dst _fill_words!(rng, Ptr{UInt8}(pointer(dst)), 8 * length(dst), _Doubles())
    return dst
end
for T in (Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128)
    @eval function rand!(rng::_Xoshiros, dst::Array{$T}, ::SamplerType{$T})
        GC.@preserve dst _fill_words!(rng, Ptr{UInt8}(pointer(dst)), $(sizeof(T)) * length(dst), _Bits())
        return dst
    end
end
function rand!(rng::_Xoshiros, dst::Array{Bool}, ::SamplerType{Bool})
    GC.@preserve dst _fill_bools!(rng, Ptr{UInt8}(pointer(dst)), length(dst))
    return dst
end
