# Statistics: means, variances, covariances, medians and quantiles.
module Statistics

using LinearAlgebra

export cor, cov, std, stdm, var, varm, mean!, mean, median!, median, middle, quantile!, quantile

# ---- means --------------------------------------------------------------------------------------------------------------

mean(itr) = mean(identity, itr)
function mean(f, itr)
    y = iterate(itr)
    y === nothing && return Base.mapreduce_empty_iter(f, +, itr, Base.IteratorEltype(itr)) / 0
    n = 1
    value, state = y
    total = Base.reduce_first(+, f(value) / 1)
    y = iterate(itr, state)
    while y !== nothing
        value, state = y
        total += _to(f(value), total)
        n += 1
        y = iterate(itr, state)
    end
    return total / n
end
mean(f, A::AbstractArray; dims = :) = _mean(f, A, dims)
mean(A::AbstractArray; dims = :) = _mean(identity, A, dims)
# summing in the type of the mean keeps small integers from overflowing
function _mean(f, A::AbstractArray, ::Colon)
    isempty(A) && return Base.mapreduce_empty(f, Base.add_sum, eltype(A)) / 0
    x1 = f(first(A)) / 1
    return mapreduce(x -> _to(f(x), x1), Base.add_sum, A) / length(A)
end
function _mean(f, A::AbstractArray, dims)
    isempty(A) && return mapreduce(f, Base.add_sum, A; dims) / 0
    x1 = f(first(A)) / 1
    total = mapreduce(x -> _to(f(x), x1), Base.add_sum, A; dims)
    return total ./= prod(d -> size(A, d), unique(dims); init = 1)
end
_to(x::T, like::S) where {T, S} = convert(promote_type(T, S), x)
function mean(r::AbstractRange{<:Real})
    isempty(r) && return zero(eltype(r)) / 0 * NaN
    return (first(r) + last(r)) / 2
end
function mean!(R::AbstractArray, A::AbstractArray)
    sum!(R, A; init = true)
    # a rational factor keeps the element type of R
    R .*= max(1, length(R)) // length(A)
    return R
end

# ---- variances --------------------------------------------------------------------------------------------------------------

# real(conj(x) * y)
_real_product(x::Real, y::Real) = x * y
_real_product(x::Complex, y::Complex) = real(x) * real(y) + imag(x) * imag(y)
_no_variance(::Type{T}) where {T} = oftype((abs2(zero(T)) + abs2(zero(T))) / 2, NaN)

var(itr; corrected::Bool = true, mean = nothing) = _var(itr, corrected, mean)
varm(itr, m; corrected::Bool = true) = _var(itr, corrected, m)
function _var(itr, corrected::Bool, ::Nothing)
    y = iterate(itr)
    y === nothing && return _no_variance(eltype(itr))
    # Welford's method: mean and sum of squares are brought up to date with every value
    n = 1
    value, state = y
    m = value / 1
    s = real(zero(m))
    y = iterate(itr, state)
    while y !== nothing
        value, state = y
        n += 1
        next = m + (value - m) / n
        s += _real_product(value - m, value - next)
        m = next
        y = iterate(itr, state)
    end
    return s / (n - Int(corrected))
end
function _var(itr, corrected::Bool, m::Number)
    y = iterate(itr)
    y === nothing && return _no_variance(eltype(itr))
    n = 1
    value, state = y
    s = abs2(value - m)
    y = iterate(itr, state)
    while y !== nothing
        value, state = y
        n += 1
        s += abs2(value - m)
        y = iterate(itr, state)
    end
    return s / (n - Int(corrected))
end
_var(itr, ::Bool, m) = throw(ArgumentError("invalid value of mean, $(m)::$(typeof(m))"))

var(A::AbstractArray; corrected::Bool = true, mean = nothing, dims = :) = _var(A, corrected, mean, dims)
_var(A::AbstractArray, corrected, ::Nothing, dims) = varm(A, mean(A; dims); corrected, dims)
_var(A::AbstractArray, corrected, m, dims) = varm(A, m; corrected, dims)
varm(A::AbstractArray, m; corrected::Bool = true, dims = :) = _varm(A, m, corrected, dims)
function _varm(A::AbstractArray, m, corrected::Bool, ::Colon)
    n = length(A)
    n == 0 && return _no_variance(eltype(A))
    return mapreduce(x -> abs2.(x - m), +, A) / (n - Int(corrected))
end
function _varm(A::AbstractArray, m, corrected::Bool, dims)
    squares = sum(abs2.(A .- m); dims) ./ 1
    isempty(A) && return fill!(squares, NaN)
    squares .*= 1 // (div(length(A), length(squares)) - Int(corrected))
    return squares
end
# ranges have closed formulas
function var(r::AbstractRange)
    n = length(r)
    v = abs2(step(r)) * (n + 1) * n / 12
    return n <= 1 ? typeof(v)(NaN) : v
end
function varm(r::AbstractRange, m)
    d, s, n = first(r) - m, step(r), length(r)
    v = d^2 * n / (n - 1) + d * s * n + s^2 * n * (2 * n - 1) / 6
    return n <= 1 ? typeof(v)(NaN) : v
end

std(A::AbstractArray; corrected::Bool = true, mean = nothing, dims = :) = sqrt.(var(A; corrected, mean, dims))
std(itr; corrected::Bool = true, mean = nothing) = sqrt(var(itr; corrected, mean))
stdm(A::AbstractArray, m; corrected::Bool = true, dims = :) = sqrt.(varm(A, m; corrected, dims))
stdm(itr, m; corrected::Bool = true) = sqrt(varm(itr, m; corrected))

# ---- covariance and correlation ------------------------------------------------------------------------------------------

_mean_along(x::AbstractVector, dims::Int) = mean(x)
_mean_along(X::AbstractMatrix, dims::Int) = mean(X; dims)
_conj(X::AbstractArray{<:Real}) = X
_conj(X::AbstractArray) = conj(X)

# Products of what is centered already: a number for vectors, else a matrix of all pairs of variables.
_products(x::AbstractVector{<:Number}) = sum(abs2, x)
_products(x::AbstractVector) = sum(t -> t * t', x)
_products(X::AbstractMatrix, dims::Int) = dims == 1 ? _conj(X' * X) : X * X'
function _products(x::AbstractVector, y::AbstractVector)
    (isempty(x) || isempty(y)) && throw(ArgumentError("covariance only defined for non-empty vectors"))
    return y' * x
end
_products(x::AbstractVector, Y::AbstractMatrix, dims::Int) =
    transpose(x) * (dims == 1 ? _conj(Y) : transpose(_conj(Y)))
function _products(X::AbstractMatrix, y::AbstractVector, dims::Int)
    c = (dims == 1 ? transpose(X) : X) * _conj(y)
    return reshape(c, length(c), 1)
end
_products(X::AbstractMatrix, Y::AbstractMatrix, dims::Int) = dims == 1 ? transpose(X) * _conj(Y) : X * Y'

_count_along(x::AbstractVector, dims::Int) = length(x)
_count_along(X::AbstractMatrix, dims::Int) = size(X, dims)
function _count_along(X, Y, dims::Int)
    n = _count_along(X, dims)
    n == _count_along(Y, dims) || throw(DimensionMismatch("dimensions of x and y mismatch"))
    return n
end
function _scaled(C, n::Int)
    T = promote_type(typeof(first(C) / 1), eltype(C))
    A = convert(AbstractArray{T}, C)
    A .= A .* (1 // n)
    return A
end

# map, not broadcasting: elements may be arrays themselves
_centered(x::AbstractVector) = (m = mean(x); map(t -> t - m, x))
cov(x::AbstractVector; corrected::Bool = true) = _products(_centered(x)) / (length(x) - Int(corrected))
function cov(X::AbstractMatrix; dims::Int = 1, corrected::Bool = true)
    return _scaled(_products(X .- _mean_along(X, dims), dims), size(X, dims) - Int(corrected))
end
cov(x::AbstractVector, y::AbstractVector; corrected::Bool = true) =
    _products(_centered(x), _centered(y)) / (length(x) - Int(corrected))
function cov(X::AbstractVecOrMat, Y::AbstractVecOrMat; dims::Int = 1, corrected::Bool = true)
    C = _products(X .- _mean_along(X, dims), Y .- _mean_along(Y, dims), dims)
    return _scaled(C, _count_along(X, Y, dims) - Int(corrected))
end

_within_one(x::Real) = clamp(x, -1, 1)
_within_one(x) = x
cor(x::AbstractVector{T}) where {T} = T === Missing ? missing : one(float(nonmissingtype(T)))
function cor(x::AbstractVector, y::AbstractVector)
    mx, my = mean(x), mean(y)
    n = length(x)
    n == length(y) || throw(DimensionMismatch("inconsistent lengths"))
    n > 0 || throw(ArgumentError("correlation only defined for non-empty vectors"))
    # sums of squares and products of what differs from the means
    xx = zero(sqrt(abs2(one(x[1]))))
    yy = zero(sqrt(abs2(one(y[1]))))
    xy = zero(x[1] * y[1]')
    for i in eachindex(x, y)
        a, b = x[i] - mx, y[i] - my
        xx += abs2(a)
        yy += abs2(b)
        xy += a * b'
    end
    return _within_one(xy / max(xx, yy) / sqrt(min(xx, yy) / max(xx, yy)))
end
function cor(X::AbstractMatrix; dims::Int = 1)
    C = _products(X .- _mean_along(X, dims), dims)
    s = [sqrt(C[i, i]) for i in 1:minimum(size(C))]
    for j in axes(C, 2)
        for i in 1:j - 1
            C[i, j] = C[j, i]'
        end
        C[j, j] = oneunit(eltype(C))
        for i in j + 1:size(C, 1)
            C[i, j] = _within_one(C[i, j] / (s[i] * s[j]))
        end
    end
    return C
end
function cor(X::AbstractVecOrMat, Y::AbstractVecOrMat; dims::Int = 1)
    A, B = X .- _mean_along(X, dims), Y .- _mean_along(Y, dims)
    C = _products(A, B, dims)
    a, b = _lengths(A, dims), _lengths(B, dims)
    for i in axes(C, 1), j in axes(C, 2)
        C[i, j] = _within_one(C[i, j] / (a[i] * b[j]))
    end
    return C
end
_lengths(x::AbstractVector, dims::Int) = (sqrt(sum(abs2, x)),)
_lengths(X::AbstractMatrix, dims::Int) = sqrt.(sum(abs2, X; dims))

# ---- medians and quantiles -----------------------------------------------------------------------------------------------

middle(x::Union{Bool, Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128}) = Float64(x)
middle(x::AbstractFloat) = x
middle(x::Number) = (x + zero(x)) / 1
middle(x::Number, y::Number) = x / 2 + y / 2
function middle(a::AbstractRange)
    isempty(a) && throw(ArgumentError("middle of an empty range is undefined."))
    return middle(first(a), last(a))
end
middle(a::AbstractArray) = ((v1, v2) = extrema(a); middle(v1, v2))

function median!(v::AbstractVector)
    isempty(v) && throw(ArgumentError("median of an empty array is undefined, $(repr(v))"))
    eltype(v) >: Missing && any(ismissing, v) && return missing
    any(x -> x isa Number && isnan(x), v) && return convert(eltype(v), NaN)
    k = first(axes(v, 1))
    n = length(v)
    mid = div(k + lastindex(v), 2)
    if isodd(n)
        return middle(partialsort!(v, mid))
    end
    m = partialsort!(v, mid:mid + 1)
    return middle(m[1], m[2])
end
median!(v::AbstractArray) = median!(vec(v))
median(itr) = median!(collect(itr))
median(v::AbstractArray; dims = :) = dims === Colon() ? median!(copyto!(Array{eltype(v), 1}(undef, length(v)), v)) :
    mapslices(median!, v; dims)
median(r::AbstractRange{<:Real}) = mean(r)

function quantile!(v::AbstractVector, p::Union{AbstractArray, Tuple}; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha)
    isempty(p) || _sort_for_quantile!(v, sorted, minimum(p), maximum(p))
    return p isa Tuple ? map(q -> _quantile(v, q, alpha, beta), p) : [_quantile(v, q, alpha, beta) for q in p]
end
function quantile!(q::AbstractArray, v::AbstractVector, p::AbstractArray; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha)
    size(p) == size(q) || throw(DimensionMismatch("size of p, $(size(p)), must equal size of q, $(size(q))"))
    isempty(q) && return q
    _sort_for_quantile!(v, sorted, minimum(p), maximum(p))
    for (i, j) in zip(eachindex(p), eachindex(q))
        q[j] = _quantile(v, p[i], alpha, beta)
    end
    return q
end
function quantile!(v::AbstractVector, p::Real; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha)
    _sort_for_quantile!(v, sorted, p, p)
    return _quantile(v, p, alpha, beta)
end
function _sort_for_quantile!(v::AbstractVector, sorted::Bool, low, high)
    isempty(v) && throw(ArgumentError("empty data vector"))
    sorted || sort!(v)
    any(x -> ismissing(x) || x isa Number && isnan(x), v) &&
        throw(ArgumentError("quantiles are undefined in presence of NaNs or missing values"))
    return v
end
# Interpolates between neighbours; alpha and beta choose the definition (Hyndman and Fan).
function _quantile(v::AbstractVector, p::Real, alpha::Real, beta::Real)
    0 <= p <= 1 || throw(ArgumentError("input probability out of [0,1] range"))
    0 <= alpha <= 1 || throw(ArgumentError("alpha parameter out of [0,1] range"))
    0 <= beta <= 1 || throw(ArgumentError("beta parameter out of [0,1] range"))
    n = length(v)
    m = alpha + p * (one(alpha) - alpha - beta)
    aleph = n * p + oftype(p, m)
    j = clamp(trunc(Int, aleph), 1, n - 1)
    g = clamp(aleph - j, 0, 1)
    a, b = n == 1 ? (v[1], v[1]) : (v[j], v[j + 1])
    # the first form keeps close neighbours in order, the second does not overflow for distant ones
    isfinite(a) && isfinite(b) && (!(a isa Number && b isa Number) || a ≈ b) && return a + g * (b - a)
    return (1 - g) * a + g * b
end
quantile(itr, p; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha) = quantile!(collect(itr), p; sorted, alpha, beta)
quantile(v::AbstractVector, p; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha) =
    quantile!(sorted ? v : Base.copymutable(v), p; sorted, alpha, beta)

end
