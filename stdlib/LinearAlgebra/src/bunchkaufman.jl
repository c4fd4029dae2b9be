# Factorization of symmetric indefinite matrices with pivots of order one and two (Bunch and Kaufman).

"`P * A * P' = U * D * U'` (or with `L`), `D` with blocks of order one and two; made by `bunchkaufman`."
struct BunchKaufman{T,S<:AbstractMatrix,P<:AbstractVector{<:Integer}} <: Factorization{T}
    LD::S
    ipiv::P
    uplo::Char
    symmetric::Bool
    rook::Bool
    info::BlasInt
end

iterate(S::BunchKaufman) = (S.D, Val(:UL))
iterate(S::BunchKaufman, ::Val{:UL}) = (S.uplo == 'L' ? S.L : S.U, Val(:p))
iterate(S::BunchKaufman, ::Val{:p}) = (S.p, Val(:done))
iterate(S::BunchKaufman, ::Val{:done}) = nothing

size(F::BunchKaufman) = size(getfield(F, :LD))
issuccess(F::BunchKaufman) = F.info == 0

# One step eliminates with the pivot at the end (upper) or start (lower) of what remains. Rows and columns are counted from
# that end: index `t` stands for row `n + 1 - t` in an upper factorization. `ipiv[k] > 0`: a pivot of order one, exchanged
# with that row; negative pairs: a pivot of order two, its outer row exchanged with the row named.
function _bunch_kaufman!(M::AbstractMatrix{T}, upper::Bool, herm::Bool) where {T}
    n = size(M, 1)
    at(t) = upper ? n + 1 - t : t
    flip = herm ? conj : identity
    ipiv = zeros(BlasInt, n)
    info = 0
    limit = (1 + sqrt(convert(real(T), 17))) / 8
    # The whole matrix is kept up to date, so that exchanges are plain.
    swap!(a, b, from) = begin
        a == b && return nothing
        for t in 1:n
            M[at(a), at(t)], M[at(b), at(t)] = M[at(b), at(t)], M[at(a), at(t)]
        end
        for t in from:n
            M[at(t), at(a)], M[at(t), at(b)] = M[at(t), at(b)], M[at(t), at(a)]
        end
    end
    k = 1
    while k <= n
        order, p = 1, k
        akk = abs(real(M[at(k), at(k)]) + (herm ? zero(T) : M[at(k), at(k)] - real(M[at(k), at(k)])))
        r, colmax = k, zero(real(T))
        for t in k+1:n
            x = abs(M[at(t), at(k)])
            x > colmax && ((r, colmax) = (t, x))
        end
        if max(akk, colmax) == 0
            info == 0 && (info = at(k))
            ipiv[at(k)] = at(k)
            k += 1
            continue
        end
        if akk < limit * colmax
            rowmax = zero(real(T))
            for t in k:n
                t == r || (rowmax = max(rowmax, abs(M[at(r), at(t)])))
            end
            if akk >= limit * colmax * (colmax / rowmax)
                p = k
            elseif abs(M[at(r), at(r)]) >= limit * rowmax
                p = r
            else
                order, p = 2, r
            end
        end
        inner = k + order - 1
        swap!(inner, p, k)
        if order == 1
            d = M[at(k), at(k)]
            ipiv[at(k)] = at(p)
            for t in k+1:n
                l = M[at(t), at(k)] / d
                for u in k+1:n
                    M[at(t), at(u)] -= l * M[at(k), at(u)]
                end
                M[at(t), at(k)] = l
            end
            for u in k+1:n
                M[at(k), at(u)] = zero(T)
            end
        else
            a, b, c, e = M[at(k), at(k)], M[at(k), at(k+1)], M[at(k+1), at(k)], M[at(k+1), at(k+1)]
            ipiv[at(k)] = ipiv[at(k+1)] = -at(p)
            Δ = a * e - b * c
            for t in k+2:n
                x, y = M[at(t), at(k)], M[at(t), at(k+1)]
                l1 = (x * e - y * c) / Δ
                l2 = (y * a - x * b) / Δ
                for u in k+2:n
                    M[at(t), at(u)] -= l1 * M[at(k), at(u)] + l2 * M[at(k+1), at(u)]
                end
                M[at(t), at(k)], M[at(t), at(k+1)] = l1, l2
            end
            for u in k+2:n
                M[at(k), at(u)] = zero(T)
                M[at(k+1), at(u)] = zero(T)
            end
        end
        k += order
    end
    return ipiv, BlasInt(info)
end

"`bunchkaufman!(A)`: as `bunchkaufman`, in the room of `A`."
function bunchkaufman!(A::HermOrSym, rook::Bool=false; check::Bool=true)
    M = Matrix(A)
    ipiv, info = _bunch_kaufman!(M, A.uplo == 'U', A isa Hermitian && !(eltype(A) <: Real))
    check && checknonsingular(info)
    copyto!(A.data, M)
    return BunchKaufman{eltype(A),typeof(A.data),typeof(ipiv)}(A.data, ipiv, A.uplo, A isa Symmetric || eltype(A) <: Real, rook, info)
end
function bunchkaufman!(A::AbstractMatrix, rook::Bool=false; check::Bool=true)
    ishermitian(A) && return bunchkaufman!(Hermitian(A), rook; check=check)
    issymmetric(A) && return bunchkaufman!(Symmetric(A), rook; check=check)
    throw(ArgumentError("Bunch-Kaufman decomposition is only valid for symmetric or Hermitian matrices"))
end
"`bunchkaufman(A)`: the Bunch-Kaufman factorization of a symmetric or Hermitian matrix."
bunchkaufman(A::AbstractMatrix{T}, rook::Bool=false; check::Bool=true) where {T} =
    bunchkaufman!(_bk_copy(A, typeof(sqrt(oneunit(T)))), rook; check=check)
_bk_copy(A::Symmetric, ::Type{T}) where {T} = Symmetric(_dense_oftype(A.data, T), sym_uplo(A.uplo))
_bk_copy(A::Hermitian, ::Type{T}) where {T} = Hermitian(_dense_oftype(A.data, T), sym_uplo(A.uplo))
_bk_copy(A::AbstractMatrix, ::Type{T}) where {T} = _dense_oftype(A, T)

function _bk_permutation(F::BunchKaufman)
    ipiv, n = getfield(F, :ipiv), size(F, 1)
    p = collect(1:n)
    if getfield(F, :uplo) == 'L'
        i = 1
        while i <= n
            if ipiv[i] > 0
                q = ipiv[i]
                p[i], p[q] = p[q], p[i]
                i += 1
            else
                q = -ipiv[i]
                p[i+1], p[q] = p[q], p[i+1]
                i += 2
            end
        end
    else
        i = n
        while i >= 1
            if ipiv[i] > 0
                q = ipiv[i]
                p[i], p[q] = p[q], p[i]
                i -= 1
            else
                q = -ipiv[i]
                p[i-1], p[q] = p[q], p[i-1]
                i -= 2
            end
        end
    end
    return p
end
# Triangle and block diagonal, apart.
function _bk_parts(F::BunchKaufman{T}) where {T}
    LD, ipiv, n = getfield(F, :LD), getfield(F, :ipiv), size(F, 1)
    upper = getfield(F, :uplo) == 'U'
    W = Matrix{T}(I, n, n)
    d = T[LD[i, i] for i in 1:n]
    du, dl = zeros(T, max(n - 1, 0)), zeros(T, max(n - 1, 0))
    for j in 1:n, i in (upper ? (1:j-1) : (j+1:n))
        W[i, j] = LD[i, j]
    end
    i = upper ? n : 1
    while 1 <= i <= n
        if ipiv[i] < 0
            a, b = upper ? (i - 1, i) : (i, i + 1)
            du[a], dl[a] = LD[a, b], LD[b, a]
            upper ? (W[a, b] = zero(T)) : (W[b, a] = zero(T))
            i += upper ? -2 : 2
        else
            i += upper ? -1 : 1
        end
    end
    return W, Tridiagonal(dl, d, du)
end
function getproperty(F::BunchKaufman{T}, s::Symbol) where {T}
    if s === :p
        return _bk_permutation(F)
    elseif s === :P
        return Matrix{T}(I, size(F)...)[:, invperm(_bk_permutation(F))]
    elseif s === :D
        return _bk_parts(F)[2]
    elseif s === :U
        getfield(F, :uplo) == 'U' || throw(ArgumentError("factorization is L*D*transpose(L) but you requested U"))
        return UnitUpperTriangular(_bk_parts(F)[1])
    elseif s === :L
        getfield(F, :uplo) == 'L' || throw(ArgumentError("factorization is U*D*transpose(U) but you requested L"))
        return UnitLowerTriangular(_bk_parts(F)[1])
    end
    return getfield(F, s)
end
propertynames(F::BunchKaufman, private::Bool=false) =
    (:p, :P, :L, :U, :D, (private ? fieldnames(typeof(F)) : ())...)

function ldiv!(F::BunchKaufman, B::AbstractVecOrMat)
    _check_rows(F, B)
    issuccess(F) || throw(SingularException(F.info))
    p = _bk_permutation(F)
    W, D = _bk_parts(F)
    X = B isa AbstractVector ? B[p] : B[p, :]
    U = F.uplo == 'U' ? UnitUpperTriangular(W) : UnitLowerTriangular(W)
    ldiv!(U, X)
    X = lu(D) \ X
    ldiv!(F.symmetric ? transpose(U) : adjoint(U), X)
    for c in axes(B, 2), i in eachindex(p)
        B[p[i], c] = X[i, c]
    end
    return B
end
function det(F::BunchKaufman)
    issuccess(F) || return zero(eltype(F))
    d = det(F.D)
    return F.symmetric ? d : oftype(d, real(d))
end
logabsdet(F::BunchKaufman) = issuccess(F) ? logabsdet(F.D) : (log(zero(real(eltype(F)))), zero(eltype(F)))
inv(F::BunchKaufman{T}) where {T} = (issuccess(F) || throw(SingularException(F.info)); ldiv!(F, Matrix{T}(I, size(F)...)))
function Matrix(F::BunchKaufman)
    W, D = _bk_parts(F)
    ip = invperm(_bk_permutation(F))
    return (W*D*(F.symmetric ? transpose(W) : adjoint(W)))[ip, ip]
end
