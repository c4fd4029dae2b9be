# Loading packages. What a name means, where caches are and whether they are good, the runtime knows (`jl_pkg_…`); here
# stands in which order things happen, and what programs see of it.

# ---- identities -------------------------------------------------------------------------------------------------------

struct PkgId
    uuid::Union{UUID,Nothing}
    name::String
    PkgId(u::UUID, name::AbstractString) = new(u.value == 0 ? nothing : u, String(name))
    PkgId(::Nothing, name::AbstractString) = new(nothing, String(name))
end
PkgId(name::AbstractString) = PkgId(nothing, name)
function PkgId(m::Module)
    root = moduleroot(m)
    uuid = UUID(ccall(:jl_module_uuid_text, Any, (Any,), root)::String)
    return PkgId(uuid, String(nameof(root)))
end
PkgId(m::Module, name::String) = PkgId(PkgId(m).uuid, name)

==(a::PkgId, b::PkgId) = a.uuid == b.uuid && a.name == b.name
hash(id::PkgId, h::UInt) = hash(id.uuid, hash(id.name, h + 0xc9f248583a0ca36c % UInt))
isless(a::PkgId, b::PkgId) = isless((a.name, string(a.uuid)), (b.name, string(b.uuid)))
_shown(id::PkgId) = string(id.name, " [", id.uuid === nothing ? "top-level" : id.uuid, "]")
show(io::IO, ::MIME"text/plain", id::PkgId) = print(io, _shown(id))

_uuid_text(id::PkgId) = id.uuid === nothing ? nothing : string(id.uuid)
_pkgid(uuid, name) = PkgId(uuid === nothing ? nothing : UUID(uuid::String), name::String)

function identify_package(from::Union{PkgId,Nothing}, name::String)
    uuid, fromname = from === nothing ? (nothing, nothing) : (_uuid_text(from), from.name)
    found = ccall(:jl_pkg_identify, Any, (Any, Any, Any), name, uuid, fromname)
    return found === nothing ? nothing : _pkgid(found[1], found[2])
end
identify_package(from::Union{PkgId,Nothing}, name::AbstractString) = identify_package(from, String(name))
identify_package(name::AbstractString) = identify_package(nothing, String(name))
identify_package(from::Module, name::AbstractString) = identify_package(_requester(from), String(name))
_requester(m::Module) = (id = PkgId(m); id.uuid === nothing ? nothing : id)

locate_package(id::PkgId) = ccall(:jl_pkg_locate, Any, (Any, Any), _uuid_text(id), id.name)::Union{String,Nothing}
function find_package(name::AbstractString)
    id = identify_package(name)
    return id === nothing ? nothing : locate_package(id)
end
function find_package(from::Module, name::AbstractString)
    id = identify_package(from, name)
    return id === nothing ? nothing : locate_package(id)
end

# ---- environments -----------------------------------------------------------------------------------------------------

const ACTIVE_PROJECT = Ref{Union{String,Nothing}}(nothing)
active_project(search_load_path::Bool = true) = ccall(:jl_pkg_active_project, Any, (Any,), ACTIVE_PROJECT[])::Union{String,Nothing}
function set_active_project(project::Union{Nothing,AbstractString})
    ACTIVE_PROJECT[] = project === nothing ? nothing : String(project)
    return nothing
end
load_path() = String[p for p in ccall(:jl_pkg_load_path, Any, ())::SimpleVector]
load_path_expand(entry::AbstractString) = ccall(:jl_pkg_expand_entry, Any, (Any,), String(entry))::Union{String,Nothing}

function init_load_path()
    append!(empty!(LOAD_PATH), String[p for p in ccall(:jl_pkg_initial_load_path, Any, ())::SimpleVector])
    append!(empty!(DEPOT_PATH), String[p for p in ccall(:jl_pkg_initial_depots, Any, ())::SimpleVector])
    ACTIVE_PROJECT[] = ccall(:jl_pkg_initial_project, Any, ())::Union{String,Nothing}
    return nothing
end

# ---- what is loaded -----------------------------------------------------------------------------------------------------

const loaded_modules = Dict{PkgId,Module}()
const loaded_modules_order = Module[]
const module_keys = IdDict{Module,PkgId}()
struct PkgOrigin
    path::Union{String,Nothing}
    cachepath::Union{String,Nothing}
    version::Union{VersionNumber,Nothing}
end
const pkgorigins = Dict{PkgId,PkgOrigin}()
const package_callbacks = Any[]
const include_callbacks = Any[]

function register_root_module(m::Module)
    id = PkgId(m)
    old = get(loaded_modules, id, nothing)
    if old isa Module && old !== m && generating_output()
        error("package `$(id.name)` imported from different paths")
    end
    loaded_modules[id] = m
    module_keys[m] = id
    push!(loaded_modules_order, m)
    return nothing
end
register_root_module(Core)
register_root_module(Base)
register_root_module(Main)

root_module(id::PkgId) = loaded_modules[id]
root_module(where::Module, name::Symbol) = root_module(identify_package(where, String(name))::PkgId)
maybe_root_module(id::PkgId) = get(loaded_modules, id, nothing)
root_module_exists(id::PkgId) = haskey(loaded_modules, id)
root_module_key(m::Module) = module_keys[m]
is_root_module(m::Module) = get(module_keys, m, nothing) !== nothing
loaded_modules_array() = copy(loaded_modules_order)

function pathof(m::Module)
    origin = get(pkgorigins, PkgId(m), nothing)
    return origin === nothing ? nothing : origin.path
end
function pkgdir(m::Module, paths::String...)
    path = pathof(moduleroot(m))
    path === nothing && return nothing
    dir, base = splitdir(dirname(path))
    root = base == "src" || base == "ext" ? dir : joinpath(dir, base)
    # an extension may have a folder of its own
    basename(dir) == "ext" && (root = dirname(dir))
    return joinpath(root, paths...)
end
function pkgversion(m::Module)
    dir = pkgdir(m)
    dir === nothing && return nothing
    version = ccall(:jl_pkg_version, Any, (Any,), dir)
    return version === nothing ? nothing : VersionNumber(version::String)
end

# ---- loading --------------------------------------------------------------------------------------------------------------

# Where a package's file is evaluated: the module that it must define has no parent.
baremodule __toplevel__
using Base
end

generating_output() = ccall(:jl_generating_output, Cint, ()) == 1

# A package that says it cannot be cached.
struct PrecompilableError <: Exception end
showerror(io::IO, ::PrecompilableError) = print(io, "Error when precompiling module: it declares __precompile__(false) or depends on one that does")

function __precompile__(isprecompilable::Bool = true)
    if !isprecompilable && generating_output()
        throw(PrecompilableError())
    end
    return nothing
end

function require(into::Module, name::Symbol)
    text = String(name)
    from = _requester(into)
    id = identify_package(from, text)
    if id === nothing
        if from === nothing
            hint = PkgId(text)
            loaded = get(loaded_modules, hint, nothing)
            loaded isa Module && return loaded
            throw(ArgumentError("""
                Package $text not found in current path.
                - Run `import Pkg; Pkg.add($(repr(text)))` to install the $text package."""))
        end
        throw(ArgumentError("""
            Package $(from.name) does not have $text in its dependencies:
            - You may have a partially installed environment. Try `Pkg.instantiate()`
              to ensure all packages in the environment are installed.
            - Or, if you have $(from.name) checked out for development and have
              added $text as a dependency but haven't updated your primary
              environment's manifest file, try `Pkg.resolve()`.
            - Otherwise you may need to report an issue with $(from.name)"""))
    end
    return require(id)
end

const loading_stack = PkgId[]

function require(id::PkgId)
    known = get(loaded_modules, id, nothing)
    known isa Module && return known
    if id in loading_stack
        cycle = join(Any[string(p.name) for p in loading_stack], " -> ")
        throw(ConcurrencyViolationError("deadlock detected in loading $cycle -> $(id.name) && $(id.name)"))
    end
    push!(loading_stack, id)
    try
        m = _load_package(id)
        return m
    finally
        pop!(loading_stack)
        # extensions wait until nothing is half loaded
        isempty(loading_stack) && _load_extensions()
    end
end

function _load_package(id::PkgId)
    path = locate_package(id)
    if path === nothing
        throw(ArgumentError("""
            Package $(_shown(id)) is required but does not seem to be installed:
             - Run `Pkg.instantiate()` to install all recorded dependencies.
            """))
    end
    mode = JLOptions().use_compiled_modules
    if mode != 0
        cache = _find_cache(id, path)
        if cache === nothing && mode == 1
            cache = _make_cache(id, path)
        elseif cache === nothing && mode == 3
            throw(ErrorException("""`using/import $(id.name)` failed because the module must be compiled, but \
                compiled modules cannot be created because the option --compiled-modules=strict forbids it."""))
        end
        if cache isa SimpleVector
            m = _load_cache(id, cache)
            m isa Module && return m
        end
    end
    return _load_source(id, path)
end

# A good cache of a package: svec(path of the cache, dependencies as svecs(uuid, name)), or nothing.
_find_cache(id::PkgId, path::String) = ccall(:jl_pkg_find_cache, Any, (Any, Any, Any), _uuid_text(id), id.name, path)

# Has another process make the cache. Nothing: the package does not want one.
function _make_cache(id::PkgId, path::String)
    made = ccall(:jl_pkg_precompile, Any, (Any, Any, Any), _uuid_text(id), id.name, path)
    made === nothing || return _find_cache(id, path)
    generating_output() && throw(PrecompilableError())
    return nothing
end

function _load_cache(id::PkgId, cache::SimpleVector)
    for dependency in cache[2]::Core.SimpleVector
        dependency::Core.SimpleVector
        require(_pkgid(dependency[1], dependency[2]))
    end
    # loading a dependency may have run code that loaded this one
    known = get(loaded_modules, id, nothing)
    known isa Module && return known
    restored = ccall(:jl_pkg_restore, Any, (Any,), cache[1])
    if restored isa String
        # damaged after all: it is set aside and made anew
        mode = JLOptions().use_compiled_modules
        path = locate_package(id)::String
        mode == 1 || return nothing
        again = _make_cache(id, path)
        again isa SimpleVector || return nothing
        restored = ccall(:jl_pkg_restore, Any, (Any,), again[1])
        restored isa String && error("the cache of $(_shown(id)) cannot be used: $restored")
    end
    restored::Core.SimpleVector
    m = restored[1]::Module
    for x in restored[3]::Core.SimpleVector
        _reloaded(x)
    end
    for x in restored[4]::Core.SimpleVector
        isdefined(x::Module, Docs.META) && push!(Docs.modules, x)
    end
    register_root_module(m)
    pkgorigins[id] = PkgOrigin(locate_package(id), cache[1]::String, nothing)
    for x in restored[2]::Core.SimpleVector
        _run_init(x::Module)
    end
    _loaded(id)
    return m
end

# Puts an object in order that came from an image, where its parts have other addresses than they had. What has a method
# here is told.
function _reloaded end
_reloaded(d::IdDict) = (rehash!(d); nothing)
_reloaded(d::WeakKeyDict) = (rehash!(d.ht); nothing)
function _reloaded(d::Dict{K}) where {K}
    K <: Union{Number,AbstractString,Symbol,AbstractChar} && return nothing
    any(_hashes_by_address, keys(d)) && rehash!(d)
    return nothing
end
_hashes_by_address(@nospecialize(x)) =
    ismutable(x) && !(x isa Union{AbstractString,Number,Symbol,Type,Module,AbstractArray,AbstractDict,AbstractSet})

function _run_init(m::Module)
    try
        invokelatest(getglobal(m, :__init__))
    catch e
        throw(InitError(nameof(m), e))
    end
    return nothing
end

function _load_source(id::PkgId, path::String)
    pkgorigins[id] = PkgOrigin(path, nothing, nothing)
    ccall(:jl_pkg_loading_source, Cvoid, (Any, Any, Any), _uuid_text(id), id.name, path)
    m = _include_package(id, path)
    _loaded(id)
    return m
end

# Evaluates a package's file, which must define the module and nothing else.
function _include_package(id::PkgId, path::String)
    before = names(__toplevel__; all = true)
    ccall(:jl_set_module_uuid, Cvoid, (Any, Any), __toplevel__, _uuid_text(id))
    tls = task_local_storage()
    prev = get(tls, SOURCE_PATH_KEY, nothing)
    delete!(tls, SOURCE_PATH_KEY)
    try
        include(__toplevel__, path)
    finally
        ccall(:jl_set_module_uuid, Cvoid, (Any, Any), __toplevel__, nothing)
        prev === nothing || (tls[SOURCE_PATH_KEY] = prev)
    end
    for name in names(__toplevel__; all = true)
        name in before && continue
        error("Evaluation into the closed module `__toplevel__` breaks incremental compilation because the side " *
            "effects will not be permanent: `$name` was defined outside of module `$(id.name)`")
    end
    m = get(loaded_modules, id, nothing)
    m isa Module || error("package `$(id.name)` did not define the expected module `$(id.name)`, \
        check for typos in package module name")
    return m
end

function _loaded(id::PkgId)
    for callback in package_callbacks
        try
            invokelatest(callback, id)
        catch e
            @error "Error during package callback" exception = (e, catch_backtrace())
        end
    end
    append!(_waiting_extensions, _extensions_of(id))
    return nothing
end

# ---- extensions -----------------------------------------------------------------------------------------------------------

mutable struct ExtensionId
    id::PkgId
    parent::PkgId
    path::String
    triggers::Vector{PkgId}
    tried::Bool
end
const _waiting_extensions = ExtensionId[]

function _extensions_of(id::PkgId)
    out = ExtensionId[]
    id.uuid === nothing && return out
    for (uuid, name, path, triggers) in ccall(:jl_pkg_extensions, Any, (Any, Any), _uuid_text(id), id.name)::SimpleVector
        push!(out, ExtensionId(_pkgid(uuid, name), id, path, PkgId[_pkgid(u, n) for (u, n) in triggers], false))
    end
    return out
end

function _load_extensions()
    progress = true
    while progress
        progress = false
        for e in copy(_waiting_extensions)
            e.tried && continue
            all(t -> haskey(loaded_modules, t), e.triggers) || continue
            e.tried = true
            progress = true
            # a cache of something that its extension extends does not contain the extension
            generating_output() && e.id == _output_package[] && continue
            try
                require(e.id)
            catch problem
                problem isa PrecompilableError && rethrow()
                bt = catch_backtrace()
                @error "Error during loading of extension $(e.id.name) of $(e.parent.name), use `Base.retry_load_extensions()` to retry." exception = (problem, bt)
            end
        end
    end
    return nothing
end
function retry_load_extensions()
    for e in _waiting_extensions
        haskey(loaded_modules, e.id) || (e.tried = false)
    end
    return _load_extensions()
end

function get_extension(parent::Module, name::Symbol)
    id = PkgId(parent)
    for e in _waiting_extensions
        e.parent == id && e.id.name == String(name) && return maybe_root_module(e.id)
    end
    return nothing
end

# ---- caches ---------------------------------------------------------------------------------------------------------------

const _output_package = Ref{Any}(nothing)

# The whole work of the process that makes a cache.
function include_package_for_output(id::PkgId, path::String)
    _output_package[] = id
    push!(loading_stack, id)
    pkgorigins[id] = PkgOrigin(path, nothing, nothing)
    try
        m = _include_package(id, path)
        ccall(:jl_pkg_output, Cvoid, (Any, Any, Any, Any), m, _uuid_text(id), id.name, path)
    catch e
        _is_precompilable_error(e) || rethrow()
        exit(125)
    end
    return nothing
end
_is_precompilable_error(@nospecialize(e)) = e isa PrecompilableError || e isa LoadError && _is_precompilable_error(e.error)

function isprecompiled(id::PkgId; ignore_loaded::Bool = false)
    path = locate_package(id)
    path === nothing && return false
    return _find_cache(id, path) !== nothing
end

function compilecache(id::PkgId, path::String)
    made = ccall(:jl_pkg_precompile, Any, (Any, Any, Any), _uuid_text(id), id.name, path)
    made === nothing && return PrecompilableError()
    return (made::String, nothing)
end
function compilecache(id::PkgId)
    path = locate_package(id)
    path === nothing && throw(ArgumentError("$(_shown(id)) not found during precompilation"))
    return compilecache(id, path)
end

function include_dependency(path::AbstractString; track_content::Bool = true)
    full = normpath(_include_path(path))
    ccall(:jl_pkg_include_dependency, Cvoid, (Any, Bool), full, track_content)
    return nothing
end

# ---- preferences ------------------------------------------------------------------------------------------------------

get_preferences(uuid::Union{UUID,Nothing} = nothing) =
    _preference_value(ccall(:jl_pkg_preferences, Any, (Any,), uuid === nothing ? nothing : string(uuid)))
function record_compiletime_preference(uuid::UUID, key::String)
    ccall(:jl_pkg_record_preference, Cvoid, (Any, Any), string(uuid), key)
    return nothing
end
# ---- project files, as packages look at them ------------------------------------------------------------------------

const project_names = ("JuliaProject.toml", "Project.toml")
const preferences_names = ("JuliaLocalPreferences.toml", "LocalPreferences.toml")

# The table in a TOML file.
function parsed_toml(path::AbstractString)
    x = ccall(:jl_toml_parse, Any, (Any,), read(path, String))::SimpleVector
    x[1] === :error && error("Could not parse TOML file ", path, ":", x[2], ":", x[3], ": ", x[4])
    return _preference_value(x)::Dict{String,Any}
end

# The project file of an entry of the load path; true for a folder of packages without one, false if there is none.
function env_project_file(env::String)::Union{Bool,String}
    if isdir(env)
        for name in project_names
            file = joinpath(env, name)
            isfile(file) && return file
        end
        return true
    end
    return basename(env) in project_names && isfile(env) ? env : false
end

# The name that a project file gives a UUID (its own name, or that of a dependency), or nothing.
function get_uuid_name(project_toml::String, uuid::UUID)
    project = parsed_toml(project_toml)
    text = string(uuid)
    get(project, "uuid", nothing) == text && return get(project, "name", nothing)
    for table in ("deps", "extras", "weakdeps"), (name, id) in get(project, table, Dict{String,Any}())
        id == text && return name
    end
    return nothing
end

# A dictionary with other types of keys and values, its tables too.
_typeddict(d::Dict, ::Dict{K,V}) where {K,V} = Dict{K,V}(k => v isa Dict ? _typeddict(v, V <: Dict ? V() : v) : v for (k, v) in d)

# Tables and arrays arrive as vectors whose first element says what they are.
function _preference_value(@nospecialize(x))
    x isa SimpleVector || return x
    if x[1] === :array
        return Any[_preference_value(x[i]) for i in 2:length(x)]
    end
    x[1] === :table || return x[2]::String
    out = Dict{String,Any}()
    for i in 2:2:length(x)
        out[x[i]::String] = _preference_value(x[i + 1])
    end
    return out
end
