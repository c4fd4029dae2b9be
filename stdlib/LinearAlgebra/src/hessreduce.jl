# Hessenberg factorization.

"`A = Q * H * Q'` with `H` upper Hessenberg (tridiagonal if `A` is Hermitian), shifted by `μ`; made by `hessenberg`."
struct Hessenberg{T,SH<:AbstractMatrix,S<:AbstractMatrix,W<:AbstractVector,V<:Number} <: Factorization{T}
    H::SH
    uplo::Char
    factors::S
    τ::W
    μ::V
end
function _hessenberg(factors::AbstractMatrix{T}, τ, H, uplo, μ) where {T}
    return Hessenberg{promote_type(T, typeof(μ)),typeof(H),typeof(factors),typeof(τ),typeof(μ)}(H, uplo, factors, τ, μ)
end

iterate(S::Hessenberg) = (S.Q, Val(:H))
iterate(S::Hessenberg, ::Val{:H}) = (S.H, Val(:μ))
iterate(S::Hessenberg, ::Val{:μ}) = (S.μ, Val(:done))
iterate(S::Hessenberg, ::Val{:done}) = nothing

struct HessenbergQ{T,S<:AbstractMatrix,W<:AbstractVector,sym} <: AbstractQ{T}
    uplo::Char
    factors::S
    τ::W
end
size(Q::HessenbergQ) = size(Q.factors)
# Reflectors stand below the subdiagonal; those of a Hermitian matrix above the superdiagonal, from the end.
function lmul!(Q::HessenbergQ, B::AbstractVecOrMat)
    n = size(Q.factors, 1)
    size(B, 1) == n || throw(DimensionMismatch(string("matrix A has dimensions ", size(Q), " but B has dimensions ", size(B))))
    for k in length(Q.τ):-1:1
        apply_reflector!(Q.factors, k + 1, k, Q.τ[k], B, axes(B, 2))
    end
    return B
end
function lmul!(adjQ::AdjointQ{<:Any,<:HessenbergQ}, B::AbstractVecOrMat)
    Q = adjQ.Q
    n = size(Q.factors, 1)
    size(B, 1) == n || throw(DimensionMismatch(string("matrix A has dimensions ", size(Q), " but B has dimensions ", size(B))))
    for k in eachindex(Q.τ)
        apply_reflector!(Q.factors, k + 1, k, conj(Q.τ[k]), B, axes(B, 2))
    end
    return B
end
function det(Q::HessenbergQ)
    d = one(eltype(Q))
    for k in eachindex(Q.τ)
        iszero(Q.τ[k]) && continue
        v2 = one(real(eltype(Q)))
        for i in k+2:size(Q.factors, 1)
            v2 += abs2(Q.factors[i, k])
        end
        d *= eltype(Q) <: Real ? oftype(d, -1) : 1 - Q.τ[k] * v2
    end
    return d
end

# Reduces columns `lo` to `hi - 1` in place.
function _to_hessenberg!(A::AbstractMatrix{T}, lo::Int=1, hi::Int=size(A, 1)) where {T}
    n = size(A, 1)
    τ = fill!(Vector{T}(undef, max(n - 1, 0)), zero(T))
    last = T <: Real ? hi - 2 : hi - 1
    for k in lo:last
        t = reflector!(A, k + 1, k, hi)
        τ[k] = t
        apply_reflector_right!(A, k + 1, k, t, A, 1:hi, hi)
        apply_reflector!(A, k + 1, k, conj(t), A, k+1:n, hi)
    end
    return τ
end

"`hessenberg!(A)`: as `hessenberg`, in the room of `A`."
function hessenberg!(A::StridedMatrix{T}) where {T<:BlasFloat}
    checksquare(A)
    τ = _to_hessenberg!(A)
    return _hessenberg(A, τ, UpperHessenberg(A), 'L', false)
end
function hessenberg!(A::HermOrSym{T,<:StridedMatrix}) where {T<:BlasFloat}
    M = Matrix(A)
    τ = _to_hessenberg!(M)
    n = size(M, 1)
    H = SymTridiagonal(real(T)[real(M[i, i]) for i in 1:n], real(T)[real(M[i+1, i]) for i in 1:n-1])
    copyto!(A.data, M)
    return _hessenberg(A.data, τ, H, 'L', false)
end
"`hessenberg(A)`: the Hessenberg factorization of a square matrix."
hessenberg(A::AbstractMatrix{T}) where {T} = hessenberg!(_hess_copy(A, eigtype(T)))
_hess_copy(A::AbstractMatrix, ::Type{T}) where {T} = _dense_oftype(A, T)
_hess_copy(A::Symmetric{<:Real}, ::Type{T}) where {T} = Symmetric(_dense_oftype(A.data, T), sym_uplo(A.uplo))
_hess_copy(A::Hermitian, ::Type{T}) where {T} = Hermitian(_dense_oftype(A.data, T), sym_uplo(A.uplo))

size(F::Hessenberg) = size(getfield(F, :H))
function getproperty(F::Hessenberg, s::Symbol)
    s === :Q || return getfield(F, s)
    f, τ = getfield(F, :factors), getfield(F, :τ)
    return HessenbergQ{eltype(f),typeof(f),typeof(τ),getfield(F, :H) isa SymTridiagonal}(getfield(F, :uplo), f, τ)
end
propertynames(F::Hessenberg, private::Bool=false) = (:Q, :H, :μ, (private ? (:τ, :factors, :uplo) : ())...)
copy(F::Hessenberg) = _hessenberg(copy(F.factors), copy(F.τ), copy(F.H), F.uplo, F.μ)
Matrix(F::Hessenberg) = (Q = F.Q; A = rmul!(lmul!(Q, Matrix{eltype(F)}(F.H)), adjoint(Q)); iszero(F.μ) ? A : A + F.μ * I)
Array(F::Hessenberg) = Matrix(F)

+(F::Hessenberg, J::UniformScaling) = _hessenberg(F.factors, F.τ, F.H, F.uplo, F.μ + J.λ)
+(J::UniformScaling, F::Hessenberg) = F + J
-(F::Hessenberg, J::UniformScaling) = F + (-J)
-(J::UniformScaling, F::Hessenberg) = (-F) + J
-(F::Hessenberg) = _hessenberg(F.factors, F.τ, -F.H, F.uplo, -F.μ)
*(F::Hessenberg, x::Number) = _hessenberg(F.factors, F.τ, F.H * x, F.uplo, F.μ * x)
*(x::Number, F::Hessenberg) = _hessenberg(F.factors, F.τ, x * F.H, F.uplo, x * F.μ)
function ldiv!(F::Hessenberg, B::AbstractVecOrMat)
    Q = F.Q
    lmul!(adjoint(Q), B)
    H = iszero(F.μ) ? F.H : F.H + F.μ * I
    copyto!(B, H \ B)
    return lmul!(Q, B)
end
det(F::Hessenberg) = det(Matrix(iszero(F.μ) ? F.H : F.H + F.μ * I))
logabsdet(F::Hessenberg) = logabsdet(Matrix(iszero(F.μ) ? F.H : F.H + F.μ * I))
