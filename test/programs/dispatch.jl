# also without the system image
abstract type Animal end
struct Dog <: Animal; name::String; end
struct Cat <: Animal; name::String; lives::Int; end
Cat(name) = Cat(name, 9)
speak(::Animal) = "..."
speak(d::Dog) = "$(d.name) says woof"
speak(c::Cat) = "$(c.name) says meow"
meet(a::Animal, b::Animal) = "sniff"
meet(a::Dog, b::Cat) = "chase"
meet(a::Cat, b::Dog) = invoke(meet, Tuple{Animal, Animal}, a, b) * " and hiss"
for x in (Dog("Rex"), Cat("Tom"))
    println(speak(x), " ", x isa Animal, " ", typeof(x) <: Animal)
end
println(meet(Dog("a"), Cat("b")), " ", meet(Cat("b"), Dog("a")), " ", meet(Dog("a"), Dog("c")), " ", Cat("b").lives)
f(x) = "any"
f(x::Number) = "number"
f(x::Integer) = "integer"
f(x::Vector{<:Real}) = "reals"
f(x::Vector{T}) where {T <: AbstractString} = "strings of $T"
f(x::Type{T}) where {T} = "type $T"
f(x::Int, y::Int, xs::Int...) = "ints $(length(xs) + 2)"
println(join([f(1), f(1.5), f("s"), f([1]), f(["a"]), f(Int), f(1, 2, 3), f(nothing), f(true)], "; "))
g(a, b = a + 1; c = b * 2, rest...) = (a, b, c, values(rest))
println(g(1), g(1, 5), g(1; c = 0), g(1; d = 7))
struct Poly{N}
    c::NTuple{N, Float64}
end
(p::Poly)(x) = evalpoly(x, p.c)
println(Poly((1.0, 2.0, 3.0))(2), " ", Poly{1}((4,)), " ", typeof(Poly((1.0,))))
h(x::T, y::T) where {T} = "same $T"
h(x, y) = "different"
println(h(1, 2), " ", h(1, 2.0), " ", h("a", "b"))
Base.:+(a::Dog, b::Dog) = Dog(a.name * b.name)
Base.show(io::IO, d::Dog) = print(io, "Dog<", d.name, ">")
println(Dog("x") + Dog("y"), " ", [Dog("z")], " ", string(Dog("q")))
Base.length(c::Cat) = c.lives
Base.iterate(c::Cat, i = 1) = i > 3 ? nothing : (i, i + 1)
println(length(Cat("t")), " ", [x for x in Cat("t", 3)])
try
    h()
catch e
    println(e isa MethodError, " ", e.f === h)
end
try
    amb(x::Int, y) = 1
    amb(x, y::Int) = 2
    amb(1, 1)
catch e
    println(e isa MethodError)
end
println(hasmethod(f, Tuple{String}), " ", length(methods(meet)), " ", applicable(speak, 1), " ", supertype(Dog), " ", promote(1, 2.5), " ", promote_type(Int8, Float32), " ", convert(Float64, 3))
