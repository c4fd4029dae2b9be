# Cholesky factorization of Hermitian positive definite matrices, without and with choice of pivots.

"`A = U' * U = L * L'`: `C.U`, `C.L`; made by `cholesky`."
struct Cholesky{T,S<:AbstractMatrix} <: Factorization{T}
    factors::S
    uplo::Char
    info::BlasInt
    function Cholesky{T,S}(factors, uplo, info) where {T,S<:AbstractMatrix}
        require_one_based_indexing(factors)
        return new{T,S}(factors, uplo, info)
    end
end
Cholesky(A::AbstractMatrix{T}, uplo::AbstractChar, info::Integer) where {T} = Cholesky{T,typeof(A)}(A, uplo, info)
Cholesky(A::AbstractMatrix, uplo::Symbol, info::Integer) = Cholesky(A, char_uplo(uplo), info)
Cholesky(U::UpperTriangular{T}) where {T} = Cholesky{T,typeof(U.data)}(U.data, 'U', 0)
Cholesky(L::LowerTriangular{T}) where {T} = Cholesky{T,typeof(L.data)}(L.data, 'L', 0)

"`A[p, p] = U' * U`, with the rank found."
struct CholeskyPivoted{T,S<:AbstractMatrix,P<:AbstractVector{<:Integer}} <: Factorization{T}
    factors::S
    uplo::Char
    piv::P
    rank::BlasInt
    tol::Real
    info::BlasInt
end

iterate(C::Union{Cholesky,CholeskyPivoted}) = (C.L, Val(:U))
iterate(C::Union{Cholesky,CholeskyPivoted}, ::Val{:U}) = (C.U, Val(:done))
iterate(C::Union{Cholesky,CholeskyPivoted}, ::Val{:done}) = nothing

choltype(::Type{T}) where {T} = promote_type(typeof(sqrt(oneunit(T))), Float32)
choltype(A::AbstractMatrix) = choltype(eltype(A))

# Sums of products as the reference kernels take them: of machine numbers fused where the order is small enough for that
# to cost nothing that matters.
@inline _addprod(::Val, a, b, s) = s + a * b
@inline _addprod(::Val{true}, a::T, b::T, s::T) where {T<:BlasReal} = fma(a, b, s)

# Works in one triangle of `A`; returns the order of the first minor that is not positive, or 0.
_chol!(A::AbstractMatrix, upper::Bool) = _chol!(A, upper, Val(false))
_chol!(A::StridedMatrix{<:BlasReal}, upper::Bool) = size(A, 1) <= 16 ? _chol!(A, upper, Val(true)) : _chol!(A, upper, Val(false))
function _chol!(A::AbstractMatrix{T}, upper::Bool, fused) where {T}
    n = checksquare(A)
    for k in 1:n
        s = zero(real(T))
        for i in 1:k-1
            @inbounds s = upper ? _addabs2(fused, A[i, k], s) : _addabs2(fused, A[k, i], s)
        end
        s = real(A[k, k]) - s
        s > 0 || return (A[k, k] = s; k)
        d = sqrt(s)
        A[k, k] = d
        if upper
            for j in k+1:n
                x = zero(T)
                for i in 1:k-1
                    @inbounds x = _addprod(fused, conj(A[i, k]), A[i, j], x)
                end
                @inbounds A[k, j] = (A[k, j] - x) / d
            end
        else
            for i in 1:k-1
                @inbounds x = conj(A[k, i])
                for j in k+1:n
                    @inbounds A[j, k] = _addprod(fused, -A[j, i], x, A[j, k])
                end
            end
            for j in k+1:n
                @inbounds A[j, k] /= d
            end
        end
    end
    return 0
end
@inline _addabs2(fused, a::Real, s) = _addprod(fused, a, a, s)
@inline _addabs2(fused, a, s) = s + abs2(a)

"`cholesky!(A)`: as `cholesky`, in the room of `A`."
function cholesky!(A::HermOrSym, ::NoPivot=NoPivot(); check::Bool=true)
    info = _chol!(A.data, A.uplo == 'U')
    check && checkpositivedefinite(info)
    return Cholesky{eltype(A.data),typeof(A.data)}(A.data, A.uplo, info)
end
function cholesky!(A::AbstractMatrix, ::NoPivot=NoPivot(); check::Bool=true)
    checksquare(A)
    if !ishermitian(A)
        check && checkpositivedefinite(-1)
        return Cholesky(A, 'U', convert(BlasInt, -1))
    end
    return cholesky!(Hermitian(A), NoPivot(); check=check)
end
function cholesky!(A::HermOrSym, ::RowMaximum; tol::Real=0.0, check::Bool=true)
    F = _chol_pivoted!(copyto!(A.data, Matrix(A)), A.uplo, tol)
    check && (F.info == 0 || throw(RankDeficientException(F.info)))
    return F
end
function cholesky!(A::AbstractMatrix, ::RowMaximum; tol::Real=0.0, check::Bool=true)
    checksquare(A)
    if !ishermitian(A)
        check && checkpositivedefinite(-1)
        return CholeskyPivoted{eltype(A),typeof(A),Vector{BlasInt}}(A, 'U', BlasInt[], 0, tol, -1)
    end
    return cholesky!(Hermitian(A), RowMaximum(); tol=tol, check=check)
end

# The largest remaining diagonal element is the next pivot.
function _chol_pivoted!(A::AbstractMatrix{T}, uplo, tol) where {T}
    n = size(A, 1)
    p = collect(BlasInt, 1:n)
    ε = tol < 0 || iszero(tol) ? n * eps(real(T)) * maximum(i -> real(A[i, i]), 1:n; init=zero(real(T))) : tol
    U = copy(A)
    rank = n
    for k in 1:n
        q = k
        for i in k+1:n
            real(U[i, i]) > real(U[q, q]) && (q = i)
        end
        if !(real(U[q, q]) > ε)
            rank = k - 1
            break
        end
        if q != k
            p[k], p[q] = p[q], p[k]
            for i in 1:n
                U[i, k], U[i, q] = U[i, q], U[i, k]
            end
            for j in 1:n
                U[k, j], U[q, j] = U[q, j], U[k, j]
            end
        end
        d = sqrt(real(U[k, k]))
        U[k, k] = d
        for j in k+1:n
            U[k, j] /= d
        end
        for j in k+1:n, i in k+1:n
            U[i, j] -= conj(U[k, i]) * U[k, j]
        end
    end
    copyto!(A, uplo == 'U' ? U : adjoint(triu(U)))
    return CholeskyPivoted{T,typeof(A),Vector{BlasInt}}(A, uplo, p, rank, tol, rank < n ? 1 : 0)
end

"`cholesky(A)`: the Cholesky factorization of a Hermitian positive definite matrix."
cholesky(A::AbstractMatrix, ::NoPivot=NoPivot(); check::Bool=true) = cholesky!(_chol_copy(A), NoPivot(); check=check)
cholesky(A::AbstractMatrix, ::RowMaximum; tol::Real=0.0, check::Bool=true) = cholesky!(_chol_copy(A), RowMaximum(); tol=tol, check=check)
_chol_copy(A::AbstractMatrix) = _dense_oftype(A, choltype(A))
_chol_copy(A::Hermitian) = Hermitian(_dense_oftype(A.data, choltype(A)), sym_uplo(A.uplo))
_chol_copy(A::Symmetric) = Symmetric(_dense_oftype(A.data, choltype(A)), sym_uplo(A.uplo))
function cholesky(x::Number, uplo::Symbol=:U)
    C, info = _chol_number(x)
    xf = fill(C, 1, 1)
    return Cholesky(xf, uplo, info)
end
_chol_number(x::Number) = isreal(x) && real(x) > 0 ? (sqrt(real(x)), 0) : (float(real(x)), 1)
function cholesky(D::Diagonal, ::NoPivot=NoPivot(); check::Bool=true)
    d = Vector{choltype(D)}(D.diag)
    for i in eachindex(d)
        if isreal(d[i]) && real(d[i]) > 0
            d[i] = sqrt(d[i])
        elseif check
            throw(PosDefException(i))
        else
            E = Diagonal(d)
            return Cholesky{eltype(E),typeof(E)}(E, 'U', i)
        end
    end
    E = Diagonal(d)
    return Cholesky{eltype(E),typeof(E)}(E, 'U', 0)
end
cholesky(A::UniformScaling) = throw(ArgumentError("UniformScaling has no size"))

size(C::Union{Cholesky,CholeskyPivoted}) = size(getfield(C, :factors))
copy(C::Cholesky) = Cholesky(copy(C.factors), C.uplo, C.info)
function getproperty(C::Cholesky, s::Symbol)
    A, uplo = getfield(C, :factors), getfield(C, :uplo)
    s === :U && return _cholu(A, uplo)
    s === :L && return _choll(A, uplo)
    s === :UL && return uplo == 'U' ? UpperTriangular(A) : LowerTriangular(A)
    return getfield(C, s)
end
_cholu(A, uplo) = uplo == 'U' ? UpperTriangular(A) : copy(adjoint(LowerTriangular(A)))
_choll(A, uplo) = uplo == 'L' ? LowerTriangular(A) : copy(adjoint(UpperTriangular(A)))
propertynames(F::Cholesky, private::Bool=false) = (:U, :L, :UL, (private ? fieldnames(typeof(F)) : ())...)
function getproperty(C::CholeskyPivoted{T}, s::Symbol) where {T}
    A, uplo, rank = getfield(C, :factors), getfield(C, :uplo), getfield(C, :rank)
    s === :U && return _cholu(A, uplo)
    s === :L && return _choll(A, uplo)
    s === :p && return getfield(C, :piv)
    if s === :P
        n = size(A, 1)
        P = zeros(T, n, n)
        for i in 1:n
            P[C.piv[i], i] = one(T)
        end
        return P
    end
    return getfield(C, s)
end
propertynames(F::CholeskyPivoted, private::Bool=false) = (:U, :L, :p, :P, (private ? fieldnames(typeof(F)) : ())...)

issuccess(C::Union{Cholesky,CholeskyPivoted}) = C.info == 0
isposdef(C::Union{Cholesky,CholeskyPivoted}) = C.info == 0
Matrix(C::Cholesky) = (U = C.U; Matrix(U' * U))
Array(C::Cholesky) = Matrix(C)
AbstractMatrix(C::Cholesky) = Matrix(C)
function Matrix(C::CholeskyPivoted)
    ip = invperm(C.p)
    U = Matrix(C.U)
    U[C.rank+1:end, :] .= 0
    return (U'*U)[ip, ip]
end

function ldiv!(C::Cholesky, B::AbstractVecOrMat)
    A = getfield(C, :factors)
    if C.uplo == 'L'
        L = _tri(A, false)
        return ldiv!(adjoint(L), ldiv!(L, B))
    end
    U = _tri(A, true)
    return ldiv!(U, ldiv!(adjoint(U), B))
end
_tri(A, upper) = upper ? UpperTriangular(A) : LowerTriangular(A)
_tri(A::Diagonal, upper) = A
function ldiv!(C::CholeskyPivoted, B::AbstractVecOrMat)
    C.rank == size(C, 1) || throw(RankDeficientException(C.info))
    p = C.p
    X = B isa AbstractVector ? B[p] : B[p, :]
    U = UpperTriangular(C.uplo == 'U' ? C.factors : Matrix(C.U))
    ldiv!(U, ldiv!(adjoint(U), X))
    for c in axes(B, 2), i in eachindex(p)
        B[p[i], c] = X[i, c]
    end
    return B
end
function rdiv!(B::AbstractMatrix, C::Cholesky)
    U = _tri(C.uplo == 'U' ? C.factors : Matrix(C.U), true)
    return rdiv!(rdiv!(B, U), adjoint(U))
end
ldiv!(F::AdjointFactorization{<:Any,<:Cholesky}, B::AbstractVecOrMat) = ldiv!(parent(F), B)
function det(C::Cholesky)
    d = one(real(eltype(C)))
    for i in 1:size(C.factors, 1)
        d *= real(C.factors[i, i])^2
    end
    return d
end
function logdet(C::Cholesky)
    d = zero(real(eltype(C)))
    for i in 1:size(C.factors, 1)
        d += log(real(C.factors[i, i]))
    end
    return d + d
end
det(C::CholeskyPivoted) = C.rank < size(C.factors, 1) ? zero(real(eltype(C))) : prod(i -> real(C.factors[i, i])^2, 1:size(C.factors, 1); init=one(real(eltype(C))))
logdet(C::CholeskyPivoted) = C.rank < size(C.factors, 1) ? oftype(zero(real(eltype(C))), -Inf) : 2 * sum(i -> log(real(C.factors[i, i])), 1:size(C.factors, 1))
logabsdet(C::Union{Cholesky,CholeskyPivoted}) = (logdet(C), one(eltype(C)))
inv(C::Cholesky) = _hermitian_copy!(ldiv!(C, Matrix{eltype(C)}(I, size(C)...)))
inv(C::CholeskyPivoted) = ldiv!(C, Matrix{eltype(C)}(I, size(C)...))
function _hermitian_copy!(A)
    for j in axes(A, 2), i in j+1:size(A, 1)
        A[i, j] = conj(A[j, i])
    end
    return A
end

# ---- changes of rank one ----------------------------------------------------------------------------------------------------

"`lowrankupdate!(C, v)`: the factorization of `A + v * v'`, in the room of `C` and `v`."
function lowrankupdate!(C::Cholesky, v::AbstractVector)
    A = C.factors
    n = length(v)
    size(C, 1) == n || throw(DimensionMismatch("updating vector must fit size of factorization"))
    C.uplo == 'U' && conj!(v)
    for i in 1:n
        G, r = givens(A[i, i], v[i], 1, 2)
        A[i, i] = r
        for j in i+1:n
            if C.uplo == 'L'
                a, b = A[j, i], v[j]
                A[j, i] = G.c * a + G.s * b
                v[j] = -conj(G.s) * a + G.c * b
            else
                a, b = A[i, j], v[j]
                A[i, j] = G.c * a + G.s * b
                v[j] = -conj(G.s) * a + G.c * b
            end
        end
    end
    return C
end
"`lowrankdowndate!(C, v)`: the factorization of `A - v * v'`, in the room of `C` and `v`."
function lowrankdowndate!(C::Cholesky, v::AbstractVector)
    A = C.factors
    n = length(v)
    size(C, 1) == n || throw(DimensionMismatch("updating vector must fit size of factorization"))
    C.uplo == 'U' && conj!(v)
    for i in 1:n
        a = A[i, i]
        s = conj(v[i] / a)
        s2 = abs2(s)
        s2 > 1 && throw(PosDefException(i))
        c = sqrt(1 - s2)
        A[i, i] = c * a
        for j in i+1:n
            if C.uplo == 'L'
                A[j, i] = (A[j, i] - s * v[j]) / c
                v[j] = -conj(s) * A[j, i] + c * v[j]
            else
                A[i, j] = (A[i, j] - s * v[j]) / c
                v[j] = -conj(s) * A[i, j] + c * v[j]
            end
        end
    end
    return C
end
"`lowrankupdate(C, v)`: the factorization of `A + v * v'`."
lowrankupdate(C::Cholesky, v::AbstractVector) = lowrankupdate!(copy(C), copy(v))
"`lowrankdowndate(C, v)`: the factorization of `A - v * v'`."
lowrankdowndate(C::Cholesky, v::AbstractVector) = lowrankdowndate!(copy(C), copy(v))
