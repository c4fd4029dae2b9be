# Numeric loops allocate nothing
fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
function escapes(c, limit)
    z = zero(c)
    for i in 1:limit
        abs2(z) > 4 && return i
        z = z * z + c
    end
    return limit
end
function mandelbrot(n)
    count = 0
    for y in 1:n, x in 1:n
        count += escapes(complex(3.0x / n - 2, 2.0y / n - 1), 50)
    end
    return count
end
function sieve!(isprime)
    fill!(isprime, true)
    isprime[1] = false
    for i in 2:isqrt(length(isprime))
        isprime[i] || continue
        for j in i*i:i:length(isprime)
            isprime[j] = false
        end
    end
    return count(isprime)
end
function quicksort!(a, lo, hi)
    while lo < hi
        i, j = lo, hi
        pivot = a[(lo + hi) >>> 1]
        while i <= j
            while a[i] < pivot; i += 1; end
            while a[j] > pivot; j -= 1; end
            if i <= j
                a[i], a[j] = a[j], a[i]
                i, j = i + 1, j - 1
            end
        end
        lo < j && quicksort!(a, lo, j)
        lo = i
    end
    return a
end
function multiply!(c, a, b)
    for j in axes(b, 2), i in axes(a, 1)
        s = 0.0
        for k in axes(a, 2)
            s += a[i, k] * b[k, j]
        end
        c[i, j] = s
    end
    return c
end
total(v) = (s = 0.0; for x in v; s += x; end; s)

const flags = fill(true, 1000)
const numbers = [mod(7919i, 1009) for i in 1:1000]
const A = [i + j / 2 for i in 1:20, j in 1:20]
const C = zeros(20, 20)
const floats = collect(1.0:1000.0)

bytes() = (
    (@allocated fib(15)), (@allocated mandelbrot(20)), (@allocated sieve!(flags)), (@allocated quicksort!(numbers, 1, 1000)),
    (@allocated multiply!(C, A, A)), (@allocated total(floats)))
bytes()
# what is run as it stands, without inference, makes boxes
compiled = Base.JLOptions().compile_enabled != 3
println(!compiled || bytes() === (0, 0, 0, 0, 0, 0))
println(fib(15), " ", mandelbrot(20), " ", sieve!(flags), " ", issorted(numbers), " ", C[2, 3], " ", total(floats))
