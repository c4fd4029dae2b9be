# Version numbers as semantic versioning has them.

const VInt = UInt32
const VerTuple = Tuple{Vararg{Union{UInt64, String}}}

struct VersionNumber
    major::VInt
    minor::VInt
    patch::VInt
    prerelease::VerTuple
    build::VerTuple
    function VersionNumber(major::VInt, minor::VInt, patch::VInt, pre::VerTuple, bld::VerTuple)
        major >= 0 || throw(ArgumentError("invalid negative major version: $major"))
        _check_identifiers(pre, bld, "prerelease")
        _check_identifiers(bld, bld, "build")
        return new(major, minor, patch, pre, bld)
    end
end
# An identifier is a number or letters, digits and dashes; "" alone bounds a series from below or above.
function _check_identifiers(ids::VerTuple, bld::VerTuple, what::String)
    for id in ids
        id isa Integer && continue
        s = id::String
        isempty(s) && length(ids) == 1 && (what == "build" || isempty(bld)) && continue
        (!isempty(s) && all(_is_identifier_char, s) && !all(isdigit, s)) ||
            throw(ArgumentError("invalid $what identifier: $(repr(s))"))
    end
    return nothing
end
_is_identifier_char(c::AbstractChar) = isdigit(c) || 'a' <= c <= 'z' || 'A' <= c <= 'Z' || c == '-'

VersionNumber(major::Integer, minor::Integer = 0, patch::Integer = 0, pre::Tuple = (), bld::Tuple = ()) =
    VersionNumber(_version_int(major, "major"), _version_int(minor, "minor"), _version_int(patch, "patch"),
                  map(_version_id, pre), map(_version_id, bld))
_version_int(n::VInt, what::String) = n
_version_int(n::Integer, what::String) =
    n >= 0 ? VInt(n) : throw(ArgumentError("invalid negative $what version: $n"))
_version_id(x::Integer) = UInt64(x)
_version_id(x) = String(x)
VersionNumber(v::Tuple) = VersionNumber(v...)
VersionNumber(v::VersionNumber) = v
VersionNumber(v::AbstractString) = parse(VersionNumber, v)

# The identifiers of a dotted list.
function _version_ids(s::AbstractString)
    isempty(s) && return ("",)
    parts = split(s, '.')
    all(p -> !isempty(p) && all(_is_identifier_char, p), parts) || return nothing
    return (map(p -> all(isdigit, p) ? parse(UInt64, p) : String(p), parts)...,)
end
function tryparse(::Type{VersionNumber}, text::AbstractString)
    s = String(strip(text))
    s == "∞" && return VersionNumber(typemax(VInt), typemax(VInt), typemax(VInt), (), ("",))
    startswith(s, 'v') && (s = s[2:end])
    # the numbers
    n = ncodeunits(s)
    i = 1
    numbers = VInt[]
    while length(numbers) < 3
        j = i
        while j <= n && isdigit(s[j])
            j = nextind(s, j)
        end
        j == i && return nothing
        number = tryparse(VInt, SubString(s, i, j - 1))
        number === nothing && return nothing
        push!(numbers, number)
        i = j
        (i <= n && s[i] == '.' && length(numbers) < 3) || break
        i += 1
    end
    rest = i <= n ? s[i:end] : ""
    pre, bld = (), ()
    plus = findfirst('+', rest)
    if plus !== nothing
        b = rest[plus + 1:end]
        bld = _version_ids(b)
        rest = rest[1:prevind(rest, plus)]
    end
    if !isempty(rest)
        if startswith(rest, '-')
            pre = _version_ids(rest[2:end])
        elseif 'a' <= rest[1] <= 'z' || 'A' <= rest[1] <= 'Z'
            pre = _version_ids(rest)
        else
            return nothing
        end
    end
    (pre === nothing || bld === nothing) && return nothing
    # a dash or plus with nothing behind it bounds a series: only one of both
    pre == ("",) && bld != () && return nothing
    append!(numbers, zeros(VInt, 3 - length(numbers)))
    return VersionNumber(numbers[1], numbers[2], numbers[3], pre, bld)
end
function parse(::Type{VersionNumber}, v::AbstractString)
    ver = tryparse(VersionNumber, v)
    ver === nothing && throw(ArgumentError("invalid version string: $v"))
    return ver
end
convert(::Type{VersionNumber}, v::Union{Integer, Tuple, AbstractString}) = VersionNumber(v)
macro v_str(v)
    return VersionNumber(v)
end

typemin(::Type{VersionNumber}) = VersionNumber(0, 0, 0, ("",), ())
typemax(::Type{VersionNumber}) = VersionNumber(typemax(VInt), typemax(VInt), typemax(VInt), (), ("",))
broadcastable(v::VersionNumber) = Ref(v)

function print(io::IO, v::VersionNumber)
    v == typemax(VersionNumber) && return print(io, "∞")
    print(io, v.major, '.', v.minor, '.', v.patch)
    if !isempty(v.prerelease)
        print(io, '-')
        join(io, v.prerelease, '.')
    end
    if !isempty(v.build)
        print(io, '+')
        join(io, v.build, '.')
    end
    return nothing
end
show(io::IO, v::VersionNumber) = print(io, "v\"", v, "\"")

# ---- order ----------------------------------------------------------------------------------------------------------

_id_cmp(a::Integer, b::Integer) = cmp(a, b)
_id_cmp(a::Integer, b::String) = isempty(b) ? +1 : -1
_id_cmp(a::String, b::Integer) = isempty(a) ? -1 : +1
_id_cmp(a::String, b::String) = cmp(a, b)
function _ids_cmp(a::VerTuple, b::VerTuple)
    for (x, y) in zip(a, b)
        c = _id_cmp(x, y)
        c == 0 || return c
    end
    return cmp(length(a), length(b))
end
function _version_cmp(a::VersionNumber, b::VersionNumber)
    c = cmp((a.major, a.minor, a.patch), (b.major, b.minor, b.patch))
    c == 0 || return c
    # a release comes after its prereleases
    if isempty(a.prerelease) != isempty(b.prerelease)
        return isempty(a.prerelease) ? +1 : -1
    end
    c = _ids_cmp(a.prerelease, b.prerelease)
    c == 0 || return c
    # an open end, `1.2+`, comes after every build
    openA, openB = a.build == ("",), b.build == ("",)
    openA != openB && return openA ? +1 : -1
    return _ids_cmp(a.build, b.build)
end
==(a::VersionNumber, b::VersionNumber) = _version_cmp(a, b) == 0
isless(a::VersionNumber, b::VersionNumber) = _version_cmp(a, b) < 0
cmp(a::VersionNumber, b::VersionNumber) = _version_cmp(a, b)
function hash(v::VersionNumber, h::UInt)
    h += 0x8ff4ffdb75f9fede % UInt
    h = hash(v.major, h)
    h = hash(v.minor, h)
    h = hash(v.patch, h)
    h = hash(v.prerelease, ~h)
    return hash(v.build, ~h)
end

# ---- neighbours -----------------------------------------------------------------------------------------------------

thispatch(v::VersionNumber) = VersionNumber(v.major, v.minor, v.patch)
thisminor(v::VersionNumber) = VersionNumber(v.major, v.minor, 0)
thismajor(v::VersionNumber) = VersionNumber(v.major, 0, 0)
nextpatch(v::VersionNumber) = v < thispatch(v) ? thispatch(v) : VersionNumber(v.major, v.minor, v.patch + 1)
nextminor(v::VersionNumber) = v < thisminor(v) ? thisminor(v) : VersionNumber(v.major, v.minor + 1, 0)
nextmajor(v::VersionNumber) = v < thismajor(v) ? thismajor(v) : VersionNumber(v.major + 1, 0, 0)
lowerbound(v::VersionNumber) = VersionNumber(v.major, v.minor, v.patch, ("",), ())
upperbound(v::VersionNumber) = VersionNumber(v.major, v.minor, v.patch, (), ("",))

# The version of Julia whose language and library this is.
const VERSION = VersionNumber(1, 11, 1)
const libllvm_version = VersionNumber(16, 0, 6)
