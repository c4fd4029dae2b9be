# The names of BLAS and LAPACK routines that programs call directly, over the methods above.

module BLAS

import ..LinearAlgebra
using ..LinearAlgebra: BlasFloat, BlasInt, dot as _dot, norm, mul!, axpy! as _axpy!, axpby! as _axpby!, rmul!, I, adjoint, transpose,
    UpperTriangular, LowerTriangular, UnitUpperTriangular, UnitLowerTriangular, Symmetric, Hermitian, ldiv!, rdiv!, lmul!

export dot, dotc, dotu, nrm2, asum, axpy!, axpby!, scal, scal!, iamax, gemv, gemv!, gemm, gemm!, ger!, syrk, syrk!, herk, herk!,
    symm, symm!, symv, symv!, trsm, trsm!, trmm, trmm!, trsv, trsv!, trmv, trmv!, blascopy!

const NUM_THREADS = Ref(1)
"The number of threads products use: here always one."
get_num_threads() = 1
set_num_threads(n::Integer) = nothing
set_num_threads(::Nothing) = nothing
vendor() = :juliet
get_config() = nothing

dot(x::AbstractArray, y::AbstractArray) = _dot(x, y)
dot(n::Integer, x::AbstractArray, incx::Integer, y::AbstractArray, incy::Integer) =
    sum(x[1+(k-1)*incx] * y[1+(k-1)*incy] for k in 1:n; init=zero(eltype(x)))
dotc(x::AbstractArray, y::AbstractArray) = _dot(x, y)
dotu(x::AbstractArray, y::AbstractArray) = sum(a * b for (a, b) in zip(x, y); init=zero(eltype(x)) * zero(eltype(y)))
nrm2(x::AbstractArray) = norm(x)
nrm2(n::Integer, x::AbstractArray, incx::Integer) = norm([x[1+(k-1)*incx] for k in 1:n])
asum(x::AbstractArray) = sum(z -> abs(real(z)) + abs(imag(z)), x; init=zero(real(eltype(x))))
asum(n::Integer, x::AbstractArray, incx::Integer) = asum([x[1+(k-1)*incx] for k in 1:n])
iamax(x::AbstractVector) = isempty(x) ? 0 : argmax(map(z -> abs(real(z)) + abs(imag(z)), x))
axpy!(α::Number, x::AbstractArray, y::AbstractArray) = _axpy!(α, x, y)
axpby!(α::Number, x::AbstractArray, β::Number, y::AbstractArray) = _axpby!(α, x, β, y)
scal!(α::Number, x::AbstractArray) = rmul!(x, α)
function scal!(n::Integer, α::Number, x::AbstractArray, incx::Integer)
    for k in 1:n
        x[1+(k-1)*incx] *= α
    end
    return x
end
scal(n::Integer, α::Number, x::AbstractArray, incx::Integer) = scal!(n, α, copy(x), incx)
function blascopy!(n::Integer, x::AbstractArray, incx::Integer, y::AbstractArray, incy::Integer)
    for k in 1:n
        y[1+(k-1)*incy] = x[1+(k-1)*incx]
    end
    return y
end

_op(t::AbstractChar, A) = t == 'N' ? A : t == 'T' ? transpose(A) : t == 'C' ? adjoint(A) : throw(ArgumentError(string("invalid trans: ", t)))
gemv!(t::AbstractChar, α::Number, A::AbstractMatrix, x::AbstractVector, β::Number, y::AbstractVector) = mul!(y, _op(t, A), x, α, β)
gemv(t::AbstractChar, α::Number, A::AbstractMatrix, x::AbstractVector) = _op(t, A) * x * α
gemv(t::AbstractChar, A::AbstractMatrix, x::AbstractVector) = _op(t, A) * x
gemm!(ta::AbstractChar, tb::AbstractChar, α::Number, A::AbstractVecOrMat, B::AbstractVecOrMat, β::Number, C::AbstractVecOrMat) =
    mul!(C, _op(ta, A), _op(tb, B), α, β)
gemm(ta::AbstractChar, tb::AbstractChar, α::Number, A::AbstractVecOrMat, B::AbstractVecOrMat) = _op(ta, A) * _op(tb, B) * α
gemm(ta::AbstractChar, tb::AbstractChar, A::AbstractVecOrMat, B::AbstractVecOrMat) = _op(ta, A) * _op(tb, B)
ger!(α::Number, x::AbstractVector, y::AbstractVector, A::AbstractMatrix) = mul!(A, reshape(x, :, 1), adjoint(y), α, true)

_set_triangle!(C, uplo, P, β) = begin
    for j in axes(C, 2), i in (uplo == 'U' ? (1:j) : (j:size(C, 1)))
        C[i, j] = iszero(β) ? P[i, j] : P[i, j] + β * C[i, j]
    end
    C
end
syrk!(uplo::AbstractChar, t::AbstractChar, α::Number, A::AbstractVecOrMat, β::Number, C::AbstractMatrix) =
    _set_triangle!(C, uplo, α * (t == 'N' ? A * transpose(A) : transpose(A) * A), β)
syrk(uplo::AbstractChar, t::AbstractChar, α::Number, A::AbstractVecOrMat) =
    (n = size(A, t == 'N' ? 1 : 2); syrk!(uplo, t, α, A, false, zeros(eltype(A), n, n)))
syrk(uplo::AbstractChar, t::AbstractChar, A::AbstractVecOrMat) = syrk(uplo, t, one(eltype(A)), A)
herk!(uplo::AbstractChar, t::AbstractChar, α::Real, A::AbstractVecOrMat, β::Real, C::AbstractMatrix) =
    _set_triangle!(C, uplo, α * (t == 'N' ? A * adjoint(A) : adjoint(A) * A), β)
herk(uplo::AbstractChar, t::AbstractChar, α::Real, A::AbstractVecOrMat) =
    (n = size(A, t == 'N' ? 1 : 2); herk!(uplo, t, α, A, false, zeros(eltype(A), n, n)))
herk(uplo::AbstractChar, t::AbstractChar, A::AbstractVecOrMat) = herk(uplo, t, one(real(eltype(A))), A)
_side(uplo) = uplo == 'U' ? :U : :L
symm!(side::AbstractChar, uplo::AbstractChar, α::Number, A::AbstractMatrix, B::AbstractMatrix, β::Number, C::AbstractMatrix) =
    side == 'L' ? mul!(C, Symmetric(A, _side(uplo)), B, α, β) : mul!(C, B, Symmetric(A, _side(uplo)), α, β)
symm(side::AbstractChar, uplo::AbstractChar, α::Number, A::AbstractMatrix, B::AbstractMatrix) =
    side == 'L' ? α * (Symmetric(A, _side(uplo)) * B) : α * (B * Symmetric(A, _side(uplo)))
symm(side::AbstractChar, uplo::AbstractChar, A::AbstractMatrix, B::AbstractMatrix) = symm(side, uplo, one(eltype(A)), A, B)
symv!(uplo::AbstractChar, α::Number, A::AbstractMatrix, x::AbstractVector, β::Number, y::AbstractVector) =
    mul!(y, Symmetric(A, _side(uplo)), x, α, β)
symv(uplo::AbstractChar, α::Number, A::AbstractMatrix, x::AbstractVector) = α * (Symmetric(A, _side(uplo)) * x)
symv(uplo::AbstractChar, A::AbstractMatrix, x::AbstractVector) = Symmetric(A, _side(uplo)) * x
_triangle(uplo, diag, A) = uplo == 'U' ? (diag == 'U' ? UnitUpperTriangular(A) : UpperTriangular(A)) :
    (diag == 'U' ? UnitLowerTriangular(A) : LowerTriangular(A))
trsm!(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, α::Number, A::AbstractMatrix, B::AbstractMatrix) =
    (rmul!(B, α); side == 'L' ? ldiv!(_op(t, _triangle(uplo, diag, A)), B) : rdiv!(B, _op(t, _triangle(uplo, diag, A))))
trsm(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, α::Number, A::AbstractMatrix, B::AbstractMatrix) =
    trsm!(side, uplo, t, diag, α, A, copy(B))
trmm!(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, α::Number, A::AbstractMatrix, B::AbstractMatrix) =
    copyto!(B, side == 'L' ? α * (_op(t, _triangle(uplo, diag, A)) * B) : α * (B * _op(t, _triangle(uplo, diag, A))))
trmm(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, α::Number, A::AbstractMatrix, B::AbstractMatrix) =
    trmm!(side, uplo, t, diag, α, A, copy(B))
trsv!(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A::AbstractMatrix, x::AbstractVector) = ldiv!(_op(t, _triangle(uplo, diag, A)), x)
trsv(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A::AbstractMatrix, x::AbstractVector) = trsv!(uplo, t, diag, A, copy(x))
trmv!(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A::AbstractMatrix, x::AbstractVector) = copyto!(x, _op(t, _triangle(uplo, diag, A)) * x)
trmv(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A::AbstractMatrix, x::AbstractVector) = trmv!(uplo, t, diag, A, copy(x))

end

module LAPACK

import ..LinearAlgebra
using ..LinearAlgebra: BlasFloat, BlasInt, LAPACKException

function getrf!(A::AbstractMatrix{<:BlasFloat})
    F = LinearAlgebra.lu!(A; check=false)
    return F.factors, F.ipiv, F.info
end
function getrs!(t::AbstractChar, A::AbstractMatrix{<:BlasFloat}, ipiv::AbstractVector{BlasInt}, B::AbstractVecOrMat{<:BlasFloat})
    F = LinearAlgebra.LU(A, ipiv, BlasInt(0))
    return LinearAlgebra.ldiv!(t == 'N' ? F : t == 'T' ? transpose(F) : adjoint(F), B)
end
function potrf!(uplo::AbstractChar, A::AbstractMatrix{<:BlasFloat})
    C = LinearAlgebra.cholesky!(LinearAlgebra.Hermitian(A, uplo == 'U' ? :U : :L); check=false)
    return C.factors, C.info
end
function gesv!(A::AbstractMatrix{<:BlasFloat}, B::AbstractVecOrMat{<:BlasFloat})
    F = LinearAlgebra.lu!(A)
    return LinearAlgebra.ldiv!(F, B), F.factors, F.ipiv
end

end
