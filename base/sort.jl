# Orderings, sorting, searching in sorted vectors.

module Order

using ..Base: isless, identity

export Ordering, Forward, Reverse, By, Lt, Perm, ReverseOrdering, ForwardOrdering, DirectOrdering, lt, ord, ordtype

abstract type Ordering end
struct ForwardOrdering <: Ordering end
struct ReverseOrdering{Fwd<:Ordering} <: Ordering
    fwd::Fwd
end
ReverseOrdering(rev::ReverseOrdering) = rev.fwd
ReverseOrdering(fwd::Fwd) where {Fwd} = ReverseOrdering{Fwd}(fwd)
ReverseOrdering() = ReverseOrdering(ForwardOrdering())
const DirectOrdering = Union{ForwardOrdering,ReverseOrdering{ForwardOrdering}}
const Forward = ForwardOrdering()
const Reverse = ReverseOrdering()

struct By{T,O} <: Ordering
    by::T
    order::O
end
By(by) = By(by, Forward)
By(::Type{T}) where {T} = By{Type{T},ForwardOrdering}(T, Forward)
By(::Type{T}, o::O) where {T,O} = By{Type{T},O}(T, o)
struct Lt{T} <: Ordering
    lt::T
end
# positions in `data`; equal elements keep their places
struct Perm{O<:Ordering,V<:AbstractVector} <: Ordering
    order::O
    data::V
end

lt(o::ForwardOrdering, a, b) = isless(a, b)
lt(o::ReverseOrdering, a, b) = lt(o.fwd, b, a)
lt(o::By, a, b) = lt(o.order, o.by(a), o.by(b))
lt(o::Lt, a, b) = o.lt(a, b)
function lt(p::Perm, a::Integer, b::Integer)
    da = @inbounds p.data[a]
    db = @inbounds p.data[b]
    return (lt(p.order, da, db)::Bool) | (!(lt(p.order, db, da)::Bool) & (a < b))
end

_ord(lt::typeof(isless), by::typeof(identity), order::Ordering) = order
_ord(lt::typeof(isless), by, order::Ordering) = By(by, order)
_ord(lt, by, order::ForwardOrdering) = Lt((x, y) -> lt(by(x), by(y)))
_ord(lt, by, order::ReverseOrdering{ForwardOrdering}) = Lt((x, y) -> lt(by(y), by(x)))
_ord(lt, by, order::Ordering) = error("Passing both lt= and order= arguments is ambiguous; please pass order=Forward or order=Reverse (or leave default)")
_ord(lt, by::typeof(identity), order::ForwardOrdering) = Lt(lt)
_ord(lt, by::typeof(identity), order::ReverseOrdering{ForwardOrdering}) = Lt((x, y) -> lt(y, x))
_ord(lt::typeof(isless), by, order::ForwardOrdering) = By(by, order)
_ord(lt::typeof(isless), by, order::ReverseOrdering{ForwardOrdering}) = By(by, order)
_ord(lt::typeof(isless), by::typeof(identity), order::ForwardOrdering) = order
_ord(lt::typeof(isless), by::typeof(identity), order::ReverseOrdering{ForwardOrdering}) = order

ord(lt, by, rev::Nothing, order::Ordering=Forward) = _ord(lt, by, order)
function ord(lt, by, rev::Bool, order::Ordering=Forward)
    o = _ord(lt, by, order)
    return rev ? ReverseOrdering(o) : o
end

end # module Order

module Sort

import ..Base
import ..Base: sort, sort!, issorted, sortperm, copymutable, axes, length, reverse!
using ..Base.Order
using ..Base: LinearIndices, AbstractVector, AbstractArray, Dims, DimensionMismatch, copyto!, similar, firstindex, lastindex

export sort, sort!, sortperm, sortperm!, issorted, searchsorted, searchsortedfirst, searchsortedlast, partialsort,
    partialsort!, partialsortperm, partialsortperm!, insorted, InsertionSort, QuickSort, MergeSort, PartialQuickSort,
    sortslices, Algorithm, defalg

abstract type Algorithm end
struct InsertionSortAlg <: Algorithm end
struct QuickSortAlg <: Algorithm end
struct MergeSortAlg <: Algorithm end
struct DefaultAlg <: Algorithm end
struct PartialQuickSort{T} <: Algorithm
    k::T
end
const InsertionSort = InsertionSortAlg()
const QuickSort = QuickSortAlg()
const MergeSort = MergeSortAlg()
const DEFAULT_STABLE = DefaultAlg()
const DEFAULT_UNSTABLE = DefaultAlg()
defalg(v::AbstractArray) = DEFAULT_STABLE

# ---------------------------------------------------------------------------------------------------------
# sortedness and search

function issorted(itr, order::Ordering)
    y = iterate(itr)
    y === nothing && return true
    prev, state = y
    y = iterate(itr, state)
    while y !== nothing
        this, state = y
        lt(order, this, prev) && return false
        prev = this
        y = iterate(itr, state)
    end
    return true
end
issorted(itr; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) =
    issorted(itr, ord(lt, by, rev, order))

# The first position whose element is not before x, within lo:hi; hi + 1 if there is none.
function searchsortedfirst(v::AbstractVector, x, lo::T, hi::T, o::Ordering)::Base.keytype(v) where {T<:Integer}
    len = hi - lo + 1
    @inbounds while len > 0
        half = len >>> 1
        m = lo + half
        if lt(o, v[m], x)
            lo = m + 1
            len -= half + 1
        else
            len = half
        end
    end
    return lo
end
# The last position whose element is not after x; lo - 1 if there is none.
function searchsortedlast(v::AbstractVector, x, lo::T, hi::T, o::Ordering)::Base.keytype(v) where {T<:Integer}
    lo -= 1
    hi += 1
    @inbounds while lo < hi - 1
        m = lo + ((hi - lo) >>> 1)
        if lt(o, x, v[m])
            hi = m
        else
            lo = m
        end
    end
    return lo
end
function searchsorted(v::AbstractVector, x, ilo::T, ihi::T, o::Ordering)::Base.UnitRange{Base.keytype(v)} where {T<:Integer}
    a = searchsortedfirst(v, x, ilo, ihi, o)
    b = searchsortedlast(v, x, Base.oftype(ilo, a), ihi, o)
    return a:b
end
for s in (:searchsortedfirst, :searchsortedlast, :searchsorted)
    @eval begin
        $s(v::AbstractVector, x, o::Ordering) = $s(v, x, firstindex(v), lastindex(v), o)
        $s(v::AbstractVector, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) =
            $s(v, x, ord(lt, by, rev, order))
        $s(v::AbstractVector; kw...) = x -> $s(v, x; kw...)
    end
end
insorted(x, v::AbstractVector; kw...) = !isempty(searchsorted(v, x; kw...))
insorted(x, r::Base.AbstractRange) = in(x, r)

# ---------------------------------------------------------------------------------------------------------
# sorting in place: insertion for short stretches, merging above

const SMALL = 20

function insertion!(v::AbstractVector, lo::Int, hi::Int, o::Ordering)
    i = lo + 1
    @inbounds while i <= hi
        x = v[i]
        j = i
        while j > lo
            y = v[j - 1]
            lt(o, x, y)::Bool || break
            v[j] = y
            j -= 1
        end
        v[j] = x
        i += 1
    end
    return v
end

function merge!(v::AbstractVector, lo::Int, hi::Int, o::Ordering, t::AbstractVector)
    if hi - lo < SMALL
        return insertion!(v, lo, hi, o)
    end
    m = lo + ((hi - lo) >>> 1)
    merge!(v, lo, m, o, t)
    merge!(v, m + 1, hi, o, t)
    # already in order: nothing to merge
    @inbounds lt(o, v[m + 1], v[m])::Bool || return v
    n = m - lo + 1
    @inbounds for i in 1:n
        t[i] = v[lo + i - 1]
    end
    i, j, k = 1, m + 1, lo
    @inbounds while i <= n && j <= hi
        a = t[i]
        b = v[j]
        # on ties the left one comes first
        if lt(o, b, a)::Bool
            v[k] = b
            j += 1
        else
            v[k] = a
            i += 1
        end
        k += 1
    end
    @inbounds while i <= n
        v[k] = t[i]
        k += 1
        i += 1
    end
    return v
end

# Strictly descending input is reversed; that is stable because no two elements are equal.
function _descending(v, lo, hi, o)
    @inbounds for i in lo+1:hi
        lt(o, v[i], v[i - 1])::Bool || return false
    end
    return true
end

function sort!(v::AbstractVector, lo::Int, hi::Int, ::Algorithm, o::Ordering)
    hi - lo < SMALL && return insertion!(v, lo, hi, o)
    if @inbounds lt(o, v[lo + 1], v[lo])::Bool
        _descending(v, lo, hi, o) && return reverse!(v, lo, hi)
    end
    return merge!(v, lo, hi, o, Base.Vector{Base.eltype(v)}(Base.undef, ((hi - lo) >>> 1) + 1))
end
sort!(v::AbstractVector, lo::Int, hi::Int, ::InsertionSortAlg, o::Ordering) = insertion!(v, lo, hi, o)

# Small ranges of integers are counted instead of compared.
function sort!(v::AbstractVector{T}, lo::Int, hi::Int, a::DefaultAlg, o::Base.Order.DirectOrdering) where {T<:Union{Base.Int8,Base.UInt8,Base.Int16,Base.UInt16,Base.Int32,Base.UInt32,Base.Int64,Base.UInt64}}
    n = hi - lo + 1
    n < 40 && return insertion!(v, lo, hi, o)
    @inbounds mn = mx = v[lo]
    @inbounds for i in lo+1:hi
        x = v[i]
        mn = min(mn, x)
        mx = max(mx, x)
    end
    span = (mx % Base.UInt64) - (mn % Base.UInt64)
    if span < (n >> 1) % Base.UInt64
        return _counting!(v, lo, hi, mn, Base.Int(span) + 1, o)
    end
    if @inbounds lt(o, v[lo + 1], v[lo])::Bool
        _descending(v, lo, hi, o) && return reverse!(v, lo, hi)
    end
    return merge!(v, lo, hi, o, Base.Vector{T}(Base.undef, ((hi - lo) >>> 1) + 1))
end
function _counting!(v::AbstractVector{T}, lo, hi, mn, buckets, o) where {T}
    counts = Base.zeros(Base.Int, buckets)
    @inbounds for i in lo:hi
        counts[Base.Int((v[i] % Base.UInt64) - (mn % Base.UInt64)) + 1] += 1
    end
    k = lo
    backwards = !(o isa ForwardOrdering)
    for b in 1:buckets
        i = backwards ? buckets + 1 - b : b
        x = ((i - 1) % Base.UInt64 + mn % Base.UInt64) % T
        @inbounds for _ in 1:counts[i]
            v[k] = x
            k += 1
        end
    end
    return v
end
sort!(v::AbstractVector, lo::Integer, hi::Integer, a::Algorithm, o::Ordering) = sort!(v, Base.Int(lo), Base.Int(hi), a, o)
sort!(v::AbstractVector, a::Algorithm, o::Ordering) = sort!(v, firstindex(v), lastindex(v), a, o)

function sort!(v::AbstractVector{T}; alg::Algorithm=defalg(v), lt=isless, by=identity, rev::Union{Base.Bool,Nothing}=nothing,
    order::Ordering=Forward, scratch=nothing) where {T}
    isempty(v) && return v
    sort!(v, firstindex(v), lastindex(v), alg, ord(lt, by, rev, order))
    return v
end
sort(v::AbstractVector; kws...) = sort!(copymutable(v); kws...)

# ---------------------------------------------------------------------------------------------------------
# the k smallest

partialsort!(v::AbstractVector, k::Union{Base.Integer,Base.OrdinalRange}, o::Ordering) = _partialsort!(v, k, o)
partialsort!(v::AbstractVector, k::Union{Base.Integer,Base.OrdinalRange}; lt=isless, by=identity, rev::Union{Base.Bool,Nothing}=nothing, order::Ordering=Forward) =
    _partialsort!(v, k, ord(lt, by, rev, order))
partialsort(v::AbstractVector, k::Union{Base.Integer,Base.OrdinalRange}; kws...) = partialsort!(copymutable(v), k; kws...)
_lowest(k::Base.Integer) = k
_highest(k::Base.Integer) = k
_lowest(k) = first(k)
_highest(k) = last(k)
function _partialsort!(v, k, o)
    lo, hi = firstindex(v), lastindex(v)
    (lo <= _lowest(k) && _highest(k) <= hi) || throw(Base.BoundsError(v, k))
    sort!(v, lo, hi, MergeSort, o)
    return Base.maybeview(v, k)
end
function sort!(v::AbstractVector, lo::Base.Int, hi::Base.Int, a::PartialQuickSort, o::Ordering)
    return sort!(v, lo, hi, MergeSort, o)
end
function partialsortperm(v::AbstractVector, k::Union{Base.Integer,Base.OrdinalRange}; kwargs...)
    return partialsortperm!(similar(Base.Vector{Base.eltype(k)}, axes(v, 1)), v, k; kwargs...)
end
function partialsortperm!(ix::AbstractVector{<:Base.Integer}, v::AbstractVector, k::Union{Base.Integer,Base.OrdinalRange};
    lt=isless, by=identity, rev::Union{Base.Bool,Nothing}=nothing, order::Ordering=Forward, initialized::Base.Bool=false)
    axes(ix, 1) == axes(v, 1) || throw(ArgumentError(Base.string("The index vector is used as scratch space and must have the same length/indices as the source vector, ", axes(ix, 1), " != ", axes(v, 1))))
    initialized || copyto!(ix, Base.collect(axes(v, 1)))
    sort!(ix, firstindex(ix), lastindex(ix), MergeSort, Perm(ord(lt, by, rev, order), v))
    return Base.maybeview(ix, k)
end

# ---------------------------------------------------------------------------------------------------------
# the sorting permutation

function sortperm(A::AbstractArray; alg::Algorithm=DEFAULT_UNSTABLE, lt=isless, by=identity, rev::Union{Base.Bool,Nothing}=nothing,
    order::Ordering=Forward, scratch=nothing, dims...)
    if isempty(dims)
        A isa AbstractVector || throw(Base.UndefKeywordError(:dims))
        ix = Base.collect(axes(A, 1))
        isempty(ix) && return ix
        sort!(ix, firstindex(ix), lastindex(ix), MergeSort, Perm(ord(lt, by, rev, order), A))
        return ix
    end
    ix = Base.collect(LinearIndices(A))
    return sort!(ix; alg=alg, order=Perm(ord(lt, by, rev, order), Base.vec(A)), dims...)
end
function sortperm!(ix::AbstractArray{T}, A::AbstractArray; alg::Algorithm=DEFAULT_UNSTABLE, lt=isless, by=identity,
    rev::Union{Base.Bool,Nothing}=nothing, order::Ordering=Forward, initialized::Base.Bool=false, scratch=nothing, dims...) where {T<:Base.Integer}
    axes(ix) == axes(A) || throw(ArgumentError(Base.string("index array must have the same size/axes as the source array, ", axes(ix), " != ", axes(A))))
    initialized || copyto!(ix, LinearIndices(A))
    o = Perm(ord(lt, by, rev, order), Base.vec(A))
    isempty(dims) ? sort!(ix, firstindex(ix), lastindex(ix), MergeSort, o) : sort!(ix; alg=alg, order=o, dims...)
    return ix
end

# ---------------------------------------------------------------------------------------------------------
# arrays along a dimension

function sort(A::AbstractArray; dims::Base.Integer, kws...)
    return sort!(copymutable(A); dims=dims, kws...)
end
function sort!(A::AbstractArray; dims::Base.Integer, alg::Algorithm=defalg(A), lt=isless, by=identity,
    rev::Union{Base.Bool,Nothing}=nothing, order::Ordering=Forward, scratch=nothing)
    o = ord(lt, by, rev, order)
    nd = Base.ndims(A)
    1 <= dims <= nd || throw(ArgumentError("dimension out of range"))
    before = Base.CartesianIndices(axes(A)[1:dims-1])
    after = Base.CartesianIndices(axes(A)[dims+1:end])
    line = Base.Vector{Base.eltype(A)}(Base.undef, length(axes(A, dims)))
    for Ka in after, Kb in before
        k = 0
        for i in axes(A, dims)
            line[k += 1] = A[Kb, i, Ka]
        end
        sort!(line, 1, length(line), alg, o)
        k = 0
        for i in axes(A, dims)
            A[Kb, i, Ka] = line[k += 1]
        end
    end
    return A
end
function sortslices(A::AbstractArray; dims::Union{Base.Integer,Base.Tuple{Base.Vararg{Base.Integer}}}, kws...)
    d = dims isa Base.Integer ? Base.Int(dims) : Base.only(dims)
    nd = Base.ndims(A)
    slices = [Base.view(A, Base.ntuple(k -> k == d ? i : (:), nd)...) for i in axes(A, d)]
    p = sortperm(slices; kws...)
    ax = axes(A, d)
    order = [ax[i] for i in p]
    return A[Base.ntuple(k -> k == d ? order : (:), nd)...]
end

end # module Sort

export MergeSort, QuickSort, InsertionSort, PartialQuickSort
using .Order
using .Sort
