# QR factorization by Householder reflectors, without and with choice of columns.

"`A = Q * R`: reflectors under the diagonal of `factors`, their scales in `τ`."
struct QR{T,S<:AbstractMatrix{T},C<:AbstractVector{T}} <: Factorization{T}
    factors::S
    τ::C
    function QR{T,S,C}(factors, τ) where {T,S<:AbstractMatrix{T},C<:AbstractVector{T}}
        require_one_based_indexing(factors)
        return new{T,S,C}(factors, τ)
    end
end
QR(factors::AbstractMatrix{T}, τ::AbstractVector{T}) where {T} = QR{T,typeof(factors),typeof(τ)}(factors, τ)

"`A = Q * R` for machine numbers: blocks of reflectors as `I - V * T * V'`, `T` triangular."
struct QRCompactWY{S,M<:AbstractMatrix{S},C<:AbstractMatrix{S}} <: Factorization{S}
    factors::M
    T::C
    function QRCompactWY{S,M,C}(factors, T) where {S,M<:AbstractMatrix{S},C<:AbstractMatrix{S}}
        require_one_based_indexing(factors)
        return new{S,M,C}(factors, T)
    end
end
QRCompactWY(factors::AbstractMatrix{S}, T::AbstractMatrix{S}) where {S} = QRCompactWY{S,typeof(factors),typeof(T)}(factors, T)

"`A[:, p] = Q * R`, columns taken in the order of their remaining norms."
struct QRPivoted{T,S<:AbstractMatrix{T},C<:AbstractVector{T},P<:AbstractVector{<:Integer}} <: Factorization{T}
    factors::S
    τ::C
    jpvt::P
    function QRPivoted{T,S,C,P}(factors, τ, jpvt) where {T,S<:AbstractMatrix{T},C<:AbstractVector{T},P<:AbstractVector{<:Integer}}
        require_one_based_indexing(factors, τ, jpvt)
        return new{T,S,C,P}(factors, τ, jpvt)
    end
end
QRPivoted(factors::AbstractMatrix{T}, τ::AbstractVector{T}, jpvt::AbstractVector{<:Integer}) where {T} =
    QRPivoted{T,typeof(factors),typeof(τ),typeof(jpvt)}(factors, τ, jpvt)

const AnyQR = Union{QR,QRCompactWY,QRPivoted}

iterate(S::AnyQR) = (S.Q, Val(:R))
iterate(S::AnyQR, ::Val{:R}) = (S.R, S isa QRPivoted ? Val(:p) : Val(:done))
iterate(S::QRPivoted, ::Val{:p}) = (S.p, Val(:done))
iterate(S::AnyQR, ::Val{:done}) = nothing

# ---- the kernels ------------------------------------------------------------------------------------------------------------

_reflections(A::AbstractMatrix{T}) where {T} = min(size(A, 1) - (T <: Real ? 1 : 0), size(A, 2))

function _householder!(A::AbstractMatrix{T}) where {T}
    m, n = size(A)
    τ = fill!(Vector{T}(undef, min(m, n)), zero(T))
    for k in 1:_reflections(A)
        t = reflector!(A, k, k)
        τ[k] = t
        apply_reflector!(A, k, k, conj(t), A, k+1:n)
    end
    return τ
end

# Each step takes the column whose rest is longest. Norms are updated, and taken afresh where that lost digits.
function _householder_pivoted!(A::AbstractMatrix{T}) where {T}
    m, n = size(A)
    r = min(m, n)
    τ = fill!(Vector{T}(undef, r), zero(T))
    jpvt = collect(BlasInt, 1:n)
    rest = [norm(view(A, :, j)) for j in 1:n]
    exact = copy(rest)
    tolerance = sqrt(eps(real(float(one(T)))))
    for k in 1:r
        p = k
        for j in k+1:n
            rest[j] > rest[p] && (p = j)
        end
        if p != k
            for i in 1:m
                A[i, k], A[i, p] = A[i, p], A[i, k]
            end
            jpvt[k], jpvt[p] = jpvt[p], jpvt[k]
            rest[p], exact[p] = rest[k], exact[k]
        end
        if k <= _reflections(A)
            t = reflector!(A, k, k)
            τ[k] = t
            apply_reflector!(A, k, k, conj(t), A, k+1:n)
        end
        for j in k+1:n
            iszero(rest[j]) && continue
            part = max(zero(rest[j]), 1 - (abs(A[k, j]) / rest[j])^2)
            if part * (rest[j] / exact[j])^2 <= tolerance
                rest[j] = k < m ? norm(view(A, k+1:m, j)) : zero(rest[j])
                exact[j] = rest[j]
            else
                rest[j] *= sqrt(part)
            end
        end
    end
    return τ, jpvt
end

# The triangular factors of blocks of reflectors; their diagonals are the scales.
function _block_factors(A::AbstractMatrix{T}, τ, nb) where {T}
    m, r = size(A, 1), length(τ)
    W = fill!(Matrix{T}(undef, nb, r), zero(T))
    for s in 1:nb:r
        for i in s:min(s + nb - 1, r)
            W[i-s+1, i] = τ[i]
            iszero(τ[i]) && continue
            # z = -τ V' v, then T z.
            z = Vector{T}(undef, i - s)
            for j in s:i-1
                x = conj(A[i, j])
                for k in i+1:m
                    x += conj(A[k, j]) * A[k, i]
                end
                z[j-s+1] = -τ[i] * x
            end
            for a in 1:i-s
                x = zero(T)
                for b in a:i-s
                    x += W[a, s+b-1] * z[b]
                end
                W[a, i] = x
            end
        end
    end
    return W
end

"`qr!(A)`: as `qr`, in the room of `A`."
qr!(A::AbstractMatrix) = qr!(A, NoPivot())
function qr!(A::AbstractMatrix{T}, ::NoPivot; blocksize::Integer=36) where {T}
    require_one_based_indexing(A)
    return QR(A, _householder!(A))
end
function qr!(A::StridedMatrix{T}, ::NoPivot; blocksize::Integer=36) where {T<:BlasFloat}
    require_one_based_indexing(A)
    τ = _householder!(A)
    return QRCompactWY(A, _block_factors(A, τ, max(min(min(size(A)...), Int(blocksize)), 1)))
end
function qr!(A::AbstractMatrix, ::ColumnNorm)
    require_one_based_indexing(A)
    τ, jpvt = _householder_pivoted!(A)
    return QRPivoted(A, τ, jpvt)
end

_qreltype(::Type{T}) where {T} = typeof(zero(T) / sqrt(abs2(one(T))))
_qreltype(::Type{T}) where {T<:Union{Float16,Complex{Float16}}} = T

"`qr(A, pivot=NoPivot())`: the QR factorization of `A`; `ColumnNorm()` chooses columns."
qr(A::AbstractMatrix; kwargs...) = qr(A, NoPivot(); kwargs...)
qr(A::AbstractMatrix{T}, pivot::PivotingStrategy; kwargs...) where {T} = qr!(_dense_oftype(A, _qreltype(T)), pivot; kwargs...)
qr(v::AbstractVector; kwargs...) = qr(reshape(v, length(v), 1); kwargs...)
qr(x::Number) = qr(fill(x, 1, 1))

# ---- the orthogonal factor --------------------------------------------------------------------------------------------------

struct QRPackedQ{T,S<:AbstractMatrix{T},C<:AbstractVector{T}} <: AbstractQ{T}
    factors::S
    τ::C
end
QRPackedQ(factors::AbstractMatrix{T}, τ::AbstractVector{T}) where {T} = QRPackedQ{T,typeof(factors),typeof(τ)}(factors, τ)

struct QRCompactWYQ{S,M<:AbstractMatrix{S},C<:AbstractMatrix{S}} <: AbstractQ{S}
    factors::M
    T::C
end
QRCompactWYQ(factors::AbstractMatrix{S}, T::AbstractMatrix{S}) where {S} = QRCompactWYQ{S,typeof(factors),typeof(T)}(factors, T)

const HouseholderQ = Union{QRPackedQ,QRCompactWYQ}
_scale(Q::QRPackedQ, k) = Q.τ[k]
_scale(Q::QRCompactWYQ, k) = Q.T[mod1(k, size(Q.T, 1)), k]
size(Q::HouseholderQ) = (m = size(Q.factors, 1); (m, m))
_q_cols(Q::HouseholderQ) = size(Q.factors)
_q_rank(Q::HouseholderQ) = min(size(Q.factors)...)
_thin(Q::HouseholderQ) = lmul!(Q, Matrix{eltype(Q)}(I, size(Q.factors, 1), _q_rank(Q)))

function lmul!(Q::HouseholderQ, B::AbstractVecOrMat)
    require_one_based_indexing(B)
    size(Q, 1) == size(B, 1) || throw(DimensionMismatch(string("matrix A has dimensions ", size(Q), " but B has dimensions ", size(B))))
    for k in _q_rank(Q):-1:1
        apply_reflector!(Q.factors, k, k, _scale(Q, k), B, axes(B, 2))
    end
    return B
end
function lmul!(adjQ::AdjointQ{<:Any,<:HouseholderQ}, B::AbstractVecOrMat)
    require_one_based_indexing(B)
    Q = adjQ.Q
    size(Q, 1) == size(B, 1) || throw(DimensionMismatch(string("matrix A has dimensions ", size(Q), " but B has dimensions ", size(B))))
    for k in 1:_q_rank(Q)
        apply_reflector!(Q.factors, k, k, conj(_scale(Q, k)), B, axes(B, 2))
    end
    return B
end
# Each reflector that does something turns the orientation.
function det(Q::HouseholderQ)
    d = one(eltype(Q))
    for k in 1:_q_rank(Q)
        t = _scale(Q, k)
        iszero(t) && continue
        v2 = one(real(eltype(Q)))
        for i in k+1:size(Q.factors, 1)
            v2 += abs2(Q.factors[i, k])
        end
        h = 1 - t * v2
        d *= eltype(Q) <: Real ? oftype(d, -1) : h
    end
    return d
end

# ---- parts ------------------------------------------------------------------------------------------------------------------

size(F::AnyQR) = size(getfield(F, :factors))
size(F::AnyQR, d::Integer) = size(getfield(F, :factors), d)
_makeq(F::QRCompactWY) = QRCompactWYQ(getfield(F, :factors), getfield(F, :T))
_makeq(F::Union{QR,QRPivoted}) = QRPackedQ(getfield(F, :factors), getfield(F, :τ))
function _maker(F)
    A = getfield(F, :factors)
    r = min(size(A)...)
    return triu!(A[1:r, 1:size(A, 2)])
end
function getproperty(F::Union{QR,QRCompactWY}, s::Symbol)
    s === :R && return _maker(F)
    s === :Q && return _makeq(F)
    return getfield(F, s)
end
function getproperty(F::QRPivoted{T}, s::Symbol) where {T}
    s === :R && return _maker(F)
    s === :Q && return _makeq(F)
    s === :p && return getfield(F, :jpvt)
    if s === :P
        p = F.p
        n = length(p)
        P = zeros(T, n, n)
        for i in 1:n
            P[p[i], i] = one(T)
        end
        return P
    end
    return getfield(F, s)
end
propertynames(F::AnyQR, private::Bool=false) =
    F isa QRPivoted ? (:R, :Q, :p, :P, (private ? fieldnames(typeof(F)) : ())...) : (:R, :Q, (private ? fieldnames(typeof(F)) : ())...)
Matrix(F::Union{QR,QRCompactWY}) = F.Q * F.R
Matrix(F::QRPivoted) = (F.Q*F.R)[:, invperm(F.p)]
Array(F::AnyQR) = Matrix(F)
AbstractMatrix(F::AnyQR) = Matrix(F)
AbstractArray(F::AnyQR) = Matrix(F)
inv(F::Union{QR,QRCompactWY}) = (checksquare(getfield(F, :factors)); ldiv!(F, Matrix{eltype(F)}(I, size(F)...)))
function det(F::Union{QR,QRCompactWY})
    checksquare(getfield(F, :factors))
    return det(F.Q) * prod(diag(getfield(F, :factors)))
end

# ---- least squares ----------------------------------------------------------------------------------------------------------

function ldiv!(F::Union{QR,QRCompactWY}, B::AbstractVecOrMat)
    m, n = size(F)
    require_one_based_indexing(B)
    size(B, 1) >= max(m, n) || throw(DimensionMismatch(string("right hand side has ", size(B, 1), " rows but needs ", max(m, n))))
    if m < n
        return _least_norm!(getfield(F, :factors), _makeq(F), B, m, 0.0)
    end
    lmul!(adjoint(_makeq(F)), view(B, 1:m, :))
    ldiv!(UpperTriangular(view(getfield(F, :factors), 1:n, 1:n)), view(B, 1:n, :))
    return B
end

# Fewer independent rows than unknowns: of all solutions the shortest. `[R11 R12] = [L 0] * Z`.
function _least_norm!(factors::AbstractMatrix{T}, Q, B, rank::Int, _) where {T}
    m, n = size(factors)
    lmul!(adjoint(Q), view(B, 1:m, :))
    if rank == n
        ldiv!(UpperTriangular(view(factors, 1:n, 1:n)), view(B, 1:n, :))
        return B
    end
    # QR of the adjoint of the trapezoid gives its row space.
    Z = Matrix{T}(undef, n, rank)
    for j in 1:rank, i in 1:n
        Z[i, j] = i >= j ? conj(factors[j, i]) : zero(T)
    end
    τ = _householder!(Z)
    ldiv!(adjoint(UpperTriangular(view(Z, 1:rank, 1:rank))), view(B, 1:rank, :))
    for c in axes(B, 2), i in rank+1:size(B, 1)
        B[i, c] = zero(eltype(B))
    end
    lmul!(QRPackedQ(Z, τ), view(B, 1:n, :))
    return B
end

function ldiv!(F::QRPivoted, B::AbstractVecOrMat, rcond::Real)
    m, n = size(F)
    require_one_based_indexing(B)
    factors = getfield(F, :factors)
    r = 0
    for k in 1:min(m, n)
        abs(factors[k, k]) > rcond * abs(factors[1, 1]) || break
        r = k
    end
    if r == 0
        fill!(B, zero(eltype(B)))
        return B
    end
    _least_norm!(factors, _makeq(F), B, r, rcond)
    p = F.p
    for c in axes(B, 2)
        x = [B[i, c] for i in 1:n]
        for i in 1:n
            B[p[i], c] = x[i]
        end
    end
    return B
end
ldiv!(F::QRPivoted, B::AbstractVecOrMat) =
    ldiv!(F, B, min(size(F)...) * eps(real(float(one(eltype(F))))))
ldiv!(F::QRPivoted, B::AbstractVector) = (ldiv!(F, reshape(B, length(B), 1)); B)
rank(F::QRPivoted; atol::Real=0, rtol::Real=min(size(F)...) * eps(real(float(eltype(F)))) * iszero(atol)) =
    count(>(max(atol, rtol * abs(F.factors[1, 1]))), abs.(diag(F.factors)))

function ldiv!(F::AdjointFactorization{<:Any,<:Union{QR,QRCompactWY}}, B::AbstractVecOrMat)
    G = parent(F)
    m, n = size(G)
    m >= n || throw(DimensionMismatch("solving with the adjoint of a wide QR factorization is not defined"))
    ldiv!(adjoint(UpperTriangular(view(getfield(G, :factors), 1:n, 1:n))), view(B, 1:n, :))
    for c in axes(B, 2), i in n+1:m
        B[i, c] = zero(eltype(B))
    end
    lmul!(_makeq(G), view(B, 1:m, :))
    return B
end
