# Working with whole strings: cutting, padding, joining, splitting, replacing, escaping.

# ---- ends ---------------------------------------------------------------------------------------------------------

function chop(s::AbstractString; head::Integer = 0, tail::Integer = 1)
    isempty(s) && return SubString(s)
    i = nextind(s, firstindex(s), Int(head) + 0)
    head > 0 && (i = nextind(s, 0, Int(head) + 1))
    j = prevind(s, ncodeunits(s) + 1, Int(tail) + 1)
    return SubString(s, i, j)
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
lstrip(f, s::AbstractString, ::Nothing) = lstrip(f, s)
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
strip(s::AbstractString, chars) = lstrip(rstrip(s, chars), chars)
strip(f, s::AbstractString) = lstrip(f, rstrip(f, s))

first(s::AbstractString, n::Integer) = _substring_to(s, 1, n == 0 ? 0 : min(lastindex(s), nextind(s, 0, Int(n))))
last(s::AbstractString, n::Integer) =
    _substring_to(s, n == 0 ? ncodeunits(s) + 1 : max(1, prevind(s, ncodeunits(s) + 1, Int(n))), lastindex(s))
_substring_to(s::AbstractString, i::Int, j::Int) = String(SubString(s, i, j))
first(s::AbstractString) = s[firstindex(s)]
last(s::AbstractString) = s[lastindex(s)]
only(s::AbstractString) = length(s) == 1 ? first(s) : throw(ArgumentError("String must contain exactly 1 character"))

# ---- padding, repetition, reversal ----------------------------------------------------------------------------------

lpad(s, n::Integer, p::Union{AbstractChar, AbstractString} = ' ') = lpad(string(s)::AbstractString, n, string(p))
rpad(s, n::Integer, p::Union{AbstractChar, AbstractString} = ' ') = rpad(string(s)::AbstractString, n, string(p))
function _padding(n::Integer, s, p::AbstractString)
    m = signed(n) - Int(textwidth(s))
    l = textwidth(p)
    l == 0 && throw(ArgumentError("$(repr(p)) has zero textwidth"))
    q, r = divrem(m, l)
    return m <= 0 ? "" : r == 0 ? p^q : string(p^q, first(p, r))
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
repeat(c::AbstractChar, r::Integer) = repeat(string(c), r)
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
reverse(s::AbstractString) = reverse(String(s))
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

# State: (start of the rest, where to search, pieces so far).
function iterate(it::SplitIterator, (i, k, n) = (firstindex(it.str), firstindex(it.str), 0))
    s = it.str
    e = ncodeunits(s)
    i - 1 > e && return nothing
    while k - 1 <= e && n != it.limit - 1
        r = findnext(it.splitter, s, k)::Union{Nothing, Int, UnitRange{Int}}
        r === nothing && break
        j, next = first(r), nextind_after(s, r)
        if i < next
            piece = (i, prevind(s, j))
            start = next
            k = isempty(r) && start <= e ? nextind(s, j) : next
            isempty(r) && (start = j == i ? j : j; k = j <= e ? nextind(s, j) : e + 2)
            if it.keepempty || i < j
                return @inbounds(SubString(s, piece[1], piece[2])), (start, k, n + 1)
            end
            i = start
        else
            k = next <= e ? nextind(s, next) : e + 2
        end
    end
    it.keepempty || i <= e || return nothing
    return @inbounds(SubString(s, i, lastindex(s))), (e + 2, e + 2, n + 1)
end
nextind_after(s, r::Int) = nextind(s, r)
nextind_after(s, r::UnitRange{Int}) = isempty(r) ? first(r) : nextind(s, last(r))

_splitter(x) = x
_splitter(c::AbstractChar) = ==(c)
_splitter(cs::Union{Tuple, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}) = in(cs)

eachsplit(s::AbstractString, splitter; limit::Integer = 0, keepempty::Bool = true) =
    SplitIterator(s, _splitter(splitter), Int(limit), keepempty)
eachsplit(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) =
    eachsplit(s, isspace; limit, keepempty)

split(s::AbstractString, splitter; limit::Integer = 0, keepempty::Bool = true) =
    collect(eachsplit(s, splitter; limit, keepempty))
split(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) = split(s, isspace; limit, keepempty)

function rsplit(s::T, splitter; limit::Integer = 0, keepempty::Bool = true) where {T <: AbstractString}
    out = T <: SubString ? T[] : SubString{T}[]
    find = _splitter(splitter)
    n = lastindex(s)
    k = n
    while length(out) != limit - 1 && k >= 1
        r = findprev(find, s, k)
        r === nothing && break
        j, l = first(r), last(r)
        l < j && (k = prevind(s, j); continue)
        if keepempty || l < n
            push!(out, SubString(s, nextind(s, l), n))
        end
        n = prevind(s, j)
        k = n
    end
    (keepempty || n >= 1) && push!(out, SubString(s, 1, n))
    return reverse!(out)
end
rsplit(s::AbstractString; limit::Integer = 0, keepempty::Bool = false) = rsplit(s, isspace; limit, keepempty)

# ---- replace ------------------------------------------------------------------------------------------------------

_pattern(c::AbstractChar) = ==(c)
_pattern(p) = p
_pattern(cs::Union{Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, Set{<:AbstractChar}}) = in(cs)
_match_range(s, r::Int) = r:r
_match_range(s, r::UnitRange{Int}) = r
_free_pattern(p) = nothing

# Writes what stands in place of the match r of pattern p.
_replacement(io, repl, s, r, p) = print(io, repl)
_replacement(io, repl::Function, s, r, p) =
    print(io, repl(p isa Function ? s[first(r)] : SubString(s, first(r), last(r))))

function replace(io::IO, s::AbstractString, pairs::Pair...; count::Integer = typemax(Int))
    count < 0 && throw(DomainError(count, "`count` must be non-negative."))
    str = _plain(s)
    patterns = map(p -> _pattern(first(p)), pairs)
    repls = map(last, pairs)
    e = ncodeunits(str)
    i = k = 1
    done = 0
    found = map(p -> _find_match(p, str, 1), patterns)
    while done < count
        best = 0
        for (n, r) in enumerate(found)
            r === nothing && continue
            if best == 0 || first(r) < first(found[best]::UnitRange{Int})
                best = n
            end
        end
        best == 0 && break
        r = found[best]::UnitRange{Int}
        first(r) > i && print(io, SubString(str, i, prevind(str, first(r))))
        _replacement(io, repls[best], str, r, patterns[best])
        done += 1
        if isempty(r)
            # an empty match: the next character is copied, and the search goes on behind it
            first(r) > e && (i = e + 1; break)
            k = nextind(str, first(r))
            print(io, str[first(r)])
            i = k
        else
            i = k = nextind(str, last(r))
        end
        k > e + 1 && break
        found = map((p, old) -> old !== nothing && first(old) >= k && !(isempty(old) && first(old) < k) ? old : _find_match(p, str, k), patterns, found)
        found = map(old -> old, found)
    end
    i <= e && print(io, SubString(str, i, lastindex(str)))
    return io
end
function _find_match(p, s, k::Int)
    k > ncodeunits(s) + 1 && return nothing
    r = findnext(p, s, k)
    return r === nothing ? nothing : _match_range(s, r)
end
function replace(s::AbstractString, pairs::Pair...; count::Integer = typemax(Int))
    (isempty(pairs) || count == 0) && return String(s)
    io = IOBuffer()
    replace(io, s, pairs...; count)
    return takestring!(io)
end

# ---- escaping -----------------------------------------------------------------------------------------------------

function escape_string(io::IO, s::AbstractString, esc = ""; keep = ())
    r = iterate(s)
    while r !== nothing
        c, i = r
        r = iterate(s, i)
        if c in keep
            print(io, c)
        elseif c in esc
            print(io, '\\', c)
        elseif c == '"' || c == '$' || c == '\''
            print(io, c)
        else
            _show_escaped(io, Char(c), (), r === nothing ? nothing : Char(r[1]))
        end
    end
    return nothing
end
escape_string(s::AbstractString, esc = ('"',); keep = ()) = sprint((io, t) -> escape_string(io, t, esc; keep), s)
_escaped_default(s) = escape_string(s)

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
