function risky(n)
    n == 1 && error("plain")
    n == 2 && throw(ArgumentError("bad argument"))
    n == 3 && [1, 2][5]
    n == 4 && Dict()[:missing]
    n == 5 && parse(Int, "x1")
    n == 6 && sqrt(-1.0)
    n == 7 && convert(Int, 1.5)
    n == 8 && length("a")("call")
    n == 9 && undefined_name
    n == 10 && Int8(300)
    n == 11 && throw(:anything)
    return "ok"
end
for n in 1:12
    r = try
        risky(n)
    catch e
        e isa Exception ? sprint(showerror, e)[1:min(end, 58)] : e
    end
    println(n, ": ", split(string(r), '\n')[1])
end
function cleanup(log)
    try
        push!(log, "body")
        return "returned"
    finally
        push!(log, "finally")
    end
end
log = String[]
println(cleanup(log), " ", log)
r = try
    1
catch
    2
else
    3
finally
    print("f ")
end
println(r)
struct MyError <: Exception
    code::Int
end
Base.showerror(io::IO, e::MyError) = print(io, "MyError with code ", e.code)
try
    try
        throw(MyError(1))
    catch e
        throw(MyError(e.code + 1))
    end
catch e
    println(sprint(showerror, e), " ", length(current_exceptions()))
end
try
    try
        error("inner")
    finally
        println("unwinding")
    end
catch e
    println(e.msg)
end
function nested()
    for i in 1:3
        try
            i == 2 && continue
            i == 3 && break
            println("loop ", i)
        finally
            println("leave ", i)
        end
    end
end
nested()
try
    rethrow()
catch e
    println(e.msg)
end
deep(n) = deep(n + 1) + 1
println(try deep(0) catch e; typeof(e) end)
@assert 1 + 1 == 2
try
    @assert 1 + 1 == 3 "sums"
catch e
    println(e)
end
println(try throw(DomainError(-1, "no")) catch e; (e.val, e.msg) end)
