# Bidiagonal matrices.

"`Bidiagonal(dv, ev, uplo)`: diagonal `dv` and one off-diagonal `ev`, above (`:U`) or below (`:L`)."
struct Bidiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dv::V
    ev::V
    uplo::Char

    function Bidiagonal{T,V}(dv, ev, uplo::AbstractChar) where {T,V<:AbstractVector{T}}
        require_one_based_indexing(dv, ev)
        length(ev) == max(length(dv) - 1, 0) ||
            throw(DimensionMismatch(string("length of diagonal vector is ", length(dv), ", length of off-diagonal vector is ", length(ev))))
        return new{T,V}(dv, ev, char_uplo(uplo))
    end
end

Bidiagonal{T,V}(dv, ev, uplo::Symbol) where {T,V<:AbstractVector{T}} = Bidiagonal{T,V}(dv, ev, char_uplo(uplo))
Bidiagonal{T}(dv::AbstractVector, ev::AbstractVector, uplo::Union{Symbol,AbstractChar}) where {T} =
    Bidiagonal(convert(AbstractVector{T}, dv)::AbstractVector{T}, convert(AbstractVector{T}, ev)::AbstractVector{T}, uplo)
Bidiagonal(dv::V, ev::V, uplo::Symbol) where {T,V<:AbstractVector{T}} = Bidiagonal{T,V}(dv, ev, char_uplo(uplo))
Bidiagonal(dv::V, ev::V, uplo::AbstractChar) where {T,V<:AbstractVector{T}} = Bidiagonal{T,V}(dv, ev, uplo)
function Bidiagonal(dv::AbstractVector{T}, ev::AbstractVector{S}, uplo::Union{Symbol,AbstractChar}) where {T,S}
    R = promote_type(T, S)
    return Bidiagonal{R,Vector{R}}(convert(Vector{R}, dv), convert(Vector{R}, ev), uplo)
end
Bidiagonal(A::AbstractMatrix, uplo::Symbol) = Bidiagonal(diag(A), diag(A, uplo === :U ? 1 : -1), uplo)
Bidiagonal(A::Bidiagonal) = A
Bidiagonal{T}(A::Bidiagonal{T}) where {T} = A
Bidiagonal{T}(A::Bidiagonal) where {T} = Bidiagonal{T}(A.dv, A.ev, A.uplo)
AbstractMatrix{T}(A::Bidiagonal) where {T} = Bidiagonal{T}(A)
AbstractMatrix{T}(A::Bidiagonal{T}) where {T} = copy(A)

size(A::Bidiagonal) = (n = length(A.dv); (n, n))
similar(A::Bidiagonal, ::Type{T}) where {T} = Bidiagonal(similar(A.dv, T), similar(A.ev, T), A.uplo)
similar(A::Bidiagonal, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.dv, T, dims)
copy(A::Bidiagonal) = Bidiagonal(copy(A.dv), copy(A.ev), A.uplo)

@inline function getindex(A::Bidiagonal{T}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    i == j && return @inbounds A.dv[i]
    A.uplo == 'U' && i == j - 1 && return @inbounds A.ev[i]
    A.uplo == 'L' && i == j + 1 && return @inbounds A.ev[j]
    return _bandzero(A, A.dv, i, j)
end
# Zero outside the bands: a block of zeros where the elements are blocks.
_bandzero(A::AbstractMatrix{T}, d, i, j) where {T} = zero(T)
_bandzero(A::AbstractMatrix{<:AbstractMatrix{T}}, d, i, j) where {T} = zeros(T, size(d[i], 1), size(d[j], 2))

@inline function setindex!(A::Bidiagonal, x, i::Int, j::Int)
    @boundscheck checkbounds(A, i, j)
    if i == j
        @inbounds A.dv[i] = x
    elseif A.uplo == 'U' && i == j - 1
        @inbounds A.ev[i] = x
    elseif A.uplo == 'L' && i == j + 1
        @inbounds A.ev[j] = x
    elseif !iszero(x)
        throw(ArgumentError(string("cannot set entry ", (i, j), " off the ", A.uplo == 'U' ? "upper" : "lower",
                                   " bidiagonal band to a nonzero value (", x, ")")))
    end
    return A
end

adjoint(A::Bidiagonal{<:Number}) = Bidiagonal(map(conj, A.dv), map(conj, A.ev), A.uplo == 'U' ? :L : :U)
adjoint(A::Bidiagonal) = Adjoint(A)
transpose(A::Bidiagonal{<:Number}) = Bidiagonal(A.dv, A.ev, A.uplo == 'U' ? :L : :U)
transpose(A::Bidiagonal) = Transpose(A)

_each(f, A::Bidiagonal) = Bidiagonal(f(A.dv), f(A.ev), A.uplo)
==(A::Bidiagonal, B::Bidiagonal) =
    A.dv == B.dv && (A.uplo == B.uplo ? A.ev == B.ev : iszero(A.ev) && iszero(B.ev))
det(A::Bidiagonal) = prod(A.dv)
logabsdet(A::Bidiagonal) = logabsdet(Diagonal(A.dv))
eigvals(A::Bidiagonal) = copy(A.dv)

Base.replace_in_print_matrix(A::Bidiagonal, i::Integer, j::Integer, s::AbstractString) =
    i == j || (A.uplo == 'U' ? i == j - 1 : i == j + 1) ? s : Base.replace_with_centered_mark(s)
