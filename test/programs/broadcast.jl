a = [1, 2, 3]
println(a .+ a', " ", a .* 2 .+ 1, " ", sin.(zeros(2)), " ", max.(a, 2), " ", string.(a, "x"))
b = zeros(3)
b .= a .^ 2
b[2:3] .+= 10
println(b, " ", @.(a^2 + 1), " ", (x -> 2x).(a), " ", a .== [1, 0, 3], " ", .!([true, false]))
println([1 2; 3 4] .- [1, 2], " ", [1 2; 3 4] .* [10 20], " ", (1:3) .^ 2, " ", tuple(1, 2) .+ 1, " ", "a" .* ["b", "c"])
println(ifelse.(a .> 1, "y", "n"), " ", Ref(a) .=== [a, copy(a)], " ", length.(["a", "bb"]), " ", Float64.(a), " ", parse.(Int, ["1", "2"]))
try
    [1, 2] .+ [1, 2, 3]
catch e
    println(e isa DimensionMismatch)
end
f(x, y) = x + y
println(f.(1, [1, 2]), " ", f.([1, 2], [3 4]), " ", broadcast(*, [1, 2], 3), " ", sum(a .* a), " ", map(f, a, a))
struct V; x::Int; end
Base.broadcastable(v::V) = Ref(v)
Base.:*(v::V, n::Int) = v.x * n
println(V(3) .* a)
m = reshape(1:4, 2, 2)
println(m .+ m, " ", m ./ 2, " ", m .÷ 2, " ", div.(m, 2), " ", exp.(0 .* m), " ", (m .> 1) .& (m .< 4))
c = [1.0, 2.0]
c .*= 3
c .-= [1, 1]
println(c, " ", c .> 2, " ", any(c .> 4), " ", count(c .> 2), " ", m[m .> 2], " ", typeof(1 .+ 1), " ", [1, 2] .=> ["a", "b"])
println(Base.broadcasted(+, [1, 2], 1), " ", Base.BroadcastFunction(+))
