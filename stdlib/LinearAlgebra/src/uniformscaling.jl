# Multiples of the identity, of no particular size.

"`UniformScaling(λ)`: `λ` times the identity, of whatever size is asked of it. `I` is `UniformScaling(true)`."
struct UniformScaling{T<:Number}
    λ::T
end

"The identity, of whatever size is asked of it."
const I = UniformScaling(true)

(J::UniformScaling)(n::Integer) = Diagonal(fill(J.λ, n))

eltype(::Type{UniformScaling{T}}) where {T} = T
Base.ndims(::UniformScaling) = 2
Base.has_offset_axes(::UniformScaling) = false
getindex(J::UniformScaling, i::Integer, j::Integer) = i == j ? J.λ : zero(J.λ)
getindex(J::UniformScaling, n::Integer, m::AbstractVector{<:Integer}) = [J[n, k] for k in m]
getindex(J::UniformScaling, n::AbstractVector{<:Integer}, m::Integer) = [J[k, m] for k in n]
getindex(J::UniformScaling{T}, n::AbstractVector{<:Integer}, m::AbstractVector{<:Integer}) where {T} = T[J[a, b] for a in n, b in m]

show(io::IO, J::UniformScaling) = print(io, "UniformScaling(", J.λ, ")")
function show(io::IO, ::MIME"text/plain", J::UniformScaling)
    s = string(J.λ)
    # A sum has to be put in parentheses before it multiplies.
    if occursin(r"[+-]", SubString(s, 2)) && !occursin(r"^-?[0-9.]+e[+-]?[0-9]+$", s)
        s = string("(", s, ")")
    end
    print(io, typeof(J), "\n", s, "*I")
end

copy(J::UniformScaling) = J
Base.convert(::Type{UniformScaling{T}}, J::UniformScaling) where {T} = UniformScaling(convert(T, J.λ))::UniformScaling{T}
conj(J::UniformScaling) = UniformScaling(conj(J.λ))
real(J::UniformScaling) = UniformScaling(real(J.λ))
imag(J::UniformScaling) = UniformScaling(imag(J.λ))
float(J::UniformScaling) = UniformScaling(float(J.λ))
adjoint(J::UniformScaling) = UniformScaling(conj(J.λ))
transpose(J::UniformScaling) = J
one(::Type{UniformScaling{T}}) where {T} = UniformScaling(one(T))
one(J::UniformScaling{T}) where {T} = one(UniformScaling{T})
oneunit(::Type{UniformScaling{T}}) where {T} = UniformScaling(oneunit(T))
oneunit(J::UniformScaling{T}) where {T} = oneunit(UniformScaling{T})
zero(::Type{UniformScaling{T}}) where {T} = UniformScaling(zero(T))
zero(J::UniformScaling{T}) where {T} = zero(UniformScaling{T})
isdiag(::UniformScaling) = true
istriu(::UniformScaling) = true
istril(::UniformScaling) = true
issymmetric(::UniformScaling) = true
ishermitian(J::UniformScaling) = isreal(J.λ)
isposdef(J::UniformScaling) = isposdef(J.λ)
iszero(J::UniformScaling) = iszero(J.λ)
isone(J::UniformScaling) = isone(J.λ)
isreal(J::UniformScaling) = isreal(J.λ)
Base.hash(J::UniformScaling, h::UInt) = hash(J.λ, hash(UniformScaling, h))
isapprox(J::UniformScaling, K::UniformScaling; kwargs...) = isapprox(J.λ, K.λ; kwargs...)
function isapprox(J::UniformScaling, A::AbstractMatrix; atol::Real=0,
                  rtol::Real=Base.rtoldefault(promote_type(eltype(A), typeof(J.λ)), eltype(A), atol),
                  nans::Bool=false, norm::Function=norm)
    n = checksquare(A)
    Jn = Matrix(J, n, n)
    return isapprox(Jn, A; atol=atol, rtol=rtol, nans=nans, norm=norm)
end
isapprox(A::AbstractMatrix, J::UniformScaling; kwargs...) = isapprox(J, A; kwargs...)

norm(J::UniformScaling, p::Real=2) = throw(ArgumentError("matrix is not of a definite size"))
opnorm(J::UniformScaling, p::Real=2) = opnorm(J.λ, p)
tr(J::UniformScaling) = iszero(J.λ) ? zero(J.λ) : throw(ArgumentError("only a zero UniformScaling has a trace"))
cond(J::UniformScaling{T}) where {T} = iszero(J.λ) ? oftype(abs(one(T)), Inf) : abs(one(T))
function det(J::UniformScaling{T}) where {T}
    isone(J.λ) ? one(T) : iszero(J.λ) ? zero(T) :
    throw(ArgumentError("Determinant of UniformScaling is only well-defined when λ = 0 or 1."))
end
rank(J::UniformScaling) = throw(ArgumentError("rank of UniformScaling is not defined"))
function sqrt(J::UniformScaling)
    return UniformScaling(sqrt(J.λ))
end
exp(J::UniformScaling) = UniformScaling(exp(J.λ))
log(J::UniformScaling) = UniformScaling(log(J.λ))
for f in (:sin, :cos, :tan, :sinh, :cosh, :tanh, :cis, :cbrt, :asin, :acos, :atan)
    @eval $f(J::UniformScaling) = UniformScaling($f(J.λ))
end

# ---- arithmetic -------------------------------------------------------------------------------------------------------

+(J::UniformScaling) = UniformScaling(+J.λ)
-(J::UniformScaling) = UniformScaling(-J.λ)
+(J::UniformScaling, K::UniformScaling) = UniformScaling(J.λ + K.λ)
-(J::UniformScaling, K::UniformScaling) = UniformScaling(J.λ - K.λ)
*(J::UniformScaling, K::UniformScaling) = UniformScaling(J.λ * K.λ)
/(J::UniformScaling, K::UniformScaling) = UniformScaling(J.λ / K.λ)
\(J::UniformScaling, K::UniformScaling) = UniformScaling(J.λ \ K.λ)
*(J::UniformScaling, x::Number) = UniformScaling(J.λ * x)
*(x::Number, J::UniformScaling) = UniformScaling(x * J.λ)
/(J::UniformScaling, x::Number) = UniformScaling(J.λ / x)
\(x::Number, J::UniformScaling) = UniformScaling(x \ J.λ)
inv(J::UniformScaling) = UniformScaling(inv(J.λ))
^(J::UniformScaling, p::Number) = UniformScaling(J.λ^p)
^(J::UniformScaling, p::Integer) = UniformScaling(J.λ^p)
Base.literal_pow(::typeof(^), J::UniformScaling, ::Val{p}) where {p} = UniformScaling(Base.literal_pow(^, J.λ, Val(p)))

*(A::AbstractVecOrMat, J::UniformScaling) = A * J.λ
*(J::UniformScaling, A::AbstractVecOrMat) = J.λ * A
/(A::AbstractVecOrMat, J::UniformScaling) = A / J.λ
\(J::UniformScaling, A::AbstractVecOrMat) = J.λ \ A
\(A::AbstractMatrix, J::UniformScaling) = inv(A) * J.λ
/(J::UniformScaling, A::AbstractMatrix) = J.λ * inv(A)
\(F::Factorization, J::UniformScaling) = F \ J(size(F, 1))
/(J::UniformScaling, F::Factorization) = J(size(F, 1)) / F
lmul!(J::UniformScaling, B::AbstractVecOrMat) = lmul!(J.λ, B)
rmul!(A::AbstractVecOrMat, J::UniformScaling) = rmul!(A, J.λ)
ldiv!(J::UniformScaling, B::AbstractVecOrMat) = ldiv!(J.λ, B)
rdiv!(A::AbstractVecOrMat, J::UniformScaling) = rdiv!(A, J.λ)
Broadcast.broadcastable(J::UniformScaling) = Ref(J)
+(x::Number, J::UniformScaling) = x + J.λ
+(J::UniformScaling, x::Number) = J.λ + x
-(x::Number, J::UniformScaling) = x - J.λ
-(J::UniformScaling, x::Number) = J.λ - x

# `A ± J` keeps every shape that has room for a diagonal.
_diagsum(op, d::AbstractVector, λ) = map(x -> op(x, λ), d)
+(A::AbstractMatrix, J::UniformScaling) = _plus_scaling(A, J.λ)
+(J::UniformScaling, A::AbstractMatrix) = _plus_scaling(A, J.λ)
-(A::AbstractMatrix, J::UniformScaling) = _plus_scaling(A, -J.λ)
-(J::UniformScaling, A::AbstractMatrix) = _plus_scaling(-A, J.λ)

function _plus_scaling(A::AbstractMatrix, λ)
    n = checksquare(A)
    B = similar(A, promote_op(+, eltype(A), typeof(λ)), (n, n))
    copyto!(B, A)
    for i in 1:n
        B[i, i] = A[i, i] + _as_element(λ, A[i, i])
    end
    return B
end
_as_element(λ, ::Number) = λ
_as_element(λ, ::AbstractMatrix) = UniformScaling(λ)
_as_element(λ, ::Any) = λ
_shift(d, λ) = map(x -> x + _as_element(λ, x), d)
_plus_scaling(A::Diagonal, λ) = Diagonal(_shift(A.diag, λ))
_plus_scaling(A::Bidiagonal, λ) = (d = _shift(A.dv, λ); Bidiagonal(d, convert(typeof(d), A.ev), A.uplo))
_plus_scaling(A::SymTridiagonal, λ) = (d = _shift(A.dv, λ); SymTridiagonal(d, convert(typeof(d), A.ev)))
_plus_scaling(A::Tridiagonal, λ) = (d = _shift(A.d, λ); Tridiagonal(convert(typeof(d), A.dl), d, convert(typeof(d), A.du)))
_plus_scaling(A::UpperHessenberg, λ) = UpperHessenberg(_plus_scaling(A.data, λ))
_plus_scaling(A::Symmetric, λ) = Symmetric(_plus_scaling(A.data, λ), sym_uplo(A.uplo))
_plus_scaling(A::Hermitian, λ::Real) = Hermitian(_plus_scaling(A.data, λ), sym_uplo(A.uplo))
_plus_scaling(A::UpperTriangular, λ) = UpperTriangular(_plus_scaling(A.data, λ))
_plus_scaling(A::LowerTriangular, λ) = LowerTriangular(_plus_scaling(A.data, λ))
function _plus_scaling(A::UnitUpperOrUnitLowerTriangular, λ)
    B = _maptriangle(identity, A, promote_op(+, eltype(A), typeof(λ)))
    for i in 1:size(A, 1)
        B.data[i, i] += λ
    end
    return B
end

==(J::UniformScaling, K::UniformScaling) = J.λ == K.λ
==(A::AbstractMatrix, J::UniformScaling) = J == A
function ==(J::UniformScaling, A::AbstractMatrix)
    require_one_based_indexing(A)
    size(A, 1) == size(A, 2) || return false
    iszero(J.λ) && return iszero(A)
    for j in 1:size(A, 2), i in 1:size(A, 1)
        i == j ? (isequal_element(A[i, j], J.λ) || return false) : (iszero(A[i, j]) || return false)
    end
    return true
end
isequal_element(a::AbstractMatrix, λ) = a == UniformScaling(λ)
isequal_element(a, λ) = a == λ

# ---- matrices from scalings -------------------------------------------------------------------------------------------

Matrix{T}(J::UniformScaling, dims::Dims{2}) where {T} = _identity!(Matrix{T}(undef, dims), J)
Matrix{T}(J::UniformScaling, m::Integer, n::Integer) where {T} = Matrix{T}(J, (Int(m), Int(n)))
Matrix(J::UniformScaling, m::Integer, n::Integer) = Matrix{eltype(J)}(J, (Int(m), Int(n)))
Matrix(J::UniformScaling, dims::Dims{2}) = Matrix{eltype(J)}(J, dims)
Array{T}(J::UniformScaling, dims::Dims{2}) where {T} = Matrix{T}(J, dims)
Array{T}(J::UniformScaling, m::Integer, n::Integer) where {T} = Matrix{T}(J, m, n)
Array(J::UniformScaling, m::Integer, n::Integer) = Matrix(J, m, n)
Array(J::UniformScaling, dims::Dims{2}) = Matrix(J, dims)
Diagonal{T}(J::UniformScaling, n::Integer) where {T} = Diagonal{T}(fill(convert(T, J.λ), n))
Diagonal(J::UniformScaling, n::Integer) = Diagonal{eltype(J)}(J, n)
function _identity!(A, J)
    fill!(A, zero(eltype(A)))
    for i in 1:min(size(A, 1), size(A, 2))
        A[i, i] = J.λ
    end
    return A
end
function copyto!(A::AbstractMatrix, J::UniformScaling)
    require_one_based_indexing(A)
    fill!(A, zero(eltype(A)))
    for i in 1:min(size(A, 1), size(A, 2))
        A[i, i] = J.λ
    end
    return A
end
dot(A::AbstractMatrix, J::UniformScaling) = dot(tr(A), J.λ)
dot(J::UniformScaling, A::AbstractMatrix) = dot(J.λ, tr(A))
dot(x::AbstractVector, J::UniformScaling, y::AbstractVector) = dot(x, J.λ * y)
mul!(C::AbstractMatrix, A::AbstractMatrix, J::UniformScaling, α::Number, β::Number) = mul!(C, A, J.λ, α, β)
mul!(C::AbstractVecOrMat, J::UniformScaling, B::AbstractVecOrMat, α::Number, β::Number) = mul!(C, J.λ, B, α, β)

# ---- concatenation: a scaling takes the size its neighbours leave ------------------------------------------------------

const MatrixOrScaling = Union{AbstractVecOrMat,UniformScaling,Number}

_rows_of(x::UniformScaling) = -1
_rows_of(x::AbstractVecOrMat) = size(x, 1)
_rows_of(x::Number) = 1
_cols_of(x::UniformScaling) = -1
_cols_of(x::AbstractVecOrMat) = size(x, 2)
_cols_of(x::Number) = 1
_sized(x, n) = x
_sized(J::UniformScaling, n) = Matrix(J, n, n)

function _known(sizes, what)
    n = -1
    for s in sizes
        s < 0 && continue
        n < 0 ? (n = s) : n == s || throw(DimensionMismatch(string("number of ", what, " must match: ", n, " and ", s)))
    end
    n < 0 && throw(ArgumentError(string(what == "rows" ? "hcat" : "vcat", " of only UniformScaling objects cannot determine the matrix size")))
    return n
end
function _hcat_scalings(A)
    n = _known(map(_rows_of, A), "rows")
    return hcat(map(x -> _sized(x, n), A)...)
end
function _vcat_scalings(A)
    n = _known(map(_cols_of, A), "columns")
    return vcat(map(x -> _sized(x, n), A)...)
end
for (f, g) in ((:hcat, :_hcat_scalings), (:vcat, :_vcat_scalings))
    @eval begin
        $f(J::UniformScaling, A::MatrixOrScaling...) = $g((J, A...))
        $f(A::Union{AbstractVecOrMat,Number}, J::UniformScaling, B::MatrixOrScaling...) = $g((A, J, B...))
        $f(A::Union{AbstractVecOrMat,Number}, B::Union{AbstractVecOrMat,Number}, J::UniformScaling, C::MatrixOrScaling...) = $g((A, B, J, C...))
    end
end

# In rows of blocks the sizes spread until nothing changes.
function _hvcat_scalings(rows, xs)
    n = fill(-1, length(xs))
    for (k, x) in enumerate(xs)
        x isa UniformScaling || (n[k] = size(x, 1))
    end
    starts = cumsum([1; collect(rows)[1:end-1]])
    rowof(k) = searchsortedlast(starts, k)
    while any(<(0), n)
        changed = false
        for r in eachindex(rows)
            ks = starts[r]:starts[r]+rows[r]-1
            h = maximum(n[ks])
            h < 0 && continue
            for k in ks
                n[k] < 0 && (n[k] = h; changed = true)
            end
        end
        width = -1
        for r in eachindex(rows)
            ks = starts[r]:starts[r]+rows[r]-1
            any(<(0), n[ks]) && continue
            width = sum(k -> xs[k] isa UniformScaling ? n[k] : size(xs[k], 2), ks)
        end
        if !changed && any(<(0), n)
            width < 0 && throw(ArgumentError("hvcat of UniformScaling: the sizes cannot be determined"))
            for r in eachindex(rows)
                ks = starts[r]:starts[r]+rows[r]-1
                all(k -> n[k] < 0, ks) || continue
                width % rows[r] == 0 || throw(DimensionMismatch("indivisible UniformScaling sizes"))
                n[ks] .= div(width, rows[r])
            end
        end
    end
    return hvcat(rows, map((x, k) -> _sized(x, n[k]), xs, ntuple(identity, length(xs)))...)
end
hvcat(rows::Tuple{Vararg{Int}}, J::UniformScaling, A::MatrixOrScaling...) = _hvcat_scalings(rows, (J, A...))
hvcat(rows::Tuple{Vararg{Int}}, A::AbstractVecOrMat, J::UniformScaling, B::MatrixOrScaling...) = _hvcat_scalings(rows, (A, J, B...))
hvcat(rows::Tuple{Vararg{Int}}, A::AbstractVecOrMat, B::AbstractVecOrMat, J::UniformScaling, C::MatrixOrScaling...) =
    _hvcat_scalings(rows, (A, B, J, C...))
