# Macros that write out code for N dimensions: Base.Cartesian.
module Cartesian

export @nloops, @nref, @ncall, @ncallkw, @nexprs, @nextract, @nall, @nany, @ntuple, @nif

# ---- the macros -------------------------------------------------------------------------------------------------------

# `@nloops 3 i A begin … end`: nested loops over i_3, i_2, i_1 (outermost first). The range may be a symbol (its axes)
# or `d -> range`; further expressions run before and after each inner loop.
macro nloops(N, itersym, rangeexpr, args...)
    return _nloops(N, itersym, rangeexpr, args...)
end
function _nloops(N::Int, itersym::Symbol, arraysym::Symbol, args::Expr...)
    d = gensym("d")
    return _nloops(N, itersym, Expr(:->, d, Expr(:block, Expr(:call, GlobalRef(Base, :axes), arraysym, d))), args...)
end
function _nloops(N::Int, itersym::Symbol, rangeexpr::Expr, args::Expr...)
    rangeexpr.head === :-> || throw(ArgumentError("second argument must be an anonymous function expression to compute the range"))
    1 <= length(args) <= 3 || throw(ArgumentError("number of arguments must be 1 ≤ length(args) ≤ 3, got $(length(args))"))
    body = args[end]
    ex = Expr(:escape, body)
    for dim in 1:N
        var = esc(inlineanonymous(itersym, dim))
        rng = esc(inlineanonymous(rangeexpr, dim))
        pre = length(args) > 1 ? esc(inlineanonymous(args[1], dim)) : nothing
        post = length(args) > 2 ? esc(inlineanonymous(args[2], dim)) : nothing
        ex = Expr(:for, Expr(:(=), var, rng), Expr(:block, pre, ex, post))
    end
    return ex
end

# `@nref 3 A i`: A[i_1, i_2, i_3].
macro nref(N::Int, A::Symbol, ex)
    return esc(Expr(:ref, A, Any[inlineanonymous(ex, i) for i in 1:N]...))
end

# `@ncall 3 f a i -> x_i`: f(a, x_1, x_2, x_3).
macro ncall(N::Int, f, args...)
    pre = args[1:(end - 1)]
    return esc(Expr(:call, f, pre..., Any[inlineanonymous(args[end], i) for i in 1:N]...))
end
macro ncallkw(N::Int, f, kw, args...)
    pre = args[1:(end - 1)]
    return esc(Expr(:call, f, Expr(:parameters, Expr(:..., kw)), pre..., Any[inlineanonymous(args[end], i) for i in 1:N]...))
end

# `@nexprs 3 i -> ex`: the three expressions in a row.
macro nexprs(N::Int, ex::Expr)
    return esc(Expr(:block, Any[inlineanonymous(ex, i) for i in 1:N]...))
end

# `@nextract 3 x A`: x_1 = A[1] and so on; with `d -> ex`, x_d = ex.
macro nextract(N::Int, esym::Symbol, isym::Symbol)
    return esc(Expr(:block, Any[Expr(:(=), inlineanonymous(esym, i), Expr(:ref, isym, i)) for i in 1:N]...))
end
macro nextract(N::Int, esym::Symbol, ex::Expr)
    return esc(Expr(:block, Any[Expr(:(=), inlineanonymous(esym, i), inlineanonymous(ex, i)) for i in 1:N]...))
end

macro nall(N::Int, criterion::Expr)
    criterion.head === :-> || throw(ArgumentError("second argument must be an anonymous function expression yielding the criterion"))
    return esc(_chain(:&&, true, Any[inlineanonymous(criterion, i) for i in 1:N]))
end
macro nany(N::Int, criterion::Expr)
    criterion.head === :-> || error("Second argument must be an anonymous function expression yielding the criterion")
    return esc(_chain(:||, false, Any[inlineanonymous(criterion, i) for i in 1:N]))
end
function _chain(head::Symbol, empty_value::Bool, conds)
    isempty(conds) && return empty_value
    ex = conds[end]
    for i in (length(conds) - 1):-1:1
        ex = Expr(head, conds[i], ex)
    end
    return ex
end

macro ntuple(N::Int, ex)
    return esc(Expr(:tuple, Any[inlineanonymous(ex, i) for i in 1:N]...))
end

# `@nif 3 d -> cond d -> ex d -> last`: the first ex whose condition holds, else the last.
macro nif(N, condition, operation...)
    ex = esc(inlineanonymous(length(operation) > 1 ? operation[2] : operation[1], N))
    for i in (N - 1):-1:1
        ex = Expr(:if, esc(inlineanonymous(condition, i)), esc(inlineanonymous(operation[1], i)), ex)
    end
    return ex
end

# ---- putting a number in for the variable -------------------------------------------------------------------------------

# The body of `d -> body` with d the number `val`; a bare symbol x stands for x_d.
function inlineanonymous(ex::Expr, val)
    ex.head === :-> || throw(ArgumentError("not an anonymous function"))
    sym = ex.args[1]
    sym isa Symbol || throw(ArgumentError("not a single-argument anonymous function"))
    return resolve(replace_sym(ex.args[2], sym, val))
end
inlineanonymous(s::Symbol, val) = Symbol(s, '_', val)
inlineanonymous(n::Number, val) = n

# d becomes val, and names that end in `_d` end in `_val`.
replace_sym(x, sym::Symbol, val) = x
function replace_sym(s::Symbol, sym::Symbol, val)
    s === sym && return val
    text = String(s)
    tail = string('_', sym)
    return endswith(text, tail) ? Symbol(chopsuffix(text, tail), '_', val) : s
end
function replace_sym(ex::Expr, sym::Symbol, val)
    # `x_{d-1}`: the subscript is computed
    if ex.head === :curly && length(ex.args) == 2 && ex.args[1] isa Symbol && endswith(String(ex.args[1]), "_")
        sub = resolve(replace_sym(ex.args[2], sym, val))
        return Symbol(ex.args[1], sub)
    end
    # an inner anonymous function of the same variable is its own
    ex.head === :-> && ex.args[1] === sym && return ex
    return Expr(ex.head, Any[replace_sym(a, sym, val) for a in ex.args]...)
end

# Arithmetic and comparisons of literals are carried out, and conditions they decide.
const foldable = Dict{Symbol, Any}(:+ => +, :- => -, :* => *, :/ => /, :^ => ^, :div => div, :(==) => ==, :!= => !=, :< => <,
    :<= => <=, :> => >, :>= => >=)
resolve(x) = x
function resolve(ex::Expr)
    args = Any[resolve(a) for a in ex.args]
    if ex.head === :call && length(args) == 3 && args[2] isa Number && args[3] isa Number && haskey(foldable, args[1])
        return foldable[args[1]](args[2], args[3])
    elseif (ex.head === :if || ex.head === :elseif) && args[1] isa Bool
        return args[1] ? args[2] : length(args) == 3 ? args[3] : nothing
    elseif ex.head === :block && length(args) == 2 && args[1] isa LineNumberNode
        return args[2]
    end
    return Expr(ex.head, args...)
end

end

using .Cartesian
