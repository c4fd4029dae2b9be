# What all factorizations share: lazy adjoints, solving, showing, properties.

eltype(::Type{<:Factorization{T}}) where {T} = T
size(F::Factorization, d::Integer) = d < 1 ? throw(BoundsError()) : d <= 2 ? size(F)[d] : 1

"The adjoint of a factorization, to solve with."
struct AdjointFactorization{T,S<:Factorization} <: Factorization{T}
    parent::S
end
AdjointFactorization(F::Factorization) = AdjointFactorization{eltype(F),typeof(F)}(F)

"The transpose of a factorization, to solve with."
struct TransposeFactorization{T,S<:Factorization} <: Factorization{T}
    parent::S
end
TransposeFactorization(F::Factorization) = TransposeFactorization{eltype(F),typeof(F)}(F)

const AdjOrTransFactorization = Union{AdjointFactorization,TransposeFactorization}
parent(F::AdjOrTransFactorization) = getfield(F, :parent)
size(F::AdjOrTransFactorization) = reverse(size(parent(F)))
adjoint(F::Factorization) = AdjointFactorization(F)
transpose(F::Factorization) = TransposeFactorization(F)
transpose(F::Factorization{<:Real}) = AdjointFactorization(F)
adjoint(F::AdjointFactorization) = parent(F)
transpose(F::TransposeFactorization) = parent(F)
transpose(F::AdjointFactorization{<:Real}) = parent(F)
adjoint(F::TransposeFactorization{<:Real}) = parent(F)
wrapperop(::AdjointFactorization) = adjoint
wrapperop(::TransposeFactorization) = transpose

Base.isequal(F::T, G::T) where {T<:Factorization} = all(f -> isequal(getfield(F, f), getfield(G, f)), 1:nfields(F))
==(F::T, G::T) where {T<:Factorization} = all(f -> getfield(F, f) == getfield(G, f), 1:nfields(F))
Base.hash(F::Factorization, h::UInt) = mapreduce(f -> hash(getfield(F, f)), hash, 1:nfields(F); init=hash(nameof(typeof(F)), h))
copy(F::AdjOrTransFactorization) = wrapperop(F)(copy(parent(F)))

Matrix(F::AdjOrTransFactorization) = Matrix(wrapperop(F)(Matrix(parent(F))))
Array(F::AdjOrTransFactorization) = Matrix(F)
convert(::Type{T}, F::T) where {T<:Factorization} = F
convert(::Type{T}, F::Factorization) where {T<:Factorization} = T(F)
convert(::Type{T}, F::Factorization) where {T<:AbstractArray} = T(F)::T
Factorization{T}(F::Factorization{T}) where {T} = F
Factorization{T}(F::AdjOrTransFactorization) where {T} = wrapperop(F)(Factorization{T}(parent(F)))

det(F::AdjointFactorization) = adjoint(det(parent(F)))
det(F::TransposeFactorization) = det(parent(F))
logabsdet(F::AdjointFactorization) = (p = logabsdet(parent(F)); (p[1], conj(p[2])))
logabsdet(F::TransposeFactorization) = logabsdet(parent(F))
function det(F::Factorization)
    l, s = logabsdet(F)
    return exp(l) * s
end
function logdet(F::Factorization)
    l, s = logabsdet(F)
    return l + log(s)
end
inv(F::Factorization{T}) where {T} = (n = size(F, 1); ldiv!(F, Matrix{T}(I, n, n)))
inv(F::AdjOrTransFactorization) = wrapperop(F)(inv(parent(F)))

Base.show(io::IO, F::AdjointFactorization) = (print(io, "adjoint of "); show(io, parent(F)))
Base.show(io::IO, F::TransposeFactorization) = (print(io, "transpose of "); show(io, parent(F)))
Base.show(io::IO, mime::MIME"text/plain", F::AdjointFactorization) = (print(io, "adjoint of "); show(io, mime, parent(F)))
Base.show(io::IO, mime::MIME"text/plain", F::TransposeFactorization) = (print(io, "transpose of "); show(io, mime, parent(F)))

# Solving: the right-hand side in a fresh array of the common type, wide or tall as the solution needs.
function \(F::Factorization, B::AbstractVecOrMat)
    require_one_based_indexing(B)
    m, n = size(F)
    size(B, 1) == m || throw(DimensionMismatch(string("arguments must have the same number of rows, but have ", (m, size(B, 1)))))
    T = promote_op(\, eltype(F), eltype(B))
    x = B isa AbstractVector ? zeros_for(T, B, max(m, n)) : zeros_for(T, B, max(m, n), size(B, 2))
    B isa AbstractVector ? copyto!(view(x, 1:m), B) : copyto!(view(x, 1:m, :), B)
    ldiv!(F, x)
    return m == n || n > m ? x : B isa AbstractVector ? x[1:n] : x[1:n, :]
end
zeros_for(::Type{T}, B, dims...) where {T} = fill!(similar(B, T, dims), zero(T))
function \(F::Factorization{T}, B::AbstractVecOrMat{Complex{T}}) where {T<:BlasReal}
    re, im = F \ real(B), F \ imag(B)
    return complex.(re, im)
end
/(B::AbstractMatrix, F::Factorization) = adjoint(adjoint(F) \ adjoint(B))
/(u::AdjointAbsVec, F::Factorization) = adjoint(adjoint(F) \ u.parent)
/(u::TransposeAbsVec, F::Factorization) = transpose(transpose(F) \ u.parent)
/(F::Factorization, x::Number) = Matrix(F) / x

"`ldiv!(Y, A, B)`: the solution of `A * Y = B`, in `Y`."
function ldiv!(Y::AbstractVector, F::Factorization, B::AbstractVector)
    m, n = size(F)
    m == n && return ldiv!(F, copyto!(Y, B))
    copyto!(Y, F \ B)
end
function ldiv!(Y::AbstractMatrix, F::Factorization, B::AbstractMatrix)
    m, n = size(F)
    m == n && return ldiv!(F, copyto!(Y, B))
    copyto!(Y, F \ B)
end
rdiv!(B::AbstractMatrix, F::Factorization) = (ldiv!(adjoint(F), adjoint(B)); B)

"`issuccess(F)`: whether the factorization came to its end."
issuccess(F::AdjOrTransFactorization) = issuccess(parent(F))
