# show of types: with Julia's aliases (Vector{Int64}), `where` clauses in their short forms, and names qualified by
# their module unless they are visible from where the output is read.

# ---- names --------------------------------------------------------------------------------------------------------

# Is `name` of module m the same thing when read in `from`?
function isvisible(name::Symbol, m::Module, from::Module)
    isdefined(from, name) || return false
    isdefined(m, name) || return false
    isdeprecated(from, name) && return false
    return binding_module(from, name) === binding_module(m, name) && getglobal(from, name) === getglobal(m, name)
end
_show_module(io::IO) = get(io, :module, Main)::Union{Module, Nothing}

function _print_qualified(io::IO, m::Module, name::Symbol)
    from = _show_module(io)
    if from === nothing || !isvisible(name, m, from)
        print(io, m)
        print(io, '.')
        if isoperator(name)
            print(io, ":(", name, ')')
            return nothing
        end
    end
    show_sym(io, name)
    return nothing
end

function show(io::IO, m::Module)
    if m === parentmodule(m) || m === Base || m === Core || m === Main
        print(io, nameof(m))
    else
        p = parentmodule(m)
        if p !== Main || get(io, :module, nothing) !== Main || true
            print(io, p, '.', nameof(m))
        end
    end
    return nothing
end
print(io::IO, m::Module) = show(io, m)

# ---- aliases ------------------------------------------------------------------------------------------------------

# Names that stand for a type with parameters filled in, in the order in which they are tried: the shortest first.
# Each module contributes its exported constants that are types and have another name than the type itself.
const _alias_cache = IdDict{Module, Vector{Tuple{Symbol, Any}}}()
function _aliases_of(m::Module)
    cached = m === Base || m === Core
    if cached && haskey(_alias_cache, m)
        return _alias_cache[m]
    end
    found = Vector{Tuple{Symbol, Any}}()
    for name in unsorted_names(m; all = m === Main, imported = false)
        (isdefined(m, name) && isconst(m, name) && !isdeprecated(m, name)) || continue
        value = getglobal(m, name)
        value isa Type || continue
        (value isa UnionAll || (value isa DataType && !isempty(value.parameters)) || value isa Union) || continue
        if value isa UnionAll || value isa DataType
            u = unwrap_unionall(value)
            u isa DataType && (u.name.name === name || u.name.wrapper === value) && continue
        end
        startswith(String(name), "#") && continue
        push!(found, (name, value))
    end
    sort!(found; by = p -> String(p[1]))
    cached && (_alias_cache[m] = found)
    return found
end

# The alias that gives exactly x, with its arguments: (module, name, arguments as they are printed), or nothing.
function make_typealias(@nospecialize(x::Type))
    x === Any && return nothing
    x isa Union && return nothing
    u = unwrap_unionall(x)
    u isa DataType || return nothing
    isempty(u.parameters) && return nothing
    u.name === Tuple.name && !(x === NTuple) && return nothing
    wrapper = u.name.wrapper
    x === wrapper && return nothing
    mods = Module[u.name.module, Base, Core]
    Main in mods || pushfirst!(mods, Main)
    best = nothing
    for m in unique(mods)
        for (name, alias) in _aliases_of(m)
            alias isa Union && continue
            a = unwrap_unionall(alias)
            (a isa DataType && a.name === u.name) || continue
            args = _alias_arguments(alias, x)
            args === nothing && continue
            if best === nothing || length(args) < length(best[3])
                best = (m, name, args)
            end
        end
        best === nothing || return best
    end
    return best
end

# Arguments that turn the alias into x (under x's own variables), or nothing if x is no instance of it.
function _alias_arguments(@nospecialize(alias), @nospecialize(x))
    a, u = unwrap_unionall(alias), unwrap_unionall(x)
    vars = TypeVar[]
    t = alias
    while t isa UnionAll
        push!(vars, t.var)
        t = t.body
    end
    bound = Vector{Any}(undef, length(vars))
    isset = fill(false, length(vars))
    for i in 1:length(a.parameters)
        p, q = a.parameters[i], u.parameters[i]
        k = findfirst(v -> v === p, vars)
        if k === nothing
            (p === q || (p isa Type && q isa Type && !has_free_typevars(p) && !has_free_typevars(q) && p == q)) || return nothing
        elseif isset[k]
            bound[k] === q || return nothing
        else
            bound[k] = q
            isset[k] = true
        end
    end
    all(isset) || return nothing
    # bounds of the alias's variables must be met
    for (v, b) in zip(vars, bound)
        ub = v.ub
        ub === Any && continue
        has_free_typevars(ub) && return nothing
        if b isa TypeVar
            b.ub <: ub || return nothing
        else
            (b isa Type && b <: ub) || return nothing
        end
    end
    return bound
end

# ---- types --------------------------------------------------------------------------------------------------------

function show(io::IO, @nospecialize(x::Type))
    show_type(io, x)
    return nothing
end
show(io::IO, ::Core.TypeofBottom) = print(io, "Union{}")

function show_type(io::IO, @nospecialize(x))
    if x isa Union
        _show_union(io, x)
    elseif x isa UnionAll
        _show_unionall(io, x)
    elseif x isa DataType
        show_datatype(io, x)
    elseif x === Union{}
        print(io, "Union{}")
    elseif x isa TypeVar
        show_typevar_name(io, x)
    elseif x isa Core.TypeofVararg
        show(io, x)
    else
        show(io, x)
    end
    return nothing
end

function show_typevar_name(io::IO, v::TypeVar)
    renamed = get(io, :unionall_renames, nothing)
    if renamed !== nothing
        for (w, name) in renamed
            w === v && return print(io, name)
        end
    end
    name = v.name
    show_sym(io, name)
    return nothing
end

function _show_union(io::IO, x::Union)
    if x === Union
        return _print_qualified(io, Core, :Union)
    end
    for m in (Main, Base)
        for (name, alias) in _aliases_of(m)
            if alias === x
                return _print_qualified(io, m, name)
            end
        end
    end
    print(io, "Union{")
    parts = uniontypes(x)
    for (i, t) in enumerate(parts)
        i > 1 && print(io, ", ")
        show_type(io, t)
    end
    print(io, '}')
    return nothing
end

function _show_unionall(io::IO, x::UnionAll)
    # T where T, with the bounds of T printed in its place, is shown as the bare wrapper when nothing is filled in
    u = unwrap_unionall(x)
    if u isa DataType && x === u.name.wrapper
        return _show_type_name(io, u)
    end
    for m in (Main, Base)
        for (name, alias) in _aliases_of(m)
            (alias isa UnionAll && alias == x && alias === x) && return _print_qualified(io, m, name)
        end
    end
    a = make_typealias(x)
    if a !== nothing
        m, name, args = a
        vars = TypeVar[]
        t = x
        while t isa UnionAll
            push!(vars, t.var)
            t = t.body
        end
        return _show_applied(io, () -> _print_qualified(io, m, name), args, vars)
    end
    vars = TypeVar[]
    t = x
    while t isa UnionAll
        push!(vars, t.var)
        t = t.body
    end
    if t isa DataType && t.name !== Tuple.name && t.name !== NamedTuple.body.body.name
        return _show_applied(io, () -> _show_type_name(io, t), Any[t.parameters...], vars)
    end
    io = _with_names(io, vars)
    show_type(io, t)
    _show_where(io, vars)
    return nothing
end

# Variables of one `where` that share a name with an outer one get a number, as T1.
function _with_names(io::IO, vars::Vector{TypeVar})
    renames = get(io, :unionall_renames, ())
    used = Symbol[last(r) for r in renames]
    out = Any[renames...]
    for v in vars
        name = v.name
        k = 0
        while name in used
            k += 1
            name = Symbol(v.name, k)
        end
        push!(used, name)
        push!(out, v => name)
    end
    return IOContext(io, :unionall_renames => Tuple(out))
end

function _show_where(io::IO, vars::Vector{TypeVar})
    isempty(vars) && return nothing
    print(io, " where ")
    length(vars) == 1 || print(io, '{')
    for (i, v) in enumerate(vars)
        i > 1 && print(io, ", ")
        _show_typevar_bounds(io, v)
    end
    length(vars) == 1 || print(io, '}')
    return nothing
end
function _show_typevar_bounds(io::IO, v::TypeVar)
    lb, ub = v.lb, v.ub
    if lb === Union{}
        show_typevar_name(io, v)
        if ub !== Any
            print(io, "<:")
            _show_bound(io, ub)
        end
    elseif ub === Any
        show_typevar_name(io, v)
        print(io, ">:")
        _show_bound(io, lb)
    else
        _show_bound(io, lb)
        print(io, "<:")
        show_typevar_name(io, v)
        print(io, "<:")
        _show_bound(io, ub)
    end
    return nothing
end
function _show_bound(io::IO, @nospecialize(b))
    b isa UnionAll && !(unwrap_unionall(b) isa DataType && b === unwrap_unionall(b).name.wrapper) && make_typealias(b) === nothing ?
        (print(io, '('); show_type(io, b); print(io, ')')) : show_type(io, b)
end
function show(io::IO, v::TypeVar)
    if get(io, :unionall_renames, nothing) !== nothing
        show_typevar_name(io, v)
    else
        _show_typevar_bounds(io, v)
    end
    return nothing
end

# name{args…} where vars…; a variable that is used once, in the last places, is written in place as <:Bound.
function _show_applied(io::IO, name, args::Vector{Any}, vars::Vector{TypeVar})
    inplace = TypeVar[]
    rest = copy(vars)
    k = length(args)
    while k >= 1 && !isempty(rest)
        v = rest[end]
        args[k] === v || break
        _mentions(v, args, k) && break
        any(w -> w !== v && (_type_mentions(w.ub, v) || _type_mentions(w.lb, v)), vars) && break
        pushfirst!(inplace, v)
        pop!(rest)
        k -= 1
    end
    # variables bounded by nothing at the end are simply left out
    n = length(args)
    io2 = _with_names(io, vars)
    dropped = 0
    while n >= 1 && !isempty(inplace) && args[n] === inplace[end] && inplace[end].ub === Any && inplace[end].lb === Union{} && n == length(args) - dropped
        pop!(inplace)
        n -= 1
        dropped += 1
    end
    name()
    if n > 0
        print(io2, '{')
        for i in 1:n
            i > 1 && print(io2, ", ")
            p = args[i]
            if p isa TypeVar && any(v -> v === p, inplace)
                if p.lb === Union{}
                    p.ub === Any ? show_typevar_name(io2, p) : (print(io2, "<:"); _show_bound(io2, p.ub))
                elseif p.ub === Any
                    print(io2, ">:")
                    _show_bound(io2, p.lb)
                else
                    push!(rest, p)
                    show_typevar_name(io2, p)
                end
                if p.ub === Any && p.lb === Union{}
                    push!(rest, p)
                end
            else
                show_parameter(io2, p)
            end
        end
        print(io2, '}')
    end
    _show_where(io2, rest)
    return nothing
end
function _mentions(v::TypeVar, args::Vector{Any}, but::Int)
    for i in 1:length(args)
        i == but && continue
        _type_mentions(args[i], v) && return true
    end
    return false
end
function _type_mentions(@nospecialize(t), v::TypeVar)
    t === v && return true
    t isa Union && return _type_mentions(t.a, v) || _type_mentions(t.b, v)
    t isa UnionAll && return _type_mentions(t.var.ub, v) || _type_mentions(t.var.lb, v) || _type_mentions(t.body, v)
    t isa DataType && return any(p -> _type_mentions(p, v), t.parameters)
    t isa Core.TypeofVararg && return (isdefined(t, :T) && _type_mentions(t.T, v)) || (isdefined(t, :N) && _type_mentions(t.N, v))
    return false
end

# A parameter: a type, a variable, or a value.
function show_parameter(io::IO, @nospecialize(p))
    if p isa Type || p isa TypeVar || p isa Core.TypeofVararg
        show_type(io, p)
    elseif p isa Symbol
        show(io, p)
    elseif p isa Tuple && all(x -> x isa Symbol, p)
        show(io, p)
    else
        show(io, p)
    end
    return nothing
end

function show_datatype(io::IO, x::DataType)
    name = x.name
    if name === Tuple.name
        return _show_tuple_type(io, x)
    elseif name === NamedTuple.body.body.name && length(x.parameters) == 2
        _show_namedtuple_type(io, x) && return nothing
    end
    a = make_typealias(x)
    if a !== nothing
        m, alias, args = a
        return _show_applied(io, () -> _print_qualified(io, m, alias), args, TypeVar[])
    end
    if isempty(x.parameters)
        return _show_type_name(io, x)
    end
    _show_type_name(io, x)
    print(io, '{')
    for i in 1:length(x.parameters)
        i > 1 && print(io, ", ")
        show_parameter(io, x.parameters[i])
    end
    print(io, '}')
    return nothing
end

function _show_tuple_type(io::IO, x::DataType)
    params = x.parameters
    n = length(params)
    if x === Tuple
        return print(io, "Tuple")
    end
    # runs of four and more equal types are NTuple
    if n > 3 && all(i -> params[i] === params[1], 2:n) && !(params[1] isa Core.TypeofVararg)
        print(io, "NTuple{", n, ", ")
        show_parameter(io, params[1])
        print(io, '}')
        return nothing
    end
    print(io, "Tuple{")
    for i in 1:n
        i > 1 && print(io, ", ")
        show_parameter(io, params[i])
    end
    print(io, '}')
    return nothing
end

function _show_namedtuple_type(io::IO, x::DataType)
    names, types = x.parameters[1], x.parameters[2]
    (names isa Tuple && types isa DataType && types <: Tuple) || return false
    isempty(names) && (print(io, "@NamedTuple{}"); return true)
    types isa DataType && length(types.parameters) == length(names) || return false
    print(io, "@NamedTuple{")
    for i in 1:length(names)
        i > 1 && print(io, ", ")
        show_sym(io, names[i])
        t = types.parameters[i]
        if t !== Any
            print(io, "::")
            show_parameter(io, t)
        end
    end
    print(io, '}')
    return true
end

# The bare name of a type; functions' types are written typeof(f).
function _show_type_name(io::IO, x::DataType)
    tn = x.name
    name = tn.name
    m = tn.module
    str = String(name)
    if startswith(str, "#") && isdefined(x, :instance) && x <: Function
        f = x.instance
        fname = nameof(f)
        if startswith(String(fname), "#")
            # a closure without captures
            from = _show_module(io)
            from === m || _print_module_prefix(io, m)
            print(io, "var\"", str, "\"")
            return nothing
        end
        print(io, "typeof(")
        _print_qualified(io, m, fname)
        print(io, ')')
        return nothing
    end
    if startswith(str, "#")
        from = _show_module(io)
        from === m || _print_module_prefix(io, m)
        print(io, "var\"", str, "\"")
        return nothing
    end
    _print_qualified(io, m, name)
    return nothing
end
_print_module_prefix(io::IO, m::Module) = print(io, m, '.')

function show(io::IO, v::Core.TypeofVararg)
    print(io, "Vararg")
    if isdefined(v, :T)
        print(io, '{')
        show_parameter(io, v.T)
        if isdefined(v, :N)
            print(io, ", ")
            show_parameter(io, v.N)
        end
        print(io, '}')
    end
    return nothing
end
show(io::IO, tn::Core.TypeName) = (print(io, "typename("); _show_type_name(io, unwrap_unionall(tn.wrapper)); print(io, ')'))

# ---- functions ----------------------------------------------------------------------------------------------------

# Inside other output a function is its name; alone it is qualified, and an anonymous one shows how it is made.
function show(io::IO, f::Function)
    tn = typeof(f).name
    if isdefined(typeof(f), :instance)
        name = nameof(f)
        get(io, :compact, false)::Bool && return print(io, name)
        if !startswith(String(name), "#")
            return _print_qualified(io, tn.module, name)
        end
    end
    return show_default(io, f)
end
print(io::IO, f::Function) = isdefined(typeof(f), :instance) ? print(io, nameof(f)) : show_default(io, f)
show(io::IO, f::Core.Builtin) = print(io, nameof(f))
show(io::IO, f::Core.IntrinsicFunction) = print(io, "Core.Intrinsics.", nameof(f))
