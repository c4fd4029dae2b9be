struct Countdown; from::Int; end
Base.iterate(c::Countdown, n = c.from) = n == 0 ? nothing : (n, n - 1)
Base.length(c::Countdown) = c.from
Base.eltype(::Type{Countdown}) = Int
println(collect(Countdown(3)), " ", sum(Countdown(4)), " ", [x^2 for x in Countdown(3)], " ", maximum(Countdown(5)), " ", 2 in Countdown(3))
struct Squares <: AbstractVector{Int}; n::Int; end
Base.size(s::Squares) = (s.n,)
Base.getindex(s::Squares, i::Int) = i^2
sq = Squares(4)
println(sq, " ", sq[end], " ", sum(sq), " ", sq[2:3], " ", sq .+ 1, " ", reverse(sq), " ", sort(sq, rev = true), " ", length(sq), " ", collect(sq))
first_three((a, b, c)) = (c, b, a)
println(first_three(Countdown(3)), " ", (Countdown(2)...,), " ", first(Countdown(9)), " ", isempty(Countdown(0)))
println(collect(Iterators.filter(isodd, 1:5)), " ", collect(Iterators.map(x -> 2x, 1:3)), " ", collect(Iterators.drop(1:5, 3)), " ", collect(Iterators.takewhile(<(3), 1:9)), " ", collect(Iterators.dropwhile(<(3), 1:4)), " ", collect(Iterators.reverse(1:3)), " ", collect(Iterators.accumulate(+, 1:3)), " ", collect(Iterators.rest([1, 2, 3], 2)))
g = (x^2 for x in 1:3)
println(sum(g), " ", collect(g), " ", [(i, j) for i in 1:3 for j in 1:i], " ", Iterators.peel([7, 8])[1], " ", only([4]))
st = Iterators.Stateful([1, 2, 3, 4])
println(popfirst!(st), " ", peek(st), " ", collect(Iterators.take(st, 2)), " ", collect(st))
for (k, v) in Iterators.enumerate("ab"); print(k, v, ';'); end
for (a, b, c) in zip(1:2, "xy", [true, false]); print(a, b, c, ';'); end
println()
println(eachindex([5, 6]), " ", collect(pairs([5, 6])), " ", collect(eachrow([1 2; 3 4])), " ", CartesianIndices((2, 2))[2, 1], " ", LinearIndices((2, 2))[1, 2], " ", collect(eachcol([1 2; 3 4]))[2])
println(1:3 == [1, 2, 3], " ", (1:10)[3:2:7], " ", range(0, 1, length = 5), " ", collect(range(0, 1, length = 3)), " ", 0.0:0.5:1.0, " ", step(1:2:9), " ", length(1:0), " ", last(1:3:10), " ", reverse(1:3), " ", 5 in 1:2:9)
println(foldl((a, b) -> "($a$b)", ["a", "b", "c"]), " ", mapfoldr(string, *, 1:3), " ", reduce(vcat, [[1], [2, 3]]), " ", sum(x -> x^2, 1:3; init = 100), " ", zip(1:2, 3:4) |> collect, " ", extrema([3, 1, 2]))
