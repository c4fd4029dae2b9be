# Solving linear equations: substitution, and `\` and `/` that look at the shape first.

# The type a solution's elements have.
_soltype(A, B) = promote_op(\, eltype(A), eltype(B))
_soltype(A::UnitUpperOrUnitLowerTriangular, B) = promote_op(matprod, eltype(A), eltype(B))
_check_rows(A, B) = size(A, 1) == size(B, 1) ||
    throw(DimensionMismatch(string("second dimension of left hand side A, ", size(A, 2), ", and first dimension of right hand side B, ", size(B, 1), ", must be equal")))

# ---- substitution -----------------------------------------------------------------------------------------------------------

"`ldiv!(A, B)`: `A \\ B`, in `B`."
function ldiv!(A::AbstractTriangular, B::AbstractVecOrMat)
    require_one_based_indexing(A, B)
    _check_rows(A, B)
    if !_isunit(A)
        for i in 1:size(A, 1)
            iszero(A.data[i, i]) && throw(SingularException(i))
        end
    end
    if parent(A) isa AdjOrTrans
        _substitute_rows!(A, A.data, B)
    else
        _substitute_columns!(A, A.data, B)
    end
    return B
end
# Column by column of the matrix: what an unknown contributes is taken off all equations at once.
function _substitute_columns!(A, data, B)
    n = size(A, 1)
    unit, upper = _isunit(A), _isupper(A)
    for c in axes(B, 2)
        for jj in 1:n
            j = upper ? n + 1 - jj : jj
            @inbounds x = unit ? B[j, c] : data[j, j] \ B[j, c]
            @inbounds B[j, c] = x
            for i in (upper ? (1:j-1) : (j+1:n))
                @inbounds B[i, c] -= data[i, j] * x
            end
        end
    end
    return B
end
# Row by row, where rows are what lies together.
function _substitute_rows!(A, data, B)
    n = size(A, 1)
    unit, upper = _isunit(A), _isupper(A)
    for c in axes(B, 2)
        for jj in 1:n
            i = upper ? n + 1 - jj : jj
            @inbounds s = B[i, c]
            for j in (upper ? (i+1:n) : (1:i-1))
                @inbounds s -= data[i, j] * B[j, c]
            end
            @inbounds B[i, c] = unit ? s : data[i, i] \ s
        end
    end
    return B
end
ldiv!(C::AbstractVecOrMat, A::AbstractTriangular, B::AbstractVecOrMat) = ldiv!(A, copyto!(C, B))

"`rdiv!(A, B)`: `A / B`, in `A`."
function rdiv!(B::AbstractMatrix, A::AbstractTriangular)
    require_one_based_indexing(A, B)
    n = size(A, 1)
    size(B, 2) == n || throw(DimensionMismatch(string("right hand side B needs first dimension of size ", size(B, 2), ", has size ", n)))
    unit, upper, data = _isunit(A), _isupper(A), A.data
    if !unit
        for i in 1:n
            iszero(data[i, i]) && throw(SingularException(i))
        end
    end
    for jj in 1:n
        j = upper ? jj : n + 1 - jj
        for k in (upper ? (1:j-1) : (j+1:n)), i in axes(B, 1)
            @inbounds B[i, j] -= B[i, k] * data[k, j]
        end
        unit && continue
        for i in axes(B, 1)
            @inbounds B[i, j] = B[i, j] / data[j, j]
        end
    end
    return B
end

function ldiv!(D::Diagonal, B::AbstractVecOrMat)
    require_one_based_indexing(D, B)
    length(D.diag) == size(B, 1) || throw(DimensionMismatch(string("diagonal matrix is ", length(D.diag), " by ", length(D.diag), " but right hand side has ", size(B, 1), " rows")))
    _check_pivots(D.diag)
    for j in axes(B, 2), i in axes(B, 1)
        @inbounds B[i, j] = D.diag[i] \ B[i, j]
    end
    return B
end
ldiv!(C::AbstractVecOrMat, D::Diagonal, B::AbstractVecOrMat) = ldiv!(D, copyto!(C, B))
function rdiv!(A::AbstractMatrix, D::Diagonal)
    require_one_based_indexing(A, D)
    length(D.diag) == size(A, 2) || throw(DimensionMismatch(string("left hand side has ", size(A, 2), " columns but D is ", length(D.diag), " by ", length(D.diag))))
    _check_pivots(D.diag)
    for j in axes(A, 2), i in axes(A, 1)
        @inbounds A[i, j] = A[i, j] / D.diag[j]
    end
    return A
end
function _check_pivots(d)
    for i in eachindex(d)
        iszero(d[i]) && throw(SingularException(i))
    end
    return nothing
end

function ldiv!(A::Bidiagonal, B::AbstractVecOrMat)
    require_one_based_indexing(A, B)
    _check_rows(A, B)
    _check_pivots(A.dv)
    n = size(A, 1)
    for c in axes(B, 2)
        if A.uplo == 'L'
            for i in 1:n
                @inbounds B[i, c] = A.dv[i] \ (i == 1 ? B[i, c] : B[i, c] - A.ev[i-1] * B[i-1, c])
            end
        else
            for i in n:-1:1
                @inbounds B[i, c] = A.dv[i] \ (i == n ? B[i, c] : B[i, c] - A.ev[i] * B[i+1, c])
            end
        end
    end
    return B
end
ldiv!(C::AbstractVecOrMat, A::Bidiagonal, B::AbstractVecOrMat) = ldiv!(A, copyto!(C, B))
rdiv!(B::AbstractMatrix, A::Bidiagonal) = copyto!(B, transpose(transpose(A) \ transpose(B)))
ldiv!(A::UpperHessenberg, B::AbstractVecOrMat) = ldiv!(lu(A), B)
ldiv!(A::Tridiagonal, B::AbstractVecOrMat) = ldiv!(lu(A), B)
ldiv!(A::SymTridiagonal, B::AbstractVecOrMat) = ldiv!(ldlt(A), B)
ldiv!(C::AbstractVecOrMat, A::Union{Tridiagonal,SymTridiagonal,UpperHessenberg}, B::AbstractVecOrMat) = ldiv!(A, copyto!(C, B))

# ---- \ and / ----------------------------------------------------------------------------------------------------------------

"`A \\ B`: the solution `X` of `A * X = B`, in the least squares sense if `A` is not square."
\(A::AbstractMatrix, B::AbstractVecOrMat) = _solve(A, B)
\(a::AbstractVector, b::AbstractArray) = pinv(a) * b

# A fresh array with the right-hand side in it, of the solution's type.
function _rhs(A, B, ::Type{T}) where {T}
    X = B isa AbstractVector ? similar(B, T, (size(B, 1),)) : similar(B, T, (size(B, 1), size(B, 2)))
    return copyto!(X, B)
end

function _solve(A::AbstractMatrix, B)
    require_one_based_indexing(A, B)
    m, n = size(A)
    m == n || return qr(A, ColumnNorm()) \ B
    if istril(A)
        return istriu(A) ? _solve(Diagonal(A), B) : _solve(LowerTriangular(A), B)
    end
    istriu(A) && return _solve(UpperTriangular(A), B)
    return lu(A) \ B
end
function _solve(A::AbstractTriangular, B)
    _check_rows(A, B)
    B isa HeldMatrix && return _solve_held(A, B)
    return ldiv!(A, _rhs(A, B, _soltype(A, B)))
end
function _solve(D::Diagonal, B)
    size(D, 1) == size(B, 1) || _throw_rows(D, B)
    B isa HeldMatrix && return _solve_held(D, B)
    return ldiv!(D, _rhs(D, B, _soltype(D, B)))
end
_throw_rows(D, B) = throw(DimensionMismatch(string("diagonal matrix is ", size(D, 1), " by ", size(D, 1), " but right hand side has ", size(B, 1), " rows")))
_solve(A::Bidiagonal, B) = (_check_rows(A, B); ldiv!(A, _rhs(A, B isa HeldMatrix ? Matrix(B) : B, _soltype(A, B))))
_solve(A::Tridiagonal, B) = lu(A) \ (B isa HeldMatrix ? Matrix(B) : B)
_solve(A::SymTridiagonal, B) = ldlt(A) \ (B isa HeldMatrix ? Matrix(B) : B)
_solve(A::UpperHessenberg, B) = lu(A) \ (B isa HeldMatrix ? Matrix(B) : B)
_solve(A::HermOrSym, B) = factorize(A) \ (B isa HeldMatrix ? Matrix(B) : B)
function _solve(A::AdjOrTransAbsMat, B)
    require_one_based_indexing(A, B)
    m, n = size(A)
    m == n || return invoke(_solve, Tuple{AbstractMatrix,Any}, A, B)
    (istriu(A) || istril(A)) && return invoke(_solve, Tuple{AbstractMatrix,Any}, A, B)
    return wrapperop(A)(lu(parent(A))) \ B
end

# Where a solution keeps the shape of the right-hand side.
_solve_held(D::Diagonal, B::Diagonal) = (_check_pivots(D.diag); Diagonal(map(\, D.diag, B.diag)))
function _solve_held(D::Diagonal, B::Union{Bidiagonal,AbstractTriangular,UpperHessenberg,Tridiagonal})
    _check_pivots(D.diag)
    return fillheld!((i, j) -> D.diag[i] \ B[i, j], _plainshape(B, _soltype(D, B), size(B, 1)))
end
function _solve_held(A::UpperShape, B::Union{Diagonal,UpperShape})
    X = ldiv!(A, _rhs(A, Matrix(B), _soltype(A, B)))
    return A isa UnitUpperTriangular && B isa UnitUpperTriangular ? UnitUpperTriangular(X) : UpperTriangular(X)
end
function _solve_held(A::LowerShape, B::Union{Diagonal,LowerShape})
    X = ldiv!(A, _rhs(A, Matrix(B), _soltype(A, B)))
    return A isa UnitLowerTriangular && B isa UnitLowerTriangular ? UnitLowerTriangular(X) : LowerTriangular(X)
end
_solve_held(A, B) = ldiv!(A, _rhs(A, Matrix(B), _soltype(A, B)))

"`A / B`: the solution `X` of `X * B = A`."
/(A::AbstractVecOrMat, B::AbstractVecOrMat) = _rsolve(A, B)
function _rsolve(A, B)
    size(A, 2) == size(B, 2) || throw(DimensionMismatch("Both inputs should have the same number of columns"))
    return copy(adjoint(adjoint(B) \ adjoint(A)))
end
function _rsolve(A::AbstractMatrix, D::Diagonal)
    size(A, 2) == size(D, 1) || throw(DimensionMismatch(string("left hand side has ", size(A, 2), " columns but D is ", size(D, 1), " by ", size(D, 1))))
    if A isa HeldMatrix && !(A isa SymTridiagonal)
        _check_pivots(D.diag)
        return fillheld!((i, j) -> A[i, j] / D.diag[j], _plainshape(A, promote_op(/, eltype(A), eltype(D)), size(A, 1)))
    end
    T = promote_op(/, eltype(A), eltype(D))
    return rdiv!(copyto!(similar(A, T, (size(A, 1), size(A, 2))), A), D)
end
function _rsolve(A::AbstractMatrix, B::AbstractTriangular)
    size(A, 2) == size(B, 1) || throw(DimensionMismatch(string("right hand side B needs first dimension of size ", size(A, 2), ", has size ", size(B, 1))))
    T = _isunit(B) ? promote_op(matprod, eltype(A), eltype(B)) : promote_op(/, eltype(A), eltype(B))
    X = rdiv!(copyto!(Matrix{T}(undef, size(A, 1), size(A, 2)), A), B)
    if A isa Union{Diagonal,AbstractTriangular} && (A isa Diagonal || _isupper(A) == _isupper(B))
        return A isa Diagonal || !(_isunit(A) && _isunit(B)) ? _nonunit(B)(X) : typeof(B).name.wrapper(X)
    end
    return X
end

# ---- inverses of shapes -------------------------------------------------------------------------------------------------------

"`inv(M)`: the inverse of a square matrix."
function inv(A::AbstractTriangular{T}) where {T}
    n = size(A, 1)
    S = typeof(inv(oneunit(T)))
    B = Matrix{S}(undef, n, n)
    for j in 1:n, i in 1:n
        B[i, j] = i == j ? oneunit(S) : zero(S)
    end
    ldiv!(A, B)
    return typeof(A).name.wrapper(B)
end
inv(A::Bidiagonal) = (U = A.uplo == 'U' ? UpperTriangular : LowerTriangular; U(ldiv!(A, Matrix{typeof(inv(oneunit(eltype(A))))}(I, size(A)...))))
inv(A::Symmetric) = Symmetric(_symmetrized(inv(factorize(A)), transpose), sym_uplo(A.uplo))
inv(A::Hermitian) = Hermitian(_symmetrized(inv(factorize(A)), adjoint), sym_uplo(A.uplo))
_symmetrized(B, op) = B
inv(A::Adjoint{<:Any,<:AbstractMatrix}) = adjoint(inv(parent(A)))
inv(A::Transpose{<:Any,<:AbstractMatrix}) = transpose(inv(parent(A)))

function inv(A::AbstractMatrix{T}) where {T}
    n = checksquare(A)
    S = typeof(zero(T) / one(T))
    S0 = typeof(zero(T) / oneunit(T))
    B = Matrix{S0}(I, n, n)
    return ldiv!(factorize(convert(AbstractMatrix{S}, A)), B)
end
function inv(A::StridedMatrix{T}) where {T}
    checksquare(A)
    if istriu(A)
        Ai = triu!(parent(inv(UpperTriangular(A))))
    elseif istril(A)
        Ai = tril!(parent(inv(LowerTriangular(A))))
    else
        Ai = inv(lu(A))
        Ai = convert(typeof(parent(Ai)), Ai)
    end
    return Ai
end
inv(A::Union{Tridiagonal,SymTridiagonal}) = inv(lu(A))
inv(A::UpperHessenberg) = inv(lu(A))
