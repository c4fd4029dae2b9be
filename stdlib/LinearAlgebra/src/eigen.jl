# Eigenvalues and eigenvectors of general matrices.

"`A * F.vectors == F.vectors * Diagonal(F.values)`; made by `eigen`."
struct Eigen{T,V,S<:AbstractMatrix,U<:AbstractVector} <: Factorization{T}
    values::U
    vectors::S
    Eigen{T,V,S,U}(values::AbstractVector{V}, vectors::AbstractMatrix{T}) where {T,V,S,U} = new{T,V,S,U}(values, vectors)
end
Eigen(values::AbstractVector{V}, vectors::AbstractMatrix{T}) where {T,V} = Eigen{T,V,typeof(vectors),typeof(values)}(values, vectors)

"The eigenvalues and eigenvectors of a pair of matrices."
struct GeneralizedEigen{T,V,S<:AbstractMatrix,U<:AbstractVector} <: Factorization{T}
    values::U
    vectors::S
    GeneralizedEigen{T,V,S,U}(values::AbstractVector{V}, vectors::AbstractMatrix{T}) where {T,V,S,U} = new{T,V,S,U}(values, vectors)
end
GeneralizedEigen(values::AbstractVector{V}, vectors::AbstractMatrix{T}) where {T,V} =
    GeneralizedEigen{T,V,typeof(vectors),typeof(values)}(values, vectors)

iterate(S::Union{Eigen,GeneralizedEigen}) = (S.values, Val(:vectors))
iterate(S::Union{Eigen,GeneralizedEigen}, ::Val{:vectors}) = (S.vectors, Val(:done))
iterate(S::Union{Eigen,GeneralizedEigen}, ::Val{:done}) = nothing
size(F::Union{Eigen,GeneralizedEigen}) = size(F.vectors)
isposdef(A::Union{Eigen,GeneralizedEigen}) = isreal(A.values) && all(x -> real(x) > 0, A.values)
det(A::Eigen) = prod(A.values)
inv(A::Eigen) = A.vectors * inv(Diagonal(A.values)) / A.vectors
Matrix(F::Eigen) = F.vectors * Diagonal(F.values) / F.vectors
Array(F::Eigen) = Matrix(F)
AbstractMatrix(F::Eigen) = Matrix(F)
AbstractArray(F::Eigen) = Matrix(F)

# The order eigenvalues come in.
eigsortby(λ::Real) = λ
eigsortby(λ::Complex) = (real(λ), imag(λ))
function sorteig!(λ::AbstractVector, X::AbstractMatrix, sortby::Union{Function,Nothing}=eigsortby)
    if sortby !== nothing && !issorted(λ; by=sortby)
        p = sortperm(λ; alg=Base.Sort.DEFAULT_STABLE, by=sortby)
        λ .= λ[p]
        X .= X[:, p]
    end
    return λ, X
end
sorteig!(λ::AbstractVector, sortby::Union{Function,Nothing}=eigsortby) = sortby === nothing ? λ : sort!(λ; by=sortby)

# ---- balancing ----------------------------------------------------------------------------------------------------------------

# Moves rows and columns that isolate an eigenvalue to the ends, and scales the rest by powers of two so that rows and columns
# weigh alike. Returns the range that is left, the exchanges and the scales.
function _balance!(A::AbstractMatrix{T}, permute::Bool, scale::Bool) where {T}
    n = size(A, 1)
    lo, hi = 1, n
    exchanged = collect(1:n)
    D = ones(real(T), n)
    swap!(i, j) = begin
        exchanged[j] = i
        i == j && return nothing
        for r in 1:n
            A[r, i], A[r, j] = A[r, j], A[r, i]
        end
        for c in 1:n
            A[i, c], A[j, c] = A[j, c], A[i, c]
        end
    end
    if permute
        again = true
        while again && hi >= lo
            again = false
            for i in hi:-1:lo
                if all(j -> j == i || iszero(A[i, j]), lo:hi)
                    swap!(i, hi)
                    hi -= 1
                    again = true
                    break
                end
            end
        end
        again = true
        while again && lo <= hi
            again = false
            for j in lo:hi
                if all(i -> i == j || iszero(A[i, j]), lo:hi)
                    swap!(j, lo)
                    lo += 1
                    again = true
                    break
                end
            end
        end
        hi < lo && (lo = hi = max(hi, 1))
    end
    if scale
        changed = true
        while changed
            changed = false
            for i in lo:hi
                c = norm(view(A, lo:hi, i))
                r = norm(view(A, i, lo:hi))
                (iszero(c) || iszero(r)) && continue
                f, s = one(real(T)), c + r
                while c < r / 2
                    f *= 2
                    c *= 2
                    r /= 2
                end
                while c >= r * 2
                    f /= 2
                    c /= 2
                    r *= 2
                end
                if c + r < 0.95 * s && f != 1
                    D[i] *= f
                    for j in 1:n
                        A[i, j] /= f
                    end
                    for j in 1:n
                        A[j, i] *= f
                    end
                    changed = true
                end
            end
        end
    end
    return lo, hi, exchanged, D
end
function _unbalance!(V::AbstractMatrix, lo, hi, exchanged, D)
    n = size(V, 1)
    for i in lo:hi
        D[i] == 1 || (V[i, :] .*= D[i])
    end
    undo!(k) = (p = exchanged[k]; p == k || for j in axes(V, 2)
        V[k, j], V[p, j] = V[p, j], V[k, j]
    end)
    for k in lo-1:-1:1
        undo!(k)
    end
    for k in hi+1:n
        undo!(k)
    end
    return V
end

# ---- eigenvectors by substitution ---------------------------------------------------------------------------------------------

# Eigenvectors of an upper triangular complex matrix, as columns of an upper triangular one.
function _triangular_vectors(T::AbstractMatrix{C}) where {C<:Complex}
    n = size(T, 1)
    X = zeros(C, n, n)
    small = max(eps(real(C)) * opnorm1(T), floatmin(real(C)))
    for k in n:-1:1
        X[k, k] = one(C)
        for i in 1:k-1
            X[i, k] = -T[i, k]
        end
        for j in k-1:-1:1
            d = T[j, j] - T[k, k]
            abs(d) < small && (d = convert(C, small))
            x = X[j, k] / d
            X[j, k] = x
            for i in 1:j-1
                X[i, k] -= x * T[i, j]
            end
        end
    end
    return X
end
# Of a real quasi-triangular one: a column for a real eigenvalue, real and imaginary part in two columns for a pair.
function _triangular_vectors(T::AbstractMatrix{R}) where {R<:Real}
    n = size(T, 1)
    X = zeros(R, n, n)
    small = max(eps(R) * opnorm1(T), floatmin(R))
    k = n
    while k >= 1
        if k > 1 && !iszero(T[k, k-1])
            # x solves (T - λ) x = 0 with λ = p + iq; its last two elements make the block vanish.
            p, q = T[k, k], sqrt(abs(T[k-1, k])) * sqrt(abs(T[k, k-1]))
            λ = complex(p, q)
            x = zeros(Complex{R}, n)
            if abs(T[k-1, k]) >= abs(T[k, k-1])
                x[k-1] = 1
                x[k] = complex(zero(R), q / T[k-1, k])
            else
                x[k-1] = -q / T[k, k-1]
                x[k] = complex(zero(R), one(R))
                x[k-1] = complex(-q / T[k, k-1])
            end
            _back_substitute!(x, T, λ, k - 2, k - 1:k, small)
            for i in 1:k
                X[i, k-1], X[i, k] = real(x[i]), imag(x[i])
            end
            k -= 2
        else
            x = zeros(R, n)
            x[k] = 1
            _back_substitute!(x, T, T[k, k], k - 1, k:k, small)
            for i in 1:k
                X[i, k] = x[i]
            end
            k -= 1
        end
    end
    return X
end
function _back_substitute!(x, T, λ, top, known, small)
    for j in known, i in 1:top
        x[i] -= T[i, j] * x[j]
    end
    j = top
    while j >= 1
        if j > 1 && !iszero(T[j, j-1])
            a, b, c, d = T[j-1, j-1] - λ, T[j-1, j], T[j, j-1], T[j, j] - λ
            Δ = a * d - b * c
            abs(Δ) < small^2 && (Δ = oftype(Δ, small^2))
            u, v = (x[j-1] * d - b * x[j]) / Δ, (a * x[j] - c * x[j-1]) / Δ
            x[j-1], x[j] = u, v
            for i in 1:j-2
                x[i] -= T[i, j-1] * u + T[i, j] * v
            end
            j -= 2
        else
            d = T[j, j] - λ
            abs(d) < small && (d = oftype(d, small))
            u = x[j] / d
            x[j] = u
            for i in 1:j-1
                x[i] -= T[i, j] * u
            end
            j -= 1
        end
    end
    return x
end

# ---- eigen ----------------------------------------------------------------------------------------------------------------------

# Hessenberg, Schur, substitution. Returns values (complex) and, if wanted, vectors with norm 1.
function _general_eigen!(A::AbstractMatrix{T}, permute::Bool, scale::Bool, vectors::Bool) where {T}
    n = checksquare(A)
    chkfinite(A)
    lo, hi, exchanged, D = _balance!(A, permute, scale)
    τ = _to_hessenberg!(A, lo, hi)
    Z = vectors ? lmul!(HessenbergQ{T,typeof(A),typeof(τ),false}('L', A, τ), Matrix{T}(I, n, n)) : nothing
    triu!(A, -1)
    values = _schur_iterate!(A, Z, lo, hi)
    vectors || return values, nothing
    X = Z * _triangular_vectors(A)
    _unbalance!(X, lo, hi, exchanged, D)
    return values, X
end
function _normalize_columns!(X::AbstractMatrix{<:Real}, values)
    k = 1
    n = size(X, 2)
    while k <= n
        if iszero(imag(values[k]))
            X[:, k] ./= norm(view(X, :, k))
            k += 1
        else
            # A pair: norm 1, and the largest element real.
            s = hypot(norm(view(X, :, k)), norm(view(X, :, k + 1)))
            X[:, k] ./= s
            X[:, k+1] ./= s
            i = argmax([abs2(X[r, k]) + abs2(X[r, k+1]) for r in axes(X, 1)])
            c, sn, _ = givensAlgorithm(X[i, k], X[i, k+1])
            _rotate_cols!(X, k, c, sn, axes(X, 1))
            X[i, k+1] = 0
            k += 2
        end
    end
    return X
end
function _normalize_columns!(X::AbstractMatrix{<:Complex}, values)
    for k in axes(X, 2)
        X[:, k] ./= norm(view(X, :, k))
        i = argmax([abs2(X[r, k]) for r in axes(X, 1)])
        a = abs(X[i, k])
        X[:, k] .*= conj(X[i, k]) / a
        X[i, k] = real(X[i, k])
    end
    return X
end

"`eigen!(A)`: as `eigen`, in the room of `A`."
function eigen!(A::StridedMatrix{T}; permute::Bool=true, scale::Bool=true, sortby::Union{Function,Nothing}=eigsortby) where {T<:BlasReal}
    n = checksquare(A)
    n == 0 && return Eigen(zeros(T, 0), zeros(T, 0, 0))
    issymmetric(A) && return eigen!(Symmetric(A); sortby=sortby)
    values, X = _general_eigen!(A, permute, scale, true)
    _normalize_columns!(X, values)
    all(x -> iszero(imag(x)), values) && return Eigen(sorteig!(real(values), X, sortby)...)
    V = zeros(Complex{T}, n, n)
    k = 1
    while k <= n
        if iszero(imag(values[k]))
            V[:, k] = X[:, k]
            k += 1
        else
            V[:, k] = complex.(X[:, k], X[:, k+1])
            V[:, k+1] = complex.(X[:, k], .-X[:, k+1])
            k += 2
        end
    end
    return Eigen(sorteig!(values, V, sortby)...)
end
function eigen!(A::StridedMatrix{T}; permute::Bool=true, scale::Bool=true, sortby::Union{Function,Nothing}=eigsortby) where {T<:BlasComplex}
    n = checksquare(A)
    n == 0 && return Eigen(zeros(T, 0), zeros(T, 0, 0))
    ishermitian(A) && return eigen!(Hermitian(A); sortby=sortby)
    values, X = _general_eigen!(A, permute, scale, true)
    return Eigen(sorteig!(values, _normalize_columns!(X, values), sortby)...)
end
"`eigen(A)`: the eigenvalues and eigenvectors of a square matrix."
function eigen(A::AbstractMatrix{T}; permute::Bool=true, scale::Bool=true, sortby::Union{Function,Nothing}=eigsortby) where {T}
    return _float16_eigen(T, eigen!(_dense_oftype(A, eigtype(T)); permute=permute, scale=scale, sortby=sortby))
end
_float16_eigen(::Type, F) = F
eigen(x::Number; permute::Bool=true, scale::Bool=true, sortby=nothing) = Eigen([x], fill(one(x), 1, 1))
function eigen(D::Diagonal; permute::Bool=true, scale::Bool=true, sortby::Union{Function,Nothing}=nothing)
    any(!isfinite, D.diag) && throw(ArgumentError("matrix contains Infs or NaNs"))
    T = promote_type(Float32, eltype(D))
    T = typeof(float(zero(eltype(D))))
    λ = eigvals(D)
    n = size(D, 1)
    X = Matrix{T}(I, n, n)
    if sortby !== nothing
        p = sortperm(λ; by=sortby)
        λ, X = λ[p], X[:, p]
    end
    return Eigen(λ, X)
end
function eigen(A::AbstractTriangular{T}; kwargs...) where {T}
    S = eigtype(T)
    M = _dense_oftype(A, S)
    upper = _isupper(A)
    λ = Vector{S}(diag(A))
    X = upper ? _triangular_vectors(M) : reverse(_triangular_vectors(reverse(M)))
    for k in axes(X, 2)
        X[:, k] ./= norm(view(X, :, k))
    end
    return Eigen(λ, X)
end
eigen(A::Union{Bidiagonal,Tridiagonal,UpperHessenberg,AdjOrTransAbsMat}; kwargs...) = eigen(Matrix(A); kwargs...)

"`eigvals!(A)`: as `eigvals`, in the room of `A`."
function eigvals!(A::StridedMatrix{T}; permute::Bool=true, scale::Bool=true, sortby::Union{Function,Nothing}=eigsortby) where {T<:BlasFloat}
    checksquare(A)
    isempty(A) && return T[]
    (T <: Real ? issymmetric(A) : ishermitian(A)) && return eigvals!(T <: Real ? Symmetric(A) : Hermitian(A); sortby=sortby)
    values, _ = _general_eigen!(A, permute, scale, false)
    return sorteig!(T <: Real ? _realvalues(values) : values, sortby)
end
"`eigvals(A)`: the eigenvalues."
eigvals(A::AbstractMatrix{T}; kwargs...) where {T} = eigvals!(_dense_oftype(A, eigtype(T)); kwargs...)
eigvals(x::Number; kwargs...) = imag(x) == 0 ? [real(x)] : [x]
eigvals(A::Union{Tridiagonal,UpperHessenberg,AdjOrTransAbsMat}; kwargs...) = eigvals(Matrix(A); kwargs...)
"`eigvecs(A)`: the eigenvectors, as columns."
eigvecs(A::Union{Number,AbstractMatrix}; kwargs...) = eigvecs(eigen(A; kwargs...))
eigvecs(F::Union{Eigen,GeneralizedEigen}) = F.vectors
eigvals(F::Union{Eigen,GeneralizedEigen}) = F.values

"`eigmax(A)`: the largest eigenvalue."
function eigmax(A::Union{Number,AbstractMatrix}; permute::Bool=true, scale::Bool=true)
    v = eigvals(A; permute=permute, scale=scale)
    eltype(v) <: Complex && throw(DomainError(A, "`A` cannot have complex eigenvalues."))
    return maximum(v)
end
"`eigmin(A)`: the smallest eigenvalue."
function eigmin(A::Union{Number,AbstractMatrix}; permute::Bool=true, scale::Bool=true)
    v = eigvals(A; permute=permute, scale=scale)
    eltype(v) <: Complex && throw(DomainError(A, "`A` cannot have complex eigenvalues."))
    return minimum(v)
end

# ---- pairs ------------------------------------------------------------------------------------------------------------------------

# A*x = λ*B*x. A Hermitian pair with definite B by its Cholesky factor, others through B \ A.
function eigen(A::AbstractMatrix{TA}, B::AbstractMatrix{TB}; sortby::Union{Function,Nothing}=eigsortby) where {TA,TB}
    S = promote_type(eigtype(TA), TB)
    a, b = _dense_oftype(A, S), _dense_oftype(B, S)
    if ishermitian(a) && ishermitian(b)
        C = cholesky(Hermitian(b); check=false)
        if issuccess(C)
            M = C.L \ a / C.U
            F = eigen(Hermitian((M + M') / 2); sortby=sortby)
            return GeneralizedEigen(F.values, C.U \ F.vectors)
        end
    end
    F = eigen(b \ a; sortby=sortby)
    X = F.vectors
    # The largest element of each has absolute value 1.
    for k in axes(X, 2)
        X[:, k] ./= maximum(x -> abs(real(x)) + abs(imag(x)), view(X, :, k))
    end
    return GeneralizedEigen(F.values, X)
end
eigen!(A::StridedMatrix{T}, B::StridedMatrix{T}; kwargs...) where {T<:BlasFloat} = eigen(A, B; kwargs...)
function eigvals(A::AbstractMatrix, B::AbstractMatrix; kwargs...)
    return eigen(A, B; kwargs...).values
end
eigvals!(A::StridedMatrix{T}, B::StridedMatrix{T}; kwargs...) where {T<:BlasFloat} = eigvals(A, B; kwargs...)
eigvecs(A::AbstractMatrix, B::AbstractMatrix; kwargs...) = eigvecs(eigen(A, B; kwargs...))

"`schur(A, B)`: the generalized Schur factorization."
function schur(A::StridedMatrix{TA}, B::StridedMatrix{TB}) where {TA,TB}
    S = complex(promote_type(eigtype(TA), TB))
    a, b = Matrix{S}(A), Matrix{S}(B)
    # Q' A Z and Q' B Z triangular: Z from the Schur form of B \ A, Q from the QR factorization of B Z.
    F = schur(b \ a)
    Z = F.Z
    G = qr(b * Z)
    Q = collect(G.Q)
    s, t = triu!(Q' * a * Z), triu!(Q' * b * Z)
    return GeneralizedSchur{S,Matrix{S},Vector{S},Vector{S}}(s, t, diag(s), diag(t), Q, Z)
end
