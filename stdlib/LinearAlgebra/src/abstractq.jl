# Orthogonal factors that stand as products of reflectors: not matrices, but things that multiply.

abstract type AbstractQ{T} end

struct AdjointQ{T,S<:AbstractQ{T}} <: AbstractQ{T}
    Q::S
end
parent(adjQ::AdjointQ) = adjQ.Q
eltype(::Type{<:AbstractQ{T}}) where {T} = T
Base.ndims(::AbstractQ) = 2
Base.ndims(::Type{<:AbstractQ}) = 2
size(adjQ::AdjointQ) = reverse(size(adjQ.Q))
size(Q::AbstractQ, d::Integer) = d < 1 ? throw(BoundsError()) : d <= 2 ? size(Q)[d] : 1
length(Q::AbstractQ) = prod(size(Q))
axes(Q::AbstractQ) = map(OneTo, size(Q))
axes(Q::AbstractQ, d::Integer) = d <= 2 ? axes(Q)[d] : OneTo(1)
Base.lastindex(Q::AbstractQ) = length(Q)
Base.lastindex(Q::AbstractQ, d::Integer) = size(Q, d)
adjoint(Q::AbstractQ) = AdjointQ(Q)
adjoint(adjQ::AdjointQ) = adjQ.Q
transpose(Q::AbstractQ{<:Real}) = AdjointQ(Q)
transpose(adjQ::AdjointQ{<:Real}) = adjQ.Q
transpose(Q::AbstractQ) = error("transpose not implemented for $(typeof(Q)). Consider using adjoint instead of transpose.")
wrapperop(::AdjointQ) = adjoint
Base.:(==)(P::AbstractQ, Q::AbstractQ) = collect(P) == collect(Q)
isapprox(Q::AbstractQ, A::AbstractMatrix; kwargs...) = isapprox(collect(Q), A; kwargs...)
isapprox(A::AbstractMatrix, Q::AbstractQ; kwargs...) = isapprox(A, collect(Q); kwargs...)
isapprox(P::AbstractQ, Q::AbstractQ; kwargs...) = isapprox(collect(P), collect(Q); kwargs...)
isapprox(Q::AbstractQ, J::UniformScaling; kwargs...) = isapprox(collect(Q), J; kwargs...)

# The whole square matrix.
Base.collect(Q::AbstractQ) = lmul!(Q, Matrix{eltype(Q)}(I, size(Q)))
copyto!(dest::AbstractMatrix, Q::AbstractQ) = copyto!(dest, collect(Q))
copy(Q::AbstractQ) = Q
similar(Q::AbstractQ, ::Type{T}, dims::Dims) where {T} = Array{T}(undef, dims)
Matrix{T}(Q::AbstractQ) where {T} = Matrix{T}(_thin(Q))
Matrix(Q::AbstractQ{T}) where {T} = _thin(Q)
Array{T}(Q::AbstractQ) where {T} = Matrix{T}(Q)
Array(Q::AbstractQ) = Matrix(Q)
AbstractMatrix(Q::AbstractQ) = collect(Q)
convert(::Type{Matrix}, Q::AbstractQ) = Matrix(Q)
convert(::Type{Matrix{T}}, Q::AbstractQ) where {T} = Matrix{T}(Q)
convert(::Type{Array}, Q::AbstractQ) = Matrix(Q)
convert(::Type{AbstractMatrix{T}}, Q::AbstractQ) where {T} = Matrix{T}(collect(Q))
convert(::Type{AbstractArray{T}}, Q::AbstractQ) where {T} = Matrix{T}(collect(Q))
_thin(Q::AbstractQ{T}) where {T} = collect(Q)
inv(Q::AbstractQ) = Q'

function getindex(Q::AbstractQ, i::Int, j::Int)
    i in axes(Q, 1) && j in axes(Q, 2) || throw(BoundsError(Q, (i, j)))
    x = zeros(eltype(Q), size(Q, 2))
    x[j] = one(eltype(Q))
    return lmul!(Q, x)[i]
end
getindex(Q::AbstractQ, i::Int) = Q[CartesianIndices(size(Q))[i]]
getindex(Q::AbstractQ, I::CartesianIndex{2}) = Q[I[1], I[2]]
getindex(Q::AbstractQ, ::Colon, ::Colon) = collect(Q)
getindex(Q::AbstractQ, I, J) = collect(Q)[I, J]
function getindex(Q::AbstractQ, ::Colon, j::Int)
    x = zeros(eltype(Q), size(Q, 2))
    x[j] = one(eltype(Q))
    return lmul!(Q, x)
end
Base.view(Q::AbstractQ, I...) = view(collect(Q), I...)

show(io::IO, ::MIME"text/plain", Q::AbstractQ) = print(io, Base.dims2string(size(Q)), ' ', typeof(Q))
show(io::IO, Q::AbstractQ) = print(io, typeof(Q), Base.dims2string(size(Q)))

# ---- multiplying ------------------------------------------------------------------------------------------------------------

# The right-hand side in the common type, with rows of zeros where it is thin.
function _fit_rows(Q, B::AbstractVecOrMat, ::Type{T}) where {T}
    m = size(Q, 2)
    C = B isa AbstractVector ? similar(B, T, (m,)) : similar(B, T, (m, size(B, 2)))
    fill!(C, zero(T))
    B isa AbstractVector ? copyto!(view(C, 1:length(B)), B) : copyto!(view(C, 1:size(B, 1), :), B)
    return C
end
_q_cols(Q) = (size(Q, 2),)

function *(Q::AbstractQ, B::AbstractVecOrMat)
    size(B, 1) in _q_cols(Q) ||
        throw(DimensionMismatch(string("size of Q is ", size(Q), ", but the first dimension of B is ", size(B, 1))))
    T = promote_op(matprod, eltype(Q), eltype(B))
    return lmul!(convert_q(T, Q), _fit_rows(Q, B, T))
end
convert_q(::Type{T}, Q::AbstractQ) where {T} = Q
function *(A::AbstractMatrix, Q::AbstractQ)
    T = promote_op(matprod, eltype(A), eltype(Q))
    rows = _q_cols(adjoint(Q))
    size(A, 2) in rows || throw(DimensionMismatch(string("second dimension of A is ", size(A, 2), ", but the first dimension of Q is ", size(Q, 1))))
    C = fill!(similar(A, T, (size(A, 1), size(Q, 1))), zero(T))
    copyto!(view(C, :, 1:size(A, 2)), A)
    return rmul!(C, Q)
end
*(u::AdjointAbsVec, Q::AbstractQ) = adjoint(adjoint(Q) * adjoint(u))
*(u::TransposeAbsVec, Q::AbstractQ) = transpose(transpose(Q) * transpose(u))
*(a::AbstractVector, Q::AbstractQ) = reshape(a, length(a), 1) * Q
*(P::AbstractQ, Q::AbstractQ) = P * collect(Q)
*(Q::AbstractQ, J::UniformScaling) = collect(Q) * J
*(J::UniformScaling, Q::AbstractQ) = J * collect(Q)
*(Q::AbstractQ, x::Number) = collect(Q) * x
*(x::Number, Q::AbstractQ) = x * collect(Q)
\(Q::AbstractQ, B::AbstractVecOrMat) = adjoint(Q) * B
/(A::AbstractMatrix, Q::AbstractQ) = A * adjoint(Q)
for op in (:+, :-)
    @eval begin
        $op(Q::AbstractQ, A::AbstractMatrix) = $op(collect(Q), A)
        $op(A::AbstractMatrix, Q::AbstractQ) = $op(A, collect(Q))
        $op(P::AbstractQ, Q::AbstractQ) = $op(collect(P), collect(Q))
        $op(Q::AbstractQ, J::UniformScaling) = $op(collect(Q), J)
        $op(J::UniformScaling, Q::AbstractQ) = $op(J, collect(Q))
    end
end
-(Q::AbstractQ) = -collect(Q)
rmul!(A::AbstractMatrix, Q::AbstractQ) = (lmul!(adjoint(Q), adjoint(A)); A)
mul!(C::AbstractVecOrMat, Q::AbstractQ, B::AbstractVecOrMat) =
    size(C, 1) == size(B, 1) ? lmul!(Q, copyto!(C, B)) : copyto!(C, Q * B)
mul!(C::AbstractVecOrMat, A::AbstractVecOrMat, Q::AbstractQ) = copyto!(C, A * Q)
mul!(C::AbstractVecOrMat, Q::AbstractQ, B::AbstractVecOrMat, α::Number, β::Number) = mul!(C, I, Q * B, α, β)
ldiv!(Q::AbstractQ, B::AbstractVecOrMat) = lmul!(adjoint(Q), B)
ldiv!(C::AbstractVecOrMat, Q::AbstractQ, B::AbstractVecOrMat) = mul!(C, adjoint(Q), B)
rdiv!(A::AbstractMatrix, Q::AbstractQ) = rmul!(A, adjoint(Q))
logabsdet(Q::AbstractQ) = (d = det(Q); (log(abs(d)), sign(d)))
det(adjQ::AdjointQ) = conj(det(adjQ.Q))
norm(Q::AbstractQ, p::Real=2) = norm(collect(Q), p)
opnorm(Q::AbstractQ, p::Real=2) = opnorm(collect(Q), p)
