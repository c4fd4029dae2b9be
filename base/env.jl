# The environment of the process, as a dictionary of strings.

_getenv(name::String) = ccall(:jl_env_get, Any, (Any,), name)

struct EnvDict <: AbstractDict{String, String} end
const ENV = EnvDict()

function _check_env_name(k::String)
    occursin('\0', k) && throw(ArgumentError("embedded NULs are not allowed in C strings: $(repr(k))"))
    # EINVAL
    (isempty(k) || occursin('=', k)) && throw(SystemError("setenv", 22))
    return nothing
end
function getindex(::EnvDict, k::AbstractString)
    v = _getenv(String(k))
    v === nothing && throw(KeyError(k))
    return v::String
end
get(::EnvDict, k::AbstractString, default) = (v = _getenv(String(k)); v === nothing ? default : v::String)
get(f::Union{Function, Type}, ::EnvDict, k::AbstractString) = (v = _getenv(String(k)); v === nothing ? f() : v::String)
get!(e::EnvDict, k::AbstractString, default) = haskey(e, k) ? e[k] : (e[k] = default)
get!(f::Union{Function, Type}, e::EnvDict, k::AbstractString) = haskey(e, k) ? e[k] : (e[k] = f())
haskey(::EnvDict, k::AbstractString) = _getenv(String(k)) !== nothing
in(k::AbstractString, ::KeySet{String, EnvDict}) = haskey(ENV, k)
function setindex!(e::EnvDict, v, k::AbstractString)
    _check_env_name(String(k))
    ccall(:jl_env_set, Cvoid, (Any, Any), String(k), string(v))
    return e
end
delete!(e::EnvDict, k::AbstractString) = (ccall(:jl_env_set, Cvoid, (Any, Any), String(k), nothing); e)
pop!(e::EnvDict, k::AbstractString) = (v = e[k]; delete!(e, k); v)
pop!(e::EnvDict, k::AbstractString, default) = haskey(e, k) ? pop!(e, k) : default
_env_names() = ccall(:jl_env_names, Any, ())::Vector{Any}
length(::EnvDict) = length(_env_names())
isempty(::EnvDict) = isempty(_env_names())
function iterate(e::EnvDict, state = (_env_names(), 1))
    names, i = state
    i > length(names) && return nothing
    k = names[i]::String
    return Pair{String, String}(k, e[k]), (names, i + 1)
end
function show(io::IO, e::EnvDict)
    for (k, v) in e
        println(io, k, "=", v)
    end
end
show(io::IO, ::MIME"text/plain", e::EnvDict) = show(io, e)
summary(io::IO, e::EnvDict) = print(io, "Base.EnvDict with ", length(e), " entries")

# Runs f with some variables set (or unset, for `nothing`), and sets them back.
function withenv(f, keyvals::Pair{T}...) where {T <: AbstractString}
    old = Pair{String, Any}[k => get(ENV, k, nothing) for (k, v) in keyvals]
    for (k, v) in keyvals
        v === nothing ? delete!(ENV, k) : (ENV[k] = v)
    end
    try
        return f()
    finally
        for (k, v) in old
            v === nothing ? delete!(ENV, k) : (ENV[k] = v)
        end
    end
end
withenv(f) = f()

# A variable that says yes or no, in any of the usual words; nothing if it says something else.
const _truthy = ("t", "true", "y", "yes", "1")
const _falsy = ("f", "false", "n", "no", "0")
function get_bool_env(name::String, default::Bool; throw::Bool = false)
    return get_bool_env(() -> default, name; throw)
end
function get_bool_env(f_default, name::String; throw::Bool = false)
    haskey(ENV, name) || return f_default()
    value = ENV[name]
    isempty(value) && return f_default()
    word = lowercase(value)
    word in _truthy && return true
    word in _falsy && return false
    throw && Core.throw(ArgumentError("Value for environment variable `$name` could not be parsed as Boolean: $(repr(value))"))
    return nothing
end
