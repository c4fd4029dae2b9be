# The program around Base: its arguments, evaluating files and strings, what happens at the end, uncaught errors.

global PROGRAM_FILE = ""
const ARGS = String[]
const DEPOT_PATH = String[]
const LOAD_PATH = String[]

# ---- evaluating text ----------------------------------------------------------------------------------------------------

# Parses text and evaluates its forms one by one in module m. An error is wrapped with the place it came from.
include_string(mapexpr::Function, m::Module, code::AbstractString, filename::AbstractString = "string") =
    ccall(:jl_include_string, Any, (Any, Any, Any, Any), m, String(code), String(filename), mapexpr)
include_string(m::Module, code::AbstractString, filename::AbstractString = "string") =
    ccall(:jl_include_string, Any, (Any, Any, Any, Any), m, String(code), String(filename), nothing)

# The path that `include` in a file of `dir` means; inside of a file being included, its folder counts.
const SOURCE_PATH_KEY = :SOURCE_PATH
source_path(default = nothing) = get(task_local_storage(), SOURCE_PATH_KEY, default)
source_dir() = (p = source_path(nothing); p === nothing ? pwd() : dirname(p))
function _include_path(path::AbstractString)
    isabspath(path) && return String(path)
    prev = source_path(nothing)
    return prev === nothing ? abspath(path) : joinpath(dirname(prev), path)
end
function _include(mapexpr, m::Module, _path::AbstractString)
    path = normpath(_include_path(_path))
    ccall(:jl_pkg_include, Cvoid, (Any,), path)
    code = read(path, String)
    tls = task_local_storage()
    prev = source_path(nothing)
    tls[SOURCE_PATH_KEY] = path
    try
        return ccall(:jl_include_string, Any, (Any, Any, Any, Any), m, code, path, mapexpr)
    finally
        prev === nothing ? delete!(tls, SOURCE_PATH_KEY) : (tls[SOURCE_PATH_KEY] = prev)
    end
end
include(mapexpr::Function, m::Module, path::AbstractString) = _include(mapexpr, m, path)
# From here on in place of the form that loads chapters of Base.
include(m::Module, path::String) = _include(nothing, m, path)
include(m::Module, path::AbstractString) = _include(nothing, m, path)

# Runs a file in a module of its own.
function evalfile(path::AbstractString, args::Vector{String} = String[])
    m = Module(:__anon__)
    Core.eval(m, Expr(:toplevel, :(const ARGS = $args), :(eval(x) = $(Expr(:core, :eval))(__anon__, x)),
        :(include(x::AbstractString) = $include($m, x)), :(include(mapexpr::Function, x) = $include(mapexpr, $m, x))))
    return include(m, path)
end
evalfile(path::AbstractString, args::Vector) = evalfile(path, String[string(a) for a in args])

# ---- the end --------------------------------------------------------------------------------------------------------------

const atexit_hooks = Any[]
global _exiting::Bool = false
function atexit(f::Function)
    _exiting && error("cannot register new atexit hook; already exiting.")
    pushfirst!(atexit_hooks, f)
    return nothing
end
_run_exit_hook(@nospecialize(f), code) = applicable(f, code) && !applicable(f) ? f(code) : f()
# Hooks run newest first; one that fails does not keep the others from running.
function _atexit(exitcode::Integer = 0)
    while !isempty(atexit_hooks)
        f = popfirst!(atexit_hooks)
        try
            # hooks may be younger than the world of whoever ends the program
            invokelatest(_run_exit_hook, f, exitcode)
        catch
            display_error(stderr, current_exceptions())
        end
    end
    global _exiting = true
    temp_cleanup_purge()
    _flush_files()
    flush(stdout)
    return nothing
end
function exit(n)
    _atexit(n)
    ccall(:jl_exit, Union{}, (Int32,), n)
end
exit() = exit(0)

const _atreplinit_hooks = Any[]
atreplinit(f::Function) = (pushfirst!(_atreplinit_hooks, f); nothing)

# ---- uncaught errors --------------------------------------------------------------------------------------------------------

function display_error(io::IO, stack::ExceptionStack)
    printstyled(io, "ERROR: "; bold = true, color = error_color())
    show_exception_stack(IOContext(io, :limit => true), stack)
    println(io)
    return nothing
end
display_error(stack::ExceptionStack) = display_error(stderr, stack)
display_error(er, bt = nothing) = display_error(stderr, er, bt)
function display_error(io::IO, er, bt)
    printstyled(io, "ERROR: "; bold = true, color = error_color())
    bt === nothing ? showerror(IOContext(io, :limit => true), er) : showerror(IOContext(io, :limit => true), er, bt)
    println(io)
    return nothing
end
# Called by the runtime with what no handler took.
function report_uncaught(stack)
    flush(stdout)
    try
        display_error(stderr, stack)
    catch e
        print(stderr, "SYSTEM: show(lasterr) caused an error: ", typeof(e), "\n")
        for f in stacktrace(catch_backtrace())
            print(stderr, "  ", f.func, " at ", f.file, ":", f.line, "\n")
        end
    end
    flush(stderr)
    return nothing
end

# Makes the process's own things: streams, displays, the logger, what is known of the machine.
function __init__()
    reinit_stdio()
    Multimedia.reinit_displays()
    CoreLogging.reinit_logger()
    Sys.__init__()
    init_load_path()
    # no pattern was compiled by this process yet
    global _process_mark = UInt64(0)
    # libraries that came with the system image
    for m in loaded_modules_order
        m === Base || m === Core || m === Main || isdefined(m, :__init__) && invokelatest(getglobal(m, :__init__))
    end
    return nothing
end

# The standard libraries that every program has at hand without asking: they belong to the system image.
function _load_standard()
    for name in ("SHA", "Random", "LinearAlgebra")
        id = identify_package(name)
        id === nothing && error("the standard library $name is missing")
        require(id)
    end
    return nothing
end
