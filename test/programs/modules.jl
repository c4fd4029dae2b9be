module Geometry
export area, Square
struct Square; side::Float64; end
area(s::Square) = s.side^2
perimeter(s::Square) = 4 * s.side
const UNIT = Square(1)
module Deep
    value() = "deep"
    up() = parentmodule(@__MODULE__)
end
end
using .Geometry
println(area(Square(3)), " ", Geometry.perimeter(Square(2)), " ", Geometry.UNIT, " ", Geometry.Deep.value(), " ", Geometry.Deep.up())
import .Geometry: perimeter as per, Deep
println(per(Square(1)), " ", Deep.value(), " ", nameof(Geometry), " ", @__MODULE__, " ", parentmodule(Geometry))
module Ext
import ..Geometry: area
struct Circle; r::Float64; end
area(c::Circle) = 3 * c.r^2
end
println(area(Ext.Circle(2)), " ", length(methods(area)))
println(isdefined(Geometry, :area), " ", isdefined(Main, :perimeter), " ", :area in names(Geometry), " ", :perimeter in names(Geometry))
module Init
const log = String[]
__init__() = push!(log, "initialized")
end
println(Init.log)
baremodule Bare
using Base: +
f(x) = x + 1
end
println(Bare.f(1), " ", isdefined(Bare, :println))
x = 1
module Scope
x = 2
f() = x
setx(v) = (global x = v)
end
Scope.setx(5)
println(x, Scope.f(), Scope.x)
try
    Geometry.nothere
catch e
    println(sprint(showerror, e))
end
const C = 3
g() = C + 1
println(g(), " ", isconst(Main, :C), " ", isconst(Main, :x))
Core.eval(Scope, :(y = 7))
println(Scope.y, " ", getglobal(Scope, :y), " ", fullname(Geometry.Deep))
include_string(Main, "zz = 4; zz + 1") |> println
println(zz)

# a name that stays for what has another now
module Renamed
newname() = 1
Base.@deprecate_binding oldname newname
"Variables of a signature stand in their order."
documented(key, v::Dict{K, T}) where {K, T<:Vector{K}} = key
end
println(Renamed.oldname(), " ", Base.isdeprecated(Renamed, :oldname), " ", names(Renamed), " ", Renamed.documented(1, Dict(1 => [1])))
