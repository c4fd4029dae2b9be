# Threads: there is one. Loops and tasks asked to run on threads run as tasks of it.
module Threads

export threadid, nthreads, @threads, @spawn, threadpool, nthreadpools, Atomic, atomic_cas!, atomic_xchg!, atomic_add!,
    atomic_sub!, atomic_and!, atomic_nand!, atomic_or!, atomic_xor!, atomic_max!, atomic_min!, atomic_fence

import ..Base: getindex, setindex!, show, lock, unlock, trylock, islocked, isopen, foreach, Condition as _Condition,
    AbstractLock, ReentrantLock, GenericCondition, assert_havelock, Semaphore, Event
using ..Base

threadid(t::Task = Base.current_task()) = 1
nthreads() = 1
nthreads(pool::Symbol) = pool === :default ? 1 : pool === :interactive ? 0 :
    error("invalid threadpool specified")
maxthreadid() = 1
threadpool(tid = 1) = :default
threadpooltids(pool::Symbol) = pool === :default ? [1] : Int[]
nthreadpools() = 1
threadpoolsize(pool::Symbol = :default) = pool === :default ? 1 : pool === :interactive ? 0 :
    throw(ArgumentError("$pool is not a valid threadpool"))
ngcthreads() = 1

const Condition = GenericCondition{ReentrantLock}

mutable struct SpinLock <: AbstractLock
    owned::Int
    SpinLock() = new(0)
end
lock(l::SpinLock) = (while !trylock(l); Base.yield(); end; nothing)
trylock(l::SpinLock) = l.owned == 0 ? (l.owned = 1; true) : false
function unlock(l::SpinLock)
    l.owned == 0 && error("unlock count must match lock count")
    l.owned = 0
    return nothing
end
islocked(l::SpinLock) = l.owned != 0
show(io::IO, ::SpinLock) = print(io, SpinLock, "()")

# ---- atomic cells -------------------------------------------------------------------------------------------------------

const _inttypes = (Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128)
const atomictypes = (_inttypes..., Float16, Float32, Float64, Bool)
const AtomicTypes = Union{atomictypes...}
const ArithmeticTypes = Union{_inttypes..., Float16, Float32, Float64}
const BitTypes = Union{_inttypes..., Bool}

mutable struct Atomic{T <: AtomicTypes}
    @atomic value::T
    Atomic{T}() where {T <: AtomicTypes} = new(zero(T))
    Atomic{T}(value) where {T <: AtomicTypes} = new(value)
end
Atomic() = Atomic{Int}()
Atomic(value) = Atomic{typeof(value)}(value)
getindex(x::Atomic{T}) where {T} = @atomic(x.value)
setindex!(x::Atomic{T}, v) where {T} = (@atomic(x.value = convert(T, v)); x)
function _exchange!(f, x::Atomic{T}, v::T) where {T}
    old = x[]
    x[] = f(old, v)
    return old
end
function atomic_cas!(x::Atomic{T}, expected::T, new::T) where {T}
    old = x[]
    old === expected && (x[] = new)
    return old
end
atomic_xchg!(x::Atomic{T}, v::T) where {T} = _exchange!((a, b) -> b, x, v)
atomic_add!(x::Atomic{T}, v::T) where {T <: ArithmeticTypes} = _exchange!(+, x, v)
atomic_sub!(x::Atomic{T}, v::T) where {T <: ArithmeticTypes} = _exchange!(-, x, v)
atomic_and!(x::Atomic{T}, v::T) where {T <: BitTypes} = _exchange!(&, x, v)
atomic_nand!(x::Atomic{T}, v::T) where {T <: BitTypes} = _exchange!((a, b) -> ~(a & b), x, v)
atomic_or!(x::Atomic{T}, v::T) where {T <: BitTypes} = _exchange!(|, x, v)
atomic_xor!(x::Atomic{T}, v::T) where {T <: BitTypes} = _exchange!(xor, x, v)
atomic_max!(x::Atomic{T}, v::T) where {T <: ArithmeticTypes} = _exchange!(max, x, v)
atomic_min!(x::Atomic{T}, v::T) where {T <: ArithmeticTypes} = _exchange!(min, x, v)
atomic_fence() = nothing

# ---- loops and tasks ------------------------------------------------------------------------------------------------------

# The iterations run in tasks, as many as there are threads. Where tasks cannot be waited for (inside macros), or inside
# another such loop, they run at once.
function threading_run(fun, static::Bool)
    t = Task(fun)
    Base.schedule(t)
    Base._wait(t)
    if Base.istaskfailed(t)
        throw(Base.CompositeException(Any[Base.TaskFailedException(t)]))
    end
    return nothing
end
macro threads(args...)
    if length(args) == 2
        sched, ex = args
        sched isa QuoteNode || (sched isa Expr && sched.head === :quote) ||
            throw(ArgumentError("unsupported schedule argument in @threads"))
        kind = sched isa QuoteNode ? sched.value : sched.args[1]
        kind in (:static, :dynamic, :greedy) || throw(ArgumentError("unsupported schedule argument in @threads"))
    elseif length(args) == 1
        kind, ex = :default, args[1]
    else
        throw(ArgumentError("wrong number of arguments in @threads"))
    end
    (ex isa Expr && ex.head === :for) || throw(ArgumentError("@threads requires a `for` loop expression"))
    (ex.args[1] isa Expr && ex.args[1].head === :(=)) ||
        throw(ArgumentError("nested outer loops are not currently supported by @threads"))
    return :(threading_run(() -> $(esc(ex)), $(kind === :static)))
end
macro spawn(args...)
    isempty(args) && throw(ArgumentError("wrong number of arguments in @spawn"))
    length(args) > 2 && throw(ArgumentError("wrong number of arguments in @spawn"))
    if length(args) == 2
        pool = args[1]
        pool isa QuoteNode && !(pool.value in (:default, :interactive, :samepool)) &&
            throw(ArgumentError("unsupported threadpool in @spawn: $(pool.value)"))
    end
    return Base._spawned(args[end], __source__)
end

# f for each value of a channel, in several tasks.
abstract type AbstractSchedule end
struct FairSchedule <: AbstractSchedule end
struct StaticSchedule <: AbstractSchedule end
function foreach(f, channel::Base.Channel; schedule::AbstractSchedule = FairSchedule(), ntasks = nthreads())
    failed = Base.CompositeException()
    tasks = Task[Task(() -> (for x in channel; f(x); end)) for _ in 1:ntasks]
    for t in tasks
        Base.schedule(t)
    end
    for t in tasks
        Base._wait(t)
        Base.istaskfailed(t) && push!(failed, Base.TaskFailedException(t))
    end
    isempty(failed) || throw(failed)
    return nothing
end

resize_nthreads!(A, copyvalue = A[1]) = A
enq_work(t::Task) = Base.enq_work(t)
end
import .Threads: threadid, nthreads
