# What the process does: the settings of the command line, the programs it names, the prompt.

# Settings in the numbering of Julia's own options: see each comment.
struct JLOptions
    quiet::Int8
    banner::Int8                # -1 as it fits, 0 no, 1 yes, 2 short
    commands::Core.SimpleVector # strings: the letter of the switch (e, E, L), then its text
    project::Union{String, Nothing}
    image_file::Union{String, Nothing}
    program_file::Union{String, Nothing}
    isinteractive::Int8
    color::Int8                 # 0 as the terminal, 1 yes, 2 no
    historyfile::Int8
    startupfile::Int8           # 1 yes, 2 no
    compile_enabled::Int8       # 0 no, 1 yes, 2 all, 3 min
    opt_level::Int8
    debug_level::Int8
    check_bounds::Int8          # 0 as the code says, 1 always, 2 never
    depwarn::Int8               # 0 no, 1 yes, 2 error
    warn_overwrite::Int8
    can_inline::Int8
    trace_compile::Union{String, Nothing}
    fast_math::Int8             # 0 as the code says, 1 always, 2 never
    use_compiled_modules::Int8  # 0 no, 1 yes, 2 existing, 3 strict
    use_pkgimages::Int8         # 0 no, 1 yes, 2 existing
    nthreads::Int16
    outputji::Union{String, Nothing}
    args::Core.SimpleVector     # what stands behind the program
    # the values in order, whatever their types: made without a method of its own for every combination of switches
    function JLOptions(values::Core.SimpleVector)
        fields = Any[_as_setting(fieldtype(JLOptions, i), values[i]) for i in 1:length(values)]
        return new(fields...)
    end
end
# Numbers come as Int. Without a dispatched call of `convert`: this is run before anything else.
function _as_setting(@nospecialize(T), @nospecialize(v))
    v isa Int || return v
    return T === Int8 ? Core.Intrinsics.trunc_int(Int8, v) : T === Int16 ? Core.Intrinsics.trunc_int(Int16, v) : v
end
const _options = RefValue{Any}(nothing)
function JLOptions()
    known = _options[]
    known isa JLOptions && return known
    opts = JLOptions(ccall(:jl_options, Any, ())::Core.SimpleVector)
    _options[] = opts
    return opts
end

global is_interactive::Bool = false
global have_color::Union{Bool, Nothing} = nothing
isinteractive() = is_interactive::Bool

# What Main has of its own.
baremodule MainInclude
using ..Base
include(mapexpr::Function, fname::Base.AbstractString) = Base.include(mapexpr, Base.Main, fname)
include(fname::Base.AbstractString) = Base.include(Base.Main, fname)
eval(x) = Core.eval(Base.Main, x)
# The value of the last input of the prompt, and the exceptions of the last that failed.
global ans = nothing
global err = nothing
export ans, err
end

# ---- programs -------------------------------------------------------------------------------------------------------------

# Text as the program of `-e`: everything in it, with line numbers of a file called none.
parse_input_line(s::AbstractString; filename::String = "none", depwarn = true) = Meta.parseall(s; filename)

function _run_command(kind::Char, text::String)
    if kind === 'e'
        Core.eval(Main, parse_input_line(text))
    elseif kind === 'E'
        invokelatest(show, Core.eval(Main, parse_input_line(text)))
        println()
    elseif kind === 'L'
        include(Main, abspath(text))
    end
    return nothing
end

function _load_startup_file()
    depots = get(ENV, "JULIA_DEPOT_PATH", "")
    depot = isempty(depots) ? joinpath(homedir(), ".julia") : String(split(depots, ':')[1])
    file = joinpath(isempty(depot) ? joinpath(homedir(), ".julia") : depot, "config", "startup.jl")
    isfile(file) && include(Main, file)
    return nothing
end

# Does the program have an entry point of its own: `main`, marked by `@main`?
should_use_main_entrypoint() = isdefined(Main, :main) && _is_entrypoint(binding_module(Main, :main))

# Carries out the command line; true if the prompt is to follow.
function exec_options(opts::JLOptions)
    global is_interactive = opts.isinteractive != 0
    global have_color = opts.color == 1 ? true : opts.color == 2 ? false : nothing
    append!(empty!(ARGS), String[a for a in opts.args])
    hascode = false
    opts.startupfile == 1 && _load_startup_file()
    for c in opts.commands
        cmd = c::String
        kind = cmd[1]
        kind === 'L' || (hascode = true)
        _run_command(kind, cmd[nextind(cmd, 1):end])
    end
    file = opts.program_file
    if file !== nothing
        global PROGRAM_FILE = file
        file == "-" ? include_string(Main, read(stdin, String), "stdin") : include(Main, file)
    end
    isready = !hascode && file === nothing
    if isready && !is_interactive && !ccall(:jl_fd_isatty, Bool, (Int,), 0)
        include_string(Main, read(stdin, String), "stdin")
        isready = false
    end
    if isready
        global is_interactive = true
    end
    return isready || is_interactive
end

# The whole program; gives the exit code.
function _start()
    code = 0
    try
        opts = JLOptions()
        wants_prompt = exec_options(opts)
        if wants_prompt
            run_prompt(opts)
        elseif should_use_main_entrypoint()
            result = invokelatest(getglobal(Main, :main), ARGS)
            result isa Integer && (code = Int(result))
        end
    catch
        code = 1
        invokelatest(report_uncaught, _without_driver(current_exceptions()))
    end
    _atexit(code)
    return Int32(code)
end

# Frames below the program's own top level are those of this file.
function _without_driver(stack::ExceptionStack)
    out = Any[]
    for (exception, bt) in stack
        n = bt === nothing ? 0 : length(bt)
        top = bt === nothing ? nothing : findlast(StackTraces.is_top_level_frame, stacktrace(bt))
        if top !== nothing
            n = top
        else
            while n > 0 && _is_driver(bt[n])
                n -= 1
            end
        end
        push!(out, (exception = exception, backtrace = bt === nothing ? bt : bt[1:n]))
    end
    return ExceptionStack(out)
end
_is_driver(frame) = frame[1] in (:_start, :exec_options, :_run_command, :run_prompt, :eval_user_input, :_load_startup_file,
                                 :include, :_include, :include_string, :eval)

# ---- the prompt -------------------------------------------------------------------------------------------------------------

# The last significant character of a line is a semicolon: its value is not shown. Comments and strings are skipped.
function ends_with_semicolon(line::AbstractString)
    last = ' '
    instring = false
    prev = ' '
    for c in line
        if instring
            c === '"' && prev !== '\\' && (instring = false)
        elseif c === '"'
            instring = true
        elseif c === '#'
            # to the end of its line
            i = findfirst('\n', line)
            i === nothing && break
        end
        isspace(c) || (last = c)
        prev = c
    end
    return last === ';'
end

_is_incomplete(@nospecialize(ex)) = ex isa Expr && (ex.head === :incomplete || ex.head === :toplevel && _is_incomplete(last(ex.args)))

# Reads lines until they are a complete input; nothing at the end of the stream.
function _read_input(interactive::Bool)
    text = ""
    while true
        if interactive
            print(stdout, isempty(text) ? "julia> " : "       ")
            flush(stdout)
        end
        eof(stdin) && return isempty(text) ? nothing : text
        text *= readline(stdin; keep = true)
        isempty(strip(text)) && (text = ""; continue)
        _is_incomplete(parse_input_line(text; filename = "REPL")) || return text
    end
end

_softscope(@nospecialize(ex)) = ex isa Expr && ex.head === :toplevel ?
    Expr(:toplevel, Any[_softscope(a) for a in ex.args]...) :
    ex isa Expr && !(ex.head in (:module, :using, :import, :export, :public, :error, :incomplete)) ?
    Expr(:block, Expr(:softscope, true), ex) : ex

function eval_user_input(text::String, show_value::Bool)
    try
        value = Core.eval(Main, _softscope(parse_input_line(text; filename = "REPL[1]")))
        Core.eval(MainInclude, Expr(:(=), :ans, QuoteNode(value)))
        if show_value && value !== nothing
            invokelatest(display, value)
            println()
        end
    catch
        stack = _without_driver(current_exceptions())
        Core.eval(MainInclude, Expr(:(=), :err, QuoteNode(stack)))
        flush(stdout)
        try
            invokelatest(display_error, stderr, stack)
            println(stderr)
        catch problem
            println(stderr, "SYSTEM: showing an error caused an error: ", typeof(problem))
        end
    end
    return nothing
end

function run_prompt(opts::JLOptions)
    interactive = ccall(:jl_fd_isatty, Bool, (Int,), 0) || opts.isinteractive != 0
    if opts.quiet == 0 && opts.banner != 0 && interactive
        println("Juliet: Julia ", VERSION, " on the JavaScript platform")
    end
    for hook in _atreplinit_hooks
        invokelatest(hook, nothing)
    end
    while true
        text = _read_input(interactive)
        text === nothing && break
        eval_user_input(text, !ends_with_semicolon(text))
    end
    interactive && println()
    return nothing
end
