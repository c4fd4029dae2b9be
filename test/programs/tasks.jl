t = @task begin
    yield()
    6 * 7
end
println(istaskstarted(t), " ", istaskdone(t))
schedule(t)
println(fetch(t), " ", istaskdone(t))
results = Int[]
@sync for i in 1:3
    @async begin
        sleep(0.001)
        push!(results, i)
    end
end
println(sort(results))
ch = Channel{Int}(1)
producer = @async begin
    for i in 1:4
        put!(ch, i^2)
    end
    close(ch)
end
println(collect(ch), " ", isopen(ch))
gen = Channel() do c
    for w in ("a", "b", "c")
        put!(c, w)
    end
end
println([x for x in gen])
failing = @async error("boom")
try
    fetch(failing)
catch e
    println(typeof(e), " ", e.task === failing, " ", istaskfailed(failing), " ", failing.exception.msg)
end
lk = ReentrantLock()
total = Ref(0)
@sync for i in 1:5
    @async lock(lk) do
        v = total[]
        yield()
        total[] = v + i
    end
end
println(total[])
cond = Condition()
waiter = @async wait(cond)
yield()
notify(cond, "woken")
println(fetch(waiter))
ev = Base.Event()
order = Symbol[]
w = @async (wait(ev); push!(order, :after))
yield(); push!(order, :before); notify(ev); wait(w)
println(order)
println(timedwait(() -> false, 0.05), " ", timedwait(() -> true, 1))
println(fetch(Threads.@spawn 1 + 1), " ", Threads.nthreads() >= 1)
a = Channel{Any}(0); b = Channel{Any}(0)
@async for x in a
    put!(b, x * 2)
end
put!(a, 21)
println(take!(b))
println(asyncmap(x -> (sleep(0.01); x + 1), 1:3))
task_local_storage(:k, 1) do
    println(task_local_storage(:k))
end

# a failed task keeps what its last exception was caused by
failing = @async try error("A") catch; error("B") end
try wait(failing) catch end
println([s.exception.msg for s in current_exceptions(failing)])

# more tasks at once than usual stacks have room for
crowd = Channel{Int}(0)
@sync for i in 1:1100
    @async put!(crowd, 1)
    @async take!(crowd)
end
println(isempty(crowd))
