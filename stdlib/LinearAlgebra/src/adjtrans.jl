# Lazy adjoints and transposes.

"`Adjoint(A)`: the conjugate transpose of `A`, a view. Made by `adjoint(A)` and `A'`."
struct Adjoint{T,S} <: AbstractMatrix{T}
    parent::S
end

"`Transpose(A)`: the transpose of `A`, a view. Made by `transpose(A)`."
struct Transpose{T,S} <: AbstractMatrix{T}
    parent::S
end

_flipped_eltype(::Any, ::Type{T}) where {T<:Number} = T
_flipped_eltype(f, ::Type{T}) where {T} = promote_op(f, T)

Adjoint(A) = Adjoint{_flipped_eltype(adjoint, eltype(A)),typeof(A)}(A)
Transpose(A) = Transpose{_flipped_eltype(transpose, eltype(A)),typeof(A)}(A)

const AdjOrTrans{T,S} = Union{Adjoint{T,S},Transpose{T,S}} where {T,S}
const AdjointAbsVec{T} = Adjoint{T,<:AbstractVector}
const TransposeAbsVec{T} = Transpose{T,<:AbstractVector}
const AdjointAbsMat{T} = Adjoint{T,<:AbstractMatrix}
const TransposeAbsMat{T} = Transpose{T,<:AbstractMatrix}
const AdjOrTransAbsVec{T} = AdjOrTrans{T,<:AbstractVector}
const AdjOrTransAbsMat{T} = AdjOrTrans{T,<:AbstractMatrix}

# The function that undoes (and does) the wrapping, and the wrapper itself.
wrapperop(::Any) = identity
wrapperop(::Adjoint) = adjoint
wrapperop(::Transpose) = transpose
inplace_adj_or_trans(::Type{<:AbstractArray}) = copyto!
inplace_adj_or_trans(::Type{<:Adjoint}) = adjoint!
inplace_adj_or_trans(::Type{<:Transpose}) = transpose!

adjoint(A::AbstractVecOrMat) = Adjoint(A)
transpose(A::AbstractVecOrMat) = Transpose(A)
adjoint(A::Adjoint) = A.parent
transpose(A::Transpose) = A.parent
adjoint(A::Transpose{<:Real}) = A.parent
transpose(A::Adjoint{<:Real}) = A.parent
adjoint(A::Transpose{<:Real,<:Adjoint}) = A.parent
transpose(A::Adjoint{<:Real,<:Transpose}) = A.parent
adjoint(A::Transpose{<:Any,<:Adjoint}) = transpose(A.parent.parent)
transpose(A::Adjoint{<:Any,<:Transpose}) = adjoint(A.parent.parent)

parent(A::AdjOrTrans) = A.parent
Base.unaliascopy(A::Adjoint) = adjoint(Base.unaliascopy(A.parent))
Base.unaliascopy(A::Transpose) = transpose(Base.unaliascopy(A.parent))
Base.dataids(A::AdjOrTrans) = Base.dataids(A.parent)

size(v::AdjOrTransAbsVec) = (1, length(v.parent))
size(A::AdjOrTransAbsMat) = reverse(size(A.parent))
axes(v::AdjOrTransAbsVec) = (OneTo(1), axes(v.parent)...)
axes(A::AdjOrTransAbsMat) = reverse(axes(A.parent))
length(A::AdjOrTrans) = length(A.parent)
IndexStyle(::Type{<:AdjOrTransAbsVec}) = IndexLinear()
IndexStyle(::Type{<:AdjOrTransAbsMat}) = IndexCartesian()
strides(v::AdjOrTransAbsVec) = (stride(v.parent, 2), stride(v.parent, 1))
strides(A::AdjOrTransAbsMat) = reverse(strides(A.parent))
Base.elsize(::Type{<:Adjoint{T,P}}) where {T<:Real,P<:AbstractVecOrMat} = Base.elsize(P)
Base.elsize(::Type{<:Transpose{T,P}}) where {T,P<:AbstractVecOrMat} = Base.elsize(P)
Base.unsafe_convert(::Type{Ptr{T}}, A::Transpose{T}) where {T} = Base.unsafe_convert(Ptr{T}, A.parent)
Base.unsafe_convert(::Type{Ptr{T}}, A::Adjoint{T}) where {T<:Real} = Base.unsafe_convert(Ptr{T}, A.parent)

@propagate_inbounds getindex(v::AdjOrTransAbsVec{T}, i::Int) where {T} = wrapperop(v)(v.parent[i-1+first(axes(v.parent, 1))])::T
@propagate_inbounds getindex(A::AdjOrTransAbsMat{T}, i::Int, j::Int) where {T} = wrapperop(A)(A.parent[j, i])::T
@propagate_inbounds setindex!(v::AdjOrTransAbsVec, x, i::Int) = (v.parent[i-1+first(axes(v.parent, 1))] = wrapperop(v)(x); v)
@propagate_inbounds setindex!(A::AdjOrTransAbsMat, x, i::Int, j::Int) = (A.parent[j, i] = wrapperop(A)(x); A)
@propagate_inbounds getindex(v::AdjOrTransAbsVec, ::Colon, is::AbstractArray{Int}) = wrapperop(v)(v.parent[is])
@propagate_inbounds getindex(v::AdjOrTransAbsVec, ::Colon, ::Colon) = wrapperop(v)(v.parent[:])

function Base.isassigned(A::AdjOrTransAbsVec, i::Int)
    return isassigned(A.parent, i)
end
function Base.isassigned(A::AdjOrTransAbsMat, i::Int, j::Int)
    return isassigned(A.parent, j, i)
end

convert(::Type{Adjoint{T,S}}, A::Adjoint) where {T,S} = A isa Adjoint{T,S} ? A : Adjoint{T,S}(convert(S, A.parent))
convert(::Type{Transpose{T,S}}, A::Transpose) where {T,S} = A isa Transpose{T,S} ? A : Transpose{T,S}(convert(S, A.parent))
Adjoint{T}(A::AbstractVecOrMat) where {T} = Adjoint{T,typeof(A)}(A)
Transpose{T}(A::AbstractVecOrMat) where {T} = Transpose{T,typeof(A)}(A)

similar(A::AdjOrTransAbsVec) = wrapperop(A)(similar(A.parent))
similar(A::AdjOrTransAbsVec, ::Type{T}) where {T} = wrapperop(A)(similar(A.parent, _flipped_eltype(wrapperop(A), T)))
similar(A::AdjOrTrans) = similar(A.parent, eltype(A), axes(A))
similar(A::AdjOrTrans, ::Type{T}) where {T} = similar(A.parent, T, axes(A))
similar(A::AdjOrTrans, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.parent, T, dims)

copy(v::AdjOrTransAbsVec) = wrapperop(v)(copy(v.parent))
copy(A::AdjointAbsMat) = adjoint!(similar(A.parent, eltype(A), axes(A)), A.parent)
copy(A::TransposeAbsMat) = transpose!(similar(A.parent, eltype(A), axes(A)), A.parent)

conj(A::Transpose) = adjoint(A.parent)
conj(A::Adjoint) = transpose(A.parent)
real(A::AdjOrTrans) = wrapperop(A)(real(parent(A)))
imag(A::Adjoint) = -adjoint(imag(parent(A)))
imag(A::Transpose) = transpose(imag(parent(A)))

# Rows stay rows: concatenation, mapping and arithmetic work on the vectors below.
const RowOrNumber = Union{Number,AdjOrTransAbsVec}
_below(x::Number) = adjoint(x)
_below(x::Adjoint) = x.parent
_below_t(x::Number) = transpose(x)
_below_t(x::Transpose) = x.parent
hcat(v::AdjointAbsVec, vs::Union{Number,AdjointAbsVec}...) = adjoint(vcat(map(_below, (v, vs...))...))
hcat(v::TransposeAbsVec, vs::Union{Number,TransposeAbsVec}...) = transpose(vcat(map(_below_t, (v, vs...))...))
hcat(x::Number, v::AdjointAbsVec, vs::Union{Number,AdjointAbsVec}...) = adjoint(vcat(map(_below, (x, v, vs...))...))
hcat(x::Number, v::TransposeAbsVec, vs::Union{Number,TransposeAbsVec}...) = transpose(vcat(map(_below_t, (x, v, vs...))...))

function map(f, v::AdjointAbsVec, vs::AdjointAbsVec...)
    return adjoint(map((xs...) -> adjoint(f(map(adjoint, xs)...)), v.parent, map(parent, vs)...))
end
function map(f, v::TransposeAbsVec, vs::TransposeAbsVec...)
    return transpose(map((xs...) -> transpose(f(map(transpose, xs)...)), v.parent, map(parent, vs)...))
end

_row_apply(f, op, below, args) = op(Broadcast.broadcast((xs...) -> op(f(map(op, xs)...)), map(below, args)...))
Broadcast.broadcast_preserving_zero_d(f, v::AdjointAbsVec, vs::Union{Number,AdjointAbsVec}...) = _row_apply(f, adjoint, _below, (v, vs...))
Broadcast.broadcast_preserving_zero_d(f, v::TransposeAbsVec, vs::Union{Number,TransposeAbsVec}...) =
    _row_apply(f, transpose, _below_t, (v, vs...))
Broadcast.broadcast_preserving_zero_d(f, x::Number, v::AdjointAbsVec, vs::Union{Number,AdjointAbsVec}...) =
    _row_apply(f, adjoint, _below, (x, v, vs...))
Broadcast.broadcast_preserving_zero_d(f, x::Number, v::TransposeAbsVec, vs::Union{Number,TransposeAbsVec}...) =
    _row_apply(f, transpose, _below_t, (x, v, vs...))

# Reductions over everything go over the array below where order does not matter to the result.
Base.dataids(A::Adjoint{<:Any,<:AbstractVecOrMat}) = Base.dataids(A.parent)

function Base.reshape(v::AdjOrTransAbsVec{<:Real}, ::Val{1})
    return reshape(v.parent, Val(1))
end
Base.vec(v::AdjointAbsVec{<:Real}) = v.parent
Base.vec(v::TransposeAbsVec{<:Number}) = v.parent

# ---- writing one into another ---------------------------------------------------------------------------------------

"`adjoint!(dest, src)`: writes the conjugate transpose of `src` into `dest`."
adjoint!(B::AbstractVecOrMat, A::AbstractVecOrMat) = _flip!(adjoint, B, A)
"`transpose!(dest, src)`: writes the transpose of `src` into `dest`."
transpose!(B::AbstractVecOrMat, A::AbstractVecOrMat) = _flip!(transpose, B, A)

function _flip!(op::F, B::AbstractVecOrMat, A::AbstractVecOrMat) where {F}
    axes(B, 1) == axes(A, 2) && axes(B, 2) == axes(A, 1) ||
        throw(DimensionMismatch(string(op === adjoint ? "adjoint" : "transpose", ": size of destination ", size(B), " does not match that of the flipped source ", size(A))))
    # Tiles keep both sides in cache.
    is, js = axes(A, 1), axes(A, 2)
    tile = 32
    for j0 in first(js):tile:last(js), i0 in first(is):tile:last(is)
        for j in j0:min(j0 + tile - 1, last(js)), i in i0:min(i0 + tile - 1, last(is))
            @inbounds B[j, i] = op(A[i, j])
        end
    end
    return B
end

"Copies a block of `A`, conjugate transposed, to a block of `B`."
copy_adjoint!(B::AbstractVecOrMat, ir_dest::AbstractRange{Int}, jr_dest::AbstractRange{Int}, A::AbstractVecOrMat,
              ir_src::AbstractRange{Int}, jr_src::AbstractRange{Int}) = _copy_flipped!(adjoint, B, ir_dest, jr_dest, A, ir_src, jr_src)
"Copies a block of `A`, transposed, to a block of `B`."
copy_transpose!(B::AbstractVecOrMat, ir_dest::AbstractRange{Int}, jr_dest::AbstractRange{Int}, A::AbstractVecOrMat,
                ir_src::AbstractRange{Int}, jr_src::AbstractRange{Int}) = _copy_flipped!(transpose, B, ir_dest, jr_dest, A, ir_src, jr_src)
copy_adjoint!(B::AbstractMatrix, A::AbstractMatrix) =
    copy_adjoint!(B, axes(B, 1), axes(B, 2), A, axes(A, 1), axes(A, 2))
copy_transpose!(B::AbstractMatrix, A::AbstractMatrix) =
    copy_transpose!(B, axes(B, 1), axes(B, 2), A, axes(A, 1), axes(A, 2))

function _copy_flipped!(op, B, ir_dest, jr_dest, A, ir_src, jr_src)
    length(ir_dest) == length(jr_src) ||
        throw(ArgumentError(string("source and destination must have same size (got ", length(jr_src), " and ", length(ir_dest), ")")))
    length(jr_dest) == length(ir_src) ||
        throw(ArgumentError(string("source and destination must have same size (got ", length(ir_src), " and ", length(jr_dest), ")")))
    checkbounds(B, ir_dest, jr_dest)
    checkbounds(A, ir_src, jr_src)
    for (jd, is) in zip(jr_dest, ir_src), (id, js) in zip(ir_dest, jr_src)
        B[id, jd] = op(A[is, js])
    end
    return B
end

copyto!(B::AbstractMatrix, A::AdjointAbsMat) = axes(B) == axes(A) ? (_flip!(adjoint, B, Base.unalias(B, A.parent))) :
    invoke(copyto!, Tuple{AbstractArray,AbstractArray}, B, A)
copyto!(B::BitMatrix, A::AdjointAbsMat) = invoke(copyto!, Tuple{BitArray,AbstractArray}, B, A)
copyto!(B::BitMatrix, A::TransposeAbsMat) = invoke(copyto!, Tuple{BitArray,AbstractArray}, B, A)
copyto!(B::AbstractMatrix, A::TransposeAbsMat) = axes(B) == axes(A) ? (_flip!(transpose, B, Base.unalias(B, A.parent))) :
    invoke(copyto!, Tuple{AbstractArray,AbstractArray}, B, A)

# ---- rows times and over things ---------------------------------------------------------------------------------------

*(u::AdjointAbsVec{<:Number}, v::AbstractVector{<:Number}) = dot(u.parent, v)
*(u::AdjointAbsVec, v::AbstractVector) = _row_times(u, v)
*(u::TransposeAbsVec{<:Real}, v::AbstractVector{<:Real}) = dot(u.parent, v)
*(u::TransposeAbsVec, v::AbstractVector) = _row_times(u, v)
function _row_times(u, v)
    length(u) == length(v) || throw(DimensionMismatch(string("A has dimensions ", size(u), " but B has dimensions ", size(v))))
    isempty(v) && return zero(eltype(u)) * zero(eltype(v))
    return sum(u[k] * v[k] for k in 1:length(u))
end
*(u::AbstractVector, v::AdjOrTransAbsVec) = Broadcast.broadcast(*, u, v)
*(u::AdjointAbsVec, v::AdjointAbsVec) = throw(MethodError(*, (u, v)))
*(u::TransposeAbsVec, v::TransposeAbsVec) = throw(MethodError(*, (u, v)))
*(u::AdjointAbsVec, v::TransposeAbsVec) = throw(MethodError(*, (u, v)))
*(u::TransposeAbsVec, v::AdjointAbsVec) = throw(MethodError(*, (u, v)))
*(u::AdjointAbsVec, A::AbstractMatrix) = adjoint(adjoint(A) * u.parent)
*(u::TransposeAbsVec, A::AbstractMatrix) = transpose(transpose(A) * u.parent)

/(u::AdjointAbsVec, A::AbstractMatrix) = adjoint(adjoint(A) \ u.parent)
/(u::TransposeAbsVec, A::AbstractMatrix) = transpose(transpose(A) \ u.parent)
\(u::AdjOrTransAbsVec, v::AdjOrTransAbsVec) = pinv(u) * v

# ---- printing ---------------------------------------------------------------------------------------------------------

function Base.showarg(io::IO, A::AdjOrTrans, toplevel)
    print(io, A isa Adjoint ? "adjoint" : "transpose", '(')
    Base.showarg(io, parent(A), false)
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(A))
    return nothing
end
Base.replace_in_print_matrix(A::AdjOrTransAbsMat, i::Integer, j::Integer, s::AbstractString) =
    Base.replace_in_print_matrix(parent(A), j, i, s)
Base.replace_in_print_matrix(A::AdjOrTransAbsVec, i::Integer, j::Integer, s::AbstractString) =
    Base.replace_in_print_matrix(parent(A), j, i, s)
