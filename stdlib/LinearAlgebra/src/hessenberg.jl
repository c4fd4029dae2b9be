# Upper Hessenberg matrices: zero below the first subdiagonal.

"`UpperHessenberg(A)`: the upper Hessenberg part of a square matrix, a view."
struct UpperHessenberg{T,S<:AbstractMatrix{T}} <: AbstractMatrix{T}
    data::S
    function UpperHessenberg{T,S}(data) where {T,S<:AbstractMatrix{T}}
        require_one_based_indexing(data)
        checksquare(data)
        return new{T,S}(data)
    end
end
UpperHessenberg(A::AbstractMatrix{T}) where {T} = UpperHessenberg{T,typeof(A)}(A)
UpperHessenberg(A::UpperHessenberg) = A
UpperHessenberg{T}(A::UpperHessenberg) where {T} = UpperHessenberg(convert(AbstractMatrix{T}, A.data))
UpperHessenberg{T}(A::AbstractMatrix) where {T} = UpperHessenberg(convert(AbstractMatrix{T}, A))
AbstractMatrix{T}(A::UpperHessenberg) where {T} = UpperHessenberg{T}(A)
AbstractMatrix{T}(A::UpperHessenberg{T}) where {T} = copy(A)

size(H::UpperHessenberg) = size(H.data)
axes(H::UpperHessenberg) = axes(H.data)
parent(H::UpperHessenberg) = H.data
similar(H::UpperHessenberg, ::Type{T}) where {T} = UpperHessenberg(similar(H.data, T))
similar(H::UpperHessenberg, ::Type{T}, dims::Dims{N}) where {T,N} = similar(H.data, T, dims)
copy(H::UpperHessenberg) = UpperHessenberg(copy(H.data))
real(H::UpperHessenberg{<:Real}) = H
real(H::UpperHessenberg) = UpperHessenberg(triu!(real(H.data), -1))
imag(H::UpperHessenberg) = UpperHessenberg(triu!(imag(H.data), -1))
conj(H::UpperHessenberg) = UpperHessenberg(conj(H.data))

@propagate_inbounds function getindex(H::UpperHessenberg{T}, i::Int, j::Int) where {T}
    i <= j + 1 && return H.data[i, j]
    @boundscheck checkbounds(H, i, j)
    return zero(T)
end
@propagate_inbounds function setindex!(H::UpperHessenberg, x, i::Int, j::Int)
    if i <= j + 1
        H.data[i, j] = x
    else
        @boundscheck checkbounds(H, i, j)
        iszero(x) || throw(ArgumentError(string("cannot set index in the lower triangular part ", (i, j), " of an UpperHessenberg matrix to a nonzero value (", x, ")")))
    end
    return H
end

_each(f, H::UpperHessenberg) = UpperHessenberg(f(H.data))
+(A::UpperHessenberg, B::UpperHessenberg) = UpperHessenberg(A.data + B.data)
-(A::UpperHessenberg, B::UpperHessenberg) = UpperHessenberg(A.data - B.data)

Base.replace_in_print_matrix(A::UpperHessenberg, i::Integer, j::Integer, s::AbstractString) =
    i <= j + 1 ? s : Base.replace_with_centered_mark(s)
