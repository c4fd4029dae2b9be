# Names that go out of use: they keep working, and say so where `--depwarn=yes` asks for it.

# The frame that called `funcsym`, the first one if none of them is that function.
function firstcaller(frames::Vector{StackTraces.StackFrame}, funcsym::Union{Symbol, Nothing})
    found = false
    for frame in frames
        found && (frame.from_c || return frame)
        found = found || frame.func === funcsym
    end
    return StackTraces.UNKNOWN
end

# A warning that the caller of the function `funcsym` uses something deprecated; with `--depwarn=error` an error. `force`:
# also where warnings are not asked for. One warning for each caller.
@nospecialize
@noinline function depwarn(msg, funcsym; force::Bool = false)
    mode = JLOptions().depwarn
    mode == 2 && throw(ErrorException(string(msg)))
    level = force || mode == 1 ? CoreLogging.Warn : CoreLogging.BelowMinLevel
    level < CoreLogging.min_enabled_level(CoreLogging.current_logger()) && return nothing
    caller = firstcaller(stacktrace(), funcsym)
    mod = caller.linfo isa Core.MethodInstance && caller.linfo.def isa Method ? (caller.linfo.def::Method).module : Core
    CoreLogging.@logmsg(
        level, msg,
        _module = mod, _file = String(caller.file), _line = caller.line, _id = (string(msg), caller.file, caller.line),
        _group = :depwarn, caller = caller, maxlog = funcsym === nothing ? nothing : 1)
    return nothing
end
@specialize

# `@deprecate old new`: the old name, or the call written so, keeps working by the new one. The name is exported unless the
# third argument is false.
macro deprecate(old, new, export_old = true)
    if old isa Symbol
        body = Expr(:block, Expr(:meta, :noinline),
            Expr(:call, GlobalRef(Base, :depwarn), _deprecation_text(old, new), QuoteNode(old)),
            Expr(:call, esc(new), Expr(:parameters, Expr(:..., :kwargs)), Expr(:..., :args)))
        call = Expr(:call, esc(old), Expr(:parameters, Expr(:..., :kwargs)), Expr(:..., :args))
        return Expr(:toplevel, export_old ? Expr(:export, esc(old)) : nothing, Expr(:function, call, body))
    end
    call = old
    while isexpr(call, :where)
        call = call.args[1]
    end
    isexpr(call, :call) || error("invalid usage of @deprecate")
    name = call.args[1]
    isexpr(name, :curly) && (name = name.args[1])
    symbol = isexpr(name, :.) ? name.args[2].value : name
    symbol isa Symbol || error("invalid usage of @deprecate")
    export_old && !(name isa Symbol) && error("if the third `export_old` argument is not specified or `true`, the first argument must be of form `f(...)` where `f` is a symbol")
    body = Expr(:block, Expr(:meta, :noinline),
        Expr(:call, GlobalRef(Base, :depwarn), _deprecation_text(old, new), QuoteNode(symbol)), esc(new))
    return Expr(:toplevel, export_old ? Expr(:export, esc(name)) : nothing, Expr(:(=), esc(old), body))
end
_deprecation_text(old, new) =
    string("`", sprint(show_unquoted, old), "` is deprecated, use `", sprint(show_unquoted, remove_linenums!(copy_exprs(new))), "` instead.")

# A name that is not a function: `old` stands for `new`, and counts as deprecated.
macro deprecate_binding(old, new, export_old = true, dep_message = :nothing, constant = true)
    dep_message === :nothing && (dep_message = string(", use ", new, " instead."))
    alias = Expr(:(=), esc(old), esc(new))
    return Expr(:toplevel,
        export_old ? Expr(:export, esc(old)) : nothing,
        Expr(:const, Expr(:(=), esc(Symbol("_dep_message_", old)), esc(dep_message))),
        constant ? Expr(:const, alias) : alias,
        Expr(:call, GlobalRef(Base, :deprecate), __module__, QuoteNode(old)))
end

# Marks a name of a module as deprecated: 1 with a warning, 2 without. 0 takes the mark away.
deprecate(m::Module, s::Symbol, flag = 1) = ccall(:jl_deprecate_binding, Cvoid, (Any, Any, Cint), m, s, flag)
isdeprecated(m::Module, s::Symbol) = ccall(:jl_is_binding_deprecated, Bool, (Any, Any), m, s)
