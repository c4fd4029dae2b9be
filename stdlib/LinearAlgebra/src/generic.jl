# Inner products, traces, scaling in place, Kronecker products, approximate equality.

# ---- dot --------------------------------------------------------------------------------------------------------------

"`dot(x, y)`, `x ⋅ y`: the sum of `dot(x[i], y[i])`; the first argument is conjugated."
function dot end
const ⋅ = dot

dot(x::Number, y::Number) = conj(x) * y

# Anything that can be iterated.
function dot(x, y)
    a, b = iterate(x), iterate(y)
    if a === nothing
        b === nothing || throw(DimensionMismatch("x and y are of different lengths!"))
        return dot(zero(eltype(x)), zero(eltype(y)))
    end
    b === nothing && throw(DimensionMismatch("x and y are of different lengths!"))
    s = dot(a[1], b[1])
    a, b = iterate(x, a[2]), iterate(y, b[2])
    while a !== nothing && b !== nothing
        s += dot(a[1], b[1])
        a, b = iterate(x, a[2]), iterate(y, b[2])
    end
    a === nothing && b === nothing || throw(DimensionMismatch("x and y are of different lengths!"))
    return s
end

function dot(x::AbstractArray, y::AbstractArray)
    n = length(x)
    n == length(y) ||
        throw(DimensionMismatch(string("first array has length ", n, " which does not match the length of the second, ", length(y), ".")))
    n == 0 && return dot(zero(eltype(x)), zero(eltype(y)))
    return _dot(x, y)
end
function _dot(x::AbstractArray, y::AbstractArray)
    s = zero(dot(first(x), first(y)))
    for (i, j) in zip(eachindex(x), eachindex(y))
        s += @inbounds dot(x[i], y[j])
    end
    return s
end
function _dot(x::StridedVector{T}, y::StridedVector{T}) where {T<:Union{Float64,Float32}}
    n = length(x)
    # Four sums hide the additions' latency.
    a = b = c = d = zero(T)
    k = n >= 32 ? n & ~3 : 0
    i = 1
    @inbounds while i <= k
        a += x[i] * y[i]
        b += x[i+1] * y[i+1]
        c += x[i+2] * y[i+2]
        d += x[i+3] * y[i+3]
        i += 4
    end
    s = (a + b) + (c + d)
    @inbounds while i <= n
        s += x[i] * y[i]
        i += 1
    end
    return s
end

"`dot(x, A, y)`: `dot(x, A * y)` without the product in between."
dot(x, A, y) = dot(x, A * y)
function dot(x::AbstractVector, A::AbstractMatrix, y::AbstractVector)
    (axes(x), axes(y)) == ((axes(A, 1),), (axes(A, 2),)) ||
        throw(DimensionMismatch(string("x has axes ", axes(x), ", A has axes ", axes(A), ", y has axes ", axes(y))))
    T = typeof(dot(zero(eltype(x)), zero(eltype(A)) * zero(eltype(y))))
    s = zero(T)
    for j in eachindex(y)
        yj = y[j]
        iszero(yj) && continue
        t = zero(adjoint(zero(eltype(A))) * zero(eltype(x)))
        for i in _stored_rows(A, j)
            t += adjoint(A[i, j]) * x[i]
        end
        s += dot(t, yj)
    end
    return s
end

# ---- cross, trace -----------------------------------------------------------------------------------------------------

"`cross(x, y)`, `x × y`: the cross product of two vectors of three elements."
function cross(a::AbstractVector, b::AbstractVector)
    length(a) == length(b) == 3 || throw(DimensionMismatch("cross product is only defined for vectors of length 3"))
    a1, a2, a3 = a
    b1, b2, b3 = b
    return [a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1]
end
const × = cross

"`tr(A)`: the sum of the diagonal of a square matrix."
function tr(A)
    checksquare(A)
    return sum(diag(A))
end
function tr(A::Matrix{T}) where {T}
    n = checksquare(A)
    t = zero(T)
    @inbounds for i in 1:n
        t += A[i, i]
    end
    return t
end
tr(x::Number) = x

# ---- scaling and sums in place ----------------------------------------------------------------------------------------

"`rmul!(A, b)`: `A` times `b`, in place."
function rmul!(X::AbstractArray, s::Number)
    @simd for I in eachindex(X)
        @inbounds X[I] *= s
    end
    return X
end
"`lmul!(a, B)`: `a` times `B`, in `B`."
function lmul!(s::Number, X::AbstractArray)
    @simd for I in eachindex(X)
        @inbounds X[I] = s * X[I]
    end
    return X
end
"`rdiv!(A, b)`: `A / b`, in place."
function rdiv!(X::AbstractArray, s::Number)
    for I in eachindex(X)
        @inbounds X[I] /= s
    end
    return X
end
"`ldiv!(a, B)`: `a \\ B`, in `B`."
function ldiv!(s::Number, X::AbstractArray)
    for I in eachindex(X)
        @inbounds X[I] = s \ X[I]
    end
    return X
end
ldiv!(Y::AbstractArray, s::Number, X::AbstractArray) = Y .= s .\ X

function mul!(C::AbstractArray, s::Number, X::AbstractArray, α::Number, β::Number)
    axes(C) == axes(X) || throw(DimensionMismatch(string("C has axes ", axes(C), ", X has axes ", axes(X))))
    iszero(β) ? (C .= (s .* X) .* α) : (C .= (s .* X) .* α .+ C .* β)
    return C
end
function mul!(C::AbstractArray, X::AbstractArray, s::Number, α::Number, β::Number)
    axes(C) == axes(X) || throw(DimensionMismatch(string("C has axes ", axes(C), ", X has axes ", axes(X))))
    iszero(β) ? (C .= (X .* s) .* α) : (C .= (X .* s) .* α .+ C .* β)
    return C
end

"`axpy!(a, x, y)`: `y` becomes `a * x + y`."
function axpy!(α, x::AbstractArray, y::AbstractArray)
    length(x) == length(y) ||
        throw(DimensionMismatch(string("x has length ", length(x), ", but y has length ", length(y))))
    iszero(α) && return y
    for (i, j) in zip(eachindex(y), eachindex(x))
        @inbounds y[i] += x[j] * α
    end
    return y
end
function axpy!(α, x::AbstractArray, rx::AbstractRange{<:Integer}, y::AbstractArray, ry::AbstractRange{<:Integer})
    length(rx) == length(ry) ||
        throw(DimensionMismatch(string("rx has length ", length(rx), ", but ry has length ", length(ry))))
    checkbounds(x, rx)
    checkbounds(y, ry)
    for (i, j) in zip(ry, rx)
        @inbounds y[i] += x[j] * α
    end
    return y
end
"`axpby!(a, x, b, y)`: `y` becomes `a * x + b * y`."
function axpby!(α, x::AbstractArray, β, y::AbstractArray)
    length(x) == length(y) ||
        throw(DimensionMismatch(string("x has length ", length(x), ", but y has length ", length(y))))
    for (i, j) in zip(eachindex(y), eachindex(x))
        @inbounds y[i] = iszero(α) ? y[i] * β : x[j] * α + y[i] * β
    end
    return y
end

"`rotate!(x, y, c, s)`: `x` becomes `c*x + s*y` and `y` becomes `-conj(s)*x + c*y`."
rotate!(x::AbstractVector, y::AbstractVector, c, s) = _mix!((a, b) -> -conj(s) * a + c * b, x, y, c, s)
"`reflect!(x, y, c, s)`: `x` becomes `c*x + s*y` and `y` becomes `conj(s)*x - c*y`."
reflect!(x::AbstractVector, y::AbstractVector, c, s) = _mix!((a, b) -> conj(s) * a - c * b, x, y, c, s)
function _mix!(second::F, x::AbstractVector, y::AbstractVector, c, s) where {F}
    require_one_based_indexing(x, y)
    n = length(x)
    n == length(y) || throw(DimensionMismatch(string("x has length ", n, ", but y has length ", length(y))))
    for i in 1:n
        @inbounds a, b = x[i], y[i]
        @inbounds x[i] = c * a + s * b
        @inbounds y[i] = second(a, b)
    end
    return x, y
end

# ---- Kronecker products -----------------------------------------------------------------------------------------------

"`kron(A, B)`: every element of `A` times all of `B`."
function kron(A::AbstractVecOrMat{T}, B::AbstractVecOrMat{S}) where {T,S}
    R = _kron_type(T, S)
    if A isa AbstractVector && B isa AbstractVector
        return kron!(Vector{R}(undef, length(A) * length(B)), A, B)
    end
    return kron!(Matrix{R}(undef, size(A, 1) * size(B, 1), size(A, 2) * size(B, 2)), A, B)
end
_kron_type(::Type{T}, ::Type{S}) where {T,S} = promote_op(*, T, S)
kron(a::Number, b::Number) = a * b
kron(a::Number, B::AbstractVecOrMat) = a * B
kron(A::AbstractVecOrMat, b::Number) = A * b
kron(A::Diagonal, B::Diagonal) = Diagonal(kron(A.diag, B.diag))
kron(a::AdjointAbsVec, b::AdjointAbsVec) = adjoint(kron(adjoint(a), adjoint(b)))
kron(a::TransposeAbsVec, b::TransposeAbsVec) = transpose(kron(transpose(a), transpose(b)))
kron(A, B, C, rest...) = kron(kron(A, B), C, rest...)
kron(A) = A

"`kron!(C, A, B)`: the Kronecker product of `A` and `B`, in `C`."
function kron!(c::AbstractVector, a::AbstractVector, b::AbstractVector)
    length(c) == length(a) * length(b) || throw(DimensionMismatch("target vector needs to have length length(a)*length(b)"))
    k = firstindex(c)
    for x in a, y in b
        c[k] = x * y
        k += 1
    end
    return c
end
function kron!(C::AbstractMatrix, A::AbstractVecOrMat, B::AbstractVecOrMat)
    require_one_based_indexing(A, B)
    size(C) == (size(A, 1) * size(B, 1), size(A, 2) * size(B, 2)) ||
        throw(DimensionMismatch(string("kron!: C has size ", size(C), " but A and B give ", (size(A, 1) * size(B, 1), size(A, 2) * size(B, 2)))))
    k = firstindex(C)
    for j in axes(A, 2), l in axes(B, 2), i in axes(A, 1)
        a = A[i, j]
        for m in axes(B, 1)
            C[k] = a * B[m, l]
            k += 1
        end
    end
    return C
end
kron!(C::AbstractVecOrMat, A::AbstractVecOrMat, b::Number) = mul!(C, A, b)
kron!(C::AbstractVecOrMat, a::Number, B::AbstractVecOrMat) = mul!(C, a, B)

# ---- approximate equality of arrays -----------------------------------------------------------------------------------

function isapprox(x::AbstractArray, y::AbstractArray; atol::Real=0,
                  rtol::Real=Base.rtoldefault(_leaf_eltype(x), _leaf_eltype(y), atol), nans::Bool=false, norm::Function=norm)
    d = norm(x - y)
    if isfinite(d)
        return iszero(rtol) ? d <= atol : d <= max(atol, rtol * max(norm(x), norm(y)))
    end
    # Infinite and missing numbers: element by element.
    return Base.all(((a, b),) -> isapprox(a, b; rtol=rtol, atol=atol, nans=nans), zip(x, y))
end
# Tolerances belong to numbers, however deep in arrays.
_leaf_eltype(x) = _leaf_type(eltype(x), x)
_leaf_type(::Type{T}, x) where {T<:Number} = T
_leaf_type(::Type{T}, x) where {T<:AbstractArray} = isempty(x) ? _leaf_type(eltype(T), ()) : mapreduce(_leaf_eltype, promote_type, x)
function _leaf_type(::Type{T}, x) where {T}
    isempty(x) && return T
    return mapreduce(v -> v isa AbstractArray ? _leaf_eltype(v) : typeof(v), promote_type, x)
end

# ---- determinants and inverses of scalars -----------------------------------------------------------------------------

"`det(M)`: the determinant."
det(x::Number) = x
"`logabsdet(M)`: the logarithm of the determinant's magnitude, and its sign."
logabsdet(a::Number) = log(abs(a)), sign(a)
"`logdet(M)`: the logarithm of the determinant."
logdet(x::Number) = log(x)
"`pinv(M)`: the Moore-Penrose pseudoinverse."
pinv(x::Number) = (xi = inv(x); ifelse(isfinite(xi), xi, zero(xi)))
"`rank(A)`: how many singular values are greater than the tolerance."
rank(x::Number) = iszero(x) ? 0 : 1
"`factorize(A)`: a factorization that suits `A`."
factorize(x::Number) = x
cond(x::Number) = iszero(x) ? Inf : 1.0
cond(x::Number, p) = cond(x)

function det(A::AbstractMatrix{T}) where {T}
    if istriu(A) || istril(A)
        S = promote_type(T, typeof((one(T) * zero(T) + zero(T)) / one(T)))
        return convert(S, det(UpperTriangular(A)))
    end
    return det(lu(A; check=false))
end
# Whole numbers without bound stay exact: fractions-free elimination.
function det(A::AbstractMatrix{BigInt})
    n = checksquare(A)
    n == 0 && return one(BigInt)
    M = Matrix{BigInt}(A)
    previous, positive = one(BigInt), true
    for k in 1:n-1
        p = findfirst(i -> !iszero(M[i, k]), k:n)
        p === nothing && return zero(BigInt)
        if p != 1
            r = p + k - 1
            for j in k:n
                M[k, j], M[r, j] = M[r, j], M[k, j]
            end
            positive = !positive
        end
        for j in k+1:n, i in k+1:n
            M[i, j] = div(M[i, j] * M[k, k] - M[i, k] * M[k, j], previous)
        end
        previous = M[k, k]
    end
    return positive ? M[n, n] : -M[n, n]
end
logabsdet(A::AbstractMatrix) = istriu(A) || istril(A) ? logabsdet(UpperTriangular(A)) : logabsdet(lu(A; check=false))
function logdet(A::AbstractMatrix)
    l, s = logabsdet(A)
    return l + log(s)
end

"`peakflops(n=4096)`: floating point operations a second, measured by a product of matrices."
function peakflops(n::Integer=256; eltype::DataType=Float64, ntrials::Integer=3, parallel::Bool=false)
    A = fill(one(eltype), n, n)
    t = minimum([Base.@elapsed(A * A) for _ in 1:ntrials+1])
    return 2 * Float64(n)^3 / t
end

isreal(x::AbstractArray{<:Real}) = true
