# Waiting and waking: lists of tasks, and conditions, on which all the other tools for tasks stand.

# Tasks in a row, linked through their `next` fields; `queue` tells in which row a task stands.
mutable struct TaskQueue
    head::Union{Task, Nothing}
    tail::Union{Task, Nothing}
    TaskQueue() = new(nothing, nothing)
end
isempty(q::TaskQueue) = q.head === nothing
function push!(q::TaskQueue, t::Task)
    t.queue === nothing || error("val already in a list")
    t.queue = q
    last = q.tail
    last === nothing ? (q.head = t) : (last.next = t)
    q.tail = t
    return q
end
function pushfirst!(q::TaskQueue, t::Task)
    t.queue === nothing || error("val already in a list")
    t.queue = q
    t.next = q.head
    q.head = t
    q.tail === nothing && (q.tail = t)
    return q
end
function popfirst!(q::TaskQueue)
    t = q.head::Task
    q.head = t.next::Union{Task, Nothing}
    q.head === nothing && (q.tail = nothing)
    t.next = nothing
    t.queue = nothing
    return t
end
# Takes t out, wherever it stands.
function list_deletefirst!(q::TaskQueue, t::Task)
    t.queue === q || return q
    before = nothing
    here = q.head
    while here !== nothing && here !== t
        before = here
        here = here.next::Union{Task, Nothing}
    end
    here === nothing && return q
    after = t.next::Union{Task, Nothing}
    before === nothing ? (q.head = after) : (before.next = after)
    after === nothing && (q.tail = before)
    t.next = nothing
    t.queue = nothing
    return q
end
function length(q::TaskQueue)
    n = 0
    t = q.head
    while t !== nothing
        n += 1
        t = t.next::Union{Task, Nothing}
    end
    return n
end
function iterate(q::TaskQueue, t = q.head)
    return t === nothing ? nothing : (t, t.next::Union{Task, Nothing})
end
eltype(::Type{TaskQueue}) = Task

# ---- locks, as an interface -------------------------------------------------------------------------------------------

abstract type AbstractLock end

function lock end
function unlock end
function trylock end
function islocked end
unlockall(l::AbstractLock) = unlock(l)
relockall(l::AbstractLock, token::Nothing) = lock(l)
assert_havelock(l::AbstractLock, tid::Integer) =
    islocked(l) ? nothing : concurrency_violation()
assert_havelock(l::AbstractLock) = islocked(l) ? nothing : concurrency_violation()
concurrency_violation() = throw(ConcurrencyViolationError("lock must be held"))

# The lock of things that only one thread uses: always held.
struct AlwaysLockedST <: AbstractLock
    ownertid::Int16
    AlwaysLockedST() = new(1)
end
assert_havelock(::AlwaysLockedST) = nothing
lock(::AlwaysLockedST) = nothing
unlock(::AlwaysLockedST) = nothing
trylock(::AlwaysLockedST) = true
islocked(::AlwaysLockedST) = true

function lock(f, l::AbstractLock)
    lock(l)
    try
        return f()
    finally
        unlock(l)
    end
end
function trylock(f, l::AbstractLock)
    trylock(l) || return false
    try
        return f()
    finally
        unlock(l)
    end
end
macro lock(l, expr)
    return quote
        temp = $(esc(l))
        lock(temp)
        try
            $(esc(expr))
        finally
            unlock(temp)
        end
    end
end
macro lock_nofail(l, expr)
    return quote
        temp = $(esc(l))
        lock(temp)
        val = $(esc(expr))
        unlock(temp)
        val
    end
end

# ---- conditions -------------------------------------------------------------------------------------------------------

struct GenericCondition{L <: AbstractLock}
    waitq::TaskQueue
    lock::L
    GenericCondition{L}() where {L <: AbstractLock} = new{L}(TaskQueue(), L())
    GenericCondition{L}(l::L) where {L <: AbstractLock} = new{L}(TaskQueue(), l)
    GenericCondition(l::AbstractLock) = new{typeof(l)}(TaskQueue(), l)
end
const Condition = GenericCondition{AlwaysLockedST}
show(io::IO, ::GenericCondition) = print(io, GenericCondition, "()")
lock(c::GenericCondition) = lock(c.lock)
unlock(c::GenericCondition) = unlock(c.lock)
trylock(c::GenericCondition) = trylock(c.lock)
islocked(c::GenericCondition) = islocked(c.lock)
lock(f, c::GenericCondition) = lock(f, c.lock)
assert_havelock(c::GenericCondition) = assert_havelock(c.lock)
unlockall(c::GenericCondition) = unlockall(c.lock)
relockall(c::GenericCondition, token) = relockall(c.lock, token)

# The running task waits; the lock is free meanwhile. Gives what `notify` passes.
function wait(c::GenericCondition; first::Bool = false)
    ct = current_task()
    assert_havelock(c.lock)
    first ? pushfirst!(c.waitq, ct) : push!(c.waitq, ct)
    token = unlockall(c.lock)
    try
        return wait()
    catch
        q = ct.queue
        q === nothing || list_deletefirst!(q::TaskQueue, ct)
        rethrow()
    finally
        relockall(c.lock, token)
    end
end
function notify(c::GenericCondition, @nospecialize(arg = nothing); all = true, error = false)
    assert_havelock(c.lock)
    woken = 0
    while !isempty(c.waitq)
        t = popfirst!(c.waitq)
        schedule(t, arg; error)
        woken += 1
        all || break
    end
    return woken
end
notify_error(c::GenericCondition, err) = notify(c, err, true, true)
notify(c::GenericCondition, @nospecialize(arg), all, error) = notify(c, arg; all, error)
n_waiters(c::GenericCondition) = length(c.waitq)
isempty(c::GenericCondition) = isempty(c.waitq)
