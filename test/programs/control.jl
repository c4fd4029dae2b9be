# also without the system image
function collatz(n)
    steps = 0
    while n != 1
        n = iseven(n) ? n ÷ 2 : 3n + 1
        steps += 1
    end
    return steps
end
println([collatz(n) for n in 1:10])
for i in 1:3, j in 1:3
    j > i && break
    i == 2 && continue
    print(i, j, ' ')
end
println()
for i in 1:10
    i % 2 == 0 && continue
    i > 7 && break
    print(i, ' ')
end
println()
x = let y = 3
    y * 2
end
z = begin
    1; 2
end
println(x, z, " ", if x > 5 "big" elseif x > 2 "mid" else "small" end)
fs = [() -> i for i in 1:3]
println([f() for f in fs])
counter = let n = 0
    () -> (n += 1)
end
println(counter(), counter(), counter())
function outer()
    total = 0
    add(k) = (total += k)
    foreach(add, 1:4)
    total
end
println(outer())
compose(f, g) = x -> f(g(x))
println(compose(sqrt, abs)(-16), " ", (sqrt ∘ abs)(-9), " ", [1, 4, 9] |> sum |> sqrt)
fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
println(fib(20), " ", map([1, 2, 3]) do v
    v > 1 || return 0
    v * 10
end)
function early(xs)
    for x in xs
        x < 0 && return "negative"
    end
    "fine"
end
println(early([1, -1]), " ", early([1]))
a = b = 4
a += 1; b *= 2; a, b = b, a
println(a, b, " ", 1 == 1 && "yes", " ", false || "no")
i = 0
while true
    global i += 1
    i < 5 || break
end
println(i)
function jump()
    @goto done
    println("skipped")
    @label done
    "end"
end
println(jump())
