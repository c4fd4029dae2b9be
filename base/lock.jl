# Locks, semaphores, events.

# A lock that the task which holds it may take again.
mutable struct ReentrantLock <: AbstractLock
    locked_by::Union{Task, Nothing}
    reentrancy_cnt::Int
    const waiting::Condition
    ReentrantLock() = new(nothing, 0, Condition())
end
show(io::IO, ::ReentrantLock) = print(io, ReentrantLock, "()")
function show(io::IO, ::MIME"text/plain", l::ReentrantLock)
    show(io, l)
    if !(get(io, :compact, false)::Bool)
        owner = l.locked_by
        owner === nothing ? print(io, " (unlocked)") :
            print(io, " (locked by ", owner === current_task() ? "current " : "", owner, ")")
    end
    return nothing
end
assert_havelock(l::ReentrantLock) = l.locked_by === current_task() ? nothing : concurrency_violation()
islocked(l::ReentrantLock) = l.reentrancy_cnt != 0
function trylock(l::ReentrantLock)
    ct = current_task()
    if l.locked_by === ct
        l.reentrancy_cnt += 1
        return true
    end
    l.reentrancy_cnt == 0 || return false
    l.locked_by = ct
    l.reentrancy_cnt = 1
    return true
end
function lock(l::ReentrantLock)
    while !trylock(l)
        wait(l.waiting)
    end
    return nothing
end
function unlock(l::ReentrantLock)
    l.locked_by === current_task() ||
        error(l.reentrancy_cnt == 0 ? "unlock count must match lock count" : "unlock from wrong thread")
    l.reentrancy_cnt -= 1
    if l.reentrancy_cnt == 0
        l.locked_by = nothing
        notify(l.waiting; all = false)
    end
    return nothing
end
# Lets go of all holds at once, and takes as many again.
function unlockall(l::ReentrantLock)
    n = l.reentrancy_cnt
    l.locked_by === current_task() ||
        error(n == 0 ? "unlock count must match lock count" : "unlock from wrong thread")
    l.reentrancy_cnt = 1
    unlock(l)
    return n
end
relockall(l::ReentrantLock, n::Int) = (lock(l); l.reentrancy_cnt = n; nothing)

const ThreadSynchronizer = GenericCondition{ReentrantLock}

# A value that is used only while its lock is held.
struct Lockable{T, L <: AbstractLock}
    value::T
    lock::L
end
Lockable(value) = Lockable(value, ReentrantLock())
getindex(l::Lockable) = (assert_havelock(l.lock); l.value)
lock(f, l::Lockable) = lock(() -> f(l.value), l.lock)
lock(l::Lockable) = lock(l.lock)
trylock(l::Lockable) = trylock(l.lock)
unlock(l::Lockable) = unlock(l.lock)
islocked(l::Lockable) = islocked(l.lock)

# At most `sem_size` acquisitions at a time.
mutable struct Semaphore
    sem_size::Int
    curr_cnt::Int
    const waiting::Condition
    Semaphore(sem_size) = sem_size > 0 ? new(sem_size, 0, Condition()) : throw(ArgumentError("Semaphore size must be > 0"))
end
function acquire(s::Semaphore)
    while s.curr_cnt >= s.sem_size
        wait(s.waiting)
    end
    s.curr_cnt += 1
    return nothing
end
function acquire(f, s::Semaphore)
    acquire(s)
    try
        return f()
    finally
        release(s)
    end
end
macro acquire(s, expr)
    return quote
        local temp = $(esc(s))
        acquire(temp)
        try
            $(esc(expr))
        finally
            release(temp)
        end
    end
end
function release(s::Semaphore)
    s.curr_cnt > 0 || error("release count must match acquire count")
    s.curr_cnt -= 1
    notify(s.waiting; all = false)
    return nothing
end

# Once set it lets every waiter through; with `autoreset` one at a time.
mutable struct Event
    const notify::Condition
    const autoreset::Bool
    set::Bool
    Event(autoreset::Bool = false) = new(Condition(), autoreset, false)
end
function wait(e::Event)
    if e.set
        e.autoreset && (e.set = false)
        return nothing
    end
    wait(e.notify)
    return nothing
end
function notify(e::Event)
    if e.autoreset
        # a waiter takes it; without one it stays for the next
        notify(e.notify; all = false) == 0 && (e.set = true)
    else
        e.set = true
        notify(e.notify)
    end
    return nothing
end
reset(e::Event) = (e.set = false; nothing)
