# Iterators over iterators. They live in a module of their own because some share a name with an eager function.

module Iterators

import ..Base
import ..Base: iterate, length, size, axes, ndims, eltype, first, last, isempty, getindex,
    show, isdone, IteratorSize, IteratorEltype, popfirst!, peek, collect,
    lastindex, firstindex
using ..Base: Pairs, HasShape, HasLength, SizeUnknown, IsInfinite, HasEltype, EltypeUnknown, Generator, haslength, tail,
    AbstractVector, AbstractRange, AbstractUnitRange, OneTo,
    print, string

export enumerate, zip, rest, countfrom, take, drop, takewhile, dropwhile, cycle, repeated, product, flatten, flatmap,
    partition
public accumulate, filter, map, peel, reverse, Stateful

# Names that are other functions in Base.
function map end
function filter end
function reverse end
function accumulate end

map(f, arg, args...) = Generator(f, arg, args...)

# Does an element-by-element wrapper of an iterator of this kind know its length?
_min_size(::IsInfinite, b) = b
_min_size(a, ::IsInfinite) = a
_min_size(::IsInfinite, ::IsInfinite) = IsInfinite()
_min_size(::SizeUnknown, ::SizeUnknown) = SizeUnknown()
_min_size(::SizeUnknown, ::IsInfinite) = SizeUnknown()
_min_size(::IsInfinite, ::SizeUnknown) = SizeUnknown()
_min_size(::SizeUnknown, b) = SizeUnknown()
_min_size(a, ::SizeUnknown) = SizeUnknown()
_min_size(a::HasShape{N}, ::HasShape{N}) where {N} = a
_min_size(a, b) = HasLength()
_flat_size(::HasShape) = HasLength()
_flat_size(s) = s

# ---- enumerate ----------------------------------------------------------------------------------------

struct Enumerate{I}
    itr::I
end
Base.enumerate(iter) = Enumerate(iter)
length(e::Enumerate) = length(e.itr)
size(e::Enumerate) = size(e.itr)
axes(e::Enumerate) = axes(e.itr)
@inline function iterate(e::Enumerate, state=(1,))
    i, rest = state[1], tail(state)
    y = iterate(e.itr, rest...)
    y === nothing && return nothing
    return ((i, y[1]), (i + 1, y[2]))
end
last(e::Enumerate) = (length(e.itr), e.itr[end])
eltype(::Type{Enumerate{I}}) where {I} = Tuple{Int,eltype(I)}
IteratorSize(::Type{Enumerate{I}}) where {I} = IteratorSize(I)
IteratorEltype(::Type{Enumerate{I}}) where {I} = IteratorEltype(I)
isdone(e::Enumerate, state) = isdone(e.itr, tail(state)...)
isdone(e::Enumerate) = isdone(e.itr)

# ---- reverse ------------------------------------------------------------------------------------------

struct Reverse{T}
    itr::T
end
reverse(itr) = Reverse(itr)
reverse(r::Reverse) = r.itr
# what costs nothing to turn round is turned round
reverse(r::AbstractRange) = Base.reverse(r)
reverse(p::Pair) = Base.reverse(p)
reverse(x::Union{Number,AbstractChar}) = x
eltype(::Type{Reverse{T}}) where {T} = eltype(T)
length(r::Reverse) = length(r.itr)
size(r::Reverse) = size(r.itr)
axes(r::Reverse) = axes(r.itr)
IteratorSize(::Type{Reverse{T}}) where {T} = IteratorSize(T)
IteratorEltype(::Type{Reverse{T}}) where {T} = IteratorEltype(T)
last(r::Reverse) = first(r.itr)
first(r::Reverse) = (y = iterate(r); y === nothing ? throw(ArgumentError("collection must be non-empty")) : y[1])

# arrays and whatever else is indexed from both ends
function iterate(r::Reverse{<:AbstractArray}, state=(reverse(eachindex(r.itr)),))
    y = iterate(state...)
    y === nothing && return nothing
    return (@inbounds(r.itr[y[1]]), (state[1], tail(y)...))
end
function iterate(r::Reverse{<:AbstractRange}, state=(Base.reverse(r.itr),))
    y = iterate(state...)
    y === nothing && return nothing
    return (y[1], (state[1], y[2]))
end
function iterate(r::Reverse{<:Base.CartesianIndices}, state=(Base.reverse(r.itr),))
    y = iterate(state...)
    y === nothing && return nothing
    return (y[1], (state[1], y[2]))
end
iterate(r::Reverse{<:Tuple}, i::Int=length(r.itr)) = i < 1 ? nothing : (r.itr[i], i - 1)
iterate(r::Reverse{<:Base.NamedTuple}, i::Int=length(r.itr)) = i < 1 ? nothing : (r.itr[i], i - 1)
iterate(r::Reverse{<:Base.SimpleVector}, i::Int=length(r.itr)) = i < 1 ? nothing : (r.itr[i], i - 1)
@inline function iterate(r::Reverse{<:Union{Base.AbstractString}}, i=Base.ncodeunits(r.itr) + 1)
    i <= firstindex(r.itr) && return nothing
    j = Base.prevind(r.itr, i)
    return (r.itr[j], j)
end
@inline function iterate(r::Reverse{<:Generator}, s...)
    y = iterate(reverse(r.itr.iter), s...)
    y === nothing && return nothing
    return (r.itr.f(y[1]), y[2])
end
length(r::Reverse{<:Generator}) = length(r.itr)
# an iterator of pairs of a keyed collection
function iterate(r::Reverse{<:Base.Pairs}, s...)
    y = iterate(reverse(getfield(r.itr, :itr)), s...)
    y === nothing && return nothing
    k = y[1]
    return (Base.Pair(k, getfield(r.itr, :data)[k]), y[2])
end
function iterate(r::Reverse{<:Enumerate})
    n = length(r.itr)
    return iterate(r, (n, reverse(r.itr.itr)))
end
function iterate(r::Reverse{<:Enumerate}, state)
    i, rev = state[1], state[2]
    y = iterate(rev, tail(tail(state))...)
    y === nothing && return nothing
    return ((i, y[1]), (i - 1, rev, y[2]))
end

# ---- zip ----------------------------------------------------------------------------------------------

struct Zip{Is<:Tuple}
    is::Is
end
Base.zip(a...) = Zip(a)
eltype(::Type{Zip{Is}}) where {Is<:Tuple} = _zip_eltype(Is)
_zip_eltype(::Type{Is}) where {Is<:Tuple} = Tuple{ntuple_types(eltype, Is)...}
ntuple_types(f, ::Type{Is}) where {Is} = Base.ntuple(i -> f(Base.fieldtype(Is, i)), Base.Val(Base.fieldcount(Is)))
function length(z::Zip)
    n = _zip_min_length(z.is)
    n === nothing && throw(ArgumentError("iterator is of undefined length"))
    return n
end
# the least of the lengths, unless all are infinite
function _zip_min_length(is)
    i = is[1]
    n = _zip_min_length(tail(is))
    IteratorSize(i) isa IsInfinite && return n
    return n === nothing ? length(i) : Base.min(n, length(i))
end
_zip_min_length(::Tuple{}) = nothing
# all lengths are known and equal, as reversing needs
function _zip_lengths_finite_equal(is)
    i = is[1]
    (IteratorSize(i) isa Union{IsInfinite,SizeUnknown}) &&
        throw(ArgumentError("Cannot reverse an iterator of infinite or unknown length"))
    n = length(i)
    for j in tail(is)
        length(j) == n || throw(ArgumentError("Cannot reverse an iterator of different lengths"))
    end
    return n
end
# vectors of different lengths meet in their common part; other shapes must agree
size(z::Zip) = Base.map(length, axes(z))
axes(z::Zip) = _common_axes(Base.map(axes, z.is))
_common_axes(t::Tuple{Any}) = t[1]
_common_axes(t::Tuple) = _join_axes(t[1], _common_axes(tail(t)))
_join_axes(a::Tuple{Any}, b::Tuple{Any}) = (Base.intersect(a[1], b[1]),)
function _join_axes(a::Tuple, b::Tuple)
    a == b || throw(Base.DimensionMismatch(string("dimensions must match: a has dims ", a, ", b has dims ", b)))
    return a
end
IteratorSize(::Type{Zip{Is}}) where {Is<:Tuple} = _zip_iterator_size(Is)
_zip_iterator_size(::Type{Tuple{}}) = IsInfinite()
_zip_iterator_size(::Type{Is}) where {Is<:Tuple} = _fold_min_size(ntuple_types(IteratorSize, Is))
_fold_min_size(t::Tuple{Any}) = t[1]
_fold_min_size(t::Tuple) = _zip_size_of(t[1], _fold_min_size(tail(t)))
_zip_size_of(a, b) = _min_size(a, b)
_zip_size_of(a::HasShape{N}, b::HasShape{M}) where {N,M} = N == M ? a : HasLength()
_zip_size_of(::HasShape, ::IsInfinite) = HasLength()
_zip_size_of(::IsInfinite, ::HasShape) = HasLength()
IteratorEltype(::Type{Zip{Is}}) where {Is<:Tuple} = _zip_iterator_eltype(Is)
_zip_iterator_eltype(::Type{Tuple{}}) = HasEltype()
_zip_iterator_eltype(::Type{Is}) where {Is<:Tuple} = _all_have_eltype(ntuple_types(IteratorEltype, Is)) ? HasEltype() : EltypeUnknown()
_all_have_eltype(::Tuple{}) = true
_all_have_eltype(t::Tuple) = t[1] isa HasEltype && _all_have_eltype(tail(t))

@inline function iterate(z::Zip{<:Tuple{Any}})
    y = iterate(z.is[1])
    y === nothing && return nothing
    return ((y[1],), (y[2],))
end
@inline function iterate(z::Zip{<:Tuple{Any}}, state)
    y = iterate(z.is[1], state[1])
    y === nothing && return nothing
    return ((y[1],), (y[2],))
end
@inline function iterate(z::Zip{<:Tuple{Any,Any}})
    a = iterate(z.is[1])
    a === nothing && return nothing
    b = iterate(z.is[2])
    b === nothing && return nothing
    return ((a[1], b[1]), (a[2], b[2]))
end
@inline function iterate(z::Zip{<:Tuple{Any,Any}}, state)
    a = iterate(z.is[1], state[1])
    a === nothing && return nothing
    b = iterate(z.is[2], state[2])
    b === nothing && return nothing
    return ((a[1], b[1]), (a[2], b[2]))
end
@inline iterate(z::Zip) = _zip_collect(_zip_steps(z.is))
@inline iterate(z::Zip, states) = _zip_collect(_zip_steps(z.is, states))
iterate(z::Zip{Tuple{}}) = ((), ())
iterate(z::Zip{Tuple{}}, states) = ((), ())
_zip_steps(::Tuple{}) = ()
@inline function _zip_steps(is::Tuple)
    y = iterate(is[1])
    y === nothing && return nothing
    rest = _zip_steps(tail(is))
    rest === nothing && return nothing
    return (y, rest...)
end
_zip_steps(::Tuple{}, ::Tuple{}) = ()
@inline function _zip_steps(is::Tuple, states::Tuple)
    y = iterate(is[1], states[1])
    y === nothing && return nothing
    rest = _zip_steps(tail(is), tail(states))
    rest === nothing && return nothing
    return (y, rest...)
end
_zip_collect(::Nothing) = nothing
@inline _zip_collect(steps::Tuple) = (Base.map(s -> s[1], steps), Base.map(s -> s[2], steps))
isdone(z::Zip) = _zip_any_done(z.is, ())
isdone(z::Zip, states) = _zip_any_done_at(z.is, states)
_zip_any_done(::Tuple{}, _) = false
function _zip_any_done(is::Tuple, x)
    d = isdone(is[1])
    d === true && return true
    rest = _zip_any_done(tail(is), x)
    return d === false ? rest : (rest === true ? true : Base.missing)
end
_zip_any_done_at(::Tuple{}, ::Tuple{}) = false
function _zip_any_done_at(is::Tuple, st::Tuple)
    d = isdone(is[1], st[1])
    d === true && return true
    rest = _zip_any_done_at(tail(is), tail(st))
    return d === false ? rest : (rest === true ? true : Base.missing)
end
function reverse(z::Zip)
    isempty(z.is) || _zip_lengths_finite_equal(z.is)
    return Zip(Base.map(reverse, z.is))
end
last(z::Zip) = getindex.(z.is, Base.minimum(Base.map(lastindex, z.is)))
show(io::Base.IO, z::Zip) = Base.show_comma_call(io, "zip", z.is)

# ---- filter -------------------------------------------------------------------------------------------

struct Filter{F,I}
    flt::F
    itr::I
end
filter(flt, itr) = Filter(flt, itr)
@inline function iterate(f::Filter, s...)
    y = iterate(f.itr, s...)
    while y !== nothing
        f.flt(y[1]) && return y
        y = iterate(f.itr, y[2])
    end
    return nothing
end
eltype(::Type{Filter{F,I}}) where {F,I} = eltype(I)
IteratorEltype(::Type{Filter{F,I}}) where {F,I} = IteratorEltype(I)
IteratorSize(::Type{<:Filter}) = SizeUnknown()
reverse(f::Filter) = Filter(f.flt, reverse(f.itr))
last(f::Filter) = first(reverse(f))

# ---- accumulate ---------------------------------------------------------------------------------------

struct Accumulate{F,I,T}
    f::F
    itr::I
    init::T
end
accumulate(f, itr; init=Base._InitialValue()) = Accumulate(f, itr, init)
function iterate(itr::Accumulate)
    y = iterate(itr.itr)
    y === nothing && return nothing
    v = Base.BottomRF(itr.f)(itr.init, y[1])
    return (v, (v, y[2]))
end
function iterate(itr::Accumulate, state)
    y = iterate(itr.itr, state[2])
    y === nothing && return nothing
    v = itr.f(state[1], y[1])
    return (v, (v, y[2]))
end
length(a::Accumulate) = length(a.itr)
size(a::Accumulate) = size(a.itr)
axes(a::Accumulate) = axes(a.itr)
IteratorSize(::Type{<:Accumulate{F,I}}) where {F,I} = IteratorSize(I)
IteratorEltype(::Type{<:Accumulate}) = EltypeUnknown()

# ---- rest, peel ---------------------------------------------------------------------------------------

struct Rest{I,S}
    itr::I
    st::S
end
rest(itr, state) = Rest(itr, state)
rest(itr::Rest, state) = Rest(itr.itr, state)
rest(itr) = itr
iterate(i::Rest, st=i.st) = iterate(i.itr, st)
isdone(i::Rest, st...) = isdone(i.itr, st...)
eltype(::Type{<:Rest{I}}) where {I} = eltype(I)
IteratorEltype(::Type{<:Rest{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{<:Rest{I}}) where {I} = _rest_size(IteratorSize(I))
_rest_size(a::IsInfinite) = a
_rest_size(a) = SizeUnknown()
function peel(itr)
    y = iterate(itr)
    y === nothing && return nothing
    return (y[1], rest(itr, y[2]))
end

# ---- countfrom ----------------------------------------------------------------------------------------

struct Count{T,S}
    start::T
    step::S
end
countfrom(start::T, step::S) where {T,S} = Count{typeof(start + step),S}(start, step)
countfrom(start::Base.Number, step::Base.Number) = (t = Base.promote(start, step); Count(Base.typeof(t[1] + t[2])(start), step))
countfrom(start) = Count(start, Base.oneunit(start))
countfrom() = Count(1, 1)
eltype(::Type{<:Count{T}}) where {T} = T
iterate(it::Count, state=it.start) = (state, state + it.step)
IteratorSize(::Type{<:Count}) = IsInfinite()

# ---- take, drop ---------------------------------------------------------------------------------------

struct Take{I}
    xs::I
    n::Base.Int
    function Take(xs::I, n::Base.Integer) where {I}
        n < 0 && throw(ArgumentError("Take length must be non-negative"))
        return new{I}(xs, n)
    end
end
take(xs, n::Base.Integer) = Take(xs, Base.Int(n))
take(xs::Take, n::Base.Integer) = Take(xs.xs, Base.min(Base.Int(n), xs.n))
eltype(::Type{Take{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Take{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{Take{I}}) where {I} = _take_size(IteratorSize(I))
_take_size(::SizeUnknown) = SizeUnknown()
_take_size(_) = HasLength()
length(t::Take) = IteratorSize(t.xs) isa IsInfinite ? t.n : Base.min(t.n, length(t.xs))
isdone(t::Take) = t.n <= 0 ? true : isdone(t.xs)
isdone(t::Take, state) = state[1] <= 0 ? true : isdone(t.xs, tail(state)...)
@inline function iterate(t::Take, state=(t.n,))
    n, rest = state[1], tail(state)
    n <= 0 && return nothing
    y = iterate(t.xs, rest...)
    y === nothing && return nothing
    return (y[1], (n - 1, y[2]))
end

struct Drop{I}
    xs::I
    n::Base.Int
    function Drop(xs::I, n::Base.Integer) where {I}
        n < 0 && throw(ArgumentError("Drop length must be non-negative"))
        return new{I}(xs, n)
    end
end
drop(xs, n::Base.Integer) = Drop(xs, Base.Int(n))
drop(xs::Take, n::Base.Integer) = Take(drop(xs.xs, Base.Int(n)), Base.max(0, xs.n - Base.Int(n)))
drop(xs::Drop, n::Base.Integer) = Drop(xs.xs, Base.Int(n) + xs.n)
eltype(::Type{Drop{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Drop{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{Drop{I}}) where {I} = _flat_size(IteratorSize(I))
length(d::Drop) = (n = length(d.xs) - d.n; Base.max(zero_of(n), n))
zero_of(n) = Base.zero(n)
function iterate(d::Drop)
    y = iterate(d.xs)
    for i in 1:d.n
        y === nothing && return nothing
        y = iterate(d.xs, y[2])
    end
    return y
end
iterate(d::Drop, state) = iterate(d.xs, state)
isdone(d::Drop, state) = isdone(d.xs, state)

# ---- takewhile, dropwhile -----------------------------------------------------------------------------

struct TakeWhile{I,P}
    pred::P
    xs::I
end
takewhile(pred, xs) = TakeWhile(pred, xs)
function iterate(t::TakeWhile, s...)
    y = iterate(t.xs, s...)
    y === nothing && return nothing
    return t.pred(y[1]) ? y : nothing
end
IteratorSize(::Type{<:TakeWhile}) = SizeUnknown()
eltype(::Type{TakeWhile{I,P}}) where {I,P} = eltype(I)
IteratorEltype(::Type{TakeWhile{I,P}}) where {I,P} = IteratorEltype(I)

struct DropWhile{I,P}
    pred::P
    xs::I
end
dropwhile(pred, xs) = DropWhile(pred, xs)
iterate(d::DropWhile, st) = iterate(d.xs, st)
function iterate(d::DropWhile)
    y = iterate(d.xs)
    while y !== nothing
        d.pred(y[1]) || return y
        y = iterate(d.xs, y[2])
    end
    return nothing
end
IteratorSize(::Type{<:DropWhile}) = SizeUnknown()
eltype(::Type{DropWhile{I,P}}) where {I,P} = eltype(I)
IteratorEltype(::Type{DropWhile{I,P}}) where {I,P} = IteratorEltype(I)

# ---- cycle, repeated ----------------------------------------------------------------------------------

struct Cycle{I}
    xs::I
end
cycle(xs) = Cycle(xs)
cycle(xs, n::Base.Integer) = flatten(repeated(xs, n))
eltype(::Type{Cycle{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Cycle{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{Cycle{I}}) where {I} = IsInfinite()
iterate(c::Cycle) = iterate(c.xs)
function iterate(c::Cycle, state)
    y = iterate(c.xs, state)
    return y === nothing ? iterate(c) : y
end
isdone(c::Cycle) = isdone(c.xs)
isdone(c::Cycle, state) = false
reverse(c::Cycle) = Cycle(reverse(c.xs))
last(c::Cycle) = throw(ArgumentError("last element of an infinite iterator"))

struct Repeated{O}
    x::O
end
repeated(x) = Repeated(x)
repeated(x, times::Base.Integer) = take(repeated(x), times)
eltype(::Type{Repeated{O}}) where {O} = O
iterate(r::Repeated, state=nothing) = (r.x, nothing)
IteratorSize(::Type{<:Repeated}) = IsInfinite()
IteratorEltype(::Type{<:Repeated}) = HasEltype()
reverse(r::Union{Repeated,Take{<:Repeated}}) = r
last(r::Union{Repeated,Take{<:Repeated}}) = first(r)

# ---- product ------------------------------------------------------------------------------------------

struct ProductIterator{T<:Tuple}
    iterators::T
end
product(iters...) = ProductIterator(iters)
IteratorSize(::Type{ProductIterator{Tuple{}}}) = HasShape{0}()
IteratorSize(::Type{ProductIterator{T}}) where {T<:Tuple} = _product_size_kind(ntuple_types(IteratorSize, T))
_product_size_kind(::Tuple{}) = HasShape{0}()
_product_size_kind(t::Tuple) = _join_product(t[1], _product_size_kind(tail(t)))
_join_product(::HasShape{N}, ::HasShape{M}) where {N,M} = HasShape{N + M}()
_join_product(::HasLength, ::HasShape{M}) where {M} = HasShape{1 + M}()
_join_product(::SizeUnknown, ::HasShape) = SizeUnknown()
_join_product(::IsInfinite, ::Base.IteratorSize) = IsInfinite()
_join_product(::Base.IteratorSize, ::IsInfinite) = IsInfinite()
_join_product(::IsInfinite, ::IsInfinite) = IsInfinite()
_join_product(::HasShape, ::SizeUnknown) = SizeUnknown()
_join_product(::HasLength, ::SizeUnknown) = SizeUnknown()
_join_product(::SizeUnknown, ::SizeUnknown) = SizeUnknown()
size(p::ProductIterator) = _product_size(p.iterators)
_product_size(::Tuple{}) = ()
_product_size(t::Tuple) = (_one_size(t[1], IteratorSize(t[1]))..., _product_size(tail(t))...)
_one_size(a, ::HasShape) = size(a)
_one_size(a, ::HasLength) = (length(a),)
_one_size(a, s) = throw(ArgumentError(string("Cannot compute size for object of type ", typeof_(a))))
axes(p::ProductIterator) = _product_axes(p.iterators)
_product_axes(::Tuple{}) = ()
_product_axes(t::Tuple) = (_one_axes(t[1], IteratorSize(t[1]))..., _product_axes(tail(t))...)
_one_axes(a, ::HasShape) = axes(a)
_one_axes(a, ::HasLength) = (OneTo(length(a)),)
_one_axes(a, s) = throw(ArgumentError(string("Cannot compute indices for object of type ", typeof_(a))))
typeof_(a) = Base.typeof(a)
ndims(p::ProductIterator) = length(axes(p))
length(p::ProductIterator) = _product_length(p.iterators)
_product_length(::Tuple{}) = 1
_product_length(t::Tuple) = _one_length(t[1], IteratorSize(t[1])) * _product_length(tail(t))
_one_length(a, ::Union{HasShape,HasLength}) = length(a)
_one_length(a, s) = throw(ArgumentError(string("Cannot compute length for object of type ", typeof_(a))))
IteratorEltype(::Type{ProductIterator{T}}) where {T<:Tuple} = _all_have_eltype(ntuple_types(IteratorEltype, T)) ? HasEltype() : EltypeUnknown()
IteratorEltype(::Type{ProductIterator{Tuple{}}}) = HasEltype()
eltype(::Type{ProductIterator{I}}) where {I} = Tuple{ntuple_types(eltype, I)...}
# The state is each iterator's last step; the first iterator runs fastest.
iterate(::ProductIterator{Tuple{}}) = ((), true)
iterate(::ProductIterator{Tuple{}}, state) = nothing
@inline function iterate(p::ProductIterator)
    steps = _product_starts(p.iterators)
    steps === nothing && return nothing
    return (Base.map(s -> s[1], steps), steps)
end
_product_starts(::Tuple{}) = ()
@inline function _product_starts(t::Tuple)
    y = iterate(t[1])
    y === nothing && return nothing
    rest = _product_starts(tail(t))
    rest === nothing && return nothing
    return (y, rest...)
end
@inline function iterate(p::ProductIterator, steps)
    nxt = _product_next(p.iterators, steps)
    nxt === nothing && return nothing
    return (Base.map(s -> s[1], nxt), nxt)
end
_product_next(::Tuple{}, ::Tuple{}) = nothing
@inline function _product_next(its::Tuple, steps::Tuple)
    y = iterate(its[1], steps[1][2])
    y === nothing || return (y, tail(steps)...)
    rest = _product_next(tail(its), tail(steps))
    rest === nothing && return nothing
    again = iterate(its[1])
    again === nothing && return nothing
    return (again, rest...)
end
reverse(p::ProductIterator) = ProductIterator(Base.map(reverse, p.iterators))
last(p::ProductIterator) = Base.map(last, p.iterators)
isdone(p::ProductIterator) = _zip_any_done(p.iterators, ())

# ---- flatten ------------------------------------------------------------------------------------------

struct Flatten{I}
    it::I
end
flatten(itr) = Flatten(itr)
eltype(::Type{Flatten{I}}) where {I} = eltype(eltype(I))
eltype(::Type{Flatten{I}}) where {I<:Tuple} = Base.promote_typejoin_all(ntuple_types(eltype, I)...)
eltype(::Type{Flatten{Tuple{}}}) = Base.eltype(Tuple{})
IteratorEltype(::Type{Flatten{I}}) where {I} = _flatten_eltype(I, eltype(I))
IteratorEltype(::Type{Flatten{I}}) where {I<:Tuple} = _all_have_eltype(ntuple_types(IteratorEltype, I)) ? HasEltype() : EltypeUnknown()
IteratorEltype(::Type{Flatten{Tuple{}}}) = IteratorEltype(Tuple{})
_flatten_eltype(I, ::Type{Union{}}) = EltypeUnknown()
_flatten_eltype(I, ET) = IteratorEltype(I) isa HasEltype && Base.isconcretetype(ET) ? IteratorEltype(ET) : EltypeUnknown()
IteratorSize(::Type{Flatten{Tuple{}}}) = HasLength()
IteratorSize(::Type{Flatten{I}}) where {I} = _flatten_size(IteratorSize(I), I)
_flatten_size(s, I) = SizeUnknown()
# inner collections of a fixed length
_flatten_size(s::Union{HasLength,HasShape}, I) = _flatten_inner_size(eltype(I))
_flatten_inner_size(::Type{T}) where {T<:Tuple} = Base.isconcretetype(T) ? HasLength() : SizeUnknown()
_flatten_inner_size(::Type{<:Base.Number}) = HasLength()
_flatten_inner_size(T) = SizeUnknown()
_flatten_inner_size(::Type{Union{}}) = SizeUnknown()
length(f::Flatten{I}) where {I} = _flatten_length(f, eltype(I))
_flatten_length(f, ::Type{T}) where {T<:Base.Tuple} = Base.isconcretetype(T) ? Base.fieldcount(T) * length(f.it) :
    throw(ArgumentError(string("Iterates of the argument to Flatten are not known to have constant length")))
_flatten_length(f, ::Type{<:Base.Number}) = length(f.it)
_flatten_length(f, T) = throw(ArgumentError("Iterates of the argument to Flatten are not known to have constant length"))
length(f::Flatten{Tuple{}}) = 0
@inline function iterate(f::Flatten, state=())
    if state !== ()
        y = iterate(tail(state)...)
        y !== nothing && return (y[1], (state[1], state[2], y[2]))
    end
    x = state === () ? iterate(f.it) : iterate(f.it, state[1])
    x === nothing && return nothing
    y = iterate(x[1])
    while y === nothing
        x = iterate(f.it, x[2])
        x === nothing && return nothing
        y = iterate(x[1])
    end
    return (y[1], (x[2], x[1], y[2]))
end
reverse(f::Flatten) = Flatten(reverse(itr) for itr in reverse(f.it))
last(f::Flatten) = last(last(f.it))
flatmap(f, c...) = flatten(map(f, c...))

# ---- partition ----------------------------------------------------------------------------------------

struct PartitionIterator{T}
    c::T
    n::Base.Int
end
function partition(c, n::Base.Integer)
    n < 1 && throw(ArgumentError(string("cannot create partitions of length ", n)))
    return PartitionIterator(c, Base.Int(n))
end
partition(c::AbstractArray, n::Base.Integer) = n < 1 ? throw(ArgumentError(string("cannot create partitions of length ", n))) : PartitionIterator(c, Base.Int(n))
eltype(::Type{PartitionIterator{T}}) where {T} = Base.Vector{eltype(T)}
eltype(::Type{PartitionIterator{T}}) where {T<:AbstractRange} = _range_part_type(T)
_range_part_type(::Type{T}) where {T} = T
_range_part_type(::Type{OneTo{T}}) where {T} = Base.UnitRange{T}
eltype(::Type{PartitionIterator{T}}) where {T<:Base.Array} = Base.SubArray{eltype(T),1,_vec_type(T),Base.Tuple{Base.UnitRange{Base.Int}},true}
_vec_type(::Type{<:Base.Array{T}}) where {T} = Base.Vector{T}
eltype(::Type{PartitionIterator{T}}) where {T<:AbstractVector} = AbstractVector{eltype(T)}
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T} = IteratorEltype(T)
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T<:AbstractArray} = EltypeUnknown()
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T<:AbstractRange} = HasEltype()
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T<:Base.Array} = HasEltype()
IteratorSize(::Type{PartitionIterator{T}}) where {T} = _flat_size(IteratorSize(T))
length(p::PartitionIterator) = Base.cld(length(p.c), p.n)
iterate(p::PartitionIterator{<:AbstractRange}, i=1) = _partition_range(p, i)
function _partition_range(p, i)
    i > length(p.c) && return nothing
    j = Base.min(i + p.n - 1, length(p.c))
    return (@inbounds(p.c[i:j]), j + 1)
end
function iterate(p::PartitionIterator{<:AbstractArray}, i=1)
    i > length(p.c) && return nothing
    j = Base.min(i + p.n - 1, length(p.c))
    v = Base.vec(p.c)
    lo = firstindex(v)
    return (@inbounds(Base.view(v, (lo + i - 1):(lo + j - 1))), j + 1)
end
struct _IterationDone end
function iterate(p::PartitionIterator, state...)
    state === (_IterationDone(),) && return nothing
    v = Base.Vector{eltype(p.c)}(Base.undef, p.n)
    k = 0
    y = iterate(p.c, state...)
    while y !== nothing
        k += 1
        v[k] = y[1]
        k >= p.n && return (v, y[2])
        y = iterate(p.c, y[2])
    end
    k == 0 && return nothing
    return (Base.resize!(v, k), _IterationDone())
end

# ---- Stateful -----------------------------------------------------------------------------------------

# An iterator that remembers how far it has come; `nextvalstate` is the next step, already taken.
mutable struct Stateful{T,VS}
    itr::T
    nextvalstate::Base.Union{VS,Base.Nothing}
    remaining::Base.Int
    Stateful{<:Any,Any}(itr::T) where {T} = new{T,Any}(itr, iterate(itr), _initial_remaining(itr))
    Stateful(itr::T) where {T} = new{T,Any}(itr, iterate(itr), _initial_remaining(itr))
end
_initial_remaining(itr) = haslength(itr) ? Base.Int(length(itr)) : -1
function reset!(s::Stateful, itr=s.itr)
    s.itr = itr
    s.nextvalstate = iterate(itr)
    s.remaining = _initial_remaining(itr)
    return s
end
isempty(s::Stateful) = s.nextvalstate === nothing
isdone(s::Stateful, st=nothing) = s.nextvalstate === nothing
@inline function popfirst!(s::Stateful)
    vs = s.nextvalstate
    vs === nothing && throw(Base.EOFError())
    s.nextvalstate = iterate(s.itr, vs[2])
    s.remaining -= 1
    return vs[1]
end
peek(s::Stateful, sentinel=nothing) = (ns = s.nextvalstate; ns === nothing ? sentinel : ns[1])
iterate(s::Stateful, state=nothing) = s.nextvalstate === nothing ? nothing : (popfirst!(s), nothing)
IteratorSize(::Type{<:Stateful{T}}) where {T} = _flat_size(IteratorSize(T))
eltype(::Type{<:Stateful{T}}) where {T} = eltype(T)
IteratorEltype(::Type{<:Stateful{T}}) where {T} = IteratorEltype(T)
length(s::Stateful) = s.remaining >= 0 ? s.remaining : length(s.itr) + (s.remaining + 1)
first(s::Stateful) = s.nextvalstate === nothing ? throw(ArgumentError("collection must be non-empty")) : s.nextvalstate[1]

end # module Iterators

using .Iterators: Flatten, Filter, product

promote_typejoin_all() = Union{}
promote_typejoin_all(T, Ts...) = promote_typejoin(T, promote_typejoin_all(Ts...))

# `name(a, b, c)` as a call
function show_comma_call(io::IO, name, args)
    print(io, name, "(")
    n = 0
    for a in args
        n == 0 || print(io, ", ")
        show(io, a)
        n += 1
    end
    print(io, ")")
end

# The one element of a collection.
function only(x)
    y = iterate(x)
    y === nothing && throw(ArgumentError("Collection is empty, must contain exactly 1 element"))
    iterate(x, y[2]) === nothing || throw(ArgumentError("Collection has multiple elements, must contain exactly 1 element"))
    return y[1]
end
only(x::Ref) = x[]
only(x::AbstractChar) = x
only(x::Tuple{Any}) = x[1]
only(x::Tuple) = throw(ArgumentError(string("Tuple contains ", length(x), " elements, must contain exactly 1 element")))
only(x::NamedTuple{<:Any,<:Tuple{Any}}) = x[1]
only(x::NamedTuple) = throw(ArgumentError(string("NamedTuple contains ", length(x), " elements, must contain exactly 1 element")))
only(a::AbstractArray{<:Any,0}) = @inbounds a[]

