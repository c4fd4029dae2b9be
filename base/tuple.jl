# Tuples: access, iteration, construction, mapping, comparison. A tuple's length is part of its type, so short ones are
# unrolled by recursion on `tail`, and long ones (past 32) go through an array to spare the compiler.

const Any16{N} = Tuple{Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Vararg{Any, N}}
const Any32{N} = Tuple{Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any,
                       Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Vararg{Any, N}}

# ---- access -------------------------------------------------------------------------------------------------------

length(@nospecialize(t::Tuple)) = (@_inline_meta; nfields(t))
firstindex(@nospecialize(t::Tuple)) = 1
lastindex(@nospecialize(t::Tuple)) = (@_inline_meta; nfields(t))
size(@nospecialize(t::Tuple), d::Integer) = (d == 1) ? nfields(t) : throw(ArgumentError("invalid tuple dimension $d"))
axes(@nospecialize(t::Tuple)) = (OneTo(length(t)),)
keys(@nospecialize(t::Tuple)) = OneTo(length(t))
ndims(::Tuple) = 1
ndims(::Type{<:Tuple}) = 1

getindex(@nospecialize(t::Tuple), i::Int) = (@_inline_meta; getfield(t, i, @_boundscheck))
getindex(@nospecialize(t::Tuple), i::Integer) = (@_inline_meta; getfield(t, convert(Int, i), @_boundscheck))
getindex(t::Tuple, r::AbstractArray{<:Any, 1}) = (eltype(t)[t[ri] for ri in r]...,)
function getindex(t::Tuple, b::AbstractArray{Bool, 1})
    length(b) == length(t) || throw(BoundsError(t, b))
    return getindex(t, findall(b))
end
getindex(t::Tuple, ::Colon) = t
__safe_getindex(@nospecialize(t::Tuple), i::Int) = getfield(t, i, false)

get(t::Tuple, i::Integer, default) = i in 1:length(t) ? getindex(t, i) : default
get(f::Callable, t::Tuple, i::Integer) = i in 1:length(t) ? getindex(t, i) : f()

# The tuple with `v` at place `i`.
function setindex(x::Tuple, v, i::Integer)
    @boundscheck 1 <= i <= length(x) || throw(BoundsError(x, i))
    @_inline_meta
    return _setindex(v, i, x...)
end
function _setindex(v, i::Integer, args::Vararg{Any, N}) where {N}
    @_inline_meta
    return ntuple(j -> ifelse(j == i, v, args[j]), Val{N}())
end

iterate(@nospecialize(t::Tuple), i::Int = 1) =
    (@_inline_meta; ult_int(bitcast(UInt, sub_int(i, 1)), bitcast(UInt, nfields(t))) ?
                    (getfield(t, i, false), add_int(i, 1)) : nothing)

isempty(x::Tuple{}) = true
isempty(@nospecialize(x::Tuple)) = false

# Destructuring assignment asks for the i-th value with the state so far, so that any iterator can serve.
indexed_iterate(t::Tuple, i::Int, state = 1) = (@_inline_meta; (getfield(t, i), add_int(i, 1)))
indexed_iterate(a::Array, i::Int, state = 1) = (@_inline_meta; (a[i], add_int(i, 1)))
function indexed_iterate(I, i)
    x = iterate(I)
    x === nothing && throw(BoundsError(I, i))
    return x
end
function indexed_iterate(I, i, state)
    x = iterate(I, state)
    x === nothing && throw(BoundsError(I, i))
    return x
end

# What the slurp in `a, b... = x` takes.
rest(t::Tuple) = t
rest(t::Tuple, i::Int) = ntuple(x -> getfield(t, x + i - 1), length(t) - i + 1)
rest(a::Array, i::Int = 1) = a[i:end]
rest(a::Core.SimpleVector, i::Int = 1) = Core.svec(ntuple(x -> a[x + i - 1], length(a) - i + 1)...)
rest(s::AbstractString) = s
rest(s::AbstractString, i) = SubString(s, i)
rest(a::AbstractArray{T}, state...) where {T} = foldl(push!, Iterators.rest(a, state...); init = sizehint!(Vector{T}(undef, 0), length(a)))
rest(itr, state...) = Iterators.rest(itr, state...)

# The parts of `a, b..., c = x` around the slurp: all but the last n, and those.
split_rest(t::Tuple, n::Int, i = 1) = length(t) - n - i + 1 < 0 ? throw(BoundsError(t, length(t) + 1)) :
    (ntuple(x -> t[x + i - 1], length(t) - n - i + 1), ntuple(x -> t[length(t) - n + x], n))
function split_rest(itr, n::Int, state...)
    if IteratorSize(itr) == IsInfinite()
        throw(ArgumentError("Cannot split an infinite iterator in the middle."))
    end
    return _split_rest(rest(itr, state...), n)
end
_split_rest(itr, n::Int) = _split_rest(collect(itr), n)
function _split_rest(a::Union{AbstractArray, AbstractString}, n::Int)
    _check_length_split_rest(length(a), n)
    a isa AbstractString || return a[begin:end - n], a[end - n + 1:end]
    split = prevind(a, ncodeunits(a) + 1, n)
    return SubString(a, firstindex(a), prevind(a, split)), SubString(a, split)
end
_split_rest(a::Tuple, n::Int) = split_rest(a, n)
_split_rest(a::Core.SimpleVector, n::Int) = map(part -> Core.svec(part...), split_rest((a...,), n))
function _check_length_split_rest(len, n)
    len < n && throw(ArgumentError(
        "The iterator only contains $len elements, but at least $n were requested."))
    return nothing
end

first(::Tuple{}) = throw(ArgumentError("tuple must be non-empty"))
last(t::Tuple{}) = throw(BoundsError(t, 0))
first(@nospecialize(t::Tuple)) = t[1]
last(@nospecialize(t::Tuple)) = t[nfields(t)]

tail(x::Tuple{Any, Vararg{Any}}) = _tail(x...)
tail(x::Tuple) = throw(ArgumentError("Cannot call tail on an empty tuple."))
_tail(x, rest...) = (@_inline_meta; rest)

front(t::Tuple) = (@_inline_meta; _front(t...))
_front() = throw(ArgumentError("Cannot call front on an empty tuple."))
_front(v) = ()
_front(v, t...) = (@_inline_meta; (v, _front(t...)...))

# ---- construction -------------------------------------------------------------------------------------------------

# `ntuple(f, n)`: (f(1), …, f(n)). Small n are spelled out so that the type is inferred for a literal n.
@inline function ntuple(f::F, n::Integer) where {F}
    return n == 0 ? () :
           n == 1 ? (f(1),) :
           n == 2 ? (f(1), f(2)) :
           n == 3 ? (f(1), f(2), f(3)) :
           n == 4 ? (f(1), f(2), f(3), f(4)) :
           n == 5 ? (f(1), f(2), f(3), f(4), f(5)) :
           n == 6 ? (f(1), f(2), f(3), f(4), f(5), f(6)) :
           n == 7 ? (f(1), f(2), f(3), f(4), f(5), f(6), f(7)) :
           n == 8 ? (f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8)) :
           n == 9 ? (f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9)) :
           n == 10 ? (f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10)) :
           _ntuple_long(f, n)
end
function _ntuple_long(f::F, n) where {F}
    @_noinline_meta
    n >= 0 || throw(ArgumentError(string("tuple length should be ≥ 0, got ", n)))
    return ([f(i) for i in 1:n]...,)
end
@inline function ntuple(f::F, ::Val{N}) where {F, N}
    N >= 0 || throw(ArgumentError(string("tuple length should be ≥ 0, got ", N)))
    return _ntuple_val(f, Val{N}())
end
_ntuple_val(f, ::Val{0}) = ()
_ntuple_val(f, ::Val{1}) = (@_inline_meta; (f(1),))
_ntuple_val(f, ::Val{2}) = (@_inline_meta; (f(1), f(2)))
_ntuple_val(f, ::Val{3}) = (@_inline_meta; (f(1), f(2), f(3)))
_ntuple_val(f, ::Val{4}) = (@_inline_meta; (f(1), f(2), f(3), f(4)))
_ntuple_val(f, ::Val{N}) where {N} = (@_inline_meta; (_ntuple_val(f, Val{sub_int(N, 1)}())..., f(N)))

Tuple{}(itr::Tuple{}) = ()
(::Type{T})(x::Tuple) where {T <: Tuple} = x isa T ? x : convert(T, x)
Tuple(itr) = (itr...,)
(::Type{T})(itr) where {T <: Tuple} = _totuple(T, itr)
(::Type{NTuple{N}})(itr) where {N} = _totuple_n(Val{N}(), itr)

function _totuple_n(::Val{N}, itr) where {N}
    v = collect(itr)
    length(v) >= N || _totuple_err(NTuple{N, Any})
    return ntuple(i -> v[i], Val{N}())
end

_totuple_err(@nospecialize(T)) =
    (@_noinline_meta; throw(ArgumentError(string("too few elements for tuple type ", T))))

function _totuple(::Type{T}, itr, s...) where {T <: Tuple}
    T === Tuple && return (itr...,)
    return _totuple_fixed(T, itr, s...)
end
_totuple_fixed(::Type{Tuple{}}, itr, s...) = ()
function _totuple_fixed(::Type{T}, itr, s...) where {T <: Tuple}
    if _is_vararg_only(T)
        E = fieldtype(T, 1)
        return (E[x for x in (isempty(s) ? itr : rest(itr, s...))]...,)
    end
    y = iterate(itr, s...)
    y === nothing && _totuple_err(T)
    t1 = convert(fieldtype(T, 1), y[1])
    return (t1, _totuple_fixed(tuple_type_tail(T), itr, y[2])...)
end
_is_vararg_only(@nospecialize(T)) = T isa DataType && length(T.parameters) === 1 && isvarargtype(T.parameters[1])

isvarargtype(@nospecialize(t)) = isa(t, Core.TypeofVararg)
function isvatuple(@nospecialize(t))
    t = unwrap_unionall(t)
    isa(t, DataType) || return false
    n = length(t.parameters)
    return n > 0 && isvarargtype(t.parameters[n])
end
tuple_type_head(T::Type) = fieldtype(T::Type{<:Tuple}, 1)
function tuple_type_tail(@nospecialize(T::Type))
    if isa(T, UnionAll)
        return UnionAll(T.var, tuple_type_tail(T.body))
    elseif isa(T, Union)
        return Union{tuple_type_tail(T.a), tuple_type_tail(T.b)}
    end
    T.name === Tuple.name || throw(MethodError(tuple_type_tail, (T,)))
    if isvatuple(T) && length(T.parameters) === 1
        return T
    end
    return Tuple{_svec_tail(T.parameters)...}
end
tuple_type_cons(::Type, ::Type{Union{}}) = Union{}
tuple_type_cons(::Type{S}, ::Type{T}) where {T <: Tuple, S} = Tuple{S, T.parameters...}
_svec_tail(v::Core.SimpleVector) = Core.svec(ntuple(i -> v[i + 1], length(v) - 1)...)

# ---- element type -------------------------------------------------------------------------------------------------

eltype(::Type{Tuple{}}) = Bottom
eltype(::Type{Tuple{Vararg{E}}}) where {E} = E
eltype(t::Type{<:Tuple}) = _tuple_eltype(t)
function _tuple_eltype(@nospecialize(t))
    @_total_meta
    has_free_typevars(t) && return Any
    if isa(t, UnionAll)
        ub = t.var.ub
        return _tuple_eltype(t{ub})
    elseif isa(t, Union)
        return promote_typejoin(_tuple_eltype(t.a), _tuple_eltype(t.b))
    end
    p = t.parameters
    n = length(p)
    n === 0 && return Union{}
    r = Union{}
    i = 1
    while i <= n
        r = promote_typejoin(r, rewrap_unionall(unwrapva(p[i]), t))
        i += 1
    end
    return r
end

# ---- mapping and searching ----------------------------------------------------------------------------------------

map(f, t::Tuple{}) = ()
map(f, t::Tuple{Any}) = (@_inline_meta; (f(t[1]),))
map(f, t::Tuple{Any, Any}) = (@_inline_meta; (f(t[1]), f(t[2])))
map(f, t::Tuple{Any, Any, Any}) = (@_inline_meta; (f(t[1]), f(t[2]), f(t[3])))
map(f, t::Tuple) = (@_inline_meta; (f(t[1]), map(f, tail(t))...))
function map(f, t::Any32)
    n = length(t)
    A = Array{Any, 1}(undef, n)
    for i in 1:n
        A[i] = f(t[i])
    end
    return (A...,)
end
map(f, t::Tuple{}, s::Tuple{}) = ()
map(f, t::Tuple, s::Tuple{}) = ()
map(f, t::Tuple{}, s::Tuple) = ()
map(f, t::Tuple{Any}, s::Tuple{Any}) = (@_inline_meta; (f(t[1], s[1]),))
map(f, t::Tuple{Any, Any}, s::Tuple{Any, Any}) = (@_inline_meta; (f(t[1], s[1]), f(t[2], s[2])))
map(f, t::Tuple, s::Tuple) = (@_inline_meta; (f(t[1], s[1]), map(f, tail(t), tail(s))...))
function map(f, t::Any32, s::Any32)
    n = length(t) < length(s) ? length(t) : length(s)
    A = Array{Any, 1}(undef, n)
    for i in 1:n
        A[i] = f(t[i], s[i])
    end
    return (A...,)
end
heads(ts::Tuple...) = map(t -> t[1], ts)
tails(ts::Tuple...) = map(tail, ts)
map(f, ::Tuple{}...) = ()
function map(f, t1::Tuple, t2::Tuple, ts::Tuple...)
    @_inline_meta
    _any_empty(t1, t2, ts...) && return ()
    return (f(heads(t1, t2, ts...)...), map(f, tails(t1, t2, ts...)...)...)
end
_any_empty() = false
_any_empty(t::Tuple{}, ts::Tuple...) = true
_any_empty(t::Tuple, ts::Tuple...) = (@_inline_meta; _any_empty(ts...))

foreach(f, t::Tuple{}) = nothing
foreach(f, t::Tuple) = (for x in t; f(x); end; nothing)

any(x::Tuple{}) = false
any(x::Tuple{Bool}) = x[1]
any(x::Tuple{Bool, Bool}) = x[1] | x[2]
any(x::Tuple{Bool, Bool, Bool}) = x[1] | x[2] | x[3]
all(x::Tuple{}) = true
all(x::Tuple{Bool}) = x[1]
all(x::Tuple{Bool, Bool}) = x[1] & x[2]
all(x::Tuple{Bool, Bool, Bool}) = x[1] & x[2] & x[3]
all(x::Tuple{Any}) = x[1]
all(f, x::Tuple{}) = true
all(f, x::Tuple{Any}) = f(x[1])
any(f, x::Tuple{}) = false
any(f, x::Tuple{Any}) = f(x[1])

findfirst(f::Function, A::Tuple) = findnext(f, A, 1)
function findnext(f::Function, A::Tuple, i::Integer)
    for j in i:length(A)
        f(A[j]) && return j
    end
    return nothing
end
function findprev(f::Function, A::Tuple, i::Integer)
    j = i
    while j >= 1
        f(A[j]) && return j
        j -= 1
    end
    return nothing
end
findlast(f::Function, A::Tuple) = findprev(f, A, length(A))

filter(f, xs::Tuple{}) = ()
function filter(f, xs::Tuple)
    @_inline_meta
    rest = filter(f, tail(xs))
    return f(xs[1]) ? (xs[1], rest...) : rest
end
filter(f, xs::Any32) = (Base.filter(f, collect(Any, xs))...,)

reverse(t::Tuple{}) = t
reverse(t::Tuple) = (@_inline_meta; revargs(t...))
revargs() = ()
revargs(x, r...) = (@_inline_meta; (revargs(r...)..., x))

in(x, ::Tuple{}) = false
function in(x, t::Tuple)
    @_inline_meta
    return _tuple_in(x, t, false)
end
function _tuple_in(x, t::Tuple, anymissing)
    for y in t
        r = (x == y)
        if r === missing
            anymissing = true
        elseif r
            return true
        end
    end
    return anymissing ? missing : false
end

empty(@nospecialize(x::Tuple)) = ()
copy(@nospecialize(x::Tuple)) = x

# ---- comparison and hashing ---------------------------------------------------------------------------------------

isequal(t1::Tuple, t2::Tuple) = length(t1) == length(t2) && _isequal(t1, t2)
_isequal(::Tuple{}, ::Tuple{}) = true
_isequal(t1::Tuple{Any}, t2::Tuple{Any}) = isequal(t1[1], t2[1])
_isequal(t1::Tuple{Any, Vararg{Any}}, t2::Tuple{Any, Vararg{Any}}) =
    isequal(t1[1], t2[1]) && _isequal(tail(t1), tail(t2))
function _isequal(t1::Any32, t2::Any32)
    for i in 1:length(t1)
        isequal(t1[i], t2[i]) || return false
    end
    return true
end

==(t1::Tuple, t2::Tuple) = length(t1) == length(t2) && _eq(t1, t2)
_eq(t1::Tuple{}, t2::Tuple{}) = true
_eq(t1::Tuple{Any}, t2::Tuple{Any}) = t1[1] == t2[1]
function _eq(t1::Tuple, t2::Tuple)
    eq = t1[1] == t2[1]
    eq === false && return false
    rest = _eq(tail(t1), tail(t2))
    return eq === missing ? (rest === false ? false : missing) : rest
end
function _eq(t1::Any32, t2::Any32)
    anymissing = false
    for i in 1:length(t1)
        eq = t1[i] == t2[i]
        if eq === missing
            anymissing = true
        elseif !eq
            return false
        end
    end
    return anymissing ? missing : true
end

const tuplehash_seed = 0x77cfa1eef01bca90
hash(::Tuple{}, h::UInt) = h + tuplehash_seed
hash(t::Tuple, h::UInt) = hash(t[1], hash(tail(t), h))
function hash(t::Any32, h::UInt)
    out = h + tuplehash_seed
    for i in length(t):-1:1
        out = hash(t[i], out)
    end
    return out
end

<(::Tuple{}, ::Tuple{}) = false
<(::Tuple{}, ::Tuple) = true
<(::Tuple, ::Tuple{}) = false
function <(t1::Tuple, t2::Tuple)
    a, b = t1[1], t2[1]
    eq = (a == b)
    eq === missing && return missing
    return eq ? tail(t1) < tail(t2) : a < b
end
isless(::Tuple{}, ::Tuple{}) = false
isless(::Tuple{}, ::Tuple) = true
isless(::Tuple, ::Tuple{}) = false
isless(t1::Tuple, t2::Tuple) =
    (a = t1[1]; b = t2[1]; isless(a, b) || (isequal(a, b) && isless(tail(t1), tail(t2))))
function isless(t1::Any32, t2::Any32)
    n = min(length(t1), length(t2))
    for i in 1:n
        a, b = t1[i], t2[i]
        isequal(a, b) || return isless(a, b)
    end
    return length(t1) < length(t2)
end
