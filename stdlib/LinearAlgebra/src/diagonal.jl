# Diagonal matrices.

"`Diagonal(v)`: the diagonal matrix of a vector, which it shares; `Diagonal(A)`: that of a matrix's diagonal."
struct Diagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    diag::V

    function Diagonal{T,V}(diag) where {T,V<:AbstractVector{T}}
        require_one_based_indexing(diag)
        return new{T,V}(diag)
    end
end

Diagonal(v::AbstractVector{T}) where {T} = Diagonal{T,typeof(v)}(v)
Diagonal{T}(v::AbstractVector) where {T} = Diagonal(convert(AbstractVector{T}, v)::AbstractVector{T})
Diagonal(d::Diagonal) = d
Diagonal{T}(d::Diagonal{T}) where {T} = d
Diagonal{T}(d::Diagonal) where {T} = Diagonal{T}(d.diag)
Diagonal(A::AbstractMatrix) = Diagonal(diag(A))
Diagonal{T}(A::AbstractMatrix) where {T} = Diagonal{T}(diag(A))
Diagonal{T,V}(A::AbstractMatrix) where {T,V<:AbstractVector{T}} = Diagonal{T,V}(convert(V, diag(A)))
Diagonal{T}(::UndefInitializer, n::Integer) where {T} = Diagonal(Vector{T}(undef, n))
AbstractMatrix{T}(D::Diagonal) where {T} = Diagonal{T}(D)
AbstractMatrix{T}(D::Diagonal{T}) where {T} = copy(D)
convert(::Type{Diagonal{T}}, D::Diagonal) where {T} = Diagonal{T}(D)

size(D::Diagonal) = (n = length(D.diag); (n, n))
axes(D::Diagonal) = (ax = axes(D.diag, 1); (ax, ax))
parent(D::Diagonal) = D.diag
similar(D::Diagonal, ::Type{T}) where {T} = Diagonal(similar(D.diag, T))
similar(D::Diagonal, ::Type{T}, dims::Dims{N}) where {T,N} = similar(D.diag, T, dims)
copy(D::Diagonal) = Diagonal(copy(D.diag))
Base.copymutable(D::Diagonal) = Diagonal(Base.copymutable(D.diag))

# What stands off the diagonal: for blocks a block of zeros of the right size.
_offzero(D::Diagonal{T}, i, j) where {T} = zero(T)
_offzero(D::Diagonal{<:AbstractMatrix{T}}, i, j) where {T} = zeros(T, size(D.diag[i], 1), size(D.diag[j], 2))

@inline function getindex(D::Diagonal, i::Int, j::Int)
    @boundscheck checkbounds(D, i, j)
    return i == j ? (@inbounds D.diag[i]) : _offzero(D, i, j)
end
@inline function setindex!(D::Diagonal, v, i::Int, j::Int)
    @boundscheck checkbounds(D, i, j)
    if i == j
        @inbounds D.diag[i] = v
    elseif !iszero(v)
        throw(ArgumentError(string("cannot set off-diagonal entry ", (i, j), " to a nonzero value (", v, ")")))
    end
    return D
end

adjoint(D::Diagonal{<:Number}) = Diagonal(_real_or_map(conj, D.diag))
adjoint(D::Diagonal) = Diagonal(map(adjoint, D.diag))
transpose(D::Diagonal{<:Number}) = D
transpose(D::Diagonal) = Diagonal(map(transpose, D.diag))
_real_or_map(f, v::AbstractVector{<:Real}) = v
_real_or_map(f, v::AbstractVector) = map(f, v)

-(D::Diagonal) = Diagonal(-D.diag)
+(A::Diagonal, B::Diagonal) = Diagonal(A.diag + B.diag)
-(A::Diagonal, B::Diagonal) = Diagonal(A.diag - B.diag)
==(A::Diagonal, B::Diagonal) = A.diag == B.diag
*(x::Number, D::Diagonal) = Diagonal(x * D.diag)
*(D::Diagonal, x::Number) = Diagonal(D.diag * x)
/(D::Diagonal, x::Number) = Diagonal(D.diag / x)
\(x::Number, D::Diagonal) = Diagonal(x \ D.diag)
real(D::Diagonal) = Diagonal(real(D.diag))
imag(D::Diagonal) = Diagonal(imag(D.diag))
conj(D::Diagonal) = Diagonal(conj(D.diag))
iszero(D::Diagonal) = all(iszero, D.diag)
isone(D::Diagonal) = all(isone, D.diag)
zero(D::Diagonal) = Diagonal(map(zero, D.diag))
one(D::Diagonal) = Diagonal(map(one, D.diag))
oneunit(D::Diagonal) = Diagonal(map(oneunit, D.diag))
isreal(D::Diagonal) = isreal(D.diag)
sum(D::Diagonal) = sum(D.diag)
Base.literal_pow(::typeof(^), D::Diagonal, ::Val{p}) where {p} = Diagonal(map(x -> Base.literal_pow(^, x, Val(p)), D.diag))
Base.literal_pow(::typeof(^), D::Diagonal, ::Val{-1}) = inv(D)
Base.literal_pow(::typeof(^), D::Diagonal, ::Val{0}) = Diagonal(map(one, D.diag))
^(D::Diagonal, p::Integer) = Diagonal(map(x -> x^p, D.diag))
^(D::Diagonal, p::Real) = Diagonal(map(x -> x^p, D.diag))
^(D::Diagonal, p::Rational) = Diagonal(map(x -> x^p, D.diag))

tr(D::Diagonal) = sum(map(tr, D.diag))
det(D::Diagonal) = prod(map(det, D.diag))
function logdet(D::Diagonal{<:Complex})
    z = sum(map(log, D.diag))
    return complex(real(z), rem2pi(imag(z), RoundNearest))
end
logdet(D::Diagonal{<:Real}) = mapreduce(logdet, +, D.diag)
logabsdet(D::Diagonal) = mapreduce(x -> (log(abs(x)), sign(x)), ((a, s), (b, t)) -> (a + b, s * t), D.diag)

function inv(D::Diagonal{T}) where {T}
    Di = similar(D.diag, typeof(inv(oneunit(T))))
    for i in eachindex(D.diag)
        iszero(D.diag[i]) && throw(SingularException(i))
        Di[i] = inv(D.diag[i])
    end
    return Diagonal(Di)
end
function inv(D::Diagonal{<:AbstractMatrix})
    return Diagonal(map(inv, D.diag))
end

for f in (:exp, :cis, :log, :sqrt, :cos, :sin, :tan, :csc, :sec, :cot, :cosh, :sinh, :tanh, :csch, :sech, :coth,
          :acos, :asin, :atan, :acsc, :asec, :acot, :acosh, :asinh, :atanh, :acsch, :asech, :acoth, :cbrt)
    @eval $f(D::Diagonal) = Diagonal(map($f, D.diag))
end
sincos(D::Diagonal) = (sin(D), cos(D))

eigvals(D::Diagonal{<:Number}; permute::Bool=true, scale::Bool=true) = copy(D.diag)
eigvecs(D::Diagonal) = Matrix{eltype(D)}(I, size(D))
svdvals(D::Diagonal{<:Number}) = sort!(map(abs, D.diag); rev=true)

Base.replace_in_print_matrix(A::Diagonal, i::Integer, j::Integer, s::AbstractString) =
    i == j ? s : Base.replace_with_centered_mark(s)
