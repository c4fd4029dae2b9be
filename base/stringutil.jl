# Working with whole strings: cutting, padding, joining, splitting, replacing, escaping.

# ---- ends ---------------------------------------------------------------------------------------------------------

function chop(s::AbstractString; head::Integer = 0, tail::Integer = 1)
    isempty(s) && return SubString(s)
    return SubString(s, nextind(s, 1, head), prevind(s, lastindex(s), tail))
end
function chopprefix(s::AbstractString, prefix::AbstractString)
    return startswith(s, prefix) && !isempty(prefix) ? SubString(s, 1 + ncodeunits(prefix)) : SubString(s)
end
function chopsuffix(s::AbstractString, suffix::AbstractString)
    return endswith(s, suffix) && !isempty(suffix) ? SubString(s, 1, prevind(s, ncodeunits(s) - ncodeunits(suffix) + 1)) : SubString(s)
end
function chomp(s::AbstractString)
    n = ncodeunits(s)
    n >= 1 && codeunit(s, n) == 0x0a || return SubString(s)
    k = n >= 2 && codeunit(s, n - 1) == 0x0d ? n - 1 : n
    return SubString(s, 1, prevind(s, k))
end

function lstrip(f, s::AbstractString)
    e = lastindex(s)
    for (i, c) in pairs(s)
        f(c) || return SubString(s, i, e)
    end
    return SubString(s, e + 1, e)
end
lstrip(s::AbstractString) = lstrip(isspace, s)
lstrip(s::AbstractString, chars::Union{AbstractChar, Tuple, AbstractVector, AbstractSet}) = lstrip(in(chars), s)
_both_strings() = throw(ArgumentError(
    "Both arguments are strings. The second argument should be a `Char` or collection of `Char`s"))
lstrip(::AbstractString, ::AbstractString) = _both_strings()
rstrip(::AbstractString, ::AbstractString) = _both_strings()
strip(::AbstractString, ::AbstractString) = _both_strings()
function rstrip(f, s::AbstractString)
    i = lastindex(s)
    while i >= 1
        f(s[i]) || return SubString(s, 1, i)
        i = prevind(s, i)
    end
    return SubString(s, 1, 0)
end
rstrip(s::AbstractString) = rstrip(isspace, s)
rstrip(s::AbstractString, chars::Union{AbstractChar, Tuple, AbstractVector, AbstractSet}) = rstrip(in(chars), s)
strip(s::AbstractString) = lstrip(rstrip(s))
strip(s::AbstractString, chars::Union{AbstractChar, Tuple, AbstractVector, AbstractSet}) = lstrip(rstrip(s, chars), chars)
strip(f, s::AbstractString) = lstrip(f, rstrip(f, s))

first(s::AbstractString, n::Integer) = s[1:min(lastindex(s), nextind(s, 0, Int(n)))]
last(s::AbstractString, n::Integer) = s[max(1, prevind(s, ncodeunits(s) + 1, Int(n))):lastindex(s)]
first(s::AbstractString) = s[firstindex(s)]
last(s::AbstractString) = s[lastindex(s)]

# ---- padding, repetition, reversal ----------------------------------------------------------------------------------

lpad(s, n::Integer, p::Union{AbstractChar, AbstractString} = ' ') = lpad(string(s)::AbstractString, n, string(p))
rpad(s, n::Integer, p::Union{AbstractChar, AbstractString} = ' ') = rpad(string(s)::AbstractString, n, string(p))
# What fills s up to n columns with copies of p, the last of which may be cut short.
function _padding(n::Integer, s, p::String)
    m = Int(n) - Int(textwidth(s))
    m <= 0 && return ""
    l = Int(textwidth(p))
    q, r = divrem(m, l)
    return r == 0 ? repeat(p, q) : string(repeat(p, q), first(p, r))
end
lpad(s::Union{AbstractChar, AbstractString}, n::Integer, p::Union{AbstractChar, AbstractString} = ' ') =
    string(_padding(n, s, string(p)), s)
rpad(s::Union{AbstractChar, AbstractString}, n::Integer, p::Union{AbstractChar, AbstractString} = ' ') =
    string(s, _padding(n, s, string(p)))

function repeat(s::Union{String, SubString{String}}, r::Integer)
    r < 0 && throw(ArgumentError("can't repeat a string $r times"))
    n = sizeof(s)
    out = _string_n(n * Int(r))
    for k in 0:Int(r) - 1
        ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(out) + k * n, pointer(s), n % UInt)
    end
    return out
end
repeat(s::AbstractString, r::Integer) = repeat(String(s), r)
function repeat(c::AbstractChar, r::Integer)
    r < 0 && throw(ArgumentError("can't repeat a character $r times"))
    if isascii(c)
        s = _string_n(Int(r))
        ccall(:memset, Ptr{Cvoid}, (Ptr{Cvoid}, Int32, UInt), pointer(s), UInt32(c) % Int32, r % UInt)
        return s
    end
    return repeat(string(c), r)
end
^(s::Union{AbstractString, AbstractChar}, r::Integer) = repeat(s, r)

function reverse(s::Union{String, SubString{String}})
    n = sizeof(s)
    out = _string_n(n)
    i = 1
    while i <= n
        j = nextind(s, i)
        ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(out) + (n - j + 1), pointer(s) + (i - 1), (j - i) % UInt)
        i = j
    end
    return out
end
reverseind(s::AbstractString, i::Integer) = thisind(s, ncodeunits(s) - Int(i) + 1)

function map(f, s::AbstractString)
    io = IOBuffer()
    for c in s
        d = f(c)
        isa(d, AbstractChar) || throw(ArgumentError(
            "map(f, s::AbstractString) requires f to return AbstractChar; try map(f, collect(s)) or a comprehension instead"))
        print(io, d::AbstractChar)
    end
    return takestring!(io)
end
function filter(f, s::AbstractString)
    io = IOBuffer()
    for c in s
        f(c) && print(io, c)
    end
    return takestring!(io)
end

# ---- join ---------------------------------------------------------------------------------------------------------

function join(io::IO, iterator, delim, last)
    isfirst = true
    r = iterate(iterator)
    while r !== nothing
        x, st = r
        r = iterate(iterator, st)
        isfirst || print(io, r === nothing ? last : delim)
        isfirst = false
        print(io, x)
    end
    return nothing
end
function join(io::IO, iterator, delim = "")
    isfirst = true
    for x in iterator
        isfirst || print(io, delim)
        isfirst = false
        print(io, x)
    end
    return nothing
end
join(iterator) = sprint(join, iterator)
join(iterator, delim) = sprint(join, iterator, delim)
join(iterator, delim, last) = sprint(join, iterator, delim, last)

# ---- split --------------------------------------------------------------------------------------------------------

struct SplitIterator{S <: AbstractString, F}
    str::S
    splitter::F
    limit::Int
    keepempty::Bool
end
eltype(::Type{<:SplitIterator{T}}) where {T} = SubString{T}
eltype(::Type{<:SplitIterator{<:SubString{T}}}) where {T} = SubString{T}
IteratorSize(::Type{<:SplitIterator}) = SizeUnknown()

# State: where the next piece begins, where the search for its end begins, how many pieces there were. A piece ends
# before a match; an empty match only counts behind the start of the piece.
function iterate(it::SplitIterator, (from, at, count) = (1, 1, 0))
    s = it.str
    n = ncodeunits(s)
    from > n + 1 && return nothing
    while count != it.limit - 1 && at <= n + 1
        r = findnext(it.splitter, s, at)
        r === nothing && break
        lo, hi = first(r), last(r)
        lo > n && break
        after = nextind(s, hi)
        # an empty match: the search must move on by a character all the same
        at = after <= lo ? nextind(s, lo) : after
        from < after || continue
        if it.keepempty || from < lo
            return SubString(s, from, prevind(s, lo)), (after, at, count + 1)
        end
        from = after
    end
    it.keepempty || from <= n || return nothing
    return SubString(s, from, lastindex(s)), (n + 2, at, count + 1)
end

# The same from the end. State: where the next piece ends (-1: there is none), how many splits are left.
struct RSplitIterator{S <: AbstractString, F}
    str::S
    splitter::F
    limit::Int
    keepempty::Bool
end
eltype(::Type{<:RSplitIterator{T}}) where {T} = SubString{T}
eltype(::Type{<:RSplitIterator{<:SubString{T}}}) where {T} = SubString{T}
IteratorSize(::Type{<:RSplitIterator}) = SizeUnknown()
function iterate(it::RSplitIterator, (to, left) = (lastindex(it.str), it.limit - 1))
    to < 0 && return nothing
    s = it.str
    while true
        r = left == 0 ? nothing : findprev(it.splitter, s, to)
        if r === nothing
            to == 0 && !it.keepempty && return nothing
            return SubString(s, 1, to), (-1, left)
        end
        from = nextind(s, last(r))
        before = isempty(r) && to < 2 ? -1 : prevind(s, first(r))
        if from <= to || it.keepempty
            return SubString(s, from, to), (before, left - 1)
        end
        before < 0 && return nothing
        to = before
    end
end

_splitter(x) = x
_splitter(c::AbstractChar) = isequal(c)
_splitter(cs::Union{Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}) = in(cs)

eachsplit(s::T, splitter; limit::Integer = 0, keepempty::Bool = true) where {T <: AbstractString} =
    SplitIterator(s, _splitter(splitter), Int(limit), keepempty)
eachsplit(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) =
    eachsplit(s, isspace; limit, keepempty)
eachrsplit(s::T, splitter; limit::Integer = 0, keepempty::Bool = true) where {T <: AbstractString} =
    RSplitIterator(s, _splitter(splitter), Int(limit), keepempty)
eachrsplit(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) =
    eachrsplit(s, isspace; limit, keepempty)

split(s::T, splitter; limit::Integer = 0, keepempty::Bool = true) where {T <: AbstractString} =
    collect(eachsplit(s, splitter; limit, keepempty))
split(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) = split(s, isspace; limit, keepempty)
rsplit(s::T, splitter; limit::Integer = 0, keepempty::Bool = true) where {T <: AbstractString} =
    reverse!(collect(eachrsplit(s, splitter; limit, keepempty)))
rsplit(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) = rsplit(s, isspace; limit, keepempty)

# ---- replace ------------------------------------------------------------------------------------------------------

_pattern(c::AbstractChar) = isequal(c)
_pattern(p) = p
_pattern(cs::Union{Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}) = in(cs)

# Writes what stands in place of the match r of pattern p.
_replacement(io, repl, s, r, p) = print(io, repl)
_replacement(io, repl::Function, s, r, p) = print(io, repl(SubString(s, first(r), last(r))))
_replacement(io, repl::Function, s, r, p::Function) = print(io, repl(s[first(r)]))

_match_range(r::Nothing) = nothing
_match_range(r::Int) = r:r
_match_range(r::UnitRange{Int}) = r
_find_match(p, s, k::Int) = k > ncodeunits(s) + 1 ? nothing : _match_range(findnext(p, s, k))

# The matches of several patterns are looked for side by side; the leftmost one is replaced, the first pattern's if two
# begin at the same place. Matches that a replacement has swallowed are searched anew behind it.
_earliest(found::Tuple{}, i::Int, best::Int, at::Int) = best
function _earliest(found::Tuple, i::Int, best::Int, at::Int)
    r = found[1]
    if r !== nothing && (best == 0 || first(r) < at)
        best, at = i, first(r)
    end
    return _earliest(tail(found), i + 1, best, at)
end
_search_again(patterns::Tuple{}, found::Tuple{}, s, k::Int) = ()
function _search_again(patterns::Tuple, found::Tuple, s, k::Int)
    r = found[1]
    again = r === nothing ? nothing : first(r) < k ? _find_match(patterns[1], s, k) : r
    return (again, _search_again(tail(patterns), tail(found), s, k)...)
end
function _replace_nth(io, n::Int, repls::Tuple, patterns::Tuple, s, r)
    n == 1 && return _replacement(io, repls[1], s, r, patterns[1])
    return _replace_nth(io, n - 1, tail(repls), tail(patterns), s, r)
end
_replace_nth(io, n::Int, ::Tuple{}, ::Tuple{}, s, r) = nothing

# Writes s with replacements; false, and nothing written, if there are none.
function _replace_all(io::IO, str, pairs::Tuple{Pair, Vararg{Pair}}, count::Int)
    patterns = map(p -> _pattern(first(p)), pairs)
    repls = map(last, pairs)
    n = ncodeunits(str)
    # text up to `copied` is written; the search goes on at k
    copied = k = 1
    done = 0
    found = map(p -> _find_match(p, str, 1), patterns)
    while true
        which = _earliest(found, 1, 0, 0)
        which == 0 && break
        r = found[which]::UnitRange{Int}
        lo, hi = first(r), last(r)
        lo > n + 1 && break
        # an empty match directly behind a replaced one does not count
        if done == 0 || copied <= hi || copied < lo
            lo > copied && unsafe_write(io, pointer(str, copied), (lo - copied) % UInt)
            _replace_nth(io, which, repls, patterns, str, r)
            done += 1
        end
        if hi < lo
            copied = lo
            lo > n && break
            k = nextind(str, lo)
        else
            copied = k = nextind(str, hi)
        end
        done == count && break
        found = _search_again(patterns, found, str, k)
    end
    done == 0 && return false
    copied <= n && unsafe_write(io, pointer(str, copied), (n - copied + 1) % UInt)
    return true
end

function _check_count(count::Integer)
    count < 0 && throw(DomainError(count, "`count` must be non-negative."))
    return count > typemax(Int) ? typemax(Int) : Int(count)
end
function replace(io::IO, s::AbstractString, pairs::Pair...; count::Integer = typemax(Int))
    n = _check_count(count)
    str = _plain(s)
    (isempty(pairs) || n == 0 || !_replace_all(io, str, pairs, n)) && write(io, str)
    return io
end
function replace(s::AbstractString, pairs::Pair...; count::Integer = typemax(Int))
    n = _check_count(count)
    str = _plain(s)
    (isempty(pairs) || n == 0) && return String(str)
    io = IOBuffer()
    return _replace_all(io, str, pairs, n) ? takestring!(io) : String(str)
end

# ---- escaping -----------------------------------------------------------------------------------------------------

# `esc` lists more characters to put a backslash before, `keep` characters to leave alone.
function escape_string(io::IO, s::AbstractString, esc = ""; keep = ())
    r = iterate(s)
    while r !== nothing
        c, i = r
        r = iterate(s, i)
        if c in esc
            print(io, '\\', c)
        elseif c in keep
            print(io, c)
        else
            _show_escaped(io, Char(c), esc, r === nothing ? nothing : Char(r[1]))
        end
    end
    return nothing
end
escape_string(s::AbstractString, esc = ('"',); keep = ()) = sprint((io, t) -> escape_string(io, t, esc; keep), s)

function unescape_string(io::IO, s::AbstractString, keep = ())
    r = iterate(s)
    while r !== nothing
        c, i = r
        r = iterate(s, i)
        if c != '\\'
            print(io, c)
            continue
        end
        r === nothing && throw(ArgumentError("invalid escape sequence at end of string"))
        c, i = r
        r = iterate(s, i)
        if c in keep
            print(io, '\\', c)
        elseif c == 'x' || c == 'u' || c == 'U'
            most = c == 'x' ? 2 : c == 'u' ? 4 : 8
            n = k = 0
            while k < most && r !== nothing && isxdigit(r[1])
                n = n << 4 + _hex_value(r[1])
                k += 1
                r = iterate(s, r[2])
            end
            k == 0 && throw(ArgumentError("invalid $(most == 2 ? "hex (\\x)" : "unicode (\\$c)") escape sequence"))
            most == 2 ? write(io, UInt8(n)) : print(io, Char(n))
        elseif '0' <= c <= '7'
            n = Int(c - '0')
            k = 1
            while k < 3 && r !== nothing && '0' <= r[1] <= '7'
                n = n << 3 + Int(r[1] - '0')
                k += 1
                r = iterate(s, r[2])
            end
            n > 255 && throw(ArgumentError("octal escape sequence out of range"))
            write(io, UInt8(n))
        else
            d = c == 'a' ? '\a' : c == 'b' ? '\b' : c == 't' ? '\t' : c == 'n' ? '\n' : c == 'v' ? '\v' :
                c == 'f' ? '\f' : c == 'r' ? '\r' : c == 'e' ? '\e' : c == '\\' || c == '"' || c == '\'' || c == '$' || c == '`' ? c :
                throw(ArgumentError("invalid escape sequence \\$c"))
            print(io, d)
        end
    end
    return nothing
end
unescape_string(s::AbstractString, keep = ()) = sprint(unescape_string, s, keep)
_hex_value(c::AbstractChar) = '0' <= c <= '9' ? Int(c - '0') : 'a' <= c <= 'f' ? Int(c - 'a') + 10 : Int(c - 'A') + 10

# What a raw string literal must hold to give s.
function escape_raw_string(io::IO, s::AbstractString, delim::Char = '"')
    slashes = 0
    for c in s
        if c == '\\'
            slashes += 1
        else
            if c == delim
                for _ in 0:slashes
                    print(io, '\\')
                end
            end
            slashes = 0
        end
        print(io, c)
    end
    for _ in 1:slashes
        print(io, '\\')
    end
    return nothing
end
escape_raw_string(s::AbstractString, delim::Char = '"') = sprint(escape_raw_string, s, delim)

# ---- bytes as hexadecimal -------------------------------------------------------------------------------------------

function bytes2hex(io::IO, itr)
    for b in itr
        _print_hex(io, UInt32(b::UInt8), 2)
    end
end
bytes2hex(itr) = sprint(bytes2hex, itr)
function hex2bytes(s)
    n = length(s)
    isodd(n) && throw(ArgumentError("length of iterable must be even"))
    return hex2bytes!(Vector{UInt8}(undef, n >> 1), s)
end
function hex2bytes!(dest::AbstractVector{UInt8}, itr)
    high = -1
    i = firstindex(dest)
    for c in itr
        ch = c isa AbstractChar ? c : Char(c)
        isxdigit(ch) || throw(ArgumentError("byte is not an ASCII hexadecimal digit"))
        if high < 0
            high = _hex_value(ch)
        else
            dest[i] = (high << 4 + _hex_value(ch)) % UInt8
            i += 1
            high = -1
        end
    end
    return dest
end

function ascii(s::String)
    for i in 1:sizeof(s)
        b = _byte(s, i)
        b < 0x80 || throw(ArgumentError("invalid ASCII at index $i in $(repr(s))"))
    end
    return s
end
ascii(s::AbstractString) = ascii(String(s))

# ---- string macros --------------------------------------------------------------------------------------------------

macro raw_str(s) s end
macro b_str(s)
    v = codeunits(unescape_string(s))
    return :($v)
end

function summary(io::IO, s::AbstractString)
    print(io, isempty(s) ? "empty" : string(ncodeunits(s), "-codeunit"), " ", typeof(s))
    return nothing
end
