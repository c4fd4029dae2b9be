# Paths as text (POSIX): no file is looked at, except by `realpath` and the home folder.

const path_separator = "/"
# A path as the system takes it: it ends at a NUL.
function _system_path(path::AbstractString)
    s = String(path)
    occursin('\0', s) && throw(ArgumentError(string("embedded NULs are not allowed in C strings: ", repr(s))))
    return s
end
const path_directory_separator = "/"

splitdrive(path::String) = ("", path)
splitdrive(path::AbstractString) = splitdrive(String(path))
isabspath(path::AbstractString) = startswith(path, '/')

# Must the path be a folder? It ends in a slash, or in a part that is "." or "..".
function isdirpath(path::AbstractString)
    s = String(path)
    last = _after_slash(s)
    return last == "" || last == "." || last == ".."
end
_after_slash(s::String) = (i = findlast('/', s); i === nothing ? s : s[i + 1:end])

function homedir()
    home = _getenv("HOME")
    home !== nothing && !isempty(home) && return home::String
    return ccall(:jl_homedir, Ref{String}, ())
end

# The last run of slashes splits folder and name.
function splitdir(path::AbstractString)
    s = String(path)
    i = findlast('/', s)
    i === nothing && return ("", s)
    j = i
    while j > 1 && s[prevind(s, j)] == '/'
        j -= 1
    end
    return (j == 1 ? "/" : s[1:prevind(s, j)], s[i + 1:end])
end
dirname(path::AbstractString) = splitdir(path)[1]
basename(path::AbstractString) = splitdir(path)[2]

# The extension begins at the name's last dot, unless that is the name's first character.
function splitext(path::AbstractString)
    s = String(path)
    slash = findlast('/', s)
    from = slash === nothing ? 1 : slash + 1
    dot = findlast('.', s)
    (dot === nothing || dot <= from) && return (s, "")
    return (s[1:prevind(s, dot)], s[dot:end])
end

function splitpath(path::AbstractString)
    p = String(path)
    out = String[]
    isempty(p) && return push!(out, p)
    while !isempty(p)
        dir, base = splitdir(p)
        if dir == p
            pushfirst!(out, dir)
            break
        end
        isempty(base) || pushfirst!(out, base)
        p = dir
    end
    return out
end

joinpath(path::AbstractString)::String = path
joinpath() = throw(ArgumentError("collection of path components must be non-empty"))
function joinpath(path::AbstractString, paths::AbstractString...)::String
    return joinpath((path, paths...))
end
function joinpath(paths::Union{Tuple, AbstractVector})::String
    isempty(paths) && throw(ArgumentError("collection of path components must be non-empty"))
    result = ""
    started = false
    for part in paths
        part isa AbstractString || throw(ArgumentError("path component is not a string: $(repr(part))"))
        p = String(part)
        if !started || isabspath(p)
            result = p
        elseif isempty(result) || endswith(result, '/')
            result = string(result, p)
        else
            result = string(result, '/', p)
        end
        started = true
    end
    return result
end

function normpath(path::AbstractString)
    s = String(path)
    isabs = isabspath(s)
    asdir = isdirpath(s)
    parts = SubString{String}[]
    for part in eachsplit(s, '/')
        (isempty(part) || part == ".") && continue
        if part == ".." && !isempty(parts) && parts[end] != ".."
            pop!(parts)
        elseif part == ".." && isabs
            continue
        else
            push!(parts, part)
        end
    end
    isabs || isempty(parts) && push!(parts, SubString("."))
    out = join(parts, '/')
    isabs && (out = string('/', out))
    return asdir && !isdirpath(out) ? string(out, '/') : out
end
normpath(a::AbstractString, b::AbstractString...) = normpath(joinpath(a, b...))
function abspath(a::AbstractString)::String
    return normpath(isabspath(a) ? String(a) : joinpath(pwd(), a))
end
abspath(a::AbstractString, b::AbstractString...) = abspath(joinpath(a, b...))

function relpath(path::AbstractString, startpath::AbstractString = ".")
    isempty(path) && throw(ArgumentError("`path` must be non-empty"))
    isempty(startpath) && throw(ArgumentError("`startpath` must be non-empty"))
    path == startpath && return "."
    to = filter(!isempty, split(abspath(path), '/'))
    from = filter(!isempty, split(abspath(startpath), '/'))
    common = 0
    while common < min(length(to), length(from)) && to[common + 1] == from[common + 1]
        common += 1
    end
    parts = String[".." for _ in common + 1:length(from)]
    append!(parts, to[common + 1:end])
    return isempty(parts) ? "." : join(parts, '/')
end

function expanduser(path::AbstractString)
    s = String(path)
    (s == "~" || startswith(s, "~/")) && return string(homedir(), chop(s; head = 1, tail = 0))
    startswith(s, '~') && throw(ArgumentError("~user tilde expansion not yet implemented"))
    return s
end
function contractuser(path::AbstractString)
    s, home = String(path), homedir()
    s == home && return "~"
    startswith(s, string(home, '/')) && return string("~/", chop(s; head = length(home) + 1, tail = 0))
    return s
end

function realpath(path::AbstractString)
    r = ccall(:jl_fs_realpath, Any, (Any,), String(path))
    r isa String || uv_error(string("realpath(", repr(path), ")"), r::Int)
    return r::String
end
