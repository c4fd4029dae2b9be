# Functions of real numbers that need neither tables nor series.

signbit(x::Real) = x < 0

isapprox(x::Number, y::Number; atol::Real = 0, rtol::Real = rtoldefault(x, y, atol), nans::Bool = false,
         norm::Function = abs) = _isapprox(x, y, atol, rtol, nans, norm)
function _isapprox(x, y, atol, rtol, nans, norm)
    return x == y || (isfinite(x) && isfinite(y) && norm(x - y) <= max(atol, rtol * max(norm(x), norm(y)))) ||
           (nans && isnan(x) && isnan(y))
end
function isapprox(x::Integer, y::Integer; atol::Real = 0, rtol::Real = rtoldefault(x, y, atol), nans::Bool = false,
                  norm::Function = abs)
    if norm === abs && atol < 1 && rtol == 0
        return x == y
    end
    # the larger less the smaller: a difference of unsigned numbers has no sign
    lo, hi = minmax(x, y)
    return norm(hi - lo) <= max(atol, rtol * max(norm(x), norm(y)))
end
isapprox(y; kwargs...) = x -> isapprox(x, y; kwargs...)
const ≈ = isapprox
≉(args...; kws...) = !≈(args...; kws...)

# Half the digits of the less precise type, unless an absolute tolerance is given.
rtoldefault(::Type{T}) where {T <: AbstractFloat} = sqrt(eps(T))
rtoldefault(::Type{<:Real}) = 0
function rtoldefault(x::Union{T, Type{T}}, y::Union{S, Type{S}}, atol::Real) where {T <: Number, S <: Number}
    rtol = max(rtoldefault(real(T)), rtoldefault(real(S)))
    return atol > 0 ? zero(rtol) : rtol
end

# Arrays are compared by the size of their difference.
function isapprox(x::AbstractArray, y::AbstractArray; atol::Real = 0,
                  rtol::Real = rtoldefault(_leaf_type(x), _leaf_type(y), atol), nans::Bool = false,
                  norm::Function = _frobenius_norm)
    d = norm(x - y)
    if isfinite(d)
        return iszero(rtol) ? d <= atol : d <= max(atol, rtol * max(norm(x), norm(y)))
    end
    # infinities or NaNs: element by element
    axes(x) == axes(y) || return false
    for i in eachindex(x, y)
        isapprox(x[i], y[i]; atol, rtol, nans) || return false
    end
    return true
end
_leaf_type(x::AbstractArray{T}) where {T <: Number} = T
_leaf_type(x::AbstractArray) = promote_type(map(v -> v isa AbstractArray ? _leaf_type(v) : typeof(v), (x...,))...)
_frobenius_norm(x) = abs(x)
_frobenius_norm(x::AbstractArray) = sqrt(float(sum(v -> _frobenius_norm(v)^2, x; init = 0.0)))

# One rounding for x*y + z.
fma(x::T, y::T, z::T) where {T <: Union{Float32, Float64}} = fma_float(x, y, z)
fma(x::Float16, y::Float16, z::Float16) = Float16(fma_float(Float64(x), Float64(y), Float64(z)))
