# Tridiagonal and symmetric tridiagonal matrices.

"`SymTridiagonal(dv, ev)`: diagonal `dv`, both off-diagonals `ev`."
struct SymTridiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dv::V
    ev::V

    function SymTridiagonal{T,V}(dv, ev) where {T,V<:AbstractVector{T}}
        require_one_based_indexing(dv, ev)
        length(dv) - 1 <= length(ev) <= length(dv) ||
            throw(DimensionMismatch(string("subdiagonal has wrong length. Has length ", length(ev), ", but should be either ",
                                           length(dv) - 1, " or ", length(dv), ".")))
        return new{T,V}(dv, ev)
    end
end

SymTridiagonal(dv::V, ev::V) where {T,V<:AbstractVector{T}} = SymTridiagonal{T,V}(dv, ev)
SymTridiagonal{T}(dv::AbstractVector, ev::AbstractVector) where {T} =
    SymTridiagonal(convert(AbstractVector{T}, dv)::AbstractVector{T}, convert(AbstractVector{T}, ev)::AbstractVector{T})
function SymTridiagonal(dv::AbstractVector{T}, ev::AbstractVector{S}) where {T,S}
    R = promote_type(T, S)
    return SymTridiagonal{R,Vector{R}}(convert(Vector{R}, dv), convert(Vector{R}, ev))
end
function SymTridiagonal(A::AbstractMatrix)
    checksquare(A)
    du = diag(A, 1)
    du == map(transpose, diag(A, -1)) && all(issymmetric, diag(A)) ||
        throw(ArgumentError("matrix is not symmetric; cannot convert to SymTridiagonal"))
    return SymTridiagonal(diag(A), du)
end
SymTridiagonal(A::SymTridiagonal) = A
SymTridiagonal{T}(A::SymTridiagonal{T}) where {T} = A
SymTridiagonal{T}(A::SymTridiagonal) where {T} = SymTridiagonal{T}(A.dv, A.ev)
AbstractMatrix{T}(A::SymTridiagonal) where {T} = SymTridiagonal{T}(A)
AbstractMatrix{T}(A::SymTridiagonal{T}) where {T} = copy(A)

# The off-diagonal proper: `ev` may have one element more than there is room for.
_evview(A::SymTridiagonal) = length(A.ev) == max(length(A.dv) - 1, 0) ? A.ev : A.ev[1:length(A.dv)-1]

"`Tridiagonal(dl, d, du)`: the diagonals below, on and above the main diagonal."
struct Tridiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dl::V
    d::V
    du::V
    du2::V  # room for the second superdiagonal of a pivoted factorization; only there has it a value

    function Tridiagonal{T,V}(dl, d, du) where {T,V<:AbstractVector{T}}
        require_one_based_indexing(dl, d, du)
        n = length(d)
        length(dl) == length(du) == max(n - 1, 0) ||
            throw(ArgumentError(string("cannot construct Tridiagonal from incompatible lengths of subdiagonal, diagonal and superdiagonal: (",
                                       length(dl), ", ", n, ", ", length(du), ")")))
        return new{T,V}(dl, d, du)
    end
    function Tridiagonal{T,V}(dl, d, du, du2) where {T,V<:AbstractVector{T}}
        require_one_based_indexing(dl, d, du, du2)
        return new{T,V}(dl, d, du, du2)
    end
end

Tridiagonal(dl::V, d::V, du::V) where {T,V<:AbstractVector{T}} = Tridiagonal{T,V}(dl, d, du)
function Tridiagonal(dl::AbstractVector{T}, d::AbstractVector{S}, du::AbstractVector{U}) where {T,S,U}
    R = promote_type(T, S, U)
    return Tridiagonal{R,Vector{R}}(convert(Vector{R}, dl), convert(Vector{R}, d), convert(Vector{R}, du))
end
Tridiagonal{T}(dl::AbstractVector, d::AbstractVector, du::AbstractVector) where {T} =
    Tridiagonal(convert(AbstractVector{T}, dl)::AbstractVector{T}, convert(AbstractVector{T}, d)::AbstractVector{T},
                convert(AbstractVector{T}, du)::AbstractVector{T})
Tridiagonal(A::AbstractMatrix) = Tridiagonal(diag(A, -1), diag(A), diag(A, 1))
Tridiagonal(A::Tridiagonal) = A
Tridiagonal{T}(A::Tridiagonal{T}) where {T} = A
Tridiagonal{T}(A::Tridiagonal) where {T} = Tridiagonal{T}(A.dl, A.d, A.du)
AbstractMatrix{T}(A::Tridiagonal) where {T} = Tridiagonal{T}(A)
AbstractMatrix{T}(A::Tridiagonal{T}) where {T} = copy(A)

size(A::SymTridiagonal) = (n = length(A.dv); (n, n))
size(A::Tridiagonal) = (n = length(A.d); (n, n))
similar(A::SymTridiagonal, ::Type{T}) where {T} = SymTridiagonal(similar(A.dv, T), similar(A.ev, T))
similar(A::SymTridiagonal, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.dv, T, dims)
similar(A::Tridiagonal, ::Type{T}) where {T} = Tridiagonal(similar(A.dl, T), similar(A.d, T), similar(A.du, T))
similar(A::Tridiagonal, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.d, T, dims)
copy(A::SymTridiagonal) = SymTridiagonal(copy(A.dv), copy(A.ev))
copy(A::Tridiagonal) = Tridiagonal(copy(A.dl), copy(A.d), copy(A.du))

@inline function getindex(A::SymTridiagonal{T}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    i == j && return @inbounds symmetric_element(A.dv[i])
    i == j - 1 && return @inbounds A.ev[i]
    i == j + 1 && return @inbounds transpose(A.ev[j])
    return _bandzero(A, A.dv, i, j)
end
symmetric_element(x::Number) = x
symmetric_element(x) = Symmetric(x, :U)

@inline function getindex(A::Tridiagonal{T}, i::Int, j::Int) where {T}
    @boundscheck checkbounds(A, i, j)
    i == j && return @inbounds A.d[i]
    i == j - 1 && return @inbounds A.du[i]
    i == j + 1 && return @inbounds A.dl[j]
    return _bandzero(A, A.d, i, j)
end

@inline function setindex!(A::SymTridiagonal, x, i::Int, j::Int)
    @boundscheck checkbounds(A, i, j)
    i == j || throw(ArgumentError(string("cannot set off-diagonal entry ", (i, j))))
    @inbounds A.dv[i] = x
    return A
end
@inline function setindex!(A::Tridiagonal, x, i::Int, j::Int)
    @boundscheck checkbounds(A, i, j)
    if i == j
        @inbounds A.d[i] = x
    elseif i == j - 1
        @inbounds A.du[i] = x
    elseif i == j + 1
        @inbounds A.dl[j] = x
    elseif !iszero(x)
        throw(ArgumentError(string("cannot set entry ", (i, j), " off the tridiagonal band to a nonzero value (", x, ")")))
    end
    return A
end

adjoint(A::SymTridiagonal{<:Real}) = A
adjoint(A::SymTridiagonal{<:Number}) = SymTridiagonal(map(conj, A.dv), map(conj, A.ev))
adjoint(A::SymTridiagonal) = Adjoint(A)
transpose(A::SymTridiagonal) = A
adjoint(A::Tridiagonal{<:Real}) = Tridiagonal(A.du, A.d, A.dl)
adjoint(A::Tridiagonal{<:Number}) = Tridiagonal(map(conj, A.du), map(conj, A.d), map(conj, A.dl))
adjoint(A::Tridiagonal) = Adjoint(A)
transpose(A::Tridiagonal{<:Number}) = Tridiagonal(A.du, A.d, A.dl)
transpose(A::Tridiagonal) = Transpose(A)

_each(f, A::SymTridiagonal) = SymTridiagonal(f(A.dv), f(_evview(A)))
_each(f, A::Tridiagonal) = Tridiagonal(f(A.dl), f(A.d), f(A.du))
==(A::SymTridiagonal, B::SymTridiagonal) = A.dv == B.dv && _evview(A) == _evview(B)
==(A::Tridiagonal, B::Tridiagonal) = A.dl == B.dl && A.d == B.d && A.du == B.du
==(A::Tridiagonal, B::SymTridiagonal) = A.d == B.dv && A.dl == A.du == _evview(B)
==(A::SymTridiagonal, B::Tridiagonal) = B == A

# Determinant by the three-term recurrence of the leading minors.
function _tridet(dl, d, du)
    n = length(d)
    T = promote_type(eltype(dl), eltype(d), eltype(du))
    before, now = one(T), n == 0 ? one(T) : convert(T, d[1])
    for i in 2:n
        before, now = now, d[i] * now - dl[i-1] * du[i-1] * before
    end
    return now
end
det(A::SymTridiagonal) = _tridet(_evview(A), A.dv, _evview(A))
det(A::Tridiagonal) = _tridet(A.dl, A.d, A.du)
logabsdet(A::SymTridiagonal) = logabsdet(ldlt(A))
logabsdet(A::Tridiagonal) = logabsdet(lu(A; check=false))

_onband(i, j) = abs(i - j) <= 1
Base.replace_in_print_matrix(A::SymTridiagonal, i::Integer, j::Integer, s::AbstractString) =
    _onband(i, j) ? s : Base.replace_with_centered_mark(s)
Base.replace_in_print_matrix(A::Tridiagonal, i::Integer, j::Integer, s::AbstractString) =
    _onband(i, j) ? s : Base.replace_with_centered_mark(s)
