# Statistics: means, variances, covariances, medians and quantiles.
module Statistics

export cor, cov, std, stdm, var, varm, mean!, mean, median!, median, middle, quantile!, quantile

# ---- means --------------------------------------------------------------------------------------------------------------

mean(itr) = mean(identity, itr)
function mean(f, itr)
    y = iterate(itr)
    y === nothing && return Base.mapreduce_empty_iter(f, +, itr, Base.IteratorEltype(itr)) / 0
    n = 1
    value, state = y
    first_value = f(value)
    total = first_value / 1
    y = iterate(itr, state)
    while y !== nothing
        value, state = y
        total += f(value)
        n += 1
        y = iterate(itr, state)
    end
    return total / n
end
mean(f, A::AbstractArray; dims = :) = _mean(f, A, dims)
mean(A::AbstractArray; dims = :) = _mean(identity, A, dims)
# summing in the type of the mean keeps small integers from overflowing
function _mean(f, A::AbstractArray, ::Colon)
    n = length(A)
    n == 0 && return Base.sum(f, A) / 0
    x1 = f(first(A)) / 1
    return Base.mapreduce(x -> _to(f(x), x1), +, A) / n
end
_to(x::T, like::S) where {T, S} = convert(promote_type(T, S), x)
function _mean(f, A::AbstractArray, dims)
    n = isempty(A) ? 0 : prod(d -> size(A, d), unique(dims); init = 1)
    return Base.mapreduce(x -> f(x) / 1, +, A; dims) ./ (isempty(A) ? prod(d -> size(A, d), unique(dims); init = 1) : n)
end
function mean(r::AbstractRange{<:Real})
    isempty(r) && return zero(eltype(r)) / 0 * NaN
    return (first(r) + last(r)) / 2
end
mean!(R::AbstractArray, A::AbstractArray) = (copyto!(R, mean(A; dims = Tuple(d for d in 1:ndims(A) if size(R, d) == 1 && size(A, d) != 1))); R)

# ---- variances --------------------------------------------------------------------------------------------------------------

_abs2(x) = abs2(x)
function var(itr; corrected::Bool = true, mean = nothing)
    itr isa AbstractArray && return _var(itr, corrected, mean, :)
    return _var(collect(itr), corrected, mean, :)
end
var(A::AbstractArray; corrected::Bool = true, mean = nothing, dims = :) = _var(A, corrected, mean, dims)
varm(A::AbstractArray, m; corrected::Bool = true, dims = :) = _var(A, corrected, m, dims)
varm(itr, m; corrected::Bool = true) = _var(collect(itr), corrected, m, :)
function _var(A::AbstractArray, corrected::Bool, m, ::Colon)
    n = length(A)
    if n == 0
        T = eltype(A)
        return oftype(real((abs2(zero(T)) + abs2(zero(T))) / 2), NaN)
    end
    c = m === nothing ? Statistics.mean(A) : m
    total = Base.mapreduce(x -> abs2.(x - c), +, A)
    return total / (n - Int(corrected))
end
function _var(A::AbstractArray, corrected::Bool, m, dims)
    c = m === nothing ? Statistics.mean(A; dims) : m
    n = prod(d -> size(A, d), unique(dims); init = 1)
    return dropped_sum(abs2.(A .- c), dims) ./ (n - Int(corrected))
end
dropped_sum(A, dims) = sum(A; dims)

std(A::AbstractArray; corrected::Bool = true, mean = nothing, dims = :) = _sqrt(var(A; corrected, mean, dims))
std(itr; corrected::Bool = true, mean = nothing) = sqrt(var(itr; corrected, mean))
stdm(A::AbstractArray, m; corrected::Bool = true, dims = :) = _sqrt(varm(A, m; corrected, dims))
stdm(itr, m; corrected::Bool = true) = sqrt(varm(itr, m; corrected))
_sqrt(x::AbstractArray) = sqrt.(x)
_sqrt(x) = sqrt(x)

# ---- covariance and correlation ------------------------------------------------------------------------------------------

_center(x::AbstractVector) = x .- mean(x)
_center(X::AbstractMatrix, dims::Int) = X .- mean(X; dims)
cov(x::AbstractVector; corrected::Bool = true) = var(x; corrected)
cov(X::AbstractMatrix; dims::Int = 1, corrected::Bool = true) = _cov(_center(X, dims), _center(X, dims), dims, corrected)
function cov(x::AbstractVector, y::AbstractVector; corrected::Bool = true)
    length(x) == length(y) || throw(DimensionMismatch("lengths of x and y must match, got $(length(x)) and $(length(y))"))
    a, b = _center(x), _center(y)
    return sum(a[i] * conj(b[i]) for i in eachindex(a, b)) / (length(x) - Int(corrected))
end
cov(X::AbstractVecOrMat, Y::AbstractVecOrMat; dims::Int = 1, corrected::Bool = true) =
    _cov(_center(_matrix(X), dims), _center(_matrix(Y), dims), dims, corrected)
_matrix(x::AbstractVector) = reshape(x, :, 1)
_matrix(X::AbstractMatrix) = X
function _cov(A::AbstractMatrix, B::AbstractMatrix, dims::Int, corrected::Bool)
    dims in (1, 2) || throw(ArgumentError("dims must be 1 or 2, got $dims"))
    n = size(A, dims) - Int(corrected)
    # columns are variables
    X, Y = dims == 1 ? (A, B) : (permutedims(A), permutedims(B))
    return [sum(X[k, i] * conj(Y[k, j]) for k in axes(X, 1)) / n for i in axes(X, 2), j in axes(Y, 2)]
end
_clamp_cor(x::Real) = clamp(x, -1, 1)
_clamp_cor(x) = x
cor(x::AbstractVector) = one(float(real(eltype(x))))
function cor(x::AbstractVector, y::AbstractVector)
    n = length(x)
    n == length(y) || throw(DimensionMismatch("lengths of x and y must match, got $(length(x)) and $(length(y))"))
    n > 0 || throw(ArgumentError("correlation only defined for non-empty vectors"))
    n == 1 && return one(zero(x[1]) * y[1]') / 1
    mx, my = mean(x), mean(y)
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
    low, high = minmax(xx, yy)
    return _clamp_cor(xy / high / sqrt(low / high))
end
function cor(X::AbstractMatrix; dims::Int = 1)
    C = cov(X; dims, corrected = false) * size(X, dims)
    n = size(C, 1)
    s = [sqrt(real(C[i, i])) for i in 1:n]
    return [i == j ? one(real(eltype(C))) : _clamp_cor(C[i, j] / (s[i] * s[j])) for i in 1:n, j in 1:n]
end
function cor(X::AbstractVecOrMat, Y::AbstractVecOrMat; dims::Int = 1)
    A, B = _matrix(X), _matrix(Y)
    C = cov(A, B; dims)
    a, b = std(A; dims), std(B; dims)
    return [_clamp_cor(C[i, j] / (a[i] * b[j])) for i in axes(C, 1), j in axes(C, 2)]
end

# ---- medians and quantiles -----------------------------------------------------------------------------------------------

middle(x::Union{Bool, Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128}) = Float64(x)
middle(x::AbstractFloat) = x
middle(x::Number) = (x + zero(x)) / 1
middle(x::Number, y::Number) = x / 2 + y / 2
middle(a::AbstractRange) = middle(a[1], a[end])
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
    _sort_for_quantile!(v, sorted, minimum(p), maximum(p))
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
    ismissing(v[end]) && throw(ArgumentError("quantiles are undefined in presence of missing values"))
    any(x -> x isa Number && isnan(x), v) && throw(ArgumentError("quantiles are undefined in presence of NaNs"))
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
    isfinite(a) && isfinite(b) && return a + g * (b - a)
    return (1 - g) * a + g * b
end
quantile(itr, p; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha) = quantile!(collect(itr), p; sorted, alpha, beta)
quantile(v::AbstractVector, p; sorted::Bool = false, alpha::Real = 1.0, beta::Real = alpha) =
    quantile!(sorted ? v : Base.copymutable(v), p; sorted, alpha, beta)

end
