# Diagonals and triangles: taking them out, building from them.

"`diagind(M, k=0)`: the linear indices of the `k`th diagonal."
function diagind(m::Integer, n::Integer, k::Integer=0)
    return k <= 0 ? range(1 - k; step=m + 1, length=max(0, min(m + k, n))) : range(k * m + 1; step=m + 1, length=max(0, min(m, n - k)))
end
diagind(A::AbstractMatrix, k::Integer=0, ::IndexLinear=IndexLinear()) = (require_one_based_indexing(A); diagind(size(A, 1), size(A, 2), k))
function diagind(A::AbstractMatrix, k::Integer, ::IndexCartesian)
    require_one_based_indexing(A)
    start = CartesianIndex(1 + max(0, -k), 1 + max(0, k))
    return StepRangeLen(start, CartesianIndex(1, 1), max(0, k <= 0 ? min(size(A, 1) + k, size(A, 2)) : min(size(A, 1), size(A, 2) - k)))
end
diagind(A::AbstractMatrix, style::IndexStyle) = diagind(A, 0, style)

"`diag(M, k=0)`: the `k`th diagonal, as a vector."
function diag(A::AbstractMatrix, k::Integer=0)
    require_one_based_indexing(A)
    m, n = size(A)
    len = max(0, k <= 0 ? min(m + k, n) : min(m, n - k))
    i0, j0 = max(0, -k), max(0, k)
    v = _similar_vector(A, len)
    for i in 1:len
        v[i] = A[i0+i, j0+i]
    end
    return v
end
_similar_vector(A, n) = similar(A, eltype(A), (n,))
_similar_vector(A::AbstractRange, n) = Vector{eltype(A)}(undef, n)
diag(v::AbstractVector) = throw(ArgumentError("use diagm instead of diag to construct a diagonal matrix"))
diag(A::Adjoint, k::Integer=0) = map(adjoint, diag(parent_matrix(A), -k))
diag(A::Transpose, k::Integer=0) = map(transpose, diag(parent_matrix(A), -k))
function diag(D::Diagonal{T}, k::Integer=0) where {T}
    k == 0 && return copyto!(similar(D.diag, length(D.diag)), D.diag)
    return fill!(similar(D.diag, T, max(0, size(D, 1) - abs(k))), zero(T))
end
function diag(A::Bidiagonal{T}, k::Integer=0) where {T}
    k == 0 && return copy(A.dv)
    k == (A.uplo == 'U' ? 1 : -1) && return copy(A.ev)
    return fill!(similar(A.dv, T, max(0, size(A, 1) - abs(k))), zero(T))
end
function diag(A::SymTridiagonal{T}, k::Integer=0) where {T}
    k == 0 && return map(symmetric_element, A.dv)
    k == 1 && return copy(_evview(A))
    k == -1 && return map(transpose, _evview(A))
    return fill!(similar(A.dv, T, max(0, size(A, 1) - abs(k))), zero(T))
end
function diag(A::Tridiagonal{T}, k::Integer=0) where {T}
    k == 0 && return copy(A.d)
    k == 1 && return copy(A.du)
    k == -1 && return copy(A.dl)
    return fill!(similar(A.d, T, max(0, size(A, 1) - abs(k))), zero(T))
end

"`diagm(k => v, …)`: a matrix with the vectors on the given diagonals; `diagm(v)`: on the main one."
diagm(kv::Pair{<:Integer,<:AbstractVector}...) = _diagm(nothing, kv...)
diagm(m::Integer, n::Integer, kv::Pair{<:Integer,<:AbstractVector}...) = _diagm((Int(m), Int(n)), kv...)
diagm(v::AbstractVector) = diagm(0 => v)
diagm(m::Integer, n::Integer, v::AbstractVector) = diagm(m, n, 0 => v)
function _diagm(size, kv::Pair{<:Integer,<:AbstractVector}...)
    A = zeros(promote_type(map(p -> eltype(p.second), kv)...), _diagm_size(size, kv...)...)
    for (k, v) in kv
        i0, j0 = max(0, -k), max(0, k)
        for (i, x) in enumerate(v)
            A[i0+i, j0+i] += x
        end
    end
    return A
end
function _diagm_size(::Nothing, kv::Pair{<:Integer,<:AbstractVector}...)
    n = mapreduce(p -> length(p.second) + abs(Int(p.first)), max, kv; init=0)
    return n, n
end
function _diagm_size(size::Tuple{Int,Int}, kv::Pair{<:Integer,<:AbstractVector}...)
    m, n = size
    mm = mapreduce(p -> length(p.second) - min(0, Int(p.first)), max, kv; init=0)
    nn = mapreduce(p -> length(p.second) + max(0, Int(p.first)), max, kv; init=0)
    m >= mm && n >= nn || throw(DimensionMismatch(string("invalid size=", size)))
    return m, n
end

"`triu!(M, k=0)`: zeros everything below the `k`th diagonal."
triu!(M::AbstractMatrix) = triu!(M, 0)
function triu!(M::AbstractMatrix, k::Integer)
    require_one_based_indexing(M)
    m, n = size(M)
    for j in 1:min(n, m + k), i in max(1, j - k + 1):m
        M[i, j] = zero(M[i, j])
    end
    return M
end
"`tril!(M, k=0)`: zeros everything above the `k`th diagonal."
tril!(M::AbstractMatrix) = tril!(M, 0)
function tril!(M::AbstractMatrix, k::Integer)
    require_one_based_indexing(M)
    m, n = size(M)
    for j in max(1, k + 1):n, i in 1:min(j - k - 1, m)
        M[i, j] = zero(M[i, j])
    end
    return M
end
"`triu(M, k=0)`: a copy with zeros below the `k`th diagonal."
triu(M::AbstractMatrix) = triu!(copymatrix(M))
triu(M::AbstractMatrix, k::Integer) = triu!(copymatrix(M), k)
"`tril(M, k=0)`: a copy with zeros above the `k`th diagonal."
tril(M::AbstractMatrix) = tril!(copymatrix(M))
tril(M::AbstractMatrix, k::Integer) = tril!(copymatrix(M), k)
copymatrix(M::AbstractMatrix) = copyto!(similar(M, eltype(M), size(M)), M)

# Shapes that hold only some diagonals keep their shape.
triu!(D::Diagonal, k::Integer) = (k > 0 && fill!(D.diag, zero(eltype(D))); D)
tril!(D::Diagonal, k::Integer) = (k < 0 && fill!(D.diag, zero(eltype(D))); D)
_blank(v) = fill!(v, zero(eltype(v)))
function triu!(A::Bidiagonal, k::Integer)
    k > 0 && _blank(A.dv)
    k > (A.uplo == 'U' ? 1 : -1) && _blank(A.ev)
    return A
end
function tril!(A::Bidiagonal, k::Integer)
    k < 0 && _blank(A.dv)
    k < (A.uplo == 'U' ? 1 : -1) && _blank(A.ev)
    return A
end
function triu!(A::Tridiagonal, k::Integer)
    k > -1 && _blank(A.dl)
    k > 0 && _blank(A.d)
    k > 1 && _blank(A.du)
    return A
end
function tril!(A::Tridiagonal, k::Integer)
    k < 1 && _blank(A.du)
    k < 0 && _blank(A.d)
    k < -1 && _blank(A.dl)
    return A
end
for f in (:triu, :tril)
    f! = Symbol(f, :!)
    @eval begin
        $f(A::Union{Diagonal,Bidiagonal,Tridiagonal}) = $f!(copy(A), 0)
        $f(A::Union{Diagonal,Bidiagonal,Tridiagonal}, k::Integer) = $f!(copy(A), k)
        $f(A::SymTridiagonal) = $f!(Tridiagonal(copy(_evview(A)), copy(A.dv), copy(_evview(A))), 0)
        $f(A::SymTridiagonal, k::Integer) = $f!(Tridiagonal(copy(_evview(A)), copy(A.dv), copy(_evview(A))), k)
        $f(A::AbstractTriangular) = $f(A, 0)
        $f(A::HermOrSym, k::Integer=0) = $f!(Matrix(A), k)
    end
end
function triu(A::UpperOrUnitUpperTriangular, k::Integer)
    B = _maptriangle(identity, A, eltype(A))
    for j in axes(B, 2), i in max(1, j - k + 1):j
        B.data[i, j] = zero(eltype(B))
    end
    return B
end
function tril(A::LowerOrUnitLowerTriangular, k::Integer)
    B = _maptriangle(identity, A, eltype(A))
    for j in axes(B, 2), i in j:min(j - k - 1, size(B, 1))
        B.data[i, j] = zero(eltype(B))
    end
    return B
end
tril(A::UpperOrUnitUpperTriangular, k::Integer) = UpperTriangular(tril!(Matrix(A), k))
triu(A::LowerOrUnitLowerTriangular, k::Integer) = LowerTriangular(triu!(Matrix(A), k))

"`copytrito!(B, A, uplo)`: copies the upper ('U') or lower ('L') triangle of `A` to `B`."
function copytrito!(B::AbstractMatrix, A::AbstractMatrix, uplo::AbstractChar)
    require_one_based_indexing(A, B)
    char_uplo(uplo)
    m, n = size(A)
    checkbounds(B, 1:(uplo == 'U' ? min(m, n) : m), 1:(uplo == 'U' ? n : min(m, n)))
    for j in 1:n, i in (uplo == 'U' ? (1:min(j, m)) : (j:m))
        B[i, j] = A[i, j]
    end
    return B
end
