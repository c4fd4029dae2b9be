# Running reductions.

cumsum(A::AbstractArray{T}; dims::Integer) where {T} = cumsum!(similar(A, promote_op(add_sum, T, T)), A; dims=dims)
cumsum(x::AbstractVector) = cumsum(x; dims=1)
cumsum(itr) = accumulate(add_sum, itr)
cumprod(A::AbstractArray; dims::Integer) = accumulate(mul_prod, A; dims=dims)
cumprod(x::AbstractVector) = cumprod(x; dims=1)
cumprod(itr) = accumulate(mul_prod, itr)
cumsum(t::Tuple) = accumulate(add_sum, t)
cumprod(t::Tuple) = accumulate(mul_prod, t)

# Running sums of what may round are taken by halves; integers need no such care.
function cumsum!(B::AbstractArray, A; dims::Integer)
    if A isa AbstractVector && dims == 1 && !(eltype(B) <: Integer)
        axes(B) == axes(A) || throw(DimensionMismatch("shape of B must match A"))
        return accumulate_pairwise!(add_sum, B, A)
    end
    return accumulate!(add_sum, B, A; dims=dims)
end
cumsum!(y::AbstractVector, x::AbstractVector) = cumsum!(y, x; dims=1)
cumprod!(B::AbstractArray, A; dims::Integer) = accumulate!(mul_prod, B, A; dims=dims)
cumprod!(y::AbstractVector, x::AbstractVector) = cumprod!(y, x; dims=1)

# Arrays get the element type that `op` is inferred to give for two of their elements.
function accumulate(op, A; dims::Union{Nothing,Integer}=nothing, init=_InitialValue())
    if dims === nothing && !(A isa AbstractVector)
        return collect(Iterators.accumulate(op, A; init=init))
    end
    T = init isa _InitialValue ? promote_op(op, eltype(A), eltype(A)) : promote_op(op, typeof(init), eltype(A))
    return accumulate!(op, similar(A, T), A; dims=dims, init=init)
end
accumulate(op, xs::Tuple; init=_InitialValue()) = _accumulate_tuple(op, init, xs)
_accumulate_tuple(op, acc, ::Tuple{}) = ()
function _accumulate_tuple(op, acc, t::Tuple)
    v = acc isa _InitialValue ? reduce_first(op, t[1]) : op(acc, t[1])
    return (v, _accumulate_tuple(op, v, tail(t))...)
end
accumulate!(op, B, A; dims::Union{Integer,Nothing}=nothing, init=_InitialValue()) = _accumulate_into!(op, B, A, dims, init)
function _accumulate_into!(op, B, A, ::Nothing, init)
    A isa AbstractVector || throw(ArgumentError("Keyword argument dims must be provided for multidimensional arrays"))
    axes(B) == axes(A) || throw(DimensionMismatch("shape of B must match A"))
    _accumulate!(op, B, A, 1, init)
    return B
end
function _accumulate_into!(op, B, A, dims::Integer, init)
    dims > 0 || throw(ArgumentError("dims must be a positive integer"))
    axes(B) == axes(A) || throw(DimensionMismatch("shape of B must match A"))
    _accumulate!(op, B, A, Int(dims), init)
    return B
end
function _accumulate!(op, B, A, dims::Int, init)
    isempty(A) && return B
    if dims > ndims(A)
        for I in eachindex(B, A)
            B[I] = init isa _InitialValue ? reduce_first(op, A[I]) : op(init, A[I])
        end
        return B
    end
    before = CartesianIndices(axes(A)[1:dims-1])
    after = CartesianIndices(axes(A)[dims+1:end])
    ax = axes(A, dims)
    for Ka in after, Kb in before
        y = iterate(ax)
        i, st = y
        acc = init isa _InitialValue ? reduce_first(op, A[Kb, i, Ka]) : op(init, A[Kb, i, Ka])
        B[Kb, i, Ka] = acc
        _accumulate_line!(op, B, A, Kb, Ka, ax, st, acc)
    end
    return B
end
function _accumulate_line!(op, B, A, Kb, Ka, ax, st, acc)
    y = iterate(ax, st)
    while y !== nothing
        i = y[1]
        acc = op(acc, @inbounds(A[Kb, i, Ka]))
        @inbounds B[Kb, i, Ka] = acc
        y = iterate(ax, y[2])
    end
    return B
end

# Running sums in blocks, so that rounding errors grow with the logarithm of the length.
function accumulate_pairwise!(op, result::AbstractVector, v::AbstractVector)
    li = LinearIndices(v)
    n = length(li)
    n == 0 && return result
    i1 = first(li)
    @inbounds result[i1] = v1 = reduce_first(op, v[i1])
    n == 1 && return result
    _accumulate_pairwise!(op, result, v, v1, i1 + 1, n - 1)
    return result
end
# Store op(s, running reduction of v[i1 : i1+n-1]); gives the reduction of these n elements alone.
function _accumulate_pairwise!(op, c, v, s, i1, n)
    if n < 128
        @inbounds s_ = v[i1]
        @inbounds c[i1] = op(s, s_)
        for i in i1+1:i1+n-1
            @inbounds s_ = op(s_, v[i])
            @inbounds c[i] = op(s, s_)
        end
        return s_
    end
    n2 = n >> 1
    s_ = _accumulate_pairwise!(op, c, v, s, i1, n2)
    return op(s_, _accumulate_pairwise!(op, c, v, op(s, s_), i1 + n2, n - n2))
end

# differences along a dimension
diff(a::AbstractVector) = diff(a; dims=1)
function diff(a::AbstractArray{T,N}; dims::Integer) where {T,N}
    require_one_based_indexing(a)
    1 <= dims <= N || throw(ArgumentError(string("dimension ", dims, " out of range (1:", N, ")")))
    r = axes(a)
    r0 = ntuple(i -> i == dims ? UnitRange(1, last(r[i]) - 1) : UnitRange(r[i]), N)
    r1 = ntuple(i -> i == dims ? UnitRange(2, last(r[i])) : UnitRange(r[i]), N)
    return view(a, r1...) .- view(a, r0...)
end
diff(r::AbstractRange{T}; dims::Integer=1) where {T} = (dims == 1 || throw(ArgumentError(string("dimension ", dims, " out of range (1:1)"))); T[@inbounds r[i+1] - r[i] for i in firstindex(r):lastindex(r)-1])
