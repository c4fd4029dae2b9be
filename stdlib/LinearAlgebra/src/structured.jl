# Matrices that hold only part of their elements: conversions, sums, products that keep shape, equality.

const BandedMatrix = Union{Diagonal,Bidiagonal,Tridiagonal,SymTridiagonal}
const StructuredMatrix = Union{BandedMatrix,UpperTriangular,LowerTriangular,UnitUpperTriangular,UnitLowerTriangular}
const HeldMatrix = Union{StructuredMatrix,UpperHessenberg}

# ---- making and filling -------------------------------------------------------------------------------------------------

# Sets every element that `A` holds to `f(i, j)`.
function fillheld!(f::F, A::Diagonal) where {F}
    for i in eachindex(A.diag)
        A.diag[i] = f(i, i)
    end
    return A
end
function fillheld!(f::F, A::SymTridiagonal) where {F}
    for i in eachindex(A.dv)
        A.dv[i] = f(i, i)
        i < length(A.dv) && (A.ev[i] = f(i, i + 1))
    end
    return A
end
function fillheld!(f::F, A::AbstractMatrix) where {F}
    for j in axes(A, 2), i in _stored_rows(A, j)
        A[i, j] = f(i, j)
    end
    return A
end
function fillheld!(f::F, A::UnitUpperOrUnitLowerTriangular) where {F}
    for j in axes(A, 2), i in _stored_rows(A, j)
        A.data[i, j] = f(i, j)
    end
    return A
end

heldshape(::Type{<:Diagonal}, ::Type{T}, n) where {T} = Diagonal(Vector{T}(undef, n))
heldshape(::Type{<:SymTridiagonal}, ::Type{T}, n) where {T} = SymTridiagonal(Vector{T}(undef, n), Vector{T}(undef, max(n - 1, 0)))
heldshape(::Type{<:Tridiagonal}, ::Type{T}, n) where {T} =
    Tridiagonal(Vector{T}(undef, max(n - 1, 0)), Vector{T}(undef, n), Vector{T}(undef, max(n - 1, 0)))
heldshape(::Type{<:UpperTriangular}, ::Type{T}, n) where {T} = UpperTriangular(Matrix{T}(undef, n, n))
heldshape(::Type{<:LowerTriangular}, ::Type{T}, n) where {T} = LowerTriangular(Matrix{T}(undef, n, n))
heldshape(::Type{<:UnitUpperTriangular}, ::Type{T}, n) where {T} = UnitUpperTriangular(Matrix{T}(undef, n, n))
heldshape(::Type{<:UnitLowerTriangular}, ::Type{T}, n) where {T} = UnitLowerTriangular(Matrix{T}(undef, n, n))
heldshape(::Type{<:UpperHessenberg}, ::Type{T}, n) where {T} = UpperHessenberg(Matrix{T}(undef, n, n))
heldshape(::Type{<:Matrix}, ::Type{T}, n) where {T} = Matrix{T}(undef, n, n)
bidiagonal(::Type{T}, n, uplo) where {T} = Bidiagonal(Vector{T}(undef, n), Vector{T}(undef, max(n - 1, 0)), uplo)

# ---- from one shape to another --------------------------------------------------------------------------------------------

_zeros_like(v, n) = fill!(similar(v, n), zero(eltype(v)))
Bidiagonal(D::Diagonal) = Bidiagonal(D.diag, _zeros_like(D.diag, max(length(D.diag) - 1, 0)), :U)
SymTridiagonal(D::Diagonal) = SymTridiagonal(D.diag, _zeros_like(D.diag, max(length(D.diag) - 1, 0)))
Tridiagonal(D::Diagonal) = (n = max(length(D.diag) - 1, 0); Tridiagonal(_zeros_like(D.diag, n), D.diag, _zeros_like(D.diag, n)))
Diagonal(A::Bidiagonal) = Diagonal(A.dv)
SymTridiagonal(A::Bidiagonal) = iszero(A.ev) ? SymTridiagonal(A.dv, A.ev) :
    throw(ArgumentError("matrix cannot be represented as SymTridiagonal"))
Tridiagonal(A::Bidiagonal) = A.uplo == 'U' ? Tridiagonal(_zeros_like(A.ev, length(A.ev)), A.dv, A.ev) :
    Tridiagonal(A.ev, A.dv, _zeros_like(A.ev, length(A.ev)))
Diagonal(A::SymTridiagonal) = Diagonal(A.dv)
Bidiagonal(A::SymTridiagonal) = iszero(_evview(A)) ? Bidiagonal(A.dv, _evview(A), :U) :
    throw(ArgumentError("matrix cannot be represented as Bidiagonal"))
Tridiagonal(A::SymTridiagonal) = Tridiagonal(copy(_evview(A)), A.dv, copy(_evview(A)))
Diagonal(A::Tridiagonal) = Diagonal(A.d)
Bidiagonal(A::Tridiagonal) = iszero(A.dl) ? Bidiagonal(A.d, A.du, :U) : iszero(A.du) ? Bidiagonal(A.d, A.dl, :L) :
    throw(ArgumentError("matrix cannot be represented as Bidiagonal"))
SymTridiagonal(A::Tridiagonal) = A.dl == A.du ? SymTridiagonal(A.d, A.dl) :
    throw(ArgumentError("matrix is not symmetric; cannot convert to SymTridiagonal"))
Bidiagonal(A::AbstractTriangular) = isbanded(A, 0, 1) ? Bidiagonal(diag(A), diag(A, 1), :U) :
    isbanded(A, -1, 0) ? Bidiagonal(diag(A), diag(A, -1), :L) : throw(ArgumentError("matrix cannot be represented as Bidiagonal"))

_unfit(name) = throw(ArgumentError(string("matrix cannot be represented as ", name)))
convert(::Type{T}, A::StructuredMatrix) where {T<:Diagonal} = A isa T ? A : isdiag(A) ? T(A)::T : _unfit("Diagonal")
convert(::Type{T}, A::StructuredMatrix) where {T<:Bidiagonal} = A isa T ? A : T(A)::T
convert(::Type{T}, A::StructuredMatrix) where {T<:SymTridiagonal} =
    A isa T ? A : issymmetric(A) && isbanded(A, -1, 1) ? T(A)::T : _unfit("SymTridiagonal")
convert(::Type{T}, A::StructuredMatrix) where {T<:Tridiagonal} = A isa T ? A : isbanded(A, -1, 1) ? T(A)::T : _unfit("Tridiagonal")
convert(::Type{T}, A::StructuredMatrix) where {T<:UpperTriangular} = A isa T ? A : istriu(A) ? T(A)::T : _unfit("UpperTriangular")
convert(::Type{T}, A::StructuredMatrix) where {T<:LowerTriangular} = A isa T ? A : istril(A) ? T(A)::T : _unfit("LowerTriangular")

# Dense copies: zeros first, then what is held.
function Matrix{T}(A::HeldMatrix) where {T}
    n = size(A, 1)
    B = Matrix{T}(undef, n, n)
    for j in 1:n, i in 1:n
        @inbounds B[i, j] = A[i, j]
    end
    return B
end
Matrix(A::HeldMatrix) = Matrix{_dense_eltype(A)}(A)
Array(A::HeldMatrix) = Matrix(A)
_dense_eltype(A) = eltype(A)
_dense_eltype(A::AbstractMatrix{T}) where {T<:Number} = promote_type(T, typeof(zero(T)))

function copyto!(dest::Diagonal, src::Diagonal)
    copyto!(dest.diag, src.diag)
    return dest
end
function copyto!(dest::Bidiagonal, src::Bidiagonal)
    dest.uplo == src.uplo && return (copyto!(dest.dv, src.dv); copyto!(dest.ev, src.ev); dest)
    iszero(src.ev) || throw(ArgumentError("cannot copy between Bidiagonals of different uplo"))
    copyto!(dest.dv, src.dv)
    fill!(dest.ev, zero(eltype(dest.ev)))
    return dest
end
copyto!(dest::SymTridiagonal, src::SymTridiagonal) = (copyto!(dest.dv, src.dv); copyto!(dest.ev, _evview(src)); dest)
copyto!(dest::Tridiagonal, src::Tridiagonal) = (copyto!(dest.dl, src.dl); copyto!(dest.d, src.d); copyto!(dest.du, src.du); dest)

function fill!(A::BandedMatrix, x)
    v = convert(eltype(A), x)
    small = A isa Union{Diagonal,Bidiagonal} ? 1 : 2
    iszero(v) || size(A, 1) <= small ||
        throw(ArgumentError(string("array of type ", typeof(A), " and size ", size(A), " can\nnot be filled with ", x,
                                   ", since some of its entries are constrained.")))
    return fillstored!(A, v)
end
fillstored!(A::Diagonal, x) = (fill!(A.diag, x); A)
fillstored!(A::Bidiagonal, x) = (fill!(A.dv, x); fill!(A.ev, x); A)
fillstored!(A::SymTridiagonal, x) = (fill!(A.dv, x); fill!(A.ev, x); A)
fillstored!(A::Tridiagonal, x) = (fill!(A.dl, x); fill!(A.d, x); fill!(A.du, x); A)

# ---- each stored part by itself --------------------------------------------------------------------------------------------

const PartMatrix = Union{Bidiagonal,Tridiagonal,SymTridiagonal,UpperHessenberg}
-(A::PartMatrix) = _each(-, A)
*(A::PartMatrix, x::Number) = _each(v -> v * x, A)
*(x::Number, A::PartMatrix) = _each(v -> x * v, A)
/(A::PartMatrix, x::Number) = _each(v -> v / x, A)
\(x::Number, A::PartMatrix) = _each(v -> x \ v, A)
conj(A::Union{Bidiagonal,Tridiagonal,SymTridiagonal}) = _each(conj, A)
real(A::Union{Bidiagonal,Tridiagonal,SymTridiagonal}) = _each(real, A)
imag(A::Union{Bidiagonal,Tridiagonal,SymTridiagonal}) = _each(imag, A)
zero(A::PartMatrix) = _each(zero, A)
one(A::Union{Bidiagonal,Tridiagonal,SymTridiagonal}) = fillheld!((i, j) -> i == j ? one(eltype(A)) : zero(eltype(A)), similar(A, typeof(one(eltype(A)))))
iszero(A::Bidiagonal) = iszero(A.dv) && iszero(A.ev)
iszero(A::Tridiagonal) = iszero(A.dl) && iszero(A.d) && iszero(A.du)
iszero(A::SymTridiagonal) = iszero(A.dv) && iszero(_evview(A))
isone(A::Bidiagonal) = all(isone, A.dv) && iszero(A.ev)
isone(A::Tridiagonal) = iszero(A.dl) && all(isone, A.d) && iszero(A.du)
isone(A::SymTridiagonal) = all(isone, A.dv) && iszero(_evview(A))

# ---- sums -----------------------------------------------------------------------------------------------------------------

# Room for the sum of two shapes.
const UpperShape = Union{UpperTriangular,UnitUpperTriangular}
const LowerShape = Union{LowerTriangular,UnitLowerTriangular}
_plainshape(A::Bidiagonal, ::Type{T}, n) where {T} = bidiagonal(T, n, A.uplo)
_plainshape(A::UnitUpperTriangular, ::Type{T}, n) where {T} = heldshape(UpperTriangular, T, n)
_plainshape(A::UnitLowerTriangular, ::Type{T}, n) where {T} = heldshape(LowerTriangular, T, n)
_plainshape(A, ::Type{T}, n) where {T} = heldshape(typeof(A), T, n)

sumshape(A, B, ::Type{T}, n) where {T} = Matrix{T}(undef, n, n)
sumshape(A::Diagonal, B, ::Type{T}, n) where {T} = _plainshape(B, T, n)
sumshape(A, B::Diagonal, ::Type{T}, n) where {T} = _plainshape(A, T, n)
sumshape(A::Diagonal, B::Diagonal, ::Type{T}, n) where {T} = heldshape(Diagonal, T, n)
sumshape(A::Bidiagonal, B::Bidiagonal, ::Type{T}, n) where {T} = A.uplo == B.uplo ? bidiagonal(T, n, A.uplo) : heldshape(Tridiagonal, T, n)
sumshape(A::SymTridiagonal, B::SymTridiagonal, ::Type{T}, n) where {T} = heldshape(SymTridiagonal, T, n)
sumshape(A::Union{Bidiagonal,Tridiagonal,SymTridiagonal}, B::Union{Bidiagonal,Tridiagonal,SymTridiagonal}, ::Type{T}, n) where {T} =
    heldshape(Tridiagonal, T, n)
sumshape(A::UpperShape, B::UpperShape, ::Type{T}, n) where {T} = heldshape(UpperTriangular, T, n)
sumshape(A::LowerShape, B::LowerShape, ::Type{T}, n) where {T} = heldshape(LowerTriangular, T, n)
sumshape(A::UnitUpperTriangular, B::UnitUpperTriangular, ::Type{T}, n) where {T} = Matrix{T}(undef, n, n)
sumshape(A::UnitLowerTriangular, B::UnitLowerTriangular, ::Type{T}, n) where {T} = Matrix{T}(undef, n, n)
_triangle_and_band(A, B, ::Type{T}, n) where {T} =
    (B.uplo == 'U') == _isupper(A) ? _plainshape(A, T, n) : Matrix{T}(undef, n, n)
sumshape(A::AbstractTriangular, B::Bidiagonal, ::Type{T}, n) where {T} = _triangle_and_band(A, B, T, n)
sumshape(A::Bidiagonal, B::AbstractTriangular, ::Type{T}, n) where {T} = _triangle_and_band(B, A, T, n)
const InHessenberg = Union{Bidiagonal,Tridiagonal,SymTridiagonal,UpperTriangular,UnitUpperTriangular}
sumshape(A::UpperHessenberg, B::InHessenberg, ::Type{T}, n) where {T} = heldshape(UpperHessenberg, T, n)
sumshape(A::InHessenberg, B::UpperHessenberg, ::Type{T}, n) where {T} = heldshape(UpperHessenberg, T, n)

for op in (:+, :-)
    @eval function $op(A::HeldMatrix, B::HeldMatrix)
        size(A) == size(B) || throw(DimensionMismatch(string("dimensions must match: a has dims ", axes(A), ", b has dims ", axes(B))))
        T = promote_op($op, eltype(A), eltype(B))
        return fillheld!((i, j) -> $op(A[i, j], B[i, j]), sumshape(A, B, T, size(A, 1)))
    end
end

# ---- products that keep shape -----------------------------------------------------------------------------------------------

_mul_left(A::HeldMatrix, B::HeldMatrix) = _mul_held(A, B)

function _check_product(A, B)
    size(A, 2) == size(B, 1) || _throw_product(nothing, A, B)
    return size(A, 1)
end
# The shape of a product of two shapes; a plain matrix where there is none.
prodshape(A, B, ::Type{T}, n) where {T} = nothing
prodshape(A::Diagonal, B::Union{Bidiagonal,Tridiagonal,AbstractTriangular,UpperHessenberg}, ::Type{T}, n) where {T} = _plainshape(B, T, n)
prodshape(A::Union{Bidiagonal,Tridiagonal,AbstractTriangular,UpperHessenberg}, B::Diagonal, ::Type{T}, n) where {T} = _plainshape(A, T, n)
prodshape(A::Diagonal, B::SymTridiagonal, ::Type{T}, n) where {T} = heldshape(Tridiagonal, T, n)
prodshape(A::SymTridiagonal, B::Diagonal, ::Type{T}, n) where {T} = heldshape(Tridiagonal, T, n)
prodshape(A::UpperShape, B::UpperShape, ::Type{T}, n) where {T} = heldshape(UpperTriangular, T, n)
prodshape(A::LowerShape, B::LowerShape, ::Type{T}, n) where {T} = heldshape(LowerTriangular, T, n)
prodshape(A::UnitUpperTriangular, B::UnitUpperTriangular, ::Type{T}, n) where {T} = heldshape(UnitUpperTriangular, T, n)
prodshape(A::UnitLowerTriangular, B::UnitLowerTriangular, ::Type{T}, n) where {T} = heldshape(UnitLowerTriangular, T, n)
_band_product(A, B, ::Type{T}, n) where {T} = (B.uplo == 'U') == _isupper(A) ? _plainshape(A, T, n) : nothing
prodshape(A::AbstractTriangular, B::Bidiagonal, ::Type{T}, n) where {T} = _band_product(A, B, T, n)
prodshape(A::Bidiagonal, B::AbstractTriangular, ::Type{T}, n) where {T} = _band_product(B, A, T, n)
prodshape(A::UpperHessenberg, B::UpperShape, ::Type{T}, n) where {T} = heldshape(UpperHessenberg, T, n)
prodshape(A::UpperShape, B::UpperHessenberg, ::Type{T}, n) where {T} = heldshape(UpperHessenberg, T, n)
prodshape(A::UpperHessenberg, B::Bidiagonal, ::Type{T}, n) where {T} = B.uplo == 'U' ? heldshape(UpperHessenberg, T, n) : nothing
prodshape(A::Bidiagonal, B::UpperHessenberg, ::Type{T}, n) where {T} = A.uplo == 'U' ? heldshape(UpperHessenberg, T, n) : nothing

function _mul_held(A, B)
    n = _check_product(A, B)
    T = promote_op(matprod, eltype(A), eltype(B))
    C = prodshape(A, B, T, n)
    C === nothing && return _mul_dense(A, B)
    return fillheld!((i, j) -> _inner(A, B, i, j), C)
end
_mul_held(A::Diagonal, B::Diagonal) = (_check_product(A, B); Diagonal(map(*, A.diag, B.diag)))
function _inner(A, B, i, j)
    cols, rows = _stored_cols(A, i), _stored_rows(B, j)
    k0, k1 = max(first(cols), first(rows)), min(last(cols), last(rows))
    k0 > k1 && return zero(eltype(A)) * zero(eltype(B))
    s = A[i, k0] * B[k0, j]
    for k in k0+1:k1
        s += A[i, k] * B[k, j]
    end
    return s
end
matprod_dest(A, B::HeldMatrix, ::Type{T}) where {T} = Matrix{T}(undef, size(A, 1), size(B, 2))
matprod_dest(A, B::HermOrSym, ::Type{T}) where {T} = similar(parent(B), T, (size(A, 1), size(B, 2)))

# ---- equality ---------------------------------------------------------------------------------------------------------------

==(A::BandedMatrix, B::BandedMatrix) = size(A) == size(B) && all(A[i, j] == B[i, j] for j in axes(A, 2) for i in max(1, j - 1):min(size(A, 1), j + 1))
==(A::UpperTriangular, B::UpperTriangular) = size(A) == size(B) && all(A.data[i, j] == B.data[i, j] for j in axes(A, 2) for i in 1:j)
==(A::LowerTriangular, B::LowerTriangular) = size(A) == size(B) && all(A.data[i, j] == B.data[i, j] for j in axes(A, 2) for i in j:size(A, 1))

