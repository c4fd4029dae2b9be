# Singular values and vectors.

"`A = U * Diagonal(S) * Vt`; made by `svd`."
struct SVD{T,Tr,M<:AbstractArray{T},C<:AbstractVector{Tr}} <: Factorization{T}
    U::M
    S::C
    Vt::M
    function SVD{T,Tr,M,C}(U, S, Vt) where {T,Tr,M<:AbstractArray{T},C<:AbstractVector{Tr}}
        require_one_based_indexing(U, S, Vt)
        return new{T,Tr,M,C}(U, S, Vt)
    end
end
SVD(U::AbstractArray{T}, S::AbstractVector{Tr}, Vt::AbstractArray{T}) where {T,Tr} = SVD{T,Tr,typeof(U),typeof(S)}(U, S, Vt)

iterate(S::SVD) = (S.U, Val(:S))
iterate(S::SVD, ::Val{:S}) = (S.S, Val(:V))
iterate(S::SVD, ::Val{:V}) = (S.V, Val(:done))
iterate(S::SVD, ::Val{:done}) = nothing
function getproperty(F::SVD, s::Symbol)
    s === :V && return adjoint(getfield(F, :Vt))
    return getfield(F, s)
end
propertynames(F::SVD, private::Bool=false) = private ? (:V, fieldnames(typeof(F))...) : (:U, :S, :V, :Vt)
size(F::SVD) = (size(F.U, 1), size(F.Vt, 2))
copy(F::SVD) = SVD(copy(F.U), copy(F.S), copy(F.Vt))

# ---- bidiagonal form --------------------------------------------------------------------------------------------------------------

# `A = Q * B * P'` for a tall `A`, `B` upper bidiagonal and real. Reflectors stay in `A`.
function _bidiagonalize!(A::AbstractMatrix{T}) where {T}
    m, n = size(A)
    R = real(T)
    d, e = Vector{R}(undef, n), Vector{R}(undef, max(n - 1, 0))
    τq, τp = zeros(T, n), zeros(T, n)
    for k in 1:n
        t = reflector!(A, k, k)
        τq[k] = t
        d[k] = real(A[k, k])
        apply_reflector!(A, k, k, conj(t), A, k+1:n)
        if k < n
            # Row k right of the diagonal: `A[k, k+1:n] * H` has only its first element.
            t = row_reflector!(A, k, k + 1)
            τp[k] = t
            e[k] = real(A[k, k+1])
            _reflect_rows!(A, k+1:m, A, k, t)
        end
    end
    return d, e, τq, τp
end
# `B = Q * B`.
function _apply_left_reflectors!(A, τq, B)
    for k in length(τq):-1:1
        apply_reflector!(A, k, k, τq[k], B, axes(B, 2))
    end
    return B
end
# `B = B * P'`.
function _apply_right_reflectors!(A, τp, B)
    for k in length(τp)-1:-1:1
        _reflect_rows!(B, axes(B, 1), A, k, conj(τp[k]))
    end
    return B
end
# These rows of B times I - t v v', with v' in row k of A from column k+1, where it starts with a one.
function _reflect_rows!(B, rows, A, k, t)
    iszero(t) && return B
    n = size(A, 2)
    for i in rows
        s = B[i, k+1]
        for j in k+2:n
            s += B[i, j] * conj(A[k, j])
        end
        s *= t
        B[i, k+1] -= s
        for j in k+2:n
            B[i, j] -= s * A[k, j]
        end
    end
    return B
end

# ---- the iteration ------------------------------------------------------------------------------------------------------------------

# Implicit QR on an upper bidiagonal matrix; rotations go to the columns of `U` and the rows of `Vt`.
function _bidiagonal_qr!(d::Vector{T}, e::Vector{T}, U, Vt) where {T<:Real}
    n = length(d)
    ε = eps(T)
    biggest = max(maximum(abs, d; init=zero(T)), maximum(abs, e; init=zero(T)))
    steps = 0
    hi = n
    while hi > 1
        # Negligible superdiagonal elements become zero.
        for k in 1:hi-1
            abs(e[k]) <= ε * (abs(d[k]) + abs(d[k+1])) && (e[k] = zero(T))
            abs(e[k]) <= floatmin(T) && (e[k] = zero(T))
        end
        if iszero(e[hi-1])
            hi -= 1
            continue
        end
        lo = hi - 1
        while lo > 1 && !iszero(e[lo-1])
            lo -= 1
        end
        steps += 1
        steps > 60 * n + 200 && throw(LAPACKException(hi))
        # A zero on the diagonal: its row is rotated away.
        zerorow = 0
        for k in lo:hi-1
            abs(d[k]) <= ε * biggest && (zerorow = k)
        end
        if zerorow != 0
            k = zerorow
            d[k] = zero(T)
            f = e[k]
            e[k] = zero(T)
            for j in k+1:hi
                c, s, r = givensAlgorithm(d[j], f)
                d[j] = r
                if j < hi
                    f = -s * e[j]
                    e[j] = c * e[j]
                end
                U === nothing || for i in axes(U, 1)
                    a, b = U[i, j], U[i, k]
                    U[i, j] = c * a + s * b
                    U[i, k] = c * b - s * a
                end
            end
            continue
        end
        if abs(d[hi]) <= ε * biggest
            # A zero at the end: its column is rotated away.
            d[hi] = zero(T)
            f = e[hi-1]
            e[hi-1] = zero(T)
            for j in hi-1:-1:lo
                c, s, r = givensAlgorithm(d[j], f)
                d[j] = r
                if j > lo
                    f = -s * e[j-1]
                    e[j-1] = c * e[j-1]
                end
                Vt === nothing || for i in axes(Vt, 2)
                    a, b = Vt[j, i], Vt[hi, i]
                    Vt[j, i] = c * a + s * b
                    Vt[hi, i] = c * b - s * a
                end
            end
            continue
        end
        # Shift: the eigenvalue of the last block of B'B nearest to its corner.
        a = d[hi-1]^2 + (hi - 1 > lo ? e[hi-2]^2 : zero(T))
        b = d[hi-1] * e[hi-1]
        c2 = d[hi]^2 + e[hi-1]^2
        δ = (a - c2) / 2
        μ = iszero(b) ? c2 : c2 - b^2 / (δ + copysign(hypot(δ, b), δ))
        y, z = d[lo] - μ / d[lo], e[lo]
        for k in lo:hi-1
            c, s, r = givensAlgorithm(y, z)
            k > lo && (e[k-1] = r)
            y, e[k] = c * d[k] + s * e[k], c * e[k] - s * d[k]
            z, d[k+1] = s * d[k+1], c * d[k+1]
            Vt === nothing || for i in axes(Vt, 2)
                a1, b1 = Vt[k, i], Vt[k+1, i]
                Vt[k, i] = c * a1 + s * b1
                Vt[k+1, i] = c * b1 - s * a1
            end
            c, s, r = givensAlgorithm(y, z)
            d[k] = r
            y, d[k+1] = c * e[k] + s * d[k+1], c * d[k+1] - s * e[k]
            if k < hi - 1
                z, e[k+1] = s * e[k+1], c * e[k+1]
            end
            U === nothing || for i in axes(U, 1)
                a1, b1 = U[i, k], U[i, k+1]
                U[i, k] = c * a1 + s * b1
                U[i, k+1] = c * b1 - s * a1
            end
            e[k] = y
        end
    end
    # Values positive, in falling order.
    for k in 1:n
        if d[k] < 0 || (iszero(d[k]) && signbit(d[k]))
            d[k] = -d[k]
            Vt === nothing || for i in axes(Vt, 2)
                Vt[k, i] = -Vt[k, i]
            end
        end
    end
    p = sortperm(d; rev=true)
    if p != 1:n
        d .= d[p]
        U === nothing || (U[:, 1:n] = U[:, p])
        Vt === nothing || (Vt[1:n, :] = Vt[p, :])
    end
    return d
end

function _tall_svd!(A::AbstractMatrix{T}, full::Bool) where {T}
    m, n = size(A)
    d, e, τq, τp = _bidiagonalize!(A)
    U = _apply_left_reflectors!(A, τq, Matrix{T}(I, m, full ? m : n))
    Vt = _apply_right_reflectors!(A, τp, Matrix{T}(I, n, n))
    _bidiagonal_qr!(d, e, U, Vt)
    return U, d, Vt
end

_default_svd_alg(A) = DivideAndConquer()
"`svd!(A)`: as `svd`, in the room of `A`."
function svd!(A::StridedMatrix{T}; full::Bool=false, alg::Algorithm=DivideAndConquer()) where {T<:BlasFloat}
    m, n = size(A)
    if m == 0 || n == 0
        return SVD(Matrix{T}(I, m, full ? m : n == 0 ? 0 : min(m, n)), real(T)[], Matrix{T}(I, full ? n : min(m, n), n))
    end
    chkfinite(A)
    if m >= n
        U, S, Vt = _tall_svd!(A, full)
        return SVD(U, S, Vt)
    end
    U, S, Vt = _tall_svd!(copy(adjoint(A)), full)
    return SVD(copy(adjoint(Vt)), S, copy(adjoint(U)))
end
"`svd(A; full=false)`: the singular value decomposition of `A`."
svd(A::AbstractVecOrMat{T}; full::Bool=false, alg::Algorithm=DivideAndConquer()) where {T} =
    _svd_float16(T, svd!(_svd_copy(A, eigtype(T)); full=full, alg=alg))
_svd_copy(A::AbstractMatrix, ::Type{T}) where {T} = _dense_oftype(A, T)
_svd_copy(v::AbstractVector, ::Type{T}) where {T} = copyto!(Matrix{T}(undef, length(v), 1), v)
_svd_float16(::Type, F) = F
function svd(x::Number; full::Bool=false, alg::Algorithm=DivideAndConquer())
    return SVD(x == 0 ? fill(one(x), 1, 1) : fill(x / abs(x), 1, 1), [abs(x)], fill(one(x), 1, 1))
end
svd(x::Integer; kwargs...) = svd(float(x); kwargs...)
function svd(D::Diagonal{T}; kwargs...) where {T<:Number}
    s = map(abs, D.diag)
    p = sortperm(s; rev=true)
    n = length(s)
    S = s[p]
    U = zeros(T <: Integer ? T : typeof(zero(T)), n, n)
    E = typeof(one(T) / one(real(T)))
    U = zeros(E, n, n)
    Vt = zeros(E, n, n)
    for (k, i) in enumerate(p)
        U[i, k] = iszero(D.diag[i]) ? one(E) : D.diag[i] / s[i]
        Vt[k, i] = one(E)
    end
    return SVD(U, S, Vt)
end

"`svdvals!(A)`: as `svdvals`, in the room of `A`."
function svdvals!(A::StridedMatrix{T}) where {T<:BlasFloat}
    isempty(A) && return real(T)[]
    chkfinite(A)
    B = size(A, 1) >= size(A, 2) ? A : copy(adjoint(A))
    d, e, _, _ = _bidiagonalize!(B)
    return _bidiagonal_qr!(d, e, nothing, nothing)
end
"`svdvals(A)`: the singular values, in falling order."
svdvals(A::AbstractMatrix{T}) where {T} = svdvals!(_dense_oftype(A, eigtype(T)))
svdvals(v::AbstractVector{T}) where {T} = svdvals!(_svd_copy(v, eigtype(T)))
svdvals(x::Number) = abs(x)
svdvals(S::SVD) = S.S
function svdvals(A::Bidiagonal{T}) where {T<:Real}
    R = eigtype(T)
    A.uplo == 'U' || return svdvals(copy(transpose(A)))
    return _bidiagonal_qr!(Vector{R}(A.dv), Vector{R}(A.ev), nothing, nothing)
end

# ---- what it is good for --------------------------------------------------------------------------------------------------------------

function ldiv!(F::SVD{T}, B::AbstractVecOrMat) where {T}
    m, n = size(F)
    k = searchsortedlast(F.S, eps(real(T)) * F.S[1]; rev=true)
    X = view(F.Vt, 1:k, :)' * (view(F.S, 1:k) .\ (view(F.U, :, 1:k)' * (B isa AbstractVector ? view(B, 1:m) : view(B, 1:m, :))))
    B isa AbstractVector ? copyto!(view(B, 1:n), X) : copyto!(view(B, 1:n, :), X)
    return B
end
function inv(F::SVD{T}) where {T}
    for i in eachindex(F.S)
        iszero(F.S[i]) && throw(SingularException(i))
    end
    k = searchsortedlast(F.S, eps(real(T)) * F.S[1]; rev=true)
    return view(F.S .\ F.Vt, 1:k, :)' * view(F.U, :, 1:k)'
end
function Matrix(F::SVD)
    k = length(F.S)
    return (view(F.U, :, 1:k) .* F.S') * view(F.Vt, 1:k, :)
end
Array(F::SVD) = Matrix(F)
AbstractMatrix(F::SVD) = Matrix(F)
AbstractArray(F::SVD) = Matrix(F)
rank(S::SVD; atol::Real=0.0, rtol::Real=(min(size(S)...) * eps(real(float(eltype(S))))) * iszero(atol)) =
    count(>(max(atol, rtol * S.S[1])), S.S)
cond(S::SVD) = S.S[1] / S.S[end]
opnorm(S::SVD) = S.S[1]
logabsdet(F::SVD) = error("logabsdet of an SVD is not defined: its factors' signs are not kept")
adjoint(F::SVD) = SVD(copy(adjoint(F.Vt)), F.S, copy(adjoint(F.U)))

# ---- pairs ------------------------------------------------------------------------------------------------------------------------------

"The generalized singular value decomposition of a pair: `A = U*D1*R0*Q'`, `B = V*D2*R0*Q'`."
struct GeneralizedSVD{T,S<:AbstractMatrix,Tr,C<:AbstractVector{Tr}} <: Factorization{T}
    U::S
    V::S
    Q::S
    a::C
    b::C
    k::Int
    l::Int
    R::S
end
function getproperty(F::GeneralizedSVD{T}, s::Symbol) where {T}
    s === :alpha && return getfield(F, :a)
    s === :beta && return getfield(F, :b)
    (s === :vals || s === :S) && return getfield(F, :a)[1:F.k+F.l] ./ getfield(F, :b)[1:F.k+F.l]
    s === :R0 && return getfield(F, :R)
    s === :D1 && return Matrix(Diagonal(Vector{T}(F.a)))
    s === :D2 && return Matrix(Diagonal(Vector{T}(F.b)))
    return getfield(F, s)
end
# For B of full column rank: the values are the singular values of A * inv(R) with B = Q*R.
function svdvals(A::AbstractMatrix{TA}, B::AbstractMatrix{TB}) where {TA,TB}
    S = promote_type(eigtype(TA), TB)
    F = qr(_dense_oftype(B, S))
    return reverse!(svdvals(_dense_oftype(A, S) / UpperTriangular(F.R)))
end
