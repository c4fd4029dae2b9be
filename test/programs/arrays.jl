a = [3, 1, 2]
println(a, " ", sort(a), " ", sort(a, rev = true), " ", sortperm(a), " ", a)
push!(a, 9); pushfirst!(a, 0); insert!(a, 3, 7)
println(a, " ", pop!(a), " ", popfirst!(a), " ", a, " ", deleteat!(copy(a), 1), " ", length(a))
m = [1 2 3; 4 5 6]
println(m, " ", size(m), " ", m', " ", m[2, :], " ", m[:, 2], " ", m[end, end])
println(sum(m), " ", sum(m, dims = 1), " ", sum(m, dims = 2), " ", prod(m), " ", maximum(m), " ", extrema(m))
println(m .+ 1, " ", m .* m, " ", sqrt.([4, 9]), " ", [1, 2] .^ 2, " ", (1:3) .+ [10, 20, 30])
println([x^2 for x in 1:5 if isodd(x)], " ", [i + j for i in 1:2, j in 1:3], " ", collect(1:2:9), " ", collect(5:-2:1))
println(reshape(1:6, 2, 3), " ", vcat([1, 2], [3]), " ", hcat([1, 2], [3, 4]), " ", [1 2; 3 4] * [1, 1])
println(map(+, [1, 2], [3, 4]), " ", filter(iseven, 1:6), " ", reduce(*, 1:5), " ", foldl(-, [10, 3, 2]), " ", foldr(-, [10, 3, 2]))
println(any(>(2), [1, 2, 3]), " ", all(isodd, [1, 3]), " ", count(isodd, 1:9), " ", findall(>(1), [1, 2, 3]), " ", argmax([1, 9, 3]))
println(zeros(Int, 2), " ", ones(2), " ", fill("x", 2), " ", falses(2), " ", Int[], " ", Vector{Any}(undef, 1) isa Vector{Any})
v = view(m, 1, 2:3)
v[1] = 20
println(m, " ", v, " ", accumulate(+, 1:4), " ", cumsum([1, 2, 3]), " ", cumprod([1, 2, 3]), " ", diff([1, 4, 9]))
b = copy(a); b[1] = 100
println(a == b, " ", a === a, " ", in(3, a), " ", 3 ∈ a, " ", reverse(a), " ", unique([1, 2, 1]), " ", [1, 2] == [1.0, 2.0])
display([1.5 2.0; 3.25 4.0])
display(["a", "bc"])
try
    a[10]
catch e
    showerror(stdout, e)
    println()
end
c = [[1, 2], [3]]
println(c, " ", vcat(c...), " ", length.(c), " ", typeof(c), " ", eltype(c), " ", ndims(m), " ", [1, 2.5, 3], " ", Any[1, "a"])
println(circshift(1:5, 2), " ", permutedims([1 2; 3 4]), " ", repeat([1, 2], 2), " ", splice!([1, 2, 3, 4], 2:3), " ", searchsortedfirst([1, 3, 5], 4))

# functions that work on whole words of bits; what a mask selects by is named as it was given
b = BitVector([0, 0, 1, 1]); c = BitVector([0, 1, 0, 1])
println(map(&, b, c), map(|, b, c), map(!=, b, c), map(<=, b, c), map(>, b, c), map(!, b), " ", typeof(map(identity, b)))
try [1, 2, 3][[true, false]] catch e; showerror(stdout, e); println() end
try circshift([1, 2], (1, 1)) catch e; showerror(stdout, e); println() end
println([true, missing], " ", logrange(1, 100, 3), " ", collect(logrange(1, 1000; length = 4)))
