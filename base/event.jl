# Timers and what else happens outside of the program: the host reports events, which wake tasks.

# Objects that wait for an event of the host, by its number.
const _event_targets = Dict{Int, Any}()

# Hands out the events that have come.
function process_events()
    while true
        id = ccall(:jl_next_event, Int, ())
        id == 0 && return nothing
        target = get(_event_targets, id, nothing)
        target === nothing || _on_event(target, id)
    end
end

mutable struct Timer
    const cond::Condition
    isopen::Bool
    set::Bool
    id::Int
    const timeout::Float64
    const interval::Float64
    const callback::Union{Function, Nothing}
    function Timer(timeout::Real; interval::Real = 0.0, callback = nothing)
        timeout >= 0 || throw(ArgumentError("timer cannot have negative timeout of $timeout seconds"))
        interval >= 0 || throw(ArgumentError("timer cannot have negative repeat interval of $interval seconds"))
        t = new(Condition(), true, false, 0, Float64(timeout), Float64(interval), callback)
        _start_timer!(t, Float64(timeout))
        return t
    end
end
function _start_timer!(t::Timer, seconds::Float64)
    t.id = ccall(:jl_timer_start, Int, (Float64,), seconds)
    _event_targets[t.id] = t
    return nothing
end
# The callback runs in a task of its own, each time the timer fires.
function Timer(cb::Function, timeout; spawn = nothing, kwargs...)
    t = Timer(timeout; kwargs...)
    schedule(Task() do
        while true
            try
                wait(t)
            catch e
                e isa EOFError && return nothing
                rethrow()
            end
            cb(t)
            isopen(t) || return nothing
        end
    end)
    return t
end
isopen(t::Timer) = t.isopen
function _on_event(t::Timer, id::Int)
    delete!(_event_targets, id)
    t.isopen || return nothing
    t.set = true
    if t.interval > 0
        _start_timer!(t, t.interval)
    else
        t.isopen = false
    end
    notify(t.cond, true)
    return nothing
end
function close(t::Timer)
    if t.isopen
        t.isopen = false
        ccall(:jl_timer_stop, Cvoid, (Int,), t.id)
        delete!(_event_targets, t.id)
        notify(t.cond, false)
    end
    return nothing
end
function wait(t::Timer)
    if t.set
        t.set = false
        return nothing
    end
    t.isopen || throw(EOFError())
    fired = wait(t.cond)::Bool
    fired || throw(EOFError())
    t.set = false
    return nothing
end
show(io::IO, t::Timer) = print(io, "Timer (", t.isopen ? "open" : "closed", ", timeout: ", t.timeout, " s, repeat: ",
    t.interval, " s) @0x", string(bitcast(UInt, ccall(:jl_value_ptr, Ptr{Cvoid}, (Any,), t)), base = 16, pad = 16))

function sleep(sec::Real)
    sec >= 0 || throw(ArgumentError("cannot sleep for $sec seconds"))
    wait(Timer(sec))
    return nothing
end

# Woken by the host, or by whoever calls `notify`.
mutable struct AsyncCondition
    const cond::Condition
    isopen::Bool
    set::Bool
    AsyncCondition() = new(Condition(), true, false)
end
function AsyncCondition(cb::Function)
    async = AsyncCondition()
    schedule(Task() do
        while isopen(async)
            try
                wait(async)
            catch e
                e isa EOFError && return nothing
                rethrow()
            end
            cb(async)
        end
    end)
    return async
end
isopen(c::AsyncCondition) = c.isopen
notify(c::AsyncCondition) = (c.set = true; notify(c.cond, true); nothing)
close(c::AsyncCondition) = (c.isopen && (c.isopen = false; notify(c.cond, false)); nothing)
function wait(c::AsyncCondition)
    if !c.set
        c.isopen || throw(EOFError())
        wait(c.cond)::Bool || throw(EOFError())
    end
    c.set = false
    return nothing
end

# Asks `test` again and again until it is true or the time is over.
function timedwait(testcb, timeout::Real; pollint::Real = 0.1)
    pollint >= 1e-3 || throw(ArgumentError("pollint must be ≥ 1 millisecond"))
    deadline = time_ns() + round(UInt64, timeout * 1e9)
    testcb() && return :ok
    while time_ns() < deadline
        sleep(pollint)
        testcb() && return :ok
    end
    return :timed_out
end
