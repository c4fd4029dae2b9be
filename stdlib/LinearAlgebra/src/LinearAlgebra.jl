# Vectors, matrices, their products, norms, factorizations and special shapes.
# Chapters stand in load order: wrappers and shapes first, then products, then factorizations.
module LinearAlgebra

import Base: kron, kron!, *, +, -, /, \, ^, ==, <, isapprox, adjoint, transpose, inv, isone, iszero, isreal, similar, copy, copyto!, convert,
    promote_rule, size, length, axes, getindex, setindex!, eltype, parent, show, real, imag, conj, abs, complex, float,
    zero, one, oneunit, iterate, getproperty, propertynames, fill!, sum, map, strides, stride, hcat, vcat, hvcat,
    exp, log, sqrt, cbrt, cis, sin, cos, tan, sinh, cosh, tanh, sincos, sec, csc, cot, sech, csch, coth,
    asin, acos, atan, asinh, acosh, atanh, asec, acsc, acot, asech, acsch, acoth, permutedims, reverse,
    power_by_squaring, IndexStyle, Matrix, Array, AbstractArray, AbstractMatrix
using Base: IndexLinear, IndexCartesian, @propagate_inbounds, require_one_based_indexing, promote_op, Broadcast, tail, OneTo, Fix1, Fix2

export BLAS, LAPACK, SingularException, PosDefException, ZeroPivotException, RankDeficientException, LAPACKException,
    Adjoint, Transpose, SymTridiagonal, Tridiagonal, Bidiagonal, Factorization, BunchKaufman, Cholesky, CholeskyPivoted,
    ColumnNorm, Eigen, GeneralizedEigen, GeneralizedSVD, GeneralizedSchur, Hessenberg, LU, LDLt, NoPivot, RowNonZero, QR,
    QRPivoted, LQ, Schur, SVD, Hermitian, RowMaximum, Symmetric, LowerTriangular, UpperTriangular, UnitLowerTriangular,
    UnitUpperTriangular, UpperHessenberg, Diagonal, UniformScaling,
    axpy!, axpby!, bunchkaufman, bunchkaufman!, cholesky, cholesky!, cond, condskeel, copy_adjoint!, copy_transpose!,
    copytrito!, cross, adjoint!, det, diag, diagind, diagm, dot, eigen, eigen!, eigmax, eigmin, eigvals, eigvals!,
    eigvecs, factorize, givens, hermitianpart, hermitianpart!, hessenberg, hessenberg!, isdiag, ishermitian, isposdef,
    isposdef!, issuccess, issymmetric, istril, istriu, kron, kron!, ldiv!, ldlt, ldlt!, lmul!, logabsdet, logdet,
    lowrankdowndate, lowrankdowndate!, lowrankupdate, lowrankupdate!, lq, lq!, lu, lu!, lyap, mul!, norm, normalize,
    normalize!, nullspace, opnorm, ordschur, ordschur!, peakflops, pinv, qr, qr!, rank, rdiv!, reflect!, rmul!, rotate!,
    schur, schur!, svd, svd!, svdvals, svdvals!, sylvester, tr, transpose!, tril, tril!, triu, triu!, ⋅, ×, I

const BlasFloat = Union{Float64,Float32,ComplexF64,ComplexF32}
const BlasReal = Union{Float64,Float32}
const BlasComplex = Union{ComplexF64,ComplexF32}
const BlasInt = Int64

"Supertype of what factorizes a matrix: `A ≈ Matrix(F)`; solves by `F \\ b`."
abstract type Factorization{T} end

# Ways to choose pivots.
abstract type PivotingStrategy end
"Elimination takes rows as they come."
struct NoPivot <: PivotingStrategy end
"Elimination takes the first row whose pivot is not zero."
struct RowNonZero <: PivotingStrategy end
"Elimination takes the row with the largest pivot."
struct RowMaximum <: PivotingStrategy end
"Columns are taken in the order of their remaining norms."
struct ColumnNorm <: PivotingStrategy end

abstract type Algorithm end
struct DivideAndConquer <: Algorithm end
struct QRIteration <: Algorithm end
struct RobustRepresentations <: Algorithm end

include("exceptions.jl")
include("checks.jl")
include("adjtrans.jl")
include("factorization.jl")
include("diagonal.jl")
include("triangular.jl")
include("bidiag.jl")
include("tridiag.jl")
include("symmetric.jl")
include("hessenberg.jl")
include("uniformscaling.jl")
include("generic.jl")
include("norms.jl")
include("predicates.jl")
include("bands.jl")
include("products.jl")
include("structured.jl")
include("solve.jl")
include("structuredbroadcast.jl")
include("dense.jl")
include("reflectors.jl")
include("givens.jl")
include("lu.jl")
include("abstractq.jl")
include("qr.jl")
include("lq.jl")
include("cholesky.jl")
include("ldlt.jl")
include("bunchkaufman.jl")
include("hessreduce.jl")
include("schur.jl")
include("eigen.jl")
include("symeigen.jl")
include("svd.jl")
include("matfun.jl")
include("equations.jl")
include("show.jl")
include("blas.jl")

end
