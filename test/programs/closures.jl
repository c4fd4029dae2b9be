adders = [x -> x + i for i in 1:3]
println([f(10) for f in adders])
function make_account(balance)
    deposit(n) = (balance += n)
    withdraw(n) = n > balance ? error("insufficient") : (balance -= n)
    get() = balance
    return (; deposit, withdraw, get)
end
acc = make_account(100)
acc.deposit(50)
acc.withdraw(30)
println(acc.get())
println(try acc.withdraw(500) catch e; e.msg end)
function fibgen()
    a, b = 0, 1
    return function ()
        r = a
        a, b = b, a + b
        r
    end
end
g = fibgen()
println([g() for _ in 1:10])
apply(f, args...; kw...) = f(args...; kw...)
println(apply(+, 1, 2, 3), " ", apply(round, 3.14159; digits = 2), " ", apply((a; b = 1) -> a + b, 1, b = 5))
curry(f) = a -> b -> f(a, b)
println(curry(*)(6)(7))
memo = Dict{Int, BigInt}()
fact(n) = n <= 1 ? big(1) : get!(() -> n * fact(n - 1), memo, n)
println(fact(25))
rec = (f, n) -> n == 0 ? 1 : n * f(f, n - 1)
println(rec(rec, 6))
function shadow(x)
    f = let x = x * 2
        () -> x
    end
    x += 1
    (f(), x)
end
println(shadow(5))
s = 0
for i in 1:3
    foreach(j -> (global s += i * j), 1:2)
end
println(s)
println(map(((a, b),) -> a * b, [(1, 2), (3, 4)]), " ", (function (x) x^2 end)(4), " ", ((x, y...) -> length(y))(1, 2, 3))
ops = Dict("+" => +, "max" => max, "half" => x -> x / 2)
println(ops["+"](1, 2), ops["max"](3, 4), ops["half"](5))
nested = () -> (() -> (() -> "deep")())()
println(nested())
println(Base.Fix1(-, 10)(3), Base.Fix2(-, 10)(3), " ", ==(3)(3), " ", filter(!isempty, ["a", "", "b"]), " ", sort([-3, 1, 2], by = abs))
# opaque closures: typed, and blind to what is defined later
using Base.Experimental: @opaque
oc1 = @opaque (x::Int) -> x + 1
println(oc1(2), " ", typeof(oc1), " ", oc1, " ", try oc1("a") catch e; typeof(e) end)
adder(z) = @opaque w -> w + z
println(adder(1)(2))
oc2 = @opaque Tuple{Int, Float64}->Float64 (a, b) -> a + b
println(oc2(1, 2.0), " ", typeof(oc2))
seen(x) = 1
oc3 = @opaque () -> seen(1)
seen(x) = 2
println(oc3(), " ", seen(1))
# foreign calls that cannot be made throw when they are reached, not before
no_cfunction(really) = really ? @cfunction(sin, Float64, (Float64,)) : "not reached"
no_function(really) = really ? ccall(:no_such_function, Int, ()) : "not reached"
for f in (no_cfunction, no_function)
    println(f(false), " ", try f(true) catch e; typeof(e) end)
end
