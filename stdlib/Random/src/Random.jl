# Random numbers. A *sampler* says how values are drawn from something; a generator gives uniform bits to it.
module Random

using Base: BitInteger, require_one_based_indexing
import Base: rand, randn, copy, copy!, ==, hash, show, copymutable
using SHA: SHA2_256_CTX, update!, digest!

export rand!, randn!, randexp, randexp!, bitrand, randstring, randsubseq, randsubseq!, shuffle, shuffle!, randperm,
    randperm!, randcycle, randcycle!, AbstractRNG, MersenneTwister, RandomDevice, TaskLocalRNG, Xoshiro
public seed!, default_rng, Sampler, SamplerType, SamplerTrivial, SamplerSimple

abstract type AbstractRNG end

# Type of the elements drawn from something.
gentype(::Type{X}) where {X} = eltype(X)
gentype(x) = gentype(typeof(x))

# ---- what generators give -------------------------------------------------------------------------------------------------

# So many random bits in a T; the raw ones may have others set above.
abstract type UniformBits{T <: BitInteger} end
for (name, T) in ((:UInt10, UInt16), (:UInt23, UInt32), (:UInt52, UInt64), (:UInt104, UInt128), (:UInt2x52, UInt128))
    for UI in (name, Symbol(name, :Raw))
        @eval begin
            struct $UI{T} <: UniformBits{T} end
            $UI(::Type{T} = $T) where {T} = $UI{T}()
            uint_default(::$UI) = $UI{$T}()
        end
    end
end
gentype(::Type{<:UniformBits{T}}) where {T} = T

# Floats from [0, 1) or [1, 2).
abstract type FloatInterval{T <: AbstractFloat} end
struct CloseOpen01{T <: AbstractFloat} <: FloatInterval{T} end
struct CloseOpen12{T <: AbstractFloat} <: FloatInterval{T} end
CloseOpen01(::Type{T} = Float64) where {T <: AbstractFloat} = CloseOpen01{T}()
CloseOpen12(::Type{T} = Float64) where {T <: AbstractFloat} = CloseOpen12{T}()
const FloatInterval_64 = FloatInterval{Float64}
const CloseOpen01_64 = CloseOpen01{Float64}
const CloseOpen12_64 = CloseOpen12{Float64}
gentype(::Type{<:FloatInterval{T}}) where {T <: AbstractFloat} = T
const BitFloatType = Union{Type{Float16}, Type{Float32}, Type{Float64}}

# ---- samplers ---------------------------------------------------------------------------------------------------------------

abstract type Sampler{E} end
gentype(::Type{<:Sampler{E}}) where {E} = E

# One value is wanted, or many: the best way to draw may differ.
const Repetition = Union{Val{1}, Val{Inf}}
Sampler(rng::AbstractRNG, x, r::Repetition = Val(Inf)) = Sampler(typeof(rng), x, r)
Sampler(rng::AbstractRNG, ::Type{X}, r::Repetition = Val(Inf)) where {X} = Sampler(typeof(rng), X, r)
Sampler(::Type{<:AbstractRNG}, sp::Sampler, ::Repetition) = throw(ArgumentError("Sampler for this object is not defined"))
Sampler(::Type{RNG}, X) where {RNG <: AbstractRNG} = Sampler(RNG, X, Val(Inf))
Sampler(::Type{RNG}, ::Type{X}) where {RNG <: AbstractRNG, X} = Sampler(RNG, X, Val(Inf))

struct SamplerType{T} <: Sampler{T} end
Sampler(::Type{<:AbstractRNG}, ::Type{T}, ::Repetition) where {T} = SamplerType{T}()
Base.getindex(::SamplerType{T}) where {T} = T

struct SamplerTrivial{T, E} <: Sampler{E}
    self::T
end
SamplerTrivial(x::T) where {T} = SamplerTrivial{T, gentype(T)}(x)
Sampler(::Type{<:AbstractRNG}, x, ::Repetition) = SamplerTrivial(x)
Base.getindex(sp::SamplerTrivial) = sp.self

struct SamplerSimple{T, S, E} <: Sampler{E}
    self::T
    data::S
end
SamplerSimple(x::T, data::S) where {T, S} = SamplerSimple{T, S, gentype(T)}(x, data)
Base.getindex(sp::SamplerSimple) = sp.self

struct SamplerTag{T, S, E} <: Sampler{E}
    data::S
    SamplerTag{T}(s::S) where {T, S} = new{T, S, gentype(T)}(s)
end

# Draws until the value is at most `sup`.
struct LessThan{T <: Integer, S} <: Sampler{T}
    sup::T
    s::S
end
function rand(rng::AbstractRNG, sp::LessThan)
    while true
        x = rand(rng, sp.s)
        x <= sp.sup && return x
    end
end
struct Masked{T <: Integer, S} <: Sampler{T}
    mask::T
    s::S
end
rand(rng::AbstractRNG, sp::Masked) = rand(rng, sp.s) & sp.mask
struct UniformT{T} <: Sampler{T} end
uniform(::Type{T}) where {T} = UniformT{T}()
rand(rng::AbstractRNG, ::UniformT{T}) where {T} = rand(rng, T)

# ---- the functions --------------------------------------------------------------------------------------------------------------

rand(rng::AbstractRNG, X) = rand(rng, Sampler(rng, X, Val(1)))
rand(rng::AbstractRNG, X::Dims) = rand(rng, Sampler(rng, X, Val(1)))
rand(rng::AbstractRNG, ::Type{X}) where {X} = rand(rng, Sampler(rng, X, Val(1)))::X
rand(rng::AbstractRNG) = rand(rng, Float64)
rand() = rand(default_rng(), Float64)
rand(X) = rand(default_rng(), X)
rand(::Type{X}) where {X} = rand(default_rng(), X)

rand!(A::AbstractArray{T}, X) where {T} = rand!(default_rng(), A, X)
rand!(A::AbstractArray{T}, ::Type{X} = T) where {T, X} = rand!(default_rng(), A, X)
rand!(rng::AbstractRNG, A::AbstractArray{T}, X) where {T} = rand!(rng, A, Sampler(rng, X))
rand!(rng::AbstractRNG, A::AbstractArray{T}, ::Type{X} = T) where {T, X} = rand!(rng, A, Sampler(rng, X))
function rand!(rng::AbstractRNG, A::AbstractArray{T}, sp::Sampler) where {T}
    for i in eachindex(A)
        @inbounds A[i] = rand(rng, sp)
    end
    return A
end

rand(r::AbstractRNG, dims::Integer...) = rand(r, Float64, Dims(dims))
rand(dims::Integer...) = rand(Float64, Dims(dims))
rand(r::AbstractRNG, X, dims::Dims) = rand!(r, Array{gentype(X)}(undef, dims), X)
rand(X, dims::Dims) = rand(default_rng(), X, dims)
rand(r::AbstractRNG, X, d::Integer, dims::Integer...) = rand(r, X, Dims((d, dims...)))
rand(X, d::Integer, dims::Integer...) = rand(X, Dims((d, dims...)))
rand(r::AbstractRNG, ::Type{X}, dims::Dims) where {X} = rand!(r, Array{X}(undef, dims), X)
rand(::Type{X}, dims::Dims) where {X} = rand(default_rng(), X, dims)
rand(r::AbstractRNG, ::Type{X}, d::Integer, dims::Integer...) where {X} = rand(r, X, Dims((d, dims...)))
rand(::Type{X}, d::Integer, dims::Integer...) where {X} = rand(X, Dims((d, dims...)))

include("seeds.jl")
include("xoshiro.jl")
include("device.jl")
include("twister.jl")
include("numbers.jl")
include("collections.jl")
include("ziggurat.jl")
include("normal.jl")
include("shuffling.jl")

seed!(seed::Union{Nothing, Integer, AbstractVector{UInt32}, AbstractVector{UInt64}, AbstractString}) = seed!(default_rng(), seed)
seed!() = seed!(default_rng())
seed!(rng::AbstractRNG, ::Nothing) = seed!(rng)

__init__() = (seed!(); nothing)

end
