# Norms of arrays as vectors, and of matrices as operators.

"`norm(A, p=2)`: the p-norm of `A` taken as a vector of its elements' norms."
function norm(itr, p::Real=2)
    isempty(itr) && return _zeronorm(eltype(itr))
    p == 2 && return norm2(itr)
    p == 1 && return norm1(itr)
    p == Inf && return normInf(itr)
    p == 0 && return typeof(float(norm(first(itr))))(count(!iszero, itr))
    p == -Inf && return normMinusInf(itr)
    return normp(itr, p)
end
norm(x::Number, p::Real=2) = _norm_number(x, p)
function _norm_number(x::Number, p::Real)
    n = float(abs(x))
    if p == 0
        return iszero(x) ? zero(n) : oneunit(n)
    elseif iszero(x)
        return p > 0 ? n : oftype(n, Inf)
    end
    return n
end
norm(::Missing, p::Real=2) = missing
_zeronorm(::Type{T}) where {T} = float(norm(zero(T)))
_zeronorm(::Type{Any}) = 0.0

# The norm of an element as a float.
_elnorm(x) = norm(x)
_elnorm(x::Number) = float(abs(x))
# Its square, without a square root.
_elnorm2(x) = norm(x)^2
_elnorm2(x::Number) = (a = abs2(x); float(a))
_elnorm2(x::Union{Real}) = (f = float(x); f * f)

# Missing wins over NaN, NaN over numbers.
_larger(m, n) = ismissing(m) || ismissing(n) ? missing : isnan(m) || n <= m ? m : n
_smaller(m, n) = ismissing(m) || ismissing(n) ? missing : isnan(m) || n >= m ? m : n
function _extreme_norm(choose::F, x) where {F}
    y = iterate(x)
    v, s = y::Tuple
    m = _elnorm(v)
    y = iterate(x, s)
    while y !== nothing
        v, s = y
        m = choose(m, _elnorm(v))
        y = iterate(x, s)
    end
    return m
end
normInf(x) = _extreme_norm(_larger, x)
normMinusInf(x) = _extreme_norm(_smaller, x)
function norm1(x)
    s = nothing
    for v in x
        n = _elnorm(v)
        s = s === nothing ? n : s + n
    end
    return s
end
function norm1(x::AbstractArray{T}) where {T<:Union{BlasFloat,Base.BitInteger}}
    s = zero(float(real(T)))
    for v in x
        s += float(abs(v))
    end
    return s
end

function norm2(x)
    m = normInf(x)
    (ismissing(m) || iszero(m) || isinf(m) || isnan(m)) && return m
    if isfinite(_count(x) * m * m) && !iszero(m * m)
        return oftype(m, sqrt(_sumsquares(x)))
    end
    s = nothing
    for v in x
        r = (_elnorm(v) / m)^2
        s = s === nothing ? r : s + r
    end
    return oftype(m, m * sqrt(s))
end
_count(x) = length(x)
_count(x::Base.Generator) = Base.IteratorSize(x) isa Base.SizeUnknown ? count(_ -> true, x) : length(x)
function _sumsquares(x)
    s = nothing
    for v in x
        r = _elnorm2(v)
        s = s === nothing ? r : s + r
    end
    return s
end
function _sumsquares(x::AbstractArray{T}) where {T<:Union{BlasFloat,Base.BitInteger}}
    s = zero(float(real(T)))
    for v in x
        s += _elnorm2(v)
    end
    return s
end

function normp(x, p::Real)
    m = p > 1 || p < -1 ? (p > 0 ? normInf(x) : normMinusInf(x)) : nothing
    if m !== nothing
        (iszero(m) || isinf(m) || isnan(m)) && return m
    end
    first_norm = _elnorm(first(x))
    spp = convert(typeof(first_norm), p)
    if m === nothing || (isfinite(_count(x) * m^spp) && !iszero(m^spp))
        s = zero(first_norm)
        for v in x
            s += _elnorm(v)^spp
        end
        return oftype(first_norm, s^inv(spp))
    end
    s = zero(first_norm)
    for v in x
        s += (_elnorm(v) / m)^spp
    end
    return oftype(first_norm, m * s^inv(spp))
end

"`norm_sqr(x)`: the square of the 2-norm."
norm_sqr(x) = norm(x)^2
norm_sqr(x::Number) = abs2(x)

norm(A::AdjOrTrans, p::Real=2) = norm(parent(A), p)
norm(D::Diagonal, p::Real=2) = p == 0 || p > 0 ? norm(D.diag, p) : norm(Matrix(D), p)

# ---- operator norms ---------------------------------------------------------------------------------------------------

"`opnorm(A, p=2)`: the operator norm induced by the vector p-norm, for p of 1, 2 and Inf."
function opnorm(A::AbstractMatrix, p::Real=2)
    p == 2 && return opnorm2(A)
    p == 1 && return opnorm1(A)
    p == Inf && return opnormInf(A)
    throw(ArgumentError(string("invalid p-norm p=", p, ". Valid: 1, 2, Inf")))
end
opnorm(x::Number, p::Real=2) = p >= 1 ? norm(x, p) : throw(ArgumentError(string("invalid p-norm p=", p, ". Valid: p >= 1")))
function opnorm1(A::AbstractMatrix{T}) where {T}
    require_one_based_indexing(A)
    z = float(real(zero(T)))
    S = typeof(z + z)
    best = zero(S)
    for j in axes(A, 2)
        s = zero(S)
        for i in axes(A, 1)
            s += norm(A[i, j])
        end
        best = _nanmax(best, s)
    end
    return convert(typeof(z), best)
end
function opnormInf(A::AbstractMatrix{T}) where {T}
    require_one_based_indexing(A)
    z = float(real(zero(T)))
    S = typeof(z + z)
    best = zero(S)
    for i in axes(A, 1)
        s = zero(S)
        for j in axes(A, 2)
            s += norm(A[i, j])
        end
        best = _nanmax(best, s)
    end
    return convert(typeof(z), best)
end
_nanmax(a, b) = isnan(a) ? a : isnan(b) ? b : max(a, b)
function opnorm2(A::AbstractMatrix{T}) where {T}
    require_one_based_indexing(A)
    m, n = size(A)
    z = float(real(zero(T)))
    (m == 0 || n == 0) && return z
    m == 1 && n == 1 && return float(norm(A[1, 1]))
    (m == 1 || n == 1) && return norm2(A)
    return first(svdvals(A))
end
function opnorm(D::Diagonal, p::Real=2)
    p == 1 || p == 2 || p == Inf || throw(ArgumentError(string("invalid p-norm p=", p, ". Valid: 1, 2, Inf")))
    return maximum(opnorm.(D.diag, p); init=abs(zero(eltype(D))))
end
opnorm(D::Diagonal{<:Number}, p::Real=2) = p == 1 || p == 2 || p == Inf ? maximum(abs, D.diag; init=abs(zero(eltype(D)))) :
    throw(ArgumentError(string("invalid p-norm p=", p, ". Valid: 1, 2, Inf")))
opnorm(v::AdjointAbsVec, q::Real=2) = q == Inf ? norm(conj(v.parent), 1) : norm(conj(v.parent), q / (q - 1))
opnorm(v::TransposeAbsVec, q::Real=2) = q == Inf ? norm(v.parent, 1) : norm(v.parent, q / (q - 1))
opnorm(A::AdjointAbsMat, p::Real=2) = p == 1 ? opnorm(parent(A), Inf) : p == Inf ? opnorm(parent(A), 1) : opnorm(parent(A), p)
opnorm(A::TransposeAbsMat, p::Real=2) = p == 1 ? opnorm(parent(A), Inf) : p == Inf ? opnorm(parent(A), 1) : opnorm(parent(A), p)

# ---- normalizing ------------------------------------------------------------------------------------------------------

"`normalize!(a, p=2)`: scales `a` to norm 1, in place."
function normalize!(a::AbstractArray, p::Real=2)
    n = norm(a, p)
    return rdiv_by_norm!(a, n)
end
# The inverse of a tiny norm would overflow: then it goes in two steps.
function rdiv_by_norm!(a, n)
    δ = inv(prevfloat(typemax(n)))
    if n >= δ
        rmul!(a, inv(n))
    else
        εδ = eps(one(n)) / δ
        rmul!(a, εδ)
        rmul!(a, inv(n * εδ))
    end
    return a
end
"`normalize(a, p=2)`: `a` scaled to norm 1."
function normalize(a::AbstractArray, p::Real=2)
    n = norm(a, p)
    if !isempty(a)
        aa = copyto!(similar(a, typeof(first(a) / n)), a)
        return rdiv_by_norm!(aa, n)
    end
    T = typeof(zero(eltype(a)) / n)
    return T[]
end
normalize(x) = x / norm(x)
normalize(x, p::Real) = x / norm(x, p)
