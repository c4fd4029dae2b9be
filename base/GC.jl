# The collector's controls.
module GC

import Base: gensym

# `GC.@preserve a b ex`: a and b stay alive while ex runs.
# Chapters use it before arrays and ranges exist, so it walks its arguments by hand.
# Chapters use it before arrays exist, so it walks its arguments by recursion.
macro preserve(args...)
    token = gensym("token")
    result = gensym("result")
    return Expr(:escape, Expr(:block, Expr(:(=), token, Expr(:gc_preserve_begin, _preserved(args...)...)),
                Expr(:(=), result, _last(args...)), Expr(:gc_preserve_end, token), result))
end
_last(ex) = ex
_last(s, rest...) = _last(rest...)
_preserved(ex) = ()
_preserved(s::Symbol, rest...) = (s, _preserved(rest...)...)
_preserved(s, rest...) = throw(ErrorException("Preserved variable must be a symbol"))

gc(full::Bool = true) = ccall(:jl_gc_collect, Cvoid, (Bool,), full)
enable(on::Bool) = ccall(:jl_gc_enable, Bool, (Bool,), on)
safepoint() = nothing

end
