x = 1
function f()
    x = 2
    g() = x + 10
    g()
end
println(f(), x)
function h()
    global x = 5
    x
end
println(h(), x)
let x = 100
    println(x)
end
println(x)
for i in 1:2
    local y = i
end
println(@isdefined(y))
function loopvar()
    fs = Function[]
    for i in 1:3
        j = i * 10
        push!(fs, () -> (j += 1))
    end
    [f() for f in fs], [f() for f in fs]
end
println(loopvar())
function cond(flag)
    if flag
        v = 1
    end
    @isdefined(v)
end
println(cond(true), cond(false))
const K = [1]
push!(K, 2)
println(K)
function undef()
    if false
        q = 1
    end
    try
        q
    catch e
        e.var
    end
end
println(undef())
begin
    inside = 3
end
println(inside)
z = [begin t = i; t^2 end for i in 1:3]
println(z, @isdefined(t))
function swap(a, b)
    a, b = b, a
    (a, b)
end
println(swap(1, 2))
function outerfn()
    s = 0
    for i in 1:3
        s += i
    end
    while s < 10
        s += 1
    end
    s
end
println(outerfn())
a = 1
b = let a = a + 1, c = a * 10
    (a, c)
end
println(a, b)
function typed_local()
    n::Int = 3.0
    n = 4.0
    typeof(n)
end
println(typed_local())
global gg::Float64 = 1
gg = 2
println(gg)
try
    global gg = "no"
catch e
    println(e isa TypeError || e isa MethodError)
end
outer_i = 0
function outerloop()
    i = 0
    for outer i in 1:4
        i == 3 && break
    end
    i
end
println(outerloop())
