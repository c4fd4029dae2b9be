# Tasks: which one runs, starting them, waiting for them, and what becomes of their failures.
# The host switches stacks (`jl_switch_to`) and waits for what happens outside (`jl_wait_event`); which task runs next
# is decided here.

current_task() = ccall(:jl_get_current_task, Ref{Task}, ())

const _TASK_RUNNABLE = 0x00
const _TASK_DONE = 0x01
const _TASK_FAILED = 0x02

function getproperty(t::Task, field::Symbol)
    if field === :state
        s = getfield(t, :_state)
        return s === _TASK_RUNNABLE ? :runnable : s === _TASK_DONE ? :done : :failed
    elseif field === :exception
        return getfield(t, :_isexception) ? getfield(t, :result) : nothing
    elseif field === :backtrace
        return ccall(:jl_task_backtrace, Any, (Any,), t)
    end
    return getfield(t, field)
end
istaskdone(t::Task) = getfield(t, :_state) !== _TASK_RUNNABLE
istaskfailed(t::Task) = getfield(t, :_state) === _TASK_FAILED
istaskstarted(t::Task) = ccall(:jl_is_task_started, Bool, (Any,), t)
show(io::IO, t::Task) = print(io, "Task (", t.state, ") @0x",
    string(bitcast(UInt, ccall(:jl_value_ptr, Ptr{Cvoid}, (Any,), t)), base = 16, pad = 16))
show(io::IO, ::MIME"text/plain", t::Task) = show(io, t)
# `schedule` may be asked by any task; there is one thread.
Threads_threadid(t::Task) = 1

# ---- failures ---------------------------------------------------------------------------------------------------------

# Exceptions of several tasks at once.
struct CompositeException <: Exception
    exceptions::Vector{Any}
    CompositeException() = new(Any[])
    CompositeException(exceptions) = new(exceptions)
end
length(c::CompositeException) = length(c.exceptions)
push!(c::CompositeException, ex) = push!(c.exceptions, ex)
pushfirst!(c::CompositeException, ex) = pushfirst!(c.exceptions, ex)
isempty(c::CompositeException) = isempty(c.exceptions)
iterate(c::CompositeException, state...) = iterate(c.exceptions, state...)
eltype(::Type{CompositeException}) = Any
function showerror(io::IO, ex::CompositeException)
    if isempty(ex)
        print(io, "CompositeException()\n")
    else
        showerror(io, ex.exceptions[1])
        n = length(ex) - 1
        n > 0 && print(io, "\n\n...and ", n, " more exception", n == 1 ? "" : "s", ".\n")
    end
    return nothing
end

struct TaskFailedException <: Exception
    task::Task
end
function showerror(io::IO, ex::TaskFailedException, bt = nothing; backtrace = true)
    print(io, "TaskFailedException")
    bt !== nothing && backtrace && show_backtrace(io, bt)
    println(io)
    printstyled(io, "\n    nested task error: ", color = error_color())
    show_task_exception(io, ex.task)
    return nothing
end
function show_task_exception(io::IO, t::Task; indent = true)
    text = sprint(_show_task_failure, t; context = io)
    print(io, indent ? replace(text, "\n" => "\n    ") : text)
    return nothing
end
function _show_task_failure(io::IO, t::Task)
    stack = current_exceptions(t)
    if isempty(stack)
        showerror(io, t.exception)
    else
        for (i, (exc, bt)) in enumerate(stack)
            i > 1 && print(io, "\n\ncaused by: ")
            showerror(io, exc, bt; backtrace = bt !== nothing)
        end
    end
    return nothing
end

# ---- local storage ------------------------------------------------------------------------------------------------------

task_local_storage() = get_task_tls(current_task())
function get_task_tls(t::Task)
    t.storage === nothing && (t.storage = IdDict())
    return (t.storage)::IdDict{Any, Any}
end
task_local_storage(key) = task_local_storage()[key]
task_local_storage(key, val) = (task_local_storage()[key] = val)
function task_local_storage(body::Function, key, val)
    tls = task_local_storage()
    had = haskey(tls, key)
    old = get(tls, key, nothing)
    tls[key] = val
    try
        return body()
    finally
        had ? (tls[key] = old) : delete!(tls, key)
    end
end

# ---- which task runs ----------------------------------------------------------------------------------------------------

# Tasks that can run, in the order in which they will.
const Workqueue = TaskQueue()

function enq_work(t::Task)
    (getfield(t, :_state) === _TASK_RUNNABLE && t.queue === nothing) || error("schedule: Task not runnable")
    push!(Workqueue, t)
    return t
end
schedule(t::Task) = enq_work(t)
function schedule(t::Task, @nospecialize(arg); error = false)
    getfield(t, :_state) === _TASK_RUNNABLE || Base.error("schedule: Task not runnable")
    q = t.queue
    # a task that waits somewhere is taken from there
    q === nothing || list_deletefirst!(q::TaskQueue, t)
    _set_outcome!(t, arg, error)
    return enq_work(t)
end
# What the task gets from the `wait` or `yieldto` in which it stands.
function _set_outcome!(t::Task, @nospecialize(arg), error::Bool)
    if error && !istaskstarted(t)
        t.code = () -> throw(arg)
    elseif error
        t.result = arg
        setfield!(t, :_isexception, true, :monotonic)
    else
        t.result = arg
    end
    return nothing
end

# Runs `to` until somebody switches back; then gives or throws what that one left.
function _switch(to::Task)
    ct = current_task()
    to === ct || ccall(:jl_switch_to, Cvoid, (Any,), to)
    result = ct.result
    ct.result = nothing
    if getfield(ct, :_isexception)
        setfield!(ct, :_isexception, false, :monotonic)
        throw(result)
    end
    return result
end
yield() = (ct = current_task(); enq_work(ct); wait())
function yield(t::Task, @nospecialize(x = nothing))
    ct = current_task()
    t === ct && throw(ConcurrencyViolationError("Cannot yield to currently running task!"))
    (getfield(t, :_state) === _TASK_RUNNABLE && t.queue === nothing) || error("yield: Task not runnable")
    _set_outcome!(t, x, false)
    enq_work(ct)
    return _switch(t)
end
function yieldto(t::Task, @nospecialize(x = nothing))
    getfield(t, :_state) === _TASK_RUNNABLE || return x
    t.queue === nothing || list_deletefirst!(t.queue::TaskQueue, t)
    _set_outcome!(t, x, false)
    return _switch(t)
end
function throwto(t::Task, @nospecialize(exc))
    _set_outcome!(t, exc, true)
    return _switch(t)
end

# Lets others run; comes back when this task is scheduled again.
function wait()
    ccall(:jl_poll_events, Cvoid, ())
    process_events()
    while isempty(Workqueue)
        ccall(:jl_wait_event, Cvoid, ())
        process_events()
    end
    return _switch(popfirst!(Workqueue))
end

# The runtime calls this on a task's own stack when its code has come to an end.
function task_done_hook(t::Task)
    waiters = t.donenotify
    waiters isa GenericCondition && notify(waiters)
    while true
        wait()
    end
end

# ---- waiting for tasks ----------------------------------------------------------------------------------------------------

function _wait(t::Task)
    t === current_task() && throw(ConcurrencyViolationError("deadlock detected: cannot wait on current task"))
    if !istaskdone(t)
        t.donenotify === nothing && (t.donenotify = Condition())
        done = t.donenotify::Condition
        while !istaskdone(t)
            wait(done)
        end
    end
    return nothing
end
function wait(t::Task; throw::Bool = true)
    _wait(t)
    throw && istaskfailed(t) && Core.throw(TaskFailedException(t))
    return nothing
end
function fetch(t::Task)
    wait(t)
    return task_result(t)
end
task_result(t::Task) = getfield(t, :result)
fetch(@nospecialize x) = x

function waitany(tasks; throw = true)
    ts = collect(Task, tasks)
    return _wait_several(ts, throw, false, any)
end
waitall(tasks; failfast = true, throw = true) = _wait_several(collect(Task, tasks), throw, failfast, all)
function _wait_several(ts::Vector{Task}, throwing::Bool, failfast::Bool, enough)
    while !(enough(istaskdone, ts) || failfast && any(istaskfailed, ts))
        woken = Condition()
        helpers = Task[Task(() -> (_wait(t); notify(woken))) for t in ts if !istaskdone(t)]
        foreach(schedule, helpers)
        wait(woken)
    end
    done = filter(istaskdone, ts)
    if throwing && any(istaskfailed, done)
        c = CompositeException()
        for t in done
            istaskfailed(t) && push!(c, TaskFailedException(t))
        end
        throw(c)
    end
    return done, filter(!istaskdone, ts)
end

# `helper`, a task that was not started, starts when t is over.
function _start_after(t::Task, helper::Task)
    istaskdone(t) && return schedule(helper)
    t.donenotify === nothing && (t.donenotify = Condition())
    push!((t.donenotify::Condition).waitq, helper)
    return helper
end

# A failure that nobody waits for is reported.
function errormonitor(t::Task)
    _start_after(t, Task(() -> begin
        if istaskfailed(t)
            print(stderr, "Unhandled Task ")
            display_error(stderr, current_exceptions(t))
        end
        nothing
    end))
    return t
end

function bind end

# ---- macros -------------------------------------------------------------------------------------------------------------

macro task(ex)
    thunk = Base.replace_linenums!(:(() -> $(esc(ex))), __source__)
    return :(Task($thunk))
end
# Line nodes of generated code point to where the macro was called.
function replace_linenums!(ex::Expr, ln::LineNumberNode)
    if ex.head === :block || ex.head === :quote
        map!(x -> x isa LineNumberNode ? ln : x, ex.args, ex.args)
    end
    return ex
end

const sync_varname = gensym(:sync)

# Takes `$x` out of an expression: each becomes a variable that gets the value now.
function _lift_interpolations!(@nospecialize(e), lets::Vector{Any})
    e isa Expr || return e
    if e.head === :$ && length(e.args) == 1
        name = gensym()
        push!(lets, :($(esc(name)) = $(esc(e.args[1]))))
        return name
    end
    # the interpolations of quoted code are its own
    e.head === :quote && return e
    e.head === :macrocall && e.args[1] isa Symbol && e.args[1] === Symbol("@async") && return e
    for i in eachindex(e.args)
        e.args[i] = _lift_interpolations!(e.args[i], lets)
    end
    return e
end
function _spawned(ex, source)
    lets = Any[]
    ex = _lift_interpolations!(ex, lets)
    thunk = replace_linenums!(:(() -> ($(esc(ex)))), source)
    var = esc(sync_varname)
    return quote
        let $(lets...)
            local task = Task($thunk)
            if $(Expr(:islocal, var))
                put!($var, task)
            end
            schedule(task)
            task
        end
    end
end
macro async(expr)
    return _spawned(expr, __source__)
end

# Waits for all tasks that the body started with `@async` and the like.
macro sync(block)
    var = esc(sync_varname)
    return quote
        let $var = Channel(Inf)
            v = $(esc(block))
            sync_end($var)
            v
        end
    end
end
function sync_end(c)
    failures = CompositeException()
    while isready(c)
        r = take!(c)
        if r isa Task
            _wait(r)
            istaskfailed(r) && push!(failures, TaskFailedException(r))
        else
            try
                wait(r)
            catch e
                push!(failures, e)
            end
        end
    end
    close(c)
    isempty(failures) || throw(failures)
    return nothing
end
macro sync_add(expr)
    var = esc(sync_varname)
    return quote
        local ref = $(esc(expr))
        put!($var, ref)
        ref
    end
end
