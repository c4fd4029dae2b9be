# `@fastmath`: operations that may be carried out as if numbers were real numbers. Each has a function of its own, so that
# number types can add methods; here they are the exact operations, which is one of the ways they may be carried out, but
# for the tests that assume that all numbers are finite.
module FastMath

export @fastmath

using ..Base: isexpr

# what an operation becomes
const fast_op = Dict{Symbol, Symbol}()
for (op, name) in ((:+, :add), (:-, :sub), (:*, :mul), (:/, :div), (:(==), :eq), (:!=, :ne), (:<, :lt), (:<=, :le), (:>, :gt),
                   (:>=, :ge), (:^, :pow))
    fast_op[op] = Symbol(name, :_fast)
end
for op in (:abs, :abs2, :cmp, :conj, :inv, :rem, :sign, :isfinite, :isinf, :isnan, :issubnormal, :max, :min, :minmax,
           :maximum, :minimum, :maximum!, :minimum!, :acos, :acosh, :angle, :asin, :asinh, :atan, :atanh, :cbrt, :cis, :cos,
           :cosh, :exp10, :exp2, :exp, :expm1, :hypot, :log10, :log1p, :log2, :log, :sin, :sinh, :sqrt, :tan, :tanh, :sincos)
    fast_op[op] = Symbol(op, :_fast)
end

for (op, name) in fast_op
    op in (:isfinite, :isinf, :isnan, :issubnormal, :^) && continue
    @eval @inline $name(args...; kwargs...) = Base.$op(args...; kwargs...)
end
isfinite_fast(x) = true
isinf_fast(x) = false
isnan_fast(x) = false
issubnormal_fast(x) = false
pow_fast(x, y) = x^y
pow_fast(x, ::Val{p}) where {p} = Base.literal_pow(^, x, Val(p))

_fast(@nospecialize(x)) = x
_fast(s::Symbol) = haskey(fast_op, s) ? GlobalRef(FastMath, fast_op[s]) : s
function _fast(ex::Expr)
    head = ex.head
    head in (:quote, :inert, :macrocall, :line, :meta) && return ex
    if head === :call && length(ex.args) == 3 && ex.args[1] === :^ && ex.args[3] isa Integer
        return Expr(:call, GlobalRef(FastMath, :pow_fast), _fast(ex.args[2]), Expr(:call, GlobalRef(Base, :Val), ex.args[3]))
    end
    text = String(head)
    if length(ex.args) == 2 && endswith(text, "=") && haskey(fast_op, Symbol(chop(text))) && !(head in (:(==), :!=, :<=, :>=))
        return _fast_update(ex.args[1], GlobalRef(FastMath, fast_op[Symbol(chop(text))]), _fast(ex.args[2]))
    end
    return Expr(head, Any[_fast(a) for a in ex.args]...)
end

_names_end(@nospecialize(x)) = x === :end || x === :begin || x isa Expr && x.head !== :ref && any(_names_end, x.args)

# `x op= y` as an assignment; what stands in the brackets of an element is evaluated once
function _fast_update(@nospecialize(target), op::GlobalRef, @nospecialize(value))
    # `end` has its meaning only inside the brackets
    if !isexpr(target, :ref) || any(_names_end, target.args[2:end])
        return Expr(:(=), target, Expr(:call, op, target, value))
    end
    names = Any[gensym() for _ in target.args]
    lets = Any[Expr(:(=), n, _fast(a)) for (n, a) in zip(names[2:end], target.args[2:end])]
    element = Expr(:ref, names...)
    return Expr(:let, Expr(:block, Expr(:(=), names[1], target.args[1]), lets...),
        Expr(:(=), element, Expr(:call, op, element, value)))
end

"""
    @fastmath expr

Evaluates `expr` with its arithmetic carried out by the functions of `Base.FastMath`, which may treat floating point numbers
as real numbers: the order of operations is free, and all numbers are taken to be finite.
"""
macro fastmath(expr)
    return esc(_fast(expr))
end

end

using .FastMath: @fastmath
