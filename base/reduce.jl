# Reductions of whole collections.
#
# `foldl`-like reductions go left to right; `reduce` of an array is free to associate and works by halves, so that
# floating-point errors grow only with the logarithm of the length.

# ---------------------------------------------------------------------------------------------------------
# operators of reductions

# Sums and products of small integers are carried out in machine integers.
const SmallSigned = Union{Int8,Int16,Int32}
const SmallUnsigned = Union{UInt8,UInt16,UInt32}
const _SmallIntegers = Union{SmallSigned,SmallUnsigned}
add_sum(x, y) = x + y
add_sum(x::SmallSigned, y::SmallSigned) = Int(x) + Int(y)
add_sum(x::SmallUnsigned, y::SmallUnsigned) = UInt(x) + UInt(y)
add_sum(x::Real, y::Real)::Real = x + y
mul_prod(x, y) = x * y
mul_prod(x::SmallSigned, y::SmallSigned) = Int(x) * Int(y)
mul_prod(x::SmallUnsigned, y::SmallUnsigned) = UInt(x) * UInt(y)
mul_prod(x::Real, y::Real)::Real = x * y
# Short-circuiting stands outside; these combine what has been decided.
and_all(x, y) = (x & y)::Bool
or_any(x, y) = (x | y)::Bool

# Marks that no initial value was given.
struct _InitialValue end

# `op` that takes its first element as it is.
struct BottomRF{T}
    rf::T
end
@inline (op::BottomRF)(::_InitialValue, x) = reduce_first(op.rf, x)
@inline (op::BottomRF)(acc, x) = op.rf(acc, x)

# `f` of each element, then `op`.
struct MappingRF{F,T}
    f::F
    rf::T
    MappingRF(f::F, rf::T) where {F,T} = new{F,T}(f, rf)
    MappingRF(::Type{f}, rf::T) where {f,T} = new{Type{f},T}(f, rf)
end
@inline (op::MappingRF)(acc, x) = op.rf(acc, op.f(x))

struct FilteringRF{F,T}
    f::F
    rf::T
end
@inline (op::FilteringRF)(acc, x) = op.f(x) ? op.rf(acc, x) : acc

# `op` over each element of an element.
struct FlatteningRF{T}
    rf::T
end
@inline (op::FlatteningRF)(acc, x) = _flat_fold(op.rf, acc, x)

function _flat_fold(rf, acc, itr)
    op, itr2 = _xfadjoint(rf, itr)
    return _foldl_impl(op, acc, itr2)
end

struct FlipArgs{F}
    f::F
end
@inline (f::FlipArgs)(x, y) = f.f(y, x)

# Reductions over generators, filters and flattenings of an iterator are reductions over the iterator itself.
_xfadjoint(op, itr) = (op, itr)
_xfadjoint(op, itr::Generator) = itr.f === identity ? _xfadjoint(op, itr.iter) : _xfadjoint(MappingRF(itr.f, op), itr.iter)
_xfadjoint(op, itr::Iterators.Filter) = _xfadjoint(FilteringRF(itr.flt, op), itr.itr)
_xfadjoint(op, itr::Iterators.Flatten) = _xfadjoint(FlatteningRF(op), itr.it)

# ---------------------------------------------------------------------------------------------------------
# folds

function foldl_impl(op::OP, nt, itr) where {OP}
    op2, itr2 = _xfadjoint(BottomRF(op), itr)
    v = _foldl_impl(op2, nt, itr2)
    v isa _InitialValue && return reduce_empty_iter(op, itr)
    return v
end
function _foldl_impl(op::OP, init, itr) where {OP}
    y = iterate(itr)
    y === nothing && return init
    v = op(init, y[1])
    while true
        y = iterate(itr, y[2])
        y === nothing && break
        v = op(v, y[1])
    end
    return v
end
function _foldl_impl(op, init, itr::Union{Tuple,NamedTuple})
    length(itr) <= 32 && return _foldl_tuple(op, init, values(itr))
    v = init
    for x in itr
        v = op(v, x)
    end
    return v
end
@inline _foldl_tuple(op, v, ::Tuple{}) = v
@inline _foldl_tuple(op, v, t::Tuple) = _foldl_tuple(op, op(v, t[1]), tail(t))

mapfoldl_impl(f, op, nt, itr) = foldl_impl(op, nt, _mapped(f, itr))
_mapped(::typeof(identity), itr) = itr
_mapped(f, itr) = Generator(f, itr)

mapfoldl(f, op, itr; init=_InitialValue()) = mapfoldl_impl(f, op, init, itr)
foldl(op, itr; init=_InitialValue()) = mapfoldl_impl(identity, op, init, itr)

function mapfoldr_impl(f, op, nt, itr)
    op2, itr2 = _xfadjoint(BottomRF(FlipArgs(op)), _mapped(f, itr))
    v = _foldl_impl(op2, nt, _reversed(itr2))
    v isa _InitialValue && return reduce_empty_iter(op, _mapped(f, itr))
    return v
end
_reversed(itr) = Iterators.reverse(itr)
_reversed(itr::Union{Tuple,NamedTuple}) = length(itr) <= 32 ? reverse(values(itr)) : Iterators.reverse(itr)
mapfoldr(f, op, itr; init=_InitialValue()) = mapfoldr_impl(f, op, init, itr)
foldr(op, itr; init=_InitialValue()) = mapfoldr(identity, op, itr; init=init)

# ---------------------------------------------------------------------------------------------------------
# the first and the empty case

# What reducing a collection of the single element x gives: `op` may widen.
reduce_first(op, x) = x
reduce_first(::typeof(+), x::Bool) = Int(x)
reduce_first(::typeof(*), x::AbstractChar) = string(x)
reduce_first(::typeof(add_sum), x) = reduce_first(+, x)
reduce_first(::typeof(add_sum), x::SmallSigned) = Int(x)
reduce_first(::typeof(add_sum), x::SmallUnsigned) = UInt(x)
reduce_first(::typeof(mul_prod), x) = reduce_first(*, x)
reduce_first(::typeof(mul_prod), x::SmallSigned) = Int(x)
reduce_first(::typeof(mul_prod), x::SmallUnsigned) = UInt(x)
reduce_first(::typeof(mul_prod), x::Bool) = x
mapreduce_first(f, op, x) = reduce_first(op, f(x))

_empty_reduce_error() = throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))

reduce_empty(op, ::Type{T}) where {T} = _empty_reduce_error()
reduce_empty(::typeof(+), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(+), ::Type{T}) where {T} = zero(T)
reduce_empty(::typeof(+), ::Type{Bool}) = zero(Int)
reduce_empty(::typeof(*), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(*), ::Type{T}) where {T} = one(T)
reduce_empty(::typeof(*), ::Type{<:AbstractChar}) = ""
reduce_empty(::typeof(&), ::Type{Bool}) = true
reduce_empty(::typeof(|), ::Type{Bool}) = false
reduce_empty(::typeof(add_sum), ::Type{T}) where {T} = reduce_empty(+, T)
reduce_empty(::typeof(add_sum), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(add_sum), ::Type{T}) where {T<:SmallSigned} = zero(Int)
reduce_empty(::typeof(add_sum), ::Type{T}) where {T<:SmallUnsigned} = zero(UInt)
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T} = reduce_empty(*, T)
reduce_empty(::typeof(mul_prod), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T<:SmallSigned} = one(Int)
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T<:SmallUnsigned} = one(UInt)
reduce_empty(op::BottomRF, ::Type{T}) where {T} = reduce_empty(op.rf, T)
reduce_empty(op::MappingRF, ::Type{T}) where {T} = mapreduce_empty(op.f, op.rf, T)
reduce_empty(op::FilteringRF, ::Type{T}) where {T} = reduce_empty(op.rf, T)
reduce_empty(op::FlipArgs, ::Type{T}) where {T} = reduce_empty(op.f, T)

mapreduce_empty(::typeof(identity), op, T) = reduce_empty(op, T)
mapreduce_empty(::typeof(abs), op, T) = abs(reduce_empty(op, T))
mapreduce_empty(::typeof(abs2), op, T) = abs2(reduce_empty(op, T))
mapreduce_empty(::typeof(abs), ::typeof(max), ::Type{T}) where {T} = abs(zero(T))
mapreduce_empty(::typeof(abs2), ::typeof(max), ::Type{T}) where {T} = abs2(zero(T))
mapreduce_empty(f, op, T) = _empty_reduce_error()
mapreduce_empty(f::ComposedFunction{typeof(identity)}, op, T) = mapreduce_empty(f.inner, op, T)

reduce_empty_iter(op, itr) = reduce_empty_iter(op, itr, IteratorEltype(itr))
reduce_empty_iter(op, itr, ::HasEltype) = reduce_empty(op, eltype(itr))
reduce_empty_iter(op, itr::Generator, ::EltypeUnknown) = _empty_generator(op, itr.f, itr.iter, IteratorEltype(itr.iter))
reduce_empty_iter(op, itr, ::EltypeUnknown) = _empty_reduce_error()
_empty_generator(op, f, itr, ::HasEltype) = mapreduce_empty(f, op, eltype(itr))
_empty_generator(op, f, itr, ::EltypeUnknown) = _empty_reduce_error()
mapreduce_empty_iter(f, op, itr, ItrEltype) = reduce_empty_iter(MappingRF(f, op), itr, ItrEltype)
mapreduce_empty_iter(f, op, itr::Generator, ::EltypeUnknown) = _empty_reduce_error()

# ---------------------------------------------------------------------------------------------------------
# reduce and mapreduce

# Runs of at most this many elements are added up in order.
pairwise_blocksize(f, op) = 1024
pairwise_blocksize(::typeof(abs2), ::typeof(+)) = 4096

function mapreduce_impl(f::F, op::OP, A::AbstractArray, ifirst::Integer, ilast::Integer, blksize::Int) where {F,OP}
    if ifirst == ilast
        return mapreduce_first(f, op, @inbounds(A[ifirst]))
    elseif ilast - ifirst < blksize
        v = op(f(@inbounds(A[ifirst])), f(@inbounds(A[ifirst + 1])))
        i = ifirst + 2
        while i <= ilast
            v = op(v, f(@inbounds(A[i])))
            i += 1
        end
        return v
    end
    imid = ifirst + (ilast - ifirst) >> 1
    v1 = mapreduce_impl(f, op, A, ifirst, imid, blksize)
    v2 = mapreduce_impl(f, op, A, imid + 1, ilast, blksize)
    return op(v1, v2)
end
mapreduce_impl(f, op, A::AbstractArray, ifirst::Integer, ilast::Integer) =
    mapreduce_impl(f, op, A, ifirst, ilast, pairwise_blocksize(f, op))

mapreduce(f, op, itr; kw...) = mapfoldl(f, op, itr; kw...)
mapreduce(f, op, itrs...; kw...) = reduce(op, Generator(f, itrs...); kw...)
reduce(op, itr; kw...) = mapreduce(identity, op, itr; kw...)
reduce(op, a::Number) = a

_mapreduce(f, op, A::AbstractArray) = _mapreduce(f, op, IndexStyle(A), A)
function _mapreduce(f, op, ::IndexLinear, A::AbstractArray)
    inds = LinearIndices(A)
    n = length(inds)
    n == 0 && return mapreduce_empty_iter(f, op, A, IteratorEltype(A))
    if n == 1
        return mapreduce_first(f, op, @inbounds(A[first(inds)]))
    elseif n < 16
        i = first(inds)
        s = op(f(@inbounds(A[i])), f(@inbounds(A[i + 1])))
        i += 2
        while i <= last(inds)
            s = op(s, f(@inbounds(A[i])))
            i += 1
        end
        return s
    end
    return mapreduce_impl(f, op, A, first(inds), last(inds))
end
_mapreduce(f, op, ::IndexCartesian, A::AbstractArray) = mapfoldl(f, op, A)
mapreduce(f, op, a::Number) = mapreduce_first(f, op, a)

# ---------------------------------------------------------------------------------------------------------
# sums and products

sum(f, a; kw...) = mapreduce(f, add_sum, a; kw...)
sum(a; kw...) = sum(identity, a; kw...)
prod(f, a; kw...) = mapreduce(f, mul_prod, a; kw...)
prod(a; kw...) = mapreduce(identity, mul_prod, a; kw...)
prod(t::Tuple{}) = 1
prod(t::Tuple{Any}) = t[1]
prod(t::Tuple{Int,Int,Vararg{Int}}) = length_of_dims(t)
sum(t::Tuple{Any}) = t[1]
sum(t::Tuple{Any,Vararg{Any}}) = _tuple_sum(t)
_tuple_sum(t::Tuple) = foldl(add_sum, t)
sum(t::Tuple{}) = throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
sum(x::Number) = x
prod(x::Number) = x

# ---------------------------------------------------------------------------------------------------------
# greatest and least

maximum(f, a; kw...) = mapreduce(f, max, a; kw...)
minimum(f, a; kw...) = mapreduce(f, min, a; kw...)
maximum(a; kw...) = mapreduce(identity, max, a; kw...)
minimum(a; kw...) = mapreduce(identity, min, a; kw...)

extrema(itr; kw...) = extrema(identity, itr; kw...)
extrema(f, itr; kw...) = mapreduce(ExtremaMap(f), _extrema_rf, itr; kw...)
struct ExtremaMap{F}
    f::F
end
ExtremaMap(::Type{T}) where {T} = ExtremaMap{Type{T}}(T)
@inline (e::ExtremaMap)(x) = (y = e.f(x); (y, y))
@inline _extrema_rf(a, b) = (min(a[1], b[1]), max(a[2], b[2]))
mapreduce_empty(::ExtremaMap, ::typeof(_extrema_rf), T) = _empty_reduce_error()

findmax(f, domain) = mapfoldl(((k, v),) -> (f(v), k), _rf_findmax, pairs(domain))
findmin(f, domain) = mapfoldl(((k, v),) -> (f(v), k), _rf_findmin, pairs(domain))
findmax(a) = _findmax(a)
findmin(a) = _findmin(a)
_findmax(a) = findmax(identity, a)
_findmin(a) = findmin(identity, a)
# a later element wins only if it is strictly better; NaN and missing win over all
_rf_findmax((fm, im), (fx, ix)) = isless(fm, fx) ? (fx, ix) : (fm, im)
_rf_findmin((fm, im), (fx, ix)) = isgreater(fm, fx) ? (fx, ix) : (fm, im)

argmax(f, domain) = mapfoldl(x -> (f(x), x), _rf_findmax, domain)[2]
argmin(f, domain) = mapfoldl(x -> (f(x), x), _rf_findmin, domain)[2]
argmax(itr) = findmax(itr)[2]
argmin(itr) = findmin(itr)[2]

# ---------------------------------------------------------------------------------------------------------
# any, all, count

any(itr) = any(identity, itr)
all(itr) = all(identity, itr)
any(f, itr) = _any(f, itr)
all(f, itr) = _all(f, itr)
function _any(f, itr)
    anymissing = false
    for x in itr
        v = f(x)
        if ismissing(v)
            anymissing = true
        else
            v && return true
        end
    end
    return anymissing ? missing : false
end
function _all(f, itr)
    anymissing = false
    for x in itr
        v = f(x)
        if ismissing(v)
            anymissing = true
        elseif v
            continue
        else
            return false
        end
    end
    return anymissing ? missing : true
end
any(f, t::Tuple) = _any(f, t)
all(f, t::Tuple) = _all(f, t)

count(itr; init=0) = count(identity, itr; init=init)
count(f, itr; init=0) = _count(f, itr, init)
_count(f, itr, init) = mapreduce(_bool(f), add_sum, itr; init=init)
struct _CountBool{F} <: Function
    f::F
end
_bool(f) = _CountBool{Core.Typeof(f)}(f)
(b::_CountBool)(x) = b.f(x)::Bool
