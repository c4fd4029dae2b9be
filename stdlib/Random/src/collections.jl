# Drawing elements of collections.

Sampler(::Type{RNG}, r::AbstractArray, n::Repetition) where {RNG <: AbstractRNG} =
    SamplerSimple(r, Sampler(RNG, firstindex(r):lastindex(r), n))
rand(rng::AbstractRNG, sp::SamplerSimple{<:AbstractArray, <:Sampler}) = @inbounds return sp[][rand(rng, sp.data)]

# slots are drawn until one is filled
function Sampler(::Type{RNG}, t::Dict, ::Repetition) where {RNG <: AbstractRNG}
    isempty(t) && _empty_collection()
    return SamplerSimple(t, Sampler(RNG, LinearIndices(t.slots), Val(Inf)))
end
function rand(rng::AbstractRNG, sp::SamplerSimple{<:Dict, <:Sampler})
    while true
        i = rand(rng, sp.data)
        Base.isslotfilled(sp[], i) && @inbounds return (sp[].keys[i] => sp[].vals[i])
    end
end
Sampler(::Type{RNG}, t::Set{T}, n::Repetition) where {RNG <: AbstractRNG, T} = SamplerTag{Set{T}}(Sampler(RNG, t.dict, n))
rand(rng::AbstractRNG, sp::SamplerTag{<:Set, <:Sampler}) = rand(rng, sp.data).first

function Sampler(::Type{RNG}, t::BitSet, n::Repetition) where {RNG <: AbstractRNG}
    isempty(t) && _empty_collection()
    return SamplerSimple(t, Sampler(RNG, minimum(t):maximum(t), Val(Inf)))
end
function rand(rng::AbstractRNG, sp::SamplerSimple{BitSet, <:Sampler})
    while true
        n = rand(rng, sp.data)
        n in sp[] && return n
    end
end

Sampler(::Type{RNG}, t::Union{AbstractDict, AbstractSet}, n::Repetition) where {RNG <: AbstractRNG} = _any_collection(RNG, t, n)
_any_collection(::Type{RNG}, t, n::Val{Inf}) where {RNG <: AbstractRNG} = Sampler(RNG, collect(t), n)
_any_collection(::Type{<:AbstractRNG}, t, ::Val{1}) = SamplerTrivial(t)
function rand(rng::AbstractRNG, sp::SamplerTrivial{<:Union{AbstractDict, AbstractSet}})
    k = rand(rng, 1:length(sp[]))
    for (i, x) in enumerate(sp[])
        i == k && return x
    end
end

Sampler(::Type{RNG}, str::AbstractString, n::Val{Inf}) where {RNG <: AbstractRNG} = Sampler(RNG, collect(str), n)
Sampler(::Type{RNG}, str::AbstractString, ::Val{1}) where {RNG <: AbstractRNG} =
    SamplerSimple(str, Sampler(RNG, 1:(str isa String ? sizeof(str) : lastindex(str)), Val(Inf)))
_begins_character(s::String, i::Int) = codeunit(s, i) & 0xc0 != 0x80
_begins_character(s::AbstractString, i::Int) = isvalid(s, i)
function rand(rng::AbstractRNG, sp::SamplerSimple{<:AbstractString, <:Sampler})::Char
    while true
        i = rand(rng, sp.data)
        _begins_character(sp[], i) && return sp[][i]
    end
end

# tuples: by one bit, by thirds of 52 bits, by the low bits of 32, or as a range
Sampler(::Type{<:AbstractRNG}, t::Tuple{A}, ::Repetition) where {A} = SamplerTrivial(t)
rand(rng::AbstractRNG, sp::SamplerTrivial{Tuple{A}}) where {A} = sp[][1]
Sampler(::Type{RNG}, t::Tuple{A, B}, n::Repetition) where {RNG <: AbstractRNG, A, B} = SamplerSimple(t, Sampler(RNG, Bool, n))
rand(rng::AbstractRNG, sp::SamplerSimple{Tuple{A, B}}) where {A, B} = sp[][1 + rand(rng, sp.data)]
Sampler(::Type{RNG}, t::Tuple{A, B, C}, n::Repetition) where {RNG <: AbstractRNG, A, B, C} = SamplerSimple(t, Sampler(RNG, UInt52(), n))
function rand(rng::AbstractRNG, sp::SamplerSimple{Tuple{A, B, C}}) where {A, B, C}
    while true
        r = rand(rng, sp.data)
        r != 0x000fffffffffffff && return sp[][1 + r ÷ 0x0005555555555555]
    end
end
Sampler(::Type{RNG}, t::Tuple, n::Repetition) where {RNG <: AbstractRNG} =
    ispow2(length(t)) ? SamplerSimple(t, Sampler(RNG, UInt32, n)) : SamplerSimple(t, Sampler(RNG, Base.OneTo(length(t)), n))
rand(rng::AbstractRNG, sp::SamplerSimple{T}) where {T <: Tuple} =
    ispow2(fieldcount(T)) ? sp[][1 + (rand(rng, sp.data) & (fieldcount(T) - 1))] : sp[][rand(rng, sp.data)]

# ---- bits and strings ---------------------------------------------------------------------------------------------------------

function rand!(rng::AbstractRNG, B::BitArray, ::SamplerType{Bool})
    isempty(B) && return B
    chunks = B.chunks
    rand!(rng, chunks)
    chunks[end] &= typemax(UInt64) >> (mod(-length(B), 64))
    return B
end
bitrand(r::AbstractRNG, dims::Dims) = rand!(r, BitArray(undef, dims))
bitrand(r::AbstractRNG, dims::Integer...) = rand!(r, BitArray(undef, convert(Dims, dims)))
bitrand(dims::Dims) = rand!(BitArray(undef, dims))
bitrand(dims::Integer...) = rand!(BitArray(undef, convert(Dims, dims)))

const _alphanumeric = UInt8['0':'9'; 'A':'Z'; 'a':'z']
randstring(r::AbstractRNG, chars = _alphanumeric, n::Integer = 8) = String(rand!(r, Vector{eltype(chars)}(undef, n), chars))
randstring(r::AbstractRNG, n::Integer) = randstring(r, _alphanumeric, n)
randstring(chars = _alphanumeric, n::Integer = 8) = randstring(default_rng(), chars, n)
randstring(n::Integer) = randstring(default_rng(), _alphanumeric, n)
