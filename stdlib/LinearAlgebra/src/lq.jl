# LQ factorization: the QR factorization of the adjoint, kept in rows.

"`A = L * Q`."
struct LQ{T,S<:AbstractMatrix{T},C<:AbstractVector{T}} <: Factorization{T}
    factors::S
    τ::C
    function LQ{T,S,C}(factors, τ) where {T,S<:AbstractMatrix{T},C<:AbstractVector{T}}
        require_one_based_indexing(factors)
        return new{T,S,C}(factors, τ)
    end
end
LQ(factors::AbstractMatrix{T}, τ::AbstractVector{T}) where {T} = LQ{T,typeof(factors),typeof(τ)}(factors, τ)

iterate(S::LQ) = (S.L, Val(:Q))
iterate(S::LQ, ::Val{:Q}) = (S.Q, Val(:done))
iterate(S::LQ, ::Val{:done}) = nothing

struct LQPackedQ{T,S<:AbstractMatrix{T},C<:AbstractVector{T}} <: AbstractQ{T}
    factors::S
    τ::C
end

"`lq!(A)`: as `lq`, in the room of `A`."
function lq!(A::StridedMatrix{T}) where {T<:BlasFloat}
    B = copyto!(Matrix{T}(undef, size(A, 2), size(A, 1)), adjoint(A))
    τ = _householder!(B)
    copyto!(A, adjoint(B))
    return LQ(A, τ)
end
"`lq(A)`: the LQ factorization of `A`."
lq(A::AbstractMatrix{T}) where {T} = lq!(_dense_oftype(A, eigtype(T)))
lq(x::Number) = lq!(fill(convert(eigtype(typeof(x)), x), 1, 1))

size(F::LQ) = size(getfield(F, :factors))
size(Q::LQPackedQ) = (n = size(Q.factors, 2); (n, n))
function getproperty(F::LQ, s::Symbol)
    if s === :L
        A = getfield(F, :factors)
        return tril!(A[:, 1:min(size(A)...)])
    elseif s === :Q
        A, τ = getfield(F, :factors), getfield(F, :τ)
        return LQPackedQ{eltype(A),typeof(A),typeof(τ)}(A, τ)
    end
    return getfield(F, s)
end
propertynames(F::LQ, private::Bool=false) = (:L, :Q, (private ? fieldnames(typeof(F)) : ())...)

# The factor of the adjoint: `Q = P'`.
_adjoint_q(Q::LQPackedQ) = QRPackedQ(copyto!(similar(Q.factors, (size(Q.factors, 2), size(Q.factors, 1))), adjoint(Q.factors)), Q.τ)
_q_cols(Q::LQPackedQ) = (size(Q.factors, 2),)
_q_cols(adjQ::AdjointQ{<:Any,<:LQPackedQ}) = reverse(size(adjQ.Q.factors))
lmul!(Q::LQPackedQ, B::AbstractVecOrMat) = lmul!(adjoint(_adjoint_q(Q)), B)
lmul!(adjQ::AdjointQ{<:Any,<:LQPackedQ}, B::AbstractVecOrMat) = lmul!(_adjoint_q(adjQ.Q), B)
_thin(Q::LQPackedQ) = copy(adjoint(_thin(_adjoint_q(Q))))
det(Q::LQPackedQ) = conj(det(_adjoint_q(Q)))

Matrix(F::LQ) = F.L * Matrix(F.Q)
Array(F::LQ) = Matrix(F)
function ldiv!(F::LQ, B::AbstractVecOrMat)
    m, n = size(F)
    m <= n || throw(DimensionMismatch("LQ solver does not support overdetermined systems (more rows than columns)"))
    ldiv!(LowerTriangular(F.L), view(B, 1:m, :))
    for c in axes(B, 2), i in m+1:size(B, 1)
        B[i, c] = zero(eltype(B))
    end
    lmul!(adjoint(F.Q), view(B, 1:n, :))
    return B
end
