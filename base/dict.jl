# Dict: open addressing with linear probing.
#
# `slots[i]` is 0x00 for a free place, 0x7f for one whose entry was deleted, else 0x80 with the top seven bits of the
# key's hash, so that most probes need not look at the key. The table's size is a power of two. `idxfloor` is a place at
# or before the first entry; `age` counts changes; `maxprobe` bounds how far from its home an entry may stand.

const _probe_minimum = 16
const _probe_shift = 6

mutable struct Dict{K,V} <: AbstractDict{K,V}
    slots::Memory{UInt8}
    keys::Memory{K}
    vals::Memory{V}
    ndel::Int
    count::Int
    age::UInt
    idxfloor::Int
    maxprobe::Int

    function Dict{K,V}() where {K,V}
        return new(Memory{UInt8}(undef, 0), Memory{K}(undef, 0), Memory{V}(undef, 0), 0, 0, UInt(0), 1, 0)
    end
    function Dict{K,V}(d::Dict{K,V}) where {K,V}
        return new(copy(d.slots), copy(d.keys), copy(d.vals), d.ndel, d.count, d.age, d.idxfloor, d.maxprobe)
    end
    function Dict{K,V}(slots::Memory{UInt8}, keys::Memory{K}, vals::Memory{V}, ndel::Int, count::Int, age::UInt, idxfloor::Int, maxprobe::Int) where {K,V}
        return new(slots, keys, vals, ndel, count, age, idxfloor, maxprobe)
    end
end

function Dict{K,V}(kv) where {K,V}
    h = Dict{K,V}()
    haslength(kv) && sizehint!(h, Int(length(kv))::Int)
    for (k, v) in kv
        h[k] = v
    end
    return h
end
Dict{K,V}(p::Pair) where {K,V} = setindex!(Dict{K,V}(), p.second, p.first)
function Dict{K,V}(ps::Pair...) where {K,V}
    h = Dict{K,V}()
    sizehint!(h, length(ps))
    for p in ps
        h[p.first] = p.second
    end
    return h
end
Dict() = Dict{Any,Any}()
Dict(kv::Tuple{}) = Dict()
Dict(ps::Pair{K,V}...) where {K,V} = Dict{K,V}(ps)
Dict(ps::Pair...) = Dict(ps)
Dict(d::AbstractDict{K,V}) where {K,V} = Dict{K,V}(d)
copy(d::Dict) = Dict(d)
Dict(kv) = _dict_of(Dict, kv)

# A dictionary of kind D for the elements of `kv`: typed if their type is known, else widened as they come.
_dict_of(::Type{D}, kv) where {D} = dict_with_eltype((K, V) -> D{K,V}, kv, _found_eltype(kv))
_dict_of(::Type{D}, kv::Generator) where {D} = (T = _found_eltype(kv); _dict_of_generated(D, kv, isconcretetype(T) ? T : Any))
_dict_of_generated(::Type{D}, kv, ::Type{T}) where {D,T} = dict_with_eltype((K, V) -> D{K,V}, kv, T)
# `type_of(K, V)` is the dictionary type for keys and values of these types.
dict_with_eltype(type_of::F, kv, ::Type{Tuple{K,V}}) where {F,K,V} = type_of(K, V)(kv)
dict_with_eltype(type_of::F, kv, ::Type{Pair{K,V}}) where {F,K,V} = type_of(K, V)(kv)
dict_with_eltype(type_of::F, kv, ::Type) where {F} = grow_to!(type_of(Any, Any)(), kv)

# Insert pairs one by one; the first that does not fit moves everything to a wider dictionary.
function grow_to!(dest::AbstractDict{K,V}, itr) where {K,V}
    applicable(iterate, itr) || _not_pairs()
    y = iterate(itr)
    y === nothing && return dest
    k, v = _key_and_value(y[1])
    narrowed = empty(dest, typeof(k), typeof(v))
    narrowed[k] = v
    return grow_to!(narrowed, itr, y[2])
end
_key_and_value(x::Union{Tuple,Pair}) = ((k, v) = x; (k, v))
# Whatever gives two values when it is iterated will do.
function _key_and_value(x)
    try
        k, v = x
        return k, v
    catch
        _not_pairs()
    end
end
@noinline _not_pairs() = throw(ArgumentError("AbstractDict(kv): kv needs to be an iterator of tuples or pairs"))
function grow_to!(dest::AbstractDict{K,V}, itr, st) where {K,V}
    y = iterate(itr, st)
    while y !== nothing
        k, v = _key_and_value(y[1])
        st = y[2]
        if isa(k, K) && isa(v, V)
            dest[k] = v
        else
            wider = empty(dest, promote_typejoin(K, typeof(k)), promote_typejoin(V, typeof(v)))
            merge!(wider, dest)
            wider[k] = v
            return grow_to!(wider, itr, st)
        end
        y = iterate(itr, st)
    end
    return dest
end

empty(a::AbstractDict, ::Type{K}, ::Type{V}) where {K,V} = Dict{K,V}()
length(d::Dict) = d.count
isempty(d::Dict) = d.count == 0

# ---------------------------------------------------------------------------------------------------------
# probing

_slot_tag(h::UInt) = (h >> 57) % UInt8 | 0x80
@inline function hashindex(key, sz::Int)
    h = hash(key)::UInt
    return ((h % Int) & (sz - 1)) + 1, _slot_tag(h)
end
@inline isslotempty(h::Dict, i::Int) = @inbounds(h.slots[i]) == 0x00
@inline isslotfilled(h::Dict, i::Int) = (@inbounds(h.slots[i]) & 0x80) != 0
@inline isslotmissing(h::Dict, i::Int) = @inbounds(h.slots[i]) == 0x7f

_tablesz(x::Int) = x < 16 ? 16 : one(x) << (64 - leading_zeros(x - 1))

# Move all entries into a table of at least `newsz` places.
function rehash!(h::Dict{K,V}, newsz::Int=length(h.keys)) where {K,V}
    newsz = _tablesz(newsz)
    h.idxfloor = 1
    if h.count == 0
        h.slots = fill!(Memory{UInt8}(undef, newsz), 0x00)
        h.keys = Memory{K}(undef, newsz)
        h.vals = Memory{V}(undef, newsz)
        h.ndel = 0
        h.maxprobe = 0
        h.age += 1
        return h
    end
    olds, oldk, oldv = h.slots, h.keys, h.vals
    sz = length(olds)
    slots = fill!(Memory{UInt8}(undef, newsz), 0x00)
    keys = Memory{K}(undef, newsz)
    vals = Memory{V}(undef, newsz)
    age0 = h.age
    count = 0
    maxprobe = 0
    for i in 1:sz
        @inbounds if (olds[i] & 0x80) != 0
            k = oldk[i]
            v = oldv[i]
            index, tag = hashindex(k, newsz)
            home = index
            while slots[index] != 0
                index = (index & (newsz - 1)) + 1
            end
            probe = (index - home) & (newsz - 1)
            probe > maxprobe && (maxprobe = probe)
            slots[index] = tag
            keys[index] = k
            vals[index] = v
            count += 1
        end
    end
    h.age == age0 || throw(ConcurrencyViolationError("Multiple concurrent writes to Dict detected!"))
    h.age += 1
    h.slots = slots
    h.keys = keys
    h.vals = vals
    h.count = count
    h.ndel = 0
    h.maxprobe = maxprobe
    return h
end

function sizehint!(d::Dict{T}, newsz; shrink::Bool=true) where {T}
    oldsz = length(d.slots)
    # no more entries than there are keys; room for half as many again
    want = _tablesz(cld(3 * min(max(Int(newsz), length(d)), max_values(T)::Int), 2))
    return (shrink ? want == oldsz : want <= oldsz) ? d : rehash!(d, want)
end

# The place of `key`, or a negative number.
function ht_keyindex(h::Dict{K,V}, key) where {K,V}
    h.count == 0 && return -1
    sz = length(h.keys)
    iter = 0
    maxprobe = h.maxprobe
    index, tag = hashindex(key, sz)
    keys = h.keys
    @inbounds while true
        isslotempty(h, index) && return -1
        if h.slots[index] == tag
            k = keys[index]
            (key === k || isequal(key, k)) && return index
        end
        index = (index & (sz - 1)) + 1
        iter += 1
        iter > maxprobe && return -1
    end
end

# The place of `key`, or minus the place to put it, and its tag.
function ht_keyindex2_shorthash!(h::Dict{K,V}, key) where {K,V}
    sz = length(h.keys)
    if sz == 0
        rehash!(h, 4)
        index, tag = hashindex(key, length(h.keys))
        return -index, tag
    end
    iter = 0
    maxprobe = h.maxprobe
    index, tag = hashindex(key, sz)
    avail = 0
    keys = h.keys
    @inbounds while true
        if isslotempty(h, index)
            return (avail < 0 ? avail : -index), tag
        end
        if isslotmissing(h, index)
            # free to take, but the key may still come
            avail == 0 && (avail = -index)
        elseif h.slots[index] == tag
            k = keys[index]
            if key === k || isequal(key, k)
                return index, tag
            end
        end
        index = (index & (sz - 1)) + 1
        iter += 1
        iter > maxprobe && break
    end
    avail < 0 && return avail, tag
    # the key is not there: look a bit further for a free place
    limit = max(_probe_minimum, sz >> _probe_shift)
    @inbounds while iter < limit
        if !isslotfilled(h, index)
            h.maxprobe = iter
            return -index, tag
        end
        index = (index & (sz - 1)) + 1
        iter += 1
    end
    rehash!(h, h.count > 64000 ? sz * 2 : sz * 4)
    return ht_keyindex2_shorthash!(h, key)
end
ht_keyindex2!(h::Dict, key) = ht_keyindex2_shorthash!(h, key)[1]

@inline function _insert_at!(h::Dict, v, key, index::Int, tag::UInt8)
    h.ndel -= isslotmissing(h, index)
    @inbounds h.slots[index] = tag
    @inbounds h.keys[index] = key
    @inbounds h.vals[index] = v
    h.count += 1
    h.age += 1
    index < h.idxfloor && (h.idxfloor = index)
    sz = length(h.keys)
    # at most two thirds full, deleted places included
    if (h.count + h.ndel) * 3 > sz * 2
        rehash!(h, h.count > 64000 ? h.count * 2 : max(h.count * 4, 4))
    end
    return nothing
end

function setindex!(h::Dict{K,V}, v0, key0) where {K,V}
    if key0 isa K
        key = key0
    else
        key = convert(K, key0)::K
        isequal(key, key0) || throw(KeyTypeError(K, key0))
    end
    return _dict_set!(h, v0, key)
end
KeyTypeError(K, key) = TypeError(Symbol("dict key"), "", K, key)
function _dict_set!(h::Dict{K,V}, v0, key::K) where {K,V}
    v = v0 isa V ? v0 : convert(V, v0)::V
    index, tag = ht_keyindex2_shorthash!(h, key)
    if index > 0
        h.age += 1
        @inbounds h.keys[index] = key
        @inbounds h.vals[index] = v
    else
        _insert_at!(h, v, key, -index, tag)
    end
    return h
end
function setindex!(h::Dict{K,Any}, v, key::K) where {K}
    @nospecialize v
    index, tag = ht_keyindex2_shorthash!(h, key)
    if index > 0
        h.age += 1
        @inbounds h.keys[index] = key
        @inbounds h.vals[index] = v
    else
        _insert_at!(h, v, key, -index, tag)
    end
    return h
end

get!(h::Dict{K,V}, key0, default) where {K,V} = get!(() -> default, h, key0)
function get!(default::Callable, h::Dict{K,V}, key0) where {K,V}
    if key0 isa K
        return _dict_get!(default, h, key0)
    end
    key = convert(K, key0)::K
    isequal(key, key0) || throw(KeyTypeError(K, key0))
    return _dict_get!(default, h, key)
end
function _dict_get!(default, h::Dict{K,V}, key::K) where {K,V}
    index, tag = ht_keyindex2_shorthash!(h, key)
    index > 0 && return @inbounds h.vals[index]
    age0 = h.age
    v0 = default()
    v = v0 isa V ? v0 : convert(V, v0)::V
    # the call may have changed the dictionary
    if h.age != age0
        index, tag = ht_keyindex2_shorthash!(h, key)
    end
    if index > 0
        h.age += 1
        @inbounds h.keys[index] = key
        @inbounds h.vals[index] = v
    else
        _insert_at!(h, v, key, -index, tag)
    end
    return v
end

function getindex(h::Dict{K,V}, key) where {K,V}
    index = ht_keyindex(h, key)
    return index < 0 ? throw(KeyError(key)) : @inbounds(h.vals[index])::V
end
function get(h::Dict{K,V}, key, default) where {K,V}
    index = ht_keyindex(h, key)
    return index < 0 ? default : @inbounds(h.vals[index])::V
end
function get(default::Callable, h::Dict{K,V}, key) where {K,V}
    index = ht_keyindex(h, key)
    return index < 0 ? default() : @inbounds(h.vals[index])::V
end
haskey(h::Dict, key) = ht_keyindex(h, key) > 0
in(key, v::KeySet{<:Any,<:Dict}) = ht_keyindex(v.dict, key) > 0
function getkey(h::Dict{K,V}, key, default) where {K,V}
    index = ht_keyindex(h, key)
    return index < 0 ? default : @inbounds(h.keys[index])::K
end

# ---------------------------------------------------------------------------------------------------------
# removal

function _delete!(h::Dict{K,V}, index::Int) where {K,V}
    slots = h.slots
    sz = length(slots)
    _unsetindex!(h.keys, index)
    _unsetindex!(h.vals, index)
    # a deleted place must stay marked only while entries may stand beyond it
    nxt = (index & (sz - 1)) + 1
    @inbounds if slots[nxt] == 0x00
        freed = 0
        i = index
        slots[i] = 0x00
        while true
            i = ((i - 2) & (sz - 1)) + 1
            slots[i] == 0x7f || break
            slots[i] = 0x00
            freed += 1
        end
        h.ndel -= freed
    else
        slots[index] = 0x7f
        h.ndel += 1
    end
    h.count -= 1
    h.age += 1
    return h
end
function _pop!(h::Dict, index::Int)
    val = @inbounds h.vals[index]
    _delete!(h, index)
    return val
end
function pop!(h::Dict, key)
    index = ht_keyindex(h, key)
    return index > 0 ? _pop!(h, index) : throw(KeyError(key))
end
function pop!(h::Dict, key, default)
    index = ht_keyindex(h, key)
    return index > 0 ? _pop!(h, index) : default
end
function pop!(h::Dict)
    isempty(h) && throw(ArgumentError("dict must be non-empty"))
    idx = skip_deleted_floor!(h)
    key = @inbounds h.keys[idx]
    val = @inbounds h.vals[idx]
    _delete!(h, idx)
    return key => val
end
function delete!(h::Dict, key)
    index = ht_keyindex(h, key)
    index > 0 && _delete!(h, index)
    return h
end
function empty!(h::Dict{K,V}) where {K,V}
    fill!(h.slots, 0x00)
    sz = length(h.slots)
    _clear_elements!(h.keys, 1, sz)
    _clear_elements!(h.vals, 1, sz)
    h.ndel = 0
    h.count = 0
    h.maxprobe = 0
    h.age += 1
    h.idxfloor = max(1, sz)
    return h
end

# ---------------------------------------------------------------------------------------------------------
# iteration

# The first filled place from i on, or 0.
@inline function skip_deleted(h::Dict, i::Int)
    L = length(h.slots)
    while i <= L
        isslotfilled(h, i) && return i
        i += 1
    end
    return 0
end
function skip_deleted_floor!(h::Dict)
    idx = skip_deleted(h, h.idxfloor)
    idx != 0 && (h.idxfloor = idx)
    return idx
end
@inline function iterate(t::Dict{K,V}) where {K,V}
    return _dict_step(t, skip_deleted(t, t.idxfloor))
end
@inline iterate(t::Dict, i::Int) = _dict_step(t, i == 0 ? 0 : skip_deleted(t, i))
@inline function _dict_step(t::Dict{K,V}, i::Int) where {K,V}
    i == 0 && return nothing
    return (Pair{K,V}(@inbounds(t.keys[i]), @inbounds(t.vals[i])), i == typemax(Int) ? 0 : i + 1)
end
@inline function iterate(v::KeySet{<:Any,<:Dict{K}}, i::Int=v.dict.idxfloor) where {K}
    i = i == 0 ? 0 : skip_deleted(v.dict, i)
    i == 0 && return nothing
    return (@inbounds(v.dict.keys[i]), i + 1)
end
@inline function iterate(v::ValueIterator{<:Dict}, i::Int=v.dict.idxfloor)
    i = i == 0 ? 0 : skip_deleted(v.dict, i)
    i == 0 && return nothing
    return (@inbounds(v.dict.vals[i]), i + 1)
end

function filter!(pred, h::Dict{K,V}) where {K,V}
    h.count == 0 && return h
    @inbounds for i in 1:length(h.slots)
        isslotfilled(h, i) && (pred(Pair{K,V}(h.keys[i], h.vals[i])) || _delete!(h, i))
    end
    return h
end
function map!(f, iter::ValueIterator{<:Dict})
    d = iter.dict
    vals = d.vals
    i = d.idxfloor
    i = skip_deleted(d, i)
    while i != 0
        @inbounds vals[i] = f(vals[i])
        i = i == length(d.slots) ? 0 : skip_deleted(d, i + 1)
    end
    return iter
end
function mergewith!(combine, d1::Dict{K,V}, d2::AbstractDict) where {K,V}
    haslength(d2) && sizehint!(d1, max(length(d1), length(d2)); shrink=false)
    for (k, v) in d2
        i, tag = ht_keyindex2_shorthash!(d1, k)
        if i > 0
            d1.vals[i] = combine(d1.vals[i], v)
        else
            k isa K || (k = convert(K, k)::K)
            v isa V || (v = convert(V, v)::V)
            _insert_at!(d1, v, k, -i, tag)
        end
    end
    return d1
end
IteratorSize(::Type{<:AbstractDict}) = HasLength()
