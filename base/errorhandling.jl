# Raising, catching and looking at errors.

error(s::AbstractString) = throw(ErrorException(s))
function error(s::Vararg{Any, N}) where {N}
    @_noinline_meta
    throw(ErrorException(string(s...)))
end

rethrow() = ccall(:jl_rethrow, Bottom, ())
rethrow(@nospecialize(e)) = ccall(:jl_rethrow_other, Bottom, (Any,), e)

# ---- exception types ----------------------------------------------------------------------------------------------

struct KeyError <: Exception
    key
end

struct DimensionMismatch <: Exception
    msg::AbstractString
end
DimensionMismatch() = DimensionMismatch("")

struct EOFError <: Exception end

struct SystemError <: Exception
    prefix::AbstractString
    errnum::Int32
    extrainfo
    SystemError(p::AbstractString, e::Integer, extrainfo) = new(p, e, extrainfo)
    SystemError(p::AbstractString, e::Integer) = new(p, e, nothing)
    SystemError(p::AbstractString) = new(p, ccall(:jl_errno, Int32, ()), nothing)
end
systemerror(p, b::Bool; extrainfo = nothing) = b ? throw(SystemError(string(p), ccall(:jl_errno, Int32, ()), extrainfo)) : nothing
systemerror(p, errno::Int32; extrainfo = nothing) = throw(SystemError(string(p), errno, extrainfo))

struct CanonicalIndexError <: Exception
    func::String
    type::Any
    CanonicalIndexError(func::String, @nospecialize(type)) = new(func, type)
end

# An exception with the backtrace it was caught with.
struct CapturedException <: Exception
    ex::Any
    processed_bt::Array{Any, 1}
    CapturedException(@nospecialize(ex), bt::Array{Any, 1}) = new(ex, bt)
end

# ---- backtraces ---------------------------------------------------------------------------------------------------

# A raw backtrace is a vector of frames, innermost first; `StackTraces` turns them into StackFrames.
backtrace() = ccall(:jl_backtrace, Array{Any, 1}, ())
catch_backtrace() = ccall(:jl_get_backtrace, Array{Any, 1}, ())

# Exceptions being handled, oldest first, each with its backtrace.
struct ExceptionStack <: AbstractArray{Any, 1}
    stack::Array{Any, 1}
end
size(s::ExceptionStack) = size(s.stack)
length(s::ExceptionStack) = length(s.stack)
getindex(s::ExceptionStack, i::Int) = s.stack[i]
function current_exceptions(task::Task = current_task(); backtrace::Bool = true)
    raw = ccall(:jl_get_excstack, Array{Any, 1}, (Any, Bool), task, backtrace)
    out = Any[]
    i = 1
    while i < length(raw)
        push!(out, (exception = raw[i], backtrace = backtrace ? raw[i + 1] : nothing))
        i += 2
    end
    return ExceptionStack(out)
end

# ---- assertions ---------------------------------------------------------------------------------------------------

macro assert(ex, msgs...)
    msg = isempty(msgs) ? ex : msgs[1]
    if isa(msg, AbstractString)
        text = msg
    elseif !isempty(msgs) && (isa(msg, Expr) || isa(msg, Symbol))
        # a message to compute when it fails
        text = Expr(:call, GlobalRef(Base, :string), esc(msg))
    else
        text = Expr(:call, GlobalRef(Base, :string), QuoteNode(remove_linenums!(copy_exprs(msg))))
    end
    return Expr(:if, esc(ex), nothing,
                Expr(:call, GlobalRef(Core, :throw), Expr(:call, GlobalRef(Core, :AssertionError), text)))
end

# ---- retrying -----------------------------------------------------------------------------------------------------

# Delays that grow by `factor`, with some randomness, up to `max_delay`.
struct ExponentialBackOff
    n::Int
    first_delay::Float64
    max_delay::Float64
    factor::Float64
    jitter::Float64
    function ExponentialBackOff(n, first_delay, max_delay, factor, jitter)
        all(x -> x >= 0, (n, first_delay, max_delay, factor, jitter)) || error("all inputs must be non-negative")
        return new(n, first_delay, max_delay, factor, jitter)
    end
end
ExponentialBackOff(; n = 1, first_delay = 0.05, max_delay = 10.0, factor = 5.0, jitter = 0.1) =
    ExponentialBackOff(n, first_delay, max_delay, factor, jitter)
function iterate(ebo::ExponentialBackOff, state = (ebo.n, min(ebo.first_delay, ebo.max_delay)))
    state[1] < 1 && return nothing
    left = state[1] - 1
    delay = state[2]
    spread = 1.0 - ebo.jitter + rand_unit() * 2.0 * ebo.jitter
    return delay, (left, min(ebo.max_delay, delay * ebo.factor * spread))
end
length(ebo::ExponentialBackOff) = ebo.n
eltype(::Type{ExponentialBackOff}) = Float64
rand_unit() = ccall(:jl_random_float64, Float64, ())

# A function that calls f again after a delay when it throws, as long as `check` allows.
function retry(f; delays = ExponentialBackOff(), check = nothing)
    return (args...; kwargs...) -> begin
        y = iterate(delays)
        while true
            try
                return f(args...; kwargs...)
            catch e
                y === nothing && rethrow()
                if check !== nothing
                    result = check(y[2], e)
                    state, again = length(result) == 2 ? (result[1], result[2]) : (y[2], result)
                    again || rethrow()
                end
            end
            sleep(y[1])
            y = iterate(delays, y[2])
        end
    end
end
