# LU factorization by elimination with exchange of rows.

"`P * A = L * U`: `F.L`, `F.U`, `F.p`, `F.P`; made by `lu`."
struct LU{T,S<:AbstractMatrix{T},P<:AbstractVector{<:Integer}} <: Factorization{T}
    factors::S
    ipiv::P
    info::BlasInt

    function LU{T,S,P}(factors, ipiv, info) where {T,S<:AbstractMatrix{T},P<:AbstractVector{<:Integer}}
        require_one_based_indexing(factors)
        return new{T,S,P}(factors, ipiv, info)
    end
end
LU(factors::AbstractMatrix{T}, ipiv::AbstractVector{<:Integer}, info::BlasInt) where {T} =
    LU{T,typeof(factors),typeof(ipiv)}(factors, ipiv, info)
LU{T}(factors::AbstractMatrix, ipiv::AbstractVector{<:Integer}, info::Integer) where {T} =
    LU(convert(AbstractMatrix{T}, factors), ipiv, BlasInt(info))
LU{T}(F::LU) where {T} = (M = convert(AbstractMatrix{T}, F.factors); LU{T,typeof(M),typeof(F.ipiv)}(M, F.ipiv, F.info))
Factorization{T}(F::LU{T}) where {T} = F
Factorization{T}(F::LU) where {T} = LU{T}(F)

iterate(S::LU) = (S.L, Val(:U))
iterate(S::LU, ::Val{:U}) = (S.U, Val(:p))
iterate(S::LU, ::Val{:p}) = (S.p, Val(:done))
iterate(S::LU, ::Val{:done}) = nothing

# The type elimination works in: that of quotients, with differences and products.
lutype(::Type{T}) where {T} = (U = typeof(oneunit(T) - oneunit(T) * (oneunit(T) / (oneunit(T) + zero(T)))); L = typeof(oneunit(U) / oneunit(U)); promote_type(T, L, U))
lupivottype(::Type{T}) where {T} = RowMaximum()

"`lu(A, pivot=RowMaximum(); check=true)`: the LU factorization of `A`."
function lu(A::AbstractMatrix{T}, pivot::Union{RowMaximum,NoPivot,RowNonZero}=lupivottype(T);
            check::Bool=true, allowsingular::Bool=false) where {T}
    return lu!(_lucopy(A, lutype(T)), pivot; check=check, allowsingular=allowsingular)
end
_lucopy(A::AbstractMatrix, ::Type{T}) where {T} = copyto!(similar(A, T, size(A)), A)
_lucopy(A::Union{HermOrSym,AbstractTriangular,UpperHessenberg,AdjOrTrans}, ::Type{T}) where {T} = _dense_oftype(A, T)
_lucopy(A::Union{Diagonal,Bidiagonal,Tridiagonal,SymTridiagonal}, ::Type{T}) where {T} = _tridiagonal_copy(Tridiagonal(A), T)
_tridiagonal_copy(A::Tridiagonal, ::Type{T}) where {T} = Tridiagonal(Vector{T}(A.dl), Vector{T}(A.d), Vector{T}(A.du))
lu(S::LU) = S
lu(x::Number; check::Bool=true, allowsingular::Bool=false) =
    LU(fill(x, 1, 1), BlasInt[1], x == 0 ? one(BlasInt) : zero(BlasInt))

"`lu!(A)`: as `lu`, in the room of `A`."
function lu!(A::AbstractMatrix{T}, pivot::Union{RowMaximum,NoPivot,RowNonZero}=lupivottype(T);
             check::Bool=true, allowsingular::Bool=false) where {T}
    require_one_based_indexing(A)
    ipiv, info = _eliminate!(A, pivot)
    check && _check_lu(info, pivot, allowsingular)
    return LU{T,typeof(A),Vector{BlasInt}}(A, ipiv, info)
end
lu!(A::HermOrSym, pivot::Union{RowMaximum,NoPivot,RowNonZero}=lupivottype(eltype(A)); check::Bool=true, allowsingular::Bool=false) =
    lu!(copyto!(A.data, Matrix(A)), pivot; check=check, allowsingular=allowsingular)

function _check_lu(info, pivot, allowsingular)
    info == 0 && return nothing
    info < 0 && throw(ZeroPivotException(-info))
    allowsingular || checknonsingular(info)
    return nothing
end
_pivot_size(x) = abs(x)
_pivot_size(x::Complex{<:BlasReal}) = abs(real(x)) + abs(imag(x))

function _eliminate!(A::AbstractMatrix{T}, pivot) where {T}
    m, n = size(A)
    r = min(m, n)
    ipiv = Vector{BlasInt}(undef, r)
    info = 0
    for k in 1:r
        p = k
        if pivot isa RowMaximum
            best = _pivot_size(A[k, k])
            for i in k+1:m
                @inbounds size_i = _pivot_size(A[i, k])
                if size_i > best
                    p, best = i, size_i
                end
            end
        elseif pivot isa RowNonZero
            while p < m && iszero(A[p, k])
                p += 1
            end
        end
        @inbounds ipiv[k] = p
        if !iszero(A[p, k])
            if p != k
                for j in 1:n
                    @inbounds A[k, j], A[p, j] = A[p, j], A[k, j]
                end
            end
            q = inv(A[k, k])
            for i in k+1:m
                @inbounds A[i, k] *= q
            end
        elseif info == 0
            info = pivot isa NoPivot ? -k : k
        end
        for j in k+1:n
            @inbounds x = A[k, j]
            for i in k+1:m
                @inbounds A[i, j] -= A[i, k] * x
            end
        end
    end
    return ipiv, BlasInt(info)
end

# ---- tridiagonal ------------------------------------------------------------------------------------------------------------

# A pivot from the row below brings a second superdiagonal.
function lu!(A::Tridiagonal{T,V}, pivot::Union{RowMaximum,NoPivot}=RowMaximum(); check::Bool=true, allowsingular::Bool=false) where {T,V}
    n = size(A, 1)
    dl, d, du = A.dl, A.d, A.du
    du2 = fill!(similar(d, max(n - 2, 0)), zero(T))
    ipiv = collect(BlasInt, 1:n)
    info = 0
    for k in 1:n-1
        if pivot isa NoPivot || abs(d[k]) >= abs(dl[k])
            if !iszero(d[k])
                f = dl[k] / d[k]
                dl[k] = f
                d[k+1] -= f * du[k]
            end
        else
            f = d[k] / dl[k]
            d[k] = dl[k]
            dl[k] = f
            du[k], d[k+1] = d[k+1], du[k] - f * d[k+1]
            if k < n - 1
                du2[k] = du[k+1]
                du[k+1] = -f * du[k+1]
            end
            ipiv[k] = k + 1
        end
    end
    for k in 1:n
        if iszero(d[k])
            info = pivot isa NoPivot ? -k : k
            break
        end
    end
    check && _check_lu(info, pivot, allowsingular)
    B = Tridiagonal{T,V}(dl, d, du, du2)
    return LU{T,Tridiagonal{T,V},typeof(ipiv)}(B, ipiv, BlasInt(info))
end

# ---- parts ------------------------------------------------------------------------------------------------------------------

size(F::LU) = size(getfield(F, :factors))
size(F::LU, i::Integer) = size(getfield(F, :factors), i)
copy(F::LU) = LU(copy(F.factors), copy(F.ipiv), F.info)
issuccess(F::LU; allowsingular::Bool=false) = allowsingular ? F.info >= 0 : F.info == 0

# Exchanges of rows, one after another, as one permutation.
function ipiv2perm(v::AbstractVector, n::Integer)
    p = collect(1:n)
    for i in eachindex(v)
        p[i], p[v[i]] = p[v[i]], p[i]
    end
    return p
end

function getproperty(F::LU{T}, s::Symbol) where {T}
    m, n = size(F)
    if s === :L
        A = _lu_dense(F, :L)
        L = tril!(A[1:m, 1:min(m, n)])
        for i in 1:min(m, n)
            L[i, i] = one(T)
        end
        return L
    elseif s === :U
        return triu!(_lu_dense(F, :U)[1:min(m, n), 1:n])
    elseif s === :p
        return ipiv2perm(getfield(F, :ipiv), m)
    elseif s === :P
        return Matrix{T}(I, m, m)[:, invperm(F.p)]
    end
    return getfield(F, s)
end
_lu_dense(F::LU, part) = getfield(F, :factors)
function _lu_dense(F::LU{T,<:Tridiagonal}, part) where {T}
    A = getfield(F, :factors)
    n = size(A, 1)
    if part === :U
        U = fill!(Matrix{T}(undef, n, n), zero(T))
        for i in 1:n
            U[i, i] = A.d[i]
            i < n && (U[i, i+1] = A.du[i])
            i < n - 1 && (U[i, i+2] = A.du2[i])
        end
        return U
    end
    # Each later exchange moves the multipliers found before it.
    L = Matrix{T}(I, n, n)
    ipiv = getfield(F, :ipiv)
    for i in 1:n-1
        L[i+1, i] = A.dl[i]
        if ipiv[i] != i
            for j in 1:i-1
                L[i, j], L[i+1, j] = L[i+1, j], L[i, j]
            end
        end
    end
    return L
end
propertynames(F::LU, private::Bool=false) = (:L, :U, :p, :P, (private ? fieldnames(typeof(F)) : ())...)

Matrix(F::LU) = (F.L*F.U)[invperm(F.p), :]
Array(F::LU) = Matrix(F)
AbstractMatrix(F::LU) = Matrix(F)
AbstractArray(F::LU) = Matrix(F)

# ---- solving ----------------------------------------------------------------------------------------------------------------

function _exchange_rows!(ipiv, B::AbstractVecOrMat, back::Bool=false)
    for i in (back ? reverse(eachindex(ipiv)) : eachindex(ipiv))
        p = ipiv[i]
        p == i && continue
        for j in axes(B, 2)
            @inbounds B[i, j], B[p, j] = B[p, j], B[i, j]
        end
    end
    return B
end
function _check_solvable(F::LU)
    info = getfield(F, :info)
    info == 0 || throw(SingularException(abs(info)))
    checksquare(getfield(F, :factors))
    return nothing
end
function ldiv!(F::LU, B::AbstractVecOrMat)
    _check_rows(F, B)
    A = getfield(F, :factors)
    checksquare(A)
    _exchange_rows!(F.ipiv, B)
    ldiv!(UnitLowerTriangular(A), B)
    return ldiv!(UpperTriangular(A), B)
end
function ldiv!(F::AdjointFactorization{<:Any,<:LU}, B::AbstractVecOrMat)
    _check_rows(F, B)
    A = getfield(parent(F), :factors)
    ldiv!(adjoint(UpperTriangular(A)), B)
    ldiv!(adjoint(UnitLowerTriangular(A)), B)
    return _exchange_rows!(parent(F).ipiv, B, true)
end
function ldiv!(F::TransposeFactorization{<:Any,<:LU}, B::AbstractVecOrMat)
    _check_rows(F, B)
    A = getfield(parent(F), :factors)
    ldiv!(transpose(UpperTriangular(A)), B)
    ldiv!(transpose(UnitLowerTriangular(A)), B)
    return _exchange_rows!(parent(F).ipiv, B, true)
end

function ldiv!(F::LU{T,<:Tridiagonal}, B::AbstractVecOrMat) where {T}
    _check_rows(F, B)
    A = getfield(F, :factors)
    n = size(A, 1)
    ipiv = getfield(F, :ipiv)
    dl, d, du, du2 = A.dl, A.d, A.du, A.du2
    for i in 1:n
        iszero(d[i]) && throw(SingularException(i))
    end
    for c in axes(B, 2)
        for i in 1:n-1
            if ipiv[i] == i
                B[i+1, c] -= dl[i] * B[i, c]
            else
                B[i, c], B[i+1, c] = B[i+1, c], B[i, c] - dl[i] * B[i+1, c]
            end
        end
        for i in n:-1:1
            x = B[i, c]
            i < n && (x -= du[i] * B[i+1, c])
            i < n - 1 && (x -= du2[i] * B[i+2, c])
            B[i, c] = x / d[i]
        end
    end
    return B
end
ldiv!(F::AdjointFactorization{<:Any,<:LU{<:Any,<:Tridiagonal}}, B::AbstractVecOrMat) = _tri_back!(F, B, adjoint)
ldiv!(F::TransposeFactorization{<:Any,<:LU{<:Any,<:Tridiagonal}}, B::AbstractVecOrMat) = _tri_back!(F, B, transpose)
function _tri_back!(F, B, op)
    _check_rows(F, B)
    G = parent(F)
    A = getfield(G, :factors)
    n = size(A, 1)
    ipiv = getfield(G, :ipiv)
    for c in axes(B, 2)
        for i in 1:n
            x = B[i, c]
            i > 1 && (x -= op(A.du[i-1]) * B[i-1, c])
            i > 2 && (x -= op(A.du2[i-2]) * B[i-2, c])
            B[i, c] = x / op(A.d[i])
        end
        for i in n-1:-1:1
            if ipiv[i] == i
                B[i, c] -= op(A.dl[i]) * B[i+1, c]
            else
                B[i, c], B[i+1, c] = B[i+1, c], B[i, c] - op(A.dl[i]) * B[i+1, c]
            end
        end
    end
    return B
end

# ---- determinants and inverses ----------------------------------------------------------------------------------------------

function det(F::LU{T}) where {T}
    n = checksquare(F)
    issuccess(F) || return zero(T)
    d = _lu_diagonal(F)
    P = one(T)
    swaps = 0
    for i in 1:n
        P *= d[i]
        F.ipiv[i] == i || (swaps += 1)
    end
    return isodd(swaps) ? -P : P
end
_lu_diagonal(F::LU) = diag(getfield(F, :factors))
function logabsdet(F::LU{T}) where {T}
    n = checksquare(F)
    issuccess(F) || return log(zero(real(T))), zero(T)
    d = _lu_diagonal(F)
    swaps = 0
    P = one(T)
    s = zero(log(abs(one(T))))
    for i in 1:n
        P *= sign(d[i])
        s += log(abs(d[i]))
        F.ipiv[i] == i || (swaps += 1)
    end
    return s, isodd(swaps) ? -P : P
end
function logdet(F::LU{T}) where {T<:Complex}
    l, s = logabsdet(F)
    return complex(l, angle(s))
end

inv(F::LU) = (_check_solvable(F); _inv_lu(F))
function _inv_lu(F::LU{T}) where {T}
    n = checksquare(F)
    return ldiv!(F, Matrix{T}(I, n, n))
end
# For machine numbers: the inverse of U, column by column, then what undoes L from the right.
function _inv_lu(F::LU{T,<:StridedMatrix}) where {T<:BlasFloat}
    A = copyto!(Matrix{T}(undef, size(F)), getfield(F, :factors))
    n = size(A, 1)
    for j in 1:n
        @inbounds d = inv(A[j, j])
        @inbounds A[j, j] = d
        for k in 1:j-1
            @inbounds x = A[k, j]
            for i in 1:k-1
                @inbounds A[i, j] += x * A[i, k]
            end
            @inbounds A[k, j] = x * A[k, k]
        end
        for i in 1:j-1
            @inbounds A[i, j] *= -d
        end
    end
    l = Vector{T}(undef, n)
    for j in n-1:-1:1
        for i in j+1:n
            @inbounds l[i] = A[i, j]
            @inbounds A[i, j] = zero(T)
        end
        for k in j+1:n
            @inbounds x = l[k]
            for i in 1:n
                @inbounds A[i, j] -= A[i, k] * x
            end
        end
    end
    ipiv = F.ipiv
    for j in n-1:-1:1
        p = ipiv[j]
        p == j && continue
        for i in 1:n
            @inbounds A[i, j], A[i, p] = A[i, p], A[i, j]
        end
    end
    return A
end
