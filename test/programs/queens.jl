# also without the system image
function queens(n)
    count = 0
    cols = falses(n); d1 = falses(2n); d2 = falses(2n)
    function place(row)
        if row > n
            count += 1
            return
        end
        for c in 1:n
            if !cols[c] && !d1[row + c] && !d2[row - c + n]
                cols[c] = d1[row + c] = d2[row - c + n] = true
                place(row + 1)
                cols[c] = d1[row + c] = d2[row - c + n] = false
            end
        end
    end
    place(1)
    return count
end
println([queens(n) for n in 1:7])
function sieve(n)
    prime = trues(n); prime[1] = false
    for i in 2:isqrt(n)
        prime[i] && (prime[i*i:i:n] .= false)
    end
    findall(prime)
end
println(sieve(50), " ", length(sieve(1000)))
function quicksort!(a, lo = 1, hi = length(a))
    lo >= hi && return a
    p, i = a[hi], lo
    for j in lo:hi-1
        if a[j] < p
            a[i], a[j] = a[j], a[i]
            i += 1
        end
    end
    a[i], a[hi] = a[hi], a[i]
    quicksort!(a, lo, i - 1)
    quicksort!(a, i + 1, hi)
end
println(quicksort!([5, 2, 9, 1, 5, 6]))
wordfreq(t) = (d = Dict{String, Int}(); foreach(w -> d[w] = get(d, w, 0) + 1, split(lowercase(t))); sort(collect(d), by = p -> (-p[2], p[1])))
println(wordfreq("the cat and the dog and the bird"))
function mandel(c)
    z = zero(c)
    for i in 1:50
        abs2(z) > 4 && return i
        z = z^2 + c
    end
    return 0
end
for y in -1:0.5:1
    println(join(mandel(x + y * im) == 0 ? '#' : '.' for x in -2:0.25:0.5))
end
matmul(a, b) = [sum(a[i, k] * b[k, j] for k in axes(a, 2)) for i in axes(a, 1), j in axes(b, 2)]
println(matmul([1 2; 3 4], [5 6; 7 8]), " ", [1 2; 3 4] * [5 6; 7 8])
hanoi(n, a = "A", b = "B", c = "C") = n == 0 ? 0 : hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
println(hanoi(10))
