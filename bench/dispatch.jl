# Dispatch as `npm run bench` measures it. Each line: name, number of things done, best seconds for them.
module Bench

f(a, b) = 1
f(a::Int, b::Int) = 2
f(a::Int, b::Float64) = 3
f(a::String, b::Int) = 4
f(a::Symbol, b::Symbol) = 5
f(a::Vector{Int}, b::Int) = 6

# What the arguments are is known only when the call is made.
function calls(f, xs, ys, n)
    s = 0
    for _ in 1:n, i in eachindex(xs)
        s += f(xs[i], ys[i])::Int
    end
    return s
end
function loop(xs, ys, n)
    s = 0
    for _ in 1:n, i in eachindex(xs)
        s += xs[i] === ys[i]
    end
    return s
end

const ONE = (Any[1 for _ in 1:8], Any[2 for _ in 1:8])
const MANY = (Any[1, 2, "a", :b, 'c', [1], 2.0, 0x01], Any[1, 2.0, 3, :c, 4, 5, 6, :d])

function best(work)
    work()
    seconds = Inf
    for _ in 1:7
        start = time_ns()
        work()
        seconds = min(seconds, (time_ns() - start) / 1e9)
    end
    return seconds
end

# Methods defined one by one, then a first call of each tenth.
function table(n)
    g = Symbol(:g, n)
    @eval function $g end
    start = time_ns()
    for i in 1:n
        @eval $g(::Val{$i}) = $i
    end
    defined = (time_ns() - start) / 1e9
    f = Base.invokelatest(getglobal, Bench, g)
    start = time_ns()
    found = 0
    for i in 1:10:n
        found += Base.invokelatest(hasmethod, f, Tuple{Val{i}})
    end
    found == length(1:10:n) || error("methods are missing")
    return defined, (time_ns() - start) / 1e9, found
end

function main()
    n = 200_000
    println("one pair of types\t", 8n, '\t', best(() -> calls(f, ONE..., n)))
    println("eight pairs of types\t", 8n, '\t', best(() -> calls(f, MANY..., n)))
    println("the loop alone\t", 8n, '\t', best(() -> loop(MANY..., n)))
    for n in (100, 1000, 10_000)
        defined, asked, found = table(n)
        println("definitions, $n\t", n, '\t', defined)
        println("lookups, $n\t", found, '\t', asked)
    end
end
end
Bench.main()
