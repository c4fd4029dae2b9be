# Triangular matrices: views of one triangle of a square matrix, the other being zero; "unit" ones have ones on the
# diagonal whatever the matrix holds.

abstract type AbstractTriangular{T} <: AbstractMatrix{T} end

for (name, upper, unit) in ((:UpperTriangular, true, false), (:UnitUpperTriangular, true, true),
                            (:LowerTriangular, false, false), (:UnitLowerTriangular, false, true))
    inside = upper ? :(i < j) : :(i > j)
    kind = upper ? "upper" : "lower"
    other = upper ? "lower" : "upper"
    @eval begin
        struct $name{T,S<:AbstractMatrix{T}} <: AbstractTriangular{T}
            data::S
            function $name{T,S}(data) where {T,S<:AbstractMatrix{T}}
                require_one_based_indexing(data)
                checksquare(data)
                return new{T,S}(data)
            end
        end
        $name(A::AbstractMatrix{T}) where {T} = $name{T,typeof(A)}(A)
        $name(A::$name) = A
        $name{T}(A::$name{T}) where {T} = A
        $name{T}(A::$name) where {T} = $name(convert(AbstractMatrix{T}, A.data))
        $name{T}(A::AbstractMatrix) where {T} = $name(convert(AbstractMatrix{T}, A))
        $name{T,S}(A::$name) where {T,S<:AbstractMatrix{T}} = $name{T,S}(convert(S, A.data))
        $name{T,S}(A::$name{T,S}) where {T,S<:AbstractMatrix{T}} = A
        AbstractMatrix{T}(A::$name) where {T} = $name{T}(A)
        AbstractMatrix{T}(A::$name{T}) where {T} = copy(A)
        convert(::Type{$name{T}}, A::$name) where {T} = $name{T}(A)

        similar(A::$name, ::Type{T}) where {T} = $name(similar(parent(A), T))
        copy(A::$name) = $name(copy(A.data))
        Base.copymutable(A::$name) = $name(Base.copymutable(A.data))
        Base.unaliascopy(A::$name) = $name(Base.unaliascopy(A.data))
        real(A::$name{<:Real}) = A
        real(A::$name) = $name(real(A.data))
        conj(A::$name) = $name(conj(A.data))
        _isupper(::$name) = $upper
        _isunit(::$name) = $unit

        @propagate_inbounds function getindex(A::$name{T}, i::Int, j::Int) where {T}
            $inside && return A.data[i, j]
            @boundscheck checkbounds(A, i, j)
            return i == j ? $(unit ? :(oneunit(T)) : :(@inbounds A.data[i, j])) : _offzero(A, i, j)
        end
        @propagate_inbounds function setindex!(A::$name, x, i::Int, j::Int)
            if $inside
                A.data[i, j] = x
            elseif i == j
                $(unit ? :(isone(x) || throw(ArgumentError(string("cannot set index on the diagonal ", (i, j), " of ",
                                                                  $(string(upper ? "an " : "a ", name)), " matrix to a non-unit value (", x, ")")))) :
                  :(A.data[i, j] = x))
            else
                @boundscheck checkbounds(A, i, j)
                iszero(x) || throw(ArgumentError(string("cannot set index in the ", $other, " triangular part ", (i, j), " of ",
                                                        $(string(upper ? "an " : "a ", name)), " matrix to a nonzero value (", x, ")")))
            end
            return A
        end
    end
end

const UpperOrUnitUpperTriangular{T,S} = Union{UpperTriangular{T,S},UnitUpperTriangular{T,S}}
const LowerOrUnitLowerTriangular{T,S} = Union{LowerTriangular{T,S},UnitLowerTriangular{T,S}}
const UnitUpperOrUnitLowerTriangular{T,S} = Union{UnitUpperTriangular{T,S},UnitLowerTriangular{T,S}}
const UpperOrLowerTriangular{T,S} = Union{UpperTriangular{T,S},LowerTriangular{T,S},UnitUpperTriangular{T,S},UnitLowerTriangular{T,S}}

_offzero(A::AbstractTriangular{T}, i, j) where {T} = zero(T)
_offzero(A::AbstractTriangular{<:AbstractMatrix{T}}, i, j) where {T} = zeros(T, size(A.data[i, i], 1), size(A.data[j, j], 2))

size(A::AbstractTriangular) = size(A.data)
axes(A::AbstractTriangular) = axes(A.data)
parent(A::AbstractTriangular) = A.data
Base.dataids(A::AbstractTriangular) = Base.dataids(A.data)
similar(A::AbstractTriangular, ::Type{T}, dims::Dims{N}) where {T,N} = similar(parent(A), T, dims)

adjoint(A::UpperTriangular) = LowerTriangular(adjoint(A.data))
adjoint(A::LowerTriangular) = UpperTriangular(adjoint(A.data))
adjoint(A::UnitUpperTriangular) = UnitLowerTriangular(adjoint(A.data))
adjoint(A::UnitLowerTriangular) = UnitUpperTriangular(adjoint(A.data))
transpose(A::UpperTriangular) = LowerTriangular(transpose(A.data))
transpose(A::LowerTriangular) = UpperTriangular(transpose(A.data))
transpose(A::UnitUpperTriangular) = UnitLowerTriangular(transpose(A.data))
transpose(A::UnitLowerTriangular) = UnitUpperTriangular(transpose(A.data))
imag(A::UpperTriangular) = UpperTriangular(imag(A.data))
imag(A::LowerTriangular) = LowerTriangular(imag(A.data))
imag(A::UnitUpperTriangular) = UpperTriangular(triu!(imag(A.data), 1))
imag(A::UnitLowerTriangular) = LowerTriangular(tril!(imag(A.data), -1))

# The same triangle without the promise of ones on the diagonal, and its wrapper.
_nonunit(::Union{UpperTriangular,UnitUpperTriangular}) = UpperTriangular
_nonunit(::Union{LowerTriangular,UnitLowerTriangular}) = LowerTriangular

# A triangle of `f.(A)` for an `f` that keeps zero.
function _maptriangle(f::F, A::AbstractTriangular, ::Type{T}) where {F,T}
    n = size(A, 1)
    B = similar(parent(A), T, (n, n))
    upper = _isupper(A)
    for j in 1:n, i in (upper ? (1:j) : (j:n))
        B[i, j] = f(A[i, j])
    end
    return _nonunit(A)(B)
end
-(A::AbstractTriangular) = _maptriangle(-, A, promote_op(-, eltype(A)))
*(A::AbstractTriangular, x::Number) = _maptriangle(a -> a * x, A, promote_op(*, eltype(A), typeof(x)))
*(x::Number, A::AbstractTriangular) = _maptriangle(a -> x * a, A, promote_op(*, typeof(x), eltype(A)))
/(A::AbstractTriangular, x::Number) = _maptriangle(a -> a / x, A, promote_op(/, eltype(A), typeof(x)))
\(x::Number, A::AbstractTriangular) = _maptriangle(a -> x \ a, A, promote_op(\, typeof(x), eltype(A)))

zero(A::AbstractTriangular) = fill!(_nonunit(A)(similar(parent(A))), zero(eltype(A)))
function one(A::AbstractTriangular{T}) where {T}
    n = size(A, 1)
    return typeof(A).name.wrapper(Matrix{T}(I, n, n))
end
function fill!(A::AbstractTriangular, x)
    n = size(A, 1)
    n <= 1 || iszero(x) || throw(ArgumentError(string("array of type ", typeof(A), " and size ", size(A), " can not be filled with ", x, ", since some of its entries are constrained.")))
    _isunit(A) && n > 0 && throw(ArgumentError(string("array of type ", typeof(A), " and size ", size(A), " can not be filled with ", x, ", since some of its entries are constrained.")))
    upper = _isupper(A)
    for j in 1:n, i in (upper ? (1:j) : (j:n))
        A.data[i, j] = x
    end
    return A
end

det(A::UpperTriangular) = prod(diag(A.data))
det(A::LowerTriangular) = prod(diag(A.data))
det(A::UnitUpperTriangular{T}) where {T} = one(T) * one(T)
det(A::UnitLowerTriangular{T}) where {T} = one(T) * one(T)
function logabsdet(A::Union{UpperTriangular{T},LowerTriangular{T}}) where {T}
    s = one(T)
    l = zero(log(abs(one(T))))
    for i in 1:size(A, 1)
        d = A.data[i, i]
        s *= sign(d)
        l += log(abs(d))
    end
    return l, s
end
logabsdet(A::UnitUpperOrUnitLowerTriangular{T}) where {T} = (zero(log(abs(one(T)))), one(T))
function logdet(A::AbstractTriangular)
    l, s = logabsdet(A)
    return l + log(s)
end
eigvals(A::UpperOrLowerTriangular) = diag(A)

# Nothing but the triangle counts for the eigenvectors: they come by substitution in the dense chapter.

Base.replace_in_print_matrix(A::UpperOrUnitUpperTriangular, i::Integer, j::Integer, s::AbstractString) =
    i <= j ? s : Base.replace_with_centered_mark(s)
Base.replace_in_print_matrix(A::LowerOrUnitLowerTriangular, i::Integer, j::Integer, s::AbstractString) =
    i >= j ? s : Base.replace_with_centered_mark(s)
