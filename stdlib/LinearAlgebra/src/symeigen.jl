# Eigenvalues and eigenvectors of symmetric and Hermitian matrices.

# Householder reduction to tridiagonal form from the last column to the first: `A = Q * T * Q'`. `A` is the whole matrix.
# Returns diagonal, superdiagonal and, if wanted, Q.
function _tridiagonalize!(A::AbstractMatrix{T}, wantQ::Bool) where {T}
    n = size(A, 1)
    R = real(T)
    Q = wantQ ? Matrix{T}(I, n, n) : nothing
    v = Vector{T}(undef, n)
    w = Vector{T}(undef, n)
    for k in n-1:-1:1
        # Column k+1 above its superdiagonal element A[k, k+1].
        α = A[k, k+1]
        rest = zero(R)
        for i in 1:k-1
            rest = hypot_add(rest, A[i, k+1])
        end
        if iszero(rest) && iszero(imag(α))
            continue
        end
        norm = hypot(abs(α), rest)
        β = real(α) < 0 ? norm : -norm
        τ = (β - α) / β
        for i in 1:k-1
            v[i] = A[i, k+1] / (α - β)
        end
        v[k] = one(T)
        # H' A H with H = I - τ v v' on the leading k rows and columns.
        for i in 1:k-1
            A[i, k+1] = A[k+1, i] = zero(T)
        end
        A[k, k+1] = A[k+1, k] = β
        for i in 1:k
            s = zero(T)
            for j in 1:k
                s += A[i, j] * v[j]
            end
            w[i] = s
        end
        vw = zero(T)
        for i in 1:k
            vw += conj(v[i]) * w[i]
        end
        # B = A - τ w v'; then H' B = B - conj(τ) v (v' B).
        for j in 1:k
            vj = conj(v[j])
            c = conj(w[j]) - τ * vw * vj
            for i in 1:k
                A[i, j] += -τ * w[i] * vj - conj(τ) * v[i] * c
            end
        end
        if Q !== nothing
            for r in 1:n
                s = zero(T)
                for j in 1:k
                    s += Q[r, j] * v[j]
                end
                s *= τ
                for j in 1:k
                    Q[r, j] -= s * conj(v[j])
                end
            end
        end
    end
    d = R[real(A[i, i]) for i in 1:n]
    e = R[real(A[i, i+1]) for i in 1:n-1]
    return d, e, Q
end

# Implicit QL iteration; `W` (columns) takes the rotations.
function _tridiagonal_ql!(d::Vector{T}, e0::AbstractVector{T}, W) where {T}
    n = length(d)
    n <= 1 && return d
    e = Vector{T}(undef, n)
    copyto!(e, 1, e0, 1, n - 1)
    e[n] = zero(T)
    for l in 1:n
        steps = 0
        while true
            m = l
            while m < n
                s = abs(d[m]) + abs(d[m+1])
                abs(e[m]) <= eps(T) * s && break
                abs(e[m]) < floatmin(T) && break
                m += 1
            end
            m == l && break
            steps += 1
            steps > 60 && throw(LAPACKException(l))
            g = (d[l+1] - d[l]) / (2 * e[l])
            r = hypot(g, one(T))
            g = d[m] - d[l] + e[l] / (g + copysign(r, g))
            s = c = one(T)
            p = zero(T)
            early = false
            for i in m-1:-1:l
                f, b = s * e[i], c * e[i]
                r = hypot(f, g)
                e[i+1] = r
                if iszero(r)
                    d[i+1] -= p
                    e[m] = zero(T)
                    early = true
                    break
                end
                s, c = f / r, g / r
                g = d[i+1] - p
                r = (d[i] - g) * s + 2 * c * b
                p = s * r
                d[i+1] = g + p
                g = c * r - b
                if W !== nothing
                    for k in axes(W, 1)
                        @inbounds x, y = W[k, i+1], W[k, i]
                        @inbounds W[k, i+1] = s * y + c * x
                        @inbounds W[k, i] = c * y - s * x
                    end
                end
            end
            early && continue
            d[l] -= p
            e[l] = g
            e[m] = zero(T)
        end
    end
    return d
end

# Values in order; each vector's largest element (the last of equals) is positive.
function _tridiagonal_eigen(d0::AbstractVector{T}, e0::AbstractVector{T}) where {T}
    n = length(d0)
    d = Vector{T}(d0)
    W = Matrix{T}(I, n, n)
    _tridiagonal_ql!(d, e0, W)
    p = sortperm(d)
    d, W = d[p], W[:, p]
    for k in 1:n
        best = 1
        for i in 2:n
            abs(W[i, k]) >= abs(W[best, k]) * (1 - 16 * eps(T)) && (best = i)
        end
        if n > 0 && W[best, k] < 0
            for i in 1:n
                W[i, k] = -W[i, k]
            end
        end
    end
    return d, W
end

const HermFloat = Union{Symmetric{<:BlasReal},Hermitian{<:BlasFloat}}

function _hermitian_eigen(A::HermFloat)
    chkfinite(A)
    d, e, Q = _tridiagonalize!(Matrix(A), true)
    λ, W = _tridiagonal_eigen(d, e)
    return λ, Q * W
end
function _hermitian_values(A::HermFloat)
    chkfinite(A)
    d, e, _ = _tridiagonalize!(Matrix(A), false)
    return sort!(_tridiagonal_ql!(d, e, nothing))
end

const SelfAdjointMatrix = Union{Symmetric{<:Real},Hermitian}
_herm_oftype(A::Symmetric, ::Type{T}) where {T} = Symmetric(_dense_oftype(A.data, T), sym_uplo(A.uplo))
_herm_oftype(A::Hermitian, ::Type{T}) where {T} = Hermitian(_dense_oftype(A.data, T), sym_uplo(A.uplo))

eigen!(A::HermFloat; sortby::Union{Function,Nothing}=nothing) = Eigen(sorteig!(_hermitian_eigen(A)..., sortby)...)
function eigen(A::SelfAdjointMatrix; sortby::Union{Function,Nothing}=nothing, permute::Bool=true, scale::Bool=true)
    return eigen!(_herm_oftype(A, eigtype(eltype(A))); sortby=sortby)
end
function eigen(A::SelfAdjointMatrix, range::UnitRange)
    F = eigen(A)
    return Eigen(F.values[range], F.vectors[:, range])
end
function eigen(A::SelfAdjointMatrix, vl::Real, vh::Real)
    F = eigen(A)
    keep = findall(x -> vl < x <= vh, F.values)
    return Eigen(F.values[keep], F.vectors[:, keep])
end
eigvals!(A::HermFloat; sortby::Union{Function,Nothing}=nothing) = sortby === nothing ? _hermitian_values(A) : sort!(_hermitian_values(A); by=sortby)
function eigvals(A::SelfAdjointMatrix; sortby::Union{Function,Nothing}=nothing, permute::Bool=true, scale::Bool=true)
    return eigvals!(_herm_oftype(A, eigtype(eltype(A))); sortby=sortby)
end
eigvals(A::SelfAdjointMatrix, range::UnitRange) = eigvals(A)[range]
eigvals(A::SelfAdjointMatrix, vl::Real, vh::Real) = filter(x -> vl < x <= vh, eigvals(A))
eigmax(A::SelfAdjointMatrix) = eigvals(A)[end]
eigmin(A::SelfAdjointMatrix) = eigvals(A)[1]
eigen(A::Symmetric{<:Complex}; kwargs...) = eigen(Matrix(A); kwargs...)
eigvals(A::Symmetric{<:Complex}; kwargs...) = eigvals(Matrix(A); kwargs...)

_trivalues(A::SymTridiagonal{T}) where {T} = (S = eigtype(T); (Vector{S}(A.dv), Vector{S}(_evview(A))))
eigen(A::SymTridiagonal{<:Real}; kwargs...) = Eigen(_tridiagonal_eigen(_trivalues(A)...)...)
eigen!(A::SymTridiagonal{<:BlasReal}; kwargs...) = eigen(A)
function eigvals(A::SymTridiagonal{<:Real}; kwargs...)
    d, e = _trivalues(A)
    return sort!(_tridiagonal_ql!(d, e, nothing))
end
eigvals!(A::SymTridiagonal{<:BlasReal}; kwargs...) = eigvals(A)
eigvals(A::SymTridiagonal{<:Real}, range::UnitRange) = eigvals(A)[range]
eigvals(A::SymTridiagonal{<:Real}, vl::Real, vh::Real) = filter(x -> vl < x <= vh, eigvals(A))
eigen(A::SymTridiagonal{<:Real}, range::UnitRange) = (F = eigen(A); Eigen(F.values[range], F.vectors[:, range]))
eigen(A::SymTridiagonal; kwargs...) = eigen(Matrix(A); kwargs...)
eigvals(A::SymTridiagonal; kwargs...) = eigvals(Matrix(A); kwargs...)
eigmax(A::SymTridiagonal{<:Real}) = eigvals(A)[end]
eigmin(A::SymTridiagonal{<:Real}) = eigvals(A)[1]

# Condition and norms through eigenvalues where they are real.
svdvals(A::SelfAdjointMatrix) = sort!(map(abs, eigvals(A)); rev=true)
function svdvals(A::Symmetric{<:Complex})
    return svdvals(Matrix(A))
end
function det(A::HermOrSym)
    d = det(_float_factor(A))
    return A isa Hermitian ? real(d) : d
end
_float_factor(A) = (F = factorize(A); F isa BunchKaufman ? F : lu(Matrix(A); check=false))
det(A::HermOrSym{BigInt}) = det(Matrix(A))
logabsdet(A::HermOrSym) = logabsdet(_float_factor(A))
