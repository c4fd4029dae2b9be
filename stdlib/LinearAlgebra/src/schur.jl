# Schur factorization by shifted QR iteration on the Hessenberg form.

"`A = Z * T * Z'`, `T` triangular (with blocks of order two for pairs of complex eigenvalues of a real matrix)."
struct Schur{Ty,S<:AbstractMatrix,C<:AbstractVector} <: Factorization{Ty}
    T::S
    Z::S
    values::C
    Schur{Ty,S,C}(T::AbstractMatrix{Ty}, Z::AbstractMatrix{Ty}, values::AbstractVector) where {Ty,S<:AbstractMatrix,C<:AbstractVector} =
        new{Ty,S,C}(T, Z, values)
end
Schur(T::AbstractMatrix{Ty}, Z::AbstractMatrix{Ty}, values::AbstractVector) where {Ty} = Schur{Ty,typeof(T),typeof(values)}(T, Z, values)

iterate(S::Schur) = (S.T, Val(:Z))
iterate(S::Schur, ::Val{:Z}) = (S.Z, Val(:values))
iterate(S::Schur, ::Val{:values}) = (S.values, Val(:done))
iterate(S::Schur, ::Val{:done}) = nothing
size(F::Schur) = size(getfield(F, :T))
function getproperty(F::Schur, s::Symbol)
    s === :Schur && return getfield(F, :T)
    s === :vectors && return getfield(F, :Z)
    return getfield(F, s)
end
propertynames(F::Schur, private::Bool=false) = (:Schur, :vectors, fieldnames(typeof(F))...)
Matrix(F::Schur) = F.Z * F.T * F.Z'
Array(F::Schur) = Matrix(F)
AbstractMatrix(F::Schur) = Matrix(F)
AbstractArray(F::Schur) = Matrix(F)

# ---- the iteration ----------------------------------------------------------------------------------------------------------

# A rotation of rows `i`, `i+1` and of columns, over the given ranges.
@inline function _rotate_rows!(A, i, c, s, cols)
    for j in cols
        @inbounds a, b = A[i, j], A[i+1, j]
        @inbounds A[i, j] = c * a + s * b
        @inbounds A[i+1, j] = c * b - conj(s) * a
    end
end
@inline function _rotate_cols!(A, j, c, s, rows)
    for i in rows
        @inbounds a, b = A[i, j], A[i, j+1]
        @inbounds A[i, j] = c * a + conj(s) * b
        @inbounds A[i, j+1] = c * b - s * a
    end
end

# The rotation that brings a real block of order two to standard form: triangular if its eigenvalues are real, else with
# equal diagonal elements and off-diagonal ones of opposite sign.
function _standard_block(a::T, b::T, c::T, d::T) where {T<:Real}
    iszero(c) && return one(T), zero(T)
    iszero(b) && return zero(T), one(T)
    iszero(a - d) && signbit(b) != signbit(c) && return one(T), zero(T)
    p = (a - d) / 2
    big, small = max(abs(b), abs(c)), min(abs(b), abs(c)) * (signbit(b) == signbit(c) ? 1 : -1)
    scale = max(abs(p), big)
    z = p / scale * p + big / scale * small
    if z >= 4 * eps(T)
        # Real eigenvalues: the one farther from `d` first.
        z = p + copysign(sqrt(scale) * sqrt(z), p)
        r = hypot(c, z)
        return z / r, c / r
    end
    # Complex or nearly equal ones: make the diagonal elements equal.
    σ = b + c
    τ = hypot(σ, a - d)
    cs = sqrt((1 + abs(σ) / τ) / 2)
    sn = -(p / (τ * cs)) * (signbit(σ) ? -one(T) : one(T))
    return cs, sn
end

# Brings rows `k`, `k+1` of a real quasi-triangular matrix to standard form; returns the block's eigenvalues.
function _standardize!(H::AbstractMatrix{T}, Z, k::Int, wantT::Bool=true) where {T<:Real}
    n = size(H, 1)
    while true
        a, b, c, d = H[k, k], H[k, k+1], H[k+1, k], H[k+1, k+1]
        cs, sn = _standard_block(a, b, c, d)
        if !(cs == 1 && sn == 0)
            _rotate_rows!(H, k, cs, sn, k:n)
            _rotate_cols!(H, k, cs, sn, 1:min(k + 1, n))
            Z === nothing || _rotate_cols!(Z, k, cs, sn, axes(Z, 1))
        end
        a, b, c, d = H[k, k], H[k, k+1], H[k+1, k], H[k+1, k+1]
        if abs(c) <= eps(T) * (abs(a) + abs(d)) && !(signbit(b) != signbit(c) && iszero(a - d) && !iszero(c))
            H[k+1, k] = zero(T)
            return complex(H[k, k]), complex(H[k+1, k+1])
        end
        if signbit(b) != signbit(c) && !iszero(b)
            m = (a + d) / 2
            H[k, k] = H[k+1, k+1] = m
            im_part = sqrt(abs(b)) * sqrt(abs(c))
            return complex(m, im_part), complex(m, -im_part)
        end
        if iszero(cs - 1) && iszero(sn)
            H[k+1, k] = zero(T)
            return complex(H[k, k]), complex(H[k+1, k+1])
        end
    end
end

# Real: double shifts, three-element reflectors that chase the bulge.
function _schur_iterate!(H::AbstractMatrix{T}, Z, lo::Int=1, hi::Int=size(H, 1)) where {T<:Real}
    n = size(H, 1)
    values = Vector{Complex{T}}(undef, n)
    for i in 1:n
        (i < lo || i > hi) && (values[i] = H[i, i])
    end
    ulp, tiny = eps(T), floatmin(T)
    i, steps = hi, 0
    while i >= lo
        # Where does the active block begin?
        l = i
        while l > lo
            sub = abs(H[l, l-1])
            sub <= tiny && break
            s = abs(H[l-1, l-1]) + abs(H[l, l])
            if iszero(s)
                l - 2 >= lo && (s += abs(H[l-1, l-2]))
                l + 1 <= hi && (s += abs(H[l+1, l]))
            end
            if sub <= ulp * s
                # Small beside the diagonal: small enough beside what it would change, too?
                ab, ba = max(sub, abs(H[l-1, l])), min(sub, abs(H[l-1, l]))
                aa, bb = max(abs(H[l, l]), abs(H[l-1, l-1] - H[l, l])), min(abs(H[l, l]), abs(H[l-1, l-1] - H[l, l]))
                ba * (ab / (aa + ab)) <= max(tiny, ulp * (bb * (aa / (aa + ab)))) && break
            end
            l -= 1
        end
        l > lo && (H[l, l-1] = zero(T))
        if l == i
            values[i] = H[i, i]
            i, steps = i - 1, 0
            continue
        elseif l == i - 1
            values[i-1], values[i] = _standardize!(H, Z, i - 1)
            i, steps = i - 2, 0
            continue
        end
        steps += 1
        steps > 30 * max(10, n) && throw(LAPACKException(i))
        # Shifts: the eigenvalues of the last block, now and then something else.
        if steps % 10 == 0
            s = abs(H[i, i-1]) + abs(H[i-1, i-2])
            a = d = 3 * s / 4 + H[i, i]
            b, c = -7 * s / 16, s
        else
            a, b, c, d = H[i-1, i-1], H[i-1, i], H[i, i-1], H[i, i]
        end
        trace, deter = a + d, a * d - b * c
        # Two small subdiagonal elements in a row let the bulge start further down.
        m = i - 2
        x = y = z = zero(T)
        while true
            h11, h21, h12, h22 = H[m, m], H[m+1, m], H[m, m+1], H[m+1, m+1]
            x = (h11 * h11 - trace * h11 + deter) / h21 + h12
            y = h11 + h22 - trace
            z = H[m+2, m+1]
            s = abs(x) + abs(y) + abs(z)
            x, y, z = x / s, y / s, z / s
            m == l && break
            abs(H[m, m-1]) * (abs(y) + abs(z)) <= ulp * abs(x) * (abs(H[m-1, m-1]) + abs(h11) + abs(h22)) && break
            m -= 1
        end
        for k in m:i-1
            three = k < i - 1
            if k > m
                x, y, z = H[k, k-1], H[k+1, k-1], three ? H[k+2, k-1] : zero(T)
            elseif !three
                z = zero(T)
            end
            rest = hypot(y, z)
            if iszero(rest)
                k > m && continue
                continue
            end
            norm = hypot(x, rest)
            β = x < 0 ? norm : -norm
            τ = (β - x) / β
            v2, v3 = y / (x - β), z / (x - β)
            if k > m
                H[k, k-1] = β
                H[k+1, k-1] = zero(T)
                three && (H[k+2, k-1] = zero(T))
            elseif m > l
                H[k, k-1] *= 1 - τ
            end
            for j in k:n
                w = H[k, j] + v2 * H[k+1, j] + (three ? v3 * H[k+2, j] : zero(T))
                w *= τ
                H[k, j] -= w
                H[k+1, j] -= v2 * w
                three && (H[k+2, j] -= v3 * w)
            end
            for r in 1:min(k + 3, i)
                w = H[r, k] + v2 * H[r, k+1] + (three ? v3 * H[r, k+2] : zero(T))
                w *= τ
                H[r, k] -= w
                H[r, k+1] -= v2 * w
                three && (H[r, k+2] -= v3 * w)
            end
            if Z !== nothing
                for r in axes(Z, 1)
                    w = Z[r, k] + v2 * Z[r, k+1] + (three ? v3 * Z[r, k+2] : zero(T))
                    w *= τ
                    Z[r, k] -= w
                    Z[r, k+1] -= v2 * w
                    three && (Z[r, k+2] -= v3 * w)
                end
            end
        end
    end
    return values
end

# Complex: single shifts, rotations.
function _schur_iterate!(H::AbstractMatrix{T}, Z, lo::Int=1, hi::Int=size(H, 1)) where {T<:Complex}
    n = size(H, 1)
    R = real(T)
    ulp, tiny = eps(R), floatmin(R)
    cabs1(x) = abs(real(x)) + abs(imag(x))
    i, steps = hi, 0
    while i > lo
        l = i
        while l > lo
            s = cabs1(H[l-1, l-1]) + cabs1(H[l, l])
            iszero(s) && (s = one(R))
            cabs1(H[l, l-1]) <= max(tiny, ulp * s) && break
            l -= 1
        end
        l > lo && (H[l, l-1] = zero(T))
        if l == i
            i, steps = i - 1, 0
            continue
        end
        steps += 1
        steps > 30 * max(10, n) && throw(LAPACKException(i))
        if steps % 10 == 0
            σ = H[i, i] + abs(H[i, i-1])
        else
            # Of the last block's eigenvalues the one nearer to its corner.
            a, b, c, d = H[i-1, i-1], H[i-1, i], H[i, i-1], H[i, i]
            p = (a - d) / 2
            q = sqrt(p * p + b * c)
            real(p) * real(q) + imag(p) * imag(q) < 0 && (q = -q)
            σ = iszero(p + q) ? d : d - b * c / (p + q)
        end
        x, y = H[l, l] - σ, H[l+1, l]
        for k in l:i-1
            if k > l
                x, y = H[k, k-1], H[k+1, k-1]
            end
            c, s, r = givensAlgorithm(x, y)
            if k > l
                H[k, k-1] = r
                H[k+1, k-1] = zero(T)
            end
            _rotate_rows!(H, k, c, s, k:n)
            _rotate_cols!(H, k, c, s, 1:min(k + 2, i))
            Z === nothing || _rotate_cols!(Z, k, c, s, axes(Z, 1))
        end
    end
    return T[H[k, k] for k in 1:n]
end

# Real values where there is no imaginary part anywhere.
_realvalues(values::AbstractVector{<:Complex}) = all(x -> iszero(imag(x)), values) ? real(values) : values

"`schur!(A)`: as `schur`, in the room of `A`."
function schur!(A::StridedMatrix{T}) where {T<:BlasFloat}
    n = checksquare(A)
    chkfinite(A)
    τ = _to_hessenberg!(A)
    Z = lmul!(HessenbergQ{T,typeof(A),typeof(τ),false}('L', A, τ), Matrix{T}(I, n, n))
    triu!(A, -1)
    values = _schur_iterate!(A, Z)
    T <: Complex && triu!(A)
    return Schur(A, Z, T <: Real ? _realvalues(values) : values)
end
"`schur(A)`: the Schur factorization of a square matrix."
schur(A::AbstractMatrix{T}) where {T} = schur!(_dense_oftype(A, eigtype(T)))
schur(A::UpperTriangular{T}) where {T} = (n = size(A, 1); S = eigtype(T); Schur(Matrix{S}(A), Matrix{S}(I, n, n), Vector{S}(diag(A))))

# Real to complex: each block of order two is made triangular by a rotation.
Schur{CT}(F::Schur{<:Real}) where {CT<:Complex} = _complex_schur(F, CT)
Schur{Complex}(F::Schur{T}) where {T<:Real} = _complex_schur(F, Complex{T})
Schur{T}(F::Schur{T}) where {T} = F
function _complex_schur(F, ::Type{CT}) where {CT}
    T, Z = Matrix{CT}(F.T), Matrix{CT}(F.Z)
    n = size(T, 1)
    for k in n-1:-1:1
        iszero(T[k+1, k]) && continue
        a, b, c, d = T[k, k], T[k, k+1], T[k+1, k], T[k+1, k+1]
        λ = (a + d) / 2 + sqrt(((a - d) / 2)^2 + b * c)
        cs, sn, _ = givensAlgorithm(λ - d, c)
        _rotate_rows!(T, k, cs, sn, 1:n)
        _rotate_cols!(T, k, cs, sn, 1:n)
        _rotate_cols!(Z, k, cs, sn, 1:n)
        T[k+1, k] = zero(CT)
    end
    return Schur(triu!(T), Z, CT[T[i, i] for i in 1:n])
end
complex(F::Schur{<:Real}) = Schur{Complex}(F)

# ---- another order of the eigenvalues ----------------------------------------------------------------------------------------

"`ordschur(F, select)`: the factorization with the selected eigenvalues first."
ordschur(F::Schur, select::Union{Vector{Bool},BitVector}) = ordschur!(Schur(copy(F.T), copy(F.Z), copy(F.values)), select)
"`ordschur!(F, select)`: as `ordschur`, in place."
function ordschur!(F::Schur{Ty}, select::Union{Vector{Bool},BitVector}) where {Ty}
    T, Z = F.T, F.Z
    n = size(T, 1)
    length(select) == n || throw(DimensionMismatch(string("select has length ", length(select), ", but the matrix has order ", n)))
    # Blocks with their sizes and whether they are wanted.
    starts, chosen = Int[], Bool[]
    i = 1
    while i <= n
        two = i < n && !iszero(T[i+1, i])
        push!(starts, two ? 2 : 1)
        push!(chosen, select[i] || (two && select[i+1]))
        i += two ? 2 : 1
    end
    # Bubble the chosen ones to the front.
    for target in eachindex(starts)
        source = findnext(chosen, target)
        source === nothing && break
        for b in source-1:-1:target
            at = 1 + sum(starts[1:b-1])
            _swap_blocks!(T, Z, at, starts[b], starts[b+1])
            starts[b], starts[b+1] = starts[b+1], starts[b]
            chosen[b], chosen[b+1] = chosen[b+1], chosen[b]
        end
    end
    values = Ty <: Real ? _realvalues(_block_values(T)) : Ty[T[k, k] for k in 1:n]
    return Schur(T, Z, values)
end
# Adjacent blocks of sizes p and q: an orthonormal basis of the second's invariant subspace goes first.
function _swap_blocks!(T::AbstractMatrix{Ty}, Z, at, p, q) where {Ty}
    n = size(T, 1)
    r = at:at+p+q-1
    A, B, C = T[at:at+p-1, at:at+p-1], T[at+p:at+p+q-1, at+p:at+p+q-1], T[at:at+p-1, at+p:at+p+q-1]
    # A*X - X*B = C: the columns [-X; I] span that subspace.
    X = _small_sylvester(A, -B, C)
    Q = collect(qr([-X; Matrix{Ty}(I, q, q)]).Q)
    T[r, :] = Q' * T[r, :]
    T[:, r] = T[:, r] * Q
    Z[:, r] = Z[:, r] * Q
    for j in at:at+q-1, i in at+q:at+p+q-1
        T[i, j] = zero(Ty)
    end
    if Ty <: Real
        q == 2 && _standardize!(T, Z, at)
        p == 2 && _standardize!(T, Z, at + q)
    end
    return T
end
# A*X + X*B = C by one linear system.
function _small_sylvester(A, B, C)
    p, q = size(A, 1), size(B, 1)
    K = kron(Matrix{eltype(A)}(I, q, q), A) + kron(copy(transpose(B)), Matrix{eltype(A)}(I, p, p))
    return reshape(K \ vec(C), p, q)
end
function _block_values(T::AbstractMatrix{Ty}) where {Ty<:Real}
    n = size(T, 1)
    values = Vector{Complex{Ty}}(undef, n)
    i = 1
    while i <= n
        if i < n && !iszero(T[i+1, i])
            m = (T[i, i] + T[i+1, i+1]) / 2
            d = (T[i, i] - T[i+1, i+1]) / 2
            s = sqrt(complex(d * d + T[i, i+1] * T[i+1, i]))
            values[i], values[i+1] = m + s, m - s
            i += 2
        else
            values[i] = T[i, i]
            i += 1
        end
    end
    return values
end

# ---- pairs of matrices --------------------------------------------------------------------------------------------------------

"The generalized Schur factorization of a pair: `A = Q*S*Z'`, `B = Q*T*Z'`."
struct GeneralizedSchur{Ty,M<:AbstractMatrix,A<:AbstractVector,B<:AbstractVector{Ty}} <: Factorization{Ty}
    S::M
    T::M
    α::A
    β::B
    Q::M
    Z::M
end
size(F::GeneralizedSchur) = size(getfield(F, :S))
function getproperty(F::GeneralizedSchur, s::Symbol)
    s === :values && return getfield(F, :α) ./ getfield(F, :β)
    s === :alpha && return getfield(F, :α)
    s === :beta && return getfield(F, :β)
    (s === :left) && return getfield(F, :Q)
    (s === :right) && return getfield(F, :Z)
    return getfield(F, s)
end
iterate(S::GeneralizedSchur) = (S.S, Val(:T))
iterate(S::GeneralizedSchur, ::Val{:T}) = (S.T, Val(:Q))
iterate(S::GeneralizedSchur, ::Val{:Q}) = (S.Q, Val(:Z))
iterate(S::GeneralizedSchur, ::Val{:Z}) = (S.Z, Val(:α))
iterate(S::GeneralizedSchur, ::Val{:α}) = (S.α, Val(:β))
iterate(S::GeneralizedSchur, ::Val{:β}) = (S.β, Val(:done))
iterate(S::GeneralizedSchur, ::Val{:done}) = nothing
