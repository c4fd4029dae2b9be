# What runs out is reported by an exception that can be caught, and the program goes on.
kind(f) = try f(); "nothing" catch e; nameof(typeof(e)) end
deeper(n) = 1 + deeper(n + 1)
println(kind(() -> deeper(1)))
boxed(n) = [boxed(n + 1)]
println(kind(() -> boxed(1)))
apply_deeper(x) = invokelatest(apply_deeper, x)
println(kind(() -> apply_deeper(1)))
mapped(x) = map(mapped, (x,))
println(kind(() -> mapped(1)))
task = @task deeper(1)
schedule(task)
println(try wait(task) catch e; (nameof(typeof(e)), nameof(typeof(e.task.result))) end)
deeper_in_catch(n) = try deeper(n) catch e; e isa StackOverflowError ? "caught inside" : "?" end
println(deeper_in_catch(1))
println(kind(() -> Vector{Int}(undef, 2^55)))
println(kind(() -> Vector{Int}(undef, -1)))
println(kind(() -> Memory{UInt8}(undef, -1)))
println(kind(() -> "ab"^(2^55)))
println(kind(() -> collect(1:2^55)))
println(kind(() -> if 1; 2; end), " ", kind(() -> (missing && true)))
println(sum(ones(1000)))
