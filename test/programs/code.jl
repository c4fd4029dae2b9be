# lowered and typed code as values and as text
using InteractiveUtils
twoway(x, y = 2) = x > 0 ? x + y : -x
foreach(println, code_lowered(twoway))
println(@code_lowered twoway(1))
println(Meta.@lower 1 + 2)
function loop(n)
    s = 0
    for i in 1:n
        s += i
    end
    return s
end
println(code_lowered(loop)[1])
src = code_lowered(twoway, (Int, Int))[1]
println(typeof(src), " ", src.code, " ", src.slotnames)
typed = code_typed(twoway, (Int, Int))
println(typeof(typed), " ", length(typed), " ", typeof(typed[1]), " ", typed[1].second)
println(typed[1])
println(code_typed(x -> 2, (Int,))[1])
println((@code_typed twoway(1.0, 2.0)).second, " ", try code_typed(sin, (Float64,); optimize = false) catch e; typeof(e) end)
warned = sprint(code_warntype, twoway, (Int, Int))
println(join(filter(line -> !startswith(line, "  from"), split(warned, '\n')), '\n'))
println(Any[Core.SSAValue(1), Core.ReturnNode(2), Core.GotoNode(3), Core.SlotNumber(2)], " ", Core.Intrinsics.add_int)
