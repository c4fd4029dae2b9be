# Finding characters and substrings.

# Does the pattern select this character? Patterns are characters, collections of them and predicates.
nothing_sentinel(i) = i == 0 ? nothing : i

# ---- bytes --------------------------------------------------------------------------------------------------------

# First index ≥ i whose byte is b, 0 if none.
function _find_byte(s::Union{String, SubString{String}}, b::UInt8, i::Int)
    n = sizeof(s)
    i > n && return 0
    at = ccall(:jl_memchr, Int, (Ptr{UInt8}, UInt8, Int), pointer(s) + (i - 1), b, n - i + 1)
    return at < 0 ? 0 : i + at
end

# First index ≥ i where t stands in s, byte by byte, 0 if none. An empty t is found at once.
function _find_bytes(s::Union{String, SubString{String}}, t::Union{String, SubString{String}}, i::Int)
    n, m = sizeof(s), sizeof(t)
    m === 0 && return i
    first_byte = pointerref(pointer(t), 1, 1)
    while i <= n - m + 1
        i = _find_byte(s, first_byte, i)
        (i === 0 || i > n - m + 1) && return 0
        ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(s) + (i - 1), pointer(t), m % UInt) === Int32(0) &&
            return i
        i += 1
    end
    return 0
end
function _rfind_bytes(s::Union{String, SubString{String}}, t::Union{String, SubString{String}}, i::Int)
    n, m = sizeof(s), sizeof(t)
    i = min(i, n - m + 1)
    while i >= 1
        ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(s) + (i - 1), pointer(t), m % UInt) === Int32(0) &&
            return i
        i -= 1
    end
    return 0
end

# ---- by predicate -------------------------------------------------------------------------------------------------

function findnext(testf::Function, s::AbstractString, i::Integer)
    i = Int(i)
    z = ncodeunits(s) + 1
    1 ≤ i ≤ z || throw(BoundsError(s, i))
    i == z || isvalid(s, i) || string_index_err(s, i)
    e = lastindex(s)
    while i <= e
        testf(@inbounds s[i]) && return i
        i = nextind(s, i)
    end
    return nothing
end
function findprev(testf::Function, s::AbstractString, i::Integer)
    i = Int(i)
    z = ncodeunits(s) + 1
    0 ≤ i ≤ z || throw(BoundsError(s, i))
    i == z && return nothing
    i == 0 || isvalid(s, i) || string_index_err(s, i)
    while i >= 1
        testf(s[i]) && return i
        i = prevind(s, i)
    end
    return nothing
end
findfirst(testf::Function, s::AbstractString) = findnext(testf, s, 1)
findlast(testf::Function, s::AbstractString) = isempty(s) ? nothing : findprev(testf, s, lastindex(s))

findfirst(c::AbstractChar, s::AbstractString) = findnext(==(c), s, 1)
findlast(c::AbstractChar, s::AbstractString) = findlast(==(c), s)
findnext(c::AbstractChar, s::AbstractString, i::Integer) = findnext(==(c), s, i)
findprev(c::AbstractChar, s::AbstractString, i::Integer) = findprev(==(c), s, i)
function findall(c::AbstractChar, s::AbstractString)
    out = Int[]
    for (i, d) in pairs(s)
        d == c && push!(out, i)
    end
    return out
end
function findall(testf::Function, s::AbstractString)
    out = Int[]
    for (i, d) in pairs(s)
        testf(d) && push!(out, i)
    end
    return out
end

# ---- by substring -------------------------------------------------------------------------------------------------

function findnext(t::AbstractString, s::AbstractString, start::Integer)
    i = Int(start)
    n = ncodeunits(s)
    1 ≤ i ≤ n + 1 || throw(BoundsError(s, i))
    i == n + 1 || thisind(s, i) == i || string_index_err(s, i)
    return _findnext_string(_plain(t), _plain(s), i)
end
_plain(s::Union{String, SubString{String}}) = s
_plain(s::AbstractString) = String(s)
function _findnext_string(t, s, i::Int)
    at = _find_bytes(s, t, i)
    while at !== 0 && !isvalid_or_end(s, at)
        at = _find_bytes(s, t, at + 1)
    end
    at === 0 && return nothing
    isempty(t) && return at:at - 1
    return at:thisind(s, at + sizeof(t) - 1)
end
isvalid_or_end(s, i::Int) = i == ncodeunits(s) + 1 || isvalid(s, i)
findfirst(t::AbstractString, s::AbstractString) = findnext(t, s, firstindex(s))

function findprev(t::AbstractString, s::AbstractString, start::Integer)
    i = Int(start)
    n = ncodeunits(s)
    0 ≤ i ≤ n + 1 || throw(BoundsError(s, i))
    u, v = _plain(t), _plain(s)
    i == 0 && return isempty(u) ? (1:0) : nothing
    isempty(u) && return i:i - 1
    # the match must end at or before the character at i
    last = i > n ? n : nextind(v, thisind(v, i)) - 1
    at = _rfind_bytes(v, u, last - sizeof(u) + 1)
    at === 0 && return nothing
    return at:thisind(v, at + sizeof(u) - 1)
end
findlast(t::AbstractString, s::AbstractString) = findprev(t, s, lastindex(s))

function findall(t::AbstractString, s::AbstractString; overlap::Bool = false)
    found = UnitRange{Int}[]
    i, e = firstindex(s), lastindex(s)
    while true
        r = findnext(t, s, i)
        r === nothing && break
        push!(found, r)
        j = overlap || isempty(r) ? first(r) : last(r)
        j > e && break
        i = nextind(s, j)
    end
    return found
end

occursin(needle::Union{AbstractString, AbstractChar}, haystack::AbstractString) =
    findfirst(needle, haystack) !== nothing
occursin(haystack) = Fix2(occursin, haystack)
contains(haystack, needle) = occursin(needle, haystack)
contains(needle) = Fix2(contains, needle)
in(::AbstractString, ::AbstractString) = error("use occursin(needle, haystack) for string containment")

findfirst(v::AbstractVector{<:Union{Int8, UInt8}}, s::AbstractVector{<:Union{Int8, UInt8}}) = _find_subvector(v, s, 1)
findnext(v::AbstractVector{<:Union{Int8, UInt8}}, s::AbstractVector{<:Union{Int8, UInt8}}, i::Integer) = _find_subvector(v, s, Int(i))
findlast(v::AbstractVector{<:Union{Int8, UInt8}}, s::AbstractVector{<:Union{Int8, UInt8}}) = findprev(v, s, lastindex(s))
function findprev(v::AbstractVector{<:Union{Int8, UInt8}}, s::AbstractVector{<:Union{Int8, UInt8}}, i::Integer)
    m = length(v)
    k = Int(i) - m + 1
    while k >= 1
        _stands_at(v, s, k) && return k:k + m - 1
        k -= 1
    end
    return nothing
end
_stands_at(v, s, k::Int) = (for j in 1:length(v); v[j] == s[k + j - 1] || return false; end; true)
function findall(v::AbstractVector{<:Union{Int8, UInt8}}, s::AbstractVector{<:Union{Int8, UInt8}}; overlap::Bool = false)
    found = UnitRange{Int}[]
    i = firstindex(s)
    while true
        r = _find_subvector(v, s, i)
        r === nothing && break
        push!(found, r)
        i = overlap || isempty(r) ? first(r) + 1 : last(r) + 1
    end
    return found
end
function _find_subvector(v, s, i::Int)
    m = length(v)
    while i + m - 1 <= length(s)
        k = 1
        while k <= m && v[k] == s[i + k - 1]
            k += 1
        end
        k > m && return i:i + m - 1
        i += 1
    end
    return nothing
end

# ---- prefixes and suffixes ----------------------------------------------------------------------------------------

function startswith(a::AbstractString, b::AbstractString)
    i, j = iterate(a), iterate(b)
    while i !== nothing && j !== nothing
        i[1] == j[1] || return false
        i, j = iterate(a, i[2]), iterate(b, j[2])
    end
    return j === nothing
end
function startswith(a::Union{String, SubString{String}}, b::Union{String, SubString{String}})
    n = sizeof(b)
    sizeof(a) < n && return false
    ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(a), pointer(b), n % UInt) === Int32(0) || return false
    return nextind_or(a, n)
end
# is byte n the last one of a character?
nextind_or(a, n::Int) = n == 0 || n == ncodeunits(a) || thisind(a, n + 1) == n + 1
startswith(s::AbstractString, c::AbstractChar) = !isempty(s) && first(s) == c
startswith(s::AbstractString, cs::Union{Tuple, AbstractVector, AbstractSet}) = !isempty(s) && any(c -> startswith(s, c), cs)
function endswith(a::AbstractString, b::AbstractString)
    x, y = _plain(a), _plain(b)
    n = sizeof(y)
    d = sizeof(x) - n
    d < 0 && return false
    n == 0 && return true
    thisind(x, d + 1) == d + 1 || return false
    return ccall(:memcmp, Int32, (Ptr{UInt8}, Ptr{UInt8}, UInt), pointer(x) + d, pointer(y), n % UInt) === Int32(0)
end
endswith(s::AbstractString, c::AbstractChar) = !isempty(s) && last(s) == c
endswith(s::AbstractString, cs::Union{Tuple, AbstractVector, AbstractSet}) = !isempty(s) && any(c -> endswith(s, c), cs)
startswith(s) = Fix2(startswith, s)
endswith(s) = Fix2(endswith, s)
