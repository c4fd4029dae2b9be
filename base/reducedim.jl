# Reductions of arrays, over everything or along dimensions.

const AbstractArrayOrBroadcasted = Union{AbstractArray,Broadcasted}

# ---------------------------------------------------------------------------------------------------------
# mapreduce with `dims`

mapreduce(f, op, A::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(f, op, init, A, dims)
mapreduce(f, op, A::AbstractArray, B::AbstractArray, As::AbstractArray...; kw...) =
    reduce(op, map(f, A, B, As...); kw...)
reduce(op, A::AbstractArray; kw...) = mapreduce(identity, op, A; kw...)

_mapreduce_dim(f, op, nt, A::AbstractArray, ::Colon) = mapfoldl_impl(f, op, nt, A)
_mapreduce_dim(f, op, ::_InitialValue, A::AbstractArray, ::Colon) = _mapreduce(f, op, A)
_mapreduce_dim(f, op, nt, A::AbstractArray, dims) = mapreducedim!(f, op, _filled_for_reduction(A, dims, nt), A)
_mapreduce_dim(f, op, ::_InitialValue, A::AbstractArray, dims) = _mapreducedim_noinit(f, op, A, dims)

_filled_for_reduction(A, dims, init) = fill!(similar(A, typeof(init), reduced_axes(A, dims)), init)
reducedim_initarray(A::AbstractArrayOrBroadcasted, region, init, ::Type{R}) where {R} =
    fill!(similar(A, R, reduced_axes(A, region)), init)
reducedim_initarray(A::AbstractArrayOrBroadcasted, region, init::T) where {T} = reducedim_initarray(A, region, init, T)

# The axes left when each dimension of `region` is reduced to one.
reduced_axes(a, region) = reduced_indices(axes(a), region)
reduced_indices(a::AbstractArray, region) = reduced_indices(axes(a), region)
function reduced_indices(ax::Indices{N}, d::Int) where {N}
    d < 1 && throw(ArgumentError(string("dimension must be ≥ 1, got ", d)))
    return ntuple(i -> i == d ? reduced_index(ax[i]) : ax[i], Val(N))
end
reduced_indices(ax::Indices, d::Integer) = reduced_indices(ax, Int(d))
reduced_indices(ax::Indices, ::Colon) = map(reduced_index, ax)
function reduced_indices(ax::Indices{N}, region) where {N}
    for d in region
        isa(d, Integer) || throw(ArgumentError("reduced dimension(s) must be integers"))
        d < 1 && throw(ArgumentError(string("region dimension(s) must be ≥ 1, got ", d)))
    end
    return ntuple(i -> _in_region(i, region) ? reduced_index(ax[i]) : ax[i], Val(N))
end
_in_region(i::Int, region) = any(==(i), region)
reduced_index(i::OneTo{T}) where {T} = OneTo(one(T))
reduced_index(i::Union{Slice,IdentityUnitRange}) = oftype(i, first(i):first(i))
reduced_index(i::AbstractUnitRange) = first(i):first(i)

# Without an initial value the first slice starts the accumulation, so `op` needs no neutral element.
function _mapreducedim_noinit(f, op, A::AbstractArray, dims)
    rax = reduced_axes(A, dims)
    if any(isempty, axes(A))
        # nothing to start from along an empty dimension
        any(i -> isempty(axes(A)[i]) && !isempty(rax[i]), 1:ndims(A)) || return similar(A, _reduced_eltype(f, op, A), rax)
        z = mapreduce_empty(f, op, eltype(A))
        return fill!(similar(A, typeof(z), rax), z)
    end
    return _collect_reduced(f, op, A, rax)
end
_reduced_eltype(f, op, A) = (T = _found_eltype(Generator(x -> mapreduce_first(f, op, x), A)); T === Union{} ? eltype(A) : T)

# Element types are found from the values: accumulate in an array of the first value's type and widen when needed.
function _collect_reduced(f, op, A::AbstractArray, rax)
    I1 = CartesianIndices(map(_first_only, axes(A), rax))
    T = _accumulator_type(f, op, A)
    if !isconcretetype(T)
        T = _narrow_type(f, op, A, rax)
    end
    R = similar(A, T, rax)
    for I in I1
        J = CartesianIndex(map(_clip, I.I, rax))
        @inbounds R[J] = mapreduce_first(f, op, A[I])
    end
    return _accumulate_rest!(f, op, R, A, rax)
end
_first_only(ax, r) = length(r) == 1 && length(ax) != 1 ? (first(ax):first(ax)) : (first(ax):last(ax))
_clip(i::Int, r) = length(r) == 1 ? first(r) : i
# the type that stays when op is applied again and again
function _accumulator_type(f, op, A)
    T = _return_type(x -> mapreduce_first(f, op, x), Tuple{eltype(A)})
    S = _return_type((acc, x) -> op(acc, f(x)), Tuple{T,eltype(A)})
    T === S && return promote_typejoin_union(T)
    return promote_typejoin_union(Union{T,S})
end
# what inference cannot tell is tried out
function _narrow_type(f, op, A, rax)
    T = Union{}
    groups = similar(A, Any, rax)
    started = fill!(similar(A, Bool, rax), false)
    for I in CartesianIndices(A)
        J = CartesianIndex(map(_clip, I.I, rax))
        if started[J]
            groups[J] = op(groups[J], f(A[I]))
        else
            groups[J] = mapreduce_first(f, op, A[I])
            started[J] = true
        end
        T = promote_typejoin(T, typeof(groups[J]))
    end
    return T
end
function _accumulate_rest!(f::F, op::OP, R, A, rax) where {F,OP}
    if ndims(A) >= 1 && length(rax[1]) == 1 && length(axes(A, 1)) > 1
        # the reduced dimension runs fastest: keep the accumulator out of memory
        i1 = first(axes(A, 1))
        rest = CartesianIndices(tail(axes(A)))
        for K in rest
            J = CartesianIndex(first(rax[1]), map(_clip, K.I, tail(rax))...)
            fresh = _is_first_slice(K.I, tail(axes(A)), tail(rax))
            @inbounds acc = R[J]
            for i in axes(A, 1)
                fresh && i == i1 && continue
                @inbounds acc = op(acc, f(A[i, K]))
            end
            @inbounds R[J] = acc
        end
        return R
    end
    for I in CartesianIndices(A)
        _is_first_slice(I.I, axes(A), rax) && continue
        J = CartesianIndex(map(_clip, I.I, rax))
        @inbounds R[J] = op(R[J], f(A[I]))
    end
    return R
end
# Is the index one of those that started the accumulators: first along each reduced dimension?
_is_first_slice(I::Tuple{}, ax::Tuple{}, rax::Tuple{}) = true
_is_first_slice(I::Tuple, ax::Tuple, rax::Tuple) =
    (length(rax[1]) != 1 || I[1] == first(ax[1])) && _is_first_slice(tail(I), tail(ax), tail(rax))

# Accumulate A into R, whose dimensions are A's or one.
function mapreducedim!(f::F, op::OP, R::AbstractArray, A::AbstractArray) where {F,OP}
    _check_reducedims(R, A)
    isempty(A) && return R
    full = ntuple(d -> axes(R, d), Val(ndims(A)))
    for I in CartesianIndices(A)
        J = CartesianIndex(map(_clip, I.I, full))
        @inbounds R[J] = op(R[J], f(A[I]))
    end
    return R
end
reducedim!(op, R, A) = mapreducedim!(identity, op, R, A)
function _check_reducedims(R, A)
    ndims(R) <= ndims(A) || throw(DimensionMismatch(string("cannot reduce ", ndims(A), "-dimensional array to ", ndims(R), " dimensions")))
    for i in 1:ndims(A)
        Ri, Ai = axes(R, i), axes(A, i)
        (length(Ri) == 1 || Ri == Ai) || throw(DimensionMismatch(string(
            "reduction on array with indices ", axes(A), " with output with indices ", axes(R))))
    end
    return nothing
end

# ---------------------------------------------------------------------------------------------------------
# named reductions

sum(f, A::AbstractArray; dims=:, kw...) = _named_reduction(f, add_sum, A, dims; kw...)
sum(A::AbstractArray; dims=:, kw...) = _named_reduction(identity, add_sum, A, dims; kw...)
prod(f, A::AbstractArray; dims=:, kw...) = _named_reduction(f, mul_prod, A, dims; kw...)
prod(A::AbstractArray; dims=:, kw...) = _named_reduction(identity, mul_prod, A, dims; kw...)
maximum(f, A::AbstractArray; dims=:, kw...) = _named_reduction(f, max, A, dims; kw...)
maximum(A::AbstractArray; dims=:, kw...) = _named_reduction(identity, max, A, dims; kw...)
minimum(f, A::AbstractArray; dims=:, kw...) = _named_reduction(f, min, A, dims; kw...)
minimum(A::AbstractArray; dims=:, kw...) = _named_reduction(identity, min, A, dims; kw...)
extrema(f, A::AbstractArray; dims=:, kw...) = _named_reduction(ExtremaMap(f), _extrema_rf, A, dims; kw...)
extrema(A::AbstractArray; dims=:, kw...) = _named_reduction(ExtremaMap(identity), _extrema_rf, A, dims; kw...)
_named_reduction(f, op, A, dims; init=_InitialValue()) = _mapreduce_dim(f, op, init, A, dims)

any(A::AbstractArray; dims=:) = _any_dim(identity, A, dims)
any(f, A::AbstractArray; dims=:) = _any_dim(f, A, dims)
all(A::AbstractArray; dims=:) = _all_dim(identity, A, dims)
all(f, A::AbstractArray; dims=:) = _all_dim(f, A, dims)
_any_dim(f, A, ::Colon) = _any(f, A)
_all_dim(f, A, ::Colon) = _all(f, A)
_any_dim(f, A, dims) = mapreducedim!(f, or_any, fill!(similar(A, Bool, reduced_axes(A, dims)), false), A)
_all_dim(f, A, dims) = mapreducedim!(f, and_all, fill!(similar(A, Bool, reduced_axes(A, dims)), true), A)

count(A::AbstractArrayOrBroadcasted; dims=:, init=0) = _count_dim(identity, A, dims, init)
count(f, A::AbstractArrayOrBroadcasted; dims=:, init=0) = _count_dim(f, A, dims, init)
function _count_dim(f::F, A, ::Colon, init::T) where {F,T}
    n = init
    for x in A
        f(x)::Bool && (n = n + true)
    end
    return n
end
_count_dim(f, A, dims, init) =
    mapreducedim!(_bool(f), add_sum, fill!(similar(A, typeof(init), reduced_axes(A, dims)), init), A)
count!(r::AbstractArray, A::AbstractArrayOrBroadcasted; init::Bool=true) = count!(identity, r, A; init=init)
count!(f, r::AbstractArray, A::AbstractArrayOrBroadcasted; init::Bool=true) =
    mapreducedim!(_bool(f), add_sum, init ? fill!(r, 0) : r, A)

for (name, op, start) in ((:sum!, :add_sum, :zero), (:prod!, :mul_prod, :one))
    @eval begin
        $name(f, r::AbstractArray, A::AbstractArray; init::Bool=true) =
            mapreducedim!(f, $op, init ? fill!(r, $start(eltype(r))) : r, A)
        $name(r::AbstractArray, A::AbstractArray; init::Bool=true) = $name(identity, r, A; init=init)
    end
end
for (name, op) in ((:maximum!, :max), (:minimum!, :min))
    @eval begin
        $name(f, r::AbstractArray, A::AbstractArray; init::Bool=true) =
            mapreducedim!(f, $op, init ? _start_from_first!(f, r, A) : r, A)
        $name(r::AbstractArray, A::AbstractArray; init::Bool=true) = $name(identity, r, A; init=init)
    end
end
for (name, op, start) in ((:any!, :or_any, false), (:all!, :and_all, true))
    @eval begin
        $name(f, r::AbstractArray, A::AbstractArray; init::Bool=true) =
            mapreducedim!(f, $op, init ? fill!(r, $start) : r, A)
        $name(r::AbstractArray, A::AbstractArray; init::Bool=true) = $name(identity, r, A; init=init)
    end
end
function extrema!(f, r::AbstractArray, A::AbstractArray; init::Bool=true)
    return mapreducedim!(ExtremaMap(f), _extrema_rf, init ? _start_from_first!(ExtremaMap(f), r, A) : r, A)
end
extrema!(r::AbstractArray, A::AbstractArray; init::Bool=true) = extrema!(identity, r, A; init=init)
function _start_from_first!(f, r, A)
    isempty(A) && throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
    for J in CartesianIndices(r)
        I = ntuple(d -> d <= ndims(r) && length(axes(r, d)) != 1 ? J[d] : first(axes(A, d)), Val(ndims(A)))
        r[J] = f(A[I...])
    end
    return r
end

# ---------------------------------------------------------------------------------------------------------
# findmin, findmax and argmin, argmax of arrays

findmax(A::AbstractArray; dims=:) = _findmax_dim(identity, A, dims)
findmax(f, A::AbstractArray; dims=:) = _findmax_dim(f, A, dims)
findmin(A::AbstractArray; dims=:) = _findmin_dim(identity, A, dims)
findmin(f, A::AbstractArray; dims=:) = _findmin_dim(f, A, dims)
_findmax_dim(f, A, ::Colon) = mapfoldl(((k, v),) -> (f(v), k), _rf_findmax, pairs(A))
_findmin_dim(f, A, ::Colon) = mapfoldl(((k, v),) -> (f(v), k), _rf_findmin, pairs(A))
_findmax_dim(f, A, dims) = _find_extreme(f, A, dims, (a, b) -> isless(a, b))
_findmin_dim(f, A, dims) = _find_extreme(f, A, dims, (a, b) -> isgreater(a, b))
function _find_extreme(f, A, dims, better)
    rax = reduced_axes(A, dims)
    T = promote_op(f, eltype(A))
    T === Union{} && (T = eltype(A))
    vals = similar(A, T, rax)
    K = keytype(A)
    ks = similar(A, K, rax)
    isempty(A) && (prod(map(length, rax)) == 0 ? (return (vals, ks)) :
        throw(ArgumentError("collection slices must be non-empty")))
    for I in CartesianIndices(A)
        J = CartesianIndex(map(_clip, I.I, rax))
        v = f(A[I])
        if _is_first_slice(I.I, axes(A), rax) || better(vals[J], v)
            vals[J] = v
            ks[J] = K === Int ? I[1] : I
        end
    end
    return (vals, ks)
end
argmax(A::AbstractArray; dims=:) = findmax(A; dims=dims)[2]
argmin(A::AbstractArray; dims=:) = findmin(A; dims=dims)[2]
function findmax!(rval::AbstractArray, rind::AbstractArray, A::AbstractArray; init::Bool=true)
    v, i = findmax(A; dims=_reduced_dims(rval, A))
    copyto!(rval, v)
    copyto!(rind, i)
    return (rval, rind)
end
function findmin!(rval::AbstractArray, rind::AbstractArray, A::AbstractArray; init::Bool=true)
    v, i = findmin(A; dims=_reduced_dims(rval, A))
    copyto!(rval, v)
    copyto!(rind, i)
    return (rval, rind)
end
_reduced_dims(R, A) = Tuple(d for d in 1:ndims(A) if size(R, d) == 1 && size(A, d) != 1)

# ---------------------------------------------------------------------------------------------------------
# reduce(vcat, …) and reduce(hcat, …) in one go

reduce(::typeof(vcat), A::AbstractVector{<:AbstractVecOrMat}; init=_InitialValue()) = _reduce_cat(vcat, A, init)
reduce(::typeof(hcat), A::AbstractVector{<:AbstractVecOrMat}; init=_InitialValue()) = _reduce_cat(hcat, A, init)
_reduce_cat(op, A, init) = _mapreduce_dim(identity, op, init, A, :)
function _reduce_cat(::typeof(vcat), A, ::_InitialValue)
    isempty(A) && return _mapreduce_dim(identity, vcat, _InitialValue(), A, :)
    return all(x -> x isa AbstractVector, A) ? _typed_vcat_vectors(mapreduce(eltype, promote_type, A), A) : vcat(A...)
end
function _reduce_cat(::typeof(hcat), A, ::_InitialValue)
    isempty(A) && return _mapreduce_dim(identity, hcat, _InitialValue(), A, :)
    return typed_hcat(mapreduce(eltype, promote_type, A), A...)
end
function _typed_vcat_vectors(::Type{T}, V) where {T}
    n = 0
    for v in V
        n += length(v)
    end
    out = Vector{T}(undef, n)
    k = 1
    for v in V
        copyto!(out, k, v, firstindex(v), length(v))
        k += length(v)
    end
    return out
end
