# Symmetric and Hermitian views: one triangle of a square matrix, mirrored.

"`Symmetric(A, uplo=:U)`: the symmetric matrix whose upper (`:U`) or lower (`:L`) triangle is that of `A`."
struct Symmetric{T,S<:AbstractMatrix{<:T}} <: AbstractMatrix{T}
    data::S
    uplo::Char
    function Symmetric{T,S}(data, uplo::Char) where {T,S<:AbstractMatrix{<:T}}
        require_one_based_indexing(data)
        return new{T,S}(data, uplo)
    end
end

"`Hermitian(A, uplo=:U)`: the Hermitian matrix whose upper (`:U`) or lower (`:L`) triangle is that of `A`."
struct Hermitian{T,S<:AbstractMatrix{<:T}} <: AbstractMatrix{T}
    data::S
    uplo::Char
    function Hermitian{T,S}(data, uplo::Char) where {T,S<:AbstractMatrix{<:T}}
        require_one_based_indexing(data)
        return new{T,S}(data, uplo)
    end
end

const HermOrSym{T,S} = Union{Hermitian{T,S},Symmetric{T,S}}
const RealHermSym{T<:Real,S} = Union{Hermitian{T,S},Symmetric{T,S}}
const RealHermSymComplexHerm{T<:Real,S} = Union{Hermitian{T,S},Symmetric{T,S},Hermitian{Complex{T},S}}
# What equals its own adjoint for certain.
const SelfAdjoint{T,S} = Union{Hermitian{T,S},Symmetric{T,S}}

_mirror_eltype(::Any, ::Type{T}) where {T<:Number} = T
_mirror_eltype(wrap, ::Type{T}) where {T<:AbstractMatrix} = Union{T,promote_op(wrap, T)}
_mirror_eltype(wrap, ::Type{T}) where {T} = T

for (name, flip) in ((:Symmetric, :transpose), (:Hermitian, :adjoint))
    @eval begin
        function $name(A::AbstractMatrix, uplo::Symbol=:U)
            checksquare(A)
            T = _mirror_eltype($name, eltype(A))
            return $name{T,typeof(A)}(A, char_uplo(uplo))
        end
        function $name(A::$name, uplo::Symbol)
            sym_uplo(A.uplo) === uplo && return A
            throw(ArgumentError(string("Cannot construct ", $(string(name)), "; uplo doesn't match")))
        end
        $name(A::$name) = A
        $name{T}(A::$name{T}) where {T} = A
        $name{T}(A::$name) where {T} = $name(convert(AbstractMatrix{T}, A.data), sym_uplo(A.uplo))
        AbstractMatrix{T}(A::$name) where {T} = $name{T}(A)
        AbstractMatrix{T}(A::$name{T}) where {T} = copy(A)
        convert(::Type{$name{T}}, A::$name) where {T} = $name{T}(A)

        @propagate_inbounds function getindex(A::$name{T}, i::Int, j::Int) where {T}
            @boundscheck checkbounds(A, i, j)
            @inbounds if i == j
                return _mirror_diagonal($name, A.data[i, i], A.uplo)::T
            elseif (A.uplo == 'U') == (i < j)
                return A.data[i, j]::T
            else
                return $flip(A.data[j, i])::T
            end
        end
        similar(A::$name, ::Type{T}) where {T} = $name(similar(parent(A), T), sym_uplo(A.uplo))
        copy(A::$name) = $name(copy(A.data), sym_uplo(A.uplo))
        Base.copymutable(A::$name) = $name(Base.copymutable(A.data), sym_uplo(A.uplo))
        _rewrap(::$name, data, uplo) = $name(data, uplo)
        real(A::$name{<:Real}) = A
        conj(A::$name) = $name(conj(A.data), sym_uplo(A.uplo))
        -(A::$name) = $name(-A.data, sym_uplo(A.uplo))
        +(A::$name, B::$name) = A.uplo == B.uplo ? $name(parent(A) + parent(B), sym_uplo(A.uplo)) : $name(_mirrored(+, A, B), :U)
        -(A::$name, B::$name) = A.uplo == B.uplo ? $name(parent(A) - parent(B), sym_uplo(A.uplo)) : $name(_mirrored(-, A, B), :U)
        *(A::$name, x::Real) = $name(A.data * x, sym_uplo(A.uplo))
        *(x::Real, A::$name) = $name(x * A.data, sym_uplo(A.uplo))
        /(A::$name, x::Real) = $name(A.data / x, sym_uplo(A.uplo))
        zero(A::$name) = $name(zero(A.data), sym_uplo(A.uplo))
        one(A::$name) = $name(one(A.data), sym_uplo(A.uplo))
    end
end
*(A::Symmetric, x::Number) = Symmetric(A.data * x, sym_uplo(A.uplo))
*(x::Number, A::Symmetric) = Symmetric(x * A.data, sym_uplo(A.uplo))
/(A::Symmetric, x::Number) = Symmetric(A.data / x, sym_uplo(A.uplo))
real(A::Symmetric) = Symmetric(real(A.data), sym_uplo(A.uplo))
imag(A::Symmetric) = Symmetric(imag(A.data), sym_uplo(A.uplo))
real(A::Hermitian) = Hermitian(real(A.data), sym_uplo(A.uplo))
imag(A::Hermitian) = imag(Matrix(A))

_mirror_diagonal(::Type{Symmetric}, x::Number, uplo) = x
_mirror_diagonal(::Type{Hermitian}, x::Real, uplo) = x
_mirror_diagonal(::Type{Hermitian}, x::Number, uplo) = oftype(x, real(x))
_mirror_diagonal(wrap, x::AbstractMatrix, uplo) = wrap(x, sym_uplo(uplo))

# The triangle of `op.(A, B)` where each may hold the other one.
function _mirrored(op, A, B)
    n = size(A, 1)
    C = similar(parent(A), promote_op(op, eltype(A), eltype(B)), (n, n))
    for j in 1:n, i in 1:n
        C[i, j] = op(A[i, j], B[i, j])
    end
    return C
end
+(A::Hermitian, B::Symmetric{<:Real}) = Hermitian(_mirrored(+, A, B), :U)
-(A::Hermitian, B::Symmetric{<:Real}) = Hermitian(_mirrored(-, A, B), :U)
+(A::Symmetric{<:Real}, B::Hermitian) = Hermitian(_mirrored(+, A, B), :U)
-(A::Symmetric{<:Real}, B::Hermitian) = Hermitian(_mirrored(-, A, B), :U)
+(A::SymTridiagonal, B::Symmetric) = Symmetric(_mirrored(+, B, A), :U)
+(A::Symmetric, B::SymTridiagonal) = Symmetric(_mirrored(+, A, B), :U)
-(A::SymTridiagonal, B::Symmetric) = Symmetric(_mirrored((b, a) -> a - b, B, A), :U)
-(A::Symmetric, B::SymTridiagonal) = Symmetric(_mirrored(-, A, B), :U)
+(A::Diagonal, B::Symmetric) = Symmetric(_mirrored((b, a) -> a + b, B, A), :U)
+(A::Symmetric, B::Diagonal) = Symmetric(_mirrored(+, A, B), :U)
-(A::Diagonal, B::Symmetric) = Symmetric(_mirrored((b, a) -> a - b, B, A), :U)
-(A::Symmetric, B::Diagonal) = Symmetric(_mirrored(-, A, B), :U)
+(A::Diagonal{<:Real}, B::Hermitian) = Hermitian(_mirrored((b, a) -> a + b, B, A), :U)
+(A::Hermitian, B::Diagonal{<:Real}) = Hermitian(_mirrored(+, A, B), :U)
-(A::Diagonal{<:Real}, B::Hermitian) = Hermitian(_mirrored((b, a) -> a - b, B, A), :U)
-(A::Hermitian, B::Diagonal{<:Real}) = Hermitian(_mirrored(-, A, B), :U)

size(A::HermOrSym) = size(A.data)
axes(A::HermOrSym) = axes(A.data)
parent(A::HermOrSym) = A.data
Base.dataids(A::HermOrSym) = Base.dataids(A.data)
similar(A::HermOrSym, ::Type{T}, dims::Dims{N}) where {T,N} = similar(parent(A), T, dims)
function setindex!(A::HermOrSym, v, i::Integer, j::Integer)
    i == j || throw(ArgumentError(string("Cannot set a non-diagonal index in a ", A isa Symmetric ? "symmetric" : "Hermitian", " matrix")))
    A isa Hermitian && !isreal(v) && throw(ArgumentError(string("Cannot set a diagonal entry in a Hermitian matrix to a nonreal value")))
    setindex!(A.data, v, i, j)
    return A
end

adjoint(A::Hermitian) = A
transpose(A::Symmetric) = A
adjoint(A::Symmetric{<:Real}) = A
transpose(A::Hermitian{<:Real}) = A
_otheruplo(A) = A.uplo == 'U' ? :L : :U
adjoint(A::Symmetric) = Symmetric(adjoint(A.data), _otheruplo(A))
transpose(A::Hermitian) = Hermitian(transpose(A.data), _otheruplo(A))

tr(A::Hermitian{<:Number}) = real(sum(diag(A)))

"`hermitianpart(A)`: the Hermitian part `(A + A') / 2`, as a `Hermitian`."
hermitianpart(A::AbstractMatrix, uplo::Symbol=:U) = Hermitian(_hermitianpart(A), uplo)
hermitianpart(x::Number) = real(x)
hermitianpart!(A::AbstractMatrix, uplo::Symbol=:U) = Hermitian(copyto!(A, _hermitianpart(A)), uplo)
function _hermitianpart(A::AbstractMatrix)
    n = checksquare(A)
    return [(A[i, j] + adjoint(A[j, i])) / 2 for i in 1:n, j in 1:n]
end

Base.replace_in_print_matrix(A::HermOrSym, i::Integer, j::Integer, s::AbstractString) = s
