# Products of matrices and vectors.
#
# `*` makes room for the result and calls `mul!(C, A, B)`, that is `mul!(C, A, B, true, false)`: `C = A * B * α + C * β`.
# That goes to a kernel chosen by what `A` and `B` are: dense columns, wrapped rows, or matrices with few diagonals.

# Room for a product: as the right factor would make it.
matprod_dest(A, B, ::Type{T}) where {T} = similar(B, T, (size(A, 1), size(B, 2)))
matprod_dest(A::AbstractMatrix, B::AdjOrTransAbsVec, ::Type{T}) where {T} = similar(A, T, (size(A, 1), size(B, 2)))

function *(A::AbstractMatrix, x::AbstractVector)
    T = promote_op(matprod, eltype(A), eltype(x))
    return mul!(similar(x, T, axes(A, 1)), A, x)
end
*(A::AbstractMatrix, B::AbstractMatrix) = _mul_left(A, B)
# Where both factors' shapes decide the result's, the structured chapter has methods for these two.
_mul_left(A, B) = _mul_right(A, B)
_mul_right(A, B) = _mul_dense(A, B)
function _mul_dense(A, B)
    T = promote_op(matprod, eltype(A), eltype(B))
    return mul!(matprod_dest(A, B, T), A, B)
end
*(a::AbstractVector, B::AbstractMatrix) = reshape(a, length(a), 1) * B

# Chains are multiplied in the order that costs least.
function *(A::AbstractMatrix, B::AbstractMatrix, x::AbstractVector)
    return A * (B * x)
end
*(x::AdjointAbsVec, A::AbstractMatrix, y::AbstractVector) = _row_matrix_vector(x, A, y)
*(x::TransposeAbsVec, A::AbstractMatrix, y::AbstractVector) = (x * A) * y
_row_matrix_vector(x::AdjointAbsVec{<:Number}, A::AbstractMatrix{<:Number}, y::AbstractVector{<:Number}) = dot(x.parent, A, y)
_row_matrix_vector(x, A, y) = (x * A) * y
function *(A::AbstractMatrix, B::AbstractMatrix, C::AbstractMatrix)
    left = size(A, 1) * size(A, 2) * size(B, 2) + size(A, 1) * size(B, 2) * size(C, 2)
    right = size(B, 1) * size(B, 2) * size(C, 2) + size(A, 1) * size(A, 2) * size(C, 2)
    return left <= right ? (A * B) * C : A * (B * C)
end

"`mul!(Y, A, B)`: the product `A * B`, in `Y`; `mul!(C, A, B, α, β)`: `A * B * α + C * β`, in `C`."
mul!(C, A, B) = mul!(C, A, B, true, false)
mul!(y::AbstractVector, A::AbstractVecOrMat, x::AbstractVector, α::Number, β::Number) = _matvec!(y, A, x, α, β)
mul!(C::AbstractMatrix, A::AbstractVecOrMat, B::AbstractVecOrMat, α::Number, β::Number) = _matmul!(C, A, B, α, β)

@noinline _throw_product(C, A, B) =
    C === nothing || size(A, 2) != size(B, 1) ?
    throw(DimensionMismatch(string("matrix A has dimensions (", size(A, 1), ",", size(A, 2), "), ", B isa AbstractVector ?
                                   string("vector B has length ", length(B)) :
                                   string("matrix B has dimensions (", size(B, 1), ",", size(B, 2), ")")))) :
    throw(DimensionMismatch(string("incompatible destination size: the destination ", size(C), " of the product of sizes ",
                                   size(A), " and ", size(B), " must have size ",
                                   B isa AbstractVector ? (size(A, 1),) : (size(A, 1), size(B, 2)), ".")))

# What was in `C` before, scaled; nothing of it (not even NaN) if `β` is zero.
@inline _blend(x, α::Bool, c, β::Bool) = (v = α ? x : zero(x); β ? v + c : v)
@inline _blend(x, α, c, β) = iszero(β) ? x * α : x * α + c * β

function _scale_all!(C, β)
    iszero(β) ? fill!(C, zero(eltype(C))) : isone(β) ? C : rmul!(C, β)
    return C
end
function _fill_zero!(C, A, B, β)
    # No terms: zeros of the elements' type, or what β leaves.
    iszero(β) ? fill!(C, zero(eltype(C))) : rmul!(C, β)
    return C
end

# ---- matrix times vector ----------------------------------------------------------------------------------------------

function _matvec!(y::AbstractVector, A::AbstractVecOrMat, x::AbstractVector, α::Number, β::Number)
    require_one_based_indexing(y, A, x)
    size(A, 2) == length(x) || _throw_product(nothing, A, x)
    size(A, 1) == length(y) || _throw_product(y, A, x)
    length(y) == 0 && return y
    (length(x) == 0 || iszero(α)) && return _fill_zero!(y, A, x, β)
    return _matvec_kernel!(y, Base.mightalias(y, A) ? copy(A) : A, Base.mightalias(y, x) ? copy(x) : x, α, β)
end

const PlainNumber = Union{Base.BitInteger,Bool,BlasFloat,Float16}

# Dense columns of plain numbers: a sum of columns.
function _matvec_kernel!(y::AbstractVector{T}, A::StridedMatrix{T}, x::AbstractVector{T}, α::Number, β::Number) where {T<:BlasFloat}
    m, n = size(A)
    iszero(β) ? fill!(y, zero(T)) : isone(β) || rmul!(y, β)
    a = convert(T, α)
    k = 1
    @inbounds while k + 3 <= n
        x1, x2, x3, x4 = a * x[k], a * x[k+1], a * x[k+2], a * x[k+3]
        for i in 1:m
            y[i] = (((y[i] + A[i, k] * x1) + A[i, k+1] * x2) + A[i, k+2] * x3) + A[i, k+3] * x4
        end
        k += 4
    end
    @inbounds while k <= n
        xk = a * x[k]
        for i in 1:m
            y[i] += A[i, k] * xk
        end
        k += 1
    end
    return y
end
_matvec_kernel!(y::AbstractVector, A::AbstractVector, x::AbstractVector, α::Number, β::Number) =
    _matvec_kernel!(y, reshape(A, length(A), 1), x, α, β)
# Rows that are columns below, and whatever holds only some diagonals: dot products.
function _matvec_kernel!(y::AbstractVector, A::AbstractMatrix, x::AbstractVector, α::Number, β::Number)
    for i in eachindex(y)
        cols = _stored_cols(A, i)
        if isempty(cols)
            @inbounds y[i] = _blend(zero(eltype(y)), α, y[i], β)
            continue
        end
        j = first(cols)
        @inbounds s = A[i, j] * x[j]
        for k in j+1:last(cols)
            @inbounds s += A[i, k] * x[k]
        end
        y[i] = iszero(β) ? _blend(s, α, s, false) : _blend(s, α, y[i], β)
    end
    return y
end

# ---- matrix times matrix ----------------------------------------------------------------------------------------------

function _matmul!(C::AbstractMatrix, A::AbstractVecOrMat, B::AbstractVecOrMat, α::Number, β::Number)
    require_one_based_indexing(C, A, B)
    size(A, 2) == size(B, 1) || _throw_product(nothing, A, B)
    size(C) == (size(A, 1), size(B, 2)) || _throw_product(C, A, B)
    isempty(C) && return C
    (size(A, 2) == 0 || iszero(α)) && return _fill_zero!(C, A, B, β)
    A === C && (A = copy(A))
    B === C && (B = copy(B))
    Base.mightalias(C, A) && (A = copy(A))
    Base.mightalias(C, B) && (B = copy(B))
    return _matmul_kernel!(C, _matrix(A), _matrix(B), α, β)
end
_matrix(A::AbstractMatrix) = A
_matrix(v::AbstractVector) = reshape(v, length(v), 1)

# Dense columns of plain numbers. `C += A[:, k:k+3] * B[k:k+3, j:j+1]`: each element of `A` that is loaded serves two
# columns, each of `C` four products; tiles of `A` stay in cache over all columns of `B`. Sums run over `k` in order.
const TILE_ROWS = 256
const TILE_COLS = 128
function _matmul_kernel!(C::StridedMatrix{T}, A::StridedMatrix{T}, B::StridedMatrix{T}, α::Number, β::Number) where {T<:PlainNumber}
    _scale_all!(C, β)
    m, n, l = size(C, 1), size(C, 2), size(A, 2)
    k0 = 1
    while k0 <= l
        k1 = min(k0 + TILE_COLS - 1, l)
        i0 = 1
        while i0 <= m
            i1 = min(i0 + TILE_ROWS - 1, m)
            j = 1
            while j < n
                _tile2!(C, A, B, α, i0, i1, k0, k1, j)
                j += 2
            end
            j == n && _tile1!(C, A, B, α, i0, i1, k0, k1, j)
            i0 = i1 + 1
        end
        k0 = k1 + 1
    end
    return C
end
@inline function _tile2!(C::StridedMatrix{T}, A, B, α, i0::Int, i1::Int, k0::Int, k1::Int, j::Int) where {T}
    k = k0
    @inbounds while k + 3 <= k1
        p1, p2, p3, p4 = _times(B[k, j], α), _times(B[k+1, j], α), _times(B[k+2, j], α), _times(B[k+3, j], α)
        q1, q2, q3, q4 = _times(B[k, j+1], α), _times(B[k+1, j+1], α), _times(B[k+2, j+1], α), _times(B[k+3, j+1], α)
        for i in i0:i1
            a1, a2, a3, a4 = A[i, k], A[i, k+1], A[i, k+2], A[i, k+3]
            C[i, j] = (((C[i, j] + a1 * p1) + a2 * p2) + a3 * p3) + a4 * p4
            C[i, j+1] = (((C[i, j+1] + a1 * q1) + a2 * q2) + a3 * q3) + a4 * q4
        end
        k += 4
    end
    @inbounds while k <= k1
        p, q = _times(B[k, j], α), _times(B[k, j+1], α)
        for i in i0:i1
            a = A[i, k]
            C[i, j] += a * p
            C[i, j+1] += a * q
        end
        k += 1
    end
    return nothing
end
@inline function _tile1!(C::StridedMatrix{T}, A, B, α, i0::Int, i1::Int, k0::Int, k1::Int, j::Int) where {T}
    k = k0
    @inbounds while k + 3 <= k1
        p1, p2, p3, p4 = _times(B[k, j], α), _times(B[k+1, j], α), _times(B[k+2, j], α), _times(B[k+3, j], α)
        for i in i0:i1
            C[i, j] = (((C[i, j] + A[i, k] * p1) + A[i, k+1] * p2) + A[i, k+2] * p3) + A[i, k+3] * p4
        end
        k += 4
    end
    @inbounds while k <= k1
        p = _times(B[k, j], α)
        for i in i0:i1
            C[i, j] += A[i, k] * p
        end
        k += 1
    end
    return nothing
end
@inline _times(b, α::Bool) = α ? b : zero(b)
@inline _times(b::T, α) where {T} = convert(T, b * α)

# Wrapped right factors of plain numbers are unwrapped once: the copy costs little beside the product.
_matmul_kernel!(C::StridedMatrix{T}, A::StridedMatrix{T}, B::AdjOrTransAbsMat{T}, α::Number, β::Number) where {T<:BlasFloat} =
    _matmul_kernel!(C, A, copyto!(Matrix{T}(undef, size(B)), B), α, β)
_matmul_kernel!(C::StridedMatrix{T}, A::AdjOrTransAbsMat{T}, B::Union{StridedMatrix{T},AdjOrTransAbsMat{T}}, α::Number, β::Number) where {T<:BlasFloat} =
    _matmul_kernel!(C, copyto!(Matrix{T}(undef, size(A)), A), B, α, β)

# Everything else: dot products over the diagonals that both factors hold.
function _matmul_kernel!(C::AbstractMatrix, A::AbstractMatrix, B::AbstractMatrix, α::Number, β::Number)
    for j in axes(C, 2)
        rows = _stored_rows(B, j)
        for i in axes(C, 1)
            cols = _stored_cols(A, i)
            k0, k1 = max(first(rows), first(cols)), min(last(rows), last(cols))
            if k0 > k1
                x = _blend(_product_zero(C, A, B, i, j), α, iszero(β) ? zero(eltype(C)) : C[i, j], β)
                C[i, j] = x
                continue
            end
            @inbounds s = A[i, k0] * B[k0, j]
            for k in k0+1:k1
                @inbounds s += A[i, k] * B[k, j]
            end
            C[i, j] = iszero(β) ? _blend(s, α, s, false) : _blend(s, α, C[i, j], β)
        end
    end
    return C
end
_product_zero(C, A, B, i, j) = zero(eltype(C))
_product_zero(C::AbstractMatrix{<:AbstractMatrix}, A, B, i, j) = zero(A[i, 1] * B[1, j])

Base.muladd(A::AbstractMatrix, y::AbstractVecOrMat, z::Union{Number,AbstractArray}) = A * y .+ z
Base.muladd(u::AbstractVector, v::AdjOrTransAbsVec, z::Union{Number,AbstractArray}) = u .* v .+ z
Base.muladd(x::AdjOrTransAbsVec, A::AbstractMatrix, z::Union{Number,AbstractVecOrMat}) = x * A .+ z
Base.muladd(x::AdjointAbsVec, y::AbstractVector, z::Number) = x * y + z
Base.muladd(x::TransposeAbsVec, y::AbstractVector, z::Number) = x * y + z

# ---- products in place ------------------------------------------------------------------------------------------------

"`lmul!(A, B)`: `A * B`, in `B`."
lmul!(A::AbstractMatrix, B::AbstractVecOrMat) = copyto!(B, A * B)
"`rmul!(A, B)`: `A * B`, in `A`."
rmul!(A::AbstractMatrix, B::AbstractMatrix) = copyto!(A, A * B)
function lmul!(D::Diagonal, B::AbstractVecOrMat)
    require_one_based_indexing(D, B)
    length(D.diag) == size(B, 1) || throw(DimensionMismatch(string("matrix of size ", size(D), " times array of size ", size(B))))
    for j in axes(B, 2), i in axes(B, 1)
        @inbounds B[i, j] = D.diag[i] * B[i, j]
    end
    return B
end
function rmul!(A::AbstractMatrix, D::Diagonal)
    require_one_based_indexing(A, D)
    size(A, 2) == length(D.diag) || throw(DimensionMismatch(string("matrix of size ", size(A), " times matrix of size ", size(D))))
    for j in axes(A, 2), i in axes(A, 1)
        @inbounds A[i, j] *= D.diag[j]
    end
    return A
end
lmul!(D::Diagonal, T::UpperTriangular) = (_scale_triangle!(T.data, D, nothing, true); T)
lmul!(D::Diagonal, T::LowerTriangular) = (_scale_triangle!(T.data, D, nothing, false); T)
rmul!(T::UpperTriangular, D::Diagonal) = (_scale_triangle!(T.data, nothing, D, true); T)
rmul!(T::LowerTriangular, D::Diagonal) = (_scale_triangle!(T.data, nothing, D, false); T)
function _scale_triangle!(A, L, R, upper)
    n = size(A, 1)
    for j in 1:n, i in (upper ? (1:j) : (j:n))
        x = A[i, j]
        L === nothing || (x = L.diag[i] * x)
        R === nothing || (x = x * R.diag[j])
        A[i, j] = x
    end
    return A
end
