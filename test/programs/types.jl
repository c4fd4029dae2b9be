println(Int <: Integer <: Real <: Number <: Any, " ", Union{Int, String} <: Any, " ", Vector{Int} <: AbstractVector, " ", Vector{Int} <: Vector{Real}, " ", Vector{Int} <: Vector{<:Real})
println(typeof(1), " ", typeof("a"), " ", typeof(1 => "x"), " ", typeof([1 2]), " ", typeof(x -> x) <: Function, " ", typeof(nothing), " ", typeof(Int), " ", typeof(Vector))
println(Array{Int, 2}, " ", Dict{String, Vector{Int}}, " ", Union{Nothing, Int}, " ", Tuple{Int, Vararg{String}}, " ", Type{Int}, " ", Vector{T} where T <: Real)
struct Point{T <: Real}
    x::T
    y::T
end
Point(x::Real, y::Real) = Point(promote(x, y)...)
p = Point(1, 2.5)
println(p, " ", typeof(p), " ", Point{Int}(3, 4), " ", fieldnames(Point), " ", fieldtypes(Point{Int}), " ", p == Point(1.0, 2.5), " ", p === Point(1.0, 2.5))
mutable struct Counter
    n::Int
    const name::String
    Counter(name) = new(0, name)
end
c = Counter("c")
c.n += 5
println(c.n, " ", c.name, " ", ismutable(c), " ", ismutable(p), " ", isbits(p), " ", isbitstype(Point{Int}), " ", sizeof(Point{Int}))
try
    c.name = "d"
catch e
    println(sprint(showerror, e))
end
try
    Point("a", 1)
catch e
    println(e isa MethodError)
end
abstract type Shape end
Base.@kwdef struct Box <: Shape
    w::Int = 1
    h::Int = 2
end
area(b::Box) = b.w * b.h
println(Box(), " ", Box(h = 5), " ", area(Box(w = 3)), " ", supertype(Box), " ", isabstracttype(Shape), " ", isconcretetype(Box), " ", Box <: Shape)
@enum Color red green = 5 blue
println(red, " ", Int(green), " ", Color(6), " ", instances(Color), " ", typeof(blue))
println(eltype([1.0]), " ", typejoin(Int, Float64), " ", typeintersect(Vector, AbstractVector{Int}), " ", promote_type(Int, Float64), " ", Base.typename(Vector) === Base.typename(Matrix))
println(1 isa Int, " ", isa(1.0, AbstractFloat), " ", Int64 === Int, " ", nfields(p), " ", getfield(p, :x), " ", hasproperty(p, :y), " ", hasfield(Box, :q))
primitive type Byte 8 end
println(sizeof(Byte), " ", isprimitivetype(Byte), " ", reinterpret(Int64, 1.0), " ", reinterpret(UInt8, Int8(-1)), " ", bitstring(Int8(5)))
const Pair2{T} = Tuple{T, T}
println(Pair2{Int}, " ", (1, 2) isa Pair2{Int}, " ", (1, 2.0) isa Pair2, " ", zero(Int8), " ", one(Float32), " ", typemin(Int16))
Base.getproperty(b::Box, s::Symbol) = s === :double ? 2 * getfield(b, :w) : getfield(b, s)
println(Box(w = 4).double, " ", Box(w = 4).w)
