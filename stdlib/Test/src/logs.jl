# Tests of log messages.

struct LogRecord
    level::Any
    message::Any
    _module::Any
    group::Any
    id::Any
    file::Any
    line::Any
    kwargs::Any
end
LogRecord(args...; kwargs...) = LogRecord(args..., kwargs)

mutable struct TestLogger <: AbstractLogger
    logs::Vector{LogRecord}
    min_level::LogLevel
    catch_exceptions::Bool
    shouldlog_args::Any
    message_limits::Dict{Any, Int}
    respect_maxlog::Bool
end
TestLogger(; min_level = Info, catch_exceptions = false, respect_maxlog = true) =
    TestLogger(LogRecord[], convert(LogLevel, min_level), catch_exceptions, nothing, Dict{Any, Int}(), respect_maxlog)
min_enabled_level(logger::TestLogger) = logger.min_level
shouldlog(logger::TestLogger, level, _module, group, id) =
    (logger.shouldlog_args = (level, _module, group, id); get(logger.message_limits, id, 1) > 0)
catch_exceptions(logger::TestLogger) = logger.catch_exceptions
function handle_message(logger::TestLogger, level, msg, _module, group, id, file, line; kwargs...)
    maxlog = get(kwargs, :maxlog, nothing)
    if logger.respect_maxlog && maxlog isa Integer
        left = get!(logger.message_limits, id, Int(maxlog))
        logger.message_limits[id] = left - 1
        left > 0 || return nothing
    end
    push!(logger.logs, LogRecord(level, msg, _module, group, id, file, line, kwargs))
    return nothing
end
function collect_test_logs(f; kwargs...)
    logger = TestLogger(; kwargs...)
    value = with_logger(f, logger)
    return logger.logs, value
end

struct LogTestFailure <: Result
    orig_expr
    source::LineNumberNode
    patterns
    logs
end
function Base.show(io::IO, t::LogTestFailure)
    printstyled(io, "Log Test Failed"; bold = true, color = Base.error_color())
    print(io, " at ")
    printstyled(io, _place(t.source), "\n"; bold = true, color = :default)
    println(io, "  Expression: ", t.orig_expr)
    println(io, "  Log Pattern: ", join(t.patterns, " "))
    println(io, "  Captured Logs: ")
    for l in t.logs
        println(io, "    ", l)
    end
end
record(ts::FallbackTestSet, t::LogTestFailure) = (println(t); throw(FallbackTestSetException("There was an error during testing")))
function record(ts::DefaultTestSet, t::LogTestFailure)
    TESTSET_PRINT_ENABLE[] && (print(ts.description, ": "); println(t))
    push!(ts.results, Fail(:test, t.orig_expr, nothing, t.logs, nothing, t.source, false))
    return t
end

# Stands for any value of a field.
struct Ignored end
logfield_contains(a, b) = a == b
logfield_contains(a, ::Ignored) = true
logfield_contains(a, r::Regex) = occursin(r, a)
logfield_contains(a, r::Symbol) = a === r || r === :any
occurs_level(level, pattern::Symbol) = pattern === :any || level == Dict(:debug => Debug, :info => Info, :warn => Warn, :error => ErrorLevel)[pattern]
occurs_level(level, pattern) = level == pattern
_log_matches(l::LogRecord, pattern::Symbol) = occurs_level(l.level, pattern)
_log_matches(l::LogRecord, pattern::Union{LogLevel}) = l.level == pattern
function _log_matches(l::LogRecord, pattern::Tuple)
    fields = (l.level, l.message, l._module, l.group, l.id, l.file, l.line, l.kwargs)
    for (i, p) in enumerate(pattern)
        i == 1 ? (occurs_level(l.level, p) || return false) : (logfield_contains(fields[i], p) || return false)
    end
    return true
end
Base.occursin(pattern::Tuple, l::LogRecord) = _log_matches(l, pattern)
function match_logs(f, patterns...; match_mode::Symbol = :all, kwargs...)
    logs, value = collect_test_logs(f; kwargs...)
    ok = match_mode === :all ? length(logs) == length(patterns) && all(map(_log_matches, logs, patterns)) :
        all(p -> any(l -> _log_matches(l, p), logs), patterns)
    return ok, logs, value
end
macro test_logs(exs...)
    isempty(exs) && throw(ArgumentError("""`@test_logs` needs at least one arguments.
                               Usage: `@test_logs [msgs...] expr_to_run`"""))
    patterns = Any[]
    kwargs = Any[]
    for ex in exs[1:end - 1]
        Meta.isexpr(ex, :(=)) ? push!(kwargs, Expr(:kw, ex.args[1], esc(ex.args[2]))) : push!(patterns, esc(ex))
    end
    expr = exs[end]
    return quote
        let (ok, logs, value) = match_logs(() -> $(esc(expr)), $(patterns...); $(kwargs...))
            if ok
                record(get_testset(), Pass(:test, $(QuoteNode(expr)), nothing, value, $(QuoteNode(__source__))))
            else
                record(get_testset(), LogTestFailure($(QuoteNode(expr)), $(QuoteNode(__source__)), $(QuoteNode(exs[1:end - 1])), logs))
            end
            value
        end
    end
end
macro test_deprecated(exs...)
    pattern = length(exs) == 1 ? r"deprecated"i : esc(exs[1])
    return :(@test_logs (:warn, $pattern) match_mode = :any $(esc(exs[end])))
end
