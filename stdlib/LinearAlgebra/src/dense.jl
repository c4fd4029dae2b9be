# Dense matrices: which factorization suits, powers of what has no structure, ranks, pseudoinverses, null spaces.

# The type that factorizations by square roots and quotients work in.
_float_type(::Type{T}) where {T} = typeof(zero(T) / sqrt(abs2(one(T))))
_float_type(::Type{Float16}) = Float32
_float_type(::Type{Complex{Float16}}) = ComplexF32
eigtype(::Type{T}) where {T} = promote_type(Float32, typeof(zero(T) / sqrt(abs2(one(T)))))
_copy_oftype(A::AbstractMatrix, ::Type{T}) where {T} = copyto!(similar(A, T, size(A)), A)
_dense_oftype(A::AbstractMatrix, ::Type{T}) where {T} = copyto!(Matrix{T}(undef, size(A, 1), size(A, 2)), A)

function factorize(A::AbstractMatrix{T}) where {T}
    require_one_based_indexing(A)
    m, n = size(A)
    m == n || return qr(A, ColumnNorm())
    m == 1 && return A[1]
    upper, lower = istriu(A), istril(A)
    upper && lower && return Diagonal(A)
    lower && return istril(A) && istriu(A, -1) ? Bidiagonal(diag(A), diag(A, -1), :L) : LowerTriangular(A)
    upper && return istril(A, 1) ? Bidiagonal(diag(A), diag(A, 1), :U) : UpperTriangular(A)
    self = ishermitian(A)
    if isbanded(A, -1, 1)
        if T <: Real && self
            S = SymTridiagonal(A)
            F = _try_ldlt(S)
            F === nothing || return F
        end
        return lu(Tridiagonal(A))
    end
    if self
        C = cholesky(Hermitian(A); check=false)
        return issuccess(C) ? C : factorize(Hermitian(A))
    end
    return issymmetric(A) ? factorize(Symmetric(A)) : lu(A)
end
_try_ldlt(S) = nothing
factorize(A::AbstractTriangular) = A
factorize(A::BandedMatrix) = A
factorize(A::Tridiagonal) = lu(A)
factorize(A::SymTridiagonal) = ldlt(A)
factorize(A::UpperHessenberg) = lu(A)
factorize(A::Adjoint) = adjoint(factorize(parent(A)))
factorize(A::Transpose) = transpose(factorize(parent(A)))
factorize(A::HermOrSym{T}) where {T} = eigtype_isblas(T) ? bunchkaufman(A; check=false) : lu(A)
factorize(A::Union{Hermitian{<:Any,<:Diagonal},Symmetric{<:Any,<:Diagonal}}) = Diagonal(diag(A))
eigtype_isblas(::Type{T}) where {T} = T <: Number && float(T) <: Union{BlasFloat,Float16,Complex{Float16}} && !(T <: Union{Rational,Complex{<:Rational}})

# ---- rank, condition, pseudoinverse -----------------------------------------------------------------------------------------

function rank(A::AbstractMatrix; atol::Real=0.0, rtol::Real=(min(size(A)...) * eps(real(float(one(eltype(A)))))) * iszero(atol))
    isempty(A) && return 0
    s = svdvals(A)
    tol = max(atol, rtol * s[1])
    return count(>(tol), s)
end
rank(A::AbstractMatrix, tol::Real) = rank(A; rtol=tol)

"`cond(M, p=2)`: the condition number in the operator p-norm."
function cond(A::AbstractMatrix, p::Real=2)
    if p == 2
        if isempty(A)
            checksquare(A)
            return zero(real(eigtype(eltype(A))))
        end
        v = svdvals(A)
        m = maximum(v)
        return iszero(m) ? oftype(real(m), Inf) : m / minimum(v)
    elseif p == 1 || p == Inf
        checksquare(A)
        F = lu(A isa HeldMatrix || A isa HermOrSym || A isa AdjOrTrans ? Matrix(A) : A; check=false)
        issuccess(F) || return oftype(float(real(one(eltype(A)))), Inf)
        return opnorm(A, p) * opnorm(inv(F), p)
    end
    throw(ArgumentError(string("p-norm must be 1, 2 or Inf, got ", p)))
end
function cond(D::Diagonal, p::Real=2)
    isempty(D.diag) && return zero(real(float(eltype(D))))
    lo, hi = extrema(abs, D.diag)
    return float(hi) / lo
end

"`condskeel(M, [x, p=Inf])`: the Skeel condition number."
condskeel(A::AbstractMatrix, p::Real=Inf) = opnorm(abs.(inv(A)) * abs.(A), p)
condskeel(A::AbstractMatrix, x::AbstractVector, p::Real=Inf) = norm(abs.(inv(A)) * (abs.(A) * abs.(x)), p) / norm(x, p)

function pinv(A::AbstractMatrix{T}; atol::Real=0.0,
              rtol::Real=(eps(real(float(oneunit(T)))) * min(size(A)...)) * iszero(atol)) where {T}
    m, n = size(A)
    S = typeof(zero(T) / sqrt(oneunit(T) + oneunit(T)))
    (m == 0 || n == 0) && return similar(A, S, (n, m))
    if isdiag(A)
        B = fill!(similar(A, S, (n, m)), zero(S))
        tol = max(rtol * maximum(abs, diag(A)), atol)
        for i in 1:min(m, n)
            abs(A[i, i]) > tol && (x = pinv(A[i, i]); isfinite(x) && (B[i, i] = x))
        end
        return B
    end
    F = svd(A)
    tol = max(rtol * maximum(F.S), atol)
    keep = [s > tol for s in F.S]
    si = [s > tol ? inv(s) : zero(inv(one(s))) for s in F.S]
    return F.Vt[keep, :]' * (Diagonal(si[keep]) * F.U[:, keep]')
end
pinv(A::AbstractMatrix, tol::Real) = pinv(A; rtol=tol)
pinv(v::AbstractVector{T}, tol::Real=real(zero(T))) where {T} = _pinv_vector(v, tol, adjoint)
pinv(v::AdjOrTransAbsVec, tol::Real=real(zero(eltype(v)))) = adjoint(pinv(adjoint(v), tol))
function _pinv_vector(v::AbstractVector{T}, tol, op) where {T}
    x = similar(v, typeof(zero(T) / (abs2(one(T)) + abs2(one(T)))))
    den = sum(abs2, v; init=zero(real(T)))
    if iszero(den) || den <= tol^2
        fill!(x, zero(eltype(x)))
    else
        x .= conj.(v) ./ den
        return transpose(x)
    end
    return transpose(x)
end
function pinv(D::Diagonal{T}) where {T}
    return Diagonal(map(x -> (y = pinv(x); y), D.diag))
end

"`nullspace(M)`: an orthonormal basis of what `M` maps to zero."
function nullspace(A::AbstractVecOrMat; atol::Real=0.0,
                   rtol::Real=(min(size(A, 1), size(A, 2)) * eps(real(float(oneunit(eltype(A)))))) * iszero(atol))
    m, n = size(A, 1), size(A, 2)
    (m == 0 || n == 0) && return Matrix{eigtype(eltype(A))}(I, n, n)
    F = svd(_matrix(A); full=true)
    tol = max(atol, F.S[1] * rtol)
    r = count(>(tol), F.S)
    return copy(F.Vt[r+1:end, :]')
end
