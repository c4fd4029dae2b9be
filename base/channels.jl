# Channels: values handed from task to task, through a buffer or directly.

abstract type AbstractChannel{T} end

struct InvalidStateException <: Exception
    msg::String
    state::Symbol
end
showerror(io::IO, ex::InvalidStateException) = print(io, "InvalidStateException: ", ex.msg)

mutable struct Channel{T} <: AbstractChannel{T}
    # waiting for a value, for room, and just for something to be there
    const cond_take::ThreadSynchronizer
    const cond_put::ThreadSynchronizer
    const cond_wait::ThreadSynchronizer
    state::Symbol
    excp::Union{Exception, Nothing}
    const data::Vector{T}
    n_avail_items::Int
    const sz_max::Int
    function Channel{T}(sz::Integer = 0) where {T}
        sz < 0 && throw(ArgumentError(
            "Channel size must be either 0, a positive integer or Inf"))
        l = ReentrantLock()
        return new(ThreadSynchronizer(l), ThreadSynchronizer(l), ThreadSynchronizer(l), :open, nothing, Vector{T}(), 0, Int(sz))
    end
end
function Channel{T}(sz::Float64) where {T}
    n = sz == Inf ? typemax(Int) : convert(Int, sz)
    return Channel{T}(n)
end
Channel(sz = 0) = Channel{Any}(sz)

# A channel that `func` fills in a task of its own; when the task ends the channel is closed.
function Channel{T}(func::Function, size = 0; taskref = nothing, spawn = false, threadpool = nothing) where {T}
    chnl = Channel{T}(size)
    task = Task(() -> func(chnl))
    bind(chnl, task)
    yield_or_schedule(task, spawn)
    taskref isa Ref{Task} && (taskref[] = task)
    return chnl
end
yield_or_schedule(task::Task, later::Bool) = later ? schedule(task) : yield(task)
Channel(func::Function, args...; kwargs...) = Channel{Any}(func, args...; kwargs...)
function Channel(func::Function; ctype = Any, csize = 0, taskref = nothing, spawn = false)
    return Channel{ctype}(func, csize; taskref, spawn)
end

closed_exception() = InvalidStateException("Channel is closed.", :closed)
isbuffered(c::Channel) = c.sz_max != 0
isopen(c::Channel) = c.state === :open
isfull(c::Channel) = n_avail(c) >= c.sz_max
n_avail(c::Channel) = isbuffered(c) ? length(c.data) : length(c.cond_put.waitq)
isready(c::Channel) = n_avail(c) > 0
isempty(c::Channel) = n_avail(c) == 0
eltype(::Type{Channel{T}}) where {T} = T
IteratorSize(::Type{<:Channel}) = SizeUnknown()
lock(c::Channel) = lock(c.cond_take)
unlock(c::Channel) = unlock(c.cond_take)
lock(f, c::Channel) = lock(f, c.cond_take)
trylock(c::Channel) = trylock(c.cond_take)
check_channel_state(c::Channel) = isopen(c) ? nothing : throw(something(c.excp, closed_exception()))

function close(c::Channel, excp::Exception = closed_exception())
    lock(c) do
        c.excp = excp
        c.state = :closed
        notify(c.cond_take, excp; error = true)
        notify(c.cond_wait, excp; error = true)
        notify(c.cond_put, excp; error = true)
    end
    return nothing
end

# The channel closes when the task ends; a failure of the task goes to whoever uses the channel.
function bind(c::Channel, task::Task)
    _start_after(task, Task(() -> close_chnl_on_taskdone(task, c)))
    return c
end
function close_chnl_on_taskdone(t::Task, c::Channel)
    isopen(c) || return nothing
    if istaskfailed(t)
        close(c, TaskFailedException(t))
    else
        close(c)
    end
    return nothing
end

function put!(c::Channel{T}, v) where {T}
    check_channel_state(c)
    x = convert(T, v)
    lock(c)
    try
        isbuffered(c) ? _put_buffered(c, x) : _put_unbuffered(c, x)
    finally
        unlock(c)
    end
    return x
end
function _put_buffered(c::Channel, v)
    while length(c.data) >= c.sz_max
        check_channel_state(c)
        wait(c.cond_put)
    end
    check_channel_state(c)
    push!(c.data, v)
    notify(c.cond_take, nothing; all = false)
    notify(c.cond_wait, nothing; all = true)
    return nothing
end
# Hands the value to a task that waits for one.
function _put_unbuffered(c::Channel, v)
    while isempty(c.cond_take.waitq)
        check_channel_state(c)
        notify(c.cond_wait)
        wait(c.cond_put)
    end
    check_channel_state(c)
    taker = popfirst!(c.cond_take.waitq)
    schedule(taker, v)
    unlock(c)
    yield()
    lock(c)
    return nothing
end

function take!(c::Channel)
    lock(c)
    try
        return isbuffered(c) ? _take_buffered(c) : _take_unbuffered(c)
    finally
        unlock(c)
    end
end
function _take_buffered(c::Channel)
    while isempty(c.data)
        check_channel_state(c)
        wait(c.cond_take)
    end
    v = popfirst!(c.data)
    notify(c.cond_put, nothing; all = false)
    return v
end
function _take_unbuffered(c::Channel{T}) where {T}
    check_channel_state(c)
    notify(c.cond_put, nothing; all = false)
    return wait(c.cond_take)::T
end

function fetch(c::Channel)
    isbuffered(c) || throw(ErrorException("`fetch` is not supported on an unbuffered Channel."))
    lock(c)
    try
        while isempty(c.data)
            check_channel_state(c)
            wait(c.cond_take)
        end
        # it is still there for the next
        length(c.cond_take.waitq) > 0 && notify(c.cond_take, nothing; all = false)
        return c.data[1]
    finally
        unlock(c)
    end
end
function wait(c::Channel)
    isready(c) && return nothing
    lock(c)
    try
        while !isready(c)
            check_channel_state(c)
            wait(c.cond_wait)
        end
    finally
        unlock(c)
    end
    return nothing
end
push!(c::Channel, v) = put!(c, v)
popfirst!(c::Channel) = take!(c)
append!(c::AbstractChannel, itr) = (foreach(x -> put!(c, x), itr); c)

function iterate(c::Channel, state = nothing)
    if isopen(c) || isready(c)
        try
            return (take!(c), nothing)
        catch e
            (e isa InvalidStateException && e.state === :closed) || rethrow()
            return nothing
        end
    end
    # closed because of a failure: who asks for more learns of it
    e = c.excp
    e === nothing || (e isa InvalidStateException && e.state === :closed) || throw(e)
    return nothing
end

show(io::IO, c::Channel) = print(io, typeof(c), "(", c.sz_max, ")")
function show(io::IO, ::MIME"text/plain", c::Channel)
    show(io, c)
    get(io, :compact, false)::Bool && return nothing
    if !isopen(c)
        print(io, " (closed)")
    else
        n = n_avail(c)
        n == 0 ? print(io, " (empty)") : print(io, " (", n, " item", n == 1 ? "" : "s", " available)")
    end
    return nothing
end
