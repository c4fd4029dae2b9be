# What every set can do, and the set operations on any collections.

eltype(::Type{<:AbstractSet{T}}) where {T} = @isdefined(T) ? T : Any
IteratorSize(::Type{<:AbstractSet}) = HasLength()
sizehint!(s::AbstractSet, n; shrink::Bool=true) = s

copy!(dst::AbstractSet, src::AbstractSet) = dst === src ? dst : union!(empty!(dst), src)
copymutable(s::AbstractSet) = union!(emptymutable(s), s)

# ---------------------------------------------------------------------------------------------------------
# union

function union end
const ∪ = union
union(s::AbstractSet, sets...) = union!(emptymutable(s, promote_eltype(s, sets...)), s, sets...)
union(s::AbstractSet) = copy(s)
union!(s::AbstractSet, sets...) = (for x in sets
    union!(s, x)
end; s)
function union!(s::AbstractSet{T}, itr) where {T}
    haslength(itr) && sizehint!(s, length(s) + Int(length(itr))::Int; shrink=false)
    mx = max_values(T)
    for x in itr
        push!(s, x)
        length(s) == mx && break
    end
    return s
end
# Vectors take part as sets: without repetitions, in the order of first occurrence.
function union(itr, itrs...)
    T = promote_eltype(itr, itrs...)
    seen = Set{T}()
    out = Vector{T}()
    for v in (itr, itrs...), x in v
        if !(x in seen)
            push!(seen, x)
            push!(out, x)
        end
    end
    return out
end
function union!(v::AbstractVector{T}, itrs...) where {T}
    seen = Set{T}(v)
    unique!(v)
    for itr in itrs, x in itr
        y = convert(T, x)::T
        if !(y in seen)
            push!(seen, y)
            push!(v, y)
        end
    end
    return v
end
# ---------------------------------------------------------------------------------------------------------
# intersection

function intersect end
const ∩ = intersect
function intersect(s::AbstractSet, itr, itrs...)
    r = _intersect_two(s, itr)
    for other in itrs
        r = _intersect_two(r, other)
    end
    return r
end
function _intersect_two(s::AbstractSet, itr)
    r = emptymutable(s, promote_eltype(s, itr))
    if itr isa AbstractSet || itr isa AbstractDict || hasfastin(itr)
        for x in s
            x in itr && push!(r, x)
        end
    else
        for x in itr
            x in s && push!(r, x)
        end
    end
    return r
end
intersect(s::AbstractSet) = union(s)
intersect!(s::AbstractSet, itrs...) = (for x in itrs
    intersect!(s, x)
end; s)
intersect!(s::AbstractSet, s2::AbstractSet) = filter!(in(s2), s)
intersect!(s::AbstractSet, itr) = intersect!(s, union!(emptymutable(s, eltype(itr)), itr))
function intersect(itr, itrs...)
    T = promote_eltype(itr, itrs...)
    seen = Set{T}()
    out = Vector{T}()
    others = map(x -> hasfastin(x) ? x : Set(x), itrs)
    for x in itr
        if !(x in seen) && all(o -> x in o, others)
            push!(seen, x)
            push!(out, x)
        end
    end
    return out
end
intersect(itr) = unique(itr)
function intersect!(v::AbstractVector, itrs...)
    others = map(x -> hasfastin(x) ? x : Set(x), itrs)
    seen = Set{eltype(v)}()
    return filter!(x -> !(x in seen) && all(o -> x in o, others) && (push!(seen, x); true), v)
end

# ---------------------------------------------------------------------------------------------------------
# difference

setdiff(s::AbstractSet, itrs...) = setdiff!(copymutable(s), itrs...)
setdiff!(s::AbstractSet, itrs...) = (for x in itrs
    setdiff!(s, x)
end; s)
function setdiff!(s::AbstractSet, itr)
    for x in itr
        delete!(s, x)
    end
    return s
end
function setdiff(itr, itrs...)
    T = eltype(itr)
    others = map(x -> hasfastin(x) ? x : Set(x), itrs)
    seen = Set{T}()
    out = Vector{T}()
    for x in itr
        if !(x in seen) && !any(o -> x in o, others)
            push!(seen, x)
            push!(out, x)
        end
    end
    return out
end
function setdiff!(v::AbstractVector, itrs...)
    others = map(x -> hasfastin(x) ? x : Set(x), itrs)
    seen = Set{eltype(v)}()
    return filter!(x -> !(x in seen) && !any(o -> x in o, others) && (push!(seen, x); true), v)
end

symdiff(s) = symdiff!(copy(s))
symdiff(s, sets...) = symdiff!(_distinct(s, promote_eltype(s, sets...)), sets...)
_distinct(s::AbstractSet, T) = union!(emptymutable(s, T), s)
_distinct(s, T) = unique!(collect(T, s))
symdiff!(s::AbstractSet) = s
symdiff!(s::AbstractSet, itrs...) = (for x in itrs
    symdiff!(s, x)
end; s)
symdiff!(s::AbstractSet, itr) = symdiff!(s, Set(itr))
function symdiff!(s::AbstractSet, itr::AbstractSet)
    for x in itr
        x in s ? delete!(s, x) : push!(s, x)
    end
    return s
end
symdiff!(v::AbstractVector) = unique!(v)
function symdiff!(v::AbstractVector, itrs...)
    unique!(v)
    for itr in itrs
        other = Set(itr)
        both = filter(in(other), v)
        filter!(x -> !(x in other), v)
        common = Set(both)
        seen = Set{eltype(v)}()
        for x in itr
            if !(x in common) && !(x in seen)
                push!(seen, x)
                push!(v, x)
            end
        end
    end
    return v
end

# ---------------------------------------------------------------------------------------------------------
# comparison

function issubset end
const ⊆ = issubset
function ⊇ end
function ⊊ end
function ⊋ end
function ⊈ end
function ⊉ end

# Is membership quick?
hasfastin(::Type) = false
hasfastin(::Union{Type{<:AbstractSet},Type{<:AbstractDict},Type{<:AbstractRange}}) = true
hasfastin(x) = hasfastin(typeof(x))

function issubset(a, b)
    if a isa AbstractSet && b isa AbstractSet
        length(a) > length(b) && return false
    elseif !hasfastin(b) && haslength(b) && length(b) > 70
        # searching a long list over and over costs more than making a set of it
        return issubset(a, Set(b))
    end
    for x in a
        in(x, b) || return false
    end
    return true
end
issubset(a) = Fix2(issubset, a)
⊇(a, b) = b ⊆ a
⊇(a) = Fix2(⊇, a)
⊈(a, b) = !⊆(a, b)
⊉(a, b) = b ⊈ a
⊊(a, b) = Set(a) ⊊ Set(b)
⊊(a::AbstractSet, b::AbstractSet) = length(a) < length(b) && a ⊆ b
⊋(a, b) = b ⊊ a
⊊(a) = Fix2(⊊, a)
⊋(a) = Fix2(⊋, a)
⊈(a) = Fix2(⊈, a)
⊉(a) = Fix2(⊉, a)

issetequal(a::AbstractSet, b::AbstractSet) = a == b
issetequal(a::AbstractSet, b) = issetequal(a, Set(b))
issetequal(a, b::AbstractSet) = issetequal(Set(a), b)
issetequal(a, b) = issetequal(Set(a), Set(b))
issetequal(a) = Fix2(issetequal, a)

isdisjoint(a) = Fix2(isdisjoint, a)
function isdisjoint(a, b)
    hasfastin(b) && return !any(in(b), a)
    hasfastin(a) && return !any(in(a), b)
    return !any(in(Set(b)), a)
end

function ==(a::AbstractSet, b::AbstractSet)
    return length(a) == length(b) && a ⊆ b
end
isless(a::AbstractSet, b::AbstractSet) = a ⊊ b
<(a::AbstractSet, b::AbstractSet) = a ⊊ b
<=(a::AbstractSet, b::AbstractSet) = a ⊆ b
isequal(a::AbstractSet, b::AbstractSet) = a == b

filter(pred, s::AbstractSet) = mapfilter(pred, push!, s, emptymutable(s))
# what fails is collected first, because a set may not like changes while it is walked
function filter!(pred, s::AbstractSet)
    bad = eltype(s)[]
    for x in s
        pred(x) || push!(bad, x)
    end
    for x in bad
        delete!(s, x)
    end
    return s
end
function mapfilter(pred, f, itr, res)
    for x in itr
        pred(x) && f(res, x)
    end
    return res
end

const hashs_seed = 0x852ada37cfe8e0ce
function hash(s::AbstractSet, h::UInt)
    hv = hashs_seed
    for x in s
        hv ⊻= hash(x)
    end
    return hash(hv, h)
end
convert(::Type{T}, s::T) where {T<:AbstractSet} = s
convert(::Type{T}, s::AbstractSet) where {T<:AbstractSet} = T(s)::T
_similar_for(c::AbstractSet, ::Type{T}, itr, isz, len) where {T} = empty(c, T)
