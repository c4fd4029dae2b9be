# Macros that only build syntax: they need nothing but Core's Expr, so every later chapter may use them.
# `expr.jl` has what works on whole definitions (@generated, @assume_effects …) and needs arrays.

# On an argument with a default, `x = v` must read as that default and not as an assignment.
# A baremodule sees Core's names; to pass these on it must have them.
import Core: @doc, @__doc__

macro nospecialize(vars...)
    if nfields(vars) === 1
        var = getfield(vars, 1)
        isa(var, Expr) && var.head === :(=) && setfield!(var, :head, :kw)
    end
    return Expr(:escape, Expr(:meta, :nospecialize, vars...))
end

macro specialize(vars...)
    return Expr(:escape, Expr(:meta, :specialize, vars...))
end

esc(@nospecialize(x)) = Expr(:escape, x)

# ---- reading and writing arguments before arrays have their interface ---------------------------------------------

_nargs(ex::Expr) = getfield(getfield(getfield(ex, :args), :size), 1)
function _arg(ex::Expr, i::Int)
    ref = getfield(getfield(ex, :args), :ref)
    return Core.memoryrefget(Core.memoryrefnew(ref, i, true), :not_atomic, true)
end
function _setarg!(ex::Expr, @nospecialize(x), i::Int)
    ref = getfield(getfield(ex, :args), :ref)
    Core.memoryrefset!(Core.memoryrefnew(ref, i, true), x, :not_atomic, true)
    return ex
end

# ---- marks on definitions -----------------------------------------------------------------------------------------

# Does this left-hand side define a method: `f(x)`, `f(x) where T`, `f(x)::R`?
function _is_signature(@nospecialize(ex))
    if isa(ex, Expr)
        h = ex.head
        h === :call && return true
        if h === :where || h === :(::)
            return _is_signature(_arg(ex, 1))
        end
    end
    return false
end

# The Expr of the definition inside any macro calls around it, or nothing if `ex` defines no function.
function _find_definition(@nospecialize(ex))
    while isa(ex, Expr)
        h = ex.head
        n = _nargs(ex)
        if h === :macrocall
            ex = _arg(ex, n)
            continue
        elseif h === :function || h === :->
            return n === 2 ? ex : nothing
        elseif h === :(=)
            return _is_signature(_arg(ex, 1)) ? ex : nothing
        elseif h === :escape || h === :where_definition
            ex = _arg(ex, 1)
            continue
        elseif h === :block
            # the one definition among line nodes, as `quote … end` gives it
            found = nothing
            i = 1
            while sle_int(i, n)
                x = _arg(ex, i)
                if isa(x, Expr)
                    d = _find_definition(x)
                    d === nothing && return nothing
                    found === nothing || return nothing
                    found = d
                end
                i = add_int(i, 1)
            end
            return found
        end
        return nothing
    end
    return nothing
end

# Puts `meta` first in the body of the definition in `ex`; false if there is none.
function _mark_definition!(@nospecialize(ex), meta::Expr)
    d = _find_definition(ex)
    d === nothing && return false
    _setarg!(d, Expr(:block, meta, _arg(d, 2)), 2)
    return true
end

# `@inline f(x) = …` marks a definition, `@inline` alone the body it stands in, `@inline f(x)` the calls in it.
function _inlining(@nospecialize(x), flag::Symbol)
    _mark_definition!(x, Expr(:meta, flag)) && return Expr(:escape, x)
    return Expr(:block, Expr(flag, true), Expr(:local, Expr(:(=), :val, Expr(:escape, x))), Expr(flag, false), :val)
end

macro inline()
    return Expr(:meta, :inline)
end
macro inline(x)
    return _inlining(x, :inline)
end
macro noinline()
    return Expr(:meta, :noinline)
end
macro noinline(x)
    return _inlining(x, :noinline)
end

macro propagate_inbounds(ex)
    _mark_definition!(ex, Expr(:meta, :inline, :propagate_inbounds))
    return Expr(:escape, ex)
end

macro constprop(setting, ex)
    s = isa(setting, QuoteNode) ? getfield(setting, :value) : setting
    flag = s === :aggressive ? :aggressive_constprop : s === :none ? :no_constprop :
           throw(ArgumentError("@constprop: invalid setting"))
    _mark_definition!(ex, Expr(:meta, flag))
    return Expr(:escape, ex)
end
macro constprop(setting)
    s = isa(setting, QuoteNode) ? getfield(setting, :value) : setting
    return Expr(:meta, s === :aggressive ? :aggressive_constprop : :no_constprop)
end

macro nospecializeinfer()
    return Expr(:meta, :nospecializeinfer)
end
macro nospecializeinfer(ex)
    _mark_definition!(ex, Expr(:meta, :nospecializeinfer))
    return Expr(:escape, ex)
end

macro pure(ex)
    _mark_definition!(ex, Expr(:meta, :pure))
    return Expr(:escape, ex)
end

# ---- bounds -------------------------------------------------------------------------------------------------------

macro boundscheck(blk)
    return Expr(:if, Expr(:boundscheck), Expr(:escape, blk))
end

macro inbounds(blk)
    return Expr(:block, Expr(:inbounds, true), Expr(:local, Expr(:(=), :val, Expr(:escape, blk))),
                Expr(:inbounds, :pop), :val)
end

# The short marks Base's own chapters put into bodies.
macro _inline_meta()
    return Expr(:meta, :inline)
end
macro _noinline_meta()
    return Expr(:meta, :noinline)
end
macro _propagate_inbounds_meta()
    return Expr(:meta, :inline, :propagate_inbounds)
end
macro _boundscheck()
    return Expr(:boundscheck)
end
macro _gc_preserve_begin(arg1)
    return Expr(:gc_preserve_begin, Expr(:escape, arg1))
end
macro _gc_preserve_end(token)
    return Expr(:gc_preserve_end, Expr(:escape, token))
end

# ---- control, names and place -------------------------------------------------------------------------------------

macro goto(name::Symbol)
    return Expr(:escape, Expr(:symbolicgoto, name))
end
macro label(name::Symbol)
    return Expr(:escape, Expr(:symboliclabel, name))
end

macro isdefined(s::Symbol)
    return Expr(:escape, Expr(:isdefined, s))
end

macro eval(ex)
    return Expr(:escape, Expr(:call, GlobalRef(Core, :eval), __module__, Expr(:quote, ex)))
end
macro eval(mod, ex)
    return Expr(:escape, Expr(:call, GlobalRef(Core, :eval), mod, Expr(:quote, ex)))
end

macro __MODULE__()
    return __module__
end
macro __LINE__()
    return __source__.line
end
macro __FILE__()
    f = __source__.file
    return f === nothing ? nothing : String(f::Symbol)
end
macro __DIR__()
    f = __source__.file
    return f === nothing ? nothing : dirname(abspath(String(f::Symbol)))
end

# ---- loops and memory ---------------------------------------------------------------------------------------------

macro simd(forloop)
    return Expr(:escape, forloop)
end
macro simd(ivdep, forloop)
    return Expr(:escape, forloop)
end

macro polly(ex)
    return Expr(:escape, ex)
end

# ---- effects ------------------------------------------------------------------------------------------------------

# One `:purity` mark, the flags in the order lowering reads them: consistent, effect_free, nothrow,
# terminates_globally, terminates_locally, notaskstate, inaccessiblememonly, noub, noub_if_noinbounds,
# consistent_overlay, nortcall.
macro _total_meta()
    return Expr(:meta, Expr(:purity, true, true, true, true, false, true, true, true, false, false, true))
end
macro _foldable_meta()
    return Expr(:meta, Expr(:purity, true, true, false, true, false, true, true, true, false, false, true))
end
macro _terminates_locally_meta()
    return Expr(:meta, Expr(:purity, false, false, false, false, true, false, false, false, false, false, false))
end
macro _terminates_globally_meta()
    return Expr(:meta, Expr(:purity, false, false, false, true, true, false, false, false, false, false, false))
end
macro _effect_free_meta()
    return Expr(:meta, Expr(:purity, false, true, false, false, false, false, false, false, false, false, false))
end
macro _nothrow_meta()
    return Expr(:meta, Expr(:purity, false, false, true, false, false, false, false, false, false, false, false))
end
macro _nothrow_noub_meta()
    return Expr(:meta, Expr(:purity, false, false, true, false, false, false, false, true, false, false, false))
end
