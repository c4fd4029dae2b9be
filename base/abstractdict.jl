# What every dictionary can do.

const secret_table_token = :__c782dbf1cf4d6a2e5e3865d7e95634f2e09b5902__

haskey(d::AbstractDict, k) = in(k, keys(d))
function in(p::Pair, a::AbstractDict, valcmp=(==))
    v = get(a, p.first, secret_table_token)
    v === secret_table_token && return false
    return valcmp(v, p.second)
end
in(p, a::AbstractDict) = error("AbstractDict collections only contain Pairs;\nEither look for e.g. A=>B instead, or use the `keys` or `values`\nfunction if you are looking for a key or value respectively.")

eltype(::Type{<:AbstractDict{K,V}}) where {K,V} = Pair{K,V}
eltype(::Type{AbstractDict}) = Pair
keytype(::Type{<:AbstractDict{K,V}}) where {K,V} = K
keytype(a::AbstractDict) = keytype(typeof(a))
valtype(::Type{<:AbstractDict{K,V}}) where {K,V} = V
valtype(a::AbstractDict) = valtype(typeof(a))
keytype(a::AbstractArray) = keytype(typeof(a))
keytype(a::AbstractVector) = keytype(typeof(a))
keytype(A::Type{<:AbstractArray}) = CartesianIndex{ndims(A)}
keytype(A::Type{<:AbstractVector}) = Int
keytype(@nospecialize(t::Tuple)) = keytype(typeof(t))
keytype(@nospecialize(T::Type{<:Tuple})) = Int
valtype(@nospecialize(t::Tuple)) = valtype(typeof(t))
valtype(@nospecialize(T::Type{<:Tuple})) = eltype(T)
valtype(a::AbstractArray) = valtype(typeof(a))
valtype(A::Type{<:AbstractArray}) = eltype(A)

isempty(a::AbstractDict) = length(a) == 0
getkey(a::AbstractDict, k, default) = haskey(a, k) ? k : default

# ---------------------------------------------------------------------------------------------------------
# views of the keys and the values

struct KeySet{K,T<:AbstractDict{K}} <: AbstractSet{K}
    dict::T
end
struct ValueIterator{T<:AbstractDict}
    dict::T
end

length(v::Union{KeySet,ValueIterator}) = length(v.dict)
isempty(v::Union{KeySet,ValueIterator}) = isempty(v.dict)
eltype(::Type{ValueIterator{D}}) where {D} = valtype(D)
eltype(::Type{<:KeySet{K}}) where {K} = K
@inline function iterate(v::KeySet, s...)
    y = iterate(v.dict, s...)
    y === nothing && return nothing
    return (y[1].first, y[2])
end
@inline function iterate(v::ValueIterator, s...)
    y = iterate(v.dict, s...)
    y === nothing && return nothing
    return (y[1].second, y[2])
end
in(k, v::KeySet) = get(v.dict, k, secret_table_token) !== secret_table_token
copy(v::KeySet) = copymutable(v)

keys(a::AbstractDict) = KeySet(a)
values(a::AbstractDict) = ValueIterator(a)
pairs(collection) = Generator(=>, keys(collection), values(collection))
pairs(a::AbstractDict) = a
pairs(v::Core.SimpleVector) = Pairs(v, OneTo(length(v)))
pairs(nt::NamedTuple) = Pairs{Symbol}(nt, keys(nt))
pairs(t::Tuple) = Pairs{Int}(t, keys(t))
pairs(s::AbstractString) = Pairs(s, eachindex(s))

keys(v::Pairs) = getfield(v, :itr)
values(v::Pairs) = getfield(v, :data)
getindex(v::Pairs, key) = getfield(v, :data)[key]
setindex!(v::Pairs, value, key) = (getfield(v, :data)[key] = value; v)
get(v::Pairs, key, default) = haskey(v, key) ? getfield(v, :data)[key] : default
get(f::Callable, v::Pairs, key) = haskey(v, key) ? getfield(v, :data)[key] : f()
haskey(v::Pairs, key) = key in getfield(v, :itr)
length(v::Pairs) = length(getfield(v, :itr))
size(v::Pairs) = size(getfield(v, :itr))
axes(v::Pairs) = axes(getfield(v, :itr))
isempty(v::Pairs) = isempty(getfield(v, :itr))
keytype(v::Pairs{K}) where {K} = K
valtype(v::Pairs{K,V}) where {K,V} = V
empty(::Pairs, ::Type{K}, ::Type{V}) where {K,V} = Dict{K,V}()
IteratorSize(::Type{<:Pairs{<:Any,<:Any,I}}) where {I} = IteratorSize(I)
IteratorSize(::Type{<:Pairs{<:Any,<:Any,<:AbstractUnitRange,<:Tuple}}) = HasLength()
last(v::Pairs) = (k = last(getfield(v, :itr)); Pair(k, v[k]))
@inline function iterate(v::Pairs{K,V}, s...) where {K,V}
    y = iterate(getfield(v, :itr), s...)
    y === nothing && return nothing
    k = y[1]
    return (Pair{K,V}(k, getfield(v, :data)[k]), y[2])
end
copy(v::Pairs) = Dict(v)
copy(v::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}) = v
reverse(v::Pairs) = Pairs(getfield(v, :data), reverse(getfield(v, :itr)))
(::Type{NamedTuple})(v::Pairs{Symbol,<:Any,<:Any,<:NamedTuple}) = getfield(v, :data)
merge(a::Pairs, bs::AbstractDict...) = merge(Dict(a), bs...)
propertynames(v::Pairs) = (:data, :itr)

# ---------------------------------------------------------------------------------------------------------
# copies and conversion

empty(a::AbstractDict) = empty(a, keytype(a), valtype(a))
empty(a::AbstractDict, ::Type{V}) where {V} = empty(a, keytype(a), V)
emptymutable(a::AbstractDict) = empty(a)
copy(a::AbstractDict) = merge!(empty(a), a)
copymutable(a::AbstractDict) = copy(a)
function copy!(dst::AbstractDict, src::AbstractDict)
    dst === src && return dst
    merge!(empty!(dst), src)
    return dst
end

function convert(::Type{T}, x::AbstractDict) where {T<:AbstractDict}
    x isa T && return x
    h = T(x)::T
    length(h) == length(x) || error("key collision during dictionary conversion")
    return h
end
AbstractDict{K,V}(x::AbstractDict{K,V}) where {K,V} = x

# ---------------------------------------------------------------------------------------------------------
# combining

function merge(d::AbstractDict, others::AbstractDict...)
    K, V = _merge_kvtypes(d, others...)
    return merge!(Dict{K,V}(d), others...)
end
function _merge_kvtypes(d, others...)
    K, V = keytype(d), valtype(d)
    for other in others
        K = promote_type(K, keytype(other))
        V = promote_type(V, valtype(other))
    end
    return (K, V)
end
function merge!(d::AbstractDict, others::AbstractDict...)
    for other in others
        if length(other) > length(d)
            sizehint!(d, length(other))
        end
        for (k, v) in other
            d[k] = v
        end
    end
    return d
end
function mergewith(combine, d::AbstractDict, others::AbstractDict...)
    K, V = _merge_kvtypes(d, others...)
    return mergewith!(combine, Dict{K,V}(d), others...)
end
mergewith(combine) = (args...) -> mergewith(combine, args...)
merge(combine::Callable, d::AbstractDict, others::AbstractDict...) = mergewith(combine, d, others...)
function mergewith!(combine, d::AbstractDict, others::AbstractDict...)
    foldl((a, b) -> _mergewith_two!(combine, a, b), others; init=d)
    return d
end
mergewith!(combine) = Fix1(mergewith!, combine)
merge!(combine::Callable, d::AbstractDict, others::AbstractDict...) = mergewith!(combine, d, others...)
function _mergewith_two!(combine, d1::AbstractDict, d2::AbstractDict)
    for (k, v) in d2
        d1[k] = haskey(d1, k) ? combine(d1[k], v) : v
    end
    return d1
end

# ---------------------------------------------------------------------------------------------------------
# filtering and removal

function filter!(f, d::AbstractDict)
    bad = keytype(d)[]
    for (k, v) in d
        f(Pair(k, v)) || push!(bad, k)
    end
    for k in bad
        delete!(d, k)
    end
    return d
end
# For dictionaries that bear it when entries go while one walks through them.
function filter_in_one_pass!(f, d::AbstractDict)
    for p in d
        f(p) || delete!(d, p.first)
    end
    return d
end
function filter(f, d::AbstractDict)
    df = empty(d)
    for p in d
        f(p) && (df[p.first] = p.second)
    end
    return df
end
function empty!(d::AbstractDict)
    for k in collect(keys(d))
        delete!(d, k)
    end
    return d
end

# ---------------------------------------------------------------------------------------------------------
# comparison and hash

function isequal(l::AbstractDict, r::AbstractDict)
    l === r && return true
    isa(l, IdDict) != isa(r, IdDict) && return false
    length(l) == length(r) || return false
    for pair in l
        in(pair, r, isequal) || return false
    end
    return true
end
function ==(l::AbstractDict, r::AbstractDict)
    isa(l, IdDict) != isa(r, IdDict) && return false
    length(l) == length(r) || return false
    anymissing = false
    for pair in l
        v = in(pair, r)
        if ismissing(v)
            anymissing = true
        elseif !v
            return false
        end
    end
    return anymissing ? missing : true
end
const hasha_seed = 0x6d35bb51952d5539
function hash(a::AbstractDict, h::UInt)
    hv = hasha_seed
    for (k, v) in a
        hv ⊻= hash(k, hash(v))
    end
    return hash(hv, h)
end

# ---------------------------------------------------------------------------------------------------------
# access

function getindex(t::AbstractDict{K}, key) where {K}
    v = get(t, key, secret_table_token)
    v === secret_table_token && throw(KeyError(key))
    return v
end
getindex(t::AbstractDict, k1, k2, ks...) = getindex(t, tuple(k1, k2, ks...))
setindex!(t::AbstractDict, v, k1, k2, ks...) = setindex!(t, v, tuple(k1, k2, ks...))
get!(t::AbstractDict, key, default) = get!(() -> default, t, key)
function get!(default::Callable, t::AbstractDict{K,V}, key) where {K,V}
    haskey(t, key) && return t[key]
    val = default()
    t[key] = val
    return val
end
push!(t::AbstractDict, p::Pair) = setindex!(t, p.second, p.first)
push!(t::AbstractDict, p::Pair, q::Pair) = push!(push!(t, p), q)
push!(t::AbstractDict, p::Pair, q::Pair, r::Pair...) = push!(push!(push!(t, p), q), r...)
append!(t::AbstractDict, itr) = (for p in itr
    push!(t, p)
end; t)

function map!(f, iter::ValueIterator)
    d = iter.dict
    for (k, v) in pairs(d)
        d[k] = f(v)
    end
    return iter
end

# Greatest possible number of distinct values of a key type.
max_values(::Type) = typemax(Int)
max_values(T::Union{Type{Nothing},Type{Missing}}) = 1
max_values(::Type{Bool}) = 2
max_values(::Type{T}) where {T<:Union{Int8,UInt8,Int16,UInt16}} = 1 << (8 * sizeof(T))
max_values(T::Union) = max(max_values(T.a), max_values(T.b))

# ---------------------------------------------------------------------------------------------------------
# ImmutableDict: a linked list of associations, newest first

struct ImmutableDict{K,V} <: AbstractDict{K,V}
    parent::ImmutableDict{K,V}
    key::K
    value::V
    ImmutableDict{K,V}() where {K,V} = new()
    ImmutableDict{K,V}(parent::ImmutableDict, key, value) where {K,V} = new(parent, key, value)
    ImmutableDict{K,V}(key, value) where {K,V} = new(ImmutableDict{K,V}(), key, value)
end
ImmutableDict((k, v)::Pair{K,V}) where {K,V} = ImmutableDict{K,V}(k, v)
ImmutableDict(t::ImmutableDict{K,V}, (k, v)::Pair) where {K,V} = ImmutableDict{K,V}(t, k, v)
ImmutableDict(t::ImmutableDict{K,V}, kv1::Pair, rest::Pair...) where {K,V} = ImmutableDict(ImmutableDict(t, kv1), rest...)
ImmutableDict(kv::Pair, rest::Pair...) = ImmutableDict(ImmutableDict(kv), rest...)
ImmutableDict{K,V}(kv::Pair, rest::Pair...) where {K,V} = ImmutableDict(ImmutableDict{K,V}(kv.first, kv.second), rest...)
function in(kv::Pair, dict::ImmutableDict, valcmp=(==))
    key, value = kv.first, kv.second
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return valcmp(value, dict.value)
        dict = dict.parent
    end
    return false
end
function haskey(dict::ImmutableDict, key)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return true
        dict = dict.parent
    end
    return false
end
function getindex(dict::ImmutableDict, key)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return dict.value
        dict = dict.parent
    end
    throw(KeyError(key))
end
function get(dict::ImmutableDict, key, default)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return dict.value
        dict = dict.parent
    end
    return default
end
function get(default::Callable, dict::ImmutableDict, key)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return dict.value
        dict = dict.parent
    end
    return default()
end
function iterate(d::ImmutableDict{K,V}, t=d) where {K,V}
    isdefined(t, :parent) || return nothing
    return (Pair{K,V}(t.key, t.value), t.parent)
end
length(t::ImmutableDict) = count(Returns(true), t)
isempty(t::ImmutableDict) = !isdefined(t, :parent)
empty(::ImmutableDict, ::Type{K}, ::Type{V}) where {K,V} = ImmutableDict{K,V}()
_similar_for(c::AbstractDict, ::Type{Pair{K,V}}, itr, isz, len) where {K,V} = empty(c, K, V)
_similar_for(c::AbstractDict, ::Type{T}, itr, isz, len) where {T} =
    throw(ArgumentError("for AbstractDicts, similar requires an element type of Pair;\n  if calling map, consider a comprehension instead"))
