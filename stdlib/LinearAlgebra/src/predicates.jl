# What shape a matrix has.

"`issymmetric(A)`: whether `A == transpose(A)`."
function issymmetric(A::AbstractMatrix)
    axes(A, 1) == axes(A, 2) || return false
    for j in axes(A, 2), i in first(axes(A, 1)):j
        A[i, j] == transpose(A[j, i]) || return false
    end
    return true
end
issymmetric(A::AbstractMatrix{<:Real}) = ishermitian(A)
issymmetric(x::Number) = x == x

"`ishermitian(A)`: whether `A == adjoint(A)`."
function ishermitian(A::AbstractMatrix)
    axes(A, 1) == axes(A, 2) || return false
    for j in axes(A, 2), i in first(axes(A, 1)):j
        A[i, j] == adjoint(A[j, i]) || return false
    end
    return true
end
ishermitian(x::Number) = x == conj(x)

issymmetric(A::Symmetric) = true
issymmetric(A::Hermitian{<:Real}) = true
issymmetric(A::Hermitian) = isreal(A)
ishermitian(A::Hermitian) = true
ishermitian(A::Symmetric{<:Real}) = true
ishermitian(A::Symmetric) = isreal(A)
issymmetric(D::Diagonal) = all(issymmetric, D.diag)
issymmetric(D::Diagonal{<:Number}) = true
ishermitian(D::Diagonal) = all(ishermitian, D.diag)
ishermitian(D::Diagonal{<:Real}) = true
issymmetric(A::SymTridiagonal) = true
ishermitian(A::SymTridiagonal{<:Real}) = true
ishermitian(A::SymTridiagonal) = isreal(A.dv) && isreal(_evview(A))
issymmetric(A::AdjOrTrans) = issymmetric(parent(A))
ishermitian(A::AdjOrTrans) = ishermitian(parent(A))
issymmetric(A::AdjointAbsVec) = length(A) == 1 && issymmetric(A[1])
ishermitian(A::AdjointAbsVec) = length(A) == 1 && ishermitian(A[1])
issymmetric(A::TransposeAbsVec) = length(A) == 1 && issymmetric(A[1])
ishermitian(A::TransposeAbsVec) = length(A) == 1 && ishermitian(A[1])

"`istriu(A, k=0)`: whether everything below the `k`th diagonal is zero."
istriu(A::AbstractMatrix, k::Integer) = _istriu(A, Int(k))
istriu(A::AbstractMatrix) = _istriu(A, 0)
function _istriu(A::AbstractMatrix, k::Int)
    require_one_based_indexing(A)
    m, n = size(A)
    for j in 1:min(n, m + k - 1), i in max(1, j - k + 1):m
        iszero(A[i, j]) || return false
    end
    return true
end
istriu(x::Number) = true

"`istril(A, k=0)`: whether everything above the `k`th diagonal is zero."
istril(A::AbstractMatrix, k::Integer) = _istril(A, Int(k))
istril(A::AbstractMatrix) = _istril(A, 0)
function _istril(A::AbstractMatrix, k::Int)
    require_one_based_indexing(A)
    m, n = size(A)
    for j in max(1, k + 2):n, i in 1:min(j - k - 1, m)
        iszero(A[i, j]) || return false
    end
    return true
end
istril(x::Number) = true

"`isbanded(A, kl, ku)`: whether everything outside the diagonals `kl` to `ku` is zero."
isbanded(A::AbstractMatrix, kl::Integer, ku::Integer) = istriu(A, kl) && istril(A, ku)

"`isone(A)`: whether `A` is the identity."
function isone(A::AbstractMatrix)
    require_one_based_indexing(A)
    m, n = size(A)
    m == n || return false
    for j in 1:n, i in 1:n
        (i == j ? isone(A[i, j]) : iszero(A[i, j])) || return false
    end
    return true
end

"`isdiag(A)`: whether everything off the diagonal is zero."
isdiag(A::AbstractMatrix) = isbanded(A, 0, 0)
isdiag(x::Number) = true

isdiag(D::Diagonal) = all(isdiag, D.diag)
isdiag(D::Diagonal{<:Number}) = true
istriu(D::Diagonal, k::Integer=0) = k <= 0 || iszero(D.diag)
istril(D::Diagonal, k::Integer=0) = k >= 0 || iszero(D.diag)
_istriu(A::UpperOrUnitUpperTriangular, k::Int) = k <= 0 || invoke(_istriu, Tuple{AbstractMatrix,Int}, A, k)
_istril(A::LowerOrUnitLowerTriangular, k::Int) = k >= 0 || invoke(_istril, Tuple{AbstractMatrix,Int}, A, k)
_istriu(A::AdjOrTrans, k::Int) = _istril(parent_matrix(A), -k)
_istril(A::AdjOrTrans, k::Int) = _istriu(parent_matrix(A), -k)
parent_matrix(A::AdjOrTransAbsMat) = parent(A)
parent_matrix(A::AdjOrTransAbsVec) = reshape(parent(A), :, 1)

"`isposdef(A)`: whether `A` is Hermitian and positive definite."
isposdef(A::AbstractMatrix) = ishermitian(A) && isposdef(cholesky(Hermitian(A); check=false))
isposdef(x::Number) = imag(x) == 0 && real(x) > 0
isposdef(D::Diagonal) = all(isposdef, D.diag)
isposdef(A::SymTridiagonal{<:Real}) = isposdef(Symmetric(Matrix(A)))
"`isposdef!(A)`: the same, working in `A`."
isposdef!(A::AbstractMatrix) = ishermitian(A) && isposdef(cholesky!(Hermitian(A); check=false))

# ---- which rows of a column, which columns of a row may hold something ---------------------------------------------------

# Bandwidths below and above the diagonal.
_bands(A::AbstractMatrix) = (size(A, 1) - 1, size(A, 2) - 1)
_bands(::Diagonal) = (0, 0)
_bands(A::Bidiagonal) = A.uplo == 'U' ? (0, 1) : (1, 0)
_bands(::SymTridiagonal) = (1, 1)
_bands(::Tridiagonal) = (1, 1)
_bands(A::UpperOrUnitUpperTriangular) = (0, size(A, 2) - 1)
_bands(A::LowerOrUnitLowerTriangular) = (size(A, 1) - 1, 0)
_bands(A::UpperHessenberg) = (1, size(A, 2) - 1)
@inline function _stored_rows(A::AbstractMatrix, j)
    l, u = _bands(A)
    return max(1, j - u):min(size(A, 1), j + l)
end
@inline function _stored_cols(A::AbstractMatrix, i)
    l, u = _bands(A)
    return max(1, i - l):min(size(A, 2), i + u)
end
