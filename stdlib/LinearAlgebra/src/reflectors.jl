# Householder reflectors: `H = I - τ v v'` with `v[1] == 1`, such that `H' x` has only its first element, a real one.

# Overwrites `x` (a column from row `i`) with the new first element and the rest of `v`; returns `τ`.
function reflector!(A::AbstractMatrix{T}, i::Int, j::Int, m::Int=size(A, 1)) where {T}
    α = A[i, j]
    s = zero(real(T))
    for k in i+1:m
        @inbounds s = hypot_add(s, A[k, j])
    end
    rest = s
    if iszero(rest) && (iszero(imag(α)) && T <: BlasFloat || iszero(α))
        return zero(T)
    end
    norm = _hypot(abs(α), rest)
    β = real(α) < 0 ? norm : -norm
    τ = convert(T, (β - α) / β)
    scale = inv(α - β)
    for k in i+1:m
        @inbounds A[k, j] *= scale
    end
    A[i, j] = β
    return τ
end
# The root of a sum of squares, grown one element at a time without overflow.
hypot_add(s, x) = iszero(x) ? s : _hypot(s, abs(x))
_hypot(a, b) = hypot(a, b)

# The same along a row: what stands right of column `j` in row `i` becomes the rest of `v'`.
function row_reflector!(A::AbstractMatrix{T}, i::Int, j::Int, n::Int=size(A, 2)) where {T}
    α = conj(A[i, j])
    rest = zero(real(T))
    for k in j+1:n
        @inbounds rest = hypot_add(rest, A[i, k])
    end
    if iszero(rest) && iszero(imag(α))
        return zero(T)
    end
    norm = _hypot(abs(α), rest)
    β = real(α) < 0 ? norm : -norm
    τ = convert(T, (β - α) / β)
    scale = inv(α - β)
    for k in j+1:n
        @inbounds A[i, k] = conj(conj(A[i, k]) * scale)
    end
    A[i, j] = β
    return τ
end

# `B[i:m, cols] -= τ v v' B[i:m, cols]`, `v` standing in `V` below row `i` of column `j`.
function apply_reflector!(V::AbstractMatrix, i::Int, j::Int, τ, B::AbstractVecOrMat, cols, m::Int=size(V, 1))
    iszero(τ) && return B
    for c in cols
        @inbounds s = B[i, c]
        for k in i+1:m
            @inbounds s += conj(V[k, j]) * B[k, c]
        end
        s *= τ
        @inbounds B[i, c] -= s
        for k in i+1:m
            @inbounds B[k, c] -= V[k, j] * s
        end
    end
    return B
end
# `B[rows, i:m] -= (B[rows, i:m] v) τ v'`, `v` as above.
function apply_reflector_right!(V::AbstractMatrix, i::Int, j::Int, τ, B::AbstractMatrix, rows, m::Int=size(V, 1))
    iszero(τ) && return B
    for r in rows
        @inbounds s = B[r, i]
        for k in i+1:m
            @inbounds s += B[r, k] * V[k, j]
        end
        s *= τ
        @inbounds B[r, i] -= s
        for k in i+1:m
            @inbounds B[r, k] -= s * conj(V[k, j])
        end
    end
    return B
end
