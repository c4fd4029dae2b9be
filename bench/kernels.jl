# The kernels of `npm run bench` in Julia. Each prints a line: name, best seconds of several runs, result.
fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)

function mandelbrot(size)
    inside = 0
    for py in 0:size-1, px in 0:size-1
        cx = 3.0 * px / size - 2.25
        cy = 3.0 * py / size - 1.5
        x = y = 0.0
        i = 0
        while i < 100 && x * x + y * y <= 4.0
            x, y = x * x - y * y + cx, 2x * y + cy
            i += 1
        end
        inside += i == 100
    end
    return inside
end

function sieve(n)
    prime = fill(true, n)
    prime[1] = false
    i = 2
    while i * i <= n
        if prime[i]
            for j in i*i:i:n
                prime[j] = false
            end
        end
        i += 1
    end
    return count(prime)
end

# a fixed sequence, the same in both languages
function numbers(n)
    out = Vector{Float64}(undef, n)
    state = Int64(42)
    for i in 1:n
        state = (state * 16807) % 2147483647
        out[i] = state / 2147483647
    end
    return out
end

function quicksort!(a, lo, hi)
    while lo < hi
        pivot = a[(lo + hi) >>> 1]
        i, j = lo, hi
        while i <= j
            while a[i] < pivot
                i += 1
            end
            while a[j] > pivot
                j -= 1
            end
            if i <= j
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
            end
        end
        if j - lo < hi - i
            quicksort!(a, lo, j)
            lo = i
        else
            quicksort!(a, i, hi)
            hi = j
        end
    end
    return a
end
sorted(n) = quicksort!(numbers(n), 1, n)[n ÷ 2]

function matmul(n)
    a = reshape(numbers(n * n), n, n)
    b = reshape(numbers(n * n), n, n)
    c = zeros(n, n)
    for j in 1:n, k in 1:n
        x = b[k, j]
        for i in 1:n
            c[i, j] += a[i, k] * x
        end
    end
    return c[n, n]
end

function floatsum(a)
    s = 0.0
    for x in a
        s += x
    end
    return s
end

function counting(n)
    counts = Dict{Int, Int}()
    state = Int64(42)
    for _ in 1:n
        state = (state * 16807) % 2147483647
        key = state % 1000
        counts[key] = get(counts, key, 0) + 1
    end
    return maximum(values(counts))
end

function best(f, x)
    f(x)
    seconds = Inf
    result = f(x)
    for _ in 1:5
        start = time_ns()
        result = f(x)
        seconds = min(seconds, (time_ns() - start) / 1e9)
    end
    return seconds, result
end

const million = numbers(1_000_000)
for (name, f, x) in (("fib", fib, 30), ("mandelbrot", mandelbrot, 200), ("sieve", sieve, 1_000_000),
                     ("quicksort", sorted, 200_000), ("matmul", matmul, 160), ("float sum", floatsum, million),
                     ("counting", counting, 500_000))
    seconds, result = best(f, x)
    println(name, '\t', seconds, '\t', result)
end
