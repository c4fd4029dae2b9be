f(x) = 1
g() = f(0)
println(g())
f(x) = 2
println(g())
f(x::Int) = 3
println(g(), " ", f("s"))
function define_and_call()
    @eval h() = "new"
    old = try
        h()
    catch e
        e isa MethodError || e isa UndefVarError
    end
    (old, Base.invokelatest(h))
end
println(define_and_call())
k() = 10
caller() = k() + 1
println(caller())
@eval k() = 20
println(caller())
function loop()
    r = Int[]
    for i in 1:3
        @eval late() = $i
        push!(r, Base.invokelatest(late))
    end
    r
end
println(loop())
struct A end
show_it(a) = string(a)
println(show_it(A()))
Base.show(io::IO, ::A) = print(io, "custom A")
println(show_it(A()))
inner(x) = x + 1
outer(x) = inner(x) * 2
println(outer(3), " ", [outer(i) for i in 1:3])
inner(x) = x + 100
println(outer(3), " ", map(outer, 1:3))
Base.delete_method(which(f, (Int,)))
println(g())
poly(x) = "fallback"
call_poly(xs) = [poly(x) for x in xs]
println(call_poly(Any[1, "a"]))
poly(::String) = "string"
println(call_poly(Any[1, "a"]))
w = Base.get_world_counter()
newf() = 1
println(Base.get_world_counter() > w)
t = @async begin
    Base.invokelatest(k)
end
println(fetch(t))
