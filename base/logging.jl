# Log messages: the macros that make them, the loggers that take them.
module CoreLogging

import ..Base: isless, +, -, convert, show, print, ScopedValues
using ..Base
using ..Base.ScopedValues: ScopedValue, @with

export AbstractLogger, LogLevel, NullLogger, SimpleLogger, ConsoleLogger, @debug, @info, @warn, @error, @logmsg,
    with_logger, current_logger, global_logger, disable_logging

# ---- levels ---------------------------------------------------------------------------------------------------------------

struct LogLevel
    level::Int32
end
LogLevel(level::LogLevel) = level
isless(a::LogLevel, b::LogLevel) = isless(a.level, b.level)
+(level::LogLevel, inc::Integer) = LogLevel(level.level + inc)
-(level::LogLevel, inc::Integer) = LogLevel(level.level - inc)
convert(::Type{LogLevel}, level::Integer) = LogLevel(level)
convert(::Type{Int32}, level::LogLevel) = level.level

const BelowMinLevel = LogLevel(-1000001)
const Debug = LogLevel(-1000)
const Info = LogLevel(0)
const Warn = LogLevel(1000)
const Error = LogLevel(2000)
const AboveMaxLevel = LogLevel(1000001)
const _level_names = (BelowMinLevel => "BelowMinLevel", Debug => "Debug", Info => "Info", Warn => "Warn", Error => "Error",
                      AboveMaxLevel => "AboveMaxLevel")
function print(io::IO, level::LogLevel)
    for (l, name) in _level_names
        l === level && return print(io, name)
    end
    print(io, "LogLevel(", level.level, ")")
end
function show(io::IO, level::LogLevel)
    for (l, name) in _level_names
        l === level && return print(io, name)
    end
    print(io, "LogLevel(", level.level, ")")
end

# ---- loggers --------------------------------------------------------------------------------------------------------------

abstract type AbstractLogger end
function handle_message end
function shouldlog end
function min_enabled_level end
catch_exceptions(logger::AbstractLogger) = true
handle_message(logger::AbstractLogger, level, message, _module, group, id, file, line; kwargs...) =
    error("no handle_message method for ", typeof(logger))

struct NullLogger <: AbstractLogger end
min_enabled_level(::NullLogger) = AboveMaxLevel
shouldlog(::NullLogger, args...) = false
handle_message(::NullLogger, args...; kwargs...) = error("Null logger handle_message() should not be called")

# The logger with its level, looked up once.
struct LogState
    min_enabled_level::LogLevel
    logger::AbstractLogger
end
LogState(logger::AbstractLogger) = LogState(LogLevel(_invoked_min_enabled_level(logger)), logger)
_invoked_min_enabled_level(@nospecialize(logger)) = invoke_latest(min_enabled_level, logger)::LogLevel
invoke_latest(f, args...; kwargs...) = Base.invokelatest(f, args...; kwargs...)

const _disabled_up_to = Ref{LogLevel}(BelowMinLevel)
disable_logging(level::LogLevel) = (_disabled_up_to[] = level + 1)
const CURRENT_LOGSTATE = ScopedValue{LogState}()
const _global = Ref{LogState}()
function current_logstate()
    s = ScopedValues.get(CURRENT_LOGSTATE)
    return s === nothing ? _global[] : something(s)::LogState
end
current_logger() = current_logstate().logger
global_logger() = _global[].logger
function global_logger(logger::AbstractLogger)
    old = isassigned(_global) ? _global[].logger : logger
    _global[] = LogState(logger)
    return old
end
with_logstate(f::Function, state) = @with(CURRENT_LOGSTATE => state, f())
with_logger(@nospecialize(f::Function), logger::AbstractLogger) = with_logstate(f, LogState(logger))

# JULIA_DEBUG names modules and files whose debug messages are wanted whatever the logger says.
function _debug_wanted(group, mod)
    wanted = get(ENV, "JULIA_DEBUG", "")
    isempty(wanted) && return false
    result = false
    for word in eachsplit(wanted, ',')
        w = strip(word)
        isempty(w) && continue
        negated = startswith(w, '!')
        negated && (w = chop(w; head = 1, tail = 0))
        if w == "all" || w == string(mod) || mod isa Module && w == string(Base.moduleroot(mod)) || w == string(group)
            negated && return false
            result = true
        end
    end
    return result
end
_level_is_on(level::LogLevel, group, mod) =
    level >= current_logstate().min_enabled_level || level >= Debug && level < Info && _debug_wanted(group, mod)

# ---- macros ---------------------------------------------------------------------------------------------------------------

const _ids = Dict{Symbol, Int}()
# An identity for each place with a log macro: the module's name and a number.
function log_record_id(mod, level, message, kws)
    stem = Symbol(string(mod === nothing ? "" : join(fullname(mod), '_'), '_', string(hash(string(message)), base = 16, pad = 8)[1:8]))
    n = get(_ids, stem, 0)
    _ids[stem] = n + 1
    return n == 0 ? stem : Symbol(stem, "_", n)
end
default_group(file) = Symbol(splitext(basename(file))[1])

macro logmsg(level, exs...) return logmsg_code(__module__, __source__, esc(level), exs...) end
macro debug(exs...) return logmsg_code(__module__, __source__, :Debug, exs...) end
macro info(exs...) return logmsg_code(__module__, __source__, :Info, exs...) end
macro warn(exs...) return logmsg_code(__module__, __source__, :Warn, exs...) end
macro error(exs...) return logmsg_code(__module__, __source__, :Error, exs...) end

function logmsg_code(mod, source, level, message, exs...)
    file = source.file === nothing ? "none" : String(source.file)
    keys = Dict{Symbol, Any}()
    kwargs = Any[]
    for ex in exs
        if ex isa Expr && ex.head === :(=)
            k, v = ex.args
            k isa Symbol || (k = Symbol(k))
            if k in (:_id, :_module, :_line, :_file, :_group)
                keys[k] = esc(v)
            else
                push!(kwargs, Expr(:kw, k, esc(v)))
            end
        elseif ex isa Expr && ex.head === :...
            push!(kwargs, esc(ex))
        else
            # the expression is its own key
            push!(kwargs, Expr(:kw, Symbol(sprint(Base.show_unquoted, ex)), esc(ex)))
        end
    end
    id = get(keys, :_id, QuoteNode(log_record_id(mod, level, message, exs)))
    group = get(keys, :_group, QuoteNode(default_group(file)))
    modx = get(keys, :_module, mod)
    filex = get(keys, :_file, file)
    linex = get(keys, :_line, source.line)
    call = Expr(:call, GlobalRef(CoreLogging, :dispatch_message),
                Expr(:parameters, kwargs...), :logger, :level, esc(message), :mod, :group, :id, filex, linex)
    return quote
        let level = $level
            level = level isa LogLevel ? level : convert(LogLevel, level)
            if level >= _disabled_up_to[]
                group = $group
                mod = $modx
                if _level_is_on(level, group, mod)
                    logger = current_logger()
                    id = $id
                    if invoke_latest(shouldlog, logger, level, mod, group, id)
                        try
                            $call
                        catch err
                            catch_exceptions(logger) || rethrow()
                            logging_error(logger, level, mod, group, id, $filex, $linex, err)
                        end
                    end
                end
            end
            nothing
        end
    end
end
dispatch_message(logger, level, message, mod, group, id, file, line; kwargs...) =
    invoke_latest(handle_message, logger, level, message, mod, group, id, file, line; kwargs...)
function logging_error(logger, level, mod, group, id, file, line, err)
    println(stderr, "┌ Error: Exception while generating log record in module $mod at $file:$line")
    println(stderr, "│   exception =")
    for l in eachsplit(sprint(showerror, err), '\n')
        println(stderr, "│    ", l)
    end
    println(stderr, "└ @ ", mod, " ", file, ":", line)
    return nothing
end

# ---- loggers that write -----------------------------------------------------------------------------------------------------

# At most `maxlog` messages from one place.
function _within_limit!(limits::Dict{Any, Int}, id, kwargs)
    maxlog = get(kwargs, :maxlog, nothing)
    maxlog isa Integer || return true
    left = get!(limits, id, Int(maxlog))
    limits[id] = left - 1
    return left > 0
end

struct SimpleLogger <: AbstractLogger
    stream::IO
    min_level::LogLevel
    message_limits::Dict{Any, Int}
end
SimpleLogger(stream::IO, level = Info) = SimpleLogger(stream, convert(LogLevel, level), Dict{Any, Int}())
SimpleLogger(level = Info) = SimpleLogger(Base.current_stderr(), level)
shouldlog(logger::SimpleLogger, level, _module, group, id) = get(logger.message_limits, id, 1) > 0
min_enabled_level(logger::SimpleLogger) = logger.min_level
catch_exceptions(::SimpleLogger) = false
function handle_message(logger::SimpleLogger, level::LogLevel, message, _module, group, id, filepath, line; kwargs...)
    _within_limit!(logger.message_limits, id, kwargs) || return nothing
    buf = IOBuffer()
    stream = isopen(logger.stream) ? logger.stream : stderr
    io = IOContext(buf, stream)
    name = level == Warn ? "Warning" : string(level)
    lines = split(chomp(string(message)::String), '\n')
    println(io, "┌ ", name, ": ", lines[1])
    for l in lines[2:end]
        println(io, "│ ", l)
    end
    for (key, val) in kwargs
        key === :maxlog && continue
        println(io, "│   ", key, " = ", val)
    end
    println(io, "└ @ ", _module, " ", filepath, ":", line)
    write(stream, take!(buf))
    return nothing
end

struct ConsoleLogger <: AbstractLogger
    stream::IO
    min_level::LogLevel
    meta_formatter
    show_limited::Bool
    right_justify::Int
    message_limits::Dict{Any, Int}
end
ConsoleLogger(stream::IO, min_level = Info; meta_formatter = default_metafmt, show_limited = true, right_justify = 0) =
    ConsoleLogger(stream, convert(LogLevel, min_level), meta_formatter, show_limited, right_justify, Dict{Any, Int}())
ConsoleLogger(min_level = Info; meta_formatter = default_metafmt, show_limited = true, right_justify = 0) =
    ConsoleLogger(Base.current_stderr(), min_level; meta_formatter, show_limited, right_justify)
shouldlog(logger::ConsoleLogger, level, _module, group, id) = get(logger.message_limits, id, 1) > 0
min_enabled_level(logger::ConsoleLogger) = logger.min_level
default_logcolor(level::LogLevel) =
    level < Info ? Base.debug_color() : level < Warn ? Base.info_color() : level < Error ? Base.warn_color() : Base.error_color()

# Color, what stands before the message, and where it came from (only for debug messages and warnings).
function default_metafmt(level::LogLevel, _module, group, id, file, line)
    color = default_logcolor(level)
    prefix = string(level == Warn ? "Warning" : string(level), ':')
    Info <= level < Warn && return color, prefix, ""
    parts = String[]
    _module === nothing || push!(parts, string(_module))
    if file !== nothing
        push!(parts, string(contractuser(string(file)), line === nothing ? "" :
            line isa UnitRange ? string(':', first(line), '-', last(line)) : string(':', line)))
    end
    return color, prefix, isempty(parts) ? "" : string("@ ", join(parts, ' '))
end
showvalue(io, msg) = show(io, MIME("text/plain"), msg)
showvalue(io, e::Tuple{Exception, Any}) = showerror(io, e[1], e[2])
showvalue(io, ex::Exception) = showerror(io, ex)

function handle_message(logger::ConsoleLogger, level::LogLevel, message, _module, group, id, filepath, line; kwargs...)
    _within_limit!(logger.message_limits, id, kwargs) || return nothing
    # lines with their indentation
    lines = Tuple{Int, String}[(0, String(l)) for l in eachsplit(chomp(string(message)::String), '\n')]
    stream = isopen(logger.stream) ? logger.stream : stderr
    rows, cols = displaysize(stream)::Tuple{Int, Int}
    shown = [k => v for (k, v) in kwargs if k !== :maxlog]
    for (key, val) in shown
        context = IOContext(stream, :displaysize => (max(1, rows ÷ (length(shown) + 1)), cols - 5), :limit => logger.show_limited)
        text = split(sprint(showvalue, val; context), '\n')
        if length(text) == 1
            push!(lines, (2, string(key, " = ", text[1])))
        else
            push!(lines, (2, string(key, " =")))
            for l in text
                push!(lines, (3, String(l)))
            end
        end
    end
    color, prefix, suffix = logger.meta_formatter(level, _module, group, id, filepath, line)
    justify = min(logger.right_justify, cols)
    gap = 2
    used = 2 + (isempty(prefix) || length(lines) > 1 ? 0 : length(prefix) + 1) + lines[end][1] + textwidth(lines[end][2]) +
        (isempty(suffix) ? 0 : length(suffix) + gap)
    if used > justify && !isempty(suffix)
        # the place does not fit behind the last line
        push!(lines, (0, ""))
        gap = 0
        used = 2 + length(suffix)
    end
    buf = IOBuffer()
    io = IOContext(buf, stream)
    n = length(lines)
    for (i, (indent, text)) in enumerate(lines)
        printstyled(io, n == 1 ? "[ " : i == 1 ? "┌ " : i < n ? "│ " : "└ "; bold = true, color)
        i == 1 && !isempty(prefix) && printstyled(io, prefix, " "; bold = true, color)
        print(io, " "^indent, text)
        if i == n && !isempty(suffix)
            print(io, " "^(max(0, justify - used) + gap))
            printstyled(io, suffix; color = :light_black)
        end
        println(io)
    end
    write(stream, take!(buf))
    return nothing
end

reinit_logger() = (global_logger(ConsoleLogger()); nothing)

end
using .CoreLogging
import .CoreLogging: @debug, @info, @warn, @error, @logmsg

# A stream that always writes to what `stderr` is at the moment.
struct _CurrentStderr <: IO end
current_stderr() = _CurrentStderr()
write(::_CurrentStderr, b::UInt8) = write(stderr, b)
unsafe_write(::_CurrentStderr, p::Ptr{UInt8}, n::UInt) = unsafe_write(stderr, p, n)
flush(::_CurrentStderr) = flush(stderr)
displaysize(::_CurrentStderr) = displaysize(stderr)
