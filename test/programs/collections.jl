d = Dict("one" => 1)
d["two"] = 2
println(d["one"], " ", haskey(d, "two"), " ", get(d, "x", 0), " ", length(d), " ", sort(collect(keys(d))), " ", sum(values(d)))
println(get!(d, "three", 3), " ", pop!(d, "one"), " ", sort(collect(d), by = last), " ", delete!(d, "two"))
try
    d["nope"]
catch e
    println(e)
end
s = Set([3, 1, 3, 2])
println(length(s), " ", 3 in s, " ", sort(collect(union(s, [9]))), " ", sort(collect(intersect(s, [1, 2]))), " ", sort(collect(setdiff(s, [1]))), " ", issubset([1], s))
t = (1, "a", 2.5)
println(t, " ", t[2], " ", length(t), " ", (t..., :z), " ", first(t), " ", Base.tail(t), " ", typeof(t))
nt = (a = 1, b = "x")
println(nt, " ", nt.a, " ", keys(nt), " ", merge(nt, (c = 3,)), " ", haskey(nt, :b), " ", values(nt))
a, (b, c), rest... = 1, (2, 3), 4, 5
println(a, b, c, " ", rest)
(; b, a) = nt
println(a, b)
println(collect(zip(1:3, "abc")), " ", collect(enumerate(["x", "y"])), " ", collect(Iterators.flatten([[1], [2, 3]])), " ", collect(Iterators.take(Iterators.cycle(1:2), 5)))
println(Dict(i => i^2 for i in 1:2) == Dict(1 => 1, 2 => 4), " ", first(1 => 2), " ", Pair(1, 2) == (1 => 2))
println(mapreduce(x -> x^2, +, 1:3), " ", collect(Iterators.partition(1:5, 2)), " ", collect(Iterators.product(1:2, 'a':'b')))
println(Dict{Symbol, Int}(), " ", Dict(:a => 1), " ", Set{Int}(), " ", 1:0, " ", collect(skipmissing([1, missing, 3])))
println(something(nothing, 5), " ", coalesce(missing, 1), " ", ismissing(missing + 1), " ", isnothing(nothing))

println(eltype(string.(Any[])), " ", [(get([1, 2], i, nothing), get([9], i, nothing)) for i in 1:2])
show(IOContext(stdout, :limit => true), BitSet(1:3)); show(IOContext(stdout, :limit => true), Set([7])); println(" ", Iterators.reverse(1:3))

for bad in ([1], 0, nothing, Any[1 => 2, 3])
    try Dict(bad) catch e; println(e isa ArgumentError) end
end
println(Base.dict_with_eltype((K, V) -> IdDict{K, V}, [1 => 2.0], Pair{Int, Float64}) isa IdDict{Int, Float64})
