# Dictionaries and sets that tell keys apart by identity (`===`).

# `ht` holds keys and values in turn. A place is free when its key is unset, and deleted when only its value is unset.
mutable struct IdDict{K,V} <: AbstractDict{K,V}
    ht::Memory{Any}
    count::Int
    ndel::Int
    IdDict{K,V}() where {K,V} = new{K,V}(Memory{Any}(undef, 32), 0, 0)
    IdDict{K,V}(d::IdDict{K,V}) where {K,V} = new{K,V}(copy(d.ht), d.count, d.ndel)
end
function IdDict{K,V}(itr) where {K,V}
    d = IdDict{K,V}()
    for (k, v) in itr
        d[k] = v
    end
    return d
end
function IdDict{K,V}(pairs::Pair...) where {K,V}
    d = IdDict{K,V}()
    sizehint!(d, length(pairs))
    for (k, v) in pairs
        d[k] = v
    end
    return d
end
IdDict() = IdDict{Any,Any}()
IdDict(kv::Tuple{}) = IdDict()
IdDict(ps::Pair{K,V}...) where {K,V} = IdDict{K,V}(ps)
IdDict(ps::Pair...) = IdDict(ps)
function IdDict(kv)
    return _dict_of(IdDict, kv)
end
empty(d::IdDict, ::Type{K}, ::Type{V}) where {K,V} = IdDict{K,V}()
copy(d::IdDict) = typeof(d)(d)

_id_home(key, n::Int) = 2 * Int(objectid(key) & UInt(n - 1)) + 1
_id_limit(n::Int) = n <= 1024 ? 16 : n >> 6

function _id_find(ht::Memory{Any}, @nospecialize(key))
    n = length(ht) >> 1
    n == 0 && return 0
    i = _id_home(key, n)
    iter = 0
    limit = _id_limit(n)
    while iter <= limit
        @inbounds isassigned(ht, i) || return 0
        # a deleted place holds `nothing`, which may be the key sought: go on
        @inbounds(ht[i]) === key && isassigned(ht, i + 1) && return i
        i = i + 2
        i > length(ht) && (i = 1)
        iter += 1
        iter >= n && break
    end
    return 0
end

# The place of the key or one to put it; 0 if the table is too full.
function _id_place(ht::Memory{Any}, @nospecialize(key))
    n = length(ht) >> 1
    i = _id_home(key, n)
    iter = 0
    limit = _id_limit(n)
    free = 0
    while iter <= limit
        if !isassigned(ht, i)
            return free == 0 ? i : free
        end
        if !isassigned(ht, i + 1)
            free == 0 && (free = i)
        elseif @inbounds(ht[i]) === key
            return i
        end
        i = i + 2
        i > length(ht) && (i = 1)
        iter += 1
        iter >= n && break
    end
    return free
end

function _id_grow(old::Memory{Any}, newlen::Int)
    while true
        ht = Memory{Any}(undef, newlen)
        ok = true
        i = 1
        while i < length(old)
            if isassigned(old, i + 1)
                p = _id_place(ht, old[i])
                if p == 0
                    ok = false
                    break
                end
                ht[p] = old[i]
                ht[p + 1] = old[i + 1]
            end
            i += 2
        end
        ok && return ht
        newlen *= 2
    end
end

function rehash!(d::IdDict, newlen::Int=length(d.ht))
    d.ht = _id_grow(d.ht, newlen)
    d.ndel = 0
    return d
end
function sizehint!(d::IdDict, newsz)
    want = _tablesz(Int(newsz) * 2)
    oldsz = length(d.ht)
    # growing in small steps costs more than it saves
    want < (oldsz * 5) >> 2 && return d
    return rehash!(d, want)
end
function setindex!(d::IdDict{K,V}, @nospecialize(val), @nospecialize(key)) where {K,V}
    !isa(key, K) && throw(KeyTypeError(K, key))
    v = val isa V ? val : convert(V, val)
    if d.ndel >= ((3 * length(d.ht)) >> 2)
        rehash!(d, max(length(d.ht) >> 1, 32))
    end
    i = _id_place(d.ht, key)
    while i == 0
        len = length(d.ht)
        n = len >> 1
        rehash!(d, (n >= (1 << 19) || n <= (1 << 8)) ? len << 1 : len << 2)
        i = _id_place(d.ht, key)
    end
    if isassigned(d.ht, i) && isassigned(d.ht, i + 1)
        d.ht[i + 1] = v
        return d
    end
    d.ht[i] = key
    d.ht[i + 1] = v
    d.count += 1
    return d
end
function get(d::IdDict{K,V}, @nospecialize(key), @nospecialize(default)) where {K,V}
    i = _id_find(d.ht, key)
    return i == 0 ? default : d.ht[i + 1]::V
end
function get(default::Callable, d::IdDict{K,V}, @nospecialize(key)) where {K,V}
    i = _id_find(d.ht, key)
    return i == 0 ? default() : d.ht[i + 1]::V
end
function getindex(d::IdDict{K,V}, @nospecialize(key)) where {K,V}
    i = _id_find(d.ht, key)
    i == 0 && throw(KeyError(key))
    return d.ht[i + 1]::V
end
haskey(d::IdDict, @nospecialize(key)) = _id_find(d.ht, key) != 0
function get!(default::Callable, d::IdDict{K,V}, @nospecialize(key)) where {K,V}
    i = _id_find(d.ht, key)
    i == 0 || return d.ht[i + 1]::V
    v = convert(V, default())::V
    setindex!(d, v, key)
    return v
end
function _id_remove!(d::IdDict, i::Int)
    _unsetindex!(d.ht, i + 1)
    # the key stays to mark the place as deleted, but must not keep its object alive
    d.ht[i] = nothing
    d.count -= 1
    d.ndel += 1
    return d
end
function pop!(d::IdDict{K,V}, @nospecialize(key), @nospecialize(default)) where {K,V}
    i = _id_find(d.ht, key)
    i == 0 && return default
    v = d.ht[i + 1]::V
    _id_remove!(d, i)
    return v
end
function pop!(d::IdDict{K,V}, @nospecialize(key)) where {K,V}
    i = _id_find(d.ht, key)
    i == 0 && throw(KeyError(key))
    v = d.ht[i + 1]::V
    _id_remove!(d, i)
    return v
end
function pop!(d::IdDict)
    isempty(d) && throw(ArgumentError("dict must be non-empty"))
    y = iterate(d)
    k, v = y[1]
    delete!(d, k)
    return k => v
end
function delete!(d::IdDict, @nospecialize(key))
    i = _id_find(d.ht, key)
    i == 0 || _id_remove!(d, i)
    return d
end
function empty!(d::IdDict)
    d.ht = Memory{Any}(undef, 32)
    d.ndel = 0
    d.count = 0
    return d
end
function iterate(d::IdDict{K,V}, i::Int=1) where {K,V}
    ht = d.ht
    while i < length(ht)
        isassigned(ht, i + 1) && return (Pair{K,V}(ht[i]::K, ht[i + 1]::V), i + 2)
        i += 2
    end
    return nothing
end
length(d::IdDict) = d.count
isempty(d::IdDict) = d.count == 0
in(@nospecialize(k), v::KeySet{<:Any,<:IdDict}) = haskey(v.dict, k)

# ---------------------------------------------------------------------------------------------------------

# A set by identity; it iterates in the order of insertion.
mutable struct IdSet{K} <: AbstractSet{K}
    list::Vector{Any}
    positions::IdDict{Any,Int}
    IdSet{K}() where {K} = new{K}(Any[], IdDict{Any,Int}())
    IdSet{K}(s::IdSet{K}) where {K} = union!(new{K}(Any[], IdDict{Any,Int}()), s)
end
IdSet{T}(itr) where {T} = union!(IdSet{T}(), itr)
IdSet() = IdSet{Any}()
IdSet(itr) = IdSet{eltype(itr)}(itr)
copy(s::IdSet{T}) where {T} = union!(IdSet{T}(), s)
empty(s::IdSet{T}, ::Type{U}=T) where {T,U} = IdSet{U}()
emptymutable(s::IdSet{T}, ::Type{U}=T) where {T,U} = IdSet{U}()
isempty(s::IdSet) = isempty(s.positions)
length(s::IdSet) = length(s.positions)
in(@nospecialize(x), s::IdSet) = haskey(s.positions, x)
function push!(s::IdSet{K}, @nospecialize(x)) where {K}
    v = x isa K ? x : convert(K, x)::K
    haskey(s.positions, v) && return s
    push!(s.list, v)
    s.positions[v] = length(s.list)
    return s
end
function delete!(s::IdSet, @nospecialize(x))
    i = get(s.positions, x, 0)
    i == 0 && return s
    delete!(s.positions, x)
    _unsetindex!(s.list, i)
    # when half of the list is holes it is packed
    if length(s.list) > 16 && length(s.positions) < length(s.list) >> 1
        packed = Any[s.list[j] for j in 1:length(s.list) if isassigned(s.list, j)]
        for (j, y) in enumerate(packed)
            s.positions[y] = j
        end
        s.list = packed
    end
    return s
end
pop!(s::IdSet, @nospecialize(x)) = x in s ? (delete!(s, x); x) : throw(KeyError(x))
pop!(s::IdSet, @nospecialize(x), @nospecialize(default)) = x in s ? (delete!(s, x); x) : default
function pop!(s::IdSet)
    isempty(s) && throw(ArgumentError("set must be non-empty"))
    x = iterate(s)[1]
    delete!(s, x)
    return x
end
empty!(s::IdSet) = (empty!(s.list); empty!(s.positions); s)
sizehint!(s::IdSet, n; shrink::Bool=true) = s
function iterate(s::IdSet{K}, i::Int=1) where {K}
    while i <= length(s.list)
        isassigned(s.list, i) && return (s.list[i]::K, i + 1)
        i += 1
    end
    return nothing
end
function filter!(f, s::IdSet)
    for x in collect(Any, s)
        f(x) || delete!(s, x)
    end
    return s
end

# ---------------------------------------------------------------------------------------------------------

# Keys are held weakly: an association disappears when its key is collected. Keys are told apart as by `isequal`.
mutable struct WeakKeyDict{K,V} <: AbstractDict{K,V}
    ht::Dict{WeakRef,V}
    dirty::Bool
    WeakKeyDict{K,V}() where {K,V} = new{K,V}(Dict{WeakRef,V}(), false)
end
function WeakKeyDict{K,V}(kv) where {K,V}
    h = WeakKeyDict{K,V}()
    for (k, v) in kv
        h[k] = v
    end
    return h
end
WeakKeyDict{K,V}(p::Pair) where {K,V} = setindex!(WeakKeyDict{K,V}(), p.second, p.first)
WeakKeyDict{K,V}(ps::Pair...) where {K,V} = WeakKeyDict{K,V}(ps)
WeakKeyDict() = WeakKeyDict{Any,Any}()
WeakKeyDict(kv::Tuple{}) = WeakKeyDict()
WeakKeyDict(ps::Pair{K,V}...) where {K,V} = WeakKeyDict{K,V}(ps)
WeakKeyDict(ps::Pair...) = WeakKeyDict(ps)
WeakKeyDict(kv) = _dict_of(WeakKeyDict, kv)
empty(d::WeakKeyDict, ::Type{K}, ::Type{V}) where {K,V} = WeakKeyDict{K,V}()
copy(d::WeakKeyDict) = typeof(d)(d)

# drop associations whose key is gone
function _sweep!(d::WeakKeyDict)
    d.dirty || return d
    d.dirty = false
    for (r, _) in copy(d.ht)
        r.value === nothing && delete!(d.ht, r)
    end
    return d
end
function setindex!(wkh::WeakKeyDict{K}, v, key) where {K}
    !isa(key, K) && throw(ArgumentError(string(limitrepr(key), " is not a valid key for type ", K)))
    _sweep!(wkh)
    finalizer(k -> (wkh.dirty = true), key)
    wkh.ht[WeakRef(key)] = v
    return wkh
end
get(wkh::WeakKeyDict, key, default) = key === nothing ? throw(KeyError(nothing)) : get(_sweep!(wkh).ht, WeakRef(key), default)
get(default::Callable, wkh::WeakKeyDict, key) = key === nothing ? throw(KeyError(nothing)) : get(default, _sweep!(wkh).ht, WeakRef(key))
function get!(default::Callable, wkh::WeakKeyDict{K}, key) where {K}
    haskey(wkh, key) && return wkh[key]
    v = default()
    wkh[key] = v
    return wkh[key]
end
getkey(wkh::WeakKeyDict{K}, kk, default) where {K} = (k = getkey(_sweep!(wkh).ht, WeakRef(kk), nothing); k === nothing ? default : k.value)
haskey(wkh::WeakKeyDict, key) = haskey(_sweep!(wkh).ht, WeakRef(key))
function getindex(wkh::WeakKeyDict, key)
    v = get(wkh, key, secret_table_token)
    v === secret_table_token && throw(KeyError(key))
    return v
end
pop!(wkh::WeakKeyDict, key) = haskey(wkh, key) ? pop!(wkh.ht, WeakRef(key)) : throw(KeyError(key))
pop!(wkh::WeakKeyDict, key, default) = pop!(_sweep!(wkh).ht, WeakRef(key), default)
delete!(wkh::WeakKeyDict, key) = (delete!(_sweep!(wkh).ht, WeakRef(key)); wkh)
empty!(wkh::WeakKeyDict) = (empty!(wkh.ht); wkh)
length(wkh::WeakKeyDict) = length(_sweep!(wkh).ht)
isempty(wkh::WeakKeyDict) = length(wkh) == 0
function iterate(t::WeakKeyDict{K,V}, state...) where {K,V}
    isempty(state) && _sweep!(t)
    y = iterate(t.ht, state...)
    while y !== nothing
        r, v = y[1]
        k = r.value
        # a key collected during the walk is passed over
        k === nothing || return (Pair{K,V}(k::K, v), y[2])
        y = iterate(t.ht, y[2])
    end
    return nothing
end
function filter!(f, d::WeakKeyDict)
    for p in collect(d)
        f(p) || delete!(d, p.first)
    end
    return d
end
==(a::WeakRef, b::WeakRef) = isequal(a.value, b.value)
==(w::WeakRef, v) = isequal(w.value, v)
==(w, v::WeakRef) = isequal(w, v.value)
==(::WeakRef, ::Missing) = missing
==(::Missing, ::WeakRef) = missing
