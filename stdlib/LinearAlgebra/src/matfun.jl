# Functions of square matrices: powers, exponentials, roots, logarithms, trigonometric functions.

# ---- powers -------------------------------------------------------------------------------------------------------------------------------

^(A::AbstractMatrix, p::Integer) = p < 0 ? power_by_squaring(inv(A), -p) : power_by_squaring(A, p)
function ^(A::AbstractMatrix{T}, p::Integer) where {T<:Integer}
    # Sums may need more room than the elements have.
    S = promote_op(matprod, T, T)
    B = S === T || A isa HeldMatrix ? A : convert(AbstractMatrix{S}, A)
    p < 0 && return power_by_squaring(inv(B), -p)
    return power_by_squaring(B, p)
end
Base.literal_pow(::typeof(^), A::AbstractMatrix, ::Val{p}) where {p} = A^p
Base.literal_pow(::typeof(^), A::AbstractMatrix, ::Val{0}) = A^0
Base.literal_pow(::typeof(^), A::AbstractMatrix, ::Val{-1}) = inv(A)
^(A::HermOrSym, p::Integer) = (M = power_by_squaring(p < 0 ? inv(A) : A, abs(p)); _rewrap_self(A, M))
_rewrap_self(A::Symmetric{<:Real}, M::AbstractMatrix) = M isa HermOrSym ? M : Symmetric(M isa Matrix ? M : Matrix(M))
_rewrap_self(A::Hermitian, M::AbstractMatrix) = M isa HermOrSym ? M : Hermitian(M isa Matrix ? M : Matrix(M))
_rewrap_self(A, M) = M

function ^(A::AbstractMatrix, p::Real)
    n = checksquare(A)
    isinteger(p) && return (q = Integer(p); q < 0 ? power_by_squaring(inv(float(A)), -q) : power_by_squaring(float(A), q))
    if isdiag(A)
        return Matrix(Diagonal([x^p for x in _domain(diag(A))]))
    end
    ishermitian(A) && return _plain(Hermitian(A)^p)
    # Whole powers by squaring; what is left between -1/2 and 1/2 through the logarithm.
    whole = floor(Int, p + 0.5)
    B = exp(log(A) * (p - whole))
    return whole == 0 ? B : _plain((A^whole) * B)
end
_domain(d) = eltype(d) <: Real && any(<(0), d) ? complex(d) : d
_plain(A::HermOrSym) = Matrix(A)
_plain(A) = A
^(A::AbstractMatrix, p::Number) = (checksquare(A); exp(p * log(A)))
function ^(b::Number, A::AbstractMatrix)
    checksquare(A)
    return b isa Union{Irrational{:ℯ}} ? exp(A) : exp(log(b) * A)
end
^(::Irrational{:ℯ}, A::AbstractMatrix) = exp(A)
^(A::HermOrSym, p::Rational) = A^float(p)
function ^(A::HermOrSym, p::Real)
    isinteger(p) && return A^Integer(p)
    F = eigen(A)
    if all(λ -> λ >= 0, F.values)
        return _rewrap_self(A, (F.vectors * Diagonal(map(λ -> λ^p, F.values))) * F.vectors')
    end
    return (F.vectors * Diagonal(map(λ -> complex(λ)^p, F.values))) * F.vectors'
end

# ---- functions through eigenvalues of Hermitian matrices --------------------------------------------------------------------------------------

for f in (:exp, :cos, :sin, :tan, :cosh, :sinh, :tanh, :atan, :asinh, :cbrt)
    @eval function $f(A::SelfAdjointMatrix)
        F = eigen(A)
        return _rewrap_self(A, (F.vectors * Diagonal(map($f, F.values))) * F.vectors')
    end
end
for f in (:acos, :asin, :acosh, :atanh, :log)
    @eval function $f(A::SelfAdjointMatrix)
        F = eigen(A)
        if all(λ -> $(f === :log ? :(λ >= 0) : f === :acosh ? :(λ >= 1) : :(-1 <= λ <= 1)), F.values)
            return _rewrap_self(A, (F.vectors * Diagonal(map($f, F.values))) * F.vectors')
        end
        return (F.vectors * Diagonal(map(λ -> $f(complex(λ)), F.values))) * F.vectors'
    end
end
function sqrt(A::SelfAdjointMatrix; rtol=eps(real(float(one(eltype(A))))) * size(A, 1))
    F = eigen(A)
    λ₀ = -maximum(abs, F.values; init=zero(eltype(F.values))) * rtol
    if all(λ -> λ >= λ₀, F.values)
        return _rewrap_self(A, (F.vectors * Diagonal(map(λ -> sqrt(max(λ, zero(λ))), F.values))) * F.vectors')
    end
    return (F.vectors * Diagonal(map(λ -> sqrt(complex(λ)), F.values))) * F.vectors'
end
cis(A::SelfAdjointMatrix) = (F = eigen(A); (F.vectors .* transpose(map(cis, F.values))) * F.vectors')
sincos(A::SelfAdjointMatrix) = (sin(A), cos(A))

# ---- exponential -----------------------------------------------------------------------------------------------------------------------------

"`exp(A)` of a square matrix: scaling by a power of two, a rational approximation, squaring."
exp(A::AbstractMatrix{T}) where {T} = _exp!(_dense_oftype(A, eigtype(T)))
exp(A::AdjointAbsMat) = adjoint(exp(parent(A)))
exp(A::TransposeAbsMat) = transpose(exp(parent(A)))
function exp(A::AbstractTriangular)
    return _nonunit(A)((_isupper(A) ? triu! : tril!)(_exp!(_dense_oftype(A, eigtype(eltype(A))))))
end

# Coefficients of the numerator of the [q/q] Padé approximation of exp, lowest first, scaled to integers at the top.
function _pade_exp(q, ::Type{T}) where {T}
    c = ones(T, q + 1)
    for k in 1:q
        # c_k = c_{k-1} * (q-k+1) / (k * (2q-k+1))
        c[k+1] = c[k] * (q - k + 1) / (k * (2q - k + 1))
    end
    return c
end
const PADE_LIMITS = ((3, 0.015), (5, 0.25), (7, 0.95), (9, 2.1), (13, 5.4))

function _exp!(A::StridedMatrix{T}) where {T<:BlasFloat}
    n = checksquare(A)
    n == 0 && return A
    ishermitian(A) && return _plain(exp(Hermitian(A)))
    isdiag(A) && return Matrix(Diagonal(map(exp, diag(A))))
    chkfinite(A)
    lo, hi, exchanged, D = _balance!(A, true, true)
    nA = opnorm1(A)
    q, s = 13, 0
    for (order, limit) in PADE_LIMITS
        if nA <= limit
            q = order
            break
        end
    end
    if nA > 5.4
        s = max(0, ceil(Int, log2(nA / 5.4)))
        A ./= convert(real(T), exp2(s))
    end
    c = _pade_exp(q, real(T))
    A2 = A * A
    # Even powers make the even part and what the odd part is A times of.
    V, W = c[1] * Matrix{T}(I, n, n), c[2] * Matrix{T}(I, n, n)
    P = Matrix{T}(I, n, n)
    for k in 2:2:q
        P = P * A2
        V += c[k+1] * P
        k + 2 <= q + 1 && (W += c[k+2] * P)
    end
    U = A * W
    X = lu(V - U) \ (V + U)
    for _ in 1:s
        X = X * X
    end
    # Balancing undone: X[i,j] * D[i] / D[j], then the exchanges.
    for j in 1:n, i in 1:n
        X[i, j] *= D[i] / D[j]
    end
    undo!(k) = (p = exchanged[k]; p == k || _swap_both!(X, k, p))
    for k in lo-1:-1:1
        undo!(k)
    end
    for k in hi+1:n
        undo!(k)
    end
    return X
end
function _swap_both!(X, a, b)
    n = size(X, 1)
    for j in 1:n
        X[a, j], X[b, j] = X[b, j], X[a, j]
    end
    for i in 1:n
        X[i, a], X[i, b] = X[i, b], X[i, a]
    end
    return X
end
exp!(A::StridedMatrix{<:BlasFloat}) = copyto!(A, _exp!(copy(A)))
cis(A::AbstractMatrix) = exp(im * float(A))

# ---- through the Schur form --------------------------------------------------------------------------------------------------------------------

# The complex Schur form: T triangular.
_complex_form(A::AbstractMatrix{T}) where {T} = schur(Matrix{complex(eigtype(T))}(A))
# A result that has to be real up to rounding is made so.
_back(A::AbstractMatrix{<:Complex}, ::Type{<:Complex}, real_expected) = A
_back(A::AbstractMatrix{<:Complex}, ::Type{<:Real}, real_expected) = real_expected ? real(A) : A

# The root of a triangular matrix, diagonal by diagonal.
function _triangular_sqrt(T::AbstractMatrix{C}) where {C}
    n = size(T, 1)
    R = zeros(C, n, n)
    for j in 1:n
        R[j, j] = sqrt(T[j, j])
        for i in j-1:-1:1
            s = T[i, j]
            for k in i+1:j-1
                s -= R[i, k] * R[k, j]
            end
            d = R[i, i] + R[j, j]
            R[i, j] = iszero(s) && iszero(d) ? zero(C) : s / d
        end
    end
    return R
end
"`sqrt(A)` of a square matrix: the principal root."
function sqrt(A::AbstractMatrix{T}) where {T}
    checksquare(A)
    ishermitian(A) && return _plain(sqrt(Hermitian(A)))
    isdiag(A) && return Matrix(Diagonal(map(sqrt, _domain(float(diag(A))))))
    if istriu(A)
        return Matrix(sqrt(UpperTriangular(A)))
    end
    F = _complex_form(A)
    R = F.Z * _triangular_sqrt(F.T) * F.Z'
    return _back(R, T, all(x -> !(real(x) < 0 && abs(imag(x)) <= 0), F.values))
end
function sqrt(A::UpperTriangular{T}) where {T}
    S = eigtype(T)
    M = _dense_oftype(A, S)
    d = diag(M)
    S <: Real && any(<(0), d) && (M = complex(M))
    return UpperTriangular(_triangular_sqrt(M))
end
sqrt(A::UnitUpperTriangular) = UpperTriangular(_triangular_sqrt(_dense_oftype(A, eigtype(eltype(A)))))
sqrt(A::LowerOrUnitLowerTriangular) = copy(transpose(sqrt(copy(transpose(A)))))
sqrt(A::AdjointAbsMat) = adjoint(sqrt(parent(A)))
sqrt(A::TransposeAbsMat) = transpose(sqrt(parent(A)))
cbrt(A::AbstractMatrix{<:Real}) = (checksquare(A); ishermitian(A) ? _plain(cbrt(Hermitian(A))) : real(A^(1 // 3)))
^(A::AbstractMatrix, p::Rational) = A^float(p)

# Nodes and weights of Gauss's rule on [0, 1], for the logarithm's partial fractions.
function _gauss_legendre(m)
    β = [0.5 / sqrt(1 - (2.0k)^-2) for k in 1:m-1]
    λ, W = _tridiagonal_eigen(zeros(m), β)
    return (λ .+ 1) ./ 2, [W[1, k]^2 for k in 1:m]
end
# log(T) of a triangular matrix: roots until T is near the identity, then log(I + X) = Σ w (I + t X)⁻¹ X.
function _triangular_log(T0::AbstractMatrix{C}) where {C}
    n = size(T0, 1)
    d0 = diag(T0)
    T = copy(T0)
    roots = 0
    while roots < 100
        opnorm1(T - I) <= 0.25 && break
        T = _triangular_sqrt(T)
        roots += 1
    end
    X = T - I
    # Differences lose digits on the diagonal: take the roots of the original there.
    for i in 1:n
        X[i, i] = _root_minus_one(d0[i], roots)
    end
    nodes, weights = _gauss_legendre(8)
    L = zeros(C, n, n)
    for (t, w) in zip(nodes, weights)
        L += w * (UpperTriangular(I + t * X) \ X)
    end
    L .*= exp2(roots)
    for i in 1:n
        L[i, i] = log(d0[i])
    end
    return L
end
# a^(1/2^k) - 1 by the product of the (a^(1/2^j) + 1): no cancellation.
function _root_minus_one(a, k)
    k == 0 && return a - 1
    r = sqrt(a)
    z = one(a)
    x = a - 1
    for _ in 1:k
        x /= 1 + r
        r = sqrt(r)
    end
    return x * z
end
"`log(A)` of a square matrix: the principal logarithm."
function log(A::AbstractMatrix{T}) where {T}
    checksquare(A)
    ishermitian(A) && return _plain(log(Hermitian(A)))
    isdiag(A) && return Matrix(Diagonal(map(log, _domain(float(diag(A))))))
    istriu(A) && return Matrix(log(UpperTriangular(A)))
    F = _complex_form(A)
    R = F.Z * _triangular_log(F.T) * F.Z'
    return _back(R, T, all(x -> !(real(x) <= 0 && iszero(imag(x))), F.values))
end
function log(A::UpperTriangular{T}) where {T}
    S = eigtype(T)
    M = _dense_oftype(A, S)
    S <: Real && any(<(0), diag(M)) && (M = complex(M))
    return UpperTriangular(_triangular_log(M))
end
log(A::UnitUpperTriangular) = UpperTriangular(_triangular_log(_dense_oftype(A, eigtype(eltype(A)))))
log(A::LowerOrUnitLowerTriangular) = copy(transpose(log(copy(transpose(A)))))
log(A::AdjointAbsMat) = adjoint(log(parent(A)))
log(A::TransposeAbsMat) = transpose(log(parent(A)))

# ---- trigonometric functions through exponentials ------------------------------------------------------------------------------------------------

function _cis_parts(A::AbstractMatrix{T}) where {T}
    checksquare(A)
    X = exp(im * Matrix{complex(eigtype(T))}(A))
    T <: Real && return real(X), imag(X)
    Y = exp(-im * Matrix{complex(eigtype(T))}(A))
    return (X + Y) / 2, (X - Y) / 2im
end
cos(A::AbstractMatrix) = ishermitian(A) ? _plain(cos(Hermitian(A))) : _cis_parts(A)[1]
sin(A::AbstractMatrix) = ishermitian(A) ? _plain(sin(Hermitian(A))) : _cis_parts(A)[2]
sincos(A::AbstractMatrix) = ((c, s) = _cis_parts(A); (s, c))
tan(A::AbstractMatrix) = ishermitian(A) ? _plain(tan(Hermitian(A))) : (((c, s) = _cis_parts(A)); c \ s)
cosh(A::AbstractMatrix) = ishermitian(A) ? _plain(cosh(Hermitian(A))) : (X = exp(A); (X + inv(X)) / 2)
sinh(A::AbstractMatrix) = ishermitian(A) ? _plain(sinh(Hermitian(A))) : (X = exp(A); (X - inv(X)) / 2)
tanh(A::AbstractMatrix) = ishermitian(A) ? _plain(tanh(Hermitian(A))) : (X = exp(2 * float(A)); (X - I) / (X + I))
function acos(A::AbstractMatrix{T}) where {T}
    ishermitian(A) && return _plain(acos(Hermitian(A)))
    U = Matrix{complex(eigtype(T))}(A)
    return -im * log(U + im * sqrt(I - U^2))
end
function asin(A::AbstractMatrix{T}) where {T}
    ishermitian(A) && return _plain(asin(Hermitian(A)))
    U = Matrix{complex(eigtype(T))}(A)
    return -im * log(im * U + sqrt(I - U^2))
end
function atan(A::AbstractMatrix{T}) where {T}
    ishermitian(A) && return _plain(atan(Hermitian(A)))
    U = Matrix{complex(eigtype(T))}(A)
    R = im * log((I + im * U) / (I - im * U)) / -2
    return R
end
acosh(A::AbstractMatrix{T}) where {T} = ishermitian(A) ? _plain(acosh(Hermitian(A))) :
    (U = Matrix{complex(eigtype(T))}(A); log(U + sqrt(U - I) * sqrt(U + I)))
asinh(A::AbstractMatrix{T}) where {T} = ishermitian(A) ? _plain(asinh(Hermitian(A))) :
    (U = Matrix{complex(eigtype(T))}(A); log(U + sqrt(I + U^2)))
atanh(A::AbstractMatrix{T}) where {T} = ishermitian(A) ? _plain(atanh(Hermitian(A))) :
    (U = Matrix{complex(eigtype(T))}(A); log((I + U) / (I - U)) / 2)
for (f, g) in ((:sec, :cos), (:csc, :sin), (:cot, :tan), (:sech, :cosh), (:csch, :sinh), (:coth, :tanh))
    @eval $f(A::AbstractMatrix) = inv($g(A))
end
for (f, g) in ((:asec, :acos), (:acsc, :asin), (:acot, :atan), (:asech, :acosh), (:acsch, :asinh), (:acoth, :atanh))
    @eval $f(A::AbstractMatrix) = $g(inv(A))
end
