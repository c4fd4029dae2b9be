# Normal and exponential variates by the ziggurat method.

const _normal_tail = 3.6541528853610087963519472518
const _normal_tail_inv = inv(_normal_tail)
const _exponential_tail = 7.6971174701310497140446280481

# 52 bits: the lowest is the sign, the next eight choose the layer.
@inline randn(rng::AbstractRNG = default_rng()) = _randn(rng, rand(rng, UInt52Raw()))
@inline function _randn(rng::AbstractRNG, bits::UInt64)
    r = bits & 0x000fffffffffffff
    size = Int64(r >> 1)
    layer = size & 0xff
    @inbounds x = ifelse(r % Bool, -size, size) * _normal_widths[layer + 1]
    @inbounds size < _normal_bounds[layer + 1] && return x
    return _randn_edge(rng, layer, size, x)
end
@noinline function _randn_edge(rng, layer::Int64, size::Int64, x::Float64)
    if layer == 0
        while true
            a = -_normal_tail_inv * log1p(-rand(rng))
            b = -log1p(-rand(rng))
            b + b > a * a && return (size >> 8) % Bool ? -_normal_tail - a : _normal_tail + a
        end
    end
    high, low = _normal_densities[layer], _normal_densities[layer + 1]
    return (high - low) * rand(rng) + low < exp(-0.5 * x * x) ? x : randn(rng)
end

@inline randexp(rng::AbstractRNG = default_rng()) = _randexp(rng, rand(rng, UInt52Raw()))
@inline function _randexp(rng::AbstractRNG, bits::UInt64)
    r = bits & 0x000fffffffffffff
    layer = (r & 0xff) % Int64
    @inbounds x = r * _exponential_widths[layer + 1]
    @inbounds r < _exponential_bounds[layer + 1] && return x
    return _randexp_edge(rng, layer, x)
end
@noinline function _randexp_edge(rng, layer::Int64, x::Float64)
    layer == 0 && return _exponential_tail - log1p(-rand(rng))
    high, low = _exponential_densities[layer], _exponential_densities[layer + 1]
    return (high - low) * rand(rng) + low < exp(-x) ? x : randexp(rng)
end

const SQRT_HALF = 0.7071067811865476
randn(rng::AbstractRNG, ::Type{Complex{T}}) where {T <: AbstractFloat} =
    Complex{T}(T(SQRT_HALF) * randn(rng, T), T(SQRT_HALF) * randn(rng, T))
# other float types: Box and Muller's method
randn(rng::AbstractRNG, ::Type{T}) where {T <: AbstractFloat} = sqrt(-2 * log(1 - rand(rng, T))) * cospi(2 * rand(rng, T))
randexp(rng::AbstractRNG, ::Type{T}) where {T <: AbstractFloat} = -log1p(-rand(rng, T))

for f in (:randn, :randexp)
    f! = Symbol(f, :!)
    from_bits = Symbol(:_, f)
    @eval begin
        $f(rng::AbstractRNG, ::Type{T}) where {T <: Union{Float16, Float32, Float64}} = convert(T, $f(rng))
        $f(::Type{T}) where {T} = $f(default_rng(), T)
        function $f!(rng::AbstractRNG, A::AbstractArray{T}) where {T}
            for i in eachindex(A)
                @inbounds A[i] = $f(rng, T)
            end
            return A
        end
        # all bits at once
        function $f!(rng::_Xoshiros, A::Array{Float64})
            if length(A) < 7
                for i in eachindex(A)
                    @inbounds A[i] = $f(rng, Float64)
                end
            else
                GC.@preserve A _fill_words!(rng, Ptr{UInt8}(pointer(A)), 8 * length(A), _Bits())
                for i in eachindex(A)
                    @inbounds A[i] = $from_bits(rng, reinterpret(UInt64, A[i]) >>> 12)
                end
            end
            return A
        end
        $f!(A::AbstractArray) = $f!(default_rng(), A)
        $f(rng::AbstractRNG, ::Type{T}, dims::Dims) where {T} = $f!(rng, Array{T}(undef, dims))
        $f(rng::AbstractRNG, ::Type{T}, dim1::Integer, dims::Integer...) where {T} = $f!(rng, Array{T}(undef, dim1, dims...))
        $f(::Type{T}, dims::Dims) where {T} = $f(default_rng(), T, dims)
        $f(::Type{T}, dims::Integer...) where {T} = $f(default_rng(), T, dims...)
        $f(rng::AbstractRNG, dims::Dims) = $f(rng, Float64, dims)
        $f(rng::AbstractRNG, dim1::Integer, dims::Integer...) = $f(rng, Float64, dim1, dims...)
        $f(dims::Dims) = $f(default_rng(), Float64, dims)
        $f(dim1::Integer, dims::Integer...) = $f(default_rng(), Float64, dim1, dims...)
    end
end
