# Macros that write definitions: keyword constructors, and what stands with them.

# `@kwdef struct T; a = 1; b::Int; end`: the struct without the defaults, and a constructor by keywords with them.
macro kwdef(expr)
    expr = macroexpand(__module__, expr)
    isexpr(expr, :struct) || error("Invalid usage of @kwdef")
    mut, T, body = expr.args
    params = Expr(:parameters)
    args = Any[]
    fields = Expr(:block)
    for f in (body::Expr).args
        _kwdef_field!(fields, params, args, f)
    end
    # `T<:S`, `T{P}<:S`, `T{P}`, `T`
    head = isexpr(T, :<:) ? T.args[1] : T
    name = isexpr(head, :curly) ? head.args[1] : head
    def = Expr(:struct, mut, T, fields)
    defs = Expr(:block, Expr(:block, Expr(:meta, :doc), esc(def)))
    if !isempty(params.args)
        if head isa Symbol
            sig = Expr(:call, esc(head), esc_params(params))
            call = Expr(:call, esc(head), map(esc, args)...)
            push!(defs.args, Expr(:function, sig, Expr(:block, __source__, call)))
        elseif isexpr(head, :curly)
            P = head.args[2:end]
            Q = Any[isexpr(p, :<:) ? p.args[1] : p for p in P]
            SQ = Expr(:curly, name, Q...)
            # T(; …) infers the parameters, T{P}(; …) is given them
            body1 = Expr(:block, __source__, esc(Expr(:call, name, args...)))
            body2 = Expr(:block, __source__, esc(Expr(:call, SQ, args...)))
            push!(defs.args, Expr(:function, Expr(:call, esc(name), esc_params(params)), body1))
            push!(defs.args, Expr(:function,
                Expr(:where, Expr(:call, esc(SQ), esc_params(params)), map(esc, P)...), body2))
        else
            error("Invalid usage of @kwdef")
        end
    end
    push!(defs.args, nothing)
    return defs
end
esc_params(p::Expr) = Expr(:parameters, map(esc, p.args)...)

function _kwdef_field!(fields::Expr, params::Expr, args::Array{Any, 1}, @nospecialize(f))
    if f isa Symbol
        push!(params.args, f)
        push!(args, f)
        push!(fields.args, f)
    elseif isexpr(f, :(::))
        push!(params.args, f.args[1])
        push!(args, f.args[1])
        push!(fields.args, f)
    elseif isexpr(f, :const) || isexpr(f, :atomic)
        inner = f.args[1]
        if isexpr(inner, :(=))
            decl = inner.args[1]
            name = _kwdef_name(decl)
            push!(params.args, Expr(:kw, name, inner.args[2]))
            push!(args, name)
            push!(fields.args, Expr(f.head, decl))
        else
            name = _kwdef_name(inner)
            push!(params.args, name)
            push!(args, name)
            push!(fields.args, f)
        end
    elseif isexpr(f, :(=)) && !_is_signature(f.args[1])
        decl = f.args[1]
        name = _kwdef_name(decl)
        push!(params.args, Expr(:kw, name, f.args[2]))
        push!(args, name)
        push!(fields.args, decl)
    elseif isexpr(f, :block)
        for g in f.args
            _kwdef_field!(fields, params, args, g)
        end
    else
        # line nodes, docstrings, inner constructors
        push!(fields.args, f)
    end
    return nothing
end
function _kwdef_name(@nospecialize(decl))
    decl isa Symbol && return decl
    isexpr(decl, :(::)) && return decl.args[1]::Symbol
    (isexpr(decl, :const) || isexpr(decl, :atomic) || isexpr(decl, :escape)) && return _kwdef_name(decl.args[1])
    error("Invalid usage of @kwdef")
end

# `@show ex`: the expression, its value, and the value.
macro show(exs...)
    blk = Expr(:block)
    for ex in exs
        push!(blk.args, Expr(:call, GlobalRef(Base, :println), Expr(:call, GlobalRef(Base, :_show_text),
            sprint(show_unquoted, ex), Expr(:(=), :value, esc(ex)))))
    end
    isempty(exs) || push!(blk.args, :value)
    return blk
end
_show_text(text::String, @nospecialize(v)) = string(text, " = ", repr(v))

# The entry point of a script: `(@main)(args) = …`.
macro main(args...)
    if !isempty(args)
        error("`@main` is expected to be used as `(@main)` without macro arguments.")
    end
    if isdefined(__module__, :main)
        if binding_module(__module__, :main) !== __module__
            error("Symbol `main` is already a resolved import in module $(__module__). `@main` is only valid in the defining module.")
        end
    end
    Core.eval(__module__, Expr(:function, :main))
    _is_entrypoint(__module__) || push!(_entrypoint_modules, __module__)
    return esc(:main)
end
# Modules whose `main` is marked by `@main`.
const _entrypoint_modules = Any[]
function _is_entrypoint(m::Module)
    for e in _entrypoint_modules
        e === m && return true
    end
    return false
end
