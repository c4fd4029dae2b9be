# Operations on whole arrays: reversing, rotating, repeating, slicing, searching, elementwise arithmetic.

# What `A'` calls; LinearAlgebra gives it methods.
const var"'" = adjoint
export var"'"

# ---------------------------------------------------------------------------------------------------------
# elementwise arithmetic of arrays

+(A::AbstractArray) = A
*(A::AbstractArray{<:Number}) = A
-(A::AbstractArray) = broadcast_preserving_zero_d(-, A)
function +(A::AbstractArray, Bs::AbstractArray...)
    for B in Bs
        promote_shape(A, B)
    end
    return broadcast_preserving_zero_d(+, A, Bs...)
end
function +(A::AbstractArray, B::AbstractArray)
    promote_shape(A, B)
    return broadcast_preserving_zero_d(+, A, B)
end
function -(A::AbstractArray, B::AbstractArray)
    promote_shape(A, B)
    return broadcast_preserving_zero_d(-, A, B)
end
*(x::Number, A::AbstractArray) = broadcast_preserving_zero_d(*, x, A)
*(A::AbstractArray, x::Number) = broadcast_preserving_zero_d(*, A, x)
/(A::AbstractArray, x::Number) = broadcast_preserving_zero_d(/, A, x)
\(x::Number, A::AbstractArray) = broadcast_preserving_zero_d(\, x, A)
for f in (:real, :imag, :conj, :float)
    @eval ($f)(A::AbstractArray) = broadcast_preserving_zero_d($f, A)
end
real(A::AbstractArray{<:Real}) = A
conj(A::AbstractArray{<:Real}) = A
float(A::AbstractArray{<:AbstractFloat}) = A
imag(A::AbstractArray{<:Real}) = zero(A)
complex(A::AbstractArray{<:Number}) = broadcast_preserving_zero_d(complex, A)
conj!(A::AbstractArray{<:Number}) = map!(conj, A, A)
div(A::AbstractRange, x::Number) = broadcast(div, A, x)

# The common shape of arrays that are added; trailing dimensions of one count as absent.
promote_shape(a::AbstractArray, b::AbstractArray) = promote_shape(axes(a), axes(b))
function promote_shape(a::Indices, b::Indices)
    length(a) < length(b) && return promote_shape(b, a)
    for i in 1:length(b)
        a[i] == b[i] || _throw_promote_shape(a, b, i)
    end
    for i in length(b)+1:length(a)
        length(a[i]) == 1 || _throw_promote_shape(a, nothing, i)
    end
    return a
end
# Sizes are named where all axes begin at one, else the axes.
@noinline function _throw_promote_shape(a, b, i)
    plain = all(r -> r isa OneTo, a) && (b === nothing || all(r -> r isa OneTo, b))
    named(axs) = plain ? map(last, axs) : map(r -> first(r):last(r), axs)
    what = plain ? "size " : "axes "
    throw(DimensionMismatch(string("a has ", what, named(a), b === nothing ? "" : string(", b has ", what, named(b)),
        ", mismatch at dim ", i)))
end
promote_shape(::Tuple{}, ::Tuple{}) = ()

# ---------------------------------------------------------------------------------------------------------
# reversing and rotating

reverse(A::AbstractArray; dims=:) = _reverse(A, dims)
reverse!(A::AbstractArray; dims=:) = _reverse!(A, dims)
_reverse(A::AbstractVector, ::Colon) = reverse(A, firstindex(A), lastindex(A))
_reverse(A::AbstractArray, dims) = _reverse_copy(A, _dims_tuple(A, dims))
_dims_tuple(A, ::Colon) = ntuple(identity, Val(ndims(A)))
_dims_tuple(A, d::Integer) = (Int(d),)
_dims_tuple(A, d) = Tuple(map(Int, d))
function _check_reverse_dims(A, dims)
    for d in dims
        1 <= d <= ndims(A) || throw(ArgumentError(string("invalid dimension ", d, " in reverse")))
    end
    return nothing
end
_mirror(I::Tuple, ax::Tuple, dims) = ntuple(d -> d in dims ? first(ax[d]) + last(ax[d]) - I[d] : I[d], length(I))
function _reverse_copy(A::AbstractArray, dims)
    _check_reverse_dims(A, dims)
    B = similar(A)
    for I in CartesianIndices(A)
        @inbounds B[CartesianIndex(_mirror(I.I, axes(A), dims))] = A[I]
    end
    return B
end
_reverse!(A::AbstractVector, ::Colon) = reverse!(A, firstindex(A), lastindex(A))
function _reverse!(A::AbstractArray, dims)
    ds = _dims_tuple(A, dims)
    _check_reverse_dims(A, ds)
    for I in CartesianIndices(A)
        J = CartesianIndex(_mirror(I.I, axes(A), ds))
        # each pair is exchanged once
        if isless(I, J)
            @inbounds A[I], A[J] = A[J], A[I]
        end
    end
    return A
end

function rotl90(A::AbstractMatrix)
    B = similar(A, (axes(A, 2), axes(A, 1)))
    n = first(axes(B, 1)) + last(axes(B, 1))
    for i in axes(A, 1), j in axes(A, 2)
        B[n - j, i] = A[i, j]
    end
    return B
end
function rotr90(A::AbstractMatrix)
    B = similar(A, (axes(A, 2), axes(A, 1)))
    m = first(axes(B, 2)) + last(axes(B, 2))
    for i in axes(A, 1), j in axes(A, 2)
        B[j, m - i] = A[i, j]
    end
    return B
end
function rot180(A::AbstractMatrix)
    B = similar(A)
    m, n = first(axes(A, 1)) + last(axes(A, 1)), first(axes(A, 2)) + last(axes(A, 2))
    for j in axes(A, 2), i in axes(A, 1)
        B[m - i, n - j] = A[i, j]
    end
    return B
end
rotl90(A::AbstractMatrix, k::Integer) = (k = mod(k, 4); k == 1 ? rotl90(A) : k == 2 ? rot180(A) : k == 3 ? rotr90(A) : copy(A))
rotr90(A::AbstractMatrix, k::Integer) = rotl90(A, -k)
rot180(A::AbstractMatrix, k::Integer) = mod(k, 2) == 1 ? rot180(A) : copy(A)

circshift(a::AbstractArray, shiftamt::Real) = circshift(a, (Integer(shiftamt),))
circshift(a::AbstractArray, shiftamt) = circshift!(similar(a), a, map(Integer, (shiftamt...,)))
function circshift!(dest::AbstractArray{T,N}, src, shiftamt) where {T,N}
    dest === src && throw(ArgumentError("dest and src must be separate arrays"))
    axes(dest) == axes(src) || throw(ArgumentError(string("dest and src must have the same axes, got ", axes(dest), " and ", axes(src))))
    isempty(src) && return dest
    s = fill_to_length(Tuple(shiftamt), 0, Val(N))
    for I in CartesianIndices(src)
        @inbounds dest[CartesianIndex(map(_rotate_in, I.I, s, axes(src)))] = src[I]
    end
    return dest
end
circshift!(dest::AbstractArray, src, shiftamt::Integer) = circshift!(dest, src, (shiftamt,))
_rotate_in(i, s, ax) = first(ax) + mod(i - first(ax) + s, length(ax))
function circshift!(a::AbstractVector, shift::Integer)
    n = length(a)
    n == 0 && return a
    l = lastindex(a)
    s = mod(shift, n)
    s == 0 && return a
    reverse!(a, firstindex(a), l - s)
    reverse!(a, l - s + 1, l)
    return reverse!(a, firstindex(a), l)
end

# Copy `src` to `dest`, each dimension wrapped around the axis of `dest`.
function circcopy!(dest::AbstractArray, src)
    dest === src && throw(ArgumentError("dest and src must be separate arrays"))
    for I in CartesianIndices(src)
        dest[CartesianIndex(map((i, ax) -> first(ax) + mod(i - first(ax), length(ax)), I.I, axes(dest)))] = src[I]
    end
    return dest
end

# ---------------------------------------------------------------------------------------------------------
# repeating

repeat(A::AbstractArray; inner=nothing, outer=nothing) = _repeat(A, inner, outer)
repeat(A::AbstractArray, counts...) = _repeat(A, nothing, counts)
_counts(::Nothing, n) = ntuple(Returns(1), n)
_counts(c::Integer, n) = ntuple(i -> i == 1 ? Int(c) : 1, max(n, 1))
_counts(c, n) = Tuple(map(_count_of, Tuple(c)))
_count_of(x::Integer) = x < 0 ? throw(ArgumentError(string("number of repetitions (or repeats) cannot be negative, got ", x))) : Int(x)
_count_of(x) = throw(ArgumentError(string("repeat requires integer counts, got ", x)))
function _repeat(A::AbstractArray, inner, outer)
    innr, outr = _counts(inner, ndims(A)), _counts(outer, ndims(A))
    foreach(_count_of, innr)
    foreach(_count_of, outr)
    inner !== nothing && length(innr) < ndims(A) && throw(ArgumentError(string("number of inner repetitions (", length(innr),
        ") cannot be less than number of dimensions of input array (", ndims(A), ")")))
    n = max(ndims(A), length(innr), length(outr))
    at(t, d) = d <= length(t) ? t[d] : 1
    dims = ntuple(d -> size(A, d) * at(innr, d) * at(outr, d), n)
    R = similar(A, dims)
    isempty(R) && return R
    for I in CartesianIndices(R)
        J = ntuple(d -> mod(div(I[d] - 1, at(innr, d)), size(A, d)) + 1, ndims(A))
        @inbounds R[I] = A[J...]
    end
    return R
end
function repeat(v::AbstractVector, m::Integer)
    m < 0 && throw(ArgumentError(string("number of repetitions (or repeats) cannot be negative, got ", m)))
    n = length(v)
    R = similar(v, n * Int(m))
    for k in 0:Int(m)-1
        copyto!(R, k * n + 1, v, firstindex(v), n)
    end
    return R
end
repeat(a::AbstractArray, m::Integer, n::Integer, rest::Integer...) = _repeat(a, nothing, (m, n, rest...))

# ---------------------------------------------------------------------------------------------------------
# slices

# The slices of `parent` along some dimensions as an array of views. `slicemap` has for each dimension of the parent
# the dimension of this array that runs over it, or a colon.
abstract type AbstractSlices{T,N} <: AbstractArray{T,N} end
struct Slices{P,SM,AX,S,N} <: AbstractSlices{S,N}
    parent::P
    slicemap::SM
    axes::AX
end
function Slices(A::P, slicemap::SM, ax::AX) where {P,SM,AX}
    N = length(ax)
    S = _slice_type(A, slicemap, ax)
    return Slices{P,SM,AX,S,N}(A, slicemap, ax)
end
_slice_type(A, slicemap, ax) = promote_op(view, typeof(A), map((a, l) -> l === (:) ? Colon : eltype(a), axes(A), slicemap)...)
size(s::Slices) = map(length, s.axes)
axes(s::Slices) = s.axes
IndexStyle(::Type{<:Slices}) = IndexCartesian()
IndexStyle(::Type{<:Slices{P,SM,AX,S,1}}) where {P,SM,AX,S} = IndexCartesian()
_slice_indices(s::Slices, c) = map(l -> l === (:) ? (:) : c[l], s.slicemap)
@inline function getindex(s::Slices{P,SM,AX,S,N}, I::Vararg{Int,N}) where {P,SM,AX,S,N}
    @boundscheck checkbounds(s, I...)
    return @inbounds view(s.parent, _slice_indices(s, I)...)
end
@inline function setindex!(s::Slices{P,SM,AX,S,N}, val, I::Vararg{Int,N}) where {P,SM,AX,S,N}
    @boundscheck checkbounds(s, I...)
    s.parent[_slice_indices(s, I)...] = val
    return s
end
parent(s::Slices) = s.parent
const RowSlices{P<:AbstractMatrix,AX,S<:AbstractVector} = Slices{P,Tuple{Int,Colon},AX,S,1}
const ColumnSlices{P<:AbstractMatrix,AX,S<:AbstractVector} = Slices{P,Tuple{Colon,Int},AX,S,1}

function eachslice(A; dims, drop=true)
    ds = dims isa Integer ? (Int(dims),) : Tuple(map(Int, dims))
    for d in ds
        1 <= d <= ndims(A) || throw(DimensionMismatch(string("A doesn't have ", d, " dimensions")))
    end
    allunique(ds) || throw(DimensionMismatch(string("dims ", ds, " are not unique")))
    if drop
        slicemap = ntuple(d -> (k = _find_in(ds, d); k == 0 ? (:) : k), ndims(A))
        return Slices(A, slicemap, map(d -> axes(A, d), ds))
    end
    slicemap = ntuple(d -> d in ds ? d : (:), ndims(A))
    return Slices(A, slicemap, ntuple(d -> d in ds ? axes(A, d) : OneTo(1), ndims(A)))
end
eachrow(A::AbstractMatrix) = Slices(A, (1, :), (axes(A, 1),))
eachrow(A::AbstractVector) = Slices(reshape(A, :, 1), (1, :), (axes(A, 1),))
eachcol(A::AbstractMatrix) = Slices(A, (:, 1), (axes(A, 2),))
eachcol(A::AbstractVector) = Slices(reshape(A, :, 1), (:, 1), (OneTo(1),))

function mapslices(f, A::AbstractArray; dims)
    ds = dims isa Integer ? (Int(dims),) : dims === (:) ? ntuple(identity, ndims(A)) : Tuple(map(Int, dims))
    isempty(ds) && return map(f, A)
    for d in ds
        d < 1 && throw(ArgumentError(string("dimension must be ≥ 1, got ", d)))
    end
    all(d -> d <= ndims(A), ds) || throw(ArgumentError(string("dimension must be ≤ ndims(A), got ", ds)))
    others = Tuple(d for d in 1:ndims(A) if !(d in ds))
    itershape = map(d -> axes(A, d), others)
    local R
    started = false
    for K in CartesianIndices(itershape)
        idx = ntuple(d -> d in ds ? (:) : K[_find_in(others, d)], ndims(A))
        r = f(A[idx...])
        if !started
            # a slice's result takes the place of the slice
            R = _mapslices_result(r, A, ds, others)
            started = true
        end
        _mapslices_store!(R, r, ds, others, K, ndims(A))
    end
    started || throw(ArgumentError("mapslices of an empty collection of slices is not allowed"))
    return R
end
function _mapslices_result(r, A, ds, others)
    n = ndims(A)
    sizes = ntuple(d -> d in ds ? _slice_result_size(r, _find_in(ds, d)) : size(A, d), n)
    T = r isa AbstractArray ? eltype(r) : typeof(r)
    return similar(A, T, sizes)
end
_slice_result_size(r, k) = r isa AbstractArray ? size(r, k) : 1
function _mapslices_store!(R, r, ds, others, K, n)
    idx = ntuple(d -> d in ds ? axes(R, d) : K[_find_in(others, d)], n)
    if r isa AbstractArray
        length(r) == prod(ntuple(i -> length(axes(R, ds[i])), length(ds))) || throw(DimensionMismatch("mapslices: results differ in size"))
        R[idx...] = reshape(r, ntuple(i -> length(axes(R, ds[i])), length(ds)))
    else
        R[ntuple(d -> d in ds ? 1 : K[_find_in(others, d)], n)...] = r
    end
    return R
end

# ---------------------------------------------------------------------------------------------------------
# stack: arrays as slices of one array

stack(iter; dims=:) = _stack(dims, iter)
stack(f, iter; dims=:) = _stack(dims, f(x) for x in iter)
stack(f, xs, yzs...; dims=:) = _stack(dims, f(xy...) for xy in zip(xs, yzs...))
function _stack(dims, iter)
    xs = collect(iter)
    isempty(xs) && throw(ArgumentError("`stack` on an empty collection is not allowed"))
    outer = IteratorSize(iter) isa HasShape ? size(xs) : (length(xs),)
    x1 = first(xs)
    inner = _stack_axes(x1)
    T = mapreduce(eltype, promote_type, xs)
    if dims isa Colon
        B = _stack_storage(x1, T, (map(length, inner)..., outer...))
        n = length(B) ÷ max(length(xs), 1)
        k = 0
        for x in xs
            _stack_axes(x) == inner || _stack_size_error(inner, x)
            _store_run!(B, k * n, x)
            k += 1
        end
        return B
    end
    d = Int(dims)
    N = length(inner)
    1 <= d <= N + 1 || throw(ArgumentError(string("cannot stack slices ndims(x) = ", N, " along dims = ", d)))
    sz = map(length, inner)
    B = _stack_storage(x1, T, (sz[1:d-1]..., length(xs), sz[d:end]...))
    k = 0
    for x in xs
        k += 1
        _stack_axes(x) == inner || _stack_size_error(inner, x)
        i = 0
        for I in CartesianIndices(sz)
            B[ntuple(j -> j < d ? I[j] : j == d ? k : I[j-1], N + 1)...] = _stack_item(x, i += 1)
        end
    end
    return B
end
_stack_storage(x, T, dims) = Array{T}(undef, dims)
_stack_storage(x::AbstractArray, T, dims) = similar(x, T, dims)
_stack_axes(x) = IteratorSize(x) isa HasShape ? axes(x) : (OneTo(length(x)),)
_stack_item(x::AbstractArray, i) = x[firstindex(x) + i - 1]
_stack_item(x::Union{Tuple,NamedTuple}, i) = x[i]
_stack_item(x::Number, i) = x
_stack_item(x, i) = first(Iterators.drop(x, i - 1))
_stack_size_error(ax1, x) = throw(DimensionMismatch(string("stack expects uniform slices, got axes(x) == ",
    map(UnitRange, _stack_axes(x)), " while first had ", map(UnitRange, ax1))))
function _store_run!(B, offset, x)
    i = offset
    for v in x
        i += 1
        @inbounds B[i] = v
    end
    return B
end

# ---------------------------------------------------------------------------------------------------------
# searching

findnext(A, start) = findnext(identity, A, start)
function findnext(testf::Function, A, start)
    i = oftype_index(A, start)
    l = last_key(A)
    isempty(A) && return nothing
    while i <= l
        testf(A[i]) && return i
        i = nextind(A, i)
    end
    return nothing
end
oftype_index(A, start) = start
oftype_index(A::AbstractVector, start::Integer) = Int(start)
last_key(A) = lastindex(A)
last_key(A::AbstractVector) = lastindex(A)
last_key(A::AbstractArray) = last(keys(A))
findfirst(A) = findfirst(identity, A)
findfirst(A::AbstractArray) = findfirst(identity, A)
findfirst(testf::Function, A) = _findfirst_pairs(testf, A)
function _findfirst_pairs(testf, A)
    for (i, a) in pairs(A)
        testf(a) && return i
    end
    return nothing
end
# ranges answer by arithmetic
findfirst(p::Union{Fix2{typeof(isequal),<:Integer},Fix2{typeof(==),<:Integer}}, r::OneTo{<:Integer}) =
    1 <= p.x <= r.stop ? convert(keytype(r), p.x) : nothing
findfirst(p::Union{Fix2{typeof(isequal),T},Fix2{typeof(==),T}}, r::AbstractUnitRange) where {T<:Integer} =
    first(r) <= p.x <= last(r) ? firstindex(r) + Int(p.x - first(r)) : nothing
function findfirst(p::Union{Fix2{typeof(isequal),T},Fix2{typeof(==),T}}, r::StepRange{T,S}) where {T,S}
    isempty(r) && return nothing
    minimum(r) <= p.x <= maximum(r) || return nothing
    d = p.x - first(r)
    iszero(d % step(r)) || return nothing
    return d ÷ step(r) + 1
end
findprev(A, start) = findprev(identity, A, start)
function findprev(testf::Function, A, start)
    isempty(A) && return nothing
    i = oftype_index(A, start)
    f = first_key(A)
    while i >= f
        testf(A[i]) && return i
        i = prevind(A, i)
    end
    return nothing
end
first_key(A) = firstindex(A)
first_key(A::AbstractVector) = firstindex(A)
first_key(A::AbstractArray) = first(keys(A))
findlast(A) = findlast(identity, A)
findlast(testf::Function, A) = _findlast(testf, A)
_findlast(testf, A) = isempty(A) ? nothing : _findlast_pairs(testf, A)
function _findlast_pairs(testf, A)
    for (i, a) in Iterators.reverse(pairs(A))
        testf(a) && return i
    end
    return nothing
end
findall(testf::Function, A) = _findall(testf, A)
_findall(testf, A) = collect(first(p) for p in pairs(A) if testf(last(p)))
function _findall(testf::F, A::AbstractVector) where {F}
    I = Vector{Int}()
    for i in eachindex(A)
        testf(@inbounds A[i]) && push!(I, i)
    end
    return I
end
function _findall(testf::F, A::AbstractArray) where {F}
    I = Vector{keytype(A)}()
    for i in keys(A)
        testf(@inbounds A[i]) && push!(I, i)
    end
    return I
end
findall(A) = _findall(_true_only, A)
_true_only(x::Bool) = x
_true_only(x) = throw(TypeError(:findall, "", Bool, x))
findall(x::Bool) = x ? [1] : Vector{Int}()
findall(testf::Function, x::Number) = testf(x) ? [1] : Vector{Int}()
findall(p::Fix2{typeof(in)}, x::Number) = x in p.x ? [1] : Vector{Int}()

function findall(p::Union{Fix2{typeof(isequal),T},Fix2{typeof(==),T}}, r::AbstractUnitRange{<:Integer}) where {T<:Integer}
    i = findfirst(p, r)
    return i === nothing ? Int[] : Int[i]
end
indexin(a, b::AbstractArray) = _indexin(a, b)
function _indexin(a, b)
    inds = keys(b)
    place = Dict{eltype(b),eltype(inds)}()
    for (val, ind) in zip(b, inds)
        get!(place, val, ind)
    end
    return Union{eltype(inds),Nothing}[get(place, i, nothing) for i in a]
end

function filter(f, a::Array{T,N}) where {T,N}
    out = Vector{T}(undef, length(a))
    j = 0
    for x in a
        j += 1
        @inbounds out[j] = x
        f(x) || (j -= 1)
    end
    resize!(out, j)
    sizehint!(out, j)
    return out
end
filter(f, a::AbstractArray) = a[map(x -> f(x)::Bool, a)::AbstractArray{Bool}]
filter(f) = Fix1(filter, f)
function filter!(f, a::AbstractVector)
    j = firstindex(a)
    for x in a
        @inbounds a[j] = x
        j = ifelse(f(x)::Bool, nextind(a, j), j)
    end
    j > lastindex(a) && return a
    if a isa Vector
        resize!(a, j - 1)
        sizehint!(a, j - 1)
    else
        deleteat!(a, j:lastindex(a))
    end
    return a
end
filter!(f) = Fix1(filter!, f)

# ---------------------------------------------------------------------------------------------------------
# permutations

isperm(A) = _isperm(A)
isperm(A::Tuple{}) = true
function _isperm(A)
    n = length(A)
    used = falses(n)
    for a in A
        (0 < a <= n && !used[a]) || return false
        used[a] = true
    end
    return true
end
isperm(P::Tuple) = _isperm_tuple(P)
function _isperm_tuple(P)
    n = length(P)
    for i in 1:n
        found = false
        for p in P
            p == i && (found = true)
        end
        found || return false
    end
    return true
end
function invperm(a::AbstractVector)
    require_one_based_indexing(a)
    n = length(a)
    b = zeros(eltype(a), n)
    for (i, j) in enumerate(a)
        ((1 <= j <= n) && b[j] == 0) || throw(ArgumentError("argument is not a permutation"))
        b[j] = i
    end
    return b
end
invperm(p::Union{Tuple{},Tuple{Int},Tuple{Int,Int}}) = isperm(p) ? p : throw(ArgumentError("argument is not a permutation"))
function invperm(P::Tuple)
    isperm(P) || throw(ArgumentError("argument is not a permutation"))
    return ntuple(i -> _find_in(P, i), length(P))
end
invperm(P::Any32) = Tuple(invperm(collect(P)))
permute!(v, p::AbstractVector) = copyto!(v, v[p])
invpermute!(v, p::AbstractVector) = (w = copy(v); v[p] = w; v)

# copies of subarrays by CartesianIndices
function copyto!(dest::AbstractArray{T1,N}, Rdest::CartesianIndices{N}, src::AbstractArray{T2,N}, Rsrc::CartesianIndices{N}) where {T1,T2,N}
    isempty(Rdest) && return dest
    size(Rdest) == size(Rsrc) || throw(ArgumentError(string("source and destination must have same size (got ", size(Rsrc), " and ", size(Rdest), ")")))
    checkbounds(dest, first(Rdest))
    checkbounds(dest, last(Rdest))
    checkbounds(src, first(Rsrc))
    checkbounds(src, last(Rsrc))
    src′ = unalias(dest, src)
    for (i, j) in zip(Rdest, Rsrc)
        @inbounds dest[i] = src′[j]
    end
    return dest
end

# from subscripts to positions and back
_sub2ind(dims::DimsInteger, I::Integer...) = _linear_position(map(OneTo, dims), I)
_sub2ind(A::AbstractArray, I...) = _linear_position(axes(A), I)
_ind2sub(dims::DimsInteger, i::Integer) = _position_to_subscripts(map(OneTo, dims), i)
_ind2sub(A::AbstractArray, i) = _position_to_subscripts(axes(A), i)
