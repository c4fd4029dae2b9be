# Set, and what sets serve for: uniqueness and replacement.

struct Set{T} <: AbstractSet{T}
    dict::Dict{T,Nothing}
    global _Set(dict::Dict{T,Nothing}) where {T} = new{T}(dict)
end
Set{T}() where {T} = _Set(Dict{T,Nothing}())
Set{T}(s::Set{T}) where {T} = _Set(Dict{T,Nothing}(s.dict))
Set{T}(itr) where {T} = union!(Set{T}(), itr)
Set() = Set{Any}()
Set(itr) = _set_of(itr, IteratorEltype(itr))
_set_of(itr, ::HasEltype) = Set{eltype(itr)}(itr)
function _set_of(itr, ::EltypeUnknown)
    T = _found_eltype(itr)
    isconcretetype(T) || T === Union{} || return grow_to!(Set{T}(), itr)
    return Set{T}(itr)
end
Set(s::Set{T}) where {T} = Set{T}(s)

empty(s::AbstractSet{T}, ::Type{U}=T) where {T,U} = Set{U}()
emptymutable(s::AbstractSet{T}, ::Type{U}=T) where {T,U} = Set{U}()
isempty(s::Set) = isempty(s.dict)
length(s::Set) = length(s.dict)
in(x, s::Set) = haskey(s.dict, x)
push!(s::Set, x) = (s.dict[x] = nothing; s)
push!(s::AbstractSet, x, y, zs...) = push!(push!(s, x), y, zs...)
append!(s::AbstractSet, itr) = union!(s, itr)
delete!(s::Set, x) = (delete!(s.dict, x); s)
copy(s::Set) = Set(s)
sizehint!(s::Set, n; shrink::Bool=true) = (sizehint!(s.dict, n; shrink=shrink); s)
empty!(s::Set) = (empty!(s.dict); s)
rehash!(s::Set) = (rehash!(s.dict); s)
@inline iterate(s::Set, i...) = iterate(KeySet(s.dict), i...)
filter!(f, s::Set) = (filter!(p -> f(p.first), s.dict); s)
function pop!(s::Set, x, default)
    dict = s.dict
    index = ht_keyindex(dict, x)
    index > 0 || return default
    k = @inbounds dict.keys[index]
    _delete!(dict, index)
    return k
end
function pop!(s::Set, x)
    index = ht_keyindex(s.dict, x)
    index < 1 && throw(KeyError(x))
    k = @inbounds s.dict.keys[index]
    _delete!(s.dict, index)
    return k
end
function pop!(s::Set)
    isempty(s) && throw(ArgumentError("set must be non-empty"))
    return pop!(s.dict).first
end
pop!(s::AbstractSet, x, default) = x in s ? pop!(s, x) : default
function pop!(s::AbstractSet, x)
    x in s || throw(KeyError(x))
    delete!(s, x)
    return x
end
# add `x` unless it is there; tells whether it was
function in!(x, s::Set)
    index, tag = ht_keyindex2_shorthash!(s.dict, x)
    index > 0 && return true
    _insert_at!(s.dict, nothing, convert(eltype(s), x), -index, tag)
    return false
end
in!(x, s::AbstractSet) = x in s ? true : (push!(s, x); false)
function issubset(a::Set, b::Set)
    length(a) > length(b) && return false
    for x in a
        x in b || return false
    end
    return true
end

# ---------------------------------------------------------------------------------------------------------
# unique

unique(itr) = _unique(itr, IteratorEltype(itr))
unique(f, C) = _unique_by(f, C)
unique(r::AbstractRange) = allunique(r) ? copy(r) : oftype(r, r[begin:begin])
unique(s::AbstractSet) = copy(s)
function _unique(itr, ::HasEltype)
    T = eltype(itr)
    out = Vector{T}()
    seen = Set{T}()
    for x in itr
        in!(x, seen) || push!(out, x)
    end
    return out
end
function _unique(itr, ::EltypeUnknown)
    y = iterate(itr)
    y === nothing && return _found_eltype(itr)[]
    x, st = y
    return _unique_from!(itr, typeof(x)[x], Set{typeof(x)}((x,)), st)
end
function _unique_from!(itr, out, seen, st)
    T = eltype(out)
    while true
        y = iterate(itr, st)
        y === nothing && return out
        x, st = y
        if x isa T
            in!(x, seen) || push!(out, x)
        else
            S = promote_typejoin(T, typeof(x))
            wider, seenwider = Vector{S}(out), Set{S}(seen)
            in!(x, seenwider) || push!(wider, x)
            return _unique_from!(itr, wider, seenwider, st)
        end
    end
end
function _unique_by(f, C)
    out = Vector{eltype(C)}()
    seen = Set{Any}()
    for x in C
        in!(f(x), seen) || push!(out, x)
    end
    return out
end
function unique!(f, A::AbstractVector; seen::Union{Nothing,Set}=nothing)
    known = seen === nothing ? Set{Any}() : seen
    count = firstindex(A)
    for x in A
        if !in!(f(x), known)
            A[count] = x
            count = nextind(A, count)
        end
    end
    resize!(A, count - firstindex(A))
    return A
end
function unique!(A::AbstractVector)
    if isempty(A)
        return A
    end
    seen = Set{eltype(A)}()
    n = firstindex(A)
    for i in eachindex(A)
        x = @inbounds A[i]
        if !in!(x, seen)
            @inbounds A[n] = x
            n += 1
        end
    end
    resize!(A, n - firstindex(A))
    return A
end

allunique(C) = _allunique(C)
function _allunique(C)
    seen = Set{_found_eltype(C)}()
    for x in C
        in!(x, seen) && return false
    end
    return true
end
allunique(::Union{AbstractSet,AbstractDict}) = true
allunique(r::AbstractRange) = !iszero(step(r)) || length(r) <= 1
allunique(f, xs) = allunique(Generator(f, xs))
allunique(t::Tuple) = _allunique_short(t)
function _allunique_short(t)
    length(t) > 32 && return _allunique(t)
    for i in 1:length(t), j in i+1:length(t)
        isequal(t[i], t[j]) && return false
    end
    return true
end
allunique(t::Tuple{}) = true

function allequal(itr)
    y = iterate(itr)
    y === nothing && return true
    x = y[1]
    while true
        y = iterate(itr, y[2])
        y === nothing && return true
        isequal(x, y[1]) || return false
    end
end
allequal(f, xs) = allequal(Generator(f, xs))
allequal(c::Union{AbstractSet,AbstractDict}) = length(c) <= 1
allequal(r::AbstractRange) = iszero(step(r)) || length(r) <= 1

# ---------------------------------------------------------------------------------------------------------
# replace

replace!(A, old_new::Pair...; count::Integer=typemax(Int)) = replace_pairs!(A, A, _replace_count(count), old_new)
replace!(new::Callable, A; count::Integer=typemax(Int)) = _replace!(new, A, A, _replace_count(count))
# a function to apply and pairs to look up do not go together
replace!(f::Callable, p::Pair; count::Integer=-1) = throw(MethodError(replace!, (f, p)))
replace(f::Callable, p::Pair; count::Integer=-1) = throw(MethodError(replace, (f, p)))
function _replace_count(count::Integer)
    count < 0 && throw(DomainError(count, "`count` must not be negative (got $count)"))
    return min(count, typemax(Int)) % Int
end
function replace(A, old_new::Pair...; count::Union{Integer,Nothing}=nothing)
    V = promote_valuetype(old_new...)
    n = count === nothing ? typemax(Int) : _replace_count(count)
    # values that are replaced everywhere need not be representable in the result
    T = count === nothing ? _replaced_eltype(eltype(A), map(first, old_new), V) : promote_type(eltype(A), V)
    return replace_pairs!(_similar_or_copy(A, T), A, n, old_new)
end
promote_valuetype(x::Pair{K,V}) where {K,V} = V
promote_valuetype(x::Pair{K,V}, y::Pair...) where {K,V} = promote_type(V, promote_valuetype(y...))
promote_valuetype() = Union{}
_replaced_eltype(::Type{T}, olds, ::Type{V}) where {T,V} =
    promote_type(_subtract_singletons(T, olds), V)
# only values that are alone in their type, such as missing, vanish from the element type
function _subtract_singletons(T, olds)
    for o in olds
        if isa(T, Union) && issingletontype(typeof(o))
            T = typesplit(T, typeof(o))
        end
    end
    return T
end
_similar_or_copy(x, ::Type{T}) where {T} = similar(x, T)
_similar_or_copy(x::AbstractDict, ::Type{Pair{K,V}}) where {K,V} = empty(x, K, V)
_similar_or_copy(x::AbstractDict, ::Type) = empty(x, Any, Any)
_similar_or_copy(x::AbstractSet, ::Type{T}) where {T} = empty(x, T)
_similar_or_copy(x::Tuple, ::Type{T}) where {T} = x
function replace(new::Callable, A; count::Integer=typemax(Int))
    n = _replace_count(count)
    if A isa AbstractArray
        return n == typemax(Int) ? map(new, A) : _replace_limited(new, A, n)
    end
    return _replace!(new, copy(A), A, n)
end
function _replace_limited(new, A, n)
    c = 0
    return map(A) do x
        c >= n && return x
        y = new(x)
        y === x || (c += 1)
        return y
    end
end
replace(new::Callable, t::Tuple; count::Integer=typemax(Int)) =
    (n = _replace_count(count); n == typemax(Int) ? map(new, t) : Tuple(_replace_limited(new, collect(Any, t), n)))
function replace(t::Tuple, old_new::Pair...; count::Integer=typemax(Int))
    n = _replace_count(count)
    left = n
    return map(t) do x
        for (o, w) in old_new
            if isequal(o, x)
                left <= 0 && return x
                left -= 1
                return w
            end
        end
        return x
    end
end
function replace_pairs!(res, A, count::Int, old_new::Tuple{Vararg{Pair}})
    function new(x)
        for (o, w) in old_new
            (o === x || isequal(o, x)) && return w
        end
        return x
    end
    return _replace!(new, res, A, count)
end
function _replace!(new::Callable, res::AbstractArray, A::AbstractArray, count::Int)
    c = 0
    for i in eachindex(A)
        x = A[i]
        y = c < count ? new(x) : x
        if !(y === x)
            c += 1
            res[i] = y
        elseif res !== A
            res[i] = x
        end
    end
    return res
end
function _replace!(new::Callable, res::Union{AbstractDict,AbstractSet}, A::Union{AbstractDict,AbstractSet}, count::Int)
    out = Pair[]
    c = 0
    if res === A
        for x in A
            c == count && break
            y = new(x)
            if !(y === x)
                push!(out, x => y)
                c += 1
            end
        end
        for p in out
            _pop_entry!(res, p.first)
        end
        for p in out
            push!(res, p.second)
        end
        return res
    end
    empty!(res)
    for x in A
        y = c < count ? new(x) : x
        y === x || (c += 1)
        push!(res, y)
    end
    return res
end
_pop_entry!(d::AbstractDict, p) = delete!(d, p.first)
_pop_entry!(s::AbstractSet, x) = delete!(s, x)
