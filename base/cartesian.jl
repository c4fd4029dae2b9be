# Indices with one number per dimension, and the arrays of indices of an array.

CartesianIndex(index::NTuple{N,Integer}) where {N} = CartesianIndex{N}(index)
CartesianIndex(index::Integer...) = CartesianIndex(index)
CartesianIndex{N}(index::Vararg{Integer,N}) where {N} = CartesianIndex{N}(index)
# missing dimensions are 1
CartesianIndex{N}(index::Integer...) where {N} = CartesianIndex{N}(index)
CartesianIndex{N}() where {N} = CartesianIndex{N}(())
function CartesianIndex{N}(index::Tuple{Vararg{Integer}}) where {N}
    length(index) <= N || throw(ArgumentError(string("index has more than ", N, " dimensions")))
    return CartesianIndex{N}(fill_to_length(index, 1, Val(N)))
end
# nested indices are spread out
CartesianIndex(index::Union{Integer,CartesianIndex}...) = CartesianIndex(_flatten_index(index))
CartesianIndex(index::Tuple{Vararg{Union{Integer,CartesianIndex}}}) = CartesianIndex(_flatten_index(index))
CartesianIndex(i::CartesianIndex) = i
CartesianIndex{N}(i::CartesianIndex{N}) where {N} = i
_flatten_index(::Tuple{}) = ()
_flatten_index(t::Tuple{Integer,Vararg}) = (Int(t[1]), _flatten_index(tail(t))...)
_flatten_index(t::Tuple{CartesianIndex,Vararg}) = (t[1].I..., _flatten_index(tail(t))...)

Tuple(i::CartesianIndex) = i.I
convert(::Type{T}, i::CartesianIndex) where {T<:Tuple} = convert(T, i.I)
length(::CartesianIndex{N}) where {N} = N
length(::Type{CartesianIndex{N}}) where {N} = N
ndims(::CartesianIndex{N}) where {N} = N
ndims(::Type{CartesianIndex{N}}) where {N} = N
@propagate_inbounds getindex(i::CartesianIndex, d::Integer) = i.I[d]
eltype(::Type{<:CartesianIndex}) = Int
setindex(i::CartesianIndex, v, d::Integer) = CartesianIndex(setindex(i.I, v, d))
get(i::CartesianIndex, d::Integer, default) = get(i.I, d, default)
zero(::CartesianIndex{N}) where {N} = zero(CartesianIndex{N})
zero(::Type{CartesianIndex{N}}) where {N} = CartesianIndex(ntuple(Returns(0), Val(N)))
oneunit(::CartesianIndex{N}) where {N} = oneunit(CartesianIndex{N})
oneunit(::Type{CartesianIndex{N}}) where {N} = CartesianIndex(ntuple(Returns(1), Val(N)))
iszero(i::CartesianIndex) = all(iszero, i.I)
-(i::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(-, i.I))
+(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = (@inline; CartesianIndex{N}(map(+, i.I, j.I)))
-(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = (@inline; CartesianIndex{N}(map(-, i.I, j.I)))
min(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(min, i.I, j.I))
max(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(max, i.I, j.I))
*(a::Integer, i::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(x -> a * x, i.I))
*(i::CartesianIndex, a::Integer) = a * i
==(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = i.I == j.I
# the last dimension counts most, as elements lie in memory
isless(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = isless(reverse(i.I), reverse(j.I))
cmp(i::CartesianIndex{N}, j::CartesianIndex{N}) where {N} = isless(i, j) ? -1 : i == j ? 0 : 1
const _cartesian_hash_seed = 0xd60ca92f8284b8b0
hash(i::CartesianIndex, h::UInt) = hash(i.I, h ⊻ _cartesian_hash_seed)
iterate(::CartesianIndex, s...) =
    error("iteration is deliberately unsupported for CartesianIndex. Use `I` rather than `I...`, or use `Tuple(I)...`")
show(io::IO, i::CartesianIndex) = (print(io, "CartesianIndex"); show(io, i.I))
to_index(i::CartesianIndex) = i
broadcastable(i::CartesianIndex) = Ref(i)

# The tuple's first N elements and the rest; both may be short.
_split_tuple(t::Tuple, ::Val{N}) where {N} = (@inline; _split_tuple((), t, Val(N)))
_split_tuple(head::NTuple{N,Any}, rest::Tuple, ::Val{N}) where {N} = (head, rest)
_split_tuple(head::NTuple{N,Any}, rest::Tuple{}, ::Val{N}) where {N} = (head, rest)
_split_tuple(head::Tuple, rest::Tuple{}, ::Val{N}) where {N} = (head, rest)
_split_tuple(head::Tuple, rest::Tuple{Any,Vararg}, ::Val{N}) where {N} =
    (@inline; length(head) == N ? (head, rest) : _split_tuple((head..., rest[1]), tail(rest), Val(N)))

# ---------------------------------------------------------------------------------------------------------
# CartesianIndices

CartesianIndices(::Tuple{}) = CartesianIndices{0,typeof(())}(())
CartesianIndices(inds::NTuple{N,OrdinalRange{<:Integer,<:Integer}}) where {N} = _cartesian_indices(map(_index_range, inds))
_cartesian_indices(inds::R) where {N,R<:NTuple{N,OrdinalRange{Int,Int}}} = CartesianIndices{N,R}(inds)
CartesianIndices(inds::NTuple{N,Union{<:Integer,OrdinalRange{<:Integer,<:Integer}}}) where {N} =
    _cartesian_indices(map(_index_range, inds))
CartesianIndices(index::CartesianIndex) = CartesianIndices(index.I)
CartesianIndices(A::AbstractArray) = CartesianIndices(axes(A))
CartesianIndices(ci::CartesianIndices) = ci
_index_range(n::Integer) = OneTo(Int(n))
_index_range(r::OrdinalRange{Int,Int}) = r
_index_range(r::AbstractUnitRange) = convert(AbstractUnitRange{Int}, r)
_index_range(r::OrdinalRange) = StepRange{Int,Int}(first(r), step(r), last(r))
convert(::Type{Tuple{}}, R::CartesianIndices{0}) = ()
convert(::Type{NTuple{N,R}}, ci::CartesianIndices{N}) where {N,R} = convert(NTuple{N,R}, ci.indices)

(:)(a::CartesianIndex{N}, b::CartesianIndex{N}) where {N} = CartesianIndices(map((i, j) -> i:j, a.I, b.I))
(:)(a::CartesianIndex{N}, s::CartesianIndex{N}, b::CartesianIndex{N}) where {N} =
    CartesianIndices(map((i, k, j) -> i:k:j, a.I, s.I, b.I))

size(ci::CartesianIndices) = map(length, ci.indices)
axes(ci::CartesianIndices{N,<:NTuple{N,AbstractUnitRange}}) where {N} = map(axes1, ci.indices)
axes(ci::CartesianIndices) = map(r -> OneTo(length(r)), ci.indices)
length(ci::CartesianIndices) = prod(size(ci))
IndexStyle(::Type{CartesianIndices{N,R}}) where {N,R} = IndexCartesian()
@inline function getindex(ci::CartesianIndices{N}, I::Vararg{Int,N}) where {N}
    @boundscheck checkbounds(ci, I...)
    return CartesianIndex{N}(map((r, i) -> @inbounds(r[i]), ci.indices, I))
end
getindex(ci::CartesianIndices{0}) = CartesianIndex()
@inline function getindex(ci::CartesianIndices{N,R}, I::Vararg{OrdinalRange{<:Integer,<:Integer},N}) where {N,R}
    @boundscheck checkbounds(ci, I...)
    return CartesianIndices(map((r, i) -> r[i], ci.indices, I))
end
getindex(ci::CartesianIndices{N}, C::CartesianIndices{N}) where {N} = CartesianIndices(map((r, i) -> r[i], ci.indices, C.indices))
getindex(ci::CartesianIndices, i::CartesianIndex) = ci[i.I...]
step(ci::CartesianIndices) = CartesianIndex(map(step, ci.indices))
first(ci::CartesianIndices) = CartesianIndex(map(first, ci.indices))
last(ci::CartesianIndices) = CartesianIndex(map(last, ci.indices))
isempty(ci::CartesianIndices) = any(map(isempty, ci.indices))
ndims(ci::CartesianIndices{N}) where {N} = N
IteratorSize(::Type{<:CartesianIndices{N}}) where {N} = HasShape{N}()
eltype(::Type{<:CartesianIndices{N}}) where {N} = CartesianIndex{N}
copy(ci::CartesianIndices) = ci

@inline function iterate(ci::CartesianIndices)
    isempty(ci) && return nothing
    i = first(ci)
    return (i, i)
end
@inline function iterate(ci::CartesianIndices, state)
    more, I = _next_subscripts(state.I, ci.indices)
    more || return nothing
    i = CartesianIndex(I)
    return (i, i)
end
iterate(ci::CartesianIndices{0}, done=false) = done ? nothing : (CartesianIndex(), true)
# Count up the first dimension; at its end start it over and carry into the next.
@inline _next_subscripts(I::Tuple{Int}, inds::Tuple{Any}) = I[1] == last(inds[1]) ? (false, I) : (true, (I[1] + step(inds[1]),))
@inline function _next_subscripts(I::Tuple{Int,Int,Vararg{Int}}, inds::Tuple{Any,Any,Vararg})
    r = inds[1]
    I[1] == last(r) || return (true, (I[1] + step(r), tail(I)...))
    more, rest = _next_subscripts(tail(I), tail(inds))
    return (more, (first(r), rest...))
end

in(i::CartesianIndex{N}, ci::CartesianIndices{N}) where {N} = all(map(in, i.I, ci.indices))
in(i::CartesianIndex, ci::CartesianIndices) = false
==(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = all(map(==, a.indices, b.indices)) || all(map(isempty, (a, b))) && size(a) == size(b)
==(a::CartesianIndices, b::CartesianIndices) = false
intersect(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = CartesianIndices(map(intersect, a.indices, b.indices))
issubset(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = isempty(a) || all(map(issubset, a.indices, b.indices))
reverse(ci::CartesianIndices; dims=:) = dims === (:) ? CartesianIndices(map(reverse, ci.indices)) :
    CartesianIndices(ntuple(d -> d in dims ? reverse(ci.indices[d]) : ci.indices[d], Val(ndims(ci))))
_shown_axis(r) = r
_shown_axis(r::OneTo) = last(r)
permutedims(ci::CartesianIndices{N}, perm) where {N} = CartesianIndices(ntuple(i -> ci.indices[perm[i]], Val(N)))
CartesianIndices_shift(ci::CartesianIndices{N}, j::CartesianIndex{N}, op) where {N} =
    CartesianIndices(map((r, k) -> _shift_axis(r, op(k)), ci.indices, j.I))
_shift_axis(r::AbstractUnitRange, k) = (first(r) + k):(last(r) + k)
_shift_axis(r, k) = (first(r) + k):step(r):(last(r) + k)

# ---------------------------------------------------------------------------------------------------------
# LinearIndices

LinearIndices(::Tuple{}) = LinearIndices{0,typeof(())}(())
LinearIndices(inds::NTuple{N,AbstractUnitRange{<:Integer}}) where {N} = _linear_indices(map(_unit_axis, inds))
LinearIndices(inds::NTuple{N,Union{<:Integer,AbstractUnitRange{<:Integer}}}) where {N} = _linear_indices(map(_unit_axis, inds))
_linear_indices(inds::R) where {N,R<:NTuple{N,AbstractUnitRange{Int}}} = LinearIndices{N,R}(inds)
LinearIndices(A::Union{AbstractArray,Core.SimpleVector}) = LinearIndices(axes(A))
LinearIndices(L::LinearIndices) = L
_unit_axis(n::Integer) = OneTo(Int(n))
_unit_axis(r::AbstractUnitRange{Int}) = r
_unit_axis(r::AbstractUnitRange) = convert(AbstractUnitRange{Int}, r)
convert(::Type{AbstractUnitRange{Int}}, r::AbstractUnitRange{Int}) = r
convert(::Type{AbstractUnitRange{Int}}, r::OneTo) = OneTo(Int(last(r)))
convert(::Type{AbstractUnitRange{Int}}, r::AbstractUnitRange) = UnitRange{Int}(first(r), last(r))

IndexStyle(::Type{<:LinearIndices}) = IndexLinear()
axes(L::LinearIndices) = map(axes1, L.indices)
size(L::LinearIndices) = map(length, L.indices)
length(L::LinearIndices) = prod(size(L))
isempty(L::LinearIndices) = length(L) == 0
@inline function getindex(L::LinearIndices, i::Int)
    @boundscheck checkbounds(L, i)
    return i
end
@inline function getindex(L::LinearIndices, i::AbstractRange{<:Integer})
    @boundscheck checkbounds(L, i)
    return first(L):last(L) == i ? i : (first(L):last(L))[_axis_relative(L, i)]
end
_axis_relative(L::LinearIndices{1}, i) = i .- (first(L) - 1)
_axis_relative(L::LinearIndices, i) = i
getindex(L::LinearIndices, ::Colon) = first(L):last(L)
first(L::LinearIndices) = 1
first(L::LinearIndices{1}) = first(axes1(L.indices[1]))
last(L::LinearIndices) = length(L)
last(L::LinearIndices{1}) = last(axes1(L.indices[1]))
eachindex(::IndexLinear, L::LinearIndices) = first(L):last(L)
eachindex(::IndexLinear, L::LinearIndices{1}) = axes1(L.indices[1])
iterate(L::LinearIndices{1}, s...) = iterate(axes1(L.indices[1]), s...)
@inline iterate(L::LinearIndices, i=1) = i > length(L) ? nothing : (i, i + 1)
copy(L::LinearIndices) = L
getindex(L::LinearIndices{1}, I::AbstractUnitRange{<:Integer}) = (@boundscheck checkbounds(L, I); I)
in(i::Integer, L::LinearIndices) = first(L) <= i <= last(L)
==(a::LinearIndices{N}, b::LinearIndices{N}) where {N} = axes(a) == axes(b)

nextind(a::AbstractArray{<:Any,N}, i::CartesianIndex{N}) where {N} = _step_cartesian(axes(a), i)
prevind(a::AbstractArray{<:Any,N}, i::CartesianIndex{N}) where {N} = _step_cartesian_back(axes(a), i)
function _step_cartesian(ax, i::CartesianIndex)
    y = iterate(CartesianIndices(ax), i)
    # past the end the last dimension goes one further
    return y === nothing ? CartesianIndex(_past_end(i.I, ax)) : y[1]
end
_past_end(I::Tuple{Int}, ax) = (I[1] + 1,)
_past_end(I::Tuple, ax) = (first(ax[1]), _past_end(tail(I), tail(ax))...)
_past_end(I::Tuple{}, ax) = ()
function _step_cartesian_back(ax, i::CartesianIndex)
    return CartesianIndex(_previous_subscripts(i.I, ax))
end
_previous_subscripts(I::Tuple{Int}, ax) = (I[1] - 1,)
_previous_subscripts(I::Tuple{}, ax) = ()
_previous_subscripts(I::Tuple, ax) = I[1] > first(ax[1]) ? (I[1] - 1, tail(I)...) : (last(ax[1]), _previous_subscripts(tail(I), tail(ax))...)
