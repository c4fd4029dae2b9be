f(; a, b = 2) = (a, b)
println(f(a = 1), f(b = 3, a = 4))
try
    f()
catch e
    println(sprint(showerror, e))
end
try
    f(a = 1, c = 2)
catch e
    println(e isa MethodError)
end
g(x, y = x * 2, z = y + 1) = (x, y, z)
println(g(1), g(1, 5), g(1, 5, 9))
h(xs...; kw...) = (xs, sort(collect(kw), by = first))
println(h(1, 2; q = 1, p = 2))
opts = (width = 3, height = 4)
area(; width = 1, height = 1, scale = 1) = width * height * scale
println(area(; opts...), " ", area(; opts..., scale = 2), " ", area(; opts..., width = 10))
width = 7
println(area(; width), " ", area(; width, height = 2))
k(a::Int; b::String = "d")::String = b^a
println(k(2), " ", k(3, b = "z"))
println((; a = 1, b = 2), " ", (; opts...), " ", Dict(:a => 1)[:a])
defaults(a = 1, b = a; c = a + b) = a + b + c
println(defaults(), defaults(2), defaults(2, 3), defaults(2, 3; c = 0))
outer(; kw...) = area(; kw...)
println(outer(width = 2, height = 3))
slurp(a, b...) = b
println(slurp(1), slurp(1, 2), slurp(1, (2, 3)...))
typed(x::Int = 1; y::Float64 = 2.0) = x + y
println(typed(), " ", typed(3; y = 1.5))
println(sort([3, 1, 2]; rev = true), " ", round(2.567; digits = 1), " ", string(5; base = 2, pad = 8), " ", split("a-b-c", '-'; limit = 2))
struct W; x::Int; y::Int; W(; x = 1, y = 2) = new(x, y); end
println(W(), W(y = 5))
macrolike(f; n = 2) = [f(i) for i in 1:n]
println(macrolike(n = 3) do i
    i * 10
end)
