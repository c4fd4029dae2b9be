# The collector's controls.
module GC

import Base: esc, isexpr

# `GC.@preserve a b ex`: a and b stay alive while ex runs.
macro preserve(args...)
    ex = args[end]
    syms = args[1:(end - 1)]
    for s in syms
        isa(s, Symbol) || error("Preserved variable must be a symbol")
    end
    token = gensym("token")
    result = gensym("result")
    return Expr(:block,
        Expr(:(=), token, Expr(:gc_preserve_begin, map(esc, syms)...)),
        Expr(:(=), result, esc(ex)),
        Expr(:gc_preserve_end, token),
        result)
end

gc(full::Bool = true) = ccall(:jl_gc_collect, Cvoid, (Bool,), full)
enable(on::Bool) = ccall(:jl_gc_enable, Bool, (Bool,), on)
safepoint() = nothing

end
