# Regular expressions. The patterns' syntax and meaning are PCRE's; compiling and searching is the runtime's.

abstract type AbstractPattern end
abstract type AbstractMatch end

# PCRE2's option bits.
module PCRE
const CASELESS = 0x00000008
const DOTALL = 0x00000020
const EXTENDED = 0x00000080
const MULTILINE = 0x00000400
const UTF = 0x00080000
const UCP = 0x00020000
const ALT_BSUX = 0x00000002
const MATCH_INVALID_UTF = 0x04000000
const NO_UTF_CHECK = 0x40000000
const ANCHORED = 0x80000000
const ENDANCHORED = 0x20000000
const NOTEMPTY_ATSTART = 0x00000008
end

const DEFAULT_COMPILER_OPTS = PCRE.UTF | PCRE.MATCH_INVALID_UTF | PCRE.ALT_BSUX | PCRE.UCP
const DEFAULT_MATCH_OPTS = PCRE.NO_UTF_CHECK

mutable struct Regex <: AbstractPattern
    const pattern::String
    const compile_options::UInt32
    const match_options::UInt32
    # the compiled pattern's number in the process that made it
    regex::Int
    process::UInt64
    function Regex(pattern::AbstractString, compile_options::Integer, match_options::Integer)
        re = new(String(pattern), compile_options % UInt32, match_options % UInt32, -1, 0)
        compile(re)
        return re
    end
end
function Regex(pattern::AbstractString, flags::AbstractString)
    options = DEFAULT_COMPILER_OPTS
    for f in flags
        if f == 'a'
            options &= ~PCRE.UCP
        else
            options |= f == 'i' ? PCRE.CASELESS :
                f == 'm' ? PCRE.MULTILINE :
                f == 's' ? PCRE.DOTALL :
                f == 'x' ? PCRE.EXTENDED :
                throw(ArgumentError("unknown regex flag: $f"))
        end
    end
    return Regex(pattern, options, DEFAULT_MATCH_OPTS)
end
Regex(pattern::AbstractString) = Regex(pattern, DEFAULT_COMPILER_OPTS, DEFAULT_MATCH_OPTS)
Regex(re::Regex) = re

# Compiled patterns are not kept in images: a process compiles its own.
global _process_mark::UInt64 = 0
function compile(re::Regex)
    _process_mark === UInt64(0) && (global _process_mark = reinterpret(UInt64, ccall(:jl_clock_now, Float64, ())) | 0x01)
    re.process === _process_mark && return re
    r = ccall(:jl_regex_compile, Any, (Any, UInt32), re.pattern, re.compile_options)
    if r isa Tuple
        error("PCRE compilation error: $(r[1]) at offset $(r[2])")
    end
    re.regex = r::Int
    re.process = _process_mark
    return re
end

macro r_str(pattern, flags...)
    return Regex(pattern, flags...)
end

function show(io::IO, re::Regex)
    flags = PCRE.CASELESS | PCRE.MULTILINE | PCRE.DOTALL | PCRE.EXTENDED
    opts = re.compile_options
    if (opts & ~(flags | PCRE.UCP)) == DEFAULT_COMPILER_OPTS & ~PCRE.UCP
        print(io, "r\"")
        escape_raw_string(io, re.pattern)
        print(io, '"')
        opts & PCRE.CASELESS != 0 && print(io, 'i')
        opts & PCRE.MULTILINE != 0 && print(io, 'm')
        opts & PCRE.DOTALL != 0 && print(io, 's')
        opts & PCRE.EXTENDED != 0 && print(io, 'x')
        opts & PCRE.UCP == 0 && print(io, 'a')
    else
        print(io, "Regex(")
        show(io, re.pattern)
        print(io, ", ")
        show(io, opts)
        print(io, ')')
    end
    return nothing
end
==(a::Regex, b::Regex) = a.pattern == b.pattern && a.compile_options == b.compile_options && a.match_options == b.match_options
hash(r::Regex, h::UInt) = hash(r.match_options, hash(r.compile_options, hash(r.pattern, h + 0x67e195eb8555e72d)))
broadcastable(r::Regex) = Ref(r)

ngroups(re::Regex) = ccall(:jl_regex_groups, Int, (Int,), compile(re).regex)
function _group_names(re::Regex)
    raw = ccall(:jl_regex_names, Any, (Int,), compile(re).regex)::Core.SimpleVector
    return Dict{Int, String}(raw[i + 1]::Int => raw[i]::String for i in 1:2:length(raw))
end

# Searches s from byte offset `start` on; true if there is a match, whose byte offsets are then in `out`: begin and end
# of the whole and of each group, -1 for groups that took no part.
function _search!(out::Memory{Int}, re::Regex, s::Union{String, SubString{String}}, start::Int, options::UInt32)
    r = GC.@preserve s out ccall(:jl_regex_search, Int, (Int, Ptr{UInt8}, Int, Int, UInt32, Ptr{Int}), compile(re).regex, pointer(s),
                                 sizeof(s), start, options & ~DEFAULT_MATCH_OPTS, pointer(out))
    r < 0 && error("PCRE.exec error: match limit exceeded")
    return r == 1
end
_offsets(re::Regex) = Memory{Int}(undef, 2 * (ngroups(re) + 1))

# ---- does it match? -------------------------------------------------------------------------------------------------------

function occursin(r::Regex, s::AbstractString; offset::Integer = 0)
    str = _plain(s)
    return _search!(_offsets(r), r, str, Int(offset), 0x00000000)
end
startswith(s::AbstractString, r::Regex) = _search!(_offsets(r), r, _plain(s), 0, PCRE.ANCHORED)
endswith(s::AbstractString, r::Regex) = _search!(_offsets(r), r, _plain(s), 0, PCRE.ENDANCHORED)
function chopprefix(s::AbstractString, r::Regex)
    m = match(r, s, firstindex(s), PCRE.ANCHORED)
    m === nothing && return SubString(s)
    return SubString(s, ncodeunits(m.match) + 1)
end
function chopsuffix(s::AbstractString, r::Regex)
    m = match(r, s, firstindex(s), PCRE.ENDANCHORED)
    m === nothing && return SubString(s)
    isempty(m.match) && return SubString(s)
    return SubString(s, firstindex(s), prevind(s, m.offset))
end

# ---- where does it match? ---------------------------------------------------------------------------------------------------

_byte_range(s, from::Int, to::Int) = from + 1:prevind(s, to + 1)
function findnext(re::Regex, s::Union{String, SubString{String}}, i::Integer)
    i > ncodeunits(s) + 1 && throw(BoundsError(s, i))
    out = _offsets(re)
    return _search!(out, re, s, Int(i) - 1, re.match_options) ? _byte_range(s, out[1], out[2]) : nothing
end
findnext(re::Regex, s::AbstractString, i::Integer) = throw(ArgumentError(
    "regex search is only available for the String and SubString{String} types"))
findfirst(re::Regex, s::AbstractString) = findnext(re, s, firstindex(s))
function findall(re::Regex, s::AbstractString; overlap::Bool = false)
    found = UnitRange{Int}[]
    for m in eachmatch(re, s; overlap)
        push!(found, m.offset:prevind(s, m.offset + ncodeunits(m.match)))
    end
    return found
end
function count(re::Union{AbstractPattern, AbstractChar, AbstractString}, s::AbstractString; overlap::Bool = false)
    n = 0
    i, e = firstindex(s), ncodeunits(s) + 1
    while i <= e
        r = findnext(re, s, i)
        r === nothing && break
        n += 1
        j = overlap || isempty(r) ? first(r) : last(r)
        j >= e && break
        i = nextind(s, j)
    end
    return n
end

# ---- matches ----------------------------------------------------------------------------------------------------------------

struct RegexMatch{S <: AbstractString} <: AbstractMatch
    match::SubString{S}
    captures::Vector{Union{Nothing, SubString{S}}}
    offset::Int
    offsets::Vector{Int}
    regex::Regex
end
RegexMatch(match::SubString{S}, captures::Vector{Union{Nothing, SubString{S}}}, offset::Union{Int, UInt}, offsets::Vector{Int},
           regex::Regex) where {S <: AbstractString} = RegexMatch{S}(match, captures, Int(offset), offsets, regex)

_owner(s::String) = s
_owner(s::SubString{String}) = s.string
_shift(s::String) = 0
_shift(s::SubString{String}) = s.offset
function match(re::Regex, s::Union{String, SubString{String}}, idx::Integer, add_opts::UInt32 = UInt32(0))
    out = _offsets(re)
    _search!(out, re, s, Int(idx) - 1, re.match_options | add_opts) || return nothing
    n = (length(out) >> 1) - 1
    captures = Vector{Union{Nothing, SubString{String}}}(undef, n)
    offsets = Vector{Int}(undef, n)
    for k in 1:n
        from, to = out[2k + 1], out[2k + 2]
        captures[k] = from < 0 ? nothing : _piece(s, from, to)
        offsets[k] = from < 0 ? 0 : from + 1
    end
    return RegexMatch{String}(_piece(s, out[1], out[2]), captures, out[1] + 1, offsets, re)
end
_piece(s, from::Int, to::Int) = SubString(_owner(s), _shift(s) + from, to - from, Val(:unchecked))
match(re::Regex, s::AbstractString) = match(re, s, firstindex(s))
match(re::Regex, s::AbstractString, i::Integer) = throw(ArgumentError(
    "regex matching is only available for the String type; use String(s) to convert"))

function keys(m::RegexMatch)
    names = _group_names(m.regex)
    return map(i -> get(names, i, i), eachindex(m.captures))
end
function show(io::IO, m::RegexMatch)
    print(io, "RegexMatch(")
    show(io, m.match)
    for (k, c) in zip(keys(m), m.captures)
        print(io, ", ", k, "=")
        show(io, c)
    end
    print(io, ")")
    return nothing
end
function _group_number(re::Regex, name::String)
    raw = ccall(:jl_regex_names, Any, (Int,), compile(re).regex)::Core.SimpleVector
    for i in 1:2:length(raw)
        raw[i] == name && return raw[i + 1]::Int
    end
    return 0
end
getindex(m::RegexMatch, idx::Integer) = m.captures[idx]
function getindex(m::RegexMatch, name::Union{AbstractString, Symbol})
    n = _group_number(m.regex, String(name))
    n <= 0 && error("no capture group named $name found in regex")
    return m[n]
end
haskey(m::RegexMatch, idx::Integer) = idx in eachindex(m.captures)
haskey(m::RegexMatch, name::Union{AbstractString, Symbol}) = _group_number(m.regex, String(name)) > 0
iterate(m::RegexMatch, state...) = iterate(m.captures, state...)
length(m::RegexMatch) = length(m.captures)
eltype(m::RegexMatch) = eltype(m.captures)
eltype(::Type{RegexMatch{S}}) where {S} = Union{Nothing, SubString{S}}
NamedTuple(m::RegexMatch) = NamedTuple{Symbol.(Tuple(keys(m)))}(values(m))
Dict(m::RegexMatch) = Dict(pairs(m))
pairs(m::RegexMatch) = Pairs(m, keys(m))
values(m::RegexMatch) = m.captures

struct RegexMatchIterator{S <: AbstractString}
    regex::Regex
    string::S
    overlap::Bool
end
eachmatch(re::Regex, s::AbstractString; overlap::Bool = false) = RegexMatchIterator(re, _plain(s), overlap)
eltype(::Type{<:RegexMatchIterator}) = RegexMatch
IteratorSize(::Type{<:RegexMatchIterator}) = SizeUnknown()
# State: where to go on, and whether the last match was empty: then only a match that is not empty may begin there.
function iterate(it::RegexMatchIterator, (offset, wasempty) = (1, false))
    while true
        m = match(it.regex, it.string, offset, wasempty ? PCRE.ANCHORED | PCRE.NOTEMPTY_ATSTART : 0x00000000)
        if m === nothing
            (wasempty && offset <= sizeof(it.string)) || return nothing
            offset = nextind(it.string, offset)
            wasempty = false
            continue
        end
        isempty_ = isempty(m.match)
        next = isempty_ ? m.offset : it.overlap ? nextind(it.string, m.offset) : m.offset + ncodeunits(m.match)
        return m, (next, isempty_)
    end
end

# ---- replacing --------------------------------------------------------------------------------------------------------------

# Replacement text with references to groups: \1, \g<name>, \0.
struct SubstitutionString{T <: AbstractString} <: AbstractString
    string::T
end
ncodeunits(s::SubstitutionString) = ncodeunits(s.string)
codeunit(s::SubstitutionString) = codeunit(s.string)
codeunit(s::SubstitutionString, i::Integer) = codeunit(s.string, i)
isvalid(s::SubstitutionString, i::Int) = isvalid(s.string, i)
isvalid(s::SubstitutionString, i::Integer) = isvalid(s.string, i)
iterate(s::SubstitutionString, i::Integer...) = iterate(s.string, i...)
String(s::SubstitutionString) = String(s.string)
function show(io::IO, s::SubstitutionString)
    print(io, "s\"")
    escape_raw_string(io, String(s))
    print(io, '"')
end
macro s_str(string)
    return SubstitutionString(string)
end

# A regex on its way through a text, with the offsets of its last match.
struct RegexSearch
    regex::Regex
    offsets::Memory{Int}
end
_pattern(re::Regex) = RegexSearch(re, _offsets(re))
function findnext(p::RegexSearch, s, i::Int)
    return _search!(p.offsets, p.regex, s, i - 1, p.regex.match_options) ? _byte_range(s, p.offsets[1], p.offsets[2]) : nothing
end
_bad_replacement(repl) = error("Bad replacement string: $repl")
_replacement(io, repl::SubstitutionString, s, r, p) = print(io, String(repl))
function _replacement(io, repl::SubstitutionString, s, r, p::RegexSearch)
    # \n and its like stand for characters; references to groups are left for the loop
    t = unescape_string(String(repl), ('\\', 'g', '0':'9'...))
    n = ncodeunits(t)
    i = 1
    while i <= n
        c = t[i]
        i = nextind(t, i)
        if c != '\\'
            print(io, c)
            continue
        end
        i > n && _bad_replacement(t)
        c = t[i]
        if c == '\\'
            print(io, '\\')
            i = nextind(t, i)
        elseif isdigit(c)
            group = 0
            while i <= n && isdigit(t[i])
                group = 10 * group + (t[i] - '0')
                i = nextind(t, i)
            end
            _write_group(io, s, p, group)
        elseif c == 'g'
            i = nextind(t, i)
            (i <= n && t[i] == '<') || _bad_replacement(t)
            j = findnext('>', t, i)
            j === nothing && _bad_replacement(t)
            name = t[i + 1:prevind(t, j)]
            group = !isempty(name) && all(isdigit, name) ? parse(Int, name) : _group_number(p.regex, name)
            group == 0 && name != "0" && _bad_replacement(t)
            _write_group(io, s, p, group)
            i = nextind(t, j)
        else
            _bad_replacement(t)
        end
    end
    return nothing
end
function _write_group(io, s, p::RegexSearch, group::Int)
    2 * group + 2 > length(p.offsets) && error("PCRE error: unknown substring")
    from, to = p.offsets[2 * group + 1], p.offsets[2 * group + 2]
    from >= 0 && to > from && unsafe_write(io, pointer(s, from + 1), (to - from) % UInt)
    return nothing
end

# ---- combining ----------------------------------------------------------------------------------------------------------------

_regex_source(r::Regex) = string("(?:", r.pattern, ")")
_regex_source(s::AbstractString) = string("\\Q", replace(s, "\\E" => "\\E\\\\E\\Q"), "\\E")
_regex_source(c::AbstractChar) = _regex_source(string(c))
function *(r1::Union{Regex, AbstractString, AbstractChar}, rs::Union{Regex, AbstractString, AbstractChar}...)
    all_parts = (r1, rs...)
    options = nothing
    for r in all_parts
        r isa Regex || continue
        options === nothing || (r.compile_options, r.match_options) == options ||
            throw(ArgumentError("cannot multiply regexes with incompatible options"))
        options = (r.compile_options, r.match_options)
    end
    options === nothing && return string(r1, rs...)
    return Regex(string(map(_regex_source, all_parts)...), options...)
end
^(r::Regex, i::Integer) = Regex(string("(?:", r.pattern, "){", i, "}"), r.compile_options, r.match_options)
