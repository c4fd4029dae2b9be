# Givens rotations.

abstract type AbstractRotation{T} end

"A rotation in the plane of `i1` and `i2`: `[c s; -conj(s) c]`."
struct Givens{T} <: AbstractRotation{T}
    i1::Int
    i2::Int
    c::T
    s::T
end

"A product of rotations."
struct Rotation{T} <: AbstractRotation{T}
    rotations::Vector{Givens{T}}
end

struct AdjointRotation{T,S<:AbstractRotation{T}} <: AbstractRotation{T}
    R::S
end

eltype(::Type{<:AbstractRotation{T}}) where {T} = T
adjoint(R::AbstractRotation) = AdjointRotation(R)
adjoint(R::AdjointRotation) = R.R
adjoint(G::Givens) = Givens(G.i1, G.i2, adjoint(G.c), -G.s)
transpose(G::Givens{<:Real}) = adjoint(G)

# `c` real and not negative where it can be, `r` such that `[c s; -conj(s) c] * [f, g] == [r, 0]`.
function givensAlgorithm(f::T, g::T) where {T<:Real}
    iszero(g) && return one(T), zero(T), f
    iszero(f) && return zero(T), one(T), g
    r = hypot(f, g)
    # The sign follows the larger of the two.
    if abs(f) > abs(g)
        f < 0 && (r = -r)
    end
    c, s = f / r, g / r
    return c, s, r
end
function givensAlgorithm(f::T, g::T) where {T<:Complex}
    iszero(g) && return one(real(T)), zero(T), f
    if iszero(f)
        return zero(real(T)), conj(g) / abs(g), convert(T, abs(g))
    end
    d = hypot(abs(f), abs(g))
    phase = f / abs(f)
    return abs(f) / d, phase * conj(g) / d, phase * d
end
givensAlgorithm(f, g) = givensAlgorithm(promote(float(f), float(g))...)

"`givens(f, g, i1, i2) -> (G, r)`: the rotation that makes `[f, g]` to `[r, 0]`."
function givens(f::T, g::T, i1::Integer, i2::Integer) where {T}
    i1 == i2 && throw(ArgumentError("Indices must be distinct."))
    c, s, r = givensAlgorithm(f, g)
    if i1 > i2
        s = -conj(s)
        i1, i2 = i2, i1
    end
    return Givens(Int(i1), Int(i2), convert(typeof(s), c), s), r
end
givens(f, g, i1::Integer, i2::Integer) = givens(promote(f, g)..., i1, i2)
givens(A::AbstractMatrix, i1::Integer, i2::Integer, j::Integer) = givens(A[i1, j], A[i2, j], i1, i2)
givens(x::AbstractVector, i1::Integer, i2::Integer) = givens(x[i1], x[i2], i1, i2)

function getindex(G::Givens, i::Integer, j::Integer)
    i == j && return i == G.i1 || i == G.i2 ? G.c : oneunit(G.c)
    i == G.i1 && j == G.i2 && return G.s
    i == G.i2 && j == G.i1 && return -conj(G.s)
    return zero(G.s)
end

function lmul!(G::Givens, A::AbstractVecOrMat)
    require_one_based_indexing(A)
    G.i2 <= size(A, 1) || throw(DimensionMismatch("column indices for rotation are outside the matrix"))
    for j in axes(A, 2)
        @inbounds a, b = A[G.i1, j], A[G.i2, j]
        @inbounds A[G.i1, j] = G.c * a + G.s * b
        @inbounds A[G.i2, j] = -conj(G.s) * a + G.c * b
    end
    return A
end
function rmul!(A::AbstractMatrix, G::Givens)
    require_one_based_indexing(A)
    G.i2 <= size(A, 2) || throw(DimensionMismatch("column indices for rotation are outside the matrix"))
    for i in axes(A, 1)
        @inbounds a, b = A[i, G.i1], A[i, G.i2]
        @inbounds A[i, G.i1] = a * G.c - b * conj(G.s)
        @inbounds A[i, G.i2] = a * G.s + b * G.c
    end
    return A
end
function lmul!(R::Rotation, A::AbstractVecOrMat)
    for G in R.rotations
        lmul!(G, A)
    end
    return A
end
function rmul!(A::AbstractMatrix, R::Rotation)
    for G in Iterators.reverse(R.rotations)
        rmul!(A, G)
    end
    return A
end
function lmul!(adjR::AdjointRotation{<:Any,<:Rotation}, A::AbstractVecOrMat)
    for G in Iterators.reverse(adjR.R.rotations)
        lmul!(adjoint(G), A)
    end
    return A
end
function rmul!(A::AbstractMatrix, adjR::AdjointRotation{<:Any,<:Rotation})
    for G in adjR.R.rotations
        rmul!(A, adjoint(G))
    end
    return A
end
lmul!(G::Givens, R::Rotation) = (push!(R.rotations, G); R)
*(G::Givens, H::Givens) = Rotation(push!(push!(Givens{promote_type(eltype(G), eltype(H))}[], H), G))
*(R::AbstractRotation, A::AbstractVecOrMat) = lmul!(R, _rotation_copy(R, A))
*(A::AbstractMatrix, R::AbstractRotation) = rmul!(_rotation_copy(R, A), R)
*(G::Givens, R::Rotation) = Rotation(push!(copy(R.rotations), G))
_rotation_copy(R, A) = copyto!(similar(A, promote_op(matprod, eltype(R), eltype(A))), A)
