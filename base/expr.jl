# Working with expressions: comparing, copying, expanding, and the macros that rewrite definitions.

# ---- heads and shapes ---------------------------------------------------------------------------------------------

isexpr(@nospecialize(ex), head::Symbol) = isa(ex, Expr) && ex.head === head
isexpr(@nospecialize(ex), head::Symbol, n::Int) = isa(ex, Expr) && ex.head === head && length(ex.args) == n
isexpr(@nospecialize(ex), heads) = isa(ex, Expr) && in(ex.head, heads)
isexpr(@nospecialize(ex), heads, n::Int) = isa(ex, Expr) && in(ex.head, heads) && length(ex.args) == n
is_expr(@nospecialize(ex), head::Symbol) = isexpr(ex, head)
is_expr(@nospecialize(ex), head::Symbol, n::Int) = isexpr(ex, head, n)

is_short_function_def(@nospecialize(ex)) =
    isexpr(ex, :(=)) && length(ex.args) >= 1 && _is_signature(ex.args[1])
is_function_def(@nospecialize(ex)) = isexpr(ex, :function) || is_short_function_def(ex) || isexpr(ex, :->)

==(x::Expr, y::Expr) = x.head === y.head && isequal(x.args, y.args)
==(x::QuoteNode, y::QuoteNode) = isequal(x.value, y.value)

copy(e::Expr) = _with_args(e.head, copy_exprargs(e.args))
function _with_args(head::Symbol, args::Array{Any, 1})
    e = Expr(head)
    e.args = args
    return e
end
# Copies of expressions inside expressions; everything else is shared.
copy_exprs(@nospecialize(x)) = x
copy_exprs(x::Expr) = copy(x)
function copy_exprargs(a::Array{Any, 1})
    n = length(a)
    b = Array{Any, 1}(undef, n)
    i = 1
    while i <= n
        b[i] = copy_exprs(a[i])
        i += 1
    end
    return b
end

# ---- expansion ----------------------------------------------------------------------------------------------------

function macroexpand(m::Module, @nospecialize(x); recursive::Bool = true)
    return ccall(:jl_macroexpand, Any, (Any, Any, Bool), x, m, recursive)
end
macro macroexpand(code)
    return Expr(:call, GlobalRef(Base, :_macroexpand_full), __module__, QuoteNode(code))
end
macro macroexpand(mod, code)
    return Expr(:call, GlobalRef(Base, :_macroexpand_full), esc(mod), QuoteNode(code))
end
macro macroexpand1(code)
    return Expr(:call, GlobalRef(Base, :_macroexpand_once), __module__, QuoteNode(code))
end
macro macroexpand1(mod, code)
    return Expr(:call, GlobalRef(Base, :_macroexpand_once), esc(mod), QuoteNode(code))
end
_macroexpand_full(m::Module, @nospecialize(x)) = macroexpand(m, x)
_macroexpand_once(m::Module, @nospecialize(x)) = macroexpand(m, x; recursive = false)

# ---- line numbers -------------------------------------------------------------------------------------------------

# Takes the line nodes out of blocks, in place. Macro calls keep the one they must have, as `nothing`.
function remove_linenums!(ex::Expr)
    if ex.head === :block || ex.head === :quote
        filter!(_is_not_line, ex.args)
    end
    # the place of a macro call is an argument of it, and stays
    for sub in ex.args
        (isa(sub, Expr) || isa(sub, QuoteNode)) && remove_linenums!(sub)
    end
    return ex
end
remove_linenums!(x::QuoteNode) = (isa(x.value, Expr) && remove_linenums!(x.value); x)
remove_linenums!(@nospecialize(x)) = x
_is_not_line(@nospecialize(x)) = !(isa(x, LineNumberNode) || isexpr(x, :line))

# The values of a block without line nodes, for macros that look at one definition.
function rmlines(@nospecialize(ex))
    isa(ex, Expr) || return ex
    e = copy(ex)
    return remove_linenums!(e)
end

# ---- metadata in bodies -------------------------------------------------------------------------------------------

function pushmeta!(ex::Expr, tag::Union{Symbol, Expr})
    _mark_definition!(ex, Expr(:meta, tag)) || error("pushmeta!: no function definition in the expression")
    return ex
end
function findmeta(ex::Expr)
    d = _find_definition(ex)
    d === nothing && return 0, Any[]
    body = d.args[2]
    isa(body, Expr) || return 0, Any[]
    i = findfirst(x -> isexpr(x, :meta), body.args)
    return (i === nothing ? 0 : i), body.args
end
function peekmeta(ex::Expr, tag::Symbol)
    i, args = findmeta(ex)
    i == 0 && return false, Any[]
    for m in (args[i]::Expr).args
        m === tag && return true, Any[]
        isexpr(m, tag) && return true, m.args
    end
    return false, Any[]
end

# ---- effects ------------------------------------------------------------------------------------------------------

# The flags of a :purity mark, in its order.
mutable struct EffectsOverride
    consistent::Bool
    effect_free::Bool
    nothrow::Bool
    terminates_globally::Bool
    terminates_locally::Bool
    notaskstate::Bool
    inaccessiblememonly::Bool
    noub::Bool
    noub_if_noinbounds::Bool
    consistent_overlay::Bool
    nortcall::Bool
end
EffectsOverride() = EffectsOverride(false, false, false, false, false, false, false, false, false, false, false)
_purity_expr(o::EffectsOverride) = Expr(:purity, o.consistent, o.effect_free, o.nothrow, o.terminates_globally,
    o.terminates_locally, o.notaskstate, o.inaccessiblememonly, o.noub, o.noub_if_noinbounds, o.consistent_overlay,
    o.nortcall)

function _set_effect!(o::EffectsOverride, s::Symbol, val::Bool)
    if s === :consistent
        o.consistent = val
    elseif s === :effect_free
        o.effect_free = val
    elseif s === :nothrow
        o.nothrow = val
    elseif s === :terminates_globally
        o.terminates_globally = val
    elseif s === :terminates_locally
        o.terminates_locally = val
    elseif s === :notaskstate
        o.notaskstate = val
    elseif s === :inaccessiblememonly
        o.inaccessiblememonly = val
    elseif s === :noub
        o.noub = val
    elseif s === :noub_if_noinbounds
        o.noub_if_noinbounds = val
    elseif s === :nortcall
        o.nortcall = val
    elseif s === :foldable
        o.consistent = o.effect_free = o.terminates_globally = o.noub = o.nortcall = val
    elseif s === :removable
        o.effect_free = o.nothrow = o.terminates_globally = val
    elseif s === :total
        o.consistent = o.effect_free = o.nothrow = o.terminates_globally = val
        o.notaskstate = o.inaccessiblememonly = o.noub = o.nortcall = val
    else
        return false
    end
    return true
end

macro assume_effects(args...)
    o = EffectsOverride()
    n = length(args)
    ex = nothing
    for (i, arg) in enumerate(args)
        setting = arg
        val = true
        if isexpr(setting, :call, 2) && setting.args[1] === :!
            val = false
            setting = setting.args[2]
        end
        if isa(setting, QuoteNode)
            setting = setting.value
        end
        if isa(setting, Symbol) && _set_effect!(o, setting, val)
            continue
        end
        i == n || throw(ArgumentError("@assume_effects $arg not supported"))
        ex = arg
    end
    mark = Expr(:meta, _purity_expr(o))
    ex === nothing && return mark
    _mark_definition!(ex, mark) && return esc(ex)
    # around a statement: the assumption holds for the calls in it
    return Expr(:block, mark, Expr(:local, Expr(:(=), :val, esc(ex))), :val)
end

# ---- generated functions ------------------------------------------------------------------------------------------

macro generated()
    return Expr(:generated)
end
macro generated(f)
    isa(f, Expr) && (f.head === :function || is_short_function_def(f)) ||
        error("invalid syntax; @generated must be used with a function definition")
    body = f.args[2]
    lno = isexpr(body, :block) && length(body.args) > 0 && isa(body.args[1], LineNumberNode) ? body.args[1] : nothing
    tmp = gensym("tmp")
    made = Expr(:block,
        Expr(:local, Expr(:(=), tmp, body)),
        Expr(:if, Expr(:call, GlobalRef(Core, :isa), tmp, GlobalRef(Core, :CodeInfo)), Expr(:return, tmp), tmp))
    only = Expr(:block, Expr(:meta, :generated_only), Expr(:return, nothing))
    return esc(Expr(f.head, f.args[1], Expr(:block, lno, Expr(:if, Expr(:generated), made, only))))
end

# ---- conditional on the platform ----------------------------------------------------------------------------------

# `@static cond ? a : b` and `@static if`: the condition is evaluated at expansion, only the branch taken remains.
macro static(ex)
    while isa(ex, Expr) && (ex.head === :if || ex.head === :elseif || ex.head === :&& || ex.head === :||)
        cond = Core.eval(__module__, ex.args[1])::Bool
        if ex.head === :&&
            return cond ? esc(ex.args[2]) : false
        elseif ex.head === :||
            return cond ? true : esc(ex.args[2])
        elseif cond
            return esc(ex.args[2])
        elseif length(ex.args) == 3
            ex = ex.args[3]
            isexpr(ex, :elseif) || return esc(ex)
        else
            return nothing
        end
    end
    throw(ArgumentError("invalid @static macro"))
end

# ---- calls --------------------------------------------------------------------------------------------------------

# f, positional arguments and keyword arguments of a call expression; operators on fields and indices as functions.
function destructure_callex(topmod::Module, @nospecialize(ex))
    isa(ex, Expr) || throw(ArgumentError("a call expression should be given"))
    args = Any[]
    kwargs = Any[]
    if ex.head === :call
        f = ex.args[1]
        for x in ex.args[2:end]
            if isexpr(x, :parameters)
                append!(kwargs, x.args)
            elseif isexpr(x, :kw)
                push!(kwargs, x)
            else
                push!(args, x)
            end
        end
    elseif ex.head === :.
        f = GlobalRef(topmod, :getproperty)
        append!(args, ex.args)
    elseif ex.head === :ref
        f = GlobalRef(topmod, :getindex)
        append!(args, ex.args)
    elseif ex.head === :(=)
        lhs, rhs = ex.args
        if isexpr(lhs, :.)
            f = GlobalRef(topmod, :setproperty!)
            append!(args, lhs.args)
            push!(args, rhs)
        elseif isexpr(lhs, :ref)
            f = GlobalRef(topmod, :setindex!)
            push!(args, lhs.args[1], rhs)
            append!(args, lhs.args[2:end])
        else
            throw(ArgumentError("expected a `setproperty!` expression `x.f = v` or `setindex!` expression `A[i] = v`"))
        end
    else
        throw(ArgumentError("expected a `:call` expression `f(args...; kwargs...)`"))
    end
    return f, args, kwargs
end

macro invokelatest(ex)
    f, args, kwargs = destructure_callex(Base, ex)
    call = Expr(:call, GlobalRef(Base, :invokelatest))
    isempty(kwargs) || push!(call.args, Expr(:parameters, map(esc, kwargs)...))
    push!(call.args, esc(f))
    append!(call.args, map(esc, args))
    return call
end
macro invoke(ex)
    f, args, kwargs = destructure_callex(Base, ex)
    types = Expr(:curly, GlobalRef(Core, :Tuple))
    vals = Any[]
    for arg in args
        if isexpr(arg, :(::))
            if length(arg.args) == 1
                push!(types.args, Expr(:call, GlobalRef(Core, :Typeof), esc(arg.args[1])))
                push!(vals, esc(arg.args[1]))
            else
                push!(types.args, esc(arg.args[2]))
                push!(vals, esc(arg.args[1]))
            end
        else
            push!(types.args, Expr(:call, GlobalRef(Core, :Typeof), esc(arg)))
            push!(vals, esc(arg))
        end
    end
    call = Expr(:call, GlobalRef(Core, :invoke))
    isempty(kwargs) || push!(call.args, Expr(:parameters, map(esc, kwargs)...))
    push!(call.args, esc(f), types)
    append!(call.args, vals)
    return call
end
invokelatest(f, args...; kwargs...) = _invokelatest_kw(values(kwargs), f, args...)
_invokelatest_kw(kw::NamedTuple, f, args...) =
    isempty(kw) ? Core._call_latest(f, args...) : Core._call_latest(Core.kwcall, kw, f, args...)
function invoke_in_world(world::UInt, @nospecialize(f), @nospecialize(args...); kwargs...)
    kw = values(kwargs)
    isempty(kw) && return Core._call_in_world(world, f, args...)
    return Core._call_in_world(world, Core.kwcall, kw, f, args...)
end
function Core.kwcall(kw::NamedTuple, ::typeof(invoke), f, T, args...)
    return invoke(Core.kwcall, _invoke_kw_signature(typeof(kw), Core.Typeof(f), T), kw, f, args...)
end
_invoke_kw_signature(@nospecialize(kw), @nospecialize(ft), @nospecialize(T)) =
    rewrap_unionall(Tuple{kw, ft, (unwrap_unionall(T)::DataType).parameters...}, T)

# ---- foreign calls --------------------------------------------------------------------------------------------------

# `@ccall f(x::T, …)::R` is the call form of `ccall`.
macro ccall(ex)
    isexpr(ex, :(::)) || throw(ArgumentError("@ccall needs a function signature with a return type"))
    call, ret = ex.args
    isexpr(call, :call) || throw(ArgumentError("@ccall has to take a function call"))
    f = call.args[1]
    fname = isa(f, Symbol) ? QuoteNode(f) : isexpr(f, :.) ? Expr(:tuple, f.args[2], esc(f.args[1])) : esc(f.args[1])
    types = Expr(:tuple)
    vals = Any[]
    for a in call.args[2:end]
        isexpr(a, :parameters) && throw(ArgumentError("@ccall: variadic foreign calls are not supported"))
        isexpr(a, :(::), 2) || throw(ArgumentError("args in @ccall need type annotations. '$a' doesn't have one."))
        push!(vals, esc(a.args[1]))
        push!(types.args, esc(a.args[2]))
    end
    return Expr(:call, :ccall, fname, esc(ret), types, vals...)
end

macro cfunction(f, rt, at)
    isexpr(at, :tuple) || throw(ArgumentError("@cfunction argument types must be a literal tuple"))
    at = Expr(:call, GlobalRef(Core, :svec), map(esc, at.args)...)
    if isexpr(f, :$)
        return Expr(:cfunction, GlobalRef(Base, :CFunction), esc(f.args[1]), esc(rt), at, QuoteNode(:ccall))
    end
    return Expr(:cfunction, GlobalRef(Core, :Ptr), QuoteNode(f), esc(rt), at, QuoteNode(:ccall))
end

# ---- atomic access --------------------------------------------------------------------------------------------------

_order(s::QuoteNode) = s
_order(s) = esc(s)
_field_expr(name) = isa(name, QuoteNode) ? name : esc(name)

# `@atomic order ex`: a load `a.b`, a store `a.b = v`, an update `a.b += v`, or `a.b op v`.
macro atomic(ex)
    isa(ex, QuoteNode) || ex isa Symbol || return make_atomic(QuoteNode(:sequentially_consistent), ex)
    # a field declaration in a struct
    return esc(Expr(:atomic, ex))
end
macro atomic(order, ex)
    return make_atomic(_order(order), ex)
end
macro atomic(a1, op, a2)
    return make_atomic_op(QuoteNode(:sequentially_consistent), a1, op, a2)
end
macro atomic(order, a1, op, a2)
    return make_atomic_op(_order(order), a1, op, a2)
end
function make_atomic(order, @nospecialize(ex))
    if isexpr(ex, :., 2)
        l, r = esc(ex.args[1]), _field_expr(ex.args[2])
        return Expr(:call, GlobalRef(Base, :getproperty), l, r, order)
    elseif isexpr(ex, :(::), 2)
        return esc(Expr(:atomic, ex))
    elseif isexpr(ex, :call, 3)
        return make_atomic_op(order, ex.args[2], ex.args[1], ex.args[3])
    elseif isexpr(ex, :(=), 2)
        lhs = ex.args[1]
        if isexpr(lhs, :., 2)
            return Expr(:call, GlobalRef(Base, :setproperty!), esc(lhs.args[1]), _field_expr(lhs.args[2]),
                        esc(ex.args[2]), order)
        end
    elseif isa(ex, Expr) && length(ex.args) == 2
        op = String(ex.head)
        if endswith(op, "=") && length(op) > 1
            f = Symbol(chop(op))
            upd = make_atomic_op(order, ex.args[1], f, ex.args[2])
            return Expr(:ref, upd, 2)
        end
    end
    error("could not parse @atomic expression ", ex)
end
function make_atomic_op(order, @nospecialize(a1), op, @nospecialize(a2))
    isexpr(a1, :., 2) || error("@atomic modify expression missing field access")
    return Expr(:call, GlobalRef(Base, :modifyproperty!), esc(a1.args[1]), _field_expr(a1.args[2]), esc(op), esc(a2), order)
end
macro atomicswap(order, ex)
    return _atomicswap(_order(order), ex)
end
macro atomicswap(ex)
    return _atomicswap(QuoteNode(:sequentially_consistent), ex)
end
function _atomicswap(order, @nospecialize(ex))
    isexpr(ex, :(=), 2) && isexpr(ex.args[1], :., 2) || error("@atomicswap expression missing assignment or field access")
    l = ex.args[1]
    return Expr(:call, GlobalRef(Base, :swapproperty!), esc(l.args[1]), _field_expr(l.args[2]), esc(ex.args[2]), order)
end
macro atomicreplace(success, fail, ex, old_new)
    return _atomicreplace(_order(success), _order(fail), ex, old_new)
end
macro atomicreplace(order, ex, old_new)
    return _atomicreplace(_order(order), _order(order), ex, old_new)
end
macro atomicreplace(ex, old_new)
    o = QuoteNode(:sequentially_consistent)
    return _atomicreplace(o, o, ex, old_new)
end
function _atomicreplace(success, fail, @nospecialize(ex), @nospecialize(old_new))
    isexpr(ex, :., 2) || error("@atomicreplace expression missing field access")
    l, r = esc(ex.args[1]), _field_expr(ex.args[2])
    if isexpr(old_new, :call, 3) && old_new.args[1] === :(=>)
        return Expr(:call, GlobalRef(Base, :replaceproperty!), l, r, esc(old_new.args[2]), esc(old_new.args[3]),
                    success, fail)
    end
    return Expr(:call, GlobalRef(Base, :replaceproperty!), l, r,
                Expr(:(...), Expr(:call, GlobalRef(Base, :_as_pair), esc(old_new))), success, fail)
end
_as_pair(p) = (p.first, p.second)
macro atomiconce(success, fail, ex)
    return _atomiconce(_order(success), _order(fail), ex)
end
macro atomiconce(order, ex)
    return _atomiconce(_order(order), _order(order), ex)
end
macro atomiconce(ex)
    o = QuoteNode(:sequentially_consistent)
    return _atomiconce(o, o, ex)
end
function _atomiconce(success, fail, @nospecialize(ex))
    isexpr(ex, :(=), 2) && isexpr(ex.args[1], :., 2) || error("@atomiconce expression missing assignment or field access")
    l = ex.args[1]
    return Expr(:call, GlobalRef(Base, :setpropertyonce!), esc(l.args[1]), _field_expr(l.args[2]), esc(ex.args[2]),
                success, fail)
end

# What input that ends too early lacks: `:string`, `:comment`, `:cmd`, `:char`, `:block` or `:other`; `:none`: nothing.
incomplete_tag(@nospecialize(ex)) = :none
function incomplete_tag(ex::Expr)
    ex.head === :incomplete || return :none
    return isempty(ex.args) || ex.args[1] isa String ? :other : incomplete_tag(ex.args[1])
end
