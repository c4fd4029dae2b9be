# Commands: values that name a program and its arguments, written in backticks, and running them.

abstract type AbstractCmd end

struct Cmd <: AbstractCmd
    exec::Vector{String}
    ignorestatus::Bool
    flags::UInt32
    env::Union{Vector{String}, Nothing}
    dir::String
    cpus::Union{Nothing, Vector{UInt16}}
    Cmd(exec::Vector{<:AbstractString}) = new(exec, false, 0x00000000, nothing, "", nothing)
    Cmd(cmd::Cmd, ignorestatus, flags, env, dir, cpus = nothing) =
        new(cmd.exec, ignorestatus, flags, env, dir === cmd.dir ? dir : String(dir), cpus)
    function Cmd(cmd::Cmd; ignorestatus::Bool = cmd.ignorestatus, env = cmd.env, dir::AbstractString = cmd.dir,
                 cpus = cmd.cpus, detach::Bool = (cmd.flags & 0x08) != 0, windows_verbatim::Bool = false, windows_hide::Bool = false)
        return new(cmd.exec, ignorestatus, detach ? 0x00000008 : 0x00000000, _env_list(env), dir, cpus)
    end
end
_env_list(env::Nothing) = nothing
_env_list(env::Vector{String}) = env
_env_list(env::AbstractDict) = String[string(k, "=", v) for (k, v) in env if v !== nothing]
_env_list(env) = String[x isa Pair ? string(x[1], "=", x[2]) : String(x) for x in env]

ignorestatus(cmd::Cmd) = Cmd(cmd; ignorestatus = true)
detach(cmd::Cmd) = Cmd(cmd; detach = true)
setenv(cmd::Cmd, env; dir = cmd.dir) = Cmd(cmd; env = _env_list(env), dir)
setenv(cmd::Cmd, env::Pair{<:AbstractString}...; dir = cmd.dir) = Cmd(cmd; env = _env_list(collect(env)), dir)
setenv(cmd::Cmd; dir = cmd.dir) = Cmd(cmd; dir)
function addenv(cmd::Cmd, env::AbstractDict; inherit::Bool = true)
    merged = Dict{String, String}()
    if cmd.env === nothing
        inherit && merge!(merged, ENV)
    else
        for entry in cmd.env
            k, v = split(entry, '='; limit = 2)
            merged[k] = v
        end
    end
    for (k, v) in env
        v === nothing ? delete!(merged, k) : (merged[string(k)] = string(v))
    end
    return setenv(cmd, merged)
end
addenv(cmd::Cmd, pairs::Pair{<:AbstractString}...; inherit::Bool = true) = addenv(cmd, Dict(pairs); inherit)
addenv(cmd::Cmd, env::Vector{<:AbstractString}; inherit::Bool = true) =
    addenv(cmd, Dict(let (k, v) = split(x, '='; limit = 2); k => v end for x in env); inherit)
function setcpuaffinity(cmd::Cmd, cpus)
    return Cmd(cmd; cpus = cpus === nothing ? nothing : collect(UInt16, cpus))
end

==(a::Cmd, b::Cmd) = a.exec == b.exec && a.ignorestatus == b.ignorestatus && a.flags == b.flags && a.env == b.env && a.dir == b.dir
hash(x::Cmd, h::UInt) = hash(x.exec, hash(x.env, hash(x.ignorestatus, hash(x.dir, hash(x.flags, h)))))
eltype(::Type{Cmd}) = String
length(c::Cmd) = length(c.exec)
isempty(c::Cmd) = isempty(c.exec)
getindex(c::Cmd, i) = c.exec[i]
iterate(c::Cmd, state...) = iterate(c.exec, state...)
keys(c::Cmd) = keys(c.exec)
firstindex(c::Cmd) = 1
lastindex(c::Cmd) = lastindex(c.exec)

# Two commands at once, or one feeding the other; and a command with a stream put elsewhere.
struct OrCmds <: AbstractCmd
    a::AbstractCmd
    b::AbstractCmd
end
struct AndCmds <: AbstractCmd
    a::AbstractCmd
    b::AbstractCmd
end
struct ErrOrCmds <: AbstractCmd
    a::AbstractCmd
    b::AbstractCmd
end
struct FileRedirect
    filename::String
    append::Bool
end
struct CmdRedirect <: AbstractCmd
    cmd::AbstractCmd
    handle::Any
    stream_no::Int
    readable::Bool
end
(&)(a::AbstractCmd, b::AbstractCmd) = AndCmds(a, b)
ignorestatus(cmd::Union{OrCmds, AndCmds}) = typeof(cmd)(ignorestatus(cmd.a), ignorestatus(cmd.b))
ignorestatus(cmd::CmdRedirect) = CmdRedirect(ignorestatus(cmd.cmd), cmd.handle, cmd.stream_no, cmd.readable)

pipeline(cmd::AbstractCmd) = cmd
function pipeline(cmd::AbstractCmd; stdin = nothing, stdout = nothing, stderr = nothing, append::Bool = false)
    stdin === nothing || (cmd = CmdRedirect(cmd, _redirect_handle(stdin, append), 0, true))
    stdout === nothing || (cmd = stdout isa AbstractCmd ? OrCmds(cmd, stdout) : CmdRedirect(cmd, _redirect_handle(stdout, append), 1, false))
    stderr === nothing || (cmd = CmdRedirect(cmd, _redirect_handle(stderr, append), 2, false))
    return cmd
end
_redirect_handle(x::AbstractString, append::Bool) = FileRedirect(String(x), append)
_redirect_handle(x, append::Bool) = x
pipeline(cmd::AbstractCmd, dest::AbstractCmd) = OrCmds(cmd, dest)
pipeline(cmd::AbstractCmd, dest) = pipeline(cmd; stdout = dest)
pipeline(src, cmd::AbstractCmd) = pipeline(cmd; stdin = src)
pipeline(a, b, c, rest...) = pipeline(pipeline(a, b), c, rest...)

# ---- text ---------------------------------------------------------------------------------------------------------------

const shell_special = "#{}()[]<>|&*?~;"
function print_shell_word(io::IO, word::AbstractString, special::AbstractString = "")
    single = false
    quoting = isempty(word)
    for c in word
        if isspace(c) || c == '\\' || c == '\'' || c == '"' || c == '$' || c in special
            quoting = true
            single |= c == '\''
        end
    end
    if !quoting
        print(io, word)
    elseif !single
        print(io, '\'', word, '\'')
    else
        print(io, '"')
        for c in word
            (c == '"' || c == '$') && print(io, '\\')
            print(io, c)
        end
        print(io, '"')
    end
    return nothing
end
function print_shell_escaped(io::IO, args::AbstractString...; special::AbstractString = "")
    for (i, arg) in enumerate(args)
        i > 1 && print(io, ' ')
        print_shell_word(io, arg, special)
    end
end
shell_escape(args::AbstractString...; special::AbstractString = "") =
    sprint((io, a...) -> print_shell_escaped(io, a...; special), args...)

function show(io::IO, cmd::Cmd)
    special = cmd.env !== nothing || !isempty(cmd.dir)
    special && print(io, "setenv(")
    print(io, '`')
    for (i, arg) in enumerate(cmd.exec)
        i > 1 && print(io, ' ')
        print(io, replace(sprint(print_shell_word, arg, shell_special), '`' => "\\`"))
    end
    print(io, '`')
    cmd.env === nothing || (print(io, ','); show(io, cmd.env))
    isempty(cmd.dir) || (print(io, "; dir="); show(io, cmd.dir))
    special && print(io, ')')
    return nothing
end
function show(io::IO, cmds::Union{OrCmds, ErrOrCmds})
    print(io, "pipeline(")
    show(io, cmds.a)
    print(io, cmds isa ErrOrCmds ? ", stderr=" : ", stdout=")
    show(io, cmds.b)
    print(io, ')')
end
function show(io::IO, cmds::AndCmds)
    show(io, cmds.a)
    print(io, " & ")
    show(io, cmds.b)
end
show(io::IO, r::FileRedirect) = show(io, r.filename)
function show(io::IO, cr::CmdRedirect)
    print(io, "pipeline(")
    show(io, cr.cmd)
    print(io, ", ", ("stdin", "stdout", "stderr")[cr.stream_no + 1], cr.readable ? "<" : cr.handle isa FileRedirect && cr.handle.append ? ">>" : "=")
    show(io, cr.handle)
    print(io, ')')
end

# ---- what stands between backticks -----------------------------------------------------------------------------------------

# Words, each a vector of parts: strings, and with `interpolate` the expressions behind `$`.
function _shell_words(s::String, interpolate::Bool, special::String, filename)
    words = Vector{Any}[]
    parts = Any[]
    text = IOBuffer()
    inword = false
    n = ncodeunits(s)
    i = 1
    quoted = '\0'
    function take_text!()
        t = takestring!(text)
        isempty(t) || push!(parts, t)
    end
    while i <= n
        c = s[i]
        next = nextind(s, i)
        if quoted == '\'' && c != '\''
            print(text, c)
        elseif c == '$' && interpolate
            take_text!()
            next > n && error("\$ right before end of command")
            isspace(s[next]) && error("space not allowed right after \$")
            ex, after = s[next] == '(' || s[next] == '"' ? Meta.parse(s, next; greedy = false) : _interpolated_name(s, next)
            push!(parts, ex)
            inword = true
            next = after
        elseif c == '\\' && next <= n && (s[next] == '\n' || s[next] == '\r')
            # the line goes on in the next one, behind its indentation
            s[next] == '\r' && next < n && s[next + 1] == '\n' && (next += 1)
            next += 1
            while next <= n && (s[next] == ' ' || s[next] == '\t')
                next += 1
            end
        elseif c == '\\' && (quoted == '\0' || next <= n && s[next] in "\"\$\\`")
            next > n && error("dangling backslash")
            print(text, s[next])
            inword = true
            next = nextind(s, next)
        elseif quoted != '\0' && c == quoted
            take_text!()
            # an empty quote is an empty word
            isempty(parts) && push!(parts, "")
            quoted = '\0'
        elseif quoted == '\0' && (c == '\'' || c == '"')
            take_text!()
            quoted = c
            inword = true
        elseif quoted == '\0' && isspace(c)
            if inword
                take_text!()
                push!(words, parts)
                parts = Any[]
                inword = false
            end
        else
            quoted == '\0' && c in special && error("parsing command `$s`: special characters \"$special\" must be quoted in commands")
            print(text, c)
            inword = true
        end
        i = next
    end
    quoted == '\'' && error("unterminated single quote")
    quoted == '"' && error("unterminated double quote")
    if inword
        take_text!()
        push!(words, parts)
    end
    return words
end
# A name with fields and indices behind it belongs together only in parentheses: the name alone counts.
function _interpolated_name(s::String, i::Int)
    j = i
    while j <= ncodeunits(s) && is_id_char(s[j])
        j = nextind(s, j)
    end
    j == i && return Meta.parse(s, i; greedy = false)
    return Symbol(SubString(s, i, prevind(s, j))), j
end
is_id_char(c::AbstractChar) = isletter(c) || isdigit(c) || c == '_' || c == '!' || isnumeric(c) ||
    c > '\u80' && (Unicode.category_code(c) in (Unicode.MN, Unicode.MC, Unicode.PC, Unicode.SO, Unicode.NL))

shell_split(s::AbstractString) = String[join(map(string, parts)) for parts in _shell_words(String(s), false, "", "none")]

import Core: @cmd
macro cmd(s)
    words = _shell_words(s, true, shell_special, __source__.file)
    return :(cmd_gen(tuple($((Expr(:tuple, map(p -> p isa String ? p : esc(p), w)...) for w in words)...))))
end

function cmd_gen(parsed)
    args = String[]
    if length(parsed) >= 1 && parsed[1] isa Tuple{Cmd}
        cmd = (parsed[1]::Tuple{Cmd})[1]
        append!(args, cmd.exec)
        for word in tail(parsed)
            append!(args, arg_gen(word...))
        end
        return Cmd(Cmd(args), cmd.ignorestatus, cmd.flags, cmd.env, cmd.dir, cmd.cpus)
    end
    for word in parsed
        append!(args, arg_gen(word...))
    end
    return Cmd(args)
end
_no_nul(s) = (t = String(s); occursin('\0', t) ? throw(ArgumentError("strings containing NUL cannot be passed to spawned processes")) : t)
arg_gen() = String[]
arg_gen(x::AbstractString) = String[_no_nul(x)]
function arg_gen(cmd::Cmd)
    cmd.env === nothing || throw(ArgumentError("Non-default environment behavior is only permitted for the first interpolant."))
    return cmd.exec
end
function arg_gen(head)
    hasmethod(iterate, Tuple{typeof(head)}) || return String[_no_nul(string(head))]
    out = String[]
    for x in head
        push!(out, _no_nul(string(x)))
    end
    return out
end
# parts that stand for several words multiply
function arg_gen(head, rest...)
    out = String[]
    for h in arg_gen(head), t in arg_gen(rest...)
        push!(out, string(h, t))
    end
    return out
end

# ---- running --------------------------------------------------------------------------------------------------------------

# A program that was run. The host runs programs to their end, so it is over by the time this exists.
mutable struct Process <: AbstractPipe
    cmd::Cmd
    in::IO
    out::IO
    err::IO
    exitcode::Int64
    termsignal::Int32
end
pipe_reader(p::Process) = p.out
pipe_writer(p::Process) = p.in
process_running(p::Process) = false
process_exited(p::Process) = true
process_signaled(p::Process) = p.termsignal > 0
success(p::Process) = p.exitcode == 0 && p.termsignal == 0
wait(p::Process) = nothing
kill(p::Process, signum::Integer = 15) = nothing
getpid(p::Process) = throw(IOError("getpid: no such process (ESRCH)", -3))
function show(io::IO, p::Process)
    print(io, "Process(")
    show(io, p.cmd)
    print(io, ", ", process_signaled(p) ? string("ProcessSignaled(", p.termsignal, ")") : string("ProcessExited(", p.exitcode, ")"), ")")
end

struct ProcessFailedException <: Exception
    procs::Vector{Process}
end
ProcessFailedException(p::Process) = ProcessFailedException([p])
function showerror(io::IO, err::ProcessFailedException)
    if length(err.procs) == 1
        p = err.procs[1]
        print(io, "failed process: ", p, " [", p.exitcode, "]")
        return nothing
    end
    println(io, "failed processes:")
    for p in err.procs
        println(io, "  ", p, " [", p.exitcode, "]")
    end
end

# Runs one command. `input`: bytes for it, or nothing; what is captured comes back, the rest goes where ours goes.
function _run_one(cmd::Cmd, input, capture_out::Bool, capture_err::Bool)
    isempty(cmd.exec) && throw(ArgumentError("cannot spawn empty command"))
    flush(stdout)
    flush(stderr)
    r = ccall(:jl_process_run, Any, (Any, Any, Any, Any, Int32, Int32), Any[cmd.exec...],
              cmd.env === nothing ? nothing : Any[cmd.env...], cmd.dir, input, _capture_mode(stdout, capture_out),
              _capture_mode(stderr, capture_err))
    r isa Int && throw(_UVError(string("could not spawn ", cmd), r))
    code, signal, out, err = r::Core.SimpleVector
    # streams that are not the process's own get what was caught for them
    capture_out || stdout isa StandardStream || write(stdout, out)
    capture_err || stderr isa StandardStream || write(stderr, err)
    p = Process(cmd, devnull, IOBuffer(out::Vector{UInt8}), IOBuffer(err::Vector{UInt8}), code::Int, signal::Int)
    return p, out::Vector{UInt8}, err::Vector{UInt8}
end
_capture_mode(stream, capture::Bool) = (capture || !(stream isa StandardStream) ? Int32(1) : Int32(0))

_input_bytes(x::Nothing) = nothing
_input_bytes(x::FileRedirect) = read(x.filename)
_input_bytes(x::Vector{UInt8}) = x
_input_bytes(x::IO) = x === devnull ? UInt8[] : x === stdin ? nothing : read(x)
function _deliver(x::FileRedirect, bytes)
    open(io -> write(io, bytes), x.filename, x.append ? "a" : "w")
end
_deliver(x::IO, bytes) = (write(x, bytes); nothing)

# Runs a command or a composition; gives the processes and the output that was captured.
function _run_all!(procs::Vector{Process}, cmd::Cmd, input, capture::Bool)
    p, out, err = _run_one(cmd, input, capture, false)
    push!(procs, p)
    return out
end
function _run_all!(procs::Vector{Process}, c::OrCmds, input, capture::Bool)
    return _run_all!(procs, c.b, _run_all!(procs, c.a, input, true), capture)
end
function _run_all!(procs::Vector{Process}, c::AndCmds, input, capture::Bool)
    a = _run_all!(procs, c.a, input, capture)
    return vcat(a, _run_all!(procs, c.b, input, capture))
end
function _run_all!(procs::Vector{Process}, c::CmdRedirect, input, capture::Bool)
    if c.stream_no == 0
        return _run_all!(procs, c.cmd, _input_bytes(c.handle), capture)
    elseif c.stream_no == 1
        _deliver(c.handle, _run_all!(procs, c.cmd, input, true))
        return UInt8[]
    end
    cmd = c.cmd
    cmd isa Cmd || throw(ArgumentError("the error stream of a composition of commands cannot be redirected"))
    p, out, err = _run_one(cmd, input, capture, true)
    push!(procs, p)
    _deliver(c.handle, err)
    return out
end
function _check_procs(procs::Vector{Process})
    failed = filter(p -> !success(p) && !p.cmd.ignorestatus, procs)
    isempty(failed) || throw(ProcessFailedException(failed))
    return nothing
end
function run(cmds::AbstractCmd, args...; wait::Bool = true)
    procs = Process[]
    _run_all!(procs, cmds, isempty(args) ? nothing : _input_bytes(args[1]), false)
    wait && _check_procs(procs)
    return procs[end]
end
function read(cmds::AbstractCmd)
    procs = Process[]
    out = _run_all!(procs, cmds, nothing, true)
    _check_procs(procs)
    return out
end
read(cmds::AbstractCmd, ::Type{String}) = String(read(cmds))
readlines(cmds::AbstractCmd; keep::Bool = false) = readlines(IOBuffer(read(cmds)); keep)
eachline(cmds::AbstractCmd; keep::Bool = false) = eachline(IOBuffer(read(cmds)); keep)
readline(cmds::AbstractCmd; keep::Bool = false) = readline(IOBuffer(read(cmds)); keep)
function success(cmds::AbstractCmd)
    procs = Process[]
    _run_all!(procs, cmds, nothing, false)
    return all(success, procs)
end
success(procs::Vector{Process}) = all(success, procs)

# For reading the program has run already; for writing it runs when the stream is closed.
mutable struct CommandInput <: IO
    const cmds::AbstractCmd
    const buffer::IOBuffer
    isopen::Bool
end
write(io::CommandInput, b::UInt8) = write(io.buffer, b)
unsafe_write(io::CommandInput, p::Ptr{UInt8}, n::UInt) = unsafe_write(io.buffer, p, n)
isopen(io::CommandInput) = io.isopen
function close(io::CommandInput)
    io.isopen || return nothing
    io.isopen = false
    procs = Process[]
    _run_all!(procs, io.cmds, take!(io.buffer), false)
    _check_procs(procs)
    return nothing
end
function open(cmds::AbstractCmd, mode::AbstractString = "r", other = devnull)
    mode == "w" && return CommandInput(cmds, IOBuffer(), true)
    mode == "r" || throw(ArgumentError("mode must be \"r\", \"w\", \"r+\", or \"w+\", not $(repr(mode))"))
    procs = Process[]
    out = _run_all!(procs, cmds, nothing, true)
    p = procs[end]
    p.out = IOBuffer(out)
    return p
end
